"""From a Latin spelling to the sounds it stands for, coded so that edit distance weighs what is heard.

The code is told in rules/sounds.yaml: three marks for a consonant, one for a vowel, and consonants that are written for
each other share marks. A plain Levenshtein distance over the marks is then a weighted distance over the sounds, at the
speed of the plain one.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from translit.rules import rules


class Sounds(NamedTuple):
    """The sounds of a word: all marks, the marks of its consonants alone, and its skeleton (a class letter each)."""

    marks: str
    consonants: str
    skeleton: str


class _Sound(NamedTuple):
    marks: str
    skeleton: str


@lru_cache(maxsize=1 << 16)
def sounds(word: str) -> Sounds:
    """The sounds of one lower-case Latin word; letters doubled in writing sound once."""
    heard: list[str] = []
    pattern, spellings = _spellings()
    for match in pattern.finditer(f"^{word}$"):
        heard.extend(sound for sound in spellings[match[0]] if heard[-1:] != [sound])
    table = _sounds()
    parts = [table[sound] for sound in heard]
    consonants = [part for part in parts if part.skeleton]
    return Sounds(
        "".join(part.marks for part in parts),
        "".join(part.marks for part in consonants),
        "".join(part.skeleton for before, part in zip([None, *consonants], consonants, strict=False) if before is None or before.skeleton != part.skeleton),
    )


@cache
def _sounds() -> dict[str, _Sound]:
    return {name: _Sound(sound["marks"], sound.get("class", "")) for name, sound in rules("sounds")["sounds"].items()}


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """What finds the longest spelling at each place, and the sounds of each spelling."""
    table = {name: [name] for name in _sounds()} | {spelling: heard.split() for spelling, heard in rules("sounds")["spellings"].items()}
    longest_first = sorted(table, key=lambda spelling: (-len(spelling), spelling))
    return re.compile("|".join(map(re.escape, longest_first))), table
