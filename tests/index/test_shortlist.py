"""The compiled shortlist finds the rows of the plain one, at the same distances, to the bit, and
takes no harm from any file.

`tests/index/test_index.py` and `tests/index/test_compiled.py` ask whole tables both ways, sound and
damaged; here is what those tables are too small or too usual for.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import translit
from translit.index.blocks import LEAST_WEIGHT, signatures
from translit.index.compiled import question
from translit.index.filters import BySetting, Filter
from translit.index.funnel import FUNNEL
from translit.index.layout import filled
from translit.index.nearness import code
from translit.index.postings import Postings, Starts, filed
from translit.index.records import form_of, form_record, row_record, word_of, word_record
from translit.index.rows import HeldRow
from translit.index.shortlist import Shortlist
from translit.language.core import core
from translit.language.form import Form, Word, forms, guesses
from translit.language.sounds import vowels_in
from translit.match.compiled import weigher
from translit.match.pair import NOTHING
from translit.resolving.resolver import bundled

pytestmark = pytest.mark.skipif(core() is None, reason="the core isn't compiled here")

SMALL = FUNNEL._replace(
    worth_an_index=0, by_signature=5, by_letters=3, by_sound=3, by_spelling=2, near=4,
    bearing_words=9, by_words=2, holding=2, begun=4, by_reading=1,
)  # fmt: skip
# Letters of one, two, three and four bytes, and a lone surrogate.
TEXT = st.text("abcRr4é平\u07ca\U0001e900\ud800", max_size=9) | st.text("ab", max_size=90)


def index_of(
    rows: Sequence[bytes] = (b"\0",),
    words: Sequence[str] = (),
    *,
    postings: Postings | None = None,
    owners: Sequence[int] = (),
    settings: Sequence[int] = (),
) -> Any:
    """An index over parts of our own, all of whose blocks have been checked."""
    held = postings or postings_of()
    parts = (
        *filled(held.starts).values(),
        *(held.rows, held.weights, held.signs),
        *(np.asarray(numbers, np.uint32) for numbers in (owners, settings)),
        *pool(rows),
        *pool([word.encode("utf-8", "surrogatepass") for word in words]),
    )
    module: Any = core()
    return module.Index(tuple((part, 0) for part in parts), b"\1" * 64, lambda block: None)


def pool(records: Sequence[bytes]) -> tuple[bytes, Any]:
    return b"".join(records), np.cumsum([0, *map(len, records)], dtype=np.uint32)


def postings_of(
    buckets: Sequence[Sequence[int]] = ((), ()),
    weights: Sequence[float] = (),
    signs: Sequence[tuple[int, int]] = (),
) -> Postings:
    return Postings(
        Starts(np.cumsum([0, *map(len, buckets)], dtype=np.uint32)),
        np.asarray([row for bucket in buckets for row in bucket], np.uint32),
        np.asarray(weights, np.float32),
        np.asarray(signs, np.uint64).ravel(),
    )


ONE = forms("Aleppo")[0]
LETTERS = st.sampled_from(["a", "b", "a b", "平"])
SAID = st.sets(st.sampled_from("pq")).map(frozenset)


WORDS = st.builds(
    ONE.words[0]._replace,
    letters=LETTERS,
    latin=st.sampled_from(["a", "b", "ab", "ba"]),
    read=st.sampled_from(["a", "b", "raba", "bara"]),
    marks=TEXT,
    consonants=TEXT,
)
# Consonants of all kinds of classes, and letters that are cut into none, two and three segments.
CONSONANTS = st.lists(st.sampled_from(["Pb1", "Pf1", "Rr4", "Ll4", "Ss6", "\u07ca" * 3])).map(
    "".join
)
FORMS = st.builds(
    ONE._replace,
    words=st.lists(WORDS, max_size=3).map(tuple),
    marks=TEXT,
    consonants=CONSONANTS,
    joined=st.text("ab\u07ca平\U0001e900", max_size=12) | st.text("ab", max_size=90),
    script=st.sampled_from(["Latn", "Arab", "Kana", ""]),
    kinds=SAID,
    traits=SAID,
    numbers=SAID,
    legal=SAID,
    written=LETTERS,
    articled=st.booleans(),
    surname=st.integers(-1, 3),
)


def written(rows: Sequence[Form]) -> tuple[list[bytes], list[str], list[Form]]:
    """The records of rows and of their words, and the forms as Python reads them again."""
    words = [*dict.fromkeys(word_record(word) for form in rows for word in form.words)]
    records = [
        row_record([words.index(word_record(word)) for word in form.words], form_record(form))
        for form in rows
    ]
    read = [
        form_of(form_record(form), tuple([word_of(word_record(word)) for word in form.words]))
        for form in rows
    ]
    return records, words, read


@given(st.lists(FORMS, max_size=5))
def test_forms_are_read_as_python_does(rows: list[Form]) -> None:
    records, words, read = written(rows)
    index = index_of(records, words)
    for number, form in enumerate(read):
        found = index.form(number, (Form, Word, vowels_in, frozenset()))
        assert found == form
        assert [*map(type, (found, *found.words))] == [Form, *(Word for _ in form.words)]


# Names of people, too, which are spelt alike before they are weighed; and what says kinds.
REAL = st.sampled_from(
    [
        "Yusuf Ali",
        "Joseph Ali",
        "Юсуф Али",
        "حلب",
        "Camp 3",
        "Eastern Aleppo Ltd",
        "Ali, Omar",
        "A 1",
    ]
)


NOTHING_SAID = dict.fromkeys(("kinds", "traits", "numbers", "legal"), frozenset[str]())
SPELT = FORMS.map(lambda form: form._replace(**NOTHING_SAID))


@given(rows=st.lists(SPELT, max_size=3), real=st.lists(REAL, max_size=5), asked=REAL)
@example(rows=[ONE._replace(marks="a" * 600)], real=[], asked="A 1")
@example(rows=[ONE._replace(words=ONE.words * 33)], real=["Yusuf Ali"], asked="Joseph Ali")
def test_rows_are_weighed_as_their_forms(rows: list[Form], real: list[str], asked: str) -> None:
    """Without a form of Python's, unless something rare is asked, or a record is too long."""
    rows = [*rows, *(form for name in real for form in forms(name)), *rows]
    records, words, read = written(rows)
    index, weigh = index_of(records, words), weigher()
    assert weigh
    pairs = [(form, number) for form in forms(asked) for number in range(len(rows))]
    sides: list[list[Any]] = [
        [(form, (index, number, read.__getitem__)) for form, number in pairs],
        [(form, read[number]) for form, number in pairs],
    ]
    one, other = (weigh.weighed(side, len, 16, 5.0, 7.0, NOTHING) for side in sides)
    assert one == other


