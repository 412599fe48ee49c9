"""From a Latin spelling to the sounds it stands for, coded so that edit distance weighs what is
heard.

The code is told in knowledge/sounds.yaml: three marks for a consonant, one for a vowel, and
consonants that are written for each other share marks. A plain Levenshtein distance over the marks
is then a weighted distance over the sounds, at the speed of the plain one.

A letter that nobody here can read is a sound of its own, so that names in such a script are alike
as far as their letters are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from translit.knowledge.rules import rules


class Sounds(NamedTuple):
    """Sounds coded: all their marks, the marks of the consonants alone, and the skeleton (a
    class letter for each).
    """

    marks: str
    consonants: str
    skeleton: str


def sounds(words: tuple[str, ...]) -> Sounds:
    """The sounds of lower-case Latin words run together; letters doubled in writing, even across
    words, sound once.
    """
    return _remembered(words) if sum(map(len, words)) <= REMEMBERED else _sounds_of(words)


def _sounds_of(words: tuple[str, ...]) -> Sounds:
    heard = _once(
        [
            sound
            for word in words
            for sound in (_heard(word) if len(word) <= REMEMBERED else _heard.__wrapped__(word))
        ]
    )
    marks, classes = _codes()
    if not all(map(str.isascii, words)):
        unread = {sound for sound in heard if sound not in marks}
        marks, classes = (
            marks | {letter: letter * MARKS for letter in unread},
            classes | {letter: letter for letter in unread},
        )
    consonants = [sound for sound in heard if sound in classes]
    return Sounds(
        "".join([marks[sound] for sound in heard]),
        "".join([marks[sound] for sound in consonants]),
        "".join(_once([classes[sound] for sound in consonants])),
    )


class Part(NamedTuple):
    """The sounds of a word, to be put together with those of others: all of them, and those behind
    the first, which isn't heard where the word before ends in it; and the first and last one.
    """

    whole: Sounds
    rest: Sounds
    first: str
    last: str


NO_SOUNDS = Sounds("", "", "")
SILENT = Part(NO_SOUNDS, NO_SOUNDS, "", "")


def part(read: str) -> Part:
    """The sounds of a Latin word of up to REMEMBERED letters a to z.

    Args:
        read: how the word is read, as `form.Word.read` has it.
    """
    once = _once(_heard(read))
    if not once:
        return SILENT
    whole, (marks, classes) = _coded(once), _codes()
    consonants, skeleton = whole.consonants, whole.skeleton
    if once[0] in classes:
        consonants = consonants[len(marks[once[0]]) :]
        following = next((classes[sound] for sound in once[1:] if sound in classes), "")
        skeleton = skeleton if skeleton[:1] == following else skeleton[1:]
    rest = Sounds(whole.marks[len(marks[once[0]]) :], consonants, skeleton)
    return Part(whole, rest, once[0], once[-1])


def joined(before: Sounds, last: str, added: Part) -> Sounds:
    """Sounds, the last of which is known, and behind them those of a word more."""
    marks, consonants, skeleton = added.rest if last and last == added.first else added.whole
    if before.skeleton[-1:] == skeleton[:1]:
        skeleton = skeleton[1:]
    return Sounds(before.marks + marks, before.consonants + consonants, before.skeleton + skeleton)


def _coded(heard: Sequence[str]) -> Sounds:
    """The code of sounds that are all known, none twice in a row."""
    marks, classes = _codes()
    consonants = [sound for sound in heard if sound in classes]
    return Sounds(
        "".join([marks[sound] for sound in heard]),
        "".join([marks[sound] for sound in consonants]),
        "".join(_once([classes[sound] for sound in consonants])),
    )


@lru_cache(maxsize=1 << 12)
def skeleton_of(consonants: str) -> str:
    """The skeleton of a name whose consonants have these marks: a class letter for each."""
    pattern, classes = _marks()
    found = (match[0] for match in pattern.finditer(consonants))
    return "".join(_once([classes.get(each, each[0]) for each in found]))


@cache
def _marks() -> tuple[re.Pattern[str], dict[str, str]]:
    """What finds the marks of one sound, its first group those of an unread letter; and the
    class of a consonant by its marks.
    """
    marks, classes = _codes()
    longest_first = sorted(set(marks.values()), key=lambda each: (-len(each), each))
    return re.compile("|".join([*longest_first, rf"([^\x00-\x7f])\1{{{MARKS - 1}}}"])), {
        marks[sound]: code for sound, code in classes.items()
    }


def unsure(word: str, script: str) -> str:
    """A Latin reading with the spellings that, coming from this script, may stand for another
    sound, marked as such.
    """
    for spelling, sound in rules("sounds")["unsure"].get(script, {}).items():
        word = word.replace(spelling, sound)
    return word


def unmarked(text: str) -> str:
    """A text whose Latin letters with marks that change their sound are written as they sound."""
    return text if text.isascii() else unicodedata.normalize("NFC", text).translate(_marked())


@cache
def _marked() -> dict[int, str]:
    table = rules("sounds")["marked"]
    return str.maketrans(
        {**table, **{letter.upper(): heard.capitalize() for letter, heard in table.items()}}
    )


@cache
def vowels_in(script: str) -> int:
    """-1 where a script leaves vowels unwritten, 1 where it must write more than are spoken,
    else 0.
    """
    table = rules("sounds")["vowels"]
    return (script in table["extra"].split()) - (script in table["few"].split())


@cache
def several_readings() -> frozenset[str]:
    """The scripts whose letters are read in several ways."""
    return frozenset(rules("sounds")["readings"].split())


# A letter that has no reading stands where its sound would, and has as many marks as a consonant.
MARKS = 3
# Of short words only, so that hostile ones don't fill the memory.
REMEMBERED = 100
_remembered = lru_cache(maxsize=1 << 12)(_sounds_of)


@lru_cache(maxsize=1 << 12)
def _heard(word: str) -> tuple[str, ...]:
    """The sounds of a word, before any is left out; a name's are those of its words, which many
    names share.
    """
    pattern, spellings = _spellings()
    return tuple(
        sound
        for match in pattern.finditer(f"^{word}$")
        for sound in spellings.get(match[0], match[0])
    )


def _once(items: Sequence[str]) -> list[str]:
    """The items without those that repeat the one before."""
    return [item for item, before in zip(items, ("", *items), strict=False) if item != before]


@cache
def _codes() -> tuple[dict[str, str], dict[str, str]]:
    """The marks of each sound, and the class of each consonant."""
    table = rules("sounds")["sounds"]
    classes = {name: sound["class"] for name, sound in table.items() if "class" in sound}
    return {name: sound["marks"] for name, sound in table.items()}, classes


@cache
def _spellings() -> tuple[re.Pattern[str], dict[str, list[str]]]:
    """What finds the longest spelling at each place, and the sounds of each spelling."""
    table = {name: [name] for name in _codes()[0]} | {
        spelling: heard.split() for spelling, heard in rules("sounds")["spellings"].items()
    }
    longest_first = sorted(table, key=lambda spelling: (-len(spelling), spelling))
    return re.compile("|".join([*map(re.escape, longest_first), "[^\\x00-\\x7f]"])), table
