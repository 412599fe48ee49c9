"""The numbers of the slow reference are those of the code: to change one is to change what an
answer means, and nobody does that unnoticed.
"""

from __future__ import annotations

import pytest
import reference

from translit.index import blocks
from translit.index.funnel import FUNNEL
from translit.language import channel, form, split
from translit.match import (
    contradictions,
    counterparts,
    decision,
    likeness,
    logit,
    pair,
    scoring,
    slips,
    weights,
)

NAMES = {
    blocks: ["LEAST_WEIGHT"],
    channel: ["WRONG", "LOST"],
    contradictions: ["BELOW_NONE"],
    counterparts: [
        "A_LETTER",
        "A_SLIP",
        "AN_INITIAL",
        "BEARS_TWO",
        "FOUND_BY_INITIAL",
        "SHORTEST_SLIPPED",
        "UNLIKE_AS_A_WHOLE",
    ],
    decision: ["EVENS", "NEAR_TIE", "OTHER"],
    form: ["NO_TITLE"],
    likeness: ["LEAST_GAIN", "UNLIKE"],
    logit: ["PAIR"],
    pair: ["MOST_TYPED"],
    scoring: ["FAR", "MUCH_LESS"],
    slips: ["A_DOUBLE", "MOST_SLIPPED", "MOST_TOLD"],
    split: ["COMPANY", "TITLE"],
    weights: ["MUCH"],
}


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in NAMES.items() for name in names]
)
def test_a_constant_of_the_code_is_that_of_the_reference(module: object, name: str) -> None:
    """To the digit; whoever changes it says so in both places, and the laws say what it moves."""
    assert getattr(module, name) == getattr(reference, name)


def test_the_shares_and_the_funnel_are_those_of_the_reference() -> None:
    """So are those that have other names there."""
    assert (likeness.COVERED_FROM, likeness.LACKING_BELOW) == (reference.HEARD, reference.UNHEARD)
    rows = ("much_farther", "by_words", "holding", "begun", "by_reading", "much_less")
    assert [getattr(FUNNEL, name) for name in rows] == [
        getattr(reference, name.upper()) for name in rows
    ]
