"""Postings: the rows of a large table under their block keys, in arrays, and what of the many that
share a key is worth comparing.

A key (`index/blocks.py`) is hashed by CRC-32 into one of 2^k buckets, about a quarter as many as
there are postings. Two keys that meet in one bucket only lead to more comparisons. For n rows with
m postings the arrays are

    starts       uint32   2^k + 1    where each bucket begins, and the last one ends
    rows         uint32   m          the numbers of the rows in each bucket, ascending
    weights      float32  n          what the words of each row weigh together, in nats
    signs        uint64   n x 2      the signature of each row's consonants, and of its letters

Two or three buckets in four are empty, so that a compiled table has the starts of the others alone:

    filled       uint64   2^k / 64   a bit for each bucket: whether it holds any row
    before       uint32   and one    how many are filled before each 64; then 2^k
    starts       uint32   and one    where each of those begins, and the last one ends

The weight of a word is its inverse document frequency: -log of the share of rows in its bucket.

"Ramoussaa" has the joined letters ramousa (doubled ones once) and some 20 keys. At a million rows
`comparable` merges their buckets into some 2,000 rows and leaves the 200 whose two signatures
differ from its own in the fewest bits, and the 60 whose letters alone do, of those under segments;
Ramousa is among both, 0 bits away. A table that is small enough to be compared as a whole needs
none of this, and doesn't import it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from translit.index.blocks import (
    LEAST_WEIGHT,
    filed_by,
    hashes,
    query_hashes,
    query_words,
    rarest,
    segment_hashes,
    segments,
    signatures,
    word_hash,
    word_keys,
)
from translit.index.filters import Filter
from translit.index.funnel import FUNNEL
from translit.index.nearness import WithoutCore
from translit.language.form import Form

if TYPE_CHECKING:
    from translit.index.arrays import Filled

# The numbers of rows, ascending.
Rows = np.ndarray[Any, np.dtype[np.uint32]]


class Postings(WithoutCore):
    """Rows under the buckets of their keys: see the head of this module.

    Args:
        buckets: where each begins and ends among the rows.
        rows, weights, signs: the arrays, in memory or in a file; of the signatures it is one of 2 n
            numbers.
    """

    def __init__(self, buckets: Starts | Filled, rows: Any, weights: Any, signs: Any) -> None:
        self.buckets, self.rows, self.weights, self.signs = buckets, rows, weights, signs

    @property
    def consonants(self) -> Any:
        """The signature of each row's consonants, of postings in memory."""
        return self.signs[0::2]

    @property
    def letters(self) -> Any:
        """The signature of each row's letters, of postings in memory."""
        return self.signs[1::2]

    @property
    def starts(self) -> Any:
        """Where each bucket begins, and the last one ends, of postings in memory."""
        return self.buckets.starts

    def comparable(self, form: Form, filter: Filter | None = None) -> list[int]:
        """The rows that share a key of the whole name with a form, or may be spelt like it, and
        that a filter lets through: of many those whose signatures are nearest to the form's.
        """
        sharing, spelt = self.sharing(form), self.spelt(form)
        if filter:
            sharing, spelt = filter.kept(sharing), filter.kept(spelt)
        return self.alike(form, sharing, spelt)

    def sharing(self, form: Form) -> Rows:
        """The numbers of the rows that share a key of the whole name with a form."""
        return self._under(query_hashes(form))

    def spelt(self, form: Form) -> Rows:
        """The numbers of the rows that may be spelt like a form: those that share a segment of
        letters with it, or in a table that isn't worth segments all.
        """
        if len(self.weights) <= FUNNEL.worth_segments:
            return np.arange(len(self.weights), dtype=np.uint32)
        return self._under(segment_hashes(form))

    def _under(self, keys: Iterable[int]) -> Rows:
        """The rows in the buckets of some hashes of keys, each once and ascending."""
        found = np.sort(np.concatenate([_NONE, *map(self._bucket, keys)]))
        once: Rows = found[np.diff(found, prepend=found[:1] + np.uint32(1)) != 0]
        return once

    def with_segments(self, joined: str) -> list[int]:
        """The rows that have all segments of some Latin letters, which are run together; none
        where they are too few to be cut.
        """
        buckets = sorted(map(self._bucket, hashes(segments(joined))), key=len)
        return reduce(np.intersect1d, buckets).tolist() if buckets else []

    def sounding_like(self, keys: Iterable[str], form: Form) -> list[int]:
        """The rows in the buckets of some keys whose consonants are the most like those of a
        form.
        """
        rows = np.unique(np.concatenate([_NONE, *map(self._bucket, hashes(keys))]))
        if not len(rows):
            return []
        apart = self._apart(rows, 0, signatures(form)[0])
        nearest: list[int] = rows[np.argsort(apart, kind="stable")[: FUNNEL.sounding_like]].tolist()
        return nearest

    def alike(self, form: Form, sharing: Rows, spelt: Rows) -> list[int]:
        """Of the rows that share a key with a form those whose consonants and letters are the
        nearest to its own, and of those that may be spelt like it those whose letters are.
        """
        consonants, letters = signatures(form)
        apart = self._apart(sharing, 0, consonants) + self._apart(sharing, 1, letters)
        slipped = self._apart(spelt, 1, letters)
        most = min(FUNNEL.by_letters, np.count_nonzero(slipped <= FUNNEL.slipped))
        nearest = (
            sharing[np.argsort(apart, kind="stable")[: FUNNEL.by_signature]],
            spelt[np.argsort(slipped, kind="stable")[:most]],
        )
        found: list[int] = np.unique(np.concatenate(nearest)).tolist()
        return found

    def _apart(self, rows: Rows, which: int, signature: int) -> Any:
        """In how many bits the first or second signature of each row differs from one."""
        return np.bitwise_count(self.signs[_first(rows) + which] ^ np.uint64(signature))

    def by_words(
        self, form: Form, limit: int, holding: int, filter: Filter | None = None
    ) -> list[int]:
        """The rows that share the most words with a form, and those that hold the most of them:
        as `WordIndex.by_words`, which says what goes in.
        """
        return self._most(form, *self._words(form), (limit, holding), filter)

    def _words(self, form: Form) -> tuple[list[int], list[float]]:
        """The hashes of the words of a form, and what each weighs: from the rarest on, until they
        have so many rows.
        """
        keys = [*hashes(query_words(form))]
        kept = rarest(keys, self._sizes(keys), FUNNEL.bearing_words)
        return [key for key, _ in kept], [self._idf(size) for _, size in kept]

    def _most(
        self,
        form: Form,
        keys: Sequence[int],
        worth: Sequence[float],
        most: tuple[int, int],
        filter: Filter | None,
    ) -> list[int]:
        """Of the rows in some buckets, each of which is worth so much, those that share the most
        words with a form, and those that hold the most of them; so many of each.
        """
        numbers, shared = self._sharing(keys, worth)
        if filter:
            kept = filter.mask(numbers)
            numbers, shared = numbers[kept], shared[kept]
        share = shared / np.maximum(
            self._weight(form) + self.weights[numbers] - shared, LEAST_WEIGHT
        )
        letters = self.signs[_first(numbers) + 1]
        lacking = np.bitwise_count(np.uint64(signatures(form)[1]) & ~letters)
        alike = np.lexsort((numbers, -share))[: most[0]]
        held = np.lexsort((numbers, -share, lacking, -shared))[: most[1]]
        return [*dict.fromkeys(numbers[np.concatenate([alike, held])].tolist())]

    def _sharing(self, keys: Sequence[int], worth: Sequence[float]) -> tuple[Rows, Any]:
        """The rows in some buckets, ascending, and what the buckets that hold each are worth
        together.
        """
        buckets = [*map(self._bucket, keys)]
        numbers, place = np.unique(np.concatenate([_NONE, *buckets]), return_inverse=True)
        return numbers, np.bincount(place, np.repeat([*worth], [*map(len, buckets)]))

    def _weight(self, form: Form) -> float:
        """What the words of a form weigh together, in nats."""
        return sum(map(self._idf, self._sizes(hashes(word_keys(form)))))

    def _sizes(self, keys: Iterable[int]) -> Sequence[int]:
        """How many rows the bucket of each key holds."""
        return [end - start for start, end in map(self.buckets.bounds, keys)]

    def _bucket(self, key: int) -> Rows:
        """The rows in the bucket of a hash, ascending."""
        start, end = self.buckets.bounds(key)
        found: Rows = self.rows[start:end] if end > start else _NONE
        return found

    def _idf(self, rows: int) -> float:
        """The inverse document frequency of a word that so many rows hold."""
        return math.log((len(self.weights) + 1) / (rows + 1))


