"""Alias tables edited in place: an edit changes the text where it must, and leaves every other byte
as its writer left it.

Each edit says twice what it does: as patches to the text, and as the table that is meant. The
patched text is read again, and unless it says what is meant there is an error, and no file is
touched. Edits are functions from one Sheet to the next.
"""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.files.digest import digest
from translit.files.journal import undo
from translit.files.locks import locked
from translit.files.places import expand
from translit.files.tree import Comment, Node, Tree
from translit.files.whole import decoded, read_bytes
from translit.files.writing import Noted
from translit.model.errors import Fault, TableError, TranslitError
from translit.model.nouns import Entry
from translit.resolving.loading import by_kind
from translit.tables.patches import (
    Patch,
    filled,
    lost,
    more_items,
    more_pairs,
    patched,
    without,
)
from translit.tables.reading import ENTRY, TABLE, Table, parse

if TYPE_CHECKING:
    from translit.files.places import Source


class _Sheet(NamedTuple):
    table: Table
    # Whether a byte order mark goes before the text.
    marked: bool = False
    # The digest of what the file held when it was read.
    held: str | None = None


class Sheet(_Sheet):
    """A table that was read from a file, with the text which that holds, or will."""

    @property
    def path(self) -> str:
        return self.table.path

    @property
    def tree(self) -> Tree:
        assert self.table.tree is not None, "the table was read from a text"
        return self.table.tree

    @property
    def text(self) -> str:
        return self.tree.text

    @cached_property
    def entries(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.table.entries}


def opened(path: Source) -> Sheet:
    """The sheet of a file.

    Raises:
        TableError: it is no sound table in YAML.
    """
    if not isinstance(path, str | os.PathLike):
        raise TranslitError(
            f"{path}: lies in an archive, and can't be edited: name files or folders of your own"
        )
    if not by_kind([path]).written:
        told = "only tables in YAML are edited: `translit import csv` makes one of rows"
        raise TableError([Fault(os.fspath(path), 0, 0, "kind", told)])
    content, faults = read_bytes(path)
    text, table = None, None
    if content is not None:
        text, faults = decoded(content, str(path))
    if text is not None:
        table, faults = parse(text, str(path))
    if content is None or table is None:
        raise TableError(faults)
    return Sheet(table, content.startswith(codecs.BOM_UTF8), digest([content]))


def files_of(sources: Iterable[Source]) -> list[Source]:
    """The files behind files and folders.

    Raises:
        TableError: there is none behind one of them.
    """
    found = [*expand(sources)]
    if faults := [fault for _, fault in found if fault]:
        raise TableError(faults)
    return [path for path, _ in found]


@contextmanager
def alone(sources: Iterable[Source]) -> Iterator[None]:
    """Keep other edits away from the tables in some files while the block lasts, and take back
    what one that was killed left half done.

    Raises:
        TranslitError: another edit goes on and on, or what was left can't be taken back.
    """
    places = [
        Path(os.path.realpath(each)) for each in sources if isinstance(each, str | os.PathLike)
    ]
    with locked(place.parent for place in places):
        undo(places)
        yield


class Home(NamedTuple):
    """Where an entry is: the path of its table, and its living ID."""

    path: str
    id: str


def homes(sheets: Mapping[str, Sheet]) -> dict[str, Home]:
    """The home of each entry, by its ID and by its old ones."""
    found = {id: Home(path, id) for path, sheet in sheets.items() for id in sheet.entries}
    old = {
        old: found[new]
        for sheet in sheets.values()
        for old, new in sheet.table.redirects.items()
        if new in found
    }
    return old | found


# --- edits ----------------------------------------------------------------------------------------


