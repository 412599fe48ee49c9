"""Which words of two names are counterparts of each other, and what the words without one tell.

A name is written down from the table word by word: a word is kept, spelt otherwise, mistyped,
shortened to its initial, left out, or joined to the next one; and words come in. So each word of
one name is matched with one of the other at most, the best pairs first, and what is left over is
weighed in nats. Words that only one side has are *added*. Where both sides have some, those are
*replaced*, which is what another name looks like, however much the rest agrees.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from translit.language.channel import surprise
from translit.language.distances import OSA, Levenshtein
from translit.language.form import Form, Word, with_words
from translit.language.split import particles
from translit.match.another import another_word
from translit.match.likeness import (
    NOTHING_SHARED,
    UNLIKE,
    Rarity,
    Shared,
    Way,
    edit_cost,
    in_order,
    mean_rarity,
    oriented,
    share_of,
    shared,
    spelt,
    surprisal,
    written_in,
)
from translit.match.qualifiers import kinds_alone, number_alone, traits_alone

# What one slip of the keyboard costs, in nats: one of some ten places, and one of some twenty-five
# letters.
A_SLIP = 5.5
# A word of fewer letters is too often another one when a letter changes; one of so many bears two
# slips.
SHORTEST_SLIPPED, BEARS_TWO = 4, 7
# What an initial and a word that it begins tell of each other, in nats, and how much of the word
# counts as found by it: one name in ten or so begins with a letter, and who writes initials
# shortens most names so.
AN_INITIAL, FOUND_BY_INITIAL = 1.0, 0.7
# Words whose consonants differ more, as a share, aren't the same ones joined and split otherwise.
UNLIKE_AS_A_WHOLE = 0.34
# A word that has no reading tells as much a letter as Latin does on average, in nats.
A_LETTER = 3.0


class Counterparts(NamedTuple):
    """Two names, word by word.

    `x` and `y` are the forms with those words alone that have a counterpart, in one order, initials
    aside. These tell `gain` of each other, and it costs `cost` to write the one for the other, both
    in nats; `letters` is how many that are. Of the words without one, the side that has fewer has
    `alone`; it is 1 too where a surname before a comma has none, and the other's surname is a given
    name, and where two counterparts are known to be `others`, as two names of people are. They tell
    `replaced` nats on the side where that is less, and `added` more on the other side, or
    `added_rare` where each word counts by its rarity; `lone` says that one word alone has a
    counterpart, initials aside. `traits` and `kinds` are said among them, or set apart, and not by
    the other side; so is a `number`, by a side where the other says none. `moved` says that the
    words stand in another order, once what stands before a comma is put last; `crossed`, where both
    have a comma, that a word before the one has its counterpart behind the other.
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
    number: bool = False
    kinds: frozenset[str] = frozenset()
    lone: bool = False
    moved: bool = False
    crossed: bool = False
    others: tuple[tuple[Word, Word], ...] = ()


class _Match(NamedTuple):
    """Words of the one side, by their places, words of the other side, and what they share;
    `initial` where one is only that.
    """

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    shared: Shared
    initial: bool = False


class _Rest(NamedTuple):
    """What has no counterpart on a side: the words; and what they, and parts of others, tell,
    plainly and by rarity.
    """

    words: Sequence[Word]
    surprisal: float
    rare: float


def counterparts(x: Form, y: Form, rarity: Rarity, way: Way | None = None) -> Counterparts:
    """The words of two forms, matched; the order of the pair is nothing. Both have words, and
    one of them several. `way` is how they are `oriented`, by who knows it.
    """
    source, target, script = way or oriented(x, y)
    matches = _matches(script, source.words, target.words, rarity)
    covered = [(match.mine, match.theirs, match.shared.coverage) for match in matches]
    rests = (
        _rest(source.words, {at: share for mine, _, share in covered for at in mine}, rarity),
        _rest(target.words, {at: share for _, theirs, share in covered for at in theirs}, rarity),
    )
    by_word = _by_word(source, target, matches, rests)
    parted = len(source.words) != len(target.words) and by_word.replaced + by_word.added > 0
    if parted and not by_word.others and _may_be_joined(source.words, target.words):
        return _as_a_whole(source, target, script, rarity, by_word) or by_word
    return by_word


def _matches(
    script: str, mine: Sequence[Word], theirs: Sequence[Word], rarity: Rarity
) -> list[_Match]:
    """The words that are matched, in the order of the first side; those that are left on both
    sides as a block, if they share anything.
    """
    kept = _one_by_one(script, mine, theirs, rarity)
    used, met = {match.mine for match in kept}, {match.theirs for match in kept}
    rest = tuple([place for place in range(len(mine)) if (place,) not in used])
    other = tuple([place for place in range(len(theirs)) if (place,) not in met])
    if rest and other and len(rest) + len(other) > 2:
        words, others = [mine[place] for place in rest], [theirs[place] for place in other]
        if _may_be_joined(words, others):
            block = shared(script, *in_order(script, *_run_together(script, words, others)))
            kept += [_Match(rest, other, block)] if block.coverage > 0 else []
    return sorted(kept)


