"""How a mention is read: what is asked of the answer, what of the mention is looked up, and the
candidates for that.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from translit.index.filters import Allowed, both
from translit.language.fold import fold
from translit.language.split import stretch
from translit.match import prior
from translit.match.decision import NO_GROUNDS, OTHER, decide, kind_asked
from translit.model.nouns import Candidate, Grounds, Narrowing, Outcome, Policy
from translit.resolving.answer import Resolution
from translit.resolving.context import Cut
from translit.resolving.rows import Apart
from translit.resolving.stretches import Stretch, reordered

# How a tie ends, by its candidates, the grounds so far, whether they bear the name, and the policy.
Settle = Callable[
    [Sequence[Candidate], Grounds, bool, Policy], tuple[Outcome, Sequence[Candidate], Grounds]
]


class Asked(NamedTuple):
    """What an answer must be: which IDs may answer, and which rather where several bear a name;
    the type asked for; the policy.
    """

    allowed: Allowed | None
    rather: Allowed | None
    type: str | None
    policy: Policy

    def narrowed(self, within: Allowed, rather: Allowed) -> Asked:
        """The same, and out of some surroundings alone."""
        return self._replace(allowed=both(self.allowed, within), rather=both(self.rather, rather))

    def only(self, allowed: Allowed) -> Asked:
        """The same of some entries alone, and not by an adjective: a Syrian village isn't Syria."""
        return self._replace(allowed=both(self.allowed, allowed), type=self.type or "")


class Wording(NamedTuple):
    """A reading of a name in other words of its own: which ones, in their order; how and by what it
    is known; and who may bear it.

    `sure` tells that the words left out mean nothing at all, as an article doesn't.
    """

    how: str
    said: str
    words: tuple[Stretch, ...]
    sure: bool
    allowed: Allowed


class Name(NamedTuple):
    """What of a mention is looked up: all of it, or a name out of the words that stand around
    it.
    """

    mention: str
    folded: str
    key: str
    narrowings: tuple[Narrowing, ...] = ()

    def narrowed(self, cut: Cut) -> Name:
        """The words of a cut that are a name."""
        narrowing = Narrowing(cut.link, tuple(sorted(cut.within)), cut.start, cut.end)
        key = " ".join(self.key.split()[cut.start : cut.end])
        return Name(
            self.mention,
            stretch(self.folded, cut.start, cut.end),
            key,
            (*self.narrowings, narrowing),
        )

    def worded(self, wording: Wording) -> Name:
        """The name in the words of another reading."""
        (start, end), *more = wording.words
        narrowing = Narrowing(wording.said, (), start, end, wording.how, tuple(more))
        folded = " ".join(stretch(self.folded, *words) for words in wording.words)
        return Name(
            self.mention, folded, reordered(self.key, wording.words), (*self.narrowings, narrowing)
        )

    def naming(self, link: str, ids: Sequence[str]) -> Name:
        """The name as one of several things."""
        return self._replace(
            narrowings=(
                *self.narrowings,
                Narrowing(link, tuple(ids), 0, len(self.key.split()), "several"),
            )
        )

    @property
    def is_several(self) -> bool:
        """Whether it is several names."""
        return any(narrowing.how == "several" for narrowing in self.narrowings)

    @property
    def written(self) -> str:
        """The part of the mention that is the name, as it is written; nothing where the name
        stands in another order, or in parts.
        """
        from translit.language.words import spans

        if not self.narrowings:
            return self.mention
        places = spans(self.mention)
        starts = [0, *(end for _, end in places)]  # with the signs before a word
        parts = (self.mention[start:end] for start in starts for _, end in places if start < end)
        return next((part for part in parts if fold(part) == self.folded), "")

    def answer(
        self,
        outcome: Outcome,
        grounds: Grounds,
        candidates: Sequence[Candidate],
        policy: Policy,
        form: str = "",
    ) -> Resolution:
        """The resolution: the end of every way."""
        best = candidates[0] if candidates else None
        id, name = best[:2] if best and outcome.gives_id else (None, None)
        score, kept, form = (
            best.score if best else 0.0,
            tuple(candidates[: policy.limit]),
            form or self.key,
        )
        return Resolution(
            self.mention, outcome, id, name, score, kept, form, policy, self.narrowings, (), grounds
        )


