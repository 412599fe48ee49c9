"""From a Latin spelling to the sounds it stands for, coded so that edit distance weighs what is
heard.

The code is told in knowledge/sounds.yaml: three marks for a consonant, one for a vowel, and
consonants that are written for each other share marks. A plain Levenshtein distance over the marks
is then a weighted distance over the sounds, at the speed of the plain one.

A letter that nobody here can read is a sound of its own, so that names in such a script are alike
as far as their letters are.

What is heard of Latin letters is found by the compiled core, where there is one
(translit/language/sounds.c): "muhammad" is the marks Mm3uxaMm3aTd0, its consonants Mm3Mm3Td0 and
the skeleton mt.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from translit.knowledge.rules import rules
from translit.language.core import core

if TYPE_CHECKING:
    from translit.language import _core


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
    compiled = _by_core()
    found = (compiled and compiled.sounds(words)) or plain_sounds(words)
    if len(_skeletons) >= MOST_SKELETONS:
        _skeletons.clear()
    _skeletons[found.consonants] = found.skeleton
    return found


def plain_sounds(words: tuple[str, ...]) -> Sounds:
    """The same without the compiled core."""
    if not all(map(str.isascii, words)):
        return _sounds_of(words)
    found, last = NO_SOUNDS, ""
    for word in words:
        added = _known_part(word) if len(word) <= REMEMBERED else plain_part(word)
        found, last = joined(found, last, added), added.last or last
    return found


def _sounds_of(words: tuple[str, ...]) -> Sounds:
    """The same of any words: a letter that has no reading is a sound of its own."""
    heard = _once([sound for word in words for sound in _heard(word)])
    marks, classes = _codes()
    unread = {sound for sound in heard if sound not in marks}
    return _coded(
        heard,
        marks | {letter: letter * MARKS for letter in unread},
        classes | {letter: letter for letter in unread},
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
    """The sounds of a Latin word.

    Args:
        read: how the word is read in ASCII, as `form.Word.read` has it.
    """
    compiled = _by_core()
    return (compiled and compiled.part(read)) or plain_part(read)


def plain_part(read: str) -> Part:
    """The same without the compiled core."""
    once = _once(_heard(read))
    if not once:
        return SILENT
    marks, classes = _codes()
    whole = _coded(once, marks, classes)
    behind, consonants, skeleton = len(marks[once[0]]), whole.consonants, whole.skeleton
    if once[0] in classes:
        consonants = consonants[behind:]
        following = next((classes[sound] for sound in once[1:] if sound in classes), "")
        skeleton = skeleton if skeleton[:1] == following else skeleton[1:]
    return Part(whole, Sounds(whole.marks[behind:], consonants, skeleton), once[0], once[-1])


def joined(before: Sounds, last: str, added: Part) -> Sounds:
    """Sounds, the last of which is known, and behind them those of a word more."""
    if not last:
        return added.whole
    marks, consonants, skeleton = added.rest if last == added.first else added.whole
    if before.skeleton[-1:] == skeleton[:1]:
        skeleton = skeleton[1:]
    return Sounds(before.marks + marks, before.consonants + consonants, before.skeleton + skeleton)


def _coded(heard: Sequence[str], marks: Mapping[str, str], classes: Mapping[str, str]) -> Sounds:
    """The code of sounds, none twice in a row, by the marks of each and the class of consonants."""
    consonants = [sound for sound in heard if sound in classes]
    return Sounds(
        "".join([marks[sound] for sound in heard]),
        "".join([marks[sound] for sound in consonants]),
        "".join(_once([classes[sound] for sound in consonants])),
    )


def skeleton_of(consonants: str) -> str:
    """The skeleton of a name whose consonants have these marks: a class letter for each."""
    found = _skeletons.get(consonants)
    return plain_skeleton(consonants) if found is None else found


# The skeletons of what was heard last, by its consonants: they are asked for several times.
MOST_SKELETONS = 1 << 12
_skeletons: dict[str, str] = {}


def plain_skeleton(consonants: str) -> str:
    """The same, worked out."""
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
    for spelling, sound in _unsure(script):
        word = word.replace(spelling, sound)
    return word


@cache
def _unsure(script: str) -> tuple[tuple[str, str], ...]:
    """The spellings that may stand for another sound, and what they are then."""
    return tuple(rules("sounds")["unsure"].get(script, {}).items())


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
_known_part = lru_cache(maxsize=1 << 12)(plain_part)


@cache
def _by_core() -> _core.Sounding | None:
    """What hears Latin words by the compiled core; None where that isn't there."""
    compiled, (marks, classes), (_, spellings) = core(), _codes(), _spellings()
    if compiled is None:
        return None
    names = tuple(marks)
    heard = [(each, bytes(map(names.index, spellings[each]))) for each in spellings]
    found: _core.Sounding = compiled.Sounding(
        tuple(sorted(heard, key=lambda row: (row[0][0], -len(row[0]), row[0]))),
        tuple([(marks[name], classes.get(name, "")) for name in names]),
        names,
        Sounds,
        Part,
    )
    return found


def _heard(word: str) -> list[str]:
    """The sounds of a word, before any is left out."""
    pattern, spellings = _spellings()
    return [
        sound for found in pattern.findall(f"^{word}$") for sound in spellings.get(found, found)
    ]


def _once(items: Iterable[str]) -> list[str]:
    """The items without those that repeat the one before."""
    return [item for item, _ in groupby(items)]


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
    return re.compile(f"{_longest(table)}|[^\\x00-\\x7f]"), table


def _longest(spellings: Collection[str]) -> str:
    """What finds the longest of some spellings: a choice of first letters, behind each of which
    stands what finds the rest of those that begin with it.
    """
    rests: dict[str, list[str]] = {}
    for spelling in filter(None, spellings):
        rests.setdefault(spelling[0], []).append(spelling[1:])
    ways = "|".join(f"{re.escape(first)}{_longest(rest)}" for first, rest in rests.items())
    return f"(?:{ways}){'?' if '' in spellings else ''}" if ways else ""
