"""RDF, statement by statement: Turtle, N-Triples, N-Quads, RDF/XML and JSON-LD, parsed by
pyoxigraph.

pyoxigraph bounds neither how deep things nest nor how long one is, and ends the whole process when
memory does; of RDF/XML it takes half a file for a whole one and tells no places. So all that it
reads is looked at first: `_Brackets` counts brackets, and `_Elements` has Python's own parser of
XML go ahead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from translit.files.reading import LONGEST_JSON, LONGEST_LINE
from translit.files.writing import show
from translit.formats import suffix
from translit.formats.reading import File
from translit.model.errors import MissingExtra

if TYPE_CHECKING:
    import pyoxigraph

BLANK = "_:"  # how blank nodes begin, and nothing else
NOWHERE = (
    "translit-relative://x/"  # how IRIs begin that are relative, and the file says not to what
)
DEEPEST = 100  # brackets or elements within others; vocabularies need a handful
LONGEST_STATEMENT = 1 << 24  # bytes
_SHORT = 1 << 14  # bytes of a statement that are handed on line by line
_SHOWN = 200  # characters of what pyoxigraph finds wrong


class Literal(NamedTuple):
    """A text, and its language in small letters, or ""."""

    text: str
    language: str = ""


class Triple(NamedTuple):
    """A statement. What is no text is an IRI or, with BLANK before it, a blank node."""

    subject: str
    predicate: str
    object: str | Literal


class NotRdf(Exception):
    """A file can't be read on: where, both counted from 1, and why."""

    def __init__(self, line: int, column: int, why: str) -> None:
        self.line, self.column, self.why = line, column, why
        super().__init__(why)


def triples(file: File, wanted: Container[str]) -> Iterator[Triple]:
    """The statements of a file whose predicates are wanted.

    The first place that can't be understood is a fault, and the last that is read. Signs that no
    IRI may hold are let pass: dumps are full of addresses that nobody asked for.

    Raises:
        MissingExtra: pyoxigraph isn't installed.
    """
    try:
        for quad in _quads(file):
            if (predicate := quad.predicate.value) in wanted:
                yield Triple(_node(quad.subject), predicate, _term(quad.object))
    except NotRdf as error:
        if not file.broken:  # else the fault that broke it has been told
            file.fault_at(error.line, error.column, "syntax", error.why)


def _quads(file: File) -> Iterator[pyoxigraph.Quad]:
    """All statements of a file.

    Raises:
        NotRdf: with the first place that can't be understood.
        MissingExtra: pyoxigraph isn't installed.
    """
    try:
        from pyoxigraph import RdfFormat, parse
    except ModuleNotFoundError:
        message = "reading RDF needs pyoxigraph: pip install 'translit-normaliser[rdf]'"
        raise MissingExtra(message) from None
    form: RdfFormat = getattr(RdfFormat, _format(file))
    feed = _Feed(file, form.name)
    try:
        # Blank nodes are renamed: what a label means ends with its file.
        how = {"base_iri": NOWHERE, "rename_blank_nodes": True, "lenient": True}
        for quad in parse(feed, form, **how):  # type: ignore[arg-type]
            feed.since = 0
            yield quad
    except SyntaxError as error:
        reason = re.sub("^Parser error .*?: ", "", error.msg)[:_SHOWN]
        shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in reason)
        why = f"this is no {form.name} ({shown}): is the file whole, and of that format?"
        raise NotRdf(error.lineno or file.number, error.offset or 1, why) from None
    except MemoryError:  # a text passed a bound of pyoxigraph's own
        raise feed.too_long() from None


def _node(node: object) -> str:
    """A subject, or an object that is no text."""
    from pyoxigraph import BlankNode, NamedNode

    if isinstance(node, NamedNode):
        return node.value
    return BLANK + node.value if isinstance(node, BlankNode) else BLANK


def _term(term: object) -> str | Literal:
    from pyoxigraph import Literal as Text

    if isinstance(term, Text):
        return Literal(term.value, (term.language or "").lower())  # it lowers some notations' only
    return _node(term)


# --- notations ------------------------------------------------------------------------------------

# The end of a file's name -> its notation, as pyoxigraph calls it.
_SUFFIXES = {
    ".ttl": "TURTLE",
    ".nt": "N_TRIPLES",
    ".nq": "N_QUADS",
    ".rdf": "RDF_XML",
    ".xml": "RDF_XML",
    ".owl": "RDF_XML",
    ".jsonld": "JSON_LD",
    ".json": "JSON_LD",
}
_XML = re.compile(r"\s*<(?:[?!]|rdf:)")
_JSON = re.compile(r"\s*(?:\{|\[\s*(?:\{|$))")  # in Turtle, too, a bracket may come first


def _format(file: File) -> str:
    """The notation of a file, by the end of its name, else by what its first line begins with."""
    if told := _SUFFIXES.get(suffix(file.path)):
        return told
    first = file.first()
    return "RDF_XML" if _XML.match(first) else "JSON_LD" if _JSON.match(first) else "TURTLE"


