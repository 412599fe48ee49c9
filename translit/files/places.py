"""Where alias tables lie: the files behind paths and folders, and those that come with translit."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from translit.files.whole import unreadable
from translit.knowledge.rules import NAMES
from translit.model.errors import Fault, MissingTables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from importlib.resources.abc import Traversable
    from pathlib import Path
    from typing import TypeAlias

    Source: TypeAlias = str | os.PathLike[str] | Traversable


def expand(sources: Iterable[Source]) -> Iterator[tuple[Source, Fault | None]]:
    """Each file to read once: the sources, with the *.yaml and *.yml of folders for folders; a
    Fault where there is none.
    """
    from pathlib import Path

    seen: set[str] = set()
    for source in sources:
        if source == "":  # which a Path takes for the folder that one is in
            yield source, unreadable(source, FileNotFoundError(0, "No such file or directory"))
            continue
        place = Path(source) if isinstance(source, str | os.PathLike) else source
        found = os.path.realpath(place) in seen if isinstance(place, Path) else False
        for file, fault in _walk(place, seen):
            found = True
            if fault or _first_time(file, seen):
                yield file, fault
        if not found:
            yield (
                place,
                Fault(
                    str(place),
                    0,
                    0,
                    "empty",
                    "no table here: name a folder that holds *.yaml files, or a file",
                ),
            )


def _walk(
    place: Path | Traversable, seen: set[str]
) -> Iterator[tuple[Path | Traversable, Fault | None]]:
    from pathlib import Path

    try:
        if not place.is_dir():
            yield place, None
            return
        if isinstance(place, Path) and not _first_time(place, seen):  # a link may lead back up
            return
        inside = sorted(place.iterdir(), key=lambda item: item.name)
    except (OSError, ValueError) as error:
        yield (
            place,
            Fault(
                str(place),
                0,
                0,
                "unreadable",
                f"can't be read ({error}): give a folder that you may read",
            ),
        )
        return
    for item in inside:
        if item.is_dir() and not item.name.startswith("."):
            yield from _walk(item, seen)
        elif _is_table(item.name):
            yield item, None


def _first_time(place: Path | Traversable, seen: set[str]) -> bool:
    from pathlib import Path

    key = os.path.realpath(place) if isinstance(place, Path) else str(place)
    known = key in seen
    seen.add(key)
    return not known


def bundled() -> tuple[str | Traversable, ...]:
    """The files of the tables that come with translit: inside the package, or beside it in a
    checkout.

    The names of people aren't among them: they hold no entries, and are read as rules.

    Raises:
        MissingTables: they aren't there; without them every name would come back unresolved, in
            silence.
    """
    package = os.path.dirname(os.path.dirname(__file__))
    inside, checkout = f"{package}/aliases", os.path.dirname(package)
    beside = f"{checkout}/aliases" if os.path.isfile(f"{checkout}/pyproject.toml") else inside
    found = _tables_in(inside) or _tables_in(beside) or _zipped_tables()
    if not found:
        raise MissingTables(
            f"{beside}: translit's bundled alias tables are missing; install translit-normaliser"
            " anew"
        )
    return found


def _tables_in(folder: str) -> tuple[str, ...]:
    found = (
        f"{place}/{name}"
        for place, _, names in os.walk(folder)
        for name in names
        if _is_table(name)
    )
    return tuple(sorted(path for path in found if not path.startswith(f"{folder}/{NAMES}")))


def _zipped_tables() -> tuple[Path | Traversable, ...]:
    from importlib.resources import files

    folder = files("translit").joinpath("aliases")
    found = (
        (file for file, fault in _walk(folder, set()) if fault is None) if folder.is_dir() else ()
    )
    return tuple(
        file for file in found if f"/aliases/{NAMES}" not in str(file).replace(os.sep, "/")
    )


def _is_table(name: str) -> bool:
    return name.endswith((".yaml", ".yml")) and not name.startswith(".")
