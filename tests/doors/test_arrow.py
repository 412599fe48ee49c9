"""Columns of names answer as lists of names do, row by row, whatever engine passes them and
however it writes them down.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry, EntryError, Policy, Resolver, arrow
from translit.arrow import ANSWER, ColumnResolver, resolve_array
from translit.resolving.reader import Reader

ROOT = Path(__file__).parents[2]
RAMOUSA = Entry("sy.ramousa", "Ramousa", ["al-Ramosa", "الراموسة"], type="place", within="sy")
ENTRIES = (
    RAMOUSA,
    Entry("sy", "Syria", ["سوريا"], type="country"),
    Entry("x.noor", "Noor", type="group"),
    Entry("y.noor", "Nour"),
)
SMALL = translit.load(ENTRIES)

EVENTS = ["Ramouseh", None, "Noor", "Matterhorn", "الراموسة", "Ramouseh"]
KNOWN = st.sampled_from(
    [
        "Ramousa",
        "AL-RAMOSA",
        "الراموسة",
        "Ramouseh",
        "Рамуса",
        "Syria",
        "Noor",
        "Nur",
        "Matterhorn",
        "",
        "🏴",
    ]
)
TEXT = st.text(st.characters(codec="utf-8"), max_size=6)
NAMES = st.lists(st.none() | KNOWN | KNOWN | TEXT, max_size=12)

Row = tuple[str | None, str | None, str, float] | None
Column = pa.Array | pa.ChunkedArray


def rows(column: Column) -> list[Row]:
    return [None if row is None else tuple(row.values()) for row in column.to_pylist()]


def expected(names: Iterable[str | None], **hints: Any) -> list[Row]:
    """What `resolve_many` answers; null where there is no name."""
    names = list(names)
    answers = SMALL.resolve_many([name for name in names if name is not None], **hints)
    found = {each.mention: (each.id, each.name, str(each.outcome), each.score) for each in answers}
    return [None if name is None else found[name] for name in names]


# --- laws -----------------------------------------------------------------------------------------


def sliced(names: list[str | None], kind: pa.DataType) -> pa.Array:
    """A column that begins and ends amid another one."""
    return pa.array(["Noor", None, *names, "Syria"], kind)[2 : 2 + len(names)]


def chunked(names: list[str | None], kind: pa.DataType) -> pa.ChunkedArray:
    return pa.chunked_array([names[:3], [], names[3:7], names[7:]], kind)


def listed(names: list[str | None], kind: pa.DataType) -> list[str | None]:
    return names


def encoded(names: list[str | None], kind: pa.DataType) -> pa.DictionaryArray:
    """Indices into a dictionary that holds names twice, a null, and a name that no row has."""
    values = ["nobody's", None, *names, *names]
    places = [
        None if name is None and at % 2 else 1 if name is None else 2 + at + len(names) * (at % 2)
        for at, name in enumerate(names)
    ]
    return pa.DictionaryArray.from_arrays(pa.array(places, pa.int8()), pa.array(values, kind))


def apart(names: list[str | None], kind: pa.DataType) -> pa.ChunkedArray:
    """Chunks, each with a dictionary of its own."""
    return pa.chunked_array([encoded(names[:4], kind), encoded(names[4:], kind)])


WRITTEN = st.sampled_from([sliced, chunked, listed, encoded, apart])
KINDS = st.sampled_from([pa.string(), pa.large_string(), pa.string_view()])


@given(NAMES, WRITTEN, KINDS)
def test_a_column_answers_as_a_list(
    names: list[str | None], written: Callable[..., Any], kind: pa.DataType
) -> None:
    """In whatever type, chunks, slices and dictionaries it comes."""
    answers = resolve_array(written(names, kind), SMALL)
    answers.validate(full=True)
    assert answers.type == ANSWER
    assert rows(answers) == expected(names)


@given(NAMES, WRITTEN)
def test_a_null_is_null_down_to_each_field(
    names: list[str | None], written: Callable[..., Any]
) -> None:
    """By every way to a field: those that heed the nulls of the struct, and the one that
    doesn't.
    """
    answers = resolve_array(written(names, pa.string()), SMALL)
    whole = answers.combine_chunks() if isinstance(answers, pa.ChunkedArray) else answers
    absent = [name is None for name in names]
    ids = [None if row is None else row[0] for row in expected(names)]
    assert whole.is_null().to_pylist() == absent
    assert (
        whole.field("id").to_pylist()
        == whole.flatten()[0].to_pylist()
        == pc.struct_field(whole, "id").to_pylist()
        == ids
    )
    assert whole.field("score").is_null().to_pylist() == absent


@given(st.lists(NAMES, max_size=4))
def test_batches_answer_as_the_whole(
    resolver: ColumnResolver, batches: list[list[str | None]]
) -> None:
    """What is remembered from call to call changes no answer; nor does a journey to another
    process.
    """
    resolver(["Noor"])  # it has been used, and still travels
    travelled = pickle.loads(pickle.dumps(resolver))
    assert [row for batch in batches for row in rows(travelled(batch))] == expected(
        [name for batch in batches for name in batch]
    )


@given(
    NAMES,
    st.sampled_from(["place", "group", None]),
    st.sampled_from(["sy", None]),
    st.sampled_from([Policy(0.999), None]),
)
def test_hints_are_those_of_resolve(
    table: Path,
    names: list[str | None],
    type: str | None,
    within: str | None,
    policy: Policy | None,
) -> None:
    hints = {"type": type, "within": within, "policy": policy}
    assert (
        rows(resolve_array(names, SMALL, **hints))
        == rows(ColumnResolver(table, **hints)(names))
        == expected(names, **hints)
    )


# --- hints by row ---------------------------------------------------------------------------------

NOORS = (
    Entry("sy.a.noor", "Noor", ["نور"], "village", "sy.a", at=(36.2, 37.1), rank=9),
    Entry("sy.b.noor", "Noor", ["نور"], "village", "sy.b", at=(33.5, 36.3)),
    Entry("sy.b.noor-camp", "Noor", type="camp", within="sy.b"),
    Entry("sy.a", "Aleppo", type="province", within="sy"),
    Entry("sy.b", "Rural Damascus", type="province", within="sy"),
)
HINTED = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["Noor", "Noore", "نور", "Aleppo", "Matterhorn"]),
        st.none() | st.sampled_from(["village", "camp", "province"]),
        st.none() | st.sampled_from(["sy", "sy.a", "sy.b"]),
        st.none() | st.sampled_from([(36.2, 37.1), (33.5, 36.3)]),
    ),
    max_size=9,
)


@given(
    HINTED,
    st.sampled_from([(sliced, chunked), (chunked, encoded), (apart, listed), (listed, chunked)]),
    st.sets(st.sampled_from(["type", "within", "near"])),
    st.sampled_from([(), "rank", ("camp", "rank")]),
)
def test_each_row_has_its_hints(
    noors: Path, given: list[Any], written: Any, of_rows: set[str], prefer: Any
) -> None:
    """However the columns are written down and chunked, each row answers as `resolve` does with
    what is said of it; what is no column holds for all.
    """
    write_names, write_hints = written
    columns = dict(zip(("name", "type", "within", "near"), zip(*given), strict=False)) or {}  # noqa: B905
    said: dict[str, Any] = {"type": "village", "within": "sy", "near": (36.0, 37.0)}
    hints = dict(said)
    for field in of_rows:
        values = [*columns.get(field, ())]
        if field != "near":
            hints[field] = write_hints(values, pa.string())
        else:
            pairs = [each or (None, None) for each in values]
            hints[field] = [pa.array([pair[at] for pair in pairs], pa.float64()) for at in (0, 1)]
    resolver = translit.load(NOORS)
    wanted = []
    for row in given:
        name, *own = row
        told = {
            field: value if field in of_rows else said[field]
            for field, value in zip(("type", "within", "near"), own, strict=True)
        }
        found = None if name is None else resolver.resolve(name, **told, prefer=prefer)
        wanted.append(
            None if found is None else (found.id, found.name, str(found.outcome), found.score)
        )
    names = write_names([row[0] for row in given], pa.string())
    assert rows(resolve_array(names, resolver, **hints, prefer=prefer)) == wanted
    constant = {field: said[field] for field in said if field not in of_rows}
    by_row = {field: hints[field] for field in of_rows}
    travelled = pickle.loads(pickle.dumps(ColumnResolver(noors, **constant, prefer=prefer)))
    assert rows(travelled.hinted(names, **by_row)) == wanted


@pytest.fixture(scope="module")
def noors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("noors") / "noors.translit"
    translit.compile(NOORS, to=path)
    return path


def test_each_row_is_worked_out_once_for_each_hint(asked: list[str]) -> None:
    resolve_array(["Noor", "Noor", "Syria", "Noor"], SMALL, type=["group", None, None, "group"])
    assert asked == ["Noor", "Noor", "Syria"]


@pytest.mark.parametrize(
    ("hints", "why"),
    [
        ({"type": ["place"]}, "type has 1 rows, and names 2: give as many"),
        ({"within": [1, 2]}, "within must be a column of strings, not of int64"),
        ({"within": ["sy", "syy"]}, "no entry has the ID 'syy': sy?"),
        ({"type": "plac"}, "no entry has the type 'plac': place?"),
        ({"near": ([1.0, 2.0], [1.0])}, "near must be a point, or two columns"),
        ({"near": (["x", "y"], [1.0, 2.0])}, "near must be a point, or two columns"),
        ({"near": [1.0]}, "near must be a point, or two columns"),
        ({"near": ([1.0, None], [None, None])}, "not 1.0 and nan"),
        ({"near": ([1.0, 91.0], [1.0, 2.0])}, "latitude must lie in [-90, 90]"),
    ],
)
def test_columns_of_hints_that_cannot_be_are_refused(hints: dict[str, Any], why: str) -> None:
    with pytest.raises(translit.EntryError, match=re.escape(why)) as caught:
        resolve_array(["Noor", "Syria"], SMALL, **hints)
    assert "\n" not in str(caught.value)


ESTIMATE = Policy(known="estimate")
MANY = [*EVENTS, *(f"Nobody{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")]


@given(NAMES.map(lambda names: names + MANY))
def test_a_column_tells_what_share_of_it_is_known(names: list[str | None]) -> None:
    assert rows(resolve_array(names, SMALL, policy=ESTIMATE)) == expected(names, policy=ESTIMATE)
    assert rows(resolve_array(names, Resolver(ENTRIES, policy=ESTIMATE))) == expected(
        names, policy=ESTIMATE
    )


@given(NAMES, st.integers(1, 9))
def test_batches_answer_as_the_whole_by_the_share_of_a_sample(
    table: Path, names: list[str | None], size: int
) -> None:
    """It is estimated once: in no process, and from no batch, anew."""
    column = names + MANY
    resolver = ColumnResolver(table, policy=ESTIMATE, sample=pa.array(column))
    assert resolver.policy == Policy(
        known=SMALL.share_known([name for name in column if name is not None])
    )
    travelled = pickle.loads(pickle.dumps(resolver))
    answers = [
        row for at in range(0, len(column), size) for row in rows(travelled(column[at : at + size]))
    ]
    assert answers == expected(column, policy=ESTIMATE) == rows(resolver(column))


def test_a_batch_doesnt_show_its_column(table: Path) -> None:
    for wrong in (
        {"policy": ESTIMATE},
        {"sample": EVENTS},
        {"policy": Policy(known=0.9), "sample": EVENTS},
    ):
        with pytest.raises(EntryError, match='known="estimate" and sample go together'):
            ColumnResolver(table, **wrong)
    with pytest.raises(EntryError, match="must be a column of strings"):
        ColumnResolver(table, policy=ESTIMATE, sample=[1, 2])


def test_without_a_resolver_the_bundled_tables_answer() -> None:
    assert resolve_array(["Ramouseh"]).field("id").to_pylist() == ["sy.aleppo.ramousa"]
    assert ColumnResolver()(["Ramouseh"]).field("id").to_pylist() == ["sy.aleppo.ramousa"]


def test_chunks_come_back_as_chunks() -> None:
    """An Array gives an Array, and a ChunkedArray a ChunkedArray, though it has no chunk at all."""
    assert isinstance(resolve_array(pa.array(["Noor"]), SMALL), pa.StructArray)
    assert isinstance(resolve_array(pa.chunked_array([["Noor"]]), SMALL), pa.ChunkedArray)
    assert resolve_array(pa.chunked_array([], pa.string()), SMALL).type == ANSWER
    assert rows(resolve_array(pa.nulls(2), SMALL)) == [None, None]


def test_a_long_chunk_comes_back_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A chunk of Arrow's strings holds 2 GiB, and the IDs of a column may be longer than its
    names.
    """
    monkeypatch.setattr(arrow.columns, "PIECE", 2)
    answers = resolve_array(pa.chunked_array([EVENTS]), SMALL)
    assert answers.num_chunks == 3
    assert rows(answers) == expected(EVENTS)


