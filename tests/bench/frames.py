"""How fast a column of names is resolved in each engine, beside a plain list one by one, in the same run.

    python tests/bench/frames.py [--rows 1000000] [--write]

The table is the bundled one, compiled. The names are its aliases and, one in a thousand, made-up spellings (an alias with two random
typing errors): one of these takes as long as some hundred aliases, and would drown what the engines add. "8,000 distinct" draws rows
evenly from so many names; "all distinct" writes aliases in random capitals, so that no two rows are alike.

Every engine must give as many IDs as the list. Each is measured twice, and the list three times, first, half-way and last; the best
time of each counts, since the machine may be doing other things. Spark is left out where Java isn't there. Ten minutes with a
million rows.
"""

from __future__ import annotations

import argparse
import gc
import importlib.metadata
import os
import platform
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import duckdb
import names as made
import pandas as pd
import polars as pl
import pyarrow as pa

import translit
from translit import places
from translit.arrow import ColumnResolver, resolve_array

PAGE = Path(__file__).parents[2] / "docs" / "scale-out.md"
DISTINCT, MADE_UP, PARTS = 8_000, 0.001, 8
POLARS = pl.Struct({"id": pl.String, "name": pl.String, "outcome": pl.String, "score": pl.Float64})
SQL = "STRUCT(id VARCHAR, name VARCHAR, outcome VARCHAR, score DOUBLE)"
SPARK = "struct<id: string, name: string, outcome: string, score: double>"
LIST, UNREAD = "a list, one by one", "Spark, names passed on unread"
WORKER, EXACT, UNSEEN = "Spark, one worker", "an exact name, µs", "a made-up name, µs"

# What is measured: it gives the number of IDs that it found. And an engine, with the ways to use it on some names and a table.
Work = Callable[[], int]
Engine = Callable[[list[str], str], Iterator[tuple[str, Work]]]


# --- names ---------------------------------------------------------------------------------------------------------------


def aliases() -> list[str]:
    entries = translit.load().entries.values()
    return sorted({alias for entry in entries for alias in (entry.name, *entry.aliases)})


def repeating(rows: int) -> list[str]:
    """Rows that are drawn from few names."""
    dice, known = random.Random(1), aliases()
    wrong = [made.misspelt(alias, dice) for alias in dice.sample(known, int(DISTINCT * MADE_UP))]
    return dice.choices([*wrong, *dice.sample(known, DISTINCT - len(wrong))], k=rows)


def different(rows: int) -> list[str]:
    """Rows of which no two are alike."""
    dice = random.Random(2)
    known = [alias for alias in aliases() if sum(letter.isascii() and letter.isalpha() for letter in alias) > 6]
    found = dict.fromkeys(made.misspelt(dice.choice(known), dice) for _ in range(int(rows * MADE_UP)))
    while len(found) < rows:
        found["".join(dice.choice((letter.lower, letter.upper))() for letter in dice.choice(known))] = None
    return dice.sample([*found], rows)


KINDS = {f"{DISTINCT:,} distinct": repeating, "all distinct": different}


# --- engines -------------------------------------------------------------------------------------------------------------


def fresh(run: Iterator[int] = count(1)) -> translit.Policy:  # noqa: B008 (one count for all)
    """A policy of its own, that asks no more than a name's breadth: by it nothing is remembered from another run."""
    return translit.Policy(margin=0.1 + next(run) * 1e-9)


def lists(names: list[str], table: str) -> Iterator[tuple[str, Work]]:
    resolver, column = translit.load(table), pa.array(names)
    yield "a list, `resolve_many`", lambda: sum(map(bool, resolver.resolve_many(names)))
    yield "pyarrow", lambda: given(resolve_array(column, resolver))


def frames(names: list[str], table: str) -> Iterator[tuple[str, Work]]:
    series, frame = pd.Series(names), pl.LazyFrame({"name": names})

    def panda() -> int:
        answers = ColumnResolver(table, policy=fresh())(series)
        return int(pa.Table.from_struct_array(answers).to_pandas()["id"].count())

    def polar(engine: Any) -> int:
        resolve = ColumnResolver(table, policy=fresh())
        place = pl.col("name").map_batches(lambda names: pl.Series(resolve(names)), POLARS, is_elementwise=True)
        return frame.select(place.struct.unnest()).collect(engine=engine)["id"].count()

    yield "pandas", panda
    yield "Polars", lambda: polar("in-memory")
    yield "Polars, streaming", lambda: polar("streaming")


