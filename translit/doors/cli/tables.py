"""The commands that make, check and change tables."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import FAULTY, RESOLVED, UNRESOLVED, require_another, writer_of
from translit.doors.cli.streams import Progress, say, show
from translit.files.reading import STDIN, opened, title

if TYPE_CHECKING:
    from translit.editing.propose import Met


def compile(args: Arguments) -> int:
    if args.jobs is not None and args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    translit.compile(*args.sources, to=args.output, jobs=args.jobs or os.cpu_count() or 1)
    say(f"{args.output}: written")
    return RESOLVED


def check(args: Arguments) -> int:
    faults = translit.check(*args.paths, near=args.near, rules=args.rules)
    for fault in faults:
        show(f"{fault} (only a note)" if fault.note else str(fault))
    if not faults:
        say("no faults")
    return RESOLVED if all(fault.note for fault in faults) else FAULTY


def import_(args: Arguments) -> int:
    require_another(args, args.files)
    options = {key: getattr(args, key) for key in ("name", "licence", "type", "source")}
    with Progress("statements", alone=True) as progress:
        written = translit.import_table(
            args.kind, *args.files, to=args.output, **options, progress=progress.add
        )
    say(f"{args.output}: {written.report()}")
    return RESOLVED


def export(args: Arguments) -> int:
    from translit.files.writing import replace
    from translit.uses.exchange import exported

    require_another(args, args.sources)
    written = exported(args.kind, *args.sources)
    if args.output is not None:
        replace(args.output, written)
    else:
        for piece in written:
            show(piece, end="")
    say(f"{args.output or args.kind}: {written.report()}")
    return RESOLVED


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


def review(args: Arguments) -> int:
    from translit.editing.review import review as reviewed

    asked = (line.rstrip("\n") for line in sys.stdin)
    result = reviewed(args.proposals, asked, show, tables=args.table)
    say(f"{args.proposals}: {result.decided:,} decided, {result.left:,} open")
    return UNRESOLVED if result.left else RESOLVED


def apply(args: Arguments) -> int:
    return _told(translit.apply(args.proposals, tables=args.table, dry_run=args.dry_run), args)


def merge(args: Arguments) -> int:
    from translit.editing import ids

    return _told(ids.merge(args.old, args.into, tables=args.table, dry_run=args.dry_run), args)


def rename(args: Arguments) -> int:
    from translit.editing import ids

    return _told(ids.rename(args.old, args.new, tables=args.table, dry_run=args.dry_run), args)


def split(args: Arguments) -> int:
    from translit.editing import ids

    return _told(
        ids.split(
            args.id, args.new, args.aliases, name=args.name, tables=args.table, dry_run=args.dry_run
        ),
        args,
    )


def diff(args: Arguments) -> int:
    from translit.editing.changes import Move, moves, names

    before, after = translit.load(args.old), translit.load(args.new)
    lines = streams.lines(args.mentions, args.errors) if args.mentions else ()
    mentions = (
        (line.text.rstrip("\r\n") for line in lines if line.whole)
        if args.mentions
        else names(before, after)
    )
    out, asked, moved = writer_of(args, Move._fields), 0, 0
    for batch in streams.batches((mention for mention in mentions if mention.strip()), len):
        (found,) = moves(before, after, [batch])
        out.write(move._asdict() for move in found)
        asked, moved = asked + len(batch), moved + len(found)
    out.finish()
    say(f"{moved:,} of {asked:,} answers move")
    return UNRESOLVED if moved else RESOLVED


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
