"""Rows filed under their block keys in arrays, and what of the many that share one is worth
comparing.

Keys are hashed into buckets: two that fall into one only lead to more comparisons. A table that is
small enough to be compared as a whole needs none of this, and doesn't import it.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from functools import lru_cache, reduce
from itertools import accumulate
from typing import Any
from zlib import crc32

import numpy as np

from translit.index.blocks import (
    HOLDING,
    LEAST_TOLD,
    asked_keys,
    asked_words,
    segments,
    signatures,
    skeleton_keys,
    word_key,
    word_keys,
)
from translit.language.form import Form, Word

# The rows that share a word are counted from the rarest word on, up to so many.
MOST_OF_WORDS = 20_000
# Of more rows than these, those whose consonants and letters differ most are left out before any is
# compared; but for so many more whose letters alone are the nearest: one wrong letter may be three
# wrong sounds.
MOST_COMPARED, BY_LETTERS = 200, 60

# Of rows that only must sound like a form so many are listened to.
HEARD_LIKE = 24

Numbers = np.ndarray[Any, np.dtype[np.uint32]]


class Postings:
    """Rows under the buckets of their keys.

    Bucket b holds rows[starts[b] : starts[b + 1]]; there are a power of two of them. `told` is how
    much the words of each row tell, in nats: the sum of -log of the share of rows that hold a word.
    `heard` and `spelt` are the signatures of each row.
    """

    def __init__(self, starts: Numbers, rows: Numbers, told: Any, heard: Any, spelt: Any) -> None:
        self.starts, self.rows, self.told, self.heard, self.spelt = starts, rows, told, heard, spelt
        self._mask = len(starts) - 2

    def sharing(self, form: Form) -> Numbers:
        """The numbers of the rows that share a key of the whole name with a form."""
        found = np.sort(np.concatenate([_NONE, *map(self._bucket, hashes(asked_keys(form)))]))
        once: Numbers = found[np.diff(found, prepend=found[:1] + np.uint32(1)) != 0]
        return once

    def with_segments(self, joined: str) -> list[int]:
        """The rows that have all segments of some Latin letters, which are run together; none
        where they are too few to be cut.
        """
        buckets = sorted(map(self._bucket, hashes(segments(joined))), key=len)
        return reduce(np.intersect1d, buckets).tolist() if buckets else []

    def heard_like(self, keys: Iterable[str], form: Form) -> list[int]:
        """The rows in the buckets of some keys whose consonants are the most like those of a
        form.
        """
        rows = np.unique(np.concatenate([_NONE, *map(self._bucket, hashes(keys))]))
        apart = (
            np.bitwise_count(self.heard[rows] ^ np.uint64(signatures(form)[0]))
            if len(rows)
            else rows
        )
        return [int(row) for row in rows[np.argsort(apart, kind="stable")[:HEARD_LIKE]]]

    def alike(self, form: Form, numbers: Numbers) -> list[int]:
        """The rows, out of some, whose consonants and letters are the nearest to those of a
        form.
        """
        if len(numbers) > MOST_COMPARED:
            heard, spelt = signatures(form)
            by_letters = np.bitwise_count(self.spelt[numbers] ^ np.uint64(spelt))
            apart = np.bitwise_count(self.heard[numbers] ^ np.uint64(heard)) + by_letters
            nearest = (
                np.argsort(apart, kind="stable")[:MOST_COMPARED],
                np.argsort(by_letters, kind="stable")[:BY_LETTERS],
            )
            numbers = np.unique(numbers[np.concatenate(nearest)])
        return [int(number) for number in numbers]

    def by_words(self, form: Form, limit: int, holding: int = HOLDING) -> list[int]:
        """The rows that share the most words with a form: by what the shared ones tell, out of all
        that either side tells; and those that hold the most of the form's own words, however many
        more they have, and of these the ones that lack the fewest of its letters.
        """
        asked = hashes(word_keys(form))
        told = sum(self._tells(len(self._bucket(key))) for key in asked)
        buckets = sorted(map(self._bucket, hashes(asked_words(form))), key=len)
        weights = [self._tells(len(bucket)) for bucket in buckets]
        kept = [
            number
            for number, size in enumerate(accumulate(map(len, buckets)))
            if size <= MOST_OF_WORDS or number == 0
        ]
        bearers = np.concatenate([_NONE, *(buckets[number] for number in kept)])
        numbers, place = np.unique(bearers, return_inverse=True)
        shared = np.bincount(
            place,
            np.repeat(
                [weights[number] for number in kept], [len(buckets[number]) for number in kept]
            ),
        )
        share = shared / np.maximum(told + self.told[numbers] - shared, LEAST_TOLD)
        lacking = np.bitwise_count(np.uint64(signatures(form)[1]) & ~self.spelt[numbers])
        alike, held = (
            np.lexsort((numbers, -share))[:limit],
            np.lexsort((numbers, -share, lacking, -shared))[:holding],
        )
        return [
            int(number) for number in dict.fromkeys(numbers[np.concatenate([alike, held])].tolist())
        ]

    def _bucket(self, key: int) -> Numbers:
        start = key & self._mask
        return self.rows[self.starts[start] : self.starts[start + 1]]

    def _tells(self, rows: int) -> float:
        return math.log((len(self.told) + 1) / (rows + 1))


_NONE = np.empty(0, np.uint32)


class Filing:
    """The rows that are being filed, in arrays: the keys of each and how many, those of its
    words and how many, its signatures.
    """

    def __init__(self) -> None:
        self.keys, self.sizes = array("I"), array("I")
        self.words, self.told = array("I"), array("I")
        self.heard, self.spelt = array("Q"), array("Q")

    def __len__(self) -> int:
        return len(self.heard)

    def add(self, form: Form) -> None:
        """File one row more."""
        said = set(map(_filed_word, form.words))
        stored = said.union(_filed_skeleton(form.skeleton), hashes(segments(form.joined)))
        self.keys.extend(stored)
        self.sizes.append(len(stored))
        self.words.extend(sorted(said))
        self.told.append(len(said))
        heard, spelt = signatures(form)
        self.heard.append(heard)
        self.spelt.append(spelt)

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
        told = np.log((len(self) + 1) / (sizes[np.asarray(self.words, np.uint32) & mask] + 1))
        by_row = np.bincount(np.repeat(row, self.told), told, minlength=len(self)).astype(
            np.float32
        )
        return Postings(
            starts,
            filed.astype(np.uint32),
            by_row,
            np.asarray(self.heard, np.uint64),
            np.asarray(self.spelt, np.uint64),
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


def hashes(keys: Iterable[str]) -> set[int]:
    """The hashes of some keys; they are the same in every process and version."""
    return {crc32(key.encode()) for key in keys}
