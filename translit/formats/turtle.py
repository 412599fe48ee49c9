"""Turtle and N-Triples, statement by statement: what vocabularies in RDF are written in.

All of Turtle 1.1 is read, and with it N-Triples, which is a part of it. Of blank nodes nothing is kept but that they stand there:
what has no IRI has no ID. Nothing is held but the line, or the text of several lines, that is being read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from urllib.parse import urljoin

BLANK = "_:"  # stands for any blank node
DEEPEST = 50  # brackets within brackets; vocabularies need two or three
LONGEST_TEXT = 1 << 20  # characters of a text of several lines

Token = tuple[str, str, int, int]  # kind, text, line, column


class Literal(NamedTuple):
    """A text, and its language in small letters, or ""."""

    text: str
    language: str = ""


class Triple(NamedTuple):
    """A statement. Subjects, predicates and objects are IRIs, or BLANK; objects may be texts."""

    subject: str
    predicate: str
    object: str | Literal


class NotTurtle(Exception):
    """The text isn't Turtle: where, both counted from 1, and why."""

    def __init__(self, line: int, column: int, why: str) -> None:
        self.line, self.column, self.why = line, column, why
        super().__init__(why)


def triples(lines: Iterable[str]) -> Iterator[Triple]:
    """The statements of a text in Turtle or N-Triples, of which `lines` are the lines with their ends, in their order.

    Raises:
        NotTurtle: with the first place that can't be understood; what stands before it has been given by then.
    """
    return _Parser(lines).statements()


# --- tokens ----------------------------------------------------------------------------------------------------------

# The letters of names, as the grammar of Turtle lists them (PN_CHARS_BASE, and PN_CHARS beyond it).
_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff"
    "\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_SIGNS = rf"{_LETTERS}0-9_\-\u00b7\u0300-\u036f\u203f-\u2040"
_CODED = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"
_LOCAL = rf"(?:[{_LETTERS}0-9_:]|{_CODED})(?:\.*(?:[{_SIGNS}:]|{_CODED}))*"
_NO_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")
_TOKEN = re.compile(
    rf"""
      (?P<space>[ \t\r\n]+|\#.*)
    | <(?P<iri>(?:[^\x00-\x20<>"{{}}|^`\\]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*)>
    | (?P<long>\"\"\"|''')
    | "(?P<double>(?:[^"\\\r\n]|\\.)*)"
    | '(?P<single>(?:[^'\\\r\n]|\\.)*)'
    | @(?P<at>[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<node>_:[{_LETTERS}0-9_](?:[{_SIGNS}.]*[{_SIGNS}])?)
    | (?P<name>(?:[{_LETTERS}](?:[{_SIGNS}.]*[{_SIGNS}])?)?:(?:{_LOCAL})?)
    | (?P<number>[+-]?(?:[0-9]*\.[0-9]+|[0-9]+)(?:\.?[eE][+-]?[0-9]+)?)
    | (?P<word>[A-Za-z]+)
    | (?P<mark>\^\^|[.;,()\[\]])
    """,
    re.VERBOSE,
)
# As much of a line as belongs to a text of several lines.
_WITHIN = {mark * 3: re.compile(rf"(?:[^{mark}\\]|\\.|{mark}{mark}?(?!{mark}))*", re.DOTALL) for mark in "\"'"}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


def _tokens(lines: Iterable[str]) -> Iterator[Token]:
    """The tokens of a text: kind "iri", "text", "at", "node", "name", "number", "word" or "mark"; then one of kind "end"."""
    number, numbered = 0, enumerate(lines, 1)
    for number, line in numbered:
        at = 0
        while at < len(line):
            found = _TOKEN.match(line, at)
            if not found:
                raise NotTurtle(number, at + 1, "this is no Turtle: is the file whole, and of that format?")
            kind, column, at = str(found.lastgroup), at + 1, found.end()
            if kind == "long":
                start = number
                text, number, line, at = _long(found[0], number, line, at, numbered)  # noqa: PLW2901 (the text ends on a later line)
                yield "text", _plain(text, start, column), start, column
            elif kind in ("double", "single"):
                yield "text", _plain(found[kind], number, column), number, column
            elif kind == "iri":
                iri = _plain(found[kind], number, column)
                if _NO_IRI.search(iri):
                    raise NotTurtle(number, column, f"<{found[kind]}> holds what no IRI may hold: write it with a percent sign")
                yield kind, iri, number, column
            elif kind != "space":
                yield kind, found[kind], number, column
    yield "end", "", number + 1, 1


def _long(quote: str, number: int, line: str, at: int, numbered: Iterator[tuple[int, str]]) -> tuple[str, int, str, int]:
    """A text in three quotes; the number and the text of the line where it ends, and the place behind it."""
    start, pieces, length = number, list[str](), 0
    while True:
        end = _end(_WITHIN[quote], line, at)
        pieces.append(line[at:end])
        length += end - at
        if line.startswith(quote, end):
            return "".join(pieces), number, line, end + 3
        if end < len(line) or length > LONGEST_TEXT:
            raise NotTurtle(number, end + 1, f"this text, which begins in line {start}, can't be read: are its quotes closed?")
        number, line = next(numbered, (0, ""))
        at = 0
        if not number:
            raise NotTurtle(start, 1, "a text begins in this line and never ends: close its quotes")


def _end(pattern: re.Pattern[str], line: str, at: int) -> int:
    found = pattern.match(line, at)
    return found.end() if found else at


