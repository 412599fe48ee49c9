"""What translit answers, worked out slowly and plainly: for the laws to compare with.

Nothing here is fast, shared or clever. Distances are textbook dynamic programming, each feature is written from its
definition in docs/scores.md, and a mention is compared with every alias there is. Taken from translit: what happens
to one string (fold, forms), which spellings are one name, the weights, and the nouns.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from translit import Entry, Outcome, Policy
from translit.gazetteer import BY_WORDS, MUCH_FARTHER
from translit.matching.blocks import LEAST_TOLD, asked_words, word_keys
from translit.matching.decision import EVENS, NEAR_TIE, threshold
from translit.matching.likeness import A_WORD, HEARD, LEAST_GAIN, MOST_GAIN, UNHEARD, UNLIKE, UNLIKE_AS_A_WHOLE
from translit.matching.scoring import FAR
from translit.rules import rules
from translit.text import names
from translit.text.channel import LOST, WRONG, channel, surprise
from translit.text.fold import fold
from translit.text.form import Form, Word, forms, forms_of_alias, guesses
from translit.text.sounds import unmarked
from translit.text.split import opposite, strong_key

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


def spent(script: str, spelling: str, latin: str) -> float:
    """The least cost, in nats, of writing a spelling so in Latin letters, by the channel of its script."""
    table = channel(script)
    assert table

    @cache
    def least(at: int, to: int) -> float:
        """The least cost of the rest: the spelling from `at` on, written as the letters from `to` on."""
        ways = [0.0] if (at, to) == (len(spelling), len(latin)) else []
        if to < len(latin):
            ways.append(table.inserted.get(latin[to], WRONG) + least(at, to + 1))
        if at < len(spelling):
            ways.append(LOST + least(at + 1, to))
            if to < len(latin):
                ways.append(WRONG + least(at + 1, to + 1))
        for end in range(at + 1, min(at + 2, len(spelling)) + 1):
            piece = spelling[at:end]
            known = table.alone(piece) if end == at + 1 else table.alternatives.get(piece, {})
            ways += [cost + least(end, to + len(text)) for text, cost in known.items() if latin.startswith(text, to)]
        return min(ways)

    return least(0, 0)


class Shared(NamedTuple):
    gain: float
    cost: float
    letters: int
    heard: float


def shared(script: str, spelling: str, other: str) -> Shared:
    """What two spellings tell of each other, what it costs, the length of the other one, and how much of it is heard."""
    if script == "":
        told, cost = WRONG * len(other), WRONG * levenshtein(spelling, other)
    else:
        told = surprise(other)
        cost = min(spent(script, spelling, other), told - LEAST_GAIN)
    share_told = (told - cost) / told if told else told - cost
    return Shared(told - cost, cost, len(other), min(1.0, max(0.0, (share_told - UNHEARD) / (HEARD - UNHEARD))))


def alike(x: Form, y: Form, rarity: Rarity) -> tuple[float, float, float]:
    """What two forms tell of each other, what that costs a letter, and how many words both sides have alone."""
    scripts = {form.script: form for form in (x, y)}
    learnt = sorted(script for script in scripts if script != "Latn" and channel(script))
    if "Hani" in scripts and len(scripts) == 2:
        script, other_script = "Hani", "Latn"
        source, target = (x, y) if x.script == "Hani" else (y, x)
    elif len(learnt) == 1 and "Latn" in scripts:
        script, other_script = learnt[0], "Latn"
        source, target = (x, y) if y.script == "Latn" else (y, x)
    else:
        script = other_script = "" if x.script == y.script == "Hani" else "Latn"
        source, target = sorted((x, y), key=lambda form: (len(text(form, script)), text(form, script)))
    several = source.words and target.words and (len(source.words) > 1 or len(target.words) > 1)
    whole = shared(script, text(source, script), text(target, other_script))
    letters = sum(len(word.latin) for word in target.words)
    rare = sum(rarity(word.consonants) * len(word.latin) for word in target.words) / letters if letters else 1.0
    found = (whole.gain * rare, whole.cost, whole.letters)
    wrong = 0.0
    if several:
        table = {(a, b): words_shared(script, a, b, rarity) for a in source.words for b in target.words}
        mine = [[table[a, b] for b in target.words] for a in source.words]
        theirs = [[table[a, b] for a in source.words] for b in target.words]
        lacking = [
            sum(rarity(word.consonants) * (1 - max(pair.heard for pair in row)) for word, row in zip(side.words, rows, strict=True))
            for side, rows in ((source, mine), (target, theirs))
        ]
        wrong = min(lacking)
        kept = [best for best in map(max, mine if len(mine) <= len(theirs) else theirs) if best.gain > 1e-6]
        wholes = [sum(rarity(word.consonants) for word in side.words) for side in (source, target)]
        shares = [lost / (whole_side or 1.0) for lost, whole_side in zip(lacking, wholes, strict=True)]
        by_word = sum(best.gain for best in kept) * (1 - max(shares))
        unlike = share(x.consonants, y.consonants) > UNLIKE_AS_A_WHOLE
        if unlike or by_word > found[0] + 1e-9:
            found = (by_word, sum(best.cost for best in kept), sum(best.letters for best in kept))
        if not unlike:
            wrong = min(wrong, whole.cost / A_WORD)
    return min(max(found[0], LEAST_GAIN), MOST_GAIN), found[1] / max(found[2], 1), wrong


def text(item: Form | Word, script: str) -> str:
    return item.latin if script == "Latn" else item.letters


def words_shared(script: str, a: Word, b: Word, rarity: Rarity) -> Shared:
    if a.consonants and b.consonants and share(a.consonants, b.consonants) > UNLIKE:
        return Shared(LEAST_GAIN, 0.0, 0, 0.0)
    one, other = text(a, script), text(b, script and "Latn")
    if script in ("Latn", ""):
        one, other = sorted((one, other), key=lambda spelling: (len(spelling), spelling))
    found = shared(script, one, other)
    return found._replace(gain=found.gain * (rarity(a.consonants) + rarity(b.consonants)) / 2)


def features(x: Form, y: Form, rarity: Rarity) -> dict[str, float]:
    """The features of a pair of forms, by name."""
    same = names.alike(x, y)
    x, y = same.x, same.y
    across = x.vowels != y.vowels
    fewer, more = sorted((x, y), key=lambda form: form.vowels)
    apart = share(x.marks, y.marks)
    if x.words and y.words and (len(x.words) > 1 or len(y.words) > 1):
        by_consonants = across or x.vowels == -1
        apart = min(alone(x.words, y.words, rarity, by_consonants, apart), alone(y.words, x.words, rarity, by_consonants, apart))
    gain, cost, wrong = alike(x, y, rarity)
    return {
        "gain": gain,
        "gain_across": gain if (x.script == "Latn") != (y.script == "Latn") else 0.0,
        "cost": cost,
        "sounds_wrong": math.log(1 + levenshtein(x.marks, y.marks) / 3),
        "consonants_apart": share(x.consonants, y.consonants),
        "unheard_across": 1 - longest_common(fewer.coarse, more.coarse) / max(1, len(fewer.coarse)) if across else 0.0,
        "beginning": 1.0 if x.marks[:1] != y.marks[:1] else 0.0,
        "words_apart": apart,
        "words_wrong": wrong,
        "numbers": 1.0 if x.numbers != y.numbers else 0.0,
        "traits": float(len((x.traits | y.traits) - (x.traits & y.traits))),
        "kinds": float(len((x.kinds | y.kinds) - (x.kinds & y.kinds))),
        "kinds_differ": 1.0 if x.kinds and y.kinds and x.kinds.isdisjoint(y.kinds) else 0.0,
        "respelt": float(same.respelt),
        "short": float(same.short),
        "article": 1.0 if x.guessed != y.guessed else 0.0,
    }


def evidence(x: Form, y: Form, rarity: Rarity = lambda word: 1.0) -> float:
    """The weighted sum of the features that have a weight."""
    found = features(x, y, rarity)
    contradicts = bool(x.numbers and y.numbers and x.numbers != y.numbers) or any(opposite(trait) in y.traits for trait in x.traits)
    return sum(float(weight) * found[name] for name, weight in rules("weights")["features"].items()) - 25.0 * contradicts


def none_of_them(x: Form, entries: int) -> float:
    """The evidence that a form is none of the candidates out of so many entries."""
    found = {
        "at_rest": 1.0,
        "consonants": math.log(1 + len(x.skeleton)),
        "letters": math.log(1 + len(x.joined)),
        "words": math.log(1 + len(x.words)),
        "entries": math.log10(1 + entries),
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
        self.forms = [(id, form) for key, id, _ in sorted(rows) if key for form in forms_of_alias(key)]
        self.rarities: dict[str, float] = {}

    def resolve(self, mention: str, policy: Policy) -> Answer:
        key = strong_key(mention)
        if not key:
            return Answer(Outcome.NO_CANDIDATE, None, {})
        for field in ("aliases", "weak", "adjectives"):
            bearers = self._bearing(mention, field, strong_key)
            if field == "aliases" and bearers and not self._bearing(mention, field, fold):
                bearers = sorted({*bearers, *self._bearing(mention, "weak", fold)})
            if bearers:
                given = bearers[0] if len(bearers) == 1 else None
                return Answer(Outcome.EXACT if given else Outcome.AMBIGUOUS, given, dict.fromkeys(bearers, 1 / len(bearers)))
        return self._fuzzily(mention, policy)

    def _bearing(self, mention: str, field: str, key: Callable[[str], str]) -> list[str]:
        """The IDs of those who bear a mention in some field, by what a key makes of it."""
        return [id for id, entry in self.entries.items() if key(mention) in map(key, self._borne(entry, field))]

    @staticmethod
    def _borne(entry: Entry, field: str) -> Sequence[str]:
        return (entry.name, *entry.aliases) if field == "aliases" else getattr(entry, field)

    def _fuzzily(self, mention: str, policy: Policy) -> Answer:
        asked = (*forms(mention), *guesses(mention))
        best: dict[str, float] = {}
        for form, id, row in self.near(asked):
            best[id] = max(best.get(id, -math.inf), self.judge(form, row, self.rarity))
        best = {id: value for id, value in best.items() if value >= max(best.values()) - FAR}
        whole = sum(math.exp(value) for value in [none_of_them(forms(mention)[-1], len(self.entries)), *best.values()])
        scores = {id: math.exp(value) / whole for id, value in sorted(best.items())}
        return decided(scores, policy)

    def near(self, asked: Sequence[Form]) -> list[tuple[Form, str, Form]]:
        """The pairs that are weighed: those not much farther than the nearest, by sounds and by what their scripts write alike.

        Of a name of several words also those rows that share the most words with it.
        """
        pairs = [(roughly_apart(form, row), form, id, row) for form in asked for id, row in self.forms]
        least = min((apart for apart, *_ in pairs), default=0.0)
        near = [(form, id, row) for apart, form, id, row in pairs if apart <= least + MUCH_FARTHER]
        return [*near, *(pair for form in asked if len(form.words) > 1 for pair in self.by_words(form))]

    def by_words(self, form: Form) -> list[tuple[Form, str, Form]]:
        """The rows that share the most words with a form, by how much these tell."""
        rows = [word_keys(row) for _, row in self.forms]

        def told(words: Iterable[str]) -> float:
            return math.fsum(math.log((len(rows) + 1) / (sum(word in keys for keys in rows) + 1)) for word in words)

        asked, wide = word_keys(form), asked_words(form)
        shares = [
            (-told(wide & keys) / max(told(asked) + told(keys) - told(wide & keys), LEAST_TOLD), number)
            for number, keys in enumerate(rows)
            if wide & keys
        ]
        return [(form, *self.forms[number]) for _, number in sorted(shares)[:BY_WORDS]]

    def rarity(self, consonants: str) -> float:
        """How rare a word with these consonants is: 1 for one that one entry has or none, 0 for one that all have."""
        if consonants not in self.rarities:
            seen = len({id for id, form in self.forms if any(consonants == word.consonants for word in form.words)})
            self.rarities[consonants] = 1 - math.log(seen) / math.log(len(self.entries)) if seen > 1 else 1.0
        return self.rarities[consonants]


def roughly_apart(x: Form, y: Form) -> float:
    if x.vowels != y.vowels or x.vowels < 0:
        return share(x.marks, y.marks) + share(x.consonants, y.consonants)
    return share(x.marks, y.marks) + share(x.joined, y.joined)


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
    ambiguous = len(tied) > 1 and sum(tied) >= min(least, EVENS)
    return Answer(Outcome.AMBIGUOUS if ambiguous else Outcome.TOO_FAR, None, scores)
