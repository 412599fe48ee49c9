"""Laws of the decision, and of what the evidence is weighed against: a near tie, the likelier
half, a contradiction, none of them.
"""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translit import Candidate, Entry, Outcome, Policy, load, strategies
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.form import forms, guesses
from translit.match import decision
from translit.match.decision import is_measured, kind_of, near_ties, threshold
from translit.match.logit import none_of_them, probabilities
from translit.match.pair import Pair
from translit.match.scoring import evidence, similarity

# What docs/how-it-works.md promises, spelt out here: odds that are "not worth more than a bare
# mention" (Jeffreys), and "more likely than not".
BARE_MENTION, LIKELIER = 3.0, 0.5


def shared(drawn: list[float]) -> list[float]:
    """Numbers as shares of one, or of less."""
    return [each / max(1.0, sum(drawn)) for each in drawn]


# The probabilities of some candidates: any, or of a few and many that are far behind and hold the
# rest.
ANY = st.lists(st.floats(0.0, 1.0), min_size=2, max_size=6).map(shared)
MANY = st.tuples(
    st.floats(0.1, 0.3),
    st.lists(st.floats(0.2, 0.9), min_size=1, max_size=2),
    st.lists(st.floats(0.1, 0.33), max_size=9),
)
SHARES = ANY | MANY.map(
    lambda drawn: shared([drawn[0], *(drawn[0] * each for each in (*drawn[1], *drawn[2]))])
)
PLAIN = Policy()


def decide(*given: Any) -> Outcome:
    """The outcome of a decision, without its grounds."""
    return decision.decide(*given)[0]


def scored(*scores: float) -> list[Candidate]:
    """A candidate for each score, best first; their IDs are their places."""
    return [
        Candidate(str(place), "x", "x", score)
        for place, score in enumerate(sorted(scores, reverse=True))
    ]


# --- near ties ------------------------------------------------------------------------------------


@given(st.floats(0.01, 0.7), st.floats(0.0, 1.0))
def test_a_near_tie_is_one_of_odds_below_three_to_one(best: float, share: float) -> None:
    """A candidate is one where the best is less than three times as probable; one that is
    farther behind never is.
    """
    assume(abs(share * BARE_MENTION - 1) > 1e-9)
    other = best * share
    tied = near_ties(scored(best, other))
    assert [each.score for each in tied] == ([best, other] if share * BARE_MENTION > 1 else [best])


@given(SHARES, st.sets(st.sampled_from("012345")))
def test_namesakes_of_the_best_count_among_its_ties(
    scores: list[float], namesakes: set[str]
) -> None:
    """However far behind; and whoever is a tie without them stays one."""
    candidates = scored(*scores)
    tied = near_ties(candidates, namesakes)
    assert [each for each in candidates if each in tied] == [*tied]
    assert {*near_ties(candidates)} <= {*tied}
    assert all(each in tied for each in candidates if each.id in namesakes)


# --- outcomes -------------------------------------------------------------------------------------


@given(SHARES, st.sets(st.sampled_from("012345")), strategies.policies())
def test_an_id_is_given_where_one_is_probable_enough_and_far_enough_ahead(
    scores: list[float], namesakes: set[str], policy: Policy
) -> None:
    candidates = scored(*scores)
    best, second = candidates[0].score, candidates[1].score
    given_one = best >= threshold(policy.precision) and best - second >= policy.margin
    assert (decide(candidates, False, policy, lambda: namesakes) is Outcome.FUZZY) == given_one


@given(st.floats(0.9, 0.999), st.floats(0.0, 1.0))
def test_the_margin_is_what_the_best_is_ahead_of_the_second(best: float, share: float) -> None:
    """Where there are two, where the rest is shared by three, and where there is one alone,
    which is ahead of nothing by all it has.
    """
    for others in ([], [(1 - best) * share], [(1 - best) * share / 2] * 3):
        ahead = best - (others[0] if others else 0.0)
        assert decide(scored(best, *others), False, Policy(0.5, ahead - 1e-6)) is Outcome.FUZZY
        assert (
            decide(scored(best, *others), False, Policy(0.5, min(1.0, ahead + 1e-6)))
            is not Outcome.FUZZY
        )


