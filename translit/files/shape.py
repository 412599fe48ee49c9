"""The shape that a strictly read YAML tree must have, said once: it both checks the tree and writes
the JSON Schema for editors.

A shape turns a Node into plain values (strings, tuples, dicts) and reports, through `say`, whatever
doesn't fit. Patterns are searched for, as JSON Schema does it, and written so that Python and
JavaScript understand them alike.
"""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from translit.files.strict import parse
from translit.files.writing import bare, show
from translit.model.errors import EntryError, Fault
from translit.model.nouns import MOST_RANK, point

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from translit.files.tree import Node, Tree

T = TypeVar("T")

# What `$` lets pass in Python alone: a line break at the very end.
END = r"$(?!\n)"


class Say(Protocol):
    """Where a shape reports: the node that doesn't fit, a short code, and what to do about it."""

    def __call__(self, node: Node, code: str, message: str) -> None: ...


class Shape(Protocol):
    """Reads a node (the value counts only if nothing was said) and describes itself as JSON
    Schema.
    """

    def read(self, node: Node, say: Say, name: str) -> Any: ...

    def schema(self) -> dict[str, Any]: ...


class Text:
    """One string: any at all, one in which a pattern is found, or one of a few choices; `what`
    says it in words.
    """

    def __init__(self, what: str, pattern: str = "", choices: tuple[str, ...] = ()) -> None:
        self.what = what
        self.pattern = pattern
        self.choices = choices
        self._fits = re.compile(
            pattern or f"^(?:{'|'.join(map(re.escape, choices))}){END}"
            if choices or pattern
            else ""
        ).search

    def read(self, node: Node, say: Say, name: str) -> str:
        if node.kind != "scalar":
            say(node, "kind", f"{name} must be {self.what}, not a {node.kind}{_hint(node)}")
            return ""
        if wrong := self.wrong(node.value, name):
            say(node, "value", wrong)
        return str(node.value)

    def wrong(self, text: str, name: str) -> str:
        """What is wrong with a text, which is called by a name; empty where it fits."""
        if self._fits(text):
            return ""
        got = show(text) if text.strip() else "nothing"
        return f"{name} must be {self.what}, not {got}{_nearest(text, self.choices)}"

    def schema(self) -> dict[str, Any]:
        if self.choices:
            return {"enum": list(self.choices)}
        # Editors read 1920 as a number and `true` as a truth value; in a table both are text.
        return {"type": ["string", "number", "boolean"]} | (
            {"pattern": self.pattern} if self.pattern else {}
        )


class ListOf:
    """A list of texts or records; with `or_one`, a single one may stand without brackets."""

    def __init__(self, item: Shape, *, or_one: bool = False) -> None:
        self.item = item
        self.or_one = or_one

    def read(self, node: Node, say: Say, name: str) -> tuple[Any, ...]:
        if node.kind == "list":
            return tuple([self.item.read(item, say, f"an item of {name}") for item in node.value])
        if self.or_one:
            return (self.item.read(node, say, name),)
        hint = (
            f"write [{show(node.value)}]"
            if node.kind == "scalar" and node.value
            else "write [], or delete the key"
        )
        say(node, "kind", f"{name} must be a list: {hint}")
        return ()

    def schema(self) -> dict[str, Any]:
        items = {"type": "array", "items": self.item.schema()}
        return {"anyOf": [self.item.schema(), items]} if self.or_one else items


class MapOf:
    """A map with free keys."""

    def __init__(self, key: Text, value: Shape) -> None:
        self.key = key
        self.value = value

    def read(self, node: Node, say: Say, name: str) -> dict[str, Any]:
        if node.kind != "map":
            say(node, "kind", f"{name} must be a map, key: value, not a {_kind(node)}")
            return {}
        return {
            self.key.read(key, say, f"a key of {name}"): self.value.read(
                value, say, bare(key.value)
            )
            for key, value in node.value
        }

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "propertyNames": {"pattern": self.key.pattern},
            "additionalProperties": self.value.schema(),
        }


# Degrees as people write them; that the two aren't both 0 is said apart.
_EXPONENT = rf"([eE]-[0-9]{{1,3}})?{END}"
_LATITUDE = rf"^[+-]?(0*(90([.]0*)?|[0-8]?[0-9]([.][0-9]*)?)|[.][0-9]+){_EXPONENT}"
_LONGITUDE = rf"^[+-]?(0*(180([.]0*)?|(1[0-7]|[0-9])?[0-9]([.][0-9]*)?)|[.][0-9]+){_EXPONENT}"
_ZERO = rf"^[+-]?(0+[.]?0*|[.]0+){_EXPONENT}"


class Point:
    """A list of two numbers, a latitude and a longitude in degrees."""

    _NUMBERS = ListOf(Text("a number"))

    def read(self, node: Node, say: Say, name: str) -> tuple[float, float] | None:
        numbers = self._NUMBERS.read(node, say, name)
        if node.kind != "list" or any(item.kind != "scalar" for item in node.value):
            return None  # which was said
        trouble = f"{name} must hold a latitude and a longitude in degrees: write [36.2, 37.16]"
        if len(numbers) == 2:
            try:
                place = point(*numbers)
                if all(map(re.search, (_LATITUDE, _LONGITUDE), numbers)):
                    return place
            except EntryError as error:
                trouble = f"{name}: {error}"
        say(node, "value", trouble)
        return None

    def schema(self) -> dict[str, Any]:
        zero = {"anyOf": [{"pattern": _ZERO, "type": "string"}, {"enum": [0]}]}
        items = [
            {"type": ["string", "number"], "pattern": pattern, "minimum": -most, "maximum": most}
            for pattern, most in ((_LATITUDE, 90), (_LONGITUDE, 180))
        ]
        return {"type": "array", "items": items, "minItems": 2, "maxItems": 2} | {
            "not": {"items": [zero, zero]}
        }


