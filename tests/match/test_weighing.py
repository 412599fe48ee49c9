"""A pair is weighed by the compiled core as by the plain Python: what it promises, whether it
contradicts itself, and the evidence; and no form or number does it any harm.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zlib import crc32

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rivals import ENTRIES, slipped

import translit
from translit import strategies
from translit.language.core import core
from translit.language.form import Form, forms, guesses
from translit.match import compiled, scoring
from translit.match.pair import NOTHING, Pair

needs_core = pytest.mark.skipif(
    core() is None, reason="the core isn't compiled here, or not wanted"
)

SCRIPTS = ["Latn", "Arab", "Cyrl", "Hani", "Hang", "Kana", "Hebr", "Deva", "Thai", "Grek"]
# What is said beside a name, and decides by itself: kinds, traits, numbers, titles, legal forms,
# initials, articles, a comma, Chinese, Korean and Vietnamese names, names and surnames that are two.
BESIDE = [
    *("village of", "Upper", "Western", "East", "3rd", "4", "Dr.", "Mr", "Ltd", "GmbH", "Bank"),
    *("Brigade", "J.", "M", "al-", "Abd al-", ",", "bin", "the", "Wang Fang", "Kim Min"),
    *("جبل", "الشرقية", "улица", "市", "Nguyen Van", "김철수", "김철호"),
    *(
        "Hasan",
        "Husayn",
        "حسن",
        "Saleh",
        "Salem",
        "Shevchenko",
        "Shevchuk",
        "Шевчук",
        "Samir",
        "Samer",
    ),
]
NAMES = st.sampled_from(SCRIPTS).flatmap(strategies.names)
KNOWN = st.sampled_from([alias for entry in ENTRIES for alias in (entry.name, *entry.aliases)])
ODD = st.text("abeo  ,-'ß平ж\u0301\U0001f600\0\ud800é" + "ا", max_size=12)
PARTS = st.lists(NAMES | KNOWN | st.sampled_from(BESIDE) | ODD, min_size=1, max_size=4)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[str, str]:
    """Two names that have something in common, mostly: words in another order, left out, added,
    mistyped.
    """
    mine = draw(PARTS)
    theirs = [part for part in mine if draw(st.integers(0, 3))] + draw(st.just([]) | PARTS)
    if draw(st.booleans()):
        theirs.reverse()
    one, other = " ".join(mine), " ".join(theirs)
    for _ in range(draw(st.integers(0, 2)) if other else 0):
        at, letter = draw(st.integers(0, len(other) - 1)), draw(st.sampled_from(["", "a", "rr"]))
        other = other[:at] + letter + other[at + 1 :]
        if not other:
            break
    return one, other


def rarity(word: str) -> float:
    return crc32(word.encode("utf-8", "surrogatepass")) % 101 / 100


def same(one: float, other: float) -> bool:
    return one == other or math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)


def check(x: Form, y: Form, least: float) -> None:
    plain, weighed = Pair(x, y, rarity), compiled.Pairs(rarity).pair(x, y)
    assert isinstance(weighed, core().Compared)  # type: ignore[union-attr]
    assert all(map(same, weighed.promise_bounds, plain.promise_bounds)), (x, y)
    assert same(weighed.promise, plain.promise), (x, y)
    assert weighed.held_beside_initials == plain.held_beside_initials, (x, y)
    assert weighed.contradicts == plain.contradicts, (x, y)
    assert same(weighed.evidence(), plain.evidence()), (x, y)
    # Where evidence is as good as `least`, either may call it less by the last digit.
    assert same(weighed.evidence(least), plain.evidence(least)) or same(plain.evidence(), least)
    assert same(weighed.evidence(), plain.evidence())  # asked again


@needs_core
@settings(max_examples=120)
@example(("alaqaaah", "alanah"), 0.0).via("letters three times over")
@example(("Abdul Rahman Khan", "Khan, Abd al-Rahman"), -3.0).via("joined, moved and respelt")
@example(("Wang Fang", "Wang Feng"), 0.0).via("another syllable")
@example(("M. Haddad", "Muhammad Haddad"), 0.0).via("an initial")
@given(names=pairs(), least=st.floats(-30, 10) | st.just(-math.inf))
def test_any_pair_is_weighed_alike_both_ways(names: tuple[str, str], least: float) -> None:
    one, other = ((*forms(name), *guesses(name)) for name in names)
    for x in (one[0], one[-1]):
        for y in (other[0], other[-1]):
            check(x, y, least)


@needs_core
def test_slips_and_published_spellings_are_weighed_alike() -> None:
    """Over a table of plausible names, each beside itself mistyped and beside its other aliases."""
    for drawn in slipped(60, 7):
        check(forms(drawn.text)[0], forms(drawn.alias)[0], -math.inf)
    for entry in ENTRIES[:30]:
        for alias in entry.aliases:
            check(forms(entry.name)[-1], forms(alias)[-1], 0.0)


@needs_core
def test_what_is_longer_than_names_is_pythons() -> None:
    """As many letters, or words, as no name has; and a reading that is longer than these."""
    for long in ("a" * 600, " ".join(["ab"] * 40), "ж" * 513):
        assert isinstance(compiled.Pairs(rarity).pair(forms(long)[0], forms("ab")[0]), Pair)
    x = forms("Abu Zayd")[0]
    word = x.words[0]._replace(marks="Bb3" * 150, consonants="Bb3" * 150)
    hostile = x._replace(words=(word,) * 30)  # as a table that was altered may say
    assert isinstance(compiled.Pairs(rarity).pair(hostile, x), Pair)
    calls = {**compiled.CALLS, "readings": lambda *_: ("a" * 2000,), "evidence": lambda *_: 7.0}
    weigher = compiled.weigher_of(core(), calls)
    one, other = (weigher.name(forms(name)[0], rarity) for name in ("Халаб", "Halab"))
    assert one
    assert other
    assert weigher.pair(one, other).evidence() == 7.0


@needs_core
@given(one=NAMES, other=NAMES)
@settings(max_examples=40)
def test_the_order_of_a_pair_is_nothing(one: str, other: str) -> None:
    weigh = compiled.Pairs(rarity).pair
    x, y = forms(one)[0], forms(other)[0]
    assert same(weigh(x, y).evidence(), weigh(y, x).evidence())
    assert same(weigh(x, y).promise, weigh(y, x).promise)


@needs_core
def test_threads_share_names() -> None:
    """Eight threads that weigh the same pairs get what one gets alone."""
    names = [forms(entry.name)[0] for entry in ENTRIES[:24]]
    weigh = compiled.Pairs(rarity)
    asked = [(x, y) for x in names for y in names]
    alone = [Pair(x, y, rarity).evidence() for x, y in asked]
    with ThreadPoolExecutor(8) as pool:
        runs = [
            pool.submit(lambda: [weigh.pair(x, y).evidence() for x, y in asked]) for _ in range(8)
        ]
        assert all(all(map(same, run.result(), alone)) for run in runs)


@needs_core
@pytest.mark.parametrize(
    "ask",
    [
        lambda it: it.name(("a",), rarity),
        lambda it: it.name("a", rarity),
        lambda it: it.name((1,) * 16, rarity),
        lambda it: it.pair(1, 2),
        lambda it: type(it)((), (), (), (), (), (), None, ()),
        lambda it: type(it.name(forms("a")[0], rarity))(),
    ],
)
def test_what_is_no_form_is_an_error(ask: Callable[[object], object]) -> None:
    with pytest.raises((TypeError, ValueError, SystemError)):
        ask(compiled.weigher())


@needs_core
def test_an_error_of_what_it_asks_is_raised() -> None:
    """Whoever weighs hears of it: nothing goes on with half an answer."""

    def wrong(_: str) -> float:
        raise LookupError("no word is as rare")

    x, y = forms("Abu Zayd")[0], forms("Abu Zaid")[0]
    with pytest.raises(LookupError):
        compiled.Pairs(wrong).pair(x, y)


GROWTH = """
import resource
from translit.language.form import forms
from translit.match.compiled import Pairs
def weigh(times):
    for number in range(times):
        x, y = forms(f"Abd al-Rahman{number % 50} Khan")[0], forms("Khan, Abdul Rahman")[0]
        z = forms("\\u043a\\u0430\\u043d")[0]
        pairs = Pairs(lambda word: 1.0)
        for pair in (pairs.pair(x, y), pairs.pair(x, z), pairs.pair(z, y)):
            pair.promise, pair.evidence()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
