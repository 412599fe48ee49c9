"""Variants: the inverse law (each is taken for the name, or is ambiguous), order, and what the
command line makes of them.
"""

from __future__ import annotations

import io
import json
import random
import sys
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome, Resolver, strategies
from translit.doors import cli
from translit.language.channel import channel, cost, letters, spellings
from translit.language.fold import fold
from translit.language.split import strong_key
from translit.resolving.resolver import bundled
from translit.uses.variants import variants

SOME = [
    "Ramousa",
    "al-Ramosa",
    "الراموسة",
    "Рамуса",
    "Достоевский",
    "Khaled al-Asaad",
    "محمد",
    "ירושלים",
    "高橋",
    "Quneitra",
    "",
    "'",
    "Żółć-3",
]
TEXTS = (
    st.sampled_from(SOME)
    | strategies.names()
    | strategies.names("Arab")
    | strategies.names("Cyrl")
    | st.text(max_size=20)
)


def strong(entry: Entry) -> list[str]:
    return [alias for alias in (entry.name, *entry.aliases) if strong_key(alias)]


def is_of(answer: translit.Resolution, id: str) -> bool:
    return answer.id == id or answer.outcome is Outcome.AMBIGUOUS


@pytest.fixture(scope="module")
def sampled() -> list[tuple[str, str]]:
    """Names of bundled entries, chosen at random, each with its ID."""
    chance, entries = random.Random(11), bundled().entries
    return [(chance.choice(strong(entries[id])), id) for id in chance.sample(sorted(entries), 30)]


def test_a_variant_of_a_bundled_name_resolves_to_its_entry_or_is_ambiguous(
    sampled: list[tuple[str, str]],
) -> None:
    """The inverse law, over a sample; and of the first ten of each most resolve to the entry
    itself.
    """
    answers = [
        (id, translit.resolve(each.text))
        for name, id in sampled
        for each in variants(name, limit=10)
    ]
    assert [answer for id, answer in answers if not is_of(answer, id)] == []
    assert (
        sum(answer.id == id for id, answer in answers) > 0.8 * len(answers) > 8 * 0.8 * len(sampled)
    )


@given(strategies.tables(most=4), st.data())
@settings(max_examples=25)
def test_the_inverse_law_holds_in_any_table(table: tuple[Entry, ...], data: st.DataObject) -> None:
    """Whatever the table, no variant of an entry's name resolves to another entry, or to none."""
    resolver = Resolver(table)
    entry = data.draw(st.sampled_from(table))
    for each in variants(data.draw(st.sampled_from(strong(entry))), limit=6, resolver=resolver):
        assert is_of(resolver.resolve(each.text), entry.id)


@given(TEXTS, st.integers(1, 12))
@settings(max_examples=60)
def test_variants_are_ranked_distinct_and_never_the_name(name: str, limit: int) -> None:
    """Weights fall and lie in (0, 1]; no two fold to one text, nor to the name; fewer asked for
    are the first of more.
    """
    found = variants(name, limit=limit)
    assert [each.weight for each in found] == sorted((each.weight for each in found), reverse=True)
    assert all(
        0 < each.weight <= 1 and each.reason and each.text.strip() == each.text for each in found
    )
    folds = [fold(each.text) for each in found]
    assert len({fold(name), *folds}) == len(folds) + 1
    assert variants(name, limit=1) == found[:1]


@given(st.sampled_from(SOME))
@settings(max_examples=10)
def test_a_name_that_is_unknown_gives_spellings_of_itself_alone(name: str) -> None:
    """No variant of a name without an ID has one; and in a table of the name each comes nearest
    to it.
    """
    resolver, alone = Resolver([Entry("x", "Matterhorn")]), Resolver([Entry("it", name or "x")])
    for each in variants(name, resolver=resolver):
        assert not resolver.resolve(each.text)
        assert alone.resolve(each.text).score >= 0.5


