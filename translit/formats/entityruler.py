"""spaCy's EntityRuler and SpanRuler: a pattern a line, as {"label": "place", "pattern": "Ramousa",
"id": "sy.aleppo.ramousa"}.

The label is the type; MISC stands for none. A pattern is a text, or a list of tokens that each say
what must stand there (ORTH, TEXT or LOWER); a list that fits more than one text is refused. spaCy
passes over what it doesn't know, so that `kind` can say here that a name is weak or an adjective; a
ruler finds names only when they are written exactly so, as weak names shall be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from translit.formats import Said
from translit.formats.reading import File, Reading

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "patterns of spaCy's EntityRuler or SpanRuler (JSON Lines)"
LOOKS = r'"pattern"\s*:'
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "adjectives"})

# a ruler asks for a label; this is the one that its models give to what is of no other kind
UNTYPED = "MISC"
_KINDS = (None, "strong", "weak", "adjective")


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each ID.

    Raises:
        TableError: a pattern has no ID, or fits more than one text.
    """
    with Reading(paths) as reading:
        for file in reading:
            for pattern in file.objects():
                yield from _said(file, pattern)


def _said(file: File, pattern: dict[str, Any]) -> Iterator[Said]:
    id, label, kind = (pattern.get(key) for key in ("id", "label", "kind"))
    text = _text(pattern.get("pattern"))
    if not isinstance(id, str):
        file.fault("id", 'a pattern without an ID: add "id", the canonical ID of the thing')
    elif not isinstance(label, str):
        file.fault("label", 'a pattern without a label: add "label", the type of the thing')
    elif kind not in _KINDS:
        file.fault(
            "kind", 'the "kind" of a pattern must be strong, weak or adjective: mend or delete it'
        )
    elif not text:
        file.fault(
            "pattern",
            "this is no text, or stands for more than one: write a text, or tokens with ORTH, TEXT"
            " or LOWER alone",
        )
    elif file.is_id(id):
        yield Said(id, "alias" if kind in (None, "strong") else kind, text)
        if label not in ("", UNTYPED):
            yield Said(id, "type", label)


def _text(pattern: object) -> str | None:
    """The one text that a pattern stands for; None where there is none, or there are several."""
    if isinstance(pattern, list):
        tokens = [_token(token) for token in pattern]
        return " ".join(filter(None, tokens)) if all(tokens) else None
    return pattern if isinstance(pattern, str) and pattern.strip() else None


def _token(token: object) -> str | None:
    if isinstance(token, dict) and len(token) == 1:
        ((key, value),) = token.items()
        return (
            value if key.upper() in ("ORTH", "TEXT", "LOWER") and isinstance(value, str) else None
        )
    return None


def kept(entry: Entry) -> Entry:
    return entry._replace(type=None) if entry.type == UNTYPED else entry


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each name of each entry."""
    for entry in entries:
        strong = (entry.name, *entry.aliases)
        for kind, names in ((None, strong), ("weak", entry.weak), ("adjective", entry.adjectives)):
            for name in names:
                pattern = {"label": entry.type or UNTYPED, "pattern": name, "id": entry.id} | (
                    {"kind": kind} if kind else {}
                )
                yield json.dumps(pattern, ensure_ascii=False) + "\n"
