"""Print a row for each table of a folder: entries, names, scripts, sources and licence.

    python tests/quality/tables.py aliases

docs/sources.md contains these rows. *Names* counts the names that mean one entry (its canonical
name, native names and aliases), *also* the weak ones and the adjectives. In tables of names of
people, an entry is a name, *names* are its spellings, and *also* its short forms. *Sources* counts
the short names in the table's head.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from translit.language.scripts import script
from translit.tables.reading import Table, read

HEAD = ("table", "entries", "names", "also", "scripts", "sources", "licence")


def rows(folder: Path) -> Iterator[tuple[str, ...]]:
    """The figures of each table, and their sums."""
    tables = {
        path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*.yaml"))
    }
    for name, table in tables.items():
        yield (
            f"`{name}`",
            *map("{:,}".format, figures([table])),
            str(len(table.sources)),
            table.licence,
        )
    yield ("all", *map("{:,}".format, figures(list(tables.values()))), "", "")


def figures(tables: list[Table]) -> tuple[int, int, int, int]:
    """How many entries, names, names beside them, and scripts there are."""
    entries = [entry for table in tables for entry in table.entries]
    people = [spellings for table in tables for spellings in table.names.values()]
    names = [name for entry in entries for name in (entry.name, *entry.aliases)] + [
        name for spellings in people for name in spellings
    ]
    also = sum(len(entry.weak) + len(entry.adjectives) for entry in entries) + sum(
        len(s) for table in tables for s in table.short.values()
    )
    return (
        len(entries) + len(people),
        len(names),
        also,
        len({script(name) for name in names} - {""}),
    )


def written(folder: Path) -> str:
    """The rows as a table in Markdown."""
    lines = [HEAD, ("---", "---:", "---:", "---:", "---:", "---:", "---"), *rows(folder)]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    print(written(Path(sys.argv[1])), end="")
