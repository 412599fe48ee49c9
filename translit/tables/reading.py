"""Alias tables: read from YAML strictly, written back, gathered from files and folders, and held
against each other.

The format is docs/tables.md; TABLE below is its one description, from which both the reader and the
JSON Schema follow.
"""

from __future__ import annotations

from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.files import shape
from translit.files.shape import END, Field, ListOf, MapOf, Point, Record, Text, Whole
from translit.files.whole import read_as
from translit.files.writing import block
from translit.model.errors import Fault
from translit.model.nouns import NIL, PLAIN, Entry, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from translit.files.places import Source
    from translit.files.tree import Node, Tree


# --- the shape of a table -------------------------------------------------------------------------

TEXT = Text("a text", r"\S")
ANY = Text("a text")
SLUG = Text("small letters, digits and hyphens", f"^[a-z0-9]+(-[a-z0-9]+)*{END}")
_SPDX_ID = r"[A-Za-z0-9][A-Za-z0-9.+-]*"
_LICENCE = Text(
    "an SPDX licence identifier, as CC0-1.0", f"^{_SPDX_ID}( (AND|OR|WITH) {_SPDX_ID})*{END}"
)
ID = Text(f"an ID {PLAIN}", rf"^(?!NIL$)\S+( +\S+)*{END}")
_ID_OR_NIL = Text("an ID, or NIL", rf"^\S+( +\S+)*{END}")
_TYPE = Field(
    TEXT, "What kind of thing it is: place, group, person ... A query may ask for one kind."
)
_WITHIN = Field(
    ListOf(ID, or_one=True), "The ID, or the IDs, of the entries that contain this one."
)

