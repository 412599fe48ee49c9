"""How the standard system of a language writes a Latin name that is written by another of its
systems: Hsia-men is Xiamen.

Chinese, Korean and Japanese names are made of few syllables, which several systems write each in
its own way. Where all words of a name are such syllables, and one is written as only another system
than the standard one writes it, the name has a respelling: for Chinese in Pinyin, for Korean in the
Revised system, for Japanese in Hepburn's. Without its apostrophes a name may stand for several.
What is respelt is data (knowledge/respelt.yaml).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, combinations, islice
from typing import Any, NamedTuple

from translit.knowledge.rules import rules
from translit.language.patterns import Rewriting
from translit.language.romanise import romanise, speller
from translit.language.syllables import initial_of, pinyin, rewritten, wade_giles

Words = tuple[str, ...]
# What a spelling may stand for if it is one of a syllable, the likeliest first.
Syllables = Callable[[str], Sequence[str]]
# The syllables that may stand behind a letter; behind "", at the start of a word, and behind those
# that aren't named.
Places = Mapping[str, Syllables]
START, ELSE = "", "*"
# No name has more respellings, nor longer words; one syllable alone tells too little.
MOST, LONGEST, FEWEST = 4, 24, 2
LONGEST_SYLLABLE = 8
APOSTROPHE = "'"
_APOSTROPHES = "'\u2018\u2019\u02bb\u02bc\u02bf`\u00b4"


class Notation(NamedTuple):
    """How names are read by a system: how many syllables a name has at least; those behind each
    letter; and what writes what they stand for in the standard system. `exact` are the syllables of
    a name whose apostrophes and breves are written.
    """

    fewest: int
    places: Places
    exact: Places | None
    standard: Callable[[str], str]


def respelt(words: Words, text: str = "") -> tuple[Words, ...]:
    """The words of a name in the standard system of its language, in each way that it may be read;
    none where it isn't known to be of one.

    Args:
        words: the folded words of the name.
        text: the name as it is written, if that is known: its apostrophes and breves tell more.
    """
    if not may_be_respelt(" ".join(words), text) or max(map(len, words), default=0) > LONGEST:
        return ()
    written = text.lower() if _told(text) else ""
    return _remembered(words, _written(written))


def may_be_respelt(name: str, text: str) -> bool:
    """Whether something tells that a folded name may be of such a language.

    Args:
        name: the folded name.
        text: the name as it is written, if that is known.
    """
    return name.isascii() and (
        name in _names() or _marked().search(f" {name} ") is not None or _told(text)
    )


_ASPIRATE = re.compile("^(ch|ts|tz|[kpt])")
_ASPIRATED = re.compile(
    f"(?:ch|ts|tz|[kpt])[{_APOSTROPHES}][aehiouwy\u014f\u016d]|[\u014f\u016d]", re.IGNORECASE
)


def _told(text: str) -> bool:
    """Whether a name is written with the apostrophes or the breves of Wade-Giles or McCune and
    Reischauer.
    """
    return bool(_ASPIRATED.search(text)) if APOSTROPHE in text or not text.isascii() else False


@lru_cache(maxsize=1 << 12)
def _remembered(words: Words, written: Words) -> tuple[Words, ...]:
    name = " ".join(words)
    if name in _names():
        return ((_names()[name],),)
    asked = [
        key
        for key, (marks, marked) in _marks().items()
        if (marked and written) or _holds(marks, f" {name} ")
    ]
    read = [_respelt(_system(*key), words, written) for key in asked]
    found = [way for rank in range(MOST) for ways in read for way in ways[rank : rank + 1]]
    return tuple(dict.fromkeys(way for way in found if way != words))[:MOST]


def _respelt(system: Notation, words: Words, written: Words) -> list[Words]:
    """The respellings of a name by one system, the likeliest first."""
    exact = system.exact if written else None
    spelt = written if exact else words
    read = [
        _syllables(exact or system.places, word, before[-1:])
        for word, before in zip(spelt, ("", *spelt), strict=False)
    ]
    if not all(read) or sum(map(len, read)) < system.fewest:
        return []
    ends, syllables = [len(each) for each in read], [syllable for each in read for syllable in each]
    return [_joined(system, ends, way) for way in _ways(syllables)]


def _joined(system: Notation, ends: Sequence[int], way: Sequence[str]) -> Words:
    """A way to read a name's syllables, of which each word has so many, in the standard system."""
    syllables = iter(way)
    return tuple(system.standard("".join([next(syllables) for _ in range(size)])) for size in ends)


