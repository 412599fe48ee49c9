"""How fast texts are scanned that are new, beside flashtext, an Aho-Corasick automaton over the same
folded names, and another checkout of translit, in the same run.

    python tests/bench/scan.py TEXT... [--table names.translit] [--aliases 1000]
        [--peers PYTHON] [--against CHECKOUT [--its-table names.translit]]

Without --table the names are those of the bundled tables, so many aliases at most. Each text is cut
in two: one half is scanned first, so that what is loaded once is loaded, and the other half, most
of whose words and windows are new, is what counts; "again" is the same half once more. Every figure
is a median of processes that take turns, in processor time; the ratios are those of the medians.
--peers is the interpreter that has flashtext and ahocorasick_rs, by default this one; one that
isn't installed is left out, and so are both of a table of more than 100,000 entries. They find
names as they are written, and no unseen spelling. --against is a checkout of another version, which
may need its own table; its mentions must be the same.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
# Names in one paragraph, with commas between them: the time must not grow with the square.
CHAIN = "Tripoli, Aleppo, "
OURS, OTHER = "translit", "the other checkout"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--table", default="")
    parser.add_argument("--aliases", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable)
    parser.add_argument("--against", type=Path)
    parser.add_argument("--its-table", default="")
    parser.add_argument("--way", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.way:
        print(json.dumps(measured(given)))
        return
    for text in given.texts:
        compared(given, text)
    chains(given)


def compared(given: argparse.Namespace, text: Path) -> None:
    """Print how fast a text is scanned by each way."""
    ways = {OURS: (sys.executable, ROOT, given.table)}
    if given.against:
        ways[OTHER] = sys.executable, given.against, given.its_table or given.table
    ways |= dict.fromkeys(("flashtext", "ahocorasick_rs"), (given.peers, ROOT, given.table))
    rounds = [
        {way: asked(way, given, [text], *how) for way, how in ways.items()}
        for _ in range(given.rounds)
    ]
    size = len(half(text).encode("utf-8", "surrogatepass")) / 1e6
    print(f"{text.name}: {size:.3f} MB of new text, {len(half(text).split()):,} words")
    speeds = {}
    for way in ways:
        some = [found[way] for found in rounds if found[way]]
        if not some:
            continue
        new, again = (size / statistics.median(each[at] for each in some) for at in (0, 1))
        speeds[way] = new
        print(f"  {way}: {new:.4f} MB/s, again {again:.2f} MB/s, {some[0][2]} found")
    for way, speed in speeds.items():
        if way != OURS:
            print(f"  translit is {speeds[OURS] / speed:.3f} times as fast as {way}")
    ends = [found[way][3] for found in rounds for way in ways if way in (OURS, OTHER)]
    if any(end != ends[0] for end in ends):
        sys.exit("the two checkouts don't find the same mentions")


def chains(given: argparse.Namespace) -> None:
    """Print how long a paragraph of names takes, and one that is twice as long."""
    found = [
        [
            asked("chain", given, [], sys.executable, ROOT, "", "--aliases", str(count))[0]
            for count in (7500, 15_000)
        ]
        for _ in range(given.rounds)
    ]
    short, long = (statistics.median(each) for each in zip(*found, strict=True))
    print(f"{CHAIN!r} 7,500 times: {short:.2f} s; twice as often {long / short:.2f} times as long")


def asked(
    way: str,
    given: argparse.Namespace,
    texts: Sequence[Path],
    python: str,
    checkout: Path,
    table: str,
    *more: str,
) -> Any:
    """What a process measures: seconds new and again, how many are found, and which."""
    command = [python, __file__, *map(str, texts or given.texts), "--way", way]
    command += ["--table", table, "--aliases", str(given.aliases), *more]
    paths = os.pathsep.join([str(checkout), *filter(None, [os.environ.get("PYTHONPATH")])])
    done = subprocess.run(
        command,
        env=os.environ | {"PYTHONPATH": paths},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{way}: {done.stderr}")
    return json.loads(done.stdout)


def measured(given: argparse.Namespace) -> Any:
    """What one of the processes prints; None where a peer isn't installed or the table is large."""
    if given.way == "chain":
        return [chain(given.aliases)]
    resolver = table(given)
    if given.way in PEERS:
        try:
            scan: Callable[[str], Any] = PEERS[given.way](resolver)
        except (ImportError, MemoryError):
            return None
    else:
        scan = resolver.scan
    scan(half(given.texts[0], 1))
    new = half(given.texts[0])
    first, found = timed(scan, new)
    again, _ = timed(scan, new)
    return [first, again, len(found), [] if given.way in PEERS else [*map(told, found)]]


def told(mention: Any) -> list[str]:
    """What must be the same of a mention."""
    found = mention.resolution
    return [*map(str, mention[:3]), str(found.outcome), str(found.id), repr(found.score)]


def table(given: argparse.Namespace) -> Any:
    """The resolver of the names."""
    import translit
    from translit.resolving.resolver import bundled

    if given.table:
        return translit.load(given.table)
    kept, left = list[Any](), given.aliases
    for id in random.Random(1).sample(sorted(bundled().entries), len(bundled().entries)):
        entry = bundled().entries[id]
        kept.append(entry)
        left -= 1 + len(entry.aliases)
        if left <= 0:
            break
    return translit.load(kept)


def chain(count: int) -> float:
    """How long a paragraph of so many names takes."""
    import translit

    translit.scan(CHAIN)
    return timed(translit.scan, CHAIN * count)[0]


def half(path: Path, number: int = 0) -> str:
    """The first or second half of a text."""
    text = path.read_text("utf-8", errors="replace")
    middle = len(text) // 2
    return text[middle:] if number else text[:middle]


def timed(work: Callable[[str], Any], text: str) -> tuple[float, Any]:
    start = time.process_time()
    found = work(text)
    return time.process_time() - start, found


def folded(resolver: Any) -> list[str]:
    """The names as they are looked up; MemoryError where they are too many for a peer."""
    from translit.language.fold import fold

    if len(resolver.entries) > 100_000:
        raise MemoryError
    entries = resolver.entries.values()
    return [fold(alias) for entry in entries for alias in (entry.name, *entry.aliases)]


def flashtext(resolver: Any) -> Callable[[str], Any]:
    from flashtext import KeywordProcessor

    processor = KeywordProcessor()
    for name in folded(resolver):
        processor.add_keyword(name)
    return lambda text: processor.extract_keywords(text, span_info=True)


def aho(resolver: Any) -> Callable[[str], Any]:
    from ahocorasick_rs import AhoCorasick, MatchKind

    from translit.language.fold import fold

    automaton = AhoCorasick(folded(resolver), matchkind=MatchKind.LeftmostLongest)
    return lambda text: automaton.find_matches_as_indexes(fold(text))


PEERS = {"flashtext": flashtext, "ahocorasick_rs": aho}


if __name__ == "__main__":
    main()