class Reading(NamedTuple):
    """One way to read a mention: what is looked up, and the candidates for it, be they exact or
    not; nothing is decided yet.

    The scores, and so `none`, stand on the share of known spellings that the weights were fitted
    with. `form` is what was compared, where that is another text than the key; `ended` tells how it
    ended before it came to candidates. `grounds` holds what is known before the decision.
    """

    name: Name
    candidates: Sequence[Candidate]
    exact: bool
    form: str = ""
    ended: Outcome | None = None
    grounds: Grounds = NO_GROUNDS

    @property
    def none(self) -> float:
        """The probability of none of the candidates."""
        return 1 - math.fsum(each.score for each in self.candidates)

    def at_most(self, score: float) -> Reading:
        """The same where the candidates bear no more than nearly the name: they share a score."""
        even = score / len(self.candidates)
        return self._replace(
            candidates=[each._replace(score=min(each.score, even)) for each in self.candidates],
            exact=False,
        )

    def without(self, ids: Collection[str]) -> Reading:
        """The same without some of the candidates."""
        return self._replace(candidates=[each for each in self.candidates if each.id not in ids])

    def answer(
        self,
        policy: Policy,
        namesakes: Callable[[Sequence[Candidate]], Collection[str]],
        settle: Settle,
        apart: Apart | None = None,
    ) -> Resolution:
        """The resolution by a policy: the one door out.

        Only here the share of known spellings moves the scores, when it has been chosen how to
        read: so it can't lead to another ID.

        Args:
            policy: what is asked; its `known` is a number, or None.
            namesakes: what finds the IDs that share an alias with the best candidate.
            settle: what becomes of candidates that are tied.
            apart: what tells how far an entry lies from where the mention is; None where nobody
                knows that.
        """
        if self.ended:
            return self.name.answer(self.ended, self.grounds, (), policy)
        far = {each.id: apart(each.id) for each in self.candidates} if apart else {}
        candidates = placed(self._expected(policy), far, self.exact)
        kind = (
            kind_asked(self.name.folded, self.name.key, candidates[0].alias)
            if candidates and not self.exact
            else OTHER
        )
        outcome, grounds = decide(
            candidates, self.exact, policy, lambda: namesakes(candidates), kind
        )
        if self.grounds.differing or far:
            known = tuple((id, told[0]) for id, told in far.items() if told)
            grounds = grounds._replace(differing=self.grounds.differing, apart=known)
        if outcome is Outcome.AMBIGUOUS and not self.name.is_several:
            outcome, candidates, grounds = settle(candidates, grounds, self.exact, policy)
        return self.name.answer(outcome, grounds, candidates, policy, self.form)

    def _expected(self, policy: Policy) -> Sequence[Candidate]:
        """The candidates by the share of known spellings; how sure an alias is was measured by
        itself.
        """
        known = policy.known
        if self.exact or not isinstance(known, float):
            return self.candidates
        scores = prior.reweighed([each.score for each in self.candidates], self.none, known)
        return [
            Candidate(id, name, alias, score)
            for (id, name, alias, _), score in zip(self.candidates, scores, strict=True)
        ]


def placed(
    candidates: Sequence[Candidate], far: Mapping[str, tuple[float, float] | None], exact: bool
) -> Sequence[Candidate]:
    """The candidates, best first, by how far each lies from where the mention is; as they are where
    nobody knows that.
    """
    if not far:
        return candidates
    from translit.match.distance import weighed

    # That the others are far is no sign of one whose place nobody knows.
    unknown = min(1.0, max([told[1] for told in far.values() if told], default=1.0))
    ratios = [told[1] if told else unknown for told in far.values()]
    scores = weighed([each.score for each in candidates], ratios, exact)
    found = [
        Candidate(id, name, alias, score)
        for (id, name, alias, _), score in zip(candidates, scores, strict=True)
    ]
    return sorted(found, key=lambda each: (-each.score, each.id))


def share_known(readings: Iterable[Reading]) -> float:
    """The share of unseen spellings that mean an entry, as it is estimated from how a column's
    names are read.
    """
    return prior.share_known(
        [each.none for each in readings if not each.exact and not each.ended], prior.fitted()
    )
