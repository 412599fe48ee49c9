"""Several tables, as they are loaded together: the files behind the sources, read, and held
against each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

from translit.files.places import expand
from translit.files.whole import read_text
from translit.language.split import strong_key
from translit.model.errors import Fault, TableError
from translit.tables.crosscheck import crosscheck
from translit.tables.reading import Table, parse

if TYPE_CHECKING:
    from translit.files.places import Source


def gather(sources: Iterable[Source], others: AbstractSet[str] = frozenset()) -> list[Table]:
    """The tables in files and folders (with all their subfolders), held against each other.

    Args:
        sources: files, folders and Traversables. Tables stand in this order, those of a folder in
            that of their names.
        others: IDs that exist beside the tables, so that `within` and the like may name them.

    Raises:
        TableError: with every fault of every file or, when each is sound, every fault between them.
            An ID that is only pointed to (`within`, `not`) may stand in a table that isn't loaded;
            `translit check` asks for it.
    """
    tables: list[Table] = []
    faults: list[Fault] = []
    for source, text, found in texts(sources):
        table, wrong = parse(text, str(source)) if text is not None else (None, found)
        tables += [table] if table else []
        faults += wrong
    if faults := faults or [
        fault
        for fault in crosscheck(tables, strong_key, others)
        if not fault.note and fault.code != "unknown-id"
    ]:
        raise TableError(faults)
    return tables


def texts(sources: Iterable[Source]) -> Iterator[tuple[Source, str | None, list[Fault]]]:
    """Each file behind the sources, once, and what it holds; or None and the reason."""
    for source, fault in expand(sources):
        text, faults = (None, [fault]) if fault else read_text(source)
        yield source, text, faults