def _ways(syllables: Sequence[Sequence[str]]) -> Iterator[list[str]]:
    """The ways to read some syllables, at most MOST: each in its likeliest way; then one in the
    next one, then two, ...; then in others.
    """
    unsure = [place for place, each in enumerate(syllables) if len(each) > 1]
    subsets = chain.from_iterable(combinations(unsure, size) for size in range(len(unsure) + 1))
    nexts = (
        [each[place in otherwise] for place, each in enumerate(syllables)] for otherwise in subsets
    )
    firsts = [each[0] for each in syllables]
    others = (
        [*firsts[:place], other, *firsts[place + 1 :]]
        for place in unsure
        for other in syllables[place][2:]
    )
    return islice(chain(nexts, others), MOST)


def _syllables(places: Places, word: str, before: str) -> list[Sequence[str]]:
    """A word's syllables by what they may stand for, long ones first; none where it isn't made of
    them.

    It begins as a word does, or else as if it were joined to the one before, which ends in the
    letter `before`: P'yongan-do.
    """
    rest: dict[int, list[Sequence[str]]] = {len(word): []}
    for start in range(len(word) - 1, -1, -1):
        for letter in (word[start - 1],) if start else (START, before):
            table = places.get(letter, places[ELSE])
            for end in range(min(len(word), start + LONGEST_SYLLABLE), start, -1):
                meant = table(word[start:end]) if end in rest else ()
                if meant:
                    rest.setdefault(start, [meant, *rest[end]])
                    break
    return rest.get(0, [])


def _written(text: str) -> Words:
    """The words of a name as they are written, in lower case, with their apostrophes and breves
    alone.
    """
    lower = unicodedata.normalize("NFC", re.sub(f"[{_APOSTROPHES}]", APOSTROPHE, text))
    plain = "".join(
        [char if char in _KEPT else unicodedata.normalize("NFD", char)[0] for char in lower]
    )
    return tuple(re.findall("[a-z\u014f\u016d']+", plain))


_KEPT = frozenset("\u014f\u016d")


@cache
def _marks() -> Mapping[tuple[str, str], tuple[str, bool]]:
    """What tells of each system of each language in a folded name, as a pattern; and whether its
    apostrophes and breves do.
    """
    return {
        (language, name): (facts["marks"], "aspirated" in facts)
        for language in LANGUAGES
        for name, facts in rules("respelt")[language]["systems"].items()
    }


def _holds(marks: str, name: str) -> bool:
    """Whether a pattern finds something in a name: it is rewritten then."""
    return _erased(marks)(name) != name


@cache
def _erased(marks: str) -> Rewriting:
    return Rewriting([(marks, "")])


@cache
def _marked() -> re.Pattern[str]:
    """What a name has that is respelt by a system."""
    return re.compile("|".join([marks for marks, _ in _marks().values()]))


@cache
def _names() -> Mapping[str, str]:
    """How a name that was written by no rule, or that has no mark of its system, is written now."""
    return {
        old: new
        for language in LANGUAGES
        for old, new in rules("respelt")[language].get("names", {}).items()
    }


@cache
def _system(language: str, name: str) -> Notation:
    """A system, worked out when a name is first met that may be written by it."""
    return LANGUAGES[language](name, rules("respelt")[language]["systems"][name])


def _chinese(name: str, facts: Mapping[str, Any]) -> Notation:
    """The syllables of Chinese: by the system, and in Pinyin. What has no apostrophe is first
    read as what isn't aspirated.
    """
    ready, exact = dict[str, list[str]](), dict[str, list[str]]()
    aspirated = facts.get("aspirated", "").split()
    for syllable in sorted(pinyin(), key=lambda each: (initial_of(each) in aspirated, each)):
        for spelling in (
            wade_giles(syllable) if name == "wade-giles" else rewritten(facts, syllable)
        ):
            ready.setdefault(spelling, []).append(syllable)
            marked = (
                _ASPIRATE.sub(rf"\1{APOSTROPHE}", spelling)
                if initial_of(syllable) in aspirated
                else spelling
            )
            exact.setdefault(marked, []).append(syllable)
    return Notation(
        int(facts.get("fewest", FEWEST)),
        {ELSE: _listed(ready)},
        {ELSE: _listed(exact)} if aspirated else None,
        str,
    )


def _written_by(name: str, system: str) -> Callable[[str], str]:
    """What writes words of a file of rules by a system."""
    write = speller(name, None, ((False, system),))
    return lambda word: write(word)[0]


def _listed(table: Mapping[str, Sequence[str]]) -> Syllables:
    """The syllables that a table lists."""
    return lambda spelling: table.get(spelling, ())


