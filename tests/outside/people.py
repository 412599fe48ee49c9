"""Two made lists of people, for linkage over several columns: a register in English, and a list in
Arabic with some of the same people. Nobody in them is real.

The words of the names are those of tests/quality/names_sample.tsv, so that both spellings of each
are real. Few words make many people, so that one name in three is several people's.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import NamedTuple

import translit

SAMPLE = Path(__file__).parents[1] / "quality" / "names_sample.tsv"
TOWNS = ("aleppo", "homs", "hama", "idlib", "raqqa", "daraa", "damascus", "latakia")
PEOPLE, GIVEN, SURNAMES = 900, 40, 40
# How many in a hundred of the people each list has; and of the rows in Arabic, how many have no
# year, one that is a year off, and another town, where somebody lives by now.
LISTED, NO_YEAR, OFF, MOVED = 67, 10, 20, 10
Row = tuple[str, str, int | None, str]
COLUMNS = ("unique_id", "name", "born", "town")


class Person(NamedTuple):
    """A person: the words of the name, English and Arabic; the year of birth, the town's ID."""

    given: tuple[str, str]
    surname: tuple[str, str]
    born: int
    town: str


def words(chance: random.Random) -> list[tuple[str, str]]:
    """The pairs of the sample, English and Arabic, in an order drawn by chance."""
    lines = (line.split("\t") for line in SAMPLE.read_text("utf-8").splitlines())
    pairs = sorted({(line[1], line[2]) for line in lines if line[0] == "arabic"})
    return chance.sample(pairs, len(pairs))


def people(chance: random.Random) -> list[Person]:
    """Families of one to three, in one town each."""
    pairs = words(chance)
    given, surnames = pairs[:GIVEN], pairs[GIVEN : GIVEN + SURNAMES]
    found: list[Person] = []
    while len(found) < PEOPLE:
        surname, town = chance.choice(surnames), f"sy.{chance.choice(TOWNS)}"
        found += [
            Person(chance.choice(given), surname, chance.randint(1945, 2010), town)
            for _ in range(chance.randint(1, 3))
        ]
    return found[:PEOPLE]


def lists() -> tuple[list[Row], list[Row]]:
    """The register and the list in Arabic, the same on every run: rows of COLUMNS.

    Rows of one person have one number behind the letter of their ID.
    """
    chance = random.Random(5)
    register, camp = list[Row](), list[Row]()
    entries = translit.load().entries
    for number, person in enumerate(people(chance)):
        if _chance(chance, LISTED):
            name = f"{person.given[0]} {person.surname[0]}".title()
            register.append((f"r{number}", name, person.born, entries[person.town].name))
        if _chance(chance, LISTED):
            name = f"{person.given[1]} {person.surname[1]}"
            off = chance.choice([-1, 1]) if _chance(chance, OFF) else 0
            born = None if _chance(chance, NO_YEAR) else person.born + off
            moved = f"sy.{chance.choice(TOWNS)}" if _chance(chance, MOVED) else person.town
            camp.append((f"c{number}", name, born, _arabic(entries[moved])))
    return register, camp


def _chance(chance: random.Random, percent: int) -> bool:
    return chance.random() * 100 < percent


def _arabic(entry: translit.Entry) -> str:
    """The first alias in Arabic letters."""
    return next(alias for alias in entry.aliases if "\u0621" <= alias[0] <= "\u064a")
