"""What files of other programs say: each format with the quirks that real files of it have."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import time
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import formats
from translit.formats import Said, listed, ofac, opensanctions, skos, synonyms
from translit.formats.gathering import Gathering
from translit.formats.rdf import BLANK, DEEPEST, LONGEST_STATEMENT, Literal, Triple, triples
from translit.formats.reading import Reading
from translit.formats.schemata import UNKNOWN, schema_of, type_of
from translit.model.nouns import Entry
from translit.uses.exchange import Export

SAMPLES = Path(__file__).with_name("samples")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("programs")


def entries(name: str, *paths: Path) -> dict[str, Entry]:
    """The entries of files, by their IDs."""
    with Gathering() as gathering:
        gathering.take(formats.module(name).read([str(path) for path in paths]))
        return {entry.id: entry for entry in gathering.entries()}


def said(path: Path, name: str, text: str | bytes) -> list[Said]:
    """What a file of this text says."""
    path = path / f"{name}.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return list(formats.module(name).read([str(path)]))


def faults(path: Path, name: str, text: str | bytes) -> list[tuple[int, int, str]]:
    """Where and of what code the faults of such a file are."""
    with pytest.raises(translit.TableError) as caught:
        said(path, name, text)
    return [fault[1:4] for fault in caught.value.faults]


# --- synonyms -------------------------------------------------------------------------------------


def test_synonyms() -> None:
    """Lines of one ID add up, several IDs share their names, and a list without an arrow is
    named after its first name.
    """
    found = entries("synonyms", SAMPLES / "synonyms.txt")
    assert found["sy.aleppo.ramousa"] == Entry(
        "sy.aleppo.ramousa", "Ramousa", ["al-Ramosa", "الراموسة", "Ramosa, the=>#1"]
    )
    assert (found["lb.tripoli"].aliases, found["ly.tripoli"].name) == (("Tarabulus",), "Tripoli")
    assert found["Der_Ez_Zor"].aliases == ("Deir ez-Zor", "Dayr az Zawr")


def lucene(line: str) -> list[list[str]]:
    """How Lucene's parser takes a line apart, step by step: split, split again, and only then
    unescape and trim.
    """

    def split(text: str, mark: str) -> list[str]:
        parts, at = [""], 0
        while at < len(text):
            if text.startswith(mark, at):
                parts.append("")
                at += len(mark)
            else:
                step = 2 if text[at] == "\\" else 1
                parts[-1] += text[at : at + step]
                at += step
        return [part for part in parts if part]

    def plain(text: str) -> str:
        return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL).strip("".join(map(chr, range(33))))

    return [[plain(name) for name in split(side, ",")] for side in split(line, "=>")]


@given(st.text(r"ab \,=>#", max_size=20))
def test_lines_are_parted_as_lucene_parts_them(line: str) -> None:
    """Escapes, arrows and commas mean what they mean to the program that the file is for."""
    assert [side for side in synonyms._sides(line) if side] == [
        [name for name in side if name] for side in lucene(line) if any(side)
    ]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a => b => c", (1, 1, "arrow")),
        ("=> b", (1, 1, "arrow")),
        ("a =>", (1, 1, "arrow")),
        (", ,", (1, 1, "arrow")),
        ("a => two\x07words", (1, 1, "value")),
        ("# x\ns(100000001,1,'abstain',v,1,0).", (2, 1, "format")),
    ],
)
def test_synonyms_are_refused_with_their_line(
    tmp_path: Path, line: str, fault: tuple[int, int, str]
) -> None:
    assert faults(tmp_path, "synonyms", line) == [fault]


# --- EntityRuler ----------------------------------------------------------------------------------


def test_entityruler() -> None:
    """Labels are types, but for the one that says nothing; token lists that stand for one text
    are that text.
    """
    found = entries("entityruler", SAMPLES / "entityruler.jsonl")
    assert found["sy.aleppo.ramousa"] == Entry(
        "sy.aleppo.ramousa", "Ramousa", ["al - ramosa", "الراموسة"], "place"
    )
    assert (found["sy.ahrar"].type, found["sy.ahrar"].weak) == (None, ("HASI",))
    assert (found["sy"].type, found["sy"].adjectives) == ("GPE", ("Syrian",))


@pytest.mark.parametrize(
    ("pattern", "code"),
    [
        ({"label": "place", "pattern": "Ramousa"}, "id"),
        ({"pattern": "Ramousa", "id": "x"}, "label"),
        ({"label": "place", "pattern": "Ramousa", "id": "x", "kind": "sort of"}, "kind"),
        ({"label": "place", "pattern": [], "id": "x"}, "pattern"),
        ({"label": "place", "pattern": [{"LOWER": "north"}, {"OP": "?"}], "id": "x"}, "pattern"),
        ({"label": "place", "pattern": [{"LOWER": {"IN": ["a", "b"]}}], "id": "x"}, "pattern"),
        ({"label": "place", "pattern": [{"LOWER": "a", "OP": "*"}], "id": "x"}, "pattern"),
        ({"label": "place", "pattern": "Ramousa", "id": "two\nlines"}, "value"),
    ],
)
def test_patterns_that_say_no_name_are_refused(
    tmp_path: Path, pattern: dict[str, object], code: str
) -> None:
    """A pattern that fits several texts, or belongs to no ID, isn't guessed at."""
    good = '{"label": "place", "pattern": "Homs", "id": "y"}\n'
    assert faults(tmp_path, "entityruler", good + json.dumps(pattern)) == [(2, 1, code)]


