"""The command line: each command is the thin shell of the function of that name.

Data goes to stdout and talk to stderr. One record comes out for each that goes in, in its order,
batch by batch. No fault of the input leaves a traceback.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from importlib import import_module
from types import SimpleNamespace as Arguments
from typing import TYPE_CHECKING

import translit
from translit.doors.cli.options import FAULTY, INTERNAL, INTERRUPTED, PIPE_CLOSED
from translit.doors.cli.streams import say
from translit.model.errors import TranslitError

if TYPE_CHECKING:
    from collections.abc import Sequence

KEYWORDS = {"import": "import_"}  # Python has the word

# What `resolve` means where no option says otherwise.
UNSAID = {
    "command": "resolve",
    "column": None,
    "file": None,
    "errors": "strict",
    "precision": None,
    "known": None,
    "type": None,
    "within": None,
    "near": None,
    "prefer": (),
    "audit": None,
    "type_column": None,
    "within_column": None,
    "lat_column": None,
    "lon_column": None,
    "top": None,
    "least": None,
    "screen": False,
    "jobs": 1,
    "format": None,
    "header": True,
    "no_formulas": False,
    "color": "auto",
    "output": None,
    "force": False,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status; usage errors leave by argparse's
    SystemExit(2).
    """
    try:
        return _run(argv)
    except BrokenPipeError:
        return _give_up(PIPE_CLOSED)
    except KeyboardInterrupt:
        _ignore_interrupts()
        return _give_up(INTERRUPTED)
    except TranslitError as error:
        return _give_up(FAULTY, str(error))
    except OSError as error:
        return _give_up(FAULTY, f"{error.filename or 'input or output'}: {error.strerror or error}")
    except Exception as error:
        if "TRANSLIT_DEBUG" in os.environ:
            raise
        what = " ".join(f"{type(error).__name__}: {error}".split())
        return _give_up(
            INTERNAL,
            f"a fault in translit itself, please report it: {what} (set TRANSLIT_DEBUG=1 to see"
            " where)",
        )


def _ignore_interrupts() -> None:
    """Whoever presses Ctrl-C twice sees no traceback of what is being tidied up."""
    from signal import SIG_IGN, SIGINT, signal

    with suppress(ValueError):  # in another thread than the first
        signal(SIGINT, SIG_IGN)


def _run(argv: Sequence[str] | None) -> int:
    if not hasattr(translit, "_HOMES"):  # an __init__ of another distribution, or none at all
        from translit.doors.clash import MESSAGE

        raise TranslitError(MESSAGE)
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # whoever started the command has closed it
            # It stays open; pathlib is slow to import.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115
    for stream in (sys.stdout, sys.stderr):
        how = {"encoding": "utf-8", "errors": "backslashreplace", "newline": "\n"}
        stream.reconfigure(**how)  # type: ignore[union-attr]
    home, args = _parsed(sys.argv[1:] if argv is None else argv)
    module = import_module(f"translit.doors.cli.{home}")
    try:
        return int(getattr(module, KEYWORDS.get(args.command, args.command))(args))
    finally:
        sys.stdout.flush()


def _parsed(argv: Sequence[str]) -> tuple[str, Arguments]:
    """The module that has the command, and what the arguments mean; where that is plain, argparse
    would take longer than the answer.
    """
    if argv[:1] == ["resolve"] and (plain := _plain(argv[1:])):
        return "answers", plain
    from translit.doors.cli.arguments import parser
    from translit.doors.cli.commands import COMMANDS

    only = next((name for name in argv[:1] if name in COMMANDS), None)
    args = parser(only).parse_args(argv, Arguments(words=[*argv]))
    return COMMANDS[args.command].home, args


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
