"""The compiled core gives the answers of the plain Python, to the bit, and takes no harm from any
input; nobody needs it.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import strategies
from translit.language.channel import (
    NEVER,
    Channel,
    channel,
    compiled_channel,
    cost,
    least_cost,
    longest_of,
    plain_cost,
    tails_of,
    ways_of,
)
from translit.language.core import core, running
from translit.match import counterparts, likeness

compiled = pytest.mark.skipif(core() is None, reason="the core isn't compiled here, or not wanted")

SCRIPTS = ["Latn", "Arab", "Cyrl", "Hani", "Hang", "Kana", "Hebr", "Deva", "Thai", "Grek"]
NATS = st.floats(0, 20) | st.sampled_from([0.0, 0.1, 1e-300, NEVER, math.inf])
# Letters that the tables hold, some that none holds, an astral one, and NUL.
LETTERS = st.text("abcdeو平ж\u0301\U0001f600\0 7é", max_size=9)
COSTS = st.dictionaries(st.text("abc 7é", max_size=3), NATS, min_size=1, max_size=4)
TABLES = st.builds(
    Channel,
    st.dictionaries(st.text("abوж\0\U0001f600", min_size=1, max_size=2), COSTS, max_size=8),
    st.dictionaries(st.sampled_from("abc é"), NATS),
    st.integers(3, 5),
)


@compiled
@given(table=TABLES, spelling=LETTERS, latin=LETTERS, most=NATS)
def test_any_table_costs_the_same_both_ways(
    table: Channel, spelling: str, latin: str, most: float
) -> None:
    """To the bit, whatever the tables and the bound; a letter that no table holds is Python's."""
    found = compiled_channel(table).cost(spelling, latin, most)
    if all(letter.isascii() or letter in table.alternatives for letter in spelling):
        tails = tails_of(table, latin, longest_of(table, spelling))
        assert found == least_cost(ways_of(table, spelling), tails, most)
    else:
        assert found is None


@compiled
@given(
    script=st.sampled_from(SCRIPTS),
    name=st.sampled_from(["Latn", "Arab", "Cyrl"]).flatmap(strategies.names),
    other=st.text(max_size=20),
)
def test_any_spelling_costs_the_same_both_ways(script: str, name: str, other: str) -> None:
    """By the tables that were learnt, for names and for any text, within any bound."""
    for spelling, latin in ((name, other.lower()), (other, translit.romanise(name)), (name, name)):
        whole = plain_cost(script, spelling, latin)
        for most in (NEVER, whole, whole / 2, 0.0):
            assert cost(script, spelling, latin, most) == plain_cost(script, spelling, latin, most)


@compiled
@settings(max_examples=15)
@given(table=strategies.tables(), data=st.data())
def test_answers_are_the_same_both_ways(
    table: tuple[translit.Entry, ...], data: st.DataObject
) -> None:
    """The ID, the outcome and every candidate with its score, to the bit: of an alias without one
    of its letters.
    """
    alias = data.draw(st.sampled_from([entry.name for entry in table]))
    place = data.draw(st.integers(0, len(alias) - 1))
    resolver, mention = translit.load(table), alias[:place] + alias[place + 1 :]
    assert resolved(resolver, mention, cost) == resolved(resolver, mention, plain_cost)


