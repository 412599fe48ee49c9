"""Measure what `scan(text, around=True)` settles, on places that share their name.

    python tests/quality/around.py DATA [--kilometres 20]

DATA holds entities_ocha_sy.jsonl (places with coordinates). For each place whose name others bear
too, a text is made, the same on every run, that names it between two places of one name. Both lie
within so many kilometres of it ("both near"), or one of them anywhere in the country ("one near"),
or both ("none near"), which is a text by which nothing can be told. The texts are made so that
nearness may be told; real ones are vaguer.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from distance import entries

import translit
from translit.match.distance import kilometres

SEED = 20
NEAR = {"both near": 2, "one near": 1, "none near": 0}


class Text(NamedTuple):
    """A text, where the homonym begins in it, and the ID that it means."""

    text: str
    start: int
    id: str


def texts(resolver: translit.Resolver, most: float, near: int) -> Iterator[Text]:
    """A text for each place whose name others bear, and that has enough others near.

    Args:
        resolver: places, with where they are.
        most: how far, in kilometres, a near place lies at most.
        near: how many of the two places beside it are near; the others lie anywhere.
    """
    chance = random.Random(SEED)
    places = [entry for entry in resolver.entries.values() if entry.at]
    answers = resolver.resolve_many([entry.name for entry in places])
    found = list(zip(places, answers, strict=True))
    alone = [entry for entry, answer in found if answer.outcome is translit.Outcome.EXACT]
    for entry, answer in found:
        if answer.outcome is not translit.Outcome.AMBIGUOUS:
            continue
        close = [each for each in alone if kilometres(entry.at, each.at) <= most]  # type: ignore[arg-type]
        if len(close) >= 2:
            beside = chance.sample(close, near) + chance.sample(alone, 2 - near)
            one, other = (each.name for each in chance.sample(beside, 2))
            before = f"Shells were reported from {one}, "
            yield Text(f"{before}{entry.name} and {other}.", len(before), entry.id)


def measured(resolver: translit.Resolver, made: Sequence[Text], *, around: bool) -> Counter[str]:
    """How many of the homonyms are given their own ID ("right"), another one ("wrong") or none
    ("open"), or aren't found as they stand ("missed").
    """
    counted = Counter[str]()
    for text, start, id in made:
        found = {each.start: each.resolution for each in resolver.scan(text, around=around)}
        answer = found.get(start)
        counted[
            "missed"
            if answer is None
            else "open"
            if answer.id is None
            else "right"
            if answer.id == id
            else "wrong"
        ] += 1
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kilometres", type=float, default=20.0)
    asked = parser.parse_args()
    resolver = translit.load(entries(asked.data))
    for what, near in NEAR.items():
        made = [*texts(resolver, asked.kilometres, near)]
        for around in (False, True):
            counted = measured(resolver, made, around=around)
            given = counted["right"] + counted["wrong"]
            print(
                f"{what}, {'with' if around else 'without'} around: {len(made)} texts, right"
                f" {counted['right'] / len(made):.3f}, open {counted['open'] / len(made):.3f}, missed"
                f" {counted['missed'] / len(made):.3f}, precision"
                f" {counted['right'] / max(1, given):.3f}"
            )


if __name__ == "__main__":
    main()
