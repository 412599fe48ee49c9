"""Names to measure with: real ones as far as they go, and then new ones of two real words each;
as entries and as files.
"""

from __future__ import annotations

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import translit
from translit.language.fold import fold
from translit.language.split import strong_key
from translit.tables.reading import Table, dump

Bearers = dict[str, set[str]]
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def entities(data: Path) -> Iterator[list[str]]:
    """The names of real things, those of one thing together, in a fixed shuffled order."""
    found = []
    for path in [*sorted(data.glob("entities_wof_*.jsonl")), data / "dev_ofac.jsonl"]:
        with path.open(encoding="utf-8") as file:
            found += [
                list(dict.fromkeys(name["text"] for name in json.loads(line)["names"]))
                for line in file
            ]
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
    kinds = {kind: [text for text, _ in some] for kind, some in wanted(data, size, count).items()}
    dice = random.Random(3)
    absent = [
        "".join(dice.choice(LETTERS) for _ in range(dice.randint(5, 12))) for _ in range(count)
    ]
    return {**kinds, "absent": absent}


def wanted(data: Path, size: int, count: int) -> dict[str, list[tuple[str, str]]]:
    """Names to ask for that mean an entry, and its ID: left out of the table, or misspelt."""
    unseen, edited = list[tuple[str, str]](), list[tuple[str, str]]()
    dice, left = random.Random(3), size
    for number, names in enumerate(entities(data)):
        if left <= 0:
            break
        left -= len(names)
        if held_out(number, names) and names[-1] not in names[:-1]:
            unseen.append((names[-1], f"r{number}"))
        elif number % 10 == 1:
            edited.append((misspelt(names[0], dice), f"r{number}"))
    return {
        "unseen": dice.sample(unseen, min(count, len(unseen))),
        "edited": dice.sample(edited, min(count, len(edited))),
    }


def misspelt(name: str, dice: random.Random) -> str:
    """A name with two letters replaced, left out or put in."""
    letters = list(name)
    for _ in range(2):
        at = dice.randrange(len(letters))
        letters[at] = dice.choice(["", dice.choice(LETTERS), letters[at] + dice.choice(LETTERS)])
    return "".join(letters)


def chosen(data: Path, size: int, count: int) -> dict[str, list[str]]:
    """Names to ask for that no entry bears, and one that the first entry does; in memory that
    doesn't grow with the table.
    """
    kinds = queries(data, size, count)
    asked = {fold(name) for names in kinds.values() for name in names}
    first = next(entries(data, size)).name
    held = {
        folded
        for entry in entries(data, size)
        for alias in names_of(entry)
        if (folded := fold(alias)) in asked
    }
    return {
        kind: [name for name in names if fold(name) not in held] for kind, names in kinds.items()
    } | {"known": [first]}


def names_of(entry: translit.Entry) -> tuple[str, ...]:
    return entry.name, *entry.aliases


def write_rows(path: Path, made: Iterable[translit.Entry]) -> int:
    """The entries as CSV; how many rows they make."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "alias"])
        for entry in made:
            rows.writerows((entry.id, alias) for alias in names_of(entry))
            count += 1 + len(entry.aliases)
    return count


def write_yaml(path: Path, made: Iterable[translit.Entry]) -> None:
    """The entries as a table in YAML, which says which names several of them share."""
    kept, first, shared = tuple(made), dict[str, str](), dict[str, None]()
    for entry in kept:
        for key in map(strong_key, names_of(entry)):
            if first.setdefault(key, entry.id) != entry.id and key:
                shared[key] = None
    table = Table(
        str(path), "scale", "CC0-1.0", "Names to measure with.", entries=kept, shares=tuple(shared)
    )
    path.write_text(dump(table), "utf-8")


def bearers(data: Path, size: int) -> Bearers:
    """The IDs that bear each folded alias."""
    found = defaultdict[str, set[str]](set)
    for entry in entries(data, size):
        for alias in names_of(entry):
            found[fold(alias)].add(entry.id)
    return found


def table(data: Path, size: int, folder: Path) -> Path:
    """The compiled table; one that is there already is kept."""
    path = folder / f"{size}.translit"
    if not path.exists():
        translit.compile(list(entries(data, size)), to=path, jobs=os.cpu_count() or 1)
    return path
