"""How alike two names are: a few features that a reader can name, weighed into evidence, turned
into probabilities.

A pair is explained in two ways, by habits of spelling and by slips of the keyboard (slips.py),
after its words have been matched (counterparts.py). The evidence for an explanation is a weighted
sum of its features and of those that any explanation has; the better one counts. Among the
candidates for a mention the evidence becomes a probability by the conditional logit of McFadden
(1974), with "none of them" as one more choice:

    score(i) = exp(evidence(i)) / (exp(none) + sum of exp(evidence(j)) over the best pair of each ID
    j)

So a rival that is as near takes half of the probability, many near neighbours take more, and a
mention that is like nothing leaves it all to "none". The weights are fitted on real pairs by
tests/quality/fit.py; docs/scores.md explains each feature and walks the scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from rapidfuzz.distance import OSA, Levenshtein

from translit.language.channel import NEVER
from translit.language.fold import fold
from translit.language.form import NO_TITLE, Form, Word, forms, guesses
from translit.language.names import alike
from translit.language.sounds import several_readings
from translit.language.split import COMPANY, LONGEST, TITLE, kinds_of_places, legal_clash, opposite
from translit.language.syllables import different_syllables
from translit.match.counterparts import Counterparts, counterparts, kinds_alone, tells_of
from translit.match.likeness import (
    A_HAIR,
    LEAST_GAIN,
    NOTHING_SHARED,
    Rarity,
    Shared,
    one_word,
    oriented,
    spelt,
    told,
    written_in,
)
from translit.match.promise import promise, promising, sounds_wrong, unheard
from translit.match.slips import slips
from translit.match.weights import (
    CONTRADICTS,
    COST,
    FEATURES,
    HABITS,
    HEARD,
    MORE,
    MUCH,
    SLIPS,
    weights,
)

# Nothing can outweigh a contradiction: however much agrees, the evidence stays so many nats below
# that for none of them, and a nat less at the very most. So the pair is given no ID, and what it
# agrees on still puts it before others that contradict less and agree on nothing.
BELOW_NONE = 6.0
# A pair that isn't equal is never certain.
MOST_OF_A_PAIR = 0.9999
# A pair without a table is judged as if it had been met in a table of so many entries.
PAIR = 1000
# What is so much less probable than the likeliest candidate, 1 to 1,000 in nats, is none.
FAR = math.log(1000)
# So many pairs are weighed, those that promise the most, and none that promises so much less than
# the first, on the promise's own scale: of the right ones that were on a shortlist 97 in 100 are
# among them, 9 pairs a mention.
MOST_WEIGHED, MUCH_LESS = 16, 5.0
NOTHING = -math.inf
# How many slips apart two names may be for them to be typed for each other though a word is another
# one.
MOST_TYPED = 2

distance = Levenshtein.normalized_distance


def similarity(a: str, b: str) -> float:
    """The estimated probability that two names, met as a pair and without any table, are spellings
    of one name.

    Args:
        a: a name, in any script.
        b: another one; which of the two is first changes nothing.

    Returns:
        A probability in [0, 1]: 1 exactly when the folded texts are equal; 0 when they differ and
        either is longer than any name (300 characters). docs/scores.md tells the scale.
    """
    one, other = fold(a), fold(b)
    if one == other:
        return 1.0
    if max(len(one), len(other)) > LONGEST:
        return 0.0
    found = max(evidence(x, y) for x in (*forms(a), *guesses(a)) for y in (*forms(b), *guesses(b)))
    none = max(none_of_them(forms(a)[-1]), none_of_them(forms(b)[-1]))
    return min(1 / (1 + math.exp(min(700.0, none - found))), MOST_OF_A_PAIR)


def evidence(x: Form, y: Form, rarity: Rarity = lambda word: 1.0) -> float:
    """The evidence that two forms are one name: the weighted sum of their features, on a
    log-odds scale; symmetric.
    """
    return Pair(x, y, rarity).evidence()


def weighed(pairs: Iterable[tuple[Form, Form]], rarity: Rarity) -> list[float]:
    """The evidence for each of some pairs; NOTHING for those FAR behind the best one, and for
    those that promise less than others.
    """
    places: dict[tuple[Form, Form], int] = {}  # several rows may have one form
    numbers = [places.setdefault(pair, len(places)) for pair in pairs]
    asked = [Pair(*pair, rarity) for pair in places]
    found, best = [NOTHING] * len(asked), NOTHING
    for number in promising_first(asked):
        found[number] = asked[number].evidence(best - FAR)
        best = max(best, found[number])
    return [found[number] if found[number] >= best - FAR else NOTHING for number in numbers]


def promising_first(asked: Sequence[Pair]) -> list[int]:
    """The places of the pairs that are worth weighing, the most promising first: the others needn't
    be worked out to the end then. Pairs that hold the other words of an initial come before all.
    """
    ranks = [(_held_beside_initials(pair.x, pair.y), pair.promise) for pair in asked]
    least = max([promise for _, promise in ranks], default=0.0) - MUCH_LESS
    order = sorted(range(len(asked)), key=lambda place: [-rank for rank in ranks[place]])
    return [place for place in order[:MOST_WEIGHED] if ranks[place] >= (0, least)]


def _held_beside_initials(x: Form, y: Form) -> int:
    """Of a name of several words with an initial, how many of its longer words another one has."""
    longer = {word.latin for word in x.words if len(word.latin) > 1}
    return len(longer & {word.latin for word in y.words}) if 0 < len(longer) < len(x.words) else 0


class Pair:
    """Two forms that are compared: what is quickly known of them, and the evidence."""

    def __init__(self, x: Form, y: Form, rarity: Rarity) -> None:
        same = alike(x, y)
        self.x, self.y, self._rarity = same.x, same.y, rarity
        self._several = (
            bool(self.x.words and self.y.words) and len(self.x.words) + len(self.y.words) > 2
        )
        self._apart = _words_apart(self.x, self.y, rarity)
        self._clash = contradict(self.x, self.y)
        self._way = oriented(self.x, self.y)

    @cached_property
    def promise(self) -> float:
        """How much the pair promises, by what is quickly known of it."""
        return promise(self.promising())

    def promising(self) -> tuple[float, ...]:
        """The features of the promise, in the order of PROMISE."""
        return promising(self.x, self.y, self._told, self._apart, self._clash)

    def evidence(self, least: float = NOTHING) -> float:
        """The evidence by the explanation that gives more, or NOTHING where it is less than
        `least`.
        """
        if self.contradicts and least > self.bound + 1:
            return NOTHING
        typed = self._by_slips()
        found = max(typed, self._by_habits(NOTHING if self.contradicts else max(least, typed)))
        if self.contradicts:
            found = contradicted(found, self.bound)
        return found if found >= least else NOTHING

    def rows(self) -> list[tuple[float, ...]]:
        """The features of each explanation, in the order of FEATURES."""
        found = self._found if self._several else self._one_word(one_word(self._way, self._rarity))
        rows = [(*self._common(found), *self._habits(found), *_NO_SLIPS)]
        return [
            *rows,
            *((*self._common(each), *_NO_HABITS, *told) for each, told in self._typed(found)),
        ]

    def told(self) -> dict[str, float]:
        """What each feature of the explanation that gives more adds to the evidence, in nats; those
        that add nothing are left out.

        Under CONTRADICTS what is taken off what agrees, because something contradicts it.
        """
        best = tuple(map(float.__mul__, weights().features, self._best))
        told = {name: nats for name, nats in zip(FEATURES, best, strict=True) if nats}
        taken = (
            contradicted(math.fsum(best), self.bound) - math.fsum(best) if self.contradicts else 0.0
        )
        return {**told, CONTRADICTS: taken} if taken else told

    def slipped(self) -> float:
        """How many slips there are between the two, by the explanation that gives more; 0 where
        that is by habits.
        """
        return self._best[FEATURES.index("slips")]

    @cached_property
    def _best(self) -> tuple[float, ...]:
        """The features of the explanation that gives more."""
        return max(
            self.rows(), key=lambda row: math.fsum(map(float.__mul__, weights().features, row))
        )

    @cached_property
    def contradicts(self) -> bool:
        """Whether they are two names whatever agrees: a word, a qualifier or a kind of thing is
        another, or is on one side alone.
        """
        return self._clash or is_another(self._found)

    @cached_property
    def bound(self) -> float:
        """What the evidence stays below, but for a nat, where something contradicts."""
        return min(none_of_them(self.x), none_of_them(self.y)) - BELOW_NONE

    # --- what is known of the pair ----------------------------------------------------------------

    @cached_property
    def _across(self) -> bool:
        return (self.x.script == "Latn") != (self.y.script == "Latn")

    @cached_property
    def _found(self) -> Counterparts:
        return (
            counterparts(self.x, self.y, self._rarity)
            if self._several
            else self._one_word(NOTHING_SHARED)
        )

    def _one_word(self, found: Shared | None) -> Counterparts:
        """Two forms of one word each, or without any: they are counterparts, and nothing else is
        there.
        """
        assert found is not None
        traits = len(self.x.traits ^ self.y.traits)
        return Counterparts(
            self.x,
            self.y,
            found.gain,
            found.cost,
            found.letters or 1,
            traits=traits,
            kinds=kinds_alone(self.x, self.y),
        )

    @cached_property
    def _told(self) -> float:
        """What the spelling of the side that is written as the other tells, in nats."""
        _, target, script = self._way
        return told(script, spelt(target, written_in(script)))

    @cached_property
    def _rest(self) -> float:
        """Of two forms of one word the evidence by habits without what is gained and what that
        costs.
        """
        return (
            sum(map(float.__mul__, weights().habits[HEARD:], self._heard(self.x, self.y)))
            + self._common_value
        )

    @cached_property
    def _common_value(self) -> float:
        return self._valued(self._found)

    def _valued(self, found: Counterparts) -> float:
        return sum(map(float.__mul__, weights().common, self._common(found)))

    def _common(self, found: Counterparts) -> tuple[float, ...]:
        x, y = self.x, self.y
        kinds, native = found.kinds, x.script == y.script
        letters = {x.script, y.script}
        told = found.added + sum(map(tells_of, found.x.words)) if found.added else 1.0
        return (
            float(found.alone),
            float(found.moved),
            float(found.crossed),
            math.log1p(found.added_rare / 10),
            found.added / told,
            float(found.lone),
            float(x.numbers != y.numbers),
            float(found.traits),
            float(len(kinds & kinds_of_places())),
            float(len(_things(found))),
            float(TITLE in kinds),
            float(bool(x.written and y.written) and x.articled != y.articled),
            float(self._across),
            float(native and x.script != "Latn"),
            float(not native and not self._across),
            float(not letters.isdisjoint(several_readings())),
            float(max(x.vowels, y.vowels) > 0),
            float(min(x.vowels, y.vowels) < 0),
        )

    # --- the explanation by habits ----------------------------------------------------------------

    def _habits(self, found: Counterparts) -> tuple[float, ...]:
        gain = min(found.gain, MUCH)
        return (
            gain,
            gain if self._across else 0.0,
            max(0.0, found.gain - MUCH) / 10,
            found.cost / found.letters,
            *self._heard(found.x, found.y),
        )

    def _heard(self, x: Form, y: Form) -> tuple[float, ...]:
        """The features of habits that are known without writing the one name as the other."""
        return (
            sounds_wrong(x, y),
            unheard(x, y) if x.vowels != y.vowels else 0.0,
            float(x.marks[:1] != y.marks[:1]),
            self._apart if x is self.x and y is self.y else _words_apart(x, y, self._rarity),
            float(self.x.guessed != self.y.guessed),
        )

    def _by_habits(self, least: float) -> float:
        """The evidence by habits; NOTHING where it is less than `least`."""
        if self._several:
            return self._common_value + sum(
                map(float.__mul__, weights().habits, self._habits(self._found))
            )
        if self._rest + weights().gained_at_most(self._told, self._across) < least:
            return NOTHING
        found = one_word(
            self._way,
            self._rarity,
            lambda tells, letters, rare: self._affordable(least, tells, letters, rare),
        )
        if found is None:
            return NOTHING
        return (
            self._rest
            + weights().gained(found.gain, self._across)
            + weights().habits[COST] * found.cost / found.letters
        )

    def _affordable(self, least: float, tells: float, letters: int, rare: float) -> float:
        """How much writing one name as the other may cost for the evidence to be `least`: solved
        for the cost, with and without a gain.

        What is worth the most of a nat is the first MUCH of them, and each nat of cost takes some:
        else there is no such limit.
        """
        gain, more, cost = (
            weights().gain(self._across),
            weights().habits[MORE] / 10,
            weights().habits[COST],
        )
        if least == NOTHING or not (cost < 0 <= gain >= more):
            return NEVER
        wanted = least - self._rest - A_HAIR
        with_gain = (gain * tells * rare - wanted) / (gain * rare - cost / letters)
        return max(with_gain, (gain * LEAST_GAIN - wanted) / (-cost / letters))

    # --- the explanation by slips -----------------------------------------------------------------

    def _by_slips(self) -> float:
        slips = [
            (each, sum(map(float.__mul__, weights().slips, told)))
            for each, told in self._typed(self._found)
        ]
        return max(
            [
                value + (self._common_value if each is self._found else self._valued(each))
                for each, value in slips
            ],
            default=NOTHING,
        )

    def _typed(self, found: Counterparts) -> Iterator[tuple[Counterparts, tuple[float, ...]]]:
        """What slips explain, and their features: the words that have a counterpart; and where one
        has none, the names as a whole.

        So too where two names differ by a slip that makes another word of a short one: that is no
        less another name, but a near one.
        """
        for each in (found, *self._as_a_whole(found)):
            if told := self._slips(each):
                yield each, told

    def _as_a_whole(self, found: Counterparts) -> Iterator[Counterparts]:
        """Two names in one script of which a word is replaced, if they are MOST_TYPED slips
        apart: as if all had counterparts.
        """
        if found.alone and self.x.script == self.y.script:
            one, other = (spelt(form, form.script).replace(" ", "") for form in (self.x, self.y))
            if OSA.distance(one, other, score_cutoff=MOST_TYPED) <= MOST_TYPED:
                yield Counterparts(
                    self.x, self.y, 0.0, 0.0, 1, traits=found.traits, kinds=found.kinds
                )

    def _slips(self, found: Counterparts) -> tuple[float, ...]:
        """The features of slips; none where there are too many of them."""
        told = slips(self.x, self.y, found, self._rarity)
        if told is None:
            return ()
        count, across = told.number, self._across
        return (
            1.0,
            float(across),
            float(across and not count),
            float(
                not count
                and self.x.script != self.y.script
                and not several_readings().isdisjoint((self.x.script, self.y.script))
            ),
            told.told / 10,
            count,
            count if across else 0.0,
            count / told.letters,
            math.log1p(count),
            told.swapped,
            told.doubled,
            float(told.first),
        )


_NO_HABITS, _NO_SLIPS = (0.0,) * len(HABITS), (0.0,) * len(SLIPS)


def contradicted(evidence: float, bound: float) -> float:
    """The evidence for a pair that contradicts itself: the same up to a bound, and a nat more at
    most, in the same order.
    """
    if evidence <= bound:
        return evidence
    return min(evidence, bound - math.expm1(bound - evidence))  # which rounding may put above it


def is_another(found: Counterparts) -> bool:
    """Whether the words of two names make them two: one is replaced, or one side alone says a
    trait or a kind of thing.
    """
    return found.alone > 0 or found.traits > 0 or bool(_things(found))


def _things(found: Counterparts) -> frozenset[str]:
    """The kinds that one side says and that make it another thing: a bank, a brigade. Beside a
    legal form "company" says no more.
    """
    if not found.kinds:
        return found.kinds
    same = {TITLE, COMPANY} if found.x.legal or found.y.legal else {TITLE}
    return found.kinds - kinds_of_places() - same


def contradict(x: Form, y: Form) -> bool:
    """Whether two forms say what can't be said of one thing: other numbers, opposite traits,
    another legal form, another syllable.
    """
    return (
        NO_TITLE in (x.surname, y.surname)
        or bool(x.numbers and y.numbers and x.numbers != y.numbers)
        or any(opposite(trait) in y.traits for trait in x.traits)
        or legal_clash(x.legal, y.legal)
        or different_syllables(x.latin.split(), y.latin.split())
    )


def none_of_them(x: Form, entries: int = PAIR) -> float:
    """The evidence that a form is none of the candidates out of a table of so many entries."""
    return sum(map(float.__mul__, weights().none, none_features(x, entries)))


def none_features(x: Form, entries: int) -> tuple[float, ...]:
    """What the evidence for "none of them" is weighed from, in the order of NONE."""
    return (
        1.0,
        math.log1p(len(x.skeleton)),
        math.log1p(len(x.joined)),
        math.log1p(len(x.words)),
        math.log10(entries + 1),
    )


def probabilities(x: Form, evidences: Mapping[str, float], entries: int) -> dict[str, float]:
    """The probability of each ID, from its evidence; what they leave of 1 is the probability of
    none of them.
    """
    none = none_of_them(x, entries)
    highest = max([none, *evidences.values()])
    shares = {id: math.exp(value - highest) for id, value in evidences.items()}
    whole = math.fsum([math.exp(none - highest), *shares.values()])
    return {id: share / whole for id, share in shares.items()}


def features(x: Form, y: Form, rarity: Rarity) -> list[tuple[float, ...]]:
    """The features of each explanation of a pair of forms, in the order of FEATURES; the pair's
    order is nothing.
    """
    return Pair(x, y, rarity).rows()


def _words_apart(x: Form, y: Form, rarity: Rarity) -> float:
    """The lesser of the shares of words, by rarity, that each side has and the other lacks.

    Never more than the names differ as a whole, since words are joined and split at will.
    """
    joined = distance(x.marks, y.marks)
    if len(x.words) == len(y.words) == 1 or not (x.words and y.words):
        return joined
    by_consonants = x.vowels != y.vowels or x.vowels < 0
    return min(
        _share_alone(x.words, y.words, rarity, by_consonants, joined),
        _share_alone(y.words, x.words, rarity, by_consonants, joined),
    )


def _share_alone(
    mine: Sequence[Word], others: Sequence[Word], rarity: Rarity, by_consonants: bool, joined: float
) -> float:
    rarities = [rarity(word.consonants) for word in mine]
    lacking = [
        value * min(_word_distance(word, other, by_consonants) for other in others)
        for value, word in zip(rarities, mine, strict=True)
    ]
    return min(joined, math.fsum(lacking) / (math.fsum(rarities) or 1.0))


def _word_distance(a: Word, b: Word, by_consonants: bool) -> float:
    return (
        distance(a.consonants, b.consonants)
        if by_consonants and a.consonants
        else distance(a.marks, b.marks)
    )
