"""The spellings in Latin letters that a name has by each published system of its script.

Where one of them is how somebody else wrote the name, that is no likeness of letters but the name
itself: 평양 is Pyeongyang by the Revised system, P'yŏngyang by McCune and Reischauer's. The systems
are data (`systems` in the files of rules, docs/rules.md).
"""

from __future__ import annotations

import functools
import operator
import re
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from translit.knowledge.rules import rules_exist
from translit.language.languages import OWN, STRANGE, Signs
from translit.language.romanise import READ, WRITTEN, Spelling, Ways, in_ways, is_plain, speller
from translit.language.scripts import rules_file
from translit.language.split import LONGEST

# No script has more systems that matter for names, its own scheme and the reading by sound among
# them.
MOST = 16
_OTHERS = re.compile("[^a-z]+")


def readings(script: str, letters: str) -> tuple[str, ...]:
    """The lower-case Latin spellings of a folded name by each system, its words run together:
    distinct, at most MOST.

    What `romanise` writes and the reading by sound come first. A system that is made for a language
    counts where the name is in it, by its letters, or where these don't tell. Empty for Latin, and
    where nothing can be read.

    Args:
        script: the ISO 15924 code of the script that the name is in.
        letters: the folded name.
    """
    if script in ("", "Latn"):  # nothing to remember
        return ()
    return (_remembered if len(letters) <= LONGEST else _readings)(script, letters)


def _readings(script: str, letters: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for latin in map("".join, zip(*_of_script(script)(letters), strict=True)):
        spelt = latin.lower()
        found[spelt if spelt.isalpha() else _OTHERS.sub("", spelt)] = None
    found.pop("", None)
    return tuple(found)[:MOST]


_remembered = lru_cache(maxsize=1 << 11)(_readings)


class _Known(NamedTuple):
    """The ways that count for some names of a script, and what writes a word of a language in
    them.
    """

    ways: Ways
    spelling: dict[str | None, Spelling]


class _OfScript:
    """How the names of a script are read: what writes them is worked out once for all names for
    which the same systems count.

    Args:
        code: the ISO 15924 code of the script, which has a file of rules.
    """

    def __init__(self, code: str) -> None:
        self._signs = Signs(code)
        self._known: dict[tuple[bool, tuple[str, ...]], _Known] = {}

    def __call__(self, letters: str) -> list[Sequence[str]]:
        """The words of a folded name, each in each of the ways that count for it."""
        words = letters.split()
        signs = [*map(self._signs.of, words)]
        known = self._known_of(letters, functools.reduce(operator.or_, signs, 0))
        if not is_plain(letters):
            return [in_ways(word, known.ways) for word in words]
        return [
            self._in_ways(word, each, known)
            if each & (OWN | STRANGE) == OWN
            else in_ways(word, known.ways)
            for word, each in zip(words, signs, strict=True)
        ]

    def _known_of(self, letters: str, signs: int) -> _Known:
        as_written = self._signs.sounds_as_written(letters, signs)
        systems = tuple(self._signs.systems(letters, signs))
        found = self._known.get((as_written, systems))
        if found is None:
            own = (WRITTEN,) if as_written else (WRITTEN, READ)
            ways = (*own, *[(True, system) for system in systems])
            found = self._known[as_written, systems] = _Known(ways, {})
        return found

    def _in_ways(self, word: str, signs: int, known: _Known) -> Sequence[str]:
        """A word in letters of the script, in each of some ways."""
        language = self._signs.language(word, signs)
        found = known.spelling.get(language)
        if found is None:
            found = known.spelling[language] = speller(self._signs.name, language, known.ways)
        return found(word)


@cache
def _of_script(code: str) -> Callable[[str], list[Sequence[str]]]:
    """What reads the words of a folded name in a script."""
    return _OfScript(code) if rules_exist(rules_file(code)) else _without_rules


def _without_rules(letters: str) -> list[Sequence[str]]:
    """The words of a name, as they are read where their script has no rules."""
    return [in_ways(word, (WRITTEN, READ)) for word in letters.split()]
