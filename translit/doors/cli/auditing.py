"""`resolve --audit`: beside the output, or in its first line, what it stands on, so that a run can
be checked and done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Arguments
from typing import Any

import translit
from translit.doors.cli.columns import unnamed
from translit.doors.cli.options import policy_of, require_new
from translit.doors.cli.streams import say, show
from translit.files.reading import STDIN
from translit.files.writing import replace

# How a trail begins.
_BEGINNING = b'{\n  "command": "translit '
# What needn't be told: how the output looks, and what the parser adds.
ASIDE = ("audit", "color", "command", "header", "usage", "words")


def _is_trail(path: str) -> bool:
    """Whether a file is an audit trail, by its beginning."""
    with Path(path).open("rb") as file:
        return file.read(1 << 8).startswith(_BEGINNING)


def audited(run: Callable[[Arguments], int], args: Arguments) -> int:
    """Run a command, and write its audit trail when it has ended, or before it into the output; it
    gives the status.
    """
    if args.audit == STDIN:
        if args.format != "jsonl":
            args.usage("--audit - is the first line of --format jsonl: name a file instead")
        show(json.dumps({"audit": _trail(args)}, ensure_ascii=False))
        return run(args)
    read = [*unnamed(args.table), *args.names, *filter(None, [args.file])]
    require_new(args, args.audit, read, _is_trail)
    trail = _trail(args)
    status = run(args)
    told = json.dumps({**trail, "status": status}, ensure_ascii=False, indent=2)
    replace(args.audit, told + "\n")
    say(f"{args.audit}: written")
    return status


def _trail(args: Arguments) -> dict[str, Any]:
    """What a run stands on: the words of its command line, with which it is done again, its files,
    and what it asks.
    """
    from translit.resolving.audit import audit, file

    given = [*(args.names if args.column is not None else ()), args.file]
    inputs = [Path(path) for path in given if path not in (None, STDIN)]
    return {
        "command": f"translit {args.command}",
        "words": args.words,
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **audit(unnamed(args.table), policy_of(args) or translit.Policy()),
        "inputs": [file(path) for path in inputs if path.is_file()],
        "arguments": {key: value for key, value in sorted(vars(args).items()) if key not in ASIDE},
    }
