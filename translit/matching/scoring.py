"""How alike two names are: a few features that a reader can name, weighed into evidence, turned into probabilities.

The evidence for a pair is a weighted sum of its features. Among the candidates for a mention it becomes a probability by
the conditional logit of McFadden (1974), with "none of them" as one more choice:

    score(i) = exp(evidence(i)) / (exp(none) + sum of exp(evidence(j)) over the best pair of each ID j)

So a rival that is as near takes half of the probability, many near neighbours take more, and a mention that is like
nothing leaves it all to "none". The weights are fitted on real pairs by tests/quality/fit.py; docs/scores.md explains
each feature and walks the scale.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from rapidfuzz.distance import LCSseq, Levenshtein

from translit.matching.likeness import A_HAIR, LEAST_GAIN, MOST_GAIN, Rarity, likeness
from translit.rules import rules
from translit.text.channel import NEVER, surprise
from translit.text.fold import fold
from translit.text.form import Form, Word, forms, guesses
from translit.text.names import Alike, alike
from translit.text.split import LONGEST, opposite

# What a contradiction takes from the evidence: more than any likeness can outweigh.
CONTRADICTION = 25.0
# A pair that isn't equal is never certain.
MOST_OF_A_PAIR = 0.9999
# A pair without a table is judged as if it had been met in a table of so many entries.
PAIR = 1000

distance = Levenshtein.normalized_distance
edits = Levenshtein.distance

FEATURES = (
    "gain",  # what the spellings tell of each other, in nats
    "gain_across",  # the same, where only one of them is in Latin letters
    "cost",  # what writing the one for the other costs, in nats a letter
    "words_wrong",  # the lesser of the numbers of words, by rarity, that each side has alone
    "sounds_wrong",  # how many sounds to change, in whole sounds, on a logarithmic scale
    "consonants_apart",  # the share of consonants in which they differ
    "unheard_across",  # where one script has fewer vowels: the share of its sounds that don't stand, in order, in the other side
    "beginning",  # 1 when the first sounds differ
    "words_apart",  # the lesser of the shares of words, by rarity, that each side has alone: another name
    "numbers",  # 1 when only one side has a number, or they differ
    "traits",  # how many of Eastern, Upper, Little ... only one side has
    "kinds",  # how many of village, brigade ... only one side has
    "kinds_differ",  # 1 when both sides have some, and none in common
    "respelt",  # how many names of people that both sides have are spelt differently, and were compared as if they weren't
    "short",  # how many of these are short forms
    "article",  # 1 when what may be an article had to be treated otherwise on one side
)


def similarity(a: str, b: str) -> float:
    """The estimated probability that two names, met as a pair and without any table, are spellings of one name.

    In [0, 1]; symmetric; 1 exactly when the folded texts are equal; 0 when they differ and either is longer than any
    name (300 characters). The scale is told in docs/scores.md.
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
    """The evidence that two forms are one name: the weighted sum of their features, on a log-odds scale; symmetric."""
    return Pair(x, y, rarity).evidence()


def weighed(pairs: Iterable[tuple[Form, Form]], rarity: Rarity) -> list[float]:
    """The evidence for each of some pairs; NOTHING for those FAR behind the best one, and for those that promise less than others.

    The most promising come first, so that the others needn't be worked out to the end.
    """
    asked = [Pair(x, y, rarity) for x, y in pairs]
    found, best = [NOTHING] * len(asked), NOTHING
    for place in sorted(range(len(asked)), key=lambda place: -asked[place].most)[:MOST_WEIGHED]:
        found[place] = asked[place].evidence(best - FAR)
        best = max(best, found[place])
    return [value if value >= best - FAR else NOTHING for value in found]


# What is so much less probable than the likeliest candidate, 1 to 1,000 in nats, is none.
FAR = math.log(1000)
# Of more pairs than these, those with the most promising features that are quickly known are weighed: on three tasks of places
# this moved the share that is right by .003 at most, and with 12 pairs by .009.
MOST_WEIGHED = 16
NOTHING = -math.inf


