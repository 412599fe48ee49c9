"""OpenStreetMap: answers of Overpass (JSON), GeoJSON as osmium and Overpass turbo export it, and
files of the map itself (.osm, .osm.gz, .osm.bz2, .osm.pbf, .o5m), which pyosmium reads.

The keys of names, each with a language behind a colon or without one:

===================================================  ===============================================
name, int_name, loc_name, nat_name, reg_name,        names; several with semicolons between
official_name, alt_name, old_name
short_name, nickname                                 weak names
sorting_name, name:etymology, name:pronunciation     no names, and counted
===================================================  ===============================================

`name` is what stands on the spot, at times in two languages ("Bruxelles - Brussel"): it is parted
where each part is the name in a language. The canonical name is the English one, else the
international one, else `name`. Names that have ended (`old_name:1920-1940`) are names, as reports
go on using them. What is no point is in the midst of its outline, as Overpass's `out center` says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any

from translit.files.writing import show
from translit.formats import Said, located
from translit.formats.geojson import centre, features, middle, place
from translit.formats.reading import File, Reading
from translit.model.errors import MissingExtra

ABOUT = "OpenStreetMap"
LOOKS = r'"elements"\s*:|<osm\b|"(node|way|relation)/\d+"'
LICENCE = "ODbL-1.0"
HOLDS = frozenset(("id", "name", "aliases", "type", "weak", "same_as", "at"))

_STRONG = ("int_name", "name", "official_name", "nat_name", "reg_name", "loc_name", "alt_name")
_OLD, _WEAK = ("old_name",), ("short_name", "nickname")
# `alt_name_1` is what editors once wrote for a second one.
_KEY = re.compile(rf"({'|'.join((*_STRONG, *_OLD, *_WEAK))})(?:_[0-9]+)?(?::(.+))?")
# The members of a relation that stand for its middle, the better one first.
_MIDDLES = ("label", "admin_centre")
# A language, as ar, ku-Arab, zh_pinyin, be-tarask; or years, as 1920-1940, 1946--1991.
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z0-9]+)*(:.*)?|[0-9.~/-]+")
_BILINGUAL = re.compile(r" [-–/|] ")
_KINDS = {"n": "n", "w": "w", "r": "r", "node": "n", "way": "w", "relation": "r"}
_NUMBER = re.compile(r"(?:(node|way|relation|[nwr])/?)?([0-9]+)")
_FILES = re.compile(r".*\.(osm|osm\.gz|osm\.bz2|pbf|o5m)")
_NAMELESS = "elements without a name"


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each node, way and relation that has a name.

    Raises:
        TableError: a file is none of these, or not whole.
        MissingExtra: one of them is a file of the map, and pyosmium isn't installed.
    """
    with Reading(paths) as reading:
        for file in reading:
            if _FILES.fullmatch(file.path.lower()):
                yield from _map(file)
            elif _is_overpass(file):
                for element in file.items("elements"):
                    yield from _element(file, element)
            else:
                for feature in features(file):
                    yield from _feature(file, feature)


def _is_overpass(file: File) -> bool:
    """Whether it is an answer of Overpass, by its first line or lines."""
    return '"Feature' not in file.ahead(1000)


def _element(file: File, element: Any) -> Iterator[Said]:
    number = element.get("id") if isinstance(element, dict) else None
    kind = _KINDS.get(str(element.get("type"))) if number else None
    if not kind or not str(number).isdecimal():
        what = "an element with a type and an id must stand here"
        file.fault_at(file.number, 1, "kind", f"{what}: is this an answer of Overpass?")
        return
    id, tags = f"osm.{kind}{number}", element.get("tags")
    said = [*_said(id, tags if isinstance(tags, dict) else {})]
    yield from said
    if _is_named(said):
        yield from _placed(id, element)


def _placed(id: str, element: Mapping[str, Any]) -> Iterator[Said]:
    """Where an element of Overpass is: itself, by `out center`, or in the midst of its bounds."""
    center, bounds = element.get("center"), element.get("bounds")
    where = center if isinstance(center, dict) else element
    if isinstance(bounds, dict) and "lat" not in where:
        corners = [[bounds.get(f"{end}lon"), bounds.get(f"{end}lat")] for end in ("min", "max")]
        yield from middle(id, {"geometry": {"coordinates": corners}})
    else:
        yield from located(id, str(where.get("lat", "")), str(where.get("lon", "")))


