"""A file of rules, read layer by layer: what a system says, what a language says, and what the
script says, each with its lines; docs/rules.md describes the form of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from translit.knowledge.rules import rules
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


class Rule(NamedTuple):
    """A sequence is written `latin` where the letter before it is in `left` and the one behind
    it in `right` (None: any).
    """

    left: frozenset[str] | None
    right: frozenset[str] | None
    latin: str


# What stands left, the sequence itself, what stands right, and the Latin for it, as written.
Line = tuple[str, str, str, str]
Layer = Mapping[str, Any]


class RulesFile:
    """A file of rules for one language and by one system (None: none).

    Attributes:
        tree: the file.
        systems, layers: what the system says, and what all say, whoever comes first is right.
        lines: the lines of all layers, without those that a layer before replaces.
        alphabet: the letters that the lines and classes name.

    Args:
        name: the file, translit/knowledge/<name>.yaml.
        language: the code of a language; one that the file doesn't know adds nothing.
        sound: whether the lines tell how letters sound, and not how they are spelt.
        system: the name of a system of the file.

    Raises:
        RulesError: the file breaks the form, or holds no such system.
    """

    def __init__(self, name: str, language: str | None, sound: bool, system: str | None) -> None:
        self._path, self.tree = f"translit/knowledge/{name}.yaml", rules(name)
        self._require(
            REQUIRED <= self.tree.keys() <= REQUIRED | OPTIONAL,
            f"keys must be {sorted(REQUIRED)}, and may be {sorted(OPTIONAL)}",
        )
        own = self.tree.get("languages", {}).get(language, {})
        self._require(
            own.keys() <= LANGUAGE, f"the keys of language {language!r} may be {sorted(LANGUAGE)}"
        )
        self.systems = list(self._system(self.tree.get("systems", {}), system))
        self.layers: list[Layer] = [*self.systems, own, self.tree]
        self._classes = self._named_classes()
        self.lines = self._layered(sound)
        self.spelled = frozenset(core for _, core, _, _ in self.lines)
        self.alphabet = frozenset("".join(self.spelled)).union(*self._classes.values()) - {END}

    def _named_classes(self) -> dict[str, frozenset[str]]:
        """Class -> its letters; that of signs holds what takes a consonant's own vowel away."""
        classes = {
            name: frozenset(letters.replace(" ", "").replace(START, END))
            for name, letters in self.tree.get("classes", {}).items()
        }
        signs = (*self.tree.get("signs", {}), *self.tree.get("silencer", {}))
        return classes | {"sign": frozenset(signs)}

    def _layered(self, sound: bool) -> list[Line]:
        lines: list[Line] = []
        for layer in self.layers:
            # How a script's own scheme sounds is nothing to another system.
            heard = sound and (layer in self.systems or not self.systems)
            replaced = {core for _, core, _, _ in lines}
            found = self._lines(layer, "sound" if heard else "latin")
            lines += [line for line in found if line[1] not in replaced]
        return lines

    def _system(
        self, systems: Mapping[str, Any], system: str | None
    ) -> Iterator[Mapping[str, Any]]:
        """What a system says, and behind it what the systems that it is like say: whoever comes
        first is right.
        """
        if system is None:
            return
        self._require(
            system in systems, f"there is no system {system!r}; systems are {sorted(systems)}"
        )
        own = systems[system]
        fits = {"scheme", "source"} <= own.keys() <= SYSTEM
        self._require(
            fits,
            f"system {system!r} must have a scheme and a source; its keys may be {sorted(SYSTEM)}",
        )
        yield own
        others = dict(systems)
        del others[system]  # so that none is like itself
        for like in own.get("like", ()):
            yield from self._system(others, like)

    def _lines(self, tree: Layer, field: str) -> Iterator[Line]:
        """What stands left, the sequence itself, what stands right, and the Latin for it; in the
        order of the file.
        """
        for key, value in (*tree.get("letters", {}).items(), *_signs(tree), *rows(tree)):
            found = KEY.fullmatch(key)
            self._require(
                found is not None,
                f"{key!r} is no sequence of letters with <classes>, ^ or $ around it",
            )
            assert found is not None
            yield (
                found[1] or "",
                unicodedata.normalize("NFKC", found[2]),
                found[3] or "",
                self._value(key, value, field),
            )

    def _value(self, key: str, value: Any, field: str) -> str:
        if isinstance(value, Mapping):
            self._require(
                value.keys() == {"latin", "sound"}, f"{key!r}: a map must hold `latin` and `sound`"
            )
            value = value[field]
        self._require(
            isinstance(value, str), f"{key!r}: Latin letters were expected, not {value!r}"
        )
        return str(value)

    def by_sequence(self) -> dict[str, list[Rule]]:
        """For each sequence its rules: first those that ask most of their neighbours, then in
        the order of the file.
        """
        table: dict[str, list[Rule]] = {}
        for left, core, right, latin in self.lines:
            table.setdefault(core, []).append(
                Rule(self._neighbours(left), self._neighbours(right), latin)
            )
        for found in table.values():
            found.sort(key=lambda rule: (rule.left is None) + (rule.right is None))
        return table

    def _neighbours(self, written: str) -> frozenset[str] | None:
        """The letters that `^`, `$` or `<class|!class|letters>` allows; None allows any."""
        if not written:
            return None
        return frozenset().union(*map(self._class, written.strip("<>").split("|")))

    def _class(self, written: str) -> frozenset[str]:
        name = written.lstrip("!")
        if not name.isascii() or name in (START, END):
            members = frozenset(name.replace(START, END))
        else:
            self._require(
                name in self._classes,
                f"<{written}>: there is no class {name!r}; classes are {sorted(self._classes)}",
            )
            members = self._classes[name]
        return self.alphabet - members if written.startswith("!") else members

    def patterns(self, pairs: Iterable[list[str]]) -> list[tuple[re.Pattern[str], str]]:
        try:
            return [
                (re.compile(self._whole(pattern)), replacement) for pattern, replacement in pairs
            ]
        except (re.error, ValueError) as error:
            raise RulesError(
                f"{self._path}: before, after: pairs of a pattern and its replacement were"
                f" expected: {error}"
            ) from None

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


def twins(same: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """`same` letter by letter: "a-c: x" stands for a: x, b: y, c: z."""
    for key, value in same.items():
        first, last = key[0], key[-1]
        for point in range(ord(first), ord(last) + 1):
            yield chr(point), value and chr(ord(value) + point - ord(first))


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
    return (
        {field: latin + vowel for field, latin in value.items()}
        if isinstance(value, Mapping)
        else value + vowel
    )
