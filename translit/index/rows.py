"""The rows of a gazetteer: each form of each strong alias, by number, and what is filed under it.

A row of the alias "al-Ramosa" of sy.aleppo.ramousa is (alias, ID, form), its code is what the quick
distances compare of that form, and its setting is the type of the entry and what that lies directly
within.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:  # what an exact answer can do without is imported by what needs it
    from translit.index.bare import Bare
    from translit.index.filters import Setting
    from translit.index.nearness import Code
    from translit.index.postings import Postings
    from translit.language import _core
    from translit.language.form import Form

    # A row of a compiled table: where the core looks, its number, and what makes its form.
    Recorded = tuple[_core.Index, int, Callable[[int], Form]]

T_co = TypeVar("T_co", covariant=True)


class Listed(Protocol[T_co]):
    """Things by number: a list of them, or what reads each when it is asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, number: int, /) -> T_co: ...
    def __iter__(self) -> Iterator[T_co]: ...


class Row(Protocol):
    """An alias in the index: its text, the ID it belongs to, and one of its forms."""

    @property
    def alias(self) -> str: ...
    @property
    def id(self) -> str: ...
    @property
    def form(self) -> Form: ...


def formed(weighable: Form | Recorded) -> Form:
    """The form of a row, which may have none yet."""
    from translit.language.form import Form

    if isinstance(weighable, Form):
        return weighable
    _, number, form = weighable
    return form(number)


class HeldRow(NamedTuple):
    """A row in memory."""

    alias: str
    id: str
    form: Form


class Rows(ABC):
    """What is known of rows by their numbers, whether in memory or mapped from a file."""

    @property
    @abstractmethod
    def rows(self) -> Listed[Row]:
        """Every form of every strong alias."""

    @property
    @abstractmethod
    def postings(self) -> Postings | Bare:
        """The rows under their block keys."""

    @property
    @abstractmethod
    def settings(self) -> Listed[Setting]:
        """The distinct types and direct containers of the entries; all of them have a number."""

    @abstractmethod
    def owner(self, number: int) -> str:
        """The ID that a row belongs to."""

    @abstractmethod
    def weighable(self, number: int) -> Form | Recorded:
        """The form of a row, or what the core weighs in its place."""

    @abstractmethod
    def belong(self, numbers: Sequence[int], ids: Collection[str]) -> Sequence[bool]:
        """Whether some rows belong to one of some entries."""

    @abstractmethod
    def settings_of(self, numbers: Any) -> Any:
        """The numbers of the settings of the entries that some rows belong to, in a list or an
        array, in another one.
        """

    @abstractmethod
    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """What the quick distances compare of some rows."""
