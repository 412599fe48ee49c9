"""A compiled table: a gazetteer in one mapped file, which answers exactly as the tables it was made from.

What the resolver asks of a gazetteer is laid out in parts of a `Container`: strings lie in pools (all of them run together,
and where each begins), pools that are searched have a hash table beside them (open addressing), and everything else is an
array of numbers. Nothing is worked out on opening, and processes share the pages. docs/how-it-works.md lists the parts.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from zlib import crc32

from translit.blocks import skeleton_keys
from translit.container import Container, write
from translit.errors import Fault, TableError
from translit.form import Form, Word, coarse
from translit.gazetteer import Code, Gazetteer, Row
from translit.model import Entry
from translit.sounds import vowels_in

if TYPE_CHECKING:
    from translit.postings import Postings

STRONG, WEAK, ADJECTIVE = range(3)
_FIELD, _ITEM = "\x1f", "\x1e"  # folding reads both as spaces, so that no form holds them


# --- writing -------------------------------------------------------------------------------------------------------------


def pack(gazetteer: Gazetteer, rest: Mapping[str, Any], sources: str, to: str | os.PathLike[str]) -> None:
    """Write a gazetteer as a compiled table; `rest` is what a resolver holds besides, `sources` the hash of where it comes from."""
    texts = _Numbered()
    parts: dict[str, Any] = {}
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    _pack_entries(gazetteer, numbers, texts, parts)
    _pack_keys(gazetteer, numbers, texts, parts)
    _pack_rows(gazetteer, numbers, texts, parts)
    _pool(parts, "texts", texts)
    parts["rest"] = json.dumps({**rest, "wholes": sorted(gazetteer.wholes), "keys": len(gazetteer.strong)}).encode()
    write(to, {"rules": rules_digest(), "sources": sources}, parts)


class _Numbered(dict[str, int]):
    """Strings by the order in which they were first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return len(self) - 1


def _pack_entries(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: dict[str, Any]) -> None:
    _pool(parts, "ids", numbers)
    _slots(parts, "ids", numbers)
    entries = [gazetteer.entries[id] for id in numbers]
    parts["names"] = array("I", (texts[entry.name] for entry in entries))
    _pool(parts, "entries", (_entry_record(entry, texts) for entry in entries))


def _entry_record(entry: Entry, texts: _Numbered) -> str:
    aliases, weak, adjectives = ([texts[text] for text in group] for group in (entry.aliases, entry.weak, entry.adjectives))
    return json.dumps([aliases, entry.type, entry.within, weak, adjectives, entry.never, dict(entry.same_as)], separators=(",", ":"))


def _pack_keys(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: dict[str, Any]) -> None:
    """The keys and their beginnings, who bears each, and the folded aliases."""
    keys = sorted(gazetteer.beginnings)
    starts, owners, aliases, folded = array("I", [0]), array("I"), array("I"), bytearray()
    for key in keys:
        for kind, index in enumerate((gazetteer.strong, gazetteer.weak, gazetteer.adjectives)):
            for id, alias in index.get(key, {}).items():
                owners.append(numbers[id] << 2 | kind)
                aliases.append(texts[alias])
        starts.append(len(owners))
        folded.append(key in gazetteer.folded)
    _pool(parts, "keys", keys)
    _slots(parts, "keys", keys)
    parts |= {"bearers@": starts, "bearers": owners, "spellings": aliases, "folded": folded}
    known = gazetteer.beginnings
    others = sorted(text for text in gazetteer.folded if text not in known)
    _pool(parts, "folds", others)
    _slots(parts, "folds", others)


def _pack_rows(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: dict[str, Any]) -> None:
    postings = gazetteer.postings
    parts["owners"] = array("I", (numbers[row.id] for row in gazetteer.rows))
    parts["aliases"] = array("I", (texts[row.alias] for row in gazetteer.rows))
    _pool(parts, "forms", (_form_record(row.form) for row in gazetteer.rows))
    parts |= {"starts": postings.starts, "postings": postings.rows, "told": postings.told}
    parts |= {"heard": postings.heard, "spelt": postings.spelt}
    words = sorted(gazetteer.bearers)
    _pool(parts, "words", words)
    _slots(parts, "words", words)
    parts["seen"] = array("I", (gazetteer.bearers[word] for word in words))


def _form_record(form: Form) -> str:
    one = len(form.words) == 1
    words = (
        (
            word.letters,
            "" if word.latin == word.letters else word.latin,
            "" if word.read == word.latin else word.read,
            *(() if one else (word.marks, word.consonants)),
        )
        for word in form.words
    )
    head = (form.marks, form.consonants, form.joined, form.script, form.skeleton)
    sets = (_ITEM.join(sorted(group)) for group in (form.kinds, form.traits, form.numbers))
    return _FIELD.join((*head, *sets, *(field for word in words for field in word)))


