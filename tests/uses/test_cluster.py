"""Laws of the groups that unknown names are put into."""

from __future__ import annotations

import math
import pickle
import random
from collections import Counter
from itertools import combinations, pairwise, product
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit.language.split import strong_key
from translit.match import candidates, linkage
from translit.match.neighbours import Neighbours
from translit.resolving.resolver import bundled
from translit.strategies import respellings
from translit.uses.cluster import FLOOR, LEAST, Group, log_odds, probability

SPELLINGS = respellings(bundled()).map(lambda pair: pair[0])
NAMES = st.lists(st.one_of(SPELLINGS, SPELLINGS, st.text(max_size=12)), max_size=25)
SHARES = st.sampled_from([0.0, 0.2, LEAST, 0.8, 0.95, 1.0])


# --- linkage --------------------------------------------------------------------------------------


# A number of things, how strongly each pair of them is linked, which pairs are known from the
# start, and marks on some things.
Web = tuple[int, dict[tuple[int, int], float], set[tuple[int, int]], dict[int, str]]


@st.composite
def webs(draw: st.DrawFn) -> Web:
    """How strongly every pair of some things is linked; which pairs are known from the start;
    and marks on some of the things.
    """
    count = draw(st.integers(1, 9))
    pairs = list(combinations(range(count), 2))
    strengths = draw(
        st.lists(
            st.sampled_from([-5.0, -3.0, -1.0, -0.5, 0.5, 1.0, 2.0, 5.0]),
            min_size=len(pairs),
            max_size=len(pairs),
        )
    )
    known = draw(st.sets(st.sampled_from(pairs))) if pairs else set()
    marks = draw(st.dictionaries(st.integers(0, count - 1), st.sampled_from("ab"), max_size=4))
    return count, dict(zip(pairs, strengths, strict=True)), known, marks


def groups_of(
    web: tuple[int, dict[tuple[int, int], float], set[tuple[int, int]], dict[int, str]],
    turned: bool = False,
) -> list[linkage.Whole]:
    count, strengths, known, marks = web
    links = {pair: strengths[pair] for pair in sorted(known, reverse=turned)}
    return linkage.grouped(
        count, links, lambda a, b: strengths[a, b], least=0.5, floor=-4.0, most=5.0, marks=marks
    )


@given(webs())
def test_groups_hold_no_weak_pair_and_are_linked_enough_in_the_mean(web: Web) -> None:
    _, strengths, _, marks = web
    groups = groups_of(web)
    assert sorted(thing for members, _ in groups for thing in members) == list(range(web[0]))
    for members, strength in groups:
        inside = [strengths[pair] for pair in combinations(members, 2)]
        assert not inside or (min(inside) >= -4.0 and math.fsum(inside) / len(inside) >= 0.5 - 1e-9)
        assert math.isclose(math.fsum(inside), strength, abs_tol=1e-9)
        assert len({marks[thing] for thing in members if thing in marks}) <= 1


def plainly_grouped(
    count: int, strengths: dict[tuple[int, int], float], marks: dict[int, str]
) -> list[list[int]]:
    """The slow reference: of all groups that may become one, the two that are linked most
    strongly do, as long as there are any.
    """
    groups = [[thing] for thing in range(count)]

    def mean(one: list[int], other: list[int]) -> float:
        values = [strengths[min(a, b), max(a, b)] for a in one for b in other]
        marked = {marks[thing] for thing in one + other if thing in marks}
        return (
            -math.inf if min(values) < -4.0 or len(marked) > 1 else math.fsum(values) / len(values)
        )

    while len(groups) > 1:
        best, one, other = max((mean(*pair), *pair) for pair in combinations(groups, 2))
        if best < 0.5:
            break
        groups = [group for group in groups if group not in (one, other)] + [sorted(one + other)]
    return sorted(groups)


