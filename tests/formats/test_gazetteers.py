"""The gazetteers as they are in the wild, in small samples (tests/formats/samples): what each says of an
entry, and what it can't be.
"""

from __future__ import annotations

import io
import json
import sqlite3
import unicodedata
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import formats
from translit.formats.gathering import Gathering
from translit.language.characters import plain
from translit.model.nouns import Entry

SAMPLES = Path("tests/formats/samples")


def read(name: str, *files: str | Path) -> tuple[dict[str, Entry], dict[str, int]]:
    """The entries in some files, by ID, and what was left out."""
    with Gathering() as gathering:
        gathering.take(
            formats.module(name).read(
                [file if file == "-" else str(SAMPLES / file) for file in files]
            )
        )
        return {entry.id: entry for entry in gathering.entries()}, dict(gathering.left_out)


def faults(name: str, path: Path, content: str | bytes) -> list[str]:
    """The places and codes of the faults of a file."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(translit.TableError) as error:
        list(formats.module(name).read([str(path)]))
    return [
        str(fault).removeprefix(f"{path}:").split(": ")[0] + " " + fault.code
        for fault in error.value.faults
    ]


@given(st.text())
def test_plain_texts_stay_as_they_are(text: str) -> None:
    """Making a text plain is done once; what is left is composed, in one line, and parted by
    single blanks.
    """
    once = plain(text)
    assert plain(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once == " ".join(once.split())


# --- GeoNames -------------------------------------------------------------------------------------


def test_geonames_places_alone() -> None:
    """The column of alternate names gives names, but for codes and what a machine made. Codes of
    divisions lead to their entries.
    """
    entries, left_out = read("geonames", "geonames-1-places.txt")
    assert entries["geonames.170063"] == Entry(
        "geonames.170063",
        "Aleppo",
        ["Alep", "Beroea", "Ḩalab", "حلب", "Алеппо"],
        "place",
        "geonames.7910000",
        same_as={"geonames": "170063"},
        at=(36.2, 37.1),
    )
    assert {id: entry.within for id, entry in entries.items()} == {
        "geonames.163843": (),
        "geonames.170062": ("geonames.163843",),
        "geonames.7910000": ("geonames.170062",),
        "geonames.170063": ("geonames.7910000",),
        "geonames.170001": ("geonames.7910000",),
        "geonames.169577": (
            "geonames.163843",
        ),  # its division isn't in the file, and the country is
    }
    assert (
        left_out["codes among the names"],
        left_out["spellings by a machine among the names"],
    ) == (3, 2)


@pytest.mark.parametrize("order", [1, -1])
def test_geonames_with_alternate_names(order: int) -> None:
    """With alternate names these count, whichever file comes first; links and codes don't, and
    names of other places neither.
    """
    entries, left_out = read(
        "geonames", *["geonames-1-places.txt", "geonames-2-alternateNamesV2.txt"][::order]
    )
    aleppo, syria = entries["geonames.170063"], entries["geonames.163843"]
    assert (aleppo.aliases, aleppo.weak) == (("Ḩalab", "حلب", "Beroea", "阿勒頗"), ("الشهباء",))
    assert (syria.name, syria.aliases, syria.weak, syria.same_as["wikidata"]) == (
        "Syria",
        ("Syrian Arab Republic",),
        ("SAR",),
        "Q858",
    )
    assert "geonames.2643743" not in entries
    assert {
        what: left_out[what] for what in ("`iata`", "`icao`", "`link`", "`post`", "`unlc`")
    } == dict.fromkeys(("`iata`", "`icao`", "`link`", "`post`", "`unlc`"), 1)


def test_geonames_alternate_names_alone() -> None:
    """Without a file of places each alternate name counts, and the first strong one is the
    canonical name.
    """
    entries, _ = read("geonames", "geonames-2-alternateNamesV2.txt")
    assert {id: entry.name for id, entry in entries.items()} == {
        "geonames.163843": "Syrian Arab Republic",
        "geonames.170063": "Ḩalab",
        "geonames.2643743": "London",
        "geonames.169577": "Homs",
    }


def test_what_is_no_geonames_file(tmp_path: Path) -> None:
    """Another number of cells, or no number where the place's must stand, is a fault of its
    line.
    """
    places = (SAMPLES / "geonames-1-places.txt").read_text("utf-8").splitlines()
    assert faults("geonames", tmp_path / "a.txt", f"{places[0]}\nid\tname\n") == ["2:1 cells"]
    assert faults("geonames", tmp_path / "b.txt", places[0].replace("163843", "١٦٣")) == [
        "1:1 value"
    ]
    assert faults("geonames", tmp_path / "c.txt", "1\tX9\ten\tHoms\t\t\t\t\t\t\n") == ["1:3 value"]
    assert faults("geonames", tmp_path / "d.txt", places[0].replace("163843", "9" * 12)) == [
        "1:1 value"
    ]


# --- p-codes --------------------------------------------------------------------------------------


def test_ocha_in_three_fashions() -> None:
    """Levels become `within`, whatever the columns are called; the English name is the canonical
    one, and the row of HXL tags no place.
    """
    entries, _ = read("ocha", "ocha-1.csv", "ocha-2.csv", "ocha-3.csv")
    assert entries["SY0200"] == Entry(
        "SY0200", "Jebel Saman", ["جبل سمعان", "Mount Simeon"], "place", "SY02"
    )
    assert entries["C1235"] == Entry(
        "C1235", 'Um "Rkila", Upper', ["ام ركيلة الفوقاني"], "place", "SY020001"
    )
    assert entries["SY020002"] == Entry(
        "SY020002", "Haritan", ["حريتان", "Hureitan"], "place", "SY02"
    )
    assert entries["SY14"] == Entry("SY14", "Quneitra", ["القنيطرة", "Kuneitra"], "place", "SY")
    assert entries["SY"].name == "Syrian Arab Republic"
    assert not any("#" in id for id in entries)


def test_ocha_names_without_a_code_are_told(tmp_path: Path) -> None:
    """A place that has no p-code can't have an ID; its level is passed over."""
    (tmp_path / "a.csv").write_text(
        "ADM1_EN,ADM1_PCODE,ADM2_EN,ADM2_PCODE,ADM3_EN,ADM3_PCODE\nHoms,SY04,Lost,,Taldu,SY040001\n"
    )
    entries, left_out = read("ocha", tmp_path / "a.csv")
    assert entries["SY040001"].within == ("SY04",)
    assert left_out["names without a p-code"] == 1


