"""Tables held against each other: what no single entry shows, found before anything is resolved.

Each check takes all tables that are loaded together, and yields Faults. `load` refuses what they
find; `translit check` reports it. Ambiguity is never settled in silence, and never by the order of
files.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from translit.files.writing import bare, show
from translit.model.errors import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from translit.model.nouns import Entry
    from translit.tables.reading import Table

    Key = Callable[[str], str]


def crosscheck(
    tables: Sequence[Table], key: Key, others: AbstractSet[str] = frozenset()
) -> list[Fault]:
    """Every fault between the tables, in the order of the tables and their lines.

    Args:
        tables: what is loaded together.
        key: from a name to the form under which strong names are looked up.
        others: IDs that exist beside the tables.
    """
    known = _Known({entry.id for table in tables for entry in table.entries} | others)
    redirects = {old: new for table in tables for old, new in table.redirects.items()}
    found = [
        *_duplicates(tables),
        *_shared_forms(tables, key),
        *_refused(tables, key),
        *_redirects(tables, known, redirects),
    ]
    found += [*_unknown(tables, known, redirects), *_circles(tables, redirects)]
    order = {table.path: number for number, table in enumerate(tables)}
    return sorted(found, key=lambda fault: (order[fault.path], fault[1:5]))


class _Known:
    """The IDs that there are, and the nearest of them to one that there isn't."""

    def __init__(self, ids: AbstractSet[str]) -> None:
        self.ids = ids
        self._searches = (
            50  # Each goes through all IDs; who has more faults than this has other worries.
        )

    def nearest(self, id: str) -> str:
        from rapidfuzz import fuzz, process

        self._searches -= 1
        if self._searches >= 0:
            asked, known = id[:100], sorted(self.ids)
            near = process.extractOne(asked, known, scorer=fuzz.ratio, score_cutoff=70)
            if near:
                return f": did you mean {bare(near[0])}?"
        return ": add the entry, name the table that has it as well, or delete the ID"


def _fault(
    table: Table, place: tuple[int, int], code: str, message: str, *, note: bool = False
) -> Fault:
    return Fault(table.path, *place, code, message, note)


def _entries(tables: Iterable[Table]) -> Iterator[tuple[Table, Entry]]:
    return ((table, entry) for table in tables for entry in table.entries)


def _duplicates(tables: Sequence[Table]) -> Iterator[Fault]:
    """One ID, or one redirect, in two tables. (Within one table it is a duplicate key, and the
    YAML was refused.)
    """
    seen: dict[tuple[str, str], Table] = {}
    for table in tables:
        for part, ids in (
            ("entries", [entry.id for entry in table.entries]),
            ("redirects", list(table.redirects)),
        ):
            for id in ids:
                first = seen.setdefault((part, id), table)
                if first is not table:
                    message = (
                        f"{show(id)} stands already at {_place(first, (part, id))}: merge the two,"
                        " or rename one"
                    )
                    yield _fault(table, table.where(part, id), "duplicate-id", message)


def _shared_forms(tables: Sequence[Table], key: Key) -> Iterator[Fault]:
    """Two IDs that meet in one strong form, unless a table says `shares:`; and names that
    `shares:` allows for nothing.
    """
    common = _common_forms(tables, key)
    shared = {key(text) for table in tables for text in table.shares}
    for form, by_id in common.items():
        if form not in shared:
            yield from _meeting(form, by_id)
    for table in tables:
        for text in table.shares:
            if key(text) not in common:
                message = f"no two entries share {show(text)}: delete it here"
                yield _fault(table, table.where("shares", text), "idle-share", message, note=True)


def _common_forms(tables: Sequence[Table], key: Key) -> dict[str, dict[str, tuple[Table, str]]]:
    """The strong forms of more than one ID, and under which name each of these has it."""
    first: dict[str, tuple[str, Table, str]] = {}
    common: dict[str, dict[str, tuple[Table, str]]] = {}
    for table, entry in _entries(tables):
        for name in (entry.name, *entry.aliases):
            form = key(name)
            id, its_table, its_name = first.setdefault(form, (entry.id, table, name))
            if id != entry.id and form:
                common.setdefault(form, {id: (its_table, its_name)}).setdefault(
                    entry.id, (table, name)
                )
    return common


def _meeting(form: str, by_id: Mapping[str, tuple[Table, str]]) -> Iterator[Fault]:
    (first, (first_table, first_name)), *others = by_id.items()
    for id, (table, name) in others:
        place = _place_of_name(first_table, first, first_name)
        message = (
            f"{show(name)} of {bare(id)} and {show(first_name)} of {bare(first)} ({place}) are one"
            f" name, {show(form)}"
        )
        advice = "make one weak, drop it from one, or list it under shares if both truly bear it"
        yield _fault(table, table.where_name(id, name), "shared-form", f"{message}: {advice}")


