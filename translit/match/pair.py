"""A pair of names: its features, and the evidence that both are spellings of one name.

A pair is explained in two ways, by habits of spelling and by slips of the keyboard (slips.py),
after its words have been matched (counterparts.py). The evidence for an explanation is a weighted
sum of its features and of those that any explanation has (weights.py names them all); the better
one counts. So "Zwara" for "Zuwara" costs little as a habit, a u that Latin letters often leave out,
and one slip otherwise: the habit explains it. "Zuwrra" is no habit of anybody: the slip does.

Weighing is cut short where it can't matter: `evidence` takes the least that is of interest, bounds
what the features still to come may add at most, and stops (branch and bound). What it cuts is never
an answer, so the evidence that is returned is exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property

from translit.language.channel import NEVER
from translit.language.distances import OSA
from translit.language.form import Form
from translit.language.names import alike
from translit.language.sounds import several_readings
from translit.language.split import TITLE, kinds_of_places
from translit.match.another import another_word
from translit.match.contradictions import BELOW_NONE, contradict, contradicted, is_another, things
from translit.match.counterparts import Counterparts, counterparts, word_surprisal
from translit.match.likeness import (
    A_HAIR,
    LEAST_GAIN,
    NOTHING_SHARED,
    Rarity,
    Shared,
    one_word,
    oriented,
    spelt,
    surprisal,
    written_in,
)
from translit.match.logit import none_of_them
from translit.match.promise import promise, promising, reads_as, sounds_wrong, unheard, words_apart
from translit.match.qualifiers import kinds_alone, number_alone
from translit.match.slips import slips
from translit.match.weights import (
    CONTRADICTS,
    COST,
    FEATURES,
    HABITS,
    MORE,
    MUCH,
    QUICK,
    SLIPS,
    weights,
)

# The evidence of a pair that isn't weighed.
NOTHING = -math.inf
# How many slips apart two names may be for them to be typed for each other though a word is another
# one.
MOST_TYPED = 2

_NO_HABITS, _NO_SLIPS = (0.0,) * len(HABITS), (0.0,) * len(SLIPS)


class Pair:
    """Two forms that are compared: what is quickly known of them, and the evidence."""

    def __init__(self, x: Form, y: Form, rarity: Rarity) -> None:
        same = alike(x, y)
        self.x, self.y, self._rarity = same.x, same.y, rarity
        self._several = (
            bool(self.x.words and self.y.words) and len(self.x.words) + len(self.y.words) > 2
        )
        self._apart = words_apart(self.x, self.y, rarity)
        self._clash = contradict(self.x, self.y)
        self._way = oriented(self.x, self.y)
        self._across = (self.x.script == "Latn") != (self.y.script == "Latn")

    @cached_property
    def promise(self) -> float:
        """How much the pair promises, by what is quickly known of it."""
        return promise(self.promising())

    def promising(self) -> tuple[float, ...]:
        """The features of the promise, in the order of PROMISE."""
        return *self._quick, float(self._across and reads_as(self.x, self.y))

    @cached_property
    def promise_bounds(self) -> tuple[float, float]:
        """The least and the most that the pair may promise, before it is known whether the one is a
        reading of the other.
        """
        quick, worth = promise(self._quick), weights().promise[-1] if self._across else 0.0
        return quick + min(worth, 0.0) - A_HAIR, quick + max(worth, 0.0) + A_HAIR

    @property
    def held_beside_initials(self) -> int:
        """Of a name of several words with an initial, how many of its longer words the other
        has.
        """
        longer = {word.latin for word in self.x.words if not word.is_letter}
        if not 0 < len(longer) < len(self.x.words):
            return 0
        return len(longer & {word.latin for word in self.y.words})

    @cached_property
    def _quick(self) -> tuple[float, ...]:
        return promising(self.x, self.y, self._surprisal, self._apart, self._clash)

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
            *(
                (*self._common(each), *_NO_HABITS, *features)
                for each, features in self._typed(found)
            ),
        ]

    def contributions(self) -> dict[str, float]:
        """What each feature of the explanation that gives more adds to the evidence, in nats; those
        that add nothing are left out.

        Under CONTRADICTS what is taken off what agrees, because something contradicts it.
        """
        best = tuple(map(float.__mul__, weights().features, self._best))
        nats = {name: value for name, value in zip(FEATURES, best, strict=True) if value}
        taken = (
            contradicted(math.fsum(best), self.bound) - math.fsum(best) if self.contradicts else 0.0
        )
        return {**nats, CONTRADICTS: taken} if taken else nats

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
    def _found(self) -> Counterparts:
        return (
            counterparts(self.x, self.y, self._rarity, self._way)
            if self._several
            else self._one_word(NOTHING_SHARED)
        )

    def _one_word(self, found: Shared | None) -> Counterparts:
        """Two forms of one word each, or without any: they are counterparts, and nothing else is
        there.
        """
        assert found is not None
        traits = len(self.x.traits ^ self.y.traits)
        pairs = zip(self.x.words, self.y.words, strict=False)
        others = tuple([pair for pair in pairs if another_word(*pair)])
        return Counterparts(
            self.x,
            self.y,
            found.gain,
            found.cost,
            found.letters or 1,
            alone=len(others),
            traits=traits,
            number=number_alone(self.x, self.y, (), ()),
            kinds=kinds_alone(self.x, self.y),
            others=others,
        )

    @cached_property
    def _surprisal(self) -> float:
        """The surprisal of the spelling as which the other side is written, in nats."""
        _, target, script = self._way
        return surprisal(script, spelt(target, written_in(script)))

    @cached_property
    def _rest(self) -> float:
        """Of two forms of one word the evidence by habits without what is gained and what that
        costs.
        """
        return (
            sum(map(float.__mul__, weights().habits[QUICK:], self._quick_habits(self.x, self.y)))
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
        whole = found.added + sum(map(word_surprisal, found.x.words)) if found.added else 1.0
        return (
            float(found.alone),
            float(found.moved),
            float(found.crossed),
            math.log1p(found.added_rare / 10),
            found.added / whole,
            float(found.lone),
            float(x.numbers != y.numbers),
            float(found.traits),
            float(len(kinds & kinds_of_places())),
            float(len(things(found))),
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
            *self._quick_habits(found.x, found.y),
        )

    def _quick_habits(self, x: Form, y: Form) -> tuple[float, ...]:
        """The features of habits that are known without writing the one name as the other."""
        return (
            sounds_wrong(x, y),
            unheard(x, y) if x.vowels != y.vowels else 0.0,
            float(x.marks[:1] != y.marks[:1]),
            self._apart if x is self.x and y is self.y else words_apart(x, y, self._rarity),
            float(self.x.guessed != self.y.guessed),
        )

    def _by_habits(self, least: float) -> float:
        """The evidence by habits; NOTHING where it is less than `least`."""
        if self._several:
            return self._common_value + sum(
                map(float.__mul__, weights().habits, self._habits(self._found))
            )
        if self._rest + weights().gained_at_most(self._surprisal, self._across) < least:
            return NOTHING
        found = one_word(
            self._way,
            self._rarity,
            lambda known, letters, rare: self._affordable(least, known, letters, rare),
        )
        if found is None:
            return NOTHING
        return (
            self._rest
            + weights().gained(found.gain, self._across)
            + weights().habits[COST] * found.cost / found.letters
        )

    def _affordable(self, least: float, known: float, letters: int, rare: float) -> float:
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
        with_gain = (gain * known * rare - wanted) / (gain * rare - cost / letters)
        return max(with_gain, (gain * LEAST_GAIN - wanted) / (-cost / letters))

    # --- the explanation by slips -----------------------------------------------------------------

    def _by_slips(self) -> float:
        slips = [
            (each, sum(map(float.__mul__, weights().slips, features)))
            for each, features in self._typed(self._found)
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
            if features := self._slips(each):
                yield each, features

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
        typed = slips(self.x, self.y, found, self._rarity)
        if typed is None:
            return ()
        count, across = typed.number, self._across
        return (
            1.0,
            float(across),
            float(across and not count),
            float(
                not count
                and self.x.script != self.y.script
                and not several_readings().isdisjoint((self.x.script, self.y.script))
            ),
            typed.surprisal / 10,
            count,
            count if across else 0.0,
            count / typed.letters,
            math.log1p(count),
            typed.swapped,
            typed.doubled,
            float(typed.first),
        )
