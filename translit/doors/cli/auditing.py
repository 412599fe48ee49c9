"""`resolve --audit`: beside the output a file that says what it stands on, so that a run can be
checked and done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace as Arguments

import translit
from translit.doors.cli.columns import unnamed
from translit.doors.cli.options import policy_of, require_new
from translit.doors.cli.streams import say
from translit.files.writing import replace

# How a trail begins.
_BEGINNING = b'{\n  "command": "translit '
# What needn't be told: how the output looks, and what the parser adds.
ASIDE = ("audit", "color", "command", "header", "usage")


def _is_trail(path: str) -> bool:
    """Whether a file is an audit trail, by its beginning."""
    with Path(path).open("rb") as file:
        return file.read(1 << 8).startswith(_BEGINNING)


def audited(run: Callable[[Arguments], int], args: Arguments) -> int:
    """Run a command, and write its audit trail when it has ended; it gives the status."""
    read = [*unnamed(args.table), *args.names, *filter(None, [args.file])]
    require_new(args, args.audit, read, _is_trail)
    from translit.resolving.audit import audit

    asked = {key: value for key, value in sorted(vars(args).items()) if key not in ASIDE}
    held = audit(unnamed(args.table), policy_of(args) or translit.Policy())
    status = run(args)
    trail = {
        "command": f"translit {args.command}",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "status": status,
        **held,
        "arguments": asked,
    }
    replace(args.audit, json.dumps(trail, ensure_ascii=False, indent=2) + "\n")
    say(f"{args.audit}: written")
    return status