# --- what is done once ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small table, compiled."""
    path = tmp_path_factory.mktemp("arrow") / "places.translit"
    translit.compile(ENTRIES, to=path)
    return path


@pytest.fixture(scope="module")
def resolver(table: Path) -> ColumnResolver:
    return ColumnResolver(table)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names that are worked out from here on; nothing is remembered yet."""
    names, resolve = list[str](), Resolver._reading
    monkeypatch.setattr(
        Resolver,
        "_reading",
        lambda self, name, asked: (names.append(name), resolve(self, name, asked))[1],
    )
    of_alias = Reader.of_alias

    def short(self: Reader, name: str, *how: Any) -> translit.Resolution | None:
        """The short way: where it leads nowhere, the name is read."""
        found = of_alias(self, name, *how)
        names.extend([] if found is None else [name])
        return found

    monkeypatch.setattr(Reader, "of_alias", short)
    arrow._remembering.cache_clear()
    SMALL._met.cache_clear()
    return names


def test_each_distinct_name_is_worked_out_once(asked: list[str]) -> None:
    resolve_array(pa.chunked_array([["Noor", None, "Noor"], ["Syria", "Noor"]]), SMALL)
    assert asked == ["Noor", "Syria"]


def test_a_name_of_the_dictionary_that_no_row_has_is_not_worked_out(asked: list[str]) -> None:
    """A slice of a frame keeps the dictionary of the whole."""
    resolve_array(pa.array(["Noor", "Syria"]).dictionary_encode()[:1], SMALL)
    assert asked == ["Noor"]


def test_answers_are_remembered_from_call_to_call(
    table: Path, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By all that ask the same, as far as there is room."""
    monkeypatch.setattr(arrow, "REMEMBERED", 2)
    for names in (["Noor"], ["Noor", "Syria"], ["Noor"], ["Matterhorn"], ["Syria"]):
        ColumnResolver(table)(names)
    assert asked == ["Noor", "Syria", "Matterhorn", "Syria"]
    ColumnResolver(table, type="place")(["Noor"])
    assert asked[4:] == ["Noor"]


