"""`check`: each fault, where it stands and how it is told; the golden files in tests/lint/ are the
contract.

After a wanted change: TRANSLIT_GOLDEN=write python -m pytest tests/uses/test_lint.py, and read the
difference.
"""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit.language.split import strong_key
from translit.model.errors import Fault
from translit.model.nouns import Entry
from translit.tables.crosscheck import crosscheck
from translit.tables.reading import Table
from translit.uses.checks import CHECKS, NOTES, Page, _as_utf8, problems, words
from translit.uses.lint import check

HERE = Path(__file__).parents[1]
CASES = HERE / "lint"
SOURCES = [
    HERE.parent / "translit" / f"{name}.py"
    for name in (
        "files/broken",
        "files/reading",
        "files/strict",
        "files/shape",
        "files/whole",
        "tables/reading",
        "tables/together",
        "tables/crosscheck",
        "uses/collisions",
        "uses/checks",
        "uses/lint",
    )
]
NEAR = {"near-name", "nearer-elsewhere", "chain", "idle-meant-near"}  # the cases of `check --near`
TELLERS = {"Fault", "Found", "say", "_fault", "_checks"}  # what is called with a code


def codes() -> set[str]:
    """Every code that a Fault can bear: the words that stand in the source where a code belongs."""
    calls = [
        call
        for path in SOURCES
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
    ]
    told = [
        call
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in TELLERS
    ]
    words = [
        arg.value
        for call in told
        for arg in call.args
        if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    return {word for word in words if re.fullmatch("[a-z]+(-[a-z]+)*", word)}


def line(fault: Fault) -> str:
    return f"{'note: ' if fault.note else ''}{fault}"


def cases() -> list[str]:
    return sorted({path.stem for path in CASES.iterdir() if not path.name.startswith(".")})


@pytest.mark.parametrize("case", cases())
def test_a_table_gives_the_faults_that_stand_beside_it(
    case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each tests/lint/<case>.yaml, or folder <case>, gives exactly the lines of <case>.expected."""
    monkeypatch.chdir(CASES)
    faults = check(case if Path(case).is_dir() else f"{case}.yaml", near=case in NEAR)
    found = "".join(line(fault).replace(os.sep, "/") + "\n" for fault in faults)
    if os.environ.get("TRANSLIT_GOLDEN") == "write":
        Path(f"{case}.expected").write_text(found, "utf-8")
    assert found == Path(f"{case}.expected").read_text("utf-8")


def test_every_code_has_a_golden_test_and_its_line_in_the_docs() -> None:
    """No fault is told that isn't documented and shown, and none is documented that is never
    told.
    """
    shown = {
        row.removeprefix("note: ").split(": ")[1]
        for path in CASES.glob("*.expected")
        for row in path.read_text("utf-8").splitlines()
    }
    page = (HERE.parent / "docs" / "tables.md").read_text("utf-8").partition("## Every fault")[2]
    documented = set(re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE))
    assert codes() == shown == documented


def test_a_code_is_told_by_the_case_of_its_name() -> None:
    """tests/lint/<code>[-<what>].expected holds that code, so that a reader finds it."""
    for path in CASES.glob("*.expected"):
        found = {
            row.removeprefix("note: ").split(": ")[1]
            for row in path.read_text("utf-8").splitlines()
        }
        assert path.stem == "clean" or any(
            path.stem == code or path.stem.startswith(f"{code}-") for code in found
        ), path


def test_every_message_is_one_line_that_says_how_to_mend() -> None:
    """Each line reads path:line:col: code: what is wrong: how to mend it."""
    for path in CASES.glob("*.expected"):
        for row in path.read_text("utf-8").splitlines():
            assert re.match(r"(note: )?[^:]+:\d+:\d+: [a-z-]+: .+(: |, and | must be )\S", row), row


def test_notes_are_marked_as_such() -> None:
    """What breaks nothing is a note, and a table with notes alone loads."""
    for case in (
        "same-form",
        "source",
        "hash",
        "idle-share",
        "old-id",
        "common-word",
        "only-generics",
        "idle-meant",
    ):
        faults = check(CASES / f"{case}.yaml")
        assert faults
        assert all(fault.note for fault in faults), case
        translit.load(CASES / f"{case}.yaml")
    assert set(CHECKS) > NOTES


def test_a_table_may_point_to_one_that_is_not_loaded() -> None:
    """An ID that is only pointed to is for `check` to ask after: one table of a set can be
    loaded alone.
    """
    path = CASES / "unknown-id.yaml"
    assert "unknown-id" in {fault.code for fault in translit.check(path)}
    assert translit.load(path).entries


def test_what_check_finds_between_tables_load_refuses() -> None:
    """`load` raises the very faults of the YAML, the shape and the cross-checks."""
    for case in (
        "shared-form",
        "redirect",
        "circle",
        "duplicate-id",
        "duplicate-key",
        "refused-name",
    ):
        path = CASES / case if (CASES / case).is_dir() else CASES / f"{case}.yaml"
        with pytest.raises(translit.TableError) as error:
            translit.load(path)
        assert list(error.value.faults) == [fault for fault in check(path) if not fault.note]


def test_tables_are_held_against_each_other_and_tested_together(tmp_path: Path) -> None:
    """An ID may live in another table; a table's tests ask all of them."""
    head = "licence: CC0-1.0\nabout: x\n"
    tests = "tests: [{mention: Idlib, id: sy.idlib}]\n"
    (tmp_path / "a.yaml").write_text(
        f"table: a\n{head}entries: {{sy: {{name: Syria}}}}\n{tests}", "utf-8"
    )
    (tmp_path / "b.yaml").write_text(
        f"table: b\n{head}entries: {{sy.idlib: {{name: Idlib, within: sy}}}}\n", "utf-8"
    )
    assert check(tmp_path) == check(tmp_path / "b.yaml", str(tmp_path / "a.yaml")) == []
    assert [fault.code for fault in check(tmp_path / "a.yaml")] == ["unknown-id"]
    assert [fault.code for fault in check(tmp_path / "b.yaml")] == ["unknown-id"]


def test_a_table_that_cannot_be_read_makes_no_noise_about_its_ids(tmp_path: Path) -> None:
    """What a broken table may hold isn't called unknown; what can be judged without it still is."""
    head = "licence: CC0-1.0\nabout: x\n"
    (tmp_path / "a.yaml").write_text(f"table: a\n{head}entries: {{sy: {{nmae: Syria}}}}\n", "utf-8")
    (tmp_path / "b.yaml").write_text(
        f"table: b\n{head}entries: {{x: {{name: X, within: sy}}, y: {{name: x}}}}\n", "utf-8"
    )
    assert [fault.code for fault in check(tmp_path)] == [
        "missing-key",
        "unknown-key",
        "shared-form",
    ]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    """Naming a folder and a file in it is no clash of the file with itself; nor is a link back
    up.
    """
    (tmp_path / "up").symlink_to(tmp_path)
    (tmp_path / "a.yaml").write_text(
        "table: a\nlicence: CC0-1.0\nabout: x\nentries: {sy: {name: Syria}}\n", "utf-8"
    )
    assert check(tmp_path, tmp_path / "a.yaml", tmp_path / "up") == []


IDS = st.sampled_from(["a", "b", "c", "d", "e"])
FACTS = st.dictionaries(
    IDS,
    st.tuples(st.lists(IDS, max_size=2), st.sampled_from(["Bab", "al-Bab", "Homs", "Hama"])),
    max_size=5,
)


@given(FACTS, st.randoms(use_true_random=False))
def test_cross_checks_do_not_depend_on_the_order_of_tables(
    facts: dict[str, tuple[list[str], str]], random: object
) -> None:
    """Shuffled tables have faults of the same kinds at the same number of entries, and circles
    at the same ones.
    """
    tables = [
        Table(id, id, "MIT", "x", entries=(Entry(id, name, within=within),))
        for id, (within, name) in facts.items()
    ]
    before = crosscheck(tables, strong_key)
    random.shuffle(tables)
    after = crosscheck(tables, strong_key)
    assert sorted(fault.code for fault in before) == sorted(fault.code for fault in after)
    assert {f.path for f in before if f.code == "circle"} == {
        f.path for f in after if f.code == "circle"
    }


@given(FACTS)
def test_circles_are_found_by_plain_walking_too(facts: dict[str, tuple[list[str], str]]) -> None:
    """Whoever can be reached from itself is told so; who isn't near a circle is not."""

    def reach(id: str) -> set[str]:
        seen: set[str] = set()
        todo = [id]
        while todo:
            for outer in facts.get(todo.pop(), ((), ""))[0]:
                if outer not in seen:
                    seen.add(outer)
                    todo.append(outer)
        return seen

    tables = [
        Table(id, id, "MIT", "x", entries=(Entry(id, id, within=within),))
        for id, (within, _) in facts.items()
    ]
    told = {fault.path for fault in crosscheck(tables, strong_key) if fault.code == "circle"}
    assert {id for id in facts if id in reach(id)} <= told
    assert all(any(outer in reach(outer) for outer in reach(id)) for id in told)


@pytest.mark.parametrize(
    "text", ["می‌خواهم", "क्‍ष", "ශ්‍රී", "l'Ain", "東京タワー", "ISIS-Хорасан", "T-34", "Ελλάδα Greece"]
)
def test_honest_spellings_are_left_alone(text: str, tmp_path: Path) -> None:
    """Joiners that are spelling, scripts that belong together, and words of two scripts side by
    side are no faults.
    """
    path = tmp_path / "t.yaml"
    path.write_text(
        f'table: t\nlicence: CC0-1.0\nabout: x\nentries: {{x: {{name: "{text}"}}}}\n', "utf-8"
    )
    assert check(path) == []


def test_hostile_names_cost_no_more_than_their_length(tmp_path: Path) -> None:
    """Names of very many joiners, marks, mixed letters: a few short faults each, and soon (see
    the bound on their number).
    """
    size = 50_000
    names = [
        "\\u200c" * size,
        "a" + "\u0301" * size,
        "aа" * size,
        "a\u200d" * size,
        "क्‍" * size,
        "x #y " * size,
        " " * size + "x",
    ]
    rows = "".join(
        f'  x.{number}: {{name: "{name}", weak: [x #{number}\n]}}\n'
        for number, name in enumerate(names)
    )
    path = tmp_path / "t.yaml"
    path.write_text(f"table: t\nlicence: CC0-1.0\nabout: x\nentries:\n{rows}", "utf-8")
    faults = check(path)
    assert {"invisible", "nfc", "look-alike", "blank", "no-letters"} <= {
        fault.code for fault in faults
    }
    assert len(faults) < 60
    assert all(len(line(fault)) < 600 for fault in faults)


# Letters that a table may hold, as UTF-8 that was read as cp1252 as browsers do.
WORDS = st.text(st.characters(categories=["L"]), min_size=1, max_size=8)


def as_cp1252(text: str) -> str:
    """UTF-8 read as cp1252, where bytes that it leaves undefined stand for themselves."""
    return "".join(
        chr(byte) if byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([byte]).decode("cp1252")
        for byte in text.encode()
    )


def codes_of(name: str) -> set[str]:
    """The codes of the checks that find something in a table of one name."""
    table = Table("t.yaml", "t", "CC0-1.0", "", entries=(Entry("x.a", name),))
    return {code for code, _, _ in problems(Page(table, "", tuple(words(table))))}


@given(WORDS)
def test_utf_8_read_as_cp1252_is_told_with_the_right_text(text: str) -> None:
    broken = as_cp1252(text)
    assert _as_utf8(broken) == text
    assert ("damaged" in codes_of(broken)) == (not text.isascii())


@given(WORDS, st.sampled_from("=+@"))
def test_a_formula_is_told_where_a_name_begins_with_its_sign(text: str, sign: str) -> None:
    assert "formula" in codes_of(sign + text)
    assert "formula" not in codes_of(text + sign)
