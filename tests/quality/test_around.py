"""What the places that are certain in a text settle: the bundled twin of `around.py`, on a made
country. A floor lies a few points under what was reached when it was set.
"""

from __future__ import annotations

import random
from itertools import product

import pytest
from around import NEAR, measured, texts

import translit
from translit import Entry, Resolver

SYLLABLES = [*map("".join, product("bdklmnrstz", "aiou"))]


def country() -> Resolver:
    """A country of 400 km by 400: 300 villages, of which 80 bear 40 names."""
    chance = random.Random(7)
    names = ["".join(chance.sample(SYLLABLES, 4)).capitalize() for _ in range(260)]
    return translit.load(
        [
            Entry(f"v{number}", name, at=(chance.uniform(33, 36.6), chance.uniform(36, 40.3)))
            for number, name in enumerate([*names, *names[:40]])
        ]
    )


COUNTRY = country()


@pytest.mark.parametrize(("what", "least"), [("both near", 0.7), ("one near", 0.25)])
def test_what_is_near_settles_homonyms(what: str, least: float) -> None:
    """Of villages that share their name, most are given where both others in the sentence lie
    within 30 km, and some where one does; no more than 2 in 100 wrongly.
    """
    made = [*texts(COUNTRY, 30, NEAR[what])]
    assert len(made) >= 60
    plain, counted = (measured(COUNTRY, made, around=around) for around in (False, True))
    assert plain["right"] == plain["wrong"] == 0
    assert counted["right"] >= least * len(made)
    assert counted["wrong"] <= 0.02 * len(made)


def test_what_is_far_settles_little() -> None:
    """Where both others lie anywhere, nearly all stay open."""
    made = [*texts(COUNTRY, 30, 0)]
    counted = measured(COUNTRY, made, around=True)
    assert counted["right"] + counted["wrong"] <= 0.15 * len(made)
