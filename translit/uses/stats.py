"""What is in alias tables, in figures: entries by type and container, names by script, and the
names that mean several entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.resolving.resolver import load

if TYPE_CHECKING:
    from translit.model.nouns import Entry
    from translit.resolving.loading import Source
    from translit.resolving.resolver import Resolver


class Shared(NamedTuple):
    """A name that several entries bear alike, and which resolves to none of them.

    Attributes:
        name: the name.
        ids: their IDs, in order.
    """

    name: str
    ids: tuple[str, ...]


class Container(NamedTuple):
    """An entry that others lie within.

    Attributes:
        id: its ID.
        name: its canonical name; its ID if no table has it.
        entries: how many entries lie within it, directly or by way of others.
    """

    id: str
    name: str
    entries: int


class Stats(NamedTuple):
    """The figures of tables that are loaded together. Where there are several, the greatest come
    first.

    Attributes:
        entries: how many entries there are.
        names: how many strong names they have: the canonical one and the aliases, each counted once
            an entry.
        weak: how many weak aliases.
        adjectives: how many adjectives.
        refused: how many strings are never a name.
        redirects: how many old IDs lead to others.
        at: how many entries say where they are, by latitude and longitude.
        types: by type, how many entries; "" stands for those without one.
        scripts: by script (ISO 15924, "" for no letters), how many strong names.
        written: by type and script, how many entries have a strong name in it.
        sizes: by the number of strong names, how many entries have so many; from the fewest on.
        containers: what entries lie within.
        ambiguous: the names that several entries bear alike.
    """

    entries: int
    names: int
    weak: int
    adjectives: int
    refused: int
    redirects: int
    at: int
    types: Mapping[str, int]
    scripts: Mapping[str, int]
    written: Mapping[tuple[str, str], int]
    sizes: Mapping[int, int]
    containers: tuple[Container, ...]
    ambiguous: tuple[Shared, ...]

    def records(self) -> Iterator[dict[str, Any]]:
        """The figures one by one, as the command line writes them: which one, of what, how many,
        and the IDs of an ambiguous name.
        """
        yield from (_record(figure, "", getattr(self, figure)) for figure in self._fields[:7])
        yield from (_record("type", type, entries) for type, entries in self.types.items())
        yield from (_record("script", code, names) for code, names in self.scripts.items())
        yield from (
            _record("type and script", f"{type} {code}", entries)
            for (type, code), entries in self.written.items()
        )
        yield from (
            _record("names an entry", str(names), entries) for names, entries in self.sizes.items()
        )
        yield from (_record("within", each.id, each.entries) for each in self.containers)
        yield from (
            _record("ambiguous", each.name, len(each.ids), " ".join(each.ids))
            for each in self.ambiguous
        )


def _record(figure: str, of: str, count: int, ids: str = "") -> dict[str, Any]:
    return {"figure": figure, "of": of, "count": count, "ids": ids}


def stats(*sources: Source) -> Stats:
    """The figures of alias tables.

    Args:
        sources: as `load` takes them; without any, the bundled tables.

    Raises:
        TableError, EntryError: as `load`.
    """
    resolver = load(*sources)
    entries = resolver.entries.values()
    written = [
        (entry.type or "", [script(name) for name in _names(entry, STRONG)]) for entry in entries
    ]
    return Stats(
        entries=len(entries),
        names=sum(len(scripts) for _, scripts in written),
        weak=sum(len(_names(entry, WEAK)) for entry in entries),
        adjectives=sum(len(_names(entry, ADJECTIVE)) for entry in entries),
        refused=len(resolver.refused),
        redirects=len(resolver.redirects),
        at=sum(entry.at is not None for entry in entries),
        types=_ranked(type for type, _ in written),
        scripts=_ranked(code for _, scripts in written for code in scripts),
        written=_ranked((type, code) for type, scripts in written for code in set(scripts)),
        sizes=dict(sorted(Counter(len(scripts) for _, scripts in written).items())),
        containers=_containers(resolver),
        ambiguous=tuple(sorted(_ambiguous(resolver), key=lambda each: (-len(each.ids), each))),
    )


def _names(entry: Entry, kind: int) -> set[str]:
    """The names of one kind that an entry has."""
    return set(((entry.name, *entry.aliases), entry.weak, entry.adjectives)[kind])


def _ranked(items: Iterable[Any]) -> dict[Any, int]:
    """How many there are of each, the most first; of as many each in their order."""
    return dict(sorted(Counter(items).items(), key=lambda item: (-item[1], item[0])))


def _containers(resolver: Resolver) -> tuple[Container, ...]:
    counts = _ranked(whole for id in resolver.entries for whole in resolver.around(id))
    names = {id: resolver.entries[id].name if id in resolver.entries else id for id in counts}
    return tuple(Container(id, names[id], entries) for id, entries in counts.items())


def _ambiguous(resolver: Resolver) -> Iterator[Shared]:
    """The names that mean several entries when they are looked up: as strong ones, or else as
    weak ones, or else as adjectives.
    """
    settled = {"", *resolver.refused}
    for kind in (STRONG, WEAK, ADJECTIVE):
        first: dict[str, tuple[str, str]] = {}
        shared: dict[str, dict[str, str]] = {}
        for id, name in _borne(resolver.entries.values(), kind):
            key = strong_key(name)
            bearer, its_name = first.setdefault(key, (id, name))
            if bearer != id:
                shared.setdefault(key, {bearer: its_name}).setdefault(id, name)
        yield from (
            Shared(min(bearers.values()), tuple(sorted(bearers)))
            for key, bearers in shared.items()
            if key not in settled
        )
        settled |= first.keys()


def _borne(entries: Iterable[Entry], kind: int) -> Iterator[tuple[str, str]]:
    """Every entry's ID with each of its names of some kind, in order."""
    return ((entry.id, name) for entry in entries for name in sorted(_names(entry, kind)))
