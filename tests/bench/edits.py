"""Measure how many names with two slips are found, beside symspellpy, in the same run.

    python tests/bench/edits.py DATA [--size 10000] [--queries 300] [--keep FOLDER]

The aliases are those of scale.py. Asked are some of them, of six letters or more, with two letters
left out, replaced or put in at random; a letter of Latin names is any of a to z, and one of others
any of the name's own. Right is an entry that bears the name that was misspelt, whatever else
bears it. A name is *clear* if all other entries' aliases take more slips than that one: of the rest
nobody could know by letters which one is meant. Told is the share of all names, and of clear ones:

    on the shortlist      translit compares a row of it with the name (index/shortlist.py)
    weighed               and weighs it (match/scoring.py)
    among the candidates  it is one of the ten best candidates
    first                 it is the best one
    given                 it is the answer; the others abstain, or are another ID's

symspellpy (`lookup`, distance 2, Verbosity.CLOSEST, over the folded aliases) never abstains, and
looks for letters of one script alone: its *first* suggestion is held against the best candidate;
*among the nearest* are all that it suggests as equally near. Each name goes to the one and then to
the other; times are medians of processor times. How often names of things that aren't in the table
get an ID is told too. symspellpy takes some minutes to take in a million aliases. --keep keeps the
compiled table for other runs.
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from itertools import compress, islice
from pathlib import Path
from typing import Any, NamedTuple

import names

import translit
from translit.language.distances import OSA, process
from translit.language.fold import fold
from translit.language.form import forms, guesses
from translit.match.pair import NOTHING
from translit.match.scoring import weighed

# Shorter names are mostly another one's after two slips.
SHORTEST = 6
STAGES = ("on the shortlist", "weighed", "among the candidates", "first", "given")


class Asked(NamedTuple):
    """A misspelt name, and the alias that it was."""

    text: str
    meant: str


def misspelt(name: str, dice: random.Random) -> str:
    """A name with two letters left out, replaced or put in."""
    for _ in range(2):
        at, letter = (
            dice.randrange(len(name)),
            dice.choice(names.LETTERS if name.isascii() else name),
        )
        name = name[:at] + dice.choice(("", letter, letter + name[at])) + name[at + 1 :]
    return name


def chosen(data: Path, size: int, count: int, known: names.Bearers) -> list[Asked]:
    """Misspelt names to ask for, none of which is an alias."""
    dice = random.Random(7)
    aliases = [
        alias
        for entry in names.entries(data, size)
        for alias in names.names_of(entry)
        if len(alias) >= SHORTEST
    ]
    drawn = (Asked(misspelt(alias, dice), alias) for alias in dice.sample(aliases, len(aliases)))
    return [*islice((each for each in drawn if fold(each.text) not in known), count)]


def absent(data: Path, size: int, count: int, known: names.Bearers) -> list[str]:
    """Real names that nothing in the table bears: of things that come after it."""
    later = (name for each in names.entities(data) for name in each)
    left = islice(later, size + size // 5, None)
    return [*islice((name for name in left if fold(name) not in known), count)]


def stages(resolver: translit.Resolver, name: str, right: set[str]) -> tuple[bool, ...]:
    """Whether a right entry came so far with a name: for each of STAGES."""
    gazetteer = resolver.gazetteer
    pairs = gazetteer.near((*forms(name), *guesses(name)))
    asked = [(form, gazetteer.weighable(row)) for form, row in pairs]
    worth = [
        value
        for (_, row), value in zip(pairs, weighed(asked, gazetteer.rarity), strict=True)
        if gazetteer.owner(row) in right
    ]
    answer = resolver.resolve(name)
    candidates = [each.id in right for each in answer.candidates]
    return (
        bool(worth),
        max(worth, default=NOTHING) > NOTHING,
        any(candidates),
        any(candidates[:1]),
        answer.id in right,
    )


def symspell(known: names.Bearers) -> Callable[[str], list[str]] | None:
    """What asks symspellpy for the nearest terms; None where it isn't installed."""
    if find_spec("symspellpy") is None:
        print("symspellpy is left out: pip install symspellpy to have it beside")
        return None
    from symspellpy import SymSpell, Verbosity

    other = SymSpell(2, 7)
    for name in known:
        other.create_dictionary_entry(name, 1)
    return lambda name: [each.term for each in other.lookup(fold(name), Verbosity.CLOSEST, 2)]


