"""Step through a proposals file: one proposal at a time, each decision kept at once, so that one
can stop and go on later.

What is asked and what is answered are lines, so that a terminal, a pipe and a test are alike. Each
name stands on a line of its own: names from right to left don't mix with what is said of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Container, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from translit.editing.apply import beside, place_of
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
from translit.files.writing import replace

if TYPE_CHECKING:
    from translit.files.places import Source

KEYS = "[y]es  [n]o  [s]kip  [u]ndo  [q]uit, or another ID"
_ANSWERS = {"y": YES, "yes": YES, "n": NO, "no": NO, "s": SKIP, "skip": SKIP, "": SKIP}


class Item(NamedTuple):
    """What is decided at a time: a new entry, a spelling of an entry, or a question, by its
    place in the file.
    """

    entry: int
    alias: int = -1
    question: bool = False


class Result(NamedTuple):
    """How many proposals were decided now, and how many are open still."""

    decided: int
    left: int


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
        OSError: it can't be read or written.
    """
    proposals, lines = read(path), iter(answers)
    known = homes(beside(place_of(path, proposals), tables))
    waiting = [item for item in items(proposals) if decision(proposals, item) == OPEN]
    done: list[tuple[Item, str]] = []
    while len(done) < len(waiting):
        item = waiting[len(done)]
        for line in told(proposals, item):
            show(line)
        show(f"{len(done) + 1} of {len(waiting)}  {KEYS}")
        answer = next(lines, "q").strip()
        if answer in ("q", "quit"):
            break
        if answer in ("u", "undo"):
            if done:
                item, before = done.pop()
                proposals = _kept(path, decided(proposals, item, before))
            continue
        choice = _choice(proposals, item, answer, known)
        if choice is None:
            show(f"{answer!r} is neither an answer nor the ID of an entry")
            continue
        done.append((item, decision(proposals, item)))
        proposals = _kept(path, decided(proposals, item, choice))
    return Result(len(done), sum(decision(proposals, item) == OPEN for item in items(proposals)))


def _choice(proposals: Proposals, item: Item, answer: str, known: Container[str]) -> str | None:
    """The decision that an answer means; None for none. A question isn't answered by yes, nor a
    new entry by an ID.
    """
    word = _ANSWERS.get(answer.lower())
    if word == YES and item.question:
        return None
    if word is not None:
        return word
    whole = item.alias < 0 and not item.question
    return (
        answer
        if not whole and (answer in known or any(answer == entry.id for entry in proposals.entries))
        else None
    )


def _kept(path: str | os.PathLike[str], proposals: Proposals) -> Proposals:
    replace(path, dump(proposals))
    return proposals


def items(proposals: Proposals) -> Iterator[Item]:
    """All that is to be decided, in the order of the file; a new entry before its spellings."""
    for place, entry in enumerate(proposals.entries):
        if entry.name:
            yield Item(place)
        yield from (
            Item(place, alias)
            for alias, spelling in enumerate(entry.aliases)
            if spelling.alias != entry.name
        )
    yield from (Item(place, question=True) for place in range(len(proposals.questions)))


def decision(proposals: Proposals, item: Item) -> str:
    """What was decided about an item."""
    return _of(proposals, item).decision


def _of(proposals: Proposals, item: Item) -> Proposed | Spelling | Question:
    if item.question:
        return proposals.questions[item.entry]
    entry = proposals.entries[item.entry]
    return entry if item.alias < 0 else entry.aliases[item.alias]


def decided(proposals: Proposals, item: Item, choice: str) -> Proposals:
    """The proposals with another decision about an item."""
    if item.question:
        questions = list(proposals.questions)
        questions[item.entry] = questions[item.entry]._replace(decision=choice)
        return proposals._replace(questions=tuple(questions))
    entries = list(proposals.entries)
    entry = entries[item.entry]
    if item.alias < 0:
        entries[item.entry] = entry._replace(decision=choice)
    else:
        aliases = list(entry.aliases)
        aliases[item.alias] = aliases[item.alias]._replace(decision=choice)
        entries[item.entry] = entry._replace(aliases=tuple(aliases))
    return proposals._replace(entries=tuple(entries))


# --- what the reader sees -------------------------------------------------------------------------


def told(proposals: Proposals, item: Item) -> Iterator[str]:
    """The lines that tell of an item: the name, what it would be, and what speaks for it."""
    what = _of(proposals, item)
    yield ""
    if isinstance(what, Question):
        yield from (f"  {name}" for name in what.names)
        yield f"may mean any of: {', '.join(what.ids)}"
    elif isinstance(what, Proposed):
        yield f"  {what.name}"
        yield from (
            f"  {spelling.alias}" for spelling in what.aliases if spelling.alias != what.name
        )
        yield (
            "would be a new entry,"
            f" {what.id}{_said('type', what.type)}{_said('within', ' '.join(what.within))}"
        )
        yield from (
            [f"its names are one with probability {what.probability}"] if what.probability else []
        )
        return
    else:
        entry = proposals.entries[item.entry]
        yield f"  {what.alias}"
        yield f"would be another name of {entry.id}{f' ({entry.name}, new)' if entry.name else ''}"
    score = f"score {what.score}" if what.score else ""
    runner_up = f"then {what.runner_up}" if isinstance(what, Spelling) and what.runner_up else ""
    times = f"met {what.times} time{'' if what.times == '1' else 's'}" if what.times else ""
    said = "; ".join(filter(None, (score, runner_up, times, ", ".join(what.sources))))
    yield from [said] if said else []
    yield from (f"    {example}" for example in what.examples)


def _said(what: str, value: str) -> str:
    return f", {what} {value}" if value else ""
