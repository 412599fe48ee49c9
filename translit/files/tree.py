"""The tree of a YAML text: what it says, where each node begins and ends, and where the comments
and lines are.

`translit.files.strict` makes it, shapes read values from it, and edits in place go by its offsets.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

# What ends a line in YAML 1.1.
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# Between the scalars, whatever a # begins is a comment.
_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")
# The styles of scalars whose text begins on the line below their sign.
BLOCK_SCALARS = frozenset("|>")


class Node(NamedTuple):
    """A piece of a YAML text: text[start:end], without blanks and comments around it.

    `kind` is "scalar", "list" or "map"; `value` a string, a list of nodes, or a list of
    (key node, value node). `style` is the sign that a scalar begins with (one of ' " | > or
    nothing), and "flow" or "block" for the others.
    """

    kind: str
    value: Any
    start: int = 0
    end: int = 0
    style: str = ""

    def pair(self, key: str) -> tuple[Node, Node] | None:
        """The key and the value of a map under a key."""
        return (
            next((pair for pair in self.value if pair[0].value == key), None)
            if self.kind == "map"
            else None
        )


class Comment(NamedTuple):
    """A comment, from its # to the end of its line, and where it begins."""

    text: str
    start: int


class Lines:
    """A text with the places of its lines."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(found.end() for found in BREAK.finditer(self.text))]

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset, both counted from 1."""
        number = bisect_right(self._starts, offset)
        return number, offset - self._starts[number - 1] + 1

    def line(self, offset: int) -> tuple[int, int]:
        """Where the line of an offset begins, and where it ends: before its break."""
        number = bisect_right(self._starts, offset) - 1
        end = self.next_line(offset)
        found = BREAK.search(self.text, self._starts[number], end)
        return self._starts[number], found.start() if found else end

    def next_line(self, offset: int) -> int:
        """Where the line behind that of an offset begins; the end of the text for the last one."""
        number = bisect_right(self._starts, offset)
        return self._starts[number] if number < len(self._starts) else len(self.text)

    def column(self, offset: int) -> int:
        """How far an offset is from the start of its line."""
        return offset - self.line(offset)[0]

    def indent(self, offset: int) -> int:
        """The blanks at the start of the line of an offset."""
        start, end = self.line(offset)
        return end - start - len(self.text[start:end].lstrip(" "))

    def is_first(self, offset: int) -> bool:
        """Whether nothing but blanks stands before an offset in its line."""
        return not self.text[self.line(offset)[0] : offset].strip()

    @cached_property
    def newline(self) -> str:
        """What ends the lines."""
        found = re.search("\r\n|\n|\r", self.text)
        return found[0] if found else "\n"


class Tree(Lines):
    """A YAML text, and the node that is the whole of it."""

    def __init__(self, text: str, root: Node) -> None:
        super().__init__(text)
        self.root = root

    def at(self, *keys: str) -> Node | None:
        """The value under some keys, one in the other; None where there is none."""
        found: Node | None = self.root
        for key in keys:
            pair = found.pair(key) if found else None
            found = pair[1] if pair else None
        return found

    @cached_property
    def comments(self) -> list[Comment]:
        """Every comment, in order."""
        found, last = list[Comment](), 0
        for start, end, style in [*_scalars(self.root), (len(self.text), len(self.text), "")]:
            found += self._comments(last, start)
            if style in BLOCK_SCALARS:  # a comment may stand behind the sign
                found += self._comments(start, self.line(start)[1])
            last = end
        return found

    def _comments(self, start: int, end: int) -> list[Comment]:
        return [
            Comment(found[0], found.start()) for found in _COMMENT.finditer(self.text, start, end)
        ]

    @cached_property
    def bare(self) -> str:
        """The text with blanks for comments; as long as the text."""
        pieces, last = [], 0
        for text, start in self.comments:
            pieces += [self.text[last:start], " " * len(text)]
            last = start + len(text)
        return "".join([*pieces, self.text[last:]])

    def behind(self, offset: int) -> str:
        """What stands behind an offset in its line, without blanks and comments."""
        return self.bare[offset : self.line(offset)[1]].strip()


def _scalars(node: Node) -> Iterator[tuple[int, int, str]]:
    if node.kind == "scalar":
        yield node.start, node.end, node.style
    for item in node.value if node.kind != "scalar" else ():
        for each in item if node.kind == "map" else (item,):
            yield from _scalars(each)
