"""OpenSanctions' simplified CSV (targets.simple.csv): one thing a row, and its other names in one
cell, with semicolons between them.

That cell is CSV within CSV: a name with a semicolon in it stands in quotes. It doesn't say which
names are weak, so that two kinds are held for weak here: a single word as the name of a person, in
the scripts that part words by blanks, and a few capitals (PKK). The same data as FollowTheMoney
JSON say it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.formats.schemata import type_of

ABOUT = "the simplified CSV of OpenSanctions (targets.simple.csv)"
LOOKS = r'\A"?id"?,"?schema"?,"?name"?,"?aliases\b'
LICENCE = "CC-BY-NC-4.0"
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "facts"})

_NEEDED = ("id", "schema", "name", "aliases")
# What else is known, and the key under which it stands among the facts.
_FACTS = {
    "birth_date": "birth_date",
    "countries": "country",
    "identifiers": "identifier",
    "program_ids": "programme",
    "sanctions": "sanction",
}
_LONGEST_ABBREVIATION = 5
# Beyond it stand scripts of which some write no blanks: a word there may be a whole name.
_LAST_WITH_BLANKS = "\u08ff"


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each target.

    Raises:
        TableError: a column is missing, a row or a list of aliases is broken CSV, or an ID can't be
            one.
    """
    with Reading(paths) as reading:
        for file in reading:
            for row in file.records(",", _NEEDED):
                if file.is_id(row["id"]):
                    yield from _said(file, row)


def _said(file: File, row: dict[str, str]) -> Iterator[Said]:
    id, schema = row["id"], row["schema"]
    if row["name"]:
        yield Said(id, "name", row["name"])
    for alias in _listed(file, row["aliases"]):
        yield Said(id, "weak" if _is_weak(alias, schema) else "alias", alias)
    if type := type_of(schema):
        yield Said(id, "type", type)
    for column, cell in row.items():
        if cell and column in _FACTS:
            for text in _listed(file, cell, column):
                yield Said(id, "fact", text, _FACTS[column])
        elif cell and column not in _NEEDED:
            yield Said(id, "ignored", f"cells of the column {column}")


def _listed(file: File, cell: str, column: str = "aliases") -> list[str]:
    """The texts in a cell."""
    try:
        return [
            name
            for row in csv.reader(io.StringIO(cell, newline=""), delimiter=";", strict=True)
            for name in row
            if name
        ]
    except csv.Error as error:
        file.fault(
            "quote",
            f"the list of {column} is broken CSV ({error}): put quotes around a text that holds a"
            " semicolon",
        )
        return []


def _is_weak(alias: str, schema: str) -> bool:
    if len(alias.split()) != 1:
        return False
    return (schema == "Person" and max(alias) <= _LAST_WITH_BLANKS) or (
        alias.isupper() and len(alias) <= _LONGEST_ABBREVIATION
    )
