"""The commands that answer names: `resolve` and `explain`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import tee
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

from translit.doors.cli import streams
from translit.doors.cli.options import (
    ANSWER,
    RESOLVED,
    UNRESOLVED,
    Batch,
    TooLong,
    answered,
    lines_of,
    record_of,
    writer_of,
)
from translit.doors.cli.streams import Progress, show

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.files.reading import Line
    from translit.resolving.answer import Resolution


# What goes with --column alone.
OF_COLUMNS = (
    "type_column",
    "within_column",
    "lat_column",
    "lon_column",
    "top",
    "least",
    "screen",
)


def resolve_arguments(command: ArgumentParser) -> None:
    group = command.add_argument_group("columns of a file")
    group.add_argument(
        "--column",
        metavar="NAME",
        help="read a CSV or TSV file and add the answers for this column to each row",
    )
    command.add_argument(
        "--audit",
        metavar="FILE",
        help="write what the answers stand on into this file: versions, tables, policy; - puts it"
        " into the first line of jsonl",
    )
    for hint in ("type", "within"):
        group.add_argument(
            f"--{hint}-column", metavar="NAME", help=f"the column that has the --{hint} of each row"
        )
    for short, name in (("lat", "latitude"), ("lon", "longitude")):
        group.add_argument(
            f"--{short}-column", metavar="NAME", help=f"the column with the {name} of each row"
        )
    group.add_argument(
        "--top",
        type=int,
        metavar="N",
        help="a row for each of the likeliest candidates, so many at most (of each named table)",
    )
    group.add_argument(
        "--least", type=float, metavar="SCORE", help="no candidate with a lower score, from 0 to 1"
    )
    group.add_argument(
        "--screen",
        action="store_true",
        help="exit with 0 if no row has a candidate, and with 1 if one has",
    )


def resolve(args: Arguments) -> int:
    if args.audit is not None:
        from translit.doors.cli.auditing import audited

        return audited(_resolve, args)
    return _resolve(args)


def _resolve(args: Arguments) -> int:
    if args.column is not None:
        from translit.doors.cli.columns import resolve_column

        return resolve_column(args)
    for option in OF_COLUMNS:
        if getattr(args, option):
            args.usage(f"--{option.replace('_', '-')} goes with --column")
    out = writer_of(args, ANSWER)
    missed = False
    for answers in _answers(args):
        out.write(map(record_of, answers))
        missed |= not all(answers)
    out.finish()
    return UNRESOLVED if missed else RESOLVED


def explain(args: Arguments) -> int:
    missed = False
    for answers in _answers(args):
        for answer in answers:
            show(answer.explain(), end="\n\n")
        missed |= not all(answers)
    return UNRESOLVED if missed else RESOLVED


def _answers(args: Arguments) -> Iterator[list[Resolution]]:
    """The answers for the names that the arguments mean, in batches."""
    too_long = TooLong()
    with Progress("names") as progress:
        lines, names = tee(streams.batches(lines_of(args), lambda line: len(line.text)))
        answers = answered((_asked(batch, args) for batch in names), args)
        for batch, found in zip(lines, map(iter, answers), strict=True):
            yield [next(found) if line.whole else too_long(line) for line in batch]
            progress.add(len(batch))
    too_long.finish()


def _asked(lines: list[Line], args: Arguments) -> Batch:
    return Batch([line.text for line in lines if line.whole], args.type, args.within, args.near)
