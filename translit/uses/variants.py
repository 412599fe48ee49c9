"""Plausible spellings of a name, for searching archives: by the habits of romanising, the likeliest
first.

Spellings come from four sources: what a script's channel writes its letters as
(translit/language/channel.py), the habits of writers (knowledge/habits.yaml), the spellings of
names of people, and the aliases of the entry that the name means. Each costs what it takes to write
the name so, in nats. A resolver judges them: a spelling that it takes for anything else than the
name is none of its variants.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from heapq import nsmallest
from typing import TYPE_CHECKING, NamedTuple

from translit.language.channel import alignment, channel, letters, spellings
from translit.language.fold import fold
from translit.language.form import forms, latin
from translit.language.habits import Respelling, habits, respellings
from translit.language.names import Borne, Name, borne
from translit.language.names import spellings as spellings_of_name
from translit.language.romanise import romanise
from translit.language.scripts import script
from translit.language.sounds import vowels_in
from translit.language.split import LONGEST, is_article, only_generics, strong_key, without_articles
from translit.match.decision import EVENS
from translit.match.likeness import writing
from translit.model.errors import EntryError
from translit.model.nouns import Entry, Outcome
from translit.resolving.resolver import Resolver, bundled

if TYPE_CHECKING:
    from translit.resolving.answer import Resolution


class Variant(NamedTuple):
    """A plausible spelling of a name.

    Attributes:
        text: the spelling.
        weight: how likely it is beside the likeliest way of writing the name, in (0, 1].
        reason: the habit by which the name is written so.
    """

    text: str
    weight: float
    reason: str


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
UNNAMED, UNSAID = 2.0, 2.5
# Each consonant is coded in so many marks (translit/language/sounds.py).
MARKS_OF_A_CONSONANT = 3


def variants(
    name: str, *, lang: str | None = None, limit: int = 20, resolver: Resolver | None = None
) -> list[Variant]:
    """Plausible spellings of a name, the likeliest first, for searching archives.

    Args:
        name: a name in any script.
        lang: its language, where its script serves several (uk, fa, ...), as `romanise` takes it;
            of names of people only those of this language count then.
        limit: how many spellings at most, at least 1.
        resolver: what judges the spellings; without one, the resolver over the bundled tables.

    Returns:
        Spellings that differ from the name, and from each other, in more than case and marks. Each
        resolves to what the name resolves to, or is AMBIGUOUS. Where the resolver gives the name no
        ID, each is more likely than not the name, in a table of this one name, and gets no ID from
        the resolver. Empty for what is no name: a blank or refused text, or one of more than 300
        letters.

    Raises:
        EntryError: the limit is less than 1.
    """
    if limit < 1:
        raise EntryError(f"limit must be a whole number of at least 1, not {limit!r}")
    resolver = bundled() if resolver is None else resolver
    answer = resolver.resolve(name)
    if not fold(name) or len(name) > LONGEST or answer.outcome is Outcome.REFUSED:
        return []
    belongs = _judge(name, answer, resolver)
    found = list[Way]()
    for way in _ranked(name, _ways(name, lang, answer, resolver)):
        if belongs(way.text):
            found.append(way)
        if len(found) == limit:
            break
    return [Variant(way.text, math.exp(-way.cost), way.reason or USUAL) for way in found]


class Found(NamedTuple):
    """A name and its variants, as the command line tells them."""

    name: str
    variants: list[Variant]

    def records(self) -> list[dict[str, str | float]]:
        """A record for each variant."""
        return [
            {"name": self.name, "variant": text, "weight": weight, "reason": reason}
            for text, weight, reason in self.variants
        ]

    def query(self) -> str:
        """The name and its variants as one line for a search box: "A" OR "B" OR ..."""
        texts = (self.name, *(variant.text for variant in self.variants))
        return " OR ".join(f'"{" ".join(text.replace(chr(34), " ").split())}"' for text in texts)


def lists(
    names: Iterable[str], lang: str | None, limit: int, resolver: Resolver
) -> Iterator[Found]:
    """The variants of each name, in order; see `variants`."""
    return (
        Found(name, variants(name, lang=lang, limit=limit, resolver=resolver)) for name in names
    )


def _judge(name: str, answer: Resolution, resolver: Resolver) -> Callable[[str], bool]:
    """What tells whether a spelling is one of the name: by what the name resolves to, or where
    it doesn't, by the name alone.
    """
    meant = frozenset([answer.id] if answer.id else [each.id for each in answer.candidates])
    if answer.id or answer.outcome is Outcome.AMBIGUOUS:
        return lambda text: _means(resolver.resolve(text), meant)
    alone = Resolver([Entry("it", name)])
    return lambda text: alone.resolve(text).score >= EVENS and not resolver.resolve(text)


def _means(answer: Resolution, meant: frozenset[str]) -> bool:
    """Whether a spelling is one of what is meant: of one ID, or else as ambiguous as the name
    is.
    """
    if answer.outcome is Outcome.AMBIGUOUS:
        return not meant.isdisjoint(each.id for each in answer.candidates)
    return answer.id in meant and len(meant) == 1


def _ranked(name: str, ways: Iterable[Way]) -> list[Way]:
    """The ways, the cheapest first; of those that fold to one text the cheapest, and none that
    is the name.
    """
    best: dict[str, Way] = {fold(name): Way(-1.0, name)}
    for each in ways:
        way = each._replace(text=each.text.strip(" -"))
        key = fold(way.text)
        if key and (key not in best or way < best[key]):
            best[key] = way
    return sorted(best.values())[1:]


def _ways(name: str, lang: str | None, answer: Resolution, resolver: Resolver) -> Iterator[Way]:
    language = habits()["languages"].get(lang) if lang else None
    yield from _all_words(_words(name, language))
    if script(name) != "Latn":
        yield _by_rule(name, lang)
    yield from _of_people(name, language)
    for id in [answer.id] if answer.id else []:
        entry = resolver.entries[id]
        yield from (
            _seen(name, alias, f"listed as a name of {id}")
            for alias in (entry.name, *entry.aliases)
        )


def _measured(name: str, text: str, reason: str) -> Way:
    """A spelling with what it costs to write the name so."""
    return Way(
        min((writing(x, y) for x in forms(name)[:1] for y in forms(text)[:1]), default=0.0),
        text,
        reason,
    )


def _by_rule(name: str, lang: str | None) -> Way:
    """A name as `romanise` writes it, in the case of names."""
    bare = " ".join(without_articles(fold(name)))
    text = romanise(bare if script(name) in habits()["articles"] else name, lang=lang)
    way = _seen(name, text, "romanised by rule", LISTED)
    missing = sum(map(_unsaid, latin(fold(name)).split())) if vowels_in(script(name)) < 0 else 0
    return way._replace(
        cost=way.cost + UNSAID * missing, text=way.text.title() if way.text.islower() else way.text
    )


def _seen(name: str, text: str, reason: str, most: float = ANOTHER_NAME) -> Way:
    """A spelling that is listed: the order of what such spellings would cost stays, but none
    costs so many nats.
    """
    way = _measured(name, text, reason)
    return way._replace(cost=most * -math.expm1(-SEEN * way.cost / most))


# --- by words -------------------------------------------------------------------------------------


def _words(name: str, language: str | None) -> list[list[Way]]:
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


def _all_words(words: Sequence[Sequence[Way]]) -> list[Way]:
    """The ways of writing all the words, the cheapest first."""
    begun = [Way(0.0, "")]
    for ways in words:
        begun = nsmallest(MOST_WAYS, (_then(one, other) for one in begun for other in ways))
    return begun


def _then(one: Way, other: Way) -> Way:
    return Way(one.cost + other.cost, one.text + other.text, _both(one.reason, other.reason))


def _both(one: str, other: str) -> str:
    """Two reasons as one; what is usual needs none beside another."""
    told = [reason for reason in (one, other) if reason and reason != USUAL]
    return ", ".join(told) or one or other


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
    once = sorted((_measured(plain, each.text, _habit(each)), each) for each in _by_habit(plain))
    twice = [
        _measured(plain, each.text, f"{way.reason}, {_habit(each)}")
        for way, first in once[:TWICE]
        for each in _by_habit(way.text)
        if not _touch(first, each)
    ]
    learnt = (
        (_measured(plain, text, _reason("Latn", plain, text)))
        for _, text in spellings("Latn", plain, MOST_OF_A_WORD)
    )
    unnamed = [way._replace(cost=way.cost + UNNAMED) for way in learnt if " " not in way.text]
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
                yield _of_name(word, spelling, each.name)


def _across(word: str, language: str | None) -> list[Way]:
    """The ways of writing a word of another script in Latin letters, with and without the
    article joined to it.
    """
    folded = fold(word).replace(" ", "")
    bare = "".join(without_articles(folded))
    ends = tuple(habits()["endings"].get(word[-1:], ("",)))
    names = [*_by_names(bare, language)]
    unnamed = (
        UNNAMED if names else 0.0
    )  # who writes a name of people writes it as it is known, and not letter by letter
    found = [
        way._replace(cost=way.cost + unnamed)
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
            + 2 * UNNAMED * _lost(word, text)
            + UNSAID * (_unsaid(text) if must_be_put_in else 0),
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


def _unsaid(text: str) -> int:
    """How many consonants too many stand together in a Latin word."""
    said = habits()["said"]
    for sound in said["sounds"]:
        text = text.replace(sound, "b")
    runs = re.split(f"[{said['vowels']}]+", text)
    most = [int(said["middle"])] * len(runs)
    most[0], most[-1] = int(said["beginning"]), int(said["end"])
    return sum(max(0, len(run) - bound) for run, bound in zip(runs, most, strict=True))


USUAL = "as is usual"
# What is written so less than once in three times is worth telling.
NOTABLE = 1.1


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


# --- names of people ------------------------------------------------------------------------------


def _of_people(name: str, language: str | None) -> Iterator[Way]:
    """The other spellings of the names of people in a name: of those of several words, and in
    any script where one is all of it.
    """
    words = strong_key(name).split()
    for each in borne(" ".join(words)):
        if language in (None, each.name.language) and (each.end - each.start in (len(words), 2, 3)):
            yield from _by_name(name, each, words)


def _by_name(name: str, each: Borne, words: Sequence[str]) -> Iterator[Way]:
    for spelling in spellings_of_name(each.name):
        if each.end - each.start == len(words) or script(spelling) == "Latn":
            before, after = (
                " ".join(latin(word).capitalize() for word in part)
                for part in (words[: each.start], words[each.end :])
            )
            yield _of_name(name, " ".join(filter(None, (before, spelling, after))), each.name)


def _of_name(written: str, text: str, name: Name) -> Way:
    """A spelling of a name of people, by the table of its language."""
    what = "short for" if name.short else "a spelling of"
    return _seen(
        written,
        text,
        f"{what} the {name.language.capitalize()} name {name.name}",
        ANOTHER_NAME if name.short else LISTED,
    )