def _japanese(name: str, facts: Mapping[str, Any]) -> Notation:
    """The syllables of kana: as the system writes them, and as kana, which Hepburn's then
    writes.
    """
    first = dict[str, list[str]]()
    write = _written_by("katakana", name)
    for kana in filter(_KANA.fullmatch, rules("katakana")["letters"]):
        spelling = write(kana)
        for spelt, meant in (
            ((spelling, kana), (spelling[:1] + spelling, f"\u30c3{kana}")) if spelling else ()
        ):
            if spelt == spelling or spelt[0] in "kstp":
                first.setdefault(spelt, [meant])
    inside = first | {"n": ["\u30f3"]}
    places = {START: _listed(first), ELSE: _listed(inside)}
    return Notation(int(facts.get("fewest", FEWEST)), places, None, romanise)


# Kana of one syllable that aren't obsolete.
_KANA = re.compile("[\u30a2-\u30e2\u30e4-\u30ed\u30ef][\u30e3\u30e5\u30e7]?")


def _korean(name: str, facts: Mapping[str, Any]) -> Notation:
    """The syllables of Hangul: as the system writes them, and as blocks, which the Revised
    system then writes.
    """
    written = {_jamo(vowel): spelling for vowel, spelling in facts.get("written", {}).items()}
    # What has no breve is first read as it stands, too; but for the vowels that are likelier to
    # have lost one.
    rarer = written.keys() - {*_jamo(facts.get("likelier", ""))}
    vowels = sorted(map(chr, VOWELS), key=lambda vowel: vowel in rarer)
    closed = {_jamo(vowel): _jamo(firsts) for vowel, firsts in facts.get("closed", {}).items()}
    exact = _behind(name, vowels, closed, written, _jamo(facts["aspirated"])) if written else None
    return Notation(
        int(facts.get("fewest", FEWEST)), _behind(name, vowels, closed, {}, ""), exact, romanise
    )


FIRSTS, VOWELS, LASTS = (
    range(0x1100, 0x1113),
    range(0x1161, 0x1176),
    ("", *"\u11a8\u11ab\u11af\u11b7\u11b8\u11bc"),
)
A = "\uc544"  # a syllable of a vowel alone, before which others are put


def _behind(
    name: str,
    order: Iterable[str],
    closed: Mapping[str, str],
    written: Mapping[str, str],
    aspirated: str,
) -> Places:
    """The syllables of Hangul as a system writes them, with its marks if these are given, at the
    start and behind each last letter.

    A vowel of `closed` has a last consonant behind the first ones that are named there alone.
    """
    write = _written_by("hangul", name)

    def spelt(block: str) -> str:
        return write(unicodedata.normalize("NFC", block))

    vowels = {vowel: written.get(vowel, spelt(f"\u110b{vowel}")) for vowel in order}
    lasts = {last: spelt(A + last)[1:] for last in LASTS}
    ways = dict[str, list[Syllables]]()  # two last letters may be spelt with one
    for before in ("", *(A + last for last in LASTS)):
        start = spelt(before)
        whole = {first: spelt(f"{before}{first}\u1161") for first in map(chr, FIRSTS)}
        firsts = {
            first: spelling[len(start) : -1] + (APOSTROPHE if first in aspirated else "")
            for first, spelling in whole.items()
            if spelling.startswith(start)
        }
        blocks = _blocks(firsts, vowels, lasts, closed)
        ways.setdefault(start[-1:] if start != "a" else ELSE, []).append(blocks)
    return {letter: _all_of(each) for letter, each in ways.items()}


def _all_of(ways: Sequence[Syllables]) -> Syllables:
    return lambda spelling: [block for way in ways for block in way(spelling)]


def _blocks(
    firsts: Mapping[str, str],
    vowels: Mapping[str, str],
    lasts: Mapping[str, str],
    closed: Mapping[str, str],
) -> Syllables:
    """The syllables of Hangul whose three letters are spelt so, in the order of the letters."""

    @lru_cache(maxsize=1 << 10)
    def meant(spelling: str) -> Sequence[str]:
        return [
            unicodedata.normalize("NFC", first + vowel + last)
            for first, start in firsts.items()
            if spelling.startswith(start)
            for vowel, middle in vowels.items()
            if spelling.startswith(middle, len(start))
            for last, end in lasts.items()
            if spelling[len(start) + len(middle) :] == end
            and (not last or first in closed.get(vowel, first))
        ]

    return meant


def _jamo(letters: str) -> str:
    """Letters of Hangul, as they are written alone, as those that blocks are made of."""
    return unicodedata.normalize("NFKC", letters)


LANGUAGES: Mapping[str, Callable[[str, Mapping[str, Any]], Notation]] = {
    "chinese": _chinese,
    "korean": _korean,
    "japanese": _japanese,
}