def test_a_process_opens_a_table_once(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked of it, and by how many."""
    opened = []
    monkeypatch.setattr(
        arrow, "load", lambda *tables: (opened.append(tables), translit.load(*tables))[1]
    )
    arrow._remembering.cache_clear()
    arrow._opened.cache_clear()
    for hints in ({}, {"type": "place"}, {"within": "sy"}, {}):
        pickle.loads(pickle.dumps(ColumnResolver(table, **hints)))(["Noor"])
    assert opened == [(str(table),)]


def test_a_table_that_was_replaced_is_seen_by_who_comes_later(tmp_path: Path) -> None:
    """And a column that is under way is answered from one table to its end."""
    place = tmp_path / "table.translit"
    translit.compile(ENTRIES, to=place)
    before = ColumnResolver(place)
    assert rows(before(["Matterhorn"])) == expected(["Matterhorn"])
    translit.compile([Entry("ch.matterhorn", "Matterhorn")], to=place)
    assert rows(before(["Syria"])) == expected(["Syria"])
    assert ColumnResolver(place)(["Matterhorn"]).field("id").to_pylist() == ["ch.matterhorn"]


def test_a_table_in_yaml_is_seen_anew_when_a_file_of_its_folder_changes(tmp_path: Path) -> None:
    written = "table: t\nlicence: CC0-1.0\nabout: A test.\nentries:\n  a.1: {name: Matterhorn}\n"
    (tmp_path / "t.yaml").write_text(written, "utf-8")
    assert ColumnResolver(tmp_path)(["Matterhorn"]).field("id").to_pylist() == ["a.1"]
    (tmp_path / "t.yaml").write_text(written.replace("a.1", "a.22"), "utf-8")
    assert ColumnResolver(tmp_path)(["Matterhorn"]).field("id").to_pylist() == ["a.22"]


# --- what is refused ------------------------------------------------------------------------------


def torn() -> pa.RecordBatchReader:
    """A stream that breaks off."""

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.record_batch({"name": ["Noor"]})
        raise ValueError("torn\nin two")

    return pa.RecordBatchReader.from_batches(pa.schema({"name": pa.string()}), batches())


BYTES = pa.Array.from_buffers(
    pa.string(), 1, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0"), pa.py_buffer(b"\xff\xfe")]
)


@pytest.mark.parametrize(
    ("names", "why"),
    [
        ("Noor", "not one string: put 'Noor' into a list"),
        ([1, 2], "not of int64"),
        ([b"Noor"], "not of binary"),
        ([["Noor"]], "not of list"),
        (pa.array([1]).dictionary_encode(), "not of int64"),
        (pa.array([None, True]), "not of bool"),
        (pd.DataFrame({"name": ["Noor"]}), "not of struct"),
        (["Noor", 1], "got a 'int' object"),
        (["Noor", float("nan")], "got a 'float' object"),
        (["\ud800"], "surrogates not allowed"),
        (7, "not iterable"),
        (None, "not iterable"),
        (["Noor", 5], "int' object): give one that holds strings alone"),
        (BYTES, "text in UTF-8"),
        (torn(), "torn"),
    ],
)
def test_what_is_no_column_of_text_is_refused_in_one_line(names: Any, why: str) -> None:
    with pytest.raises(translit.EntryError, match=re.escape(why)) as caught:
        resolve_array(names, SMALL)
    assert "\n" not in str(caught.value)


def test_a_table_that_isnt_there_is_told_at_once() -> None:
    """And not by the first batch, which may be hours away, on another machine."""
    with pytest.raises(translit.TableError, match=r"nowhere\.translit:0:0"):
        ColumnResolver("nowhere.translit")


# --- engines --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(EVENTS),
        pd.Series(EVENTS, dtype=object),
        pd.Series(["Ramouseh", float("nan"), *EVENTS[2:]], dtype=object),
        pd.Series(EVENTS, dtype="category"),
        pd.Series(EVENTS, dtype="string[pyarrow]"),
        pl.Series(EVENTS),
        pl.Series(EVENTS, dtype=pl.Categorical),
        pl.Series(EVENTS, dtype=pl.Enum(list(dict.fromkeys(filter(None, EVENTS))))),
        pl.concat([pl.Series(EVENTS[:2]), pl.Series(EVENTS[2:])], rechunk=False),
    ],
    ids=lambda column: f"{type(column).__module__.partition('.')[0]}-{column.dtype}",
)
def test_a_series_of_any_type_of_text_answers(column: Any) -> None:
    assert rows(resolve_array(column, SMALL)) == expected(EVENTS)


def test_polars_streams_pieces(resolver: ColumnResolver) -> None:
    """The streaming engine calls it for each piece; the fields come out of the struct with their
    nulls.
    """
    pieces = list[int]()

    def answered(names: pl.Series) -> pl.Series:
        pieces.append(len(names))
        return pl.Series(resolver(names))

    kind = pl.Struct(
        {"id": pl.String, "name": pl.String, "outcome": pl.String, "score": pl.Float64}
    )
    events = pl.LazyFrame({"name": EVENTS * 50_000})
    frame = (
        events.select(pl.col("name").map_batches(answered, kind, is_elementwise=True))
        .unnest("name")
        .collect(engine="streaming")
    )
    assert len(pieces) > 1
    assert sum(pieces) == len(frame)
    assert frame[-len(EVENTS) :].rows() == [row or (None,) * 4 for row in expected(EVENTS)]


def test_duckdb_gives_nulls_and_no_empty_strings(resolver: ColumnResolver) -> None:
    """Over many vectors of rows, by several threads, in a group, in a filter, and where the
    table is empty.
    """
    base = duckdb.connect()
    kind = "STRUCT(id VARCHAR, name VARCHAR, outcome VARCHAR, score DOUBLE)"
    base.create_function(
        "resolve", resolver, ["VARCHAR"], kind, type="arrow", null_handling="special"
    )
    base.register("events", pa.table({"name": EVENTS * 50_000}))
    found = base.sql(
        "SELECT place.id, place IS NULL, count(*) FROM (SELECT resolve(name) AS place FROM events)"
        " GROUP BY ALL"
    ).fetchall()
    assert sorted(found, key=str) == [
        ("sy.ramousa", False, 150_000),
        ("x.noor", False, 50_000),
        (None, False, 50_000),
        (None, True, 50_000),
    ]
    assert base.sql("SELECT count(*) FROM events WHERE resolve(name).id IS NULL").fetchall() == [
        (100_000,)
    ]
    assert base.sql("SELECT resolve(name) FROM events WHERE name = 'nobody'").fetchall() == []


# --- the page -------------------------------------------------------------------------------------


def blocks(section: str) -> list[str]:
    """The blocks to copy of a section of docs/scale-out.md."""
    page = (ROOT / "docs" / "scale-out.md").read_text("utf-8")
    return re.findall(
        r"^```py\n(.*?)^```$",
        page.partition(f"\n## {section}\n")[2].partition("\n## ")[0],
        re.MULTILINE | re.DOTALL,
    )


def test_the_lines_for_pandas_run(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the index of the frame, in which a label may come twice."""
    monkeypatch.chdir(table.parent)
    names: dict[str, Any] = {
        "events": pd.DataFrame({"name": EVENTS, "day": 1}, index=list("fedfba"))
    }
    exec("".join(blocks("pandas")), names)
    frame = names["answered"]
    assert list(frame.columns) == [
        "name",
        "day",
        "place_id",
        "place_name",
        "place_outcome",
        "place_score",
    ]
    shown = [
        tuple(None if pd.isna(value) else value for value in row)
        for row in frame.iloc[:, 2:].itertuples(index=False)
    ]
    assert shown == [row or (None,) * 4 for row in expected(EVENTS, type="place")]


def test_the_lines_for_polars_run(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eagerly as the page has them, lazily and streaming."""
    monkeypatch.chdir(table.parent)
    names: dict[str, Any] = {"events": pl.DataFrame({"name": EVENTS})}
    exec("".join(blocks("Polars")), names)
    place, lazy = names["place"], names["events"].lazy()
    assert rows(names["answered"]["place"].to_arrow()) == expected(EVENTS, type="place")
    assert (
        lazy.with_columns(place.alias("place"))
        .collect(engine="streaming")
        .equals(names["answered"])
    )
    assert lazy.select(place.struct.field("id")).collect()["id"].to_list() == [
        row and row[0] for row in expected(EVENTS, type="place")
    ]


def test_the_lines_for_duckdb_run(table: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row by row, and by way of the distinct names."""
    monkeypatch.chdir(table.parent)
    straight, joined = blocks("DuckDB")
    names: dict[str, Any] = {"events": pa.table({"day": range(len(EVENTS)), "name": EVENTS})}
    exec(straight, names)
    wanted = [
        (day, name, row)
        for day, (name, row) in enumerate(zip(EVENTS, expected(EVENTS, type="place"), strict=True))
    ]
    for block in ("", joined):
        exec(block, names)
        found = names["answered"].order("day").fetchall()
        assert [
            (day, name, place and tuple(place.values())) for day, name, place in found
        ] == wanted


ROWS: dict[str, list[Any]] = {
    "name": ["Ramousa", "Ramousa", None, "Noor"],
    "country": ["sy", None, "sy", None],
    "lat": [36.2, None, None, 33.5],
    "lon": [37.1, None, None, 36.3],
}


@pytest.mark.parametrize(
    "frame", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "Polars", "DuckDB"]
)
def test_the_lines_with_hints_run(
    table: Path, monkeypatch: pytest.MonkeyPatch, frame: Callable[..., Any]
) -> None:
    monkeypatch.chdir(table.parent)
    block = blocks("What is known of each row")[[pd.DataFrame, pl.DataFrame, pa.table].index(frame)]
    if frame is pd.DataFrame:
        block = block.replace('("city", "rank")', '"place"')  # which the small table has
    names: dict[str, Any] = {"events": frame(ROWS)}
    exec(block, names)
    answered = names["answered"]
    if frame is pd.DataFrame:
        found = [None if pd.isna(id) else id for id in answered["place_id"]]
    elif frame is pl.DataFrame:
        found = answered["place"].struct.field("id").to_list()
    else:
        found = [id for (id,) in answered.select("place.id").fetchall()]
    assert found == ["sy.ramousa", "sy.ramousa", None, None]


# --- the rest of the house ------------------------------------------------------------------------


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_nothing_else_imports_pyarrow() -> None:
    """The core, the command line and the answers do without."""
    code = (
        "import sys, translit, translit.doors.cli; translit.resolve('Ramouseh'); print('pyarrow' in"
        " sys.modules)"
    )
    assert run(code).stdout.strip() == "False"


def test_without_pyarrow_one_line_names_the_extra() -> None:
    done = run("import sys; sys.modules['pyarrow'] = None; import translit.arrow")
    assert (
        done.stderr.splitlines()[-1]
        == "translit.model.errors.MissingExtra: translit.arrow needs pyarrow: pip install"
        " 'translit-normaliser[arrow]'"
    )
