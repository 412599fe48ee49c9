"""Which answers move between two versions of the tables: what somebody who changed a table wants
to see before others do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from os import PathLike
from typing import NamedTuple

from translit.model import given
from translit.model.nouns import Entry, Outcome
from translit.resolving.answer import Resolution
from translit.resolving.resolver import Resolver, load

Version = str | PathLike[str] | Resolver


class Move(NamedTuple):
    """A mention that two versions of the tables answer differently.

    Attributes:
        mention: the string that was asked.
        old_id, new_id: the IDs that the two versions give it, or None.
        old_outcome, new_outcome: how they come to that.
    """

    mention: str
    old_id: str | None
    new_id: str | None
    old_outcome: Outcome
    new_outcome: Outcome


def diff(old: Version, new: Version, mentions: Iterable[str] | None = None) -> list[Move]:
    """The answers that move between two versions of the tables.

    An answer moves when the ID is another one, redirects followed: an entry that was only renamed
    moves nothing. Where neither version gives an ID it moves when the outcome is another one. How
    sure an ID is given doesn't count.

    Args:
        old: a file, a folder, a compiled table, or a Resolver.
        new: likewise.
        mentions: what is asked of both; by default every name that either of them holds.

    Returns:
        The moves, in the order of the mentions, each of which counts once.

    Raises:
        TableError: as `load`.
    """
    before, after = (
        version if isinstance(version, Resolver) else load(version) for version in (old, new)
    )
    asked = names(before, after)
    if mentions is not None:
        asked = given.each_text(mentions, "diff takes mentions")
    return [move for batch in moves(before, after, [asked]) for move in batch]


def moves(
    before: Resolver, after: Resolver, batches: Iterable[Iterable[str]]
) -> Iterator[list[Move]]:
    """The moves of each batch of mentions; as `diff`."""
    for batch in batches:
        asked = list(dict.fromkeys(batch))
        answers = zip(before.resolve_many(asked), after.resolve_many(asked), strict=True)
        yield [
            Move(a.mention, a.id, b.id, a.outcome, b.outcome)
            for a, b in answers
            if _answer(a, after) != _answer(b, after)
        ]


def _answer(resolution: Resolution, after: Resolver) -> tuple[str | None, Outcome | None]:
    """The ID under the name that it has now, or else the outcome."""
    id = resolution.id
    return (after.living(id) or id, None) if id is not None else (None, resolution.outcome)


def names(*resolvers: Resolver) -> Iterator[str]:
    """Every name that one of some resolvers holds."""
    entries: Iterable[Entry] = (
        entry for resolver in resolvers for entry in resolver.entries.values()
    )
    return (
        name
        for entry in entries
        for name in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    )