# --- FollowTheMoney -------------------------------------------------------------------------------


def test_ftm_entities() -> None:
    """The caption leads the names, old names are names, weak ones stay weak; addresses, links
    and other captions say nothing.
    """
    found = entries("ftm", SAMPLES / "ftm.entities.json")
    assert found["NK-a1"] == Entry(
        "NK-a1",
        "Ahmad al-Khalil",
        ["Ahmed Khalil", "أحمد الخليل", "Ahmad Hasan"],
        "person",
        (),
        ["Abu Ali"],
        same_as={"wikidata": "Q1"},
    )
    assert found["NK-b2"] == Entry(
        "NK-b2", "Northern Trading Company LLC", type="company", weak=["NTC"]
    )
    assert found["sy-hl"] == Entry("sy-hl", "Aleppo", ["Halab"], "place", "sy")
    assert {*found} == {"NK-a1", "NK-b2", "sy-hl", "sy"}


def test_ftm_statements() -> None:
    """A statement a row, under the ID that its entity was merged into; guesses from elsewhere
    stay out.
    """
    (found,) = entries("ftm", SAMPLES / "ftm.statements.csv").values()
    assert found == Entry(
        "NK-e6",
        "Ministry of Water",
        ["Water, Ministry of"],
        "public body",
        weak=["MoW"],
        facts={"country": "sy"},
    )


def test_ftm_refuses_what_is_no_entity(tmp_path: Path) -> None:
    text = (
        '{"id": "x", "schema": "Person", "properties": {}}\n{"id": "y", "properties": {}}\n{"id":'
        ' "", "schema": "a", "properties": {}}\n'
    )
    assert faults(tmp_path, "ftm", text) == [(2, 1, "entity"), (3, 1, "value")]
    assert faults(tmp_path, "ftm", "canonical_id,prop,schema\nx,name,Person\n") == [
        (1, 1, "header")
    ]


@given(
    st.sampled_from(
        ["person", "place", "public body", "organisation", "group", "no such thing", ""]
    )
)
def test_schemata_and_types_lead_to_one_another(type: str) -> None:
    """What is written for a type means that type, or nothing."""
    schema = schema_of(type)
    assert type_of(schema) == (type if schema != UNKNOWN else "")


# --- OpenSanctions --------------------------------------------------------------------------------


def test_opensanctions() -> None:
    """Aliases are CSV within a cell; single words for people, and a few capitals, are weak; 习近平
    is a whole name without a blank.
    """
    found = entries("opensanctions", SAMPLES / "opensanctions.csv")
    assert found["NK-a1"] == Entry(
        "NK-a1",
        "Ahmad al-Khalil",
        ["Abu Ali", "Khalil; Ahmad", "أحمد الخليل", "习近平"],
        "person",
        weak=["Ahmad"],
        facts={"birth_date": "1960-01-01", "country": "sy", "sanction": "MADE"},
    )
    assert found["NK-b2"] == Entry(
        "NK-b2", "Northern Front", ["Northerners", 'The "Front"'], "organisation", weak=["NF"]
    )
    assert (found["Q3"].type, found["Q3"].aliases) == (None, ())


def test_a_broken_list_of_aliases_is_refused(tmp_path: Path) -> None:
    text = 'id,schema,name,aliases\nx,Person,A B,"C;""D"\ny,Person,"E\nF",G\n'
    assert faults(tmp_path, "opensanctions", text) == [(2, 1, "quote")]


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), max_size=4))
def test_aliases_come_as_they_were_joined(names: list[str]) -> None:
    """Whatever the names hold, the list that Python's csv module writes of them is read back."""
    import csv

    out = io.StringIO()
    csv.writer(
        out, csv.unix_dialect, delimiter=";", lineterminator="", quoting=csv.QUOTE_MINIMAL
    ).writerow(names)
    assert opensanctions._listed(None, out.getvalue()) == names  # type: ignore[arg-type]  # the file is for faults alone


