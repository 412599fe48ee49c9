"""The files of maps and places as they are in the wild, in small samples of our own."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_sanctions import faults, read

import translit
from translit import formats
from translit.doors.cli import main
from translit.formats import osm, unlocode
from translit.formats.reading import Reading
from translit.model.nouns import Entry


def test_gns() -> None:
    """An entry a feature: the conventional name leads, other scripts and old names are names, codes
    of divisions lead to what bears them, and null island is no place.
    """
    entries, left_out = read("gns", "gns-1.txt")
    assert entries["gns.-300"] == Entry(
        "gns.-300",
        "Aleppo",
        ["Ḩalab", "Beroea", "Alep", "حلب"],
        "place",
        "gns.-200",
        same_as={"gns": "-300"},
        at=(36.2021, 37.1343),
    )
    assert entries["gns.-200"].within == ("gns.-100",) == entries["gns.-400"].within
    assert (entries["gns.-100"].name, entries["gns.-400"].at) == ("Syria", None)
    assert {*entries["gns.-700"].within} == {"gns.-600", "gns.-100"}  # on the border of two
    assert left_out == {
        "features that have ended": 1,
        "coordinates that are no place on Earth": 1,
        "`within` that names no other ID of the files": 2,  # Turkey
    }


def test_hdx() -> None:
    """The row of tags is none; the country is a fact, as no row has its name."""
    entries, left_out = read("hdx", "hdx-1.csv")
    assert entries["SY0200"] == Entry(
        "SY0200", "Jebel Saman", (), "place", "SY02", facts={"country": "SYR"}
    )
    assert (entries["SY02"].within, left_out) == ((), {})


def test_unlocode() -> None:
    """Old names go to the places that they are of, also in another country; brackets, regions and
    parts are read; cp1252 and UTF-8 stand side by side.
    """
    entries, left_out = read("unlocode", *(f"unlocode-{number}.csv" for number in (1, 2, 3)))
    assert entries["unlocode.AERUW"] == Entry(
        "unlocode.AERUW",
        "Ar Ruways",
        ["Ruwais"],
        "place",
        "unlocode.AE",
        same_as={"unlocode": "AERUW"},
        at=(24.1167, 52.7333),
        facts={"subdivision": "AE-AZ", "iata": "RUW"},
    )
    assert (entries["unlocode.EGSUZ"].name, entries["unlocode.EGSUZ"].aliases) == (
        "Suez",
        ("As Suways",),
    )
    assert entries["unlocode.AEJEA"].aliases == ("Jebel Ali/Dubai",)
    assert entries["unlocode.CI"].name == "CÔTE D'IVOIRE"
    assert entries["unlocode.CISPY"].at == (4.75, -6.6167)
    assert entries["unlocode.DEKOL"].name == "Köln"
    assert entries["unlocode.GF"].name == "FRENCH GUIANA"
    names = {
        "DEROH": ("Rohrdorf", "Rohrdorf (Schwarzwald)"),
        "GFCAY": ("Cayenne",),
        "INMAA": ("Chennai", "Madras"),
        "AUCOS": ("Cossack Pioneer",),
        "ESSSD": ("San Sebastian D/L Reyes",),
    }
    found = {code: entries[f"unlocode.{code}"] for code in names}
    assert {code: (each.name, *each.aliases) for code, each in found.items()} == names
    assert left_out == {
        "locations that are to be removed": 2,
        "`within` that names no other ID of the files": 3,
        "old names of locations that aren't in the files": 1,
    }


@given(st.integers(0, 89), st.integers(0, 59), st.sampled_from("NS"))
def test_degrees_and_minutes(degrees: int, minutes: int, side: str) -> None:
    """The south is negative, and a minute the sixtieth part of a degree."""
    value = float(unlocode._degrees(f"{degrees:02}", f"{minutes:02}", side))
    assert abs(abs(value) - (degrees * 60 + minutes) / 60) < 1e-4
    assert value <= 0 if side == "S" else value >= 0


def test_osm_json() -> None:
    """Each kind of key is what it says, lists are parted, two languages in one name are two names,
    and a dash alone parts nothing.
    """
    entries, left_out = read("osm", "osm-1.json", "osm-2.geojson")
    assert entries["osm.n1"] == Entry(
        "osm.n1",
        "Aleppo",
        ["حلب", "حەلەب", "Halab", "Haleb", "Haleb-i Şehba"],
        "place",
        weak=["HLB"],
        same_as={"osm": "n1", "wikidata": "Q41183"},
        at=(36.2, 37.16),
    )
    assert {entries["osm.r2"].name, *entries["osm.r2"].aliases} == {"Bruxelles", "Brussel"}
    assert entries["osm.r2"].at == (50.85, 4.35)
    assert (entries["osm.n4"].name, entries["osm.n4"].at) == ("Ramouseh", (36.15, 37.1))
    assert (entries["osm.w5"].name, entries["osm.w5"].at) == ("Castello Road - M5", (36.15, 37.15))
    assert left_out == {
        "keys about names that hold none (name:etymology ...)": 2,
        "elements without a name": 1,
    }


@pytest.mark.parametrize(
    ("key", "behind"),
    [
        ("name", None),
        ("name:ar", "ar"),
        ("name:zh-Hant", "zh-Hant"),
        ("name:ja_kana", "ja_kana"),
        ("old_name:1946--1991", "1946--1991"),
        ("alt_name:be-tarask", "be-tarask"),
        ("alt_name_1:de", "de"),
    ],
)
def test_osm_keys_of_names(key: str, behind: str | None) -> None:
    assert osm._KEY.fullmatch(key)[2] == behind  # type: ignore[index]
    assert osm._is_name(behind)


@pytest.mark.parametrize(
    "key", ["name:etymology", "name:pronunciation", "name:left", "sorting_name", "was:name", "ref"]
)
def test_osm_keys_of_no_names(key: str) -> None:
    found = osm._KEY.fullmatch(key)
    assert found is None or not osm._is_name(found[2])


POINTS = st.lists(
    st.tuples(st.integers(-80, 80), st.integers(-170, 170)), min_size=2, max_size=5, unique=True
)


@settings(max_examples=25)
@given(POINTS)
def test_an_outline_is_in_the_midst_of_its_box(points: list[tuple[int, int]]) -> None:
    """A way as GeoJSON is where Overpass's bounds and its centre say: halfway between the
    outermost points.
    """
    south, north = min(p[0] for p in points), max(p[0] for p in points)
    west, east = min(p[1] for p in points), max(p[1] for p in points)
    middle = (south + north) / 2, (west + east) / 2
    line = {"type": "LineString", "coordinates": [[lon, lat] for lat, lon in points]}
    ring = {"type": "MultiPolygon", "coordinates": [[line["coordinates"]]]}
    bounds = {"minlat": south, "maxlat": north, "minlon": west, "maxlon": east}
    center = {"lat": middle[0], "lon": middle[1]}
    ways: list[dict[str, object]] = [{"bounds": bounds}, {"center": center}]
    features = [
        {"type": "Feature", "id": "way/3", "geometry": each, "properties": {"name": "X"}}
        for each in (line, ring)
    ]
    texts = [json.dumps({"type": "FeatureCollection", "features": [each]}) for each in features] + [
        json.dumps({"elements": [{"type": "way", "id": 3, "tags": {"name": "X"}, **each}]})
        for each in ways
    ]
    for text in texts:
        with tempfile.TemporaryDirectory() as folder:
            (path := Path(folder) / "given").write_text(text)
            said = [each.value for each in osm.read([str(path)]) if each.field == "at"]
        assert [tuple(map(float, each.split())) for each in said] == [middle]


MAP = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6">
  <node id="1" version="1" lat="36.2" lon="37.16"><tag k="name" v="حلب"/><tag k="name:en" v="Aleppo"/></node>
  <node id="2" version="1" lat="36.1" lon="37.1"/>
  <node id="3" version="1" lat="36" lon="37"><tag k="highway" v="stop"/></node>
  <way id="3" version="1"><nd ref="1"/><nd ref="2"/><nd ref="9"/><tag k="name" v="Castello Road"/></way>
  <relation id="4" version="1"><member type="node" ref="1" role="admin_centre"/><member type="node" ref="2" role="label"/><tag k="name" v="Aleppo Governorate"/></relation>
  <relation id="5" version="1"><member type="node" ref="9" role="label"/><tag k="name" v="Elsewhere"/></relation>
</osm>
"""


