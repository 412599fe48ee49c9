"""What callers hand over, checked: of a wrong kind of value one line says what to pass instead."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from os import PathLike
from typing import Any

from translit.model import nouns
from translit.model.errors import EntryError
from translit.model.nouns import Entry, Policy

_SEVERAL = (list, tuple, set, frozenset, dict)


def text(value: Any, what: str = "a name") -> str:
    """The value, which is a string.

    Raises:
        EntryError: it isn't; the message says what to pass.
    """
    if isinstance(value, str):
        return value
    more = ", or ask resolve_many" if what == "a name" and isinstance(value, _SEVERAL) else ""
    raise EntryError(f"{what} must be a string, not {_shown(value)}: {_instead(value)}{more}")


def optional_texts(**values: Any) -> None:
    """That each of some arguments, by their names, is a string or None.

    Raises:
        EntryError: one isn't.
    """
    for name, value in values.items():
        if value is not None:
            text(value, name)


def texts(values: Any, takes: str) -> Iterable[Any]:
    """The values, which are several things and not one string.

    Args:
        values: what was handed over.
        takes: what takes it, and what that is: "resolve_many takes names".

    Raises:
        EntryError: it is one string, bytes, or nothing that can be gone through.
    """
    if isinstance(values, str | bytes | bytearray):
        raise EntryError(f"{takes}, several of them, not {_shown(values)}: put it into a list")
    try:
        iter(values)
    except TypeError:
        raise EntryError(f"{takes}, several of them, not {_shown(values)}") from None
    return values  # type: ignore[no-any-return]


def each_text(values: Any, takes: str) -> Iterator[str]:
    """The values that `texts` lets through, one at a time, which are strings.

    Args:
        values: what was handed over.
        takes: as for `texts`.

    Raises:
        EntryError: as `texts`; or one of them is no string.
    """
    for number, value in enumerate(texts(values, takes), 1):
        yield value if isinstance(value, str) else text(value, f"name {number:,}")


def count(value: Any, what: str) -> int:
    """The value, which is a whole number of at least 1.

    Raises:
        EntryError: it isn't.
    """
    if isinstance(value, int) and value >= 1:
        return value
    raise EntryError(f"{what} must be a whole number of at least 1, not {_shown(value)}")


def path(value: Any) -> str | PathLike[str]:
    """The value, which is a path.

    Raises:
        EntryError: it isn't; the message says what to pass.
    """
    if isinstance(value, str | PathLike):
        return value
    raise EntryError(f"a path must be a string or a pathlib.Path, not {_shown(value)}")


def sources(values: Iterable[Any]) -> Iterator[Any]:
    """The values, each of which is a path, or the file or folder of a zip.

    Raises:
        EntryError: one of them isn't.
    """
    for value in texts(values, "tables are paths"):
        yield value if hasattr(value, "is_dir") else path(value)


def point(value: Any) -> tuple[float, float]:
    """The value, which is a latitude and a longitude, in degrees.

    Raises:
        EntryError: it isn't; the message says what to pass.
    """
    try:
        latitude, longitude = value
    except (TypeError, ValueError):
        raise EntryError(
            f"near must be (latitude, longitude) in degrees, not {_shown(value)}"
        ) from None
    try:
        return nouns.point(latitude, longitude)
    except EntryError as error:
        raise EntryError(f"near: {error}") from None


def policy(value: Any) -> Policy:
    """The value, which is a Policy.

    Raises:
        EntryError: it isn't; the message says what to pass.
    """
    if isinstance(value, Policy):
        return value
    raise EntryError(
        f"policy must be a Policy, not {_shown(value)}: pass it as Policy(precision=0.97)"
    )


def entries(values: Any) -> Iterator[Entry]:
    """The entries that an iterable holds, one at a time.

    Raises:
        EntryError: it is none, or it holds something else.
    """
    if isinstance(values, Entry):
        raise EntryError(f"entries come in a list: put {values.id!r} into one")
    for value in texts(values, "a table is a path, or entries"):
        if not isinstance(value, Entry):
            raise EntryError(
                "a table is a path, or an iterable of Entry objects, which doesn't hold"
                f" {_shown(value)}: "
                + (
                    "pass each path by itself, as load(*paths)"
                    if isinstance(value, str | PathLike)
                    else "make it an Entry(id, name, aliases)"
                )
            )
        yield value


def unknown(what: str, value: str, known: Collection[str]) -> EntryError:
    """That no entry has something that a caller asks for; and what is nearest to it.

    Args:
        what: what it is: "ID", "type".
        value: what was asked for.
        known: what there is instead.
    """
    near = nearest(value, known)
    few = f": known are {', '.join(sorted(known))}" if 0 < len(known) <= FEW else ""
    return EntryError(f"no entry has the {what} {value!r}" + (f": {near}?" if near else few))


# So many things are listed where nothing comes near.
FEW = 12


def nearest(value: str, known: Iterable[str]) -> str | None:
    """What somebody may have meant by a misspelt word: the nearest one that there is, the first
    in order of several; None where all are far.
    """
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if value in (known := sorted(known)):  # of two that differ in case alone, the one asked for
        return value
    found = process.extract(
        value.casefold(),
        known,
        scorer=OSA.normalized_distance,
        processor=str.casefold,
        score_cutoff=0.35,  # about one slip in three letters, or two in seven
        limit=1,
    )
    return found[0][0] if found else None


def meant(value: str, known: Iterable[str]) -> str:
    """What `nearest` finds, in brackets; empty where that is nothing, or the value itself."""
    near = nearest(value, known)
    return f" (did you mean {near}?)" if near not in (None, value) else ""


def _shown(value: Any) -> str:
    """A value, short enough for a line."""
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."


def _instead(value: Any) -> str:
    """What to pass instead of a value that is no string."""
    # NaN alone differs from itself.
    if value is None or (isinstance(value, float) and value != value):  # noqa: PLR0124
        return "leave out what is missing, or pass an empty string"
    if isinstance(value, bytes | bytearray):
        return "decode it, as with .decode('utf-8')"
    if isinstance(value, _SEVERAL):
        return "pass one at a time"
    return "pass its text, as str gives it"
