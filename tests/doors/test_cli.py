"""The command line: what it prints is what the functions answer, and nothing that goes in makes
it crash or hang.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from unittest import mock

import pytest
from commands import RESOLVER, command, interruptible, run
from hypothesis import example, given
from hypothesis import strategies as st

import translit
from translit.doors import cli
from translit.doors.cli import arguments, options, streams, texts
from translit.doors.cli.columns import ADDED
from translit.files.reading import LONGEST_LINE
from translit.files.writing import alive, inert
from translit.model.nouns import Outcome
from translit.resolving.answer import Resolution
from translit.resolving.resolver import Resolver

TABLE = """\
table: small
licence: CC0-1.0
about: A small table.  # source: made up
entries:
  sy.aleppo: {name: Aleppo, type: place, aliases: [Halab]}
  sy.aleppo.ramousa: {name: Ramousa, native: الراموسة, type: place, within: sy.aleppo}
"""
names = st.one_of(
    st.sampled_from(
        [
            "Ramousa",
            "al-Ramosa",
            "الراموسة",
            "Halab",
            "halabi",
            "Jaish el Islam",
            "",
            " ",
            '"Halab',
            "a\tb",
            "\ufeffHalab",
            "\x1b[31m",
        ]
    ),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n\r"), max_size=20),
)


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "small.yaml"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


def cells(answer: Resolution) -> list[str]:
    return [answer.id or "", answer.name or "", answer.outcome, f"{answer.score:.3f}"]


# Laws


@given(st.lists(names))
def test_each_line_in_is_one_record_out_in_order_and_the_functions_answer(given: list[str]) -> None:
    """A jsonl record is the function's answer for its line; the lines keep their order."""
    ran = run(
        "resolve",
        "--format",
        "jsonl",
        stdin="".join(f"{name}\n" for name in ["first", *given]).encode(),
    )
    answers = RESOLVER.resolve_many(["first", *given])
    for line, answer in zip(ran.out.split("\n")[:-1], answers, strict=True):
        record = json.loads(line)
        assert tuple(record[field] for field in options.ANSWER) == (
            answer.mention,
            answer.id,
            answer.name,
            answer.outcome,
            answer.score,
        )
        assert [tuple(c.values()) for c in record["candidates"]] == list(answer.candidates)
    assert ran.status == (0 if all(answers) else 1)


@given(st.lists(names, min_size=1), st.sampled_from(["csv", "tsv"]))
def test_text_formats_hold_what_the_functions_answer(given: list[str], kind: str) -> None:
    """csv and tsv hold a record a name, whether the names are arguments or lines; csv reads back
    as it went in.
    """
    ran = run("resolve", f"--format={kind}", "--", *given)
    wanted = [[answer.mention, *cells(answer)] for answer in RESOLVER.resolve_many(given)]
    if kind == "csv":
        assert list(csv.reader(io.StringIO(ran.out, newline=""))) == [list(options.ANSWER), *wanted]
    else:
        assert ran.out.split("\n")[1:-1] == [
            "\t".join(c.replace("\t", "\\t") for c in row) for row in wanted
        ]
    assert run(
        "resolve", f"--format={kind}", stdin="\n".join(["", *given, ""]).encode()
    ).out.endswith(ran.out.partition("\n")[2])


@given(st.text(st.sampled_from("aé\t\n\r\x0b\u2028\\"), max_size=8))
def test_a_cell_of_tsv_is_one_cell(text: str) -> None:
    """Neither a tab nor a line break ends it, be it that of Unix, of Windows, or of neither; and
    the cell tells what stood there.
    """
    [_, row, end] = run("resolve", "--format=tsv", "--", f"x{text}").out.split("\n")
    cell, *others = row.split("\t")
    assert (len(others), end) == (4, "")
    assert "\r" not in row
    assert cell == "x" + text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