def test_what_is_no_table_of_p_codes(tmp_path: Path) -> None:
    """Codes without names, and what can't be an ID, are refused with their place."""
    assert faults("ocha", tmp_path / "a.csv", "ADM1_PCODE,Population\nSY02,1\n") == ["1:1 header"]
    assert faults("ocha", tmp_path / "b.csv", "ADM1_EN,ADM1_PCODE\nHoms,SY\x0704\n") == [
        "2:6 value"
    ]
    assert faults("ocha", tmp_path / "c.csv", "ADM1_EN,ADM1_PCODE\nHoms\n") == ["2:1 cells"]
    assert faults("ocha", tmp_path / "d.csv", "ADM1_EN,ADM1_EN,ADM1_PCODE\n") == ["1:9 header"]


# --- Wikidata -------------------------------------------------------------------------------------


def test_wikidata_answers() -> None:
    """CSV, the full TSV and the verbose JSON; joined aliases are parted, short capitals weak,
    and Q-labels no names.
    """
    entries, left_out = read("wikidata", "wikidata-1.csv", "wikidata-2.tsv", "wikidata-3.json")
    assert entries["Q858"] == Entry(
        "Q858", "Syria", ["Syrian Arab Republic", "سوريا"], weak=["SYR", "SY"], at=(35, 38)
    )
    assert entries["Q41183"] == Entry(
        "Q41183", "Aleppo", ["Halab", "Alep", "حلب"], within="Q858", at=(36, 37)
    )
    assert entries["Q999999"] == Entry("Q999999", "al-Ramousa", ["الراموسة"], within="Q41183")
    assert entries["Q170468"] == Entry("Q170468", 'Homs "the Old"', ["حمص"], weak=["Hms"])
    assert entries["Q173545"] == Entry("Q173545", "Hama", ["حماة"], same_as={"geonames": "170017"})
    assert left_out == {"names without a letter or a number": 1}  # the flag of Syria


