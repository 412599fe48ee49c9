"""The reconciliation service over HTTP, for OpenRefine and whoever else speaks its API: a server to
start and to end.

waitress carries the application (translit/doors/reconcile/connections.py), and is loaded with the
first server: whoever has no server needs no waitress.
"""

from __future__ import annotations

import logging
from functools import partial
from signal import SIGTERM, signal
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from threading import Thread
from time import sleep
from typing import TYPE_CHECKING, Self

from translit.doors.reconcile.application import Application
from translit.doors.reconcile.limits import BEARABLE, Limits
from translit.doors.reconcile.service import Service
from translit.model.errors import TranslitError
from translit.resolving.resolver import given_or_bundled

if TYPE_CHECKING:
    from types import FrameType

    from translit.resolving.resolver import Resolver

HOST, PORT = "127.0.0.1", 8000
LOOPBACK = ("127.", "::1", "localhost")  # how such an address begins


class Server:
    """A reconciliation service on a port of this machine. It listens once it is made, and answers
    inside `with`.

    Args:
        resolver: what answers; without it the bundled tables.
        host: the address to listen at; any but a loopback address lets other machines in.
        port: the port; 0 takes one that is free.
        token: what a client must send as its bearer token; without it anybody may ask.
        url: the address that clients know the service by, if that is another, as behind a proxy.
        name: what clients call the service.
        limits: what it bears.

    Raises:
        MissingExtra: waitress isn't installed.
        TranslitError: it can't listen there, the token is empty, or the URL isn't one of HTTP.
    """

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
        from translit.doors.reconcile.connections import Door

        if token is not None and not token.strip():
            raise TranslitError("the token is empty: give one of some length, or none")
        if url and not url.startswith(("http://", "https://")):
            raise TranslitError(f"url must begin with http:// or https://, not {url!r}")
        self.service = Service(given_or_bundled(resolver), name)
        listening = _listening(host, port)
        self.server_address: tuple[str, int] = listening.getsockname()[:2]
        self.application = Application(
            self.service, self.url, token, url.rstrip("/") if url else None
        )
        self._open = partial(Door, self.application, listening, limits)

    @property
    def url(self) -> str:
        """The address of version 0.2 on this machine."""
        host, port = self.server_address
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def __enter__(self) -> Self:
        self._door = self._open()
        self._serving = Thread(target=self._door.run, daemon=True)
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Take no more clients, let answers that are being worked out finish if they soon do,
        and end all threads.
        """
        self._door.drain()
        self.service.close()
        self._door.close()
        self._serving.join()


def _listening(host: str, port: int) -> socket:
    """A socket at an address; raises TranslitError."""
    found = socket(AF_INET6 if ":" in host else AF_INET)
    found.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen()
    except (OSError, OverflowError, ValueError) as error:
        found.close()
        reason = getattr(error, "strerror", None) or error
        raise TranslitError(
            f"can't listen at {host}, port {port}: {reason}; give another host or port"
        ) from None
    return found


class _Stopped(Exception):
    """Somebody asked the process to end."""


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise _Stopped


class _Said(logging.Handler):
    """Puts what waitress has to say into the log of the service, without where in its code it
    was.
    """

    def __init__(self, application: Application) -> None:
        super().__init__(logging.WARNING)
        self._application = application

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self._application.say(
            f"{record.getMessage()}: {type(error).__name__}: {error}"
            if error
            else record.getMessage()
        )


def serve(
    resolver: Resolver | None = None,
    *,
    host: str = HOST,
    port: int = PORT,
    token: str | None = None,
    url: str | None = None,
    name: str = "translit",
) -> None:
    """Serve the Reconciliation API until the process is told to end: SIGTERM returns, Ctrl-C raises
    KeyboardInterrupt.

    It must be called in the main thread; `Server` serves in others. Each request is a line on
    stderr, without what was asked.

    Takes what `Server` takes, and raises what that raises.
    """
    before = signal(SIGTERM, _stop)
    try:
        with Server(resolver, host=host, port=port, token=token, url=url, name=name) as server:
            say = server.application.say
            logging.getLogger("waitress").addHandler(_Said(server.application))
            say(
                f"{len(server.service.resolver.entries):,} entries at {server.url} (1.0-draft:"
                f" {server.url}/v1); Ctrl-C ends it"
            )
            if token is None and not host.startswith(LOOPBACK):
                say("other machines may ask: nothing is encrypted, and there is no token (--token)")
            while True:
                sleep(3600)
    except _Stopped:
        pass
    finally:
        signal(SIGTERM, before)
