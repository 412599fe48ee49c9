"""What the options that several commands take mean, and the statuses that commands end with."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING, Any, NamedTuple

import translit
from translit.doors.cli import streams
from translit.doors.cli.streams import Progress, Writer, say
from translit.files.reading import LONGEST_NAME, STDIN, WORKBOOKS, Line, column_at, opened
from translit.model.errors import MOST_TOLD, TranslitError
from translit.model.nouns import ESTIMATE
from translit.resolving.rows import is_one

if TYPE_CHECKING:
    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver
    from translit.resolving.rows import Hint, Points

RESOLVED, UNRESOLVED, FAULTY, INTERNAL, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141
# The commands that have all names before the first answer, if they must.
COLUMNS = ("resolve", "explain", "cluster", "report")
# A table that is kept apart from others, by its name: ofac=sdn.csv.
_NAMED = re.compile(r"([A-Za-z0-9_.-]+)=(.+)")
ANSWER = ("mention", "id", "name", "outcome", "score")


def resolver_of(args: Arguments) -> Resolver:
    if not args.table:  # nobody edits the bundled ones
        return translit.load(policy=policy_of(args))
    with noted():
        return translit.load(*_tables(args), policy=policy_of(args))


def _tables(args: Arguments) -> list[str]:
    """The paths of the tables, none of which has a name."""
    for table, match in with_names(args.table).items():
        raise TranslitError(
            f"only `resolve --column` takes tables with names, as {table!r}: write {match[2]!r}"
        )
    return list(args.table)


def with_names(tables: Sequence[str]) -> dict[str, re.Match[str]]:
    """Of each table with a name, the name and the path."""
    # The path is looked for as it was given.
    missing = [table for table in tables if not os.path.exists(table)]  # noqa: PTH110
    found = {table: _NAMED.fullmatch(table) for table in missing}
    return {table: match for table, match in found.items() if match}


def policy_of(args: Arguments) -> Policy | None:
    if args.known == ESTIMATE and args.command not in COLUMNS:
        args.usage(
            "--known estimate is for columns of names, which tell what share is known: give a"
            " number"
        )
    asked = {
        field: value
        for field in ("precision", "known", "least")
        if (value := getattr(args, field, None)) is not None
    }
    return translit.Policy(**asked) if asked else None


class Batch(NamedTuple):
    """Names to resolve, and what is said of all of them, or of each."""

    names: Sequence[str] = ()
    type: Hint = None
    within: Hint = None
    near: Points = None

    @property
    def hints(self) -> dict[str, Any]:
        """What is said, as `Resolver.resolve_many` takes it."""
        return {"type": self.type, "within": self.within, "near": self.near}


def answered(
    batches: Iterable[Batch], args: Arguments, resolver: Resolver | None = None
) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, by one process or several.

    Args:
        batches: the names.
        args: what --table, --precision, --known, --prefer and --jobs say.
        resolver: what answers in this process, if it is there already.
    """
    require_jobs(args)
    if args.known == ESTIMATE:
        return _of_a_column(batches, args, resolver or resolver_of(args))
    if args.jobs == 1:
        answering = resolver or resolver_of(args)
        return (
            answering.resolve_many(batch.names, **batch.hints, prefer=args.prefer)
            for batch in batches
        )
    from translit.resolving.workers import resolved

    asked = ((batch.names, batch.hints) for batch in batches)
    prefer = getattr(args, "prefer", ())  # `report` has no such option
    return resolved(asked, _tables(args), args.jobs, policy_of(args), prefer)


def require_jobs(args: Arguments) -> None:
    """End with status 2 unless --jobs is a number of processes."""
    if args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")


