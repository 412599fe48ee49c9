"""Alias tables: what is written is what is read, the schema and the reader agree, and all tables
are found.
"""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from test_strict import NASTY

from translit.files import places, shape, strict
from translit.files.tree import Node
from translit.model.errors import EntryError, MissingTables, TableError
from translit.model.nouns import MOST_RANK, Entry, Outcome
from translit.tables import reading as tables
from translit.tables.reading import Table, TableTest, dump, parse, read, schema
from translit.tables.together import gather

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "docs" / "schema" / "aliases.schema.json"
VALID = Draft7Validator(schema()).is_valid
HEAD = "table: t\nlicence: CC0-1.0\nabout: x\n"

CHARS = st.characters(exclude_categories=["Cs"])
WORDS = (st.sampled_from(NASTY) | st.text(CHARS, max_size=10)).filter(str.strip)
LONG = st.sampled_from(["x" * 2000, "ab " * 700 + "c"])
IDS = (
    st.sampled_from(["sy", "sy.aleppo", "NO", "a:b", "-", "'x", "#1", "no", "[x]", "y" * 1500])
    | st.text(CHARS, min_size=1, max_size=8)
).filter(tables.ID._fits)
NAMES = st.lists(WORDS, max_size=3).map(tuple)
ID_LISTS = st.lists(IDS, max_size=2).map(tuple)
PLACES = st.tuples(
    st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False)
).filter(any)
MAPS = st.dictionaries(WORDS | LONG, WORDS | LONG, max_size=2)


@st.composite
def entries(draw: st.DrawFn, id: str) -> tuple[Entry, dict[str, Any]]:
    """An entry, and what a table keeps beside it."""
    extra = draw(
        st.fixed_dictionaries(
            {},
            optional={
                "native": NAMES,
                "part_of": ID_LISTS,
                "succeeded_by": ID_LISTS,
                "note": WORDS,
            },
        )
    )
    aliases = extra.get("native", ()) + draw(NAMES)
    entry = Entry(
        id,
        draw(WORDS | LONG),
        aliases,
        draw(st.none() | WORDS),
        draw(ID_LISTS),
        draw(NAMES),
        draw(NAMES),
        draw(ID_LISTS),
        draw(MAPS),
        draw(st.none() | PLACES),
        draw(st.dictionaries(WORDS | LONG, NAMES, max_size=2)),
        draw(st.sampled_from([None, 0, 7, MOST_RANK])),
    )
    return entry, extra


@st.composite
def whole_tables(draw: st.DrawFn) -> Table:
    """Any table that can be written."""
    both = [draw(entries(id)) for id in draw(st.lists(IDS, max_size=3, unique=True))]
    test = st.builds(
        TableTest,
        st.text(CHARS, max_size=9),
        st.none() | IDS,
        st.none() | WORDS,
        st.none() | IDS,
        st.none() | st.sampled_from([*map(str, Outcome)]),
    )
    return Table(
        "made.yaml",
        draw(st.sampled_from(["t", "a-1", "no"])),
        draw(st.sampled_from(["CC0-1.0", "MIT OR CC-BY-4.0"])),
        draw(WORDS | LONG),
        sources=draw(MAPS),
        entries=tuple(entry for entry, _ in both),
        refuse=draw(NAMES),
        shares=draw(NAMES),
        meant=draw(NAMES),
        redirects=draw(st.dictionaries(IDS, IDS, max_size=2)),
        tests=tuple(draw(st.lists(test, max_size=3))),
        extra={entry.id: extra for entry, extra in both if extra},
    )


@given(whole_tables())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
def test_what_is_written_is_read(table: Table) -> None:
    """read(dump(t)) == t, whatever the strings; and the schema takes it."""
    text = dump(table)
    again, faults = parse(text, "elsewhere.yaml")
    assert faults == []
    assert again == table
    assert again is not None
    assert dump(again) == text
    assert VALID(strict.plain(again.tree.root))


