"""Postings: the rows of a large table under their block keys, in arrays, and what of the many that
share a key is worth comparing.

A key (`index/blocks.py`) is hashed by CRC-32 into one of 2^k buckets, about a quarter as many as
there are postings. Two keys that meet in one bucket only lead to more comparisons. For n rows with
m postings the arrays are

    starts       uint32   2^k + 1    where each bucket begins, and the last one ends
    rows         uint32   m          the numbers of the rows in each bucket, ascending
    weights      float32  n          what the words of each row weigh together, in nats
    consonants   uint64   n          the signature of each row's consonants
    letters      uint64   n          and of its letters

The weight of a word is its inverse document frequency: -log of the share of rows in its bucket.

"Ramoussaa" has the joined letters ramousa (doubled ones once) and some 20 keys. At a million rows
`sharing` merges their buckets into some 2,000 rows; `alike` leaves the 200 whose two signatures
differ from its own in the fewest bits, and the 60 whose letters alone do; Ramousa is among both, 0
bits away. A table that is small enough to be compared as a whole needs none of this, and doesn't
import it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, reduce
from itertools import accumulate
from operator import itemgetter
from typing import Any
from zlib import crc32

import numpy as np

from translit.index.blocks import (
    LEAST_WEIGHT,
    hashes,
    query_hashes,
    query_words,
    segments,
    signatures,
    skeleton_keys,
    word_key,
    word_keys,
)
from translit.index.funnel import FUNNEL
from translit.language.form import Form, Word

# The numbers of rows, ascending, and which of them may answer.
Rows = np.ndarray[Any, np.dtype[np.uint32]]
Mask = Callable[[Rows], np.ndarray[Any, np.dtype[np.bool_]]]


class Postings:
    """Rows under the buckets of their keys: see the head of this module.

    Bucket b holds rows[starts[b] : starts[b + 1]]; there are a power of two of them. `weights` is
    what the words of each row weigh together, in nats; `consonants` and `letters` are the
    signatures of each row.
    """

    def __init__(
        self, starts: Rows, rows: Rows, weights: Any, consonants: Any, letters: Any
    ) -> None:
        self.starts, self.rows = starts, rows
        self.weights, self.consonants, self.letters = weights, consonants, letters
        self._mask = len(starts) - 2

    def sharing(self, form: Form) -> Rows:
        """The numbers of the rows that share a key of the whole name with a form."""
        found = np.sort(np.concatenate([_NONE, *map(self._bucket, query_hashes(form))]))
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
        apart = np.bitwise_count(self.consonants[rows] ^ np.uint64(signatures(form)[0]))
        nearest: list[int] = rows[np.argsort(apart, kind="stable")[: FUNNEL.sounding_like]].tolist()
        return nearest

    def alike(self, form: Form, numbers: Rows) -> list[int]:
        """The rows, out of some, whose consonants and letters are the nearest to those of a
        form.
        """
        if len(numbers) > FUNNEL.by_signature:
            consonants, letters = signatures(form)
            by_letters = np.bitwise_count(self.letters[numbers] ^ np.uint64(letters))
            apart = by_letters + np.bitwise_count(self.consonants[numbers] ^ np.uint64(consonants))
            nearest = (
                np.argsort(apart, kind="stable")[: FUNNEL.by_signature],
                np.argsort(by_letters, kind="stable")[: FUNNEL.by_letters],
            )
            numbers = np.unique(numbers[np.concatenate(nearest)])
        return [int(number) for number in numbers]

    def nearest(
        self,
        form: Form,  # noqa: ARG002 (CompiledPostings knows)
        numbers: Sequence[int],  # noqa: ARG002
    ) -> Mapping[int, float] | None:
        """The rows that are nearest to a form, out of some, if that is known here; None where it
        is to be worked out from their codes.
        """
        return None

    def by_words(
        self, form: Form, limit: int, holding: int, verdicts: Mask | None = None
    ) -> list[int]:
        """The rows that share the most words with a form, and those that hold the most of them:
        as `WordIndex.by_words`, which says what goes in; verdicts are given of arrays.
        """
        numbers, shared = self._sharing_words(form)
        if verdicts:
            kept = verdicts(numbers)
            numbers, shared = numbers[kept], shared[kept]
        return [*self._most(form, numbers, shared, limit, holding)]

    def _sharing_words(self, form: Form) -> tuple[Rows, Any]:
        """The rows that share a word with a form, and what the shared words of each weigh; up to
        so many rows, from the rarest word on.
        """
        keys = [*hashes(query_words(form))]
        sized = sorted(zip(self._sizes(keys), keys, strict=True), key=itemgetter(0))
        sums = accumulate(size for size, _ in sized)
        kept = [
            each
            for number, (each, rows) in enumerate(zip(sized, sums, strict=True))
            if rows <= FUNNEL.bearing_words or number == 0
        ]
        return self._sharing([key for _, key in kept], [self._idf(size) for size, _ in kept])

    def _sharing(self, keys: Sequence[int], worth: Sequence[float]) -> tuple[Rows, Any]:
        """The rows in some buckets, ascending, and what the buckets that hold each are worth
        together.
        """
        buckets = [*map(self._bucket, keys)]
        numbers, place = np.unique(np.concatenate([_NONE, *buckets]), return_inverse=True)
        return numbers, np.bincount(place, np.repeat([*worth], [*map(len, buckets)]))

    def _most(
        self, form: Form, numbers: Rows, shared: Any, limit: int, holding: int
    ) -> Sequence[int]:
        """Of some rows those that share the most words with a form, and those that hold the most
        of them.
        """
        share = shared / np.maximum(
            self._weight(form) + self.weights[numbers] - shared, LEAST_WEIGHT
        )
        lacking = np.bitwise_count(np.uint64(signatures(form)[1]) & ~self.letters[numbers])
        alike = np.lexsort((numbers, -share))[:limit]
        held = np.lexsort((numbers, -share, lacking, -shared))[:holding]
        return [*dict.fromkeys(numbers[np.concatenate([alike, held])].tolist())]

    def _weight(self, form: Form) -> float:
        """What the words of a form weigh together, in nats."""
        return sum(map(self._idf, self._sizes(hashes(word_keys(form)))))

    def _sizes(self, keys: Iterable[int]) -> Sequence[int]:
        """How many rows the bucket of each key holds."""
        return [len(self._bucket(key)) for key in keys]

    def _bucket(self, key: int) -> Rows:
        start = key & self._mask
        return self.rows[self.starts[start] : self.starts[start + 1]]

    def _idf(self, rows: int) -> float:
        """The inverse document frequency of a word that so many rows hold."""
        return math.log((len(self.weights) + 1) / (rows + 1))


_NONE = np.empty(0, np.uint32)


class Filing:
    """The rows that are being filed, in arrays: the keys of each and how many, those of its
    words and how many, its signatures.
    """

    def __init__(self) -> None:
        self.keys, self.sizes = array("I"), array("I")
        self.words, self.counts = array("I"), array("I")
        self.consonants, self.letters = array("Q"), array("Q")

    def __len__(self) -> int:
        return len(self.letters)

    def add(self, form: Form) -> None:
        """File one row more."""
        words = set(map(_filed_word, form.words))
        stored = words.union(_filed_skeleton(form.skeleton), hashes(segments(form.joined)))
        self.keys.extend(stored)
        self.sizes.append(len(stored))
        self.words.extend(sorted(words))
        self.counts.append(len(words))
        consonants, letters = signatures(form)
        self.consonants.append(consonants)
        self.letters.append(letters)

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
            starts,
            filed.astype(np.uint32),
            weights.astype(np.float32),
            np.asarray(self.consonants, np.uint64),
            np.asarray(self.letters, np.uint64),
        )


def filed(forms: Iterable[Form]) -> Postings:
    """The rows of some forms, filed under their keys."""
    filing = Filing()
    for form in forms:
        filing.add(form)
    return filing.done()


@lru_cache(maxsize=1 << 14)
def _filed_word(word: Word) -> int:
    """The hash of the key of a word."""
    return crc32(word_key(word).encode())


@lru_cache(maxsize=1 << 14)
def _filed_skeleton(skeleton: str) -> frozenset[int]:
    """The hashes of the keys of a skeleton."""
    return frozenset(hashes(skeleton_keys(skeleton)))
