# The compiled core, as type checkers read it: core.py tells of it.
class Channel:
    def __new__(
        cls,
        ways: tuple[tuple[str, str, float], ...],
        inserted: tuple[tuple[str, float], ...],
        wrong: float,
        lost: float,
    ) -> Channel: ...
    def cost(self, spelling: str, latin: str, most: float, /) -> float | None: ...