@pytest.mark.skipif(not importlib.util.find_spec("osmium"), reason="pyosmium isn't installed")
def test_osm_files_of_the_map(tmp_path: Path) -> None:
    """What pyosmium reads: nodes have a place, ways and relations have a middle, if its nodes are
    in the file, and what has no tags says nothing.
    """
    (path := tmp_path / "aleppo.osm").write_text(MAP, "utf-8")
    entries, left_out = read("osm", path)
    assert entries["osm.n1"] == Entry(
        "osm.n1", "Aleppo", ["حلب"], "place", same_as={"osm": "n1"}, at=(36.2, 37.16)
    )
    assert (entries["osm.w3"].name, entries["osm.w3"].at) == ("Castello Road", (36.15, 37.13))
    assert (entries["osm.r4"].at, entries["osm.r5"].at) == ((36.1, 37.1), None)
    assert left_out == {"elements without a name": 1}
    assert faults("osm", path, MAP[:200]) == ["0 damaged"]
    assert faults("osm", tmp_path / "x.osm.pbf", b"no map") == ["0 damaged"]


def test_a_map_without_pyosmium_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, and nothing is written."""
    monkeypatch.setitem(__import__("sys").modules, "osmium", None)
    (path := tmp_path / "a.osm.pbf").write_bytes(b"x")
    assert main(["import", "osm", str(path), "-o", str(tmp_path / "t.csv")]) == 2
    assert "translit-normaliser[osm]" in capsys.readouterr().err
    assert not (tmp_path / "t.csv").exists()


def test_overture() -> None:
    """Short names are weak, names of one side stay out, and the nearest division that is in the
    files contains a place.
    """
    pytest.importorskip("pyarrow")
    entries, left_out = read("overture", "overture-1.parquet")
    assert entries["overture.d-sy"] == Entry(
        "overture.d-sy",
        "Syria",
        ["سوريا", "Syrie", "Syrian Arab Republic"],
        "place",
        weak=["SYR"],
        same_as={"overture": "d-sy", "wikidata": "Q858"},
        at=(35, 38),
    )
    assert (entries["overture.d-hl"].within, entries["overture.d-hl"].at) == (
        ("overture.d-sy",),
        (36.2, 37.16),
    )
    assert left_out == {"names of a part or a side": 1, "IDs without a strong name": 1}


def test_linked_places() -> None:
    """Names of all times, the first type, exact links alone, and a point among other shapes."""
    entries, left_out = read("lpf", "lpf-1.geojson")
    assert entries["http://example.org/places/1"] == Entry(
        "http://example.org/places/1",
        "Aleppo",
        ["Beroea", "حلب"],
        "inhabited place",
        "http://example.org/places/2",
        same_as={"wikidata": "Q41183"},
        at=(36.2, 37.16),
    )
    assert left_out == {"links that aren't exact matches": 1}


def test_linked_places_as_a_table() -> None:
    """Several names stand in a cell, each with its language; matches aren't identity."""
    entries, left_out = read("lpf", "lpf-2.tsv")
    assert entries == {
        "t1": Entry("t1", "Ḥarrān", ["Carrhae", "حران"], "town", "t2", at=(36.86, 39.03)),
        "t2": Entry("t2", "Osroene", at=(37.15, 38.8)),
    }
    assert left_out == {
        "links that aren't exact matches": 2,
        "spellings that fold like another name of their ID": 1,
    }


