"""A sheet as people keep it: a thing a row, its ID, its names and what else is known of it in
columns that have any titles. Which column is what is said with the import.

CSV (with commas, semicolons or tabs), .xlsx and .ods are read. What lies within what is found by
the ID of another row, or by its name where only one row has that.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from translit.files.writing import show, visible
from translit.formats import Said, located
from translit.formats.reading import File, Reading
from translit.model.errors import TranslitError
from translit.model.given import meant

if TYPE_CHECKING:
    Told: TypeAlias = Mapping[str, str | Sequence[str]]

# What a column may be; of the first five there may be several.
KINDS = ("name", "alias", "weak", "within", "fact", "id", "type", "lat", "lon", "rank", "sheet")
_MANY = KINDS[:5]
_DEFAULTS = {"id": ["id"], "name": ["name"]}


class Sheet:
    """The format, as a module of this folder.

    Args:
        columns: the titles of columns by what they are (KINDS); `sheet` is the name of a sheet of a
            workbook.

    Raises:
        TranslitError: a kind that there isn't, or two columns of a kind of which one counts.
    """

    ABOUT = "a sheet with a thing a row"
    LICENCE = None
    HOLDS = frozenset(("id", "name", "aliases", "type", "within", "weak", "at", "facts", "rank"))

    def __init__(self, columns: Told | None = None) -> None:
        given = {
            kind: [titles] if isinstance(titles, str) else list(titles)
            for kind, titles in (columns or {}).items()
        }
        for kind, titles in given.items():
            if kind not in KINDS:
                raise TranslitError(f"a column can't be {kind!r}: it may be {', '.join(KINDS)}")
            if kind not in _MANY and len(titles) > 1:
                raise TranslitError(f"one column is the {kind} of a row: name one, not {titles}")
        self.columns = _DEFAULTS | given

    def with_columns(self, columns: Told) -> Sheet:
        """The same format, with columns under these titles."""
        return Sheet(columns)

    def read(self, paths: Sequence[str]) -> Iterator[Said]:
        """What the files say of each row's thing.

        Raises:
            TableError: a column isn't there, or a row has no ID.
            MissingExtra: a file is a workbook, and python-calamine isn't installed.
        """
        with Reading(paths) as reading:
            for file in reading:
                file.sheet = next(iter(self.columns.get("sheet", [])), None)
                rows = file.rows(file.parting())
                header = [cell.strip() for cell in next(rows, [])]
                if places := self._places(file, header):
                    for row in rows:
                        if file.is_as_wide(row, header) and any(row):
                            yield from self._said(file, row, header, places)

    def _places(self, file: File, header: Sequence[str]) -> dict[str, list[int]]:
        """Where each kind of column stands in a row; nothing, and faults, where one isn't there."""
        if file.broken:
            return {}
        before, places = len(file.reading.faults), dict[str, list[int]]()
        for kind, titles in self.columns.items():
            for title in titles if kind != "sheet" else ():
                if header.count(title) == 1:
                    places.setdefault(kind, []).append(header.index(title))
                else:
                    file.fault("header", f"{_missing(header, title)}: name it with --{kind}")
        return places if len(file.reading.faults) == before else {}

    def _said(
        self, file: File, row: Sequence[str], header: Sequence[str], places: dict[str, list[int]]
    ) -> Iterator[Said]:
        id = row[places["id"][0]].strip()
        if not file.is_id(id, places["id"][0]):
            return
        for kind in ("name", "alias", "weak"):
            for cell in places.get(kind, ()):
                if text := row[cell].strip():
                    yield Said(id, kind, text)
                    yield Said(id, "code", f"sheet {text.casefold()}")
        for cell in places.get("within", ()):
            for way in (row[cell].strip(), f"sheet {row[cell].strip().casefold()}"):
                if way.removeprefix("sheet "):
                    yield Said(id, "within", way, header[cell])
        for cell in places.get("type", ()):
            yield Said(id, "type", row[cell])
        for cell in places.get("rank", ()):
            if text := row[cell].strip():
                yield Said(id, "rank", text)
        for cell in places.get("fact", ()):
            yield Said(id, "fact", row[cell], header[cell])
        if "lat" in places and "lon" in places:
            yield from located(id, row[places["lat"][0]], row[places["lon"][0]])
        taken = {cell for cells in places.values() for cell in cells}
        for cell, text in enumerate(row):
            if cell not in taken and text.strip():
                yield Said("", "ignored", f"cells of the column {header[cell]}")


def _missing(header: Sequence[str], title: str) -> str:
    what = "are several columns" if title in header else "is no column"
    shown = ", ".join(filter(None, header)) or "none: is it the first line that names them?"
    told = f"{show(title)}{visible(meant(title, header))}"
    return f"there {what} {told}; the columns are {visible(shown)}"


SHEET = Sheet()
