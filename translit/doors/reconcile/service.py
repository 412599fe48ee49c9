"""The Reconciliation Service API, version 0.2, over a resolver: what OpenRefine and its kin ask,
and what they are told.

It knows nothing of HTTP: parsed JSON comes in, and what JSON can hold goes out
(translit/doors/reconcile/application.py carries both). A query is answered as `Resolver.resolve`
answers it, and only an ID that this gives is called a match: "auto-match" may be trusted. What a
query says of an entry besides its name narrows which entries may answer. Nothing here is tied to
version 0.2 but what parses a request of it and what lays out its answer;
translit/doors/reconcile/draft.py does the same for 1.0-draft.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import translit
from translit.doors.reconcile import cards
from translit.doors.reconcile.queries import (
    BATCH,
    MOST_CANDIDATES,
    SECONDS,
    NotFound,
    RequestError,
    TooMuch,
    extension,
    queries,
)
from translit.doors.reconcile.turns import Turns
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK
from translit.language.split import LONGEST, strong_key
from translit.model.nouns import Candidate, Outcome

if TYPE_CHECKING:
    from translit.doors.reconcile.queries import Condition, Object, Query
    from translit.index.filters import Allowed
    from translit.model.nouns import Entry
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver

# OpenRefine guesses a type from the first rows, chooses the commonest one by itself, and filters by
# it. So the first type of each entry is one that they all have: it filters nothing.
ANY = "any"
# So many suggestions are made unless a client says otherwise, and at most; and how far one may page
# in them.
SUGGESTIONS, MOST_SUGGESTIONS, FARTHEST = 10, 100, 1000
# The place, in pixels, that a preview asks for.
PREVIEW = {"width": 420, "height": 220}

NAMES = {"name": "Name", "aliases": "Aliases", "weak": "Weak aliases", "adjectives": "Adjectives"}
PROPERTIES_OF_ALL = {**NAMES, "type": "Type", "within": "Lies within", "country": "Country"}
# What narrows the entries that may answer, before any name is compared; the other properties are
# looked at afterwards.
NARROWING = ("id", "type", "within", "country")
SAME_AS = "same_as."
COUNTRY_CODES = "iso3166-1"


class Match(NamedTuple):
    """An entry that a query may mean; whether it is what the resolver answers, and whether the
    name is an alias of it.
    """

    candidate: Candidate
    certain: bool
    exact: bool


class Service:
    """What a reconciliation service does over the tables of a resolver. Immutable; safe to share
    between threads.

    Args:
        resolver: what answers. Each of its entries is read once, and what threads will share is
            worked out.
        name: what clients call the service.
    """

    def __init__(self, resolver: Resolver, name: str = "translit") -> None:
        self.resolver, self.name, self.turns = resolver, name, Turns()
        types, catalogues = set[str](), set[str]()
        self._policy = resolver.policy._replace(limit=MOST_CANDIDATES)
        self._countries = set[str]()
        self._codes: dict[str, frozenset[str]] = {}
        for entry in resolver.entries.values():
            types.update([entry.type] if entry.type else ())
            catalogues.update(entry.same_as)
            self._file(entry)
        self.types = {ANY: "Any name", **{type: type for type in sorted(types)}}
        self.properties = PROPERTIES_OF_ALL | {
            f"{SAME_AS}{name}": f"ID in {name}" for name in sorted(catalogues)
        }
        self._called = lru_cache(maxsize=1 << 10)(self._wholes)
        resolver.resolve("an unseen name")

    def _file(self, entry: Entry) -> None:
        """Remember a country, and the identifiers elsewhere of what others lie within."""
        if any(catalogue.startswith(COUNTRY_CODES) for catalogue in entry.same_as):
            self._countries.add(entry.id)
        elif entry.id not in self.resolver.gazetteer.wholes:
            return
        for code in map(str.casefold, entry.same_as.values()):
            self._codes[code] = self._codes.get(code, frozenset()) | {entry.id}

    # --- reconcile --------------------------------------------------------------------------------

    def reconcile(self, batch: object) -> Object:
        """Answer a batch of reconciliation queries.

        Args:
            batch: queries by keys of the client's choice, as parsed JSON.

        Raises:
            RequestError: it is no such batch.
            TooMuch: it holds more than BATCH queries, or takes longer than SECONDS.
        """
        asked = queries(batch)
        found = zip(asked, self.matches(asked.values()), strict=True)
        return {
            key: {"result": [self.candidate(match) for match in matches]} for key, matches in found
        }

    def matches(self, queries: Iterable[Query]) -> Iterator[list[Match]]:
        """The candidates for each query, best first.

        Raises:
            TooMuch: they take longer than SECONDS.
        """
        until = monotonic() + SECONDS
        for query in queries:
            if monotonic() > until:
                raise TooMuch(
                    f"the batch takes longer than {SECONDS:.0f} seconds: send fewer queries at once"
                )
            yield self.match(query)

    def match(self, query: Query) -> list[Match]:
        """The candidates for a query, best first; of these one at most is certain, and it is the
        first.

        None is certain where a value of a condition means nothing here.
        """
        meets = [(condition.property, self._meeting(condition)) for condition in query.conditions]
        allowed = [meet for property, meet in meets if meet and property in NARROWING]
        others = [meet for property, meet in meets if meet and property not in NARROWING]
        given, exact, candidates = self._answer(
            query, (lambda id: all(meet(id) for meet in allowed)) if allowed else None
        )
        certain = given if all(meet for _, meet in meets) else None
        kept = [each for each in candidates if all(meet(each.id) for meet in others)]
        return [
            Match(each, each.id == certain, exact and each.id == given)
            for each in kept[: query.limit]
        ]

    def _answer(
        self, query: Query, allowed: Allowed | None
    ) -> tuple[str | None, bool, Sequence[Candidate]]:
        """The ID that is given, whether for an alias, and the candidates; the entry of an ID
        that was named stands first.
        """
        if not query.names:
            found = self._named(
                chain.from_iterable(
                    each.values for each in query.conditions if each.property == "id"
                ),
                allowed,
            )
            return (found[0].id if len(found) == 1 else None), True, found
        types = (
            each.values
            for each in query.conditions
            if each.property == "type" and each.quantifier != "none"
        )
        type = next((values[0] for values in types if ANY not in values), None)
        answers = (self._resolved(name, allowed, type) for name in query.names)
        first = next(answers)
        answer = first or next(filter(None, answers), first)
        if answer:
            return answer.id, answer.outcome is Outcome.EXACT, answer.candidates
        named = self._named(query.names, allowed)
        ids = {each.id for each in named}
        return None, False, [*named, *(each for each in answer.candidates if each.id not in ids)]

    def _resolved(
        self, name: str, allowed: Allowed | None = None, type: str | None = None
    ) -> Resolution:
        """What the resolver answers, after others whose turn it is."""
        self.turns.step()
        return self.resolver.resolve_among(name, allowed, type=type, policy=self._policy)

    def _named(self, texts: Iterable[str], allowed: Allowed | None) -> list[Candidate]:
        """The entries that some texts are IDs of, or once were."""
        living = dict.fromkeys(id for id in map(self.resolver.living, texts) if id is not None)
        ids = [id for id in living if allowed is None or allowed(id)]
        return [
            Candidate(id, name, name, 1.0)
            for id in ids
            for name in [self.resolver.gazetteer.name(id)]
        ]

    def candidate(self, match: Match) -> Object:
        """A match as JSON; the score is the probability in per cent."""
        candidate = match.candidate
        return {
            "id": candidate.id,
            "name": candidate.name,
            "description": self.describe(candidate.id, candidate.alias),
            "type": self._types(candidate.id),
            "score": round(100 * candidate.score, 2),
            "match": match.certain,
            "features": [{"id": "exact", "value": match.exact}],
        }

    # --- conditions -------------------------------------------------------------------------------

    def _meeting(self, condition: Condition) -> Allowed | None:
        """Which entries, by ID, meet a condition; None where one of its values means nothing
        here.
        """
        property, values, quantifier = condition
        wanted = [self._wanted(property, value.strip()) for value in values]
        if not all(wanted) or (property != "id" and property not in self.properties):
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
        return frozenset((self.resolver.living(value) or value if property == "id" else value,))

    def _held(self, property: str) -> Callable[[str], Iterable[str]]:
        """What an entry, by its ID, has of a property."""
        around = self.resolver.around
        if property == "type":
            return lambda id: (ANY, self.resolver.gazetteer.about(id)[0] or ANY)
        if property == "id":
            return lambda id: (id,)
        if property == "within":
            return around
        if property == "country":  # a country is in itself: a column of places may name it, too
            return lambda id: (id, *around(id))
        return lambda id: self._texts(self.resolver.entries[id], property)

    def _wholes(self, text: str) -> frozenset[str]:
        """What a text names that others lie within: by its ID, its code elsewhere, its name, or a
        spelling of that.

        "Aleppo" is the city, and may be the governorate that is called so but for a word of kind.
        """
        id = self.resolver.living(text)
        found = (
            frozenset((id,))
            if id
            else self._codes.get(text.casefold()) or self.resolver.called(text)
        )
        if found:
            return found
        answer = self._resolved(text)
        return (
            frozenset((answer.id,)) | self.resolver.called(str(answer.name))
            if answer.id
            else frozenset()
        )

    # --- entities ---------------------------------------------------------------------------------

    def describe(self, id: str, alias: str = "") -> str:
        """What tells an entry from its namesakes: its type, what it lies within, and the alias
        that was met, if it is another name.
        """
        entry = self.resolver.entries[id]
        around = ", ".join(self._outwards(id))
        described = f"{entry.type or 'name'} in {around}" if around else entry.type or "name"
        return described if alias in ("", entry.name) else f"{described}; also {alias}"

    def _outwards(self, id: str) -> list[str]:
        """The names of what an entry lies within, from the inside out."""
        entries, seen = self.resolver.entries, dict.fromkeys([id])
        while within := [
            whole
            for whole in map(self.resolver.living, entries[id].within)
            if whole and whole not in seen
        ]:
            id = within[0]
            seen[id] = None
        return [entries[whole].name for whole in [*seen][1:]]

    def _types(self, id: str) -> list[Object]:
        type = self.resolver.entries[id].type
        return [
            {"id": each, "name": self.types[each]} for each in dict.fromkeys((ANY, type or ANY))
        ]

    def entry(self, id: str) -> Entry:
        """The entry of an ID that there is, or was.

        Raises:
            NotFound: there never was one.
        """
        living = self.resolver.living(id)
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
            if property != "name"
        ]
        return cards.card(entry.id, entry.name, self.describe(entry.id), rows, most)

    # --- suggest ----------------------------------------------------------------------------------

    def suggest_entity(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Entries for what was typed so far: the one of that ID, those with a name that begins
        so, then those that come near it.
        """
        ids = _paged(_distinct(self._suggested(prefix)), start, limit)
        entries = map(self.resolver.entries.__getitem__, ids)
        return {
            "result": [
                {
                    "id": e.id,
                    "name": e.name,
                    "description": self.describe(e.id),
                    "notable": self._types(e.id),
                }
                for e in entries
            ]
        }

    def _suggested(self, prefix: str) -> Iterator[str]:
        id = self.resolver.living(prefix.strip())
        if id is not None:
            yield id
        gazetteer = self.resolver.gazetteer
        for key in gazetteer.starting(strong_key(prefix)):
            yield from (
                id
                for kind in (STRONG, WEAK, ADJECTIVE)
                for id, _, _ in gazetteer.bearers(key, kind)
            )
        yield from (candidate.id for candidate in self.resolver.resolve(prefix).candidates)

    def suggest_type(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Types whose ID or name begins with what was typed so far."""
        return {"result": _beginning(self.types, prefix, start, limit)}

    def suggest_property(self, prefix: str, start: int = 0, limit: int = SUGGESTIONS) -> Object:
        """Properties whose ID or name begins with what was typed so far."""
        return {"result": _beginning(self.properties, prefix, start, limit)}

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

    # --- extend -----------------------------------------------------------------------------------

    def extend(self, query: object) -> Object:
        """The values of some properties of some entries.

        Args:
            query: parsed JSON: ids, and properties with their settings; the setting "limit" is how
                many values at most.

        Raises:
            RequestError: it is no such query, or asks for a property that there isn't.
            TooMuch: it asks for more than IDS entries, or PROPERTIES properties.
        """
        ids, properties = self.extension(query)
        return {
            "meta": self.meta(properties),
            "rows": {id: dict(self.extended(id, properties)) for id in ids},
        }

    def extension(self, query: object) -> tuple[list[str], Mapping[str, int | None]]:
        """The IDs and the properties, each with its limit, of a query that asks for values;
        raises as `extend`.
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
        """The values that an entry has of a property, as JSON: texts, or entities."""
        if property in ("within", "country"):
            return [
                {"id": id, "name": self.resolver.gazetteer.name(id)}
                for id in self._places(entry, property)
            ]
        return [{"str": text} for text in self._texts(entry, property)]

    def _places(self, entry: Entry, property: str) -> list[str]:
        if property == "country":
            return sorted(self._countries & {entry.id, *self.resolver.around(entry.id)})
        return [id for id in map(self.resolver.living, entry.within) if id is not None]

    def _texts(self, entry: Entry, property: str) -> Sequence[str]:
        """The texts that an entry has of a property other than a place."""
        if property.startswith(SAME_AS):
            value = entry.same_as.get(property.removeprefix(SAME_AS))
        elif property in ("name", "type"):
            value = getattr(entry, property)
        else:
            return getattr(entry, property) if property in NAMES else ()
        return () if value is None else (value,)

    def propose(self, type: str, limit: int | None = None) -> Object:
        """The properties that entries of a type may have."""
        proposed: Object = {"type": type, "properties": self.meta(islice(self.properties, limit))}
        return proposed if limit is None else {**proposed, "limit": limit}

    # --- manifest ---------------------------------------------------------------------------------

    def manifest(self, base: str) -> Object:
        """What the service is and where its parts are.

        Args:
            base: the address that the client knows it by, without a slash at the end.
        """
        suggest = {
            kind: {
                "service_url": base,
                "service_path": f"/suggest/{kind}",
                "flyout_service_path": f"/flyout/{kind}?id=${{id}}",
            }
            for kind in ("entity", "type", "property")
        }
        return {
            "versions": ["0.2"],
            "name": self.name,
            "serviceVersion": translit.__version__,
            "identifierSpace": f"{base}/view?id=",
            "schemaSpace": f"{base}/",
            "defaultTypes": self.default_types(),
            "view": {"url": f"{base}/view?id={{{{id}}}}"},
            "preview": {"url": f"{base}/preview?id={{{{id}}}}", **PREVIEW},
            "suggest": suggest,
            "extend": {
                "propose_properties": {"service_url": base, "service_path": "/extend/propose"},
                "property_settings": [
                    {
                        "name": "limit",
                        "label": "Limit",
                        "type": "number",
                        "default": 0,
                        "help_text": LIMIT_HELP,
                    }
                ],
            },
            "batchSize": BATCH,
        }

    def default_types(self) -> list[Object]:
        """The types, the one that filters nothing first."""
        return [{"id": id, "name": name} for id, name in self.types.items()]


LIMIT_HELP = "How many values of it at most (0 for all)"


# --- suggestions ----------------------------------------------------------------------------------


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
