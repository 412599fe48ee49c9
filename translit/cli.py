"""The command line: each command is the thin shell of the function of that name.

Data goes to stdout and talk to stderr. One record comes out for each that goes in, in its order, batch by batch. No fault
of the input leaves a traceback.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from contextlib import suppress
from itertools import tee
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING, Any

import translit
from translit import streams
from translit.errors import TranslitError
from translit.streams import LINE_LIMIT, STDIN, Line, Progress, Writer, say, show

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from translit.model import Mention, Policy, Resolution
    from translit.propose import Met
    from translit.resolver import Resolver

RESOLVED, UNRESOLVED, FAULTY, INTERNAL, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141
ANSWER = ("mention", "id", "name", "outcome", "score")
FOUND = ("start", "end", "text", "id", "name", "outcome", "score")
VARIANT = ("variant", "weight", "reason")
GROUPED = ("group", "name", "count", "best", "probability", "id")
SUMMARY = ("id", "name", "count", "spellings")
ADDED = ("translit_id", "translit_name", "translit_outcome", "translit_score")


# What `resolve` means where no option says otherwise.
UNSAID = {
    "command": "resolve", "column": None, "file": None, "errors": "strict", "precision": None, "type": None, "within": None,
    "jobs": 1, "format": None, "header": True, "color": "auto",
}  # fmt: skip


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; usage errors leave by argparse's SystemExit(2)."""
    try:
        return _run(argv)
    except BrokenPipeError:
        return _give_up(PIPE_CLOSED)
    except KeyboardInterrupt:
        return _give_up(INTERRUPTED)
    except TranslitError as error:
        return _give_up(FAULTY, str(error))
    except OSError as error:
        return _give_up(FAULTY, f"{error.filename or 'input or output'}: {error.strerror or error}")
    except Exception as error:
        if "TRANSLIT_DEBUG" in os.environ:
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return _give_up(INTERNAL, f"a fault in translit itself, please report it: {what} (set TRANSLIT_DEBUG=1 to see where)")


def _run(argv: Sequence[str] | None) -> int:
    if not hasattr(translit, "_HOMES"):  # an __init__ of another distribution, or none at all
        from translit.clash import MESSAGE

        raise TranslitError(MESSAGE)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")  # type: ignore[union-attr]
    args = _parsed(sys.argv[1:] if argv is None else argv)
    try:
        return int(COMMANDS[args.command](args))
    finally:
        sys.stdout.flush()


def _parsed(argv: Sequence[str]) -> Arguments:
    """What the arguments mean; where that is plain, argparse would take longer than the answer."""
    if argv[:1] == ["resolve"] and (plain := _plain(argv[1:])):
        return plain
    from translit.arguments import parser

    return parser(next((name for name in argv[:1] if name in COMMANDS), None)).parse_args(argv, Arguments())


def _plain(words: Sequence[str]) -> Arguments | None:
    """What [--table PATH] NAME ... means to `resolve`; None for anything else."""
    tables, names = (words[1:2], words[2:]) if words[:1] == ["--table"] else ((), words)
    if not names or any(word.startswith("-") for word in (*tables, *names)):
        return None
    return Arguments(**UNSAID, table=[*tables], names=[*names])


def _give_up(status: int, message: str = "") -> int:
    """Say why, and leave nothing in stdout that could fail once more when Python closes it."""
    with suppress(OSError):
        if message:
            say(message)
    try:
        sys.stdout.flush()
    except OSError:
        with suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


# The commands


def resolve(args: Arguments) -> int:
    if args.column is not None:
        return _resolve_column(args)
    out = _writer(args, ANSWER)
    missed = False
    for answers in _answers(args):
        out.write(map(_record, answers))
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


def romanise(args: Arguments) -> int:
    """Line by line for arguments; a file keeps its lines as they are."""
    path = _path(args)
    for text in args.names if path is None else streams.pieces(path, args.errors):
        show(translit.romanise(text, lang=args.lang), end="\n" if path is None else "")
    return RESOLVED


