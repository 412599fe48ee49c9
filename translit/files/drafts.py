"""Files that are written whole or not at all, and several of them all or none."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from translit.files.journal import PREFIX, Change, created, digest_of, place_all
from translit.model.errors import TranslitError

if TYPE_CHECKING:
    from pathlib import Path


class _Draft(NamedTuple):
    """A file to write: where it shall stand, where it stands while it is written (the same for a
    pipe, a terminal or a device, which can't be replaced), and its stream.
    """

    place: Path
    path: Path
    file: BinaryIO


@contextmanager
def drafts(
    *paths: str | os.PathLike[str], held: Sequence[str | None] = ()
) -> Iterator[list[BinaryIO]]:
    """Files to write, under other names: when the block ends and all are on the disk, they take the
    places of those at some paths.

    A file that was there before hands on its permissions and, where the system allows it, its
    owner; its other names (hard links) keep what it held, of which there is a warning. When the
    block fails nothing has changed. What is no file is written to as it is.

    Args:
        paths: the files; links lead to what is written.
        held: the digest of what each of them must hold still (`digest_of`); None for anything.

    Raises:
        OSError: one can't be written, or may only be read; what was there before is still there.
        TranslitError: one was changed by somebody else; likewise.
    """
    made: list[_Draft] = []
    try:
        with ExitStack() as opened:
            made.extend(_opened(path, opened) for path in paths)
            yield [draft.file for draft in made]
            changes = [change for draft in made if (change := _on_disk(draft))]
        _require_held(paths, held)
        place_all(changes)
    except OSError as error:
        if not os.path.basename(error.filename or PREFIX).startswith(PREFIX):  # noqa: PTH119
            raise
        names = ", ".join(map(str, paths))  # nobody knows the drafts
        raise OSError(error.errno, error.strerror, names) from error
    finally:
        for draft in made:
            if draft.path != draft.place:
                with suppress(OSError):
                    draft.path.unlink()


def _opened(path: str | os.PathLike[str], opened: ExitStack) -> _Draft:
    from pathlib import Path

    given = Path(path)
    if given.exists() and not given.is_file() and not given.is_dir():
        return _Draft(given, given, opened.enter_context(given.open("wb")))
    place = Path(os.path.realpath(path))
    if place.is_file():
        _require_writable(place)
    file, draft = created(place, ".tmp")
    return _Draft(place, draft, opened.enter_context(file))


def _require_writable(place: Path) -> None:
    """Renaming would replace a file that may only be read, and part its other names from it."""
    facts = place.stat()
    if not facts.st_mode & 0o222:
        raise PermissionError(13, "it may only be read: make it writable first", str(place))
    if facts.st_nlink > 1:
        from warnings import warn

        names = "another name" if facts.st_nlink == 2 else f"{facts.st_nlink - 1} other names"
        warn(f"{place} has {names} (hard links): there the old contents stay", stacklevel=5)


def _on_disk(draft: _Draft) -> Change | None:
    """The change that a written draft makes; None for what isn't replaced."""
    draft.file.flush()
    if draft.path == draft.place:
        return None
    os.fsync(draft.file.fileno())
    return Change(draft.place, draft.path)


def _require_held(paths: Sequence[str | os.PathLike[str]], held: Sequence[str | None]) -> None:
    for path, expected in zip(paths, held, strict=False):
        if expected is not None and digest_of(path) != expected:
            raise TranslitError(
                f"{os.fspath(path)}: somebody else changed this file after it was read, and nothing"
                " was written: do it again"
            )
