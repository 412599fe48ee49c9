"""Where a mention is: distances tell homonyms apart, and make no name of what isn't one."""

from __future__ import annotations

import math

import pytest
from drawing import MENTIONS
from hypothesis import given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, EntryError, Outcome
from translit.match.distance import BESIDE, GIVEN, PointSet, Spread, kilometres, ratio, weighed
from translit.resolving.resolver import bundled

POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).filter(any)  # null island is none
ALEPPO, DAMASCUS = (36.2, 37.16), (33.51, 36.29)
TWO = translit.load(
    [
        Entry("a", "Zahraa", ("الزهراء",), "village", at=ALEPPO),
        Entry("d", "Zahraa", ("الزهراء",), "village", at=DAMASCUS),
        Entry("x", "Ramousa", ("الراموسة",), "village", at=ALEPPO),
    ]
)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_no_longer_than_half_the_earth(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    far = kilometres(one, other)
    assert far == pytest.approx(kilometres(other, one), abs=1e-6)
    assert 0 <= far <= 20_016
    assert kilometres(one, one) == 0


def test_distances_are_those_of_the_sphere() -> None:
    """A degree along a meridian, a quarter of the equator, and pole to pole, by hand."""
    degree = math.pi / 180 * 6371.0088
    assert kilometres((10, 20), (11, 20)) == pytest.approx(degree)
    assert kilometres((0, -45), (0, 45)) == pytest.approx(90 * degree)
    assert kilometres((90, 0), (-90, 77)) == pytest.approx(180 * degree)
    assert kilometres((0, 179.5), (0, -179.5)) == pytest.approx(degree)


@given(st.floats(0, 20_000), st.floats(0, 20_000), st.sampled_from([GIVEN, BESIDE]))
def test_what_is_farther_is_never_likelier(one: float, other: float, spread: Spread) -> None:
    near, far = sorted([one, other])
    assert ratio(near, spread) >= ratio(far, spread) >= spread.wrong


@given(POINTS, st.lists(POINTS, min_size=1, max_size=9), st.sampled_from([GIVEN, BESIDE]))
def test_many_points_tell_what_each_does(
    at: tuple[float, float], points: list[tuple[float, float]], spread: Spread
) -> None:
    """All at once, in NumPy, and one by one."""
    one_by_one = PointSet(points).nearest(at, spread)
    assert PointSet(points).nearest_of_many(at, spread) == pytest.approx(one_by_one, 1e-12, 1e-6)


@given(POINTS, st.lists(POINTS, min_size=1, max_size=5))
def test_any_of_several_points_may_be_the_one(
    at: tuple[float, float], points: list[tuple[float, float]]
) -> None:
    """Their distance is that of the nearest, in whatever order; they tell no more than the nearest
    alone would, and no less than its share among them.
    """
    far, told = PointSet(points).nearest(at, BESIDE)
    assert far == min(kilometres(at, point) for point in points)
    assert PointSet(points[::-1]).nearest(at, BESIDE) == (far, told)
    assert ratio(far, BESIDE) / len(points) <= told <= ratio(far, BESIDE) + 1e-9


@given(
    st.lists(st.tuples(st.floats(0, 1), st.none() | st.floats(0, 20_000)), min_size=1, max_size=6),
    st.booleans(),
)
def test_distances_part_the_probability_and_add_none(
    drawn: list[tuple[float, float | None]], exact: bool
) -> None:
    """Bearers of the name keep all that they have together; others lose where all are far."""
    total = math.fsum(score for score, _ in drawn) or 1.0
    scores = [score / max(total, 1.0) for score, _ in drawn]
    after = weighed(scores, [1.0 if far is None else ratio(far) for _, far in drawn], exact)
    assert all(0 <= score <= 1 for score in after)
    assert math.fsum(after) <= math.fsum(scores) + 1e-9
    if exact:
        assert math.fsum(after) == pytest.approx(math.fsum(scores), abs=1e-9)


def test_two_equal_candidates_are_as_likely_as_their_distances() -> None:
    one, other = weighed([0.4, 0.4], [ratio(0), ratio(4)], exact=True)
    assert one / other == pytest.approx(ratio(0) / ratio(4))


@pytest.mark.parametrize(("at", "id"), [(ALEPPO, "a"), (DAMASCUS, "d"), ((36.25, 37.2), "a")])
def test_a_point_settles_homonyms(at: tuple[float, float], id: str) -> None:
    for name in ("Zahraa", "الزهراء"):
        assert TWO.resolve(name).outcome is Outcome.AMBIGUOUS
        answer = TWO.resolve(name, near=at)
        assert (answer.outcome, answer.id) == (Outcome.EXACT, id)
        assert {step.action: step.result for step in answer.steps}["distance"] == id
        assert f"{id} (Zahraa)" in answer.explain()


def test_a_point_settles_homonyms_in_another_spelling() -> None:
    answer = TWO.resolve("Zahra'a", near=DAMASCUS)
    assert answer.id == "d"
    assert "km" in answer.explain()


def test_halfway_settles_nothing() -> None:
    middle = ((ALEPPO[0] + DAMASCUS[0]) / 2, (ALEPPO[1] + DAMASCUS[1]) / 2)
    assert TWO.resolve("Zahraa", near=middle).outcome is Outcome.AMBIGUOUS


SOME_PLACED = translit.load([Entry("a", "Zahraa", at=ALEPPO), Entry("u", "Zahraa")])


@given(POINTS, st.sampled_from(["Zahraa", "Zahra'a", "الزهراء"]))
def test_no_point_tells_for_an_entry_whose_place_nobody_knows(
    point: tuple[float, float], mention: str
) -> None:
    """However far the others are: it is as likely as before, or less."""
    found = SOME_PLACED.resolve(mention, near=point)
    assert found.id in (None, "a")
    before = {each.id: each.score for each in SOME_PLACED.resolve(mention).candidates}
    assert all(each.score <= before["u"] + 1e-12 for each in found.candidates if each.id == "u")


def test_the_only_bearer_of_a_name_answers_however_far() -> None:
    assert TWO.resolve("Ramousa", near=(-33.9, 151.2)).id == "x"


@settings(max_examples=20)
@given(MENTIONS, POINTS)
def test_a_point_makes_no_name(mention: str, at: tuple[float, float]) -> None:
    """What has no candidate has none with a point, and no more probability than before."""
    plain, placed = bundled().resolve(mention), bundled().resolve(mention, near=at)
    if not plain.candidates:
        assert placed.outcome is plain.outcome
    if plain.outcome is Outcome.TOO_FAR:
        assert placed.outcome in (Outcome.TOO_FAR, Outcome.AMBIGUOUS, Outcome.FUZZY)
    assert placed.score <= math.fsum(each.score for each in plain.candidates) + 1e-9 or (
        len(plain.candidates) >= plain.policy.limit
    )


def test_each_name_may_have_its_own_point() -> None:
    names, points = ["Zahraa", "Zahraa", "Zahraa"], [ALEPPO, None, DAMASCUS]
    answers = TWO.resolve_many(names, near=points)
    assert [answer.id for answer in answers] == ["a", None, "d"]
    assert [*TWO.resolve_stream(names, near=points)] == answers
    assert [a.id for a in TWO.resolve_many(names, near=ALEPPO)] == ["a", "a", "a"]


@pytest.mark.parametrize("wrong", [(91.0, 0.0), "Aleppo", 3, (1.0,), (None, None), (0, 181)])
def test_what_is_no_point_is_an_error_of_one_line(wrong: object) -> None:
    with pytest.raises(EntryError, match="near") as error:
        TWO.resolve("Zahraa", near=wrong)  # type: ignore[arg-type]
    assert "\n" not in str(error.value)
