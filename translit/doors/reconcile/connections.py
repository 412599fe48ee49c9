"""waitress, as this service needs it: it reads requests and writes answers; here is what it bears
from clients.

Of itself waitress closes connections that are silent, but not those whose bytes drip, and when it
has no more room it takes no more clients. Here each connection has a time, whatever drips, and
whoever has kept the service waiting longest makes room. What waitress refuses goes to the
application, so that it is answered and logged like everything else.
"""

from __future__ import annotations

from contextlib import suppress
from http import HTTPStatus
from socket import SHUT_WR, socket
from sys import maxsize
from time import monotonic, sleep
from typing import Any

import translit
from translit.doors.reconcile.application import REFUSED, Application
from translit.doors.reconcile.limits import Limits
from translit.model.errors import MissingExtra

try:
    from waitress.adjustments import Adjustments
    from waitress.channel import HTTPChannel
    from waitress.parser import HTTPRequestParser, ParsingError
    from waitress.server import TcpWSGIServer
    from waitress.task import WSGITask
    from waitress.utilities import Error
    from waitress.wasyncore import dispatcher
except ImportError:
    raise MissingExtra(
        "translit serve needs waitress: pip install 'translit-normaliser[serve]'"
    ) from None

THREADS_END = (
    0.5  # seconds that threads have to end in; one may be blocked by a client that doesn't read
)
LOOK = 0.1  # seconds between two looks at who has had its time, when nothing else happens
NEW = 0.2  # seconds for which whoever has just come, or has just been answered, isn't put out
TICK = 0.02  # seconds between two looks at whether the last connection has ended


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Refuses what two readers could part into different requests, and tells nobody to go on
    whom it refuses.
    """

    expect_continue: bool
    command = path = "?"  # until they are read

    def parse_header(self, header_plus: bytes) -> None:
        """Read a header; raises ParsingError."""
        head = header_plus.lower()
        try:
            if b"\ntransfer-encoding" in head or (
                head.startswith(b"post ") and b"\ncontent-length" not in head
            ):
                raise ParsingError(
                    "the request must say its Content-Length, and not come in chunks"
                )
            super().parse_header(header_plus)
        except (
            ValueError
        ):  # an address or a length that Python makes nothing of, which waitress lets through
            raise ParsingError("this is not HTTP") from None
        finally:
            self.expect_continue = (
                self.expect_continue and 0 < self.content_length < self.adj.max_request_body_size
            )


class _Refusal(WSGITask):  # type: ignore[misc]
    """Lets the application answer what waitress has refused; then the connection ends."""

    def get_environment(self) -> dict[str, Any]:
        self.version = "1.1"
        self.set_close_on_finish()
        error, request = self.request.error, self.request
        reason = (
            error.body.partition(' "')[0] if error.code == 400 else HTTPStatus(error.code).phrase
        )  # and not what was sent
        asked = {
            "REQUEST_METHOD": request.command,
            "PATH_INFO": request.path,
            "REMOTE_ADDR": self.channel.addr[0],
        }
        return {**asked, REFUSED: (error.code, reason)}


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection.

    Attributes:
        since: when it began to wait for its client: to ask, to go on, or to take the answer.
        ended: whether all was said to the client; what still comes from it is passed over.
    """

    error_task_class, parser_class = _Refusal, _Parser
    request: Any  # which is half there; None between requests
    ended = False

    def __init__(self, *args: Any, **more: Any) -> None:
        self.since = monotonic()
        super().__init__(*args, **more)

    def received(self, data: bytes) -> bool:
        """Take some bytes in; a request has its time from its first byte on."""
        if self.ended:
            return False
        if self.request is None:
            self.since = monotonic()
        return bool(super().received(data))

    def service(self) -> None:
        """Answer a request, in a thread of its own."""
        super().service()
        self.since = monotonic()

    def write_soon(self, data: Any) -> int:
        """Take a piece of an answer from its thread; a stream has its time anew with each line."""
        self.since = monotonic()
        return int(super().write_soon(data))

    def waits(self) -> bool:
        """Whether it is the client who is waited for."""
        return bool(self.total_outbufs_len) or not self.requests

    def overdue(self) -> bool:
        """Whether the client has taken more time than it has."""
        limits = self.server.limits
        busy = limits.request if self.request is not None or self.total_outbufs_len else limits.idle
        return self.waits() and monotonic() - self.since > (limits.linger if self.ended else busy)

    def hurry(self) -> None:
        """End a connection that is overdue; a client that has sent half a request is told so."""
        if self.request is None or self.total_outbufs_len:
            self.will_close = True
            return
        self.request.error = Error("")
        self.request.error.code = HTTPStatus.REQUEST_TIMEOUT
        with self.requests_lock:
            self.requests.append(self.request)
            self.request = None
        self.server.add_task(self)

    def readable(self) -> bool:
        return not self.server.ending and bool(super().readable())

    def writable(self) -> bool:
        """Whether there is something to write, or to close: when the service ends, all that
        isn't being answered.
        """
        if self.server.ending and not (self.requests or self.total_outbufs_len):
            self.ended = self.will_close = True
        return bool(super().writable())

    def handle_close(self) -> None:
        """Close, but not on what a client is still sending: that would take the answer from it."""
        if self.will_close and not self.ended:
            self.ended, self.will_close, self.since = True, False, monotonic()
            with suppress(OSError):
                self.socket.shutdown(SHUT_WR)
                return
        super().handle_close()


