"""What clients are shown of the entries of tables: types, properties and their values,
descriptions, and pieces of HTML.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from translit.doors.reconcile import cards
from translit.doors.reconcile.queries import (
    LATITUDE,
    LONGITUDE,
    NEAR,
    NotFound,
    RequestError,
    extension,
)

if TYPE_CHECKING:
    from translit.doors.reconcile.queries import Object
    from translit.model.nouns import Entry
    from translit.resolving.resolver import Resolver

# OpenRefine guesses a type from the first rows, chooses the commonest one by itself, and filters by
# it. So the first type of each entry is one that they all have: it filters nothing.
ANY = "any"
NAMES = {"name": "Name", "aliases": "Aliases", "weak": "Weak aliases", "adjectives": "Adjectives"}
PROPERTIES_OF_ALL = {**NAMES, "type": "Type", "within": "Lies within", "country": "Country"}
PLACES = {NEAR: "Place (latitude,longitude)", LATITUDE: "Latitude", LONGITUDE: "Longitude"}
SAME_AS = "same_as."
COUNTRY_CODES = "iso3166-1"


class Entities:
    """The entries of a resolver as clients see them. Immutable; safe to share between threads.

    Args:
        resolver: whose tables they are. Each of its entries is read once.

    Attributes:
        types: the ID and the name of each type, the one that all entries have first.
        properties: likewise of each property.
        codes: what others lie within, by its identifiers elsewhere, in lower case.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        types, catalogues, located = set[str](), set[str](), False
        self._countries = set[str]()
        self.codes: dict[str, frozenset[str]] = {}
        for entry in resolver.entries.values():
            types.update([entry.type] if entry.type else ())
            catalogues.update(entry.same_as)
            located = located or entry.at is not None
            self._file(entry)
        self.types = {ANY: "Any name", **{type: type for type in sorted(types)}}
        self.properties = {
            **PROPERTIES_OF_ALL,
            **(PLACES if located else {}),
            **{f"{SAME_AS}{name}": f"ID in {name}" for name in sorted(catalogues)},
        }

    def _file(self, entry: Entry) -> None:
        """Remember a country, and the identifiers elsewhere of what others lie within."""
        if any(catalogue.startswith(COUNTRY_CODES) for catalogue in entry.same_as):
            self._countries.add(entry.id)
        elif entry.id not in self.resolver.gazetteer.wholes:
            return
        for code in map(str.casefold, entry.same_as.values()):
            self.codes[code] = self.codes.get(code, frozenset()) | {entry.id}

    def describe(self, id: str, alias: str = "") -> str:
        """What tells an entry from its namesakes: its type, what it lies within, and the alias
        that was met, if it is another name.
        """
        entry = self.resolver.entries[id]
        around = ", ".join(self._outwards(id))
        described = f"{entry.type or 'name'} in {around}" if around else entry.type or "name"
        return described if alias in ("", entry.name) else f"{described}; also {alias}"

    def _outwards(self, id: str) -> list[str]:
        """The names of all that an entry lies within, from the inside out."""
        entries, seen = self.resolver.entries, {id: None}
        ring = [id]
        while ring:
            wholes = (
                self.resolver.living(whole) for each in ring for whole in entries[each].within
            )
            ring = [whole for whole in dict.fromkeys(wholes) if whole and whole not in seen]
            seen.update(dict.fromkeys(ring))
        return [entries[whole].name for whole in [*seen][1:]]

    def types_of(self, id: str) -> list[Object]:
        type = self.resolver.entries[id].type
        return [
            {"id": each, "name": self.types[each]} for each in dict.fromkeys((ANY, type or ANY))
        ]

    def entry(self, id: str) -> Entry:
        """The entry of an ID that there is, or was.

        OpenRefine leaves the plus sign of an ID as it is, which then comes as a space.

        Raises:
            NotFound: there never was one.
        """
        living = self.resolver.living(id) or self.resolver.living(id.replace(" ", "+"))
        if living is None:
            raise NotFound(f"no entry has the ID {id}")
        return self.resolver.entries[living]

    def preview(self, id: str) -> str:
        """A small page of HTML about an entry; raises NotFound."""
        return cards.page(self._card(id, cards.SOME))

    def view(self, id: str) -> str:
        """A page of HTML about an entry, with all its names; raises NotFound."""
        return cards.page(self._card(id))

    def _card(self, id: str, most: int | None = None) -> str:
        entry = self.entry(id)
        rows = [
            (name, self.values(entry, property))
            for property, name in self.properties.items()
            if property not in ("name", LATITUDE, LONGITUDE)
        ]
        return cards.card(entry.id, entry.name, self.describe(entry.id), rows, most)

    def flyout(self, kind: str, id: str) -> Object:
        """A piece of HTML about what was suggested; the kind is "entity", "type" or "property".
        Raises NotFound.
        """
        if kind == "entity":
            return {"id": id, "html": self._card(id, cards.SOME)}
        known = self.types if kind == "type" else self.properties
        if id not in known:
            raise NotFound(f"there is no {kind} {id}")
        return {"id": id, "html": cards.card(id, known[id], kind, ())}

    def extension(self, query: object) -> tuple[list[str], Mapping[str, int | None]]:
        """The IDs and the properties, each with its limit, of a query that asks for values;
        raises as `Service.extend`.
        """
        ids, properties = extension(query)
        for id in properties:
            if id not in self.properties:
                raise RequestError(
                    f"there is no property {id}: the properties are {', '.join(self.properties)}"
                )
        return ids, properties

    def meta(self, properties: Iterable[str]) -> list[Object]:
        """What is told of the properties of an extension."""
        return [{"id": id, "name": self.properties[id]} for id in properties]

    def extended(
        self, id: str, properties: Mapping[str, int | None]
    ) -> Iterator[tuple[str, list[Object]]]:
        """The values of each property of the entry of an ID; none where there never was such an
        entry.
        """
        living = self.resolver.living(id)
        for property, most in properties.items():
            yield (
                property,
                []
                if living is None
                else self.values(self.resolver.entries[living], property)[:most],
            )

    def values(self, entry: Entry, property: str) -> list[Object]:
        """The values that an entry has of a property, as JSON: texts, numbers, or entities."""
        if property in ("within", "country"):
            return [
                {"id": id, "name": self.resolver.gazetteer.name(id)}
                for id in self._places(entry, property)
            ]
        if property in (LATITUDE, LONGITUDE):
            return [{"float": entry.at[property == LONGITUDE]}] if entry.at else []
        return [{"str": text} for text in self.texts(entry, property)]

    def _places(self, entry: Entry, property: str) -> list[str]:
        if property == "country":
            return sorted(self._countries & {entry.id, *self.resolver.around(entry.id)})
        return [id for id in map(self.resolver.living, entry.within) if id is not None]

    def texts(self, entry: Entry, property: str) -> Sequence[str]:
        """The texts that an entry has of a property other than a place."""
        if property.startswith(SAME_AS):
            value = entry.same_as.get(property.removeprefix(SAME_AS))
        elif property in ("name", "type"):
            value = getattr(entry, property)
        elif property == NEAR:
            value = entry.at and ",".join(map(str, entry.at))
        else:
            return getattr(entry, property) if property in NAMES else ()
        return () if value is None else (value,)

    def propose(self, type: str, limit: int | None = None) -> Object:
        """The properties that entries of a type may have."""
        proposed: Object = {"type": type, "properties": self.meta(islice(self.properties, limit))}
        return proposed if limit is None else {**proposed, "limit": limit}

    def default_types(self) -> list[Object]:
        """The types, the one that filters nothing first."""
        return [{"id": id, "name": name} for id, name in self.types.items()]
