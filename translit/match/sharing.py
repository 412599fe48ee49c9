"""Which rows of a long list are near each other, in arrays: the plain way of candidates.c, and its
reference.

Two rows are compared if they share a block key. Of these most are farther apart than what is of
interest whatever the order of their letters: two strings are at least half as many edits apart as
the bits are in which their signatures differ. The sounds and letters of the rest are compared by
RapidFuzz, and of each row the nearest are kept; so are, of a row with several words, those that
share the most of them.

    rows       "Ramousa"  "Ramousah"  "Rams"  "Ramallah" ...   share a key with "Ramoussa"
    bound       0          .06         .13     .44             at least so far from it, out of 2
    apart       0          .14         .76                     by the quick distances
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from translit.index.blocks import (
    LEAST_WEIGHT,
    hashes,
    query_hashes,
    segments,
    signatures,
    skeleton_keys,
)
from translit.language.distances import Levenshtein, process
from translit.language.form import Form

Array = np.ndarray[Any, Any]
# Rows, and for each another row.
Pairs = tuple[Array, Array]

# So many rows in buckets are looked at at once.
AT_ONCE = 1 << 19


class Limits(NamedTuple):
    """How many rows of each kind a row finds, and how far they may be.

    Attributes:
        nearest: so many of the nearest are given.
        farthest: and none that is farther by the quick distances, out of 2.
        by_words: so many of those that share words.
        least_shared: if these are at least such a share of what the words of both weigh.
        compared: with so many rows a row is compared, the nearest by their signatures.
        few: in a list of so few rows with all.
        looked_at: so many are looked at under its keys, from the rarest on; under that one all.
    """

    nearest: int
    farthest: float
    by_words: int
    least_shared: float
    compared: int
    few: int
    looked_at: int


class Keys:
    """The hashes of some keys of each row."""

    def __init__(self) -> None:
        self.all, self.counts = array("I"), array("I")

    def add(self, keys: Iterable[int]) -> None:
        ordered = sorted(keys)
        self.all.extend(ordered)
        self.counts.append(len(ordered))

    def rows(self) -> Array:
        """The row of each key."""
        found: Array = np.repeat(np.arange(len(self.counts), dtype=np.int64), self.counts)
        return found


class Sharing:
    """Rows, each a form of a name, that look for each other."""

    def __init__(self) -> None:
        self._filed, self._keys, self._words, self._asked = (Keys() for _ in range(4))
        self._marks, self._consonants, self._joined = list[str](), list[str](), list[str]()
        self._vowels, self._owners = array("b"), array("I")
        self._signs = array("Q"), array("Q")

    def add(self, owner: int, form: Form, words: Sequence[int], asked: Sequence[int]) -> None:
        """One row more: a form of the name with this number, and the hashes of its words and of
        those that it looks for.
        """
        filed = {*words, *hashes(skeleton_keys(form.skeleton)), *hashes(segments(form.joined))}
        columns = (self._filed, self._keys, self._words, self._asked)
        for keys, some in zip(columns, (filed, query_hashes(form), words, asked), strict=True):
            keys.add(some)
        self._marks.append(form.marks)
        self._consonants.append(form.consonants)
        self._joined.append(form.joined)
        self._vowels.append(form.vowels)
        self._owners.append(owner)
        for signs, sign in zip(self._signs, signatures(form), strict=True):
            signs.append(sign)

    def pairs(self, looks: Array, limits: Limits) -> Array:
        """Each row that looks beside one that it finds, in pairs of numbers.

        Args:
            looks: for each row whether it looks.
            limits: how many it finds.
        """
        buckets = _buckets(self._filed)
        filed = _Filed(
            buckets, np.asarray(self._owners, np.int64), looks, self._weights(buckets), limits
        )
        found = [*self._near(filed), *filed.by_words(self._asked)]
        pairs: Array = np.concatenate([np.empty((0, 2), np.int64), *map(np.column_stack, found)])
        return pairs

    def _weights(self, buckets: _Buckets) -> Array:
        """What the words of each row weigh together, in nats."""
        idf = buckets.idf(len(self._owners), buckets.sizes(self._words)[1])
        counted = np.bincount(self._words.rows(), idf, minlength=len(self._owners))
        weights: Array = counted.astype(np.float32)
        return weights

    def _near(self, filed: _Filed) -> Iterator[Pairs]:
        """The nearest of each row by the quick distances."""
        limits = filed.limits
        marks, consonants, joined = map(_lengths, (self._marks, self._consonants, self._joined))
        signs = (np.asarray(each, np.uint64) for each in self._signs)
        shapes = _Shapes(marks, consonants, joined, np.asarray(self._vowels), *signs)
        for compared in filed.near(self._keys, shapes):
            apart = self._apart(*compared, shapes, limits.farthest)
            near = np.flatnonzero(apart <= limits.farthest)
            rows, others = (each[near] for each in compared)
            order = np.lexsort((others, apart[near], rows))
            yield _first(rows[order], others[order], limits.nearest)

    def _apart(self, rows: Array, others: Array, shapes: _Shapes, farthest: float) -> Array:
        """How far each of some rows is from another one by the quick distances, from 0 to 2; where
        the sounds alone are too far apart, how far these are.
        """
        apart = _compared(self._marks, rows, others)
        near, alike = apart <= farthest, shapes.alike(rows, others)
        for texts, which in ((self._joined, near & alike), (self._consonants, near & ~alike)):
            apart[which] += _compared(texts, rows[which], others[which])
        return apart


def _lengths(texts: Sequence[str]) -> Array:
    """How long each text is, at least 1."""
    return np.array([len(text) or 1 for text in texts], np.int64)


def _compared(texts: Sequence[str], rows: Array, others: Array) -> Array:
    """The Levenshtein distances of some texts, as shares of the longer; those of one row stand
    together.
    """
    found = np.empty(len(rows))
    theirs = [texts[other] for other in others.tolist()]
    starts, ends = _runs(rows)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        found[start:end] = process.cdist(
            [texts[rows[start]]],
            theirs[start:end],
            scorer=Levenshtein.normalized_distance,
            dtype=np.float64,
        )
    return found


class _Shapes(NamedTuple):
    """How long the marks, the consonants and the letters of each row are, how its script writes
    vowels, and the signatures of its consonants and letters.
    """

    marks: Array
    consonants: Array
    joined: Array
    vowels: Array
    by_consonants: Array
    by_letters: Array

    def alike(self, rows: Array, others: Array) -> Array:
        """Whether pairs of rows are compared by their letters, and not by their consonants."""
        found: Array = (self.vowels[rows] == self.vowels[others]) & (self.vowels[rows] >= 0)
        return found

    def bound(self, rows: Array, others: Array) -> Array:
        """How far pairs of rows are apart at least, by their signatures."""
        consonants, letters = (
            np.bitwise_count(each[rows] ^ each[others]) / 2
            for each in (self.by_consonants, self.by_letters)
        )
        marks, classes, joined = (np.maximum(each[rows], each[others]) for each in self[:3])
        found: Array = consonants / marks + np.where(
            self.alike(rows, others), letters / joined, consonants / classes
        )
        return found


class _Buckets(NamedTuple):
    """Rows under the hashes of their keys: bucket b holds rows[starts[b] : starts[b + 1]]."""

    starts: Array
    rows: Array

    def sizes(self, keys: Keys) -> Pairs:
        """Where the bucket of each key begins, and how many rows it holds."""
        buckets = np.asarray(keys.all, np.uint32).astype(np.int64) & (len(self.starts) - 2)
        return self.starts[buckets], np.diff(self.starts)[buckets]

    def idf(self, count: int, sizes: Array) -> Array:
        """The inverse document frequencies, in nats, of words that so many rows hold."""
        most = int(sizes.max(initial=0))
        return np.array([math.log((count + 1) / (size + 1)) for size in range(most + 1)])[sizes]


def _buckets(filed: Keys) -> _Buckets:
    """The rows under the buckets of their keys, about a quarter as many."""
    count = 1 << max(1, (len(filed.all) // 4).bit_length())
    buckets = np.asarray(filed.all, np.uint32).astype(np.int64) & (count - 1)
    starts = np.concatenate([[0], np.cumsum(np.bincount(buckets, minlength=count))])
    return _Buckets(starts, filed.rows()[np.argsort(buckets, kind="stable")])


class _Filed(NamedTuple):
    """Rows under their block keys, the names that they belong to, which of them look, and what the
    words of each weigh.
    """

    buckets: _Buckets
    owners: Array
    looks: Array
    weights: Array
    limits: Limits

    def near(self, keys: Keys, shapes: _Shapes) -> Iterator[Pairs]:
        """The rows that each row is compared with, those of one row together: in a short list all
        of other names.
        """
        if len(self.owners) <= self.limits.few:
            rows, others = map(np.ravel, np.indices((len(self.owners),) * 2))
            kept = self.looks[rows] & (self.owners[rows] != self.owners[others])
            yield rows[kept], others[kept]
            return
        for who, met, _ in self._sharing(keys):
            rows, others = _parted(_once(who << 32 | met))
            bound = shapes.bound(rows, others)
            likely = bound <= self.limits.farthest
            rows, others = rows[likely], others[likely]
            order = np.lexsort((bound[likely], rows))
            yield _first(rows[order], others[order], self.limits.compared)

    def by_words(self, words: Keys) -> Iterator[Pairs]:
        """The rows that share the most of the words of each row."""
        weights, limits = self.weights.astype(np.float64), self.limits
        for who, met, sizes in self._sharing(words):
            once, place = np.unique(who << 32 | met, return_inverse=True)
            shared = np.bincount(place, self.buckets.idf(len(self.owners), sizes))
            rows, others = _parted(once)
            share = shared / np.maximum(weights[rows] + weights[others] - shared, LEAST_WEIGHT)
            order = np.lexsort((others, -share, rows))
            if len(self.owners) > limits.few:  # in a short list it isn't known how rare a word is
                order = order[share[order] >= limits.least_shared]
            yield _first(rows[order], others[order], limits.by_words)

    def _sharing(self, keys: Keys) -> Iterator[tuple[Array, Array, Array]]:
        """The rows that look, the rows of other names that each meets under a key, and how many
        are filed there; those of one row together.
        """
        rows, (begins, sizes) = keys.rows(), self.buckets.sizes(keys)
        kept = self.looks[rows] & (sizes > 0)
        order = np.lexsort((sizes[kept], rows[kept]))
        rows, begins, sizes = (each[kept][order] for each in (rows, begins, sizes))
        few = _within(rows, sizes) <= self.limits.looked_at
        rows, begins, sizes = rows[few], begins[few], sizes[few]
        for piece in _pieces(rows, sizes):
            some = sizes[piece]
            who, others = np.repeat(rows[piece], some), self._found(begins[piece], some)
            theirs = self.owners[who] != self.owners[others]
            yield who[theirs], others[theirs], np.repeat(some, some)[theirs]

    def _found(self, begins: Array, sizes: Array) -> Array:
        """The rows of some buckets."""
        ends = np.cumsum(sizes)
        places = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - ends + sizes, sizes)
        found: Array = self.buckets.rows[places]
        return found


def _within(rows: Array, sizes: Array) -> Array:
    """How many there are up to each bucket of a row; of the first one 0, which always counts."""
    found, (starts, ends) = np.cumsum(sizes), _runs(rows)
    found -= np.repeat((found - sizes)[starts], ends - starts)
    found[starts] = 0
    return found


def _pieces(rows: Array, sizes: Array) -> Iterator[slice]:
    """Slices of about AT_ONCE in all, in which the buckets of a row stay together."""
    totals, (_, ends) = np.cumsum(sizes), _runs(rows)
    start = 0
    while start < len(rows):
        most = np.searchsorted(totals, totals[start] + AT_ONCE)
        after = int(ends[min(np.searchsorted(ends, most), len(ends) - 1)])
        yield slice(start, after)
        start = after


def _once(pairs: Array) -> Array:
    """Numbers in order, each once; `np.unique` hashes them, which takes longer."""
    ordered = np.sort(pairs)
    once: Array = ordered[np.diff(ordered, prepend=-1) != 0]
    return once


def _parted(pairs: Array) -> Pairs:
    """The rows that pairs of 32 bits each are made of."""
    return pairs >> 32, pairs & 0xFFFFFFFF


def _first(rows: Array, others: Array, count: int) -> Pairs:
    """Of pairs, those of one row together, the first so many of each row."""
    starts, ends = _runs(rows)
    rank = np.arange(len(rows)) - np.repeat(starts, ends - starts)
    return rows[rank < count], others[rank < count]


def _runs(rows: Array) -> Pairs:
    """Where each run of one row starts, and where it ends."""
    changes = np.flatnonzero(rows[1:] != rows[:-1]) + 1
    return np.concatenate([[0], changes])[: len(rows)], np.append(changes, len(rows))[: len(rows)]