def add_names(sheet: Sheet, names: Mapping[str, Sequence[Noted]], key: str = "aliases") -> Sheet:
    """Names for entries, by ID, at the end of their `aliases` (or `weak`, `adjectives`, `not`),
    each with its note beside it.
    """
    patches, tree = list[Patch](), sheet.tree
    for id, items in names.items():
        entry, node = tree.at("entries", id), tree.at("entries", id, key)
        assert entry is not None, "the entry is there"
        if items:
            patches += (
                more_items(tree, node, items)
                if node
                else more_pairs(tree, entry, {key: tuple(items)}, tuple(ENTRY.fields))
            )
    field = {"not": "never"}.get(key, key)
    more = {id: tuple(item.text for item in items) for id, items in names.items()}
    return edited(
        sheet,
        patches,
        mapped(
            sheet.table, lambda e: e._replace(**{field: getattr(e, field) + more.get(e.id, ())})
        ),
    )


def add_same_as(sheet: Sheet, id: str, pairs: Mapping[str, str]) -> Sheet:
    """Identifiers elsewhere, for an entry that has none of that catalogue."""
    tree, values = sheet.tree, {key: Noted(value) for key, value in pairs.items()}
    entry, pair = tree.at("entries", id), (tree.at("entries", id) or tree.root).pair("same_as")
    assert entry is not None, "the entry is there"
    if not pairs:
        return sheet
    order = tuple(ENTRY.fields)
    patches = (
        filled(tree, *pair, values) if pair else more_pairs(tree, entry, {"same_as": values}, order)
    )
    wanted = mapped(
        sheet.table, lambda e: e._replace(same_as={**e.same_as, **pairs}) if e.id == id else e
    )
    return edited(sheet, patches, wanted)


def add_entry(sheet: Sheet, id: str, record: Mapping[str, Noted | tuple[Noted, ...]]) -> Sheet:
    """A new entry at the end of `entries`: its keys (name, type, within, aliases, weak,
    adjectives, not) and their values.
    """
    tree = sheet.tree
    pair = tree.root.pair("entries")
    patches = (
        filled(tree, *pair, {id: record})
        if pair
        else more_pairs(tree, tree.root, {"entries": {id: record}}, tuple(TABLE.fields))
    )
    if pair and _parted(tree, pair[1]):
        patches = [patches[0]._replace(new=tree.newline + patches[0].new)]
    said = _defaults(tree) | {key: _plain(value) for key, value in record.items()}
    entry = Entry(
        id,
        said["name"],
        said.get("aliases", ()),
        said.get("type"),
        said.get("within", ()),
        said.get("weak", ()),
        said.get("adjectives", ()),
        said.get("not", ()),
    )
    return edited(sheet, patches, sheet.table._replace(entries=(*sheet.table.entries, entry)))


def _plain(value: Noted | tuple[Noted, ...]) -> str | tuple[str, ...]:
    return value.text if isinstance(value, Noted) else tuple(item.text for item in value)


def _parted(tree: Tree, entries: Node) -> bool:
    """Whether a blank line stands before the last entry: then one stands before the next."""
    if entries.style == "flow" or len(entries.value) < 2:
        return False
    start = tree.line(entries.value[-1][0].start)[0]
    return not tree.text[slice(*tree.line(start - 1))].strip()


def _defaults(tree: Tree) -> dict[str, Any]:
    found = tree.at("defaults")
    return (
        {
            key.value: tuple(i.value for i in v.value) if v.kind == "list" else v.value
            for key, v in found.value
        }
        if found
        else {}
    )


def remove_names(
    sheet: Sheet, id: str, key: str, texts: Iterable[str]
) -> tuple[Sheet, dict[str, str]]:
    """Names taken from an entry's `aliases`, `native`, `weak`, `adjectives` or from what it
    points to; and the comments beside each.
    """
    notes = {}
    for text in texts:
        patches = without(sheet.tree, "entries", id, key, item=text)
        notes[text] = "; ".join(note(each) for each in lost(sheet.tree, patches))
        sheet = edited(sheet, patches, _fewer(sheet.table, id, key, text))
    return sheet, notes


