"""The compiled shortlist finds the rows of the plain one, at the same distances, to the bit, and
takes no harm from any file.

`tests/index/test_index.py` and `tests/index/test_compiled.py` ask whole tables both ways, sound and
damaged; here is what those tables are too small or too usual for.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Indel, Levenshtein

import translit
from translit.index.blocks import LEAST_WEIGHT
from translit.index.funnel import FUNNEL
from translit.index.nearness import nearest
from translit.index.postings import Postings
from translit.language.core import core
from translit.language.form import Form, forms
from translit.resolving.resolver import bundled

pytestmark = pytest.mark.skipif(core() is None, reason="the core isn't compiled here")

SMALL = FUNNEL._replace(by_signature=5, by_letters=3, by_sound=3, by_spelling=2, bearing_words=9)
# Letters of one, two, three and four bytes, and a lone surrogate.
TEXT = st.text("abcRr4é平\u07ca\U0001e900\ud800", max_size=9) | st.text("ab", max_size=90)
TEXTS = st.tuples(TEXT, TEXT, TEXT)


def index_of(
    records: Sequence[str] = ("\x1f\x1f\x1f",),
    *,
    buckets: Sequence[Sequence[int]] = ((), ()),
    weights: Sequence[float] = (),
    signs: Sequence[tuple[int, int]] = (),
) -> Any:
    """An index over parts of our own, all of whose blocks have been checked."""
    raw = [record.encode("utf-8", "surrogatepass") for record in records]
    parts = (
        np.cumsum([0, *map(len, buckets)], dtype=np.uint32),
        np.asarray([row for bucket in buckets for row in bucket], np.uint32),
        np.asarray(weights, np.float32),
        np.asarray([consonants for consonants, _ in signs], np.uint64),
        np.asarray([letters for _, letters in signs], np.uint64),
        b"".join(raw),
        np.cumsum([0, *map(len, raw)], dtype=np.uint32),
    )
    module: Any = core()
    return module.Index(tuple((part, 0) for part in parts), b"\1" * 64, lambda block: None)


def packed(numbers: Sequence[int]) -> array[int]:
    return array("I", numbers)


@given(asked=TEXTS, rows=st.lists(TEXTS, min_size=1, max_size=6))
@example(asked=("a" * 65, "a" * 64, "b" * 65), rows=[("a" * 66, "b" * 64, "a" * 65), ("", "", "")])
def test_distances_are_those_of_rapidfuzz(
    asked: tuple[str, str, str], rows: list[tuple[str, str, str]]
) -> None:
    """To the bit, in letters of any script, and longer than a word of the machine has bits."""
    index = index_of(["\x1f".join((*row, "Arab")) for row in rows])
    numbers = packed(range(len(rows)))
    assert index.nearest(numbers, *asked, False, len(rows), 0) == [
        (number, "Arab", *map(Levenshtein.normalized_distance, asked, row))
        for number, row in enumerate(rows)
    ]


@given(
    asked=TEXTS, rows=st.lists(TEXTS, min_size=1, max_size=9), by_consonants=st.booleans(),
    most=st.tuples(st.integers(0, 3), st.integers(0, 3)),
)  # fmt: skip
def test_the_nearest_are_those_of_the_plain_way(
    asked: tuple[str, str, str],
    rows: list[tuple[str, str, str]],
    by_consonants: bool,
    most: tuple[int, int],
) -> None:
    """So many different texts by sounds and by spelling, of equals the first, with all rows that
    have them.
    """
    index = index_of(["\x1f".join((*row, "")) for row in rows])
    found = index.nearest(packed(range(len(rows))), *asked, by_consonants, *most)

    def best(field: int, distance: Any, limit: int) -> set[str]:
        texts = [*dict.fromkeys(row[field] for row in rows)]
        return set(sorted(texts, key=lambda text: distance(asked[field], text))[:limit])

    sounds = best(0, Levenshtein.normalized_distance, most[0])
    spelling = (
        best(1, Levenshtein.normalized_distance, most[1])
        if by_consonants
        else best(2, Indel.normalized_distance, most[1])
    )
    assert [row for row, *_ in found] == [
        number
        for number, row in enumerate(rows)
        if row[0] in sounds or row[1 if by_consonants else 2] in spelling
    ]


SIGNS = st.integers(0, 2**64 - 1) | st.integers(0, 7)


@given(
    signs=st.lists(st.tuples(SIGNS, SIGNS), max_size=12),
    asked=st.tuples(SIGNS, SIGNS),
    most=st.tuples(st.integers(0, 4), st.integers(0, 4)),
)
def test_signatures_choose_the_rows_of_numpy(
    signs: list[tuple[int, int]], asked: tuple[int, int], most: tuple[int, int]
) -> None:
    index, numbers = index_of(signs=signs), range(len(signs))
    letters = [(mine ^ asked[1]).bit_count() for _, mine in signs]
    both = [
        (mine ^ asked[0]).bit_count() + more for (mine, _), more in zip(signs, letters, strict=True)
    ]
    chosen = {
        *sorted(numbers, key=both.__getitem__)[: most[0]],
        *sorted(numbers, key=letters.__getitem__)[: most[1]],
    }
    expected = [*numbers] if len(signs) <= most[0] else sorted(chosen)
    assert index.alike(packed(numbers), *asked, *most) == expected


ROWS = st.lists(st.integers(0, 20), unique=True, max_size=12).map(sorted)


@given(
    buckets=st.lists(ROWS, min_size=4, max_size=4),
    weights=st.lists(st.floats(0, 9, width=32), min_size=21, max_size=21),
    signs=st.lists(st.tuples(SIGNS, SIGNS), min_size=21, max_size=21),
    asked=st.tuples(SIGNS, SIGNS),
    keys=st.lists(st.integers(0, 3), unique=True, max_size=4),
    most=st.tuples(st.integers(0, 4), st.integers(0, 4)),
    weight=st.floats(0, 9),
)
def test_buckets_and_words_choose_the_rows_of_numpy(
    buckets: list[list[int]],
    weights: list[float],
    signs: list[tuple[int, int]],
    asked: tuple[int, int],
    keys: list[int],
    most: tuple[int, int],
    weight: float,
) -> None:
    """What is added up is the same to the bit, whatever else it is added to."""
    index = index_of(buckets=buckets, weights=weights, signs=signs)
    worth = [0.1 + key for key in keys]
    plain = Postings(
        np.cumsum([0, *map(len, buckets)], dtype=np.uint32),
        np.asarray([row for bucket in buckets for row in bucket], np.uint32),
        np.asarray(weights, np.float32),
        np.asarray([consonants for consonants, _ in signs], np.uint64),
        np.asarray([letters for _, letters in signs], np.uint64),
    )
    assert index.sizes(packed(keys)) == [len(buckets[key]) for key in keys]
    together = sorted({row for key in keys for row in buckets[key]})
    assert np.frombuffer(index.sharing(packed(keys)), np.uint32).tolist() == together
    rows, shared = plain._sharing(keys, worth)
    found = index.sharing_words(packed(keys), array("d", worth))
    assert found == (rows.tobytes(), shared.tobytes())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plain, "_weight", lambda form: weight)
        patch.setattr("translit.index.postings.signatures", lambda form: asked)
        expected = plain._most(forms("Aleppo")[0], rows, shared, *most)
    assert index.most_words(*found, weight, LEAST_WEIGHT, asked[1], *most) == expected


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
    plain = Postings(quick.starts, quick.rows, quick.weights, quick.consonants, quick.letters)
    for form in forms(data.draw(translit.strategies.respellings(bundled()))[0]):
        sharing = plain.sharing(form)
        assert quick.sharing(form).tolist() == sharing.tolist()
        numbers = plain.alike(form, sharing)
        assert quick.alike(form, sharing) == numbers
        assert quick.by_words(form, 6, 4) == plain.by_words(form, 6, 4)
        apart = nearest(form, rows.codes(numbers))
        assert quick.nearest(form, numbers) == {numbers[at]: far for at, far in apart.items()}


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda index: index.nearest(packed([1]), "", "", "", False, 1, 1), IndexError),
        (lambda index: index.nearest(packed([0]), "", "", "", False, -1, 1), ValueError),
        (lambda index: index.alike(packed([1, 2]), 0, 0, 1, 1), IndexError),
        (lambda index: index.alike(packed([]), 0, 0, -1, 1), ValueError),
        (lambda index: index.sharing(packed([1])), IndexError),
        (lambda index: index.sharing_words(packed([0]), b""), ValueError),
        (lambda index: index.most_words(packed([7]), b"\0" * 8, 0, 0, 0, 1, 1), IndexError),
        (lambda index: index.most_words(packed([7]), b"", 0, 0, 0, 1, 1), ValueError),
    ],
)
def test_what_points_nowhere_is_an_error(call: Any, error: type[Exception]) -> None:
    """The bucket 1 holds a row that there isn't."""
    with pytest.raises(error):
        call(index_of(buckets=[[], [9]], signs=[(0, 0)]))


