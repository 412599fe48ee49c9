"""Arrays of numbers and pools of strings in a container, each checked as it is read.

An array is a part of fixed-width numbers in the machine's byte order. A pool of n strings is two or
three parts:

    name    the strings in UTF-8, run together                          size: all their bytes
    name@   where each begins and the last one ends, uint32             size: n + 1
    name#   a hash table with open addressing, uint32: in each slot     size: a power of two, 1.5 n
            the number of a string plus one, or 0                       at least

The slot of a string is the CRC-32 of its bytes modulo the size of the table; where another string
has it, the next free one. So "ramousa" is number 3 of a pool of keys if slot crc32(b"ramousa") & 7
holds 4, or a slot behind it does with no 0 between; and bytes name[name@[3]:name@[4]] are
b"ramousa".

Nothing is copied on opening. Offsets count bytes from the start of the file; `container.data` is
where its parts begin, and the checksums with them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zlib import crc32

from translit.index.container import BLOCK, Container, only_sound

if TYPE_CHECKING:
    from translit.language import _core

# What a compiled table consists of (translit/index/packing.py): whatever lacks one is none.
PARTS = frozenset(
    (
        *("ids", "texts", "keys", "folds", "names", "entries", "settings", "settings of"),
        *("bearers", "owners", "aliases", "rows", "words"),
        *("filled", "before", "starts", "postings", "weights", "signs"),
        *("consonants of words", "frequencies", "rules", "rest"),
    )
)


def has_numpy() -> bool:
    """Whether something has imported NumPy: whoever asks for much does (`index/bare.py`), and for
    little it isn't worth its import.
    """
    return "numpy" in sys.modules


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

    @only_sound
    def between(self, start: int, end: int) -> list[Any]:
        """The numbers from one place to before another."""
        first = self.start + start * self._size
        self.container.check(first, first + max(0, end - start) * self._size)
        return self.view[start:end].tolist()

    @only_sound
    def some(self, places: Sequence[int]) -> list[Any]:
        """The numbers at some places."""
        if not has_numpy():
            return [*map(self.view.__getitem__ if self.container.whole else self.at, places)]
        import numpy as np

        found: list[Any] = self[np.asarray(places, np.int64)].tolist()
        return found

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


class Filled:
    """Where each bucket of block keys begins and ends, of which most are empty: see
    `index/postings.py`.
    """

    @only_sound
    def __init__(self, container: Container) -> None:
        self.container = container
        self.filled = Numbers(container, "filled", "Q")
        self.before, self.starts = (Numbers(container, name, "I") for name in ("before", "starts"))
        self._mask = self.before.view[len(self.before) - 1] - 1
        self.before.at(len(self.before) - 1)  # which checks it

    def bounds(self, key: int) -> tuple[int, int]:
        """Where the bucket of a hash begins and ends."""
        bucket = key & self._mask
        place, bit = bucket >> 6, 1 << (bucket & 63)
        filled = self.filled.at(place)
        if not filled & bit:
            return 0, 0
        first = self.before.at(place) + (filled & (bit - 1)).bit_count()
        begin, end = self.starts.at(first), self.starts.at(first + 1)
        if begin > end:
            raise self.container.fault("a bucket in it ends before it begins")
        return begin, end


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
        self.starts = Numbers(container, f"{name}@", "I")
        self._slots = (
            Numbers(container, f"{name}#", "I") if f"{name}#" in container.head["parts"] else None
        )
        if not len(self.starts):
            raise container.fault("it doesn't say where its texts begin")

    def __len__(self) -> int:
        return len(self.starts) - 1

    def compile(self, core: Any) -> _core.Pool:
        """Look up by the compiled core from now on, to which this hands its parts."""
        container, numbers = self.container, filter(None, (self.starts, self._slots))
        parts = [self.part, *((each.view.cast("B"), each.start) for each in numbers)]
        places = tuple([(view, start - container.data) for view, start in parts])
        found: _core.Pool = core.Pool(
            places, container.seen, container.check_block, container.fault
        )
        self.find, self.raw = found.find, found.raw  # type: ignore[method-assign]
        return found

    @property
    def part(self) -> tuple[memoryview, int]:
        """The bytes of all the strings, and where they begin in the file."""
        return self.container.view[self._start : self._end], self._start

    def __getitem__(self, number: int) -> str:
        raw = self.raw(number)
        try:
            return raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError as error:
            raise self.container.fault("a text in it is no UTF-8") from error

    def __iter__(self) -> Iterator[str]:
        return map(self.__getitem__, range(len(self)))

    def raw(self, number: int, /) -> bytes:
        seen, starts, base = self._seen, self.starts, self._base
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
    def some(self, numbers: Sequence[int]) -> list[bytes]:
        """Several strings, as bytes: their blocks are checked first, all at once."""
        if not has_numpy():
            return list(map(self.raw, numbers))
        import numpy as np

        places = np.asarray(numbers, np.int64)
        starts, ends = (
            self.starts[places].astype(np.int64),
            self.starts[places + 1].astype(np.int64),
        )
        first, last = (
            self._start - self._base + starts >> BLOCK,
            self._start - self._base + ends - 1 >> BLOCK,
        )
        seen = np.frombuffer(self._seen, np.uint8)
        if not (seen[first].all() and seen[last].all() and (last - first < 2).all()):
            return list(map(self.raw, numbers))
        data, here = self._map, self._start
        return [
            data[here + start : here + end]
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        ]

    def find(self, text: str, /) -> int:
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
