"""What answers stand on, told so that they can be checked and given again: the library, what it
knows, the tables as they lie on the disk, and what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import translit
from translit.files import places
from translit.knowledge.rules import rules_digest
from translit.model.nouns import Policy

# So much of a file is read at a time.
PIECE = 1 << 20


def audit(sources: Sequence[str] | None, policy: Policy) -> dict[str, Any]:
    """The library's version, the digest of its rules and weights, each table, and the policy, as
    JSON takes them.

    Args:
        sources: the paths of the tables; none for the bundled ones, and None for entries that came
            from no file.
        policy: what was asked.
    """
    return {
        "translit": translit.__version__,
        "knowledge": rules_digest(),
        "tables": None if sources is None else _tables(sources),
        "policy": policy._asdict(),
    }


def _tables(sources: Sequence[str]) -> list[dict[str, Any]]:
    held = [place for place, _ in places.expand(sources)] if sources else places.bundled()
    return [file(path) for path in map(Path, map(str, held)) if path.is_file()]


def file(path: Path) -> dict[str, Any]:
    """A file by what it holds: its path, its SHA-256, its size, and the date of its last change."""
    found, facts = sha256(), path.stat()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            found.update(piece)
    return {
        "path": str(path),
        "sha256": found.hexdigest(),
        "bytes": facts.st_size,
        "changed": datetime.fromtimestamp(facts.st_mtime, UTC).isoformat(timespec="seconds"),
    }
