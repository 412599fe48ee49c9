"""What the list is: the share of unseen spellings that are expected to mean an entry, and what it
does to scores.

The probability that a spelling is of none of the entries depends on where it comes from. In a
column of Syrian towns nearly every name means one of a table of them; of the names in a newspaper
one in a hundred may. The weights were fitted with one share, `known` of knowledge/weights.yaml.
Where another one is expected, the odds of "none of them" against every candidate are multiplied by

    weight = odds of none as expected / odds of none as fitted

which is Bayes' rule for another prior: the evidence says what it said. So scores can be moved
without being worked out again, all by the same factor, and their order stays.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

from translit.knowledge.rules import rules
from translit.model import given
from translit.model.errors import EntryError
from translit.model.nouns import ESTIMATE, Policy

# A share that is estimated from n names is off by .5 / sqrt(n), the standard error of a share, at
# worst: by .11 where n is this. From fewer names it could be anything, and the share of the fit is
# the better guess.
FEWEST = 20
# No column proves that a table holds all of its names, or none.
LEAST, MOST = 0.01, 0.99
# When the steps of the estimate are smaller than this, or there have been so many, it is there: it
# is told to a hundredth.
STEP, STEPS = 1e-9, 1000


@cache
def fitted() -> float:
    """The share of spellings that mean an entry which the weights were fitted with."""
    return float(rules("weights")["known"])


def asked_for(policy: Policy | None, own: Policy) -> Policy:
    """The policy of a call, or the resolver's own where it gives none; EntryError where it gives
    something else.
    """
    return own if policy is None else given.policy(policy)


def of_one(policy: Policy | None, own: Policy) -> Policy:
    """The policy that is asked for, where a mention can be answered by it alone; EntryError where
    it wants a column, or is none.
    """
    policy = asked_for(policy, own)
    if policy.known == ESTIMATE:
        raise EntryError(
            'known="estimate" wants a whole column: ask resolve_many, or give the number that'
            " share_known estimates"
        )
    return policy


def reweighed(scores: Sequence[float], none: float, known: float) -> Sequence[float]:
    """The probabilities of some candidates, as they are where another share of spellings means an
    entry.

    Args:
        scores: what they are by the fitted share.
        none: the probability of none of them, likewise.
        known: the share that is expected, between 0 and 1.
    """
    if known == fitted():
        return scores
    weight = ((1 - known) / known) / ((1 - fitted()) / fitted())
    whole = math.fsum(scores) + (none * weight if none > 0 else 0.0)
    return [score / whole for score in scores]


def share_known(nones: Sequence[float], prior: float) -> float:
    """The share of spellings that mean an entry, estimated from what the score says of each; in
    hundredths, from LEAST to MOST.

    This is expectation maximisation over the prior (Saerens, Latinne and Decaestecker 2002): by the
    share that is expected, how probable is it of each name that it is known; the mean of that is
    the next share. The likelihood has one maximum, and each step is up. Where the scores tell
    nothing the first share stays.

    Args:
        nones: of each distinct spelling that is no alias, the probability of none of the
            candidates. Distinct ones, because what a name means is one question, however many rows
            ask it: else the share would be that of the few names that fill a column. No aliases,
            because their scores don't stand on the share, and how many of them a column has tells
            nothing of its other
            names: counted in, they made nearly every one of these an entry's (docs/scores.md has
                the figures).
        prior: the share that these probabilities stand on, and the answer where there are fewer
            than FEWEST.
    """
    if len(nones) < FEWEST:
        return prior
    import numpy as np

    none = np.sort(
        np.clip(np.asarray(nones, dtype=float), 0.0, 1.0)
    )  # sorted: the order of names changes no digit
    share = prior
    for _ in range(STEPS):
        within, out = (1 - none) * (share / prior), none * ((1 - share) / (1 - prior))
        before, share = share, min(max(float(np.mean(within / (within + out))), LEAST), MOST)
        if abs(share - before) < STEP:
            break
    return round(share, 2)