def test_a_row_that_is_none_is_told_by_who_makes_its_form() -> None:
    weigh, index = weigher(), index_of([b"\x80"])
    assert weigh

    def make(number: int) -> Form:
        raise translit.TableError([])

    for row in ((index, 0, make), (index, 7, make), (5, 0, make), (index, 1 << 40, make)):
        with pytest.raises(translit.TableError):
            weigh.weighed([(ONE, row)], len, 16, 5.0, 7.0, NOTHING)
    with pytest.raises(ValueError, match="it has no form"):
        weigh.weighed([(ONE, (index, 0, str))], len, 16, 5.0, 7.0, NOTHING)


class Places:
    """A gazetteer that knows whose each row is and what each entry is: a number and a setting."""

    def __init__(self, owners: Sequence[int], settings: Sequence[int]) -> None:
        self._owners, self._settings_of, self.settings = (
            owners,
            settings,
            [(str(n), ()) for n in range(4)],
        )

    def about(self, id: str) -> tuple[str, tuple[()]]:
        return self.settings[self._settings_of[int(id)]]

    def settings_of(self, rows: Sequence[int]) -> list[int]:
        return [self._settings_of[self._owners[row]] for row in rows]

    def belong(self, rows: Sequence[int], ids: Collection[str]) -> list[bool]:
        return [str(self._owners[row]) in ids for row in rows]

    def owner(self, row: int) -> str:
        return str(self._owners[row])


ROWS = 21
OWNERS = st.lists(st.integers(0, 3), min_size=ROWS, max_size=ROWS)
SETTINGS = st.lists(st.integers(0, 3), min_size=4, max_size=4)


@st.composite
def filters(draw: st.DrawFn) -> tuple[Places, Filter | None]:
    """Entries, and a filter of each kind or none: by setting, by entry, both, and any other."""
    places = Places(draw(OWNERS), draw(SETTINGS))
    types, out = draw(st.sets(st.sampled_from("0123"))), draw(st.sets(st.sampled_from("0123x")))
    by_type, but = (lambda type, within: type in types), frozenset(out)
    allowed = draw(
        st.sampled_from(
            [
                BySetting(places, by_type),
                BySetting(places, None, but),
                BySetting(places, by_type, but),
                lambda id: id in out,
                None,
            ]
        )
    )
    return places, allowed and Filter(places, allowed)


