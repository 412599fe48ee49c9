"""Measure how many small changes of meaning the tests notice: the share printed is that of the
changes that made a test fail.

    python tests/quality/mutants.py [--number 80] [--seed 17] [--files 1] [MODULE...]

Changes are drawn by the seed from the syntax trees of the modules that TESTS names: a comparison or
its boundary, `and` for `or`, `min` for `max`, another number, a `not` or the call of a guard left
out. Each is made in a copy of the checkout; the test files of its module run until one fails, or
as many of them as `--files` says, which is quicker and tells of less. A change that outlives them
is printed with its place: either nothing can tell it (the speed is another one, and no answer), or
a test is missing.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
# Which test files hold a module, by how its path begins; the quick ones stand first.
TESTS = {
    "match/decision": ["decision", "prior", "laws"],
    "match/prior": ["prior"],
    "index/blocks": ["postings", "evidence", "cluster", "laws"],
    "index/postings": ["postings", "compiled", "laws"],
    "index/nearness": ["postings", "cluster", "laws"],
    "index/shortlist": ["index", "postings", "laws"],
    "index/filters": ["index", "context"],
    "index/memory": ["index", "storage"],
    "index/gazetteer": ["index", "storage"],
    "match/neighbours": ["cluster", "collisions", "variants"],
    "match/linkage": ["cluster", "variants"],
    "match/": ["weighing", "decision", "evidence", "roles", "laws"],
    "index/cache": ["cache", "compiled"],
    "files/places": ["tables", "cache", "editing"],
    "files/drafts": ["storage", "editing", "compiled"],
    "index/": ["storage", "compiled", "postings", "cache"],
    "files/": ["strict", "editing", "tables", "ids"],
    "tables/": ["tables", "lint", "editing"],
    "resolving/reader": ["explain", "wording", "readings", "unread", "context", "laws"],
    "resolving/answering": ["context", "wording", "tables", "laws"],
    "resolving/resolver": ["context", "wording", "tables", "laws"],
    "resolving/scan": ["scan", "link", "laws"],
    "resolving/aliases": ["scan", "link", "laws"],
    "resolving/unseen": ["scan", "gate", "laws"],
    "resolving/homonyms": ["scan", "link"],
    "resolving/vocabulary": ["scan", "laws"],
    "index/gate": ["gate", "scan"],
    "index/sieves": ["gate", "scan"],
    "language/heard": ["heard", "gate"],
    "language/run": ["run", "scan"],
}
# What a test may take on an unchanged checkout, and how many times that it may take on a changed
# one.
SECONDS, PATIENCE = 600, 4
# Numbers that say how much is remembered or done at once: another one changes the speed and nothing
# else.
OF_SPEED = {"REMEMBERED", "BLOCK", "SMALL", "MANY", "_STEP", "WORTH_A_COPY", "maxsize"}
OTHER = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


class Change(NamedTuple):
    """The piece of a module between two places in its bytes, and what it is changed to."""

    module: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def __str__(self) -> str:
        return (
            f"translit/{self.module}.py:{self.line}: {' '.join(self.old.split())}  ->  {self.new}"
        )


def changed(node: ast.AST) -> ast.AST | None:
    """A node with another meaning, or None where no such change is known."""
    match node:
        case ast.Compare(left, [op], others) if type(op) in OTHER:
            return ast.Compare(left, [OTHER[type(op)]()], others)
        case ast.BoolOp(op, values):
            return ast.BoolOp(OTHER[type(op)](), values)
        case ast.UnaryOp(ast.Not(), operand):
            return operand
        case ast.Call(ast.Name("min" | "max" as name), arguments, keywords):
            return ast.Call(ast.Name("max" if name == "min" else "min"), arguments, keywords)
        case ast.Constant(bool(value)):
            return ast.Constant(not value)
        case ast.Constant(int(value) | float(value)):
            return ast.Constant(value + 1 if isinstance(value, int) else value * 2 or 1.0)
        case ast.Expr(ast.Call()):
            return ast.Pass()
    return None


def inside(node: ast.AST) -> Iterator[ast.AST]:
    """A node and those below it; annotations mean nothing here, nor do numbers of speed."""
    yield node
    for field, value in ast.iter_fields(node):
        for below in value if isinstance(value, list) else [value]:
            if (
                isinstance(below, ast.AST)
                and field not in ("annotation", "returns", "decorator_list")
                and not is_of_speed(below)
            ):
                yield from inside(below)


def is_of_speed(node: ast.AST) -> bool:
    names = node.targets[:1] if isinstance(node, ast.Assign) else [node]
    named = [
        each for name in names for each in (name.elts if isinstance(name, ast.Tuple) else [name])
    ]
    typing = isinstance(node, ast.If) and isinstance(node.test, ast.Name)  # TYPE_CHECKING
    return typing or any(
        getattr(each, "id", getattr(each, "arg", "")) in OF_SPEED
        for each in named
        if not isinstance(each, ast.arg)
    )


def changes(module: str) -> Iterator[Change]:
    """All changes that a module may undergo."""
    raw = (ROOT / "translit" / f"{module}.py").read_bytes()
    starts = [0, *(at + 1 for at, byte in enumerate(raw) if byte == ord("\n"))]
    for node in inside(ast.parse(raw)):
        if other := changed(node):
            start, end = (
                starts[node.lineno - 1] + node.col_offset,
                starts[node.end_lineno - 1] + node.end_col_offset,
            )
            new = ast.unparse(ast.fix_missing_locations(other))
            yield Change(
                module,
                node.lineno,
                start,
                end,
                raw[start:end].decode(),
                new if isinstance(other, ast.Pass) else f"({new})",
            )


def tests_of(module: str) -> tuple[str, ...]:
    """The test files of a module, by the longest beginning of its path that the table has."""
    known = [prefix for prefix in TESTS if module.startswith(prefix)]
    names = TESTS[max(known, key=len)] if known else []
    return tuple(str(path.relative_to(ROOT)) for name in names for path in test_files(name))


def test_files(name: str) -> list[Path]:
    """The file of tests of a name, in whichever folder it lies; none if there is none."""
    return [*(ROOT / "tests").glob(f"*/test_{name}.py")]


def modules() -> list[str]:
    """The modules that the table names."""
    paths = sorted((ROOT / "translit").rglob("*.py"))
    names = [
        path.relative_to(ROOT / "translit").with_suffix("").as_posix()
        for path in paths
        if path.name != "__init__.py"
    ]
    return [name for name in names if tests_of(name)]


def copied(folder: Path) -> None:
    """A copy of the checkout, to be changed."""
    for name in ("translit", "tests", "aliases", "docs"):
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "_build")
        )
    for name in ("pyproject.toml", "README.md", "CHANGELOG.md"):
        shutil.copy(ROOT / name, folder)


def fails(folder: Path, tests: Sequence[str], seconds: float) -> bool:
    """Whether a test fails, or doesn't end in its time."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-x",
        "--no-header",
        "--tb=no",
        "-p",
        "no:cacheprovider",
        *tests,
    ]
    env = {
        **os.environ,
        "PYTHONPATH": str(folder),
        "HYPOTHESIS_PROFILE": "first",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    try:
        ran = subprocess.run(
            command, cwd=folder, env=env, capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return True
    if ran.returncode > 2:
        raise SystemExit(ran.stdout.decode() + ran.stderr.decode())
    return ran.returncode != 0


def is_noticed(folder: Path, change: Change, tests: Sequence[str], seconds: float) -> bool:
    """Whether some tests fail when a change is made; it is taken back."""
    path = folder / "translit" / f"{change.module}.py"
    raw = path.read_bytes()
    try:
        path.write_bytes(raw[: change.start] + change.new.encode() + raw[change.end :])
        return fails(folder, tests, seconds)
    finally:
        path.write_bytes(raw)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition(":")[0])
    parser.add_argument(
        "modules",
        nargs="*",
        help="as match/decision, or match/ for all of a room; by default all that the table in"
        " this file names",
    )
    parser.add_argument("--number", type=int, default=80, help="how many changes are drawn")
    parser.add_argument("--seed", type=int, default=17)
    parser.add_argument(
        "--files", type=int, help="how many test files of a module are run; by default all"
    )
    asked = parser.parse_args()
    chosen = [name for name in modules() if name.startswith(tuple(asked.modules or [""]))]
    if unknown := [each for each in asked.modules if not any(n.startswith(each) for n in chosen)]:
        parser.error(f"no module is called so, or none has tests: {' '.join(unknown)}")
    every = [change for module in chosen for change in changes(module)]
    drawn = sorted(random.Random(asked.seed).sample(every, min(asked.number, len(every))))
    with tempfile.TemporaryDirectory() as place:
        copied(folder := Path(place) / "translit")
        noticed = sum(tried(folder, drawn, asked.files))
    print(
        f"{noticed} of {len(drawn)} changes noticed ({noticed / len(drawn):.2f}), drawn from"
        f" {len(every)}"
    )


def tried(folder: Path, drawn: Sequence[Change], files: int | None) -> Iterator[bool]:
    """Whether each change is noticed; one that isn't is printed."""
    lasting = dict[tuple[str, ...], float]()
    for number, change in enumerate(drawn, 1):
        tests = tests_of(change.module)[:files]
        if tests not in lasting:
            began = time.monotonic()
            if fails(folder, tests, SECONDS):
                raise SystemExit(f"the tests fail as it is: {' '.join(tests)}")
            lasting[tests] = time.monotonic() - began
        noticed = is_noticed(folder, change, tests, PATIENCE * lasting[tests] + 10)
        if not noticed:
            print(f"unnoticed ({number} of {len(drawn)} tried): {change}", flush=True)
        yield noticed


if __name__ == "__main__":
    main()
