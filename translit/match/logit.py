"""From evidence to probabilities: the conditional logit of McFadden (1974), with "none of them" as
one more choice.

    score(i) = exp(evidence(i)) / (exp(none) + sum of exp(evidence(j)) over the best pair of each ID
    j)

So a rival that is as near takes half of the probability, many near neighbours take more, and a
mention that is like nothing leaves it all to "none". Say that "Zwara" has evidence of 2 nats for
one entry, of 0 for another, and that none has 1: the first has e^2 / (e^1 + e^2 + e^0) = 0.67.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from translit.language.form import Form
from translit.match.weights import weights

# A pair without a table is judged as if it had been met in a table of so many entries.
PAIR = 1000


def none_of_them(x: Form, entries: int = PAIR) -> float:
    """The evidence that a form is none of the candidates out of a table of so many entries."""
    return sum(map(float.__mul__, weights().none, none_features(x, entries)))


def none_features(x: Form, entries: int) -> tuple[float, ...]:
    """What the evidence for "none of them" is weighed from, in the order of NONE."""
    return (
        1.0,
        math.log1p(len(x.skeleton)),
        math.log1p(len(x.joined)),
        math.log1p(len(x.words)),
        math.log10(entries + 1),
    )


def probabilities(x: Form, evidences: Mapping[str, float], entries: int) -> dict[str, float]:
    """The probability of each ID, from its evidence; what they leave of 1 is the probability of
    none of them.
    """
    none = none_of_them(x, entries)
    highest = max([none, *evidences.values()])
    shares = {id: math.exp(value - highest) for id, value in evidences.items()}
    whole = math.fsum([math.exp(none - highest), *shares.values()])
    return {id: share / whole for id, share in shares.items()}
