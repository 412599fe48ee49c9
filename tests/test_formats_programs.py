"""What files of other programs say: each format with the quirks that real files of it have."""

from __future__ import annotations

import gzip
import io
import json
import re
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import formats
from translit.exchange import Export
from translit.formats import Said, ofac, opensanctions, skos, synonyms
from translit.formats.gathering import Gathering
from translit.formats.schemata import UNKNOWN, schema_of, type_of
from translit.formats.turtle import BLANK, DEEPEST, Literal, NotTurtle, Triple, triples
from translit.model import Entry

SAMPLES = Path(__file__).parent / "formats"


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


# --- synonyms ---------------------------------------------------------------------------------------------------------


def test_synonyms() -> None:
    """Lines of one ID add up, several IDs share their names, and a list without an arrow is named after its first name."""
    found = entries("synonyms", SAMPLES / "synonyms.txt")
    assert found["sy.aleppo.ramousa"] == Entry("sy.aleppo.ramousa", "Ramousa", ["al-Ramosa", "الراموسة", "Ramosa, the=>#1"])
    assert (found["lb.tripoli"].aliases, found["ly.tripoli"].name) == (("Tarabulus",), "Tripoli")
    assert found["Der_Ez_Zor"].aliases == ("Deir ez-Zor", "Dayr az Zawr")


def lucene(line: str) -> list[list[str]]:
    """How Lucene's parser takes a line apart, step by step: split, split again, and only then unescape and trim."""

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
    assert [side for side in synonyms._sides(line) if side] == [[name for name in side if name] for side in lucene(line) if any(side)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("a => b => c", (1, 1, "arrow")),
        ("=> b", (1, 1, "arrow")),
        ("a =>", (1, 1, "arrow")),
        (", ,", (1, 1, "arrow")),
        ("a => two words", (1, 1, "value")),
        ("# x\ns(100000001,1,'abstain',v,1,0).", (2, 1, "format")),
    ],
)
def test_synonyms_are_refused_with_their_line(tmp_path: Path, line: str, fault: tuple[int, int, str]) -> None:
    assert faults(tmp_path, "synonyms", line) == [fault]


# --- EntityRuler ------------------------------------------------------------------------------------------------------


def test_entityruler() -> None:
    """Labels are types, but for the one that says nothing; token lists that stand for one text are that text."""
    found = entries("entityruler", SAMPLES / "entityruler.jsonl")
    assert found["sy.aleppo.ramousa"] == Entry("sy.aleppo.ramousa", "Ramousa", ["al - ramosa", "الراموسة"], "place")
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
        ({"label": "place", "pattern": "Ramousa", "id": "two words"}, "value"),
    ],
)
def test_patterns_that_say_no_name_are_refused(tmp_path: Path, pattern: dict[str, object], code: str) -> None:
    """A pattern that fits several texts, or belongs to no ID, isn't guessed at."""
    good = '{"label": "place", "pattern": "Homs", "id": "y"}\n'
    assert faults(tmp_path, "entityruler", good + json.dumps(pattern)) == [(2, 1, code)]


# --- FollowTheMoney ---------------------------------------------------------------------------------------------------


def test_ftm_entities() -> None:
    """The caption leads the names, old names are names, weak ones stay weak; addresses, links and other captions say nothing."""
    found = entries("ftm", SAMPLES / "ftm.entities.json")
    assert found["NK-a1"] == Entry(
        "NK-a1", "Ahmad al-Khalil", ["Ahmed Khalil", "أحمد الخليل", "Ahmad Hasan"], "person", (), ["Abu Ali"], same_as={"wikidata": "Q1"}
    )
    assert found["NK-b2"] == Entry("NK-b2", "Northern Trading Company LLC", type="company", weak=["NTC"])
    assert found["sy-hl"] == Entry("sy-hl", "Aleppo", ["Halab"], "place", "sy")
    assert {*found} == {"NK-a1", "NK-b2", "sy-hl", "sy"}


