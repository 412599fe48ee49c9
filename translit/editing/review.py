"""Step through a proposals file: one proposal at a time, each decision kept at once, so that one
can stop and go on later.

What is asked and what is answered are lines, so that a terminal, a pipe and a test are alike. Each
name stands on a line of its own: names from right to left don't mix with what is said of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from translit.editing.apply import beside, place_of
from translit.editing.deciding import (
    EXAMPLES,
    Item,
    Which,
    chosen,
    decided,
    decision,
    items,
    names_of,
    of,
)
from translit.editing.proposals import (
    NO,
    OPEN,
    SKIP,
    YES,
    Proposals,
    Proposed,
    Question,
    Spelling,
    dump,
    read,
)
from translit.editing.sheets import homes
from translit.files.journal import digest_of
from translit.files.locks import locked
from translit.files.writing import replace
from translit.model.errors import TranslitError
from translit.model.given import nearest
from translit.model.nouns import Entry

if TYPE_CHECKING:
    from translit.files.places import Source

KEYS = "[y]es  [n]o  [s]kip  [u]ndo  [q]uit, or another ID"
_ANSWERS = {"y": YES, "yes": YES, "n": NO, "no": NO, "s": SKIP, "skip": SKIP, "": SKIP}
# So many of the names that an entry has are shown.
NAMES = 8


class Result(NamedTuple):
    """How many proposals were decided now, and how many are open still."""

    decided: int
    left: int


class File:
    """A proposals file that is being decided, the paths of the tables that it is for, and their
    entries.

    Raises:
        TableError: the file, or its table, can't be read.
        OSError: it can't be read.
    """

    def __init__(self, path: str | os.PathLike[str], tables: Iterable[Source] = ()) -> None:
        self.path = path
        self._held = digest_of(path)
        self.proposals = read(path)
        sheets = beside(place_of(path, self.proposals), tables)
        self.tables = (*sheets,)
        self.entries: Mapping[str, Entry] = {
            id: sheets[home.path].entries[home.id] for id, home in homes(sheets).items()
        }

    def keep(self, proposals: Proposals) -> None:
        """Write the file anew.

        Raises:
            TranslitError: somebody else changed it meanwhile; nothing is written.
            OSError: it can't be written.
        """
        with locked([Path(self.path).absolute().parent]):
            replace(self.path, dump(proposals), held=self._held)
        self._held, self.proposals = digest_of(self.path), proposals

    def left(self) -> int:
        """How many proposals are open."""
        return sum(decision(self.proposals, item) == OPEN for item in items(self.proposals))


def review(
    path: str | os.PathLike[str],
    answers: Iterable[str],
    show: Callable[[str], object],
    *,
    tables: Iterable[Source] = (),
) -> Result:
    """Ask about each open proposal of a file, and keep what is answered in it.

    Args:
        path: the proposals file.
        answers: what the reader answers, a line each: y, n, s (or nothing: later), u (undo), q, or
            the ID that the name belongs to.
        show: what shows a line to the reader.
        tables: where IDs are looked up besides the table that the proposals are for, as `apply`
            takes them.

    Raises:
        TableError: the file, or its table, can't be read.
        TranslitError: somebody else changed the file meanwhile.
        OSError: it can't be read or written.
    """
    file, lines = File(path, tables), iter(answers)
    waiting = [item for item in items(file.proposals) if decision(file.proposals, item) == OPEN]
    done: list[Item] = []
    while len(done) < len(waiting):
        item = waiting[len(done)]
        for line in told(file, item):
            show(line)
        show(f"{len(done) + 1} of {len(waiting)}  {KEYS}")
        answer = next(lines, "q").strip()
        if answer in ("q", "quit"):
            break
        if answer not in ("u", "undo"):
            _answered(file, item, answer, done, show)
        elif done:
            file.keep(decided(file.proposals, done.pop(), OPEN))
    return Result(len(done), file.left())


def _answered(
    file: File, item: Item, answer: str, done: list[Item], show: Callable[[str], object]
) -> None:
    choice = _choice(file, item, answer)
    if choice is None:
        show(f"{answer!r} is neither an answer nor the ID of an entry")
        return
    file.keep(decided(file.proposals, item, choice))
    done.append(item)


def _choice(file: File, item: Item, answer: str) -> str | None:
    """The decision that an answer means; None for none. A question isn't answered by yes, nor a
    new entry by an ID.
    """
    word = _ANSWERS.get(answer.lower())
    if word == YES and item.question:
        return None
    if word is not None:
        return word
    whole = item.alias < 0 and not item.question
    known = answer in file.entries or any(answer == each.id for each in file.proposals.entries)
    return answer if known and not whole else None


def decide(
    path: str | os.PathLike[str],
    choice: str,
    which: Which,
    show: Callable[[str], object],
    *,
    tables: Iterable[Source] = (),
    dry_run: bool = False,
) -> Result:
    """Decide about many open proposals of a file at once.

    Args:
        path: the proposals file.
        choice: "yes" or "no".
        which: the proposals that are meant.
        show: what shows a line for each.
        tables: as `review` takes them.
        dry_run: write nothing.

    Returns:
        How many were decided, or would be; and how many are open then.

    Raises:
        TableError, TranslitError, OSError: as `review`. TranslitError: nothing is proposed for an
            ID that is meant.
    """
    file = File(path, tables)
    _require_known(file, which.ids)
    proposals, meant = file.proposals, chosen(file.proposals, which, choice)
    for item in meant:
        proposals = decided(proposals, item, choice)
        what = of(proposals, item)
        ids = what.ids if isinstance(what, Question) else (proposals.entries[item.entry].id,)
        score = "" if isinstance(what, Proposed) or not what.score else f"  {what.score}"
        show(f"{choice}  {' or '.join(ids)}  {'; '.join(names_of(what))}{score}")
    left = file.left() - len(meant)
    if meant and not dry_run:
        file.keep(proposals)
    return Result(len(meant), left)


def _require_known(file: File, ids: Iterable[str]) -> None:
    known = {entry.id for entry in file.proposals.entries}
    for id in ids:
        if id not in known:
            near = nearest(id, known)
            meant = f": {near}?" if near else ""
            raise TranslitError(f"{file.path}: nothing is proposed for the ID {id!r}{meant}")


# --- what the reader sees -------------------------------------------------------------------------


def told(file: File, item: Item) -> Iterator[str]:
    """The lines that tell of an item: the name, what it would be, and what speaks for it."""
    what = of(file.proposals, item)
    yield ""
    if isinstance(what, Question):
        yield from (f"  {name}" for name in what.names)
        yield "may mean any of:"
        for id in what.ids:
            yield from _entry(file, id)
    elif isinstance(what, Proposed):
        yield from _new(what, file)
        return
    else:
        entry = file.proposals.entries[item.entry]
        yield f"  {what.alias}"
        yield "would be another name of:"
        if entry.name:
            yield f"  {entry.name}  ({entry.id}, a new entry)"
        else:
            yield from _entry(file, entry.id)
    yield from _reasons(what, file)
    yield from (f"    {example}" for example in what.examples[:EXAMPLES])


def _entry(file: File, id: str) -> Iterator[str]:
    """An entry of the tables: its name, what it is and where, and the names that it has."""
    entry = file.entries.get(id)
    if entry is None:
        yield f"  {id}"
        return
    within = ", ".join(_called(file, outer) for outer in entry.within)
    yield f"  {entry.name}  ({id}{_said('a', entry.type or '')}{_said('in', within)})"
    names = [*dict.fromkeys((*entry.aliases, *entry.weak))]
    more = f" and {len(names) - NAMES} more" if len(names) > NAMES else ""
    if names:
        yield f"    also: {'; '.join(names[:NAMES])}{more}"


def _called(file: File, id: str) -> str:
    """An ID with the name of its entry."""
    entry = file.entries.get(id)
    return id if entry is None else f"{entry.name} ({id})"


def _new(entry: Proposed, file: File) -> Iterator[str]:
    yield f"  {entry.name}"
    yield from (f"  {spelling.alias}" for spelling in entry.aliases if spelling.alias != entry.name)
    within = ", ".join(_called(file, outer) for outer in entry.within)
    yield f"would be a new entry, {entry.id}{_said('type', entry.type)}{_said('within', within)}"
    if entry.probability:
        yield f"its names are one with probability {entry.probability}"


def _reasons(what: Spelling | Question, file: File) -> Iterator[str]:
    score = f"score {what.score}" if what.score else ""
    times = f"met {what.times} time{'' if what.times == '1' else 's'}" if what.times else ""
    said = "; ".join(filter(None, (score, times, ", ".join(what.sources))))
    if said:
        yield said
    if isinstance(what, Spelling) and what.runner_up:
        id, _, second = what.runner_up.partition(" ")
        yield f"the next best, with {second or 'its score'}:"
        yield from _entry(file, id)


def _said(what: str, value: str) -> str:
    return f", {what} {value}" if value else ""
