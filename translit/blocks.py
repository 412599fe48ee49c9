"""Block keys: which aliases are worth comparing with a name, out of too many to compare with all.

Three families of keys, after docs/how-it-works.md (Block): a name and a spelling of it share at least one.

- K, the skeleton and the skeleton with any one class left out: spellings whose vowels differ freely and one consonant
  at most (deletion neighbourhood, Bocek 2007).
- S, segments of the Latin letters: letters cut into two segments keep one whole through one typing error, and long names
  cut into three keep one through two (the pigeonhole principle of Pass-Join, Li 2011).
- W, the skeleton of each word: words left out, added or swapped.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from translit.form import Form
from translit.sounds import sounds

# A name of so many letters or more is cut into three segments and not two; one with fewer than SHORT isn't cut.
LONG, SHORT = 9, 4
# Skeletons shorter than this say too little as a single word of several.
SHORTEST = 3


class Blocks:
    """Rows of forms, filed under their block keys."""

    def __init__(self, forms: Sequence[Form]) -> None:
        rows: defaultdict[str, list[int]] = defaultdict(list)
        for row, form in enumerate(forms):
            for key in stored_keys(form):
                rows[key].append(row)
        self._rows = dict(rows)

    def rows(self, form: Form) -> set[int]:
        """The rows that share a key with a form."""
        found: set[int] = set()
        for key in asked_keys(form):
            found.update(self._rows.get(key, ()))
        return found


def stored_keys(form: Form) -> Iterator[str]:
    """The keys that a row is filed under, each once."""
    yield from skeleton_keys(form.skeleton)
    yield from word_keys(form)
    length = len(form.joined)
    for number, (start, end) in enumerate(_cuts(length)):
        yield f"S{number}/{length}/{form.joined[start:end]}"


def asked_keys(form: Form) -> Iterator[str]:
    """The keys that a query looks under: those of every length and shift that the typing errors allow."""
    yield from skeleton_keys(form.skeleton)
    yield from word_keys(form)
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
    keys = {f"K{skeleton}"} if skeleton else set()
    if len(skeleton) > 1:
        keys.update(f"K{skeleton[:place]}{skeleton[place + 1 :]}" for place in range(len(skeleton)))
    return keys


def word_keys(form: Form) -> set[str]:
    """The skeletons of the words of a name, those that say enough on their own."""
    found = (sounds((word.read,)).skeleton for word in form.words)
    return {f"W{skeleton}" for skeleton in found if len(skeleton) >= SHORTEST}


def _cuts(length: int) -> list[tuple[int, int]]:
    """Where a string of some length is cut into segments of nearly the same length."""
    segments = 0 if length < SHORT else 2 if length < LONG else 3
    places = [length * number // segments for number in range(segments + 1)] if segments else []
    return list(pairwise(places))