def test_wikidata_entities() -> None:
    """A dump, and the API's JSON: labels in all languages, statements that are names, place or
    person, what it is in.
    """
    entries, _ = read("wikidata", "wikidata-4.json", "wikidata-5.json")
    assert entries["Q858"] == Entry(
        "Q858",
        "Syria",
        ["سوريا", "סוריה", "Syrian Arab Republic"],
        "place",
        (),
        ["SAR"],
        ["Syrian"],
        (),
        {"geonames": "163843"},
    )
    assert entries["Q41183"] == Entry(
        "Q41183", "Halab", (), "place", "Q858"
    )  # one statement has ended, one leads out of the file
    assert entries["Q7001"] == Entry("Q7001", "Abu Example", ["أبو مثال", "Abu Mithal"], "person")
    assert entries["Q35"].name == "Dänemark"
    assert entries["Q1"].aliases == ("Sample town",)
    assert "P31" not in entries


def test_what_is_no_file_of_wikidata(tmp_path: Path) -> None:
    """What isn't an answer with items, or entities, is refused with its place."""
    assert faults("wikidata", tmp_path / "a.csv", "place,name\nx,Homs\n") == ["1:1 header"]
    assert faults(
        "wikidata", tmp_path / "b.csv", "itemLabel,item\nHoms,http://example.org/Q1\n"
    ) == ["2:6 value"]
    assert faults("wikidata", tmp_path / "c.json", '{"boolean": true}') == ["1:1 kind"]
    assert faults("wikidata", tmp_path / "d.json", '[\n{"type":"item"},\n5,\n{"id":"Q1"\n]') == [
        "2:1 kind",
        "3:1 kind",
        "4:11 syntax",
    ]
    assert faults("wikidata", tmp_path / "e.json", '{\n "results": \n') == ["3:1 syntax"]
    assert faults(
        "wikidata", tmp_path / "f.json", '[\n{"id":"Q1","labels":{"en":"\\ud800"}}\n]'
    ) == ["2:1 character"]
    assert faults("wikidata", tmp_path / "g.json", "[" * 100_000) == ["1:1 depth"]


def test_of_an_items_populations_the_best_statement_counts(tmp_path: Path) -> None:
    """A preferred one, else the latest, and none that is deprecated; of a query the largest."""

    def counted(amount: int, time: str = "", rank: str = "normal") -> dict[str, object]:
        said = {"P585": [{"datavalue": {"value": {"time": f"+{time}-01-01T00:00:00Z"}}}]}
        held = {"datavalue": {"value": {"amount": f"+{amount}", "unit": "1"}}}
        return {"mainsnak": held, "rank": rank, "qualifiers": said if time else {}}

    cases = {
        "Q1": ([counted(5, "2004"), counted(7, "2021"), counted(9)], 7),
        "Q2": ([counted(5, "2004", "preferred"), counted(7, "2021")], 5),
        "Q3": ([counted(5), counted(7, "2021", "deprecated")], 5),
        "Q4": ([{"mainsnak": {}}, 5], None),
    }
    lines = [
        json.dumps({"id": id, "labels": {"en": "Homs"}, "claims": {"P1082": claims}})
        for id, (claims, _) in cases.items()
    ]
    (path := tmp_path / "dump.json").write_text("[\n" + ",\n".join(lines) + "\n]", "utf-8")
    entries, _ = read("wikidata", path)
    assert {id: entry.rank for id, entry in entries.items()} == {
        id: rank for id, (_, rank) in cases.items()
    }
    rows = "item,itemLabel,population\nQ1,Homs,+12.0\nQ1,Homs,7\nQ2,Hama,many\n"
    (path := tmp_path / "query.csv").write_text(rows, "utf-8")
    entries, left_out = read("wikidata", path)
    assert (entries["Q1"].rank, entries["Q2"].rank) == (12, None)
    assert left_out == {"further ranks of an ID": 1, "ranks that are no whole number": 1}


