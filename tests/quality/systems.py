"""Whether what published systems make of bundled names is still known: a line for each script and
system.

    python tests/quality/systems.py [--wrong] [--missed SYSTEM] [TABLE...]

Each name in another script than Latin is written as `romanise` writes it by each system of its
script, and that spelling is resolved. It is `right` where it gives an entry with the name,
`ambiguous` where it gives several, of which one has it; `lost` where none of several has it;
`abstained` where there is no ID; `taken` where the spelling is a name of another entry as it stands
(Rome for 로메, which is Lomé); `wrong` where it is merely like another's. `--wrong` prints the last
two, and `--missed` what a system (or "default") leaves without an answer. A second table is of
single words of people's names, each an entry of a table of its own (names_sample.tsv). Both
together take three to five minutes.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import translit
from translit import Entry, Outcome, Resolution, Resolver
from translit.language.languages import systems
from translit.language.romanise import romanise
from translit.language.scripts import rules_file, script
from translit.language.split import strong_key

VERDICTS = ("right", "ambiguous", "lost", "abstained", "taken", "wrong")
SAMPLE = Path(__file__).with_name("names_sample.tsv")


class Case(NamedTuple):
    """A name in some script, and how a system writes it; `system` is "default" for the script's
    own.
    """

    name: str
    script: str
    system: str
    spelt: str


class Judged(NamedTuple):
    case: Case
    verdict: str
    answer: Resolution


def bearers(resolver: Resolver) -> dict[str, set[str]]:
    """The key of each name -> the IDs of the entries that have it."""
    found: dict[str, set[str]] = {}
    for id, entry in resolver.entries.items():
        for name in (entry.name, *entry.aliases):
            found.setdefault(strong_key(name), set()).add(id)
    return found


def cases(names: Iterable[str]) -> Iterator[Case]:
    """What each system makes of each name that isn't in Latin letters, or comes out without one."""
    for name in names:
        code = script(name)
        if code in ("", "Latn"):
            continue
        for system in (None, *systems(rules_file(code))):
            spelt = romanise(name, system=system)
            if script(spelt):
                yield Case(name, code, system or "default", spelt)


def judge(
    resolver: Resolver, asked: Iterable[Case], owners: dict[str, set[str]]
) -> Iterator[Judged]:
    """What becomes of each spelling; each distinct one is resolved once."""
    answers: dict[str, Resolution] = {}
    for case in asked:
        answer = answers.get(case.spelt) or answers.setdefault(
            case.spelt, resolver.resolve(case.spelt)
        )
        yield Judged(case, _verdict(answer, owners[strong_key(case.name)]), answer)


def _verdict(answer: Resolution, ids: set[str]) -> str:
    if answer.id is not None:
        return (
            "right" if answer.id in ids else "taken" if answer.outcome is Outcome.EXACT else "wrong"
        )
    if answer.outcome is Outcome.AMBIGUOUS:
        return (
            "lost"
            if ids.isdisjoint(candidate.id for candidate in answer.candidates)
            else "ambiguous"
        )
    return "abstained"


def names(resolver: Resolver) -> list[str]:
    """All strong names, in an order that doesn't change."""
    return sorted(
        {name for entry in resolver.entries.values() for name in (entry.name, *entry.aliases)}
    )


def sample() -> Resolver:
    """A table of the words of names_sample.tsv, each by its native spelling alone."""
    lines = (
        line.split("\t")
        for line in SAMPLE.read_text("utf-8").splitlines()
        if not line.startswith("#")
    )
    return Resolver(
        Entry(f"word-{number}", native)
        for number, native in enumerate(sorted({line[2] for line in lines}))
    )


def table(judged: Iterable[Judged]) -> Iterator[str]:
    """A line for each script and system, and one for all."""
    counts: dict[tuple[str, str], Counter[str]] = {}
    for case, verdict, _ in judged:
        for group in ((case.script, case.system), ("all", "")):
            counts.setdefault(group, Counter())[verdict] += 1
    yield (
        f"{'script':<6} {'system':<32} {'names':>6} "
        + " ".join(f"{verdict:>9}" for verdict in VERDICTS)
        + "  right of all"
    )
    for (code, system), count in sorted(counts.items()):
        shares = " ".join(f"{count[verdict]:>9}" for verdict in VERDICTS)
        yield (
            f"{code:<6} {system:<32} {count.total():>6} {shares} "
            f" {count['right'] / count.total():.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("tables", nargs="*", help="alias tables; none: the bundled ones")
    parser.add_argument(
        "--wrong", action="store_true", help="print what is taken for another entry"
    )
    parser.add_argument(
        "--missed", metavar="SYSTEM", help="print what a system writes and nothing is found for"
    )
    options = parser.parse_args()
    for title, resolver in (
        ("bundled names", translit.load(*options.tables)),
        ("single words", sample()),
    ):
        judged = list(judge(resolver, cases(names(resolver)), bearers(resolver)))
        for case, verdict, answer in judged:
            if (options.wrong and verdict in ("taken", "wrong")) or (
                case.system == options.missed and verdict in ("lost", "abstained")
            ):
                alias = answer.candidates[0].alias if answer.candidates else ""
                print(
                    verdict,
                    *case[1:3],
                    case.name,
                    case.spelt,
                    answer.outcome,
                    answer.id,
                    alias,
                    f"{answer.score:.3f}",
                    sep="\t",
                )
        print(f"{title}:", *table(judged), "", sep="\n")


if __name__ == "__main__":
    sys.exit(main())
