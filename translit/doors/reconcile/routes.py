"""Which part of the reconciliation service answers at which address: version 0.2 of the API at
/, 1.0-draft at /v1.
"""

from __future__ import annotations

from collections.abc import Callable

from translit.doors.reconcile import draft
from translit.doors.reconcile.asked import Asked, json_of, parameters, text_of
from translit.doors.reconcile.queries import Object, RequestError
from translit.doors.reconcile.service import Service
from translit.doors.reconcile.suggestions import SUGGESTIONS

Answer = Callable[[Service, Asked], Object | str]


def _in_turn(answer: Answer) -> Answer:
    """An answer that waits for its turn."""

    def wait(service: Service, asked: Asked) -> Object | str:
        with service.turns:
            service.turns.step()  # which raises when there is no more to be done
            return answer(service, asked)

    return wait


def _root(service: Service, asked: Asked) -> Object:
    """Version 0.2 has one address for its manifest, its queries and its extensions."""
    if "queries" in asked.fields:
        return service.reconcile(json_of(asked.fields["queries"], "queries"))
    if "extend" in asked.fields:
        return service.extend(json_of(asked.fields["extend"], "extend"))
    return service.manifest(asked.base) | asked.security


def _posted(service: Service, asked: Asked) -> Object:
    fields = parameters(text_of(asked.body))
    if not {"queries", "extend"} & fields.keys():
        raise RequestError(
            "the body must be a form (application/x-www-form-urlencoded) with an element queries or"
            " extend"
        )
    return _root(service, asked._replace(fields=fields))


def _suggest(kind: str) -> Answer:
    def answer(service: Service, asked: Asked) -> Object:
        suggest: Callable[[str, int, int], Object] = getattr(service.suggestions, kind)
        start = asked.number("cursor", "offset", otherwise=0)
        return suggest(asked.field("prefix"), start, asked.number("limit", otherwise=SUGGESTIONS))

    return answer


def _flyout(kind: str) -> Answer:
    return lambda service, asked: service.entities.flyout(kind, asked.field("id"))


def _propose(service: Service, asked: Asked) -> Object:
    limit = asked.number("limit", otherwise=0)
    return service.entities.propose(asked.fields.get("type", ""), limit or None)


MANIFESTS = ("/", "/v1")
SECURITY: Object = {"authentication": {"type": "apiKey", "name": "Authorization", "in": "header"}}
KINDS = ("entity", "type", "property")
SHARED: dict[str, Answer] = {
    **{f"/suggest/{kind}": _suggest(kind) for kind in KINDS},
    "/extend/propose": _propose,
    "/preview": lambda service, asked: service.entities.preview(asked.field("id")),
    "/view": lambda service, asked: service.entities.view(asked.field("id")),
}
_ROUTES: dict[str, dict[str, Answer]] = {
    "/": {"GET": _root, "POST": _posted},
    **{f"/flyout/{kind}": {"GET": _flyout(kind)} for kind in KINDS},
    **{
        f"{version}{path}": {"GET": answer}
        for version in ("", "/v1")
        for path, answer in SHARED.items()
    },
    "/v1": {
        "GET": lambda service, asked: draft.manifest(service, f"{asked.base}/v1") | asked.security
    },
    "/v1/match": {
        "POST": lambda service, asked: draft.match(
            service, json_of(text_of(asked.body), "the body")
        )
    },
    "/v1/extend": {
        "POST": lambda service, asked: draft.extend(
            service, json_of(text_of(asked.body), "the body")
        )
    },
}
ROUTES = {
    path: {method: _in_turn(answer) for method, answer in answers.items()}
    for path, answers in _ROUTES.items()
}