@pytest.mark.parametrize("record", ["", "a\x1fb", "a\x1fb\x1fc", "\x1f\x1f\x1f" + "A" * 16])
def test_a_record_that_is_none_is_an_error(record: str) -> None:
    with pytest.raises(IndexError):
        index_of([record]).nearest(packed([0]), "", "", "", False, 1, 1)


@pytest.mark.parametrize("record", ["a" * 1025 + "\x1f\x1f\x1f", "\x1f\x1f\x1f\x1f" + "a" * 20_000])
def test_what_is_too_long_is_left_to_python(record: str) -> None:
    assert index_of([record]).nearest(packed([0]), "", "", "", False, 1, 1) is None
    assert index_of().nearest(packed([0]), "a" * 1025, "", "", False, 1, 1) is None


def test_a_block_is_checked_before_it_is_read() -> None:
    """And not again; what the check raises comes through."""
    module: Any = core()
    asked, parts = [], (np.asarray([0, 1], np.uint32), np.asarray([5], np.uint32))
    empty = [np.zeros(6, width) for width in ("f4", "u8", "u8")]

    def check(block: int) -> None:
        asked.append(block)
        if block == 1:
            raise translit.TableError([])

    index = module.Index(
        tuple((part, 0) for part in (*parts, *empty, b"", np.zeros(1, np.uint32))), b"\0", check
    )
    assert np.frombuffer(index.sharing(packed([0])), np.uint32).tolist() == [5]
    assert set(asked) == {0}
    far = module.Index(
        ((parts[0], 0), (parts[1], 1 << 16), *((part, 0) for part in (*empty, b"", parts[0]))),
        b"\0\0",
        check,
    )
    with pytest.raises(translit.TableError):
        far.sharing(packed([0]))


def test_threads_share_an_index(packed_table: Path) -> None:
    names = [entry.name for entry in bundled().entries.values()][:60]
    asked: list[Form] = [form for name in names for form in forms(name)]

    def ask() -> list[list[int]]:
        return [postings.alike(form, postings.sharing(form)) for form in asked]

    postings = translit.load(packed_table).gazetteer.postings
    with ThreadPoolExecutor(4) as pool:
        found = [*pool.map(lambda _: ask(), range(4))]
    assert found == [found[0]] * 4
