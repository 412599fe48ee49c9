"""What flows through the command line: names, rows and text in; records out; and talk to whoever watches.

Everything is read piece by piece and in bounded memory, whatever the length of a file or of one line in it. What comes
from outside is never trusted with a terminal: control characters reach it only as visible escapes.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from time import monotonic
from types import SimpleNamespace
from typing import Any, BinaryIO, NamedTuple, Self, TextIO, TypeVar
from unicodedata import category, east_asian_width

from translit.errors import TranslitError
from translit.yaml.writing import visible

STDIN = "-"
LINE_LIMIT = 1 << 16  # bytes of a line of names: no name is a tenth as long
ROW_LIMIT = 1 << 20  # bytes of a line of CSV, which may hold a polygon beside the name
PIECE = 1 << 18  # characters of running text that are scanned at once
BATCH = 1000
CLIP = 60  # columns of a cell of a table

T = TypeVar("T")


class Line(NamedTuple):
    """One line with its own line break, and its place (file:number); `whole` is False when only the beginning of a long line was kept."""

    place: str
    text: str
    whole: bool


@contextmanager
def opened(path: str) -> Iterator[BinaryIO]:
    """The bytes of a file, or of standard input for "-"."""
    if path == STDIN:
        yield sys.stdin.buffer
    else:
        with open(path, "rb") as stream:  # noqa: PTH123 (a Path turns "" into ".")
            yield stream


def title(path: str) -> str:
    return "standard input" if path == STDIN else path


def lines(path: str, errors: str, limit: int = LINE_LIMIT) -> Iterator[Line]:
    """Each line of a UTF-8 file, at most `limit` bytes of it.

    `errors` is "strict" or "replace", as for bytes.decode; strict raises TranslitError at the first bad byte.
    """
    with opened(path) as stream:
        for number, raw in enumerate(iter(lambda: stream.readline(limit + 2), b""), 1):
            place, whole = f"{title(path)}:{number}", raw.endswith(b"\n") or len(raw) <= limit
            if not whole:
                _skip_line(stream, raw, limit)
            text = raw.removeprefix(codecs.BOM_UTF8) if number == 1 else raw
            yield Line(place, _decoded(text, errors if whole else "replace", place), whole)


def _skip_line(stream: BinaryIO, raw: bytes, limit: int) -> None:
    while raw and not raw.endswith(b"\n"):
        raw = stream.readline(limit)


def _decoded(raw: bytes, errors: str, place: str) -> str:
    try:
        return raw.decode("utf-8", errors)
    except UnicodeDecodeError as error:
        raise TranslitError(_not_utf8(place, error.start + 1, raw[error.start])) from None


def _not_utf8(place: str, byte: int, value: int) -> str:
    return f"{place}: byte {byte} (0x{value:02x}) is not UTF-8; save the file as UTF-8, or read on with --errors replace"


def pieces(path: str, errors: str, size: int = PIECE) -> Iterator[str]:
    """Running text in pieces of at most `size` characters that together are the whole text.

    A piece ends where a name is least likely to be cut: after a blank line, else a line, else a word.
    """
    with opened(path) as stream:
        decoder = codecs.getincrementaldecoder("utf-8-sig")(errors)
        rest, done = "", 0
        while raw := stream.read(size - len(rest)):
            rest += _decoded_part(decoder, raw, done, title(path))
            done += len(raw)
            while len(rest) >= size:
                end = _last_break(rest)
                yield rest[:end]
                rest = rest[end:]
        yield rest + _decoded_part(decoder, b"", done, title(path))


def _decoded_part(decoder: codecs.IncrementalDecoder, raw: bytes, done: int, name: str) -> str:
    """The next bytes as text; `done` bytes came before them."""
    try:
        return decoder.decode(raw, final=not raw)
    except UnicodeDecodeError as error:
        left = len(error.object) - error.start
        raise TranslitError(_not_utf8(name, done + len(raw) - left + 1, error.object[error.start])) from None


def table_rows(path: str, errors: str) -> tuple[str, Iterator[list[str]]]:
    """What a file of rows is ("csv" or "tsv", by its name, else by a tab in its first line), and its rows.

    A blank line is a row without cells. Raises TranslitError for broken quotes and for lines over ROW_LIMIT bytes.
    """
    texts = map(_whole, lines(path, errors, ROW_LIMIT))
    first = next(texts, "")
    name = path.lower()
    tabs = name.endswith((".tsv", ".tab")) or ("\t" in first and not name.endswith(".csv"))
    rest = chain([first] if first else [], texts)
    return ("tsv", map(_tsv_row, rest)) if tabs else ("csv", _csv_rows(title(path), rest))


def column(header: Sequence[str], name: str, path: str) -> int:
    """The place of a column of that name; raises TranslitError where there is none, or several."""
    found = header.count(name)
    if found != 1:
        trouble = "several columns" if found else "no column"
        raise TranslitError(f"{path}:1: {trouble} {name!r}; the columns are: {', '.join(header) or '(the file is empty)'}")
    return header.index(name)


def _whole(line: Line) -> str:
    if not line.whole:
        raise TranslitError(f"{line.place}: a line of more than {ROW_LIMIT:,} bytes; this is no table of names")
    return line.text


def _tsv_row(text: str) -> list[str]:
    bare = text.rstrip("\r\n")
    return bare.split("\t") if bare else []


def _csv_rows(name: str, texts: Iterable[str]) -> Iterator[list[str]]:
    import csv

    csv.field_size_limit(ROW_LIMIT)
    rows = csv.reader(texts, strict=True)  # strict, or an unclosed quote would swallow the rows after it in silence
    try:
        yield from rows
    except csv.Error as error:
        raise TranslitError(f"{name}:{rows.line_num}: broken CSV: {error}") from None


def _last_break(text: str) -> int:
    """Where to cut: the last break of the best kind in the second half of the text, or its end when there is none.

    No name reaches beyond the first seven.
    """
    for mark in ("\n\n", "\r\n\r\n", ".\n", ". ", "。", ", ", "، ", "\n", " ", "\t", "\u3000"):
        if (found := text.rfind(mark, len(text) // 2)) >= 0:
            return found + len(mark)
    return len(text)


def batches(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Runs of up to BATCH items, shorter where the items are large, so that a batch always fits in memory."""
    batch: list[T] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += size(item)
        if len(batch) == BATCH or weight > 4 * ROW_LIMIT:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(2 if east_asian_width(c) in "WF" else category(c) not in ("Mn", "Me", "Cf") for c in text)