@given(st.data())
def test_column_keeps_every_cell_and_row_of_random_csv(data: st.DataObject) -> None:
    """resolve --column gives back each row as it came, with the functions' answer for its cell
    added.
    """
    titles = st.text(
        st.characters(exclude_categories=["Cs"], exclude_characters="\t"), min_size=1, max_size=5
    )  # a tab would make it TSV
    header = data.draw(st.lists(titles, min_size=1, max_size=4, unique=True))
    cell = names | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    rows = data.draw(
        st.lists(st.lists(cell, min_size=len(header), max_size=len(header)), max_size=8)
    )
    column = data.draw(st.sampled_from(header))
    text = io.StringIO(newline="")
    csv.writer(
        text, lineterminator=data.draw(st.sampled_from(["\n", "\r\n"])), quoting=csv.QUOTE_ALL
    ).writerows([header, *rows])
    ran = run(
        "resolve",
        f"--column={column}",
        "--format=csv",
        "-",
        stdin=b"\xef\xbb\xbf" + text.getvalue().encode(),
    )
    answers = RESOLVER.resolve_many([row[header.index(column)] for row in rows])
    wanted = [[*row, *cells(answer)] for row, answer in zip(rows, answers, strict=True)]
    assert list(csv.reader(io.StringIO(ran.out, newline=""), strict=True)) == [
        [*header, *ADDED],
        *wanted,
    ]
    assert ran.status == (0 if all(answers) else 1)


@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8), min_size=2, max_size=2
    )
    .map(tuple)
    .flatmap(lambda row: st.lists(st.just(row), max_size=5))
)
def test_column_keeps_every_cell_and_row_of_random_tsv(rows: list[tuple[str, str]]) -> None:
    """In TSV a quote is a letter like any other: rows come back byte for byte."""
    text = "".join("\t".join(row) + "\n" for row in [("n\u00fa", "name"), *rows])
    ran = run("resolve", "--column=name", "-", stdin=text.encode())
    assert ["\t".join(line.split("\t")[:2]) for line in ran.out.split("\n")] == text.split("\n")


@given(
    st.text(st.characters(exclude_categories=["Cs"])).map(lambda t: t.lstrip("\ufeff")),
    st.integers(1, 9),
)
@example("a b\n\nc d\r\n\r\ne", 4)
@example("😀é" * 9, 5)
def test_pieces_are_the_whole_text(text: str, size: int) -> None:
    """Text read in pieces is the text, no piece is over the size, and reading in bytes cuts no
    letter.
    """
    with mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode()))):
        pieces = list(streams.pieces("-", "strict", size))
    assert "".join(pieces) == text
    assert all(len(piece) <= size for piece in pieces)


@given(st.text())
def test_nothing_visible_moves_a_terminal(text: str) -> None:
    """What goes to a terminal holds no control, line-breaking, direction-turning or unpaired
    character; plain text stays.
    """
    shown = streams.visible(text)
    assert not {c for c in shown if streams.category(c) in ("Cc", "Cs", "Zl", "Zp")}
    assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069") & set(shown)
    assert streams.visible(shown) == shown
    assert shown == text or not text.isprintable()


@given(st.text(max_size=40), st.integers(1, 12))
def test_clipped_fits(text: str, columns: int) -> None:
    """A clipped cell takes no more columns than it may, and is the text itself when that fits."""
    shown = streams.clipped(text, columns)
    assert shown == text or (streams.width(shown) <= columns and text.startswith(shown[:-1]))


# Records


def test_scan_offsets_count_from_the_start_of_the_file(tmp_path: Path) -> None:
    """A text longer than a piece gives the offsets and mentions of the text as a whole."""
    text = "Ramousa, 北京 and Halab.\r\n" * 400
    path = tmp_path / "long.txt"
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    with mock.patch.object(streams, "pieces", partial(streams.pieces, size=500)):
        rows = list(csv.DictReader(io.StringIO(run("scan", "--format=csv", str(path)).out)))
    assert len(rows) == 2 * text.count("\n")
    assert all(text[int(row["start"]) : int(row["end"])] == row["text"] for row in rows)


def test_scan_prints_the_mentions_of_the_function() -> None:
    """Each mention is a record with offsets in code points; several files put their names first."""
    text = "In Halab, al-Ramosa."
    wanted = [[str(m.start), str(m.end), m.text, *cells(m.resolution)] for m in RESOLVER.scan(text)]
    assert [row.split("\t") for row in run("scan", stdin=text.encode()).out.splitlines()] == [
        list(texts.FOUND),
        *wanted,
    ]
    several = run("scan", "-", os.devnull, stdin=text.encode()).out.splitlines()
    assert [row.split("\t") for row in several] == [
        ["file", *texts.FOUND],
        *(["-", *row] for row in wanted),
    ]


