"""What translit answers, worked out slowly and plainly: for the laws to compare with.

Nothing here is fast, shared or clever. Distances are textbook dynamic programming, each feature is written from its
definition in docs/scores.md, and a mention is compared with every alias there is. Taken from translit: what happens
to one string (fold, forms), the weights, and the nouns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from translit import Entry, Outcome, Policy
from translit.decision import NEAR_TIE, threshold
from translit.form import Form, Word, forms
from translit.rules import rules
from translit.split import strong_key

# --- distances -----------------------------------------------------------------------------------------------------------


def levenshtein(a: str, b: str) -> int:
    """The least number of letters to insert, delete or replace that makes b of a (Wagner and Fischer 1974)."""
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
        above = row
    return above[-1]


def share(a: str, b: str) -> float:
    """The Levenshtein distance as a share of the longer string; 0 for two empty ones."""
    return levenshtein(a, b) / max(len(a), len(b), 1)


def jaro(a: str, b: str) -> float:
    """The similarity of Jaro (1989): common letters not too far apart, less half a point for each out of order."""
    if not a and not b:
        return 1.0
    reach = max(0, max(len(a), len(b)) // 2 - 1)
    taken = [False] * len(b)
    places = []
    for i, x in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if b[j] == x and not taken[j]:
                taken[j] = True
                places.append(i)
                break
    common = len(places)
    if not common:
        return 0.0
    others = [b[j] for j in range(len(b)) if taken[j]]
    swapped = sum(a[i] != y for i, y in zip(places, others, strict=True)) // 2
    return (common / len(a) + common / len(b) + (common - swapped) / common) / 3


def jaro_winkler(a: str, b: str) -> float:
    """Jaro's similarity, more where the first letters (four at most) agree and it is over .7 (Winkler 1990)."""
    alike = jaro(a, b)
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return alike + 0.1 * min(4, start) * (1 - alike) if alike > 0.7 else alike


# --- evidence ------------------------------------------------------------------------------------------------------------

Rarity = Callable[[str], float]


def alone(mine: Sequence[Word], others: Sequence[Word], rarity: Rarity, vowelless: bool, most: float) -> float:
    """The share of one side's words, by rarity, that the other side lacks; never more than `most`."""
    lacking = whole = 0.0
    for word in mine:
        nearest = 1.0  # a side without words lacks all of them
        for other in others:
            by_consonants = vowelless and word.consonants != ""
            apart = share(word.consonants, other.consonants) if by_consonants else share(word.marks, other.marks)
            nearest = min(nearest, apart)
        lacking += rarity(word.latin) * nearest
        whole += rarity(word.latin)
    return min(most, lacking / whole) if whole else 0.0


def features(x: Form, y: Form, rarity: Rarity) -> dict[str, float]:
    """Every feature that a pair of forms has ever been judged by, by its name."""
    sounds, consonants, letters = share(x.marks, y.marks), share(x.consonants, y.consonants), share(x.joined, y.joined)
    one_vowelless, either = x.vowelless != y.vowelless, x.vowelless or y.vowelless
    if len(x.words) == len(y.words) == 1:
        only_x = only_y = sounds
    else:
        only_x, only_y = alone(x.words, y.words, rarity, either, sounds), alone(y.words, x.words, rarity, either, sounds)
    return {
        "letters": letters,
        "jaro_winkler": 1 - jaro_winkler(x.joined, y.joined),
        "sounds": sounds,
        "consonants": consonants,
        "skeleton": share(x.skeleton, y.skeleton),
        "sounds_wrong": math.log(1 + levenshtein(x.marks, y.marks) / 3),
        "letters_vowelless": letters if one_vowelless else 0.0,
        "sounds_vowelless": sounds if one_vowelless else 0.0,
        "consonants_vowelless": consonants if one_vowelless else 0.0,
        "consonants_both_vowelless": consonants if x.vowelless and y.vowelless else 0.0,
        "beginning": 1.0 if x.marks[:1] != y.marks[:1] else 0.0,
        "words_apart": min(only_x, only_y),
        "words_more": max(only_x, only_y) - min(only_x, only_y),
        "few_sounds": sounds / (1 + min(len(x.skeleton), len(y.skeleton))),
        "numbers": 1.0 if x.numbers != y.numbers else 0.0,
        "traits": float(len((x.traits | y.traits) - (x.traits & y.traits))),
        "kinds": float(len((x.kinds | y.kinds) - (x.kinds & y.kinds))),
        "scripts": 1.0 if x.script != y.script else 0.0,
    }


