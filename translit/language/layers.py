"""A file of rules, read layer by layer: what a system says, what a language says, and what the
script says, each with its lines; docs/rules.md describes the form of the file. The lines of a layer
are made rules letter by letter, since a process meets few of the letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from translit.knowledge.rules import rules
from translit.language.patterns import Rewriting
from translit.model.errors import RulesError

# The keys of a file of rules: those it must have, and those it may have.
REQUIRED = frozenset({"script", "name", "scheme", "source"})
OPTIONAL = frozenset(
    {
        "classes",
        "same",
        "letters",
        "rows",
        "consonants",
        "signs",
        "silencer",
        "inherent",
        "pieces",
        "before",
        "after",
        "languages",
    }
    | {"systems", "tests"}
)
LANGUAGE = frozenset({"name", "scheme", "also", "detect", "beside", "letters", "after"})
SYSTEM = frozenset(
    {"scheme", "source", "like", "language", "counts", "letters", "rows", "before", "after"}
)
NEVER = "never"  # how a system says that it is no reading
START, END = "^", "$"  # how a key names the edges of a word; inside, END stands for both

KEY = re.compile(r"(\^|<[^<>]+>)?([^<>^$]+)(\$|<[^<>]+>)?")
_EDGES = "^<"  # how a key begins that asks something of the letter before it
_NEIGHBOURS = re.compile(r"<[^<>]*>|[\^$]")


class Rule(NamedTuple):
    """A sequence is written `latin` where the letter before it is in `left` and the one behind
    it in `right`, which are as the file has them: `^`, `$` or `<class|!class|letters>`; "" is any.
    """

    left: str
    right: str
    latin: str


class Lines(NamedTuple):
    """The lines of a part of a file, which `Layer` makes rules when a letter is met that they begin
    with.

    Attributes:
        values: each key with what the file says of it.
        begin: for each letter the keys of the sequences that begin with it, a line each.
        letters: the letters of all sequences.
        before, after: its regular expressions; None where it says nothing of them.
    """

    values: Mapping[str, Any]
    begin: Mapping[str, str]
    letters: frozenset[str]
    before: Rewriting | None
    after: Rewriting | None


class Layer:
    """What a script, a language or a system says, as it is spelt or as it sounds.

    Args:
        file: its file.
        lines: its lines.
        field: which field of a line counts ("latin", "sound").
    """

    def __init__(self, file: RulesFile, lines: Lines, field: str) -> None:
        self.lines, self._file, self._field = lines, file, field
        self._known: dict[str, Mapping[str, Sequence[Rule]]] = {}

    def at(self, letter: str) -> Mapping[str, Sequence[Rule]]:
        """For each sequence that begins with a letter its rules: first those that ask most of their
        neighbours, then in the order of the file.

        Raises:
            RulesError: a line breaks the form.
        """
        if letter not in self.lines.begin:
            return {}
        found = self._known.get(letter)
        if found is None:
            found = self._known[letter] = self._read(self.lines.begin[letter].split("\n"))
        return found

    def _read(self, keys: Iterable[str]) -> Mapping[str, Sequence[Rule]]:
        table: dict[str, list[Rule]] = {}
        for key in keys:
            sequence, rule = self._file.line(key, self.lines.values[key], self._field)
            table.setdefault(sequence, []).append(rule)
        for found in table.values():
            if len(found) > 1:
                found.sort(key=lambda rule: (not rule.left) + (not rule.right))
        return table


class RulesFile:
    """A file of rules, each layer of which is gathered when it is first asked for.

    Attributes:
        tree: the file.
        same: the letters that count as others.

    Args:
        name: the file, translit/knowledge/<name>.yaml.

    Raises:
        RulesError: the file breaks the form.
    """

    def __init__(self, name: str) -> None:
        self._path, self.tree = f"translit/knowledge/{name}.yaml", rules(name)
        self._require(
            REQUIRED <= self.tree.keys() <= REQUIRED | OPTIONAL,
            f"keys must be {sorted(REQUIRED)}, and may be {sorted(OPTIONAL)}",
        )
        self.same = dict(twins(self.tree.get("same", {})))
        self._classes = self._named_classes()
        self._classed = frozenset[str]().union(*self._classes.values())
        self._lines: dict[tuple[str, str], Lines] = {}
        self._layers: dict[tuple[str, str, str], Layer] = {}
        self._neighbours: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def layers(self, language: str | None, system: str | None, sound: bool) -> list[Layer]:
        """What a system, a language and the script say; whoever comes first is right.

        Args:
            language: the code of a language; one that the file doesn't know adds nothing.
            system: the name of a system of the file; None for none.
            sound: whether the lines tell how letters sound, and not how they are spelt. How a
                script's own scheme sounds is nothing to another system.

        Raises:
            RulesError: the file breaks the form, or holds no such system.
        """
        own, others = ("latin", "latin") if not sound else ("sound", "latin" if system else "sound")
        return [
            *(self._layer("systems", each, own) for each in self._like(system)),
            *([self._layer("languages", language, others)] if language else ()),
            self._layer("", "", others),
        ]

    def alphabet(self, layers: Sequence[Layer]) -> frozenset[str]:
        """The letters that the lines of layers, and classes, name."""
        return self._classed.union(*[layer.lines.letters for layer in layers]) - {END}

    def neighbours(self, written: str, alphabet: frozenset[str]) -> frozenset[str] | None:
        """The letters that `^`, `$` or `<class|!class|letters>` allows; None allows any."""
        if not written:
            return None
        if "!" not in written:  # then all letters are nothing to it
            alphabet = frozenset()
        found = self._neighbours.get((written, alphabet))
        if found is None:
            classes = written.strip("<>").split("|")
            found = frozenset[str]().union(*[self._class(each, alphabet) for each in classes])
            self._neighbours[written, alphabet] = found
        return found

    def _like(self, system: str | None) -> Iterator[str]:
        """A system, and behind it those that it is like: whoever comes first is right."""
        systems = self.tree.get("systems", {})
        yield from () if system is None else self._with_like(system, systems)

    def _with_like(self, system: str, systems: Mapping[str, Any]) -> Iterator[str]:
        self._require(
            system in systems, f"there is no system {system!r}; systems are {sorted(systems)}"
        )
        yield system
        others = {name: facts for name, facts in systems.items() if name != system}
        for like in systems[system].get("like", ()):  # none is like itself
            yield from self._with_like(like, others)

    def _layer(self, part: str, name: str, field: str) -> Layer:
        """The layer of a system, a language or, where both are empty, the script."""
        found = self._layers.get((part, name, field))
        if found is None:
            found = self._layers[part, name, field] = Layer(self, self._part(part, name), field)
        return found

    def _part(self, part: str, name: str) -> Lines:
        """The lines of a part, which count alike for all fields."""
        found = self._lines.get((part, name))
        if found is None:
            tree = self.tree.get(part, {}).get(name, {}) if part else self.tree
            self._check_keys(part, name, tree)
            found = self._lines[part, name] = self._read(tree)
        return found

    def _check_keys(self, part: str, name: str, tree: Mapping[str, Any]) -> None:
        if part == "systems":
            self._require(
                {"scheme", "source"} <= tree.keys() <= SYSTEM,
                f"system {name!r} must have a scheme and a source; its keys may be"
                f" {sorted(SYSTEM)}",
            )
        elif part:
            self._require(
                tree.keys() <= LANGUAGE, f"the keys of language {name!r} may be {sorted(LANGUAGE)}"
            )

    def _read(self, tree: Mapping[str, Any]) -> Lines:
        values: dict[str, Any] = {}
        for key, value in lines(tree):
            values.setdefault(key, value)  # of two lines alike the first counts
        begin: dict[str, str] = {}
        sequences = _NEIGHBOURS.sub("", "\n".join(values))
        plain = unicodedata.is_normalized("NFKC", sequences)
        for key in values:
            letter = key[0] if plain and key[0] not in _EDGES else self._parts(key)[1][0]
            begin[letter] = f"{begin[letter]}\n{key}" if letter in begin else key
        return Lines(
            values,
            begin,
            frozenset(unicodedata.normalize("NFKC", sequences)) - {"\n"},
            *(self._rewriting(tree[key]) if key in tree else None for key in ("before", "after")),
        )

    def line(self, key: str, value: Any, field: str) -> tuple[str, Rule]:
        """The sequence of a line, and its rule."""
        left, sequence, right = self._parts(key)
        return sequence, Rule(left, right, self._value(key, value, field))

    def _parts(self, key: str) -> tuple[str, str, str]:
        """What a key asks of the letter before it, its sequence, and what it asks behind it."""
        if key.isalnum():  # as most are: letters alone
            return "", unicodedata.normalize("NFKC", key), ""
        found = KEY.fullmatch(key)
        self._require(
            found is not None,
            f"{key!r} is no sequence of letters with <classes>, ^ or $ around it",
        )
        assert found is not None
        left, sequence, right = found[1] or "", found[2], found[3] or ""
        for written in filter(None, (left, right)):
            self.neighbours(written, frozenset())  # whose classes must be there
        return left, unicodedata.normalize("NFKC", sequence), right

    def _value(self, key: str, value: Any, field: str) -> str:
        if type(value) is str:
            return value
        if isinstance(value, Mapping):
            self._require(
                value.keys() == {"latin", "sound"}, f"{key!r}: a map must hold `latin` and `sound`"
            )
            value = value[field]
        self._require(
            isinstance(value, str), f"{key!r}: Latin letters were expected, not {value!r}"
        )
        return str(value)

    def _named_classes(self) -> dict[str, frozenset[str]]:
        """Class -> its letters; that of signs holds what takes a consonant's own vowel away."""
        classes = {
            name: frozenset(letters.replace(" ", "").replace(START, END))
            for name, letters in self.tree.get("classes", {}).items()
        }
        signs = (*self.tree.get("signs", {}), *self.tree.get("silencer", {}))
        return classes | {"sign": frozenset(signs)}

    def _class(self, written: str, alphabet: frozenset[str]) -> frozenset[str]:
        name = written.lstrip("!")
        if not name.isascii() or name in (START, END):
            members = frozenset(name.replace(START, END))
        else:
            self._require(
                name in self._classes,
                f"<{written}>: there is no class {name!r}; classes are {sorted(self._classes)}",
            )
            members = self._classes[name]
        return alphabet - members if written.startswith("!") else members

    def _rewriting(self, pairs: Sequence[Sequence[str]]) -> Rewriting:
        try:
            return Rewriting([(self._whole(pattern), becomes) for pattern, becomes in pairs])
        except ValueError as error:
            raise self._no_pairs(error) from None

    def check_patterns(self, layers: Sequence[Layer]) -> None:
        """Raise RulesError where layers have a pattern that is no regular expression."""
        try:
            for layer in layers:
                for rewriting in filter(None, (layer.lines.before, layer.lines.after)):
                    rewriting.check()
        except re.error as error:
            raise self._no_pairs(error) from None

    def _no_pairs(self, error: Exception) -> RulesError:
        return RulesError(
            f"{self._path}: before, after: pairs of a pattern and its replacement were expected:"
            f" {error}"
        )

    def _whole(self, pattern: str) -> str:
        """A pattern with the pieces that it names put in, the last of the file first, since one
        may name those before it.
        """
        for name, piece in reversed(self.tree.get("pieces", {}).items()):
            pattern = pattern.replace(f"{{{name}}}", piece)
        return pattern

    def _require(self, holds: bool, message: str) -> None:
        if not holds:
            raise RulesError(f"{self._path}: {message}")