class Whole:
    """A whole number from 0 to MOST_RANK, in digits."""

    _DIGITS = Text("a whole number in at most 15 digits, as 2098210", f"^[0-9]{{1,15}}{END}")

    def read(self, node: Node, say: Say, name: str) -> int:
        digits = self._DIGITS.read(node, say, name)
        return int(digits) if digits.isascii() and digits.isdecimal() else 0

    def schema(self) -> dict[str, Any]:
        bounds = {"minimum": 0, "maximum": MOST_RANK}
        return {"type": ["string", "integer"], "pattern": self._DIGITS.pattern, **bounds}


class Field(NamedTuple):
    """One key of a record: the shape of its value, the help that an editor shows, and whether it
    must be there.
    """

    shape: Shape
    help: str
    required: bool = False


class Record:
    """A map with known keys, of which one of `any_of` must be there.

    Keys that show another kind of file stand under `others`, each with what to say of it.
    """

    def __init__(
        self,
        fields: Mapping[str, Field],
        any_of: tuple[str, ...] = (),
        others: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.fields = fields
        self.any_of = any_of
        self.others = others
        self.required = [key for key, field in fields.items() if field.required]

    def read(self, node: Node, say: Say, name: str) -> dict[str, Any]:
        if node.kind != "map":
            say(node, "kind", f"{name} must be a map, key: value, not a {_kind(node)}")
            return {}
        if other := next((key for key, _ in node.value if key.value in self.others), None):
            say(other, "kind", self.others[other.value])
            return {}
        values = {}
        for key, value in node.value:
            if (field := self.fields.get(key.value)) is None:
                advice = (
                    _nearest(key.value, tuple(self.fields))
                    or f": it may have {', '.join(self.fields)}"
                )
                say(key, "unknown-key", f"{name} has no key {show(key.value)}{advice}")
            else:
                values[key.value] = field.shape.read(value, say, key.value)
        self._require(node, values, say, name)
        return values

    def _require(self, node: Node, values: dict[str, Any], say: Say, name: str) -> None:
        for key in self.required:
            if key not in values:
                say(
                    node,
                    "missing-key",
                    f"{name} lacks {key}: add it ({self.fields[key].help.rstrip('.')})",
                )
        if self.any_of and not any(key in values for key in self.any_of):
            say(
                node,
                "missing-key",
                f"{name} lacks content: give it {', '.join(self.any_of[:-1])} or {self.any_of[-1]}",
            )

    def schema(self) -> dict[str, Any]:
        properties = {
            key: {"description": field.help, **field.shape.schema()}
            for key, field in self.fields.items()
        }
        schema: dict[str, Any] = {
            "type": "object",
            "additionalProperties": False,
            "properties": properties,
        }
        if self.required:
            schema["required"] = self.required
        if self.any_of:
            schema["anyOf"] = [{"required": [key]} for key in self.any_of]
        return schema


def _kind(node: Node) -> str:
    return {"scalar": "text" if node.value else "blank", "list": "list", "map": "map"}[node.kind]


def _hint(node: Node) -> str:
    """What most likely happened to a name that YAML took for a map."""
    if node.kind == "map" and len(node.value) == 1 and node.value[0][1].kind == "scalar":
        key, value = node.value[0]
        return f": if it is one text, quote it, as {show(f'{key.value}: {value.value}')}"
    return ""


def _nearest(word: str, known: tuple[str, ...]) -> str:
    from rapidfuzz import fuzz, process

    near = (
        process.extractOne(word[:100], known, scorer=fuzz.ratio, score_cutoff=60) if known else None
    )
    return f": did you mean {bare(near[0])}?" if near else ""


def read(
    text: str,
    path: str,
    shape: Record,
    name: str,
    make: Callable[[dict[str, Any], Tree], T],
    also: Callable[[Node, Say], object] = lambda *_: None,
) -> tuple[T | None, list[Fault]]:
    """What a text of some shape says.

    Args:
        text: what a file holds; any string at all.
        path: the name of the file, as faults shall give it.
        shape: what it must be.
        name: what it is, for faults.
        make: what makes the thing out of the values.
        also: what says the faults that a shape can't tell.

    Returns:
        The thing, or None and every fault found, in order.
    """
    tree, faults = parse(text, path)
    if tree is None:
        return None, faults
    told = {fault[1:3] for fault in faults}
    cut_short = any(fault.code in ("syntax", "document", "depth") for fault in faults)

    def say(node: Node, code: str, message: str) -> None:
        """Says nothing about what the YAML was at fault for, or may only seem to be missing."""
        place = tree.place(node.start)
        if place not in told and not (cut_short and code == "missing-key"):
            faults.append(Fault(path, *place, code, message))

    value = shape.read(tree.root, say, name)
    also(tree.root, say)
    return (
        (None, sorted(faults, key=lambda fault: fault[1:3])) if faults else (make(value, tree), [])
    )
