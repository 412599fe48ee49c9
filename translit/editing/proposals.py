"""The proposals file: new spellings for the entries of a table, to be decided by a person, in YAML
that is read as strictly.

docs/tables.md ("Changing tables by command") describes it; `apply` writes what was accepted into
the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.files import shape
from translit.files.shape import END, Field, ListOf, MapOf, Record, Text
from translit.files.whole import read_as
from translit.files.writing import Value, block, show
from translit.tables.reading import ANY, ID, SLUG, TEXT

if TYPE_CHECKING:
    from translit.files.places import Source
    from translit.files.shape import Say
    from translit.files.tree import Node, Tree
    from translit.model.errors import Fault

OPEN, YES, NO, SKIP = "open", "yes", "no", "skip"
DECISIONS = (OPEN, YES, NO, SKIP)

DATE = Text("a date, as 2026-11-25", f"^[0-9]{{4}}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01]){END}")
_DECISION = Text("open, yes, no, skip, or the ID that it belongs to", ID.pattern)
_OF_ENTRY = Text("a decision", choices=DECISIONS)
_DECIDED = Field(
    _DECISION, "What was decided: open, yes, no, skip, or another ID that the name belongs to."
)
_SEEN = {
    "count": Field(ANY, "How often it was seen."),
    "sources": Field(ListOf(TEXT), "Where it was seen: stands beside the alias in the table."),
    "examples": Field(ListOf(ANY), "Some of the text around it."),
}
SPELLING = Record(
    {
        "alias": Field(TEXT, "The new spelling.", required=True),
        "decision": _DECIDED,
        "score": Field(ANY, "The score of the best candidate."),
        "runner_up": Field(ANY, "The next candidate and its score."),
        **_SEEN,
    }
)
PROPOSED = Record(
    {
        "name": Field(
            TEXT, "The canonical name of a new entry. Without it the ID is one that the table has."
        ),
        "type": Field(TEXT, "The type of a new entry."),
        "within": Field(ListOf(ID, or_one=True), "What contains a new entry."),
        "probability": Field(ANY, "How probable it is that the names of a new entry are one name."),
        "aliases": Field(ListOf(SPELLING), "The spellings."),
        "decision": Field(_OF_ENTRY, "What was decided about a new entry."),
    }
)
QUESTION = Record(
    {
        "names": Field(ListOf(TEXT), "Names that may mean several entries.", required=True),
        "ids": Field(ListOf(ID), "These entries.", required=True),
        "decision": _DECIDED,
        "score": Field(ANY, "The score of the best candidate."),
        **_SEEN,
    }
)
PROPOSALS = Record(
    {
        "proposals": Field(SLUG, "The name of the table that they are for.", required=True),
        "file": Field(TEXT, "The file of that table, as seen from this file.", required=True),
        "made": Field(DATE, "The day on which they were made.", required=True),
        "entries": Field(MapOf(ID, PROPOSED), "By ID, what is proposed."),
        "questions": Field(
            ListOf(QUESTION), "What would make one entry of two: never proposed, but asked."
        ),
    },
    others={"table": "this is a table, and no proposals: `translit propose` makes some for it"},
)


class Spelling(NamedTuple):
    """A new spelling, and what speaks for it. Texts are kept as they stand in the file; "" is as
    good as not said.

    Attributes:
        alias: the spelling.
        decision: what a person made of it: "open", "yes", "no", "skip", or the ID that it belongs
            to instead.
        score: its score for the ID, in [0, 1].
        runner_up: the next best ID, and its score.
        times: how often it was seen; the file calls it count.
        sources: where it was seen.
        examples: pieces of text with the spelling in them.
    """

    alias: str
    decision: str = OPEN
    score: str = ""
    runner_up: str = ""
    times: str = ""
    sources: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Proposed(NamedTuple):
    """New spellings for an ID. With a `name` it is a new entry, and only then may it say more than
    its ID and its aliases.

    Attributes:
        id: the ID, which a new entry's decision may change.
        aliases: the new spellings.
        name: the canonical name of a new entry; "" for an entry that there is.
        type: its type, or "".
        within: the IDs of the entries that contain it.
        probability: how probable it is, in [0, 1], that its names are one; "" where it has one
            name.
        decision: what a person made of the new entry, as for `Spelling`.
    """

    id: str
    aliases: tuple[Spelling, ...] = ()
    name: str = ""
    type: str = ""
    within: tuple[str, ...] = ()
    probability: str = ""
    decision: str = OPEN


class Question(NamedTuple):
    """Names that may mean several entries.

    Attributes:
        names: the names.
        ids: the IDs of the entries that they may mean.
        decision: "open", "no", "skip", or the ID that they belong to; never "yes".
        score: the score of the best ID, in [0, 1].
        times: how often the names were seen; the file calls it count.
        sources: where they were seen.
        examples: pieces of text with a name in them.
    """

    names: tuple[str, ...]
    ids: tuple[str, ...]
    decision: str = OPEN
    score: str = ""
    times: str = ""
    sources: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


class Proposals(NamedTuple):
    """What a proposals file says.

    Attributes:
        table: the name of the table that it is for.
        file: the path of that table, as seen from the folder of the proposals.
        made: the day it was made, as 2026-11-25.
        entries: the new spellings, and the new entries.
        questions: the names that may mean several entries.
    """

    table: str
    file: str
    made: str
    entries: tuple[Proposed, ...] = ()
    questions: tuple[Question, ...] = ()


def read(source: Source) -> Proposals:
    """The proposals in a file.

    Raises:
        TableError: with every fault of the file.
    """
    return read_as(source, parse)


def parse(text: str, path: str) -> tuple[Proposals | None, list[Fault]]:
    """The proposals in a text, or None and every fault found, in order; `path` is how faults
    name the file.
    """
    return shape.read(text, path, PROPOSALS, "the proposals file", _proposals, _require_sense)


def _proposals(value: dict[str, Any], _: Tree) -> Proposals:
    entries = (
        Proposed(id, tuple(Spelling(**_timed(each)) for each in e.pop("aliases", ())), **e)
        for id, e in value.get("entries", {}).items()
    )
    questions = (Question(**_timed(each)) for each in value.get("questions", ()))
    return Proposals(
        value["proposals"], value["file"], value["made"], tuple(entries), tuple(questions)
    )


def _timed(record: dict[str, Any]) -> dict[str, Any]:
    """A record under the names of the fields: a tuple's own `count` is in the way."""
    return {"times" if key == "count" else key: value for key, value in record.items()}


