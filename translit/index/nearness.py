"""How near aliases are to a form by two quick distances, of sounds and of spelling: which of
them are worth weighing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

from translit.language.sounds import vowels_in

if TYPE_CHECKING:
    from translit.language.form import Form

# How many spellings are near by each of the quick distances.
BY_SOUND, BY_SPELLING = 14, 8

Distance = Callable[..., float]


# What is compared of a row: its marks, consonants and letters, how its script is written, and more
# that isn't.
Code = Sequence[str]
MARKS, CONSONANTS, JOINED, SCRIPT = range(4)


def code(form: Form) -> Code:
    """What the quick distances compare of a form."""
    return form.marks, form.consonants, form.joined, form.script


def nearest(form: Form, codes: Sequence[Code]) -> dict[int, float]:
    """The places of the codes whose sounds, and whose letters or consonants, are nearest to a
    form's, and how far they are.
    """
    best = _best(
        form.marks, [code[MARKS] for code in codes], Levenshtein.normalized_distance, BY_SOUND
    )
    if form.vowels:
        best |= _best(
            form.consonants,
            [code[CONSONANTS] for code in codes],
            Levenshtein.normalized_distance,
            BY_SPELLING,
        )
    else:
        best |= _best(
            form.joined, [code[JOINED] for code in codes], Indel.normalized_distance, BY_SPELLING
        )
    return {place: _roughly_apart(form, codes[place]) for place in best}


class Heard:
    """Some rows by how their scripts write vowels, to find the one that sounds the most like a
    form.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        by_vowels: dict[int, list[Code]] = {}
        for each in codes:
            by_vowels.setdefault(vowels_in(each[SCRIPT]), []).append(each)
        self._parts = {
            vowels: [[each[part] for each in some] for part in (MARKS, CONSONANTS)]
            for vowels, some in by_vowels.items()
        }

    def apart(self, form: Form) -> float:
        """The least share of sounds, from 0 to 1, in which a row differs; of consonants where
        one of the two leaves vowels out.
        """
        found = (
            process.extractOne(
                form.marks if vowels == form.vowels >= 0 else form.consonants,
                marks if vowels == form.vowels >= 0 else consonants,
                scorer=Levenshtein.normalized_distance,
            )
            for vowels, (marks, consonants) in self._parts.items()
        )
        return min((best[1] for best in found if best), default=1.0)


def _best(query: str, codes: list[str], distance: Distance, limit: int) -> set[int]:
    """The places of the codes that are the least distant: so many different ones, wherever they
    stand.
    """
    distinct = [*dict.fromkeys(codes)]
    best = {text for text, _, _ in process.extract(query, distinct, scorer=distance, limit=limit)}
    return {place for place, text in enumerate(codes) if text in best}


def _roughly_apart(form: Form, other: Code) -> float:
    """How far a row is from a form, by sounds and by what their scripts write alike: from 0 to
    2.
    """
    sounds = Levenshtein.normalized_distance(form.marks, other[MARKS])
    if form.vowels != vowels_in(other[SCRIPT]) or form.vowels < 0:
        return float(sounds + Levenshtein.normalized_distance(form.consonants, other[CONSONANTS]))
    return float(sounds + Levenshtein.normalized_distance(form.joined, other[JOINED]))
