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

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import translit
from translit.doors.reconcile.conditions import Conditions
from translit.doors.reconcile.entities import ANY, Entities
from translit.doors.reconcile.queries import BATCH, MOST_CANDIDATES, SECONDS, TooMuch, queries
from translit.doors.reconcile.suggestions import Suggestions
from translit.doors.reconcile.turns import Turns
from translit.model.nouns import Candidate, Outcome
from translit.resolving.rows import from_point

if TYPE_CHECKING:
    from translit.doors.reconcile.queries import Object, Query
    from translit.index.filters import Allowed
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver

# The place, in pixels, that a preview asks for.
PREVIEW = {"width": 420, "height": 220}
LIMIT_HELP = "How many values of it at most (0 for all)"
# What narrows the entries that may answer, before any name is compared; the other properties are
# looked at afterwards.
NARROWING = ("id", "type", "within", "country")


class Match(NamedTuple):
    """An entry that a query may mean; whether it is what the resolver answers, and whether the
    name is an alias of it; how many kilometres it lies from where the name is from, if both are
    known.
    """

    candidate: Candidate
    certain: bool
    exact: bool
    apart: float | None = None


def error(query: Query) -> Object:
    """What the answer to a query tells of its fault, if it has one."""
    return {"error": query.fault} if query.fault else {}


class Service:
    """What a reconciliation service does over the tables of a resolver. Immutable; safe to share
    between threads.

    Args:
        resolver: what answers. Each of its entries is read once, and what threads will share is
            worked out.
        name: what clients call the service.

    Attributes:
        turns: whose turn it is, among the threads that ask for names.
        long_turns: likewise, among those that have texts read or names grouped.
        entities: what clients are shown of the entries.
        suggestions: what may be meant by what was typed so far.
    """

    def __init__(self, resolver: Resolver, name: str = "translit") -> None:
        self.resolver, self.name = resolver, name
        self.turns, self.long_turns = Turns(), Turns()
        self._policy = resolver.policy._replace(limit=MOST_CANDIDATES)
        self.entities = Entities(resolver)
        self.suggestions = Suggestions(self.entities)
        self._conditions = Conditions(self.entities, self._resolved)
        resolver.resolve("an unseen name")

    def close(self) -> None:
        """Give no more turns: the service is ending."""
        self.turns.close()
        self.long_turns.close()

    def reconcile(self, batch: object) -> Object:
        """Answer a batch of reconciliation queries.

        Args:
            batch: queries by keys of the client's choice, as parsed JSON.

        Raises:
            RequestError: it is no such batch.
            TooMuch: it holds more than BATCH queries, or takes longer than SECONDS.
        """
        asked = queries(batch)
        found = zip(asked.items(), self.matches(asked.values()), strict=True)
        return {
            key: {"result": [self.candidate(match) for match in matches], **error(query)}
            for (key, query), matches in found
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

        None is certain where a value of a condition means nothing here, or a query has a fault.
        """
        meets = [
            (condition.property, self._conditions.meeting(condition))
            for condition in query.conditions
        ]
        allowed = [meet for property, meet in meets if meet and property in NARROWING]
        others = [meet for property, meet in meets if meet and property not in NARROWING]
        given, exact, candidates, apart = self._answer(
            query, (lambda id: all(meet(id) for meet in allowed)) if allowed else None
        )
        certain = given if all(meet for _, meet in meets) and not query.fault else None
        kept = [each for each in candidates if all(meet(each.id) for meet in others)]
        return [
            Match(each, each.id == certain, exact and each.id == given, apart.get(each.id))
            for each in kept[: query.limit]
        ]

    def _answer(
        self, query: Query, allowed: Allowed | None
    ) -> tuple[str | None, bool, Sequence[Candidate], Mapping[str, float]]:
        """The ID that is given, whether for an alias, the candidates, and how far each lies from
        where the query is from; the entry of an ID that was named stands first.
        """
        if not query.names:
            found = self._named(
                chain.from_iterable(
                    each.values for each in query.conditions if each.property == "id"
                ),
                allowed,
            )
            return (found[0].id if len(found) == 1 else None), True, found, {}
        types = (
            each.values
            for each in query.conditions
            if each.property == "type" and each.quantifier != "none"
        )
        type = next((values[0] for values in types if ANY not in values), None)
        answers = (self._resolved(name, allowed, type, query.near) for name in query.names)
        first = next(answers)
        answer = first or next(filter(None, answers), first)
        apart = dict(answer.grounds.apart)
        if answer:
            return answer.id, answer.outcome is Outcome.EXACT, answer.candidates, apart
        named = self._named(query.names, allowed)
        ids = {each.id for each in named}
        others = [each for each in answer.candidates if each.id not in ids]
        return None, False, [*named, *others], apart

    def _resolved(
        self,
        name: str,
        allowed: Allowed | None = None,
        type: str | None = None,
        near: tuple[float, float] | None = None,
    ) -> Resolution:
        """What the resolver answers, after others whose turn it is."""
        self.turns.step()
        apart = from_point(self.resolver.gazetteer.entry, near)
        return self.resolver.resolve_among(
            name, allowed, type=type, apart=apart, policy=self._policy
        )

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
        candidate, features = match.candidate, [{"id": "exact", "value": match.exact}]
        if match.apart is not None:
            features.append({"id": "kilometres", "value": round(match.apart, 1)})
        return {
            "id": candidate.id,
            "name": candidate.name,
            "description": self.entities.describe(candidate.id, candidate.alias),
            "type": self.entities.types_of(candidate.id),
            "score": round(100 * candidate.score, 2),
            "match": match.certain,
            "features": features,
        }

    def extend(self, query: object) -> Object:
        """The values of some properties of some entries.

        Args:
            query: parsed JSON: ids, and properties with their settings; the setting "limit" is how
                many values at most.

        Raises:
            RequestError: it is no such query, or asks for a property that there isn't.
            TooMuch: it asks for more than IDS entries, or PROPERTIES properties.
        """
        ids, properties = self.entities.extension(query)
        return {
            "meta": self.entities.meta(properties),
            "rows": {id: dict(self.entities.extended(id, properties)) for id in ids},
        }

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
            "defaultTypes": self.entities.default_types(),
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