@given(
    st.integers(1, 8),
    st.dictionaries(st.integers(0, 7), st.sampled_from("ab"), max_size=4),
    st.integers(0),
)
def test_where_all_links_are_known_the_groups_are_those_of_a_slow_reference(
    count: int, marks: dict[int, str], seed: int
) -> None:
    dice = random.Random(
        seed
    )  # no two pairs are as strong: Hypothesis would draw ties, which may be broken either way
    marks = {thing: mark for thing, mark in marks.items() if thing < count}
    strengths = {pair: dice.uniform(-5.0, 5.0) for pair in combinations(range(count), 2)}
    for pair in strengths:
        if dice.random() < 0.5:
            strengths[pair] = dice.uniform(-1.0, 5.0)  # else few groups would grow
    assert [
        group.members for group in groups_of((count, strengths, set(strengths), marks))
    ] == plainly_grouped(count, strengths, marks)


@given(webs())
def test_the_order_of_links_is_nothing(web: Web) -> None:
    assert groups_of(web) == groups_of(web, turned=True)


@given(st.integers(1, 60), st.integers(1, 60))
def test_the_pairs_that_are_weighed_are_all_or_spread_evenly(one: int, other: int) -> None:
    """Of few pairs each is weighed; of many about ASKED, no member more often than its share."""
    mine, theirs = range(one), range(100, 100 + other)
    found = linkage.spread(mine, theirs)
    assert len(set(found)) == len(found)
    assert {a for a, _ in found} <= {*mine}
    assert {b for _, b in found} <= {*theirs}
    if one * other <= linkage.ASKED:
        assert found == list(product(mine, theirs))
    else:
        assert linkage.ASKED * 0.6 <= len(found) <= linkage.ASKED
        for members, side in ((one, 0), (other, 1)):
            most = max(Counter(pair[side] for pair in found).values())
            assert most <= math.ceil(linkage.ASKED / members) + 1


@given(st.integers(9, 40), st.integers(0))
def test_large_groups_are_linked_enough_by_the_pairs_that_are_weighed(
    count: int, seed: int
) -> None:
    """Two families that nothing links stay apart, and each is whole, however few pairs are asked."""
    dice = random.Random(seed)
    things = dice.sample(range(count), count)
    family = {thing: place % 2 for place, thing in enumerate(things)}

    def weigh(one: int, other: int) -> float:
        return dice.uniform(0.6, 5.0) if family[one] == family[other] else -5.0

    rings = [[thing for thing in things if family[thing] == side] for side in (0, 1)]
    links = {(min(pair), max(pair)): weigh(*pair) for ring in rings for pair in pairwise(ring)}
    found = linkage.grouped(count, links, weigh, least=0.5, floor=-4.0, most=5.0)
    assert [group.members for group in found] == sorted(map(sorted, rings))


def weighed(count: int) -> int:
    """How many pairs are weighed until so many things, each linked to the next five, are one."""
    asked = set[tuple[int, int]]()
    dice = random.Random(count)
    links = {
        (one, other): dice.uniform(1.0, 5.0)
        for one in range(count)
        for other in range(one + 1, min(one + 6, count))
    }

    def weigh(one: int, other: int) -> float:
        asked.add((one, other))
        return 2.0

    found = linkage.grouped(count, links, weigh, least=0.5, floor=-4.0, most=5.0)
    assert len(found) == 1
    return len(asked)


def test_the_pairs_weighed_grow_with_the_number_of_things() -> None:
    """One group of all: the exponent is 1.2 at most, where every pair would make it 2."""
    few, many = weighed(200), weighed(3200)
    assert few > 200
    assert math.log(many / few) / math.log(16) <= 1.2


