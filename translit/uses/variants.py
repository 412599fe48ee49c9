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
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from translit.language.fold import fold
from translit.language.form import latin
from translit.language.habits import habits
from translit.language.languages import code_of
from translit.language.names import Borne, borne
from translit.language.names import spellings as spellings_of_name
from translit.language.romanise import romanise
from translit.language.scripts import script
from translit.language.sounds import vowels_in
from translit.language.split import LONGEST, strong_key
from translit.match.decision import EVENS
from translit.model import given
from translit.model.nouns import Entry, Outcome
from translit.resolving.resolver import Resolver, given_or_bundled
from translit.uses.ways import (
    LISTED,
    MISSING_VOWEL,
    USUAL,
    Way,
    excess_consonants,
    listed,
    of_name,
    ways_of_all,
    ways_of_each,
)

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
        EntryError: the limit is no number of at least 1, or there is no such language.
    """
    given.count(limit, "limit")
    given.optional_texts(lang=lang)
    code = lang if lang is None else code_of(lang)
    resolver = given_or_bundled(resolver)
    answer = resolver.resolve(name)
    if not fold(name) or len(name) > LONGEST or answer.outcome is Outcome.REFUSED:
        return []
    belongs = _judge(name, answer, resolver)
    found = list[Way]()
    for way in _ranked(name, _ways(name, code, answer, resolver)):
        if belongs(way.text):
            found.append(way)
        if len(found) == limit:
            break
    return [Variant(way.text, math.exp(-way.cost), way.reason or USUAL) for way in found]


class Spellings(NamedTuple):
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
) -> Iterator[Spellings]:
    """The variants of each name, in order; see `variants`."""
    return (
        Spellings(name, variants(name, lang=lang, limit=limit, resolver=resolver)) for name in names
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
    yield from ways_of_all(ways_of_each(name, language))
    if script(name) != "Latn":
        yield _by_rule(name, lang)
    yield from _of_people(name, language)
    for id in [answer.id] if answer.id else []:
        entry = resolver.entries[id]
        yield from (
            listed(name, alias, f"listed as a name of {id}")
            for alias in (entry.name, *entry.aliases)
        )


def _by_rule(name: str, lang: str | None) -> Way:
    """A name as `romanise` writes it, in the case of names."""
    bare = strong_key(name)
    text = romanise(bare if script(name) in habits()["articles"] else name, lang=lang)
    way = listed(name, text, "romanised by rule", LISTED)
    missing = (
        sum(map(excess_consonants, latin(fold(name)).split())) if vowels_in(script(name)) < 0 else 0
    )
    return way._replace(
        cost=way.cost + MISSING_VOWEL * missing,
        text=way.text.title() if way.text.islower() else way.text,
    )


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
            yield of_name(name, " ".join(filter(None, (before, spelling, after))), each.name)