class Door(TcpWSGIServer):  # type: ignore[misc]
    """Carries an application over a socket that listens; `run` serves until another thread calls
    `close`.

    Args:
        application: what answers.
        listening: a socket that is bound.
        limits: what is borne from clients.
    """

    channel_class = _Channel
    ending = False

    def __init__(self, application: Application, listening: socket, limits: Limits) -> None:
        self.limits = limits
        adjustments = Adjustments(
            threads=limits.connections,
            connection_limit=maxsize,  # which would shut everybody out; see `readable`
            max_request_header_size=limits.head,
            max_request_body_size=limits.body + 1,  # the first length that is too much
            outbuf_high_watermark=limits.body,  # beyond that a stream waits for its client
            inbuf_overflow=limits.body + 1,  # no body goes to the disk
            cleanup_interval=1,
            log_socket_errors=False,
            clear_untrusted_proxy_headers=False,  # none is looked at
            asyncore_use_poll=True,
            ident=f"translit/{translit.__version__}",
        )
        adjustments.asyncore_loop_timeout = LOOK
        place = (listening.family, listening.type, listening.proto, listening.getsockname())
        super().__init__(
            application, adj=adjustments, sockinfo=place, _sock=listening, bind_socket=False
        )

    def maintenance(self, now: float) -> None:  # noqa: ARG002 (waitress says what time it is)
        """End the connections that are overdue; waitress asks for it once a second."""
        for channel in self.active_channels.values():
            if channel.overdue():
                channel.hurry()

    def readable(self) -> bool:
        """Whether a client may come in; if there is no room, the one that has kept us waiting
        longest makes some.
        """
        super().readable()  # which sees to the maintenance
        if len(self.active_channels) < self.limits.connections:
            return True
        waiting = [channel for channel in self.active_channels.values() if channel.waits()]
        longest = min(waiting, key=lambda channel: channel.since, default=None)
        if longest and monotonic() - longest.since > NEW:
            longest.ended = longest.will_close = True
        return False

    def drain(self) -> None:
        """Let no more clients in, and give answers that are being worked out their time."""
        self.trigger.pull_trigger(self._deafen)
        until = monotonic() + self.limits.end
        while monotonic() < until and (not self.ending or self.active_channels):
            sleep(TICK)

    def close(self) -> None:
        """End the threads, each connection, and the loop."""
        self.task_dispatcher.shutdown(timeout=THREADS_END)
        self.trigger.pull_trigger(self._close_all)

    def _deafen(self) -> None:
        self.ending = True
        dispatcher.close(self)

    def _close_all(self) -> None:
        for channel in list(self.active_channels.values()):
            channel.ended = True
            channel.handle_close()
        self.trigger.close()
