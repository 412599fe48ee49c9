"""What is written for programs that translit doesn't read again: forms, databases, maps."""

from __future__ import annotations

import csv
import io
import json
import sqlite3

from hypothesis import given
from test_exchange import tables

import translit
from translit.language.split import strong_key
from translit.model.nouns import Entry
from translit.uses.exchange import Export

ALEPPO = Entry(
    "sy.aleppo",
    "Aleppo",
    ["Halab", "حلب"],
    "Big City",
    ["sy", "levant"],
    weak=["HLB"],
    at=(36.2, 37.16),
)


@given(tables())
def test_a_lookup_table_answers_what_is_exact(table: list[Entry]) -> None:
    """Whatever the names hold, SQLite takes the table, and each name leads to its ID under the
    greatest weight that any of its kinds has.
    """
    with sqlite3.connect(":memory:") as database:
        database.executescript("".join(Export("lookup", table)))
        rows = database.execute("SELECT form, id, weight FROM translit_lookup").fetchall()
    found = {(form, id): weight for form, id, weight in rows}
    assert len(found) == len(rows)
    for entry in table:
        for name in (entry.name, *entry.aliases):
            if form := strong_key(translit.language.characters.plain(name)):
                assert found[form, entry.id] == 3


def test_choices_of_a_form() -> None:
    """One row an entry: its ID, a label with all its names, a list by its type, and where it is."""
    text = "".join(Export("xlsform", [ALEPPO, Entry("x", 'A "B"')]))
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "list_name": "big_city",
            "name": "sy.aleppo",
            "label": "Aleppo (Halab, حلب)",
            "within": "sy levant",
            "geometry": "36.2 37.16 0 0",
        },
        {"list_name": "names", "name": "x", "label": 'A "B"', "within": "", "geometry": ""},
    ]


@given(tables())
def test_geojson_is_json_with_the_longitude_first(table: list[Entry]) -> None:
    """Each entry is a feature; what isn't anywhere has no geometry."""
    for format in ("geojson", "lpf"):
        held = json.loads("".join(Export(format, table)))
        assert held["type"] == "FeatureCollection"
        entries = {entry.id: entry for entry in table}
        for feature in held["features"]:
            at = entries[feature["id" if format == "geojson" else "@id"]].at
            assert feature["geometry"] == (
                {"type": "Point", "coordinates": [at[1], at[0]]} if at else None
            )


def test_an_empty_collection_is_whole() -> None:
    assert json.loads("".join(Export("geojson", []))) == {
        "type": "FeatureCollection",
        "features": [],
    }
