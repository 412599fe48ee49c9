"""Large tables in YAML are compiled behind the user's back: the next start maps what this one worked out.

The copy lies in the user's cache folder (XDG_CACHE_HOME, else ~/.cache) under a hash of all that its answers depend on:
what the files hold, the library, the rules. So a stale copy is never found, and one that is damaged or can't be written
costs time and nothing else. TRANSLIT_CACHE=off does without.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

import translit
from translit.errors import TableError

if TYPE_CHECKING:
    from translit.resolver import Resolver

# Reading fewer bytes of YAML than this takes a fraction of a second.
WORTH_A_COPY = 1 << 20


def through_cache(files: Sequence[Any], read: Callable[[], Resolver], open_: Callable[[Path], Resolver]) -> Resolver:
    """A resolver over some files: opened from its compiled copy if there is a sound one, else read, and the copy left behind.

    Args:
        files: Paths or Traversables of tables in YAML.
        read: what reads them.
        open_: what opens a compiled table.
    """
    if os.environ.get("TRANSLIT_CACHE") == "off":
        return read()
    try:
        held = [file.read_bytes() for file in files]
        folder = _folder()
    except (OSError, RuntimeError):
        return read()  # which tells what is wrong
    if sum(map(len, held)) < WORTH_A_COPY:
        return read()
    copy = folder / f"{_key(held)}.translit"
    return _opened(copy, open_) or _read_and_kept(copy, read)


def _opened(copy: Path, open_: Callable[[Path], Resolver]) -> Resolver | None:
    """The resolver over a copy all of whose bytes are sound."""
    from translit.container import Container

    try:
        Container(copy).check()
        return open_(copy)
    except (OSError, TableError):
        return None


def _read_and_kept(copy: Path, read: Callable[[], Resolver]) -> Resolver:
    from translit.packing import pack

    resolver = read()
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        pack(resolver, copy.stem, copy)
    except OSError:
        pass  # a full or read-only disk: there is no copy, and nothing else is missing
    return resolver


def _key(held: Sequence[bytes]) -> str:
    from translit.compiled import rules_digest
    from translit.container import FORMAT

    found = blake2b(f"{translit.__version__} {FORMAT} {rules_digest()}".encode(), digest_size=16)
    for content in held:
        found.update(blake2b(content).digest())
    return found.hexdigest()


def _folder() -> Path:
    place = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(place) if Path(place).is_absolute() else Path.home() / ".cache") / "translit"
