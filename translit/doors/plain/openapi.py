"""What `serve` answers in plain JSON, described by OpenAPI 3.1, for programs that make clients of
such a description.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import translit
from translit.doors.plain.questions import NAMES, NDJSON, TEXT
from translit.doors.reconcile.queries import MOST_CANDIDATES
from translit.model.nouns import Entry, Outcome

if TYPE_CHECKING:
    from translit.doors.reconcile.queries import Object

# The statuses of refusals, and why.
REFUSALS = {
    "400": "The request isn't what the address takes.",
    "401": "A token is needed.",
    "404": "There is no such entry or type.",
    "408": "The request took too long to come.",
    "413": "That is too much at once.",
    "431": "The header is too long.",
    "503": "The service is ending.",
}


def _object(required: Object, **optional: Object) -> Object:
    """The schema of an object that has some fields, and may have others, or null in their place."""
    nullable = {
        name: {**schema, "type": [schema["type"], "null"]} for name, schema in optional.items()
    }
    return {
        "type": "object",
        "properties": {**required, **nullable},
        "required": [*required],
        "additionalProperties": False,
    }


def _ref(name: str) -> Object:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(of: Object, **more: object) -> Object:
    return {"type": "array", "items": of, **more}


TEXT_ = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
SHARE = {"type": "number", "minimum": 0, "maximum": 1}
COUNT = {"type": "integer", "minimum": 0}
HINTS: Object = {
    "type": {"type": "string", "description": "Only entries of this type may answer."},
    "within": {"type": "string", "description": "Only entries within that of this ID may answer."},
    "near": {
        "type": "array",
        "prefixItems": [
            {"type": "number", "minimum": -90, "maximum": 90},
            {"type": "number", "minimum": -180, "maximum": 180},
        ],
        "items": False,
        "minItems": 2,
        "description": "Latitude and longitude of where the mention is about; settles homonyms.",
    },
    "prefer": {
        "type": "array",
        "items": {"type": "string", "minLength": 1, "pattern": "^[^,]+$"},
        "minItems": 1,
        "description": "Which of tied entries answers: types in order, smallest, largest.",
    },
    "precision": {
        "type": "number",
        "minimum": 0.5,
        "exclusiveMaximum": 1,
        "description": "The share of given IDs that must be right.",
    },
    "candidates": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_CANDIDATES,
        "description": "How many candidates at most.",
    },
}
POLICY = {name: HINTS[name] for name in ("precision", "candidates")}
NAMED: Object = {"names": _list(TEXT_, maxItems=NAMES)}

_CANDIDATE = _object({"id": TEXT_, "name": TEXT_, "alias": TEXT_, "score": SHARE})
_ANSWER: Object = {
    "mention": TEXT_,
    "id": MAYBE,
    "name": MAYBE,
    "outcome": {"enum": [*map(str, Outcome)]},
    "score": SHARE,
    "candidates": _list(_ref("Candidate")),
}
_REASONS: Object = {"explanation": _list(TEXT_), "steps": _list(_ref("Step"))}
_ENTRY: Object = {
    **{name: _list(TEXT_) for name in Entry._fields},
    "id": TEXT_,
    "name": TEXT_,
    "type": MAYBE,
    "at": {"type": ["array", "null"], "items": {"type": "number"}},
    "facts": {"type": "object", "additionalProperties": _list(TEXT_)},
    "same_as": {"type": "object", "additionalProperties": TEXT_},
}
SCHEMAS: Object = {
    "Candidate": _CANDIDATE,
    "Answer": _object(_ANSWER),
    "Answers": _object({"answers": _list(_ref("Answer"))}),
    "Step": _object({"action": TEXT_, "rule": TEXT_, "result": TEXT_}),
    "Explained": _object({**_ANSWER, **_REASONS}),
    "Explanations": _object({"answers": _list(_ref("Explained"))}),
    "Mention": _object({"start": COUNT, "end": COUNT, "text": TEXT_, "answer": _ref("Answer")}),
    "Mentions": _object({"mentions": _list(_ref("Mention"))}),
    "Group": _object(
        {
            "name": TEXT_,
            "names": _list(_object({"name": TEXT_, "count": COUNT})),
            "probability": SHARE,
            "id": MAYBE,
        }
    ),
    "Groups": _object({"groups": _list(_ref("Group"))}),
    "Entry": _object(_ENTRY),
    "Health": _object({"status": {"const": "ok"}, "version": TEXT_, "entries": COUNT}),
    "Error": _object({"error": TEXT_}),
    "Names": _object(NAMED, **HINTS),
    "Text": _object(
        {"text": {"type": "string", "maxLength": TEXT}},
        **POLICY,
        around={
            "type": "boolean",
            "description": "Homonyms are weighed by how near they lie to what the text names.",
        },
        offset_unit={"type": "string", "pattern": "^(codepoint|utf16|utf8)$"},
    ),
    "ToGroup": _object(NAMED, least=SHARE, ids={"type": "boolean"}),
}


def _answered(schema: str, *, lines: bool = False) -> Object:
    """The responses of an operation."""
    content: Object = {"application/json": {"schema": _ref(schema)}}
    if lines:
        content[NDJSON] = {"schema": TEXT_}
    refused = {"application/json": {"schema": _ref("Error")}}
    return {
        "200": {"description": "The answer.", "content": content},
        **{status: {"description": why, "content": refused} for status, why in REFUSALS.items()},
    }


def _get(summary: str, schema: str, *parameters: Object) -> Object:
    return {"summary": summary, "parameters": [*parameters], "responses": _answered(schema)}


def _post(summary: str, asked: str, schema: str, line: str = "") -> Object:
    """An operation that takes a body; `line` says what a line of a stream holds, if it takes
    such.
    """
    content: Object = {"application/json": {"schema": _ref(asked)}}
    if line:
        about = f"A line for each: {line} An answer, or an error, in a line for each comes back."
        content[NDJSON] = {"schema": {"type": "string", "description": about}}
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": content},
        "responses": _answered(schema, lines=bool(line)),
    }


def _parameter(name: str, schema: Object, place: str = "query", *, needed: bool = True) -> Object:
    return {"name": name, "in": place, "required": needed, "schema": schema}


_NAME = _parameter("name", TEXT_)
_HINTED = [
    {**_parameter(name, schema, needed=False), "explode": False} for name, schema in HINTS.items()
]
_LINE = 'a name as a JSON string, or {"name": ...} with the hints of "Names".'
_NONEMPTY = {"type": "string", "minLength": 1}
PATHS: Object = {
    "/resolve": {
        "get": _get("The ID of a name.", "Answer", _NAME, *_HINTED),
        "post": _post("The IDs of names.", "Names", "Answers", _LINE),
    },
    "/explain": {
        "get": _get("The ID of a name, with the reasons.", "Explained", _NAME, *_HINTED),
        "post": _post("The IDs of names, with the reasons.", "Names", "Explanations", _LINE),
    },
    "/scan": {
        "post": _post(
            "The names in a text.", "Text", "Mentions", 'a text as a JSON string, or as "Text".'
        )
    },
    "/cluster": {"post": _post("Groups of likely spellings.", "ToGroup", "Groups")},
    "/entries/{id}": {"get": _get("An entry.", "Entry", _parameter("id", _NONEMPTY, "path"))},
    "/entries": {"get": _get("An entry, whatever its ID.", "Entry", _parameter("id", TEXT_))},
    "/health": {"get": {**_get("Whether the service answers.", "Health"), "security": []}},
}


def description(name: str, base: str, *, token: bool) -> Object:
    """The description, as OpenAPI 3.1 has it.

    Args:
        name: what clients call the service.
        base: the address that the client knows it by.
        token: whether clients must send one.
    """
    bearer = {"token": {"type": "http", "scheme": "bearer"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": translit.__version__},
        "servers": [{"url": base}],
        "paths": PATHS,
        "components": {"schemas": SCHEMAS, **({"securitySchemes": bearer} if token else {})},
        **({"security": [{"token": []}]} if token else {}),
    }