def clipped(text: str, columns: int = CLIP) -> str:
    """The text, or as much of it as fits before an ellipsis."""
    if len(text) <= columns // 2 or width(text) <= columns:
        return text
    end = columns - 1
    while width(text[:end]) >= columns:
        end -= 1
    return text[:end] + "…"


Record = Mapping[str, Any]


def cell(value: object) -> str:
    """A value of a record as the text formats show it: nothing for None, three decimals for a score."""
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


class Writer:
    """Writes records as lines of one format; the first line names the fields, except in jsonl and where `header` is False.

    jsonl holds each record whole; the other formats hold the `fields` alone.
    """

    def __init__(self, kind: str, fields: Sequence[str], *, header: bool = True, colour: bool = False) -> None:
        self.fields, self.colour = fields, colour
        self.out: TextIO = sys.stdout
        self.terminal = self.out.isatty()
        self.widths = [0] * len(fields)
        self.pending = [list(fields)] if header and kind != "jsonl" else []
        self.layout = {"csv": self._csv, "tsv": self._tsv, "table": self._table}.get(kind)

    def write(self, records: Iterable[Record]) -> None:
        if self.layout:
            self.rows([cell(record[field]) for field in self.fields] for record in records)
        else:
            self._json(records)

    def rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows of text below the header, which comes with the first call."""
        ready, self.pending = [*self.pending, *rows], []
        if self.layout:
            self.layout([[visible(c) for c in row] for row in ready] if self.terminal else ready)
        self.out.flush()

    def finish(self) -> None:
        """Write the header where no record did."""
        if self.pending:
            self.rows([])

    def _json(self, records: Iterable[Record]) -> None:
        from json import dumps

        for record in records:
            text = dumps(record, ensure_ascii=False)
            self.out.write((visible(text) if self.terminal else text) + "\n")
        self.out.flush()

    def _csv(self, rows: Iterable[Sequence[str]]) -> None:
        from csv import writer

        # The writer quotes a carriage return only where its own line break has one; the output keeps to \n all the same.
        writer(SimpleNamespace(write=lambda line: self.out.write(line[:-2] + "\n"))).writerows(rows)

    def _tsv(self, rows: Iterable[Sequence[str]]) -> None:
        self.out.writelines("\t".join(map(_tsv_cell, row)) + "\n" for row in rows)

    def _table(self, rows: Iterable[Sequence[str]]) -> None:
        shown = [[*(clipped(visible(c)) for c in row[:-1]), visible(row[-1])] for row in rows]
        for row in shown:
            self.widths = [max(old, width(c)) for old, c in zip(self.widths, row, strict=True)]
        self.out.writelines(self._line(row) for row in shown)

    def _line(self, row: Sequence[str]) -> str:
        padded = (self._coloured(c) + " " * (w - width(c)) for c, w in zip(row, self.widths, strict=True))
        return "  ".join(padded).rstrip() + "\n"

    def _coloured(self, text: str) -> str:
        code = _COLOURS.get(text) if self.colour else None
        return f"\x1b[{code}m{text}\x1b[0m" if code else text


_COLOURS = {"EXACT": 32, "FUZZY": 36, "AMBIGUOUS": 33, "TOO_FAR": 31, "NO_CANDIDATE": 31, "REFUSED": 35}
_TSV = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _tsv_cell(text: str) -> str:
    """TSV knows no quotes: a tab or a line break inside a cell becomes a visible escape."""
    return text.translate(_TSV)


def show(text: str, end: str = "\n") -> None:
    """Text of several lines, and tabs in them, on stdout, made safe where that is a terminal."""
    safe = (part if part in "\n\t" else visible(part) for part in re.split("([\n\t])", text))
    sys.stdout.write(("".join(safe) if sys.stdout.isatty() else text) + end)
    sys.stdout.flush()


def say(message: str) -> None:
    """One line of talk, on stderr, written at once: several threads may talk."""
    sys.stderr.write("translit: " + "\n".join(map(visible, message.split("\n"))) + "\n")


class Progress:
    """How much is done, on a terminal's stderr only, from the first second on, and wiped at the end.

    Where the records themselves go to the terminal they are progress enough.
    """

    def __init__(self, what: str, *, alone: bool = False) -> None:
        """`alone`: no records go to stdout."""
        self.what, self.done, self.shown = what, 0, False
        self.start = monotonic()
        self.wanted = sys.stderr.isatty() and (alone or not sys.stdout.isatty())

    def __enter__(self) -> Self:
        return self

    def add(self, count: int) -> None:
        self.done += count
        if self.wanted and monotonic() - self.start > 1:
            self.shown = True
            print(f"\r{self.done:,} {self.what}", end="", file=sys.stderr, flush=True)

    def __exit__(self, *_: object) -> None:
        if self.shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
