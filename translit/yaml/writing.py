"""How a text is put between other texts: into YAML that people edit, and where its control characters could do harm."""

from __future__ import annotations

import os
from collections.abc import Iterable
from unicodedata import category

from translit.errors import EntryError

# Words that other YAML readers, and editors, take for something else than text.
_NOT_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
# A line that would be longer is broken up, where the form allows it. Keys of this length are written behind a question mark.
WIDTH = 100


def scalar(text: str) -> str:
    """A string as YAML: plain where no reader could misread it, else in double quotes.

    Raises:
        EntryError: it holds half of a surrogate pair, which no UTF-8 file can hold.
    """
    if text[:1].isalpha() and text[-1] != " " and text.lower() not in _NOT_WORDS and all(c.isalnum() or c in " -_.'/()" for c in text):
        return text
    return in_quotes(text)


def in_quotes(text: str) -> str:
    """A string in double quotes, as `scalar` writes it where it must."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        raise EntryError(f"a text holds the half surrogate U+{ord(char):04X}, which no UTF-8 file can hold: delete it")
    if char in '"\\':
        return "\\" + char
    # Marks and joiners stay readable; what can't be printed, or could pass for a line's end, is escaped.
    return char if char.isprintable() else f"\\U{ord(char):08X}"


# What may not reach a terminal or a page raw: besides control characters, those that turn the direction of the text after them,
# and those that are no characters.
_MISLEADING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def visible(text: str) -> str:
    r"""The text with control, line-breaking, direction-turning and unpaired characters as escapes such as \u001b."""
    if text.isprintable():
        return text
    return "".join(f"\\u{ord(c):04x}" if c in _MISLEADING or category(c) in ("Cc", "Cs", "Zl", "Zp") else c for c in text)


def replace(path: str | os.PathLike[str], text: str | Iterable[str]) -> None:
    """Write a text, or the pieces of one, as a file, whole or not at all.

    Raises:
        OSError: it can't be written; what was there before is still there.
    """
    from translit.storage.drafts import drafts

    with drafts(path) as [file]:
        file.writelines(piece.encode() for piece in ([text] if isinstance(text, str) else text))
