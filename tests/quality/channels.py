"""Learn how names are written in Latin letters and write translit/knowledge/channels/*.yaml.

    python tests/quality/channels.py DATA BENCH        e.g. ../shared/data ../shared/bench

From pairs of names of one thing: words and people from Wikidata (pairs_*wd*.tsv, CC0) and places
from Who's On First (entities_wof_*.jsonl, CC0 and CC-BY). No spelling is learnt from that a task of
the bench asks for, nor one that differs from it in accents, case or articles alone. Ukraine, Egypt
and Yemen are left out altogether. Viterbi training: align each pair at the least cost, count, begin
anew; first with single letters, then with pairs of letters wherever they tell more than their
letters do one by one.
"""

from __future__ import annotations

import csv
import json
import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from translit.language import channel as model
from translit.language.form import Form, forms_of_key, latin, sounds_apart
from translit.language.scripts import rules_file
from translit.language.split import strong_key

PLACES = ("iq", "by", "pk", "tr", "jp", "gr", "lb", "jo", "ps", "kp", "hk", "la", "kh", "np", "th")
WORDS = (
    "wdtok_arabic",
    "wdtok_japanese",
    "wdtok_russian",
    "wdtok_korean",
    "wdname_korean",
    "wdtok_chinese",
)
# So many pairs are taken from each source for each script, and so many in all.
MOST_OF_PLACES, MOST_OF_WORDS, MOST = 16_000, 30_000, 40_000
# A script with fewer pairs learns nothing that would hold.
LEAST = 1_500
# Pairs whose sounds differ more are other names, not other spellings.
SAME_NAME = 0.5
# Alternatives that are rarer, or were seen less often, are chance.
RAREST, SEEN = 0.003, 4
# What is written together is worth a line where it was seen so often, and so often of all that
# begin so, and saves so much, in nats.
PAIR_SEEN, PAIR_RAREST, PAIR_SAVES = 8, {0: 1.0, 1: 0.005, 2: 0.03}, 0.5
ROUNDS = 3
# Of a thing with more names than these, capitals mostly, the rest is left out: it would count too
# often.
MOST_NAMES = 24
# A letter of these scripts is written with up to so many Latin ones, and is read in several ways.
LONGEST = {"han": 7}
# The reading that the rules know is written in one of ten names at least, even if it was never seen
# in these.
READ = 2.3
# A pair that costs more, in nats a letter, is no spelling of one name.
MOST_A_LETTER = 2.2


class Pair(NamedTuple):
    """A spelling, letter by letter, and the same name in Latin letters."""

    spelling: str
    latin: str


def gather(data: Path, asked: set[str]) -> dict[str, list[Pair]]:
    """The pairs of each script, shuffled, without what is asked for."""
    found: dict[str, dict[str, set[Pair]]] = defaultdict(lambda: defaultdict(set))
    for source, names in sources(data):
        keys = sorted({strong_key(name) for name in names} - asked - {""})
        forms = [form for form in (forms_of_key(key)[0] for key in keys[:MOST_NAMES]) if form.latin]
        for x, y in combinations(forms, 2):
            pair = paired(x, y)
            if pair:
                found[pair[0]][source].add(pair[1])
    return {
        script: mixed(by_source, 2 if script in LONGEST else 1)
        for script, by_source in sorted(found.items())
    }


def paired(x: Form, y: Form) -> tuple[str, Pair] | None:
    """The script and the pair, where two forms are likely spellings of one name and one of them
    is in Latin letters.
    """
    scripts = {x.script, y.script}
    if (
        "Latn" not in scripts
        or max(len(x.letters), len(y.letters)) > 40
        or ("Hani" not in scripts and sounds_apart(x, y) > SAME_NAME)
    ):
        return None
    if x.script == y.script:
        shorter, longer = sorted((x.latin, y.latin), key=lambda text: (len(text), text))
        return "latin", Pair(shorter, longer)
    other, written = (x, y) if y.script == "Latn" else (y, x)
    return rules_file(other.script), Pair(other.letters, written.latin)


def mixed(by_source: dict[str, set[Pair]], times: int) -> list[Pair]:
    """Pairs out of each source, shuffled; so many times the usual number."""
    dice = random.Random(1)
    chosen: list[Pair] = []
    for source, pairs in sorted(by_source.items()):
        ordered = sorted(pairs)
        dice.shuffle(ordered)
        chosen += ordered[: times * (MOST_OF_WORDS if source in WORDS else MOST_OF_PLACES)]
    dice.shuffle(chosen)
    return chosen[: times * MOST]


def sources(data: Path) -> Iterator[tuple[str, list[str]]]:
    """The names of each thing, by where they are from."""
    for name in WORDS:
        with _file(data, "pairs", f"{name}.tsv").open(encoding="utf-8") as file:
            for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row[2] == "1":
                    yield name, row[:2]
    for name in PLACES:
        with _file(data, "entities", f"wof_{name}.jsonl").open(encoding="utf-8") as file:
            for line in file:
                yield name, [item["text"] for item in json.loads(line)["names"]]


