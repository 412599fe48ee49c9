"""YAML, read strictly: from the parser's event stream into a tree in which every scalar is the
string that was typed.

YAML's usual loaders turn `NO` into False and `012` into 10, keep the last of two equal keys in
silence, and one of them brings the interpreter down at 40,000 levels of nesting. Here `NO` stays
"NO", and whatever could surprise the writer of a table (equal keys, anchors, tags, merge keys, deep
nesting, a second document) is a Fault that says how to mend it.
"""

from __future__ import annotations

import gc
from typing import Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)
from yaml.reader import ReaderError

from translit.files.broken import DEPTH, REPEATS, TOO_DEEP, Found, Last, diagnose, printable
from translit.files.tree import BLOCK_SCALARS, BREAK, Lines, Node, Tree
from translit.files.writing import show
from translit.model.errors import Fault

_ABYSS = 64  # libyaml takes quadratic time over deep brackets, so at this depth reading stops.
_BUDGET = 20_000_000  # So many characters are read in all while a file is mended and read again.
_FOREIGN = ", which tables don't have: delete it or, if a name begins with {}, quote the whole name"
_EMPTY = "the file holds nothing but blanks and comments: write a table, or delete the file"
_Parser: Any = getattr(yaml, "CLoader", yaml.Loader)


def parse(text: str, path: str) -> tuple[Tree | None, list[Fault]]:
    """Read one YAML document.

    Args:
        text: what the file holds; any string at all.
        path: the name of the file, as faults shall give it.

    Returns:
        The tree, or None where no tree can be had; and every fault found, in the order of the file.
        A tree that comes with faults is good for finding more of them, and for nothing else.
    """
    text = text.removeprefix("\ufeff")
    lines = Lines(text)  # what a place holder replaces is as long, and no line break
    text, builder, found = _mended(text, lines)
    root = builder.root
    faults = {Fault(path, *lines.place(each.offset), each.code, each.message) for each in found}
    if root is None and not faults:
        faults = {Fault(path, 0, 0, "empty", _EMPTY)}
    return Tree(text, root) if root else None, sorted(faults, key=lambda fault: fault[1:5])


