"""What the commands `stats` and `report` read and write: columns of names in; a page, or figures one by one, out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING, TypeVar

from translit import streams
from translit.look import page
from translit.writing import replace

if TYPE_CHECKING:
    from translit.report import Report
    from translit.stats import Stats

    Figures = TypeVar("Figures", Stats, Report)


def look(
    figures: Callable[[], Figures], title: str, about: str, args: Arguments, writer: Callable[[Arguments, Sequence[str]], streams.Writer]
) -> Figures:
    """The figures, written as a page or as records; what can't be asked is refused before they are worked out."""
    paged, found = _is_page(args), figures()
    if paged:
        _put(page(found, title, about, args.lines), args.output)
    else:
        records = list(found.records())
        writer(args, list(records[0])).write(records)
    return found


def _is_page(args: Arguments) -> bool:
    """Whether a page is asked for, and not records; a terminal gets records unless it asks."""
    if args.output is not None and args.format not in (None, "html"):
        args.usage("-o writes the page: leave out --format, or write to standard output")
    if args.lines < 0:
        args.usage("--lines takes a number of lines, at least 0")
    return bool(args.format == "html" if args.format else args.output is not None or not sys.stdout.isatty())


def _put(written: str, path: str | None) -> None:
    if path is None:
        sys.stdout.write(written)
    else:
        replace(path, written)
        streams.say(f"{path}: written")


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
