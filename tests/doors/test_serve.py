"""The reconciliation service over HTTP: every address answers validly, and nothing that a client
does is answered but by a clean status.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import quote, urlencode

import pytest
from commands import interruptible
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reconciling import ENTRIES, ODD, REDIRECTS, valid
from serving import INSIDE, ROOT, Got, ask

from translit import Server, TranslitError
from translit import serve as run
from translit.doors import cli
from translit.doors.plain.routes import OPEN
from translit.doors.reconcile.application import ROUTES
from translit.doors.reconcile.entities import Entities
from translit.doors.reconcile.limits import Limits
from translit.doors.reconcile.queries import BATCH
from translit.resolving.resolver import Resolver

RESOLVER = Resolver(ENTRIES, (), REDIRECTS)
LIMITS = Limits(body=1 << 16, head=1 << 13, linger=0.2)
HASTY = LIMITS._replace(idle=0.3, request=0.4)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RAMOUSA = {"q": {"query": "Ramouseh"}}
ENDS = 2.0  # seconds in which a server ends, whatever its clients do
TABLE = (
    "table: small\nlicence: CC0-1.0\nabout: Small.  # source: made up\nentries:\n  x.ramousa:"
    " {name: Ramousa}\n"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server(RESOLVER, port=0, limits=LIMITS) as server:
        server.log = []
        server.application.say = server.log.append
        yield server


def post(server: Server, **form: Any) -> Got:
    return ask(
        server,
        "/",
        "POST",
        urlencode({name: json.dumps(value) for name, value in form.items()}),
        FORM,
    )


def send(server: Server, raw: bytes, *, more: bytes = b"", pause: float = 0.0) -> bytes:
    """All that comes back when raw bytes are sent, and then perhaps more after a pause."""
    with socket.create_connection(server.server_address[:2], timeout=10) as connection:
        try:
            connection.sendall(raw)
            if more:
                time.sleep(pause)
                connection.sendall(more)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it was told no before it had said all
        return b"".join(iter(lambda: connection.recv(1 << 16), b""))


def soon(holds: Callable[[], bool]) -> None:
    """What other threads bring about is true in a moment."""
    until = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.01)


# --- addresses ------------------------------------------------------------------------------------


def test_version_0_2_is_complete(server: Server) -> None:
    """Manifest, queries, suggestions, flyouts, preview, view, proposals and extension answer
    validly, to GET and to POST.
    """
    manifest = valid("0.2", "manifest", ask(server, "/").json)
    assert manifest["view"]["url"].startswith(server.url)
    wanted = server.service.reconcile(RAMOUSA)
    assert valid("0.2", "results", post(server, queries=RAMOUSA).json) == wanted
    assert ask(server, "/?" + urlencode({"queries": json.dumps(RAMOUSA)})).json == wanted
    query = {"ids": ["halab"], "properties": [{"id": "country"}]}
    assert valid("0.2", "extended", post(server, extend=query).json)["rows"] == {
        "halab": {"country": [{"id": "sy", "name": "Syria"}]}
    }
    assert ask(server, "/?" + urlencode({"extend": json.dumps(query)})).status == 200
    for kind, id in (("entity", "sy"), ("type", "place"), ("property", "country")):
        place = manifest["suggest"][kind]["service_path"]
        assert (
            valid("0.2", "suggestions", ask(server, f"{place}?prefix={id}&cursor=0&type=x").json)[
                "result"
            ][0]["id"]
            == id
        )
        assert (
            ask(server, f"{place}?prefix={id}&cursor=1").json
            != ask(server, f"{place}?prefix={id}").json
        )
        flyout = manifest["suggest"][kind]["flyout_service_path"].replace("${id}", id)
        assert valid("0.2", "flyout", ask(server, flyout).json)["id"] == id
    proposals = manifest["extend"]["propose_properties"]["service_path"]
    assert (
        len(
            valid("0.2", "proposals", ask(server, f"{proposals}?type=place&limit=3").json)[
                "properties"
            ]
        )
        == 3
    )


def test_version_1_0_draft_answers_beside_it(server: Server) -> None:
    """The same, at the fixed addresses of the draft, with JSON for bodies."""
    manifest = valid("1.0-draft", "manifest", ask(server, "/v1/").json)
    assert manifest["view"]["url"] == f"{server.url}/v1/view?id={{id}}"
    batch = {"queries": [{"conditions": [{"matchType": "name", "propertyValue": "Ramouseh"}]}]}
    found = valid("1.0-draft", "results", ask(server, "/v1/match", "POST", json.dumps(batch)).json)
    assert found["results"][0]["candidates"][0]["match"] is True
    query = {"ids": ["sy"], "properties": [{"id": "name"}]}
    assert (
        valid("1.0-draft", "extended", ask(server, "/v1/extend", "POST", json.dumps(query)).json)[
            "rows"
        ][0]["id"]
        == "sy"
    )
    assert valid(
        "1.0-draft",
        "suggestions",
        ask(server, "/v1/suggest/entity?prefix=ram&limit=1&offset=0").json,
    )["result"]
    assert valid("1.0-draft", "proposals", ask(server, "/v1/extend/propose?type=place").json)
    assert ask(server, "/v1/preview?id=sy").status == 200


def test_pages_are_found_by_any_id(server: Server) -> None:
    """An ID of any characters comes through, encoded as a client must; a plus sign even as
    OpenRefine leaves it.
    """
    for id in ODD:
        for path in ("/preview", "/view"):
            got = ask(server, f"{path}?id={quote(id, safe='')}")
            assert f"Oddity {ODD.index(id)} Qwrt" in got.body.decode()
            assert got.headers["Content-Type"] == "text/html; charset=utf-8"
            assert got.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert b"Oddity 3 Qwrt" in ask(server, "/preview?id=x+y").body
    assert ask(server, "/preview?id=nothing").status == 404


def test_links_go_where_the_client_came_from(server: Server) -> None:
    """The address in the manifest is the one that was asked, or that of this machine where that
    is none; or the one it was told.
    """

    def told(host: str) -> str:
        return (
            ask(server, "/", headers={"Host": host}).json["preview"]["url"].partition("/preview")[0]
        )

    assert told("refine.example:8080") == "http://refine.example:8080"
    assert told("[::1]:80") == "http://[::1]:80"
    assert [told(host) for host in ('x"><script>', "a b", "", "x/y", "é")] == [server.url] * 5
    with mock.patch.object(server.application, "known_as", "https://names.example/translit"):
        assert told("127.0.0.1") == "https://names.example/translit"


def test_every_answer_may_be_read_from_other_pages(server: Server) -> None:
    """Cross-origin headers stand on every answer (Got looks), on preflights, and on every
    refusal.
    """
    for path, methods in ROUTES.items():
        for method in ("GET", "HEAD", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "X-ODD"):
            got = ask(server, path, method, "x=1" if method == "POST" else None)
            assert got.status in (
                {200}
                if method == "OPTIONS"
                else {200, 400}
                if method.replace("HEAD", "GET") in methods
                else {405}
            )
            if method == "OPTIONS":
                assert {"GET", "POST"} <= {*got.headers["Access-Control-Allow-Methods"].split(", ")}
                assert "Authorization" in got.headers["Access-Control-Allow-Headers"]
            assert got.body == b"" or method not in ("HEAD", "OPTIONS")
    assert ask(server, "/nowhere").status == ask(server, "/nowhere", "POST", "").status == 404


# --- refusals -------------------------------------------------------------------------------------


def test_what_is_too_much_is_413(server: Server) -> None:
    """A batch over the size, a body over the limit however long it says it is, and the rest of
    it isn't waited for.
    """
    over = {str(number): {"query": "x"} for number in range(BATCH + 1)}
    assert (post(server, queries=over).status, post(server, queries=over).error) == (
        413,
        "51 queries at once; this service takes 50",
    )
    assert ask(server, "/", "POST", "x" * (LIMITS.body + 1), FORM).status == 413
    assert ask(server, "/v1/match", "POST", "x" * 5_000_000).status == 413
    assert send(
        server, b"POST / HTTP/1.1\r\nContent-Length: 999999999999999999999999\r\n\r\n"
    ).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "queries",
        "queries=",
        "queries={",
        "queries=[]",
        "queries=1",
        "queries=NaN",
        'queries={"a":1}',
        "queries=" + "[" * 60_000,
        'queries={"a":{"query":1e999}}',
        'queries={"a":{"query":"x","limit":Infinity}}',
        "extend={}",
        "extend=null",
        "other=1",
        "%ff=%fe",
        "queries=%ff",
        "&" * 1000,
        'queries={"a":{"query":"x","limit":' + "9" * 5000 + "}}",
        b"\xff\xfe\x00",
    ],
)
def test_malformed_bodies_are_400(server: Server, body: Any) -> None:
    """A form that holds no query, or no JSON, is refused with a line that says so."""
    got = ask(server, "/", "POST", body, FORM)
    assert (got.status, bool(got.error)) == (400, True)
    assert ask(server, "/v1/match", "POST", body).status == 400


@pytest.mark.parametrize(
    "query", ["", "?prefix=x&cursor=-1", "?prefix=x&cursor=1e3", "?prefix=x&limit=x", "?prefix=%ff"]
)
def test_bad_parameters_are_400(server: Server, query: str) -> None:
    assert ask(server, f"/suggest/entity{query}").status == 400


@pytest.mark.parametrize(
    "header",
    [
        b"X: y",
        b"Content-Length: x",
        b"Content-Length: -1",
        b"Content-Length: 1\r\nContent-Length: 1",
        b"Transfer-Encoding: chunked",
        b"Content-Length: 1\r\nTransfer-Encoding: chunked",
        b"Content-Length: 1_0",
        "Content-Length: ٣".encode(),
    ],
)
def test_a_body_of_no_certain_length_is_refused(server: Server, header: bytes) -> None:
    """Where two readers could part a stream into different requests there is one answer, and the
    connection ends.
    """
    answer = send(
        server, b"POST / HTTP/1.1\r\n" + header + b"\r\n\r\n0\r\n\r\nGET /v1 HTTP/1.1\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"Content-Length" in answer.partition(b"error")[2]
    assert answer.count(b"HTTP/1.1") == 1


@pytest.mark.parametrize(
    "line", [b"A: b\rHost: x", b"A: b\r\rHost: x", b"A: b\nContent-Length: 5", b"A: b\r", b"\rA: b"]
)
def test_nothing_but_crlf_ends_a_header(server: Server, line: bytes) -> None:
    """A line that a proxy may end elsewhere is refused, and nothing behind it is read."""
    got = send(server, b"GET / HTTP/1.1\r\n" + line + b"\r\n\r\nGET /view?id=sy HTTP/1.1\r\n\r\n")
    assert got.startswith(b"HTTP/1.1 400 ")
    assert got.count(b"HTTP/1.1 ") == 1


def test_requests_on_one_connection_are_told_apart(server: Server) -> None:
    """Several on one connection, with bodies, each have their answer, in order; of HTTP/1.0 and
    of a bare line there is one.
    """
    one, end = (
        b"GET /view?id=sy HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc",
        b"GET /nowhere HTTP/1.1\r\nConnection: close\r\n\r\n",
    )
    answer = send(server, one + b"OPTIONS / HTTP/1.1\r\n\r\n" + end + one)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"200", b"200", b"404"]
    for line in (b"GET / HTTP/1.0\r\n\r\n", b"GET /\r\n\r\n"):
        assert send(server, line + one).count(b"HTTP/1.0 200 ") == 1
    assert send(server, b"GET  /  HTTP/1.1\r\n\r\n" + one).count(b"HTTP/1.") == 1


def test_who_asks_before_sending_a_body_is_told(server: Server) -> None:
    """A client that waits for leave to send its body gets it, or the refusal."""
    waits = (
        b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nConnection: close\r\nContent-Length:"
        b" %d\r\n\r\n"
    )
    answer = send(server, waits % 10, more=b"queries={}", pause=0.05)
    assert re.findall(rb"HTTP/1.1 (\d+)", answer) == [b"100", b"200"]
    assert re.findall(rb"HTTP/1.1 (\d+)", send(server, waits % 999_999)) == [b"413"]


def test_a_header_has_a_length(server: Server) -> None:
    """Long lines and many of them end in a clean status."""
    for raw in (
        b"GET /" + b"x" * 90_000,
        b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2000,
        b"GET / HTTP/1.1\r\nA: " + b"x" * 90_000,
    ):
        assert re.match(rb"HTTP/1.1 4(14|31) ", send(server, raw + b"\r\n\r\n"))


def test_who_is_slow_is_not_waited_for() -> None:
    """A client that says nothing, half a line, half a header or half a body is left, or told so,
    in its time, also when it drips.
    """
    with Server(RESOLVER, port=0, limits=HASTY) as server:
        server.application.say = lambda line: None
        halves = [
            b"",
            b"GET / HT",
            b"GET / HTTP/1.1\r\nHost: x\r\n",
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
        ]
        lines = [socket.create_connection(server.server_address[:2], timeout=10) for _ in halves]
        begun = time.monotonic()
        for line, half in zip(lines, halves, strict=True):
            line.sendall(half)
        answers = [b"".join(iter(lambda line=line: line.recv(1 << 16), b"")) for line in lines]
        assert [answer[:13] for answer in answers] == [b"", *[b"HTTP/1.1 408 "] * 3]
        with (
            socket.create_connection(server.server_address[:2], timeout=10) as dripping,
            suppress(OSError),
        ):
            for byte in b"GET / HTTP/1.1\r\nA: " + b"b" * 1000:
                dripping.sendall(bytes([byte]))
                time.sleep(0.02)
        assert time.monotonic() - begun < 8
        for line in lines:
            line.close()


@settings(max_examples=40)
@given(
    st.binary(max_size=200)
    | st.binary(max_size=200).map(
        lambda raw: b"POST / HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s" % (len(raw), raw)
    )
)
@example(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")  # a browser that takes it for HTTPS
@example(b"GET http://[x/ HTTP/1.1\r\n\r\n")
@example(b"GET //// HTTP/1.1\r\n\r\n")
@example(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
@example(b"GET / HTTP/1.1\r\n\xff\xfe: \x00\r\n\r\n")
@example(b"\r\n\r\n\r\n")
def test_any_bytes_end_in_a_clean_status(server: Server, raw: bytes) -> None:
    """Whatever bytes come, each answer is an honest status line, none is a fault of ours, and
    nothing of the inside is in it.
    """
    answer = send(server, raw)
    assert answer == b"" or re.match(rb"HTTP/1\.[01] (200|4\d\d) ", answer)
    assert not INSIDE.search(answer)
    assert not any("fault" in line for line in server.log)


def test_a_fault_of_ours_is_told_to_the_log_alone(server: Server) -> None:
    """An error that nobody foresaw is a plain 500 for the client; the log has its kind."""
    with mock.patch.object(server.service, "manifest", side_effect=RuntimeError(f"{ROOT}/secret")):
        got = ask(server, "/")
    assert (got.status, got.error) == (500, "a fault in translit itself")
    assert any("RuntimeError" in line for line in server.log)
    server.log.clear()


def test_the_log_says_what_was_asked_and_not_for_whom(server: Server) -> None:
    """A line a request, with its address, its status and its time; no name is in it, and no
    control character reaches a terminal.
    """
    ask(server, "/suggest/entity?prefix=Zabadani")
    send(server, b"GET /a\x1b[31mb HTTP/1.1\r\nConnection: close\r\n\r\n")
    told = re.compile(r"127\.0\.0\.1 GET /suggest/entity 200 \d+ bytes \d+ ms")
    soon(
        lambda: (
            any(map(told.fullmatch, server.log))
            and any("/a\\u001b[31mb" in line for line in server.log)
        )
    )
    assert not any("Zabadani" in line or "\x1b" in line for line in server.log)


# --- tokens, clients, ends ------------------------------------------------------------------------


def test_a_token_keeps_all_but_the_manifest() -> None:
    """Without the token, or with another, everything but the manifests and preflights is 401;
    with it all is answered.
    """
    with Server(RESOLVER, port=0, token="süß", limits=LIMITS) as server:
        server.application.say = lambda line: None
        assert valid("0.2", "manifest", ask(server, "/").json)["authentication"]["in"] == "header"
        assert (
            valid("1.0-draft", "manifest", ask(server, "/v1").json)["authentication"]["name"]
            == "Authorization"
        )
        assert ask(server, "/", "OPTIONS").status == 200
        right = "Bearer " + "süß".encode().decode("latin-1")
        for headers in (
            {},
            {"Authorization": "Bearer"},
            {"Authorization": "Bearer sü"},
            {"Authorization": right.replace("Bearer", "Basic")},
        ):
            kept = {(path, method) for path in {*ROUTES} - {*OPEN} for method in ROUTES[path]}
            for path, method in kept - {("/", "GET"), ("/v1", "GET")} | {("/?queries={}", "GET")}:
                got = ask(server, path, method, "{}" if method == "POST" else None, headers)
                assert (got.status, got.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert ask(server, "/?queries={}", headers={"Authorization": right}).json == {}
    for empty in ("", " "):
        with pytest.raises(TranslitError, match="empty"):
            Server(RESOLVER, port=0, token=empty)


def test_fifty_clients_at_once_are_answered_alike(server: Server) -> None:
    """Each of fifty clients gets what one gets, over connections that stay open; and no
    connection is kept that its client has left.
    """
    wanted = server.service.reconcile(RAMOUSA)
    together = threading.Barrier(50)

    def client(_: int) -> list[Any]:
        connection = HTTPConnection(*server.server_address[:2], timeout=20)
        connection.connect()
        together.wait(20)
        found = []
        for _ in range(3):
            connection.request("POST", "/", urlencode({"queries": json.dumps(RAMOUSA)}), FORM)
            found.append(Got(connection.getresponse()).json)
        connection.close()
        return found

    with ThreadPoolExecutor(50) as clients:
        assert list(clients.map(client, range(50))) == [[wanted] * 3] * 50
    soon(lambda: not server._door.active_channels)


def test_slow_clients_make_room() -> None:
    """When all connections are taken by clients that say nothing, or too little, whoever asks is
    answered at once.
    """
    with Server(RESOLVER, port=0, limits=LIMITS._replace(connections=8)) as server:
        server.application.say = lambda line: None
        for half in (b"", b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"):
            slow = [socket.create_connection(server.server_address, timeout=10) for _ in range(40)]
            for line in slow:
                with suppress(OSError):  # it was put out already
                    line.sendall(half)
            begun = time.monotonic()
            assert [ask(server, "/").status for _ in range(3)] == [200] * 3
            assert time.monotonic() - begun < 3
            assert len(server._door.active_channels) <= 8
            for line in slow:
                line.close()


def test_a_client_that_is_answered_makes_no_room() -> None:
    """Whoever is being answered is not put out, however many others come; one who comes when all
    are being answered waits.
    """
    with (
        Server(RESOLVER, port=0, limits=LIMITS._replace(connections=2)) as server,
        ThreadPoolExecutor(5) as pool,
    ):
        server.application.say = lambda line: None
        go = threading.Event()
        with mock.patch.object(server.service, "reconcile", lambda batch: go.wait(20) and batch):
            answers = [pool.submit(post, server, queries=RAMOUSA) for _ in range(5)]
            soon(lambda: len(server._door.active_channels) == 2)
            slow = [socket.create_connection(server.server_address, timeout=10) for _ in range(5)]
            time.sleep(0.3)
            go.set()
            assert [answer.result(20).json for answer in answers] == [RAMOUSA] * 5
        for line in slow:
            line.close()


def test_a_thousand_names_starve_nobody() -> None:
    """While others ask for fifty times twenty names, whoever asks for one is answered after few
    of them, and long before they are.
    """
    names = {"matchType": "name", "propertyValue": [f"Qwrt {number}" for number in range(20)]}
    body, whole, done = (
        json.dumps({"queries": [{"conditions": [names]}] * 50}),
        Resolver.resolve_among,
        list[str](),
    )

    def slow(self: Resolver, name: str, *args: Any, **more: Any) -> Any:
        done.append(name)
        time.sleep(0.005)
        return whole(self, name, *args, **more)

    with (
        ThreadPoolExecutor(8) as pool,
        ExitStack() as ends,
        mock.patch.object(Resolver, "resolve_among", slow),
    ):
        server = ends.enter_context(Server(RESOLVER, port=0, limits=LIMITS))
        server.application.say = lambda line: None
        large = [pool.submit(ask, server, "/v1/match", "POST", body, seconds=60) for _ in range(8)]
        soon(lambda: len(done) > 50)
        for _ in range(3):
            before = len(done)
            assert post(server, queries=RAMOUSA).status == 200
            assert len(done) - before < 500
        assert not any(answer.done() for answer in large)
        ends.close()
        assert {answer.result(20).status for answer in large} == {503}


def test_an_end_lets_what_is_being_answered_finish() -> None:
    """Leaving `with` ends idle connections at once, waits for the answers that are being worked
    out, and leaves no thread and no port.
    """
    before = {*threading.enumerate()}
    server = Server(RESOLVER, port=0, limits=Limits(idle=60, linger=0.1))
    server.application.say = lambda line: None
    started = threading.Event()

    def slow(batch: object) -> Any:
        started.set()
        time.sleep(0.3)
        return batch

    server.__enter__()
    with mock.patch.object(server.service, "reconcile", slow), ThreadPoolExecutor(1) as pool:
        idle = socket.create_connection(server.server_address[:2])
        answer = pool.submit(post, server, queries=RAMOUSA)
        started.wait(5)
        begun = time.monotonic()
        server.__exit__()
        assert time.monotonic() - begun < 30
        assert answer.result(10).json == RAMOUSA
    idle.close()
    assert {*threading.enumerate()} <= before
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(server.server_address[:2], timeout=1)


def keep_asking(address: tuple[str, int]) -> int:
    """Ask over one connection until there is none any more, and say how often that was answered."""
    connection, answered = HTTPConnection(*address, timeout=10), 0
    with suppress(OSError, HTTPException):
        while True:
            connection.request("GET", "/suggest/entity?prefix=ramo")
            answered += connection.getresponse().read() != b""
    return answered


def test_no_client_delays_the_end() -> None:
    """Clients that keep asking, don't read their answers, have said half a request or ask for a
    thousand names: all are left.
    """
    names = {"matchType": "name", "propertyValue": [f"Qwrt {number}" for number in range(20)]}
    large = json.dumps({"queries": [{"conditions": [names]}] * 50})
    whole = Resolver.resolve_among
    slow = mock.patch.object(
        Resolver, "resolve_among", lambda *args, **more: time.sleep(0.02) or whole(*args, **more)
    )
    huge = mock.patch.object(Entities, "view", lambda self, id: id * 20_000_000)
    with ThreadPoolExecutor(8) as pool, ExitStack() as ends, slow, huge:
        server = ends.enter_context(Server(RESOLVER, port=0, limits=LIMITS._replace(request=60)))
        server.application.say = lambda line: None
        for half in (
            b"",
            b"GET / HT",
            b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc",
            b"GET /view?id=x HTTP/1.1\r\n\r\n" * 3,
        ):
            line = ends.enter_context(socket.create_connection(server.server_address))
            line.sendall(half)
        asking = [pool.submit(keep_asking, server.server_address) for _ in range(4)]
        asking += [
            pool.submit(ask, server, "/v1/match", "POST", large, seconds=60) for _ in range(4)
        ]
        soon(lambda: len(server._door.active_channels) == 12)
        time.sleep(0.5)
        begun = time.monotonic()
        server.__exit__()
        assert time.monotonic() - begun < ENDS
        assert all(answered.result(10) for answered in asking[:4])
        ends.pop_all()


# --- the command ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_command_says_where_it_is_and_ends_when_told(
    tmp_path: Path, number: int, status: int
) -> None:
    """`translit serve --port 0` names its address, answers there, and ends on a signal with a
    status and no traceback, while clients keep asking.
    """
    (tmp_path / "small.yaml").write_text(TABLE)
    command = [
        sys.executable,
        "-m",
        "translit",
        "serve",
        "--port",
        "0",
        "--table",
        str(tmp_path / "small.yaml"),
        "--name",
        "small",
    ]
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "TRANSLIT_TOKEN": "t"},
        preexec_fn=interruptible,  # noqa: PLW1509 (this process has one thread)
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        found = re.search(r"1 entries at http://127\.0\.0\.1:(\d+) ", first)
        assert found, first
        connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        connection.request("GET", "/")
        assert Got(connection.getresponse()).json["name"] == "small"
        with ThreadPoolExecutor(5) as pool:
            asking = [pool.submit(keep_asking, ("127.0.0.1", int(found[1]))) for _ in range(5)]
            time.sleep(0.3)
            begun = time.monotonic()
            process.send_signal(number)
            rest = process.stderr.read()
            assert process.wait(10) == status
            assert time.monotonic() - begun < ENDS
            assert all(asked.result() for asked in asking)
        assert "Traceback" not in rest
        assert all(line.startswith("translit: ") for line in rest.splitlines())


def test_the_command_refuses_in_one_line(
    tmp_path: Path, server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    """A port that is taken, a port that is none, an empty token: status 2 and a line that says
    how to mend it.
    """
    table = tmp_path / "small.yaml"
    table.write_text(TABLE)
    port = str(server.server_address[1])
    for more in (
        ["--port", port],
        ["--port", "70000"],
        ["--host", "no such host"],
        ["--port", "0", "--token", ""],
    ):
        assert cli.main(["serve", "--table", str(table), *more]) == 2
        err = capsys.readouterr().err
        assert err.startswith("translit: ")
        assert err.count("\n") == 1


def test_other_machines_are_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever lets other machines in without a token is told what that means; on this machine
    alone nobody is.
    """
    with mock.patch("translit.doors.reconcile.server.sleep", side_effect=KeyboardInterrupt):
        for host, token, warned in (
            ("0.0.0.0", None, True),
            ("0.0.0.0", "t", False),
            ("127.0.0.1", None, False),
        ):
            with pytest.raises(KeyboardInterrupt):
                run(RESOLVER, host=host, port=0, token=token)
            assert ("other machines" in capsys.readouterr().err) == warned


