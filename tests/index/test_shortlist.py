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
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel, Levenshtein

import translit
from translit.index.blocks import LEAST_WEIGHT, signatures
from translit.index.filters import BySetting, Filter
from translit.index.funnel import FUNNEL
from translit.index.nearness import JOINED, MARKS, consonants_in, nearest
from translit.index.packing import filled
from translit.index.postings import Postings, Starts, filed
from translit.index.records import (
    code_of,
    form_of,
    form_record,
    row_record,
    word_of,
    word_record,
)
from translit.language.core import core
from translit.language.form import Form, Word, forms
from translit.language.sounds import vowels_in
from translit.resolving.resolver import bundled

pytestmark = pytest.mark.skipif(core() is None, reason="the core isn't compiled here")

SMALL = FUNNEL._replace(by_signature=5, by_letters=3, by_sound=3, by_spelling=2, bearing_words=9)
# Letters of one, two, three and four bytes, and a lone surrogate.
TEXT = st.text("abcRr4é平\u07ca\U0001e900\ud800", max_size=9) | st.text("ab", max_size=90)
TEXTS = st.tuples(TEXT, TEXT, TEXT)


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


def packed(numbers: Sequence[int]) -> array[int]:
    return array("I", numbers)


# Marks, consonants and letters of a row, and letters, marks, Latin letters and reading of its only
# word, if it has one: what the row has not, its word has.
ROW = st.tuples(TEXTS, st.none() | st.tuples(TEXT, TEXT, TEXT, TEXT))
Drawn = tuple[tuple[str, str, str], tuple[str, str, str, str] | None]


def read(rows: Sequence[Drawn]) -> tuple[Any, list[Sequence[str]]]:
    """An index of some rows, whose word has the number of the row, and their codes by Python."""
    forms = [
        f"{marks}\x1f{letters}\x1fArab\x1f\x1f{consonants}"
        for (marks, consonants, letters), _ in rows
    ]
    words = ["\x1f".join(word or ()) for _, word in rows]
    records = [
        row_record([number] if word else [], form)
        for number, (form, (_, word)) in enumerate(zip(forms, rows, strict=True))
    ]
    codes = map(code_of, forms, words)
    return index_of(records, words), [
        (code[MARKS], consonants_in(code), *code[JOINED:]) for code in codes
    ]


@given(asked=TEXTS, rows=st.lists(ROW, min_size=1, max_size=6))
@example(
    asked=("a" * 65, "a" * 64, "b" * 65),
    rows=[(("a" * 66, "b" * 64, "a" * 65), None), (("", "", ""), None)],
)
def test_distances_are_those_of_rapidfuzz(asked: tuple[str, str, str], rows: list[Drawn]) -> None:
    """To the bit, in letters of any script, and longer than a word of the machine has bits."""
    index, codes = read(rows)
    assert index.nearest(packed(range(len(rows))), *asked, False, len(rows), 0) == [
        (number, "Arab", *map(Levenshtein.normalized_distance, asked, code[:3]))
        for number, code in enumerate(codes)
    ]


@given(
    asked=TEXTS, rows=st.lists(ROW, min_size=1, max_size=9), by_consonants=st.booleans(),
    most=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)  # fmt: skip
def test_the_nearest_are_those_of_the_plain_way(
    asked: tuple[str, str, str],
    rows: list[Drawn],
    by_consonants: bool,
    most: tuple[int, int],
) -> None:
    """So many different texts by sounds and by spelling, of equals the first, with all rows that
    have them.
    """
    index, codes = read(rows)
    found = index.nearest(packed(range(len(rows))), *asked, by_consonants, *most)

    def best(field: int, distance: Any, limit: int) -> set[str]:
        texts = [*dict.fromkeys(code[field] for code in codes)]
        return set(sorted(texts, key=lambda text: distance(asked[field], text))[:limit])

    sounds = best(0, Levenshtein.normalized_distance, most[0])
    spelling = (
        best(1, Levenshtein.normalized_distance, most[1])
        if by_consonants
        else best(2, Indel.normalized_distance, most[1])
    )
    assert [row for row, *_ in found] == [
        number
        for number, code in enumerate(codes)
        if code[0] in sounds or code[1 if by_consonants else 2] in spelling
    ]


