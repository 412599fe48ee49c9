"""Faults in alias tables, each with its place and how to mend it: what `translit check` prints.

Each table is checked by itself (translit/uses/checks.py), then all together, and only what has no
fault so far is compared with other names and asked its own tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from translit import formats
from translit.files.places import bundled, expand
from translit.files.writing import bare, show
from translit.index.mapped import faults_of
from translit.index.memory import indexed
from translit.language.published import rules_faults
from translit.language.split import strong_key
from translit.model import given
from translit.model.errors import EntryError, Fault
from translit.model.nouns import NIL, Outcome
from translit.resolving.loading import by_kind, doubled, interrupted
from translit.resolving.resolver import Resolver, load
from translit.tables.crosscheck import crosscheck
from translit.tables.reading import parse
from translit.tables.together import texts
from translit.uses import collisions
from translit.uses.checks import NOTES, Page, names, problems, words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translit.files.places import Source
    from translit.tables.reading import Table, TableTest

_NEED_ALL = frozenset(
    ("unknown-id", "redirect", "idle-share")
)  # what a table that couldn't be read may account for


def check(*paths: Source, near: bool = False, rules: bool = False) -> list[Fault]:
    """Every fault of the tables in files and folders, taken together as `load` takes them; no path:
    all that is bundled, tables and rules.

    Of a compiled table every byte is read and checked.

    The tables' own tests run only when nothing else is broken.

    Args:
        paths: the tables.
        near: whether each name is resolved as if its entry weren't there too, and those that would
            be taken for another entry told; some 4 milliseconds a name, when nothing is broken.
        rules: whether the bundled rules of scripts (translit/knowledge/) and the tests that they
            carry are checked, beside the tables of the paths, if any.

    Returns:
        The faults, in the order of the files, their lines and columns. Those with `note` set break
        nothing.

    Raises:
        MissingTables: there is no path, and there are no bundled tables.
    """
    faults = rules_faults() if rules or not paths else []
    if paths:
        return faults + _check_given(paths, near=near)
    return faults if rules else faults + check_tables((), near=near)


def _check_given(paths: Sequence[Source], *, near: bool) -> list[Fault]:
    """Every fault of the tables in files and folders that somebody names."""
    kinds = by_kind(given.sources(paths))
    written = [*kinds.written, *kinds.given]  # files of a zip are no paths
    if halfway := interrupted(place for place, _ in expand(written)):
        return halfway  # other faults may be gone when the edit is taken back
    damage = [fault for path in kinds.compiled for fault in faults_of(path)]
    damage += [fault for path in kinds.foreign for fault in formats.faults_of(path)]
    told = check_tables(written, near=near) if written else []
    if len(paths) > len(written) and not any(not fault.note for fault in (*damage, *told)):
        tables = [parse(text, str(place))[0] for place, text, _ in texts(written) if text]
        damage += doubled(kinds, filter(None, tables))
    return damage + told


def check_tables(
    paths: Sequence[Source], edited: Mapping[str, str] = MappingProxyType({}), *, near: bool = False
) -> list[Fault]:
    """Every fault of tables in YAML; `edited` holds, by path, what some of the files shall say
    instead.
    """
    tables: list[Table] = []
    pages: list[Page] = []
    found: list[Fault] = []
    order: dict[str, int] = {}
    for source, stands, faults in texts(paths or bundled()):
        order.setdefault(str(source), len(order))
        text = edited.get(str(source), stands)
        table, wrong = parse(text, str(source)) if text is not None else (None, faults)
        found += wrong
        if table is not None and text is not None:
            tables.append(table)
            pages.append(_page(table, text))
            found += _faults(pages[-1])
    whole = len(tables) == len(order)
    found += [
        fault for fault in crosscheck(tables, strong_key) if whole or fault.code not in _NEED_ALL
    ]
    broken = not all(fault.note for fault in found)
    collided, silent = _near_faults(tables, paths) if near and not broken else ([], None)
    found += [*collided, *_idle_meant(pages, silent)]
    if not broken:
        found += _failing_tests(tables, lambda: _loaded(tables, paths, edited))
    return sorted(set(found), key=lambda fault: (order[fault.path], fault[1:5]))


def _loaded(
    tables: Sequence[Table], paths: Sequence[Source], edited: Mapping[str, str]
) -> Resolver:
    """The resolver that the tests of some tables are run against: as edited, or as read."""
    return Resolver(indexed(tables)) if edited else load(*paths)  # type: ignore[arg-type]


def _page(table: Table, text: str) -> Page:
    return Page(table, text, tuple(words(table)))


def _faults(page: Page) -> list[Fault]:
    """What the checks of one table find, but for notes about names that are meant."""
    meant = frozenset(map(strong_key, page.table.meant))
    return [
        Fault(page.table.path, word.line, word.column, code, message, code in NOTES)
        for code, word, message in problems(page)
        if code not in NOTES or strong_key(word.text) not in meant
    ]


def _idle_meant(
    pages: Sequence[Page], silent: Collection[tuple[str, str]] | None
) -> Iterator[Fault]:
    """What stands under `meant` and silences nothing; unless it is known what it silences among
    near names (`silent`: the path of the table and the key), only what is no name of the table.
    """
    for page in pages:
        table = page.table
        if not table.meant:
            continue
        quiet = {strong_key(word.text) for code, word, _ in problems(page) if code in NOTES}
        if silent is None:
            quiet |= {strong_key(name) for entry in table.entries for name in names(entry)}
        else:
            quiet |= {key for path, key in silent if path == table.path}
        for text in table.meant:
            if strong_key(text) not in quiet:
                message = f"nothing is to be said of {show(text)}: delete it here"
                yield Fault(table.path, *table.where("meant", text), "idle-meant", message, True)


def _near_faults(
    tables: Sequence[Table], paths: Sequence[Source]
) -> tuple[list[Fault], set[tuple[str, str]]]:
    """What comes near a name of another entry, and which names under `meant` would have been
    told of.
    """
    from translit.resolving.resolver import load

    return collisions.near_faults(tables, load(*paths))  # type: ignore[arg-type]


def _failing_tests(
    tables: Sequence[Table], resolver_over_them: Callable[[], Resolver]
) -> Iterator[Fault]:
    """The tests of all tables, each asked of a resolver over all of them together."""
    if not any(table.tests for table in tables):
        return
    resolver = resolver_over_them()
    for table in tables:
        for number, test in enumerate(table.tests):
            message = _outcome(test, resolver)
            if message:
                yield Fault(table.path, *table.where("tests", str(number)), "test", message)


def _outcome(test: TableTest, resolver: Resolver) -> str:
    """What to say of what a test finds, or ""; of a type that no entry has there is nothing."""
    try:
        answer = resolver.resolve(test.mention, type=test.type, within=test.within)
    except EntryError as error:
        return _disagreement(test, None, Outcome.NO_CANDIDATE) and str(error)
    return _disagreement(test, answer.id, answer.outcome)


def _disagreement(test: TableTest, id: str | None, outcome: Outcome) -> str:
    """What to say of an answer that isn't what a test asks for, or ""."""
    if test.outcome is not None and Outcome(test.outcome).gives_id != (test.id is not None):
        return (
            f"the test asks for {bare(test.id or NIL)} and for {test.outcome}, which never come"
            " together: change one of them"
        )
    if id == test.id and test.outcome in (None, outcome):
        return ""
    asked = f"{bare(test.id or NIL)}{f' ({test.outcome})' if test.outcome else ''}"
    return (
        f"{show(test.mention)} gives {bare(id or NIL)} ({outcome}), and must give {asked}: mend the"
        " names, or the test"
    )