def test_ftm_statements() -> None:
    """A statement a row, under the ID that its entity was merged into; guesses from elsewhere stay out."""
    (found,) = entries("ftm", SAMPLES / "ftm.statements.csv").values()
    assert found == Entry("NK-e6", "Ministry of Water", ["Water, Ministry of"], "public body", weak=["MoW"])


def test_ftm_refuses_what_is_no_entity(tmp_path: Path) -> None:
    text = '{"id": "x", "schema": "Person", "properties": {}}\n{"id": "y", "properties": {}}\n{"id": "", "schema": "a", "properties": {}}\n'
    assert faults(tmp_path, "ftm", text) == [(2, 1, "entity"), (3, 1, "value")]
    assert faults(tmp_path, "ftm", "canonical_id,prop,schema\nx,name,Person\n") == [(1, 1, "header")]


@given(st.sampled_from(["person", "place", "public body", "organisation", "group", "no such thing", ""]))
def test_schemata_and_types_lead_to_one_another(type: str) -> None:
    """What is written for a type means that type, or nothing."""
    schema = schema_of(type)
    assert type_of(schema) == (type if schema != UNKNOWN else "")


# --- OpenSanctions ----------------------------------------------------------------------------------------------------


def test_opensanctions() -> None:
    """Aliases are CSV within a cell; single words for people, and a few capitals, are weak; 习近平 is a whole name without a blank."""
    found = entries("opensanctions", SAMPLES / "opensanctions.csv")
    assert found["NK-a1"] == Entry(
        "NK-a1", "Ahmad al-Khalil", ["Abu Ali", "Khalil; Ahmad", "أحمد الخليل", "习近平"], "person", weak=["Ahmad"]
    )
    assert found["NK-b2"] == Entry("NK-b2", "Northern Front", ["Northerners", 'The "Front"'], "organisation", weak=["NF"])
    assert (found["Q3"].type, found["Q3"].aliases) == (None, ())


def test_a_broken_list_of_aliases_is_refused(tmp_path: Path) -> None:
    text = 'id,schema,name,aliases\nx,Person,A B,"C;""D"\ny,Person,"E\nF",G\n'
    assert faults(tmp_path, "opensanctions", text) == [(2, 1, "quote")]


@given(st.lists(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1), max_size=4))
def test_aliases_come_as_they_were_joined(names: list[str]) -> None:
    """Whatever the names hold, the list that Python's csv module writes of them is read back."""
    import csv

    out = io.StringIO()
    csv.writer(out, csv.unix_dialect, delimiter=";", lineterminator="", quoting=csv.QUOTE_MINIMAL).writerow(names)
    assert opensanctions._listed(None, out.getvalue()) == names  # type: ignore[arg-type]  # the file is for faults alone


# --- OFAC -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("order", [("sdn", "alt", "comments"), ("comments", "alt", "sdn")])
def test_ofac(order: Sequence[str]) -> None:
    """Names in remarks are weak, even one that was cut in two; -0- is nothing; people stand in both orders; the files come in any order."""
    found = entries("ofac", *(SAMPLES / f"ofac.{part}.csv" for part in order))
    person = found["ofac.101"]
    assert {person.name, *person.aliases} == {"KHALIL, Ahmad", "Ahmad KHALIL", "KHALIL, Ahmed bin Ali", "Ahmed bin Ali KHALIL"}
    assert (person.name, person.type, person.weak) == ("KHALIL, Ahmad", "person", ("ABU-'ALI", "PACHO"))
    assert found["ofac.102"] == Entry("ofac.102", "NORTHERN TRADING CO., LTD.", ["NORD TRADE"], same_as={"ofac": "102"})
    assert (found["ofac.103"].type, found["ofac.103"].weak) == ("vessel", ("MAR AZUL",))
    assert {*found["ofac.104"].weak} == {"RED SPIDER", "ZINC"}


