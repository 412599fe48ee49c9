"""Fit the weights of the score on real pairs and write translit/knowledge/weights.yaml.

    python tests/quality/fit.py DATA BENCH        e.g. ../shared/data ../shared/bench

Fitted on one half of the queries (by a hash of the query) of the tasks in FITTED, and of those that
drawn.py draws from the tables of some of them; everything else is left for measuring. What readers
said of answers that the gold calls wrong counts (judged.tsv, here and in DATA): the same name is
right, and what can't be told is no candidate. The model is the conditional logit of
translit/match/scoring.py; the fit maximises its likelihood with a small quadratic penalty, by
L-BFGS from a fixed start, so that the same data give the same file.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
import multiprocessing
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from drawn import at_a_desk, other_names, slips
from scipy.optimize import minimize

import translit
from translit.language.form import forms, guesses
from translit.language.sounds import several_readings
from translit.language.split import strong_key
from translit.match.contradictions import BELOW_NONE
from translit.match.decision import OTHER, kind_of
from translit.match.logit import PAIR, none_features
from translit.match.pair import Pair
from translit.match.scoring import MOST_WEIGHED
from translit.match.weights import FEATURES, NONE, PROMISE

FITTED = (
    *(
        "syria-dev",
        "syria-dev@100k",
        "wof_iq",
        "wof_by",
        "wof_pk",
        "wof_np",
        "wof_la",
        "wof_kh",
        "wof_kp",
        "wof_th-dev",
    ),
    *(
        "wdtok_arabic",
        "wdtok_russian",
        "wdtok_japanese",
        "wdtok_korean-dev",
        "wdname_korean-dev",
        "wdtok_chinese-dev",
    ),
    *("ofac-dev", "surnames-ofac-dev", "typo1_iq", "typo2_iq"),
)
# Tasks that only tell, with what is fitted on, how right the scores of kinds of pairs are that the
# others have too few of.
MEASURED = ("wof_gr", "wof_hk", "wof_jp", "wof_mn", "wof_er")
# Tasks that are fitted on a second time with a tenth of their entries: most mentions then are of
# something else.
THINNED = ("syria-dev", "wdtok_russian")
# Tasks from whose tables names that nobody bears are drawn, and those from whose names slips of the
# keyboard are.
NOBODY, SLIPPED = ("wof_iq", "wof_by", "ofac-dev"), ("wof_iq", "wof_by")
DRAWN = 400
# What the tasks weigh beside the others, that one each. The thinned ones count less: nobody knows
# how many of the mentions that a user brings are in his table; and so do drawn ones, and two lists
# in which most of what is asked can't be told by its spelling.
WEIGHTS = {"/10": 0.2, "/nobody": 0.5, "/slips": 0.5, "/desk": 0.5, "wof_la": 0.3, "wof_kh": 0.3}
# No more queries of a task than this are worked out: more change a weight by less than its error.
MOST = 900
# Its answers were linked by Arabic name and distance, never by spelling: the measure of what an
# article changes.
LINKED = "syria-dev"
PRECISIONS = (0.5, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995)
# A kind of pair has thresholds of its own where they rest on so many answers; and these tasks say
# nothing of precision: they are drawn, or made of other people's surnames.
LABELS = 150
UNTOLD = ("/10", "/nobody", "/slips", "/desk", "surnames", "@")
PENALTY = 1e-4
ROUNDS = 4
# So many answers of the data are out of reach of any spelling: another name of the same thing, or
# an error.
OTHER_NAMES = 0.02
# The share of spellings that mean an entry: three quarters of the entities of a task of the bench
# are in its table.
KNOWN = 0.75
# Laws, not fitted (docs/scores.md), in nats: a number on one side alone, words that changed places
# over a comma, one word alone is met.
AT_MOST = {"numbers": -2.0, "crossed": -5.0, "lone": -5.0}


class Query(NamedTuple):
    """What is known of a query: the features of each explanation of each row on the shortlist,
    whether something contradicts it, and which ID each belongs to; of each ID whether it is right,
    and whether readers couldn't tell; the query's own features; the kind of pair of each row.
    `bounds` are the features of "none of them" of either form, below which the evidence for a
    contradicted row stays. `promising` are the features of the promise of each pair of forms, and
    `pairs` the pair of each row.
    """

    rows: np.ndarray
    promising: np.ndarray
    pairs: np.ndarray
    contradicted: np.ndarray
    bounds: np.ndarray
    ids: np.ndarray
    right: np.ndarray
    untold: np.ndarray
    none: np.ndarray
    kinds: list[str]


Labels = Mapping[str, str]


def is_fitted(query: str) -> bool:
    """Whether a query belongs to the half that is fitted on."""
    return hashlib.blake2b(query.encode(), digest_size=2).digest()[0] % 2 == 0


def collect(
    index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]], labels: Labels
) -> list[Query]:
    gazetteer = translit.load(
        [translit.Entry(id, names[0], names[1:]) for id, names in index]
    ).gazetteer
    found = []
    for text, gold in queries:
        folded = translit.fold(text)
        near = gazetteer.near((*forms(text), *guesses(text)))
        listed = [(form, gazetteer.rows[number]) for form, number in near]
        pairs = [(Pair(form, row.form, gazetteer.rarity), row) for form, row in listed]
        rows = [(told, pair, row) for pair, row in pairs for told in pair.rows()]
        owners = [number for number, (pair, _) in enumerate(pairs) for _ in pair.rows()]
        if not rows:
            continue
        ids = sorted({row.id for *_, row in rows})
        place = {id: number for number, id in enumerate(ids)}
        said = [None if id in gold else labels.get(digest(text, id)) for id in ids]
        found.append(
            Query(
                np.array([told for told, *_ in rows], dtype=np.float32),
                np.array([pair.promising() for pair, _ in pairs], dtype=np.float32),
                np.array(owners),
                np.array([pair.contradicts for _, pair, _ in rows]),
                np.array(
                    [
                        [none_features(form, PAIR) for form in (pair.x, pair.y)]
                        for _, pair, _ in rows
                    ],
                    dtype=np.float32,
                ),
                np.array([place[row.id] for *_, row in rows]),
                np.array([id in gold or label == "S" for id, label in zip(ids, said, strict=True)]),
                np.array([label == "U" for label in said]),
                np.array(none_features(forms(text)[-1], len(gazetteer.entries))),
                [kind_of(folded, row.alias) for *_, row in rows],
            )
        )
    return found


def digest(query: str, id: str) -> str:
    """The key of a judgement, as the bench has it."""
    return hashlib.blake2b(f"{query}\t{id}".encode(), digest_size=8).hexdigest()


def judged(data: Path) -> dict[str, dict[str, str]]:
    """What readers said, by task and key: S the same name, D another, U can't be told."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for path in (data / "judged.tsv", Path(__file__).with_name("judged.tsv")):
        with path.open(encoding="utf-8") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                found[row["task"]][row.get("key") or digest(row["query"], row["id"])] = row["label"]
    return found


