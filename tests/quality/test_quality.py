"""Ability, apart from correctness: how many unseen spellings are found, on a small sample, with
floors.

The sample is the bundled twin of larger measurements (docs/accuracy.md), and an alarm, not a
measurement: some of its words are among those that knowledge/channels/ was learnt from. A floor lies
less than a point under what was reached when it was set; who passes it by much should raise it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import translit
from translit import Entry, Resolver
from translit.language.form import forms
from translit.match.another import another_word

SAMPLE = [
    line.split("\t")
    for line in (Path(__file__).parents[1] / "quality" / "names_sample.tsv")
    .read_text("utf-8")
    .splitlines()
    if line[0] != "#"
]

# Script -> the least share of first candidates that are right, of given IDs that are right, and of
# answers that are given; and how far, at most, scores and shares of right answers may be apart
# (expected calibration error, ten bins).
FLOORS = {
    "arabic": (0.975, 0.985, 0.845, 0.067),
    "russian": (0.967, 0.987, 0.895, 0.055),
    "japanese": (0.93, 0.985, 0.756, 0.11),
}


def sample(script: str) -> list[tuple[str, str]]:
    return [(english, native) for kind, english, native in SAMPLE if kind == script]


def table(script: str) -> Resolver:
    """Three in four of the English words; the others are not in the table."""
    return translit.load(
        [
            Entry(word, word)
            for word in sorted({english for english, _ in sample(script)})
            if hash_of(word) % 4
        ]
    )


def hash_of(word: str) -> int:
    return sum(map(ord, word))


@pytest.mark.parametrize("script", FLOORS)
def test_unseen_spellings_are_found(script: str) -> None:
    resolver = table(script)
    found = [(resolver.resolve(native), english) for english, native in sample(script)]
    known = [(answer, english) for answer, english in found if english in resolver.entries]
    first = sum(
        answer.candidates[:1] != () and answer.candidates[0].id == english
        for answer, english in known
    ) / len(known)
    given = [answer.id == english for answer, english in found if answer]
    right = sum(given)
    assert first >= FLOORS[script][0]
    assert right / len(given) >= FLOORS[script][1]
    assert right / len(known) >= FLOORS[script][2]
    assert (
        calibration_error(
            [
                (answer.score, bool(answer.candidates) and answer.candidates[0].id == english)
                for answer, english in found
            ]
        )
        <= FLOORS[script][3]
    )


def test_spellings_of_one_name_are_never_two_names() -> None:
    """What is known of names of people and of surnames tells none of the pairs apart."""
    told = [
        (english, native)
        for _, english, native in SAMPLE
        for one, other in zip(forms(english)[0].words, forms(native)[0].words, strict=False)
        if another_word(one, other)
    ]
    assert not told


def calibration_error(judged: list[tuple[float, bool]]) -> float:
    """The mean distance between score and share of right answers in ten bins of scores, weighted
    by their size.
    """
    bins: dict[int, list[tuple[float, bool]]] = {}
    for score, hit in judged:
        bins.setdefault(min(9, int(score * 10)), []).append((score, hit))
    return sum(abs(sum(score - hit for score, hit in each)) for each in bins.values()) / len(judged)