def test_scan_settles_by_what_is_near_if_that_is_asked_for() -> None:
    """In records and on the page."""
    near = translit.load(
        [
            translit.Entry("h", "Zahraa", at=(34.73, 36.73)),
            translit.Entry("a", "Zahraa", at=(36.21, 37.1)),
            translit.Entry("t", "Talbiseh", at=(34.84, 36.73)),
        ]
    )
    for more, status in (([], 1), (["--around"], 0)):
        for form in ("jsonl", "html"):
            asked = ("scan", *more, f"--format={form}")
            assert run(*asked, stdin=b"Zahraa and Talbiseh.", resolver=near).status == status


def test_scan_summary_groups_spellings_by_id() -> None:
    """One record an ID, the most mentioned first, with each spelling and its count."""
    text = b"Halab, Ramosa, Ramousa, Ramosa."
    assert run("scan", "--summary", stdin=text).out.splitlines()[1:] == [
        "sy.aleppo.ramousa\tRamousa\t3\tRamosa (2), Ramousa (1)",
        "sy.aleppo\tAleppo\t1\tHalab (1)",
    ]
    first = json.loads(run("scan", "--summary", "--format=jsonl", stdin=text).out.splitlines()[0])
    assert first == {
        "id": "sy.aleppo.ramousa",
        "name": "Ramousa",
        "count": 3,
        "spellings": {"Ramosa": 2, "Ramousa": 1},
    }


def test_table_aligns_wide_letters_marks_and_escapes() -> None:
    """Columns stay aligned below wide and combining characters, and what could move the cursor
    is spelt out.
    """
    out = run(
        "resolve", "--format=table", "北京", "हिंदी", "\x1b[2J", "a" * 99, resolver=Resolver([])
    ).out.splitlines()
    starts = {
        streams.width(line[: line.index(word)])
        for line, word in zip(out, ["outcome", *["NO_CANDIDATE"] * 4], strict=True)
    }
    assert len(starts) == 1
    assert out[3].startswith("\\u001b[2J ")
    assert out[4].startswith("a" * 59 + "… ")


def test_hints_reach_the_function() -> None:
    """--type and --within narrow the answers as the function's arguments do."""
    answer = RESOLVER.resolve("Halab", type="group")
    assert run("resolve", "--no-header", "Halab", "--type=group").out.strip("\n").split("\t") == [
        "Halab",
        *cells(answer),
    ]
    assert not answer
    assert run("resolve", "--within=sy.aleppo", "Ramousa").status == 0
    misspelt = run("resolve", "--within=sy.alepo", "Ramousa")
    assert misspelt[::2] == (2, "translit: no entry has the ID 'sy.alepo': sy.aleppo?\n")


def test_romanise_takes_arguments_or_keeps_the_lines_of_a_file() -> None:
    """Arguments come out one a line, a file with its own line breaks."""
    assert run("romanise", "Дом", "abc").out == f"{translit.romanise('Дом')}\nabc\n"
    assert (
        run("romanise", "--lang=uk", stdin="Дим\r\n\nx".encode()).out
        == translit.romanise("Дим", lang="uk") + "\r\n\nx"
    )


def test_explain_prints_the_sentences_of_each_answer() -> None:
    """explain is Resolution.explain, name by name, with the exit status of resolve."""
    ran = run("explain", "Ramosa", "Xyzzy")
    assert ran.out == "".join(
        RESOLVER.resolve(name).explain() + "\n\n" for name in ("Ramosa", "Xyzzy")
    )
    assert ran.status == 1


def test_cluster_numbers_the_groups_of_the_function(tmp_path: Path, table: str) -> None:
    """One record a name, with the number of its group; --least, --table and --ids are the
    function's arguments.
    """
    given = ["Jaysh al-Islam", "Jaish al-Islam", "Homs", "Homs"]
    file = tmp_path / "names.txt"
    file.write_text("\n".join(given), "utf-8")
    for argv, groups in (
        ((), translit.cluster(given)),
        (("--least=1",), translit.cluster(given, least=1)),
        (("--ids",), translit.cluster(given, RESOLVER)),
        (("--table", table), translit.cluster(given, RESOLVER)),
    ):
        wanted = [
            record for number, group in enumerate(groups, 1) for record in group.records(number)
        ]
        assert [record["name"] for record in wanted] == [name for group in groups for name in group]
        ran = run("cluster", "--format=jsonl", *argv, stdin="\n".join([*given, ""]).encode())
        assert [json.loads(line) for line in ran.out.splitlines()] == wanted
        assert run("cluster", "--format=jsonl", *argv, str(file)) == ran
    assert run("cluster", "--least=2", "Homs", "Hims").status == 2
    assert "no file is called homs.txt" in run("cluster", "homs.txt").err
    assert not run("cluster", "-", stdin=b"Homs").err


