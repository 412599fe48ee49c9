"""The arguments of the command line, as argparse wants them: of the command that is asked for, or of all."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Callable
from typing import NamedTuple

import translit

PURPOSE = "A name in any spelling and any script becomes one canonical ID, with reasons, or an honest abstention."
STATUS = "Exit status: 0 if all was resolved, 1 if some was not, 2 for a usage or table error."

Options = Callable[[ArgumentParser], object]


class Command(NamedTuple):
    """What `--help` says of a command, and what adds its options, in the order of the help."""

    help: str
    options: tuple[Options, ...]


def parser(only: str | None = None) -> ArgumentParser:
    """The command line: all of it, or what one command takes, which is quicker.

    It leaves the name of the command in `command`, and in `usage` what refuses a usage of it.
    """
    top = ArgumentParser(prog="translit", description=PURPOSE, epilog=STATUS, allow_abbrev=False)
    top.add_argument("--version", action="version", version=f"translit {translit.__version__}")
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=top.prog)
    for name in COMMANDS if only is None else (only,):
        help, options = COMMANDS[name]
        command = commands.add_parser(name, help=help, description=help, epilog=STATUS, allow_abbrev=False)
        command.set_defaults(command=name, usage=command.error)
        for add in options:
            add(command)
    return top


def _resolve(command: ArgumentParser) -> None:
    command.add_argument("--column", metavar="NAME", help="read a CSV or TSV file and add the answers for this column to each row")


def _scan(command: ArgumentParser) -> None:
    command.add_argument("files", nargs="*", metavar="FILE", help="text files; none, or -, for standard input")
    command.add_argument("--summary", action="store_true", help="one record for each ID, with its spellings and their counts")


def _romanise(command: ArgumentParser) -> None:
    command.add_argument("--lang", help="the language of the text, where its script serves several (uk, fa, ...)")


def _cluster(command: ArgumentParser) -> None:
    command.add_argument("--least", type=float, metavar="SHARE", help="how probable a group is at least, from 0 to 1 (0.5)")
    command.add_argument("--ids", action="store_true", help="attach the IDs by which tables know names: one ID, one group")


def _check(command: ArgumentParser) -> None:
    command.add_argument(
        "paths", nargs="*", metavar="PATH", help="table files or folders, CSV, TSV or compiled tables; none for the bundled ones"
    )


def _compile(command: ArgumentParser) -> None:
    command.add_argument("sources", nargs="+", metavar="SOURCE", help="table files or folders, CSV or TSV files")
    command.add_argument("-o", "--output", required=True, metavar="FILE", help="the file to write, names.translit for example")
    command.add_argument("--jobs", type=int, metavar="N", help="work with so many processes (one a core)")


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
    group.add_argument("--precision", type=float, metavar="SHARE", help="the share of given IDs that must be right, from 0.5 to below 1")


def _hints(command: ArgumentParser) -> None:
    group = command.add_argument_group("hints and processes")
    group.add_argument("--type", help="the kind of thing the names mean (place, group, ...)")
    group.add_argument("--within", metavar="ID", help="the ID of what contains the things the names mean")
    group.add_argument("--jobs", type=int, default=1, metavar="N", help="resolve with so many processes (1)")


def _errors(command: ArgumentParser) -> None:
    command.add_argument("--errors", choices=("strict", "replace"), default="strict", help="what to do about bytes that are not UTF-8")


def _names(command: ArgumentParser) -> None:
    _errors(command)
    command.add_argument("names", nargs="*", metavar="NAME", help="names; none, or -, to read standard input line by line")
    command.add_argument("--file", metavar="PATH", help="read the names from this file, one a line")


def _records(command: ArgumentParser) -> None:
    group = command.add_argument_group("output")
    group.add_argument("--format", choices=("table", "tsv", "csv", "jsonl"), help="default: table on a terminal, else tsv")
    group.add_argument("--no-header", dest="header", action="store_false", help="leave out the line that names the fields")
    group.add_argument("--color", choices=("auto", "always", "never"), default="auto", help="colour of a table (NO_COLOR is honoured)")


COMMANDS = {
    "resolve": Command("give each name its canonical ID", (_names, _tables, _hints, _records, _resolve)),
    "scan": Command("find the names in running text", (_tables, _records, _errors, _scan)),
    "explain": Command("say in sentences how each name got its answer", (_names, _tables, _hints)),
    "romanise": Command("write text in Latin letters", (_names, _romanise)),
    "cluster": Command("group unknown names into likely spellings of one name", (_names, _tables, _records, _cluster)),
    "check": Command("name every fault of alias tables, with its line and how to mend it", (_check,)),
    "compile": Command("write tables into one file that opens in milliseconds", (_compile,)),
}
