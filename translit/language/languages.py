"""Which languages and systems of a file of rules a text may be in, as its letters tell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, KeysView, Mapping
from functools import cache, lru_cache
from typing import Any

from translit.knowledge.rules import rules, rules_exist
from translit.language.layers import KEY, NEVER, lines, rules_file_of
from translit.language.letters import letters
from translit.language.scripts import COMMON, rules_file, rules_files, script_of
from translit.model.errors import EntryError
from translit.model.given import nearest

# A code of three letters, or how a language begins that has none ("x-", "i-").
_OTHER_CODE = re.compile("[a-z]{3}|[ix]")


@lru_cache(maxsize=64)
def code_of(tag: str) -> str | None:
    """The code of the language that a tag names: its first part, or the second where that has three
    letters (zh-yue); None for an empty tag.

    Raises:
        EntryError: there is no such language.
    """
    code, *parts = tag.replace("_", "-").lower().split("-")
    if parts and len(parts[0]) == 3 and parts[0].isalpha():
        code = parts[0]
    if code and code not in rules("languages")["codes"].split() and not _OTHER_CODE.fullmatch(code):
        meant = _meant(code)
        raise EntryError(
            f"there is no language {tag!r}: "
            + (f"{meant}?" if meant else "give its code of ISO 639, as uk or ukr")
        )
    return code or None


def _meant(wrong: str) -> str | None:
    """The code of the language that somebody may have meant by what is no code."""
    names: dict[str, str] = dict(rules("languages")["meant"])
    for name in filter(rules_exist, rules_files()):
        for code, facts in rules(name).get("languages", {}).items():
            names[facts.get("name", code).casefold()] = code
    return names.get(nearest(wrong, names) or "")


@cache
def systems(name: str) -> tuple[str, ...]:
    """The systems of a file of rules beside its own scheme, in the order of the file; none where
    there is no such file.
    """
    return tuple(rules(name).get("systems", ())) if rules_exist(name) else ()


@cache
def _written_as_heard(name: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """The letters of a file of rules that stand for themselves, and the blank; and the sequences
    that have a `sound`. No letters where these may be made of others before they are looked up.
    """
    tree = rules(name) if rules_exist(name) else {}
    layers = (tree, *tree.get("languages", {}).values())
    otherwise = {sequence for layer in layers for sequence in _with_sound(layer)}
    if "readings" in tree or not tree or (otherwise and "before" in tree):
        return frozenset(), ()
    same = rules_file_of(name).same.keys() if otherwise else ()
    return letters(name, None, False).alphabet.difference(same) | {" "}, tuple(otherwise)


def _with_sound(layer: Mapping[str, Any]) -> Iterator[str]:
    """The sequences for which a part of a file has a `sound`."""
    for key, value in lines(layer):
        found = KEY.fullmatch(key) if isinstance(value, Mapping) else None
        if found:
            yield unicodedata.normalize("NFKC", found[2])


@cache
def language_of_system(name: str, system: str) -> str | None:
    """The language that a system of a file of rules is made for; None where it is made for all."""
    language: str | None = rules(name)["systems"][system].get("language")
    return language


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
    if "readings" in rules(name):
        return None  # characters are read by words
    file, language = rules_file_of(name), language_of_system(name, system)
    layers = file.layers(None if told else language, system, True)[:-1]  # but for the script's
    parts = [layer.lines for layer in layers]
    if any(part.before is not None or part.after is not None for part in parts):
        return None
    begin = frozenset().union(*[_firsts_apart(part.begin) for part in parts])
    return begin | _firsts_apart([char for char, twin in file.same.items() if twin in begin])


def _firsts_apart(letters: Iterable[str]) -> frozenset[str]:
    """Letters without their marks, and the first pieces of those of Hangul."""
    return frozenset([line[0] for line in _apart("\n".join(letters)).split("\n") if line])


# The signs of any text, of a letter of the script, of one of another script or a capital, and of
# one that may sound otherwise than it is written.
ANY, OWN, STRANGE, OTHERWISE = 1, 2, 4, 8


class Signs(dict[str, int]):
    """Letter -> what it tells of a text that it stands in, a bit for each thing; filled as letters
    are met. The signs of a text are those of its letters, and what they tell together is worked out
    once for all texts with the same.

    Attributes:
        name: the file of rules of the script.

    Args:
        code: the ISO 15924 code of a script that has a file of rules.
    """

    def __init__(self, code: str) -> None:
        super().__init__()
        self._code, self.name = code, rules_file(code)
        self._known, otherwise = _written_as_heard(self.name)
        self._longer = tuple([each for each in otherwise if len(each) > 1])
        self._alone = frozenset(otherwise).difference(self._longer)
        _, detect, beside, _ = _languages(self.name)
        telling, sets = dict.fromkeys((*detect, *beside)), _letters_that_count(self.name)
        bits = [OTHERWISE << place for place in range(1, len(telling) + len(sets) + 1)]
        self._telling = dict(zip(telling, bits, strict=False))
        self._bits = dict(zip(sets, bits[len(telling) :], strict=True))
        self._told = sum(self._telling.values())
        self._systems: dict[int, list[tuple[str, int, int]]] = {}
        self._languages: dict[int, str | None] = {0: None}

    def __missing__(self, letter: str) -> int:
        code, parts = script_of(letter), {*_apart(letter)}
        signs = self._telling.get(letter, 0)
        signs |= OWN * (code == self._code)
        signs |= STRANGE * (code not in (self._code, COMMON) or letter.lower() != letter)
        signs |= OTHERWISE * (letter not in self._known or letter in self._alone)
        for each, bit in self._bits.items():
            signs |= 0 if each.isdisjoint(parts) else bit
        self[letter] = signs
        return signs

    def of(self, word: str) -> int:
        """The signs of a word."""
        signs = ANY
        for letter in word:
            signs |= self[letter]
        return signs

    def sounds_as_written(self, text: str, signs: int) -> bool:
        """Whether a text with these signs is read as it is written: all its letters are of the
        file, and none of them is in a sequence that has a `sound` of its own.
        """
        return not signs & OTHERWISE and not any(map(text.__contains__, self._longer))

    def systems(self, text: str, signs: int) -> list[str]:
        """The systems that count as readings of a lower-case text with these signs, and may write
        it otherwise than the file's own scheme.

        Those made for all languages, or for one that the text may be in, unless the text has none
        of the letters that they count for. One that has no line for what the text is made of says
        nothing more, either.
        """
        known = self._systems.get(signs & self._told)
        if known is None:
            known = self._systems[signs & self._told] = [
                (system, self._bit(counts), self._bit(starts))
                for system, counts, starts in _systems_for(self.name, _told(self.name, text))
            ]
        return [system for system, counts, starts in known if signs & counts and signs & starts]

    def language(self, word: str, signs: int) -> str | None:
        """The language of a word with these signs, as `language_of` has it."""
        told = signs & self._told
        if told not in self._languages:
            self._languages[told] = language_of(self.name, None, word)
        return self._languages[told]

    def _bit(self, letters: frozenset[str] | None) -> int:
        return ANY if letters is None else self._bits[letters]


@cache
def _letters_that_count(name: str) -> list[frozenset[str]]:
    """Each set of letters that a system of a file counts for, or has lines for."""
    sets = list[frozenset[str] | None]()
    for system, facts in rules(name).get("systems", {}).items():
        if facts.get("counts") != NEVER:
            sets.append(frozenset(facts.get("counts", "")))
            sets += [_starts(name, system, told) for told in {False, "language" in facts}]
    return [each for each in dict.fromkeys(sets) if each is not None]


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
    codes, detect, _, _ = _languages(name)
    if tag or beside:
        asked = next((codes[code] for code in (tag, *beside) if code in codes), None)
        if asked:
            return asked
    return None if detect.keys().isdisjoint(word) else next(iter(_told(name, word)), None)


def telling_letters(name: str) -> KeysView[str]:
    """The letters that tell of a language of a file of rules."""
    return _languages(name)[1].keys()


def _apart(text: str) -> str:
    """A text whose letters are apart from their marks, and whose syllables of Hangul are taken
    to pieces.
    """
    return text if unicodedata.is_normalized("NFD", text) else unicodedata.normalize("NFD", text)


def _told(name: str, word: str) -> tuple[str, ...]:
    """The languages most of whose own letters stand in a word, in the order of the file; none
    without such a letter.

    Letters that a language shares with many (`beside`) count where one of its own stands, too.
    """
    return () if _languages(name)[1].keys().isdisjoint(word) else _remembered(name, word)


@lru_cache(maxsize=64)
def _remembered(name: str, word: str) -> tuple[str, ...]:
    _, detect, beside, order = _languages(name)
    found = frozenset(word)
    votes = [code for char in found & detect.keys() for code in detect[char]]
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
        for telling, written in (
            (detect, facts.get("detect", "")),
            (beside, facts.get("beside", "")),
        ):
            for char in {*written, *written.upper()}:
                telling.setdefault(char, []).append(code)
    return codes, detect, beside, tuple(dict.fromkeys(codes.values()))
