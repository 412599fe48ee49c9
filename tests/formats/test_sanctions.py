"""The lists of sanctions as they are in the wild, in small samples of our own."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import translit
from translit import formats
from translit.formats import listed
from translit.formats.gathering import Gathering
from translit.language.legal import is_legal_form
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
    are two, what is in brackets is a name where it is one, remarks are none, and empty ones are
    counted.
    """
    entries, left_out = read("un", "un-1.xml")
    assert entries["un.101"] == Entry(
        "un.101",
        "AHMAD HASAN AL-KHALIL",
        ["أحمد حسن الخليل", "Ahmed Khalil", "Ahmad al-Halabi", "Ahmad Khalil Hasan"],
        "person",
        weak=["Abu Ali", "Abu Hasan", "أبو حسن"],
        same_as={"un": "MUi.001"},
        facts={
            "nationality": ["Syrian Arab Republic", "Lebanon"],
            "programme": "Made up",
            "listed": "2001-01-25",
            "birth_date": "1960-1962",
            "birth_place": "Aleppo, Syrian Arab Republic",
            "identifier": "Passport A00",
        },
    )
    assert entries["un.102"] == Entry(
        "un.102",
        "NORTHERN FRONT",
        [
            "The Northerners & Co",
            "Jabhat ash-Shamal",
            "جبهة الشمال",
            "Jabhat al-Shamal",
            "Front of the North",
            "Northern Relief (Lebanon)",
        ],
        weak=["JAS"],
        facts={"country": "Syrian Arab Republic"},
    )
    assert left_out == {"empty aliases": 1}


