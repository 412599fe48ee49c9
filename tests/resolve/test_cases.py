"""Labelled mentions against the bundled tables: in the wild, synthetic, negative, and those
known to fail.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import translit
from translit import Resolution

CASES = Path(__file__).parents[1] / "cases"


def cases(name: str) -> list[Any]:
    """The cases of a file; every value is a string."""
    told = yaml.load((CASES / f"{name}.yaml").read_text("utf-8"), yaml.BaseLoader)
    return [
        pytest.param(
            case, id=" ".join(case[key] for key in ("mention", "type", "within") if key in case)
        )
        for case in told
    ]


def ask(case: dict[str, str]) -> Resolution:
    return translit.resolve(case["mention"], type=case.get("type"), within=case.get("within"))


@pytest.mark.parametrize("case", [*cases("in_the_wild"), *cases("synthetic"), *cases("negative")])
def test_a_case_gets_its_answer(case: dict[str, str]) -> None:
    """The ID and the outcome are those of the file, and the steps replay."""
    found = ask(case)
    assert (found.id or "NIL", found.outcome) == (case["id"], case.get("outcome", found.outcome)), (
        found.explain()
    )
    assert translit.replay(found.mention, found.steps) == found.form


@pytest.mark.parametrize("case", cases("known_failures"))
@pytest.mark.xfail(strict=True, reason="known: see tests/cases/known_failures.yaml")
def test_a_known_failure_still_fails(case: dict[str, str]) -> None:
    assert (ask(case).id or "NIL") == case["id"]


def test_every_case_is_told_once_and_says_why() -> None:
    told = [
        param.values[0]
        for name in ("in_the_wild", "synthetic", "negative", "known_failures")
        for param in cases(name)
    ]
    questions = [(case["mention"], case.get("type"), case.get("within")) for case in told]
    assert len(set(questions)) == len(questions)
    assert all(case["label"] for case in told)
    assert all(
        set(case) <= {"mention", "type", "within", "id", "outcome", "label"} for case in told
    )
    assert {case["id"] for case in told} <= {*translit.load().entries, "NIL"}
