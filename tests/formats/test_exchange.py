"""Laws of import and export, for every format that there is: what both sides can say comes back,
and what is written is sound.
"""

from __future__ import annotations

import re
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import formats
from translit.doors.cli import main
from translit.formats import FIELDS, FORMATS, Said, located
from translit.formats.gathering import Gathering
from translit.language.characters import plain
from translit.model.nouns import Entry
from translit.uses.exchange import Export

SAMPLES = Path("tests/formats/samples")
READ = [name for name, format in FORMATS.items() if format.reads]
WRITTEN = [name for name, format in FORMATS.items() if format.writes]
BOTH = [name for name in READ if name in WRITTEN]


def samples(name: str) -> list[str]:
    """The small files of a format that the tests read together, written by us."""
    return sorted(map(str, SAMPLES.glob(f"{name}[.-]*")))


def suffix(name: str) -> str:
    """The end of the name of a file of this format."""
    return Path(samples(name)[0]).suffix


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exchange")


def gathered(said: Iterable[Said]) -> list[Entry]:
    with Gathering() as gathering:
        gathering.take(said)
        return list(gathering.entries())


def said(entry: Entry) -> Iterator[Said]:
    """What an entry says."""
    yield Said(entry.id, "name", entry.name)
    for field, part in (
        ("alias", "aliases"),
        ("weak", "weak"),
        ("adjective", "adjectives"),
        ("within", "within"),
        ("never", "never"),
    ):
        yield from (Said(entry.id, field, value) for value in getattr(entry, part))
    if entry.type:
        yield Said(entry.id, "type", entry.type)
    for key, value in entry.same_as.items():
        yield Said(entry.id, "same_as", value, key)
    if entry.at:
        yield from located(entry.id, *map(str, entry.at))
    if entry.rank is not None:
        yield Said(entry.id, "rank", str(entry.rank))
    for key, values in entry.facts.items():
        yield from (Said(entry.id, "fact", value, key) for value in values)


# --- made-up entries ------------------------------------------------------------------------------

HOSTILE = [
    'a "b", c',
    "a,b;c|d",
    "a\tb\nc\rd",
    "a => b",
    "\ufeffal-Bab",
    "\u202eabc\u202c",
    "'Ain",
    "=1+1",
    "# x",
    "a\\b",
    "الباب",
    "a\u200cb",
    "\0",
]
NAMES = (
    st.sampled_from(HOSTILE)
    | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
).filter(lambda t: t.strip() != "")
IDS = st.text("abcxyz0123456789.-", min_size=1, max_size=6)
FEW = st.lists(NAMES, max_size=3)
PLACES = st.none() | st.sampled_from([(36.2, 37.16), (-0.5, -179.999999), (90.0, 0.0), (1e-7, 0.0)])


@st.composite
def tables(draw: st.DrawFn) -> list[Entry]:
    """Entries with hostile names that point to one another, and to nothing."""
    ids = draw(st.lists(IDS, min_size=1, max_size=4, unique=True))
    pointers = st.lists(st.sampled_from([*ids, "elsewhere"]), max_size=2)
    kinds, elsewhere = (
        st.none() | st.sampled_from(["place", "a b", "a\tb\n"]),
        st.dictionaries(st.sampled_from(["wikidata", "geonames"]), IDS, max_size=2),
    )
    return [
        Entry(
            id,
            draw(NAMES),
            draw(FEW),
            draw(kinds),
            draw(pointers),
            draw(FEW),
            draw(FEW),
            draw(pointers),
            draw(elsewhere),
            draw(PLACES),
            draw(st.dictionaries(st.sampled_from(["birth_date", "a b"]), FEW, max_size=2)),
            draw(st.none() | st.sampled_from([0, 2098210])),
        )
        for id in ids
    ]


# --- both ways ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOTH)
@settings(max_examples=25)
@given(table=tables())
def test_what_both_sides_can_say_comes_back(place: Path, name: str, table: list[Entry]) -> None:
    """Reading what was written says what the entries say, as far as the format can hold it."""
    module, path = formats.module(name), place / f"both{suffix(name)}"
    path.write_text("".join(Export(name, table)), "utf-8", newline="")
    assert gathered(module.read([str(path)])) == gathered(
        each for entry in table for each in said(formats.kept(module, entry))
    )


