"""One read-only file of named parts, mapped and not read: written whole or not at all, and never
believed unseen.

    magic, 8 bytes | length of the head | checksum of the head | the head, JSON | the parts, each
    from a multiple of 64

The head names the format, the library, the rules, the sources, and where each part lies. The bytes
behind the head are checked in blocks of 64 KiB, each when it is first read; a small file whole when
it is opened. What is truncated, altered, of another version or no such file at all is refused with
one line. Checksums are CRC-32: they find accidents, not malice. So nothing that a sound file never
holds is believed either: what lies outside its bounds, is of another kind or leads nowhere is the
same one fault (`only_sound`), and no such file makes a search endless.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from struct import Struct
from typing import TYPE_CHECKING, Any, BinaryIO, TypeVar, cast
from zlib import crc32

import translit
from translit.model.errors import Fault, RulesError, TableError

if TYPE_CHECKING:
    from collections.abc import Buffer  # type: ignore[attr-defined,unused-ignore]

MAGIC = b"translit"
SUFFIX = ".translit"
FORMAT = 8
_START = Struct("<8sII")
# Parts begin at multiples of this many bytes; checksums are of blocks of 2 ** BLOCK bytes.
_ALIGNED, BLOCK = 64, 16
# A file up to this size is checked whole when it is opened.
SMALL = 1 << 20
_MOST_OF_A_HEAD = 1 << 24


def is_container(path: str | os.PathLike[str]) -> bool:
    """Whether a file begins as one of these does, or is named as one."""
    return is_compiled(path) or (os.fspath(path).endswith(SUFFIX) and os.path.isfile(path))


def is_compiled(path: str | os.PathLike[str]) -> bool:
    """Whether a file begins as one of these does."""
    if not os.path.isfile(path):  # a pipe could wait forever
        return False
    try:
        with open(path, "rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


# What reading comes to where a field isn't what it should be.
_UNSOUND = (LookupError, ValueError, TypeError, ArithmeticError, AttributeError, RecursionError)
F = TypeVar("F", bound="Callable[..., Any]")


def only_sound(read: F) -> F:
    """A method that reads from `self.container`: it raises the fault of an unsound file, and no
    other error, where that holds what no table does.
    """

    @wraps(read)
    def reading(self: Any, *args: Any, **options: Any) -> Any:
        try:
            return read(self, *args, **options)
        except _UNSOUND as error:
            # Any other error of translit's, as of an Entry that is none, is the file's fault.
            if isinstance(error, TableError | RulesError):
                raise
            raise self.container.fault("it holds what no table does") from error

    return cast("F", reading)


class Container:
    """A file of named parts, open for reading.

    Args:
        path: the file.
        opener: what opens it, as for `open`: by default whatever file is there.

    Raises:
        TableError: it can't be trusted; the line says why and what to do. Parts that are read later
            may raise it too. OSError: it can't be opened.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        opener: Callable[[str, int], int] | None = None,
    ) -> None:
        self.path = os.fspath(path)
        with open(path, "rb", opener=opener) as file:
            self.head, self.data = _head(file, self.path)
            self._size = os.fstat(file.fileno()).st_size
            if self._size != self.data + self.head["size"]:
                raise self.fault(
                    f"it has {self._size:,} bytes and should have"
                    f" {self.data + self.head['size']:,}: it was cut off or added to"
                )
            self.map: mmap.mmap | bytes = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.view = memoryview(self.map)
        self.checksum: Callable[[Buffer], int] = crc32
        start, length, checksum = self.head["sums"]
        sums = self.view[self.data + start : self.data + start + length]
        if crc32(sums) != checksum:
            raise self.fault("its checksums are damaged")
        self._sums = sums.cast("I")
        self.seen = bytearray(len(self._sums))
        self.whole = False
        if self._size <= SMALL:
            self.check()

    def compile(self, core: Any) -> None:
        """Check by the compiled core from now on, where the processor makes that quicker."""
        self.checksum = getattr(core, "checksum", crc32)

    def part(self, name: str) -> tuple[int, int]:
        """Where a part begins and ends in the file."""
        if name not in self.head["parts"]:
            raise self.fault(f"it has no part {name}")
        start, length = self.head["parts"][name]
        return self.data + start, self.data + start + length

    def read(self, start: int, end: int) -> bytes:
        """Some bytes of the file, checked."""
        self.check(start, end)
        return self.map[start:end]

    def check(self, start: int | None = None, end: int | None = None) -> None:
        """Check the blocks that hold some bytes, all by default, unless they have been checked
        before.
        """
        if self.whole:
            return
        first = 0 if start is None else (start - self.data) >> BLOCK
        last = len(self.seen) - 1 if end is None else (end - 1 - self.data) >> BLOCK
        for block in range(first, last + 1):
            if not self.seen[block]:
                self.check_block(block)
        self.whole = start is None and end is None

    def check_block(self, block: int) -> None:
        """Check one block, by its number."""
        start = self.data + (block << BLOCK)
        end = min(start + (1 << BLOCK), self.data + self.head["sums"][0])
        if self.checksum(self.view[start:end]) != self._sums[block]:
            raise self.fault(f"the bytes from {start:,} to {end:,} are damaged")
        self.seen[block] = 1

    def fault(self, message: str) -> TableError:
        return _fault(self.path, message)


