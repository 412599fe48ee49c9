"""The words of a running text, one after the other: what stands between them, and which of them
belong to one name.

What each word is to who reads the text is a sum of the kinds below; what stands between two words
is looked up once for each such string. So a text is gone through in few steps of Python, and in
one where the core is compiled: run.c.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import compress

from translit.language.abbreviations import is_known
from translit.language.core import core
from translit.language.heard import BLANKS
from translit.language.scripts import script
from translit.language.split import is_article, signs_of_articles, strong_key
from translit.language.words import LONGEST_JOINT, SHAPE, is_initials, joined, spans_of

# What a word is: written like a name; one of grammar, with which no name begins or ends; too long
# to stand uncapitalised within a name; maybe an article; how an alias begins; in a script without
# spaces; an unseen spelling by itself, maybe; the same only where the script changes around it.
MARKED, GRAMMAR, LONG, MAY_BE_ARTICLE, BEGINS, UNSPACED, ALONE, ALONE_ABROAD = (
    1 << bit for bit in range(8)
)
# Words of up to so many letters may stand uncapitalised within a name: of, the, ibn, de, la.
PARTICLE = 3
# What parts a word from the next one, as a sum: nothing that would end a name, or a full stop and
# nothing more, which ends a sentence or shortens the word; and whether it is blanks alone, but for
# the full stop, so that the words beside it are folded one by one. Else something is between.
JOINED, STOPPED, BLANK = 1, 2, 4
APART = 0
# What a word is as an article: none, one, or the English one.
ARTICLE, THE = 1, 2
# Word -> where the words in it start and end, half open, that a full stop parts.
Pieces = Mapping[str, tuple[tuple[int, int], ...]]


class Run:
    """The words of a text and what stands between them.

    Args:
        text: the text.
        kinds: what each word is.
        pieces: the words in those in which a full stop stands.

    Attributes:
        starts, ends: where each word starts and ends, half open.
        kinds: what each is.
        joints: what parts each from the next one; nothing where another name begins.
        articles: whether each is the article of the next one.
    """

    def __init__(self, text: str, kinds: Mapping[str, int], pieces: Pieces) -> None:
        compiled = core()
        split = compiled.split if compiled else plain_split
        starts, ends, each, joints = split(text, SHAPE, kinds, pieces, _gaps)
        self.text, self.kinds, self.joints = text, bytearray(each), bytearray(joints)
        self.starts, self.ends = memoryview(starts).cast("q"), memoryview(ends).cast("q")
        self._tell_stops()
        self.articles = bytearray(len(self.kinds))
        for place in self.those(MAY_BE_ARTICLE):
            self.articles[place] = self._article(place)
        for place in self.those(ALONE_ABROAD):
            if self._is_abroad(place):
                self.kinds[place] |= ALONE

    def _tell_stops(self) -> None:
        """Tell the full stops that shorten words from those that end sentences."""
        stops = self.joints.translate(_STOPS)
        place = stops.find(True)
        while place >= 0:
            shortened = self._is_shortened(place)
            self.joints[place] = (self.joints[place] & BLANK | JOINED) if shortened else APART
            place = stops.find(True, place + 1)

    def word(self, place: int) -> str:
        """A word, as the text has it."""
        return self.text[self.starts[place] : self.ends[place]]

    def those(self, kind: int, start: int = 0, end: int | None = None) -> Iterator[int]:
        """The places of the words of a kind, from one place up to another one."""
        held = self.kinds[start:end].translate(_holding(kind))
        return compress(range(start, start + len(held)), held)

    def _is_shortened(self, place: int) -> bool:
        """Whether the full stop behind a word says that the word is shortened, and ends no
        sentence: R. T. Erdogan, St. Petersburg.
        """
        word = self.word(place)
        return is_abbreviation(word) or (is_initials(word) and not self.kinds[place] & BEGINS)

    def _article(self, place: int) -> int:
        """What a word is as an article of the next one."""
        if not self.joints[place]:
            return 0
        (key, always), after = _as_article(self.word(place)), self.word(place + 1)
        if not (always and after[0].isalpha()) and not is_article(key, strong_key(after)):
            return 0
        return THE if key == "the" else ARTICLE

    def _is_abroad(self, place: int) -> bool:
        """Whether the words beside a word are in other scripts, which marks it as a name."""
        around = [*map(_script, self._neighbours(place))]
        return bool(around) and _script(self.word(place)) not in around

    def seen(self, kind: int, start: int, end: int) -> Iterator[int]:
        """The places of the words of a kind, from one place up to another one, that are no
        articles.
        """
        return (place for place in self.those(kind, start, end) if not self.articles[place])

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

    def start(self, first: int) -> int:
        """Where a mention starts: with the article before it, but after "the"."""
        return self.starts[first - (first > 0 and self.articles[first - 1] == ARTICLE)]

    def is_the(self, place: int) -> bool:
        """Whether a word is the English article."""
        return strong_key(self.word(place)) == "the"

    def _neighbours(self, place: int) -> list[str]:
        """The words before and behind, articles left out."""
        return [self.word(other) for other in (self.before(place), self.after(place)) if other >= 0]


@lru_cache
def _holding(kind: int) -> bytes:
    """What makes 1 of each sum of kinds that holds one, and 0 of the others."""
    return bytes(bool(sum_ & kind) for sum_ in range(256))


class _Gaps(dict[str, int]):
    """What stands between two words -> how it parts them; not too much is remembered."""

    def __missing__(self, between: str) -> int:
        size, stopped = len(between), between[:1] == "."
        if size > LONGEST_JOINT + stopped:
            return APART
        found = JOINED * joined(between, 0, size) or STOPPED * (
            stopped and joined(between, 1, size)
        )
        found |= BLANK * bool(found and BLANKS.fullmatch(between))
        if len(self) >= _REMEMBERED:
            self.clear()
        self[between] = found
        return found


# What makes 1 of each gap of a full stop, and 0 of the others.
_STOPS = bytes(bool(gap & STOPPED) for gap in range(256))
_REMEMBERED = 1 << 12
_script = lru_cache(maxsize=1 << 13)(script)
_gaps = _Gaps()


def plain_split(
    text: str,
    shape: Mapping[int, str],
    kinds: Mapping[str, int],
    pieces: Pieces,
    gaps: Mapping[str, int],
) -> tuple[bytes, bytes, bytes, bytes]:
    """Where each word of a text starts and ends, as 64 bits, what it is, and what parts it from the
    next one: what the compiled core does, in plain Python.

    Args:
        text: the text.
        shape: what each code point is to words, as `SHAPE` says.
        kinds: what each word is.
        pieces: the words in those in which a full stop stands.
        gaps: how what stands between two words parts them.
    """
    places = [*_places(text, text.translate(shape), pieces)]
    starts, ends = (
        array("q", [start for start, _ in places]),
        array("q", [end for _, end in places]),
    )
    joints = [gaps[text[end:start]] for end, start in zip(ends, starts[1:], strict=False)]
    each = bytes([kinds[text[start:end]] for start, end in places])
    return starts.tobytes(), ends.tobytes(), each, bytes([*joints, APART][: len(places)])


def _places(text: str, shape: str, pieces: Pieces) -> Iterator[tuple[int, int]]:
    """Where the words of a text start and end, without the 's of the English possessive, and apart
    where a full stop parts them: Homs.Aleppo.
    """
    for start, whole in spans_of(shape):
        possessive = whole - start > 2 and text.endswith(("'s", "’s"), start, whole)
        end = whole - 2 * possessive
        if text.find(".", start, end) < 0:
            yield start, end
        else:
            for since, until in pieces[text[start:end]]:
                yield start + since, start + until


@lru_cache(maxsize=1 << 8)
def _as_article(word: str) -> tuple[str, bool]:
    """The key of a word that may be an article, and whether it is one before any word."""
    key = strong_key(word)
    return key, key in signs_of_articles()[1]


@lru_cache(maxsize=1 << 13)
def is_abbreviation(word: str) -> bool:
    """Whether a word is one that stands before others, shortened, and written like a name: St,
    Mt, Gen.
    """
    return word[0].isupper() and word[1:].islower() and is_known(strong_key(word))


def rows_of(windows: bytes) -> Iterator[tuple[int, int, int, int]]:
    """The numbers of windows of a text: the first and last word of each, how many words it has that
    are no articles, and where it starts.
    """
    numbers = iter(memoryview(windows).cast("q"))
    return zip(numbers, numbers, numbers, numbers, strict=True)
