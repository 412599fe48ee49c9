"""IDs live: two become one, one is called otherwise, one becomes two; and an old ID leads to the
living one for ever.

Each function edits the tables in files and folders in place, all of them or none, and gives back
what changes as a unified diff. With `dry_run` nothing is written. An edit that would bring a fault
to the tables is refused (TableError).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from translit.editing import pointers, sheets
from translit.editing.committing import commit
from translit.editing.pointers import ask_for, point
from translit.editing.sheets import Home, Sheet, alone, files_of, homes, note, opened
from translit.files.places import bundled
from translit.files.tree import Node
from translit.files.writing import Noted, bare, show
from translit.model.errors import TranslitError
from translit.model.given import nearest
from translit.tables.reading import ID

if TYPE_CHECKING:
    from translit.files.places import Source
    from translit.model.nouns import Entry

# The keys of an entry that hold names, in the order in which they go over to another entry; and
# those that stay behind.
_NAMES = ("aliases", "weak", "adjectives")
_LEFT = ("type", "within", "at", "rank", "part_of", "succeeded_by", "note")


def merge(old: str, into: str, *, tables: Iterable[Source] = (), dry_run: bool = False) -> str:
    """Make one entry of two: the names of `old` become names of `into`, and `old` an old ID that
    leads there.

    The names keep their kind and the comments beside them. What points to `old` points to `into`
    then, redirects too. Identifiers elsewhere that `into` lacks go over. What `into` has no room
    for stays as a comment below it.

    Args:
        old: the ID that ends; an old ID stands for the living one.
        into: the ID that stays; likewise.
        tables: files and folders of tables in YAML that are loaded together; none for the bundled
            tables of a checkout.
        dry_run: write nothing.

    Returns:
        What changes in the files, as a unified diff.

    Raises:
        TranslitError: an ID is unknown; the two are one already; one must not be taken for the
            other; one lies within the other. TableError: a table is unsound, or would be. OSError:
            a file can't be written.
    """
    with _alone(tables) as before:
        known = homes(before)
        source, target = _home(old, known), _home(into, known)
        _require_two(old, into, source, target, before, known)
        after = {
            path: point(sheet, source.id, target.id)
            for path, sheet in _merged(before, source, target).items()
        }
        return commit(before, after, dry_run=dry_run, first=(target.path, source.path))


def _merged(before: Mapping[str, Sheet], source: Home, target: Home) -> dict[str, Sheet]:
    """The tables with one entry for two; what points to the other one does so still."""
    after, entry = dict(before), before[source.path].entries[source.id]
    # First, lest nothing be left of the table.
    redirecting = sheets.add_redirect(after[source.path], source.id, target.id)
    notes, others = _parted(redirecting, source.id)
    after[source.path] = sheets.remove_entry(redirecting, source.id)[0]
    edited = _with_names(after[target.path], target.id, entry, notes)
    known = edited.entries[target.id].same_as
    edited = sheets.add_same_as(
        edited, target.id, {key: value for key, value in entry.same_as.items() if key not in known}
    )
    others += [f"# {text}: {told}" for text, told in notes.items() if told]
    others += _left(before[source.path], source.id, edited, target.id)
    after[target.path] = sheets.add_comments(edited, target.id, others)
    return after


def rename(old: str, new: str, *, tables: Iterable[Source] = (), dry_run: bool = False) -> str:
    """Give an entry another ID, in its key and wherever a table points to it; the old one leads to
    it.

    Args:
        old: the ID of the entry.
        new: the ID that it shall have: one that no entry has or had.
        tables: as `merge` takes them.
        dry_run: write nothing.

    Returns:
        What changes in the files, as a unified diff.

    Raises:
        TranslitError: `old` is no living ID; `new` is taken, is an old ID, or can't be an ID.
        TableError, OSError: as `merge`.
    """
    with _alone(tables) as before:
        known = homes(before)
        home = _home(old, known)
        if home.id != old:
            raise TranslitError(f"{show(old)} is an old ID: rename {bare(home.id)}")
        _require_new(new, known, before)
        after = {path: pointers.rename(sheet, old, new) for path, sheet in before.items()}
        after[home.path] = sheets.add_redirect(after[home.path], old, new)
        return commit(before, after, dry_run=dry_run, renamed={old: new}, first=(home.path,))


def split(
    id: str,
    new: str,
    aliases: Sequence[str],
    *,
    name: str | None = None,
    tables: Iterable[Source] = (),
    dry_run: bool = False,
) -> str:
    """Make two entries of one: the new one, behind the others of the table, takes some names;
    neither may be taken for the other.

    The new entry has the type of the old one and lies within the same. The names keep their kind
    (native names become aliases) and the comments beside them; tests that ask for one of them ask
    for the new ID.

    Args:
        id: the ID of the entry that there is.
        new: the ID of the other: one that no entry has or had.
        aliases: the names that go over, as they stand in the table; not the canonical name.
        name: the canonical name of the new entry; by default the first of `aliases`.
        tables: as `merge` takes them.
        dry_run: write nothing.

    Returns:
        What changes in the files, as a unified diff.

    Raises:
        TranslitError: `id` is unknown, `new` is taken; a name isn't there, or is the canonical one,
            which must stay. TableError, OSError: as `merge`.
    """
    with _alone(tables) as before:
        known = homes(before)
        home = _home(id, known)
        _require_new(new, known, before)
        after = _parted_in_two(before, home, new, aliases, name)
        return commit(before, after, dry_run=dry_run, first=(home.path,))


def _parted_in_two(
    before: Mapping[str, Sheet], home: Home, new: str, aliases: Sequence[str], name: str | None
) -> dict[str, Sheet]:
    """The tables with a new entry that has taken some names of another, and their tests."""
    kinds = _kinds(before[home.path], home.id, aliases)
    sheet = _taken_over(before[home.path], home.id, new, kinds, name or next(iter(kinds)))
    return {
        path: ask_for(each, kinds, home.id, new)
        for path, each in {**before, home.path: sheet}.items()
    }


def _taken_over(sheet: Sheet, id: str, new: str, kinds: Mapping[str, str], name: str) -> Sheet:
    """The table with a new entry that has taken some names, each of its kind, from another."""
    notes: dict[str, str] = {}
    for key in dict.fromkeys(kinds.values()):
        names = [alias for alias in kinds if kinds[alias] == key]
        sheet, beside = sheets.remove_names(sheet, id, key, names)
        notes |= beside
    sheet = sheets.add_entry(sheet, new, _record(sheet, id, kinds, notes, name))
    return sheets.add_names(sheet, {id: [Noted(new)]}, "not")


# --- what may be done -----------------------------------------------------------------------------


@contextmanager
def _alone(tables: Iterable[Source]) -> Iterator[dict[str, Sheet]]:
    """The tables by path, which nobody else edits while the block lasts."""
    given = [*tables]
    package = Path(__file__).parents[1]
    if not given and any(
        Path(str(place)).is_relative_to(package) for place in bundled()
    ):  # in a checkout they lie beside it
        raise TranslitError(
            "the tables that come with translit aren't yours to edit: name your own with --table"
        )
    files = files_of(given or bundled())
    with alone(files):
        yield {str(path): opened(path) for path in files}


def _home(id: str, known: Mapping[str, Home]) -> Home:
    if id not in known:
        near = nearest(id, known)
        raise TranslitError(
            f"no entry of these tables has the ID {show(id)}: mend it"
            f"{f' (did you mean {bare(near)}?)' if near else ''}, or name the tables that have it"
            " with --table"
        )
    return known[id]


def _require_new(id: str, known: Mapping[str, Home], sheets: Mapping[str, Sheet]) -> None:
    if wrong := ID.wrong(id, "the new ID"):
        raise TranslitError(wrong)
    redirects = {
        old: new for sheet in sheets.values() for old, new in sheet.table.redirects.items()
    }
    if id in redirects:
        raise TranslitError(
            f"{show(id)} is an old ID of {bare(redirects[id])}, and is never given to another"
            " thing: take another"
        )
    if id in known:
        raise TranslitError(
            f"{show(id)} is taken: an entry has this ID; take another, or merge the two"
        )


def _require_two(
    old: str, into: str, a: Home, b: Home, sheets: Mapping[str, Sheet], known: Mapping[str, Home]
) -> None:
    if a.id == b.id:
        raise TranslitError(f"{show(old)} and {show(into)} are one entry already: nothing to merge")
    for one, other in ((a, b), (b, a)):
        if other.id in _ids(sheets[one.path].entries[one.id].never, known):
            raise TranslitError(
                f"{bare(one.id)} must not be taken for {bare(other.id)} (not): delete that first,"
                " if it is wrong"
            )
        if other.id in _around(one.id, sheets, known):
            raise TranslitError(
                f"{bare(one.id)} lies within {bare(other.id)}: they can't be one thing; mend within"
                " first, if it is wrong"
            )


def _ids(ids: Iterable[str], known: Mapping[str, Home]) -> set[str]:
    return {known[id].id if id in known else id for id in ids}


def _around(id: str, sheets: Mapping[str, Sheet], known: Mapping[str, Home]) -> set[str]:
    """The IDs of what an entry lies within, directly or by way of others."""
    found, ahead = set[str](), [id]
    while ahead:
        home = known.get(ahead.pop())
        outer = (
            _ids(sheets[home.path].entries[home.id].within, known) - found if home else set[str]()
        )
        found |= outer
        ahead += outer
    return found


# --- names and their comments ---------------------------------------------------------------------


def _items(sheet: Sheet, id: str, key: str) -> list[Node]:
    node = sheet.tree.at("entries", id, key)
    return (node.value if node.kind == "list" else [node]) if node else []


def _parted(sheet: Sheet, id: str) -> tuple[dict[str, str], list[str]]:
    """The comments of an entry: what stands beside each name that is alone in its line, and all
    the others.
    """
    tree, notes, others = sheet.tree, dict[str, str](), list[str]()
    nodes = [node for key in ("name", "native", *_NAMES) for node in _items(sheet, id, key)]
    for comment in sheets.remove_entry(sheet, id)[1]:
        beside = [
            node
            for node in nodes
            if tree.line(node.end)[0] == tree.line(comment.start)[0] and node.end <= comment.start
        ]
        if len(beside) == 1 and beside[0].value not in notes:
            notes[beside[0].value] = note(comment)
        else:
            others.append(comment.text)
    return notes, others


def _with_names(sheet: Sheet, id: str, entry: Entry, notes: dict[str, str]) -> Sheet:
    """The sheet with the names of another entry, and what that must not be taken for, added to
    an entry; takes the notes it writes.
    """
    for key, texts in (
        ("aliases", (entry.name, *entry.aliases)),
        ("weak", entry.weak),
        ("adjectives", entry.adjectives),
    ):
        heir = sheet.entries[id]
        has = (heir.name, *heir.aliases, *(getattr(heir, key) if key != "aliases" else ()))
        new = [text for text in dict.fromkeys(texts) if text not in has]
        sheet = sheets.add_names(
            sheet, {id: [Noted(text, notes.pop(text, "")) for text in new]}, key
        )
    never = [Noted(other) for other in entry.never if other not in (*sheet.entries[id].never, id)]
    return sheets.add_names(sheet, {id: never}, "not")


def _left(before: Sheet, id: str, heir: Sheet, into: str) -> list[str]:
    """What an entry says that the one which it is merged into says otherwise, or not: as
    comments.
    """
    said = (key for key in _LEFT if _plain(before, id, key) not in ([], _plain(heir, into, key)))
    lines = [f"# {bare(id)}: {key}: {', '.join(_plain(before, id, key))}" for key in said]
    entry, kept = before.entries[id], heir.entries[into]
    lines += [
        f"# {bare(id)}: same_as: {key}: {value}"
        for key, value in entry.same_as.items()
        if kept.same_as.get(key) != value
    ]
    return lines + [
        f"# {bare(id)}: facts: {' '.join(f'{key}: {text}'.split())}"
        for key, texts in entry.facts.items()
        for text in texts
        if text not in kept.facts.get(key, ())
    ]


def _plain(sheet: Sheet, id: str, key: str) -> list[str]:
    return [" ".join(node.value.split()) for node in _items(sheet, id, key)]


def _kinds(sheet: Sheet, id: str, aliases: Sequence[str]) -> dict[str, str]:
    """The key under which each name that shall go over stands."""
    held = {
        key: [node.value for node in _items(sheet, id, key)]
        for key in ("aliases", "native", "weak", "adjectives")
    }
    name = sheet.entries[id].name
    if not aliases:
        raise TranslitError(f"no names are given that shall go over: name some of {bare(id)}")
    if {name, *(text for texts in held.values() for text in texts)} <= {*aliases}:
        raise TranslitError(f"nothing would stay of {bare(id)}: rename it, or leave it some names")
    kinds = {}
    for alias in aliases:
        if alias == name:
            raise TranslitError(
                f"{show(alias)} is the canonical name of {bare(id)}, which stays there: change"
                " `name` first"
            )
        key = next((key for key, texts in held.items() if alias in texts), None)
        if key is None:
            raise TranslitError(
                f"{bare(id)} has no alias {show(alias)}: give it as it stands in the table"
            )
        kinds[alias] = key
    return kinds


def _record(
    sheet: Sheet, id: str, kinds: Mapping[str, str], notes: Mapping[str, str], name: str
) -> dict[str, Noted | tuple[Noted, ...]]:
    """The entry that takes some names of another."""
    record: dict[str, Noted | tuple[Noted, ...]] = {"name": Noted(name, notes.get(name, ""))}
    if node := sheet.tree.at("entries", id, "type"):
        record["type"] = Noted(node.value)
    if sheet.tree.at("entries", id, "within"):
        record["within"] = tuple(Noted(node.value) for node in _items(sheet, id, "within"))
    for key in _NAMES:
        texts = [
            alias
            for alias, kind in kinds.items()
            if ("aliases" if kind == "native" else kind) == key and alias != name
        ]
        record |= {key: tuple(Noted(text, notes.get(text, "")) for text in texts)} if texts else {}
    return record | {"not": (Noted(id),)}