# --- what is read, looked at first ----------------------------------------------------------------


class _Feed:
    """A file as pyoxigraph reads it; `since` counts the bytes since the last statement.

    The file goes line by line, so that a statement is where the file is. Of a long statement the
    pieces double, as all of it is gone through again with each.
    """

    def __init__(self, file: File, notation: str) -> None:
        self.since = 0
        self._file, self._piece = file, BytesIO()
        markup = notation == "RDF/XML"
        lines = file.lines(LONGEST_JSON if markup or notation == "JSON-LD" else LONGEST_LINE)
        self._pieces = self._looked_at(lines, _Elements().look if markup else _Brackets().look)

    def read(self, size: int) -> bytes:
        """At most so many bytes; none at the end.

        Raises:
            NotRdf: it nests too deep, or a statement is too long.
        """
        raw = self._piece.read(size)
        if not raw:
            self._piece = BytesIO(next(self._pieces, b""))
            raw = self._piece.read(size)
        self.since += len(raw)
        if self.since > LONGEST_STATEMENT:
            raise self.too_long()
        return raw

    def too_long(self) -> NotRdf:
        why = f"more than {LONGEST_STATEMENT:,} bytes say nothing: make N-Triples of the file"
        return NotRdf(self._file.number, 1, why)

    def _looked_at(self, lines: Iterator[str], look: Callable[[str], None]) -> Iterator[bytes]:
        for piece in self._joined(lines):
            look(piece)
            yield piece.encode()
        look("")

    def _joined(self, lines: Iterator[str]) -> Iterator[str]:
        held, length = list[str](), 0
        for line in lines:
            held.append(line)
            length += len(line)
            if self.since < _SHORT or length >= self.since:
                yield "".join(held)
                held, length = [], 0
        if held:
            yield "".join(held)


_BRACKET = re.compile(r"""[\[\](){}]|<<|>>|\"""|\'\'\'""")
# Brackets, and what may hold some that are none; of texts in three quotes, these.
_PART = re.compile(
    r"""
      \""" | \'\'\'
    | "(?:[^"\\\n]++|\\.)*+" | '(?:[^'\\\n]++|\\.)*+'
    | <[^\s<>"{}|^`]*+>
    | \\. | \#.*
    | << | >> | [\[\](){}]
    """,
    re.VERBOSE,
)
_WITHIN = {quotes: re.compile(rf"\\.|{quotes}") for quotes in ('"""', "'''")}


class _Brackets:
    """Counts the brackets of Turtle, its kin and JSON that are open."""

    def __init__(self) -> None:
        self.line, self.open = 1, 0
        self.quotes = ""  # those of the text of several lines that is being read

    def look(self, piece: str) -> None:
        """Go on with a piece of a file: whole lines.

        Raises:
            NotRdf: too many are open.
        """
        place = 0 if self.quotes or _BRACKET.search(piece) else len(piece)
        while found := (_WITHIN[self.quotes] if self.quotes else _PART).search(piece, place):
            part, place = found[0], found.end()
            if part in _WITHIN:
                self.quotes = "" if self.quotes else part
            elif part in ("[", "(", "{", "<<"):
                self.open += 1
            elif part in ("]", ")", "}", ">>"):
                self.open -= 1
            if self.open > DEEPEST:
                before = piece[: found.start()]
                line = self.line + before.count("\n")
                raise _too_deep(line, len(before) - before.rfind("\n"), "brackets within brackets")
        self.line += piece.count("\n")


class _Elements:
    """Has the parser of XML that comes with Python read the file, which bounds what entities may
    do.

    pyoxigraph writes out entities where they are declared, so none may stand for others.
    """

    def __init__(self) -> None:
        self.open = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.EntityDeclHandler = self._entity

    def look(self, piece: str) -> None:
        """Go on with a piece of a file; "" is its end.

        Raises:
            NotRdf: it is no XML, or too many elements are open.
        """
        try:
            self.parser.Parse(piece, not piece)
        except expat.ExpatError as error:
            why = f"this is no XML ({expat.ErrorString(error.code)}): is the file whole?"
            raise NotRdf(error.lineno, error.offset + 1, why) from None

    def _start(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 (all come)
        self.open += 1
        if self.open > DEEPEST:
            place = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
            raise _too_deep(*place, "elements within elements")

    # The parser hands over an argument that nothing is done with, as above.
    def _entity(
        self,
        name: str,
        parameter: bool,
        value: str | None,
        *where: str | None,  # noqa: ARG002
    ) -> None:
        if value is None or "&" in value or parameter:
            why = f"the entity {show(name)} isn't a plain text: write that where the entity stands"
            raise NotRdf(self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1, why)

    def _end(self, name: str) -> None:  # noqa: ARG002 (as above)
        self.open -= 1


def _too_deep(line: int, column: int, what: str) -> NotRdf:
    return NotRdf(line, column, f"{what}, more than {DEEPEST} deep: is this a vocabulary?")
