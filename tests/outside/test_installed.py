"""Each extra installs alone, from a package index, and brings what its part of translit needs."""

from __future__ import annotations

import sys
import venv
from pathlib import Path

import pytest
from test_extras import ASKS
from test_packaging import ROOT, build, call


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, tmp_path_factory.mktemp("dist"))[0]


@pytest.mark.parametrize("extra", sorted(ASKS))
def test_an_extra_installs_alone_and_works(extra: str, wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", symlinks=True)
    python = tmp_path / "env" / "bin" / "python"
    call(sys.executable, "-m", "pip", "--python", python, "install", "-q", f"{wheel}[{extra}]", cwd=tmp_path, seconds=300)
    call(python, "-c", ASKS[extra], cwd=tmp_path)
    call(python, "-m", "translit", "resolve", "Ramousa", cwd=tmp_path)
