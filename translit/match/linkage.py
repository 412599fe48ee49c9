"""Groups of things of which some pairs are linked: built from the strongest link down, by the mean
of their pairs and with a floor.

Two groups are as strongly linked as their pairs are in the mean, each member of one with each of
the other; a pair that is weaker than the floor keeps them apart whatever the others say. So no
chain holds: where A is linked to B, and B to C, the pair of A and C speaks as loudly as either.
Asking every pair to be linked (complete link) would let one bad pair part forty good spellings; the
mean lets the others outvote it, and the floor says how bad a pair is past outvoting.

Of two groups with more pairs than ASKED so many are weighed, spread evenly over the members of
both: the cost of a union is bounded, and that of all grows with the number of things.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Pair = tuple[int, int]
# So many pairs of two groups are weighed. On the names that this was chosen on F1 was .769 and .666
# with 16, .742 and .663 with 64 and with all pairs (tests/quality/clusters.py, half `fit`).
ASKED = 16
# Multiples of the golden ratio, without their whole part, spread evenly however many there are.
_GOLDEN = (math.sqrt(5) - 1) / 2
# How strongly a pair is linked, the smaller number first.
Weigh = Callable[[int, int], float]


class Whole(NamedTuple):
    """A finished group: its members, in order, and the sum of what links each pair of them."""

    members: list[int]
    strength: float


class Grouping:
    """Groups in the making.

    Args:
        count: how many things there are: 0, 1, 2 ...
        links: the pairs known to be linked, the smaller number first, and how strongly, `most` at
            most.
        weigh: how strongly any other pair is linked; asked once for each pair that matters.
        marks: what may stand on a thing: two that bear different marks are never in one group.
            least, floor, most: how strongly two groups must be linked in the mean to become one;
            every pair of them; and how any pair can be.
    """

    def __init__(
        self,
        count: int,
        links: Mapping[Pair, float],
        weigh: Weigh,
        marks: Mapping[int, str],
        least: float,
        floor: float,
        most: float,
    ) -> None:
        self._members: list[list[int]] = [[thing] for thing in range(count)]
        self._strength = [0.0] * count
        self._known, self._weigh, self._marks = dict(links), weigh, dict(marks)
        self._least, self._floor, self._most = least, floor, most
        self._near: dict[int, dict[int, float]] = {}
        # What links two groups, over all pairs, where it has been worked out; and how many pairs
        # there were.
        self._sure: dict[Pair, tuple[float, int]] = {}
        for (one, other), value in links.items():
            if value >= max(least, floor):
                self._link(one, other, value)
        self._heap = [
            (-value, one, other)
            for (one, other), value in links.items()
            if other in self._near.get(one, ())
        ]
        heapq.heapify(self._heap)

    def done(self) -> list[Whole]:
        """The groups, once no two of them are linked strongly enough; those of one member too."""
        while self._heap:
            value, one, other = heapq.heappop(self._heap)
            if self._near.get(one, {}).get(other) != -value:
                continue  # one of them has become another group since
            pairs = self._pairs(one, other)
            sure, of = self._sure.pop((one, other), (0.0, 0))
            if of == pairs:
                self._unite(one, other, sure)
                continue
            total = self._total(one, other)
            mean = -math.inf if total is None else total / pairs
            if total is None or mean < self._least:
                self._unlink(one, other)
            elif mean < -value:
                self._push(one, other, mean)
                self._sure[one, other] = total, pairs
            else:
                self._unite(one, other, total)
        found = zip(self._members, self._strength, strict=True)
        return sorted(Whole(sorted(members), strength) for members, strength in found if members)

    def _pairs(self, one: int, other: int) -> int:
        return len(self._members[one]) * len(self._members[other])

    def _total(self, one: int, other: int) -> float | None:
        """What links two groups, over all pairs; None where a pair that is weighed is below the
        floor, or the mean can't be enough.
        """
        if len({self._marks[group] for group in (one, other) if group in self._marks}) > 1:
            return None
        pairs = spread(self._members[one], self._members[other])
        known = [self._known[pair] for pair in pairs if pair in self._known]
        if known and min(known) < self._floor:
            return None
        total, left, wanted = sum(known), len(pairs) - len(known), self._least * len(pairs)
        for pair in pairs if left else ():
            if pair in self._known:
                continue
            if total + left * self._most < wanted:
                return None
            value = self._known[pair] = self._weigh(*pair)
            if value < self._floor:
                return None
            total, left = total + value, left - 1
        return total * self._pairs(one, other) / len(pairs)

    def _unite(self, one: int, other: int, total: float) -> None:
        """Make one group of two; what is linked to either is linked to it, if only as far as is
        known. The one with more links keeps its place, so that few of them are made anew.
        """
        self._unlink(one, other)
        if len(self._near.get(one, ())) < len(self._near.get(other, ())):
            one, other = other, one
        sizes = len(self._members[one]), len(self._members[other])
        mine, theirs = self._near.get(one, {}), self._near.pop(other, {})
        self._members[one] += self._members[other]
        self._members[other] = []
        self._strength[one] += self._strength[other] + total
        if other in self._marks:
            self._marks[one] = self._marks[other]
        for third, value in sorted(theirs.items()):
            del self._near[third][other]
            both = (mine[third] * sizes[0] + value * sizes[1]) if third in mine else None
            self._push(one, third, value if both is None else both / sum(sizes))

    def _push(self, one: int, other: int, value: float) -> None:
        self._link(one, other, value)
        heapq.heappush(self._heap, (-value, min(one, other), max(one, other)))

    def _link(self, one: int, other: int, value: float) -> None:
        self._near.setdefault(one, {})[other] = value
        self._near.setdefault(other, {})[one] = value

    def _unlink(self, one: int, other: int) -> None:
        self._near.get(one, {}).pop(other, None)
        self._near.get(other, {}).pop(one, None)


def spread(mine: Sequence[int], theirs: Sequence[int]) -> list[Pair]:
    """Pairs of the members of two groups, the smaller number first: all of them, or about ASKED
    where there are more, each member as often as any other of its group.
    """
    if len(mine) * len(theirs) <= ASKED:
        pairs = [(a, b) for a in mine for b in theirs]
    else:
        pairs = [
            (mine[turn * len(mine) // ASKED], theirs[int(turn * _GOLDEN % 1 * len(theirs))])
            for turn in range(ASKED)
        ]
    return list(dict.fromkeys((min(pair), max(pair)) for pair in pairs))


def grouped(
    count: int,
    links: Mapping[Pair, float],
    weigh: Weigh,
    *,
    least: float,
    floor: float,
    most: float,
    marks: Mapping[int, str] | None = None,
) -> list[Whole]:
    """The groups of some things; see `Grouping`. The order of `links` is nothing."""
    return Grouping(count, links, weigh, marks or {}, least, floor, most).done()
