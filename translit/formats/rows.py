"""CSV and TSV: one alias a row, below a first line that names the columns.

`id` and `alias` (or `name`) must be there. `kind` is strong (as where it is blank), weak or adjective; the first strong alias of
an ID is its canonical name. `type` and `within` (IDs, blanks between them) hold for the whole ID, and may be left blank in any
of its rows. `lang` is for readers alone: an alias is found whatever the language of a text. The rows of one ID may stand anywhere.

CSV is comma-separated, with double quotes around what holds a comma, a quote (doubled then) or a line break. TSV knows no quotes.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import BinaryIO, TypeVar

from translit.errors import Fault, TableError
from translit.model import Entry
from translit.strict import bare, require_regular, show

T = TypeVar("T", str, tuple[str, ...])

COLUMNS = ("id", "alias", "name", "lang", "kind", "type", "within")
KINDS = ("strong", "weak", "adjective")
# So many faults are told; who has more has made one mistake many times.
MOST_FAULTS = 50
# Bytes of one line: no row of a name is a tenth as long.
LONGEST_LINE = 1 << 20


class Told:
    """What the rows of one ID say: the line of the first, its strong names, the others with their kinds, its type, what it lies within."""

    __slots__ = ("line", "others", "strong", "type", "within")

    def __init__(self, line: int) -> None:
        self.line = line
        self.strong: list[str] = []
        self.others: list[tuple[str, str]] | None = None
        self.type: str | None = None
        self.within: tuple[str, ...] = ()

    def entry(self, id: str) -> Entry:
        weak, adjectives = ([text for kind, text in self.others or () if kind == wanted] for wanted in KINDS[1:])
        return Entry(id, self.strong[0], self.strong[1:], self.type, self.within, weak, adjectives)


def read(path: str) -> Iterator[Entry]:
    """The entries of a CSV or TSV file, in the order in which their IDs come first.

    Raises:
        TableError: with the faults of the file, the first 50 of them, before any entry is given.
    """
    told = _Reading(path).read()
    for id in told:
        entry, told[id] = told[id].entry(id), _DONE
        yield entry


_DONE = Told(0)


class _Reading:
    """A file that is being read: what it has told so far, and what is wrong with it."""

    def __init__(self, path: str) -> None:
        self.path, self.tabs = path, not path.lower().endswith(".csv")
        self.told: dict[str, Told] = {}
        self.faults: list[Fault] = []
        self.raw: list[str] = []  # the lines of the row that is being read
        self.number = 0  # of the last of them

    def read(self) -> dict[str, Told]:
        """What the file tells of each ID."""
        with self._opened() as file, suppress(_Stop):
            self._read(file)
        if self.faults:
            raise TableError(self.faults)
        return self.told

    def _opened(self) -> BinaryIO:
        try:
            require_regular(self.path)
            return open(self.path, "rb")  # noqa: PTH123 (a Path turns "" into "."; who called closes it)
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            message = f"can't be read ({reason}): give a UTF-8 text file that exists and that you may read"
            raise TableError([Fault(self.path, 0, 0, "unreadable", message)]) from None

    def _read(self, file: BinaryIO) -> None:
        rows = csv.reader(self._lines(file), "excel-tab" if self.tabs else "excel", strict=True, quoting=3 if self.tabs else 0)
        try:
            header = next(rows, None)
            if header is None:
                self._say(0, 0, "empty", "the file is empty: write a first line that names the columns, and a row for each alias")
                return
            self._take_all(rows, self._places(header), len(header))
        except csv.Error as error:
            advice = 'put double quotes around the whole cell, and write those inside it twice ("")'
            self._say(self.number - len(self.raw) + 1, 1, "quote", f"this row is broken CSV ({error}): {advice}")
        for id, told in self.told.items():
            if not told.strong:
                message = f"{bare(id)} has no strong alias, and so no name: give it a row whose kind is strong"
                self._say(told.line, 1, "missing-name", message)

    def _lines(self, file: BinaryIO) -> Iterator[str]:
        """The lines of the file; those of the row that is under way are kept, to find places in them."""
        while raw := file.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(raw) > LONGEST_LINE:
                self._say(self.number, 1, "long", f"a line of more than {LONGEST_LINE:,} bytes: this is no table of names")
                raise _Stop
            try:
                text = raw.decode("utf-8-sig" if self.number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                before = error.object[: error.start].decode("utf-8")
                hint = "the file is in UTF-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else f"byte {raw[error.start]:#04x} is not UTF-8"
                self._say(self.number, len(before) + 1, "encoding", f"{hint}: save the file as UTF-8")
                raise _Stop from None
            self.raw.append(text)
            yield text

    def _places(self, header: Sequence[str]) -> list[int]:
        """Where each of COLUMNS stands in a row; -1 where there is no such column."""
        named = [cell.strip().lower() for cell in header]
        for at, name in enumerate(named):
            if name not in COLUMNS:
                parted = "; the columns of CSV are parted by commas, of TSV by tabs" if len(named) == 1 else ""
                self._cell(at, "header", f"there is no column {show(name)}: it may be {', '.join(COLUMNS)}; delete or rename it{parted}")
            elif name in named[:at]:
                self._cell(at, "header", f"a second column {name}: delete one of the two")
        if "id" not in named or ("alias" in named) == ("name" in named):
            self._cell(0, "header", "the first line must name the columns, id and either alias or name among them: add it")
        if self.faults:
            raise _Stop
        self.raw.clear()
        return [named.index(name) if name in named else -1 for name in COLUMNS]

    def _take_all(self, rows: Iterator[list[str]], places: Sequence[int], width: int) -> None:
        id_at, alias_at, name_at, _, kind_at, type_at, within_at = places
        text_at = max(alias_at, name_at)
        for row in rows:
            if len(row) == width:
                row.append("")  # which the places of missing columns, -1, point to
                self._take(row[id_at], row[text_at], row[kind_at], row[type_at], row[within_at], places)
            elif row:
                self._cell(0, "cells", f"this row has {len(row)} cells and the first line has {width}: add or delete some, or quote a cell")
            self.raw.clear()

    def _take(self, id: str, text: str, kind: str, type: str, within: str, places: Sequence[int]) -> None:
        told = self.told.get(id)
        if told is None:
            told = self.told[id] = Told(self.number - len(self.raw) + 1)
            if id == "NIL" or len(id.split()) != 1 or id != id.strip():
                self._cell(places[0], "value", f"id must be an ID: no blanks in it, and not NIL, not {show(id) if id else 'nothing'}")
        if not text or text.isspace():
            self._cell(max(places[1:3]), "value", "there is no alias in this row: write one, or delete the row")
        elif not kind or kind == "strong":
            told.strong.append(text)
        elif kind in KINDS:
            told.others = told.others or []
            told.others.append((kind, text))
        else:
            self._cell(places[4], "value", f"kind must be strong, weak or adjective, not {show(kind)}")
        if type and type != told.type:
            told.type = self._once(told.type, type, "type", places[5])
        if within and (outer := tuple(within.split())) != told.within:
            told.within = self._once(told.within, outer, "within", places[6])

    def _once(self, before: T | None, value: T, name: str, place: int) -> T:
        """A value that all rows of an ID have in common."""
        if before:
            shown = [show(each if isinstance(each, str) else " ".join(each)) for each in (value, before)]
            self._cell(place, "conflict", f"{name} is {shown[0]} here, and {shown[1]} in an earlier row of this ID: let them agree")
        return value

    def _cell(self, at: int, code: str, message: str) -> None:
        """A fault of a cell of the row that is under way."""
        before = "".join(self.raw)[: self._start(at)]
        line = self.number - len(self.raw) + 1 + before.count("\n")
        self._say(line, len(before) - before.rfind("\n"), code, message)

    def _start(self, at: int) -> int:
        """Where a cell of the row that is under way begins in its lines."""
        parting, quoted, text = "\t" if self.tabs else ",", False, "".join(self.raw)
        for place, char in enumerate(text):
            if at == 0:
                return place
            quoted ^= char == '"' and not self.tabs
            at -= char == parting and not quoted
        return len(text)

    def _say(self, line: int, column: int, code: str, message: str) -> None:
        self.faults.append(Fault(self.path, line, column, code, message))
        if len(self.faults) == MOST_FAULTS:
            raise _Stop


class _Stop(Exception):
    """There is no sense in reading on; the faults say why."""