def database(names: list[str], table: str) -> Iterator[tuple[str, Work]]:
    base = duckdb.connect()
    base.register("names", pa.table({"name": names}))
    base.execute("CREATE TABLE events AS SELECT name FROM names")

    def found(query: str) -> int:
        base.create_function("resolve", ColumnResolver(table, policy=fresh()), ["VARCHAR"], SQL, type="arrow", null_handling="special")
        base.execute(f"CREATE OR REPLACE TABLE answered AS {query}")
        base.remove_function("resolve")
        return int(base.sql("SELECT count(place.id) FROM answered").fetchall()[0][0])

    joined = "SELECT name, resolve(name) AS place FROM (SELECT DISTINCT name FROM events)"
    yield "DuckDB, row by row", lambda: found("SELECT name, resolve(name) AS place FROM events")
    yield "DuckDB, distinct names first", lambda: found(f"SELECT name, place FROM events LEFT JOIN ({joined}) USING (name)")


def cluster(names: list[str], table: str) -> Iterator[tuple[str, Work]]:
    """Spark, over rows that it holds in memory."""
    from pyspark import SparkFiles
    from pyspark.sql import SparkSession
    from pyspark.sql.functions import arrow_udf
    from pyspark.sql.functions import count as counted

    spark = SparkSession.builder.getOrCreate()
    spark.catalog.clearCache()
    events = spark.createDataFrame(pa.table({"name": names})).repartition(PARTS).cache()
    events.count()
    file = Path(table).name

    def by_map(frame: Any) -> Any:
        policy = fresh()

        def resolved(batches: Any) -> Any:
            resolve = ColumnResolver(SparkFiles.get(file), policy=policy)
            for batch in batches:
                yield batch.append_column("place", resolve(batch["name"]))

        return frame.mapInArrow(resolved, f"name string, place {SPARK}")

    def by_function(frame: Any) -> Any:
        policy = fresh()

        @arrow_udf(SPARK)
        def resolve(names: pa.Array) -> pa.Array:
            return ColumnResolver(SparkFiles.get(file), policy=policy)(names)

        return frame.withColumn("place", resolve("name"))

    def found(answered: Any) -> int:
        return int(answered.agg(counted("place.id")).first()[0])

    yield "Spark, `mapInArrow`", lambda: found(by_map(events))
    yield "Spark, `arrow_udf`", lambda: found(by_function(events))
    yield "Spark, distinct names first", lambda: found(events.join(by_map(events.distinct()), "name", "left"))
    yield WORKER, lambda: found(by_map(events.coalesce(1)))
    yield UNREAD, lambda: int(events.mapInArrow(lambda batches: batches, "name string").count())


def given(answers: Any) -> int:
    return len(answers) - int(answers.field("id").null_count)


# --- measuring -----------------------------------------------------------------------------------------------------------


def measured(names: list[str], table: str, engines: list[Engine]) -> dict[str, float]:
    """The seconds of each engine."""
    resolver = translit.load(table)
    wanted, lone, seconds = sum(map(bool, resolver.resolve_many(names))), list[float](), {LIST: 0.0}

    def one_by_one() -> int:
        return len([resolver.resolve(name) for name in names])

    lone.append(once(one_by_one)[0])
    for number, engine in enumerate(engines):
        for label, work in engine(names, table):
            runs = [once(work) for _ in range(2)]
            seconds[label] = min(taken for taken, _ in runs)
            say(f"  {label}: {', '.join(f'{taken:.2f}' for taken, _ in runs)} s")
            if any(found != (len(names) if label == UNREAD else wanted) for _, found in runs):
                sys.exit(f"{label}: {runs[0][1]} IDs, where a list gives {wanted}")
        if number in (1, len(engines) - 1):
            lone.append(once(one_by_one)[0])
    say(f"  {LIST}: {', '.join(f'{taken:.2f}' for taken in lone)} s")
    return {**seconds, LIST: min(lone)}


def once(work: Callable[[], Any]) -> tuple[float, Any]:
    gc.collect()
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


