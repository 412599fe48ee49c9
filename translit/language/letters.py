"""A file of rules made ready: which Latin letters stand for which sequence of letters, and where.

`letters(name, language, sound, system)` reads translit/knowledge/<name>.yaml, whose layers and
lines translit/language/layers.py gathers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache

from translit.language.layers import END, RulesFile, twins


class Letters:
    """The rules of one script for one language (None: the script's first), for spelling or for
    sound, by one system (None: its first).
    """

    def __init__(
        self, name: str, language: str | None, sound: bool, system: str | None = None
    ) -> None:
        file = RulesFile(name, language, sound, system)
        self.alphabet = file.alphabet
        self._shape = _Shape(self.alphabet)
        self._rules = file.by_sequence()
        self._lengths = lengths(self._rules)
        self._always = {
            char: self._rules[char][0].latin
            for char, sizes in self._lengths.items()
            if [*sizes] == [1] and self._is_plain(char)
        }
        same = {
            char: twin
            for char, twin in twins(file.tree.get("same", {}))
            if char not in file.spelled
        }
        self._plain = _Plain(self.alphabet, same)
        # A system that spells what the script's own leaves out, or the other way round, has its own
        # order of letters.
        self._before = file.patterns(
            next((layer["before"] for layer in file.layers if "before" in layer), ())
        )
        # Spelling and sound are asked for one after the other, and differ in nothing here.
        shared = sound and bool(self._before)
        self.spoken: Callable[[str], str] = (
            letters(name, language, False, system).spoken
            if shared
            else lru_cache(maxsize=16)(self._in_order)
        )
        self._after = file.patterns(
            pair for layer in file.layers for pair in layer.get("after", ())
        )

    def spell(self, word: str) -> str:
        """A word of this script in Latin letters."""
        parts = self._parts(self.spoken(word))
        capitals = word.lower() != word
        if capitals and not self._before:
            parts = self._capitalised(word, parts)
        latin = "".join([part for _, part in parts])
        for pattern, replacement in self._after:
            latin = pattern.sub(replacement, latin)
        return latin.upper() if capitals and _all_capitals(word) else latin

    def _in_order(self, word: str) -> str:
        """A word's plain letters, in the order in which they are spoken."""
        lower = word.translate(self._plain)
        for pattern, replacement in self._before:
            lower = pattern.sub(replacement, lower)
        return lower

    def _parts(self, word: str) -> list[tuple[int, str]]:
        """Where in the word each sequence that a rule covers starts, and the Latin letters for
        it.
        """
        shape = f"{END}{word.translate(self._shape)}{END}"
        parts, after = [], 0
        for place, char in enumerate(word):
            if place < after:
                continue
            latin = self._always.get(char)
            if latin is None:
                length, latin = self._part(word, place, shape)
                after = place + length
            parts.append((place, latin))
        return parts

    def _is_plain(self, char: str) -> bool:
        """Whether a letter has one rule, which asks for no neighbours."""
        return (
            len(self._rules[char]) == 1
            and self._rules[char][0].left is self._rules[char][0].right is None
        )

    def _part(self, word: str, place: int, shape: str) -> tuple[int, str]:
        """How many letters from a place on a rule covers, and the Latin for them. `shape[1:-1]`
        is the word, edges marked.
        """
        for length in self._lengths.get(word[place], ()):
            sequence = word[place : place + length]
            end = place + len(sequence)
            for left, right, latin in self._rules.get(sequence, ()):
                if (left is None or shape[place] in left) and (
                    right is None or shape[end + 1] in right
                ):
                    return end - place, latin
        return 1, unruled(word[place])

    def _capitalised(self, word: str, parts: list[tuple[int, str]]) -> list[tuple[int, str]]:
        """The parts, with a capital where the sequence they stand for begins with one."""
        upper = [char != char.lower() for char in word for _ in char.translate(self._plain)]
        return [
            (place, latin[:1].upper() + latin[1:] if upper[place] else latin)
            for place, latin in parts
        ]


class _Plain(dict[int, str]):
    """Code point -> the plain lower-case letters it counts as, filled as code points are met."""

    def __init__(self, alphabet: frozenset[str], same: Mapping[str, str]) -> None:
        super().__init__()
        self._alphabet = alphabet
        self._same = same

    def __missing__(self, point: int) -> str:
        lower = "".join(self._same.get(char, char) for char in chr(point).lower())
        parts = lower if lower in self._alphabet else unicodedata.normalize("NFD", lower)
        self[point] = plain = "".join(
            c for c in parts if c in self._alphabet or unicodedata.category(c)[0] not in "MC"
        )
        return plain


class _Shape(dict[int, str]):
    """Code point -> the character where rules know it, else the edge of a word."""

    def __init__(self, alphabet: frozenset[str]) -> None:
        super().__init__((ord(char), char) for char in alphabet)

    def __missing__(self, point: int) -> str:
        return END


def lengths(sequences: Iterable[str]) -> dict[str, list[int]]:
    """For each letter the lengths of the sequences that start with it, longest first."""
    starts: dict[str, set[int]] = {}
    for sequence in sequences:
        starts.setdefault(sequence[0], set()).add(len(sequence))
    return {char: sorted(found, reverse=True) for char, found in starts.items()}


def _all_capitals(word: str) -> bool:
    return word.isupper() and sum(map(str.isupper, word)) > 1


@cache
def unruled(char: str) -> str:
    """The Latin for a character that no rule names: itself, a digit, or what Unidecode says; ""
    for what has none.
    """
    if char.isascii():
        return char
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if "\ud800" <= char <= "\udfff":
        return ""
    from unidecode import unidecode

    latin = unidecode(char).strip()
    return latin.lower() if char.isalpha() else latin


@cache
def letters(name: str, language: str | None, sound: bool, system: str | None = None) -> Letters:
    """The rules of translit/knowledge/<name>.yaml for a language and a system that the file knows,
    or None.

    Raises:
        RulesError: the file breaks the form.
    """
    return Letters(name, language, sound, system)
