"""The commands that take a look: `stats` of tables, and `report` of a column of names, in
figures or on a page.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import partial
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import (
    RESOLVED,
    UNRESOLVED,
    Batch,
    answered,
    names_in,
    noted,
    require_new,
    resolver_of,
    writer_of,
)
from translit.doors.cli.streams import Progress
from translit.files.reading import STDIN, column_at, opened, title
from translit.files.writing import replace
from translit.model.nouns import ESTIMATE
from translit.uses.pages.figures import page
from translit.uses.pages.layout import is_page

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.resolving.answer import Resolution
    from translit.uses.findings import Report
    from translit.uses.stats import Stats

# So many names go to a process at once.
BATCH = 250


def stats_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="table files or folders, CSV, TSV or compiled tables; none for the bundled ones",
    )


def stats(args: Arguments) -> int:
    paged = _is_page(args, args.sources)
    with noted():
        found = translit.stats(*args.sources)
    _write(
        found,
        "Alias tables",
        ", ".join(args.sources) or "The bundled tables",
        args,
        paged,
    )
    return RESOLVED


def report_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files of names, one a line; none, or -, for standard input",
    )
    command.add_argument(
        "--column",
        metavar="NAME",
        help="the files are CSV or TSV, and the names stand in this column",
    )
    command.add_argument(
        "--truth",
        metavar="NAME",
        help="beside them, in this column, stand the right IDs; NIL where none is meant",
    )


def report(args: Arguments) -> int:
    paged = _is_page(args, [*args.files, *args.table])
    with Progress("names", alone=True) as progress:
        found = translit.report(
            _named(args),
            resolver_of(args),
            type=args.type,
            within=args.within,
            answers=None if args.jobs == 1 else partial(_by_several, args, progress),
            progress=progress.add,
        )
    _write(found, *_about(args, found.known), args, paged)
    return RESOLVED if found.given.rows == found.rows - found.blank else UNRESOLVED


def _by_several(args: Arguments, progress: Progress, names: Sequence[str]) -> Iterator[Resolution]:
    """The answers for names by as many processes as --jobs says."""
    parts = (
        Batch([*names[start : start + BATCH]], args.type, args.within)
        for start in range(0, len(names), BATCH)
    )
    for answers in answered(parts, args):
        progress.add(len(answers))
        yield from answers


def _write(found: Stats | Report, title: str, about: str, args: Arguments, paged: bool) -> None:
    if paged:
        _put(page(found, title, about, args.lines), args.output)
    else:
        records = list(found.records())
        writer_of(args, list(records[0])).write(records)


def _is_page(args: Arguments, read: Sequence[str]) -> bool:
    """Whether a page is asked for, and not records; a terminal gets records unless it asks."""
    require_new(args, args.output, read, is_page)
    if args.output is not None and args.format not in (None, "html"):
        args.usage("-o writes the page: leave out --format, or write to standard output")
    if args.lines < 0:
        args.usage("--lines takes a number of lines, at least 0")
    return bool(
        args.format == "html" if args.format else args.output is not None or not sys.stdout.isatty()
    )


def _put(written: str, path: str | None) -> None:
    if path is None:
        sys.stdout.write(written)
    else:
        replace(path, written)
        streams.say(f"{path}: written")


def _about(args: Arguments, known: float | None) -> tuple[str, str]:
    """What stands above a report: its title, and what the names were held against."""
    where = ", ".join(title(path) for path in args.files or [STDIN])
    asked = [f"of type {args.type}"] if args.type else []
    asked += [f"within {args.within}"] if args.within else []
    asked += [f"for a precision of {args.precision:g}"] if args.precision else []
    asked += (
        []
        if known is None
        else [
            f"expecting {known * 100:g} of 100 unseen spellings to mean an entry"
            + ", as estimated from them" * (args.known == ESTIMATE)
        ]
    )
    against = f"Held against {', '.join(args.table) or 'the bundled tables'}"
    return where if args.column is None else f"{args.column} in {where}", ", ".join(
        [against, *asked]
    )


def _named(args: Arguments) -> Iterator[str | tuple[str, str]]:
    """The names in the files, row by row: a line each, or in a column, with what stands in the
    column of right IDs.
    """
    if args.truth is not None and args.column is None:
        args.usage("--truth is a column beside another: name that with --column")
    for path in args.files or [STDIN]:
        if args.column is None:
            yield from (line.text for line in names_in(path, args))
        else:
            yield from _in_column(path, args)


def _in_column(path: str, args: Arguments) -> Iterator[tuple[str, str]]:
    with opened(path, args.errors) as file:
        rows = file.rows(file.parting())
        header = next(rows, [])
        places = [
            column_at(header, name, file.path)
            for name in (args.column, args.truth)
            if name is not None
        ]
        for row in filter(None, rows):  # a blank line is no row
            name, truth = [*("".join(row[place : place + 1]) for place in places), ""][:2]
            yield name, truth