def test_a_chain_doesnt_hold() -> None:
    """A is like B and B like C, and A isn't like C: the likelier pair is a group, and the third
    stays apart.
    """
    strengths = {(0, 1): 3.0, (1, 2): 2.0, (0, 2): -4.0}
    for far, wanted in ((-4.0, [[0, 1], [2]]), (-9.0, [[0, 1], [2]]), (2.0, [[0, 1, 2]])):
        all_pairs = {**strengths, (0, 2): far}
        found = linkage.grouped(3, {}, lambda a, b: 0.0, least=0.5, floor=-5.0, most=5.0)
        assert [members for members, _ in found] == [[0], [1], [2]]
        found = linkage.grouped(
            3,
            {(0, 1): 3.0, (1, 2): 2.0},
            lambda a, b: all_pairs[a, b],  # noqa: B023 (called before the next turn)
            least=0.5,
            floor=-5.0,
            most=5.0,
        )
        assert [members for members, _ in found] == wanted


# --- cluster --------------------------------------------------------------------------------------


@given(NAMES, SHARES, st.randoms(use_true_random=False))
def test_order_and_repetition_change_no_group(
    names: list[str], least: float, dice: random.Random
) -> None:
    groups = translit.cluster(names, least=least)
    shuffled = names + [name for name in names if dice.random() < 0.5]
    dice.shuffle(shuffled)
    again = translit.cluster(shuffled, least=least)
    assert [list(group) for group in again] == groups
    assert [group.probability for group in again] == [group.probability for group in groups]
    assert all(group.counts[name] == shuffled.count(name) for group in again for name in group)


@given(NAMES, SHARES)
def test_every_name_is_in_exactly_one_group(names: list[str], least: float) -> None:
    groups = translit.cluster(names, least=least)
    assert sorted(name for group in groups for name in group) == sorted(set(names))
    assert groups == sorted(groups, key=lambda group: (-len(group), group))
    assert all(
        list(group) == sorted(group) and group.name in group and group.id is None
        for group in groups
    )


@given(NAMES, SHARES)
def test_no_group_is_less_probable_than_asked_and_no_pair_below_the_floor(
    names: list[str], least: float
) -> None:
    groups = translit.cluster(names, least=least)
    keys = sorted({strong_key(name) for name in names})
    near, place = (
        Neighbours([(key,) for key in keys]),
        {key: number for number, key in enumerate(keys)},
    )
    for group in groups:
        assert least - 1e-9 <= group.probability <= 1
        # Of more than eight names not every pair is weighed.
        if len(group) <= 8 and all(
            name.isascii() for name in group
        ):  # others are compared by the sounds of their marks too
            for one, other in combinations(sorted({place[strong_key(name)] for name in group}), 2):
                assert near.log_odds(one, other) >= FLOOR


@given(st.lists(SPELLINGS, max_size=8), SHARES)
def test_few_names_are_grouped_as_if_every_pair_were_weighed(
    names: list[str], least: float
) -> None:
    with mock.patch.object(linkage, "ASKED", 10**9):
        plain = translit.cluster(names, least=least)
    found = translit.cluster(names, least=least)
    assert found == plain
    assert [group.probability for group in found] == [group.probability for group in plain]


@settings(max_examples=15)
@given(NAMES, SHARES)
def test_the_compiled_core_changes_no_group(names: list[str], least: float) -> None:
    """Whether the near pairs are found by it or in arrays, in lists long and short."""
    for few in (-1, candidates.LIMITS.few):
        with mock.patch.object(candidates, "LIMITS", candidates.LIMITS._replace(few=few)):
            found = translit.cluster(names, least=least)
            with mock.patch.object(candidates, "core", return_value=None):
                plain = translit.cluster(names, least=least)
        assert found == plain
        assert [group.probability for group in found] == [group.probability for group in plain]


@given(NAMES)
def test_at_one_only_what_is_folded_alike_is_together(names: list[str]) -> None:
    for group in translit.cluster(names, least=1):
        assert len({translit.fold(name) for name in group}) == 1
        assert group.probability == 1