def test_a_name_cut_in_two_is_none_without_its_end() -> None:
    """Without the comments half a name stays out, and is told."""
    with Gathering() as gathering:
        gathering.take(ofac.read([str(SAMPLES / "ofac.sdn.csv")]))
        assert {entry.id: entry.weak for entry in gathering.entries()}["ofac.104"] == ()
        assert gathering.left_out == {"remarks that go on in the file of comments, which wasn't given": 1}


@given(st.integers(0, 400), st.lists(st.sampled_from(["PACHO", "ABU-'ALI", "EL 'X'", "a.k.a. Y", "Z, Ahmad"]), min_size=1, max_size=5))
def test_wherever_remarks_are_cut_their_names_are_found(room: int, names: list[str]) -> None:
    """Remarks in two pieces say what they say in one."""
    text = "; ".join(["DOB 1960", *(f"a.k.a. '{name}'" for name in names), "Linked To: SOMEBODY."])
    cut = ofac._Cut()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ofac, "_ROOM", room)
        pieces = [*cut.remarks("x", text[:room]), *(cut.comment("x", text[room:]) if room < len(text) else ()), *cut.rest()]
    assert {each.value for each in pieces if each.field == "weak"} >= {*names}
    assert {each.field for each in pieces} == {"weak"}


@pytest.mark.parametrize(
    ("name", "turned"),
    [
        ("BIN LADIN, Usama", "Usama BIN LADIN"),
        ("CRUZ, Juan M. de la", "Juan M. de la CRUZ"),
        ("CIMEX, S.A.", None),
        ("ANGLO-CARIBBEAN CO., LTD.", None),
        ("DELOS REYES, Feliciano Semborio, Jr.", None),
        ("SANTOSO", None),
    ],
)
def test_people_are_turned_and_companies_are_not(name: str, turned: str | None) -> None:
    """Capitals tell a surname from what a company is called."""
    assert ofac.natural_order(name) == turned


def test_ofac_refuses_rows_of_other_files(tmp_path: Path) -> None:
    text = 'ent_num,alt_num,alt_type,alt_name,alt_remarks\n1,2,"pseudonym","X",-0- \n1,2,3\nx,"remarks"\n1,2,"a.k.a.","Y",-0- \n'
    assert faults(tmp_path, "ofac", text) == [(2, 5, "kind"), (3, 1, "cells"), (4, 1, "value")]


# --- OpenRefine -------------------------------------------------------------------------------------------------------


def test_openrefine_rows() -> None:
    """Matched cells are aliases of what they were matched with, whose name comes first; the others say nothing."""
    found = entries("openrefine", SAMPLES / "openrefine.jsonl")
    assert found == {
        "sy.aleppo.ramousa": Entry("sy.aleppo.ramousa", "Ramousa", ["Ramosah", "الراموسة"]),
        "sy.aleppo": Entry("sy.aleppo", "Aleppo", ["Halab"]),
    }


def project(pool: Sequence[object], rows: Sequence[object], drop: str = "") -> bytes:
    """A project archive, as OpenRefine 3.6 writes it."""
    inner, outer = io.BytesIO(), io.BytesIO()
    history = '{"id":1,"description":"x","operation":{"op":"core/recon"},"cells":[{"v":"Never","r":"7"}]}'
    texts = {
        "pool.txt": "\n".join(["3.6.2", f"reconCount={len(pool)}", *map(json.dumps, pool)]) + "\n",
        "data.txt": "\n".join(
            ["3.6.2", "columnModel=", "maxCellIndex=1", '{"name":"name"}', "/e/", "history=", history, "/e/", f"rowCount={len(rows)}"]
            + [json.dumps(row) for row in rows]
        ),
    }
    with zipfile.ZipFile(inner, "w") as archive:
        for name, text in texts.items():
            if name != drop:
                archive.writestr(name, text)
    with tarfile.open(fileobj=outer, mode="w") as archive:
        for name, raw in {"history/1.change.zip": b"x", "data.zip": inner.getvalue(), "metadata.json": b"{}"}.items():
            if name != drop:
                member = tarfile.TarInfo(name)
                member.size = len(raw)
                archive.addfile(member, io.BytesIO(raw))
    return gzip.compress(outer.getvalue(), mtime=0)


