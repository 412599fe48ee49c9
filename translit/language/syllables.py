"""Names of people from China, Korea and Vietnam, which are made of few and closed syllables: one
syllable apart, they are two names.

Wang Fang and Wang Feng differ by a letter as two spellings of one name do, and are two people. What
the syllables are, how the systems write them, and which surnames there are, is data
(knowledge/syllables.yaml).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

from translit.knowledge.rules import rules

# A spelling's syllables, one or several that are written so.
Meant = frozenset[str]
NONE: Meant = frozenset()
# No syllable has more letters.
LONGEST = 7


class Inventory(NamedTuple):
    """The surnames of a people and the syllables of its given names: what each spelling may
    mean. A given name has so many syllables at `most`. Where they stand `apart`, each is a word,
    and their order is nothing: the surname stands first at home, and last, behind the given name
    and the middle one, abroad.
    """

    surnames: Mapping[str, Meant]
    syllable: Callable[[str], Meant]
    most: int = 2
    apart: bool = False


class Inventories(NamedTuple):
    """Those of the peoples whose names are told apart."""

    chinese: Inventory
    korean: Inventory
    vietnamese: Inventory


def different_syllables(x_words: Sequence[str], y_words: Sequence[str]) -> bool:
    """Whether two names are names of people of one kind, Chinese, Korean or Vietnamese, whose
    syllables no system equates: so they are two names.

    False wherever that isn't sure: a word that isn't made of such syllables, no listed surname at
    an end of both, another number of syllables. The order of the pair is nothing, nor whether the
    surname comes first or last.

    Args:
        x_words: the folded words of one name, in Latin letters.
        y_words: those of the other.
    """
    if not (may_be_surnamed(x_words) and may_be_surnamed(y_words)):
        return False
    return sorted(x_words) != sorted(y_words) and _different(tuple(x_words), tuple(y_words))


def may_be_surnamed(words: Sequence[str]) -> bool:
    """Whether the words of a name may be those of one that `different_syllables` tells from
    others: it has a listed surname at an end.
    """
    if len(words) < 2:
        return False
    first, last = _surnames()
    return words[0] in first or words[-1] in last


def is_korean_surname(spelling: str) -> bool:
    """Whether a word in Latin letters is a listed surname of Korea."""
    return spelling in _inventories().korean.surnames


@lru_cache(maxsize=1 << 12)
def _different(x: tuple[str, ...], y: tuple[str, ...]) -> bool:
    told = [_told_apart(people, x, y) for people in _inventories()]
    return True in told and False not in told


def _told_apart(people: Inventory, x: tuple[str, ...], y: tuple[str, ...]) -> bool | None:
    """Whether an inventory tells two names apart, however they are read; None where it has no
    way to read both with as many syllables.
    """
    pairs = [
        (one, other)
        for one in _ways(people, x)
        for other in _ways(people, y)
        if len(one) == len(other)
    ]
    return (
        not any(all(map(Meant.intersection, one, other)) for one, other in pairs) if pairs else None
    )


def _ways(people: Inventory, words: tuple[str, ...]) -> list[tuple[Meant, ...]]:
    """The ways to read a name: its surname, which comes first or last, and behind it the
    syllables of the given name.
    """
    ends = ((words[0], words[1:]), (words[-1], words[:-1]))
    return [
        (people.surnames[surname], *(sorted(given, key=sorted) if people.apart else given))
        for surname, rest in ends
        if surname in people.surnames
        for given in _given(people, rest)
    ]


def _given(people: Inventory, words: tuple[str, ...]) -> Iterator[list[Meant]]:
    """The ways to read the words of a given name as syllables."""
    if len(words) <= people.most and sum(map(len, words)) <= people.most * LONGEST:
        for way in product(*(list(_parted(people, word)) for word in words)):
            given = [syllable for syllables in way for syllable in syllables]
            if len(given) <= people.most:
                yield given


def _parted(people: Inventory, word: str) -> Iterator[tuple[Meant, ...]]:
    """The ways to part a word into a syllable or two."""
    for place in (len(word), *(() if people.apart else range(1, len(word)))):
        found = tuple([people.syllable(part) for part in (word[:place], word[place:]) if part])
        if all(found):
            yield found


@cache
def _surnames() -> tuple[frozenset[str], frozenset[str]]:
    """The surnames that a name may begin with, and those that it may end with: no words of kind
    of a place.
    """
    listed, kinds = (
        frozenset().union(*(people.surnames for people in _inventories())),
        rules("syllables")["kinds"],
    )
    return listed.difference(kinds["first"].split()), listed.difference(kinds["last"].split())


@cache
def _inventories() -> Inventories:
    table = rules("syllables")
    return Inventories(
        _chinese(table["chinese"]), _korean(table["korean"]), _vietnamese(table["vietnamese"])
    )


def _chinese(table: Mapping[str, Any]) -> Inventory:
    syllables = pinyin()
    spelt = {syllable: {syllable} for syllable in syllables}
    for syllable in syllables:
        for other in rewritten(table, syllable):
            spelt.setdefault(other, set()).add(syllable)
    for other, syllable in table["usual"].items():
        spelt.setdefault(other, set()).add(syllable)
    listed = set(table["surnames"].split())
    surnames = {
        spelling: frozenset(meant & listed) for spelling, meant in spelt.items() if meant & listed
    }
    surnames |= {
        surname: frozenset({surname}) for surname in listed - surnames.keys()
    }  # those of two syllables
    frozen = {spelling: frozenset(meant) for spelling, meant in spelt.items()}
    return Inventory(surnames, lambda spelling: frozen.get(spelling, NONE))


def pinyin() -> list[str]:
    """The syllables of Chinese, in Pinyin."""
    table = rules("syllables")["chinese"]["syllables"]
    return [
        initial + final
        for initial, finals in table.items()
        for final in ([""] if not finals else finals.split())
    ]


def wade_giles(syllable: str) -> list[str]:
    """How Wade-Giles writes a syllable of Pinyin."""
    return rewritten(rules("syllables")["chinese"], syllable)


def rewritten(table: Mapping[str, Any], syllable: str) -> list[str]:
    """How another system writes a syllable of Pinyin, the usual way first.

    Args:
        table: what it writes for a `whole` syllable, and for `initials` and `finals`, as in
            knowledge/syllables.yaml.
        syllable: the syllable, without tone; one with ü is written as the one with u where the
            table doesn't tell them apart.
    """
    if syllable in table.get("whole", ()):
        return list(table["whole"][syllable].split())
    initial = initial_of(syllable)
    final = syllable[len(initial) :]
    plain = final if final in table["finals"] else final.replace("ü", "u")
    return [
        table["initials"].get(initial, initial)
        + (table["finals"].get(plain, plain) if initial else final)
    ]


@lru_cache(maxsize=1 << 10)
def initial_of(syllable: str) -> str:
    """The initial of a syllable of Pinyin; an empty string where it has none."""
    return next(
        (
            each
            for each in (syllable[:2], syllable[:1])
            if each in rules("syllables")["chinese"]["syllables"]
        ),
        "",
    )


def _korean(table: Mapping[str, Any]) -> Inventory:
    surnames: dict[str, set[str]] = {}
    for surname, spellings in table["surnames"].items():
        for spelling in spellings.split():
            surnames.setdefault(spelling, set()).add(surname)
    initials, vowels, finals = (_meant(table[part]) for part in ("initials", "vowels", "finals"))
    dropped, before = table["dropped"]["initial"], tuple(table["dropped"]["before"].split())

    @lru_cache(maxsize=1 << 12)
    def syllable(spelling: str) -> Meant:
        return frozenset(
            ("" if first == dropped and vowel.startswith(before) else first) + vowel + last
            for start in range(min(4, len(spelling)))
            for end in range(start + 1, len(spelling) + 1)
            for first, vowel, last in product(
                initials.get(spelling[:start], ()),
                vowels.get(spelling[start:end], ()),
                finals.get(spelling[end:], ()),
            )
        )

    return Inventory({spelling: frozenset(meant) for spelling, meant in surnames.items()}, syllable)


def _vietnamese(table: Mapping[str, Any]) -> Inventory:
    alike, usual = table["alike"], table["usual"]
    meant = {
        initial + rhyme: initial + alike.get(rhyme, rhyme)
        for initial in ["", *table["initials"].split()]
        for rhyme in table["rhymes"].split()
    }
    meant |= {spelling: meant[syllable] for spelling, syllable in usual.items()}
    return Inventory(
        {surname: frozenset({meant[surname]}) for surname in table["surnames"].split()},
        lambda spelling: frozenset({meant[spelling]}) if spelling in meant else NONE,
        int(table["most"]),
        apart=True,
    )


def _meant(parts: Mapping[str, str]) -> dict[str, list[str]]:
    """Each spelling of a part of a syllable, and what it may be."""
    meant: dict[str, list[str]] = {}
    for part, spellings in parts.items():
        for spelling in spellings.split() or [""]:
            meant.setdefault(spelling, []).append(part)
    return meant
