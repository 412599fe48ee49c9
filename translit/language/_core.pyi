# The compiled core, as type checkers read it: core.py tells of it.
from collections.abc import Buffer

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
    articles: Buffer,
    spans: list[tuple[int, int]],
    /,
) -> list[tuple[str, str, str, str, int] | None]: ...
