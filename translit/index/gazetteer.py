"""Gazetteers: tables, indexed. An alias is looked up exactly, and the rows that come near a form
are found.

There are two implementations, and one law (tests/index/test_index.py): whatever is asked, the
gazetteer in memory (`index/memory.py`, built of entries) and the one mapped from a file
(`index/mapped.py`) give the same. This module says what each of them holds, and what both do with
it.

A gazetteer of n entries holds

    entries    ID -> Entry                                      n
    keys       key -> its bearers, of three kinds of aliases    fewer than aliases
    rows       number -> (alias, ID, form)                      1 to 4 for each strong alias
    postings   block key -> rows                                index/postings.py
    settings   number -> (type, within)                         index/filters.py

So the entry sy.aleppo.ramousa with the aliases "Ramousa" and "al-Ramosa" has the keys "ramousa" and
"ramosa", and a row for each, whose forms have the sounds Rr4aMm3uSs6a both times. "Ramoussaa" is no
key; the rows are found by their block keys, the shortlist is cut by the numbers of
`index/funnel.py`, and `near` hands out pairs of a form of the mention and a row.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from bisect import bisect_left
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from translit.index.rows import Listed, Rows

if TYPE_CHECKING:  # what an exact answer can do without is imported by what needs it
    from collections.abc import Callable

    from translit.index.filters import Allowed
    from translit.index.shortlist import Shortlist
    from translit.language import _core
    from translit.language.form import Form
    from translit.model.nouns import Entry

# The kinds of aliases: the strong ones, which unseen spellings are compared with too; and those
# that count only as they are written.
STRONG, WEAK, ADJECTIVE = range(3)
# Key -> the IDs that bear it -> the alias that has this key.
Filed = Mapping[str, Mapping[str, str]]
# Who bears a key: an entry's ID and name, and the alias that has the key.
Bearer = tuple[str, str, str]
# Bearers of a key; how many there are in all; and whether a folded name is an alias as it stands.
Borne = tuple[Sequence[Bearer], int, bool]


class Gazetteer(Rows):
    """Entries by ID, exact look-up by key, and the rows nearest to a form.

    It never changes what it answers. Much of it is worked out when it is first asked for.

    Attributes:
        entries: the entries by ID.
        refused: the keys that are never a name here.
        redirects: old ID -> living ID.
        strong, weak, adjectives: the bearers of each key, by kind of alias.
        folded: the strong, weak and derived aliases as `fold` leaves them, with their articles.
        wholes: the IDs of all that an entry lies directly within.
        types: the types of the entries.
        ranked: whether an entry has a rank.
    """

    entries: Mapping[str, Entry]
    refused: frozenset[str]
    redirects: Mapping[str, str]
    strong: Filed
    weak: Filed
    adjectives: Filed
    folded: Container[str]
    wholes: frozenset[str]
    types: frozenset[str]
    ranked: bool
    # The keys by the compiled core, once that has taken over.
    compiled_keys: _core.Keys | None = None

    # --- what each kind looks up in its own way --------------------------------------------------

    @property
    @abstractmethod
    def ordered(self) -> Listed[str]:
        """The keys and their beginnings by whole words, in order."""

    @property
    @abstractmethod
    def openings(self) -> frozenset[str]:
        """The first two characters of each of these in a script from Thai on.

        A text in a script without spaces is gone through by them.
        """

    @abstractmethod
    def bearers(self, key: str, kind: int) -> Sequence[Bearer]:
        """Who bears a key as a strong or weak alias or as an adjective, by ID."""

    @abstractmethod
    def belonging(self, rows: list[int]) -> list[Bearer]:
        """Who the aliases of some rows belong to."""

    @abstractmethod
    def is_borne(self, key: str) -> bool:
        """Whether a key is an alias or an adjective of some entry."""

    @abstractmethod
    def strong_alone(self, key: str, folded: str, most: int) -> Borne | None:
        """Who bears a key as a strong alias, by ID, if some entry does and none as a weak one; and
        whether a folded name with that key is an alias as it stands.

        Args:
            key: the key.
            folded: the folded name that has it.
            most: so many bearers are told at most; one at least.
        """

    def spellings(self, id: str, *, weak: bool = True) -> Sequence[str]:
        """The name of an entry, its aliases and, if these are wanted, its weak ones."""
        entry = self.entry(id)
        return (entry.name, *entry.aliases, *(entry.weak if weak else ()))

    @abstractmethod
    def begins(self, key: str) -> bool | None:
        """Whether a text is a key (True), only begins one by whole words (False), or neither
        (None).
        """

    @abstractmethod
    def name(self, id: str) -> str:
        """The canonical name of an entry."""

    @abstractmethod
    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        """The type of an entry, and the IDs of what it lies directly within; nothing for an ID
        that there isn't.
        """

    @abstractmethod
    def spread(self, consonants: str) -> int:
        """How many entries have a word with some consonants in an alias."""

    def entry(self, id: str) -> Entry:
        """The entry of an ID that the gazetteer itself has given."""
        return self.entries[id]

    # --- what both do ----------------------------------------------------------------------------

    def starting(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a text, in order; beginnings of them by whole words are among
        them.
        """
        ordered = self.ordered
        for number in range(bisect_left(ordered, prefix), len(ordered)):
            if not ordered[number].startswith(prefix):
                return
            yield ordered[number]

    @cached_property
    def rarity(self) -> Callable[[str], float]:
        """How rare a word with some consonants is among the entries, from 0 (in all) to 1 (in
        one at most).
        """
        return lru_cache(maxsize=1 << 12)(self._rarity)

    def _rarity(self, consonants: str) -> float:
        seen = self.spread(consonants)
        return 1 - math.log(seen) / math.log(len(self.entries)) if seen > 1 else 1.0

    @cached_property
    def shortlist(self) -> Shortlist:
        """What finds the rows that come near a form."""
        from translit.index.shortlist import Shortlist

        return Shortlist(self)

    def near(self, asked: Sequence[Form], allowed: Allowed | None = None) -> list[tuple[Form, int]]:
        """The pairs worth weighing: each form that is asked about with the numbers of the rows
        that come near it, out of the IDs that are allowed.
        """
        return self.shortlist.near(asked, allowed)

    def sounds_apart(self, form: Form) -> float:
        """About how far the row that sounds the most like a form is from it, as a share of its
        sounds; 1 where there is none.
        """
        return self.shortlist.sounds_apart(form)
