"""Measure translit and its peers on the tasks of the bench; write docs/accuracy.md's marked parts.

    python tests/quality/report.py DATA BENCH [--queries N] [--tasks T ...] [--no-peers]
                                   [--limit SECONDS] [--jobs N]

It also writes docs/reliability.svg. DATA and BENCH are, e.g., ../shared/data and ../shared/bench.
--queries limits the queries of each task, chosen by a hash; --limit omits a peer that needs more
time for a task; --jobs runs several tasks at once, which distorts the times. If the weights were
fitted on a task (FITTED in fit.py), translit and the peers are asked only the half of its queries
that the fit never saw. The bench itself computes the figures (accuracy.score), also those after
readers have judged (judged.tsv, here and in DATA); this command adds the calibration error and the
kinds of errors.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import inspect
import multiprocessing
import platform
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from types import ModuleType, SimpleNamespace
from typing import NamedTuple

import translit
from translit.language.form import forms, sounds_apart
from translit.language.scripts import script

COUNTRIES = (
    "iq",
    "ye",
    "eg",
    "ua",
    "gr",
    "jp",
    "tr",
    "pk",
    "by",
    "jo",
    "lb",
    "ps",
    "kp",
    "th-dev",
    "np",
)
PLACES, SLIPS = (
    [f"wof_{country}" for country in COUNTRIES],
    ("typo1_iq", "typo2_iq", "typo1_ua", "typo2_ua"),
)
WORDS = (
    "wdtok_arabic",
    "wdtok_russian",
    "wdtok_japanese",
    "wdtok_korean-dev",
    "wdtok_chinese-dev",
    "wdname_korean-dev",
)
TASKS = ("syria-dev", "syria-dev@100k", *PLACES, *SLIPS, *WORDS, "ofac-dev", "surnames-ofac-dev")
DOCS = Path(__file__).parents[2] / "docs"
BINS = 10
SHOWN = 20  # errors of a task
LEAST = 5  # tasks with the least recall
ALIKE = 0.5  # who shares less of its sounds is another name and not another spelling
NARROW_ODDS = 3.0  # as in translit/match/decision.py: less is "not worth more than a bare mention"
CHUNK = 32  # between so many queries it is asked whether a peer takes too long

PEERS = {
    "Ratio": "unidecode + ratio",
    "WRatio": "unidecode + WRatio",
    "JaroWinkler": "unidecode + Jaro-Winkler",
    "Uroman": "uroman",
}
KINDS = (
    "another name",
    "Han",
    "missed",
    "namesake",
    "narrow",
    "clear loss",
    "outside",
    "unsure",
)  # docs/accuracy.md says what they mean
OTHER_NAME, HAN, MISSED, NAMESAKE, NARROW, CLEAR, OUTSIDE, ABSTAINED = KINDS
QUOTED = (
    "wof_",
    "typo",
    "wdtok_",
    "wdname_",
    "ofac",
)  # of these tasks the names may be shown; docs/accuracy.md says whose they are


class Answer(NamedTuple):
    """A query, the IDs that are right (none: it isn't in the table), what was given, the
    candidates, and how long it took.
    """

    text: str
    gold: frozenset[str]
    given: str | None
    candidates: tuple[translit.Candidate, ...]
    ms: float = 0.0

    @property
    def score(self) -> float:
        return self.candidates[0].score if self.candidates else 0.0

    @property
    def hit(self) -> bool:
        return bool(self.candidates) and self.candidates[0].id in self.gold


class Wrong(NamedTuple):
    """An answer that isn't right: its kind, and the nearest name of the right ID ("" when there
    is none).
    """

    kind: str
    answer: Answer
    wanted: str


class Measured(NamedTuple):
    """What was found on a task; `peers` holds figures, or why there are none."""

    task: str
    fitted: bool
    letters: bool
    aliases: int
    answers: list[Answer]
    figures: dict[str, float]
    wrong: list[Wrong]
    peers: dict[str, dict[str, float] | str]


def by_hash(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=8).digest()


def base(task: str) -> str:
    """The task whose queries a task asks: syria-dev@300k asks those of syria-dev."""
    return task.partition("@")[0]


def bins(pairs: Sequence[tuple[float, bool]]) -> list[tuple[int, float, float]]:
    """Scores and whether each was right, in BINS parts of equal width: how many, their mean
    score, the share that is right.
    """
    parts: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for score, hit in pairs:
        parts[min(BINS - 1, int(score * BINS))].append((score, hit))
    return [
        (len(p), *(sum(column) / len(p) for column in zip(*p, strict=True))) if p else (0, 0.0, 0.0)
        for p in parts
    ]


def ece(pairs: Sequence[tuple[float, bool]]) -> float:
    """The expected calibration error: how far score and share of right ones are apart, on
    average over the answers.
    """
    return sum(count * abs(score - right) for count, score, right in bins(pairs)) / max(
        1, len(pairs)
    )


def kind(answer: Answer, likest: float, same_sound: bool) -> str | None:
    """How an answer is wrong, one of KINDS; None for a right one.

    It must hold all its candidates. `likest` is the greatest share of sounds that a name of a right
    ID has in common, `same_sound` whether the winner's alias sounds as the query does.
    """
    if not answer.gold:
        return None if answer.given is None else OUTSIDE
    if answer.hit:
        return ABSTAINED if answer.given is None else None
    behind = [candidate.score for candidate in answer.candidates if candidate.id in answer.gold]
    if not behind:
        return HAN if script(answer.text) == "Hani" else OTHER_NAME if likest < ALIKE else MISSED
    if same_sound:
        return NAMESAKE
    return NARROW if answer.score < NARROW_ODDS * max(behind) else CLEAR


def asked(
    resolver: translit.Resolver, text: str, gold: set[str], policy: translit.Policy | None = None
) -> Answer:
    start = time.perf_counter()
    found = resolver.resolve(text, policy=policy)
    return Answer(
        text, frozenset(gold), found.id, found.candidates, 1000 * (time.perf_counter() - start)
    )


def errors(resolver: translit.Resolver, answers: Sequence[Answer]) -> list[Wrong]:
    """What isn't right among the answers; they are asked again for all their candidates, which a
    policy cuts off.
    """
    found = []
    for answer in answers:
        if answer.given in answer.gold or (not answer.gold and answer.given is None):
            continue
        whole = asked(resolver, answer.text, set(answer.gold), translit.Policy(limit=1_000_000))
        names = {
            name
            for id in answer.gold
            for name in (resolver.entries[id].name, *resolver.entries[id].aliases)
        }
        wanted = max(
            names, key=lambda name: (translit.similarity(answer.text, name), name), default=""
        )
        x, y = (
            forms(answer.text)[0],
            forms(whole.candidates[0].alias if whole.candidates else "")[0],
        )
        likest = max((1 - sounds_apart(x, forms(name)[0]) for name in names), default=0.0)
        how = kind(whole, likest, x.marks != "" and sounds_apart(x, y) == 0)
        found += [Wrong(how, whole, wanted)] if how else []
    return found


def figures(
    bench: ModuleType,
    queries: list,
    answers: Sequence[tuple],
    labels: Mapping[str, str] | None = None,
) -> dict[str, float]:
    """What the bench says of answers found already, with what readers said of the wrong ones."""
    return bench.score(
        [],
        queries,
        SimpleNamespace(build=lambda index: None, resolve=lambda texts: answers),
        labels or {},
    )


def unread(bench: ModuleType, answers: Sequence[Answer], labels: Mapping[str, str]) -> int:
    """How many of the IDs that were given, and that the gold calls wrong, no reader has judged."""
    wrong = [
        answer for answer in answers if answer.given is not None and answer.given not in answer.gold
    ]
    return sum(bench.digest(answer.text, answer.given) not in labels for answer in wrong)


def measured(
    bench: ModuleType,
    task: str,
    index: list,
    queries: list,
    learnt: tuple[bool, bool],
    labels: Mapping[str, str],
) -> Measured:
    """translit on a task, as a user has it: its default policy, one query after the other."""
    resolver = translit.load([translit.Entry(id, names[0], names[1:]) for id, names in index])
    answers = [asked(resolver, text, gold) for text, gold in queries]
    replayed = [(a.given, [(c.id, c.score) for c in a.candidates]) for a in answers]
    found = figures(bench, queries, replayed, labels) | {
        "unread": unread(bench, answers, labels),
        "given": sum(a.given is not None for a in answers),
    }
    found |= {
        "ece": ece([(a.score, a.hit) for a in answers]),
        "median": median(a.ms for a in answers),
    }
    return Measured(
        task,
        *learnt,
        sum(len(names) for _, names in index),
        answers,
        found,
        errors(resolver, answers),
        {},
    )


def peers(adapters: ModuleType) -> tuple[dict[str, type], dict[str, str]]:
    """The peers that can be measured here, and for each of the others the module that isn't
    installed.
    """
    here, missing = {}, {}
    for name, adapter in vars(adapters).items():
        if not inspect.isclass(adapter) or name.startswith("_") or name == "Translit":
            continue
        try:
            tried = adapter()
            tried.build([("x", ["x"])])
            tried.resolve(["x"])
            here[name] = adapter
        except ImportError as error:
            missing[name] = error.name or str(error)
    return here, missing


def raced(
    bench: ModuleType, adapter: type, index: list, queries: list, limit: float
) -> dict[str, float] | str:
    """A peer's figures, or that it took too long."""
    start, texts, answers, peer = time.process_time(), [text for text, _ in queries], [], adapter()
    peer.build(index)
    for at in range(0, len(texts), CHUNK):
        answers += peer.resolve(texts[at : at + CHUNK])
        if time.process_time() - start > limit:
            return f"over {limit:g} s"
    return figures(bench, queries, answers)