def _of_a_column(
    batches: Iterable[Batch], args: Arguments, resolver: Resolver
) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, once all of them have been read: what share of them
    is known, the whole column tells.
    """
    if args.jobs > 1:
        args.usage(
            "--known estimate works with one process: leave out --jobs, or give the number that it"
            " tells"
        )
    read = [*batches]
    hints: dict[str, Any] = {
        field: [each for batch in read for each in _each(getattr(batch, field), batch)]
        for field in Batch().hints
    }
    with Progress("names") as progress:
        answers = resolver.resolve_many(_handed_out(read, progress), **hints, prefer=args.prefer)
    if answers:
        say(f"--known {answers[0].policy.known:g}, as estimated from the names")
    found = iter(answers)
    return ([*islice(found, len(batch.names))] for batch in read)


def _each(hint: Any, batch: Batch) -> Iterable[Any]:
    """The hint of each name of a batch."""
    return [hint] * len(batch.names) if hint is None or is_one(hint) else hint


def _handed_out(batches: Iterable[Batch], progress: Progress) -> Iterator[str]:
    """The names one by one, for one who works out each before it takes the next."""
    for batch in batches:
        yield from batch.names
        progress.add(len(batch.names))


def writer_of(args: Arguments, fields: Sequence[str]) -> Writer:
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = args.color == "always" or (args.color == "auto" and terminal and not plain)
    return Writer(
        args.format or ("table" if terminal else "tsv"),
        fields,
        header=args.header,
        colour=colour,
        inert=args.no_formulas,
    )


def source_of(args: Arguments) -> str | None:
    """The file that the names come from, or None where they are the arguments themselves."""
    if args.names and args.file is not None:
        args.usage("give names or --file, not both")
    if args.names not in ([], [STDIN]):
        return None
    if args.file is None and not args.names and sys.stdin.isatty():
        args.usage("nothing to read: give names, --file PATH, or - for standard input")
    return args.file or STDIN


def lines_of(args: Arguments) -> Iterator[Line]:
    path = source_of(args)
    if path is None:
        return (Line("", notice_file(name), whole=True) for name in args.names)
    return (line._replace(text=line.text.rstrip("\r\n")) for line in names_in(path, args))


def names_in(path: str, args: Arguments) -> Iterator[Line]:
    """The lines of a file of names; that it looks like a table is told."""
    if path.lower().endswith(_TABLES):
        _notice_table(path, args)
    return streams.lines(path, args.errors)


def notice_file(name: str) -> str:
    """The name; that there is a file of that name is told."""
    if os.path.isfile(name):  # noqa: PTH113 (a name may be no path at all)
        say(f"{name} is looked up as a name: to read the file, give --file, or --column of a table")
    return name


def column_of(path: str, column: str, errors: str) -> Iterator[str]:
    """The cells of a column of a CSV or TSV file; a blank line is no row."""
    with opened(path, errors) as file:
        rows = file.rows(file.parting())
        at = column_at(next(rows, []), column, file.path)
        yield from ("".join(row[at : at + 1]) for row in rows if row)


# How the names of tables end, of which lines are no names.
_TABLES = (".csv", ".tsv", ".tab", *WORKBOOKS)


def _notice_table(path: str, args: Arguments) -> None:
    """Tell that a file is a table, if it has several columns; a workbook has no lines at all, and
    no table is written of lines that may be none.
    """
    advice = ": name the column of names with --column" if "column" in vars(args) else ""
    if path.lower().endswith(WORKBOOKS):
        args.usage(f"{path} is a workbook, not a file of lines{advice}")
    with opened(path, "replace") as file:
        titles = next(file.rows(file.parting()), [])
    if len(titles) > 1:
        shown = streams.clipped(", ".join(titles))
        told = f"{path}: a table with the columns {shown} is read as lines{advice}"
        if args.command == "propose":
            args.usage(f"{told}, or give the file a name that doesn't end like a table's")
        say(told)


class TooLong:
    """Tells of lines that are too long to be names: of the first few at once, and at the end how
    many more there were.
    """

    def __init__(self) -> None:
        self.number, self.last = 0, ""

    def __call__(self, line: Line) -> Resolution:
        """What the library answers for any text too long to be a name, without the text itself."""
        from translit.model.nouns import Outcome
        from translit.resolving.answer import Resolution

        self.number, self.last = self.number + 1, line.place
        if self.number <= MOST_TOLD:
            say(
                f"{line.place}: not looked up: longer than {LONGEST_NAME:,} bytes, which is no name"
            )
        text = streams.clipped(line.text)
        return Resolution(text, Outcome.NO_CANDIDATE, None, None, 0.0, (), "", translit.Policy())

    def finish(self) -> None:
        """Tell of the others."""
        if (more := self.number - MOST_TOLD) > 0:
            say(f"{self.last}: the last of {more:,} more such lines")


def require_new(
    args: Arguments,
    output: str | None,
    read: Iterable[str],
    is_ours: Callable[[str], bool] = lambda path: False,
) -> None:
    """That a file to write is none of those that are read, nor in a folder of them; and that it
    isn't there, or one that the command may write anew: `is_ours`, or --force says so.
    """
    from pathlib import Path

    from translit.files.places import expand

    if output is None or not (there := Path(output)).exists():
        return
    known = [path for path in read if os.path.exists(path)]  # noqa: PTH110
    inside = [str(path) for path, fault in expand(known) if not fault]
    if any(there.samefile(path) for path in (*known, *inside)):
        args.usage(f"{output} is read: name another file to write")
    forced = getattr(args, "force", None)
    if there.is_file() and not forced and not is_ours(output):
        force = "" if forced is None else ", or overwrite it with --force"
        args.usage(f"{output} is there already: name another file{force}")


@contextmanager
def noted() -> Iterator[None]:
    """What is a warning in Python is a line of talk here."""
    from warnings import catch_warnings, simplefilter

    with catch_warnings(record=True) as found:
        simplefilter("always")
        yield
    for each in found:
        say(str(each.message))


def record_of(answer: Resolution) -> dict[str, Any]:
    record = {field: getattr(answer, field) for field in ANSWER}
    return {**record, "candidates": [candidate._asdict() for candidate in answer.candidates]}
