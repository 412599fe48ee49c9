"""CSV and TSV: one alias a row, below a first line that names the columns.

`id` and `alias` (or `name`) must be there. `kind` is strong (as where it is blank), weak or
adjective; the first strong alias of an ID is its canonical name. `type` and `within` (IDs with
blanks between them; one that holds blanks stands in double quotes), `lat` and `lon` (degrees) and
`rank` (a whole number) hold for the whole ID, and may be left blank in any of its rows. `lang` is
for readers alone: an alias is found whatever the language of a text. The rows of one ID may stand
anywhere.

CSV is separated by commas, or by semicolons or tabs where its first line has more of these, with
double quotes around what holds a comma, a quote (doubled then) or a
line break. TSV knows no quotes.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from translit.files.writing import bare, show
from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.language.characters import plain
from translit.model.errors import EntryError, Fault
from translit.model.nouns import PLAIN, Entry, is_id, point, ranked

N = TypeVar("N")
T = TypeVar("T", str, tuple[str, ...], tuple[float, float], int)

COLUMNS = ("id", "alias", "name", "lang", "kind", "type", "within", "lat", "lon", "rank")
_WRITTEN = ("id", "alias", "kind", *COLUMNS[5:])
KINDS = ("strong", "weak", "adjective")
_FIELDS = {"": "alias", "strong": "alias", "weak": "weak", "adjective": "adjective"}


class Row(NamedTuple):
    """What one row says; `kind` may be blank."""

    id: str
    text: str
    kind: str
    type: str
    within: str
    at: tuple[float, float] | None = None
    rank: int | None = None


class Rows:
    """The rows of one file below its header; `places` is where each of COLUMNS stands in a row,
    -1 where there is no such column.
    """

    def __init__(self, file: File, parting: str) -> None:
        self.file, self.parting = file, parting
        self.places: list[int] = []

    def __iter__(self) -> Iterator[Row]:
        """The rows that have an alias, of a known kind."""
        rows = self.file.rows(self.parting)
        header = next(rows, None)
        if header is None:
            if not self.file.broken:
                self.file.faulty(
                    "empty",
                    "the file is empty: write a first line that names the columns, and a row for"
                    " each alias",
                )
            return
        if not self._read_header(header):
            self.file.broken = True
            return
        for row in rows:
            if self.file.is_as_wide(row, header) and (said := self._row(row)):
                yield said

    def _read_header(self, header: Sequence[str]) -> bool:
        """Whether the first line names the columns that it must and may."""
        named, before = [cell.strip().lower() for cell in header], len(self.file.reading.faults)
        if "id" not in named or ("alias" in named) == ("name" in named):
            self.file.fault(
                "header",
                "the first line must name the columns id, and either alias or name, not"
                f" {show(', '.join(header))}: of any other sheet, `translit import sheet` makes a"
                f" table{_parted(named)}",
            )
            return False
        for at, name in enumerate(named):
            if name not in COLUMNS:
                what = (
                    f"there is no column {show(name)}: it may be {', '.join(COLUMNS)}; delete or"
                    " rename it"
                )
                self.file.fault("header", what, at)
            elif name in named[:at]:
                self.file.fault("header", f"a second column {name}: delete one of the two", at)
        self.places = [named.index(name) if name in named else -1 for name in COLUMNS]
        return len(self.file.reading.faults) == before

    def _row(self, row: list[str]) -> Row | None:
        row.append("")  # which the places of missing columns, -1, point to
        id_at, alias_at, name_at, _, kind_at, type_at, within_at, *numbers = self.places
        latitude, longitude, rank = (row[cell] for cell in numbers)
        said = Row(
            row[id_at],
            row[max(alias_at, name_at)],
            row[kind_at],
            row[type_at],
            row[within_at],
            self._read(point, latitude, longitude) if latitude or longitude else None,
            self._read(ranked, rank.strip()) if rank.strip() else None,
        )
        if not said.text or said.text.isspace():
            self.file.fault(
                "value",
                "there is no alias in this row: write one, or delete the row",
                max(alias_at, name_at),
            )
            return None
        if said.kind not in _FIELDS:
            self.file.fault(
                "value", f"kind must be strong, weak or adjective, not {show(said.kind)}", kind_at
            )
            return None
        return said

    def _read(self, read: Callable[..., N], *cells: str) -> N | None:
        """What numbers say; a place stands in two cells."""
        try:
            return read(*cells)
        except EntryError as error:
            places = self.places[-3:-1] if len(cells) > 1 else self.places[-1:]
            self.file.fault("value", str(error), max(places))
            return None

    def fault(self, code: str, message: str, column: str) -> None:
        self.file.fault(code, message, self.places[COLUMNS.index(column)])


# An ID in a cell of several: in double quotes, as in CSV, or up to the next blank.
_ID = re.compile(r'"((?:[^"]|"")*)"(?!\S)|(\S+)')


def parted(cell: str) -> tuple[str, ...]:
    """The IDs in a cell of several, which blanks part; one that holds blanks stands in quotes."""
    if '"' not in cell:
        return tuple(cell.split())
    return tuple(plain or quoted.replace('""', '"') for quoted, plain in _ID.findall(cell))


def joined(ids: Iterable[str]) -> str:
    """Some IDs as a cell from which `parted` takes them again."""
    return " ".join(
        '"' + id.replace('"', '""') + '"' if " " in id or id.startswith('"') else id for id in ids
    )


def _parted(named: Sequence[str]) -> str:
    """What may be wrong with a first line of one cell."""
    return "; commas part the columns of CSV, tabs those of TSV" if len(named) == 1 else ""


# --- as statements --------------------------------------------------------------------------------


class Parted:
    """A format of rows, as a module of this folder: what parts the cells tells CSV from TSV."""

    LICENCE = None
    HOLDS = frozenset(
        ("id", "name", "aliases", "type", "within", "weak", "adjectives", "at", "rank")
    )

    def __init__(self, kind: str, parting: str) -> None:
        self.ABOUT = f"a {kind} file with an alias a row"
        column, mark = rf'"?({"|".join(COLUMNS)})"?', "[,;]" if parting == "," else parting
        self.LOOKS = rf"(?i)\A{column}({mark}{column})+\r?\n"
        self.parting = parting

    def read(self, paths: Sequence[str]) -> Iterator[Said]:
        with Reading(paths) as reading:
            for file in reading:
                rows, known = Rows(file, file.parting() if self.parting == "," else "\t"), ""
                for id, text, kind, type, within, at, rank in rows:
                    if id != known and not file.is_id(id, rows.places[0]):
                        continue
                    known = id
                    yield Said(id, _FIELDS[kind], text)
                    if type:
                        yield Said(id, "type", type)
                    for outer in parted(within):
                        yield Said(id, "within", outer)
                    if at:
                        yield Said(id, "at", f"{at[0]} {at[1]}")
                    if rank is not None:
                        yield Said(id, "rank", str(rank))

    def write(self, entries: Iterable[Entry]) -> Iterator[str]:
        held = io.StringIO()
        write = _writer(held, self.parting)
        yield self.parting.join(_WRITTEN) + "\n"
        for entry in entries:
            about = (
                plain(entry.type or ""),
                joined(entry.within),
                *map(str, entry.at or ("", "")),
                "" if entry.rank is None else str(entry.rank),
            )
            for kind, names in (
                ("", (entry.name, *entry.aliases)),
                ("weak", entry.weak),
                ("adjective", entry.adjectives),
            ):
                for name in names:
                    write((entry.id, name, kind, *about))
                    about = ("",) * len(about)  # once is enough
            yield held.getvalue()
            held.seek(0)
            held.truncate()


def _writer(held: io.StringIO, parting: str) -> Callable[[Iterable[str]], object]:
    """What writes a row. Names are plain when they come here, and TSV needs no quotes."""
    if parting == ",":
        return csv.writer(held, lineterminator="\n").writerow
    return lambda row: held.write(parting.join(row) + "\n")


CSV, TSV = Parted("CSV", ","), Parted("TSV", "\t")

# --- as a source ----------------------------------------------------------------------------------


class Told:
    """What the rows of one ID say: the line of the first, its strong names, the others with
    their kinds, its type, what it lies within, where it is, its rank.
    """

    __slots__ = ("at", "line", "others", "rank", "strong", "type", "within")

    def __init__(self, line: int) -> None:
        self.line = line
        self.strong: list[str] = []
        self.others: list[tuple[str, str]] | None = None
        self.type: str | None = None
        self.within: tuple[str, ...] = ()
        self.at: tuple[float, float] | None = None
        self.rank: int | None = None

    def entry(self, id: str) -> Entry:
        weak, adjectives = (
            [text for kind, text in self.others or () if kind == wanted] for wanted in KINDS[1:]
        )
        names = id, self.strong[0], self.strong[1:]
        return Entry(*names, self.type, self.within, weak, adjectives, at=self.at, rank=self.rank)


_DONE = Told(0)


def entries(path: str) -> Iterator[Entry]:
    """The entries of a CSV or TSV file, in the order in which their IDs come first.

    Raises:
        TableError: with the faults of the file, the first 50 of them, before any entry is given.
    """
    told: dict[str, Told] = {}
    with Reading([path]) as reading:
        for file in reading:
            rows = Rows(file, file.parting())
            for row in rows:
                _take(row, told, rows)
            for id, each in told.items() if not file.broken else ():
                if not each.strong:
                    message = (
                        f"{bare(id)} has no strong alias, and so no name: give it a row whose kind"
                        " is strong"
                    )
                    reading.say(Fault(path, each.line, 1, "missing-name", message))
    for id, each in told.items():
        told[id] = _DONE  # who reads the entries may let each go
        yield each.entry(id)


def lines(path: str) -> dict[str, int]:
    """The IDs of a sound file, and the number of the first line of each."""
    found: dict[str, int] = {}
    with Reading([path]) as reading:
        for file in reading:
            for row in Rows(file, file.parting()):
                found.setdefault(row.id, file.first_line())
    return found


def _take(row: Row, all_told: dict[str, Told], rows: Rows) -> None:
    """Keep what a row says."""
    id, text, kind, type, within, at, rank = row
    told = all_told.get(id)
    if told is None:
        told = all_told[id] = Told(rows.file.first_line())
        if not is_id(id):
            shown = show(id) if id else "nothing"
            rows.fault("value", f"id must be an ID {PLAIN}, not {shown}", "id")
    if _FIELDS[kind] == "alias":
        told.strong.append(text)
    else:
        told.others = told.others or []
        told.others.append((kind, text))
    if type and type != told.type:
        told.type = _once(told.type, type, "type", rows)
    if within and (outer := parted(within)) != told.within:
        told.within = _once(told.within, outer, "within", rows)
    if at and at != told.at:
        told.at = _once(told.at, at, "lat", rows)
    if rank is not None and rank != told.rank:
        told.rank = _once(told.rank, rank, "rank", rows)


def _once(before: T | None, value: T, name: str, rows: Rows) -> T:
    """A value that all rows of an ID have in common."""
    if before is not None and before != ():
        shown = [
            show(" ".join(map(str, each)) if isinstance(each, tuple) else str(each))
            for each in (value, before)
        ]
        rows.fault(
            "conflict",
            f"{name} is {shown[0]} here, and {shown[1]} in an earlier row of this ID: let them"
            " agree",
            name,
        )
    return value
