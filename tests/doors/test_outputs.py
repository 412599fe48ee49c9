"""What commands write: never over what they read, nor over a file that somebody else made."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import Ran, run

from translit.doors.cli.arguments import parser
from translit.doors.cli.commands import COMMANDS

TABLE = """table: {0}
licence: CC0-1.0
about: Two towns.
entries:
  {0}.zuwara:
    name: {0} Zuwara
  {0}.misrata:
    name: {0} Misrata
"""
PROPOSALS = """proposals: t
file: t.yaml
made: 2026-11-30
entries:
  t.zuwara:
    aliases:
      - {alias: Zwarah, decision: open}
"""
# The files of each command's example, by their names: what it reads ...
READ = {
    "t.yaml": TABLE.format("t"),
    "beside.yaml": TABLE.format("beside"),
    "other/o.yaml": TABLE.format("o"),
    "names.txt": "t Zwarah\tt.zuwara\n",
    "names.csv": "id,name\nt.x,Zwarah\n",
    "p.yaml": PROPOSALS,
}
# ... and what stands where it shall write. A command in which {} is written once more may write over
# what it wrote then, unless its line ends in an exclamation mark: a person has changed that.
COMMAND = {
    "compile": "compile t.yaml other -o {} --jobs 1",
    "propose": "propose names.txt --table t.yaml -o {}",
    "propose --beside": "propose names.txt --table t.yaml --beside other -o {}",
    "review": "review p.yaml --csv {} !",
    "import": "import pairs names.txt -o {} --licence CC0-1.0 !",
    "import sheet": "import sheet names.csv -o {} --licence CC0-1.0 !",
    "export": "export synonyms t.yaml other -o {} !",
    "stats": "stats t.yaml other -o {}",
    "report": "report names.txt --table t.yaml --table other -o {}",
    "report --column": "report names.csv --column name --table t.yaml -o {}",
    "resolve": "resolve --file names.txt --table t.yaml --table other -o {} !",
    "resolve --column": "resolve --column name names.csv --table list=t.yaml -o {} !",
    "resolve --audit": "resolve --file names.txt --table t.yaml --table other --audit {}",
    "resolve --column --audit": "resolve --column name names.csv --table list=t.yaml --audit {}",
}
# What each reads besides the files that its line names: the tables of a folder, and those beside.
MORE = {
    "compile": ["other/o.yaml"],
    "propose": ["beside.yaml"],
    "propose --beside": ["other/o.yaml"],
    "review": ["t.yaml", "beside.yaml"],
    "export": ["other/o.yaml"],
    "stats": ["other/o.yaml"],
    "report": ["other/o.yaml"],
    "resolve": ["other/o.yaml"],
    "resolve --audit": ["other/o.yaml"],
}


@pytest.fixture(autouse=True)
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The files, in the folder where the commands run."""
    (tmp_path / "other").mkdir()
    for name, text in READ.items():
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)


def contents() -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(Path().rglob("*")) if path.is_file()}


def ran(name: str, output: str, *more: str) -> Ran:
    return run(*COMMAND[name].rstrip(" !").format(output).split(), *more, resolver=None)


def test_every_command_that_writes_a_file_is_here() -> None:
    written = {"output", "audit"}
    [commands] = [action.choices for action in parser()._actions if action.dest == "==SUPPRESS=="]
    assert {name.split()[0] for name in COMMAND} == {
        name for name in COMMANDS if written & {each.dest for each in commands[name]._actions}
    }


@pytest.mark.parametrize("name", COMMAND)
def test_no_command_writes_over_what_it_reads(name: str) -> None:
    """Not even with --force: one line, and no file is changed."""
    inputs = {word.rpartition("=")[2] for word in COMMAND[name].split()} & {*READ}
    before = contents()
    for path in sorted({*inputs, *MORE.get(name, [])}):
        for given in (path, str(Path(path).absolute())):
            for more in ([], ["--force"]):
                refused = ran(name, given, *more)
                assert refused.status == 2
                assert re.fullmatch(
                    r"translit \w+: error: .* is (read|there already): .*\n", refused.err
                )
                assert contents() == before


@pytest.mark.parametrize("name", COMMAND)
def test_what_somebody_else_made_is_left_alone(name: str) -> None:
    """But with --force."""
    output = "mine.csv"
    Path(output).write_text("mine: 1\n", "utf-8")
    before = contents()
    refused = ran(name, output)
    assert (refused.status, contents()) == (2, before)
    assert re.fullmatch(r"translit \w+: error: .* is there already: .*\n", refused.err)
    assert ran(name, output, "--force").status in (0, 1)
    assert contents().keys() == before.keys()
    assert contents()[output] != before[output]


@pytest.mark.parametrize("name", COMMAND)
def test_what_a_command_made_it_may_make_anew(name: str) -> None:
    first, again = ran(name, "made.csv"), ran(name, "made.csv")
    assert first.status in (0, 1)
    assert again.status == (2 if COMMAND[name].endswith("!") else first.status)


NAMES = ["resolve", "--file", "names.txt", "--table", "t.yaml"]
COLUMN = ["resolve", "--column", "name", "names.csv", "--table", "t.yaml"]


@pytest.mark.parametrize("given", [NAMES, COLUMN, [*COLUMN, "--top", "2"]], ids=" ".join)
@pytest.mark.parametrize("format", ["csv", "tsv", "jsonl", None])
@pytest.mark.parametrize("more", [[], ["--no-header"], ["--no-formulas"]], ids=" ".join)
def test_a_file_of_answers_holds_what_would_be_shown(
    given: list[str], format: str | None, more: list[str]
) -> None:
    words = [*given, *more, *(["--format", format] if format else [])]
    shown = run(*words, resolver=None)
    written = run(*words, "-o", "answers", resolver=None)
    assert (written.status, written.out) == (shown.status, "")
    assert written.err == shown.err + "translit: answers: written\n"
    assert Path("answers").read_bytes() == shown.out.encode()


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "JSONL", "txt"])
def test_the_ending_of_a_file_of_answers_says_how_it_is_written(ending: str) -> None:
    run(*NAMES, "-o", f"answers.{ending}", resolver=None)
    format = "tsv" if ending == "txt" else ending.lower()
    shown = run(*NAMES, "--format", format, resolver=None)
    assert Path(f"answers.{ending}").read_text("utf-8") == shown.out


@pytest.mark.parametrize(
    "wrong",
    [
        [*NAMES, "--table", "none.yaml", "-o", "answers"],
        [*COLUMN, "--column", "nobody", "-o", "answers"],
        [*NAMES, "-o", "answers.xlsx"],
        [*NAMES, "-o", "answers", "--audit", "./answers"],
        [*NAMES, "-o", "none/answers"],
    ],
    ids=" ".join,
)
def test_what_fails_writes_no_file_of_answers(wrong: list[str]) -> None:
    before = contents()
    failed = run(*wrong, resolver=None)
    assert failed.status == 2
    assert failed.err.count("\n") == 1
    assert contents() == before


def test_an_audit_trail_stands_in_the_first_line_of_the_file() -> None:
    run(*NAMES, "--format", "jsonl", "--audit", "-", "-o", "answers", resolver=None)
    first, *answers = Path("answers").read_text("utf-8").splitlines()
    assert first.startswith('{"audit": ')
    assert len(answers) == 1
