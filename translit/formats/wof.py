"""Who's On First: features in GeoJSON (one a file, or one a line), the SQLite distributions, and
CSV with a name a row.

Of each feature the names by language are read (`name:eng_x_preferred` and its like), what contains
it (`wof:parent_id`, else the nearest in `wof:hierarchy` that is in the files), its population as
its rank, and its identifiers in GeoNames and Wikidata. Alternative geometries, and what has been
replaced by another record, are passed over.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from typing import Any
from urllib.parse import quote

from translit.files.writing import show
from translit.formats import Said, located
from translit.formats.reading import File, Reading

ABOUT = "records of Who's On First"
LOOKS = r'"wof:id"|\ASQLite format 3|\A[^\n]*\bplacetype\b'
LICENCE = "CC0-1.0 AND CC-BY-4.0"  # its own work, and names from GeoNames and others
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "weak", "same_as", "at", "rank"))

_NAME = re.compile(r"name:[a-z_]+?_x_(?P<kind>[a-z_]+)")
# What the end of a key says of the names under it. Who says nothing of a name, or calls it in jest
# or for short, makes it weak.
_FIELDS = {
    "preferred": "alias",
    "variant": "alias",
    "historical": "alias",
    "colloquial": "weak",
    "abbreviation": "weak",
    "unknown": "weak",
}
_CATALOGUES = {"gn:id": "geonames", "wd:id": "wikidata"}
# From the nearest to the farthest: what of a hierarchy contains a place.
_OUTER = (
    "microhood",
    "neighbourhood",
    "macrohood",
    "borough",
    "locality",
    "localadmin",
    "county",
    "macrocounty",
    "region",
    "macroregion",
    "dependency",
    "country",
    "empire",
    "continent",
)
# Who counted people: Who's On First itself, and others from whom it has the figure.
_COUNTED = ("wof", "gn", "wk")
_WAYS = ("latitude", "longitude")
_REPLACED = "records that others have replaced"
# What says that a place is no more. Dates are EDTF: "uuuu" stands for one that isn't known, ".."
# for one that is still to come, and of `edtf:deprecated` the mere presence counts.
_NO_DATES = ("", "..", "uuuu", "open", "None")
_SQLITE = "SQLite format 3\0"


def read(paths: Sequence[str]) -> Iterator[Said]:
    with Reading(paths) as reading:
        for file in reading:
            first = file.first()
            if first.startswith(_SQLITE):
                yield from _database(file)
            elif not first.lstrip().startswith(("{", "[")):
                yield from _rows(file)
            else:
                for feature in (
                    file.objects() if _stands_on_a_line(first) else _features(file.document())
                ):
                    yield from _said(file, feature)


def _stands_on_a_line(first: str) -> bool:
    """Whether the first line is a whole feature, or opens a list of which each line holds one."""
    line = first.strip().removesuffix(",")
    return line == "[" or (
        line.startswith('{"') and '"FeatureCollection"' not in line and len(line) > len('{"type":')
    )


def _features(document: Any) -> Iterator[Any]:
    held = document.get("features", [document]) if isinstance(document, dict) else document
    yield from held if isinstance(held, list) else [held]


def _said(file: File, feature: Any) -> Iterator[Said]:
    """What a feature says; one of another kind is a fault."""
    about: Any = feature.get("properties", feature) if isinstance(feature, dict) else None
    if not isinstance(about, dict) or not re.fullmatch("-?[0-9]+", str(about.get("wof:id"))):
        file.fault(
            "kind",
            "a feature with the property wof:id must stand here: is this a file of Who's On First?",
        )
    elif ended := _ended(about):
        yield Said("", "ignored", ended)
    elif "src:alt_label" not in about:
        yield from _place(str(about["wof:id"]), about)


def _ended(about: Mapping[str, Any]) -> str:
    """Why a record is passed over: what it tells of isn't there any more; or ""."""
    if about.get("wof:superseded_by"):
        return _REPLACED
    if about.get("edtf:deprecated") not in (None, ""):
        return "records that are deprecated"
    if str(about.get("edtf:cessation", "")) not in _NO_DATES:
        return "places that have ended"
    return "places that aren't current" if str(about.get("mz:is_current")) == "0" else ""


