"""A file of rules made ready: which Latin letters stand for which sequence of letters, and where.

`letters(name, language, sound, system)` reads translit/knowledge/<name>.yaml; docs/rules.md
describes the form of the file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from translit.knowledge.rules import rules, rules_exist
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

_KEY = re.compile(r"(\^|<[^<>]+>)?([^<>^$]+)(\$|<[^<>]+>)?")


class Rule(NamedTuple):
    """A sequence is written `latin` where the letter before it is in `left` and the one behind
    it in `right` (None: any).
    """

    left: frozenset[str] | None
    right: frozenset[str] | None
    latin: str


class Letters:
    """The rules of one script for one language (None: the script's first), for spelling or for
    sound, by one system (None: its first).
    """

    def __init__(
        self, name: str, language: str | None, sound: bool, system: str | None = None
    ) -> None:
        self._path = f"translit/knowledge/{name}.yaml"
        tree = rules(name)
        self._require(
            REQUIRED <= tree.keys() <= REQUIRED | OPTIONAL,
            f"keys must be {sorted(REQUIRED)}, and may be {sorted(OPTIONAL)}",
        )
        own = tree.get("languages", {}).get(language, {})
        self._require(
            own.keys() <= LANGUAGE, f"the keys of language {language!r} may be {sorted(LANGUAGE)}"
        )
        systems = list(self._system(tree.get("systems", {}), system))
        layers = [*systems, own, tree]
        self._classes = {
            k: frozenset(v.replace(" ", "").replace(START, END))
            for k, v in tree.get("classes", {}).items()
        }
        self._classes["sign"] = frozenset((*tree.get("signs", {}), *tree.get("silencer", {})))
        lines: list[tuple[str, str, str, str]] = []
        for layer in layers:
            # How a script's own scheme sounds is nothing to another system.
            self._field = "sound" if sound and (layer in systems or not systems) else "latin"
            replaced = {core for _, core, _, _ in lines}
            lines += [line for line in self._lines(layer) if line[1] not in replaced]
        spelled = frozenset(core for _, core, _, _ in lines)
        self.alphabet = frozenset("".join(spelled)).union(*self._classes.values()) - {END}
        self._shape = _Shape(self.alphabet)
        self._rules = self._by_sequence(lines)
        self._lengths = lengths(self._rules)
        self._always = {
            char: self._rules[char][0].latin
            for char, sizes in self._lengths.items()
            if [*sizes] == [1] and self._is_plain(char)
        }
        self._plain = _Plain(
            self.alphabet,
            {char: twin for char, twin in _twins(tree.get("same", {})) if char not in spelled},
        )
        self._pieces = dict(tree.get("pieces", {}))
        # A system that spells what the script's own leaves out, or the other way round, has its own
        # order of letters.
        self._before = self._patterns(
            next((layer["before"] for layer in layers if "before" in layer), ())
        )
        # Spelling and sound are asked for one after the other, and differ in nothing here.
        shared = sound and bool(self._before)
        self.spoken: Callable[[str], str] = (
            letters(name, language, False, system).spoken
            if shared
            else lru_cache(maxsize=16)(self._in_order)
        )
        self._after = self._patterns([pair for layer in layers for pair in layer.get("after", ())])

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

    def _lines(self, tree: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
        """What stands left, the sequence itself, what stands right, and the Latin for it; in the
        order of the file.
        """
        for key, value in (*tree.get("letters", {}).items(), *_signs(tree), *_rows(tree)):
            found = _KEY.fullmatch(key)
            self._require(
                found is not None,
                f"{key!r} is no sequence of letters with <classes>, ^ or $ around it",
            )
            assert found is not None
            yield (
                found[1] or "",
                unicodedata.normalize("NFKC", found[2]),
                found[3] or "",
                self._value(key, value),
            )

    def _value(self, key: str, value: Any) -> str:
        if isinstance(value, Mapping):
            self._require(
                value.keys() == {"latin", "sound"}, f"{key!r}: a map must hold `latin` and `sound`"
            )
            value = value[self._field]
        self._require(
            isinstance(value, str), f"{key!r}: Latin letters were expected, not {value!r}"
        )
        return str(value)

    def _by_sequence(self, lines: Iterable[tuple[str, str, str, str]]) -> dict[str, list[Rule]]:
        """For each sequence its rules: first those that ask most of their neighbours, then in
        the order of the file.
        """
        table: dict[str, list[Rule]] = {}
        for left, core, right, latin in lines:
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

    def _patterns(self, pairs: Iterable[list[str]]) -> list[tuple[re.Pattern[str], str]]:
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
        for name, piece in reversed(self._pieces.items()):
            pattern = pattern.replace(f"{{{name}}}", piece)
        return pattern

    def _require(self, holds: bool, message: str) -> None:
        if not holds:
            raise RulesError(f"{self._path}: {message}")


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


def _twins(same: Mapping[str, str]) -> Iterator[tuple[str, str]]:
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


def _rows(tree: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
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


@cache
def systems(name: str) -> tuple[str, ...]:
    """The systems of a file of rules beside its own scheme, in the order of the file; none where
    there is no such file.
    """
    return tuple(rules(name).get("systems", ())) if rules_exist(name) else ()


def sounds_as_written(name: str, word: str) -> bool:
    """Whether a text is read as it is written: all its letters are of a file of rules that has
    no `sound` of its own.
    """
    return _written_as_heard(name).issuperset(word)


@cache
def _written_as_heard(name: str) -> frozenset[str]:
    """The letters of a file of rules, and the blank; none where it has a `sound`."""
    tree = rules(name) if rules_exist(name) else {}
    layers = (tree, *tree.get("languages", {}).values())
    values = [
        value
        for layer in layers
        for part in ("letters", "consonants", "signs")
        for value in layer.get(part, {}).values()
    ]
    return (
        frozenset()
        if not values or any(isinstance(value, Mapping) for value in values)
        else letters(name, None, False).alphabet | {" "}
    )


@cache
def language_of_system(name: str, system: str) -> str | None:
    """The language that a system of a file of rules is made for; None where it is made for all."""
    language: str | None = rules(name)["systems"][system].get("language")
    return language


def systems_for(name: str, word: str) -> list[str]:
    """The systems of a file that count as readings of a lower-case text, and may write it otherwise
    than the file's own scheme.

    Those made for all languages, or for one that the text may be in, unless the text has none of
    the letters that they count for. One that has no line for what the text is made of says nothing
    more, either.
    """
    if not rules_exist(name):
        return []
    letters = frozenset(_apart(word))
    return [
        system
        for system, counts, starts in _systems_for(name, _told(name, word))
        if (counts is None or not counts.isdisjoint(letters))
        and (starts is None or not starts.isdisjoint(letters))
    ]


@cache
def _systems_for(
    name: str, told: tuple[str, ...]
) -> list[tuple[str, frozenset[str] | None, frozenset[str] | None]]:
    """The systems that count for texts in some languages (none: untold), each with the letters
    that it counts for and has lines for.
    """
    found = []
    for system, facts in rules(name).get("systems", {}).items():
        counts, language = facts.get("counts"), facts.get("language")
        if counts != NEVER and (language is None or not told or language in told):
            always = counts is None or language in told
            found.append(
                (
                    system,
                    None if always else frozenset(counts),
                    _starts(name, system, language in told[:1]),
                )
            )
    return found


@cache
def _starts(name: str, system: str, told: bool) -> frozenset[str] | None:
    """The letters that begin a sequence that a system has a line for; None where it may change
    words without them, too.

    A system that is made for a language has the lines of that, unless a text is told to be in it,
    and is read by them anyway.
    """
    tree = rules(name)
    if "readings" in tree:
        return None  # characters are read by words
    layers = [tree["systems"][each] for each in _with_like(name, system)]
    if not told:
        layers.append(tree.get("languages", {}).get(language_of_system(name, system), {}))
    if any(not layer.keys().isdisjoint(("before", "after")) for layer in layers):
        return None
    keys = (
        key for layer in layers for key, _ in (*layer.get("letters", {}).items(), *_rows(layer))
    )
    begin = {_apart(found[2])[0] for key in keys if (found := _KEY.fullmatch(key))}
    return frozenset(
        begin.union(_apart(char)[0] for char, twin in _twins(tree.get("same", {})) if twin in begin)
    )


def _with_like(name: str, system: str) -> list[str]:
    """A system and those that it is like."""
    found = [system]
    for each in found:  # which grows
        found += [
            like for like in rules(name)["systems"][each].get("like", ()) if like not in found
        ]
    return found


def language_of(name: str, tag: str | None, word: str, beside: Iterable[str] = ()) -> str | None:
    """The language whose rules count: the one asked for, if the file knows it; else one that a
    script beside it tells of, or the one most of whose own letters stand in the word, the first in
    the file of several; None without such a letter.

    Args:
        name: the file of rules.
        tag: the code of the language asked for.
        word: letters of the file's script.
        beside: the codes of the scripts that the rest of the word is in.
    """
    codes = _languages(name)[0]
    asked = next((codes[code] for code in (tag, *beside) if code in codes), None)
    return asked or next(iter(_told(name, word)), None)


def _apart(text: str) -> str:
    """A text whose letters are apart from their marks, and whose syllables of Hangul are taken
    to pieces.
    """
    return text if unicodedata.is_normalized("NFD", text) else unicodedata.normalize("NFD", text)


@lru_cache(maxsize=64)
def _told(name: str, word: str) -> tuple[str, ...]:
    """The languages most of whose own letters stand in a word, in the order of the file; none
    without such a letter.

    Letters that a language shares with many (`beside`) count where one of its own stands, too.
    """
    _, detect, beside, order = _languages(name)
    found = frozenset(word)
    votes = [code for char in found & detect.keys() for code in detect[char]]
    if not votes:
        return ()
    votes += [code for char in found & beside.keys() for code in beside[char] if code in votes]
    most = max(map(votes.count, votes))
    return tuple([code for code in order if votes.count(code) == most])


# Each code of each language of a file of rules, and of each script that tells of it -> its code
# there; each letter that tells, alone or beside one that does -> the languages that it tells of;
# their order.
Languages = tuple[dict[str, str], dict[str, list[str]], dict[str, list[str]], tuple[str, ...]]


@cache
def _languages(name: str) -> Languages:
    codes: dict[str, str] = {}
    detect: dict[str, list[str]] = {}
    beside: dict[str, list[str]] = {}
    for code, facts in rules(name).get("languages", {}).items():
        codes.update(dict.fromkeys((code, *facts.get("also", ()), *facts.get("scripts", ())), code))
        for telling, letters in (
            (detect, facts.get("detect", "")),
            (beside, facts.get("beside", "")),
        ):
            for char in {*letters, *letters.upper()}:
                telling.setdefault(char, []).append(code)
    return codes, detect, beside, tuple(dict.fromkeys(codes.values()))