def in_turns(asked: Sequence[Asked], ways: Sequence[Callable[[str], Any]]) -> list[float]:
    """The median milliseconds that each way takes for a name; each name goes to all in turn."""
    spent: list[list[float]] = [[] for _ in ways]
    for name in asked:
        for way, times in zip(ways, spent, strict=True):
            start = time.process_time()
            way(name.text)
            times.append(time.process_time() - start)
    return [1000 * statistics.median(times) for times in spent]


def share(found: Sequence[bool]) -> str:
    """The share of what is so."""
    return f"{sum(found) / max(1, len(found)):.3f}"


def measure(data: Path, size: int, count: int, folder: Path) -> Iterator[str]:
    """The figures of a table of so many aliases, a line each."""
    resolver, known = translit.load(names.table(data, size, folder)), names.bearers(data, size)
    suggest, asked = symspell(known), chosen(data, size, count, known)
    right = [known[fold(each.meant)] for each in asked]
    resolver.resolve_many([f"{each.text}a" for each in asked])  # what is loaded once isn't counted
    took, *beside = in_turns(asked, [resolver.resolve, *([suggest] if suggest else [])])
    yield f"{len(asked)} names with two slips, {size:,} aliases; translit: {took:.2f} ms"
    clear = [is_clear(each, known) for each in asked]
    yield f"{'clear':26}{share(clear)}"
    yield from ours(resolver, asked, right, clear)
    nobodys = absent(data, size, count, known)
    named = [resolver.resolve(name).id is not None for name in nobodys]
    yield f"{len(named)} names of things that aren't in the table, given an ID: {share(named)}"
    if suggest:
        yield f"symspellpy: {beside[0]:.2f} ms; translit takes {took / beside[0]:.1f} times as long"
        yield from theirs(suggest, known, asked, right, clear)


def is_clear(each: Asked, known: names.Bearers) -> bool:
    """Whether the aliases of other entries take more slips than the one that was misspelt."""
    asked, meant = fold(each.text), fold(each.meant)
    least = OSA.distance(asked, meant)
    found = process.extract(
        asked, known.keys(), scorer=OSA.distance, score_cutoff=least, limit=None
    )
    return all(not known[meant].isdisjoint(known[name]) for name, _, _ in found)


def ours(
    resolver: translit.Resolver,
    asked: Sequence[Asked],
    right: Sequence[set[str]],
    clear: Sequence[bool],
) -> Iterator[str]:
    """How far the right entries come, and how often another one is given."""
    reached = [stages(resolver, each.text, ids) for each, ids in zip(asked, right, strict=True)]
    for stage, found in zip(STAGES, zip(*reached, strict=True), strict=True):
        yield f"    {stage:22}{share(found)}  {share([*compress(found, clear)])}"
    given = [resolver.resolve(each.text).id for each in asked]
    another = [id is not None and id not in ids for id, ids in zip(given, right, strict=True)]
    yield f"    {'given another ID':22}{share(another)}"


def theirs(
    suggest: Callable[[str], list[str]],
    known: names.Bearers,
    asked: Sequence[Asked],
    right: Sequence[set[str]],
    clear: Sequence[bool],
) -> Iterator[str]:
    """How often symspellpy suggests a right entry."""
    found = [
        [not known[term].isdisjoint(ids) for term in suggest(each.text)]
        for each, ids in zip(asked, right, strict=True)
    ]
    stages = {"among the nearest": [*map(any, found)], "first": [any(each[:1]) for each in found]}
    for stage, some in stages.items():
        yield f"    {stage:22}{share(some)}  {share([*compress(some, clear)])}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--size", type=int, default=10_000)
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--keep", type=Path, help="keep the compiled table in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kept = given.keep or Path(folder)
        kept.mkdir(parents=True, exist_ok=True)
        for line in measure(given.data, given.size, given.queries, kept):
            print(line, flush=True)


if __name__ == "__main__":
    main()
