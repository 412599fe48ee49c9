"""The consolidated list of the European Union's financial sanctions (FSF), as XML or CSV.

Both name a thing once for each spelling, and an entity also in the languages of the Union. The
language of a name is two letters, or nothing where it is that of the regulation. A name that isn't
strong, or whose remark calls it one of low quality, is weak, and so are initials in brackets
(`listed`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from translit.formats import Said
from translit.formats.listed import names
from translit.formats.reading import File, Reading
from translit.formats.xml import Element, elements
from translit.language.scripts import script

ABOUT = "the list of financial sanctions of the European Union (XML or CSV)"
LOOKS = r"<export\b|\bEntity_LogicalId\b"
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "weak", "same_as", "facts"})

# An enterprise of this list may be a bank or an armed group. CSV writes a letter for it.
_TYPES = {"person": "person", "p": "person"}
_WEAK = re.compile(r"(?i)\b(low|weak)[ -]?qual|\bweak\b")  # quality is misspelt now and then
_NEEDED = ("Entity_LogicalId", "NameAlias_WholeName")
_PARTS = ("FirstName", "MiddleName", "LastName")
# What else is known: the columns, of which the first that says something counts, and the key among
# the facts.
_COLUMNS = (
    (("Entity_Regulation_Programme",), "programme"),
    (("BirthDate_BirthDate", "BirthDate_Year"), "birth_date"),
    (("BirthDate_City",), "birth_place"),
    (("Citizenship_CountryDescription", "Citizenship_CountryIso2Code"), "nationality"),
    (("Identification_Number", "Identification_LatinNumber"), "identifier"),
    (("Address_CountryDescription", "Address_CountryIso2Code"), "country"),
)
# The same in XML: the element and its attributes.
_ATTRIBUTES = (
    ("regulation", ("programme",), "programme"),
    ("birthdate", ("birthdate", "year"), "birth_date"),
    ("birthdate", ("city",), "birth_place"),
    ("citizenship", ("countryDescription", "countryIso2Code"), "nationality"),
    ("identification", ("number", "latinNumber"), "identifier"),
    ("address", ("countryDescription", "countryIso2Code"), "country"),
)


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each person and entity.

    Raises:
        TableError: a file is neither the list's XML nor its CSV; or something has no number.
    """
    with Reading(paths) as reading:
        for file in reading:
            if file.first().lstrip().startswith("<"):
                for entity in elements(file, {"sanctionEntity"}, ("export",)):
                    yield from _entity(file, entity)
            else:
                for row in file.records(";", _NEEDED):
                    yield from _row(file, row)


def _id(file: File, number: str, line: int) -> str:
    """The ID of what has a number, or "" and a fault."""
    if number.isdecimal():
        return f"eu.{number}"
    what = "the logical ID of an entity must be a number"
    file.fault_at(line, 1, "value", f"{what}: is this a file of that format?")
    return ""


def _entity(file: File, entity: Element) -> Iterator[Said]:
    id = _id(file, entity.attributes.get("logicalId", ""), entity.line)
    if not id:
        return
    yield from _about(id, entity.attributes.get("euReferenceNumber", ""), _code(entity))
    for name in entity.all("nameAlias"):
        parts = (name.attributes.get(part[0].lower() + part[1:], "") for part in _PARTS)
        text = name.attributes.get("wholeName", "").strip() or " ".join(filter(None, parts))
        remarks = " ".join(remark.text() for remark in name.all("remark"))
        low = name.attributes.get("strong") == "false" or _is_low(remarks)
        yield from _names(id, text, name.attributes.get("nameLanguage", ""), low=low)
    for element, attributes, key in _ATTRIBUTES:
        for each in entity.all(element):
            told = (each.attributes.get(name, "") for name in attributes)
            yield from _fact(id, next(filter(None, told), ""), key)


def _code(entity: Element) -> str:
    return next((each.attributes.get("code", "") for each in entity.all("subjectType")), "")


def _about(id: str, reference: str, kind: str) -> Iterator[Said]:
    if reference:
        yield Said(id, "same_as", reference, "eu")
    if type := _TYPES.get(kind.strip().lower()):
        yield Said(id, "type", type)


def _row(file: File, row: Mapping[str, str]) -> Iterator[Said]:
    id = _id(file, row["Entity_LogicalId"], file.first_line())
    if not id:
        return
    kind = row.get("Entity_SubjectType_ClassificationCode") or row.get("Entity_SubjectType", "")
    yield from _about(id, row.get("Entity_EU_ReferenceNumber", ""), kind)
    parts = (row.get(f"NameAlias_{part}", "") for part in _PARTS)
    name = row["NameAlias_WholeName"].strip() or " ".join(filter(None, parts))
    language, remark = (row.get(f"NameAlias_{each}", "") for each in ("NameLanguage", "Remark"))
    yield from _names(id, name, language, low=_is_low(remark))
    for columns, key in _COLUMNS:
        yield from _fact(id, next(filter(None, (row.get(each, "") for each in columns)), ""), key)


def _is_low(remarks: str) -> bool:
    return _WEAK.search(remarks) is not None


def _names(id: str, text: str, language: str, *, low: bool) -> Iterator[Said]:
    """A name, or it and its initials. The one to file under is in English, or in Latin letters and
    in no language that is told.
    """
    english = language.upper() == "EN" or (not language and script(text) == "Latn")
    for name, weak in names(text) if text else ():
        yield Said(id, "weak" if weak or low else "name" if english else "alias", name)


def _fact(id: str, text: str, key: str) -> Iterator[Said]:
    if text and text != "UNKNOWN":
        yield Said(id, "fact", text, key)
