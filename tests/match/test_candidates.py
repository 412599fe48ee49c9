"""Laws of the pairs of a list that are worth weighing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from translit import strategies
from translit.index.blocks import hashes, query_segments, segments, skeleton_keys, word_keys
from translit.language.core import core
from translit.language.form import Form, forms
from translit.match import candidates, sharing
from translit.match.candidates import LIMITS, Candidates

compiled = pytest.mark.skipif(core() is None, reason="the core isn't compiled here, or not wanted")
# A list whose rows all look under their keys, and one whose rows are all compared.
LONG, SHORT = LIMITS._replace(few=-1), LIMITS._replace(few=10**9)
NAMES = st.lists(
    st.one_of(
        strategies.names(),
        st.text("abmrsu ", min_size=1, max_size=12),
        st.text("بحلمس ", min_size=1, max_size=9),
        st.sampled_from(["Ahmad Jalal", "Jalal Ahmad", "Ahmad al-Jalal", "Jalal", "أحمد جلال"]),
    ),
    max_size=14,
)


def found(
    names: Sequence[str], limits: sharing.Limits = LIMITS, plain: bool = False
) -> tuple[list[Form], set[tuple[int, int]]]:
    """The forms of some names, a row each, and the pairs of rows."""
    with mock.patch.object(candidates, "core", (lambda: None) if plain else core):
        rows, listed = Candidates(), list[Form]()
    for owner, name in enumerate(names):
        for form in forms(name):
            rows.add(owner, form)
            listed.append(form)
    with mock.patch.object(candidates, "LIMITS", limits):
        pairs = rows.pairs()
    assert len(set(pairs)) == len(pairs)
    return listed, set(pairs)


def apart(one: Form, other: Form) -> float:
    """How far two forms are apart by the quick distances."""
    sounds = Levenshtein.normalized_distance(one.marks, other.marks)
    if one.vowels != other.vowels or one.vowels < 0:
        return sounds + Levenshtein.normalized_distance(one.consonants, other.consonants)
    return sounds + Levenshtein.normalized_distance(one.joined, other.joined)


def by_hand(rows: Sequence[Form], whole: bool) -> Iterator[tuple[int, int]]:
    """The pairs, looked for one by one; `whole` says that all rows are compared."""
    filed = [
        hashes({*skeleton_keys(form.skeleton), *segments(form.joined), *word_keys(form)})
        for form in rows
    ]
    mask = (1 << max(1, (sum(map(len, filed)) // 4).bit_length())) - 1
    under = [Counter(key & mask for key in keys) for keys in filed]
    for place, form in enumerate(rows):
        asked = {
            key & mask for key in hashes({*skeleton_keys(form.skeleton), *query_segments(form)})
        }
        met = [
            (apart(form, rows[other]), other)
            for other, keys in enumerate(under)
            if other != place and (whole or asked & {*keys})
        ]
        yield from (
            (place, other) for far, other in sorted(met)[: LIMITS.nearest] if far <= LIMITS.farthest
        )


@settings(max_examples=40)
@given(NAMES, st.booleans(), st.booleans())
def test_the_nearest_are_those_that_are_found_one_by_one(
    names: list[str], whole: bool, plain: bool
) -> None:
    """Whatever is left out beforehand for its signature is too far away; each name alone."""
    one_form = [name for name in dict.fromkeys(names) if len(forms(name)) == 1]
    limits = (SHORT if whole else LONG)._replace(by_words=0, compared=10**9)
    rows, pairs = found(one_form, limits, plain)
    assert pairs == {(min(pair), max(pair)) for pair in by_hand(rows, whole)}


# Rows of any letters, long ones and NUL among them, whose words are but numbers.
TEXTS = st.text("abflr\0é鿿\U0001f600", max_size=9)
TEXTS |= st.builds("{0}{1}{0}".format, TEXTS, st.sampled_from(["lfb" * 20, "flb" * 30, "éf" * 70]))
FORMS = st.builds(
    lambda joined, marks, consonants, vowels: forms("x")[0]._replace(
        joined=joined, marks=marks, consonants=consonants, vowels=vowels
    ),
    *(TEXTS, TEXTS, TEXTS),
    st.integers(-1, 1),
)
HASHES = st.lists(st.integers(0, 3) | st.integers(0, 2**32 - 1), max_size=4, unique=True).map(
    sorted
)
ROWS = st.lists(st.tuples(st.integers(0, 9), FORMS, HASHES, HASHES), max_size=12)
ANY_LIMITS = st.builds(
    sharing.Limits,
    st.integers(0, 4),
    st.sampled_from([0.0, 0.6, 2.0]),
    st.integers(0, 4),
    st.sampled_from([0.0, 0.5, 1.0]),
    st.sampled_from([0, 2, 60]),
    st.sampled_from([-1, 5, 60]),
    st.sampled_from([0, 3, 1000]),
)


@compiled
@given(ROWS, ANY_LIMITS, st.integers(0))
def test_the_compiled_way_finds_what_the_plain_one_finds(
    rows: list[tuple[int, Form, list[int], list[int]]], limits: sharing.Limits, seed: int
) -> None:
    both = candidates.Compiled(core().Candidates()), sharing.Sharing()  # type: ignore[union-attr]
    for row in rows:
        for each in both:
            each.add(*row)
    looks = np.array([seed >> place & 1 for place in range(len(rows))], bool)
    here, there = ([*map(tuple, each.pairs(looks, limits).tolist())] for each in both)
    assert sorted(here) == sorted(there)


@compiled
@given(NAMES)
def test_names_meet_the_same_ones_both_ways(names: list[str]) -> None:
    for limits in (LONG, LONG._replace(compared=2, looked_at=5), SHORT):
        assert found(names, limits) == found(names, limits, plain=True)


@compiled
def test_the_compiled_way_takes_no_harm_from_what_it_is_given() -> None:
    rows = core().Candidates()  # type: ignore[union-attr]
    rows.add(0, 0, ("", "", "", ""), [], [])
    wrong = [-1, 2**32, "a", None]
    for hash in wrong:
        with pytest.raises((TypeError, OverflowError)):
            rows.add(0, 0, ("a", "b", "c", "d"), [1, hash], [])
    with pytest.raises(ValueError, match="each row looks or doesn't"):
        rows.pairs(b"", tuple(LIMITS))
    with pytest.raises(ValueError, match="so few rows aren't chosen"):
        rows.pairs(b"1", tuple(LIMITS._replace(nearest=-1)))
    assert rows.pairs(b"1", tuple(LIMITS)) == b""


@settings(max_examples=20)
@given(NAMES)
def test_a_name_never_meets_itself_and_of_single_words_all_are_near(names: list[str]) -> None:
    """In whatever pieces the rows are looked at."""
    for limits in (LONG, SHORT):
        rows, pairs = found(names, limits)
        with mock.patch.object(sharing, "AT_ONCE", 1):
            assert found(names, limits, plain=True)[1] == pairs
    owners = [owner for owner, name in enumerate(names) for _ in forms(name)]
    for one, other in pairs:
        assert one < other
        assert owners[one] != owners[other]
        several = max(len(rows[one].words), len(rows[other].words)) > 1
        assert several or apart(rows[one], rows[other]) <= LIMITS.farthest


def test_words_in_another_order_meet_and_a_common_word_alone_does_not() -> None:
    """In a list that is long enough to tell which words are rare."""
    others = [f"Jalal {first}{last}" for first in "bdkmrstz" for last in ("af", "an", "ir", "ud")]
    names = ["Ahmad Qasim", "Qasim Ahmad", "Qasim Nawfal Borodin Chekhov", *others]
    names += [name.removeprefix("Jalal ") for name in others]
    rows, pairs = found(names)
    assert len(rows) > LIMITS.few
    assert (0, 1) in pairs
    assert not {(0, 2), (1, 2)} & pairs


def test_the_rows_that_a_row_is_compared_with_are_bounded() -> None:
    """Of spellings that share all keys: their number grows with the list, and not its square."""
    compared = Counter[int]()
    plain = sharing._compared

    def counted(texts: Sequence[str], rows: object, others: object) -> object:
        compared[len(texts)] += len(rows)  # type: ignore[arg-type]
        return plain(texts, rows, others)  # type: ignore[arg-type]

    vowels = ("a", "e", "i", "o", "u", "ou", "aa", "ee")
    spellings = [f"R{a}m{b}s{c}" for a in vowels for b in vowels for c in vowels]
    with mock.patch.object(sharing, "_compared", counted):
        found(spellings[:128], plain=True)
        found(spellings[:512], plain=True)
    assert compared[512] <= 4.5 * compared[128]
