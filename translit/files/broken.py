"""What to say about a text that is no YAML: the likeliest slip of its writer, and what to do."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from translit.files.writing import SHOWN, show

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

    from translit.files.tree import Lines

# Tables need four levels, rules five; who writes more has most likely slipped with the indentation.
DEPTH = 8
TOO_DEEP = f"nested deeper than {DEPTH} levels: check the indentation and the brackets"
# How many times a file with syntax faults is mended and read again, to show its other faults too.
REPEATS = 50

# What libyaml's reader refuses: control characters and lone surrogates.
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PLACE = r"(?:^|(?<=[\s\[{,]))"  # where a value may begin
_TO_QUOTE = re.compile(
    _PLACE
    + r"""(?:(?P<open>'(?![^'\n]*(?:''[^'\n]*)*'[ \t]*(?:[,\]}:\#]|\r?$))"""
    + r"""|"(?![^"\\\n]*(?:\\.[^"\\\n]*)*"[ \t]*(?:[,\]}:\#]|\r?$)))"""
    + r"""|[@`%*&!]|[|>](?![-+0-9]*[ \t]*(?:\#|\r?$)))""",
    re.MULTILINE,
)
_BRACKET = re.compile(_PLACE + r"[\[{]", re.MULTILINE)
# What follows a closing bracket where the brackets are part of a name.
_NAME_GOES_ON = re.compile(r"[ \t]*[^\s,\]}:\#]")
_BEFORE_COLON = re.compile(r"(?:^|: |[\[{,]|- |\? )[ \t]*(?P<scalar>[^\s\[{,][^\n:]*)$")
_SCALAR_END = {True: re.compile(r"[,\]}\r\n]|[ \t]#"), False: re.compile(r"[\r\n]|[ \t]#")}


class Found(NamedTuple):
    """A fault, before its offset is told as a line and a column."""

    offset: int
    code: str
    message: str


class Last(NamedTuple):
    """The last piece that could be read: where it begins, and whether it lies inside [ ] or { }."""

    start: int
    in_flow: bool


class _Suspect(NamedTuple):
    """A name that should be quoted: where it begins, the length of what begins it, and why."""

    start: int
    length: int
    why: str


def printable(text: str) -> tuple[str, list[Found]]:
    """The text with a place holder for each character that YAML can't hold, and a fault for each
    (the first 50 of them).
    """
    found = islice(_UNPRINTABLE.finditer(text), REPEATS)
    faults = [
        Found(
            each.start(),
            "character",
            f"the character U+{ord(each[0]):04X} can't stand in YAML: delete it",
        )
        for each in found
    ]
    return _UNPRINTABLE.sub("\ufffd", text), faults


def diagnose(
    text: str, error: yaml.MarkedYAMLError, last: Last, lines: Lines
) -> tuple[Found, str, bool]:
    """The fault behind an error of the YAML parser, the text with a place holder where the fault
    lay, and whether it has one.
    """
    mark = error.problem_mark or error.context_mark
    index = len(text) if mark is None else min(mark.index, len(text))
    suspect = _suspect(text, last.start, index, str(error.problem))
    if suspect is None:
        return _generic(text, error, index, lines), text, False
    at, length, why = suspect
    in_flow = last.in_flow or _open_bracket(text, last.start, at)
    shown = text[at : at + length + _scalar_length(text, at + length, in_flow)].rstrip()
    how = f", as {_quoted(shown)}" if shown.isprintable() and len(shown) <= SHOWN else ""
    fault = Found(at, "quote", f"{show(shown)} {why}: quote it{how}")
    return fault, _covered(text, at, length, "colon" in why), True


def _suspect(text: str, start: int, index: int, problem: str) -> _Suspect | None:
    """The first name that should have been quoted, between the last good piece and the error.

    Each line is looked at once, up to its first #: brackets by the tens of thousands take no longer
    than any other text.
    """
    if problem.startswith("mapping values are not allowed"):
        line = text.rfind("\n", 0, index) + 1
        if (at := _before_colon(text, line, index)) is not None:
            why = 'holds a colon and a space (": "), which YAML takes for a key'
            return _Suspect(at, index - at, why)
    if text[start : start + 1] not in "\"'":
        start = text.rfind("\n", 0, start) + 1
    last = (text.find("\n", index) + 1 or len(text) + 1) - 1
    while start <= last:
        end = (text.find("\n", start) + 1 or len(text) + 1) - 1
        if found := _suspect_of_line(text, start, end):
            return found
        start = end + 1
    return None


def _before_colon(text: str, line: int, index: int) -> int | None:
    """Where the value begins, in the line up to an index, that holds a colon there and no other."""
    piece = text[line:index]
    other = piece.rfind(":")
    start = len(piece[: max(other, 0)].rstrip(" \t")) - 2  # the sign before it may be two letters
    found = _BEFORE_COLON.search(piece, max(start, 0))
    return None if found is None else line + found.start("scalar")


def _suspect_of_line(text: str, start: int, end: int) -> _Suspect | None:
    """The first suspect of a line, of which text[start:end] is the end or all."""
    line = text.rfind("\n", 0, start) + 1
    comment = (text.find("#", line, end) + 1 or end + 2) - 1
    sign = _TO_QUOTE.search(text, start, end)
    signs = [_Suspect(sign.start(), len(sign[0]), _why(sign))] if sign else []
    found = min([*signs, *islice(_brackets(text, start, end), 1)], default=None)
    return found if found and found.start <= comment else None


def _brackets(text: str, start: int, end: int) -> Iterator[_Suspect]:
    """Names of which only the beginning is in brackets: [Unit] 5."""
    closing, in_name = {"[": start, "{": start}, {"[": False, "{": False}
    for found in _BRACKET.finditer(text, start, end):
        at, sign = found.start(), found[0]
        if closing[sign] <= at:  # else the next bracket that closes is known
            close = (text.find("]" if sign == "[" else "}", at, end) + 1 or end + 1) - 1
            closing[sign] = close
            in_name[sign] = close < end and bool(_NAME_GOES_ON.match(text, close + 1, end))
        if in_name[sign]:
            yield _Suspect(at, closing[sign] + 1 - at, _means_else(sign))


def _why(found: re.Match[str]) -> str:
    if found["open"]:
        return (
            f"begins with a quotation mark ({found[0]}) that YAML takes for the start of a quoted"
            " text"
        )
    return _means_else(found[0])


def _means_else(sign: str) -> str:
    return f"begins with {sign}, which means something else in YAML"


def _open_bracket(text: str, start: int, at: int) -> bool:
    return any(
        text.count(opening, start, at) > text.count(closing, start, at)
        for opening, closing in ("[]", "{}")
    )


def _scalar_length(text: str, at: int, in_flow: bool) -> int:
    found = _SCALAR_END[in_flow].search(text, at)
    return (found.start() if found else len(text)) - at


def _quoted(text: str) -> str:
    """The text as YAML wants it quoted: in double quotes where that needs no escapes."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'


def _covered(text: str, at: int, length: int, colon: bool) -> str:
    """The text with letters in place of the signs that broke it; as long as before, so that
    columns stay right.
    """
    middle = re.sub(r"[\[\]{}:'\"@`%*&!|>,]", "_", text[at : at + length + colon])
    return text[:at] + middle + text[at + len(middle) :]


def _generic(text: str, error: yaml.MarkedYAMLError, index: int, lines: Lines) -> Found:
    """The fault behind an error that no quotation marks would mend."""
    started = error.context_mark
    if "nesting depth" in str(error.problem):  # libyaml 0.2.6 and later give up ahead of the events
        return Found(index, "depth", TOO_DEEP)
    if text[index : index + 1] == "\t":
        return Found(index, "syntax", "a tab stands where YAML wants spaces: indent with spaces")
    if started is not None and "flow" in (error.context or ""):
        opening = text[started.index : started.index + 1]
        comment = (
            " (a # behind a blank begins a comment)" if " #" in text[started.index : index] else ""
        )
        where = f"before line {lines.place(index)[0]}{comment}"
        message = (
            f"what begins here with {opening} isn't closed, or lacks a comma, {where}: close it, or"
            " add the comma"
        )
        return Found(min(started.index, len(text)), "syntax", message)
    since = (
        f" ({error.context} that begins in line {started.line + 1})" if started is not None else ""
    )
    advice = "check the indentation, the quotes and the brackets here and in the line above"
    return Found(index, "syntax", f"{error.problem or 'this is not YAML'}{since}: {advice}")
