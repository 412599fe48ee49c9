"""From sources to a gazetteer: what each source is, and how it is read or mapped."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.model.errors import EntryError, Fault, TableError
from translit.model.nouns import Entry

if TYPE_CHECKING:
    from translit.index.gazetteer import Gazetteer
    from translit.index.memory import InMemory
    from translit.tables.reading import Table

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
    files = [place for place, _ in places.expand(kinds.written)] if kinds.written else []
    for fault in interrupted(files) if files else ():
        _warn(fault)
    if len(kinds.written) == len(sources):
        return through_cache(files, lambda: read(sources))
    if len(kinds.compiled) == len(sources) == 1:
        return _mapped(kinds.compiled[0])
    return _read(kinds)


def interrupted(files: Iterable[Any]) -> list[Fault]:
    """The edits of some files that were interrupted, and not yet taken back."""
    from pathlib import Path

    from translit.files.journal import halfway

    places = {Path(os.path.realpath(file)) for file in files if isinstance(file, str | PathLike)}
    return [Fault(str(path), 0, 0, "journal", told) for path, told in halfway(places)]


def _warn(fault: Fault) -> None:
    from warnings import warn

    warn(f"{fault.path}: {fault.message}", stacklevel=6)


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
    try:
        return indexed(written, entries, compiled)
    except EntryError:
        if faults := doubled(sources, written):
            raise TableError(faults) from None
        raise


class _Held(NamedTuple):
    """A file, the IDs in it, and what tells the line and column of one."""

    path: str
    ids: Iterable[str]
    where: Callable[[str], tuple[int, int]]


def doubled(sources: Sources, written: Iterable[Table]) -> list[Fault]:
    """Each ID that stands in two of some files, of which one at least is no table in YAML: those
    have been held against each other.

    Args:
        sources: the files.
        written: their tables in YAML, read.
    """
    from translit.files.writing import show

    faults, first = list[Fault](), dict[str, _Held]()
    tables = [_Held(table.path, _ids(table), partial(table.where, "entries")) for table in written]
    for held in (*tables, *_other_files(sources)):
        for id in held.ids:
            if (before := first.setdefault(id, held)) is not held and held not in tables:
                place = ":".join(map(str, (before.path, *filter(None, before.where(id)))))
                told = f"{show(id)} stands already at {place}: merge the two, or rename one"
                faults.append(Fault(held.path, *held.where(id), "duplicate-id", told))
    return faults


def _ids(table: Table) -> list[str]:
    return [entry.id for entry in table.entries]


def _other_files(sources: Sources) -> Iterator[_Held]:
    from translit import formats

    for path in sources.compiled:
        yield _Held(str(path), _mapped(path).entries, lambda _: (0, 0))
    for path in sources.foreign:
        lines = formats.lines(path)
        yield _Held(str(path), lines, partial(_in_rows, lines))


def _in_rows(lines: Mapping[str, int], id: str) -> tuple[int, int]:
    return lines[id], 1


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
