"""Laws of the copies of large tables: they change how long a start takes, and nothing else."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path
from time import time

import pytest

import translit
from translit.files.digest import digest
from translit.index import cache, packing
from translit.index.container import Container, write
from translit.index.memory import indexed

TOWNS = Path("docs/tutorial/towns.yaml")
NAMES = ("Zwarah", "Мисурата", "Zintan", "the town")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache folder, and every table is worth a copy."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("TRANSLIT_CACHE", raising=False)
    monkeypatch.setattr(cache, "WORTH_A_COPY", 1)
    return tmp_path / "translit"


def answers() -> list[translit.Resolution]:
    return translit.load(TOWNS).resolve_many(NAMES)


def test_the_second_start_opens_a_copy_and_answers_alike(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = answers()
    assert len([*folder.iterdir()]) == 1
    monkeypatch.setattr(
        "translit.tables.together.gather", lambda *_: pytest.fail("the tables were read again")
    )
    assert answers() == first


def test_compiling_leaves_no_copy(folder: Path, tmp_path: Path) -> None:
    """It would cost as much again, for a start that maps the compiled file instead."""
    translit.compile(TOWNS, to=tmp_path / "towns.translit")
    assert not folder.exists()


def test_other_contents_have_another_copy(folder: Path, tmp_path: Path) -> None:
    answers()
    other = tmp_path / "other.yaml"
    other.write_text(TOWNS.read_text("utf-8").replace("Zuwara", "Zuwaara"), "utf-8")
    assert translit.load(other).resolve("Zuwaara").outcome is translit.Outcome.EXACT
    assert len([*folder.iterdir()]) == 2


def test_a_broken_copy_costs_time_and_is_mended(folder: Path) -> None:
    first = answers()
    [copy] = folder.iterdir()
    whole = copy.read_bytes()
    for broken in (b"", whole[:1000], whole[:-9] + b"#" + whole[-8:], b"something else"):
        copy.write_bytes(broken)
        assert answers() == first
        assert copy.read_bytes() == whole


def test_a_folder_that_cant_be_written_costs_time(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "translit").write_text("a file where the folder should be", "utf-8")
    assert answers()[0].id == "ly.zuwara"


@pytest.mark.parametrize(("worth", "setting"), [(1, "off"), (1 << 20, "")])
def test_no_copy_is_made_when_it_is_off_or_of_small_tables(
    folder: Path, monkeypatch: pytest.MonkeyPatch, worth: int, setting: str
) -> None:
    monkeypatch.setenv("TRANSLIT_CACHE", setting)
    monkeypatch.setattr(cache, "WORTH_A_COPY", worth)
    answers()
    assert not folder.exists()


def test_a_faulty_table_is_refused_as_without_a_copy(folder: Path) -> None:
    for path in ("docs/tutorial/faulty.yaml", "docs/tutorial/missing.yaml"):
        with pytest.raises(translit.TableError):
            translit.load(path)
    assert not [*folder.glob("*")]


# --- in whole processes ---------------------------------------------------------------------------

# Syria's tables, of which a copy is made as of the bundled ones; and each mention that their own
# tests ask for.
ASKED = """
from pathlib import Path
import translit
from translit.tables import reading as tables
from translit.index import cache
cache.WORTH_A_COPY = 1
loaded = translit.load("aliases/syria")
asked = [(test.mention, test.type, test.within) for file in sorted(Path("aliases/syria").glob("*.yaml")) for test in tables.read(file).tests]
print(*(loaded.resolve(mention, type=type, within=within) for mention, type, within in asked), sep="\\n")
"""
# A table of which a copy is made though it is small.
LOADED = (
    "from translit.index import cache; cache.WORTH_A_COPY = 1; import translit; towns ="
    f" translit.load({str(TOWNS)!r})"
)


def said(code: str, **env: str) -> str:
    """What a fresh process prints."""
    run = subprocess.run(
        [sys.executable, "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **env},
    )
    return run.stdout


def test_no_answer_depends_on_the_cache(folder: Path) -> None:
    """Without a cache, by the process that leaves the copy, and out of the copy."""
    off = said(ASKED, TRANSLIT_CACHE="off", PYTHONIOENCODING="utf-8")
    assert off.count("Resolution(") > 100
    assert not folder.exists()
    assert said(ASKED, PYTHONIOENCODING="utf-8") == off
    [copy] = folder.iterdir()
    made = copy.stat()
    assert said(ASKED, PYTHONIOENCODING="utf-8") == off
    assert copy.stat().st_mtime_ns == made.st_mtime_ns


def test_the_bundled_tables_have_a_copy_however_small() -> None:
    """The one that the whole suite uses: a second process opens it, and reads no table."""
    code = (
        "translit.resolve('Ramousa'); from translit.index import cache; from translit.files import places;"
        " print(cache._copy_of(places.bundled(), True))"
    )
    copy = Path(said(f"import translit; {code}").strip())
    made = copy.stat().st_mtime_ns
    assert (
        Path(
            said(
                f"import translit.tables.together; translit.tables.together.gather = None; {code}"
            ).strip()
        )
        == copy
    )
    assert copy.stat().st_mtime_ns == made


def test_fifty_processes_on_a_cold_cache(folder: Path) -> None:
    """All of them answer; what one works out the others needn't; and nothing is left but the
    copy.
    """
    ask = "translit.load('docs/tutorial/towns.yaml').resolve('Zuwara').id"
    code = (
        f"from translit.index import cache; cache.WORTH_A_COPY = 1; import translit; print({ask})"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(50)
    ]
    assert {process.communicate()[0] for process in started} == {"ly.zuwara\n"}
    assert [place.suffix for place in folder.iterdir()] == [".translit"]


def test_a_copy_is_written_by_one_process_at_a_time(folder: Path) -> None:
    """While another one is at it the tables are read; who has been at it for too long has died
    over it.
    """
    first = answers()
    [copy] = folder.iterdir()
    claim = copy.with_name(f"{copy.name}.claim")
    claim.touch()
    copy.unlink()
    assert answers() == first
    assert not copy.exists()
    os.utime(claim, (0, 0))
    assert answers() == first
    assert [*folder.iterdir()] == [copy]


def test_damaged_rules_in_a_copy_cost_time(folder: Path) -> None:
    """A copy whose trees of rules are damaged is made anew."""
    code = f"{LOADED}; print(towns.resolve('Zwarrah').explain(), towns.resolve('الزاوية').score)"
    first = said(code, PYTHONIOENCODING="utf-8")
    [copy] = folder.iterdir()
    whole = copy.read_bytes()
    start, end = Container(copy).part("rules")
    copy.write_bytes(whole[:start] + bytes(end - start) + whole[end:])
    assert said(code, PYTHONIOENCODING="utf-8") == first
    assert digest([copy.read_bytes()]) == digest([whole])  # which pytest can show


@pytest.mark.parametrize("place", ["/proc", "/dev/null", "not/absolute"])
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="these are places of Linux")
def test_where_no_copy_can_be_kept_tables_are_read(
    place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", place)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert said(f"{LOADED}; print(towns.resolve('Zuwara').id)") == "ly.zuwara\n"
    assert bool([*tmp_path.iterdir()]) == (
        place == "not/absolute"
    )  # which the standard tells to ignore


# --- what a copy is filed under -------------------------------------------------------------------


@pytest.mark.parametrize(
    "what",
    [
        "translit.__version__",
        "translit.index.cache.FORMAT",
        "translit.index.cache.paths",
        "sys.version",
    ],
)
def test_versions_and_rules_have_copies_side_by_side(
    what: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = cache._copy_of([TOWNS], True)
    monkeypatch.setattr(what, (lambda: {"other": __file__}) if what.endswith("paths") else "other")
    assert cache._copy_of([TOWNS], True) != kept
    monkeypatch.undo()


def test_two_versions_use_one_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answers()
    [copy] = folder.iterdir()
    with monkeypatch.context() as other:
        other.setattr(translit, "__version__", "999")
        assert answers() == first
        assert len([*folder.iterdir()]) == 2
    monkeypatch.setattr(
        "translit.tables.together.gather", lambda *_: pytest.fail("the tables were read again")
    )
    assert answers() == first
    assert copy.exists()


def test_other_code_has_another_copy(
    folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Of a checkout the version says too little."""
    for name in cache.FOLDERS:
        (tmp_path / name).mkdir(exist_ok=True)
    code = tmp_path / "language" / "fold.py"
    monkeypatch.setattr(cache, "__file__", str(tmp_path / "index" / "cache.py"))
    found = set()
    for text, changed in (("a", 1), ("bb", 1), ("bb", 2)):
        code.write_text(text, "utf-8")
        os.utime(code, (changed, changed))
        found.add(cache._copy_of([TOWNS], True))
    assert len(found) == 3