before = weigh(1_000); print(weigh(6_000) - before)
"""


@needs_core
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is KiB on Linux")
def test_nothing_leaks() -> None:
    """Eighteen thousand pairs leave less than a MB behind; a pair has 20 kB."""
    run = subprocess.run(
        [sys.executable, "-P", "-c", GROWTH],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(Path(translit.__file__).parents[1])},
    )
    assert int(run.stdout) < 1024


@needs_core
@settings(max_examples=60)
@given(asked=st.lists(pairs(), min_size=1, max_size=4), more=NAMES, least=st.floats(-12.0, 6.0))
def test_a_shortlist_is_weighed_alike_both_ways(
    asked: list[tuple[str, str]], more: str, least: float
) -> None:
    """The pairs that are weighed, their order and what falls behind are those of the Python;
    several rows may have one form.
    """
    mine = (*forms(asked[0][0]), *guesses(asked[0][0]))
    theirs = [forms(name)[0] for _, name in asked] + [forms(more)[0], forms(asked[0][1])[-1]]
    found = [(x, y) for x in mine for y in (*theirs, theirs[0]._replace())]
    weighed, plain = scoring.weighed(found, rarity), scoring.plainly_weighed(found, rarity)
    assert all(map(same, weighed, plain)), found
    kept = [each if each >= least else NOTHING for each in weighed]
    assert scoring.weighed(found, rarity, least) == kept


@needs_core
def test_a_shortlist_with_a_form_that_is_too_long_is_pythons() -> None:
    found = [(forms("a" * 600)[0], forms("ab")[0]), (forms("abo")[0], forms("abu")[0])]
    weigher = compiled.weigher()
    assert weigher
    assert weigher.weighed(found, rarity, 16, 6.0, 6.9, NOTHING) is None
    assert scoring.weighed(found, rarity) == scoring.plainly_weighed(found, rarity)
    with pytest.raises(TypeError):
        weigher.weighed([1], rarity, 16, 6.0, 6.9, NOTHING)  # type: ignore[list-item]
