"""The shortlist: which rows of a gazetteer are worth weighing against the forms of a mention.

Of a table with few rows all are compared by the quick distances; of a larger one those that share a
block key with the form, by signature, and those with nearly its letters. Three kinds of rows are on
the list, as many of each as `index/funnel.py` says:

- *near* ones, whose sounds and letters differ the least;
- for a name of several words, those that *share words* with it, in any order;
- for a name that isn't in Latin letters, those that are *spelt as a system of romanisation writes
  it*.

A mention has several forms (`language/form.py`), and each looks for rows of its own; "near" is
measured against the nearest of them all. The pairs are (form, row): for "Ramoussaa" one form, and
the rows of Ramousa (0.08 away, out of 2), Ramouseh, Ramouna and so on. A filter leaves rows out
before anything is counted, so a filter that lets all entries through changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translit.index.blocks import WordIndex, skeleton_keys, without_initials
from translit.index.filters import Allowed, Filter
from translit.index.funnel import FUNNEL
from translit.index.nearness import JOINED, BySound, Codes
from translit.language.form import Form, once
from translit.language.readings import readings

if TYPE_CHECKING:
    from translit.index.nearness import Code
    from translit.index.rows import Rows

# The rows that so many filters let through are remembered, of a table whose rows are all compared.
FILTERS = 16


class _Few(NamedTuple):
    """The rows of a small table that a filter lets through, in order, and their codes."""

    numbers: Sequence[int]
    codes: Codes


class _Asked(NamedTuple):
    """What was asked for last, and the pairs: a scan that takes a name for an unseen spelling, by
    its shortlist, asks for the answer next.
    """

    asked: Sequence[Form]
    allowed: Allowed | None
    pairs: list[tuple[Form, int]]


class Shortlist:
    """Finds the rows of a gazetteer that come near a form."""

    def __init__(self, gazetteer: Rows) -> None:
        self._gazetteer = gazetteer
        self._few = lru_cache(maxsize=FILTERS)(self._let_through)
        self._last = _Asked((), None, [])

    @cached_property
    def small(self) -> bool:
        """Whether a form is compared with all rows."""
        return len(self._gazetteer.rows) <= FUNNEL.worth_an_index

    def near(self, asked: Sequence[Form], allowed: Allowed | None) -> list[tuple[Form, int]]:
        """The pairs worth weighing: each form that is asked about with the numbers of the rows
        that come near it, out of the IDs that are allowed.
        """
        last = self._last  # another thread may put another one there
        if allowed is last.allowed and asked == last.asked:
            return last.pairs
        found = None
        if not self.small:
            found = self._gazetteer.postings.near(asked, self._filter(allowed))
        pairs = self._near(asked, allowed) if found is None else found
        near = [(asked[place], number) for place, number in pairs]
        self._last = _Asked(asked, allowed, near)
        return near

    def _near(self, asked: Sequence[Form], allowed: Allowed | None) -> Iterable[tuple[int, int]]:
        """The same by the places of forms and the numbers of rows, without the core."""
        pairs = sorted(
            (apart, number, place)
            for place, form in enumerate(asked)
            for number, apart in self._nearest(form, allowed).items()
        )
        most = (pairs[0][0] if pairs else 0.0) + FUNNEL.much_farther
        near = self._first_ones(
            [(place, number) for apart, number, place in pairs if apart <= most]
        )
        others = (
            (place, number)
            for place, form in enumerate(asked)
            for number in (*self._by_words(form, allowed), *self._by_readings(form, allowed))
        )
        return dict.fromkeys([*near, *others])

    def sounds_apart(self, form: Form) -> float:
        """How far the row that sounds the most like a form is from it: `Gazetteer.sounds_apart`."""
        if self.small:
            return self._by_sound.apart(form)
        rows = self._gazetteer.postings.sounding_like(skeleton_keys(form.skeleton), form)
        return BySound(self._gazetteer.codes(rows)).apart(form)

    def comparable(self, form: Form, allowed: Allowed | None) -> Sequence[int]:
        """The rows that a form is compared with: all of a small table, else those that share a
        key with it or have nearly its letters.
        """
        if self.small:
            return self._few(allowed).numbers
        return self._gazetteer.postings.comparable(form, self._filter(allowed))

    def _filter(self, allowed: Allowed | None) -> Filter | None:
        return None if allowed is None else Filter(self._gazetteer, allowed)

    # --- near ones --------------------------------------------------------------------------------

    def _first_ones(self, near: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The first of the rows that are near, up to so many forms: several aliases with one form
        take no more than one place.
        """
        met = set[tuple[int, object]]()
        for place, number in near:
            form = self._gazetteer.rows[number].form  # all of it takes long to hash
            told = form.letters, form.kinds, form.traits, form.numbers, form.legal
            met.add((place, told))
            if len(met) > FUNNEL.near:
                return
            yield place, number

    def _nearest(self, form: Form, allowed: Allowed | None) -> Mapping[int, float]:
        """The rows that are nearest to a form by the quick distances, and how far they are."""
        numbers = self.comparable(form, allowed)
        codes = self._few(allowed).codes if self.small else Codes(self._gazetteer.codes(numbers))
        return {numbers[place]: apart for place, apart in codes.nearest(form).items()}

    def _let_through(self, allowed: Allowed | None) -> _Few:
        """The rows of a small table that a filter lets through."""
        numbers, filter = range(len(self._gazetteer.rows)), self._filter(allowed)
        if filter is None:
            return _Few(numbers, Codes(self._gazetteer.codes(numbers)))
        codes, verdicts = self._codes, filter.verdicts(numbers)
        kept = [number for number in numbers if verdicts[number]]
        return _Few(kept, Codes([codes[number] for number in kept]))

    @property
    def _codes(self) -> Sequence[Code]:
        """The codes of all rows of a small table."""
        return self._few(None).codes.codes

    @cached_property
    def _by_sound(self) -> BySound:
        return BySound(self._codes)

    # --- those that share words -------------------------------------------------------------------

    def _by_words(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that share the most words with a form, in any order; of those that only hold
        some, such as its initials begin.
        """
        if len(form.words) < 2:
            return []
        form, initials = without_initials(form)
        most = FUNNEL.by_words, FUNNEL.begun if initials else FUNNEL.holding
        rows = self._words if self.small else self._gazetteer.postings
        found = rows.by_words(form, *most, self._filter(allowed))
        if initials:
            found[FUNNEL.by_words :] = sorted(
                found[FUNNEL.by_words :], key=lambda number: -self._begun(number, initials)
            )
        return found[: FUNNEL.by_words + FUNNEL.holding]

    def _begun(self, number: int, initials: Sequence[str]) -> int:
        """How many of some initials words of a row begin with."""
        words = [word.latin for word in self._gazetteer.rows[number].form.words]
        return sum(any(word.startswith(initial) for word in words) for initial in initials)

    @cached_property
    def _words(self) -> WordIndex:
        return WordIndex([row.form for row in self._gazetteer.rows])

    # --- those that are spelt as a system writes the name -----------------------------------------

    def _by_readings(self, form: Form, allowed: Allowed | None) -> Iterable[int]:
        """The rows that are spelt as some system of its script writes a form; so many at most
        for each.
        """
        if form.script in ("", "Latn") or form.guessed:
            return
        for reading in readings(form.script, form.letters):
            rows = self._spelt(once(reading))
            if filter := self._filter(allowed):
                rows = filter.kept([*rows])
            yield from rows[: FUNNEL.by_reading]

    def _spelt(self, joined: str) -> Sequence[int]:
        """The rows whose Latin letters, run together and doubled ones once, are these."""
        if self.small:
            return self._joined.get(joined, ())
        rows = self._gazetteer.postings.with_segments(joined)
        codes = self._gazetteer.codes(rows)
        return [row for row, code in zip(rows, codes, strict=True) if code[JOINED] == joined]

    @cached_property
    def _joined(self) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for row, code in enumerate(self._codes):
            found.setdefault(code[JOINED], []).append(row)
        return found