def _file(data: Path, kind: str, name: str) -> Path:
    """A file of pairs or entities, whole, or the half of it that is there to learn from."""
    whole = data / f"{kind}_{name}"
    return (
        whole
        if whole.exists()
        else data / (f"{kind}_dev_{name}" if kind == "pairs" else f"dev_{name}")
    )


# --- counting -------------------------------------------------------------------------------------


class Counts:
    """How often each piece was written in each way, and each letter inserted."""

    def __init__(self) -> None:
        self.written: dict[str, Counter[str]] = defaultdict(Counter)
        self.inserted: Counter[str] = Counter(dict.fromkeys("abcdefghijklmnopqrstuvwxyz ", 0.5))
        self.places = 0

    def table(self) -> model.Channel:
        alternatives = {}
        for piece, ways in self.written.items():
            whole = sum(ways.values())
            kept = {
                text: count
                for text, count in ways.items()
                if count >= SEEN and count / whole >= RAREST
            }
            if kept:
                alternatives[piece] = {
                    text: -math.log(count / (whole + 1)) for text, count in kept.items()
                }
        return model.Channel(
            alternatives,
            {
                letter: -math.log(count / self.places)
                for letter, count in self.inserted.items()
                if count > 0
            },
        )


def by_reading(pairs: Iterable[Pair]) -> Counts:
    """The first guess: a letter is written as the rules read it, and whatever stands beside that
    reading.
    """
    counts = Counts()
    for pair in pairs:
        read, owner = "", []
        for number, letter in enumerate(pair.spelling):
            heard = letter if letter == " " else "".join(latin(letter).split())
            read += heard
            owner += [number] * len(heard)
        written = [""] * len(pair.spelling)
        for tag, i1, i2, j1, j2 in Levenshtein.opcodes(read, pair.latin):
            if tag == "insert":
                counts.inserted.update(pair.latin[j1:j2])
            elif tag != "delete":
                for step in range(i2 - i1):
                    written[owner[i1 + step]] += pair.latin[j1 + step]
        for letter, text in zip(pair.spelling, written, strict=True):
            counts.written[letter][text[: model.LONGEST_WRITTEN_AS]] += 1
        counts.places += len(pair.spelling) + 1
    return counts


def by_place(pairs: Iterable[Pair], longest: int) -> Counts:
    """The first guess where a letter has many readings: it is written as any piece that begins
    and ends about where it does.
    """
    counts = Counts()
    for pair in pairs:
        size = len(pair.latin) / (len(pair.spelling) or 1)
        for number, letter in enumerate(pair.spelling):
            for start in nearby(number * size, len(pair.latin)):
                for end in nearby((number + 1) * size, len(pair.latin)):
                    if 0 < end - start <= longest:
                        far = abs(start - number * size) + abs(end - (number + 1) * size)
                        counts.written[letter][pair.latin[start:end]] += math.exp(-far)
        counts.places += len(pair.spelling) + 1
    return counts


def nearby(place: float, length: int) -> range:
    """The places of a spelling that are near one."""
    return range(max(0, round(place) - 2), min(length, round(place) + 2) + 1)


def aligned(table: model.Channel, pair: Pair) -> list[model.Piece]:
    """The cheapest alignment of a pair; empty when it costs as much as guessing would."""
    spent, path = model.alignment(table, *pair)
    return path if spent <= MOST_A_LETTER * max(map(len, pair)) else []


def count(table: model.Channel, pairs: list[Pair]) -> tuple[Counts, dict[str, Counter[str]]]:
    """Count the alignments of all pairs: letters; and how a letter with an inserted one, or two
    letters, were written together.
    """
    counts, together = Counts(), defaultdict(Counter)
    for pair in pairs:
        path = aligned(table, pair)
        counts.places += len(pair.spelling) + 1 if path else 0
        for piece in path:
            text = pair.latin[piece.since : piece.until]
            if piece.start == piece.end:
                counts.inserted[text] += 1
            else:
                counts.written[pair.spelling[piece.start : piece.end]][text] += 1
        for first, second in pairwise(path):
            if first.end - first.start < 2 and second.end - second.start < 2:
                together[pair.spelling[first.start : second.end]][
                    pair.latin[first.since : second.until]
                ] += 1
        for first, _, second in zip(path, path[1:], path[2:], strict=False):
            if second.end - first.start == 2 and first.end - first.start == 1:
                together[pair.spelling[first.start : second.end]][
                    pair.latin[first.since : second.until]
                ] += 1
    return counts, together


def richer(single: model.Channel, seen: Counts, together: dict[str, Counter[str]]) -> model.Channel:
    """A channel with what is written otherwise, or more surely, than its letters one by one."""
    alternatives = {piece: dict(ways) for piece, ways in single.alternatives.items()}
    for piece, ways in together.items():
        whole = sum(ways.values()) if len(piece) == 2 else sum(seen.written[piece].values())
        for text, times in ways.items():
            direct = -math.log(times / (whole + 1))
            if (
                not piece
                or times < PAIR_SEEN
                or times / whole < PAIR_RAREST[len(piece)]
                or len(text) > model.LONGEST_WRITTEN_AS
            ):
                continue
            if one_by_one(single, piece, text) - direct >= PAIR_SAVES:
                alternatives.setdefault(piece, {})[text] = direct
    return model.Channel(alternatives, single.inserted)


