"""The compiled core rewrites texts by regular expressions as Python's own do, and leaves the rest to
these.
"""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translit.knowledge.rules import rules
from translit.language.core import core
from translit.language.layers import rules_file_of
from translit.language.patterns import Rewriting
from translit.language.published import files

compiled = pytest.mark.skipif(core() is None, reason="the core isn't compiled here, or not wanted")

LETTERS = "abcé\U0001f600"
TEXTS = st.text(LETTERS + "\0.", max_size=12)
LETTER = st.sampled_from([*LETTERS, r"\.", "."])
CLASS = st.builds(
    "[{}{}]".format,
    st.sampled_from(["", "^"]),
    st.sampled_from(["a", "ab", "a-c", "b-é", "é-\U0001f600", "a-", r"\]c", "a-bé"]),
)
TIMES = st.sampled_from(["", "", "", "?", "{0,1}", "{1,2}", "{2}", "{,2}", "{0,3}"])
FIXED = st.lists(LETTER | CLASS, min_size=1, max_size=2).map("".join)
LOOKS = st.builds("({}{})".format, st.sampled_from(["?<=", "?<!", "?=", "?!"]), FIXED)


def grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Parts of expressions: rows of them, choices, groups, and what looks ahead and behind."""
    rows = st.lists(parts, min_size=1, max_size=3).map("".join)
    return st.one_of(
        st.builds("({}{}){}".format, st.sampled_from(["", "?:"]), rows, TIMES),
        st.builds("(?:{}|{}){}".format, rows, rows, TIMES),
        st.builds("({}|{})".format, rows, rows),
        st.builds("({}{})".format, st.sampled_from(["?=", "?!"]), rows),
    )


PARTS = st.recursive(
    st.builds("{}{}".format, LETTER | CLASS, TIMES) | LOOKS | st.sampled_from(["^", "$"]),
    grown,
    max_leaves=6,
)
PATTERNS = st.builds(
    "{}{}{}".format,
    st.lists(PARTS, max_size=3).map("".join),
    st.sampled_from(["", "", r"(a)b?\1", r"([ab])(?=\1)"]),
    st.lists(PARTS, max_size=2).map("".join),
)
BECOMES = st.sampled_from(["", "a", r"\1", r"b\1c", "é\U0001f600", r"\1\1"])


@compiled
@given(PATTERNS, BECOMES, TEXTS)
@example("(?=a)|b", "c", "aab")  # nothing is found side by side with something
@example("(a)|b", r"\1", "ab")
@example("(?:(a)|b){2}", r"\1", "abba")
@example("(?!(a)b)(?=(a))", r"\2", "aab")
def test_expressions_are_applied_as_python_does(pattern: str, becomes: str, text: str) -> None:
    """Whatever the core takes on, it finds where and what Python finds."""
    try:
        expected = re.sub(pattern, becomes, text)
    except re.error:  # a group that there isn't, or of no one width behind
        expected = None
    try:
        found = core().Rewriter(((pattern, becomes),)).rewrite(text)
    except ValueError:  # as what may be empty again and again
        found = expected
    assert found == expected
    assert expected is None or Rewriting([(pattern, becomes)])(text) == expected


@compiled
@given(st.lists(st.tuples(FIXED, BECOMES.filter(lambda each: "\\" not in each)), max_size=4), TEXTS)
def test_pairs_are_applied_in_their_order(pairs: list[tuple[str, str]], text: str) -> None:
    expected = text
    for pattern, becomes in pairs:
        expected = re.sub(pattern, becomes, expected)
    assert core().Rewriter(tuple(pairs)).rewrite(text) == expected
    assert Rewriting(pairs).plainly(text) == expected


@compiled
@pytest.mark.parametrize(
    "pattern",
    ["a*", "a+", "a??", "a{2,}", "(?i)a", "(?P<x>a)", r"\d", "[]a]", "a{,99}", "(", ")", "a{x}",
     r"\2(a)", "(?<=a|bc)d", "[b-a]", "(?=a)?", "^?", "a" * 3000, "((a{20}){20}){20}", "(" * 50 + ")" * 50,
     "(a)" * 13, r"(a\1)", "*", "[a", "\\", "a{3,2}", "(?<=\\1)(a)", "(a?){2}"],
)  # fmt: skip
def test_the_rest_is_left_to_python(pattern: str) -> None:
    """Loops without a bound, names, kinds of letters, what is no expression, what is too large."""
    with pytest.raises(ValueError, match="left to Python"):
        core().Rewriter(((pattern, ""),))


@compiled
def test_what_are_no_pairs_is_refused() -> None:
    for pairs in ([("a", "b")], (["a", "b"],), (("a",),), ((b"a", "b"),), (("a", 1),)):
        with pytest.raises(TypeError):
            core().Rewriter(pairs)
    for becomes in (r"\2", r"\10", r"\g<1>", "x" * 2000, "\\"):
        with pytest.raises(ValueError, match="left to Python"):
            core().Rewriter((("(a)", becomes),))
    with pytest.raises(TypeError):
        core().Rewriter(()).rewrite(b"a")


@compiled
def test_long_texts_are_left_to_python() -> None:
    """Those that are long, or become so; lines; and where too many steps would be taken."""
    made = core().Rewriter((("a", "bb"), ("b", "c" * 10)))
    assert made.rewrite("a" * 51) == "c" * 1020
    assert made.rewrite("a" * 52) is made.rewrite("x" * 1025) is made.rewrite("a\n") is None
    slow = core().Rewriter((("(?:a|aa){20}b", ""),))
    assert slow.rewrite("a" * 300) is None
    assert Rewriting([("(?:a{1,2}){3}b", "")])("a" * 2000 + "b") == "a" * 1994


@compiled
def test_the_core_knows_what_the_files_of_rules_say() -> None:
    """All expressions of all files, so that none waits for Python's."""
    for file in [rules_file_of(name) for name in files() if name != "han"]:
        tree = file.tree
        for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
            for key in part.keys() & {"before", "after"}:
                assert not part[key] or file._rewriting(part[key])._compiled
    for facts in rules("han")["systems"].values():
        assert Rewriting(facts.get("after", ()))._compiled


@compiled
def test_threads_share_expressions() -> None:
    made = core().Rewriter((("([ab])(?=c)", r"\1\1"), ("c{1,2}", "")))
    with ThreadPoolExecutor(4) as pool:
        assert {*pool.map(made.rewrite, ["abcacc"] * 4000)} == {"abbaa"}
