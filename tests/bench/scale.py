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
import os
import random
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
    translit.compile(made, to=table(folder, size))
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


STEPS: dict[str, Callable[[Path, int, Path, int], dict[str, Any]]] = {
    "compile": compile_,
    "open": open_,
    "answer": answer,
    "memory": memory,
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
    parser.add_argument("--step", help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.keep.mkdir(parents=True, exist_ok=True)
    if args.step:
        print(json.dumps(STEPS[args.step](args.data, args.sizes[0], args.keep, args.queries)))
        return
    columns = [measured(args, size) for size in args.sizes]
    names = list(dict.fromkeys(name for column in columns for name in column))
    print(f"| |{'|'.join(f' {size:,} ' for size in args.sizes)}|\n|---|{'---|' * len(columns)}")
    for name in names:
        print(f"| {name} | {' | '.join(f'{column[name]:,.3g}' if name in column else '' for column in columns)} |")


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
