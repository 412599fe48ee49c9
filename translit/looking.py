"""What the commands `stats` and `report` read and write: columns of names in; a page, or figures one by one, out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

from translit import streams
from translit.look import LINES, page
from translit.writing import replace

if TYPE_CHECKING:
    from translit.report import Report
    from translit.stats import Stats


def put(found: Stats | Report, title: str, about: str, args: Arguments) -> bool:
    """Write the page, and say so by True; or not, where records are asked for, or where a terminal would show its HTML."""
    if args.output is not None and args.format not in (None, "html"):
        args.usage("-o writes the page: leave out --format, or write to standard output")
    if args.lines is not None and args.lines < 0:
        args.usage("--lines takes a number of lines, at least 0")
    if args.format not in (None, "html") or (args.format is None and args.output is None and sys.stdout.isatty()):
        return False
    written = page(found, title, about, LINES if args.lines is None else args.lines)
    if args.output is None:
        sys.stdout.write(written)
    else:
        replace(args.output, written)
        streams.say(f"{args.output}: written")
    return True


def about(args: Arguments) -> tuple[str, str]:
    """What stands above a report: its title, and what the names were held against."""
    where = ", ".join(streams.title(path) for path in args.files or [streams.STDIN])
    asked = [f"of type {args.type}"] if args.type else []
    asked += [f"within {args.within}"] if args.within else []
    asked += [f"for a precision of {args.precision:g}"] if args.precision else []
    against = f"Held against {', '.join(args.table) or 'the bundled tables'}"
    return f"{args.column} in {where}" if args.column else where, ", ".join([against, *asked])


def named(args: Arguments) -> Iterator[str | tuple[str, str]]:
    """The names in the files, row by row: a line each, or in a column, with what stands in the column of right IDs."""
    if args.truth and not args.column:
        args.usage("--truth is a column beside another: name that with --column")
    for path in args.files or [streams.STDIN]:
        if args.column is None:
            yield from (line.text for line in streams.lines(path, args.errors))
        else:
            yield from _in_column(path, args)


def _in_column(path: str, args: Arguments) -> Iterator[tuple[str, str]]:
    _, rows = streams.table_rows(path, args.errors)
    header = next(rows, [])
    places = [streams.column(header, column, streams.title(path)) for column in (args.column, args.truth) if column]
    for row in filter(None, rows):  # a blank line is no row
        name, truth = [*("".join(row[place : place + 1]) for place in places), ""][:2]
        yield name, truth
