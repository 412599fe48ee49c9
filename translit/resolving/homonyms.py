"""Homonyms in a text: which of the entries that share a name is meant, by what else the sentence
names, or else the paragraph.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from translit.index.filters import both
from translit.language.split import strong_key
from translit.model.nouns import Narrowing, Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import weighed

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.resolving.answering import Answering

SENTENCE = re.compile(r"[.!?؟。！？]+[\s”\"')\]]+|\n\s*\n")
PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


class Homonyms:
    """Settles homonyms by what stands around them; `allowed` says which entries may be meant, None
    lets all. Safe to share between threads.
    """

    def __init__(self, resolver: Answering, policy: Policy, allowed: Allowed | None = None) -> None:
        self._resolver, self._policy, self._allowed = resolver, policy, allowed

    def settled(
        self,
        text: str,
        mentions: list[Mention],
        named: Sequence[Mention],
        types: Sequence[str | None] | None = None,
    ) -> list[Mention]:
        """The mentions, and of those that several entries bear those that are settled by what their
        sentence or paragraph names.

        Args:
            text: the text.
            mentions: what stands in it; the ambiguous ones are settled.
            named: what it names.
            types: the type asked of each mention, if any was.
        """
        if all(mention.resolution.outcome is not Outcome.AMBIGUOUS for mention in mentions):
            return mentions
        parts = [Parts(text, mark, named) for mark in (SENTENCE, PARAGRAPH)]
        # By the ids of resolutions, which who asks holds.
        settled: dict[tuple[int, str | None, frozenset[str]], Resolution | None] = {}
        found = list[Mention]()
        for mention, type in zip(mentions, types or [None] * len(mentions), strict=True):
            if mention.resolution.outcome is not Outcome.AMBIGUOUS:
                found.append(mention)
                continue
            named_beside = [part.wholes(mention) for part in parts]
            found.append(self._settled(mention, type, named_beside, settled))
        return found

    def _settled(
        self,
        mention: Mention,
        type: str | None,
        beside: Iterable[frozenset[str]],
        settled: dict[tuple[int, str | None, frozenset[str]], Resolution | None],
    ) -> Mention:
        """A mention that is open, settled by the first of some sets of IDs beside it that does."""
        resolution = mention.resolution
        for wholes in beside:
            asked = id(resolution), type, wholes
            if asked not in settled:
                settled[asked] = self._within(resolution, type, wholes)
            found = settled[asked]
            if found:
                return mention._replace(resolution=found)
        return mention

    def _within(
        self, resolution: Resolution, type: str | None, wholes: frozenset[str]
    ) -> Resolution | None:
        """The answer where just one of the candidates lies within what is named."""
        inside = {
            candidate.id: self._resolver.around(candidate.id) & wholes
            for candidate in resolution.candidates
        }
        [*fits] = [(id, around) for id, around in inside.items() if around]
        if len(fits) != 1:
            return None
        whole = min(fits[0][1])
        found = self._resolver.resolve_among(
            resolution.mention, self._inside(type, whole), type=type, policy=self._policy
        )
        words = len(strong_key(resolution.mention).split())
        if found.id != fits[0][0]:
            return None
        found = found._replace(narrowings=(Narrowing("text", (whole,), 0, words),))
        return weighed(found, resolution.cues) if resolution.cues else found

    def _inside(self, type: str | None, whole: str) -> Allowed:
        """What lets through what may answer at all, is of a type, and lies within an entry."""
        inside = self._resolver.allowing(type, whole)
        assert inside
        return both(self._allowed, inside) if self._allowed else inside


class Parts:
    """The sentences, or paragraphs, of a text, and which entries each of them names.

    Args:
        text: the text.
        mark: what ends a part; None takes the text as one.
        named: what it names.
    """

    def __init__(self, text: str, mark: re.Pattern[str] | None, named: Sequence[Mention]) -> None:
        self._ends = [found.start() for found in mark.finditer(text)] if mark else []
        wholes: dict[int, set[str]] = {}
        for mention in named:
            if mention.resolution.id:
                wholes.setdefault(self._number(mention), set()).add(mention.resolution.id)
        self._wholes = {number: frozenset(ids) for number, ids in wholes.items()}

    def wholes(self, mention: Mention) -> frozenset[str]:
        """The IDs that the part names in which a mention stands."""
        return self._wholes.get(self._number(mention), frozenset())

    def _number(self, mention: Mention) -> int:
        return bisect_left(self._ends, mention.start)
