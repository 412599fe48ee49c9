"""Block keys: which aliases are worth comparing with a name, out of too many to compare with all.

Three families of keys, after docs/how-it-works.md (Block): a name and a spelling of it share at
least one.

- K, the skeleton and the skeleton with any one class left out: spellings whose vowels differ freely
  and one consonant at most (deletion neighbourhood, Bocek 2007).
- S, segments of the Latin letters: letters cut into two segments keep one whole through one typing
  error, and long names cut into three keep one through two (the pigeonhole principle of Pass-Join,
  Li 2011).
- W, each word by its skeleton, or a short one by its consonants: words left out, added or in
    another order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby, pairwise

from translit.language.form import Form, Word, word
from translit.language.names import others
from translit.language.sounds import sounds
from translit.language.split import LONGEST

# A name of so many letters or more is cut into three segments and not two; one with fewer than
# SHORT isn't cut.
LONG, SHORT = 9, 4
# A word whose skeleton is shorter is filed by its consonants: its skeleton would say too little on
# its own.
SHORTEST = 3


# No two names tell less together, in nats: words that all rows have tell nothing.
LEAST_TOLD = 1e-9
# Of the rows that hold the most of what a form's words tell, so many are found, however much more
# they say themselves: a surname alone, or a name without its middle part, is asked for so.
HOLDING = 4


class ByWords:
    """The rows of a small table under the keys of their words; translit/index/postings.py does
    the same for a large one.
    """

    def __init__(self, forms: Sequence[Form]) -> None:
        self._rows: defaultdict[str, list[int]] = defaultdict(list)
        keys = [word_keys(form) for form in forms]
        for row, words in enumerate(keys):
            for said in words:
                self._rows[said].append(row)
        self._count = len(forms)
        self._spelt = [signatures(form)[1] for form in forms]
        self._told = [math.fsum(map(self._tells, sorted(words))) for words in keys]

    def by_words(self, form: Form, limit: int, holding: int = HOLDING) -> list[int]:
        """The rows that share the most words with a form: by what the shared ones tell, out of all
        that either side tells; and those that hold the most of the form's own words, however many
        more they have, and of these the ones that lack the fewest of its letters.
        """
        shared: defaultdict[int, float] = defaultdict(float)
        for said in sorted(asked_words(form)):
            for row in self._rows.get(said, ()):
                shared[row] += self._tells(said)
        asked = math.fsum(map(self._tells, sorted(word_keys(form))))
        share = {
            row: -told / max(asked + self._told[row] - told, LEAST_TOLD)
            for row, told in shared.items()
        }
        alike = sorted(share, key=lambda row: (share[row], row))[:limit]
        letters = signatures(form)[1]
        held = sorted(
            share,
            key=lambda row: (
                -shared[row],
                (letters & ~self._spelt[row]).bit_count(),
                share[row],
                row,
            ),
        )[:holding]
        return [*dict.fromkeys((*alike, *held))]

    def _tells(self, word: str) -> float:
        """How much a word tells, in nats: -log of the share of rows that have it."""
        return math.log((self._count + 1) / (len(self._rows.get(word, ())) + 1))


def stored_keys(form: Form) -> Iterator[str]:
    """The keys of the whole name that a row is filed under, each once."""
    yield from skeleton_keys(form.skeleton)
    yield from segments(form.joined)


def segments(joined: str) -> list[str]:
    """The keys of the segments that letters are cut into."""
    length = len(joined)
    return [
        f"S{number}/{length}/{joined[start:end]}"
        for number, (start, end) in enumerate(_cuts(length))
    ]


def asked_keys(form: Form) -> Iterator[str]:
    """The keys that a query looks under: those of every length and shift that the typing errors
    allow.
    """
    yield from skeleton_keys(form.skeleton)
    here = len(form.joined)
    for length in range(here - 2, here + 3):
        cuts = _cuts(length)
        errors = len(cuts) - 1
        for number, (start, end) in enumerate(cuts if abs(length - here) <= errors else []):
            for shift in range(-errors, errors + 1):
                if start + shift >= 0 and end + shift <= here:
                    yield f"S{number}/{length}/{form.joined[start + shift : end + shift]}"


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
    """The words of a name, each by its skeleton, or where that says too little by its consonants
    and first sound.
    """
    return set(map(word_key, form.words))


def asked_words(form: Form) -> set[str]:
    """The keys of the words of a name, and of the other spellings of the names of people in it."""
    return word_keys(form).union(map(word_key, map(word, others(form.letters))))


def word_key(word: Word) -> str:
    """The key of one word."""
    skeleton = sounds((word.read,)).skeleton
    return f"W{skeleton}" if len(skeleton) >= SHORTEST else f"w{word.marks[:1]}{word.consonants}"


@lru_cache(maxsize=LONGEST)
def _cuts(length: int) -> list[tuple[int, int]]:
    """Where a string of some length is cut into segments of nearly the same length."""
    segments = 0 if length < SHORT else 2 if length < LONG else 3
    places = [length * number // segments for number in range(segments + 1)] if segments else []
    return list(pairwise(places))


# A bit for each of the marks of consonants (knowledge/sounds.yaml), or letters, and one more where
# it stands twice or oftener.
_HEARD = {mark: 1 << place for place, mark in enumerate("PbfMmNnRrLlTtdSshjKkx0123456789")}
_SPELT = {letter: 1 << place for place, letter in enumerate("abcdefghijklmnopqrstuvwxyz")}
_OTHER = 1 << 31


def signatures(form: Form) -> tuple[int, int]:
    """Two times 64 bits: which marks the consonants of a form have, and which letters it has;
    and which more than once.
    """
    return _bits(form.consonants, _HEARD), _bits(form.joined, _SPELT)


def _bits(text: str, bit_of: Mapping[str, int]) -> int:
    bits = 0
    for char in text:
        bit = bit_of.get(char, _OTHER)
        bits |= bit << 32 if bits & bit else bit
    return bits
