"""Laws of the pairs of a list that are worth weighing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from unittest import mock

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from translit import strategies
from translit.index.blocks import hashes, query_keys, segments, skeleton_keys, word_keys
from translit.language.form import Form, forms
from translit.match import candidates
from translit.match.candidates import FARTHEST, NEAREST, Candidates

NAMES = st.lists(
    st.one_of(
        strategies.names(),
        st.text("abmrsu ", min_size=1, max_size=12),
        st.text("بحلمس ", min_size=1, max_size=9),
        st.sampled_from(["Ahmad Jalal", "Jalal Ahmad", "Ahmad al-Jalal", "Jalal", "أحمد جلال"]),
    ),
    max_size=14,
)


def found(names: Sequence[str]) -> tuple[list[Form], set[tuple[int, int]]]:
    """The forms of some names, a row each, and the pairs of rows."""
    rows, listed = Candidates(), list[Form]()
    for owner, name in enumerate(names):
        for form in forms(name):
            rows.add(owner, form)
            listed.append(form)
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
        asked = {key & mask for key in hashes(query_keys(form))}
        met = [
            (apart(form, rows[other]), other)
            for other, keys in enumerate(under)
            if other != place and (whole or asked & {*keys})
        ]
        yield from ((place, other) for far, other in sorted(met)[:NEAREST] if far <= FARTHEST)


@settings(max_examples=40)
@given(NAMES, st.booleans())
def test_the_nearest_are_those_that_are_found_one_by_one(names: list[str], whole: bool) -> None:
    """Whatever is left out beforehand for its signature is too far away; each name alone."""
    one_form = [name for name in dict.fromkeys(names) if len(forms(name)) == 1]
    few = mock.patch.object(candidates, "FEW", 10**9 if whole else -1)
    no_words = mock.patch.object(candidates, "BY_WORDS", 0)
    with few, no_words, mock.patch.object(candidates, "COMPARED", 10**9):
        rows, pairs = found(one_form)
    assert pairs == {(min(pair), max(pair)) for pair in by_hand(rows, whole)}


@settings(max_examples=20)
@given(NAMES)
def test_a_name_never_meets_itself_and_of_single_words_all_are_near(names: list[str]) -> None:
    """In whatever pieces the rows are looked at."""
    for few in (-1, 10**9):
        with mock.patch.object(candidates, "FEW", few):
            rows, pairs = found(names)
            with mock.patch.object(candidates, "AT_ONCE", 1):
                assert found(names)[1] == pairs
    owners = [owner for owner, name in enumerate(names) for _ in forms(name)]
    for one, other in pairs:
        assert one < other
        assert owners[one] != owners[other]
        several = max(len(rows[one].words), len(rows[other].words)) > 1
        assert several or apart(rows[one], rows[other]) <= FARTHEST


def test_words_in_another_order_meet_and_a_common_word_alone_does_not() -> None:
    """In a list that is long enough to tell which words are rare."""
    others = [f"Jalal {first}{last}" for first in "bdkmrstz" for last in ("af", "an", "ir", "ud")]
    names = ["Ahmad Qasim", "Qasim Ahmad", "Qasim Nawfal Borodin Chekhov", *others]
    names += [name.removeprefix("Jalal ") for name in others]
    rows, pairs = found(names)
    assert len(rows) > candidates.FEW
    assert (0, 1) in pairs
    assert not {(0, 2), (1, 2)} & pairs


def test_the_rows_that_a_row_is_compared_with_are_bounded() -> None:
    """Of spellings that share all keys: their number grows with the list, and not its square."""
    compared = Counter[int]()
    plain = candidates._compared

    def counted(texts: Sequence[str], rows: object, others: object) -> object:
        compared[len(texts)] += len(rows)  # type: ignore[arg-type]
        return plain(texts, rows, others)  # type: ignore[arg-type]

    vowels = ("a", "e", "i", "o", "u", "ou", "aa", "ee")
    spellings = [f"R{a}m{b}s{c}" for a in vowels for b in vowels for c in vowels]
    with mock.patch.object(candidates, "_compared", counted):
        found(spellings[:128])
        found(spellings[:512])
    assert compared[512] <= 4.5 * compared[128]
