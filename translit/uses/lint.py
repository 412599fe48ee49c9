"""Faults in alias tables, each with its place and how to mend it: what `translit check` prints.

A check is a small function under the code that its faults bear; docs/tables.md describes every
code, and tests/lint/ holds a table with the fault and the lines that it must give.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator
from itertools import islice
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from translit import formats
from translit.files.places import bundled
from translit.files.writing import bare, show
from translit.index.mapped import faults_of
from translit.index.memory import indexed
from translit.knowledge.rules import rules
from translit.language.characters import invisibility, runs, stranger
from translit.language.fold import fold, is_mark
from translit.language.published import rules_faults
from translit.language.split import strong_key
from translit.model.errors import Fault
from translit.model.nouns import Outcome
from translit.resolving.loading import by_kind
from translit.resolving.resolver import Resolver, load
from translit.tables.crosscheck import crosscheck
from translit.tables.reading import NIL, parse
from translit.tables.together import texts
from translit.uses import collisions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from translit.files.places import Source
    from translit.model.nouns import Entry
    from translit.tables.reading import Table, TableTest


class Word(NamedTuple):
    """A string of a table that matching rests on, and where it stands."""

    text: str
    line: int
    column: int


class Page(NamedTuple):
    """A table, the YAML that it was read from, and the strings in it that matching rests on."""

    table: Table
    text: str
    words: tuple[Word, ...]


Problem = tuple[Word, str]
Check = Callable[[Page], Iterator[Problem]]
CHECKS: dict[str, Check] = {}
_NEED_ALL = frozenset(
    ("unknown-id", "redirect", "idle-share")
)  # what a table that couldn't be read may account for
NOTES = frozenset(
    ("same-form", "source", "hash", "common-word", "only-generics")
)  # worth knowing, but they break nothing


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
    compiled, rows, tables, inside = by_kind(paths)
    damage = [fault for path in compiled for fault in faults_of(path)]
    damage += [fault for path in rows for fault in formats.faults_of(path)]
    written = [*tables, *inside]  # files of a zip are no paths
    return damage + (check_tables(written, near=near) if written else [])


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


def check_table(table: Table, text: str) -> list[Fault]:
    """What one table shows by itself; `text` is the YAML that it was read from."""
    page = _page(table, text)
    return [*_faults(page), *_idle_meant([page], None)]


def _page(table: Table, text: str) -> Page:
    return Page(table, text, tuple(words(table)))


def _faults(page: Page) -> list[Fault]:
    """What the checks of one table find, but for notes about names that are meant."""
    meant = frozenset(map(strong_key, page.table.meant))
    return [
        Fault(page.table.path, word.line, word.column, code, message, code in NOTES)
        for code, word, message in _problems(page)
        if code not in NOTES or strong_key(word.text) not in meant
    ]


def _problems(page: Page) -> Iterator[tuple[str, Word, str]]:
    return ((code, *problem) for code, find in CHECKS.items() for problem in find(page))


def _idle_meant(
    pages: Sequence[Page], silent: Collection[tuple[str, str]] | None
) -> Iterator[Fault]:
    """What stands under `meant` and silences nothing; unless it is known what it silences among
    near names (`silent`: the path of the table and the key), only what is no name of the table.
    """
    for page in pages:
        path, quick = (
            page.table.path,
            (
                {strong_key(word.text) for code, word, _ in _problems(page) if code in NOTES}
                if page.table.meant
                else ()
            ),
        )
        known = (
            {strong_key(name) for entry in page.table.entries for name in names(entry)}
            if silent is None
            else ()
        )
        for text in page.table.meant:
            key = strong_key(text)
            if key not in quick and key not in known and (path, key) not in (silent or ()):
                message = f"nothing is to be said of {show(text)}: delete it here"
                yield Fault(path, *page.table.where("meant", text), "idle-meant", message, True)


def _near_faults(
    tables: Sequence[Table], paths: Sequence[Source]
) -> tuple[list[Fault], set[tuple[str, str]]]:
    """What comes near a name of another entry, and which names under `meant` would have been
    told of.
    """
    from translit.resolving.resolver import load

    return collisions.near_faults(tables, load(*paths))  # type: ignore[arg-type]


def _checks(code: str) -> Callable[[Check], Check]:
    def register(find: Check) -> Check:
        CHECKS[code] = find
        return find

    return register


def words(table: Table) -> Iterator[Word]:
    """The IDs, names and other strings that matching rests on; not the tests, which may hold any
    garbage on purpose.
    """
    for entry in table.entries:
        yield Word(entry.id, *table.where("entries", entry.id))
        for name in names(entry):
            yield Word(name, *table.where_name(entry.id, name))
    for part, texts_ in (
        ("refuse", table.refuse),
        ("shares", table.shares),
        ("meant", table.meant),
    ):
        for text in texts_:
            yield Word(text, *table.where(part, text))
    for part, spellings in (("names", table.names), ("short", table.short)):
        for name, texts_ in spellings.items():
            for text in texts_:
                yield Word(text, *table.where(part, name, text))


def names(entry: Entry) -> tuple[str, ...]:
    """Every name of an entry, strong ones first."""
    return (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)


# --- letters --------------------------------------------------------------------------------------


@_checks("nfc")
def _not_nfc(page: Page) -> Iterator[Problem]:
    for word in page.words:
        if not unicodedata.is_normalized("NFC", word.text):
            better = unicodedata.normalize("NFC", word.text)
            place = next(
                (i for i, (a, b) in enumerate(zip(word.text, better, strict=False)) if a != b),
                len(better),
            )
            yield (
                word,
                (
                    f"{show(word.text)} isn't in Unicode's composed form (NFC) at letter"
                    f" {place + 1}: write {show(better)}"
                ),
            )


@_checks("look-alike")
def _look_alikes(page: Page) -> Iterator[Problem]:
    for word in page.words:
        for start, letters in runs(word.text) if not word.text.isascii() else ():
            if found := stranger(letters):
                place, strange, main = found[0], *map(_script_name, found[1:])
                what = (
                    f"letter {start + place + 1} of {show(word.text)}, {_name(letters[place])}, is"
                    f" {strange} in a {main} word"
                )
                yield word, f"{what}: type it anew in {main}"


def _name(char: str) -> str:
    shown = f"{char} " if char.isprintable() and not is_mark(char) and not char.isspace() else ""
    return f"{shown}U+{ord(char):04X} {unicodedata.name(char, '(a control sign)')}"


def _script_name(code: str) -> str:
    return str(rules("scripts")["scripts"][code]["name"])


@_checks("invisible")
def _invisible(page: Page) -> Iterator[Problem]:
    for word in page.words:
        if word.text.isascii() and word.text.isprintable():
            continue
        found = (
            (place, advice)
            for place in range(len(word.text))
            if (advice := invisibility(word.text, place))
        )
        for place, advice in islice(found, 3):  # three are enough to see what is wrong with a name
            yield (
                word,
                (
                    f"letter {place + 1} of {show(word.text)} can't be seen,"
                    f" {_name(word.text[place])}: {advice}"
                ),
            )


@_checks("blank")
def _blanks(page: Page) -> Iterator[Problem]:
    for word in page.words:
        if "  " in f" {word.text} ":
            better = " ".join(filter(None, word.text.split(" ")))
            yield (
                word,
                f"{show(word.text)} has blanks at an end, or two in a row: write {show(better)}",
            )


@_checks("no-letters")
def _no_letters(page: Page) -> Iterator[Problem]:
    ids = {entry.id for entry in page.table.entries}
    for word in page.words:
        if (
            not any(map(str.isalnum, word.text))
            and word.text not in ids
            and not strong_key(word.text)
        ):
            yield (
                word,
                (
                    f"{show(word.text)} holds no letter and no number, so nothing can ever match"
                    " it: delete it"
                ),
            )


# --- habits ---------------------------------------------------------------------------------------


@_checks("same-form")
def _same_forms(page: Page) -> Iterator[Problem]:
    for entry in page.table.entries:
        seen: dict[str, str] = {}
        for name in names(entry):
            form = fold(name)
            if form and form in seen:
                word = Word(name, *page.table.where_name(entry.id, name, last=True))
                yield (
                    word,
                    (
                        f"{show(name)} says no more than {show(seen[form])}, as case, marks and"
                        " hyphens don't count: it may go"
                    ),
                )
            seen.setdefault(form, name)


@_checks("two-names")
def _two_names(page: Page) -> Iterator[Problem]:
    """A spelling of two names of people: by it they would be one. Short forms may stand for
    several.
    """
    table, seen = page.table, dict[str, str]()
    for name, spellings in table.names.items():
        for spelling in spellings:
            other = seen.setdefault(strong_key(spelling), name)
            if other != name:
                what = f"{show(spelling)} is a spelling of {bare(other)} and of {bare(name)}"
                yield (
                    Word(spelling, *table.where("names", name, spelling)),
                    f"{what}: keep it in one, or in none if nobody can tell",
                )
    for name in table.short:
        if name not in table.names:
            yield (
                Word(name, *table.where("short", name)),
                f"{show(name)} has short forms and no names: add it under names, or mend it",
            )


@_checks("common-word")
def _common_words(page: Page) -> Iterator[Problem]:
    for id, name, message in collisions.common_words(page.table):
        yield Word(name, *page.table.where_name(id, name)), message


@_checks("only-generics")
def _bare_generics(page: Page) -> Iterator[Problem]:
    for id, name, message in collisions.bare_generics(page.table):
        yield Word(name, *page.table.where_name(id, name)), message


@_checks("source")
def _no_source(page: Page) -> Iterator[Problem]:
    table = page.table
    said = table.sources or re.search(r"(?m)(^|\s)#(?! yaml-language-server)", page.text)
    if not said and any(entry.aliases for entry in table.entries):
        yield (
            Word("", *table.where("entries")),
            "nothing says where these spellings were seen: add sources, or a comment beside them",
        )


@_checks("hash")
def _hashes(page: Page) -> Iterator[Problem]:
    if not re.search(r"[^\s#][ \t]+#\w", page.text):
        return
    lines, comment = re.split("\r\n|[\r\n\x85\u2028\u2029]", page.text), re.compile(r"[ \t]+#\w+")
    for word in page.words:
        line, start = lines[word.line - 1], word.column - 1
        if line.startswith(word.text, start) and (
            found := comment.match(line, start + len(word.text))
        ):
            shown, whole = show(found[0].strip()), show(word.text + found[0])
            yield (
                word,
                (
                    f"a comment begins at {shown}: quote {whole} if it is all a name, else put a"
                    " blank behind the #"
                ),
            )


# --- tests ----------------------------------------------------------------------------------------


def _failing_tests(
    tables: Sequence[Table], resolver_over_them: Callable[[], Resolver]
) -> Iterator[Fault]:
    """The tests of all tables, each asked of a resolver over all of them together."""
    if not any(table.tests for table in tables):
        return
    resolver = resolver_over_them()
    for table in tables:
        for number, test in enumerate(table.tests):
            answer = resolver.resolve(test.mention, type=test.type, within=test.within)
            message = _disagreement(test, answer.id, answer.outcome)
            if message:
                yield Fault(table.path, *table.where("tests", str(number)), "test", message)


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
