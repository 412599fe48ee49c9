"""The answers that a resolver remembers: the aliases of a column come again in its next batch."""

from __future__ import annotations

from collections.abc import Sequence

from translit.resolving.answer import Resolution

# So many are remembered of each of so many policies: about 600 bytes each.
REMEMBERED, POLICIES = 1 << 13, 4


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
