"""The service as a WSGI application: what is answered at which address, to whom, and with which
headers.

Every answer may be read by pages from anywhere, as the API demands. What is wrong with a request is
said in one line, and nothing of this machine is. Any server of WSGI applications can carry it; the
one that translit/doors/reconcile/server.py puts under it also bounds what a client may send and how
long it may take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from time import monotonic
from typing import Any, NamedTuple

from translit.doors.cli.streams import clipped, say
from translit.doors.plain import routes as plain
from translit.doors.plain.questions import NDJSON
from translit.doors.plain.routes import OPEN, Stream
from translit.doors.reconcile import routes as reconcile
from translit.doors.reconcile.asked import Asked, parameters, text_of
from translit.doors.reconcile.queries import Ending, NotFound, Object, RequestError, TooMuch
from translit.doors.reconcile.routes import MANIFESTS, SECURITY
from translit.doors.reconcile.service import Service
from translit.files.writing import visible
from translit.model.errors import EntryError

# Under this key an environ may hold the status and the reason by which the server has refused a
# request already.
REFUSED = "translit.refused"
STATUS: dict[type[Exception], int] = {
    RequestError: 400,
    EntryError: 400,
    NotFound: 404,
    TooMuch: 413,
    Ending: 503,
}
# What may be an address in a header; anything else is left out of the links.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")

Environ = dict[str, Any]
ROUTES: Mapping[str, Mapping[str, Callable[[Service, Asked], Object | str | Stream]]] = {
    **reconcile.ROUTES,
    **plain.ROUTES,
}
# What stands before the ID of an entry that a path holds.
ENTRIES = "/entries/"
HTML = "text/html"


class Reply(NamedTuple):
    """A status, what is said, as which media type, and the methods that a refused address takes."""

    status: int
    body: bytes | Iterator[bytes]
    kind: str = "application/json"
    allowed: str = ""


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

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        """Answer a request, and say so in a line of the log."""
        begun, reply = monotonic(), self._reply(environ)
        status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
        start_response(status, [*_headers(reply)])
        if not isinstance(reply.body, bytes):
            return self._streamed(environ, reply.body, begun)
        self._log(environ, reply.status, len(reply.body), begun)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [reply.body]

    def _streamed(self, environ: Environ, lines: Iterator[bytes], begun: float) -> Iterator[bytes]:
        """The lines of a stream, and its line of the log when it ends, whoever ends it."""
        size = 0
        try:
            for line in lines:
                size += len(line)
                yield line
        except Exception as error:  # noqa: BLE001 (as in `_reply`)
            self._fault(error)
            yield b'{"error": "a fault in translit itself"}\n'
        finally:
            self._log(environ, 200, size, begun)

    def _log(self, environ: Environ, status: int, size: int, begun: float) -> None:
        """A line of the log, without what was asked for: names are nobody's business."""
        path = environ["PATH_INFO"]
        path = ENTRIES if path.startswith(ENTRIES) else path
        request = clipped(visible(f"{environ['REQUEST_METHOD']} {path}"))
        took = 1000 * (monotonic() - begun)
        self.say(f"{environ['REMOTE_ADDR']} {request} {status} {size} bytes {took:.0f} ms")

    def say(self, line: str) -> None:
        """A line to the log; a log that is gone stops nobody."""
        with suppress(OSError, ValueError):
            say(line)

    def _reply(self, environ: Environ) -> Reply:
        if REFUSED in environ:
            return _failure(*environ[REFUSED])
        try:
            return self._answer(environ)
        except (RequestError, EntryError) as error:
            return _failure(STATUS[type(error)], str(error))
        # Whatever it is, the client gets an answer, and the log the reason.
        except Exception as error:  # noqa: BLE001
            return self._fault(error)

    def _fault(self, error: Exception) -> Reply:
        """What a client is told of an error that nobody foresaw; the log has its kind."""
        self.say(f"a fault in translit itself, please report it: {type(error).__name__}: {error}")
        return _failure(500, "a fault in translit itself")

    def _answer(self, environ: Environ) -> Reply:
        path, fields = _address(environ)
        method = str(environ["REQUEST_METHOD"]).replace("HEAD", "GET")
        if method == "OPTIONS":
            return Reply(200, b"")
        if path not in ROUTES:
            raise NotFound("there is nothing at this address")
        if method not in ROUTES[path]:
            allowed = ", ".join([*ROUTES[path], "OPTIONS"])
            return _failure(405, f"this address takes {', '.join(ROUTES[path])}", allowed)
        # The manifests are for everybody, as the API wants it.
        manifest = path in MANIFESTS and method == "GET" and not fields
        if not (manifest or path in OPEN or self._may_ask(environ)):
            return _failure(401, "a token is needed: Authorization: Bearer ...")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        kind = environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
        security = SECURITY if self.token else {}
        asked = Asked(fields, body, self._base(environ), security, kind)
        found = ROUTES[path][method](self.service, asked)
        if isinstance(found, str):
            return Reply(200, found.encode("utf-8", "replace"), HTML)
        if isinstance(found, Stream):
            return Reply(200, found.lines, NDJSON)
        return Reply(200, json.dumps(found).encode())

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


def _address(environ: Environ) -> tuple[str, dict[str, str]]:
    """The path that a request asks for, and its parameters; the ID behind "/entries/" is one."""
    path, fields = environ["PATH_INFO"], parameters(environ.get("QUERY_STRING", ""))
    if path.startswith(ENTRIES) and path != ENTRIES:
        id = text_of(path.removeprefix(ENTRIES).encode("latin-1"))
        return ENTRIES.rstrip("/"), {"id": id}
    return path.rstrip("/") or "/", fields


def _failure(status: int, message: str, allowed: str = "") -> Reply:
    return Reply(status, json.dumps({"error": message}).encode(), allowed=allowed)


def _headers(reply: Reply) -> Iterator[tuple[str, str]]:
    yield "Access-Control-Allow-Origin", "*"
    yield "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"
    yield "Access-Control-Allow-Headers", "Authorization, Content-Type"
    yield "Access-Control-Max-Age", "86400"
    yield "X-Content-Type-Options", "nosniff"
    if isinstance(reply.body, bytes):
        yield "Content-Length", str(len(reply.body))
    yield "Content-Type", reply.kind if reply.kind == NDJSON else f"{reply.kind}; charset=utf-8"
    if reply.kind == HTML:
        yield "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
    if reply.status == 401:
        yield "WWW-Authenticate", "Bearer"
    if reply.allowed:
        yield "Allow", reply.allowed
