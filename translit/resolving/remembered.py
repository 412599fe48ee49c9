"""The answers that a resolver remembers: the aliases of a column come again in its next batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from translit.resolving.answer import Resolution
from translit.resolving.rows import several, text

# So many are remembered of each of so many policies: about 600 bytes each.
REMEMBERED, POLICIES = 1 << 13, 4
# So many names of a column are looked up among these at a time.
BATCH = 1000


class Remembered(dict[str, Resolution]):
    """The answers of aliases by mention, by one policy; nothing was said beside them."""

    def of(self, names: Sequence[str]) -> Sequence[Resolution | None]:
        """The answers for some names, None for those that aren't remembered."""
        try:
            return [*map(self.get, names)]
        except TypeError:  # one of them is no string: who asks tells which
            return [None] * len(names)

    def keep(self, answer: Resolution) -> None:
        """Remember an answer, if it is that of an alias."""
        if answer.grounds.kind or not answer.candidates:
            return
        if len(self) >= REMEMBERED:  # all go at once, which costs less than to choose
            self.clear()
        self[answer.mention] = answer


def column(
    names: Iterable[str], remembered: Remembered, work_out: Callable[[str], Resolution]
) -> list[Resolution]:
    """The answers for the names of a column.

    Args:
        names: the names.
        remembered: the answers that are known; the new ones of aliases go there.
        work_out: what works out the answer for a name, which is asked once for each distinct one.

    Raises:
        EntryError: these aren't several names, or one of them is no string.
    """
    answers, found = dict[str, Resolution](), list[Resolution]()

    def answer(name: Any) -> Resolution:
        if not isinstance(name, str):
            place = [each is name for each in batch].index(True)
            text(name, f"name {len(found) + place + 1:,}")
        known = answers.get(name)
        if known is None:
            known = answers[name] = work_out(name)
            remembered.keep(known)
        return known

    left = iter(several(names, "this takes names"))
    while batch := [*islice(left, BATCH)]:
        known = remembered.of(batch)
        found += [
            answer(name) if one is None else one for name, one in zip(batch, known, strict=True)
        ]
    return found
