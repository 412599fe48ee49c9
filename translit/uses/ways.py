"""The ways of writing the words of a name in Latin letters, the cheapest first.

A word is written by the habits of writers (knowledge/habits.yaml), by what the channel of its
script writes its letters as (translit/language/channel.py), and as names of people are spelt. Each
way costs what it takes to write the word so, in nats, and has its reason.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from typing import NamedTuple

from translit.language.channel import alignment, channel, letters, spellings
from translit.language.fold import fold
from translit.language.form import forms, latin
from translit.language.habits import Respelling, habits, respellings
from translit.language.names import Name, borne
from translit.language.names import spellings as spellings_of_name
from translit.language.scripts import script
from translit.language.sounds import vowels_in
from translit.language.split import is_article, only_generics, strong_key, without_articles
from translit.match.likeness import writing
from translit.match.telling import NOTABLE


class Way(NamedTuple):
    """A way of writing a name, or a word of it: what it costs, in nats, and why one writes so
    (an empty string: as is usual).
    """

    cost: float
    text: str
    reason: str = ""


# A name of several words is written in so many ways at most, and one word too.
MOST_WAYS, MOST_OF_A_WORD = 80, 40
# So many ways with one sound respelt are respelt once more.
TWICE = 8
# A spelling that is listed has been seen: it costs this share of what it would, and never so many
# nats: those of a name of people, and those that may be quite other names of the thing, short forms
# among them.
SEEN, LISTED, ANOTHER_NAME = 0.5, 1.5, 4.0
# What no habit with a name accounts for, in Latin letters, costs so much more, and each consonant
# that is lost twice that; and so much more each vowel that is missing where it must be put in.
NO_NAME, MISSING_VOWEL = 2.0, 2.5
# Each consonant is coded in so many marks (translit/language/sounds.py).
MARKS_OF_A_CONSONANT = 3
# What is said of the ways that aren't worth telling.
USUAL = "as is usual"


def measured(name: str, text: str, reason: str) -> Way:
    """A spelling with what it costs to write the name so."""
    return Way(
        min((writing(x, y) for x in forms(name)[:1] for y in forms(text)[:1]), default=0.0),
        text,
        reason,
    )


def listed(name: str, text: str, reason: str, most: float = ANOTHER_NAME) -> Way:
    """A spelling that is listed: the order of what such spellings would cost stays, but none
    costs so many nats.
    """
    way = measured(name, text, reason)
    return way._replace(cost=most * -math.expm1(-SEEN * way.cost / most))


def ways_of_each(name: str, language: str | None) -> list[list[Way]]:
    """The ways of writing each word of a name; what parts it from the next one goes with it."""
    pieces = re.split("([ -]+)", " ".join(name.split()))
    words, gaps, after = pieces[::2], [*pieces[1::2], ""], [*map(fold, pieces[2::2]), ""]
    return [
        _word(word, gap, next_word, language)
        for word, gap, next_word in zip(words, gaps, after, strict=True)
    ]


def _word(word: str, gap: str, next_word: str, language: str | None) -> list[Way]:
    """The ways of writing one word and the gap behind it; an article may go, and its gap with
    it.
    """
    if is_article(fold(word), next_word):
        return _articles(word, gap)
    ways = _latin(word, language) if script(word) in ("Latn", "") else _across(word, language)
    return [way._replace(text=way.text + gap) for way in ways]


def ways_of_all(words: Sequence[Sequence[Way]]) -> list[Way]:
    """The ways of writing all the words, the cheapest first."""
    begun = [Way(0.0, "")]
    for ways in words:
        begun = nsmallest(MOST_WAYS, (_then(one, other) for one in begun for other in ways))
    return begun


def _then(one: Way, other: Way) -> Way:
    return Way(one.cost + other.cost, one.text + other.text, _both(one.reason, other.reason))


def _both(one: str, other: str) -> str:
    """Two reasons as one; what is usual needs none beside another."""
    reasons = [reason for reason in (one, other) if reason and reason != USUAL]
    return ", ".join(reasons) or one or other


def _articles(word: str, gap: str) -> list[Way]:
    """An article of a Latin name as it stands, as the others, and left out."""
    own = f"{word}{gap}"
    ways = [Way(0.0, own)]
    for article, cost in habits()["written"].items():
        if article.rstrip("-") != fold(word):
            ways.append(
                Way(
                    float(cost),
                    article.capitalize() if word[:1].isupper() and article else article,
                    _written(own, article),
                )
            )
    return ways


def _latin(word: str, language: str | None) -> list[Way]:
    """The ways of writing a Latin word, in its case; words of kind and direction stay as they
    are.
    """
    plain = latin(fold(word)).replace(" ", "")
    if not plain.isalpha() or only_generics([plain]):
        return [Way(0.0, word)]
    ways = nsmallest(
        MOST_OF_A_WORD,
        (way for way in [*_respelt(plain), *_by_names(plain, language)] if fold(way.text) != plain),
    )
    return [Way(0.0, word), *(way._replace(text=_cased(way.text, word)) for way in ways)]


def _cased(text: str, word: str) -> str:
    if word.isupper() and len(word) > 1:
        return text.upper()
    return text.capitalize() if word[:1].isupper() and text.islower() else text


@lru_cache(maxsize=1 << 9)
def _respelt(plain: str) -> list[Way]:
    """A Latin word by the habits of writers, once and twice, and by the channel."""
    once = sorted((measured(plain, each.text, _habit(each)), each) for each in _by_habit(plain))
    twice = [
        measured(plain, each.text, f"{way.reason}, {_habit(each)}")
        for way, first in once[:TWICE]
        for each in _by_habit(way.text)
        if not _touch(first, each)
    ]
    learnt = (
        (measured(plain, text, _reason("Latn", plain, text)))
        for _, text in spellings("Latn", plain, MOST_OF_A_WORD)
    )
    unnamed = [way._replace(cost=way.cost + NO_NAME) for way in learnt if " " not in way.text]
    return sorted((*(way for way, _ in once), *twice, *unnamed))


def _habit(each: Respelling) -> str:
    return f"{_written(each.old, each.new)} ({each.habit})"


def _by_habit(word: str) -> list[Respelling]:
    """The word by one habit more, but where that would tear two letters apart that are one
    sound.
    """
    return sorted(
        each
        for each in respellings(word)
        if not any(_torn(word, each, pair) for pair in _together())
    )


def _torn(word: str, each: Respelling, pair: str) -> bool:
    """Whether a part of a pair of letters is respelt, and not all of it."""
    place = next(
        (place for place, (a, b) in enumerate(zip(word, each.text, strict=False)) if a != b),
        len(word),
    )
    return any(
        start < place + len(each.old) and place < start + len(pair) and len(each.old) < len(pair)
        for start in range(max(0, place - len(pair)), place + 1)
        if word.startswith(pair, start)
    )


@cache
def _together() -> frozenset[str]:
    """Two letters or more that the habits write for one sound."""
    found = (spelling for group in habits()["respellings"] for spelling in group["spellings"])
    return frozenset(
        spelling
        for spelling in found
        if len(spelling) > 1 and spelling.isalpha() and len(set(spelling)) > 1
    )


def _touch(one: Respelling, other: Respelling) -> bool:
    """Whether the second habit would undo or double the first."""
    return any(a in b or b in a for a in (one.old, one.new) for b in (other.old, other.new))


def _by_names(word: str, language: str | None) -> Iterator[Way]:
    """The Latin spellings of the names of people that a word is."""
    for each in borne(strong_key(word)):
        for spelling in (
            spellings_of_name(each.name) if language in (None, each.name.language) else ()
        ):
            if script(spelling) == "Latn" and len(spelling.split()) == 1:
                yield of_name(word, spelling, each.name)


def _across(word: str, language: str | None) -> list[Way]:
    """The ways of writing a word of another script in Latin letters, with and without the
    article joined to it.
    """
    folded = fold(word).replace(" ", "")
    bare = "".join(without_articles(folded))
    ends = tuple(habits()["endings"].get(word[-1:], ("",)))
    names = [*_by_names(bare, language)]
    # Names of people are written as they are known, and not letter by letter.
    no_name = NO_NAME if names else 0.0
    found = [
        way._replace(cost=way.cost + no_name)
        for way in (_channelled(script(bare), bare) if bare else ())
        if way.text.endswith(ends)
    ]
    found = nsmallest(MOST_OF_A_WORD, map(_capital, (*found, *names)))
    if bare == folded:
        return found
    articles = [
        Way(float(cost), article, article and f"with {article}")
        for article, cost in habits()["written"].items()
    ]
    return nsmallest(MOST_OF_A_WORD, (_then(article, way) for article in articles for way in found))


def _capital(way: Way) -> Way:
    return way._replace(text=way.text.capitalize())


@lru_cache(maxsize=1 << 9)
def _channelled(code: str, word: str) -> list[Way]:
    """The cheapest ways by the channel of a script; where it has none, the word as it is read."""
    spelling, must_be_put_in = letters(code, word), vowels_in(code) < 0
    found = [
        (
            cost
            + 2 * NO_NAME * _lost(word, text)
            + MISSING_VOWEL * (excess_consonants(text) if must_be_put_in else 0),
            text,
        )
        for cost, text in spellings(code, spelling, MOST_WAYS)
    ]
    least = min(found)[0] if found else 0.0
    ways = [
        Way(cost - least, text.strip(), _reason(code, spelling, text))
        for cost, text in sorted(found)
        if text.strip()
    ]
    return ways or [Way(0.0, latin(word).replace(" ", "") or word)]


def _lost(word: str, text: str) -> int:
    """How many consonants of a word a Latin spelling of it lacks."""
    had, has = (sum(len(form.consonants) for form in forms(each)[:1]) for each in (word, text))
    return max(0, had - has) // MARKS_OF_A_CONSONANT


def excess_consonants(text: str) -> int:
    """How many consonants too many stand together in a Latin word."""
    bounds = habits()["said"]
    for sound in bounds["sounds"]:
        text = text.replace(sound, "b")
    runs = re.split(f"[{bounds['vowels']}]+", text)
    most = [int(bounds["middle"])] * len(runs)
    most[0], most[-1] = int(bounds["beginning"]), int(bounds["end"])
    return sum(max(0, len(run) - bound) for run, bound in zip(runs, most, strict=True))


def _reason(code: str, spelling: str, text: str) -> str:
    """The lines of a channel by which a spelling becomes another, but for the commonest."""
    table = channel(code)
    assert table is not None
    found = []
    for piece in alignment(table, spelling, text)[1]:
        old, new = spelling[piece.start : piece.end], text[piece.since : piece.until]
        if old != new and table.cost(old, new) >= NOTABLE:
            found.append(_written(old, new))
    return ", ".join(found) or USUAL


def _written(old: str, new: str) -> str:
    """That one is written for the other."""
    if not new:
        return f"without “{old}”"
    return f"“{new}” for “{old}”" if old else f"“{new}” put in"


def of_name(written: str, text: str, name: Name) -> Way:
    """A spelling of a name of people, by the table of its language."""
    what = "short for" if name.short else "a spelling of"
    return listed(
        written,
        text,
        f"{what} the {name.language.capitalize()} name {name.name}",
        ANOTHER_NAME if name.short else LISTED,
    )
