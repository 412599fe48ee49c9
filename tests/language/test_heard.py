"""What stretches of words sound like: what their form says, without making it."""

from __future__ import annotations

from array import array
from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.form import forms
from translit.language.heard import Heard, Tokens, heard, heard_of, in_core, read
from translit.language.run import Run
from translit.language.sounds import _sounds_of, sounds
from translit.language.words import spans
from translit.resolving.resolver import bundled

WORDS = st.one_of(
    st.sampled_from(
        sorted({word for name in bundled().gazetteer.strong for word in name.split()})[::7]
    ),
    st.sampled_from(
        [
            "al",
            "el",
            "the",
            "Al-",
            "ال",
            "الشام",
            "und",
            "d'Alep",
            "U.S.",
            "Сы",
            "ב",
            "北京",
            "ߒߞߏ",
            "12th",
            "III",
            "O'Neill",
        ]
    ),
    st.text("aeiouyhwlrnmtkpsABLéحلبءاةىوйюяпо'’.ـ1", min_size=1, max_size=7),
)


def told_of(text: str) -> tuple[Tokens, list[tuple[int, int]]]:
    """The tokens of a text, and where its words stand."""
    places, tokens = spans(text), Tokens()
    end: int | None = None
    for place, (start, until) in enumerate(places):
        tokens.add(place, text[start:until], None if end is None else text[end:start])
        end = until
    return tokens, places


def put_together(text: str) -> tuple[str, Heard | None]:
    """The text from its first word to its last one, and what is heard of it, word by word."""
    tokens, places = told_of(text)
    [found] = tokens.heard([(0, len(places) - 1)])
    return text[places[0][0] : places[-1][1]], found


@given(st.lists(st.text("aeiouyhwrnmtkpszcgRXNDß1ߒ", max_size=8), max_size=5))
def test_words_sound_as_one_by_one(words: list[str]) -> None:
    """The sounds of words, put together from those of each, are those of all at once."""
    assert sounds(tuple(words)) == _sounds_of(tuple(words))


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "-", "\n", "  ", ", ", ". "])), max_size=6))
def test_a_stretch_sounds_as_its_form_says(words: list[tuple[str, str]]) -> None:
    """Where its words don't tell, it says so, and nothing else."""
    text = "".join(word + joint for word, joint in words)
    if spans(text):
        written, found = put_together(text)
        assert found in (None, heard(forms(written)[0]))


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", ", "])), min_size=1, max_size=6))
def test_parts_of_a_text_sound_as_they_do_alone(words: list[tuple[str, str]]) -> None:
    """Whatever stands around them: all stretches of a text are asked for at once."""
    text = "".join(word + joint for word, joint in words)
    tokens, places = told_of(text)
    some = [(first, last) for last in range(len(places)) for first in range(last + 1)]
    for (first, last), found in zip(some, tokens.heard(some), strict=True):
        assert found == put_together(text[places[first][0] : places[last][1]])[1]


class InCore(dict[str, Any]):
    """Words as the core takes them."""

    def __missing__(self, word: str) -> Any:
        return self.setdefault(word, in_core(read(word)))


class Nothing(dict[str, int]):
    """Every word is of no kind."""

    def __missing__(self, word: str) -> int:
        return 0


class Whole(dict[str, tuple[tuple[int, int], ...]]):
    """No full stop parts a word."""

    def __missing__(self, word: str) -> tuple[tuple[int, int], ...]:
        return ((0, len(word)),)


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "-", "\n", ", ", ". "])), max_size=6))
def test_the_core_puts_together_what_python_does(words: list[tuple[str, str]]) -> None:
    """All windows of a text, with the word before as its article, too."""
    compiled, text = core(), "".join(word + joint for word, joint in words)
    assert compiled
    run, tokens = Run(text, Nothing(), Whole()), Tokens()
    for place, start in enumerate(run.starts):
        between = text[run.ends[place - 1] : start] if place else None
        known = between if place and run.joints[place - 1] else None
        tokens.add(place, run.word(place), known)
    some = range(len(run.starts))
    spans = [(first, last) for last in some for first in range(last + 1)]
    windows = [
        (named, last, 1, run.starts[first])
        for first, last in spans
        for named in {first, min(first + 1, last)}
    ]
    numbers = array("q", chain.from_iterable(windows)).tobytes()
    asked = run.text, run.starts, run.ends, run.joints, InCore(), numbers
    firsts = [named - (run.starts[named] != start) for named, _, _, start in windows]
    known_of = tokens.heard([(first, row[1]) for first, row in zip(firsts, windows, strict=True)])
    assert heard_of(compiled.sound(*asked)) == known_of


def test_the_core_takes_no_tokens_that_are_none() -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    token = read("Homs")[0]
    for tokens, articles, error in (
        ((), (), ValueError),
        ((token,), (), ValueError),
        ((token,), (1,), TypeError),
        ((("homs",),), (True,), TypeError),
        (("homs",), (True,), TypeError),
        (((1, 2, 3, 4),), (True,), TypeError),
        ([token], (True,), TypeError),
    ):
        with pytest.raises(error):
            compiled.Tokens(tokens, articles)


def test_the_core_reads_no_window_that_there_isnt() -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    run = Run("Homs Homs", Nothing(), Whole())
    words = {"Homs": in_core(read("Homs"))}
    for some, window, error in (
        (words, (0, 2, 1, 0), ValueError),
        (words, (-1, 1, 1, 0), ValueError),
        (words, (1, 0, 1, 5), ValueError),
        (words, (0, 0, 1, 5), ValueError),
        ({}, (0, 0, 1, 0), KeyError),
        ({"Homs": "Homs"}, (0, 0, 1, 0), TypeError),
    ):
        numbers = array("q", window).tobytes()
        with pytest.raises(error):
            compiled.sound(run.text, run.starts, run.ends, run.joints, some, numbers)
    with pytest.raises(ValueError, match="a number of each word"):
        compiled.sound(run.text, run.starts, run.ends[:1], run.joints, words, b"")


@pytest.mark.parametrize(
    "text",
    [
        "Tell Abyad",
        "Deir ez-Zor",
        "the Free Syrian Army",
        "Aleppo offensive",
        "قوات سوريا الديمقراطية",
        "في مدينة\nحلب",
        "Свободная сирийская армия",
    ],
)
def test_the_words_of_a_text_tell_what_it_sounds_like(text: str) -> None:
    assert put_together(text) == (text, heard(forms(text)[0]))


@pytest.mark.parametrize("text", ["Homs حمص", "ᬩᬮᬶ", "Homs, Aleppo", "ـ"])
def test_what_words_dont_tell(text: str) -> None:
    """Of several scripts, of letters without a reading, behind a comma, and of signs that count
    only by themselves.
    """
    assert put_together(text)[1] is None
