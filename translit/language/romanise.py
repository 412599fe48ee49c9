"""Write a text in Latin letters, by the rules of each word's script.

The knowledge is in the data: one file of rules for a script, in the form that docs/rules.md
describes. It is applied a word at a time, in this order:

1. compatibility forms, capitals and the file's `same` letters become plain letters; marks that no
    rule names go;
2. `before`: the file's regular expressions put the letters in the order in which they are spoken
    (Thai);
3. the letters: at each place the longest sequence that a rule names and whose neighbours fit; else
   the character itself, a digit, or what Unidecode says;
4. `after`: regular expressions over the Latin text (the unspoken a of Hindi, the doubled letters of
    Arabic);
5. the capitals of the original.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, KeysView, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import Any, Protocol

from translit.knowledge.rules import rules, rules_exist
from translit.language.languages import (
    code_of,
    language_of,
    language_of_system,
    systems,
    telling_letters,
)
from translit.language.letters import letters, unruled
from translit.language.scripts import COMMON, rules_file, rules_files, script_of
from translit.model import given
from translit.model.errors import EntryError

# Normalising a run of marks takes time that grows with the square of its length, so it is done on
# pieces no longer than this. Only words up to this length are remembered: longer ones rarely come
# twice.
_PIECE = 256
_REMEMBERED, _NAMES = 1 << 15, 1 << 11

_WORD = re.compile(r"\S+")
_FOREIGN_SPACE = re.compile(r"[^\S\x00-\x7f]")


def romanise(text: str, lang: str | None = None, system: str | None = None) -> str:
    """A text in Latin letters without marks: always ASCII.

    No text raises. ASCII comes back unchanged. Words (parted by white space) don't influence each
    other. Capitals are kept; scripts that have none give lower case.

    Args:
        text: any text; each part is read by the rules of its own script (translit/knowledge/), or
            by Unidecode where there are none.
        lang: the language, as a BCP 47 tag or an ISO 639 code ("uk", "fa-AF", "ell"). Without it,
            or where the script's rules don't know it, a word counts as the language whose own
            letters it holds, else as the script's default.
        system: a published system beside the one that a script's rules name first
            ("mccune-reischauer"), for the words of the script that it is made for; all others are
            written as without it. One that is made for a language counts words as that.

    Returns:
        The text in ASCII; empty where nothing of it can be read.

    Raises:
        EntryError: no file of rules knows the system, or there is no language of that code
            (translit/knowledge/languages.yaml); the error says what is near. Or the text is no
            string.
    """
    if system is not None and system not in known_systems():
        raise _no_system(system)
    code = None if lang is None else code_of(given.text(lang, "a language"))
    return _spell(given.text(text, "a text"), code, False, system)


def _no_system(system: str) -> EntryError:
    near = given.nearest(given.text(system, "a system"), known_systems())
    told = f": {near}?" if near else f"; there are: {', '.join(known_systems())}"
    return EntryError(f"there is no system {system!r}{told}")


@cache
def known_systems() -> tuple[str, ...]:
    """The systems that `romanise` takes by name, in the order of the alphabet."""
    return tuple(sorted({system for name in rules_files() for system in systems(name)}))


def reading(text: str) -> str:
    """A text in the Latin letters nearest to its sound for a reader of English: the spelling that
    sounds are derived from.

    As `romanise`, but where a rule has a `sound` beside its `latin` spelling, the sound counts.
    Meant for folded text.
    """
    return _spell(text, None, True, None)


# Those of the last names: their guesses ask for them again.
@lru_cache(maxsize=64)
def pieces(folded: str, code: str) -> tuple[str, ...]:
    """The lower-case Latin letters and digits that a folded word in a script is read as; blanks
    part its reading.
    """
    telling, spell = _first_of(code)
    alone = {*map(script_of, folded)} - {COMMON} == {code} and telling.isdisjoint(folded)
    if alone and is_plain(folded):
        latin = spell(folded)
        if latin.isascii() and latin.isalnum():
            return (latin.lower(),)
        read = _ascii(latin)
    else:
        read = reading(folded)
    return tuple(filter(None, map(bare, read.split())))


@cache
def _first_of(code: str) -> tuple[KeysView[str], Callable[[str], str]]:
    """The letters of a script that tell of languages; and what reads words without them."""
    name = rules_file(code)
    if not rules_exist(name):
        return dict[str, str]().keys(), lambda word: "".join(map(unruled, word))
    return telling_letters(name), _written(name, None, *READ).spell


def bare(latin: str) -> str:
    """The letters and digits of ASCII in Latin letters, in lower case."""
    if latin.isascii() and latin.isalnum():
        return latin.lower()
    return "".join([char for char in latin.lower() if char.isalnum() and char.isascii()])


def by_system(text: str, system: str) -> str:
    """A folded text as `romanise` writes it by a system; where the system has a `sound` for what
    folding levels, that.
    """
    return _spell(text, None, True, system)


# A way to write a word: whether how letters sound counts, and a published system, or None for what
# a script's rules name first. Several go together, since a word is taken to pieces once for all.
Way = tuple[bool, str | None]
Ways = tuple[Way, ...]
WRITTEN: Way = (False, None)
READ: Way = (True, None)


def in_ways(word: str, ways: Ways) -> tuple[str, ...]:
    """A folded word without blanks in each of some ways: what `romanise`, `reading` or `by_system`
    makes of it.
    """
    if word.isascii():
        return (word,) * len(ways)
    return (_known_in_ways if len(word) <= _PIECE else _word)(word, None, ways)


def _spell(text: str, lang: str | None, sound: bool, system: str | None) -> str:
    if text.isascii():
        return text
    ways = _alone(sound, system)
    return _WORD.sub(lambda found: _token(found[0], lang, ways), _FOREIGN_SPACE.sub(" ", text))


@cache
def _alone(sound: bool, system: str | None) -> Ways:
    """One way alone, in the same tuple for all words that are remembered."""
    return ((sound, system),)


def _token(token: str, lang: str | None, ways: Ways) -> str:
    if token.isascii():
        return token
    return (_known if len(token) <= _PIECE else _word)(token, lang, ways)[0]


def _word(token: str, lang: str | None, ways: Ways) -> tuple[str, ...]:
    """One word in Latin letters: each run of letters of one script by its own rules."""
    parts = _parts(token)
    scripts = sorted({code for code, _ in parts}) if len(parts) > 1 else ()
    runs = [_run(run, code, lang, ways, scripts) for code, run in parts]
    found = map("".join, zip(*runs, strict=True)) if len(runs) > 1 else runs[0]
    return tuple([latin if latin.isascii() else _ascii(latin) for latin in found])


def _ascii(latin: str) -> str:
    return latin.encode("ascii", "ignore").decode()


# The words of a text, and those of names that are read in many ways.
_known = lru_cache(maxsize=_REMEMBERED)(_word)
_known_in_ways = lru_cache(maxsize=_NAMES)(_word)


def _parts(token: str) -> Sequence[tuple[str, str]]:
    """The runs of a word in plain letters."""
    plain = token
    if not is_plain(token):
        pieces = (token[i : i + _PIECE] for i in range(0, len(token), _PIECE))
        plain = "".join([unicodedata.normalize("NFKC", piece) for piece in pieces])
    scripts = {*map(script_of, plain)} - {COMMON}
    if len(scripts) < 2:
        return ((next(iter(scripts), COMMON), plain),)
    return tuple(_runs(plain))


def is_plain(text: str) -> bool:
    """Whether a text is short, and in plain letters as it is."""
    return len(text) <= _PIECE and unicodedata.is_normalized("NFKC", text)


def _runs(word: str) -> Iterator[tuple[str, str]]:
    """The parts of a word of several scripts that are of one each; what belongs to no script stays
    with the letters before it.
    """
    codes = [script_of(char) for char in word]
    current = next(code for code in codes if code != COMMON)
    owners = [current := code if code != COMMON else current for code in codes]
    for code, run in groupby(zip(owners, word, strict=True), key=lambda pair: pair[0]):
        yield code, "".join(char for _, char in run)


def _run(run: str, code: str, lang: str | None, ways: Ways, beside: Iterable[str]) -> Sequence[str]:
    """Letters of one script in Latin ones, in each of some ways."""
    if run.isascii():
        return (run,) * len(ways)
    name = rules_file(code)
    if not rules_exist(name):
        return ("".join(map(unruled, run)),) * len(ways)
    language = language_of(name, lang, run, beside)
    return speller(name, language, ways)(run)


# What writes a word of one script in each of some ways.
Spelling = Callable[[str], Sequence[str]]


@cache
def speller(name: str, language: str | None, ways: Ways) -> Spelling:
    """What spells words by a file of rules in some language, in each of some ways."""
    each = [_written(name, language, *way) for way in ways]
    return type(each[0]).together(each)


@cache
def _written(name: str, language: str | None, sound: bool, system: str | None) -> Written:
    """What spells words by a file of rules in some language, and by a system if the file has it."""
    own = system if system in systems(name) else None
    if "readings" in rules(name):
        from translit.language.han import characters

        return characters(name, language, own)
    return letters(name, (own and language_of_system(name, own)) or language, sound, own)


class Written(Protocol):
    """What spells words of a script in Latin letters."""

    def spell(self, word: str) -> str: ...

    @staticmethod
    def together(each: Sequence[Any]) -> Spelling:
        """What spells a word as each of some of its kind does."""
        ...
