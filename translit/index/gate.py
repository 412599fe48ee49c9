"""The gate of a scan: which of many names no row sounds like, by bounds that cost next to nothing.

A text of a thousand words has thousands of stretches that may be unseen spellings, and few of them
are. The gate takes them all at once. Two strings of marks are at least as many edits apart as the
one has marks that the other lacks (sieves.py). Of a small table the marks of all rows of a fitting
length are counted, and the few that are left are compared. Of a large one, the marks of those rows
are that share a skeleton key. A name that passes isn't known to be like an alias; one that doesn't
is known not to be.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import numpy as np

from translit.index.blocks import hashes, skeleton_keys
from translit.index.funnel import FUNNEL
from translit.index.gazetteer import Gazetteer
from translit.index.nearness import MARKS, SCRIPT, consonants_in
from translit.index.sieves import ROUNDING, Array, Sieve, is_near, lacking, signed
from translit.language.core import core
from translit.language.form import forms
from translit.language.heard import Heard, Tokens, heard, heard_of
from translit.language.run import Run, rows_of
from translit.language.sounds import vowels_in

# Whose an alias is, and what is heard of it.
Aliases = Sequence[tuple[str, Heard]]

# Signatures differ in no more bits.
BITS = 64


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
        found = self._gazetteer.postings.sounding(names, self._share)
        return self.plainly_passing(names) if found is None else iter(found)

    def plainly_passing(self, names: Sequence[Heard]) -> Iterator[bool]:
        """The same without the rows' records, which the compiled core reads."""
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
    chosen: list[int] = rows[order[lacking(marks, held[order]) <= most]].tolist()
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
