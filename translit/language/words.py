"""The words of running text: where each stands, what parts a name from the next one, and what a
word may be a form of.

Languages join particles to a name, before it (Arabic wa-, bi-; Hebrew ve-, ha-; French d', l') or
behind it (Korean, Persian), and give it endings (Russian, Ukrainian, Greek, Turkish). What they are
is data (knowledge/inflections.yaml).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import NON_JOINER, fold
from translit.language.scripts import script, script_of
from translit.language.split import signs_of_articles, strong_key

# The end of a word's stretch: a name never reaches beyond it.
LONGEST_JOINT = 8
# Scripts whose words no space parts.
UNSPACED = frozenset({"Hani", "Hira", "Kana", "Thai", "Laoo", "Khmr", "Mymr"})
# No character of theirs stands before this one.
FIRST_UNSPACED = "\u0e00"
NOTHING = "∅"
# A syllable of Hangul without a final consonant has no more letters, and a name has at least so
# many syllables.
_OPEN, LEAST_SYLLABLES = 2, 2
# So many letters of a name must be left, or the word is another one.
LEAST = 3
# No ending has more letters.
LONGEST_ENDING = 4
# Of more initials, with the stops between them, no name is shortened.
LONGEST_INITIALS = 11
# Words up to this length are remembered, each with what it may be a form of.
REMEMBERED = 40


class _Shape(dict[int, str]):
    """Code point -> "w" in a word, "'" for what may stand within one, " " else; filled as code
    points are met.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        kind = (
            "w"
            if unicodedata.category(char)[0] in "LMN"
            else "'"
            if char in _WITHIN or unicodedata.category(char) == "Cf"
            else " "
        )
        self[point] = kind
        return kind


_WITHIN = "'`´‘’‛′.׳״·"
APOSTROPHES = re.compile("['`´‘’‛′]")
# Between a small letter and a capital, words are run together: DeirEzzor.
INNER_CAPITAL = re.compile(r"(?<=[a-zß-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")
# What is looked for stands first, which finds it the quickest.
_STOP = re.compile(r"\.(?<=\S\.)(?=\S)")
SHAPE = _Shape()
_WORD = re.compile("w+(?:'+w+)*")
# What may part the words of one name: spaces, hyphens, one line break.
_JOINT = re.compile(
    r"[ \t\u00a0\u2009\u202f]*[-\u2010\u2011'\u2019\u200c]?[ \t\u00a0\u2009\u202f]*\r?\n?["
    r" \t\u00a0]*"
)


class Way(NamedTuple):
    """One way to read a word: the key of the name in it, how many characters before and behind it
    are no part of it, and whether the word as it stands is that name.
    """

    key: str
    before: int = 0
    behind: int = 0
    plain: bool = True


def spans(text: str) -> list[tuple[int, int]]:
    """Where each word starts and ends, half open, in code points."""
    return spans_of(text.translate(SHAPE))


def spans_of(shape: str) -> list[tuple[int, int]]:
    """The same of a text of which `SHAPE` has told what its code points are."""
    return [match.span() for match in _WORD.finditer(shape)]


def joined(text: str, end: int, start: int) -> bool:
    """Whether nothing but a space, a hyphen or a line break stands between a word's end and the
    next one's start.
    """
    return start - end <= LONGEST_JOINT and (
        text[end:start] == " " or _JOINT.fullmatch(text, end, start) is not None
    )


def stops(text: str) -> Iterator[int]:
    """Where a full stop stands between two letters: within an abbreviation (U.S.A.), or between
    words that no space parts (Homs.Aleppo).
    """
    for found in _STOP.finditer(text):
        if text[found.end()].isalpha() and unicodedata.category(text[found.start() - 1])[0] in "LM":
            yield found.start()


def pieces(word: str) -> Iterator[tuple[int, int]]:
    """Where the words start and end between which a full stop stands in a word: Homs.Aleppo,
    U.S.Army; not in U.S.A., syria.org or 3.5.
    """
    start = 0
    for stop in stops(word):
        before, behind = word.rfind(".", 0, stop) + 1, stop + 1
        single = stop - before == 1 and (behind + 1 == len(word) or word[behind + 1] == ".")
        if not single and not word[behind].islower():
            yield start, stop
            start = behind
    yield start, len(word)


def is_initials(word: str) -> bool:
    """Whether a word is one letter or several between full stops, in capitals where the script
    has them: R, R.T, م.
    """
    letters = word.split(".")
    return len(word) <= LONGEST_INITIALS and all(
        len(each) == 1 and each.isalpha() and not each.islower() for each in letters
    )


def ways(word: str) -> tuple[Way, ...]:
    """The ways to read a word, the likeliest first: as it stands, without what is joined to it,
    without its ending.
    """
    return _remembered(word) if len(word) <= REMEMBERED else _remembered.__wrapped__(word)


@lru_cache(maxsize=1 << 13)
def _remembered(word: str) -> tuple[Way, ...]:
    written_in, key = script(word), strong_key(word)
    found = [Way(key)]
    if word.startswith(_before().get(written_in, ())):
        found += _without_particle(word, _before()[written_in])
    if not word.isalpha() or word.lower() != word or written_in in _particles():
        found += _cut(word, written_in)
    if key.endswith(_ends_of(written_in)):
        found += _uninflected(key, _endings()[written_in])
    if len(found) == 1:
        return tuple(found) if key else ()
    return tuple({way.key: way for way in reversed(found) if way.key}.values())[::-1]


