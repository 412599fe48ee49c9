"""Pairs by the compiled core, where there is one: the same evidence in less time.

`translit/match/weighing.c`, and the sources beside it, weigh a pair as pair.py does, from the
letters of both forms. They ask here for what is data or rare: what a script and a word are,
readings by systems of romanisation, and traits, kinds, numbers and syllables where a form has some.

"Zwara" and a row of Zuwara are two Names; `pairs_of` makes a Compared of them, which has the
promise -0.2 and the evidence 1.5 nats, as Pair has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from translit.language.channel import NEVER, WRONG, by_core, channel, cost, guessing
from translit.language.core import core
from translit.language.form import NO_TITLE, Form, Word
from translit.language.names import alike, borne
from translit.language.readings import readings
from translit.language.sounds import several_readings, sounds, vowels_in
from translit.language.split import TITLE, kind_of, kinds_of_places, particles, trait_of
from translit.match import counterparts, likeness, qualifiers, slips
from translit.match.another import another_word, may_be_told, may_have_syllables
from translit.match.contradictions import BELOW_NONE, contradict, of_another_thing
from translit.match.likeness import Rarity
from translit.match.logit import none_of_them
from translit.match.pair import MOST_TYPED, Pair
from translit.match.weights import MUCH, weights

if TYPE_CHECKING:
    from translit.language import _core

    # A pair: what it promises, and the evidence for it.
    Weighed = Pair | _core.Compared

# The constants that the core weighs by, in its order.
_CONSTANTS = (
    WRONG,
    likeness.LEAST_GAIN,
    likeness.LACKING_BELOW,
    likeness.COVERED_FROM,
    likeness.A_HAIR,
    likeness.UNLIKE,
    MUCH,
    NEVER,
    counterparts.A_SLIP,
    counterparts.SHORTEST_SLIPPED,
    counterparts.BEARS_TWO,
    counterparts.AN_INITIAL,
    counterparts.FOUND_BY_INITIAL,
    counterparts.UNLIKE_AS_A_WHOLE,
    counterparts.A_LETTER,
    slips.MOST_SLIPPED,
    slips.MOST_TOLD,
    slips.A_DOUBLE,
    MOST_TYPED,
    BELOW_NONE,
    NO_TITLE,
)
# It holds what it costs to guess each of the first so many letters of Unicode, ASCII.
_LETTERS = 128
# So many forms are held as the core reads them.
REMEMBERED = 1 << 10


def pairs_of(asked: Iterable[tuple[Form, Form]], rarity: Rarity) -> Sequence[Weighed]:
    """Some pairs of forms, to be weighed; a word is as rare as `rarity` says by its consonants."""
    pair = Pairs(rarity).pair
    return [pair(x, y) for x, y in asked]


class Pairs:
    """Makes pairs of forms, of which the core reads each once.

    Args:
        rarity: how rare a word is by its consonants.
    """

    def __init__(self, rarity: Rarity) -> None:
        self._weigher, self._rarity = weigher(), rarity
        # By the identity of a form, which is held: to hash one takes as long as to read it.
        self._names: dict[int, tuple[Form, _core.Name | None, bool]] = {}

    def pair(self, x: Form, y: Form) -> Weighed:
        """A pair: by the core, or by Python where there is none or a form is longer than names."""
        if self._weigher:
            _, one, bears = self._name(x, self._weigher)
            if bears:  # a name of people, which y may spell otherwise
                x, y, _ = alike(x, y)
                _, one, _ = self._name(x, self._weigher)
            _, other, _ = self._name(y, self._weigher)
            if one and other:
                return self._weigher.pair(one, other)
        return Pair(x, y, self._rarity)

    def _name(self, form: Form, weigher: _core.Weigher) -> tuple[Form, _core.Name | None, bool]:
        """A form, its Name, and whether it bears a name of people."""
        found = self._names.get(id(form))
        if found is None:
            if len(self._names) == REMEMBERED:
                self._names.clear()
            read = weigher.name(form, self._rarity)
            found = self._names[id(form)] = form, read, bool(borne(form.letters))
        return found


@cache
def weigher() -> _core.Weigher | None:
    """What weighs pairs by the compiled core; None where that isn't there."""
    return weigher_of(core(), CALLS) if core() else None


def weigher_of(core: Any, calls: Mapping[str, Callable[..., object]]) -> _core.Weigher:
    """The weigher of a core, and what it asks Python for, in the core's order."""
    table, letters = weights(), guessing()
    found: _core.Weigher = core.Weigher(
        table.common,
        table.habits,
        table.slips,
        table.promise,
        _CONSTANTS,
        tuple([letters.get(chr(point), WRONG) for point in range(_LETTERS)]),
        by_core("Latn"),
        tuple(calls.values()),
    )
    return found


@cache
def _of_script(script: str) -> tuple[bool, _core.Channel | None, int]:
    """Whether the letters of a script have several readings, its channel, and how it writes
    vowels.
    """
    read_by = by_core(script) if channel(script) else None
    return script in several_readings(), read_by, vowels_in(script)


@lru_cache(maxsize=1 << 11)
def _of_word(letters: str) -> tuple[bool, bool, bool]:
    """Whether a word says a kind of thing, or a trait; and whether it is a particle."""
    return bool(kind_of(letters)), bool(trait_of(letters)), letters in particles()


def _of_kinds(kinds: frozenset[str], legal: bool) -> tuple[int, int, bool]:
    """Of kinds that one side alone says, how many are of places; how many make it another thing;
    and whether a title is among them.
    """
    return (
        len(kinds & kinds_of_places()),
        len(of_another_thing(kinds, legal)),
        TITLE in kinds,
    )


def _marks(words: tuple[Word, ...]) -> str:
    """The marks of the sounds of words run together."""
    return sounds(tuple([word.read for word in words])).marks


def _evidence(x: Form, y: Form, rarity: Rarity, least: float) -> float:
    """The evidence for a pair whose readings are longer than the core compares."""
    return Pair(x, y, rarity).evidence(least)


# What the core asks Python for.
CALLS: Mapping[str, Callable[..., object]] = {
    "script": _of_script,
    "word": _of_word,
    "readings": readings,
    "cost": cost,
    "syllables": may_have_syllables,
    "contradict": contradict,
    "traits": qualifiers.traits_alone,
    "number": qualifiers.number_alone,
    "kinds": qualifiers.kinds_alone,
    "of kinds": _of_kinds,
    "marks": _marks,
    "none": none_of_them,
    "evidence": _evidence,
    "borne": borne,
    "alike": alike,
    "told": may_be_told,
    "another": another_word,
}
