"""The commands by which tables grow and change: proposals, reviews, edits."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import RESOLVED, UNRESOLVED
from translit.doors.cli.streams import say, show
from translit.files.reading import STDIN, opened, title

if TYPE_CHECKING:
    from argparse import ArgumentParser

    from translit.editing.propose import Met


def propose_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files of names, one a line; none, or -, for standard input",
    )
    command.add_argument(
        "--table",
        metavar="PATH",
        action="append",
        required=True,
        help="the YAML table that the names are for",
    )
    command.add_argument(
        "--beside",
        metavar="PATH",
        action="append",
        default=[],
        help="tables loaded with it; else those of its folder",
    )
    command.add_argument(
        "--column",
        metavar="NAME",
        help="the files are CSV or TSV, and the names stand in this column",
    )
    command.add_argument("--text", action="store_true", help="the files are running text")
    command.add_argument(
        "-o", "--output", metavar="PATH", help="the proposals file; else standard output"
    )
    command.add_argument(
        "--made",
        metavar="DATE",
        default="",
        help="the day that the file says, as 2026-11-25; else today",
    )


def propose(args: Arguments) -> int:
    from translit.editing.proposals import dump
    from translit.editing.propose import propose as proposed
    from translit.files.writing import replace

    proposals = proposed(
        _met(args), args.table[0], tables=args.beside, made=args.made, beside_file=args.output or ""
    )
    written = dump(proposals)
    if args.output is None:
        show(written, end="")
    else:
        replace(args.output, written)
        spellings = sum(len(entry.aliases) for entry in proposals.entries)
        say(
            f"{args.output}: {len(proposals.entries):,} entries with {spellings:,} spellings,"
            f" {len(proposals.questions):,} questions"
        )
    return RESOLVED


def _met(args: Arguments) -> Iterator[Met]:
    """The names in the files: a line each, in a column, or mentions in running text."""
    from translit.editing.apply import beside
    from translit.editing.propose import Met, in_rows, in_text, over

    resolver = over(beside(args.table[0], args.beside)) if args.text else None
    for path in args.files or [STDIN]:
        if args.column is not None:
            with opened(path, args.errors) as file:
                rows = file.rows(file.parting())
                yield from in_rows(next(rows, []), rows, args.column, file.path)
        elif resolver is not None:
            yield from (
                met
                for piece in streams.pieces(path, args.errors)
                for met in in_text(piece, title(path), resolver.scan)
            )
        else:
            lines = (line.text for line in streams.lines(path, args.errors) if line.whole)
            yield from (Met(line, 1, (title(path),)) for line in lines if line.strip())


def review_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "proposals",
        metavar="PROPOSALS",
        help="a file of proposals; each decision is kept in it at once",
    )
    command.add_argument(
        "--table",
        metavar="PATH",
        action="append",
        default=[],
        help="where IDs are looked up; else the table's folder",
    )


def review(args: Arguments) -> int:
    from translit.editing.review import review as reviewed

    asked = (line.rstrip("\n") for line in sys.stdin)
    result = reviewed(args.proposals, asked, show, tables=args.table)
    say(f"{args.proposals}: {result.decided:,} decided, {result.left:,} open")
    return UNRESOLVED if result.left else RESOLVED


def apply_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "proposals", metavar="PROPOSALS", help="a file of proposals, with a decision for each"
    )


def apply(args: Arguments) -> int:
    return _told(translit.apply(args.proposals, tables=args.table, dry_run=args.dry_run), args)


def merge_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "old", metavar="ID", help="the ID that ends, and leads to the other from then on"
    )
    command.add_argument("into", metavar="INTO", help="the ID that stays")


def merge(args: Arguments) -> int:
    from translit.editing import ids

    return _told(ids.merge(args.old, args.into, tables=args.table, dry_run=args.dry_run), args)


def rename_arguments(command: ArgumentParser) -> None:
    command.add_argument("old", metavar="OLD", help="the ID of an entry")
    command.add_argument(
        "new", metavar="NEW", help="the ID that it shall have, which no entry has or had"
    )


def rename(args: Arguments) -> int:
    from translit.editing import ids

    return _told(ids.rename(args.old, args.new, tables=args.table, dry_run=args.dry_run), args)


def split_arguments(command: ArgumentParser) -> None:
    command.add_argument("id", metavar="ID", help="the ID of the entry that there is")
    command.add_argument(
        "new", metavar="NEW", help="the ID of the new entry, which no entry has or had"
    )
    command.add_argument(
        "--aliases", nargs="+", required=True, metavar="NAME", help="the names that go over"
    )
    command.add_argument(
        "--name", help="the canonical name of the new entry (the first that goes over)"
    )


def split(args: Arguments) -> int:
    from translit.editing import ids

    return _told(
        ids.split(
            args.id, args.new, args.aliases, name=args.name, tables=args.table, dry_run=args.dry_run
        ),
        args,
    )


def _told(diff: str, args: Arguments) -> int:
    """What an edit changed in the tables, or would."""
    if args.dry_run:
        show(diff, end="")
    files = [line[4:] for line in diff.split("\n") if line.startswith("+++ ")]
    for file in files:
        say(f"{file}: {'to be changed' if args.dry_run else 'changed'}")
    if not files:
        say("nothing to change")
    return RESOLVED
