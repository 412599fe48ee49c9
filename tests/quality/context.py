"""How far context tells homonyms apart: Syrian places that share their Arabic name, found with and
without a hint.

    python tests/quality/context.py ../shared/data [--every N] [--misses]

Each place of entities_ocha_sy.jsonl is an entry within that of its governorate (adm1). The queries
are the rows of dev_queries_syria.tsv whose place shares its Arabic name with others. A query is
*found* when, without a hint, one of those that share the name is among the candidates; all shares
are of the found ones. `one` counts only the queries whose governorate holds one bearer of the name:
no hint at a governorate can tell two of them apart.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import translit
from translit import Entry, Outcome, Policy, Resolution, Resolver

# As many candidates as a group of homonyms may have members: what is asked is whether they are all
# there.
POLICY = Policy(limit=50)
WAYS = ("{query}, {adm1}", "{query} ({adm1})", "{query} in {adm1}")


class Row(NamedTuple):
    """A query, the place that it means, and its governorate."""

    query: str
    gold: str
    adm1: str


class Places:
    """The places: as a resolver, and by their Arabic name."""

    def __init__(self, path: Path) -> None:
        told = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        self.adm1 = {
            place["names"][0]["text"]: place["id"]
            for place in told
            if len(place["id"]) == len("ocha:SY01")
        }
        self.governorate = {place["id"]: self.adm1.get(place.get("adm1", "")) for place in told}
        self.resolver: Resolver = translit.load(
            _entry(place, self.governorate[place["id"]]) for place in told
        )
        self.arabic = {place["id"]: arabic for place in told for arabic in _texts(place, "ar")}
        self.bearers: dict[str, set[str]] = defaultdict(set)
        for id, name in self.arabic.items():
            self.bearers[name].add(id)

    def namesakes(self, id: str) -> set[str]:
        """The places of its Arabic name, itself among them; administrative areas aren't counted."""
        return {other for other in self.bearers[self.arabic[id]] if self.governorate[other]}

    def alone(self, row: Row) -> bool:
        """Whether its governorate holds no namesake of a place."""
        return (
            sum(
                self.governorate[other] == self.governorate[row.gold]
                for other in self.namesakes(row.gold)
            )
            == 1
        )


def _entry(place: dict, governorate: str | None) -> Entry:
    names = [name["text"] for name in place["names"]]
    return Entry(
        place["id"], names[0], names[1:], type="place", within=(governorate,) if governorate else ()
    )


def _texts(place: dict, language: str) -> Iterator[str]:
    return (name["text"] for name in place["names"] if name["lang"] == language)


def rows(path: Path, every: int) -> list[Row]:
    """The queries for places that share their name; of so many, every so-manieth."""
    with path.open(encoding="utf-8", newline="") as lines:
        told = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        shared = [
            Row(row["query"], row["gold_id"], row["gold_adm1"])
            for row in told
            if int(row["homonyms_same_arabic"]) > 1
        ]
    return shared[::every]


def measure(places: Places, asked: Iterable[Row], tell: bool) -> Counter[str]:
    """What comes of each query, counted."""
    count: Counter[str] = Counter()
    for row in asked:
        plain = places.resolver.resolve(row.query, policy=POLICY)
        held = {candidate.id for candidate in plain.candidates}
        count["queries"] += 1
        if held.isdisjoint(places.namesakes(row.gold)):
            continue
        alone = places.alone(row)
        count["found"] += 1
        count["found one"] += alone
        count.update(_plainly(plain, row, held))
        hinted = places.resolver.resolve(
            row.query, within=places.governorate[row.gold], policy=POLICY
        )
        said = [
            places.resolver.resolve(way.format(query=row.query, adm1=row.adm1), policy=POLICY)
            for way in WAYS
        ]
        for name, found in zip(("within=", *WAYS), (hinted, *said), strict=True):
            count.update(_first(name, found, row, alone))
        if tell:
            wrong = [
                f"{x.mention} {x.outcome} {x.id}"
                for x in said
                if x.id not in (None, row.gold, hinted.id)
            ]
            print(*wrong, sep="\n", end="\n" if wrong else "")
        if tell and (plain.outcome is not Outcome.AMBIGUOUS or row.gold not in held):
            print(
                row.query,
                row.gold,
                plain.outcome,
                *(f"{c.id}:{c.alias}:{c.score:.3f}" for c in plain.candidates[:4]),
                sep="\t",
            )
    return count


def _plainly(plain: Resolution, row: Row, held: set[str]) -> Iterator[str]:
    yield str(plain.outcome)
    if plain.outcome is Outcome.AMBIGUOUS and row.gold in held:
        yield "ambiguous with the right one"
    if plain.id:
        yield "ID right" if plain.id == row.gold else "ID wrong"


def _first(name: str, found: Resolution, row: Row, alone: bool) -> Iterator[str]:
    best = found.candidates[0].id if found.candidates else None
    if best == row.gold:
        yield from (f"{name} first", f"{name} first one")[: 1 + alone]
    if found.id:
        yield f"{name} {'right' if found.id == row.gold else 'wrong'}"


def table(count: Counter[str]) -> Iterator[str]:
    """The figures, a line for each way to ask."""
    found, one = max(count["found"], 1), max(count["found one"], 1)
    yield (
        f"{count['queries']} queries, {found} found, {one} of them with one bearer of the name in"
        " the governorate"
    )
    yield f"{'asked':26} {'first':>7} {'one':>7} {'ID right':>9} {'ID wrong':>9}"
    for name in ("within=", *WAYS):
        shares = (
            count[f"{name} first"] / found,
            count[f"{name} first one"] / one,
            count[f"{name} right"] / found,
        )
        yield (
            f"{name:26} {shares[0]:7.3f} {shares[1]:7.3f} {shares[2]:9.3f}"
            f" {count[f'{name} wrong'] / found:9.3f}"
        )
    yield (
        f"{'{query}':26} {'':7} {'':7} {count['ID right'] / found:9.3f}"
        f" {count['ID wrong'] / found:9.3f}"
    )
    for name in ("ambiguous with the right one", *map(str, Outcome)):
        yield f"  {name:30} {count[name] / found:.3f}"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, help="the folder of shared data")
    parser.add_argument(
        "--every", type=int, default=1, metavar="N", help="take every Nth query only"
    )
    parser.add_argument(
        "--misses",
        action="store_true",
        help="print the found queries that aren't AMBIGUOUS with the right one",
    )
    args = parser.parse_args()
    places = Places(args.folder / "entities_ocha_sy.jsonl")
    count = measure(places, rows(args.folder / "dev_queries_syria.tsv", args.every), args.misses)
    sys.stdout.write("\n".join(table(count)) + "\n")


if __name__ == "__main__":
    main()
