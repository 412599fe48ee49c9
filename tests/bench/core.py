"""How much faster the compiled core is than the plain Python, with the same answers.

    python tests/bench/core.py DATA [--size 10000] [--queries 300] [--in-memory]

Two processes map the same compiled table of real names, or with --in-memory hold its entries and were
asked for some hundreds of others; TRANSLIT_PURE=1 is set for one of them. Each name
goes to the one and then to the other, so that both meet the same load of the machine; times are
processor times, and the ratios those of medians. The answers must be equal, scores to the bit.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import names

import translit
from translit.index.packed import AT_FIRST
from translit.language.channel import cost, plain_cost
from translit.language.core import PURE, core

# No pair that is weighed may cost more nats than about so many.
MOST = 30.0


def answer(table: Path, in_memory: bool) -> None:
    """Answer the names on stdin, each with the time it took: one of the two processes."""
    resolver = translit.load(table)
    if in_memory:
        resolver = translit.Resolver(resolver.entries.values())
        others = [f"{entry.name}x" for entry in resolver.entries.values()]
        resolver.resolve_many(others[: AT_FIRST + len(others) // 20])
    for line in sys.stdin:
        start = time.process_time()
        found = resolver.resolve(json.loads(line))
        spent = time.process_time() - start
        told = [
            found.outcome,
            found.id,
            [[*each[:3], repr(each.score)] for each in found.candidates],
        ]
        print(json.dumps([spent, told]), flush=True)


def asked(process: subprocess.Popen[str], name: str) -> tuple[float, Any]:
    """How long a name took, in seconds, and what was answered."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(name) + "\n")
    process.stdin.flush()
    spent, told = json.loads(process.stdout.readline())
    return spent, told


def resolving(data: Path, size: int, count: int, how: Sequence[str]) -> dict[str, float]:
    """How many times faster names are resolved out of a table, by kind; `how` says how it is held,
    as an option.
    """
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "names.translit"
        translit.compile(names.entries(data, size), to=table)
        command = [sys.executable, __file__, str(table), "--answer", *how]
        ways = [
            subprocess.Popen(command, env=os.environ | {PURE: pure}, stdin=-1, stdout=-1, text=True)
            for pure in ("", "1")
        ]
        found = compared(ways, names.chosen(data, size, count))
        for way in ways:
            way.communicate()
    return found


def compared(
    ways: Sequence[subprocess.Popen[str]], kinds: dict[str, list[str]]
) -> dict[str, float]:
    """How many times faster the first way answers than the second, by kind."""
    for name in kinds.pop("known") + kinds["edited"][-3:]:  # what is loaded once isn't counted
        for way in ways:
            asked(way, name)
    found = {}
    for kind, each in kinds.items():
        pairs = [[asked(way, name) for way in ways] for name in each]
        assert all(told == other for (_, told), (_, other) in pairs)
        quick, slow = ([pair[way][0] for pair in pairs] for way in (0, 1))
        found[kind] = statistics.median(slow) / statistics.median(quick)
    return found


def writing(data: Path) -> float:
    """How many times faster the edit cost of two words is found."""
    dice = random.Random(1)
    words = [word.lower() for each in names.entries(data, 2000) for word in each.name.split()]
    pairs = [(dice.choice(words), dice.choice(words)) for _ in range(1000)]

    def spent(way: Callable[[str, str, str, float], float]) -> float:
        start = time.process_time()
        for pair in pairs:
            way("Latn", *pair, MOST)
        return time.process_time() - start

    return statistics.median(spent(plain_cost) / spent(cost) for _ in range(9))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--in-memory", action="store_true", help="the tables are in memory")
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answer(given.data, given.in_memory)
        return
    if core() is None:
        sys.exit("the core isn't compiled here: python .ci/core.py")
    print(f"the edit cost of two words: {writing(given.data):.1f} times as fast")
    how = ["--in-memory"] if given.in_memory else []
    for kind, times in resolving(given.data, given.size, given.queries, how).items():
        print(f"a name out of {given.size:,} aliases, {kind}: {times:.2f} times as fast")


if __name__ == "__main__":
    main()
