"""What a file is that was given for something else."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

import translit
from translit.doors.cli import main
from translit.formats import FORMATS
from translit.formats.recognise import recognised

SAMPLES = Path("tests/formats/samples")
# An ID and a name, and a sheet of anybody's, look like nothing in particular.
FORMLESS = {"pairs", "sheet"}
READ = [name for name, format in FORMATS.items() if format.reads]


def samples(name: str) -> list[Path]:
    return sorted(SAMPLES.glob(f"{name}[.-]*"))


@pytest.mark.parametrize("name", [name for name in READ if name not in FORMLESS])
def test_a_file_looks_like_its_format_and_no_other(name: str) -> None:
    """Each sample is known by its beginning, but for those that say too little of themselves."""
    found = [recognised(path.read_bytes()[:4096]) for path in samples(name)]
    assert [name] in found
    assert all(each in ([name], []) for each in found), found


@pytest.mark.parametrize("name", READ)
def test_a_file_of_another_format_is_named(tmp_path: Path, name: str) -> None:
    """Whatever format a file is given for, it is read or refused; where it is refused, what it
    looks like is said.
    """
    for other in set(READ) - FORMLESS - {name}:
        path = samples(other)[0]
        known = recognised(path.read_bytes()[:4096])
        told = ""
        try:
            translit.import_table(name, path, to=tmp_path / "t.csv")
        except translit.TableError as error:
            told = str(error)
        assert not told or not known or f"a file of {known[0]}: import it as that" in told


@pytest.mark.parametrize(
    ("content", "advice"),
    [
        (b"PK\x03\x04rest", "unpack it first"),
        (gzip.compress(b"x", mtime=0), "unpack it first"),
        (b"<!DOCTYPE html><html></html>", "this is a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "save it as .xlsx"),
        (b'<?xml version="1.0"?>\n<Sanctions Version="3">', "take SDN_ENHANCED.XML"),
        (b"\xef\xbb\xbf<Designations>", "take its CSV"),
        (b'<?xml version="1.0"?>\n<!-- GENERATED -->\n<WHOLE Date="1">', "format 1.1"),
        (b"Last Updated,01/09/2025\nName 6,Name 1\n", "OFSI's consolidated list"),
        (b"id\ttitle\ttitle_source\n", "a file of lpf"),
    ],
)
def test_what_is_no_format_at_all(
    tmp_path: Path, content: bytes, advice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Archives, web pages and old workbooks: what to do about it."""
    (path := tmp_path / "given").write_bytes(content)
    assert main(["import", "csv", str(path), "-o", str(tmp_path / "t.csv")]) == 2
    assert advice in capsys.readouterr().err


def test_titles_are_no_entry(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first line of a table given for one without titles."""
    (path := tmp_path / "p.csv").write_text("id,alias\nx,Homs\n")
    assert main(["import", "pairs", str(path), "-o", str(tmp_path / "t.csv")]) == 2
    told = capsys.readouterr().err
    assert f"{path}:1:1: header: these are the titles of columns" in told
    assert "a file of csv: import it as that" in told