SIDE, LEFT, TOP, APART = 300, 60, 50, 90
STYLE = """<style>
  text { font: 12px sans-serif; fill: #222 } .title { font-weight: bold; font-size: 14px } .count { font-size: 10px; fill: #555 }
  .ground { fill: #fff } .frame { fill: none; stroke: #888 } .grid { stroke: #ddd } .true { stroke: #888; stroke-dasharray: 5 4 }
  .bar { fill: #9cc3e6 } .dot { fill: #08519c }
  @media (prefers-color-scheme: dark) {
    text { fill: #eee } .count { fill: #bbb } .ground { fill: #1b1b1b } .grid { stroke: #3a3a3a } .frame, .true { stroke: #999 }
    .bar { fill: #2b5578 } .dot { fill: #9ecbff }
  }
</style>"""


def picture(groups: dict[str, list[tuple[float, bool]]]) -> str:
    """The reliability diagram: a panel for each group. Its ground is its own, so that it can be
    read on any page.
    """
    width, height = LEFT + len(groups) * (SIDE + APART) - APART + 30, TOP + SIDE + 70
    panels = [
        panel(name, pairs, LEFT + number * (SIDE + APART))
        for number, (name, pairs) in enumerate(groups.items())
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img">'
    )
    label = "<title>Reliability: mean score against share of right answers</title>"
    return "\n".join(
        [
            head,
            label,
            STYLE,
            f'<rect class="ground" width="{width}" height="{height}" rx="8"/>',
            *panels,
            "</svg>",
            "",
        ]
    )


