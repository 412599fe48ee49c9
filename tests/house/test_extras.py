"""What is optional stays out of the core, and whoever lacks it is told what to install."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packages import ASKS, ROOT, call


def is_installed(need: str) -> bool:
    """Whether the distribution that something like "mcp>=2.0" asks for is here."""
    try:
        return bool(version(re.split("[<=>]", need)[0]))
    except PackageNotFoundError:
        return False


WHOLE = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT, GROUPS = WHOLE["project"], WHOLE["dependency-groups"]
EXTRAS = PROJECT["optional-dependencies"]
# Those of which everything is here.
INSTALLED = {extra for extra, needs in EXTRAS.items() if all(map(is_installed, needs))}


# Nothing outside the standard library can be imported but the dependencies of the core.
ALONE = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in sys.stdlib_module_names and top not in {allowed}:
            raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)
sys.meta_path.insert(0, Nothing())
"""
CORE = {"translit", "numpy", "rapidfuzz", "unidecode", "yaml", "_yaml"}


def alone(code: str) -> subprocess.CompletedProcess[str]:
    """A fresh process in which only the core's dependencies are installed."""
    return subprocess.run(
        [sys.executable, "-c", ALONE.format(allowed=CORE) + code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_every_extra_is_asked_for_here() -> None:
    assert sorted(ASKS) == sorted(EXTRAS)


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_a_missing_extra_is_named_in_one_line(extra: str) -> None:
    ran = alone(
        f"import translit\ntry:\n    {ASKS[extra]}\nexcept translit.MissingExtra as error:\n   "
        " print(error)\n"
    )
    assert ran.stdout.strip().endswith(f"pip install 'translit-normaliser[{extra}]'"), ran.stderr
    assert ran.stdout.count("\n") == 1


@pytest.mark.parametrize("extra", sorted(EXTRAS))
def test_what_asks_for_an_extra_works_where_it_is(extra: str, tmp_path: Path) -> None:
    """In any folder; tests/outside asks the same of what an index has."""
    if extra not in INSTALLED:
        pytest.skip(f"{EXTRAS[extra]} isn't here")
    call(sys.executable, "-c", ASKS[extra], cwd=tmp_path)


def test_the_command_line_names_a_missing_extra() -> None:
    ran = alone("from translit.doors.cli import main; sys.exit(main(['completion', 'bash']))")
    assert (ran.returncode, ran.stderr.count("\n")) == (2, 1)
    assert "[completion]" in ran.stderr


def test_the_core_needs_no_extra() -> None:
    """Every public name is there, and each works that needs no file of its own, where nothing
    else is installed.
    """
    ran = alone("""
import translit
assert all(getattr(translit, name) for name in translit.__all__)
assert translit.scan("Fatah Halab") and translit.variants("Ramousa") and translit.cluster(["Ramosa", "Ramosah"])
assert translit.check() == [] and translit.romanise("Ρόδος") == "Rodos"
print(translit.resolve("al-Ramosa").id)
""")
    assert ran.stdout == "sy.aleppo.ramousa\n", ran.stderr


def test_the_dependencies_of_the_core_are_these() -> None:
    assert {need.partition(">")[0].lower() for need in PROJECT["dependencies"]} == {
        "pyyaml",
        "numpy",
        "rapidfuzz",
        "unidecode",
    }


def test_what_is_developed_with_holds_every_extra() -> None:
    """One command installs what all tests need, and another one what those in tests/outside do."""
    needed = {need for needs in EXTRAS.values() for need in needs}
    assert needed <= {
        each for name in ("dev", "outside") for each in GROUPS[name] if isinstance(each, str)
    }