# --- OFAC -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("sdn", "alt", "comments"), ("comments", "alt", "sdn")])
def test_ofac(order: Sequence[str]) -> None:
    """Names in remarks are weak, even one that was cut in two; -0- is nothing; people stand in
    both orders; the files come in any order.
    """
    found = entries("ofac", *(SAMPLES / f"ofac.{part}.csv" for part in order))
    person = found["ofac.101"]
    assert {person.name, *person.aliases} == {
        "KHALIL, Ahmad",
        "Ahmad KHALIL",
        "KHALIL, Ahmed bin Ali",
        "Ahmed bin Ali KHALIL",
    }
    assert (person.name, person.type, person.weak) == (
        "KHALIL, Ahmad",
        "person",
        ("ABU-'ALI", "PACHO"),
    )
    assert found["ofac.102"] == Entry(
        "ofac.102",
        "NORTHERN TRADING CO., LTD.",
        ["NORD TRADE"],
        same_as={"ofac": "102"},
        facts={"programme": "MADE"},
    )
    assert (found["ofac.103"].type, found["ofac.103"].weak) == ("vessel", ("MAR AZUL",))
    assert {*found["ofac.104"].weak} == {"RED SPIDER", "ZINC"}
    assert dict(person.facts) == {
        "programme": ("MADE", "UP"),
        "birth_date": ("01 Jan 1960",),
        "birth_place": ("Aleppo, Syria",),
    }


def test_a_name_cut_in_two_is_none_without_its_end() -> None:
    """Without the comments half a name stays out, and is told."""
    with Gathering() as gathering:
        gathering.take(ofac.read([str(SAMPLES / "ofac.sdn.csv")]))
        assert {entry.id: entry.weak for entry in gathering.entries()}["ofac.104"] == ()
        assert gathering.left_out == {
            "remarks that go on in the file of comments, which wasn't given": 1
        }


@given(
    st.integers(0, 400),
    st.lists(
        st.sampled_from(["PACHO", "ABU-'ALI", "EL 'X'", "a.k.a. Y", "Z, Ahmad"]),
        min_size=1,
        max_size=5,
    ),
)
def test_wherever_remarks_are_cut_their_names_are_found(room: int, names: list[str]) -> None:
    """Remarks in two pieces say what they say in one."""
    text = "; ".join(["DOB 1960", *(f"a.k.a. '{name}'" for name in names), "Linked To: SOMEBODY."])
    cut = ofac._Cut()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ofac, "_ROOM", room)
        pieces = [
            *cut.remarks("x", text[:room]),
            *(cut.comment("x", text[room:]) if room < len(text) else ()),
            *cut.rest(),
        ]
    assert {each.value for each in pieces if each.field == "weak"} >= {*names}
    assert {each.field for each in pieces} <= {"weak", "fact"}
    assert {each.value for each in pieces if each.field == "fact"} <= {"1960"}


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("BIN LADIN, Usama", "Usama BIN LADIN"),
        ("CRUZ, Juan M. de la", "Juan M. de la CRUZ"),
        ("CIMEX, S.A.", None),
        ("ANGLO-CARIBBEAN CO., LTD.", None),
        ("DELOS REYES, Feliciano Semborio, Jr.", "Feliciano Semborio DELOS REYES Jr."),
        ("BANK, Ltd, Vaduz", None),
        ("SANTOSO", None),
    ],
)
def test_people_are_turned_and_companies_are_not(name: str, turned: str | None) -> None:
    """Capitals tell a surname from what a company is called."""
    assert listed.natural_order(name) == turned


def test_ofac_refuses_rows_of_other_files(tmp_path: Path) -> None:
    text = (
        'ent_num,alt_num,alt_type,alt_name,alt_remarks\n1,2,"pseudonym","X",-0-'
        ' \n1,2,3\nx,"remarks"\n1,2,"a.k.a.","Y",-0- \n'
    )
    assert faults(tmp_path, "ofac", text) == [(2, 5, "kind"), (3, 1, "cells"), (4, 1, "value")]


# --- OpenRefine -----------------------------------------------------------------------------------


