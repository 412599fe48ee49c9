"""Which format a file looks to be of, for those who have named another one.

A module of a format says by LOOKS, a pattern, what the beginning of its files holds that those of
others don't.
"""

from __future__ import annotations

import re

from translit.files.reading import STDIN, WORKBOOKS
from translit.files.whole import require_regular
from translit.formats import FORMATS, module

_HEAD = 1 << 12  # bytes that are looked at
# Files that are of no format as they are: how they begin, and what to do about it.
_OTHERS = (
    (re.compile(rb"PK\x03\x04"), "this is a zip archive: unpack it first"),
    (re.compile(rb"\x1f\x8b|BZh|\xfd7zXZ"), "this is a compressed file: unpack it first"),
    (
        re.compile(rb"(?i)\s*<(!doctype )?html"),
        "this is a web page, and not the file that it may offer: download that",
    ),
    (re.compile(rb"\xd0\xcf\x11\xe0"), "this is an old workbook: save it as .xlsx or CSV"),
    (
        re.compile(rb"(?s)[^<]*(<\?.*?\?>\s*)?<Sanctions\b"),
        "this is OFAC's advanced XML: take SDN_ENHANCED.XML or CONS_ENHANCED.XML",
    ),
    (
        re.compile(rb"(?s)[^<]*(<\?.*?\?>\s*)?<Designations\b"),
        "this is the UK Sanctions List as XML: take its CSV",
    ),
    (
        re.compile(rb"(?s)[^<]*(<\?.*?\?>\s*)?(<!--.*?-->\s*)?<WHOLE\b"),
        "this is the list of the European Union as it once was: take the one of format 1.1",
    ),
    (
        re.compile(rb'(\xef\xbb\xbf)?"?Last Updated"?,"?\d\d/\d\d/\d{4}'),
        "this is OFSI's consolidated list, which has ended: take the UK Sanctions List as CSV",
    ),
)
# A map's GeoJSON may be anybody's: another format that knows it is nearer.
_LAST = "geojson"


def advice(path: str, name: str) -> str:
    """What a file is, in words, that can't be read as the format of a name; "" where that isn't
    seen, or where it looks to be of that format.

    Args:
        path: the file; of standard input nothing can be said, as it has been read.
        name: the format that it was taken for, a key of FORMATS.
    """
    head = _head(path)
    if path.lower().endswith(WORKBOOKS):
        return ""
    for pattern, what in _OTHERS:
        if pattern.match(head) and name != "openrefine":
            return what
    found = recognised(head)
    if not found or name in found:
        return ""
    return f"this looks like a file of {' or '.join(found)}: import it as that"


def recognised(head: bytes) -> list[str]:
    """The formats of which a file may be that begins like this, by their names."""
    text = head.decode("utf-8-sig", "replace")
    found = [
        name
        for name, format in FORMATS.items()
        if format.reads and (looks := getattr(module(name), "LOOKS", "")) and re.search(looks, text)
    ]
    return [name for name in found if name != _LAST] or found


def _head(path: str) -> bytes:
    if path == STDIN:
        return b""
    try:
        require_regular(path)
        with open(path, "rb") as file:  # noqa: PTH123 (a Path turns "" into ".")
            return file.read(_HEAD)
    except (OSError, ValueError):
        return b""  # which was said
