"""What somebody else gets from a package index: each extra alone, and a suite of their own that
uses translit's strategies.
"""

from __future__ import annotations

import shutil
import venv
from pathlib import Path

import pytest
from packages import ASKS, ROOT, build, call, pip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


def installed(folder: Path, *what: str) -> Path:
    """The Python of a clean environment, with what an index has of some distributions."""
    venv.create(folder / "env", symlinks=True)
    python = folder / "env" / "bin" / "python"
    pip(python, *what, cwd=folder, seconds=300)
    return python


@pytest.mark.parametrize("extra", sorted(ASKS))
def test_an_extra_installs_alone_and_works(extra: str, wheel: Path, tmp_path: Path) -> None:
    python = installed(tmp_path, f"{wheel}[{extra}]")
    call(python, "-c", ASKS[extra], cwd=tmp_path)
    call(python, "-m", "translit", "resolve", "Ramousa", cwd=tmp_path)


def test_another_project_tests_its_own_tables(wheel: Path, tmp_path: Path) -> None:
    """The suite of docs/downstream passes in a folder of its own, with nothing but what was
    installed.
    """
    python = installed(tmp_path, f"{wheel}[testing]", "pytest")
    ours = shutil.copytree(
        ROOT / "docs" / "downstream",
        tmp_path / "ours",
        ignore=shutil.ignore_patterns(".*", "__pycache__"),
    )
    where, _ = call(python, "-c", "import translit; print(translit.__file__)", cwd=ours)
    assert Path(where).is_relative_to(tmp_path / "env")
    tests = (ours / "test_our_tables.py").read_text("utf-8").count("\ndef test_")
    assert f"{tests} passed" in call(python, "-m", "pytest", "-q", cwd=ours)[0]
