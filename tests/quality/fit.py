"""Fit the weights of the score on real pairs and write translit/rules/weights.yaml.

    python tests/quality/fit.py DATA BENCH        e.g. ../shared/data ../shared/bench

Fitted on one half of the queries (by a hash of the query) of the tasks in FITTED; everything else is left for
measuring. The model is the conditional logit of translit/matching/scoring.py; the fit maximises its likelihood with a small
quadratic penalty, by L-BFGS from a fixed start, so that the same data give the same file.
"""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

import translit
from translit.matching.scoring import FEATURES, NONE, features, none_features
from translit.text.form import forms, guesses
from translit.text.split import strong_key

FITTED = ("syria-dev", "syria-dev@100k", "wof_iq", "wof_by", "wof_pk", "wdtok_arabic", "wdtok_russian", "wdtok_japanese", "ofac-dev")
# Tasks that are fitted on a second time with a tenth of their entries: most mentions then are of something else.
THINNED = ("syria-dev", "wdtok_russian")
# They count less: nobody knows how many of the mentions that a user brings are in his table.
THIN = 0.2
# The share of spellings that mean an entry, which the probabilities stand on.
KNOWN = 0.75
# Its answers were linked by Arabic name and distance, never by spelling: the measure of what an article changes.
LINKED = "syria-dev"
PRECISIONS = (0.5, 0.8, 0.9, 0.95, 0.96, 0.97, 0.98, 0.99, 0.995)
PENALTY = 1e-4
ROUNDS = 4
# So many answers of the data are out of reach of any spelling: another name of the same thing, or an error.
OTHER_NAMES = 0.02


class Query(NamedTuple):
    """The features of each row on the shortlist, which ID it belongs to, which IDs are right, and the query's own features."""

    rows: np.ndarray
    ids: np.ndarray
    right: np.ndarray
    none: np.ndarray


def is_fitted(query: str) -> bool:
    """Whether a query belongs to the half that is fitted on."""
    return hashlib.blake2b(query.encode(), digest_size=2).digest()[0] % 2 == 0


def collect(index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]]) -> list[Query]:
    gazetteer = translit.load([translit.Entry(id, names[0], names[1:]) for id, names in index]).gazetteer
    found = []
    for text, gold in queries:
        asked = (*forms(text), *guesses(text))
        pairs = gazetteer.near(asked)
        if not pairs:
            continue
        ids = sorted({row.id for _, row in pairs})
        place = {id: number for number, id in enumerate(ids)}
        found.append(
            Query(
                np.array([features(form, row.form, gazetteer.rarity) for form, row in pairs]),
                np.array([place[row.id] for _, row in pairs]),
                np.array([id in gold for id in ids]),
                np.array(none_features(forms(text)[-1], len(gazetteer.entries))),
            )
        )
    return found


def thinned(index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]]) -> tuple[list, list]:
    """A task with a tenth of its entries, by a hash of their IDs."""
    kept = [item for item in index if hashlib.blake2b(item[0].encode(), digest_size=2).digest()[0] % 10 == 0]
    ids = {id for id, _ in kept}
    return kept, [(text, gold & ids) for text, gold in queries]


def exact_hits(index: Sequence[tuple[str, list[str]]], queries: Sequence[tuple[str, set[str]]]) -> list[bool]:
    """Whether each mention that is an alias but for its article is right."""
    gazetteer = translit.load([translit.Entry(id, names[0], names[1:]) for id, names in index]).gazetteer
    bearers = ((gazetteer.strong.get(strong_key(text), {}), text, gold) for text, gold in queries)
    return [next(iter(ids)) in gold for ids, text, gold in bearers if len(ids) == 1 and translit.fold(text) not in gazetteer.folded]


def best_rows(query: Query, weights: np.ndarray) -> np.ndarray:
    """The features of the best row of each ID."""
    value = query.rows @ weights
    order = np.lexsort((-value, query.ids))
    first = np.unique(query.ids[order], return_index=True)[1]
    return query.rows[order[first]]


def fit(queries: list[Query], share: np.ndarray, start: np.ndarray) -> np.ndarray:
    """The parameters, features' weights first, that make the right answers likeliest; `share` weighs each query."""
    split = len(FEATURES)
    parameters = start
    for _ in range(ROUNDS):
        tables = [best_rows(query, parameters[:split]) for query in queries]
        stacked = np.vstack([np.vstack([table, np.zeros(split)]) for table in tables])
        none = np.vstack([np.vstack([np.zeros((len(table), len(NONE))), query.none]) for table, query in zip(tables, queries, strict=True)])
        design = np.hstack([stacked, none])
        right = np.concatenate([np.append(query.right, not query.right.any()) for query in queries])
        bounds = np.cumsum([0, *(len(table) + 1 for table in tables)])[:-1]

        def loss(p: np.ndarray, design: Any = design, right: Any = right, bounds: Any = bounds) -> tuple[float, np.ndarray]:
            value = design @ p
            top = np.maximum.reduceat(value, bounds)
            sizes = np.diff(np.append(bounds, len(value)))
            powers = np.exp(value - np.repeat(top, sizes))
            everything, correct = np.add.reduceat(powers, bounds), np.add.reduceat(powers * right, bounds)
            within = (1 - OTHER_NAMES) * correct / everything
            likelihood = np.log(within + OTHER_NAMES)
            slope = powers * right / np.repeat(np.maximum(correct, 1e-300), sizes) - powers / np.repeat(everything, sizes)
            gradient = (slope * np.repeat(share * within / (within + OTHER_NAMES), sizes)) @ design
            return float(-(share @ likelihood) + PENALTY * p @ p), -gradient + 2 * PENALTY * p

        parameters = minimize(loss, parameters, jac=True, method="L-BFGS-B", bounds=LIMITS, options={"maxiter": 2000}).x
    return parameters