class Pair:
    """Two forms that are compared: what is quickly known of them, and the evidence."""

    def __init__(self, x: Form, y: Form, rarity: Rarity) -> None:
        same = alike(x, y)
        x, y = same.x, same.y
        self.x, self.y, self._rarity = x, y, rarity
        self._across = (x.script == "Latn") != (y.script == "Latn")
        weights, _ = _weights()
        self._gain, self._cost = weights[0] + (weights[1] if self._across else 0.0), weights[2]
        self._known = _known_features(same, rarity)
        self._rest = sum(map(float.__mul__, weights[4:], self._known)) - (CONTRADICTION if contradict(x, y) else 0.0)
        self.most = self._rest + self._gain * min(MOST_GAIN, max(surprise(x.latin), surprise(y.latin)))

    def evidence(self, least: float = NOTHING) -> float:
        """The evidence, or NOTHING where it is less than `least`."""
        if self.most < least:
            return NOTHING
        found = likeness(self.x, self.y, self._rarity, lambda told, letters, rare: self._affordable(least, told, letters, rare))
        if found is None:
            return NOTHING
        value = self._gain * found.gain + self._cost * found.cost + _weights()[0][3] * found.wrong + self._rest
        return value if value >= least else NOTHING

    def _affordable(self, least: float, told: float, letters: int, rare: float) -> float:
        """How much writing one name as the other may cost for the evidence to be `least`: solved for the cost, with and without a gain."""
        if least == NOTHING:
            return NEVER
        wanted = least - self._rest - A_HAIR
        with_gain = (self._gain * told * rare - wanted) / (self._gain * rare - self._cost / letters)
        return max(with_gain, (self._gain * LEAST_GAIN - wanted) / (-self._cost / letters))


def contradict(x: Form, y: Form) -> bool:
    """Whether two forms say what can't be said of one thing: different numbers, or opposite traits."""
    return bool(x.numbers and y.numbers and x.numbers != y.numbers) or any(opposite(trait) in y.traits for trait in x.traits)


def none_of_them(x: Form, entries: int = PAIR) -> float:
    """The evidence that a form is none of the candidates out of a table of so many entries."""
    _, weights = _weights()
    return sum(map(float.__mul__, weights, none_features(x, entries)))


NONE = ("at_rest", "consonants", "letters", "words", "entries")


def none_features(x: Form, entries: int) -> tuple[float, ...]:
    """What the evidence for "none of them" is weighed from, in the order of NONE."""
    return 1.0, math.log1p(len(x.skeleton)), math.log1p(len(x.joined)), math.log1p(len(x.words)), math.log10(entries + 1)


def probabilities(x: Form, evidences: Mapping[str, float], entries: int) -> dict[str, float]:
    """The probability of each ID, from its evidence; what they leave of 1 is the probability of none of them."""
    none = none_of_them(x, entries)
    highest = max([none, *evidences.values()])
    shares = {id: math.exp(value - highest) for id, value in evidences.items()}
    whole = math.fsum([math.exp(none - highest), *shares.values()])
    return {id: share / whole for id, share in shares.items()}


def features(x: Form, y: Form, rarity: Rarity) -> tuple[float, ...]:
    """The features of a pair of forms, in the order of FEATURES; the pair's order is nothing."""
    same = alike(x, y)
    x, y = same.x, same.y
    found = likeness(x, y, rarity)
    assert found is not None
    across = (x.script == "Latn") != (y.script == "Latn")
    return found.gain, found.gain if across else 0.0, found.cost, found.wrong, *_known_features(same, rarity)


def _known_features(same: Alike, rarity: Rarity) -> tuple[float, ...]:
    """The features that are known without writing the one name as the other."""
    x, y = same.x, same.y
    return (
        math.log1p(edits(x.marks, y.marks) / 3),
        distance(x.consonants, y.consonants),
        _unheard(x, y) if x.vowels != y.vowels else 0.0,
        float(x.marks[:1] != y.marks[:1]),
        _words_apart(x, y, rarity),
        float(x.numbers != y.numbers),
        float(len(x.traits ^ y.traits)),
        float(len(x.kinds ^ y.kinds)),
        float(bool(x.kinds and y.kinds) and not x.kinds & y.kinds),
        float(same.respelt),
        float(same.short),
        float(x.guessed != y.guessed),
    )


def _unheard(x: Form, y: Form) -> float:
    """The share of the marks of the side with fewer vowels that don't stand in the other side's, in the same order."""
    fewer, more = (x.coarse, y.coarse) if x.vowels < y.vowels else (y.coarse, x.coarse)
    return 1 - LCSseq.similarity(fewer, more) / (len(fewer) or 1)


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


def _share_alone(mine: Sequence[Word], others: Sequence[Word], rarity: Rarity, by_consonants: bool, joined: float) -> float:
    rarities = [rarity(word.consonants) for word in mine]
    lacking = [
        value * min(_word_distance(word, other, by_consonants) for other in others) for value, word in zip(rarities, mine, strict=True)
    ]
    return min(joined, math.fsum(lacking) / (math.fsum(rarities) or 1.0))


def _word_distance(a: Word, b: Word, by_consonants: bool) -> float:
    return distance(a.consonants, b.consonants) if by_consonants and a.consonants else distance(a.marks, b.marks)


@cache
def _weights() -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The weights in the order of FEATURES, and those of "none of them" in the order of NONE."""
    table = rules("weights")
    return tuple(float(table["features"][name]) for name in FEATURES), tuple(float(table["none"][name]) for name in NONE)
