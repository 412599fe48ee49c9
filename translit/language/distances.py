"""RapidFuzz's distances, loaded when one is first asked for: where the compiled core is, an answer
mostly asks for none, and loading them is a sixth of the first answer's time.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any


class _Later:
    """A module that is imported when something of it is first asked for, and kept then: so a later
    look costs as much as one into the module.
    """

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self._module), name)
        setattr(self, name, found)
        return found


if TYPE_CHECKING:
    from rapidfuzz import process
    from rapidfuzz.distance import OSA, Indel, LCSseq, Levenshtein
else:
    process = _Later("rapidfuzz.process")
    OSA = _Later("rapidfuzz.distance.OSA")
    Indel = _Later("rapidfuzz.distance.Indel")
    LCSseq = _Later("rapidfuzz.distance.LCSseq")
    Levenshtein = _Later("rapidfuzz.distance.Levenshtein")

__all__ = ["OSA", "Indel", "LCSseq", "Levenshtein", "process"]
