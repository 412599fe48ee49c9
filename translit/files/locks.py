"""One edit of the tables in a folder at a time: whoever comes second waits for the first."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from errno import EACCES, EAGAIN
from time import monotonic, sleep
from typing import TYPE_CHECKING

from translit.model.errors import TranslitError

if TYPE_CHECKING:
    from pathlib import Path

# Seconds: an edit of large tables takes some of them, and several may wait in line.
PATIENCE = 60.0
_PAUSE = 0.02


@contextmanager
def locked(folders: Iterable[Path]) -> Iterator[None]:
    """Keep other edits by translit away from some folders while the block lasts.

    The lock is the system's own on the folder: it leaves no file, and goes when its process dies.
    Where the system has none (Windows, some network disks) nothing is kept away, and what changed
    meanwhile is noticed by its contents (`drafts`).

    Raises:
        TranslitError: others have one of the folders for a minute now.
    """
    with ExitStack() as held:
        for folder in sorted({folder.resolve() for folder in folders}):
            with suppress(ImportError, OSError):  # a folder that can't be opened, or locked
                handle = os.open(folder, os.O_RDONLY)
                held.callback(os.close, handle)
                _lock(handle, folder)
        yield


def _lock(handle: int, folder: Path) -> None:
    from fcntl import LOCK_EX, LOCK_NB, flock

    begun = monotonic()
    while True:
        try:
            return flock(handle, LOCK_EX | LOCK_NB)
        except OSError as error:
            if error.errno not in (EACCES, EAGAIN):
                raise
        if monotonic() - begun > PATIENCE:
            raise TranslitError(f"{folder}: another edit of these tables goes on: try again later")
        sleep(_PAUSE)
