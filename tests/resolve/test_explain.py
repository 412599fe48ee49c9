"""An explanation tells the decision that was made, and never another one that it makes itself."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

import pytest
from rivals import SCRIPTS, slip

import translit
from translit import Candidate, Entry, Outcome, Policy, Resolution
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.match.decision import decide
from translit.resolving.resolver import bundled

# Whatever a policy keeps of the candidates, these keep all.
ALL = 1000


def misspelt(names: Sequence[str], count: int, seed: int) -> list[str]:
    chance = random.Random(seed)
    fit = [name for name in names if script(name) in SCRIPTS and len(strong_key(name)) >= 5]
    return [slip(name, chance) for name in chance.choices(fit, k=count)]


def spellings(homonymous: bool) -> list[str]:
    """The aliases of the bundled tables: all, or those of entries that share an alias."""
    strong = bundled().gazetteer.strong
    shared = {id for ids in strong.values() if len(ids) > 1 for id in ids}
    entries = [
        entry for id, entry in sorted(bundled().entries.items()) if not homonymous or id in shared
    ]
    return [alias for entry in entries for alias in (entry.name, *entry.aliases)]


MISSPELT = [
    *misspelt(spellings(homonymous=True), 90, seed=17),
    *misspelt(spellings(homonymous=False), 30, seed=18),
]


def counted(found: Resolution) -> list[Candidate]:
    """The candidates that tie, reckoned plainly: odds of less than 3 to 1, or an alias that the
    best one has too.
    """
    entries = bundled().entries
    keys = {
        each.id: {strong_key(text) for text in (entries[each.id].name, *entries[each.id].aliases)}
        for each in found.candidates
    }
    best = found.candidates[0]
    return [
        each
        for each in found.candidates
        if 3 * each.score >= best.score or keys[each.id] & keys[best.id]
    ]


def named_as_tied(found: Resolution) -> str:
    """What the last sentence says of whom."""
    told, verb, _ = found.explain().splitlines()[-1].partition(" are too close to call")
    assert verb, found.explain()
    return told


def ambiguous(policy: Policy) -> Iterator[Resolution]:
    answers = bundled().resolve_many([*MISSPELT, "Zahraa", "Асад", "الزهراء"], policy=policy)
    return (found for found in answers if found.outcome is Outcome.AMBIGUOUS)


@pytest.mark.parametrize("policy", [Policy(limit=ALL), Policy(0.999, 0.6, ALL, 0.3)], ids=str)
def test_tied_are_those_that_the_decision_counted(policy: Policy) -> None:
    """Of misspelt names, the entries that an explanation names as tied are those of the
    decision: two at least.
    """
    answers = list(ambiguous(policy))
    for found in answers:
        assert list(found.grounds.tied) == counted(found)
        assert named_as_tied(found) == " and ".join(
            f"{each.id} ({each.name})" for each in found.grounds.tied
        )
        assert len(found.grounds.tied) > 1
    assert len(answers) > 20
    assert any(
        3 * each.score < found.score for found in answers for each in found.grounds.tied
    )  # namesakes are among them


def test_tied_are_named_whatever_is_kept() -> None:
    """A policy that keeps one candidate hides nobody from the explanation."""
    for one, all_ in zip(ambiguous(Policy(limit=2)), ambiguous(Policy(limit=ALL)), strict=True):
        if (
            all_.candidates[0].score != all_.candidates[-1].score
        ):  # who bears an alias is looked up up to the limit
            assert (len(one.candidates), one.grounds, one.explain()) == (
                2,
                all_.grounds,
                all_.explain(),
            )


def scored(*scores: float) -> list[Candidate]:
    return [Candidate(str(place), "", "", score) for place, score in enumerate(scores)]


@pytest.mark.parametrize(
    ("scores", "namesakes", "outcome", "tied", "missed"),
    [
        ((0.95, 0.01), "", Outcome.FUZZY, 0, ""),
        ((0.60, 0.21), "", Outcome.AMBIGUOUS, 2, ""),
        ((0.60, 0.19), "", Outcome.TOO_FAR, 0, "precision"),
        ((0.60, 0.19), "1", Outcome.AMBIGUOUS, 2, ""),
        ((0.45, 0.16, 0.10), "2", Outcome.AMBIGUOUS, 3, ""),
        (
            (0.30, 0.19),
            "",
            Outcome.TOO_FAR,
            0,
            "precision",
        ),  # that one of them is meant is less likely than not
        ((0.40, 0.05, 0.05), "1", Outcome.TOO_FAR, 0, "precision"),
    ],
)
def test_what_a_decision_goes_by(
    scores: Sequence[float], namesakes: str, outcome: Outcome, tied: int, missed: str
) -> None:
    """Odds of 3 to 1, the namesakes, and the share that is more likely than not."""
    ended, grounds = decide(
        scored(*scores), False, Policy(precision=0.9), lambda: frozenset(namesakes)
    )
    assert (ended, len(grounds.tied), grounds.missed) == (outcome, tied, missed)


def test_the_margin_is_told_where_it_was_missed() -> None:
    """Whoever asks for a wide margin isn't told that the score was too little."""
    found = translit.resolve("квартал Эр-Раму́са", policy=Policy(margin=0.95))
    assert (found.outcome, found.grounds.missed) == (Outcome.TOO_FAR, "margin")
    assert found.score > found.grounds.least
    assert "is enough: to be right " in found.explain()
    assert found.explain().endswith("but not 0.95 ahead of every other ID, so no ID is given.")


