"""YAML, read strictly: from the parser's event stream into a tree in which every scalar is the
string that was typed.

YAML's usual loaders turn `NO` into False and `012` into 10, keep the last of two equal keys in
silence, and one of them brings the interpreter down at 40,000 levels of nesting. Here `NO` stays
"NO", and whatever could surprise the writer of a table (equal keys, anchors, tags, merge keys, deep
nesting, a second document) is a Fault that says how to mend it.
"""

from __future__ import annotations

import gc
import re
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

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

from translit.files.tree import BLOCK_SCALARS, BREAK, Lines, Node, Tree
from translit.model.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

# Tables need four levels, rules five; who writes more has most likely slipped with the indentation.
DEPTH = 8
_TOO_DEEP = f"nested deeper than {DEPTH} levels: check the indentation and the brackets"
_ABYSS = 64  # libyaml takes quadratic time over deep brackets, so at this depth reading stops.
# How many times a file with syntax faults is mended and read again, to show its other faults too
# ...
_REPEATS = 50
_BUDGET = 20_000_000  # ... within this many characters read in all.
_SHOWN = 60  # As much of a text as a message shows.
_FOREIGN = ", which tables don't have: delete it or, if a name begins with {}, quote the whole name"
_Parser: Any = getattr(yaml, "CLoader", yaml.Loader)


