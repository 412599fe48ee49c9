"""A compiled table, opened: a gazetteer over one mapped file, which answers exactly as the tables it was made from.

What the resolver asks of a gazetteer is laid out in parts of a `Container` (translit/packing.py writes them): strings lie in
pools (all of them run together, and where each begins), pools that are searched have a hash table beside them (open
addressing), and everything else is an array of numbers. Nothing is worked out on opening, and processes share the pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from zlib import crc32

from translit.container import BLOCK, Container
from translit.errors import Fault, TableError
from translit.gazetteer import WORTH_AN_INDEX, Gazetteer, Row
from translit.model import Entry
from translit.rules import bring, rules_digest

if TYPE_CHECKING:
    import os

    from translit.form import Form
    from translit.nearness import Code
    from translit.postings import Postings

STRONG, WEAK, ADJECTIVE = range(3)
# So many entries met last are known by their number.
MET = 1000
FIELD, ITEM = "\x1f", "\x1e"  # folding reads both as spaces, so that no form holds them


def faults_of(path: str | os.PathLike[str]) -> list[Fault]:
    """What is wrong with a compiled table; every byte of it is read."""
    try:
        container = Container(path)
        container.check()
        Mapped(container)
    except TableError as error:
        return list(error.faults)
    return []


class Numbers:
    """An array of numbers in a container, checked as it is read; a slice or a pick of it is one of NumPy's."""

    _STEP = 1 << 13

    def __init__(self, container: Container, name: str, code: Any) -> None:
        self._container, self._seen, self._base = container, container.seen, container.data
        self.start, end = container.part(name)
        self.view = container.view[self.start : end].cast(code)
        self._size = self.view.itemsize
        self._steps: set[int] = set()
        self._trusted = False

    def __len__(self) -> int:
        return len(self.view)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, int):
            return self.at(at)
        if isinstance(at, slice):
            self._container.check(self.start + int(at.start) * self._size, self.start + int(at.stop) * self._size)
        elif not self._trusted:
            self._check_scattered(at)
        return self._array[at]

    def at(self, place: int) -> Any:
        """One number."""
        at = self.start + place * self._size - self._base
        if not self._seen[at >> BLOCK]:
            self._container.check(at + self._base, at + self._base + self._size)
        return self.view[place]

    def _check_scattered(self, at: Any) -> None:
        """Check the blocks that some numbers lie in, and notice when all of them have been."""
        import numpy as np

        places = np.flatnonzero(np.bincount(at // self._STEP))
        for place in places.tolist():
            start = self.start + place * self._STEP * self._size
            self._container.check(start, min(start + self._STEP * self._size, self.start + len(self) * self._size))
        self._steps.update(places.tolist())
        self._trusted = len(self._steps) * self._STEP >= len(self)

    @cached_property
    def _array(self) -> Any:
        import numpy as np

        return np.asarray(self.view)


class Pool:
    """Strings in a container, by number; those that have a hash table by themselves, too.

    Every look-up goes through here many times, so that what `Container.check` does is written out: a block that was
    seen before costs an index and no call.
    """

    def __init__(self, container: Container, name: str) -> None:
        self._container, self._seen, self._map = container, container.seen, container.map
        self._start, _ = container.part(name)
        self._base = container.data
        self._starts = Numbers(container, f"{name}@", "I")
        self._slots = Numbers(container, f"{name}#", "I") if f"{name}#" in container.head["parts"] else None

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        return self._raw(number).decode("utf-8", "surrogatepass")

    def _raw(self, number: int) -> bytes:
        seen, starts, base = self._seen, self._starts, self._base
        at = starts.start + 4 * number - base
        if not (seen[at >> BLOCK] and seen[at + 4 >> BLOCK]):
            self._container.check(at + base, at + base + 8)
        start, end = self._start + starts.view[number], self._start + starts.view[number + 1]
        if end > start and not (seen[start - base >> BLOCK] and seen[end - 1 - base >> BLOCK] and end - start < 1 << BLOCK):
            self._container.check(start, end)
        return self._map[start:end]

    def some(self, numbers: Iterable[int]) -> list[str]:
        """Several strings."""
        return [self[number] for number in numbers]

    def find(self, text: str) -> int:
        """The number of a string, or -1."""
        slots = self._slots
        assert slots is not None
        raw = text.encode("utf-8", "surrogatepass")
        mask, at = len(slots) - 1, slots.at
        slot = crc32(raw) & mask
        while number := at(slot):
            if self._raw(number - 1) == raw:
                return int(number - 1)
            slot = (slot + 1) & mask
        return -1


def form_of(fields: Sequence[str]) -> Form:
    from translit.form import Form, Word, coarse
    from translit.sounds import vowels_in

    marks, consonants, joined, script, skeleton = fields[:5]
    kinds, traits, numbers = (frozenset(filter(None, field.split(ITEM))) for field in fields[5:8])
    one = len(fields) == 11
    words = []
    for at in range(8, len(fields), 3 if one else 5):
        letters, latin, read = fields[at : at + 3]
        latin = latin or letters
        words.append(Word(letters, latin, read or latin, *((marks, consonants) if one else fields[at + 3 : at + 5])))
    return Form(
        joined=joined,
        script=script,
        letters=" ".join(word.letters for word in words),
        latin=" ".join(word.latin for word in words),
        words=tuple(words),
        marks=marks,
        coarse=coarse(marks),
        consonants=consonants,
        skeleton=skeleton,
        kinds=kinds,
        traits=traits,
        numbers=numbers,
        vowels=vowels_in(script),
        guessed=False,
    )


class Mapped(Gazetteer):
    """A gazetteer over a compiled table."""

    def __init__(self, container: Container) -> None:
        self.container = container
        if container.head["rules"] != rules_digest():
            raise container.fault("it was compiled under other rules")
        start, end = container.part("rest")
        self.rest: Mapping[str, Any] = json.loads(container.read(start, end))
        self._bring_rules()
        self.texts, self.ids, self.written, self.folds = (Pool(container, name) for name in ("texts", "ids", "keys", "folds"))
        self.bearer_starts, self.bearers_of, self.spellings = (
            Numbers(container, name, "I") for name in ("bearers@", "bearers", "spellings")
        )
        self.names, self._owners = Numbers(container, "names", "I"), Numbers(container, "owners", "I")
        self._met: dict[str, int] = {}  # the numbers of the entries met last, whose names are asked for next
        self.key, self.number = (lru_cache(maxsize=64)(pool.find) for pool in (self.written, self.ids))
        self._owner = lru_cache(maxsize=1 << 12)(lambda number: self.ids[self._owners.at(number)])
        self.entries = _Entries(self)  # type: ignore[assignment]
        self.folded = _Folded(self)  # type: ignore[assignment]
        self.strong, self.weak, self.adjectives = (_Index(self, kind) for kind in (STRONG, WEAK, ADJECTIVE))  # type: ignore[assignment]

    def _bring_rules(self) -> None:
        """Hand over the trees of the rules: a copy of them, which outlives the map."""
        start, end = self.container.part("rules")
        held = self.container.read(start, end)
        ends = [*accumulate(self.rest["rules"].values())]
        bring({name: held[before:after] for name, before, after in zip(self.rest["rules"], [0, *ends], ends, strict=False)})

    @cached_property
    def rows(self) -> Any:
        return _Rows(self.container, self)

    @cached_property
    def postings(self) -> Postings:
        from translit.postings import Postings

        found = (
            Numbers(self.container, name, code)
            for name, code in (("starts", "I"), ("postings", "I"), ("told", "f"), ("heard", "Q"), ("spelt", "Q"))
        )
        return Postings(*found)  # type: ignore[arg-type]

    @cached_property
    def bearers(self) -> Mapping[str, int]:
        return _Counts(self.container)  # type: ignore[return-value]

    @cached_property
    def beginnings(self) -> Mapping[str, bool]:
        return _Beginnings(self)  # type: ignore[return-value]

    @cached_property
    def wholes(self) -> frozenset[str]:
        return frozenset(self.rest["wholes"])

    def name(self, id: str) -> str:
        number = self._met.get(id)
        return self.texts[self.names.at(self.number(id) if number is None else number)]

    def owner(self, number: int) -> str:
        return self._owner(number)

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """The codes of some rows; those of a small table, of which each mention asks for all, are kept."""
        return super().codes(numbers) if len(self.rows) <= WORTH_AN_INDEX else self._read_codes(numbers)

    @cached_property
    def _codes(self) -> list[Code]:
        return self._read_codes(range(len(self.rows)))

    def _read_codes(self, numbers: Sequence[int]) -> list[Code]:
        from translit.nearness import Code
        from translit.sounds import vowels_in

        fields = (record.split(FIELD, 4) for record in self.rows.records.some(numbers))
        return [Code(marks, consonants, joined, vowels_in(script)) for marks, consonants, joined, script, _ in fields]

    def knows(self, skeleton: str) -> bool:
        from translit.blocks import skeleton_keys

        return self.postings.holds(skeleton_keys(skeleton))

    def borne(self, key: str) -> Iterator[tuple[int, str, str]]:
        """Who bears a key: the kind, the ID and the alias."""
        number = self.key(key)
        if len(self._met) > MET:
            self._met.clear()
        if number >= 0:
            for place in range(self.bearer_starts.at(number), self.bearer_starts.at(number + 1)):
                owner = self.bearers_of.at(place)
                id = self.ids[owner >> 2]
                self._met[id] = owner >> 2
                yield owner & 3, id, self.texts[self.spellings.at(place)]


class _Index:
    """The bearers of each key, of one kind."""

    def __init__(self, table: Mapped, kind: int) -> None:
        self._table, self._kind = table, kind

    def get(self, key: str, default: Any = None) -> Any:
        return {id: alias for kind, id, alias in self._table.borne(key) if kind == self._kind} or default

    def __getitem__(self, key: str) -> dict[str, str]:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return dict(found)

    def __contains__(self, key: str) -> bool:
        return any(kind == self._kind for kind, _, _ in self._table.borne(key))

    def __len__(self) -> int:
        """How many strong keys there are; the others aren't counted."""
        return int(self._table.rest["keys"])


class _Folded:
    """The folded aliases."""

    def __init__(self, table: Mapped) -> None:
        self._table = table
        self._flags = Numbers(table.container, "folded", "B")

    def __contains__(self, folded: str) -> bool:
        number = self._table.key(folded)
        return bool(self._flags[number]) if number >= 0 else self._table.folds.find(folded) >= 0


class _Beginnings:
    """The keys and their beginnings, and whether each is a key itself."""

    def __init__(self, table: Mapped) -> None:
        self._table = table

    def get(self, key: str, default: bool | None = None) -> bool | None:
        number = self._table.key(key)
        if number < 0:
            return default
        return bool(self._table.bearer_starts[number + 1] > self._table.bearer_starts[number])

    def __contains__(self, key: str) -> bool:
        return self._table.key(key) >= 0

    def __getitem__(self, key: str) -> bool:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found


class _Entries(Mapping[str, Entry]):
    """The entries by ID, each read when it is asked for."""

    def __init__(self, table: Mapped) -> None:
        self._table, self._size = table, len(table.ids)
        self._records = Pool(table.container, "entries")

    def __getitem__(self, id: str) -> Entry:
        number = self._table.ids.find(id)
        if number < 0:
            raise KeyError(id)
        texts = self._table.texts
        aliases, type, within, weak, adjectives, never, same_as = json.loads(self._records[number])
        named = ([texts[text] for text in group] for group in (aliases, weak, adjectives))
        spellings, loose, derived = named
        return Entry(id, texts[self._table.names.at(number)], spellings, type, within, loose, derived, never, same_as)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._table.ids.find(id) >= 0

    def __iter__(self) -> Iterator[str]:
        return (self._table.ids[number] for number in range(len(self)))

    def __len__(self) -> int:
        return self._size


class _Rows:
    """The rows, each read when it is asked for."""

    def __init__(self, container: Container, table: Mapped) -> None:
        self.records, self._aliases = Pool(container, "forms"), Numbers(container, "aliases", "I")
        self._table = table
        self._row = lru_cache(maxsize=1 << 12)(self._read)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, number: int) -> Row:
        return self._row(number)

    def __iter__(self) -> Iterator[Row]:
        return map(self._read, range(len(self)))

    def _read(self, number: int) -> Row:
        alias = self._table.texts[self._aliases[number]]
        return Row(alias, self._table.owner(number), form_of(self.records[number].split(FIELD)))


class _Counts:
    """How many entries have a word with some consonants."""

    def __init__(self, container: Container) -> None:
        self._words, self._seen = Pool(container, "words"), Numbers(container, "seen", "I")
        self._count = lru_cache(maxsize=1 << 14)(self._read)

    def get(self, word: str, default: int = 0) -> int:
        return self._count(word) or default

    def _read(self, word: str) -> int:
        number = self._words.find(word)
        return int(self._seen[number]) if number >= 0 else 0
