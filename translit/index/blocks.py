"""Block keys: which rows are worth comparing with a name, out of too many to compare with all.

A name and a spelling of it share at least one key of three families (docs/how-it-works.md, Block):

- **K**, the skeleton, and the skeleton with any one class left out: spellings whose vowels differ
  freely and one consonant at most (a deletion neighbourhood, Bocek 2007).
- **S**, segments of the Latin letters: letters that are cut into two segments keep one whole
  through one typing error, and long names that are cut into three keep one through two (the
  pigeonhole principle of Pass-Join, Li 2011).
- **W**, each word by its skeleton, or a short one by its consonants: words left out, added or in
  another order.

A row is filed under its own keys. A name looks under those and, in the families that allow for
errors, under its neighbours' keys: segments of other lengths and places. "Ramousa" is

    skeleton  rms             K   Krms Kms Krs Krm
    joined    ramousa         S   S0/7/ram S1/7/ousa
    words     ramousa         W   Wrms

and "Ramusa", a letter shorter, looks under S0/7/ram among others, and under the same K and W.
A key is a string of 1 to 300 characters; a row has 3 to 20 of them.

A *signature* is what a name has of each letter, in 64 bits: the lower half says which of 32 letters
it has, and the upper half which of them more than once. So the number of bits in which two
signatures differ, from 0 to 64, bounds how far the names are apart, and costs next to nothing.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from operator import itemgetter
from zlib import crc32

from translit.index.filters import Filter
from translit.language.core import core
from translit.language.form import Form, Word, spelt_and_read
from translit.language.names import others
from translit.language.scripts import script
from translit.language.sounds import Sounds, sounds
from translit.language.split import LONGEST

# A name of so many letters or more is cut into three segments and not two; one with fewer than
# SHORT isn't cut.
LONG, SHORT = 9, 4
# A word whose skeleton is shorter is filed by its consonants: its skeleton alone would be shared by
# too many.
SHORTEST = 3


# The weight of the words of two names, in nats, is never less: words that all rows have weigh
# nothing.
LEAST_WEIGHT = 1e-9


class WordIndex:
    """The rows of a small table under the keys of their words; `Postings` does the same for a
    large one.

    A word weighs its inverse document frequency, in nats: -log of the share of rows that hold it.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self._rows: defaultdict[str, list[int]] = defaultdict(list)
        keys = [word_keys(form) for form in forms]
        for row, words in enumerate(keys):
            for key in words:
                self._rows[key].append(row)
        self._count = len(forms)
        self._letters = [signatures(form)[1] for form in forms]
        self._weights = [math.fsum(map(self._idf, sorted(words))) for words in keys]

    def by_words(
        self, form: Form, limit: int, holding: int, filter: Filter | None = None
    ) -> list[int]:
        """The rows that share the most words with a form, and those that hold the most of them.

        Args:
            form: a form of several words.
            limit: how many rows are given whose shared words weigh the most, out of what the words
                of either side weigh.
            holding: how many are given whose shared words weigh the most, however many more they
                have; of these the ones that lack the fewest of the form's letters.
            filter: which rows may be given; all by default.
        """
        shared: defaultdict[int, float] = defaultdict(float)
        for key in sorted(query_words(form)):
            for row in self._rows.get(key, ()):
                shared[row] += self._idf(key)
        rows = sorted(shared)
        if filter:
            rows = filter.kept(rows)
        weight = math.fsum(map(self._idf, sorted(word_keys(form))))
        share = {
            row: -shared[row] / max(weight + self._weights[row] - shared[row], LEAST_WEIGHT)
            for row in rows
        }
        letters = signatures(form)[1]
        lacking = {row: (letters & ~self._letters[row]).bit_count() for row in rows}
        return most_words(shared, share, lacking, limit, holding)

    def _idf(self, key: str) -> float:
        return math.log((self._count + 1) / (len(self._rows.get(key, ())) + 1))


def most_words(
    shared: Mapping[int, float],
    share: Mapping[int, float],
    lacking: Mapping[int, int],
    limit: int,
    holding: int,
) -> list[int]:
    """The rows that share the most words with a name, and those that hold the most of them.

    Args:
        shared: what the words weigh that each row shares with the name.
        share: what part that is of the words of both, below zero: the most comes first.
        lacking: how many of the name's letters each row lacks.
        limit: how many rows are given whose share is the largest.
        holding: how many are given whose shared words weigh the most.
    """
    alike = sorted(share, key=lambda row: (share[row], row))[:limit]
    held = sorted(share, key=lambda row: (-shared[row], lacking[row], share[row], row))
    return [*dict.fromkeys((*alike, *held[:holding]))]


def rarest(keys: Sequence[int], sizes: Sequence[int], most: int) -> list[tuple[int, int]]:
    """The hashes of words with the sizes of their buckets, from the rarest word on, until they have
    so many rows; one at least.
    """
    sized = sorted(zip(keys, sizes, strict=True), key=itemgetter(1))
    sums = [*accumulate(size for _, size in sized)]
    return sized[: max(1, bisect_right(sums, most))]


def hashes(keys: Iterable[str]) -> set[int]:
    """The hashes of some keys; they are the same in every process and version."""
    return {crc32(key.encode()) for key in keys}


def segments(joined: str) -> list[str]:
    """The keys of the segments that letters are cut into."""
    length = len(joined)
    return [
        f"S{number}/{length}/{joined[start:end]}"
        for number, (start, end) in enumerate(_cuts(length))
    ]


def query_segments(form: Form) -> Iterator[str]:
    """The keys of segments that a query looks under: those of every length and shift that the
    typing errors allow.
    """
    for begun, _, start, end in _windows(len(form.joined)):
        yield begun + form.joined[start:end]