def _plain(text: str, line: int, column: int) -> str:
    """A text without its escapes."""
    if "\\" not in text:
        return text

    def char(found: re.Match[str]) -> str:
        if found[3] in _ESCAPED:
            return _ESCAPED[found[3]]
        code = int(found[1] or found[2] or "-1", 16)
        if not 0 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            raise NotTurtle(line, column, f"{found[0]} stands for no character: delete it, or write the character itself")
        return chr(code)

    return _ESCAPE.sub(char, text)


# --- statements ------------------------------------------------------------------------------------------------------

_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


class _Parser:
    """Reads statements off the tokens; `kind` and `text` are those of the next token."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.tokens = _tokens(lines)
        self.prefixes: dict[str, str] = {}
        self.base = ""
        self.step()

    def step(self) -> None:
        self.kind, self.text, self.line, self.column = next(self.tokens)

    def statements(self) -> Iterator[Triple]:
        while self.kind != "end":
            if self.kind == "at" or (self.kind == "word" and self.text.lower() in ("prefix", "base")):
                self.directive()
            elif self.is_mark("["):
                yield from self.about(self.thing(), may_end=True)
            else:
                yield from self.about(self.thing())

    def about(self, subject: str | Literal, *, may_end: bool = False) -> Iterator[Triple]:
        if isinstance(subject, Literal):
            raise self.wrong("a text can't be what a statement is about")
        if not (may_end and self.is_mark(".")):
            yield from self.predicates(subject, 0)
        self.mark(".")

    def directive(self) -> None:
        """`@prefix p: <iri> .`, `@base <iri> .`, or as SPARQL writes them, without @ and full stop."""
        dotted = self.kind == "at"
        word = self.text if dotted else self.text.lower()
        if word not in ("prefix", "base"):
            raise self.wrong(f"there is no directive @{self.text}")
        self.step()
        prefix = self.take("name", "a prefix") if word == "prefix" else ""
        if word == "prefix" and not prefix.endswith(":"):
            raise self.wrong("a prefix must end with a colon")
        iri = self.absolute(self.take("iri", "an IRI"))
        if word == "prefix":
            self.prefixes[prefix[:-1]] = iri
        else:
            self.base = iri
        if dotted:
            self.mark(".")

    def predicates(self, subject: str, depth: int) -> Iterator[Triple]:
        while True:
            predicate = self.predicate()
            yield Triple(subject, predicate, self.thing(depth))
            while self.is_mark(","):
                self.step()
                yield Triple(subject, predicate, self.thing(depth))
            if not self.is_mark(";"):
                return
            while self.is_mark(";"):
                self.step()
            if self.is_mark(".") or self.is_mark("]"):
                return

    def predicate(self) -> str:
        if self.kind == "word" and self.text == "a":
            self.step()
            return _RDF_TYPE
        thing = self.thing() if self.kind in ("iri", "name") else None
        if not isinstance(thing, str):
            raise self.wrong("an IRI must stand here, which says how subject and object are related")
        return thing

    def thing(self, depth: int = 0) -> str | Literal:
        """A subject or an object."""
        kind, text = self.kind, self.text
        if kind == "mark":
            return self.node(depth)
        if kind == "word" and text not in ("true", "false"):
            raise self.wrong(f"{text!r} is nothing that Turtle knows")
        if kind in ("at", "end"):
            raise self.wrong("something is missing here: is the file whole?")
        name = self.full(text) if kind == "name" else ""
        iri = self.absolute(text) if kind == "iri" else ""
        self.step()
        if kind == "text":
            return self.literal(text)
        return name or iri or (BLANK if kind == "node" else Literal(text))

    def literal(self, text: str) -> Literal:
        if self.kind == "at":
            language = self.text.lower()
            self.step()
            return Literal(text, language)
        if self.is_mark("^^"):
            self.step()
            self.predicate()
        return Literal(text)

    def node(self, depth: int) -> str:
        """A blank node in brackets, of which nothing is kept."""
        if depth == DEEPEST:
            raise self.wrong(f"brackets within brackets, more than {DEEPEST} deep")
        if self.is_mark("["):
            self.step()
            if not self.is_mark("]"):
                for _ in self.predicates(BLANK, depth + 1):
                    pass
            self.mark("]")
        else:
            self.mark("(")
            while not self.is_mark(")"):
                self.thing(depth + 1)
            self.step()
        return BLANK

    def full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        if prefix not in self.prefixes:
            raise self.wrong(f"no @prefix says what {prefix}: stands for")
        return self.prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)

    def absolute(self, iri: str) -> str:
        if _ABSOLUTE.match(iri):
            return iri
        if not self.base:
            raise self.wrong(f"<{iri}> is relative, and no @base says to what: add one")
        try:
            # urljoin forgets a # at the end, behind which a prefix goes on.
            return urljoin(self.base, iri) + "#" * iri.endswith("#")
        except ValueError as error:
            raise self.wrong(f"<{iri}> can't be an address ({error})") from None

    # one token

    def is_mark(self, text: str) -> bool:
        return self.kind == "mark" and self.text == text

    def mark(self, text: str) -> None:
        if not self.is_mark(text):
            raise self.wrong(f"{text} must stand here: is the statement before it whole?")
        self.step()

    def take(self, kind: str, what: str) -> str:
        text = self.text
        if self.kind != kind:
            raise self.wrong(f"{what} must stand here")
        self.step()
        return text

    def wrong(self, why: str) -> NotTurtle:
        return NotTurtle(self.line, self.column, why)
