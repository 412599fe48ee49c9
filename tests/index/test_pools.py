"""The compiled pools and keys find what the plain ones find, whatever a file holds, and take no
harm from any.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import translit
from translit.index import container, layout
from translit.index.arrays import Numbers, Pool
from translit.index.container import Container
from translit.index.keys import Keys
from translit.index.mapped import Mapped
from translit.language.core import core
from translit.model.errors import TableError

pytestmark = pytest.mark.skipif(core() is None, reason="the core isn't compiled here")

# Letters of one, two, three and four bytes, and a lone surrogate.
TEXT = st.text("abé平\U0001e900\ud800", max_size=4)
# Records, sound and not: kinds, the bytes that part fields and bearers, letters, half a letter.
RECORD = st.lists(
    st.sampled_from([b"\0", b"\1", b"\2", b"\xfe", b"\xff", b"a", b"\xc3"]), max_size=12
)
SOUND = st.lists(
    st.builds(
        lambda kind, fields: bytes([kind]) + b"\xff".join(fields),
        st.sampled_from([0, 0, 0, 1, 2]),
        st.lists(st.sampled_from([b"", b"a", "é".encode()]), min_size=2, max_size=3),
    ),
    max_size=4,
)  # fmt: skip
NUMBERS = st.lists(st.integers(0, 6) | st.just(2**32 - 1), max_size=5)


def opened(folder: Path, parts: dict[str, Any]) -> Container:
    """A file of some parts, whose blocks are sound."""
    container.write(folder / "parts.translit", {"rules": ""}, parts)
    return Container(folder / "parts.translit")


def pool_parts(name: str, texts: Sequence[str] | Sequence[bytes]) -> dict[str, Any]:
    """The parts of a pool of texts, with their hash table if they are strings."""
    parts: dict[str, Any] = {}
    layout.put_pool(parts, name, texts)
    if all(isinstance(text, str) for text in texts):
        layout.put_slots(parts, name, texts)  # type: ignore[arg-type]
    return parts


def told(way: Callable[[], Any]) -> Any:
    """What is found, or that it is refused."""
    try:
        return way()
    except TableError:
        return "refused"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pools")


@given(texts=st.lists(TEXT, max_size=6), of=st.tuples(NUMBERS, NUMBERS, NUMBERS))
@example(texts=["a", "é"], of=([1, 0], [0, 1], [1, 0]))
def test_rows_belong_to_whom_the_plain_way_says(
    folder: Path, texts: list[str], of: tuple[list[int], list[int], list[int]]
) -> None:
    """Each row by itself, the one behind the last too; and all that are sound together."""
    parts = {
        name: array("I", each)
        for name, each in zip(("owners", "aliases", "names"), of, strict=True)
    }
    raw = [text.encode("utf-8", "surrogatepass") for text in texts]
    file = opened(folder, {**parts, **pool_parts("ids", raw), **pool_parts("texts", raw)})
    numbers = [Numbers(file, name, "I") for name in parts]
    owners, aliases, named = numbers
    held = Pool(file, "texts")
    plain = SimpleNamespace(
        owners=owners, names=named, ids=Pool(file, "ids"), texts=held,
        rows=SimpleNamespace(alias=lambda row: held[aliases.at(row)]),
    )  # fmt: skip
    compiled = core()
    assert compiled is not None
    places = tuple([(each.view.cast("B"), each.start - file.data) for each in numbers])
    quick = compiled.Bearing(
        places, *[pool.compile(compiled) for pool in (Pool(file, "ids"), Pool(file, "texts"))],
        file.seen, file.check_block,
    )  # fmt: skip
    rows = range(len(of[0]) + 1)
    alone = [told(lambda row=row: Mapped._bearer(plain, row)) for row in rows]  # type: ignore[arg-type,misc]
    assert [told(lambda row=row: quick.of([row])[0]) for row in rows] == alone  # type: ignore[misc]
    sound = [row for row in rows if alone[row] != "refused"]
    assert quick.of(sound) == [alone[row] for row in sound]


@given(texts=st.lists(TEXT, max_size=6, unique=True), asked=TEXT)
def test_a_pool_finds_its_texts(folder: Path, texts: list[str], asked: str) -> None:
    pool = Pool(opened(folder, pool_parts("texts", texts)), "texts")
    quick = pool.compile(core())
    assert [quick.find(text) for text in texts] == [*range(len(texts))]
    assert quick.find(asked) == (texts.index(asked) if asked in texts else -1)
    assert [
        quick.raw(number).decode("utf-8", "surrogatepass") for number in range(len(texts))
    ] == texts
    assert [pool[number] for number in range(len(texts))] == texts


@given(raw=st.binary(max_size=6), starts=NUMBERS, slots=NUMBERS, asked=TEXT)
@example(raw=b"", starts=[0], slots=[1, 1], asked="a")
@example(raw=b"a", starts=[0, 1], slots=[1, 1], asked="b")
@example(raw=b"ab", starts=[2, 0], slots=[1, 0], asked="a")
def test_whatever_a_file_holds_both_find_the_same(
    folder: Path, raw: bytes, starts: list[int], slots: list[int], asked: str
) -> None:
    """Or both refuse it: places out of bounds, texts that end before they begin, full tables."""
    parts = {"texts": raw, "texts@": array("I", [*starts, 0]), "texts#": array("I", slots)}
    held = opened(folder, parts)
    plain, quick = Pool(held, "texts"), Pool(held, "texts").compile(core())
    assert told(lambda: quick.find(asked)) == told(lambda: plain.find(asked))
    for number in (-1, 0, 1, 5, 2**40):
        assert told(lambda n=number: quick.raw(n)) == told(lambda n=number: plain.raw(n))  # type: ignore[misc]


@given(
    records=st.lists(RECORD.map(b"".join) | SOUND.map(lambda found: b"\1" + b"\xfe".join(found)), max_size=3),
    folds=st.lists(TEXT, max_size=2, unique=True),
    most=st.integers(1, 3),
    asked=TEXT,
)  # fmt: skip
def test_both_tell_the_same_bearers(
    folder: Path, records: list[bytes], folds: list[str], most: int, asked: str
) -> None:
    """Or both refuse their record."""
    names = ["ab", "é", "a"][: len(records)]
    held = opened(
        folder,
        pool_parts("keys", names) | pool_parts("folds", folds) | pool_parts("bearers", records),
    )
    plain = Keys(held, Pool(held, "keys"))
    quick = Keys(held, Pool(held, "keys")).compile(core())
    for key in (*names, asked):
        assert told(lambda k=key: quick.record(k)) == told(lambda k=key: plain.record(k))  # type: ignore[misc]
        for folded in (key, "ab", *folds):
            found = told(lambda k=key, f=folded: quick.strong(k, f, most))  # type: ignore[misc]
            assert found == told(lambda k=key, f=folded: plain.strong(k, f, most))  # type: ignore[misc]


def test_a_block_is_checked_before_it_is_read() -> None:
    """Each that a text lies in, and not again; what the check raises comes through."""
    asked, module = list[int](), core()
    seen = bytearray(3)

    def check(block: int) -> None:
        asked.append(block)
        if block == 2:
            raise TableError([])
        seen[block] = 1

    parts = pool_parts("texts", ["a" * 9, "b"])
    places = (parts["texts"], (1 << 16) - 8), (parts["texts@"], 0), (parts["texts#"], 1 << 17)
    pool = module.Pool(places, seen, check, TableError)  # type: ignore[union-attr]
    assert (pool.raw(0), asked) == (b"a" * 9, [0, 1])
    assert (pool.raw(1), asked) == (b"b", [0, 1])
    with pytest.raises(TableError):
        pool.find("b")
    assert asked == [0, 1, 2]


@pytest.mark.parametrize(
    "parts",
    [(), ((b"a", 0),), ((b"a", 0), (b"\0\0\0\0", 1 << 20)), ((b"a", -1), (b"\0\0\0\0", 0)), (1, 2)],
)
def test_a_pool_of_other_parts_is_refused(parts: Any) -> None:
    module: Any = core()
    with pytest.raises((TypeError, ValueError)):
        module.Pool(parts, b"\1", lambda block: None, TableError)
    with pytest.raises(TypeError):
        module.Keys(1, 2, 3)


def test_the_core_takes_over_from_the_plain_way(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After some names, and then answers the same."""
    monkeypatch.setattr("translit.index.mapped.AT_FIRST", 3)
    translit.compile([translit.Entry("a", "Ramousa", ["al-Ramosa"])], to=folder / "a.translit")
    resolver = translit.load(folder / "a.translit")
    names = ["Ramousa", "al-Ramosa", "the Ramosa", "Zwara"]
    first, ways = [resolver.resolve(name) for name in names], resolver.gazetteer.compiled_keys
    assert ways is not None
    assert [resolver.resolve(name) for name in names] == first