def panel(name: str, pairs: list[tuple[float, bool]], left: int) -> str:
    bottom, wide = TOP + SIDE, SIDE / BINS
    lines = [
        f'<text class="title" x="{left}" y="{TOP - 26}">{name}</text>',
        f'<text x="{left}" y="{TOP - 10}">{told(pairs)}</text>',
    ]
    for tenth in range(0, 11, 2):
        x, y = left + SIDE * tenth / 10, bottom - SIDE * tenth / 10
        lines.append(f'<line class="grid" x1="{left}" x2="{left + SIDE}" y1="{y:g}" y2="{y:g}"/>')
        lines.append(f'<text x="{left - 8}" y="{y + 4:g}" text-anchor="end">{tenth / 10:g}</text>')
        lines.append(
            f'<text x="{x:g}" y="{bottom + 32}" text-anchor="middle">{tenth / 10:g}</text>'
        )
    for number, (count, _, right) in enumerate(bins(pairs)):
        x, tall = left + wide * number, SIDE * right
        lines.append(
            f'<rect class="bar" x="{x + 1:g}" y="{bottom - tall:.1f}" width="{wide - 2:g}"'
            f' height="{tall:.1f}"/>'
        )
        lines.append(
            f'<text class="count" x="{x + wide / 2:g}" y="{bottom + 14}"'
            f' text-anchor="middle">{count}</text>'
        )
    lines.append(f'<line class="true" x1="{left}" y1="{bottom}" x2="{left + SIDE}" y2="{TOP}"/>')
    for count, score, right in bins(pairs):
        lines += (
            [
                (
                    f'<circle class="dot" cx="{left + SIDE * score:.1f}"'
                    f' cy="{bottom - SIDE * right:.1f}" r="4"/>'
                )
            ]
            if count
            else []
        )
    lines.append(f'<rect class="frame" x="{left}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>')
    lines.append(
        f'<text x="{left + SIDE / 2:g}" y="{bottom + 54}" text-anchor="middle">score (above it: how'
        " many queries)</text>"
    )
    lines.append(
        f'<text transform="translate({left - 38} {TOP + SIDE / 2:g}) rotate(-90)"'
        ' text-anchor="middle">share that is right</text>'
    )
    return "\n".join(lines)