@given(SHARES, st.sets(st.sampled_from("012345")), strategies.policies())
def test_ambiguous_is_said_where_one_of_the_tied_is_likelier_meant_than_not(
    scores: list[float], namesakes: set[str], policy: Policy
) -> None:
    """Two and more are tied, and they share half of the probability, or what the policy asks
    where that is less: else it is TOO_FAR.
    """
    candidates = scored(*scores)
    tied = [
        each.score
        for each in candidates
        if each.id in namesakes or each.score * BARE_MENTION >= candidates[0].score
    ]
    asked = min(threshold(policy.precision), LIKELIER)
    assume(
        all(abs(each.score * BARE_MENTION - candidates[0].score) > 1e-9 for each in candidates)
        and abs(sum(tied) - asked) > 1e-9
    )
    outcome = decide(candidates, False, policy, lambda: namesakes)
    assume(outcome is not Outcome.FUZZY)
    assert (outcome is Outcome.AMBIGUOUS) == (len(tied) > 1 and sum(tied) > asked)
    assert outcome in (Outcome.AMBIGUOUS, Outcome.TOO_FAR)


@pytest.mark.parametrize(
    ("scores", "outcome"),
    [
        ([0.3, 0.29], Outcome.AMBIGUOUS),  # .59 of the probability is theirs
        ([0.25, 0.24], Outcome.TOO_FAR),  # .49: likelier none of them is meant
        ([0.15, 0.14, 0.13, 0.12], Outcome.AMBIGUOUS),
        (
            [0.25, 0.1, *[0.05] * 6],
            Outcome.TOO_FAR,
        ),  # .65 of it is somebody's, and .35 that of the two that are tied
        ([0.45, 0.1], Outcome.TOO_FAR),  # the second is no tie of the best
        ([0.45], Outcome.TOO_FAR),
        ([], Outcome.NO_CANDIDATE),
    ],
)
def test_half_of_the_probability_is_asked_of_a_tie(scores: list[float], outcome: Outcome) -> None:
    assert decide(scored(*scores), False, PLAIN) is outcome


def test_what_is_exact_is_one_or_several() -> None:
    assert decide(scored(0.999), True, PLAIN) is Outcome.EXACT
    assert decide(scored(0.5, 0.499), True, PLAIN) is Outcome.AMBIGUOUS


@given(st.floats(0.5, 0.9999), st.floats(0.5, 0.9999))
def test_the_threshold_rises_between_its_measured_points(one: float, other: float) -> None:
    """From 0 to 1, without a leap: a thousandth more precision asks at most a tenth more."""
    low, high = sorted((one, other))
    assert 0 <= threshold(low) <= threshold(high) <= 1
    steps = [threshold(low + (high - low) * number / 20) for number in range(21)]
    assert all(a <= b for a, b in pairwise(steps))
    assert (threshold(0.0), threshold(1.0)) == (0.0, 1.0)


# --- kinds of pairs -------------------------------------------------------------------------------

SPELT = ["Aleppo", "حلب", "Алеппо", "アレッポ", "あれっぽ", "12", ""]


@pytest.mark.parametrize(
    ("mention", "alias", "kind"),
    [
        ("Aleppo", "Halab", "Latn"),
        ("Aleppo", "حلب", "Arab"),
        ("حلب", "حلب", "Arab-native"),
        ("حلب", "Алеппо", "Arab-Cyrl"),
        ("アレッポ", "あれっぽ", "Kana-native"),
        ("アレッポ", "Aleppo", "Kana"),
        ("12", "Aleppo", "Latn"),
        ("12", "حلب", "Arab"),
    ],
)
def test_a_kind_is_the_scripts_of_a_pair(mention: str, alias: str, kind: str) -> None:
    assert kind_of(mention, alias) == kind_of(alias, mention) == kind