def test_openrefine_rows() -> None:
    """Matched cells are aliases of what they were matched with, whose name comes first; the
    others say nothing.
    """
    found = entries("openrefine", SAMPLES / "openrefine.jsonl")
    assert found == {
        "sy.aleppo.ramousa": Entry("sy.aleppo.ramousa", "Ramousa", ["Ramosah", "الراموسة"]),
        "sy.aleppo": Entry("sy.aleppo", "Aleppo", ["Halab"]),
    }


def project(pool: Sequence[object], rows: Sequence[object], drop: str = "") -> bytes:
    """A project archive, as OpenRefine 3.6 writes it."""
    inner, outer = io.BytesIO(), io.BytesIO()
    history = (
        '{"id":1,"description":"x","operation":{"op":"core/recon"},"cells":[{"v":"Never","r":"7"}]}'
    )
    texts = {
        "pool.txt": "\n".join(["3.6.2", f"reconCount={len(pool)}", *map(json.dumps, pool)]) + "\n",
        "data.txt": "\n".join(
            [
                "3.6.2",
                "columnModel=",
                "maxCellIndex=1",
                '{"name":"name"}',
                "/e/",
                "history=",
                history,
                "/e/",
                f"rowCount={len(rows)}",
            ]
            + [json.dumps(row) for row in rows]
        ),
    }
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in texts.items():
            if name != drop:
                archive.writestr(name, text)
    with tarfile.open(fileobj=outer, mode="w") as archive:
        for name, raw in {
            "history/1.change.zip": b"x",
            "data.zip": inner.getvalue(),
            "metadata.json": b"{}",
        }.items():
            if name != drop:
                member = tarfile.TarInfo(name)
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
    return gzip.compress(outer.getvalue(), mtime=0)


POOL = [
    {
        "id": 7,
        "j": "matched",
        "m": {"id": "sy.aleppo.ramousa", "name": "Ramousa", "types": ["place"]},
    },
    {"id": -8, "j": "new", "c": []},
    {"id": 9, "j": "none", "c": [{"id": "x.y", "name": "Far"}]},
]
ROWS = [
    {"starred": False, "cells": [{"v": "Ramosah", "r": "7"}, {"v": 1}, None]},
    {"cells": [{"v": "Nowhere", "r": "-8"}, {"v": "2014-07-17T00:00:00Z", "t": "date", "r": "7"}]},
    {"cells": [{"v": "Somewhere", "r": "9"}, {"e": "an error"}]},
    {"cells": [{"v": "الراموسة", "r": 7}]},
]


def test_openrefine_project(tmp_path: Path) -> None:
    """A project says of each matched cell what it was matched with: its text, and not the name
    that other exports put in its place.
    """
    assert [each[:3] for each in said(tmp_path, "openrefine", project(POOL, ROWS))] == [
        (id, field, value)
        for cell in ("Ramosah", "الراموسة")
        for id, field, value in [
            ("sy.aleppo.ramousa", "name", "Ramousa"),
            ("sy.aleppo.ramousa", "alias", cell),
        ]
    ]


@pytest.mark.parametrize("drop", ["data.zip", "data.txt", "pool.txt"])
def test_half_a_project_is_refused(tmp_path: Path, drop: str) -> None:
    assert faults(tmp_path, "openrefine", project(POOL, ROWS, drop)) == [(0, 0, "format")]


def test_a_fault_within_a_project_has_its_place(tmp_path: Path) -> None:
    """An ID that a table can't have is told with its line in the text within."""
    pool = [*POOL, {"id": 1, "j": "matched", "m": {"id": "two\nlines", "name": "x"}}]
    with pytest.raises(translit.TableError, match=r"openrefine.txt/pool.txt:6:1: value"):
        said(tmp_path, "openrefine", project(pool, ROWS))


# Made once: an archive tells the time, and so isn't always as long.
SOUND = project(POOL, ROWS)


@given(st.data())
def test_a_damaged_project_is_read_or_refused(place: Path, data: st.DataObject) -> None:
    """Whatever happened to the archive, it says something or ends in a TableError."""
    raw = SOUND
    at, new = data.draw(st.integers(0, len(raw))), data.draw(st.binary(max_size=8))
    damaged = b"\x1f\x8b" + (raw[:at] + new + raw[at + data.draw(st.integers(0, 40)) :])[2:]
    told = ""
    try:
        said(place, "openrefine", damaged)
    except translit.TableError as error:
        told = str(error)
    assert re.match(r"(.+:\d+:\d+: [a-z-]+: .|$)", told)


def test_rows_without_the_fields_of_the_template_are_refused(tmp_path: Path) -> None:
    assert faults(tmp_path, "openrefine", '{"name": "Ramosah", "seen": "1"}\n') == [(1, 1, "row")]