def query_hashes(form: Form) -> set[int]:
    """The hashes of the keys that a query looks under: those of its skeleton, and of segments."""
    return hashes(skeleton_keys(form.skeleton)) | segment_hashes(form)


def segment_hashes(form: Form) -> set[int]:
    """The hashes of `query_segments`, each of which is hashed from the hash of what stands before
    it.
    """
    joined = form.joined.encode()
    if len(joined) != len(form.joined):  # segments are of letters
        return hashes(query_segments(form))
    return {crc32(joined[start:end], begun) for _, begun, start, end in _windows(len(joined))}


@lru_cache(maxsize=64)
def _windows(here: int) -> list[tuple[str, int, int, int]]:
    """Where the segments lie that letters of some length are looked under: how the key of each
    begins, the hash of that, and where the segment starts and ends.
    """
    found = []
    for length in range(here - 2, here + 3):
        cuts = _cuts(length)
        errors = len(cuts) - 1
        for number, (start, end) in enumerate(cuts if abs(length - here) <= errors else []):
            begun = f"S{number}/{length}/"
            found += [
                (begun, crc32(begun.encode()), start + shift, end + shift)
                for shift in range(-errors, errors + 1)
                if start + shift >= 0 and end + shift <= here
            ]
    return found


def filed_by(form: Form) -> tuple[set[int], int, int]:
    """What a row is filed by, but for its words: the hashes of its keys, and its signatures."""
    filed = compiled.filed_by if (compiled := core()) else _plainly_filed_by
    found: tuple[set[int], int, int] = filed(form.skeleton, form.joined, form.consonants)
    return found


def _plainly_filed_by(skeleton: str, joined: str, consonants: str) -> tuple[set[int], int, int]:
    """The same without the compiled core, by what counts of a form."""
    found = hashes(skeleton_keys(skeleton)) | hashes(segments(joined))
    return found, _bits(consonants, _CONSONANTS), _bits(joined, _LETTERS)


def skeleton_keys(skeleton: str) -> set[str]:
    """The skeleton, and, when something is left then, the skeleton with each one class left out."""
    if "l" in skeleton or "f" in skeleton:
        skeleton = _once(skeleton.translate(_ALIKE))
    keys = {f"K{skeleton}"} if skeleton else set()
    if len(skeleton) > 1:
        keys.update(f"K{skeleton[:place]}{skeleton[place + 1 :]}" for place in range(len(skeleton)))
    return keys


# Many languages, Japanese and Korean among them, have one sound for l and r; and Hebrew has one
# letter for p and f and one for b and v, so that a name with both is two classes away from itself.
_ALIKE = str.maketrans("lf", "rb")


def _once(text: str) -> str:
    return "".join(letter for letter, _ in groupby(text))


def word_keys(form: Form) -> set[str]:
    """The words of a name, each by its skeleton, or a short one by its consonants and first
    sound.
    """
    return set(map(word_key, form.words))


def query_words(form: Form) -> set[str]:
    """The keys of the words of a name, and of the other spellings of the names of people in it."""
    return word_keys(form).union(map(_key_as_read, others(form.letters)))


def word_key(word: Word) -> str:
    """The key of one word."""
    return _key(sounds((word.read,)))


@lru_cache(maxsize=1 << 14)
def word_hash(word: Word) -> int:
    """The hash of the key of a word."""
    return crc32(word_key(word).encode())


def query_word_hashes(form: Form) -> set[int]:
    """`hashes(query_words(form))`, of which those of words that were met are remembered."""
    return {*map(word_hash, form.words), *map(_hash_as_read, others(form.letters))}


@lru_cache(maxsize=1 << 13)
def _hash_as_read(folded: str) -> int:
    return crc32(_key_as_read(folded).encode())


@lru_cache(maxsize=1 << 13)
def _key_as_read(folded: str) -> str:
    """`word_key` of a folded word; a name may have two hundred spellings."""
    return _key(sounds((spelt_and_read(folded, script(folded))[1],)))


def without_initials(form: Form) -> tuple[Form, list[str]]:
    """A form without its initials, unless it has no other words, and these: a row that has some
    such letter isn't nearer for that.
    """
    initials = [word.latin for word in form.words if word.is_letter]
    if 0 < len(initials) < len(form.words):
        form = form._replace(words=tuple([word for word in form.words if not word.is_letter]))
    return form, initials


def _key(heard: Sounds) -> str:
    marks, consonants, skeleton = heard
    return f"W{skeleton}" if len(skeleton) >= SHORTEST else f"w{marks[:1]}{consonants}"


@lru_cache(maxsize=LONGEST)
def _cuts(length: int) -> list[tuple[int, int]]:
    """Where a string of some length is cut into segments of nearly the same length."""
    segments = 0 if length < SHORT else 2 if length < LONG else 3
    places = [length * number // segments for number in range(segments + 1)] if segments else []
    return list(pairwise(places))


# A bit for each of the marks of consonants (knowledge/sounds.yaml), or letters, and one more where
# it stands twice or oftener.
_CONSONANTS = {mark: 1 << place for place, mark in enumerate("PbfMmNnRrLlTtdSshjKkx0123456789")}
_LETTERS = {letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_OTHER = 1 << 31


def signatures(form: Form) -> tuple[int, int]:
    """Two times 64 bits: which marks the consonants of a form have, and which letters it has;
    and which more than once.
    """
    return _bits(form.consonants, _CONSONANTS), _bits(form.joined, _LETTERS)


def _bits(text: str, bit_of: Mapping[str, int]) -> int:
    once = twice = 0
    for char in text:
        bit = bit_of.get(char, _OTHER)
        if once & bit:
            twice |= bit
        else:
            once |= bit
    return twice << 32 | once
