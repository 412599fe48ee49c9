"""Columns as Arrow holds them: read whatever an engine passes, each distinct row found, and the
answers for these laid out by row again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from translit.model.errors import EntryError, MissingExtra
from translit.resolving.rows import Hint, Points, is_one

try:
    import pyarrow as pa
except ImportError:
    raise MissingExtra(
        "translit.arrow needs pyarrow: pip install 'translit-normaliser[arrow]'"
    ) from None

if TYPE_CHECKING:
    import numpy as np

# The ID, the name, the outcome and the score of one resolution.
Answer = tuple[str | None, str | None, str, float]
# A column of answers. Engines that read annotations find it where they look.
Answered: TypeAlias = pa.StructArray | pa.ChunkedArray
# What answers names, of which the type, the surroundings and the point may be said.
Ask = Callable[[list[str], Hint, Hint, Points], Iterable[Answer]]
# Of each row the number of a value, and the values.
Coded = tuple["np.ndarray[Any, Any]", list[Any]]

# The type of a column of answers. Plain strings, because every engine reads them; the score as the
# API gives it, bit for bit.
ANSWER = pa.struct(
    {"id": pa.string(), "name": pa.string(), "outcome": pa.string(), "score": pa.float64()}
)
# So many rows a chunk at most: Arrow's strings hold 2 GiB a chunk, and so IDs and names of up to
# 128 bytes each.
PIECE = 1 << 24


def answers(names: Any, hints: Sequence[Any], ask: Ask) -> Answered:
    """The answers for each row, given a function that answers the distinct ones."""
    column = encoded(names, "names")
    distinct, chunks = texts(column), _indices(column)
    if not all(map(is_of_all, hints)):
        distinct, hints, chunks = _distinct_rows(distinct, chunks, hints)
    found = pa.array(ask(distinct, *hints), ANSWER, size=len(distinct))
    if isinstance(column, pa.Array):
        return found.take(chunks[0])  # what is taken for a null is null, and so are its fields
    pieces = (chunk[at : at + PIECE] for chunk in chunks for at in range(0, len(chunk), PIECE))
    return pa.chunked_array([found.take(piece) for piece in pieces], ANSWER)


# --- hints by row ---------------------------------------------------------------------------------


def is_of_all(hint: Any) -> bool:
    """Whether a hint is one for all rows, and no column."""
    return hint is None or is_one(hint)


def _distinct_rows(
    names: list[str], chunks: Sequence[pa.Array], hints: Sequence[Any]
) -> tuple[list[str], list[Any], list[pa.Array]]:
    """The distinct rows of some columns, each once.

    Args:
        names: the distinct names.
        chunks: which of them each row has, null where it has none: nothing else of it counts then.
        hints: the type, the surroundings and the point: of all, or columns.

    Returns:
        The names and the hints of the distinct rows, and which of them each row is.
    """
    import numpy as np

    whole = _numbers_of(chunks)
    there = whole >= 0
    rows, columns = whole[there], list[Coded | None]()
    for what, hint in zip(("type", "within", "near"), hints, strict=True):
        coded = None if is_of_all(hint) else _coded(hint, what, len(whole))
        if coded is not None:
            coded = coded[0][there], coded[1]
            _, rows = np.unique(rows * len(coded[1]) + coded[0], return_inverse=True)
        columns.append(coded)
    _, first, rows = np.unique(rows, return_index=True, return_inverse=True)
    held = [names[number] for number in whole[there][first].tolist()]
    said = [
        hint if coded is None else [coded[1][number] for number in coded[0][first].tolist()]
        for hint, coded in zip(hints, columns, strict=True)
    ]
    whole[there] = rows
    ends = np.cumsum([len(chunk) for chunk in chunks])
    parts = zip(np.split(whole, ends[:-1]), np.split(~there, ends[:-1]), strict=True)
    return held, said, [pa.array(part, mask=mask) for part, mask in parts]


def _coded(hint: Any, what: str, rows: int) -> Coded:
    """A column of hints: of each row the number of a value, and the values."""
    if what == "near":
        numbers, values = _points(hint)
    else:
        column = encoded(hint, what)
        numbers, values = _numbers_of(_indices(column)) + 1, [None, *texts(column)]
    if len(numbers) != rows:
        raise EntryError(f"{what} has {len(numbers):,} rows, and names {rows:,}: give as many")
    return numbers, values


def _points(near: Any) -> Coded:
    """Two columns of degrees; where both have no number, nothing is said."""
    import numpy as np

    try:
        latitudes, longitudes = map(_degrees, near)
        both = np.stack([latitudes, longitudes], axis=1)
    except (TypeError, ValueError, pa.ArrowException) as error:
        why = str(error).partition("\n")[0]
        raise EntryError(
            "near must be a point, or two columns of numbers of one length, the latitudes and the"
            f" longitudes: {why}"
        ) from None
    distinct, numbers = np.unique(both, axis=0, return_inverse=True)
    values = [None if np.isnan(place).all() else tuple(place.tolist()) for place in distinct]
    return numbers.reshape(-1), values


def _degrees(column: Any) -> np.ndarray[Any, Any]:
    """A column of numbers; NaN where there is none."""
    found: np.ndarray[Any, Any] = (
        _column(column, "near").cast(pa.float64()).to_numpy(zero_copy_only=False)
    )
    return found


def _numbers_of(chunks: Sequence[pa.Array]) -> np.ndarray[Any, Any]:
    """Indices as one array, -1 for a null."""
    import numpy as np

    parts = [chunk.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in chunks]
    return np.concatenate([np.empty(0, np.int64), *parts]).astype(np.int64)


def _indices(column: pa.DictionaryArray | pa.ChunkedArray) -> list[pa.Array]:
    """Which of the distinct texts each row of an encoded column has, by chunk."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    return [chunk.indices for chunk in chunks]


