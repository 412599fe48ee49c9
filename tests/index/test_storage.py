"""Laws of files that are written whole or not at all, and of the container that is mapped: no
byte is believed unseen.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import compress, product
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translit import Entry, TableError, load
from translit import compile as translit_compile
from translit.files.drafts import drafts
from translit.index import arrays, container, layout
from translit.index.arrays import Numbers, Pool
from translit.index.container import Container, write
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK
from translit.language.core import core
from translit.language.fold import fold
from translit.language.split import strong_key
from translit.strategies import names, tables

CONTENTS = st.binary(max_size=200)


# --- drafts ---------------------------------------------------------------------------------------


def old_and_new(folder: Path, count: int = 2) -> list[Path]:
    paths = [folder / f"{number}.yaml" for number in range(count)]
    for path in paths:
        path.write_bytes(b"old")
    return paths


def test_nothing_is_seen_of_a_draft_before_its_end(tmp_path: Path) -> None:
    """While it is written the old file stands under its name; then the new one does, and no
    draft is left.
    """
    paths = old_and_new(tmp_path)
    with drafts(*paths) as files:
        for file in files:
            file.write(b"new" * 10_000)
            file.flush()
            assert {path.read_bytes() for path in paths} == {b"old"}
    assert {path.read_bytes() for path in paths} == {b"new" * 10_000}
    assert sorted(tmp_path.iterdir()) == paths


def test_whoever_has_the_old_file_open_reads_it_to_its_end(tmp_path: Path) -> None:
    """The new one takes its place and not its bytes: a table that is mapped, or a second name of
    the file, keeps what it has.
    """
    [path] = old_and_new(tmp_path, 1)
    os.link(path, tmp_path / "second name")
    with path.open("rb") as reading:
        with pytest.warns(UserWarning, match="another name"), drafts(path) as [file]:
            file.write(b"something longer")
        assert reading.read() == b"old"
    assert (tmp_path / "second name").read_bytes() == b"old"
    assert path.read_bytes() == b"something longer"


@given(st.integers(0, 2), st.booleans())
def test_a_block_that_fails_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, written: int, there: bool
) -> None:
    """However much was written, and whether a file was there or not."""
    folder = tmp_path_factory.mktemp("failed")
    paths = old_and_new(folder, 3) if there else [folder / name for name in "abc"]
    with pytest.raises(ZeroDivisionError), drafts(*paths) as files:
        for file in files[:written]:
            file.write(b"new")
        _ = 1 / 0
    assert sorted(folder.iterdir()) == (paths if there else [])
    assert all(path.read_bytes() == b"old" for path in folder.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of Unix")
@pytest.mark.parametrize("mode", [0o600, 0o644, 0o640])
def test_a_file_hands_on_its_permissions(tmp_path: Path, mode: int) -> None:
    [path] = old_and_new(tmp_path, 1)
    path.chmod(mode)
    with drafts(path) as [file]:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == mode
    assert path.read_bytes() == b"new"


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of Unix")
def test_a_draft_has_its_permissions_before_it_holds_anything(tmp_path: Path) -> None:
    """Nobody reads in a draft what they may not read in the file."""
    [path] = old_and_new(tmp_path, 1)
    path.chmod(0o600)
    with drafts(path) as [file]:
        [draft] = {*tmp_path.iterdir()} - {path}
        assert stat.S_IMODE(draft.stat().st_mode) == 0o600
        file.write(b"new")
    if os.geteuid() == 0:
        os.chown(path, 12345, 54321)
        with drafts(path) as [file]:
            file.write(b"newer")
        assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of Unix")
def test_a_file_that_may_only_be_read_stays(tmp_path: Path) -> None:
    """Even where its folder lets it be replaced; and so do those that were to change with it."""
    first, second = old_and_new(tmp_path)
    second.chmod(0o444)
    with pytest.raises(PermissionError, match="make it writable first"), drafts(first, second):
        pytest.fail("there is nothing to write")
    assert sorted(tmp_path.iterdir()) == [first, second]


@pytest.mark.skipif(os.name != "posix", reason="links are those of Unix")
@pytest.mark.parametrize("planted", ["link", "dangling link", "file"])
def test_what_somebody_planted_is_not_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planted: str
) -> None:
    """Under the very name that a draft would have."""
    [path] = old_and_new(tmp_path, 1)
    guessed = tmp_path / f".translit-{os.getpid()}-{'00' * 6}.tmp"
    (victim := tmp_path / "victim").write_bytes(b"precious")
    if planted == "file":
        guessed.write_bytes(b"precious")
    else:
        guessed.symlink_to(victim if planted == "link" else tmp_path / "nowhere")
    drawn = iter([bytes(6), b"other!"])
    monkeypatch.setattr(os, "urandom", lambda size: next(drawn))
    with drafts(path) as [file]:
        file.write(b"new")
    assert path.read_bytes() == b"new"
    assert {victim.read_bytes(), *([guessed.read_bytes()] if planted == "file" else [])} == {
        b"precious"
    }
    assert not (tmp_path / "nowhere").exists()


def test_a_link_leads_to_the_file_that_is_written(tmp_path: Path) -> None:
    [path] = old_and_new(tmp_path, 1)
    (link := tmp_path / "link").symlink_to(path)
    with drafts(link) as [file]:
        file.write(b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_an_error_names_the_file_that_was_asked_for(tmp_path: Path) -> None:
    """Nobody knows the drafts."""
    with (
        pytest.raises(OSError, match=r"asked\.yaml") as error,
        drafts(tmp_path / "no folder" / "asked.yaml"),
    ):
        pytest.fail("there is nowhere to write")
    assert ".tmp" not in str(error.value)


@pytest.mark.skipif(os.name != "posix", reason="a process is killed as Unix does it")
@pytest.mark.parametrize(
    "stop",
    ["file.flush()", "os.fsync = lambda handle: wait()", "Path.replace = lambda *names: wait()"],
)
def test_a_killed_writer_leaves_the_old_file_whole(tmp_path: Path, stop: str) -> None:
    """In the midst of the text, before it is on the disk, and before it takes its place: what
    was written stands under another name.
    """
    [path] = old_and_new(tmp_path, 1)
    code = f"""
