"""The pages can't lie: every example on them runs, and what they list is what there is.

    python tests/house/test_docs.py        write what the examples print now into the pages

Examples are the fenced blocks `python` (with >>>; the blocks of a page share their names) and
`console` (lines that begin with $ are run at the top of the checkout, by a shell on a terminal of
their own; or, where they are one command of translit and nothing more, in this process, as on a
terminal). Layout and the last digits of scores may
differ: the weights are fitted anew now and then, and a refit needn't touch every page.
"""

from __future__ import annotations

import contextlib
import difflib
import doctest
import importlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
import traceback
from functools import cache
from pathlib import Path
from unittest import mock

import pytest

import translit
from translit.doors import cli
from translit.doors.cli.arguments import parser
from translit.match.weights import FEATURES
from translit.uses.checks import CHECKS

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
ENTRIES = ["README.md", *(f"docs/{page.name}" for page in PAGES[1:])]

FENCE = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# A line of progress, on a machine that is slow enough for one: a terminal has wiped it in the end.
WIPED = re.compile(r"(?:\r[^\r\n]*)+\r\x1b\[K")
DECIMAL = re.compile(r"\d+\.\d+")
NEEDED = {
    "spacy.md": "translit.spacy"
}  # page -> what its examples can't do without; spaCy finds it by itself where translit is installed
# One command of translit, of which a shell has nothing to make but words.
ALONE = re.compile(r"translit [^|;&<>$`*?(){}~\\]*")
# A terminal that is 100 columns wide and has no colours.
TERMINAL = {"COLUMNS": "100", "NO_COLOR": "1"}
NEAR = 0.1  # by how much a score on a page may be out of date


def read(page: Path) -> str:
    return page.read_text("utf-8")


# --- examples -------------------------------------------------------------------------------------


def rewritten(page: str) -> str:
    """A page with the output of its examples as it is now; they write nothing that is there."""
    for path in re.findall(r"-o (/tmp/\S+)", page):
        Path(path).unlink(missing_ok=True)
    names: dict[str, object] = {"__name__": "__main__"}
    run = {"python": lambda block: _python(block, names), "console": _console}
    return FENCE.sub(lambda fence: f"```{fence[1]}\n{run[fence[1]](fence[2])}```", page)


def _python(block: str, names: dict[str, object]) -> str:
    assert block.startswith(">>> "), f"an example must show what it prints:\n{block}"
    parts = doctest.DocTestParser().parse(block)
    return "".join(
        part if isinstance(part, str) else _prompted(part.source) + _printed(part.source, names)
        for part in parts
    )


def _prompted(source: str) -> str:
    first, *others = source.splitlines()
    return f">>> {first}\n" + "".join(f"... {line}".rstrip() + "\n" for line in others)


def _printed(source: str, names: dict[str, object]) -> str:
    with contextlib.redirect_stdout(io.StringIO()) as out:
        try:
            exec(compile(source, "<example>", "single"), names)
        except Exception as error:  # noqa: BLE001 (what an example raises is what it shows)
            print(
                "Traceback (most recent call last):\n    ...\n"
                + "".join(traceback.format_exception_only(error)),
                end="",
            )
    return re.sub(r"(?m)^$(?=\n)", "<BLANKLINE>", out.getvalue())


def _console(block: str) -> str:
    commands = [line[2:] for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"$ {command}\n{_shown(command)}" for command in commands)


@cache
def _shown(command: str) -> str:
    """What a command shows on the terminal, which puts a CR before each LF."""
    shown = _answered(shlex.split(command)[1:]) if ALONE.fullmatch(command) else _shell(command)
    return WIPED.sub("", re.sub("\r+\n", "\n", shown))


class Screen(io.TextIOWrapper):
    """What is written as to a terminal."""

    def isatty(self) -> bool:
        return True


def _answered(argv: list[str]) -> str:
    """In this process: the starts of a hundred others would take longer than what they answer."""
    screen = Screen(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        mock.patch.multiple(
            sys, stdin=io.TextIOWrapper(io.BytesIO()), stdout=screen, stderr=screen
        ),
        mock.patch.dict(os.environ, TERMINAL),
        contextlib.chdir(ROOT),
        contextlib.suppress(SystemExit),
    ):
        cli.main(argv)
    return screen.buffer.getvalue().decode()  # type: ignore[attr-defined]


def _shell(command: str) -> str:
    """By a shell, in processes of its own."""
    import pty

    reader, terminal = pty.openpty()
    with tempfile.TemporaryDirectory() as place:
        shim = Path(place, "translit")
        shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m translit "$@"\n')
        shim.chmod(0o755)
        env = {
            **os.environ,
            **TERMINAL,
            "PATH": f"{place}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
        }
        with subprocess.Popen(
            ["sh", "-c", command],
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=terminal,
        ):
            os.close(terminal)
            shown = b"".join(iter(lambda: _chunk(reader), b""))
    os.close(reader)
    return shown.decode()


def _chunk(reader: int) -> bytes:
    try:
        return os.read(reader, 1 << 16)
    except OSError:  # how Linux says that the terminal is closed
        return b""


def is_near(shown: str, now: str) -> bool:
    """Whether two words are the same, but for a small difference in their decimals."""
    pairs = zip(DECIMAL.findall(shown), DECIMAL.findall(now), strict=False)
    return DECIMAL.sub("#", shown) == DECIMAL.sub("#", now) and all(
        abs(float(x) - float(y)) <= NEAR for x, y in pairs
    )