def _refused(tables: Sequence[Table], key: Key) -> Iterator[Fault]:
    """A text under `refuse:` that is somebody's strong name."""
    refused = {key(text): (table, text) for table in tables for text in table.refuse}
    for table, entry in _entries(tables) if refused else ():
        for name in (entry.name, *entry.aliases):
            form = key(name)
            if form and (found := refused.get(form)) is not None:
                message = (
                    f"{show(name)} of {bare(entry.id)} is refused at"
                    f" {_place(found[0], ('refuse', found[1]))}: delete one of the two"
                )
                yield _fault(table, table.where_name(entry.id, name), "refused-name", message)


def _redirects(
    tables: Sequence[Table], known: _Known, redirects: Mapping[str, str]
) -> Iterator[Fault]:
    closed = in_circles({old: [new] for old, new in redirects.items()})
    for table in tables:
        for old, new in table.redirects.items():
            if old in known.ids:
                message = (
                    f"{show(old)} is redirected, and an entry has this ID: delete the redirect, or"
                    " the entry"
                )
            elif old in closed:
                message = (
                    f"the redirect of {show(old)} leads round in a circle: let it end at a"
                    " living ID"
                )
            elif new in redirects:
                message = (
                    f"{show(old)} leads to {show(new)}, which is redirected itself: write the"
                    f" living ID, as {bare(redirects[new])}"
                )
            elif new not in known.ids:
                message = (
                    f"{show(old)} leads to {show(new)}, which no entry has{known.nearest(new)}"
                )
            else:
                continue
            yield _fault(table, table.where("redirects", old), "redirect", message)


def _unknown(
    tables: Sequence[Table], known: _Known, redirects: Mapping[str, str]
) -> Iterator[Fault]:
    """IDs that are pointed to, and aren't there."""
    for table in tables:
        for keys, id in _pointers(table):
            if id in redirects:
                message = f"{show(id)} is an old ID: write {bare(redirects[id])}"
                yield _fault(table, table.where(*keys), "old-id", message, note=True)
            elif id not in known.ids:
                yield _fault(
                    table,
                    table.where(*keys),
                    "unknown-id",
                    f"{keys[-2]} names {show(id)}, which no entry has{known.nearest(id)}",
                )


def _pointers(table: Table) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each ID that a table points to, and where."""
    for entry in table.entries:
        extra = table.extra.get(entry.id, {})
        for part, ids in (
            ("within", entry.within),
            ("not", entry.never),
            *((k, extra.get(k, ())) for k in ("part_of", "succeeded_by")),
        ):
            for id in ids:
                yield ("entries", entry.id, part, id), id
    for number, test in enumerate(table.tests):
        for part, pointer in (("id", test.id), ("within", test.within)):
            if pointer is not None:
                yield ("tests", str(number), part, pointer), pointer


def _circles(tables: Sequence[Table], redirects: Mapping[str, str]) -> Iterator[Fault]:
    """Entries that lie within themselves, or must not be taken for themselves."""
    within = {
        entry.id: [redirects.get(outer, outer) for outer in entry.within]
        for _, entry in _entries(tables)
    }
    closed = in_circles(within)
    for table, entry in _entries(tables):
        if entry.id in closed:
            way = " and ".join(map(bare, entry.within))
            message = (
                f"{bare(entry.id)} lies within itself, by way of {way}: let within lead outwards"
                " only"
            )
            yield _fault(table, table.where("entries", entry.id, "within"), "circle", message)
        if entry.id in entry.never:
            message = (
                f"{bare(entry.id)} is told not to be taken for itself: delete the ID under not"
            )
            yield _fault(
                table, table.where("entries", entry.id, "not", entry.id), "circle", message
            )


def in_circles(edges: Mapping[str, Sequence[str]]) -> set[str]:
    """The nodes that lie on a circle (or on a way from one circle to another)."""
    return _with_way_in(edges, _with_way_in(_turned(edges), set(edges)))


def _turned(edges: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    turned: defaultdict[str, list[str]] = defaultdict(list)
    for node, targets in edges.items():
        for target in targets:
            turned[target].append(node)
    return turned


def _with_way_in(edges: Mapping[str, Sequence[str]], nodes: set[str]) -> set[str]:
    """The nodes that stay when those without an edge from another of them are taken away until
    none is left to take.
    """
    counts = dict.fromkeys(nodes, 0)
    for node in nodes:
        for target in edges.get(node, ()):
            if target in counts:
                counts[target] += 1
    free = [node for node, count in counts.items() if count == 0]
    while free:
        node = free.pop()
        del counts[node]
        for target in edges.get(node, ()):
            if target in counts:
                counts[target] -= 1
                if counts[target] == 0:
                    free.append(target)
    return set(counts)


def _place(table: Table, keys: tuple[str, ...]) -> str:
    line, column = table.where(*keys)
    return f"{table.path}:{line}:{column}"


def _place_of_name(table: Table, id: str, name: str) -> str:
    line, column = table.where_name(id, name)
    return f"{table.path}:{line}:{column}"
