"""What the offsets of mentions count: code points, or the units of UTF-16 or UTF-8."""

from __future__ import annotations

from translit.model.errors import EntryError
from translit.resolving.answer import Mention

# How a code point is coded in what offsets may count, and how many bytes a unit of it has.
UNITS = {"utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}


def in_units(text: str, mentions: list[Mention], unit: str) -> list[Mention]:
    """The mentions with offsets that count other units than code points.

    Raises:
        EntryError: there is no such unit.
    """
    require_unit(unit)
    if unit == "codepoint":
        return mentions
    found, place, done = list[Mention](), 0, 0
    for mention in mentions:
        start = done + units(text[place : mention.start], unit)
        done = start + units(mention.text, unit)
        place = mention.end
        found.append(mention._replace(start=start, end=done))
    return found


def require_unit(unit: str) -> None:
    """Raise EntryError unless there is such a unit."""
    if unit not in ("codepoint", *UNITS):
        raise EntryError(f"offsets count codepoint, {', '.join(UNITS)}, and not {unit!r}")


def units(text: str, unit: str) -> int:
    """How many units a text has."""
    if unit == "codepoint":
        return len(text)
    coding, size = UNITS[unit]
    return len(text.encode(coding, "surrogatepass")) // size
