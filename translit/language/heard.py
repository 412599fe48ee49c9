"""What stretches of words sound like, put together from the sounds of their words.

A text has many stretches of few words. Each word is folded and read once, and the sounds of a
stretch are those of its words in a row: a sound that ends one word and begins the next is heard
once. What `Tokens.heard` gives is what `forms` says of the whole stretch, without making its form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from translit.language.core import core
from translit.language.fold import folded_alone
from translit.language.form import Form, spelt_and_read
from translit.language.scripts import COMMON, script_of
from translit.language.sounds import (
    NO_SOUNDS,
    REMEMBERED,
    SILENT,
    Part,
    joined,
    part,
    vowels_in,
)
from translit.language.split import before_which, is_article, without_prefix

# What may stand between words that are folded one by one; a full stop too: R. T. Erdogan.
BLANKS = re.compile(r"\.?[ \t\r\n-]+")


class Heard(NamedTuple):
    """What is heard of a name: as in the fields of Form; and how many words it has."""

    marks: str
    consonants: str
    skeleton: str
    vowels: int
    words: int


def heard(form: Form) -> Heard:
    """What is heard of a form."""
    return Heard(form.marks, form.consonants, form.skeleton, form.vowels, len(form.words))


class Token(NamedTuple):
    """A folded word, its sounds without an article that is joined to it, the script that all its
    letters are in ("" where it has none), and its Latin letters.
    """

    folded: str
    part: Part
    script: str
    latin: str


class Tokens:
    """The words of a text one after the other, as they are folded and read, to be asked what some
    in a row sound like. Words may be left out between them.
    """

    def __init__(self) -> None:
        self._tokens, self._articles = list[Token | None](), bytearray()
        # Where the tokens of each word start and end, by the word's place in the text.
        self._spans: dict[int, tuple[int, int]] = {}

    def add(self, place: int, written: str, between: str | None) -> None:
        """Add a word, unless it is there.

        Args:
            place: its number in the text.
            written: the word as the text has it.
            between: what stands between it and the word before, if that was added; else None.
        """
        if between is None or not (between == " " or BLANKS.fullmatch(between)):
            self._put(None)
        start = len(self._tokens)
        for token in _remembered(written):
            self._put(token)
        self._spans[place] = start, len(self._tokens)

    def _put(self, token: Token | None) -> None:
        """Add a token; the one before may be its article. None parts those that don't tell."""
        before = self._tokens[-1] if self._tokens else None
        if before and token and is_article(before.folded, token.folded):
            self._articles[-1] = True
        self._tokens.append(token)
        self._articles.append(False)

    def __contains__(self, place: int) -> bool:
        return place in self._spans

    def heard(self, stretches: Iterable[tuple[int, int]]) -> list[Heard | None]:
        """What is heard of the words from one place to another one; None where that isn't known
        without their form.
        """
        spans = self._places(stretches)
        return heard_of(plain_sound(tuple(self._tokens), bytes(self._articles), spans))

    def _places(self, stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
        """Where the tokens of some stretches start and end."""
        spans = self._spans
        return [(spans[first][0], spans[last][1]) for first, last in stretches]


# Marks of all sounds, those of the consonants, the skeleton, the script, and how many words.
Told = tuple[str, str, str, str, int]


def heard_of(some: Iterable[Told | None]) -> list[Heard | None]:
    """What is heard of stretches that were told."""
    return [each and Heard(each[0], each[1], each[2], vowels_in(each[3]), each[4]) for each in some]


def plain_sound(
    tokens: Sequence[Token | None], articles: Sequence[int], spans: Iterable[tuple[int, int]]
) -> list[Told | None]:
    """What spans of some tokens sound like: what the compiled core does, in plain Python.

    Args:
        tokens: words, or None where one isn't known.
        articles: whether each is the article of the next one.
        spans: where each starts and ends, half open; it isn't empty.
    """
    return [_sound(tokens[start:end], articles[start:end]) for start, end in spans]


def _sound(tokens: Sequence[Token | None], articles: Sequence[int]) -> Told | None:
    known = [*filter(None, tokens)]
    if len(known) < len(tokens):
        return None
    kept = [token for token, article in zip(known[:-1], articles, strict=False) if not article]
    kept.append(known[-1])
    scripts = {token.script for token in kept if token.script}
    if len(scripts) > 1:
        return None
    found, last = NO_SOUNDS, ""
    for token in kept:
        found, last = joined(found, last, token.part), token.part.last or last
    return *found, next(iter(scripts), ""), sum(bool(token.latin) for token in kept)


def in_core(tokens: tuple[Token | None, ...]) -> Any:
    """The folded words of one that is written in a text, as the compiled core takes them, which
    is there.
    """
    compiled = core()
    assert compiled
    articles = tuple([before_which(token.folded) if token else False for token in tokens])
    return compiled.Tokens(tokens, articles)


def read(written: str) -> tuple[Token | None, ...]:
    """The folded words of one that is written in a text; one None where they depend on others, are
    in several scripts, or have no reading.
    """
    folded = folded_alone(written)
    found = [_token(each) for each in folded.split()] if folded else []
    return tuple(found) if found and None not in found else (None,)


_remembered = lru_cache(maxsize=1 << 14)(read)


def _token(folded: str) -> Token | None:
    key = without_prefix(folded)
    scripts = {*map(script_of, filter(str.isalpha, key))} - {COMMON}
    if len(scripts) > 1:
        return None
    written_in = next(iter(scripts), "")
    latin, read = spelt_and_read(key, written_in)
    if len(read) > REMEMBERED or not read.isascii():
        return None
    return Token(folded, part(read) if latin else SILENT, written_in, latin)
