"""A property-based client of OpenAPI descriptions finds no fault of ours, and no answer that isn't
as it is described.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reconciling import ENTRIES, REDIRECTS

from translit import Server
from translit.resolving.resolver import Resolver

pytest.importorskip("schemathesis")
# 413 refuses what is too much, which the program doesn't count among refusals of itself.
SETTINGS = """\
[checks.negative_data_rejection]
expected-statuses = [400, 401, 404, 405, 413]
"""


@pytest.mark.parametrize("token", [None, "t"])
def test_schemathesis_finds_nothing(token: str | None, tmp_path: Path) -> None:
    """Whatever it makes of the description, sound or not, with all of its checks."""
    settings = tmp_path / "schemathesis.toml"
    settings.write_text(SETTINGS)
    program = shutil.which("schemathesis", path=str(Path(sys.executable).parent))
    assert program is not None
    command = [program, f"--config-file={settings}", "run", "--max-examples=25", "--seed=1"]
    command += [f"--header=Authorization: Bearer {token}"] if token else []
    with Server(Resolver(ENTRIES, (), REDIRECTS), port=0, token=token) as server:
        server.application.say = lambda line: None
        ran = subprocess.run(
            [*command, f"{server.url}/openapi.json"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
    assert ran.returncode == 0, ran.stdout[-5000:] + ran.stderr[-1000:]
    assert "9/9" in ran.stdout
