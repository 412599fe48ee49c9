"""Measure how fast, and how often right, other ways are at finding names in tables of growing size.

    python tests/bench/beside.py DATA [--sizes 1000 10000 100000 1000000] [--queries 300]
                                 [--keep FOLDER] [--write]

The aliases and the names that are asked for are those of scale.py: names of things in the table in
spellings that it doesn't hold ("unseen"), and aliases with two random typing errors ("edited").
Right is a way's first find if it means the entry that was asked for. The ways:

    translit        the best candidate, whether it is given or not; a name at a time
    extractOne      rapidfuzz.process.extractOne with fuzz.ratio; a name at a time
    cdist           rapidfuzz.process.cdist with the same, one worker; fifty names at a time
    sparse_dot_topn cosine of TF-IDF over trigrams (scikit-learn), all names at once
    symspellpy      lookup at distance 2, the nearest; a name at a time

All but translit get folded names, and build what they need in memory; translit opens a compiled
table. Each way runs in a process of its own, and a way whose package
isn't installed is left out. Times are processor times, so that two processes make no way faster;
the exponent is that of the time a name over the aliases, from one size to the next: 0 doesn't
grow, 1 is linear.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import names
from scale import DOCS, exponent, say, shown

import translit
from translit.language.fold import fold

KINDS = ("unseen", "edited")
# cdist holds a number for each pair.
AT_ONCE = 50


class Given(NamedTuple):
    """What every way gets: the folded aliases, each once; and a compiled table of them."""

    aliases: Sequence[str]
    table: Path


# What a way makes of a table: what finds the first of each of some names, an ID or an alias.
Find = Callable[[Sequence[str]], Sequence[str | None]]


def ours(given: Given) -> Find:
    resolver = translit.load(given.table)

    def first(name: str) -> str | None:
        return next((each.id for each in resolver.resolve(name).candidates), None)

    return lambda some: [*map(first, some)]


def one_by_one(given: Given) -> Find:
    from rapidfuzz import fuzz, process

    def first(name: str) -> str:
        found: str = process.extractOne(fold(name), given.aliases, scorer=fuzz.ratio)[0]
        return found

    return lambda some: [*map(first, some)]


def in_batches(given: Given) -> Find:
    import numpy as np
    from rapidfuzz import fuzz, process

    def firsts(some: Sequence[str]) -> list[str]:
        scores = process.cdist([*map(fold, some)], given.aliases, scorer=fuzz.ratio, dtype=np.uint8)
        return [given.aliases[place] for place in scores.argmax(axis=1)]

    return lambda some: [
        name for at in range(0, len(some), AT_ONCE) for name in firsts(some[at : at + AT_ONCE])
    ]


def by_trigrams(given: Given) -> Find:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3), lowercase=False)
    table = grams.fit_transform(given.aliases).T.tocsr()

    def firsts(some: Sequence[str]) -> list[str | None]:
        best = sp_matmul_topn(grams.transform([*map(fold, some)]), table, top_n=1)
        return [
            given.aliases[row.indices[0]] if row.nnz else None
            for row in (best.getrow(number) for number in range(len(some)))
        ]

    return firsts


def by_deletions(given: Given) -> Find:
    from symspellpy import SymSpell, Verbosity

    speller = SymSpell(2, 7)
    for alias in given.aliases:
        speller.create_dictionary_entry(alias, 1)

    def first(name: str) -> str | None:
        found = speller.lookup(fold(name), Verbosity.CLOSEST, 2)
        return found[0].term if found else None

    return lambda some: [*map(first, some)]


WAYS: dict[str, Callable[[Given], Find]] = {
    "translit": ours,
    "extractOne": one_by_one,
    "cdist": in_batches,
    "sparse_dot_topn": by_trigrams,
    "symspellpy": by_deletions,
}
NEEDED = {"sparse_dot_topn": ("sparse_dot_topn", "sklearn"), "symspellpy": ("symspellpy",)}


def measured(way: str, data: Path, size: int, count: int, keep: Path) -> dict[str, Any]:
    """The figures of one way, in the process that is asked."""
    known = names.bearers(data, size)
    given = Given([*known], names.table(data, size, keep))
    asked = names.wanted(data, size, 2 * count)
    start = time.process_time()
    find = WAYS[way](given)
    found: dict[str, Any] = {"build s": time.process_time() - start}
    for kind in KINDS:
        some = [(name, id) for name, id in asked[kind] if fold(name) not in known][:count]
        find([f"{name}a" for name, _ in some])  # what is loaded once isn't counted
        start = time.process_time()
        firsts = find([name for name, _ in some])
        took = time.process_time() - start
        right = [
            first is not None and (id == first or id in known.get(first, ()))
            for first, (_, id) in zip(firsts, some, strict=True)
        ]
        found |= {f"{kind} ms": 1000 * took / len(some), kind: sum(right) / len(right)}
    return found


def rows(sizes: Sequence[int], found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """The figures as a table of Markdown: for each way a line a size."""
    head = ["way", "aliases", "build s"]
    head += [
        each for kind in KINDS for each in (f"{kind}: first is right", "ms a name", "exponent")
    ]
    lines = [f"| {' | '.join(head)} |", f"|---|{'--:|' * (len(head) - 1)}"]
    for way, columns in found.items():
        before: tuple[int, dict[str, Any]] | None = None
        for size, column in zip(sizes, columns, strict=True):
            cells = [way, f"{size:,}", shown(column["build s"])]
            for kind in KINDS:
                took = f"{kind} ms"
                grown = before and exponent(before[0], size, before[1][took], column[took])
                cells += [f"{column[kind]:.2f}", shown(column[took]), grown or ""]
            lines.append(f"| {' | '.join(cells)} |")
            before = size, column
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--keep", type=Path, default=Path("build/scale"))
    parser.add_argument("--write", action="store_true", help="write the table into docs/scale.md")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.keep.mkdir(parents=True, exist_ok=True)
    if asked.way:
        (size,) = asked.sizes
        print(json.dumps(measured(asked.way, asked.data, size, asked.queries, asked.keep)))
        return
    found: dict[str, list[dict[str, Any]]] = {}
    for way in WAYS:
        if not all(map(find_spec, NEEDED.get(way, ()))):
            say(f"{way} is left out: pip install {' '.join(NEEDED[way])} to have it beside")
            continue
        found[way] = [in_process(way, asked, size) for size in asked.sizes]
    lines = rows(asked.sizes, found)
    print("\n".join(lines))
    if asked.write:
        page = DOCS / "scale.md"
        block = "\n".join(["<!-- beside -->", "", *lines, "", "<!-- end of beside -->"])
        text = page.read_text("utf-8")
        text = re.sub(
            r"<!-- beside -->.*<!-- end of beside -->", lambda _: block, text, flags=re.DOTALL
        )
        page.write_text(text, "utf-8")


def in_process(way: str, asked: argparse.Namespace, size: int) -> dict[str, Any]:
    """The figures of one way and size, by a process of its own."""
    command = [sys.executable, __file__, str(asked.data), "--sizes", str(size), "--way", way]
    command += ["--queries", str(asked.queries), "--keep", str(asked.keep)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    say(f"{way} {size:,}: {found}")
    return found


if __name__ == "__main__":
    main()
