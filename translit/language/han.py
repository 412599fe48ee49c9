"""Scripts whose characters stand for syllables, and are read in several languages: the rules of
knowledge/han.yaml made ready.

A reading says which syllable each character stands for, and which words are read otherwise
(knowledge/han/<reading>.yaml). A language or a system takes one, and rewrites its syllables: 北京
is bei·jing in Mandarin, which Wade and Giles write pei·ching; it is buk·gyeong in Korean, which is
spelt by the rules of Hangul.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import simplified
from translit.language.layers import REQUIRED
from translit.language.letters import Letters, lengths, letters, unruled
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
_REPETITION = "々"
_REPEATED = re.compile(f"(.){_REPETITION}")

# What finds something within a syllable: with its beginning or without, and before its end; or with
# its end. What may not stand there in a syllable's beginning changes nothing of that.
_LETTERS = r"(?:[a-zü/|\[\]-]|\(\?[=!:]|[)?]|\{[0-9,]+\})*"
_WITHIN = re.compile(
    rf"{BETWEEN}?{_LETTERS}(?:\(\?=[^{BETWEEN}^.]*{BETWEEN}\))?|{_LETTERS}{BETWEEN}"
)
_AHEAD = re.compile(r"\(\?=[^()]*\)")
_NO_BEGINNING = re.compile(rf"\(\?<!{BETWEEN}[a-z]*{BETWEEN}?\)")


class Reading(NamedTuple):
    """What characters are read as, words whose reading isn't that of their characters, and all
    syllables of characters.
    """

    characters: Mapping[str, str]
    words: Mapping[str, str]
    syllables: frozenset[str]


class Characters:
    """The rules of a script of characters for one language (None: the script's own reading), by
    one system (None: its own).

    Attributes:
        words: those that aren't read as their characters.
        alike: whether syllables are written alike wherever they stand.
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
        self._own, self._listed = way.get("words", {}), table.words
        self.words = {**self._listed, **self._own} if self._own else self._listed
        self._syllables = _Syllables(way.get("syllables", {}), table.syllables)
        self._read = _Read(table, beside, self._syllables)
        self._path, self._after = path, Rewriting(way.get("after", ()))
        self._through = way.get("through", "").split()
        within = all(itertools.starmap(stays_within, way.get("after", ())))
        self.alike = within and not self._through

    @cached_property
    def _lengths(self) -> Mapping[str, Sequence[int]]:
        """For each character the lengths of the words that begin with it, longest first."""
        return lengths(self.words)

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
        return self.joined(self._parts(word))

    @staticmethod
    def together(each: Sequence[Characters]) -> Callable[[str], Sequence[str]]:
        """What spells a word as each of some rules does."""
        return _Together(each)

    def joined(self, parts: Sequence[str]) -> str:
        """Syllables, and what is none, run together."""
        if self._after:
            whole = BETWEEN.join(["", *parts, ""])
            whole = self._after(unicodedata.normalize("NFD", whole))
        else:
            whole = "".join(parts)
        whole = whole.replace(BETWEEN, "")
        if self._through:
            whole = self._letters.spell(unicodedata.normalize("NFC", whole))
        return whole if whole.isascii() else _ascii(whole)

    @cached_property
    def _letters(self) -> Letters:
        """The rules of the script that syllables are written in first."""
        name, system = [*self._through, None][:2]
        return letters(str(name), None, False, system)

    def _parts(self, word: str) -> list[str]:
        """The syllables of a word, and what is no syllable."""
        word, plain = _simplified(word)
        place, parts = 0, list[str]()
        while place < len(word):
            found = self._word(plain, place)
            if found:
                parts += self._parts_of(found)
            else:
                parts.append(self._read[word[place], plain[place]])
            place += len(found) or 1
        return parts

    def _parts_of(self, listed: str) -> list[str]:
        """The syllables of a word of the table, or how it is written as a whole."""
        if listed in self._own:
            return [self._own[listed]]
        return [self._syllables[each] for each in self._listed[listed].split()]

    def alone(self, char: str, plain: str) -> str:
        """What a character, which is also given simplified, is read as; and written as, where that
        is alike everywhere.
        """
        read = self._read[char, plain]
        return self.joined([read]) if self.alike else read

    def _word(self, plain: str, place: int) -> str:
        """The longest word of the table at a place of a simplified one; empty where there is
        none.
        """
        for length in self._lengths.get(plain[place], ()):
            if plain[place : place + length] in self.words:
                return plain[place : place + length]
        return ""


class _Together:
    """Spells a word by several rules of a script at once, taking it to pieces once for all that
    have no word in it.
    """

    def __init__(self, each: Sequence[Characters]) -> None:
        self._distinct = [*dict.fromkeys(each)]
        self._places = [self._distinct.index(one) for one in each]
        self._words = frozenset().union(*[one.words for one in self._distinct])
        self._lengths = lengths(self._words)
        self._rows = _Rows(self._distinct)

    def __call__(self, word: str) -> Sequence[str]:
        """A word of the script in Latin letters by each of the rules."""
        rows = [self._rows[char] for char in word]
        held = self._held("".join([plain for plain, _ in rows]))
        parts = zip(*[read for _, read in rows], strict=True)
        found = [
            "".join(each) if one.alike else one.joined(each)
            for one, each in zip(self._distinct, parts, strict=True)
        ]
        if held or _REPETITION in word:
            for place, one in enumerate(self._distinct):
                if _REPETITION in word or not one.words.keys().isdisjoint(held):
                    found[place] = one.spell(word)
        return [found[place] for place in self._places]

    def _held(self, plain: str) -> list[str]:
        """What stands in simplified characters of the words of all tables."""
        return [
            plain[place : place + length]
            for place, char in enumerate(plain)
            if char in self._lengths
            for length in self._lengths[char]
            if plain[place : place + length] in self._words
        ]


class _Rows(dict[str, tuple[str, tuple[str, ...]]]):
    """A character -> itself simplified, and what it is read as by each of some rules, written
    where that is alike everywhere. Filled as characters are met.
    """

    def __init__(self, each: Sequence[Characters]) -> None:
        super().__init__()
        self._each = each

    def __missing__(self, char: str) -> tuple[str, tuple[str, ...]]:
        plain = simplified().get(char, char)
        read = tuple([one.alone(char, plain) for one in self._each])
        self[char] = plain, read
        return plain, read


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
            read = "/".join([self._syllables[found], *others])
        self[key] = read
        return read


# A few of the last ones: a word is read in one language and by one system after the other.
@lru_cache(maxsize=16)
def _simplified(word: str) -> tuple[str, str]:
    """A word without the sign of repetition, and that with each character simplified."""
    whole = _REPEATED.sub(_twice, word)
    return whole, "".join([simplified().get(char, char) for char in whole])


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _twice(found: re.Match[str]) -> str:
    return found[1] * 2


def stays_within(pattern: str, becomes: str) -> bool:
    """Whether a pattern and its replacement change single syllables alone, each whatever the others
    are.
    """
    plain = _NO_BEGINNING.sub("", pattern)
    edges = [
        (text.startswith(BETWEEN), text.endswith(BETWEEN), text.count(BETWEEN))
        for text in (_AHEAD.sub("", plain), becomes)
    ]
    return bool(_WITHIN.fullmatch(plain)) and edges[0] == edges[1]


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
    others = reading(tree["else"]) if "else" in tree else Reading({}, {}, frozenset())
    table = _Table(tree["characters"], others.characters)
    return Reading(table, tree.get("words", {}), others.syllables.union(tree["characters"]))


class _Table(Mapping[str, str]):
    """Character -> its syllable: one string of all characters, in which one is looked for, since a
    dict of nine thousand takes longer than all names of a process that hold some.

    Args:
        groups: syllable -> its characters, blanks between them.
        others: what those are read as that aren't among these.
    """

    def __init__(self, groups: Mapping[str, str], others: Mapping[str, str]) -> None:
        chars = ["".join(group.split()) for group in groups.values()]
        self._chars, self._others = "".join(chars), others
        self._syllables, self._ends = [*groups], [*itertools.accumulate(map(len, chars))]

    def __getitem__(self, char: str) -> str:
        place = self._chars.rfind(char)
        if place < 0:
            return self._others[char]
        return self._syllables[bisect_right(self._ends, place)]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys([*self._chars, *self._others]))

    def __len__(self) -> int:
        return len({*self._chars, *self._others})


class _Syllables(dict[str, str]):
    """A syllable of a reading as a system writes it, filled as syllables are met; others stay.

    Args:
        table: how it writes those of Pinyin: a table of its own, or the name of one of
            knowledge/syllables.yaml; empty where it writes all as they are.
        syllables: those of the reading.
    """

    def __init__(self, table: str | Mapping[str, Any], syllables: frozenset[str]) -> None:
        super().__init__()
        self._table = rules("syllables")[table] if isinstance(table, str) else table
        self._known = syllables if table else frozenset[str]()

    def __missing__(self, syllable: str) -> str:
        known = syllable in self._known
        self[syllable] = written = rewritten(self._table, syllable)[0] if known else syllable
        return written


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
