"""FollowTheMoney: entities as JSON, one a line (entities.ftm.json, targets.nested.json), or their
statements as CSV (statements.csv).

==============================  ================================================================
caption, where it is a name     the canonical name; without it the first `name` is
name, alias, previousName       names: reports go on using old ones
weakAlias, abbreviation         weak names: by FollowTheMoney's word they don't tell things apart
schema                          the type, in words: PublicBody is "public body"; LegalEntity none
partOf (of a Territory)         within
birthDate, country ...          facts: see _FACTS
wikidataId                      same_as wikidata
==============================  ================================================================

A person's first and last names alone are no names of theirs, and links between entities (Ownership,
Sanction) have none. A caption may be an e-mail address or a number, where there is no name. Of
statements, the external ones are guesses still to be confirmed, and left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.formats.schemata import NAMELESS, schema_of, type_of

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "FollowTheMoney entities (JSON Lines), or statements (CSV)"
LOOKS = r'"schema"\s*:\s*"|\A[^\n]*\bcanonical_id\b'
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "within", "weak", "same_as", "facts"})

# The properties that say something, and the fields that they are.
_FIELDS = {
    "name": "name",
    "alias": "alias",
    "previousName": "alias",
    "weakAlias": "weak",
    "abbreviation": "weak",
    "partOf": "within",
    "wikidataId": "same_as",
}
# What else is known, and the key under which it stands among the facts.
_FACTS = {
    "birthDate": "birth_date",
    "birthPlace": "birth_place",
    "nationality": "nationality",
    "citizenship": "nationality",
    "country": "country",
    "jurisdiction": "country",
    "programId": "programme",
    "idNumber": "identifier",
    "passportNumber": "identifier",
    "registrationNumber": "identifier",
    "taxNumber": "identifier",
    "innCode": "identifier",
    "leiCode": "identifier",
    "imoNumber": "imo_number",
}
_COLUMNS = ("canonical_id", "prop", "schema", "value")


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each entity.

    Raises:
        TableError: a line isn't an entity with an ID, a schema and properties, or isn't a
            statement.
    """
    with Reading(paths) as reading:
        for file in reading:
            if file.first().lstrip()[:1] in ("{", "[", ""):
                for entity in file.objects():
                    yield from _said(file, entity)
            else:
                for statement in file.records(",", _COLUMNS):
                    yield from _stated(file, statement)


def _said(file: File, entity: dict[str, Any]) -> Iterator[Said]:
    id, schema, properties = (entity.get(key) for key in ("id", "schema", "properties"))
    if not (isinstance(id, str) and isinstance(schema, str) and isinstance(properties, dict)):
        file.fault(
            "entity", "this is no entity of FollowTheMoney: it lacks an id, a schema or properties"
        )
    elif schema not in NAMELESS and file.is_id(id):
        told = [
            (field, value)
            for name, field in _FIELDS.items()
            for value in _texts(properties.get(name))
        ]
        caption = entity.get("caption")
        if ("name", caption) in told or ("alias", caption) in told:
            yield Said(id, "name", str(caption))
        for field, value in told:
            yield from _one(file, id, field, value)
        if told:
            yield from (
                Said(id, "fact", text, key)
                for name, key in _FACTS.items()
                for text in _texts(properties.get(name))
            )
        if told and (type := type_of(schema)):
            yield Said(id, "type", type)


def _texts(values: object) -> list[str]:
    """The texts of a property; in a nested file some hold entities as well."""
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []


def _stated(file: File, statement: dict[str, str]) -> Iterator[Said]:
    id, name, schema, value = (statement[column] for column in _COLUMNS)
    if (
        (name in _FIELDS or name in _FACTS)
        and schema not in NAMELESS
        and statement.get("external", "f") in ("", "f", "false")
        and file.is_id(id)
    ):
        if name in _FIELDS:
            yield from _one(file, id, _FIELDS[name], value)
        else:
            yield Said(id, "fact", value, _FACTS[name])
        if type := type_of(schema):
            yield Said(id, "type", type)


def _one(file: File, id: str, field: str, value: str) -> Iterator[Said]:
    if field != "within" or file.is_id(value):
        yield Said(id, field, value, "wikidata" if field == "same_as" else "")


def kept(entry: Entry) -> Entry:
    """The entry with a type that has a schema, with what it lies within if that is a Territory,
    and with Wikidata's number alone. Which properties may hold a fact depends on the schema, so
    that facts are read and not written.
    """
    schema, wikidata = schema_of(entry.type), entry.same_as.get("wikidata")
    return entry._replace(
        type=type_of(schema) or None,
        within=entry.within if schema == "Territory" else (),
        same_as={"wikidata": wikidata} if wikidata else {},
        facts={},
    )


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """An entity a line."""
    for entry in entries:
        properties = {
            "name": [entry.name],
            "alias": entry.aliases,
            "weakAlias": entry.weak,
            "partOf": entry.within,
            "wikidataId": list(entry.same_as.values()),
        }
        entity = {
            "id": entry.id,
            "caption": entry.name,
            "schema": schema_of(entry.type),
            "properties": {name: values for name, values in properties.items() if values},
        }
        yield json.dumps(entity, ensure_ascii=False) + "\n"
