"""Linked Places, the GeoJSON of historical gazetteers (World Historical Gazetteer, Pelagios): a
feature a place, with its names, types, links and relations; or a table with a place a row (LP-TSV).

Names that have ended are kept: historical texts use them. Of links exactMatch counts, as closeMatch
isn't identity; of relations what a place is a part of.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from translit.files.reading import WORKBOOKS
from translit.formats import Said, located
from translit.formats.addresses import catalogue
from translit.formats.geojson import collection, features, place, point
from translit.formats.reading import File, Reading

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "places in the Linked Places format"
LOOKS = r'"toponym"|linked-?places|\A[^\n{]*\btitle_source\b'
LICENCE = None
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "same_as", "at"))

_CONTEXT = (
    "https://raw.githubusercontent.com/LinkedPasts/linked-places/master/"
    "linkedplaces-context-v1.1.jsonld"
)
_PART_OF = ("gvp:broaderPartitive", "broaderPartitive", "partOf", "isPartOf")
# How an identifier begins, and the catalogue that it is of.
_PREFIXES = {"wd": "wikidata", "gn": "geonames"}
_ABBREVIATED = {name: prefix for prefix, name in _PREFIXES.items()}
# A place of the table, as well-known text; and the language behind a name, as "Livourne@fr".
_POINT = re.compile(r"(?i)\s*POINT\s*\(\s*(\S+)\s+([^\s)]+)\s*\)\s*")
_LANGUAGE = re.compile(r"@[A-Za-z-]*$")
# An identifier that is an address, and no prefix with what it stands before.
_ADDRESS = ("http://", "https://")
_CLOSE = "links that aren't exact matches"


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each place.

    Raises:
        TableError: a file is no GeoJSON, or a feature has no `@id` or neither a title nor names; or
            a table has no columns `id` and `title`.
    """
    with Reading(paths) as reading:
        for file in reading:
            if _is_table(file):
                for row in file.records(file.parting(), ("id", "title")):
                    yield from _row(file, row)
            else:
                for feature in features(file):
                    yield from _said(file, feature)


def _is_table(file: File) -> bool:
    if file.path.lower().endswith(WORKBOOKS):
        return True
    first = file.first().strip()
    return "title" in first and not first.startswith("{")


def _row(file: File, row: Mapping[str, str]) -> Iterator[Said]:
    """What a row of the table says; the cells for several things have semicolons between."""
    id = row["id"].strip()
    if not file.is_id(id, list(row).index("id")):
        return
    yield Said(id, "name", row["title"])
    for name in _several(row.get("variants", "")):
        yield Said(id, "alias", _LANGUAGE.sub("", name))
    yield from (Said(id, "type", text) for text in _several(row.get("types", ""))[:1])
    point = _POINT.fullmatch(row.get("geowkt", ""))
    longitude, latitude = point.groups() if point else (row.get("lon", ""), row.get("lat", ""))
    yield from located(id, latitude, longitude)
    yield from (Said(id, "within", outer) for outer in _several(row.get("parent_id", "")))
    yield from (Said(id, "ignored", _CLOSE) for _ in _several(row.get("matches", "")))


def _several(cell: str) -> list[str]:
    return [text for text in map(str.strip, cell.split(";")) if text]


def _said(file: File, feature: Mapping[str, Any]) -> Iterator[Said]:
    about, id = feature["properties"] or {}, feature.get("@id")
    names = [each for each in _records(feature, "names") if isinstance(each.get("toponym"), str)]
    title = about.get("title")
    if not isinstance(id, str) or not (names or isinstance(title, str)):
        what = 'a place must have an "@id", and a title among its properties or names'
        file.fault_at(file.number, 1, "kind", f"{what}: is this a file of Linked Places?")
        return
    if not file.is_id(id):
        return
    if isinstance(title, str):
        yield Said(id, "name", title)
    for name in names:
        yield Said(id, "alias", name["toponym"])
    labels = [text for each in _records(feature, "types") if (text := _label(each))]
    yield from (Said(id, "type", text) for text in labels[:1])
    yield from place(id, feature)
    yield from _links(file, id, feature)


def _label(kind: Mapping[str, Any]) -> str:
    for key in ("label", "sourceLabel"):
        if isinstance(text := kind.get(key), str) and text.strip():
            return text
    return next(filter(None, map(_label, _records(kind, "sourceLabels"))), "")


def _links(file: File, id: str, feature: Mapping[str, Any]) -> Iterator[Said]:
    for link in _records(feature, "links"):
        identifier = link.get("identifier", link.get("uri"))  # uri of old
        if link.get("type") != "exactMatch" or not isinstance(identifier, str):
            yield Said(id, "ignored", _CLOSE)
        else:
            name, value = _identified(identifier)
            yield Said(id, "same_as", value, name)
    for relation in _records(feature, "relations"):
        outer = relation.get("relationTo")
        if relation.get("relationType") in _PART_OF and isinstance(outer, str):
            if file.is_id(outer):
                yield Said(id, "within", outer)
        else:
            yield Said(id, "ignored", "other relations")


def _identified(identifier: str) -> tuple[str, str]:
    """The catalogue of an identifier, and what it says there: `wd:Q1` is Q1 of wikidata."""
    if identifier.startswith(_ADDRESS):
        return catalogue(identifier)
    prefix, _, value = identifier.partition(":")
    return _PREFIXES.get(prefix, prefix), value


def _identifier(name: str, value: str) -> str:
    """The identifier of which `_identified` makes these two."""
    if value.startswith(_ADDRESS) and catalogue(value) == (name, value):
        return value
    return f"{_ABBREVIATED.get(name, name)}:{value}"


def _records(feature: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    held = feature.get(key)
    return [each for each in held if isinstance(each, dict)] if isinstance(held, list) else []


def kept(entry: Entry) -> Entry:
    """The entry with the identifiers whose catalogue can stand before a colon."""
    pairs = entry.same_as.items()
    taken = (*_PREFIXES, "http", "https")
    same_as = {key: value for key, value in pairs if ":" not in key and key not in taken}
    return entry._replace(same_as=same_as)


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A place a line, in one collection."""
    return collection(map(_feature, entries), **{"@context": _CONTEXT})


def _feature(entry: Entry) -> dict[str, Any]:
    more = {
        "types": [{"label": entry.type}] if entry.type else [],
        "links": [
            {"type": "exactMatch", "identifier": _identifier(*pair)}
            for pair in entry.same_as.items()
        ],
        "relations": [{"relationType": _PART_OF[0], "relationTo": outer} for outer in entry.within],
    }
    names = [{"toponym": name} for name in (entry.name, *entry.aliases)]
    return {
        "@id": entry.id,
        "type": "Feature",
        "properties": {"title": entry.name},
        "geometry": point(entry),
        "names": names,
    } | {key: value for key, value in more.items() if value}
