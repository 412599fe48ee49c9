"""The whole round: names that were met are proposed, reviewed and applied; laws first."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from commands import interruptible
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import translit
from translit import Outcome, strategies
from translit.doors.cli import main
from translit.doors.cli.options import INTERRUPTED
from translit.editing.deciding import carried, decided, decision, items
from translit.editing.proposals import YES, Proposals, Proposed, Question, Spelling, dump, read
from translit.editing.propose import Met, context, in_rows, in_text, new_id, propose
from translit.editing.review import review
from translit.language.split import strong_key

TABLE = """# towns of Libya, by hand
table: towns
licence: CC0-1.0
about: Some towns.
sources: {hand: written for a test}
defaults: {type: place}
entries:
  ly.zuwara:   # on the coast
    name: Zuwara
    native: زوارة
    aliases: [Zuara]   # seen somewhere
  ly.misrata:
    name: Misrata
    aliases:
      - مصراتة          # Arabic
  ly.tripoli: {name: Tripoli}
refuse: [the coast]
tests:
  - {mention: Zuwara, id: ly.zuwara}
"""
NAMES = st.one_of(
    strategies.names("Latn"),
    st.sampled_from(
        ["Zwarah", "Zuwarah", "Misurata", "Zintan", "Zentan", "Zuwara", "the coast", "Zuara"]
    ),
)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "towns.yaml"
    path.write_text(TABLE, "utf-8")
    return path


def accepted(proposals: Proposals) -> Proposals:
    """Yes to everything that can be answered so."""
    for item in items(proposals):
        if not item.question:
            proposals = decided(proposals, item, YES)
    return proposals


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
    max_examples=25,
)
@given(names=st.lists(NAMES, max_size=8), chance=st.randoms(use_true_random=False))
def test_what_was_proposed_and_accepted_resolves(
    table: Path, names: list[str], chance: random.Random
) -> None:
    """Each name to its entry; in any order the same is proposed; a known alias never; the second
    time nothing is left to add.
    """
    table.write_text(TABLE, "utf-8")
    before = translit.load(table)
    file = table.parent / "proposals.yml~"
    proposals = propose(names, table, made="2026-11-25", beside_file=str(file))
    assert (
        propose(chance.sample(names, len(names)), table, made="2026-11-25", beside_file=str(file))
        == proposals
    )
    held = {
        strong_key(alias)
        for entry in before.entries.values()
        for alias in (entry.name, *entry.aliases)
    }
    assert not held & {
        strong_key(spelling.alias) for entry in proposals.entries for spelling in entry.aliases
    }
    file.write_text(dump(accepted(proposals)), "utf-8")
    assert read(file) == accepted(proposals)
    translit.apply(file)
    after = translit.load(table)
    for entry in proposals.entries:
        for spelling in entry.aliases:
            assert after.resolve(spelling.alias).id == entry.id
    assert "# seen somewhere" in table.read_text("utf-8")
    assert not propose(names, table, made="2026-11-25").entries
    assert translit.apply(file) == ""


def test_what_is_proposed(table: Path) -> None:
    """A name by likeness under its entry, unknown ones in groups, and what is refused or known
    nowhere.
    """
    found = propose(
        ["Zwarah", "zwarah", "ZWARAH", "Zintan", "Zintane", "The Coast", "Zuara", "Gharyan"],
        table,
        made="2026-11-25",
    )
    assert [
        (entry.id, entry.name, [spelling.alias for spelling in entry.aliases])
        for entry in found.entries
        if not entry.name
    ] == [("ly.zuwara", "", ["ZWARAH"])]
    assert found.entries[0].aliases[0].times == "3"
    assert float(found.entries[0].aliases[0].score) > 0.8
    new = {entry.id for entry in found.entries if entry.name}
    assert "new.gharyan" in new
    assert (found.table, found.file) == (
        "towns",
        str(table) if Path(found.file).is_absolute() else found.file,
    )


@given(
    st.lists(st.sampled_from(["Zawiya", "zawiya", "Zawiya 2", "Ziwa", "?"])),
    st.sets(st.sampled_from(["new.zawiya", "new.zawiya-2", "new.zawiya-3", "new.ziwa-2", "ly.x"])),
)
def test_new_entries_get_the_first_id_that_nothing_has(names: list[str], known: set[str]) -> None:
    taken = dict.fromkeys(known, 1)
    for name in names:
        plain = "new." + {"?": "name"}.get(name, name.lower().replace(" ", "-"))
        every = [plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3))]
        first = next(id for id in every if id not in taken)
        assert new_id(name, taken) == first
        assert first in taken


def test_ids_of_many_new_entries_of_one_name_are_found_at_once() -> None:
    """Each looks at one or two, and not at all that are there already."""

    class Counted(dict[str, int]):
        looks = 0

        def __contains__(self, id: object) -> bool:
            self.looks += 1
            return super().__contains__(id)

    taken = Counted()
    assert len({new_id("?", taken) for _ in range(500)}) == 500
    assert taken.looks <= 1000


def test_several_processes_propose_what_one_does(table: Path) -> None:
    """Names with hints and without, such as the tables don't know, too; in the same order."""
    names = ["Zwarah", "Misurata", "Zintan", "Zentan", "the coast", "Zuara", "Trípoli", "Gharyan"]
    met = [Met(name, place + 1, ("a",)) for place, name in enumerate(names)]
    met += [
        Met("Zwaara", 2, type="place"),
        Met("Zwaara", 3, type="ship"),
        Met("Misratah", within="ly.tripoli"),
        Met("Misrattah", within="nowhere"),
    ]
    one, two = (propose(met, table, made="2026-11-25", jobs=jobs) for jobs in (1, 2))
    assert dump(one) == dump(two)
    assert len(one.entries) > 2


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_interrupted_processes_say_nothing_and_killed_ones_a_line(tmp_path: Path) -> None:
    """While they resolve: no traceback, and nothing is left behind."""
    table = tmp_path / "towns.yaml"
    table.write_text(TABLE, "utf-8")
    names = "".join(f"Zwar{chr(97 + place % 26)}{place}\n" for place in range(20_000))
    (tmp_path / "names.txt").write_text(names, "utf-8")
    words = [sys.executable, "-m", "translit", "propose", "--jobs=2", "--table", str(table)]
    (tmp_path / "left").mkdir()
    for end, status, lines in ((interrupt, INTERRUPTED, 0), (kill_one, 2, 1)):
        with subprocess.Popen(
            [*words, str(tmp_path / "names.txt"), "-o", str(tmp_path / "proposals.yml")],
            stderr=subprocess.PIPE,
            preexec_fn=in_a_group,  # noqa: PLW1509 (this process has one thread)
            env={**os.environ, "TMPDIR": str(tmp_path / "left")},
        ) as running:
            end(running.pid)
            assert running.wait(30) == status
            assert running.stderr is not None
            assert running.stderr.read().count(b"\n") == lines
        assert not [*(tmp_path / "left").iterdir()]
    assert not (tmp_path / "proposals.yml").exists()


