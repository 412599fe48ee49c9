"""What translit answers, worked out slowly and plainly: for the laws to compare with.

Nothing here is fast, shared or clever. Distances are textbook dynamic programming, nothing is cut
off or remembered, each feature is written from its definition (translit/match/scoring.py,
docs/scores.md), and a mention is compared with every alias there is. Taken from translit: what
happens to one string (fold, forms, readings), which spellings are one name, what words mean,
the costs and weights that were learnt, and the nouns. The constants are spelt here anew, so that a
change of one of them in the code is a change of meaning that the laws notice.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from translit import Entry, Outcome, Policy
from translit.index.blocks import query_words, word_keys
from translit.knowledge.rules import rules
from translit.language import names
from translit.language.channel import channel, surprise
from translit.language.fold import fold
from translit.language.form import (
    Form,
    Word,
    forms,
    forms_of_alias,
    guesses,
    once,
    with_words,
    written_as,
)
from translit.language.readings import readings
from translit.language.scripts import script as script_of
from translit.language.sounds import unmarked
from translit.language.split import (
    kind_of,
    kinds_of_places,
    legal_clash,
    opposite,
    particles,
    strong_key,
    trait_of,
)
from translit.language.surnames import different_surnames
from translit.language.syllables import different_syllables
from translit.match import scoring
from translit.match.another import in_hangul
from translit.match.decision import threshold
from translit.match.weights import COMMON, FEATURES, HABITS, SLIPS

# --- constants: what each means is told where the code has it -------------------------------------

# Nats: a letter written as any other, or not at all; and how much a pair has in common at least.
WRONG, LOST, LEAST_GAIN = 7.0, 6.0, -5.0
# Shares of a word's surprisal: from which on it is heard, and below which it lacks.
HEARD, UNHEARD = 0.5, 0.2
# The most that the consonants of two words, and of two runs of words, differ in.
UNLIKE, UNLIKE_AS_A_WHOLE = 0.65, 0.34
# Slips of the keyboard: what one costs in nats, the letters of a word for one and for two of them,
# the share of letters that are no more slips, what a doubled letter counts, and how many make two
# names of one that has another word.
A_SLIP, SHORTEST_SLIPPED, BEARS_TWO, MOST_SLIPPED, A_DOUBLE, MOST_TYPED = 5.5, 4, 7, 0.45, 0.5, 2
# Initials: nats, and the share of the word that is found by one.
AN_INITIAL, FOUND_BY_INITIAL = 1.0, 0.7
# Nats of a letter without a reading; of all letters at most; and where gains count less.
A_LETTER, MOST_TOLD, MUCH = 3.0, 60.0, 25.0
# What is no surname before a comma, and the kinds that stand aside.
NO_TITLE, TITLE, COMPANY = -1, "title", "company"
# Rows that are looked at: how much farther than the nearest; by words, holding most words, for
# initials, by a system's reading; and no two names tell less together.
MUCH_FARTHER, BY_WORDS, HOLDING, BEGUN, BY_READING, LEAST_WEIGHT = 0.6, 6, 4, 60, 4, 1e-9
# Evidence: how far below "none" a contradiction is; how much less promise isn't weighed; what is
# too far behind the best; and the entries of a table that isn't there.
BELOW_NONE, MUCH_LESS, FAR, PAIR = 6.0, 5.0, math.log(1000), 1000
# The decision: the odds of a near tie, an even chance, and the kind of pair without thresholds.
NEAR_TIE, EVENS, OTHER = 3.0, 0.5, "other"

# --- distances ------------------------------------------------------------------------------------


def levenshtein(a: str, b: str) -> int:
    """The least number of letters to insert, delete or replace that makes b of a (Wagner and
    Fischer 1974).
    """
    above = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        row = [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
        above = row
    return above[-1]


def alignment(a: str, b: str) -> int:
    """The same where two neighbouring letters may also be exchanged, and no letter is changed
    twice: optimal string alignment.
    """
    least = [
        [max(i, j) if 0 in (i, j) else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)
    ]
    for i in range(1, len(a) + 1):
        for j in range(1, len(b) + 1):
            ways = [
                least[i - 1][j] + 1,
                least[i][j - 1] + 1,
                least[i - 1][j - 1] + (a[i - 1] != b[j - 1]),
            ]
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                ways.append(least[i - 2][j - 2] + 1)
            least[i][j] = min(ways)
    return least[-1][-1]


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


def spent(script: str, spelling: str, latin: str) -> float:
    """The least cost, in nats, of writing a spelling so in Latin letters, by the channel of its
    script.
    """
    table = channel(script)
    assert table
    least = [[math.inf] * (len(latin) + 1) for _ in range(len(spelling) + 1)]
    least[0][0] = 0.0

    def reach(at: int, to: int, cost: float) -> None:
        least[at][to] = min(least[at][to], cost)

    for at in range(len(spelling) + 1):
        for to in range(len(latin) + 1):
            here = least[at][to]
            if to < len(latin):
                reach(at, to + 1, here + table.inserted.get(latin[to], WRONG))
            if at < len(spelling):
                reach(at + 1, to, here + LOST)
            if at < len(spelling) and to < len(latin):
                reach(at + 1, to + 1, here + WRONG)
            for size in (1, 2):
                piece = spelling[at : at + size]
                known = table.alone(piece) if len(piece) == 1 else table.alternatives.get(piece, {})
                for text, cost in known.items() if len(piece) == size else ():
                    if latin.startswith(text, to):
                        reach(at + size, to + len(text), here + cost)
    return least[-1][-1]


# --- what two spellings share ---------------------------------------------------------------------

Rarity = Callable[[str], float]
# Whose channel it is when two names are compared letter by letter, as they are written.
AS_WRITTEN = ""


def in_order(x: Form, y: Form) -> tuple[Form, Form, str]:
    """Which form is written as which other, and by the channel of which script.

    Han characters as anything else, a script that has a channel as Latin; in Latin letters the
    shorter one as the longer one, then the first by code points. Two forms in Han characters, or of
    which one has a word without a reading, letter by letter as they are written.
    """
    read = all(letter.isascii() for letter in x.joined + y.joined)
    if read:
        for one, other in ((x, y), (y, x)):
            if one.script == "Hani" != other.script:
                return one, other, "Hani"
        for one, other in ((x, y), (y, x)):
            if one.script != "Latn" == other.script and channel(one.script):
                return one, other, one.script
    script = AS_WRITTEN if not read or x.script == y.script == "Hani" else "Latn"
    one, other = sorted(
        (x, y),
        key=lambda form: (
            len(text(form, script)),
            text(form, script),
            form.letters,
            form.latin,
            form.marks,
            form.script,
        ),
    )
    return one, other, script


def text(item: Form | Word, script: str) -> str:
    return item.latin if script == "Latn" else item.letters


def target_text(item: Form | Word, script: str) -> str:
    return item.letters if script == AS_WRITTEN else item.latin


def shorter_first(script: str, one: str, other: str) -> tuple[str, str]:
    """Two spellings of one kind, the shorter first; two of different kinds as they are."""
    if script in ("Latn", AS_WRITTEN):
        one, other = sorted((one, other), key=lambda spelling: (len(spelling), spelling))
    return one, other


def tells(script: str, spelling: str) -> float:
    """How much a spelling tells, in nats."""
    return WRONG * len(spelling) if script == AS_WRITTEN else surprise(spelling)


def writing(script: str, one: str, other: str) -> float:
    """What writing the one as the other costs."""
    return WRONG * levenshtein(one, other) if script == AS_WRITTEN else spent(script, one, other)


class Shared(NamedTuple):
    """What two words, or blocks of words, share: what they tell of each other, what that costs,
    and how much of them is heard.
    """

    gain: float
    cost: float
    letters: int
    heard: float


NOTHING = Shared(LEAST_GAIN, 0.0, 0, 0.0)


def heard(told: float, cost: float) -> float:
    part = (told - cost) / told if told else told - cost
    return min(1.0, max(0.0, (part - UNHEARD) / (HEARD - UNHEARD)))


def by_habits(script: str, one: str, other: str) -> Shared:
    """What a habit of spelling makes two spellings share; what costs more than it tells shares
    nothing.
    """
    one, other = shorter_first(script, one, other)
    told = tells(script, other)
    cost = min(told, writing(script, one, other))
    return Shared(told - cost, cost, len(other), heard(told, cost))


def by_slips(a: Word, b: Word, letters: int) -> Shared:
    """What two words share if one is the other with a slip: two in a word of seven letters and
    more, none in one of less than four.
    """
    longest = max(len(a.latin), len(b.latin))
    count = alignment(a.latin, b.latin)
    if longest < SHORTEST_SLIPPED or count > 2 or (count > 1 and longest < BEARS_TWO):
        return NOTHING
    told, cost = min(surprise(a.latin), surprise(b.latin)), A_SLIP * count
    return Shared(told - cost, cost, letters, heard(told, cost))


def is_letter(word: Word) -> bool:
    """Whether a word is one Latin letter, or one letter of another alphabet."""
    return len(word.latin) == 1 or (len(word.letters) == 1 and ord(word.letters) < 0x1100)


def begins_longer(letter: Word, whole: Word) -> bool:
    """Whether the Latin letters of a letter begin those of a word, and aren't all of them."""
    return whole.latin != letter.latin and whole.latin.startswith(letter.latin)


