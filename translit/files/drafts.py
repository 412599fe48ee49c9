"""Files that are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from pathlib import Path


_NUMBERS = count()  # no two drafts of a process have one name


@contextmanager
def drafts(*paths: str | os.PathLike[str]) -> Iterator[list[BinaryIO]]:
    """Files to write, under other names: when the block ends and all are on the disk, they take the
    places of those at some paths.

    A file that was there before hands on its permissions. When the block fails nothing has changed.
    What is no file (a pipe, a terminal, /dev/null) can't be replaced, and is written to as it is.

    Raises:
        OSError: one can't be written; what was there before is still there.
    """
    from pathlib import Path

    places = [
        Path(path) if _is_stream(Path(path)) else Path(os.path.realpath(path)) for path in paths
    ]
    names = [
        place
        if _is_stream(place)
        else place.with_name(f".translit-{os.getpid()}-{next(_NUMBERS)}.tmp")
        for place in places
    ]
    try:
        with ExitStack() as opened:
            files = [opened.enter_context(name.open("wb")) for name in names]
            yield [*files]
            for file, place in zip(files, places, strict=True):
                file.flush()
                if not _is_stream(place):
                    os.fsync(file.fileno())
        for name, place in zip(names, places, strict=True):
            if name != place:
                _replace(place, name)
    except OSError as error:
        if error.filename is not None and Path(error.filename) not in names:
            raise
        raise OSError(
            error.errno, error.strerror, ", ".join(str(path) for path in paths)
        ) from error  # nobody knows the drafts
    finally:
        for name in {*names} - {*places}:
            with suppress(OSError):
                name.unlink()
    for folder in {place.parent for place in places}:
        _sync(folder)


def _is_stream(place: Path) -> bool:
    return place.exists() and not place.is_file() and not place.is_dir()


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
