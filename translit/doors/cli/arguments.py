"""The arguments of the command line, as argparse wants them: of the command that is asked for,
or of all; and those that several commands take.
"""

from __future__ import annotations

import re
from argparse import SUPPRESS, Action, ArgumentParser, ArgumentTypeError, _SubParsersAction
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any, NoReturn

import translit
from translit.doors.cli.commands import COMMANDS
from translit.files.writing import visible
from translit.model.errors import EntryError
from translit.model.given import nearest
from translit.model.nouns import ESTIMATE, point

PURPOSE = (
    "A name in any spelling and any script becomes one canonical ID, with reasons, or an honest"
    " abstention."
)
STATUS = "Exit status: 0 if all was resolved, 1 if some was not, 2 for a usage or table error."
FORMATS = ("table", "tsv", "csv", "jsonl")


class _Parser(ArgumentParser):
    """A parser that says in one line what is wrong, and what a misspelt word may have meant."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.register("type", float, _number)
        self.register("type", int, _whole)

    def error(self, message: str) -> NoReturn:
        """End with what is wrong with the arguments, and what is near, or where to look."""
        said = re.search(r"(.*invalid choice: '([^']*)')|unrecognized arguments: (.*)", message)
        near = []
        if said:
            known = {*_words(self)}
            words = [said[2]] if said[1] else [word for word in said[3].split() if word[:1] == "-"]
            near = [nearest(word.partition("=")[0], known) for word in words]
        if meant := ", ".join(filter(None, near)):
            assert said is not None
            self.refuse(f"{said[1] or message}; did you mean {meant}?")
        self.refuse(f"{message}; see {self.prog} --help")

    def refuse(self, message: str) -> NoReturn:
        """End with what is wrong with a command."""
        self.exit(2, f"{self.prog}: error: {visible(message)}\n")


def _words(command: ArgumentParser) -> Iterator[str]:
    """The options and choices of a command, and of those below it."""
    for action in command._actions:  # noqa: SLF001 (argparse has no public way to ask for them)
        yield from (word for word in action.option_strings if word.startswith("--"))
        yield from map(str, action.choices or ())
        if isinstance(action, _SubParsersAction):
            for each in action.choices.values():
                yield from _words(each)


class _Version(Action):
    """Says the version, and whether the compiled core runs: looked up only when it is asked for."""

    def __init__(self, option_strings: Sequence[str], dest: str = SUPPRESS) -> None:
        text = "show the version, and whether the compiled core runs"
        super().__init__(option_strings, dest=dest, default=SUPPRESS, nargs=0, help=text)

    def __call__(self, parser: ArgumentParser, *_: object) -> None:
        from translit.language.core import running

        print(f"translit {translit.__version__} ({running()})")
        parser.exit()


def parser(only: str | None = None) -> ArgumentParser:
    """The command line: all of it, or what one command takes, which is quicker.

    It leaves the name of the command in `command`, and in `usage` what refuses a usage of it.
    """
    top = _Parser(prog="translit", description=PURPOSE, epilog=STATUS, allow_abbrev=False)
    top.add_argument("--version", action=_Version)
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True, prog=top.prog)
    for name in COMMANDS if only is None else (only,):
        home, help, shared = COMMANDS[name]
        command = commands.add_parser(
            name, help=help, description=help, epilog=STATUS, allow_abbrev=False
        )
        command.set_defaults(command=name, usage=command.refuse)
        own = getattr(import_module(f"translit.doors.cli.{home}"), f"{name}_arguments", None)
        for add in (*(globals()[each] for each in shared), *filter(None, [own])):
            add(command)
    return top


# --- what several commands take ------------------------------------------------------------------


def tables(command: ArgumentParser) -> None:
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
    return text if text == ESTIMATE else _number(text)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise ArgumentTypeError(f"a number, as 0.97, and not {text!r}") from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise ArgumentTypeError(f"a whole number, and not {text!r}") from None


def edit(command: ArgumentParser) -> None:
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


def force(command: ArgumentParser) -> None:
    command.add_argument(
        "--force", action="store_true", help="overwrite a file that is there already"
    )


def hints(command: ArgumentParser) -> None:
    group = command.add_argument_group("hints")
    group.add_argument("--type", help="the kind of thing the names mean (place, group, ...)")
    group.add_argument(
        "--within", metavar="ID", help="the ID of what contains the things the names mean"
    )


def near(command: ArgumentParser) -> None:
    command.add_argument(
        "--near",
        metavar="LAT,LON",
        type=_point,
        help="where the names are from, in degrees: entries are weighed by their distance",
    )


def _point(text: str) -> tuple[float, float]:
    try:
        return point(*text.split(",", 1))
    except (TypeError, EntryError) as error:
        said = error if isinstance(error, EntryError) else "two numbers, as in --near 36.2,37.16"
        raise ArgumentTypeError(str(said)) from None


def prefer(command: ArgumentParser) -> None:
    command.add_argument(
        "--prefer",
        metavar="TYPES",
        type=_listed,
        default=(),
        help="what answers where several tie: types, the first one first, smallest, largest or rank"
        " (city,village)",
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(filter(None, map(str.strip, text.split(","))))


def jobs(command: ArgumentParser) -> None:
    command.add_argument(
        "--jobs", type=int, default=1, metavar="N", help="resolve with so many processes (1)"
    )


def errors(command: ArgumentParser) -> None:
    command.add_argument(
        "--errors",
        choices=("strict", "replace"),
        default="strict",
        help="what to do about bytes that are not UTF-8",
    )


def names(command: ArgumentParser) -> None:
    errors(command)
    command.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="names; none, or -, to read standard input line by line",
    )
    command.add_argument("--file", metavar="PATH", help="read the names from this file, one a line")


def records_or_page(command: ArgumentParser) -> None:
    records(command, (*FORMATS, "html"))


def look(command: ArgumentParser) -> None:
    records(command, (*FORMATS, "html"), "html")
    command.add_argument("-o", "--output", metavar="FILE", help="write the page to this file")
    command.add_argument(
        "--lines",
        type=int,
        default=15,
        metavar="N",
        help="how many lines of a long list stand on the page (15)",
    )


def records(
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
        "--no-formulas",
        action="store_true",
        help="put an apostrophe before cells of CSV and TSV that spreadsheets run (=, +, -, @)",
    )
    group.add_argument(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colour of a table (NO_COLOR is honoured)",
    )
