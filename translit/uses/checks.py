"""What alias tables get wrong, one check a function, each of one table by itself.

A check is a small function under the code that its faults bear; docs/tables.md describes every
code, and tests/lint/ holds a table with the fault and the lines that it must give.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from translit.files.writing import bare, show
from translit.knowledge.rules import rules
from translit.language.characters import invisibility, runs, stranger
from translit.language.fold import fold, is_mark
from translit.language.split import strong_key
from translit.uses import collisions

if TYPE_CHECKING:
    from translit.model.nouns import Entry
    from translit.tables.reading import Table


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
NOTES = frozenset(
    ("same-form", "source", "hash", "common-word", "only-generics", "damaged", "formula")
)  # worth knowing, but they break nothing


def problems(page: Page) -> Iterator[tuple[str, Word, str]]:
    """What all checks find in one table: the code, the string that it is about, and what to say."""
    return ((code, *problem) for code, find in CHECKS.items() for problem in find(page))


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


@_checks("damaged")
def _damaged(page: Page) -> Iterator[Problem]:
    for word in page.words:
        if word.text.isascii():
            continue
        if "\ufffd" in word.text:
            lost = f"letter {word.text.index(chr(0xFFFD)) + 1} of {show(word.text)} is U+FFFD"
            yield word, f"{lost}: a letter was lost where bytes were read, so look it up anew"
        elif better := _as_utf8(word.text):
            yield (
                word,
                f"{show(word.text)} looks like UTF-8 that was read as cp1252: write {show(better)}",
            )


# The byte of each character of cp1252; what it leaves undefined stands for itself, as browsers
# read it.
_BYTES = {
    chr(byte) if shown == "\ufffd" else shown: byte
    for byte in range(256)
    for shown in (bytes([byte]).decode("cp1252", "replace"),)
}


def _as_utf8(text: str) -> str | None:
    """What the bytes of a text say as UTF-8, if all of it may have been read as cp1252."""
    try:
        return bytes(_BYTES[char] for char in text).decode()
    except (KeyError, UnicodeDecodeError):
        return None


@_checks("formula")
def _formulas(page: Page) -> Iterator[Problem]:
    for entry in page.table.entries:
        for name in names(entry):
            if name.startswith(("=", "+", "@")):
                what = f"{show(name)} begins with {name[0]}, and spreadsheets run such a cell"
                yield (
                    Word(name, *page.table.where_name(entry.id, name)),
                    f"{what} as a formula: delete the sign, unless it is a part of the name",
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