@pytest.mark.skipif(
    os.name != "posix", reason="the examples of the command line are for a POSIX shell"
)
@pytest.mark.parametrize("page", PAGES, ids=ENTRIES)
def test_examples_print_what_the_page_shows(page: Path) -> None:
    """Every example prints, word for word and to within NEAR, what stands under it."""
    if page.name in NEEDED:
        pytest.importorskip(NEEDED[page.name], exc_type=ImportError)
    shown, now = read(page), rewritten(read(page))
    words = zip(shown.split(), now.split(), strict=False)
    same = len(shown.split()) == len(now.split()) and all(is_near(*pair) for pair in words)
    difference = "\n".join(
        difflib.unified_diff(
            shown.splitlines(), now.splitlines(), "on the page", "now", n=0, lineterm=""
        )
    )
    assert same, (
        "see whether this is right, and write it into the page with: python"
        f" tests/house/test_docs.py\n{difference}"
    )


@pytest.mark.parametrize("page", PAGES, ids=ENTRIES)
def test_files_shown_are_the_files(page: Path) -> None:
    """A block of YAML or Python that begins with the path of a file is that file."""
    for block in re.findall(
        r"^```(?:yaml|py)\n(# (docs/\S+)\n.*?)^```$", read(page), re.MULTILINE | re.DOTALL
    ):
        assert block[0] == read(ROOT / block[1])


# --- what the pages list --------------------------------------------------------------------------


def slugs(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub and Sphinx write them."""
    text = re.sub(r"^```.*?^```$", "", read(page), flags=re.MULTILINE | re.DOTALL)
    heads = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=ENTRIES)
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file or a heading of this project has its end."""
    for link in re.findall(r"\]\(([^)\s]+)\)", read(page)):
        path, _, heading = link.partition("#")
        end = page.parent / path if path else page
        assert link.startswith("https://") or (
            end.exists() and (not heading or heading in slugs(end))
        ), link


def test_every_page_is_linked_from_the_readme() -> None:
    """A reader of the README finds every page."""
    missing = [
        page.name
        for page in PAGES[1:]
        if page.name != "index.md" and f"(docs/{page.name})" not in read(PAGES[0])
    ]
    assert missing == []


def test_the_reference_holds_every_public_name() -> None:
    """Each public name is documented once, and nothing else is."""
    told = re.findall(
        r"^\.\. auto(?:class|function|exception):: translit\.(\w+)$",
        read(DOCS / "reference.md"),
        re.MULTILINE,
    )
    assert sorted(told) == sorted(translit.__all__)


def _commands() -> list[str]:
    """The commands of the command line, in the order of its help."""
    return [
        *next(
            action
            for action in parser()._actions
            if action.dest == "==SUPPRESS==" or action.choices
        ).choices
    ]


def test_every_command_is_told() -> None:
    """docs/cli.md has a section a command, each with its --help (which the examples keep true)."""
    commands = _commands()
    sections = re.findall(r"^## (\S+)$", read(DOCS / "cli.md"), re.MULTILINE)
    assert sections == commands
    assert all(f"$ translit {command} --help\n" in read(DOCS / "cli.md") for command in commands)


@pytest.mark.parametrize("page", PAGES, ids=ENTRIES)
def test_every_command_that_is_named_is_one(page: Path) -> None:
    """A page names no command that there isn't, between backticks or in a line of a shell."""
    named = re.findall(r"(?:`|\$ |&& )translit ([a-z]+)", read(page))
    assert {*named} <= {*_commands()}


def test_every_fault_of_names_is_told() -> None:
    """docs/tables.md says what each code of the checks on names means."""
    assert [code for code in CHECKS if f"| `{code}` |" not in read(DOCS / "tables.md")] == []


# --- the score ------------------------------------------------------------------------------------


def test_every_feature_is_told() -> None:
    """docs/scores.md has a row for each feature of the score, in their order."""
    told = re.findall(r"^\| `(\w+)` \|", read(DOCS / "scores.md"), re.MULTILINE)
    assert told == list(FEATURES)


def test_constants_named_are_there() -> None:
    """docs/scores.md names constants of the scan that exist."""
    modules = [
        importlib.import_module(f"translit.resolving.{name}") for name in ("unseen", "vocabulary")
    ]
    assert [
        name
        for name in re.findall(r"`([A-Z_]{4,})`", read(DOCS / "scores.md"))
        if not any(hasattr(module, name) for module in modules)
    ] == []


def scale() -> list[tuple[str, str, float, float]]:
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| (\d(?:\.\d+)?) to (\d(?:\.\d+)?) \|",
        read(DOCS / "scores.md"),
        re.MULTILINE,
    )
    return [(a, b, float(low), float(high)) for a, b, low, high in rows]


def test_the_walk_along_the_scale_is_true() -> None:
    """Each pair lies in the band that docs/scores.md gives, either way round, and the walk goes
    downhill.
    """
    walk = scale()
    values = {(a, b): (translit.similarity(a, b), translit.similarity(b, a)) for a, b, _, _ in walk}
    wrong = {
        (a, b): values[a, b]
        for a, b, low, high in walk
        if not low <= min(values[a, b]) <= max(values[a, b]) <= high
    }
    assert wrong == {}
    assert len(walk) >= 20
    assert [low for _, _, low, _ in walk] == sorted((low for _, _, low, _ in walk), reverse=True)


if __name__ == "__main__":
    for needed in NEEDED.values():
        importlib.import_module(needed)
    for page in PAGES:
        page.write_text(rewritten(read(page)), "utf-8")
