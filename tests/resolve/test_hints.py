"""Hints: what may answer, row by row; what answers where several are tied; and what is told of a
hint, a name or a table that can't be right.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import translit
from translit.model.given import nearest
from translit.model.nouns import MOST_RANK, Entry, Outcome, Policy, is_id
from translit.resolving.preference import CLEARLY, LARGEST, PREFERENCES, RANK, SMALLEST, nested
from translit.resolving.resolver import Resolver

ENTRIES = (
    Entry("iq", "Iraq", (), "country"),
    Entry("iq.g", "Baghdad Governorate", ("Baghdad",), "governorate", "iq", rank=8_126_000),
    Entry("iq.g.b", "Baghdad", (), "city", "iq.g", rank=6_719_500),
    Entry("iq.g.b.old", "Baghdad", (), "quarter", "iq.g.b"),
    Entry("us.il", "Springfield", (), "city", "us", rank=114_000),
    Entry("us.x", "Springfield", (), "village", "us", rank=1_800),
    Entry("us.y", "Springfield", (), "village", "us"),
    Entry("us.z1", "Salem", (), "city", "us", rank=2_000),
    Entry("us.z2", "Salem", (), "city", "us", rank=6_000),
    Entry("iq.basra", "Basra", ("البصرة",), "city", "iq"),
)
RESOLVER = Resolver(ENTRIES)
NAMES = (
    "Baghdad",
    "Baghdaad",
    "Springfield",
    "Sprngfield",
    "Salem",
    "Basra",
    "البصرة",
    "Xyzzy",
    "",
)
TYPES = ("country", "governorate", "city", "quarter", "village")
names = st.sampled_from(NAMES)
types = st.none() | st.sampled_from(TYPES)
wholes = st.none() | st.sampled_from(["iq", "iq.g", "us"])
orders = st.lists(st.sampled_from([*TYPES, *PREFERENCES]), max_size=4)
policies = st.builds(
    Policy,
    st.sampled_from([0.6, 0.97, 0.999]),
    st.just(0.1),
    st.integers(1, 4),
    st.none(),
    st.just(0.0),
)


# Preferences


@given(names, orders, policies)
def test_a_preference_settles_ties_alone(name: str, prefer: list[str], policy: Policy) -> None:
    """What isn't AMBIGUOUS stays as it is; of what is, one of those that tie may answer, as
    probably as all of them together, and the steps say by which preference.
    """
    plain = RESOLVER.resolve(name, policy=policy._replace(limit=99))
    found = RESOLVER.resolve(name, prefer=prefer, policy=policy._replace(limit=99))
    if plain.outcome is not Outcome.AMBIGUOUS or not found:
        assert found == plain
        return
    assert found.id in {each.id for each in plain.grounds.tied}
    assert found.score == pytest.approx(sum(each.score for each in plain.grounds.tied))
    assert next(step.rule for step in found.steps if step.action == "prefer") in prefer
    assert found.explain() != plain.explain()


@given(names, orders, policies, policies)
def test_no_policy_leads_a_preference_to_another_id(
    name: str, prefer: list[str], one: Policy, other: Policy
) -> None:
    """Whatever is asked, and however many candidates are kept: the same ID, or none."""
    ids = {RESOLVER.resolve(name, prefer=prefer, policy=policy).id for policy in (one, other)}
    assert len(ids - {None}) <= 1


@given(st.permutations(ENTRIES), orders)
def test_the_order_of_entries_has_no_say_in_a_preference(
    entries: list[Entry], prefer: list[str]
) -> None:
    shuffled = Resolver(entries)
    assert shuffled.resolve_many(NAMES, prefer=prefer) == RESOLVER.resolve_many(
        NAMES, prefer=prefer
    )


def test_types_come_in_order_and_the_smallest_lies_within_the_others() -> None:
    """A type that several have settles nothing; nor does the smallest of what lies apart."""
    wanted = {
        ("Baghdad", ("city",)): "iq.g.b",
        ("Baghdad", ("village", "governorate", "city")): "iq.g",
        ("Baghdad", SMALLEST): "iq.g.b.old",
        ("Baghdad", LARGEST): "iq.g",
        ("Springfield", "village"): None,
        ("Springfield", ("village", "city")): None,
        ("Springfield", "city"): "us.il",
        ("Springfield", SMALLEST): None,
        ("Sprngfield", "city"): "us.il",
        ("Springfield", RANK): "us.il",
        ("Sprngfield", RANK): "us.il",
        ("Salem", RANK): "us.z2",
        ("Baghdad", RANK): None,
        ("Baghdad", (RANK, "city")): "iq.g.b",
    }
    assert {asked: RESOLVER.resolve(asked[0], prefer=asked[1]).id for asked in wanted} == wanted


def test_what_lies_one_within_the_other_is_said() -> None:
    """Of a tie, innermost first; not where one lies apart, nor where some weren't looked at."""
    assert RESOLVER.resolve("Baghdad").grounds.nested == ("iq.g.b.old", "iq.g.b", "iq.g")
    said = "iq.g.b.old within iq.g.b within iq.g"
    assert said in RESOLVER.resolve("Baghdad").explain()
    assert RESOLVER.resolve("Springfield").grounds.nested == ()
    assert RESOLVER.resolve("Baghdad", policy=Policy(limit=2)).grounds.nested == ()
    several = RESOLVER.resolve("Baghdad or Basra", prefer="city")
    assert several.outcome is Outcome.AMBIGUOUS


