"""Other spellings that a mention may have been meant as: d'Alep, Mueller, 7alab, DeirEzzor, J.R.
Tolkien.

What they are is data (knowledge/spellings.yaml, and what is elided in knowledge/inflections.yaml).
Each is one more reading of a mention, beside the one that it has; folds don't know of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from translit.knowledge.rules import rules
from translit.language.abbreviations import holds_some
from translit.language.fold import fold
from translit.language.respelt import may_be_respelt
from translit.language.split import holds_articles
from translit.language.words import APOSTROPHES, INNER_CAPITAL, LEAST, joinable

# A longer text is no name.
LONGEST = 100
# Figures that stand for letters: at the beginning of a word or within it, one or one twice (Ra22a),
# and never a number (F16, Base46).
_FIGURES = re.compile(r"(?<!\d)(\d)\1?(?!\d)")


def is_meant_as_written(text: str, folded: str) -> bool:
    """Whether a name is of plain Latin letters, and nothing in it tells that it may be meant
    otherwise; so most are.

    Args:
        text: the name as it is written.
        folded: its fold.
    """
    return (
        folded.isascii()
        and text.replace(" ", "").isalpha()
        and is_spelt_one_way(text, folded)
        and not holds_articles(folded.split())
        and not may_be_respelt(folded, text)
    )


# A number in brackets at the end, by which gazetteers count the places of one name: Ban Na (2). Of
# 441 such names whose other words are a whole name in the same gazetteer, that is theirs in 248.
_COUNTED = re.compile(r"(.*\S)\s*[(（]\s*\d+\s*[)）]\s*", re.DOTALL)
# What tells that a name may be spelt otherwise.
_TELLING = re.compile(rf"{INNER_CAPITAL.pattern}|{APOSTROPHES.pattern}|\d")


def is_spelt_one_way(text: str, folded: str) -> bool:
    """Whether nothing in a name tells that it may be abbreviated, or have `other_spellings` or
    `parted_spellings`.

    Args:
        text: the name as it is written.
        folded: its fold.
    """
    return not (_TELLING.search(text) or _digraphs().search(folded) or holds_some(text))


def other_spellings(text: str, folded: str | None = None) -> tuple[str, ...]:
    """The folded readings of a name in Latin letters, other than its own: with other letters;
    none where nothing tells of any.

    Args:
        text: the name as it is written.
        folded: the fold of the text, by who has it already.
    """
    return _remembered(text, folded)[0] if len(text) <= LONGEST else ()


def parted_spellings(text: str, folded: str | None = None) -> tuple[str, ...]:
    """The same with other words: without what is elided, or apart where only capitals or the points
    of initials part them.
    """
    return _remembered(text, folded)[1] if len(text) <= LONGEST else ()


def uncounted(text: str) -> tuple[str, ...]:
    """The fold of a name without the number by which its namesakes are counted; none where it has
    no such number.
    """
    found = _COUNTED.fullmatch(text) if text.rstrip().endswith((")", "）")) else None
    return (fold(found[1]),) if found and len(text) <= LONGEST else ()


@lru_cache(maxsize=1 << 8)
def _remembered(text: str, folded: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    own = fold(text) if folded is None else folded
    lettered = *_with_letters(text), *_with_marks(own)
    worded = _unelided(text), _parted(text), _with_initials(text)
    return _others(text, own, lettered), _others(text, own, worded)


def _others(text: str, own: str, readings: tuple[str, ...]) -> tuple[str, ...]:
    """The folds of the readings of a text that differ from its own."""
    others = [reading for reading in readings if reading != text]
    if not others:
        return ()
    return tuple([each for each in dict.fromkeys(map(fold, others)) if each and each != own])


def _unelided(text: str) -> str:
    """A name without the articles and prepositions that are elided before its words."""
    return " ".join(map(_without_elision, text.split(" "))) if APOSTROPHES.search(text) else text


def _without_elision(word: str) -> str:
    found = APOSTROPHES.search(word)
    if (
        found
        and fold(word[: found.start()]) in joinable("elided")["Latn"]
        and len(word) - found.end() >= LEAST
    ):
        return word[found.end() :]
    return word


def _with_letters(text: str) -> Iterator[str]:
    """A name with letters for the figures in its words: 7alab, 3ain."""
    if not any(map(str.isdigit, text)):
        return
    for table in rules("spellings")["digits"]:
        yield " ".join(_lettered(word, table) for word in text.split(" "))


def _lettered(word: str, table: dict[str, str]) -> str:
    figures = list(_FIGURES.finditer(word))
    written = re.findall(r"\d", word)
    counts = (
        figures
        and len(written) == sum(len(found[0]) for found in figures)
        and figures[0].end() < len(word)
    )
    if (
        not counts
        or sum(map(str.isalpha, word)) < LEAST - 1
        or not word.isalnum()
        or not set(written) <= set(table)
    ):
        return word
    return _FIGURES.sub(lambda found: table[found[1]] * len(found[0]), word)


def _with_marks(folded: str) -> Iterator[str]:
    """A folded name with one letter for the two that stand for it and its mark: Mueller. Whether
    marks are written themselves is nothing.
    """
    if _digraphs().search(folded):
        yield _digraphs().sub(lambda found: rules("spellings")["digraphs"][found[0]], folded)


@cache
def _digraphs() -> re.Pattern[str]:
    return re.compile("|".join(rules("spellings")["digraphs"]))


def _parted(text: str) -> str:
    """A name with its words apart that only their capitals part: DeirEzzor, AlRaqqa."""
    return text if text.islower() else INNER_CAPITAL.sub(" ", text)


def _with_initials(text: str) -> str:
    """A name with its initials apart that only points part: J.R. Tolkien. Letters beside which no
    word stands are an abbreviation, and no initials: U.S.A.
    """
    words = [word for each in text.split(" ") for word in _initials(each)]
    return " ".join(words) if any(len(word) >= LEAST for word in words) else text


def _initials(word: str) -> list[str]:
    """The initials that a word begins with, each behind a point, and what else it holds."""
    *initials, last = word.split(".")
    if all(len(each) == 1 and each.isalpha() for each in initials):
        return [*initials, last] if last else initials
    return [word]
