"""Homonyms in a text by what lies near: which of the entries that share a name is meant, by where
the places are that the sentence, the paragraph or the text names for certain.

What a text names is mostly near, and often not at all. So it is asked for, distance is evidence
that is weighed (`BESIDE` in translit/match/distance.py), and what it doesn't settle stays open.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from translit.match.distance import BESIDE, PointSet
from translit.model.nouns import Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import weighed
from translit.resolving.homonyms import PARAGRAPH, SENTENCE, Parts
from translit.resolving.rows import Apart, from_points

if TYPE_CHECKING:
    from translit.resolving.answering import Answering

# Of so many sentences, paragraphs and texts it is remembered which places they name.
REMEMBERED = 64
# What is asked of a mention: which one, the type asked of it, and the places that are certain.
Question = tuple[int, str | None, frozenset[str]]


class Beside:
    """Settles homonyms by the places that are certain around them. Safe to share between threads.

    Args:
        resolver: what answers.
        policy: what is asked of its answers.
    """

    def __init__(self, resolver: Answering, policy: Policy) -> None:
        self._resolver, self._policy = resolver, policy
        self._known = lru_cache(maxsize=REMEMBERED)(self._alone)

    def settled(
        self,
        text: str,
        mentions: list[Mention],
        named: Sequence[Mention],
        types: Sequence[str | None] | None = None,
    ) -> list[Mention]:
        """The mentions, and of those that are ambiguous those settled that lie near what is named.

        Args:
            text: the text.
            mentions: what stands in it.
            named: what it names: those that have an ID are certain.
            types: the type asked of each mention, if any was.
        """
        parts = [Parts(text, mark, named) for mark in (SENTENCE, PARAGRAPH, None)]
        known: dict[Question, Resolution | None] = {}
        found = list[Mention]()
        for mention, type in zip(mentions, types or [None] * len(mentions), strict=True):
            resolution = mention.resolution
            if resolution.outcome is Outcome.AMBIGUOUS:
                for part in parts:
                    question = id(resolution), type, part.wholes(mention)
                    if question not in known:
                        known[question] = self._near(resolution, *question[1:])
                    resolution = known[question] or resolution
                    if resolution:
                        break
            found.append(mention._replace(resolution=resolution))
        return found

    def _near(
        self, resolution: Resolution, type: str | None, named: frozenset[str]
    ) -> Resolution | None:
        """The answer where one of those that are tied lies near what is named, and the others
        don't. That the others are far isn't enough for one whose place nobody knows.
        """
        tied = self._tied(resolution, type)
        places, points = self._places(named, tied)
        if not places:
            return None
        entry = self._resolver.gazetteer.entry
        apart = from_points(entry, points, BESIDE)
        found = self._answer(resolution.mention, type, self._policy, apart)
        if found.id not in tied or entry(found.id).at is None:
            return None
        found = found._replace(grounds=found.grounds._replace(beside=places))
        return weighed(found, resolution.cues) if resolution.cues else found

    def _answer(
        self, mention: str, type: str | None, policy: Policy, apart: Apart | None = None
    ) -> Resolution:
        about = self._resolver.gazetteer.about
        allowed = None if type is None else lambda id: about(id)[0] == type
        return self._resolver.resolve_among(mention, allowed, type=type, apart=apart, policy=policy)

    def _tied(self, resolution: Resolution, type: str | None) -> set[str]:
        """The IDs of those that are tied, all of them: an answer holds no more than its limit."""
        tied, policy = resolution.grounds.tied, self._policy
        if len(tied) >= policy.limit:
            policy = policy._replace(limit=len(self._resolver.entries) + 2)
            tied = self._answer(resolution.mention, type, policy).grounds.tied
        return {each.id for each in tied}

    def _places(self, named: frozenset[str], tied: set[str]) -> tuple[tuple[str, ...], PointSet]:
        """Of what is named, that whose place is known; but for what holds another one of these, or
        one that may be meant: the middle of a country is near to nothing.
        """
        places, points = self._known(named)
        around = frozenset().union(*map(self._resolver.around, tied))
        return (places, points) if around.isdisjoint(places) else self._but(places, around)

    def _alone(self, named: frozenset[str]) -> tuple[tuple[str, ...], PointSet]:
        """Of what is named, that whose place is known, but for what holds another one of these."""
        entry = self._resolver.gazetteer.entry
        places = [id for id in named if entry(id).at]
        return self._but(sorted(places), frozenset().union(*map(self._resolver.around, places)))

    def _but(
        self, places: Iterable[str], around: frozenset[str]
    ) -> tuple[tuple[str, ...], PointSet]:
        """Places, but for some of them, and the points where they are."""
        entry = self._resolver.gazetteer.entry
        kept = tuple([id for id in places if id not in around])
        return kept, PointSet([at for id in kept if (at := entry(id).at)])
