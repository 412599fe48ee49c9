"""Who bears a key of a compiled table: by its hash tables of keys and of folded aliases.

The record of the key "ramousa" is whether "ramousa" is a folded alias, in one byte, and its
bearers, as packing.py writes them. `Keys` reads it in plain Python; `translit/index/pools.c` does
the same in a fifth of the time, and is the same by law (tests/index/test_pools.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from translit.index.arrays import Pool
from translit.index.container import Container
from translit.index.gazetteer import STRONG, WEAK, Bearer, Borne

if TYPE_CHECKING:
    from translit.language import _core

# What parts bearers, and the fields of one: bytes that UTF-8 has no use for.
NEXT, FIELD_OF_BEARER = b"\xfe", b"\xff"
_STRONG, _WEAK = bytes((STRONG,)), bytes((WEAK,))


class Keys:
    """The keys of a compiled table and their bearers, in plain Python.

    Args:
        container: the file of the table.
        keys: its keys and their beginnings by whole words.
    """

    def __init__(self, container: Container, keys: Pool) -> None:
        self.container, self._keys = container, keys
        self.folds, self.bearers = Pool(container, "folds"), Pool(container, "bearers")
        self._last = "", b""  # the key that was looked up last, and its record

    def record(self, key: str) -> bytes:
        """The record of a key; empty where there is none."""
        last, found = self._last
        if last != key:
            number = self._keys.find(key)
            found = self.bearers.raw(number) if number >= 0 else b""
            self._last = key, found
        return found

    def strong(self, key: str, folded: str, most: int) -> Borne | None:
        """As `Gazetteer.strong_alone`."""
        found = self.record(key)
        records = found[1:].split(NEXT)
        kinds = [record[:1] for record in records]
        if kinds[0] != _STRONG or _WEAK in kinds:
            return None
        count = kinds.count(_STRONG)
        bearers = [bearer_of(self.container, key, each) for each in records[: min(count, most)]]
        return bearers, count, found[0] == 1 if folded == key else self.is_alias(folded)

    def is_alias(self, folded: str) -> bool:
        """Whether a folded name is an alias as it stands."""
        found = self.record(folded)
        return found[0] == 1 if found else self.folds.find(folded) >= 0

    def compile(self, core: Any) -> _core.Keys:
        """The same by the compiled core."""
        pools = [pool.compile(core) for pool in (self._keys, self.folds, self.bearers)]
        found: _core.Keys = core.Keys(*pools)
        return found


def bearer_of(container: Container, key: str, record: bytes) -> Bearer:
    """The bearer of a key that a piece of its record tells: see packing.py."""
    try:
        id, alias, *names = [
            text.decode("utf-8", "surrogatepass") for text in record[1:].split(FIELD_OF_BEARER)
        ]
        alias = alias or key.title()
        [name] = names or [alias]
    except ValueError as error:
        raise container.fault("who bears a name isn't said in it") from error
    return id, name, alias
