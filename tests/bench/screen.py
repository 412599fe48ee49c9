"""Measure how many names a second one core screens against a list like those of sanctions.

    python tests/bench/screen.py [--entries 20000] [--names 2000] [--runs 3]

The list is made up, the same each time: four in five entries are people, of one or two names out of
`aliases/names/` and a surname that is the name of a bundled place, with up to three aliases in other
spellings of the same names, a third of them in another script; the others are companies of two such
names and a legal form. The names to screen are
distinct, and in Latin letters: nine in ten are nobody's, drawn in the same
way; of the rest half are names of entries, and half have a slip of the keyboard.

Times are of the processor, the median of some runs, each of which goes through all ways in turn:
`resolve_many`, which all others stand on; `Lists` of two halves of the list; and the command
`resolve --column --top 3 --least 0.3` over the compiled list, without the time that it takes with
one name. What the column costs beside `resolve_many` is the share by which it takes longer.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import translit
from translit import Entry, Policy
from translit.doors.cli import main as command
from translit.language.core import running
from translit.language.scripts import script
from translit.tables import reading

ROOT = Path(__file__).parents[2]
LEGAL = ("Trading LLC", "Co. Ltd", "Shipping S.A.", "GmbH", "General Trading FZE", "OOO", "Group")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ASKED = Policy(least=0.3)


Known = list[dict[str, list[str]]]


def spellings() -> tuple[Known, Known]:
    """Given names and surnames, each with its spellings by script: the names of people that translit
    knows, and those of the bundled places.
    """
    given = [
        names
        for path in sorted((ROOT / "aliases" / "names").glob("*.yaml"))
        for names in reading.read(path).names.values()
    ]
    places = [
        [entry.name, *entry.aliases]
        for _, entry in sorted(translit.load().entries.items())
        if entry.type == "place" and " " not in entry.name
    ]
    return by_script(given), by_script(places)


def by_script(things: Iterable[Iterable[str]]) -> Known:
    """The spellings of things by script, of those that have one in Latin letters."""
    found: Known = []
    for names in things:
        spelt: dict[str, list[str]] = {}
        for name in names:
            spelt.setdefault(script(name), []).append(name)
        found += [spelt] if "Latn" in spelt else []
    return found


def drawn(known: tuple[Known, Known], dice: random.Random) -> Known:
    """One or two given names, and a surname."""
    return [*dice.sample(known[0], dice.choice((1, 2, 2))), dice.choice(known[1])]


def written(parts: Known, dice: random.Random) -> str:
    """A name of several parts in one script, mostly Latin."""
    other = sorted(set.intersection(*map(set, parts)) - {"Latn"})
    code = dice.choice(other) if other and dice.random() < 0.33 else "Latn"
    return " ".join(dice.choice(part[code]) for part in parts)


def made(count: int, known: tuple[Known, Known], dice: random.Random) -> Iterator[Entry]:
    """The entries of the list."""
    for number in range(count):
        parts = drawn(known, dice)
        if number % 5 == 4:
            words = " ".join(part["Latn"][0] for part in parts[-2:])
            yield Entry(f"c{number}", f"{words} {dice.choice(LEGAL)}", type="organisation")
            continue
        name = " ".join(part["Latn"][0] for part in parts)
        born = str(dice.randrange(1940, 2000))
        spelt = (written(parts, dice) for _ in range(dice.randrange(4)))
        aliases = [alias for alias in dict.fromkeys(spelt) if alias != name]
        yield Entry(f"p{number}", name, aliases, "person", facts={"birth_date": born})


def asked_for(
    entries: list[Entry], count: int, known: tuple[Known, Known], dice: random.Random
) -> list[str]:
    """The names to screen, each once."""
    found: dict[str, None] = {}
    while len(found) < count:
        if dice.random() < 0.9:
            found[" ".join(dice.choice(part["Latn"]) for part in drawn(known, dice))] = None
            continue
        name = dice.choice(entries).name
        if dice.random() < 0.5:
            at = dice.randrange(len(name))
            name = name[:at] + dice.choice(LETTERS) + name[at + 1 :]
        found[name] = None
    return list(found)


def took(work: Callable[[], object]) -> float:
    """The seconds of the processor."""
    start = time.process_time()
    work()
    return time.process_time() - start


def column(table: Path, names: list[str], folder: Path) -> Callable[[], object]:
    """The command over a column with these names."""
    path = folder / f"{len(names)}.csv"
    path.write_text("\n".join(["name", *names, ""]), "utf-8")
    words = ["resolve", f"--table={table}", "--column=name", "--top=3", "--least=0.3", str(path)]

    def work() -> None:
        with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
            command(words)

    return work


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--names", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    args = parser.parse_args()
    dice, known = random.Random(1), spellings()
    entries = list(made(args.entries, known, dice))
    names = asked_for(entries, args.names, known, dice)
    with tempfile.TemporaryDirectory() as place:
        table = Path(place, "list.translit")
        translit.compile(entries, to=table)
        halves = {"one": entries[::2], "other": entries[1::2]}
        lists, one = translit.Lists(halves), column(table, names[:1], Path(place))
        ways: dict[str, Callable[[], object]] = {
            "resolve_many": lambda: translit.load(table).resolve_many(names, policy=ASKED),
            "Lists of two halves": lambda: lists.resolve_many(names, top=3, policy=ASKED),
            "resolve --column": column(table, names, Path(place)),
        }
        for way in ways.values():
            way()  # what is worked out once in a process
        runs = [
            {
                way: took(work) - (took(one) if way == "resolve --column" else 0)
                for way, work in ways.items()
            }
            for _ in range(args.runs)
        ]
    aliases = sum(1 + len(entry.aliases) for entry in entries)
    print(
        f"{len(entries):,} entries with {aliases:,} names; {len(names):,} names are screened ({running()})"
    )
    for way in ways:
        ratio = statistics.median(run[way] / run["resolve_many"] for run in runs)
        speed = len(names) / statistics.median(run[way] for run in runs)
        print(f"{way:20} {speed:6,.0f} names a second, {ratio:.2f} times resolve_many")


if __name__ == "__main__":
    main()
