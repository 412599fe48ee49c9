"""Names in scripts that have no reading: nothing is concluded from it, and they are alike as far
as their letters are.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit.index.records import form_of, form_record, word_of, word_record
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.form import forms, is_read, word, written_as
from translit.language.romanise import reading

# What two names get that have nothing to do with each other.
UNRELATED = 0.02


@cache
def letters_of(code: str) -> str:
    """Some letters of a script that fold to themselves."""
    spans = (span.partition("-") for span in rules("scripts")["scripts"][code]["ranges"].split())
    points = (
        point
        for first, _, last in spans
        for point in range(int(first, 16), int(last or first, 16) + 1)
    )
    return "".join(
        islice(
            (
                char
                for char in map(chr, points)
                if unicodedata.category(char)[0] == "L" and fold(char) == char
            ),
            100,
        )
    )


def is_unread(code: str) -> bool:
    return bool(letters_of(code)) and not any(map(str.isalnum, reading(letters_of(code))))


SCRIPTS = [code for code in rules("scripts")["scripts"] if letters_of(code)]
UNREAD = [code for code in SCRIPTS if is_unread(code)]


@st.composite
def names(draw: st.DrawFn, codes: list[str]) -> str:
    """A name of one or two words in one of some scripts."""
    letters = st.sampled_from(letters_of(draw(st.sampled_from(codes))))
    return " ".join(
        draw(st.lists(st.text(letters, min_size=3, max_size=8), min_size=1, max_size=2))
    )


def test_there_are_such_scripts():
    """About a hundred; among them some that living languages are written in."""
    assert len(UNREAD) > 100
    assert {"Bali", "Batk", "Cakm", "Kali", "Lepc", "Limb", "Cham"} <= set(UNREAD)


@given(names(UNREAD))
def test_a_name_keeps_its_letters(name):
    """Its forms have its words, and its letters stand where its Latin ones would."""
    for form in forms(name):
        assert not is_read(form)
        assert form.letters == form.latin == fold(name)
        assert len(form.marks) >= len(set(form.letters.replace(" ", "")))


@given(names(UNREAD), names(SCRIPTS))
def test_names_without_a_letter_in_common_are_unrelated(one, other):
    """Two names of which one has no reading, in one script or in two, get what unrelated names
    get.
    """
    assume(not set(fold(one)) & set(fold(other)) - {" "})
    assert translit.similarity(one, other) == translit.similarity(other, one) < UNRELATED


@given(names(UNREAD), st.data())
def test_names_are_alike_as_far_as_their_letters_are(name, data):
    """The more of its last letters are others, the less a name is like itself."""
    other = letters_of("Bali" if fold(name)[0] not in letters_of("Bali") else "Batk")
    last = data.draw(st.text(st.sampled_from(other), min_size=3, max_size=3))
    found = [
        translit.similarity(name, name[: len(name) - count] + last[:count]) for count in range(4)
    ]
    assert found == sorted(found, reverse=True)
    assert found[1] < 1


@given(names(UNREAD))
def test_a_compiled_table_keeps_them(name):
    """What is written of a word and a form is read as it was."""
    for each in forms(name):
        assert [word_of(word_record(one)) for one in each.words] == list(each.words)
        assert written_as(name, [form_of(form_record(each), each.words)]) == (each,)


@pytest.mark.parametrize(
    ("one", "other"), [("ᬩᬮᬶ", "ᬚᬯ"), ("ᯅᯖᯂ᯲", "ᯖᯬᯅ"), ("ꤊꤢꤛꤢ", "ꤜꤤ"), ("𑄌𑄋𑄴𑄟𑄳𑄦", "𑄝𑄁𑄣")]
)
def test_examples(one, other):
    """Two such names are two groups, and an unseen one gets no ID; one that differs in a letter
    comes near.
    """
    assert translit.similarity(one, other) < UNRELATED
    assert len(translit.cluster([one, other])) == 2
    resolver = translit.load([translit.Entry("x", one)])
    assert resolver.resolve(one).id == "x"
    assert resolver.resolve(other).id is None


def test_silent_letters_are_silent():
    """A letter that the rules of its script read as nothing is no unread word."""
    assert word("ь").latin == word("ฯ").latin == ""
    assert forms("ь")[0].words == ()
