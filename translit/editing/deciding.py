"""Decisions about proposals: one at a time, many at once, and those of an earlier file kept."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from translit.editing.proposals import NO, OPEN, Proposals, Proposed, Question, Spelling
from translit.language.split import strong_key

# So many pieces of the text around a spelling are kept.
EXAMPLES = 5


class Item(NamedTuple):
    """What is decided at a time: a new entry, a spelling of an entry, or a question, by its
    place in the file.
    """

    entry: int
    alias: int = -1
    question: bool = False


class Which(NamedTuple):
    """Which open proposals are decided together: those to which all of this applies.

    Attributes:
        least: the least score, in [0, 1], of a spelling; new entries have none, so that with one
            they are left out; None for any.
        ids: the IDs of the entries; none for any.
        pattern: what the name, or one of a question's names, looks like, with * and ? for letters,
            whatever the case; "" for any.
    """

    least: float | None = None
    ids: Collection[str] = ()
    pattern: str = ""


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


def of(proposals: Proposals, item: Item) -> Proposed | Spelling | Question:
    """What an item is."""
    if item.question:
        return proposals.questions[item.entry]
    entry = proposals.entries[item.entry]
    return entry if item.alias < 0 else entry.aliases[item.alias]


def decision(proposals: Proposals, item: Item) -> str:
    """What was decided about an item."""
    return of(proposals, item).decision


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


def chosen(proposals: Proposals, which: Which, choice: str) -> list[Item]:
    """The open proposals that are meant by a choice.

    Yes is no answer to a question; no is one where only a pattern says what is meant.
    """
    questions = choice == NO and which.least is None and not which.ids
    return [
        item
        for item in items(proposals)
        if decision(proposals, item) == OPEN
        and (questions if item.question else _is_meant(proposals, item, which))
        and _is_like(of(proposals, item), which.pattern)
    ]


def _is_meant(proposals: Proposals, item: Item, which: Which) -> bool:
    what = of(proposals, item)
    score = _number(what.score) if isinstance(what, Spelling) else None
    return (which.least is None or (score is not None and score >= which.least)) and (
        not which.ids or proposals.entries[item.entry].id in which.ids
    )


def _is_like(what: Proposed | Spelling | Question, pattern: str) -> bool:
    wanted = pattern.casefold() or "*"
    return any(fnmatchcase(name.casefold(), wanted) for name in names_of(what))


def names_of(what: Proposed | Spelling | Question) -> tuple[str, ...]:
    """The name of a new entry or a spelling, or the names of a question."""
    if isinstance(what, Question):
        return what.names
    return (what.alias if isinstance(what, Spelling) else what.name,)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:  # a person may write anything there
        return None


# --- an earlier file ------------------------------------------------------------------------------


def carried(old: Proposals, new: Proposals) -> Proposals:
    """Older proposals with newer ones for the same table: whatever stands in the older ones stays,
    with its decision; what is new comes behind it, open.

    A spelling that stands in both under one ID, be it with other capitals or marks, has the newer
    score and count, and the sources and examples of both.
    """
    newer = {(entry.id, _key(each.alias)): each for entry in new.entries for each in entry.aliases}
    entries = {
        entry.id: entry._replace(
            aliases=tuple(
                _again(each, newer.get((entry.id, _key(each.alias)))) for each in entry.aliases
            )
        )
        for entry in old.entries
    }
    known = {_key(name) for question in old.questions for name in question.names}
    known |= {_key(each.alias) for entry in old.entries for each in entry.aliases}
    for entry in new.entries:
        fresh = tuple(each for each in entry.aliases if _key(each.alias) not in known)
        _add(entries, entry._replace(aliases=fresh))
    questions = tuple(each for each in new.questions if not known & {*map(_key, each.names)})
    return new._replace(entries=tuple(entries.values()), questions=old.questions + questions)


def _key(name: str) -> str:
    """What spellings have in common that tables take for one."""
    return strong_key(name) or name


def _again(old: Spelling, new: Spelling | None) -> Spelling:
    if new is None:
        return old
    sources = tuple(dict.fromkeys((*old.sources, *new.sources)))
    examples = tuple(dict.fromkeys((*new.examples, *old.examples)))[:EXAMPLES]
    return new._replace(alias=old.alias, decision=old.decision, sources=sources, examples=examples)


def _add(entries: dict[str, Proposed], entry: Proposed) -> None:
    """Add what is proposed for an entry to what is there: to its ID, or to the new entry of its
    name; another entry of its ID has another name, and it takes another ID.
    """
    home = next(
        (each for each in entries.values() if entry.name and each.name == entry.name),
        entries.get(entry.id),
    )
    if home is not None and home.name == entry.name:
        entries[home.id] = home._replace(aliases=home.aliases + entry.aliases)
    elif entry.name or entry.aliases:
        ids = (entry.id, *(f"{entry.id}-{number}" for number in range(2, len(entries) + 3)))
        id = next(id for id in ids if id not in entries)
        entries[id] = entry._replace(id=id)
