"""Which question in plain JSON is answered at which address.

Names are worked on in turns, as those of the Reconciliation API are. A text or a list to group is
one piece of work, which nothing can break off: such pieces have turns of their own, so that whoever
asks for a name needn't wait for them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

import translit
from translit.doors.plain import answers, questions
from translit.doors.plain.questions import LINES
from translit.doors.reconcile.asked import json_of, text_of
from translit.doors.reconcile.queries import (
    SECONDS,
    Ending,
    Object,
    RequestError,
    TooMuch,
    as_string,
)

if TYPE_CHECKING:
    from translit.doors.reconcile.asked import Asked
    from translit.doors.reconcile.service import Service
    from translit.resolving.answer import Resolution

STREAM = 300.0  # seconds after which a stream of lines is broken off: that is some 150,000 names

Told = Callable[["Resolution"], Object]


class Stream(NamedTuple):
    """An answer of JSON lines, each worked out when the one before has been taken."""

    lines: Iterator[bytes]


# --- names ----------------------------------------------------------------------------------------


def _named(told: Told) -> Callable[[Service, Asked], Object]:
    """What answers a GET: one name, with its hints, as parameters."""

    def get(service: Service, asked: Asked) -> Object:
        given: Object = {**asked.fields}
        for field in {"precision", "candidates", "near"} & given.keys():
            text = f"[{given[field]}]" if field == "near" else given[field]
            given[field] = json_of(text, field)
        if "prefer" in given:
            given["prefer"] = given["prefer"].split(",")
        with service.turns:
            return _one(service, given, told)

    return get


def _one(service: Service, given: object, told: Told) -> Object:
    """The answer for one name, of a line or of the parameters of an address."""
    asked = questions.fields(given, "name", *questions.HINTS)
    name = as_string(asked.get("name"), "name")
    service.turns.step()
    return told(service.resolver.resolve(name, **questions.hints(service, asked)._asdict()))


def _many(told: Told) -> Callable[[Service, Asked], Object | Stream]:
    """What answers a POST: names with one set of hints, or a line for each name."""

    def line(service: Service, given: object) -> Object:
        with service.turns:
            return _one(service, {"name": given} if isinstance(given, str) else given, told)

    def post(service: Service, asked: Asked) -> Object | Stream:
        if asked.kind in LINES:
            return Stream(_lines(service, asked.body, line))
        given = questions.fields(asked.json(), "names", *questions.HINTS)
        names, hints = questions.names(given), questions.hints(service, given)._asdict()
        found, until = dict[str, Object](), monotonic() + SECONDS
        with service.turns:
            for name in dict.fromkeys(names):
                if monotonic() > until:
                    raise TooMuch(f"that takes longer than {SECONDS:.0f} seconds: send fewer names")
                service.turns.step()
                found[name] = told(service.resolver.resolve(name, **hints))
        return {"answers": [found[name] for name in names]}

    return post


# --- texts, groups, entries -----------------------------------------------------------------------


def _scan(service: Service, asked: Asked) -> Object | Stream:
    if asked.kind in LINES:
        return Stream(_lines(service, asked.body, _scanned_line))
    return _scanned(service, asked.json())


def _scanned_line(service: Service, given: object) -> Object:
    """The mentions in a text of a line, which may be the text itself."""
    return _scanned(service, {"text": given} if isinstance(given, str) else given)


def _scanned(service: Service, given: object) -> Object:
    """The mentions in a text."""
    fields = ("text", "around", "precision", "candidates", "offset_unit")
    asked = questions.fields(given, *fields)
    text, policy = questions.text(asked), questions.policy(service.resolver.policy, asked)
    unit = as_string(asked.get("offset_unit", "codepoint"), "offset_unit")
    around = questions.flag(asked, "around")
    with service.long_turns:
        service.long_turns.step()
        found = service.resolver.scan(text, around=around, policy=policy, offset_unit=unit)
    return {"mentions": [answers.mention(each) for each in found]}


def _cluster(service: Service, asked: Asked) -> Object:
    given = questions.fields(asked.json(), "names", "least", "ids")
    names, least = questions.names(given), questions.number(given, "least", 0.5)
    ids = questions.flag(given, "ids")
    with service.long_turns:
        service.long_turns.step()
        groups = translit.cluster(names, service.resolver if ids else None, least=least)
    return {"groups": [answers.group(group) for group in groups]}


def _entry(service: Service, asked: Asked) -> Object:
    return answers.entry(service.entities.entry(asked.field("id")))


def _health(service: Service, asked: Asked) -> Object:  # noqa: ARG001 (all answers take both)
    entries = len(service.resolver.entries)
    return {"status": "ok", "version": translit.__version__, "entries": entries}


def _openapi(service: Service, asked: Asked) -> Object:
    from translit.doors.plain.openapi import description

    return description(service.name, asked.base, token=bool(asked.security))


# --- lines ----------------------------------------------------------------------------------------


def _lines(
    service: Service, body: bytes, answer: Callable[[Service, object], Object]
) -> Iterator[bytes]:
    """A line of JSON for each one that came; what is wrong with one is said in its place."""
    until = monotonic() + STREAM
    for number, line in enumerate(body.split(b"\n"), 1):
        if line.strip():
            if monotonic() > until:
                yield _line({"error": f"line {number}: {STREAM:.0f} seconds are over: send fewer"})
                return
            try:
                yield _line(answer(service, json_of(text_of(line), "a line")))
            except Ending as error:
                yield _line({"error": f"line {number}: {error}"})
                return
            except (RequestError, translit.EntryError) as error:
                yield _line({"error": f"line {number}: {error}"})


def _line(told: Object) -> bytes:
    return json.dumps(told).encode() + b"\n"


Answer = Callable[["Service", "Asked"], Object | Stream]
ROUTES: dict[str, dict[str, Answer]] = {
    "/resolve": {"GET": _named(answers.answer), "POST": _many(answers.answer)},
    "/explain": {"GET": _named(answers.explained), "POST": _many(answers.explained)},
    "/scan": {"POST": _scan},
    "/cluster": {"POST": _cluster},
    "/entries": {"GET": _entry},
    "/health": {"GET": _health},
    "/openapi.json": {"GET": _openapi},
}
# What needs no token: what tells nothing of the tables but how many entries they have.
OPEN = ("/health", "/openapi.json")