def test_check_prints_a_line_for_each_fault(tmp_path: Path, table: str) -> None:
    """Faults give 2, a sound table and mere notes 0."""
    broken = tmp_path / "broken.yaml"
    broken.write_text(TABLE.replace("name: Ramousa", "nam: Ramousa"), encoding="utf-8")
    assert run("check", table).status == 0
    assert run("check", str(broken)) == (
        2,
        "".join(f"{fault}\n" for fault in translit.check(str(broken))),
        "",
    )
    assert run("check", str(tmp_path / "none.yaml")).status == 2
    note = translit.Fault("x.yaml", 1, 2, "hint", "worth knowing", note=True)
    with mock.patch.object(translit, "check", return_value=[note]):
        assert run("check") == (0, "x.yaml:1:2: hint: worth knowing (only a note)\n", "")


# Rows of all kinds


def test_column_keeps_the_layout_of_a_table(tmp_path: Path) -> None:
    """What Excel wrote Excel opens: the mark of byte order, the sign between the cells and the ends
    of the lines stay, unless another format is asked for.
    """
    (path := tmp_path / "x.csv").write_bytes("\ufeffn;place\r\n1;Ramousa\r\n".encode())
    argv = ["resolve", "--column=place", str(path)]
    added = "sy.aleppo.ramousa;Ramousa;EXACT;0.999"
    titles = "translit_id;translit_name;translit_outcome;translit_score"
    out = run(*argv).out
    assert out == f"\ufeffn;place;{titles}\r\n1;Ramousa;{added}\r\n"
    out = run(*argv, "--format=csv").out
    assert out == f"n;place;{titles}\n1;Ramousa;{added}\n".replace(";", ",")


def test_a_table_given_for_lines_is_told(tmp_path: Path) -> None:
    """A line on stderr names the columns; a workbook is refused."""
    (path := tmp_path / "x.csv").write_text("n,place\n1,Ramousa\n")
    told = run("resolve", "--file", str(path)).err
    assert "a table with the columns n, place is read as lines: name the column" in told
    (path := tmp_path / "one.csv").write_text("place\nRamousa\n")
    assert "a table" not in run("resolve", "--file", str(path)).err
    (path := tmp_path / "x.xlsx").write_bytes(b"PK")
    ran = run("resolve", "--file", str(path))
    assert (ran.status, "is a workbook" in ran.err) == (2, True)


def test_column_copes_with_ragged_rows_and_blank_lines() -> None:
    """A short row is filled up, surplus cells stay after the answer, and a blank line stays a
    blank line.
    """
    text = b"id,name\n1\n\n2,Halab,more\n"
    assert run("resolve", "--column=name", "-", stdin=text).out.splitlines()[1:] == [
        "1,,,,NO_CANDIDATE,0.000",
        "",
        "2,Halab,sy.aleppo,Aleppo,EXACT,0.999,more",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "1: no column 'name'; the columns are: (the file is empty)"),
        (b"id,Nom\n", "1: no column 'name'; the columns are: id, Nom"),
        (b"id,Name\n", "1: no column 'name' (did you mean Name?); the columns are: id, Name"),
        (b'{"name": "Halab"}\n', "1: this looks like JSON: a column is one of CSV or TSV"),
        (b"name\rHalab\r", "1:1: quote: this row is broken CSV (a CR without LF): end lines with"),
        (b"name,name\n", "1: several columns 'name'"),
        (b"name,translit_id\n", "1: the file has a column 'translit_id' already"),
        (b'name\n"Halab\nx\n', "2:1: quote: this row is broken CSV"),
        (
            b"name\n" + b"x" * LONGEST_LINE + b"yyy\n",
            "2:1: long: a line of more than 1,048,576 bytes",
        ),
        (
            b"name\nHa\xe9lab\n",
            (
                "2:3: encoding: byte 0xe9 is not UTF-8: save the file as UTF-8, or read on with"
                " --errors replace"
            ),
        ),
    ],
)
def test_a_table_that_cannot_be_read_is_one_clear_line(text: bytes, message: str) -> None:
    """Trouble with the rows is named with file and line, and gives 2."""
    ran = run("resolve", "--column=name", "-", stdin=text)
    assert ran.status == 2
    assert ran.err.startswith(f"translit: standard input:{message}")
    assert ran.err.count("\n") == 1


