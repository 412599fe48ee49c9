"""Postings without NumPy: how a compiled table answers a process's first unseen names.

To import NumPy takes longer than all else that a process does for one unseen name. So the first
rows are looked up in plain Python, with the same results, until that has cost about a tenth of what
the import does, or something else has imported it; then `index/postings.py` takes over.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from operator import add
from struct import Struct
from typing import TYPE_CHECKING

from translit.index import arrays
from translit.index.blocks import (
    LEAST_WEIGHT,
    hashes,
    most_words,
    query_hashes,
    query_words,
    segment_hashes,
    segments,
    signatures,
    word_keys,
)
from translit.index.funnel import FUNNEL
from translit.index.nearness import WithoutCore

if TYPE_CHECKING:
    from translit.index.arrays import Filled, Numbers
    from translit.index.filters import Filter
    from translit.index.postings import Postings
    from translit.language.form import Form

# So many rows are looked at before NumPy takes over, of which each takes about 0.5 µs.
AT_FIRST = 30_000
_SINGLE = Struct("f")


class Bare(WithoutCore):
    """Rows under the buckets of their keys, as `Postings`, which says what goes in and comes out.

    Args:
        buckets, rows, weights, signs: the postings of a compiled table: see `Postings`.
    """

    def __init__(self, buckets: Filled, rows: Numbers, weights: Numbers, signs: Numbers) -> None:
        self.buckets, self.rows, self.weights, self.signs = buckets, rows, weights, signs
        self._left = AT_FIRST

    @cached_property
    def _postings(self) -> Postings:
        """The same for many questions."""
        from translit.index.postings import Postings

        return Postings(self.buckets, self.rows, self.weights, self.signs)

    @property
    def _many(self) -> bool:
        """Whether so much was asked that NumPy is worth its import."""
        return self._left < 0 or arrays.has_numpy()

    def comparable(self, form: Form, filter: Filter | None = None) -> list[int]:
        if self._many:
            return self._postings.comparable(form, filter)
        sharing, spelt = self._under(query_hashes(form)), self._spelt(form)
        if filter:
            sharing, spelt = filter.kept(sharing), filter.kept(spelt)
        return self._alike(form, sharing, spelt)

    def _spelt(self, form: Form) -> list[int]:
        if len(self.weights) > FUNNEL.worth_segments:
            return self._under(segment_hashes(form))
        self._left -= len(self.weights)
        return [*range(len(self.weights))]

    def with_segments(self, joined: str) -> list[int]:
        if self._many:
            return self._postings.with_segments(joined)
        buckets = list(map(self._bucket, hashes(segments(joined))))
        return sorted(set(buckets[0]).intersection(*buckets)) if buckets else []

    def sounding_like(self, keys: Iterable[str], form: Form) -> list[int]:
        if self._many:
            return self._postings.sounding_like(keys, form)
        rows = self._under(hashes(keys))
        apart = self._apart(rows, signatures(form), 0)
        return _nearest(rows, apart, FUNNEL.sounding_like)

    def _alike(self, form: Form, sharing: list[int], spelt: list[int]) -> list[int]:
        signs = signatures(form)
        apart = map(add, self._apart(sharing, signs, 0), self._apart(sharing, signs, 1))
        nearest = _nearest(sharing, [*apart], FUNNEL.by_signature)
        slipped = self._apart(spelt, signs, 1)
        most = min(FUNNEL.by_letters, sum(bits <= FUNNEL.slipped for bits in slipped))
        nearest += _nearest(spelt, slipped, most)
        return sorted(set(nearest))

    def by_words(
        self, form: Form, limit: int, holding: int, filter: Filter | None = None
    ) -> list[int]:
        if self._many:
            return self._postings.by_words(form, limit, holding, filter)
        shared = self._sharing_words(form)
        rows = filter.kept(sorted(shared)) if filter else sorted(shared)
        weight = _single(sum(self._idf(len(self._bucket(key))) for key in hashes(word_keys(form))))
        share = {
            row: -shared[row]
            / max(_single(weight + self.weights.at(row)) - shared[row], LEAST_WEIGHT)
            for row in rows
        }
        letters = signatures(form)[1]
        lacking = {row: (letters & ~self.signs.at(2 * row + 1)).bit_count() for row in rows}
        return most_words(shared, share, lacking, limit, holding)

    def _sharing_words(self, form: Form) -> dict[int, float]:
        """The rows that share a word with a form, and what the shared words of each weigh; up to
        so many rows, from the rarest word on.
        """
        shared = defaultdict[int, float](float)
        buckets = sorted(map(self._bucket, hashes(query_words(form))), key=len)
        for number, size in enumerate(accumulate(map(len, buckets))):
            if size <= FUNNEL.bearing_words or number == 0:
                idf = self._idf(len(buckets[number]))
                for row in buckets[number]:
                    shared[row] += idf
        return shared

    def _under(self, keys: Iterable[int]) -> list[int]:
        """The rows in the buckets of some hashes of keys, each once and ascending."""
        return sorted({row for key in keys for row in self._bucket(key)})

    def _bucket(self, key: int) -> list[int]:
        found = self.rows.between(*self.buckets.bounds(key))
        self._left -= len(found)
        return found

    def _apart(self, rows: Sequence[int], signatures: tuple[int, int], which: int) -> list[int]:
        """In how many bits the signature of each row differs from one of two."""
        theirs = self.signs.some([2 * row + which for row in rows])
        return [(other ^ signatures[which]).bit_count() for other in theirs]

    def _idf(self, rows: int) -> float:
        """The inverse document frequency of a word that so many rows hold."""
        return math.log((len(self.weights) + 1) / (rows + 1))


def _nearest(rows: Sequence[int], apart: Sequence[int], count: int) -> list[int]:
    """So many rows that are the least apart; of those that are equally so, the first."""
    return [rows[place] for place in sorted(range(len(rows)), key=apart.__getitem__)[:count]]


def _single(number: float) -> float:
    """A number rounded to single precision, as NumPy sums weights that are kept in it."""
    rounded: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    return rounded
