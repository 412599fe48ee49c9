"""Synonym files of Solr and Elasticsearch: `Ramousa, al-Ramosa => sy.aleppo.ramousa`.

Left of the arrow stand names, the canonical one first, right of it stands the ID that takes their
place in a text; of several IDs, each has these names. A line without an arrow is a list of names
alone: the first is the canonical one and, with _ for its blanks, the ID. Lines of one ID add up. A
backslash takes the meaning from the character after it; # begins a comment, where it is the first
character of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.language.characters import plain

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "a synonym file of Solr or Elasticsearch"
LOOKS = r"(?m)^[^{<\n]+=>[^\n]+$"
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases"})

_PARTS = re.compile(r"(=>|,)|\\(.)|([^\\,=]+|.)", re.DOTALL)
_TO_ESCAPE = re.compile(r"^#|[\\,]|=(?=>)")
# The other format that these programs read: s(100000001,1,'abstain',v,1,0).
_WORDNET = re.compile(r"s\([0-9]+,[0-9]+,'.*',[a-z],[0-9]+,[0-9]+\)\.")
_BLANKS = "".join(map(chr, range(0x21)))  # what these programs strip from both ends of a name


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each ID.

    Raises:
        TableError: a line has two arrows, or nothing on one side of one, or something else than IDs
            on its right.
    """
    with Reading(paths) as reading:
        for file in reading:
            for line in file.lines():
                if line[0] != "#" and line.strip():
                    yield from _said(file, line.rstrip("\r\n"))


def _said(file: File, line: str) -> Iterator[Said]:
    names, *sides = _sides(line)
    if _WORDNET.fullmatch(line):
        file.fault(
            "format",
            "this is WordNet's format: only lines of names, with commas between them, are read",
        )
    elif len(sides) > 1:
        file.fault("arrow", r"a second => in one line: write \=> where it belongs to a name")
    elif not names or not all(sides):
        file.fault(
            "arrow",
            "nothing stands on one side of =>, or between the commas: write names on its left and"
            " an ID on its right",
        )
    else:
        ids = sides[0] if sides else ["_".join(plain(names[0]).split())]
        for id in filter(file.is_id, ids):
            yield from (Said(id, "alias", name) for name in names)


def _sides(line: str) -> list[list[str]]:
    """What stands left of each arrow and right of the last one; of each of these the names
    between commas that aren't empty.
    """
    sides: list[list[list[str]]] = [[[]]]
    for mark, escaped, text in _PARTS.findall(line):
        if mark == "=>":
            sides.append([[]])
        elif mark:
            sides[-1].append([])
        else:
            sides[-1][-1].append(escaped or text)
    return [[name for parts in side if (name := "".join(parts).strip(_BLANKS))] for side in sides]


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """A line for each entry."""
    for entry in entries:
        yield f"{', '.join(map(_escaped, (entry.name, *entry.aliases)))} => {_escaped(entry.id)}\n"


def _escaped(text: str) -> str:
    return _TO_ESCAPE.sub(r"\\\g<0>", text)
