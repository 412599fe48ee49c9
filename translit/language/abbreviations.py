"""Abbreviations in a name, written out: Dem. Rep. Congo, S. Sudan, Solomon Is., Московская обл.

What they may stand for is said by knowledge/abbreviations.yaml. A name written out is another
reading of it, beside the one it has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import fold

# So many names at most are made of one, and of no more abbreviations than these: who writes more of
# them means no name.
MOST, MOST_ABBREVIATED = 4, 4
# A longer text is no name, and its points are those of sentences.
LONGEST = 300
# Between words stand spaces, brackets and such. Hyphens and points belong to an abbreviation (р-н,
# U.S.), or part two words (St-Denis).
_APART = re.compile(r"[\s,;:()\[\]/«»“”\"]+")
_PIECE = re.compile(r"[^.\-\u2010\u2011]+[.\-\u2010\u2011]?")
_MARKS = frozenset(".-\u2010\u2011")


class _Word(NamedTuple):
    """A folded word, and whether a point, or a hyphen in it, says that it is shortened."""

    text: str
    marked: bool


def expanded(text: str, folded: str | None = None) -> tuple[str, ...]:
    """Folded readings of a name with its abbreviations written out, each in one language, the
    longest first; none where it has none.

    Args:
        text: a name as it is written, whose points say what is shortened; or a folded one, in which
            only some words do.
        folded: the fold of the text, by who has it already.
    """
    if len(text) > LONGEST or not holds_some(text):
        return ()
    words = [word for chunk in _APART.split(text) if chunk for word in _words(chunk)]
    short = [place for place in range(len(words)) if _counts(words, place)]
    if not 0 < len(short) <= MOST_ABBREVIATED:
        return ()
    readings = {
        reading
        for language in _languages(words, short)
        for reading in _readings(words, short, language)
    }
    own = fold(text) if folded is None else folded
    return tuple(sorted(readings - {own}, key=lambda reading: (-len(reading), reading))[:MOST])


def is_known(word: str) -> bool:
    """Whether a folded word is an abbreviation in some language."""
    return word in _known()


def _languages(words: list[_Word], short: list[int]) -> list[str]:
    """The languages that know the most of the abbreviations at some places."""
    known = {
        language: sum(words[place].text in lines for place in short)
        for language, lines in rules("abbreviations")["words"].items()
    }
    return [language for language, count in known.items() if count == max(known.values())]


def _readings(words: list[_Word], short: list[int], language: str) -> Iterator[str]:
    """A name with its abbreviations written out in a language."""
    lines = rules("abbreviations")["words"][language]
    ways = [
        lines.get(word.text, [word.text]) if place in short else [word.text]
        for place, word in enumerate(words)
    ]
    return map(" ".join, product(*ways))


def holds_some(text: str) -> bool:
    """Whether a name, as it is written, may hold abbreviations."""
    return not _MARKS.isdisjoint(text) or not _plain().isdisjoint(text.split())


def _words(chunk: str) -> Iterator[_Word]:
    """The words of a text without spaces; an abbreviation that holds points or hyphens itself is
    one.
    """
    folded, held = fold(chunk), not _MARKS.isdisjoint(chunk[:-1])
    if held and folded in _known():
        yield _Word(folded, True)
        return
    for piece in _PIECE.findall(chunk):
        if word := fold(piece):
            yield _Word(word, piece[-1] == ".")


def _counts(words: list[_Word], place: int) -> bool:
    """Whether a word is an abbreviation where it stands: a single letter only as the first or
    last of several, and beside no other.
    """
    text, marked = words[place]
    if text not in _known():
        return False
    if len(text) > 1:
        return marked or text in _plain()
    beside = words[place + 1 : place + 2] if place == 0 else words[place - 1 : place]
    return marked and place in (0, len(words) - 1) and bool(beside) and len(beside[0].text) > 1


@cache
def _known() -> frozenset[str]:
    """The abbreviations of all languages."""
    return frozenset(short for lines in rules("abbreviations")["words"].values() for short in lines)


@cache
def _plain() -> frozenset[str]:
    """The abbreviations that count without a point."""
    return frozenset(rules("abbreviations")["plain"].split())
