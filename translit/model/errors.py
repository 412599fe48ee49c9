"""Everything that translit raises on purpose.

A caller who wants to catch whatever translit may say catches `TranslitError`; anything else that
escapes is a bug. Each error reads as one clear line per fault: what is wrong, where, and how to
mend it.
"""

from __future__ import annotations

from collections.abc import Iterable
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


class TranslitError(Exception):
    """The base of every error that translit raises."""


class TableError(TranslitError, ValueError):
    """A source can't be read as an alias table.

    Args:
        faults: everything found wrong, in the order of the files; an attribute of the error, too.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))

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
