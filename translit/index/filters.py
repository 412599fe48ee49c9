"""Filters: which entries may answer, by what they are and where they lie.

The *setting* of an entry is its type and what it lies directly within. Entries are many and
settings few: a gazetteer of a million places has some hundred types and some thousand districts. So
the distinct settings are numbered, and a filter remembers its verdict on each number. To filter
rows is then to look up two arrays:

    rows       [17, 940, 17_003]      three rows that share a key with "Ramoussaa"
    settings   [2, 0, 2]              2: ("place", ["sy.aleppo"]); 0: ("person", [])
    verdicts   [True, False, True]    of the filter type="place"

Any other function from an ID to a verdict will do too, and is asked for each row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

# The type of an entry, and the IDs of what it lies directly within.
Setting = tuple[str | None, Sequence[str]]
# Which IDs may answer.
Allowed = Callable[[str], bool]


class HasSettings(Protocol):
    """What a filter asks of a gazetteer: see `translit.index.gazetteer.Gazetteer`."""

    @property
    def settings(self) -> Numbered: ...

    def about(self, id: str) -> Setting: ...


class Numbered(Protocol):
    """Settings by their numbers."""

    def __getitem__(self, number: int, /) -> Setting: ...


class BySetting:
    """A filter by setting, for one gazetteer.

    Args:
        gazetteer: whose entries may answer or not.
        allows: whether an entry of a type, which may be None, that lies directly within some IDs
            may answer.
    """

    def __init__(
        self, gazetteer: HasSettings, allows: Callable[[str | None, Sequence[str]], bool]
    ) -> None:
        self._gazetteer, self._allows = gazetteer, allows
        self._verdicts: dict[int, bool] = {}

    def __call__(self, id: str) -> bool:
        """Whether the entry of an ID may answer; one that isn't there has no type, and lies within
        nothing.
        """
        return self._allows(*self._gazetteer.about(id))

    def both(self, other: BySetting) -> BySetting:
        """What allows an entry that this filter and another one of the same gazetteer allow."""
        one, two = self._allows, other._allows
        return BySetting(
            self._gazetteer, lambda type, within: one(type, within) and two(type, within)
        )

    def verdicts(self, numbers: Iterable[int]) -> list[bool]:
        """The verdicts on some settings, by their numbers."""
        known, numbers = self._verdicts, list(numbers)
        for number in {*numbers}.difference(known):
            known[number] = self._allows(*self._gazetteer.settings[number])
        return [known[number] for number in numbers]


def both(one: Allowed | None, other: Allowed) -> Allowed:
    """What allows an ID that both allow."""
    if one is None:
        return other
    if isinstance(one, BySetting) and isinstance(other, BySetting):
        return one.both(other)
    return lambda id: one(id) and other(id)
