"""Regular expressions of a file of rules, which rewrite a word one after the other.

Most of them have letters that they can't do without, some of them in a row, and most words lack
these. So an expression is tried, and compiled when it is first tried, only where all of its letters
are in the word: Thai has ninety-six, and a word of it needs ten.

Python compiles a class of letters beyond Latin-1 into a table of all of Unicode, which takes most
of the time of the first word in Thai or Khmer. So where many expressions name few letters, these
have the upper half of Latin-1 for their stand-ins, in the same order, and a word that has no others
is rewritten by expressions over the stand-ins. The compiled core, where there is one, spares all
that: it reads an expression at once.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from translit.language.core import core

if TYPE_CHECKING:
    from translit.language import _core

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_QUANTIFIED = r"(?:[?*+]|\{[0-9,]+\})*"
_CLASS = re.compile(rf"\[[^\]]+\]{_QUANTIFIED}")
_GROUP = re.compile(rf"\((\?:|\?<?[=!])?([^()]*)\)({_QUANTIFIED})")
_FLAGS = re.compile(r"\(\?[a-zA-Z]")
_OPTIONAL = re.compile(rf"(?s:.)(?:[?*+]|\{{[0-9,]+\}}){_QUANTIFIED}")


# So many expressions are worth stand-ins, which are these.
MANY, STAND_INS = 10, range(0x80, 0x100)
# What an expression says of all letters of a kind, and not of those that it names.
_OF_A_KIND = re.compile(r"\\[a-zA-Z]|\(\?[a-zA-Z]")
# What is no letter in an expression or a replacement.
_SIGNS = frozenset(r"\.^$*+?{}[]|()")
_RANGE = re.compile(r"([^\x00-\x7f])-([^\x00-\x7f])")


class Rewriting:
    """Pairs of a regular expression and its replacement, applied in their order.

    Raises:
        ValueError: what is given are no such pairs.
    """

    def __init__(self, pairs: Sequence[Sequence[str]] = ()) -> None:
        self._plain = _Pairs([(pattern, replacement) for pattern, replacement in pairs])

    def __bool__(self) -> bool:
        return bool(self._plain.pairs)

    def __call__(self, text: str) -> str:
        """A text, rewritten."""
        found = self._compiled.rewrite(text) if self._compiled else None
        return self.plainly(text) if found is None else found

    @cached_property
    def _compiled(self) -> _core.Rewriter | None:
        """What rewrites by the compiled core; None where that isn't there, or doesn't know all of
        the expressions.
        """
        compiled = core()
        try:
            return compiled.Rewriter(tuple(self._plain.pairs)) if compiled else None
        except ValueError:
            return None

    def plainly(self, text: str) -> str:
        """The same without the compiled core."""
        if text.isascii():
            return self._in_ascii(text)
        known, to, back, rewritten = self._by_stand_ins
        if to and known.issuperset(text):
            return rewritten(text.translate(to)).translate(back)
        return self._plain(text)

    @cached_property
    def _in_ascii(self) -> _Pairs:
        """The pairs that may change what is ASCII: none that can't do without other letters, unless
        there may be such letters then.
        """
        pairs = [pair for pair in self._plain.pairs if "".join(needed(pair[0])).isascii()]
        return _Pairs(pairs) if all(becomes.isascii() for _, becomes in pairs) else self._plain

    @cached_property
    def _by_stand_ins(self) -> tuple[frozenset[str], dict[int, str], dict[int, str], _Pairs]:
        """ASCII and the letters that have a stand-in; what stands for each, and what each stands
        for, both empty where there are none; and the pairs over stand-ins.
        """
        pairs = self._plain.pairs
        letters = stand_ins(pairs) if len(pairs) >= MANY else {}
        to = {ord(letter): other for letter, other in letters.items()}
        over = [(one.translate(to), other.translate(to)) for one, other in pairs] if to else []
        back = {ord(other): letter for letter, other in letters.items()}
        return frozenset((*map(chr, range(STAND_INS[0])), *letters)), to, back, _Pairs(over)

    def check(self) -> None:
        """Compile all expressions.

        Raises:
            re.error: one is none.
        """
        for pattern, _ in self._plain.pairs:
            self._plain.found(pattern)


class _Pairs:
    """Pairs of an expression and its replacement, each compiled when a text may need it."""

    def __init__(self, pairs: Sequence[tuple[str, str]]) -> None:
        self.pairs = pairs
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __call__(self, text: str) -> str:
        held: set[str] = set()
        for row, letters, pattern, replacement, plain in self._needed:
            if row in text and letters <= (held := held or set(text)):
                if plain:
                    after = text.replace(pattern, replacement)
                else:
                    after = self.found(pattern).sub(replacement, text)
                if after != text:
                    text, held = after, set()
        return text

    @cached_property
    def _needed(self) -> list[tuple[str, frozenset[str], str, str, bool]]:
        """Each pair behind the row of letters, and the letters, that it needs, and whether it is of
        letters alone.
        """
        return [
            (
                row_needed(pattern),
                needed(pattern),
                pattern,
                replacement,
                not _SIGNS.intersection(pattern + replacement),
            )
            for pattern, replacement in self.pairs
        ]

    def found(self, pattern: str) -> re.Pattern[str]:
        """An expression, compiled.

        Raises:
            re.error: it is none.
        """
        found = self._compiled.get(pattern)
        if found is None:
            found = self._compiled[pattern] = re.compile(pattern)
        return found


def stand_ins(pairs: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """Letter -> what stands for it in expressions and replacements, for all beyond ASCII that they
    name; none where these are too many, or an expression asks for more than equal letters.
    """
    patterns = "\n".join([pattern for pattern, _ in pairs])
    if _OF_A_KIND.search(patterns):
        return {}
    named = {*patterns, *"".join([replacement for _, replacement in pairs])}
    for first, last in set(_RANGE.findall(patterns)):
        named.update(map(chr, range(ord(first), ord(last) + 1)))
    letters = sorted(itertools.filterfalse(str.isascii, named))
    if len(letters) > len(STAND_INS):
        return {}
    return dict(zip(letters, map(chr, STAND_INS), strict=False))


def needed(pattern: str) -> frozenset[str]:
    """Letters that a text has if a regular expression finds something in it: those outside its
    classes, unless they are optional, one of several ways, or what may not stand there.
    """
    if _FLAGS.search(pattern):
        return frozenset()
    plain = _CLASS.sub("", _ESCAPED.sub("", pattern))
    inner = ""
    while inner != plain:
        inner, plain = plain, _GROUP.sub(_of_group, plain)
    plain = _OPTIONAL.sub("", plain)
    return frozenset() if "|" in plain else frozenset(plain).difference("^$.()")


def _of_group(found: re.Match[str]) -> str:
    """What a group without others in it can't do without."""
    kind, inside, quantified = found.groups()
    free = "!" in (kind or "") or "|" in inside or quantified.startswith(("?", "*", "{0", "{,"))
    return "" if free else inside


# Stands for what isn't known between the letters of an expression.
_GAP = "\0"


def row_needed(pattern: str) -> str:
    """The longest row of letters that a text has if a regular expression finds something in it;
    empty where none is known.
    """
    if _FLAGS.search(pattern):
        return ""
    plain = _CLASS.sub(_GAP, _ESCAPED.sub(_GAP, pattern))
    inner = ""
    while inner != plain:
        inner, plain = plain, _GROUP.sub(_row_of_group, plain)
    plain = _OPTIONAL.sub(_GAP, plain)
    return "" if "|" in plain else max(re.split(f"[{_GAP}^$.()]", plain), key=len)


def _row_of_group(found: re.Match[str]) -> str:
    """What a group without others in it adds to a row; one that looks ahead or behind overlaps
    with what stands on its other side.
    """
    kind, inside, quantified = found.groups()
    if "!" in (kind or ""):
        return ""
    if quantified or "|" in inside:
        return _GAP
    return _GAP * (kind == "?<=") + inside + _GAP * (kind == "?=")