def _one_by_one(
    script: str, mine: Sequence[Word], theirs: Sequence[Word], rarity: Rarity
) -> list[_Match]:
    """The pairs of words that share something, each word once: those that share the most go
    first.
    """
    cells = []
    for i, one in enumerate(mine):
        for j, other in enumerate(theirs):
            found = _words_shared(script, one, other, rarity)
            if found.coverage > 0:
                initial = one.is_letter != other.is_letter
                cells.append(
                    (
                        -found.coverage * (1 + max(found.gain, 0.0)),
                        i + j,
                        abs(i - j),
                        _Match((i,), (j,), found, initial),
                    )
                )
    used, met, kept = set[int](), set[int](), list[_Match]()
    for *_, match in sorted(cells):
        if used.isdisjoint(match.mine) and met.isdisjoint(match.theirs):
            used.update(match.mine)
            met.update(match.theirs)
            kept.append(match)
    return kept


def _may_be_joined(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Whether the consonants of two runs of words are alike enough for one to be the other,
    joined and split otherwise.
    """
    one, other = ("".join([word.consonants for word in words]) for words in (mine, theirs))
    return Levenshtein.normalized_distance(one, other) <= UNLIKE_AS_A_WHOLE


def _run_together(script: str, mine: Sequence[Word], theirs: Sequence[Word]) -> tuple[str, str]:
    return " ".join([spelt(word, script) for word in mine]), " ".join(
        [spelt(word, written_in(script)) for word in theirs]
    )


def _rest(words: Sequence[Word], coverage: Mapping[int, float], rarity: Rarity) -> _Rest:
    """What of a side is found on the other one in part, or not at all."""
    alone = [word for place, word in enumerate(words) if place not in coverage]
    parts = [word_surprisal(words[place]) * (1 - share) for place, share in coverage.items()]
    whole = [word_surprisal(word) for word in alone]
    rare = [rarity(word.consonants) * nats for word, nats in zip(alone, whole, strict=True)]
    return _Rest(alone, math.fsum([*whole, *parts]), math.fsum(rare))


def word_surprisal(word: Word) -> float:
    """The surprisal of a word, in nats."""
    return surprise(word.latin) if word.latin.isascii() else A_LETTER * len(word.letters)


def _others(source: Form, target: Form, matches: Sequence[_Match]) -> tuple[tuple[Word, Word], ...]:
    """The words that are matched, each as a whole, and known to be other words."""
    pairs = [
        (source.words[match.mine[0]], target.words[match.theirs[0]])
        for match in matches
        if len(match.mine) == len(match.theirs) == 1 and not match.initial
    ]
    return tuple([(one, other) for one, other in pairs if another_word(one, other)])


def _by_word(
    source: Form, target: Form, matches: Sequence[_Match], rests: tuple[_Rest, _Rest]
) -> Counterparts:
    """What the words that have a counterpart share, and what the others tell."""
    one, other = rests
    whole = [match for match in matches if not match.initial]
    crossed, others = _crossed(source, target, matches), _others(source, target, matches)
    return Counterparts(
        _with(source, [place for match in whole for place in match.mine]),
        _with(target, [place for match in whole for place in match.theirs]),
        gain=sum([match.shared.gain for match in matches]),
        cost=sum([match.shared.cost for match in matches]),
        letters=sum([match.shared.letters for match in matches]) or 1,
        alone=min(_distinctive(one.words), _distinctive(other.words))
        or int(bool(others) or (crossed and _surname_unmet(source, target, matches))),
        replaced=min(one.surprisal, other.surprisal),
        added=abs(one.surprisal - other.surprisal),
        added_rare=abs(one.rare - other.rare),
        traits=traits_alone(source, target, one.words, other.words),
        number=number_alone(source, target, one.words, other.words),
        kinds=kinds_alone(source, target, one.words, other.words),
        lone=len(whole) == 1 and max(_distinctive(one.words), _distinctive(other.words)) > 0,
        moved=_moved(source, target, matches),
        crossed=crossed,
        others=others,
    )


def _moved(source: Form, target: Form, matches: Sequence[_Match]) -> bool:
    """Whether the words that are matched stand in another order, surnames before a comma put
    last.
    """
    places = sorted(
        (
            match.mine[0] < source.surname,
            match.mine,
            (match.theirs[0] < target.surname, match.theirs),
        )
        for match in matches
    )
    return any(before > after for (*_, before), (*_, after) in pairwise(places))


def _crossed(source: Form, target: Form, matches: Sequence[_Match]) -> bool:
    """Whether both names have a comma, and a word before the one has its counterpart behind the
    other.
    """
    if source.surname <= 0 or target.surname <= 0:
        return False
    return any(
        (match.mine[0] < source.surname) != (match.theirs[0] < target.surname) for match in matches
    )


def _surname_unmet(source: Form, target: Form, matches: Sequence[_Match]) -> bool:
    """Whether no word before the comma of one side has a counterpart at all."""
    return min(
        [place for match in matches for place in match.mine], default=source.surname
    ) >= source.surname or (
        min([place for match in matches for place in match.theirs], default=target.surname)
        >= target.surname
    )


def _distinctive(words: Sequence[Word]) -> int:
    """How many words tell one name from another, which particles don't."""
    return sum([word.letters not in particles() for word in words])


def _with(form: Form, places: Sequence[int]) -> Form:
    """A form with some of its words, in an order; all of them where there are none."""
    if not places or [*places] == [*range(len(form.words))]:
        return form
    return with_words(form, tuple([form.words[place] for place in places]))


def _as_a_whole(
    source: Form, target: Form, script: str, rarity: Rarity, by_word: Counterparts
) -> Counterparts | None:
    """Two names whose words are joined and split otherwise, run together, if that takes less
    than the words and what they lack.
    """
    one, other = _run_together(script, source.words, target.words)
    most = by_word.cost + 2 * by_word.replaced + by_word.added
    known = surprisal(script, other)
    cost = edit_cost(script, one, other, min(most, known))
    if cost >= min(most, known):
        return None
    gain, traits = (
        (known - cost) * mean_rarity(target.words, rarity),
        traits_alone(source, target, (), ()),
    )
    return Counterparts(
        source,
        target,
        gain,
        cost,
        len(other) or 1,
        traits=traits,
        number=number_alone(source, target, (), ()),
        kinds=kinds_alone(source, target, source.words, target.words),
    )


def _words_shared(script: str, a: Word, b: Word, rarity: Rarity) -> Shared:
    """What two words share, by rarity, as a habit of spelling, a slip or an initial explains it
    best.
    """
    if (
        not (a.is_letter or b.is_letter)
        and _unlike(a, b)
        and OSA.distance(a.latin, b.latin, score_cutoff=2) > 2
    ):
        return NOTHING_SHARED
    one, other = in_order(script, spelt(a, script), spelt(b, written_in(script)))
    found = _best_shared(script, one, other, *sorted((a.latin, b.latin)), begins(a, b))
    rare = (rarity(a.consonants) + rarity(b.consonants)) / 2
    return found if rare == 1 or found.coverage <= 0 else found._replace(gain=found.gain * rare)


def begins(a: Word, b: Word) -> bool:
    """Whether one of two words is the initial of the other."""
    if a.is_letter == b.is_letter:
        return False
    letter, whole = (a.latin, b.latin) if a.is_letter else (b.latin, a.latin)
    return letter != whole and whole.startswith(letter)


def _unlike(a: Word, b: Word) -> bool:
    """Whether the consonants of two words have too little in common to be worth a look."""
    return (
        bool(a.consonants and b.consonants)
        and Levenshtein.normalized_distance(a.consonants, b.consonants) > UNLIKE
    )


@lru_cache(maxsize=1 << 13)
def _best_shared(script: str, one: str, other: str, a: str, b: str, initial: bool) -> Shared:
    """What two words share by the explanation that tells the most; `a` and `b` are their Latin
    letters, and `initial` says that one is the initial of the other.

    A habit of spelling that finds all of the word needs no other explanation.
    """
    found = shared(script, one, other)
    if found.coverage >= 1 or not (a and b):
        return found
    slipped = _slipped(a, b, len(other))
    if slipped.gain > found.gain or found.coverage <= 0 < slipped.coverage:
        found = slipped._replace(coverage=max(found.coverage, slipped.coverage))
    if initial:
        return Shared(AN_INITIAL, 0.0, len(other), max(found.coverage, FOUND_BY_INITIAL))
    return found


def _slipped(a: str, b: str, letters: int) -> Shared:
    """What two words share if the one is the other mistyped: nothing where they are too short or
    too far apart for that.
    """
    longest = max(len(a), len(b))
    count = OSA.distance(a, b, score_cutoff=2)
    if longest < SHORTEST_SLIPPED or count > (1 if longest < BEARS_TWO else 2):
        return NOTHING_SHARED
    return share_of(min(surprise(a), surprise(b)), A_SLIP * count, letters)
