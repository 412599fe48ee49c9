"""`resolve --column`: hints row by row, candidates for people to look through, several lists
apart, and a status that says that all is clear.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from commands import command, run
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import translit
from translit.doors.cli import main
from translit.doors.cli.columns import ADDED, CANDIDATES, HITS, SURPLUS
from translit.model.nouns import Entry, Policy
from translit.resolving.resolver import Resolver

ENTRIES = (
    Entry("p1", "Muammar Gaddafi", ("Moammar Kadafi",), "person", weak=("Gaddafi",)),
    Entry("p2", "Ahmad Hassan", (), "person"),
    Entry("p3", "Ahmad Hasan", (), "person"),
    Entry("x", "Gaddafi Street", (), "place"),
)
RESOLVER = Resolver(ENTRIES)
NAMES = ("Muammar Gadafi", "Gaddafi", "Ahmed Hassan", "Ivan Petrov", "", "Gaddafi St")
rows = st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from(["", "person", "place"])))
UN = """\
table: un
licence: CC0-1.0
about: Made up.
entries:
  u1: {name: Muammar Qaddafi, same_as: {ofac: o1}}
  u2: {name: Ahmad Hassan, same_as: {wikidata: Q1}}
"""
OFAC = "id,alias,kind\no1,Muammar Gaddafi,\no2,Ahmad Hassan,\n"


def sheet(cells: list[tuple[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([("name", "kind"), *cells])
    return text.getvalue().encode()


def read(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@given(rows, st.integers(1, 3), st.sampled_from([0.0, 0.2, 0.9]))
def test_each_candidate_of_a_row_is_a_row(
    cells: list[tuple[str, str]], top: int, least: float
) -> None:
    """Those of the function, best first, with what their alias is; a row without any stays. The
    status says whether there are any.
    """
    ran = run(
        *("resolve", "--column=name", "--type-column=kind", "-", "--screen"),
        *(f"--top={top}", f"--least={least}"),
        stdin=sheet(cells),
        resolver=Resolver(ENTRIES, policy=Policy(least=least)),
    )
    answers = [
        RESOLVER.resolve(name, type=kind or None, policy=Policy(least=least))
        for name, kind in cells
    ]
    wanted = [
        (cell, *(candidate[:3] if candidate else ("", "", "")))
        for cell, answer in zip(cells, answers, strict=True)
        for candidate in answer.hits[:top] or [None]
    ]
    id, name, alias = HITS[2:5]
    found = read(ran.out)
    assert [((r["name"], r["kind"]), r[id], r[name], r[alias]) for r in found] == wanted
    assert ran.status == any(answer.hits for answer in answers)
    assert {r["translit_kind"] for r in found} <= {"", "name", "alias", "weak"}


@given(rows)
def test_jsonl_keeps_every_column(cells: list[tuple[str, str]]) -> None:
    """An object a row: its cells, the answer, and the candidates."""
    ran = run(
        "resolve", "--column=name", "--format=jsonl", "-", stdin=sheet(cells), resolver=RESOLVER
    )
    for line, (name, kind) in zip(ran.out.splitlines(), cells, strict=True):
        record, answer = json.loads(line), RESOLVER.resolve(name)
        assert (record["name"], record["kind"]) == (name, kind)
        assert record["translit_id"] == answer.id
        assert record[CANDIDATES] == [each._asdict() for each in answer.candidates]


def test_jsonl_loses_no_cell_and_no_column() -> None:
    """Surplus cells stand by themselves; two columns of one name are refused."""
    ran = run(
        "resolve", "--column=a", "--format=jsonl", "-", stdin=b"a\nx,y,z\n\nw\n", resolver=RESOLVER
    )
    assert [json.loads(line).get(SURPLUS) for line in ran.out.splitlines()] == [["y", "z"], None]
    twice = run("resolve", "--column=a", "--format=jsonl", "-", stdin=b"a,b,b\n", resolver=RESOLVER)
    assert twice[::2] == (
        2,
        (
            "translit: standard input:1: several columns 'b', of which an object holds one: rename"
            " them, or write csv\n"
        ),
    )


def test_a_hint_that_cannot_be_right_is_told_with_its_row() -> None:
    """The header is row 1, and blank lines are none."""
    for option in ("--type-column", "--within-column"):
        ran = run(
            "resolve", "--column=name", option, "kind", "-",
            stdin=b"name,kind\nGaddafi,\n\nGaddafi,persn\n", resolver=RESOLVER,
        )  # fmt: skip
        assert ran.status == 2
        assert ran.err.startswith("translit: standard input: row 3: no entry has the ")


@pytest.fixture
def lists(tmp_path: Path) -> list[str]:
    (tmp_path / "un.yaml").write_text(UN)
    (tmp_path / "ofac.csv").write_text(OFAC)
    return [f"--table=un={tmp_path / 'un.yaml'}", f"--table=ofac={tmp_path / 'ofac.csv'}"]


def test_lists_answer_apart(lists: list[str]) -> None:
    """A name on two lists is two hits, and no tie; what `same_as` joins has one number."""
    ran = command(
        *("resolve", *lists, "--column=name", "--least=0.3", "-"),
        stdin=b"name\nMuammar Kadafi\nAhmad Hassan\nIvan Petrov\n",
    )
    found = [
        tuple(r[f"translit_{key}"] for key in ("hit", "list", "candidate", "outcome"))
        for r in read(ran.stdout.decode())
    ]
    assert found == [
        ("1", "ofac", "o1", "FUZZY"),
        ("1", "un", "u1", "FUZZY"),
        ("1", "ofac", "o2", "EXACT"),
        ("2", "un", "u2", "EXACT"),
        ("", "", "", "TOO_FAR"),
    ]


@pytest.mark.parametrize(
    "words", ["resolve", "resolve --jobs=2", "explain", "scan", "report", "cluster", "variants"]
)
def test_only_a_column_is_resolved_by_lists(words: str, lists: list[str]) -> None:
    """Others say so, and not that there is no such file."""
    ran = command(*words.split(), *lists, "-", stdin=b"Kadafi\n")
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"translit: only `resolve --column` takes tables with names, as '")
    assert ran.stderr.count(b"\n") == 1


FOUR = ("Muammar Kadafi", "Ahmad Hassan", "Ivan Petrov", "Kadafi")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.sampled_from(FOUR), max_size=4),
    st.sampled_from([None, 1, 2]),
    st.sampled_from([0.0, 0.3, 0.9]),
)
def test_the_function_screens_as_the_command_does(
    lists: list[str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    names: list[str],
    top: int | None,
    least: float,
) -> None:
    """Hit by hit, for a column as for each name; the row itself has the likeliest answer."""
    policy = Policy(least=least)
    apart = {name: path for name, _, path in (each[8:].partition("=") for each in lists)}
    screened = translit.Lists(apart, policy=policy)
    rows = screened.resolve_many(iter(names), top=top)
    assert rows == [screened.resolve(name, top=top) for name in names]
    (path := tmp_path / "names.csv").write_text("\n".join(["name", *names, ""]))
    options = [f"--least={least}", *([f"--top={top}"] if top else [])]
    main(["resolve", *lists, "--column=name", "--format=jsonl", *options, str(path)])
    told = capsys.readouterr().out.splitlines()
    for row, line in zip(rows, told, strict=True):
        record = json.loads(line)
        best = max(row.answers.values(), key=lambda answer: answer.score)
        assert (record["translit_id"], record["translit_score"]) == (best.id, best.score)
        assert record[CANDIDATES] == [
            {
                "hit": hit.number,
                "list": hit.list,
                "candidate": hit.candidate.id,
                "candidate_name": hit.entry.name,
                "alias": hit.candidate.alias,
                "kind": hit.kind,
                "candidate_score": hit.candidate.score,
            }
            for hit in row.hits
        ]


def test_lists_are_named_and_keep_their_policy() -> None:
    """What is no name and its list is refused; a Resolver answers by its own policy."""
    for wrong in ({}, ["un.yaml"], "un.yaml"):
        with pytest.raises(translit.EntryError, match="lists have names: pass them as"):
            translit.Lists(wrong)  # type: ignore[arg-type]
    strict = Resolver(ENTRIES, policy=Policy(least=0.999))
    lists = translit.Lists({"strict": strict, "plain": ENTRIES}, policy=Policy(least=0.2))
    assert repr(lists) == "<Lists: strict, plain>"
    assert [hit.list for hit in lists.resolve("Gaddafi Stret").hits] == ["plain"]
    assert {*lists.to_dict()} == {"strict", "plain"}
    with pytest.raises(translit.EntryError, match="person"):
        lists.resolve("Gaddafi", type="persn")


def test_all_clear(lists: list[str]) -> None:
    """A status and a line say so; or how many rows are to be looked at."""
    asked = ("resolve", *lists, "--column=name", "--least=0.3", "--screen", "-")
    clear = command(*asked, stdin=b"name\nIvan Petrov\n")
    assert (clear.returncode, clear.stderr) == (
        0,
        b"translit: all clear: none of 1 rows has a candidate with a score of at least 0.3\n",
    )
    found = command(*asked, stdin=b"name\nIvan Petrov\nAhmad Hassan\n")
    assert (found.returncode, found.stderr) == (
        1,
        b"translit: 1 of 2 rows have a candidate with a score of at least 0.3\n",
    )


def test_added_columns_are_free() -> None:
    """What is added takes no name that the file has."""
    for taken in (ADDED[0], HITS[0]):
        ran = run(
            "resolve", "--column=name", "--top=1", "-", stdin=f"name,{taken}\n".encode(),
            resolver=RESOLVER,
        )  # fmt: skip
        assert f"a column '{taken}' already" in ran.err


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1), st.floats(0, 1))
def test_least_decides_nothing(one: float, other: float) -> None:
    """It tells which candidates are hits: fewer, the more it asks; and nothing else moves."""
    low, high = sorted((one, other))
    for name in NAMES:
        few, many = (RESOLVER.resolve(name, policy=Policy(least=least)) for least in (high, low))
        assert {*few.hits} <= {*many.hits} <= {*many.candidates}
        assert few._replace(policy=many.policy) == many


def test_prefer_reaches_the_function() -> None:
    """As a list of types."""
    names = [Entry("a", "Springfield", (), "city"), Entry("b", "Springfield", (), "village")]
    ran = run(
        "resolve", "--no-header", "--prefer=town,village", "Springfield", resolver=Resolver(names)
    )
    assert "no entry has the type 'town'" in ran.err
    ran = run("resolve", "--no-header", "--prefer=village", "Springfield", resolver=Resolver(names))
    assert ran.out.split("\t")[1] == "b"
    with pytest.raises(translit.EntryError, match="least must lie in"):
        Policy(least=2)


TWO = Resolver(
    [
        Entry("a", "Zahraa", at=(36.2, 37.16)),
        Entry("d", "Zahraa", at=(33.51, 36.29)),
    ]
)


def test_rows_say_where_they_are() -> None:
    """A row without a point has that of --near, or none."""
    asked = ("resolve", "--column=name", "--lat-column=lat", "--lon-column=lon", "-")
    rows = b"name,lat,lon\nZahraa,36.21,37.1\nZahraa,33.5,36.3\nZahraa,,\n"
    found = [row["translit_id"] for row in read(run(*asked, stdin=rows, resolver=TWO).out)]
    assert found == ["a", "d", ""]
    ran = run(*asked, "--near=33.4,36.2", stdin=rows, resolver=TWO)
    assert [row["translit_id"] for row in read(ran.out)] == ["a", "d", "d"]


def test_where_nothing_can_be_is_told_with_its_row() -> None:
    asked = ("resolve", "--column=name", "--lat-column=lat", "--lon-column=lon", "-")
    ran = run(*asked, stdin=b"name,lat,lon\nZahraa,36,37\nZahraa,136,37\n", resolver=TWO)
    assert ran.status == 2
    assert "row 3: latitude must lie in [-90, 90]" in ran.err
    assert "swap the two" in ran.err
    alone = run(*asked[:3], "-", stdin=b"name,lat,lon\n", resolver=TWO)
    assert "go together" in alone.err
    assert "--near" in run("resolve", "--near=36", "Zahraa", resolver=TWO).err


def test_cluster_takes_a_column(tmp_path: Path) -> None:
    """As it takes the lines of a file; blank cells and lines are no names."""
    (tmp_path / "a.csv").write_text("no,name\n1,Zuwara\n\n2,\n3,Zwara\n4,Misrata\n")
    found = run("cluster", "--column=name", str(tmp_path / "a.csv"))
    assert found == run("cluster", "Zuwara", "Zwara", "Misrata")
    assert run("cluster", "--column=nam", str(tmp_path / "a.csv")).status == 2
    assert "none.csv" in run("cluster", "--column=name", "none.csv").err
    assert run("cluster", "--column=name", "a", "b").status == 2
