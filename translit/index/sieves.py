"""Sieves of a scan: which strings of marks are near one of those of some aliases.

    Ramousa   Rr4aMm3uSs6a   lacks B b 2 t i of Tabis, 5 marks; where a fifth of 12 marks may
    Tabis     Tt5aBb2iSs6    differ, which is 2, the two needn't be compared

The marks of all strings of a fitting length are counted, and the few that are left are compared.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, groupby
from typing import Any

import numpy as np

from translit.index.blocks import signatures
from translit.language.core import core
from translit.language.distances import Levenshtein, process
from translit.language.form import forms
from translit.language.heard import Heard

Array = np.ndarray[Any, Any]

# So many pairs of names and rows are compared at once: their signatures fit into a cache.
AT_ONCE = 1 << 17
# Marks are counted in so many classes, up to so often.
CLASSES, TIMES = 32, 4
# Floating-point shares are rounded up by this.
ROUNDING = 1e-9


def is_near(text: str, others: Sequence[str], share: float) -> bool:
    """Whether a string differs from one of some others in no more than a share of the longer."""
    distance = Levenshtein.normalized_distance
    return process.extractOne(text, others, scorer=distance, score_cutoff=share) is not None


class Sieve:
    """Distinct strings of marks, to ask which others are near one of them.

    Args:
        owners: the strings, and the IDs of the entries that have aliases with these marks.
        whole: whether they are all marks of names, or those of the consonants alone.
        share: the share of the longer one, from 0 to 1, in which two may differ.
    """

    def __init__(self, owners: Mapping[str, Collection[str]], whole: bool, share: float) -> None:
        self._owners, self.whole, self._share = owners, whole, share
        self._texts = sorted(owners, key=lambda text: (len(text), text))
        found = core()
        self.compiled = found and found.Sieve(tuple(self._texts), share, bytes(_classes().tolist()))

    def _heard(self, name: Heard) -> str:
        return name.marks if self.whole else name.consonants

    def owners(self, name: Heard) -> Iterator[str]:
        """The IDs of the entries that have an alias near a name."""
        text = self._heard(name)
        near = (self.compiled or self).near(text)
        return chain.from_iterable(self._owners[self._texts[place]] for place in near)

    def near(self, text: str) -> list[int]:
        """The places of the strings that are near another one, from the shortest to the longest:
        what the compiled core does, in plain Python.
        """
        for _, rows in self._likely(len(text), signed([text], TIMES)):
            texts = [self._texts[row] for row in rows]
            distance = Levenshtein.normalized_distance
            found = process.extract(
                text, texts, scorer=distance, score_cutoff=self._share, limit=None
            )
            return sorted(rows[place] for _, _, place in found)
        return []

    def passing(self, names: Sequence[Heard]) -> list[bool]:
        """Whether each name is near one of these."""
        asked = [*map(self._heard, names)]
        if self.compiled:
            found: list[bool] = self.compiled.passing(asked)
            return found
        return self.plainly_passing(asked)

    def plainly_passing(self, asked: Sequence[str]) -> list[bool]:
        """Whether each string is near one of these: what the compiled core does, in plain
        Python.
        """
        found = dict.fromkeys(asked, False)
        texts = sorted(found, key=len)
        marks = signed(texts, TIMES)
        start = 0
        for length, same in groupby(texts, len):
            some = list(same)
            for place, rows in self._likely(length, marks[start : start + len(some)]):
                rows_near = [self._texts[row] for row in rows]
                found[some[place]] = is_near(some[place], rows_near, self._share)
            start += len(some)
        return [found[text] for text in asked]

    @cached_property
    def _lengths(self) -> Array:
        return np.array([len(text) for text in self._texts], np.int64)

    @cached_property
    def _signed(self) -> Array:
        return signed(self._texts, TIMES)

    def _likely(self, length: int, marks: Array) -> Iterator[tuple[int, list[int]]]:
        """Of strings of one length, by the signatures of their marks, the places of those that may
        be near to some of these, and of these.
        """
        kept = 1 - self._share
        first, last = np.searchsorted(
            self._lengths, [math.ceil(length * kept - ROUNDING), length / kept + ROUNDING], "left"
        )
        if first >= last:
            return
        longer = np.maximum(self._lengths[first:last], length)
        most = np.floor(longer * self._share + ROUNDING)
        step = max(1, AT_ONCE // int(last - first))
        for start in range(0, len(marks), step):
            some = marks[start : start + step, None]
            near = lacking(some, self._signed[None, first:last]) <= most
            for row in np.flatnonzero(near.any(axis=1)).tolist():
                yield start + row, (np.flatnonzero(near[row]) + first).tolist()


def signed(texts: Sequence[str], times: int) -> Array:
    """How often strings have marks of each class: a bit for each of the classes that it has once,
    then for those that it has twice, and so on; as 64 bits for every two times.

    The first 64 are the signature that postings hold of the consonants of a row.
    """
    points = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    owners = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    classes = _classes()[np.minimum(points, len(_classes()) - 1)]
    counts = np.bincount(owners * CLASSES + classes, minlength=len(texts) * CLASSES)
    counts = counts.reshape(len(texts), CLASSES)
    bits = [np.packbits(counts >= time, axis=1, bitorder="little") for time in range(1, times + 1)]
    found: Array = np.ascontiguousarray(np.concatenate(bits, axis=1)).view("<u8")
    return found


@cache
def _classes() -> Array:
    """The class of each code point of ASCII, and behind them that of all others."""
    blank = forms("")[0]
    bits = (signatures(blank._replace(consonants=chr(point)))[0] for point in range(0x81))
    return np.array([bit.bit_length() - 1 for bit in bits], np.int64)


def lacking(one: Any, other: Array) -> Array:
    """How many marks each of two has that the other hasn't: the greater of the two numbers, which
    is no greater than their edit distance.
    """
    here, there = np.bitwise_count(one & ~other), np.bitwise_count(other & ~one)
    if here.ndim > 2:
        here, there = here.sum(axis=-1, dtype=np.uint8), there.sum(axis=-1, dtype=np.uint8)
    greater: Array = np.maximum(here, there)
    return greater
