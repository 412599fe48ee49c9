"""Columns of names, for frames, databases and clusters: a column of strings in Arrow goes in, a
column of answers comes out.

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
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translit.files.places import expand
from translit.files.whole import unreadable
from translit.model.errors import EntryError, MissingExtra, TableError
from translit.model.nouns import ESTIMATE
from translit.resolving.resolver import Resolver, bundled, load

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra(
        "translit.arrow needs pyarrow: pip install 'translit-normaliser[arrow]'"
    ) from None

if TYPE_CHECKING:
    from translit.model.nouns import Policy
    from translit.resolving.answer import Resolution

    # The ID, the name, the outcome and the score of one resolution.
    Answer = tuple[str | None, str | None, str, float]
    Traces = tuple[tuple[str, int, int], ...]

# The type of a column of answers. Plain strings, because every engine reads them; the score as the
# API gives it, bit for bit.
ANSWER = pa.struct(
    {"id": pa.string(), "name": pa.string(), "outcome": pa.string(), "score": pa.float64()}
)
# So many answers are remembered from call to call, for each of so many tables and hints: 20 to 30
# MB.
REMEMBERED, APART = 1 << 16, 8
# So many rows a chunk at most: Arrow's strings hold 2 GiB a chunk, and so IDs and names of up to
# 128 bytes each.
PIECE = 1 << 24


def resolve_array(
    names: Any,
    resolver: Resolver | None = None,
    *,
    type: str | None = None,
    within: str | None = None,
    policy: Policy | None = None,
) -> pa.StructArray | pa.ChunkedArray:
    """Resolve a column of names: the answers of `Resolver.resolve_many`, row by row; each distinct
    name is worked out once.

    Args:
        names: strings and nulls: a pyarrow Array or ChunkedArray (string, large_string,
            string_view, or a dictionary of them), a Series of pandas or Polars or whatever else has
            `__arrow_c_stream__`, or an iterable that `pyarrow.array` takes.
        resolver: whose tables; without one, those that come with translit.
        type: as `Resolver.resolve` takes it.
        within: likewise.
        policy: likewise; with `known="estimate"` the share of known spellings is that of this
            column.

    Returns:
        A struct for each row, of the type `ANSWER`: `id`, `name`, `outcome` (the name of an
        Outcome) and `score` (float64, in [0, 1]). Where the name is null the struct is null, and so
        is each of its fields; where translit abstains only `id` and `name` are. A ChunkedArray
        where the names come in chunks or by `__arrow_c_stream__`, else a StructArray.

    Raises:
        EntryError: the column holds something else than text.
    """
    resolver = resolver or bundled()
    policy = policy or resolver.policy
    ask = resolver.resolve_many if policy.known == ESTIMATE else resolver.resolve_stream
    return _answers(
        names, lambda distinct: map(_answer, ask(distinct, type=type, within=within, policy=policy))
    )


class ColumnResolver:
    """A function of one argument that answers a column as `resolve_array` does, in whatever process
    it is called.

    It travels as the paths of its tables. Each process opens them once, at the first call, and all
    its ColumnResolvers that ask the same share them and the answers that it remembers. One answers
    from the tables as they were at its first call; one that is made later sees that a file has been
    replaced.

    Args:
        tables: paths, as `load` takes them; without any, the tables that come with translit. A
            compiled table opens at once.
        type: as `Resolver.resolve` takes it.
        within: likewise.
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
        policy: Policy | None = None,
        sample: Any = None,
    ) -> None:
        paths = tuple(os.fspath(table) for table in tables)
        missing = FileNotFoundError(ENOENT, os.strerror(ENOENT))
        # The paths are looked for as they were given.
        if faults := [unreadable(path, missing) for path in paths if not os.path.exists(path)]:  # noqa: PTH110
            raise TableError(faults)
        if (policy is not None and policy.known == ESTIMATE) != (sample is not None):
            raise EntryError(
                'known="estimate" and sample go together: a batch doesn\'t show what share of its'
                " column is known"
            )
        if policy is not None and sample is not None:
            policy = policy._replace(
                known=_opened(paths, tuple(_traces(paths))).share_known(
                    _texts(_encoded(sample)), type=type, within=within
                )
            )
        self._asked = paths, type, within, policy

    @property
    def policy(self) -> Policy | None:
        """What is asked of the answers, with the share that was estimated; None for the policy
        that goes without saying.
        """
        return self._asked[-1]

    def __call__(self, names: Any) -> pa.StructArray | pa.ChunkedArray:
        """The answers for a column of names, as `resolve_array` gives them; TableError, where a
        table can't be read.
        """
        return _answers(names, lambda distinct: map(self._resolve, distinct))

    def __getstate__(self) -> dict[str, Any]:
        return {"_asked": self._asked}

    @cached_property
    def _resolve(self) -> Callable[[str], Answer]:
        tables, *hints = self._asked
        return _remembering(tables, tuple(_traces(tables)), *hints)


