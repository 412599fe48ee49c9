"""Quick distances: how near rows are to a form by sounds and by spelling, so that the nearest can
be weighed.

Of each row four strings are compared, its *code*: the marks of its sounds, those of its consonants,
its Latin letters run together, and its script. For Ramousa ("Rr4aMm3uSs6a", "Rr4Mm3Ss6",
"ramousa", "Latn") and Ramouna ("Rr4aMm3uNn3a", "Rr4Mm3Nn3", "ramouna", "Latn"),

    sounds       Levenshtein distance of the marks, as a share of the longer        3 / 12 = 0.25
    spelling     likewise of the letters, or of the consonants where one of the     1 / 7 = 0.14
                 scripts leaves vowels out
    apart        both together, from 0 to 2                                         0.39

The first two choose the nearest out of at most a few hundred rows, all at once in RapidFuzz; the
sum is worked out for these alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from translit.index.funnel import FUNNEL
from translit.index.records import consonants_of
from translit.language.distances import Indel, Levenshtein, process
from translit.language.sounds import vowels_in

if TYPE_CHECKING:
    from translit.index.filters import Filter
    from translit.language.form import Form
    from translit.language.heard import Heard

Distance = Callable[..., float]


# What is compared of a row: its marks, consonants and letters, how its script is written, and more
# that isn't.
Code = Sequence[str]
MARKS, CONSONANTS, JOINED, SCRIPT = range(4)


def consonants_in(code: Code) -> str:
    """The consonants of a code: those among its marks, where it doesn't hold them."""
    return code[CONSONANTS] or consonants_of(code[MARKS])


def code(form: Form) -> Code:
    """What the quick distances compare of a form."""
    return form.marks, form.consonants, form.joined, form.script


class Codes:
    """The codes of some rows, to find the nearest to one form or to many: where each of their texts
    stands is gathered once.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        self.codes = codes

    def nearest(self, form: Form) -> dict[int, float]:
        """The places of the codes whose sounds, and whose letters or consonants, are nearest to a
        form's, and how far they are.
        """
        by_levenshtein, most = Levenshtein.normalized_distance, FUNNEL.by_spelling
        found = self._by_marks.nearest(form.marks, by_levenshtein, FUNNEL.by_sound)
        if form.vowels:
            found |= self._by_consonants.nearest(form.consonants, by_levenshtein, most)
        else:
            found |= self._by_letters.nearest(form.joined, Indel.normalized_distance, most)
        return {place: roughly_apart(form, self.codes[place]) for place in found}

    @cached_property
    def _by_marks(self) -> _Texts:
        return _Texts([code[MARKS] for code in self.codes])

    @cached_property
    def _by_consonants(self) -> _Texts:
        return _Texts([*map(consonants_in, self.codes)])

    @cached_property
    def _by_letters(self) -> _Texts:
        return _Texts([code[JOINED] for code in self.codes])


class _Texts:
    """Texts, and the places of each in a list of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        places: dict[str, list[int]] = {}
        for place, text in enumerate(texts):
            places.setdefault(text, []).append(place)
        self._distinct, self._places = [*places], [*places.values()]

    def nearest(self, asked: str, distance: Distance, limit: int) -> set[int]:
        """The places of the texts that are the least distant: so many different ones."""
        best = process.extract(asked, self._distinct, scorer=distance, limit=limit)
        return {place for _, _, number in best for place in self._places[number]}


class BySound:
    """Some rows by how their scripts write vowels, to find the one that sounds the most like a
    form.
    """

    def __init__(self, codes: Sequence[Code]) -> None:
        by_vowels: dict[int, list[Code]] = {}
        for each in codes:
            by_vowels.setdefault(vowels_in(each[SCRIPT]), []).append(each)
        self._parts = {
            vowels: [[each[MARKS] for each in some], [*map(consonants_in, some)]]
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


def roughly_apart(form: Form, other: Code) -> float:
    """How far a row is from a form, by sounds and by what their scripts write alike: from 0 to
    2.
    """
    unlike = form.vowels != vowels_in(other[SCRIPT]) or form.vowels < 0
    mine, theirs = (
        (form.consonants, consonants_in(other)) if unlike else (form.joined, other[JOINED])
    )
    distance = Levenshtein.normalized_distance
    sounds: float = distance(form.marks, other[MARKS])
    return sounds + float(distance(mine, theirs))


class WithoutCore:
    """What the compiled core answers about postings that it holds (`index/compiled.py`): of others
    all is None, and left to who asks.
    """

    def near(
        self,
        asked: Sequence[Form],  # noqa: ARG002
        filter: Filter | None,  # noqa: ARG002
    ) -> list[tuple[int, int]] | None:
        """The pairs worth weighing, by the places of forms and the numbers of rows."""
        return None

    def sounding(
        self,
        names: Sequence[Heard],  # noqa: ARG002
        share: float,  # noqa: ARG002
    ) -> list[bool] | None:
        """Whether each name sounds like a row, but for a share of its marks."""
        return None

    def with_sounds(
        self,
        name: Heard,  # noqa: ARG002
        rows: Sequence[int],  # noqa: ARG002
        shares: tuple[float, float],  # noqa: ARG002
    ) -> list[bool] | None:
        """Whether the entry of each of some rows has one that sounds like a name, or may have:
        but for a share of its marks, or another one where they have not as many words.
        """
        return None
