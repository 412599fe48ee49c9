"""Laws of compiled tables: they answer as the tables do, and a damaged one never answers at all."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import pytest
from drawing import MENTIONS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import translit
from translit import strategies
from translit.doors.cli import main
from translit.files.drafts import drafts
from translit.index import arrays, container, packing
from translit.index import mapped as compiled
from translit.index.funnel import FUNNEL
from translit.index.records import consonants_of
from translit.knowledge import rules
from translit.language.core import PURE, core
from translit.language.form import NO_TITLE
from translit.language.sounds import skeleton_of, sounds
from translit.resolving.resolver import Resolver, bundled

SYRIA = "sy"
# The theme's tables, and not all that are bundled: here each is compared with a twin that has no
# compiled copy.
THEME = translit.load(Path(__file__).parents[2] / "aliases" / "syria")


@pytest.fixture(scope="session")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The theme's tables, compiled."""
    path = tmp_path_factory.mktemp("compiled") / "theme.translit"
    translit.compile(THEME.entries.values(), to=path)
    return path


# --- the same answers -----------------------------------------------------------------------------


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.data())
def test_a_compiled_table_answers_as_its_tables(
    packed: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    """Whether it has an index, or all rows are compared."""
    worth = data.draw(st.sampled_from([0, 10**9]))
    monkeypatch.setattr("translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=worth))
    mention = data.draw(strategies.respellings(THEME).map(lambda surface: surface[0]) | MENTIONS)
    type, within = data.draw(st.sampled_from([(None, None), ("place", None), (None, SYRIA)]))
    table, tables = both_ways(packed, worth)
    assert table.resolve(mention, type=type, within=within) == tables.resolve(
        mention, type=type, within=within
    )
    assert table.scan(f"In {mention}, and in Ramouseh.") == tables.scan(
        f"In {mention}, and in Ramouseh."
    )


@cache
def both_ways(packed: Path, worth_an_index: int) -> tuple[Resolver, Resolver]:
    """A compiled table and what it was made of, for tests that say from how many rows on an index
    is worth it: what is worked out for one number holds for no other.
    """
    return translit.load(packed), translit.load(THEME.entries.values())


def test_the_entries_are_the_same(packed: Path) -> None:
    assert dict(translit.load(packed).entries) == dict(THEME.entries)
    assert len(translit.load(packed).entries) == len(THEME.entries)
    assert "no such ID" not in translit.load(packed).entries


def test_the_rows_are_the_same(packed: Path) -> None:
    """To the last field of their forms: how they are written, their articles, what stands before
    a comma.
    """
    assert [*translit.load(packed).gazetteer.rows] == [*both_ways(packed, 0)[1].gazetteer.rows]


def test_what_is_read_of_an_alias_and_not_kept_is_read_again(tmp_path: Path) -> None:
    """How it is written, its articles, its surname."""
    translit.compile(
        [translit.Entry("person.of-its-own", "Doe, al-John", ("Dr. Doe, John",))],
        to=tmp_path / "table.translit",
    )
    rows = translit.load(tmp_path / "table.translit").gazetteer.rows
    assert {("doealjohn", True, 1), ("drdoejohn", False, NO_TITLE)} <= {
        (row.form.written, row.form.articled, row.form.surname) for row in rows
    }


@given(
    st.lists(st.text("abcdefghiklmnoprstuvwxyzRXN\u07ca\u07cb", max_size=8), max_size=3).map(tuple)
)
def test_sounds_follow_from_their_marks(words: tuple[str, ...]) -> None:
    """So the file needn't hold what does."""
    heard = sounds(words)
    assert skeleton_of(heard.consonants) == heard.skeleton
    if not any("X" in word for word in words):  # which has a class, and begins with no capital
        assert consonants_of(heard.marks) == heard.consonants


def test_refusals_and_redirects_come_along(tmp_path: Path) -> None:
    written = tmp_path / "table.yaml"
    written.write_text(
        "table: small\nlicence: CC0-1.0\nabout: A test.\nentries:\n  a: {name: Ramousa}\n  b:"
        " {name: Sharafa, within: old}\nrefuse: [the quarter]\nredirects: {old: a}\n",
        encoding="utf-8",
    )
    translit.compile(written, to=tmp_path / "table.translit")
    table = translit.load(tmp_path / "table.translit")
    assert table.resolve("The quarter").outcome is translit.Outcome.REFUSED
    assert table.resolve("Sharafa", within="old").id == "b"
    both = translit.load(tmp_path / "table.translit", [translit.Entry("c", "Hamdania")])
    assert [both.resolve(name).id for name in ("Ramousa", "Hamdania", "the quarter")] == [
        "a",
        "c",
        None,
    ]


def test_the_same_tables_make_the_same_bytes(tmp_path: Path) -> None:
    """In any process, and by however many."""
    code = (
        "import sys, translit; from translit.index import packing; packing.MANY = 0 if"
        " int(sys.argv[2]) > 1 else 10**9\nif __name__ == '__main__':"
        " translit.compile('docs/tutorial/towns.yaml', to=sys.argv[1], jobs=int(sys.argv[2]))"
    )
    script = tmp_path / "script.py"
    script.write_text(code, "utf-8")
    for number, (seed, jobs) in enumerate([("1", "1"), ("2", "1"), ("3", "2")]):
        command = [sys.executable, str(script), str(tmp_path / f"{number}.translit"), jobs]
        subprocess.run(command, check=True, env={**os.environ, "PYTHONHASHSEED": seed})
    assert len({(tmp_path / f"{number}.translit").read_bytes() for number in range(3)}) == 1


# --- damage ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A compiled table without the trees of the rules, half a megabyte under the same checksums:
    they are read from their files then.
    """
    path = tmp_path_factory.mktemp("small") / "small.translit"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            packing,
            "deflated",
            lambda: rules.Trees(rules.rules_digest(), {}, packing._compressed({})),
        )
        translit.compile(
            [translit.Entry("a", "Ramousa", ["الراموسة"]), translit.Entry("b", "Hamdania")], to=path
        )
    return path.read_bytes()


@pytest.fixture(autouse=True)
def only_whole_trees_are_brought(monkeypatch: pytest.MonkeyPatch) -> None:
    """The process doesn't take over the trees of `small`, which has none."""
    monkeypatch.setattr(
        compiled, "bring", lambda trees: rules.bring(trees) if trees.files else None
    )


def refused(raw: bytes, path: Path) -> bool:
    """Whether a file is refused, with one clear line."""
    path.write_bytes(raw)
    try:
        translit.load(path).resolve("Ramoussa")
    except translit.TableError as error:
        return str(error).count("\n") == 0
    return False


def test_every_flipped_byte_is_noticed(small: bytes, tmp_path: Path) -> None:
    """Every byte of a file, each with another bit."""
    assert not refused(small, tmp_path / "whole.translit")
    assert [
        at
        for at in range(len(small))
        if not refused(flipped(small, at), tmp_path / "flipped.translit")
    ] == []


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1 << at % 8]) + raw[at + 1 :]


