"""What the files of other programs are made of besides lines and rows: rows by the names of their
columns, and JSON.

`translit.files.reading` tells how several files are read.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from translit.files import reading as files
from translit.files.reading import LONGEST_JSON
from translit.files.whole import not_utf8
from translit.files.writing import show
from translit.language.characters import has_stranger, plain
from translit.model import nouns

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PIECE = 1 << 18  # bytes that are read at once
_SEPARATOR = "\x1e"  # before each text of a JSON sequence (RFC 7464)
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder(parse_int=str, parse_float=str)
_HALF = re.compile("[\ud800-\udfff]")


class File(files.File):
    """One of the files; `fallback` is the encoding of its lines that are no UTF-8, if there is
    one.
    """

    fallback = ""

    def _decoded(self, raw: bytes, errors: str) -> str | None:
        if self.fallback and not raw.startswith(_UTF16):
            try:
                return super()._decoded(raw.decode("utf-8").encode(), errors)
            except UnicodeDecodeError:
                with suppress(UnicodeDecodeError):
                    return raw.decode(self.fallback)
        return super()._decoded(raw, errors)

    def records(self, parting: str, need: Sequence[str] = ()) -> Iterator[dict[str, str]]:
        """The rows below a first line that names the columns, by these names, but for those without
        anything, as programs leave at the end; `need` are the columns that must be there. Of a
        workbook that sheet is read which has them.
        """
        self.sheet = self.sheet or (lambda row: int({*need} <= {*row}))
        rows = self.rows(parting)
        header = next(rows, None)
        if header is None or not self.has_columns(header, need):
            return
        for row in rows:
            if self.is_as_wide(row, header) and any(map(str.strip, row)):
                yield dict(zip(header, row, strict=True))

    def has_columns(self, header: Sequence[str], need: Sequence[str]) -> bool:
        """Whether the first line names each column once, and those that must be there."""
        before = len(self.reading.faults)
        for at, name in enumerate(header):
            if name in header[:at]:
                self.fault("header", f"a second column {show(name)}: delete one of the two", at)
        for name in need:
            if name not in header:
                self.fault(
                    "header",
                    f"the first line names no column {show(name)}: is this a file of that format?",
                )
        return len(self.reading.faults) == before

    def is_as_wide(self, row: Sequence[str], header: Sequence[str]) -> bool:
        """Whether a row has as many cells as the first line; a blank line has none, and is no
        fault.
        """
        if row and len(row) != len(header):
            what = f"this row has {len(row)} cells and the first line has {len(header)}"
            self.fault("cells", f"{what}: add or delete some, or quote a cell")
        return len(row) == len(header)

    def objects(self) -> Iterator[dict[str, Any]]:
        """The objects of JSON Lines, or of a list with one object a line; numbers come as they
        are written, as strings.
        """
        for line in self.lines(LONGEST_JSON):
            if line.strip() in ("", "[", "]"):
                continue
            value = self.parsed(line.removeprefix(_SEPARATOR).rstrip().removesuffix(","))
            if isinstance(value, dict):
                yield value
            elif value is not None:
                self.fault(
                    "kind",
                    f"a JSON object stands in each line, and no {type(value).__name__}: is this a"
                    " file of that format?",
                )

    def document(self) -> Any:
        """The whole file as JSON; numbers come as they are written, as strings. None when it
        can't be read.
        """
        raw, self.number = self._ahead + self.stream.read(LONGEST_JSON + 1), 1
        if len(raw) > LONGEST_JSON:
            return self.fault_at(
                1,
                1,
                "long",
                f"more than {LONGEST_JSON:,} bytes of JSON in one piece: part it, or write an"
                " object a line",
            )
        text = self._decoded(raw, "strict")
        return None if text is None else self.parsed(text)

    def items(self, key: str) -> Iterator[Any]:
        """What stands in the list under a key of one large JSON object, thing by thing; numbers
        come as they are written, as strings.
        """
        text, start, line = "", -1, 1
        decoder = codecs.getincrementaldecoder("utf-8-sig")()
        begin = re.compile(rf'"{key}"\s*:\s*\[')
        while True:
            raw = self.read(_PIECE + len(text))
            try:
                text += decoder.decode(raw, not raw)
            except UnicodeDecodeError as error:
                self.broken = True
                return self.reading.say(not_utf8(self.path, error, line))
            if start < 0 and (found := begin.search(text)):
                start = found.end()
            while start >= 0:
                at = _BETWEEN.match(text, start).end()  # type: ignore[union-attr]
                if text[at : at + 1] == "]":
                    return None
                try:
                    value, start = _DECODER.raw_decode(text, at)
                except (json.JSONDecodeError, RecursionError) as error:
                    if raw and len(text) < LONGEST_JSON and not isinstance(error, RecursionError):
                        break
                    return self._no_json(text, at, line, error)
                self.number = line + text.count("\n", 0, at)
                yield value
            if not raw or len(text) > LONGEST_JSON:
                what = f"there is no list {key} in it, or not a whole one"
                return self.fault_at(line, 1, "syntax", f"{what}: is this a file of that format?")
            if start > 0:
                line, text, start = line + text.count("\n", 0, start), text[start:], 0

    def _no_json(self, text: str, at: int, line: int, error: Exception) -> None:
        line += text.count("\n", 0, at)
        why = getattr(error, "msg", "nested deeper than any names are")
        self.fault_at(line, 1, "syntax", f"this is no JSON ({why}): is the file whole?")

    def parsed(self, text: str) -> Any:
        """A text as JSON; numbers come as they are written, as strings. None, and a fault of the
        line, when it is none.
        """
        try:
            value = json.loads(text, parse_int=str, parse_float=str)
        except json.JSONDecodeError as error:
            return self.fault_at(
                self.number + error.lineno - 1,
                error.colno,
                "syntax",
                f"this is no JSON ({error.msg}): is the file whole?",
            )
        except RecursionError:
            return self.fault(
                "depth", "nested deeper than any names are: is this a file of that format?"
            )
        if "\\u" in text and (half := _HALF.search(json.dumps(value, ensure_ascii=False))):
            return self.fault(
                "character", f"a text holds the half surrogate U+{ord(half[0]):04X}: delete it"
            )
        return value

    def is_id(self, text: str, cell: int = 0) -> bool:
        """Whether a text can be an ID of a table; if not, that is a fault of the cell where it
        stands.
        """
        if text.isascii() and text.isalnum() and text != nouns.NIL:
            return True
        if not nouns.is_id(text) or text != plain(text):
            shown = show(text) if text else "nothing"
            self.fault(
                "value",
                "an ID must stand here, without blanks around it and signs that can't be seen, and"
                f" not NIL: not {shown}",
                cell,
            )
            return False
        if has_stranger(text):
            self.fault(
                "look-alike",
                f"the ID {show(text)} mixes letters of two scripts in one word: type it anew",
                cell,
            )
            return False
        return True


class Reading(files.Reading[File]):
    """Files that are read one after the other."""

    def __init__(self, paths: Iterable[str]) -> None:
        super().__init__(paths, File)