def test_column_takes_its_format_from_the_name_of_the_file(tmp_path: Path) -> None:
    """.tsv is TSV, .csv is CSV even with a tab in its header; the output is of the same kind."""
    (tmp_path / "a.tsv").write_text("name\nHalab\n")
    (tmp_path / "a.csv").write_text("name,a\tb\nHalab,1\n")
    assert (
        run("resolve", "--column=name", str(tmp_path / "a.tsv")).out.splitlines()[1]
        == "Halab\tsy.aleppo\tAleppo\tEXACT\t0.999"
    )
    assert (
        run("resolve", "--column=name", str(tmp_path / "a.csv")).out.splitlines()[1]
        == "Halab,1,sy.aleppo,Aleppo,EXACT,0.999"
    )


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["nonsense"],
        ["resolve", "--form", "csv", "x"],
        ["resolve", "--format=xml", "x"],
        ["resolve", "--column=name", "a.csv", "b.csv"],
        ["resolve", "--column=name", "--format=table", "a.csv"],
        ["resolve", "--column=name", "--screen", "a.csv"],
        ["resolve", "--column=name", "--top=0", "a.csv"],
        ["resolve", "--column=name", "--table=a=a.csv", "--table=b.csv", "a.csv"],
        ["resolve", "--top=3", "x"],
        ["resolve", "--file=x", "x"],
        ["resolve", "--precision=high", "x"],
    ],
)
def test_usage_errors_give_two(argv: list[str]) -> None:
    """A wrong command line says in one line what is wrong, prints no data, and gives 2."""
    ran = run(*argv)
    assert ran.status == 2
    assert ran.out == ""
    assert re.fullmatch(r"translit[ a-z]*: error: .+\n", ran.err)


@pytest.mark.parametrize(
    "trouble", [RuntimeError("boom\nbang"), RecursionError(), MemoryError(), AssertionError("x")]
)
def test_a_bug_is_one_line_too(trouble: Exception) -> None:
    """Even a fault of translit's own reaches the user as one line, with a status of its own;
    TRANSLIT_DEBUG shows it whole.
    """
    with mock.patch.object(RESOLVER.__class__, "resolve_many", side_effect=trouble):
        ran = run("resolve", "x")
        assert ran.status == options.INTERNAL
        assert ran.err.count("\n") == 1
        with mock.patch.dict(os.environ, TRANSLIT_DEBUG="1"), pytest.raises(type(trouble)):
            run("resolve", "x")


def test_every_command_is_a_public_function_with_help() -> None:
    """Each command bears the name of what it is the shell of, and says what it does."""
    text = run("--help").out
    for name in ("resolve", "scan", "romanise", "cluster", "check"):
        assert name in translit.__all__
        assert f"    {name} " in text
        assert "Exit status" in run(name, "--help").out


# In processes of their own: statuses, pipes, signals, terminals


def test_exit_statuses(table: str) -> None:
    """0 all resolved, 1 some not, 2 table or usage error, as a shell sees them; talk keeps off
    stdout.
    """
    assert command("resolve", "--table", table, "Ramousa").returncode == 0
    assert command("resolve", "--table", table, "Ramousa", "Xyzzy").returncode == 1
    missing = command("resolve", "--table", table + "x", "Ramousa")
    assert (missing.returncode, missing.stdout) == (2, b"")
    assert b"Traceback" not in missing.stderr
    assert command("resolve", "--precision=2", "x").returncode == 2
    assert (
        command("resolve", "--file", table + "x").stderr
        == (
            f"translit: {table}x:0:0: unreadable: can't be read (No such file or directory): "
            "give a UTF-8 text file that exists and that you may read\n"
        ).encode()
    )