def thinned(
    index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]]
) -> tuple[list, list]:
    """A task with a tenth of its entries, by a hash of their IDs."""
    kept = [
        item
        for item in index
        if hashlib.blake2b(item[0].encode(), digest_size=2).digest()[0] % 10 == 0
    ]
    ids = {id for id, _ in kept}
    return kept, [(text, gold & ids) for text, gold in queries]


def exact_hits(
    index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]]
) -> list[bool]:
    """Whether each mention that is an alias but for its article is right."""
    gazetteer = translit.load(
        [translit.Entry(id, names[0], names[1:]) for id, names in index]
    ).gazetteer
    bearers = ((gazetteer.strong.get(strong_key(text), {}), text, gold) for text, gold in queries)
    return [
        next(iter(ids)) in gold
        for ids, text, gold in bearers
        if len(ids) == 1 and translit.fold(text) not in gazetteer.folded
    ]


def best_rows(query: Query, parameters: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The place of the best row of each ID, its evidence as translit/match/scoring.py has it,
    and what that stays below.
    """
    split = len(FEATURES)
    plain = query.rows @ parameters[:split]
    bound = np.where(
        query.contradicted, (query.bounds @ parameters[split:]).min(axis=1) - BELOW_NONE, np.inf
    )
    over = plain > bound
    value = np.where(over, bound - np.expm1(np.where(over, bound - plain, 0.0)), plain)
    order = np.lexsort((-value, query.ids))
    best = order[np.unique(query.ids[order], return_index=True)[1]]
    return best, value[best], bound[best]


def fit(queries: list[Query], share: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The parameters, features' weights first, that make the right answers likeliest; `share`
    weighs each query.
    """
    split, parameters = len(FEATURES), start
    for _ in range(ROUNDS):
        tables, bounded, right, bounds = [], [], [], [0]
        for query in queries:
            told = ~query.untold
            best, _, bound = (each[told] for each in best_rows(query, parameters))
            rows, hits = query.rows[best], query.right[told]
            tables += [
                np.hstack([rows, np.zeros((len(rows), len(NONE)))]),
                np.append(np.zeros(split), query.none)[None],
            ]
            bounded.append(np.append(bound, np.inf))
            right.append(np.append(hits, not hits.any()))
            bounds.append(bounds[-1] + len(rows) + 1)
        parameters = _likeliest(
            np.vstack(tables),
            np.concatenate(bounded),
            np.concatenate(right).astype(float),
            np.array(bounds),
            share,
            parameters,
        )
    return parameters


def _likeliest(
    design: np.ndarray,
    bounded: np.ndarray,
    right: np.ndarray,
    bounds: np.ndarray,
    share: np.ndarray,
    start: np.ndarray,
) -> np.ndarray:
    starts, sizes = bounds[:-1], np.diff(bounds)

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        plain = design @ p
        over = plain > bounded
        flat = np.exp(np.where(over, bounded - plain, 0.0))  # how much the evidence still moves
        value = np.where(over, bounded + 1 - flat, plain)
        powers = np.exp(value - np.repeat(np.maximum.reduceat(value, starts), sizes))
        everything, correct = (
            np.add.reduceat(powers, starts),
            np.add.reduceat(powers * right, starts),
        )
        within = (1 - OTHER_NAMES) * correct / everything
        slope = powers * right / np.repeat(np.maximum(correct, 1e-300), sizes) - powers / np.repeat(
            everything, sizes
        )
        gradient = (
            slope * flat * np.repeat(share * within / (within + OTHER_NAMES), sizes)
        ) @ design
        return (
            float(-(share @ np.log(within + OTHER_NAMES)) + PENALTY * p @ p),
            -gradient + 2 * PENALTY * p,
        )

    found: np.ndarray = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=LIMITS, options={"maxiter": 400}
    ).x
    return found


