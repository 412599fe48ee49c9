"""The tables of the war in Syria (aliases/syria): how much they hold, who belongs to whom, and
that no entry is taken for another.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import translit
from translit import Entry, Outcome, strategies
from translit.files.strict import parse, plain
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.resolving.resolver import bundled
from translit.tables.reading import Table, read

ROOT = Path(__file__).parents[2]
TABLES = {path.stem: read(path) for path in sorted((ROOT / "aliases" / "syria").glob("*.yaml"))}
PLACES, GROUPS, PEOPLE, MEDIA = (TABLES[name] for name in ("places", "groups", "people", "media"))
ENTRIES = [(table, entry) for table in TABLES.values() for entry in table.entries]
RIGHT = {Outcome.EXACT, Outcome.AMBIGUOUS}
# Spellings for each script that an entry has names in.
SPELLINGS = 3
HARMLESS = (
    strategies.cased,
    strategies.composed,
    strategies.spaced,
    strategies.apostrophised,
    strategies.marked,
    strategies.with_article,
)
CONFUSED = {
    (case["mention"], case["id"]): case["label"]
    for case in plain(
        parse((ROOT / "tests" / "cases" / "confused.yaml").read_text("utf-8"), "confused.yaml")[
            0
        ].root
    )
}


def related(table: Table, key: str) -> Iterator[tuple[str, str]]:
    """The pairs of IDs that a table relates by `part_of` or `succeeded_by`."""
    return ((id, other) for id, extra in table.extra.items() for other in extra.get(key, ()))


# --- how much there is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "least"),
    [(PLACES, 150), (GROUPS, 70), (PEOPLE, 50), (MEDIA, 30)],
    ids=lambda value: getattr(value, "name", value),
)
def test_the_tables_hold_what_was_asked_for(table: Table, least: int) -> None:
    assert len(table.entries) >= least


def test_every_governorate_has_its_codes_and_its_capital() -> None:
    """ISO 3166-2, GeoNames and OCHA's p-code, each given once; and a city within it."""
    governorates = [entry for entry in PLACES.entries if "iso3166-2" in entry.same_as]
    assert len(governorates) == 14
    assert {entry.same_as["ocha"] for entry in governorates} == {
        f"SY{number:02}" for number in range(1, 15)
    }
    within = {whole for entry in PLACES.entries for whole in entry.within}
    assert {entry.id for entry in governorates} <= within


def test_no_identifier_stands_for_two_entries() -> None:
    """Of each register an identifier belongs to one entry."""
    borne = [
        (register, number) for _, entry in ENTRIES for register, number in entry.same_as.items()
    ]
    assert sorted(borne) == sorted(set(borne))


def test_wikidata_and_geonames_are_written_as_they_write_them() -> None:
    numbers = [
        (register, number) for _, entry in ENTRIES for register, number in entry.same_as.items()
    ]
    assert all(
        number[0] == "Q" and number[1:].isdecimal()
        for register, number in numbers
        if register == "wikidata"
    )
    assert all(number.isdecimal() for register, number in numbers if register == "geonames")


# --- who belongs to whom --------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["part_of", "succeeded_by"])
def test_relations_lead_to_groups(key: str) -> None:
    """What a group was part of, or became, is an entry of the table, and not itself."""
    groups = {entry.id for entry in GROUPS.entries}
    pairs = list(related(GROUPS, key))
    assert pairs
    assert [pair for pair in pairs if not set(pair) <= groups or pair[0] == pair[1]] == []


def test_nothing_succeeds_itself() -> None:
    """Who follows the successors comes to an end."""
    after: dict[str, set[str]] = {}
    for id, other in related(GROUPS, "succeeded_by"):
        after.setdefault(id, set()).add(other)
    for id in after:
        seen, here = set(), {id}
        while here:
            here = {other for one in here for other in after.get(one, ())} - seen
            seen |= here
        assert id not in seen


