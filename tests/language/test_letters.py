"""The compiled core writes words by any rules as the plain Python does, and refuses what are none."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.language.core import core
from translit.language.layers import END
from translit.language.letters import Choice, _longest, unruled

pytestmark = pytest.mark.skipif(
    core() is None, reason="the core isn't compiled here, or not wanted"
)

LETTERS = "abc\0é\U0001f600"
ALPHABET = frozenset("abé")
BESIDE = st.none() | st.sets(st.sampled_from([*"abé", END]), max_size=2).map(frozenset)
LATIN = st.text("xyː", max_size=3)


def choices(letter: str) -> st.SearchStrategy[list[Choice]]:
    """What may stand where a letter does, the longest sequence first."""
    rests = st.lists(st.tuples(st.text(LETTERS, max_size=2), BESIDE, BESIDE, LATIN), max_size=3)
    return rests.map(
        lambda rests: [
            (letter + rest, 1 + len(rest), left, right, latin)
            for rest, left, right, latin in sorted(rests, key=lambda each: -len(each[0]))
        ]
    )


TABLES = st.fixed_dictionaries({letter: LATIN | choices(letter) for letter in LETTERS})
PLAIN = st.fixed_dictionaries({ord(letter): st.text(LETTERS, max_size=3) for letter in LETTERS})


def plainly(table: dict[str, str | list[Choice]], word: str) -> str:
    """The Latin letters of a word, by the plain Python."""
    shape = "".join([END, *(char if char in ALPHABET else END for char in word), END])
    found, after = "", 0
    for place, char in enumerate(word):
        if place < after:
            continue
        what = table[char]
        length, latin = (1, what) if isinstance(what, str) else _longest(what, word, place, shape)
        found, after = found + latin, place + length
    return found


@given(table=TABLES, plain=PLAIN, word=st.text(LETTERS, max_size=9))
def test_the_core_writes_by_what_may_stand_at_each_letter(
    table: dict[str, str | list[Choice]], plain: dict[int, str], word: str
) -> None:
    """By the first choice that fits, and else as a letter without rules; again from its memory."""
    alike = core().Writer(table, None, ALPHABET, unruled)
    assert alike.write(word) == alike.write(word) == plainly(table, word)
    made = core().Writer(table, plain, ALPHABET, unruled)
    assert made.write(word) == made.write(word) == plainly(table, word.translate(plain))


@given(tables=st.lists(TABLES, max_size=4), word=st.text(LETTERS, max_size=9))
def test_several_write_as_each_does(tables: list[dict[str, Any]], word: str) -> None:
    """A tuple of writers gives what each alone gives; nothing where one leaves a word."""
    made = tuple([core().Writer(table, None, ALPHABET, unruled) for table in tables])
    assert core().Writer.each(made, word) == [one.write(word) for one in made]
    assert core().Writer.each(made, word * 2000) == (None if word and made else [""] * len(made))


@pytest.mark.parametrize("given", [((1,), "a"), ([], "a"), ((), 1), ((),)])
def test_what_are_no_writers_is_refused(given: tuple[object, ...]) -> None:
    with pytest.raises(TypeError):
        core().Writer.each(*given)


def test_what_is_met_is_asked_for_once():
    """A thousand letters, each of which is held from then on; one without a choice as well."""
    asked = list[str]()
    word = "".join(map(chr, range(0x4E00, 0x5200)))[:1000]
    made = core().Writer(
        {char: [] for char in word}, None, frozenset(), lambda char: asked.append(char) or "x"
    )
    assert made.write(word) == made.write(word) == "x" * 1000
    assert asked == list(word)


def test_threads_share_what_is_met():
    """What one thread asks Python for while another meets the same letter is held once."""
    words = ["".join(map(chr, range(at, at + 40))) for at in range(0x4E00, 0x5200, 8)]
    made = core().Writer(Slow(), Slow(), frozenset(), str)
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(made.write, words * 4))
    assert found == words * 4


class Slow(dict[Any, str]):
    """Gives each letter as it is, and lets another thread run meanwhile."""

    def __missing__(self, key: str | int) -> str:
        time.sleep(0)
        return key if isinstance(key, str) else chr(key)


def test_the_core_leaves_long_words_to_python():
    made = core().Writer({"a": "x" * 9, "b": ""}, {97: "a", 98: "b" * 3}, frozenset(), unruled)
    assert made.write("a" * 900) == "x" * 8100
    assert made.write("b" * 300) == ""
    assert made.write("a" * 1000) is made.write("b" * 400) is made.write("a" * 2000) is None


WRONG = [
    1,
    ("a", 1, None, None),
    (b"a", 1, None, None, "x"),
    ("a", 0, None, None, "x"),
    ("a", 2, None, None, "x"),
    ("a", 1, None, None, 1),
    ("a", 1, 1, None, "x"),
    ("a", 1, frozenset([1]), None, "x"),
    ("a", 1, None, None, "\ud800"),
]


@pytest.mark.parametrize("choice", WRONG)
def test_what_is_no_choice_is_refused(choice: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        core().Writer({"a": [choice]}, None, frozenset(), unruled).write("a")


@pytest.mark.parametrize(
    ("table", "plain"),
    [({"a": 1}, None), ({"a": "x"}, {97: 1}), ({}, None), ({"a": "x"}, {}), (1, None), ({}, 1)],
)
def test_what_are_no_rules_is_refused(table: object, plain: object) -> None:
    with pytest.raises((TypeError, LookupError)):
        core().Writer(table, plain, frozenset(), unruled).write("a")


def test_what_isn_t_written_is_said():
    made = core().Writer({"a": []}, None, frozenset(), lambda _: 1)
    for word in (b"a", "a"):
        with pytest.raises(TypeError):
            made.write(word)
