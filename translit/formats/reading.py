r"""Files that are read strictly, piece by piece: lines, rows and JSON, and a fault with its place for what can't be right.

A reader goes through its files like this, and leaves the `with` by a TableError if anything was wrong:

    with Reading(paths) as reading:
        for file in reading:
            for row in file.rows("\t"):
                ...
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, Self

from translit.errors import Fault, TableError
from translit.text.characters import has_stranger, plain
from translit.yaml.strict import require_regular, show

STDIN = "-"
# So many faults are told; who has more has made one mistake many times.
MOST_FAULTS = 50
# Bytes of one line: no row of a name is a tenth as long.
LONGEST_LINE = 1 << 20
# Bytes of one line of JSON, and of a file of JSON that is read as a whole. The longest entities of Wikidata take some megabytes.
LONGEST_JSON = 1 << 26
_HALF = re.compile("[\ud800-\udfff]")


class Reading:
    """Files that are read one after the other, and what is wrong with them so far."""

    def __init__(self, paths: Iterable[str]) -> None:
        self.paths = paths
        self.faults: list[Fault] = []

    def __enter__(self) -> Self:
        return self

    def __iter__(self) -> Iterator[File]:
        """Each file that can be opened, open until the next one is asked for."""
        for path in self.paths:
            if path == STDIN:
                yield File(self, "standard input", sys.stdin.buffer)
            elif (stream := self._opened(path)) is not None:
                with stream:
                    yield File(self, path, stream)

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None and self.faults:
            raise TableError(self.faults)

    def say(self, fault: Fault) -> None:
        """Keep a fault.

        Raises:
            TableError: these are as many as are told.
        """
        self.faults.append(fault)
        if len(self.faults) == MOST_FAULTS:
            raise TableError(self.faults)

    def _opened(self, path: str) -> BinaryIO | None:
        try:
            require_regular(path)
            return open(path, "rb")  # noqa: PTH123 (a Path turns "" into ".")
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"can't be read ({reason}): give a UTF-8 text file that exists and that you may read"
            self.say(Fault(path, 0, 0, "unreadable", message))
            return None


class File:
    """One of the files: `path` as faults name it, `number` of the last line that was read, `broken` when it couldn't be read to its end."""

    def __init__(self, reading: Reading, path: str, stream: BinaryIO) -> None:
        self.reading, self.path, self.stream = reading, path, stream
        self.number, self.broken = 0, False
        self._ahead = b""  # what was looked at, and is still to be read
        self._raw: list[str] = []  # the lines of the row that is being read
        self._parting: str | None = None  # between its cells; None for a line of another kind

    # what is in it

    def lines(self, longest: int = LONGEST_LINE) -> Iterator[str]:
        """The lines of the file, each with its line break."""
        for text in self._lines(longest):
            yield text
            self._raw.clear()

    def rows(self, parting: str) -> Iterator[list[str]]:
        """The rows of CSV (parted by "," or ";", with double quotes) or TSV (parted by a tab, without); a blank line is an empty row."""
        self._parting, texts = parting, self._lines(LONGEST_LINE)
        csv.field_size_limit(LONGEST_LINE)
        if parting == "\t":
            reader = csv.reader(texts, delimiter=parting, quoting=csv.QUOTE_NONE, strict=True)
        else:
            reader = csv.reader(texts, delimiter=parting, strict=True)
        try:
            for row in reader:
                yield row
                self._raw.clear()
        except csv.Error as error:
            advice = 'put double quotes around the whole cell, and write those inside it twice ("")'
            self.broken = True
            self.fault("quote", f"this row is broken CSV ({error}): {advice}")

    def parting(self) -> str:
        """What parts the cells: a tab or a comma by the end of the file's name, else by what is in its first line."""
        name = self.path.lower()
        tabs = name.endswith((".tsv", ".tab")) or (not name.endswith(".csv") and "\t" in self.first())
        return "\t" if tabs else ","

    def first(self) -> str:
        """The first line, which is still to be read; of a long one only its beginning."""
        self._ahead = self._ahead or self.stream.readline(LONGEST_LINE)
        return self._ahead.decode("utf-8-sig", "replace")

    def records(self, parting: str, need: Sequence[str] = ()) -> Iterator[dict[str, str]]:
        """The rows below a first line that names the columns, by these names; `need` are the columns that must be there."""
        rows = self.rows(parting)
        header = next(rows, None)
        if header is None or not self.has_columns(header, need):
            return
        for row in rows:
            if self.is_as_wide(row, header):
                yield dict(zip(header, row, strict=True))

    def has_columns(self, header: Sequence[str], need: Sequence[str]) -> bool:
        """Whether the first line names each column once, and those that must be there."""
        before = len(self.reading.faults)
        for at, name in enumerate(header):
            if name in header[:at]:
                self.fault("header", f"a second column {show(name)}: delete one of the two", at)
        for name in need:
            if name not in header:
                self.fault("header", f"the first line names no column {show(name)}: is this a file of that format?")
        return len(self.reading.faults) == before

    def is_as_wide(self, row: Sequence[str], header: Sequence[str]) -> bool:
        """Whether a row has as many cells as the first line; a blank line has none, and is no fault."""
        if row and len(row) != len(header):
            what = f"this row has {len(row)} cells and the first line has {len(header)}"
            self.fault("cells", f"{what}: add or delete some, or quote a cell")
        return len(row) == len(header)

    def objects(self) -> Iterator[dict[str, Any]]:
        """The objects of JSON Lines, or of a list with one object a line; numbers come as they are written, as strings."""
        for line in self.lines(LONGEST_JSON):
            if line.strip() in ("", "[", "]"):
                continue
            value = self.parsed(line.rstrip().removesuffix(","))
            if isinstance(value, dict):
                yield value
            elif value is not None:
                self.fault("kind", f"a JSON object stands in each line, and no {type(value).__name__}: is this a file of that format?")

    def document(self) -> Any:
        """The whole file as JSON; numbers come as they are written, as strings. None when it can't be read."""
        raw, self.number = self._ahead + self.stream.read(LONGEST_JSON + 1), 1
        if len(raw) > LONGEST_JSON:
            return self.fault_at(1, 1, "long", f"more than {LONGEST_JSON:,} bytes of JSON in one piece: part it, or write an object a line")
        text = self._decoded(raw)
        return None if text is None else self.parsed(text)

    def parsed(self, text: str) -> Any:
        """A text as JSON; numbers come as they are written, as strings. None, and a fault of the line, when it is none."""
        try:
            value = json.loads(text, parse_int=str, parse_float=str)
        except json.JSONDecodeError as error:
            return self.fault_at(
                self.number + error.lineno - 1, error.colno, "syntax", f"this is no JSON ({error.msg}): is the file whole?"
            )
        except RecursionError:
            return self.fault("depth", "nested deeper than any names are: is this a file of that format?")
        if "\\u" in text and (half := _HALF.search(json.dumps(value, ensure_ascii=False))):
            return self.fault("character", f"a text holds the half surrogate U+{ord(half[0]):04X}: delete it")
        return value

    def _lines(self, longest: int) -> Iterator[str]:
        """The lines of the file; those of the row that is being read are kept, to find places in them."""
        while raw := self._line(longest + 1):
            self.number += 1
            if len(raw) > longest:
                self.broken = True
                self.fault_at(self.number, 1, "long", f"a line of more than {longest:,} bytes: this is no table of names")
                return
            text = self._decoded(raw)
            if text is None:
                return
            self._raw.append(text)
            yield text

    def _line(self, limit: int) -> bytes:
        if not self._ahead:
            return self.stream.readline(limit)
        raw, self._ahead = self._ahead, b""
        return raw if raw.endswith(b"\n") else raw + self.stream.readline(limit)

    def _decoded(self, raw: bytes) -> str | None:
        try:
            return raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            self.broken = True
            before = error.object[: error.start].decode("utf-8")
            hint = "the file is in UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else f"byte {raw[error.start]:#04x} is not UTF-8"
            place = self.number + before.count("\n"), len(before) - before.rfind("\n")
            self.fault_at(*place, "encoding", f"{hint}: save the file as UTF-8")
            return None

    # what is wrong with it

    def fault(self, code: str, message: str, cell: int = 0) -> None:
        """A fault of the line, or of a cell of the row, that is being read; `cell` counts from 0."""
        before = "".join(self._raw)[: self._start(cell)]
        self.fault_at(self.first_line() + before.count("\n"), len(before) - before.rfind("\n"), code, message)

    def faulty(self, code: str, message: str) -> None:
        """A fault of the file as a whole."""
        self.fault_at(0, 0, code, message)

    def is_id(self, text: str, cell: int = 0) -> bool:
        """Whether a text can be an ID of a table; if not, that is a fault of the cell where it stands."""
        if text.isascii() and text.isalnum() and text != "NIL":
            return True
        if not text or text == "NIL" or len(text.split()) != 1 or text != plain(text):
            shown = show(text) if text else "nothing"
            self.fault("value", f"an ID must stand here, without blanks and signs that can't be seen, and not NIL: not {shown}", cell)
            return False
        if has_stranger(text):
            self.fault("look-alike", f"the ID {show(text)} mixes letters of two scripts in one word: type it anew", cell)
            return False
        return True

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
