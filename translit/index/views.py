"""What a mapped table holds as Python knows it: mappings and sequences over the parts of its file,
each item read when it is asked for.

The entry of "sy.aleppo.ramousa" is found by the hash table of IDs; its record names its aliases by
their numbers in the pool of texts. A row is read with the words of its form, which many rows share.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import TYPE_CHECKING, Any

from translit.index.arrays import Numbers, Pool
from translit.index.container import Container, only_sound
from translit.index.rows import HeldRow, Row
from translit.model.nouns import Entry

if TYPE_CHECKING:
    from translit.index.filters import Setting
    from translit.index.nearness import Code
    from translit.index.rows import Recorded
    from translit.language import _core
    from translit.language.form import Form


class Entries(Mapping[str, Entry]):
    """The entries by ID.

    Args:
        container: the file of the table.
        ids, texts, names: its IDs; its texts; and the number of each entry's name among these.
        setting_of: gives the setting of an entry by its number.
    """

    def __init__(
        self,
        container: Container,
        ids: Pool,
        texts: Pool,
        names: Numbers,
        setting_of: Callable[[int], Setting],
    ) -> None:
        self.container, self.records = container, Pool(container, "entries")
        self._ids, self._texts, self._names, self._setting_of = ids, texts, names, setting_of

    def _fields(self, number: int) -> list[Any]:
        """The fields of an entry, as packing.py writes them, and those that it left out."""
        fields: list[Any] = json.loads(self.records[number])
        return fields + [[], [], [], [], {}, None, {}, None][len(fields) :]

    def __getitem__(self, id: str) -> Entry:
        number = self._ids.find(id)
        if number < 0:
            raise KeyError(id)
        return self._entry(id, number)

    @only_sound
    def _entry(self, id: str, number: int) -> Entry:
        texts = self._texts
        type, within = self._setting_of(number)
        aliases, weak, adjectives, *rest = self._fields(number)
        named = ([texts[text] for text in group] for group in (aliases, weak, adjectives))
        spellings, loose, derived = named
        name = texts[self._names.at(number)]
        return Entry(id, name, spellings, type, within, loose, derived, *rest)

    @only_sound
    def spellings(self, id: str, *, weak: bool) -> list[str]:
        """The name of an entry, its aliases and, if these are wanted, its weak ones, without the
        rest of it.
        """
        number, texts = self._ids.find(id), self._texts
        aliases, others, *_ = self._fields(number)
        numbers = [self._names.at(number), *aliases, *(others if weak else ())]
        return [texts[each] for each in numbers]

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._ids.find(id) >= 0

    def __iter__(self) -> Iterator[str]:
        for number in range(len(self)):
            id = self._ids[number]
            if self._ids.find(id) != number:
                raise self.container.fault("its hash table doesn't lead to an ID in it")
            yield id

    def __len__(self) -> int:
        return len(self._ids)


class Settings:
    """The distinct settings of entries, by their numbers."""

    def __init__(self, container: Container) -> None:
        self.container, self._records = container, Pool(container, "settings")
        self._one = lru_cache(maxsize=1 << 12)(self._read)

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, number: int) -> Setting:
        return self._one(number)

    def __iter__(self) -> Iterator[Setting]:
        return map(self._read, range(len(self)))

    @only_sound
    def _read(self, number: int) -> Setting:
        type, within = json.loads(self._records[number])
        if not all(isinstance(each, str) for each in (type or "", *within)):
            raise TypeError("a setting is made of texts")
        return type, tuple(within)


class MappedRow:
    """A row whose alias, ID and form are read when they are asked for."""

    __slots__ = ("_form", "_number", "_rows")

    def __init__(self, rows: MappedRows, number: int) -> None:
        self._rows, self._number = rows, number
        self._form: Form | None = None

    @property
    def form(self) -> Form:
        if self._form is None:
            self._form = self._rows.form(self._number)
        return self._form

    @property
    def alias(self) -> str:
        return self._rows.alias(self._number)

    @property
    def id(self) -> str:
        return self._rows.owner(self._number)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MappedRow | HeldRow):
            return NotImplemented
        return (self.alias, self.id, self.form) == (other.alias, other.id, other.form)

    def __hash__(self) -> int:
        return hash((self.alias, self.id, self.form))


class MappedRows:
    """The rows.

    Args:
        container: the file of the table.
        texts: its texts.
        owner: gives the ID that a row belongs to.
    """

    def __init__(self, container: Container, texts: Pool, owner: Callable[[int], str]) -> None:
        from translit.index.records import form_of, row_of, word_of

        self.container = container
        self.records, self.aliases = Pool(container, "rows"), Numbers(container, "aliases", "I")
        self.words = Pool(container, "words")
        self._texts, self.owner, self._row_of, self._form_of = texts, owner, row_of, form_of
        self._row = lru_cache(maxsize=1 << 10)(self._read)
        self._word = lru_cache(maxsize=1 << 12)(lambda number: word_of(self.words[number]))
        # What reads the form of a row; the compiled core does once it is asked for rows.
        self.form: Callable[[int], Form] = self._form
        self.index: _core.Index | None = None

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, number: int) -> Row:
        return self._row(number)

    def __iter__(self) -> Iterator[Row]:
        for number in range(len(self)):
            yield HeldRow(self.alias(number), self.owner(number), self.form(number))

    def weighable(self, number: int) -> Form | Recorded:
        """The form of a row, or where the core reads it from its record."""
        return self[number].form if self.index is None else (self.index, number, self.form)

    def alias(self, number: int) -> str:
        """The text of a row."""
        return self._texts[self.aliases.at(number)]

    def _read(self, number: int) -> Row:
        if not 0 <= number < len(self):
            raise self.container.fault("it points to a row that there isn't")
        return MappedRow(self, number)

    @only_sound
    def _form(self, number: int) -> Form:
        numbers, form = self._row_of(self.records.raw(number))
        return self._form_of(form, tuple(map(self._word, numbers)))

    @only_sound
    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """What the quick distances compare of some rows."""
        from translit.index.records import beginning_of, code_of

        rows = list(map(beginning_of, self.records.some(numbers)))
        alone = self.words.some([word for word, _ in rows if word >= 0])
        words = map(bytes.decode, alone, repeat("utf-8"), repeat("surrogatepass"))
        return [code_of(form, next(words) if word >= 0 else "") for word, form in rows]