def test_every_truncation_is_noticed(small: bytes, tmp_path: Path) -> None:
    assert not refused(small, tmp_path / "whole.translit")
    assert [
        end for end in range(len(small)) if not refused(small[:end], tmp_path / "short.translit")
    ] == []
    assert refused(small + b"\0", tmp_path / "long.translit")


def test_damage_is_noticed_when_its_block_is_read(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large file isn't read whole on opening; whatever answers come before the damage is read
    are right.
    """
    monkeypatch.setattr(container, "SMALL", 0)
    dice, raw = random.Random(5), packed.read_bytes()
    right = {
        name: bundled().resolve(name).id
        for name in ("Ramouseh", "Ahrar ash-Sham", "Damaskus", "حلب")
    }
    broken, noticed = tmp_path / "broken.translit", 0
    for _ in range(40):
        broken.write_bytes(flipped(raw, dice.randrange(len(raw))))
        try:
            table = translit.load(broken)
            assert {name: table.resolve(name).id for name in right} == right
        except translit.TableError as error:
            noticed += "compile it again" in str(error)
        assert translit.check(broken)
    assert noticed


def test_one_of_another_version_or_of_other_rules_is_refused(
    small: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.translit"
    path.write_bytes(small)
    monkeypatch.setattr(rules, "_brought", [])
    monkeypatch.setattr(rules, "rules_digest", lambda: "others")
    with pytest.raises(translit.TableError, match="other rules"):
        translit.load(path)
    monkeypatch.undo()
    monkeypatch.setattr(translit, "__version__", "999")
    with pytest.raises(translit.TableError, match="written by translit"):
        translit.load(path)


def test_a_file_replaced_while_it_is_open_is_read_on_as_it_was(
    small: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "table.translit"
    path.write_bytes(small)
    table = translit.load(path)
    translit.compile([translit.Entry("z", "Zuwara")], to=path)
    assert table.resolve("Ramoussa").id == "a"
    assert translit.load(path).resolve("Zuwara").id == "z"


# --- malice -------------------------------------------------------------------------------------

PLACES = st.integers(0, 40) | st.sampled_from([-1, 2**31, 2**63, None, "x", [], {}, 0.5, True])
BYTES = st.binary(min_size=1, max_size=9) | st.sampled_from(
    [b"\xff" * 8, b"\x00" * 8, b"[" * 9, b"\x01\x00\x00\x00" * 2]
)


def again(raw: bytes, folder: Path, parts: dict[str, bytes], head: dict[str, object]) -> Path:
    """A compiled table of other parts, and with another head; all checksums are right."""
    path = folder / "made.translit"
    container.write(path, {"rules": rules.rules_digest(), "sources": "", **head}, parts)
    return path


def parts_of(raw: bytes, folder: Path) -> dict[str, bytes]:
    (folder / "whole.translit").write_bytes(raw)
    whole = container.Container(folder / "whole.translit")
    return {name: whole.read(*whole.part(name)) for name in whole.head["parts"]}


def ask_everything(path: Path) -> None:
    """Whatever a table is asked for; what lies within nothing is a question that makes no sense."""
    table = translit.load(path)
    for name in ("Ramousa", "Ramoussa", "الراموسة", "Hamdaniya", "Zzz", "Ramousa, Hamdania"):
        table.resolve(name).explain()
        with suppress(translit.EntryError):
            table.resolve(name, within="b")
    table.scan("Ramousa and Hamdaniia, near Ramussa")
    assert len([*table.entries.values()]) <= len(table.entries)
    [*table.gazetteer.rows]  # noqa: B018 (they are read)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_no_table_holds_is_one_fault(
    small: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: st.DataObject
) -> None:
    """Whatever bytes stand in a part, however long it is, though all the checksums are right: an
    answer, or an error of translit's; and an end.
    """
    monkeypatch.setattr(compiled, "bring", lambda trees: None)
    worth = data.draw(st.sampled_from([0, 10**9]))
    monkeypatch.setattr("translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=worth))
    parts = parts_of(small, tmp_path)
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(parts)))
        part, new = parts[name], data.draw(BYTES)
        at = data.draw(st.integers(0, max(0, len(part) - 1)))
        cut = data.draw(st.sampled_from([0, 0, 1, len(part)]))
        parts[name] = (part[:at] + new + part[at + len(new) :])[: len(part) - cut]
    path = again(small, tmp_path, parts, {})
    with suppress(translit.TableError):
        ask_everything(path)


def test_an_entry_without_a_name_is_a_fault(small: bytes, tmp_path: Path) -> None:
    """What no Entry may be, a table doesn't hold, either."""
    parts = parts_of(small, tmp_path)
    path = again(small, tmp_path, parts | {"texts@": bytes(len(parts["texts@"]))}, {})
    with pytest.raises(translit.TableError, match="it holds what no table does"):
        [*translit.load(path).entries.values()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_head_that_makes_no_sense_is_one_fault(
    small: bytes, tmp_path: Path, data: st.DataObject
) -> None:
    """Places outside of the file, of another kind, or none."""
    (tmp_path / "whole.translit").write_bytes(small)
    opened = container.Container(tmp_path / "whole.translit")
    head, rest = opened.head, small[opened.data :]
    key = data.draw(st.sampled_from([*head, "parts", "parts", "sums"]))
    if isinstance(head[key], dict):
        name = data.draw(st.sampled_from(sorted(head[key])))
        head[key][name] = data.draw(st.none() | st.lists(PLACES, max_size=3))
    else:
        head[key] = data.draw(PLACES | st.lists(PLACES, max_size=4))
    if data.draw(st.booleans()):
        del head[data.draw(st.sampled_from(sorted(head)))]
    raw = data.draw(
        st.just(json.dumps(head).encode()) | st.sampled_from([b"[" * 5000, b"[]", b"1"])
    )
    raw = raw.ljust(-(-len(raw) // 64) * 64 + 48)
    start = container._START.pack(container.MAGIC, len(raw), crc32(raw))
    (tmp_path / "made.translit").write_bytes(start + raw + rest)
    with suppress(translit.TableError):
        ask_everything(tmp_path / "made.translit")


def test_a_full_hash_table_is_a_fault(small: bytes, tmp_path: Path) -> None:
    """Looking for what isn't there would never end."""
    parts = parts_of(small, tmp_path)
    parts["keys#"] = b"\x01\x00\x00\x00" * (len(parts["keys#"]) // 4)
    with pytest.raises(translit.TableError, match="its hash table is full"):
        ask_everything(again(small, tmp_path, parts, {}))


def test_the_parts_of_a_table_are_those_that_are_listed(small: bytes, tmp_path: Path) -> None:
    """But for where the strings of pools begin, and their hash tables."""
    named = parts_of(small, tmp_path)
    assert {name for name in named if name[-1] not in "@#"} == arrays.PARTS


# --- writing --------------------------------------------------------------------------------------


class Full:
    """A file on a disk that is full after so many bytes."""

    def __init__(self, file: object, room: int) -> None:
        self.file, self.room = file, room

    def write(self, raw: bytes) -> int:
        self.room -= len(raw)
        if self.room < 0:
            raise OSError(28, "No space left on device")
        return int(self.file.write(raw))  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self.file, name)

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("room", [0, 10, 500, 1500])
def test_a_full_disk_leaves_the_old_file_whole(
    room: int,
    small: bytes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "table.translit"
    path.write_bytes(small)
    opened = os.fdopen
    monkeypatch.setattr(os, "fdopen", lambda handle, mode: Full(opened(handle, mode), room))
    with pytest.raises(OSError, match="No space"):
        translit.compile([translit.Entry("z", "Zuwara")], to=path)
    assert main(["compile", "docs/tutorial/towns.yaml", "-o", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert path.read_bytes() == small
    assert [place.name for place in tmp_path.iterdir()] == ["table.translit"]


@pytest.fixture
def cramped(tmp_path: Path) -> Iterator[Path]:
    """A file system with 64 KiB of room."""
    try:
        command = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(tmp_path)]
        mounted = subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip(
            "file systems may not be mounted here; the disk that is full in tests above is made up"
        )
    yield tmp_path
    subprocess.run(["umount", "--lazy", str(tmp_path)], check=True)


def test_a_disk_that_is_truly_full_leaves_the_old_file_whole(cramped: Path, small: bytes) -> None:
    path = cramped / "table.translit"
    path.write_bytes(small)
    with pytest.raises(OSError, match="No space") as error:
        translit.compile(
            [translit.Entry(f"e{number}", f"Zuwara {number}") for number in range(2000)], to=path
        )
    assert error.value.filename == str(path)
    assert path.read_bytes() == small
    assert [place.name for place in cramped.iterdir()] == ["table.translit"]
    assert translit.load(path).resolve("Ramoussa").id == "a"


# What a compile does when it is killed: it has written so many bytes, or all of them and they are
# on the disk.
KILLED = """
import os, sys, time, translit
from pathlib import Path

def wait(*_):
    print("now", flush=True)
    time.sleep(60)

class Slow:
    def __init__(self, file):
        self.file, self.room = file, int(sys.argv[2])

    def write(self, raw):
        self.file.write(memoryview(raw)[:self.room])
        self.room -= len(raw)
        self.file.flush()
        return len(raw) if self.room > 0 else wait()

    def __getattr__(self, name):
        return getattr(self.file, name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

opened = os.fdopen
os.fdopen = lambda handle, mode: Slow(opened(handle, mode))
os.fsync = wait
translit.compile([translit.Entry("z", "Zuwara")], to=sys.argv[1])
"""


@pytest.mark.skipif(os.name != "posix", reason="a process is killed as Unix does it")
@pytest.mark.parametrize("room", [10, 1500, 10**9])
def test_a_killed_compile_leaves_the_old_file_whole(
    small: bytes, tmp_path: Path, room: int
) -> None:
    """In the midst of its head or of its parts, or before the whole file takes the place of the
    old one.
    """
    path = tmp_path / "table.translit"
    path.write_bytes(small)
    with subprocess.Popen(
        [sys.executable, "-c", KILLED, str(path), str(room)], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == b"now\n"
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == small
    [draft] = {*tmp_path.iterdir()} - {path}
    assert draft.stat().st_size == room or room > draft.stat().st_size > 10_000
    assert translit.load(path).resolve("Ramoussa").id == "a"


# --- the command ----------------------------------------------------------------------------------


def test_the_command_compiles_checks_and_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = str(tmp_path / "towns.translit")
    assert main(["compile", "docs/tutorial/towns.yaml", "-o", path]) == 0
    assert main(["resolve", "--table", path, "--format", "tsv", "Zwarah"]) == 0
    assert "ly.zuwara" in capsys.readouterr().out
    assert main(["check", path]) == 0
    Path(path).write_bytes(flipped(Path(path).read_bytes(), 2000))
    assert main(["check", path]) == 2
    out = capsys.readouterr().out
    assert "damaged" in out
    assert out.count("\n") == 1
    assert main(["resolve", "--table", path, "Zwarah"]) == 2


# --- what isn't paid for --------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["", "{path!r}"], ids=["bundled tables", "a compiled table"])
def test_an_alias_waits_for_nothing_it_can_do_without(source: str, packed: Path) -> None:
    """From a warm cache, or a compiled table: no array, no distance, no YAML and no path object
    is needed to look it up.
    """
    load = f"translit.load({source.format(path=str(packed))})"
    code = (
        f"import sys, translit; {load}.resolve('al-Ramousa'); print(*{{'numpy', 'rapidfuzz',"
        " 'yaml', 'pathlib'} & {*sys.modules})"
    )
    ran = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout
        for _ in range(2)
    ]
    assert ran[1] == "\n"


@pytest.mark.parametrize("pure", ["", "1"])
def test_unseen_names_wait_for_numpy_only_where_they_are_many_and_no_core_is(
    packed: Path, pure: str
) -> None:
    """Of a compiled table with postings."""
    code = (
        "import sys, translit; from translit.index.funnel import FUNNEL; from translit.index import"
        " shortlist; shortlist.FUNNEL = FUNNEL._replace(worth_an_index=0); resolver ="
        f" translit.load({str(packed)!r}); print(resolver.resolve('Ramoussaa').id, 'numpy' in"
        " sys.modules); resolver.gazetteer.postings._left = -1; print(resolver.resolve"
        "('Ramoussaaa').id, 'numpy' in sys.modules)"
    )
    # The translit of this process, and not a checkout beside it that has no core.
    env = {**os.environ, PURE: pure, "PYTHONPATH": str(Path(translit.__file__).parents[1])}
    command = [sys.executable, "-P", "-c", code]
    ran = subprocess.run(command, check=True, stdout=-1, text=True, env=env)
    waits = bool(pure) or find_spec("translit.language._core") is None
    assert ran.stdout.split("\n")[:2] == ["sy.aleppo.ramousa False", f"sy.aleppo.ramousa {waits}"]


@pytest.mark.skipif(core() is None, reason="plain Python asks RapidFuzz for its distances")
def test_with_the_core_an_unseen_name_waits_for_no_rapidfuzz(packed: Path) -> None:
    """In Latin letters and in others."""
    code = (
        f"import sys, translit; resolver = translit.load({str(packed)!r});"
        " print(*[resolver.resolve(name).id for name in ('Ramoussaa', 'Рамусса')], 'rapidfuzz' in"
        " sys.modules)"
    )
    env = {**os.environ, "PYTHONPATH": str(Path(translit.__file__).parents[1])}
    command = [sys.executable, "-P", "-c", code]
    ran = subprocess.run(command, check=True, stdout=-1, text=True, env=env)
    assert ran.stdout.split() == ["sy.aleppo.ramousa", "sy.aleppo.ramousa", "False"]


@pytest.mark.parametrize("setting", ["off", ""])
def test_small_tables_dont_wait_for_numpy(setting: str) -> None:
    code = (
        "import sys, translit; translit.load('docs/tutorial/towns.yaml').resolve('Zwaara'); assert"
        " 'numpy' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", code], check=True, env={**os.environ, "TRANSLIT_CACHE": setting}
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """A pipe, a terminal, /dev/null."""
    os.mkfifo(tmp_path / "pipe")
    reader = subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=subprocess.PIPE)
    with drafts(tmp_path / "pipe", tmp_path / "file") as (pipe, file):
        pipe.write(b"one")
        file.write(b"two")
    assert reader.communicate(timeout=30)[0] == b"one"
    assert (tmp_path / "pipe").is_fifo()
    assert (tmp_path / "file").read_bytes() == b"two"
    assert sorted(place.name for place in tmp_path.iterdir()) == ["file", "pipe"]
