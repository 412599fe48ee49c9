"""Names that are written with their beginning behind them: "Congo, Democratic Republic of the",
"Niger (the)", "Doe, John"; and John Doe, where the table has him so.

Lists of countries and of people put a name so that it sorts by its telling word. Here alone the
punctuation of a mention means something. What stands in a bracket or behind a comma is read before
the rest, is left out if it is an article, and is left out if it is another name of the same entry.
It never is left out unheard: "Georgia (US)" isn't Georgia.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from translit.index.gazetteer import STRONG, Gazetteer
from translit.language.fold import fold
from translit.language.split import is_article, kept_words, strong_key
from translit.resolving.reading import Name, Wording
from translit.resolving.stretches import Stretch, reordered
from translit.resolving.wording import is_town, without_kind

_BRACKET = re.compile(
    r"([^()\[\]（）［］]+)[(\[（［]([^()\[\]（）［］]+)[)\]）］]([^()\[\]（）［］]*)"
)
_COMMA = re.compile(r"([^,،，、]+)[,،，、]([^,،，、]+)()")
_COLON = re.compile(r"([^:：]+)[:：]([^:：]+)")
_MARKS = re.compile(r"[(\[（［,،，、]")


class Said(NamedTuple):
    """Which words of a name stand before a bracket or comma, in it or behind it, and behind
    that; and the mark.
    """

    head: Stretch
    aside: Stretch
    rest: Stretch
    mark: str


def inverted(name: Name, gazetteer: Gazetteer) -> Iterator[Wording]:
    """The readings of a mention that has a bracket, or one comma."""
    said = _said(name)
    if said is None:
        yield from _surname_behind(name, gazetteer)
        return
    aside = " ".join(name.key.split()[slice(*said.aside)])
    without = tuple(part for part in (said.head, said.rest) if part[0] < part[1])
    if is_article(aside, NO_SOUND):
        yield Wording("behind", said.mark, without, True, _anything)
    yield Wording(ORDER, said.mark, (said.aside, *without), True, _anything)
    if said.mark == "(" and is_town(tuple(aside.split())):
        yield without_kind(tuple(aside.split()), without, gazetteer)
    yield Wording("aside", aside, without, True, lambda id: aside in _keys(gazetteer, id))
    if said.mark == "(":
        yield Wording("aside", aside, without, False, lambda id: _mentions(gazetteer, id, aside))


def _surname_behind(name: Name, gazetteer: Gazetteer) -> Iterator[Wording]:
    """The readings of a name without such marks by which its last words are what an alias has
    before a comma.
    """
    words = name.key.split()
    for place in range(1, len(words)) if len(words) <= MOST_PARTS else ():
        turned = ((place, len(words)), (0, place))
        key = reordered(name.key, turned)
        if gazetteer.bearers(key, STRONG):
            surname = " ".join(words[place:])
            yield Wording(
                SURNAME, surname, turned, True, partial(_has_before_comma, gazetteer, key, surname)
            )


def _has_before_comma(gazetteer: Gazetteer, key: str, surname: str, id: str) -> bool:
    """Whether an entry has an alias with a key, and with a surname, which a comma ends, at its
    beginning.
    """
    entry = gazetteer.entry(id)
    return any(
        strong_key(text) == key and strong_key(text.partition(",")[0]) == surname
        for text in (entry.name, *entry.aliases)
        if "," in text
    )


# How a reading is known that puts what stands behind before the rest: behind a comma or bracket, or
# a surname that an alias puts first.
ORDER, SURNAME = "order", "surname"
# A name of a person with more words isn't looked up in another order.
MOST_PARTS = 8
# What no article takes its sound from.
NO_SOUND = "-"


def colon(name: Name) -> int:
    """How many words stand before the one colon of a mention; 0 where there is none."""
    found = _COLON.fullmatch(name.mention) if ":" in name.mention or "：" in name.mention else None
    places = _places(name, found.groups()) if found else None
    return places[0][1] if places else 0


def _said(name: Name) -> Said | None:
    if not _MARKS.search(name.mention):
        return None
    for pattern, mark in ((_BRACKET, "("), (_COMMA, ",")):
        found = pattern.fullmatch(name.mention)
        places = _places(name, found.groups()) if found else None
        if places and all(start < end for start, end in places[:2]):
            head, aside, rest = places
            return Said(head, aside, rest, mark)
    return None


def _places(name: Name, parts: tuple[str, ...]) -> list[Stretch] | None:
    """Which words of the key the parts of a mention are; None where a part doesn't fold by
    itself as it does in the mention.
    """
    folded = [fold(part) for part in parts]
    if " ".join(filter(None, folded)) != name.folded:
        return None
    kept, ends, place = kept_words(name.folded), [0], 0
    for part in folded:
        place += len(part.split())
        ends.append(bisect_left(kept, place))
    return list(pairwise(ends))


def _anything(_: str) -> bool:
    return True


def _keys(gazetteer: Gazetteer, id: str) -> frozenset[str]:
    """The keys of all names of an entry."""
    entry = gazetteer.entry(id)
    return frozenset(map(strong_key, (entry.name, *entry.aliases, *entry.weak)))


def _mentions(gazetteer: Gazetteer, id: str, aside: str) -> bool:
    """Whether a name of an entry has all words of what is said aside: the Malvinas of Islas
    Malvinas.
    """
    return any({*aside.split()} <= {*key.split()} for key in _keys(gazetteer, id))