def test_equality_is_what_a_table_says_and_not_where() -> None:
    """Path and place don't count, everything else does."""
    a = Table("a", "t", "MIT", "x", refuse=("a",))
    assert a == a._replace(path="b")
    assert all(
        a != a._replace(**{field: "other"})
        for field in Table._fields
        if field not in ("path", "tree")
    )


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"id": "NIL"}, "(no NIL, and no blanks but spaces between words), not 'NIL'"),
        ({"id": "a\tb"}, "(no NIL, and no blanks but spaces between words), not 'a\\tb'"),
        ({"same_as": 3}, "entry 'a': same_as must be a map of texts, not 3"),
        ({"same_as": ["Q858"]}, "entry 'a': same_as must be a map of texts, not ['Q858']"),
    ],
)
def test_what_is_no_entry_is_told(values: dict[str, Any], told: str) -> None:
    """NIL would be the answer that stands for none."""
    with pytest.raises(EntryError, match=re.escape(told)):
        Entry(**{"id": "a", "name": "A", **values})


def test_rules_are_no_table() -> None:
    """Whoever checks a file of rules as a table hears what checks it."""
    table, faults = parse("script: Geor\nname: Georgian\n", "georgian.yaml")
    assert table is None
    assert [fault.message.partition(":")[0] for fault in faults] == [
        "these are rules, and no table"
    ]


def test_half_a_surrogate_cannot_be_written() -> None:
    """No UTF-8 file can hold it: the error says so."""
    with pytest.raises(EntryError, match="D800"):
        dump(Table("p", "t", "MIT", "x", refuse=("a\ud800",)))


def broken(draw: st.DrawFn, tree: Any) -> Any:
    """The tree with one piece of it replaced by, or given, something else."""
    tree = copy.deepcopy(tree)
    piece = tree
    while isinstance(piece, dict | list) and piece and draw(st.booleans()):
        below = [
            value
            for value in (piece.values() if isinstance(piece, dict) else piece)
            if isinstance(value, dict | list)
        ]
        piece = draw(st.sampled_from(below)) if below else piece
    junk = draw(
        st.sampled_from(
            [
                "",
                " ",
                "a b",
                "x\n",
                "12",
                "1234567890123456",
                "NIL",
                "FUZZY",
                [],
                ["x"],
                [""],
                {},
                {"a": "b"},
                [["x"]],
                {"name": "x"},
                [{"mention": "x"}],
            ]
        )
    )
    if isinstance(piece, list):
        piece[draw(st.integers(0, len(piece))) :] = [junk]
    else:
        key = draw(
            st.sampled_from(
                [
                    *piece,
                    "naem",
                    "",
                    "NIL",
                    "a b",
                    "name",
                    "id",
                    "entries",
                    "tests",
                    "not",
                    "outcome",
                    "rank",
                ]
            )
        )
        piece.pop(key, None)
        if draw(st.booleans()):
            piece[key] = junk
    return tree


@given(whole_tables(), st.data())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=150)
def test_the_reader_and_the_schema_agree(table: Table, data: st.DataObject) -> None:
    """What the reader takes the schema takes, and what one refuses the other does."""
    tree = broken(data.draw, strict.plain(strict.parse(dump(table), "f")[0].root))
    faults: list[str] = []
    tables.TABLE.read(
        node(tree), lambda _node, code, message: faults.append(f"{code}: {message}"), "the table"
    )
    assert VALID(tree) == (not faults), faults
    assert all(fault.isprintable() and len(fault) < 300 for fault in faults)


def node(tree: Any) -> Node:
    """The Node of a plain tree."""
    if isinstance(tree, dict):
        return Node("map", [(node(key), node(value)) for key, value in tree.items()])
    return (
        Node("list", [node(item) for item in tree])
        if isinstance(tree, list)
        else Node("scalar", tree)
    )


def test_the_schema_file_is_the_one_that_the_reader_implies() -> None:
    """Made anew with TRANSLIT_GOLDEN=write; each key has help for an editor to show."""
    text = json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"
    if os.environ.get("TRANSLIT_GOLDEN") == "write":
        SCHEMA.write_text(text, "utf-8")
    assert SCHEMA.read_text("utf-8") == text
    Draft7Validator.check_schema(schema())


