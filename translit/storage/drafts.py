"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path


@contextmanager
def drafts(*paths: str | os.PathLike[str]) -> Iterator[list[BinaryIO]]:
    """Files to write, under other names: when the block ends and all are on the disk, they take the places of those at some paths.

    A file that was there before hands on its permissions. When the block fails nothing has changed.

    Raises:
        OSError: one can't be written; what was there before is still there.
    """
    from pathlib import Path

    places = [Path(os.path.realpath(path)) for path in paths]
    names = [place.with_name(f".{place.name}.{os.getpid()}.tmp") for place in places]
    try:
        with ExitStack() as opened:
            files = [opened.enter_context(name.open("wb")) for name in names]
            yield [*files]
            for file in files:
                file.flush()
                os.fsync(file.fileno())
        for name, place in zip(names, places, strict=True):
            _replace(place, name)
    except OSError as error:
        if error.filename is not None and Path(error.filename) not in names:
            raise
        raise OSError(error.errno, error.strerror, ", ".join(str(path) for path in paths)) from error  # nobody knows the drafts
    finally:
        for name in names:
            name.unlink(missing_ok=True)
    for folder in {place.parent for place in places}:
        _sync(folder)


def _replace(place: Path, name: Path) -> None:
    from shutil import copymode

    if place.exists():
        copymode(place, name)
    name.replace(place)


def _sync(folder: Path) -> None:
    """Have the new names on the disk too, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
