"""Overture Maps' divisions as GeoParquet, read by pyarrow: countries, regions, towns and
neighbourhoods, with their names by language and what they lie in.

The canonical name is the English one, else the primary one, which is that of the place's own
language. Short names are weak; names of one side of a border, or of a part, stay out.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from translit.formats import Said, located
from translit.formats.reading import File, Reading
from translit.model.errors import MissingExtra

ABOUT = "divisions of Overture Maps (GeoParquet)"
LOOKS = r"\APAR1"
LICENCE = "ODbL-1.0"
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "weak", "same_as", "at", "rank"))

_NEEDED = ("id", "names")
_WANTED = (*_NEEDED, "geometry", "parent_division_id", "hierarchies", "wikidata", "population")
_ROWS = 4096  # that are read at once
_POINTS = {b"\x01": "<Idd", b"\x00": ">Idd"}  # WKB: the order of bytes, then kind, x and y


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each division.

    Raises:
        TableError: a file is no Parquet, or its columns aren't those of divisions.
        MissingExtra: pyarrow isn't installed.
    """
    with Reading(paths) as reading:
        for file in reading:
            for number, row in enumerate(_rows(file), 1):
                file.number = number
                yield from _division(file, row)


def _rows(file: File) -> Iterator[dict[str, Any]]:
    try:
        pyarrow: Any = import_module("pyarrow")
        parquet: Any = import_module("pyarrow.parquet")
    except ImportError:
        raise MissingExtra(
            f"{file.path}: GeoParquet needs pyarrow: pip install 'translit-normaliser[arrow]'"
        ) from None
    if not os.path.isfile(file.path):  # noqa: PTH113 (standard input has no path)
        file.faulty("stream", "Parquet can't be read from a stream: give it by its path")
        return
    try:
        with parquet.ParquetFile(file.path) as table:
            yield from _batches(file, table)
    except (pyarrow.ArrowException, OSError, ValueError, OverflowError) as error:
        file.broken = True
        why = " ".join(str(error).split())[:200]
        file.faulty("encoding", f"this is no Parquet, or not a whole file of it ({why})")


def _batches(file: File, table: Any) -> Iterator[dict[str, Any]]:
    there = table.schema_arrow.names
    if missing := [name for name in _NEEDED if name not in there]:
        what = f"there is no column {' and no column '.join(missing)}"
        file.faulty("header", f"{what}: is this a file of divisions?")
        return
    columns = [name for name in _WANTED if name in there]
    for batch in table.iter_batches(_ROWS, columns=columns):
        yield from batch.to_pylist(maps_as_pydicts="lossy")


def _division(file: File, row: Mapping[str, Any]) -> Iterator[Said]:
    number, names = row["id"], row["names"]
    if not isinstance(number, str) or not isinstance(names, dict | None):
        what = "a division must have a text as its id, and names of the form of Overture"
        file.fault_at(file.number, 1, "value", f"{what}: is this a file of divisions?")
        return
    id = f"overture.{number}"
    if not file.is_id(id):
        return
    yield from _names(id, names or {})
    yield Said(id, "type", "place")
    yield Said(id, "same_as", number, "overture")
    if wikidata := row.get("wikidata"):
        yield Said(id, "same_as", str(wikidata), "wikidata")
    for outer in _outer(row):
        yield Said(id, "within", f"overture.{outer}", "hierarchy")
    if people := row.get("population"):
        yield Said(id, "rank", str(people))
    yield from _place(id, row.get("geometry"))


def _names(id: str, names: Mapping[str, Any]) -> Iterator[Said]:
    common = names.get("common") or {}
    primary = names.get("primary")
    by_language = sorted(common.items(), key=lambda pair: (pair[0] != "en", str(pair[0])))
    if by_language and by_language[0][0] == "en":
        yield Said(id, "name", str(by_language[0][1]))
    if primary:
        yield Said(id, "name", str(primary))
    yield from (Said(id, "alias", str(name)) for _, name in by_language if name)
    for rule in names.get("rules") or ():
        if rule.get("between") or rule.get("side"):
            yield Said(id, "ignored", "names of a part or a side")
        elif value := rule.get("value"):
            yield Said(id, "weak" if rule.get("variant") == "short" else "alias", str(value))


def _outer(row: Mapping[str, Any]) -> Iterator[str]:
    """What contains a division, the nearest first."""
    if parent := row.get("parent_division_id"):
        yield str(parent)
    for chain in (row.get("hierarchies") or ())[:1]:
        for outer in reversed(chain):
            if (id := outer.get("division_id")) and id != row["id"]:
                yield str(id)


def _place(id: str, geometry: Any) -> Iterator[Said]:
    if isinstance(geometry, bytes) and len(geometry) == 21 and geometry[:1] in _POINTS:
        kind, longitude, latitude = struct.unpack(_POINTS[geometry[:1]], geometry[1:])
        if kind == 1:
            yield from located(id, repr(latitude), repr(longitude))