def test_bom_crlf_blank_and_unfinished_lines(table: str) -> None:
    """A byte order mark and carriage returns are no part of a name; a blank line keeps its
    place.
    """
    ran = command("resolve", "--table", table, stdin=b"\xef\xbb\xbfRamousa\r\n\r\nHalab")
    assert [line.split(b"\t")[0] for line in ran.stdout.splitlines()] == [
        b"mention",
        b"Ramousa",
        b"",
        b"Halab",
    ]
    assert command("resolve", "--table", table).stdout == b"mention\tid\tname\toutcome\tscore\n"
    assert command("scan", "--table", table).returncode == 0


def test_bad_bytes(table: str) -> None:
    """Bytes that are not UTF-8 are named with their place, or replaced on demand; in arguments
    they are spelt out.
    """
    bad = b"Ramousa\nx\xffy\n"
    ran = command("resolve", "--table", table, stdin=bad)
    assert ran.returncode == 2
    assert ran.stderr.startswith(
        b"translit: standard input:2:2: encoding: byte 0xff is not UTF-8: save"
    )
    assert (
        "x\ufffdy".encode()
        in command("resolve", "--table", table, "--errors=replace", stdin=bad).stdout
    )
    assert command("scan", "--table", table, stdin=bad).stderr.startswith(
        b"translit: standard input:2:2: encoding: byte 0xff"
    )
    if os.name == "posix":
        assert b"x\\udcffy" in command("resolve", "--table", table, os.fsdecode(b"x\xffy")).stdout


@pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")
@pytest.mark.parametrize(
    "asked",
    [
        ["check", "{}"],
        ["resolve", "--table", "{}", "Homs"],
        ["compile", "{}", "-o", "x.translit"],
        ["diff", "{}", "{}"],
        ["stats", "{}"],
        ["apply", "{}"],
        ["review", "{}"],
        ["rename", "a", "b", "--table", "{}"],
        ["import", "csv", "{}", "-o", "x.csv"],
    ],
    ids=lambda asked: asked[0],
)
def test_no_pipe_is_waited_for_as_a_table(asked: list[str], tmp_path: Path) -> None:
    """Nothing may ever be written into it: one line says so."""
    os.mkfifo(tmp_path / "tables")
    argv = [word.format("tables") for word in asked]
    command = [sys.executable, "-m", "translit", *argv]
    ran = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 2
    assert "it is a pipe, a socket or a device" in ran.stdout + ran.stderr
    assert (ran.stdout + ran.stderr).count("\n") == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (["resolve", "--table", "", "Homs"], "its path is empty"),
        (["check", ""], "its path is empty"),
        (["scan", ""], "its path is empty"),
        (["serve", "--url", "zzz", "--port", "0"], "url must begin with http:// or https://"),
    ],
)
def test_what_leads_nowhere_is_told(asked: list[str], message: str) -> None:
    """An empty path, as of a variable that isn't set, is no folder; an address has its scheme."""
    ran = run(*asked, resolver=None)
    assert ran.status == 2
    assert message in ran.out + ran.err


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals of POSIX")
def test_a_closed_pipe_and_an_interrupt_are_quiet(table: str) -> None:
    """`| head` and Ctrl-C end the command without a word, and an endless input doesn't keep it
    from ending.
    """
    ended = subprocess.run(
        f"set -o pipefail; yes Ramousa | {sys.executable} -m translit resolve --table '{table}' |"
        " head -n 2",
        shell=True,
        executable="/bin/bash",
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.stdout.count(b"\n"), ended.stderr, ended.returncode) == (
        2,
        b"",
        options.PIPE_CLOSED,
    )
    with subprocess.Popen(
        [sys.executable, "-m", "translit", "resolve", "--table", table],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,  # noqa: PLW1509 (this process has one thread)
    ) as waiting:
        time.sleep(1)
        waiting.send_signal(signal.SIGINT)
        assert waiting.wait(30) == options.INTERRUPTED
        assert waiting.stderr is not None
        assert waiting.stderr.read() == b""


