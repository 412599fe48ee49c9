"""Plain JSON over HTTP: each answer is that of the library, and as the description says."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from typing import Any
from unittest import mock
from urllib.parse import quote, urlencode

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reconciling import ENTRIES, ODD, REDIRECTS
from serving import Got, ask

import translit
from translit import Policy, Server
from translit.doors.plain import answers, questions
from translit.doors.plain.openapi import PATHS, description
from translit.doors.plain.routes import ROUTES, Stream
from translit.doors.reconcile.asked import Asked
from translit.doors.reconcile.queries import RequestError
from translit.doors.reconcile.service import Service
from translit.resolving.resolver import Resolver

RESOLVER = Resolver(ENTRIES, ["the neighbourhood"], REDIRECTS)
SERVICE = Service(RESOLVER)
ALIASES = sorted({alias for each in ENTRIES for alias in (each.name, *each.aliases)})
names = st.sampled_from([*ALIASES, "Ramouseh", "Tripoly", "x" * 400, "\ud800", "the neighbourhood"])
hints = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["place", "group", None]),
        "within": st.sampled_from(["sy", "halab", "ly", None]),
        "precision": st.sampled_from([0.5, 0.9, 0.999]),
        "candidates": st.integers(1, 50),
        "near": st.sampled_from([[32.9, 13.2], [34.4, 35.8], None]),
        "prefer": st.lists(st.sampled_from(["place", "group", "smallest", "largest"]), max_size=2),
    },
)
JSON = {"Content-Type": "application/json"}
LINES = {"Content-Type": "application/x-ndjson"}
TEXT = "Fighting in Ramouseh. Tripoli (Libya) is calm; حلب isn't."


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(RESOLVER, port=0) as server:
        server.log = []
        server.application.say = server.log.append
        yield server


@cache
def described(path: str, method: str, status: int) -> jsonschema.Draft202012Validator:
    """What an answer must be by the description."""
    whole = description("x", "http://x", token=False)
    response = whole["paths"][path][method.lower()]["responses"][str(status)]
    schema = response["content"]["application/json"]["schema"]
    return jsonschema.Draft202012Validator({**schema, "components": whole["components"]})


def answered(path: str, method: str, asked: Any, kind: str = "application/json") -> Any:
    """What a route answers, without HTTP, as a client reads it and as the description has it."""
    body = json.dumps(asked).encode() if method == "POST" else b""
    fields = {} if method == "POST" else asked
    found = ROUTES[path][method](SERVICE, Asked(fields, body, "http://x", {}, kind))
    assert not isinstance(found, Stream)
    read = json.loads(json.dumps(found))
    described(path, method, 200).validate(read)
    return read


def post(server: Server, path: str, asked: Any) -> Got:
    got = ask(server, path, "POST", json.dumps(asked), JSON)
    described(path, "POST", got.status).validate(got.json)
    return got


def lines(server: Server, path: str, *sent: Any) -> list[Any]:
    """What comes back for lines of JSON."""
    body = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in sent)
    got = ask(server, path, "POST", body.encode(), LINES)
    assert got.headers["Content-Type"] == "application/x-ndjson"
    return [json.loads(line) for line in got.body.splitlines()]


# --- the library's answers ------------------------------------------------------------------------


@given(st.lists(names, max_size=4), hints)
def test_names_get_the_answers_of_resolve(asked: list[str], hints: dict[str, Any]) -> None:
    """In their order, with the hints and the policy that were asked for; explained or not."""
    policy = Policy(
        hints.get("precision", 0.97), limit=hints.get("candidates", RESOLVER.policy.limit)
    )
    asks = {field: hints.get(field) for field in ("type", "within", "near")}
    asks["prefer"] = hints.get("prefer", ())
    wanted = [RESOLVER.resolve(name, **asks, policy=policy) for name in asked]
    told = json.loads(json.dumps([answers.answer(each) for each in wanted]))
    assert answered("/resolve", "POST", {"names": asked, **hints})["answers"] == told
    explained = answered("/explain", "POST", {"names": asked, **hints})["answers"]
    assert [each["explanation"] for each in explained] == [
        each.explain().splitlines() for each in wanted
    ]
    assert [translit.replay(each["mention"], [translit.Step(**step) for step in each["steps"]])
            for each in explained] == [each.form for each in wanted]  # fmt: skip


def test_one_name_may_stand_in_the_address(server: Server) -> None:
    query = {"name": "Tripoly", "within": "ly", "precision": "0.5", "candidates": "1"}
    query |= {"near": "32.9,13.2", "prefer": "group,smallest"}
    got = ask(server, f"/resolve?{urlencode(query)}").json
    hints = {"near": (32.9, 13.2), "prefer": ("group", "smallest"), "policy": Policy(0.5, limit=1)}
    assert got == answers.answer(RESOLVER.resolve("Tripoly", within="ly", **hints))
    described("/resolve", "GET", 200).validate(got)
    explained = ask(server, "/explain?name=Tripoli").json
    described("/explain", "GET", 200).validate(explained)
    assert explained["outcome"] == "AMBIGUOUS"
    assert len(explained["candidates"]) == 2


def test_what_is_near_settles_a_homonym_if_that_is_asked_for(server: Server) -> None:
    text = "Tripoli was hit. El Mina was not."
    for around, id in ((False, None), (True, "lb.tripoli")):
        found = post(server, "/scan", {"text": text, "around": around}).json["mentions"]
        assert [each["answer"]["id"] for each in found] == [id, "lb.tripoli.mina"]


def test_texts_are_scanned_and_names_grouped(server: Server) -> None:
    """As `scan` and `cluster` do, with offsets in the unit that was asked for."""
    for unit in ("codepoint", "utf16", "utf8"):
        found = post(server, "/scan", {"text": f"😀 {TEXT}", "offset_unit": unit}).json["mentions"]
        wanted = RESOLVER.scan(f"😀 {TEXT}", offset_unit=unit)
        assert found == [answers.mention(each) for each in wanted]
        assert len(found) >= 3
    asked = ["Zuwara", "Zwara", "Zuwara", "Misrata", "Halab", "Aleppo"]
    for ids in (False, True):
        groups = translit.cluster(asked, RESOLVER if ids else None, least=0.4)
        got = post(server, "/cluster", {"names": asked, "least": 0.4, "ids": ids}).json
        assert got == {"groups": [answers.group(each) for each in groups]}


def test_entries_are_found_by_any_id(server: Server) -> None:
    """By the ID behind the path or in a parameter, old or new, whatever it is made of."""
    for id in (*RESOLVER.entries, *REDIRECTS):
        living = RESOLVER.living(id) or ""
        got = ask(server, f"/entries?id={quote(id, safe='')}").json
        described("/entries", "GET", 200).validate(got)
        assert got == json.loads(json.dumps(answers.entry(RESOLVER.entries[living])))
        if id != "..":  # which clients make another address of
            assert ask(server, f"/entries/{quote(id, safe='')}").json == got
    assert len(ODD) > 5
    missing = ask(server, "/entries/nothing")
    assert (missing.status, missing.error) == (404, "no entry has the ID nothing")
    assert ask(server, "/entries/%ff").status == 400
    assert ask(server, "/entries").status == 400


def test_health_is_told_to_everybody_and_at_once() -> None:
    """Without a token, and while others are being answered."""
    with Server(RESOLVER, port=0, token="t") as server, server.service.turns:
        server.application.say = lambda line: None
        got = ask(server, "/health").json
        described("/health", "GET", 200).validate(got)
        assert got["entries"] == len(ENTRIES)
        assert ask(server, "/openapi.json").json["security"] == [{"token": []}]
        assert ask(server, "/resolve?name=x").status == 401


# --- lines ----------------------------------------------------------------------------------------


def test_each_line_is_answered_in_its_place(server: Server) -> None:
    """Texts and objects, with hints of their own; what is wrong with one is said there, and
    blank lines are none.
    """
    sent = [
        "Ramousa",
        {"name": "Tripoli", "within": "ly"},
        {"nam": "x"},
        {"name": "x", "type": "?"},
    ]
    found = lines(server, "/resolve", *map(json.dumps, sent), "", "{", "\ufeff", '"Halab"')
    assert [each.get("id") or each["error"].partition(":")[0] for each in found] == [
        "sy.aleppo.ramousa", "ly.tripoli", "line 3", "line 4", "line 6", "line 7", "sy.aleppo",
    ]  # fmt: skip
    assert found[0] == answers.answer(RESOLVER.resolve("Ramousa"))
    (explained,) = lines(server, "/explain", '"Ramousa"')
    assert explained["explanation"]
    (scanned,) = lines(server, "/scan", {"text": TEXT})
    assert scanned["mentions"] == [answers.mention(each) for each in RESOLVER.scan(TEXT)]


def test_a_stream_comes_as_it_is_worked_out(server: Server) -> None:
    """The first answer is there before the last name is looked at, others are answered
    meanwhile, and the log has one line of it.
    """
    whole, go = Resolver.resolve, threading.Event()

    def slow(self: Resolver, name: str, **more: Any) -> Any:
        return go.wait(20) and whole(self, name, **more) if name == "last" else whole(self, name)

    server.log.clear()
    with mock.patch.object(Resolver, "resolve", slow):
        import http.client

        connection = http.client.HTTPConnection(*server.server_address[:2], timeout=20)
        connection.request("POST", "/resolve", b'"Ramousa"\n"last"\n', LINES)
        answer = connection.getresponse()
        assert json.loads(answer.readline())["id"] == "sy.aleppo.ramousa"
        go.set()
        assert json.loads(answer.readline())["mention"] == "last"
        assert answer.read() == b""
        connection.close()
    (line,) = (each for each in server.log if "/resolve" in each)
    assert "POST /resolve 200" in line


def test_a_stream_ends_with_the_service() -> None:
    """The line that could no longer be answered says so, and no other follows."""
    service = Service(RESOLVER)
    stream = ROUTES["/resolve"]["POST"](
        service, Asked({}, b'"Ramousa"\n' * 9, "", {}, "application/x-ndjson")
    )
    assert isinstance(stream, Stream)
    first = json.loads(next(stream.lines))
    service.close()
    (last,) = map(json.loads, stream.lines)
    assert (first["id"], last) == ("sy.aleppo.ramousa", {"error": "line 2: the service is ending"})


def test_a_fault_in_a_stream_is_told_to_the_log_alone(server: Server) -> None:
    with mock.patch.object(Resolver, "resolve", side_effect=RuntimeError("/secret")):
        assert lines(server, "/resolve", '"x"') == [{"error": "a fault in translit itself"}]
    assert any("RuntimeError" in line for line in server.log)


# --- what is wrong --------------------------------------------------------------------------------

whatever = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["names", "name", "text", "type", "within", "least", "ids", "precision"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(whatever)
@example({"names": [], "precision": float("inf")})
@example({"names": ["x"], "candidates": 2.5})
@example({"text": "x", "offset_unit": "byte"})
def test_any_json_is_answered_or_refused(asked: Any) -> None:
    """What is answered is as described; anything else is refused in one line."""
    for path, methods in ROUTES.items():
        if "POST" in methods:
            with suppress(RequestError, translit.EntryError):
                answered(path, "POST", asked)


@pytest.mark.parametrize(
    ("path", "asked", "status", "said"),
    [
        ("/resolve", {"names": ["x"], "withn": "sy"}, 400, "there is no field withn"),
        ("/resolve", {"names": "x"}, 400, "names must be a JSON array"),
        ("/resolve", {}, 400, "names must be a JSON array"),
        ("/resolve", {"names": ["x"], "within": "sy.alepo"}, 404, "no entry has the ID sy.alepo"),
        (
            "/resolve",
            {"names": ["x"], "type": "plase"},
            404,
            "no entry has the type 'plase': place?",
        ),
        ("/resolve", {"names": ["x"], "precision": 1}, 400, "precision must lie in"),
        ("/resolve", {"names": ["x"], "precision": "0.9"}, 400, "precision must be a number"),
        ("/resolve", {"names": ["x"], "near": [1]}, 400, "near must be [latitude, longitude]"),
        (
            "/resolve",
            {"names": ["x"], "near": [0, 0]},
            404,
            "near is [0, 0]",
        ),
        ("/resolve", {"names": ["x"], "near": [99, 9]}, 400, "near: latitude must lie in"),
        ("/resolve", {"names": ["x"], "near": [10**400, 1]}, 400, "near must be [latitude"),
        ("/resolve", {"names": ["x"], "prefer": ["twon"]}, 404, "no entry has the type 'twon'"),
        ("/resolve", {"names": ["x"] * (questions.NAMES + 1)}, 413, "1,001 names at once"),
        ("/scan", {"text": "x" * (questions.TEXT + 1)}, 413, "50,001 characters at once"),
        ("/scan", {"text": "x", "offset_unit": "byte"}, 400, "offsets count"),
        ("/scan", {"text": "x", "around": "yes"}, 400, "around must be true or false"),
        ("/cluster", {"names": ["x"], "least": 2}, 400, "least must be a probability"),
        ("/cluster", {"names": ["x"], "ids": 1}, 400, "ids must be true or false"),
    ],
)
def test_what_is_wrong_is_said(
    server: Server, path: str, asked: Any, status: int, said: str
) -> None:
    got = post(server, path, asked)
    assert (got.status, got.error.startswith(said)) == (status, True)


def test_a_method_that_an_address_does_not_take_names_those_that_it_does(server: Server) -> None:
    got = ask(server, "/scan")
    assert (got.status, got.headers["Allow"]) == (405, "POST, OPTIONS")


def test_the_log_has_no_ids(server: Server) -> None:
    """Whose entry was looked at is nobody's business, either."""
    server.log.clear()
    ask(server, "/entries/sy.aleppo")
    assert "GET /entries/ 200" in server.log[0]


# --- the description ------------------------------------------------------------------------------


def test_the_description_names_every_address_and_method() -> None:
    """And no other; each schema is one, and each that is referred to is there."""
    told = {
        (path.partition("/{")[0], method.upper()) for path, ways in PATHS.items() for method in ways
    }
    there = {(path, method) for path, ways in ROUTES.items() for method in ways}
    assert told == there - {("/openapi.json", "GET")}
    whole = description("x", "http://x", token=True)
    for schema in whole["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    refs = set[str]()
    walk(whole, lambda key, value: refs.add(value) if key == "$ref" else None)
    assert {ref.rpartition("/")[2] for ref in refs} == {*whole["components"]["schemas"]}


def walk(thing: Any, see: Callable[[str, Any], object]) -> None:
    if isinstance(thing, dict):
        for key, value in thing.items():
            see(key, value)
            walk(value, see)
    for each in thing if isinstance(thing, list) else ():
        walk(each, see)
