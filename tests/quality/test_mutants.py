"""The tester of the tests (tests/quality/mutants.py): its changes are code of another meaning,
and its table is of what there is.
"""

from __future__ import annotations

import ast

import pytest
from commands import quality

mutants = quality("mutants")


def test_its_table_names_modules_and_test_files_that_are_there() -> None:
    modules = mutants.modules()
    assert [
        prefix
        for prefix in mutants.TESTS
        if not any(module.startswith(prefix) for module in modules)
    ] == []
    assert [
        name for names in mutants.TESTS.values() for name in names if not mutants.test_files(name)
    ] == []


@pytest.mark.parametrize("module", mutants.modules())
def test_a_change_is_code_and_another_one(module: str) -> None:
    """One in twenty is made: it can be compiled, and its syntax tree is another one. Nothing is
    noticed because it is no Python.
    """
    raw = (mutants.ROOT / "translit" / f"{module}.py").read_bytes()
    before = ast.dump(ast.parse(raw))
    for change in [*mutants.changes(module)][::20]:
        assert raw[change.start : change.end].decode() == change.old
        other = compile(
            raw[: change.start] + change.new.encode() + raw[change.end :],
            module,
            "exec",
            ast.PyCF_ONLY_AST,
        )
        assert ast.dump(other) != before, change


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", "a <= b"),
        ("a == b", "a != b"),
        ("a is None", "a is not None"),
        ("a in b", "a not in b"),
        ("a and b", "a or b"),
        ("not a", "a"),
        ("max(a, key=b)", "min(a, key=b)"),
        ("True", "False"),
        ("3", "4"),
        ("0.5", "1.0"),
        ("0.0", "1.0"),
        ("f(a)", None),
        ("'text'", None),
        ("a < b < c", None),
    ],
)
def test_what_is_changed(before: str, after: str | None) -> None:
    other = mutants.changed(ast.parse(before, mode="eval").body)
    assert (other and ast.unparse(other)) == after


def test_a_guard_is_left_out() -> None:
    [guard] = ast.parse("require(a)").body
    assert ast.unparse(mutants.changed(guard)) == "pass"
