"""Which part of the reconciliation service answers at which address: version 0.2 of the API at
/, 1.0-draft at /v1.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import parse_qsl

from translit.doors.reconcile import draft
from translit.doors.reconcile.queries import Object, RequestError
from translit.doors.reconcile.service import Service
from translit.doors.reconcile.suggestions import SUGGESTIONS


class Asked(NamedTuple):
    """A request: its parameters, its body, the address that the client knows the service by, and
    what its manifest adds about a token.
    """

    fields: dict[str, str]
    body: bytes
    base: str
    security: Object

    def field(self, name: str) -> str:
        """A parameter that must be there; raises RequestError."""
        if name not in self.fields:
            raise RequestError(f"the parameter {name} is missing")
        return self.fields[name]

    def id(self) -> str:
        """The ID of an entry. OpenRefine leaves a plus sign as it is, which then means a space,
        and no ID holds one.
        """
        return self.field("id").replace(" ", "+")

    def number(self, *names: str, otherwise: int) -> int:
        """The first of some parameters that is there, which must be a whole number; raises
        RequestError.
        """
        name = next((name for name in names if name in self.fields), None)
        text = str(otherwise) if name is None else self.fields[name].strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise RequestError(f"the parameter {name} must be a whole number")
        return int(text)


Answer = Callable[[Service, Asked], Object | str]


def _root(service: Service, asked: Asked) -> Object:
    """Version 0.2 has one address for its manifest, its queries and its extensions."""
    if "queries" in asked.fields:
        return service.reconcile(_json(asked.fields["queries"], "queries"))
    if "extend" in asked.fields:
        return service.extend(_json(asked.fields["extend"], "extend"))
    return service.manifest(asked.base) | asked.security


def _posted(service: Service, asked: Asked) -> Object:
    fields = parameters(_text(asked.body))
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
    return lambda service, asked: service.entities.flyout(
        kind, asked.id() if kind == "entity" else asked.field("id")
    )


def _propose(service: Service, asked: Asked) -> Object:
    limit = asked.number("limit", otherwise=0)
    return service.entities.propose(asked.fields.get("type", ""), limit or None)


MANIFESTS = ("/", "/v1")
SECURITY: Object = {"authentication": {"type": "apiKey", "name": "Authorization", "in": "header"}}
KINDS = ("entity", "type", "property")
SHARED: dict[str, Answer] = {
    **{f"/suggest/{kind}": _suggest(kind) for kind in KINDS},
    "/extend/propose": _propose,
    "/preview": lambda service, asked: service.entities.preview(asked.id()),
    "/view": lambda service, asked: service.entities.view(asked.id()),
}
ROUTES: dict[str, dict[str, Answer]] = {
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
        "POST": lambda service, asked: draft.match(service, _json(_text(asked.body), "the body"))
    },
    "/v1/extend": {
        "POST": lambda service, asked: draft.extend(service, _json(_text(asked.body), "the body"))
    },
}


def _text(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise RequestError("the body is not UTF-8") from None


def parameters(text: str) -> dict[str, str]:
    """The parameters of a query string or a form; of two with one name the last counts."""
    try:
        return dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=100))
    except ValueError:
        raise RequestError("the parameters are not UTF-8, or are more than 100") from None


def _json(text: str, what: str) -> object:
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RequestError(f"{what}: this is not JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(text)
