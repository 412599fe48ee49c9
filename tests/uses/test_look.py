"""One look at tables, and at a column of names: the figures add up, whoever counts them; and
their page holds them, and nothing else.
"""

from __future__ import annotations

import json
import random
import re
import tracemalloc
from collections import Counter
from importlib import import_module
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from commands import run
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome, Report, Resolver, Stats
from translit.doors import cli
from translit.editing.propose import propose
from translit.files.writing import visible
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.uses.pages import charts, figures, layout
from translit.uses.pages.layout import Share

TOWNS = Path(__file__).parents[2] / "docs" / "tutorial" / "towns.yaml"
# Names that entries share, near misses of them, and names in other scripts.
NAMES = (
    "Zahraa",
    "al-Zahraa",
    "الزهراء",
    "Hama",
    "Hamah",
    "حماة",
    "Хама",
    "Ramousa",
    "FSA",
    "Syrian",
    "!",
    "ハマ",
)
MENTIONS = (*NAMES, "Ramouseh", "Hamaa", "Zahra", "Kyoto", "الراموسة", " Hama ", "", "Hama, Syria")
HOSTILE = st.text("<>&\"'/ab\u202e\x00\x1b\ud800\uffff\nا", min_size=1, max_size=12) | st.text(
    min_size=1, max_size=8
)
ELEMENTS = (
    "html head meta title style body h1 h2 p table thead tbody tr th td dl div dt dd span br bdi"
    " code svg rect line circle text"
)
RIGHT_IDS = ("", "NIL", "sy.hama", "old.hama", "sy.zahraa", "nowhere")


@st.composite
def tables(draw: st.DrawFn) -> list[Entry]:
    """A few entries that share names, and lie within each other."""
    names = st.lists(st.sampled_from(NAMES), max_size=3)
    places = [f"x{number}" for number in range(draw(st.integers(1, 5)))]
    return [
        Entry(
            id,
            draw(st.sampled_from(NAMES)),
            draw(names),
            draw(st.sampled_from([None, "place", "group"])),
            draw(st.lists(st.sampled_from([*places[:number], "elsewhere"]), max_size=2)),
            draw(names),
            draw(names),
        )
        for number, id in enumerate(places)
    ]


def shuffled(entry: Entry, dice: random.Random) -> Entry:
    aliases, weak = (dice.sample(group, len(group)) for group in (entry.aliases, entry.weak))
    return Entry(entry.id, entry.name, aliases, entry.type, entry.within, weak, entry.adjectives)


SMALL = Resolver(
    [
        Entry("sy.hama", "Hama", ("حماة",), "place"),
        Entry("sy.aleppo.zahraa", "Zahraa", ("الزهراء",), "place"),
        Entry("sy.zahraa", "al-Zahraa", ("الزهراء",), "place"),
        Entry("sy.group.sham", "Ahrar al-Sham", (), "group"),
        Entry("x", "Ramousa"),
    ],
    refuse=["the town"],
    redirects={"old.hama": "sy.hama"},
)
COLUMNS = st.lists(st.sampled_from((*MENTIONS, "the town")), max_size=30)


# --- tables ---------------------------------------------------------------------------------------


@given(tables())
def test_the_counts_of_tables_add_up(entries: list[Entry]) -> None:
    """Every entry is of one type and of one size, and every name in one script."""
    found = translit.stats(entries)
    assert found.entries == sum(found.types.values()) == sum(found.sizes.values()) == len(entries)
    assert (
        found.names
        == sum(found.scripts.values())
        == sum(size * count for size, count in found.sizes.items())
    )


