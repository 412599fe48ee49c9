"""The schemata of FollowTheMoney, and what they are called as types of a table."""

from __future__ import annotations

import re

# What a table calls otherwise.
_OTHERWISE = {"Organization": "organisation", "Territory": "place"}
# These say nothing of a thing: any party, and any thing at all. LegalEntity is what is written for
# a type that has no schema.
UNTOLD = frozenset({"LegalEntity", "Thing"})
UNKNOWN = "LegalEntity"
# These are no things with names: addresses, and the pages on which somebody is mentioned.
NAMELESS = frozenset({"Address", "Mention"})
_NAMED = (
    "Airplane Article Asset BankAccount Company CourtCase Event Organization Person Position"
    " Project PublicBody RealEstate Security Territory UserAccount Vehicle Vessel"
)


def type_of(schema: str) -> str:
    """The type that a schema means, as "public body" for PublicBody; "" where it means none."""
    return (
        ""
        if schema in UNTOLD
        else _OTHERWISE.get(schema) or re.sub("(?<=[a-z])(?=[A-Z])", " ", schema).lower()
    )


_SCHEMATA = {type_of(schema): schema for schema in _NAMED.split()}


def schema_of(type: str | None) -> str:
    """The schema whose `type_of` is this type, and UNKNOWN where none is."""
    return _SCHEMATA.get(type or "", UNKNOWN)
