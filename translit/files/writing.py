"""How a text is put between other texts: into YAML that people edit, and where its control
characters could do harm.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias
from unicodedata import category

from translit.model.errors import EntryError

# Words that other YAML readers, and editors, take for something else than text.
_NOT_WORDS = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"))
# The signs that mean nothing in YAML within a plain text, to be left out.
_PLAIN = str.maketrans("", "", " -_.'/()")
# A line that would be longer is broken up, where the form allows it. Keys of this length are
# written behind a question mark.
WIDTH = 100
# As much of a text as a message shows, in characters.
SHOWN = 60


class Noted(NamedTuple):
    """A text and the comment beside it, without its #; "" for none."""

    text: str
    note: str = ""


# A text, a number, a list, or a map.
Value: TypeAlias = "str | float | Noted | Sequence[Value] | Mapping[str, Value]"


def scalar(text: str) -> str:
    """A string as YAML: plain where no reader could misread it, else in double quotes.

    Raises:
        EntryError: it holds half of a surrogate pair, which no UTF-8 file can hold.
    """
    if (
        text[:1].isalpha()
        and text[-1] != " "
        and text.lower() not in _NOT_WORDS
        and text.translate(_PLAIN).isalnum()
    ):
        return text
    return in_quotes(text)


def in_quotes(text: str) -> str:
    """A string in double quotes, as `scalar` writes it where it must."""
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if "\ud800" <= char <= "\udfff":
        raise EntryError(
            f"a text holds the half surrogate U+{ord(char):04X}, which no UTF-8 file can hold:"
            " delete it"
        )
    if char in '"\\':
        return "\\" + char
    # Marks and joiners stay readable; what can't be printed, or could pass for a line's end, is
    # escaped.
    return char if char.isprintable() else f"\\U{ord(char):08X}"


def comment(note: str, before: str = "  ") -> str:
    """A note as a comment at the end of a line; what can't stand in one becomes a blank."""
    shown = "".join(char if char.isprintable() else " " for char in note).strip()
    return f"{before}# {shown}" if shown else ""


def block(record: Mapping[str, Value], indent: int = 0) -> Iterator[str]:
    """A map in block style, line by line, without the line breaks.

    Lists and maps of texts stand in one line where there is room, but for those on the top level;
    a text with a note has a line of its own.

    Raises:
        EntryError: as `scalar`.
    """
    blanks = " " * indent
    for key, value in record.items():
        head = f"{blanks}{scalar(key)}:"
        if len(key) >= WIDTH:
            yield f"{blanks}? {scalar(key)}"
            head = f"{blanks}:"
        if (line := _line(value, bool(indent))) is not None:
            yield f"{head} {line}"
        else:
            assert not isinstance(value, int | float), "a number stands behind its key"
            yield head
            yield from (
                block(value, indent + 2)
                if isinstance(value, Mapping)
                else (f"{blanks}  - {_item(each)}" for each in value)
            )


def _line(value: Value, inner: bool) -> str | None:
    """A value that stands behind its key; None for what needs lines of its own."""
    if isinstance(value, str | int | float):
        return flow(value)
    if isinstance(value, Noted):
        return _item(value)
    items = value.values() if isinstance(value, Mapping) else value
    if items and not (
        inner
        and all(
            isinstance(each, str | int | float) or (isinstance(each, Noted) and not each.note)
            for each in items
        )
    ):
        return None
    line = flow(value)
    return line if len(line) < WIDTH else None


def _item(value: Value) -> str:
    return scalar(value.text) + comment(value.note) if isinstance(value, Noted) else flow(value)


def flow(value: Value, indent: int = 0, newline: str = "\n") -> str:
    """A value in brackets, on one line; but items with notes have lines of their own.

    Args:
        value: what to write; of notes only those of items of lists count.
        indent: that of the line which the value begins in.
        newline: what ends a line.
    """
    if isinstance(value, str):
        return scalar(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Noted):
        return scalar(value.text)
    if isinstance(value, Mapping):
        pairs = (
            f"{'? ' * (len(key) >= WIDTH)}{scalar(key)}: {flow(each, indent, newline)}"
            for key, each in value.items()
        )
        return "{" + ", ".join(pairs) + "}"
    if not any(isinstance(each, Noted) and each.note for each in value):
        items = [scalar(each) if isinstance(each, str) else flow(each) for each in value]
        return f"[{', '.join(items)}]"
    notes = [comment(each.note) if isinstance(each, Noted) else "" for each in value]
    lines = (
        f"{' ' * (indent + 4)}{flow(each)},{note}{newline}"
        for each, note in zip(value, notes, strict=True)
    )
    return f"[{newline}{''.join(lines)}{' ' * (indent + 2)}]"


def show(text: str) -> str:
    """The text in quotes, on one line and not too long; what can't be seen is written as an
    escape.
    """
    mark = "'" if '"' in text[:SHOWN] else '"'
    return f"{mark}{bare(text)}{mark}"


def bare(text: str) -> str:
    """The text as `show` shows it, without the quotes: for IDs and keys."""
    short = text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in short)


# What may not reach a terminal or a page raw: besides control characters, those that turn the
# direction of the text after them, and those that are no characters.
_MISLEADING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def visible(text: str) -> str:
    r"""The text with control, line-breaking, direction-turning and unpaired characters as
    escapes such as \u001b.
    """
    if text.isprintable():
        return text
    return "".join(
        f"\\u{ord(c):04x}" if c in _MISLEADING or category(c) in ("Cc", "Cs", "Zl", "Zp") else c
        for c in text
    )


# What a spreadsheet would carry out as a formula; behind apostrophes too, lest taking one away make
# another cell of it.
_FORMULA = re.compile("'*[=+\\-@\t\r]")


def inert(cell: str) -> str:
    """A cell of CSV with an apostrophe before what a spreadsheet would carry out as a formula."""
    return f"'{cell}" if _FORMULA.match(cell) else cell


def alive(cell: str) -> str:
    """The cell that `inert` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def replace(
    path: str | os.PathLike[str], text: str | Iterable[str], *, held: str | None = None
) -> None:
    """Write a text, or the pieces of one, as a file, whole or not at all.

    Args:
        path: the file.
        text: the text, or its pieces.
        held: the digest of what the file must hold still, or None for anything.

    Raises:
        OSError: it can't be written; what was there before is still there.
        TranslitError: it was changed by somebody else; likewise.
    """
    from translit.files.drafts import drafts

    with drafts(path, held=[held]) as [file]:
        file.writelines(piece.encode() for piece in ([text] if isinstance(text, str) else text))