def _form(fields: Sequence[str]) -> Form:
    marks, consonants, joined, script, skeleton = fields[:5]
    kinds, traits, numbers = (frozenset(filter(None, field.split(_ITEM))) for field in fields[5:8])
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


def _pool(parts: dict[str, Any], name: str, strings: Iterable[str]) -> None:
    """Strings, run together, and where each begins and the last one ends."""
    starts, size, pieces = array("I", [0]), 0, []
    for string in strings:
        raw = string.encode("utf-8", "surrogatepass")
        pieces.append(raw)
        size += len(raw)
        starts.append(size)
    parts[name], parts[f"{name}@"] = b"".join(pieces), starts


def _slots(parts: dict[str, Any], name: str, strings: Iterable[str]) -> None:
    """The hash table of a pool: in each slot the number of a string, plus one."""
    strings = list(strings)
    slots = array("I", bytes(4 << max(1, (2 * len(strings)).bit_length())))
    mask = len(slots) - 1
    for number, string in enumerate(strings, 1):
        slot = _hash(string) & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    parts[f"{name}#"] = slots


def _hash(text: str) -> int:
    return crc32(text.encode("utf-8", "surrogatepass"))


def faults_of(path: str | os.PathLike[str]) -> list[Fault]:
    """What is wrong with a compiled table; every byte of it is read."""
    try:
        container = Container(path)
        container.check()
        Mapped(container)
    except TableError as error:
        return list(error.faults)
    return []


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


def digest(paths: Iterable[Any]) -> str:
    """The hash of what the tables behind some paths hold."""
    from translit.tables import expand

    found = blake2b(digest_size=16)
    for place, _ in expand(paths):
        found.update(place.read_bytes() if place.is_file() else b"")
    return found.hexdigest()


# --- reading -------------------------------------------------------------------------------------------------------------


