"""Turns: whoever compares names does so for one name at a time, in the order in which they asked.

Python works on one thing at a time, whatever the number of threads. Without turns a request of a thousand names
would compete with one of ten names on equal terms, and chance would decide who waits; with them each request that is
open gets one name done in each round, so that small requests are answered soon and large ones starve nobody.
"""

from __future__ import annotations

from collections import deque
from threading import Lock

from translit.reconcile.queries import Ending


class Turns:
    """A lock that is given in the order in which it was asked for, until it is closed. It can't be taken twice."""

    def __init__(self) -> None:
        self._mutex, self._line, self._closed = Lock(), deque[Lock](), False

    def close(self) -> None:
        """From now on no turn is given, to those who wait for one either."""
        self._closed = True

    def __enter__(self) -> None:
        """Wait for one's turn; raises Ending when there is none any more."""
        mine = Lock()
        mine.acquire()
        with self._mutex:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.release()
        mine.acquire()  # which the one before in the line releases
        if self._closed:
            self.__exit__()
            raise Ending("the service is ending")

    def __exit__(self, *_: object) -> None:
        """Pass the turn on."""
        with self._mutex:
            self._line.popleft()
            if self._line:
                self._line[0].release()
