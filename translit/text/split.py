"""Split a folded name into what must sound alike and what comes and goes: articles, generics, numbers.

Nothing is thrown away: the article goes to the steps, generics and numbers are compared by what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from translit.rules import rules
from translit.text.fold import fold
from translit.text.scripts import script_of

# A joined article leaves at least this many letters of its word, or it isn't taken for one.
LETTERS_LEFT = 2
# No name is longer once it is folded; a longer text is a paragraph, and comparing it would cost time and prove nothing.
LONGEST = 300
# Nor is any written with more characters, however its marks are coded.
LONGEST_WRITTEN = 10 * LONGEST
# Keys of texts up to this length are remembered: loading a table asks for each of them several times.
REMEMBERED = 100


class Parts(NamedTuple):
    """The words of a name by what they do; `core` is all of them where nothing would be left."""

    core: tuple[str, ...]
    kinds: frozenset[str]
    traits: frozenset[str]
    numbers: frozenset[str]


def strong_key(text: str) -> str:
    """The string under which a name is looked up: its fold without definite articles."""
    return _remembered_key(text) if len(text) <= REMEMBERED else _remembered_key.__wrapped__(text)


@lru_cache(maxsize=1 << 11)
def _remembered_key(text: str) -> str:
    return " ".join(without_articles(fold(text)))


def without_articles(folded: str) -> tuple[str, ...]:
    """The words of a folded name, definite articles left out; the last word always stays."""
    words = folded.split()
    if len(words) > 1:
        words = [word for word, after in pairwise([*words, ""]) if not is_article(word, after)]
    return tuple(map(_without_prefix, words))


def stretch(folded: str, start: int, end: int) -> str:
    """The part of a folded name whose words without articles are the words start to end of the whole name's."""
    words, kept = folded.split(), kept_words(folded)
    return " ".join(words[kept[start - 1] + 1 if start else 0 : kept[end - 1] + 1])


def kept_words(folded: str) -> list[int]:
    """The places of the words of a folded name that are no definite articles."""
    return [place for place, (word, after) in enumerate(pairwise([*folded.split(), ""])) if not is_article(word, after)]


def joined_articles(folded: str) -> tuple[str, ...]:
    """The words of a folded name, each definite article joined to the word after it: al baz -> albaz."""
    words = folded.split()
    pairs = list(pairwise(["", *words, ""]))
    joined = [before + word if is_article(before, word) else word for (before, word) in pairs[:-1]]
    return tuple(word for word, (_, after) in zip(joined, pairs[1:], strict=True) if not is_article(word, after))


def without_joined_articles(words: tuple[str, ...]) -> tuple[str, ...]:
    """Latin words without what may be an article joined to them: elbaz -> baz."""
    return tuple(word[2:] if word[:2] in _articles()[0] and len(word) - 2 > LETTERS_LEFT else word for word in words)


def parts(words: Iterable[str]) -> Parts:
    """The words of a folded name, sorted into core words, generics by meaning, and numbers.

    Generics and numbers that are all there is of a name are its core too.
    """
    words = tuple(words)
    kinds, traits = _generics()
    numbers = frozenset(number for number in map(_number, words) if number)
    core = tuple(word for word in words if word not in kinds and word not in traits and not _whole_number(word))
    if not core:
        return Parts(words, frozenset(), frozenset(), numbers)
    return Parts(
        core,
        frozenset(kinds[word] for word in words if word in kinds),
        frozenset(traits[word] for word in words if word in traits),
        numbers,
    )


def only_generics(words: Iterable[str]) -> bool:
    """Whether the words of a folded name are generics and numbers, all of them."""
    kinds, traits = _generics()
    return all(word in kinds or word in traits or _whole_number(word) for word in words)


def kind_of(word: str) -> str:
    """What kind of thing a folded word says that something is (village, brigade), or an empty string."""
    kinds, _ = _generics()
    return kinds.get(word, "")


@cache
def opposite(trait: str) -> str:
    """The trait that excludes another one (Eastern and Western), or an empty string."""
    pairs = [pair.split() for pair in rules("generics")["opposites"]]
    return next((other for pair in pairs for one, other in (pair, pair[::-1]) if one == trait), "")


def is_article(word: str, after: str) -> bool:
    """Whether a folded word is a definite article before the word after it (an empty string: the name ends here)."""
    if not after:
        return False
    words, assimilated, _, _ = _articles()
    return word in words or after.startswith(assimilated.get(word, ()))


def may_be_article(word: str) -> bool:
    """Whether a folded word is a definite article before some word."""
    words, assimilated, _, _ = _articles()
    return word in words or word in assimilated


def _without_prefix(word: str) -> str:
    """A word without joined articles; without all of them, since folding leaves ألمانيا looking like one with an article."""
    _, _, prefixes, keep = _articles()
    if word[0] < "\x80" and "Latn" not in prefixes:
        return word
    start = 0
    for prefix in prefixes.get(script_of(word[0]), ()):
        while word.startswith(prefix, start) and len(word) - start - len(prefix) >= LETTERS_LEFT and word[start:] not in keep:
            start += len(prefix)
    return word[start:]


def _number(word: str) -> str:
    """The number a word is or begins with (44, 44th, second, no4, 3chome) without leading zeros, or an empty string."""
    return _whole_number(word) or _digits_and_rest(word)[0]


def _whole_number(word: str) -> str:
    """The number of a word that is nothing else: digits, digits with the ending of an ordinal, or an ordinal; else empty."""
    digits, rest = _digits_and_rest(word)
    ordinals, endings, _, _ = _numerals()
    return digits if digits and rest in endings else ordinals.get(word, "")


def _digits_and_rest(word: str) -> tuple[str, str]:
    """The digits that begin a word, behind № at most, and the letters after them; empty strings where it is a code (f16, 4x4)."""
    _, _, signs, beginnings = _numerals()
    if not word.startswith(beginnings):
        return "", ""
    bare = next((word.removeprefix(sign) for sign in signs if word.startswith(sign)), word)
    rest = bare.lstrip("0123456789")
    if rest == bare or any(char.isdecimal() for char in rest):
        return "", ""
    return bare[: len(bare) - len(rest)].lstrip("0") or "0", rest


@cache
def _articles() -> tuple[frozenset[str], dict[str, tuple[str, ...]], dict[str, tuple[str, ...]], frozenset[str]]:
    table = rules("articles")
    words = frozenset(word for line in table["words"].values() for word in line.split())
    assimilated = {word: tuple(sounds.split()) for lines in table["assimilated"].values() for word, sounds in lines.items()}
    return words, assimilated, {script: tuple(p) for script, p in table["prefixes"].items()}, frozenset(table["keep"])


@cache
def _numerals() -> tuple[dict[str, str], frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Ordinal -> its number; what may follow digits that are all of a word; what may stand before them; how such a word begins."""
    table = rules("generics")
    ordinals = {word: number for number, line in table["number"].items() for word in line.split()}
    signs = tuple(table["joined"]["before"].split())
    return ordinals, frozenset(["", *table["joined"]["after"].split()]), signs, (*signs, *"0123456789")


@cache
def _generics() -> tuple[dict[str, str], dict[str, str]]:
    """Word -> its meaning, for kinds and for traits."""
    table = rules("generics")
    kinds, traits = ({word: meaning for meaning, line in table[group].items() for word in line.split()} for group in ("kind", "trait"))
    return kinds, traits