class PartsInMemory(Container):
    """Named parts in memory, which are read as those of a file that has been checked.

    Args:
        parts: the parts.
    """

    def __init__(self, parts: Mapping[str, Buffer]) -> None:
        views = {name: memoryview(part).cast("B") for name, part in parts.items()}
        places, size = _places(views)
        self.path, self.head, self.data = "memory", {"parts": places}, 0
        self.map = b"".join(
            [bytes(view).ljust(_aligned(len(view)), b"\0") for view in views.values()]
        )
        self.view = memoryview(self.map)
        self.seen, self.whole = bytearray(b"\x01") * ((size >> BLOCK) + 1), True


def write(
    path: str | os.PathLike[str], facts: Mapping[str, Any], parts: Mapping[str, Buffer]
) -> None:
    """Write a file of named parts, whole or not at all.

    Raises:
        OSError: it can't be written; what was there before is still there.
    """
    from translit.files.drafts import drafts

    views = {name: memoryview(part).cast("B") for name, part in parts.items()}
    places, size = _places(views)
    sums = _sums(views.values(), size)
    head = {
        "format": FORMAT,
        "library": translit.__version__,
        "order": sys.byteorder,
        **facts,
        "parts": places,
    }
    head |= {"sums": (size, len(sums), crc32(sums)), "size": size + len(sums)}
    raw = json.dumps(head, ensure_ascii=True, separators=(",", ":")).encode()
    raw = raw.ljust(_aligned(_START.size + len(raw)) - _START.size)
    with drafts(path) as [file]:
        file.write(_START.pack(MAGIC, len(raw), crc32(raw)) + raw)
        for view in views.values():
            file.write(view)
            file.write(bytes(_aligned(len(view)) - len(view)))
        file.write(sums)


def _places(views: Mapping[str, memoryview]) -> tuple[dict[str, tuple[int, int]], int]:
    """Where each part begins, and how long it is; and how long all are together."""
    places, size = dict[str, tuple[int, int]](), 0
    for name, view in views.items():
        places[name] = (size, len(view))
        size = _aligned(size + len(view))
    return places, size


def _sums(views: Iterable[memoryview], size: int) -> bytes:
    """The checksum of each block of the parts, as they will lie in the file."""
    sums, running, filled = list[int](), 0, 0
    for view in views:
        padding = bytes(_aligned(len(view)) - len(view))
        for piece in (view, memoryview(padding)):
            at = 0
            while at < len(piece):
                step = min(len(piece) - at, (1 << BLOCK) - filled)
                running, filled, at = (
                    crc32(piece[at : at + step], running),
                    filled + step,
                    at + step,
                )
                if filled == 1 << BLOCK:
                    sums.append(running)
                    running = filled = 0
    if filled:
        sums.append(running)
    assert len(sums) == -(-size >> BLOCK)
    return b"".join(value.to_bytes(4, "little") for value in sums)


def _head(file: BinaryIO, path: str) -> tuple[dict[str, Any], int]:
    """The head of a file, and where its parts begin."""
    start = file.read(_START.size)
    if len(start) < _START.size or not start.startswith(MAGIC):
        raise _fault(path, "this is no compiled table")
    _, length, checksum = _START.unpack(start)
    raw = file.read(length) if length <= _MOST_OF_A_HEAD else b""
    if len(raw) != length or crc32(raw) != checksum:
        raise _fault(path, "its head is damaged")
    try:
        head: dict[str, Any] = json.loads(raw)
        format, library, order = head["format"], head["library"], head["order"]
    except _UNSOUND as error:
        raise _fault(path, "its head makes no sense") from error
    if format != FORMAT or library != translit.__version__:
        raise _fault(
            path,
            f"it was written by translit {library} (format {format}); this is"
            f" {translit.__version__} ({FORMAT})",
        )
    if order != sys.byteorder:
        raise _fault(
            path, f"it was written on a machine that is {order}-endian, and this one isn't"
        )
    if not _is_bounded(head):
        raise _fault(path, "its head makes no sense")
    return head, _START.size + length


def _is_bounded(head: Mapping[str, Any]) -> bool:
    """Whether all that a head tells of places is of the right kind, and within the file."""
    try:
        start, length, _ = map(_number, head["sums"])
        places = [[*map(_number, place)] for place in head["parts"].values()]
        return (
            isinstance(head["rules"], str)
            and all(begin % _ALIGNED == 0 and begin + size <= start for begin, size in places)
            and start % _ALIGNED == 0
            and length == 4 * -(-start >> BLOCK)
            and _number(head["size"]) == start + length
        )
    except _UNSOUND:
        return False


def _number(value: Any) -> int:
    """A value that must be a place or a length in a file."""
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no place in a file")
    return value


def _fault(path: str, message: str) -> TableError:
    return TableError(
        [Fault(path, 0, 0, "compiled", f"{message}; compile it again from its sources")]
    )


def _aligned(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
