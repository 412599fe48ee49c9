"""Other spellings that Latin letters may have been meant as: guesses with a price, and never
folds.
"""

from __future__ import annotations

import re
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome
from translit.language.fold import fold
from translit.language.form import guesses
from translit.language.scripts import script
from translit.language.spellings import is_meant_as_written, other_spellings, parted_spellings
from translit.language.split import strong_key
from translit.resolving.resolver import bundled

# --- habits, as the tests know them ---------------------------------------------------------------

DIGRAPHS = {
    "ä": "ae",
    "ö": "oe",
    "ü": "ue",
    "å": "aa",
    "ø": "oe",
    "Ä": "Ae",
    "Ö": "Oe",
    "Ü": "Ue",
    "Å": "Aa",
    "Ø": "Oe",
}
ELIDED = ["l'", "d’", "dell'", "D'", "qu'", "all’"]
# An h that no other consonant has made a letter of: Homs, and not Sharafah.
ALONE = re.compile("(?<![cdgkpstz])h(?=[aeiou])")


def with_digraphs(name: str) -> list[str]:
    return ["".join(DIGRAPHS.get(char, char) for char in name)]


def elided(name: str) -> list[str]:
    return [before + name for before in ELIDED] if name[0] in "AEIOU" else []


def run_together(name: str) -> list[str]:
    return [re.sub("(?<=[a-z])[ -](?=[A-Z])", "", name)]


def in_figures(name: str) -> list[str]:
    return [ALONE.sub("7", name)] if name.isalpha() else []


HABITS = [with_digraphs, elided, run_together, in_figures]
NAMES = [
    (entry.id, name)
    for entry in bundled().entries.values()
    for name in (entry.name, *entry.aliases)
    if script(name) == "Latn"
]
# What a habit makes of the bundled names, and is no name itself.
CHANGED = {
    habit.__name__: [
        (id, way)
        for id, name in NAMES
        for way in habit(name)
        if way != name and bundled().gazetteer.begins(strong_key(way)) is None
    ]
    for habit in HABITS
}


def mistaken(id: str, way: str) -> bool:
    """Whether a spelling is taken for another entry alone."""
    answer = translit.resolve(way)
    return answer.outcome is not Outcome.AMBIGUOUS and answer.id not in (None, id)


# --- laws -----------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_other_spellings_are_folded_and_other(text: str) -> None:
    for found in (other_spellings(text), parted_spellings(text)):
        assert all(each and each == fold(each) != fold(text) for each in found)
        assert len(set(found)) == len(found) <= 4


@given(st.text("bcdfghio -", max_size=20))
def test_a_plain_name_has_no_other_spelling(text: str) -> None:
    assert other_spellings(text) == parted_spellings(text) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Müller", "Mueller"),
        ("Århus", "Aarhus"),
        ("Ymuiden", "IJmuiden"),
        ("Halab", "7alab"),
        ("Alep", "d'Alep"),
    ],
)
def test_a_habit_is_no_fold(one: str, other: str) -> None:
    """Two entries that a habit tells apart are two, each found by its own name, and by the
    other's where it is alone.
    """
    assert fold(one) != fold(other)
    both = translit.load([Entry("one", one), Entry("other", other)])
    assert (both.resolve(one).id, both.resolve(other).id) == ("one", "other")


@pytest.mark.parametrize(
    ("habit", "least"),
    [("with_digraphs", 0.9), ("elided", 0.8), ("run_together", 0.9), ("in_figures", 0.7)],
)
def test_what_a_habit_makes_of_a_name_is_mostly_found(habit: str, least: float) -> None:
    """The others are AMBIGUOUS or nothing, and hardly ever another entry."""
    sample = CHANGED[habit][:: max(1, len(CHANGED[habit]) // 40)]
    right = sum(translit.resolve(way).id == id for id, way in sample)
    assert right / len(sample) >= least
    assert sum(mistaken(id, way) for id, way in sample) / len(sample) <= 0.05


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Zuerich", "ch.zurich"),
        ("Tuerkei", "tr"),
        ("d'Alep", "sy.aleppo"),
        ("l’Irak", "iq"),
        ("dell'Iraq", "iq"),
        ("3ain al arab", "sy.kobani"),
        ("TellAbyad", "sy.tell-abyad"),
        ("KhanTouman", "sy.khan-tuman"),
        ("S. Korea", "kr"),
    ],
)
def test_a_name_is_found_as_people_write_it(text: str, id: str) -> None:
    assert translit.resolve(text).id == id


PEOPLE = translit.load(
    [
        Entry(surname, f"{' '.join(given)} {surname}")
        for *given, surname in (
            ("Sergey", "Vladimirovich", "Kuznetsov"),
            ("Recep", "Tayyip", "Erdoğan"),
            ("Іван", "Якович", "Франко"),
            ("Юлия", "Хасановна", "Жданова"),
            ("Χρήστος", "Θεόδωρος", "Μακρής"),
            ("შოთა", "ჟანო", "ბერიძე"),
            ("خالد", "شريف", "الموسى"),
            ("Jean", "Pierre", "Dupont"),
            ("Νίκος", "Γεώργιος", "Παπαδόπουλος"),
            ("Գրիգոր", "Արամ", "Սարգսյան"),
        )
    ]
)


@given(st.sampled_from([*PEOPLE.entries.values()]), st.sampled_from(["", " "]), st.booleans())
def test_initials_are_initials_without_a_space(person: Entry, space: str, another: bool) -> None:
    """Whether spaces stand behind the points of initials changes no answer; other initials are
    another person.
    """
    first, second, surname = person.name.split()
    apart = f"{first[0]}. {'X' if another else second[0]}. {surname}"
    together = apart.replace(". ", ".", 1).replace(". ", f".{space}")
    assert PEOPLE.resolve(together).id == PEOPLE.resolve(apart).id
    assert PEOPLE.resolve(together).id == (None if another else person.id)


@pytest.mark.parametrize("text", ["U.S.A.", "U.N.", "St.Denis", "Homs.Aleppo", "a.b", "A. B.", "."])
def test_points_that_part_no_initials(text: str) -> None:
    assert parted_spellings(text) == ()


@pytest.mark.parametrize(
    "text", ["F16", "Base 46", "deirezzor24", "G20", "4x4", "2023", "l'", "d'A", "x1y2z3w4q"]
)
def test_a_number_is_no_letter(text: str) -> None:
    assert all(
        re.sub(r"\D", "", reading) == re.sub(r"\D", "", text) for reading in other_spellings(text)
    )


@given(
    words=st.lists(
        st.sampled_from(["alep", "Zuwara", "baer", "El", "al", "Elbaz", "DeirEzzor", "hsia", "men"])
        | st.sampled_from(["St", "st", "Wafangdian", "Tsingtao", "Zürich", "ok", "ʻain", "x", "Ⅳ"])
        | st.text("aehlostuyzAZé ", max_size=8),
        max_size=3,
    )
)
def test_a_name_that_is_meant_as_written_has_no_guesses(words):
    """What is told at once is what all that guesses are made of would tell."""
    text = " ".join(words)
    if is_meant_as_written(text, fold(text)):
        with mock.patch("translit.language.form.is_meant_as_written", return_value=False):
            assert guesses(text) == ()