def limits(name: str) -> tuple[float | None, float | None]:
    """A difference may not count in favour of a pair, but for those that correct another one where scripts write vowels differently."""
    if name.endswith("_across"):
        return None, None
    return (0.0, None) if name == "gain" else (None, 0.0)


LIMITS = [limits(name) for name in FEATURES] + [(None, None)] * len(NONE)


def calibrated(queries: list[Query], share: np.ndarray, parameters: np.ndarray) -> np.ndarray:
    """The parameters, scaled, and "none of them" shifted, so that the best candidate's score is the share of right ones."""
    split = len(FEATURES)
    values = [(best_rows(query, parameters[:split]) @ parameters[:split], float(query.none @ parameters[split:])) for query in queries]
    hits = np.array([query.right[int(np.argmax(value))] for query, (value, _) in zip(queries, values, strict=True)])

    def loss(p: np.ndarray) -> float:
        odds = [np.exp(p[0] * (value - value.max())).sum() + math.exp(p[0] * (none - value.max()) + p[1]) for value, none in values]
        scores = 1 / np.array(odds)
        return float(share @ (scores - hits) ** 2)

    scale, shift = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead").x
    print(f"calibrated: evidence times {scale:.3f}, none plus {shift:.3f}")
    found = parameters * scale
    found[split] += shift
    return found


def scores(query: Query, parameters: np.ndarray) -> tuple[float, bool]:
    """The best candidate's probability and whether it is right."""
    value = np.append(best_rows(query, parameters[: len(FEATURES)]) @ parameters[: len(FEATURES)], query.none @ parameters[len(FEATURES) :])
    powers = np.exp(value - value.max())
    best = int(np.argmax(powers[:-1]))
    return float(powers[best] / powers.sum()), bool(query.right[best])


def threshold(marked: list[tuple[float, bool]], precision: float) -> float:
    """The least score from which on the share of right answers, give or take its standard error, is at least the precision."""
    marked = sorted(marked, reverse=True)
    right, least = 0, 1.0
    for given, (score, hit) in enumerate(marked, 1):
        right += hit
        share = right / given
        if share + math.sqrt(precision * (1 - precision) / given) >= precision:
            least = score
    return least


def main() -> None:
    data, bench = Path(sys.argv[1]), Path(sys.argv[2])
    sys.path.insert(0, str(bench))
    import accuracy

    tasks = accuracy.tasks(data)
    by_task: dict[str, list[Query]] = {}
    hits: list[bool] = []
    for name in FITTED:
        index, queries = tasks[name]()
        half = [query for query in queries if is_fitted(query[0])]
        by_task[name] = collect(index, half)
        hits += exact_hits(index, half) if name == LINKED else []
        if name in THINNED:
            by_task[f"{name}/10"] = collect(*thinned(index, half))
        print(name, len(by_task[name]), flush=True)
    queries = [query for found in by_task.values() for query in found]
    share = np.concatenate(
        [np.full(len(found), (THIN if name.endswith("/10") else 1) / len(found) / len(by_task)) for name, found in by_task.items()]
    )
    start = np.array([0.3 if name == "gain" else -1.0 for name in FEATURES] + [0.0] * len(NONE))
    whole_tables = np.concatenate([np.full(len(found), not name.endswith("/10")) for name, found in by_task.items()])
    parameters = np.round(calibrated(queries, share * whole_tables, fit(queries, share, start)), 4)
    print(f"{len(hits)} aliases but for the article")
    marked = {name: [scores(query, parameters) for query in found] for name, found in by_task.items()}
    for name, pairs in marked.items():
        print(f"{name:16} best right {np.mean([hit for _, hit in pairs]):.3f}  mean score {np.mean([score for score, _ in pairs]):.3f}")
    # The worst task decides: who asks for a precision doesn't know which task his names are like.
    thresholds = {p: max(threshold(pairs, p) for name, pairs in marked.items() if not name.endswith("/10")) for p in PRECISIONS}
    for name, pairs in marked.items():
        print(f"{name:16} {[round(threshold(pairs, p), 3) for p in PRECISIONS]}")
    Path("translit/rules/weights.yaml").write_text(written(parameters, float(np.mean(hits)), thresholds), encoding="utf-8")


def written(parameters: np.ndarray, article: float, thresholds: dict[float, float]) -> str:
    weights = [f"{value:g}" for value in parameters]
    lines = [
        "# Written by tests/quality/fit.py; don't edit. Fitted on one half of the queries of",
        f"# {', '.join(FITTED)}.",
        "# features: what each is worth, on a log-odds scale (translit/matching/scoring.py says what each is).",
        "features:",
        *(f"  {name}: {weight}" for name, weight in zip(FEATURES, weights, strict=False)),
        "# none: the evidence that a mention is none of the candidates.",
        "none:",
        *(f"  {name}: {weight}" for name, weight in zip(NONE, weights[len(FEATURES) :], strict=True)),
        "# known: the share of the spellings of the fit that mean an entry; another one moves none of them (translit/matching/prior.py).",
        f"known: {KNOWN:g}",
        "# exact: the score that the bearers of an alias share, where the mention folds to it, and where the article differs.",
        "# reading: the most that they share where a word of kind or the like was left out first: an estimate, to be fitted.",
        f"exact: {{folded: 0.999, article: {article:.3f}, reading: 0.97}}",
        "# thresholds: precision -> the least score that reached it, give or take a standard error, on every task of the fit.",
        "thresholds:",
    ]
    least = 0.0
    for precision, score in thresholds.items():
        least = max(least, round(score, 4))
        lines.append(f"  {precision}: {least:g}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