# --- names ----------------------------------------------------------------------------------------


def test_every_entry_has_a_name_in_its_own_script() -> None:
    """Arabic for what is Syrian; for others their own language, or Arabic, in which the war
    reports of them.
    """
    for _, entry in ENTRIES:
        scripts = {script(name) for name in (entry.name, *entry.aliases, *entry.weak)}
        assert "Arab" in scripts, entry.id


def test_every_alias_says_where_it_is_in_use() -> None:
    """A comment stands beside each alias that has a line to itself, or above the list."""
    for table in TABLES.values():
        listed = [
            line
            for line in Path(table.path).read_text("utf-8").splitlines()
            if line.startswith("      - ")
        ]
        bare = [line for line in listed if " # " not in line]
        assert len(bare) <= len(listed) // 50, bare


def test_every_name_resolves_to_its_entry_or_to_none() -> None:
    """Strong names and weak ones: itself, or AMBIGUOUS; a weak one may be the strong name of
    another.
    """
    strong = {
        strong_key(name)
        for entry in bundled().entries.values()
        for name in (entry.name, *entry.aliases)
    }
    for _, entry in ENTRIES:
        for name in (
            entry.name,
            *entry.aliases,
            *(weak for weak in entry.weak if strong_key(weak) not in strong),
        ):
            found = translit.resolve(name)
            assert found.outcome in RIGHT, (entry.id, name)
            assert found.id == entry.id or entry.id in {
                candidate.id for candidate in found.candidates
            }, (entry.id, name)


def spelt(entry: Entry) -> list[str]:
    """Spellings of an entry that no table holds: three for each script it has strong names in,
    the same on every run.
    """
    chance = random.Random(entry.id)
    by_script: dict[str, list[str]] = {}
    for name in (entry.name, *entry.aliases):
        by_script.setdefault(script(name), []).append(name)
    return [
        spelling
        for _, names in sorted(by_script.items())
        for spelling in drawn(chance, sorted(names))
    ]


def drawn(chance: random.Random, names: list[str]) -> list[str]:
    """Some spellings of some names: respelt where they are Latin, else as harmlessly changed as
    the script allows.
    """
    found: dict[str, None] = {}
    for _ in range(2 * SPELLINGS):
        name = chance.choice(names)
        ways = (
            strategies.respelt(name)
            if name.isascii()
            else [way for habit in HARMLESS for way in habit(name)]
        )
        way = chance.choice(ways) if ways else name
        if way not in texts() and not (name.isascii() and strong_key(way) in keys()):
            found[way] = None
    return list(found)[:SPELLINGS]


def names_of_all() -> Iterator[str]:
    """All that the bundled tables hold, weak names and adjectives too."""
    return (
        name
        for entry in bundled().entries.values()
        for name in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    )


@cache
def texts() -> frozenset[str]:
    return frozenset(names_of_all())


@cache
def keys() -> frozenset[str]:
    return frozenset(map(strong_key, names_of_all()))


def mistaken() -> Iterator[tuple[str, str, str]]:
    """The spellings that resolve to another entry: the spelling, the right ID and the wrong one."""
    for _, entry in ENTRIES:
        for spelling in spelt(entry):
            found = translit.resolve(spelling)
            if found and found.id != entry.id:
                yield spelling, entry.id, str(found.id)


def test_no_spelling_of_an_entry_is_taken_for_another() -> None:
    """Itself, AMBIGUOUS, or none; what is known to go wrong stands in tests/cases/confused.yaml,
    and nothing else does.
    """
    assert [wrong for wrong in mistaken() if wrong[:2] not in CONFUSED] == []


@pytest.mark.parametrize(("mention", "id"), CONFUSED)
@pytest.mark.xfail(strict=True, reason="known: see tests/cases/confused.yaml")
def test_a_known_confusion_still_confuses(mention: str, id: str) -> None:
    assert translit.resolve(mention).id in (id, None)
