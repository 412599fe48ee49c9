"""A screener's desk: how many treated names of listed people are found, and how many unlisted
people get an ID.

    python tests/quality/screening.py DATA [--people 400]        e.g. ../shared/data

The table is the US sanctions list of DATA. Asked are names of its people with a part missing, with
an initial, in another order, with a slip of the keyboard, each drawn by a hash; one alias of each
of some people, left out of the table; and people who aren't there: the surname of one listed person
with a given name of a second and one of a third.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from drawn import drawn, parted, treated

import translit
from translit import Entry, Resolver
from translit.language.split import strong_key


def strangers(people: Sequence[tuple[str, str]], known: set[str], count: int) -> Iterator[str]:
    """Names of three parts, each from another listed person."""
    parts = [found for _, name in people if (found := parted(name))]
    for number in range(count * 3):
        one, two, three = (parts[drawn(f"{number}{which}", len(parts))] for which in "abc")
        name = f"{' '.join(one[0])}, {two[1][0]} {three[1][-1]}"
        if strong_key(name) not in known:
            yield name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--people", type=int, default=400)
    asked = parser.parse_args()
    with (asked.data / "dev_ofac.jsonl").open(encoding="utf-8") as file:
        listed = [json.loads(line) for line in file]
    names = {
        each["id"]: list(dict.fromkeys(name["text"] for name in each["names"])) for each in listed
    }
    persons = sorted(
        (each["id"] for each in listed if each["type"] == "person"),
        key=lambda id: drawn(id, 1 << 30),
    )
    asked_of = persons[: asked.people]
    left_out = {
        id: names[id][1 + drawn(f"{id}a", len(names[id]) - 1)]
        for id in persons[asked.people : 2 * asked.people]
        if len(names[id]) > 1
    }
    resolver = translit.load(
        [
            Entry(id, texts[0], [text for text in texts[1:] if text != left_out.get(id)])
            for id, texts in names.items()
        ]
    )
    queries: dict[str, list[tuple[str, str]]] = {
        "alias left out": [(text, id) for id, text in left_out.items()]
    }
    for id in asked_of:
        for treatment, text in treated(id, names[id][0]):
            queries.setdefault(treatment, []).append((text, id))
    for treatment, some in queries.items():
        print(treatment, *_figures(resolver, some))
    known = {strong_key(text) for texts in names.values() for text in texts}
    people = [(id, names[id][0]) for id in persons]
    unlisted = [name for _, name in zip(range(1000), strangers(people, known, 1000), strict=False)]
    given = [answer for answer in resolver.resolve_many(unlisted) if answer]
    print(f"unlisted: {len(given)} of {len(unlisted)} get an ID")
    for answer in given[:10]:
        print("   ", answer.mention, "|", answer.candidates[0].alias, round(answer.score, 2))


def _figures(resolver: Resolver, queries: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    answers = resolver.resolve_many([text for text, _ in queries])
    pairs = [(answer, id) for answer, (_, id) in zip(answers, queries, strict=True)]
    right = sum(answer.id == id for answer, id in pairs) / len(pairs)
    wrong = sum(answer.id not in (None, id) for answer, id in pairs) / len(pairs)
    ten = sum(id in [each.id for each in answer.candidates[:10]] for answer, id in pairs) / len(
        pairs
    )
    first = sum(
        answer.candidates[:1] != () and answer.candidates[0].id == id for answer, id in pairs
    ) / len(pairs)
    return (
        f"n={len(pairs)}",
        f"ID right {right:.3f}",
        f"wrong {wrong:.3f}",
        f"first {first:.3f}",
        f"among ten {ten:.3f}",
    )


if __name__ == "__main__":
    main()
