"""Measure the cost of tables of growing size, beside the usual alternatives, in the same run.

    python tests/bench/scale.py DATA [--sizes 10000 100000 1000000 10000000] [--queries 1000]
                                [--keep FOLDER]

The aliases are real ones (entities_wof_*.jsonl, dev_ofac.jsonl) as far as they go, an entry at a
time, and then new ones of two real words each. The queries are aliases left out of the table
("unseen"), aliases with two random edits, and made-up names that nothing bears. Every step runs in
a process of its own; times are medians, and each ratio is measured within one process. The
exponent of a cost is that of its growth from one size to the next: 0 doesn't grow, 1 is linear.
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
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import names

import translit
from translit.language.fold import fold
from translit.resolving.workers import resolved

DOCS = Path(__file__).parents[2] / "docs"
# Larger tables aren't held in memory beside the library, nor compared with every row; of larger
# ones than WHOLLY only FEW names are.
IN_MEMORY, WHOLLY, FEW = 2_000_000, 100_000, 1_000


# --- steps, each in a process of its own ----------------------------------------------------------


def write(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Write the names as CSV and, where that fits in memory, as YAML; and choose what will be
    asked.
    """
    asked(folder, size).write_text(json.dumps(names.chosen(data, size, 4 * count)), "utf-8")
    rows = names.write_rows(source(folder, size, "csv"), names.entries(data, size))
    if size <= IN_MEMORY:
        names.write_yaml(source(folder, size, "yaml"), names.entries(data, size))
    return {"aliases": rows}


