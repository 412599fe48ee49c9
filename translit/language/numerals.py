"""Numbers and labels in a name: 44, 44th, second, twenty first, two hundred and fifty two, Phase
III, Block 18A, Camp Four, F-7, 64 SB.

What counts as one is said by knowledge/generics.yaml. A number is its digits, a label its letter,
so that they are compared by what they mean. Roman numerals, cardinals and single letters are words
as well, and count only where the words beside them say so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.cardinals import cardinal, first_of_cardinals, grammars, single
from translit.language.scripts import script_of

Words = tuple[str, ...]
# Roman numerals go up to this one.
MOST_ROMAN = 30
# What parts the numbers of one in several parts.
_PARTS = "-"
# The pieces of a word that holds digits: runs of them, and what stands between.
_RUN = re.compile(r"[0-9]+|[^0-9]+")


class Numbered(NamedTuple):
    """The numbers and labels of a name, and its other words."""

    numbers: frozenset[str]
    rest: Words


class _Found(NamedTuple):
    """What was found at a place: the numbers and labels, how many words say so, what is left of
    these, and whether it is a cardinal and nothing else.
    """

    numbers: Words
    size: int = 1
    left: Words = ()
    counts: bool = False


_NO_NUMBERS = frozenset[str]()


def numbered(words: Words) -> Numbered:
    """The numbers and labels in the words of a folded name without articles."""
    if _table().telling.isdisjoint(words) and all(
        len(word) > 1 and (word.isalpha() or not has_digits(word)) for word in words
    ):
        return Numbered(_NO_NUMBERS, words)
    numbers, rest, place, counts = list[str](), list[str](), 0, False
    while place < len(words):
        found = _at(words, place, counts)
        if counts and found.counts:  # one behind another is one in two parts: 25/7 isn't 7/25
            numbers[-1] += "".join([_PARTS + number for number in found.numbers])
        else:
            numbers += found.numbers
        rest += found.left
        place, counts = place + found.size, found.counts
    return Numbered(frozenset(numbers) or _NO_NUMBERS, tuple(rest))


def with_numbers(words: Words, numbers: frozenset[str]) -> Words:
    """The other words of a name, and where all of them are such as are numbered, its numbers in
    digits, and labels: Sector Five is Sector 5.
    """
    if not numbers or not _table().numbered.issuperset(words):
        return words
    return (*words, *[part for number in sorted(numbers) for part in number.split(_PARTS)])


def first_of_numbers() -> frozenset[str]:
    """The words that may be a number, or begin one, beside those with digits and single letters."""
    return _table().telling


def whole_number(word: str) -> str:
    """The number of a word that is nothing else: digits, digits with the ending of an ordinal,
    or an ordinal; else empty.
    """
    table = _table()
    if not has_digits(word):
        return table.ordinals.get(word, "")
    bare = next((word.removeprefix(sign) for sign in table.signs if word.startswith(sign)), word)
    rest = bare.lstrip("0123456789")
    return (
        _plain(bare[: len(bare) - len(rest)])
        if rest != bare and (not rest or rest in table.endings)
        else ""
    )


def is_unsure(words: Iterable[str]) -> bool:
    """Whether what seems a Roman numeral among words may be another word, or an initial: Victor V
    may be Victor Vladimirovich.
    """
    return not _table().doubtful.isdisjoint(words)


def has_digits(word: str) -> bool:
    """Whether a folded word holds a digit."""
    return not word.isalpha() and any("0" <= char <= "9" for char in word)


def _at(words: Words, place: int, behind: bool) -> _Found:
    """What stands at a place: a number in so many words, what a word with digits says, or what
    its neighbours make of a word; `behind` tells that a cardinal stands before it.
    """
    word = words[place]
    number, size = cardinal(words, place, _table().ends)
    if size:
        return _Found((number,), size, (), True)
    number, size = _spelt_out(words, place)
    if size:
        return _Found((number,), size, (), word.isdecimal())
    if has_digits(word):
        return _in_pieces(word)
    return (
        _suffix(words, place)
        or _cardinal(words, place, behind)
        or _roman(words, place)
        or _label(words, place, behind)
        or _Found((), 1, (word,))
    )


def _spelt_out(words: Words, place: int) -> tuple[str, int]:
    """The number that begins at a place, and how many words it has: second, twenty first, الحادي
    والعشرون; or none.
    """
    table = _table()
    for size in range(min(table.longest, len(words) - place), 1, -1):
        if number := table.phrases.get(words[place : place + size], ""):
            return number, size
    behind = place + 1 + (words[place + 1 : place + 2] != () and words[place + 1] in table.links)
    if number := _compound(words[place], words[behind]) if behind < len(words) else "":
        return number, behind + 1 - place
    number = whole_number(words[place])
    return number, int(bool(number))


def _compound(first: str, second: str) -> str:
    """The number of tens and an ordinal of ones, in the order that the language has them; or an
    empty string.
    """
    table = _table()
    for tens, one in ((table.before.get(first, ""), second), (table.behind.get(second, ""), first)):
        if tens and len(table.ends.get(one, "")) == 1:
            return str(int(tens) + int(table.ends[one]))
    return ""


def _in_pieces(word: str) -> _Found:
    """The numbers and labels in a word with digits, and its words: block18, 17a, f16, 4丁目."""
    table, numbers, left = _table(), list[str](), list[str]()
    runs = _RUN.findall(word)
    for before, run, after in zip(("", *runs), runs, (*runs[1:], ""), strict=False):
        if "0" <= run[0] <= "9":
            numbers.append(_plain(run))
        elif is_letter(run):
            numbers.append(run)
        elif not (run in table.signs and after) and not (run in table.endings and before):
            left.append(run)
    return _Found(tuple(numbers), 1, tuple(left))


def _suffix(words: Words, place: int) -> _Found | None:
    """Junior or senior, as the last word of several."""
    said = _table().suffixes.get(words[place], "")
    return _Found((said,)) if said and 0 < place == len(words) - 1 else None


def _cardinal(words: Words, place: int, behind: bool) -> _Found | None:
    """A number that is often a name itself, and counts beside a word that is numbered, or behind
    another number: Camp Four, and not Four Oaks.
    """
    word, before = words[place], words[place - 1] if place else ""
    for number, only_behind in single(word):
        if behind or (before in only_behind if only_behind else _is_beside(words, place)):
            return _Found((number,), 1, (), True)
    number = _table().beside.get(word, "")
    return _Found((number,), 1, (), True) if number and _is_beside(words, place) else None


def _is_beside(words: Words, place: int) -> bool:
    return _is_counted(words, place - 1) or _is_counted(words, place + 1)


def _roman(words: Words, place: int) -> _Found | None:
    """A Roman numeral as the last word of several, or beside a word that is numbered; what may
    be a word as well stays one at the end.
    """
    table, word = _table(), words[place]
    number = table.romans.get(word, "")
    if not number:
        return None
    if len(word) == 1:
        beside = _is_counted(words, place - 1, always=True)
        last = 0 < place == len(words) - 1 and len(words[place - 1]) > 1
        beside = beside or (last and _is_counted(words, place - 1))
    else:
        beside, last = (
            _is_counted(words, place - 1) or _is_counted(words, place + 1),
            0 < place == len(words) - 1,
        )
    if not beside and not last:
        return None
    return _Found((number,), 1, () if beside or word not in table.doubtful else (word,))


def _label(words: Words, place: int, behind: bool) -> _Found | None:
    """A single letter beside a number or a word that is numbered: F-7, Block A; where it may be a
    word, only at the end. Behind a number also a few letters that nobody can say: 64 SB.
    """
    word, last = words[place], place == len(words) - 1
    if behind and _is_code(word):
        return _Found((word,))
    if not is_letter(word) or (word in _table().letters_that_are_words and not last):
        return None
    counted = any(_is_counted(words, beside, always=not last) for beside in (place - 1, place + 1))
    return (
        _Found((word,))
        if behind or counted or any(_has_digits_at(words, at) for at in (place - 1, place + 1))
        else None
    )


def _is_code(word: str) -> bool:
    """Whether a word is two or three Latin letters without a vowel, and no word of kind or ending
    that is written so.
    """
    letters, sizes, others = _codes()
    return len(word) in sizes and letters.issuperset(word) and word not in others


def is_letter(word: str) -> bool:
    """Whether a folded word is a single letter of an alphabet."""
    return len(word) == 1 and word.isalpha() and script_of(word) in _table().alphabets


def _has_digits_at(words: Words, place: int) -> bool:
    return 0 <= place < len(words) and has_digits(words[place])


def _is_counted(words: Words, place: int, *, always: bool = False) -> bool:
    """Whether numbers stand beside the word at a place; `always` leaves out words of kind, which
    prepositions stand beside as well.
    """
    table = _table()
    return 0 <= place < len(words) and (
        words[place] in table.counted or (not always and words[place] in table.counted_kinds)
    )


def _plain(digits: str) -> str:
    return digits.lstrip("0") or "0"


# --- the rules ------------------------------------------------------------------------------------


class _Table(NamedTuple):
    """What knowledge/generics.yaml says of numbers; `ends` are ordinals, and what is one only
    behind other words; `telling` are all words that may be one or begin one.
    """

    ordinals: dict[str, str]
    phrases: dict[Words, str]
    longest: int
    ends: dict[str, str]
    before: dict[str, str]
    behind: dict[str, str]
    links: frozenset[str]
    beside: dict[str, str]
    romans: dict[str, str]
    doubtful: frozenset[str]
    suffixes: dict[str, str]
    signs: tuple[str, ...]
    endings: frozenset[str]
    counted: frozenset[str]
    counted_kinds: frozenset[str]
    numbered: frozenset[str]
    alphabets: frozenset[str]
    letters_that_are_words: frozenset[str]
    telling: frozenset[str]


@cache
def _table() -> _Table:
    table = rules("generics")
    compound, ordinals = table["compound"], _meanings(table["number"])
    phrases = {
        tuple(phrase.split()): number
        for number, lines in compound["phrases"].items()
        for phrase in lines
    }
    ends = ordinals | _meanings(compound["ones"])
    before, beside, suffixes = map(
        _meanings, (compound["before"], table["beside"], table["suffix"])
    )
    counted = _words(*table["counted"]["words"].values())
    romans = {roman(number): str(number) for number in range(1, MOST_ROMAN + 1)}
    return _Table(
        ordinals,
        phrases,
        max(map(len, phrases)),
        ends,
        before,
        _meanings(compound["behind"]),
        _words(compound["links"]),
        beside,
        romans,
        _words(table["roman"]["doubtful"]),
        suffixes,
        tuple(table["joined"]["before"].split()),
        _words(table["joined"]["after"]),
        counted,
        _words(*(table["kind"][kind] for kind in table["counted"]["kinds"].split())),
        counted.union(*(grammar.behind for grammar in grammars().values())),
        _words(table["label"]["scripts"]),
        _words(*table["label"]["words"].values()),
        first_of_cardinals().union(
            ends, before, beside, romans, suffixes, (phrase[0] for phrase in phrases)
        ),
    )


@cache
def _codes() -> tuple[frozenset[str], frozenset[int], frozenset[str]]:
    """The letters of codes, how many they have, and the words that are written so and none."""
    table = rules("generics")
    codes = table["label"]["codes"]
    others = _words(*table["kind"].values(), table["joined"]["after"])
    return frozenset(codes["letters"]), frozenset(map(int, codes["sizes"].split())), others


def roman(number: int) -> str:
    """A number below 40 in Roman numerals, in lower case."""
    return (
        "x" * (number // 10)
        + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
    )


def _meanings(lines: dict[str, str]) -> dict[str, str]:
    """Word -> what the line that it stands in means."""
    return {word: meaning for meaning, line in lines.items() for word in line.split()}


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())
