"""The sanctions lists of the US Treasury as XML: the enhanced ones (SDN_ENHANCED.XML,
CONS_ENHANCED.XML), which hold names in other scripts, and the plain ones (SDN.XML,
CONSOLIDATED.XML).

Both say which names are weak ("low quality", "weak"): the Treasury holds them for too broad to
screen by. A person's name has a first and a last part, so that it stands in both orders.
"""

from __future__ import annotations

from collections.abc import Iterator

from translit.formats import Said
from translit.formats.listed import orders
from translit.formats.reading import File
from translit.formats.xml import Element, elements

_ROOTS = ("sanctionsData", "sdnList")
_ENHANCED, _PLAIN = "entity", "sdnEntry"
_TYPES = {"individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
_FEATURES = {
    "Birthdate": "birth_date",
    "Place of Birth": "birth_place",
    "Nationality Country": "nationality",
    "Citizenship Country": "nationality",
}
# What else is known, in the plain list: the ways to the texts, and the key among the facts.
_WAYS = (
    (("programList", "program"), "programme"),
    (("dateOfBirthList", "dateOfBirthItem", "dateOfBirth"), "birth_date"),
    (("placeOfBirthList", "placeOfBirthItem", "placeOfBirth"), "birth_place"),
    (("nationalityList", "nationality", "country"), "nationality"),
    (("citizenshipList", "citizenship", "country"), "nationality"),
)
_PAPERS = (
    "Passport",
    "National ID No.",
    "Tax ID No.",
    "Registration Number",
    "Identification Number",
    "Registration ID",
    "Company Number",
    "Cedula No.",
)
_SHIP = "Vessel Registration Identification"


def listed(file: File) -> Iterator[Said]:
    """What a list says of each thing."""
    for thing in elements(file, {_ENHANCED, _PLAIN}, _ROOTS):
        plain = thing.name == _PLAIN
        number = thing.text("uid") if plain else thing.attributes.get("id", "")
        kind = thing.text("sdnType") if plain else thing.text("generalInfo", "entityType")
        if not number.isdecimal() or not kind:
            what = "what is listed must have a number and a type"
            file.fault_at(
                thing.line, 1, "value", f"{what}: is this the whole list, or only changes?"
            )
            continue
        id, type = f"ofac.{number}", _TYPES.get(kind.lower())
        yield Said(id, "same_as", number, "ofac")
        yield from (_plain if plain else _enhanced)(id, thing, person=type == "person")
        if type:
            yield Said(id, "type", type)


def _inner(thing: Element, *way: str) -> Iterator[Element]:
    """The elements at the end of a way."""
    for each in thing.all(way[0]):
        if way[1:]:
            yield from _inner(each, *way[1:])
        else:
            yield each


def _enhanced(id: str, thing: Element, *, person: bool) -> Iterator[Said]:
    for name in _inner(thing, "names", "name"):
        for written in _inner(name, "translations", "translation"):
            first = name.text("isPrimary") == written.text("isPrimary") == "true"
            field = "name" if first else "alias"
            parts = (written.text("formattedFirstName"), written.text("formattedLastName"))
            field = "weak" if name.text("isLowQuality") == "true" else field
            yield from _name(id, field, written.text("formattedFullName"), *parts, person=person)
    for programme in _inner(thing, "sanctionsPrograms", "sanctionsProgram"):
        yield Said(id, "fact", programme.text(), "programme")
    for feature in _inner(thing, "features", "feature"):
        if key := _FEATURES.get(feature.text("type")):
            yield Said(id, "fact", feature.text("value"), key)
    for paper in _inner(thing, "identityDocuments", "identityDocument"):
        told = (paper.text(name) for name in ("type", "documentNumber", "issuingCountry"))
        yield from _paper(id, *told)


def _plain(id: str, thing: Element, *, person: bool) -> Iterator[Said]:
    yield from _whole(id, "name", thing, person=person)
    for alias in _inner(thing, "akaList", "aka"):
        field = "weak" if alias.text("category") == "weak" else "alias"
        yield from _whole(id, field, alias, person=person)
    for way, key in _WAYS:
        yield from (Said(id, "fact", each.text(), key) for each in _inner(thing, *way))
    for paper in _inner(thing, "idList", "id"):
        yield from _paper(id, *(paper.text(name) for name in ("idType", "idNumber", "idCountry")))


def _whole(id: str, field: str, held: Element, *, person: bool) -> Iterator[Said]:
    first, last = held.text("firstName"), held.text("lastName")
    yield from _name(id, field, f"{last}, {first}" if first else last, first, last, person=person)


def _name(
    id: str, field: str, whole: str, first: str, last: str, *, person: bool
) -> Iterator[Said]:
    """A name with the surname first, and, where its parts are told, in the order of speech."""
    if not first or not last:
        yield from orders(id, field, whole, person=person)
        return
    given, _, suffix = first.partition(", ")
    yield Said(id, field, whole)
    yield Said(id, field if field == "weak" else "alias", f"{given} {last} {suffix}".rstrip())


def _paper(id: str, kind: str, number: str, country: str) -> Iterator[Said]:
    if kind == _SHIP:
        yield Said(id, "fact", number.removeprefix("IMO "), "imo_number")
    elif kind in _PAPERS and number:
        yield Said(id, "fact", f"{kind} {number}" + f" ({country})" * bool(country), "identifier")
