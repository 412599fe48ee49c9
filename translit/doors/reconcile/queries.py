"""What a client asks of a reconciliation service: parsed JSON becomes queries, or a complaint of
one line.

Fields that the protocol doesn't know are passed over. What is too much is refused, so that no
request takes long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Sized
from typing import Any, NamedTuple, TypeVar

from translit.model import given
from translit.model.errors import EntryError, TranslitError

T = TypeVar("T", bound=Sized)
Object = dict[str, Any]

# More of it in one request is refused: queries (the slowest name that was found takes 0.13 s), IDs
# that are extended, names and values of one query, different properties.
BATCH, IDS, VALUES, PROPERTIES = 50, 1000, 20, 50
# So many candidates a query has unless it says otherwise, and at most.
CANDIDATES, MOST_CANDIDATES = 10, 50
# The properties that say where a name is from: both in one, or each by itself, as the columns of a
# table have it.
NEAR, LATITUDE, LONGITUDE = "near", "latitude", "longitude"
PLACE = (NEAR, LATITUDE, LONGITUDE)
# A batch that takes so many seconds is broken off: whoever sends smaller ones is answered.
SECONDS = 30.0


class RequestError(TranslitError, ValueError):
    """A request breaks the protocol."""


class TooMuch(RequestError):
    """A request asks for more than this service does at once."""


class NotFound(RequestError):
    """There is no such entity, type, property or address."""


class Ending(RequestError):
    """A request came, or wasn't answered yet, when the service ended."""


class Condition(NamedTuple):
    """What a query says of a property: that an entry has "any", "all" or "none" of some values."""

    property: str
    values: tuple[str, ...]
    quantifier: str = "any"


class Query(NamedTuple):
    """A reconciliation query. Of several names the first that leads to an entry counts.

    `near` is where they are from, and `fault` what is wrong with that, if anything.
    """

    names: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()
    limit: int = CANDIDATES
    near: tuple[float, float] | None = None
    fault: str = ""


def queries(batch: object) -> dict[str, Query]:
    """A batch of queries of version 0.2, by their keys.

    Raises:
        RequestError: it is no such batch.
        TooMuch: it holds more than BATCH queries.
    """
    return {
        key: _query(key, query)
        for key, query in at_most(BATCH, as_object(batch, "a batch of queries"), "queries").items()
    }


def _query(key: str, query: object) -> Query:
    asked = present(query, f"query {key}")
    name = as_string(asked.get("query", ""), f"query {key}: query")
    types = asked.get("type") or ()
    conditions = [
        _condition(each)
        for each in as_list(asked.get("properties", []), f"query {key}: properties")
    ]
    if types:
        conditions.append(
            Condition("type", texts(types), "all" if asked.get("type_strict") == "all" else "any")
        )
    return checked(Query((name,) if name.strip() else (), tuple(conditions), most_of(asked)))


def _condition(given: object) -> Condition:
    asked = as_object(given, "a property")
    return Condition(as_string(asked.get("pid"), "pid"), texts(asked.get("v")))


def checked(query: Query) -> Query:
    """The query, without conditions that say nothing; what says where its names are from is no
    condition.

    Raises:
        TooMuch: it has more than VALUES names and values.
    """
    at_most(
        VALUES,
        [*query.names, *(value for each in query.conditions for value in each.values)],
        "values in a query",
    )
    said = [each for each in query.conditions if each.values]
    query = query._replace(conditions=tuple(each for each in said if each.property not in PLACE))
    try:
        return query._replace(near=_near([each for each in said if each.property in PLACE]))
    except EntryError as error:
        return query._replace(fault=str(error))


def _near(said: Sequence[Condition]) -> tuple[float, float] | None:
    """The point that some of the properties PLACE tell; raises EntryError."""
    values = {each.property: each.values for each in said}
    if not values:
        return None
    if len(said) > len(values) or values.keys() not in ({NEAR}, {LATITUDE, LONGITUDE}):
        raise EntryError(
            "say where it is by near alone, or by both latitude and longitude, and each once"
        )
    if NEAR not in values:
        return given.point((*values[LATITUDE], *values[LONGITUDE]))
    one, *more = values[NEAR]
    return given.point((one, *more) if more else one.split(","))


def texts(value: object) -> tuple[str, ...]:
    """A property value, or several, as texts: of an entity its ID; blank ones say nothing."""
    found = (
        _text(each) for each in (value if isinstance(value, list) else [value]) if each is not None
    )
    return tuple(text for text in found if text.strip())


def _text(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("id")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise RequestError("a value must be a string, a number, true, false, or an object with an id")


def most_of(asked: Mapping[str, object]) -> int:
    """The limit that a query asks for, from 1 to MOST_CANDIDATES."""
    limit = asked.get("limit", CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or not limit >= 1:
        raise RequestError("limit must be a number of at least 1")
    return int(min(limit, MOST_CANDIDATES))


def extension(query: object) -> tuple[list[str], dict[str, int | None]]:
    """The IDs and the properties, each with its limit, that a data extension query asks for.

    Raises:
        RequestError: it is no such query.
        TooMuch: it asks for more than IDS entries or PROPERTIES properties.
    """
    asked = as_object(query, "a data extension query")
    ids = at_most(IDS, as_list(asked.get("ids"), "ids"), "IDs")
    properties = at_most(PROPERTIES, as_list(asked.get("properties"), "properties"), "properties")
    return [*dict.fromkeys(as_string(id, "an ID") for id in ids)], dict(map(_property, properties))


def _property(given: object) -> tuple[str, int | None]:
    asked = as_object(given, "a property")
    return as_string(asked.get("id"), "the ID of a property"), _most(asked.get("settings"))


def _most(settings: object) -> int | None:
    """The limit in the settings of a property, which clients send as a number or as text; None
    for none, or 0.
    """
    limit = str(settings.get("limit")) if isinstance(settings, dict) else ""
    return int(limit) or None if limit.isascii() and limit.isdigit() and len(limit) < 10 else None


def at_most(most: int, things: T, what: str) -> T:
    """The things, if there are no more than so many; raises TooMuch."""
    if len(things) > most:
        raise TooMuch(f"{len(things):,} {what} at once; this service takes {most:,}")
    return things


def present(value: object, what: str) -> Object:
    """The fields of a JSON object that hold something: null is what a client leaves out."""
    return {key: each for key, each in as_object(value, what).items() if each is not None}


def as_object(value: object, what: str) -> Object:
    if not isinstance(value, dict):
        raise RequestError(f"{what} must be a JSON object")
    return value


def as_list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise RequestError(f"{what} must be a JSON array")
    return value


def as_string(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise RequestError(f"{what} must be a string")
    return value
