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

# A Korean name in Hangul has two syllables or three, and a fourth where its surname has two.
HANGUL = "^[가-힣]{2,4}$"


def another_word(one: Word, other: Word) -> bool:
    """Whether two words are known to be other words, however alike: two names of people, or two
    surnames.
    """
    if one.letters == other.letters:
        return False
    surnames = [_surname(word.letters, word.latin) for word in (one, other)]
    return different_names(one.letters, other.letters) or different_surnames(*surnames)


@lru_cache(maxsize=1 << 12)
def may_be_told(letters: str, latin: str) -> bool:
    """Whether a word may be known to be another word than one that is like it."""
    return is_name(letters) or is_surname(_surname(letters, latin))


def _surname(letters: str, latin: str) -> str:
    """A word by whose end a surname is told; empty in scripts whose vowels the reading guesses."""
    return latin if script(letters) in ("Latn", "Cyrl") else ""


def another_syllable(x: Form, y: Form) -> bool:
    """Whether two forms are names of people that differ in a syllable: as Hangul writes it where
    both are in it, else as systems of romanisation do.

    A Chinese name in Hangul (정이, Cheng Yi) isn't spelt as a Korean one, so such a name isn't told
    from one in other letters.
    """
    mine, theirs = in_hangul(x.letters), in_hangul(y.letters)
    if mine and theirs:
        return len(mine) == len(theirs) and mine != theirs
    return different_syllables(x.latin.split(), y.latin.split())


def may_have_syllables(latin: str, letters: str) -> bool:
    """Whether a folded name may be one whose syllables tell it from others."""
    return bool(in_hangul(letters)) or may_be_surnamed(latin.split())


@lru_cache(maxsize=1 << 10)
def in_hangul(letters: str) -> str:
    """The syllables of a Korean name in Hangul, its surname first, with what the North and the
    South write otherwise levelled; empty where it is none.

    Args:
        letters: a folded name, which has the letters of each syllable apart.
    """
    if not re.match(HANGUL, normalize("NFC", letters)):
        return ""
    for north, south in rules("syllables")["korean"]["levelled"]:
        letters = re.sub(north, south, letters)
    syllables = normalize("NFC", letters)
    surname = normalize("NFD", syllables[: 1 + len(syllables) // 4])
    return syllables if is_korean_surname("".join(pieces(surname, "Hang"))) else ""
