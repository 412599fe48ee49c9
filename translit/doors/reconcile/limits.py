"""What one server bears from its clients."""

from __future__ import annotations

from typing import NamedTuple


class Limits(NamedTuple):
    """What one server bears.

    Attributes:
        body: bytes of a request's body.
        head: bytes of its header.
        connections: connections at once, each with a thread; when they are all taken, whoever has
            kept the service waiting longest makes room.
        idle: seconds that a connection may stay silent between requests.
        request: seconds that a client may take to send a request, and to take the answer.
        linger: seconds that the rest of a request that was refused is listened to, so that its
            sender can read why.
        end: seconds that are left to answers that are being worked out when the service ends.
    """

    body: int = 1 << 20
    head: int = 1 << 16
    connections: int = 128
    idle: float = 15.0
    request: float = 30.0
    linger: float = 1.0
    end: float = 1.0


BEARABLE = Limits()
