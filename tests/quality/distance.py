"""Fit how telling a distance is, and measure what it settles, on places that share their name.

    python tests/quality/distance.py DATA [--kilometres 5]

DATA holds entities_ocha_sy.jsonl (places with coordinates) and dev_queries_syria.tsv (spellings of
them). Each query's point is its place's, moved by up to so many kilometres in any direction, the
same on every run. The scale is the one under which the right bearers of a name are the likeliest
among all its bearers, on one half of the queries; the figures are of the other half.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import translit
from translit.match import distance

KILOMETRES_A_DEGREE = 111.195
SCALES = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


class Query(NamedTuple):
    """A spelling, the IDs of its place, and the point that is told with it."""

    name: str
    ids: frozenset[str]
    at: tuple[float, float]


def moved(chance: random.Random, at: tuple[float, float], most: float) -> tuple[float, float]:
    """A point moved by up to so many kilometres, evenly over the disc around it."""
    far, turn = most * math.sqrt(chance.random()), chance.random() * 2 * math.pi
    north = at[0] + far * math.cos(turn) / KILOMETRES_A_DEGREE
    east = far * math.sin(turn) / (KILOMETRES_A_DEGREE * math.cos(math.radians(at[0])))
    return north, at[1] + east


def entries(data: Path) -> list[translit.Entry]:
    """The places, with where they are."""
    with (data / "entities_ocha_sy.jsonl").open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return [
        translit.Entry(
            row["id"],
            row["names"][0]["text"],
            [name["text"] for name in row["names"][1:]],
            at=(row["lat"], row["lon"]),
        )
        for row in rows
        if "lat" in row
    ]


def queries(data: Path, places: dict[str, translit.Entry], most: float) -> list[Query]:
    """Each spelling once, in the order of the file."""
    chance, found = random.Random(17), dict[str, Query]()
    with (data / "dev_queries_syria.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            place = places.get(row["gold_id"])
            if not place or not place.at:
                continue
            point = moved(chance, place.at, most)
            found.setdefault(row["query"], Query(row["query"], frozenset({place.id}), point))
    return [*found.values()]


def fitted(sets: Sequence[tuple[Query, Sequence[translit.Entry]]]) -> float:
    """The scale under which the right ones among the bearers of a name are the likeliest."""

    def loss(scale: float) -> float:
        spread = distance.GIVEN._replace(scale=scale)
        return -math.fsum(math.log(share(query, bearers, spread)) for query, bearers in sets)

    return min(SCALES, key=loss)


def share(query: Query, bearers: Iterable[translit.Entry], spread: distance.Spread) -> float:
    """What the right ones have of the likelihood of all."""
    ratios = {
        each.id: distance.ratio(distance.kilometres(query.at, each.at), spread)
        for each in bearers
        if each.at
    }
    return math.fsum(ratios[id] for id in query.ids) / math.fsum(ratios.values())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--kilometres", type=float, default=5.0)
    asked = parser.parse_args()
    places = {each.id: each for each in entries(asked.data)}
    resolver = translit.load(places.values())
    known = queries(asked.data, places, asked.kilometres)
    plain = resolver.resolve_many([query.name for query in known])
    tied = [
        (query, [places[each.id] for each in answer.candidates])
        for query, answer in zip(known, plain, strict=True)
        if answer.outcome is translit.Outcome.AMBIGUOUS
        and query.ids <= {each.id for each in answer.candidates}
    ]
    print(f"scale fitted on {len(tied[::2])} names that are tied: {fitted(tied[::2])} km")
    told([query for query, _ in tied[1::2]], resolver, "tied without a point")
    alone = [
        q for q, a in zip(known, plain, strict=True) if a.outcome is not translit.Outcome.AMBIGUOUS
    ]
    told(alone, resolver, "not tied")


def told(queries: Sequence[Query], resolver: translit.Resolver, what: str) -> None:
    """Print how often the right place is first, and given, with a point and without."""
    for point in (False, True):
        answers = [resolver.resolve(q.name, near=q.at if point else None) for q in queries]
        first = sum(
            a.candidates[0].id in q.ids
            for q, a in zip(queries, answers, strict=True)
            if a.candidates
        )
        given = [a.id in q.ids for q, a in zip(queries, answers, strict=True) if a.id]
        count = len(queries)
        print(
            f"{what}, {'with' if point else 'without'} a point: {count} names, first"
            f" {first / count:.3f}, given {sum(given) / count:.3f}, precision"
            f" {sum(given) / max(1, len(given)):.3f}"
        )


if __name__ == "__main__":
    main()