@given(tables())
def test_the_counts_of_tables_are_those_of_a_slow_recount(entries: list[Entry]) -> None:
    found = translit.stats(entries)
    strong = {entry.id: {entry.name, *entry.aliases} for entry in entries}
    assert found.weak == len({(entry.id, name) for entry in entries for name in entry.weak})
    assert found.adjectives == len(
        {(entry.id, name) for entry in entries for name in entry.adjectives}
    )
    for type in ("", "place", "group"):
        for code in ("Latn", "Arab", ""):
            having = [
                e
                for e in entries
                if (e.type or "") == type and any(script(name) == code for name in strong[e.id])
            ]
            assert found.written.get((type, code), 0) == len(having)
    around = Resolver(entries).around
    sizes = {each.id: each.entries for each in found.containers}
    assert sizes == Counter(whole for entry in entries for whole in around(entry.id))


@given(tables())
def test_ambiguous_names_are_those_that_resolve_so(entries: list[Entry]) -> None:
    """A name that entries bear answers AMBIGUOUS if it is told to be a name of several, and then
    these are the candidates.
    """
    told = {strong_key(each.name): each.ids for each in translit.stats(entries).ambiguous}
    resolver = Resolver(entries)
    for name in NAMES:
        answer = resolver.resolve(name)
        borne = any(name in (e.name, *e.aliases, *e.weak, *e.adjectives) for e in entries)
        if borne and not any(
            step.action == "article differs" for step in answer.steps
        ):  # a weak alias that ties with a strong one
            ids = (
                tuple(sorted(candidate.id for candidate in answer.candidates))
                if answer.outcome is Outcome.AMBIGUOUS
                else ()
            )
            assert told.get(strong_key(name), ()) == ids


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_tables_changes_no_figure(entries: list[Entry], dice: random.Random) -> None:
    other = [shuffled(entry, dice) for entry in dice.sample(entries, len(entries))]
    one, two = translit.stats(entries), translit.stats(other[:1], other[1:])
    assert one == two
    assert figures.page(one, "t") == figures.page(two, "t")


def test_a_compiled_table_has_the_figures_of_its_yaml(tmp_path: Path) -> None:
    translit.compile(TOWNS, to=tmp_path / "towns.translit")
    assert translit.stats(tmp_path / "towns.translit") == translit.stats(TOWNS)


def test_the_bundled_tables_have_figures() -> None:
    found = translit.stats()
    assert found.entries == len(translit.resolving.resolver.bundled().entries)
    assert {"place", "group", "person"} <= found.types.keys()
    assert found.refused == len(translit.resolving.resolver.bundled().refused)
    assert found.containers[0].id == "sy"


# --- a column -------------------------------------------------------------------------------------


@given(COLUMNS)
def test_every_row_has_one_outcome(column: list[str]) -> None:
    """Rows and names are counted once: by outcome, those with an ID by type and entry, and those
    with a candidate by score.
    """
    found = translit.report(iter(column), SMALL)
    assert (
        len(column)
        == found.rows
        == found.blank + sum(count.rows for count in found.outcomes.values())
    )
    assert found.names == sum(count.names for count in found.outcomes.values())
    assert (
        found.given.rows
        == sum(count.rows for count in found.types.values())
        == sum(each.rows for each in found.entries)
    )
    assert (
        found.given.names
        == sum(count.names for count in found.types.values())
        == sum(len(each.spellings) for each in found.entries)
    )
    assert found.outcomes[Outcome.FUZZY].names == sum(found.scores) == len(found.unseen)
    unresolved = found.outcomes[Outcome.TOO_FAR].names + found.outcomes[Outcome.NO_CANDIDATE].names
    assert sum(len(each.spellings) for each in found.unknown) == unresolved


@given(COLUMNS)
def test_a_report_is_what_resolve_answers_row_by_row(column: list[str]) -> None:
    """Each figure is that of a recount over `resolve`, which is told of nothing but the row."""
    found = translit.report(column, SMALL)
    answers = [SMALL.resolve(name) for name in column if name.strip()]
    assert {
        outcome: count.rows for outcome, count in found.outcomes.items() if count.rows
    } == Counter(a.outcome for a in answers)
    given_ids = [answer for answer in answers if answer]
    assert {each.id: each.rows for each in found.entries} == Counter(
        answer.id for answer in given_ids
    )
    assert (found.expected is None) == (not given_ids)
    assert not given_ids or found.expected == pytest.approx(
        sum(answer.score for answer in given_ids) / len(given_ids)
    )
    doubtful = Counter(
        answer.mention.strip() for answer in answers if answer.outcome is Outcome.AMBIGUOUS
    )
    assert {each.name: each.rows for each in found.ambiguous} == doubtful
    abstained = {a.mention.strip(): a.score for a in answers if not a and a.candidates}
    assert found.abstained == tuple(
        sum(min(9, int(score * 10)) == place for score in abstained.values()) for place in range(10)
    )


