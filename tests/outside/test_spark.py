"""On Spark, with two workers of its own on this machine, a column answers byte for byte as
resolve_many does.

    python -m pytest tests/outside/test_spark.py

It needs PySpark and Java, and takes about a minute.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import translit

pytestmark = [
    pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark isn't installed"),
    pytest.mark.skipif(
        shutil.which("java") is None and "JAVA_HOME" not in os.environ,
        reason="Java isn't installed",
    ),
]

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "scale-out.md").read_text("utf-8")
MAP, FUNCTION = re.findall(
    r"^```py\n(.*?)^```$",
    PAGE.partition("\n## Spark\n")[2].partition("\n## ")[0],
    re.MULTILINE | re.DOTALL,
)
ROWS, TASKS = 20_000, 8


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The theme's tables, compiled, in the folder where the page's lines look for them."""
    path = tmp_path_factory.mktemp("spark") / "places.translit"
    translit.compile(ROOT / "aliases" / "syria", to=path)
    return path


@pytest.fixture(scope="module")
def spark(table: Path) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(table.parent)
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", str(ROOT))
        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .getOrCreate()
        )
        yield session
        session.stop()


@pytest.fixture(scope="module")
def names(table: Path) -> list[str | None]:
    """Aliases as they are and in capitals, some misspelt, in many scripts, and nulls; most come
    more than once.
    """
    dice, entries = random.Random(1), translit.load(table).entries.values()
    aliases = [alias for entry in entries for alias in (entry.name, *entry.aliases)]
    misspelt = [alias[:3] + alias[4:] for alias in dice.sample(aliases, 200)]
    return dice.choices([None, "", "🏴", *misspelt, *aliases, *map(str.upper, aliases)], k=ROWS)


@pytest.fixture(scope="module")
def events(spark: Any, names: list[str | None]) -> Any:
    return spark.createDataFrame([(name,) for name in names], "name string").repartition(TASKS)


@pytest.fixture(scope="module")
def expected(table: Path, names: list[str | None]) -> dict[str | None, str]:
    """What resolve_many gives each name, written out: the digits of a score are as many as tell
    it from any other.
    """
    given = [name for name in names if name is not None]
    answers = translit.load(table).resolve_many(given, type="place")
    return {None: "None"} | {
        each.mention: repr((each.id, each.name, str(each.outcome), each.score)) for each in answers
    }


def lines(block: str, spark: Any, events: Any) -> dict[str, Any]:
    """What there is after the page's lines have run."""
    names = {"__name__": "__main__", "spark": spark, "events": events}
    exec(block, names)
    return names


def by_map(spark: Any, events: Any) -> Any:
    return lines(MAP, spark, events)["answered"]


def by_function(spark: Any, events: Any) -> Any:
    return lines(MAP + FUNCTION, spark, events)["answered"]


def by_distinct_names(spark: Any, events: Any) -> Any:
    return events.join(by_map(spark, events.select("name").distinct()), "name", "left")


@pytest.mark.parametrize("way", [by_map, by_function, by_distinct_names])
def test_spark_answers_byte_for_byte(
    spark: Any,
    events: Any,
    names: list[str | None],
    expected: dict[str | None, str],
    way: Callable[[Any, Any], Any],
) -> None:
    """Every row, nulls too, by the lines of the page."""
    found = [
        (row["name"], repr(row["place"] and tuple(row["place"])))
        for row in way(spark, events).collect()
    ]
    wanted = [(name, expected[name]) for name in names]
    assert sorted(map(repr, found)) == sorted(map(repr, wanted))
    assert "FUZZY" in str(wanted)
    assert None in names


def test_nulls_are_null_in_sql(
    spark: Any, events: Any, names: list[str | None], expected: dict[str | None, str]
) -> None:
    """No empty ID and no score of 0 stands where there is no answer."""
    by_map(spark, events).createOrReplaceTempView("answered")
    counts = spark.sql(
        "SELECT count(*), count(place), count(place.score), count(place.id), count_if(place.id ="
        " '') FROM answered"
    )
    some = [name for name in names if name is not None]
    given = sum(not expected[name].startswith("(None") for name in some)
    assert tuple(counts.first()) == (ROWS, len(some), len(some), given, 0)


def test_a_worker_maps_the_table_once(spark: Any, events: Any) -> None:
    """However many tasks come its way, and though each makes a ColumnResolver of its own."""
    resolved = lines(MAP, spark, events)["resolved"]

    def opened(batches: Any) -> Any:
        import pyarrow as pa

        from translit import arrow

        for _ in resolved(batches):
            pass
        yield pa.RecordBatch.from_pydict(
            {"worker": [os.getpid()], "opened": [arrow._opened.cache_info().misses]}
        )

    rows = events.mapInArrow(opened, "worker long, opened long").collect()
    assert len(rows) == TASKS
    assert len({row["worker"] for row in rows}) < TASKS
    assert {row["opened"] for row in rows} == {1}
