"""Alias tables edited in place: an edit changes the text where it must, and leaves every other byte
as its writer left it.

Each edit says twice what it does: as patches to the text, and as the table that is meant. The
patched text is read again, and unless it says what is meant there is an error, and no file is
touched. Edits are functions from one Sheet to the next.
"""

from __future__ import annotations

import difflib
import os
import re
from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.files.drafts import drafts
from translit.files.places import expand
from translit.files.tree import Comment, Node, Tree
from translit.files.writing import Noted
from translit.model.errors import Fault, TableError, TranslitError
from translit.model.nouns import Entry
from translit.tables.patches import (
    Patch,
    filled,
    lost,
    more_items,
    more_pairs,
    patched,
    rewritten,
    without,
)
from translit.tables.reading import ENTRY, TABLE, Table, parse, read
from translit.uses.lint import check_tables

if TYPE_CHECKING:
    from translit.files.places import Source

# The keys of an entry under which IDs stand, in the order of ENTRY.
POINTERS = ("within", "not", "part_of", "succeeded_by")


class _Sheet(NamedTuple):
    table: Table
    # Whether a byte order mark goes before the text.
    marked: bool = False


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
    return Sheet(read(path), Path(path).read_bytes().startswith(b"\xef\xbb\xbf"))


def opened_all(sources: Iterable[Source]) -> dict[str, Sheet]:
    """The sheets of the files behind files and folders, by path.

    Raises:
        TableError: one of them is no sound table in YAML.
    """
    found = [*expand(sources)]
    if faults := [fault for _, fault in found if fault]:
        raise TableError(faults)
    return {str(path): opened(path) for path, _ in found}


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
    return _edited(
        sheet,
        patches,
        _mapped(
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
    wanted = _mapped(
        sheet.table, lambda e: e._replace(same_as={**e.same_as, **pairs}) if e.id == id else e
    )
    return _edited(sheet, patches, wanted)


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
    return _edited(sheet, patches, sheet.table._replace(entries=(*sheet.table.entries, entry)))


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
        sheet = _edited(sheet, patches, _fewer(sheet.table, id, key, text))
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
    return _edited(sheet, patches, wanted), lost(tree, patches)


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
    return _edited(
        sheet, patches, sheet.table._replace(redirects={**sheet.table.redirects, old: new})
    )


def remove_redirect(sheet: Sheet, old: str) -> Sheet:
    """A redirect taken away, and the comment beside it."""
    patches = without(sheet.tree, "redirects", old)
    return _edited(
        sheet,
        patches,
        sheet.table._replace(
            redirects={k: v for k, v in sheet.table.redirects.items() if k != old}
        ),
    )


def rename(sheet: Sheet, old: str, new: str) -> Sheet:
    """Another ID for an entry, in its key and wherever the table points to it; redirects to it
    lead to the new ID.
    """
    tree = sheet.tree
    pair = (tree.at("entries") or tree.root).pair(old)
    nodes = [*([pair[0]] if pair and tree.at("entries") else []), *_pointers(tree, old)]
    return _edited(sheet, [rewritten(node, new) for node in nodes], _renamed(sheet.table, old, new))


def point(sheet: Sheet, old: str, new: str) -> Sheet:
    """What points to an ID, which no entry of this table has, points to another, and not twice."""
    for entry in sheet.table.entries:
        for key in POINTERS:
            node = sheet.tree.at("entries", entry.id, key)
            targets = (
                [item.value for item in (node.value if node.kind == "list" else [node])]
                if node
                else []
            )
            if old in targets and (new in targets or entry.id == new):
                sheet, notes = remove_names(sheet, entry.id, key, [old])
                sheet = add_comments(
                    sheet, entry.id, [f"# {note}" for note in notes.values() if note]
                )
    return rename(sheet, old, new)


def ask_for(sheet: Sheet, mentions: Container[str], old: str, new: str) -> Sheet:
    """The tests that ask whether some mentions mean one ID ask for another."""
    found = sheet.tree.at("tests")
    pairs = [(test.pair("mention"), test.pair("id")) for test in (found.value if found else ())]
    patches = [
        rewritten(id[1], new)
        for mention, id in pairs
        if mention and id and id[1].value == old and mention[1].value in mentions
    ]
    tests = (
        test._replace(id=new) if test.id == old and test.mention in mentions else test
        for test in sheet.table.tests
    )
    return _edited(sheet, patches, sheet.table._replace(tests=tuple(tests)))


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
    return _edited(
        sheet,
        [Patch(end, end, "".join(f"{tree.newline}{blanks}{text}" for text in notes))],
        sheet.table,
    )


def _pointers(tree: Tree, id: str) -> list[Node]:
    """Every place but that of an entry's own key where an ID stands."""
    root, entries = tree.root, tree.at("entries")
    holders = [
        (tree.at("defaults"), ("within",)),
        *((entry, POINTERS) for _, entry in (entries.value if entries else ())),
    ]
    tests = root.pair("tests")
    holders += [(test, ("id", "within")) for test in (tests[1].value if tests else ())]
    values = [
        pair[1] for holder, keys in holders for key in keys if holder and (pair := holder.pair(key))
    ]
    redirects = tree.at("redirects")
    values += [target for _, target in (redirects.value if redirects else ())]
    nodes = (
        item for value in values for item in (value.value if value.kind == "list" else [value])
    )
    return [node for node in nodes if node.value == id]


def _mapped(table: Table, change: Callable[[Entry], Entry]) -> Table:
    return table._replace(entries=tuple(map(change, table.entries)))


def _renamed(table: Table, old: str, new: str) -> Table:
    """The table with another ID in place of one, wherever it stands."""

    def named(id: Any) -> Any:
        return new if id == old else id

    def renamed(entry: Entry) -> Entry:
        return entry._replace(
            id=named(entry.id),
            within=tuple(map(named, entry.within)),
            never=tuple(map(named, entry.never)),
        )

    def beside(extra: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: tuple(map(named, value)) if key in POINTERS else value
            for key, value in extra.items()
        }

    return _mapped(table, renamed)._replace(
        extra={named(id): beside(extra) for id, extra in table.extra.items()},
        redirects={id: named(target) for id, target in table.redirects.items()},
        tests=tuple(
            test._replace(id=named(test.id), within=named(test.within)) for test in table.tests
        ),
    )


def _edited(sheet: Sheet, patches: Iterable[Patch], wanted: Table) -> Sheet:
    """The sheet with patches to its text, which must make it say what is wanted."""
    text = patched(sheet.text, patches)
    table, faults = parse(text, sheet.path)
    if table is None or table != wanted:
        why = f" ({faults[0].message})" if faults else ""
        raise TranslitError(
            f"{sheet.path}: is laid out in a way that this edit would spoil{why}; nothing was"
            " written: edit it by hand"
        )
    return Sheet(table, sheet.marked)


def note(comment: Comment) -> str:
    """What a comment says, without its #."""
    return comment.text.removeprefix("#").strip()


# --- to the disk ----------------------------------------------------------------------------------


def commit(
    before: Mapping[str, Sheet],
    after: Mapping[str, Sheet],
    *,
    dry_run: bool = False,
    renamed: Mapping[str, str] = {},
) -> str:
    """Write the sheets that have changed, unless the tables would then have a fault that they don't
    have now.

    Args:
        before: every table that is loaded together, by path.
        after: the same tables, edited.
        dry_run: write nothing.
        renamed: IDs that are called otherwise afterwards, in faults too.

    Returns:
        What changes in the files, as a unified diff; "" when nothing does.

    Raises:
        TableError: the edit would bring a fault; nothing has been written.
        OSError: a file can't be written. Those that come before it in the diff have been.
    """
    changed = {path: sheet for path, sheet in after.items() if sheet.text != before[path].text}
    if faults := _new_faults(before, changed, renamed):
        raise TableError(
            [
                fault._replace(message=f"{fault.message} (after this edit; nothing was written)")
                for fault in faults
            ]
        )
    if not dry_run:
        _write(changed)
    return "".join(unified(path, before[path].text, sheet.text) for path, sheet in changed.items())


def _new_faults(
    before: Mapping[str, Sheet], changed: Mapping[str, Sheet], renamed: Mapping[str, str]
) -> list[Fault]:
    """The faults that the edited tables have and the tables as they are don't."""
    if not changed:
        return []
    texts = {path: sheet.text for path, sheet in changed.items()}
    found = [fault for fault in check_tables([*before], texts) if not fault.note]
    known = (
        Counter(_gist(fault, renamed) for fault in check_tables([*before]))
        if found
        else Counter[tuple[str, str]]()
    )
    new = []
    for fault in found:
        gist = _gist(fault, renamed)
        known[gist] -= 1
        new += [fault] if known[gist] < 0 else []
    return new


def _gist(fault: Fault, renamed: Mapping[str, str]) -> tuple[str, str]:
    """A fault without the places, which an edit shifts, and under the new IDs."""
    message = re.sub(r":\d+:\d+", "", fault.message)
    for old, new in renamed.items():
        message = message.replace(new, old)
    return fault.code, message


def _write(sheets: Mapping[str, Sheet]) -> None:
    with drafts(*sheets) as files:
        for file, sheet in zip(files, sheets.values(), strict=True):
            file.write(b"\xef\xbb\xbf" * sheet.marked + sheet.text.encode())


def unified(path: str, old: str, new: str) -> str:
    """What changes in a file, as a unified diff."""
    was, now = (re.findall(r"[^\n]*\n|[^\n]+", text) for text in (old, new))
    found = difflib.unified_diff(was, now, path, path)
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in found
    )
