"""The compiled core hears what the plain Python hears, and refuses tables that are none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.sounds import (
    Part,
    Sounds,
    _spellings,
    part,
    plain_part,
    plain_sounds,
    sounds,
)

compiled = pytest.mark.skipif(core() is None, reason="the core isn't compiled here, or not wanted")

PIECES = st.sampled_from(sorted(_spellings()[1])) | st.sampled_from([*"^$RXN 7A-\0", "\x7f"])
WORDS = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=8)
LONG = WORDS.map(lambda word: word * 90)
A_SOUND, A_SPELLING = ("Aa1", "a"), ("a", b"\0")


@compiled
@given(words=st.lists(WORDS | LONG, max_size=4).map(tuple))
def test_the_core_hears_the_same(words: tuple[str, ...]) -> None:
    """In words of all spellings, of any other letters, and in very long ones."""
    found = sounds(words)
    assert found == plain_sounds(words)
    assert type(found) is Sounds
    for word in filter(str.isascii, words):
        assert part(word) == plain_part(word)
        assert type(part(word)) is Part


@compiled
@given(
    table=st.lists(
        st.tuples(st.text("ab^$", min_size=1, max_size=4), st.binary(max_size=3)), max_size=6
    )
)
def test_a_table_of_sounds_is_read_or_refused(table: list[tuple[str, bytes]]) -> None:
    """A sound that there isn't, or another order, is a ValueError; nothing else is."""
    rows = tuple(table)
    ordered = sorted(rows, key=lambda row: (row[0][0], -len(row[0])))
    keys = [(row[0][0], -len(row[0])) for row in rows]
    good = keys == sorted(keys) and all(max(heard, default=0) < 2 for _, heard in ordered)
    if good:
        made = core().Sounding(rows, (A_SOUND, ("b", "")), ("a", "b"), Sounds, Part)
        assert type(made.sounds(("abba", "b"))) is Sounds
    else:
        with pytest.raises(ValueError):
            core().Sounding(rows, (A_SOUND, ("b", "")), ("a", "b"), Sounds, Part)


@compiled
@pytest.mark.parametrize(
    "given",
    [
        (("a",), (A_SOUND,), ("a",), Sounds, Part),
        ((A_SPELLING,), (1,), ("a",), Sounds, Part),
        ((A_SPELLING,), (A_SOUND,), (), Sounds, Part),
        ((A_SPELLING,), (A_SOUND,), ("a",), list, Part),
        ((A_SPELLING,), (("Aa123", "a"),), ("a",), Sounds, Part),
        ((A_SPELLING,), (("é", "a"),), ("a",), Sounds, Part),
        ((A_SPELLING,), (("a", "ab"),), ("a",), Sounds, Part),
        ((("", b"\0"),), (A_SOUND,), ("a",), Sounds, Part),
        ((("abcdefghi", b"\0"),), (A_SOUND,), ("a",), Sounds, Part),
        (((("a"), b"\0\0\0\0"),), (A_SOUND,), ("a",), Sounds, Part),
    ],
)
def test_what_is_no_table_of_sounds_is_refused(given: tuple[object, ...]) -> None:
    with pytest.raises((TypeError, ValueError)):
        core().Sounding(*given)


@compiled
def test_the_core_hears_words_alone() -> None:
    made = core().Sounding((A_SPELLING,), (A_SOUND,), ("a",), Sounds, Part)
    assert made.sounds(()) == Sounds("", "", "")
    assert made.sounds(("é",)) is made.part("é") is made.part("\ud800") is None
    for wrong in (("a", 1), ["a"], "a"):
        with pytest.raises(TypeError):
            made.sounds(wrong)
    with pytest.raises(TypeError):
        made.part(b"a")
