"""The reconciliation service as a WSGI application: what is answered at which address, to whom, and
with which headers.

Every answer may be read by pages from anywhere, as the API demands. What is wrong with a request is
said in one line, and nothing of this machine is. Any server of WSGI applications can carry it; the
one that translit/doors/reconcile/server.py puts under it also bounds what a client may send and how
long it may take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from time import monotonic
from typing import Any, NamedTuple

from translit.doors.cli.streams import clipped, say
from translit.doors.reconcile.queries import Ending, NotFound, RequestError, TooMuch
from translit.doors.reconcile.routes import MANIFESTS, ROUTES, SECURITY, Asked, parameters
from translit.doors.reconcile.service import Service
from translit.files.writing import visible

# Under this key an environ may hold the status and the reason by which the server has refused a
# request already.
REFUSED = "translit.refused"
STATUS: dict[type[RequestError], int] = {
    RequestError: 400,
    NotFound: 404,
    TooMuch: 413,
    Ending: 503,
}
# What may be an address in a header; anything else is left out of the links.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")

Environ = dict[str, Any]


class Reply(NamedTuple):
    """A status, what is said, and whether as HTML."""

    status: int
    body: bytes
    html: bool = False


class Application:
    """A WSGI application over a service.

    Args:
        service: what answers.
        url: the address of the service on this machine.
        token: what a client must send as its bearer token; without it anybody may ask.
        known_as: the address that clients know the service by, if that is another.
    """

    def __init__(
        self, service: Service, url: str, token: str | None = None, known_as: str | None = None
    ) -> None:
        self.service, self.url, self.token, self.known_as = service, url, token, known_as

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> list[bytes]:
        """Answer a request, and say so in a line of the log."""
        begun = monotonic()
        method, reply = environ["REQUEST_METHOD"], self._reply(environ)
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", [*_headers(reply)])
        took = 1000 * (monotonic() - begun)
        request = clipped(
            visible(f"{method} {environ['PATH_INFO']}")
        )  # without its parameters: names are nobody's business
        self.say(
            f"{environ['REMOTE_ADDR']} {request} {reply.status} {len(reply.body)} bytes"
            f" {took:.0f} ms"
        )
        return [] if method == "HEAD" else [reply.body]

    def say(self, line: str) -> None:
        """A line to the log; a log that is gone stops nobody."""
        with suppress(OSError, ValueError):
            say(line)

    def _reply(self, environ: Environ) -> Reply:
        if REFUSED in environ:
            return _failure(*environ[REFUSED])
        try:
            return self._answer(environ)
        except RequestError as error:
            return _failure(STATUS[type(error)], str(error))
        except Exception as error:  # noqa: BLE001 (whatever it is, the client gets an answer, and the log the reason)
            self.say(
                f"a fault in translit itself, please report it: {type(error).__name__}: {error}"
            )
            return _failure(500, "a fault in translit itself")

    def _answer(self, environ: Environ) -> Reply:
        path, query = environ["PATH_INFO"].rstrip("/") or "/", environ.get("QUERY_STRING", "")
        method = {"HEAD": "GET"}.get(environ["REQUEST_METHOD"], environ["REQUEST_METHOD"])
        if method == "OPTIONS":
            return Reply(200, b"")
        if path not in ROUTES:
            raise NotFound("there is nothing at this address")
        if method not in ROUTES[path]:
            return _failure(405, f"this address takes {', '.join(ROUTES[path])}")
        manifest = (
            path in MANIFESTS and method == "GET" and not query
        )  # which is for everybody, as the API wants it
        if not manifest and not self._may_ask(environ):
            return _failure(401, "a token is needed: Authorization: Bearer ...")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        asked = Asked(parameters(query), body, self._base(environ), SECURITY if self.token else {})
        with self.service.turns:
            self.service.turns.step()  # which raises when there is no more to be done
            found = ROUTES[path][method](self.service, asked)
        return (
            Reply(200, found.encode("utf-8", "replace"), html=True)
            if isinstance(found, str)
            else Reply(200, json.dumps(found).encode())
        )

    def _may_ask(self, environ: Environ) -> bool:
        """Whether a request has the token, if there is one."""
        scheme, _, given = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
        right = (self.token or "").encode()
        return self.token is None or (
            scheme.lower() == "bearer"
            and compare_digest(given.strip().encode("latin-1", "replace"), right)
        )

    def _base(self, environ: Environ) -> str:
        host = environ.get("HTTP_HOST", "")
        return self.known_as or (f"http://{host}" if _HOST.fullmatch(host) else self.url)


def _failure(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": message}).encode())


def _headers(reply: Reply) -> Iterator[tuple[str, str]]:
    yield "Access-Control-Allow-Origin", "*"
    yield "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"
    yield "Access-Control-Allow-Headers", "Authorization, Content-Type"
    yield "Access-Control-Max-Age", "86400"
    yield "X-Content-Type-Options", "nosniff"
    yield "Content-Length", str(len(reply.body))
    yield "Content-Type", f"{'text/html' if reply.html else 'application/json'}; charset=utf-8"
    if reply.html:
        yield "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
    if reply.status == 401:
        yield "WWW-Authenticate", "Bearer"
