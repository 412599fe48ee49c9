"""A compiled table, opened: a gazetteer over one mapped file, which answers exactly as the tables
it was made from.

What the resolver asks of a gazetteer is laid out in parts of a `Container`
(translit/index/packing.py writes them): strings lie in pools (all of them run together, and where
each begins), pools that are searched have a hash table beside them (open addressing), and
everything else is an array of numbers. Nothing is worked out on opening, and processes share the
pages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from zlib import crc32

from translit.index.container import BLOCK, Container, only_sound
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Bearer, Gazetteer, Row
from translit.knowledge.rules import Trees, agree, bring
from translit.model.errors import Fault, TableError
from translit.model.nouns import Entry

if TYPE_CHECKING:
    import os

    from translit.index.nearness import Code
    from translit.index.postings import Postings

# What parts bearers, and the fields of one: bytes that UTF-8 has no use for.
NEXT, FIELD_OF_BEARER = b"\xfe", b"\xff"
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


# What a compiled table consists of (translit/index/packing.py): whatever lacks one is none.
PARTS = frozenset(
    (
        *("ids", "texts", "keys", "folds", "words", "names", "entries", "bearers", "owners"),
        *("aliases", "forms", "said", "core@", "core", "starts", "postings", "told", "heard"),
        *("spelt", "seen", "rules", "rest"),
    )
)


class Numbers:
    """An array of numbers in a container, checked as it is read; a slice or a pick of it is one
    of NumPy's.
    """

    _STEP = 1 << 13

    @only_sound
    def __init__(self, container: Container, name: str, code: Any) -> None:
        self.container, self._seen, self._base = container, container.seen, container.data
        self.start, end = container.part(name)
        self.view = container.view[self.start : end].cast(code)
        self._size = self.view.itemsize
        self._steps: set[int] = set()
        self._trusted = False

    def __len__(self) -> int:
        return len(self.view)

    @only_sound
    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, int):
            return self.at(at)
        if isinstance(at, slice):
            self.container.check(
                self.start + int(at.start) * self._size, self.start + int(at.stop) * self._size
            )
        elif not self._trusted:
            self._check_scattered(at)
        return self._array[at]

    def at(self, place: int) -> Any:
        """One number."""
        at = self.start + place * self._size - self._base
        try:
            if not self._seen[at >> BLOCK]:
                self.container.check(at + self._base, at + self._base + self._size)
            return self.view[place]
        except IndexError as error:
            raise self.container.fault("it points where nothing is") from error

    def _check_scattered(self, at: Any) -> None:
        """Check the blocks that some numbers lie in, and notice when all of them have been."""
        import numpy as np

        places = np.flatnonzero(np.bincount(at // self._STEP))
        for place in places.tolist():
            start = self.start + place * self._STEP * self._size
            self.container.check(
                start, min(start + self._STEP * self._size, self.start + len(self) * self._size)
            )
        self._steps.update(places.tolist())
        self._trusted = len(self._steps) * self._STEP >= len(self)

    @cached_property
    def _array(self) -> Any:
        import numpy as np

        return np.asarray(self.view)


class Pool:
    """Strings in a container, by number; those that have a hash table by themselves, too.

    Every look-up goes through here many times, so that what `Container.check` does is written out:
    a block that was seen before costs an index and no call.
    """

    @only_sound
    def __init__(self, container: Container, name: str) -> None:
        self.container, self._seen, self._map = container, container.seen, container.map
        self._start, self._end = container.part(name)
        self._base = container.data
        self._starts = Numbers(container, f"{name}@", "I")
        self._slots = (
            Numbers(container, f"{name}#", "I") if f"{name}#" in container.head["parts"] else None
        )
        if not len(self._starts):
            raise container.fault("it doesn't say where its texts begin")

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        raw = self.raw(number)
        try:
            return raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise self.container.fault("a text in it is no UTF-8") from error

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def raw(self, number: int) -> bytes:
        seen, starts, base = self._seen, self._starts, self._base
        if not 0 <= number < len(starts.view) - 1:
            raise self.container.fault("it points where nothing is")
        at = starts.start + 4 * number - base
        if not (seen[at >> BLOCK] and seen[at + 4 >> BLOCK]):
            self.container.check(at + base, at + base + 8)
        start, end = self._start + starts.view[number], self._start + starts.view[number + 1]
        if not start <= end <= self._end:
            raise self.container.fault("a text in it begins or ends outside of its part")
        if end > start and not (
            seen[start - base >> BLOCK]
            and seen[end - 1 - base >> BLOCK]
            and end - start < 1 << BLOCK
        ):
            self.container.check(start, end)
        return self._map[start:end]

    @only_sound
    def some(self, numbers: Sequence[int]) -> list[str]:
        """Several strings: their blocks are checked first, all at once."""
        import numpy as np

        places = np.asarray(numbers, np.int64)
        starts, ends = (
            self._starts[places].astype(np.int64),
            self._starts[places + 1].astype(np.int64),
        )
        first, last = (
            self._start - self._base + starts >> BLOCK,
            self._start - self._base + ends - 1 >> BLOCK,
        )
        seen = np.frombuffer(self._seen, np.uint8)
        if not (seen[first].all() and seen[last].all() and (last - first < 2).all()):
            return [self[number] for number in numbers]
        data, here = self._map, self._start
        return [
            data[here + start : here + end].decode("utf-8", "surrogatepass")
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]

    def find(self, text: str) -> int:
        """The number of a string, or -1."""
        assert self._slots is not None
        slots, seen, first = self._slots.view, self._seen, self._slots.start - self._base
        raw = text.encode("utf-8", "surrogatepass")
        mask = len(slots) - 1
        slot = crc32(raw) & mask
        for _ in slots:  # some are empty in any table; in one without, this would never end
            if not seen[first + 4 * slot >> BLOCK]:
                self._slots.at(slot)  # which checks it
            number = slots[slot]
            if not number or self.raw(number - 1) == raw:
                return int(number) - 1
            slot = (slot + 1) & mask
        raise self.container.fault("its hash table is full")


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
        self.texts, self.ids, self.keys, self.folds = (
            Pool(container, name) for name in ("texts", "ids", "keys", "folds")
        )
        self._borne = Pool(container, "bearers")
        self._asked = "", b""  # the key that was asked for last, and who bears it
        self.names, self._owners = (
            Numbers(container, "names", "I"),
            Numbers(container, "owners", "I"),
        )
        self._owner = lru_cache(maxsize=1 << 12)(lambda number: self.ids[self._owners.at(number)])
        self.entries = entries = _Entries(self)
        self._about = lru_cache(maxsize=1 << 14)(entries.about)
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
        found = self.borne(key)
        if len(found) < 2:
            return ()
        # A slice, and no index: an unsound file may hold a bearer of no bytes.
        sign = bytes((kind,))
        return _Bearers(self, key, [raw for raw in found[1:].split(NEXT) if raw[:1] == sign])

    def begins(self, key: str) -> bool | None:
        found = self.borne(key)
        return len(found) > 1 if found else None

    def borne(self, key: str) -> bytes:
        """Who bears a key, as packing.py writes it: whether it is a folded alias, and its
        bearers. Nothing, where it begins no key.
        """
        asked, found = self._asked
        if asked != key:
            number = self.keys.find(key)
            found = self._borne.raw(number) if number >= 0 else b""
            self._asked = key, found
        return found

    @only_sound
    def name(self, id: str) -> str:
        return self.texts[self.names.at(self.ids.find(id))]

    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        return self._about(id)

    def owner(self, number: int) -> str:
        return self._owner(number)

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """The codes of some rows; those of a small table, of which each mention asks for all,
        are kept.
        """
        return (
            [self._codes[number] for number in numbers] if self.small else self._read_codes(numbers)
        )

    def spread(self, consonants: str) -> int:
        words, seen = self._words_seen
        number = words.find(consonants)
        return int(seen.at(number)) if number >= 0 else 0

    @only_sound
    def _read_codes(self, numbers: Sequence[int]) -> list[Code]:
        from translit.index.records import code_of

        codes = list(map(code_of, self.rows.records.some(numbers)))
        if min(map(len, codes), default=4) < 4:
            raise self.container.fault("a form in it lacks a field")
        return codes

    @property
    def ordered(self) -> Pool:
        return self.keys

    # --- opened when first asked for -------------------------------------------------------------

    @cached_property
    @only_sound
    def rows(self) -> _Rows:
        return _Rows(self.container, self)

    @cached_property
    def postings(self) -> Postings:
        from translit.index.postings import Postings

        found = (
            Numbers(self.container, name, code)
            for name, code in (
                ("starts", "I"),
                ("postings", "I"),
                ("told", "f"),
                ("heard", "Q"),
                ("spelt", "Q"),
            )
        )
        return Postings(*found)  # type: ignore[arg-type]

    @cached_property
    def openings(self) -> frozenset[str]:
        keys = map(self.keys.raw, range(len(self.keys)))
        return frozenset(
            key.decode("utf-8", "surrogatepass")[:2] for key in keys if key >= b"\xe0\xb8"
        )

    @cached_property
    def _codes(self) -> list[Code]:
        return self._read_codes(range(len(self.rows)))

    @cached_property
    def _words_seen(self) -> tuple[Pool, Numbers]:
        """The consonants of words, and how many entries have a word with them."""
        return Pool(self.container, "words"), Numbers(self.container, "seen", "I")


class _Bearers(Sequence[Bearer]):
    """Who bears a key, each read when it is asked for: a name may have thousands of bearers, and
    an answer tells of a few.
    """

    def __init__(self, table: Mapped, key: str, records: list[bytes]) -> None:
        self.container, self._key, self._records = table.container, key, records

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return list(map(self._read, self._records[at]))
        return self._read(self._records[at])

    def __iter__(self) -> Iterator[Bearer]:
        return map(self._read, self._records)

    @only_sound
    def _read(self, raw: bytes) -> Bearer:
        id, alias, *name = [
            text.decode("utf-8", "surrogatepass") for text in raw[1:].split(FIELD_OF_BEARER)
        ]
        alias = alias or self._key.title()
        return id, name[0] if name else alias, alias


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
        found = self._table.borne(folded)
        return found[0] == 1 if found else self._table.folds.find(folded) >= 0


class _Entries(Mapping[str, Entry]):
    """The entries by ID, each read when it is asked for."""

    def __init__(self, table: Mapped) -> None:
        self.container, self._table, self._size = table.container, table, len(table.ids)
        self._records = Pool(table.container, "entries")

    @only_sound
    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        """The type of an entry and what it lies within: a filter asks for them, and not for its
        names, of thousands.
        """
        number = self._table.ids.find(id)
        if number < 0:
            return None, ()
        _, type, within, *_ = self._fields(number)
        return type, within

    def _fields(self, number: int) -> list[Any]:
        """The fields of an entry, as packing.py writes them, and those that it left out."""
        fields: list[Any] = json.loads(self._records[number])
        return fields + [[], None, [], [], [], [], {}, None, {}][len(fields) :]

    def __getitem__(self, id: str) -> Entry:
        number = self._table.ids.find(id)
        if number < 0:
            raise KeyError(id)
        return self._entry(id, number)

    @only_sound
    def _entry(self, id: str, number: int) -> Entry:
        texts = self._table.texts
        aliases, type, within, weak, adjectives, *rest = self._fields(number)
        named = ([texts[text] for text in group] for group in (aliases, weak, adjectives))
        spellings, loose, derived = named
        name = texts[self._table.names.at(number)]
        return Entry(id, name, spellings, type, within, loose, derived, *rest)

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and self._table.ids.find(id) >= 0

    def __iter__(self) -> Iterator[str]:
        return (self._table.ids[number] for number in range(len(self)))

    def __len__(self) -> int:
        return self._size


class _Rows:
    """The rows, each read when it is asked for."""

    def __init__(self, container: Container, table: Mapped) -> None:
        from translit.index.records import form_of, word_of
        from translit.language.form import written_as

        self.container = container
        self.records, self._aliases = Pool(container, "forms"), Numbers(container, "aliases", "I")
        self._words, self._core, self._starts = (
            Pool(container, "said"),
            Numbers(container, "core", "I"),
            Numbers(container, "core@", "I"),
        )
        self._table, self._form_of, self._written_as = table, form_of, written_as
        self._row = lru_cache(maxsize=1 << 10)(self._read)
        self._word = lru_cache(maxsize=1 << 11)(lambda number: word_of(self._words[number]))

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, number: int) -> Row:
        return self._row(number)

    def __iter__(self) -> Iterator[Row]:
        return map(self._read, range(len(self)))

    @only_sound
    def _read(self, number: int) -> Row:
        alias = self._table.texts[self._aliases[number]]
        places = range(self._starts.at(number), self._starts.at(number + 1))
        words = tuple([self._word(self._core.at(place)) for place in places])
        (form,) = self._written_as(alias, [self._form_of(self.records[number], words)])
        return Row(alias, self._table.owner(number), form)