def compiled(filter: Filter | None) -> object:
    return filter and filter.compiled(lambda id: int(id) if id.isdigit() else -1)


class Held(Places):
    """A gazetteer over some forms, in memory."""

    def __init__(self, places: Places, rows: Sequence[Form]) -> None:
        self._owners, self._settings_of = places._owners, places._settings_of
        self.settings = places.settings
        self.rows = [HeldRow("", self.owner(number), form) for number, form in enumerate(rows)]
        self.postings = filed(rows)

    def codes(self, numbers: Sequence[int]) -> list[Any]:
        return [code(self.rows[number].form) for number in numbers]


def found_by_core(
    index: Any, asked: Sequence[Form], filter: Filter | None, funnel: Any = SMALL
) -> list[tuple[int, int]] | None:
    questions = tuple(map(question, asked))
    found = index.near(questions, funnel, LEAST_WEIGHT, vowels_in, compiled(filter))
    return cast("list[tuple[int, int]] | None", found)


def held_by_funnel(patch: pytest.MonkeyPatch, funnel: Any) -> None:
    for module in ("compiled", "postings", "nearness", "shortlist"):
        patch.setattr(f"translit.index.{module}.FUNNEL", funnel)


FEW = st.integers(0, 4)


def filed_so(form: Form) -> Form:
    """A form whose skeleton can be hashed: no lone surrogate is a consonant."""
    words = [word._replace(marks=word.marks.replace("\ud800", "")) for word in form.words]
    return form._replace(words=tuple(words), marks=form.marks.replace("\ud800", ""))


# Names that share keys, and differ a little.
SPELLING = st.tuples(
    *map(st.sampled_from, (["r", "l"], ["a", "ou"], ["m", "n"], ["o", "u"], ["s", "sh", "sa"]))
)
ALIKE = SPELLING.map(lambda parts: forms("".join(parts))[0])
FILED = FORMS.map(filed_so) | ALIKE


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=st.lists(FILED, min_size=1, max_size=7), asked=st.lists(FILED, max_size=2),
    more=st.lists(st.integers(0, ROWS - 1), min_size=1, max_size=2), filtered=filters(),
    most=st.tuples(
        *[FEW] * 2, st.sampled_from([0, ROWS]), st.integers(0, 9), *[FEW] * 4, st.integers(0, 30),
        *[FEW] * 4,
    ),
)  # fmt: skip
@example(
    rows=[ONE], asked=[forms("Aleppo")[0]], more=[],
    filtered=(Places([0] * ROWS, [0]), None), most=(3, 1, 0, 4, 3, 1, 2, 2, 9, 1, 1, 1, 1),
)  # fmt: skip
@example(
    rows=[forms(f"{name} Ali Hasan")[0] for name in ("Omar", "Osama", "Ahmad")],
    asked=[forms("O. A. Hasan")[0]], more=[4],
    filtered=(Places([0] * ROWS, [0]), None), most=(3, 1, 99, 9, 3, 1, 2, 2, 30, 2, 2, 4, 1),
)  # fmt: skip
@example(
    rows=[ONE._replace(marks="a" * 66, consonants="b" * 64, joined="ab" * 33, script="Arab")],
    asked=[ONE._replace(marks="a" * 65, consonants="a" * 64, joined="ab" * 32)], more=[],
    filtered=(Places([0] * ROWS, [0]), None), most=(4, 4, 0, 4, 4, 4, 4, 0, 9, 1, 1, 1, 1),
)  # fmt: skip
@example(
    rows=[forms(name)[0] for name in ("Rimouna", "Ramuosha", "Ramousa", "Ramosa", "Lamousa", "Ramuso")],
    asked=[forms("Ramousa")[0]], more=[],
    filtered=(Places([0] * ROWS, [0]), None), most=(1, 1, 99, 9, 4, 4, 4, 2, 9, 0, 0, 0, 0),
)  # fmt: skip
@example(
    rows=[forms(name)[0] for name in ("Rimouna", "Ramuosha", "Ramousa", "Ramosa", "Lamousa", "Ramuso")],
    asked=[forms("Ramoussa")[0]], more=[],
    filtered=(Places([0] * ROWS, [0]), None), most=(9, 4, 0, 4, 4, 4, 30, 2, 9, 0, 0, 0, 0),
)  # fmt: skip
def test_rows_come_near_as_python_finds_them(
    rows: list[Form], asked: list[Form], more: list[int],
    filtered: tuple[Places, Filter | None], most: tuple[int, ...],
) -> None:  # fmt: skip
    """Whatever the forms and the filter are made of, and however few rows each step lets through:
    the pairs and their order, which is that of distances to the bit.
    """
    records, words, read = written((rows * ROWS)[:ROWS])
    places, filter = filtered
    names = ("by_signature", "by_letters", "worth_segments", "slipped", "by_sound", "by_spelling",
             "near", "much_farther", "bearing_words", "by_words", "holding", "begun",
             "by_reading")  # fmt: skip
    funnel = FUNNEL._replace(worth_an_index=0, **dict(zip(names, most, strict=True)))
    held = Held(places, read)
    index = index_of(
        records, words, postings=held.postings, owners=places._owners, settings=places._settings_of
    )
    views = [*asked, *(read[number]._replace(guessed=True) for number in more)]
    with pytest.MonkeyPatch.context() as patch:
        held_by_funnel(patch, funnel)
        plain = Shortlist(cast("Any", held))
        patch.setattr(plain, "_filter", lambda allowed: filter)
        expected = [*plain._near(views, None)]
    assert found_by_core(index, views, filter, funnel) == expected