def test_eu() -> None:
    """A name that isn't strong, or whose remark says so however it is spelt, is weak; parts make a
    name where there is no whole one; the English name is the one to file under. CSV has a row for
    each name and birth date.
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
    assert group.aliases == ("Northern Defence Alliance", "Северный фронт", "Norra fronten")
    assert (group.weak, other.weak) == (("NDA",), ("Abu Samra",))
    assert person.facts["birth_date"] == ("1960-01-01",)
    assert (other.name, other.aliases) == ("Samir al-Halabi", ("سمير الحلبي",))
    assert other.facts == {"birth_date": ("1970-02-03", "1971")}
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
    group = entries["uk.MUP0003"]
    assert (group.name, group.aliases, group.weak) == (
        "NORTHERN DEFENCE ALLIANCE",
        ("THE NORTHERNERS",),
        ("NDA",),
    )
    assert left_out == {}


def test_uk_as_it_once_was(tmp_path: Path) -> None:
    """The column that says what is listed has had another title."""
    text = (SAMPLES / "uk-1.csv").read_text("utf-8")
    (path := tmp_path / "uk.csv").write_text(
        text.replace("Designation Type", '"Individual, Entity, Ship"'), "utf-8"
    )
    assert read("uk", path) == read("uk", "uk-1.csv")


def test_ofac_enhanced() -> None:
    """The enhanced XML has names in other scripts, says which are weak, and has the parts of a
    person's name.
    """
    entries, left_out = read("ofac", "ofac.enhanced.xml")
    assert entries["ofac.201"] == Entry(
        "ofac.201",
        "AL-HALABI, Samir, Jr.",
        ["Samir AL-HALABI Jr.", "الحلبي, سمير", "سمير الحلبي"],
        "person",
        weak=["ABU SAMRA"],
        same_as={"ofac": "201"},
        facts={
            "programme": ["MADE", "UP"],
            "birth_date": "1951",
            "identifier": "Passport B00 (Syria)",
        },
    )
    assert entries["ofac.202"] == Entry(
        "ofac.202", "SAMRA RELIEF FUND", weak=["SRF"], same_as={"ofac": "202"}
    )
    assert left_out == {}


def test_ofac_plain_xml() -> None:
    """The plain XML has the same without other scripts."""
    entries, left_out = read("ofac", "ofac.plain.xml")
    person, ship = entries["ofac.203"], entries["ofac.204"]
    assert (person.name, person.aliases, person.weak) == (
        "AL-HOMSI, Rana",
        ("Rana AL-HOMSI", "HOMSI, Ranya", "Ranya HOMSI"),
        ("UMM ALI", "HAMWI, Rana", "Rana HAMWI"),
    )
    assert person.facts["identifier"] == ("Passport C00 (Syria)",)
    assert (ship.type, ship.facts["imo_number"]) == ("vessel", ("9000002",))
    assert left_out == {}


NAME = st.from_regex("[A-Z][a-z]{2,8}( [A-Z][a-z]{2,8}){0,2}", fullmatch=True)
PERSON = st.tuples(NAME, NAME, st.booleans())


@settings(max_examples=25)
@given(st.lists(PERSON, min_size=1, max_size=4))
def test_ofac_s_three_files_say_the_same(names: list[tuple[str, str, bool]]) -> None:
    """A person has the same names in CSV and in both kinds of XML: the first is the name, others
    are aliases, and some weak.
    """
    first, others = names[0], names[1:]
    rows = [
        f'7,"{first[1].upper()}, {first[0]}","individual",{"-0- ," * 8}"'
        + "; ".join(f"a.k.a. '{last.upper()}, {given}'" for given, last, weak in others if weak)
        + '"',
        *(
            f'7,{n},"aka","{b.upper()}, {a}",-0- '
            for n, (a, b, weak) in enumerate(others)
            if not weak
        ),
    ]
    part = "<{0}>{1}</{0}>".format
    plain = "".join(
        part("aka", part("firstName", a) + part("lastName", b.upper()) + part("category", kind))
        for a, b, weak in others
        for kind in ["weak" if weak else "strong"]
    )
    main = part("firstName", first[0]) + part("lastName", first[1].upper())
    head = part("uid", "7") + part("sdnType", "Individual")
    enhanced = "".join(
        part(
            "name", part("isPrimary", yes(n == 0)) + part("isLowQuality", yes(n and weak)) + inside
        )
        for n, (a, b, weak) in enumerate(names)
        for inside in [part("translations", part("translation", translated(a, b.upper())))]
    )
    entity = part("generalInfo", part("entityType", "Individual")) + part("names", enhanced)
    texts = [
        "\n".join(rows),
        part("sdnList", part("sdnEntry", head + main + part("akaList", plain))),
        f'<sanctionsData><entity id="7">{entity}</entity></sanctionsData>',
    ]
    one, *rest = map(of_ofac, texts)
    assert rest == [one, one]


def yes(value: object) -> str:
    return "true" if value else "false"


def translated(given: str, last: str) -> str:
    return (
        "<isPrimary>true</isPrimary><script>Latin</script>"
        f"<formattedFirstName>{given}</formattedFirstName>"
        f"<formattedLastName>{last}</formattedLastName>"
        f"<formattedFullName>{last}, {given}</formattedFullName>"
    )


def of_ofac(text: str) -> tuple[str, set[str], set[str]]:
    """The names of the one thing in a file of OFAC: the first, all strong ones, and the weak."""
    with tempfile.TemporaryDirectory() as folder:
        (path := Path(folder) / "given").write_text(text)
        said = [*formats.module("ofac").read([str(path)])]
    strong = [each.value for each in said if each.field in ("name", "alias")]
    return strong[0], {*strong}, {each.value for each in said if each.field == "weak"}


WORDS = st.lists(st.from_regex("[A-Z][a-z]{1,7}", fullmatch=True), min_size=2, max_size=6)


@given(WORDS, st.booleans())
def test_initials_in_brackets_are_a_weak_name(words: list[str], before: bool) -> None:
    """A name and its initials, whichever stands in brackets, are two names, and the initials are
    the weak one; a bracket that holds anything else stays.
    """
    name, short = " ".join(words), "".join(word[0] for word in words)
    whole = f"{short} ({name})" if before else f"{name} ({short})"
    if not is_legal_form(short.lower()):
        assert [*listed.names(whole)] == [(name, False), (short, True)]
        assert [*listed.names(f"{name} ({short}) of Homs")] == [
            (f"{name} ({short}) of Homs", False)
        ]
    other = f"{name} (branch of {name})"
    assert [*listed.names(other)] == [*listed.all_names(other)] == [(other, False)]


@example("\x1f")
@given(st.text())
def test_whatever_is_listed_is_read(text: str) -> None:
    """Any text is read; a word by itself is a name."""
    assert [*listed.names(text)]
    assert all(name.strip() for name, _ in listed.all_names(text))
    if text.isalpha():
        assert [*listed.all_names(text)] == [(text, False)]


@given(st.lists(NAME, min_size=1, max_size=4), st.lists(NAME, min_size=2, max_size=4))
def test_several_names_in_a_cell(outside: list[str], inside: list[str]) -> None:
    """Semicolons part names, and those in a bracket are names too."""
    text = "; ".join([*outside, f"جبهة ({'; '.join(inside)})"])
    assert [name for name, _ in listed.all_names(text)] == [*outside, "جبهة", *inside]


def test_ofac_people_in_capitals() -> None:
    """A person of the list stands in both orders even where the given name is in capitals; what
    has capitals throughout and no kind is a company.
    """
    assert listed.natural_order("KHALIL, AHMAD", person=True) == "AHMAD KHALIL"
    assert listed.natural_order("CIMEX, S.A.", person=False) is None
    assert listed.natural_order("REYES, Juan, III", person=True) == "Juan REYES III"


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
        ("ofac", "<Sanctions/>", "1 format"),
        ("ofac", '<sanctionsData>\n<entity id="7" action="remove"/></sanctionsData>', "2 value"),
        ("ofac", "<sdnList><sdnEntry/></sdnList>", "1 value"),
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
    assert peak(3_000) < 2 * peak(1_000)
