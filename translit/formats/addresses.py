"""Which catalogue an address is of, as vocabularies and gazetteers say by links what a thing is."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_NUMBERED = (
    ("wikidata", re.compile(r"https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[0-9]+)")),
    ("geonames", re.compile(r"https?://(?:(?:sws|www)\.)?geonames\.org/([0-9]+)(?:/.*)?")),
)


def catalogue(iri: str) -> tuple[str, str]:
    """The catalogue that an address is of, and what it says there: a number in Wikidata and
    GeoNames, else the whole address, under the name of its host; of an IRI that is none, under
    what stands before the first colon.
    """
    for name, pattern in _NUMBERED:
        if found := pattern.fullmatch(iri):
            return name, found[1]
    try:
        parts = urlsplit(iri)
    except ValueError:
        return "address", iri
    return parts.hostname or parts.scheme or "address", iri
