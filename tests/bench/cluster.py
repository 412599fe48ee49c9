"""Measure how well names are grouped if their groups are hidden, beside OpenRefine's methods.

    python tests/bench/cluster.py DATA [--names 6000] [--half report|fit] [--sets syria wof_iq ...]
                                  [--least 0.3 0.5 ...] [--latin]
    python tests/bench/cluster.py DATA --cost 1000 10000 100000 [--part 10]
    python tests/bench/cluster.py DATA --alike 100 400 1600

The command mixes the names of real things, and each method groups them. Two names belong together
if one thing bears both. It prints pairwise precision, recall and F1, the time, and, for translit,
how often pairs were right in groups of each probability. A hash of their ID divides the things
into two halves: parameters are chosen on the half `fit`, and reported on the other. --cost
measures the grouping of so many distinct names, from things of all the data
(tests/bench/names.py), each in a process of its own, and the growth exponent: the slope of the
seconds over the names, both as logarithms, from one size to the next. --alike does so for names
that are made to be hard, as they share all block keys, and counts the pairs that are weighed.

OpenRefine's methods are reimplemented after its manual ("Clustering methods in depth"): keys of
the whole name, and nearest neighbours by Levenshtein among names that share so many characters;
their groups contain everything that is connected. Phonetic keys come from the packages jellyfish
and abydos, if they are installed; both are for Latin letters only.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import random
import re
import resource
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from itertools import combinations, islice, product
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from unittest import mock

import names as names_module
from rapidfuzz.distance import Levenshtein
from unidecode import unidecode

import translit
from translit.language.split import strong_key
from translit.match.neighbours import Neighbours

SETS = {
    "syria": "dev_syria_linked",
    "wof_iq": "entities_wof_iq",
    "wof_ye": "entities_wof_ye",
    "wof_eg": "entities_wof_eg",
    "wof_ua": "entities_wof_ua",
}
Groups = Iterable[Sequence[str]]
Pair = tuple[str, str]
PUNCTUATION = re.compile(r"[^\w\s]|_|[\x00-\x08\x0a-\x1f\x7f]")


# --- the names, and who bears them ----------------------------------------------------------------


def things(path: Path, half: str) -> Iterator[list[str]]:
    """The names of each thing of one half, in a fixed shuffled order."""
    with path.open(encoding="utf-8") as file:
        found = [
            (row["id"], sorted({name["text"] for name in row["names"]}))
            for row in map(json.loads, file)
        ]
    kept = [
        names
        for id, names in sorted(found)
        if (hashlib.blake2b(id.encode(), digest_size=2).digest()[0] % 2 == 0) == (half == "fit")
    ]
    random.Random(1).shuffle(kept)
    yield from kept


def sample(
    path: Path, half: str, most: int, latin_only: bool = False
) -> tuple[list[str], set[Pair]]:
    """Some names, and the pairs of them that belong together."""
    names, pairs = set[str](), set[Pair]()
    for all_names in things(path, half):
        borne = list(filter(latin, all_names)) if latin_only else all_names
        names.update(borne)
        pairs.update(combinations(borne, 2))
        if len(names) >= most:
            break
    return sorted(names), pairs


# --- OpenRefine's methods -------------------------------------------------------------------------


def fingerprint(name: str) -> str:
    """The words of a name in lower case, without marks and punctuation, each once, sorted."""
    plain = PUNCTUATION.sub("", name.strip().lower())
    return " ".join(sorted(set((unidecode(plain) if latin(name) else plain).split())))


def latin(name: str) -> bool:
    """Whether a name has no letters but Latin ones: OpenRefine takes the marks off these alone."""
    return all("LATIN" in unicodedata.name(char, "") for char in name if char.isalpha())


def grams(name: str, size: int) -> str:
    """The stretches of so many letters of a name, each once, sorted."""
    text = fingerprint(name).replace(" ", "")
    return "".join(sorted({text[start : start + size] for start in range(len(text) - size + 1)}))


def by_key(key: Callable[[str], str], names: Sequence[str]) -> Groups:
    """The groups of the names that have one key; a name without a key stays alone."""
    found = defaultdict[str, list[str]](list)
    for name in names:
        found[key(name) or f" {name}"].append(name)
    return found.values()


def nearest(radius: int, block: int, names: Sequence[str]) -> Groups:
    """All that hangs together by pairs at most so far apart, among names that share so many
    characters in a row.
    """
    lower = [name.strip().lower() for name in names]
    blocks = defaultdict[str, list[int]](list)
    for place, text in enumerate(lower):
        for gram in {text[start : start + block] for start in range(max(1, len(text) - block + 1))}:
            blocks[gram].append(place)
    root = list(range(len(names)))

    def top(place: int) -> int:
        while root[place] != place:
            root[place] = root[root[place]]
            place = root[place]
        return place

    for places in blocks.values():
        for one, other in combinations(places, 2):
            if (
                top(one) != top(other)
                and Levenshtein.distance(lower[one], lower[other], score_cutoff=radius) <= radius
            ):
                root[top(one)] = top(other)
    return (
        by_key(lambda name: str(top(where[name])), names)
        if (where := {name: place for place, name in enumerate(names)})
        else []
    )


def phonetic() -> dict[str, Callable[[Sequence[str]], Groups]]:
    """The phonetic keys of the packages that are installed."""
    keys: dict[str, Callable[[str], str]] = {}
    if find_spec("jellyfish"):
        jellyfish = import_module("jellyfish")
        keys["Metaphone"] = lambda name: (
            str(jellyfish.metaphone(unidecode(name))) if latin(name) else ""
        )
    if find_spec("abydos"):
        coder = import_module("abydos.phonetic").DaitchMokotoff()
        keys["Daitch-Mokotoff"] = lambda name: (
            " ".join(sorted(coder.encode(unidecode(name)))) if latin(name) else ""
        )
    return {name: partial(by_key, key) for name, key in keys.items()}


METHODS: dict[str, Callable[[Sequence[str]], Groups]] = {
    "fingerprint": partial(by_key, fingerprint),
    "2-gram fingerprint": partial(by_key, partial(grams, size=2)),
    "1-gram fingerprint": partial(by_key, partial(grams, size=1)),
    **phonetic(),
    "Levenshtein 1, blocks of 6": partial(nearest, 1, 6),
    "Levenshtein 2, blocks of 6": partial(nearest, 2, 6),
    "Levenshtein 1, blocks of 3": partial(nearest, 1, 3),
    "Levenshtein 2, blocks of 3": partial(nearest, 2, 3),
}


# --- figures --------------------------------------------------------------------------------------


def measured(groups: Groups, pairs: set[Pair]) -> tuple[float, float, float]:
    """Pairwise precision, recall and F1."""
    made = {pair for group in groups for pair in combinations(sorted(group), 2)}
    right = len(made & pairs)
    precision, recall = right / (len(made) or 1), right / (len(pairs) or 1)
    return precision, recall, 2 * right / (len(made) + len(pairs) or 1)


def calibration(groups: Groups, pairs: set[Pair]) -> Iterator[str]:
    """For groups of each tenth of probability: how many pairs they hold, what was said of them,
    and what share is right.
    """
    bands = defaultdict[int, list[tuple[float, bool]]](list)
    for group in groups:
        said: Any = getattr(group, "probability", 0.0)
        bands[min(9, int(said * 10))] += [
            (said, pair in pairs) for pair in combinations(sorted(group), 2)
        ]
    for band, found in sorted(bands.items()):
        said, right = (sum(values) / len(found) for values in zip(*found, strict=True))
        yield (
            f"    probability {band / 10:.1f} to {band / 10 + 0.1:.1f}: {len(found):6,} pairs, said"
            f" {said:.2f}, right {right:.2f}"
        )


def distinct(data: Path, size: int) -> list[str]:
    """So many names, no two the same, those of one thing together, as far as there are things;
    then of two real words each.
    """
    kept = dict.fromkeys(
        name
        for entry in names_module.entries(data, 3 * size)
        for name in (entry.name, *entry.aliases)
    )
    return list(kept)[:size]


VOWELS = ("a", "e", "i", "o", "u", "ou", "aa", "ee", "oo", "ai")
# Names that share all block keys: spellings of one skeleton, of a longer one, and numbered ones.
FAMILIES: dict[str, Callable[[int], list[str]]] = {
    "R*m*s*": lambda size: [f"R{a}m{b}s{c}" for a, b, c in islice(product(VOWELS, repeat=3), size)],
    "Abd*lr*hm*n": lambda size: [
        f"Abd{a}lr{b}hm{c}n" for a, b, c in islice(product(VOWELS, repeat=3), size)
    ],
    "Muhammad Ali*": lambda size: [f"Muhammad Ali{number}" for number in range(size)],
}


def family_cost(family: str, size: int) -> tuple[float, int, int]:
    """What grouping so many names of a family takes: processor seconds, pairs that are weighed,
    and the groups.
    """
    translit.cluster(FAMILIES[family](2))  # what is read once is read
    weighed, start = 0, time.process_time()

    def counted(self: Neighbours, *asked: Any) -> float:
        nonlocal weighed
        weighed += 1
        return plain(self, *asked)

    plain = Neighbours._log_odds
    with mock.patch.object(Neighbours, "_log_odds", counted):
        groups = translit.cluster(FAMILIES[family](size))
    return time.process_time() - start, weighed, len(groups)


def exponent(before: tuple[float, float] | None, size: float, spent: float) -> str:
    """How the cost grew since another size, which comes with its cost."""
    if before is None:
        return ""
    return f"{math.log(spent / before[1]) / math.log(size / before[0]):.2f}"


def hard_cost(sizes: Iterable[int]) -> None:
    """Print what the families take at some sizes."""
    print("| names | size | groups | pairs weighed | exponent | s |")
    print("| --- | --: | --: | --: | --: | --: |")
    for family in FAMILIES:
        before = None
        for size in sizes:
            spent, weighed, groups = family_cost(family, size)
            grown = exponent(before, size, weighed)
            print(f"| `{family}` | {size:,} | {groups:,} | {weighed:,} | {grown} | {spent:.1f} |")
            before = size, weighed


def cost(data: Path, size: int) -> tuple[float, str]:
    """What grouping so many names takes: seconds by the processor; and these and those by the
    clock, and the most memory, beside that of the names, as columns.
    """
    names = distinct(data, size)
    held, start, clock = (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss,
        time.process_time(),
        time.perf_counter(),
    )
    groups = translit.cluster(names)
    spent, took = time.process_time() - start, time.perf_counter() - clock
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return spent, (
        f"| {len(names):,} | {len(groups):,} | {spent:.1f} | {took:.1f} |"
        f" {(most - held) / 1024:,.0f} |"
    )


def part_of_cost(names: Sequence[str], part: int) -> str:
    """What filing all of some names takes, and finding and weighing what is near to one in so
    many of them; and the most memory.
    """
    held, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    near = Neighbours([(key,) for key in sorted(set(map(strong_key, names)))])
    filed = time.process_time() - start
    found = near.links(0.0, range(0, len(near), part))
    spent = time.process_time() - start - filed
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    links = f"{len(found):,} links of one in {part} in {spent:.0f} s"
    return (
        f"{len(names):,} names, {len(near):,} keys: filed in {filed:.0f} s; {links};"
        f" {(most - held) / 1024:,.0f} MB"
    )


def real_cost(data: Path, sizes: Iterable[int]) -> None:
    """Print what so many distinct names of real things take, each in a process of its own."""
    print("| names | groups | processor s | clock s | MB | exponent |")
    print("| --: | --: | --: | --: | --: | --: |")
    before = None
    for size in sizes:
        with get_context("spawn").Pool(1) as pool:
            spent, row = pool.apply(cost, (data, size))
        print(f"{row} {exponent(before, size, spent)} |", flush=True)
        before = size, spent


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--names", type=int, default=6000)
    parser.add_argument("--half", choices=("report", "fit"), default="report")
    parser.add_argument("--sets", nargs="+", choices=SETS, default=["syria", "wof_iq"])
    parser.add_argument("--least", nargs="+", type=float, default=[None])
    parser.add_argument("--cost", nargs="+", type=int, metavar="NAMES")
    parser.add_argument(
        "--part",
        type=int,
        metavar="N",
        help="with --cost: weigh only what is near to one in N of the names, and don't group",
    )
    parser.add_argument("--alike", nargs="+", type=int, metavar="NAMES")
    parser.add_argument("--latin", action="store_true", help="names in Latin letters alone")
    parser.add_argument("--only", action="store_true", help="translit alone")
    args = parser.parse_args()
    if args.alike:
        hard_cost(args.alike)
        return
    if args.part:
        for size in args.cost:
            with get_context("spawn").Pool(1) as pool:
                print(pool.apply(part_of_cost, (distinct(args.data, size), args.part)), flush=True)
        return
    if args.cost:
        real_cost(args.data, args.cost)
        return
    methods = {} if args.only else METHODS
    for least in args.least:
        given = {} if least is None else {"least": least}
        methods = {
            **methods,
            f"translit{'' if least is None else f', least {least}'}": partial(
                translit.cluster, **given
            ),
        }
    print("| names | method | precision | recall | F1 | s |\n| --- | --- | --: | --: | --: | --: |")
    for task in args.sets:
        names, pairs = sample(args.data / f"{SETS[task]}.jsonl", args.half, args.names, args.latin)
        for method, group in methods.items():
            start = time.process_time()
            groups = list(group(names))
            spent = time.process_time() - start
            figures = " | ".join(f"{figure:.3f}" for figure in measured(groups, pairs))
            print(f"| {task}, {len(names):,} | {method} | {figures} | {spent:.1f} |", flush=True)
        if hasattr(groups[0], "probability"):
            print(*calibration(groups, pairs), sep="\n")


if __name__ == "__main__":
    main()
