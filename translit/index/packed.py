"""The rows of a table in memory, laid out as those of a compiled one, so that the compiled core
finds and weighs them, in less than half of the time that NumPy and Python take.

To lay a row out takes some 17 µs, and an unseen name takes a millisecond less then. So a table is
asked for some names first (`InMemory.near`): of 30,000 rows for 500, which pay for half a second's
work. The bytes of a row are some 250.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from translit.index.arrays import Filled, Numbers, Pool
from translit.index.compiled import CompiledPostings
from translit.index.container import PartsInMemory
from translit.index.layout import Parts, Piece, Whole, put_postings, put_rows

if TYPE_CHECKING:
    from translit.index.gazetteer import Gazetteer
    from translit.index.postings import Postings

# A name that is compared pays for laying out so many rows; and so many names are compared before
# any pays.
ROWS_A_NAME, AT_FIRST = 60, 50


def packed(gazetteer: Gazetteer, filed: Postings, core: Any) -> CompiledPostings:
    """The postings of a gazetteer for the compiled core.

    Args:
        gazetteer: one in memory, with more rows than those of which all are compared.
        filed: its postings, which these take the place of.
        core: the compiled core.
    """
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    parts = _parts(gazetteer, numbers)
    put_postings(filed, parts)
    held = PartsInMemory(parts)
    rows, weights, signs = (
        Numbers(held, name, code)
        for name, code in (("postings", "I"), ("weights", "f"), ("signs", "Q"))
    )
    return CompiledPostings(
        held,
        (Pool(held, "rows"), Pool(held, "words")),
        lambda id: numbers.get(id, -1),
        (Numbers(held, "owners", "I"), Numbers(held, "settings of", "I")),
        (Filled(held), rows, weights, signs),
        core,
    )


def _parts(gazetteer: Gazetteer, numbers: Mapping[str, int]) -> Parts:
    """The rows and entries as parts of a compiled table, by the numbers of the entries."""
    settings = {setting: number for number, setting in enumerate(gazetteer.settings)}
    piece, whole, parts = Piece(), Whole(), Parts()
    for row in gazetteer.rows:
        piece.record(row.form)
    whole.join(piece)
    put_rows(whole, parts)
    parts["owners"] = array("I", [numbers[row.id] for row in gazetteer.rows])
    parts["settings of"] = array("I", [settings[gazetteer.about(id)] for id in numbers])
    return parts