def told(pairs: Sequence[tuple[float, bool]]) -> str:
    return f"{len(pairs):,} queries, calibration error {ece(pairs):.3f}"


def filled(page: str, blocks: dict[str, list[str]]) -> str:
    """A page with its blocks, <!-- name --> to <!-- end -->, written anew."""
    for name, lines in blocks.items():
        text = "\n".join([f"<!-- {name} -->", "", *lines, "", "<!-- end -->"])
        page, times = re.subn(
            rf"<!-- {name} -->.*?<!-- end -->", lambda _, text=text: text, page, flags=re.DOTALL
        )
        assert times == 1, f"docs/accuracy.md must have one block {name}"
    return page


def table(head: str, rows: Sequence[Sequence[str]], words: int = 1) -> list[str]:
    """A table of Markdown whose first columns, so many as `words`, hold words and whose others
    hold numbers.
    """
    names = head.split(" | ")
    rule = [*["---"] * words, *["--:"] * (len(names) - words)]
    return [f"| {' | '.join(row)} |" for row in (names, rule, *rows)]


def quoted(text: str) -> str:
    """A name as Markdown shows it: without characters that can't be seen, and with none that
    Markdown would read.
    """
    seen = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    return "".join(f"\\{c}" if c in "\\`*_{}[]()<>|&~$#" else c for c in seen)


def share(part: float, whole: float = 1) -> str:
    return "–" if not whole else f"{part / whole:.3f}".removeprefix("0") if part < whole else "1"


def about(options: argparse.Namespace) -> list[str]:
    typed = " ".join(
        word for word in sys.argv[1:] if word not in (str(options.data), str(options.bench))
    )
    weights = hashlib.sha256(
        (Path(translit.__file__).parent / "knowledge/weights.yaml").read_bytes()
    ).hexdigest()[:8]
    return [
        (
            f"`{f'python tests/quality/report.py DATA BENCH {typed}'.strip()}` writes the tables"
            " and lists, and the picture."
        ),
        (
            f"Measured: translit {translit.__version__} with the weights of SHA-256 `{weights}`...,"
            f" Python {platform.python_version()}."
        ),
        "The times come from one machine, and can only be compared with each other"
        + (", roughly: several tasks ran at once." if options.jobs > 1 else "."),
        *(
            [f"**This is a sample: at most {options.queries} queries of each task.**"]
            if options.queries
            else []
        ),
    ]


def learnt(all_: list[Measured]) -> list[str]:
    never = [one for one in all_ if not one.fitted]
    lists = (
        ("Weights fitted on the other half of the queries", [one for one in all_ if one.fitted]),
        ("Weights never fitted on", never),
        ("Nothing at all was learnt from", [one for one in never if not one.letters]),
    )
    return [
        f"- {name}: {', '.join(one.task for one in tasks) or 'none of these tasks'}."
        for name, tasks in lists
    ]


def ours(all_: list[Measured]) -> list[str]:
    rows = []
    for one in all_:
        f = one.figures
        source = [name for name, is_so in (("half", one.fitted), ("letters", one.letters)) if is_so]
        counts = [f"{n:,}" for n in (one.aliases, f["n"], f["nil"])]
        right = [share(f["r1"]), share(f["P"]), share(f["Pj"]), f"{f['unread']}"]
        shares = [share(f[key]) for key in ("R", "false", "RP98", "ece")]
        rows.append(
            [
                one.task,
                ", ".join(source) or "nothing",
                *counts,
                *right,
                *shares,
                f"{f['median']:.1f}",
            ]
        )
    head = (
        "task | learnt | names | queries | outside | r@1 | precision | judged | unread | recall |"
        " outside given | R@P98 | ECE | ms"
    )
    return table(head, rows, 2)