@settings(max_examples=60)
@given(
    seed=st.integers(0, 99), rows=st.integers(1, 900), bits=st.integers(1, 128),
    most=st.tuples(st.integers(0, 90), st.integers(0, 90), st.integers(0, 1), st.integers(0, 16)),
    by=st.sampled_from(["nothing", "setting", "function"]),
)  # fmt: skip
def test_of_many_rows_that_share_a_key_those_are_kept_that_python_keeps(
    seed: int, rows: int, bits: int, most: tuple[int, ...], by: str
) -> None:
    """Rows with one form, whose signatures differ from its own in some of so many bits; of a table
    that just is worth segments, or just isn't.
    """
    draw, asked = np.random.default_rng(seed), ONE._replace(guessed=True)
    apart = draw.random((rows, 128)) < draw.random((rows, 1)) * bits / 128
    signs = np.packbits(apart, axis=1).view(np.uint64) ^ np.asarray(signatures(asked), np.uint64)
    buckets = [np.flatnonzero(draw.random(rows) < 0.7).tolist() for _ in range(2)]
    held = postings_of(buckets, [0] * rows, [*map(tuple, signs.tolist())])
    settings_of = draw.integers(0, 4, rows).tolist()
    places = Places(range(rows), settings_of)
    filter = {
        "nothing": None,
        "setting": Filter(places, BySetting(places, lambda type, within: type in ("1", "2"))),
        "function": Filter(places, lambda id: int(id) % 3 > 0),
    }[by]
    by_signature, by_letters, less, slipped = most
    funnel = FUNNEL._replace(
        by_signature=by_signature, by_letters=by_letters, worth_segments=rows - less,
        slipped=slipped, much_farther=30, by_words=0,
    )  # fmt: skip
    records, words, _ = written([asked] * rows)
    index = index_of(records, words, postings=held, owners=range(rows), settings=settings_of)
    with pytest.MonkeyPatch.context() as patch:
        held_by_funnel(patch, funnel)
        expected = held.comparable(asked, filter)
    assert found_by_core(index, [asked], filter, funnel) == [(0, row) for row in expected]


@pytest.fixture(scope="module")
def packed_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("core") / "table.translit"
    translit.compile(bundled().entries.values(), to=path)
    return path


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_real_names_find_the_same_rows_both_ways(packed_table: Path, data: st.DataObject) -> None:
    """With a funnel that leaves rows of the bundled tables out at each step."""
    quick, plain = (translit.load(packed_table).gazetteer for _ in range(2))
    held = quick.postings
    plain.__dict__["postings"] = Postings(held.buckets, held.rows, held.weights, held.signs)
    text = data.draw(translit.strategies.respellings(bundled()))[0]
    views = (*forms(text), *guesses(text))
    with pytest.MonkeyPatch.context() as patch:
        held_by_funnel(
            patch, data.draw(st.sampled_from([SMALL, FUNNEL._replace(worth_an_index=0)]))
        )
        found = quick.postings.near(views)
        assert found == [*plain.shortlist._near(views, None)]
    assert [quick.rows[row].form for _, row in found] == [plain.rows._form(row) for _, row in found]


def test_a_row_that_there_is_not_is_a_fault_of_the_table(packed_table: Path) -> None:
    rows = translit.load(packed_table).gazetteer.rows
    for number in (len(rows), -1):
        with pytest.raises(translit.TableError):
            rows[number]


