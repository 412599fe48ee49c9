"""Characters that a name may not hold in a table: letters of another script that look like its own,
and what can't be seen.

`translit check` tells of them; what is imported is rid of them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import groupby

from translit.language.fold import is_mark
from translit.language.scripts import script_of

# Scripts with letters that look alike. Words of several other scripts are ordinary (kana and kanji,
# an Arabic article before a Latin name).
_LOOK_ALIKE = frozenset({"Armn", "Cher", "Copt", "Cyrl", "Grek", "Latn", "Lisu"})
# Scripts in which a (non-)joiner between two letters is spelling.
_JOINING = frozenset(
    {"Adlm", "Arab", "Beng", "Deva", "Gujr", "Guru", "Khmr", "Knda", "Mand", "Mlym", "Mong", "Mymr"}
    | {"Newa", "Nkoo", "Orya", "Rohg", "Sinh", "Syrc", "Taml", "Telu", "Thai", "Tibt"}
)
_JOINERS = "\u200c\u200d"
# Signs that show nothing though they count as letters or marks.
_BLANK_SIGNS = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)


def runs(text: str) -> Iterator[tuple[int, str]]:
    """The words of a text, each with its place: unbroken runs of letters and marks."""
    for is_word, group in groupby(
        enumerate(text), lambda pair: pair[1].isalpha() or is_mark(pair[1])
    ):
        pairs = list(group)
        if is_word:
            yield pairs[0][0], "".join(char for _, char in pairs)


def stranger(letters: str) -> tuple[int, str, str] | None:
    """The first letter that isn't in the script that most letters of a word are in: its place,
    the codes of its script and the main one.
    """
    scripts = [script_of(char) for char in letters]
    counts = Counter(script for script in scripts if script in _LOOK_ALIKE)
    if len(counts) < 2:
        return None
    main = max(counts, key=lambda script: (counts[script], script))
    place = next(
        place for place, script in enumerate(scripts) if script in counts and script != main
    )
    return place, scripts[place], main


def has_stranger(text: str) -> bool:
    """Whether some word of a text mixes scripts whose letters look alike."""
    several = not text.isascii() and len(_LOOK_ALIKE.intersection(map(script_of, text))) > 1
    return several and any(stranger(letters) for _, letters in runs(text))


def invisibility(text: str, place: int) -> str:
    """How to mend text[place] if it can't be seen, or ""."""
    char = text[place]
    category = unicodedata.category(char)
    if category == "Zs" and char != " ":
        return "write a plain blank"
    if char in _JOINERS and _joins(text, place):
        return ""
    if category in ("Cf", "Cc", "Cs", "Co", "Cn", "Zl", "Zp") or _BLANK_SIGNS.match(char):
        return "delete it"
    return ""


def _joins(text: str, place: int) -> bool:
    """Whether a joiner stands between two letters of a script that spells with joiners."""
    before = place - 1
    while before >= 0 and is_mark(text[before]):
        before -= 1
    around = text[max(before, 0) : before + 1], text[place + 1 : place + 2]
    return all(char.isalpha() and script_of(char) in _JOINING for char in around)


def plain(text: str) -> str:
    """The text in NFC, with single blanks between its words and without what can't be seen.
    Idempotent.
    """
    if not _is_plain(text):
        blanks = "".join(
            " " if char.isspace() else char for char in unicodedata.normalize("NFC", text)
        )
        seen = "".join(char for place, char in enumerate(blanks) if not invisibility(blanks, place))
        text = unicodedata.normalize("NFC", seen)
    return " ".join(text.split()) if "  " in f" {text} " else text


def _is_plain(text: str) -> bool:
    """Whether a text is plain but for its blanks, as most are; seen at a glance."""
    if text.isascii():
        return text.isprintable()
    return (
        text.replace(" ", "").isalpha()
        and not _BLANK_SIGNS.search(text)
        and unicodedata.is_normalized("NFC", text)
    )