@given(st.sampled_from(SPELT), st.sampled_from(SPELT), strategies.policies())
def test_a_kind_that_was_measured_too_little_is_asked_as_much_as_any_other(
    one: str, other: str, policy: Policy
) -> None:
    kind, asked = kind_of(one, other), rules("weights")["thresholds"]
    assert is_measured(kind) == (kind in asked)
    assert is_measured(kind) or threshold(policy.precision, kind) == threshold(policy.precision)
    assert not is_measured("other")


@given(st.sampled_from(list(rules("weights")["thresholds"])))
def test_at_a_measured_precision_the_threshold_is_the_measured_one(kind: str) -> None:
    for precision, least in rules("weights")["thresholds"][kind].items():
        assert precision == "labels" or threshold(float(precision), kind) == pytest.approx(
            float(least)
        )


# --- what contradicts itself ----------------------------------------------------------------------

# Nothing that is said of two other things comes nearer than six nats below "none of them", less a
# nat at the very most.
LEAST_BELOW, MOST_BELOW = 5.0, 6.0
NUMBERS = st.integers(2, 400).map(str)


@given(strategies.names("Latn"), NUMBERS, NUMBERS)
def test_a_contradiction_outweighs_whatever_agrees(name: str, one: str, other: str) -> None:
    """A pair with another number stays five nats below "none of them", and what is shared has
    six nats to overcome.
    """
    assume(one != other and len(fold(name)) > 4)
    [x, *_], [y, *_] = (forms(f"{name} {number}") for number in (one, other))
    assume(x.numbers and y.numbers and x.numbers != y.numbers)
    pair = Pair(x, y, lambda word: 1.0)
    none = min(none_of_them(pair.x), none_of_them(pair.y))
    assert pair.contradicts
    assert pair.evidence() <= none - LEAST_BELOW
    assert pair.bound == pytest.approx(none - MOST_BELOW)


@given(strategies.names("Latn"), NUMBERS, NUMBERS)
def test_the_only_candidate_is_no_answer_where_it_contradicts(
    name: str, one: str, other: str
) -> None:
    """Not once in a hundred, however alike the rest is, and though nothing else is there."""
    assume(one != other and len(fold(name)) > 4)
    found = load([Entry("it", f"{name} {one}")]).resolve(f"{name} {other}")
    assert found.id is None
    assert found.score < 0.01


# --- none of them ---------------------------------------------------------------------------------


@given(
    strategies.names("Latn") | strategies.names("Arab"),
    strategies.names("Latn") | strategies.names("Cyrl"),
)
def test_a_pair_is_as_probable_as_the_side_that_doubts_it_more(a: str, b: str) -> None:
    """Of the two "none of them", that of either name, the higher one counts: short names prove
    less than long ones.
    """
    assume(fold(a) != fold(b))
    found = max(evidence(x, y) for x in (*forms(a), *guesses(a)) for y in (*forms(b), *guesses(b)))
    asked = [none_of_them(forms(name)[-1]) for name in (a, b)]
    seen = [1 / (1 + math.exp(min(700.0, none - found))) for none in asked]
    assert similarity(a, b) == pytest.approx(min(0.9999, *seen), rel=1e-9, abs=1e-300)


@given(
    strategies.names("Latn"),
    st.dictionaries(st.sampled_from("abcdef"), st.floats(-20, 20), min_size=1),
    st.integers(1, 10**7),
)
def test_probabilities_stand_to_each_other_as_the_evidence_does(
    mention: str, evidences: dict[str, float], entries: int
) -> None:
    """Each a nat more is e times as probable, "none of them" among them, which takes what they
    leave.
    """
    form = forms(mention)[0]
    shares = probabilities(form, evidences, entries)
    none = 1 - math.fsum(shares.values())
    for one, value in evidences.items():
        for other, less in evidences.items():
            assert shares[one] == pytest.approx(shares[other] * math.exp(value - less), rel=1e-9)
        if shares[one] > 1e-6 < none:
            assert math.log(none / shares[one]) == pytest.approx(
                none_of_them(form, entries) - value, abs=1e-6
            )
