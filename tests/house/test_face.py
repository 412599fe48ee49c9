"""The face: one list of public names, from which everything else that shows them follows.

`python tests/house/test_face.py` writes the list as type checkers read it, translit/__init__.pyi.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import inspect
import pydoc
import re
import subprocess
import sys
import typing
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any

import pytest

import translit

ROOT = Path(__file__).parents[2]
STUB = ROOT / "translit" / "__init__.pyi"
BESIDE = {path.stem for path in (ROOT / "translit").iterdir()}
# What a public signature names though it is the inside: a resolver takes its index when a compiled
# table is opened.
INSIDE = {"Gazetteer"}
DUNDERS = {"__init__", "__new__", "__call__", "__iter__", "__enter__", "__getitem__"}


def stub() -> str:
    """The stub file: each public name as its module has it."""
    homes = sorted(
        translit._HOMES.items(), key=lambda pair: (pair[1], not pair[0][0].isupper(), pair[0])
    )
    imports = [
        f"from translit.{home} import {name} as {name}{'  # noqa: A004' * hasattr(builtins, name)}"
        for name, home in homes
    ]
    head = "# Written by `python tests/house/test_face.py` from the list in __init__.py; don't edit it here."
    listed = ["__all__ = [", *(f'    "{name}",' for name in translit.__all__), "]"]
    return "\n".join([head, "", *imports, "", "__version__: str", *listed, ""])


# --- the one list ---------------------------------------------------------------------------------


def test_type_checkers_read_the_same_list() -> None:
    """The stub is what the list makes of it."""
    assert STUB.read_text("utf-8") == stub(), "run: python tests/house/test_face.py"


def test_every_public_name_is_there() -> None:
    """Each is found where the list says that it is defined; `dir` and the star show them and
    nothing else.
    """
    for name in translit.__all__:
        home = importlib.import_module(f"translit.{translit._HOMES[name]}")
        assert getattr(translit, name) is vars(home)[name]
        assert vars(home)[name].__module__ == home.__name__
    starred: dict[str, Any] = {}
    exec("from translit import *", starred)
    assert (
        sorted(starred.keys() - {"__builtins__"}) == translit.__all__ == sorted({*translit.__all__})
    )
    assert dir(translit) == sorted([*translit.__all__, "__version__"])
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = translit.nonsense


def test_help_shows_the_public_names() -> None:
    """`help(translit)` has each public name, with the first line of its docstring."""
    told = pydoc.render_doc(translit, renderer=pydoc.plaintext)
    for name in translit.__all__:
        thing = getattr(translit, name)
        head = f"\n    class {name}(" if inspect.isclass(thing) else f"\n    {name}("
        assert told.count(head) == 1, name
        assert (inspect.getdoc(thing) or "").splitlines()[0] in told[told.index(head) :], name


def test_a_module_never_hides_the_function_of_its_name() -> None:
    """Whatever was imported before, translit.scan is the public function and not a helper in the
    module translit.scan.

    Only that is what the package has a class of its own for.
    """
    hidden = sorted({*translit.__all__} & BESIDE)
    assert bool(hidden) == (type(translit) is not ModuleType)
    ask = "".join(f"import translit.{name}\nprint(translit.{name}.__module__)\n" for name in hidden)
    ran = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert ran.stdout.split() == [f"translit.{translit._HOMES[name]}" for name in hidden]


# The types of the compiled core.
CORE = re.findall(
    r"^class (\w+)", (ROOT / "translit/language/_core.pyi").read_text("utf-8"), re.MULTILINE
)


# --- the types of what is public ------------------------------------------------------------------


@cache
def namespace(module: str) -> dict[str, Any]:
    """What the annotations of a module may name, also what only type checkers import."""
    source = importlib.import_module(module)
    names = dict(vars(source))
    for node in ast.parse(inspect.getsource(source)).body:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            for line in node.body:
                if isinstance(line, ast.ImportFrom) and (line.module or "").startswith("translit."):
                    names |= {
                        alias.asname or alias.name: named(str(line.module), alias.name)
                        for alias in line.names
                    }
                else:
                    exec(compile(ast.Module([line], []), module, "exec"), names)
    return names


def named(module: str, name: str) -> Any:
    """What a module calls so, be it only for type checkers. The compiled core, whose types nobody
    is given, stands for itself where it isn't there.
    """
    if (module, name) == ("translit.language", "_core"):
        return SimpleNamespace(**dict.fromkeys(CORE, Any))
    there = vars(importlib.import_module(module))
    return there[name] if name in there else namespace(module)[name]


def annotated(thing: Any) -> Iterator[Any]:
    """The types that a function takes and returns, or a class's fields, properties and methods."""
    if isinstance(thing, FunctionType):
        yield from typing.get_type_hints(thing, namespace(thing.__module__)).values()
        return
    ours = [each for each in thing.__mro__ if each.__module__.startswith("translit")]
    names = {
        name: what for each in reversed(ours) for name, what in namespace(each.__module__).items()
    }
    for each in ours:
        hints = typing.get_type_hints(each, names)
        yield from (hint for name, hint in hints.items() if not name.startswith("_"))
        for name, part in vars(each).items():
            if name in DUNDERS or not name.startswith("_"):
                yield from annotated_function(part)


def annotated_function(part: Any) -> Iterator[Any]:
    """The types of a method or a property, if it is one that translit wrote."""
    for wrapped, inner in (
        (property, "fget"),
        (cached_property, "func"),
        (classmethod, "__func__"),
        (staticmethod, "__func__"),
    ):
        part = getattr(part, inner) if isinstance(part, wrapped) else part
    if isinstance(part, FunctionType) and part.__module__.startswith("translit"):
        yield from annotated(part)


def ours(hint: Any) -> Iterator[type]:
    """The classes of translit in a type."""
    if (
        isinstance(hint, type)
        and not typing.get_origin(hint)
        and hint.__module__.startswith("translit")
    ):
        yield hint
    for part in hint if isinstance(hint, list) else typing.get_args(hint):
        yield from ours(part)


@pytest.mark.parametrize("name", translit.__all__)
def test_whatever_is_taken_or_returned_is_public(name: str) -> None:
    """A class of translit in a public signature or field has a public name itself, and so what
    that one names.
    """
    public = {getattr(translit, each) for each in translit.__all__}
    named = {each for hint in annotated(getattr(translit, name)) for each in ours(hint)}
    assert {each.__name__ for each in named - public} <= INSIDE


def test_the_walk_sees_what_is_named() -> None:
    """It looks into unions, properties, methods and what only type checkers import."""
    seen = {
        name: {each.__name__ for hint in annotated(getattr(translit, name)) for each in ours(hint)}
        for name in translit.__all__
    }
    assert seen["cluster"] == {"Resolver", "Group"}
    assert {"Mention", "Entry", "Policy", "Resolution"} <= seen["Resolver"]
    assert {"Step", "Candidate", "Narrowing", "Grounds"} <= seen["Resolution"]
    assert seen["propose"] == {"Met", "Proposals"}
    assert seen["Truth"] == {"Grade"}


if __name__ == "__main__":
    STUB.write_text(stub(), "utf-8")
