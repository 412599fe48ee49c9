"""The gate of a scan: which of many names no row sounds like, by bounds that cost next to nothing.

A text of a thousand words has thousands of stretches that may be unseen spellings, and few of them
are. The gate takes them all at once. Two strings of marks are at least as many edits apart as the
one has marks that the other lacks:

    Ramousa   Rr4aMm3uSs6a   lacks B b 2 t i of Tabis, 5 marks; where a fifth of 12 marks may
    Tabis     Tt5aBb2iSs6    differ, which is 2, the two needn't be compared

Of a small table the marks of all rows of a fitting length are counted, and the few that are left
are compared. Of a large one, the marks of those rows are that share a skeleton key. A name that
passes isn't known to be like an alias; one that doesn't is known not to be.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import chain, groupby
from typing import Any, NamedTuple

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from translit.index.blocks import hashes, signatures, skeleton_keys
from translit.index.funnel import FUNNEL
from translit.index.gazetteer import Gazetteer
from translit.index.nearness import MARKS, SCRIPT, consonants_in
from translit.language.core import core
from translit.language.form import forms
from translit.language.heard import Heard, Tokens, heard, heard_of
from translit.language.run import Run, rows_of
from translit.language.sounds import vowels_in

Array = np.ndarray[Any, Any]
# Whose an alias is, and what is heard of it.
Aliases = Sequence[tuple[str, Heard]]

# So many pairs of names and rows are compared at once: their signatures fit into a cache.
AT_ONCE = 1 << 17
# Marks are counted in so many classes, up to so often.
CLASSES, TIMES = 32, 4
# Signatures differ in no more bits.
BITS = 64
# Floating-point shares are rounded up by this.
ROUNDING = 1e-9


class Sieves(NamedTuple):
    """What a name is compared with: a strong alias lets it pass, and so does another one where a
    strong alias is roughly as near.
    """

    strong: Sequence[Sieve]
    others: Sequence[Sieve]
    roughly: Sequence[Sieve]


class _Compiled(dict[tuple[str, int], tuple[tuple[tuple[Any, bool], ...], ...]]):
    """The script of a name, and how many words it has -> the sieves, as the compiled core takes
    them: each beside whether all marks are compared.
    """

    def __init__(self, sieves: Callable[[int, int], Sieves]) -> None:
        super().__init__()
        self._sieves = sieves

    def __missing__(self, said: tuple[str, int]) -> tuple[tuple[tuple[Any, bool], ...], ...]:
        script, words = said
        sieves = self._sieves(vowels_in(script), words)
        self[said] = tuple(
            [tuple([(each.compiled, each.whole) for each in some]) for some in sieves]
        )
        return self[said]


class Gate:
    """What decides for a gazetteer which names may be unseen spellings of an alias.

    Args:
        gazetteer: what has the aliases.
        share: the share of its sounds, from 0 to 1, in which a name may differ from an alias.
        otherwise: the same where the two have not as many words; no more than `share`.
    """

    def __init__(self, gazetteer: Gazetteer, share: float, otherwise: float) -> None:
        self._gazetteer, self._share, self._otherwise = gazetteer, share, otherwise
        self._sieves = cache(self._sieves_of)
        self._compiled = _Compiled(self._sieves)

    def passing(self, names: Sequence[Heard]) -> list[bool]:
        """Whether each name may sound like an alias; where this is False, `Gazetteer.sounds_apart`
        is more than the share, or every alias differs in more than what is allowed.
        """
        distinct = [*dict.fromkeys(names)]
        ask = self._small if self._gazetteer.shortlist.small else self._large
        passing = dict(zip(distinct, ask(distinct), strict=True))
        return [passing[name] for name in names]

    def passing_in(self, run: Run, windows: bytes, words: Mapping[str, Any]) -> list[bool | None]:
        """The same of windows of a text; None where it isn't known what a window sounds like.

        Args:
            run: the words of the text.
            windows: of each four numbers of 64 bits: its first and its last word, how many words it
                has that are no articles, and where it starts.
            words: each word as `heard.in_core` has it; unused where there is no compiled core.
        """
        compiled = core()
        if not compiled:
            return self._of_those_known(plainly_heard(run, windows))
        asked = run.text, run.starts, run.ends, run.joints, words, windows
        if self._gazetteer.shortlist.small:
            found: list[bool | None] = compiled.sift(*asked, self._compiled)
            return found
        return self._of_those_known(heard_of(compiled.sound(*asked)))

    def _of_those_known(self, heard: Sequence[Heard | None]) -> list[bool | None]:
        passing = iter(self.passing([each for each in heard if each]))
        return [each and next(passing) for each in heard]

    # --- small tables -----------------------------------------------------------------------------

    def _small(self, names: Sequence[Heard]) -> Iterator[bool]:
        found = dict.fromkeys(names, False)
        groups: dict[tuple[int, int], list[Heard]] = {}
        for name in names:
            groups.setdefault((name.vowels, name.words), []).append(name)
        for group, some in groups.items():
            sieves = self._sieves(*group)
            found.update(dict.fromkeys(_passing(sieves.strong, some), True))
            left = [name for name in some if not found[name]]
            left = _passing(sieves.roughly, _passing(sieves.others, left))
            found.update(dict.fromkeys(left, True))
        return iter(found.values())

    def owners(self, name: Heard) -> set[str]:
        """The IDs of the entries of a small table that have an alias which a name sounds like."""
        strong, others, _ = self._sieves(name.vowels, name.words)
        return {id for sieve in (*strong, *others) for id in sieve.owners(name)}

    def _sieves_of(self, vowels: int, words: int) -> Sieves:
        """The aliases as a name is compared with them that has so many words, in a script that
        writes vowels in some way: by all marks or by the consonants, and as many words or not.
        """
        strong, others = self._aliases
        roughly = _parts(strong, vowels, None) if others else {}
        return Sieves(
            self._by_words(strong, vowels, words),
            self._by_words(others, vowels, words),
            [Sieve(texts, whole, self._share) for (whole, _), texts in roughly.items()],
        )

    def _by_words(self, aliases: Aliases, vowels: int, words: int) -> list[Sieve]:
        return [
            Sieve(texts, whole, self._share if as_many else self._otherwise)
            for (whole, as_many), texts in _parts(aliases, vowels, words).items()
        ]

    @cached_property
    def _aliases(self) -> tuple[Aliases, Aliases]:
        """What is heard of all aliases, and whose they are: of the strong ones, which have rows;
        and of the others, by which a name is found in other words.
        """
        others = (
            (entry.id, heard(forms(alias)[0]))
            for entry in self._gazetteer.entries.values()
            for alias in (*entry.weak, *entry.adjectives)
        )
        return [(row.id, heard(row.form)) for row in self._gazetteer.rows], [*others]

    # --- large tables -----------------------------------------------------------------------------

    def _large(self, names: Sequence[Heard]) -> Iterator[bool]:
        """Of a large table as many rows are compared as `Gazetteer.sounds_apart` compares, and the
        same.
        """
        marks = signed([name.consonants for name in names], 2)[:, 0].copy()
        most = np.array([self._most(name) for name in names], np.int64)
        buckets, compiled = self._buckets(names), core()
        nearest = compiled.nearest if compiled else plain_nearest
        try:
            near = nearest(buckets, self._signatures, marks, most, FUNNEL.sounding_like)
        except IndexError:
            # A bucket holds a row that there isn't: the array says so of its table.
            rows = np.concatenate([rows for rows, _ in buckets])
            self._gazetteer.postings.signs[rows.astype(np.int64) * 2]
            raise
        return self._alike(names, near)

    def _buckets(self, names: Sequence[Heard]) -> tuple[tuple[Array, array[int]], ...]:
        """The rows under each skeleton key of some names, and which of these have it: names of a
        text have many keys in common, and each bucket is gone through once for all.
        """
        asking: dict[int, list[int]] = {}
        for place, name in enumerate(names):
            for key in hashes(skeleton_keys(name.skeleton)):
                asking.setdefault(key, []).append(place)
        postings = self._gazetteer.postings
        bounds = [*map(postings.buckets.bounds, asking)]
        return tuple(
            [
                (postings.rows[start:end], array("I", places))
                for (start, end), places in zip(bounds, asking.values(), strict=True)
                if start < end
            ]
        )

    @cached_property
    def _signatures(self) -> Array:
        """The two signatures of all rows; of a mapped table they are checked once."""
        held = self._gazetteer.postings.signs
        return np.asarray(held[0 : len(held)])

    def _most(self, name: Heard) -> int:
        """How many marks at most may differ: a row is no longer than what is left of it when the
        share of it that differs is taken off.
        """
        longest = max(len(name.consonants), len(name.marks) * (name.vowels >= 0))
        most = math.floor(longest * self._share / (1 - self._share) + ROUNDING)
        return min(most, BITS)

    def _alike(self, names: Sequence[Heard], near: Sequence[Sequence[int]]) -> Iterator[bool]:
        """Whether each name sounds like one of the rows that are near it."""
        numbers = sorted({row for rows in near for row in rows})
        codes = dict(zip(numbers, self._gazetteer.codes(numbers), strict=True))
        for name, rows in zip(names, near, strict=True):
            whole, consonants = list[str](), list[str]()
            for code in (codes[row] for row in rows):
                if vowels_in(code[SCRIPT]) == name.vowels >= 0:
                    whole.append(code[MARKS])
                else:
                    consonants.append(consonants_in(code))
            yield is_near(name.marks, whole, self._share) or is_near(
                name.consonants, consonants, self._share
            )


def _parts(
    aliases: Aliases, vowels: int, words: int | None
) -> dict[tuple[bool, bool], dict[str, set[str]]]:
    """The marks of some aliases, and whose they are, by whether all marks are compared with those
    of a name, and whether they have as many words; None where that is nothing.
    """
    parts: dict[tuple[bool, bool], dict[str, set[str]]] = {}
    for id, each in aliases:
        whole = each.vowels == vowels >= 0
        part = parts.setdefault((whole, words is None or each.words == words), {})
        part.setdefault(each.marks if whole else each.consonants, set()).add(id)
    return parts


def _passing(sieves: Sequence[Sieve], names: Sequence[Heard]) -> list[Heard]:
    """Those of some names that are near one of what is in some sieves."""
    passing = [sieve.passing(names) for sieve in sieves] if names else []
    return [name for name, *near in zip(names, *passing, strict=True) if any(near)]


def plain_nearest(
    buckets: Sequence[tuple[Array, array[int]]],
    signatures: Array,
    marks: Array,
    most: Array,
    count: int,
) -> list[list[int]]:
    """What the compiled core does, in plain Python: of each name the rows in the buckets that it
    asks for, out of so many whose signatures (the first of each row's two) are the nearest to its
    marks, that have or lack no more marks than `most`.

    Args:
        buckets: the rows of each, and which names ask for it.
        signatures: two of each row.
        marks: the signature of each name.
        most: how many marks it may lack.
        count: how many rows are the nearest.
    """
    held: list[list[Array]] = [[] for _ in marks]
    for rows, places in buckets:
        for place in places.tolist():
            held[place].append(rows)
    return [
        _nearest_rows(some, signatures, *asked, count)
        for some, asked in zip(held, zip(marks, most, strict=True), strict=True)
    ]


def _nearest_rows(
    buckets: Sequence[Array], signatures: Array, marks: Any, most: int, count: int
) -> list[int]:
    rows = np.unique(np.concatenate(buckets)) if buckets else np.zeros(0, np.uint32)
    held = signatures[rows.astype(np.int64) * 2]
    order = np.argsort(np.bitwise_count(held ^ marks), kind="stable")[:count]
    chosen: list[int] = rows[order[_lacking(marks, held[order]) <= most]].tolist()
    return chosen


def plainly_heard(run: Run, windows: bytes) -> list[Heard | None]:
    """What is heard of some windows: what the compiled core does, in plain Python."""
    tokens, stretches = Tokens(), list[tuple[int, int]]()
    added = 0  # the places before have been gone through
    for named, last, _, start in rows_of(windows):
        first = named - (run.starts[named] != start)  # with its article
        for place in range(max(first, added), last + 1) if last >= added else ():
            behind = place > first or place - 1 in tokens
            between = run.text[run.ends[place - 1] : run.starts[place]] if behind else None
            tokens.add(place, run.word(place), between)
        added = max(added, last + 1)
        stretches.append((first, last))
    return tokens.heard(stretches)


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
            lacking = _lacking(marks[start : start + step, None], self._signed[None, first:last])
            near = lacking <= most
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


def _lacking(one: Any, other: Array) -> Array:
    """How many marks each of two has that the other hasn't: the greater of the two numbers, which
    is no greater than their edit distance.
    """
    here, there = np.bitwise_count(one & ~other), np.bitwise_count(other & ~one)
    if here.ndim > 2:
        here, there = here.sum(axis=-1, dtype=np.uint8), there.sum(axis=-1, dtype=np.uint8)
    greater: Array = np.maximum(here, there)
    return greater