ENTRY = Record(
    {
        "name": Field(
            TEXT,
            "The canonical name, as answers give it. It is an alias of its own.",
            required=True,
        ),
        "native": Field(
            ListOf(TEXT, or_one=True), "The name in its own language and script; several in a list."
        ),
        "type": _TYPE,
        "within": _WITHIN,
        "aliases": Field(
            ListOf(TEXT),
            "Spellings that mean this entry and no other. Say in a comment where they were seen.",
        ),
        "weak": Field(
            ListOf(TEXT),
            "Names that other things bear too (short forms, abbreviations): found only when written"
            " exactly so.",
        ),
        "adjectives": Field(
            ListOf(TEXT),
            "Words derived from the name (Syrian): found when written exactly so and no type is"
            " asked for.",
        ),
        "same_as": Field(
            MapOf(TEXT, TEXT), "Its identifiers elsewhere: wikidata: Q858, geonames: ..."
        ),
        "at": Field(
            Point(), "Where it is: latitude and longitude in degrees (WGS 84), as [36.2, 37.16]."
        ),
        "facts": Field(
            MapOf(TEXT, ListOf(TEXT, or_one=True)),
            "What else is known of it, as birth_date: [1975-01-02]. No answer depends on it.",
        ),
        "rank": Field(Whole(), "Its population or the like, by which prefer=rank takes a homonym."),
        "not": Field(
            ListOf(ID, or_one=True), "IDs of entries that this one must not be taken for."
        ),
        "part_of": Field(
            ListOf(ID, or_one=True),
            "IDs of what it belongs to, as a brigade to a front. For readers alone.",
        ),
        "succeeded_by": Field(ListOf(ID, or_one=True), "IDs of what it became. For readers alone."),
        "note": Field(TEXT, "Anything that a reader should know."),
    }
)
TEST = Record(
    {
        "mention": Field(ANY, "What stands in a text.", required=True),
        "id": Field(
            _ID_OR_NIL, "The ID it must resolve to, or NIL when it must not resolve.", required=True
        ),
        "type": Field(TEXT, "The type that the query asks for."),
        "within": Field(ID, "The containing entry that the query names."),
        "outcome": Field(
            Text("an outcome", choices=tuple(map(str, Outcome))),
            "The outcome that must come with it.",
        ),
    }
)
TABLE = Record(
    {
        "table": Field(
            SLUG, "The name of this table: small letters, digits and hyphens.", required=True
        ),
        "licence": Field(
            _LICENCE,
            "The SPDX identifier of the licence that the table may be used under, such as CC0-1.0.",
            required=True,
        ),
        "about": Field(TEXT, "One sentence: what is in the table, and from where.", required=True),
        "sources": Field(
            MapOf(TEXT, TEXT),
            "A short name for each source, to use in comments, and its citation or address.",
        ),
        "defaults": Field(
            Record({"type": _TYPE, "within": _WITHIN}),
            "What holds for each entry that doesn't say otherwise.",
        ),
        "entries": Field(
            MapOf(ID, ENTRY),
            "The things that have names: a canonical ID, and below it what it is called.",
        ),
        "refuse": Field(ListOf(TEXT), "Texts that are never a name here (the neighbourhood)."),
        "shares": Field(
            ListOf(TEXT), "Names that two entries truly share, and may: they answer AMBIGUOUS."
        ),
        "meant": Field(
            ListOf(TEXT), "Names that stand here on purpose: notes about them are silent."
        ),
        "redirects": Field(MapOf(ID, ID), "Old IDs and the IDs that took their place."),
        "names": Field(
            MapOf(TEXT, ListOf(TEXT)),
            "Names of people: the spellings of each. They count in translit's own tables alone.",
        ),
        "short": Field(
            MapOf(TEXT, ListOf(TEXT)), "Short forms of these names, as Sasha for Aleksandr."
        ),
        "tests": Field(
            ListOf(TEST),
            "What the tables must answer: good spellings, and near misses that must stay NIL.",
        ),
    },
    any_of=("entries", "refuse", "redirects", "names", "tests"),
    others={
        "proposals": "these are proposals, and no table: `translit review` decides them",
        "script": "these are rules, and no table: `translit check --rules` checks them",
    },
)
_TAIL = ("refuse", "shares", "meant", "redirects", "names", "short")
_KEPT = ("native", "part_of", "succeeded_by", "note")  # what an Entry has no room for


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 7) of a table, as docs/schema/aliases.schema.json holds it for
    editors.
    """
    head = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "translit alias table"}
    return (
        head
        | {"description": "Canonical IDs and the names that mean them; see docs/tables.md."}
        | TABLE.schema()
    )


# --- tables ---------------------------------------------------------------------------------------


class TableTest(NamedTuple):
    """What a table asks of the resolver: `mention`, with these hints, gives `id` (None: no ID)
    and this outcome, if one is named.
    """

    mention: str
    id: str | None
    type: str | None = None
    within: str | None = None
    outcome: str | None = None


class _Table(NamedTuple):
    path: str
    name: str
    licence: str
    about: str
    sources: Mapping[str, str] = MappingProxyType({})
    entries: tuple[Entry, ...] = ()
    refuse: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    redirects: Mapping[str, str] = MappingProxyType({})
    names: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    short: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    tests: tuple[TableTest, ...] = ()
    extra: Mapping[str, Mapping[str, Any]] = MappingProxyType({})
    tree: Tree | None = None


class Table(_Table):
    """One alias table. Two are equal when they say the same, wherever they stand.

    Attributes:
        path: the file it was read from, for faults.
        entries: with the table's defaults filled in; the native names stand first among the
            aliases.
        extra: by ID, what an Entry has no room for: native, part_of and succeeded_by (tuples) and
            note (a string).
        tree: the YAML it was read from, where `where` looks up lines and columns; None for a table
            made otherwise.
    """

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Table) and self[1:-1] == other[1:-1]

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = None  # type: ignore[assignment]

    def where(self, *keys: str) -> tuple[int, int]:
        """Line and column, from 1, of a piece of the table, as ("entries", id, "aliases", alias) or
        ("tests", "0").

        What isn't there itself is looked for one step further out; (0, 0) for a table that wasn't
        read from a file.
        """
        while keys and keys not in self._offsets:
            keys = keys[:-1]
        return self.tree.place(self._offsets[keys]) if self.tree and keys else (0, 0)

    def where_name(self, id: str, text: str, *, last: bool = False) -> tuple[int, int]:
        """Line and column of a name of an entry, under the first (or the last) key that holds
        it.
        """
        paths = [
            ("entries", id, key, text)
            for key in ("name", "native", "aliases", "weak", "adjectives")
        ]
        paths = [path for path in paths if path in self._offsets]
        return self.where(*paths[-last]) if paths else self.where("entries", id)

    @cached_property
    def _offsets(self) -> dict[tuple[str, ...], int]:
        return dict(_offsets(self.tree.root, ())) if self.tree else {}


def _offsets(node: Node, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Of two equal items in a list the last place counts: the one that a writer added."""
    if node.kind == "scalar":
        yield (*keys, node.value), node.start
    elif node.kind == "list":
        for number, item in enumerate(node.value):
            if item.kind != "scalar":
                yield (*keys, str(number)), item.start
            yield from _offsets(item, keys if item.kind == "scalar" else (*keys, str(number)))
    else:
        for key, value in node.value:
            yield (*keys, key.value), key.start
            yield from _offsets(value, (*keys, key.value))


