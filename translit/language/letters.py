"""A file of rules made ready: which Latin letters stand for which sequence of letters, and where.

`letters(name, language, sound, system)` reads translit/knowledge/<name>.yaml, whose layers
translit/language/layers.py gathers. What begins with a letter is worked out when that is met, and a
word is made plain once for all systems of its script that name the same letters.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from translit.language.core import core
from translit.language.layers import END, Layer, Rule, RulesFile, rules_file_of
from translit.language.patterns import Rewriting

if TYPE_CHECKING:
    from translit.language import _core

# What may stand at a place: a sequence, its length, the letters that the one before it and the one
# behind it are out of (None: any), and the Latin for it.
Choice = tuple[str, int, frozenset[str] | None, frozenset[str] | None, str]


class Letters:
    """The rules of one script for one language (None: the script's first), for spelling or for
    sound, by one system (None: its first).

    Attributes:
        alphabet: the letters that the rules name.
        after: what rewrites the Latin letters, in its order.
        writer: what writes a word by the compiled core, but for `after`; None where that isn't
            there.
    """

    def __init__(
        self, name: str, language: str | None, sound: bool, system: str | None = None
    ) -> None:
        self._file = rules_file_of(name)
        self._layers = self._file.layers(language, system, sound)
        self.alphabet = self._file.alphabet(self._layers)
        self._at = _At(self._file, self._layers, self.alphabet)
        # A system that spells what the script's own leaves out, or the other way round, has its own
        # order of letters.
        parts = [layer.lines for layer in self._layers]
        before = next((each.before for each in parts if each.before is not None), None)
        begun = self._file.same.keys() & frozenset().union(*[each.begin for each in parts])
        spelt = frozenset(filter(self._is_spelt, begun))
        self.spoken = _spoken(self._file, self.alphabet, spelt, before)
        self.after = [part.after for part in parts if part.after]
        compiled, plain = core(), None if self.spoken.reorders else self.spoken.plain
        self.writer: _core.Writer | None = (
            compiled.Writer(self._at, plain, self.alphabet, unruled) if compiled else None
        )

    def spell(self, word: str) -> str:
        """A word of this script in Latin letters."""
        if word.lower() == word or self.spoken.reorders:
            return self.rewritten(self._written(word))
        starts = list[int]()
        parts = self._parts(*self.spoken(word), starts)
        latin = self.rewritten("".join(self._capitalised(word, parts, starts)))
        return latin.upper() if _all_capitals(word) else latin

    def rewritten(self, latin: str) -> str:
        """Latin letters as the expressions behind the rules leave them."""
        for rewritten in self.after:
            latin = rewritten(latin)
        return latin

    @staticmethod
    def together(each: Sequence[Letters]) -> Callable[[str], Sequence[str]]:
        """What spells a word as each of some rules of a script does."""
        return _Together(each)

    def check(self) -> None:
        """Raise RulesError where a line breaks the form, or a pattern is no regular expression:
        `spell` reads the lines of a letter when it meets that, and compiles a pattern when a word
        has the letters that it needs.
        """
        for layer in self._layers:
            for letter in layer.lines.begin:
                layer.at(letter)
        self._file.check_patterns(self._layers)

    def _is_spelt(self, letter: str) -> bool:
        """Whether a line is for a letter alone."""
        return any(letter in layer.at(letter) for layer in self._layers)

    def _written(self, word: str) -> str:
        """The Latin for a word; by the core if that is there."""
        found = None
        if self.writer:
            found = self.writer.write(self.spoken(word)[0] if self.spoken.reorders else word)
        return "".join(self._parts(*self.spoken(word), [])) if found is None else found

    def _parts(self, word: str, shape: str, starts: list[int]) -> list[str]:
        """The Latin for each sequence of a word that a rule covers; where each begins goes to the
        end of a list.
        """
        parts, after, at = list[str](), 0, self._at
        for place, char in enumerate(word):
            if place < after:
                continue
            latin = at[char]
            if not isinstance(latin, str):
                length, latin = _longest(latin, word, place, shape)
                after = place + length
            parts.append(latin)
            starts.append(place)
        return parts

    def _capitalised(self, word: str, parts: list[str], starts: list[int]) -> list[str]:
        """The parts, with a capital where the sequence they stand for begins with one."""
        plain = self.spoken.plain
        upper = [char != char.lower() for char in word for _ in char.translate(plain)]
        return [
            latin[:1].upper() + latin[1:] if upper[place] else latin
            for place, latin in zip(starts, parts, strict=True)
        ]


class _Together:
    """Spells a word by several rules of a script at once."""

    def __init__(self, each: Sequence[Letters]) -> None:
        self._each = each
        writers = [None if one.spoken.reorders else one.writer for one in each]
        self._writers = tuple([one for one in writers if one])
        self._after = [(place, one) for place, one in enumerate(each) if one.after]

    def __call__(self, word: str) -> Sequence[str]:
        """A word of the script in Latin letters by each of the rules."""
        found = self._written(word) if word.lower() == word else None
        if found is None:
            return [one.spell(word) for one in self._each]
        for place, one in self._after:
            found[place] = one.rewritten(found[place])
        return found

    def _written(self, word: str) -> list[str] | None:
        """The same before letters in it are rewritten; None where that is left to each."""
        compiled = core()
        if compiled is None or len(self._writers) < len(self._each):
            return None
        found: list[str] | None = compiled.Writer.each(self._writers, word)
        return found


class _At(dict[str, "str | list[Choice]"]):
    """Letter -> what may stand where it does, the longest sequence first; or the Latin for the
    letter alone, if there is nothing to choose. Filled as letters are met.
    """

    def __init__(self, file: RulesFile, layers: Sequence[Layer], alphabet: frozenset[str]) -> None:
        super().__init__()
        self._file, self._layers, self._alphabet = file, layers, alphabet

    def __missing__(self, char: str) -> str | list[Choice]:
        rules = self.rules(char)
        self[char] = found = self._of(char, rules) if rules else unruled(char)
        return found

    def rules(self, char: str) -> Mapping[str, Sequence[Rule]]:
        """For each sequence that begins with a letter its rules."""
        found = [layer.at(char) for layer in self._layers if char in layer.lines.begin]
        if len(found) == 1:
            return found[0]
        rules: dict[str, Sequence[Rule]] = {}
        for each in reversed(found):
            rules |= each
        return rules

    def _of(self, char: str, rules: Mapping[str, Sequence[Rule]]) -> str | list[Choice]:
        if rules.keys() == {char}:
            first = rules[char][0]
            if not (first.left or first.right):
                return first.latin
        return self._choices(rules)

    def _choices(self, rules: Mapping[str, Sequence[Rule]]) -> list[Choice]:
        neighbours, alphabet = self._file.neighbours, self._alphabet
        return [
            (
                sequence,
                len(sequence),
                neighbours(rule.left, alphabet),
                neighbours(rule.right, alphabet),
                rule.latin,
            )
            for sequence in sorted(rules, key=len, reverse=True)
            for rule in rules[sequence]
        ]


def _longest(choices: Sequence[Choice], word: str, place: int, shape: str) -> tuple[int, str]:
    """How many letters from a place on the first choice that fits covers, and the Latin for them.
    `shape[1:-1]` is the word, edges marked.
    """
    for sequence, length, left, right, latin in choices:
        if (
            (left is None or shape[place] in left)
            and word.startswith(sequence, place)
            and (right is None or shape[place + length + 1] in right)
        ):
            return length, latin
    return 1, unruled(word[place])


class _Spoken:
    """The plain letters of a word, in the order in which they are spoken."""

    def __init__(
        self, alphabet: frozenset[str], same: Mapping[str, str], before: Rewriting | None
    ) -> None:
        self.plain, self._shape = _Plain(alphabet, same), _Shape(alphabet)
        self._before = before
        self.reorders = bool(before)
        self._remembered = lru_cache(maxsize=16)(self._of)

    def __call__(self, word: str) -> tuple[str, str]:
        """A word's plain letters, and its shape: the letters that rules know, between edges, all
        others being edges, too.
        """
        return self._remembered(word)

    def _of(self, word: str) -> tuple[str, str]:
        lower = word.translate(self.plain)
        if self._before:
            lower = self._before(lower)
        return lower, f"{END}{lower.translate(self._shape)}{END}"


@cache
def _spoken(
    file: RulesFile, alphabet: frozenset[str], spelt: frozenset[str], before: Rewriting | None
) -> _Spoken:
    """The order of letters that the systems of a file share which have one alphabet.

    Args:
        file: the file.
        alphabet: the letters that rules name.
        spelt: the letters of `same` that count as themselves, since a rule spells them.
        before: what puts them in order.
    """
    same = {char: twin for char, twin in file.same.items() if char not in spelt}
    return _Spoken(alphabet, same, before)


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
