"""Names of people: which spellings are one name, and what two forms are that spell it differently.

The classes are the files of aliases/names/, one for each language: within a class all spellings are one name, so that Yusuf
and Joseph meet only where a language has both for one. A name is never looked up by its class; only when a mention and an
alias both hold a spelling of one name are they compared as if both wrote it as its first spelling in their script.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from translit.form import Form, with_words, word
from translit.rules import files_of, rules
from translit.scripts import script
from translit.split import strong_key

# No spelling has more words: Abd al-Rahman has two without its article.
LONGEST_NAME = 3


class Name(NamedTuple):
    """A name by its file and its class; `short` is one that stands for it in daily use, as Sasha does for Aleksandr."""

    language: str
    name: str
    short: bool


class Borne(NamedTuple):
    """Words start to end of a form are a spelling of a name."""

    start: int
    end: int
    name: Name


class Alike(NamedTuple):
    """Two forms that spell the names they share alike; and those of them that they spelt differently."""

    x: Form
    y: Form
    names: tuple[Name, ...] = ()

    @property
    def respelt(self) -> int:
        """How many names were spelt differently."""
        return len(self.names)

    @property
    def short(self) -> int:
        """How many of these were short forms."""
        return sum(name.short for name in self.names)


def alike(x: Form, y: Form) -> Alike:
    """Two forms, and in both the first spelling of each name that they share and spell differently; symmetric."""
    mine, theirs = borne(x.letters), borne(y.letters)
    if not mine or not theirs:
        return Alike(x, y)
    found: list[tuple[Borne, Borne]] = []
    for one, other in _shared(x, y, mine, theirs):
        if not any(_meet(one, a) or _meet(other, b) for a, b in found):
            found.append((one, other))
    if not found:
        return Alike(x, y)
    names = tuple([max(one.name, other.name) for one, other in found])  # a short form is the greater
    return Alike(_respelt(x, [one for one, _ in found]), _respelt(y, [other for _, other in found]), names)


def borne(letters: str) -> tuple[Borne, ...]:
    """The names in the letters of a form, the longest spellings first."""
    return _remembered(letters) if len(letters) <= REMEMBERED else _remembered.__wrapped__(letters)


# The names in letters up to this length are remembered.
REMEMBERED = 60


@lru_cache(maxsize=1 << 11)
def _remembered(letters: str) -> tuple[Borne, ...]:
    words, known = letters.split(), _spellings()
    return tuple(
        Borne(start, start + length, name)
        for length in range(min(LONGEST_NAME, len(words)), 0, -1)
        for start in range(len(words) - length + 1)
        for name in known.get(" ".join(words[start : start + length]), ())
    )


def others(letters: str) -> frozenset[str]:
    """The words of all spellings of the names in some letters, but for those words themselves."""
    found = {word for each in borne(letters) for spelling in _classes()[each.name[:2]] for word in spelling.split()}
    return frozenset(found.difference(letters.split()))


def _shared(x: Form, y: Form, mine: tuple[Borne, ...], theirs: tuple[Borne, ...]) -> Iterator[tuple[Borne, Borne]]:
    """The names that both bear and spell differently, the surest first."""
    words, others = x.letters.split(), y.letters.split()
    pairs = [
        (one.name.short or other.name.short, one.start - one.end, other.start - other.end, one.name[:2], one, other)
        for one in mine
        for other in theirs
        if one.name[:2] == other.name[:2] and words[one.start : one.end] != others[other.start : other.end]
    ]
    return ((one, other) for *_, one, other in sorted(pairs))


def _meet(one: Borne, other: Borne) -> bool:
    return one.start < other.end and other.start < one.end


def _respelt(form: Form, names: list[Borne]) -> Form:
    """A form with the first spelling of each name in its script."""
    words, heads = list(form.words), {each.start: each for each in names}
    for start in sorted(heads, reverse=True):
        each = heads[start]
        words[start : each.end] = map(word, _first(each.name.language, each.name.name, form.script).split())
    return with_words(form, tuple(words))


@cache
def _first(language: str, name: str, written_in: str) -> str:
    """The key of the first spelling of a name in a script."""
    return next(spelling for spelling in _classes()[language, name] if script(spelling) == written_in)


@cache
def _classes() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """The keys of the spellings of each name, short ones last."""
    found = defaultdict[tuple[str, str], list[str]](list)
    for language in files_of("names"):
        tree = rules(language)
        for group in ("names", "short"):
            for name, spellings in tree.get(group, {}).items():
                found[language, name] += map(strong_key, spellings)
    return {name: tuple(dict.fromkeys(spellings)) for name, spellings in found.items()}


@cache
def _spellings() -> Mapping[str, tuple[Name, ...]]:
    """The names that each key is a spelling of."""
    found = defaultdict[str, list[Name]](list)
    for language in files_of("names"):
        tree = rules(language)
        for group in ("names", "short"):
            for name, spellings in tree.get(group, {}).items():
                for spelling in dict.fromkeys(map(strong_key, spellings)):
                    found[spelling].append(Name(language, name, group == "short"))
    return {spelling: tuple(names) for spelling, names in found.items()}