ranks = st.none() | st.sampled_from([0, 1, 2, 3, 4, 8, 9, 10, MOST_RANK])


@given(st.lists(ranks, min_size=2, max_size=4), st.randoms())
def test_the_highest_rank_answers_where_it_is_clearly_so(
    held: list[int | None], dice: Random
) -> None:
    """It is some times every other one, of which none counts as 0; and the order says nothing. A
    table without a rank says so.
    """
    table = [Entry(f"id.{place}", "Salem", rank=rank) for place, rank in enumerate(held)]
    dice.shuffle(table)
    if {*held} == {None}:
        with pytest.raises(translit.EntryError, match="no entry has a rank"):
            Resolver(table).resolve("Salem", prefer=RANK)
        return
    found = Resolver(table).resolve("Salem", prefer=RANK)
    clear = [
        f"id.{place}"
        for place, rank in enumerate(held)
        if rank and all(rank >= CLEARLY * (r or 0) for p, r in enumerate(held) if p != place)
    ]
    assert [found.id] == (clear or [None])
    said = "the one of the highest rank was preferred, and not"
    assert (said in found.explain()) == bool(clear)


@pytest.mark.parametrize("rank", [-1, 1.5, True, "x", "", "-1", MOST_RANK + 1, [1]])
def test_a_rank_is_a_whole_number(rank: Any) -> None:
    """The error says which, and of which entry."""
    with pytest.raises(translit.EntryError, match=r"entry 'x': rank must be a whole number"):
        Entry("x", "Salem", rank=rank)


@given(st.dictionaries(st.integers(0, 5), st.sets(st.integers(0, 5)), min_size=6))
def test_nested_is_a_chain(around: dict[int, set[int]]) -> None:
    """Each lies within all that follow, and none of them within it; a pair that doesn't makes no
    chain, whatever the order.
    """
    within = {str(key): {*map(str, value)} for key, value in around.items()}
    chain = nested(sorted(within), lambda id: within[id])
    assert chain == nested(sorted(within, reverse=True), lambda id: within[id])
    for place, inner in enumerate(chain):
        assert {*chain[place + 1 :]} <= within[inner]
        assert not {*chain[:place]} & within[inner]


def test_a_compiled_table_prefers_as_its_entries_do(tmp_path: Path) -> None:
    """And knows the types that there are."""
    translit.compile(ENTRIES, to=tmp_path / "it.translit")
    compiled = translit.load(tmp_path / "it.translit")
    for prefer in ("city", SMALLEST, ("village", LARGEST), RANK):
        assert compiled.resolve_many(NAMES, prefer=prefer) == RESOLVER.resolve_many(
            NAMES, prefer=prefer
        )
    with pytest.raises(translit.EntryError, match="city"):
        compiled.resolve("x", type="citty")


# Row by row


@given(st.lists(st.tuples(names, types, wholes)), orders)
def test_each_row_has_its_hints(
    rows: list[tuple[str, str | None, str | None]], prefer: list[str]
) -> None:
    """Columns of hints answer as each row by itself; so does a stream."""
    columns: Any = {
        "type": [type for _, type, _ in rows],
        "within": [within for _, _, within in rows],
        "prefer": prefer,
    }
    asked = [name for name, _, _ in rows]
    wanted = [
        RESOLVER.resolve(name, type=type, within=within, prefer=prefer)
        for name, type, within in rows
    ]
    assert RESOLVER.resolve_many(asked, **columns) == wanted
    assert [*RESOLVER.resolve_stream(iter(asked), **columns)] == wanted


