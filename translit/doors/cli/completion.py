"""Completion of the command line in shells, by way of shtab, which reads it off the parser."""

from __future__ import annotations

from argparse import Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterator
from types import SimpleNamespace as Arguments

from translit.doors.cli.arguments import parser
from translit.doors.cli.options import RESOLVED
from translit.doors.cli.streams import show
from translit.model.errors import EntryError, MissingExtra

SHELLS = ("bash", "zsh", "fish")
# What arguments are called that are paths of files: shells complete these with what lies there.
_PATHS = frozenset(("FILE", "PATH", "SOURCE", "PROPOSALS"))


def completion_arguments(command: ArgumentParser) -> None:
    command.add_argument("shell", choices=SHELLS, metavar="SHELL", help="bash, zsh or fish")


def completion(args: Arguments) -> int:
    show(script(args.shell), end="")
    return RESOLVED


def script(shell: str) -> str:
    """The script that makes a shell complete the commands of translit, their options, and what
    these may be.

    Args:
        shell: bash, zsh or fish.

    Raises:
        EntryError: it is another shell.
        MissingExtra: shtab isn't installed.
    """
    if shell not in SHELLS:
        raise EntryError(f"there is completion for {', '.join(SHELLS)}, not for {shell!r}")
    try:
        from shtab import FILE, complete
    except ImportError:
        raise MissingExtra(
            "completion needs shtab: pip install 'translit-normaliser[completion]'"
        ) from None
    whole = parser()
    for action in _actions(whole):
        if action.metavar in _PATHS:
            action.complete = FILE  # type: ignore[attr-defined]
    return str(complete(whole, shell))


def _actions(command: ArgumentParser) -> Iterator[Action]:
    """The arguments of a command and of those below it."""
    for action in command._actions:  # noqa: SLF001 (argparse has no public way to ask for them)
        yield action
        if isinstance(action, _SubParsersAction):
            for each in action.choices.values():
                yield from _actions(each)