# --- SKOS -----------------------------------------------------------------------------------------

HERE = "http://example.org/places/"


def test_skos() -> None:
    """English comes first; schemes, notations and definitions are no names; within is seen from
    both sides.
    """
    found = entries("skos", SAMPLES / "skos.ttl")
    assert found[f"{HERE}sy"] == Entry(
        f"{HERE}sy",
        "Syria",
        ["Syrie", "سوريا", "Syrian Arab Republic"],
        same_as={"wikidata": "Q858", "geonames": "163843"},
    )
    assert found[f"{HERE}aleppo"] == Entry(
        f"{HERE}aleppo",
        "Aleppo",
        ["Halab", "Alep"],
        "place",
        f"{HERE}sy",
        ["Allepo"],
        never=[f"{HERE}sy"],
        same_as={"vocab.getty.edu": "http://vocab.getty.edu/tgn/7002473"},
    )
    assert found[f"{HERE}ramousa"].within == (f"{HERE}aleppo",)
    assert len(found) == 3


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1),
)
def test_identifiers_elsewhere_come_back_from_their_address(catalogue: str, number: str) -> None:
    """Whatever a catalogue and its number are, one IRI says both."""
    address = skos._address(catalogue, number)
    assert skos._IS_IRI.fullmatch(address)
    assert skos._catalogue(address) == (catalogue, number)


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1)
    | st.sampled_from([HERE, "urn:translit:x", "a:b", "%41"])
)
def test_an_id_comes_back_from_its_iri(place: Path, id: str) -> None:
    """IRIs stand as they are, any other ID behind a prefix; none of two IDs have one IRI."""
    (triple,) = read_rdf(place, f"{skos._thing(id)} a <http://x/y> .")
    assert skos._id(triple.subject) == id


SPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "s": "http://www.w3.org/2004/02/skos/core#",
}
LABEL = f"<{SPACES['s']}prefLabel>"
RDF = "<rdf:RDF " + " ".join(f'xmlns:{name}="{iri}"' for name, iri in SPACES.items()) + ">\n"
NOTATIONS = {
    "x.ttl": f'@prefix s: <{SPACES["s"]}> . <http://x/a> s:prefLabel "حلب"@ar, "Aleppo"@EN .',
    "x.nt": f'<http://x/a> {LABEL} "حلب"@ar .\n<http://x/a> {LABEL} "Aleppo"@EN .\n',
    "x.nq": f'<http://x/a> {LABEL} "حلب"@ar <http://g> .\n<http://x/a> {LABEL} "Aleppo"@EN .\n',
    "x.rdf": (
        f"""<?xml version="1.0"?>
        <!DOCTYPE rdf:RDF [<!ENTITY x "http://x/">]>
        {RDF}<s:Concept rdf:about="&x;a">
        <s:prefLabel xml:lang="ar">حلب</s:prefLabel><s:prefLabel xml:lang="EN">Aleppo</s:prefLabel>
        </s:Concept></rdf:RDF>"""
    ),
    "x.jsonld": (
        f"""{{"@graph": [{{"s:prefLabel": [
        {{"@value": "حلب", "@language": "ar"}}, {{"@value": "Aleppo", "@language": "EN-gb"}}],
        "@id": "http://x/a", "@type": "s:Concept"}}], "@context": {{"s": "{SPACES["s"]}"}}}}"""
    ),
}


@pytest.mark.parametrize(
    ("name", "told"),
    [(name, told) for name in NOTATIONS for told in (True, False) if told or name != "x.nq"],
)
def test_every_notation_says_the_same(tmp_path: Path, name: str, told: bool) -> None:
    """By the end of a file's name, else by what it begins with; a byte order mark is no matter."""
    path = tmp_path / (name if told else "x")
    path.write_text(NOTATIONS[name], "utf-8-sig")
    assert entries("skos", path) == {"http://x/a": Entry("http://x/a", "Aleppo", ["حلب"])}


XL = """@prefix xl: <http://www.w3.org/2008/05/skos-xl#> . @prefix : <http://x/> .
:de xl:literalForm "Aleppo (Stadt)"@de .
:a xl:prefLabel :de, :en ; xl:altLabel [ xl:literalForm "Halab" ] ; xl:hiddenLabel _:h, :none .
:de a xl:Label . :b xl:prefLabel [ xl:literalForm "Homs" ] .
:en xl:literalForm "Aleppo"@en . _:h xl:literalForm "Allepo" .
"""


