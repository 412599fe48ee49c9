"""The answers that a resolver remembers: the aliases of a column come again in its next batch."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice

from translit.resolving.answer import Resolution
from translit.resolving.rows import several, text

# So many are remembered of each of so many policies: about 500 bytes each.
REMEMBERED, POLICIES = 1 << 13, 4
# So many names of a column are looked up at a time.
BATCH = 1 << 12

# What looks up some names; None for those that it takes more to tell.
LookUp = Callable[[tuple[str, ...]], Sequence[Resolution | None]]


class Remembered(dict[str, Resolution]):
    """The answers of aliases by mention, by one policy; nothing was said beside them."""

    def of(self, names: Sequence[str]) -> Sequence[Resolution | None]:
        """The answers for some names, None for those that aren't remembered."""
        try:
            return [*map(self.get, names)]
        except TypeError:  # one of them is no string: who asks tells which
            return [None] * len(names)

    def keep(self, answers: Mapping[str, Resolution]) -> None:
        """Remember some answers of aliases."""
        if len(self) + len(answers) > REMEMBERED:  # all go at once, which costs less than to choose
            self.clear()
        self.update(islice(answers.items(), REMEMBERED))


def column(
    names: Iterable[str],
    remembered: Remembered,
    look_up: LookUp,
    work_out: Callable[[str], Resolution],
) -> list[Resolution]:
    """The answers for the names of a column.

    Args:
        names: the names.
        remembered: the answers that are known; the new ones of aliases go there.
        look_up: what looks up the aliases among some names.
        work_out: what works out the answer for a name, which is asked once for each distinct one.

    Raises:
        EntryError: these aren't several names, or one of them is no string.
    """
    answers, found = dict[str, Resolution](), list[Resolution]()
    left = iter(several(names, "this takes names"))
    while batch := [*islice(left, BATCH)]:
        known = remembered.of(batch)
        if unknown := [name for name, one in zip(batch, known, strict=True) if one is None]:
            if not all(isinstance(name, str) for name in unknown):
                place = [isinstance(name, str) for name in batch].index(False)
                text(batch[place], f"name {len(found) + place + 1:,}")
            new = tuple([name for name in dict.fromkeys(unknown) if name not in answers])
            answers |= _worked_out(new, remembered, look_up, work_out)
        found += [
            answers[name] if one is None else one for name, one in zip(batch, known, strict=True)
        ]
    return found


def _worked_out(
    new: tuple[str, ...],
    remembered: Remembered,
    look_up: LookUp,
    work_out: Callable[[str], Resolution],
) -> dict[str, Resolution]:
    """The answers for some distinct names; those of aliases are remembered."""
    found = dict(zip(new, look_up(new), strict=True))
    aliases = {name: one for name, one in found.items() if one is not None}
    others = {name: work_out(name) for name in new if name not in aliases}
    more = {name: one for name, one in others.items() if one.candidates and not one.grounds.kind}
    remembered.keep(aliases | more)
    return aliases | others
