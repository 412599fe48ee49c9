"""What a table costs as it grows: one table of figures, beside what one would otherwise do, in the same run.

    python tests/bench/scale.py DATA [--sizes 10000 100000 1000000] [--queries 300] [--keep FOLDER]

The aliases are real ones (entities_wof_*.jsonl, dev_ofac.jsonl) as far as they go, an entity at a time, and then new ones of two
real words each. Queries: aliases left out of the table ("unseen"), aliases with two random edits, and made names that
nobody bears. Every step runs in a process of its own; times are medians, and each ratio is taken within one process.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import translit
from translit.fold import fold

DOCS = Path(__file__).parents[2] / "docs"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


# --- names ---------------------------------------------------------------------------------------------------------------


def entities(data: Path) -> Iterator[list[str]]:
    """The names of real things, those of one thing together, in a fixed shuffled order."""
    found = []
    for path in [*sorted(data.glob("entities_wof_*.jsonl")), data / "dev_ofac.jsonl"]:
        with path.open(encoding="utf-8") as file:
            found += [list(dict.fromkeys(name["text"] for name in json.loads(line)["names"])) for line in file]
    random.Random(1).shuffle(found)
    yield from (names for names in found if names)


def entries(data: Path, size: int) -> Iterator[translit.Entry]:
    """Entries with so many aliases in all: real ones, and then names of two real words each."""
    left, words = size, list[str]()
    for number, names in enumerate(entities(data)):
        kept = names[:-1] if held_out(number, names) else names
        yield translit.Entry(f"r{number}", kept[0], kept[1:])
        left -= len(kept)
        words += [word for name in kept for word in name.split() if len(word) > 3]
        if left <= 0:
            return
    dice = random.Random(2)
    for number in range(left):
        yield translit.Entry(f"m{number}", f"{dice.choice(words)} {dice.choice(words)}")


def held_out(number: int, names: list[str]) -> bool:
    """Whether the last name of a thing is kept out of the table, to be asked for."""
    return number % 10 == 0 and len(names) > 1


def queries(data: Path, size: int, count: int) -> dict[str, list[str]]:
    """Names to ask for, by kind."""
    dice, unseen, edited, left = random.Random(3), list[str](), list[str](), size
    for number, names in enumerate(entities(data)):
        if left <= 0:
            break
        left -= len(names)
        if held_out(number, names) and names[-1] not in names[:-1]:
            unseen.append(names[-1])
        elif number % 10 == 1:
            edited.append(misspelt(names[0], dice))
    absent = ["".join(dice.choice(LETTERS) for _ in range(dice.randint(5, 12))) for _ in range(count)]
    return {
        "unseen": dice.sample(unseen, min(count, len(unseen))),
        "edited": dice.sample(edited, min(count, len(edited))),
        "absent": absent,
    }


def misspelt(name: str, dice: random.Random) -> str:
    """A name with two letters replaced, left out or put in."""
    letters = list(name)
    for _ in range(2):
        at = dice.randrange(len(letters))
        letters[at] = dice.choice(["", dice.choice(LETTERS), letters[at] + dice.choice(LETTERS)])
    return "".join(letters)


# --- steps, each in a process of its own ---------------------------------------------------------------------------------


def compile_(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Compile the table from entries in memory; and choose what will be asked."""
    made = list(entries(data, size))
    held = {fold(alias) for entry in made for alias in (entry.name, *entry.aliases)}
    chosen = {kind: [name for name in names if fold(name) not in held] for kind, names in queries(data, size, 4 * count).items()}
    asked(folder, size).write_text(json.dumps({**chosen, "known": [made[0].name]}), "utf-8")
    del held, chosen
    base, start = peak(), time.perf_counter()
    translit.compile(made, to=table(folder, size), jobs=os.cpu_count() or 1)
    return {
        "aliases": sum(1 + len(entry.aliases) for entry in made),
        "compile s": time.perf_counter() - start,
        "compile MB": peak() - base,
        "file MB": table(folder, size).stat().st_size / 1e6,
    }


