"""Regular expressions of a file of rules, which rewrite a word one after the other.

Most of them have letters that they can't do without, and most words lack these. So an expression
is tried, and compiled when it is first tried, only where all of its letters are in the word: Thai
has ninety-six, and a word of it needs ten.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_ESCAPED = re.compile(r"\\.", re.DOTALL)
_QUANTIFIED = r"(?:[?*+]|\{[0-9,]+\})*"
_CLASS = re.compile(rf"\[[^\]]+\]{_QUANTIFIED}")
_GROUP = re.compile(rf"\((\?:|\?<?[=!])?([^()]*)\)({_QUANTIFIED})")
_FLAGS = re.compile(r"\(\?[a-zA-Z]")
_OPTIONAL = re.compile(rf"(?s:.)(?:[?*+]|\{{[0-9,]+\}}){_QUANTIFIED}")


class Rewriting:
    """Pairs of a regular expression and its replacement, applied in their order.

    Raises:
        ValueError: what is given are no such pairs.
    """

    def __init__(self, pairs: Sequence[Sequence[str]] = ()) -> None:
        self._pairs = [(needed(pattern), pattern, replacement) for pattern, replacement in pairs]
        self._compiled: dict[str, re.Pattern[str]] = {}

    def __bool__(self) -> bool:
        return bool(self._pairs)

    def __call__(self, text: str) -> str:
        """A text, rewritten."""
        held = set(text)
        for letters, pattern, replacement in self._pairs:
            if letters <= held:
                after = self._found(pattern).sub(replacement, text)
                if after != text:
                    text, held = after, set(after)
        return text

    def check(self) -> None:
        """Compile all expressions.

        Raises:
            re.error: one is none.
        """
        for _, pattern, _ in self._pairs:
            self._found(pattern)

    def _found(self, pattern: str) -> re.Pattern[str]:
        found = self._compiled.get(pattern)
        if found is None:
            found = self._compiled[pattern] = re.compile(pattern)
        return found


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
