"""How alike two spellings are: what the channel of their script says of them.

What two spellings share is counted in nats: the cost of guessing the one letter by letter, less the
cost of writing it when the other is known. It is the logarithm of the odds that they are one name
and not two that have nothing to do with each other. A word counts by its rarity in the table. Names
of several words are compared word by word (counterparts.py).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from translit.language.channel import NEVER, REMEMBERED, WRONG, channel, cost, likeliest, surprise
from translit.language.distances import Levenshtein
from translit.language.form import Form, Word, is_read
from translit.language.sounds import several_readings

# From the surprisal of a spelling, its letters and its rarity: how much writing it may cost.
Enough = Callable[[float, int, float], float]
# Which form is written as which other one, and by the channel of which script.
Way = tuple[Form, Form, str]
# How rare a word with some consonants is, from 0 (in every alias) to 1 (in none): what agreeing or
# differing on it is worth.
Rarity = Callable[[str], float]

# No pair has less: how absurd an absurd pair is says nothing.
LEAST_GAIN = -5.0
# A word is found on the other side from the share COVERED_FROM of its surprisal on, and lacks there
# below the share LACKING_BELOW.
COVERED_FROM, LACKING_BELOW = 0.5, 0.2
# So much less than what the words tell, in nats, is less whatever the rounding.
A_HAIR = 1e-6
# Stands where the script of a channel would, when two names are compared letter by letter, as they
# are written.
AS_WRITTEN = ""
# Two words whose consonants differ more, as a share, have nothing in common: fewer than 1 in 100
# such pairs tell anything.
UNLIKE = 0.65


class Shared(NamedTuple):
    """What two spellings share and what it costs to write the one for the other, in nats; how many
    letters that takes; and how much of the other one, from 0 to 1, is found in the one.
    """

    gain: float
    cost: float
    letters: int
    coverage: float


NOTHING_SHARED = Shared(LEAST_GAIN, 0.0, 0, 0.0)


def one_word(
    way: Way, rarity: Rarity, enough: Enough = lambda known, letters, rare: NEVER
) -> Shared | None:
    """What two forms of one word share, of which the one is written as the other.

    `enough` says, from the surprisal of the other spelling in nats, its letters and its rarity, how
    much writing it may cost at most to be of interest; None where it costs as much.
    """
    source, target, script = way
    one, other, rare = (
        spelt(source, script),
        spelt(target, written_in(script)),
        mean_rarity(target.words, rarity),
    )
    known, letters = surprisal(script, other), len(other) or 1
    bound = enough(known, letters, rare)
    cost_ = edit_cost(script, one, other, min(bound, known - LEAST_GAIN)) if bound > 0 else NEVER
    return (
        Shared(max((known - cost_) * rare, LEAST_GAIN), cost_, letters, 1.0)
        if cost_ < bound
        else None
    )


def writing(x: Form, y: Form) -> float:
    """What it costs, in nats, to write one form as the other, beside the likeliest way of
    writing it; the order of the pair is nothing.
    """
    source, target, script = oriented(x, y)
    spelling, other = spelt(source, script), spelt(target, written_in(script))
    same = spelling if script in ("Latn", AS_WRITTEN) else likeliest(script, spelling)
    return max(
        0.0, edit_cost(script, spelling, other, NEVER) - edit_cost(script, spelling, same, NEVER)
    )


def oriented(x: Form, y: Form) -> Way:
    """Which form is written as which other, and by the channel of which script; two of one kind by
    length and letters.

    Where these are the same, by how they are written: the order of the pair is nothing.

    Two forms in one script whose letters have several readings are compared as they are written;
    one such form with any other by all its readings, and not by one of them. A form with words that
    have no reading is compared as it is written with any other.
    """
    several, read = several_readings(), is_read(x) and is_read(y)
    for one, other in ((x, y), (y, x)) if read and x.script != y.script else ():
        if channel(one.script) and (other.script == "Latn" or one.script in several):
            return one, other, one.script
    script = AS_WRITTEN if not read or (x.script == y.script and x.script in several) else "Latn"
    return (y, x, script) if _is_longer(x, y, script) else (x, y, script)


def _is_longer(x: Form, y: Form, script: str) -> bool:
    """Whether a form stands behind another one by its length, its letters, or what else it is."""
    one, other = spelt(x, script), spelt(y, script)
    if one == other:
        return _as_it_is(x) > _as_it_is(y)
    return (len(one), one) > (len(other), other)


def _as_it_is(form: Form) -> tuple[str, ...]:
    """What two forms that are spelt alike may differ in, so that either has its place."""
    return form.letters, form.latin, form.marks, form.script


def in_order(script: str, one: str, other: str) -> tuple[str, str]:
    """Two spellings, of which the shorter one is written as the other where both are of one
    kind.
    """
    backwards = script in ("Latn", AS_WRITTEN) and (len(one), one) > (len(other), other)
    return (other, one) if backwards else (one, other)


def spelt(item: Form | Word, script: str) -> str:
    """The spelling that the channel of a script takes."""
    return item.latin if script == "Latn" else item.letters


def written_in(script: str) -> str:
    """The script of the other side."""
    return script if script == AS_WRITTEN else "Latn"


def shared(script: str, source: str, target: str) -> Shared:
    """What two words share; those that tell nothing of each other share nothing."""
    short = len(source) <= REMEMBERED and len(target) <= REMEMBERED
    return (_remembered if short else _compared)(script, source, target)


def _compared(script: str, source: str, target: str) -> Shared:
    known = surprisal(script, target)
    most = (1 - LACKING_BELOW) * known  # what costs more is lacking
    cost_ = edit_cost(script, source, target, most)
    return (
        share_of(known, cost_, len(target))
        if cost_ < most
        else Shared(known - cost_, cost_, len(target), 0.0)
    )


_remembered = lru_cache(maxsize=1 << 13)(_compared)


def share_of(known: float, cost_: float, letters: int) -> Shared:
    """What is shared with a spelling of a known surprisal, if it costs so many nats to write it."""
    coverage = (known - cost_) / (known or 1.0)
    return Shared(
        known - cost_,
        cost_,
        letters,
        min(1.0, max(0.0, (coverage - LACKING_BELOW) / (COVERED_FROM - LACKING_BELOW))),
    )


def surprisal(script: str, target: str) -> float:
    """The surprisal of a spelling, in nats: what it costs to guess it letter by letter."""
    return WRONG * len(target) if script == AS_WRITTEN else surprise(target)


def edit_cost(script: str, source: str, target: str, most: float) -> float:
    """What it costs, in nats, to write a spelling as another one; `most` at most."""
    return (
        min(most, WRONG * Levenshtein.distance(source, target))
        if script == AS_WRITTEN
        else cost(script, source, target, most)
    )


def mean_rarity(words: Sequence[Word], rarity: Rarity) -> float:
    """The mean rarity of the letters of some words."""
    letters = sum(len(word.latin) for word in words)
    return (
        math.fsum([rarity(word.consonants) * len(word.latin) for word in words]) / letters
        if letters
        else 1.0
    )
