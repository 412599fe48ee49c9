"""Accept or abstain: from scored candidates and a policy to an outcome.

Asking for more precision or a wider margin can only turn an ID into an abstention, never into
another ID: the best candidate doesn't depend on the policy, only whether it may be given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from functools import cache

from translit.knowledge.rules import rules
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.model.nouns import Candidate, Grounds, Outcome, Policy

# The kind of pair that was measured too little to have thresholds of its own: as much is asked of
# it as of any other.
OTHER = "other"
# Two names in Latin letters.
LATIN = "Latn"
# What may keep an ID from being given (`Grounds.missed`).
PRECISION, MARGIN, LENGTH = "precision", "margin", "length"
NO_GROUNDS = Grounds()


def decide(
    candidates: Sequence[Candidate],
    exact: bool,
    policy: Policy,
    namesakes: Callable[[], Collection[str]] = frozenset,
    kind: str = OTHER,
) -> tuple[Outcome, Grounds]:
    """How a resolution ends, and why.

    Args:
        candidates: the best of each ID, best first, their scores summing to at most 1.
        exact: whether the candidates hold the mention as an alias.
        policy: the precision and the margin asked for.
        namesakes: what finds the IDs that share an alias with the best candidate, if it comes to
            that.
        kind: the kind of pair that the mention and the best candidate's alias are.

    Returns:
        The outcome, and the grounds that explain it.
    """
    if not candidates:
        return Outcome.NO_CANDIDATE, NO_GROUNDS
    if exact and len(candidates) == 1:
        return Outcome.EXACT, NO_GROUNDS
    if exact:
        return Outcome.AMBIGUOUS, Grounds(tied=tuple(candidates))
    best, least = candidates[0].score, threshold(policy.precision, kind)
    ahead = best - (candidates[1].score if len(candidates) > 1 else 0.0)
    asked_of = kind if is_measured(kind) else OTHER
    if best >= least and ahead >= policy.margin:
        return Outcome.FUZZY, Grounds(asked_of, least)
    tied = _tied(candidates, namesakes, min(least, EVENS))
    if tied:
        return Outcome.AMBIGUOUS, Grounds(asked_of, least, tied=tied)
    return Outcome.TOO_FAR, Grounds(asked_of, least, PRECISION if best < least else MARGIN)


def _tied(
    candidates: Sequence[Candidate], namesakes: Callable[[], Collection[str]], asked: float
) -> tuple[Candidate, ...]:
    """The near ties, where there are several and one of them is meant with the probability
    asked; else none.
    """
    if len(candidates) == 1 or weight(candidates) < asked:
        return ()  # whatever the namesakes are, and to find them takes long
    tied = near_ties(candidates)
    if len(tied) < len(candidates):  # otherwise namesakes add none
        tied = near_ties(candidates, namesakes())
    return tied if len(tied) > 1 and weight(tied) >= asked else ()


def near_ties(
    candidates: Sequence[Candidate], namesakes: Collection[str] = ()
) -> tuple[Candidate, ...]:
    """The best candidate, those that are a near tie with it, and its namesakes."""
    least = max([candidate.score for candidate in candidates], default=0.0) / NEAR_TIE
    return tuple([each for each in candidates if each.score >= least or each.id in namesakes])


def weight(candidates: Sequence[Candidate]) -> float:
    """The probability, in [0, 1], that one of some candidates is meant."""
    return sum([candidate.score for candidate in candidates])


# Candidates within this factor of the best one's probability are a near tie with it: odds of less
# than 3 to 1 are the grade of evidence "not worth more than a bare mention" (Jeffreys, Theory of
# Probability, appendix B).
NEAR_TIE = 3.0

# No ID is given, so no precision is owed: that one of several is meant is said where it is more
# likely than not.
EVENS = 0.5


def kind_of(mention: str, alias: str) -> str:
    """Which kind of pair two spellings are: Latn for two in Latin letters, else the script that
    one of them is in beside Latin, or both.
    """
    return _kind_of(script(mention), script(alias))


@cache
def _kind_of(*scripts: str) -> str:
    """The same by the scripts of the two."""
    codes = {"Kana" if code == "Hira" else code or "Latn" for code in scripts}
    return "-".join(sorted(codes - {"Latn"} if len(codes) > 1 else codes)) + "-native" * (
        len(codes) == 1 and codes != {"Latn"}
    )


def kind_asked(name: str, key: str, alias: str) -> str:
    """The kind of pair whose threshold an answer must reach.

    A name that is an alias as it stands, once a word of kind was left out, is no reading of another
    script: how sure that is was measured by itself, whatever the script, and as much is asked of it
    as of two names in Latin letters.

    Args:
        name: the name that was looked up, in its own script.
        key: the key by which it was looked up.
        alias: the alias of the best candidate.
    """
    kind = kind_of(name, alias)
    return LATIN if kind != LATIN and key == strong_key(alias) else kind


def kinds() -> Collection[str]:
    """The kinds of pairs that have thresholds of their own, and `OTHER`."""
    found: Collection[str] = rules("weights")["thresholds"]
    return found


def is_measured(kind: str) -> bool:
    """Whether the thresholds of a kind of pair rest on enough answers of its own."""
    return kind in rules("weights")["thresholds"] and kind != OTHER


@cache
def threshold(precision: float, kind: str = OTHER) -> float:
    """The least score at which the share of right IDs reaches a precision, in [0, 1], rising with
    the precision.

    Between the measured points of knowledge/weights.yaml it is interpolated; above the last one it
    grows towards 1.

    Args:
        precision: the share of right IDs that is asked for.
        kind: the kind of pair that a mention and an alias are, as `kind_of` tells it.
    """
    tables = rules("weights")["thresholds"]
    table = tables.get(kind) or tables[OTHER]
    points = [
        (0.0, 0.0),
        *((float(p), float(t)) for p, t in table.items() if p != "labels"),
        (1.0, 1.0),
    ]
    place = bisect_right(points, (precision, 2.0))
    if place == len(points):
        return 1.0
    (p0, t0), (p1, t1) = points[place - 1], points[place]
    return t0 + (t1 - t0) * (precision - p0) / (p1 - p0)