# What may count for a pair or against it, as the data say; any other difference counts against it,
# or not at all.
EITHER_WAY = {
    "across",
    "native",
    "foreign",
    "characters",
    "syllables",
    "vowelless",
    "gain_across",
    "gain_more",
    "typed",
    "typed_told",
}
EITHER_WAY |= {
    "typed_across",
    "typed_equal",
    "typed_characters",
    "slips_across",
    "slips_log",
    "slips_swapped",
    "slips_doubled",
}


def promise(queries: list[Query], parameters: np.ndarray) -> np.ndarray:
    """The weights of the promise that make the best pair of a right entry the likeliest pair of
    its mention (a conditional logit).
    """
    told = [(query, best_right(query, parameters)) for query in queries if query.right.any()]
    design = np.vstack([query.promising for query, _ in told]).astype(float)
    sizes = np.array([len(query.promising) for query, _ in told])
    starts = np.cumsum(sizes) - sizes
    right = design[starts + np.array([pair for _, pair in told])]

    def loss(p: np.ndarray) -> tuple[float, np.ndarray]:
        value = design @ p
        highest = np.maximum.reduceat(value, starts)
        powers = np.exp(value - np.repeat(highest, sizes))
        whole = np.add.reduceat(powers, starts)
        gradient = (powers / np.repeat(whole, sizes)) @ design - right.sum(axis=0)
        mean = (np.sum(np.log(whole) + highest) - np.sum(right @ p)) / len(told)
        return float(mean + PENALTY * p @ p), gradient / len(told) + 2 * PENALTY * p

    found = minimize(
        loss, np.zeros(len(PROMISE)), jac=True, method="L-BFGS-B", options={"maxiter": 400}
    ).x
    ranks = [
        int((query.promising @ found > query.promising[pair] @ found).sum()) for query, pair in told
    ]
    first = np.mean(np.array(ranks) < MOST_WEIGHED)
    print(
        f"of the right pairs on a shortlist {first:.3f} are among the first {MOST_WEIGHED} by"
        " promise"
    )
    return np.round(found, 4)


def best_right(query: Query, parameters: np.ndarray) -> int:
    """The pair of a right entry that has the most evidence."""
    rows, value, _ = best_rows(query, parameters)
    return int(query.pairs[rows[int(np.argmax(np.where(query.right, value, -np.inf)))]])


def limits(name: str) -> tuple[float | None, float | None]:
    """The range of a weight."""
    if name in EITHER_WAY:
        return None, None
    return (0.0, None) if name == "gain" else (None, AT_MOST.get(name, 0.0))


LIMITS = [limits(name) for name in FEATURES] + [(None, None)] * len(NONE)


