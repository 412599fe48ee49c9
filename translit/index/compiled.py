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

from translit.index.arrays import Filled, Numbers
from translit.index.blocks import LEAST_WEIGHT, signatures
from translit.index.container import only_sound
from translit.index.funnel import FUNNEL
from translit.index.nearness import apart
from translit.index.postings import Postings, Rows
from translit.language.form import Form, Word
from translit.language.sounds import vowels_in

if TYPE_CHECKING:
    from translit.index.filters import Compiled, Filter
    from translit.index.mapped import Mapped
    from translit.language import _core


# What forms are made of.
_NOUNS = Form, Word, vowels_in


class CompiledPostings(Postings):
    """The rows of a compiled table under the buckets of their keys, and their records.

    Args:
        table: the compiled table.
        buckets, rows, weights, signs: its postings, as `Postings` takes them.
        core: the compiled core.
    """

    @only_sound
    def __init__(
        self,
        table: Mapped,
        buckets: Filled,
        rows: Numbers,
        weights: Numbers,
        signs: Numbers,
        core: Any,
    ) -> None:
        self.container, self._find = table.container, table.ids.find
        super().__init__(buckets, rows, weights, signs)
        pools = table.rows.records, table.rows.words
        postings = (buckets.filled, buckets.before, buckets.starts, rows, weights, signs)
        arrays = map(_bytes, (*postings, table.owners, table.settings_of_entries))
        parts = [*arrays, *(part for pool in pools for part in (pool.part, _bytes(pool.starts)))]
        self._index: _core.Index = core.Index(
            tuple([(view, start - self.container.data) for view, start in parts]),
            self.container.seen,
            self.container.check_block,
        )
        table.rows.form = self.form

    @only_sound
    def sharing(self, form: Form) -> Rows:
        found = self._index.sharing(form.skeleton, form.joined)
        return super().sharing(form) if found is None else np.frombuffer(found, np.uint32)

    @only_sound
    def comparable(self, form: Form, filter: Filter | None = None) -> list[int]:
        most, allowed = (FUNNEL.by_signature, FUNNEL.by_letters), self._compiled(filter)
        found = self._index.comparable(form.skeleton, form.joined, signatures(form), most, allowed)
        return super().comparable(form, filter) if found is None else found

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

    @only_sound
    def form(self, number: int) -> Form:
        """The form of a row."""
        return self._index.form(number, _NOUNS)

    @only_sound
    def firsts(self, numbers: Sequence[int]) -> list[int]:
        return self._index.firsts(_packed(numbers))

    def _sizes(self, keys: Iterable[int]) -> Sequence[int]:
        return self._index.sizes(_packed(keys))

    def _most(
        self,
        form: Form,
        keys: Sequence[int],
        worth: Sequence[float],
        most: tuple[int, int],
        filter: Filter | None,
    ) -> list[int]:
        words = self._weight(form), LEAST_WEIGHT, signatures(form)[1]
        allowed = self._compiled(filter)
        return self._index.by_words(_packed(keys), array("d", worth), words, most, allowed)

    def _compiled(self, filter: Filter | None) -> Compiled | None:
        return filter.compiled(self._find) if filter else None

    by_words = only_sound(Postings.by_words)


def _bytes(numbers: Numbers) -> tuple[memoryview, int]:
    """The bytes of an array, and where they begin in the file."""
    return numbers.view.cast("B"), numbers.start


def _packed(numbers: Iterable[int]) -> array[int]:
    return array("I", numbers)
