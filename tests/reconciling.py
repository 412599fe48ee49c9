"""What the tests of the reconciliation service share: a small table, and what makes a request or an
answer valid.

Each one is held against our own schemas (tests/reconcile/), written from the prose of the
specification, and against the specification's own where TRANSLIT_RECONCILE_SPECS names a checkout
of github.com/reconciliation-api/specs: that repository holds no licence to copy them by.
"""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import referencing

from translit import Entry

HERE = Path(__file__).parent / "reconcile"
SPECS = os.environ.get("TRANSLIT_RECONCILE_SPECS")
# Our definition -> the files of the specification, each for a part of what ours holds.
FILES = {
    "manifest": ["manifest"],
    "queries": ["reconciliation-query-batch"],
    "results": ["reconciliation-result-batch"],
    "suggestions": [
        "suggest-entities-response",
        "suggest-properties-response",
        "suggest-types-response",
    ],
    "proposals": ["data-extension-property-proposal"],
    "extension": ["data-extension-query"],
    "extended": ["data-extension-response"],
}
VERSIONS = ("0.2", "1.0-draft")
# The one schema that is neither ours nor theirs, as far as it matters.
SWAGGER = "http://swagger.io/v2/schema.json"
SECURITY = {
    "definitions": {"securityDefinitions": {"additionalProperties": {"required": ["type"]}}}
}

# IDs as bad as they may be, homonyms, and something of each kind.
ODD = ("a/b", "50%", "..", "x+y", "<b>&amp;", "q?id=1#", "\"'", "ناء", "a%2Fb")
ENTRIES = (
    Entry(
        "sy",
        "Syria",
        ("سوريا", "Syrie"),
        "place",
        adjectives=("Syrian",),
        same_as={"iso3166-1": "SY", "wikidata": "Q858"},
    ),
    Entry("ly", "Libya", ("ليبيا",), "place", same_as={"iso3166-1": "LY"}),
    Entry("lb", "Lebanon", ("لبنان",), "place", same_as={"iso3166-1": "LB"}),
    Entry("sy.aleppo-governorate", "Aleppo Governorate", (), "place", "sy"),
    Entry(
        "sy.aleppo",
        "Aleppo",
        ("Halab", "حلب"),
        "place",
        "sy.aleppo-governorate",
        same_as={"wikidata": "Q41183"},
    ),
    Entry("sy.aleppo.ramousa", "Ramousa", ("الراموسة", "Ramosa"), "place", "sy.aleppo"),
    Entry("sy.azaz", "Azaz", ("أعزاز",), "place", "sy.aleppo-governorate"),
    Entry("ly.tripoli", "Tripoli", ("طرابلس",), "place", "ly", at=(32.89, 13.18)),
    Entry("lb.tripoli", "Tripoli", ("طرابلس", "Trablus"), "place", "lb", at=(34.44, 35.84)),
    Entry("ly.tripoli.souq", "Souq al-Mushir", (), "place", "ly.tripoli"),
    Entry("lb.tripoli.mina", "El Mina", (), "place", "lb.tripoli", at=(34.45, 35.82)),
    Entry(
        "sy.group.jaysh-al-islam",
        "Jaysh al-Islam",
        ("جيش الإسلام", "Islam Army"),
        "group",
        "sy",
        weak=("JAI",),
    ),
    Entry(
        "no-type",
        "<script>alert('Zabadani')</script>",
        ("<img src=x onerror=alert(1)>", "Zabadani & Co"),
    ),
    *(Entry(id, f"Oddity {number} Qwrt", (), "armed group", "sy") for number, id in enumerate(ODD)),
)
REDIRECTS = {"sy.ramosa": "sy.aleppo.ramousa", "halab": "sy.aleppo"}


@cache
def validators(version: str, kind: str) -> list[jsonschema.Draft7Validator]:
    """What holds something of a kind against our schema, and against the specification's own
    where they are.
    """
    ours = json.loads((HERE / f"{version}.json").read_text("utf-8"))
    return [
        jsonschema.Draft7Validator({**ours, "$ref": f"#/definitions/{kind}"}),
        *(theirs(version, kind) if SPECS else ()),
    ]


def theirs(version: str, kind: str) -> list[jsonschema.Draft7Validator]:
    assert SPECS
    read = [
        json.loads(file.read_text("utf-8"))
        for file in sorted((Path(SPECS) / version / "schemas").glob("*.json"))
    ]
    known = [(schema["$id"], schema) for schema in read if "$id" in schema]
    resources = [
        (id, referencing.Resource(schema, referencing.jsonschema.DRAFT7))
        for id, schema in [*known, (SWAGGER, SECURITY)]
    ]
    registry = referencing.Registry().with_resources(resources)
    files = (Path(SPECS) / version / "schemas" / f"{name}.json" for name in FILES.get(kind, ()))
    return [
        jsonschema.Draft7Validator(json.loads(file.read_text("utf-8")), registry=registry)
        for file in files
    ]


def valid(version: str, kind: str, thing: Any) -> Any:
    """The thing, as a client would read it, if it is valid; raises ValidationError."""
    read = json.loads(json.dumps(thing))
    for validator in validators(version, kind):
        validator.validate(read)
    return read
