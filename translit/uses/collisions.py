"""Names of a table that are likely to be taken for something else, though nothing is at fault with
the table: notes for `check`.

A name may be a common word, or say only what kind of thing it means; these are quickly known. Or it
may come near a name of another
entry: each is resolved as if its entry weren't there, and who would answer then is told. That takes
    milliseconds a name, so that it is done only where it is asked for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from translit.files.writing import bare, show
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.split import only_generics, strong_key
from translit.match.scoring import similarity
from translit.model.errors import Fault
from translit.model.nouns import Outcome

if TYPE_CHECKING:
    from translit.model.nouns import Entry
    from translit.resolving.resolver import Resolver
    from translit.tables.reading import Table

# A strong name of an entry, and what is to be said of it.
Said = tuple[str, str, str]


def common_words(table: Table) -> Iterator[Said]:
    """The strong names of a table that are, alone, a common word of some language: ID, name,
    message.
    """
    for entry in table.entries:
        for name in _strong(entry):
            if languages := _languages().get(fold(name)):
                what = f"{show(name)} is a common word in {' and '.join(languages)}"
                yield entry.id, name, f"{what}: make it weak or drop it, or list it under meant"


@cache
def _languages() -> Mapping[str, Sequence[str]]:
    """A folded word -> the languages in which it is common."""
    found = defaultdict[str, list[str]](list)
    for language, line in rules("common_words")["words"].items():
        for word in dict.fromkeys(map(fold, line.split())):
            found[word].append(language)
    return found


def bare_generics(table: Table) -> Iterator[Said]:
    """The strong names of a table of which each word is one of kind, direction or number."""
    for entry in table.entries:
        for name in _strong(entry):
            words = strong_key(name).split()
            if words and only_generics(words):
                what = (
                    f"{show(name)} only says what kind of thing {bare(entry.id)} is, or where or"
                    " which"
                )
                yield (
                    entry.id,
                    name,
                    f"{what}: add what tells it from others, make it weak, or list it under meant",
                )


def _strong(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


# --- near names -----------------------------------------------------------------------------------


class Near(NamedTuple):
    """A strong name of an entry that would be taken for another entry if its own weren't there;
    how probably, and for which alias.
    """

    id: str
    name: str
    other: str
    alias: str
    score: float


def near_names(entries: Iterable[Entry], resolver: Resolver) -> list[Near]:
    """Every near name, in the order of the entries, but for what is known already: names that
    two share, and pairs under `not`.
    """
    found = []
    for entry in entries:
        for name in _strong(entry):
            answer = resolver.resolve_without(name, entry.id)
            if (
                answer.outcome is Outcome.FUZZY
                and answer.id is not None
                and not _apart(resolver, entry.id, answer.id)
            ):
                found.append(
                    Near(entry.id, name, answer.id, answer.candidates[0].alias, answer.score)
                )
    return found


def _apart(resolver: Resolver, one: str, other: str) -> bool:
    """Whether one of two entries says that it isn't the other."""
    return other in resolver.entries[one].never or one in resolver.entries[other].never


def near_faults(
    tables: Sequence[Table], resolver: Resolver
) -> tuple[list[Fault], set[tuple[str, str]]]:
    """What is to be said of near names, a note a name and one a chain; and those that `meant`
    keeps silent, by path and key.
    """
    homes = {entry.id: table for table in tables for entry in table.entries}
    meant = {(table.path, strong_key(text)) for table in tables for text in table.meant}
    found = near_names((entry for table in tables for entry in table.entries), resolver)
    places = [(homes[near.id].path, strong_key(near.name)) for near in found]
    told = [near for near, place in zip(found, places, strict=True) if place not in meant]
    return [
        *(_near_fault(homes[near.id], near, resolver) for near in told),
        *_chains(told, homes),
    ], meant.intersection(places)


def _near_fault(table: Table, near: Near, resolver: Resolver) -> Fault:
    own = [
        name
        for name in _strong(resolver.entries[near.id])
        if strong_key(name) != strong_key(near.name)
    ]
    other = f"{show(near.alias)} of {bare(near.other)}"
    nearest = max(((similarity(near.name, name), name) for name in own), default=(1.0, ""))
    place = table.where_name(near.id, near.name)
    if similarity(near.name, near.alias) > nearest[0]:
        what = (
            f"{show(near.name)} of {bare(near.id)} is nearer to {other} ({near.score:.2f}) than to"
            " any other name of its own"
        )
        return Fault(
            table.path,
            *place,
            "nearer-elsewhere",
            f"{what}: is it in the right entry? {_ADVICE}",
            True,
        )
    what = (
        f"{show(near.name)} of {bare(near.id)} would be taken for {other} ({near.score:.2f}) if it"
        " weren't listed"
    )
    return Fault(table.path, *place, "near-name", f"{what}: {_ADVICE}", True)


_ADVICE = "list it under meant, or the other ID under not, if the two are not one"


def _chains(found: Iterable[Near], homes: Mapping[str, Table]) -> Iterator[Fault]:
    """Entries with a near one on either side, where those two aren't near each other: once for
    all that hang together.
    """
    beside = defaultdict[str, dict[str, Near]](dict)
    for near in found:
        beside[near.id].setdefault(near.other, near)
        beside[near.other].setdefault(near.id, near)
    seen: set[str] = set()
    for start in sorted(beside):
        group = _reached(start, beside) if start not in seen else []
        seen.update(group)
        ends = next(
            (
                (one, id, other)
                for id in group
                for one, other in _pairs(sorted(beside[id]))
                if other not in beside[one]
            ),
            None,
        )
        if ends:
            one, middle, other = ends
            table = homes.get(middle) or homes[one]
            what = (
                f"{bare(one)} is near {bare(middle)}, and that near {bare(other)}, but the ends"
                " aren't near each other"
            )
            more = f" ({len(group)} entries hang together so)" if len(group) > 3 else ""
            advice = "see which names make them meet, and list those under meant, or IDs under not"
            yield Fault(
                table.path,
                *table.where("entries", middle),
                "chain",
                f"{what}{more}: {advice}",
                True,
            )


def _pairs(ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for place, one in enumerate(ids) for other in ids[place + 1 :])


def _reached(start: str, beside: Mapping[str, Mapping[str, Near]]) -> list[str]:
    """Every ID that can be reached from one, in order."""
    seen, todo = {start}, [start]
    while todo:
        for other in beside[todo.pop()]:
            if other not in seen:
                seen.add(other)
                todo.append(other)
    return sorted(seen)
