"""How the house is built: floors, sizes, and what every public name owes its reader
(docs/contributing.md).
"""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable
from graphlib import TopologicalSorter
from pathlib import Path
from types import FunctionType

import pytest

import translit
from translit.formats import FORMATS

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "translit"
PLACES = {
    path: ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in sorted(PACKAGE.rglob("*.py"))
}
ALL = {
    name.removesuffix(".__init__"): ast.parse(path.read_text("utf-8"))
    for path, name in PLACES.items()
}
TREES = {
    name: tree for name, tree in ALL.items() if len(tree.body) > 1
}  # a folder may say what it is for, and no more
MODULES = {
    name.removesuffix(".__init__"): path
    for path, name in PLACES.items()
    if name.removesuffix(".__init__") in TREES
}
PAGE = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")

LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
MOST_ROOMS, MOST_ARROWS = 16, 4
# What Python looks for by its name, and the unrelated "translit": no rooms, and they open on all.
ENTRANCES = ("downgrade", "__init__", "__main__")


def rooms() -> dict[str, list[str]]:
    """Room -> its modules, in the order of the table of docs/how-it-works.md."""
    rows = re.findall(r"^\| `(\w+)` \| .*? \| (.*?) ?\|$", PAGE, re.MULTILINE)
    return {room: re.findall(r"`([\w.]+)`", names) for room, names in rows}


def arrows() -> set[tuple[str, str]]:
    """The imports that lead to a room further down, by the list of docs/how-it-works.md."""
    return set(re.findall(r"^- `([\w.]+)` → `([\w.]+)`:", PAGE, re.MULTILINE))


def imports(tree: ast.AST) -> set[str]:
    """The modules of this package that a module imports, also in a function or for types alone."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == "translit":
            below = (node.module or "").partition(".")[2]
            inside = [f"{below}.{alias.name}".removeprefix(".") for alias in node.names]
            found |= {name if name in MODULES or not below else below for name in inside}
    return found & MODULES.keys()


GRAPH = {name: imports(tree) - {name} for name, tree in TREES.items()}


def test_every_module_has_a_room() -> None:
    """The table of rooms names each module and no other, but for those of formats, which stand in
    the list of these; and the rooms are few.
    """
    formats = {f"formats.{each.module.partition('.')[0]}" for each in FORMATS.values()}
    listed = [f"{room}.{name}" for room, names in rooms().items() for name in names]
    alone = [room for room, names in rooms().items() if not names or room in MODULES]
    assert sorted({*listed, *alone, *formats, *ENTRANCES}) == sorted(MODULES)
    assert len(rooms()) <= MOST_ROOMS


def test_nobody_imports_from_a_room_further_down() -> None:
    """But for the arrows that the page lists with their reasons; the doors open on everything."""
    place = {room: number for number, room in enumerate(rooms())}
    place |= {name: len(place) + number for number, name in enumerate(ENTRANCES)}
    found = {
        (name, target)
        for name, targets in GRAPH.items()
        for target in targets
        if place[target.partition(".")[0]] > place[name.partition(".")[0]]
    }
    assert found == arrows()
    assert len(found) <= MOST_ARROWS


def test_no_modules_import_each_other_in_a_circle() -> None:
    TopologicalSorter(GRAPH).prepare()  # raises CycleError


def test_modules_and_functions_are_short() -> None:
    """A module fits in a head, and a function on a screen."""
    functions = (
        (node, name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    )
    assert {
        (name, node.name)
        for node, name in functions
        if (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    } == set()
    sizes = {name: len(path.read_text("utf-8").splitlines()) for name, path in MODULES.items()}
    assert {name for name, size in sizes.items() if size > LONGEST_MODULE} == set()


def test_modules_are_named_for_what_they_hold() -> None:
    """No module is a drawer for odds and ends."""
    assert not {
        "utils",
        "util",
        "helpers",
        "helper",
        "manager",
        "process",
        "data",
        "common",
        "misc",
    } & set(MODULES)


def test_no_pattern_eats_marks() -> None:
    r"""Python's \w doesn't match combining marks, so no pattern over names uses it; lint looks
    for a # in YAML.
    """
    literals = (
        (node.value, name)
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
    )
    found = {
        name
        for text, name in literals
        if isinstance(text, str) and re.search(r"(?<!`)\\[wW]", text)
    }
    assert found <= {"uses.checks"}


# What takes the arguments of something else, which lists them.
AS_ANOTHER = {"serve": "Server"}


@pytest.mark.parametrize("name", translit.__all__)
def test_public_names_are_documented(name: str) -> None:
    """Each public name, and each method of its own, says what it is; functions have every
    argument typed.
    """
    thing = getattr(translit, name)
    functions = [part for key, part in methods(thing)] if inspect.isclass(thing) else [thing]
    assert all(inspect.getdoc(each) for each in [thing, *functions])
    for function in functions:
        arguments = inspect.signature(function).parameters.values()
        assert all(
            argument.annotation is not argument.empty or argument.name == "self"
            for argument in arguments
        )


@pytest.mark.parametrize("name", translit.__all__)
def test_public_names_say_what_goes_in_and_out(name: str) -> None:
    """A class lists its fields or arguments; a function of several arguments lists them, and
    says what it returns.
    """
    thing = getattr(translit, name)
    if inspect.isclass(thing):
        fields = getattr(thing, "_fields", None) or arguments_of(
            thing.__init__ if "__init__" in vars(thing) else thing.__new__
        )
        assert unlisted(thing, fields) == []
    several = (
        [part for _, part in methods(thing) if len(arguments_of(part)) > 1]
        if inspect.isclass(thing)
        else [thing]
    )
    for function in (each for each in several if len(arguments_of(each)) > 1):
        doc = inspect.getdoc(function) or ""
        if name in AS_ANOTHER:
            assert f"`{AS_ANOTHER[name]}`" in doc
        else:
            assert unlisted(function, arguments_of(function)) == []
            assert "Returns:" in doc or inspect.signature(function).return_annotation == "None"


def methods(thing: type) -> list[tuple[str, FunctionType]]:
    """The public methods that a class adds to those of its bases."""
    own = (
        (key, part)
        for key, part in vars(thing).items()
        if isinstance(part, FunctionType) and not key.startswith("_")
    )
    return [
        (key, part)
        for key, part in own
        if not any(hasattr(base, key) for base in thing.__mro__[1:])
    ]


def arguments_of(function: object) -> list[str]:
    """The arguments of a function that have names."""
    if not isinstance(function, FunctionType) or not function.__module__.startswith("translit"):
        return []
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


def unlisted(thing: object, names: Iterable[str]) -> list[str]:
    """The names of arguments or fields that a docstring has no line for."""
    return [
        name
        for name in names
        if not re.search(rf"^ +(\w+, )*{name}(, \w+)*: ", inspect.getdoc(thing) or "", re.MULTILINE)
    ]
