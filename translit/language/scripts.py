"""Which script a character, or a text, is written in.

The knowledge is knowledge/scripts.yaml, which holds the facts of the Unicode Character Database; it
is read when the first character beyond ASCII is asked for.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import cache, lru_cache

from translit.knowledge.rules import rules

COMMON = "Zyyy"


@lru_cache(maxsize=4096)
def script_of(char: str) -> str:
    """The ISO 15924 code of a character's script: "Latn", "Arab" ...; "Zyyy" when it belongs to
    several or to none.

    Combining marks that several scripts share (accents, harakat) are "Zyyy" as digits and
    punctuation are.
    """
    if char < "\x80":
        return "Latn" if char.isalpha() else COMMON
    starts, ends, codes = _ranges()
    point = ord(char)
    place = bisect_right(starts, point) - 1
    return codes[place] if place >= 0 and point <= ends[place] else COMMON


def script(text: str) -> str:
    """The ISO 15924 code of the script most letters of a text are in; of two equals the one met
    first; "" without letters.
    """
    if text.isascii():
        return "Latn" if any(map(str.isalpha, text)) else ""
    return _remembered(text) if len(text) <= REMEMBERED else _of_most(text)


def _of_most(text: str) -> str:
    codes = [*map(script_of, filter(str.isalpha, text))]
    found = {*codes} - {COMMON}
    if len(found) < 2:
        return next(iter(found), "")
    counts = Counter([code for code in codes if code != COMMON])
    return max(counts, key=counts.__getitem__)


# Texts up to this length are remembered: a name's words are asked for again and again.
REMEMBERED = 40
_remembered = lru_cache(maxsize=1 << 12)(_of_most)


def title(code: str) -> str:
    """The name of a script, as "Arabic"; the code itself where scripts.yaml doesn't know it."""
    return str(rules("scripts")["scripts"].get(code, {"name": code})["name"])


@cache
def rules_file(code: str) -> str:
    """The name of the file of rules for a script: its name in lower case, unless scripts.yaml
    says otherwise.
    """
    facts = rules("scripts")["scripts"].get(code, {"name": code})
    return str(facts.get("rules", facts["name"].lower().replace(" ", "_")))


def rules_files() -> frozenset[str]:
    """The names of the files of rules that scripts may have."""
    return frozenset(map(rules_file, rules("scripts")["scripts"]))


@cache
def _ranges() -> tuple[list[int], list[int], list[str]]:
    """Where each range of code points starts and ends, and its script; by start."""
    ranges = sorted(
        (*_bounds(span), code)
        for code, facts in rules("scripts")["scripts"].items()
        for span in facts["ranges"].split()
    )
    return [r[0] for r in ranges], [r[1] for r in ranges], [r[2] for r in ranges]


def _bounds(span: str) -> tuple[int, int]:
    first, _, last = span.partition("-")
    return int(first, 16), int(last or first, 16)