def pairs(all_: list[Measured], here: Sequence[str], one_: str, other: str, what: str) -> list[str]:
    """A table of two figures of translit and of each peer."""
    rows = []
    for one in all_:
        cells = [one.figures, *(one.peers[name] for name in here)]
        rows.append(
            [
                one.task,
                *(
                    cell if isinstance(cell, str) else f"{share(cell[one_])} / {share(cell[other])}"
                    for cell in cells
                ),
            ]
        )
    return table(" | ".join([what, "translit", *(PEERS.get(name, name) for name in here)]), rows)


def behind(all_: list[Measured], here: Sequence[str], key: str) -> str:
    """The tasks on which a peer has more of a figure than translit."""
    found = []
    for one in all_:
        rivals = [(f[key], name) for name in here if not isinstance(f := one.peers[name], str)]
        best, peer = max(rivals, default=(0.0, ""))
        if best > one.figures[key]:
            at = [
                f" at precision {share(f['P'])}" if key == "R" else ""
                for f in (one.figures, one.peers[peer])
            ]
            found.append(
                f"{one.task} ({share(one.figures[key])}{at[0]}; {PEERS.get(peer, peer)}"
                f" {share(best)}{at[1]})"
            )
    return ", ".join(found) or "on none of these tasks"


def lost(all_: list[Measured], here: Sequence[str]) -> list[str]:
    """Where translit loses: to the peers, against what its policy promises, and to silence."""
    promised = translit.Policy().precision
    low = [one for one in all_ if one.figures["Pj"] < promised]
    told = [
        f"{one.task} ({share(one.figures['Pj'])} of {one.figures['given']} given,"
        f" {one.figures['unread']} unread)"
        for one in low
    ]
    least = [
        f"{one.task} ({share(one.figures['R'])})"
        for one in sorted(all_, key=lambda one: one.figures["R"])[:LEAST]
    ]
    counts = Counter(wrong.kind for one in all_ if "@" not in one.task for wrong in one.wrong)
    known = sum(bool(answer.gold) for one in all_ if "@" not in one.task for answer in one.answers)
    kinds = [f"{name} {count:,}" for name, count in counts.most_common() if name != OUTSIDE]
    names = {
        "r1": "more first candidates right (r@1)",
        "RP98": "the better R@P98",
        "R": "more right IDs at its own threshold (recall)",
    }
    lines = (
        [f"- A peer has {what}: {behind(all_, here, key)}." for key, what in names.items()]
        if here
        else ["- The peers weren't measured."]
    )
    lines += [
        (
            f"- *judged* is below the {promised:g} that the default policy asks for:"
            f" {', '.join(told) or 'on none of these tasks'}."
        )
    ]
    lines += [f"- The least recall: {', '.join(least)}."]
    return [
        *lines,
        (
            f"- {known:,} queries have their answer in the table. Their errors, by kind:"
            f" {', '.join(kinds) or 'none'}."
        ),
    ]


def beside(
    all_: list[Measured], here: Sequence[str], missing: dict[str, str], limit: float
) -> list[str]:
    """The tables of the peers, r@1 / R@P98 and precision / recall."""
    lines = [
        *pairs(all_, here, "r1", "RP98", "r@1 / R@P98"),
        "",
        *pairs(all_, here, "P", "R", "precision / recall"),
    ]
    versions = [
        f"{name} {importlib.metadata.version(name)}"
        for name in ("rapidfuzz", "unidecode", "uroman")
        if find_spec(name)
    ]
    omitted = (
        f"Peers that need more than {limit:g} s of processor time for a task are omitted there."
    )
    lines += ["", f"Versions: {', '.join(versions)}. {omitted}", ""]
    lines += [
        f"- Not measured: {PEERS.get(name, name)} (`pip install {module}`)."
        for name, module in missing.items()
    ]
    return lines if here or missing else ["Not measured in this run."]


def by_script(all_: list[Measured]) -> list[str]:
    pooled: dict[str, list[Answer]] = {}
    for answer in (answer for one in all_ for answer in one.answers):
        pooled.setdefault(script(answer.text) or "none", []).append(answer)
    rows = []
    for name, answers in sorted(pooled.items(), key=lambda item: (-len(item[1]), item[0])):
        known, given = sum(bool(a.gold) for a in answers), sum(a.given is not None for a in answers)
        right, first = sum(a.given in a.gold for a in answers), sum(a.hit for a in answers)
        counts = [f"{n:,}" for n in (len(answers), known, given)]
        rows.append([name, *counts, share(first, known), share(right, given), share(right, known)])
    return table("script | queries | with an answer | given an ID | r@1 | precision | recall", rows)


