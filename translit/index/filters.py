"""Filters: which entries may answer, by what they are and where they lie.

The *setting* of an entry is its type and what it lies directly within. Entries are many and
settings few: a gazetteer of a million places has some hundred types and some thousand districts. So
the distinct settings are numbered, and a filter remembers its verdict on each number. To filter
rows is then to look up two arrays:

    rows       [17, 940, 17_003]      three rows that share a key with "Ramoussaa"
    settings   [2, 0, 2]              2: ("place", ["sy.aleppo"]); 0: ("person", [])
    verdicts   [True, False, True]    of the filter type="place"

A large table asks for some ten thousand rows at once, and gets arrays of NumPy's for arrays.

Any other function from an ID to a verdict will do too, and is asked for each row.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, Protocol, TypeAlias

# A filter as `_core.Index` takes it: verdicts, what judges, and entries that are left out. Two are
# buffers, of which type checkers know nothing before Python 3.12.
Compiled: TypeAlias = tuple[Any, Callable[[int], object] | None, Any]

# The type of an entry, and the IDs of what it lies directly within.
Setting = tuple[str | None, Sequence[str]]
# Stands for a verdict as long as there is none.
UNKNOWN = 2
# Which IDs may answer.
Allowed = Callable[[str], bool]


class HasSettings(Protocol):
    """What a filter asks of a gazetteer: see `translit.index.gazetteer.Gazetteer`."""

    @property
    def settings(self) -> Numbered: ...

    def about(self, id: str) -> Setting: ...
    def settings_of(self, numbers: Any, /) -> Any: ...
    def belong(self, numbers: Any, ids: frozenset[str], /) -> Sequence[bool]: ...


class HasOwners(Protocol):
    """What any other filter asks of one."""

    def owner(self, number: int, /) -> str: ...


class Numbered(Protocol):
    """Settings by their numbers."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> Setting: ...


class Filter:
    """Which rows of a gazetteer a function from IDs to verdicts lets through.

    Args:
        gazetteer: the one whose rows they are.
        allowed: the function.
    """

    def __init__(self, gazetteer: HasOwners, allowed: Allowed) -> None:
        self._gazetteer, self._allowed = gazetteer, allowed

    def verdicts(self, rows: Sequence[int]) -> Sequence[bool]:
        """Whether the entries of some rows may answer."""
        if isinstance(self._allowed, BySetting):
            return self._allowed.verdicts(rows)
        return list(map(self._verdict, rows))

    def mask(self, rows: Any) -> Any:
        """The same of an array of rows of a large table, as an array."""
        if isinstance(self._allowed, BySetting):
            return self._allowed.mask(rows)
        import numpy as np

        return np.asarray(self.verdicts(rows.tolist()), bool)

    def kept(self, rows: Any) -> Any:
        """Those of some rows that may answer: of an array, or of a list (`index/bare.py`)."""
        if not isinstance(rows, list):
            return rows[self.mask(rows)]
        return [row for row, kept in zip(rows, self.verdicts(rows), strict=True) if kept]

    def compiled(self, find: Callable[[str], int]) -> Compiled:
        """What the compiled core asks, of a mapped table; `find` gives the number of an entry by
        its ID, or -1.
        """
        if isinstance(self._allowed, BySetting):
            return self._allowed.compiled(find)
        return b"", self._verdict, b""

    def _verdict(self, row: int) -> bool:
        return self._allowed(self._gazetteer.owner(row))


class BySetting:
    """A filter by setting, for one gazetteer; some IDs may be left out, too.

    Args:
        gazetteer: whose entries may answer or not.
        allows: whether an entry of a type, which may be None, that lies directly within some IDs
            may answer; None lets all.
        without: the IDs that may not answer, whatever their setting.

    Attributes:
        known: the verdict on each setting, by its number: 0 or 1, or UNKNOWN as long as it wasn't
            met.
    """

    def __init__(
        self,
        gazetteer: HasSettings,
        allows: Callable[[str | None, Sequence[str]], bool] | None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        self._gazetteer, self._allows, self._without = gazetteer, allows, without

    @cached_property
    def known(self) -> bytearray:
        return bytearray([UNKNOWN]) * len(self._gazetteer.settings)

    def __call__(self, id: str) -> bool:
        """Whether the entry of an ID may answer; one that isn't there has no type, and lies within
        nothing.
        """
        return id not in self._without and (
            self._allows is None or self._allows(*self._gazetteer.about(id))
        )

    def both(self, other: BySetting) -> BySetting:
        """What allows an entry that this filter and another one of the same gazetteer allow."""
        one, two, without = self._allows, other._allows, self._without | other._without
        if one and two:
            return BySetting(
                self._gazetteer,
                lambda type, within: one(type, within) and two(type, within),
                without,
            )
        found = BySetting(self._gazetteer, one or two, without)
        if one or two:
            found.known = (self if one else other).known
        return found

    def verdicts(self, rows: Sequence[int]) -> Sequence[bool]:
        """Whether the entries of some rows may answer."""
        found = [True] * len(rows) if self._allows is None else self._by_setting(rows)
        if self._without:
            theirs = self._gazetteer.belong(rows, self._without)
            return [kept and not left for kept, left in zip(found, theirs, strict=True)]
        return found

    def mask(self, rows: Any) -> Any:
        """The same of an array of rows, as an array."""
        import numpy as np

        kept = np.ones(len(rows), bool) if self._allows is None else self._mask_by_setting(rows)
        if self._without:
            kept &= ~np.asarray(self._gazetteer.belong(rows, self._without), bool)
        return kept

    def compiled(self, find: Callable[[str], int]) -> Compiled:
        """What the compiled core asks: as `Filter.compiled`."""
        without = array("I", [number for id in self._without if (number := find(id)) >= 0])
        return (b"", None, without) if self._allows is None else (self.known, self._one, without)

    def _one(self, setting: int) -> None:
        self._judge((setting,))

    def _by_setting(self, rows: Sequence[int]) -> list[bool]:
        numbers = [*map(int, self._gazetteer.settings_of(rows))]
        self._judge({*numbers})
        return [self.known[number] == 1 for number in numbers]

    def _mask_by_setting(self, rows: Any) -> Any:
        import numpy as np

        numbers = np.asarray(self._gazetteer.settings_of(rows), np.int64)
        known = np.frombuffer(self.known, np.uint8)
        new = numbers[known[numbers] == UNKNOWN]
        self._judge(np.flatnonzero(np.bincount(new)).tolist() if len(new) else ())
        return known[numbers] == 1

    def _judge(self, numbers: Iterable[int]) -> None:
        """Make the verdicts on some settings known."""
        assert self._allows
        for number in numbers:
            if self.known[number] == UNKNOWN:
                self.known[number] = self._allows(*self._gazetteer.settings[number])


def both(one: Allowed | None, other: Allowed) -> Allowed:
    """What allows an ID that both allow."""
    if one is None:
        return other
    if isinstance(one, BySetting) and isinstance(other, BySetting):
        return one.both(other)
    return lambda id: one(id) and other(id)


def but(gazetteer: HasSettings, allowed: Allowed | None, ids: Iterable[str]) -> Allowed:
    """What allows an ID that a filter allows, and that isn't one of some others."""
    return both(allowed, BySetting(gazetteer, None, frozenset(ids)))
