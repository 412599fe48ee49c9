"""Find the mentions of a gazetteer's entries in running text.

Words are found with their offsets in the original; windows of words are looked up exactly, by way of a dictionary of
all beginnings of keys, and, where they look like names, fuzzily. Of overlapping finds the one with more words stays,
then an exact one, then the more probable one, then the earlier one.

An unseen spelling must be certain enough for the policy, must sound like its alias as a whole, and must be written like a
name: with a capital where the script has them, and with enough consonants where it stands alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from translit.form import Form, forms, sounds_apart
from translit.model import Mention, Outcome, Policy, Resolution
from translit.scripts import script
from translit.split import is_article, strong_key

if TYPE_CHECKING:
    from translit.resolver import Resolver

# The share of its sounds in which an unseen spelling may differ from its alias.
SOUNDS_APART = 0.34
# The same where the number of words differs: words joined or split, and not a word too many.
JOINED_APART = 0.15
# A single word must have this many classes of consonants to be found in an unseen spelling: where capitals or another
# script around it mark it as a name, and elsewhere.
CONSONANTS_MARKED = 3
CONSONANTS_UNMARKED = 4
# Words of up to so many letters may stand uncapitalised within a name: of, the, ibn, de, la.
PARTICLE = 3
# Windows for unseen spellings are no longer than this.
WORDS_IN_A_NAME = 6


class Token(NamedTuple):
    """A word in the text: where it starts and ends in code points, and its folded words without a joined article."""

    start: int
    end: int
    key: str
    article: bool


class Find(NamedTuple):
    """A mention and what decides between overlapping ones."""

    words: int
    exact: bool
    mention: Mention


def scan(resolver: Resolver, text: str, policy: Policy) -> list[Mention]:
    """The mentions in a text, by start, none overlapping; offsets are code points, half open."""
    finds = [find for run in runs(text) for find in (*_exact(resolver, text, run, policy), *_unseen(resolver, text, run, policy))]
    taken: list[Mention] = []
    covered = bytearray(len(text))
    for find in sorted(finds, key=_precedence):
        start, end = find.mention[:2]
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            taken.append(find.mention)
    return sorted(taken)


def _precedence(find: Find) -> tuple[int, bool, float, int]:
    return -find.words, not find.exact, -find.mention.resolution.score, find.mention.start


# --- words -----------------------------------------------------------------------------------------------------------


class _Shape(dict[int, str]):
    """Code point -> "w" in a word, "'" for what may stand within one, " " else; filled as code points are met."""

    def __missing__(self, point: int) -> str:
        char = chr(point)
        kind = "w" if unicodedata.category(char)[0] in "LMN" else "'" if char in _WITHIN or unicodedata.category(char) == "Cf" else " "
        self[point] = kind
        return kind


_WITHIN = "'`´‘’‛′.׳״·"
_SHAPE = _Shape()
_WORD = re.compile("w+(?:'+w+)*")
# What may part the words of one name: spaces, hyphens, one line break.
_JOINT = re.compile(r"[ \t\u00a0\u2009\u202f]*[-\u2010\u2011'\u2019\u200c]?[ \t\u00a0\u2009\u202f]*\r?\n?[ \t\u00a0]*")
LONGEST_JOINT = 8
_POSSESSIVE = ("'s", "’s")


def runs(text: str) -> Iterator[list[Token]]:
    """The words of a text, in stretches that no punctuation parts: a name never reaches beyond its stretch."""
    run: list[Token] = []
    for match in _WORD.finditer(text.translate(_SHAPE)):
        start, end = match.span()
        if run and not (start - run[-1].end <= LONGEST_JOINT and _JOINT.fullmatch(text, run[-1].end, start)):
            yield _with_articles(run)
            run = []
        if text[end - 2 : end] in _POSSESSIVE:
            end -= 2
        key = strong_key(text[start:end])
        if key:
            run.append(Token(start, end, key, False))
        if end != match.end():
            yield _with_articles(run)
            run = []
    yield _with_articles(run)


def _with_articles(run: list[Token]) -> list[Token]:
    return [
        token._replace(article=is_article(token.key, after))
        for token, after in zip(run, [*(token.key for token in run[1:]), ""], strict=False)
    ]


# --- finds -----------------------------------------------------------------------------------------------------------


def _exact(resolver: Resolver, text: str, run: list[Token], policy: Policy) -> Iterator[Find]:
    """The windows that are aliases."""
    beginnings = resolver.gazetteer.beginnings
    for first, token in enumerate(run):
        if token.article:
            continue
        key, words = "", 0
        for last in range(first, len(run)):
            if run[last].article:
                continue
            key, words = f"{key} {run[last].key}".lstrip(), words + 1
            if key not in beginnings:
                break
            if beginnings[key]:
                start = _start(run, first)
                found = resolver.resolve(text[start : run[last].end], policy=policy)
                if found.outcome in (Outcome.EXACT, Outcome.AMBIGUOUS) and _is_written_so(
                    resolver, text[token.start : run[last].end], key, words
                ):
                    yield Find(words, True, _mention(text, start, run[last].end, found))


def _start(run: list[Token], first: int) -> int:
    """Where a mention starts: with the Arabic article before it, but after "the"."""
    before = run[first - 1] if first else None
    return before.start if before and before.article and before.key != "the" else run[first].start


def _is_written_so(resolver: Resolver, written: str, key: str, words: int) -> bool:
    """Whether an exact find is one: weak aliases and adjectives must stand as the table has them, single words begin as there."""
    gazetteer = resolver.gazetteer
    if key in gazetteer.strong:
        return (
            words > 1
            or not written[0].islower()
            or any(alias[0].islower() or not alias.isascii() for alias in gazetteer.strong[key].values())
        )
    loose = (*gazetteer.weak.get(key, {}).values(), *gazetteer.adjectives.get(key, {}).values())
    return any(alias.endswith(written) for alias in loose)


def _unseen(resolver: Resolver, text: str, run: list[Token], policy: Policy) -> Iterator[Find]:
    """The windows that are unseen spellings of an alias."""
    for first, last in _windows(text, run):
        start, end = _start(run, first), run[last].end
        words = [token for token in run[first : last + 1] if not token.article]
        if " ".join(token.key for token in words) in resolver.gazetteer.beginnings and len(words) == 1:
            continue  # a known word: what it may mean was settled above
        asked = forms(text[start:end])[0]
        if len(words) == 1 and len(asked.skeleton) < _consonants_asked(text, run, first):
            continue
        if not resolver.gazetteer.knows(asked.skeleton):
            continue
        found = resolver.resolve(text[start:end], policy=policy)
        if found.outcome is Outcome.FUZZY and _sounds_like(resolver, found):
            yield Find(len(words), False, _mention(text, start, end, found))


def _windows(text: str, run: list[Token]) -> Iterator[tuple[int, int]]:
    """First and last token of each stretch that is written like a name."""
    marked = [not token.article and _is_marked(text, token) for token in run]
    for first in range(len(run)):
        if not marked[first]:
            continue
        for last in range(first, min(len(run), first + WORDS_IN_A_NAME)):
            if marked[last]:
                yield first, last
            elif not run[last].article and run[last].end - run[last].start > PARTICLE:
                break


def _is_marked(text: str, token: Token) -> bool:
    """Whether a word begins as names do in its script: not with a small letter, and not with a digit."""
    return text[token.start].isalpha() and not text[token.start].islower()


def _consonants_asked(text: str, run: list[Token], place: int) -> int:
    """How many consonants a single word needs: fewer where its capital or a change of script marks it as a name."""
    token = run[place]
    if text[token.start].isupper():
        return CONSONANTS_MARKED
    here = script(text[token.start : token.end])
    before, after = (
        [other for other in side if not other.article] for side in (run[max(0, place - 2) : place], run[place + 1 : place + 3])
    )
    around = [script(text[other.start : other.end]) for other in (*before[-1:], *after[:1])]
    return CONSONANTS_UNMARKED if here in around or not around else CONSONANTS_MARKED


def _sounds_like(resolver: Resolver, found: Resolution) -> bool:
    """Whether some alias of the entry sounds like the whole of what was found, and not only like a part of it."""
    entry = resolver.entries[found.candidates[0].id]
    asked = forms(found.mention)[0]
    return any(sounds_apart(asked, form) <= _most_apart(asked, form) for alias in (entry.name, *entry.aliases) for form in forms(alias)[:1])


def _most_apart(x: Form, y: Form) -> float:
    return SOUNDS_APART if len(x.words) == len(y.words) else JOINED_APART


def _mention(text: str, start: int, end: int, found: Resolution) -> Mention:
    return Mention(start, end, text[start:end], found)
