"""What a query says of an entry besides its name: which entries meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from translit.doors.reconcile.entities import ANY
from translit.language.split import LONGEST

if TYPE_CHECKING:
    from translit.doors.reconcile.entities import Entities
    from translit.doors.reconcile.queries import Condition
    from translit.index.filters import Allowed
    from translit.resolving.answer import Resolution


class Conditions:
    """What conditions mean over the tables of a resolver. Safe to share between threads.

    Args:
        entities: the entries.
        resolve: what resolves the name of a country or a container.
    """

    def __init__(self, entities: Entities, resolve: Callable[[str], Resolution]) -> None:
        self._entities, self._resolver, self._resolve = entities, entities.resolver, resolve
        self._called = lru_cache(maxsize=1 << 10)(self._wholes)

    def meeting(self, condition: Condition) -> Allowed | None:
        """Which entries, by ID, meet a condition; None where one of its values means nothing
        here.
        """
        property, values, quantifier = condition
        wanted = [self._wanted(property, value.strip()) for value in values]
        if not all(wanted) or (property != "id" and property not in self._entities.properties):
            return None
        held, among = self._held(property), all if quantifier == "all" else any
        if quantifier == "none":
            return lambda id: all(each.isdisjoint(held(id)) for each in wanted)
        return lambda id: among(not each.isdisjoint(held(id)) for each in wanted)

    def _wanted(self, property: str, value: str) -> frozenset[str]:
        if property in ("within", "country"):
            return (
                self._called(value) if len(value) <= LONGEST else frozenset()
            )  # which keeps what it was asked
        return frozenset((self._resolver.living(value) or value if property == "id" else value,))

    def _held(self, property: str) -> Callable[[str], Iterable[str]]:
        """What an entry, by its ID, has of a property."""
        around = self._resolver.around
        if property == "type":
            return lambda id: (ANY, self._resolver.gazetteer.about(id)[0] or ANY)
        if property == "id":
            return lambda id: (id,)
        if property == "within":
            return around
        if property == "country":  # a country is in itself: a column of places may name it, too
            return lambda id: (id, *around(id))
        return lambda id: self._entities.texts(self._resolver.entries[id], property)

    def _wholes(self, text: str) -> frozenset[str]:
        """What a text names that others lie within: by its ID, its code elsewhere, its name, or a
        spelling of that.

        "Aleppo" is the city, and may be the governorate that is called so but for a word of kind.
        """
        id = self._resolver.living(text)
        found = (
            frozenset((id,))
            if id
            else self._entities.codes.get(text.casefold()) or self._resolver.called(text)
        )
        if found:
            return found
        answer = self._resolve(text)
        return (
            frozenset((answer.id,)) | self._resolver.called(str(answer.name))
            if answer.id
            else frozenset()
        )
