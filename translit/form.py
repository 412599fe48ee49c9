"""The form of a name: everything that is compared, worked out once for a string.

fold -> leave out articles -> set generics apart -> read in Latin letters -> sounds.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from translit.fold import fold
from translit.romanise import reading
from translit.scripts import script
from translit.sounds import sounds
from translit.split import Parts, parts, without_articles

# Scripts that leave short vowels unwritten: there a missing vowel says nothing.
VOWELLESS = frozenset({"Arab", "Hebr", "Syrc"})


class Word(NamedTuple):
    """A core word: its Latin letters, its sounds' marks and the marks of its consonants."""

    latin: str
    marks: str
    consonants: str


class Form(NamedTuple):
    """What is compared of a name.

    `key` is the folded name without articles, in its own script: equal keys are an exact hit. `words` are the core words
    in their Latin reading, and `joined`, `marks`, `consonants` and `skeleton` are theirs run together.
    """

    key: str
    joined: str
    words: tuple[Word, ...]
    marks: str
    consonants: str
    skeleton: str
    kinds: frozenset[str]
    traits: frozenset[str]
    numbers: frozenset[str]
    vowelless: bool
    script: str


@lru_cache(maxsize=1 << 12)
def forms(text: str) -> tuple[Form, ...]:
    """The forms of a name in any script and spelling: as a whole, and, where it has some, with its generics set apart."""
    return forms_of_key(" ".join(without_articles(fold(text))))


def forms_of_key(key: str) -> tuple[Form, ...]:
    """The forms of a folded name whose articles are left out already."""
    words = tuple(key.split())
    named = parts(words)
    whole = Parts(words, frozenset(), frozenset(), named.numbers)
    return tuple(_form(key, view) for view in ([whole] if named.core == words else [whole, named]))


def _form(key: str, view: Parts) -> Form:
    core = [word for word in map(_word, view.core) if word.latin]
    code = script(key)
    return Form(
        key=key,
        joined="".join(word.latin for word in core),
        words=tuple(core),
        marks="".join(word.marks for word in core),
        consonants="".join(word.consonants for word in core),
        skeleton="".join(sounds(word.latin).skeleton for word in core),
        kinds=view.kinds,
        traits=view.traits,
        numbers=view.numbers,
        vowelless=code in VOWELLESS,
        script=code,
    )


def sounds_apart(x: Form, y: Form) -> float:
    """The share of sounds, from 0 to 1, in which two forms differ; of their consonants where one side writes no vowels."""
    if x.vowelless or y.vowelless:
        return float(Levenshtein.normalized_distance(x.consonants, y.consonants))
    return float(Levenshtein.normalized_distance(x.marks, y.marks))


def latin(folded: str) -> str:
    """The reading of a folded text in lower-case Latin letters and digits, word by word."""
    return folded if folded.isascii() else " ".join(filter(None, map(_letters, reading(folded).split())))


def _letters(word: str) -> str:
    return "".join(char for char in word.lower() if char.isalnum() and char.isascii())


@lru_cache(maxsize=1 << 16)
def _word(folded: str) -> Word:
    spelt = latin(folded).replace(" ", "")
    heard = sounds(spelt)
    return Word(spelt, heard.marks, heard.consonants)
