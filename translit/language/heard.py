"""What stretches of words sound like, put together from the sounds of their words.

A text has many stretches of few words. Each word is folded and read once, and the sounds of a
stretch are those of its words in a row: a sound that ends one word and begins the next is heard
once. What `Stretch.heard` gives is what `forms` says of the whole stretch, without making its form.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from translit.language.fold import folded_alone
from translit.language.form import Form, word
from translit.language.scripts import COMMON, script_of
from translit.language.sounds import (
    NO_SOUNDS,
    REMEMBERED,
    SILENT,
    Part,
    Sounds,
    joined,
    part,
    vowels_in,
)
from translit.language.split import is_article, without_articles

# What may stand between words that are folded one by one.
_BLANKS = re.compile(r"[ \t\r\n-]+")


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


class Stretch(NamedTuple):
    """Some words in a row, which grow at the end.

    `before` are the sounds of all but the last token, which may be an article of the next one;
    `end` is the last one of these sounds, `script` what the letters before are in, and `latin` how
    they read, for each word that has a reading.
    """

    before: Sounds = NO_SOUNDS
    end: str = ""
    script: str = ""
    latin: tuple[str, ...] = ()
    token: Token | None = None

    def grown(self, between: str, written: str) -> Stretch | None:
        """The stretch and a word more; None where its sounds aren't those of its words in a row.

        Args:
            between: what stands between the two in the text.
            written: the word as the text has it.
        """
        tokens = _tokens(written)
        if tokens is None or (self.token and not _BLANKS.fullmatch(between)):
            return None
        found: Stretch | None = self
        for token in tokens:
            found = found.with_token(token) if found else None
        return found

    def with_token(self, token: Token) -> Stretch | None:
        """The same, by a folded word."""
        if self.token is None:
            return self._replace(token=token)
        if is_article(self.token.folded, token.folded):
            return self._replace(token=token)
        written_in = self._written_in()
        if written_in is None:
            return None
        added = self.token.part
        sounds = joined(self.before, self.end, added)
        return Stretch(sounds, added.last or self.end, written_in, self.read(), token)

    def _written_in(self) -> str | None:
        """The script of all letters; None where there are several."""
        last = self.token.script if self.token else ""
        return None if last and self.script and last != self.script else last or self.script

    def heard(self) -> Heard | None:
        """What is heard of the words; None where that isn't known without their form."""
        written_in = self._written_in()
        if self.token is None or written_in is None:
            return None
        sounds = joined(self.before, self.end, self.token.part)
        return Heard(*sounds, vowels_in(written_in), len(self.read()))

    def read(self) -> tuple[str, ...]:
        """The words in Latin letters."""
        return (*self.latin, self.token.latin) if self.token and self.token.latin else self.latin


@lru_cache(maxsize=1 << 14)
def _tokens(written: str) -> tuple[Token, ...] | None:
    """The folded words of one that is written in a text; None where they depend on others, are in
    several scripts, or have no reading.
    """
    folded = folded_alone(written)
    found = [_token(each) for each in folded.split()] if folded else [None]
    return None if None in found else tuple(filter(None, found))


def _token(folded: str) -> Token | None:
    (key,) = without_articles(folded)
    scripts = {script_of(char) for char in key if char.isalpha()} - {COMMON}
    read = word(key)
    if len(scripts) > 1 or len(read.read) > REMEMBERED or not read.read.isascii():
        return None
    return Token(
        folded, part(read.read) if read.latin else SILENT, next(iter(scripts), ""), read.latin
    )
