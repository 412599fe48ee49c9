"""What is handed over as a text and is none, or as several and is one, is told in one line that
says what to pass; by every public function.
"""

from __future__ import annotations

import inspect
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

import translit
from translit.arrow import resolve_array
from translit.model.errors import EntryError, TranslitError
from translit.sqlite import register
from translit.uses.screening import Lists

RESOLVER = translit.Resolver([translit.Entry("sy.aleppo", "Aleppo", type="place")])
NO_TEXT = st.one_of(
    st.none(),
    st.just(float("nan")),
    st.floats(),
    st.integers(),
    st.binary(),
    st.lists(st.text()) | st.just(["sy"]),  # which would do for a column of one row
    st.dictionaries(st.text(), st.text()),
    st.just(object()),
)
# What is one thing where several are meant, or several of which one is no text.
NO_TEXTS = (
    st.text()
    | st.none()
    | st.integers()
    | st.floats()
    | st.binary()
    | st.tuples(st.sampled_from([None, 3, float("nan"), b"Aleppo", ["Aleppo"]])).map(list)
)
# What is no Policy, though it may say what one asks for.
NO_POLICY = NO_TEXT.filter(lambda value: value is not None) | st.sampled_from(
    ["0.9", 0.9, (0.9, 0.1, 10), {"precision": 0.9}, translit.Policy, "", 0, ()]
)
# These serve until they are stopped, or hold what a caller of theirs has looked at.
LEFT_OUT = {"serve"}
# What stands for the arguments that are sound, by their names.
SOUND: dict[str, Any] = {
    "text": "Aleppo",
    "mention": "Aleppo",
    "name": "Aleppo",
    "names": ["Aleppo"],
    "a": "Aleppo",
    "b": "Aleppo",
    "spans": [(0, 6)],
    "steps": (),
    "rows": ["Aleppo"],
    "met": ["Aleppo"],
    "old": RESOLVER,
    "new": RESOLVER,
    "table": "t.yaml",
    "format": "pairs",
    "path": "t.yaml",
    "to": "none.csv",
    "connection": sqlite3.connect(":memory:"),
}
TEXT, PATH = "str", "str | os.PathLike[str]"
# The parameters of another kind that are texts and paths all the same: *sources, *paths.
ANY_NUMBER = ("Source", PATH)


def callables() -> Iterator[tuple[str, Callable[..., object]]]:
    """The public functions, and the methods by which a Resolver is asked."""
    for name in translit.__all__:
        function = getattr(translit, name)
        if inspect.isfunction(function) and name not in LEFT_OUT:
            yield name, function
    for name in ("resolve", "resolve_many", "scan", "link"):
        yield f"Resolver.{name}", getattr(RESOLVER, name)


def parameters(kind: str) -> list[tuple[str, Callable[..., object], inspect.Parameter]]:
    """The parameters where a text, a path, or several are meant."""
    found = {"text": [], "path": [], "several": [], "number": []}
    for name, function in callables():
        for each in inspect.signature(function).parameters.values():
            annotation = (
                str(each.annotation).replace("PathLike", "os.PathLike").replace("os.os", "os")
            )
            if annotation in ("str", "str | None"):
                found["text"].append((name, function, each))
            elif annotation in ("int", "float"):
                found["number"].append((name, function, each))
            elif annotation == PATH or (
                each.kind is each.VAR_POSITIONAL and annotation in ANY_NUMBER
            ):
                found["path"].append((name, function, each))
            elif annotation.startswith(("Iterable[", "Mapping[str, int] | Iterable[")):
                found["several"].append((name, function, each))
    return found[kind]


def refused(function: Callable[..., object], each: inspect.Parameter, value: object) -> str:
    """What a function says when it is given a value for one of its parameters."""
    positional, options = list[object](), dict[str, object]()
    for name, other in inspect.signature(function).parameters.items():
        if other.kind is other.VAR_POSITIONAL:
            positional += [value] if name == each.name else []
        elif name == each.name:
            options[name] = value
        elif other.default is other.empty:
            options[name] = SOUND[name]
    first = [options.pop(name) for name in [*options] if positional and is_before(function, name)]
    with pytest.raises(TranslitError) as error:
        function(*first, *positional, **options)
    assert not isinstance(error.value, translit.TableError)  # it is no fault of a file
    return str(error.value)


@pytest.fixture(autouse=True, scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is read lies in a folder where nothing else is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("given"))
        text = "table: t\nlicence: MIT\nabout: A town.\nentries:\n  t.aleppo: {name: Aleppo}\n"
        Path("t.yaml").write_text(text, "utf-8")
        yield


def is_before(function: Callable[..., object], name: str) -> bool:
    """Whether a parameter stands before those of any number."""
    return (
        inspect.signature(function).parameters[name].kind is inspect.Parameter.POSITIONAL_OR_KEYWORD
    )


def names(found: list[tuple[str, Callable[..., object], inspect.Parameter]]) -> list[str]:
    return [f"{name}({each.name})" for name, _, each in found]


def test_every_parameter_is_looked_at() -> None:
    """The kinds are told by the annotations; these are some that must be among them."""
    assert {"fold(text)", "similarity(b)", "romanise(lang)", "replay(mention)"} <= {
        *names(parameters("text"))
    }
    assert {"cluster(names)", "report(rows)", "propose(met)", "Resolver.resolve_many(names)"} <= {
        *names(parameters("several"))
    }
    assert {"load(sources)", "check(paths)", "compile(to)", "apply(path)"} <= {
        *names(parameters("path"))
    }
    assert {"variants(limit)", "cluster(least)", "compile(jobs)", "propose(jobs)"} == {
        *names(parameters("number"))
    }


