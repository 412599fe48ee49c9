"""Split a folded name into what must sound alike and what comes and goes: articles, generics,
numbers, legal forms, titles.

Nothing is thrown away: the article goes to the steps, generics, numbers and legal forms are
compared by what they mean, and a title is kept in the name as a whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.legal import clash, first_of_forms, is_legal_form, legal_forms
from translit.language.numerals import (
    first_of_numbers,
    has_digits,
    numbered,
    whole_number,
    with_numbers,
)
from translit.language.scripts import script_of

# A joined article leaves at least this many letters of its word, or it isn't taken for one.
LETTERS_LEFT = 2
# No name is longer once it is folded; a longer text is a paragraph, and comparing it would cost
# time and prove nothing.
LONGEST = 300
# Nor is any written with more characters, however its marks are coded.
LONGEST_WRITTEN = 10 * LONGEST
# Keys of texts up to this length are remembered: loading a table asks for each of them several
# times.
REMEMBERED = 100
_NOTHING = frozenset[str]()
# The kind of a name that says a title: one before a person comes and goes, and makes nothing else
# of the name.
TITLE = "title"
# The kind of word that says of a name that it is a firm's, and not of which legal form.
COMPANY = "company"


class Parts(NamedTuple):
    """The words of a name by what they do; `core` is all of them where nothing would be left.

    `kinds`, `traits`, `numbers` (labels too, as Block A has one) and `legal` forms are said by what
    they mean.
    """

    core: tuple[str, ...]
    kinds: frozenset[str]
    traits: frozenset[str]
    numbers: frozenset[str]
    legal: frozenset[str] = frozenset()


def strong_key(text: str) -> str:
    """The string under which a name is looked up: its fold without definite articles."""
    return _remembered_key(text) if len(text) <= REMEMBERED else _remembered_key.__wrapped__(text)


@lru_cache(maxsize=1 << 11)
def _remembered_key(text: str) -> str:
    return key_of(fold(text))


def key_of(folded: str) -> str:
    """A folded name without definite articles: its words as `without_articles` leaves them, one
    space apart.
    """
    signs, _, prefixes = signs_of_articles()
    if " " in folded and not signs.isdisjoint(folded.split()):
        return " ".join(without_articles(folded))
    for prefix in prefixes:
        if prefix in folded:
            return " ".join(without_articles(folded))
    return folded  # most names: nothing in them may be an article


def without_articles(folded: str) -> tuple[str, ...]:
    """The words of a folded name, definite articles left out; the last word always stays."""
    signs, _, prefixes = signs_of_articles()
    words = folded.split()
    if len(words) > 1 and not signs.isdisjoint(words):
        words = [
            word
            for word, after in pairwise([*words, ""])
            if word not in signs or not is_article(word, after)
        ]
    for prefix in prefixes:
        if prefix in folded:
            return tuple(map(without_prefix, words))
    return tuple(words)


def stretch(folded: str, start: int, end: int) -> str:
    """The part of a folded name whose words without articles are the words start to end of the
    whole name's.
    """
    words, kept = folded.split(), kept_words(folded)
    return " ".join(words[kept[start - 1] + 1 if start else 0 : kept[end - 1] + 1])


def kept_words(folded: str) -> list[int]:
    """The places of the words of a folded name that are no definite articles."""
    return [
        place
        for place, (word, after) in enumerate(pairwise([*folded.split(), ""]))
        if not is_article(word, after)
    ]


def joined_articles(folded: str) -> tuple[str, ...]:
    """The words of a folded name, each definite article joined to the word after it: al baz ->
    albaz.
    """
    words = folded.split()
    if signs_of_articles()[0].isdisjoint(words):
        return tuple(words)
    pairs = list(pairwise(["", *words, ""]))
    joined = [before + word if is_article(before, word) else word for (before, word) in pairs[:-1]]
    return tuple(
        word
        for word, (_, after) in zip(joined, pairs[1:], strict=True)
        if not is_article(word, after)
    )


def holds_articles(words: Sequence[str]) -> bool:
    """Whether folded words in Latin letters may hold an article, by itself or joined to one."""
    return not (
        signs_of_articles()[0].isdisjoint(words)
        and articles()[0].isdisjoint([word[:2] for word in words])
    )


def without_joined_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Latin words without what may be an article joined to them: elbaz -> baz."""
    return tuple(
        word[2:] if word[:2] in articles()[0] and len(word) - 2 > LETTERS_LEFT else word
        for word in words
    )


