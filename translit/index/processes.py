"""Processes that work for this one, and end with it.

Ctrl-C is seen to by the process that started them: what hasn't begun is called off. One that was
killed is one clear line.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context
from signal import SIG_IGN, SIGINT, signal

from translit.model.errors import TranslitError


@contextmanager
def processes(count: int) -> Iterator[ProcessPoolExecutor]:
    """So many processes, at least 1, for as long as the block lasts.

    Raises:
        TranslitError: one of them was killed.
    """
    pool = ProcessPoolExecutor(count, get_context("spawn"), signal, (SIGINT, SIG_IGN))
    try:
        yield pool
    except BrokenProcessPool as error:
        raise TranslitError(
            "a process that worked for this one was killed, perhaps for want of memory: ask for"
            " fewer processes"
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)