def is_whole(word: str) -> bool:
    """Whether a word can only be read as it stands, and its key is its small letters: letters of
    ASCII, all but the first small ones, to which no language joins anything unless by an
    apostrophe.
    """
    return (
        word.isascii()
        and word.isalpha()
        and (word.islower() or word[1:].islower())
        and _latin_is_whole()
    )


@cache
def _latin_is_whole() -> bool:
    facts = (joinable("before"), _particles(), _endings())
    articles = "".join(signs_of_articles()[2])
    return not any("Latn" in each for each in facts) and not any(map(str.isascii, articles))


def _without_particle(word: str, particles: Iterable[str]) -> Iterator[Way]:
    """Without what is joined to it before it."""
    letters = sum(map(str.isalpha, word))
    for particle in particles:
        if word.startswith(particle) and letters - len(particle) >= LEAST:
            yield Way(strong_key(word[len(particle) :]), before=len(particle), plain=False)


def _cut(word: str, written_in: str) -> Iterator[Way]:
    """Without what is joined to it behind it, or apart where a capital parts it."""
    for length in _behind(word, written_in):
        yield Way(strong_key(word[:-length]), behind=length, plain=False)
    if word.isalpha():
        if word[1:].islower() or word.lower() == word:
            return  # no capital stands within it
        parted = INNER_CAPITAL.sub(" ", word)
        if parted != word:
            yield Way(strong_key(parted), plain=False)
        return
    places = [found.start() for found in APOSTROPHES.finditer(word)]
    if (
        places
        and fold(word[: places[0]]) in joinable("elided").get(written_in, ())
        and len(word) - places[0] > LEAST
    ):
        yield Way(strong_key(word[places[0] + 1 :]), before=places[0] + 1, plain=False)
    for group, place in (
        ("apostrophe", places[-1] if places else -1),
        ("joiner", word.rfind(NON_JOINER)),
    ):
        if place >= 0 and fold(word[place + 1 :]) in joinable(group).get(written_in, ()):
            yield Way(strong_key(word[:place]), behind=len(word) - place, plain=False)


def _behind(word: str, written_in: str) -> Iterator[int]:
    """How long the particles are that may be joined behind a word."""
    groups = _particles().get(written_in)
    for particle, stands_behind in groups.items() if groups else ():
        if (
            word.endswith(particle)
            and len(word) - len(particle) >= LEAST_SYLLABLES
            and _ends(word[: -len(particle)]) in stands_behind
        ):
            yield len(particle)


def _ends(word: str) -> str:
    """What a word in syllables ends in: a consonant or a vowel."""
    last = unicodedata.normalize("NFD", word[-1])
    return "consonant" if len(last) > _OPEN or "\u11a8" <= last <= "\u11ff" else "vowel"


def _uninflected(key: str, endings: Mapping[str, Iterable[str]]) -> Iterator[Way]:
    """With what stands in the nominative for an ending that its key may have."""
    for length in range(min(LONGEST_ENDING, len(key) - 2), 0, -1):
        for base in endings.get(key[-length:], ()):
            if len(key) - length + len(base) >= LEAST:
                yield Way(key[:-length] + base, plain=False)


@cache
def joinable(part: str) -> dict[str, frozenset[str]]:
    """Script -> what its languages join to a name, folded: the particles "before" it, those
    "elided" before an apostrophe, and the endings behind an "apostrophe" or a "joiner".
    """
    return {
        code: frozenset(map(fold, line.split()))
        for code, line in rules("inflections")[part].items()
    }


@cache
def _before() -> dict[str, tuple[str, ...]]:
    """Script -> the particles that its languages join to a name before it."""
    return {code: tuple(sorted(particles)) for code, particles in joinable("before").items()}


@cache
def _particles() -> dict[str, dict[str, tuple[str, ...]]]:
    """Script -> particle joined behind a name, in either normal form -> what the name ends in
    before it.
    """
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for code, groups in rules("inflections")["behind"].items():
        for ends, line in groups.items():
            for particle in line.split():
                for form in ("NFC", "NFD"):
                    kinds = ("consonant", "vowel") if ends == "any" else (ends,)
                    found.setdefault(code, {})[unicodedata.normalize(form, particle)] = kinds
    return found


@cache
def _endings() -> dict[str, dict[str, tuple[str, ...]]]:
    """Script -> folded ending -> what stands there in the nominative."""
    tables = rules("inflections")["endings"]
    return {
        code: {
            fold(ending): tuple("" if base == NOTHING else fold(base) for base in line.split())
            for ending, line in table.items()
        }
        for code, table in tables.items()
    }


@cache
def _ends_of(script: str) -> tuple[str, ...]:
    """The endings of the languages of a script."""
    return tuple(_endings().get(script, ()))


def stretches(word: str) -> Iterator[tuple[int, int]]:
    """In a word of scripts without spaces, each run of one such script: where it starts and
    ends.
    """
    start = 0
    for place in range(1, len(word) + 1):
        if place == len(word) or _unspaced(word[place]) != _unspaced(word[start]):
            if _unspaced(word[start]):
                yield start, place
            start = place


@lru_cache(maxsize=1 << 13)
def _unspaced(char: str) -> bool:
    return char > FIRST_UNSPACED and (script_of(char) in UNSPACED or char in "ー々\u3099\u309a")