def test_labels_that_are_things(tmp_path: Path) -> None:
    """Labels stand before or behind those who have them; in another file `_:h` is another thing."""
    (tmp_path / "a.ttl").write_text(XL, "utf-8")
    other = '_:h <http://www.w3.org/2008/05/skos-xl#literalForm> "Other" .\n'
    (tmp_path / "b.nt").write_text(other, "utf-8")
    with Gathering() as gathering:
        gathering.take(skos.read([str(tmp_path / "a.ttl"), str(tmp_path / "b.nt")]))
        assert list(gathering.entries()) == [
            Entry("http://x/a", "Aleppo", ["Aleppo (Stadt)", "Halab"], weak=["Allepo"]),
            Entry("http://x/b", "Homs"),
        ]
        assert gathering.left_out == {skos._THINGS: 1}


def test_a_pointer_that_is_a_text_is_refused(tmp_path: Path) -> None:
    text = (
        '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<http://x/a> skos:broader "b" .\n'
    )
    assert faults(tmp_path, "skos", text) == [(2, 1, "value")]


# --- RDF ------------------------------------------------------------------------------------------


class Everything:
    """The predicates that are wanted: all."""

    def __contains__(self, _: object) -> bool:
        return True


def read_rdf(folder: Path, text: str | bytes, name: str = "x.ttl") -> list[Triple]:
    """The statements of a text; a blank node is BLANK, whatever its label.

    Raises:
        TableError: with its faults.
    """
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    with Reading([str(folder / name)]) as reading:
        found = [triple for file in reading for triple in triples(file, Everything())]
    return [
        Triple(*(BLANK if str(part).startswith(BLANK) else part for part in triple))
        for triple in found
    ]


def wrong(folder: Path, text: str | bytes, name: str = "x.ttl") -> tuple[int, int, str]:
    """Where the one fault of a text is, and what."""
    with pytest.raises(translit.TableError) as caught:
        read_rdf(folder, text, name)
    (fault,) = caught.value.faults
    return fault.line, fault.column, f"{fault.code}: {fault.message}"


TURTLE = """@prefix ex: <http://example.org/> .
BASE <http://example.org/base/>
# a comment
ex:a.b a ex:c\\,d ; ex:p "x"@en-GB , 'y', \"\"\"two
 "lines" \\u0041\"\"\" ; ; ex:n -1.5e3, true ; .
_:b1.x ex:p _:b2.
<rel> ex:p "z"^^ex:t.
"""


def test_turtle(tmp_path: Path) -> None:
    """Prefixes, bases, escapes and numbers; languages in small letters."""
    ex = "http://example.org/"
    assert read_rdf(tmp_path, TURTLE) == [
        Triple(f"{ex}a.b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{ex}c,d"),
        *(
            Triple(f"{ex}a.b", f"{ex}p", text)
            for text in (Literal("x", "en-gb"), Literal("y"), Literal('two\n "lines" A'))
        ),
        *(Triple(f"{ex}a.b", f"{ex}n", Literal(text)) for text in ("-1.5e3", "true")),
        Triple(BLANK, f"{ex}p", BLANK),
        Triple(f"{ex}base/rel", f"{ex}p", Literal("z")),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<http://a> <http://b> <http://c>", (1, 33)),
        ("<http://a> <http://b> .", (1, 23)),
        ("<http://a> <http://b> ex:c .", (1, 23)),
        ('"a" <http://b> <http://c> .', (1, 1)),
        ('<http://a> <http://b> "never closed .', (1, 23)),
        ('<http://a> <http://b> """never\nclosed .', (1, 23)),
        ('<http://a> <http://b>\n "\\uD83D" .', (2, 3)),
        ("GRAPH <http://a> { }", (1, 1)),
        ("<http://a> <http://b> 'é😀', c:d .", (1, 29)),
    ],
)
def test_what_is_no_turtle_has_its_place(tmp_path: Path, text: str, place: tuple[int, int]) -> None:
    *found, why = wrong(tmp_path, text)
    assert (*found,) == place
    assert re.fullmatch(
        r"syntax: this is no Turtle \(.+\): is the file whole, and of that format\?", why
    )


