"""Several processes resolve at once, each over the same tables: batches go out, and their
answers come back in order.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

import translit

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
    """
    with ProcessPoolExecutor(jobs, get_context("spawn"), _start, (tables, policy)) as pool:
        under_way: deque[Future[Answers]] = deque()
        for names, hints in batches:
            under_way.append(pool.submit(_answer, list(names), {**hints, "prefer": prefer}))
            if len(under_way) >= 2 * jobs:
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()


_resolver: Resolver


def _start(tables: Sequence[str], policy: Policy | None) -> None:
    global _resolver  # noqa: PLW0603 (each process has one, for as long as it lives)
    _resolver = translit.load(*tables, policy=policy)


def _answer(names: list[str], hints: dict[str, Any]) -> Answers:
    return _resolver.resolve_many(names, **hints)