# A sound request, but for how it says where it ends, and one behind it that would be answered by
# itself.
SOUND = urlencode({"queries": json.dumps(RAMOUSA)}).encode()
SIZED = b"Content-Length: %d" % len(SOUND)
BEHIND = b"GET /view?id=sy.aleppo HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"


def statuses(server: Server, *lines: bytes) -> list[bytes]:
    """The status of each answer to a request with some lines in its header, and to the one
    behind it.
    """
    head = b"\r\n".join(
        [
            b"POST / HTTP/1.1",
            b"Host: x",
            b"Content-Type: application/x-www-form-urlencoded",
            *lines,
            b"",
            b"",
        ]
    )
    return re.findall(rb"HTTP/1\.[01] (\d+) ", send(server, head + SOUND + BEHIND))


@pytest.mark.parametrize(
    "lines",
    [
        [b"Content-Length : %d" % len(SOUND)],
        [b"Transfer-Encoding : chunked", SIZED],
        [SIZED, b"Transfer-Encoding : chunked"],
        [b"Transfer-Encoding: chunked", SIZED],
        [SIZED, b"Content-Length: 0"],
        [b"Content-Length: 0", SIZED],
        [b"Content-Length: +%d" % len(SOUND)],
        [b"Content-Length: %d, 0" % len(SOUND)],
        [SIZED, b"no header at all"],
        [SIZED, b"no header at all", b"Transfer-Encoding: chunked"],
        [b"no header at all", SIZED],
        [b": of no name", SIZED],
    ],
    ids=lambda lines: b" | ".join(lines).decode(),
)
def test_no_request_hides_in_another(server: Server, lines: list[bytes]) -> None:
    """A header that others may read otherwise, or that holds a line which is none, is refused
    for that alone, and the connection ends.
    """
    assert statuses(server, SIZED) == [b"200", b"200"]
    assert statuses(server, *lines) == [b"400"]
