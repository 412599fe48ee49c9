"""What is wrong in many places for one cause is told once, with the number of places."""

from __future__ import annotations

import pickle
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import RESOLVER, run
from hypothesis import given
from hypothesis import strategies as st

from translit import check
from translit.files.reading import LONGEST_NAME, MOST_FAULTS
from translit.model.errors import Fault, TableError, summed

FAULTS = st.lists(
    st.builds(
        Fault,
        st.sampled_from(["a.yaml", "b.csv"]),
        st.just(0),
        st.just(1),
        st.sampled_from(["kind", "value"]),
        st.integers(1, 9).map("fault {}".format),
        st.booleans(),
    ),
    max_size=60,
).map(lambda faults: [fault._replace(line=line) for line, fault in enumerate(faults, 1)])
NUMBER = re.compile(r"(?:and|last of|\() ?([\d,]+) (?:more such|times)")


def number(line: str) -> int:
    """How many faults a line stands for."""
    found = NUMBER.search(line)
    return int(found[1].replace(",", "")) if found else 1


@given(FAULTS, st.integers(1, 6))
def test_each_fault_is_told_or_counted(faults: list[Fault], most: int) -> None:
    """The numbers add up for each code of a file; so many have a text of their own, each with its
    first place; and few faults are told as they are.
    """
    told = summed(faults, most)
    kinds, counted = Counter(map(kind, faults)), Counter[object]()
    for fault in told:
        counted[kind(fault)] += number(fault.message)
    assert counted == kinds
    assert all(lines <= most + 1 for lines in Counter(map(kind, told)).values())
    lines = [fault.line for fault in told]
    assert lines == sorted(lines)
    if len({(kind(fault), fault.message) for fault in faults}) == len(faults) <= most:
        assert told == faults


def kind(fault: Fault) -> tuple[str, str, bool]:
    return fault.path, fault.code, fault.note


@given(FAULTS)
def test_an_error_takes_its_faults_to_another_process(faults: list[Fault]) -> None:
    error = TableError(faults)
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.faults, str(copy)) == (tuple(faults), str(error))


# --- the commands ---------------------------------------------------------------------------------

HEAD = "table: t\nlicence: CC0-1.0\nabout: A table.\nentries:\n"
PROPOSALS = "proposals: t\nfile: t.yaml\nmade: 2026-11-30\nentries:\n  t.a:\n    aliases:\n"


def table(count: int) -> str:
    entry = "  t.e{0}:\n    name: Name {0}\n    alias: [A]\n"
    return HEAD + "".join(map(entry.format, range(count)))


def nested(count: int) -> str:
    return HEAD + "  t.a:\n    name: A\n    aliases:\n" + "      - {a: b}\n" * count


def proposals(count: int) -> str:
    spelling = "      - {{alias: A{}, decision: [ja]}}\n"
    return PROPOSALS + "".join(map(spelling.format, range(count)))


def rows(count: int) -> str:
    return "id,alias\n" + "".join(f"t.{at},\n" for at in range(count))


def kinds(count: int) -> str:
    return "id,alias,kind\n" + "".join(f"t.{at},A{at},odd{at}\n" for at in range(count))


def sheet(count: int) -> str:
    return "Code,Title\n" + ",Aleppo\n" * count


def long(count: int) -> str:
    return ("x" * (LONGEST_NAME + 9) + "\n") * count


# What floods, and the commands that read it.
Case = tuple[str, Callable[[int], str], list[str]]
CAUSES: list[Case] = [
    ("t.yaml", table, ["resolve", "x", "--table", "{}"]),
    ("t.yaml", table, ["check", "{}"]),
    ("t.yaml", table, ["check", "{}", "--format=github"]),
    ("t.yaml", table, ["compile", "{}", "-o", "{}.translit"]),
    ("t.yaml", table, ["stats", "{}"]),
    ("t.yaml", table, ["diff", "{}", "{}"]),
    ("t.yaml", table, ["rename", "t.a", "t.b", "--table", "{}"]),
    ("t.yaml", nested, ["check", "{}"]),
    ("t.yaml", nested, ["propose", "--table", "{}"]),
    ("p.yaml", proposals, ["review", "{}"]),
    ("p.yaml", proposals, ["apply", "{}"]),
    ("t.csv", rows, ["check", "{}"]),
    ("t.csv", rows, ["scan", "--table", "{}"]),
    ("t.csv", kinds, ["explain", "x", "--table", "{}"]),
    ("t.csv", rows, ["import", "csv", "{}", "-o", "{}.yaml", "--licence=CC0-1.0"]),
    (
        "s.csv",
        sheet,
        ["import", "sheet", "{}", "-o{}.yaml", "--licence=MIT", "--id=Code", "--name=Title"],
    ),
    ("l.txt", long, ["resolve", "--file", "{}"]),
    ("l.txt", long, ["cluster", "--file", "{}"]),
    ("l.txt", long, ["variants", "--file", "{}"]),
]


def told(count: int, case: Case, folder: Path) -> tuple[int, list[str]]:
    """The status of a command over so many faults, and its lines but for the records."""
    name, made, words = case
    path = folder / name
    path.write_text(made(count), "utf-8")
    resolver = RESOLVER if made is long else None
    ran = run(*(word.format(path) for word in words), resolver=resolver)
    return ran.status, [*ran.err.splitlines(), *(ran.out if "check" in words else "").splitlines()]


@pytest.mark.parametrize("case", CAUSES, ids=lambda case: f"{case[1].__name__}-{case[2][0]}")
def test_one_cause_takes_few_lines_and_is_counted(case: Case, tmp_path: Path) -> None:
    """More faults of one cause take no more lines; how many there are is told, or after how many
    reading stopped.
    """
    (status, few), (same, many) = (told(count, case, tmp_path) for count in (40, 80))
    assert same == status != 0
    for count, lines in ((40, few), (80, many)):
        stopped = [line for line in lines if "reading stopped here" in line]
        faults = [line for line in lines if re.search(":[0-9]+:|line=", line)]
        total = sum(map(number, faults)) - len(stopped)
        assert total == (MOST_FAULTS if stopped else count)
        assert len(lines) <= 22
    assert len(many) <= len(few) + 1


@pytest.mark.parametrize(
    ("made", "words", "message"),
    [
        (table, ["review", "{}"], "this is a table, and no proposals"),
        (table, ["apply", "{}"], "this is a table, and no proposals"),
        (proposals, ["check", "{}"], "these are proposals, and no table"),
        (proposals, ["resolve", "x", "--table", "{}"], "these are proposals, and no table"),
    ],
)
def test_another_kind_of_file_is_told_in_one_line(
    made: Callable[[int], str], words: list[str], message: str, tmp_path: Path
) -> None:
    status, lines = told(99, ("x.yaml", made, words), tmp_path)
    assert (status, len(lines)) == (2, 1)
    assert message in lines[0]


def test_check_tells_each_fault_if_asked(tmp_path: Path) -> None:
    status, lines = told(80, ("t.yaml", table, ["check", "--all", "{}"]), tmp_path)
    assert (status, len(lines)) == (2, 80)
    assert len(check(tmp_path)) == 80
