"""Import and export: other people's files become tables, and tables become files for other
people's programs.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from translit import formats
from translit.files.reading import title
from translit.files.writing import replace
from translit.formats import Said
from translit.formats.gathering import Gathering
from translit.formats.recognise import advice
from translit.language.characters import plain
from translit.model import given
from translit.model.errors import EntryError, Fault, TableError, TranslitError
from translit.model.nouns import Entry
from translit.resolving.loading import Source
from translit.resolving.resolver import load
from translit.tables.reading import Table, dump, parse, pieces

_YAML = (".yaml", ".yml")
# How many statements are read between two calls of `progress`.
_STRETCH = 10_000
# How many files a table names as its sources.
_TITLES = 5
_HALF = re.compile("[\ud800-\udfff]")


class Imported(NamedTuple):
    """What an import wrote.

    Attributes:
        entries: how many entries.
        names: how many names they have.
        shared: how many of these several entries share; None where the table needn't list them.
        left_out: by reason, how much was left out.
    """

    entries: int
    names: int
    shared: int | None
    left_out: Mapping[str, int]

    def report(self) -> str:
        """What was written and what wasn't, in one line for people."""
        shared = f", {self.shared:,} of them shared by several" if self.shared else ""
        left_out = f"; left out: {_tally(self.left_out)}" if self.left_out else ""
        return f"{self.entries:,} entries with {self.names:,} names{shared}{left_out}"


def import_table(
    format: str,
    *paths: str | os.PathLike[str],
    to: str | os.PathLike[str],
    name: str | None = None,
    licence: str | None = None,
    type: str | None = None,
    source: str | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    progress: Callable[[int], object] = lambda count: None,
) -> Imported:
    """Make an alias table of files in another format, read strictly and in bounded memory.

    What is written has no faults that `check` would find: what would be one is left out.

    Args:
        format: a key of `translit.formats.FORMATS` (docs/formats.md lists them).
        paths: the files; "-" is standard input.
        to: the table, .yaml (or .yml), .csv, .tsv (or .tab); replaced when the new one is whole.
        name: the name of a table in YAML; by default that of the file `to`.
        licence: an SPDX identifier; needed for YAML where the format doesn't say it of its data.
        type: the type of entries whose type isn't said.
        source: where the files are from, as the table cites it; by default their names.
        columns: for "sheet" and "wikidata", titles of columns by what they are (docs/sheets.md).
        progress: called now and then with the number of statements read since.

    Returns:
        What was written, and by reason how much was left out.

    Raises:
        TableError: the files have faults, or no entry; nothing is written.
        TranslitError: no such format, no such suffix of a table, or no licence.
        OSError: the table can't be written.
    """
    module = _with_columns(format, _module(format, "reads"), columns)
    files = _files(paths, to, name=name, licence=licence, type=type, source=source)
    head = _head(format, files, to, name, licence or module.LICENCE, source)
    with _advised(format, files), Gathering() as gathering:
        gathering.take(_watched(module.read(files), progress))
        return _written(gathering, ", ".join(files), to, type, head)


def _files(
    paths: Sequence[str | os.PathLike[str]], to: str | os.PathLike[str], **texts: str | None
) -> list[str]:
    """The paths as strings; EntryError, where one of these is no path, or one of the texts none."""
    given.path(to)
    given.optional_texts(**texts)
    return [os.fspath(given.path(path)) for path in paths]


def _written(
    gathering: Gathering,
    title: str,
    to: str | os.PathLike[str],
    type: str | None,
    head: Table | None,
) -> Imported:
    """Write what was gathered as a table in YAML with this head, or without one as rows."""
    counts, shared = Counter[str](), None
    counted = _counted(gathering.entries(type), counts)
    first = next(counted, None)
    if first is None:
        why = f" (left out: {_tally(gathering.left_out)})" if gathering.left_out else ""
        raise TableError(
            [
                Fault(
                    title,
                    0,
                    0,
                    "empty",
                    f"there is no entry in this{why}: is it a file of that format?",
                )
            ]
        )
    entries = chain([first], counted)
    if head is None:
        rows = formats.module(formats.READERS[formats.suffix(to)])
        replace(to, rows.write(_lessened(rows, entries, gathering.left_out)))
    else:
        shared = gathering.shares()
        replace(to, pieces(head._replace(shares=tuple(shared)), entries))
    return Imported(
        counts["entries"],
        counts["names"],
        None if shared is None else len(shared),
        gathering.left_out,
    )


