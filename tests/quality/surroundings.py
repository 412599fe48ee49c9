"""Whether surroundings take an ID away: every alias of the bundled tables with the name of each
thing that it lies in.

    python tests/quality/surroundings.py

"ALIAS, NAME" must give what the alias gives within that thing, or be AMBIGUOUS with it, unless the
whole is an alias itself.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator

from translit import Outcome, Resolver
from translit.language.split import strong_key
from translit.resolving.resolver import bundled

Pair = tuple[str, str]


def pairs(resolver: Resolver) -> list[Pair]:
    """Each alias, with the ID of each thing that its entry lies within."""
    entries = resolver.entries
    found = [
        (alias, id, whole)
        for id, entry in entries.items()
        for alias in (entry.name, *entry.aliases)
        for whole in resolver.around(id)
    ]
    return [(alias, whole) for alias, _, whole in sorted(found) if whole in entries]


def lost(resolver: Resolver, asked: Iterable[Pair]) -> Iterator[str]:
    """The mentions that get less than their alias gets within its surroundings."""
    for alias, whole in asked:
        mention = f"{alias}, {resolver.entries[whole].name}"
        hinted, found = resolver.resolve(alias, within=whole), resolver.resolve(mention)
        tied = found.outcome is Outcome.AMBIGUOUS and hinted.id in {
            each.id for each in found.candidates
        }
        same = (found.id, found.outcome) == (hinted.id, hinted.outcome)
        if (
            hinted
            and not same
            and not tied
            and strong_key(mention) not in resolver.gazetteer.strong
        ):
            yield f"{mention}: {found.outcome} {found.id}, not {hinted.outcome} {hinted.id}"


if __name__ == "__main__":
    all_pairs = pairs(bundled())
    gone = [*lost(bundled(), all_pairs)]
    print(*gone, f"{len(all_pairs)} pairs, {len(gone)} lost", sep="\n")
    sys.exit(bool(gone))
