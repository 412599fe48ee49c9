# The compiled core, as type checkers read it: core.py tells of it.
from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

# An object with a buffer; before Python 3.12, type checkers know none of NumPy.
Buffer: TypeAlias = Any

class Channel:
    def __new__(
        cls,
        ways: tuple[tuple[str, str, float], ...],
        inserted: tuple[tuple[str, float], ...],
        wrong: float,
        lost: float,
    ) -> Channel: ...
    def cost(self, spelling: str, latin: str, most: float, /) -> float | None: ...

class Weigher:
    def __new__(
        cls,
        common: tuple[float, ...],
        habits: tuple[float, ...],
        slips: tuple[float, ...],
        promise: tuple[float, ...],
        constants: tuple[float, ...],
        letters: tuple[float, ...],
        latin: Channel,
        calls: tuple[Callable[..., Any], ...],
    ) -> Weigher: ...
    def name(self, form: tuple[Any, ...], rarity: Callable[[str], float], /) -> Name | None: ...
    def pair(self, x: Name, y: Name, /) -> Compared: ...

class Name: ...

class Compared:
    promise_bounds: tuple[float, float]
    promise: float
    contradicts: bool
    held_beside_initials: int
    def evidence(self, least: float = ..., /) -> float: ...

class Sieve:
    def __new__(cls, texts: tuple[str, ...], share: float, classes: bytes) -> Sieve: ...
    def passing(self, texts: list[str], /) -> list[bool]: ...
    def near(self, text: str, /) -> list[int]: ...

def sound(
    tokens: tuple[tuple[object, ...] | None, ...],
    articles: bytes,
    spans: list[tuple[int, int]],
    /,
) -> list[tuple[str, str, str, str, int] | None]: ...
def nearest(
    buckets: tuple[Buffer, ...], signatures: Buffer, marks: int, most: int, count: int, /
) -> list[int]: ...

class Index:
    def __new__(
        cls,
        parts: tuple[tuple[Buffer, int], ...],
        seen: Buffer,
        check: Callable[[int], None],
    ) -> Index: ...
    def sharing(self, keys: Buffer, /) -> bytes: ...
    def sizes(self, keys: Buffer, /) -> list[int]: ...
    def alike(
        self, rows: Buffer, consonants: int, letters: int, by_both: int, by_letters: int, /
    ) -> list[int]: ...
    def sharing_words(self, keys: Buffer, worth: Buffer, /) -> tuple[bytes, bytes]: ...
    def most_words(
        self,
        rows: Buffer,
        shared: Buffer,
        weight: float,
        least: float,
        letters: int,
        alike: int,
        holding: int,
        /,
    ) -> list[int]: ...
    def nearest(
        self,
        rows: Buffer,
        marks: str,
        consonants: str,
        letters: str,
        by_consonants: bool,
        by_sound: int,
        by_spelling: int,
        /,
    ) -> list[tuple[int, str, float, float, float]] | None: ...

class Candidates:
    def __new__(cls) -> Candidates: ...
    def add(
        self,
        owner: int,
        vowels: int,
        texts: tuple[str, str, str, str],
        words: Iterable[int],
        asked: Iterable[int],
        /,
    ) -> None: ...
    def pairs(
        self, looks: Buffer, limits: tuple[int, float, int, float, int, int, int], /
    ) -> bytes: ...
