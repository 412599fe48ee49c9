"""GeoJSON: a feature an entry, which maps and their programs show as points.

What is written has the entry in its properties; what is read needs an ID (`id` of the feature or of
its properties) and a `name` there. A feature a line is read as well.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from translit.formats import Said, located
from translit.formats.reading import File, Reading
from translit.model.nouns import Entry

ABOUT = "GeoJSON with names as properties"
LOOKS = r'"FeatureCollection"|"type"\s*:\s*"Feature"'
LICENCE = None
HOLDS = frozenset(Entry._fields)

# The properties that are lists, and the fields that they are.
_LISTS = {
    "aliases": "alias",
    "weak": "weak",
    "adjectives": "adjective",
    "within": "within",
    "never": "never",
}


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each feature.

    Raises:
        TableError: a file is no GeoJSON, or a feature has no ID or no name.
    """
    with Reading(paths) as reading:
        for file in reading:
            for feature in features(file):
                yield from _said(file, feature)


def features(file: File) -> Iterator[Mapping[str, Any]]:
    """The features of a file: of a collection, a line each, or one alone; each with a map of
    properties.
    """
    first = file.first().strip()
    whole = first.startswith("{") and first.endswith("}") and '"FeatureCollection"' not in first
    for feature in file.objects() if whole else file.items("features"):
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            what = 'a feature must stand here, as {"type": "Feature", ...}'
            file.fault_at(file.number, 1, "kind", f"{what}: is this GeoJSON?")
        elif isinstance(feature.setdefault("properties", {}) or {}, dict):
            yield feature


def place(id: str, feature: Mapping[str, Any]) -> Iterator[Said]:
    """Where a feature is, if it is a point; what has an outline isn't at one place."""
    geometry = feature.get("geometry")
    shape = geometry if isinstance(geometry, dict) else {}
    if shape.get("type") == "GeometryCollection" and isinstance(shape.get("geometries"), list):
        points = [each for each in shape["geometries"] if isinstance(each, dict)]
        shape = next((each for each in points if each.get("type") == "Point"), {})
    numbers = shape.get("coordinates")
    if shape.get("type") == "Point" and isinstance(numbers, list) and len(numbers) >= 2:
        yield from located(id, str(numbers[1]), str(numbers[0]))


def middle(id: str, feature: Mapping[str, Any]) -> Iterator[Said]:
    """The middle of a feature's outline, for those who hold that for where it is."""
    geometry = feature.get("geometry")
    held = [*_points(geometry.get("coordinates"))] if isinstance(geometry, dict) else []
    yield from centre(id, held)


def centre(id: str, points: Sequence[tuple[float, float]]) -> Iterator[Said]:
    """The middle of the smallest box around points, each its latitude and longitude in degrees."""
    if points:
        latitudes, longitudes = zip(*points, strict=True)
        north, east = ((min(each) + max(each)) / 2 for each in (latitudes, longitudes))
        yield from located(id, f"{north:.7f}", f"{east:.7f}")


def _points(coordinates: Any) -> Iterator[tuple[float, float]]:
    """The points in coordinates that may be lists of lists."""
    pending = [coordinates]
    while pending:
        each = pending.pop()
        if isinstance(each, list) and len(each) >= 2 and all(isinstance(n, str) for n in each):
            with suppress(ValueError):
                yield float(each[1]), float(each[0])
        elif isinstance(each, list):
            pending.extend(each)


def _said(file: File, feature: Mapping[str, Any]) -> Iterator[Said]:
    about = feature["properties"] or {}
    id, name = feature.get("id", about.get("id")), about.get("name")
    if not isinstance(id, str) or not isinstance(name, str):
        what = "a feature must have an id, and its properties a name"
        file.fault_at(file.number, 1, "kind", f"{what}: rename what they are called otherwise")
        return
    if not file.is_id(id):
        return
    yield Said(id, "name", name)
    if isinstance(about.get("type"), str):
        yield Said(id, "type", about["type"])
    for key, field in _LISTS.items():
        for text in texts(about.get(key)):
            yield Said(id, field, text)
    for catalogue, value in _map(about.get("same_as")):
        yield Said(id, "same_as", str(value), catalogue)
    for key, values in _map(about.get("facts")):
        yield from (Said(id, "fact", text, key) for text in texts(values))
    yield from place(id, feature)


def texts(value: object) -> list[str]:
    """A text, or those of a list, as a list."""
    each = value if isinstance(value, list) else [value]
    return [text for text in each if isinstance(text, str)]


def _map(value: object) -> Iterable[tuple[str, Any]]:
    return value.items() if isinstance(value, dict) else ()


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A feature a line, in one collection."""
    return collection(map(_feature, entries))


def collection(made: Iterable[Mapping[str, Any]], **head: Any) -> Iterator[str]:
    """Features, a line each, as a collection."""
    first = json.dumps({"type": "FeatureCollection", **head}, ensure_ascii=False)
    before = first[:-1] + ', "features": [\n'
    for feature in made:
        yield before + json.dumps(feature, ensure_ascii=False)
        before = ",\n"
    yield ("" if before == ",\n" else before) + "\n]}\n"


def point(entry: Entry) -> dict[str, Any] | None:
    """The geometry of an entry: GeoJSON has the longitude first."""
    return {"type": "Point", "coordinates": [*reversed(entry.at)]} if entry.at else None


def _feature(entry: Entry) -> dict[str, Any]:
    about = {
        "name": entry.name,
        "type": entry.type,
        "aliases": entry.aliases,
        "within": entry.within,
        "weak": entry.weak,
        "adjectives": entry.adjectives,
        "never": entry.never,
        "same_as": dict(entry.same_as),
        "facts": dict(entry.facts),
    }
    said = {key: value for key, value in about.items() if value}
    return {"type": "Feature", "id": entry.id, "geometry": point(entry), "properties": said}
