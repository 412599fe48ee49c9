"""Choices of an XLSForm, for KoboToolbox and ODK: what an interviewer picks is stored as the ID.

The rows belong on the sheet `choices` of a form, or into a CSV file beside it
(`select_one_from_file`). A label holds the canonical name and, in brackets, the others, so that the
search of a form finds each. The name of the list is the type; `within` serves choice filters, and
`geometry` maps.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "the choices of an XLSForm (CSV)"
LICENCE = None
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "at"))

_UNTYPED = "names"
_COLUMNS = ("list_name", "name", "label", "within", "geometry")


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A row for each entry."""
    held = io.StringIO()
    write = csv.writer(held, lineterminator="\n").writerow
    write(_COLUMNS)
    for entry in entries:
        others = f" ({', '.join(entry.aliases)})" if entry.aliases else ""
        kind = re.sub("[^a-z0-9-]+", "_", (entry.type or "").lower()).strip("_")
        at = f"{entry.at[0]} {entry.at[1]} 0 0" if entry.at else ""
        write((kind or _UNTYPED, entry.id, entry.name + others, " ".join(entry.within), at))
        yield held.getvalue()
        held.seek(0)
        held.truncate()
