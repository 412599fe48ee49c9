# The compiled core, as type checkers read it: core.py tells of it.
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

from translit.language.form import Form, Word
from translit.language.sounds import Part, Sounds

# An object with a buffer; before Python 3.12, type checkers know none of NumPy.
Buffer: TypeAlias = Any
# What is known of settings, what judges the others, and the entries that are left out.
Filter: TypeAlias = tuple[Buffer, Callable[[int], object] | None, Buffer]

class Channel:
    def __new__(
        cls,
        ways: tuple[tuple[str, str | Mapping[str, float]], ...],
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
    def weighed(
        self,
        pairs: list[tuple[Any, Any]],
        rarity: Callable[[str], float],
        most: int,
        much_less: float,
        far: float,
        least: float,
        /,
    ) -> list[float] | None: ...

class Name: ...

class Compared:
    promise_bounds: tuple[float, float]
    promise: float
    contradicts: bool
    held_beside_initials: int
    def evidence(self, least: float = ..., /) -> float: ...

def filed_by(skeleton: str, joined: str, consonants: str, /) -> tuple[set[int], int, int]: ...

class Sieve:
    def __new__(cls, texts: tuple[str, ...], share: float, classes: bytes) -> Sieve: ...
    def passing(self, texts: list[str], /) -> list[bool]: ...
    def near(self, text: str, /) -> list[int]: ...

class Sounding:
    def __new__(
        cls,
        spellings: tuple[tuple[str, bytes], ...],
        sounds: tuple[tuple[str, str], ...],
        names: tuple[str, ...],
        sounds_type: type[Sounds],
        part_type: type[Part],
        /,
    ) -> Sounding: ...
    def sounds(self, words: tuple[str, ...], /) -> Sounds | None: ...
    def part(self, word: str, /) -> Part | None: ...

class Rewriter:
    def __new__(cls, pairs: tuple[tuple[str, str], ...], /) -> Rewriter: ...
    def rewrite(self, text: str, /) -> str | None: ...

class Writer:
    def __new__(
        cls,
        at: Mapping[str, str | list[Any]],
        plain: Mapping[int, str] | None,
        alphabet: frozenset[str],
        unruled: Callable[[str], str],
        /,
    ) -> Writer: ...
    def write(self, word: str, /) -> str | None: ...
    @classmethod
    def each(cls, writers: tuple[Writer, ...], word: str, /) -> list[str] | None: ...

def split(
    text: str,
    shape: Mapping[int, str],
    kinds: Mapping[str, int],
    pieces: Mapping[str, tuple[tuple[int, int], ...]],
    gaps: Mapping[str, int],
    /,
) -> tuple[bytes, bytes, bytes, bytes]: ...
def windows(
    text: str,
    starts: Buffer,
    ends: Buffer,
    kinds: Buffer,
    joints: Buffer,
    articles: Buffer,
    start: int,
    end: int,
    known: dict[str, Any],
    longest: int,
    /,
) -> tuple[bytes, list[str]]: ...

class Tokens:
    def __new__(
        cls,
        tokens: tuple[tuple[object, ...] | None, ...],
        articles: tuple[bool | tuple[str, ...], ...],
        /,
    ) -> Tokens: ...

def sound(
    text: str,
    starts: Buffer,
    ends: Buffer,
    joints: Buffer,
    words: Mapping[str, Tokens],
    windows: Buffer,
    /,
) -> list[tuple[str, str, str, str, int] | None]: ...
def sift(
    text: str,
    starts: Buffer,
    ends: Buffer,
    joints: Buffer,
    words: Mapping[str, Tokens],
    windows: Buffer,
    sieves: Mapping[tuple[str, int], tuple[tuple[tuple[Sieve, bool], ...], ...]],
    /,
) -> list[bool | None]: ...
def nearest(
    buckets: tuple[tuple[Buffer, Buffer], ...],
    signatures: Buffer,
    marks: Buffer,
    most: Buffer,
    count: int,
    /,
) -> list[list[int]]: ...
def checksum(text: Buffer, /) -> int: ...  # where the processor is quick at it

class Bearing:
    def __new__(
        cls,
        parts: tuple[tuple[Buffer, int], ...],
        ids: Pool,
        texts: Pool,
        seen: Buffer,
        check: Callable[[int], None],
        /,
    ) -> Bearing: ...
    def of(self, rows: list[int], /) -> list[tuple[str, str, str]]: ...

class Pool:
    def __new__(
        cls,
        parts: tuple[tuple[Buffer, int], ...],
        seen: Buffer,
        check: Callable[[int], None],
        fault: Callable[[str], Exception],
    ) -> Pool: ...
    def find(self, text: str, /) -> int: ...
    def raw(self, number: int, /) -> bytes: ...

class Keys:
    def __new__(cls, keys: Pool, folds: Pool, bearers: Pool) -> Keys: ...
    def record(self, key: str, /) -> bytes: ...
    def strong(
        self, key: str, folded: str, most: int, /
    ) -> tuple[list[tuple[str, str, str]], int, bool] | None: ...

class Aliases:
    def __new__(
        cls,
        keys: Keys | None,
        refused: frozenset[str],
        characters: dict[int, str],
        fold: Callable[[str], str],
        key_of: Callable[[str], str],
        articles: bytes,
        assimilated: bytes,
        prefixes: tuple[bytes, ...],
        kept: bytes,
        telling: str,
        may_contradict: Callable[[str, str], bool],
        candidate: type[tuple[object, ...]],
        resolution: type[tuple[object, ...]],
        exact: object,
        grounds: object,
        as_it_stands: float,
        but_for_article: float,
        /,
    ) -> Aliases: ...
    def answer(self, mention: str, policy: object, /) -> Any: ...
    def answers(self, mentions: tuple[str, ...], policy: object, /) -> Any: ...

class Index:
    def __new__(
        cls,
        parts: tuple[tuple[Buffer, int], ...],
        seen: Buffer,
        check: Callable[[int], None],
    ) -> Index: ...
    def near(
        self,
        forms: tuple[tuple[object, ...], ...],
        funnel: tuple[float, ...],
        least_weight: float,
        vowels: Callable[[str], int],
        filter: Filter | None,
        /,
    ) -> list[tuple[int, int]] | None: ...
    def sounding(
        self,
        names: list[tuple[str, str, str, int, int]],
        share: float,
        count: int,
        vowels: Callable[[str], int],
        /,
    ) -> list[bool] | None: ...
    def with_sounds(
        self,
        name: tuple[str, str, str, int, int],
        rows: list[int],
        share: float,
        otherwise: float,
        vowels: Callable[[str], int],
        /,
    ) -> list[bool] | None: ...
    def form(
        self,
        row: int,
        nouns: tuple[type[Form], type[Word], Callable[[str], int], frozenset[str]],
        /,
    ) -> Form: ...

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