@pytest.mark.parametrize("name", WRITTEN)
@settings(max_examples=15)
@given(table=tables())
def test_what_a_format_cannot_say_is_counted(name: str, table: list[Entry]) -> None:
    """Export counts the entries, and for each field those of which the format has no room for
    what is there.
    """
    export, module = Export(name, table), formats.module(name)
    assert all(isinstance(piece, str) for piece in export)
    both = [(entry, formats.kept(module, entry)) for entry in table]
    lost = {
        field: sum(getattr(entry, field) != getattr(kept, field) for entry, kept in both)
        for field in Entry._fields
    }
    assert all(
        lost[field] == sum(getattr(entry, field) not in (None, (), {}) for entry in table)
        for field in {*Entry._fields} - module.HOLDS
    )
    assert all(formats.kept(module, kept) == kept for _, kept in both)
    lost["name"] = sum(not any(map(plain, (entry.name, *entry.aliases))) for entry in table)
    assert export.entries == len(table)
    assert export.unsaid == {field: count for field, count in lost.items() if count}


@pytest.mark.parametrize("name", WRITTEN)
def test_half_a_surrogate_pair_is_refused(name: str) -> None:
    """No UTF-8 file can hold it, and nothing is written in its place."""
    for entry in (
        Entry("x", "Homs", ["a\ud800b"]),
        Entry("x\ud800", "Homs"),
        Entry("x", "Homs", type="\ud800"),
    ):
        if formats.kept(formats.module(name), entry) == entry:
            with pytest.raises(translit.EntryError, match="U\\+D800"):
                "".join(Export(name, [entry]))


@pytest.mark.parametrize("name", BOTH)
def test_bundled_entries_come_back(place: Path, name: str) -> None:
    """Every name of some bundled entries that the format keeps is a name of the same IDs, of the
    same kind, after a round trip.
    """
    entries, module = translit.load().entries, formats.module(name)
    table, path = [entries[id] for id in sorted(entries)[::10]], place / f"bundled{suffix(name)}"
    translit.export_table(name, table, to=path)
    assert gathered(module.read([str(path)])) == gathered(
        each for entry in table for each in said(formats.kept(module, entry))
    )


def test_bundled_tables_answer_the_same_after_a_round_trip(place: Path) -> None:
    """Every name of some bundled entries leads where it led, by a table in YAML that was
    imported from rows.
    """
    entries = translit.load().entries
    before = translit.load(table := [entries[id] for id in sorted(entries)[::10]])
    translit.export_table("csv", table, to=(file := place / "bundled.csv"))
    translit.import_table("csv", file, to=(to := place / "bundled.yaml"), licence="CC0-1.0")
    names = [
        text
        for entry in table
        for text in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    ]
    answers = zip(before.resolve_many(names), translit.load(to).resolve_many(names), strict=True)
    assert {
        (a.mention, a.id, b.id) for a, b in answers if (a.id, a.outcome) != (b.id, b.outcome)
    } == set()


# --- what is written is sound ---------------------------------------------------------------------


@pytest.mark.parametrize("end", ["yaml", "csv", "tsv"])
@settings(max_examples=15)
@given(table=tables())
def test_what_import_writes_has_no_faults(place: Path, end: str, table: list[Entry]) -> None:
    """Whatever the files say, `check` finds no fault in the table, and it loads."""
    path, to = place / "given.csv", place / f"sound.{end}"
    path.write_text("".join(Export("csv", table)), "utf-8", newline="")
    if not gathered(formats.module("csv").read([str(path)])):
        with pytest.raises(translit.TableError, match="there is no entry"):
            translit.import_table("csv", path, to=to, licence="CC0-1.0")
        return
    written = translit.import_table("csv", path, to=to, licence="CC0-1.0")
    assert [fault for fault in translit.check(to) if not fault.note] == []
    entries = translit.load(to).entries.values()
    assert written.entries == len(entries)
    assert written.names == sum(
        1 + len(entry.aliases) + len(entry.weak) + len(entry.adjectives) for entry in entries
    )


