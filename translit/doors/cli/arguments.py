"""The arguments of the command line, as argparse wants them: of the command that is asked for,
or of all.
"""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, _ArgumentGroup
from collections.abc import Callable, Sequence
from os import environ
from typing import NamedTuple

import translit
from translit.model.nouns import ESTIMATE

PURPOSE = (
    "A name in any spelling and any script becomes one canonical ID, with reasons, or an honest"
    " abstention."
)
STATUS = "Exit status: 0 if all was resolved, 1 if some was not, 2 for a usage or table error."

Options = Callable[[ArgumentParser], object]


class _Version(Action):
    """Says the version, and whether the compiled core runs: looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str = SUPPRESS) -> None:
        text = "show the version, and whether the compiled core runs"
        super().__init__(option_strings, dest=dest, default=SUPPRESS, nargs=0, help=text)

    def __call__(self, parser: ArgumentParser, *_: object) -> None:
        from translit.language.core import running

        print(f"translit {translit.__version__} ({running()})")
        parser.exit()


class Command(NamedTuple):
    """What `--help` says of a command, and what adds its options, in the order of the help."""

    help: str
    options: tuple[Options, ...]


def parser(only: str | None = None) -> ArgumentParser:
    """The command line: all of it, or what one command takes, which is quicker.

    It leaves the name of the command in `command`, and in `usage` what refuses a usage of it.
    """
    top = ArgumentParser(prog="translit", description=PURPOSE, epilog=STATUS, allow_abbrev=False)
    top.add_argument("--version", action=_Version)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=top.prog)
    for name in COMMANDS if only is None else (only,):
        help, options = COMMANDS[name]
        command = commands.add_parser(
            name, help=help, description=help, epilog=STATUS, allow_abbrev=False
        )
        command.set_defaults(command=name, usage=command.error)
        for add in options:
            add(command)
    return top


def _resolve(command: ArgumentParser) -> None:
    command.add_argument(
        "--column",
        metavar="NAME",
        help="read a CSV or TSV file and add the answers for this column to each row",
    )


def _scan(command: ArgumentParser) -> None:
    _records(command, (*FORMATS, "html"))
    command.add_argument(
        "files", nargs="*", metavar="FILE", help="text files; none, or -, for standard input"
    )
    units = ("codepoint", "utf16", "utf8")
    command.add_argument(
        "--offset-unit",
        choices=units,
        default="codepoint",
        help="what start and end count (codepoint)",
    )
    command.add_argument(
        "--summary",
        action="store_true",
        help="one record for each ID, with its spellings and their counts",
    )


def _romanise(command: ArgumentParser) -> None:
    command.add_argument(
        "--lang", help="the language of the text, where its script serves several (uk, fa, ...)"
    )
    command.add_argument(
        "--system", help="another published system than the script's first (mccune-reischauer, ...)"
    )


def _systems(command: ArgumentParser) -> None:
    command.add_argument(
        "--script", help="only those of a script, by its code (Hang) or its name (Hangul)"
    )


def _cluster(command: ArgumentParser) -> None:
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


def _variants(command: ArgumentParser) -> None:
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


def _check(command: ArgumentParser) -> None:
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


def _compile(command: ArgumentParser) -> None:
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


def _propose(command: ArgumentParser) -> None:
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


def _review(command: ArgumentParser) -> None:
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


def _apply(command: ArgumentParser) -> None:
    command.add_argument(
        "proposals", metavar="PROPOSALS", help="a file of proposals, with a decision for each"
    )


def _merge(command: ArgumentParser) -> None:
    command.add_argument(
        "old", metavar="ID", help="the ID that ends, and leads to the other from then on"
    )
    command.add_argument("into", metavar="INTO", help="the ID that stays")


def _rename(command: ArgumentParser) -> None:
    command.add_argument("old", metavar="OLD", help="the ID of an entry")
    command.add_argument(
        "new", metavar="NEW", help="the ID that it shall have, which no entry has or had"
    )


def _split(command: ArgumentParser) -> None:
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


def _diff(command: ArgumentParser) -> None:
    _errors(command)
    command.add_argument(
        "old", metavar="OLD", help="a table file or folder, a CSV, TSV or compiled table"
    )
    command.add_argument("new", metavar="NEW", help="likewise, as it is now")
    command.add_argument(
        "--mentions",
        metavar="FILE",
        help="what to ask of both, one a line (every name that one of them holds)",
    )


def _import(command: ArgumentParser) -> None:
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
        "--name", metavar="SLUG", help="the name of a table in YAML (that of its file)"
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


def _export(command: ArgumentParser) -> None:
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


def _formats(way: str) -> list[str]:
    from translit.formats import FORMATS

    return [name for name, format in FORMATS.items() if getattr(format, way)]


def _stats(command: ArgumentParser) -> None:
    command.add_argument(
        "sources",
        nargs="*",
        metavar="SOURCE",
        help="table files or folders, CSV, TSV or compiled tables; none for the bundled ones",
    )


def _report(command: ArgumentParser) -> None:
    command.add_argument(
        "files",
        nargs="*",
        metavar="FILE",
        help="files of names, one a line; none, or -, for standard input",
    )
    command.add_argument(
        "--column",
        metavar="NAME",
        help="the files are CSV or TSV, and the names stand in this column",
    )
    command.add_argument(
        "--truth",
        metavar="NAME",
        help="beside them, in this column, stand the right IDs; NIL where none is meant",
    )
    _kinds(command.add_argument_group("hints"))


def _serve(command: ArgumentParser) -> None:
    group = command.add_argument_group("service")
    group.add_argument(
        "--host",
        default="127.0.0.1",
        help="the address to listen at (127.0.0.1: this machine alone)",
    )
    group.add_argument(
        "--port", type=int, default=8000, help="the port (8000); 0 takes one that is free"
    )
    token = environ.get("TRANSLIT_TOKEN")
    group.add_argument(
        "--token",
        default=token,
        help="what clients must send as bearer token; better kept in TRANSLIT_TOKEN",
    )
    group.add_argument(
        "--url",
        help="the address that clients know the service by, if that is another, as behind a proxy",
    )
    group.add_argument(
        "--name", default="translit", help="what clients call the service (translit)"
    )


SHELLS = ("bash", "zsh", "fish")


def _completion(command: ArgumentParser) -> None:
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


# What several commands take


def _tables(command: ArgumentParser) -> None:
    group = command.add_argument_group("tables")
    group.add_argument(
        "--table",
        metavar="PATH",
        action="append",
        default=[],
        help="a table file or folder, a CSV, TSV or compiled table, instead of the bundled ones",
    )
    group.add_argument(
        "--precision",
        type=float,
        metavar="SHARE",
        help="the share of given IDs that must be right, from 0.5 to below 1",
    )
    known = (
        "the share of unseen spellings that are expected to mean an entry, from 0 to 1; or"
        ' "estimate", from the names'
    )
    group.add_argument("--known", type=share, metavar="SHARE", help=known)


def share(text: str) -> float | str:
    return text if text == ESTIMATE else float(text)


def _edit(command: ArgumentParser) -> None:
    command.add_argument(
        "--table",
        metavar="PATH",
        action="append",
        default=[],
        help="a table file or folder; all are checked together",
    )
    command.add_argument(
        "--dry-run", action="store_true", help="show what would change, and write nothing"
    )


def _hints(command: ArgumentParser) -> None:
    group = command.add_argument_group("hints and processes")
    _kinds(group)
    group.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="resolve with so many processes (1)"
    )


def _kinds(group: _ArgumentGroup) -> None:
    group.add_argument("--type", help="the kind of thing the names mean (place, group, ...)")
    group.add_argument(
        "--within", metavar="ID", help="the ID of what contains the things the names mean"
    )


def _errors(command: ArgumentParser) -> None:
    command.add_argument(
        "--errors",
        choices=("strict", "replace"),
        default="strict",
        help="what to do about bytes that are not UTF-8",
    )


def _names(command: ArgumentParser) -> None:
    _errors(command)
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="names; none, or -, to read standard input line by line",
    )
    command.add_argument("--file", metavar="PATH", help="read the names from this file, one a line")


FORMATS = ("table", "tsv", "csv", "jsonl")


def _look(command: ArgumentParser) -> None:
    _records(command, (*FORMATS, "html"), "html")
    command.add_argument("-o", "--output", metavar="FILE", help="write the page to this file")
    command.add_argument(
        "--lines",
        type=int,
        default=15,
        metavar="N",
        help="how many lines of a long list stand on the page (15)",
    )


def _records(
    command: ArgumentParser, formats: Sequence[str] = FORMATS, default: str = "tsv"
) -> None:
    group = command.add_argument_group("output")
    group.add_argument(
        "--format", choices=formats, help=f"default: table on a terminal, else {default}"
    )
    group.add_argument(
        "--no-header",
        dest="header",
        action="store_false",
        help="leave out the line that names the fields",
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour of a table (NO_COLOR is honoured)",
    )


COMMANDS = {
    "resolve": Command(
        "give each name its canonical ID", (_names, _tables, _hints, _records, _resolve)
    ),
    "scan": Command("find the names in running text", (_tables, _errors, _scan)),
    "explain": Command("say in sentences how each name got its answer", (_names, _tables, _hints)),
    "romanise": Command("write text in Latin letters", (_names, _romanise)),
    "systems": Command(
        "list the published systems by which scripts are written in Latin letters",
        (_records, _systems),
    ),
    "cluster": Command(
        "group unknown names into likely spellings of one name",
        (_names, _tables, _records, _cluster),
    ),
    "variants": Command(
        "list plausible spellings of each name, for searching archives",
        (_names, _tables, _records, _variants),
    ),
    "check": Command(
        "name every fault of alias tables and rules, with its line and how to mend it", (_check,)
    ),
    "compile": Command("write tables into one file that opens in milliseconds", (_compile,)),
    "propose": Command("tell what names that were met would add to a table", (_propose, _errors)),
    "review": Command("decide about proposals, one at a time", (_review,)),
    "apply": Command("write accepted proposals into their table", (_apply, _edit)),
    "merge": Command("make one entry of two, whose old ID leads to the other", (_merge, _edit)),
    "rename": Command("give an entry another ID, to which the old one leads", (_rename, _edit)),
    "split": Command("make two entries of one, parting its names", (_split, _edit)),
    "diff": Command("tell which answers move between two versions of tables", (_diff, _records)),
    "import": Command("make an alias table of files in another format", (_import,)),
    "export": Command("write tables as a file in another format", (_export,)),
    "stats": Command("tell what is in tables, in figures or on a page", (_look, _stats)),
    "report": Command(
        "tell what becomes of a column of names, in figures or on a page",
        (_tables, _errors, _look, _report),
    ),
    "serve": Command(
        "answer OpenRefine, and whoever speaks its Reconciliation API, over HTTP", (_tables, _serve)
    ),
    "completion": Command(
        "print the script by which a shell completes commands and options", (_completion,)
    ),
}
