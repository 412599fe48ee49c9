"""What `check` says of names that are likely to be taken for something else, and how a table
says that they are meant.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome, Resolver, strategies
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.split import only_generics, strong_key
from translit.tables.reading import Table
from translit.uses.collisions import bare_generics, common_words, near_faults, near_names
from translit.uses.lint import check

WORDS = {language: line.split() for language, line in rules("common_words")["words"].items()}
NOT_NAMES = [
    "Damascus",
    "Aleppo",
    "Homs",
    "Latakia",
    "Tartus",
    "Idlib",
    "Palmyra",
    "Raqqa",
    "Manbij",
    "Kobani",
    "Afrin",
    "Daraa",
    "Suwayda",
]
FILLERS = tuple(Entry(f"x.{number}", name) for number, name in enumerate(NOT_NAMES))


def table_of(*entries: Entry, meant: tuple[str, ...] = ()) -> Table:
    return Table("made.yaml", "made", "CC0-1.0", "x", entries=entries, meant=meant)


@given(strategies.tables(most=5), st.data())
@settings(max_examples=40)
def test_a_name_is_told_exactly_where_it_folds_to_a_common_word(
    table: tuple[Entry, ...], data: st.DataObject
) -> None:
    """A common word among the strong names is told with its language, a weak one isn't, and
    nothing else is.
    """
    language = data.draw(st.sampled_from(sorted(WORDS)))
    said = data.draw(st.sampled_from(WORDS[language])).upper()
    common = {fold(word) for words in WORDS.values() for word in words}
    strong = [
        name for entry in table for name in (entry.name, *entry.aliases) if fold(name) in common
    ]
    found = list(
        common_words(
            table_of(*table, Entry("new.strong", said), Entry("new.weak", "Qqqqq", weak=[said]))
        )
    )
    assert [name for _, name, _ in found] == [*strong, said]
    assert language in found[-1][2]


def test_every_language_has_about_as_many_words_and_each_is_one() -> None:
    """A list of words, none twice in one spelling, none that folding empties or cuts in two."""
    for language, words in WORDS.items():
        assert 70 <= len(words) <= 300, (language, len(words))
        assert len(set(words)) == len(words), (
            language,
            sorted(word for word in set(words) if words.count(word) > 1),
        )
        assert all(len(fold(word).split()) == 1 for word in words), language


@given(strategies.tables(most=5))
@settings(max_examples=40)
def test_generics_alone_are_told_and_nothing_else_is(table: tuple[Entry, ...]) -> None:
    """The names that are told are those of which each word is a generic; a word more, and
    nothing is to be said.
    """
    found = [
        name
        for _, name, _ in bare_generics(
            table_of(
                *table, Entry("new.front", "Southern Front"), Entry("new.x", "Southern Front Qqqqq")
            )
        )
    ]
    told = [
        name
        for entry in table
        for name in (entry.name, *entry.aliases)
        if only_generics(strong_key(name).split())
    ]
    assert found == [*told, "Southern Front"]


@given(strategies.tables(most=6))
@settings(max_examples=25)
def test_who_would_answer_without_an_entry_is_never_that_entry(table: tuple[Entry, ...]) -> None:
    """`resolve_without` never gives the ID that is left out, and a near name is one that it
    gives another ID for.
    """
    resolver = Resolver(table)
    told = {(near.id, near.name, near.other) for near in near_names(table, resolver)}
    for entry in table:
        for name in (entry.name, *entry.aliases):
            answer = resolver.resolve_without(name, entry.id)
            assert entry.id not in {each.id for each in answer.candidates}
            assert ((entry.id, name, answer.id) in told) == (answer.outcome is Outcome.FUZZY)


def test_near_names_are_told_unless_they_are_meant_or_kept_apart() -> None:
    """Two entries under near names are two notes; `not` and `meant` silence them, and what
    `meant` silences is told.
    """
    one, other = Entry("x.q", "Quneitra"), Entry("x.k", "Kuneitra")
    resolver = Resolver([*FILLERS, one, other])
    faults, silent = near_faults([table_of(*FILLERS, one, other)], resolver)
    assert ([fault.code for fault in faults], silent) == (["near-name"] * 2, set())
    faults, silent = near_faults([table_of(*FILLERS, one, other, meant=("kuneitra",))], resolver)
    assert ([fault.code for fault in faults], silent) == (
        ["near-name"],
        {("made.yaml", "kuneitra")},
    )
    apart = Entry("x.k", "Kuneitra", never=["x.q"])
    assert near_faults([table_of(*FILLERS, one, apart)], Resolver([*FILLERS, one, apart])) == (
        [],
        set(),
    )


def test_a_chain_is_told_once_however_long_it_is() -> None:
    """Four entries in a row are one chain; two are none."""
    row = [
        Entry("c.1", "Quneitra"),
        Entry("c.2", "Kuneitra", ["Khirbet Ghazaleh"]),
        Entry("c.3", "Khirbat Ghazala", ["Abu Qalqal"]),
        Entry("c.4", "Abu Kalkal"),
    ]
    faults, _ = near_faults([table_of(*FILLERS, *row)], Resolver([*FILLERS, *row]))
    chains = [str(fault) for fault in faults if fault.code == "chain"]
    assert len(chains) == 1
    assert "(4 entries hang together so)" in chains[0]


def test_notes_break_nothing_and_a_name_may_be_meant(tmp_path: Path) -> None:
    """A table with such notes loads; under `meant` they are silent; `--near` knows which of
    those say nothing.
    """
    path = tmp_path / "t.yaml"
    head = (
        "table: t\nlicence: CC0-1.0\nabout: x\nentries: {x: {name: Nice}, y: {name: Southern"
        " Front}, z: {name: Zarqa}}\n"
    )
    path.write_text(head, "utf-8")
    assert [(fault.code, fault.note) for fault in check(path)] == [
        ("common-word", True),
        ("only-generics", True),
    ]
    assert translit.load(path).resolve("Nice").id == "x"
    path.write_text(head + "meant: [NICE, Southern Front, Zarqa]\n", "utf-8")
    assert check(path) == []
    assert [fault.code for fault in check(path, near=True)] == ["idle-meant"]


def test_what_is_meant_silences_no_fault(tmp_path: Path) -> None:
    """`meant` is for notes: a name that is at fault stays so."""
    path = tmp_path / "t.yaml"
    path.write_text(
        "table: t\nlicence: CC0-1.0\nabout: x\nentries: {x: {name: Nice}, y: {name: nice}}\nmeant:"
        " [Nice]\n",
        "utf-8",
    )
    assert [fault.code for fault in check(path)] == ["shared-form"]


@pytest.mark.parametrize("word", ["Of", "March", "Nice", "Reading"])
def test_known_examples(word: str) -> None:
    """The examples of docs/tables.md and of those who ask."""
    assert [name for _, name, _ in common_words(table_of(Entry("x", word)))] == [word]