@settings(max_examples=40)
@given(tables(), st.randoms())
def test_pointers_lead_outwards_or_stay_out(table: list[Entry], dice: object) -> None:
    """Within an import nothing lies within itself, and nothing points to what isn't there; the
    order of IDs changes no entry.
    """
    blocks = [list(said(entry)) for entry in table]
    entries = gathered(each for block in blocks for each in block)
    dice.shuffle(blocks)  # type: ignore[attr-defined]
    assert sorted(gathered(each for block in blocks for each in block)) == sorted(entries)
    ids = {entry.id for entry in entries}
    assert all({*entry.within, *entry.never} <= ids - {entry.id} for entry in entries)


def test_the_first_choice_that_is_there_counts() -> None:
    """A code leads to the ID that bears it, unless two do; of the choices under one key one
    counts.
    """
    named = [Said(id, "name", f"name {id}") for id in ("in", "town", "region", "state")]
    codes = [
        Said("region", "code", "x R"),
        Said("state", "code", "x S"),
        Said("town", "code", "x T"),
        Said("region", "code", "x T"),
    ]
    ways = [Said("in", "within", f"x {code}", "up") for code in ("none", "T", "R", "S")] + [
        Said("in", "within", "state")
    ]
    found = {entry.id: entry.within for entry in gathered([*ways, *codes, *named])}
    assert found == {"in": ("region", "state"), "region": (), "state": (), "town": ()}


def test_two_types_are_none_and_are_told() -> None:
    """Nothing is decided by the order of rows: who is said to be two things gets no type."""
    with Gathering() as gathering:
        gathering.take(
            [Said("x", "name", "Homs"), Said("x", "type", "place"), Said("x", "type", "group")]
        )
        assert list(gathering.entries("other")) == [Entry("x", "Homs")]
        assert gathering.left_out == {"types of IDs that have several": 2}


def test_memory_does_not_grow_with_the_files() -> None:
    """What was said waits on disk: it takes less memory than what was said."""

    def peak(count: int) -> int:
        tracemalloc.start()
        with Gathering() as gathering:
            gathering.take(
                Said(f"id{number % 997}.{number}", "name", f"name {number} " + "x" * 2500)
                for number in range(count)
            )
            assert sum(1 for _ in gathering.entries()) == count
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return highest

    peak(200)
    assert (
        peak(2_000) < 2_500_000 < 2_000 * 2_500
    )  # folded words are remembered, up to some thousands


def test_a_full_disk_is_one_clear_line() -> None:
    """When what was said finds no room on disk, that is said, and how to mend it."""
    with pytest.raises(translit.TranslitError, match="SQLITE_TMPDIR"), Gathering() as gathering:
        gathering._db.execute("PRAGMA max_page_count = 8")
        gathering.take(Said(f"id{number}", "name", "x" * 1000) for number in range(100))


# --- faults ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READ)
@settings(max_examples=40)
@given(data=st.data())
def test_any_bytes_are_read_or_refused(place: Path, name: str, data: st.DataObject) -> None:
    """A file that was cut, doubled or scribbled over gives entries or faults with their place,
    and nothing else.
    """
    source = data.draw(st.sampled_from(samples(name)))
    raw = Path(source).read_bytes()
    for _ in range(data.draw(st.integers(1, 3))):
        start, end = sorted(
            data.draw(st.tuples(st.integers(0, len(raw)), st.integers(0, len(raw))))
        )
        new = data.draw(
            st.binary(max_size=4)
            | st.sampled_from(
                [b'"', b"\t", b"\n", b"{", b"]", b",", b"\\ud800", b"null", b"[" * 2000, b"0"]
            )
        )
        raw = data.draw(
            st.sampled_from(
                [
                    raw[:start] + new + raw[end:],
                    raw[:start] + new + raw[start:],
                    raw[start:],
                    raw[:end],
                ]
            )
        )
    path = place / f"hostile{Path(source).suffix}"
    path.write_bytes(raw)
    faults = []
    try:
        gathered(formats.module(name).read([str(path)]))
    except translit.TableError as error:
        faults = str(error).splitlines()
    assert all(re.match(r".+:\d+:\d+: [a-z-]+: .", fault) for fault in faults)


