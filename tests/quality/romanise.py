"""How near `romanise` comes to published romanisations: a table for each script, or each scheme.

    python tests/quality/romanise.py [--schemes] [--misses SCHEME] [FILE.tsv]

The file has three columns: text, scheme, expected romanisation. A scheme is named as Interscript
names it, authority-language-script-Latn-year; the language is given to `romanise`. Both sides are
compared without capitals, marks and apostrophes. `exact` is the share of rows that are equal,
`alike` the mean normalised Levenshtein similarity. A scheme that writes some letter differently
from ours on purpose (ISO 9: x for kh) can't be exact: compare a scheme with itself over time.
"""

from __future__ import annotations

import argparse
import csv
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from translit.language.romanise import romanise

SAMPLE = Path(__file__).with_name("romanise_sample.tsv")
DROPPED = str.maketrans("", "", "'’‘ʼʻʹʺ`´ʾʿ·\"“”̇")


class Row(NamedTuple):
    text: str
    scheme: str
    expected: str

    @property
    def script(self) -> str:
        return self.scheme.split("-")[2]

    @property
    def language(self) -> str:
        return self.scheme.split("-")[1]


class Figures(NamedTuple):
    rows: int
    exact: float
    alike: float


def read(path: Path) -> list[Row]:
    """The rows of a file that romanise something: from a script other than Latin, to Latin."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(
            (line for line in lines if not line.startswith("#")),
            delimiter="\t",
            quoting=csv.QUOTE_NONE,
        )
        return [Row(*row) for row in rows if len(row) == 3 and _romanises(row[1])]


def measure(rows: Iterable[Row]) -> Figures:
    """The figures of some rows, in [0, 1]."""
    similarities = [
        Levenshtein.normalized_similarity(plain(romanise(r.text, r.language)), plain(r.expected))
        for r in rows
    ]
    count = len(similarities)
    return (
        Figures(count, sum(s == 1 for s in similarities) / count, sum(similarities) / count)
        if count
        else Figures(0, 0, 0)
    )


def plain(text: str) -> str:
    """A romanisation without what schemes differ in by habit: case, marks, apostrophes."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return romanise(
        "".join(c for c in decomposed if not unicodedata.combining(c)).translate(DROPPED)
    ).translate(DROPPED)


def _romanises(scheme: str) -> bool:
    parts = scheme.split("-")
    return len(parts) > 3 and parts[3] == "Latn" and parts[2] != "Latn"


def _table(rows: list[Row], by_scheme: bool) -> Iterator[str]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.scheme if by_scheme else row.script, []).append(row)
    for name, members in sorted(groups.items()):
        figures = measure(members)
        yield f"{name:<40} {figures.rows:>6} {figures.exact:>7.3f} {figures.alike:>7.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE)
    parser.add_argument(
        "--schemes", action="store_true", help="a line for each scheme, not for each script"
    )
    parser.add_argument(
        "--misses", metavar="SCHEME", help="print the rows of a scheme (or script) that differ"
    )
    options = parser.parse_args()
    rows = read(options.file)
    if options.misses:
        wrong = (
            r
            for r in rows
            if options.misses in r.scheme
            and plain(romanise(r.text, r.language)) != plain(r.expected)
        )
        sys.stdout.writelines(
            f"{r.scheme}\t{r.text}\t{r.expected}\t{romanise(r.text, r.language)}\n" for r in wrong
        )
        return
    sys.stdout.writelines(
        f"{line}\n"
        for line in [
            f"{'':<40} {'rows':>6} {'exact':>7} {'alike':>7}",
            *_table(rows, options.schemes),
        ]
    )


if __name__ == "__main__":
    main()
