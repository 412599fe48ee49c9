"""Scripts whose characters stand for syllables, and are read in several languages: the rules of
knowledge/han.yaml made ready.

A reading says which syllable each character stands for, and which words are read otherwise
(knowledge/han/<reading>.yaml). A language or a system takes one, and rewrites its syllables: 北京
is bei·jing in Mandarin, which Wade and Giles write pei·ching; it is buk·gyeong in Korean, which is
spelt by the rules of Hangul.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import simplified
from translit.language.layers import REQUIRED
from translit.language.letters import lengths, letters, unruled
from translit.language.patterns import Rewriting
from translit.language.syllables import rewritten
from translit.model.errors import RulesError

# The keys of the file, of its languages and of its systems; the last ones say how a reading is
# written.
WRITTEN = frozenset({"readings", "words", "syllables", "after", "through", "like"})
FILE = REQUIRED | {"readings", "languages", "systems", "tests"}
LANGUAGE = WRITTEN | {"name", "scheme", "also", "scripts", "detect"}
SYSTEM = WRITTEN | {"scheme", "source"}
# Stands between the syllables of a word, and at its ends, where patterns can see it.
BETWEEN = "·"
# The character that repeats the one before it.
_REPEATED = re.compile("(.)々")


class Reading(NamedTuple):
    """What characters are read as, and words whose reading isn't that of their characters."""

    characters: Mapping[str, str]
    words: Mapping[str, str]


class Characters:
    """The rules of a script of characters for one language (None: the script's own reading), by
    one system (None: its own).
    """

    def __init__(self, name: str, language: str | None, system: str | None = None) -> None:
        tree = rules(name)
        path = f"translit/knowledge/{name}.yaml"
        _require(
            path,
            tree.keys() <= FILE and tree.keys() >= REQUIRED,
            f"keys must be {sorted(REQUIRED)}, and may be {sorted(FILE)}",
        )
        way = _way(path, tree, language, system)
        table, *beside = [reading(each) for each in way.get("readings", tree["readings"])]
        written = (
            _rewritten(way["syllables"], set(table.characters.values()))
            if "syllables" in way
            else {}
        )
        self._read = _Read(table, beside, written)
        self._words = {
            word: [written.get(each, each) for each in syllables.split()]
            for word, syllables in table.words.items()
        }
        self._words |= {word: [latin] for word, latin in way.get("words", {}).items()}
        self._lengths = lengths(self._words)
        self._path, self._after = path, Rewriting(way.get("after", ()))
        self._through = way.get("through", "").split()

    def check(self) -> None:
        """Raise RulesError where a pattern is no regular expression: `spell` compiles one when a
        word has the letters that it needs.
        """
        try:
            self._after.check()
        except re.error as error:
            raise RulesError(f"{self._path}: after: {error}") from None

    def spell(self, word: str) -> str:
        """A word of this script in Latin letters."""
        whole = f"{BETWEEN}{BETWEEN.join(self._parts(*_simplified(word)))}{BETWEEN}"
        if self._after:
            whole = self._after(unicodedata.normalize("NFD", whole))
        whole = whole.replace(BETWEEN, "")
        if self._through:
            name, system = [*self._through, None][:2]
            return letters(str(name), None, False, system).spell(
                unicodedata.normalize("NFC", whole)
            )
        if whole.isascii():
            return whole
        return unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode()

    def _parts(self, word: str, plain: str) -> list[str]:
        """The syllables of a word, whose characters are also given simplified, and what is no
        syllable.
        """
        place, parts = 0, list[str]()
        while place < len(word):
            found = self._word(plain, place) if plain[place] in self._lengths else ""
            if found:
                parts += self._words[found]
            else:
                parts.append(self._read[word[place], plain[place]])
            place += len(found) or 1
        return parts

    def _word(self, plain: str, place: int) -> str:
        """The longest word of the table at a place; empty where there is none."""
        words = (plain[place : place + length] for length in self._lengths[plain[place]])
        return next((word for word in words if word in self._words), "")


class _Read(dict[tuple[str, str], str]):
    """A character, as it is and simplified -> what it is read as, rewritten, with what other
    readings have for it behind slashes. Filled as characters are met.
    """

    def __init__(
        self, table: Reading, beside: Sequence[Reading], syllables: Mapping[str, str]
    ) -> None:
        super().__init__()
        self._table, self._beside, self._syllables = table, beside, syllables

    def __missing__(self, key: tuple[str, str]) -> str:
        char, plain = key
        table = self._table.characters
        found = table.get(char) or table.get(plain)
        if found is None:
            read = unruled(char)
        else:
            others = [
                each.characters.get(char) or each.characters.get(plain, "") for each in self._beside
            ]
            read = "/".join([self._syllables.get(found, found), *others])
        self[key] = read
        return read


# A few of the last ones: a word is read in one language and by one system after the other.
@lru_cache(maxsize=16)
def _simplified(word: str) -> tuple[str, str]:
    """A word without the sign of repetition, and that with each character simplified."""
    whole = _REPEATED.sub(_twice, word)
    return whole, "".join([simplified().get(char, char) for char in whole])


def _twice(found: re.Match[str]) -> str:
    return found[1] * 2


def _way(
    path: str, tree: Mapping[str, Any], language: str | None, system: str | None
) -> Mapping[str, Any]:
    """What a system says, or where none is asked for what a language says; what it is like fills
    the gaps.
    """
    systems: Mapping[str, Any] = tree.get("systems", {})
    _require(
        path,
        system is None or system in systems,
        f"there is no system {system!r}; systems are {sorted(systems)}",
    )
    own: Mapping[str, Any] = (
        systems[system] if system else tree.get("languages", {}).get(language, {})
    )
    allowed = SYSTEM if system else LANGUAGE
    _require(
        path, own.keys() <= allowed, f"the keys of {system or language!r} may be {sorted(allowed)}"
    )
    _require(
        path,
        own.get("like", system) in (*systems, None),
        f"{own.get('like')!r} is no system; systems are {sorted(systems)}",
    )
    return {**systems[own["like"]], **own} if "like" in own else own


@cache
def reading(name: str) -> Reading:
    """The reading that translit/knowledge/han/<name>.yaml holds; what it doesn't list is read as
    in the one that it names.
    """
    tree = rules(f"han/{name}")
    table = {
        char: syllable
        for syllable, chars in tree["characters"].items()
        for char in "".join(chars.split())
    }
    others = reading(tree["else"]).characters if "else" in tree else {}
    return Reading({**others, **table}, tree.get("words", {}))


def _rewritten(table: str | Mapping[str, Any], syllables: Iterable[str]) -> dict[str, str]:
    """Each syllable of Pinyin as a system writes it: by a table of its own, or by one of
    knowledge/syllables.yaml that it names.
    """
    found = rules("syllables")[table] if isinstance(table, str) else table
    return {syllable: rewritten(found, syllable)[0] for syllable in syllables}


def _require(path: str, holds: bool, says: str) -> None:
    if not holds:
        raise RulesError(f"{path}: {says}")


@cache
def characters(name: str, language: str | None, system: str | None) -> Characters:
    """The rules of a script of characters for a language and by a system that the file knows, or
    None.

    Raises:
        RulesError: the file breaks the form.
    """
    return Characters(name, language, system)
