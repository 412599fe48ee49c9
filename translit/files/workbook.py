"""Workbooks (.xlsx, .xlsm, .ods) as rows of texts, by python-calamine.

A workbook is a zip archive, and its sheet is held in memory as a whole; one that would unpack to
more than any sheet needs is refused before. Numbers come as they are shown without a format: 12 and
not 12.0; days as 2026-11-30; truth values as TRUE and FALSE.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from importlib import import_module
from typing import Any, BinaryIO, TypeAlias

from translit.model.errors import MissingExtra

# How well a sheet fits that has a row like this among its first ones; 0 for not at all.
Fits: TypeAlias = Callable[[Sequence[str]], int]

_FIRST = 3  # rows among which the titles of columns stand
# Bytes of all that is in the archive. A sheet of a million names takes a tenth of it.
LARGEST = 1 << 30


class NoWorkbook(Exception):
    """A file can't be read as a workbook: why, as a code and a message."""


def rows(path: str, stream: BinaryIO, sheet: str | Fits | None = None) -> Iterator[list[str]]:
    """The rows of a sheet, all of one width; a row without anything is empty.

    Args:
        path: what the file is called.
        stream: what it holds.
        sheet: the name of the sheet, or how well one fits, of which the best is read; None for the
            first one.

    Raises:
        MissingExtra: python-calamine isn't installed.
        NoWorkbook: it can't be read, or has no such sheet, or several that fit alike.
    """
    try:
        calamine: Any = import_module("python_calamine")
    except ImportError:
        raise MissingExtra(
            f"{path}: save the sheet as CSV in UTF-8, or, as workbooks need python-calamine: pip"
            " install 'translit-normaliser[excel]'"
        ) from None
    content = stream.read(LARGEST + 1)
    _require_bounded(content)
    try:
        book = calamine.load_workbook(io.BytesIO(content))
        found = _chosen(book, sheet) if callable(sheet) else _sheet(book.sheet_names, sheet)
        table = book.get_sheet_by_name(found).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError) as error:
        why = " ".join(str(error).split())[:200]
        raise NoWorkbook("damaged", f"the workbook can't be read ({why}): save it anew") from None
    texts = [list(map(_text, row)) for row in table]
    width = max((at + 1 for row in texts for at, text in enumerate(row) if text), default=0)
    for row in texts:
        yield row[:width] if any(row) else []


def _require_bounded(content: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        what = f"this is no workbook, or not a whole one ({error})"
        raise NoWorkbook("encoding", f"{what}: save it anew as .xlsx or .ods") from None
    if size > LARGEST:
        raise NoWorkbook("long", f"the workbook unpacks to more than {LARGEST:,} bytes")


def _sheet(names: list[str], wanted: str | None) -> str:
    if wanted is None and names:
        return names[0]
    if wanted not in names:
        shown = ", ".join(names) or "none"
        raise NoWorkbook("sheet", f"there is no sheet {wanted!r} in it: it has {shown}")
    return wanted


def _chosen(book: Any, fits: Fits) -> str:
    """The sheet that fits best; of one sheet alone nothing is asked."""
    names: list[str] = book.sheet_names
    if len(names) < 2:
        return _sheet(names, None)
    scores = dict.fromkeys(names, 0)
    for name in names:
        first = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_FIRST)
        scores[name] = max((fits([*map(_text, row)]) for row in first), default=0)
    best = [name for name in names if scores[name] == max(scores.values())]
    shown = ", ".join(best)
    if not scores[best[0]]:
        raise NoWorkbook("sheet", f"no sheet of it has the columns of this format: it has {shown}")
    if len(best) > 1:
        what = f"several sheets of it fit alike ({shown})"
        raise NoWorkbook("sheet", f"{what}: save the one that is meant as CSV")
    return best[0]


def _text(value: Any) -> str:
    """A cell as a text."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value).strip()
