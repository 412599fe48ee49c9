"""Two columns without a header: an ID, and one of its names. CSV or TSV is read, TSV is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from translit.formats import Said
from translit.formats.reading import Reading
from translit.model.nouns import Entry

ABOUT = "two columns, an ID and a name"
LICENCE = None
HOLDS = frozenset(
    ("id", "name", "aliases")
)  # weak names and adjectives stay out: as plain names they would be found too easily


# A first line that names the columns, as other formats have it.
_TITLES = re.compile(r"(?i)\s*(canonical_)?(id|ids|code|key|identifier)\s*\t\s*[a-z _]+\s*")


def read(paths: Sequence[str]) -> Iterator[Said]:
    with Reading(paths) as reading:
        for file in reading:
            for row in file.rows(file.parting()):
                if file.first_line() == 1 and _TITLES.fullmatch("\t".join(row)):
                    file.fault(
                        "header",
                        "these are the titles of columns, and not an ID and a name: delete the"
                        " line, or import the file as csv or as sheet",
                    )
                elif len(row) == 2 and row[1].strip():
                    if file.is_id(row[0]):
                        yield Said(row[0], "alias", row[1])
                elif row:
                    shown = f"{len(row)} cells" if len(row) != 2 else "no name"
                    file.fault(
                        "cells",
                        f"an ID and a name must stand in each row, and this one has {shown}: mend"
                        " or delete it",
                    )


def write(entries: Iterable[Entry]) -> Iterator[str]:
    for entry in entries:
        for name in (entry.name, *entry.aliases):
            yield f"{entry.id}\t{name}\n"
