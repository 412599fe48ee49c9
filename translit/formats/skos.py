"""SKOS: vocabularies and authority files in RDF.

==============================  ================================================================
skos:prefLabel                  the name: the English one, else one without a language, else the
                                first; the others are aliases
skos:altLabel                   an alias
skos:hiddenLabel                a weak name: what shall be found, as a misspelling, and not breed
                                more of its kind
skos:broader, skos:narrower     within, seen from either side
skos:exactMatch                 same_as: the number in Wikidata and GeoNames, else the whole
                                address, under the name of its host
owl:differentFrom               never
dct:type, a text                the type
geo:lat, geo:long               at
owl:deprecated                  the concept stays out
==============================  ================================================================

Labels that are things of their own (SKOS-XL) count as the others do, under the names of that
vocabulary: `skosxl:prefLabel` and so on.

The ID is the IRI. An ID that is none is written as one that begins with `urn:translit:`, and read
back as it was. Notations are codes, documentation is no name, and `closeMatch` isn't identity.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from translit.files.writing import show
from translit.formats import Said, located
from translit.formats.addresses import catalogue
from translit.formats.rdf import BLANK, NOWHERE, Literal, Triple, triples
from translit.formats.reading import File, Reading

if TYPE_CHECKING:
    from translit.model.nouns import Entry

ABOUT = "a SKOS vocabulary"
LOOKS = r"skos[:/#]|skosxl|skos/core|<rdf:RDF\b"
LICENCE = None
HOLDS = frozenset({"id", "name", "aliases", "type", "within", "weak", "never", "same_as", "at"})

_PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "geo": "http://www.w3.org/2003/01/geo/wgs84_pos#",
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
_XL = "http://www.w3.org/2008/05/skos-xl#"
# What says that an entry has a label which is a thing of its own, and which field that is.
_LABELS = {
    f"{_XL}prefLabel": "name",
    f"{_XL}altLabel": "alias",
    f"{_XL}hiddenLabel": "weak",
}
_FORM = f"{_XL}literalForm"
_TYPE = _iri("rdf:type")
_PLACE = tuple(map(_iri, ("geo:lat", "geo:long")))
_DEPRECATED = _iri("owl:deprecated")
_WANTED = {_TYPE, _FORM, _DEPRECATED, *_PLACE, *_FIELDS, *_LABELS}
# What may have labels in a vocabulary, and is no concept.
_FRAMES = {_iri(f"skos:{name}") for name in ("ConceptScheme", "Collection", "OrderedCollection")}
_OURS = "urn:translit:"
_THINGS = "labels, types and pointers that are things of their own"

# --- reading --------------------------------------------------------------------------------------


def read(paths: Sequence[str]) -> Iterator[Said]:
    """What the files say of each concept.

    Raises:
        TableError: a file isn't RDF, or an IRI can't be an ID.
        MissingExtra: pyoxigraph isn't installed.
    """
    labels = _Labels()
    with Reading(paths) as reading:
        for file in reading:
            for subject, about in groupby(
                triples(file, _WANTED), key=lambda triple: triple.subject
            ):
                yield from _said(file, subject, list(about), labels)
    yield from labels.said()


def _said(file: File, subject: str, about: Sequence[Triple], labels: _Labels) -> Iterator[Said]:
    """What statements about one thing, that stand together, say; of labels that are things
    `labels` takes note.
    """
    for triple in about:
        if triple.predicate == _FORM and isinstance(triple.object, Literal):
            labels.read(subject, triple.object)
    if subject.startswith(BLANK) or any(
        triple.predicate == _TYPE and triple.object in _FRAMES for triple in about
    ):
        return
    if _number(about, _DEPRECATED) in ("true", "1"):
        yield Said("", "ignored", "deprecated concepts")
        return
    told = [
        triple for triple in about if triple.predicate in _FIELDS or triple.predicate in _LABELS
    ]
    if told and _is_id(file, subject):
        yield from located(_id(subject), *(_number(about, predicate) for predicate in _PLACE))
        for triple in sorted(told, key=_rank):
            if triple.predicate in _FIELDS:
                yield from _one(file, _id(subject), _FIELDS[triple.predicate], triple.object)
            elif isinstance(triple.object, Literal):
                _no_text(file, triple.object)
            else:
                labels.hold(_id(subject), _LABELS[triple.predicate], triple.object)


def _number(about: Sequence[Triple], predicate: str) -> str:
    """The first text of a predicate, or ""."""
    texts = (triple.object for triple in about if triple.predicate == predicate)
    return next((each.text for each in texts if isinstance(each, Literal)), "")


def _rank(triple: Triple) -> int:
    """The names first, and of them the one that an English reader expects."""
    if _FIELDS.get(triple.predicate) != "name" or not isinstance(triple.object, Literal):
        return 3
    return _foreign(triple.object)


def _foreign(text: Literal) -> int:
    """0 for English, 1 for a text without a language, 2 for others."""
    return 0 if text.language.partition("-")[0] == "en" else 1 if not text.language else 2


def _one(file: File, id: str, field: str, value: str | Literal) -> Iterator[Said]:
    if isinstance(value, Literal):
        if field in ("name", "alias", "weak", "type", "ignored"):
            yield Said(id, field, "notations" if field == "ignored" else value.text)
        else:
            _no_text(file, value)
    elif value.startswith(BLANK) or field not in ("within", "narrower", "never", "same_as"):
        yield Said(id, "ignored", _THINGS)
    elif field == "same_as":
        name, number = _catalogue(value)
        yield Said(id, field, number, name)
    elif _is_id(file, value):
        other = _id(value)
        yield Said(other, "within", id) if field == "narrower" else Said(id, field, other)


def _no_text(file: File, text: Literal) -> None:
    file.fault("value", f"an IRI must stand behind that, and no text ({show(text.text)})")


def _is_id(file: File, iri: str) -> bool:
    """Whether the ID that an IRI stands for can be one; if not, that is a fault of the line."""
    if not iri.startswith(NOWHERE):
        return file.is_id(_id(iri))
    address = show(iri.removeprefix(NOWHERE))
    file.fault(
        "relative",
        f"the IRI {address} is relative, and the file says not to what: give it a base (@base,"
        " xml:base)",
    )
    return False


class _Labels:
    """Labels that are things of their own, on disk until it is known what each says and who has
    it.
    """

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)  # no name: a file that SQLite deletes
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE form (label TEXT, text TEXT, rank INTEGER)")
        self._db.execute("CREATE TABLE held (id TEXT, field TEXT, label TEXT)")

    def read(self, label: str, text: Literal) -> None:
        """Take note of what a label says."""
        self._db.execute("INSERT INTO form VALUES (?, ?, ?)", (label, text.text, _foreign(text)))

    def hold(self, id: str, field: str, label: str) -> None:
        """Take note that an ID has a label, in this field of what is Said."""
        self._db.execute("INSERT INTO held VALUES (?, ?, ?)", (id, field, label))

    def said(self) -> Iterator[Said]:
        """What all the labels say, in the order of those who have them; once, at the end."""
        self._db.execute("CREATE INDEX by_label ON form (label)")
        for id, field, text in self._db.execute(
            "SELECT id, field, text FROM held LEFT JOIN form ON form.label = held.label"
            " ORDER BY min(held.rowid) OVER (PARTITION BY id), rank, held.rowid"
        ):
            yield Said(id, "ignored", _THINGS) if text is None else Said(id, field, text)
        self._db.close()


def _id(iri: str) -> str:
    return _unquoted(iri.removeprefix(_OURS)) if iri.startswith(_OURS) else iri


def _unquoted(text: str) -> str:
    return unquote(text, errors="replace")


# --- same_as --------------------------------------------------------------------------------------


def _catalogue(iri: str) -> tuple[str, str]:
    """The catalogue that an address belongs to, and what it says there."""
    if iri.startswith(_OURS):
        name, _, number = iri.removeprefix(_OURS).partition(":")
        return _unquoted(name), _unquoted(number)
    return catalogue(iri)


def _address(name: str, number: str) -> str:
    """The IRI of which `_catalogue` makes these two."""
    if name == "wikidata" and re.fullmatch("Q[0-9]+", number):
        return f"http://www.wikidata.org/entity/{number}"
    if name == "geonames" and re.fullmatch("[0-9]+", number):
        return f"https://sws.geonames.org/{number}/"
    if _IS_IRI.fullmatch(number) and _catalogue(number) == (name, number):
        return number
    return f"{_OURS}{quote(name, safe='')}:{quote(number, safe='')}"


# --- writing --------------------------------------------------------------------------------------

_IS_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]*")
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})


def write(entries: Iterable[Entry]) -> Iterator[str]:
    """The entries in Turtle."""
    yield "".join(
        f"@prefix {name}: <{_PREFIXES[name]}> .\n" for name in ("dct", "geo", "owl", "skos")
    )
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
            ("geo:lat", [_text(repr(entry.at[0]))] if entry.at else []),
            ("geo:long", [_text(repr(entry.at[1]))] if entry.at else []),
        )
        told = "".join(
            f" ;\n    {predicate} {', '.join(values)}"
            for predicate, each in lists
            if (values := list(each))
        )
        yield f"\n{_thing(entry.id)} a skos:Concept{told} .\n"


def _text(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _thing(id: str) -> str:
    iri = (
        id
        if _IS_IRI.fullmatch(id) and not id.startswith(_OURS)
        else _OURS + quote(id, safe=":/@!$&'()*+,;=")
    )
    return f"<{iri}>"
