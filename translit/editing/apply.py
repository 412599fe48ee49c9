"""Accepted proposals, written into their tables: each spelling with its source and the day
beside it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translit.editing.committing import commit
from translit.editing.proposals import NO, OPEN, SKIP, YES, Proposals, Proposed, Spelling, read
from translit.editing.sheets import Sheet, add_entry, add_names, alone, files_of, homes, opened
from translit.files.places import expand
from translit.files.writing import Noted, bare, show
from translit.model import given
from translit.model.errors import TableError, TranslitError

if TYPE_CHECKING:
    from translit.files.places import Source


class Accepted(NamedTuple):
    """A spelling that was accepted: the ID that it means, and the note that stands beside it."""

    id: str
    alias: Noted


def apply(
    path: str | os.PathLike[str], *, tables: Iterable[Source] = (), dry_run: bool = False
) -> str:
    """Write the accepted proposals of a file into the table that they are for.

    Accepted is what says yes, or names another ID; the rest is left alone. What the table has
    already is left out, so that doing it twice changes nothing.

    Args:
        path: the proposals file, as docs/tables.md describes it.
        tables: files and folders that are loaded together with the table; by default, the sound
            tables in its folder.
        dry_run: write nothing.

    Returns:
        What changes, or would, as a unified diff; "" when nothing does.

    Raises:
        TableError: the proposals or the table can't be read, or the tables would have a fault that
            they don't have now; nothing has been written.
        TranslitError: an ID that spellings are accepted for has no entry in these tables.
        OSError: the table can't be written.
    """
    named, proposals = [*given.sources(tables)], read(given.path(path))
    place = place_of(path, proposals)
    with _alone(place, named) as before:
        after = _applied(proposals, path, place, before)
        return commit(before, after, dry_run=dry_run, first=[place])


def _applied(
    proposals: Proposals, path: str | os.PathLike[str], place: str, before: dict[str, Sheet]
) -> dict[str, Sheet]:
    """The tables with what was accepted; `place` is that which the proposals are for."""
    if before[place].table.name != proposals.table:
        raise TranslitError(
            f"{path}: is for the table {bare(proposals.table)}, and {place} is"
            f" {bare(before[place].table.name)}: mend file, or proposals"
        )
    after = dict(before)
    for entry in _new_entries(proposals, before):
        after[place] = add_entry(after[place], entry.id, _record(entry, proposals))
    for other, names in _by_sheet(_accepted(proposals), after, str(path)).items():
        after[other] = add_names(after[other], names)
    return after


def place_of(path: str | os.PathLike[str], proposals: Proposals) -> str:
    """The path of the table that the proposals in a file are for."""
    return os.path.normpath(Path(path).parent / proposals.file)


def beside(place: str, tables: Iterable[Source]) -> dict[str, Sheet]:
    """The table's sheet, and those of the tables that are loaded with it, by path."""
    with _alone(place, tables) as sheets:
        return sheets


@contextmanager
def _alone(place: str, tables: Iterable[Source]) -> Iterator[dict[str, Sheet]]:
    """The same, which nobody else edits while the block lasts."""
    named = [*given.sources(tables)]
    found = [file for file, fault in expand([Path(place).parent]) if not fault]
    same = os.path.realpath(place)
    files = [
        file
        for file in (files_of(named) if named else found)
        if os.path.realpath(str(file)) != same
    ]
    with alone([place, *files]):
        others = {str(file): opened(file) if named else _sound(file) for file in files}
        yield {place: opened(place)} | {path: sheet for path, sheet in others.items() if sheet}


def _sound(file: Source) -> Sheet | None:
    with suppress(TableError):
        return opened(file)
    return None


def _new_entries(proposals: Proposals, sheets: dict[str, Sheet]) -> Iterator[Proposed]:
    """The accepted entries that no table has yet."""
    known = homes(sheets)
    return (
        entry
        for entry in proposals.entries
        if entry.name and entry.decision == YES and entry.id not in known
    )


def _record(entry: Proposed, proposals: Proposals) -> dict[str, Noted | tuple[Noted, ...]]:
    """What a new entry says beside its aliases, which are added like any others."""
    own = next((each for each in entry.aliases if each.alias == entry.name), Spelling(entry.name))
    record: dict[str, Noted | tuple[Noted, ...]] = {
        "name": Noted(entry.name, _source(own.sources, proposals))
    }
    if entry.type:
        record["type"] = Noted(entry.type)
    if entry.within:
        record["within"] = tuple(map(Noted, entry.within))
    return record


def _source(sources: Sequence[str], proposals: Proposals) -> str:
    return ", ".join([*sources, proposals.made])


def _accepted(proposals: Proposals) -> Iterator[Accepted]:
    """Each accepted spelling, in the order of the file."""
    for entry in proposals.entries:
        is_there = not entry.name or entry.decision == YES
        for each in entry.aliases:
            id = entry.id if each.decision == YES and is_there else each.decision
            if id not in (OPEN, YES, NO, SKIP):
                yield Accepted(id, Noted(each.alias, _source(each.sources, proposals)))
    for question in proposals.questions:
        if question.decision not in (OPEN, YES, NO, SKIP):
            yield from (
                Accepted(question.decision, Noted(name, _source(question.sources, proposals)))
                for name in question.names
            )


def _by_sheet(
    accepted: Iterable[Accepted], sheets: dict[str, Sheet], path: str
) -> dict[str, dict[str, list[Noted]]]:
    """The spellings that aren't there yet, by the table and the ID that they go to."""
    found: dict[str, dict[str, list[Noted]]] = {}
    known = homes(sheets)
    for id, alias in accepted:
        if id not in known:
            raise TranslitError(
                f"{path}: {show(alias.text)} is for {show(id)}, which no entry of these tables has:"
                " mend the ID"
            )
        place, living = known[id]
        entry = sheets[place].entries[living]
        new = found.setdefault(place, {}).setdefault(living, [])
        if alias.text not in (entry.name, *entry.aliases, *(each.text for each in new)):
            new.append(alias)
    return found
