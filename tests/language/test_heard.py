"""What stretches of words sound like: what their form says, without making it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.form import forms
from translit.language.heard import Heard, Tokens, heard, plain_sound, tokens_of
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


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
@given(st.lists(st.tuples(WORDS, st.booleans()), min_size=1, max_size=6))
def test_the_core_puts_together_what_python_does(words: list[tuple[str, bool]]) -> None:
    compiled = core()
    assert compiled
    found = [(token, article) for word, article in words for token in tokens_of(word) or (None,)]
    tokens, articles = tuple(each for each, _ in found), bytes(article for _, article in found)
    places = [(start, end) for end in range(1, len(tokens) + 1) for start in range(end)]
    assert compiled.sound(tokens, articles, places) == plain_sound(tokens, articles, places)


def test_the_core_takes_no_tokens_that_are_none() -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    token = (tokens_of("Homs") or (None,))[0]
    for tokens, places, error in (
        ((token,), [(0, 2)], ValueError),
        ((token,), [(-1, 1)], ValueError),
        ((token,), [(1, 1)], ValueError),
        ((("homs",),), [(0, 1)], TypeError),
        (("homs",), [(0, 1)], TypeError),
        (((1, 2, 3, 4),), [(0, 1)], TypeError),
        ((token,), [1], TypeError),
    ):
        with pytest.raises(error):
            compiled.sound(tokens, bytes(1), places)
    with pytest.raises(ValueError, match="of each token"):
        compiled.sound((token,), b"", [])


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
