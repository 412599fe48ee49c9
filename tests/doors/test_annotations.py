"""`check --format github`: each fault is one annotation, which says all that the fault says."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import yaml
from commands import run
from hypothesis import given
from hypothesis import strategies as st

from translit.doors.cli.tables import _annotation
from translit.model.errors import Fault

ROOT = Path(__file__).parents[2]
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(TEXTS, st.integers(0, 9), st.integers(0, 9), TEXTS, TEXTS, st.booleans())
def test_an_annotation_is_one_line_and_loses_nothing(
    path: str, line: int, column: int, code: str, message: str, note: bool
) -> None:
    told = _annotation(Fault(path, line, column, code, message, note))
    found = re.fullmatch(r"::(error|notice) ([^\r\n]*?)::([^\r\n]*)", told)
    assert found, told
    place = dict(part.split("=", 1) for part in found[2].split(","))
    wanted = {"file": path, "line": line, "col": column, "title": code}
    assert {key: unquote(value) for key, value in place.items()} == {
        key: str(value) for key, value in wanted.items() if value
    }
    assert (found[1] == "notice", unquote(found[3])) == (note, message)


def test_check_annotates(tmp_path: Path) -> None:
    """As many annotations as lines, and the same exit status."""
    table = tmp_path / "t.yaml"
    table.write_text("table: t\nlicence: CC0-1.0\nabout: x\nentries: {a: {nam: A}}\n")
    plain, told = run("check", str(table)), run("check", "--format=github", str(table))
    assert plain.status == told.status == 2
    assert len(plain.out.splitlines()) == len(told.out.splitlines())
    assert all(line.startswith(f"::error file={table},line=4") for line in told.out.splitlines())


def test_the_hook_calls_a_command_that_there_is() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
    program, command = hook["entry"].split()
    assert program == "translit"
    assert run(command, "--help").status == 0