def _mended(text: str, lines: Lines) -> tuple[str, _Builder, list[Found]]:
    """The text as it could be read in the end, with place holders for what couldn't; what was
    built of it; and every fault on the way.
    """
    found: list[Found] = []
    for _ in range(max(2, min(REPEATS, _BUDGET // (len(text) + 1)))):
        builder = _Builder(lines)
        try:
            builder.read(text)
        except (ReaderError, UnicodeEncodeError):
            text, unprintable = printable(text)
            found += unprintable
            if unprintable:
                continue
        except yaml.MarkedYAMLError as error:
            broken, text, mended = diagnose(text, error, _last_event(text), lines)
            found.append(broken)
            if mended:
                continue
        break
    return text, builder, found + builder.found


def _last_event(text: str) -> Last:
    """The last piece that could be read before an error."""
    event: Any = None
    flows = [False]
    try:
        for event in yaml.parse(text, _Parser):
            if isinstance(event, SequenceStartEvent | MappingStartEvent):
                flows.append(bool(event.flow_style))
            elif isinstance(event, SequenceEndEvent | MappingEndEvent):
                flows.pop()
    except yaml.MarkedYAMLError:
        pass
    if event is None or event.start_mark is None:
        return Last(0, False)
    in_block = isinstance(event, ScalarEvent) and event.style in ("|", ">")
    return Last((event.end_mark if in_block else event.start_mark).index, flows[-1])


def plain(node: Node) -> Any:
    """The node as strings, lists and dicts. Of equal keys the first one counts."""
    if node.kind == "map":
        result: dict[str, Any] = {}
        for key, value in node.value:
            result.setdefault(key.value, plain(value))
        return result
    return [plain(item) for item in node.value] if node.kind == "list" else str(node.value)


# --- from events to a tree ------------------------------------------------------------------------


class _Level:
    """A list or a map that is being filled. A map has `seen` (its keys so far) and, between a
    key and its value, `key`.
    """

    __slots__ = ("items", "key", "kind", "seen", "start", "style")

    def __init__(self, kind: str, start: int, style: str) -> None:
        self.kind = kind
        self.start = start
        self.style = style
        self.items: list[Any] = []
        self.seen: dict[str, Node] | None = {} if kind == "map" else None
        self.key: Node | None = None

    def node(self, end: int) -> Node:
        """What was filled; a block ends where its last item does."""
        if self.style == "block":
            last = self.items[-1] if self.items else None
            end = self.start if last is None else last.end if self.kind == "list" else last[1].end
        return Node(self.kind, self.items, self.start, end, self.style)


class _Builder:
    """Makes the tree of one document: `read` raises what the YAML parser raises; `root` and
    `found` keep what came before.
    """

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.found: list[Found] = []
        self.root: Node | None = None
        self.level = _Level("list", 0, "block")
        self.stack: list[_Level] = []

    def read(self, text: str) -> None:
        # Nothing that is made here can be garbage, yet Python would look through all of it again
        # and again: twice the time.
        collecting = gc.isenabled()
        gc.disable()
        try:
            parser = _Parser(text)
            self._read(parser.get_event)
            parser.dispose()
        finally:
            if collecting:
                gc.enable()
            while self.stack:
                self._close(len(text))
            self.root = next(iter(self.level.items), None)

    def _read(self, next_event: Any) -> None:
        """The hot loop: scalars, which are nearly everything, are dealt with on the spot."""
        new, blocks = tuple.__new__, BLOCK_SCALARS
        while (event := next_event()) is not None:
            if type(event) is ScalarEvent:
                start: Any = event.start_mark
                end: Any = event.end_mark
                style = event.style or ""  # Python's own parser says None
                node = new(Node, ("scalar", event.value, start.index, end.index, style))
                if style in blocks:
                    node = node._replace(end=self._end(event))
                if event.anchor is not None or event.tag is not None:
                    self._refuse_marks(event)
                level = self.level
                if level.seen is None:
                    level.items.append(node)
                elif level.key is not None:
                    level.items.append((level.key, node))
                    level.key = None
                else:
                    self._take_key(level, level.seen, node)
            elif not self._structure(event):
                return

    def _end(self, event: Any) -> int:
        """Where the text of a block scalar ends: the parser counts the break of its last line,
        and what blanks follow.
        """
        start: int = event.start_mark.index
        whole = self.lines.text[start : event.end_mark.index]
        kept = "+" in whole.split("\n", 1)[0]
        breaks = [*BREAK.finditer(whole)]
        return start + (
            breaks[-1].start()
            if kept and breaks and breaks[-1].end() == len(whole)
            else len(whole.rstrip())
        )

    def _structure(self, event: Any) -> bool:
        """Whatever isn't a scalar; False when there is no sense in reading on."""
        kind = type(event)
        if kind is SequenceStartEvent or kind is MappingStartEvent:
            return self._open(event, "list" if kind is SequenceStartEvent else "map")
        if kind is SequenceEndEvent or kind is MappingEndEvent:
            self._close(event.end_mark.index)
        elif kind is AliasEvent:
            name, start = f"*{event.anchor}", event.start_mark.index
            message = (
                f"{name} is a YAML alias, which tables don't have: if it is a name, quote it, as"
                f" {show(name)}"
            )
            self.found.append(Found(start, "anchor", message))
            self._add(Node("scalar", name, start, event.end_mark.index))
        elif kind is DocumentStartEvent and self.level.items:
            message = (
                "a second document begins here: keep one in each file, and delete the line ---"
            )
            self.found.append(Found(event.start_mark.index, "document", message))
            return False
        return True

    def _open(self, event: Any, kind: str) -> bool:
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if len(self.stack) == DEPTH:
            self.found.append(Found(start, "depth", TOO_DEEP))
        self.stack.append(self.level)
        self.level = _Level(kind, start, "flow" if event.flow_style else "block")
        return len(self.stack) < _ABYSS

    def _close(self, end: int) -> None:
        node = self.level.node(end)
        self.level = self.stack.pop()
        self._add(node)

    def _add(self, node: Node) -> None:
        level = self.level
        if level.seen is None:
            level.items.append(node)
        elif level.key is not None:
            level.items.append((level.key, node))
            level.key = None
        elif node.kind == "scalar":
            level.key = node
        else:
            self.found.append(
                Found(
                    node.start,
                    "key",
                    f"a {node.kind} can't be a key: write the key as a plain word",
                )
            )
            level.key = node._replace(kind="scalar", value="?", style="")

    def _take_key(self, level: _Level, seen: dict[str, Node], key: Node) -> None:
        first = seen.setdefault(key.value, key)
        if first is not key:
            line, column = self.lines.place(first.start)
            message = (
                f"the key {show(key.value)} stands already in line {line}, column {column}: merge"
                " the two, or rename one"
            )
            self.found.append(Found(key.start, "duplicate-key", message))
        if key.value == "<<" and not key.style:
            message = "<< merges maps in YAML, which tables don't have: write out what is meant"
            self.found.append(Found(key.start, "merge-key", message))
        level.key = key

    def _refuse_marks(self, event: Any) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            self.found.append(
                Found(start, "anchor", f"&{event.anchor} is a YAML anchor{_FOREIGN.format('&')}")
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.found.append(
                Found(start, "tag", f"{show(tag)} is a YAML tag{_FOREIGN.format('!')}")
            )
