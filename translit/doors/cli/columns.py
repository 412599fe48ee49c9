"""`resolve --column`: a column of a file, each row as it came with its answer; and what comes near
it, for a person who looks through them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import tee
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.doors.cli import streams
from translit.doors.cli.options import (
    ANSWER,
    RESOLVED,
    UNRESOLVED,
    Batch,
    answered,
    resolver_of,
    source_of,
    with_names,
)
from translit.doors.cli.streams import Progress, Writer, say
from translit.files.reading import STDIN, Layout, column_at, opened, title
from translit.model.errors import EntryError, TranslitError
from translit.model.nouns import Policy, point
from translit.uses import screening

if TYPE_CHECKING:
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver
    from translit.resolving.rows import Point, Points
    from translit.uses.screening import Hit

ADDED = ("translit_id", "translit_name", "translit_outcome", "translit_score")
HIT = ("hit", "list", "candidate", "candidate_name", "alias", "kind", "candidate_score")
HITS = tuple(f"translit_{field}" for field in HIT)
CANDIDATES, SURPLUS = "translit_candidates", "translit_surplus"


class List(NamedTuple):
    """Tables that answer apart from others: their name, the arguments that mean them, and what
    answers.
    """

    name: str
    args: Arguments
    resolver: Resolver


def resolve_column(args: Arguments) -> int:
    """Every column and row as it came, and what is added after the last column that the header
    names: the four of ADDED, and with --top the candidates, a row each.
    """
    path = _path(args)
    lists = _lists(args)
    with opened(path, args.errors) as file, Progress("rows") as progress:
        layout = file.layout()
        rows = file.rows(layout.parting)
        sheet = _Sheet(next(rows, []), args, file.path, lists)
        out = _Output(sheet, layout, args, looking=bool(args.top))
        batches, *asked = tee(
            streams.batches(rows, lambda row: sum(map(len, row))), 1 + max(len(lists), 1)
        )
        hints = [sheet.asked(each, checking=not place) for place, each in enumerate(asked)]
        found = (
            [
                answered(each, list.args, list.resolver)
                for each, list in zip(hints, lists, strict=True)
            ]
            if lists
            else [answered(hints[0], args)]
        )
        for batch, *answers in zip(batches, *found, strict=True):
            out.write(batch, [*zip(*answers, strict=True)])
            progress.add(len(batch))
    return out.finish()


class _Sheet:
    """A header, and where in it the names and their hints stand."""

    def __init__(
        self, header: list[str], args: Arguments, path: str, lists: Sequence[List]
    ) -> None:
        self.header, self.path, self.lists = header, path, lists
        self.name = column_at(header, args.column, path)
        self.hints = [
            None if column is None else column_at(header, column, path)
            for column in (args.type_column, args.within_column)
        ]
        self.given = args.type, args.within
        self.places = _places(header, args, path)
        self.near: Point | None = args.near
        self._known: set[tuple[str | None, ...]] = set()

    def asked(self, batches: Iterable[list[list[str]]], *, checking: bool) -> Iterator[Batch]:
        """What is asked of each batch of rows; a hint that can't be right is told with its row."""
        number = 1
        for batch in batches:
            filled = [row for row in batch if row]
            columns = [[_cell(row, at) or None for row in filled] for at in self.hints]
            if checking and self.hints != [None, None]:
                for row, hints in enumerate(zip(*columns, strict=True), number + 1):
                    self._check(row, hints)
            near = self._points(filled, number + 1)
            number += len(filled)
            said = [
                given if at is None else column
                for at, given, column in zip(self.hints, self.given, columns, strict=True)
            ]
            yield Batch([_cell(row, self.name) for row in filled], said[0], said[1], near)

    def _points(self, rows: Sequence[list[str]], first: int) -> Points:
        """Where each row says that it is; without such columns, where all are."""
        if self.places is None:
            return self.near
        points: list[Point | None] = []
        for number, row in enumerate(rows, first):
            cells = [_cell(row, at).strip() for at in self.places]
            try:
                points.append(point(*cells) if any(cells) else self.near)
            except EntryError as error:
                raise TranslitError(f"{self.path}: row {number:,}: {error}") from None
        return points

    def _check(self, row: int, hints: tuple[str | None, ...]) -> None:
        if hints in self._known:
            return
        self._known.add(hints)
        type, within = hints
        for each in self.lists:
            try:
                each.resolver.resolve("", type=type, within=within, policy=Policy())
            except EntryError as error:
                raise TranslitError(f"{self.path}: row {row:,}: {error}") from None


def _places(header: list[str], args: Arguments, path: str) -> tuple[int, int] | None:
    """Where the columns of latitude and longitude stand; None where there are none."""
    columns = args.lat_column, args.lon_column
    if columns == (None, None):
        return None
    if None in columns:
        args.usage("--lat-column and --lon-column go together")
    latitude, longitude = (column_at(header, column, path) for column in columns)
    return latitude, longitude


