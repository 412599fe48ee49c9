"""The second explanation of a pair: it is written in the same letters, or as a published system
writes it, but for slips of the keyboard.

Habits of spelling and slips are of different kinds. A habit (ou for u) is cheap wherever it is one,
and costs much elsewhere; a slip may fall on any letter, and what it costs doesn't depend on how
that is read. So each explains a pair by itself, and the better one counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from translit.language.channel import surprise
from translit.language.distances import OSA, Levenshtein
from translit.language.form import Form, is_read
from translit.language.readings import readings
from translit.language.sounds import several_readings
from translit.match.counterparts import A_LETTER, Counterparts
from translit.match.likeness import Rarity, mean_rarity

# More slips than one, and than this share of the letters, are none: it is another spelling.
MOST_SLIPPED = 0.45
# Longer spellings tell no more, in nats.
MOST_TOLD = 60.0
# A letter doubled, or a double one written once, is half a slip.
A_DOUBLE = 0.5
_DOUBLED = re.compile(r"(.)\1")


class Slips(NamedTuple):
    """What it takes to write one spelling for another, letter by letter.

    `number` of slips, of which `swapped` are two letters exchanged and `doubled` concern doubled
    letters alone; `letters` is the length of the longer one, `surprisal` that of the spelling, in
    nats and by rarity, and `first` says that the first letters differ.
    """

    number: float
    swapped: float
    doubled: float
    letters: int
    surprisal: float
    first: bool


def slips(x: Form, y: Form, found: Counterparts, rarity: Rarity) -> Slips | None:
    """The slips between two forms whose counterparts were found, symmetric; None where it takes
    too many.
    """
    pairs = [pair for pair in _spellings(x, y, found) if all(pair)]
    if not pairs:
        return None
    ordered = [(min(pair), max(pair)) for pair in pairs]
    count, one, other = min((_count(*pair), *pair) for pair in ordered)
    longest = max(len(one), len(other))
    if count > max(1, MOST_SLIPPED * longest):
        return None
    known = min(
        surprise(one) if one.isascii() and other.isascii() else A_LETTER * longest, MOST_TOLD
    )
    rare = mean_rarity(found.x.words + found.y.words, rarity)
    whole = OSA.distance(one, other)
    swapped = Levenshtein.distance(one, other) - whole if x.script == y.script else 0
    return Slips(
        count, swapped, (whole - count) / A_DOUBLE, longest, known * rare, one[:1] != other[:1]
    )


def _spellings(x: Form, y: Form, found: Counterparts) -> Iterator[tuple[str, str]]:
    """The spellings that are compared: those in one script as they are; else the readings of
    both by the systems of their scripts.
    """
    mine, theirs = found.x, found.y
    if x.script == y.script or not (is_read(mine) and is_read(theirs)):
        if x.script == y.script != "Latn":
            yield mine.letters.replace(" ", ""), theirs.letters.replace(" ", "")
        elif x.script == y.script:
            yield mine.latin.replace(" ", ""), theirs.latin.replace(" ", "")
        if found.replaced + found.added == 0 and not found.moved and x.script == y.script:
            yield x.written, y.written
        return
    several = [
        readings(form.script, form.letters) or (form.latin.replace(" ", ""),)
        for form in (mine, theirs)
    ]
    # A reading with vowels left out, or of characters that are read in several ways, is right as a
    # whole or not at all.
    whole = min(x.vowels, y.vowels) < 0 or not several_readings().isdisjoint((x.script, y.script))
    for one in several[0]:
        yield from ((one, other) for other in several[1] if one == other or not whole)


def _count(one: str, other: str) -> float:
    """How many slips it takes to make one spelling of another (optimal string alignment); those
    count less that doubled letters explain.
    """
    count = OSA.distance(one, other)
    if not count:
        return 0.0
    once, other_once = _DOUBLED.sub(r"\1", one), _DOUBLED.sub(r"\1", other)
    if once == one and other_once == other:
        return float(count)
    return count - A_DOUBLE * max(0, count - OSA.distance(once, other_once))