@given(NAMES)
def test_an_id_is_one_group_and_two_ids_never_are(names: list[str]) -> None:
    groups = translit.cluster(names, bundled())
    ids = {name: bundled().resolve(name).id for name in names}
    held = [{ids[name] for name in group} - {None} for group in groups]
    assert all(len(found) <= 1 for found in held)
    assert [group.id for group in groups] == [next(iter(found), None) for found in held]
    known = [group.id for group in groups if group.id]
    assert len(known) == len(set(known))
    assert sorted(name for group in groups for name in group) == sorted(set(names))
    assert all(0 <= group.probability <= 1 for group in groups)


@given(st.floats(1e-12, 1 - 1e-12))
def test_log_odds_and_probability_undo_each_other(share: float) -> None:
    assert math.isclose(probability(log_odds(share)), share, rel_tol=1e-9)


def test_spellings_of_several_scripts_meet() -> None:
    """Arabic, Cyrillic and Latin spellings of one place are one group."""
    given = [
        "Ramousa",
        "الراموسة",
        "Рамуса",
        "al-Ramouseh",
        "Misrata",
        "مصراتة",
        "Мисурата",
        "Misurata",
    ]
    assert translit.cluster(given) == sorted([sorted(given[:4]), sorted(given[4:])])


def test_what_contradicts_itself_is_never_together() -> None:
    """The 4th brigade isn't the 44th, nor the eastern village the western one, however many
    letters they share.
    """
    given = ["4th Brigade", "44th Brigade", "Eastern Qaryatayn", "Western Qaryatayn"]
    assert translit.cluster(given, least=0.01) == [[name] for name in sorted(given)]


def test_the_best_name_is_the_most_frequent_then_of_the_best_attested_script_then_the_first() -> (
    None
):
    assert Group({"Zwara": 2, "Zuwara": 1}).name == "Zwara"
    assert Group({"زوارة": 1, "Zwara": 1, "Zuwara": 1}).name == "Zuwara"
    assert Group({"Zuwara": 1, "زوارة": 2, "زواره": 2}).name == "زوارة"
    assert translit.cluster(["Zuwara", "Zwara", "Zwara"])[0].name == "Zwara"


def test_an_id_brings_names_together_that_no_spelling_would() -> None:
    """Halab and Aleppo are one ID; an unknown spelling joins by being like either."""
    tables = translit.load(
        [
            translit.Entry("sy.aleppo", "Aleppo", ["Halab"]),
            translit.Entry("sy.homs", "Homs", ["Hims"]),
        ]
    )
    given = ["Aleppo", "Halab", "Halab al-Jadida", "Homs", "Hims", "Aleppoo", "Xyzzy"]
    groups = {group.id: group for group in translit.cluster(given, tables)}
    assert {"Aleppo", "Halab", "Aleppoo"} <= {*groups["sy.aleppo"]}
    assert {"Homs", "Hims"} == {*groups["sy.homs"]}
    assert "Xyzzy" in groups[None]
    assert all(group.id is None for group in translit.cluster(given))


def test_a_group_is_a_list_and_travels() -> None:
    group = translit.cluster(["Zuwara", "Zwara", "Zwara"])[0]
    again = pickle.loads(pickle.dumps(group))
    assert (again, again.name, again.counts, again.probability) == (
        group,
        group.name,
        group.counts,
        group.probability,
    )
    assert group == ["Zuwara", "Zwara"]
    assert isinstance(group, list)


@pytest.mark.parametrize("least", [-0.1, 1.1, math.nan])
def test_a_share_out_of_range_is_refused(least: float) -> None:
    with pytest.raises(translit.EntryError, match=r"least must be a probability, in \[0, 1\]"):
        translit.cluster(["Homs"], least=least)


def test_nothing_makes_no_group_and_names_without_letters_stay_alone() -> None:
    assert translit.cluster([]) == []
    assert translit.cluster(["!!", "??", "", " "]) == [[""], [" "], ["!!"], ["??"]]
