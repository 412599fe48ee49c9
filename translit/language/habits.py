"""Habits of spelling: the other ways in which people write a name. What they are is data,
knowledge/habits.yaml.

This module imports rules and scripts only when a habit is asked for, so that Hypothesis's plugin
costs nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, NamedTuple

# Words of no more letters are articles and particles: another vowel or consonant makes other words
# of them.
SHORT = 2


# --- habits that change nothing: each gives the other ways to write a text ------------------------


def habits() -> Any:
    from translit.knowledge.rules import rules

    return rules("habits")


def cased(text: str) -> list[str]:
    """The text in other cases."""
    return [text.lower(), text.upper(), text.title(), text.swapcase()]


def composed(text: str) -> list[str]:
    """The text in the canonical forms of Unicode."""
    return [unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)]


def spaced(text: str) -> list[str]:
    """The text with its spaces and hyphens written otherwise."""
    signs = habits()["spaces"]
    return [
        text.replace(old, new) for old in (" ", "-") if old in text for new in signs if new != old
    ]


def apostrophised(text: str) -> list[str]:
    """The text with other apostrophes, or with none; behind Hebrew letters they make another
    letter and stay.
    """
    signs = habits()["apostrophes"]
    if not any(sign in text for sign in signs):
        return []
    ways = [text.translate(dict.fromkeys(map(ord, signs), sign)) for sign in signs]
    return (
        ways
        if any("א" <= char <= "ת" for char in text)
        else [*ways, text.translate(dict.fromkeys(map(ord, signs)))]
    )


def marked(text: str) -> list[str]:
    """The text with one mark more behind a letter, or without the marks that a writer may leave
    out.
    """
    from translit.language.scripts import script_of

    table = {
        script: [chr(int(point, 16)) for point in points.split()]
        for script, points in habits()["marks"].items()
    }
    places = [place for place, char in enumerate(text, 1) if char.isalpha()]
    more = [
        text[:place] + mark + text[place:]
        for place in places
        for mark in table.get(script_of(text[place - 1]), ())
    ]
    optional = {mark for marks in table.values() for mark in marks}
    return [
        *more,
        "".join(char for char in unicodedata.normalize("NFD", text) if char not in optional),
    ]


def with_article(text: str) -> list[str]:
    """The text with a definite article before it."""
    from translit.language.scripts import script

    first, table = text.split(maxsplit=1)[0], habits()
    code = script(first)
    if code == "Arab" and (first.startswith("ال") or sum(map(str.isalpha, first)) < 2):
        return []
    sun = [
        article
        for article, sound in table["sun"].get(code, {}).items()
        if text.lower().startswith(sound)
    ]
    return [article + text for article in [*table["articles"].get(code, ()), *sun]]


def without_article(text: str) -> list[str]:
    """The text without the definite article that it begins with, where enough of it is left."""
    table = habits()
    ways = [
        text[len(article) :]
        for articles in table["articles"].values()
        for article in articles
        if text.startswith(article)
    ]
    sun = (pair for pairs in table["sun"].values() for pair in pairs.items())
    ways += [
        text[len(article) :]
        for article, sound in sun
        if text.startswith(article) and text[len(article) :].lower().startswith(sound)
    ]
    return [
        way
        for way in ways
        if way[:2].isalpha()
        and not way.startswith("ال")
        and text.split(maxsplit=1)[0] != table["keep"]
    ]


# --- habits that seldom change the name -----------------------------------------------------------


class Respelling(NamedTuple):
    """A text with one sound romanised otherwise: `new` is written for `old`, which is the habit
    of some writers.
    """

    text: str
    old: str
    new: str
    habit: str


def respelt(text: str) -> list[str]:
    """The text, in small letters, with one sound romanised otherwise, in every way that the
    habits know.
    """
    words = words_of(text)
    ways = ((place, way.text) for place, word in enumerate(words) for way in respellings(word))
    return sorted(
        {"".join([*words[:place], way, *words[place + 1 :]]) for place, way in ways}
        - {text.lower()}
    )


@lru_cache(maxsize=1 << 12)
def respellings(word: str) -> frozenset[Respelling]:
    """A word in small letters with one sound romanised otherwise, in every way that the habits
    know.
    """
    if len(word) <= SHORT or word in _directions():
        return frozenset()
    groups = [
        list(zip(group["spellings"], group["habits"], strict=True))
        for group in habits()["respellings"]
    ]
    pairs = (
        (old, new, habit)
        for group in groups
        for old, _ in group
        for new, habit in group
        if old != new
    )
    ways = (
        Respelling(way.replace("$", ""), old, new, habit)
        for old, new, habit in pairs
        for way in _replaced(f"{word}$", old, new)
    )
    return frozenset(
        way._replace(old=way.old.replace("$", ""), new=way.new.replace("$", "")) for way in ways
    )


@cache
def _directions() -> frozenset[str]:
    """Eastern, Upper, New ...: words that tell neighbours apart, and hardly ever romanised."""
    from translit.knowledge.rules import rules

    return frozenset(word for line in rules("generics")["trait"].values() for word in line.split())


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, and between them what parts them."""
    return re.split("([ -]+)", text.lower())


def _replaced(text: str, old: str, new: str) -> Iterator[str]:
    """The text with one place changed, each in turn; letters doubled already aren't doubled
    again.
    """
    place = text.find(old)
    while place >= 0:
        before, after = text[:place], text[place + len(old) :]
        if not (before.endswith(old) or after.startswith(old)):
            yield f"{before}{new}{after}"
        place = text.find(old, place + 1)
