"""Fit what the evidence for a pair of names out of a list says of it, and write
translit/knowledge/clusters.yaml.

    python tests/quality/clusters.py DATA        e.g. ../shared/data

Fitted by logistic regression, with a small quadratic penalty, on the pairs that
translit/match/neighbours.py finds near among the names of SETS, at several sizes, all names and
those in Latin letters alone, which count the same; all of the half `fit` (tests/bench/cluster.py).
Then it prints how F1 goes with `least` on that half, from which LEAST in translit/uses/cluster.py
was chosen.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import numpy as np
from scipy.optimize import minimize

import translit
from translit.language.split import strong_key
from translit.match import neighbours

sys.path.insert(0, str(Path(__file__).parents[1] / "bench"))
from cluster import SETS as FILES
from cluster import measured, sample

SETS = {"syria": (3000, 5000), "wof_iq": (3000, 10_000, 40_000)}
PENALTY = 1e-4
# The evidence for an absurd pair says how absurd it is, and no more.
ABSURD = -8.0
PLAIN = neighbours._Weights(1.0, 0.0, (0.0,) * len(neighbours.KINDS))


def rows(path: Path, size: int, latin_only: bool) -> tuple[np.ndarray, np.ndarray]:
    """What the log-odds of each near pair are made of, and whether it is one name."""
    names, pairs = sample(path, "fit", size, latin_only)
    keys = sorted({strong_key(name) for name in names})
    place = {key: number for number, key in enumerate(keys)}
    right = {tuple(sorted((place[strong_key(a)], place[strong_key(b)]))) for a, b in pairs}
    with (
        mock.patch.object(neighbours, "_weights", return_value=PLAIN),
        mock.patch.object(neighbours, "MOST", math.inf),
    ):
        near = neighbours.Neighbours([(key,) for key in keys])
        links = near.links(-math.inf)
    scripts = [
        forms[0].script if (forms := near._forms(number)) else "" for number in range(len(keys))
    ]
    made = np.zeros((len(links), 2 + len(neighbours.KINDS)))
    for row, ((one, other), value) in zip(made, links.items(), strict=True):
        row[0], row[1] = max(value, ABSURD), math.log10(max(len(keys), neighbours.FEWEST))
        row[2 + neighbours.kind(scripts[one], scripts[other])] = 1.0
    return made, np.array([pair in right for pair in links], float)


def fitted(parts: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """The weights that maximise the likelihood, the parts counting the same."""

    def loss(weights: np.ndarray) -> float:
        said = [(made @ weights, right) for made, right in parts]
        return (
            sum(np.mean(np.logaddexp(0, odds) - odds * right) for odds, right in said)
            + PENALTY * weights @ weights
        )

    return minimize(loss, np.zeros(parts[0][0].shape[1]), method="L-BFGS-B").x


def text(weights: np.ndarray) -> Iterator[str]:
    kinds = ", ".join(
        f"{name}: {value:.4g}" for name, value in zip(neighbours.KINDS, weights[2:], strict=True)
    )
    yield (
        "# Written by tests/quality/clusters.py; don't edit. Fitted on one half of the things of"
        " dev_syria_linked and entities_wof_iq.\n"
    )
    yield (
        "# log_odds: what the log-odds of two names out of a list are made of"
        " (translit/match/neighbours.py says what each is).\n"
    )
    yield (
        f"log_odds:\n  evidence: {weights[0]:.4g}\n  names: {weights[1]:.4g}\n  kinds:"
        f" {{{kinds}}}\n"
    )


def main(data: Path) -> None:
    asked = [
        (FILES[name], size, latin_only)
        for name, sizes in SETS.items()
        for size in sizes
        for latin_only in (False, True)
    ]
    parts = [rows(data / f"{file}.jsonl", size, latin_only) for file, size, latin_only in asked]
    written = "".join(text(fitted(parts)))
    Path(translit.__file__).with_name("knowledge").joinpath("clusters.yaml").write_text(
        written, "utf-8"
    )
    print(written)
    neighbours.rules.cache_clear()
    neighbours._weights.cache_clear()
    for name in SETS:
        for latin_only in (False, True):
            names, pairs = sample(data / f"{FILES[name]}.jsonl", "fit", 6000, latin_only)
            for least in (0.3, 0.4, 0.5, 0.6, 0.7):
                figures = measured(translit.cluster(names, least=least), pairs)
                print(
                    name,
                    "latin" if latin_only else "all",
                    least,
                    *(f"{figure:.3f}" for figure in figures),
                    flush=True,
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