def test_what_a_process_raises_is_said_as_by_one(table: str, tmp_path: Path) -> None:
    """A table at fault, a type that there isn't: the same lines and status, and no traceback."""
    wrong = str(tmp_path / "none.yaml")
    for words in (["--table", wrong, "x"], ["--table", table, "--type=nothing", "x"]):
        one, two = (command("resolve", *more, *words) for more in ([], ["--jobs=2"]))
        assert (one.returncode, one.stderr) == (two.returncode, two.stderr)
        assert one.stderr.count(b"\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_one_line(table: str) -> None:
    """Output that can't be written is an error, said once."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ran = subprocess.run(
            [sys.executable, "-m", "translit", "resolve", "--table", table, "x"],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )
    assert (ran.returncode, ran.stderr.count(b"\n")) == (2, 1)


WORDS = st.lists(
    st.sampled_from(
        [
            "resolve",
            "--table",
            "towns.yaml",
            "Aleppo",
            "حلب",
            "",
            "-",
            "--",
            "-x",
            "--table=x",
            "--jobs",
            "2",
        ]
    )
)


@given(WORDS)
def test_plain_arguments_mean_what_argparse_says(words: list[str]) -> None:
    """The short way past argparse leaves nothing out; and what it doesn't take, argparse does."""
    plain = cli._plain(words)
    if plain is not None:
        whole = vars(arguments.parser().parse_args(["resolve", *words]))
        assert vars(plain) == {key: value for key, value in whole.items() if key != "usage"}


def test_the_parser_of_one_command_is_that_of_all(capsys: pytest.CaptureFixture[str]) -> None:
    """Each command's help, and what is wrong with its arguments, read the same."""
    for name in arguments.COMMANDS:
        for words in ([name, "--help"], [name, "--nonsense"]):
            said = []
            for parser in (arguments.parser(name), arguments.parser()):
                with pytest.raises(SystemExit):
                    parser.parse_args(words)
                said.append(capsys.readouterr())
            assert said[0] == said[1]


MEASURED = """
import resource, sys
from translit.doors.cli import main
main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)
"""


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="ru_maxrss is in kilobytes on Linux"
)
@pytest.mark.parametrize("argv", [["resolve"], ["resolve", "--column=x"], ["romanise"], ["scan"]])
def test_one_endless_line_takes_bounded_memory(argv: list[str], table: str) -> None:
    """A line many times as long takes no more memory: the command never holds it whole."""
    tables = ["--table", table] if argv[0] != "romanise" else []

    def peak(size: int) -> int:
        ran = subprocess.run(
            [sys.executable, "-c", MEASURED, *argv, *tables],
            input=b"halabiyya " * size,
            capture_output=True,
            timeout=100,
            check=False,
        )
        assert b"Traceback" not in ran.stderr
        return int(ran.stderr.split()[-1])

    assert peak(3_200_000 if argv[0] == "resolve" else 200_000) < peak(30_000) + 8_000


def test_a_line_too_long_for_a_name_keeps_its_place() -> None:
    """It gets a record of its own and a word on stderr; the lines after it are read as ever."""
    ran = run("resolve", "--no-header", stdin=b"Halab\n" + b"x" * 70_000 + b"\n" + b"Ramosa\r\n")
    assert [line.split("\t")[3] for line in ran.out.splitlines()] == [
        Outcome.EXACT,
        Outcome.NO_CANDIDATE,
        Outcome.EXACT,
    ]
    assert (
        ran.err
        == "translit: standard input:2: not looked up: longer than 65,536 bytes, which is no name\n"
    )
    assert ran.status == 1


def on_terminal(*argv: str, stdin: bytes = b"", **env: str) -> tuple[str, str]:
    """What the command writes to stdout and to stderr when each is a terminal."""
    pty = pytest.importorskip("pty")
    pairs = [pty.openpty() for _ in range(2)]
    with subprocess.Popen(
        [sys.executable, "-m", "translit", *argv],
        stdin=subprocess.PIPE,
        stdout=pairs[0][1],
        stderr=pairs[1][1],
        env={**os.environ, "TERM": "xterm", **env},
    ) as process:
        process.communicate(stdin, timeout=60)
    texts = []
    for ours, theirs in pairs:
        os.close(theirs)
        texts.append(
            b"".join(iter(lambda ours=ours: _read(ours), b"")).decode().replace("\r\n", "\n")
        )
        os.close(ours)
    return texts[0], texts[1]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # Linux's end of file on a terminal whose other side is closed
        return b""