ONE = forms("Aleppo")[0]
LETTERS = st.sampled_from(["a", "b", "a b", "平"])
SAID = st.sets(st.sampled_from("pq")).map(frozenset)


@given(
    st.lists(
        st.builds(
            ONE._replace,
            words=st.lists(
                st.builds(
                    ONE.words[0]._replace,
                    letters=LETTERS,
                    latin=st.sampled_from("ab"),
                    read=st.sampled_from("ab"),
                    marks=TEXT,
                    consonants=TEXT,
                ),
                max_size=3,
            ).map(tuple),
            marks=TEXT,
            consonants=TEXT,
            joined=TEXT,
            script=st.sampled_from(["Latn", "Arab", "Kana", ""]),
            kinds=SAID,
            traits=SAID,
            numbers=SAID,
            legal=SAID,
            written=LETTERS,
            articled=st.booleans(),
            surname=st.integers(-1, 3),
        ),
        max_size=5,
    )
)
def test_forms_are_read_and_told_as_python_does(rows: list[Form]) -> None:
    """One form is told from another by the letters of its words and what the others say."""
    words = [*dict.fromkeys(word_record(word) for form in rows for word in form.words)]
    records = [
        row_record(
            [words.index(word_record(word)) for word in form.words],
            form_record(form),
        )
        for form in rows
    ]
    told = [
        (
            " ".join(word.letters for word in form.words),
            *(form.kinds, form.traits, form.numbers, form.legal),
        )
        for form in rows
    ]
    index = index_of(records, words)
    assert index.firsts(packed(range(len(rows)))) == [told.index(each) for each in told]
    for number, form in enumerate(rows):
        found = index.form(number, (Form, Word, vowels_in))
        its = tuple([word_of(word_record(word)) for word in form.words])
        assert found == form_of(form_record(form), its)
        assert [*map(type, (found, *found.words))] == [Form, *(Word for _ in form.words)]


SIGNS = st.integers(0, 2**64 - 1) | st.integers(0, 7)
# What a name weighs, at least, and its letters.
WORDS = (1.0, 1e-9, 0)


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


# Consonants of all kinds of classes, and letters that are cut into none, two and three segments.
FORMS = st.builds(
    forms("Aleppo")[0]._replace,
    consonants=st.lists(st.sampled_from(["Pb1", "Pf1", "Rr4", "Ll4", "Ss6", "\u07ca" * 3])).map(
        "".join
    ),
    joined=st.text("ab\u07ca平\U0001e900", max_size=12),
)


@settings(max_examples=60)
@given(
    rows=st.lists(FORMS, min_size=ROWS, max_size=ROWS), asked=FORMS, filtered=filters(),
    most=st.tuples(st.integers(0, 4), st.integers(0, 4)).map(sorted),
)  # fmt: skip
@example(
    rows=[forms("Aleppo")[0]] * ROWS, asked=forms("Aleppo")[0], filtered=(Places([0] * ROWS, [0]), None),
    most=[1, 3],
)  # fmt: skip
def test_keys_and_signatures_choose_the_rows_of_numpy(
    rows: list[Form], asked: Form, filtered: tuple[Places, Filter | None], most: list[int]
) -> None:
    """Of those that a filter lets through, whatever it is made of."""
    plain, (places, filter) = filed(rows), filtered
    index = index_of(postings=plain, owners=places._owners, settings=places._settings_of)
    name = asked.skeleton, asked.joined
    with pytest.MonkeyPatch.context() as patch:
        funnel = FUNNEL._replace(by_letters=most[0], by_signature=most[1])
        patch.setattr("translit.index.postings.FUNNEL", funnel)
        expected = plain.comparable(asked, filter)
    found = index.comparable(*name, signatures(asked), (most[1], most[0]), compiled(filter))
    assert found == expected


