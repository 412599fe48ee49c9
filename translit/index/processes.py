"""Processes that work for this one, and end with it.

Ctrl-C is seen to by the process that started them: what hasn't begun is called off. One that was
killed is one clear line.
"""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT

from translit.model.errors import TranslitError


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes, at least 1, for as long as the block lasts.

    Raises:
        TranslitError: one of them was killed.
    """
    pool = ProcessPoolExecutor(count, get_context("spawn"), _begin)
    try:
        with _interrupts_wait():
            for _ in range(count):  # each of the first calls begins a process
                pool.submit(int)
        yield pool
    except BrokenProcessPool as error:
        raise TranslitError(
            "a process that worked for this one was killed, perhaps for want of memory: ask for"
            " fewer processes"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """What a process does first. Ours makes little garbage in circles, and looks for it less often
    than Python would, as the command itself does (`__main__.py`): that is a tenth of the work.
    """
    signal.signal(SIGINT, SIG_IGN)
    gc.set_threshold(50_000)


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """Ctrl-C waits for the end of the block, and never reaches a process that begins in it: that
    would tell of it before it had learnt to ignore it.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