@pytest.mark.parametrize("case", parameters("text"), ids=names(parameters("text")))
@drawn(st.data())
def test_what_is_no_text_is_told(case: Any, data: st.DataObject) -> None:
    _, function, each = case
    value = data.draw(NO_TEXT)
    if value is None and "None" in str(each.annotation):
        return
    assert "\n" not in refused(function, each, value)


@pytest.mark.parametrize("case", parameters("number"), ids=names(parameters("number")))
@drawn(
    value=st.sampled_from([0.0, 1.5, -1])
    | NO_TEXT.filter(lambda value: not isinstance(value, int | float))
)
def test_what_is_no_number_is_told(case: Any, value: object) -> None:
    _, function, each = case
    if each.annotation == "int" or value != 0:
        assert "\n" not in refused(function, each, value)


@pytest.mark.parametrize("case", parameters("several"), ids=names(parameters("several")))
@drawn(st.data())
def test_one_where_several_are_meant_is_told(case: Any, data: st.DataObject) -> None:
    _, function, each = case
    value = data.draw(NO_TEXTS)
    if value is None and "None" in str(each.annotation):
        return
    assert "\n" not in refused(function, each, value)


@pytest.mark.parametrize("case", parameters("path"), ids=names(parameters("path")))
@drawn(value=NO_TEXT.filter(lambda value: not isinstance(value, list | dict)))
def test_what_is_no_path_is_told(case: Any, value: object, tmp_path_factory: Any) -> None:
    _, function, each = case
    assert "\n" not in refused(function, each, value)
    assert not Path("none.csv").exists()


RESOLVERS = [
    (name, function, found)
    for name, function in [
        *callables(),
        ("arrow.resolve_array", resolve_array),
        ("sqlite.register", register),
    ]
    if (found := inspect.signature(function).parameters.get("resolver"))
]
NO_RESOLVER = NO_TEXT.filter(lambda value: value is not None) | st.sampled_from(
    ["towns.yaml", Path("towns.yaml"), translit.Resolver, RESOLVER.entries, Lists({"a": RESOLVER})]
)


@pytest.mark.parametrize("case", RESOLVERS, ids=names(RESOLVERS))
@drawn(value=NO_RESOLVER)
def test_what_is_no_resolver_is_told(case: Any, value: object) -> None:
    """A path, above all: whoever has one loads it first."""
    _, function, each = case
    said = refused(function, each, value)
    assert said.startswith("a resolver is what translit.load returns, and not ")
    assert "\n" not in said


def with_policies() -> Iterator[tuple[str, Callable[..., object], inspect.Parameter]]:
    """All that takes a policy."""
    classes = [("Resolver", translit.Resolver), ("Lists", Lists)]
    methods = [("Resolver.resolve_stream", RESOLVER.resolve_stream)]
    methods += [
        (f"Lists.{name}", getattr(Lists({"a": RESOLVER}), name))
        for name in ("resolve", "resolve_many")
    ]
    for name, function in [*callables(), *classes, *methods]:
        found = inspect.signature(function).parameters.get("policy")
        if found is not None:
            yield name, function, found


POLICIES = [*with_policies()]
SOUND |= {"entries": [], "lists": {"a": RESOLVER}}


@pytest.mark.parametrize("case", POLICIES, ids=names(POLICIES))
@drawn(value=NO_POLICY)
def test_what_is_no_policy_is_told(case: Any, value: object) -> None:
    _, function, each = case
    said = refused(function, each, value)
    assert said.startswith("policy must be a Policy, not ")
    assert "\n" not in said


def test_all_that_takes_a_policy_is_looked_at() -> None:
    assert {"load(policy)", "scan(policy)", "Resolver.link(policy)", "Lists.resolve(policy)"} <= {
        *names(POLICIES)
    }


@pytest.mark.parametrize("field", translit.Policy._fields)
@drawn(value=NO_TEXT)
def test_what_no_policy_asks_for_is_told(field: str, value: Any) -> None:
    """A number that is in its range makes a policy, and nothing else does."""
    try:
        assert getattr(translit.Policy(**{field: value}), field) == value
    except EntryError as error:
        said = str(error)
        assert said.startswith(f"{field} must ")
        assert "\n" not in said
        assert said.endswith(f"not {value!r}")


@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (None, "leave out what is missing, or pass an empty string"),
        (float("nan"), "leave out what is missing, or pass an empty string"),
        (b"Aleppo", "decode it, as with .decode('utf-8')"),
        (3, "pass its text, as str gives it"),
        (["Aleppo"], "pass one at a time"),
    ],
)
def test_the_line_says_what_to_pass(value: object, advice: str) -> None:
    for function in (translit.fold, translit.romanise, translit.skeleton, translit.scan):
        with pytest.raises(TranslitError) as error:
            function(value)
        assert str(error.value) == f"a text must be a string, not {value!r}: {advice}"


def test_a_name_may_be_a_text_of_a_class_of_its_own() -> None:
    """As those of NumPy and pandas are."""

    class Text(str):
        __slots__ = ()

    for function in (translit.fold, translit.romanise, translit.skeleton, translit.resolve):
        assert function(Text("al-Ramosa")) == function("al-Ramosa")
