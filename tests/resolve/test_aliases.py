"""An alias takes a short way to its answer, plain or compiled: it is the answer of the long way."""

from __future__ import annotations

import gc
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, Policy
from translit.index.memory import InMemory
from translit.index.packing import pack
from translit.language.core import core
from translit.language.fold import CHARACTERS, fold
from translit.language.split import key_of, without_articles
from translit.model.nouns import Candidate, Outcome
from translit.resolving.answer import Resolution
from translit.resolving.marks import _tables, telling, told
from translit.resolving.reading import Asked

# Homonyms, weak aliases and adjectives, articles of each kind, marks that tell and that contradict,
# signs, numbers, several scripts, an alias that its key doesn't give back.
ENTRIES = (
    Entry("sy", "Syria", ["al-Sham", "ash-Sham", "سوريا", "الشام"], "country", adjectives=["Syrian"]),
    Entry("aleppo", "Aleppo", ["Halab", "حلب", "Ḥalab", "Эль-Халеб"], "place", "sy", weak=["the city"]),
    Entry("halab", "Halab", ["Halab al-Jadida"], "place", "aleppo"),
    Entry("halisa", "حليسة", ["Halisah"]),
    Entry("other", "حليصة", ["Ḩalīşah al-Kubrá"]),
    Entry("tokyo", "東京", ["Tōkyō"], weak=["Edo"]),
    Entry("edo", "Edo", ["Ədo'nun", "Edo 2"]),
    Entry("doe", "Doe, al-John", ["J. R. Doe", "O‘Doe", "Kraków"]),
    Entry("el", "El", ["The El", "על גיא'ור", "צה״ל", "Ra`s", "McDoe", "al- al-Doe"]),
    *(Entry(f"h{number:02}", "San José", ["San Jose"]) for number in range(12)),
    Entry("sham", "Sham", ["شام", "الله", "عبد الله", "لم", "Шам", "שלום", "ash Sham al-Adda"]),
    Entry("long", "x" * 290 + " y"),
)  # fmt: skip
NAMES = [n for e in ENTRIES for n in (e.name, *e.aliases, *e.weak, *e.adjectives)]
# What a writer may do to a name.
CHANGES: list[Any] = [
    str.upper,
    str.title,
    lambda name: f"al-{name}",
    lambda name: f"the {name}",
    lambda name: f"as {name}",
    lambda name: f"ال{name}",
    lambda name: f"الال{name}",
    lambda name: f"ash {name}",
    lambda name: f"א {name}",
    lambda name: f"аш {name}",
    lambda name: f"{name} al",
    lambda name: f" {name}.",
    lambda name: name.replace("a", "a'"),
    lambda name: name.replace(" ", "  "),
    lambda name: name.replace("i", "ī").replace("s", "ş"),
    lambda name: unicodedata.normalize("NFD", name),
    lambda name: unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() or name,
]
MENTIONS = st.builds(
    lambda name, changes: [name := change(name) for change in changes][-1] if changes else name,
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(CHANGES), max_size=3),
) | st.text("aádeéh ḩşōó‘'.-2אג׳\"صحلا東\u0301\ud800\0", max_size=8)  # fmt: skip
POLICIES = st.sampled_from([Policy(), Policy(limit=1), Policy(0.9, known=0.2)])


@pytest.fixture(scope="module")
def resolvers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, translit.Resolver]:
    """One in memory; and two over a compiled table, of which one asks the core from the start."""
    path = tmp_path_factory.mktemp("aliases") / "names.translit"
    memory = translit.Resolver(InMemory(ENTRIES, ["the quarter", "Edo 2"]))
    pack(memory.gazetteer, "", path)  # type: ignore[arg-type]
    found = {"memory": memory, "plain": translit.load(path), "compiled": translit.load(path)}
    found["plain"].gazetteer._first = 0  # type: ignore[attr-defined]
    found["compiled"].gazetteer._first = 1  # type: ignore[attr-defined]
    found["compiled"].resolve("Aleppo")
    return found


@settings(max_examples=400)
@given(mention=MENTIONS, policy=POLICIES)
@example("Ḩalīşah", Policy())
@example("Halisah", Policy())
@example("San Jose", Policy(limit=1))
@example("SAN JOSÉ", Policy())
@example("x" * 290 + " y", Policy())
@example("ﷺ" * 300, Policy())
def test_the_short_ways_come_to_what_the_long_way_comes_to(
    resolvers: dict[str, translit.Resolver], mention: str, policy: Policy
) -> None:
    """Where they come to anything; every field, and the types of the nouns."""
    found = [
        each.reader.of_alias(mention, policy, policy.limit, each._settle)
        for each in resolvers.values()
    ]
    [one_of_many] = resolvers["compiled"].reader.of_aliases(policy, (mention,))
    assert one_of_many in (None, found[-1])
    if found == [None] * len(found):
        return
    memory = resolvers["memory"]
    reading = memory.reader.read(mention, Asked(None, None, None, policy))
    expected = reading.answer(policy, memory.reader.namesakes, memory._settle)
    assert found == [expected] * len(found)
    for each in filter(None, found):
        assert (type(each), each.mention) == (Resolution, mention)
        assert {type(candidate) for candidate in each.candidates} == {Candidate}


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
@pytest.mark.parametrize(
    "mention", ["Halab al-Jadida", "ALEPPO", "حلب", "the Krakow", "McDoe", "Ra's"]
)
def test_most_aliases_go_the_compiled_way(
    resolvers: dict[str, translit.Resolver], mention: str
) -> None:
    found = resolvers["compiled"].reader._compiled.answer(mention, Policy())
    assert found.outcome is Outcome.EXACT
    assert found == resolvers["memory"].resolve(mention)


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
def test_many_aliases_are_answered_without_python_or_the_collector_of_garbage(
    resolvers: dict[str, translit.Resolver],
) -> None:
    """One that Python must be asked about is left to it."""
    compiled, seen = resolvers["compiled"], []
    names = ("Halab al-Jadida", "ALEPPO", "حلب", "the Krakow", "McDoe", "Ra's")
    expected = [*map(resolvers["memory"].resolve, names)]
    gc.callbacks.append(lambda *told: seen.append(told))
    try:
        found = compiled.reader.of_aliases(Policy(), names * 1000)
        assert not seen
    finally:
        gc.callbacks.pop()
    assert [*found] == expected * 1000
    assert gc.isenabled()
    gc.disable()
    try:
        assert compiled.reader.of_aliases(Policy(), ("Ḩalīşah", "Nobody")) == [None, None]
        assert not gc.isenabled()
    finally:
        gc.enable()


