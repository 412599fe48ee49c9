"""Gazetteers of p-codes, as OCHA publishes them (Common Operational Datasets): a place a row, with
all that contains it.

Their columns have had three fashions of names, and are found by all of them, in capitals or not:
ADM1_EN and ADM1_PCODE, admin1Name_en and admin1Pcode, adm1_name and adm1_pcode. Each level of a row
lies within the next larger one. Of a workbook the sheet with the most levels is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translit.formats import Said, located
from translit.formats.reading import File, Reading

ABOUT = "gazetteers of p-codes from OCHA"
LOOKS = r"(?i)\A[^\n]*\b(adm(in)?\d_?|feature)pcode\b"
LICENCE = None  # the page of each country says another one
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "at"))

_LEVEL = r"(?:adm(?:in)?(?P<level>\d)|(?P<feature>feature))_?"
_CODE = re.compile(_LEVEL + "pcode")
# The name: ADM1_EN, ADM1_AR, admin1Name_en, adm1_name. Further ones: ADM1_REF, ADM1ALT1EN,
# admin1RefName_en, admin1AltName1_en, adm1_name1.
_NAME = re.compile(_LEVEL + r"(?:name)?(?:_?(?P<language>[a-z]{2}))?")
_FURTHER = re.compile(
    _LEVEL + r"(?:ref(?:_?name)?(?:_?[a-z]{2})?|alt(?:_?name)?_?\d_?(?:[a-z]{2})?|name_?\d)"
)
# Where a place of the smallest level in the file is.
_LATITUDE = re.compile(r"(center_)?lat(itude)?(_y)?")
_LONGITUDE = re.compile(r"(center_)?lon(g|gitude)?(_x)?")
_HXL = "#"  # begins each cell of the row of tags that may follow the first line


class Columns(NamedTuple):
    """What stands where in a row: the levels, from the largest places to the smallest; and the
    cells of latitude and longitude, or none. They are those of the smallest level that the row
    has, if it says which it is of (`any_level`), else of the smallest that the file has.
    """

    levels: tuple[Level, ...]
    at: tuple[int, ...]
    any_level: bool


class Level(NamedTuple):
    """Where a level of places stands in a row: the cell of its p-code, of its names, the best
    one first, and of its further names.
    """

    code: int
    names: tuple[int, ...]
    further: tuple[int, ...]


def read(paths: Sequence[str]) -> Iterator[Said]:
    with Reading(paths) as reading:
        for file in reading:
            file.sheet = _fits
            rows = file.rows(file.parting())
            header = next(rows, None)
            if (
                header is not None
                and file.has_columns(header, ())
                and (levels := _levels(file, header))
            ):
                yield from _places(file, rows, header, _columns(header, levels))


def _fits(row: Sequence[str]) -> int:
    """How well a sheet of a workbook fits: by the number of levels of p-codes, as that of the
    smallest places holds the larger ones too.
    """
    return sum(_CODE.fullmatch(column.strip().lower()) is not None for column in row)


def _levels(file: File, header: Sequence[str]) -> list[Level]:
    """The levels that the first line names, from the largest places to the smallest."""
    found: dict[int, tuple[list[int], dict[int, str], list[int]]] = {}
    for cell, column in enumerate(header):
        for kind, pattern in enumerate((_CODE, _FURTHER, _NAME)):
            if match := pattern.fullmatch(column.strip().lower()):
                codes, names, further = found.setdefault(int(match["level"] or 10), ([], {}, []))
                if kind == 0:
                    codes.append(cell)
                elif kind == 1:
                    further.append(cell)
                else:
                    names[cell] = match["language"] or ""
                break
    levels = [
        # A name in English before one whose language isn't said, and that before the others: the
        # canonical name is one to file under.
        Level(
            codes[0],
            tuple(sorted(names, key=lambda cell: (names[cell] != "en", names[cell] != "", cell))),
            tuple(further),
        )
        for _, (codes, names, further) in sorted(found.items())
        if len(codes) == 1 and names
    ]
    if not levels:
        what = (
            "the first line names no p-code with a name, as ADM1_PCODE and ADM1_EN, admin1Pcode and"
            " admin1Name_en, adm1_pcode and adm1_name"
        )
        file.fault("header", f"{what}: is this a table of places, saved as CSV?")
    return levels


def _columns(header: Sequence[str], levels: Sequence[Level]) -> Columns:
    named = [column.strip().lower() for column in header]
    at = tuple(
        cell
        for pattern in (_LATITUDE, _LONGITUDE)
        for cell in [at for at, name in enumerate(named) if pattern.fullmatch(name)][:1]
    )
    return Columns(tuple(levels), at if len(at) == 2 else (), "admin_level" in named)


def _places(
    file: File, rows: Iterator[list[str]], header: Sequence[str], columns: Columns
) -> Iterator[Said]:
    # What the row before said of each level: the large ones stand in all rows of what they hold.
    before: dict[int, list[str]] = {}
    for place, row in enumerate(rows):
        if not file.is_as_wide(row, header) or (
            place == 0 and all(cell.startswith(_HXL) for cell in row if cell)
        ):
            continue
        yield from (
            Said("", "ignored", "error values of a workbook")
            for cell in row
            if cell.startswith(_HXL)
        )
        # #N/A is the name of nothing.
        row = ["" if cell.startswith(_HXL) else cell for cell in row]  # noqa: PLW2901
        outer = ""
        for number, level in enumerate(columns.levels):
            cells = [
                outer,
                row[level.code],
                *(row[cell] for cell in (*level.names, *level.further)),
            ]
            if row[level.code] and (
                before.get(number) == cells or file.is_id(row[level.code], level.code)
            ):
                if before.get(number) != cells:
                    yield from _place(row, level, outer)
                before[number] = cells
                outer = row[level.code]
            elif any(row[cell] for cell in level.names):
                yield Said("", "ignored", "names without a p-code")
        if columns.at and outer and (columns.any_level or row[columns.levels[-1].code]):
            yield from located(outer, *(row[cell] for cell in columns.at))


def _place(row: Sequence[str], level: Level, outer: str) -> Iterator[Said]:
    id = row[level.code]
    yield Said(id, "type", "place")
    if outer:
        yield Said(id, "within", outer)
    field = "name"
    for cell in (*level.names, *level.further):
        if row[cell].strip():
            yield Said(id, field, row[cell])
            field = "alias"