@pytest.mark.parametrize(
    ("name", "text", "line", "message"),
    [
        ("x.rdf", "<rdf:RDF/>", 1, "syntax: this is no RDF/XML"),
        (
            "x.rdf",
            f'{RDF}<s:C rdf:about="http://a"/>\n',
            3,
            "syntax: this is no XML (no element found)",
        ),
        (
            "x.rdf",
            f'{RDF}<s:C rdf:about="http://a"></s:D></rdf:RDF>',
            2,
            "syntax: this is no XML (mismatched tag)",
        ),
        ("x.jsonld", '[{"@id": "http://a",\n"http://b": "c"}', 2, "syntax: this is no JSON-LD"),
        (
            "x.jsonld",
            '{"@context": "https://schema.org/"}',
            1,
            "syntax: this is no JSON-LD (No LoadDoc",
        ),
        ("x.jsonld", '{"@id": "http://a", "http://b": "\\ud83d"}', 1, "syntax: this is no JSON-LD"),
        (
            "x.nt",
            '<http://a> <http://b> "c" .\n<http://a> <http://b>',
            2,
            "syntax: this is no N-Triples",
        ),
        ("x.nt", b'<http://a> <http://b> "\xff" .', 1, "encoding: byte 0xff is not UTF-8"),
        ("x.rdf", RDF.encode("utf-16"), 1, "encoding: the file is in UTF-16"),
        ("x.ttl", "#" * (1 << 20) + "#", 1, "long: a line of more than"),
    ],
)
def test_half_a_file_has_one_fault_in_one_line(
    tmp_path: Path, name: str, text: str | bytes, line: int, message: str
) -> None:
    found, _, told = wrong(tmp_path, text, name)
    assert (found, told[: len(message)]) == (line, message)
    assert told.isprintable()


DEEP = {
    "x.ttl": ("<http://a> <http://b> ", '[ <http://b> "\'[" ; # [\n <http://b> '),
    "y.ttl": ("<http://a> <http://b> ", "('''\n(''' <http://a/(> "),
    "z.ttl": ("<http://a> <http://b> ", "<<( <http://a> <http://b> "),
    "x.rdf": (RDF, "<s:a>\n<s:b>"),
    "x.jsonld": ("", '{"http://a": "[{\\"", "http://b":\n['),
}


@pytest.mark.parametrize("name", sorted(DEEP))
def test_what_nests_too_deep_is_refused_where_it_does(tmp_path: Path, name: str) -> None:
    """However much there is of it: nothing behind that place is looked at."""
    start, each = DEEP[name]
    levels = 1 if name in ("x.ttl", "y.ttl") else 2
    fine = DEEPEST // levels - (name == "x.rdf")  # its root is an element too
    assert "deep" not in wrong(tmp_path, start + each * fine, name)[2]
    line, _, message = wrong(tmp_path, start + each * 20_000, name)
    assert "deep: is this a vocabulary?" in message
    assert line <= start.count("\n") + each.count("\n") * (fine + 1) + 1


def test_brackets_in_texts_and_addresses_count_for_nothing(tmp_path: Path) -> None:
    text = "<http://a/(> <http://b> '''\n([{'\\'''([''' , \"(\\\"[\" , '[\"{' . # ([{\n" * (
        DEEPEST + 1
    )
    assert len(read_rdf(tmp_path, text)) == 3 * (DEEPEST + 1)


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "haha"><!ENTITY b "&a;&a;">',
        '<!ENTITY b SYSTEM "file:///etc/hostname">',
        '<!ENTITY % p "x">',
    ],
)
def test_entities_are_plain_texts(tmp_path: Path, declared: str) -> None:
    """None stands for others, which would be as long as anyone likes, or for a file."""
    text = (
        f"<!DOCTYPE rdf:RDF [{declared}]>\n{RDF}<s:C"
        ' rdf:about="http://a"><s:b>&b;</s:b></s:C></rdf:RDF>'
    )
    assert (
        "isn't a plain text: write that where the entity stands"
        in wrong(tmp_path, text, "x.rdf")[2]
    )


def test_a_long_entity_that_stands_often_is_refused(tmp_path: Path) -> None:
    declared = f'<!DOCTYPE rdf:RDF [<!ENTITY a "{"x" * 100_000}">]>\n'
    text = f'{declared}{RDF}<s:C rdf:about="http://a"><s:b>{"&a;" * 20_000}</s:b></s:C></rdf:RDF>'
    assert "amplification" in wrong(tmp_path, text, "x.rdf")[2]


