"""The commands about names that no table need know: `cluster` and `variants`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli.options import (
    RESOLVED,
    UNRESOLVED,
    TooLong,
    column_of,
    lines_of,
    resolver_of,
    source_of,
    writer_of,
)
from translit.doors.cli.streams import say, show
from translit.files.reading import STDIN

if TYPE_CHECKING:
    from argparse import ArgumentParser

VARIANT = ("variant", "weight", "reason")
GROUPED = ("group", "name", "count", "best", "probability", "id")


def cluster_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--column",
        metavar="NAME",
        help="the file is CSV or TSV, and the names stand in this column",
    )
    command.add_argument(
        "--least",
        type=float,
        metavar="SHARE",
        help="how probable a group is at least, from 0 to 1 (0.5)",
    )
    command.add_argument(
        "--ids",
        action="store_true",
        help="attach the IDs by which tables know names: one ID, one group",
    )


def cluster(args: Arguments) -> int:
    """The names of one group have one number; groups can be made only when the last name is
    read.
    """
    if args.column is not None and len(args.names) > 1:
        args.usage("--column takes one file")
    # A name may be no path at all.
    alone = len(args.names) == 1 and args.file is None  # and one name alone makes no groups
    if alone and os.path.isfile(args.names[0]):  # noqa: PTH113
        args.names, args.file = [], args.names[0]
    elif alone and args.names != [STDIN] and args.column is None:
        say(f"one name alone makes no groups, and no file is called {args.names[0]}")
    lines = list(lines_of(args)) if args.column is None else []
    too_long = TooLong()
    ignored = [too_long(line) for line in lines if not line.whole]
    too_long.finish()
    names: Iterator[str] = (line.text for line in lines if line.whole)
    if args.column is not None:
        file = args.names[0] if args.names else source_of(args) or STDIN
        names = column_of(file, args.column, args.errors)
    resolver = resolver_of(args) if args.ids or args.table else None
    asked = {} if args.least is None else {"least": args.least}
    groups = translit.cluster((name for name in names if name.strip()), resolver, **asked)
    out = writer_of(args, GROUPED)
    out.write(record for number, group in enumerate(groups, 1) for record in group.records(number))
    return UNRESOLVED if ignored else RESOLVED


def variants_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--lang", help="the language of the names, where their script serves several (uk, fa, ...)"
    )
    command.add_argument(
        "--limit",
        type=int,
        default=20,
        metavar="N",
        help="how many spellings of a name at most (20)",
    )
    command.add_argument(
        "--query", action="store_true", help='one line a name for a search box: "A" OR "B" OR ...'
    )


def variants(args: Arguments) -> int:
    """A record a spelling, with the name before it where there may be several; or a line a name."""
    from translit.uses.variants import lists

    if args.limit < 1:
        args.usage("--limit takes a number of spellings, at least 1")
    out = (
        None
        if args.query
        else writer_of(
            args,
            VARIANT if len(args.names) == 1 and source_of(args) is None else ("name", *VARIANT),
        )
    )
    missed, too_long = False, TooLong()
    names = (line.text for line in lines_of(args) if line.whole or not too_long(line))
    for found in lists(names, args.lang, args.limit, resolver_of(args)):
        if out:
            out.write(found.records())
        else:
            show(found.query())
        missed |= not found.variants
    too_long.finish()
    if out:
        out.finish()
    return UNRESOLVED if missed else RESOLVED