def in_a_group() -> None:
    interruptible()
    os.setpgrp()


def interrupt(process: int) -> None:
    """As a terminal does: all processes of the group are told."""
    workers(process)
    os.killpg(process, signal.SIGINT)


def kill_one(process: int) -> None:
    os.kill(workers(process)[0], signal.SIGKILL)


def workers(process: int) -> list[int]:
    """The processes that a process has at work, once there are several."""
    children = Path(f"/proc/{process}/task/{process}/children")
    for _ in range(600):
        found = [int(child) for child in children.read_text("utf-8").split()]
        found = [
            child for child in found if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
        ]
        if len(found) == 2:
            return found
        time.sleep(0.05)
    raise AssertionError("no processes were started")


def test_a_name_of_several_entries_is_a_question(tmp_path: Path) -> None:
    path = tmp_path / "table.yaml"
    text = TABLE.replace(
        "  ly.tripoli: {name: Tripoli}\n",
        "  a.one: {name: Qasr Abu Hadi}\n  b.two: {name: Qasr Abu Hadid}\n",
    )
    path.write_text(text, "utf-8")
    resolver = translit.load(path)
    unsure = [
        name
        for name in ("Qasr Abou Hady", "Qasr Abu Hadee", "Kasr Abou Hadie")
        if resolver.resolve(name).outcome is Outcome.AMBIGUOUS
    ]
    found = propose(unsure, path, made="2026-11-25")
    assert [question.names for question in found.questions] == [
        (name,) for name in sorted(unsure, key=strong_key)
    ]
    assert not found.entries


