"""A compiled table, opened: a gazetteer over one mapped file, which answers exactly as the tables
it was made from.

What is asked of a gazetteer lies in parts of a `Container`, as `index/packing.py` writes them:
strings in pools, and everything else in arrays of numbers (`index/arrays.py`). Nothing is worked
out on opening, and processes share the pages. Whatever is read is read when it is asked for, and
its block checked then.

"Ramousa" is answered by two look-ups: its key "ramousa" in the hash table of `keys` gives a number,
and `bearers[number]` is who bears it, kind, ID, alias and name. An unseen name goes by the
postings to the numbers of rows; of some hundreds of rows the codes are read, and of at most thirty
the forms.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from translit.index import arrays
from translit.index.arrays import PARTS, Filled, Numbers, Pool
from translit.index.container import Container, only_sound
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Bearer, Borne, Gazetteer
from translit.index.keys import NEXT, Keys, bearer_of
from translit.index.views import Entries, MappedRows, Settings
from translit.knowledge.rules import Trees, agree, bring
from translit.language.core import core
from translit.model.errors import Fault, TableError
from translit.model.nouns import Entry

if TYPE_CHECKING:
    import os

    from translit.index.bare import Bare
    from translit.index.filters import Setting
    from translit.index.nearness import Code
    from translit.index.rows import Recorded
    from translit.language import _core
    from translit.language.form import Form

# So many keys are looked up before the compiled core is imported, which costs as much as they do.
AT_FIRST = 50
# What is worked out of the names of people stands among the trees of the rules under this name,
# which no file has.
PEOPLE = "names"


def faults_of(path: str | os.PathLike[str]) -> list[Fault]:
    """What is wrong with a compiled table; every byte of it is read."""
    try:
        container = Container(path)
        container.check()
        Mapped(container)
    except TableError as error:
        return list(error.faults)
    return []


class Mapped(Gazetteer):
    """A gazetteer over a compiled table.

    Args:
        container: the file of the table; what is read of it later is checked then.
        ours: whether it is one out of the cache, whose name tells the rules.

    Raises:
        TableError: it was compiled under other rules, or is damaged.
    """

    @only_sound
    def __init__(self, container: Container, *, ours: bool = False) -> None:
        self.container = container
        if missing := PARTS - {*container.head["parts"]}:
            raise container.fault(f"it has no part {min(missing)}")
        if not agree(container.head["rules"], sure=ours):
            raise container.fault("it was compiled under other rules")
        start, end = container.part("rest")
        rest = json.loads(container.read(start, end))
        self._bring_rules(rest["rules"])
        self.refused, self.redirects = frozenset(rest["refused"]), rest["redirects"]
        self.wholes, self.types = frozenset(rest["wholes"]), frozenset(rest["types"])
        self.ranked = bool(rest["ranked"])
        self.texts, self.ids, self.keys = (
            Pool(container, name) for name in ("texts", "ids", "keys")
        )
        self.keyed, self._first = Keys(container, self.keys), AT_FIRST
        self.names, self.owners = (Numbers(container, part, "I") for part in ("names", "owners"))
        self.settings_of_entries = Numbers(container, "settings of", "I")
        self.entries: Entries = Entries(
            container, self.ids, self.texts, self.names, self.setting_of_entry
        )
        self.folded = _Folded(self)
        self.strong, self.weak, self.adjectives = (
            _Filed(self, kind) for kind in (STRONG, WEAK, ADJECTIVE)
        )

    def _bring_rules(self, lengths: Mapping[str, int]) -> None:
        """Hand over the trees of the rules: a copy of them, which outlives the map."""
        start, end = self.container.part("rules")
        held = self.container.read(start, end)
        ends = [*accumulate(lengths.values())]
        files = {
            name: held[before:after]
            for name, before, after in zip(lengths, [0, *ends], ends, strict=False)
        }
        if sum(lengths.values()) != len(held) or min(lengths.values()) < 0:
            raise self.container.fault("the trees of its rules begin or end elsewhere")
        people = files.pop(PEOPLE)
        bring(Trees(self.container.head["rules"], files, people))

    def bearers(self, key: str, kind: int) -> Sequence[Bearer]:
        found = self.bearers_record(key)
        if len(found) < 2:
            return ()
        sign = bytes((kind,))
        return _Bearers(self, key, [each for each in found[1:].split(NEXT) if each[:1] == sign])

    def is_borne(self, key: str) -> bool:
        return len(self.bearers_record(key)) > 1

    def strong_alone(self, key: str, folded: str, most: int) -> Borne | None:
        if self._first:
            self._count()
        return (self.compiled_keys or self.keyed).strong(key, folded, most)

    def begins(self, key: str) -> bool | None:
        found = self.bearers_record(key)
        return len(found) > 1 if found else None

    def bearers_record(self, key: str) -> bytes:
        """Who bears a key, as packing.py writes it: whether it is a folded alias, and its
        bearers. Nothing, where it begins no key.
        """
        if self._first:
            self._count()
        return (self.compiled_keys or self.keyed).record(key)

    def _count(self) -> None:
        """Count one of the first look-ups; after the last of them the compiled core takes over,
        if there is one.
        """
        self._first = max(0, self._first - 1)
        if not self._first and (compiled := core()):
            self.container.compile(compiled)
            self.compiled_keys = self.keyed.compile(compiled)
            for pool in (self.ids, self.texts, self.entries.records):
                pool.compile(compiled)

    @only_sound
    def name(self, id: str) -> str:
        return self.texts[self.names.at(self.ids.find(id))]

    @only_sound
    def entry(self, id: str) -> Entry:
        return self.entries[id]

    def spellings(self, id: str, *, weak: bool = True) -> Sequence[str]:
        return self.entries.spellings(id, weak=weak)

    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        number = self.ids.find(id)
        return self.setting_of_entry(number) if number >= 0 else (None, ())

    def owner(self, number: int) -> str:
        return self.ids[self.owners.at(number)]

    @only_sound
    def belonging(self, rows: list[int]) -> list[Bearer]:
        return self._bearing.of(rows) if self._bearing else [*map(self._bearer, rows)]

    def _bearer(self, row: int) -> Bearer:
        owner = self.owners.at(row)
        return self.ids[owner], self.texts[self.names.at(owner)], self.rows.alias(row)

    def weighable(self, number: int) -> Form | Recorded:
        return self.rows.weighable(number)

    def belong(self, numbers: Sequence[int], ids: Collection[str]) -> Sequence[bool]:
        entries = {self.ids.find(id) for id in ids}
        return [owner in entries for owner in self.owners.some(numbers)]

    @only_sound
    def settings_of(self, numbers: Any) -> Any:
        if arrays.has_numpy():
            import numpy as np

            found = self.settings_of_entries[self.owners[np.asarray(numbers, np.int64)]]
            most = found.max(initial=0)
        else:
            found = self.settings_of_entries.some(self.owners.some(numbers))
            most = max(found, default=0)
        if len(found) and most >= len(self.settings):
            raise IndexError("an entry has a setting that there isn't")
        return found

    def setting_of_entry(self, number: int) -> Setting:
        """The setting of an entry, by its number."""
        return self.settings[self.settings_of_entries.at(number)]

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        return self.rows.codes(numbers)

    def spread(self, consonants: str) -> int:
        words, counts = self._frequencies
        number = words.find(consonants)
        return int(counts.at(number)) if number >= 0 else 0

    @property
    def ordered(self) -> Pool:
        return self.keys

    # --- opened when first asked for -------------------------------------------------------------

    @cached_property
    def rows(self) -> MappedRows:
        return MappedRows(self.container, self.texts, self.owner)

    @cached_property
    def postings(self) -> Bare:
        from translit.index.bare import Bare

        buckets = Filled(self.container)
        rows, weights, signs = (
            Numbers(self.container, name, code)
            for name, code in (("postings", "I"), ("weights", "f"), ("signs", "Q"))
        )
        held = buckets, rows, weights, signs
        if compiled := core():
            from translit.index.compiled import CompiledPostings

            self.container.compile(compiled)
            pools = self.rows.records, self.rows.words
            entries = self.owners, self.settings_of_entries
            found = CompiledPostings(self.container, pools, self.ids.find, entries, held, compiled)
            self.rows.form, self.rows.index = found.form, found.index
            return found
        return Bare(*held)

    @cached_property
    def _bearing(self) -> _core.Bearing | None:
        """Who rows belong to, by the compiled core; None where that isn't there."""
        compiled = core()
        if not compiled:
            return None
        numbers = self.owners, self.rows.aliases, self.names
        parts = tuple([(each.view.cast("B"), each.start - self.container.data) for each in numbers])
        pools = self.ids.compile(compiled), self.texts.compile(compiled)
        found: _core.Bearing = compiled.Bearing(
            parts, *pools, self.container.seen, self.container.check_block
        )
        return found

    @cached_property
    def settings(self) -> Settings:
        return Settings(self.container)

    @cached_property
    def openings(self) -> frozenset[str]:
        keys = map(self.keys.raw, range(len(self.keys)))
        return frozenset(
            key.decode("utf-8", "surrogatepass")[:2] for key in keys if key >= b"\xe0\xb8"
        )

    @cached_property
    def _frequencies(self) -> tuple[Pool, Numbers]:
        """The consonants of words, and the document frequency of each: how many entries have a
        word with them.
        """
        words = Pool(self.container, "consonants of words")
        if compiled := core():
            words.compile(compiled)
        return words, Numbers(self.container, "frequencies", "I")


