"""UN/LOCODE, the codes of ports, airports and towns in trade: CSV of twelve columns, mostly without
a first line that names them, in up to three parts.

Up to 2024 the files were in Windows' encoding cp1252, since then they are in UTF-8; line by line,
what isn't the one is read as the other. A country has a row of its own, without a code and with a
dot before its name. A row without a code and with two names, as "Peking = Beijing", isn't a place
but another name of one: it is joined by the country and the second name, or by the code that stands
there ("Cayenne = GF CAY"), which must be in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from translit.formats import Said, located
from translit.formats.reading import File, Reading
from translit.language.fold import fold

ABOUT = "the list of locations of UN/LOCODE"
LOOKS = r'\A[^,\n]*,"?[A-Z]{2}"?,"?([A-Z0-9]{3})?"?,"[^"\n]+",([^\n]*,){7}[^,\n]*\r?\n'
LICENCE = None  # who publishes it again gives it one, as PDDL-1.0
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "same_as", "at", "facts"))

_CELLS = 12
_CODE = re.compile("[A-Z]{2}[A-Z0-9]{3}")
_AT = re.compile(r"(\d\d)(\d\d)([NS]) (\d{3})(\d\d)([EW])")  # degrees and minutes
_BRACKETS = re.compile(r"(?P<name>[^()]+?)\s*\((?P<other>[^()]+)\)(?P<rest>.*)")
# Where brackets say which of several places of a name it is, as "Rohrdorf (Schwarzwald)"; elsewhere
# they hold another name, as "Suez (As Suways)".
_REGIONAL = frozenset({"AT", "CZ", "DE", "NL", "PL", "US"})
_OTHER = re.compile(r"(?:ex |=)?\s*(.+)")  # "ex Madras"
_CUT = re.compile(r"(?:^|.*\s)\S")  # "San Sebastian D" of "San Sebastian D/L Reyes"
_ARTICLE = re.compile(r"(?i)\s*\(the\)$")
_GONE, _REFERENCE = "X", " = "


class Row(NamedTuple):
    """A row; the cells that nothing is made of are left out."""

    change: str
    country: str
    location: str
    name: str
    plain: str
    subdivision: str
    iata: str
    at: str


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each location; the names of all are held in memory for the old names.

    Raises:
        TableError: a row has another number of cells, or a code that can't be one.
    """
    known: dict[tuple[str, str], str] = {}
    references: list[Row] = []
    with Reading(paths) as reading:
        for file in reading:
            file.fallback = "cp1252"
            for cells in file.rows(","):
                if row := _row(file, cells):
                    if _is_reference(row):
                        references.append(row)
                    else:
                        yield from _place(row, known)
    for row in references:
        yield from _old_names(row, known)


def _row(file: File, cells: Sequence[str]) -> Row | None:
    if not cells or (file.first_line() == 1 and "country" in map(str.lower, cells)):
        return None
    if len(cells) != _CELLS:
        file.fault("cells", f"this row has {len(cells)} cells and UN/LOCODE has {_CELLS}")
        return None
    row = Row(*(cells[at].strip() for at in (0, 1, 2, 3, 4, 5, 9, 10)))
    is_country = row.name.startswith(".") and not row.location
    code = row.country + (row.location or "AAA" * (is_country or _is_reference(row)))
    if not _CODE.fullmatch(code) or not row.name:
        what = "two letters of a country, three of a location and its name must stand in a row"
        file.fault("value", f"{what}: is this a file of UN/LOCODE?", 1)
        return None
    return row


def _is_reference(row: Row) -> bool:
    return _REFERENCE in row.name and not row.location


def _place(row: Row, known: dict[tuple[str, str], str]) -> Iterator[Said]:
    if row.change.upper() == _GONE:
        yield Said("", "ignored", "locations that are to be removed")
        return
    if not row.location:
        name = _ARTICLE.sub("", row.name.removeprefix("."))
        yield Said(f"unlocode.{row.country}", "name", name)
        yield Said(f"unlocode.{row.country}", "type", "place")
        return
    id = f"unlocode.{row.country}{row.location}"
    spellings = [*_names(row.name, row.country)]
    plain = [
        name for name in _names(row.plain, row.country) if fold(name) not in map(fold, spellings)
    ]
    for name in (*spellings, *plain):
        yield Said(id, "name", name)
    for name in (row.name, *spellings, row.plain, *plain):
        known.setdefault((row.country, fold(name)), id)
    known[row.country, row.location] = id
    yield Said(id, "type", "place")
    yield Said(id, "same_as", row.country + row.location, "unlocode")
    yield Said(id, "within", f"unlocode.{row.country}")
    yield Said(id, "fact", row.subdivision and f"{row.country}-{row.subdivision}", "subdivision")
    yield Said(id, "fact", row.iata, "iata")
    if at := _AT.fullmatch(row.at):
        yield from located(id, _degrees(*at.groups()[:3]), _degrees(*at.groups()[3:]))


def _names(text: str, country: str) -> Iterator[str]:
    """The names in a cell: `Suez (As Suways)` holds two, `Ruwais, Abu Dhabi` a name and the region
    behind it, `Jebel Ali/Dubai` a part of a place and the place.
    """
    if found := _BRACKETS.fullmatch(text):
        yield from _names(found["name"] + found["rest"], country)
        other = _OTHER.sub(r"\1", found["other"].strip())
        if other[:1].islower():
            return  # "oil terminal" is no name
        yield from [text] if country in _REGIONAL else _names(other, country)
    elif text:
        for mark in (",", "/"):
            head = text.partition(mark)[0].strip()
            if head not in ("", text) and not _CUT.fullmatch(head):
                yield head
        yield text


def _old_names(row: Row, known: dict[tuple[str, str], str]) -> Iterator[Said]:
    old, _, new = row.name.partition(_REFERENCE)
    keys = [(row.country, fold(name)) for name in (new, *_names(new, row.country))]
    country, _, location = new.strip().partition(" ")
    for key in (*keys, (country, location)):
        if id := known.get(key):
            yield from (Said(id, "alias", each) for each in _names(old, row.country))
            return
    yield Said("", "ignored", "old names of locations that aren't in the files")


def _degrees(degrees: str, minutes: str, side: str) -> str:
    value = int(degrees) + int(minutes) / 60
    return f"{-value if side in 'SW' else value:.4f}"
