"""The commands that answer names: `resolve` and `explain`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import TextIOWrapper
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
    noted,
    record_of,
    require_new,
    writer_of,
)
from translit.doors.cli.streams import Progress, say, show
from translit.files.reading import WORKBOOKS

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.files.reading import Line
    from translit.resolving.answer import Resolution


# The formats that the ending of a file names.
ENDINGS = ("csv", "tsv", "jsonl")
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
    _files(command)
    group = command.add_argument_group("columns of a file")
    group.add_argument(
        "--column",
        metavar="NAME",
        help="read a CSV or TSV file and add the answers for this column to each row",
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


def _files(command: ArgumentParser) -> None:
    """What names files to write."""
    command.add_argument(
        "-o",
        "--output",
        metavar="FILE",
        help="write the answers into this file; where there is no --format, names that end in .csv,"
        " .tsv or .jsonl say which",
    )
    command.add_argument(
        "--audit",
        metavar="FILE",
        help="write what the answers stand on into this file: versions, tables, policy; - puts it"
        " into the first line of jsonl",
    )


def resolve(args: Arguments) -> int:
    if args.output is None:
        return _audited(args)
    _require_output(args)
    with _into(args.output):
        status = _audited(args)
    say(f"{args.output}: written")
    return status


def _require_output(args: Arguments) -> None:
    """That the answers may be written where --output says; and its ending says how."""
    from translit.doors.cli.columns import unnamed

    names = args.names if args.column is not None else ()
    require_new(args, args.output, [*unnamed(args.table), *names, *filter(None, [args.file])])
    if args.audit and os.path.realpath(args.audit) == os.path.realpath(args.output):
        args.usage("--audit and --output name one file: name two")
    ending = os.path.splitext(args.output)[1].lower()  # noqa: PTH122 (pathlib is slow to import)
    if ending in WORKBOOKS:
        args.usage(f"{args.output}: no workbook is written: let the name end in .csv")
    if args.format is None and args.column is None and ending[1:] in ENDINGS:
        args.format = ending[1:]


@contextmanager
def _into(path: str) -> Iterator[None]:
    """What goes to standard output goes into a file, whole or not at all."""
    from translit.files.drafts import drafts

    with noted(), drafts(path) as [file]:
        text = TextIOWrapper(file, "utf-8", "backslashreplace", newline="\n")
        try:
            with redirect_stdout(text):
                yield
        finally:
            text.detach()


def _audited(args: Arguments) -> int:
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
