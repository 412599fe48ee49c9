"""Whether two words are known to be other words, however alike they are spelt.

Hasan and Husayn are a vowel apart, as two spellings of one name may be, and Shevchenko and Shevchuk
three letters; who knows the names knows that they are two (language/names.py, surnames.py).
"""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

from translit.knowledge.rules import rules
from translit.language.form import Form, Word
from translit.language.names import different_names, is_name
from translit.language.romanise import pieces
from translit.language.scripts import script
from translit.language.surnames import different_surnames, is_surname
from translit.language.syllables import different_syllables, is_korean_surname, may_be_surnamed

# What may be a Korean name in Hangul: a surname of one syllable, or of two out of four, and a given
# name of one or two.
KOREAN_NAME = re.compile("([가-힣](?=[가-힣]{1,2}$)|[가-힣]{2})([가-힣]{1,2})")


def another_word(one: Word, other: Word) -> bool:
    """Whether two words are known to be other words, however alike: two names of people, or two
    surnames.
    """
    if one.letters == other.letters:
        return False
    surnames = [_surname(word.letters, word.latin) for word in (one, other)]
    return different_names(one.letters, other.letters) or different_surnames(*surnames)


@lru_cache(maxsize=1 << 9)
def may_be_told(letters: str, latin: str) -> bool:
    """Whether a word may be known to be another word than one that is like it."""
    return is_name(letters) or is_surname(_surname(letters, latin))


def _surname(letters: str, latin: str) -> str:
    """A word by whose end a surname is told; empty in scripts whose vowels the reading guesses."""
    return latin if script(letters) in ("Latn", "Cyrl") else ""


def another_syllable(x: Form, y: Form) -> bool:
    """Whether two forms are names of people that differ in a syllable: as Hangul writes it where
    both are in it, else as systems of romanisation do.

    In Hangul the surname is the same, since a name from abroad may begin with one by chance (제다
    and 지다 are Jeddah). A Chinese name in it (정이, Cheng Yi) isn't spelt as a Korean one, so none
    is told from a name in other letters.
    """
    mine, theirs = in_hangul(x.letters), in_hangul(y.letters)
    if mine and theirs:
        return mine != theirs and (mine[0], len(mine)) == (theirs[0], len(theirs))
    return different_syllables(x.latin.split(), y.latin.split())


def may_have_syllables(latin: str, letters: str) -> bool:
    """Whether a folded name may be one whose syllables tell it from others."""
    return bool(in_hangul(letters)) or may_be_surnamed(latin.split())


@lru_cache(maxsize=1 << 7)
def in_hangul(letters: str) -> tuple[str, ...]:
    """The surname and the syllables of the given name of a Korean name in Hangul, with what the
    North and the South write otherwise levelled; empty where it is none.

    Args:
        letters: a folded name, which has the letters of each syllable apart.
    """
    found = KOREAN_NAME.fullmatch(normalize("NFC", letters))
    if not found:
        return ()
    korean = rules("syllables")["korean"]
    surname, given = found.groups()
    if not (is_korean_surname(_read(surname)) and set(given) <= set(korean["given"].split())):
        return ()
    for north, south in korean["levelled"]:
        letters = re.sub(north, south, letters)
    syllables = normalize("NFC", letters)
    return syllables[: len(surname)], *syllables[len(surname) :]


def _read(hangul: str) -> str:
    return "".join(pieces(normalize("NFD", hangul), "Hang"))
