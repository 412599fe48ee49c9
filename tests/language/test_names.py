"""Names of people (aliases/names/): spellings of one name are one word, and nothing else becomes
one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import reference
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry, similarity
from translit.language.form import forms
from translit.language.names import alike, borne
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.tables.reading import Table, read

FOLDER = Path(__file__).parents[2] / "aliases" / "names"
TABLES: dict[str, Table] = {path.stem: read(path) for path in sorted(FOLDER.glob("*.yaml"))}
CLASSES = [spellings for table in TABLES.values() for spellings in table.names.values()]
SHORT = [
    (*table.names[name][:1], *spellings)
    for table in TABLES.values()
    for name, spellings in table.short.items()
]
# Two spellings of a name: a class, and two of it.
PAIRS = st.sampled_from(CLASSES + SHORT).flatmap(
    lambda spellings: st.tuples(st.sampled_from(spellings), st.sampled_from(spellings))
)
FAMILY = {
    "Latn": "Zubrovski",
    "Arab": "زبروفسكي",
    "Cyrl": "Зубровски",
    "Hebr": "זוברובסקי",
    "Grek": "Ζουμπρόφσκι",
}


@pytest.mark.parametrize(
    ("tables", "least"),
    [("arabic", 300), ("persian turkish kurdish", 100), ("slavic", 150), ("hebrew", 60)],
)
def test_there_are_enough_names(tables: str, least: int) -> None:
    assert sum(len(TABLES[table].names) for table in tables.split()) >= least


@given(PAIRS)
def test_another_spelling_of_a_given_name_finds_the_person(pair: tuple[str, str]) -> None:
    """Whatever spelling a table holds and a report has, in one script."""
    held, met = pair
    assume(script(held) == script(met) and script(held) in FAMILY)
    family = FAMILY[script(held)]
    people = translit.load(
        [
            Entry("it", f"{held} {family}"),
            Entry("other", f"Gottfried {family}"),
            Entry("else", "Wilhelmine Meyer"),
        ]
    )
    assert people.resolve(f"{met} {family}").id == "it"


@given(PAIRS)
def test_order_means_nothing_and_the_reference_agrees(pair: tuple[str, str]) -> None:
    for x in forms(f"{pair[0]} Zubrovski"):
        for y in forms(f"{pair[1]} Zubrowsky"):
            one, other = alike(x, y), alike(y, x)
            assert one == (other.y, other.x, other.names)
            reference.agrees(x, y, lambda word: 1.0)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Gamal Hamdan", "Djamel Hamdan"),
        ("Muhammad Farouk", "Magomed Farouk"),
        ("Abd al-Rahman Sultan", "Abdurrahman Sultan"),
        ("Abdelkader Sultan", "Abd al-Qadir Sultan"),
        ("Salah al-Din Sultan", "Selahattin Sultan"),
        ("Osama bin Zayd", "Osama ibn Zayd"),
        ("Abu Yazid", "Bou Yazid"),
        ("Sasha Zubrov", "Aleksandr Zubrov"),
        ("Volodya Zubrov", "Vladimir Zubrov"),
        ("Oleksiy Zubrov", "Alexei Zubrov"),
        ("Yossi Zubrov", "Joseph Zubrov"),
        ("Yusuf Hamdan", "Youcef Hamdan"),
        ("Ivan Petrovich Zubrov", "Ivan Petrowitsch Zubrov"),
        ("جمال حمدان", "Djamel Hamdan"),
        (
            "Yusuf Ζουμπρόφσκι",
            "Yousef Ζουμπρόφσκι",
        ),  # the class has no spelling in the script that most letters are of
    ],
)
def test_spellings_of_one_name_are_alike(a: str, b: str) -> None:
    """More probable than not, without any table."""
    assert similarity(a, b) > 0.5
    assert similarity(a, b) == pytest.approx(similarity(b, a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Yusuf Hamdan", "Joseph Hamdan"),
        ("Aleksandr Zubrov", "Aleksey Zubrov"),
        ("Vladimir Zubrov", "Vladislav Zubrov"),
        ("Hasan Sultan", "Husayn Sultan"),
        ("Jamal Sultan", "Kamal Sultan"),
        ("Nasser Sultan", "Nasr Sultan"),
    ],
)
def test_other_names_share_no_class(a: str, b: str) -> None:
    """Two names that only look alike are compared letter by letter, as they always were."""
    assert alike(forms(a)[0], forms(b)[0]).names == ()


def test_a_name_of_two_languages_is_compared_within_one() -> None:
    """Yosef is Joseph, and Yusuf is Youssef; that a chain of languages leads from Yusuf to
    Joseph means nothing.
    """
    yusuf, joseph = (
        {each.name[:2] for each in borne(strong_key(name))} for name in ("Yusuf", "Joseph")
    )
    assert yusuf
    assert joseph
    assert not yusuf & joseph


def test_the_reason_is_told() -> None:
    found = translit.load([Entry("it", "Gamal Zubrovski"), Entry("other", "Kamal Dorn")]).resolve(
        "Djamel Zubrovski"
    )
    assert translit.model.nouns.Step("respell", "arabic", "jamal") in found.steps
    assert "both have a spelling of the name “jamal”" in found.explain()
    assert translit.replay("Djamel Zubrovski", found.steps) == found.form


def test_names_are_no_entries() -> None:
    """A folder with such tables loads, and they add nothing that could be found by itself."""
    assert len(translit.load(FOLDER, [Entry("a", "Hamdan")]).entries) == 1
