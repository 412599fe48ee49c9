"""How near aliases are to a form by two quick distances, of sounds and of spelling: which of them are worth weighing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

if TYPE_CHECKING:
    from translit.form import Form

# How many aliases are near by each of the quick distances.
BY_SOUND, BY_SPELLING = 14, 8

Distance = Callable[..., float]


class Code(NamedTuple):
    """What the quick distances compare of a row."""

    marks: str
    consonants: str
    joined: str
    vowels: int


def code(form: Form) -> Code:
    """What the quick distances compare of a form."""
    return Code(form.marks, form.consonants, form.joined, form.vowels)


def nearest(form: Form, codes: Sequence[Code]) -> dict[int, float]:
    """The places of the codes whose sounds, and whose letters or consonants, are nearest to a form's, and how far they are."""
    best = _best(form.marks, [code.marks for code in codes], Levenshtein.normalized_distance, BY_SOUND)
    if form.vowels:
        best |= _best(form.consonants, [code.consonants for code in codes], Levenshtein.normalized_distance, BY_SPELLING)
    else:
        best |= _best(form.joined, [code.joined for code in codes], Indel.normalized_distance, BY_SPELLING)
    return {place: _roughly_apart(form, codes[place]) for place in best}


def _best(query: str, codes: list[str], distance: Distance, limit: int) -> set[int]:
    """The places of the codes that are the least distant."""
    return {place for _, _, place in process.extract(query, codes, scorer=distance, limit=limit)}


def _roughly_apart(form: Form, other: Code) -> float:
    """How far a row is from a form, by sounds and by what their scripts write alike: from 0 to 2."""
    sounds = Levenshtein.normalized_distance(form.marks, other.marks)
    if form.vowels != other.vowels or form.vowels < 0:
        return float(sounds + Levenshtein.normalized_distance(form.consonants, other.consonants))
    return float(sounds + Levenshtein.normalized_distance(form.joined, other.joined))
