"""What a distance tells: how much likelier a point is if an entry is meant than if another one is.

Places are points here, and reports are vague: a village is a few kilometres wide, a "near" may be
ten, and now and then a point is simply wrong. So a distance is evidence and never a limit. Worked
out for one point and two villages of one name, 3 km and 80 km away: a point 3 km off is 620 times
likelier if that village is meant than if the mention means something else in the country; one
80 km off is 0.03 times as likely. The nearer village takes all but a ten-thousandth.

The density of the points that are told for one entry is a heavy-tailed one around it, Student's t
with two degrees of freedom in two dimensions, mixed with points anywhere in a country. Its scale is
fitted (`tests/quality/distance.py`).
"""

from __future__ import annotations

import math

# The mean radius of the Earth in kilometres (IUGG: (2a + b) / 3 of the ellipsoid GRS 80).
RADIUS = 6371.0088
# In kilometres: half of the points that are told for an entry lie within it. The fit alone says
# less, since its points are moved by up to 5 km and no report is vaguer; so it is that of the moved
# points, rounded up.
SCALE = 4.0
# The share of points that are wrong, and tell nothing: mistyped, of the wrong village, of a capital
# for its country. Set by hand: what it bounds is how far one point can be trusted.
WRONG = 0.01
# In square kilometres, where a wrong point may lie, or that of something else: a country of the
# middling size.
COUNTRY = 100_000.0


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
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


def ratio(apart: float) -> float:
    """The likelihood ratio of a point that lies so far from an entry: that the entry is meant,
    against something anywhere in the country.

    Args:
        apart: the distance in kilometres, at least 0.

    Returns:
        From `WRONG` for the farthest to some 2,000 for none; it falls as the distance grows.
    """
    here = (1 + (apart / SCALE) ** 2) ** -2 / (math.pi * SCALE**2)
    return (1 - WRONG) * here * COUNTRY + WRONG
