"""The lists of sanctions as they are in the wild, in small samples of our own."""

from __future__ import annotations

from pathlib import Path

import pytest

import translit
from translit import formats
from translit.formats import ofac
from translit.formats.gathering import Gathering
from translit.model.nouns import Entry

SAMPLES = Path("tests/formats/samples")


def read(name: str, *files: str | Path) -> tuple[dict[str, Entry], dict[str, int]]:
    """The entries in some files, by ID, and what was left out."""
    with Gathering() as gathering:
        gathering.take(formats.module(name).read([str(SAMPLES / file) for file in files]))
        return {entry.id: entry for entry in gathering.entries()}, dict(gathering.left_out)


def faults(name: str, path: Path, content: str | bytes) -> list[str]:
    """The places and codes of the faults of a file."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(translit.TableError) as error:
        list(formats.module(name).read([str(path)]))
    return [f"{fault.line} {fault.code}" for fault in error.value.faults]


def test_un() -> None:
    """Parts of names stand in the order of speech, aliases of low quality are weak, two in one cell
    are two, and empty ones are counted.
    """
    entries, left_out = read("un", "un-1.xml")
    assert entries["un.101"] == Entry(
        "un.101",
        "AHMAD HASAN AL-KHALIL",
        ["أحمد حسن الخليل", "Ahmed Khalil", "Ahmad al-Halabi"],
        "person",
        weak=["Abu Ali"],
        same_as={"un": "MUi.001"},
        facts={
            "nationality": "Syrian Arab Republic",
            "programme": "Made up",
            "listed": "2001-01-25",
            "birth_date": "1960-1962",
            "birth_place": "Aleppo, Syrian Arab Republic",
            "identifier": "Passport A00",
        },
    )
    assert entries["un.102"] == Entry("un.102", "NORTHERN FRONT", ["The Northerners & Co"])
    assert left_out == {"empty aliases": 1}


def test_eu() -> None:
    """In XML a name that isn't strong, or whose remark says so however it is spelt, is weak; parts
    make a name where there is no whole one. CSV has a row for each name and birth date.
    """
    entries, left_out = read("eu", "eu-1.xml", "eu-2.csv")
    person, group, other = (entries[f"eu.{number}"] for number in (1, 2, 3))
    assert (person.name, person.aliases, person.weak) == (
        "Ahmad Hasan al-Khalil",
        ("أحمد الخليل",),
        ("Abu Ali", "The Cook"),
    )
    assert (person.type, group.type, other.type) == ("person", None, "person")
    assert (group.name, person.same_as["eu"]) == ("Northern Front", "EU.1.01")
    assert person.facts["birth_date"] == ("1960-01-01",)
    assert (other.name, other.aliases) == ("Samir al-Halabi", ("سمير الحلبي",))
    assert other.facts == {"birth_date": ("1970-02-03",)}
    assert left_out == {}


def test_uk() -> None:
    """Rows of one ID add up; the surname stands last; variations are names, aliases of low quality
    weak; ships are vessels.
    """
    entries, left_out = read("uk", "uk-1.csv")
    person, ship = entries["uk.MUP0001"], entries["uk.MUP0002"]
    assert (person.name, person.aliases, person.weak) == (
        "Ahmad Hasan AL-KHALIL",
        ("أحمد حسن الخليل", "Ahmed KHALIL"),
        ("ABU ALI",),
    )
    assert person.facts["birth_date"] == ("01/01/1960", "02/01/1960")
    assert person.same_as == {"ofsi": "1001", "un": "MUi.001"}
    assert (ship.type, ship.facts["imo_number"]) == ("vessel", ("9000001",))
    assert left_out == {}


def test_ofac_people_in_capitals() -> None:
    """A person of the list stands in both orders even where the given name is in capitals; what
    has capitals throughout and no kind is a company.
    """
    assert ofac.natural_order("KHALIL, AHMAD", person=True) == "AHMAD KHALIL"
    assert ofac.natural_order("CIMEX, S.A.", person=False) is None
    assert ofac.natural_order("REYES, Juan, III", person=True) == "Juan REYES III"


LAUGHS = (
    '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    "<CONSOLIDATED_LIST><INDIVIDUALS/></CONSOLIDATED_LIST>"
)
NUMBERLESS = (
    "<CONSOLIDATED_LIST><INDIVIDUALS>\n<INDIVIDUAL><FIRST_NAME>X</FIRST_NAME></INDIVIDUAL>"
    "</INDIVIDUALS></CONSOLIDATED_LIST>"
)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("un", LAUGHS, "1 doctype"),
        ("un", LAUGHS.replace("<!ENTITY", "\n<!ENTITY"), "1 doctype"),
        ("un", "<export/>", "1 format"),
        ("un", NUMBERLESS, "2 value"),
        ("un", "<CONSOLIDATED_LIST>" + "<a>" * 200, "1 depth"),
        ("un", "<CONSOLIDATED_LIST>\n<INDIVIDUALS>", "2 syntax"),
        ("un", '<CONSOLIDATED_LIST a="1" a="2"/>', "1 syntax"),
        ("un", "<CONSOLIDATED_LIST>&#x110000;</CONSOLIDATED_LIST>", "1 syntax"),
        ("un", "<CONSOLIDATED_LIST/>".encode("utf-16"), "1 encoding"),
        ("eu", "<CONSOLIDATED_LIST/>", "1 format"),
        ("eu", '<export><sanctionEntity logicalId="x"/></export>', "1 value"),
        ("eu", "Entity_LogicalId,NameAlias_WholeName\n1,x\n", "1 header"),
        ("uk", "Report Date: x\nUnique ID,Name 6\n", "2 header"),
    ],
)
def test_other_files_are_refused(tmp_path: Path, name: str, content: str, expected: str) -> None:
    """A file that could blow up, is another list or isn't whole is one fault with its place."""
    assert faults(name, tmp_path / "given", content)[0] == expected


def test_a_long_list_of_xml_is_held_piece_by_piece(tmp_path: Path) -> None:
    """Reading holds one element, whatever the length of the list."""
    import tracemalloc

    def peak(count: int) -> int:
        one = "<ENTITY><DATAID>%d</DATAID><FIRST_NAME>Name</FIRST_NAME></ENTITY>\n"
        path = tmp_path / "long.xml"
        body = "".join(one % number for number in range(count))
        path.write_text(f"<CONSOLIDATED_LIST>{body}</CONSOLIDATED_LIST>")
        tracemalloc.start()
        assert sum(said.field == "name" for said in formats.module("un").read([str(path)])) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(100)
    assert peak(10_000) < 2 * peak(3_000)