_NONE = np.empty(0, np.uint32)


def _first(rows: Rows) -> Any:
    """The places of the first signatures of some rows; the second ones stand behind these."""
    return rows.astype(np.int64) * 2


class Starts:
    """Where each bucket begins, and the last one ends: an array of all buckets and one more."""

    def __init__(self, starts: Rows) -> None:
        self.starts, self._mask = starts, len(starts) - 2

    def bounds(self, key: int) -> tuple[int, int]:
        """Where the bucket of a hash begins and ends."""
        start = key & self._mask
        return int(self.starts[start]), int(self.starts[start + 1])


class Filing:
    """The rows that are being filed, in arrays: the keys of each and how many, those of its
    words and how many, its signatures.
    """

    def __init__(self) -> None:
        self.keys, self.sizes = array("I"), array("I")
        self.words, self.counts = array("I"), array("I")
        self.signs = array("Q")

    def __len__(self) -> int:
        return len(self.sizes)

    def add(self, form: Form) -> None:
        """File one row more."""
        words = set(map(word_hash, form.words))
        found, *signs = filed_by(form)
        stored = words | found
        self.keys.extend(stored)
        self.sizes.append(len(stored))
        self.words.extend(sorted(words))
        self.counts.append(len(words))
        self.signs.extend(signs)

    def join(self, other: Filing) -> None:
        """File the rows of another one after these."""
        for name, numbers in vars(self).items():
            numbers.extend(getattr(other, name))

    def done(self) -> Postings:
        """The rows under the buckets of their keys."""
        count = 1 << max(1, (len(self.keys) // 4).bit_length())
        mask, row = np.uint32(count - 1), np.arange(len(self), dtype=np.uint32)
        buckets = np.asarray(self.keys, np.uint32) & mask
        sizes = np.bincount(buckets, minlength=count)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.uint32)
        filed = buckets.astype(np.uint64) << np.uint64(32) | np.repeat(row, self.sizes)
        filed.sort()
        idf = np.log((len(self) + 1) / (sizes[np.asarray(self.words, np.uint32) & mask] + 1))
        weights = np.bincount(np.repeat(row, self.counts), idf, minlength=len(self))
        return Postings(
            Starts(starts),
            filed.astype(np.uint32),
            weights.astype(np.float32),
            np.asarray(self.signs, np.uint64),
        )


def filed(forms: Iterable[Form]) -> Postings:
    """The rows of some forms, filed under their keys."""
    filing = Filing()
    for form in forms:
        filing.add(form)
    return filing.done()