class Named(str):  # noqa: SLOT000 (it has a dict, so that it can hold something)
    """A string that can hold something, as its own answer."""


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
def test_the_collector_of_garbage_passes_by_what_holds_no_circle(
    resolvers: dict[str, translit.Resolver],
) -> None:
    """Answers of the core hold what was there before them; a mention of another class, which could
    hold its answer, isn't the core's. And they go as all do.
    """
    answer = resolvers["compiled"].reader._compiled.answer
    found = answer("Halab al-Jadida", Policy())
    seen = [found, found.candidates, *found.candidates]
    assert not any(map(gc.is_tracked, seen))
    assert answer(Named("Halab al-Jadida"), Policy()) is None
    assert resolvers["compiled"].resolve(Named("Halab al-Jadida")) == found
    mention = "Halab al-Jadida".upper()
    before = sys.getrefcount(mention)
    kept = answer(mention, Policy())
    assert sys.getrefcount(mention) == before + 1
    del kept
    assert sys.getrefcount(mention) == before


def test_a_table_of_another_core_is_refused(resolvers: dict[str, translit.Resolver]) -> None:
    """What the core is given is looked at before it is believed."""
    if core() is None:
        return
    from translit.language import _core

    keys = resolvers["compiled"].gazetteer.compiled_keys
    right: list[Any] = [
        keys,
        frozenset(),
        CHARACTERS,
        fold,
        key_of,
        b" al ",
        b" as=s ",
        (),
        b"",
        "",
        None,
    ]
    right += [Candidate, Resolution, Outcome.EXACT, None, 1.0, 0.5]
    _core.Aliases(*right)
    for place, wrong in (
        (0, None),
        (1, {}),
        (2, []),
        (5, "al"),
        (5, b" " + b"a" * 20),
        (6, b" as=" + b"s" * 20 + b" " + b"a" * 20 + b"=s "),
        (7, ("al",)),
        (8, "al"),
        (9, b"al"),
        (11, dict),
    ):
        with pytest.raises(TypeError):
            _core.Aliases(*right[:place], wrong, *right[place + 1 :])
    with pytest.raises(TypeError):
        _core.Aliases(*right[1:])


@given(MENTIONS | st.text(max_size=12))
def test_a_key_has_no_articles(text: str) -> None:
    """The words that `without_articles` leaves, one space apart."""
    folded = fold(text)
    assert key_of(folded) == " ".join(without_articles(folded))


def small_and_apart(char: str) -> str:
    return unicodedata.normalize("NFD", char.lower())


def test_marks_that_tell_have_a_character_that_does() -> None:
    """Every character, alone and behind a letter."""
    parts = {part for table in _tables().values() for sign in table for part in sign}
    some = [c for c in map(chr, range(0x80, 0x2F800)) if not parts.isdisjoint(small_and_apart(c))]
    assert {char for char in some if told(f"a{char}") or told(char)} <= telling()


def test_a_column_tells_which_of_its_names_is_none() -> None:
    """By its number, whatever it is, however many were before it."""
    resolver = translit.Resolver(ENTRIES)
    for bad in (None, ["Aleppo"], b"Aleppo", 7):
        for before in (0, 3, 2000):
            names: list[Any] = [*["Aleppo"] * before, bad, "Halab"]
            with pytest.raises(translit.EntryError, match=f"^name {before + 1:,} must be"):
                resolver.resolve_many(names)


def test_a_column_of_many_names_is_that_of_each(
    resolvers: dict[str, translit.Resolver], monkeypatch: pytest.MonkeyPatch
) -> None:
    """More than are remembered, in two columns; those that come again are the same objects."""
    monkeypatch.setattr("translit.resolving.remembered.REMEMBERED", 60)
    names = [f"{name}{'.' * (number // len(NAMES))}" for number, name in enumerate(NAMES * 3)]
    for resolver in resolvers.values():
        found = resolver.resolve_many(names)
        assert [each.mention for each in found] == names
        again = resolver.resolve_many(names[:50] * 2)
        assert all(one is other for one, other in zip(again, again[50:], strict=False))
        assert found[:50] == again[:50] == [resolver.resolve(name) for name in names[:50]]
