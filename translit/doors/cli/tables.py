"""The commands that make, check, compare and convert tables."""

from __future__ import annotations

import os
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli import streams
from translit.doors.cli.options import (
    FAULTY,
    RESOLVED,
    UNRESOLVED,
    names_in,
    noted,
    require_new,
    writer_of,
)
from translit.doors.cli.streams import Progress, say, show
from translit.index.container import is_compiled
from translit.model.errors import summed

if TYPE_CHECKING:
    from argparse import ArgumentParser, _ArgumentGroup
    from collections.abc import Callable

    from translit.model.errors import Fault


def compile_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "sources", nargs="+", metavar="SOURCE", help="table files or folders, CSV or TSV files"
    )
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE",
        help="the file to write, names.translit for example",
    )
    command.add_argument(
        "--jobs", type=int, metavar="N", help="work with so many processes (one a core)"
    )


def compile(args: Arguments) -> int:
    if args.jobs is not None and args.jobs < 1:
        args.usage("--jobs takes a number of processes, at least 1")
    require_new(args, args.output, args.sources, is_compiled)
    with noted():
        translit.compile(*args.sources, to=args.output, jobs=args.jobs or os.cpu_count() or 1)
    say(f"{args.output}: written")
    return RESOLVED


def _line(fault: Fault) -> str:
    return f"{fault} (only a note)" if fault.note else str(fault)


def _annotation(fault: Fault) -> str:
    """A fault as GitHub's runners read it off the output of a step, and show it beside the line
    (workflow commands, "Setting an error message" in GitHub's documentation).
    """
    place = {"file": fault.path, "line": fault.line, "col": fault.column, "title": fault.code}
    told = ",".join(f"{key}={_escaped(str(value), ':,')}" for key, value in place.items() if value)
    return f"::{'notice' if fault.note else 'error'} {told}::{_escaped(fault.message)}"


def _escaped(text: str, more: str = "") -> str:
    """A text in which what would end it is written by its number, as %0A for a line break."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in text)


# So many faults of a code in a file `check` tells one by one.
_MOST = 20
# How it tells one.
_TOLD: dict[str, Callable[[Fault], str]] = {"text": _line, "github": _annotation}


def check_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="table files or folders, CSV, TSV or compiled tables; none for all that is bundled",
    )
    command.add_argument(
        "--rules",
        action="store_true",
        help="the rules of scripts, with their tests; alone, or beside tables of yours",
    )
    command.add_argument(
        "--near",
        action="store_true",
        help="tell too which names come near another entry's (some 4 ms a name)",
    )
    command.add_argument(
        "--format",
        choices=tuple(_TOLD),
        default="text",
        help="lines for people, or annotations for GitHub's pages (text)",
    )
    command.add_argument(
        "--all",
        action="store_true",
        help=f"tell each of many faults of a kind, and not only {_MOST} in a file",
    )


def check(args: Arguments) -> int:
    faults = translit.check(*args.paths, near=args.near, rules=args.rules)
    told = faults if args.all else summed(faults, _MOST)
    for fault in told:
        show(_TOLD[args.format](fault))
    if len(told) < len(faults):
        say(f"{len(faults):,} faults in all: --all tells each of them")
    elif not faults:
        say("no faults")
    return RESOLVED if all(fault.note for fault in faults) else FAULTY


def import_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "kind",
        metavar="FORMAT",
        choices=(names := _formats("reads")),
        help=f"what the files are: {', '.join(names)}",
    )
    command.add_argument("files", nargs="+", metavar="FILE", help="the files; - is standard input")
    command.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="TABLE",
        help="the table to write: names.yaml, names.csv or names.tsv",
    )
    command.add_argument(
        "--name",
        metavar="SLUG",
        help="the name of a table in YAML (that of its file); of a sheet, the column of names",
    )
    command.add_argument(
        "--licence",
        metavar="SPDX",
        help="its licence, as CC0-1.0 (what is usual for the format, where there is such)",
    )
    command.add_argument(
        "--type", help="the type of entries whose type the files don't say (place, group, ...)"
    )
    command.add_argument(
        "--source",
        metavar="TEXT",
        help="where the files are from, as the table cites it (their names)",
    )
    _columns(command.add_argument_group("columns of a sheet, by their titles"))


def _columns(group: _ArgumentGroup) -> None:
    for option, what in (
        ("--id", "the IDs (id); of an answer of Wikidata, the variable of the items (item)"),
        ("--type-column", "the types"),
        ("--lat", "the latitudes, in degrees"),
        ("--lon", "the longitudes, in degrees"),
        ("--rank", "the ranks, such as populations: whole numbers"),
        ("--sheet", "the sheet of a workbook, by its name (the first one)"),
    ):
        group.add_argument(option, metavar="TITLE", help=what)
    for option, what in (
        ("--alias", "other names"),
        ("--weak", "weak names, as abbreviations"),
        ("--within", "the IDs or names of what things lie within"),
        ("--fact", "what is kept as a fact, under the title"),
    ):
        group.add_argument(
            option, metavar="TITLE", action="append", help=f"{what}; may be given several times"
        )


def _formats(way: str) -> list[str]:
    from translit.formats import FORMATS

    return [name for name, format in FORMATS.items() if getattr(format, way)]


def import_(args: Arguments) -> int:
    require_new(args, args.output, args.files)
    options = {key: getattr(args, key) for key in ("name", "licence", "type", "source")}
    columns = {
        kind: given
        for kind in ("id", "alias", "weak", "within", "lat", "lon", "rank", "fact", "sheet")
        if (given := getattr(args, kind))
    } | ({"type": args.type_column} if args.type_column else {})
    if args.kind == "sheet" and (title := options.pop("name")):
        columns["name"] = title
    with noted(), Progress("statements", alone=True) as progress:
        written = translit.import_table(
            args.kind,
            *args.files,
            to=args.output,
            **options,
            columns=columns,
            progress=progress.add,
        )
    say(f"{args.output}: {written.report()}")
    return RESOLVED


def export_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "kind",
        metavar="FORMAT",
        choices=(names := _formats("writes")),
        help=f"what to write: {', '.join(names)}",
    )
    command.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="tables, CSV or TSV files, compiled tables; none: the bundled ones",
    )
    command.add_argument(
        "-o", "--output", metavar="FILE", help="the file to write; else standard output"
    )


def export(args: Arguments) -> int:
    from translit.files.writing import replace
    from translit.uses.exchange import exported

    require_new(args, args.output, args.sources)
    with noted():
        written = exported(args.kind, *args.sources)
    if args.output is not None:
        with noted():
            replace(args.output, written)
    else:
        for piece in written:
            show(piece, end="")
    say(f"{args.output or args.kind}: {written.report()}")
    return RESOLVED


def diff_arguments(command: ArgumentParser) -> None:
    command.add_argument(
        "old", metavar="OLD", help="a table file or folder, a CSV, TSV or compiled table"
    )
    command.add_argument("new", metavar="NEW", help="likewise, as it is now")
    command.add_argument(
        "--mentions",
        metavar="FILE",
        help="what to ask of both, one a line (every name that one of them holds)",
    )


def diff(args: Arguments) -> int:
    from translit.editing.changes import Move, moves, names

    with noted():
        before, after = translit.load(args.old), translit.load(args.new)
    lines = names_in(args.mentions, args) if args.mentions else ()
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