def test_an_alias_stands_on_no_share_of_known_spellings() -> None:
    """How sure an alias is was measured by itself; so its explanation doesn't speak of the
    share, though two bear it.
    """
    for name, told in (
        ("الزهراء", False),
        ("Ramousa", False),
        ("Az-Zahva", True),
        ("Ramouza", True),
    ):
        assert (
            "are expected to mean an entry"
            in translit.resolve(name, policy=Policy(known=0.9)).explain()
        ) == told


def test_what_was_compared_is_weighed() -> None:
    """The surroundings that a mention names are no part of the name that was weighed."""
    alone, placed = translit.resolve("Ramouza"), translit.resolve("Ramouza, Aleppo")
    assert placed.id == alone.id == "sy.aleppo.ramousa"
    weighed = [
        [step for step in found.steps if step.action == "weigh"] for found in (alone, placed)
    ]
    assert weighed[0] == weighed[1] != []
    assert found_sentence(placed) == found_sentence(alone)


def found_sentence(found: Resolution) -> str:
    """How the nearest alias is said to differ."""
    (line,) = (
        line for line in found.explain().splitlines() if line.startswith("The nearest alias")
    )
    return line.partition(". Its score")[0]


def test_too_long_is_no_distance() -> None:
    """What is longer than any name wasn't compared, and its explanation says so."""
    for mention in ("a" * 400, "Halab " * 1000):
        assert (
            translit.resolve(mention)
            .explain()
            .endswith("It is longer than any name (300 characters), so nothing was compared.")
        )
    assert translit.resolve("!").explain().endswith("so there is nothing to compare.")


def test_of_homonyms_one_is_an_alias_of_no_other_that_may_answer() -> None:
    """A hint doesn't make an alias that two entries share that of one alone."""
    home = translit.load(
        [Entry("a", "X"), Entry("b", "X", within="a"), Entry("c", "X", within="d"), Entry("d", "Y")]
    )
    assert home.resolve("X", within="d").explain().endswith("and of no other that may answer.")


def test_a_difference_is_told_where_it_was_the_reason() -> None:
    """Two entries that bear a name alike are homonyms, though one alias that is kept has an
    article; a weak literal alias ties.
    """
    the = Entry("the", "al-Asad", ["Asad"])
    homonyms = translit.load([the, Entry("other", "Asad")]).resolve("Asad")
    literal = translit.load(
        [Entry("the", "al-Asad"), Entry("other", "Assad", weak=["Asad"])]
    ).resolve("Asad")
    assert homonyms.outcome is literal.outcome is Outcome.AMBIGUOUS
    assert homonyms.grounds.differing == ()
    assert literal.grounds.differing == (("the", "article differs"),)
    assert "differs from it in the article" not in homonyms.explain()
    assert "“al-Asad” of the differs from it in the article." in literal.explain()