def calibrated(queries: list[Query], share: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """The parameters, scaled, and "none of them" shifted, so that the best candidate's score is
    the share of right ones.
    """
    split = len(FEATURES)
    values = [
        (best_rows(query, parameters)[1], float(query.none @ parameters[split:]))
        for query in queries
    ]
    hits = np.array(
        [
            query.right[int(np.argmax(value))]
            for query, (value, _) in zip(queries, values, strict=True)
        ]
    )

    def loss(p: np.ndarray) -> float:
        odds = [
            np.exp(p[0] * (value - value.max())).sum()
            + math.exp(min(50.0, p[0] * (none - value.max()) + p[1]))
            for value, none in values
        ]
        return float(share @ (1 / np.array(odds) - hits) ** 2)

    scale, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    print(f"calibrated: evidence times {scale:.3f}, none plus {shift:.3f}")
    found = parameters * scale
    found[split] += shift
    return found


class Answer(NamedTuple):
    """The best candidate of a query: its score, how far it is ahead, whether it is right or
    can't be told, and the kind of pair.
    """

    score: float
    ahead: float
    right: bool
    untold: bool
    kind: str


def answer(query: Query, parameters: np.ndarray) -> Answer:
    split = len(FEATURES)
    rows, value, _ = best_rows(query, parameters)
    value = np.append(value, query.none @ parameters[split:])
    powers = np.exp(value - value.max())
    scores = powers[:-1] / powers.sum()
    best = int(np.argmax(scores))
    ahead = scores[best] - max(
        [score for place, score in enumerate(scores) if place != best], default=0.0
    )
    return Answer(
        float(scores[best]),
        float(ahead),
        bool(query.right[best]),
        bool(query.untold[best]),
        query.kinds[rows[best]],
    )


def threshold(answers: Sequence[Answer], precision: float) -> float:
    """The least score from which on the share of right answers is at least the precision."""
    right, least = 0, 1.0
    for given, each in enumerate(sorted(answers, reverse=True), 1):
        right += each.right
        if right >= precision * given:
            least = each.score
    return least


def thresholds(
    by_task: Mapping[str, Sequence[Answer]],
) -> dict[str, tuple[int, dict[float, float]]]:
    """Kind of pair -> on how many labels they rest, and precision -> the least score that
    reached it.
    """
    pools: dict[str, list[Answer]] = defaultdict(list)
    for name, answers in by_task.items():
        if not any(part in name for part in UNTOLD):
            for each in answers:
                if not each.untold and each.ahead >= translit.Policy().margin:
                    pools[each.kind].append(each)
    found = {
        kind: (len(pool), {p: threshold(pool, p) for p in PRECISIONS})
        for kind, pool in pools.items()
        if len(pool) >= LABELS
    }
    rest = [each for kind, pool in pools.items() if kind not in found for each in pool]
    own = {p: threshold(rest, p) for p in PRECISIONS}
    letters = [table for kind, (_, table) in found.items() if kind not in several_readings()]
    found[OTHER] = (
        len(rest),
        {p: max([own[p], *(table[p] for table in letters)]) for p in PRECISIONS},
    )
    return found


# --- tasks ----------------------------------------------------------------------------------------


def work_out(task: tuple[str, Path, Path]) -> tuple[str, list[Query], list[bool]]:
    """The queries of one task, and for LINKED the aliases but for the article that are right."""
    name, data, bench = task
    sys.path.insert(0, str(bench))
    import accuracy

    base, _, way = name.partition("/")
    labels = judged(data).get(base, {})
    if way == "slips":
        with (data / f"entities_{base}.jsonl").open(encoding="utf-8") as file:
            index, queries = slips([json.loads(line) for line in file], DRAWN)
    else:
        index, queries = accuracy.tasks(data)[base]()
    if way == "desk":
        index, queries = at_a_desk(index, 2 * DRAWN)
    if way == "nobody":
        queries = other_names(index, DRAWN, places="ofac" not in base)
    queries = sorted(queries, key=lambda query: hashlib.blake2b(query[0].encode()).digest())
    half = [query for query in queries if is_fitted(query[0])][:MOST]
    hits = exact_hits(index, half) if name == LINKED else []
    found = collect(*thinned(index, half), labels) if way == "10" else collect(index, half, labels)
    print(name, len(found), flush=True)
    return name, found, hits


def main() -> None:
    data, bench = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    drawn = (
        ["ofac-dev/desk"]
        + [f"{name}/nobody" for name in NOBODY]
        + [f"{name}/slips" for name in SLIPPED]
        + [f"{name}/10" for name in THINNED]
    )
    with multiprocessing.Pool() as pool:
        worked_out = pool.map(
            work_out, [(name, data, bench) for name in (*FITTED, *MEASURED, *drawn)], chunksize=1
        )
    Path("translit/knowledge/weights.yaml").write_text(fitted(worked_out), encoding="utf-8")


def fitted(worked_out: Sequence[tuple[str, list[Query], list[bool]]]) -> str:
    """The file of weights that is fitted on the tasks that were worked out."""
    by_task = {name: found for name, found, _ in worked_out}
    hits = [hit for _, _, found in worked_out for hit in found]
    measured = {name: by_task.pop(name) for name in MEASURED}
    queries = [query for found in by_task.values() for query in found]
    weight = {
        name: next((value for part, value in WEIGHTS.items() if name.endswith(part)), 1.0)
        for name in by_task
    }
    share = np.concatenate(
        [
            np.full(len(found), weight[name] / len(found) / len(by_task))
            for name, found in by_task.items()
        ]
    )
    whole = np.concatenate(
        [np.full(len(found), "/" not in name) for name, found in by_task.items()]
    )
    start = np.array(
        [
            AT_MOST.get(
                name, 0.3 if name in ("gain", "typed_told") else 0.0 if name in EITHER_WAY else -1.0
            )
            for name in FEATURES
        ]
    )
    likeliest = fit(queries, share, np.append(start, np.zeros(len(NONE))))
    parameters = np.round(calibrated(queries, share * whole, likeliest), 4)
    print(f"{len(hits)} aliases but for the article")
    answers = {
        name: [answer(query, parameters) for query in found]
        for name, found in {**by_task, **measured}.items()
    }
    for name, found in answers.items():
        print(
            f"{name:24} best right {np.mean([each.right for each in found]):.3f}  mean score"
            f" {np.mean([each.score for each in found]):.3f}"
        )
    return written(
        parameters, promise(queries, parameters), float(np.mean(hits)), thresholds(answers)
    )


def written(
    parameters: np.ndarray,
    promised: np.ndarray,
    article: float,
    thresholds: Mapping[str, tuple[int, Mapping[float, float]]],
) -> str:
    weights = [f"{value:g}" for value in parameters]
    lines = [
        "# Written by tests/quality/fit.py; don't edit. Fitted on one half of the queries of",
        *(f"#   {', '.join(FITTED[at : at + 7])}" for at in range(0, len(FITTED), 7)),
        (
            "# and of what drawn.py draws from some of them. The thresholds were chosen with half"
            f" of {', '.join(MEASURED)} besides."
        ),
        (
            "# features: what each is worth, on a log-odds scale (translit/match/scoring.py says"
            " what each is)."
        ),
        "features:",
        *(f"  {name}: {weight}" for name, weight in zip(FEATURES, weights, strict=False)),
        "# none: the evidence that a mention is none of the candidates.",
        "none:",
        *(
            f"  {name}: {weight}"
            for name, weight in zip(NONE, weights[len(FEATURES) :], strict=True)
        ),
        (
            "# promise: what is quickly known of a pair, and which pairs are weighed by it"
            " (translit/match/promise.py)."
        ),
        "promise:",
        *(f"  {name}: {weight:g}" for name, weight in zip(PROMISE, promised, strict=True)),
        (
            "# known: the share of spellings of the fit that mean an entry; a policy that expects"
            " another one moves the scores."
        ),
        f"known: {KNOWN}",
        (
            "# exact: the score that the bearers of an alias share, where the mention folds to it,"
            " where the article differs, and where the"
        ),
        (
            "# mention is read in another way first (an estimate: by the gold of seven lists 27 of"
            " 42 were right)."
        ),
        f"exact: {{folded: 0.999, article: {article:.3f}, reading: 0.85}}",
        (
            "# thresholds: kind of pair -> on how many labels they rest, and precision -> the least"
            " score that reached it. A kind is"
        ),
        (
            "# a script with Latin, or Latin alone (Latn); what was measured too little has the"
            " highest of all scripts of letters."
        ),
        "thresholds:",
    ]
    for kind, (labels, table) in sorted(thresholds.items()):
        scores, least = [], 0.0
        for precision, score in table.items():
            least = max(least, round(score, 4))
            scores.append(f"{precision}: {least:g}")
        lines.append(f"  {kind}: {{labels: {labels}, {', '.join(scores)}}}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