def words_shared(script: str, a: Word, b: Word, rarity: Rarity) -> Shared:
    """What two words share, by their rarity: a habit that finds all of the word; else what tells
    the most; or an initial.
    """
    rare = (rarity(a.consonants) + rarity(b.consonants)) / 2
    letter, whole = (a, b) if is_letter(a) else (b, a)
    if (
        not is_letter(letter)
        and a.consonants
        and b.consonants
        and share(a.consonants, b.consonants) > UNLIKE
        and alignment(a.latin, b.latin) > 2
    ):
        return NOTHING
    found = by_habits(script, text(a, script), target_text(b, script))
    if found.heard < 1 and a.latin and b.latin:
        slipped = by_slips(a, b, found.letters)
        if slipped.gain > found.gain or found.heard == 0 < slipped.heard:
            found = slipped._replace(heard=max(found.heard, slipped.heard))
        if is_letter(letter) and not is_letter(whole) and begins_longer(letter, whole):
            found = Shared(AN_INITIAL, 0.0, found.letters, max(found.heard, FOUND_BY_INITIAL))
    return found._replace(gain=found.gain * rare)


# --- counterparts ---------------------------------------------------------------------------------


class Match(NamedTuple):
    """Words of the one side, by their places, and the words of the other that are their
    counterpart; `initial` where one is only that.
    """

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    shared: Shared
    initial: bool = False


