"""A compiled table, opened: a gazetteer over one mapped file, which answers exactly as the tables it was made from.

What the resolver asks of a gazetteer is laid out in parts of a `Container` (translit/packing.py writes them): strings lie in
pools (all of them run together, and where each begins), pools that are searched have a hash table beside them (open
addressing), and everything else is an array of numbers. Nothing is worked out on opening, and processes share the pages.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

from translit.blocks import skeleton_keys
from translit.container import BLOCK, Container
from translit.errors import Fault, TableError
from translit.form import Form, Word, coarse
from translit.gazetteer import Code, Gazetteer, Row
from translit.model import Entry
from translit.sounds import of_marks, vowels_in

if TYPE_CHECKING:
    from translit.postings import Postings

STRONG, WEAK, ADJECTIVE = range(3)
# So many entries met last are known by their number.
MET = 1000
# How the script of a row is written: most are Latin, and a few have no letters.
WRITTEN = {"Latn": "", "": "-"}
_READ = {written: script for script, written in WRITTEN.items()}
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


@cache
def rules_digest() -> str:
    """The hash of the files of rules: a table compiled under others is out of date."""
    folder = os.path.join(os.path.dirname(__file__), "rules")  # noqa: PTH118, PTH120 (pathlib is slow to import)
    found = blake2b(digest_size=16)
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            with open(os.path.join(place, name), "rb") as file:  # noqa: PTH118, PTH123
                found.update(name.encode() + b"\0" + file.read())
    return found.hexdigest()


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


def form_of(record: str, words: tuple[Word, ...]) -> Form:
    """The form that a record and its words were made of."""
    marks, consonants, joined, written, *more = record.split(FIELD)
    script = _READ.get(written, written)
    kinds, traits, numbers = (frozenset(field.split(ITEM)) if field else _NOTHING for field in more or ("", "", ""))
    return Form(
        joined=joined,
        script=script,
        letters=" ".join([word.letters for word in words]),
        latin=" ".join([word.latin for word in words]),
        words=words,
        marks=marks,
        coarse=coarse(marks),
        consonants=consonants,
        skeleton=of_marks(consonants).skeleton,
        kinds=kinds,
        traits=traits,
        numbers=numbers,
        vowels=vowels_in(script),
        guessed=False,
    )


_NOTHING = frozenset[str]()


class Mapped(Gazetteer):
    """A gazetteer over a compiled table."""

    def __init__(self, container: Container) -> None:
        self.container = container
        if container.head["rules"] != rules_digest():
            raise container.fault("it was compiled under other rules")
        start, end = container.part("rest")
        self.rest: Mapping[str, Any] = json.loads(container.read(start, end))
        self.texts, self.ids, self.written, self.folds = (Pool(container, name) for name in ("texts", "ids", "keys", "folds"))
        self.bearer_starts, self.bearers_of, self.spellings = (
            Numbers(container, name, "I") for name in ("bearers@", "bearers", "spellings")
        )
        self.names, self._owners = Numbers(container, "names", "I"), Numbers(container, "owners", "I")
        self._met: dict[str, int] = {}  # the numbers of the entries met last, whose names are asked for next
        self.key, self.number = (lru_cache(maxsize=64)(pool.find) for pool in (self.written, self.ids))
        self.entries = _Entries(self)  # type: ignore[assignment]
        self.folded = _Folded(self)  # type: ignore[assignment]
        self.strong, self.weak, self.adjectives = (_Index(self, kind) for kind in (STRONG, WEAK, ADJECTIVE))  # type: ignore[assignment]

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
        return self.ids[self._owners.at(number)]

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        fields = (record.split(FIELD, 4) for record in self.rows.records.some(numbers))
        return [Code(marks, consonants, joined, vowels_in(_READ.get(script, script))) for marks, consonants, joined, script, *_ in fields]

    def knows(self, skeleton: str) -> bool:
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
        self._table = table
        self._records = Pool(table.container, "entries")

    def __getitem__(self, id: str) -> Entry:
        number = self._table.ids.find(id)
        if number < 0:
            raise KeyError(id)
        texts = self._table.texts
        fields = json.loads(self._records[number])
        left_out: list[Any] = [[], None, [], [], [], [], {}]
        aliases, type, within, weak, adjectives, never, same_as = fields + left_out[len(fields) :]
        named = ([texts[text] for text in group] for group in (aliases, weak, adjectives))
        spellings, loose, derived = named
        return Entry(id, texts[self._table.names.at(number)], spellings, type, within, loose, derived, never, same_as)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._table.ids.find(id) >= 0

    def __iter__(self) -> Iterator[str]:
        return (self._table.ids[number] for number in range(len(self)))

    def __len__(self) -> int:
        return len(self._table.ids)


class _Rows:
    """The rows, each read when it is asked for."""

    def __init__(self, container: Container, table: Mapped) -> None:
        self.records, self._aliases = Pool(container, "forms"), Numbers(container, "aliases", "I")
        self._words, self._core, self._starts = Pool(container, "said"), Numbers(container, "core", "I"), Numbers(container, "core@", "I")
        self._table = table
        self._row, self._word = lru_cache(maxsize=1 << 10)(self._read), lru_cache(maxsize=1 << 11)(self._read_word)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, number: int) -> Row:
        return self._row(number)

    def __iter__(self) -> Iterator[Row]:
        return map(self._read, range(len(self)))

    def _read(self, number: int) -> Row:
        alias = self._table.texts[self._aliases[number]]
        words = range(self._starts.at(number), self._starts.at(number + 1))
        return Row(alias, self._table.owner(number), form_of(self.records[number], tuple([self._word(self._core.at(at)) for at in words])))

    def _read_word(self, number: int) -> Word:
        letters, latin, read, marks = self._words[number].split(FIELD)
        latin = latin or letters
        return Word(letters, latin, read or latin, marks, of_marks(marks).consonants)


class _Counts:
    """How many entries have a word with some consonants."""

    def __init__(self, container: Container) -> None:
        self._words, self._seen = Pool(container, "words"), Numbers(container, "seen", "I")
        self._count = lru_cache(maxsize=1 << 12)(self._read)

    def get(self, word: str, default: int = 0) -> int:
        return self._count(word) or default

    def _read(self, word: str) -> int:
        number = self._words.find(word)
        return int(self._seen[number]) if number >= 0 else 0
