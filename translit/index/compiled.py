"""The shortlist of a compiled table by the compiled core: the same rows as the plain way, in less
time.

`translit/index/shortlist.c` looks into the parts of the table where they lie. For "Ramoussaa" and a
million rows it merges the buckets of some 40 hashes into some 2,000 rows, leaves 260 by their
signatures, and 30 by their sounds and letters, each of which comes as

    (940, "", 0.25, 0.22, 0.14)     row, script (Latin is ""), how far its sounds, consonants and
                                    letters are

Where there is no core, `Postings` and `nearest` do the same (translit/index/nearness.py).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from translit.index.arrays import Numbers, Pool
from translit.index.blocks import LEAST_WEIGHT, query_hashes, signatures
from translit.index.container import Container, only_sound
from translit.index.funnel import FUNNEL
from translit.index.nearness import apart
from translit.index.postings import Postings, Rows
from translit.language.form import Form

if TYPE_CHECKING:
    from translit.language import _core


class CompiledPostings(Postings):
    """The rows of a compiled table under the buckets of their keys, and their records.

    Args:
        container: the file of the table.
        arrays: the arrays of `Postings`, in that order.
        records: the records of the rows.
        core: the compiled core.
    """

    @only_sound
    def __init__(
        self, container: Container, arrays: Sequence[Numbers], records: Pool, core: Any
    ) -> None:
        self.container = container
        super().__init__(*arrays)  # type: ignore[arg-type]  # which are read as arrays
        parts = [(numbers.view.cast("B"), numbers.start) for numbers in arrays]
        parts += [records.part, (records.starts.view.cast("B"), records.starts.start)]
        self._index: _core.Index = core.Index(
            tuple([(view, start - container.data) for view, start in parts]),
            container.seen,
            container.check_block,
        )

    @only_sound
    def sharing(self, form: Form) -> Rows:
        return np.frombuffer(self._index.sharing(_packed(query_hashes(form))), np.uint32)

    @only_sound
    def alike(self, form: Form, numbers: Rows) -> list[int]:
        return self._index.alike(numbers, *signatures(form), FUNNEL.by_signature, FUNNEL.by_letters)

    @only_sound
    def nearest(self, form: Form, numbers: Sequence[int]) -> Mapping[int, float] | None:
        """The rows, out of some, that are nearest to a form, and how far they are: as
        `nearness.nearest`; None where a spelling is too long for the core.
        """
        found = self._index.nearest(
            _packed(numbers),
            form.marks,
            form.consonants,
            form.joined,
            form.vowels != 0,
            FUNNEL.by_sound,
            FUNNEL.by_spelling,
        )
        if found is None:
            return None
        return {row: apart(form, script, *distances) for row, script, *distances in found}

    def _sizes(self, keys: Iterable[int]) -> Sequence[int]:
        return self._index.sizes(_packed(keys))

    def _sharing(self, keys: Sequence[int], worth: Sequence[float]) -> tuple[Rows, Any]:
        rows, shared = self._index.sharing_words(_packed(keys), array("d", worth))
        return np.frombuffer(rows, np.uint32), np.frombuffer(shared, np.float64)

    def _most(
        self, form: Form, numbers: Rows, shared: Any, limit: int, holding: int
    ) -> Sequence[int]:
        return self._index.most_words(
            numbers, shared, self._weight(form), LEAST_WEIGHT, signatures(form)[1], limit, holding
        )

    by_words = only_sound(Postings.by_words)


def _packed(numbers: Iterable[int]) -> array[int]:
    return array("I", numbers)
