"""`resolve --audit`: beside the output, or in its first line, what it stands on, so that a run can
be checked and done again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Arguments
from typing import Any

import translit
from translit.doors.cli.columns import unnamed
from translit.doors.cli.options import policy_of
from translit.doors.cli.streams import say, show
from translit.files.reading import STDIN
from translit.files.writing import replace

# What needn't be told: how the output looks, and what the parser adds.
ASIDE = ("audit", "color", "command", "header", "usage", "words")


def audited(run: Callable[[Arguments], int], args: Arguments) -> int:
    """Run a command, and write its audit trail when it has ended, or before it into the output; it
    gives the status.
    """
    read = [*unnamed(args.table), *_inputs(args)]
    if args.audit == STDIN:
        if args.format != "jsonl":
            args.usage("--audit - is the first line of --format jsonl: name a file instead")
        show(json.dumps({"audit": _trail(args)}, ensure_ascii=False))
        return run(args)
    if Path(args.audit).exists() and any(
        map(Path(args.audit).samefile, filter(os.path.exists, read))
    ):
        args.usage(f"{args.audit} is read: name another file with --audit")
    trail = _trail(args)
    status = run(args)
    replace(
        args.audit, json.dumps({**trail, "status": status}, ensure_ascii=False, indent=2) + "\n"
    )
    say(f"{args.audit}: written")
    return status


def _trail(args: Arguments) -> dict[str, Any]:
    """What a run stands on: the words of its command line, with which it is done again, its files,
    and what it asks.
    """
    from translit.resolving.audit import audit, file

    return {
        "command": ["translit", *args.words],
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        **audit(unnamed(args.table), policy_of(args) or translit.Policy()),
        "inputs": [file(Path(path)) for path in _inputs(args) if Path(path).is_file()],
        "arguments": {key: value for key, value in sorted(vars(args).items()) if key not in ASIDE},
    }


def _inputs(args: Arguments) -> list[str]:
    """The files that the names come from; names themselves are none."""
    given = args.names if args.column is not None else []
    return [path for path in (*given, args.file) if path not in (None, STDIN)]
