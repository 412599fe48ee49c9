"""XML, element by element, by the parser that comes with Python.

Only one of the elements that are asked for is held at a time. A document type is refused, and so
are entities with it, which could stand for more than any memory holds, or for files of this
machine.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from xml.parsers import expat

from translit.files.reading import LONGEST_JSON
from translit.formats.reading import File

DEEPEST = 100  # elements within others; lists need a handful
_PIECE = 1 << 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Element:
    """An element: its name without a prefix, its attributes, its text and what is within it."""

    __slots__ = ("attributes", "elements", "line", "name", "pieces")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name, self.attributes, self.line = name, attributes, line
        self.elements: list[Element] = []
        self.pieces: list[str] = []

    def all(self, name: str) -> Iterator[Element]:
        """The elements of this name right within it."""
        return (each for each in self.elements if each.name == name)

    def text(self, *way: str) -> str:
        """The text of the first element of that name in it, and so on down the way; "" where
        there is none. Without a way its own.
        """
        if not way:
            return " ".join("".join(self.pieces).split())
        return next((each.text(*way[1:]) for each in self.all(way[0])), "")


class _NotWanted(Exception):
    """The file can't be read on: why, as a code and a message."""


def elements(file: File, wanted: Container[str], roots: Sequence[str]) -> Iterator[Element]:
    """The elements of some names, each whole and with what is within it.

    Args:
        file: what to read. Its faults are those of a file that is no XML, has a document type, or
            is another one than that of the format.
        wanted: the names of the elements, without prefixes.
        roots: the names that the outermost element may have, by which the format is known.
    """
    reader = _Reader(wanted, roots)
    try:
        while piece := file.read(_PIECE):
            reader.feed(piece)
            yield from reader.done()
        reader.parser.Parse(b"", True)
    except expat.ExpatError as error:
        why = f"this is no XML ({expat.ErrorString(error.code)}): is the file whole?"
        code = "encoding" if error.code == _NO_TOKEN and reader.first else "syntax"
        file.broken = True
        file.fault_at(error.lineno, error.offset + 1, code, why)
    except _NotWanted as error:
        file.broken = True
        where = reader.parser.CurrentLineNumber, reader.parser.CurrentColumnNumber + 1
        file.fault_at(*where, *error.args)
    yield from reader.done()


_NO_TOKEN = expat.errors.codes[expat.errors.XML_ERROR_INVALID_TOKEN]


class _Reader:
    """What the parser tells, as elements."""

    def __init__(self, wanted: Container[str], roots: Sequence[str]) -> None:
        self.wanted, self.roots, self.first = wanted, roots, True
        self.depth, self.size = 0, 0
        self._open: list[Element] = []
        self._done: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text

    def feed(self, piece: bytes) -> None:
        """Go on with a piece of the file."""
        if self.first and piece.startswith(_UTF16):
            raise _NotWanted("encoding", "the file is in UTF-16: save it as UTF-8")
        self.parser.Parse(piece, False)

    def done(self) -> Iterator[Element]:
        """The elements that are whole by now."""
        yield from self._done
        self._done.clear()

    def _doctype(self, *_: object) -> None:
        why = "the file has a document type (<!DOCTYPE), which lists of names have no use for"
        raise _NotWanted("doctype", f"{why}: delete it")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if self.first and local not in self.roots:
            what = f"the outermost element is {local[:100]}, not {' or '.join(self.roots)}"
            raise _NotWanted("format", f"{what}: is this a file of that format?")
        self.first = False
        self.depth += 1
        if self.depth > DEEPEST:
            raise _NotWanted("depth", "elements within elements, deeper than any list of names")
        if self._open or local in self.wanted:
            element = Element(local, attributes, self.parser.CurrentLineNumber)
            if self._open:
                self._open[-1].elements.append(element)
            self._open.append(element)
            self._held(100 + sum(map(len, attributes.values())))

    def _end(self, _: str) -> None:
        self.depth -= 1
        if self._open:
            element = self._open.pop()
            if not self._open:
                self._done.append(element)
                self.size = 0

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].pieces.append(text)
            self._held(len(text))

    def _held(self, size: int) -> None:
        self.size += size
        if self.size > LONGEST_JSON:
            raise _NotWanted("long", f"more than {LONGEST_JSON:,} characters in one element")