def _module(name: str, way: str) -> formats.Module:
    """The module of a format that can be read, or written: `way` is "reads" or "writes"."""
    able = [each for each, format in formats.FORMATS.items() if getattr(format, way)]
    if name not in able:
        raise TranslitError(f"no format {name!r} that translit {way}: it may be {', '.join(able)}")
    return formats.module(name)


@contextmanager
def _advised(name: str, files: list[str]) -> Iterator[None]:
    """To the faults of files is added what those are that can't be read as what they were given
    for, where that is seen.
    """
    try:
        yield
    except TableError as error:
        faulty = {fault.path for fault in error.faults}
        paths = [path for path in files if path in faulty] or files
        seen = [Fault(path, 0, 0, "format", what) for path in paths if (what := advice(path, name))]
        raise TableError([*error.faults, *seen]) from None


def _with_columns(
    name: str, module: formats.Module, columns: Mapping[str, str | Sequence[str]] | None
) -> formats.Module:
    if not columns:
        return module
    if (chosen := getattr(module, "with_columns", None)) is None:
        raise TranslitError(
            f"{name} says itself what its columns are: leave out {', '.join(columns)}"
        )
    made: formats.Module = chosen(columns)
    return made


def _head(
    format: str,
    files: list[str],
    to: str | os.PathLike[str],
    name: str | None,
    licence: str | None,
    source: str | None,
) -> Table | None:
    """A table in YAML, but for its entries and shares; None where the table is one of rows."""
    suffix = formats.suffix(to)
    if suffix in formats.READERS:
        return None
    if suffix not in _YAML:
        raise TranslitError(
            f"{os.fspath(to)}: a table is written as .yaml, .csv or .tsv: give its name one of"
            " these ends"
        )
    if licence is None:
        raise TranslitError(
            f"{format} doesn't say under which licence its data are: give it with --licence, as"
            " CC0-1.0"
        )
    name = name or re.sub("[^a-z0-9]+", "-", Path(to).stem.lower()).strip("-") or "table"
    titles = _titles(files)
    about = f"Names in {formats.module(format).ABOUT}, imported by translit from {titles}."
    table = Table(os.fspath(to), name, licence, about, {format: source or titles})
    # A table must have something in it; what matters is whether its head can be read.
    if faults := parse(dump(table._replace(refuse=("-",))), table.path)[1]:
        raise TranslitError("; ".join(fault.message for fault in faults))
    return table


def _titles(files: Sequence[str]) -> str:
    """The names of the first files, and how many more there are."""
    first = ", ".join(os.path.basename(title(file)) for file in files[:_TITLES])  # noqa: PTH119
    left = len(files) - _TITLES
    return f"{first} and {left:,} other files" if left > 0 else first


def _watched(said: Iterable[Said], progress: Callable[[int], object]) -> Iterator[Said]:
    for number, each in enumerate(said, 1):
        if number % _STRETCH == 0:
            progress(_STRETCH)
        yield each


def _lessened(
    rows: formats.Module, entries: Iterable[Entry], left_out: Counter[str]
) -> Iterator[Entry]:
    """The entries, and counted what rows have no room for."""
    lost = sorted({*Entry._fields} - rows.HOLDS)
    for entry in entries:
        left_out.update(
            f"`{field}` (CSV has no room for it)" for field in lost if getattr(entry, field)
        )
        yield entry


