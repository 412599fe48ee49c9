"""Other people's files as sources: for each kind of file a reader, found by the end of the file's name.

A reader is a function from a path to the entries of the file. It reads piece by piece, understands all of what it reads or
refuses it (a TableError with a line for each fault), and is imported when it is first needed. A new format is a module here
and a line in READERS.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import TYPE_CHECKING

from translit.errors import Fault, TableError

if TYPE_CHECKING:
    from translit.model import Entry

    Reader = Callable[[str], Iterator[Entry]]

# The end of a file's name, in small letters -> the module whose `read` reads it.
READERS = {".csv": "rows", ".tsv": "rows", ".tab": "rows"}


def reads(path: object) -> bool:
    """Whether a source is the path of a file of one of these formats, by its name."""
    return isinstance(path, str | os.PathLike) and _suffix(path) in READERS


def read(path: str | os.PathLike[str]) -> Iterator[Entry]:
    """The entries of a file.

    Raises:
        TableError: with the faults of the file, before any entry is given.
    """
    reader: Reader = import_module(f"translit.formats.{READERS[_suffix(path)]}").read
    return reader(os.fspath(path))


def faults_of(path: str | os.PathLike[str]) -> list[Fault]:
    """What is wrong with a file; all of it is read."""
    try:
        for _ in read(path):
            pass
    except TableError as error:
        return list(error.faults)
    return []


def _suffix(path: str | os.PathLike[str]) -> str:
    return os.path.splitext(os.fspath(path))[1].lower()  # noqa: PTH122 (pathlib is slow to import)
