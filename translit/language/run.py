"""The words of a running text, one after the other: what stands between them, and which of them
belong to one name.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from translit.language.abbreviations import is_known
from translit.language.split import is_article, may_be_article, strong_key
from translit.language.words import Way, is_initials, joined


class Marked(Protocol):
    """What is known of a word: whether it is written like a name, or is one of grammar, and how
    it may begin an alias.
    """

    @property
    def marked(self) -> bool: ...

    @property
    def grammar(self) -> bool: ...

    @property
    def ways(self) -> tuple[Way, ...]: ...


class Run:
    """The words of a text and what stands between them."""

    def __init__(
        self,
        text: str,
        places: Sequence[tuple[int, int]],
        words: Sequence[str],
        seen: Sequence[Marked | None],
    ) -> None:
        self.text, self.places, self.words, self._seen = text, places, words, seen
        # The word next to each, and the first that is no article, as far as they were asked for.
        self._next: dict[int, int] = {}
        self._after: dict[int, int] = {}

    def is_marked(self, place: int) -> bool:
        """Whether a word is written like a name."""
        what = self._seen[place]
        return what is not None and what.marked

    def is_grammar(self, place: int) -> bool:
        """Whether a word is one of grammar, with which no name begins or ends."""
        what = self._seen[place]
        return what is not None and what.grammar

    def after(self, place: int) -> int:
        """The next word of the same name that is no article; -1 where the stretch ends."""
        found = self._after.get(place)
        if found is None:
            found = self.next(place)
            while found >= 0 and self.is_article(found):
                found = self.next(found)
            self._after[place] = found
        return found

    def next(self, place: int) -> int:
        """The next word of the same name; -1 where the stretch ends."""
        found = self._next.get(place)
        if found is None:
            found = self._next[place] = self._following(place)
        return found

    def _following(self, place: int) -> int:
        if place + 1 == len(self.places):
            return -1
        end, start = self.places[place][1], self.places[place + 1][0]
        return (
            place + 1
            if joined(self.text, end, start) or self._is_shortened(place, end, start)
            else -1
        )

    def _is_shortened(self, place: int, end: int, start: int) -> bool:
        """Whether the full stop behind a word says that the word is shortened, and ends no
        sentence: R. T. Erdogan, St. Petersburg.
        """
        if self.text[end] != "." or not joined(self.text, end + 1, start):
            return False
        word, seen = self.words[place], self._seen[place]
        return is_abbreviation(word) or (is_initials(word) and not (seen and seen.ways))

    def before(self, place: int) -> int:
        """The word before in the same name that is no article; -1 where there is none."""
        before = place - 1
        while before >= 0 and self.next(before) == before + 1 and self.is_article(before):
            before -= 1
        return before if before >= 0 and self.next(before) == before + 1 else -1

    def is_article(self, place: int) -> bool:
        """Whether a word is the article of the next one."""
        if not _may_be_article(self.words[place]):
            return False
        following = self.next(place)
        return following >= 0 and is_article(
            strong_key(self.words[place]), strong_key(self.words[following])
        )

    def start(self, first: int) -> int:
        """Where a mention starts: with the article before it, but after "the"."""
        if first and self.is_article(first - 1) and not self.is_the(first - 1):
            return self.places[first - 1][0]
        return self.places[first][0]

    def is_the(self, place: int) -> bool:
        """Whether a word is the English article."""
        return strong_key(self.words[place]) == "the"

    def neighbours(self, place: int) -> list[str]:
        """The words before and behind, articles left out."""
        return [
            self.words[other] for other in (self.before(place), self.after(place)) if other >= 0
        ]


@lru_cache(maxsize=1 << 13)
def _may_be_article(word: str) -> bool:
    return may_be_article(strong_key(word))


@lru_cache(maxsize=1 << 13)
def is_abbreviation(word: str) -> bool:
    """Whether a word is one that stands before others, shortened, and written like a name: St,
    Mt, Gen.
    """
    return word[0].isupper() and word[1:].islower() and is_known(strong_key(word))
