"""What a distance tells: how much likelier a point is if an entry is meant than if another one is.

Places are points here, and reports are vague: a village is a few kilometres wide, a "near" may be
ten, and now and then a point is simply wrong. So a distance is evidence and never a limit. Worked
out for a point and two villages of one name, 3 km and 80 km away: a point 3 km off is 807 times
likelier if that village is meant than if the mention means something else in the country, one
80 km off 0.02 times. The nearer village takes all but three in a hundred thousand.

The points that are told for an entry lie around it by a density with a heavy tail, a Student's t
of two dimensions and two degrees of freedom, mixed with points anywhere in a country. Its scale is
fitted (`tests/quality/distance.py`). The places that a text names beside a name lie around it
likewise, but far more widely, and any of them may be the one that is near.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

# Latitude and longitude, in degrees.
Point = tuple[float, float]
# A number, or an array of them.
Number = TypeVar("Number", float, Any)
# The mean radius of the Earth in kilometres (IUGG: (2a + b) / 3 of the ellipsoid GRS 80).
RADIUS = 6371.0088


class Spread(NamedTuple):
    """How points lie around the entry that they are told for.

    Attributes:
        scale: in kilometres; half of those that aren't wrong lie within it.
        wrong: the share, in (0, 1), that lies anywhere, and tells nothing. It bounds how far one
            point can be trusted.
    """

    scale: float
    wrong: float


# Of a point that a caller gives. The fit says 3 km, on points that were moved by up to 5 km; a
# kilometre more, since reports are vaguer than that. Wrong are points that are mistyped, of the
# wrong village, of a capital for its country; their share is set by hand.
GIVEN = Spread(4.0, 0.01)
# Of a place that a text names beside a name. Both are set by hand: the places of a report lie in a
# district or two, and three in ten are those of something else (the capital, a guest's home).
BESIDE = Spread(20.0, 0.3)
# In square kilometres, where a wrong point may lie, or that of something else: a country of the
# middling size.
COUNTRY = 100_000.0
# Of so many points the distances are worked out at once: NumPy takes long to load.
MANY = 64


def kilometres(one: Point, other: Point) -> float:
    """How far two points are apart on a sphere of the Earth's mean radius (the haversine formula,
    Sinnott 1984).

    Args:
        one: latitude and longitude in degrees.
        other: likewise.

    Returns:
        The length of the great circle between them, from 0 to 20,016 kilometres.
    """
    (north, east), (north_, east_) = (map(math.radians, point) for point in (one, other))
    half = (
        math.sin((north - north_) / 2) ** 2
        + math.cos(north) * math.cos(north_) * math.sin((east - east_) / 2) ** 2
    )
    return 2 * RADIUS * math.asin(math.sqrt(min(1.0, half)))


def ratio(apart: Number, spread: Spread = GIVEN) -> Number:
    """The likelihood ratio of a point that lies so far from an entry: that the entry is meant,
    against something anywhere in the country.

    Args:
        apart: the distance in kilometres, at least 0.
        spread: how such points lie around their entry.

    Returns:
        From `spread.wrong` for the farthest to some 2,000 for none (`GIVEN`); it falls as the
        distance grows.
    """
    scale, wrong = spread
    here = (1 + (apart / scale) ** 2) ** -2 / (math.pi * scale**2)
    return (1 - wrong) * here * COUNTRY + wrong


class PointSet:
    """Some points, each as likely as the other ones to be told for what is meant.

    Args:
        points: at least one.
    """

    def __init__(self, points: Sequence[Point]) -> None:
        self.points = points

    def nearest(self, at: Point, spread: Spread) -> tuple[float, float]:
        """How far an entry is from the nearest of the points, and what all of them tell of it.

        Args:
            at: where the entry is.
            spread: how such points lie around their entry.

        Returns:
            The distance in kilometres, and the likelihood ratio: the mean of those of the points.
        """
        if len(self.points) >= MANY:
            return self.nearest_of_many(at, spread)
        far = [kilometres(at, point) for point in self.points]
        return min(far), math.fsum(ratio(each, spread) for each in far) / len(far)

    def nearest_of_many(self, at: Point, spread: Spread) -> tuple[float, float]:
        """The same, all at once; sums are rounded otherwise."""
        import numpy as np

        north, east = map(math.radians, at)
        half = (
            np.sin((north - self._north) / 2) ** 2
            + math.cos(north) * np.cos(self._north) * np.sin((east - self._east) / 2) ** 2
        )
        far = 2 * RADIUS * np.arcsin(np.sqrt(np.minimum(1.0, half)))
        return float(far.min()), float(ratio(far, spread).mean())

    @cached_property
    def _north(self) -> Any:
        return self._radians(0)

    @cached_property
    def _east(self) -> Any:
        return self._radians(1)

    def _radians(self, axis: int) -> Any:
        import numpy as np

        return np.radians([point[axis] for point in self.points])


def weighed(scores: Sequence[float], ratios: Sequence[float], exact: bool) -> list[float]:
    """The scores of candidates when it is known how far each lies from where the mention is.

    The distances part the probability of all candidates among them. Together they never get more
    than before, since a point says nothing of names; they get less where all lie so far that
    another thing is likelier, unless they bear the name.

    Args:
        scores: the probability of each candidate; they sum to at most 1.
        ratios: the likelihood ratio of how far each lies.
        exact: whether the candidates bear the name: then one of them is meant, however far.

    Returns:
        The new scores, in the same order.
    """
    likely = [score * told for score, told in zip(scores, ratios, strict=True)]
    before, after = math.fsum(scores), math.fsum(likely)
    if not after:
        return list(scores)
    held = before if exact else _odds_to(min(after, before), 1 - before)
    return [each / after * held for each in likely]


def _odds_to(some: float, none: float) -> float:
    """The probability of some candidates, where the odds are so against none of them."""
    return some / (some + none)