def read(source: Source) -> Table:
    """The table in a file.

    Args:
        source: a path, or an importlib.resources Traversable.

    Raises:
        TableError: with every fault of the file; it holds no table that can be trusted.
    """
    return read_as(source, parse)


def parse(text: str, path: str) -> tuple[Table | None, list[Fault]]:
    """The table in a text, or None and every fault found, in order; `path` is how faults name
    the file.
    """
    return shape.read(text, path, TABLE, "the table", lambda value, tree: _table(path, value, tree))


def _table(path: str, value: dict[str, Any], tree: Tree) -> Table:
    entries, defaults = value.get("entries", {}), value.get("defaults", {})
    extra = {
        id: MappingProxyType(kept)
        for id, entry in entries.items()
        if (kept := {k: entry[k] for k in _KEPT if k in entry})
    }
    return Table(
        path=path,
        name=value["table"],
        licence=value["licence"],
        about=value["about"],
        sources=MappingProxyType(value.get("sources", {})),
        entries=tuple([_entry(id, defaults | entry) for id, entry in entries.items()]),
        refuse=value.get("refuse", ()),
        shares=value.get("shares", ()),
        meant=value.get("meant", ()),
        redirects=MappingProxyType(value.get("redirects", {})),
        names=MappingProxyType(value.get("names", {})),
        short=MappingProxyType(value.get("short", {})),
        tests=tuple(
            TableTest(**test | {"id": None if test["id"] == NIL else test["id"]})
            for test in value.get("tests", ())
        ),
        extra=MappingProxyType(extra),
        tree=tree,
    )


def _entry(id: str, value: dict[str, Any]) -> Entry:
    return Entry(
        id,
        value["name"],
        value.get("native", ()) + value.get("aliases", ()),
        value.get("type"),
        value.get("within", ()),
        value.get("weak", ()),
        value.get("adjectives", ()),
        value.get("not", ()),
        value.get("same_as", {}),
        value.get("at"),
        value.get("facts", {}),
        value.get("rank"),
    )


# --- writing --------------------------------------------------------------------------------------


def dump(table: Table) -> str:
    """The table as YAML, such that reading it gives an equal table. Comments and defaults are not
    kept.

    Raises:
        EntryError: a text holds half of a surrogate pair, which no UTF-8 file can hold.
    """
    return "".join(pieces(table, table.entries))


def pieces(table: Table, entries: Iterable[Entry]) -> Iterator[str]:
    """The table as YAML, piece by piece, with these entries in place of its own: they needn't all
    be in memory at once.

    Raises:
        EntryError: as `dump`.
    """
    head = {
        "table": table.name,
        "licence": table.licence,
        "about": table.about,
        "sources": table.sources,
    }
    tests = [
        {k: v for k, v in (test._asdict() | {"id": test.id or NIL}).items() if v is not None}
        for test in table.tests
    ]
    tail = {key: getattr(table, key) for key in _TAIL} | {"tests": tests}
    yield from _written({key: value for key, value in head.items() if value})
    written = (
        line
        for entry in entries
        for line in _written({entry.id: _record(entry, table.extra.get(entry.id, {}))}, 2)
    )
    first = next(written, None)
    yield "entries: {}\n" if first is None else f"entries:\n{first}"
    yield from written
    yield from _written({key: value for key, value in tail.items() if value})


def _record(entry: Entry, extra: Mapping[str, Any]) -> dict[str, Any]:
    native = extra.get("native", ())
    full = {
        "name": entry.name,
        "native": native,
        "type": entry.type,
        "within": entry.within,
        "aliases": entry.aliases[len(native) :],
        "weak": entry.weak,
        "adjectives": entry.adjectives,
        "same_as": entry.same_as,
        "at": entry.at,
        "facts": entry.facts,
        "rank": entry.rank,
        "not": entry.never,
    }
    full |= {key: extra[key] for key in _KEPT if key in extra}
    # An empty list that the writer wrote out (part_of: []) is kept: it tells "none" from "not
    # said".
    return {key: value for key, value in full.items() if value or value == 0 or key in extra}


def _written(record: Mapping[str, Any], indent: int = 0) -> Iterator[str]:
    return (f"{line}\n" for line in block(record, indent))
