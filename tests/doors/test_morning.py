"""docs/morning.md, command by command, each of them also with mistakes: one clear line, the right
status, and no file changed. tests/house/test_docs.py runs the page itself.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from commands import Ran, run

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "morning.md").read_text("utf-8").partition("## When something is mistyped")[0]
COMMANDS = [line[2:] for line in PAGE.splitlines() if line.startswith("$ translit ")]
# So many names of the archive are enough here.
NAMES = 60
# A command, by what it begins with; what is typed instead of what; and what is said.
MISTAKES = [
    ("import", "import sheet", "import sheets", "did you mean sheet?"),
    (
        "import",
        "--id Pcode",
        "--id PCode",
        'no column "PCode" (did you mean Pcode?); the columns are Pcode, Name EN',
    ),
    ("import", "--within Governorate", "--within Province", "name it with --within"),
    ("import", "--licence CC0-1.0", "--license CC0-1.0", "did you mean --licence?"),
    ("import", "--licence CC0-1.0", "", "give it with --licence"),
    ("import", "places.csv", "place.csv", "can't be read (No such file or directory)"),
    ("import", "places.yaml", "places.txt", "a table is written as .yaml, .csv or .tsv"),
    ("import", "build/morning/places.yaml", "docs/morning/places.csv", "is read"),
    ("import", "build/morning/places.yaml", "docs/morning/archive.csv", "is there already"),
    ("import", "build/morning/places.yaml", "build/noon/places.yaml", "No such file or directory"),
    ("check", "places.yaml", "place.yaml", "can't be read (No such file or directory)"),
    ("check", "build/morning/places.yaml", "docs/morning/places.csv", "`translit import sheet`"),
    ("check", "build/morning/places.yaml", "docs/morning/report-en.txt", "must be a map"),
    ("scan", "scan", "scna", "did you mean scan?"),
    ("scan", "--table", "--tables", "did you mean --table?"),
    ("scan", "build/morning/places.yaml", "docs/morning/places.csv", "`translit import sheet`"),
    ("scan", "docs/morning/report-*.txt", "docs/morning", "can't be read (Is a directory)"),
    ("scan", "--format table", "--format xlsx", "choose from 'table', 'tsv'"),
    ("propose docs/morning/archive.csv", "--column name ", "", "name the column of names with"),
    (
        "propose docs/morning/archive.csv",
        "--column name",
        "--column Name",
        "columns are: name, count",
    ),
    (
        "propose docs/morning/archive.csv",
        "--table build/morning/places.yaml",
        "",
        "required: --table",
    ),
    ("propose docs/morning/archive.csv", "names.yaml", "places.yaml", "is read"),
    (
        "propose docs/morning/archive.csv",
        "build/morning/names.yaml",
        "docs/morning/deliveries.csv",
        "is there already",
    ),
    ("propose --text", "--text", "--text --column Lieu", "either running text (--text) or"),
    (
        "propose --text",
        "--table build/morning/places.yaml",
        "--table docs/morning/places.csv",
        "names.yaml holds proposals for build/morning/places.yaml",
    ),
    (
        "propose docs/morning/deliveries.csv",
        "--column Lieu",
        "--column place",
        "columns are: date, Lieu",
    ),
    (
        "review build/morning/names.yaml --accept",
        "0.97",
        "0,97",
        "a number, as 0.97, and not '0,97'",
    ),
    ("review build/morning/names.yaml --accept", "0.97", "97", "a score, from 0 to 1"),
    ("review build/morning/names.yaml --accept", "0.97", "", "say which are meant"),
    (
        "review build/morning/names.yaml --accept",
        "names.yaml",
        "places.yaml",
        "this is a table, and no proposals",
    ),
    (
        "review build/morning/names.yaml --accept 0.97 --dry-run",
        "--dry-run",
        "--dryrun",
        "did you mean --dry-run?",
    ),
    (
        "review build/morning/names.yaml --reject",
        '--match "à *"',
        "--entry SY0303x",
        "nothing is proposed for the ID",
    ),
    ("review build/morning/names.yaml --reject", "--reject", "", "go with --accept or --reject"),
    ("review build/morning/names.yaml --csv", "names.csv", "names.yaml", "is read"),
    ("review build/morning/names.yaml --csv", "names.csv", "places.yaml --force", "is read"),
    (
        "review build/morning/names.yaml --decisions",
        "build/morning/decided.csv",
        "docs/morning/archive.csv",
        "there is no column decision",
    ),
    ("review build/morning/names.yaml --decisions", "decided.csv", "decides.csv", "can't be read"),
    ("apply", "names.yaml", "places.yaml", "this is a table, and no proposals"),
    ("apply", "names.yaml", "names.csv", "must be a map"),
    ("apply", "names.yaml", "names.yaml --table docs/morning", "no table here"),
    ("rename", "new.khan-shaykhun", "new.khan-sheykhun", "did you mean new.khan-shaykhun?"),
    (
        "rename",
        "build/morning/places.yaml",
        "docs/morning/places.csv",
        "only tables in YAML are edited",
    ),
    ("rename", "SY0705", "SY0704", '"SY0704" is taken'),
    (
        "rename",
        "--table build/morning/places.yaml",
        "",
        "with --table",  # the bundled tables are a checkout's own, and nobody's once installed
    ),
    (
        "resolve",
        "--column Lieu",
        "--column lieu",
        "no column 'lieu' (did you mean Lieu?); the columns are: date, Lieu",
    ),
    ("resolve", "deliveries.csv", "delivery.csv", "can't be read (No such file or directory)"),
    ("resolve", "places.yaml", "names.yaml", "these are proposals, and no table"),
    (
        "resolve",
        "--column Lieu",
        "--column Lieu --type town",
        "no entry has the type 'town': known are place",
    ),
    ("resolve", "--column Lieu", "--column Lieu --precision 97", "precision must lie in [0.5, 1)"),
    ("report", "--column Lieu", "--column Lieux", "no column 'Lieux'"),
    ("report", "build/morning/deliveries.html", "docs/morning/deliveries.csv", "is read"),
    ("report", "build/morning/deliveries.html", "build/morning/places.yaml", "is read"),
    ("report", "build/morning/deliveries.html", "build/morning/names.csv", "is there already"),
    ("report", "--column Lieu", "--column Lieu --within SY2", "no entry has the ID 'SY2'"),
]


class Tried(NamedTuple):
    """What a command with a mistake said, and the files that it changed."""

    ran: Ran
    changed: list[str]


def words(command: str) -> list[str]:
    """The arguments of the command that stands first in a line of a shell."""
    plain = re.split(r" [|>;] ?", command)[0]
    return [
        str(path)
        for word in shlex.split(plain)[1:]
        for path in (sorted(Path().glob(word)) if "/" in word and "*" in word else [word])
    ]


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in Path().rglob("*") if path.is_file()}


def tried(command: str) -> Tried:
    before = contents()
    ran = run(*words(command), resolver=None)
    after = contents()
    return Tried(ran, [name for name in {*before, *after} if before.get(name) != after.get(name)])


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[tuple[str, ...], Tried]]:
    """The page, with fewer names: before each command it is tried with its mistakes."""
    folder, found = tmp_path_factory.mktemp("morning"), dict[tuple[str, ...], Tried]()
    shutil.copytree(DOCS / "morning", folder / "docs" / "morning")
    (folder / "build" / "morning").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        archive = Path("docs/morning/archive.csv")
        archive.write_text("".join(archive.open(encoding="utf-8").readlines()[:NAMES]), "utf-8")
        for command in COMMANDS:
            for mistake in MISTAKES:
                begins, right, wrong, _ = mistake
                if mistake not in found and command.startswith(f"translit {begins}"):
                    assert right in command
                    found[mistake] = tried(command.replace(right, wrong, 1))
            done = run(*words(command), resolver=None)
            assert done.status in (0, 1), done.err
            if "--csv" in command:
                decided = (
                    Path("build/morning/names.csv").read_text("utf-8").replace("open,", "yes,")
                )
                Path("build/morning/decided.csv").write_text(
                    re.sub("(?m)^yes(,[^,]*,question)", r"no\1", decided), "utf-8"
                )
        yield found


def test_the_page_has_under_twenty_commands_each_with_a_mistake() -> None:
    assert 15 <= len(COMMANDS) < 20
    for command in COMMANDS:
        assert any(command.startswith(f"translit {begins}") for begins, *_ in MISTAKES), command


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake[0][:20]}-{mistake[2]}")
def test_a_mistake_is_one_clear_line_and_changes_nothing(
    mistake: tuple[str, ...], walked: dict[tuple[str, ...], Tried]
) -> None:
    """What is wrong is said on standard error (or, of tables, in what `check` prints), with the
    status 2.
    """
    (status, out, err), changed = walked[mistake]
    assert (status, changed) == (2, [])
    said, silent = (out, err) if mistake[0] == "check" else (err, out)
    assert silent == ""
    assert re.fullmatch(r".+\n", said)
    assert mistake[3] in said
    assert "Traceback" not in said
