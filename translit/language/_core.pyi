# The compiled core, as type checkers read it: core.py tells of it.
from typing import Any

class Channel:
    def __new__(
        cls,
        ways: tuple[tuple[str, str, float], ...],
        inserted: tuple[tuple[str, float], ...],
        wrong: float,
        lost: float,
    ) -> Channel: ...
    def cost(self, spelling: str, latin: str, most: float, /) -> float | None: ...

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
    buckets: tuple[Any, ...], signatures: Any, marks: int, most: int, count: int, /
) -> list[int]: ...
