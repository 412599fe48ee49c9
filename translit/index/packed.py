"""The rows of a table in memory, laid out as those of a compiled one, so that the compiled core
finds and weighs them, in less than half of the time that NumPy and Python take.

To lay a row out takes some 17 µs, and an unseen name takes a millisecond less then. So a table is
asked for some names first (`InMemory.near`): of 30,000 rows for 500, which pay for half a second's
work. The bytes of a row are some 250.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from translit.index.arrays import Filled, Numbers, Pool
from translit.index.compiled import CompiledPostings
from translit.index.container import Held
from translit.index.layout import rows_of
from translit.index.postings import Postings

if TYPE_CHECKING:
    from translit.index.gazetteer import Gazetteer

# A name that is compared pays for laying out so many rows; and so many names are compared before
# any pays.
ROWS_A_NAME, AT_FIRST = 60, 50


def packed(gazetteer: Gazetteer, core: Any) -> CompiledPostings:
    """The postings of a gazetteer for the compiled core.

    Args:
        gazetteer: one in memory, with more rows than those of which all are compared.
        core: the compiled core.
    """
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    settings = {setting: number for number, setting in enumerate(gazetteer.settings)}
    assert isinstance(gazetteer.postings, Postings)  # which these take the place of
    parts = rows_of((row.form for row in gazetteer.rows), gazetteer.postings) | {
        "owners": array("I", [numbers[row.id] for row in gazetteer.rows]),
        "settings of": array("I", [settings[gazetteer.about(id)] for id in numbers]),
    }
    held = Held(parts)
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