def test_a_terminal_gets_a_table_in_colour_and_nothing_that_moves_it(table: str) -> None:
    """On a terminal the format is a table, outcomes are coloured unless NO_COLOR is set, and
    escapes in names are spelt out.
    """
    out, _ = on_terminal("resolve", "--table", table, "Ramousa", "\x1b[2Jx")
    assert "\x1b[32mEXACT\x1b[0m" in out
    assert "\\u001b[2Jx" in out
    assert "\x1b" not in on_terminal("resolve", "--table", table, "Ramousa", NO_COLOR="1")[0]
    for kind in ("tsv", "csv", "jsonl"):
        assert (
            "\x1b"
            not in on_terminal(
                "resolve", f"--format={kind}", "--table", table, "Ramousa", "\x1b[2Jx\x9b\u202e"
            )[0]
        )
    assert "\x1b" not in on_terminal("romanise", "\x1b[2J")[0]
    assert "\x1b" not in on_terminal("resolve", "--file=\x1b[2J")[1]
    for usage in (
        ("resolve", "--\x1b[2J"),
        ("\x1b[2J",),
        ("import", "\x1b[2J"),
        ("cluster", "--least=\x1b"),
    ):
        assert "\x1b" not in on_terminal(*usage)[1]


def test_progress_shows_on_a_terminal_after_a_second_only() -> None:
    """Progress is wiped at the end, and isn't shown at all where the work is quick or nobody
    watches.
    """

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for err, seconds, wanted in (
        (Terminal(), 2, "\r5 names\r\x1b[K"),
        (Terminal(), 0, ""),
        (io.StringIO(), 2, ""),
    ):
        with (
            mock.patch.multiple(sys, stderr=err, stdout=io.StringIO()),
            mock.patch.object(streams, "monotonic", iter([0, seconds]).__next__),
        ):
            with streams.Progress("names") as progress:
                progress.add(5)
            assert err.getvalue() == wanted


def test_streams_that_are_closed_are_empty() -> None:
    """A daemon's standard streams may be closed: nothing is read, nothing is said, and there is
    no traceback.
    """
    for closed, status in (("<&-", 0), (">&-", 0), ("2>&-", 0)):
        ran = subprocess.run(
            f"{sys.executable} -m translit resolve Ramousa {closed}",
            shell=True,
            capture_output=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (status, b""), closed
    ran = subprocess.run(
        f"{sys.executable} -m translit report --format tsv <&-",
        shell=True,
        capture_output=True,
        check=False,
    )
    assert ran.stdout.startswith(b"figure")


def test_no_cell_is_a_formula_if_none_may_be(table: str) -> None:
    """What a spreadsheet would carry out has an apostrophe before it, and loses it again."""
    cells = ["=1+1", "+1", "-1", "@x", "'=1", "'x", "Ramousa", "a=b", ""]
    assert [alive(inert(cell)) for cell in cells] == cells
    asked = ("resolve", "--format=csv", "--no-header", "--table", table, "--")
    plain, safe = (
        run(*asked[:1], *option, *asked[1:], "=1+1", "Ramousa").out
        for option in ((), ("--no-formulas",))
    )
    assert plain.startswith("=1+1,")
    assert safe == f"'{plain}"


@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_an_interrupted_import_says_nothing(tmp_path: Path) -> None:
    """However often it is interrupted, and while it waits for its input: no traceback, and no
    table.
    """
    words = [
        sys.executable,
        "-m",
        "translit",
        "import",
        "pairs",
        "-",
        "-o",
        str(tmp_path / "t.csv"),
    ]
    with subprocess.Popen(
        words,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=interruptible,  # noqa: PLW1509 (this process has one thread)
    ) as waiting:
        assert waiting.stdin is not None
        assert waiting.stderr is not None
        time.sleep(1)
        for _ in range(3):
            waiting.send_signal(signal.SIGINT)
        assert waiting.wait(30) == options.INTERRUPTED
        assert waiting.stderr.read() == b""
    assert not [*tmp_path.iterdir()]


def test_a_page_on_a_terminal_has_no_raw_controls(table: str, tmp_path: Path) -> None:
    """What a text holds reaches a terminal as a visible escape, in a page too."""
    (tmp_path / "text").write_text("near Ramousa \x1b[2J", "utf-8")
    shown, _ = on_terminal("scan", "--format=html", "--table", table, str(tmp_path / "text"))
    assert "</html>" in shown
    assert "\x1b" not in shown