class _Bearers(Sequence[Bearer]):
    """Who bears a key, each read when it is asked for: a name may have thousands of bearers, and
    an answer tells of a few.
    """

    def __init__(self, table: Mapped, key: str, records: list[bytes]) -> None:
        self._table, self._key, self._records = table, key, records

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(map(self._read, self._records[at]))
        return self._read(self._records[at])

    def __iter__(self) -> Iterator[Bearer]:
        return map(self._read, self._records)

    def _read(self, record: bytes) -> Bearer:
        return bearer_of(self._table.container, self._key, record)


class _Filed(Mapping[str, Mapping[str, str]]):
    """The bearers of each key, of one kind."""

    def __init__(self, table: Mapped, kind: int) -> None:
        self._table, self._kind = table, kind

    def get(
        self, key: str, default: Any = None
    ) -> Any:  # which that of Mapping does by an exception
        return {id: alias for id, _, alias in self._table.bearers(key, self._kind)} or default

    def __getitem__(self, key: str) -> Mapping[str, str]:
        found: Mapping[str, str] | None = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and bool(self._table.bearers(key, self._kind))

    def __iter__(self) -> Iterator[str]:
        return (key for key in self._table.keys if key in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class _Folded:
    """The folded aliases."""

    def __init__(self, table: Mapped) -> None:
        self._table = table

    def __contains__(self, folded: object) -> bool:
        if not isinstance(folded, str):
            return False
        found = self._table.bearers_record(folded)
        return found[0] == 1 if found else self._table.keyed.folds.find(folded) >= 0
