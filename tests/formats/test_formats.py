"""Laws of the files that others write: what is written comes back, answers are those of the
entries, faults have a place.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import formats, strategies
from translit.doors.cli import main
from translit.model.nouns import MOST_RANK, is_id

HEADER = ("id", "alias", "kind", "type", "within", "lat", "lon", "rank")


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("formats")


def rows_of(entry: translit.Entry) -> Iterator[tuple[str, ...]]:
    kinds = (
        ("", (entry.name, *entry.aliases)),
        ("weak", entry.weak),
        ("adjective", entry.adjectives),
    )
    for kind, names in kinds:
        for name in names:
            numbers = *(entry.at or ("", "")), "" if entry.rank is None else entry.rank
            within = " ".join(entry.within)
            yield entry.id, name, kind, entry.type or "", within, *map(str, numbers)


def as_csv(rows: list[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([HEADER, *rows])
    return out.getvalue()


def as_tsv(rows: list[tuple[str, ...]]) -> str:
    return "".join("\t".join(row) + "\n" for row in [HEADER, *rows])


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="")
    return path


NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(
    lambda text: text.strip() != ""
)
WORDS = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=5).filter(
    lambda text: text != "NIL"
)
ENTRIES = st.builds(
    translit.Entry,
    WORDS,
    NAMES,
    st.lists(NAMES, max_size=3),
    st.none() | WORDS,
    st.lists(WORDS, max_size=2),
    st.lists(NAMES, max_size=2),
    st.lists(NAMES, max_size=2),
    st.just(()),  # rows have no room for these two
    st.just({}),
    st.none() | st.tuples(st.floats(-90, 90), st.floats(1, 180)),
    st.just({}),
    st.none() | st.integers(0, MOST_RANK),
)


# --- what is written comes back -------------------------------------------------------------------


@given(
    st.lists(ENTRIES, min_size=1, max_size=4, unique_by=lambda entry: entry.id),
    st.sampled_from([(as_csv, "csv"), (as_tsv, "tsv")]),
)
def test_what_is_written_comes_back(
    place: Path, table: list[translit.Entry], kind: tuple[object, str]
) -> None:
    write, suffix = kind
    path = written(
        place / f"names.{suffix}", write([row for entry in table for row in rows_of(entry)])
    )  # type: ignore[operator]
    assert list(formats.read(path)) == table


@given(st.lists(NAMES | st.just('a "b",\r\nc\rd'), min_size=1, max_size=3))
def test_csv_holds_any_name(place: Path, names: list[str]) -> None:
    path = written(place / "any.csv", as_csv([("x", name, *[""] * 6) for name in names]))
    (entry,) = formats.read(path)
    assert [entry.name, *entry.aliases] == names


@given(st.lists(ENTRIES, min_size=2, max_size=4, unique_by=lambda entry: entry.id), st.randoms())
def test_the_rows_of_an_id_may_stand_anywhere(
    place: Path, table: list[translit.Entry], dice: object
) -> None:
    left = {entry.id: list(rows_of(entry)) for entry in table}
    mixed = []
    while left:
        id = dice.choice(sorted(left))  # type: ignore[attr-defined]
        mixed.append(left[id].pop(0))
        left = {id: rows for id, rows in left.items() if rows}
    found = formats.read(written(place / "mixed.csv", as_csv(mixed)))
    assert sorted(found, key=lambda entry: entry.id) == sorted(table, key=lambda entry: entry.id)


@given(strategies.tables(most=4), st.data())
def test_a_compiled_file_of_rows_answers_as_its_entries(
    place: Path, table: tuple[translit.Entry, ...], data: st.DataObject
) -> None:
    plain = [entry._replace(never=(), same_as={}, facts={}) for entry in table]
    path = written(place / "names.csv", as_csv([row for entry in plain for row in rows_of(entry)]))
    translit.compile(path, to=place / "names.translit")
    mention = data.draw(
        st.sampled_from(
            [name for entry in plain for name in (entry.name, *entry.aliases, *entry.weak)]
        )
        | st.text()
    )
    answers = [
        translit.load(source).resolve(mention) for source in (plain, path, place / "names.translit")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_columns_go_by_their_names(tmp_path: Path) -> None:
    text = "\ufeffName,LANG, id \nHalab,ar,aleppo\n\nAlep,fr,aleppo\n"
    (entry,) = formats.read(written(tmp_path / "names.csv", text))
    assert entry == translit.Entry("aleppo", "Halab", ["Alep"])


def test_quotes_mean_nothing_in_tsv(tmp_path: Path) -> None:
    (entry,) = formats.read(written(tmp_path / "names.tsv", 'id\talias\nx\t"Ain\nx\t""\n'))
    assert (entry.name, entry.aliases) == ('"Ain', ('""',))


def test_two_ids_under_one_name_are_ambiguous(tmp_path: Path) -> None:
    path = written(tmp_path / "names.csv", "id,alias,type\none,Tripoli,city\ntwo,Tripoli,town\n")
    table = translit.load(path)
    assert table.resolve("Tripoli").outcome is translit.Outcome.AMBIGUOUS
    assert table.resolve("Tripoli", type="town").id == "two"


def test_rows_stand_beside_other_sources(tmp_path: Path) -> None:
    path = written(tmp_path / "names.CSV", "id,alias\naleppo,Aleppo\n")
    both = translit.load(path, "docs/tutorial/towns.yaml", [translit.Entry("homs", "Homs")])
    assert [both.resolve(name).id for name in ("Aleppo", "Zuwara", "Homs")] == [
        "aleppo",
        "ly.zuwara",
        "homs",
    ]
    with pytest.raises(translit.EntryError, match="two entries have the ID 'aleppo'"):
        translit.load(path, [translit.Entry("aleppo", "Halab")])


# --- faults ---------------------------------------------------------------------------------------

FAULTS = {
    "": "0:0: empty",
    "id\n": "1:1: header",
    "alias,kind\n": "1:1: header",
    "id,alias,name\n": "1:1: header",
    "id,alias,latitude\n": "1:10: header",
    "id,alias,id\n": "1:10: header",
    "id:alias\n": "1:1: header",
    "id,alias,lat,lon\nx,Homs,90.5,1\n": "2:13: value",
    "id,alias,lat,lon\nx,Homs,1,2\nx,Hims,1,3\n": "3:8: conflict",
    "id,alias\nx\n": "2:1: cells",
    "id,alias\nx,Homs,Hims\n": "2:1: cells",
    'id,alias\nx,"Homs\ny,Hama\n': "2:1: quote",
    'id,alias\nx,"Homs"s\n': "2:1: quote",
    "id,alias\n x,Homs\n": "2:1: value",
    "id,alias\nNIL,Homs\n": "2:1: value",
    "id,alias\n,Homs\n": "2:1: value",
    "id,alias\nx,Homs\nx, \n": "3:3: value",
    'id,alias,kind\nx,"a, b",fuzzy\n': "2:10: value",
    'id,alias,kind\nx,"a\nb",fuzzy\n': "3:4: value",
    "id,alias,rank\nx,Homs,1\nx,Hims,0\n": "3:8: conflict",
    "id,alias,rank\nx,Homs,many\n": "2:8: value",
    "id,alias,type\nx,Homs,place\nx,Hims,\nx,Emesa,group\n": "4:9: conflict",
    "id,alias,within\nx,Homs,a b\nx,Hims,b a\n": "3:8: conflict",
    "id,alias,kind\nx,Homs,strong\ny,Hama,weak\n": "3:1: missing-name",
}


@pytest.mark.parametrize(("text", "fault"), FAULTS.items())
def test_every_fault_has_its_place(
    tmp_path: Path, text: str, fault: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path / "names.csv", text)
    with pytest.raises(translit.TableError) as error:
        translit.load(path)
    assert str(error.value).splitlines()[0].startswith(f"{path}:{fault}: ")
    assert [str(each) for each in translit.check(path)] == str(error.value).splitlines()
    assert main(["compile", str(path), "-o", str(tmp_path / "names.translit")]) == 2
    assert f"{path}:{fault}: " in capsys.readouterr().err
    assert not (tmp_path / "names.translit").exists()


def test_every_code_of_rows_is_documented() -> None:
    page = Path("docs/tables.md").read_text("utf-8")
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert {fault.split(": ")[1] for fault in FAULTS.values()} | {"long"} <= documented


def test_what_is_no_text_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    for raw, fault in (
        (b"id,alias\nx,H\xe9ms\n", "2:4: encoding"),
        ("id,alias\n".encode("utf-16"), "1:1: encoding"),
    ):
        path.write_bytes(raw)
        with pytest.raises(translit.TableError, match=fault):
            translit.load(path)
    for missing in (tmp_path / "none.csv", tmp_path):
        with pytest.raises(translit.TableError, match="0:0: "):
            list(formats.rows.entries(str(missing)))


IDS = st.lists(st.text(st.sampled_from("ab1.:\"' ()"), min_size=1).filter(is_id), max_size=4)


@given(IDS)
def test_a_cell_holds_any_ids(ids: list[str]) -> None:
    """Those that hold blanks or quotes too; and what was a cell of several before is one still."""
    assert formats.rows.parted(formats.rows.joined(ids)) == tuple(ids)
    plain = [id for id in ids if " " not in id and '"' not in id]
    assert formats.rows.joined(plain) == " ".join(plain)


@given(st.text(st.characters(exclude_characters='"')))
def test_blanks_part_the_ids_of_a_cell(cell: str) -> None:
    assert formats.rows.parted(cell) == tuple(cell.split())


def test_containers_whose_ids_hold_blanks_come_and_go(tmp_path: Path) -> None:
    """By CSV and TSV, as a source and as an export."""
    inside = translit.Entry("x", "Homs", within=("EU 5 (d)", "b", 'say "it"'))
    outside = [translit.Entry(id, f"Outer {id}") for id in inside.within]
    for end in ("csv", "tsv"):
        path = tmp_path / f"names.{end}"
        translit.export_table(end, [inside, *outside], to=path)
        assert translit.load(path).entries["x"].within == inside.within
        translit.import_table(end, path, to=tmp_path / "t.yaml", licence="MIT", type="place")
        assert translit.load(tmp_path / "t.yaml").entries["x"].within == inside.within
        (tmp_path / "t.yaml").unlink()


def test_only_the_first_faults_are_told(tmp_path: Path) -> None:
    path = written(tmp_path / "names.csv", "id,alias\n" + "x\n" * 1000)
    *faults, last = translit.check(path)
    assert (len(faults), last.code, last.line) == (50, "many", 51)


@given(
    st.text(st.sampled_from('id,alias\t\n\r"x;weak\ufeff\0é'), max_size=40) | st.text(max_size=40),
    st.sampled_from(["csv", "tsv"]),
)
def test_any_text_is_read_or_refused(place: Path, text: str, suffix: str) -> None:
    path = place / f"hostile.{suffix}"
    path.write_bytes(("id,alias\n" * (len(text) % 2) + text).encode("utf-8", "surrogatepass"))
    try:
        assert all(isinstance(entry, translit.Entry) for entry in formats.read(path))
    except translit.TableError as error:
        lines = str(error).splitlines()
        assert lines
        assert all(re.match(r".+:\d+:\d+: [a-z-]+: .*: ", line) for line in lines)