def parts(words: Iterable[str]) -> Parts:
    """The words of a folded name, sorted into core words, generics by meaning, numbers, and legal
    forms; titles are left out.

    What is all there is of a name is its core, whatever it may mean: the words of kind of one that
    has a number beside them (14th Brigade), or else all of them.
    """
    words = tuple(words)
    return Parts(words, *_NO_MEANING) if _only_names(words) else _sorted_out(words)


_NO_MEANING = (_NOTHING,) * 4
# No word in a script that joins words of kind to a name stands before this one.
_FIRST_JOINED = "\u0e00"


def _only_names(words: tuple[str, ...]) -> bool:
    """Whether no word of a name may say anything but a name, as it can be told at once."""
    return (
        _telling().isdisjoint(words)
        and min(map(len, words), default=0) > 1
        and max(words) < _FIRST_JOINED
        and not has_digits("".join(words))
    )


@cache
def _telling() -> frozenset[str]:
    """The words that say something, or begin what does."""
    titles, kinds = _titles(), _generics()
    return frozenset().union(*kinds, titles[2], titles[3], first_of_forms(), first_of_numbers())


# A few of the last ones: a name's are asked for by its forms, and by their guesses.
@lru_cache(maxsize=64)
def _sorted_out(words: tuple[str, ...]) -> Parts:
    kinds, traits = _generics()
    legal = legal_forms(words)
    left, numbers = tuple[str, ...](), _NOTHING
    for rest in _without_titles(words, legal.rest):
        numbers, left = numbered(rest)
        left = tuple([part for word in left for part in without_joined_kind(word)])
        if core := tuple(word for word in left if word not in kinds and word not in traits):
            titled = {TITLE} if len(rest) < len(legal.rest) else _NOTHING
            core = with_numbers(core, numbers)
            return Parts(
                core, _said(left, kinds) | titled, _said(left, traits), numbers, legal.classes
            )
    return Parts(left or words, _NOTHING, _NOTHING, numbers, legal.classes)


def _said(words: tuple[str, ...], meanings: dict[str, str]) -> frozenset[str]:
    return frozenset(meanings[word] for word in words if word in meanings) or _NOTHING


