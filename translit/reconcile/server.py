"""The reconciliation service over HTTP, for OpenRefine and whoever else speaks its API: the standard library's server, with limits.

Version 0.2 of the API stands at /, 1.0-draft at /v1. Nothing that a client sends makes it do more than so much work, hold more
than so much memory, or wait longer than so long; what is wrong with a request is said in one line, and nothing of this machine is.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from hmac import compare_digest
from http import HTTPStatus
from http.client import LineTooLong
from http.server import BaseHTTPRequestHandler
from io import BufferedReader, RawIOBase
from signal import SIGTERM, signal
from socket import AF_INET, AF_INET6, SHUT_RD, SHUT_WR, socket
from socketserver import TCPServer, ThreadingMixIn
from threading import BoundedSemaphore, Thread
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import translit
from translit.cli.streams import clipped, say
from translit.errors import TranslitError
from translit.reconcile.queries import NotFound, RequestError, TooMuch
from translit.reconcile.routes import MANIFESTS, ROUTES, SECURITY, Asked, parameters
from translit.reconcile.service import Service
from translit.yaml.writing import visible

if TYPE_CHECKING:
    from types import FrameType

    from translit.resolver import Resolver

HOST, PORT = "127.0.0.1", 8000
LOOPBACK = ("127.", "::1", "localhost")  # how such an address begins


class Limits(NamedTuple):
    """What one server bears.

    Attributes:
        body: bytes of a request's body.
        head: bytes of its header.
        threads: connections that are served at once; more wait their turn.
        idle: seconds that a connection may stay silent between requests.
        request: seconds that a client may take to send a request, and to take the answer.
        queue: seconds that a new connection waits for its turn before it is told to come back.
        linger: seconds that the rest of a request that was refused is listened to, so that its sender can read why.
    """

    body: int = 1 << 20
    head: int = 1 << 16
    threads: int = 64
    idle: float = 15.0
    request: float = 30.0
    queue: float = 2.0
    linger: float = 1.0


BEARABLE = Limits()


class Reply(NamedTuple):
    """A status, what is said, and whether as HTML."""

    status: int
    body: bytes
    html: bool = False


# --- one connection --------------------------------------------------------------------------------------------------------


class _Timed(RawIOBase):
    """What a client sends, until its time or its bytes are used up."""

    def __init__(self, connection: socket) -> None:
        self._connection = connection
        self.until, self.bytes = 0.0, 0

    def allow(self, seconds: float, size: int) -> None:
        """From now on so many seconds, and so many bytes."""
        self.until, self.bytes = monotonic() + seconds, size

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if self.bytes <= 0:
            raise LineTooLong("header")  # which the standard library's server answers
        self._connection.settimeout(max(self.until - monotonic(), 0.001))
        size = self._connection.recv_into(buffer)
        self.bytes -= size
        return size


class _Handler(BaseHTTPRequestHandler):
    """Reads requests, hands them to the service, and writes what it answers."""

    server: Server
    protocol_version = "HTTP/1.1"
    default_request_version = "HTTP/1.0"  # so that whoever sends a bare line reads a status, too
    disable_nagle_algorithm = True

    def setup(self) -> None:
        super().setup()
        self._started = monotonic()
        self._received = _Timed(self.connection)
        self.rfile = BufferedReader(self._received)

    def handle_one_request(self) -> None:
        self.requestline, self.path, self.command, self.request_version = "", "?", "", ""
        self._received.allow(self.server.limits.idle, self.server.limits.head)
        try:
            super().handle_one_request()
        except LineTooLong:
            self.send_error(414)

    def parse_request(self) -> bool:
        """The header, whose first line is there."""
        self._started = monotonic()
        self._received.allow(self.server.limits.request, self.server.limits.head)
        try:
            return super().parse_request()
        except TimeoutError:
            self.send_error(408)
            return False

    def handle_expect_100(self) -> bool:
        return True  # it is told to go on when its body is about to be read, or else why it needn't

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002
        """What isn't HTTP, or none that is spoken here; nothing of what was sent is sent back."""
        code = {501: 405, 505: 400}.get(code, code)
        self.close_connection = True
        self._send(_failure(code, HTTPStatus(code).phrase))

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `_send` says what is worth saying."""

    def _serve(self) -> None:
        self._send(self._reply())

    do_GET = do_HEAD = do_POST = do_OPTIONS = _serve  # noqa: N815

    def _reply(self) -> Reply:
        try:
            body = self._body()
        except (TooMuch, RequestError, TimeoutError) as error:
            self.close_connection = True  # the rest of it isn't read
            status = 413 if isinstance(error, TooMuch) else 400 if isinstance(error, RequestError) else 408
            return _failure(status, str(error))
        try:
            return self._answer(body)
        except RequestError as error:
            return _failure(_STATUS[type(error)], str(error))
        except Exception as error:  # noqa: BLE001 (whatever it is, the client gets an answer, and the log the reason)
            self.server.say(f"a fault in translit itself, please report it: {type(error).__name__}: {error}")
            return _failure(500, "a fault in translit itself")

    def _answer(self, body: bytes) -> Reply:
        path, _, query = self.path.partition("?")
        path = path.rstrip("/") or "/"
        if self.command == "OPTIONS":
            return Reply(204, b"")
        if path not in ROUTES:
            raise NotFound("there is nothing at this address")
        method = "GET" if self.command == "HEAD" else self.command
        if method not in ROUTES[path]:
            return _failure(405, f"this address takes {', '.join(ROUTES[path])}")
        manifest = path in MANIFESTS and method == "GET" and not query  # which is for everybody, as the API wants it
        if not manifest and not self._may_ask():
            return _failure(401, "a token is needed: Authorization: Bearer ...")
        asked = Asked(parameters(query), body, self._base(), SECURITY if self.server.token else {})
        found = ROUTES[path][method](self.server.service, asked)
        return Reply(200, found.encode("utf-8", "replace"), html=True) if isinstance(found, str) else Reply(200, json.dumps(found).encode())

    def _may_ask(self) -> bool:
        """Whether a request has the token, if there is one."""
        scheme, _, given = self.headers.get("Authorization", "").partition(" ")
        token = self.server.token
        return token is None or (scheme.lower() == "bearer" and compare_digest(given.strip().encode("latin-1", "replace"), token.encode()))

    def _body(self) -> bytes:
        """The body of a request, which must say how long it is."""
        if self.headers.defects:  # behind what it can't read the parser sees no more headers, and a proxy may
            raise RequestError("the header holds a line that is no header")
        lengths = self.headers.get_all("Content-Length", [])
        if "Transfer-Encoding" in self.headers or (self.command == "POST" and not lengths):
            raise RequestError("the request must say its Content-Length, and not come in chunks")
        if len(lengths) > 1 or not all(length.isascii() and length.isdigit() for length in lengths):
            raise RequestError("the Content-Length must be one whole number")
        size, most = int(lengths[0].lstrip("0")[:20] or 0) if lengths else 0, self.server.limits.body
        if size > most:
            raise TooMuch(f"a body of {size:,} bytes; this service takes {most:,}")
        if size and self.headers.get("Expect", "").lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        self._received.bytes = size + 1
        body = self.rfile.read(size)
        if len(body) < size:
            raise RequestError("the body is shorter than its Content-Length")
        return body

    def _base(self) -> str:
        host = self.headers.get("Host", "")
        return self.server.known_as or (f"http://{host}" if _HOST.fullmatch(host) else self.server.url)

    def _send(self, reply: Reply) -> None:
        """Write a reply, and a line about it to the log."""
        self.connection.settimeout(self.server.limits.request)
        self.send_response_only(reply.status)
        for name, value in self._headers(reply):
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(reply.body)
        took = 1000 * (monotonic() - self._started)
        request = clipped(visible(f"{self.command or '?'} {self.path.partition('?')[0]}"))  # for which names is nobody's business
        self.server.say(f"{self.client_address[0]} {request} {reply.status} {len(reply.body)} bytes {took:.0f} ms")

    def _headers(self, reply: Reply) -> Iterator[tuple[str, str]]:
        yield "Server", f"translit/{translit.__version__}"
        yield "Date", self.date_time_string()
        yield "Access-Control-Allow-Origin", "*"
        yield "Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS"
        yield "Access-Control-Allow-Headers", "Authorization, Content-Type"
        yield "Access-Control-Max-Age", "86400"
        yield "X-Content-Type-Options", "nosniff"
        if reply.status != 204:
            yield "Content-Length", str(len(reply.body))
            yield "Content-Type", f"{'text/html' if reply.html else 'application/json'}; charset=utf-8"
        if reply.html:
            yield "Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'"
        if reply.status == 401:
            yield "WWW-Authenticate", "Bearer"
        if self.close_connection:
            yield "Connection", "close"


def _failure(status: int, message: str) -> Reply:
    return Reply(status, json.dumps({"error": message}).encode())


_STATUS = {RequestError: 400, NotFound: 404, TooMuch: 413}
# What may be an address in a header; anything else is left out of the links.
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:[0-9]{1,5})?")
_TURNED_AWAY = (
    "HTTP/1.1 503 Service Unavailable",
    "Access-Control-Allow-Origin: *",
    "Retry-After: 1",
    "Content-Length: 0",
    "Connection: close",
)
_BUSY = "".join(f"{line}\r\n" for line in (*_TURNED_AWAY, "")).encode()


# --- the server ------------------------------------------------------------------------------------------------------------


class Server(ThreadingMixIn, TCPServer):
    """A reconciliation service on a port of this machine. It listens once it is made, and answers inside `with`.

    Args:
        resolver: what answers; without it the bundled tables.
        host: the address to listen at; any but a loopback address lets other machines in.
        port: the port; 0 takes one that is free.
        token: what a client must send as its bearer token; without it anybody may ask.
        url: the address that clients know the service by, if that is another, as behind a proxy.
        name: what clients call the service.
        limits: what it bears.

    Raises:
        TranslitError: it can't listen there, or the token is empty.
    """

    allow_reuse_address = True
    daemon_threads = False  # all of them are waited for
    request_queue_size = 128

    def __init__(
        self,
        resolver: Resolver | None = None,
        *,
        host: str = HOST,
        port: int = PORT,
        token: str | None = None,
        url: str | None = None,
        name: str = "translit",
        limits: Limits = BEARABLE,
    ) -> None:
        if token is not None and not token.strip():
            raise TranslitError("the token is empty: give one of some length, or none")
        self.token, self.limits, self.known_as = token, limits, url.rstrip("/") if url else None
        self.service = Service(translit.load() if resolver is None else resolver, name)
        self._places, self._open = BoundedSemaphore(limits.threads), set[socket]()
        self.address_family = AF_INET6 if ":" in host else AF_INET
        try:
            super().__init__((host, port), _Handler)
        except (OSError, OverflowError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            raise TranslitError(f"can't listen at {host}, port {port}: {reason}; give another host or port") from None

    @property
    def url(self) -> str:
        """The address of version 0.2 on this machine."""
        host, port = self.server_address[:2]
        return f"http://[{host!s}]:{port}" if self.address_family is AF_INET6 else f"http://{host!s}:{port}"

    def __enter__(self) -> Self:
        self._serving = Thread(target=self.serve_forever, args=(0.1,))
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more connections, let those that are being answered finish, and wait for their threads."""
        self.shutdown()
        self._serving.join()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(SHUT_RD)
        self.server_close()

    def process_request(self, request: socket, client_address: Any) -> None:  # type: ignore[override]
        """Give a connection a thread, when one is free; or else tell it to come back."""
        if not self._places.acquire(timeout=self.limits.queue):
            self._turn_away(request)
            return
        self._open.add(request)
        try:
            super().process_request(request, client_address)
        except RuntimeError:  # the system has no thread left
            self._places.release()
            raise

    def process_request_thread(self, request: socket, client_address: Any) -> None:  # type: ignore[override]
        """Serve one connection to its end."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def shutdown_request(self, request: socket) -> None:  # type: ignore[override]
        """Close a connection, but not on what its client is still sending: that would take the answer from it."""
        until = monotonic() + self.limits.linger
        with suppress(OSError):
            request.shutdown(SHUT_WR)
            request.settimeout(self.limits.linger)
            while monotonic() < until and request.recv(1 << 16):
                pass
        self._open.discard(request)
        self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """One line for what ends a connection, but for a client that has left."""
        error = sys.exception()
        if not isinstance(error, ConnectionError):
            self.say(f"{client_address[0]}: {type(error).__name__}: {error}")

    def say(self, line: str) -> None:
        """A line to the log; a log that is gone stops nobody."""
        with suppress(OSError, ValueError):
            say(line)

    def _turn_away(self, request: socket) -> None:
        with suppress(OSError):
            request.setblocking(False)
            request.send(_BUSY)
            request.shutdown(SHUT_WR)
            request.recv(1 << 16)
        self.close_request(request)


class _Stopped(Exception):
    """Somebody asked the process to end."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


def serve(
    resolver: Resolver | None = None,
    *,
    host: str = HOST,
    port: int = PORT,
    token: str | None = None,
    url: str | None = None,
    name: str = "translit",
) -> None:
    """Serve the Reconciliation API until the process is told to end: SIGTERM returns, Ctrl-C raises KeyboardInterrupt.

    It must be called in the main thread; `Server` serves in others. Each request is a line on stderr, without what was asked.

    Takes what `Server` takes, and raises what that raises.
    """
    before = signal(SIGTERM, _stop)
    try:
        with Server(resolver, host=host, port=port, token=token, url=url, name=name) as server:
            server.say(f"{len(server.service.resolver.entries):,} entries at {server.url} (1.0-draft: {server.url}/v1); Ctrl-C ends it")
            if token is None and not host.startswith(LOOPBACK):
                server.say("other machines may ask: nothing is encrypted, and there is no token (--token)")
            while True:
                sleep(3600)
    except _Stopped:
        pass
    finally:
        signal(SIGTERM, before)