@pytest.mark.parametrize(
    ("key", "identifier", "expected"),
    [
        ("identifier", "gn:170063", ("geonames", "170063")),
        ("identifier", "https://www.wikidata.org/wiki/Q41183", ("wikidata", "Q41183")),
        ("uri", "http://www.geonames.org/170063/aleppo.html", ("geonames", "170063")),
        ("identifier", "http://example.org/tgn/1", ("example.org", "http://example.org/tgn/1")),
    ],
)
def test_links_of_linked_places(
    tmp_path: Path, key: str, identifier: str, expected: tuple[str, str]
) -> None:
    """An identifier is a prefix and what it stands before, or an address; of old it was a uri. The
    label of a type may be one of those of the source.
    """
    place = {
        "@id": "http://example.org/places/1",
        "type": "Feature",
        "properties": {"title": "Aleppo"},
        "types": [{"identifier": "aat:300008375", "sourceLabels": [{"label": "town"}]}],
        "links": [{"type": "exactMatch", key: identifier}],
    }
    (path := tmp_path / "places.jsonl").write_text(json.dumps(place))
    (entry,) = read("lpf", path)[0].values()
    assert (dict([expected]), "town") == (dict(entry.same_as), entry.type)


ITEMS = st.lists(
    st.dictionaries(
        st.sampled_from(["name", "items", '"items": [']),
        st.text(st.characters(exclude_categories=["Cs"])),
    ),
    max_size=5,
)


