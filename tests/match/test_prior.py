"""What the list is: the share of known mentions moves scores as Bayes' rule says, and is
estimated from a column, never from one name.
"""

from __future__ import annotations

import json
import math
import pickle
import random
import re

import pytest
from commands import run
from drawing import MENTIONS
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import translit
from translit import EntryError, Outcome, Policy, Resolution, Resolver, strategies
from translit.doors.reconcile.service import Service
from translit.match.prior import FEWEST, LEAST, MOST, fitted, reweighed, share_known
from translit.resolving.resolver import bundled

SHARES = st.floats(0, 1, exclude_min=True, exclude_max=True)
# "Ramouseh, Aleppo" and the like: the mention names its surroundings.
PLACED = st.tuples(MENTIONS, st.sampled_from([", Aleppo", " in Syria", " near Idlib", " حلب"])).map(
    "".join
)
ASKED = MENTIONS | PLACED
ESTIMATE = Policy(known="estimate")
NOBODY = [
    f"{first}{second}"
    for first in ("Zgv", "Qwp", "Xbn", "Vjk", "Ktl")
    for second in ("aldo", "irim", "uput", "enz", "osk")
]


def lifted(entries: Resolver, share: str | float | None) -> Resolver:
    """The same tables under a policy of their own."""
    return Resolver(entries.gazetteer, (), entries.redirects, Policy(known=share))


def apart_from_policy(answer: Resolution) -> tuple:
    return answer._replace(policy=Policy())


# --- moving scores --------------------------------------------------------------------------------


@given(st.lists(st.floats(-50, 50), max_size=6), st.floats(-50, 50), SHARES)
def test_scores_move_as_if_the_evidence_for_none_had_been_shifted(
    evidences: list[float], none: float, known: float
) -> None:
    def logit(none: float) -> list[float]:
        highest = max([none, *evidences])
        powers = [math.exp(value - highest) for value in (none, *evidences)]
        return [power / math.fsum(powers) for power in powers]

    out, *scores = logit(none)
    shift = math.log(1 - known) - math.log(known) - math.log(1 - fitted()) + math.log(fitted())
    assert reweighed(scores, out, known) == pytest.approx(logit(none + shift)[1:], abs=1e-9)


@given(st.lists(st.floats(0, 1), max_size=6), st.floats(0, 1), SHARES, SHARES)
@example([1.0], 0.0, 5e-324, 0.5)
def test_scores_stay_probabilities_in_their_order_and_rise_with_the_share(
    weights: list[float], none: float, one: float, other: float
) -> None:
    assume(whole := math.fsum([none, *weights]))
    scores, none = [weight / whole for weight in weights], none / whole
    less, more = (reweighed(scores, none, share) for share in sorted((one, other)))
    assert all(0 <= low <= high <= 1 for low, high in zip(less, more, strict=True))
    assert math.fsum(more) <= 1 + 1e-9
    assert all(
        (scores[x] >= scores[y]) <= (more[x] >= more[y])
        for x in range(len(scores))
        for y in range(len(scores))
    )


@given(ASKED, strategies.policies())
def test_the_share_of_the_fit_moves_nothing(mention: str, policy: Policy) -> None:
    plain, told = (
        translit.resolve(mention, policy=policy._replace(known=known)) for known in (None, fitted())
    )
    assert apart_from_policy(plain) == apart_from_policy(told)


@given(ASKED, strategies.policies(), SHARES, SHARES)
def test_expecting_less_gives_the_same_id_or_none(
    mention: str, policy: Policy, one: float, other: float
) -> None:
    """And the candidates stay, in their order, and so does the reading: of a head and its
    surroundings too.
    """
    less, more = (
        translit.resolve(mention, policy=policy._replace(known=share))
        for share in sorted((one, other))
    )
    assert not less or less.id == more.id
    assert [each[:3] for each in less.candidates] == [each[:3] for each in more.candidates]
    assert (less.narrowings, less.form) == (more.narrowings, more.form)
    assert less.score <= more.score


@given(ASKED, strategies.policies(), SHARES)
def test_what_is_an_alias_is_no_matter_of_the_list(
    mention: str, policy: Policy, known: float
) -> None:
    """How often an alias is right was measured by itself."""
    plain, told = (
        translit.resolve(mention, policy=policy._replace(known=share)) for share in (None, known)
    )
    assert (plain.outcome is Outcome.EXACT) == (told.outcome is Outcome.EXACT)
    assert plain.outcome is not Outcome.EXACT or apart_from_policy(plain) == apart_from_policy(told)


# --- estimating the share -------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1), max_size=60), SHARES, st.randoms())
def test_the_estimate_is_a_share_whatever_the_order(
    nones: list[float], prior: float, dice: random.Random
) -> None:
    found = share_known(nones, prior)
    assert found == share_known(dice.sample(nones, len(nones)), prior)
    assert (
        found == prior
        if len(nones) < FEWEST
        else LEAST <= found <= MOST and found == round(found, 2)
    )


