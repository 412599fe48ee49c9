"""Stretches of the words of a name, and what is left of it in another order."""

from __future__ import annotations

from collections.abc import Sequence

from translit.language.split import without_articles

# Which words of a text: from a place up to another one.
Stretch = tuple[int, int]


def reordered(key: str, words: Sequence[Stretch]) -> str:
    """Stretches of the words of a key, in their order, as a key."""
    kept = key.split()
    return " ".join(
        without_articles(" ".join(word for start, end in words for word in kept[start:end]))
    )