def _place(number: str, about: Mapping[str, Any]) -> Iterator[Said]:
    id = f"wof.{number}"
    yield Said(id, "type", "place")
    yield Said(id, "same_as", number, "wof")
    if isinstance(name := about.get("wof:name"), str):
        yield Said(id, "name", name)
    for key, names in about.items():
        if match := _NAME.fullmatch(key):
            field = _FIELDS.get(match["kind"], "ignored")
            for text in names if isinstance(names, list) else [names]:
                if isinstance(text, str):
                    yield Said(
                        id,
                        field,
                        text if field != "ignored" else f"names of the kind {match['kind']}",
                    )
    for outer in _outer(about):
        yield Said(id, "within", f"wof.{outer}", "hierarchy")
    for source in ("lbl", "geom"):  # where a map's label stands, else the middle
        yield from located(id, *(str(about.get(f"{source}:{way}") or "") for way in _WAYS))
    yield from _population(id, about)
    elsewhere = about.get("wof:concordances")
    for key, catalogue in _CATALOGUES.items():
        if isinstance(elsewhere, dict) and isinstance(value := elsewhere.get(key), str):
            yield Said(id, "same_as", value, catalogue)


def _population(id: str, about: Mapping[str, Any]) -> Iterator[Said]:
    """How many people live there, by the first that counted some."""
    counts = (str(about.get(f"{source}:population") or "") for source in _COUNTED)
    count = next((count for count in counts if count not in ("", "0")), None)
    if count:
        yield Said(id, "rank", count)


def _outer(about: Mapping[str, Any]) -> Iterator[str]:
    """What contains a place, the nearest first; negative numbers stand for what isn't known."""
    hierarchies = about.get("wof:hierarchy")
    first = hierarchies[0] if isinstance(hierarchies, list) and hierarchies else None
    held = first if isinstance(first, dict) else {}
    for number in (about.get("wof:parent_id"), *(held.get(f"{kind}_id") for kind in _OUTER)):
        if isinstance(number, str) and number.isdecimal():
            yield number


def _database(file: File) -> Iterator[Said]:
    """The features in a database of SQLite."""
    if not os.path.isfile(file.path):  # noqa: PTH113 (standard input has no path)
        file.broken = True
        file.faulty("stream", "a database can't be read from a stream: give it by its path")
        return
    with closing(sqlite3.connect(f"file:{quote(file.path)}?mode=ro", uri=True)) as database:
        try:
            for file.number, (body,) in enumerate(
                database.execute("SELECT CAST(body AS TEXT) FROM geojson ORDER BY id"), 1
            ):
                if (feature := file.parsed(body or "")) is not None:
                    yield from _said(file, feature)
        except sqlite3.Error as error:
            file.broken = True
            file.faulty(
                "damaged",
                f"the database can't be read to its end ({error}): is it whole, unpacked, and has"
                " it a table geojson?",
            )


# The columns of the lists of places, and the properties that they are.
_COLUMNS = {
    "superseded_by": "wof:superseded_by",
    "deprecated": "edtf:deprecated",
    "cessation": "edtf:cessation",
    "is_current": "mz:is_current",
}


def _rows(file: File) -> Iterator[Said]:
    """CSV: the lists of places that come with the data, or the table of names of a database."""
    for row in file.records(file.parting(), ("id", "name")):
        number = row["id"]
        if not number.isdecimal():
            file.fault(
                "value",
                f"the number of a record must stand in the column id, not {show(number)}",
                list(row).index("id"),
            )
            continue
        about = {key: row[column] for column, key in _COLUMNS.items() if column in row}
        if ended := _ended(about):
            yield Said("", "ignored", ended)
        else:
            yield from _row(number, row)


def _row(number: str, row: Mapping[str, str]) -> Iterator[Said]:
    id = f"wof.{number}"
    yield Said(id, "type", "place")
    yield Said(id, "same_as", number, "wof")
    kind = row.get("privateuse", "").removeprefix("x_")
    field = _FIELDS.get(kind, "ignored") if kind else "name" if "privateuse" not in row else "alias"
    yield Said(id, field, row["name"] if field != "ignored" else f"names of the kind {kind}")
    for source in ("lbl", "geom"):
        yield from located(id, *(row.get(f"{source}_{way}", "") for way in _WAYS))
    if row.get("parent_id", "").isdecimal():
        yield Said(id, "within", f"wof.{row['parent_id']}", "hierarchy")