@pytest.mark.parametrize(
    ("name", "start", "line"),
    [
        ("x.ttl", '<http://a> <http://b> """', "x\n" + "y" * 1021 + "\n"),
        ("x.rdf", f'{RDF}<s:C s:x="', "x\n" + "y" * 1021 + "\n"),
        ("x.jsonld", '["', "x" * 1024),
    ],
)
def test_a_statement_without_end_is_refused(
    tmp_path: Path, name: str, start: str, line: str
) -> None:
    message = wrong(tmp_path, start + line * (LONGEST_STATEMENT // 1024 + 1), name)[2]
    assert message.startswith(f"syntax: more than {LONGEST_STATEMENT:,} bytes say nothing")


def test_the_time_for_a_long_text_grows_as_it_does(tmp_path: Path) -> None:
    """What was read of it isn't read again with each of its lines."""

    def seconds(lines: int) -> float:
        start = time.process_time()
        wrong(tmp_path, '<http://a> <http://b> """' + "x\n" * lines)
        return time.process_time() - start

    assert seconds(320_000) < 8 * 8 * seconds(40_000)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_turtle(place: Path, text: str) -> None:
    """Whatever a name holds, Turtle can say it."""
    (triple,) = read_rdf(place, f"<http://a> <http://b> {skos._text(text)} .")
    assert triple.object == Literal(text)


PIECES = [b"<<(", b'"""', b"[", b"{|", b"<![CDATA[", b"&x;", b"\\ud83d", b"@context", b"\xff"]


@given(st.data())
def test_damaged_rdf_is_read_or_refused(place: Path, data: st.DataObject) -> None:
    """Whatever happened to a file, it says something or has a fault, in one line."""
    name = data.draw(st.sampled_from(sorted(NOTATIONS)))
    raw = NOTATIONS[name].encode()
    at = data.draw(st.integers(0, len(raw)))
    new = data.draw(st.binary(max_size=4) | st.sampled_from(PIECES))
    told = ""
    try:
        read_rdf(place, raw[:at] + new + raw[at + data.draw(st.integers(0, 40)) :], name)
    except translit.TableError as error:
        told = str(error)
    assert re.fullmatch(r"(.+:\d+:\d+: [a-z-]+: .+)?", told)


def test_a_prefix_may_go_on_behind_the_base(tmp_path: Path) -> None:
    """The usual `@prefix : <#>` of a file that names itself."""
    text = "@base <http://a/b> . @prefix : <#> . @prefix c: <c#> . :d c:e <> ."
    assert read_rdf(tmp_path, text) == [Triple("http://a/b#d", "http://a/c#e", "http://a/b")]


SKOS = f"@prefix : <#> . @prefix s: <{SPACES['s']}> .\n"


def test_what_is_relative_to_nothing_is_refused_where_it_counts(tmp_path: Path) -> None:
    """A scheme may be just this file; concepts need addresses of their own."""
    scheme = '<> a s:ConceptScheme ; s:prefLabel "x" . <http://a> s:prefLabel "b" .'
    assert said(tmp_path, "skos", SKOS + scheme) == [("http://a", "name", "b", "")]
    text = f'{SKOS}:sy s:prefLabel "Syria" .\n<http://a> s:broader <b> .\n'
    assert faults(tmp_path, "skos", text) == [
        (3, 1, "relative"),
        (3, 1, "relative"),
    ]  # one subject is told when the next is met
    text = f'{RDF}<s:Concept rdf:ID="a">\n<s:prefLabel>b</s:prefLabel></s:Concept></rdf:RDF>'
    assert [code for *_, code in faults(tmp_path, "skos", text)] == ["relative"]


def test_statements_come_while_the_file_is_read(tmp_path: Path) -> None:
    """Where a statement is, the file is, so that a fault has its line."""
    text = "<http://a> <http://b> 0\n" + "".join(f", {number}\n" for number in range(9)) + "."
    (tmp_path / "x.ttl").write_text(text, "utf-8")
    with Reading([str(tmp_path / "x.ttl")]) as reading:
        (places,) = ([file.number for _ in triples(file, Everything())] for file in reading)
    assert places == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_what_is_exported_is_turtle_of_one_statement_a_name() -> None:
    """A file that people read: a block an entry, and prefixes at the top."""
    entry = Entry(
        "sy.x",
        "Homs",
        ["Hims"],
        "place",
        "sy",
        ["H"],
        never=["sy.y"],
        same_as={"wikidata": "Q1", "who": "7"},
    )
    assert (
        "".join(Export("skos", [entry])).split("\n\n")[1]
        == "<urn:translit:sy.x> a skos:Concept ;\n"
        '    skos:prefLabel "Homs" ;\n'
        '    skos:altLabel "Hims" ;\n'
        '    skos:hiddenLabel "H" ;\n'
        "    skos:broader <urn:translit:sy> ;\n"
        "    owl:differentFrom <urn:translit:sy.y> ;\n"
        "    skos:exactMatch <http://www.wikidata.org/entity/Q1>, <urn:translit:who:7> ;\n"
        '    dct:type "place" .\n'
    )