def test_the_documentation_names_every_key() -> None:
    """docs/tables.md describes each key of a table, an entry and a test, and its examples are
    tables.
    """
    page = (ROOT / "docs" / "tables.md").read_text("utf-8")
    for record in (tables.TABLE, tables.ENTRY, tables.TEST):
        assert all(f"`{key}`" in page for key in record.fields)
    example = page.partition("## The format")[2].partition("```yaml\n")[2].partition("```")[0]
    assert parse(example, "docs/tables.md")[1] == []


def test_a_table_is_read_as_it_is_written_by_hand() -> None:
    """Defaults fill in, natives stand first among the aliases, one text may stand for a list,
    and `NO` is Norway.
    """
    text = (
        HEAD
        + "defaults: {type: place, within: [eu]}\nentries:\n  NO: {name: Norway, native: [Norge,"
        " Noreg], aliases: [NO, 012]}\n"
    )
    table, faults = parse(
        text
        + "  os: {name: Oslo, type: city, within: NO, not: x, note: 1:30}\ntests: [{mention: x, id:"
        " NIL}]",
        "p",
    )
    assert faults == []
    assert table is not None
    assert table.entries == (
        Entry("NO", "Norway", ("Norge", "Noreg", "NO", "012"), "place", ("eu",)),
        Entry("os", "Oslo", type="city", within=("NO",), never=("x",)),
    )
    assert table.extra == {"NO": {"native": ("Norge", "Noreg")}, "os": {"note": "1:30"}}
    assert table.tests == (TableTest("x", None),)


def test_every_piece_of_a_table_has_its_place() -> None:
    """where() finds keys, items and tests; what isn't there is looked for further out."""
    table, _ = parse(
        HEAD
        + "entries:\n  a:\n    name: A\n    native: Á\n    aliases: [B, A]\ntests:\n  - {mention:"
        " x, id: a}\n",
        "p",
    )
    assert table is not None
    assert table.where("entries", "a") == (5, 3)
    assert table.where("entries", "a", "aliases", "B") == (8, 15)
    assert table.where("entries", "a", "weak", "B") == table.where("entries", "a")
    assert table.where("tests", "0") == (10, 5)
    assert table.where("nowhere") == (0, 0)
    assert table.where_name("a", "A") == (6, 11)
    assert table.where_name("a", "A", last=True) == (8, 18)
    assert table.where_name("a", "Á") == (7, 13)
    assert table._replace(tree=None).where("entries") == (0, 0)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """TableError holds every fault of every file, in order."""
    (tmp_path / "a.yaml").write_text("table: A B\nentries: {x: {name: [], nmae: y}}\n", "utf-8")
    (tmp_path / "b.yml").write_text("{", "utf-8")
    with pytest.raises(TableError) as error:
        gather([tmp_path, tmp_path / "none"])
    assert [(Path(f.path).name, f.code) for f in error.value.faults] == [
        ("a.yaml", "missing-key"),
        ("a.yaml", "missing-key"),
        ("a.yaml", "value"),
        ("a.yaml", "kind"),
        ("a.yaml", "unknown-key"),
        ("b.yml", "syntax"),
        ("none", "unreadable"),
    ]
    with pytest.raises(TableError, match="syntax"):
        read(tmp_path / "b.yml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n",
        "x",
        "- x",
        "[]",
        "{}",
        "table: t",
        "entries:",
        "entries: {}",
        HEAD,
        HEAD + "entries: []",
        HEAD + "tests: [x]",
    ],
)
def test_what_is_no_table_is_told_so(text: str) -> None:
    """No table, but faults."""
    table, faults = parse(text, "p")
    assert table is None
    assert faults


@given(st.text() | st.sampled_from(NASTY).map(lambda text: f"{HEAD}entries: {{{text}: {text}}}"))
def test_no_text_raises(text: str) -> None:
    """Any text is a table or has faults."""
    table, faults = parse(text, "p")
    assert (table is None) == bool(faults)