LONG = "a" * 1025


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda index: found_by_core(index, [ONE], None), IndexError),
        (lambda index: found_by_core(index, [ONE], None, SMALL._replace(near=-1)), ValueError),
        (lambda index: found_by_core(index, [ONE], None, SMALL._replace(near=1 << 20)), ValueError),
        (lambda index: index.near((), SMALL[1:], LEAST_WEIGHT, vowels_in, None), TypeError),
        (lambda index: index.near((), SMALL, LEAST_WEIGHT, vowels_in, 5), TypeError),
        (lambda index: index.near((5,), SMALL, LEAST_WEIGHT, vowels_in, None), TypeError),
    ],
)
def test_what_points_nowhere_is_an_error(call: Any, error: type[Exception]) -> None:
    """The buckets hold a row that there isn't."""
    with pytest.raises(error):
        call(index_of(postings=postings_of([[9], [9]], signs=[(0, 0)])))


def test_a_word_of_a_row_that_there_is_not_is_an_error() -> None:
    index = index_of(postings=postings_of([[9], [9]], signs=[(0, 0)] * 10))
    by_words = (*question(ONE)[:5], array("I", [1]), array("I"), (), ())
    none = SMALL._replace(by_signature=0, by_letters=0)
    with pytest.raises(IndexError):
        index.near((by_words,), none, LEAST_WEIGHT, vowels_in, None)


@pytest.mark.parametrize(("owners", "settings"), [([7], [0]), ([], [0]), ([0], [7])])
def test_what_filters_point_to_is_an_error_where_it_is_nothing(
    owners: list[int], settings: list[int]
) -> None:
    """Of a filter that lets some settings through; one that lets all through asks for none."""
    index = index_of(postings=filed([ONE]), owners=owners, settings=settings)
    with pytest.raises(IndexError):
        index.near((question(ONE),), SMALL, LEAST_WEIGHT, vowels_in, (b"\1\0", None, b""))
    every = index.near((question(ONE),), SMALL, LEAST_WEIGHT, vowels_in, (b"\1\1", None, b""))
    assert every == index.near((question(ONE),), SMALL, LEAST_WEIGHT, vowels_in, None)


@pytest.mark.parametrize(
    "record",
    [
        *(b"", b"\1", b"\x80", b"\3", b"\4", b"\xff\xff\xff\xff\xff\2"),
        *(b"\0\xff", b"\0\x1f\x1f" + b"A" * 16),
    ],
)
def test_a_record_that_is_none_is_an_error(record: bytes) -> None:
    with pytest.raises(IndexError):
        found_by_core(index_of([record], ["a"], postings=filed([ONE])), [ONE], None)


@pytest.mark.parametrize(
    "record", [b"\0" + b"a" * 1025 + b"\x1f\x1f\x1f", b"\0\x1f\x1f\x1f\x1f" + b"a" * 20_000]
)
def test_what_is_too_long_is_left_to_python(record: bytes) -> None:
    assert found_by_core(index_of([record], postings=filed([ONE])), [ONE], None) is None


@pytest.mark.parametrize("part", [0, 1, 2, 3, 8])
def test_what_is_asked_and_too_long_is_left_to_python(part: int) -> None:
    asked = [*question(ONE)]
    asked[part] = (LONG,) if part == 8 else LONG
    index = index_of()
    assert index.near((tuple(asked),), SMALL, LEAST_WEIGHT, vowels_in, None) is None


def test_a_block_is_checked_before_it_is_read() -> None:
    """And not again; what the check raises comes through."""
    module: Any = core()
    held, asked = postings_of([[5], [5]], signs=[(0, 0)] * 6, weights=[0] * 6), []
    none = SMALL._replace(by_signature=0, by_letters=0)

    def check(block: int) -> None:
        asked.append(block)
        if block == 1:
            raise translit.TableError([])

    def index(rows_at: int) -> Any:
        parts = [*filled(held.starts).values(), held.rows, held.weights, held.signs]
        parts += [b"", b"", *pool([]), *pool([])]
        places = [0, 0, 0, rows_at, *[0] * 8]
        return module.Index(tuple(zip(parts, places, strict=True)), b"\0\0", check)

    assert found_by_core(index(0), [ONE], None, none) == []
    assert set(asked) == {0}
    with pytest.raises(translit.TableError):
        found_by_core(index(1 << 16), [ONE], None, none)


def test_threads_share_an_index(packed_table: Path) -> None:
    names = [entry.name for entry in bundled().entries.values()][:60]
    asked: list[Form] = [form for name in names for form in forms(name)]

    def ask() -> list[list[tuple[int, int]] | None]:
        return [postings.near((form,)) for form in asked]

    postings = translit.load(packed_table).gazetteer.postings
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: ask(), range(4))]
    assert found == [found[0]] * 4