@pytest.mark.parametrize(
    ("opened", "written", "stays"),
    [
        (0, 0, True),
        (91, 0, True),
        (0, 91, True),
        (89, 400, True),
        (400, 89, True),
        (91, 91, False),
        (91, 10_000, False),
        (400, 400, False),
    ],
)
def test_what_nobody_opens_is_swept_away(
    folder: Path, opened: int, written: int, stays: bool
) -> None:
    """After 90 days, whoever left it: what was opened since stays, however old it is; and so does
    what isn't named as a copy is.
    """
    folder.mkdir()
    day, now = 86_400, time()
    older = f"{'0123456789abcdef' * 2}.translit"
    names = (older, f"{older}.claim", ".translit-12-34ab.tmp")
    others = ("notes.txt", "mine.translit", f"{older}.bak", "folder")
    (folder / "folder").mkdir()
    for name in (*names, *others):
        (folder / name).touch()
        os.utime(folder / name, (now - opened * day, now - written * day))
    cache._sweep(str(folder))
    left = {place.name for place in folder.iterdir()}
    assert left == {*others, *(names if stays else ())}


def test_a_copy_that_is_written_sweeps_its_folder(folder: Path) -> None:
    folder.mkdir()
    old = folder / f"{'0' * 32}.translit"
    old.touch()
    os.utime(old, (0, 0))
    answers()
    assert [place == old for place in folder.iterdir()] == [False]


