"""The consolidated list of the United Nations Security Council, as XML.

A person's name stands in up to four parts in the order of speech. Aliases of the quality Low are
weak: the committees hold them for too broad to screen by. Hundreds of aliases are empty, and some
hold several names, or one with its initials or the original script in brackets (`listed`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from translit.formats import Said
from translit.formats.listed import all_names
from translit.formats.reading import File, Reading
from translit.formats.xml import Element, elements

ABOUT = "the consolidated list of the United Nations Security Council (XML)"
LOOKS = r"<CONSOLIDATED_LIST\b"
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "same_as", "facts"})

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
_KINDS = {"INDIVIDUAL": "person", "ENTITY": ""}  # an entity may be a bank or an armed group
# What else is known: the element, those in it that hold a text each, and the key among the facts.
_FACTS = (
    ("NATIONALITY", "VALUE", "nationality"),
    ("UN_LIST_TYPE", "", "programme"),
    ("LISTED_ON", "", "listed"),
    ("INDIVIDUAL_ADDRESS", "COUNTRY", "country"),
    ("ENTITY_ADDRESS", "COUNTRY", "country"),
)


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each person and entity.

    Raises:
        TableError: a file is no XML, or another list's; or a person or entity has no number.
    """
    with Reading(paths) as reading:
        for file in reading:
            for listed in elements(file, _KINDS, ("CONSOLIDATED_LIST",)):
                yield from _said(file, listed)


def _said(file: File, listed: Element) -> Iterator[Said]:
    number, reference = listed.text("DATAID"), listed.text("REFERENCE_NUMBER")
    if not number.isdecimal():
        what = "a number must stand in DATAID of each INDIVIDUAL and ENTITY"
        file.fault_at(listed.line, 1, "value", f"{what}: is the file whole?")
        return
    id = f"un.{number}"
    yield from _names(id, "name", " ".join(filter(None, map(listed.text, _PARTS))))
    yield from _names(id, "alias", listed.text("NAME_ORIGINAL_SCRIPT"))
    if kind := _KINDS[listed.name]:
        yield Said(id, "type", kind)
    if reference:
        yield Said(id, "same_as", reference, "un")
    for alias in listed.all(f"{listed.name}_ALIAS"):
        weak, text = alias.text("QUALITY").lower() == "low", alias.text("ALIAS_NAME")
        yield from _names(id, "weak" if weak else "alias", text)
        if not text:
            yield Said(id, "ignored", "empty aliases")
    yield from _facts(id, listed)


def _names(id: str, field: str, text: str) -> Iterator[Said]:
    for name, weak in all_names(text):
        yield Said(id, "weak" if weak else field, name)


def _facts(id: str, listed: Element) -> Iterator[Said]:
    for name, inner, key in _FACTS:
        for each in listed.all(name):
            for text in each.all(inner) if inner else [each]:
                yield Said(id, "fact", text.text(), key)
    for birth in listed.all("INDIVIDUAL_DATE_OF_BIRTH"):
        years = "-".join(filter(None, map(birth.text, ("FROM_YEAR", "TO_YEAR"))))
        yield Said(id, "fact", birth.text("DATE") or birth.text("YEAR") or years, "birth_date")
    for birth in listed.all("INDIVIDUAL_PLACE_OF_BIRTH"):
        place = map(birth.text, ("CITY", "STATE_PROVINCE", "COUNTRY"))
        yield Said(id, "fact", ", ".join(filter(None, place)), "birth_place")
    for paper in listed.all("INDIVIDUAL_DOCUMENT"):
        if number := paper.text("NUMBER"):
            kind = paper.text("TYPE_OF_DOCUMENT") or paper.text("TYPE_OF_DOCUMENT2")
            yield Said(id, "fact", f"{kind} {number}".strip(), "identifier")