def scan(args: Arguments) -> int:
    resolver, files = _load(args), args.files or [STDIN]
    if args.format == "html":
        return _scan_page(resolver, files, args)
    fields = ("file", *FOUND) if len(files) > 1 else FOUND
    out = _writer(args, SUMMARY if args.summary else fields)
    found = _found(resolver, files, args)
    if args.summary:
        return _summarise(out, found)
    missed = False
    for path, mentions in found:
        out.write({"file": path, "start": m.start, "end": m.end, "text": m.text, **_record(m.resolution)} for m in mentions)
        missed |= not all(m.resolution for m in mentions)
    out.finish()
    return UNRESOLVED if missed else RESOLVED


def cluster(args: Arguments) -> int:
    """The names of one group have one number; groups can be made only when the last name is read."""
    if len(args.names) == 1 and args.file is None and os.path.isfile(args.names[0]):  # noqa: PTH113 (a name may be no path at all)
        args.names, args.file = [], args.names[0]  # one name alone makes no groups
    lines = list(_mentions(args))
    ignored = [_too_long(line) for line in lines if not line.whole]
    resolver = _load(args) if args.ids or args.table else None
    asked = {} if args.least is None else {"least": args.least}
    groups = translit.cluster((line.text for line in lines if line.whole and line.text.strip()), resolver, **asked)
    out = _writer(args, GROUPED)
    out.write(record for number, group in enumerate(groups, 1) for record in group.records(number))
    return UNRESOLVED if ignored else RESOLVED


def variants(args: Arguments) -> int:
    """A record a spelling, with the name before it where there may be several; or a line a name."""
    from translit.variants import lists

    if args.limit < 1:
        args.usage("--limit takes a number of spellings, at least 1")
    out = None if args.query else _writer(args, VARIANT if len(args.names) == 1 and _path(args) is None else ("name", *VARIANT))
    missed = False
    for found in lists((line.text for line in _mentions(args) if line.whole or not _too_long(line)), args.lang, args.limit, _load(args)):
        if out:
            out.write(found.records())
        else:
            show(found.query())
        missed |= not found.variants
    if out:
        out.finish()
    return UNRESOLVED if missed else RESOLVED


def compile(args: Arguments) -> int:
    if args.jobs is not None and args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    translit.compile(*args.sources, to=args.output, jobs=args.jobs or os.cpu_count() or 1)
    say(f"{args.output}: written")
    return RESOLVED


def check(args: Arguments) -> int:
    faults = translit.check(*args.paths, near=args.near)
    for fault in faults:
        show(f"{fault} (only a note)" if fault.note else str(fault))
    if not faults:
        say("no faults")
    return RESOLVED if all(fault.note for fault in faults) else FAULTY


def propose(args: Arguments) -> int:
    from translit.proposals import dump
    from translit.propose import propose as proposed
    from translit.writing import replace

    proposals = proposed(_met(args), args.table[0], tables=args.beside, made=args.made, beside_file=args.output or "")
    written = dump(proposals)
    if args.output is None:
        show(written, end="")
    else:
        replace(args.output, written)
        spellings = sum(len(entry.aliases) for entry in proposals.entries)
        say(f"{args.output}: {len(proposals.entries):,} entries with {spellings:,} spellings, {len(proposals.questions):,} questions")
    return RESOLVED


def _met(args: Arguments) -> Iterator[Met]:
    """The names in the files: a line each, in a column, or mentions in running text."""
    from translit.apply import beside
    from translit.propose import Met, in_rows, in_text, over

    resolver = over(beside(args.table[0], args.beside)) if args.text else None
    for path in args.files or [STDIN]:
        if args.column is not None:
            _, rows = streams.table_rows(path, args.errors)
            yield from in_rows(next(rows, []), rows, args.column, streams.title(path))
        elif resolver is not None:
            yield from (met for piece in streams.pieces(path, args.errors) for met in in_text(piece, streams.title(path), resolver.scan))
        else:
            lines = (line.text for line in streams.lines(path, args.errors) if line.whole)
            yield from (Met(line, 1, (streams.title(path),)) for line in lines if line.strip())


def review(args: Arguments) -> int:
    from translit.review import review as reviewed

    asked = (line.rstrip("\n") for line in sys.stdin)
    result = reviewed(args.proposals, asked, show, tables=args.table)
    say(f"{args.proposals}: {result.decided:,} decided, {result.left:,} open")
    return UNRESOLVED if result.left else RESOLVED


