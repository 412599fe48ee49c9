"""Everything that translit raises on purpose.

A caller who wants to catch whatever translit may say catches `TranslitError`; anything else that
escapes is a bug. Each error reads as one clear line per fault: what is wrong, where, and how to
mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Fault(NamedTuple):
    """One thing wrong in a table or a rules file, and where. As a string it is one line for people.

    Attributes:
        path: the file.
        line, column: the place, from 1 on; 0 where the fault belongs to the file as a whole.
        code: a short stable word to filter by.
        message: what is wrong, and how to mend it.
        note: whether it is worth knowing but breaks nothing.
    """

    path: str
    line: int
    column: int
    code: str
    message: str
    note: bool = False

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code}: {self.message}"


# Of the faults of a code in a file, so many with a text of their own stand in an error.
MOST_TOLD = 5


def summed(faults: Iterable[Fault], most: int = MOST_TOLD) -> list[Fault]:
    """Faults as people are told them: what is wrong in many places once, with the number of them.

    Args:
        faults: all of them, in the order of the files.
        most: of a code in a file, so many with a text of their own are kept, at least 1.

    Returns:
        At most `most` + 1 faults for each file and code, in the order of their first places. The
        last one of them counts what was left out.
    """
    groups: dict[tuple[str, str, bool, str], list[Fault]] = {}
    kept: dict[tuple[str, str, bool], int] = {}
    for fault in faults:
        kind = fault.path, fault.code, fault.note
        if (group := (*kind, fault.message)) not in groups:
            kept[kind] = kept.get(kind, 0) + 1
            group = group if kept[kind] <= most else (*kind, "")
        groups.setdefault(group, []).append(fault)
    return [_counted(alike, message) for (*_, message), alike in groups.items()]


def _counted(alike: Sequence[Fault], message: str) -> Fault:
    """One fault for several that have a message in common, or none."""
    first, last, number = alike[0], alike[-1], len(alike)
    if number == 1:
        return first
    where = f", the last in line {last.line}" if last.line else ""
    counted = f"{message} ({number:,} times{where})" if message else ""
    return first._replace(message=counted or f"and {number:,} more such faults{where}")


class TranslitError(Exception):
    """The base of every error that translit raises."""


class TableError(TranslitError, ValueError):
    """A source can't be read as an alias table. The text has a line for each fault, and counts
    those that are alike.

    Args:
        faults: everything found wrong, in the order of the files; an attribute of the error, too.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, summed(self.faults))))

    def __reduce__(self) -> tuple[type[TableError], tuple[tuple[Fault, ...]]]:
        """It crosses to another process with its faults."""
        return type(self), (self.faults,)


class RulesError(TranslitError, ValueError):
    """A file under translit/knowledge/ breaks the form that docs/rules.md describes."""


class EntryError(TranslitError, ValueError):
    """An `Entry`, a `Policy` or a hint was built from values that can't be right."""


class MissingExtra(TranslitError, ImportError):
    """A feature was asked for whose optional dependency isn't installed; the message names the
    extra.
    """


class MissingTables(TranslitError, FileNotFoundError):
    """The bundled tables or rules aren't where the package should hold them: the installation is
    broken.
    """