def open_(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Open and answer, first answers in a fresh process, imports apart; and what that costs in private memory."""
    import numpy  # noqa: F401, ICN001

    import translit.compiled
    import translit.postings
    import translit.resolver

    names = json.loads(asked(folder, size).read_text("utf-8"))
    start = time.perf_counter()
    opened = translit.load(table(folder, size))
    opened.resolve(names["known"][0])
    exact = time.perf_counter()
    opened.resolve(names["unseen"][0])
    return {"open + exact ms": 1000 * (exact - start), "open + unseen ms": 1000 * (time.perf_counter() - start)}


def answer(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Exact and unseen names, beside rapidfuzz and a dict, interleaved."""
    from rapidfuzz import fuzz, process

    opened = translit.load(table(folder, size))
    made = list(entries(data, size))
    aliases = [alias for entry in made for alias in (entry.name, *entry.aliases)]
    by_alias = {alias: entry.id for entry in made for alias in (entry.name, *entry.aliases)}
    del made
    gc.collect()
    gc.freeze()  # what the collector would look through is this bench's, not the library's
    known = random.Random(4).sample(aliases, min(20_000, len(aliases)))
    found: dict[str, Any] = {"dict µs": 1e6 * once(lambda: [by_alias[alias] for alias in known]) / len(known)}
    opened.resolve_many(known)  # the pages of the file are in memory now, and checked
    found["resolve exact µs"] = 1e6 * statistics.median(once(lambda alias=alias: opened.resolve(alias)) for alias in known)
    found["resolve_many exact µs"] = 1e6 * once(lambda: opened.resolve_many(known)) / len(known)
    names_of = json.loads(asked(folder, size).read_text("utf-8"))
    for kind in ("unseen", "edited", "absent"):
        names = names_of[kind][:count]
        opened.resolve_many([f"{name}a" for name in names])
        times = [once(lambda name=name: opened.resolve(name)) for name in names]
        found[f"{kind} ms"], found[f"{kind} p99 ms"] = 1000 * statistics.median(times), 1000 * sorted(times)[len(times) * 99 // 100]
    beside = [once(lambda name=name: process.extractOne(name, aliases, scorer=fuzz.ratio)) for name in names_of["unseen"][:12]]
    found["extractOne ms"] = 1000 * statistics.median(beside)
    found["times faster"] = found["extractOne ms"] / found["unseen ms"]
    return found


def memory(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """What a process that has answered every query, and each once more with a letter added, has for itself."""
    opened = translit.load(table(folder, size))
    for names in json.loads(asked(folder, size).read_text("utf-8")).values():
        for name in names:
            opened.resolve(name)
            opened.resolve(f"{name}a")
    return {"private MB": private()}


def found(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """The share of the IDs that comparing with every row gives which the index gives too; and how often it gives another."""
    names = [name for kind in ("unseen", "edited") for name in json.loads(asked(folder, size).read_text("utf-8"))[kind][: count // 10]]
    fast, slow = translit.load(table(folder, size)), translit.load(table(folder, size))
    everything = range(len(slow.gazetteer.rows))
    codes = slow.gazetteer.codes(everything)
    slow.gazetteer._comparable = lambda form, allowed: everything  # type: ignore[method-assign,assignment,return-value]
    slow.gazetteer.codes = lambda numbers: codes  # type: ignore[method-assign]
    pairs = [(fast.resolve(name).id, slow.resolve(name).id) for name in names]
    given = [pair for pair in pairs if pair[1]]
    same, other = sum(a == b for a, b in given), sum(a not in (None, b) for a, b in given)
    return {"IDs of all compared": len(given), "found of them": same / max(1, len(given)), "another ID": other}


STEPS: dict[str, Callable[[Path, int, Path, int], dict[str, Any]]] = {
    "compile": compile_,
    "open": open_,
    "answer": answer,
    "memory": memory,
    "found": found,
}


def table(folder: Path, size: int) -> Path:
    return folder / f"{size}.translit"


def asked(folder: Path, size: int) -> Path:
    return folder / f"{size}.json"


def once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def private() -> float:
    """Megabytes that this process has written to, by the kernel's account: not the pages of the mapped file."""
    lines = Path("/proc/self/smaps_rollup").read_text("utf-8").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_Dirty")) / 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--keep", type=Path, default=Path("build/scale"))
    parser.add_argument("--steps", nargs="+", choices=STEPS, default=[*STEPS])
    parser.add_argument("--write", action="store_true", help="write the table into docs/scale.md, and docs/scale.svg")
    parser.add_argument("--step", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    if args.step:
        print(json.dumps(STEPS[args.step](args.data, args.sizes[0], args.keep, args.queries)))
        return
    columns = [measured(args, size) for size in args.sizes]
    lines = rows(columns)
    print("\n".join(lines))
    if args.write:
        page = DOCS / "scale.md"
        block = "\n".join(["<!-- scale -->", "", *lines, "", "<!-- end -->"])
        page.write_text(re.sub(r"<!-- scale -->.*?<!-- end -->", lambda _: block, page.read_text("utf-8"), flags=re.DOTALL), "utf-8")
        (DOCS / "scale.svg").write_text(picture(columns), "utf-8")


def rows(columns: list[dict[str, Any]]) -> list[str]:
    """The figures as a table of Markdown, a column a size."""
    names = list(dict.fromkeys(name for column in columns for name in column))
    body = [f"| {name} | {' | '.join(shown(column.get(name)) for column in columns)} |" for name in names]
    return ["| " + " | ".join(["", *["" for _ in columns]]) + " |", f"|---|{'--:|' * len(columns)}", *body]


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


# What is drawn: the figure, how many microseconds one of it is, and its colour.
LINES = {
    "extractOne ms": (1e3, "#b3462e"), "unseen ms": (1e3, "#2e6fb3"), "resolve exact µs": (1.0, "#3d8b3d"), "dict µs": (1.0, "#777777")
}  # fmt: skip


def picture(columns: list[dict[str, Any]]) -> str:
    """The times of one answer by the size of the table, on logarithmic scales."""
    width, height, left, top = 640, 360, 70, 20
    sizes = [math.log10(column["aliases"]) for column in columns]
    low, high, wide = -1.0, 6.0, max(sizes) - min(sizes) or 1.0

    def place(size: float, micros: float) -> tuple[float, float]:
        across = left + (size - min(sizes)) / wide * (width - left - 150)
        return across, top + (high - math.log10(micros)) / (high - low) * (height - top - 50)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" font-family="sans-serif" font-size="12">']
    parts.append(f'<title>Time of one answer by size of the table</title><rect width="{width}" height="{height}" fill="#ffffff" rx="8"/>')
    for power, label in ((-1, "0.1 µs"), (0, "1 µs"), (1, "10 µs"), (2, "0.1 ms"), (3, "1 ms"), (4, "10 ms"), (5, "0.1 s"), (6, "1 s")):
        at = place(min(sizes), 10.0**power)[1]
        parts.append(f'<line x1="{left}" x2="{width - 150}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>')
        parts.append(f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{label}</text>')
    for size, column in zip(sizes, columns, strict=True):
        parts.append(
            f'<text x="{place(size, 1)[0]:.1f}" y="{height - 20}" text-anchor="middle" fill="#444444">{column["aliases"]:,}</text>'
        )
    for name, (factor, colour) in LINES.items():
        points = [place(size, column[name] * factor) for size, column in zip(sizes, columns, strict=True)]
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(f'<text x="{points[-1][0] + 8:.1f}" y="{points[-1][1] + 4:.1f}" fill="{colour}">{name.rsplit(" ", 1)[0]}</text>')
    return "\n".join([*parts, "</svg>", ""])


def measured(args: argparse.Namespace, size: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for step in args.steps:
        command = [sys.executable, __file__, str(args.data), "--sizes", str(size), "--queries", str(args.queries)]
        done = subprocess.run(
            [*command, "--keep", str(args.keep), "--step", step], check=True, capture_output=True, text=True, env=os.environ
        )
        found |= json.loads(done.stdout)
        print(f"{size:>10,} {step}: {json.loads(done.stdout)}", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
