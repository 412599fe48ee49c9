"""Laws of the copies of large tables: they change how long a start takes, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import translit
from translit import cache

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


def test_the_second_start_opens_a_copy_and_answers_alike(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = answers()
    assert len([*folder.iterdir()]) == 1
    monkeypatch.setattr("translit.tables.gather", lambda *_: pytest.fail("the tables were read again"))
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
def test_no_copy_is_made_when_it_is_off_or_of_small_tables(folder: Path, monkeypatch: pytest.MonkeyPatch, worth: int, setting: str) -> None:
    monkeypatch.setenv("TRANSLIT_CACHE", setting)
    monkeypatch.setattr(cache, "WORTH_A_COPY", worth)
    answers()
    assert not folder.exists()


def test_a_faulty_table_is_refused_as_without_a_copy(folder: Path) -> None:
    for path in ("docs/tutorial/faulty.yaml", "docs/tutorial/missing.yaml"):
        with pytest.raises(translit.TableError):
            translit.load(path)
    assert not folder.exists()


def test_many_processes_on_a_cold_cache(folder: Path) -> None:
    code = "from translit import cache, load; cache.WORTH_A_COPY = 1; print(load('docs/tutorial/towns.yaml').resolve('Zwarah').id)"
    started = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(12)]
    assert {process.communicate()[0] for process in started} == {"ly.zuwara\n"}
    assert [place.suffix for place in folder.iterdir()] == [".translit"]
