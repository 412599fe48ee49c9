"""The commands by which tables grow and change: proposals, reviews, edits."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import (
    RESOLVED,
    UNRESOLVED,
    TooLong,
    names_in,
    noted,
    require_jobs,
    require_new,
)
from translit.doors.cli.streams import say, show
from translit.files.reading import STDIN, opened, title
from translit.model.errors import TableError

if TYPE_CHECKING:
    from argparse import ArgumentParser, _ArgumentGroup

    from translit.editing.proposals import Proposals
    from translit.editing.propose import Met
    from translit.editing.review import Result


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
        "-o",
        "--output",
        metavar="PATH",
        help="the proposals file, in which what was decided stays; else standard output",
    )
    command.add_argument(
        "--made",
        metavar="DATE",
        default="",
        help="the day that the file says, as 2026-11-25; else today",
    )


def propose(args: Arguments) -> int:
    from translit.editing.deciding import carried
    from translit.editing.proposals import dump
    from translit.editing.propose import propose as proposed
    from translit.files.journal import digest_of
    from translit.files.writing import replace

    require_jobs(args)
    earlier = _earlier(args)
    held = digest_of(args.output) if earlier else None
    proposals = proposed(
        _met(args),
        args.table[0],
        tables=args.beside,
        made=args.made,
        beside_file=args.output or "",
        jobs=args.jobs,
    )
    proposals = carried(earlier, proposals) if earlier else proposals
    written = dump(proposals)
    if args.output is None:
        show(written, end="")
    else:
        with noted():
            replace(args.output, written, held=held)
        spellings = sum(len(entry.aliases) for entry in proposals.entries)
        say(
            f"{args.output}: {len(proposals.entries):,} entries with {spellings:,} spellings,"
            f" {len(proposals.questions):,} questions"
        )
    return RESOLVED


def _earlier(args: Arguments) -> Proposals | None:
    """The proposals for this table that stand in the file that is to be written."""
    from translit.editing import proposals
    from translit.editing.apply import beside, place_of

    found: list[Proposals] = []

    def is_ours(path: str) -> bool:
        with suppress(TableError):
            found.append(proposals.read(path))
        for each in found:
            table = place_of(path, each)
            if os.path.realpath(table) != os.path.realpath(args.table[0]):
                args.usage(
                    f"{path} holds proposals for {table}: name that table, another file, or"
                    " overwrite this one with --force"
                )
        return bool(found)

    read = [*args.table, *args.beside, *args.files]
    if args.force:
        read += beside(args.table[0], args.beside)
    require_new(args, args.output, read, is_ours)
    return found[0] if found else None


def _met(args: Arguments) -> Iterator[Met]:
    """The names in the files: a line each, in a column, or mentions in running text."""
    from translit.editing.apply import beside
    from translit.editing.propose import Met, in_rows, in_text, over

    if args.text and args.column is not None:
        args.usage("the files are either running text (--text) or have a --column")
    resolver = over(beside(args.table[0], args.beside)) if args.text else None
    too_long = TooLong()
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
            lines = (line for line in names_in(path, args) if line.whole or not too_long(line))
            yield from (Met(line.text, 1, (title(path),)) for line in lines if line.text.strip())
    too_long.finish()


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
    _many(command.add_argument_group("many at once"))
    group = command.add_argument_group("in a spreadsheet")
    group.add_argument("--csv", metavar="FILE", dest="output", help="write the proposals as CSV")
    group.add_argument(
        "--decisions", metavar="FILE", help="take the decisions from such a file that was edited"
    )
    group.add_argument("--force", action="store_true", help="let --csv overwrite a file")


def _many(group: _ArgumentGroup) -> None:
    group.add_argument(
        "--accept",
        metavar="SCORE",
        nargs="?",
        type=float,
        const=-1.0,
        help="say yes to the open spellings with at least this score, or to all that is meant",
    )
    group.add_argument("--reject", action="store_true", help="say no to all that is meant")
    group.add_argument(
        "--entry",
        metavar="ID",
        action="append",
        default=[],
        help="only what is proposed for this entry",
    )
    group.add_argument(
        "--match", metavar="PATTERN", default="", help="only names like this: *abad, ? for a letter"
    )
    group.add_argument(
        "--dry-run", action="store_true", help="show what would be decided, and write nothing"
    )


def review(args: Arguments) -> int:
    from translit.editing.review import Result
    from translit.editing.review import review as reviewed

    several = (args.accept is not None, args.reject, args.output is not None, args.decisions)
    if sum(map(bool, several)) > 1:
        args.usage("give one of --accept, --reject, --csv and --decisions")
    if not any(several[:2]) and (args.entry or args.match or args.dry_run):
        args.usage("--entry, --match and --dry-run go with --accept or --reject")
    if args.output is not None:
        return _as_csv(args)
    if any(several[:2]):
        result = _decided_together(args)
    elif args.decisions is not None:
        result = _from_csv(args)
    else:
        asked = (line.rstrip("\n") for line in sys.stdin)
        result = Result(*reviewed(args.proposals, asked, show, tables=args.table))
    would = "would be " if args.dry_run else ""
    say(f"{args.proposals}: {result.decided:,} {would}decided, {result.left:,} open")
    return UNRESOLVED if result.left else RESOLVED


def _decided_together(args: Arguments) -> Result:
    from translit.editing.deciding import Which
    from translit.editing.proposals import NO, YES
    from translit.editing.review import decide

    least = None if args.reject or args.accept < 0 else args.accept
    if least is None and not args.entry and not args.match:
        args.usage("say which are meant: a score (--accept 0.97), --entry ID or --match PATTERN")
    if least is not None and least > 1:
        args.usage("--accept takes a score, from 0 to 1")
    which, choice = Which(least, args.entry, args.match), NO if args.reject else YES
    return decide(args.proposals, choice, which, show, tables=args.table, dry_run=args.dry_run)


def _as_csv(args: Arguments) -> int:
    import csv
    import io

    from translit.editing.review import File
    from translit.editing.spreadsheet import rows
    from translit.files.writing import replace

    file, text = File(args.proposals, args.table), io.StringIO()
    require_new(args, args.output, [args.proposals, *file.tables])
    csv.writer(text).writerows(rows(file))
    with noted():  # the mark tells spreadsheets that it is UTF-8
        replace(args.output, "\ufeff" + text.getvalue())
    say(f"{args.output}: written, with a column `decision` to fill in")
    return RESOLVED


def _from_csv(args: Arguments) -> Result:
    from translit.editing.deciding import decision, items
    from translit.editing.review import File, Result
    from translit.editing.spreadsheet import with_decisions

    file = File(args.proposals, args.table)
    before, after = file.proposals, with_decisions(file, args.decisions)
    moved = sum(decision(before, item) != decision(after, item) for item in items(after))
    if moved:
        file.keep(after)
    return Result(moved, file.left())


def apply_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "proposals", metavar="PROPOSALS", help="a file of proposals, with a decision for each"
    )


def apply(args: Arguments) -> int:
    with noted():
        diff = translit.apply(args.proposals, tables=args.table, dry_run=args.dry_run)
    return _told(diff, args)


def merge_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "old", metavar="ID", help="the ID that ends, and leads to the other from then on"
    )
    command.add_argument("into", metavar="INTO", help="the ID that stays")


def merge(args: Arguments) -> int:
    from translit.editing import ids

    with noted():
        diff = ids.merge(args.old, args.into, tables=args.table, dry_run=args.dry_run)
    return _told(diff, args)


def rename_arguments(command: ArgumentParser) -> None:
    command.add_argument("old", metavar="OLD", help="the ID of an entry")
    command.add_argument(
        "new", metavar="NEW", help="the ID that it shall have, which no entry has or had"
    )


def rename(args: Arguments) -> int:
    from translit.editing import ids

    with noted():
        diff = ids.rename(args.old, args.new, tables=args.table, dry_run=args.dry_run)
    return _told(diff, args)


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

    with noted():
        diff = ids.split(
            args.id, args.new, args.aliases, name=args.name, tables=args.table, dry_run=args.dry_run
        )
    return _told(diff, args)


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
