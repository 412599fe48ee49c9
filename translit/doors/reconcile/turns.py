"""Turns: requests are worked on one after the other, and a long one lets the others go first again
and again.

Python works on one thing at a time, whatever the number of threads, and leaves it to chance which
thread is next: of fifty clients some waited twenty times as long as the median. Here whoever came
first is next, and a request of a thousand names gives its turn away after each SLICE, so that it
starves nobody.
"""

from __future__ import annotations

from collections import deque
from threading import Lock, get_ident
from time import monotonic

from translit.doors.reconcile.queries import Ending

SLICE = 0.01  # seconds: ten names that are easily found, or one that isn't


class Turns:
    """A lock that is given in the order in which it was asked for. A thread holds it inside
    `with`.
    """

    def __init__(self) -> None:
        self._mutex, self._line, self._closed = Lock(), deque[Lock](), False
        self._holder, self._until = 0, 0.0

    def close(self) -> None:
        """From now on no turn is given, to those who wait for one either, and none goes on."""
        self._closed = True

    def step(self) -> None:
        """Let others go first if one's turn was long enough; nothing for a thread that has none.
        Raises Ending.
        """
        if self._holder != get_ident():
            return
        if len(self._line) > 1 and monotonic() > self._until:
            self._pass()
            self._wait()
        if self._closed:
            raise Ending("the service is ending")

    def __enter__(self) -> None:
        """Wait for one's turn."""
        self._wait()

    def __exit__(self, *_: object) -> None:
        """Give one's turn away."""
        self._pass()

    def _wait(self) -> None:
        mine = Lock()
        mine.acquire()
        with self._mutex:
            self._line.append(mine)
            if self._line[0] is mine:
                mine.release()
        mine.acquire()  # which the one before in the line releases
        self._holder, self._until = get_ident(), monotonic() + SLICE

    def _pass(self) -> None:
        with self._mutex:
            self._holder = 0
            self._line.popleft()
            if self._line:
                self._line[0].release()
