"""The sanctions lists of the US Treasury as CSV (sdn.csv, alt.csv, sdn_comments.csv, and
cons_prim.csv, cons_alt.csv, cons_comments.csv) or XML (`ofac_xml`).

The files of CSV have no header: what a row is shows in the number of its cells. Null is `-0-`, with
a blank behind it.

===========================  =======================================================================
12 cells: the list itself    number, name and kind of a thing, and remarks
5 cells: other names         of a thing, by its number: also, formerly or now known as
2 cells: comments            what of the remarks had no room, after their first 1,000 characters
6 cells: addresses           not read
===========================  =======================================================================

The names that stand in quotes in the remarks, as a.k.a. 'PACHO', are weak: the Treasury holds them
for too broad to screen by. A person stands as SURNAME, Given; "Given SURNAME", as reports write it,
is added. Dates and places of birth, nationalities, programmes, papers and ships' numbers are facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from translit.formats import Said
from translit.formats.listed import orders
from translit.formats.ofac_xml import listed
from translit.formats.reading import File, Reading

ABOUT = "the sanctions lists of the US Treasury (XML or CSV)"
LOOKS = (
    r"<(sdnList|sanctionsData)\b"
    r'|\A\d+,("[^"\n]*",("individual"|"vessel"|"aircraft"|-0- ),|\d+,"[afn]ka",)'
)
LICENCE = "LicenseRef-US-Government-Work"
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "same_as", "facts"})

_TYPES = {
    "individual": "person"
}  # vessels and aircraft are called so; what has no kind may be a bank or an armed group
_ALTERNATIVES = ("aka", "fka", "nka")
_WEAK = re.compile(r"[afn]\.k\.a\. '(.+)'\.?")
# How a remark begins that is a fact, and the key under which that stands.
_REMARKS = (
    (re.compile(r"(?:alt\. )?DOB (?P<text>.+)"), "birth_date"),
    (re.compile(r"(?:alt\. )?POB (?P<text>.+)"), "birth_place"),
    (re.compile(r"(?:alt\. )?(?:nationality|citizen) (?P<text>.+)"), "nationality"),
    (re.compile(r"Vessel Registration Identification (?P<text>IMO [0-9]{7})"), "imo_number"),
    (
        re.compile(
            r"(?:alt\. )?(?P<text>(?:Passport|National ID No\.|Tax ID No\.|Registration Number|"
            r"Identification Number|Registration ID|Company Number|Cedula No\.) .+)"
        ),
        "identifier",
    ),
)
_ROOM = 1000  # characters of remarks, beyond which they go on in the comments
_END = "\x1a"  # the Treasury ends its files with it, as was once the custom


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each thing.

    Raises:
        TableError: a row has a number of cells that none of the files have, or no number, or
            another kind of name.
    """
    cut = _Cut()
    with Reading(paths) as reading:
        for file in reading:
            if file.first().lstrip().startswith("<"):
                yield from listed(file)
                continue
            for row in file.rows(","):
                cells = ["" if (text := cell.strip()) == "-0-" else text for cell in row]
                if (
                    row
                    and row != [_END]
                    and not (file.first_line() == 1 and cells[0].lower() == "ent_num")
                ):
                    yield from _said(file, cells, cut)
    yield from cut.rest()


def _said(file: File, row: list[str], cut: _Cut) -> Iterator[Said]:
    number, id = row[0], f"ofac.{row[0]}"
    if len(row) not in (12, 6, 5, 2):
        file.fault(
            "cells",
            f"this row has {len(row)} cells: the list has 12, the other names have 5 and the"
            " comments 2",
        )
    elif not (number.isascii() and number.isdigit()):
        file.fault("value", "the number of the thing must stand first")
    elif len(row) == 12:
        yield Said(id, "same_as", number, "ofac")
        yield from orders(id, "name", row[1], person=row[2] == "individual")
        if row[2]:
            yield Said(id, "type", _TYPES.get(row[2], row[2]))
        for programme in filter(None, row[3].split("] [")):
            yield Said(id, "fact", programme.strip(" []"), "programme")
        yield from cut.remarks(id, row[11])
    elif len(row) == 5:
        if (kind := row[2].lower().replace(".", "")) not in _ALTERNATIVES:
            file.fault("kind", f"an other name is aka, fka or nka, and not {kind or 'nothing'}", 2)
        yield from orders(id, "alias", row[3])
    elif len(row) == 2:
        yield from cut.comment(id, row[1])
    else:
        yield Said(id, "ignored", "addresses")


class _Cut:
    """The remarks that don't end where they stand: the last one of a row of the list, and the
    first one of a comment, by ID.
    """

    def __init__(self) -> None:
        self.ends: dict[str, str] = {}
        self.beginnings: dict[str, str] = {}

    def remarks(self, id: str, text: str) -> Iterator[Said]:
        if len(text) >= _ROOM:
            text, _, self.ends[id] = text.rpartition("; ")
            yield from self._join(id)
        yield from _told(id, text)

    def comment(self, id: str, text: str) -> Iterator[Said]:
        self.beginnings[id], _, whole = text.partition("; ")
        yield from _told(id, whole)
        yield from self._join(id)

    def _join(self, id: str) -> Iterator[Said]:
        if id in self.ends and id in self.beginnings:
            yield from _told(id, self.ends.pop(id) + self.beginnings.pop(id))

    def rest(self) -> Iterator[Said]:
        for id, text in self.ends.items():
            yield from _told(id, text, whole=text.endswith("."))
            if not text.endswith("."):
                yield Said(
                    id, "ignored", "remarks that go on in the file of comments, which wasn't given"
                )


def _told(id: str, remarks: str, *, whole: bool = True) -> Iterator[Said]:
    """What remarks say: weak names, and facts, which have no end of their own: of what isn't
    `whole` they stay out.
    """
    for remark in remarks.split("; "):
        if found := _WEAK.fullmatch(remark):
            yield from orders(id, "weak", found[1])
        for pattern, key in _REMARKS if whole else ():
            if fact := pattern.fullmatch(remark.removesuffix(".")):
                yield Said(id, "fact", fact["text"].removeprefix("IMO "), key)
