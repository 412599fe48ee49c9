"""The gate of a scan: whoever doesn't pass sounds like nothing in the table."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

import translit
from translit import Entry
from translit.index.blocks import signatures
from translit.index.gate import Gate, Sieve, signed
from translit.index.gazetteer import Gazetteer
from translit.language.form import Form, forms, sounds_apart
from translit.language.heard import heard
from translit.resolving.resolver import bundled
from translit.resolving.unseen import JOINED_APART, SOUNDS_APART

ALIASES = ("Ramousa", "Deir ez-Zor", "Tell Abyad", "حلب", "دير الزور", "Алеппо", "Hamdaniya")


def respelt(alias: str) -> st.SearchStrategy[str]:
    """An alias with one letter more, or another one."""
    place, letter = st.integers(0, len(alias) - 1), st.sampled_from("aeiou strdlm اوسرد")
    return st.builds(
        lambda at, new, kept: alias[:at] + new + alias[at + kept :],
        place,
        letter,
        st.integers(0, 1),
    )


# Names, some of them an edit away from others, in several scripts.
NAMES = st.one_of(
    st.sampled_from(ALIASES).flatmap(respelt),
    st.text("ablrmnou ", min_size=3, max_size=12),
    st.text("حلبسمن ", min_size=3, max_size=12),
)
TABLES = st.lists(NAMES, min_size=1, max_size=4).map(
    lambda names: tuple(Entry(f"e{place}", name) for place, name in enumerate(names))
)


def is_like(form: Form, alias: str) -> bool:
    """Whether a scan may take a form for an alias."""
    other = forms(alias)[0]
    most = SOUNDS_APART if len(form.words) == len(other.words) else JOINED_APART
    return sounds_apart(form, other) <= most


def passing(gazetteer: Gazetteer, names: Sequence[str]) -> list[bool]:
    gate = Gate(gazetteer, SOUNDS_APART, JOINED_APART)
    return gate.passing([heard(forms(name)[0]) for name in names])


@settings(max_examples=30)
@given(TABLES, st.lists(NAMES, min_size=1, max_size=5))
def test_of_a_small_table_all_pass_that_sound_like_an_alias(
    table: tuple[Entry, ...], names: list[str]
) -> None:
    """And no other one: but of its weak aliases and other forms some may."""
    aliases = [alias for entry in table for alias in (entry.name, *entry.aliases, *entry.weak)]
    asked = [*names, *aliases]
    for name, passes in zip(asked, passing(translit.load(table).gazetteer, asked), strict=True):
        form = forms(name)[0]
        assert passes or not any(is_like(form, alias) for alias in aliases)


@settings(max_examples=30)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_of_a_large_table_all_pass_that_sound_like_a_row(names: list[str]) -> None:
    gazetteer = bundled().gazetteer
    assert not gazetteer.shortlist.small
    for name, passes in zip(names, passing(gazetteer, names), strict=True):
        assert passes or gazetteer.sounds_apart(forms(name)[0]) > SOUNDS_APART


def test_most_words_are_shut_out() -> None:
    """A gate that lets everything through would be no use."""
    small = translit.load([Entry("a", "Ramousa"), Entry("b", "حلب"), Entry("c", "Deir ez-Zor")])
    words = "yesterday government minister resignation quarter كتاب جديد وزير"
    for resolver in (small, bundled()):
        found = passing(resolver.gazetteer, [f"{word} announcement" for word in words.split()])
        assert sum(found) <= 1
    assert passing(small.gazetteer, ["Ramousa", "Ramosa", "حلب", "Der Ezzor"]) == [True] * 4


MARKS = st.lists(st.text("PbfMmRr47aiéߒ", max_size=14), max_size=8)


@given(MARKS, MARKS, st.sampled_from([0.0, 0.15, 0.2, 0.5]))
def test_a_sieve_says_what_the_distance_says(
    asked: list[str], held: list[str], share: float
) -> None:
    names = [heard(forms("")[0])._replace(marks=text) for text in asked]
    assert Sieve(held, True, share).passing(names) == [
        any(Levenshtein.normalized_distance(text, other) <= share for other in held)
        for text in asked
    ]


@given(st.lists(st.text("PbfMmNnRrLlTtdSshjKkx0123456789aߒ", max_size=12), min_size=1))
def test_the_marks_of_a_sieve_are_those_of_the_postings(texts: list[str]) -> None:
    blank = forms("")[0]
    found = [int(each) for each in signed(texts, 2)[:, 0]]
    assert found == [signatures(blank._replace(consonants=text))[0] for text in texts]
