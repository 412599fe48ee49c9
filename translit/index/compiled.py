"""The shortlist of a compiled table by the compiled core: the same rows as the plain way, in less
time.

`translit/index/shortlist.c` looks into the parts of the table where they lie. For "Ramoussaa" and a
million rows it merges the buckets of some 40 hashes into some 2,000 rows, leaves 260 by their
signatures, and 30 by their sounds and letters, each of which comes as

    (940, "", 0.25, 0.22, 0.14)     row, script (Latin is ""), how far its sounds, consonants and
                                    letters are

That needs no NumPy. Where there is no core, `Bare` or `Postings`, and `nearest`
(translit/index/nearness.py), do the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from translit.index.arrays import Filled, Numbers
from translit.index.bare import Bare
from translit.index.blocks import (
    LEAST_WEIGHT,
    hashes,
    query_words,
    rarest,
    signatures,
    word_keys,
)
from translit.index.container import only_sound
from translit.index.funnel import FUNNEL
from translit.index.nearness import apart
from translit.language.form import Form, Word
from translit.language.sounds import vowels_in

if TYPE_CHECKING:
    from translit.index.filters import Compiled, Filter
    from translit.index.views import MappedRows
    from translit.language import _core

# What forms are made of.
_NOUNS = Form, Word, vowels_in


class CompiledPostings(Bare):
    """The rows of a compiled table under the buckets of their keys, and their records.

    Args:
        rows: the rows.
        find: gives the number of an entry by its ID, or -1.
        entries: the entry of each row, and the setting of each entry.
        held: the postings, as `Bare` takes them.
        core: the compiled core.
    """

    @only_sound
    def __init__(
        self,
        rows: MappedRows,
        find: Callable[[str], int],
        entries: tuple[Numbers, Numbers],
        held: tuple[Filled, Numbers, Numbers, Numbers],
        core: Any,
    ) -> None:
        super().__init__(*held)
        self.container, self._find = rows.container, find
        buckets, *others = held
        numbers = (buckets.filled, buckets.before, buckets.starts, *others, *entries)
        arrays, pools = map(_bytes, numbers), (rows.records, rows.words)
        parts = [*arrays, *(part for pool in pools for part in (pool.part, _bytes(pool.starts)))]
        self._index: _core.Index = core.Index(
            tuple([(view, start - self.container.data) for view, start in parts]),
            self.container.seen,
            self.container.check_block,
        )
        rows.form = self.form

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
    def by_words(
        self, form: Form, limit: int, holding: int, filter: Filter | None = None
    ) -> list[int]:
        keys = [*hashes(query_words(form))]
        kept = rarest(keys, self._sizes(keys), FUNNEL.bearing_words)
        worth = array("d", [self._idf(size) for _, size in kept])
        weight = sum(map(self._idf, self._sizes(hashes(word_keys(form)))))
        return self._index.by_words(
            _packed(key for key, _ in kept),
            worth,
            (weight, LEAST_WEIGHT, signatures(form)[1]),
            (limit, holding),
            self._compiled(filter),
        )

    @only_sound
    def form(self, number: int) -> Form:
        """The form of a row."""
        return self._index.form(number, _NOUNS)

    @only_sound
    def spelt(self, joined: str) -> list[int] | None:
        return self._index.spelt(joined)

    @only_sound
    def firsts(self, numbers: Sequence[int]) -> list[int]:
        return self._index.firsts(_packed(numbers))

    def _sizes(self, keys: Iterable[int]) -> Sequence[int]:
        """How many rows the bucket of each key holds."""
        return self._index.sizes(_packed(keys))

    def _compiled(self, filter: Filter | None) -> Compiled | None:
        return filter.compiled(self._find) if filter else None


def _bytes(numbers: Numbers) -> tuple[memoryview, int]:
    """The bytes of an array, and where they begin in the file."""
    return numbers.view.cast("B"), numbers.start


def _packed(numbers: Iterable[int]) -> array[int]:
    return array("I", numbers)
