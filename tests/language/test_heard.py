"""What stretches of words sound like: what their form says, without making it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.form import forms
from translit.language.heard import Heard, Stretch, heard
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


def put_together(text: str) -> tuple[str, Heard | None]:
    """The text from its first word to its last one, and what is heard of it, word by word."""
    places = spans(text)
    stretch: Stretch | None = Stretch()
    end = places[0][0]
    for start, until in places:
        stretch = stretch.grown(text[end:start], text[start:until]) if stretch else None
        end = until
    return text[places[0][0] : end], stretch.heard() if stretch else None


@given(st.lists(st.tuples(WORDS, st.sampled_from([" ", "-", "\n", "  ", ", ", ". "])), max_size=6))
def test_a_stretch_sounds_as_its_form_says(words: list[tuple[str, str]]) -> None:
    """Where its words don't tell, it says so, and nothing else."""
    text = "".join(word + joint for word, joint in words)
    if spans(text):
        written, found = put_together(text)
        assert found in (None, heard(forms(written)[0]))


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