@given(
    buckets=st.lists(st.lists(st.integers(0, ROWS - 1), unique=True, max_size=12).map(sorted), min_size=4, max_size=4),
    weights=st.lists(st.floats(0, 9, width=32), min_size=ROWS, max_size=ROWS),
    signs=st.lists(st.tuples(SIGNS, SIGNS), min_size=ROWS, max_size=ROWS),
    asked=st.tuples(SIGNS, SIGNS),
    keys=st.lists(st.integers(0, 3), unique=True, max_size=4),
    most=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    weight=st.floats(0, 9),
    filtered=filters(),
)  # fmt: skip
def test_words_choose_the_rows_of_numpy(
    buckets: list[list[int]],
    weights: list[float],
    signs: list[tuple[int, int]],
    asked: tuple[int, int],
    keys: list[int],
    most: tuple[int, int],
    weight: float,
    filtered: tuple[Places, Filter | None],
) -> None:
    """What is added up is the same to the bit, whatever else it is added to."""
    plain, (places, filter) = postings_of(buckets, weights, signs), filtered
    index = index_of(postings=plain, owners=places._owners, settings=places._settings_of)
    worth = [0.1 + key for key in keys]
    assert index.sizes(packed(keys)) == [len(buckets[key]) for key in keys]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_weight", lambda form: weight)
        patch.setattr("translit.index.postings.signatures", lambda form: asked)
        expected = plain._most(forms("Aleppo")[0], keys, worth, most, filter)
    words = weight, LEAST_WEIGHT, asked[1]
    found = index.by_words(packed(keys), array("d", worth), words, most, compiled(filter))
    assert found == expected


@pytest.fixture(scope="module")
def packed_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("core") / "table.translit"
    translit.compile(bundled().entries.values(), to=path)
    return path


@pytest.fixture
def small_funnel(monkeypatch: pytest.MonkeyPatch) -> None:
    """A funnel that leaves rows of the bundled tables out at each step."""
    for module in ("compiled", "postings", "nearness"):
        monkeypatch.setattr(f"translit.index.{module}.FUNNEL", SMALL)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
@pytest.mark.usefixtures("small_funnel")
def test_real_names_find_the_same_rows_both_ways(packed_table: Path, data: st.DataObject) -> None:
    rows = translit.load(packed_table).gazetteer
    quick = rows.postings
    plain = Postings(quick.buckets, quick.rows, quick.weights, quick.signs)
    for form in forms(data.draw(translit.strategies.respellings(bundled()))[0]):
        sharing = plain.sharing(form)
        numbers = plain.alike(form, sharing)
        assert quick.comparable(form) == numbers
        assert quick.by_words(form, 6, 4) == plain.by_words(form, 6, 4)
        spelt = [
            row for row in plain.with_segments(form.joined) if joined(rows, row) == form.joined
        ]
        assert quick.spelt(form.joined) == spelt
        assert [quick.form(number) for number in numbers] == [
            rows.rows._form(number) for number in numbers
        ]
        apart = nearest(form, rows.codes(numbers))
        assert quick.nearest(form, numbers) == {numbers[at]: far for at, far in apart.items()}


