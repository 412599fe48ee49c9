"""What translit gives, as JSON can hold it: one layout for programs, agents and databases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from translit.model.nouns import Entry
    from translit.resolving.answer import Mention, Resolution
    from translit.uses.cluster import Group

Object = dict[str, Any]


def answer(resolution: Resolution) -> Object:
    """The answer for a name: its mention, ID, name, outcome, score and candidates."""
    return {
        "mention": resolution.mention,
        "id": resolution.id,
        "name": resolution.name,
        "outcome": str(resolution.outcome),
        "score": resolution.score,
        "candidates": [candidate._asdict() for candidate in resolution.candidates],
    }


def explained(resolution: Resolution) -> Object:
    """Likewise, with its reasons: as sentences, and as steps that replay."""
    return {
        **answer(resolution),
        "explanation": resolution.explain().splitlines(),
        "steps": [step._asdict() for step in resolution.steps],
    }


def mention(found: Mention) -> Object:
    """A mention in a text: its offsets, its text, and the answer for it."""
    return {
        "start": found.start,
        "end": found.end,
        "text": found.text,
        "answer": answer(found.resolution),
    }


def group(names: Group) -> Object:
    """A group of names: the best of them, all of them with their counts, how probable the group
    is, and the ID by which it is known, if it is.
    """
    return {
        "name": names.name,
        "names": [{"name": name, "count": count} for name, count in names.counts.items()],
        "probability": names.probability,
        "id": names.id,
    }


def entry(found: Entry) -> Object:
    """An entry of a table, field by field."""
    fields = found._asdict()
    return {**fields, "same_as": dict(found.same_as), "facts": dict(found.facts)}
