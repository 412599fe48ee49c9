"""The Reconciliation Service API, version 1.0-draft, over the same service as 0.2: experimental, as
the draft itself is.

What it asks and tells is the same (translit/doors/reconcile/service.py); only the layout is
another: conditions instead of a name and properties, arrays instead of objects with keys, parts at
fixed addresses.
"""

from __future__ import annotations

import translit
from translit.doors.reconcile.queries import (
    BATCH,
    PLACE,
    Condition,
    Object,
    Query,
    RequestError,
    as_list,
    as_object,
    as_string,
    at_most,
    checked,
    most_of,
    present,
    texts,
)
from translit.doors.reconcile.service import LIMIT_HELP, PREVIEW, Match, Service, error

QUANTIFIERS = ("any", "all", "none")
MATCH_TYPES = ("name", "id", "property")
FEATURES = {
    "exact": "The name is an alias of it",
    "kilometres": "Kilometres from where the name is from",
}


def manifest(service: Service, base: str) -> Object:
    """What the service is; `base` is the address of its 1.0-draft root, without a slash at the
    end.
    """
    return {
        "versions": ["1.0-draft"],
        "name": f"{service.name} (1.0-draft, experimental)",
        "dir": "auto",
        "serviceVersion": translit.__version__,
        "defaultTypes": service.entities.default_types(),
        "view": {"url": f"{base}/view?id={{id}}"},
        "preview": PREVIEW,
        "suggest": {"entity": True, "property": True, "type": True},
        "extend": {
            "proposeProperties": True,
            "propertySettings": [
                {
                    "id": "limit",
                    "name": "Limit",
                    "type": "number",
                    "default": 0,
                    "helpText": LIMIT_HELP,
                }
            ],
        },
        "batchSize": BATCH,
        "standardizedScore": True,
    }


def match(service: Service, batch: object) -> Object:
    """Answer a batch of queries; raises as `Service.reconcile`."""
    queries = at_most(
        BATCH, as_list(as_object(batch, "a batch of queries").get("queries"), "queries"), "queries"
    )
    asked = [_query(query) for query in queries]
    return {
        "results": [
            {"candidates": [_candidate(service, match) for match in matches], **error(query)}
            for query, matches in zip(asked, service.matches(asked), strict=True)
        ]
    }


def extend(service: Service, query: object) -> Object:
    """The values of some properties of some entries; raises as `Service.extend`."""
    ids, properties = service.entities.extension(query)
    rows = [
        {
            "id": id,
            "properties": [
                {"id": property, "values": values}
                for property, values in service.entities.extended(id, properties)
            ],
        }
        for id in ids
    ]
    return {"meta": service.entities.meta(properties), "rows": rows}


def _candidate(service: Service, match: Match) -> Object:
    candidate = service.candidate(match)
    return {
        **candidate,
        "features": [
            {**feature, "name": FEATURES[feature["id"]]} for feature in candidate["features"]
        ],
    }


def _query(query: object) -> Query:
    """A query of version 1.0-draft: the conditions about the name are its names."""
    asked = present(query, "a query")
    given = [_condition(each) for each in as_list(asked.get("conditions"), "conditions")]
    if not given:
        raise RequestError("a query must have at least one condition")
    type = as_string(asked.get("type", ""), "type")
    names = tuple(name for property, values, _ in given if property is None for name in values)
    conditions = [
        Condition(property, values, quantifier)
        for property, values, quantifier in given
        if property is not None
    ]
    return checked(Query(names, (*conditions, Condition("type", texts(type))), most_of(asked)))


def _condition(given: object) -> tuple[str | None, tuple[str, ...], str]:
    """A condition: its property, None for the name; its values; its quantifier."""
    asked = as_object(given, "a condition")
    kind, quantifier = asked.get("matchType"), asked.get("matchQuantifier", "any")
    if kind not in MATCH_TYPES:
        raise RequestError(f"matchType must be one of {', '.join(MATCH_TYPES)}")
    if quantifier not in QUANTIFIERS:
        raise RequestError(f"matchQuantifier must be one of {', '.join(QUANTIFIERS)}")
    if kind == "name" and quantifier != "any":
        raise RequestError("a condition on the name takes the matchQuantifier any alone")
    property = (
        as_string(asked.get("propertyId"), "propertyId")
        if kind == "property"
        else {"id": "id"}.get(kind)
    )
    if property in PLACE and quantifier == "none":
        raise RequestError(f"a condition on {property} takes no matchQuantifier none")
    return property, texts(asked.get("propertyValue")), quantifier
