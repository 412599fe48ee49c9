"""Files read whole, as UTF-8; what can't be read is a fault with its place."""

from __future__ import annotations

import codecs
import os
import stat
from typing import TYPE_CHECKING, Any, TypeVar

from translit.model.errors import Fault, TableError

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def require_regular(source: str | os.PathLike[str]) -> None:
    """Reading a pipe or a device could wait, or go on, forever.

    Raises:
        OSError: it is none of the file system's plain files.
    """
    mode = os.stat(source).st_mode  # noqa: PTH116 (pathlib is slow to import)
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(0, "it is a folder, and a file is wanted here")
    if not stat.S_ISREG(mode):
        raise OSError(0, "it is a pipe, a socket or a device, not a file")


def unreadable(path: str, error: Exception) -> Fault:
    """The fault of a file that can't be opened or read."""
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    reason = reason if path else "its path is empty"
    return Fault(
        path,
        0,
        0,
        "unreadable",
        f"can't be read ({reason}): give a UTF-8 text file that exists and that you may read",
    )


def not_utf8(
    path: str, error: UnicodeDecodeError, line: int = 1, column: int = 0, advice: str = ""
) -> Fault:
    """The fault of bytes that are no UTF-8; they begin in this line, behind so many of its
    characters.
    """
    before = error.object[: error.start].decode("utf-8")
    column = len(before) - before.rfind("\n") + (column if "\n" not in before else 0)
    if error.object.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message = "the file is in UTF-16: save it as UTF-8"
    elif kind := _kind(path, error.object):
        message = f"this is {kind}: save what is in it as text in UTF-8"
    else:
        message = (
            f"byte {error.object[error.start]:#04x} is not UTF-8: save the file as UTF-8{advice}"
        )
    return Fault(path, line + before.count("\n"), column, "encoding", message)


# How files begin that are no text, whatever they are called.
_KINDS = {
    b"PK\x03\x04": "a zip, or a file of Word or Excel",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "packed by gzip",
    b"\xd0\xcf\x11\xe0": "an old file of Word or Excel",
}


def _kind(path: str, read: bytes) -> str | None:
    """What a file is by its beginning; of one that can't be opened anew, by what was read of it."""
    try:
        require_regular(path)
        with open(path, "rb") as file:  # noqa: PTH123 (a Path turns "" into ".")
            read = file.read(4)
    except (OSError, ValueError):
        pass
    return next((kind for head, kind in _KINDS.items() if read.startswith(head)), None)


def read_text(source: Any) -> tuple[str | None, list[Fault]]:
    """What a UTF-8 file holds, with or without a byte order mark; or None and the one fault that
    says why not.

    Args:
        source: a path, as a string or a path object, or an importlib.resources Traversable (a file
            inside a zip).
    """
    content, faults = read_bytes(source)
    return (None, faults) if content is None else decoded(content, str(source))


def read_bytes(source: Any) -> tuple[bytes | None, list[Fault]]:
    """What a file holds, as `read_text` takes it; or None and the one fault that says why not."""
    try:
        if isinstance(source, str | os.PathLike):
            require_regular(source)
            with open(source, "rb") as file:  # noqa: PTH123 (a Path turns "" into ".")
                return file.read(), []
        return source.read_bytes(), []
    except (OSError, ValueError, KeyError) as error:
        return None, [unreadable(str(source), error)]


def decoded(content: bytes, path: str) -> tuple[str | None, list[Fault]]:
    """Bytes as text; or None and the fault of the file that holds them."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return None, [not_utf8(path, error)]
    if not text.strip():
        return None, [
            Fault(path, 0, 0, "empty", "the file is empty: write a table, or delete the file")
        ]
    return text, []


def read_as(source: Any, parse: Callable[[str, str], tuple[T | None, list[Fault]]]) -> T:
    """What a file says; `parse` makes it of the text and the path, or tells every fault.

    Raises:
        TableError: with every fault of the file.
    """
    text, faults = read_text(source)
    found = None
    if text is not None:
        found, faults = parse(text, str(source))
    if found is None:
        raise TableError(faults)
    return found