def _fewer(table: Table, id: str, key: str, text: str) -> Table:
    """The table without a text under a key of an entry: the last one that is this."""
    extra, entry = (
        dict(table.extra.get(id, {})),
        next(entry for entry in table.entries if entry.id == id),
    )
    native = len(extra.get("native", ()))
    if key in extra:
        extra[key] = _without_last(extra[key], text)
    if key == "native":
        entry = entry._replace(
            aliases=_without_last(entry.aliases[:native], text) + entry.aliases[native:]
        )
    elif key == "aliases":
        entry = entry._replace(
            aliases=entry.aliases[:native] + _without_last(entry.aliases[native:], text)
        )
    elif key not in extra:
        field = {"not": "never"}.get(key, key)
        values: dict[str, Any] = {field: _without_last(getattr(entry, field), text)}
        entry = entry._replace(**values)
    kept = {name: value for name, value in extra.items() if value or name != key}
    entries = tuple(entry if each.id == id else each for each in table.entries)
    return table._replace(
        entries=entries, extra={k: v for k, v in {**table.extra, id: kept}.items() if v}
    )


def _without_last(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    place = len(texts) - 1 - texts[::-1].index(text)
    return texts[:place] + texts[place + 1 :]


def remove_entry(sheet: Sheet, id: str) -> tuple[Sheet, list[Comment]]:
    """An entry taken away, and the comments that went with it: those from its line to the last
    line of it.
    """
    tree, table = sheet.tree, sheet.table
    patches = [_with_blank_line(tree, patch) for patch in without(tree, "entries", id)]
    extra = {key: value for key, value in table.extra.items() if key != id}
    wanted = table._replace(
        entries=tuple(entry for entry in table.entries if entry.id != id), extra=extra
    )
    return edited(sheet, patches, wanted), lost(tree, patches)


def _with_blank_line(tree: Tree, patch: Patch) -> Patch:
    """Where blank lines part entries, one goes with the entry."""
    start = tree.line(max(patch.start - 1, 0))[0]
    is_parted = (
        patch.start > 0
        and tree.column(patch.start) == 0
        and not tree.text[start : patch.start].strip()
    )
    after = tree.text[slice(*tree.line(patch.end))]
    return (
        patch._replace(start=start)
        if is_parted and not patch.new and not after.startswith(" ")
        else patch
    )


def add_redirect(sheet: Sheet, old: str, new: str) -> Sheet:
    """An old ID that leads to another."""
    tree = sheet.tree
    pair, value = tree.root.pair("redirects"), {old: Noted(new)}
    patches = (
        filled(tree, *pair, value)
        if pair
        else more_pairs(tree, tree.root, {"redirects": value}, tuple(TABLE.fields))
    )
    return edited(
        sheet, patches, sheet.table._replace(redirects={**sheet.table.redirects, old: new})
    )


def add_comments(sheet: Sheet, id: str, notes: Sequence[str]) -> Sheet:
    """Comments, each with its #, on lines of their own below an entry."""
    tree = sheet.tree
    entry = tree.at("entries", id)
    assert entry is not None, "the entry is there"
    if not notes:
        return sheet
    blanks = " " * (
        tree.column(entry.start) if entry.style == "block" else tree.indent(entry.start) + 2
    )
    end = tree.line(entry.end)[1]
    return edited(
        sheet,
        [Patch(end, end, "".join(f"{tree.newline}{blanks}{text}" for text in notes))],
        sheet.table,
    )


def mapped(table: Table, change: Callable[[Entry], Entry]) -> Table:
    return table._replace(entries=tuple(map(change, table.entries)))


def edited(sheet: Sheet, patches: Iterable[Patch], wanted: Table) -> Sheet:
    """The sheet with patches to its text, which must make it say what is wanted."""
    text = patched(sheet.text, patches)
    table, faults = parse(text, sheet.path)
    if table is None or table != wanted:
        why = f" ({faults[0].message})" if faults else ""
        raise TranslitError(
            f"{sheet.path}: is laid out in a way that this edit would spoil{why}; nothing was"
            " written: edit it by hand"
        )
    return Sheet(table, sheet.marked, sheet.held)


def note(comment: Comment) -> str:
    """What a comment says, without its #."""
    return comment.text.removeprefix("#").strip()
