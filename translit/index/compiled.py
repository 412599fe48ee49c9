"""What the compiled core answers about the rows of a compiled table, or of one in memory that
`index/packed.py` lays out so: the shortlist, which rows sound like a name, and the form of a row.

`translit/index/shortlist.c`, and the sources beside it, look into the parts of the table where they
lie. For "Ramoussaa" and a million rows they merge the buckets of some 40 hashes into some 2,000
rows, leave 260 by their signatures, and 30 by their sounds and letters; for a mention of two forms
all of that is one call, and what comes back are pairs like (1, 940), the second form with row 940.

That needs no NumPy. Where there is no core, `Shortlist` and `Gate` do the same.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from translit.index.arrays import Filled, Numbers, Pool
from translit.index.bare import Bare
from translit.index.blocks import (
    LEAST_WEIGHT,
    query_word_hashes,
    without_initials,
    word_hash,
)
from translit.index.container import Container, only_sound
from translit.index.funnel import FUNNEL
from translit.language.form import Form, Word
from translit.language.readings import readings
from translit.language.sounds import vowels_in

if TYPE_CHECKING:
    from translit.index.filters import Filter
    from translit.language import _core
    from translit.language.heard import Heard

# What forms are made of; each empty set that Python makes is one of its own, of 216 bytes.
_NOUNS = Form, Word, vowels_in, frozenset[str]()
_NO_WORDS = array("I")


class CompiledPostings(Bare):
    """Rows under the buckets of their keys, and their records.

    Args:
        container: where the parts lie.
        pools: the records of the rows, and those of their words.
        find: gives the number of an entry by its ID, or -1.
        entries: the entry of each row, and the setting of each entry.
        held: the postings, as `Bare` takes them.
        core: the compiled core.
    """

    @only_sound
    def __init__(
        self,
        container: Container,
        pools: tuple[Pool, Pool],
        find: Callable[[str], int],
        entries: tuple[Numbers, Numbers],
        held: tuple[Filled, Numbers, Numbers, Numbers],
        core: Any,
    ) -> None:
        super().__init__(*held)
        self.container, self._find = container, find
        buckets, *others = held
        numbers = (buckets.filled, buckets.before, buckets.starts, *others, *entries)
        parts = [*map(_bytes, numbers)]
        parts += [part for pool in pools for part in (pool.part, _bytes(pool.starts))]
        self.index: _core.Index = core.Index(
            tuple([(view, start - self.container.data) for view, start in parts]),
            self.container.seen,
            self.container.check_block,
        )

    def near(
        self, asked: Sequence[Form], filter: Filter | None = None
    ) -> list[tuple[int, int]] | None:
        return self._found(tuple(map(question, asked)), filter)

    @only_sound
    def _found(
        self, questions: tuple[tuple[object, ...], ...], filter: Filter | None
    ) -> list[tuple[int, int]] | None:
        allowed = filter.compiled(self._find) if filter else None
        return self.index.near(questions, FUNNEL, LEAST_WEIGHT, vowels_in, allowed)

    @only_sound
    def sounding(self, names: Sequence[Heard], share: float) -> list[bool] | None:
        return self.index.sounding([*names], share, FUNNEL.sounding_like, vowels_in)

    @only_sound
    def with_sounds(
        self, name: Heard, rows: Sequence[int], shares: tuple[float, float]
    ) -> list[bool] | None:
        return self.index.with_sounds(name, [*rows], *shares, vowels_in)

    @only_sound
    def form(self, number: int) -> Form:
        """The form of a row."""
        return self.index.form(number, _NOUNS)


def question(form: Form) -> tuple[object, ...]:
    """What the core asks of a form."""
    keys = own = _NO_WORDS
    initials: Sequence[str] = ()
    if len(form.words) > 1:
        spelt, initials = without_initials(form)
        keys, own = array("I", query_word_hashes(spelt)), array("I", {*map(word_hash, spelt.words)})
    return (
        form.skeleton,
        form.marks,
        form.consonants,
        form.joined,
        form.vowels,
        keys,
        own,
        tuple([initial.encode("utf-8", "surrogatepass") for initial in initials]),
        () if form.guessed else readings(form.script, form.letters),
    )


def _bytes(numbers: Numbers) -> tuple[memoryview, int]:
    """The bytes of an array, and where they begin in the file."""
    return numbers.view.cast("B"), numbers.start
