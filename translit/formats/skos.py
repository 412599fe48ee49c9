"""SKOS: vocabularies and authority files in Turtle or N-Triples.

============================  ======================================================================================================
skos:prefLabel                the name: the English one, else one without a language, else the first; the others are aliases
skos:altLabel                 an alias
skos:hiddenLabel              a weak name: what shall be found, as a misspelling, and not breed more of its kind
skos:broader, skos:narrower   within, seen from either side
skos:exactMatch               same_as: the number in Wikidata and GeoNames, else the whole address, under the name of its host
owl:differentFrom             never
dct:type, a text              the type
============================  ======================================================================================================

The ID is the IRI. An ID that is none is written as one that begins with `urn:translit:`, and read back as it was. Notations are codes,
documentation is no name, `closeMatch` isn't identity, and labels that are things of their own (SKOS-XL) aren't read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

from translit.formats import Said
from translit.formats.reading import File, Reading
from translit.formats.turtle import BLANK, Literal, NotTurtle, Triple, triples
from translit.yaml.strict import show

if TYPE_CHECKING:
    from translit.model import Entry

ABOUT = "a SKOS vocabulary (Turtle or N-Triples)"
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "within", "weak", "never", "same_as"})

_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
}
# What says something of an entry, and which field that is.
_SAYS = {
    "skos:prefLabel": "name",
    "skos:altLabel": "alias",
    "skos:hiddenLabel": "weak",
    "skos:broader": "within",
    "skos:narrower": "narrower",
    "skos:exactMatch": "same_as",
    "owl:differentFrom": "never",
    "dct:type": "type",
    "skos:notation": "ignored",
}


def _iri(name: str) -> str:
    prefix, _, local = name.partition(":")
    return _PREFIXES[prefix] + local


_FIELDS = {_iri(name): field for name, field in _SAYS.items()}
_TYPE = _iri("rdf:type")
# What may have labels in a vocabulary, and is no concept.
_FRAMES = {_iri(f"skos:{name}") for name in ("ConceptScheme", "Collection", "OrderedCollection")}
_OURS = "urn:translit:"

# --- reading ---------------------------------------------------------------------------------------------------------


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each concept.

    Raises:
        TableError: a file isn't Turtle, or an IRI can't be an ID.
    """
    with Reading(paths) as reading:
        for file in reading:
            if file.first().lstrip()[:5] in ("<?xml", "<rdf:"):
                file.faulty("syntax", "this is RDF/XML: make Turtle or N-Triples of it, as by: rapper -o ntriples FILE")
                continue
            try:
                for subject, about in groupby(triples(file.lines()), key=lambda triple: triple.subject):
                    yield from _said(file, subject, about)
            except NotTurtle as error:
                file.fault_at(error.line, error.column, "syntax", error.why)


def _said(file: File, subject: str, about: Iterator[Triple]) -> Iterator[Said]:
    """What statements about one thing, that stand together, say."""
    told = [triple for triple in about if triple.predicate == _TYPE or triple.predicate in _FIELDS]
    if subject == BLANK or any(triple.predicate == _TYPE and triple.object in _FRAMES for triple in told):
        return
    told = [triple for triple in told if triple.predicate != _TYPE]
    if told and file.is_id(id := _id(subject)):
        for triple in sorted(told, key=_rank):
            yield from _one(file, id, _FIELDS[triple.predicate], triple.object)


def _rank(triple: Triple) -> int:
    """The names first, and of them the one that an English reader expects."""
    if _FIELDS[triple.predicate] != "name":
        return 3
    language = triple.object.language if isinstance(triple.object, Literal) else ""
    return 0 if language.partition("-")[0] == "en" else 1 if not language else 2


def _one(file: File, id: str, field: str, value: str | Literal) -> Iterator[Said]:
    if isinstance(value, Literal):
        if field in ("name", "alias", "weak", "type", "ignored"):
            yield Said(id, field, "notations" if field == "ignored" else value.text)
        else:
            file.fault("value", f"an IRI must stand behind that, and no text ({show(value.text)})")
    elif field in ("within", "narrower", "never") and value != BLANK:
        if file.is_id(other := _id(value)):
            yield Said(other, "within", id) if field == "narrower" else Said(id, field, other)
    elif field == "same_as" and value != BLANK:
        catalogue, number = _catalogue(value)
        yield Said(id, field, number, catalogue)
    else:
        yield Said(id, "ignored", "labels, types and pointers that are things of their own")


def _id(iri: str) -> str:
    return _unquoted(iri.removeprefix(_OURS)) if iri.startswith(_OURS) else iri


def _unquoted(text: str) -> str:
    return unquote(text, errors="replace")


# --- same_as ---------------------------------------------------------------------------------------------------------

_WIKIDATA = re.compile(r"https?://www\.wikidata\.org/(?:entity|wiki)/(Q[0-9]+)")
_GEONAMES = re.compile(r"https?://(?:sws|www)\.geonames\.org/([0-9]+)(?:/.*)?")


def _catalogue(iri: str) -> tuple[str, str]:
    """The catalogue that an address belongs to, and what it says there."""
    if iri.startswith(_OURS):
        catalogue, _, number = iri.removeprefix(_OURS).partition(":")
        return _unquoted(catalogue), _unquoted(number)
    for name, pattern in (("wikidata", _WIKIDATA), ("geonames", _GEONAMES)):
        if found := pattern.fullmatch(iri):
            return name, found[1]
    return _host(iri), iri


def _host(iri: str) -> str:
    """The host of an address; of an IRI that is none, what stands before the first colon."""
    try:
        parts = urlsplit(iri)
    except ValueError:
        return "address"
    return parts.hostname or parts.scheme or "address"


def _address(catalogue: str, number: str) -> str:
    """The IRI of which `_catalogue` makes these two."""
    if catalogue == "wikidata" and re.fullmatch("Q[0-9]+", number):
        return f"http://www.wikidata.org/entity/{number}"
    if catalogue == "geonames" and re.fullmatch("[0-9]+", number):
        return f"https://sws.geonames.org/{number}/"
    if _IS_IRI.fullmatch(number) and _catalogue(number) == (catalogue, number):
        return number
    return f"{_OURS}{quote(catalogue, safe='')}:{quote(number, safe='')}"


# --- writing ---------------------------------------------------------------------------------------------------------

_IS_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries in Turtle."""
    yield "".join(f"@prefix {name}: <{_PREFIXES[name]}> .\n" for name in ("dct", "owl", "skos"))
    for entry in entries:
        strong = dict.fromkeys((entry.name, *entry.aliases))
        weak = (name for name in dict.fromkeys(entry.weak) if name not in strong)
        lists = (
            ("skos:prefLabel", [_text(entry.name)]),
            ("skos:altLabel", [_text(name) for name in strong if name != entry.name]),
            ("skos:hiddenLabel", map(_text, weak)),
            ("skos:broader", map(_thing, entry.within)),
            ("owl:differentFrom", map(_thing, entry.never)),
            ("skos:exactMatch", [f"<{_address(*pair)}>" for pair in entry.same_as.items()]),
            ("dct:type", [_text(entry.type)] if entry.type else []),
        )
        told = "".join(f" ;\n    {predicate} {', '.join(values)}" for predicate, each in lists if (values := list(each)))
        yield f"\n{_thing(entry.id)} a skos:Concept{told} .\n"


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _thing(id: str) -> str:
    iri = id if _IS_IRI.fullmatch(id) and not id.startswith(_OURS) else _OURS + quote(id, safe=":/@!$&'()*+,;=")
    return f"<{iri}>"
