"""The nouns of resolving: what is asked of an answer, what of a mention is looked up, and one way to read it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from translit.context import Cut
from translit.gazetteer import Allowed
from translit.matching.decision import decide
from translit.model import Candidate, Narrowing, Outcome, Policy, Resolution
from translit.text.split import stretch, without_articles

# Which words of a text: from a place up to another one.
Stretch = tuple[int, int]


class Asked(NamedTuple):
    """What an answer must be: which IDs may answer, and which rather where several bear a name; the type asked for; the policy."""

    allowed: Allowed | None
    rather: Allowed | None
    type: str | None
    policy: Policy

    def only(self, allowed: Allowed) -> Asked:
        """The same of some entries alone, and not by an adjective: a Syrian village isn't Syria."""
        return self._replace(allowed=both(self.allowed, allowed), type=self.type or "")


class Wording(NamedTuple):
    """A reading of a name in other words of its own: which ones, in their order; how and by what it is known; and who may bear it.

    `sure` tells that the words left out mean nothing at all, as an article doesn't.
    """

    how: str
    said: str
    words: tuple[Stretch, ...]
    sure: bool
    allowed: Allowed


class Name(NamedTuple):
    """What of a mention is looked up: all of it, or a name out of the words that stand around it."""

    mention: str
    folded: str
    key: str
    narrowings: tuple[Narrowing, ...] = ()

    def narrowed(self, cut: Cut) -> Name:
        """The words of a cut that are a name."""
        narrowing = Narrowing(cut.link, tuple(sorted(cut.within)), cut.start, cut.end)
        key = " ".join(self.key.split()[cut.start : cut.end])
        return Name(self.mention, stretch(self.folded, cut.start, cut.end), key, (*self.narrowings, narrowing))

    def worded(self, wording: Wording) -> Name:
        """The name in the words of another reading."""
        (start, end), *more = wording.words
        narrowing = Narrowing(wording.said, (), start, end, wording.how, tuple(more))
        folded = " ".join(stretch(self.folded, *words) for words in wording.words)
        return Name(self.mention, folded, reordered(self.key, wording.words), (*self.narrowings, narrowing))

    def naming(self, link: str, ids: Sequence[str]) -> Name:
        """The name as one of several things."""
        return self._replace(narrowings=(*self.narrowings, Narrowing(link, tuple(ids), 0, len(self.key.split()), "several")))

    def answer(self, outcome: Outcome, candidates: Sequence[Candidate], policy: Policy, form: str = "") -> Resolution:
        """The resolution: the end of every way."""
        best = candidates[0] if candidates else None
        id, name = best[:2] if best and outcome.gives_id else (None, None)
        kept, form = tuple(candidates[: policy.limit]), form or self.key
        return Resolution(self.mention, outcome, id, name, best.score if best else 0.0, kept, form, policy, self.narrowings)


class Reading(NamedTuple):
    """One way to read a mention: what the answer is then, and the candidates for it; whether they bear the name; and of what name."""

    answer: Resolution
    candidates: Sequence[Candidate]
    exact: bool
    name: Name

    def at_most(self, score: float, policy: Policy) -> Reading:
        """The same where the candidates bear no more than nearly the name: they share a score."""
        [*lower] = [each._replace(score=min(each.score, score / len(self.candidates))) for each in self.candidates]
        outcome = decide(lower, False, policy, lambda: {each.id for each in lower})
        return Reading(self.name.answer(outcome, lower, policy), lower, False, self.name)

    def without(self, ids: Collection[str], policy: Policy, namesakes: Callable[[Sequence[Candidate]], Collection[str]]) -> Reading:
        """The same without some of the candidates, where none bears the name."""
        [*left] = [each for each in self.candidates if each.id not in ids]
        outcome = decide(left, False, policy, lambda: namesakes(left))
        return Reading(self.name.answer(outcome, left, policy, self.answer.form), left, False, self.name)


def reordered(key: str, words: Sequence[Stretch]) -> str:
    """Stretches of the words of a key, in their order, as a key."""
    kept = key.split()
    return " ".join(without_articles(" ".join(word for start, end in words for word in kept[start:end])))


def all_of(named: Sequence[Sequence[Candidate]], score: float) -> list[Candidate]:
    """The bearers of several names, by ID, with an even share of a score; where some bear all of the names, these alone."""
    bearers = {each.id: each for found in named for each in found}
    shared = {*bearers}.intersection(*({each.id for each in found} for found in named)) or bearers
    return [bearers[id]._replace(score=score / len(shared)) for id in sorted(shared)]


def both(one: Allowed | None, other: Allowed) -> Allowed:
    """What allows an ID that either allows."""
    return other if one is None else lambda id: one(id) and other(id)