def test_the_habit_is_the_reason() -> None:
    """A few that a reader would look for, each with its reason."""
    nobody = Resolver([Entry("x", "Matterhorn")])
    zuwara = {each.text: each.reason for each in variants("Zuwara", resolver=nobody)}
    assert zuwara["Zouwara"] == "“ou” for “u” (French)"
    assert zuwara["Zuwarah"] == "“ah” for “a” (BGN/PCGN)"
    names = {each.text: each.reason for each in variants("محمد", lang="ar", resolver=nobody)}
    assert names["Mohamed"] == "a spelling of the Arabic name muhammad"
    assert "Mehmed" not in names
    assert {"Ramosa", "Ramousah"} <= {each.text for each in variants("Ramousa")}
    assert {"Ramusa", "al-Ramusa"} <= {each.text for each in variants("الراموسة", limit=40)}
    assert not any(each.text.lower().endswith("sh") for each in variants("الراموسة", limit=40))


def test_a_refused_or_blank_text_and_a_paragraph_have_no_variants() -> None:
    """What is no name has no spellings; a limit below one is said to be wrong."""
    refusing = Resolver([Entry("x", "Matterhorn")], refuse=["the mountain"])
    assert [
        variants(text, resolver=refusing) for text in ("the mountain", "", " - ", "a" * 301)
    ] == [[]] * 4
    with pytest.raises(translit.EntryError, match="limit"):
        variants("Ramousa", limit=0)


def test_an_ambiguous_name_has_ambiguous_variants() -> None:
    """A spelling that would settle a shared name for one of its bearers is left out."""
    shared = Resolver([Entry("lb", "Tripoli"), Entry("ly", "Tripoli", ["Tarabulus al-Gharb"])])
    found = variants("Tripoli", resolver=shared)
    assert found
    assert all(shared.resolve(each.text).outcome is Outcome.AMBIGUOUS for each in found)


@given(
    st.sampled_from(
        [
            ("Cyrl", "рамуса"),
            ("Arab", "راموس"),
            ("Hebr", "ירושלים"),
            ("Latn", "ramousa"),
            ("Grek", "χομς"),
        ]
    ),
    st.integers(1, 30),
)
def test_the_spellings_of_a_channel_are_its_cheapest(case: tuple[str, str], most: int) -> None:
    """They are cheapest first, fewer are the first of more, none is cheaper than the dynamic
    programme says, and the first is as cheap.
    """
    script, word = case
    spelling = letters(script, word)
    found = spellings(script, spelling, most)
    assert list(found) == sorted(found)
    assert found == spellings(script, spelling, 30)[:most]
    assert all(cost(script, spelling, latin) <= spent + 1e-9 for spent, latin in found)
    assert found[0][0] == pytest.approx(cost(script, spelling, found[0][1]))
    assert channel("Zzzz") is None
    assert spellings("Zzzz", spelling, 3) == ()


def run(*argv: str) -> tuple[int, str]:
    out = io.TextIOWrapper(io.BytesIO())
    with mock.patch.object(sys, "stdout", out):
        status = cli.main(argv)
    out.flush()
    return status, out.buffer.getvalue().decode()  # type: ignore[attr-defined]


def test_the_command_prints_what_the_function_gives() -> None:
    """jsonl holds each variant with its name; --query holds the name and all of them; no
    variants are status 1.
    """
    found = variants("Ramousa", limit=5)
    status, out = run("variants", "--format=jsonl", "--limit=5", "Ramousa")
    assert status == 0
    assert [tuple(json.loads(line).values()) for line in out.splitlines()] == [
        ("Ramousa", *each) for each in found
    ]
    assert (
        run("variants", "--format=tsv", "Ramousa")[1].splitlines()[0] == "variant\tweight\treason"
    )
    assert (
        run("variants", "--format=tsv", "Ramousa", "Homs")[1].splitlines()[0]
        == "name\tvariant\tweight\treason"
    )
    assert (
        run("variants", "--query", "--limit=5", "Ramousa")[1]
        == " OR ".join(f'"{text}"' for text in ["Ramousa", *(v.text for v in found)]) + "\n"
    )
    assert run("variants", "--query", '"')[0] == 1
    with pytest.raises(SystemExit):
        cli.main(["variants", "--limit=0", "Ramousa"])