def compile_(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Compile the table from entries in memory."""
    if size > IN_MEMORY:
        return {}
    made = list(names.entries(data, size))
    base, start = peak(), time.perf_counter()
    translit.compile(made, to=table(folder, size), jobs=os.cpu_count() or 1)
    return {
        "compile s": time.perf_counter() - start,
        "compile MB": peak() - base,
    }


def from_rows(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Compile the CSV file by the command line."""
    spent = by_command("CSV", source(folder, size, "csv"), table(folder, size))
    return {**spent, "file MB": table(folder, size).stat().st_size / 1e6}


def from_yaml(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Compile the table in YAML by the command line: strict reading, every check, and all."""
    return (
        {}
        if size > IN_MEMORY
        else by_command("YAML", source(folder, size, "yaml"), folder / f"{size}.yaml.translit")
    )


def by_command(what: str, written: Path, to: Path) -> dict[str, Any]:
    """What it takes to compile a file: the time, that of the processors, and the most memory
    that one process had.
    """
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "translit", "compile", str(written), "-o", str(to)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    took, spent = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        f"{what} s": took,
        f"{what} processor s": spent.ru_utime + spent.ru_stime,
        f"{what} MB": spent.ru_maxrss / 1e3,
    }


def open_(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Open and answer, first answers in a fresh process, imports apart; and what that costs in
    private memory.
    """
    import numpy  # noqa: F401, ICN001

    import translit.index.mapped
    import translit.index.postings
    import translit.resolving.resolver

    ask = json.loads(asked(folder, size).read_text("utf-8"))
    start = time.perf_counter()
    opened = translit.load(table(folder, size))
    opened.resolve(ask["known"][0])
    exact = time.perf_counter()
    opened.resolve(ask["unseen"][0])
    return {
        "open + exact ms": 1000 * (exact - start),
        "open + unseen ms": 1000 * (time.perf_counter() - start),
    }


def answer(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """Exact and unseen names, beside rapidfuzz and, where it doesn't fill the memory, a dict,
    interleaved.
    """
    from rapidfuzz import fuzz, process

    opened, found = translit.load(table(folder, size)), dict[str, Any]()
    aliases = [alias for entry in names.entries(data, size) for alias in names.names_of(entry)]
    known = random.Random(4).sample(aliases, min(20_000, len(aliases)))
    if size <= IN_MEMORY:
        by_alias = {alias: number for number, alias in enumerate(aliases)}
        found["dict µs"] = 1e6 * once(lambda: [by_alias[alias] for alias in known]) / len(known)
    gc.collect()
    gc.freeze()  # what the collector would look through is this bench's, not the library's
    opened.resolve_many(known)  # the pages of the file are in memory now, and checked
    found["resolve exact µs"] = 1e6 * statistics.median(
        once(lambda alias=alias: opened.resolve(alias)) for alias in known
    )
    found["resolve_many exact µs"] = 1e6 * once(lambda: opened.resolve_many(known)) / len(known)
    ask = json.loads(asked(folder, size).read_text("utf-8"))
    for kind in ("unseen", "edited", "absent"):
        some = ask[kind][:count]
        opened.resolve_many([f"{name}a" for name in some])
        times = [once(lambda name=name: opened.resolve(name)) for name in some]
        found[f"{kind} ms"], found[f"{kind} p99 ms"] = (
            1000 * statistics.median(times),
            1000 * sorted(times)[len(times) * 99 // 100],
        )
    beside = [
        once(lambda name=name: process.extractOne(name, aliases, scorer=fuzz.ratio))
        for name in ask["unseen"][:12]
    ]
    found["extractOne ms"] = 1000 * statistics.median(beside)
    found["times faster"] = found["extractOne ms"] / found["unseen ms"]
    return found


def symspell(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """The same misspelt names asked of symspellpy, at distance 2, and of translit, in turns."""
    if size > IN_MEMORY or find_spec("symspellpy") is None:
        say(
            "symspellpy is left out:"
            f" {'it would not fit in memory' if size > IN_MEMORY else 'pip install symspellpy to have it beside'}"
        )
        return {}
    from symspellpy import SymSpell, Verbosity

    opened, other, base = translit.load(table(folder, size)), SymSpell(2, 7), peak()
    folded = {fold(alias) for entry in names.entries(data, size) for alias in names.names_of(entry)}
    built = once(lambda: [other.create_dictionary_entry(name, 1) for name in folded])
    gc.collect()
    gc.freeze()
    ask = json.loads(asked(folder, size).read_text("utf-8"))["edited"][:count]
    opened.resolve_many([f"{name}a" for name in ask])
    pairs = [
        (
            once(lambda n=name: other.lookup(fold(n), Verbosity.CLOSEST, 2)),
            once(lambda n=name: opened.resolve(n)),
        )
        for name in ask
    ]
    theirs, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    return {
        "symspellpy build s": built,
        "symspellpy MB": peak() - base,
        "symspellpy edited ms": 1000 * theirs,
        "translit to it": ours / theirs,
    }


def jobs(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """How many times as fast two processes are over one mapped file, their start-up apart."""
    ask = json.loads(asked(folder, size).read_text("utf-8"))
    some = [name for kind in ("unseen", "edited") for name in ask[kind]][: 2 * count]
    each = min(50, len(some) // 10)
    batches = [some[at : at + each] for at in range(0, len(some), each)]
    return {
        "two processes to one": (
            rate(batches, table(folder, size), 2) / rate(batches, table(folder, size), 1)
        )
    }


def rate(batches: list[list[str]], path: Path, processes: int) -> float:
    """Batches a second, from when every process has answered one."""
    hinted = [(batch, dict[str, Any]()) for batch in [*batches[: 2 * processes], *batches]]
    answers = resolved(hinted, [str(path)], processes, None)
    for _ in range(2 * processes):
        next(answers)
    start = time.perf_counter()
    return sum(1 for _ in answers) / (time.perf_counter() - start)


def memory(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """What a process that has answered 10,000 names, no two alike, has for itself; and what of
    it is Python's own.
    """
    bare = float(
        subprocess.run(
            [sys.executable, "-c", f"print({PRIVATE})"], check=True, capture_output=True, text=True
        ).stdout
    )
    opened = translit.load(table(folder, size))
    ask = [
        name
        for some in json.loads(asked(folder, size).read_text("utf-8")).values()
        for name in some
    ]
    distinct = [
        *dict.fromkeys([*ask, *(f"{name}{letter}" for letter in names.LETTERS for name in ask)])
    ][:10_000]
    for name in distinct:
        opened.resolve(name)
    return {
        "asked in all": len(distinct),
        "private MB": private(),
        "over bare Python MB": private() - bare,
    }


def found(data: Path, size: int, folder: Path, count: int) -> dict[str, Any]:
    """The share of the IDs that comparing with every row gives which the index gives too; every
    difference is told.
    """
    if size > IN_MEMORY:
        return {}
    count = count if size <= WHOLLY else min(count, FEW)
    ask = json.loads(asked(folder, size).read_text("utf-8"))
    some = [name for kind in ("unseen", "edited") for name in ask[kind][: count // 2]]
    fast, slow = translit.load(table(folder, size)), translit.load(table(folder, size))
    everything = range(len(slow.gazetteer.rows))
    read = slow.gazetteer.codes
    codes = read(everything)
    slow.gazetteer.shortlist.comparable = lambda form, allowed: everything  # type: ignore[method-assign]
    slow.gazetteer.codes = lambda rows: codes if rows is everything else read(rows)  # type: ignore[method-assign]
    answers = [(name, fast.resolve(name).id, slow.resolve(name).id) for name in some]
    for name, one, all_ in answers:
        if one != all_:
            say(f"{name!r}: the index gives {one}, comparing with all {all_}")
    given = [(one, all_) for _, one, all_ in answers if all_]
    same, other = sum(a == b for a, b in given), sum(a is not None and a != b for a, b in given)
    more = sum(one is not None and all_ is None for _, one, all_ in answers)
    return {
        "IDs of all compared": len(given),
        "found of them": same / max(1, len(given)),
        "another ID": other,
        "where all give none": more,
    }


STEPS: dict[str, Callable[[Path, int, Path, int], dict[str, Any]]] = {
    "write": write,
    "compile": compile_,
    "rows": from_rows,
    "yaml": from_yaml,
    "open": open_,
    "answer": answer,
    "symspell": symspell,
    "jobs": jobs,
    "memory": memory,
    "found": found,
}


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def table(folder: Path, size: int) -> Path:
    return folder / f"{size}.translit"


def source(folder: Path, size: int, suffix: str) -> Path:
    return folder / f"{size}.{suffix}"


def asked(folder: Path, size: int) -> Path:
    return folder / f"{size}.json"


def once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


# Megabytes that a process has written to, by the kernel's account: not the pages of the mapped
# file.
PRIVATE = (
    "sum(int(line.split()[1]) for line in open('/proc/self/smaps_rollup') if"
    " line.startswith('Private_Dirty')) / 1e3"
)


def private() -> float:
    return float(eval(PRIVATE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--keep", type=Path, default=Path("build/scale"))
    parser.add_argument(
        "--steps",
        nargs="*",
        choices=STEPS,
        default=[*STEPS],
        help="all by default; other figures are kept",
    )
    parser.add_argument(
        "--write",
        action="store_true",
        help="write the table into docs/scale.md, and docs/scale.svg",
    )
    parser.add_argument("--step", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    if args.step:
        print(json.dumps(STEPS[args.step](args.data, args.sizes[0], args.keep, args.queries)))
        return
    columns = [measured(args, size) for size in args.sizes]
    lines = [*rows(columns), *(["", *growth(columns)] if len(columns) > 1 else [])]
    print("\n".join(lines))
    if args.write:
        page = DOCS / "scale.md"
        block = "\n".join(["<!-- scale -->", "", *lines, "", "<!-- end -->"])
        page.write_text(
            re.sub(
                r"<!-- scale -->.*?<!-- end -->",
                lambda _: block,
                page.read_text("utf-8"),
                flags=re.DOTALL,
            ),
            "utf-8",
        )
        (DOCS / "scale.svg").write_text(picture(columns), "utf-8")


def rows(columns: list[dict[str, Any]]) -> list[str]:
    """The figures as a table of Markdown, a column a size."""
    names = list(
        dict.fromkeys(name for column in sorted(columns, key=len, reverse=True) for name in column)
    )
    body = [
        f"| {name} | {' | '.join(shown(column.get(name)) for column in columns)} |"
        for name in names
    ]
    return [
        "| " + " | ".join(["", *["" for _ in columns]]) + " |",
        f"|---|{'--:|' * len(columns)}",
        *body,
    ]


# The costs whose growth is told.
GROWING = (
    "CSV processor s",
    "CSV MB",
    "file MB",
    "resolve exact µs",
    "resolve_many exact µs",
    "unseen ms",
    "edited ms",
    "absent ms",
    "extractOne ms",
    "symspellpy edited ms",
)


def growth(columns: list[dict[str, Any]]) -> list[str]:
    """The exponents of the growth, from one size to the next, as a table of Markdown."""
    steps = [*pairwise(columns)]
    heads = [f"to {after['aliases']:,}" for _, after in steps]
    lines = [f"| exponent | {' | '.join(heads)} |", f"|---|{'--:|' * len(steps)}"]
    for name in GROWING:
        cells = [
            exponent(before["aliases"], after["aliases"], before[name], after[name])
            if name in before and name in after
            else ""
            for before, after in steps
        ]
        lines.append(f"| {name.rsplit(' ', 1)[0]} | {' | '.join(cells)} |")
    return lines


def exponent(size: int, larger: int, cost: float, higher: float) -> str:
    """How a cost grows: as the size to this power."""
    return f"{math.log(higher / cost) / math.log(larger / size):.2f}"


def shown(value: float | None) -> str:
    return "" if value is None else f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"


# What is drawn: the figure, how many microseconds one of it is, and its colour.
LINES = {
    "extractOne ms": (1e3, "#b3462e"),
    "unseen ms": (1e3, "#2e6fb3"),
    "resolve exact µs": (1.0, "#3d8b3d"),
    "dict µs": (1.0, "#777777"),
}


def picture(columns: list[dict[str, Any]]) -> str:
    """The times of one answer by the size of the table, on logarithmic scales."""
    width, height, left, top = 640, 360, 70, 20
    sizes = [math.log10(column["aliases"]) for column in columns]
    low, high, wide = -1.0, 6.0, max(sizes) - min(sizes) or 1.0

    def place(size: float, micros: float) -> tuple[float, float]:
        across = left + (size - min(sizes)) / wide * (width - left - 150)
        return across, top + (high - math.log10(micros)) / (high - low) * (height - top - 50)

    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
            ' font-family="sans-serif" font-size="12">'
        )
    ]
    parts.append(
        f'<title>Time of one answer by size of the table</title><rect width="{width}"'
        f' height="{height}" fill="#ffffff" rx="8"/>'
    )
    for power, label in (
        (-1, "0.1 µs"),
        (0, "1 µs"),
        (1, "10 µs"),
        (2, "0.1 ms"),
        (3, "1 ms"),
        (4, "10 ms"),
        (5, "0.1 s"),
        (6, "1 s"),
    ):
        at = place(min(sizes), 10.0**power)[1]
        parts.append(
            f'<line x1="{left}" x2="{width - 150}" y1="{at:.1f}" y2="{at:.1f}" stroke="#dddddd"/>'
        )
        parts.append(
            f'<text x="{left - 8}" y="{at + 4:.1f}" text-anchor="end" fill="#444444">{label}</text>'
        )
    for size, column in zip(sizes, columns, strict=True):
        parts.append(
            f'<text x="{place(size, 1)[0]:.1f}" y="{height - 20}" text-anchor="middle"'
            f' fill="#444444">{column["aliases"]:,}</text>'
        )
    for name, (factor, colour) in LINES.items():
        points = [
            place(size, column[name] * factor)
            for size, column in zip(sizes, columns, strict=True)
            if name in column
        ]
        parts.append(
            f'<polyline points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" fill="none"'
            f' stroke="{colour}" stroke-width="2"/>'
        )
        parts.append(
            f'<text x="{points[-1][0] + 8:.1f}" y="{points[-1][1] + 4:.1f}"'
            f' fill="{colour}">{name.rsplit(" ", 1)[0]}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def measured(args: argparse.Namespace, size: int) -> dict[str, Any]:
    """The figures of a size: those of the steps that are asked for now, and those that earlier
    runs left in the folder.
    """
    kept = args.keep / f"{size}.figures.json"
    found: dict[str, Any] = json.loads(kept.read_text("utf-8")) if kept.exists() else {}
    for step in args.steps:
        command = [
            sys.executable,
            __file__,
            str(args.data),
            "--sizes",
            str(size),
            "--queries",
            str(args.queries),
        ]
        done = subprocess.run(
            [*command, "--keep", str(args.keep), "--step", step],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        found |= json.loads(done.stdout)
        kept.write_text(json.dumps(found), "utf-8")
        print(f"{size:>10,} {step}: {json.loads(done.stdout)}", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    main()
