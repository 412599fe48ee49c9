"""Tables, indexed: look up an alias exactly, or the aliases that come near a form.

There are two kinds of gazetteers: `translit/index/memory.py` builds one out of entries, and
`translit/index/mapped.py` opens one that was compiled into a file. This module says what each
kind holds, and has what both do with it; so both give the same answers.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:  # what an exact answer can do without is imported by what needs it
    from translit.index.blocks import ByWords
    from translit.index.nearness import Code, Heard
    from translit.index.postings import Postings
    from translit.language.form import Form
    from translit.model.nouns import Entry

    T_co = TypeVar("T_co", covariant=True)

    class Listed(Protocol[T_co]):
        """Things by number: a list of them, or what reads each when it is asked for."""

        def __len__(self) -> int: ...
        def __getitem__(self, number: int, /) -> T_co: ...
        def __iter__(self) -> Iterator[T_co]: ...


# Below this many rows a process that asks for a few names spends more on building the keys than
# they save.
WORTH_AN_INDEX = 3000
# How many forms of aliases that are near (translit/index/nearness.py) are weighed, and how much
# farther than the nearest, out of 2, one may be. Of the right answers that are near, none to two in
# a hundred aren't weighed for that.
SHORTLIST, MUCH_FARTHER = 20, 0.6
# Of a name of several words, so many rows more: those that share the most of its words, in any
# order.
BY_WORDS = 6
# Of the rows that are spelt as a system writes a name so many, for each system.
BY_READING = 4
# Of a name with initials so many rows that hold its other words are looked at, for those that the
# initials begin.
BEGUN = 60


# The kinds of aliases: the strong ones, which unseen spellings are compared with too; and those
# that count only as they are written.
STRONG, WEAK, ADJECTIVE = range(3)
# Key -> the IDs that bear it -> the alias that has this key.
Filed = Mapping[str, Mapping[str, str]]
# Who bears a key: an entry's ID and name, and the alias that has the key.
Bearer = tuple[str, str, str]
# Which IDs may answer.
Allowed = Callable[[str], bool]


class Row(NamedTuple):
    """An alias in the index: its text, the ID it belongs to, and one of its forms."""

    alias: str
    id: str
    form: Form


class Gazetteer(ABC):
    """Entries by ID, exact look-up by key, and the rows nearest to a form.

    It never changes what it answers. Much of it is worked out when it is first asked for.

    Attributes:
        entries: the entries by ID.
        refused: the keys that are never a name here.
        redirects: old ID -> living ID.
        strong, weak, adjectives: the bearers of each key, by kind of alias.
        folded: the strong, weak and derived aliases as `fold` leaves them, with their articles.
        wholes: the IDs of all that an entry lies directly within.
        types: the types of the entries.
    """

    entries: Mapping[str, Entry]
    refused: frozenset[str]
    redirects: Mapping[str, str]
    strong: Filed
    weak: Filed
    adjectives: Filed
    folded: Container[str]
    wholes: frozenset[str]
    types: frozenset[str]

    # --- what each kind looks up in its own way --------------------------------------------------

    @property
    @abstractmethod
    def ordered(self) -> Listed[str]:
        """The keys and their beginnings by whole words, in order."""

    @property
    @abstractmethod
    def openings(self) -> frozenset[str]:
        """The first two characters of each of these in a script from Thai on.

        A text in a script without spaces is gone through by them.
        """

    @property
    @abstractmethod
    def rows(self) -> Listed[Row]:
        """Every form of every strong alias."""

    @property
    @abstractmethod
    def postings(self) -> Postings:
        """The rows under their block keys."""

    @abstractmethod
    def bearers(self, key: str, kind: int) -> Sequence[Bearer]:
        """Who bears a key as a strong or weak alias or as an adjective, by ID."""

    @abstractmethod
    def begins(self, key: str) -> bool | None:
        """Whether a text is a key (True), only begins one by whole words (False), or neither
        (None).
        """

    @abstractmethod
    def name(self, id: str) -> str:
        """The canonical name of an entry."""

    @abstractmethod
    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        """The type of an entry, and the IDs of what it lies directly within; nothing for an ID
        that there isn't.
        """

    @abstractmethod
    def owner(self, number: int) -> str:
        """The ID that a row belongs to."""

    @abstractmethod
    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """What the quick distances compare of some rows."""

    @abstractmethod
    def spread(self, consonants: str) -> int:
        """How many entries have a word with some consonants in an alias."""

    # --- what both do ----------------------------------------------------------------------------

    def starting(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a text, in order; beginnings of them by whole words are among
        them.
        """
        ordered = self.ordered
        for number in range(bisect_left(ordered, prefix), len(ordered)):
            if not ordered[number].startswith(prefix):
                return
            yield ordered[number]

    @property
    def small(self) -> bool:
        """Whether a form is compared with all rows."""
        return len(self.rows) <= WORTH_AN_INDEX

    @cached_property
    def rarity(self) -> Callable[[str], float]:
        """How rare a word with some consonants is among the entries, from 0 (in all) to 1 (in
        one at most).
        """
        return lru_cache(maxsize=1 << 13)(self._rarity)

    def _rarity(self, consonants: str) -> float:
        seen = self.spread(consonants)
        return 1 - math.log(seen) / math.log(len(self.entries)) if seen > 1 else 1.0

    def near(self, asked: Sequence[Form], allowed: Allowed | None = None) -> list[tuple[Form, Row]]:
        """The pairs worth weighing: each form that is asked about with the rows that come near
        it, out of the IDs that are allowed.
        """
        pairs = sorted(
            (apart, number, place)
            for place, form in enumerate(asked)
            for number, apart in self._nearest(form, allowed).items()
        )
        least = pairs[0][0] if pairs else 0.0
        near = self._first_ones(
            [(place, number) for apart, number, place in pairs if apart <= least + MUCH_FARTHER]
        )
        others = (
            (place, number)
            for place, form in enumerate(asked)
            for number in (*self._by_words(form, allowed), *self._by_readings(form, allowed))
        )
        return [
            (asked[place], self.rows[number]) for place, number in dict.fromkeys([*near, *others])
        ]

    def _first_ones(self, near: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The first of the rows that are near, up to SHORTLIST forms: several aliases with one
        form take no more than one place.
        """
        met = set[tuple[object, ...]]()
        for place, number in near:
            form = self.rows[number].form
            met.add(
                (place, form.letters, form.kinds, form.traits, form.numbers, form.legal)
            )  # the whole form takes long to hash
            if len(met) > SHORTLIST:
                return
            yield place, number

    def _nearest(self, form: Form, allowed: Allowed | None) -> dict[int, float]:
        """The rows that are nearest to a form by the quick distances, and how far they are."""
        from translit.index.nearness import nearest

        numbers = self._comparable(form, allowed)
        return {
            numbers[place]: apart for place, apart in nearest(form, self.codes(numbers)).items()
        }

    def _comparable(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that a form is compared with: all of a small table, else those that share a
        key with it.
        """
        if self.small:
            return [
                number
                for number in range(len(self.rows))
                if allowed is None or allowed(self.owner(number))
            ]
        sharing = self.postings.sharing(form)
        if allowed is not None:
            sharing = sharing[[allowed(self.owner(int(number))) for number in sharing]]
        return self.postings.alike(form, sharing)

    def _by_words(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that share the most words with a form, in any order; of those that only hold
        some, such as its initials begin.
        """
        if len(form.words) < 2:
            return []
        from translit.index.blocks import HOLDING

        initials = [word.latin for word in form.words if len(word.latin) == 1]
        if (
            0 < len(initials) < len(form.words)
        ):  # a row that has some such letter isn't nearer for that
            form = form._replace(words=tuple([word for word in form.words if len(word.latin) > 1]))
        rows = self._words if self.small else self.postings
        most, held = (
            (BY_WORDS, BEGUN if initials else HOLDING)
            if allowed is None
            else (len(self.rows), len(self.rows))
        )
        found = [
            number
            for number in rows.by_words(form, most, held)
            if allowed is None or allowed(self.owner(number))
        ]
        if initials:
            found[BY_WORDS:] = sorted(
                found[BY_WORDS:], key=lambda number: -self._begun(number, initials)
            )
        return found[: BY_WORDS + HOLDING]

    def _by_readings(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that are spelt as some system of its script writes a form; so many at most
        for each.
        """
        if form.script in ("", "Latn") or form.guessed:
            return []
        from translit.language.form import once
        from translit.language.readings import readings

        found = (self._spelt(once(reading)) for reading in readings(form.script, form.letters))
        return [
            row
            for rows in found
            for row in [row for row in rows if allowed is None or allowed(self.owner(row))][
                :BY_READING
            ]
        ]

    def _spelt(self, joined: str) -> Sequence[int]:
        """The rows whose Latin letters, run together and doubled ones once, are these."""
        from translit.index.nearness import JOINED

        if self.small:
            return self._joined.get(joined, ())
        rows = self.postings.with_segments(joined)
        return [
            row for row, code in zip(rows, self.codes(rows), strict=True) if code[JOINED] == joined
        ]

    def _begun(self, number: int, initials: Sequence[str]) -> int:
        """How many of some initials words of a row begin with."""
        words = [word.latin for word in self.rows[number].form.words]
        return sum(any(word.startswith(initial) for word in words) for initial in initials)

    @cached_property
    def _words(self) -> ByWords:
        from translit.index.blocks import ByWords

        return ByWords([row.form for row in self.rows])

    @cached_property
    def _joined(self) -> Mapping[str, Sequence[int]]:
        from translit.index.nearness import JOINED

        found: dict[str, list[int]] = {}
        for row, code in enumerate(self.codes(range(len(self.rows)))):
            found.setdefault(code[JOINED], []).append(row)
        return found

    def sounds_apart(self, form: Form) -> float:
        """About how far the row that sounds the most like a form is from it, as a share of its
        sounds; 1 where there is none.
        """
        from translit.index.blocks import skeleton_keys
        from translit.index.nearness import Heard

        if self.small:
            return self._heard.apart(form)
        rows = self.postings.heard_like(skeleton_keys(form.skeleton), form)
        return Heard(self.codes(rows)).apart(form)

    @cached_property
    def _heard(self) -> Heard:
        from translit.index.nearness import Heard

        return Heard(self.codes(range(len(self.rows))))