def one_by_one(single: model.Channel, piece: str, text: str) -> float:
    """What a piece costs when each of its letters is written on its own, and one more is
    inserted if need be.
    """
    ways = [known(single, piece, text)]
    for place, letter in enumerate(text):
        ways.append(
            known(single, piece, text[:place] + text[place + 1 :])
            + single.inserted.get(letter, model.WRONG)
        )
    return min(ways)


def known(single: model.Channel, piece: str, text: str) -> float:
    """What a piece of one or two letters costs when each is written on its own."""
    first, second = ({"": 0.0}, *(single.alternatives.get(letter, {}) for letter in piece))[-2:]
    return min(
        first.get(text[:cut], model.NEVER) + second.get(text[cut:], model.NEVER)
        for cut in range(len(text) + 1)
    )


def learn(pairs: list[Pair], longest: int) -> model.Channel:
    table = (
        by_reading(pairs) if longest == model.LONGEST_WRITTEN_AS else by_place(pairs, longest)
    ).table()
    for _ in range(ROUNDS):
        counts, together = count(table, pairs)
        table = counts.table()
    for _ in range(2):
        more = richer(table, counts, together)
        _, together = count(more, pairs)
    return (
        richer(table, counts, together)
        if longest == model.LONGEST_WRITTEN_AS
        else with_readings(richer(table, counts, together))
    )


def with_readings(table: model.Channel) -> model.Channel:
    """A channel whose letters may also be written as the rules of their script read them:
    Chinese names are among the Japanese ones.
    """
    for piece, ways in table.alternatives.items():
        if len(piece) == 1:
            ways.setdefault("".join(latin(piece).split()), READ)
    return table


# --- writing --------------------------------------------------------------------------------------


def shown(text: str) -> str:
    return text.replace(" ", "_") or "∅"


def line(costs: dict[str, float]) -> str:
    return "  ".join(
        f"{shown(text)} {max(0.0, cost):.1f}"
        for text, cost in sorted(costs.items(), key=lambda item: (round(item[1], 1), item[0]))
    )


def written(
    script: str, table: model.Channel, pairs: list[Pair], letters: Counter[str] | None
) -> str:
    lines = [
        (
            "# Written by tests/quality/channels.py; don't edit. How names in this script are"
            " written in Latin letters,"
        ),
        (
            f"# learnt from {len(pairs):,} pairs of names: Wikidata (CC0) and Who's On First (CC0,"
            " GeoNames' part CC-BY 4.0)."
        ),
        (
            "# Costs are in nats, -log of a probability: 0.7 is one in two, 2.3 one in ten, 4.6 one"
            " in a hundred."
        ),
    ]
    if letters:
        whole = sum(letters.values())
        lines += [
            "# letters: what it costs to guess a letter of a name.",
            (
                "letters:"
                f" {line({letter: -math.log(seen / whole) for letter, seen in letters.items()})}"
            ),
        ]
    lines += [
        (
            "# inserted: what it costs that a Latin letter comes in between (_ is the space between"
            " words)."
        ),
        (
            "inserted:"
            f" {line({letter: cost for letter, cost in table.inserted.items() if letter.isascii()})}"
        ),
        "# alternatives: each letter, or two, and what it is written as (∅ is nothing).",
        "alternatives:",
        *(
            f'  "{shown(piece)}": {line(ways)}'
            for piece, ways in sorted(table.alternatives.items())
            if piece not in '"\\'
        ),
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    data, bench = Path(sys.argv[1]), Path(sys.argv[2])
    sys.path.insert(0, str(bench))
    import accuracy

    asked = {
        strong_key(text)
        for name, task in accuracy.tasks(data).items()
        if "@" not in name
        for text, _ in task()[1]
    }
    folder = Path("translit/knowledge/channels")
    folder.mkdir(exist_ok=True)
    by_script = gather(data, asked)
    seen = Counter(
        letter
        for pairs in by_script.values()
        for pair in pairs
        for letter in pair.latin
        if letter in "abcdefghijklmnopqrstuvwxyz "
    )
    wanted = sys.argv[3:] or list(by_script)
    for script, pairs in by_script.items():
        if script not in wanted or len(pairs) < LEAST:
            continue
        table = learn(pairs, LONGEST.get(script, model.LONGEST_WRITTEN_AS))
        text = written(script, table, pairs, seen if script == "latin" else None)
        (folder / f"{script}.yaml").write_text(text, encoding="utf-8")
        print(
            f"{script}: {len(pairs):,} pairs, {sum(map(len, table.alternatives.values())):,}"
            " alternatives",
            flush=True,
        )


if __name__ == "__main__":
    main()