class Found(NamedTuple):
    """Two names, word by word: what has counterparts, initials aside, as forms, what these
    share; and what the other words tell.
    """

    x: Form
    y: Form
    gain: float
    cost: float
    letters: int
    alone: int = 0
    replaced: float = 0.0
    added: float = 0.0
    added_rare: float = 0.0
    traits: int = 0
    kinds: frozenset[str] = frozenset()
    lone: bool = False
    moved: bool = False
    crossed: bool = False


def has_several(x: Form, y: Form) -> bool:
    return bool(x.words and y.words) and max(len(x.words), len(y.words)) > 1


def counterparts(x: Form, y: Form, rarity: Rarity) -> Found:
    """Two names, word by word; two of one word are each other's counterpart."""
    source, target, script = in_order(x, y)
    if not has_several(x, y):
        other = target_text(target, script)
        told = tells(script, other)
        cost = min(writing(script, text(source, script), other), told - LEAST_GAIN)
        gain = max(LEAST_GAIN, (told - cost) * mean_rarity(target.words, rarity))
        traits, kinds = len(x.traits ^ y.traits), kinds_alone(x, y, (), ())
        alone = int(any(map(is_other, x.words, y.words)))
        return Found(
            source, target, gain, cost, max(1, len(other)), alone=alone, traits=traits, kinds=kinds
        )
    matches = matched(script, source.words, target.words, rarity)
    mine = {place: match.shared.heard for match in matches for place in match.mine}
    theirs = {place: match.shared.heard for match in matches for place in match.theirs}
    rest = [word for place, word in enumerate(source.words) if place not in mine]
    other_rest = [word for place, word in enumerate(target.words) if place not in theirs]
    told, other_told = untold(source.words, mine), untold(target.words, theirs)
    rare, other_rare = (
        sum(rarity(word.consonants) * told_by(word) for word in words)
        for words in (rest, other_rest)
    )
    found = Found(
        only(source, [place for match in matches if not match.initial for place in match.mine]),
        only(target, [place for match in matches if not match.initial for place in match.theirs]),
        gain=sum(match.shared.gain for match in matches),
        cost=sum(match.shared.cost for match in matches),
        letters=max(1, sum(match.shared.letters for match in matches)),
        alone=min(
            len([word for word in words if word.letters not in particles()])
            for words in (rest, other_rest)
        )
        or int(
            are_others(source, target, matches)
            or (
                over_the_comma(source, target, matches)
                and surname_is_unmet(source, target, mine, theirs)
            )
        ),
        replaced=min(told, other_told),
        added=abs(told - other_told),
        added_rare=abs(rare - other_rare),
        traits=traits_alone(source, target, rest, other_rest),
        kinds=kinds_alone(source, target, rest, other_rest),
        lone=sum(not match.initial for match in matches) == 1
        and any(word.letters not in particles() for word in (*rest, *other_rest)),
        moved=in_another_order(source, target, matches),
        crossed=over_the_comma(source, target, matches),
    )
    if (
        len(source.words) != len(target.words)
        and max(told, other_told) > 0
        and not are_others(source, target, matches)
        and may_be_joined(source.words, target.words)
    ):
        return as_a_whole(source, target, script, rarity, found)
    return found


def surname_is_unmet(
    source: Form, target: Form, mine: Mapping[int, float], theirs: Mapping[int, float]
) -> bool:
    """Whether all words before the comma of a side are without a counterpart."""
    return not any(place in mine for place in range(source.surname)) or not any(
        place in theirs for place in range(target.surname)
    )


def matched(
    script: str, mine: Sequence[Word], theirs: Sequence[Word], rarity: Rarity
) -> list[Match]:
    """Each word with one of the other side at most: again and again the two that share the most of
    those that are left.

    What is left on both sides then is a block, if it is more than a word on each and shares
    anything.
    """
    kept: list[Match] = []
    left, others = list(range(len(mine))), list(range(len(theirs)))
    table = {(i, j): words_shared(script, mine[i], theirs[j], rarity) for i in left for j in others}
    while True:
        pairs = [(i, j) for i in left for j in others if table[i, j].heard > 0]
        if not pairs:
            break
        i, j = min(
            pairs, key=lambda pair: (-worth(table[pair]), sum(pair), abs(pair[0] - pair[1]), pair)
        )
        initial = is_letter(mine[i]) != is_letter(theirs[j])
        kept.append(Match((i,), (j,), table[i, j], initial=initial))
        left.remove(i)
        others.remove(j)
    alone, other_alone = [mine[place] for place in left], [theirs[place] for place in others]
    if left and others and (len(left) > 1 or len(others) > 1) and may_be_joined(alone, other_alone):
        one = " ".join(text(mine[place], script) for place in left)
        other = " ".join(target_text(theirs[place], script) for place in others)
        block = by_habits(script, one, other)
        if block.heard > 0:
            kept.append(Match(tuple(left), tuple(others), block))
    return sorted(kept)


