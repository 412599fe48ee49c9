"""Wikidata: the answers of its query service (CSV, TSV or JSON), and entities (JSON dumps with one
a line, Special:EntityData, the API).

Of a query the columns count by their names: `item` must be there. Of an entity, its labels and
aliases in all languages, statements that are names, what it lies in, its population as its rank,
and its identifiers in GeoNames and Who's On First. Statements that are deprecated or have ended are
passed over, except names: people go on using those.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from translit.files.writing import show, visible
from translit.formats import Said, located
from translit.formats.reading import File, Reading
from translit.model.errors import TranslitError

ABOUT = "entities of Wikidata or answers of its query service"
LOOKS = r'\A[?"]*item\b|"(labels|bindings|claims)"\s*:|"item"\s*:'
LICENCE = "CC0-1.0"
HOLDS = frozenset(
    ("id", "name", "aliases", "type", "within", "weak", "adjectives", "same_as", "at", "rank")
)

# How the line of an entity begins in a dump, and elsewhere.
_ENTITY = ('{"type":', '{"id":', '{"pageid":')
_ITEM = re.compile(r"<?(?:https?://www\.wikidata\.org/(?:entity|wiki)/|wd:)?(Q[1-9][0-9]*)>?")
# The cells of the query service's full TSV: "Aleppo"@en, <http://www.wikidata.org/entity/Q41183>
_LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@[A-Za-z0-9-]+|\^\^<[^>]*>)?')
# The column of a query, in small letters and without "item" before it -> what stands in it.
_COLUMNS = {
    "label": "name",
    "name": "name",
    "altlabel": "aliases",
    "alias": "alias",
    "native": "alias",
    "official": "alias",
    "weak": "weak",
    "short": "weak",
    "adjective": "adjective",
    "demonym": "adjective",
    "type": "type",
    "within": "within",
    "geonames": "same_as",
    "wof": "same_as",
    "coord": "at",
    "coords": "at",
    "coordinates": "at",
    "location": "at",
    "population": "rank",
}
_POINT = re.compile(r"(?:<[^>]*Q2> )?Point\(([^ ]+) ([^ ]+)\)")  # longitude first; Q2 is the Earth
# Statements of an entity that are names, or what is made from one.
_NAMES = {
    "P1448": "alias",  # official name
    "P1705": "alias",  # native label
    "P1559": "alias",  # name in native language
    "P1477": "alias",  # birth name
    "P742": "alias",  # pseudonym: a nom de guerre is what reports use
    "P1813": "weak",  # short name: abbreviations above all
    "P1449": "weak",  # nickname
    "P1549": "adjective",  # demonym
}
_WITHIN = ("P131", "P17")  # the administrative unit that it is in; else the country
_POPULATION, _TIME = "P1082", "P585"  # and the qualifier that says of which time it is
_ENDED = "P582"  # a qualifier: the end of what a statement says
_CATALOGUES = {"P1566": "geonames", "P6766": "wof"}
_HUMAN, _PLACE = (
    "Q5",
    "P625",
)  # who is an instance of a human is a person; what has coordinates is a place
# Aliases hold codes (SY, SYR) and abbreviations, which nothing sets apart but how they look.
_SHORT = re.compile(r"(?=.{1,5}$)[A-Z0-9]+(?:[.&-][A-Z0-9]+)*\.?")


class Queried:
    """The format, for queries that call an item otherwise than `item`."""

    ABOUT, LICENCE, HOLDS = ABOUT, LICENCE, HOLDS

    def __init__(self, item: str) -> None:
        self.item = item.removeprefix("?")

    def read(self, paths: Sequence[str]) -> Iterator[Said]:
        """As `read` of the module."""
        return read(paths, self.item)


def with_columns(columns: Mapping[str, str | Sequence[str]]) -> Queried:
    """The format, for queries whose variable for an item is `columns["id"]`.

    Raises:
        TranslitError: another column is named, or several.
    """
    item = columns.get("id")
    if not isinstance(item, str) or len(columns) > 1:
        raise TranslitError(
            "of a query only the variable of the items can be named: the others count by their"
            " names (docs/formats.md)"
        )
    return Queried(item)


def read(paths: Sequence[str], item: str = "item") -> Iterator[Said]:
    """What the files say of each item.

    Args:
        paths: the files.
        item: what a query calls an item.

    Raises:
        TableError: a file is neither an answer of the query service nor entities, or an item isn't
            one.
    """
    with Reading(paths) as reading:
        for file in reading:
            first = file.first().strip()
            if not first.startswith(("{", "[")):
                yield from _table(file, item)
            elif first == "[" or first.startswith(_ENTITY):
                for entity in file.objects():
                    yield from _checked(file, entity, item)
            else:
                yield from _document(file, file.document(), item)


# --- queries --------------------------------------------------------------------------------------


def _table(file: File, item: str) -> Iterator[Said]:
    rows = file.rows(file.parting())
    header = [_renamed(name.removeprefix("?"), item) for name in next(rows, [])]
    if "item" not in header:
        held = visible(", ".join(header)[:200])
        what = f"the first line names no column {show(item)}; it has {held}"
        file.fault("header", f"{what}: call the variable ?item in the query, or name it with --id")
        return
    if not file.has_columns(header, ()):
        return
    for row in rows:
        if file.is_as_wide(row, header):
            yield from _answer(
                file, dict(zip(header, map(_bare, row), strict=True)), header.index("item")
            )


def _renamed(column: str, item: str) -> str:
    """A column under the name that it has where the variable of the items is called `item`."""
    rest = column.removeprefix(item)
    return f"item{rest}" if rest in ("", "Label", "AltLabel", "Description") else column


def _bare(cell: str) -> str:
    """A cell without what the full TSV puts around it."""
    if literal := _LITERAL.fullmatch(cell):
        return re.sub(r"\\(.)", r"\1", literal[1])
    return cell


def _answer(file: File, row: Mapping[str, str], cell: int = 0) -> Iterator[Said]:
    """What one row of an answer says."""
    item = _ITEM.fullmatch(row.get("item", ""))
    if item is None:
        file.fault(
            "value",
            "an item must stand under item, as http://www.wikidata.org/entity/Q858, not"
            f" {show(row.get('item', ''))}",
            cell,
        )
        return
    for column, value in row.items():
        if column != "item" and value.strip():
            field = _COLUMNS.get(column.removeprefix("item").lower(), "")
            yield from _column(item[1], field, column, value)


def _column(id: str, field: str, column: str, value: str) -> Iterator[Said]:
    if field == "aliases":  # which the label service joins
        for text in value.split(", "):
            yield Said(id, _strength(text), text)
    elif field == "within":
        outer = _ITEM.fullmatch(value)
        yield Said(id, "within", outer[1] if outer else value)
    elif field == "alias":
        yield Said(id, _strength(value), value)
    elif field == "same_as":
        yield Said(id, field, value, column.lower())
    elif field == "rank":
        yield Said(id, field, _whole(value))
    elif field == "at":
        if found := _POINT.fullmatch(value):
            yield from located(id, found[2], found[1])
    elif field and value != id:  # which the label service gives for a label that there isn't
        yield Said(id, field, value)
    elif not field:
        yield Said(id, "ignored", f"values of the column {column}")


def _whole(number: str) -> str:
    """A number as it counts: +2098210 and 2098210.0 are 2098210."""
    return re.sub(r"\.0*$", "", number.removeprefix("+"))


def _strength(text: str) -> str:
    return "weak" if _SHORT.fullmatch(text) else "alias"


# --- JSON -----------------------------------------------------------------------------------------


def _document(file: File, document: Any, item: str) -> Iterator[Said]:
    """A whole file of JSON: the answer of a query in either of its forms, or some entities."""
    held = document
    if isinstance(held, dict):
        results, entities = held.get("results"), held.get("entities")
        held = (
            results.get("bindings")
            if isinstance(results, dict)
            else entities
            if entities is not None
            else [held]
        )
        held = list(held.values()) if isinstance(held, dict) else held
    if isinstance(held, list):
        for each in held:
            yield from _checked(file, each, item)
    elif document is not None:
        file.fault(
            "kind",
            "neither an answer of the query service nor entities: is this a file of Wikidata?",
        )


def _checked(file: File, held: Any, item: str) -> Iterator[Said]:
    """An entity or a row of an answer; anything else is a fault."""
    if isinstance(held, dict) and item in held:
        cells = {
            _renamed(column, item): cell.get("value") if isinstance(cell, dict) else cell
            for column, cell in held.items()
        }
        yield from _answer(
            file, {column: value for column, value in cells.items() if isinstance(value, str)}
        )
    elif isinstance(held, dict) and isinstance(id := held.get("id"), str) and _ITEM.fullmatch(id):
        yield from _entity(id, held)
    elif not isinstance(held, dict) or held.get("type") not in ("property", "lexeme"):
        file.fault(
            "kind",
            "an entity with an id, or a row with an item, must stand here: is this a file of"
            " Wikidata?",
        )


def _entity(id: str, entity: Mapping[str, Any]) -> Iterator[Said]:
    labels = dict(_texts(entity.get("labels")))
    # The canonical name is the English one, else that which is the same in many languages; then by
    # the language's code.
    for language in sorted(labels, key=lambda code: (code != "en", code != "mul", code)):
        yield Said(id, "name", labels[language])
    for _, text in _texts(entity.get("aliases")):
        yield Said(id, _strength(text), text)
    claims = entity.get("claims") or entity.get("statements")
    if isinstance(claims, dict):
        yield from _claims(id, claims)


def _texts(by_language: Any) -> Iterator[tuple[str, str]]:
    """Language and text of labels or aliases: {"en": {"value": "Syria"}}, {"en": [{"value":
    "Sham"}, ...]}, {"en": "Syria"}.
    """
    for language, held in by_language.items() if isinstance(by_language, dict) else ():
        for each in held if isinstance(held, list) else [held]:
            text = each.get("value") if isinstance(each, dict) else each
            if isinstance(text, str):
                yield language, text


def _claims(id: str, claims: Mapping[str, Any]) -> Iterator[Said]:
    for number, field in _NAMES.items():
        for text in _values(claims.get(number), ended=True):
            yield Said(id, field, text)
    for number in _WITHIN:
        for outer in _values(claims.get(number)):
            yield Said(id, "within", outer, "located")
    for number, catalogue in _CATALOGUES.items():
        for value in _values(claims.get(number)):
            yield Said(id, "same_as", value, catalogue)
    yield from _population(id, claims.get(_POPULATION))
    if _HUMAN in _values(claims.get("P31")):
        yield Said(id, "type", "person")
    elif claims.get(_PLACE):
        yield Said(id, "type", "place")
    for held in _held(claims.get(_PLACE)):
        if isinstance(held, dict) and str(held.get("globe", "")).endswith("/Q2"):
            yield from located(id, *(str(held.get(way, "")) for way in ("latitude", "longitude")))


def _population(id: str, statements: Any) -> Iterator[Said]:
    """The population of an item: of statements those of the best rank count, and of these the
    latest.
    """
    found = [
        (statement.get("rank") == "preferred", _time(statement), _whole(str(held.get("amount"))))
        for statement in (statements if isinstance(statements, list) else ())
        for held in _held([statement])
        if isinstance(held, dict) and held.get("amount")
    ]
    for _, _, number in [max(found)] if found else ():
        yield Said(id, "rank", number)


def _time(statement: Mapping[str, Any]) -> str:
    """Of which time a statement is: texts that sort as the times do; "" for one that says none."""
    qualifiers = statement.get("qualifiers")
    times = qualifiers.get(_TIME) if isinstance(qualifiers, dict) else None
    held = times[0] if isinstance(times, list) and times else None
    for key in ("datavalue", "value", "time"):
        held = held.get(key) if isinstance(held, dict) else None
    return held if isinstance(held, str) else ""


def _values(statements: Any, *, ended: bool = False) -> list[str]:
    """The values of the statements of one property that hold (or held, with `ended`): texts, and
    the IDs of items.
    """
    texts = (
        held.get("text", held.get("id")) if isinstance(held, dict) else held
        for held in _held(statements, ended=ended)
    )
    return [text for text in texts if isinstance(text, str)]


def _held(statements: Any, *, ended: bool = False) -> Iterator[Any]:
    """The values of the statements of one property, as they stand."""
    for statement in statements if isinstance(statements, list) else ():
        if isinstance(statement, dict) and statement.get("rank") != "deprecated":
            held: Any = statement
            if ended or _ENDED not in (statement.get("qualifiers") or ()):
                for key in ("mainsnak", "datavalue", "value"):
                    held = held.get(key) if isinstance(held, dict) else None
                yield held