def resolved(
    resolver: translit.Resolver, mention: str, way: Callable[..., float]
) -> translit.Resolution:
    """The answer if writing costs what a function says; nothing of earlier ones is remembered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(likeness, "cost", way)
        likeness._remembered.cache_clear()
        counterparts._best_shared.cache_clear()
        return resolver.resolve(mention)


@compiled
def test_threads_share_a_table() -> None:
    """Eight threads that ask one table at once are answered as one is."""
    pairs = [(f"muhammad{number % 97}", f"mohamed{number % 89}") for number in range(4000)]
    alone = [cost("Latn", *pair) for pair in pairs]
    with ThreadPoolExecutor(8) as pool:
        each = list(pool.map(lambda _: [cost("Latn", *pair) for pair in pairs], range(8)))
    assert each == [alone] * 8


@compiled
@pytest.mark.parametrize(
    ("ways", "inserted"),
    [
        ((("b", "x 1.0"), ("a", {"x": 1.0})), ()),  # out of order
        ((("a", "x 1.0"), ("a", "y 1.0")), ()),
        ((("abc", {"x": 1.0}),), ()),
        ((("", {"x": 1.0}),), ()),
        ((("a", {"x" * 13: 1.0}),), ()),
        ((("a", {b"x": 1.0}),), ()),
        ((("a", {"x": "1"}),), ()),
        ((("a", None),), ()),
        ((("a",),), ()),
        ((("a", "x" * 13 + " 1.0"),), ()),
        ((("a", "x 1.0  y"),), ()),
        ((("a", "x one"),), ()),
        ((("a", "x 1.0é"),), ()),
        ((("a", "x " + "1" * 32),), ()),
        ((None,), ()),
        ([("a", {"x": 1.0})], ()),
        ((), (("ab", 1.0),)),
        ((), (("a", 1.0), ("a", 2.0))),
        ((), ((1, 1.0),)),
    ],
)
def test_a_table_that_is_none_is_refused(ways: object, inserted: object) -> None:
    """What isn't in order, is too long or of another type raises, and nothing is read beyond it."""
    from translit.language import _core

    with pytest.raises((TypeError, ValueError)):
        _core.Channel(ways, inserted, 7.0, 6.0)


@compiled
def test_what_is_too_long_is_left_to_python() -> None:
    """Lengths are bounded, and the answer is the same beyond the bound."""
    table = channel("Latn")
    assert table is not None
    assert compiled_channel(table).cost("a" * 1024, "b", 30.0) is not None
    assert compiled_channel(table).cost("a" * 1025, "b", 30.0) is None
    assert cost("Latn", "a" * 1025, "b", 30.0) == plain_cost("Latn", "a" * 1025, "b", 30.0) == 30.0
    with pytest.raises((TypeError, UnicodeEncodeError, ValueError)):
        compiled_channel(table).cost(b"a", "b", 30.0)  # type: ignore[arg-type]


GROWTH = """
import resource
from translit.language.channel import channel, compiled_channel
def ask(times):
    for number in range(times):
        table.cost(f"muhammad{number}", "mohamed", 30.0); table.cost("\\u5e73\\u7e00", "x", 30.0)
        if number % 100 == 0:
            compiled_channel(learnt)
            try: type(table)((("b", "x 1.0"), ("a", "x 1.0")), (), 7.0, 6.0)
            except ValueError: pass
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
learnt = channel("Latn"); table = compiled_channel(learnt)
before = ask(5_000); print(ask(60_000) - before)
"""


@compiled
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is KiB on Linux")
def test_nothing_leaks() -> None:
    """Sixty thousand spellings, six hundred tables and as many refused ones leave less than a MB
    behind: a table alone has 50 kB.
    """
    command = [sys.executable, "-P", "-c", GROWTH]  # the translit that is installed
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())
    assert int(run.stdout) < 1024


def test_the_plain_way_can_be_chosen() -> None:
    """TRANSLIT_PURE=1 chooses it, and `translit --version` says which runs."""
    assert version() == f"translit {translit.__version__} ({running()})\n"
    assert version(TRANSLIT_PURE="1") == f"translit {translit.__version__} (plain Python)\n"


def version(**env: str) -> str:
    command = [sys.executable, "-P", "-m", "translit", "--version"]
    return subprocess.run(
        command, capture_output=True, text=True, check=True, env=environment() | env
    ).stdout


def environment() -> dict[str, str]:
    """That of this process, in which the same translit is imported."""
    return os.environ | {"PYTHONPATH": str(Path(translit.__file__).parents[1])}