def _feature(file: File, feature: Mapping[str, Any]) -> Iterator[Said]:
    about = feature["properties"] or {}
    number = str(about.get("@id", feature.get("id", about.get("id", ""))))
    found = _NUMBER.fullmatch(number)
    kind = _KINDS.get(str(found[1] or about.get("@type"))) if found else None
    if not found or not kind:
        what = "a feature must have the id of a node, way or relation, as node/123"
        file.fault_at(file.number, 1, "kind", f"{what}, not {show(number)}: export it with its id")
        return
    id = f"osm.{kind}{found[2]}"
    tags = about.get("tags")  # apart in some exports
    said = [*_said(id, tags if isinstance(tags, dict) else about)]
    yield from said
    if _is_named(said):
        yield from [*place(id, feature)] or middle(id, feature)


def _said(id: str, tags: Mapping[str, Any]) -> Iterator[Said]:
    """What the tags of an element say; of one without a name only that it has none."""
    texts = {key: value for key, value in tags.items() if isinstance(value, str)}
    named = {key: found for key in texts if (found := _KEY.fullmatch(key))}
    kept = {key: found for key, found in named.items() if _is_name(found[2])}
    strong = [key for key, found in kept.items() if found[1] not in _WEAK]
    if not strong:
        yield Said("", "ignored", _NAMELESS)
        return
    for key in sorted(kept, key=_rank):
        field = "weak" if kept[key][1] in _WEAK else "name"
        for name in _names(key, texts):
            yield Said(id, field, name)
    yield from (
        Said(id, "ignored", "keys about names that hold none (name:etymology ...)")
        for key in (*(named.keys() - kept.keys()), *({"sorting_name"} & texts.keys()))
    )
    yield Said(id, "type", "place")
    yield Said(id, "same_as", id.removeprefix("osm."), "osm")
    for number in texts.get("wikidata", "").split(";")[:1]:
        if re.fullmatch("Q[0-9]+", number.strip()):
            yield Said(id, "same_as", number.strip(), "wikidata")


def _is_named(said: Sequence[Said]) -> bool:
    """Whether anything is said of an element besides that it has no name."""
    return bool(said and said[0].id)


def _is_name(behind: str | None) -> bool:
    """Whether a name stands under a key, by what is behind its colon."""
    return behind is None or _LANGUAGE.fullmatch(behind) is not None


def _rank(key: str) -> tuple[int, int, str]:
    """The name to file under first; old names last."""
    first = {"name:en": 0, "int_name": 1, "name": 2}
    found = _KEY.fullmatch(key)
    kind = found[1] if found else key
    return first.get(key, 3), (*_STRONG, *_OLD, *_WEAK).index(kind), key


def _names(key: str, texts: Mapping[str, str]) -> Iterator[str]:
    """The names under a key."""
    parts = [part.strip() for part in texts[key].split(";") if part.strip()]
    if key == "name" and len(parts) == 1:
        halves = [half.strip() for half in _BILINGUAL.split(parts[0])]
        in_languages = {text for other, text in texts.items() if other.startswith("name:")}
        parts = halves if {*halves} <= in_languages else parts
    yield from parts


# --- files of the map -----------------------------------------------------------------------------


def _map(file: File) -> Iterator[Said]:
    """A file of the map, by way of pyosmium, which keeps the places of all nodes on disk."""
    try:
        osmium: Any = import_module("osmium")
    except ImportError:
        raise MissingExtra(
            f"{file.path}: files of the map (.osm, .osm.pbf) need pyosmium: pip install"
            " 'translit-normaliser[osm]'"
        ) from None
    try:
        elements = osmium.FileProcessor(file.path).with_locations("sparse_file_array")
        for each in elements.with_filter(osmium.filter.EmptyTagFilter()):
            if (kind := _KINDS.get(each.type_str())) is None:
                continue  # a changeset
            said = [*_said(f"osm.{kind}{each.id}", {tag.k: tag.v for tag in each.tags})]
            yield from said
            if _is_named(said):
                yield from _where(said[0].id, each, elements.node_location_storage)
    except (RuntimeError, ValueError, OSError) as error:
        file.broken = True
        why = " ".join(str(error).split())[:200]
        file.faulty("damaged", f"the map can't be read to its end ({why}): is the file whole?")


def _where(id: str, element: Any, locations: Any) -> Iterator[Said]:
    """Where an element of the map is, as Overpass's `out center` says it of nodes and ways; a
    relation is where the node is that it names as its label or its centre.
    """
    if element.is_node():
        places = [element.location]
    elif element.is_way():
        places = [node.location for node in element.nodes]
    else:
        members = {each.role: each.ref for each in reversed([*element.members]) if each.type == "n"}
        nodes = [members[role] for role in _MIDDLES if role in members]
        places = [_location(locations, node) for node in nodes][:1]
    held = [(each.lat, each.lon) for each in places if each is not None and each.valid()]
    yield from centre(id, held)


def _location(locations: Any, node: int) -> Any:
    try:
        return locations.get(node)
    except KeyError:
        return None  # the node isn't in the file