def test_mentions_in_a_text_come_with_their_context() -> None:
    resolver = translit.load([translit.Entry("ly.misrata", "Misrata")])
    text = (
        "The road was closed for days. Boats left Misraatah at night, and nobody knew where to."
        " Misrata was quiet."
    )
    [met] = in_text(text, "report.txt", resolver.scan)
    assert (met.name, met.sources) == ("Misraatah", ("report.txt",))
    assert "Boats left Misraatah at night" in met.examples[0]
    assert context("abc", 0, 3) == "abc"


def test_rows_bring_hints_and_counts() -> None:
    header, rows = (
        ["name", "count", "type", "within", "source"],
        [["Zwarah", "3", "place", "ly", "map"], ["", "", "", "", ""]],
    )
    assert [*in_rows(header, rows, "name", "f.csv")] == [Met("Zwarah", 3, ("map",), "place", "ly")]
    with pytest.raises(
        translit.TranslitError, match=r"f.csv:2: count must be a whole number, not 'x'"
    ):
        list(in_rows(header, [["Zwarah", "x"]], "name", "f.csv"))
    with pytest.raises(translit.TranslitError, match=r"no column 'town'"):
        list(in_rows(header, rows, "town", "f.csv"))


# --- review ---------------------------------------------------------------------------------------


@pytest.fixture
def file(table: Path) -> Path:
    path = table.parent / "proposals.yml~"
    path.write_text(
        dump(
            propose(
                ["Zwarah", "Misurata", "Gharyan"], table, made="2026-11-25", beside_file=str(path)
            )
        ),
        "utf-8",
    )
    return path


def asked(path: Path, *answers: str) -> list[str]:
    """The decisions after some answers, in the order of the file."""
    review(path, answers, lambda line: None)
    return [decision(read(path), item) for item in items(read(path))]


def test_each_decision_is_kept_and_one_goes_on_where_one_stopped(file: Path) -> None:
    everything = len([*items(read(file))])
    assert asked(file, "y", "q")[:2] == ["yes", "open"]
    assert asked(file, *["n"] * 20) == ["yes", *["no"] * (everything - 1)]
    assert review(file, [], lambda line: None) == (0, 0)


def test_undo_restores_the_bytes(file: Path) -> None:
    before = file.read_bytes()
    asked(file, "y", "n", "u", "u", "u", "q")
    assert file.read_bytes() == before


def test_another_id_is_taken_and_nonsense_asked_again(file: Path) -> None:
    assert asked(file, "nonsense", "ly.tripoli", "q")[0] == "ly.tripoli"


def test_an_id_of_tables_that_are_not_loaded_together_is_nonsense(file: Path) -> None:
    """What apply would refuse, review does: the bundled tables know Aleppo, and these don't."""
    assert asked(file, "sy.aleppo", "q")[0] == "open"


def test_the_best_name_of_a_new_entry_is_the_most_frequent_one(table: Path) -> None:
    """However many times each was met."""
    found = propose(
        [Met("Yefran", 5000), Met("Yafran", 4000), Met("Jafran", 3999)], table, made="2026-11-25"
    )
    assert [entry.name for entry in found.entries if len(entry.aliases) > 1] == ["Yefran"]


def test_the_end_of_the_answers_is_a_quit(file: Path) -> None:
    assert asked(file, "s")[:2] == ["skip", "open"]


def test_the_commands_go_the_whole_round(table: Path, tmp_path: Path, capsys, monkeypatch) -> None:
    import io

    names = tmp_path / "names.txt"
    names.write_text("Zwarah\nMisurata\nZwarah\n", "utf-8")
    file = tmp_path / "new.yml~"
    assert main(["propose", str(names), "--table", str(table), "-o", str(file)]) == 0
    monkeypatch.setattr("sys.stdin", io.StringIO("y\ny\n"))
    assert main(["review", str(file)]) == 0
    assert "met 2 times" in capsys.readouterr().out
    assert main(["apply", str(file)]) == 0
    resolver = translit.load(table)
    assert [resolver.resolve(name).outcome for name in ("Zwarah", "Misurata")] == [
        Outcome.EXACT,
        Outcome.EXACT,
    ]


# --- many at once ---------------------------------------------------------------------------------