# --- whose copy it is -----------------------------------------------------------------------------

posix = pytest.mark.skipif(os.name != "posix", reason="owners and modes are those of Unix")


def planted(copy: Path, how: str) -> None:
    """Something else under the name of a copy: one of other tables, as another could leave it."""
    other = copy.with_name("other")
    packing.pack(indexed([]), "", other)
    copy.unlink()
    if how == "link":
        copy.symlink_to(other)
    elif how == "pipe":
        os.mkfifo(copy)
    elif how == "folder":
        copy.mkdir()
    else:
        other.rename(copy)
    if how == "of another user":
        os.chown(copy, 12345, -1)
    if how == "open to all":
        copy.chmod(0o666)


@posix
@pytest.mark.parametrize("how", ["link", "pipe", "folder", "of another user", "open to all"])
def test_only_a_copy_of_ones_own_is_believed(folder: Path, how: str) -> None:
    """Whatever else has its name: the tables are read, at once, and answer as ever."""
    if how == "of another user" and os.geteuid():
        pytest.skip("only root may give a file away")
    first = answers()
    [copy] = folder.iterdir()
    planted(copy, how)
    assert answers() == first


@posix
def test_a_copy_is_closed_to_others(folder: Path) -> None:
    """Whatever the user's mask is."""
    before = os.umask(0)
    try:
        answers()
    finally:
        os.umask(before)
    [copy] = folder.iterdir()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


@pytest.mark.parametrize("part", ["frequencies", "keys", "rest", "rules"])
def test_a_copy_that_lacks_a_part_costs_time(folder: Path, part: str) -> None:
    """Its checksums are right, and it is made anew."""
    first = answers()
    [copy] = folder.iterdir()
    whole, opened = copy.read_bytes(), Container(copy)
    parts = {name: opened.read(*opened.part(name)) for name in opened.head["parts"]}
    del parts[part]
    write(copy, {key: opened.head[key] for key in ("rules", "sources")}, parts)
    assert copy.read_bytes() != whole
    assert answers() == first
    assert digest([copy.read_bytes()]) == digest([whole])
