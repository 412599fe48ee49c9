"""Columns of names, for frames, databases and clusters: a column of strings in Arrow goes in, a
column of answers comes out; columns beside it may say of each row what it is and where.

Every engine that speaks Arrow takes one of two callables. `resolve_array` answers a column that is
here, over a resolver that is here. `ColumnResolver` names its tables and opens them where it is
called, so that it can be sent to other processes; and it remembers answers from call to call,
because databases and clusters pass a column in batches. docs/scale-out.md has the lines for each
engine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from errno import ENOENT
from functools import cached_property, lru_cache
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translit.arrow.columns import ANSWER as ANSWER
from translit.arrow.columns import Answer, Answered, Ask, answers, encoded, is_of_all, texts
from translit.files.places import expand
from translit.files.whole import unreadable
from translit.match.prior import asked_for
from translit.model import given
from translit.model.errors import EntryError, TableError
from translit.model.nouns import ESTIMATE
from translit.resolving.resolver import Resolver, bundled, given_or_bundled, load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution
    from translit.resolving.rows import Hint, Point, Points

    Traces = tuple[tuple[str, int, int], ...]

# So many answers are remembered from call to call, for each of so many tables and policies: 20 to
# 30 MB.
REMEMBERED, APART = 1 << 16, 8


def resolve_array(
    names: Any,
    resolver: Resolver | None = None,
    *,
    type: Any = None,
    within: Any = None,
    near: Any = None,
    prefer: str | Sequence[str] = (),
    policy: Policy | None = None,
) -> Answered:
    """Resolve a column of names: the answers of `Resolver.resolve_many`, row by row; each name is
    worked out once for each thing that is said of it.

    Args:
        names: strings and nulls: a pyarrow Array or ChunkedArray (string, large_string,
            string_view, or a dictionary of them), a Series of pandas or Polars or whatever else has
            `__arrow_c_stream__`, or an iterable that `pyarrow.array` takes.
        resolver: whose tables; without one, those that come with translit.
        type: as `Resolver.resolve` takes it; or a column, as `names` is, of the type of each row. A
            null says nothing.
        within: likewise.
        near: as `Resolver.resolve` takes it; or two columns of numbers, the latitudes and the
            longitudes of the rows. Where both are null, or NaN, nothing is said.
        prefer: as `Resolver.resolve` takes it.
        policy: likewise; with `known="estimate"` the share of known spellings is that of this
            column.

    Returns:
        A struct for each row, of the type `ANSWER`: `id`, `name`, `outcome` (the name of an
        Outcome) and `score` (float64, in [0, 1]). Where the name is null the struct is null, and so
        is each of its fields; where translit abstains only `id` and `name` are. A ChunkedArray
        where the names come in chunks or by `__arrow_c_stream__`, else a StructArray.

    Raises:
        EntryError: a column holds something else than text, or numbers that are no place on Earth;
            or one is longer than another; or no entry has that type or that ID.
    """
    asking = _asking(given_or_bundled(resolver), prefer, policy)
    return answers(names, (type, within, near), asking)


def _asking(resolver: Resolver, prefer: str | Sequence[str], policy: Policy | None) -> Ask:
    """What answers distinct rows: all at once, where they tell what share of them is known."""
    policy = asked_for(policy, resolver.policy)
    answering = resolver.resolve_many if policy.known == ESTIMATE else resolver.resolve_stream

    def ask(names: list[str], type: Hint, within: Hint, near: Points) -> Iterable[Answer]:
        hints: Any = {"type": type, "within": within, "near": near}
        return map(_answer, answering(names, **hints, prefer=prefer, policy=policy))

    return ask


class ColumnResolver:
    """A function of one argument that answers a column as `resolve_array` does, in whatever process
    it is called; `hinted` is the same with what is said of each row.

    It travels as the paths of its tables. Each process opens them once, at the first call, and all
    its ColumnResolvers that ask the same share them and the answers that it remembers. One answers
    from the tables as they were at its first call; one that is made later sees that a file has been
    replaced.

    Args:
        tables: paths, as `load` takes them; without any, the tables that come with translit. A
            compiled table opens at once.
        type: as `Resolver.resolve` takes it, for all rows.
        within: likewise.
        near: likewise.
        prefer: likewise.
        policy: likewise. With `known="estimate"` the share of known spellings is estimated here and
            now from `sample`, once for all calls in all processes: batches of a column are answered
            as the whole of it would be, and none sees more than itself.
        sample: the column that is to be answered, or a part of it drawn by chance; wherever `known`
            is to be estimated.

    Raises:
        EntryError: `known` is to be estimated and there is no sample, or the other way round; or
            that is no column of text. TableError: a table isn't there; or there is a sample, and a
            table can't be read.
    """

    def __init__(
        self,
        *tables: str | os.PathLike[str],
        type: str | None = None,
        within: str | None = None,
        near: Point | None = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
        sample: Any = None,
    ) -> None:
        paths = tuple(os.fspath(table) for table in tables)
        missing = FileNotFoundError(ENOENT, os.strerror(ENOENT))
        # The paths are looked for as they were given.
        gone = [path for path in paths if not os.path.exists(path)]  # noqa: PTH110
        if gone:
            raise TableError([unreadable(path, missing) for path in gone])
        if policy is not None:
            given.policy(policy)
        if (policy is not None and policy.known == ESTIMATE) != (sample is not None):
            raise EntryError(
                'known="estimate" and sample go together: a batch doesn\'t show what share of its'
                " column is known"
            )
        if policy is not None and sample is not None:
            policy = policy._replace(
                known=_opened(paths, tuple(_traces(paths))).share_known(
                    texts(encoded(sample, "sample")), type=type, within=within
                )
            )
        self._hints = type, within, near
        self._asked = paths, prefer if isinstance(prefer, str) else tuple(prefer), policy

    @property
    def policy(self) -> Policy | None:
        """What is asked of the answers, with the share that was estimated; None for the policy
        that goes without saying.
        """
        return self._asked[-1]

    def __call__(self, names: Any) -> Answered:
        """The answers for a column of names, as `resolve_array` gives them; TableError, where a
        table can't be read.
        """
        return self.hinted(names)

    def hinted(
        self, names: Any, *, type: Any = None, within: Any = None, near: Any = None
    ) -> Answered:
        """The same, with what is said of each row. It stands apart because engines count the
        arguments of a function.

        Args:
            names: as `resolve_array` takes it.
            type: likewise: a column, or one for all rows; it stands in place of the constructor's.
            within: likewise.
            near: likewise.

        Raises:
            EntryError: as `resolve_array`.
            TableError: a table can't be read.
        """
        hints = [
            said if given is None else given
            for said, given in zip(self._hints, (type, within, near), strict=True)
        ]
        return answers(names, hints, self._ask)

    def __getstate__(self) -> dict[str, Any]:
        return {"_hints": self._hints, "_asked": self._asked}

    def _ask(self, names: list[str], *hints: Any) -> Iterable[Answer]:
        said = (repeat(hint) if is_of_all(hint) else hint for hint in hints)
        return map(self._resolve, names, *said)

    @cached_property
    def _resolve(self) -> Callable[..., Answer]:
        tables, *asked = self._asked
        return _remembering(tables, tuple(_traces(tables)), *asked)


def _answer(found: Resolution) -> Answer:
    return found.id, found.name, found.outcome.value, found.score


@lru_cache(APART)
def _remembering(
    tables: tuple[str, ...],
    traces: Traces,
    prefer: str | tuple[str, ...],
    policy: Policy | None,
) -> Callable[..., Answer]:
    """What answers one name with what is said of it, and remembers it."""
    resolver = _opened(tables, traces)

    def answer(name: str, type: str | None, within: str | None, near: Point | None) -> Answer:
        hints: Any = {"type": type, "within": within, "near": near}
        return _answer(resolver.resolve(name, **hints, prefer=prefer, policy=policy))

    return lru_cache(REMEMBERED)(answer)


@lru_cache(APART)
# Other traces are other tables.
def _opened(tables: tuple[str, ...], traces: Traces) -> Resolver:  # noqa: ARG001
    return load(*tables) if tables else bundled()


def _traces(tables: Iterable[str]) -> Iterator[tuple[str, int, int]]:
    """The paths, times and sizes of the files behind some paths."""
    for file, _ in expand(tables):
        with suppress(OSError):  # loading will say what is wrong with it
            facts = Path(str(file)).stat()
            yield str(file), facts.st_mtime_ns, facts.st_size