def joined(rows: Any, row: int) -> str:
    [code] = rows.codes([row])
    return str(code[JOINED])


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda index: index.nearest(packed([1]), "", "", "", False, 1, 1), IndexError),
        (lambda index: index.nearest(packed([0]), "", "", "", False, -1, 1), ValueError),
        (lambda index: index.comparable("", "ab" * 5, (0, 0), (1, 1), None), IndexError),
        (lambda index: index.spelt("ab" * 5), IndexError),
        (lambda index: index.comparable("", "", (0, 0), (1, 2), None), ValueError),
        (lambda index: index.comparable("", "", (0, 0), (-1, -1), None), ValueError),
        (lambda index: index.comparable("", "", (0, 0), (1, 1), 5), TypeError),
        (lambda index: index.by_words(packed([0]), b"", WORDS, (1, 1), None), ValueError),
        (
            lambda index: index.by_words(packed([1]), array("d", [1]), WORDS, (1, 1), None),
            IndexError,
        ),
    ],
)
def test_what_points_nowhere_is_an_error(call: Any, error: type[Exception]) -> None:
    """The buckets hold a row that there isn't."""
    with pytest.raises(error):
        call(index_of(postings=postings_of([[9], [9]], signs=[(0, 0)])))


@pytest.mark.parametrize(
    ("known", "owners", "settings"), [(b"\1", [7], [0]), (b"\1", [], [0]), (b"\1", [0], [7])]
)
def test_what_filters_point_to_is_an_error_where_it_is_nothing(
    known: bytes, owners: list[int], settings: list[int]
) -> None:
    form = forms("Aleppo")[0]
    index = index_of(postings=filed([form]), owners=owners, settings=settings)
    with pytest.raises(IndexError):
        index.comparable(form.skeleton, form.joined, (0, 0), (1, 1), (known, None, b""))


@pytest.mark.parametrize(
    "record",
    [
        *(b"", b"\1", b"\x80", b"\3", b"\4", b"\xff\xff\xff\xff\xff\2"),
        *(b"\0\xff", b"\0\x1f\x1f" + b"A" * 16),
    ],
)
def test_a_record_that_is_none_is_an_error(record: bytes) -> None:
    index = index_of([record], ["a"])
    with pytest.raises(IndexError):
        index.nearest(packed([0]), "", "", "", False, 1, 1)
    if record[:1] != b"\0":  # those have no words
        with pytest.raises(IndexError):
            index.firsts(packed([0]))


@pytest.mark.parametrize(
    "record", [b"\0" + b"a" * 1025 + b"\x1f\x1f\x1f", b"\0\x1f\x1f\x1f\x1f" + b"a" * 20_000]
)
def test_what_is_too_long_is_left_to_python(record: bytes) -> None:
    assert index_of([record]).nearest(packed([0]), "", "", "", False, 1, 1) is None
    long = "a" * 1025
    assert index_of().nearest(packed([0]), long, "", "", False, 1, 1) is None
    assert index_of().comparable("", long, (0, 0), (1, 1), None) is None
    assert index_of().spelt(long) is None
    assert index_of().comparable(long, "", (0, 0), (1, 1), None) is None


def test_a_block_is_checked_before_it_is_read() -> None:
    """And not again; what the check raises comes through."""
    module: Any = core()
    held, asked = postings_of([[5], []], signs=[(0, 0)] * 6, weights=[0] * 6), []

    def check(block: int) -> None:
        asked.append(block)
        if block == 1:
            raise translit.TableError([])

    def index(rows_at: int) -> Any:
        parts = [*filled(held.starts).values(), held.rows, held.weights, held.signs]
        parts += [b"", b"", *pool([]), *pool([])]
        places = [0, 0, 0, rows_at, *[0] * 8]
        return module.Index(tuple(zip(parts, places, strict=True)), b"\0\0", check)

    assert index(0).sizes(packed([0, 1])) == [1, 0]
    assert set(asked) == {0}
    with pytest.raises(translit.TableError):
        index(1 << 16).sizes(packed([0]))


def test_threads_share_an_index(packed_table: Path) -> None:
    names = [entry.name for entry in bundled().entries.values()][:60]
    asked: list[Form] = [form for name in names for form in forms(name)]

    def ask() -> list[list[int]]:
        return [postings.comparable(form) for form in asked]

    postings = translit.load(packed_table).gazetteer.postings
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: ask(), range(4))]
    assert found == [found[0]] * 4