import os, sys, time
from pathlib import Path
from translit.files.drafts import drafts
from translit.index.arrays import Numbers, Pool
from translit.strategies import names, tables
from translit.language.fold import fold
from translit.language.split import strong_key
def wait():
    print("now", flush=True)
    time.sleep(60)
with drafts(sys.argv[1]) as [file]:
    file.write(b"new" * 10_000)
    {stop}
    if "flush" in {stop!r}:
        wait()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b"old"
    [draft] = {*tmp_path.iterdir()} - {path}
    assert draft.read_bytes() == b"new" * 10_000


# --- containers -----------------------------------------------------------------------------------


def made(folder: Path, parts: dict[str, bytes]) -> Path:
    write(folder / "any.translit", {"rules": ""}, parts)
    return folder / "any.translit"


@pytest.fixture(scope="module")
def small_blocks() -> Iterator[None]:
    """Blocks of 64 bytes, and no file that is checked whole when it is opened."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (container, arrays):
            patch.setattr(module, "BLOCK", 6)
        patch.setattr(container, "SMALL", 0)
        patch.setattr(Numbers, "_STEP", 16)  # as many as a block has
        yield


def test_a_container_is_known_by_its_first_bytes_or_by_its_name(tmp_path: Path) -> None:
    """One that was renamed is one, and so is a damaged one that is named so; what isn't there is
    none.
    """
    renamed = made(tmp_path, {"a": b"x"}).rename(tmp_path / "renamed")
    (tmp_path / "damaged.translit").write_bytes(b"")
    (tmp_path / "other.yaml").write_bytes(b"table: x")
    assert [
        container.is_container(tmp_path / name)
        for name in ("renamed", "damaged.translit", "other.yaml", "none.translit")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert Container(renamed).read(*Container(renamed).part("a")) == b"x"


def test_no_byte_of_a_head_can_be_changed_or_left_out(tmp_path: Path) -> None:
    path = made(tmp_path, {"a": b"x"})
    raw, begin = path.read_bytes(), Container(path).data
    for at in range(begin):
        for other in (
            raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :],
            raw[:at] + raw[at + 1 :],
            raw[:at],
        ):
            path.write_bytes(other)
            with pytest.raises(TableError, match="compile it again") as refused:
                Container(path)
            assert [fault[:3] for fault in refused.value.faults] == [
                (str(path), 0, 0)
            ]  # it has no lines


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [("format", 0, "format 0"), ("library", "0", "translit 0"), ("order", "odd", "odd-endian")],
)
def test_a_sound_file_of_another_making_is_refused(
    tmp_path: Path, key: str, value: object, told: str
) -> None:
    """Of another format, another version, or another kind of machine."""
    write(tmp_path / "any.translit", {key: value}, {"a": b"x"})
    with pytest.raises(TableError, match=told):
        Container(tmp_path / "any.translit")


PARTS = st.dictionaries(st.sampled_from("abc"), CONTENTS, min_size=1)
BYTES_OF_A_BLOCK = 64


@given(PARTS)
def test_parts_come_back_as_they_were_written(
    tmp_path_factory: pytest.TempPathFactory, parts: dict[str, bytes]
) -> None:
    opened = Container(made(tmp_path_factory.mktemp("parts"), parts))
    assert {name: opened.read(*opened.part(name)) for name in parts} == parts


@given(parts=PARTS, data=st.data())
def test_each_block_is_checked_before_it_is_read(
    small_blocks: None,
    tmp_path_factory: pytest.TempPathFactory,
    parts: dict[str, bytes],
    data: st.DataObject,
) -> None:
    """A damaged byte is noticed by whoever reads a byte of its block, the first or the last of
    what is read, and by nobody else.
    """
    path = made(tmp_path_factory.mktemp("damaged"), parts)
    raw, begin = path.read_bytes(), Container(path).data
    size = Container(path).head["sums"][0]
    assume(size)
    at = data.draw(st.integers(0, size - 1))
    path.write_bytes(raw[: begin + at] + bytes([raw[begin + at] ^ 1]) + raw[begin + at + 1 :])
    damaged = Container(path)
    for _ in range(3):
        start = data.draw(st.integers(0, size - 1))
        end = data.draw(st.integers(start + 1, size))
        if start // BYTES_OF_A_BLOCK <= at // BYTES_OF_A_BLOCK <= (end - 1) // BYTES_OF_A_BLOCK:
            with pytest.raises(TableError, match="damaged"):
                damaged.read(begin + start, begin + end)
        else:
            assert damaged.read(begin + start, begin + end) == raw[begin + start : begin + end]
    with pytest.raises(TableError, match="damaged"):
        damaged.check()


@pytest.mark.skipif(
    not hasattr(core(), "checksum"), reason="no core is here, or the processor isn't quick at it"
)
@given(st.binary(min_size=1, max_size=70), st.integers(0, 20), st.integers(0, 15))
def test_the_checksum_of_the_core_is_that_of_zlib(text: bytes, times: int, start: int) -> None:
    some = memoryview(text * times)[start:]
    assert core().checksum(some) == crc32(some)  # type: ignore[union-attr]


@given(parts=PARTS, data=st.data())
def test_no_checksum_can_be_changed(
    small_blocks: None,
    tmp_path_factory: pytest.TempPathFactory,
    parts: dict[str, bytes],
    data: st.DataObject,
) -> None:
    path = made(tmp_path_factory.mktemp("sums"), parts)
    raw, opened = path.read_bytes(), Container(path)
    start, length, _ = opened.head["sums"]
    assume(length)
    at = opened.data + start + data.draw(st.integers(0, length - 1))
    path.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
    with pytest.raises(TableError, match="checksums"):
        Container(path)


# --- a whole table --------------------------------------------------------------------------------


@given(entries=tables(most=4), others=st.lists(names(), max_size=3))
def test_a_mapped_table_holds_what_the_one_in_memory_holds(
    tmp_path_factory: pytest.TempPathFactory, entries: tuple[Entry, ...], others: list[str]
) -> None:
    """Each entry, key, beginning and folded alias, the first and the last of them too; and
    nothing else.
    """
    path = tmp_path_factory.mktemp("mapped") / "any.translit"
    memory = load(entries).gazetteer
    translit_compile(entries, to=path)
    kept = load(path).gazetteer
    assert [*kept.entries] == sorted(memory.entries)
    assert all(
        kept.entries[id] == memory.entries[id] and id in kept.entries for id in memory.entries
    )
    assert [*kept.ordered] == [*memory.ordered]
    asked = {
        *memory.ordered,
        *memory.folded,
        *map(strong_key, others),
        *map(fold, others),
        "",
        "no such key",
        *memory.entries,
    }
    for key in sorted(asked) * 2:
        for mine, theirs in zip(
            (kept.strong, kept.weak, kept.adjectives),
            (memory.strong, memory.weak, memory.adjectives),
            strict=True,
        ):
            assert (key in mine, mine.get(key)) == (key in theirs, theirs.get(key))
        assert (key in kept.folded, kept.begins(key)) == (key in memory.folded, memory.begins(key))
        assert (key in kept.entries) == (key in memory.entries)
        type, within = memory.about(key) if key in memory.entries else (None, ())
        assert (kept.about(key)[0], [*kept.about(key)[1]]) == (type, [*within])
        assert all(
            [*kept.bearers(key, kind)] == [*memory.bearers(key, kind)]
            for kind in (STRONG, WEAK, ADJECTIVE)
        )
    with pytest.raises(KeyError):
        kept.entries["no such ID"]


# --- what is read of a mapped table ---------------------------------------------------------------

TEXTS = st.lists(
    st.text(max_size=12) | st.text("ab", min_size=90, max_size=200),
    min_size=1,
    max_size=9,
    unique=True,
)
# Texts that share blocks with the beginning and the end of one over several blocks, and with the
# beginning of one over two.
SHARING = (["Ramousa", "b" * 150, "حلب"], ["Ramousa", "c" * 50, "حلب", "d" * 40])
# Ways of reading the pool, and the lengths of its texts.
WAYS: dict[str, Callable[[Pool, Numbers], list[Any]]] = {
    "one": lambda pool, _: [pool[place] for place in range(len(pool))],
    "several": lambda pool, _: [
        text.decode("utf-8", "surrogatepass") for text in pool.some(range(len(pool)))
    ],
    "found": lambda pool, _: [pool.find(text) for text in (*SHARING[0], *SHARING[1], "")],
    "number": lambda _, numbers: [numbers.at(place) for place in range(len(numbers))],
    "slice": lambda _, numbers: [int(number) for number in numbers[0 : len(numbers)]],
    "pick": lambda _, numbers: [
        int(number) for number in numbers[np.array([*range(len(numbers))])]
    ],
}


@given(texts=TEXTS, asked=st.text("ab", max_size=3))
def test_strings_and_numbers_are_read_as_they_were(
    small_blocks: None, tmp_path_factory: pytest.TempPathFactory, texts: list[str], asked: str
) -> None:
    """By number, by several numbers, by themselves; numbers one by one, in slices and in picks."""
    opened = Container(pooled(tmp_path_factory.mktemp("pool"), texts))
    for way in ("one", "several"):
        assert told(opened, WAYS[way]) == texts
    for way in ("number", "slice", "pick"):
        assert told(opened, WAYS[way]) == [*map(len, texts)]
    wanted = {text: number for number, text in enumerate(texts)}
    assert told(opened, lambda pool, _: [pool.find(text) for text in (*texts, asked)]) == [
        *wanted.values(),
        wanted.get(asked, -1),
    ]


@pytest.mark.parametrize("texts", SHARING, ids=["over several", "over two"])
@pytest.mark.parametrize("way", WAYS)
def test_whatever_was_read_before_nothing_damaged_is_read(
    small_blocks: None, tmp_path: Path, way: str, texts: list[str]
) -> None:
    """Whichever block is damaged, at its beginning or its end, and whichever of the texts were
    looked at: right, or refused.
    """
    path = pooled(tmp_path, texts)
    raw, opened = path.read_bytes(), Container(path)
    right, size = told(opened, WAYS[way]), opened.head["sums"][0]
    refused = 0
    for at in sorted(
        {*range(0, size, BYTES_OF_A_BLOCK), *range(BYTES_OF_A_BLOCK - 1, size, BYTES_OF_A_BLOCK)}
    ):
        path.write_bytes(
            raw[: opened.data + at]
            + bytes([raw[opened.data + at] ^ 1])
            + raw[opened.data + at + 1 :]
        )
        for before in product((False, True), repeat=len(texts)):
            damaged = Container(path)
            for place in compress(range(len(texts)), before):
                told(damaged, lambda pool, _, place=place: pool[place])
            found = told(damaged, WAYS[way])
            refused += found == "refused"
            assert found in (right, "refused"), at
    assert refused


@pytest.mark.parametrize("first", [[0], [40], [99], [0, 40], [*range(64)]])
def test_a_pick_vouches_for_no_other_number(
    small_blocks: None, tmp_path: Path, first: list[int]
) -> None:
    """What was picked once is known to be sound, and nothing else is."""
    path = made(tmp_path, {"lengths": array("I", range(100))})
    raw, begin = path.read_bytes(), Container(path).part("lengths")[0]
    for number in range(0, 100, 16):
        path.write_bytes(raw[: begin + 4 * number] + b"#" + raw[begin + 4 * number + 1 :])
        damaged = Numbers(Container(path), "lengths", "I")
        with suppress(TableError):
            assert [int(each) for each in damaged[np.array(first)]] == first
        with pytest.raises(TableError, match="damaged"):
            damaged[np.array([number])]


def pooled(folder: Path, texts: list[str]) -> Path:
    """A container with a pool of texts, and the length of each as an array of numbers."""
    parts: dict[str, Any] = {"lengths": array("I", map(len, texts))}
    layout.put_pool(parts, "texts", texts)
    layout.put_slots(parts, "texts", texts)
    return made(folder, parts)


def told(opened: Container, way: Callable[[Pool, Numbers], Any]) -> Any:
    """What is read, or that it is refused."""
    try:
        return way(Pool(opened, "texts"), Numbers(opened, "lengths", "I"))
    except TableError:
        return "refused"