# --- columns --------------------------------------------------------------------------------------


def encoded(values: Any, what: str) -> pa.DictionaryArray | pa.ChunkedArray:
    """A column as indices into its distinct texts, whatever the engine wrote it as."""
    column = _column(values, what)
    dictionary = pa.types.is_dictionary(column.type)
    kind = column.type.value_type if dictionary else column.type
    if kind not in (pa.string(), pa.large_string(), pa.string_view(), pa.null()):
        raise EntryError(
            f"{what} must be a column of strings, not of {kind}: choose another column, or cast"
            " this one"
        )
    # it may hold a name twice, or names that no row has, and so it's written out; as views it can't
    # be
    if dictionary:
        column = column.cast(pa.dictionary(column.type.index_type, pa.large_string()))
    return column.cast(pa.large_string()).dictionary_encode()


def _column(values: Any, what: str) -> pa.Array | pa.ChunkedArray:
    if isinstance(values, str):
        raise EntryError(
            f"{what} must be a column of strings, not one string: put {values!r} into a list"
        )
    try:
        if isinstance(values, pa.Array | pa.ChunkedArray):
            return values
        streams = hasattr(values, "__arrow_c_stream__")
        return pa.chunked_array(values) if streams else pa.array(values)
    except (
        TypeError,
        ValueError,
        NotImplementedError,
        OSError,
    ) as error:  # OSError: a stream that breaks off
        why = str(error).partition("\n")[0]
        raise EntryError(
            f"{what} can't be read as a column ({why}): give one that holds strings alone"
        ) from None


def texts(column: pa.DictionaryArray | pa.ChunkedArray) -> list[str]:
    """The distinct names of an encoded column."""
    chunks = column.chunks if isinstance(column, pa.ChunkedArray) else [column]
    try:
        return (
            list(chunks[0].dictionary.to_pylist()) if chunks else []
        )  # all chunks have one dictionary
    except UnicodeDecodeError as error:
        raise EntryError(f"names must be text in UTF-8: {error}") from None
