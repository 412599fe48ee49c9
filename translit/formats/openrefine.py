"""OpenRefine: the names of a column, and the things that they were matched with.

Two exports hold both. The project itself (Export, "OpenRefine project archive to file") has all
reconciled columns, and needs nothing else. Rows that Export, "Templating..." writes as JSON, one a
line, need a template (docs/formats.md), and hold what it names:

    {"mention": "Ramosah", "id": "sy.aleppo.ramousa", "name": "Ramousa", "judgment": "matched"}

Only matched cells say something: the cell is an alias of the thing that it was matched with. CSV
isn't read: into a matched cell OpenRefine writes the name of the thing, and the name that stood in
the source is lost.
"""

from __future__ import annotations

import gzip
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from io import BufferedReader
from shutil import copyfileobj
from typing import IO, Any, BinaryIO, cast

from translit.files.reading import LONGEST_JSON
from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.model.errors import TableError

ABOUT = "an OpenRefine project, or its rows (JSON Lines)"
LOOKS = r'\A\s*\{"mention"\s*:'
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases"})

_GZIP = b"\x1f\x8b"
# What the standard library raises over archives that are broken.
_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    LookupError,
)

Match = tuple[str, str]  # the ID of a thing, and its name


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each thing that a cell was matched with. The matches of a project are
    held in memory.

    Raises:
        TableError: a file is neither a project nor rows, or isn't whole.
    """
    with Reading(paths) as reading:
        for file in reading:
            yield from (
                _project(file)
                if cast("BufferedReader", file.stream).peek(2)[:2] == _GZIP
                else _rows(file)
            )


def _rows(file: File) -> Iterator[Said]:
    for row in file.objects():
        mention, id, judgment = row.get("mention"), row.get("id"), row.get("judgment", "matched")
        if not {"mention", "id"} <= row.keys():
            file.fault(
                "row", 'a row must hold "mention" and "id": see the template in docs/formats.md'
            )
        elif (
            judgment == "matched"
            and isinstance(mention, str)
            and isinstance(id, str)
            and file.is_id(id)
        ):
            yield from _said((id, str(row.get("name") or "")), mention)


def _said(match: Match, mention: str) -> Iterator[Said]:
    id, name = match
    if name:
        yield Said(id, "name", name)
    yield Said(id, "alias", mention)


# --- a project: a tar archive, in it a zip archive, in it texts with an object a line -------------


def _project(file: File) -> Iterator[Said]:
    try:
        with tempfile.TemporaryFile() as copy:
            _unpack(file.stream, copy)
            with zipfile.ZipFile(copy) as archive:
                matches = dict(_matches(_part(file, archive, "pool.txt", "reconCount=")))
                for row in _part(file, archive, "data.txt", "rowCount=").objects():
                    yield from _cells(row, matches)
    except TableError:
        raise
    except _BROKEN as error:
        file.faulty(
            "format", f"this is no OpenRefine project, or not a whole one ({error}): export it anew"
        )


def _unpack(stream: BinaryIO, copy: IO[bytes]) -> None:
    """Copy the archive within: it is read from its end, which the outer one doesn't allow."""
    with gzip.GzipFile(fileobj=stream) as plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            if member.name == "data.zip" and (inner := archive.extractfile(member)):
                copyfileobj(inner, copy)
                return
    raise LookupError("it holds no data.zip")


def _part(file: File, archive: zipfile.ZipFile, name: str, start: str) -> File:
    """A text of the archive, read up to the line where its objects begin."""
    part = File(file.reading, f"{file.path}/{name}", cast("BinaryIO", archive.open(name)))
    for line in part.lines(LONGEST_JSON):
        if line.startswith(start):
            return part
    raise LookupError(f"no line of {name} begins with {start}")


def _matches(pool: File) -> Iterator[tuple[str, Match]]:
    """What cells were matched with, by the number of the judgment."""
    for judgment in pool.objects():
        match = judgment.get("m")
        if (
            judgment.get("j") == "matched"
            and isinstance(match, dict)
            and pool.is_id(str(match.get("id") or ""))
        ):
            yield str(judgment.get("id")), (str(match["id"]), str(match.get("name") or ""))


def _cells(row: dict[str, Any], matches: dict[str, Match]) -> Iterator[Said]:
    cells = row.get("cells")
    for cell in cells if isinstance(cells, list) else ():
        # "t" marks what is no text, as a date.
        if (
            isinstance(cell, dict)
            and isinstance(cell.get("v"), str)
            and "t" not in cell
            and (match := matches.get(str(cell.get("r"))))
        ):
            yield from _said(match, cell["v"])
