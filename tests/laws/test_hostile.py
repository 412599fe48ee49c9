"""Any text is answered: none raises, none hangs, and twice the text is no more than twice the
work.
"""

from __future__ import annotations

import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome
from translit.resolving.resolver import bundled


def hinted(text: str) -> None:
    """A hint that no entry has is an error of one line, whatever it holds."""
    with pytest.raises(translit.EntryError) as error:
        bundled().resolve(text, type=text, within=text)
    assert len(str(error.value).splitlines()) == 1


# Everything that a Python string may hold, lone surrogates included.
ANY = st.text(st.characters(), max_size=40)
HOSTILE = {
    "nothing": "",
    "lone surrogates": "\ud800Ramousa\udfff",
    "NUL": "Ram\0ousa",
    "zalgo": "R" + "\u0300\u0323\u0489" * 200 + "amousa",
    "marks alone": "\u0301" * 50,
    "bidi overrides": "\u202eRamousa\u2066\u2067",
    "a byte order mark": "\ufeffRamousa",
    "unassigned": "\u0378\U0003ffff",
    "private use": "\ue000 \U0010ffff",
    "tags": "\U000e0041\U000e007f",
    "joined emoji": "👨‍👩‍👧‍👦 🏳️‍🌈",
    "one ligature of 18 letters": "\ufdfa",
    "a regular expression": "(?P<x>.*)+$",
    "a format": "{0.__class__} %s %n",
    "white space": "\u2028\u2029\x85\x1c\t\v\f\r\n",
    "300 articles": "al-" * 300 + "Ramousa",
    "300 words": "Halab " * 300,
    "one word of 10,000 letters": "Ramousa" * 1500,
}
FUNCTIONS: dict[str, Callable[[str], Any]] = {
    "fold": translit.fold,
    "romanise": translit.romanise,
    "skeleton": translit.skeleton,
    "similarity": lambda text: (
        translit.similarity(text, "Ramousa") + translit.similarity("Halab Fatah", text)
    ),
    "resolve": lambda text: bundled().resolve(text).explain(),
    "resolve with hints": hinted,
    "scan": lambda text: bundled().scan(text),
    "cluster": lambda text: translit.cluster([text, "Ramousa", text * 2]),
    "load": lambda text: translit.load(
        [Entry("x", f"Ramousa {text}", [text], weak=[text]), Entry("y", "Halab")]
    ).resolve(f"Ramouseh {text}"),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@given(ANY)
def test_no_text_raises(name: str, text: str) -> None:
    FUNCTIONS[name](text)


@pytest.mark.parametrize(("name", "text"), [*product(FUNCTIONS, HOSTILE)])
def test_no_hostile_text_raises(name: str, text: str) -> None:
    FUNCTIONS[name](HOSTILE[text])


@pytest.mark.parametrize(
    "text", [text for text, value in HOSTILE.items() if "Ramousa" in value and len(value) < 40]
)
def test_what_cant_be_seen_hides_no_name(text: str) -> None:
    """An alias is found in spite of invisible and broken characters around it; and never another
    entry.
    """
    assert bundled().resolve(HOSTILE[text]).id in ("sy.aleppo.ramousa", None)


# --- length ---------------------------------------------------------------------------------------

LETTERS = {
    "ASCII": "a",
    "Arabic": "ا",
    "Hangul": "한",
    "NUL": "\0",
    "marks": "\u0301",
    "bidi": "\u202e",
    "apostrophes": "'",
    "surrogates": "\udc80",
}


@pytest.mark.parametrize("letter", LETTERS)
def test_ten_megabytes_are_no_name(letter: str) -> None:
    found = bundled().resolve(LETTERS[letter] * 10_000_000)
    assert (found.outcome, found.id) == (Outcome.NO_CANDIDATE, None)
    assert sum(map(len, (step.result for step in found.steps))) < 100_000


# Work that no profile sees, since it is done in C; each would take hours if it grew with the square
# of the length.
LONG = {
    "fold": "translit.fold('Ab ' * 3_000_000)",
    "fold marks": "translit.fold('a' + '\\u0301\\u0323' * 500_000)",
    "romanise": "translit.romanise('Аб' * 100_000)",
    "similarity": "translit.similarity('ab' * 5_000_000, 'ba' * 5_000_000)",
    "similarity of words": "translit.similarity('ab ' * 100_000, 'ba ' * 100_000)",
    "scan spaces": "translit.scan('Halab' + ' ' * 1_000_000 + '! Aleppo')",
    "scan one word": "translit.scan('A' * 1_000_000)",
    "scan apostrophes": "translit.scan('a' + chr(39) * 1_000_000 + '!')",
    "explain": "translit.resolve('Halab ' * 1_000_000).explain()",
}


@pytest.mark.parametrize("name", LONG)
def test_length_takes_seconds_and_not_hours(name: str) -> None:
    subprocess.run([sys.executable, "-c", f"import translit; {LONG[name]}"], timeout=20, check=True)


# --- work -----------------------------------------------------------------------------------------

UNITS = {
    "letters": "aб",
    "words": "Halab ",
    "articles": "al-",
    "Arabic articles": "الحلب ",
    "marks": "\u0301\u0323",
    "apostrophes": "b'",
    "beginnings of aliases": "Free Syrian ",
    "names": "Ramouseh Fatih ",
    "Devanagari": "रामूसा ",
    "full stops": "Aleppo. ",
}


@contextmanager
def counted() -> Iterator[list[int]]:
    """Count the lines run meanwhile, the turns of loops and comprehensions, the calls in Python and
    C, and the squares of the runs of marks that Unicode must sort.
    """
    count = [0]
    normalize = unicodedata.normalize

    def costly(form: str, text: str) -> str:
        row = 0
        for char in text:
            row = row + 1 if unicodedata.combining(char) else 0
            count[0] += row
        return normalize(form, text)

    def called(_frame: object, event: str, _arg: object) -> None:
        count[0] += event == "c_call"

    def run(_frame: object, event: str, _arg: object) -> Callable[..., Any]:
        """A comprehension is one line, which each turn begins anew; from Python 3.12 on it is no
        call of its own.
        """
        count[0] += event in ("call", "line")
        return run

    before = sys.gettrace()  # of who measures the coverage, say
    unicodedata.normalize = costly
    sys.setprofile(called)
    sys.settrace(run)
    try:
        yield count
    finally:
        sys.settrace(before)
        sys.setprofile(None)
        unicodedata.normalize = normalize


def work(function: Callable[[str], Any], text: str) -> int:
    with counted() as count:
        function(text)
    return count[0]


def nested(text: str) -> None:
    for _ in text:
        for _ in text:
            pass


SQUARES: dict[str, Callable[[str], Any]] = {
    "loop": nested,
    "comprehension": lambda text: [None for _ in text for _ in text],
    "set": lambda text: {a for a in text for _ in text},
    "generator": lambda text: all(True for _ in text for _ in text),
    "calls of C": lambda text: [text.islower() for _ in range(len(text) ** 2)],
    "marks": lambda text: unicodedata.normalize("NFC", "\u0301\u0323" * len(text)),
}


@pytest.mark.parametrize("name", SQUARES)
def test_the_square_of_the_length_is_seen_wherever_it_is_worked_off(name: str) -> None:
    """By the measure that the laws below take."""
    once, twice = (work(SQUARES[name], "ab" * size) for size in (30, 60))
    assert twice > 3 * once > 3000


@pytest.mark.parametrize(
    ("name", "unit"), [*product(["fold", "romanise", "skeleton", "scan"], UNITS)]
)
def test_twice_the_text_is_twice_the_work(name: str, unit: str) -> None:
    """Counted in lines, turns and calls; a tenth and a few are left for what is remembered and
    what is set up. Both are longer than what the compiled core hears, whose work isn't counted.
    """
    FUNCTIONS[name](UNITS[unit] * 220)  # what is read and remembered at first use
    once, twice = (
        work(FUNCTIONS[name], UNITS[unit] * times + name) for times in (240, 480)
    )  # a text of its own: no other test's is known
    assert twice <= 2.2 * once + 200


@pytest.mark.parametrize("unit", UNITS)
def test_a_longer_mention_is_no_more_work_than_a_long_one(unit: str) -> None:
    bundled().resolve(UNITS[unit] * 2000)
    once, ten_times = (work(FUNCTIONS["resolve"], UNITS[unit] * times) for times in (4000, 40_000))
    assert ten_times <= 1.1 * once + 200
