"""Cardinals of several words: two hundred and fifty two, soixante et onze, двести пятьдесят два.

knowledge/generics.yaml has the words of each language, by what they do. A number is put together as
it is said: what is less than the last place that was said is added to it (two hundred, fifty, two),
and a hundred and a thousand multiply what stands before them. So twenty five seven is two numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from itertools import chain
from typing import Any, NamedTuple

from translit.knowledge.rules import rules

Words = tuple[str, ...]
# A number of which nothing is said yet has room for any.
_ANY = 1 << 30
_THOUSAND = 1000


class Said(NamedTuple):
    """What a word says: a value; less than which must be what is added to it; and whether it
    multiplies what stands before it.
    """

    value: int
    room: int = 1
    times: bool = False


class Grammar(NamedTuple):
    """The words of a language; `links` part them and `joined` begins one. `ones_first` tells
    whether ones stand before tens; `behind` is what a single word counts behind, or empty where it
    counts behind any word that is numbered.
    """

    words: dict[Words, Said]
    longest: int
    links: frozenset[str]
    joined: str
    ones_first: bool
    behind: frozenset[str]


class _Read(NamedTuple):
    """What is read of a number: thousands, hundreds and so on that are complete, the last part,
    below which it must stay, and what may be added to it.
    """

    done: int = 0
    last: int = 0
    below: int = _ANY
    room: int = _ANY

    @property
    def value(self) -> int:
        """The number as far as it is read."""
        return self.done + self.last


def cardinal(words: Words, place: int, ordinals: Mapping[str, str]) -> tuple[str, int]:
    """The number of two words or more that begins at a place, and how many words it has; the last
    may be an ordinal (one hundred twenty first).
    """
    found = [_read(grammar, words, place, ordinals) for grammar in _of(words[place])]
    value, size = max(found, key=lambda each: each[1], default=(0, 0))
    return (str(value), size) if size > 1 else ("", 0)


def single(word: str) -> Iterable[tuple[str, frozenset[str]]]:
    """The numbers that a word alone may say, and what it must stand behind for that: an empty set
    for any word that is numbered.
    """
    return _singles().get(word, ())


@cache
def first_of_cardinals() -> frozenset[str]:
    """The words that may begin a cardinal."""
    return frozenset(_starts())


@cache
def grammars() -> dict[str, Grammar]:
    """The grammar of each language."""
    return {code: _grammar(facts) for code, facts in rules("generics")["cardinal"].items()}


def _read(
    grammar: Grammar, words: Words, place: int, ordinals: Mapping[str, str]
) -> tuple[int, int]:
    """The number that begins at a place by the grammar of one language, and how many words it
    has.
    """
    found, at = _Read(), place
    while at < len(words):
        start = at + (at > place and words[at] in grammar.links)
        linked, size = start > at, 0
        for size in range(min(grammar.longest, len(words) - start), 0, -1):
            said, link = _said(grammar, words[start : start + size], at > place)
            if said:
                break
        else:
            break
        grown = _grown(grammar, found, said, linked or link)
        if grown is None:
            break
        found, at = grown, start + size
    return _with_ordinal(grammar, found, words, place, at, ordinals)


def _said(grammar: Grammar, words: Words, inside: bool) -> tuple[Said | None, bool]:
    """What words say, and whether a link is joined to them, as it may be inside a number."""
    said, joined = grammar.words.get(words), grammar.joined
    if said or not (inside and joined and words and words[0].startswith(joined)):
        return said, False
    return grammar.words.get((words[0].removeprefix(joined), *words[1:])), True


def _grown(grammar: Grammar, read: _Read, said: Said, linked: bool) -> _Read | None:
    """A number with one more word, or None where the word doesn't belong to it."""
    value, room = said.value, said.room
    if said.times and value >= _THOUSAND > read.value > 0:
        return _Read(0, read.value * value, _ANY, room)
    if said.times and 0 < read.last < value:
        times = read.last * value
        return _Read(read.done, times, read.below, room) if times < read.below else None
    if value < read.room:
        return _Read(read.value, value, read.room, room)
    if grammar.ones_first and linked and 0 < read.last < 10 <= value < min(100, read.below):
        return _Read(read.done, read.last + value, read.below, 1)
    return None


def _with_ordinal(
    grammar: Grammar,
    read: _Read,
    words: Words,
    place: int,
    end: int,
    ordinals: Mapping[str, str],
) -> tuple[int, int]:
    """The value of a number and its words, with an ordinal behind it that belongs to it."""
    at = end + (words[end : end + 1] != () and words[end] in grammar.links)
    more = int(ordinals.get(words[at], "0")) if place < end and at < len(words) else 0
    if 0 < more < read.room:
        return read.value + more, at + 1 - place
    return read.value, end - place


# --- the rules ------------------------------------------------------------------------------------

# What the lists of words begin at, go up by, and have room for.
_LISTS = {
    "ones": (1, 1, 1),
    "ten": (10, 0, 10),
    "teens": (10, 1, 1),
    "twenties": (21, 1, 1),
    "tens": (20, 10, 10),
    "hundreds": (100, 100, 100),
}


def _grammar(facts: Mapping[str, Any]) -> Grammar:
    """The grammar that a tree of rules says."""
    words: dict[Words, Said] = {}
    lists = _LISTS | ({"tens": (20, 10, 20)} if "teens_behind" in facts else {})
    for name, (first, step, room) in lists.items():
        for place, same in enumerate(facts.get(name, "").split()):
            value = first + step * place
            words |= dict.fromkeys(_spelt(same), Said(value, room))
    for value, same in facts["times"].items() if "times" in facts else ():
        words |= dict.fromkeys(_spelt(same), Said(int(value), int(value), True))
    return Grammar(
        words,
        max(map(len, words)),
        frozenset(facts.get("links", "").split()),
        facts.get("joined", ""),
        "ones_first" in facts,
        frozenset(facts.get("behind", "").split()),
    )


def _spelt(same: str) -> list[Words]:
    """The ways to say one word: each is a word, or several."""
    return [tuple(way.split("_")) for way in same.split("|")]


@cache
def _starts() -> dict[str, tuple[Grammar, ...]]:
    """Word -> the languages in which it may begin a cardinal."""
    found: dict[str, tuple[Grammar, ...]] = {}
    for grammar in grammars().values():
        for word in dict.fromkeys(chain.from_iterable(words[:1] for words in grammar.words)):
            found[word] = (*found.get(word, ()), grammar)
    return found


def _of(word: str) -> tuple[Grammar, ...]:
    return _starts().get(word, ())


@cache
def _singles() -> dict[str, dict[tuple[str, frozenset[str]], None]]:
    """Word -> what it may say alone, and behind which words. A hundred and a thousand say nothing
    alone: bin is a thousand in Turkish.
    """
    found: dict[str, dict[tuple[str, frozenset[str]], None]] = {}
    for grammar in grammars().values():
        for words, said in grammar.words.items():
            if len(words) == 1 and not (said.times and said.value > 10):
                found.setdefault(words[0], {})[str(said.value), grammar.behind] = None
    return found
