"""What a scan finds, which of two finds stays where they overlap, and how it remembers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from translit.language.split import LONGEST
from translit.resolving.answer import Mention

# So many words, and windows of words, are remembered by who has scanned them.
REMEMBERED = 1 << 16

T = TypeVar("T")


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


class Memo(dict[Any, T]):
    """What is worked out of each thing when it is first met; not too many are remembered."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, what: Any) -> T:
        found = self._work(what)
        self.remember(what, found)
        return found

    def remember(self, what: Any, found: T) -> None:
        """Remember what was worked out of a thing, unless that is too long."""
        if len(what if isinstance(what, str) else what[0]) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[what] = found