def apply(args: Arguments) -> int:
    return _told(translit.apply(args.proposals, tables=args.table, dry_run=args.dry_run), args)


def merge(args: Arguments) -> int:
    from translit import ids

    return _told(ids.merge(args.old, args.into, tables=args.table, dry_run=args.dry_run), args)


def rename(args: Arguments) -> int:
    from translit import ids

    return _told(ids.rename(args.old, args.new, tables=args.table, dry_run=args.dry_run), args)


def split(args: Arguments) -> int:
    from translit import ids

    return _told(ids.split(args.id, args.new, args.aliases, name=args.name, tables=args.table, dry_run=args.dry_run), args)


def diff(args: Arguments) -> int:
    from translit.changes import Move, moves, names

    before, after = translit.load(args.old), translit.load(args.new)
    lines = streams.lines(args.mentions, args.errors) if args.mentions else ()
    mentions = (line.text.rstrip("\r\n") for line in lines if line.whole) if args.mentions else names(before, after)
    out, asked, moved = _writer(args, Move._fields), 0, 0
    for batch in streams.batches((mention for mention in mentions if mention.strip()), len):
        (found,) = moves(before, after, [batch])
        out.write(move._asdict() for move in found)
        asked, moved = asked + len(batch), moved + len(found)
    out.finish()
    say(f"{moved:,} of {asked:,} answers move")
    return UNRESOLVED if moved else RESOLVED


def serve(args: Arguments) -> int:
    translit.serve(_load(args), host=args.host, port=args.port, token=args.token, url=args.url, name=args.name)
    return RESOLVED


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


_ALL = (resolve, scan, explain, romanise, cluster, variants, check, compile, propose, review, apply, merge, rename, split, diff, serve)
COMMANDS = {command.__name__: command for command in _ALL}

# What they share


def _load(args: Arguments) -> Resolver:
    return translit.load(*args.table, policy=_policy(args))


def _policy(args: Arguments) -> Policy | None:
    return None if args.precision is None else translit.Policy(precision=args.precision)


def _writer(args: Arguments, fields: Sequence[str]) -> Writer:
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = args.color == "always" or (args.color == "auto" and terminal and not plain)
    return Writer(args.format or ("table" if terminal else "tsv"), fields, header=args.header, colour=colour)


def _path(args: Arguments) -> str | None:
    """The file that the names come from, or None where they are the arguments themselves."""
    if args.names and args.file is not None:
        args.usage("give names or --file, not both")
    if args.names not in ([], [STDIN]):
        return None
    if args.file is None and not args.names and sys.stdin.isatty():
        args.usage("nothing to read: give names, --file PATH, or - for standard input")
    return args.file or STDIN


def _mentions(args: Arguments) -> Iterator[Line]:
    path = _path(args)
    if path is None:
        return (Line("", name, whole=True) for name in args.names)
    return (line._replace(text=line.text.rstrip("\r\n")) for line in streams.lines(path, args.errors))


def _answers(args: Arguments) -> Iterator[list[Resolution]]:
    """The answers for the names that the arguments mean, in batches."""
    with Progress("names") as progress:
        lines, names = tee(streams.batches(_mentions(args), lambda line: len(line.text)))
        answers = _resolved(([line.text for line in batch if line.whole] for batch in names), args)
        for batch, found in zip(lines, map(iter, answers), strict=True):
            yield [next(found) if line.whole else _too_long(line) for line in batch]
            progress.add(len(batch))


