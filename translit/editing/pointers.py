"""Edits of the IDs in a table: of an entry's own, and of what points to one."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

from translit.editing.sheets import Sheet, add_comments, edited, mapped, remove_names
from translit.files.tree import Node, Tree
from translit.model.nouns import Entry
from translit.tables.patches import rewritten
from translit.tables.reading import Table

# The keys of an entry under which IDs stand, in the order of ENTRY.
POINTERS = ("within", "not", "part_of", "succeeded_by")


def rename(sheet: Sheet, old: str, new: str) -> Sheet:
    """Another ID for an entry, in its key and wherever the table points to it; redirects to it
    lead to the new ID.
    """
    tree = sheet.tree
    pair = (tree.at("entries") or tree.root).pair(old)
    nodes = [*([pair[0]] if pair and tree.at("entries") else []), *_pointers(tree, old)]
    return edited(sheet, [rewritten(node, new) for node in nodes], _renamed(sheet.table, old, new))


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
    return edited(sheet, patches, sheet.table._replace(tests=tuple(tests)))


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

    return mapped(table, renamed)._replace(
        extra={named(id): beside(extra) for id, extra in table.extra.items()},
        redirects={id: named(target) for id, target in table.redirects.items()},
        tests=tuple(
            test._replace(id=named(test.id), within=named(test.within)) for test in table.tests
        ),
    )
