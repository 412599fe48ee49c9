"""The hash that tells whether what a compiled table was made from is still the same."""

from __future__ import annotations

from collections.abc import Iterable

try:
    from _blake2 import (
        blake2b,
    )  # hashlib has the same, and loads OpenSSL first, which takes a fifth of Python's own start
except ImportError:
    from hashlib import blake2b


def digest(parts: Iterable[bytes]) -> str:
    """The hash of some parts, in their order; where one ends and the next begins counts too."""
    found = blake2b(digest_size=16)
    for part in parts:
        found.update(len(part).to_bytes(8, "little"))
        found.update(part)
    return found.hexdigest()
