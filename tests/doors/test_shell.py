"""Shells complete what the parser takes, and the manual page says what it says."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from translit.doors.cli.commands import COMMANDS
from translit.doors.cli.completion import SHELLS, script
from translit.model.errors import EntryError

ROOT = Path(__file__).parents[2]

# How each shell is asked what may follow a line.
BASH = """
source {script}
read -ra COMP_WORDS <<< "$1"; [[ $1 == *" " ]] && COMP_WORDS+=("")
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 )); COMP_LINE=$1; COMP_POINT=${{#1}}
_shtab_translit translit "${{COMP_WORDS[COMP_CWORD]}}" "${{COMP_WORDS[COMP_CWORD - 1]}}"
printf '%s\\n' "${{COMPREPLY[@]}}"
"""
FISH = "source {script}; complete -C $argv[1] | string split -f 1 \\t; true"


def completions(shell: str, script: Path, line: str) -> set[str]:
    """What a real shell offers at the end of a line."""
    asked = {
        "bash": ["bash", "-c", BASH.format(script=script), "bash", line],
        "fish": ["fish", "--no-config", "-c", FISH.format(script=script), line],
    }
    ran = subprocess.run(
        asked[shell], capture_output=True, text=True, check=True, cwd=ROOT, timeout=30
    )
    return {word.rstrip("/") for word in ran.stdout.split()}


@pytest.mark.parametrize("shell", ["bash", "fish"])
def test_a_shell_completes_commands_options_and_values(shell: str, tmp_path: Path) -> None:
    """In a real shell: all commands, the options of one, what an option may be, and paths where
    a path is wanted.
    """
    if not shutil.which(shell):
        pytest.skip(f"there is no {shell} here")
    place = tmp_path / "script"
    place.write_text(script(shell), "utf-8")
    assert completions(shell, place, "translit ") >= {*COMMANDS}
    assert (
        {"--offset-unit"}
        <= completions(shell, place, "translit scan --o")
        <= {"--offset-unit", "--output"}
    )
    assert completions(shell, place, "translit scan --format ht") == {"html"}
    assert completions(shell, place, "translit resolve --table alia") == {"aliases"}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_a_shell_is_one_that_it_can_read(shell: str, tmp_path: Path) -> None:
    place = tmp_path / "script"
    place.write_text(script(shell), "utf-8")
    assert all(name in place.read_text("utf-8") for name in COMMANDS)
    if shutil.which(shell):
        subprocess.run([shell, "-n", place], check=True, timeout=30)


def test_another_shell_is_refused() -> None:
    with pytest.raises(EntryError, match="not for 'csh'"):
        script("csh")


# --- the manual page ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def manual() -> ModuleType:
    spec = importlib.util.spec_from_file_location("manual", ROOT / "docs" / "manual.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manual_page_is_made_from_the_parser(manual: ModuleType) -> None:
    """Who changes the parser runs `python docs/manual.py`."""
    assert manual.PAGE.read_text("utf-8").split() == manual.page().split()


def test_the_manual_page_names_every_command_and_option(manual: ModuleType) -> None:
    page = manual.page()
    assert all(f".SS {name}\n" in page for name in COMMANDS)
    assert page.count("\\-\\-format") > 2


@pytest.mark.skipif(not shutil.which("mandoc"), reason="there is no mandoc here")
def test_the_manual_page_is_sound(manual: ModuleType) -> None:
    """But for its date, which a page that a test compares can't have."""
    ran = subprocess.run(
        ["mandoc", "-T", "lint", "-W", "warning", manual.PAGE],
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )
    assert [line for line in ran.stdout.splitlines() if "missing date" not in line] == []
