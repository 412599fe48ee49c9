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
from typing import TYPE_CHECKING

import translit
from translit.errors import TableError

if TYPE_CHECKING:
    from translit.container import Container
    from translit.resolver import Resolver

# Reading fewer bytes of YAML than this takes a fraction of a second.
WORTH_A_COPY = 1 << 20


def through_cache(files: Sequence[Path], read: Callable[[], Resolver], over: Callable[[Container], Resolver]) -> Resolver:
    """A resolver over some files: opened from its compiled copy if there is a sound one, else read, and the copy left behind.

    Args:
        files: tables in YAML.
        read: what reads them.
        over: what makes a resolver over a compiled table.
    """
    if os.environ.get("TRANSLIT_CACHE") == "off":
        return read()
    try:
        if sum(file.stat().st_size for file in files) < WORTH_A_COPY:
            return read()
        copy = _folder() / f"{_key([file.read_bytes() for file in files])}.translit"
    except (OSError, RuntimeError):
        return read()  # which tells what is wrong
    return _opened(copy, over) or _read_and_kept(copy, read)


def _opened(copy: Path, over: Callable[[Container], Resolver]) -> Resolver | None:
    """The resolver over a copy all of whose bytes are sound."""
    from translit.container import Container

    try:
        container = Container(copy)
        container.check()
        return over(container)
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
