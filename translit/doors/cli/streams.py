"""What flows through the command line: names and text in; records out; and talk to whoever watches.

What comes from outside is never trusted with a terminal: control characters reach it only as
visible escapes.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from time import monotonic
from types import SimpleNamespace
from typing import Any, Self, TextIO, TypeVar
from unicodedata import category, east_asian_width

from translit.files.reading import LONGEST_LINE, PIECE, Layout, Line, opened
from translit.files.writing import inert, visible

BATCH = 1000
CLIP = 60  # columns of a cell of a table

T = TypeVar("T")


def lines(path: str, errors: str) -> Iterator[Line]:
    """The lines of a file of names; `errors` is "strict" or "replace", as for bytes.decode.

    Raises:
        TableError: the file can't be read to its end; so do `pieces` and `opened`.
    """
    with opened(path, errors) as file:
        yield from file.names()


def pieces(path: str, errors: str, size: int = PIECE) -> Iterator[str]:
    """Running text in pieces of at most `size` characters that together are the whole text."""
    with opened(path, errors) as file:
        yield from file.pieces(size)


def batches(items: Iterable[T], size: Callable[[T], int]) -> Iterator[list[T]]:
    """Runs of up to BATCH items, shorter where the items are large, so that a batch always fits
    in memory.
    """
    batch: list[T] = []
    weight = 0
    for item in items:
        batch.append(item)
        weight += size(item)
        if len(batch) == BATCH or weight > 4 * LONGEST_LINE:
            yield batch
            batch, weight = [], 0
    if batch:
        yield batch


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        2 if east_asian_width(c) in "WF" else category(c) not in ("Mn", "Me", "Cf") for c in text
    )


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
    """A value of a record as the text formats show it: nothing for None, three decimals for a
    score.
    """
    return "" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)


class Writer:
    """Writes records as lines of one format; the first line names the fields, except in jsonl and
    where `header` is False.

    jsonl holds each record whole; the other formats hold the `fields` alone. CSV and TSV are laid
    out as `layout` says.
    """

    def __init__(
        self,
        kind: str,
        fields: Sequence[str],
        *,
        header: bool = True,
        colour: bool = False,
        inert: bool = False,
        layout: Layout = Layout(),  # noqa: B008 (it is immutable)
    ) -> None:
        self.fields, self.colour = fields, colour
        # Whether cells of CSV and TSV that a spreadsheet would carry out get an apostrophe.
        self.inert = inert and kind in ("csv", "tsv")
        self.out: TextIO = sys.stdout
        self.terminal = self.out.isatty()
        self.widths = [0] * len(fields)
        self.pending = [list(fields)] if header and kind != "jsonl" else []
        self.parting, self.end, self.mark = layout
        self.layout = {"csv": self._csv, "tsv": self._tsv, "table": self._table}.get(kind)

    def write(self, records: Iterable[Record]) -> None:
        if self.layout:
            self.rows([cell(record[field]) for field in self.fields] for record in records)
        else:
            self._json(records)

    def rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write rows of text below the header, which comes with the first call."""
        ready, self.pending = [*self.pending, *rows], []
        if self.inert:
            ready = [[*map(inert, row)] for row in ready]
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

        # The writer quotes a carriage return only where its own line break has one; the output
        # ends its lines as it shall all the same.
        lines = SimpleNamespace(write=lambda line: self._line_out(line[:-2]))
        writer(lines, delimiter=self.parting).writerows(rows)

    def _tsv(self, rows: Iterable[Sequence[str]]) -> None:
        for row in rows:
            self._line_out("\t".join(map(_tsv_cell, row)))

    def _line_out(self, line: str) -> None:
        self.out.write(self.mark + line + self.end)
        self.mark = ""

    def _table(self, rows: Iterable[Sequence[str]]) -> None:
        shown = [[*(clipped(visible(c)) for c in row[:-1]), visible(row[-1])] for row in rows]
        for row in shown:
            self.widths = [max(old, width(c)) for old, c in zip(self.widths, row, strict=True)]
        self.out.writelines(self._line(row) for row in shown)

    def _line(self, row: Sequence[str]) -> str:
        padded = (
            self._coloured(c) + " " * (w - width(c)) for c, w in zip(row, self.widths, strict=True)
        )
        return "  ".join(padded).rstrip() + "\n"

    def _coloured(self, text: str) -> str:
        code = _COLOURS.get(text) if self.colour else None
        return f"\x1b[{code}m{text}\x1b[0m" if code else text


_COLOURS = {
    "EXACT": 32,
    "FUZZY": 36,
    "AMBIGUOUS": 33,
    "TOO_FAR": 31,
    "NO_CANDIDATE": 31,
    "REFUSED": 35,
}
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
    """How much is done, on a terminal's stderr only, from the first second on, and wiped at the
    end.

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
