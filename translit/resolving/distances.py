"""How far entries lie from where a mention is, and what that tells (translit/match/distance.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from translit.resolving.rows import Point

if TYPE_CHECKING:
    from translit.match.distance import Spread
    from translit.model.nouns import Entry

# How far an entry lies from where a mention is, in kilometres, and the likelihood ratio of that;
# None where nobody knows where the entry is.
Apart = Callable[[str], tuple[float, float] | None]


def from_point(entries: Mapping[str, Entry], near: Point | None) -> Apart | None:
    """What tells how far an entry lies from a point that was given; None where none was.

    Raises:
        EntryError: that is no point.
    """
    if near is None:
        return None
    from translit.match.distance import GIVEN
    from translit.model import given

    return _apart(entries, [given.point(near)], GIVEN)


def from_places(entries: Mapping[str, Entry], ids: Iterable[str]) -> Apart:
    """What tells how far an entry lies from the nearest of some others, whose place is known."""
    from translit.match.distance import BESIDE

    return _apart(entries, [at for id in ids if (at := entries[id].at)], BESIDE)


def _apart(entries: Mapping[str, Entry], points: list[Point], spread: Spread) -> Apart:
    from translit.match.distance import nearest

    def apart(id: str) -> tuple[float, float] | None:
        at = entries[id].at
        return None if at is None else nearest(at, points, spread)

    return apart