@pytest.mark.parametrize("name", READ)
def test_a_faulty_file_leaves_no_table(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file that isn't there, or isn't text, is told of with status 2; nothing is written, and
    what was there stays.
    """
    (tmp_path / "table.csv").write_text("before")
    (tmp_path / f"bad{suffix(name)}").write_bytes(b"\xff\xfe\x00x\n" * 3)
    for file in (f"none{suffix(name)}", f"bad{suffix(name)}"):
        to = ["-o", str(tmp_path / "table.csv"), "--force"]
        assert main(["import", name, str(tmp_path / file), *to]) == 2
        assert re.search(
            rf"{tmp_path / file}:\d+:\d+: (encoding|unreadable): ", capsys.readouterr().err
        )
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"bad{suffix(name)}", "table.csv"]
    assert (tmp_path / "table.csv").read_text() == "before"


@pytest.mark.parametrize("name", READ)
def test_the_samples_become_sound_tables(tmp_path: Path, name: str) -> None:
    """The sample of each format is imported, twice to the same bytes, and the table has no
    faults.
    """
    for to in ("one.yaml", "two.yaml"):
        translit.import_table(
            name,
            *samples(name),
            to=tmp_path / to,
            name="sample",
            licence="CC0-1.0",
            source="made up",
        )
    assert (tmp_path / "one.yaml").read_bytes() == (tmp_path / "two.yaml").read_bytes()
    assert [fault for fault in translit.check(tmp_path / "one.yaml") if not fault.note] == []


# --- the registry ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "format"), FORMATS.items())
def test_a_format_has_what_it_must(name: str, format: formats.Format) -> None:
    """Its module says what it is, under which licence and what it holds, and has the two
    functions that the registry says.
    """
    module = formats.module(name)
    assert module.ABOUT[0].islower() or module.ABOUT.split()[0].isalnum()
    assert module.LICENCE is None or re.fullmatch(r"[A-Za-z0-9. +-]+", module.LICENCE)
    assert {"id", "name"} <= module.HOLDS <= set(Entry._fields)
    assert (hasattr(module, "read"), hasattr(module, "write")) == (format.reads, format.writes)
    assert samples(name) or not format.reads


def test_the_registry_is_in_order() -> None:
    """By their names, as help and pages list them."""
    assert list(FORMATS) == sorted(FORMATS)
    assert set(FIELDS) >= {"name", "alias", "weak", "adjective"}


def test_the_page_says_what_formats_hold() -> None:
    """docs/formats.md has a row a format: whether it is read and written, what it holds, its
    usual licence; and an example.
    """
    page = Path("docs/formats.md").read_text("utf-8")
    rows = re.findall(
        r"^\| \[(\w+)\]\(#[\w-]+\) \|(.*?)\|(.*?)\|(.*?)\|(.*?)\|$", page, re.MULTILINE
    )
    told = [(name, *map(str.strip, cells)) for name, *cells in rows]
    assert told == [
        (
            name,
            "yes" if format.reads else "",
            "yes" if format.writes else "",
            ", ".join(field for field in Entry._fields[2:] if field in formats.module(name).HOLDS),
            formats.module(name).LICENCE or "",
        )
        for name, format in FORMATS.items()
    ]
    assert [
        name
        for name in FORMATS
        if not re.search(rf"^\$.*translit (import|export) {name} ", page, re.MULTILINE)
    ] == []


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["import", "pairs", "{}/p.tsv", "-o", "{}/t.yaml"], "--licence"),
        (["import", "pairs", "{}/p.tsv", "-o", "{}/t.json"], "one of these ends"),
        (
            ["import", "pairs", "{}/p.tsv", "-o", "{}/t.yaml", "--licence", "free for all!"],
            "licence",
        ),
        (
            [
                "import",
                "pairs",
                "{}/p.tsv",
                "-o",
                "{}/t.yaml",
                "--licence",
                "CC0-1.0",
                "--name",
                "No Slug",
            ],
            "table",
        ),
        (["import", "csv", "{}/p.tsv", "-o", "{}/t.csv"], "{}/p.tsv:1:1: header"),
        (["export", "csv", "{}/none.yaml"], "{}/none.yaml:0:0: unreadable"),
    ],
)
def test_mistakes_are_one_clear_line(
    tmp_path: Path, argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A usage that can't be right says why, and writes nothing."""
    (tmp_path / "p.tsv").write_text("x\tHoms\n")
    assert main([word.replace("{}", str(tmp_path)) for word in argv]) == 2
    assert message.replace("{}", str(tmp_path)) in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["p.tsv"]
