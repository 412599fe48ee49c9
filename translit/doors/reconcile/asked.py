"""A request as the parts of the service get it: its parameters and its body, read strictly."""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import parse_qsl

from translit.doors.reconcile.queries import Object, RequestError


class Asked(NamedTuple):
    """A request.

    Attributes:
        fields: its parameters.
        body: what was posted.
        base: the address that the client knows the service by, without a slash at the end.
        security: what its manifest adds about a token.
        kind: the media type of the body, in lower case, without its parameters.
    """

    fields: dict[str, str]
    body: bytes
    base: str
    security: Object
    kind: str = ""

    def field(self, name: str) -> str:
        """A parameter that must be there; raises RequestError."""
        if name not in self.fields:
            raise RequestError(f"the parameter {name} is missing")
        return self.fields[name]

    def json(self) -> object:
        """The body, as JSON; raises RequestError."""
        return json_of(text_of(self.body), "the body")

    def number(self, *names: str, otherwise: int) -> int:
        """The first of some parameters that is there, which must be a whole number; raises
        RequestError.
        """
        name = next((name for name in names if name in self.fields), None)
        text = str(otherwise) if name is None else self.fields[name].strip()
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            raise RequestError(f"the parameter {name} must be a whole number")
        return int(text)


def text_of(body: bytes) -> str:
    """A body as text; raises RequestError."""
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


def json_of(text: str, what: str) -> object:
    """What some JSON says; raises RequestError."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RequestError(f"{what}: this is not JSON") from None


def _no_number(text: str) -> None:
    raise ValueError(text)
