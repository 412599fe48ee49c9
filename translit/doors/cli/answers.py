"""The commands that answer names: `resolve` and `explain`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, tee
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

from translit.doors.cli import streams
from translit.doors.cli.options import (
    ANSWER,
    RESOLVED,
    UNRESOLVED,
    lines_of,
    policy_of,
    record_of,
    resolver_of,
    source_of,
    too_long,
    writer_of,
)
from translit.doors.cli.streams import Progress, Writer, say, show
from translit.files.reading import STDIN, Layout, column_at, opened
from translit.model.errors import TranslitError
from translit.model.nouns import ESTIMATE

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.resolving.answer import Resolution

ADDED = ("translit_id", "translit_name", "translit_outcome", "translit_score")


def resolve_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "--column",
        metavar="NAME",
        help="read a CSV or TSV file and add the answers for this column to each row",
    )


def resolve(args: Arguments) -> int:
    if args.column is not None:
        return _resolve_column(args)
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
    with Progress("names") as progress:
        lines, names = tee(streams.batches(lines_of(args), lambda line: len(line.text)))
        answers = _resolved(([line.text for line in batch if line.whole] for batch in names), args)
        for batch, found in zip(lines, map(iter, answers), strict=True):
            yield [next(found) if line.whole else too_long(line) for line in batch]
            progress.add(len(batch))


def _resolved(batches: Iterable[list[str]], args: Arguments) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, by one process or several."""
    if args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    if args.known == ESTIMATE:
        return _of_a_column(batches, args)
    if args.jobs == 1:
        resolver = resolver_of(args)
        return (
            resolver.resolve_many(batch, type=args.type, within=args.within) for batch in batches
        )
    from translit.resolving.workers import resolved

    return resolved(batches, args.table, args.jobs, policy_of(args), args.type, args.within)


def _of_a_column(batches: Iterable[list[str]], args: Arguments) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, once all of them have been read: what share of them
    is known, the whole column tells.
    """
    if args.jobs > 1:
        args.usage(
            "--known estimate works with one process: leave out --jobs, or give the number that it"
            " tells"
        )
    resolver, sizes = resolver_of(args), list[int]()
    with Progress("names") as progress:
        answers = resolver.resolve_many(
            _handed_out(batches, sizes, progress), type=args.type, within=args.within
        )
    if answers:
        say(f"--known {answers[0].policy.known:g}, as estimated from the names")
    found = iter(answers)
    return ([*islice(found, size)] for size in sizes)


def _handed_out(
    batches: Iterable[list[str]], sizes: list[int], progress: Progress
) -> Iterator[str]:
    """The names one by one, for one who works out each before it takes the next; and how many
    there are in each batch.
    """
    for batch in batches:
        sizes.append(len(batch))
        yield from batch
        progress.add(len(batch))


def _resolve_column(args: Arguments) -> int:
    """Every column and row as it came, and the four of ADDED after the last column that the
    header names.
    """
    missed = False
    with opened(_column_path(args), args.errors) as file, Progress("rows") as progress:
        layout = file.layout()
        rows = file.rows(layout.parting)
        header = next(rows, [])
        index = _column_index(header, args.column, file.path)
        out = Writer(
            args.format or ("tsv" if layout.parting == "\t" else "csv"),
            header[:] + list(ADDED),
            header=args.header,
            layout=Layout() if args.format else layout,
        )
        batches, asked = tee(streams.batches(rows, lambda row: sum(map(len, row))))
        found = _resolved(
            ([(row[index:] or [""])[0] for row in batch if row] for batch in asked), args
        )
        for batch, answers in zip(batches, found, strict=True):
            out.rows(_widened(batch, answers, len(header)))
            missed |= not all(answers)
            progress.add(len(batch))
    out.finish()
    return UNRESOLVED if missed else RESOLVED


def _widened(
    rows: Iterable[list[str]], answers: Iterable[Resolution], columns: int
) -> Iterator[list[str]]:
    """Each row with its answer; a blank line stays one, a short row is filled up, surplus cells
    stay at the end.
    """
    found = iter(answers)
    for row in rows:
        added = [
            streams.cell(getattr(answer, field))
            for answer in ([next(found)] if row else [])
            for field in ANSWER[1:]
        ]
        yield [*row[:columns], *[""] * (columns - len(row)), *added, *row[columns:]] if row else row


def _column_path(args: Arguments) -> str:
    if args.format not in (None, "csv", "tsv"):
        args.usage("--column writes csv or tsv")
    if len(args.names) > 1:
        args.usage("--column takes one file")
    return args.names[0] if args.names and args.file is None else source_of(args) or STDIN


def _column_index(header: list[str], column: str, name: str) -> int:
    index = column_at(header, column, name)
    if taken := sorted(set(ADDED).intersection(header)):
        raise TranslitError(
            f"{name}:1: the file has a column {taken[0]!r} already; remove or rename it first"
        )
    return index
