"""Names in SQL: each function says what the resolver says, for whatever a cell may hold."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from commands import RESOLVER
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry, EntryError, Policy
from translit.doors.plain import answers
from translit.sqlite import register

NAMES = ["Ramousa", "Ramouseh", "الراموسة", "Halab", "Ramouna", "qwrt", ""]
DATABASE = sqlite3.connect(":memory:")
register(DATABASE, RESOLVER)


@pytest.fixture
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    yield connection
    connection.close()


def one(database: sqlite3.Connection, query: str, *values: Any) -> Any:
    return database.execute(query, values).fetchone()


@given(st.sampled_from(NAMES) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_a_name_has_the_answer_of_resolve(name: str) -> None:
    answer = RESOLVER.resolve(name)
    id, score, whole = one(
        DATABASE, "SELECT translit_id(?1), translit_score(?1), translit_resolve(?1)", name
    )
    assert (id, score) == (answer.id, answer.score)
    assert json.loads(whole) == answers.answer(answer)


@given(st.none() | st.binary(max_size=4) | st.integers(-9, 99999) | st.floats(allow_nan=False))
def test_other_cells_stop_no_query(value: Any) -> None:
    """NULL and blobs have no answer; a number is the text of it."""
    found = one(DATABASE, "SELECT translit_id(?1), translit_score(?1), translit_resolve(?1)", value)
    if isinstance(value, int | float):
        assert found[0] == RESOLVER.resolve(str(value)).id
    else:
        assert found == (None, None, None)


def test_candidates_are_rows() -> None:
    """Best first, with the columns that `json_each` takes from them."""
    rows = DATABASE.execute(
        "SELECT value ->> 'id', value ->> 'score' FROM json_each(translit_resolve('Ramouna'),"
        " '$.candidates')"
    ).fetchall()
    assert rows == [(each.id, each.score) for each in RESOLVER.resolve("Ramouna").candidates]


def test_hints_and_policy_hold_for_all_names(database: sqlite3.Connection) -> None:
    """And two resolvers stand in one connection by their prefixes."""
    towns = translit.load([Entry("ly", "Libya"), Entry("ly.t", "Tripoli", within="ly"),
                           Entry("lb.t", "Tripoli")])  # fmt: skip
    register(database, towns, prefix="any")
    register(database, towns, within="ly", policy=Policy(0.9), prefix="libya")
    assert one(database, "SELECT any_id('Tripoli'), libya_id('Tripoli')") == (None, "ly.t")


def test_what_sqlite_would_keep_to_itself_is_said_at_once(database: sqlite3.Connection) -> None:
    with pytest.raises(EntryError, match=r"sy\.alepo"):
        register(database, RESOLVER, within="sy.alepo")
    with pytest.raises(EntryError, match="estimate"):
        register(database, RESOLVER, policy=Policy(known="estimate"))


def test_an_index_may_hold_answers(database: sqlite3.Connection) -> None:
    """The functions are deterministic, so that SQLite lets an index and a column have them."""
    register(database, RESOLVER)
    database.execute("CREATE TABLE events (name, id AS (translit_id(name)) STORED)")
    database.executemany("INSERT INTO events (name) VALUES (?)", [(name,) for name in NAMES])
    database.execute("CREATE INDEX places ON events (translit_id(name))")
    wanted = [(name, RESOLVER.resolve(name).id) for name in NAMES]
    assert database.execute("SELECT name, id FROM events").fetchall() == wanted


def test_a_name_is_resolved_once(database: sqlite3.Connection) -> None:
    """However many rows and functions ask for it."""
    asked = list[str]()

    class Counting(translit.Resolver):
        def resolve(self, mention: str, **more: Any) -> translit.Resolution:
            asked.append(mention)
            return super().resolve(mention, **more)

    register(database, Counting([Entry("x", "Ramousa")]))
    query = (
        "WITH rows(name) AS (VALUES ('Ramousa'), ('Ramousa'), ('Ramousa')) SELECT"
        " translit_id(name), translit_score(name), translit_resolve(name) FROM rows"
    )
    assert len(database.execute(query).fetchall()) == 3
    assert asked.count("Ramousa") == 1