@given(st.integers(FEWEST, 200), st.integers(1, 99))
def test_scores_that_tell_nothing_leave_the_share_as_it_was(names: int, prior: int) -> None:
    """Of every name it is as probable that it is known as of any: that is no news."""
    assert share_known([1 - prior / 100] * names, prior / 100) == prior / 100


@given(st.lists(st.floats(0, 1), min_size=FEWEST, max_size=60), st.data())
def test_names_that_are_likelier_none_never_raise_the_share(
    nones: list[float], data: st.DataObject
) -> None:
    likelier = [data.draw(st.floats(none, 1)) for none in nones]
    assert (
        share_known(likelier, 0.75) <= share_known(nones, 0.75) + 0.01
    )  # a step ends within a hundredth


@pytest.mark.parametrize("truth", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("names", [200, 2000])
def test_the_share_is_found_again(truth: float, names: int) -> None:
    """Of mentions whose evidence is as it was in the fit, in another mixture: to within four
    standard errors, as if it were counted.
    """
    dice, prior, nones = random.Random(names), 0.75, []
    for _ in range(names):
        odds = math.exp(
            dice.gauss(-2, 2) if dice.random() < truth else dice.gauss(2, 2)
        )  # how much likelier none makes what is seen
        nones.append(odds * (1 - prior) / (odds * (1 - prior) + prior))
    # The two kinds overlap, so that a name says less than one that is seen; N(2, 2) against N(-2,
    # 2) is a log-odds of itself.
    assert share_known(nones, prior) == pytest.approx(
        truth, abs=0.01 + 4 * math.sqrt(0.25 / names) * 1.3
    )


# --- a column -------------------------------------------------------------------------------------


@settings(max_examples=6)
@given(
    st.lists(ASKED, min_size=FEWEST, max_size=2 * FEWEST),
    st.lists(st.sampled_from(NOBODY), max_size=30),
    strategies.policies(),
)
def test_a_column_is_answered_by_the_number_that_it_finds(
    mentions: list[str], others: list[str], policy: Policy
) -> None:
    """To the last digit: as resolve answers each name by this number; and which rows repeat a
    name, and their order, is nothing.
    """
    names = mentions + others
    answers = translit.resolve_many(names, policy=policy._replace(known="estimate"))
    share = bundled().share_known(iter(names))
    assert {answer.policy.known for answer in answers} == {share}
    told = policy._replace(known=share)
    assert (
        answers
        == translit.resolve_many(names, policy=told)
        == [translit.resolve(name, policy=told) for name in names]
    )
    assert share == bundled().share_known([*reversed(names), *names[:5]])


def test_what_is_no_unseen_spelling_doesnt_count() -> None:
    """Of twenty cells nineteen hold one: too few to estimate anything from. An alias is none,
    and tells nothing of its neighbours.
    """
    resolver = Resolver(bundled().gazetteer, ["unknown"])
    aliases = [entry.name for entry in bundled().entries.values()][:50]
    for others in (["unknown"], [""], ["?"], ["x" * 10_000], aliases):
        assert resolver.share_known([*NOBODY[: FEWEST - 1], *others]) == fitted()
    assert resolver.share_known(NOBODY) == resolver.share_known([*NOBODY, *aliases]) < fitted()
    assert resolver.resolve_many([], policy=ESTIMATE) == []


def towns() -> list[str]:
    """Towns of Syria as a hasty hand writes them: a consonant doubled, and in no table so."""
    names = [
        entry.name
        for entry in bundled().entries.values()
        if entry.id.startswith("sy.") and entry.type == "place"
    ]
    hasty = [
        re.sub("[bdklmnrst](?=[aeiou])", lambda letter: letter[0] * 2, name, count=1)
        for name in names
        if len(name) > 6
    ]
    return [name for name in hasty if translit.resolve(name).outcome is not Outcome.EXACT][:60]


def test_hints_hold_for_the_estimate() -> None:
    """Of a column of towns no entry of another type is known."""
    assert (
        bundled().share_known(towns(), type="place")
        > fitted()
        > bundled().share_known(towns(), type="group")
    )
    answers = translit.resolve_many(towns(), type="group", policy=ESTIMATE)
    assert {answer.policy.known for answer in answers} == {
        bundled().share_known(towns(), type="group")
    }


def test_a_misspelt_town_among_towns_is_that_town() -> None:
    """The same name among names of nobody is none: what the list is makes the difference."""
    among_towns, among_others = (
        translit.resolve_many(["Edleb", *others], policy=ESTIMATE)[0]
        for others in (towns(), NOBODY)
    )
    assert among_towns.candidates[0].id == "sy.idlib"
    assert among_others.id is None
    assert among_others.score < translit.resolve("Edleb").score < among_towns.score


def test_one_name_is_no_column() -> None:
    resolver = lifted(bundled(), "estimate")
    for ask in (
        lambda: translit.resolve("Edleb", policy=ESTIMATE),
        lambda: translit.scan("Edleb", policy=ESTIMATE),
        lambda: translit.link("Edleb", [(0, 5)], policy=ESTIMATE),
        lambda: bundled().resolve_stream(["Edleb"], policy=ESTIMATE),
        lambda: bundled().resolve_among("Edleb", None, policy=ESTIMATE),
        lambda: resolver.resolve("Edleb"),
        lambda: resolver.scan(""),
        lambda: Service(resolver),
        lambda: translit.variants("Edleb", resolver=resolver),
    ):
        with pytest.raises(EntryError, match='known="estimate" wants a whole column') as caught:
            ask()
        assert "\n" not in str(caught.value)


# --- who passes it on -----------------------------------------------------------------------------


@given(strategies.policies() | st.just(ESTIMATE))
def test_a_policy_travels_with_its_share(policy: Policy) -> None:
    again = pickle.loads(pickle.dumps(policy))
    assert (again, hash(again), type(again)) == (policy, hash(policy), Policy)
    assert Policy(*policy) == policy
    assert policy._replace(known=0.123) != policy


@pytest.mark.parametrize(
    "known", [0, 1, 0.0, 1.0, -0.1, 90, math.nan, math.inf, "0.9", "Estimate", True, [0.9]]
)
def test_a_share_that_cant_be_is_refused(known: object) -> None:
    with pytest.raises(EntryError, match="known must be a number between 0 and 1") as caught:
        Policy(known=known)
    assert "\n" not in str(caught.value)


@given(ASKED, SHARES)
def test_the_answers_say_what_they_stand_on(mention: str, known: float) -> None:
    found = translit.resolve(mention, policy=Policy(known=known))
    assert found.policy.known == known
    assert found.steps[-1].rule == f"precision 0.97, margin 0.1, known {known:g}"
    scored = bool(found.candidates) and found.grounds.kind != ""  # an alias stands on no share
    assert scored or found.outcome not in (Outcome.FUZZY, Outcome.TOO_FAR)
    assert (
        f"\nOf 100 spellings that no table holds {known * 100:g} are expected to mean an entry.\n"
        in found.explain()
    ) == scored
    assert "expected" not in translit.resolve(mention).explain().replace(mention, "")


COLUMN = [*NOBODY, "Ramouseh", "Aleppo", "Edleb", "Ramouseh"]


def test_a_report_is_of_the_answers_by_the_number() -> None:
    told: list[int] = []
    found = translit.report(COLUMN, lifted(bundled(), "estimate"), progress=told.append)
    share = bundled().share_known(COLUMN)
    assert found.known == share
    assert found == translit.report(COLUMN, lifted(bundled(), share))
    assert sum(told) == len(set(COLUMN))
    assert [each["score"] for each in found.records() if each["figure"] == "expected known"] == [
        share
    ]
    assert translit.report(COLUMN).known is None
    assert "expected known" not in {each["figure"] for each in translit.report(COLUMN).records()}


def test_clusters_are_attached_by_the_number() -> None:
    share = bundled().share_known(COLUMN)
    groups, told = (
        translit.cluster(COLUMN, lifted(bundled(), known)) for known in ("estimate", share)
    )
    assert [(group, group.id) for group in groups] == [(group, group.id) for group in told]


def test_the_command_answers_as_the_function() -> None:
    resolver = lifted(bundled(), "estimate")
    expected = resolver.resolve_many(COLUMN)
    for ran in (
        run("resolve", "--known", "estimate", "--format", "jsonl", *COLUMN, resolver=resolver),
        run(
            "resolve",
            "--known",
            "estimate",
            "--format",
            "jsonl",
            stdin="\n".join(COLUMN).encode(),
            resolver=resolver,
        ),
    ):
        records = [json.loads(line) for line in ran.out.splitlines()]
        assert [(each["mention"], each["id"], each["score"]) for each in records] == [
            (each.mention, each.id, each.score) for each in expected
        ]
        assert (
            ran.err
            == f"translit: --known {expected[0].policy.known:g}, as estimated from the names\n"
        )
    explained = run("explain", "--known", "estimate", *COLUMN, resolver=resolver)
    assert explained.out == "".join(f"{answer.explain()}\n\n" for answer in expected)


def test_the_command_adds_answers_to_a_column(tmp_path: object) -> None:
    file = tmp_path / "column.csv"
    file.write_text("place\n" + "\n".join(COLUMN) + "\n", "utf-8")
    resolver = lifted(bundled(), "estimate")
    ran = run("resolve", "--known", "estimate", "--column", "place", str(file), resolver=resolver)
    assert [line.split(",")[1] for line in ran.out.splitlines()[1:]] == [
        answer.id or "" for answer in resolver.resolve_many(COLUMN)
    ]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("scan", "--known", "estimate"), "--known estimate is for columns of names"),
        (("serve", "--known", "estimate"), "--known estimate is for columns of names"),
        (("variants", "--known", "estimate", "Hama"), "--known estimate is for columns of names"),
        (
            ("resolve", "--known", "estimate", "--jobs", "2", "Hama"),
            "--known estimate works with one process",
        ),
        (("resolve", "--known", "2", "Hama"), "known must be a number between 0 and 1"),
        (
            ("resolve", "--known", "much", "Hama"),
            "argument --known: a number, as 0.97, and not 'much'",
        ),
    ],
)
def test_a_share_that_cant_be_used_is_refused_in_one_line(
    asked: tuple[str, ...], message: str
) -> None:
    ran = run(*asked)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
