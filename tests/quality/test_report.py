"""The report on accuracy (tests/quality/report.py): what it works out by itself, on made-up
answers.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from commands import quality
from hypothesis import given
from hypothesis import strategies as st

from translit import Candidate

PAGE = Path(__file__).parents[2] / "docs" / "accuracy.md"
report = quality("report")

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


def answer(gold="", given=None, **scores):
    """An answer whose right IDs and candidates are letters, best first."""
    return report.Answer(
        "query",
        frozenset(gold),
        given,
        tuple(Candidate(id, id, id, score) for id, score in scores.items()),
    )


# --- calibration ----------------------------------------------------------------------------------


@given(PAIRS)
def test_every_answer_is_in_one_bin(pairs):
    """No answer is lost or counted twice, and what a bin says of its answers is true of them."""
    found = report.bins(pairs)
    assert len(found) == report.BINS
    assert sum(count for count, _, _ in found) == len(pairs)
    assert sum(count * right for count, _, right in found) == pytest.approx(
        sum(hit for _, hit in pairs)
    )
    for number, (count, score, _) in enumerate(found):
        assert (
            not count or number / report.BINS - 1e-9 <= score <= (number + 1) / report.BINS + 1e-9
        )


@given(PAIRS)
def test_calibration_error_is_a_share(pairs):
    assert 0 <= report.ece(pairs) <= 1


def test_calibration_error_of_known_answers():
    """0 where the scores say the truth, 1 where they say its contrary, and each bin counts by
    its answers.
    """
    assert report.ece([(0.75, True)] * 3 + [(0.75, False)]) == 0
    assert report.ece([(1.0, False), (0.0, True)]) == 1
    assert report.ece([(1.0, True)] * 3 + [(0.0, True)]) == 0.25
    assert report.ece([]) == 0


# --- kinds of errors ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "given_answer", "likest", "same_sound"),
    [
        (None, answer("a", "a", a=0.99), 0.9, False),
        (None, answer("", None, b=0.4), 0.0, True),
        ("unsure", answer("a", None, a=0.6, b=0.3), 0.9, False),
        ("outside", answer("", "b", b=0.97), 0.0, True),
        ("another name", answer("a", None, b=0.4), 0.001, False),
        ("another name", answer("a"), 0.001, False),
        ("missed", answer("a", "b", b=0.97), 0.6, True),
        ("Han", answer("a", "b", b=0.97)._replace(text="上比奈知"), 0.001, False),
        ("namesake", answer("a", None, b=0.5, a=0.4), 0.9, True),
        ("narrow", answer("a", None, b=0.5, c=0.2, a=0.17), 0.9, False),
        ("clear loss", answer("a", "b", b=0.97, a=0.01), 0.9, False),
        ("narrow", answer("ac", None, b=0.5, c=0.2, a=0.01), 0.9, False),
    ],
)
def test_errors_have_kinds(kind, given_answer, likest, same_sound):
    """Each way to be wrong has its name, and what is right has none."""
    assert report.kind(given_answer, likest, same_sound) == kind
    assert kind is None or kind in report.KINDS


# --- the page -------------------------------------------------------------------------------------


def wrong(task):
    """A task with one error."""
    error = report.Wrong("missed", answer("a", "b", b=0.97), "wanted")
    return report.Measured(
        task,
        fitted=False,
        letters=False,
        aliases=1,
        answers=[error.answer],
        figures={},
        wrong=[error],
        peers={},
    )


def test_names_are_shown_of_some_sources_only():
    """Nothing of a source that may only be measured with comes into the page."""
    assert [task for task in report.TASKS if not report.sample(wrong(task))] == [
        "syria-dev",
        "syria-dev@100k",
        "surnames-ofac-dev",
    ]
    assert report.sample(wrong("airwars_sy")) == []
    assert "wanted" in "".join(report.sample(wrong("wof_ua")))


def test_every_kind_is_told():
    """docs/accuracy.md says what each kind of error is."""
    assert re.findall(r"^- \*\*(.+?)\*\*: ", PAGE.read_text("utf-8"), re.MULTILINE) == list(
        report.KINDS
    )


@given(st.text())
def test_names_are_no_markup(text):
    """A name ends no cell and no line of a table, and makes no link."""
    shown = report.quoted(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*[|<`\[*_]", shown)
    assert "](" not in shown


def test_only_the_blocks_are_written():
    """What stands around the blocks stays, and writing twice changes nothing."""
    page = "before <!-- x --> old <!-- end --> between <!-- y --><!-- end --> after"
    once = report.filled(page, {"x": [r"\1"], "y": ["two"]})
    assert (
        re.sub(r"<!-- \w --> | <!-- end -->", "", " ".join(once.split()))
        == r"before \1 between two after"
    )
    assert report.filled(once, {"x": [r"\1"], "y": ["two"]}) == once


@given(st.dictionaries(st.sampled_from(["never fitted on", "other half of the fit"]), PAIRS))
def test_the_picture_is_xml(groups):
    """The picture parses, and has a dot for each bin that isn't empty."""
    tree = ET.fromstring(report.picture(groups))
    dots = [node for node in tree.iter() if node.get("class") == "dot"]
    assert len(dots) == sum(
        count > 0 for pairs in groups.values() for count, _, _ in report.bins(pairs)
    )
