"""What the marks of a romanised name say of the letters of the original
(knowledge/romanised_marks.yaml).

Folding drops marks, so that Ḩalīşah is an alias Halisah. But its marks say حليصة, and not حليسة. An
alias that sounds like the mention and has the letters which the marks tell *fits* them; where none
of an entry's does, though one sounds like it, they contradict the entry.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from translit.index.filters import Allowed, but
from translit.index.gazetteer import Bearer, Gazetteer
from translit.knowledge.rules import rules
from translit.language.fold import is_mark
from translit.language.scripts import script

if TYPE_CHECKING:  # what an alias can do without is imported by what needs it
    from translit.language.form import Form

# How many of which letters a name must have, by script.
Told = Mapping[str, list[tuple[frozenset[str], int]]]


def told(written: str) -> Told:
    """What the marks of a name in Latin letters tell; nothing where it has none."""
    if written.isascii():
        return {}
    signs = Counter(_letters(written))
    found = {
        code: [(letters, signs[sign]) for sign, letters in table.items() if sign in signs]
        for code, table in _tables().items()
    }
    return {code: asked for code, asked in found.items() if asked}


def may_contradict(gazetteer: Gazetteer, id: str, written: str) -> bool:
    """Whether the marks of a name may contradict the entry with an ID that bears it: they tell
    something, and the table doesn't write the entry so itself.
    """
    return not _telling().isdisjoint(written) and _plain(written) not in map(
        _plain, gazetteer.spellings(id)
    )


def better(
    gazetteer: Gazetteer, id: str, written: str, folded: str, allowed: Allowed | None
) -> list[Bearer]:
    """The entries that fit the marks of a mention, by ID, if these contradict the entry with an
    ID; each with the alias that fits.
    """
    from translit.language.form import forms

    tells = told(written)
    if not tells or fits(gazetteer, id, written, tells, forms(folded)[0]):
        return []
    asked = forms(folded)[0]
    near = gazetteer.near((asked,), but(gazetteer, allowed, (id,)))
    found = {
        row.id: row.alias
        for row in (gazetteer.rows[number] for _, number in near)
        if _agrees(row.alias, tells) and _sounds_like(row.form, asked)
    }
    return [(other, gazetteer.name(other), alias) for other, alias in sorted(found.items())]


def fits(gazetteer: Gazetteer, id: str, written: str, tells: Told, asked: Form) -> bool:
    """Whether an entry fits marks, or nothing of it tells that it doesn't: no alias of it in the
    original sounds like the mention.
    """
    from translit.language.form import forms

    names = gazetteer.spellings(id)
    if _plain(written) in map(_plain, names):
        return True  # as the table itself writes it
    original = [
        name for name in names if script(name) in tells and _sounds_like(forms(name)[0], asked)
    ]
    return not original or any(_agrees(name, tells) for name in original)


def _agrees(name: str, tells: Told) -> bool:
    """Whether a name in an original script has the letters that marks tell."""
    return (
        all(sum(map(name.count, letters)) >= least for letters, least in tells[script(name)])
        if script(name) in tells
        else False
    )


def _sounds_like(one: Form, other: Form) -> bool:
    return one.consonants == other.consonants


def _plain(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _letters(written: str) -> Iterator[str]:
    """The letters of a text with their marks, decomposed and in small letters, and its signs."""
    letter = ""
    for char in _decomposed(written.lower()):
        if is_mark(char):
            letter += char
        else:
            yield letter
            letter = char
    yield letter


@cache
def _tables() -> dict[str, dict[str, frozenset[str]]]:
    """Script -> marked letter, decomposed -> the letters that it stands for."""
    tables: Mapping[str, Mapping[str, Iterable[str]]] = rules("romanised_marks")["letters"]
    return {
        code: {_decomposed(sign): frozenset(letters) for sign, letters in table.items()}
        for code, table in tables.items()
    }


@cache
def _telling() -> frozenset[str]:
    """The characters of which a name has one, if its marks tell anything: signs, letters with
    marks, and marks.
    """
    signs = {sign for table in _tables().values() for sign in table}
    composed = {unicodedata.normalize("NFC", sign) for sign in signs}
    letters = {letter for letter in composed if len(letter) == 1}
    marks = {mark for sign in signs for mark in sign[1:]}
    of_marks = (mark for mark in _COMBINING if not marks.isdisjoint(_decomposed(mark)))
    return frozenset(letters.union(map(str.upper, letters), of_marks))


# The block of combining marks; some are others' by their decomposition.
_COMBINING = [*map(chr, range(0x300, 0x370))]


def _decomposed(text: str) -> str:
    return unicodedata.normalize("NFD", text)
