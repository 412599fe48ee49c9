"""A gazetteer in memory: tables that were read, or a caller's own entries, filed under their keys.

Three dictionaries lead from a key to its bearers, and from a bearer's ID to the alias that has the
key: `strong["ramousa"]` is {"sy.aleppo.ramousa": "al-Ramousa"}. Rows, codes, postings and settings
are worked out when the first name that isn't an alias asks for them: a thousand rows take about
0.1 s, and 5 KB each. Of a large table that is asked for many names the compiled core takes over
(`index/packed.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from translit.index.gazetteer import Bearer, Borne, Gazetteer
from translit.index.rows import HeldRow, Row
from translit.language.fold import fold
from translit.language.split import key_of, strong_key
from translit.model.errors import EntryError

if TYPE_CHECKING:
    from translit.index.bare import Bare
    from translit.index.filters import Allowed, Setting
    from translit.index.nearness import Code
    from translit.index.postings import Postings
    from translit.index.rows import Recorded
    from translit.language import _core
    from translit.language.form import Form
    from translit.model.nouns import Entry
    from translit.tables.reading import Table

# Key -> the IDs that bear it -> the alias that has this key.
Filing = dict[str, dict[str, str]]


class InMemory(Gazetteer):
    """A gazetteer over entries.

    Args:
        entries: what has names.
        refuse: strings that are never a name here.
        redirects: old ID -> living ID.

    Raises:
        EntryError: two entries have one ID.
    """

    def __init__(
        self,
        entries: Iterable[Entry],
        refuse: Iterable[str] = (),
        redirects: Mapping[str, str] | None = None,
    ) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            if self.entries.setdefault(entry.id, entry) is not entry:
                raise EntryError(f"two entries have the ID {entry.id!r}: merge them, or rename one")
        self.refused, self.redirects = frozenset(map(strong_key, refuse)), dict(redirects or {})
        self.wholes = frozenset(whole for entry in self.entries.values() for whole in entry.within)
        self.types = frozenset(entry.type for entry in self.entries.values() if entry.type)
        self.ranked = any(entry.rank is not None for entry in self.entries.values())
        self.folded: set[str] = set()
        # How many names were compared, and the rows as the core reads them once these are many.
        self._asked = 0
        self._index: _core.Index | None = None
        # IDs and aliases that another alias of theirs has the key of, or that have none.
        self._aside: set[tuple[str, str]] = set()
        self.strong: Filing = {}
        self.weak: Filing = {}
        self.adjectives: Filing = {}
        for entry in sorted(self.entries.values(), key=lambda entry: entry.id):
            self._file(self.strong, entry, (entry.name, *entry.aliases))
            self._file(self.weak, entry, entry.weak)
            self._file(self.adjectives, entry, entry.adjectives)

    def _file(self, filing: Filing, entry: Entry, aliases: Sequence[str]) -> None:
        """File the aliases of an entry; of two with one key its name counts, or the first by
        code points.
        """
        if len(aliases) > 1:
            aliases = sorted(set(aliases), key=lambda alias: (alias != entry.name, alias))
        for alias in aliases:
            folded = fold(alias)
            key = key_of(folded)
            if key:
                key = folded if key == folded else key  # one string, and not two
                self.folded.add(folded)
            if not key or filing.setdefault(key, {}).setdefault(entry.id, alias) != alias:
                self._aside.add((entry.id, alias))

    def bearers(self, key: str, kind: int) -> Sequence[Bearer]:
        filing = (self.strong, self.weak, self.adjectives)[kind]
        return [(id, self.entries[id].name, alias) for id, alias in filing.get(key, {}).items()]

    def is_borne(self, key: str) -> bool:
        return key in self.strong or key in self.weak or key in self.adjectives

    def strong_alone(self, key: str, folded: str, most: int) -> Borne | None:
        found = self.strong.get(key)
        if found is None or key in self.weak:
            return None
        entries = self.entries
        bearers = [(id, entries[id].name, alias) for id, alias in islice(found.items(), most)]
        return bearers, len(found), folded in self.folded

    def begins(self, key: str) -> bool | None:
        return self._begins.get(key)

    def name(self, id: str) -> str:
        return self.entries[id].name

    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        entry = self.entries.get(id)
        return (entry.type, entry.within) if entry else (None, ())

    def owner(self, number: int) -> str:
        return self.rows[number].id

    def belonging(self, rows: list[int]) -> list[Bearer]:
        found = [self.rows[number] for number in rows]
        return [(row.id, self.name(row.id), row.alias) for row in found]

    def near(self, asked: Sequence[Form], allowed: Allowed | None = None) -> list[tuple[Form, int]]:
        if self._index is None and not self.shortlist.small:
            self._count()
        return super().near(asked, allowed)

    def _count(self) -> None:
        """Count a name that is compared; once they are worth it, the compiled core takes over, if
        there is one.
        """
        from translit.index.packed import AT_FIRST, ROWS_A_NAME, packed
        from translit.index.postings import Postings
        from translit.language.core import core

        self._asked += 1
        enough = max(AT_FIRST, len(self.rows) // ROWS_A_NAME)
        if self._asked > enough and (compiled := core()):
            filed = self.postings
            if isinstance(filed, Postings):  # no other thread was here before
                found = packed(self, filed, compiled)
                self.postings, self._index = found, found.index

    def weighable(self, number: int) -> Form | Recorded:
        return self._form(number) if self._index is None else (self._index, number, self._form)

    def _form(self, number: int) -> Form:
        return self.rows[number].form

    def belong(self, numbers: Sequence[int], ids: Collection[str]) -> Sequence[bool]:
        rows = self.rows
        return [rows[number].id in ids for number in numbers]

    def settings_of(self, numbers: Any) -> Any:
        settings = self._settings_of_rows
        return [settings[number] for number in numbers]

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        codes = self._codes
        return [codes[number] for number in numbers]

    def spread(self, consonants: str) -> int:
        return self._spread[consonants]

    def keys(self) -> list[tuple[str, str, str]]:
        """The key, ID and alias of each row, in order: the strong keys, and those of aliases
        with marks as they sound.
        """
        from translit.language.sounds import unmarked

        found = [
            (key, id, alias)
            for key, bearers in self.strong.items()
            for id, alias in bearers.items()
        ]
        aliases = (
            (entry.id, alias)
            for entry in self.entries.values()
            for alias in (entry.name, *entry.aliases)
        )
        read = ((unmarked(alias), id, alias) for id, alias in aliases if not alias.isascii())
        sounding = {
            (strong_key(text), id, alias)
            for text, id, alias in read
            if text != alias or (id, alias) in self._aside
        }
        found += [row for row in sounding if self.strong.get(row[0], {}).get(row[1]) != row[2]]
        found.sort()
        return found

    # --- worked out when first asked for ---------------------------------------------------------

    @cached_property
    def rows(self) -> list[Row]:
        from translit.language.form import forms_of_alias, written_as

        return [
            HeldRow(alias, id, form)
            for key, id, alias in self.keys()
            for form in written_as(alias, forms_of_alias(key))
        ]

    @cached_property
    def postings(self) -> Postings | Bare:
        from translit.index.postings import filed

        return filed(row.form for row in self.rows)

    @cached_property
    def ordered(self) -> list[str]:
        return sorted(self._begins)

    @cached_property
    def openings(self) -> frozenset[str]:
        return frozenset(key[:2] for key in self._begins if key[0] >= "\u0e00")

    @cached_property
    def _begins(self) -> dict[str, bool]:
        keys = {*self.strong, *self.weak, *self.adjectives}
        found = {
            " ".join(words[:length])
            for words in map(str.split, keys)
            for length in range(1, len(words))
        }
        return {**dict.fromkeys(found, False), **dict.fromkeys(keys, True)}

    @cached_property
    def _codes(self) -> list[Code]:
        from translit.index.nearness import code

        return [code(row.form) for row in self.rows]

    @cached_property
    def settings(self) -> list[Setting]:
        return [*self._settings]

    @cached_property
    def _settings(self) -> dict[Setting, int]:
        """The distinct settings, numbered in the order of IDs."""
        found = (self.about(id) for id in sorted(self.entries))
        return {each: number for number, each in enumerate(dict.fromkeys(found))}

    @cached_property
    def _settings_of_rows(self) -> list[int]:
        return [self._settings[self.about(row.id)] for row in self.rows]

    @cached_property
    def _spread(self) -> Counter[str]:
        return Counter(
            consonants
            for _, consonants in {
                (row.id, word.consonants) for row in self.rows for word in row.form.words
            }
        )


def indexed(
    tables: Iterable[Table], entries: Iterable[Entry] = (), others: Iterable[Gazetteer] = ()
) -> InMemory:
    """The gazetteer over tables that are read already, with more entries and all that other
    gazetteers hold.

    Raises:
        EntryError: two entries have one ID.
    """
    tables, others = tuple(tables), tuple(others)
    redirects = [*(table.redirects for table in tables), *(other.redirects for other in others)]
    held = [
        *(table.entries for table in tables),
        entries,
        *(other.entries.values() for other in others),
    ]
    refused = [*(table.refuse for table in tables), *(other.refused for other in others)]
    return InMemory(
        chain(*held), chain(*refused), {old: new for each in redirects for old, new in each.items()}
    )