@given(st.integers(0, 3), st.integers(0, 3))
def test_there_are_as_many_hints_as_names(rows: int, hints: int) -> None:
    if rows == hints:
        assert len(RESOLVER.resolve_many(["Basra"] * rows, type=["city"] * hints)) == rows
    else:
        with pytest.raises(translit.EntryError, match="hint"):
            RESOLVER.resolve_many(["Basra"] * rows, type=["city"] * hints)


# What can't be right


@pytest.mark.parametrize(
    ("hints", "message"),
    [
        ({"within": "iq.basrah"}, "no entry has the ID 'iq.basrah': iq.basra?"),
        ({"type": "citty"}, "no entry has the type 'citty': city?"),
        ({"prefer": ("city", "vilage")}, "no entry has the type 'vilage': village?"),
        ({"prefer": "rnak"}, "no entry has the type 'rnak': rank?"),
        ({"prefer": ("city", "smalest")}, "no entry has the type 'smalest': smallest?"),
        ({"type": "rnak"}, "no entry has the type 'rnak': known are city, country"),
        ({"type": "ship"}, "known are city, country, governorate, quarter, village"),
        ({"type": 3}, "a type must be a string, not 3"),
        ({"within": ["iq"]}, r"within must be a string, not \['iq'\]"),
    ],
)
def test_a_misspelt_hint_is_told(hints: dict[str, Any], message: str) -> None:
    """In one line, with the nearest that there is; of one row as of all. An ID that others lie
    within is right though no entry has it.
    """
    with pytest.raises(translit.EntryError, match=message) as told:
        RESOLVER.resolve("Basra", **hints)
    assert "\n" not in str(told.value)
    assert RESOLVER.resolve("Springfield", within="us", type="city").id == "us.il"


@given(st.text(st.sampled_from("abc."), min_size=1, max_size=6), st.sets(st.text(max_size=6)))
@example("c", {"C"})
def test_nearest_is_one_of_those_that_there_are(value: str, known: set[str]) -> None:
    """The word itself, if it is one of them; else one of them, or none."""
    assert nearest(value, {*known, value}) == value
    assert nearest(value, known) in {*known, None}


NO_NAMES = [None, float("nan"), b"Basra", ["Basra"], 7]


@pytest.mark.parametrize("value", NO_NAMES, ids=repr)
def test_what_is_no_name_is_told(value: Any) -> None:
    """By itself, and with its place among others: a line that says what to pass."""
    for asked in (RESOLVER.resolve, translit.resolve):
        with pytest.raises(translit.TranslitError, match="a name must be a string, not"):
            asked(value)
    with pytest.raises(translit.TranslitError, match="name 2 must be a string, not") as told:
        RESOLVER.resolve_many(["Basra", value])
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("value", ["Basra", b"Basra", None, 7])
def test_one_string_is_not_several_names(value: Any) -> None:
    for asked in (RESOLVER.resolve_many, RESOLVER.resolve_stream, RESOLVER.share_known):
        with pytest.raises(translit.TranslitError, match="several of them, not"):
            asked(value)


@pytest.mark.parametrize(
    "value", [{"a": 1}, None, ["a.yaml"], [Path("a.yaml")], ENTRIES[0], 7, [1]]
)
def test_what_is_no_table_is_told(value: Any) -> None:
    """A line, and not what Python says of a missing attribute."""
    for asked in (translit.load, Resolver):
        with pytest.raises(translit.TranslitError, match=r"list|Entry|entries") as told:
            asked(value)
        assert "\n" not in str(told.value)


@given(st.text(st.sampled_from("ab (:)\t\n\xa0"), max_size=8) | st.sampled_from(["NIL", "nil"]))
def test_any_printable_id_is_one(id: str) -> None:
    """IDs of other people hold spaces; none around them, and no other blanks. NIL says that there
    is none.
    """
    fit = id not in ("", "NIL") and id == id.strip() and not {"\t", "\n", "\xa0"} & {*id}
    assert is_id(id) == fit
    if fit:
        assert Resolver([Entry(id, "Basra")]).resolve("Basra").id == id
    else:
        with pytest.raises(translit.EntryError, match="an entry's ID must be a string"):
            Entry(id, "Basra")


def test_a_table_may_hold_ids_with_spaces(tmp_path: Path) -> None:
    """And the explanation names them whole."""
    table = tmp_path / "list.yaml"
    table.write_text(
        "table: list\nlicence: CC0-1.0\nabout: Made up.\nentries:\n"
        "  32012R0267:5 (d): {name: Big Port}\n"
        "  x 1: {name: Old Quay, within: '32012R0267:5 (d)'}\n"
    )
    found = translit.load(table).resolve("Old Quay, Big Port")
    assert found.id == "x 1"
    assert "within 32012R0267:5 (d)," in found.explain()
