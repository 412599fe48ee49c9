"""Whether two words are known to be other words, however alike they are spelt.

Hasan and Husayn are a vowel apart, as two spellings of one name may be, and Shevchenko and Shevchuk
three letters; who knows the names knows that they are two (language/names.py, surnames.py).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from translit.language.form import Form, Word
from translit.language.names import different_names, is_name
from translit.language.romanise import pieces
from translit.language.surnames import different_surnames, is_surname
from translit.language.syllables import different_syllables, may_be_surnamed

# A Korean name in Hangul has two syllables or three, and a fourth where its surname has two.
HANGUL = "^[가-힣]{2,4}$"


def another_word(one: Word, other: Word) -> bool:
    """Whether two words are known to be other words, however alike: two names of people, or two
    surnames.
    """
    return one.letters != other.letters and are_others(
        one.letters, other.letters, one.latin, other.latin
    )


@lru_cache(maxsize=1 << 12)
def are_others(one: str, other: str, latin: str, other_latin: str) -> bool:
    """The same, by the letters of both words and their Latin ones."""
    return different_names(one, other) or different_surnames(latin, other_latin)


def may_be_told(letters: str, latin: str) -> bool:
    """Whether a word may be known to be another word than one that is like it."""
    return is_name(letters) or is_surname(latin)


def another_syllable(x: Form, y: Form) -> bool:
    """Whether two forms are names of people that differ in a syllable: by those of Hangul where
    both are in it, since a Chinese name there (정이, Cheng Yi) isn't spelt as a Korean one.
    """
    if x.script == y.script:
        return different_syllables(words_of(x.latin, x.letters), words_of(y.latin, y.letters))
    return different_syllables(x.latin.split(), y.latin.split())


def may_have_syllables(latin: str, letters: str) -> bool:
    """Whether a folded name may be one whose syllables tell it from others."""
    return may_be_surnamed(words_of(latin, letters))


def words_of(latin: str, letters: str) -> Sequence[str]:
    """The words of a folded name in Latin letters; where its own letters are a word of Hangul, its
    syllables, the first two of four as one word.
    """
    syllables = normalize("NFC", letters)  # a form has the letters of a syllable apart
    if not re.match(HANGUL, syllables):
        return latin.split()
    read = ["".join(pieces(normalize("NFD", each), "Hang")) for each in syllables]
    return ["".join(read[:2]), *read[2:]] if len(read) > 3 else read