class _Found(NamedTuple):
    """A fault, before its offset is told as a line and a column."""

    offset: int
    code: str
    message: str


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
    found: list[_Found] = []
    for _ in range(max(2, min(_REPEATS, _BUDGET // (len(text) + 1)))):
        builder = _Builder(lines)
        try:
            builder.read(text)
        except (ReaderError, UnicodeEncodeError):
            text, unprintable = _printable(text)
            found += unprintable
            if unprintable:
                continue
        except yaml.MarkedYAMLError as error:
            broken, text, mended = _diagnose(text, error, lines)
            found.append(broken)
            if mended:
                continue
        break
    root = builder.root
    faults = {
        Fault(path, *lines.place(each.offset), each.code, each.message)
        for each in (*found, *builder.found)
    }
    if root is None and not faults:
        faults = {
            Fault(
                path,
                0,
                0,
                "empty",
                "the file holds nothing but blanks and comments: write a table, or delete the file",
            )
        }
    return Tree(text, root) if root else None, sorted(faults, key=lambda fault: fault[1:5])


def plain(node: Node) -> Any:
    """The node as strings, lists and dicts. Of equal keys the first one counts."""
    if node.kind == "map":
        result: dict[str, Any] = {}
        for key, value in node.value:
            result.setdefault(key.value, plain(value))
        return result
    return [plain(item) for item in node.value] if node.kind == "list" else str(node.value)


def show(text: str) -> str:
    """The text in quotes, on one line and not too long; what can't be seen is written as an
    escape.
    """
    mark = "'" if '"' in text[:_SHOWN] else '"'
    return f"{mark}{bare(text)}{mark}"


def bare(text: str) -> str:
    """The text as `show` shows it, without the quotes: for IDs and keys."""
    short = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short)


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
        self.found: list[_Found] = []
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
            self.found.append(_Found(start, "anchor", message))
            self._add(Node("scalar", name, start, event.end_mark.index))
        elif kind is DocumentStartEvent and self.level.items:
            message = (
                "a second document begins here: keep one in each file, and delete the line ---"
            )
            self.found.append(_Found(event.start_mark.index, "document", message))
            return False
        return True

    def _open(self, event: Any, kind: str) -> bool:
        start = event.start_mark.index
        if event.anchor is not None or event.tag is not None:
            self._refuse_marks(event)
        if len(self.stack) == DEPTH:
            self.found.append(_Found(start, "depth", _TOO_DEEP))
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
                _Found(
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
            self.found.append(_Found(key.start, "duplicate-key", message))
        if key.value == "<<" and not key.style:
            message = "<< merges maps in YAML, which tables don't have: write out what is meant"
            self.found.append(_Found(key.start, "merge-key", message))
        level.key = key

    def _refuse_marks(self, event: Any) -> None:
        start = event.start_mark.index
        if event.anchor is not None:
            self.found.append(
                _Found(start, "anchor", f"&{event.anchor} is a YAML anchor{_FOREIGN.format('&')}")
            )
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.found.append(
                _Found(start, "tag", f"{show(tag)} is a YAML tag{_FOREIGN.format('!')}")
            )


# --- what to say about broken YAML ----------------------------------------------------------------

# What libyaml's reader refuses: control characters and lone surrogates.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLACE = r"(?:^|(?<=[\s\[{,]))"  # where a value may begin
_TO_QUOTE = re.compile(
    _PLACE
    + r"""(?:(?P<open>'(?![^'\n]*(?:''[^'\n]*)*'[ \t]*(?:[,\]}:\#]|\r?$))"""
    + r"""|"(?![^"\\\n]*(?:\\.[^"\\\n]*)*"[ \t]*(?:[,\]}:\#]|\r?$)))"""
    + r"""|(?P<sign>[@`%*&!]|[|>](?![-+0-9]*[ \t]*(?:\#.*)?\r?$))"""
    + r"""|(?P<bracket>\[[^\]\n]*\](?=[ \t]*[^\s,\]}:\#])|\{[^}\n]*\}(?=[ \t]*[^\s,\]}:\#])))""",
    re.MULTILINE,
)
_BEFORE_COLON = re.compile(r"(?:^|: |[\[{,]|- |\? )[ \t]*(?P<scalar>[^\s\[{,][^\n:]*)$")
_SCALAR_END = {True: re.compile(r"[,\]}\r\n]|[ \t]#"), False: re.compile(r"[\r\n]|[ \t]#")}


def _printable(text: str) -> tuple[str, list[_Found]]:
    """The text with a place holder for each character that YAML can't hold, and a fault for each
    (the first 50 of them).
    """
    found = islice(_UNPRINTABLE.finditer(text), _REPEATS)
    faults = [
        _Found(
            each.start(),
            "character",
            f"the character U+{ord(each[0]):04X} can't stand in YAML: delete it",
        )
        for each in found
    ]
    return _UNPRINTABLE.sub("\ufffd", text), faults


def _diagnose(text: str, error: yaml.MarkedYAMLError, lines: Lines) -> tuple[_Found, str, bool]:
    """The fault behind an error of the YAML parser, the text with a place holder where the fault
    lay, and whether it has one.
    """
    mark = error.problem_mark or error.context_mark
    index = len(text) if mark is None else min(mark.index, len(text))
    start, in_flow = _last_event(text)
    for at, length, why in _suspects(text, start, index, str(error.problem)):
        shown = text[
            at : at
            + length
            + _scalar_length(text, at + length, in_flow or _open_bracket(text, start, at))
        ].rstrip()
        how = f", as {_quoted(shown)}" if shown.isprintable() and len(shown) <= _SHOWN else ""
        return (
            _Found(at, "quote", f"{show(shown)} {why}: quote it{how}"),
            _mended(text, at, length, "colon" in why),
            True,
        )
    return _generic(text, error, index, lines), text, False


def _last_event(text: str) -> tuple[int, bool]:
    """Where the last piece begins that could be read before the error, and whether it lies
    inside [ ] or { }.
    """
    event: Any = None
    flows = [False]
    try:
        for event in _events(text):
            if isinstance(event, SequenceStartEvent | MappingStartEvent):
                flows.append(bool(event.flow_style))
            elif isinstance(event, SequenceEndEvent | MappingEndEvent):
                flows.pop()
    except yaml.MarkedYAMLError:
        pass
    if event is None or event.start_mark is None:
        return 0, False
    in_block = isinstance(event, ScalarEvent) and event.style in ("|", ">")
    return (event.end_mark if in_block else event.start_mark).index, flows[-1]


def _events(text: str) -> Iterator[Any]:
    return yaml.parse(text, _Parser)


def _suspects(text: str, start: int, index: int, problem: str) -> Iterator[tuple[int, int, str]]:
    """Names that should have been quoted, between the last good piece and the error: (index,
    length of the sign, why).
    """
    start = (
        max(text.rfind("\n", 0, start) + 1, 0) if text[start : start + 1] not in "\"'" else start
    )
    end = (text.find("\n", index) + 1 or len(text) + 1) - 1
    if problem.startswith("mapping values are not allowed"):
        line = max(text.rfind("\n", 0, index) + 1, 0)
        if (found := _BEFORE_COLON.search(text[line:index])) is not None:
            at = line + found.start("scalar")
            yield at, index - at, 'holds a colon and a space (": "), which YAML takes for a key'
    for found in _TO_QUOTE.finditer(text, start, end):
        if text.count("#", text.rfind("\n", 0, found.start()) + 1, found.start()) == 0:
            yield found.start(), len(found[0]), _why(found)


def _why(found: re.Match[str]) -> str:
    if found["open"]:
        return (
            f"begins with a quotation mark ({found[0]}) that YAML takes for the start of a quoted"
            " text"
        )
    return f"begins with {found[0][0]}, which means something else in YAML"


def _open_bracket(text: str, start: int, at: int) -> bool:
    return any(
        text.count(opening, start, at) > text.count(closing, start, at)
        for opening, closing in ("[]", "{}")
    )


def _scalar_length(text: str, at: int, in_flow: bool) -> int:
    found = _SCALAR_END[in_flow].search(text, at)
    return (found.start() if found else len(text)) - at


def _quoted(text: str) -> str:
    """The text as YAML wants it quoted: in double quotes where that needs no escapes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _mended(text: str, at: int, length: int, colon: bool) -> str:
    """The text with letters in place of the signs that broke it; as long as before, so that
    columns stay right.
    """
    middle = re.sub(r"[\[\]{}:'\"@`%*&!|>,]", "_", text[at : at + length + colon])
    return text[:at] + middle + text[at + len(middle) :]


def _generic(text: str, error: yaml.MarkedYAMLError, index: int, lines: Lines) -> _Found:
    """The fault behind an error that no quotation marks would mend."""
    started = error.context_mark
    if "nesting depth" in str(
        error.problem
    ):  # libyaml 0.2.6 and later give up by themselves, ahead of the events
        return _Found(index, "depth", _TOO_DEEP)
    if text[index : index + 1] == "\t":
        return _Found(index, "syntax", "a tab stands where YAML wants spaces: indent with spaces")
    if started is not None and "flow" in (error.context or ""):
        opening = text[started.index : started.index + 1]
        comment = (
            " (a # behind a blank begins a comment)" if " #" in text[started.index : index] else ""
        )
        where = f"before line {lines.place(index)[0]}{comment}"
        message = (
            f"what begins here with {opening} isn't closed, or lacks a comma, {where}: close it, or"
            " add the comma"
        )
        return _Found(min(started.index, len(text)), "syntax", message)
    since = (
        f" ({error.context} that begins in line {started.line + 1})" if started is not None else ""
    )
    advice = "check the indentation, the quotes and the brackets here and in the line above"
    return _Found(index, "syntax", f"{error.problem or 'this is not YAML'}{since}: {advice}")