def evidence(x: Form, y: Form, rarity: Rarity = lambda word: 1.0) -> float:
    """The weighted sum of the features that have a weight."""
    found = features(x, y, rarity)
    return sum(float(weight) * found[name] for name, weight in rules("weights")["features"].items())


def none_of_them(x: Form, aliases: int) -> float:
    """The evidence that a form is none of the candidates out of so many aliases."""
    found = {
        "at_rest": 1.0,
        "consonants": math.log(1 + len(x.skeleton)),
        "letters": math.log(1 + len(x.joined)),
        "words": math.log(1 + len(x.words)),
        "aliases": math.log10(1 + aliases),
    }
    return sum(float(weight) * found[name] for name, weight in rules("weights")["none"].items())


# --- the slow resolver -----------------------------------------------------------------------------------------------------


class Answer(NamedTuple):
    """What the slow resolver says: the outcome, the ID or None, and the probability of each ID."""

    outcome: Outcome
    id: str | None
    scores: Mapping[str, float]


class Slow:
    """A resolver that compares a mention with every alias of every entry."""

    def __init__(self, entries: Iterable[Entry], judge: Callable[[Form, Form, Rarity], float] = evidence) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.judge = judge
        self.rows = sorted({(strong_key(alias), entry.id) for entry in self.entries.values() for alias in (entry.name, *entry.aliases)} - {("", "")})
        self.forms = [(id, form) for key, id in self.rows if key for form in forms(key)]
        self.aliases = len({key for key, _ in self.rows if key})

    def resolve(self, mention: str, policy: Policy) -> Answer:
        key = strong_key(mention)
        if not key:
            return Answer(Outcome.NO_CANDIDATE, None, {})
        for field in ("aliases", "weak", "adjectives"):
            bearers = [id for id, entry in self.entries.items() if key in map(strong_key, self._borne(entry, field))]
            if bearers:
                given = bearers[0] if len(bearers) == 1 else None
                return Answer(Outcome.EXACT if given else Outcome.AMBIGUOUS, given, dict.fromkeys(bearers, 1 / len(bearers)))
        return self._fuzzily(forms(mention), policy)

    @staticmethod
    def _borne(entry: Entry, field: str) -> Sequence[str]:
        return (entry.name, *entry.aliases) if field == "aliases" else getattr(entry, field)

    def _fuzzily(self, asked: Sequence[Form], policy: Policy) -> Answer:
        best: dict[str, float] = {}
        for form in asked:
            for id, row in self.forms:
                best[id] = max(best.get(id, -math.inf), self.judge(form, row, self.rarity))
        whole = sum(math.exp(value) for value in [none_of_them(asked[0], self.aliases), *best.values()])
        scores = {id: math.exp(value) / whole for id, value in sorted(best.items())}
        return decided(scores, policy)

    def rarity(self, word: str) -> float:
        seen = sum(any(word == other.latin for other in form.words) for _, form in self.forms)
        return 1 - math.log(1 + seen) / math.log(1 + len(self.forms)) if seen else 1.0


def decided(scores: Mapping[str, float], policy: Policy) -> Answer:
    """The best ID, if it is probable enough and far enough ahead; else why not."""
    ranked = sorted(scores, key=lambda id: (-scores[id], id))
    if not ranked:
        return Answer(Outcome.NO_CANDIDATE, None, scores)
    best = scores[ranked[0]]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    least = threshold(policy.precision)
    if best >= least and best - second >= policy.margin:
        return Answer(Outcome.FUZZY, ranked[0], scores)
    tied = [score for score in scores.values() if score * NEAR_TIE >= best]
    ambiguous = len(tied) > 1 and sum(tied) >= least
    return Answer(Outcome.AMBIGUOUS if ambiguous else Outcome.TOO_FAR, None, scores)
