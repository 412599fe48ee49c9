"""The windows of a text that may be unseen spellings: the core finds those that Python does."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.run import ALONE, GRAMMAR, LONG, MARKED, MAY_BE_ARTICLE, Run, rows_of
from translit.resolving.unseen import from_words, plain_windows

WORDS = ("the", "al", "ez", "Homs", "of", "Zor", "without", "R", "the", "x" * 160, "X" * 160)
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "-", ", ", "\n\n", "\xa0"])),
    max_size=14,
).map(lambda drawn: "".join(word + joint for word, joint in drawn))


class Kinds(dict[str, int]):
    """Words of any kinds, the same for the same seed."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._seed = seed

    def __missing__(self, word: str) -> int:
        some = random.Random(f"{self._seed}{word}")
        kinds = [kind for kind in (MARKED, MARKED, GRAMMAR, LONG, ALONE) if some.random() < 0.4]
        return self.setdefault(word, sum({*kinds}) | MAY_BE_ARTICLE * (word in ("the", "al", "ez")))


@given(TEXTS, st.integers(0, 50), st.data())
def test_the_core_finds_the_windows_that_python_does(
    text: str, seed: int, data: st.DataObject
) -> None:
    """Of a part of the text, and but for those that are known to mean nothing."""
    run = Run(text, Kinds(seed), {})
    every = plain_windows(run, 0, len(run.starts), {})[1]
    known = dict.fromkeys(data.draw(st.lists(st.sampled_from(every))) if every else [])
    start, end = sorted(data.draw(st.integers(0, len(run.starts))) for _ in range(2))
    found = from_words(run, start, end, known)
    assert found == plain_windows(run, start, end, known)
    for (first, last, words, begin), written in zip(rows_of(found[0]), found[1], strict=True):
        assert text[begin : run.ends[last]] == written not in known
        assert run.kinds[first] & MARKED
        assert start <= first < end
        assert words <= last - first + 1


def test_the_core_reads_no_word_that_there_isnt() -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    run = Run("Homs Zor", Kinds(1), {})
    parts = (run.starts, run.ends, run.kinds, run.joints, run.articles)
    for start, end in ((-1, 2), (0, 3)):
        with pytest.raises(ValueError, match="a number of each word"):
            compiled.windows(run.text, *parts, start, end, {}, 300)
    for place in range(len(parts)):
        shorter = [part[:1] if place == at else part for at, part in enumerate(parts)]
        with pytest.raises(ValueError, match="a number of each word"):
            compiled.windows(run.text, *shorter, 0, 2, {}, 300)