POOL = [
    {"id": 7, "j": "matched", "m": {"id": "sy.aleppo.ramousa", "name": "Ramousa", "types": ["place"]}},
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
    """A project says of each matched cell what it was matched with: its text, and not the name that other exports put in its place."""
    assert [each[:3] for each in said(tmp_path, "openrefine", project(POOL, ROWS))] == [
        (id, field, value)
        for cell in ("Ramosah", "الراموسة")
        for id, field, value in [("sy.aleppo.ramousa", "name", "Ramousa"), ("sy.aleppo.ramousa", "alias", cell)]
    ]


@pytest.mark.parametrize("drop", ["data.zip", "data.txt", "pool.txt"])
def test_half_a_project_is_refused(tmp_path: Path, drop: str) -> None:
    assert faults(tmp_path, "openrefine", project(POOL, ROWS, drop)) == [(0, 0, "format")]


def test_a_fault_within_a_project_has_its_place(tmp_path: Path) -> None:
    """An ID that a table can't have is told with its line in the text within."""
    pool = [*POOL, {"id": 1, "j": "matched", "m": {"id": "two words", "name": "x"}}]
    with pytest.raises(translit.TableError, match=r"openrefine.txt/pool.txt:6:1: value"):
        said(tmp_path, "openrefine", project(pool, ROWS))


@given(st.data())
def test_a_damaged_project_is_read_or_refused(place: Path, data: st.DataObject) -> None:
    """Whatever happened to the archive, it says something or ends in a TableError."""
    raw = project(POOL, ROWS)
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


# --- SKOS -------------------------------------------------------------------------------------------------------------

HERE = "http://example.org/places/"


def test_skos() -> None:
    """English comes first; schemes, notations and definitions are no names; within is seen from both sides."""
    found = entries("skos", SAMPLES / "skos.ttl")
    assert found[f"{HERE}sy"] == Entry(
        f"{HERE}sy", "Syria", ["Syrie", "سوريا", "Syrian Arab Republic"], same_as={"wikidata": "Q858", "geonames": "163843"}
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


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_identifiers_elsewhere_come_back_from_their_address(catalogue: str, number: str) -> None:
    """Whatever a catalogue and its number are, one IRI says both."""
    address = skos._address(catalogue, number)
    assert skos._IS_IRI.fullmatch(address)
    assert skos._catalogue(address) == (catalogue, number)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1) | st.sampled_from([HERE, "urn:translit:x", "a:b", "%41"]))
def test_an_id_comes_back_from_its_iri(id: str) -> None:
    """IRIs stand as they are, any other ID behind a prefix; none of two IDs have one IRI."""
    (triple,) = triples([f"{skos._thing(id)} a <http://x/y> ."])
    assert skos._id(triple.subject) == id


def test_rdf_xml_is_named(tmp_path: Path) -> None:
    assert faults(tmp_path, "skos", '<?xml version="1.0"?>\n<rdf:RDF/>') == [(0, 0, "syntax")]


def test_a_pointer_that_is_a_text_is_refused(tmp_path: Path) -> None:
    text = '@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<http://x/a> skos:broader "b" .\n'
    assert faults(tmp_path, "skos", text) == [(2, 1, "value")]


# --- Turtle -----------------------------------------------------------------------------------------------------------


def read_turtle(text: str) -> list[Triple]:
    return list(triples(io.StringIO(text, newline="\n")))


TURTLE = """@prefix ex: <http://example.org/> .
BASE <http://example.org/base/>
# a comment
ex:a.b a ex:c\\,d ; ex:p "x"@en-GB , 'y', \"\"\"two
 "lines" \\u0041\"\"\" ; ; ex:n -1.5e3, true ; .
[] ex:p (1 2 [ ex:q "z" ]) . [ ex:p ex: ] . _:b1.x ex:p _:b2.
<rel> ex:p "z"^^ex:t.
"""


