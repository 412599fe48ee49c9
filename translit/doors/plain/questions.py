"""What a program asks in plain JSON: read strictly, so that no misspelt field is passed over in
silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from translit.doors.reconcile.entities import ANY
from translit.doors.reconcile.queries import (
    MOST_CANDIDATES,
    NotFound,
    RequestError,
    as_list,
    as_string,
    at_most,
    present,
)
from translit.model.given import point, unknown
from translit.model.nouns import Policy
from translit.resolving.preference import PREFERENCES

if TYPE_CHECKING:
    from translit.doors.reconcile.queries import Object
    from translit.doors.reconcile.service import Service

# More of it in one request is refused: names, and code points of a text. A text of words in
# capitals that nobody knows takes 3 s, a thousand names that nobody knows take as long.
NAMES, TEXT = 1000, 50_000
# The media types of a stream of JSON lines; the first is that of the answer.
LINES = ("application/x-ndjson", "application/jsonl", "application/jsonlines")
NDJSON = LINES[0]
HINTS = ("type", "within", "near", "prefer", "precision", "candidates")


class Hints(NamedTuple):
    """What is asked of answers: keywords of `Resolver.resolve`."""

    type: str | None
    within: str | None
    near: tuple[float, float] | None
    prefer: Sequence[str]
    policy: Policy


def fields(value: object, *known: str) -> Object:
    """The fields of a question that hold something.

    Args:
        value: parsed JSON.
        known: the fields that there are.

    Raises:
        RequestError: it is no object, or has a field that there isn't.
    """
    asked = present(value, "a question")
    if unknown := sorted(asked.keys() - {*known}):
        raise RequestError(f"there is no field {unknown[0]}: the fields are {', '.join(known)}")
    return asked


def hints(service: Service, asked: Object) -> Hints:
    """What some fields ask of the answers.

    Raises:
        RequestError: a field is of the wrong kind, or a number out of its range.
        NotFound: no entry is of a type, or has the ID that things shall lie within.
        EntryError: that is no place on Earth.
    """
    resolver = service.resolver
    type, within = (
        None if asked.get(field) is None else as_string(asked[field], field)
        for field in ("type", "within")
    )
    prefer = [
        as_string(each, "what is preferred") for each in as_list(asked.get("prefer", []), "prefer")
    ]
    known = (*service.entities.types, *PREFERENCES)
    for each in (type, *prefer):
        if each is not None and each not in known:
            raise NotFound(str(unknown("type", each, known)))
    if within is not None and within not in resolver.gazetteer.wholes:
        within = service.entities.entry(within).id
    usual = policy(resolver.policy, asked)
    return Hints(None if type == ANY else type, within, near(asked), prefer, usual)


def near(asked: Object) -> tuple[float, float] | None:
    """The field "near": latitude and longitude; raises RequestError and NotFound, and EntryError
    for what is out of range.
    """
    if asked.get("near") is None:
        return None
    place = [number({"near": each}, "near", 0) for each in as_list(asked["near"], "near")]
    if len(place) != 2 or max(map(abs, place)) > 180:
        raise RequestError("near must be [latitude, longitude], in degrees")
    if not any(place):
        raise NotFound("near is [0, 0], where nothing is: leave it out")
    return point(place)


def policy(usual: Policy, asked: Object) -> Policy:
    """A policy as the fields "precision" and "candidates" want it; raises RequestError."""
    precision = number(asked, "precision", usual.precision)
    limit = number(asked, "candidates", min(usual.limit, MOST_CANDIDATES))
    if not (0.5 <= precision < 1 and 1 <= limit <= MOST_CANDIDATES and limit == int(limit)):
        raise RequestError(
            "precision must lie in [0.5, 1), and candidates be a whole number from 1 to"
            f" {MOST_CANDIDATES}"
        )
    return Policy(precision, usual.margin, int(limit), usual.known)


def number(asked: Object, field: str, otherwise: float) -> float:
    """A field that is a number; raises RequestError."""
    value = asked.get(field, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RequestError(f"{field} must be a number")
    return value


def flag(asked: Object, field: str) -> bool:
    """A field that is true or false, and false where it isn't there; raises RequestError."""
    value = asked.get(field, False)
    if not isinstance(value, bool):
        raise RequestError(f"{field} must be true or false")
    return value


def names(asked: Object) -> Sequence[str]:
    """The field "names"; raises RequestError, and TooMuch beyond NAMES."""
    found = at_most(NAMES, as_list(asked.get("names"), "names"), "names")
    return [as_string(name, "a name") for name in found]


def text(asked: Object) -> str:
    """The field "text"; raises RequestError, and TooMuch beyond TEXT code points."""
    return at_most(TEXT, as_string(asked.get("text"), "text"), "characters")
