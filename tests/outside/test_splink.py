"""The lines of docs/splink.md, with Splink itself, and the figures on that page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from people import COLUMNS, lists

import translit

splink: Any = pytest.importorskip("splink", reason="needs Splink")
PAGE = (Path(__file__).parents[2] / "docs" / "splink.md").read_text("utf-8")
BLOCKS = re.findall(r"^```py\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ROW = re.compile(r"^\| (.+?) \| (\d+) \| (\.\d+|1\.0+) \| (\.\d+|1\.0+) \|$", re.MULTILINE)
ALONE, MEANT, ROMANISED, UNIDECODED = (how for how, *_ in ROW.findall(PAGE))
Pairs = set[tuple[str, str]]


@pytest.fixture(scope="module")
def names() -> dict[str, Any]:
    """What the lines of the page leave behind."""
    import pandas as pd

    found: dict[str, Any] = {
        name: pd.DataFrame(rows, columns=COLUMNS)
        for name, rows in zip(("register", "camp"), lists(), strict=True)
    }
    exec("".join(BLOCKS), found)
    return found


def alone(names: dict[str, Any]) -> Pairs:
    """The pairs that the IDs of translit give by themselves."""
    rows = defaultdict(list)
    for id, name in zip(names["register"]["unique_id"], names["register"]["name"], strict=True):
        rows[name].append(id)
    given = zip(names["camp"]["unique_id"], names["answers"], strict=True)
    return {(id, other) for id, answer in given if answer for other in rows[answer.id]}


def by_letters(names: dict[str, Any], latin: Callable[[str], str]) -> Pairs:
    """The pairs of the same model, in which the Latin letters of names are compared."""
    import pyarrow as pa

    database = splink.DuckDBAPI()
    tables = []
    for table, frame in ((names["left"], names["register"]), (names["right"], names["camp"])):
        letters = [latin(name).lower() for name in frame["name"]]
        tables.append(database.register(table.append_column("latin", pa.array(letters))))
    name = names["cl"].JaroWinklerAtThresholds("latin", [0.92, 0.85, 0.75])
    settings = splink.SettingsCreator(
        link_type="link_only",
        comparisons=[name, names["born"], names["cl"].ExactMatch("town")],
        blocking_rules_to_generate_predictions=["true"],
    )
    inside = {**names, "settings": settings, "left": tables[0], "right": tables[1]}
    training = BLOCKS[-1].partition("linker = ")[2]
    training = training.replace("database.register(left), database.register(right)", "left, right")
    exec(f"linker = {training}", inside)
    return pairs(inside["linked"])


def pairs(linked: Any) -> Pairs:
    """The rows that were linked, that of the list in Arabic first."""
    both = zip(linked["unique_id_l"], linked["unique_id_r"], strict=True)
    return {(min(pair), max(pair)) for pair in both}


def figures(found: Pairs, names: dict[str, Any]) -> tuple[int, float, float]:
    """How many pairs there are, and the shares of them that are right, and of all people."""
    right = sum(one[1:] == other[1:] for one, other in found)
    return len(found), right / len(found), right / len(known(names))


def known(names: dict[str, Any]) -> set[str]:
    """The numbers of the people who are in both lists."""
    ids: Iterable[Any] = (names[name]["unique_id"] for name in ("register", "camp"))
    one, other = ({id[1:] for id in column} for column in ids)
    return one & other


def test_the_figures_are_those_of_the_page(names: dict[str, Any]) -> None:
    """To a hundredth, and two pairs: EM ends where its steps get small."""
    from unidecode import unidecode

    found = {
        ALONE: alone(names),
        MEANT: pairs(names["linked"]),
        ROMANISED: by_letters(names, translit.romanise),
        UNIDECODED: by_letters(names, unidecode),
    }
    told = {how: (int(n), float(right), float(all)) for how, n, right, all in ROW.findall(PAGE)}
    for how, linked in found.items():
        now = figures(linked, names)
        print(how, *now)
        assert now[0] == pytest.approx(told[how][0], abs=2)
        assert now[1:] == pytest.approx(told[how][1:], abs=0.01)


def test_the_lists_are_those_of_the_page(names: dict[str, Any]) -> None:
    said = f"with {len(names['register'])} people, and a list in Arabic with {len(names['camp'])}"
    assert f"{said}, of whom {len(known(names))} are in the register" in PAGE
