"""From sources to a gazetteer: what each source is, and how it is read or mapped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.model.nouns import Entry

if TYPE_CHECKING:
    from translit.index.gazetteer import Gazetteer
    from translit.index.memory import InMemory

Source = str | PathLike[str] | Iterable[Entry]


class Sources(NamedTuple):
    """Sources by what they are, each kind in the order in which it was given.

    Attributes:
        compiled: the paths of compiled tables.
        foreign: those of CSV and TSV files.
        written: all other paths: tables in YAML, and folders of them.
        given: what is no path: iterables of entries, or the files of a zip.
    """

    compiled: list[str | PathLike[str]]
    foreign: list[str | PathLike[str]]
    written: list[str | PathLike[str]]
    given: list[Any]


def by_kind(sources: Iterable[Any]) -> Sources:
    """What each of some sources is; of a file its beginning and its name are looked at."""
    from translit import formats
    from translit.index.container import is_container

    found = Sources([], [], [], [])
    for source in sources:
        if not isinstance(source, str | PathLike):
            found.given.append(source)
        elif is_container(source):
            found.compiled.append(source)
        else:
            (found.foreign if formats.reads(source) else found.written).append(source)
    return found


def opened(sources: Sequence[Source]) -> Gazetteer:
    """The gazetteer over what some sources hold; without any, over the bundled tables.

    One compiled table alone is mapped. Of large tables in YAML, and of the bundled ones, a compiled
    copy is mapped, or else left behind for the next start (translit/index/cache.py).

    Raises:
        TableError, EntryError: as `load` in translit/resolving/resolver.py.
    """
    from translit.files import places
    from translit.index.cache import through_cache

    if not sources:
        return through_cache(places.bundled(), lambda: read(()), bundled=True)
    kinds = by_kind(sources)
    if len(kinds.written) == len(sources):
        files = [place for place, _ in places.expand(kinds.written)]
        return through_cache(files, lambda: read(sources))
    if len(kinds.compiled) == len(sources) == 1:
        return _mapped(kinds.compiled[0])
    return _read(kinds)


def read(sources: Sequence[Source]) -> InMemory:
    """The same, everything read into memory and no copy looked for: what `compile` starts from."""
    return _read(by_kind(sources)) if sources else _bundled()


def _read(sources: Sources) -> InMemory:
    from translit import formats
    from translit.index.memory import indexed
    from translit.model import given
    from translit.tables import together

    compiled = [_mapped(path) for path in sources.compiled]
    entries = [entry for source in sources.given for entry in given.entries(source)]
    entries += [entry for path in sources.foreign for entry in formats.read(path)]
    known = {entry.id for entry in entries}.union(*(table.entries for table in compiled))
    written = together.gather(sources.written, known) if sources.written else ()
    return indexed(written, entries, compiled)


def _bundled() -> InMemory:
    """The bundled tables in YAML. The suite holds them against each other: no start-up pays for
    that again.
    """
    from translit.files import places
    from translit.index.memory import indexed
    from translit.tables import reading as tables

    return indexed([tables.read(file) for file in places.bundled()])


def _mapped(path: str | PathLike[str]) -> Gazetteer:
    from translit.index.container import Container
    from translit.index.mapped import Mapped

    return Mapped(Container(path))