@given(ITEMS, st.sampled_from([None, 1, 3]), st.integers(1, 40))
def test_a_list_is_read_thing_by_thing(
    tmp_path_factory: pytest.TempPathFactory, items: list[object], indent: int | None, size: int
) -> None:
    """However the file is laid out, and wherever a piece of it ends."""
    path = tmp_path_factory.getbasetemp() / "items.json"
    path.write_text(json.dumps({"version": 1, "items": items}, indent=indent), "utf-8")
    with pytest.MonkeyPatch.context() as patch, Reading([str(path)]) as reading:
        patch.setattr(formats.reading, "_PIECE", size)
        for file in reading:
            assert list(file.items("items")) == items


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("gns", "ufi\tfull_name\n1\tx\n", "1 header"),
        ("hdx", "Location,Name\nSYR,Aleppo\n", "1 header"),
        ("unlocode", "AE,RUW,Ruwais\n", "1 cells"),
        ("osm", '{"elements": [\n{"type": "node"}]}', "2 kind"),
        ("osm", '{"elements": [\n{"type": "node", "id": 1}', "2 syntax"),
        ("osm", '{"remark": "too many requests"}', "1 syntax"),
        ("osm", '{"type": "FeatureCollection", "features": [\n{"type": "Feature"}]}', "2 kind"),
        ("lpf", '{"features": [{"type": "Feature", "properties": {}}]}', "1 kind"),
        ("geojson", '{"features": [{"type": "Feature", "id": "x"}]}', "1 kind"),
        ("overture", "no parquet", "0 encoding"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: str, expected: str) -> None:
    """What isn't a file of the format is a fault with its place."""
    if name == "overture":
        pytest.importorskip("pyarrow")
    assert faults(name, tmp_path / "given", content)[0] == expected


@pytest.mark.parametrize(
    ("at", "why"),
    [
        ((0, 0), "both 0"),
        ((120, 30), "swap"),
        ((91, 181), "degrees"),
        (("x", 1), "numbers"),
        ((float("nan"), 1), "lie in"),
        ((1,), "latitude, longitude"),
    ],
)
def test_where_nothing_can_be_is_refused(at: tuple[object, ...], why: str) -> None:
    """Degrees, their order and null island, with what to do about it."""
    with pytest.raises(translit.EntryError, match=why):
        Entry("x", "Homs", at=at)  # type: ignore[arg-type]
