"""The words of a text one after the other: what is looked up at once is what is asked word by
word.
"""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.heard import BLANKS
from translit.language.run import (
    ALONE,
    ALONE_ABROAD,
    BEGINS,
    BLANK,
    JOINED,
    MARKED,
    MAY_BE_ARTICLE,
    Run,
    is_abbreviation,
    plain_split,
)
from translit.language.split import is_article, may_be_article, strong_key
from translit.language.words import LONGEST_JOINT, SHAPE, is_initials, joined, pieces

WORDS = (
    "Deir",
    "ez",
    "Zor",
    "al",
    "the",
    "The",
    "St",
    "R",
    "U.S",
    "of",
    "الجديد",
    "ال",
    "حلب",
    "1",
)
JOINTS = (
    " ",
    "  ",
    "-",
    "\n",
    " \r\n ",
    ". ",
    ".",
    ", ",
    ".  -",
    "' ",
    "\n\n",
    " " * 9,
    "." + " " * 9,
)
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(WORDS), st.sampled_from(JOINTS) | st.text(" .-\n'\u200c", max_size=10)
    ),
    max_size=8,
).map(lambda drawn: "".join(word + joint for word, joint in drawn))


class Kinds(dict[str, int]):
    """Each word is written like a name, and one begins an alias."""

    def __missing__(self, word: str) -> int:
        article = MAY_BE_ARTICLE * may_be_article(strong_key(word))
        return MARKED | article | BEGINS * (word == "R") | ALONE_ABROAD * (len(word) > 2)


class Pieces(dict[str, tuple[tuple[int, int], ...]]):
    """The words between full stops."""

    def __missing__(self, word: str) -> tuple[tuple[int, int], ...]:
        return tuple(pieces(word))


class Numbers(dict[str, int]):
    """Each word is of a kind of its own."""

    def __missing__(self, part: str) -> int:
        return sum(map(ord, part)) % 256


class Gaps(Numbers):
    """So is each gap, but for those that every text has alike."""

    def __missing__(self, part: str) -> int:
        if part == " ":
            return JOINED | BLANK
        return super().__missing__(part) if len(part) <= LONGEST_JOINT + 1 else 0


def run_of(text: str) -> Run:
    return Run(text, Kinds(), Pieces())


def follows(run: Run, place: int) -> bool:
    """Whether the next word belongs to the same name: what is asked of two words."""
    if place + 1 >= len(run.starts):
        return False
    end, start, word = run.ends[place], run.starts[place + 1], run.word(place)
    if joined(run.text, end, start):
        return True
    stopped = run.text[end : end + 1] == "." and joined(run.text, end + 1, start)
    return stopped and (is_abbreviation(word) or (is_initials(word) and word != "R"))


@given(TEXTS)
@example("R. al-Zor the of. St. Deir the")
def test_words_follow_each_other_as_two_by_two(text: str) -> None:
    run = run_of(text)
    some = range(len(run.starts))
    follow = [follows(run, place) for place in some]
    articles = [
        follow[place] and is_article(strong_key(run.word(place)), strong_key(run.word(place + 1)))
        for place in some
    ]
    assert [run.next(place) for place in some] == [
        place + 1 if follow[place] else -1 for place in some
    ]
    assert [bool(run.articles[place]) for place in some] == articles
    assert [*run.seen(MARKED, 0, len(some))] == [place for place in some if not articles[place]]
    for place in some:
        after = place + 1 if follow[place] else -1
        while after >= 0 and articles[after]:
            after += 1
        assert run.after(place) == after
        if after >= 0 and not articles[place]:
            assert run.before(after) == place


@given(
    st.lists(
        st.sampled_from(
            ["Homs", "U.S.", "it's", "’s", "'", ".", "Zor’s", "حمص", "3.5", "A.B's", "é"]
        )
        | st.sampled_from(JOINTS)
        | st.text(max_size=5)
    ).map("".join)
)
@example("Homs.Aleppo's U.S.Army's x's 's a''s b.'s")
def test_the_core_splits_a_text_as_python_does(text: str) -> None:
    """Whatever each word and each gap is, but for spaces, and for gaps that are too long."""
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    told = (Numbers(), Pieces(), Gaps())
    plain = plain_split(text, SHAPE, *told)
    assert compiled.split(text, SHAPE, *told) == plain
    places = [*zip(*(memoryview(part).cast("q") for part in plain[:2]), strict=True)]
    assert all(start < end for start, end in places)
    assert all(one[1] <= other[0] for one, other in pairwise(places))


PARTED = {97: "w", 46: "'", 98: "w"}


@pytest.mark.parametrize(
    ("shape", "kinds", "found", "error"),
    [
        ({}, {}, (), KeyError),
        ({97: "x"}, {}, (), ValueError),
        ({97: "ww"}, {}, (), ValueError),
        ({97: 1}, {}, (), ValueError),
        ({97: "w", 46: " "}, {}, (), KeyError),
        (PARTED, {"a": 256}, ((0, 1),), ValueError),
        (PARTED, {"a": -1}, ((0, 1),), ValueError),
        (PARTED, {"a": "x"}, ((0, 1),), TypeError),
        (PARTED, Kinds(), ((0, 1), (0, 1)), ValueError),
        (PARTED, Kinds(), ((0, 4),), ValueError),
        (PARTED, Kinds(), ((1, 1),), ValueError),
        (PARTED, Kinds(), (1,), ValueError),
        (PARTED, Kinds(), [(0, 1)], ValueError),
        (PARTED, Kinds(), ((0, "x"),), TypeError),
    ],
)
def test_the_core_splits_by_nothing_but_shapes_kinds_and_pieces(
    shape: dict[int, str], kinds: dict[str, int], found: object, error: type[Exception]
) -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    with pytest.raises(error):
        compiled.split("a.b", shape, kinds, {"a.b": found}, {})


@given(TEXTS)
def test_a_gap_of_blanks_is_told(text: str) -> None:
    run = run_of(text)
    for place in range(len(run.starts) - 1):
        between = text[run.ends[place] : run.starts[place + 1]]
        if run.joints[place]:
            assert bool(run.joints[place] & BLANK) == bool(BLANKS.fullmatch(between))


@pytest.mark.parametrize(
    ("text", "alone"), [("Homs حلب Aleppo", "حلب"), ("حلب حمص", ""), ("حلب", ""), ("Homs", "")]
)
def test_a_word_between_those_of_other_scripts_may_stand_alone(text: str, alone: str) -> None:
    class Arabic(dict[str, int]):
        def __missing__(self, word: str) -> int:
            return ALONE_ABROAD * (word[0] > "z")

    run = Run(text, Arabic(), Pieces())
    assert [run.word(place) for place in run.those(ALONE)] == [*filter(None, [alone])]