def _without_titles(words: tuple[str, ...], rest: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
    """The rest of a name's words without its titles, before and behind it, without those before
    alone, and with all of them.
    """
    titles, longest, starts, behind = _titles()
    start, end = 0, len(rest) - (rest[-1] == words[-1] in behind) if rest else 0
    while start < end and words[start] in starts and rest[start] == words[start]:
        size = next(
            (size for size in range(longest, 0, -1) if rest[start : start + size] in titles), 0
        )
        if not size:
            break
        start += size
    return (
        dict.fromkeys((rest[start:end], rest[start:], rest))
        if start or end < len(rest)
        else (rest,)
    )


def trait_of(word: str) -> str:
    """What a folded word means if it is a trait (Eastern, Upper, Little), or an empty string."""
    return _generics()[1].get(word, "")


@cache
def particles() -> frozenset[str]:
    """The folded words that join others, and say nothing themselves."""
    return frozenset(
        word for line in rules("generics")["particle"].values() for word in line.split()
    )


@cache
def kinds_of_places() -> frozenset[str]:
    """The kinds of places; a word of any other kind makes another thing of a name."""
    return frozenset(rules("generics")["place"].split())


def only_generics(words: Iterable[str]) -> bool:
    """Whether the words of a folded name are generics, titles, legal forms and numbers, all of
    them.
    """
    kinds, traits = _generics()
    titles, *_ = _titles()
    return all(
        word in kinds
        or word in traits
        or (word,) in titles
        or is_legal_form(word)
        or whole_number(word)
        for word in words
    )


def legal_clash(x: frozenset[str], y: frozenset[str]) -> bool:
    """Whether two names say different legal forms: both say some, and none of the one is, holds
    or lies within one of the other.
    """
    return clash(x, y)


def kind_of(word: str) -> str:
    """What kind of thing a folded word says that something is (village, brigade), or an empty
    string; Hangul may be taken apart.
    """
    kinds, _ = _generics()
    return kinds.get(word) or (
        "" if word.isascii() else kinds.get(unicodedata.normalize("NFC", word), "")
    )


@cache
def opposite(trait: str) -> str:
    """The trait that excludes another one (Eastern and Western), or an empty string."""
    pairs = [pair.split() for pair in rules("generics")["opposites"]]
    return next((other for pair in pairs for one, other in (pair, pair[::-1]) if one == trait), "")


def is_article(word: str, after: str) -> bool:
    """Whether a folded word is a definite article before the word after it (an empty string: the
    name ends here).
    """
    if not after:
        return False
    words, assimilated, _, _ = articles()
    return word in words or after.startswith(assimilated.get(word, ()))


def before_which(word: str) -> bool | tuple[str, ...]:
    """Before which words a folded one is a definite article: whether before any one, or the sounds
    that they begin with.
    """
    words, assimilated, _, _ = articles()
    return word in words or assimilated.get(word, False)


def may_be_article(word: str) -> bool:
    """Whether a folded word is a definite article before some word."""
    return word in signs_of_articles()[0]


def without_joined_kind(word: str) -> tuple[str, ...]:
    """A folded word, and beside it the word of kind that it begins or ends with, where words
    aren't parted: บ้านนา -> บ้าน, นา.
    """
    joined = None if word[0] < _FIRST_JOINED else _joined_kinds().get(script_of(word[0]))
    found = joined.fullmatch(word) if joined else None
    return tuple(filter(None, found.groups())) if found else (word,)


@cache
def _joined_kinds() -> dict[str, re.Pattern[str]]:
    """Script -> what parts a word into the word of kind that it begins with, the name, and the
    word of kind that it ends with.
    """
    found = {}
    for code, facts in rules("generics")["unspaced"].items():
        first, last = (
            "|".join(sorted(facts.get(place, "").split(), key=len, reverse=True))
            for place in ("first", "last")
        )
        name = f"{facts['start']}.{{{LETTERS_LEFT - 1},}}?"
        found[code] = re.compile(f"({first})?({name})({last})?" if last else f"({first})?({name})")
    return found


def without_prefix(word: str) -> str:
    """A folded word without articles joined to it; without all of them, since folding leaves
    ألمانيا looking like one with an article.
    """
    _, _, prefixes, keep = articles()
    start = 0
    for prefix in prefixes.get(script_of(word[0]), ()):
        while (
            word.startswith(prefix, start)
            and len(word) - start - len(prefix) >= LETTERS_LEFT
            and word[start:] not in keep
        ):
            start += len(prefix)
    return word[start:]


@cache
def articles() -> tuple[
    frozenset[str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], frozenset[str]
]:
    """The words that are articles before any word; those that are one before some sounds, and
    these; the articles joined to words of a script; and the words that only look so.
    """
    table = rules("articles")
    words = frozenset(word for line in table["words"].values() for word in line.split())
    assimilated = {
        word: tuple(sounds.split())
        for lines in table["assimilated"].values()
        for word, sounds in lines.items()
    }
    return (
        words,
        assimilated,
        {script: tuple(p) for script, p in table["prefixes"].items()},
        frozenset(table["keep"]),
    )


@cache
def signs_of_articles() -> tuple[frozenset[str], frozenset[str], tuple[str, ...]]:
    """The words that may be articles; those of them that are before any word; and what may be an
    article joined to a word. A name without any of these has no article.
    """
    words, assimilated, prefixes, _ = articles()
    return words.union(assimilated), words, tuple({*chain.from_iterable(prefixes.values())})


@cache
def _generics() -> tuple[dict[str, str], dict[str, str]]:
    """Word -> its meaning, for kinds and for traits."""
    table = rules("generics")
    kinds, traits = (
        {word: meaning for meaning, line in table[group].items() for word in line.split()}
        for group in ("kind", "trait")
    )
    return kinds, traits


@cache
def _titles() -> tuple[frozenset[tuple[str, ...]], int, frozenset[str], frozenset[str]]:
    """The titles before a name, word by word, how many words the longest has, how they begin,
    and the titles behind a name.
    """
    table = rules("generics")["title"]
    words = {(word,) for line in table["words"].values() for word in line.split()}
    titles = frozenset(
        words | {tuple(phrase.split()) for lines in table["phrases"].values() for phrase in lines}
    )
    behind = frozenset(word for line in table["behind"].values() for word in line.split())
    return titles, max(map(len, titles)), frozenset(title[0] for title in titles), behind
