"""Other people's files: what reads and writes them, found by the name of the format or by the end
of a file's name.

A format is a module here and a line in FORMATS. The module has

- ABOUT: what the format is, in a few words that follow "names in";
- LICENCE: the SPDX identifier under which such data usually come, or None where that differs from
    file to file;
- LOOKS, a pattern: what the beginning of such files holds, and that of no others; where that can be
    told (`recognise`);
- HOLDS: the fields of an Entry that the format can say;
- `read(paths) -> Iterator[Said]`, where it can be read: what the files say, one thing at a time, in
    any order;
- `write(entries) -> Iterator[str]`, where it can be written: the pieces of the file. The names are
  plain (`characters.plain`): no line breaks, no tabs, nothing that can't be seen, not empty. Fields
      that it can't say are empty;
- `with_columns(columns) -> Module`, where it may be said which columns of a table are what: the
    same format, for tables whose columns have these titles;
- `kept(entry) -> Entry`, where a field of HOLDS can be said of some entries and not of others: the
    entry without what can't be said of it.

Reading goes piece by piece, and understands all of it or refuses it (a TableError with a line for
each fault); what is understood and has no place in a table is Said as `ignored`. `gathering` makes
entries of what was said. Modules are imported when they are first needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

from translit.model.errors import Fault, TableError
from translit.model.nouns import Entry

if TYPE_CHECKING:
    Reader = Callable[[str], Iterator[Entry]]
    Path: TypeAlias = str | os.PathLike[str]


class Said(NamedTuple):
    """One thing that a file says of an ID.

    field: what `value` is, one of these:

    - `name`: its name; the first is the canonical one, the others are aliases;
    - `alias`, `weak`, `adjective`: a name of that kind. Without a `name` the first alias is the
        canonical one;
    - `type`: its type;
    - `within`: an ID that contains it, or the code of one. Of those with one `key`, other than "",
        the first that is there counts;
    - `code`: a code by which `within` may mean this ID. It holds a blank, as "geonames SY.02", so
        that it is never an ID;
    - `never`: an ID that it must not be taken for;
    - `same_as`: its identifier in the catalogue that `key` names;
    - `at`: its latitude and longitude in degrees, as "36.2 37.16" (`located`);
    - `rank`: how much there is to it, such as its population: the digits of a whole number;
    - `fact`: what is known of it otherwise, such as a birth date; `key` says what;
    - `ignored`: what else the file says of it (links, codes), which a table has no room for; only
        counted.
    """

    id: str
    field: str
    value: str
    key: str = ""


FIELDS = (
    "name",
    "alias",
    "weak",
    "adjective",
    "type",
    "within",
    "code",
    "never",
    "same_as",
    "at",
    "rank",
    "fact",
    "ignored",
)


def located(id: str, latitude: str, longitude: str) -> Iterator[Said]:
    """Where an ID is, if both are told; whether that is a place on Earth shows in `gathering`."""
    if latitude.strip() and longitude.strip():
        yield Said(id, "at", f"{latitude.strip()} {longitude.strip()}")


class Module(Protocol):
    """What the module of a format has; those that can't be read or written lack one of the two
    functions.
    """

    ABOUT: str
    LICENCE: str | None
    HOLDS: frozenset[str]

    @staticmethod
    def read(paths: Sequence[str]) -> Iterator[Said]: ...

    @staticmethod
    def write(entries: Iterable[Entry]) -> Iterator[str]: ...


class Format(NamedTuple):
    """Where a format is: its module, or what stands for one in a module; and whether that reads
    and writes it.
    """

    module: str
    reads: bool = True
    writes: bool = True


FORMATS = {
    "csv": Format("rows.CSV"),
    "entityruler": Format("entityruler"),
    "eu": Format("eu", writes=False),
    "ftm": Format("ftm"),
    "geojson": Format("geojson"),
    "geonames": Format("geonames", writes=False),
    "gns": Format("gns", writes=False),
    "hdx": Format("hdx", writes=False),
    "lookup": Format("lookup", reads=False),
    "lpf": Format("lpf"),
    "ocha": Format("ocha", writes=False),
    "ofac": Format("ofac", writes=False),
    "openrefine": Format("openrefine", writes=False),
    "opensanctions": Format("opensanctions", writes=False),
    "osm": Format("osm", writes=False),
    "overture": Format("overture", writes=False),
    "pairs": Format("pairs"),
    "sheet": Format("sheet.SHEET", writes=False),
    "skos": Format("skos"),
    "synonyms": Format("synonyms"),
    "tsv": Format("rows.TSV"),
    "uk": Format("uk", writes=False),
    "un": Format("un", writes=False),
    "unlocode": Format("unlocode", writes=False),
    "wikidata": Format("wikidata", writes=False),
    "wof": Format("wof", writes=False),
    "xlsform": Format("xlsform", reads=False),
}
# What an entry has in a field of which nothing is said.
_NOTHING = Entry("-", "-")._asdict()


def module(name: str) -> Module:
    """The module of a format, by its name in FORMATS."""
    home, _, part = FORMATS[name].module.partition(".")
    found: Module = import_module(f"translit.formats.{home}")  # type: ignore[assignment]
    return getattr(found, part) if part else found


def kept(form: Module, entry: Entry) -> Entry:
    """An entry without what a format can't say of it."""
    held = entry._replace(
        **{field: nothing for field, nothing in _NOTHING.items() if field not in form.HOLDS}
    )
    narrowed: Entry = getattr(form, "kept", lambda entry: entry)(held)
    return narrowed


# --- as sources -----------------------------------------------------------------------------------

# The end of a file's name, in small letters -> the format of which `load` takes it.
READERS = {".csv": "csv", ".tsv": "tsv", ".tab": "tsv"}


def reads(path: str | os.PathLike[str]) -> bool:
    """Whether a path is that of a file of one of these formats, by its name."""
    return suffix(path) in READERS


def read(path: str | os.PathLike[str]) -> Iterator[Entry]:
    """The entries of a file.

    Raises:
        TableError: with the faults of the file, before any entry is given.
    """
    reader: Reader = import_module("translit.formats.rows").entries
    return reader(os.fspath(path))


def lines(path: str | os.PathLike[str]) -> dict[str, int]:
    """The IDs of a sound file, and the number of the first line of each."""
    found: dict[str, int] = import_module("translit.formats.rows").lines(os.fspath(path))
    return found


def faults_of(path: str | os.PathLike[str]) -> list[Fault]:
    """What is wrong with a file; all of it is read."""
    try:
        for _ in read(path):
            pass
    except TableError as error:
        return list(error.faults)
    return []


def suffix(path: str | os.PathLike[str]) -> str:
    """The end of a file's name, in small letters, with its dot."""
    return os.path.splitext(os.fspath(path))[1].lower()  # noqa: PTH122 (pathlib is slow to import)
