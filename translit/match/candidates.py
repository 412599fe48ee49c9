"""The pairs of a long list of names that are worth weighing, all found at once.

A gazetteer is asked for one name at a time (`index/shortlist.py`); a list asks for each of its own
names, so that whole runs of names are looked up together, in arrays. Two rows are compared if they
share a block key. Of these most are farther apart than what is of interest whatever the order of
their letters: two strings are at least half as many edits apart as the bits are in which their
signatures differ. The sounds and letters of the rest are compared by RapidFuzz, and of each row the
nearest are kept; so are, of a row with several words, those that share the most of them.

    rows       "Ramousa"  "Ramousah"  "Rams"  "Ramallah" ...   share a key with "Ramoussa"
    bound       0          .06         .13     .44             at least so far from it, out of 2
    apart       0          .14         .76                     by the quick distances
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from translit.index.blocks import LEAST_WEIGHT, hashes, query_hashes, query_words
from translit.index.postings import Filing, Postings
from translit.language.form import Form

Array = np.ndarray[Any, Any]
# Rows, and for each another row.
Pairs = tuple[Array, Array]

# Of the rows that a row is near to, so many are given, and none that is farther, out of 2, by the
# quick distances. With 8 F1 was .729 and .707 on the names that this was chosen on, with 6 .756 and
# .704, with 5 .744 and .714, and with 4 .735 and .713 (tests/bench/cluster.py, half `fit`, 2,500
# names): what is left out meets by way of other spellings.
NEAREST, FARTHEST = 6, 0.6
# Of a row with several words so many more: those that share the most of its words, in any order,
# and at least such a share of what the words of both weigh.
BY_WORDS, LEAST_SHARED = 2, 0.5
# A row is compared with so many at most, the nearest by their signatures; in a list of so few rows
# with all.
COMPARED, FEW = 60, 60
# Under the keys of a row so many rows are looked at, from the rarest key on: of 30,000 names all of
# them find 2 pairs in 100 more. So many are looked at at once.
LOOKED_AT, AT_ONCE = 1000, 1 << 19


class Keys:
    """What each of some rows looks under."""

    def __init__(self) -> None:
        self._keys, self._counts = array("I"), array("I")

    def add(self, keys: set[int]) -> None:
        self._keys.extend(keys)
        self._counts.append(len(keys))

    def buckets(self, mask: int) -> tuple[Array, Array]:
        """The row and the bucket of each key."""
        rows = np.repeat(np.arange(len(self._counts), dtype=np.int64), self._counts)
        return rows, (np.asarray(self._keys, np.uint32) & np.uint32(mask)).astype(np.int64)


class Candidates:
    """Rows, each a form of a name, that look for each other."""

    def __init__(self) -> None:
        self._filing, self._keys, self._words = Filing(), Keys(), Keys()
        self._marks, self._consonants, self._joined = list[str](), list[str](), list[str]()
        self._skeletons = list[str]()
        self._vowels, self._owners = array("b"), array("I")

    def __len__(self) -> int:
        return len(self._owners)

    def add(self, owner: int, form: Form) -> None:
        """One row more: a form of the name with this number."""
        self._filing.add(form)
        self._keys.add(query_hashes(form))
        self._words.add(hashes(query_words(form)) if len(form.words) > 1 else set())
        self._marks.append(form.marks)
        self._consonants.append(form.consonants)
        self._joined.append(form.joined)
        self._skeletons.append(form.skeleton)
        self._vowels.append(form.vowels)
        self._owners.append(owner)

    def pairs(self, names: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """The pairs of rows worth weighing, each once and the smaller number first; with `names`
        only what these find. They come by how they sound, so that one row's stand near each other.
        """
        owners = np.asarray(self._owners, np.int64)
        asked = np.ones(len(owners), bool) if names is None else np.isin(owners, list(names))
        filed = _Filed(self._filing.done(), owners, asked)
        found = [*self._near(filed), *filed.by_words(self._words)]
        packed = [np.minimum(*pair) << 32 | np.maximum(*pair) for pair in found]
        once = np.unique(np.concatenate([np.empty(0, np.int64), *packed]))
        ones, others = once >> 32, once & 0xFFFFFFFF
        by_sound = np.empty(len(self), np.int64)
        by_sound[sorted(range(len(self)), key=self._skeletons.__getitem__)] = np.arange(len(self))
        order = np.argsort(np.minimum(by_sound[ones], by_sound[others]), kind="stable")
        return list(zip(ones[order].tolist(), others[order].tolist(), strict=True))

    def _near(self, filed: _Filed) -> Iterator[Pairs]:
        """The nearest of each row by the quick distances."""
        marks, consonants, joined = map(_lengths, (self._marks, self._consonants, self._joined))
        shapes = _Shapes(marks, consonants, joined, np.asarray(self._vowels))
        for compared in filed.near(self._keys, shapes):
            apart = self._apart(*compared, shapes)
            near = np.flatnonzero(apart <= FARTHEST)
            rows, others = (each[near] for each in compared)
            order = np.lexsort((others, apart[near], rows))
            yield _first(rows[order], others[order], NEAREST)

    def _apart(self, rows: Array, others: Array, shapes: _Shapes) -> Array:
        """How far each of some rows is from another one by the quick distances, from 0 to 2; where
        the sounds alone are too far apart, how far these are.
        """
        apart = _compared(self._marks, rows, others)
        near, alike = apart <= FARTHEST, shapes.alike(rows, others)
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
    """How long the marks, the consonants and the letters of each row are, and how its script writes
    vowels.
    """

    marks: Array
    consonants: Array
    joined: Array
    vowels: Array

    def alike(self, rows: Array, others: Array) -> Array:
        """Whether pairs of rows are compared by their letters, and not by their consonants."""
        found: Array = (self.vowels[rows] == self.vowels[others]) & (self.vowels[rows] >= 0)
        return found


class _Filed(NamedTuple):
    """Rows under their block keys, the names that they belong to, and which of them look."""

    postings: Postings
    owners: Array
    asked: Array

    def near(self, keys: Keys, shapes: _Shapes) -> Iterator[Pairs]:
        """The rows that each row is compared with, those of one row together: in a short list all
        of other names.
        """
        if len(self.owners) <= FEW:
            rows, others = map(np.ravel, np.indices((len(self.owners),) * 2))
            kept = self.asked[rows] & (self.owners[rows] != self.owners[others])
            yield rows[kept], others[kept]
            return
        for who, met, _ in self._sharing(keys):
            likely = self._bound(who, met, shapes) <= FARTHEST
            once = np.unique(who[likely] << 32 | met[likely])
            rows, others = once >> 32, once & 0xFFFFFFFF
            order = np.lexsort((self._bound(rows, others, shapes), rows))
            yield _first(rows[order], others[order], COMPARED)

    def by_words(self, words: Keys) -> Iterator[Pairs]:
        """The rows that share the most of the words of each row."""
        weights = self.postings.weights.astype(np.float64)
        for who, met, sizes in self._sharing(words):
            once, place = np.unique(who << 32 | met, return_inverse=True)
            shared = np.bincount(place, np.log((len(self.owners) + 1) / (sizes + 1)))
            rows, others = once >> 32, once & 0xFFFFFFFF
            share = shared / np.maximum(weights[rows] + weights[others] - shared, LEAST_WEIGHT)
            order = np.lexsort((others, -share, rows))
            if len(self.owners) > FEW:  # in a short list it isn't known how rare a word is
                order = order[share[order] >= LEAST_SHARED]
            yield _first(rows[order], others[order], BY_WORDS)

    def _bound(self, rows: Array, others: Array, shapes: _Shapes) -> Array:
        """How far pairs of rows are apart at least, by their signatures."""
        consonants, letters = (
            np.bitwise_count(each[rows] ^ each[others]) / 2
            for each in (self.postings.consonants, self.postings.letters)
        )
        marks, classes, joined = (np.maximum(each[rows], each[others]) for each in shapes[:3])
        by_letters = shapes.alike(rows, others)
        found: Array = consonants / marks + np.where(
            by_letters, letters / joined, consonants / classes
        )
        return found

    def _sharing(self, keys: Keys) -> Iterator[tuple[Array, Array, Array]]:
        """The rows that look, the rows of other names that each meets under a key, and how many
        are filed there; those of one row together.
        """
        rows, buckets = keys.buckets(len(self.postings.starts) - 2)
        starts = self.postings.starts.astype(np.int64)
        begins, sizes = starts[buckets], np.diff(starts)[buckets]
        kept = self.asked[rows] & (sizes > 0)
        order = np.lexsort((sizes[kept], rows[kept]))
        rows, begins, sizes = (each[kept][order] for each in (rows, begins, sizes))
        few = _within(rows, sizes) <= LOOKED_AT
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
        found: Array = self.postings.rows[places].astype(np.int64)
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


def _first(rows: Array, others: Array, count: int) -> Pairs:
    """Of pairs, those of one row together, the first so many of each row."""
    starts, ends = _runs(rows)
    rank = np.arange(len(rows)) - np.repeat(starts, ends - starts)
    return rows[rank < count], others[rank < count]


def _runs(rows: Array) -> Pairs:
    """Where each run of one row starts, and where it ends."""
    changes = np.flatnonzero(rows[1:] != rows[:-1]) + 1
    return np.concatenate([[0], changes])[: len(rows)], np.append(changes, len(rows))[: len(rows)]
