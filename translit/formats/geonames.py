"""GeoNames: files of places (SY.txt, allCountries.txt, cities500.txt ...) and of their alternate
names (alternateNamesV2.txt), unpacked.

Both have tabs and no first line; they are told apart by their 19 and 10 columns (8 in the file
before V2). Codes of countries and of their divisions lead to the entries that bear them: each place
lies within the smallest division that is in the files. Its population is its rank.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence

from translit.files.reading import STDIN
from translit.files.whole import require_regular
from translit.files.writing import show
from translit.formats import Said, located
from translit.formats.reading import File, Reading

ABOUT = "GeoNames files of places and alternate names"
LOOKS = r"\A\d+\t[^\t\n]*(\t[^\t\n]*){6}((\t[^\t\n]*){2}|(\t[^\t\n]*){11})?\r?\n"
LICENCE = "CC-BY-4.0"
HOLDS = frozenset(("id", "name", "aliases", "type", "within", "weak", "same_as", "at", "rank"))

PLACE, ALTERNATES = 19, (10, 8)  # cells of a row
# Feature codes of what is a country or stands for one in the codes of others; those of divisions
# are ADM1 to ADM4.
_COUNTRIES = ("PCLI", "PCLD", "PCLS", "PCLF", "PCLIX", "PCL", "TERR")
_DIVISIONS = {"ADM1": 2, "ADM2": 3, "ADM3": 4, "ADM4": 5} | dict.fromkeys(_COUNTRIES, 1)
# The column of alternate names doesn't say which of them is the code of an airport or a harbour;
# they look like this.
_CODE = re.compile("[A-Z]{3,5}")
# Nor which a machine made of another script: letters without capitals, and of Arabic without vowels
# (dby for دبي).
_BY_MACHINE = re.compile(r"[\x00-@\[-\x7f]*")
# Languages of two or three letters, and what follows them: zh-Hant, fr_1793. Four letters are
# something else: post, iata, link.
_LANGUAGE = re.compile("([a-z]{2,3}([-_].*)?)?")
_SCRIPTS = ("piny",)  # except this one, Pinyin
_LONGEST_ID = 9  # digits; a place has eight


def read(paths: Sequence[str]) -> Iterator[Said]:
    files = sorted(
        paths, key=_has_alternates
    )  # places first: then alternate names of other places are passed over
    places, with_names = _Numbers(), not any(map(_has_alternates, files))
    with Reading(files) as reading:
        for file in reading:
            for row in file.rows("\t"):
                if len(row) == PLACE:
                    if _is_number(file, row, 0):
                        places.add(int(row[0]))
                        yield from _place(row, with_names=with_names)
                elif len(row) in ALTERNATES:
                    if _is_number(file, row, 1) and (not places or int(row[1]) in places):
                        yield from _alternate(row)
                elif row:
                    known = "a place has 19 and an alternate name 10"
                    file.fault(
                        "cells",
                        f"this row has {len(row)} cells, and {known}: is this a file of GeoNames,"
                        " unpacked?",
                    )


def _has_alternates(path: str) -> bool:
    """Whether a file holds alternate names, by its first line."""
    if path == STDIN:
        peek = getattr(sys.stdin.buffer, "peek", lambda size: b"")
        return peek(1 << 13).partition(b"\n")[0].count(b"\t") + 1 in ALTERNATES
    try:
        require_regular(path)
        with open(path, "rb") as file:  # noqa: PTH123 (a Path turns "" into ".")
            return file.readline(1 << 16).count(b"\t") + 1 in ALTERNATES
    except (OSError, ValueError):
        return False  # Reading tells of it


def _is_number(file: File, row: Sequence[str], cell: int) -> bool:
    if row[cell].isascii() and row[cell].isdecimal() and len(row[cell]) <= _LONGEST_ID:
        return True
    file.fault("value", f"the number of a place must stand here, not {show(row[cell])}", cell)
    return False


class _Numbers:
    """A set of numbers, a bit each: all of GeoNames' places take two megabytes."""

    def __init__(self) -> None:
        self._bits = bytearray()

    def __bool__(self) -> bool:
        return bool(self._bits)

    def __contains__(self, number: int) -> bool:
        return number >> 3 < len(self._bits) and bool(self._bits[number >> 3] & 1 << (number & 7))

    def add(self, number: int) -> None:
        self._bits.extend(bytes(max(0, (number >> 3) + 1 - len(self._bits))))
        self._bits[number >> 3] |= 1 << (number & 7)


def _place(row: Sequence[str], *, with_names: bool) -> Iterator[Said]:
    number, name, plain, others, feature, country = row[0], row[1], row[2], row[3], row[7], row[8]
    id = f"geonames.{number}"
    yield Said(id, "name", name)
    yield Said(id, "type", "place")
    yield Said(id, "same_as", number, "geonames")
    yield from located(id, row[4], row[5])
    if row[14] not in ("", "0"):  # which stands for one that isn't known
        yield Said(id, "rank", row[14])
    if plain and plain != name:
        yield Said(id, "alias", plain)
    for other in others.split(",") if with_names and others else ():
        if _CODE.fullmatch(other):
            yield Said(id, "ignored", "codes among the names")
        elif _BY_MACHINE.fullmatch(other):
            yield Said(id, "ignored", "spellings by a machine among the names")
        else:
            yield Said(id, "alias", other)
    # "00" stands for a division that isn't known.
    codes = [country, *(row[10:14] if row[10] != "00" else ())]
    chain = [f"geonames {'.'.join(codes[:end])}" for end in range(1, 6) if all(codes[:end])]
    level = _DIVISIONS.get(feature, 6)
    if level <= len(chain):
        yield Said(id, "code", chain[level - 1])
    for code in reversed(chain[: level - 1]):
        yield Said(id, "within", code, "division")


def _alternate(row: Sequence[str]) -> Iterator[Said]:
    id, language, name, colloquial = f"geonames.{row[1]}", row[2], row[3], row[6]
    if language == "wkdt":
        yield Said(id, "same_as", name, "wikidata")
    elif language == "abbr":  # other things bear them too
        yield Said(id, "weak", name)
    elif _LANGUAGE.fullmatch(language) or language in _SCRIPTS:
        # Short names (Syria) and historic ones are names. What a city is called in jest (Big Apple)
        # is one only now and then.
        yield Said(id, "weak" if colloquial == "1" else "alias", name)
    else:
        yield Said(id, "ignored", f"`{language}`")
