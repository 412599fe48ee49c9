"""Proposals as rows of CSV, for whoever decides in a spreadsheet, and their decisions back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from translit.editing.deciding import Item, decided, decision, items, of
from translit.editing.proposals import DECISIONS, YES, Proposals, Proposed, Question, Spelling
from translit.editing.review import File
from translit.files.reading import File as Stream
from translit.files.reading import Reading
from translit.files.writing import alive, bare, inert, show

COLUMNS = (
    *("decision", "proposed", "what", "id", "name", "score", "runner_up", "count"),
    *("type", "within", "sources", "examples"),
)
# By these a row is known again.
_KEY = ("what", "id", "proposed")


def rows(file: File) -> Iterator[list[str]]:
    """All that was proposed, a row each below the names of the columns. No cell is a formula."""
    yield [*COLUMNS]
    for item in items(file.proposals):
        record = _record(file, item)
        yield [inert(record.get(column, "")) for column in COLUMNS]


def _record(file: File, item: Item) -> dict[str, str]:
    what, entry = of(file.proposals, item), None
    if isinstance(what, Question):
        record = {"what": "question", "id": " ".join(what.ids), "proposed": "; ".join(what.names)}
    else:
        entry = file.proposals.entries[item.entry]
        known = file.entries.get(entry.id)
        record = {
            "what": "alias" if isinstance(what, Spelling) else "entry",
            "id": entry.id,
            "proposed": what.alias if isinstance(what, Spelling) else entry.name,
            "name": entry.name or (known.name if known else ""),
            "type": entry.type or (known.type if known else "") or "",
            "within": " ".join(entry.within or (known.within if known else ())),
        }
    record["decision"] = decision(file.proposals, item)
    return record | ({} if isinstance(what, Proposed) else _reasons(what))


def _reasons(what: Spelling | Question) -> dict[str, str]:
    runner_up = what.runner_up if isinstance(what, Spelling) else ""
    said = {"score": what.score, "runner_up": runner_up, "count": what.times}
    return said | {"sources": "; ".join(what.sources), "examples": " | ".join(what.examples)}


def with_decisions(file: File, path: str) -> Proposals:
    """The proposals with the decisions that stand in a file of such rows, in any order; those that
    have no row there stay as they are.

    Raises:
        TableError: the file can't be read; a row fits no proposal, or its decision makes no sense.
    """
    known = {_key(record): item for record, item in _all(file)}
    proposals = file.proposals
    with Reading([path], Stream) as reading:
        for stream in reading:
            proposals = _read(stream, file, known, proposals)
    return proposals


def _all(file: File) -> Iterator[tuple[dict[str, str], Item]]:
    return ((_record(file, item), item) for item in items(file.proposals))


def _read(
    stream: Stream, file: File, known: Mapping[tuple[str, ...], Item], proposals: Proposals
) -> Proposals:
    lines = stream.rows(";" if _has_semicolons(stream.first()) else stream.parting())
    header = next(lines, [])
    if missing := {*_KEY, "decision"} - {*header}:
        stream.fault_at(1, 1, "columns", f"there is no column {', '.join(sorted(missing))}")
        return proposals
    for row in lines:
        record = dict(zip(header, map(alive, row), strict=False))
        item = known.get(_key(record))
        if item is None:
            if any(row):
                stream.fault("unknown", f"no such proposal: {show('; '.join(_key(record)))}")
            continue
        choice = record.get("decision", "").strip()
        choice = choice.lower() if choice.lower() in DECISIONS else choice  # Yes, YES
        if why := _nonsense(file, of(proposals, item), choice):
            stream.fault("value", why, header.index("decision"))
        else:
            proposals = decided(proposals, item, choice)
    return proposals


def _has_semicolons(line: str) -> bool:
    """Whether a spreadsheet wrote it in a country where a comma parts the decimals."""
    return line.count(";") > line.count(",")


def _key(record: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(record.get(column, "") for column in _KEY)


def _nonsense(file: File, what: Proposed | Spelling | Question, choice: str) -> str:
    """What is wrong with a decision, or ""."""
    ids: Sequence[str] = [entry.id for entry in file.proposals.entries]
    if choice in DECISIONS and not (choice == YES and isinstance(what, Question)):
        return ""
    if not isinstance(what, Proposed) and (choice in file.entries or choice in ids):
        return ""
    other = "" if isinstance(what, Proposed) else ", or the ID of an entry"
    yes = "" if isinstance(what, Question) else "yes, "
    return f"the decision must be open, {yes}no, skip{other}, not {bare(choice) or 'nothing'}"
