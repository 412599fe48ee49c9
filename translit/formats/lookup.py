"""A table for PostgreSQL or SQLite in which exact names are looked up without translit: SQL that
makes it and fills it.

`form` is an alias as `translit.fold` writes it and without its article, `weight` how it counts: 3
for a strong name, 2 for a weak one, 1 for an adjective. Of the rows with one form those of the
greatest weight answer, and where they have several IDs, none does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from translit.language.split import strong_key

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "a table to look up names in PostgreSQL or SQLite (SQL)"
LICENCE = None
HOLDS = frozenset(("id", "name", "aliases", "type", "weak", "adjectives"))

_HEAD = """\
BEGIN;
CREATE TABLE translit_lookup (
  form TEXT NOT NULL, id TEXT NOT NULL, weight INTEGER NOT NULL,
  alias TEXT NOT NULL, name TEXT NOT NULL, type TEXT
);
"""
_TAIL = "CREATE INDEX translit_lookup_form ON translit_lookup (form, weight);\nCOMMIT;\n"


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A statement for each entry; of names that fold alike the weightiest stays."""
    yield _HEAD
    for entry in entries:
        rows: dict[str, str] = {}
        strong = (entry.name, *entry.aliases)
        for weight, names in ((3, strong), (2, entry.weak), (1, entry.adjectives)):
            for alias in names:
                kind = _quoted(entry.type) if entry.type else "NULL"
                told = ", ".join(map(_quoted, (alias, entry.name)))
                if form := strong_key(alias):
                    rows.setdefault(
                        form, f"({_quoted(form)}, {_quoted(entry.id)}, {weight}, {told}, {kind})"
                    )
        if rows:
            values = ",\n  ".join(rows.values())
            yield f"INSERT INTO translit_lookup VALUES\n  {values};\n"
    yield _TAIL


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
