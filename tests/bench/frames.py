"""Measure how fast each engine resolves a column of names, beside a plain list, in the same run.

    python tests/bench/frames.py [--rows 1000000] [--write]

The table is the bundled one, compiled. The names are its aliases and, one in a thousand, made-up
spellings (an alias with two random typing errors). A made-up spelling takes as long as some
hundred aliases; more of them would hide the cost of the engines. "8,000 distinct" draws rows
evenly from so many names; "all distinct" writes aliases in random capitals, so that no two rows
are alike.

Every engine must give as many IDs as the list. The list is measured three times, at the start,
half-way and at the end, and the median counts. Processor time is that of all processes, Spark's
included, as Linux counts it; other work on the machine distorts it far less than the elapsed time.
Spark is left out if Java is missing. A million rows take some minutes.
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
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import names as made
import pandas as pd
import polars as pl
import pyarrow as pa

import translit
from translit.arrow import ColumnResolver, resolve_array
from translit.files import places

PAGE = Path(__file__).parents[2] / "docs" / "scale-out.md"
DISTINCT, MADE_UP, PARTS = 8_000, 0.001, 8
POLARS = pl.Struct({"id": pl.String, "name": pl.String, "outcome": pl.String, "score": pl.Float64})
SQL = "STRUCT(id VARCHAR, name VARCHAR, outcome VARCHAR, score DOUBLE)"
SPARK = "struct<id: string, name: string, outcome: string, score: double>"
LIST, UNREAD = "a list, one by one", "Spark, names passed on unread"
MAPPED, EXACT, UNSEEN = (
    "Spark, `mapInArrow`",
    "an exact name, µs of processor",
    "a made-up name, µs of processor",
)

# What is measured: it gives the number of IDs that it found. And an engine, with the ways to use it
# on some names and a table.
Work = Callable[[], int]
Engine = Callable[[list[str], str], Iterator[tuple[str, Work]]]


# --- names ----------------------------------------------------------------------------------------


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
    known = [
        alias
        for alias in aliases()
        if sum(letter.isascii() and letter.isalpha() for letter in alias) > 6
    ]
    found = dict.fromkeys(
        made.misspelt(dice.choice(known), dice) for _ in range(int(rows * MADE_UP))
    )
    while len(found) < rows:
        found[
            "".join(dice.choice((letter.lower, letter.upper))() for letter in dice.choice(known))
        ] = None
    return dice.sample([*found], rows)


KINDS = {f"{DISTINCT:,} distinct": repeating, "all distinct": different}


# --- engines --------------------------------------------------------------------------------------


def fresh(run: Iterator[int] = count(1)) -> translit.Policy:  # noqa: B008 (one count for all)
    """The usual policy, but for a billionth: each run asks by another one, so that no answer is
    remembered from a run before.
    """
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
        place = pl.col("name").map_batches(
            lambda names: pl.Series(resolve(names)), POLARS, is_elementwise=True
        )
        return frame.select(place.struct.unnest()).collect(engine=engine)["id"].count()

    yield "pandas", panda
    yield "Polars", lambda: polar("in-memory")
    yield "Polars, streaming", lambda: polar("streaming")


def database(names: list[str], table: str) -> Iterator[tuple[str, Work]]:
    base = duckdb.connect()
    base.register("names", pa.table({"name": names}))
    base.execute("CREATE TABLE events AS SELECT name FROM names")

    def found(query: str) -> int:
        base.create_function(
            "resolve",
            ColumnResolver(table, policy=fresh()),
            ["VARCHAR"],
            SQL,
            type="arrow",
            null_handling="special",
        )
        base.execute(f"CREATE OR REPLACE TABLE answered AS {query}")
        base.remove_function("resolve")
        return int(base.sql("SELECT count(place.id) FROM answered").fetchall()[0][0])

    joined = "SELECT name, resolve(name) AS place FROM (SELECT DISTINCT name FROM events)"
    yield "DuckDB, row by row", lambda: found("SELECT name, resolve(name) AS place FROM events")
    yield (
        "DuckDB, distinct names first",
        lambda: found(f"SELECT name, place FROM events LEFT JOIN ({joined}) USING (name)"),
    )


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

    yield MAPPED, lambda: found(by_map(events))
    yield "Spark, `arrow_udf`", lambda: found(by_function(events))
    yield (
        "Spark, distinct names first",
        lambda: found(events.join(by_map(events.distinct()), "name", "left")),
    )
    yield UNREAD, lambda: int(events.mapInArrow(lambda batches: batches, "name string").count())


def given(answers: Any) -> int:
    return len(answers) - int(answers.field("id").null_count)


# --- measuring ------------------------------------------------------------------------------------


class Cost(NamedTuple):
    """Seconds, of the clock and of the processors."""

    clock: float
    processor: float


def measured(names: list[str], table: str, engines: list[Engine]) -> dict[str, Cost]:
    """What each engine costs."""
    resolver = translit.load(table)
    wanted, lone, costs = (
        sum(map(bool, resolver.resolve_many(names))),
        list[Cost](),
        dict[str, Cost](),
    )

    def one_by_one() -> None:
        lone.append(once(lambda: [resolver.resolve(name) for name in names])[0])
        say(f"  {LIST}: {lone[-1]}")

    one_by_one()
    for number, engine in enumerate(engines):
        for label, work in engine(names, table):
            costs[label], found = once(work)
            say(f"  {label}: {costs[label]}")
            if found != (len(names) if label == UNREAD else wanted):
                sys.exit(f"{label}: {found} IDs, where a list gives {wanted}")
        if number in (1, len(engines) - 1):
            one_by_one()
    return {LIST: Cost(*map(statistics.median, zip(*lone, strict=True))), **costs}


def once(work: Callable[[], Any]) -> tuple[Cost, Any]:
    gc.collect()
    start, before = time.perf_counter(), spent()
    found = work()
    return Cost(time.perf_counter() - start, spent() - before), found


def spent() -> float:
    """The processor seconds of this process and of all that descend from it."""
    parents, seconds = dict[int, int](), dict[int, float]()
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            fields = path.read_text("utf-8").rpartition(")")[2].split()
            parents[int(path.parent.name)] = int(fields[1])
            seconds[int(path.parent.name)] = sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")
    kin, found = set[int](), {os.getpid()}
    while found:
        kin |= found
        found = {pid for pid, parent in parents.items() if parent in kin} - kin
    return sum(seconds.get(pid, 0.0) for pid in kin)


def started(table: str) -> dict[str, float]:
    """Start Spark; the seconds until it stands, and until workers have opened the table for the
    first rows.
    """
    os.environ["PYSPARK_PYTHON"] = sys.executable
    os.environ["PYTHONPATH"] = str(Path(translit.__file__).parents[1])

    def start() -> Any:
        from pyspark.sql import SparkSession

        session = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.memory", "4g")
        )
        return (
            session.config("spark.sql.shuffle.partitions", PARTS)
            .config("spark.log.level", "OFF")
            .getOrCreate()
        )

    def first() -> int:
        from pyspark import SparkFiles

        spark.sparkContext.addFile(table)
        rows, file = spark.createDataFrame([("Ramouseh",)] * 100, "name string"), Path(table).name
        answered = rows.mapInArrow(
            lambda each: (
                b.append_column("a", ColumnResolver(SparkFiles.get(file))(b["name"])) for b in each
            ),
            form,
        )
        return len(answered.collect())

    form = f"name string, a {SPARK}"
    up, spark = once(start)
    return {"Spark starts": up.clock, "the first hundred rows": once(first)[0].clock}


def costs(table: str) -> dict[str, float]:
    """What sizing needs: the microseconds of an exact name, and of one that no table holds."""
    resolver, dice = translit.load(table), random.Random(3)
    known = aliases()
    wrong = [made.misspelt(alias, dice) for alias in dice.sample(known, 2000)]
    resolver.resolve_many([*known[:100], *wrong[:100]])
    exact, unseen = (
        once(lambda some=some: [resolver.resolve(name) for name in some])[0].processor
        for some in (known, wrong)
    )
    return {EXACT: 1e6 * exact / len(known), UNSEEN: 1e6 * unseen / len(wrong)}


def report(rows: int, kinds: dict[str, dict[str, Cost]], others: dict[str, float]) -> list[str]:
    """The figures as tables of Markdown."""
    lines = list[str]()
    for kind, costs in kinds.items():
        lines += [
            (
                f"| {rows:,} rows, {kind} | rows a second | times the list | µs of processor a row"
                " | times the list |"
            ),
            "|---|--:|--:|--:|--:|",
        ]
        for label, (clock, processor) in costs.items():
            times = costs[LIST].clock / clock, costs[LIST].processor / processor
            lines.append(
                f"| {label} | {rows / clock:,.0f} | {times[0]:.2f} | {1e6 * processor / rows:.2f} |"
                f" {times[1]:.2f} |"
            )
        lines.append("")
    engines = ("pyarrow", "pandas", "polars", "duckdb", "pyspark")
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in engines)
    lines += [
        f"Measured with Python {platform.python_version()}, {versions}.",
        "",
        "| also measured | |",
        "|---|--:|",
    ]
    lines += [
        f"| {label} | {value:,.{1 if value < 100 else 0}f} |" for label, value in others.items()
    ]
    repeated = next(iter(kinds.values()))
    return (
        [*lines, "", *sized(repeated[MAPPED].processor / rows, others)]
        if MAPPED in repeated
        else lines
    )


def sized(row: float, others: dict[str, float]) -> list[str]:
    """What a billion rows take in Spark, by how many names there are and how many of them no
    table holds.
    """
    shares = {"all in the table": 0.0, "1 in 100 unseen": 0.01, "1 in 10 unseen": 0.1}
    lines = [
        f"| core hours for a billion rows | {' | '.join(shares)} |",
        "|---|" + "--:|" * len(shares),
    ]
    for names in (10**6, 10**7, 10**8, 10**9):
        micros = (
            names * ((1 - share) * others[EXACT] + share * others[UNSEEN])
            for share in shares.values()
        )
        lines.append(
            f"| {names:,} distinct names |"
            f" {' | '.join(f'{(1e9 * row + each / 1e6) / 3600:,.1f}' for each in micros)} |"
        )
    return lines


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument(
        "--write", action="store_true", help="put the tables into docs/scale-out.md"
    )
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
        page = re.sub(
            r"<!-- frames -->.*?<!-- end of frames -->",
            lambda _: block,
            PAGE.read_text("utf-8"),
            flags=re.DOTALL,
        )
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
