"""What the options that several commands take mean, and the statuses that commands end with."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING, Any, NamedTuple

import translit
from translit.doors.cli import streams
from translit.doors.cli.streams import Progress, Writer, say
from translit.files.reading import LONGEST_NAME, STDIN, Line
from translit.model.nouns import ESTIMATE

if TYPE_CHECKING:
    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver
    from translit.resolving.rows import Hint

RESOLVED, UNRESOLVED, FAULTY, INTERNAL, INTERRUPTED, PIPE_CLOSED = 0, 1, 2, 70, 130, 141
# The commands that have all names before the first answer, if they must.
COLUMNS = ("resolve", "explain", "cluster", "report")
ANSWER = ("mention", "id", "name", "outcome", "score")


def resolver_of(args: Arguments) -> Resolver:
    return translit.load(*args.table, policy=policy_of(args))


def policy_of(args: Arguments) -> Policy | None:
    if args.known == ESTIMATE and args.command not in COLUMNS:
        args.usage(
            "--known estimate is for columns of names, which tell what share is known: give a"
            " number"
        )
    asked = {
        field: value
        for field in ("precision", "known", "least")
        if (value := getattr(args, field, None)) is not None
    }
    return translit.Policy(**asked) if asked else None


class Batch(NamedTuple):
    """Names to resolve, and what is said of all of them, or of each."""

    names: list[str]
    type: Hint = None
    within: Hint = None


def answered(
    batches: Iterable[Batch], args: Arguments, resolver: Resolver | None = None
) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, by one process or several.

    Args:
        batches: the names.
        args: what --table, --precision, --known, --prefer and --jobs say.
        resolver: what answers in this process, if it is there already.
    """
    if args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    if args.known == ESTIMATE:
        return _of_a_column(batches, args, resolver or resolver_of(args))
    if args.jobs == 1:
        answering = resolver or resolver_of(args)
        return (
            answering.resolve_many(names, type=type, within=within, prefer=args.prefer)
            for names, type, within in batches
        )
    from translit.resolving.workers import resolved

    asked = ((names, {"type": type, "within": within}) for names, type, within in batches)
    return resolved(asked, args.table, args.jobs, policy_of(args), args.prefer)


def _of_a_column(
    batches: Iterable[Batch], args: Arguments, resolver: Resolver
) -> Iterator[list[Resolution]]:
    """The answers for each batch of names, once all of them have been read: what share of them
    is known, the whole column tells.
    """
    if args.jobs > 1:
        args.usage(
            "--known estimate works with one process: leave out --jobs, or give the number that it"
            " tells"
        )
    read = [*batches]
    types, wholes = (
        (
            [hint for batch, hint in zip(read, column, strict=True) for hint in _each(hint, batch)]
            for column in zip(*((type, within) for _, type, within in read), strict=True)
        )
        if read
        else ((), ())
    )
    with Progress("names") as progress:
        answers = resolver.resolve_many(
            _handed_out(read, progress), type=types, within=wholes, prefer=args.prefer
        )
    if answers:
        say(f"--known {answers[0].policy.known:g}, as estimated from the names")
    found = iter(answers)
    return ([*islice(found, len(batch.names))] for batch in read)


def _each(hint: Hint, batch: Batch) -> Iterable[str | None]:
    """The hint of each name of a batch."""
    return [hint] * len(batch.names) if hint is None or isinstance(hint, str) else hint


def _handed_out(batches: Iterable[Batch], progress: Progress) -> Iterator[str]:
    """The names one by one, for one who works out each before it takes the next."""
    for batch in batches:
        yield from batch.names
        progress.add(len(batch.names))


def writer_of(args: Arguments, fields: Sequence[str]) -> Writer:
    terminal = sys.stdout.isatty()
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    colour = args.color == "always" or (args.color == "auto" and terminal and not plain)
    return Writer(
        args.format or ("table" if terminal else "tsv"), fields, header=args.header, colour=colour
    )


def source_of(args: Arguments) -> str | None:
    """The file that the names come from, or None where they are the arguments themselves."""
    if args.names and args.file is not None:
        args.usage("give names or --file, not both")
    if args.names not in ([], [STDIN]):
        return None
    if args.file is None and not args.names and sys.stdin.isatty():
        args.usage("nothing to read: give names, --file PATH, or - for standard input")
    return args.file or STDIN


def lines_of(args: Arguments) -> Iterator[Line]:
    path = source_of(args)
    if path is None:
        return (Line("", name, whole=True) for name in args.names)
    return (
        line._replace(text=line.text.rstrip("\r\n")) for line in streams.lines(path, args.errors)
    )


def too_long(line: Line) -> Resolution:
    """What the library answers for any text too long to be a name, without the text itself."""
    from translit.model.nouns import Outcome
    from translit.resolving.answer import Resolution

    say(f"{line.place}: not looked up: longer than {LONGEST_NAME:,} bytes, which is no name")
    return Resolution(
        streams.clipped(line.text), Outcome.NO_CANDIDATE, None, None, 0.0, (), "", translit.Policy()
    )


def require_another(args: Arguments, read: Sequence[str]) -> None:
    """That the file to write is none of those that are read, nor in a folder of them."""
    from pathlib import Path

    from translit.files.places import expand

    if args.output is None or not Path(args.output).exists():
        return
    there = [path for path in read if os.path.exists(path)]  # noqa: PTH110
    inside = [str(path) for path, fault in expand(there) if not fault]
    if any(Path(args.output).samefile(path) for path in (*there, *inside)):
        args.usage(f"{args.output} is read: name another file with -o")


def require_new(
    args: Arguments, read: Sequence[str], is_ours: Callable[[str], bool] = lambda path: False
) -> None:
    """That the file to write is none of those that are read, and that it isn't there, or one that
    the command may write anew: `is_ours`, or --force says so.
    """
    from pathlib import Path

    require_another(args, read)
    if args.output is None or args.force or not Path(args.output).is_file():
        return
    if not is_ours(args.output):
        args.usage(
            f"{args.output} is there already: name another file, or overwrite it with --force"
        )


@contextmanager
def noted() -> Iterator[None]:
    """What is a warning in Python is a line of talk here."""
    from warnings import catch_warnings, simplefilter

    with catch_warnings(record=True) as found:
        simplefilter("always")
        yield
    for each in found:
        say(str(each.message))


def record_of(answer: Resolution) -> dict[str, Any]:
    record = {field: getattr(answer, field) for field in ANSWER}
    return {**record, "candidates": [candidate._asdict() for candidate in answer.candidates]}
