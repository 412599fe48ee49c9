"""Several processes resolve at once, each over the same tables: batches go out, and their
answers come back in order. What one of them raises is raised here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from functools import cache, partial
from typing import TYPE_CHECKING, Any

import translit
from translit.index.processes import processes

if TYPE_CHECKING:
    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver

Answers = list["Resolution"]


def resolved(
    batches: Iterable[tuple[Sequence[str], dict[str, Any]]],
    tables: Sequence[str],
    jobs: int,
    policy: Policy | None,
    prefer: Sequence[str] = (),
) -> Iterator[Answers]:
    """The answers for each batch of names, in order; never more than two batches a process are on
    their way.

    Args:
        batches: the names, and their hints as `Resolver.resolve_many` takes them.
        tables: the paths that each process loads; none for the bundled tables. Processes share the
            pages of a compiled table.
        jobs: how many processes, at least 1.
        policy: as `Resolver.resolve` takes it.
        prefer: likewise.

    Raises:
        TranslitError: as `load` and `Resolver.resolve_many`; or a process was killed.
    """
    answer = partial(_answer, tuple(tables), policy)
    under_way: deque[Future[Answers]] = deque()
    with processes(jobs) as pool:
        for names, hints in batches:
            under_way.append(pool.submit(answer, list(names), {**hints, "prefer": prefer}))
            if len(under_way) >= 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


def _answer(
    tables: tuple[str, ...], policy: Policy | None, names: list[str], hints: dict[str, Any]
) -> Answers:
    return _loaded(tables, policy).resolve_many(names, **hints)


@cache
def _loaded(tables: tuple[str, ...], policy: Policy | None) -> Resolver:
    """What a process answers by, for as long as it lives."""
    return translit.load(*tables, policy=policy)