# --- populations ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("geonames", "1\tHoms\tHoms\t\t36.2\t37.1\tP\tPPL\tSY\t\t\t\t\t\t{}\t\t\t\t\n"),
        ("wof", '{{"properties":{{"wof:id":1,"wof:name":"Homs","gn:population":{}}}}}\n'),
        ("wof", '{{"properties":{{"wof:id":1,"wof:name":"Homs","wof:population":{}}}}}\n'),
        (
            "osm",
            '{{"elements": [\n{{"type":"node","id":1,"tags":{{"name":"Homs","population":"{}"}}}}]}}',
        ),
        ("geojson", '{{"type":"Feature","id":"1","properties":{{"name":"Homs","rank":{}}}}}\n'),
        ("csv", "id,alias,rank\n1,Homs,{}\n1,Hims,\n"),
    ],
)
def test_a_population_is_the_rank(tmp_path: Path, name: str, content: str) -> None:
    """What isn't known, which some write as 0, is no rank."""
    (path := tmp_path / "file").write_text(content.format(775404), "utf-8")
    assert [entry.rank for entry in read(name, path)[0].values()] == [775404]
    path.write_text(content.format(0), "utf-8")
    unknown = None if name in ("geonames", "wof") else 0
    assert [entry.rank for entry in read(name, path)[0].values()] == [unknown]


# --- Who's On First -------------------------------------------------------------------------------

ALEPPO = Entry(
    "wof.421174285",
    "Aleppo",
    ["Halab", "Haleb", "حلب", "Aleppo-chhī"],
    "place",
    "wof.85632413",
    ["The Grey", "Beroea"],
    same_as={"wof": "421174285", "geonames": "170063"},
)


def test_wof_features() -> None:
    """Colloquial, abbreviated and unknown names are weak, historical ones strong. Replaced
    records and alternatives stay out.
    """
    entries, left_out = read("wof", "wof-1.geojson", "wof-2.jsonl")
    assert entries["wof.85632413"] == Entry(
        "wof.85632413",
        "Syria",
        ["سوريا", "Ottoman Syria"],
        "place",
        (),
        ["SAR"],
        (),
        (),
        {"wof": "85632413", "geonames": "163843", "wikidata": "Q858"},
        (34.9, 38.3),
    )
    assert entries["wof.421174285"] == ALEPPO
    assert len(entries) == 2
    ended = {what: left_out[what] for what in left_out if what.startswith(("records", "places"))}
    assert ended == {
        "records that others have replaced": 1,
        "records that are deprecated": 2,
        "places that have ended": 1,
        "places that aren't current": 1,
    }


def test_wof_rows() -> None:
    """The lists that come with the data, and an extract of a database's table of names."""
    entries, _ = read("wof", "wof-2.jsonl", "wof-3.csv", "wof-4-names.csv")
    assert entries["wof.421174287"] == Entry(
        "wof.421174287",
        "Ramousa",
        (),
        "place",
        "wof.421174285",
        same_as={"wof": "421174287"},
        at=(36.16, 37.13),
    )
    assert (
        entries["wof.421174289"].name,
        entries["wof.421174289"].aliases,
        entries["wof.421174289"].weak,
    ) == (
        "Homs",
        ("حمص",),
        ("Emesa",),
    )
    assert not {"wof.421174288", "wof.421174290"} & {*entries}


