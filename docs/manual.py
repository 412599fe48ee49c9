"""The manual page, docs/translit.1, made from the parser of the command line.

    python docs/manual.py        write it anew

A wheel brings it to share/man/man1, where `man translit` finds it beside the command; a test
compares it with the parser.
"""

from __future__ import annotations

from argparse import Action, ArgumentParser, HelpFormatter
from collections.abc import Iterator, Mapping
from pathlib import Path

import translit
from translit.doors.cli.arguments import PURPOSE, STATUS, parser
from translit.doors.cli.commands import COMMANDS

PAGE = Path(__file__).with_name("translit.1")
EXAMPLES = {
    "translit resolve Ramouseh al-Ramosa": "Find the entry that each name means.",
    "translit explain Ramouseh": "Explain the answer in sentences.",
    "translit scan --format html report.txt > report.html": (
        "Find the names in a report, and write them as a page to read."
    ),
    "translit resolve --table places.yaml --column place sightings.csv": (
        "Resolve a column of a file with your own tables."
    ),
}
ENVIRONMENT = {
    "NO_COLOR": "If set, tables have no colour, unless --color asks for it.",
    "TRANSLIT_CACHE": "If off, translit keeps no compiled copies of large tables.",
    "XDG_CACHE_HOME": "The folder in which translit keeps these copies, in a subfolder translit.",
    "TRANSLIT_DEBUG": "If set, a fault in translit itself prints a traceback.",
}


def page() -> str:
    """The whole manual page, in the macros of man(7)."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from (
        f'.TH TRANSLIT 1 "" "translit {translit.__version__}" "User Commands"',
        ".nh",
        ".ad l",
    )
    yield from (".SH NAME", rf"translit \- {_text(PURPOSE[0].lower() + PURPOSE[1:].rstrip('.'))}")
    yield from (
        ".SH SYNOPSIS",
        ".B translit",
        ".I command",
        "[\\fIoptions\\fR] [\\fIarguments\\fR]",
    )
    yield from (
        ".SH DESCRIPTION",
        "Each command has its own help: \\fBtranslit\\fR \\fIcommand\\fR \\fB\\-\\-help\\fR.",
    )
    yield ".SH COMMANDS"
    for name in COMMANDS:
        yield from _command(name)
    yield from (".SH EXIT STATUS", _text(STATUS.removeprefix("Exit status: ").capitalize()))
    yield from _listed("ENVIRONMENT", ENVIRONMENT)
    yield from _listed("EXAMPLES", EXAMPLES)


def _listed(title: str, meanings: Mapping[str, str]) -> Iterator[str]:
    yield f".SH {title}"
    for what, meaning in meanings.items():
        yield from (".TP", f"\\fB{_text(what)}\\fR", _text(meaning))


def _command(name: str) -> Iterator[str]:
    """A command: how it is called, what it does, and its options in their groups."""
    command = parser(name)._subparsers._group_actions[0].choices[name]  # type: ignore[union-attr, index, call-overload] # noqa: SLF001
    yield from (
        f".SS {_text(name)}",
        f"{_text(COMMANDS[name].help[0].upper() + COMMANDS[name].help[1:])}.",
        ".PP",
    )
    yield _text(" ".join(_usage(command).split()))
    for group in command._action_groups:  # noqa: SLF001 (argparse has no public way to ask for them)
        for action in group._group_actions:  # noqa: SLF001
            if "--help" not in action.option_strings:
                yield from (".TP", f"\\fB{_text(_called(action))}\\fR", _text(action.help or ""))


def _usage(command: ArgumentParser) -> str:
    return command.format_usage().removeprefix("usage: ")


def _called(action: Action) -> str:
    """An option with its value, or the place of an argument, as the usage line has them."""
    value = HelpFormatter("")._format_args(action, action.metavar or action.dest.upper())  # noqa: SLF001
    return (
        f"{', '.join(action.option_strings)} {value}".strip()
        if action.option_strings
        else str(action.metavar)
    )


def _text(text: str) -> str:
    """Text as roff shows it: with its backslashes, and hyphens that can be searched for and
    copied.
    """
    escaped = text.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped.startswith((".", "'")) else escaped


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
