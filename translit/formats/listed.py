"""What lists of sanctions write into one field: a person's name with the surname first, a name and
its initials, which stand in brackets, and, in that of the United Nations, several names, names in
other scripts, and remarks.

A bracket that says where something is, or in another way which of several it is, as "Relief Fund
(Kenya)", stays in the name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from translit.formats import Said
from translit.language.fold import fold
from translit.language.legal import is_legal_form
from translit.language.scripts import script
from translit.language.split import LONGEST_WRITTEN, without_articles

_LONGEST_INITIALS = 10
# A name, brackets behind it, which may hold brackets, and what stands behind them.
_WITH_BRACKETS = re.compile(
    r"(?P<name>[^()]+)(?P<brackets>(?:\([^()]*(?:\([^()]*\)[^()]*)*\)\s*)+)(?P<rest>[^()]*)"
)
_BRACKET = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
# What says of a name which kind it is: "birth name", "previously listed as", "original script".
_NOTE = re.compile(r"(?i)(?:^|\s-\s)(?:(?!\s-\s).)*\b(?:name|as|script)$|^original script:\s*")
# What has a year in it, or a longer number, is a remark and no name.
_REMARK = re.compile(r"\d{4}")
_BORN = re.compile(r"(?i),? born (?=.*\d).*")
_ENUMERATED = re.compile(r"\s[a-z]\)\s")


def names(text: str) -> Iterator[tuple[str, bool]]:
    """The name in a text, and its initials where they stand in brackets or behind a stroke: each,
    and whether it is weak.
    """
    name, other = _two(text.strip())
    if other and is_initials(name, other):
        name, other = other, name
    if other and is_initials(other, name):
        yield from ((name, False), (other, True))
    else:
        yield text, False


def _two(text: str) -> tuple[str, str]:
    """What stands before and in the brackets of a text, or before and behind a stroke; with
    legal forms that follow the brackets. The second is empty where there isn't one.
    """
    found = _WITH_BRACKETS.fullmatch(text) if len(text) <= LONGEST_WRITTEN else None
    if not found:
        name, *others = text.split(" / ")
        return (name, others[0].strip()) if len(others) == 1 else (text, "")
    inside = _BRACKET.findall(found["brackets"])
    if len(inside) != 1 or not _ends(found["rest"]):
        return text, ""
    return f"{found['name'].strip()} {found['rest']}".strip(), inside[0].strip()


def all_names(text: str) -> Iterator[tuple[str, bool]]:
    """All names in a text of the United Nations' list: those that semicolons part, and those in
    brackets in another script, or of which there are several: each, and whether it is weak.
    """
    if len(text) > LONGEST_WRITTEN:
        yield text, False  # no name, and it isn't worth the time
        return
    for piece in _pieces(text):
        simple, found = [*names(piece)], _WITH_BRACKETS.fullmatch(piece)
        if len(simple) > 1 or not found or found["rest"].strip():
            yield from simple
            continue
        name, others = found["name"].strip(" ,"), list[str]()
        for inside in _BRACKET.findall(found["brackets"]):
            told = _told(inside, name)
            name = f"{name} ({inside})" if told is None else name
            others += told or ()
        yield name, False
        for before, other in pairwise([name, *others]):
            yield other, is_initials(other, before)


def is_initials(short: str, name: str) -> bool:
    """Whether a word has the initials of a name, from its first word on: "AAB" has those of
    "Abdallah Azzam Brigades", and SAPICO of "Sahand Aluminum Parts Industrial Company".
    """
    folded, letters = fold(name), fold(short).replace(" ", "")
    capitals = sum(map(str.isupper, short))
    if " " in short or " " not in folded or not 2 <= len(letters) <= _LONGEST_INITIALS:
        return False
    first = {folded[0], without_articles(folded)[0][0]}
    if 2 * capitals < len(letters) or is_legal_form(letters) or letters[0] not in first:
        return False
    left = iter(folded)
    return all(letter in left for letter in letters)


def _ends(rest: str) -> bool:
    """Whether what stands behind a bracket is nothing, or a legal form: else the initials may be
    those of a part of the name, as of "Base of the Revolutionary Guard (RG) in Homs".
    """
    return all(map(is_legal_form, fold(rest).split()))


def _pieces(text: str) -> Iterator[str]:
    """What semicolons and enumerating letters part, outside of brackets, without remarks."""
    piece, depth = "", 0
    for part in re.findall(r"[();]|[^();]+", text):
        depth = max(0, depth + (part == "(") - (part == ")"))
        if part == ";" and not depth:
            yield from _plain(piece)
            piece = ""
        else:
            piece += part
    yield from _plain(piece)


def _plain(piece: str) -> Iterator[str]:
    for part in _ENUMERATED.split(piece) if "(" not in piece else [piece]:
        name = _BORN.sub("", part).strip(" ,")
        if name.strip():  # a separator of ASCII is blank, too
            yield name


def _told(inside: str, name: str) -> list[str] | None:
    """The names in a bracket behind a name: none in a remark; None where the bracket is a part of
    the name.
    """
    parts = [part.strip() for part in re.split(r"[;()]", inside) if part.strip()]
    told = [told for part in parts if (told := _NOTE.sub("", part).strip())]
    if _REMARK.search(inside) or not told:
        return []
    other = script(told[0]) not in ("", script(name))
    return told if len(parts) > 1 or other or is_initials(told[0], name) else None


# --- the surname first ----------------------------------------------------------------------------

# What stands behind a given name, after a second comma.
_SUFFIX = re.compile(r"(?i)(?:jr|sr|[ivx]+|dr|esq|ph\.?d|m\.?d)\.?")


def natural_order(name: str, *, person: bool = False) -> str | None:
    """`SURNAME, Given` as `Given SURNAME`, `SURNAME, Given, Jr.` as `Given SURNAME Jr.`; None for
    anything else, as for CIMEX, S.A.: companies stand in capitals throughout. A few people do,
    too, so that it may be said that it is one's.
    """
    surname, _, given = name.partition(", ")
    given, _, suffix = given.partition(", ")
    if not given or not surname.isupper() or (given.isupper() and not person):
        return None
    if suffix and not _SUFFIX.fullmatch(suffix):
        return None
    return f"{given} {surname} {suffix}".rstrip()


def orders(id: str, field: str, text: str, *, person: bool = False) -> Iterator[Said]:
    """A name as it stands, and, if it is a person's, in the order of reports; and its initials."""
    for name, weak in names(text):
        yield Said(id, "weak" if weak else field, name)
        if turned := None if weak else natural_order(name, person=person):
            yield Said(id, field if field == "weak" else "alias", turned)