def may_be_joined(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether the words of two runs may be the same, joined and split otherwise: no more than
    half of their consonants are others.
    """
    return (
        share(
            "".join(word.consonants for word in mine), "".join(word.consonants for word in theirs)
        )
        <= UNLIKE_AS_A_WHOLE
    )


def worth(found: Shared) -> float:
    """By what the pairs of words go first: how much of them is heard, and what they tell of each
    other.
    """
    return found.heard * (1 + max(0.0, found.gain))


def told_by(word: Word) -> float:
    """How much a word tells, in nats."""
    return surprise(word.latin) if word.latin.isascii() else A_LETTER * len(word.letters)


def untold(words: Sequence[Word], found: Mapping[int, float]) -> float:
    """What of some words isn't found on the other side: all of those without a counterpart, and
    of the others what isn't heard.
    """
    return sum(told_by(word) * (1 - found.get(place, 0.0)) for place, word in enumerate(words))


def only(form: Form, places: Sequence[int]) -> Form:
    """A form with some of its words, in this order; all of them if none has a counterpart."""
    return with_words(form, tuple(form.words[place] for place in places)) if places else form


def traits_alone(
    source: Form, target: Form, rest: Sequence[Word], other_rest: Sequence[Word]
) -> int:
    """How many traits one side says in words without a counterpart, or has set apart, and the
    other doesn't say.
    """
    alone: set[str] = set()
    for form, other, words in ((source, target, rest), (target, source, other_rest)):
        among = {trait_of(word.letters) for word in form.words} - {""}
        said = {trait_of(word.letters) for word in words} - {""} if among else form.traits
        alone |= said - other.traits - {trait_of(word.letters) for word in other.words}
    return len(alone)


def kinds_alone(
    source: Form, target: Form, rest: Sequence[Word], other_rest: Sequence[Word]
) -> frozenset[str]:
    """The kinds that one side says in words without a counterpart, or has set apart, and the
    other doesn't say.
    """
    alone: set[str] = set()
    for form, other, words in ((source, target, rest), (target, source, other_rest)):
        said = form.kinds | {kind_of(word.letters) for word in words} - {""}
        alone |= said - other.kinds - {kind_of(word.letters) for word in other.words}
    return frozenset(alone)


def surname_last(form: Form) -> list[int]:
    """The places of the words of a form, those before a comma put last."""
    before = max(0, form.surname)
    return [*range(before, len(form.words)), *range(before)]


def in_another_order(source: Form, target: Form, matches: Sequence[Match]) -> bool:
    """Whether two counterparts stand in one order on this side and in the other one there,
    surnames before a comma put last.
    """
    mine, theirs = surname_last(source), surname_last(target)
    places = sorted((mine.index(match.mine[0]), theirs.index(match.theirs[0])) for match in matches)
    return any(before > after for (_, before), (_, after) in pairwise(places))


def are_others(source: Form, target: Form, matches: Sequence[Match]) -> bool:
    """Whether one word stands for one that is known to be another."""
    return any(
        is_other(source.words[match.mine[0]], target.words[match.theirs[0]])
        for match in matches
        if (len(match.mine), len(match.theirs), match.initial) == (1, 1, False)
    )


def is_other(one: Word, other: Word) -> bool:
    return one.letters != other.letters and (
        names.different_names(one.letters, other.letters)
        or (
            {script_of(one.letters), script_of(other.letters)} <= {"Latn", "Cyrl"}
            and different_surnames(one.latin, other.latin)
        )
    )


def over_the_comma(source: Form, target: Form, matches: Sequence[Match]) -> bool:
    """Whether a word before the comma of the one has its counterpart behind that of the other."""
    sides = [
        (match.mine[0] < source.surname, match.theirs[0] < target.surname) for match in matches
    ]
    return (
        source.surname > 0 and target.surname > 0 and any(mine != theirs for mine, theirs in sides)
    )


def as_a_whole(source: Form, target: Form, script: str, rarity: Rarity, by_word: Found) -> Found:
    """Two names run together where that costs less than the words do and what they lack, and
    less than the name tells.
    """
    one, other = text(source, script), target_text(target, script)
    cost, told = writing(script, one, other), tells(script, other)
    if cost >= min(told, by_word.cost + 2 * by_word.replaced + by_word.added):
        return by_word
    gain = (told - cost) * mean_rarity(target.words, rarity)
    traits, kinds = (
        traits_alone(source, target, (), ()),
        kinds_alone(source, target, source.words, target.words),
    )
    return Found(source, target, gain, cost, max(1, len(other)), traits=traits, kinds=kinds)


def mean_rarity(words: Sequence[Word], rarity: Rarity) -> float:
    """The mean rarity of the letters of some words; 1 of none."""
    letters = sum(len(word.latin) for word in words)
    return (
        math.fsum(rarity(word.consonants) * len(word.latin) for word in words) / letters
        if letters
        else 1.0
    )


# --- features -------------------------------------------------------------------------------------


def features(x: Form, y: Form, rarity: Rarity) -> list[dict[str, float]]:
    """The features of each explanation of a pair of forms, by name: that by habits, and that by
    slips where there is one.
    """
    same = names.alike(x, y)
    x, y = same.x, same.y
    found = counterparts(x, y, rarity)
    nothing = dict.fromkeys((*COMMON, *HABITS, *SLIPS), 0.0)
    common, slipped = common_features(x, y, found), slip_features(x, y, found, rarity)
    rows = [{**nothing, **common, **habit_features(x, y, found, rarity)}]
    rows += [{**nothing, **common, **slipped}] if slipped else []
    if (
        found.alone
        and x.script == y.script
        and alignment(*(text(form, form.script).replace(" ", "") for form in (x, y))) <= MOST_TYPED
    ):
        whole = Found(x, y, 0.0, 0.0, 1, traits=found.traits, kinds=found.kinds)
        slipped = slip_features(x, y, whole, rarity)
        rows += [{**nothing, **common_features(x, y, whole), **slipped}] if slipped else []
    return rows


def common_features(x: Form, y: Form, found: Found) -> dict[str, float]:
    told = found.added + sum(told_by(word) for word in found.x.words)
    firm = bool(x.legal or y.legal)
    return {
        "replaced": float(found.alone),
        "moved": float(found.moved),
        "crossed": float(found.crossed),
        "added": math.log(1 + found.added_rare / 10),
        "added_share": found.added / told if found.added else 0.0,
        "lone": float(found.lone),
        "numbers": float(x.numbers != y.numbers),
        "traits": float(found.traits),
        "kinds": float(len([kind for kind in found.kinds if kind in kinds_of_places()])),
        "things": float(
            len(
                [
                    kind
                    for kind in found.kinds
                    if kind not in (*kinds_of_places(), TITLE) and not (firm and kind == COMPANY)
                ]
            )
        ),
        "titles": float(TITLE in found.kinds),
        "articles": float(x.articled != y.articled) if x.written and y.written else 0.0,
        "across": float([x.script, y.script].count("Latn") == 1),
        "native": float(x.script == y.script != "Latn"),
        "foreign": float(x.script != y.script and "Latn" not in (x.script, y.script)),
        "characters": float("Hani" in (x.script, y.script)),
        "syllables": float(1 in (x.vowels, y.vowels)),
        "vowelless": float(-1 in (x.vowels, y.vowels)),
    }


def habit_features(x: Form, y: Form, found: Found, rarity: Rarity) -> dict[str, float]:
    gain = min(MUCH, found.gain)
    fewer, more = sorted((found.x, found.y), key=lambda form: form.vowels)
    return {
        "gain": gain,
        "gain_across": gain if [x.script, y.script].count("Latn") == 1 else 0.0,
        "gain_more": (found.gain - gain) / 10,
        "cost": found.cost / found.letters,
        "sounds_wrong": math.log(1 + levenshtein(found.x.marks, found.y.marks) / 3),
        "unheard_across": 1 - longest_common(fewer.coarse, more.coarse) / max(1, len(fewer.coarse))
        if x.vowels != y.vowels
        else 0.0,
        "beginning": float(found.x.marks[:1] != found.y.marks[:1]),
        "words_apart": words_apart(found.x, found.y, rarity),
        "article": float(x.guessed != y.guessed),
    }


def words_apart(x: Form, y: Form, rarity: Rarity) -> float:
    """The lesser of the shares of words, by rarity, that each side has otherwise; no more than
    the names differ as a whole.
    """
    whole = share(x.marks, y.marks)
    if not has_several(x, y):
        return whole
    by_consonants = x.vowels != y.vowels or x.vowels == -1
    return min(
        alone(x.words, y.words, rarity, by_consonants, whole),
        alone(y.words, x.words, rarity, by_consonants, whole),
    )


def alone(
    mine: Sequence[Word], others: Sequence[Word], rarity: Rarity, by_consonants: bool, most: float
) -> float:
    """The share of one side's words, by rarity, that the other side lacks; never more than
    `most`.
    """
    lacking = whole = 0.0
    for word in mine:
        by = "consonants" if by_consonants and word.consonants else "marks"
        lacking += rarity(word.consonants) * min(
            share(getattr(word, by), getattr(other, by)) for other in others
        )
        whole += rarity(word.consonants)
    return min(most, lacking / whole) if whole else 0.0


def slip_features(x: Form, y: Form, found: Found, rarity: Rarity) -> dict[str, float]:
    """The features of slips; none where there is nothing to compare, or it takes too many."""
    pairs = [(min(pair), max(pair)) for pair in spellings(x, y, found) if pair[0] and pair[1]]
    if not pairs:
        return {}
    count, one, other = min((slips_between(*pair), *pair) for pair in pairs)
    letters = max(len(one), len(other))
    if count > 1 and count > MOST_SLIPPED * letters:
        return {}
    told = surprise(one) if (one + other).isascii() else A_LETTER * letters
    across = [x.script, y.script].count("Latn") == 1
    return {
        "typed": 1.0,
        "typed_across": float(across),
        "typed_equal": float(across and one == other),
        "typed_characters": float(
            one == other and x.script != y.script and "Hani" in (x.script, y.script)
        ),
        "typed_told": min(told, MOST_TOLD)
        * mean_rarity((*found.x.words, *found.y.words), rarity)
        / 10,
        "slips": count,
        "slips_across": count if across else 0.0,
        "slips_share": count / letters,
        "slips_log": math.log(1 + count),
        "slips_swapped": float(levenshtein(one, other) - alignment(one, other))
        if x.script == y.script
        else 0.0,
        "slips_doubled": (alignment(one, other) - count) / A_DOUBLE,
        "slips_first": float(one[0] != other[0]),
    }


def spellings(x: Form, y: Form, found: Found) -> list[tuple[str, str]]:
    """What is compared letter by letter: the counterparts in one script, and the whole names where
    all words have one, in their order; else the readings of both by the systems of their scripts,
    and where vowels are left out only those that are equal. Characters that are read in several
    ways are no spelling of anything else.
    """
    mine, theirs = found.x, found.y
    if x.script == y.script:
        by = "latin" if x.script == "Latn" else "letters"
        pairs = [(getattr(mine, by).replace(" ", ""), getattr(theirs, by).replace(" ", ""))]
        return (
            [*pairs, (x.written, y.written)]
            if found.replaced + found.added == 0 and not found.moved
            else pairs
        )
    if not (mine.joined + theirs.joined).isascii():
        return []
    one, other = (
        readings(form.script, form.letters) or [form.latin.replace(" ", "")]
        for form in (mine, theirs)
    )
    whole = -1 in (x.vowels, y.vowels) or "Hani" in (x.script, y.script)
    return [(a, b) for a in one for b in other if a == b or not whole]


def slips_between(one: str, other: str) -> float:
    """How many slips make one spelling of the other; those that concern doubled letters alone
    count less.
    """
    count = alignment(one, other)
    doubled = max(0, count - alignment(*map(doubles_once, (one, other))))
    return count - A_DOUBLE * doubled


def doubles_once(spelling: str) -> str:
    """A spelling with each two of a letter, from the left, written once: aab is ab, and aaab is
    aab.
    """
    runs = (list(run) for _, run in groupby(spelling))
    return "".join(run[0] * (len(run) // 2 + len(run) % 2) for run in runs)


# --- evidence -------------------------------------------------------------------------------------


def evidence(x: Form, y: Form, rarity: Rarity = lambda word: 1.0) -> float:
    """The weighted sum of the features of the explanation that gives more; where something
    contradicts, at most a nat above a bound.
    """
    weights = rules("weights")["features"]
    rows = features(x, y, rarity)
    found = max(sum(float(weights[name]) * value for name, value in row.items()) for row in rows)
    same = names.alike(x, y)
    said = [rows[0][name] > 0 for name in ("replaced", "traits", "things")]
    bound = min(none_of_them(form, PAIR) for form in (same.x, same.y)) - BELOW_NONE
    if found > bound and (any(said) or contradict(same.x, same.y)):
        return bound + 1 - math.exp(bound - found)
    return found


def promise(x: Form, y: Form, rarity: Rarity) -> float:
    """How much a pair promises, by what is quickly known of it."""
    same = names.alike(x, y)
    x, y = same.x, same.y
    other, latin = (x, y) if y.script == "Latn" else (y, x)
    across = [x.script, y.script].count("Latn") == 1
    apart = alignment(x.joined, y.joined) / max(len(x.joined), len(y.joined), 1)
    _, target, script = in_order(x, y)
    fewer, more = sorted((x, y), key=lambda form: form.vowels)
    found = {
        "told": min(tells(script, target_text(target, script)), MUCH),
        "words_apart": words_apart(x, y, rarity),
        "sounds_wrong": math.log(1 + levenshtein(x.marks, y.marks) / 3),
        "letters_wrong": apart,
        "letters_across": apart * across,
        "unheard": 1 - longest_common(fewer.coarse, more.coarse) / max(1, len(fewer.coarse))
        if x.vowels != y.vowels
        else 0.0,
        "qualifiers": len(x.traits ^ y.traits),
        "generics": len(x.kinds ^ y.kinds),
        "clash": float(contradict(x, y)),
        "read_equal": float(
            across
            and latin.joined in [once(reading) for reading in readings(other.script, other.letters)]
        ),
    }
    return sum(float(weight) * found[name] for name, weight in rules("weights")["promise"].items())


def held_beside_initials(x: Form, y: Form) -> int:
    """How many of the other words of a name with an initial, or with a word twice, another has."""
    words = [word.latin for word in x.words if not is_letter(word)]
    return len({*words} & {word.latin for word in y.words}) if len({*words}) < len(x.words) else 0


def contradict(x: Form, y: Form) -> bool:
    """Whether two forms say what can't be said of one thing."""
    return (
        NO_TITLE in (x.surname, y.surname)
        or (x.numbers != y.numbers and bool(x.numbers) and bool(y.numbers))
        or any(opposite(trait) in y.traits for trait in x.traits)
        or legal_clash(x.legal, y.legal)
        or another_syllable(x, y)
    )


def another_syllable(x: Form, y: Form) -> bool:
    """Whether two names differ in a syllable: as Hangul has it where both are Korean names in it."""
    mine, theirs = in_hangul(x.letters), in_hangul(y.letters)
    if mine and theirs:
        return len(mine) == len(theirs) and mine[:1] == theirs[:1] and mine[1:] != theirs[1:]
    return different_syllables(x.latin.split(), y.latin.split())


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


def agrees(x: Form, y: Form, rarity: Rarity) -> None:
    """That the features and the evidence which translit works out are those written here, and
    the same whichever form comes first.
    """
    expected, found = features(x, y, rarity), scoring.features(x, y, rarity)
    assert len(found) == len(expected)
    for row, slowly in zip(found, expected, strict=True):
        named = dict(zip(FEATURES, row, strict=True))
        assert {
            name: (value, slowly[name])
            for name, value in named.items()
            if abs(value - slowly[name]) > EXACT
        } == {}
    assert scoring.features(y, x, rarity) == found
    assert abs(scoring.evidence(x, y, rarity) - evidence(x, y, rarity)) <= EXACT
    assert scoring.evidence(x, y, rarity) == scoring.evidence(y, x, rarity)


# Sums in another order differ by less.
EXACT = 1e-9

# --- the slow resolver ----------------------------------------------------------------------------


class Answer(NamedTuple):
    """What the slow resolver says: the outcome, the ID or None, and the probability of each ID."""

    outcome: Outcome
    id: str | None
    scores: Mapping[str, float]


Judge = Callable[[Form, Form, Rarity], float]


class Slow:
    """A resolver that compares a mention with every alias of every entry."""

    def __init__(
        self, entries: Iterable[Entry], judge: Judge = evidence, promise: Judge = promise
    ) -> None:
        self.entries = {entry.id: entry for entry in entries}
        self.judge, self.promise = judge, promise
        strong = [
            (entry, alias)
            for entry in self.entries.values()
            for alias in (entry.name, *entry.aliases)
        ]
        plain: dict[
            tuple[str, str], str
        ] = {}  # of two aliases with one key the name counts, or the first
        for entry, alias in sorted(strong, key=lambda pair: (pair[1] != pair[0].name, pair[1])):
            plain.setdefault((strong_key(alias), entry.id), alias)
        # What isn't ASCII is a row as it sounds too, and where another alias has its key.
        spoken = {
            (strong_key(unmarked(alias)), entry.id, alias)
            for entry, alias in strong
            if not alias.isascii()
        }
        rows = {(*pair, alias) for pair, alias in plain.items()} | spoken
        self.rows = [
            (alias, id, form)
            for key, id, alias in sorted(rows)
            if key
            for form in written_as(alias, forms_of_alias(key))
        ]
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
                return Answer(
                    Outcome.EXACT if given else Outcome.AMBIGUOUS,
                    given,
                    dict.fromkeys(bearers, 1 / len(bearers)),
                )
        return self._fuzzily(mention, policy)

    def _bearing(self, mention: str, field: str, key: Callable[[str], str]) -> list[str]:
        """The IDs of those who bear a mention in some field, by what a key makes of it."""
        return [
            id
            for id, entry in self.entries.items()
            if key(mention) in map(key, self._borne(entry, field))
        ]

    @staticmethod
    def _borne(entry: Entry, field: str) -> Sequence[str]:
        return (entry.name, *entry.aliases) if field == "aliases" else getattr(entry, field)

    def _fuzzily(self, mention: str, policy: Policy) -> Answer:
        asked = (*forms(mention), *guesses(mention))
        best: dict[str, tuple[float, str]] = {}
        near = self.near(asked)
        promises = [self.promise(form, self.rows[number][2], self.rarity) for form, number in near]
        least = max(promises, default=0.0) - MUCH_LESS
        for form, number in (
            pair
            for pair, promised in zip(near, promises, strict=True)
            if promised >= least or held_beside_initials(pair[0], self.rows[pair[1]][2])
        ):
            alias, id, row = self.rows[number]
            best[id] = max(
                best.get(id, (-math.inf, "")), (self.judge(form, row, self.rarity), alias)
            )
        best = {
            id: found
            for id, found in best.items()
            if found >= max(best.values()) or found[0] >= max(best.values())[0] - FAR
        }
        none = none_of_them(forms(mention)[-1], len(self.entries))
        whole = sum(math.exp(value) for value in [none, *(value for value, _ in best.values())])
        scores = {id: math.exp(value) / whole for id, (value, _) in sorted(best.items())}
        return decided(
            scores, policy, {id: kind(mention, alias) for id, (_, alias) in best.items()}
        )

    def near(self, asked: Sequence[Form]) -> list[tuple[Form, int]]:
        """The pairs that are weighed: those not much farther than the nearest, by sounds and by
        what their scripts write alike.

        Of a name of several words also those rows that share the most words with it.
        """
        pairs = [
            (roughly_apart(form, row), form, number)
            for form in asked
            for number, (_, _, row) in enumerate(self.rows)
        ]
        least = min((apart for apart, *_ in pairs), default=0.0)
        near = [(form, number) for apart, form, number in pairs if apart <= least + MUCH_FARTHER]
        worded = (
            (form, number)
            for form in asked
            if len(form.words) > 1
            for number in self.by_words(form)
        )
        return [
            *near,
            *worded,
            *(
                (form, number)
                for form in asked
                if not form.guessed
                for number in self.by_readings(form)
            ),
        ]

    def by_readings(self, form: Form) -> list[int]:
        """The rows that are spelt as some system writes a form, doubled letters once: the first
        four for each.
        """
        spelt = [once(reading) for reading in readings(form.script, form.letters)]
        rows = [
            [number for number, (_, _, row) in enumerate(self.rows) if row.joined == each]
            for each in spelt
        ]
        return [number for found in rows for number in found[:BY_READING]]

    def by_words(self, form: Form) -> list[int]:
        """The rows that share the most words with a form, by how much these tell, and those that
        hold the most of its own words.

        Of a name with initials more of the latter are looked at, and those come first that have
        words which its initials begin.
        """
        rows = [word_keys(row) for _, _, row in self.rows]

        def told(words: Iterable[str]) -> float:
            return math.fsum(
                math.log((len(rows) + 1) / (sum(word in keys for keys in rows) + 1))
                for word in words
            )

        initials = [word.latin for word in form.words if is_letter(word)]
        form = form._replace(
            words=tuple(word for word in form.words if word.latin not in initials) or form.words
        )
        asked, wide = word_keys(form), query_words(form)
        shared = {number: told(wide & keys) for number, keys in enumerate(rows) if wide & keys}
        shares = {
            number: value / max(told(asked) + told(rows[number]) - value, LEAST_WEIGHT)
            for number, value in shared.items()
        }
        alike = sorted(shared, key=lambda number: (-shares[number], number))[:BY_WORDS]
        lacking = {
            number: letters_lacking(form.joined, self.rows[number][2].joined) for number in shared
        }
        held = sorted(
            shared, key=lambda number: (-shared[number], lacking[number], -shares[number], number)
        )
        holding = held[: BEGUN if initials else HOLDING]
        found = [*alike, *(number for number in holding if number not in alike)]
        begun = [
            -sum(any(word.latin.startswith(each) for word in row.words) for each in initials)
            for _, _, row in self.rows
        ]
        rest = sorted(found[BY_WORDS:], key=lambda number: begun[number])
        return sorted([*found[:BY_WORDS], *rest][: BY_WORDS + HOLDING])

    def rarity(self, consonants: str) -> float:
        """How rare a word with these consonants is: 1 for one that one entry has or none, 0 for
        one that all have.
        """
        if consonants not in self.rarities:
            seen = len(
                {
                    id
                    for _, id, form in self.rows
                    if any(consonants == word.consonants for word in form.words)
                }
            )
            self.rarities[consonants] = (
                1 - math.log(seen) / math.log(len(self.entries)) if seen > 1 else 1.0
            )
        return self.rarities[consonants]


def letters_lacking(asked: str, other: str) -> int:
    """How many letters of a spelling another one lacks, each twice at most; letters beyond a to
    z are one.
    """
    one, two = (
        [letter if "a" <= letter <= "z" else "" for letter in spelling]
        for spelling in (asked, other)
    )
    return sum(max(0, min(2, one.count(letter)) - min(2, two.count(letter))) for letter in {*one})


def roughly_apart(x: Form, y: Form) -> float:
    if x.vowels != y.vowels or x.vowels < 0:
        return share(x.marks, y.marks) + share(x.consonants, y.consonants)
    return share(x.marks, y.marks) + share(x.joined, y.joined)


def kind(mention: str, alias: str) -> str:
    """The kind of pair that has thresholds of its own: the scripts beside Latin, both kana as
    one; `-native` where both are in one.
    """
    scripts = {
        {"": "Latn", "Hira": "Kana"}.get(code, code)
        for code in (script_of(mention), script_of(alias))
    }
    if len(scripts) == 1:
        (code,) = scripts
        return code if code == "Latn" else f"{code}-native"
    return "-".join(sorted(scripts - {"Latn"}))


def decided(scores: Mapping[str, float], policy: Policy, kinds: Mapping[str, str]) -> Answer:
    """The best ID, if it is probable enough for a pair of its kind and far enough ahead; else
    why not.
    """
    ranked = sorted(scores, key=lambda id: (-scores[id], id))
    if not ranked:
        return Answer(Outcome.NO_CANDIDATE, None, scores)
    best = scores[ranked[0]]
    second = scores[ranked[1]] if len(ranked) > 1 else 0.0
    least = threshold(policy.precision, kinds.get(ranked[0], OTHER))
    if best >= least and best - second >= policy.margin:
        return Answer(Outcome.FUZZY, ranked[0], scores)
    tied = [score for score in scores.values() if score * NEAR_TIE >= best]
    ambiguous = len(tied) > 1 and sum(tied) >= min(least, EVENS)
    return Answer(Outcome.AMBIGUOUS if ambiguous else Outcome.TOO_FAR, None, scores)
