"""How much a pair of names promises: a few features that cost little, by which the pairs worth
weighing are chosen.

Weighing a pair takes some ten times as long as this, and most pairs on a shortlist aren't worth it.
So the promise ranks them and the score weighs the first ones: a cascade (Viola and Jones 2001). Its
weights are fitted on the same pairs as the score's, to put the right one first.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from translit.language.distances import OSA, LCSseq, Levenshtein
from translit.language.form import Form, Word, once
from translit.language.readings import readings
from translit.match.likeness import Rarity
from translit.match.weights import MUCH, weights


def promise(features: tuple[float, ...]) -> float:
    """How much a pair with these features promises, on a log-odds scale of its own; features that
    aren't known yet may be left out at the end.
    """
    return sum(map(float.__mul__, weights().promise, features))


def promising(
    x: Form, y: Form, surprisal: float, words_apart: float, clash: bool
) -> tuple[float, ...]:
    """The features of a promise, in the order of PROMISE, but for the last, which `reads_as` finds:
    that takes longer than all these.

    Args:
        x: a form.
        y: another one; the order of the two is nothing.
        surprisal: that of the spelling of the pair, in nats.
        words_apart: the feature of that name.
        clash: whether their numbers, traits, legal forms or syllables contradict each other.
    """
    across = (x.script == "Latn") != (y.script == "Latn")
    letters = OSA.normalized_distance(x.joined, y.joined)
    return (
        min(surprisal, MUCH),
        words_apart,
        sounds_wrong(x, y),
        letters,
        letters if across else 0.0,
        unheard(x, y) if x.vowels != y.vowels else 0.0,
        float(len(x.traits ^ y.traits)),
        float(len(x.kinds ^ y.kinds)),
        float(clash),
    )


def sounds_wrong(x: Form, y: Form) -> float:
    """How many sounds to change, in whole sounds, on a logarithmic scale."""
    return math.log1p(Levenshtein.distance(x.marks, y.marks) / 3)


def unheard(x: Form, y: Form) -> float:
    """The share of the marks of the side with fewer vowels that don't stand in the other side's,
    in the same order.
    """
    fewer, more = (x.coarse, y.coarse) if x.vowels < y.vowels else (y.coarse, x.coarse)
    return 1 - LCSseq.similarity(fewer, more) / (len(fewer) or 1)


def reads_as(x: Form, y: Form) -> bool:
    """Whether some system of its script writes the one that isn't in Latin letters as the other,
    doubled letters once; one of the two is in Latin letters.
    """
    other, latin = (x, y) if y.script == "Latn" else (y, x)
    return any(
        spelt[:1] == latin.joined[:1] and once(spelt) == latin.joined
        for spelt in readings(other.script, other.letters)
    )


def words_apart(x: Form, y: Form, rarity: Rarity) -> float:
    """The lesser of the shares of words, by rarity, that each side has and the other lacks.

    Never more than the names differ as a whole, since words are joined and split at will.
    """
    joined = Levenshtein.normalized_distance(x.marks, y.marks)
    if len(x.words) == len(y.words) == 1 or not (x.words and y.words):
        return joined
    by_consonants = x.vowels != y.vowels or x.vowels < 0
    apart = [[_word_distance(a, b, by_consonants) for b in y.words] for a in x.words]
    # Of two words of which one has no consonants, either decides for itself what is compared.
    back = (
        [[_word_distance(b, a, by_consonants) for a in x.words] for b in y.words]
        if by_consonants and not all(word.consonants for word in (*x.words, *y.words))
        else zip(*apart, strict=True)
    )
    return min(
        _share_alone(x.words, map(min, apart), rarity, joined),
        _share_alone(y.words, map(min, back), rarity, joined),
    )


def _share_alone(
    words: Sequence[Word], apart: Iterable[float], rarity: Rarity, joined: float
) -> float:
    """The share of some words that the other side lacks; `apart` is how far the nearest word of
    the other side is from each.
    """
    rarities = [rarity(word.consonants) for word in words]
    lacking = map(float.__mul__, rarities, apart)
    return min(joined, math.fsum(lacking) / (math.fsum(rarities) or 1.0))


def _word_distance(a: Word, b: Word, by_consonants: bool) -> float:
    return (
        Levenshtein.normalized_distance(a.consonants, b.consonants)
        if by_consonants and a.consonants
        else Levenshtein.normalized_distance(a.marks, b.marks)
    )
