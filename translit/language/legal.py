"""Legal forms in a name: GmbH, ООО, S.A., 有限公司. They are compared by what they say, and left
out of what must sound alike.

The classes are those of knowledge/legal_forms.yaml.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.scripts import script_of

# Where a spelling of a form counts: anywhere in a name, or at one of its ends alone, since
# elsewhere it is a word. What is doubtful at the end says a form, and stays in the name.
ANYWHERE, FIRST, LAST, DOUBTFUL = "forms", "first", "last", "doubtful"
# Scripts without spaces, in which a form is joined to the name: 华为技术有限公司.
JOINED = frozenset({"Hani", "Hira", "Kana", "Hang"})
# No character of theirs comes before this one.
_FIRST_JOINED = "\u1100"
Words = tuple[str, ...]


class Legal(NamedTuple):
    """The classes of the legal forms in a name, and its other words."""

    classes: frozenset[str]
    rest: Words


class _Spellings(NamedTuple):
    """Spelling -> its classes: at the beginning of a name, in the midst of it, at its end,
    doubtful there; how each begins and ends.
    """

    first: dict[Words, frozenset[str]]
    midst: dict[Words, frozenset[str]]
    last: dict[Words, frozenset[str]]
    doubtful: dict[Words, frozenset[str]]
    starts: frozenset[str]
    ends: frozenset[str]
    longest: int
    joined: Words


# Each empty set that Python makes is one of its own, of 216 bytes.
_NONE = frozenset[str]()


def legal_forms(words: Words) -> Legal:
    """The legal forms in the words of a folded name without articles, the longest first; a name
    of nothing else has none.
    """
    known = _spellings()
    if known.starts.isdisjoint(words) and max(words, default="") < _FIRST_JOINED:
        return Legal(_NONE, words)
    found, rest = set[str](), tuple(piece for word in words for piece in _pieces(word, known))
    for size in (1, 2):
        if len(rest) > size:
            found |= known.doubtful.get(rest[-size:], frozenset())
    rest = _without_last(rest, known, found)
    rest = _without_first(rest, known, found)
    rest = tuple(_without_midst(rest, known, found))
    return Legal(frozenset(found) or _NONE, rest) if rest else Legal(_NONE, words)


def clash(x: frozenset[str], y: frozenset[str]) -> bool:
    """Whether two names say different legal forms: each has some, and none of the one is, holds
    or lies within one of the other.
    """
    return bool(x and y) and not any(
        one in _around(other) or other in _around(one) for one in x for other in y
    )


def is_legal_form(word: str) -> bool:
    """Whether a folded word is a spelling of a legal form somewhere in a name."""
    known = _spellings()
    return (word,) in known.first or (word,) in known.last


def first_of_forms() -> frozenset[str]:
    """The words that begin a legal form."""
    return _spellings().starts


def _without_last(words: Words, known: _Spellings, found: set[str]) -> Words:
    """Words without the forms that they end in."""
    while words and words[-1] in known.ends:
        size = next(
            (
                size
                for size in range(min(known.longest, len(words)), 0, -1)
                if words[-size:] in known.last
            ),
            0,
        )
        if not size:
            break
        found |= known.last[words[-size:]]
        words = words[:-size]
    return words


def _without_first(words: Words, known: _Spellings, found: set[str]) -> Words:
    """Words without the forms that they begin with."""
    while size := _size(words, 0, known.first, known):
        found |= known.first[words[:size]]
        words = words[size:]
    return words


def _without_midst(words: Words, known: _Spellings, found: set[str]) -> Iterator[str]:
    """Words without the forms among them."""
    place = 0
    while place < len(words):
        size = _size(words, place, known.midst, known)
        if size:
            found |= known.midst[words[place : place + size]]
        else:
            yield words[place]
        place += size or 1


def _size(
    words: Words, place: int, spellings: dict[Words, frozenset[str]], known: _Spellings
) -> int:
    """How many words the longest spelling has that begins at a place; 0 where none does."""
    if place >= len(words) or words[place] not in known.starts:
        return 0
    most = min(known.longest, len(words) - place)
    return next(
        (size for size in range(most, 0, -1) if words[place : place + size] in spellings), 0
    )


def _may_be_joined(word: str) -> bool:
    return word > _FIRST_JOINED and script_of(word[0]) in JOINED


def _pieces(word: str, known: _Spellings) -> Iterator[str]:
    """A word, parted from the forms that it begins and ends with where its script joins them."""
    if not _may_be_joined(word):
        return iter((word,))
    start = next((form for form in known.joined if word.startswith(form)), "")
    rest = word.removeprefix(start)
    end = next((form for form in known.joined if rest.endswith(form)), "")
    return filter(None, (start, rest.removesuffix(end), end))


@cache
def _around(name: str) -> frozenset[str]:
    """A class and all that it lies within, directly or by way of others."""
    wider = rules("legal_forms")["classes"][name].get("within", ())
    return frozenset({name}).union(*map(_around, wider))


@cache
def _spellings() -> _Spellings:
    classes = rules("legal_forms")["classes"]
    anywhere, doubtful = _of(classes, ANYWHERE, {}), _of(classes, DOUBTFUL, {})
    first, last = _of(classes, FIRST, anywhere), _of(classes, LAST, anywhere)
    every = first.keys() | last.keys() | doubtful.keys()
    joined = sorted(
        (" ".join(key) for key in anywhere if len(key) == 1 and _may_be_joined(key[0])),
        key=lambda form: (-len(form), form),
    )
    return _Spellings(
        first,
        anywhere,
        last,
        doubtful,
        frozenset(key[0] for key in every),
        frozenset(key[-1] for key in last),
        max(map(len, every)),
        tuple(joined),
    )


def _of(
    classes: dict[str, dict[str, Iterable[str]]], field: str, others: dict[Words, frozenset[str]]
) -> dict[Words, frozenset[str]]:
    """Spelling, word by word -> its classes: those of a field, and some others."""
    found = dict(others)
    for name, lines in classes.items():
        for spelling in lines.get(field, ()):
            key = tuple(spelling.split())
            found[key] = found.get(key, frozenset()) | {name}
    return found
