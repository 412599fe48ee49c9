"""Where each piece of a YAML text begins and ends, and where its comments stand: what an edit in place goes by.

The text must be one that translit.yaml.strict reads without a fault: no anchors, no tags, one document.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from yaml.events import MappingEndEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent, SequenceStartEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

_Parser: Any = getattr(yaml, "CLoader", yaml.Loader)
# What ends a line in YAML 1.1.
BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
# Between the scalars, whatever a # begins is a comment.
_COMMENT = re.compile("#[^\r\n\x85\u2028\u2029]*")


class Piece(NamedTuple):
    """A piece of a YAML text: text[start:end], without blanks and comments around it.

    `kind` is "scalar", "list" or "map"; `value` a string, a list of pieces, or a list of (key piece, value piece). `style` is the
    sign that a scalar begins with (one of ' " | > or nothing), and "flow" or "block" for the others.
    """

    kind: str
    value: Any
    start: int
    end: int
    style: str

    def pair(self, key: str) -> tuple[Piece, Piece] | None:
        """The key and the value of a map under a key."""
        return next((pair for pair in self.value if pair[0].value == key), None) if self.kind == "map" else None


class Comment(NamedTuple):
    """A comment, from its # to the end of its line, and where it begins."""

    text: str
    start: int


class Layout:
    """A YAML text with the places of its pieces, comments and lines."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = _root(text)

    def at(self, *keys: str) -> Piece | None:
        """The value under some keys, one in the other; None where there is none."""
        found: Piece | None = self.root
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
            if style in ("|", ">"):  # a comment may stand behind the sign
                found += self._comments(start, self.line(start)[1])
            last = end
        return found

    def _comments(self, start: int, end: int) -> list[Comment]:
        return [Comment(found[0], found.start()) for found in _COMMENT.finditer(self.text, start, end)]

    @cached_property
    def bare(self) -> str:
        """The text with blanks for comments; as long as the text."""
        pieces, last = [], 0
        for text, start in self.comments:
            pieces += [self.text[last:start], " " * len(text)]
            last = start + len(text)
        return "".join([*pieces, self.text[last:]])

    @cached_property
    def newline(self) -> str:
        """What ends the lines."""
        found = re.search("\r\n|\n|\r", self.text)
        return found[0] if found else "\n"

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in BREAK.finditer(self.text))]

    def line(self, place: int) -> tuple[int, int]:
        """Where the line of a place begins, and where it ends: before its break."""
        number = bisect_right(self._lines, place) - 1
        end = self.next_line(place)
        found = BREAK.search(self.text, self._lines[number], end)
        return self._lines[number], found.start() if found else end

    def next_line(self, place: int) -> int:
        """Where the line behind that of a place begins; the end of the text for the last one."""
        number = bisect_right(self._lines, place)
        return self._lines[number] if number < len(self._lines) else len(self.text)

    def column(self, place: int) -> int:
        """How far a place is from the start of its line."""
        return place - self.line(place)[0]

    def indent(self, place: int) -> int:
        """The blanks at the start of the line of a place."""
        start, end = self.line(place)
        return end - start - len(self.text[start:end].lstrip(" "))

    def is_first(self, place: int) -> bool:
        """Whether nothing but blanks stands before a place in its line."""
        return not self.text[self.line(place)[0] : place].strip()

    def behind(self, place: int) -> str:
        """What stands behind a place in its line, without blanks and comments."""
        return self.bare[place : self.line(place)[1]].strip()


def _scalars(piece: Piece) -> Iterator[tuple[int, int, str]]:
    if piece.kind == "scalar":
        yield piece.start, piece.end, piece.style
    for item in piece.value if piece.kind != "scalar" else ():
        for each in item if piece.kind == "map" else (item,):
            yield from _scalars(each)


def _root(text: str) -> Piece:
    """The tree of a document."""
    levels: list[tuple[Any, list[Any]]] = [(None, [])]
    for event in yaml.parse(text, _Parser):
        if isinstance(event, ScalarEvent):
            levels[-1][1].append(_scalar(text, event))
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            levels.append((event, []))
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            began, inside = levels.pop()
            levels[-1][1].append(_collection(began, inside, event))
    found: Piece = levels[0][1][0]
    return found


def _scalar(text: str, event: Any) -> Piece:
    start, end, style = event.start_mark.index, event.end_mark.index, event.style or ""
    if style in ("|", ">"):  # the parser counts the break of the last line, and what blanks follow
        whole = text[start:end]
        kept = "+" in whole.split("\n", 1)[0]
        found = [*BREAK.finditer(whole)]
        end = start + (found[-1].start() if kept and found and found[-1].end() == len(whole) else len(whole.rstrip()))
    return Piece("scalar", event.value, start, end, style)


def _collection(began: Any, inside: list[Any], event: Any) -> Piece:
    kind = "list" if isinstance(event, SequenceEndEvent) else "map"
    value = list(zip(inside[::2], inside[1::2], strict=True)) if kind == "map" else inside
    start = began.start_mark.index
    if began.flow_style:
        return Piece(kind, value, start, event.end_mark.index, "flow")
    return Piece(kind, value, start, inside[-1].end if inside else start, "block")
