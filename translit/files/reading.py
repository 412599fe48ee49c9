r"""Files read strictly, as a stream of lines, rows or pieces in bounded memory; what can't be read
is a fault with its place.

Several files are streamed like this, and the `with` is left by a TableError if anything was wrong:

    with Reading(paths) as reading:
        for file in reading:
            for row in file.rows("\t"):
                ...
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO, Generic, NamedTuple, Self, TypeVar

from translit.files.whole import not_utf8, require_regular, unreadable
from translit.model.errors import Fault, TableError, TranslitError
from translit.model.given import meant

STDIN = "-"
# Bytes of a line of names: no name is a tenth as long.
LONGEST_NAME = 1 << 16
# Bytes of any other line: a row of CSV may hold a polygon beside the name.
LONGEST_LINE = 1 << 20
# Bytes of one line of JSON, and of a file of JSON that is read as a whole. The longest entities of
# Wikidata take some megabytes.
LONGEST_JSON = 1 << 26
# How the names of workbooks end, whose sheets are read as rows (files/workbook.py).
WORKBOOKS = (".xlsx", ".xlsm", ".ods")
# A cell of CSV with quotes around it.
_QUOTED = re.compile(r'"[^"]*"')
# Characters of running text that are read at once.
PIECE = 1 << 18
# So many faults are told; who has more has made one mistake many times.
MOST_FAULTS = 50


def title(path: str) -> str:
    """What a path is called in talk."""
    return "standard input" if path == STDIN else path


class Line(NamedTuple):
    """One line with its own line break, and its place (file:number); `whole` is False when only
    the beginning of a long line was kept.
    """

    place: str
    text: str
    whole: bool


class Layout(NamedTuple):
    """How a table is laid out: what parts its cells, what ends its rows, and the mark of byte order
    before it, or "".
    """

    parting: str = ","
    end: str = "\n"
    mark: str = ""


class File:
    """One of the files: `path` as faults name it, `number` of the last line that was read,
    `broken` when it couldn't be read to its end.
    """

    def __init__(self, reading: Reading[Any], path: str, stream: BinaryIO) -> None:
        self.reading, self.path, self.stream = reading, path, stream
        self.number, self.broken = 0, False
        self._ahead = b""  # what was looked at, and is still to be read
        self._raw: list[str] = []  # the lines of the row that is being read
        # Which sheet of a workbook is read, or how well one fits that is; else the first one.
        self.sheet: str | Callable[[Sequence[str]], int] | None = None
        self._parting: str | None = None  # between its cells; None for a line of another kind

    # what is in it

    def lines(self, longest: int = LONGEST_LINE) -> Iterator[str]:
        """The lines of the file, each with its line break."""
        for text in self._lines(longest):
            yield text
            self._raw.clear()

    def names(self) -> Iterator[Line]:
        """The lines of the file; of one that is too long for a name its beginning."""
        while raw := self._line(LONGEST_NAME + 2):
            self.number += 1
            whole = _is_whole(raw, LONGEST_NAME)
            rest = raw
            while not whole and rest and not rest.endswith(b"\n"):
                rest = self.stream.readline(LONGEST_NAME)
            text = self._decoded(raw, self.reading.errors if whole else "replace")
            if text is None:
                return
            yield Line(f"{self.path}:{self.number}", text, whole)

    def rows(self, parting: str) -> Iterator[list[str]]:
        """The rows of CSV (parted by "," or ";", with double quotes) or TSV (parted by a tab,
        without), or of a sheet of a workbook; a blank line is an empty row.
        """
        if self.path.lower().endswith(WORKBOOKS):
            yield from self._sheet()
            return
        self._parting, texts = parting, self._lines(LONGEST_LINE)
        for row in self._csv(texts, parting) if parting != "\t" else _tsv(texts):
            yield row
            self._raw.clear()

    def _sheet(self) -> Iterator[list[str]]:
        """The rows of a workbook; the number of a row is that of its line."""
        from translit.files.workbook import NoWorkbook, rows

        try:
            for row in rows(self.path, self.stream, self.sheet):
                self.number += 1
                yield row
        except NoWorkbook as error:
            self.broken = True
            self.fault_at(0, 0, *error.args)

    def _csv(self, texts: Iterator[str], parting: str) -> Iterator[list[str]]:
        import csv

        csv.field_size_limit(LONGEST_LINE)
        try:  # strict, or an unclosed quote would swallow the rows after it in silence
            yield from csv.reader(texts, delimiter=parting, strict=True)
        except csv.Error as error:
            advice = 'put double quotes around the whole cell, and write those inside it twice ("")'
            why = str(error)
            if "new-line" in why:  # which Python says in words for its programmers
                why, advice = "a CR without LF", f"end lines with LF or CR LF, or {advice}"
            self.broken = True
            self.fault("quote", f"this row is broken CSV ({why}): {advice}")

    def pieces(self, size: int = PIECE) -> Iterator[str]:
        """Running text in pieces of at most `size` characters that together are the whole text.

        A piece ends where a name is least likely to be cut: after a blank line, else a line, else a
        word.
        """
        decoder = codecs.getincrementaldecoder("utf-8-sig")(self.reading.errors)
        rest, line, column = "", 1, 0
        while True:
            raw = self.stream.read(size - len(rest))
            try:
                text = decoder.decode(raw, final=not raw)
            except UnicodeDecodeError as error:
                self.broken = True
                self.reading.say(not_utf8(self.path, error, line, column, self.reading.advice))
                return
            line, column = (
                line + text.count("\n"),
                len(text) - text.rfind("\n") - 1 if "\n" in text else column + len(text),
            )
            rest += text
            if not raw:
                yield rest
                return
            while len(rest) >= size:
                end = _last_break(rest)
                yield rest[:end]
                rest = rest[end:]

    def parting(self) -> str:
        """What parts the cells, by the end of the file's name and by what is in its first line:
        a tab, or the more frequent one of comma and semicolon.
        """
        name = self.path.lower()
        if name.endswith(WORKBOOKS):
            return ","
        first = _QUOTED.sub("", self.first())
        commas, semicolons, tabs = map(first.count, ",;\t")
        if name.endswith((".tsv", ".tab")) or (
            tabs and not (name.endswith(".csv") and commas + semicolons)
        ):
            return "\t"
        return ";" if semicolons > commas else ","

    def layout(self) -> Layout:
        """How the file is laid out, by its first line; a workbook as plain CSV is."""
        first = self.first()  # which it may hold from now on
        if self.path.lower().endswith(WORKBOOKS):
            return Layout()
        mark = "\ufeff" if self._ahead.startswith(codecs.BOM_UTF8) else ""
        return Layout(self.parting(), "\r\n" if first.endswith("\r\n") else "\n", mark)

    def first(self) -> str:
        """The first line, which is still to be read; of a long one only its beginning."""
        if b"\n" not in self._ahead and len(self._ahead) < LONGEST_LINE:
            self._ahead += self.stream.readline(LONGEST_LINE - len(self._ahead))
        head, newline, _ = self._ahead.partition(b"\n")
        return (head + newline).decode("utf-8-sig", "replace")

    def _lines(self, longest: int) -> Iterator[str]:
        """The lines of the file; those of the row that is being read are kept, to find places in
        them.
        """
        while raw := self._line(longest + 2):
            self.number += 1
            if not _is_whole(raw, longest):
                self.broken = True
                self.fault_at(
                    self.number,
                    1,
                    "long",
                    f"a line of more than {longest:,} bytes: this is no table of names",
                )
                return
            text = self._decoded(raw, self.reading.errors)
            if text is None:
                return
            self._raw.append(text)
            yield text

    def ahead(self, size: int) -> str:
        """The first characters, up to about so many bytes, which are still to be read."""
        while len(self._ahead) < size and (more := self.stream.readline(size)):
            self._ahead += more
        return self._ahead[:size].decode("utf-8-sig", "replace")

    def read(self, size: int) -> bytes:
        """The next bytes as they stand, at most so many or those of one line; none at the end."""
        raw, self._ahead = self._ahead, b""
        return raw or self.stream.read(size)

    def _line(self, limit: int) -> bytes:
        if not self._ahead:
            return self.stream.readline(limit)
        head, newline, self._ahead = self._ahead.partition(b"\n")
        return head + newline if newline else head + self.stream.readline(limit)

    def _decoded(self, raw: bytes, errors: str) -> str | None:
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8", errors)
        except UnicodeDecodeError as error:
            self.broken = True
            self.reading.say(not_utf8(self.path, error, self.number, advice=self.reading.advice))
            return None

    # what is wrong with it

    def fault(self, code: str, message: str, cell: int = 0) -> None:
        """A fault of the line, or of a cell of the row, that is being read; `cell` counts from
        0.
        """
        before = "".join(self._raw)[: self._start(cell)]
        self.fault_at(
            self.first_line() + before.count("\n"), len(before) - before.rfind("\n"), code, message
        )

    def faulty(self, code: str, message: str) -> None:
        """A fault of the file as a whole."""
        self.fault_at(0, 0, code, message)

    def first_line(self) -> int:
        """The number of the first line of the row that is being read."""
        return self.number - len(self._raw) + 1 if self._raw else self.number

    def fault_at(self, line: int, column: int, code: str, message: str) -> None:
        """A fault of a place, whose line and column count from 1."""
        self.reading.say(Fault(self.path, line, column, code, message))

    def _start(self, cell: int) -> int:
        """Where a cell of the row that is being read begins in its lines."""
        quoted, text = False, "".join(self._raw)
        for place, char in enumerate(text):
            if cell == 0:
                return place
            quoted ^= char == '"' and self._parting != "\t"
            cell -= char == self._parting and not quoted
        return len(text) if cell else 0


def column_at(header: Sequence[str], name: str, path: str) -> int:
    """The place of a column of a table, by its name.

    Raises:
        TranslitError: there is none, or there are several.
    """
    found = header.count(name)
    if found == 1:
        return header.index(name)
    if not found and header and header[0].startswith(("{", "[")):
        raise TranslitError(f"{path}:1: this looks like JSON: a column is one of CSV or TSV")
    trouble = f"{'several columns' if found else 'no column'} {name!r}{meant(name, header)}"
    shown = ", ".join(header) or "(the file is empty)"
    raise TranslitError(f"{path}:1: {trouble}; the columns are: {shown}")


def _is_whole(raw: bytes, longest: int) -> bool:
    return raw.endswith(b"\n") or len(raw) <= longest


def _tsv(texts: Iterable[str]) -> Iterator[list[str]]:
    for text in texts:
        bare = text.rstrip("\r\n")
        yield bare.split("\t") if bare else []


def _last_break(text: str) -> int:
    """Where to cut: the last break of the best kind in the second half of the text, or its end when
    there is none.

    No name reaches beyond the first seven.
    """
    for mark in ("\n\n", "\r\n\r\n", ".\n", ". ", "。", ", ", "، ", "\n", " ", "\t", "\u3000"):
        if (found := text.rfind(mark, len(text) // 2)) >= 0:
            return found + len(mark)
    return len(text)


F = TypeVar("F", bound=File)


class Reading(Generic[F]):
    """Files that are read one after the other, and what is wrong with them so far.

    Args:
        paths: the files; "-" is standard input.
        form: what is made of each.
        errors: what to do about bytes that are not UTF-8: "strict" or "replace", as for
            bytes.decode.
        most: with so many faults reading stops.
        pipes: whether pipes and devices are read, which could wait, or go on, forever.
        advice: what else to do about such bytes.
    """

    def __init__(
        self,
        paths: Iterable[str],
        form: type[F],
        *,
        errors: str = "strict",
        most: int = MOST_FAULTS,
        pipes: bool = False,
        advice: str = "",
    ) -> None:
        self.paths, self.form = paths, form
        self.errors, self.most, self.pipes, self.advice = errors, most, pipes, advice
        self.faults: list[Fault] = []

    def __enter__(self) -> Self:
        return self

    def __iter__(self) -> Iterator[F]:
        """Each file that can be opened, open until the next one is asked for."""
        for path in self.paths:
            if path == STDIN:
                yield self.form(self, title(path), sys.stdin.buffer)
            elif (stream := self._opened(path)) is not None:
                with stream:
                    yield self.form(self, path, stream)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self.faults:
            raise TableError(self.faults)

    def say(self, fault: Fault) -> None:
        """Keep a fault.

        Raises:
            TableError: these are as many as are told.
        """
        self.faults.append(fault)
        if len(self.faults) == self.most:
            enough = f"reading stopped here, after {self.most} faults"
            rest = [fault._replace(code="many", message=enough)] if self.most > 1 else []
            raise TableError(self.faults + rest)

    def _opened(self, path: str) -> BinaryIO | None:
        try:
            if not self.pipes:
                require_regular(path)
            return open(path, "rb")  # noqa: PTH123 (a Path turns "" into ".")
        except (OSError, ValueError) as error:
            self.say(unreadable(path, error))
            return None


@contextmanager
def opened(path: str, errors: str) -> Iterator[File]:
    """A file, a pipe or standard input (-), of which the first fault is the last.

    Raises:
        TableError: with this fault.
    """
    advice = ", or read on with --errors replace"
    with Reading([path], File, errors=errors, most=1, pipes=True, advice=advice) as reading:
        yield from reading
