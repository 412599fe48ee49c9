"""CSV with an alias a row: what `rows` says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from translit.formats import Said
from translit.formats.rows import HOLDS, LICENCE, lines, statements
from translit.model import Entry

__all__ = ["ABOUT", "HOLDS", "LICENCE", "read", "write"]

ABOUT = "a CSV file with an alias a row"


def read(paths: Sequence[str]) -> Iterator[Said]:
    return statements(paths, ",")


def write(entries: Iterable[Entry]) -> Iterator[str]:
    return lines(entries, ",")