@cache
def rules_file_of(name: str) -> RulesFile:
    """A file of rules that is remembered, so that its systems share its layers."""
    return RulesFile(name)


def twins(same: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`same` letter by letter: "a-c: x" stands for a: x, b: y, c: z."""
    for key, value in same.items():
        first, last = key[0], key[-1]
        for point in range(ord(first), ord(last) + 1):
            yield chr(point), value and chr(ord(value) + point - ord(first))


def lines(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The lines of a part of a file, in its order: each key with its Latin letters, or with a map
    of how these are written and sound.
    """
    yield from tree.get("letters", {}).items()
    yield from _signs(tree)
    yield from rows(tree)


def _signs(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The lines of a script whose consonants carry a vowel of their own unless a vowel sign or a
    silencer follows.
    """
    yield from tree.get("signs", {}).items()
    yield from tree.get("silencer", {}).items()
    for consonant, value in tree.get("consonants", {}).items():
        yield f"{consonant}<sign>", value
        yield consonant, _followed(value, tree.get("inherent", "a"))


def rows(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The lines of a syllabary laid out in rows: a consonant's code points follow each other in
    the order of the vowels.
    """
    table = tree.get("rows", {"letters": {}})
    for first, consonant in table["letters"].items():
        for column, vowel in enumerate(table["vowels"]):
            yield chr(ord(first) + column), _followed(consonant, vowel)


def _followed(value: Any, vowel: str) -> Any:
    if type(value) is not str and isinstance(value, Mapping):
        return {field: latin + vowel for field, latin in value.items()}
    return value + vowel
