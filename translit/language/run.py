"""The words of a running text, one after the other: what stands between them, and which of them
belong to one name.

What each word is to who reads the text is a sum of the kinds below; what stands between two words
is looked up once for each such string. So a text is gone through in few steps of Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import compress

from translit.language.abbreviations import is_known
from translit.language.split import is_article, may_be_article, strong_key
from translit.language.words import LONGEST_JOINT, is_initials, joined

# What a word is: something to who reads; written like a name; one of grammar, with which no name
# begins or ends; too long to stand uncapitalised within a name; maybe an article; how an alias
# begins.
SEEN, MARKED, GRAMMAR, LONG, MAY_BE_ARTICLE, BEGINS = (1 << bit for bit in range(6))
# Words of up to so many letters may stand uncapitalised within a name: of, the, ibn, de, la.
PARTICLE = 3
# What parts a word from the next one: something; nothing that would end a name; the same behind a
# full stop, which ends a sentence or shortens the word.
APART, JOINED, STOPPED = range(3)


class Run:
    """The words of a text and what stands between them.

    Args:
        text: the text.
        places: where each word starts and ends, half open.
        words: the words.
        kinds: what each is.
    """

    def __init__(
        self, text: str, places: Sequence[tuple[int, int]], words: Sequence[str], kinds: bytes
    ) -> None:
        self.text, self.places, self.words, self.kinds = text, places, words, kinds
        # By place: whether the next word belongs to the same name, and whether the word is the
        # article of the next one.
        self.joints, self.articles = self._joints(), bytearray(len(words))
        for place in self._those(MAY_BE_ARTICLE):
            self.articles[place] = self._is_article(place)

    def _joints(self) -> bytearray:
        ends, starts = [end for _, end in self.places], [start for start, _ in self.places[1:]]
        between = map(self.text.__getitem__, map(slice, ends, starts))
        joints = bytearray(map(_parted.__getitem__, between))
        place = joints.find(STOPPED)
        while place >= 0:
            joints[place] = self._is_shortened(place)
            place = joints.find(STOPPED, place + 1)
        joints += bytes(len(self.words) - len(joints))
        return joints

    def _those(self, kind: int) -> Iterator[int]:
        """The places of the words of a kind."""
        return compress(range(len(self.words)), self.kinds.translate(_holding(kind)))

    def _is_shortened(self, place: int) -> bool:
        """Whether the full stop behind a word says that the word is shortened, and ends no
        sentence: R. T. Erdogan, St. Petersburg.
        """
        word = self.words[place]
        return is_abbreviation(word) or (is_initials(word) and not self.kinds[place] & BEGINS)

    def _is_article(self, place: int) -> bool:
        return bool(self.joints[place]) and is_article(
            strong_key(self.words[place]), strong_key(self.words[place + 1])
        )

    def seen(self) -> Iterator[int]:
        """The places of the words that are something to who reads, and no articles."""
        return (place for place in self._those(SEEN) if not self.articles[place])

    def is_marked(self, place: int) -> bool:
        """Whether a word is written like a name."""
        return bool(self.kinds[place] & MARKED)

    def after(self, place: int) -> int:
        """The next word of the same name that is no article; -1 where the stretch ends."""
        if not self.joints[place]:
            return -1
        place += 1
        while self.articles[place]:  # to which a word is joined
            place += 1
        return place

    def next(self, place: int) -> int:
        """The next word of the same name; -1 where the stretch ends."""
        return place + 1 if self.joints[place] else -1

    def before(self, place: int) -> int:
        """The word before in the same name that is no article; -1 where there is none."""
        before = place - 1
        while before >= 0 and self.articles[before]:
            before -= 1
        return before if before >= 0 and self.joints[before] else -1

    def is_article(self, place: int) -> bool:
        """Whether a word is the article of the next one."""
        return bool(self.articles[place])

    def start(self, first: int) -> int:
        """Where a mention starts: with the article before it, but after "the"."""
        if first and self.articles[first - 1] and not self.is_the(first - 1):
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


@lru_cache
def _holding(kind: int) -> bytes:
    """What makes 1 of each sum of kinds that holds one, and 0 of the others."""
    return bytes(bool(sum_ & kind) for sum_ in range(256))


class _Parted(dict[str, int]):
    """What stands between two words -> how it parts them; not too much is remembered."""

    def __missing__(self, between: str) -> int:
        size, stopped = len(between), between[:1] == "."
        if size > LONGEST_JOINT + stopped:
            return APART
        found = JOINED * joined(between, 0, size) or STOPPED * (
            stopped and joined(between, 1, size)
        )
        if len(self) >= _REMEMBERED:
            self.clear()
        self[between] = found
        return found


_REMEMBERED = 1 << 12
_parted = _Parted()


@lru_cache(maxsize=1 << 13)
def may_be_an_article(word: str) -> bool:
    """Whether a word, as it is written, is the article of some other one."""
    return may_be_article(strong_key(word))


@lru_cache(maxsize=1 << 13)
def is_abbreviation(word: str) -> bool:
    """Whether a word is one that stands before others, shortened, and written like a name: St,
    Mt, Gen.
    """
    return word[0].isupper() and word[1:].islower() and is_known(strong_key(word))
