"""Postings without NumPy: how a compiled table answers a process's first unseen names.

To import NumPy takes longer than all else that a process does for one unseen name. So the first
rows are looked up in plain Python, with the same results, until that has cost about a tenth of what
the import does, or something else has imported it; then `index/postings.py` takes over.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import add
from struct import Struct
from typing import TYPE_CHECKING, Any

from translit.index import arrays
from translit.index.blocks import (
    LEAST_WEIGHT,
    hashes,
    most_words,
    query_hashes,
    query_words,
    segments,
    signatures,
    word_keys,
)
from translit.index.funnel import FUNNEL

if TYPE_CHECKING:
    from translit.index.arrays import Numbers
    from translit.index.postings import Mask, Postings
    from translit.language.form import Form

# So many rows are looked at before NumPy takes over, of which each takes about 0.5 µs.
AT_FIRST = 30_000
_SINGLE = Struct("f")


class Bare:
    """Rows under the buckets of their keys, as `Postings`, which says what goes in and comes out.

    Args:
        arrays: the arrays of postings in a compiled table, in the order of `Postings`.
        for_many: what answers when much is asked.
    """

    def __init__(self, arrays: Sequence[Numbers], for_many: Callable[[], Postings]) -> None:
        self.starts, self.rows, self.weights, self.consonants, self.letters = arrays
        self._for_many, self._mask, self._left = for_many, len(self.starts) - 2, AT_FIRST

    @cached_property
    def _postings(self) -> Postings:
        return self._for_many()

    @property
    def _many(self) -> bool:
        """Whether so much was asked that NumPy is worth its import."""
        return self._left < 0 or arrays.has_numpy()

    def sharing(self, form: Form) -> Any:
        return self._postings.sharing(form) if self._many else self._under(query_hashes(form))

    def with_segments(self, joined: str) -> list[int]:
        if self._many:
            return self._postings.with_segments(joined)
        buckets = list(map(self._bucket, hashes(segments(joined))))
        return sorted(set(buckets[0]).intersection(*buckets)) if buckets else []

    def sounding_like(self, keys: Iterable[str], form: Form) -> list[int]:
        if self._many:
            return self._postings.sounding_like(keys, form)
        rows, signature = self._under(hashes(keys)), signatures(form)[0]
        apart = _apart(self.consonants, rows, signature)
        return _nearest(rows, apart, FUNNEL.sounding_like)

    def alike(self, form: Form, numbers: Any) -> list[int]:
        if not isinstance(numbers, list):  # NumPy came in before these were found
            return self._postings.alike(form, numbers)
        if len(numbers) <= FUNNEL.by_signature:
            return numbers
        consonants, letters = signatures(form)
        by_letters = _apart(self.letters, numbers, letters)
        apart = map(add, by_letters, _apart(self.consonants, numbers, consonants))
        nearest = _nearest(numbers, list(apart), FUNNEL.by_signature)
        nearest += _nearest(numbers, by_letters, FUNNEL.by_letters)
        return sorted(set(nearest))

    def nearest(self, form: Form, numbers: Sequence[int]) -> Mapping[int, float] | None:
        return self._postings.nearest(form, numbers) if self._many else None

    def by_words(
        self, form: Form, limit: int, holding: int, verdicts: Mask | None = None
    ) -> list[int]:
        if self._many or verdicts:  # which are given of arrays
            return self._postings.by_words(form, limit, holding, verdicts)
        shared = self._sharing_words(form)
        rows = sorted(shared)
        weight = _single(sum(self._idf(len(self._bucket(key))) for key in hashes(word_keys(form))))
        share = {
            row: -shared[row]
            / max(_single(weight + self.weights.at(row)) - shared[row], LEAST_WEIGHT)
            for row in rows
        }
        letters = signatures(form)[1]
        lacking = {row: (letters & ~self.letters.at(row)).bit_count() for row in rows}
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
        start = key & self._mask
        found = self.rows.between(self.starts.at(start), self.starts.at(start + 1))
        self._left -= len(found)
        return found

    def _idf(self, rows: int) -> float:
        """The inverse document frequency of a word that so many rows hold."""
        return math.log((len(self.weights) + 1) / (rows + 1))


def _apart(signatures: Numbers, rows: Sequence[int], signature: int) -> list[int]:
    """In how many bits the signature of each row differs from another."""
    return [(other ^ signature).bit_count() for other in signatures.some(rows)]


def _nearest(rows: Sequence[int], apart: Sequence[int], count: int) -> list[int]:
    """So many rows that are the least apart; of those that are equally so, the first."""
    return [rows[place] for place in sorted(range(len(rows)), key=apart.__getitem__)[:count]]


def _single(number: float) -> float:
    """A number rounded to single precision, as NumPy sums weights that are kept in it."""
    rounded: float = _SINGLE.unpack(_SINGLE.pack(number))[0]
    return rounded
