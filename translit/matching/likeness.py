"""How alike two names are as spellings: what the channel of their script says of them, whole and word by word.

What two spellings share is told in nats: the cost of guessing the one letter by letter, less the cost of writing it when
the other is known. It is the logarithm of the odds that they are one name and not two that have nothing to do with each
other. A word counts by its rarity in the table.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from translit.text.channel import NEVER, REMEMBERED, WRONG, channel, cost, likeliest, surprise
from translit.text.form import Form, Word, is_read
from translit.text.sounds import several_readings

# From what a spelling tells, its letters and its rarity: how much writing it may cost.
Enough = Callable[[float, int, float], float]
# How rare a word with some consonants is, from 0 (in every alias) to 1 (in none): what agreeing or differing on it is worth.
Rarity = Callable[[str], float]

# No pair tells less or more: how absurd an absurd pair is tells nothing, nor that two long names have many words in common.
LEAST_GAIN, MOST_GAIN = -5.0, 25.0
# A word is found on the other side from the share HEARD of its surprise on, and lacks there below the share UNHEARD.
HEARD, UNHEARD = 0.5, 0.2
# So much less than what the words tell, in nats, is less whatever the rounding.
A_HAIR = 1e-6
# Stands where the script of a channel would, when two names are compared letter by letter, as they are written.
AS_WRITTEN = ""
# Two words whose consonants differ more, as a share, have nothing in common: fewer than 1 in 100 such pairs tell anything.
UNLIKE = 0.65
# Two names of several words whose consonants differ more aren't one name written joined and split.
UNLIKE_AS_A_WHOLE = 0.5
# So much cost is worth a word apart: words that are only joined or split cost less.
A_WORD = 10.0


class Likeness(NamedTuple):
    """What two names tell of each other, in nats; what it costs, in nats a letter; how many words both sides have alone."""

    gain: float
    cost: float
    wrong: float


class _Shared(NamedTuple):
    """What a piece of one name shares with a piece of the other, what it costs, and how many letters that takes."""

    gain: float
    cost: float
    letters: int
    heard: float


_NOTHING = _Shared(LEAST_GAIN, 0.0, 0, 0.0)


class _ByWord(NamedTuple):
    """What two names share word by word, and how many words, by rarity, either side has alone, the lesser number of the two."""

    shared: _Shared
    alone: float


def likeness(x: Form, y: Form, rarity: Rarity, enough: Enough = lambda told, letters, rare: NEVER) -> Likeness | None:
    """The likeness of two forms; the order of the pair is nothing.

    `enough` tells, from what the other spelling tells in nats, its letters and its rarity, how much writing it may cost at
    most to be of interest; None is the likeness of two names of one word that costs as much.
    """
    source, target, script = oriented(x, y)
    spelling, other, rare = spelt(source, script), spelt(target, _written(script)), _mean_rarity(target.words, rarity)
    if len(source.words) == len(target.words) == 1 or not (source.words and target.words):
        told, letters = _told(script, other), len(other)
        bound = enough(told, letters or 1, rare)
        spent = _spent(script, spelling, other, min(bound, told - LEAST_GAIN)) if bound > 0 else NEVER
        return Likeness(_bounded((told - spent) * rare), spent / (letters or 1), 0.0) if spent < bound else None
    words = _by_word(script, source.words, target.words, rarity)
    gain, spent, letters, _ = words.shared
    wrong = words.alone
    if Levenshtein.normalized_distance(x.consonants, y.consonants) <= UNLIKE_AS_A_WHOLE:
        # The whole counts only where it tells more, or differs in less than so many words: nothing else is worth working out.
        least = min(gain / rare - A_HAIR, surprise(other) - A_WORD * wrong) if rare else LEAST_GAIN
        whole = _compared(script, spelling, other, least)
        if whole.gain * rare >= gain - A_HAIR / 1000:
            gain, spent, letters = whole.gain * rare, whole.cost, whole.letters
        wrong = min(wrong, whole.cost / A_WORD)
    return Likeness(_bounded(gain), spent / (letters or 1), wrong)


def _by_word(script: str, source: Sequence[Word], target: Sequence[Word], rarity: Rarity) -> _ByWord:
    pairs = [[_words_shared(script, a, b, rarity) for b in target] for a in source]
    columns = list(zip(*pairs, strict=True))
    fewer: Sequence[Sequence[_Shared]] = pairs if len(pairs) <= len(columns) else columns
    lacking = _lacking(source, pairs, rarity), _lacking(target, columns, rarity)
    kept = [best for best in map(max, fewer) if best.gain > A_HAIR]
    heard = 1 - max(map(_share, lacking, (source, target), (rarity, rarity)))
    gain = sum(best.gain for best in kept) * heard
    return _ByWord(_Shared(gain, sum(best.cost for best in kept), sum(best.letters for best in kept), heard), min(lacking))


def writing(x: Form, y: Form) -> float:
    """What it costs, in nats, to write one form as the other, beside the likeliest way of writing it; the order of the pair is nothing."""
    source, target, script = oriented(x, y)
    spelling, other = spelt(source, script), spelt(target, _written(script))
    same = spelling if script in ("Latn", AS_WRITTEN) else likeliest(script, spelling)
    return max(0.0, _spent(script, spelling, other, NEVER) - _spent(script, spelling, same, NEVER))


def oriented(x: Form, y: Form) -> tuple[Form, Form, str]:
    """Which form is written as which other, and by the channel of which script; two of one kind by length and letters.

    Two forms in one script whose letters have several readings are compared as they are written; one such form with any
    other by all its readings, and not by one of them. A form with words that have no reading is compared as it is written
    with any other.
    """
    several, read = several_readings(), is_read(x) and is_read(y)
    for one, other in ((x, y), (y, x)) if read else ():
        if one.script != other.script and channel(one.script) and (other.script == "Latn" or one.script in several):
            return one, other, one.script
    script = AS_WRITTEN if not read or (x.script == y.script and x.script in several) else "Latn"
    shorter, longer = sorted((x, y), key=lambda form: (len(spelt(form, script)), spelt(form, script)))
    return shorter, longer, script


def spelt(item: Form | Word, script: str) -> str:
    """The spelling that the channel of a script takes."""
    return item.latin if script == "Latn" else item.letters


def _written(script: str) -> str:
    """The script of the other side."""
    return script if script == AS_WRITTEN else "Latn"


def _shared(script: str, source: str, target: str) -> _Shared:
    short = len(source) <= REMEMBERED and len(target) <= REMEMBERED
    return (_remembered if short else _remembered.__wrapped__)(script, source, target)


@lru_cache(maxsize=1 << 12)
def _remembered(script: str, source: str, target: str) -> _Shared:
    return _compared(script, source, target, 0.0)  # words that tell nothing of each other lead nowhere


def _compared(script: str, source: str, target: str, least: float) -> _Shared:
    """What two spellings share; where that tells less than some nats, those, and what is too little to tell them."""
    told = _told(script, target)
    spent = _spent(script, source, target, told - max(least, LEAST_GAIN))
    heard = (told - spent) / (told or 1.0)
    return _Shared(told - spent, spent, len(target), min(1.0, max(0.0, (heard - UNHEARD) / (HEARD - UNHEARD))))


def _told(script: str, target: str) -> float:
    """How much a spelling tells, in nats."""
    return WRONG * len(target) if script == AS_WRITTEN else surprise(target)


def _spent(script: str, source: str, target: str, most: float) -> float:
    """What it costs, in nats, to write a spelling as another one; `most` at most."""
    return min(most, WRONG * Levenshtein.distance(source, target)) if script == AS_WRITTEN else cost(script, source, target, most)


def _words_shared(script: str, a: Word, b: Word, rarity: Rarity) -> _Shared:
    if a.consonants and b.consonants and Levenshtein.normalized_distance(a.consonants, b.consonants) > UNLIKE:
        return _NOTHING
    one, other = spelt(a, script), spelt(b, _written(script))
    if script in ("Latn", AS_WRITTEN) and (len(one), one) > (len(other), other):
        one, other = other, one
    found = _shared(script, one, other)
    return found._replace(gain=found.gain * (rarity(a.consonants) + rarity(b.consonants)) / 2)


def _mean_rarity(words: Sequence[Word], rarity: Rarity) -> float:
    """The mean rarity of the letters of some words."""
    letters = sum(len(word.latin) for word in words)
    return sum(rarity(word.consonants) * len(word.latin) for word in words) / letters if letters else 1.0


def _bounded(gain: float) -> float:
    return min(max(gain, LEAST_GAIN), MOST_GAIN)


def _share(lacking: float, words: Sequence[Word], rarity: Rarity) -> float:
    """What share of some words, by rarity, is lacking on the other side."""
    return lacking / (sum(rarity(word.consonants) for word in words) or 1.0)


def _lacking(words: Sequence[Word], rows: Sequence[Sequence[_Shared]], rarity: Rarity) -> float:
    """How many of one side's words, by rarity, the other side lacks."""
    return sum(rarity(word.consonants) * (1 - max(pair.heard for pair in row)) for word, row in zip(words, rows, strict=True))
