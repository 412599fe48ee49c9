"""The gate of a scan: whoever doesn't pass sounds like nothing in the table."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import product
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

import translit
from translit import Entry, Outcome, Policy
from translit.index.blocks import signatures
from translit.index.funnel import FUNNEL
from translit.index.gate import Gate, plain_nearest, plainly_heard
from translit.index.gazetteer import Gazetteer
from translit.index.sieves import Sieve, signed
from translit.language.core import core
from translit.language.form import Form, forms, sounds_apart
from translit.language.heard import heard
from translit.language.run import Run
from translit.language.sounds import vowels_in
from translit.language.split import strong_key
from translit.resolving.resolver import bundled
from translit.resolving.screen import Screen
from translit.resolving.unseen import JOINED_APART, SOUNDS_APART
from translit.resolving.vocabulary import Vocabulary

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
NAMED = NAMES.filter(str.strip)
TABLES = st.lists(NAMED, min_size=1, max_size=4).map(
    lambda names: tuple(Entry(f"e{place}", name) for place, name in enumerate(names))
)


def is_like(form: Form, alias: str) -> bool:
    """Whether a scan may take a form for an alias."""
    return are_like(form, forms(alias)[0])


def are_like(form: Form, other: Form) -> bool:
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
@given(TABLES, st.lists(NAMES, min_size=1, max_size=5))
def test_what_doesnt_pass_the_screen_is_no_unseen_spelling(
    table: tuple[Entry, ...], names: list[str]
) -> None:
    """Of the entries that a name sounds like none is its answer then."""
    resolver = translit.load(table)
    gate = Gate(resolver.gazetteer, SOUNDS_APART, JOINED_APART)
    for precision in (0.5, 0.97):
        screen = Screen(resolver.reader, Policy(precision=precision))
        for name in names:
            ids = gate.owners(heard(forms(name)[0]))
            found = resolver.resolve(name, policy=Policy(precision=precision))
            assert (
                screen.passes(name, ids)
                or found.outcome is not Outcome.FUZZY
                or (found.id not in ids)
            )


@settings(max_examples=50)
@given(
    TABLES,
    st.lists(NAMES, max_size=2),
    st.lists(st.tuples(NAMES, st.sampled_from([" ", "-", ". ", ", "])), min_size=1, max_size=5),
)
def test_stretches_of_a_text_pass_as_what_they_sound_like(
    table: tuple[Entry, ...], weak: list[str], words: list[tuple[str, str]]
) -> None:
    """Put together by the core, or told by Python; None where words don't tell."""
    text = "".join(word + joint for word, joint in words)
    gazetteer = translit.load((*table, Entry("w", "Xanadu", weak=tuple(weak)))).gazetteer
    gate, vocabulary = Gate(gazetteer, SOUNDS_APART, JOINED_APART), Vocabulary(gazetteer)
    run = Run(text, vocabulary.kinds, vocabulary.pieces)
    places = range(len(run.starts))
    some = [(first, last) for last in places for first in places if first <= last]
    some = [(first, last) for first, last in some if all(run.joints[first:last])]
    numbers = array("q", [each for one in some for each in (*one, 1, run.starts[one[0]])])
    asked = run, numbers.tobytes(), vocabulary.heard
    known = plainly_heard(*asked[:2])
    alone = iter(gate.passing([each for each in known if each]))
    assert gate.passing_in(*asked) == [each and next(alone) for each in known]


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
def test_the_core_sifts_by_nothing_but_sieves() -> None:
    compiled, vocabulary = core(), Vocabulary(bundled().gazetteer)
    assert compiled
    run = Run("Homs", vocabulary.kinds, vocabulary.pieces)
    asked = run.text, run.starts, run.ends, run.joints, vocabulary.heard
    window = array("q", [0, 0, 1, 0]).tobytes()
    for sieves, error in (
        ({}, KeyError),
        ({("Latn", 1): ()}, TypeError),
        ({("Latn", 1): ((1,), (), ())}, TypeError),
        ({("Latn", 1): (((1, True),), (), ())}, TypeError),
        ({("Latn", 1): (((run, True),), (), ())}, TypeError),
        (1, TypeError),
    ):
        with pytest.raises(error):
            compiled.sift(*asked, window, sieves)


def test_the_screen_lets_little_through() -> None:
    resolver = translit.load(
        [Entry("a", "Ramousa"), Entry("b", "الوقف"), Entry("c", "Deir ez-Zor")]
    )
    screen = Screen(resolver.reader, resolver.policy)
    names = ("Ramouza", "في الوقت", "Dir al Zur", "Ramona")
    assert [screen.passes(name, "abc") for name in names] == [True, False, True, False]