class _Output:
    """What is written of rows and their answers, and what the command ends with."""

    def __init__(self, sheet: _Sheet, layout: Layout, args: Arguments, *, looking: bool) -> None:
        kind = args.format or ("tsv" if layout.parting == "\t" else "csv")
        self.args, self.header, self.looking = args, sheet.header, looking
        self.resolvers = {each.name: each.resolver for each in sheet.lists}
        self.rows = self.hit = self.missed = 0
        added = [*ADDED, *(HITS if looking else ())]
        _refuse_taken(sheet, kind, [*added, CANDIDATES, SURPLUS] if kind == "jsonl" else added)
        layout = Layout() if args.format else layout  # as it came, if nothing else is asked for
        fields = [*sheet.header, *added]
        self.out = Writer(kind, fields, header=args.header, inert=args.no_formulas, layout=layout)

    def write(self, batch: list[list[str]], found: list[tuple[Resolution, ...]]) -> None:
        """Rows, in their order; a blank line stays one, but in jsonl."""
        written = list[Any]()
        answers = iter(found)
        for row in batch:
            if not row:
                written += [] if self.out.layout is None else [row]
                continue
            asked = next(answers)
            named = dict(zip(self.resolvers, asked, strict=False))  # none, where no list is asked
            hits = screening.hits(named, self.resolvers, self.args.top)
            self.rows, self.hit = self.rows + 1, self.hit + bool(hits)
            self.missed += not any(asked)
            best = max(asked, key=lambda answer: answer.score)
            put = self._record if self.out.layout is None else self._lines
            written += put(row, best, hits)
        (self.out.write if self.out.layout is None else self.out.rows)(written)

    def _lines(self, row: list[str], best: Resolution, hits: Sequence[Hit]) -> Iterator[list[str]]:
        """A row with its answer, or with each of its hits."""
        width = len(self.header)
        filled = [*row[:width], *[""] * (width - len(row))]
        if not self.looking or not hits:
            more = [""] * len(HITS) * self.looking
            yield [*filled, *_answer(best), *more, *row[width:]]
        for hit in hits if self.looking else ():
            cells = map(streams.cell, _hit(hit).values())
            yield [*filled, *_answer(hit.answer), *cells, *row[width:]]

    def _record(
        self, row: list[str], best: Resolution, hits: Sequence[Hit]
    ) -> Iterator[dict[str, Any]]:
        """A row, its answer, and its candidates as one object."""
        width = len(self.header)
        cells = [*row[:width], *[""] * (width - len(row))]
        answer = {f"translit_{field}": getattr(best, field) for field in ANSWER[1:]}
        candidates = (
            [*map(_hit, hits)] if self.looking else [each._asdict() for each in best.candidates]
        )
        surplus = {SURPLUS: row[width:]} if len(row) > width else {}
        yield {
            **dict(zip(self.header, cells, strict=True)),
            **answer,
            CANDIDATES: candidates,
            **surplus,
        }

    def finish(self) -> int:
        """The status: with --screen whether all is clear, else whether all was resolved."""
        self.out.finish()
        if not self.args.screen:
            return UNRESOLVED if self.missed else RESOLVED
        least = f"with a score of at least {self.args.least:g}"
        if self.hit:
            say(f"{self.hit:,} of {self.rows:,} rows have a candidate {least}")
            return UNRESOLVED
        say(f"all clear: none of {self.rows:,} rows has a candidate {least}")
        return RESOLVED


def _hit(hit: Hit) -> dict[str, Any]:
    id, name, alias, score = hit.candidate
    return dict(zip(HIT, (hit.number, hit.list, id, name, alias, hit.kind, score), strict=True))


def _answer(answer: Resolution) -> list[str]:
    return [streams.cell(getattr(answer, field)) for field in ANSWER[1:]]


def _cell(row: list[str], at: int | None) -> str:
    return "" if at is None or at >= len(row) else row[at]


def _refuse_taken(sheet: _Sheet, kind: str, added: Sequence[str]) -> None:
    """That the file has no column of a name that is added, nor for jsonl two of one name."""
    header = sheet.header
    if taken := sorted({*added}.intersection(header)):
        raise TranslitError(
            f"{sheet.path}:1: the file has a column {taken[0]!r} already; remove or rename it first"
        )
    twice = sorted({name for name in header if header.count(name) > 1})
    if kind == "jsonl" and twice:
        raise TranslitError(
            f"{sheet.path}:1: several columns {twice[0]!r}, of which an object holds one: rename"
            " them, or write csv"
        )


def _path(args: Arguments) -> str:
    """The file with the column, where the arguments go together."""
    if args.format == "table":
        args.usage("--column writes csv, tsv or jsonl")
    if len(args.names) > 1:
        args.usage("--column takes one file")
    if args.screen and args.least is None:
        args.usage("--screen goes by --least: from which score on is a candidate a hit?")
    if args.top is not None and args.top < 1:
        args.usage("--top takes a number of candidates, at least 1")
    if args.screen and args.top is None:
        args.top = 1
    return args.names[0] if args.names and args.file is None else source_of(args) or STDIN


def _lists(args: Arguments) -> list[List]:
    """The lists that answer apart; none where nobody needs to know the entries."""
    named = with_names(args.table)
    if named and len(named) < len(args.table):
        args.usage("name all tables, as in --table ofac=sdn.csv, or none")
    by_name = dict[str, list[str]]()
    for match in named.values():
        by_name.setdefault(match[1], []).append(match[2])
    if named and args.top is None:
        args.top = Policy().limit
    if not (named or args.top or args.type_column or args.within_column):
        return []
    alone = ", ".join(map(title, args.table)) or "bundled"
    return [
        List(name, asked, resolver_of(asked))
        for name, paths in (by_name or {alone: args.table}).items()
        for asked in [Arguments(**{**vars(args), "table": paths})]
    ]


def unnamed(tables: Sequence[str]) -> list[str]:
    """The paths of tables, of which some may have names."""
    named = with_names(tables)
    return [named[table][2] if table in named else table for table in tables]
