"""Packages as users install them: built, put into fresh environments, and asked."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).parents[1]


def call(
    *argv: str | Path, cwd: Path, status: int = 0, seconds: int = 120, **env: str
) -> tuple[str, str]:
    """What a program run in a folder writes to stdout and stderr; nothing of this checkout is on
    its path. It makes no compiled copy of the bundled tables, which takes longer than it answers.
    """
    clean = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    clean |= {"TRANSLIT_CACHE": "off"} | env
    ran = subprocess.run(
        argv,
        cwd=cwd,
        env=clean,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
    )
    assert ran.returncode == status, ran.stderr
    return ran.stdout.strip(), ran.stderr


def build(root: Path, out: Path, target: str = "wheel", **env: str) -> Path:
    """The wheel, or the source distribution (sdist), of a source tree."""
    call(sys.executable, "-m", "hatchling", "build", "-t", target, "-d", out, cwd=root, **env)
    return next(out.glob("*.whl" if target == "wheel" else "*.tar.gz"))


def environment(tmp_path: Path) -> Path:
    """The Python of a fresh virtual environment that sees the dependencies of this one, but no
    translit of it.
    """
    venv.create(tmp_path / "env", with_pip=False, symlinks=os.name == "posix")
    bin_ = tmp_path / "env" / ("bin" if os.name == "posix" else "Scripts")
    interpreter = bin_ / ("python" if os.name == "posix" else "python.exe")
    site, _ = call(
        interpreter, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path
    )
    seen = tmp_path / "dependencies"
    seen.mkdir()
    for item in Path(sysconfig.get_path("purelib")).iterdir():
        if not item.name.startswith("translit"):
            (seen / item.name).symlink_to(item, target_is_directory=item.is_dir())
    (Path(site) / "dependencies.pth").write_text(f"{seen}\n")
    return interpreter


def install(python: Path, *what: str | Path, **env: str) -> None:
    options = (
        "--no-index",
        "--no-deps",
        "--no-build-isolation",
        "--force-reinstall",
        "--disable-pip-version-check",
        "--no-compile",  # of which most would be for modules that no test imports
    )
    pip(python, *options, *what, cwd=python.parent, **env)


def pip(python: Path, *what: str | Path, cwd: Path, seconds: int = 120, **env: str) -> None:
    """Have something installed for a Python, by the pip of this one."""
    asked = ("-m", "pip", "--python", python, "install", "-q", *what)
    call(sys.executable, *asked, cwd=cwd, seconds=seconds, **env)


SAMPLES = ROOT / "tests" / "formats" / "samples"
# Extra -> what asks for it, from any folder.
ASKS = {
    "arrow": "from translit.arrow import resolve_array; resolve_array(['Ramousa'])",
    "completion": "from translit.doors.cli.completion import script; script('bash')",
    "excel": "from translit.files.workbook import rows;"
    f" [*rows('a.xlsx', open({str(SAMPLES / 'workbook.xlsx')!r}, 'rb'))]",
    "osm": "from translit.formats import osm;"
    f" [*osm.read([{str(ROOT / 'docs' / 'formats' / 'aleppo.osm')!r}])]",
    "mcp": "import translit.doors.agents",
    "rdf": f"from translit.formats import skos; [*skos.read([{str(SAMPLES / 'skos.ttl')!r}])]",
    "serve": "import translit; translit.Server(translit.load([translit.Entry('a', 'Aleppo')]))",
    "spacy": "import translit.spacy",
    "testing": "import translit.strategies",
}
