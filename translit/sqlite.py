"""Names in SQL, for SQLite without Arrow: functions of a connection that answer from alias tables.

SQLite calls a function once a row, and a query calls several with one name: so the last answers are
remembered, and shared by all of them. docs/sqlite.md has the queries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from translit.doors.plain import answers
from translit.resolving.resolver import Resolver, given_or_bundled

if TYPE_CHECKING:
    from sqlite3 import Connection

    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution

    Value = str | float | None

# So many answers are remembered, with their candidates: some 20 MB.
REMEMBERED = 1 << 13


def register(
    connection: Connection,
    resolver: Resolver | None = None,
    *,
    type: str | None = None,
    within: str | None = None,
    near: tuple[float, float] | None = None,
    prefer: str | Sequence[str] = (),
    policy: Policy | None = None,
    prefix: str = "translit",
) -> None:
    """Give a connection of `sqlite3` three functions of a name, each deterministic:
    `translit_id(name)`, the ID or NULL; `translit_score(name)`, from 0 to 1; and
    `translit_resolve(name)`, the whole answer as JSON, whose candidates `json_each` makes rows of.

    A number is read as text; NULL and blobs have no answer, which is NULL.

    Args:
        connection: the connection; functions belong to it alone, and end with it.
        resolver: what answers; without it the bundled tables.
        type: as `Resolver.resolve` takes it, for all names.
        within: likewise.
        near: likewise.
        prefer: likewise.
        policy: likewise.
        prefix: what the names of the functions begin with, where one connection has several
            resolvers.

    Raises:
        EntryError: there is no such type or container, or the policy wants `known` to be estimated.
    """
    hints: Any = {"type": type, "within": within, "near": near, "prefer": prefer, "policy": policy}
    resolve = lru_cache(REMEMBERED)(partial(given_or_bundled(resolver).resolve, **hints))
    resolve("a name")  # which raises what SQLite would keep to itself
    for what, part in PARTS.items():
        connection.create_function(f"{prefix}_{what}", 1, _of(resolve, part), deterministic=True)


def _of(
    resolve: Callable[[str], Resolution], part: Callable[[Resolution], Value]
) -> Callable[[object], Value]:
    """The function of a cell that gives a part of its answer."""

    def answer(cell: object) -> Value:
        return part(resolve(str(cell))) if isinstance(cell, str | int | float) else None

    return answer


# What a function gives of an answer.
PARTS: dict[str, Callable[[Resolution], Value]] = {
    "id": lambda answer: answer.id,
    "score": lambda answer: answer.score,
    "resolve": lambda answer: json.dumps(answers.answer(answer)),
}