def test_wof_databases(tmp_path: Path) -> None:
    """The SQLite distributions hold the same features; one that is cut short, or is another
    database, is refused.
    """
    bodies = [
        (SAMPLES / "wof-1.geojson").read_text("utf-8"),
        *(SAMPLES / "wof-2.jsonl").read_text("utf-8").splitlines(),
    ]
    path = tmp_path / "odd name?.db"
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "CREATE TABLE geojson (id INTEGER, body TEXT, source TEXT, alt_label TEXT, is_alt"
            " INTEGER, lastmodified INTEGER)"
        )
        database.executemany(
            "INSERT INTO geojson (id, body) VALUES (?, ?)",
            [(json.loads(body)["id"], body) for body in bodies],
        )
        database.commit()
    assert read("wof", path)[0] == read("wof", "wof-1.geojson", "wof-2.jsonl")[0]
    whole = path.read_bytes()
    assert faults("wof", tmp_path / "cut.db", whole[: len(whole) - 5000]) == ["0:0 damaged"]
    assert faults("wof", tmp_path / "other.db", whole.replace(b"geojson", b"geojsox")) == [
        "0:0 damaged"
    ]


def test_what_is_no_file_of_wof(tmp_path: Path) -> None:
    """Features of somebody else, and tables without the columns, are refused with their place."""
    assert faults(
        "wof", tmp_path / "a.geojson", '{"type": "Feature", "properties": {"name": "Homs"}}'
    ) == ["1:1 kind"]
    assert faults("wof", tmp_path / "b.csv", "id,placetype\n1,locality\n") == ["1:1 header"]
    assert faults("wof", tmp_path / "c.csv", "name,id\nHoms,x\n") == ["2:6 value"]
    assert faults(
        "wof", tmp_path / "d.jsonl", '{"type": "Feature", "properties": {"wof:id": 1}}\n{"type": '
    ) == ["2:9 syntax"]


def test_alternate_names_on_standard_input_come_after_the_places(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a file: those of places that aren't there are passed over, and what is read of a
    place is read once.
    """
    rows = (
        b"1\t999\tar\tElsewhere\t\t\t\t\t\t\n2\t170063\tar\t" + "حلب".encode() + b"\t1\t\t\t\t\t\n"
    )
    found = {}
    for files in (["-", "geonames-1-places.txt"], ["geonames-1-places.txt", "-"]):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(io.BytesIO(rows))))
        found[files[0]], _ = read("geonames", *files)
    assert found["-"] == found["geonames-1-places.txt"]
    assert "geonames.999" not in found["-"]
    assert found["-"]["geonames.170063"].aliases == ("حلب",)


def test_an_error_of_a_workbook_is_no_name(tmp_path: Path) -> None:
    """And the rest of its row counts."""
    path = tmp_path / "p.csv"
    path.write_text("ADM1_EN,ADM1_PCODE,ADM1_REF\nAleppo,SY02,#N/A\nHoms,SY04,#REF!\n", "utf-8")
    entries, left_out = read("ocha", path)
    assert {id: (entry.name, entry.aliases) for id, entry in entries.items()} == {
        "SY02": ("Aleppo", ()),
        "SY04": ("Homs", ()),
    }
    assert left_out["error values of a workbook"] == 2


def test_a_catalogue_has_one_name_however_a_column_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "q.csv"
    path.write_text("item,label,geoNames\nQ1,Aleppo,170063\n", "utf-8")
    assert read("wikidata", path)[0]["Q1"].same_as == {"geonames": "170063"}


def test_a_database_is_not_read_from_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sys.stdin",
        io.TextIOWrapper(io.BufferedReader(io.BytesIO(b"SQLite format 3\0" + bytes(100)))),
    )
    with pytest.raises(translit.TableError, match="give it by its path"):
        read("wof", "-")


def test_a_same_as_without_a_catalogue_stays_out() -> None:
    with Gathering() as gathering:
        gathering.take([formats.Said("a", "name", "Abc"), formats.Said("a", "same_as", "x", "")])
        assert [entry.same_as for entry in gathering.entries()] == [{}]
    assert gathering.left_out == {"`same_as` without a catalogue": 1}