def _answers(
    names: Any, resolve: Callable[[Iterable[str]], Iterable[Answer]]
) -> pa.StructArray | pa.ChunkedArray:
    """The answers for each row, given a function that answers the distinct names."""
    column = _encoded(names)
    distinct = _texts(column)
    answers = pa.array(resolve(distinct), ANSWER, size=len(distinct))
    if isinstance(column, pa.Array):
        return answers.take(
            column.indices
        )  # what is taken for a null is null, and so are its fields
    pieces = (
        chunk.indices[at : at + PIECE]
        for chunk in column.chunks
        for at in range(0, len(chunk), PIECE)
    )
    return pa.chunked_array([answers.take(piece) for piece in pieces], ANSWER)


def _encoded(names: Any) -> pa.DictionaryArray | pa.ChunkedArray:
    """A column as indices into its distinct names, whatever the engine wrote it as."""
    column = _column(names)
    dictionary = pa.types.is_dictionary(column.type)
    kind = column.type.value_type if dictionary else column.type
    if kind not in (pa.string(), pa.large_string(), pa.string_view(), pa.null()):
        raise EntryError(
            f"names must be a column of strings, not of {kind}: choose another column, or cast"
            " this one"
        )
    # it may hold a name twice, or names that no row has, and so it's written out; as views it can't
    # be
    if dictionary:
        column = column.cast(pa.dictionary(column.type.index_type, pa.large_string()))
    return column.cast(pa.large_string()).dictionary_encode()


def _column(names: Any) -> pa.Array | pa.ChunkedArray:
    if isinstance(names, str):
        raise EntryError(
            f"names must be a column of strings, not one string: put {names!r} into a list"
        )
    try:
        if isinstance(names, pa.Array | pa.ChunkedArray):
            return names
        return pa.chunked_array(names) if hasattr(names, "__arrow_c_stream__") else pa.array(names)
    except (
        TypeError,
        ValueError,
        NotImplementedError,
        OSError,
    ) as error:  # OSError: a stream that breaks off
        why = str(error).partition("\n")[0]
        raise EntryError(f"names can't be read as a column of strings: {why}") from None


def _texts(column: pa.DictionaryArray | pa.ChunkedArray) -> list[str]:
    """The distinct names of an encoded column."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    try:
        return (
            list(chunks[0].dictionary.to_pylist()) if chunks else []
        )  # all chunks have one dictionary
    except UnicodeDecodeError as error:
        raise EntryError(f"names must be text in UTF-8: {error}") from None


def _answer(found: Resolution) -> Answer:
    return found.id, found.name, found.outcome.value, found.score


@lru_cache(APART)
def _remembering(
    tables: tuple[str, ...],
    traces: Traces,
    type: str | None,
    within: str | None,
    policy: Policy | None,
) -> Callable[[str], Answer]:
    """What answers one name, and remembers it."""
    resolver = _opened(tables, traces)
    return lru_cache(REMEMBERED)(
        lambda name: _answer(resolver.resolve(name, type=type, within=within, policy=policy))
    )


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
