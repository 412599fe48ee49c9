"""How fast a large gazetteer is imported, and how much memory that takes: made rows in the form of
GeoNames' places.

    python tests/bench/imports.py [ROWS] [--to table.csv]

The rows are made up, with two to six names each in three scripts, in countries and divisions that
they lie in. Memory is the highest that the process held, that of Python itself included.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import translit

SYLLABLES = [
    "al",
    "ra",
    "mu",
    "sa",
    "ha",
    "lab",
    "kha",
    "lid",
    "ta",
    "rik",
    "nur",
    "ash",
    "sham",
    "qa",
    "mish",
    "de",
    "ir",
    "zor",
    "yas",
    "tell",
]
SCRIPTS = (
    "abcdefghijklmnopqrstuvwxyz",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "абвгдежзиклмнопрстуфхцчшэюя",
)
COUNTRIES = "ABCDEFGH"


def rows(count: int, dice: random.Random) -> Iterator[str]:
    """Places in no order, some of them countries and divisions that others lie in."""
    for number in range(1, count + 1):
        name = " ".join(
            "".join(dice.choices(SYLLABLES, k=dice.randint(1, 3))).title()
            for _ in range(dice.randint(1, 2))
        )
        others = [
            "".join(dice.choices(dice.choice(SCRIPTS), k=dice.randint(4, 9))).title()
            for _ in range(dice.randint(1, 5))
        ]
        country, first, feature = dice.choice(COUNTRIES), f"{dice.randint(1, 20):02}", "PPL"
        if number <= 8:
            feature, country = "PCLI", COUNTRIES[number - 1]
        elif number <= 168:
            feature, country, first = "ADM1", COUNTRIES[number % 8], f"{number // 8:02}"
        cells = [
            str(number),
            name,
            name,
            ",".join(others),
            "36.2",
            "37.1",
            "P",
            feature,
            f"S{country}",
            "",
            first,
            "",
            "",
            "",
            "0",
            "",
            "9",
        ]
        yield "\t".join([*cells, "Asia/Damascus", "2024-01-01"]) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", nargs="?", type=int, default=1_000_000)
    parser.add_argument(
        "--to", default="table.csv", help="the end of this name says what is written (csv)"
    )
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "places.txt")
        with path.open("w", encoding="utf-8") as file:
            file.writelines(rows(args.rows, random.Random(1)))
        size = path.stat().st_size / 1e6
        start, before = time.perf_counter(), time.process_time()
        done = translit.import_table("geonames", path, to=Path(folder, Path(args.to).name))
        seconds, work = time.perf_counter() - start, time.process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{args.rows:,} rows, {size:.0f} MB: {seconds:.0f} s, of which {work:.0f} s at work;"
        f" {memory:.0f} MB held"
    )
    print(done.report())


if __name__ == "__main__":
    main()
