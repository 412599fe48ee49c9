"""The table of all countries' p-codes that the Humanitarian Data Exchange publishes, as CSV: a
place a row, and the p-code of what it lies in.

The first line may be followed by one of HXL tags (#country+code ...).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from translit.formats import Said
from translit.formats.reading import File, Reading

ABOUT = "the global table of p-codes of the Humanitarian Data Exchange"
LOOKS = r"\A[^\n]*\bAdmin Level\b[^\n]*\bP-Code\b"
LICENCE = None  # that of each country's own gazetteer
HOLDS = frozenset(("id", "name", "type", "within", "facts"))

_NEEDED = ("Location", "Admin Level", "P-Code", "Name", "Parent P-Code")
_HXL = "#"


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each p-code.

    Raises:
        TableError: a column is missing, or a row has no p-code.
    """
    with Reading(paths) as reading:
        for file in reading:
            for row in file.records(file.parting(), _NEEDED):
                if not row["Location"].startswith(_HXL) and file.is_id(row["P-Code"], 2):
                    yield from _place(file, row)


def _place(file: File, row: Mapping[str, str]) -> Iterator[Said]:
    id, country, outer = row["P-Code"], row["Location"], row["Parent P-Code"]
    yield Said(id, "name", row["Name"])
    yield Said(id, "type", "place")
    yield Said(id, "fact", country, "country")
    # Above the largest divisions stands the country, which has no row of its own.
    if outer and outer != country and file.is_id(outer, list(row).index("Parent P-Code")):
        yield Said(id, "within", outer)