def _require_sense(root: Node, say: Say) -> None:
    """What shapes can't tell: an entry that isn't new is only given aliases; a question isn't
    answered by yes.
    """
    for key, value in root.value if root.kind == "map" else ():
        if key.value == "entries" and value.kind == "map":
            for id, entry in value.value:
                said = [each for each, _ in entry.value] if entry.kind == "map" else []
                new = any(each.value == "name" for each in said)
                for each in said if not new else ():
                    if each.value not in ("aliases", "name") and each.value in PROPOSED.fields:
                        say(
                            each,
                            "missing-key",
                            f"{show(id.value)} has {each.value}, which only a new entry has: give"
                            " it a name",
                        )
        elif key.value == "questions" and value.kind == "list":
            decided = (
                v
                for each in value.value
                if each.kind == "map"
                for k, v in each.value
                if k.value == "decision" and v.value == YES
            )
            for node in decided:
                say(
                    node,
                    "value",
                    "a question isn't answered by yes: write the ID that the names belong to,"
                    " or no",
                )


# --- writing --------------------------------------------------------------------------------------


def dump(proposals: Proposals) -> str:
    """The proposals as YAML, such that reading it gives them again.

    Raises:
        EntryError: a text holds half of a surrogate pair, which no UTF-8 file can hold.
    """
    entries = {entry.id: _entry(entry) for entry in proposals.entries}
    questions = [_said(question) for question in proposals.questions]
    lines = [
        *block({"proposals": proposals.table, "file": proposals.file}),
        f"made: {proposals.made}",
        *(block({"entries": entries}) if entries else ()),
        *(block({"questions": questions}) if questions else ()),
    ]
    return "".join(f"{line}\n" for line in lines)


def _entry(entry: Proposed) -> dict[str, Value]:
    said: dict[str, Value] = {
        key: value
        for key, value in _said(entry).items()
        if key not in ("id", "aliases", "decision")
    }
    said |= {"aliases": [_said(alias) for alias in entry.aliases]} if entry.aliases else {}
    return said | ({"decision": entry.decision} if entry.name else {})


def _said(record: NamedTuple) -> dict[str, Value]:
    """What a record says, its decision always."""
    fields: Mapping[str, Any] = record._asdict()
    kept = {
        key: value for key, value in fields.items() if value or key in ("decision", "names", "ids")
    }
    return {"count" if key == "times" else key: value for key, value in kept.items()}