@settings(max_examples=30)
@given(st.lists(NAMES, min_size=1, max_size=8))
def test_of_a_large_table_those_pass_that_sound_like_a_row(names: list[str]) -> None:
    gazetteer = bundled().gazetteer
    assert not gazetteer.shortlist.small
    for name, passes in zip(names, passing(gazetteer, names), strict=True):
        assert passes == (gazetteer.sounds_apart(forms(name)[0]) <= SOUNDS_APART)


@contextmanager
def compiled_as_large(table: Sequence[Entry]) -> Iterator[translit.Resolver]:
    """A resolver over a compiled table whose rows aren't all compared, however few they are."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        few = FUNNEL._replace(worth_an_index=0)
        patched.setattr("translit.index.shortlist.FUNNEL", few)
        translit.compile(table, to=f"{folder}/table.translit")
        yield translit.load(f"{folder}/table.translit")


# Entries of several aliases.
ENTRIES = st.lists(st.lists(NAMED, min_size=1, max_size=4), min_size=1, max_size=5).map(
    lambda names: tuple(Entry(f"e{at}", *some[:1], some[1:]) for at, some in enumerate(names))
)
SHARES = SOUNDS_APART, JOINED_APART


@settings(max_examples=30)
@given(ENTRIES, st.lists(NAMES, min_size=1, max_size=6))
def test_the_core_lets_those_pass_that_python_does(
    table: tuple[Entry, ...], names: list[str]
) -> None:
    """Also where it reads the records of the rows."""
    with compiled_as_large(table) as resolver:
        gate = Gate(resolver.gazetteer, *SHARES)
        asked = [heard(forms(name)[0]) for name in names]
        assert gate.passing(asked) == [*gate.plainly_passing(asked)]


@settings(max_examples=40)
@given(ENTRIES, NAMES)
def test_the_core_knows_which_entries_sound_like_a_name(
    table: tuple[Entry, ...], name: str
) -> None:
    """Those rows are kept whose entry has one that sounds like the name; so those of all entries
    that have such an alias.
    """
    form = forms(name)[0]
    with compiled_as_large(table) as resolver:
        rows = [*resolver.gazetteer.rows]
        kept = resolver.gazetteer.postings.with_sounds(heard(form), range(len(rows)), SHARES)
    alike = {row.id for row in rows if are_like(form, row.form)}
    assert kept == (None if core() is None else [row.id in alike for row in rows])
    for entry in table:
        assert entry.id in alike or not any(
            is_like(form, alias) for alias in (entry.name, *entry.aliases) if strong_key(alias)
        )


@settings(max_examples=40)
@given(ENTRIES, st.lists(NAMES, min_size=1, max_size=4), st.sampled_from([0.5, 0.8, 0.97]))
def test_what_doesnt_pass_the_screen_of_a_large_table_is_no_unseen_spelling(
    table: tuple[Entry, ...], names: list[str], precision: float
) -> None:
    policy, allowed = Policy(precision=precision), frozenset(("e0", "e2")).__contains__
    with compiled_as_large(table) as resolver:
        screen = Screen(resolver.reader, policy)
        for name, some in product(names, (None, allowed)):
            if screen.passes_many(name, some, SHARES) or not forms(name)[0].consonants:
                continue
            found = resolver.resolve_among(name, some, policy=policy)
            entry = found.id and resolver.entries[found.id]
            assert found.outcome is not Outcome.FUZZY or not any(
                is_like(forms(name)[0], alias) for alias in (entry.name, *entry.aliases)
            )


def test_the_screen_of_a_large_table_lets_little_through() -> None:
    table = [Entry("a", "Ramousa", ["Hamdaniya"]), Entry("b", "الوقف"), Entry("c", "Deir ez-Zor")]
    names = ("Ramouza", "Hamdaniyya", "في الوقت", "Dir al Zur", "Ramona", "Tripoli")
    with compiled_as_large(table) as resolver:
        screen = Screen(resolver.reader, resolver.policy)
        found = [screen.passes_many(name, None, SHARES) for name in names]
    assert found == [True, True, False, True, False, False]


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
def test_the_core_is_asked_of_names_and_rows_that_there_are() -> None:
    name = tuple(heard(forms("Ramousa")[0]))
    with compiled_as_large([Entry("a", "Ramousa")]) as resolver:
        index = resolver.gazetteer.postings.index
        assert index.sounding([name], 0.2, 24, vowels_in) == [True]
        assert index.with_sounds(name, [0], 0.2, 0.15, vowels_in) == [True]
        for row in (-1, 1, 1 << 40):
            with pytest.raises((IndexError, OverflowError)):
                index.with_sounds(name, [row], 0.2, 0.15, vowels_in)
        for bad in ((), 1, ("a", "b", "c", "d", 1), (*name, 1)):
            with pytest.raises(TypeError):
                index.sounding([bad], 0.2, 24, vowels_in)
            with pytest.raises(TypeError):
                index.with_sounds(bad, [0], 0.2, 0.15, vowels_in)
        with pytest.raises(ValueError, match="so many rows"):
            index.sounding([name], 0.2, 0, vowels_in)
        with pytest.raises(TypeError):
            index.with_sounds(name, ["0"], 0.2, 0.15, vowels_in)
        long = ("a" * 2000, *name[1:])
        assert index.sounding([long], 0.2, 24, vowels_in) is None
        assert index.with_sounds(long, [0], 0.2, 0.15, vowels_in) is None


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
    sieve = Sieve({text: {text} for text in held}, True, share)
    near = [
        {other for other in held if Levenshtein.normalized_distance(text, other) <= share}
        for text in asked
    ]
    assert [set(sieve.owners(name)) for name in names] == near
    assert sieve.passing(names) == sieve.plainly_passing(asked) == [*map(bool, near)]
    ordered = sorted(set(held), key=lambda text: (len(text), text))
    assert [{ordered[place] for place in sieve.near(text)} for text in asked] == near


@given(st.text("PbfMé", max_size=150), st.text("PbfMé", max_size=150))
def test_long_marks_are_compared_as_short_ones(one: str, other: str) -> None:
    """A sieve compares 64 marks at once where there are no more."""
    name = heard(forms("")[0])._replace(marks=one)
    share = 0.6
    found = Sieve({other: {""}}, True, share).passing([name])
    assert found == [Levenshtein.normalized_distance(one, other) <= share]


NUMBERS = st.lists(st.integers(0, 9), max_size=12)


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
@given(
    st.lists(st.tuples(NUMBERS, st.sets(st.integers(0, 2))), max_size=5),
    st.lists(st.integers(0, 2**64 - 1), min_size=10, max_size=10),
    st.lists(st.integers(0, 2**64 - 1), min_size=3, max_size=3),
    st.lists(st.integers(0, 64), min_size=3, max_size=3),
    st.integers(1, 6),
)
def test_the_core_finds_the_rows_that_python_does(
    buckets: list[tuple[list[int], set[int]]],
    signatures: list[int],
    marks: list[int],
    most: list[int],
    count: int,
) -> None:
    """Of several names, and buckets that some of them ask for."""
    compiled = core()
    assert compiled
    consonants = [*signatures[:5], *(marks[0] ^ 1 << place for place in range(5))]
    given = (
        tuple(
            (np.array(sorted({*rows}), np.uint32), array("I", sorted(names)))
            for rows, names in buckets
        ),
        np.array([*zip(consonants, signatures, strict=True)], np.uint64).ravel(),
        np.array(marks, np.uint64),
        np.array(most, np.int64),
        count,
    )
    assert compiled.nearest(*given) == plain_nearest(*given)


def test_the_core_reads_no_row_that_there_isnt() -> None:
    compiled = core()
    if compiled is None:
        pytest.skip("the core isn't compiled here")
    rows, signatures = np.array([3], np.uint32), np.zeros(6, np.uint64)
    names, marks, three = array("I", [0]), np.zeros(1, np.uint64), np.array([3], np.int64)
    with pytest.raises(IndexError, match="a row that there isn't"):
        compiled.nearest(((rows, names),), signatures, marks, three, 24)
    with pytest.raises(IndexError, match="a name asks that there isn't"):
        compiled.nearest(((rows[:0], array("I", [1])),), signatures, marks, three, 24)
    for most, count in (([-1], 24), ([3], 0), ([3], 1 << 40), ([1 << 20], 24), ([3, 3], 24)):
        with pytest.raises(ValueError, match="so many rows"):
            compiled.nearest((), signatures, marks, np.array(most, np.int64), count)
    for bucket in (1, (rows,), (rows, 1), (1, names)):
        with pytest.raises(TypeError):
            compiled.nearest((bucket,), signatures, marks, three, 24)
    for texts, share, classes in (
        (("aa", "b"), 0.2, bytes(129)),
        (("a",), 1.0, bytes(129)),
        (("a",), -0.1, bytes(129)),
        (("a",), float("nan"), bytes(129)),
        (("a",), 0.2, bytes(128)),
        (("a",), 0.2, b"\xff" * 129),
    ):
        with pytest.raises(ValueError, match=r"class|length"):
            compiled.Sieve(texts, share, classes)
    with pytest.raises(TypeError):
        compiled.Sieve((1,), 0.2, bytes(129))


@given(st.lists(st.text("PbfMmNnRrLlTtdSshjKkx0123456789aߒ", max_size=12), min_size=1))
def test_the_marks_of_a_sieve_are_those_of_the_postings(texts: list[str]) -> None:
    blank = forms("")[0]
    found = [int(each) for each in signed(texts, 2)[:, 0]]
    assert found == [signatures(blank._replace(consonants=text))[0] for text in texts]