def started(table: str) -> dict[str, float]:
    """Start Spark; the seconds until it stands, and until workers have opened the table for the first rows."""
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = str(Path(translit.__file__).parents[1])

    def start() -> Any:
        from pyspark.sql import SparkSession

        session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").config("spark.driver.memory", "4g")
        return session.config("spark.sql.shuffle.partitions", PARTS).config("spark.log.level", "OFF").getOrCreate()

    def first() -> int:
        from pyspark import SparkFiles

        spark.sparkContext.addFile(table)
        rows, file = spark.createDataFrame([("Ramouseh",)] * 100, "name string"), Path(table).name
        answered = rows.mapInArrow(lambda each: (b.append_column("a", ColumnResolver(SparkFiles.get(file))(b["name"])) for b in each), form)
        return len(answered.collect())

    form = f"name string, a {SPARK}"
    up, spark = once(start)
    return {"Spark starts": up, "the first hundred rows": once(first)[0]}


def costs(table: str) -> dict[str, float]:
    """What sizing needs: the microseconds of an exact name, and of one that no table holds."""
    resolver, dice = translit.load(table), random.Random(3)
    known = aliases()
    wrong = [made.misspelt(alias, dice) for alias in dice.sample(known, 2000)]
    resolver.resolve_many([*known[:100], *wrong[:100]])
    seconds = [min(once(lambda some=some: [resolver.resolve(name) for name in some])[0] for _ in range(3)) for some in (known, wrong)]
    return {EXACT: 1e6 * seconds[0] / len(known), UNSEEN: 1e6 * seconds[1] / len(wrong)}


def report(rows: int, kinds: dict[str, dict[str, float]], others: dict[str, float]) -> list[str]:
    """The figures as tables of Markdown."""
    repeated = next(iter(kinds.values()))
    heads = " | ".join(f"{kind}: rows/s | times the list" for kind in kinds)
    labels = dict.fromkeys(label for seconds in kinds.values() for label in seconds)
    lines = [f"| {rows:,} rows | {heads} |", "|---|" + "--:|--:|" * len(kinds)]
    for label in labels:
        cells = (f"{rows / seconds[label]:,.0f} | {seconds[LIST] / seconds[label]:.2f}" for seconds in kinds.values())
        lines.append(f"| {label} | {' | '.join(cells)} |")
    engines = ("pyarrow", "pandas", "polars", "duckdb", "pyspark")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in engines)
    lines += ["", f"Measured with Python {platform.python_version()}, {versions}.", "", "| also measured | |", "|---|--:|"]
    lines += [f"| {label} | {value:,.{1 if value < 100 else 0}f} |" for label, value in others.items()]
    return [*lines, "", *sized(rows, repeated, others)] if WORKER in repeated else lines


def sized(rows: int, seconds: dict[str, float], others: dict[str, float]) -> list[str]:
    """What a billion rows take in Spark, by how many names there are and how many of them no table holds."""
    row, exact, unseen = 1e6 * seconds[WORKER] / rows, others[EXACT], others[UNSEEN]
    shares = {"all in the table": 0.0, "1 in 100 unseen": 0.01, "1 in 10 unseen": 0.1}
    lines = [f"| core hours for a billion rows | {' | '.join(shares)} |", "|---|" + "--:|" * len(shares)]
    for names in (10**6, 10**7, 10**8, 10**9):
        hours = ((1e9 * row + names * ((1 - share) * exact + share * unseen)) / 3.6e9 for share in shares.values())
        lines.append(f"| {names:,} distinct names | {' | '.join(f'{each:,.1f}' for each in hours)} |")
    return lines


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--write", action="store_true", help="put the tables into docs/scale-out.md")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = f"{folder}/bundled.translit"
        translit.compile(*places.bundled(), to=table)
        others, engines = costs(table), [lists, frames, database]
        if shutil.which("java"):
            others |= {f"{label}, s": seconds for label, seconds in started(table).items()}
            engines.append(cluster)
        kinds = {}
        for kind, names_of in KINDS.items():
            say(kind)
            kinds[kind] = measured(names_of(args.rows), table, engines)
    lines = report(args.rows, kinds, others)
    print("\n".join(lines))
    if args.write:
        block = "\n".join(["<!-- frames -->", "", *lines, "", "<!-- end of frames -->"])
        page = re.sub(r"<!-- frames -->.*?<!-- end of frames -->", lambda _: block, PAGE.read_text("utf-8"), flags=re.DOTALL)
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