def test_turtle() -> None:
    """Prefixes, bases, lists, escapes and numbers; of blank nodes only that they stand there."""
    ex = "http://example.org/"
    assert read_turtle(TURTLE) == [
        Triple(f"{ex}a.b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", f"{ex}c,d"),
        *(Triple(f"{ex}a.b", f"{ex}p", text) for text in (Literal("x", "en-gb"), Literal("y"), Literal('two\n "lines" A'))),
        *(Triple(f"{ex}a.b", f"{ex}n", Literal(text)) for text in ("-1.5e3", "true")),
        *[Triple(BLANK, f"{ex}p", BLANK)] * 2,
        Triple(f"{ex}base/rel", f"{ex}p", Literal("z")),
    ]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("<http://a> <http://b> <http://c>", (2, 1)),
        ("<http://a> <http://b> .", (1, 23)),
        ("<http://a> <http://b> ex:c .", (1, 23)),
        ("<rel> <http://b> <http://c> .", (1, 1)),
        ('"a" <http://b> <http://c> .', (1, 5)),
        ('<http://a> <http://b> "never closed .', (1, 23)),
        ('<http://a> <http://b> """never\nclosed .', (1, 1)),
        ('<http://a> <http://b> """a""""b .', (1, 30)),
        ('<http://a> <http://b> "\\uD83D" .', (1, 23)),
        ('<http://a> <http://b> "\\x" .', (1, 23)),
        ("<http://a> <http://b> " + "[ <http://b> " * (DEEPEST + 1), (1, 23 + 13 * DEEPEST)),
        ("GRAPH <http://a> { }", (1, 1)),
        ("@keywords a .", (1, 1)),
        ("@BASE <http://a> .", (1, 1)),
        ("<http://a\\u0020b> <http://b> 1 .", (1, 1)),
        ("@prefix : <http://a> . :-a :b 1 .", (1, 25)),
        ("@base <http://[> . <//[> <http://b> 1 .", (1, 20)),
    ],
)
def test_what_is_no_turtle_has_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(NotTurtle) as caught:
        read_turtle(text)
    assert (caught.value.line, caught.value.column) == place


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_back_from_turtle(text: str) -> None:
    """Whatever a name holds, Turtle can say it."""
    (triple,) = read_turtle(f"<http://a> <http://b> {skos._text(text)} .")
    assert triple.object == Literal(text)


def test_a_prefix_may_go_on_behind_the_base() -> None:
    """The usual `@prefix : <#>` of a file that names itself."""
    assert read_turtle("@base <http://a/b> . @prefix : <#> . @prefix c: <c#> . :d c:e <> .") == [
        Triple("http://a/b#d", "http://a/c#e", "http://a/b")
    ]


def test_a_long_statement_is_not_held(tmp_path: Path) -> None:
    """Statements come while they are read: the first is there before the last is written."""

    def lines() -> Iterator[str]:
        yield "<http://a> <http://b> 0\n"
        for number in range(3):
            told.append(number)
            yield f", {number}\n"

    told: list[int] = []
    found = triples(lines())
    next(found)
    assert told == [0]


def test_what_is_exported_is_turtle_of_one_statement_a_name() -> None:
    """A file that people read: a block an entry, and prefixes at the top."""
    entry = Entry("sy.x", "Homs", ["Hims"], "place", "sy", ["H"], never=["sy.y"], same_as={"wikidata": "Q1", "who": "7"})
    assert "".join(Export("skos", [entry])).split("\n\n")[1] == (
        "<urn:translit:sy.x> a skos:Concept ;\n"
        '    skos:prefLabel "Homs" ;\n'
        '    skos:altLabel "Hims" ;\n'
        '    skos:hiddenLabel "H" ;\n'
        "    skos:broader <urn:translit:sy> ;\n"
        "    owl:differentFrom <urn:translit:sy.y> ;\n"
        "    skos:exactMatch <http://www.wikidata.org/entity/Q1>, <urn:translit:who:7> ;\n"
        '    dct:type "place" .\n'
    )