def grouped(all_: list[Measured]) -> dict[str, list[tuple[float, bool]]]:
    """The scores, and whether each was right, of the tasks that the weights were and weren't
    fitted on.
    """
    groups: dict[str, list[tuple[float, bool]]] = {}
    for one in sorted(all_, key=lambda one: one.fitted):
        groups.setdefault("other half of the fit" if one.fitted else "never fitted on", []).extend(
            (a.score, a.hit) for a in one.answers
        )
    return groups


def counted(all_: list[Measured]) -> list[str]:
    rows = []
    for one in all_:
        counts, out = (
            Counter(w.kind for w in one.wrong),
            Counter(w.kind for w in one.wrong if w.answer.given is not None),
        )
        rows.append(
            [
                one.task,
                f"{len(one.answers):,}",
                *(f"{counts[k]} ({out[k]})" if out[k] else str(counts[k]) for k in KINDS),
            ]
        )
    return table(" | ".join(["task", "queries", *KINDS]), rows)


def sample(one: Measured) -> list[str]:
    """Some errors of a task, chosen by hash, by kind; nothing of a task that may not be quoted."""
    if not one.task.startswith(QUOTED) or "@" in one.task:
        return []
    chosen = sorted(
        (w for w in one.wrong if w.kind != ABSTAINED),
        key=lambda w: by_hash(f"{one.task} {w.answer.text}"),
    )[:SHOWN]
    rows = []
    for wrong in sorted(chosen, key=lambda w: (KINDS.index(w.kind), w.answer.text)):
        answer = wrong.answer
        names = (
            answer.text,
            wrong.wanted or "–",
            answer.candidates[0].alias if answer.candidates else "–",
        )
        rows.append(
            [
                wrong.kind,
                *map(quoted, names),
                "no" if answer.given is None else "yes",
                f"{answer.score:.2f}",
            ]
        )
    return [
        f"### {one.task}",
        "",
        *table("kind | query | wanted | found | given | score", rows, 5),
        "",
    ]


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    for folder in ("data", "bench"):
        parser.add_argument(folder, type=Path)
    parser.add_argument("--queries", type=int)
    parser.add_argument("--tasks", nargs="+", default=TASKS)
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--limit", type=float, default=1200.0)
    parser.add_argument("--jobs", type=int, default=1)
    return parser.parse_args()


def work_out(task: str, options: argparse.Namespace, here: Sequence[str]) -> Measured:
    """One task, of translit and of the peers that can be measured."""
    import accuracy
    import adapters
    import channels
    import fit

    fitted, said = base(task) in map(base, fit.FITTED), fit.judged(options.data)
    index, queries = accuracy.tasks(options.data)[task]()
    queries = sorted(
        (q for q in queries if not (fitted and fit.is_fitted(q[0]))), key=lambda q: by_hash(q[0])
    )[: options.queries]
    letters = base(task).partition("_")[2] in (*channels.PLACES, *channels.WORDS)
    found = measured(
        accuracy,
        task,
        index,
        queries,
        (fitted, letters),
        said.get(base(task), {}) | said.get(task, {}),
    )
    for name in here:
        found.peers[name] = raced(accuracy, getattr(adapters, name), index, queries, options.limit)
    print(f"{time.process_time():6.0f} s  {task}", flush=True)
    return found


def main() -> None:
    options = arguments()
    sys.path.insert(0, str(options.bench))
    import adapters

    here, missing = peers(adapters) if options.peers else ({}, {})
    with multiprocessing.Pool(options.jobs, maxtasksperchild=1) as pool:
        all_ = pool.starmap(
            work_out, [(task, options, list(here)) for task in options.tasks], chunksize=1
        )
    groups = grouped([one for one in all_ if "@" not in one.task])
    blocks = {
        "about": about(options),
        "learnt": learnt(all_),
        "translit": ours(all_),
        "peers": beside(all_, list(here), missing, options.limit),
        "lost": lost(all_, list(here)),
        "scripts": by_script([one for one in all_ if "@" not in one.task]),
        "reliability": [f"- {name}: {told(pairs)}." for name, pairs in groups.items()],
        "kinds": counted(all_),
        "errors": [line for one in all_ for line in sample(one)][:-1],
    }
    page = DOCS / "accuracy.md"
    page.write_text(filled(page.read_text("utf-8"), blocks), "utf-8")
    (DOCS / "reliability.svg").write_text(picture(groups), "utf-8")


if __name__ == "__main__":
    main()
