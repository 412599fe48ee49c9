"""Surnames that begin alike and end otherwise: two names, however alike they are.

Shevchenko and Shevchuk are three letters apart, as two spellings of one name may be, and are two
families. What surnames end in is data (knowledge/two_names.yaml).
"""

from __future__ import annotations

from functools import cache, lru_cache

from translit.knowledge.rules import rules


@lru_cache(maxsize=1 << 9)
def different_surnames(one: str, other: str) -> bool:
    """Whether two words begin alike and end as two surnames do, and by no way of parting them as
    one surname may.

    Args:
        one: a folded word, in Latin letters.
        other: another one; which of the two is first changes nothing.
    """
    mine, theirs = _parted(one), _parted(other)
    classes = [(mine[stem], theirs[stem]) for stem in mine.keys() & theirs.keys()]
    return bool(classes) and all(a.isdisjoint(b) for a, b in classes)


def is_surname(word: str) -> bool:
    """Whether a folded word in Latin letters ends as a surname does."""
    return bool(_parted(word))


def _parted(word: str) -> dict[str, set[str]]:
    """The ways to part a word: what stands before an ending, and the classes of that ending."""
    least, endings = int(rules("two_names")["least"]), _endings()
    found: dict[str, set[str]] = {}
    for place in range(least, len(word)):
        if word[place:] in endings:
            found[word[:place]] = endings[word[place:]]
    return found


@cache
def _endings() -> dict[str, set[str]]:
    """Each ending, and its classes."""
    found: dict[str, set[str]] = {}
    for name, endings in rules("two_names")["endings"].items():
        for ending in endings.split():
            found.setdefault(ending, set()).add(name)
    return found
