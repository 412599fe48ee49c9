"""Names and the hints that come with each: a hint is one for all names, or one for each; and what
a point tells of an entry (translit/match/distance.py).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any

from translit.model.errors import EntryError

if TYPE_CHECKING:
    from translit.match.distance import PointSet, Spread
    from translit.model.nouns import Entry

    EntryOf = Callable[[str], Entry]

# What a call says of its names beside them: one hint for all, or one for each.
Hint = str | Iterable[str | None] | None
# Latitude and longitude in degrees; and one point for all names, or one for each.
Point = tuple[float, float]
Points = Point | Iterable[Point | None] | None
# How far an entry lies from where a mention is, in kilometres, and the likelihood ratio of that;
# None where nobody knows where the entry is.
Apart = Callable[[str], tuple[float, float] | None]
# A name, the type and the surroundings that are asked for.
Row = tuple[str, str | None, str | None]


def text(value: Any, what: str = "a name") -> str:
    """The value, if it is a string; EntryError, because it is none."""
    if isinstance(value, str):
        return value
    from translit.model import given

    return given.text(value, what)


def rows(
    names: Iterable[str], type: Hint, within: Hint, near: Points
) -> Iterator[tuple[Row, Point | None]]:
    """The names, each with its hints; a hint that is one string, one point, or None, is that of
    all.
    """
    hints: list[Iterator[Any]] = [
        repeat(hint) if hint is None or is_one(hint) else iter(several(hint, "hints are"))
        for hint in (type, within, near)
    ]
    return _numbered(several(names, "this takes names"), *hints)


def is_one(hint: Any) -> bool:
    """Whether a hint is one string, or one point, and not several."""
    return isinstance(hint, str) or (
        isinstance(hint, tuple) and len(hint) == 2 and all(isinstance(x, float | int) for x in hint)
    )


def several(values: Any, takes: str) -> Iterable[Any]:
    """The values, which are several; EntryError where they aren't."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return values
    from translit.model import given

    return given.texts(values, takes)


def _numbered(
    names: Iterable[Any],
    types: Iterator[str | None],
    wholes: Iterator[str | None],
    points: Iterator[Point | None],
) -> Iterator[tuple[Row, Point | None]]:
    """The names, each with the next of its hints; EntryError, where there aren't as many."""
    number = 0
    for number, name in enumerate(names, 1):
        if not isinstance(name, str):
            text(name, f"name {number:,}")
        try:
            yield (name, next(types), next(wholes)), next(points)
        except StopIteration:
            raise EntryError(f"name {number:,} has no hint: give as many hints as names") from None
    for left in (types, wholes, points):
        if not isinstance(left, repeat) and [*islice(left, 1)]:
            raise EntryError(f"there are more hints than names, of which there are {number:,}")


def from_point(entry: EntryOf, near: Point | None) -> Apart | None:
    """What tells how far an entry lies from a point that was given; None where none was.

    Raises:
        EntryError: that is no point.
    """
    if near is None:
        return None
    from translit.match.distance import GIVEN, PointSet
    from translit.model import given

    return from_points(entry, PointSet([given.point(near)]), GIVEN)


def from_points(entry: EntryOf, points: PointSet, spread: Spread) -> Apart:
    """What tells how far an entry lies from the nearest of some points."""

    def apart(id: str) -> tuple[float, float] | None:
        at = entry(id).at
        return None if at is None else points.nearest(at, spread)

    return apart
