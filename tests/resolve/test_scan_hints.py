"""Hints in running text: which entries may be mentioned, and what that leaves as it is."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry, strategies
from translit.resolving.answer import Mention
from translit.resolving.resolver import Resolver, bundled

# All of one type, and within one thing that has no entry.
ALL: Any = {"type": "place", "within": "all"}
ALIKE = Resolver(
    [
        Entry("lb", "Lebanon", ["لبنان"], **ALL, adjectives=["Lebanese"]),
        Entry("ly", "Libya", ["ليبيا"], **ALL, adjectives=["Libyan"]),
        Entry("lb.tripoli", "Tripoli", ["طرابلس"], "place", ["lb", "all"]),
        Entry("ly.tripoli", "Tripoli", ["طرابلس"], "place", ["ly", "all"]),
        Entry("lb.t.port", "Tripoli Harbour", (), "place", ["lb.tripoli", "all"], weak=["Minah"]),
        Entry("ly.port", "Misrata Harbour", (), "place", ["ly", "all"], weak=["Minah"]),
        Entry("jp.tokyo", "東京", ["Tokyo"], **ALL),
    ]
)
WORDS = (
    strategies.mentions(ALIKE).map(lambda surface: surface[0])
    | strategies.respellings(ALIKE).map(lambda surface: surface[0])
    | st.sampled_from(["Lebanese", "Libyan", "Minah", "Tripoly", "in", ".\n\n", ". ", "و"])
)
TEXTS = st.lists(WORDS, max_size=8).map(" ".join)
TYPES = {"lb": "country", "ly": "country", "lb.tripoli": "town", "ly.tripoli": "town"}
TYPED = Resolver(
    [entry._replace(type=TYPES.get(entry.id, "place")) for entry in ALIKE.entries.values()]
)
FILTERS = st.sampled_from(
    [{"type": "country"}, {"within": "ly"}, {"type": "town", "within": "all"}, {"type": "place"}]
)


@given(TEXTS)
def test_a_filter_that_lets_all_through_changes_nothing(text: str) -> None:
    """Adjectives too: in a text a type is no more than which entries may be mentioned."""
    for hints in (ALL, {"type": "place"}, {"within": "all"}):
        assert ALIKE.scan(text, **hints) == ALIKE.scan(text)


@given(TEXTS, FILTERS)
def test_what_is_mentioned_is_let_through(text: str, hints: dict[str, str]) -> None:
    """As are all that tie. What the words mean without the filter, they mean with it."""
    allowed = TYPED.allowing(hints.get("type"), hints.get("within"))
    assert allowed
    plain = {mention[:2]: mention.resolution for mention in TYPED.scan(text)}
    for mention in TYPED.scan(text, **hints):
        found, before = mention.resolution, plain.get(mention[:2])
        assert all(map(allowed, {found.id} - {None} or {each.id for each in found.grounds.tied}))
        assert before is None or before.id in (None, found.id)


def ids(found: list[Mention]) -> list[tuple[str, str | None]]:
    return [(mention.text, mention.resolution.id) for mention in found]


def test_ties_are_settled_by_what_may_be_mentioned() -> None:
    """Those of an alias as those of a misspelt one; and what the sentence names settles the
    rest, though the filter leaves it out.
    """
    text = "Minah of Tripoly. Tripoli."
    assert ids(ALIKE.scan(text)) == [("Minah", None), ("Tripoli", None)]
    found = [("Minah", "ly.port"), ("Tripoly", "ly.tripoli"), ("Tripoli", "ly.tripoli")]
    assert ids(ALIKE.scan(text, within="ly")) == found
    text = "The Lebanese army left. In Lebanon, Tripoli is calm."
    assert ids(TYPED.scan(text, type="town")) == [("Tripoli", "lb.tripoli")]
    assert ids(TYPED.scan(text, within="ly")) == []


def test_nothing_else_is_found_in_the_words_of_what_is_left_out() -> None:
    """A street that is named for a town is no mention of the town; nor is one of another country
    a misspelt one of this.
    """
    table = Resolver(
        [
            Entry("aleppo", "Aleppo", type="town", within="sy"),
            Entry("road", "Aleppo Road", type="road", within="sy"),
            Entry("mosul", "Mosul", type="town", within="iq"),
            Entry("mosol", "Mossoul al-Jadida", type="town", within="sy"),
        ]
    )
    text = "Aleppo Road leads to Aleppo, not to Mossul."
    assert ids(table.scan(text, type="town"))[0] == ("Aleppo", "aleppo")
    assert table.scan(text, type="town")[0].start == 21
    assert ids(table.scan(text, within="sy")) == [("Aleppo Road", "road"), ("Aleppo", "aleppo")]


@pytest.mark.parametrize(
    ("hints", "said"),
    [({"type": "plac"}, "the type 'plac': place?"), ({"within": "sy.alepo"}, "sy.aleppo?")],
)
def test_a_misspelt_hint_is_told_as_by_resolve(hints: dict[str, Any], said: str) -> None:
    for ask in (translit.scan, translit.resolve, bundled().scan):
        with pytest.raises(translit.EntryError) as error:
            ask("Aleppo", **hints)
        assert said in str(error.value)
