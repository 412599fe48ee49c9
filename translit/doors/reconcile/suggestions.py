"""What may be meant by what was typed so far: entries, types, properties."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK
from translit.language.split import strong_key

if TYPE_CHECKING:
    from translit.doors.reconcile.entities import Entities
    from translit.doors.reconcile.queries import Object

# So many suggestions are made unless a client says otherwise, and at most; and how far one may page
# in them.
SUGGESTIONS, MOST_SUGGESTIONS, FARTHEST = 10, 100, 1000


class Suggestions:
    """Suggestions from the tables of a resolver.

    Args:
        entities: the entries.
    """

    def __init__(self, entities: Entities) -> None:
        self._entities, self._resolver = entities, entities.resolver

    def entity(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Entries for what was typed so far: the one of that ID, those with a name that begins
        so, then those that come near it.
        """
        ids = _paged(_distinct(self._suggested(prefix)), start, limit)
        entries = map(self._resolver.entries.__getitem__, ids)
        return {
            "result": [
                {
                    "id": e.id,
                    "name": e.name,
                    "description": self._entities.describe(e.id),
                    "notable": self._entities.types_of(e.id),
                }
                for e in entries
            ]
        }

    def _suggested(self, prefix: str) -> Iterator[str]:
        id = self._resolver.living(prefix.strip())
        if id is not None:
            yield id
        gazetteer = self._resolver.gazetteer
        for key in gazetteer.starting(strong_key(prefix)):
            yield from (
                id
                for kind in (STRONG, WEAK, ADJECTIVE)
                for id in sorted({id for id, _, _ in gazetteer.bearers(key, kind)})
            )
        yield from (candidate.id for candidate in self._resolver.resolve(prefix).candidates)

    def type(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Types whose ID or name begins with what was typed so far."""
        return {"result": _beginning(self._entities.types, prefix, start, limit)}

    def property(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Properties whose ID or name begins with what was typed so far."""
        return {"result": _beginning(self._entities.properties, prefix, start, limit)}


def _beginning(named: Mapping[str, str], prefix: str, start: int, limit: int) -> list[Object]:
    """Of some things by ID, those whose ID or name begins with a text, whatever its case."""
    begin = prefix.strip().casefold()
    found = [
        id
        for id, name in named.items()
        if id.casefold().startswith(begin) or name.casefold().startswith(begin)
    ]
    return [{"id": id, "name": named[id]} for id in _paged(found, start, limit)]


def _distinct(found: Iterable[str]) -> Iterator[str]:
    """Each thing when it is met first."""
    seen = set[str]()
    for each in found:
        if each not in seen:
            seen.add(each)
            yield each


def _paged(found: Iterable[str], start: int, limit: int) -> list[str]:
    start, limit = min(max(start, 0), FARTHEST), min(max(limit, 0), MOST_SUGGESTIONS)
    return list(islice(found, start, start + limit))