@given(COLUMNS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_figure(column: list[str], dice: random.Random) -> None:
    other = dice.sample(column, len(column))
    assert translit.report(column, SMALL) == translit.report(other, SMALL)


@given(st.lists(st.tuples(st.sampled_from(MENTIONS), st.sampled_from(RIGHT_IDS)), max_size=30))
def test_truth_is_counted_row_by_row(column: list[tuple[str, str]]) -> None:
    """What is right is what `resolve` gives, under an old ID too; a row without a right answer
    counts for nothing.
    """
    found = translit.report(column, SMALL).truth
    judged = [
        (SMALL.resolve(name), {"old.hama": "sy.hama", "NIL": None}.get(right, right))
        for name, right in column
        if name.strip() and right
    ]
    if not judged:
        assert found is None
        return
    assert (found.rows, found.wanted) == (
        len(judged),
        sum(right is not None for _, right in judged),
    )
    assert (found.given, found.right) == (
        sum(map(bool, (a for a, _ in judged))),
        sum(a.id == right for a, right in judged if a),
    )
    assert found.unheard == sum(right == "nowhere" for _, right in judged)
    names = {
        (answer.mention.strip(), right): answer for answer, right in judged if answer.candidates
    }
    assert sum(grade.names for grade in found.grades) == len(names)
    hits = sum(answer.candidates[0].id == right for (_, right), answer in names.items())
    assert sum(grade.names * grade.right for grade in found.grades) == pytest.approx(hits)
    scores = [(place, grade.score) for place, grade in enumerate(found.grades) if grade.names]
    assert all(place / 10 - 1e-9 <= score <= (place + 1) / 10 + 1e-9 for place, score in scores)
    assert found.error is None or 0 <= found.error <= 1


def test_precision_and_recall_of_known_answers() -> None:
    """Three rows were given an ID and two are right; three have one, of which two were given."""
    rows = [
        ("Hama", "sy.hama"),
        ("حماة", "old.hama"),
        ("Ramousa", "NIL"),
        ("الزهراء", "sy.zahraa"),
        ("Kyoto", "NIL"),
        ("Hama", ""),
    ]
    found = translit.report(rows, SMALL).truth
    assert found is not None
    assert (found.rows, found.given, found.right, found.wanted) == (5, 3, 2, 3)
    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert translit.report([("Kyoto", "NIL")], SMALL).truth.precision is None


def test_what_is_proposed_is_what_propose_would(tmp_path: Path) -> None:
    """The unknown names are grouped into the new entries that `propose` makes of them, and the
    unseen ones into its aliases.
    """
    names = [
        "Zwarah",
        "Az-Zawiyah",
        "Yafran",
        "Yefran",
        "يفرن",
        "Gharyan",
        "Gharyan",
        "Ghudāmis",
        "Misrata",
    ]
    found, proposed = (
        translit.report(names, translit.load(TOWNS)),
        propose(names, TOWNS, tables=[TOWNS]),
    )
    new = [entry for entry in proposed.entries if entry.name]
    assert {each.name for each in found.unknown} == {entry.name for entry in new}
    assert {each.name: len(each.spellings) for each in found.unknown} == {"Yafran": 3, "Gharyan": 1}
    known = [
        (alias.alias, entry.id)
        for entry in proposed.entries
        if not entry.name
        for alias in entry.aliases
    ]
    assert sorted((each.name, each.candidates[0].id) for each in found.unseen) == sorted(known)


def test_rows_only_pass_through() -> None:
    """A hundred thousand rows of three names take no more memory than a few."""
    rows = ((" Hama", " Kyoto", " Zahraa")[number % 3].strip() for number in range(100_000))
    translit.report(["Hama", "Kyoto", "Zahraa"], SMALL)
    tracemalloc.start()
    found = translit.report(rows, SMALL)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.rows == 100_000
    assert peak < 1_000_000


def test_only_the_most_frequent_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the names that want an eye so many of each kind are kept, and all are counted."""
    for module in ("translit.uses.report", "translit.uses.pages.figures"):
        monkeypatch.setattr(import_module(module), "GROUPED", 1)
    found = translit.report(["Kyoto", "Osaka", "Osaka", "Nagoya"], SMALL)
    assert [(each.name, each.rows) for each in found.unknown] == [("Osaka", 2)]
    assert found.outcomes[Outcome.TOO_FAR].names + found.outcomes[Outcome.NO_CANDIDATE].names == 3
    assert "2 more are not resolved" in figures.page(found, "t")
    assert "And 2 more." in figures.page(
        translit.report(["Zahra", "Zahraaa", "Zahrah"], SMALL), "t", lines=1
    )


# --- the page -------------------------------------------------------------------------------------


def parsed(page: str) -> ET.Element:
    """The page, which must be XML and UTF-8 too."""
    return ET.fromstring(page.encode())


def cells(page: str) -> list[list[str]]:
    """What stands in each row of each table."""
    return [["".join(cell.itertext()) for cell in row] for row in parsed(page).iter("tr")]


@given(st.lists(HOSTILE, min_size=1, max_size=4), HOSTILE)
@settings(max_examples=40)
def test_no_name_is_markup(names: list[str], title: str) -> None:
    """Whatever names hold, the page is well-formed, has no element but its own, nothing that
    runs, and no control character.
    """
    ids = ["".join(name.split()) or "x" for name in names]
    entries = {
        id: Entry(id, name.strip() or "x", ("Hama", *names[:1]), title, ids[0])
        for id, name in zip(ids, names, strict=True)
    }
    resolver = Resolver(entries.values())
    column = [(name, ids[-1]) for name in [*names, "Hama", "Kyoto"] for _ in range(2)]
    for found in (translit.stats(entries.values()), translit.report(column, resolver)):
        page = figures.page(found, title, title)
        tree = parsed(page)
        assert {node.tag for node in tree.iter()} <= {*ELEMENTS.split()}
        assert not {
            key
            for node in tree.iter()
            for key in node.attrib
            if key.startswith("on") or key in ("href", "src", "style")
        }
        assert "".join(tree.find("body/h1").itertext()) == visible(title)
        assert all(
            char.isprintable() or char in "\n\u200c\u200d" or visible(char) == char for char in page
        )


@given(tables())
def test_the_numbers_of_the_page_are_those_of_the_tables(entries: list[Entry]) -> None:
    found = translit.stats(entries)
    rows = cells(figures.page(found, "t", lines=100))
    assert all([type or "no type", f"{count}", ""] in rows for type, count in found.types.items())
    assert all([each.name, each.id, f"{each.entries}", ""] in rows for each in found.containers)
    written = [
        row[1]
        for row in rows[rows.index(next(row for row in rows if row[0] == "script")) + 1 :][
            : len(found.scripts)
        ]
    ]
    assert written == [f"{names}" for names in found.scripts.values()]


@given(COLUMNS)
def test_the_numbers_of_the_page_are_those_of_the_report(column: list[str]) -> None:
    found = translit.report(column, SMALL)
    page = figures.page(found, "t", lines=100)
    rows = cells(page)
    told = {
        each: row[1:3]
        for row in rows
        for each in Outcome
        if row[0] == f"{each}{figures.MEANING[each]}"
    }
    assert told == {
        outcome: [f"{count.names}", f"{count.rows}"] for outcome, count in found.outcomes.items()
    }
    assert all(
        [each.name, each.id, f"{len(each.spellings)}", f"{each.rows}", ""] in rows
        for each in found.entries
    )
    assert all(
        [each.name, f"{each.rows}"] in [row[:2] for row in rows]
        for each in (*found.unknown, *found.ambiguous, *found.unseen)
    )
    boxes = ["".join(node.itertext()) for node in parsed(page).iter("dd")]
    assert boxes[:2] == [f"{found.rows - found.blank}", f"{found.names}"]


def test_long_lists_are_cut_and_what_is_left_out_is_counted() -> None:
    found = translit.report(
        ["Kyoto", "Matterhorn", "Reykjavik", "Popocatépetl", "Winnipeg", "Quito", "Vladivostok"],
        SMALL,
    )
    groups = len(found.unknown)
    assert groups > 3
    assert f"And {groups - 3} more." in figures.page(found, "t", lines=3)
    assert "more." not in figures.page(found, "t", lines=groups)


def test_reliability_is_drawn_where_it_can_be_measured() -> None:
    """Without right answers there is an expectation, and it is said to be one."""
    without, with_ = (
        figures.page(translit.report(rows, SMALL), "t")
        for rows in (["Hama"], [("Hama", "sy.hama")])
    )
    assert "an expectation, and no measurement" in without
    assert "Reliability" not in without
    assert "precision" in with_
    assert len([node for node in parsed(with_).iter("circle") if node.get("class") == "dot"]) == 1
    assert "No row has an ID" in figures.page(translit.report([], SMALL), "t")


def test_a_page_stands_alone() -> None:
    """Nothing is fetched, nothing runs, and the page itself forbids both."""
    page = figures.page(translit.report(["Hama", "الزهراء"], SMALL), "t")
    assert not re.search(r"<script|https?:|src=|href=|url\(|@import", page)
    assert "default-src 'none'" in page
    assert "<bdi>الزهراء</bdi>" in page


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_all_and_nothing_are_said_of_all_and_nothing_alone(part: int, whole: int) -> None:
    """A share is never rounded to 0 or to 100 per cent."""
    part = min(part, whole)
    told = layout.shown(Share(part, whole))
    assert (told == "100%") == (0 < part == whole)
    assert (told == "0%") == (part == 0 < whole)
    assert not whole or abs(float(told[:-1]) - 100 * part / whole) <= 0.1


# --- charts ---------------------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(0, 10**9)), min_size=1, max_size=12))
def test_columns_are_as_high_as_their_counts(pairs: list[tuple[int, int]]) -> None:
    """The sum of each column is written above it; heights are to scale, and none reaches out of
    the picture.
    """
    full, hollow = zip(*pairs, strict=True)
    tree = ET.fromstring(
        charts.columns("t", [f"l{place}" for place in range(len(pairs))], full, hollow)
    )
    most = max(map(sum, pairs)) or 1
    heights = [float(node.get("height")) for node in tree.iter("rect")]
    assert heights == [
        pytest.approx(charts.TALL * count / most, abs=0.06)
        for pair in pairs
        for count in pair
        if count
    ]
    reached = [
        (count, high)
        for full_, hollow_ in pairs
        for count, high in ((full_, full_), (hollow_, full_ + hollow_))
        if count
    ]
    tops = [charts.ABOVE + charts.TALL * (1 - high / most) for _, high in reached]
    assert [float(node.get("y")) for node in tree.iter("rect")] == [
        pytest.approx(top, abs=0.06) for top in tops
    ]
    words = [node.text for node in tree.iter("text")]
    assert [word for word in words if word.startswith("l")] == [
        f"l{place}" for place in range(len(pairs))
    ]
    assert [word for word in words if not word.startswith("l")] == [
        charts.short(sum(pair)) for pair in pairs if sum(pair)
    ]


@given(
    st.lists(
        st.tuples(st.integers(0, 99), st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=12
    )
)
def test_a_reliability_diagram_has_a_dot_where_score_and_share_meet(
    grades: list[tuple[int, float, float]],
) -> None:
    """A part of the scale that has names has a bar, a dot and its count; one that has none has
    nothing.
    """
    tree = ET.fromstring(charts.reliability("t", grades))
    dots = [
        (float(dot.get("cx")) - charts.LEFT, charts.TOP + charts.SIDE - float(dot.get("cy")))
        for dot in tree.iter("circle")
    ]
    wanted = [(charts.SIDE * score, charts.SIDE * right) for count, score, right in grades if count]
    assert dots == [(pytest.approx(x, abs=0.06), pytest.approx(y, abs=0.06)) for x, y in wanted]
    assert [float(bar.get("height")) for bar in tree.iter("rect")] == [
        pytest.approx(y, abs=0.06) for _, y in wanted
    ]


@given(st.integers(0, 10**9))
def test_a_short_count_is_near_and_short(count: int) -> None:
    told = charts.short(count)
    unit = {"k": 1000, "M": 10**6}.get(told[-1], 1)
    assert len(told) <= 5
    assert float(told.rstrip("kM")) * unit == pytest.approx(count, rel=0.06)


def test_a_bar_is_a_share_of_the_longest() -> None:
    assert 'width="25.0%"' in charts.bar(1, 4)
    assert 'width="0.0%"' in charts.bar(0, 0)


# --- the command line -----------------------------------------------------------------------------


@pytest.fixture
def column(tmp_path: Path) -> str:
    path = tmp_path / "column.csv"
    path.write_text(
        "\ufeffplace,right\nHama,old.hama\nHama,sy.hama\nKyoto,NIL\n\n,\nحماة\n", "utf-8"
    )
    return str(path)


def records(found: Stats | Report) -> list[dict]:
    return json.loads(json.dumps(list(found.records())))


def test_the_command_tells_what_the_functions_do(column: str) -> None:
    """Its records and its page are those of `report` over the rows of the file; a blank line is
    no row, and an empty cell is blank.
    """
    rows = [("Hama", "old.hama"), ("Hama", "sy.hama"), ("Kyoto", "NIL"), ("", ""), ("حماة", "")]
    found = translit.report(rows, SMALL)
    asked = ("report", "--column", "place", "--truth", "right", column)
    ran = run(*asked, "--format", "jsonl", resolver=SMALL)
    assert [json.loads(line) for line in ran.out.splitlines()] == records(found)
    assert ran.status == 1
    assert run(*asked, resolver=SMALL).out == figures.page(
        found, f"place in {column}", "Held against the bundled tables"
    )
    assert (
        len(run(*asked, "--format", "tsv", resolver=SMALL).out.splitlines())
        == len(records(found)) + 1
    )


def test_names_come_one_a_line_too() -> None:
    """A line too long to be a name is one that nothing resolves, and is cut on the page."""
    ran = run("report", "--format", "jsonl", stdin=b"Hama\n\nHama\n", resolver=SMALL)
    assert [json.loads(line) for line in ran.out.splitlines()] == records(
        translit.report(["Hama", "", "Hama"], SMALL)
    )
    assert ran.status == 0
    long = run("report", stdin=b"Hama" * 100_000, resolver=SMALL)
    assert long.status == 1
    assert len(long.out) < 20_000


def test_the_page_goes_to_a_file_at_once(tmp_path: Path, column: str) -> None:
    """With -o the file is written, stdout stays empty, and nothing is left beside it."""
    page = tmp_path / "page.html"
    ran = run("report", "--column", "place", column, "-o", str(page), resolver=SMALL)
    assert (ran.status, ran.out, ran.err) == (1, "", f"translit: {page}: written\n")
    assert "<h1>place in " in page.read_text("utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["column.csv", "page.html"]


def test_stats_of_files(tmp_path: Path) -> None:
    """Its page and records are those of `stats`."""
    from translit.doors import cli

    page = tmp_path / "stats.html"
    assert cli.main(["stats", str(TOWNS), "-o", str(page), "--lines", "2"]) == 0
    assert page.read_text("utf-8") == figures.page(
        translit.stats(TOWNS), "Alias tables", str(TOWNS), 2
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("report", "--truth", "right"), "--truth is a column beside another"),
        (("report", "--lines", "-1"), "--lines takes a number of lines"),
        (("report", "-o", "page.html", "--format", "tsv"), "-o writes the page"),
        (
            ("report", "--column", "nowhere", "COLUMN"),
            "column.csv:1: no column 'nowhere'; the columns are: place, right",
        ),
        (
            ("report", "--column", "place", "--truth", "wrong", "COLUMN"),
            "column.csv:1: no column 'wrong'",
        ),
        (("report", "nowhere.txt"), "nowhere.txt:0:0: unreadable: can't be read (No such file"),
        (("stats", "nowhere.yaml"), "nowhere.yaml"),
    ],
)
def test_what_is_wrong_is_said_in_a_line(words: tuple[str, ...], said: str, column: str) -> None:
    ran = (
        run(*(column if word == "COLUMN" else word for word in words), stdin=b"Hama\n")
        if words[0] == "report"
        else stats_of(words)
    )
    assert ran[0] == 2
    assert said in ran[-1]
    assert "Traceback" not in ran[-1]


def stats_of(words: tuple[str, ...]) -> tuple[int, str]:
    from translit.doors import cli

    with pytest.MonkeyPatch.context() as patch:
        said: list[str] = []
        patch.setattr(cli, "say", said.append)
        return cli.main(words), "\n".join(said)


def test_progress_tells_of_every_distinct_name() -> None:
    told: list[int] = []
    translit.report(["Hama", "Hama", "Xyzzy", ""], SMALL, progress=told.append)
    assert sum(told) == 2


def test_several_processes_report_what_one_does(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """The same figures, in the same order, whatever is asked."""
    names = tmp_path / "names.csv"
    rows = [f"Zwara{'h' * (place % 5)},NIL" for place in range(9)]
    names.write_text("place,right\nZuwara,ly.zuwara\nMisrata,\n" + "\n".join(rows), "utf-8")
    asked = ["report", "--table", str(TOWNS), "--column=place", "--truth=right", "--format=jsonl"]
    asked += ["--type=place", "--known=0.5", "--precision=0.9", str(names)]
    one = cli.main(asked), capfdbinary.readouterr().out
    assert one[1]
    assert (cli.main([*asked, "--jobs=2"]), capfdbinary.readouterr().out) == one


@given(st.lists(st.sampled_from(["Hama", "Hamah", "Kyoto", "Zahraa", "", "the"])))
def test_whoever_answers_the_report_is_the_same(names: list[str]) -> None:
    """Answers from elsewhere are counted as those of the resolver."""
    found = translit.report(names, SMALL, answers=SMALL.resolve_many)
    assert found == translit.report(names, SMALL)


def test_jobs_and_an_estimate_dont_go_together(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Hama\n", "utf-8")
    for more in (["--jobs=2", "--known=estimate"], ["--jobs=0"]):
        ran = run("report", *more, "--format=tsv", str(path), resolver=SMALL)
        assert ran.status == 2
        assert "--jobs" in ran.err or "process" in ran.err


def test_a_column_may_have_no_name(tmp_path: Path) -> None:
    """As the one that holds the numbers of rows has none in what pandas writes."""
    path = tmp_path / "e.csv"
    path.write_text(",right\nHama,sy.hama\n", "utf-8")
    ran = run("report", "--column=", "--truth=right", str(path), "--format=tsv", resolver=SMALL)
    assert ran.status == 0
    assert "truth: right\t\t1" in ran.out


def test_what_is_read_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "names.txt"
    path.write_text("Hama\n", "utf-8")
    for argv in (
        ["report", str(path), "-o", str(path)],
        ["import", "pairs", str(path), "-o", str(path)],
        ["stats", str(path), "-o", str(path)],
    ):
        assert run(*argv, resolver=SMALL).status == 2
    assert path.read_text("utf-8") == "Hama\n"
