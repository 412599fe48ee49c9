"""Words around a name that are no part of it: "X city", "village of X", "outskirts of X"; and
several names in one mention: "X or Y".

What is left is looked up as an alias, and by no likeness: the score knows words of kind too, and
weighs them. A kind must agree with what the table says of an entry: a city is no group, no province
and, by this alone, no country.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from translit.index.gazetteer import Gazetteer
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.scripts import script_of
from translit.language.split import LETTERS_LEFT, kind_of, only_generics, strong_key
from translit.resolving.context import phrases
from translit.resolving.reading import Name, Wording
from translit.resolving.stretches import Stretch

# A mention that names more things than these is a list.
MOST_NAMES = 8
_SLASH, _LIST = re.compile(r"[/&|／＆]"), re.compile(r"[/&|／＆,،;؛，、；]")


def wordings(name: Name, gazetteer: Gazetteer) -> Iterator[Wording]:
    """The readings of a name of several words without a word of kind, or what says that
    something lies near it.
    """
    words = tuple(name.key.split())
    for size in range(1, min(len(words) - 1, 4) + 1):
        if words[:size] in phrases("near") and not only_generics(words[:size]):
            yield _beside(words, size, gazetteer)
        if (words[:size] in phrases("name") or is_town(words[:size])) and not only_generics(
            words[size:]
        ):
            yield without_kind(words[:size], ((size, len(words)),), gazetteer)
        if is_town(words[-size:]) and not only_generics(words[:-size]):
            yield without_kind(words[-size:], ((0, len(words) - size),), gazetteer)


def is_town(words: tuple[str, ...]) -> bool:
    """Whether words are one of a kind that people live in."""
    return words in phrases("town") or (len(words) == 1 and kind_of(words[0]) in _populated())


def without_kind(kind: tuple[str, ...], left: tuple[Stretch, ...], gazetteer: Gazetteer) -> Wording:
    """The reading without words of kind."""
    is_city = kind in phrases("town") or any(kind_of(word) == "city" for word in kind)
    return Wording(
        "kind", " ".join(kind), left, False, lambda id: _is_populated(gazetteer, id, is_city)
    )


def _beside(words: tuple[str, ...], start: int, gazetteer: Gazetteer) -> Wording:
    """The reading of "west of X" as X; of a bare "west", as جنوب is, where X lies in something:
    جنوب السودان is a country.
    """
    bare = start == 1 and words[0] in rules("context")["parts"]
    return Wording(
        "near",
        " ".join(words[:start]),
        ((start, len(words)),),
        False,
        lambda id: _is_place(gazetteer, id, bare),
    )


def _is_place(gazetteer: Gazetteer, id: str, inside: bool) -> bool:
    """Whether the type of an entry, if it has one, is that of a place; and one that lies in
    something, if that is asked.
    """
    type, within = gazetteer.about(id)
    return _kind(type or "") not in _no_place() and (bool(within) or not inside)


def _is_populated(gazetteer: Gazetteer, id: str, is_city: bool) -> bool:
    """Whether an entry may be what people live in, by its type; and a city, which lies in
    something: Mexico City isn't Mexico.
    """
    type, within = gazetteer.about(id)
    kind = _kind(type or "")
    if kind in _populated():
        return True
    return kind not in _no_place() and kind not in _kinds() and (bool(within) or not is_city)


@cache
def _kind(type: str) -> str:
    """What kind of thing a type is, as far as a word of kind says it; else the type, folded."""
    folded = fold(type)
    return kind_of(folded) or folded


@cache
def _populated() -> frozenset[str]:
    return frozenset(rules("context")["populated"])


@cache
def _no_place() -> frozenset[str]:
    return frozenset(rules("context")["no_place"].split())


@cache
def _kinds() -> frozenset[str]:
    return frozenset(rules("generics")["kind"])


# --- several names --------------------------------------------------------------------------------

Parted = tuple[str, list[str]]


def parted(name: Name, known: Callable[[str], bool]) -> Parted | None:
    """The words that part several names in a mention, and the keys of these; None where they
    aren't all known.
    """
    slashed = not name.narrowings and _SLASH.search(name.mention) is not None
    words = name.key.split()
    if not slashed and not any(map(_may_link, words[1:])):
        return None
    pieces = (
        [strong_key(piece).split() for piece in _LIST.split(name.mention)]
        if not name.narrowings
        else [words]
    )
    pieces[0] = _without_between(pieces[0])
    links: list[str] = ["/"] if slashed else []
    found: list[str] = []
    for piece in filter(None, pieces):
        keys = _split(
            tuple(piece[1:] if found and len(piece) > 1 and piece[0] in _links() else piece),
            known,
            links,
        )
        found += keys or [""]
    whole = len(found) < 2 or len(found) > MOST_NAMES or "" in found or known(" ".join(found))
    return None if whole else (links[0] if links else ",", found)


def _split(
    words: tuple[str, ...], known: Callable[[str], bool], links: list[str], left: int = MOST_NAMES
) -> list[str] | None:
    """The keys of the names that words consist of, with what links them; None where something
    else is among them.
    """
    if known(" ".join(words)):
        return [" ".join(words)]
    for place in range(len(words) - 1, 0, -1) if left else ():
        rest = _after_link(words, place)
        if rest and known(" ".join(words[:place])):
            others = _split(rest, known, links, left - 1)
            if others:
                links.insert(0, words[place] if words[place] in _links() else words[place][0])
                return [" ".join(words[:place]), *others]
    return None


def _after_link(words: tuple[str, ...], place: int) -> tuple[str, ...]:
    """The words behind the link that stands at a place, or is joined to the word there; nothing
    where none does.
    """
    word = words[place]
    if word in _links():
        return words[place + 1 :]
    joined = _joined_link(word)
    return (
        tuple(strong_key(" ".join((word[len(joined) :], *words[place + 1 :]))).split())
        if joined
        else ()
    )


def _may_link(word: str) -> bool:
    return word in _links() or _joined_link(word) != ""


def _joined_link(word: str) -> str:
    if word[0] < "\x80":
        return ""
    prefixes = rules("context")["joined_and"].get(script_of(word[0]), ())
    return next(
        (
            prefix
            for prefix in prefixes
            if word.startswith(prefix) and len(word) - len(prefix) >= LETTERS_LEFT
        ),
        "",
    )


def _without_between(words: list[str]) -> list[str]:
    sizes = (
        size
        for size in range(min(len(words) - 1, 3), 0, -1)
        if tuple(words[:size]) in phrases("between")
    )
    return words[next(sizes, 0) :]


@cache
def _links() -> frozenset[str]:
    return frozenset(phrase[0] for phrase in phrases("and", "or"))