def test_what_the_reader_sees(table: Path, tmp_path: Path) -> None:
    """The entry with its name, its type and the names that it has, and what the runner-up is."""
    file = tmp_path / "p.yml~"
    runner_up, examples = "ly.misrata 0.031", tuple("abcdefg")
    spelling = Spelling(
        "Zwarah", score="0.9", runner_up=runner_up, times="2", sources=("f",), examples=examples
    )
    proposals = Proposals(
        "towns", "towns.yaml", "2026-11-25", (Proposed("ly.zuwara", (spelling,)),)
    )
    file.write_text(dump(proposals), "utf-8")
    shown = list[str]()
    review(file, [], shown.append)
    assert shown == [
        "",
        "  Zwarah",
        "would be another name of:",
        "  Zuwara  (ly.zuwara, a place)",
        "    also: زوارة; Zuara",
        "score 0.9; met 2 times; f",
        "the next best, with 0.031:",
        "  Misrata  (ly.misrata, a place)",
        "    also: مصراتة",
        *(f"    {example}" for example in "abcde"),
        "1 of 1  [y]es  [n]o  [s]kip  [u]ndo  [q]uit, or another ID",
    ]


def ran(*words: object) -> int:
    return main([str(word) for word in words])


def test_many_are_decided_at_once(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """By score, by entry, by pattern; nothing is written in a dry run, and nothing twice."""
    before = file.read_bytes()
    assert ran("review", file, "--accept", "0.9", "--dry-run") == 1
    assert "yes  ly.zuwara  Zwarah  " in capsys.readouterr().out
    assert file.read_bytes() == before
    assert ran("review", file, "--accept", "0.9", "--match", "zw*") == 1
    assert ran("review", file, "--accept", "--entry", "ly.misrata") == 1
    assert ran("review", file, "--reject", "--match", "?haryan") == 0
    assert [decision(read(file), item) for item in items(read(file))] == ["yes", "yes", "no"]
    kept = file.read_bytes()
    assert ran("review", file, "--reject", "--match", "*") == 0
    assert file.read_bytes() == kept


@pytest.mark.parametrize(
    "words",
    [
        ("--accept",),
        ("--reject",),
        ("--accept", "2"),
        ("--accept", "--reject", "--match", "*"),
        ("--match", "*"),
        ("--dry-run",),
        ("--csv", "a.csv", "--decisions", "b.csv"),
    ],
)
def test_what_is_meant_must_be_said(file: Path, words: tuple[str, ...]) -> None:
    before = file.read_bytes()
    with pytest.raises(SystemExit) as left:
        ran("review", file, *words)
    assert left.value.code == 2
    assert file.read_bytes() == before


def test_decisions_go_through_a_spreadsheet_and_back(file: Path, tmp_path: Path) -> None:
    """Whatever it parts cells with, in any order of the rows; a name that would be a formula too."""
    formula = decided(read(file), next(items(read(file))), "open")
    entry = formula.entries[0]._replace(aliases=(*formula.entries[0].aliases, Spelling("=1+1")))
    file.write_text(dump(formula._replace(entries=(entry, *formula.entries[1:]))), "utf-8")
    sheet = tmp_path / "sheet.csv"
    assert ran("review", file, "--csv", sheet) == 0
    header, *lines = sheet.read_text("utf-8-sig").splitlines()
    assert any(",'=1+1," in line for line in lines)
    for mark, answers in ((",", ["YES", "no", "ly.tripoli", "skip"]), (";", ["no"] * 4)):
        rows = [f"{a}{line[4:]}" for a, line in zip(answers, lines, strict=True)]
        sheet.write_text("\n".join([header, *reversed(rows)]).replace(",", mark), "utf-8-sig")
        assert ran("review", file, "--decisions", sheet) == 0
        found = [decision(read(file), item) for item in items(read(file))]
        assert found == [answer.replace("YES", "yes") for answer in answers]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "open,Gharyan",
            "ly.zuwara,Gharyan",
            "2:1: value: the decision must be open, yes, no, skip",
        ),
        ("open,Zwarah", "maybe,Zwarah", "or the ID of an entry, not maybe"),
        ("open,Zwarah", "yes,Zwara", 'unknown: no such proposal: "alias; ly.zuwara; Zwara"'),
        ("decision,", "decided,", "1:1: columns: there is no column decision"),
    ],
)
def test_decisions_that_make_no_sense_change_nothing(
    file: Path, tmp_path: Path, old: str, new: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line for each, with its place."""
    sheet, before = tmp_path / "sheet.csv", file.read_bytes()
    ran("review", file, "--csv", sheet)
    text = sheet.read_text("utf-8-sig")
    assert old in text
    header, *lines = text.replace(old, new).splitlines()
    lines.sort(key=lambda line: new not in line)
    sheet.write_text("\n".join([header, *lines]), "utf-8-sig")
    assert ran("review", file, "--decisions", sheet) == 2
    assert told in capsys.readouterr().err
    assert file.read_bytes() == before


def test_propose_keeps_what_was_decided(file: Path, table: Path, tmp_path: Path) -> None:
    """And what is open still; what is new stands behind it."""
    asked(file, "y", "n")
    before = [*items(read(file))]
    decisions = [decision(read(file), item) for item in before]
    names = tmp_path / "names.txt"
    names.write_text("Zwarah\nMisratah\nGharyan\nYefran\n", "utf-8")
    assert ran("propose", names, "--table", table, "-o", file) == 0
    after = read(file)
    assert {(e.id, s.alias) for e in after.entries for s in e.aliases} >= {
        ("ly.zuwara", "Zwarah"),
        ("ly.misrata", "Misratah"),
        ("ly.misrata", "Misurata"),
    }
    assert sorted(decision(after, item) for item in items(after)) == sorted(
        [*decisions, "open", "open"]
    )
    kept = file.read_bytes()
    assert ran("propose", names, "--table", table, "-o", file) == 0
    assert file.read_bytes() == kept


def test_nobody_reviews_over_another(file: Path) -> None:
    """A file that somebody saved meanwhile stays as they saved it."""

    def answers():  # type: ignore[no-untyped-def]
        file.write_text(file.read_text("utf-8") + "# mine\n", "utf-8")
        yield "y"

    with pytest.raises(translit.TranslitError, match="somebody else changed this file"):
        review(file, answers(), lambda line: None)
    assert file.read_text("utf-8").endswith("# mine\n")


def test_a_question_may_be_rejected_and_not_accepted(file: Path) -> None:
    """By its name; an entry or a score isn't what a question has."""
    question = Question(("Tarabulus", "Trablus"), ("ly.tripoli", "lb.tripoli"))
    file.write_text(dump(read(file)._replace(questions=(question,))), "utf-8")
    ran("review", file, "--accept", "--match", "*")
    assert read(file).questions[0].decision == "open"
    ran("review", file, "--reject", "--match", "*", "--entry", "ly.zuwara")
    assert read(file).questions[0].decision == "open"
    assert ran("review", file, "--reject", "--match", "trab*") == 0
    assert read(file).questions[0].decision == "no"


@given(
    st.sampled_from(["Zwarah", "Gharyan"]), st.sampled_from([str.upper, str.lower, "al-{}".format])
)
def test_a_spelling_that_folds_alike_is_not_proposed_twice(
    name: str, change: Callable[[str], str]
) -> None:
    """What one run wrote with other capitals than another, the table would call the same."""
    old = Proposals("t", "t.yaml", "2026-11-30", (Proposed("t.x", (Spelling(name, "no"),)),))
    again = carried(old, old._replace(entries=(Proposed("t.x", (Spelling(change(name)),)),)))
    assert again == old


def test_a_file_looks_like_what_it_is(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A name that is that of a file is told, and so is a table that is read as lines."""
    path = tmp_path / "met.csv"
    path.write_text("name,count\nZwarah,3\n", "utf-8")
    for command in ("resolve", "explain", "variants"):
        ran(command, path, "--table", table)
        assert f"{path} is looked up as a name: to read the file" in capsys.readouterr().err
    ran("romanise", path)
    assert f"{path} is looked up as a name" in capsys.readouterr().err
    for words in (["report", path, "--format=tsv", "--table", table], ["cluster", "--file", path]):
        ran(*words)
        assert "the columns name, count is read as lines: name the" in capsys.readouterr().err
    ran("diff", table, table, "--mentions", path)
    assert "the columns name, count is read as lines\n" in capsys.readouterr().err


@pytest.mark.parametrize("made", ["tomorrow", "25.11.2026", "2026-11"])
def test_a_day_that_is_none_is_told(made: str, tmp_path: Path) -> None:
    """The file that says it could never be read again."""
    table = tmp_path / "towns.yaml"
    table.write_text("table: t\nlicence: MIT\nabout: x\nentries: {a: {name: Zuwara}}\n", "utf-8")
    with pytest.raises(
        translit.TranslitError, match=f'made must be a date, as 2026-11-25, not "{made}"'
    ):
        propose(["Zwara"], table, made=made)
