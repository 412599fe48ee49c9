"""The UK Sanctions List as CSV: a row for each name, address and date of birth of what is listed.

The first line tells the day of the report, the second one names the columns. `Name 6` is the
surname, or the whole name of what is no person; `Name 1` to `Name 5` stand before it. Aliases of
low quality are weak, and so are initials in brackets (`listed`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from translit.files.writing import show
from translit.formats import Said
from translit.formats.listed import names
from translit.formats.reading import File, Reading

ABOUT = "the UK Sanctions List (CSV)"
LOOKS = r"\AReport Date|\A[^\n]*\bName non-latin script\b"
LICENCE = "OGL-UK-3.0"
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "same_as", "facts"})

_REPORT = "Report Date"
_PARTS = tuple(f"Name {number}" for number in (1, 2, 3, 4, 5, 6))
_NEEDED = ("Unique ID", *_PARTS, "Name type", "Alias strength")
_KINDS = ("Designation Type", "Individual, Entity, Ship")  # the column's title, now and once
_TYPES = {"individual": "person", "ship": "vessel"}  # an entity may be a bank or an armed group
_CATALOGUES = {"OFSI Group ID": "ofsi", "UN Reference Number": "un"}
# What else is known: the column, and the key among the facts.
_FACTS = {
    "Regime Name": "programme",
    "D.O.B": "birth_date",
    "Town of birth": "birth_place",
    "Country of birth": "birth_place",
    "Nationality(/ies)": "nationality",
    "National Identifier number": "identifier",
    "Passport number": "identifier",
    "Business registration number (s)": "identifier",
    "IMO number": "imo_number",
    "Address Country": "country",
    "Date Designated": "listed",
}


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each thing that is listed.

    Raises:
        TableError: columns are missing, or a row has no ID, or a kind of name that isn't known.
    """
    with Reading(paths) as reading:
        for file in reading:
            file.sheet = lambda row: int({*_NEEDED} <= {*row})
            rows = file.rows(",")
            header = next(rows, [])
            if header[:1] and header[0].startswith(_REPORT):
                header = next(rows, [])
            titles = [title.strip() for title in header]
            if file.has_columns(titles, _NEEDED):
                for row in rows:
                    if file.is_as_wide(row, header):
                        yield from _said(file, dict(zip(titles, row, strict=True)))


def _said(file: File, row: Mapping[str, str]) -> Iterator[Said]:
    number, kind = row["Unique ID"].strip(), row["Name type"].strip().lower()
    if not file.is_id(number, list(row).index("Unique ID")):
        return
    if kind and not kind.startswith(("primary name", "alias")):
        what = f"Name type must be Primary Name, a variation of it, or Alias, not {show(kind)}"
        file.fault("kind", f"{what}: is this a file of that format?", list(row).index("Name type"))
        return
    id, field = f"uk.{number}", _field(kind, row["Alias strength"])
    for name, weak in names(" ".join(filter(None, (row[part].strip() for part in _PARTS)))):
        yield Said(id, "weak" if weak else field, name)
    if native := row.get("Name non-latin script", ""):
        yield Said(id, "weak" if field == "weak" else "alias", native)
    if type := _TYPES.get(next(filter(None, map(row.get, _KINDS)), "").strip().lower()):
        yield Said(id, "type", type)
    for column, catalogue in _CATALOGUES.items():
        if number := row.get(column, "").strip():
            yield Said(id, "same_as", number, catalogue)
    for column, key in _FACTS.items():
        if text := row.get(column, "").strip():
            yield Said(id, "fact", text, key)


def _field(kind: str, strength: str) -> str:
    if strength.strip().lower().startswith("low"):
        return "weak"
    return "name" if kind == "primary name" else "alias"
