"""How a mention is read, one way: refused; looked up, by itself, in its surroundings, in other
words; or else compared with all.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from translit.index.filters import Allowed, but
from translit.index.gazetteer import Bearer, Gazetteer
from translit.language.fold import CHARACTERS, fold
from translit.language.split import LONGEST, LONGEST_WRITTEN, articles, key_of, strong_key
from translit.match.decision import EVENS, LENGTH, NO_GROUNDS, near_ties, weight
from translit.model.nouns import Candidate, Grounds, Outcome, Policy
from translit.resolving.answer import Resolution
from translit.resolving.bearers import bearers, certainty, of_all, shared, worth
from translit.resolving.context import LEVELS, Cut, Surroundings, share_a_word
from translit.resolving.inverted import ORDER, SURNAME, colon, inverted
from translit.resolving.reading import Asked, Name, Reading, Settle
from translit.resolving.wording import parted, wordings

if TYPE_CHECKING:
    from translit.language import _core
    from translit.language.form import Form

# A name that is less likely than this to be found in its surroundings isn't there: the "in" of "in
# Aleppo".
LEAST = 0.01


# Makes the nouns of an alias, of which there are millions, without what their own classes do first.
_new = tuple.__new__


class Other(NamedTuple):
    """Another way to read a name: what is looked up then, and what is asked of it; how often it may
    be read otherwise again.

    `sure` tells that what bears the name then bears all of it.
    """

    name: Name
    asked: Asked
    levels: int
    sure: bool


class Reader:
    """Reads mentions against a gazetteer. Nothing is decided here: of the policy the limit alone
    has a say.

    Args:
        gazetteer: what has names.
        surroundings: what lies within what.
        refused: keys that are never a name.
    """

    def __init__(
        self, gazetteer: Gazetteer, surroundings: Surroundings, refused: Collection[str]
    ) -> None:
        self.gazetteer, self.surroundings, self.refused = gazetteer, surroundings, refused

    def read(self, mention: str, asked: Asked) -> Reading:
        """How a mention is read."""
        name = self.name(mention)
        if not name.folded:
            return Reading(name, (), False, ended=Outcome.NO_CANDIDATE)
        if len(name.key) > LONGEST or len(mention) > LONGEST_WRITTEN:
            return Reading(
                name, (), False, ended=Outcome.NO_CANDIDATE, grounds=Grounds(missed=LENGTH)
            )
        if name.key in self.refused:
            return Reading(name, (), False, ended=Outcome.REFUSED)
        return self._certain(name, asked, LEVELS) or self._probable(name, asked, LEVELS)

    def name(self, mention: str) -> Name:
        """What of a mention is looked up first: all of it."""
        folded = fold(mention if len(mention) <= LONGEST_WRITTEN else mention[:LONGEST_WRITTEN])
        return Name(mention, folded, key_of(folded))

    def is_unknown(self, name: Name, asked: Asked) -> bool:
        """Whether a name is compared as a whole, and in no other way: nothing bears it, and it
        names no surroundings.
        """
        return not (self._certain(name, asked, LEVELS) or any(self._cuts(name)))

    def of_alias(
        self, mention: str, policy: Policy, limit: int, settle: Settle
    ) -> Resolution | None:
        """The answer for a mention that is a strong alias and nothing else: what `read` comes to,
        with less on the way. None where it takes more to tell.

        Args:
            mention: a name; nothing is said beside it.
            policy: what is asked of the answer.
            limit: so many that bear it are candidates at most, but two at least.
            settle: what becomes of candidates that are tied.
        """
        if self.gazetteer.compiled_keys is not None:
            answer: Resolution | None = self._compiled.answer(mention, policy)
            if answer is not None:
                return answer
        if not 0 < len(mention) <= LONGEST:
            return None
        folded = fold(mention)
        key = key_of(folded)
        if key in self.refused or len(key) > LONGEST:
            return None
        borne = self.gazetteer.strong_alone(key, folded, max(limit, 2))
        if borne is None:
            return None
        bearers, count, is_alias = borne
        score = worth("folded" if is_alias else "article")
        if count > 1:
            candidates = [_new(Candidate, (*bearer, score / count)) for bearer in bearers]
            reading = Reading(Name(mention, folded, key), candidates, True)
            return reading.answer(policy, self.namesakes, settle)
        id, name, alias = bearers[0]
        marked = not mention.isascii() and key.isascii() and mention not in (alias, name)
        if marked and self._may_contradict(id, mention):
            return None
        best = _new(Candidate, (id, name, alias, score))
        held = (mention, Outcome.EXACT, id, name, score, (best,), key, policy, (), (), NO_GROUNDS)
        return _new(Resolution, held)

    def of_aliases(self, policy: Policy, mentions: tuple[str, ...]) -> Sequence[Resolution | None]:
        """`of_alias` of some mentions, as far as the compiled core is there and tells it."""
        if self.gazetteer.compiled_keys is None:
            return [None] * len(mentions)
        found: list[Resolution | None] = self._compiled.answers(mentions, policy)
        return found

    def _may_contradict(self, id: str, mention: str) -> bool:
        from translit.resolving.marks import may_contradict

        return may_contradict(self.gazetteer, id, mention)

    @cached_property
    def _compiled(self) -> _core.Aliases:
        """What answers for most aliases, by the compiled core."""
        from translit.language import _core
        from translit.resolving.marks import telling

        words, assimilated, prefixes, kept = articles()
        sounds = ["=".join((word, *before)) for word, before in assimilated.items()]
        return _core.Aliases(
            self.gazetteer.compiled_keys,
            frozenset(self.refused),
            CHARACTERS,
            fold,
            key_of,
            f" {' '.join(words)} ".encode(),
            f" {' '.join(sounds)} ".encode(),
            tuple([prefix.encode() for each in prefixes.values() for prefix in each]),
            f" {' '.join(kept)} ".encode(),
            "".join(telling()),
            self._may_contradict,
            Candidate,
            Resolution,
            Outcome.EXACT,
            NO_GROUNDS,
            worth("folded"),
            worth("article"),
        )

    def namesakes(self, candidates: Sequence[Candidate]) -> set[str]:
        """The IDs that share an alias with the best candidate."""
        strong, spellings = self.gazetteer.strong, self.gazetteer.spellings
        return {
            other
            for best in candidates[:1]
            for alias in spellings(best.id, weak=False)
            for other in strong.get(strong_key(alias), ())
        }

    # --- looked up --------------------------------------------------------------------------------

    def _certain(self, name: Name, asked: Asked, levels: int) -> Reading | None:
        """The bearers of an alias; or else of the name as it may be read otherwise, rather if
        that is all of it; or of several names.
        """
        if name.key in self.refused:
            return None
        borne = bearers(self.gazetteer, name, asked)
        if borne.bearers:
            candidates = shared(
                borne.bearers, certainty(self.gazetteer, name), max(asked.policy.limit, 2)
            )
            return Reading(
                name, candidates, True, grounds=Grounds(differing=tuple(borne.differing.items()))
            )
        if not levels or " " not in name.key:
            return None
        found: Reading | None = None
        for other in self._others(name, asked, levels - 1):
            reading = self._certain(other.name, other.asked, other.levels)
            if reading and reading.exact and other.sure:
                return reading
            found = found or (
                reading if other.sure or not reading else reading.at_most(worth("reading"))
            )
        return found or self._several(name, asked)

    def _others(self, name: Name, asked: Asked, levels: int) -> Iterator[Other]:
        """Without the surroundings that the name says; in another order; and without words that
        are no part of it.
        """
        for cut in self._cuts(name):
            yield self._placed(name, cut, asked, levels)
        inversions = () if name.narrowings else inverted(name, self.gazetteer)
        for wording in chain(inversions, wordings(name, self.gazetteer)):
            deeper = (
                0 if wording.how in (ORDER, SURNAME) else levels
            )  # in another order it is an alias as it stands, or nothing
            yield Other(name.worded(wording), asked.only(wording.allowed), deeper, wording.sure)

    def _cuts(self, name: Name) -> Iterator[Cut]:
        """The readings of a name in the surroundings that the mention names."""
        if not name.narrowings:
            yield from self.surroundings.before(name.key, colon(name))
        yield from self.surroundings.cuts(name.key)

    def _placed(self, name: Name, cut: Cut, asked: Asked, levels: int) -> Other:
        """The name alone, and out of the surroundings of a cut."""
        inside = self.surroundings.inside
        return Other(
            name.narrowed(cut), asked.narrowed(inside(cut.within), inside(cut.rather)), levels, True
        )

    def _several(self, name: Name, asked: Asked) -> Reading | None:
        """The bearers of several names that the mention names; of one thing that bears them all,
        this one.
        """
        asked = asked.only(lambda _: True)
        parts = parted(
            name, lambda key: key not in self.refused and bool(self._bearing(key, asked))
        )
        if not parts:
            return None
        borne = of_all([self._bearing(key, asked) for key in parts[1]])
        candidates = shared(borne, worth("folded"), max(asked.policy.limit, 2))
        return Reading(name.naming(parts[0], [id for id, _, _ in borne]), candidates, True)

    def _bearing(self, key: str, asked: Asked) -> Sequence[Bearer]:
        """Who bears a key."""
        return bearers(self.gazetteer, Name(key, key, key), asked).bearers

    # --- compared ---------------------------------------------------------------------------------

    def _probable(self, name: Name, asked: Asked, levels: int) -> Reading:
        """What is the likest to a name, out of the surroundings that it names, or to all of it,
        where nothing bears it.
        """
        whole = self._likest(name, asked)
        if not levels or " " not in name.key:
            return whole
        cuts = [cut for cut in self._cuts(name) if name.narrowed(cut).key not in self.refused]
        if not cuts:
            return whole
        others = [self._placed(name, cut, asked, levels - 1) for cut in cuts]
        found = [self._probable(other.name, other.asked, other.levels) for other in others]
        named, cut = max(zip(found, cuts, strict=True), key=lambda each: self._weight(each[0]))
        return self._likelier(named, self._answering(whole, cuts), cut)

    def _likest(self, name: Name, asked: Asked) -> Reading:
        """The entries whose aliases are the likest to a name."""
        from translit.language.form import latin

        allowed, gazetteer = asked.allowed, self.gazetteer
        adjectives = gazetteer.adjectives if gazetteer.is_borne(name.key) else {}
        if adjective_of := adjectives.get(name.key):
            allowed = but(gazetteer, allowed, adjective_of)
        return Reading(name, self._fuzzy(name, allowed), False, latin(name.key))

    def _fuzzy(self, name: Name, allowed: Allowed | None) -> tuple[Candidate, ...]:
        """The likest entries to a name; of a whole mention its points and its comma tell, too."""
        from translit.language.form import forms, guesses
        from translit.match.logit import probabilities

        text = name.folded if name.narrowings else name.mention
        views = forms(text, name.folded)
        best = self._best(self.gazetteer.near((*views, *guesses(text, name.folded)), allowed))
        scores = probabilities(
            views[-1], {id: found for id, (found, *_) in best.items()}, len(self.gazetteer.entries)
        )
        ranked = sorted(best.items(), key=lambda each: (-each[1][0], each[0]))
        return tuple([Candidate(id, name, alias, scores[id]) for id, (_, alias, name) in ranked])

    def _best(self, near: Sequence[tuple[Form, int]]) -> dict[str, tuple[float, str, str]]:
        """Of the entries that forms come near, by ID, the evidence for the best pair, the alias in
        that, and the name.
        """
        from translit.match.pair import NOTHING
        from translit.match.scoring import weighed

        gazetteer = self.gazetteer
        weighable = gazetteer.weighable
        evidence = weighed([(form, weighable(row)) for form, row in near], gazetteer.rarity)
        rows = [row for value, (_, row) in zip(evidence, near, strict=True) if value > NOTHING]
        values = [value for value in evidence if value > NOTHING]
        found: dict[str, tuple[float, str, str]] = {}
        for value, (id, name, alias) in zip(values, gazetteer.belonging(rows), strict=True):
            pair = value, alias, name
            found[id] = max(found.get(id, pair), pair)
        return found

    def _answering(self, whole: Reading, cuts: Sequence[Cut]) -> Reading:
        """The candidates for a whole mention without those that it only names as surroundings:
        the head is what is asked.
        """
        told, head = self.surroundings.told(whole.name.key, cuts)
        return whole.without(
            {
                each.id
                for each in whole.candidates
                if each.id in told and not share_a_word(head, each.alias)
            }
        )

    def _likelier(self, named: Reading, whole: Reading, cut: Cut) -> Reading:
        """Of a name in its surroundings and the whole mention, the reading that counts; the policy
        has no say in it.

        The name counts where it is found more likely than not. Else Aleppo itself would often be
        the likest to "X, Aleppo". But an entry whose own name holds that of the surroundings counts
        if it is likelier: Fath Halab is no Fath in Halab.
        """
        best = whole.candidates[0] if whole.candidates else None
        bears = (
            best
            and best.id not in cut.within
            and self.surroundings.names(strong_key(best.alias), cut.within)
        )
        asked = self._weight(whole)
        if not bears:
            asked = min(EVENS, asked)
        return named if LEAST <= self._weight(named) >= asked else whole

    def _weight(self, reading: Reading) -> float:
        """How probable it is that a name is one of those that a reading holds."""
        return weight(near_ties(reading.candidates, self.namesakes(reading.candidates)))