class Numbers:
    """An array of numbers in a container, checked as it is read; a slice or a pick of it is one of NumPy's."""

    _STEP = 1 << 13

    def __init__(self, container: Container, name: str, code: str) -> None:
        self._container = container
        self._start, end = container.part(name)
        self._view = container.view[self._start : end].cast(code)
        self._size = self._view.itemsize
        self._steps: set[int] = set()
        self._trusted = False

    def __len__(self) -> int:
        return len(self._view)

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, int):
            start = self._start + at * self._size
            self._container.check(start, start + self._size)
            return self._view[at]
        if isinstance(at, slice):
            self._container.check(self._start + int(at.start) * self._size, self._start + int(at.stop) * self._size)
        elif not self._trusted:
            self._check_scattered(at)
        return self._array[at]

    def pairs(self, numbers: Iterable[int]) -> list[tuple[int, int]]:
        """The numbers at some places, each with the one after it."""
        numbers = list(numbers)
        self._container.check_scattered((self._start + at * self._size, self._start + (at + 2) * self._size) for at in numbers)
        view = self._view
        return [(view[at], view[at + 1]) for at in numbers]

    def _check_scattered(self, at: Any) -> None:
        """Check the blocks that some numbers lie in, and notice when all of them have been."""
        import numpy as np

        places = np.flatnonzero(np.bincount(at // self._STEP))
        for place in places.tolist():
            start = self._start + place * self._STEP * self._size
            self._container.check(start, min(start + self._STEP * self._size, self._start + len(self) * self._size))
        self._steps.update(places.tolist())
        self._trusted = len(self._steps) * self._STEP >= len(self)

    @cached_property
    def _array(self) -> Any:
        import numpy as np

        return np.asarray(self._view)


class Pool:
    """Strings in a container, by number; those that have a hash table by themselves, too."""

    def __init__(self, container: Container, name: str) -> None:
        self._container = container
        self._start, _ = container.part(name)
        self._starts = Numbers(container, f"{name}@", "I")
        self._slots = Numbers(container, f"{name}#", "I") if f"{name}#" in container.head["parts"] else None

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, number: int) -> str:
        return self._raw(number).decode("utf-8", "surrogatepass")

    def _raw(self, number: int) -> bytes:
        start, end = self._starts[number], self._starts[number + 1]
        return self._container.read(self._start + start, self._start + end) if end > start else b""

    def some(self, numbers: Iterable[int]) -> list[str]:
        """Several strings."""
        base, read = self._start, self._container.map
        places = [(base + start, base + end) for start, end in self._starts.pairs(numbers)]
        self._container.check_scattered(places)
        return [read[start:end].decode("utf-8", "surrogatepass") for start, end in places]

    def find(self, text: str) -> int:
        """The number of a string, or -1."""
        slots = self._slots
        assert slots is not None
        raw = text.encode("utf-8", "surrogatepass")
        mask = len(slots) - 1
        slot = crc32(raw) & mask
        while number := slots[slot]:
            if self._raw(number - 1) == raw:
                return int(number - 1)
            slot = (slot + 1) & mask
        return -1


class Mapped(Gazetteer):
    """A gazetteer over a compiled table."""

    def __init__(self, container: Container) -> None:
        self._container = container
        if container.head["rules"] != rules_digest():
            raise container.fault("it was compiled under other rules")
        start, end = container.part("rest")
        self.rest: Mapping[str, Any] = json.loads(container.read(start, end))
        self.texts, self.ids, self.keys, self.folds = (Pool(container, name) for name in ("texts", "ids", "keys", "folds"))
        self.bearer_starts, self.bearers_of, self.spellings = (
            Numbers(container, name, "I") for name in ("bearers@", "bearers", "spellings")
        )
        self._names, self._owners = Numbers(container, "names", "I"), Numbers(container, "owners", "I")
        self.entries = _Entries(self)  # type: ignore[assignment]
        self.folded = _Folded(self)  # type: ignore[assignment]
        self.strong, self.weak, self.adjectives = (_Index(self, kind) for kind in (STRONG, WEAK, ADJECTIVE))  # type: ignore[assignment]

    @cached_property
    def rows(self) -> Any:
        return _Rows(self._container, self)

    @cached_property
    def postings(self) -> Postings:
        from translit.postings import Postings

        found = (Numbers(self._container, name, code) for name, code in (("starts", "I"), ("postings", "I"), ("told", "f"), ("heard", "Q"), ("spelt", "Q")))
        return Postings(*found)  # type: ignore[arg-type]

    @cached_property
    def bearers(self) -> Mapping[str, int]:
        return _Counts(self._container)  # type: ignore[return-value]

    @cached_property
    def beginnings(self) -> Mapping[str, bool]:
        return _Beginnings(self)  # type: ignore[return-value]

    @cached_property
    def wholes(self) -> frozenset[str]:
        return frozenset(self.rest["wholes"])

    def name(self, id: str) -> str:
        return self.texts[self._names[self.ids.find(id)]]

    def owner(self, number: int) -> str:
        return self.ids[self._owners[number]]

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        fields = (record.split(_FIELD, 4) for record in self.rows.records.some(numbers))
        return [Code(marks, consonants, joined, vowels_in(script)) for marks, consonants, joined, script, _ in fields]

    def knows(self, skeleton: str) -> bool:
        return self.postings.holds(skeleton_keys(skeleton))

    def borne(self, key: str) -> Iterator[tuple[int, str, str]]:
        """Who bears a key: the kind, the ID and the alias."""
        number = self.keys.find(key)
        if number >= 0:
            for place in range(self.bearer_starts[number], self.bearer_starts[number + 1]):
                owner = self.bearers_of[place]
                yield owner & 3, self.ids[owner >> 2], self.texts[self.spellings[place]]


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
        self._flags = Numbers(table._container, "folded", "B")

    def __contains__(self, folded: str) -> bool:
        number = self._table.keys.find(folded)
        return bool(self._flags[number]) if number >= 0 else self._table.folds.find(folded) >= 0


class _Beginnings:
    """The keys and their beginnings, and whether each is a key itself."""

    def __init__(self, table: Mapped) -> None:
        self._table = table

    def get(self, key: str, default: bool | None = None) -> bool | None:
        number = self._table.keys.find(key)
        if number < 0:
            return default
        return bool(self._table.bearer_starts[number + 1] > self._table.bearer_starts[number])

    def __contains__(self, key: str) -> bool:
        return self._table.keys.find(key) >= 0

    def __getitem__(self, key: str) -> bool:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found


class _Entries(Mapping[str, Entry]):
    """The entries by ID, each read when it is asked for."""

    def __init__(self, table: Mapped) -> None:
        self._table = table
        self._records = Pool(table._container, "entries")

    def __getitem__(self, id: str) -> Entry:
        number = self._table.ids.find(id)
        if number < 0:
            raise KeyError(id)
        texts = self._table.texts
        aliases, type, within, weak, adjectives, never, same_as = json.loads(self._records[number])
        named = ([texts[text] for text in group] for group in (aliases, weak, adjectives))
        spellings, loose, derived = named
        return Entry(id, texts[self._table._names[number]], spellings, type, within, loose, derived, never, same_as)

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
        return Row(alias, self._table.owner(number), _form(self.records[number].split(_FIELD)))


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