def test_folders_are_read_through_and_in_order(tmp_path: Path) -> None:
    """*.yaml and *.yml at any depth, sorted by name, each once; hidden ones and other files
    aren't looked at.
    """
    for name in ("b.yaml", "a/z.yml", "a/c/d.yaml", ".hidden.yaml", ".git/x.yaml", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        id = name.replace("/", "-").replace(".", "-").strip("-")
        (tmp_path / name).write_text(
            f"table: {id}\nlicence: MIT\nabout: x\nrefuse: [{id}]\n", "utf-8"
        )
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    assert [table.name for table in gather([tmp_path])] == ["a-c-d-yaml", "a-z-yml", "b-yaml"]
    assert [table.name for table in gather([str(tmp_path / "b.yaml"), tmp_path])] == [
        "b-yaml",
        "a-c-d-yaml",
        "a-z-yml",
    ]
    (tmp_path / "empty").mkdir()
    with pytest.raises(TableError, match="no table here"):
        gather([tmp_path / "empty"])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_a_pipe_in_a_folder_is_a_fault(tmp_path: Path) -> None:
    """It isn't waited for."""
    os.mkfifo(tmp_path / "a.yaml")
    with pytest.raises(TableError, match="pipe"):
        gather([tmp_path])


FIND = (
    "import pathlib, translit.tables.reading as t; from translit.files.places import bundled; found"
    " = bundled();print(*[pathlib.Path(str(f)).name for f in found]); print(*[x.name for x in"
    " map(t.read, found)])"
)


def laid_out(place: Path, *, inside: bool, beside: bool) -> Path:
    """A copy of the package with its tables inside it (a wheel), beside it (a checkout), or
    nowhere.
    """
    shutil.copytree(
        ROOT / "translit",
        place / "translit",
        ignore=shutil.ignore_patterns("__pycache__", "aliases"),
    )
    for wanted, folder in (
        (inside, place / "translit" / "aliases" / "sub"),
        (beside, place / "aliases" / "sub"),
    ):
        if wanted:
            folder.mkdir(parents=True)
            (folder / "a.yaml").write_text(HEAD + "refuse: [x]\n", "utf-8")
    if beside:
        (place / "pyproject.toml").touch()
    return place


def run(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", FIND],
        env={**os.environ, "PYTHONPATH": str(path)},
        cwd=path.parent,
        text=True,
        capture_output=True,
        check=False,
    )


def test_the_bundled_tables_are_found_in_a_wheel_a_checkout_and_a_zip(tmp_path: Path) -> None:
    """And where they are missing, that is said in one line instead of resolving nothing in
    silence.
    """
    wheel = laid_out(tmp_path / "wheel", inside=True, beside=False)
    checkout = laid_out(tmp_path / "checkout", inside=False, beside=True)
    with zipfile.ZipFile(tmp_path / "package.zip", "w") as archive:
        for file in sorted(path for path in wheel.rglob("*") if path.is_file()):
            archive.write(file, file.relative_to(wheel))
    for place in (wheel, checkout, tmp_path / "package.zip"):
        done = run(place)
        assert done.stdout.split() == ["a.yaml", "t"], done.stderr
    bare = run(laid_out(tmp_path / "bare", inside=False, beside=False))
    assert bare.returncode == 1
    assert "bundled alias tables are missing" in bare.stderr.splitlines()[-1]


def test_missing_tables_are_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The same, in this process."""
    monkeypatch.setattr("importlib.resources.files", lambda _package: tmp_path)
    monkeypatch.setattr(places, "__file__", str(tmp_path / "translit" / "storage" / "places.py"))
    with pytest.raises(MissingTables):
        places.bundled()


def test_patterns_mean_the_same_to_python_and_javascript() -> None:
    """No end sign of Python's own, no look-behind, no flags: what editors' JSON Schema engines
    don't know.
    """
    text = json.dumps(schema())
    assert "\\\\Z" not in text
    assert "(?<" not in text
    assert "(?i" not in text
    assert shape.END in json.loads(text)["properties"]["table"]["pattern"]
