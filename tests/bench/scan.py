"""How fast texts are scanned, beside flashtext and an Aho-Corasick automaton over the same folded
names, in the same run.

    python tests/bench/scan.py TEXT... [--table names.translit] [--aliases 1000]

Without --table the names are those of the bundled tables, so many aliases at most. "cold" is the
first scan of a text, in which each word and window is new; "warm" the second one. In a text that
names nothing of the table every unseen spelling is a false mention. The others find names as they
are written, and no unseen spelling; a peer that isn't installed is left out.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import translit
from translit.language.fold import fold
from translit.resolving.resolver import bundled
from translit.resolving.scan import Scanner


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--table")
    parser.add_argument("--aliases", type=int, default=1000)
    args = parser.parse_args()
    text = "\n\n".join(path.read_text("utf-8", errors="replace") for path in args.texts)
    resolver = translit.load(args.table) if args.table else translit.load(some(args.aliases))
    scanner, size = (
        Scanner(resolver, resolver.policy),
        len(text.encode("utf-8", "surrogatepass")) / 1e6,
    )
    scanner.scan(
        "Somewhere in Aleppo, Ramouseh; في مدينة حلبب الشمالية"
    )  # what is read once is read
    print(f"{size:.2f} MB of text, {len(text.split()):,} words")
    for kind in ("cold", "warm"):
        seconds, found = timed(lambda: scanner.scan(text))
        unseen = sum(mention.resolution.outcome is translit.Outcome.FUZZY for mention in found)
        rate = 1e4 * unseen / max(1, len(text.split()))
        print(
            f"translit {kind}: {size / seconds:.2f} MB/s, {len(found):,} mentions, {unseen:,}"
            f" unseen spellings, {rate:.1f} in 10,000 words"
        )
    names = (
        [alias for entry in resolver.entries.values() for alias in (entry.name, *entry.aliases)]
        if len(resolver.entries) < 10_000
        else []
    )
    for peer, scan in (("flashtext", flashtext), ("ahocorasick_rs", aho)):
        if names and find_spec(peer):
            print(f"{peer}: {size / timed(scan(names, text))[0]:.2f} MB/s")


def some(most: int) -> list[translit.Entry]:
    """Entries with so many aliases in all."""
    kept, left = list[translit.Entry](), most
    for id in random.Random(1).sample(sorted(bundled().entries), len(bundled().entries)):
        entry = bundled().entries[id]
        kept.append(entry)
        left -= 1 + len(entry.aliases)
        if left <= 0:
            break
    return kept


def timed(work: Callable[[], object]) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def flashtext(names: list[str], text: str) -> Callable[[], object]:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for name in names:
        processor.add_keyword(fold(name))
    return lambda: processor.extract_keywords(text, span_info=True)


def aho(names: list[str], text: str) -> Callable[[], object]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick([fold(name) for name in names], matchkind=MatchKind.LeftmostLongest)
    return lambda: automaton.find_matches_as_indexes(fold(text))


if __name__ == "__main__":
    main()
