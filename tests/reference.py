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
from translit.form import Form, Word, forms, forms_of_key, guesses
from translit.rules import rules
from translit.sounds import unmarked
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


def longest_common(a: str, b: str) -> int:
    """The length of the longest string whose letters stand in both, in its order."""
    above = [0] * (len(b) + 1)
    for x in a:
        row = [0]
        for j, y in enumerate(b, 1):
            row.append(above[j - 1] + 1 if x == y else max(above[j], row[j - 1]))
        above = row
    return above[-1]


# --- evidence ------------------------------------------------------------------------------------------------------------

Rarity = Callable[[str], float]


def alone(mine: Sequence[Word], others: Sequence[Word], rarity: Rarity, by_consonants: bool, most: float) -> float:
    """The share of one side's words, by rarity, that the other side lacks; never more than `most`."""
    lacking = whole = 0.0
    for word in mine:
        shares = []
        for other in others:
            by = "consonants" if by_consonants and word.consonants else "marks"
            shares.append(share(getattr(word, by), getattr(other, by)))
        lacking += rarity(word.consonants) * min(shares)
        whole += rarity(word.consonants)
    return min(most, lacking / whole) if whole else 0.0


def features(x: Form, y: Form, rarity: Rarity) -> dict[str, float]:
    """The features of a pair of forms, by name."""
    letters, sounds, consonants = share(x.joined, y.joined), share(x.marks, y.marks), share(x.consonants, y.consonants)
    across = x.vowels != y.vowels
    vowelless = x.vowels == y.vowels == -1
    alike = not across and not vowelless
    fewer, more = sorted((x, y), key=lambda form: form.vowels)
    only_x = only_y = sounds
    if x.words and y.words and (len(x.words) > 1 or len(y.words) > 1):
        only_x = alone(x.words, y.words, rarity, not alike, sounds)
        only_y = alone(y.words, x.words, rarity, not alike, sounds)
    return {
        "letters": letters if alike else 0.0,
        "letters_across": letters if across else 0.0,
        "sounds_across": sounds if across else 0.0,
        "consonants_across": consonants if across else 0.0,
        "unheard_across": 1 - longest_common(fewer.coarse, more.coarse) / max(1, len(fewer.coarse)) if across else 0.0,
        "sounds_vowelless": sounds if vowelless else 0.0,
        "sounds_wrong": math.log(1 + levenshtein(x.marks, y.marks) / 3),
        "beginning": 1.0 if x.marks[:1] != y.marks[:1] else 0.0,
        "words_apart": min(only_x, only_y),
        "words_more": max(only_x, only_y) - min(only_x, only_y),
        "numbers": 1.0 if x.numbers != y.numbers else 0.0,
        "traits": float(len((x.traits | y.traits) - (x.traits & y.traits))),
        "kinds": float(len((x.kinds | y.kinds) - (x.kinds & y.kinds))),
        "article": 1.0 if x.guessed != y.guessed else 0.0,
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
        strong = [(entry, alias) for entry in self.entries.values() for alias in (entry.name, *entry.aliases)]
        plain: dict[tuple[str, str], str] = {}  # of two aliases with one key the name counts, or the first
        for entry, alias in sorted(strong, key=lambda pair: (pair[1] != pair[0].name, pair[1])):
            plain.setdefault((strong_key(alias), entry.id), alias)
        spoken = {(strong_key(unmarked(alias)), entry.id, alias) for entry, alias in strong if unmarked(alias) != alias}
        rows = {(*pair, alias) for pair, alias in plain.items()} | spoken
        self.forms = [(id, form) for key, id, _ in sorted(rows) if key for form in forms_of_key(key)]
        self.rarities: dict[str, float] = {}
        self.aliases = len({key for key, _ in plain if key})

    def resolve(self, mention: str, policy: Policy) -> Answer:
        key = strong_key(mention)
        if not key:
            return Answer(Outcome.NO_CANDIDATE, None, {})
        for field in ("aliases", "weak", "adjectives"):
            bearers = [id for id, entry in self.entries.items() if key in map(strong_key, self._borne(entry, field))]
            if bearers:
                given = bearers[0] if len(bearers) == 1 else None
                return Answer(Outcome.EXACT if given else Outcome.AMBIGUOUS, given, dict.fromkeys(bearers, 1 / len(bearers)))
        return self._fuzzily((*forms(mention), *guesses(mention)), policy)

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

    def rarity(self, consonants: str) -> float:
        """How rare a word with these consonants is: 1 for one that no alias has, 0 for one that all have."""
        if consonants not in self.rarities:
            seen = sum(any(consonants == word.consonants for word in form.words) for _, form in self.forms)
            self.rarities[consonants] = 1 - math.log(1 + seen) / math.log(1 + len(self.forms)) if seen else 1.0
        return self.rarities[consonants]


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
