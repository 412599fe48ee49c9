"""The pairs of a long list of names that are worth weighing, all found at once.

A gazetteer is asked for one name at a time (`index/shortlist.py`); a list asks for each of its own
names. Of each row, which is a form of a name, the nearest ones are kept of those that share a block
key with it, and of a row with several words those that share the most of them. The compiled core
finds them row by row (candidates.c), and plain Python in arrays (sharing.py), which says how.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from translit.index.blocks import hashes, query_words, word_keys
from translit.language.core import core
from translit.language.form import Form
from translit.match.sharing import Array, Limits, Sharing

if TYPE_CHECKING:
    from translit.language import _core

# With 8 of the nearest F1 was .729 and .707 on the names that this was chosen on, with 6 .756 and
# .704, with 5 .744 and .714, and with 4 .735 and .713 (tests/bench/cluster.py, half `fit`, 2,500
# names): what is left out meets by way of other spellings. Of 30,000 names all rows under the keys
# of each find 2 pairs in 100 more than `looked_at`.
LIMITS = Limits(
    nearest=6,
    farthest=0.6,
    by_words=2,
    least_shared=0.5,
    compared=60,
    few=60,
    looked_at=1000,
)


class Candidates:
    """Rows, each a form of a name, that look for each other."""

    def __init__(self) -> None:
        self._rows = Compiled(compiled.Candidates()) if (compiled := core()) else Sharing()
        self._skeletons, self._owners = list[str](), array("I")

    def __len__(self) -> int:
        return len(self._owners)

    def add(self, owner: int, form: Form) -> None:
        """One row more: a form of the name with this number."""
        words = sorted(hashes(word_keys(form)))
        asked = sorted(hashes(query_words(form))) if len(form.words) > 1 else []
        self._rows.add(owner, form, words, asked)
        self._skeletons.append(form.skeleton)
        self._owners.append(owner)

    def pairs(self, names: Iterable[int] | None = None) -> list[tuple[int, int]]:
        """The pairs of rows worth weighing, each once and the smaller number first; with `names`
        only what these find. They come by how they sound, so that one row's stand near each other.
        """
        owners = np.asarray(self._owners)
        looks = np.ones(len(owners), bool) if names is None else np.isin(owners, list(names))
        found = np.sort(self._rows.pairs(looks, LIMITS).astype(np.int64), axis=1)
        once = np.unique(found[:, 0] << 32 | found[:, 1])
        ones, others = once >> 32, once & 0xFFFFFFFF
        by_sound = np.empty(len(self), np.int64)
        by_sound[sorted(range(len(self)), key=self._skeletons.__getitem__)] = np.arange(len(self))
        order = np.argsort(np.minimum(by_sound[ones], by_sound[others]), kind="stable")
        return list(zip(ones[order].tolist(), others[order].tolist(), strict=True))


class Compiled:
    """Rows that look for each other in the compiled core, as `Sharing` does in arrays."""

    def __init__(self, rows: _core.Candidates) -> None:
        self._rows = rows

    def add(self, owner: int, form: Form, words: list[int], asked: list[int]) -> None:
        texts = form.skeleton, form.consonants, form.marks, form.joined
        self._rows.add(owner, form.vowels, texts, words, asked)

    def pairs(self, looks: Array, limits: Limits) -> Array:
        return np.frombuffer(self._rows.pairs(looks, limits), np.uint32).reshape(-1, 2)