def _counted(entries: Iterable[Entry], counts: Counter[str]) -> Iterator[Entry]:
    for entry in entries:
        counts["entries"] += 1
        counts["names"] += 1 + len(entry.aliases) + len(entry.weak) + len(entry.adjectives)
        yield entry


def _tally(counts: Mapping[str, int]) -> str:
    """Counts by what they count, the largest first, for people."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count:,} {what}" for what, count in ranked)


# --- export ---------------------------------------------------------------------------------------


class Export:
    """Entries as a file in another format, piece by piece as it is iterated over, once.

    Args:
        format: the name of the format, as `export_table` takes it.
        entries: the entries to write.

    Attributes:
        entries: how many entries there were so far.
        unsaid: by field of an `Entry`, of how many entries the format couldn't say it.

    Raises:
        EntryError: while it is iterated over: a text holds half of a surrogate pair, which no UTF-8
            file can hold.
    """

    def __init__(self, format: str, entries: Iterable[Entry]) -> None:
        self.entries = 0
        self.unsaid: Counter[str] = Counter()
        self._format, self._module, self._given = format, _module(format, "writes"), entries

    def __iter__(self) -> Iterator[str]:
        return self._module.write(self._plain())

    def _plain(self) -> Iterator[Entry]:
        """The entries with plain names, so that none breaks a line or hides a sign; a name of
        which nothing is left stays out.
        """
        for each in self._given:
            self.entries += 1
            _require_whole(entry := formats.kept(self._module, each))
            self.unsaid.update(
                field for field in Entry._fields if getattr(entry, field) != getattr(each, field)
            )
            if strong := _texts(entry.name, *entry.aliases):
                weak, adjectives, type = (
                    _texts(*entry.weak),
                    _texts(*entry.adjectives),
                    plain(entry.type or "") or None,
                )
                yield entry._replace(
                    name=strong[0], aliases=strong[1:], type=type, weak=weak, adjectives=adjectives
                )
            else:
                self.unsaid["name"] += 1

    def report(self) -> str:
        """How many entries there were, and what the format couldn't say of them, in one line for
        people.
        """
        unsaid = _tally({f"`{field}`": count for field, count in self.unsaid.items()})
        return (
            f"{self.entries:,}"
            f" entries{f'; {self._format} has no room for: {unsaid}' if unsaid else ''}"
        )


def _texts(*names: str) -> tuple[str, ...]:
    return tuple(filter(None, map(plain, names)))


def _require_whole(entry: Entry) -> None:
    lists = (
        entry.aliases,
        entry.within,
        entry.weak,
        entry.adjectives,
        entry.never,
        *entry.same_as.items(),
        entry.facts,
        *entry.facts.values(),
    )
    for text in (entry.id, entry.name, entry.type or "", *chain(*lists)):
        if half := _HALF.search(text):
            raise EntryError(
                f"{entry.id!a}: {text!a} holds the half surrogate U+{ord(half[0]):04X}, which no"
                " UTF-8 file can hold: delete it"
            )


def export_table(format: str, *sources: Source, to: str | os.PathLike[str]) -> Export:
    """Write the entries of alias tables as a file in another format.

    Args:
        format: the name of the format, a key of `translit.formats.FORMATS` (docs/formats.md lists
            them).
        sources: as `load` takes them; without any, the bundled tables.
        to: the file. What is there stays until the new one is whole.

    Returns:
        What was written: `entries` counts them, `unsaid` what the format couldn't say of them.

    Raises:
        TableError, EntryError: as `load`; or a text holds half of a surrogate pair, which no UTF-8
            file can hold. TranslitError: a format that doesn't exist or can't be written.
        OSError: the file can't be written.
    """
    place, export = given.path(to), exported(format, *sources)
    replace(place, export)
    return export


def exported(format: str, *sources: Source) -> Export:
    """The entries of alias tables, in the order of their IDs, as an `Export`; as `export_table`."""
    _module(format, "writes")
    entries = load(*sources).entries
    return Export(format, (entries[id] for id in sorted(entries)))
