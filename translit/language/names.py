"""Names of people: which spellings are one name, and what two forms are that spell it differently.

The classes are the files of aliases/names/, one for each language: within a class all spellings are
one name, so that Yusuf and Joseph meet only where a language has both for one. A name is never
looked up by its class; only when a mention and an alias both hold a spelling of one name are they
compared as if both wrote it as its first spelling in their script.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from translit.knowledge.rules import NAMES, files_of, people, rules
from translit.language.form import Form, with_words, word
from translit.language.scripts import script
from translit.language.split import strong_key

# No spelling has more words: Abd al-Rahman has two without its article.
LONGEST_NAME = 3
# Before a name of God, of which the second word says which name it is: Abd al-Rahman, Abd al-Rahim.
SERVANT = "abd"
# The scripts in which names are told from each other.
TOLD_IN = {"Latn", "Arab"}


class Name(NamedTuple):
    """A name by its file and its class; `short` is one that stands for it in daily use, as Sasha
    does for Aleksandr.
    """

    language: str
    name: str
    short: bool


class Borne(NamedTuple):
    """Words start to end of a form are a spelling of a name."""

    start: int
    end: int
    name: Name


class Alike(NamedTuple):
    """Two forms that spell the names they share alike; and those of them that they spelt
    differently.
    """

    x: Form
    y: Form
    names: tuple[Name, ...] = ()

    @property
    def short(self) -> int:
        """How many of these were short forms."""
        return sum(name.short for name in self.names)


def alike(x: Form, y: Form) -> Alike:
    """Two forms, and in both the first spelling of each name that they share and spell
    differently; symmetric.
    """
    mine = borne(x.letters)
    theirs = borne(y.letters) if mine else ()
    if not theirs:
        return Alike(x, y)
    found: list[tuple[Borne, Borne]] = []
    for one, other in _shared(x, y, mine, theirs):
        if not any(_meet(one, a) or _meet(other, b) for a, b in found):
            found.append((one, other))
    if not found:
        return Alike(x, y)
    names = tuple(
        [max(one.name, other.name) for one, other in found]
    )  # a short form is the greater
    return Alike(
        _respelt(x, [one for one, _ in found]), _respelt(y, [other for _, other in found]), names
    )


def borne(letters: str) -> tuple[Borne, ...]:
    """The names in the letters of a form, the longest spellings first."""
    return _remembered(letters) if len(letters) <= REMEMBERED else _remembered.__wrapped__(letters)


# The names in letters up to this length are remembered.
REMEMBERED = 60


@lru_cache(maxsize=1 << 11)
def _remembered(letters: str) -> tuple[Borne, ...]:
    words, index = letters.split(), _index()
    begun = [start for start, word in enumerate(words) if index.begins(word)]
    if not begun:
        return ()
    return tuple(
        [
            Borne(start, start + length, name)
            for length in range(min(LONGEST_NAME, len(words)), 0, -1)
            for start in begun
            if start + length <= len(words)
            for name in index.names(" ".join(words[start : start + length]))
        ]
    )


@lru_cache(maxsize=1 << 9)
def different_names(one: str, other: str) -> bool:
    """Whether two words are known to be two names of people (Hasan and Husayn): both are names in a
    language whose names are told from each other, and in none are they spellings of one, or of two
    that are written alike (Samir and Samer).

    A word that is only short for a name there (Abdo) isn't told from any.

    Args:
        one: a folded word, in any script.
        other: another one; which of the two is first changes nothing.
    """
    mine, theirs = _names_of(one), _names_of(other)
    if {each.language for each in _told(mine)}.isdisjoint(each.language for each in _told(theirs)):
        return False
    return not (_may_spell(one, theirs) or _may_spell(other, mine))


def _may_spell(word: str, names: tuple[Name, ...]) -> bool:
    """Whether a word is a spelling of one of some names, or is written like one."""
    level = _level(word)
    return any(level in _levelled(*name[:2]) for name in names)


def is_name(word: str) -> bool:
    """Whether a folded word is a name that `different_names` may tell from others."""
    return bool(_told(_names_of(word)))


def _names_of(word: str) -> tuple[Name, ...]:
    """The names that a word spells; or, if it spells none, those that it spells behind Abd.

    Cyrillic writes some of them alike (Хасан), so that it tells nothing.
    """
    if script(word) not in TOLD_IN:
        return ()
    return _index().names(word) or _index().names(f"{SERVANT} {word}")


def _told(names: tuple[Name, ...]) -> list[Name]:
    """Those of some names that are no short forms, in languages whose names are told."""
    told = rules("two_names")["names"]["files"].split()
    return [name for name in names if name.language in told and not name.short]


@lru_cache(maxsize=1 << 7)
def _levelled(language: str, name: str) -> frozenset[str]:
    """The spellings of a name, each without what is written in several ways."""
    return frozenset(map(_level, _index().spellings(language, name)))


def _level(word: str) -> str:
    """A word in Latin letters without what is written in several ways; any other as it is."""
    for pattern, instead in rules("two_names")["names"]["levelled"] if word.isascii() else ():
        word = re.sub(pattern, instead, word)
    return word


def others(letters: str) -> frozenset[str]:
    """The words of all spellings of the names in some letters, but for those words themselves."""
    names = borne(letters)
    if not names:
        return _NOTHING
    return _NOTHING.union(*[_words_of(*each.name[:2]) for each in names]) - {*letters.split()}


_NOTHING = frozenset[str]()


@lru_cache(maxsize=1 << 6)
def _words_of(language: str, name: str) -> frozenset[str]:
    """The words of all spellings of a name; Muhammad has two hundred, and is met often."""
    return frozenset(" ".join(_index().spellings(language, name)).split())


def spellings(name: Name) -> tuple[str, ...]:
    """The spellings of a name as its table writes them, short ones last."""
    tree = rules(f"{NAMES}{name.language}")
    return tuple(
        [
            spelling
            for group in ("names", "short")
            for spelling in tree.get(group, {}).get(name.name, ())
        ]
    )


def _shared(
    x: Form, y: Form, mine: tuple[Borne, ...], theirs: tuple[Borne, ...]
) -> Iterator[tuple[Borne, Borne]]:
    """The names that both bear and spell differently, the surest first."""
    words, others = x.letters.split(), y.letters.split()
    pairs = [
        (
            one.name.short or other.name.short,
            one.start - one.end,
            other.start - other.end,
            one.name[:2],
            one,
            other,
        )
        for one in mine
        for other in theirs
        if one.name[:2] == other.name[:2]
        and words[one.start : one.end] != others[other.start : other.end]
    ]
    return ((one, other) for *_, one, other in sorted(pairs))


def _meet(one: Borne, other: Borne) -> bool:
    return one.start < other.end and other.start < one.end


def _respelt(form: Form, names: list[Borne]) -> Form:
    """A form with the first spelling of each name in its script; or, where it has none, in the
    script of the name as it stands.
    """
    words, heads = list(form.words), {each.start: each for each in names}
    for start in sorted(heads, reverse=True):
        each = heads[start]
        written_in = script(" ".join([met.letters for met in words[start : each.end]]))
        first = _first(*each.name[:2], form.script) or _first(*each.name[:2], written_in)
        words[start : each.end] = map(word, first.split())
    respelt, surname = (
        with_words(form, tuple(words)),
        form.surname if len(words) == len(form.words) else 0,
    )
    return respelt._replace(written=form.written, articled=form.articled, surname=surname)


@cache
def _first(language: str, name: str, written_in: str) -> str:
    """The key of the first spelling of a name in a script; empty where there is none."""
    return next(
        (
            spelling
            for spelling in _index().spellings(language, name)
            if script(spelling) == written_in
        ),
        "",
    )


# --- the names by their spellings -----------------------------------------------------------------


class _Index:
    """The names that a key spells, and the keys that spell a name: sorted lines, in which one is
    found by bisection.

    A line is a key, or a language and a name, and behind it what belongs to it; mappings would take
    four times the memory.
    """

    def __init__(self, borne: str, spelt: str) -> None:
        self._borne, self._spelt = borne.split("\n"), spelt.split("\n")

    def begins(self, word: str) -> bool:
        """Whether a word is a key, or begins one of several words: these stand behind it."""
        place = bisect_left(self._borne, word)
        return place < len(self._borne) and self._borne[place].startswith((f"{word}\t", f"{word} "))

    def names(self, key: str) -> tuple[Name, ...]:
        """The names that a key is a spelling of."""
        fields = self._found(self._borne, key)
        if not fields:
            return ()
        each = zip(*[iter(fields)] * 3, strict=True)
        return tuple([Name(language, name, bool(short)) for language, name, short in each])

    def spellings(self, language: str, name: str) -> tuple[str, ...]:
        """The keys of the spellings of a name, short ones last."""
        return self._found(self._spelt, f"{language}/{name}")

    @staticmethod
    def _found(lines: list[str], start: str) -> tuple[str, ...]:
        place = bisect_left(lines, f"{start}\t")
        return (
            tuple(lines[place].split("\t")[1:])
            if place < len(lines) and lines[place].startswith(f"{start}\t")
            else ()
        )


@cache
def _index() -> _Index:
    tree = people() or worked_out()
    return _Index(tree["borne"], tree["spelt"])


def worked_out() -> dict[str, str]:
    """The lines of an index of all names; compiled tables bring them, since this takes longer
    than all the rest of an answer.
    """
    borne, spelt = defaultdict[str, dict[str, None]](dict), defaultdict[str, dict[str, None]](dict)
    for file in files_of(NAMES):
        language, tree = file.removeprefix(NAMES), rules(file)
        for group, short in (("names", ""), ("short", "short")):
            for name, spellings in tree.get(group, {}).items():
                for key in map(strong_key, spellings):
                    borne[key].setdefault(f"{language}\t{name}\t{short}")
                    spelt[f"{language}/{name}"].setdefault(key)
    return {"borne": _lines(borne), "spelt": _lines(spelt)}


def _lines(of: Mapping[str, Iterable[str]]) -> str:
    return "\n".join(sorted("\t".join([start, *rest]) for start, rest in of.items()))
