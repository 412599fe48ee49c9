"""What a scan finds, which of two finds stays where they overlap, and how it remembers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol, TypeVar

from translit.language.split import LONGEST
from translit.resolving.answer import Mention

# So many words, and windows of words, are remembered by who has scanned them.
REMEMBERED = 1 << 16

T = TypeVar("T")


class HasWords(Protocol):
    """What has some words."""

    @property
    def words(self) -> int: ...


Sized = TypeVar("Sized", bound=HasWords)


class Find(NamedTuple):
    """A mention and what decides between overlapping ones; of an alias what stands around it."""

    words: int
    exact: bool
    mention: Mention
    cues: tuple[str, ...] = ()


def precedence(find: Find) -> tuple[int, bool, bool, float, int]:
    """An alias is weighed by what stands around it, and an unseen spelling isn't: their scores
    tell nothing of which of the two it is.
    """
    return (
        -find.words,
        not find.exact,
        not find.cues,
        -find.mention.resolution.score,
        find.mention.start,
    )


class Taken:
    """The mentions of a text that stay."""

    def __init__(self, text: str) -> None:
        self.mentions = list[Mention]()
        self._covered = bytearray(len(text))

    def is_free(self, start: int, end: int) -> bool:
        """Whether nothing is taken yet between two places of the text."""
        return not any(self._covered[start:end])

    def add(self, finds: Iterable[Find]) -> None:
        """Take finds, the one that stays before those that it overlaps."""
        for find in sorted(finds, key=precedence):
            start, end = find.mention[:2]
            if self.is_free(start, end):
                self._covered[start:end] = b"\1" * (end - start)
                self.mentions.append(find.mention)


def by_words(items: Iterable[Sized]) -> dict[int, list[Sized]]:
    """Finds or windows by how many words they have."""
    found: dict[int, list[Sized]] = {}
    for item in items:
        found.setdefault(item.words, []).append(item)
    return found


class Memo(dict[Any, T]):
    """What is worked out of each thing when it is first met; not too many are remembered."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, what: Any) -> T:
        found = self._work(what)
        self.remember(what, found)
        return found

    def remember_all(self, some: Iterable[Any], found: T) -> None:
        """Remember the same of many things, none of which is too long."""
        self.update(dict.fromkeys(some, found))
        if len(self) >= REMEMBERED:
            self.clear()

    def remember(self, what: Any, found: T) -> None:
        """Remember what was worked out of a thing, unless that is too long."""
        if len(what if isinstance(what, str) else what[0]) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[what] = found