def _resolved(batches: Iterable[list[str]], args: Arguments) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, by one process or several."""
    if args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    if args.jobs == 1:
        resolver = _load(args)
        return (resolver.resolve_many(batch, type=args.type, within=args.within) for batch in batches)
    from translit.workers import resolved

    return resolved(batches, args.table, args.jobs, _policy(args), args.type, args.within)


def _too_long(line: Line) -> Resolution:
    """What the library answers for any text too long to be a name, without the text itself."""
    from translit.model import Outcome, Resolution

    say(f"{line.place}: not looked up: longer than {LINE_LIMIT:,} bytes, which is no name")
    return Resolution(streams.clipped(line.text), Outcome.NO_CANDIDATE, None, None, 0.0, (), "", translit.Policy())


def _record(answer: Resolution) -> dict[str, Any]:
    record = {field: getattr(answer, field) for field in ANSWER}
    return {**record, "candidates": [candidate._asdict() for candidate in answer.candidates]}


# resolve --column


def _resolve_column(args: Arguments) -> int:
    """Every column and row as it came, and the four of ADDED after the last column that the header names."""
    path = _column_path(args)
    kind, rows = streams.table_rows(path, args.errors)
    header = next(rows, [])
    index = _column_index(header, args.column, streams.title(path))
    out = Writer(args.format or kind, header[:] + list(ADDED), header=args.header)
    missed = False
    with Progress("rows") as progress:
        batches, asked = tee(streams.batches(rows, lambda row: sum(map(len, row))))
        found = _resolved(([(row[index:] or [""])[0] for row in batch if row] for batch in asked), args)
        for batch, answers in zip(batches, found, strict=True):
            out.rows(_widened(batch, answers, len(header)))
            missed |= not all(answers)
            progress.add(len(batch))
    out.finish()
    return UNRESOLVED if missed else RESOLVED


def _widened(rows: Iterable[list[str]], answers: Iterable[Resolution], columns: int) -> Iterator[list[str]]:
    """Each row with its answer; a blank line stays one, a short row is filled up, surplus cells stay at the end."""
    found = iter(answers)
    for row in rows:
        added = [streams.cell(getattr(answer, field)) for answer in ([next(found)] if row else []) for field in ANSWER[1:]]
        yield [*row[:columns], *[""] * (columns - len(row)), *added, *row[columns:]] if row else row


def _column_path(args: Arguments) -> str:
    if args.format not in (None, "csv", "tsv"):
        args.usage("--column writes csv or tsv")
    if len(args.names) > 1:
        args.usage("--column takes one file")
    return args.names[0] if args.names and args.file is None else _path(args) or STDIN


def _column_index(header: list[str], column: str, name: str) -> int:
    found = header.count(column)
    if found != 1:
        trouble = "several columns" if found else "no column"
        raise TranslitError(f"{name}:1: {trouble} {column!r}; the columns are: {', '.join(header) or '(the file is empty)'}")
    if taken := sorted(set(ADDED).intersection(header)):
        raise TranslitError(f"{name}:1: the file has a column {taken[0]!r} already; remove or rename it first")
    return header.index(column)


# scan


def _found(resolver: Resolver, files: Sequence[str], args: Arguments) -> Iterator[tuple[str, list[Mention]]]:
    """The mentions of each piece of each file, their offsets counted from the start of the file."""
    from translit.scan import units

    with Progress("characters") as progress:
        for path in files:
            start = 0
            for piece in streams.pieces(path, args.errors):
                mentions = resolver.scan(piece, offset_unit=args.offset_unit)
                yield path, [m._replace(start=m.start + start, end=m.end + start) for m in mentions]
                start += units(piece, args.offset_unit)
                progress.add(len(piece))


def _scan_page(resolver: Resolver, files: Sequence[str], args: Arguments) -> int:
    from translit.pages import Part, page

    if args.summary:
        args.usage("--format html holds the summary already")
    parts = (Part(streams.title(path), text, resolver.scan(text)) for path in files for text in streams.pieces(path, args.errors))
    for written in page(parts, "Mentions"):
        sys.stdout.write(written)
    return RESOLVED


def _summarise(out: Writer, found: Iterable[tuple[str, list[Mention]]]) -> int:
    """One record an ID, the most mentioned first, with each spelling and its count; what has no ID comes last."""
    groups: dict[tuple[str | None, str | None], Counter[str]] = {}
    for _, mentions in found:
        for m in mentions:
            groups.setdefault((m.resolution.id, m.resolution.name), Counter())[m.text] += 1
    ranked = sorted(groups.items(), key=lambda group: (group[0][0] is None, -group[1].total(), group[0][0] or ""))
    out.write({"id": id, "name": name, "count": count.total(), "spellings": _spellings(count, out)} for (id, name), count in ranked)
    return UNRESOLVED if any(id is None for id, _ in groups) else RESOLVED


def _spellings(count: Counter[str], out: Writer) -> dict[str, int] | str:
    ranked = dict(sorted(count.items(), key=lambda item: (-item[1], item[0])))
    return ", ".join(f"{text} ({n})" for text, n in ranked.items()) if out.layout else ranked
