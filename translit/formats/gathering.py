"""From what files say of IDs, in any order, to entries that a table can hold.

What is said waits on disk, in a database of SQLite that has no name and ends with the process, so
that the size of a file matters little. Names are made plain (`characters.plain`) on the way in, and
of those that fold alike one is kept, a strong one before a weak one. What `translit check` would
refuse in a table stays out and is counted by its reason: names that mix look-alike letters,
pointers to IDs that aren't there.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from typing import Self

from translit.formats import FIELDS, Said
from translit.language.characters import has_stranger, plain
from translit.language.fold import fold
from translit.language.split import LONGEST_WRITTEN, key_of
from translit.model.errors import EntryError, TranslitError
from translit.model.nouns import Entry, point, ranked
from translit.tables.crosscheck import in_circles

_NUMBER = {field: number for number, field in enumerate(FIELDS)}
NAME, ALIAS, WEAK, ADJECTIVE, TYPE, WITHIN, CODE, NEVER, SAME_AS, AT, RANK, FACT, _ = range(
    len(FIELDS)
)
# How much of the database stays in memory, in kilobytes.
_CACHE = 65536
# How many pointers are remembered together with what they lead to: places come in the order of what
# they lie in.
_REMEMBERED = 1 << 16

# id, field, value, key, form: of a name the form is its fold, and the key what strong names are
# looked up under.
_Row = tuple[str, int, str, str, str]


class Gathering:
    """What was said of some IDs. `left_out` counts, by reason, what has no place in a table.

    It holds a file, so use it in a `with`, which raises TranslitError when the disk is full.
    """

    def __init__(self) -> None:
        self.left_out: Counter[str] = Counter()
        self._known = lru_cache(_REMEMBERED)(self._look_up)
        self._turning: set[str] = set()  # the IDs that lie within themselves
        self._db = sqlite3.connect(
            "", isolation_level=None
        )  # no name: a file of its own, which SQLite deletes
        for line in ("journal_mode = OFF", "synchronous = OFF", f"cache_size = -{_CACHE}"):
            self._db.execute(f"PRAGMA {line}")
        self._db.execute(
            "CREATE TABLE said (id TEXT, field INTEGER, value TEXT, key TEXT, form TEXT)"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        self._db.close()
        if isinstance(error, sqlite3.Error):
            message = (
                f"what the files say waits on disk, and that failed ({error}): make room, or name"
                " another folder in SQLITE_TMPDIR"
            )
            raise TranslitError(message) from None

    def take(self, said: Iterable[Said]) -> None:
        """Take in what files say; once, and before entries are asked for."""
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO said VALUES (?, ?, ?, ?, ?)", self._rows(said))
        self._db.execute("CREATE INDEX by_id ON said (id)")
        self._db.execute(f"CREATE INDEX by_code ON said (value) WHERE field = {CODE}")
        self._db.execute("CREATE TABLE entry (place INTEGER PRIMARY KEY, id TEXT, named INTEGER)")
        self._db.execute(
            "INSERT INTO entry SELECT min(rowid), id, max(field <= ?) FROM said GROUP BY id",
            (ALIAS,),
        )
        self._db.execute("CREATE UNIQUE INDEX entry_by_id ON entry (id, named)")
        self._db.execute("COMMIT")
        self._turning = self._circles()
        if nameless := self._db.execute("SELECT count(*) FROM entry WHERE NOT named").fetchone()[0]:
            self.left_out["IDs without a strong name"] += nameless

    def entries(self, type: str | None = None) -> Iterator[Entry]:
        """The entries, in the order in which their IDs came first; `type` is for those whose
        type isn't said.
        """
        ordered = self._db.execute(
            "SELECT said.id, field, value, key, form FROM entry CROSS JOIN said ON said.id ="
            " entry.id WHERE named ORDER BY entry.place, said.rowid"
        )
        for id, rows in groupby(ordered, lambda row: row[0]):
            yield self._entry(id, list(rows), type)

    def shares(self) -> list[str]:
        """Of each strong form that two IDs have one name, in the order of the forms: what a
        table lists under `shares`.
        """
        found = self._db.execute(
            "SELECT min(value) FROM said WHERE field <= ? GROUP BY key HAVING min(id) <> max(id)"
            " ORDER BY key",
            (ALIAS,),
        )
        return [text for (text,) in found]

    # on the way in

    def _rows(self, said: Iterable[Said]) -> Iterator[_Row]:
        for id, field, value, key in said:
            number = _NUMBER[field]
            if number <= ADJECTIVE:
                text = plain(value)
                form = fold(text)
                strong = key_of(form)
                if flaw := _flaw(text, strong):
                    self.left_out[flaw] += 1
                else:
                    yield id, number, text, strong, form
            elif number == SAME_AS and not (key := plain(key)):
                self.left_out["`same_as` without a catalogue"] += 1
            elif field == "ignored":
                self.left_out[value] += 1
            elif text := plain(value) if number in (TYPE, SAME_AS, FACT) else value:
                yield id, number, text, key, ""

    # on the way out

    def _entry(self, id: str, rows: list[_Row], type: str | None) -> Entry:
        name, aliases, weak, adjectives = self._names(rows)
        types = list(dict.fromkeys(value for _, field, value, _, _ in rows if field == TYPE))
        if len(types) > 1:
            self.left_out["types of IDs that have several"] += len(types)
        said = None if len(types) > 1 else types[0] if types else type
        return Entry(
            id,
            name,
            aliases,
            said,
            self._within(id, rows),
            weak,
            adjectives,
            self._pointers(id, rows, NEVER),
            self._same_as(rows),
            self._at(rows),
            _facts(rows),
            self._rank(rows),
        )

    def _names(self, rows: list[_Row]) -> tuple[str, list[str], list[str], list[str]]:
        """The canonical name and the other names by kind, each form once."""
        seen: dict[str, str] = {}
        kinds: list[list[str]] = [[], [], [], []]
        for kind, names in enumerate(kinds):
            for _, field, text, _, form in rows:
                if field == kind:
                    if form not in seen:
                        seen[form] = text
                        names.append(text)
                    elif seen[form] != text:
                        self.left_out["spellings that fold like another name of their ID"] += 1
        name, *aliases = kinds[NAME] + kinds[ALIAS]
        return name, aliases, kinds[WEAK], kinds[ADJECTIVE]

    def _within(self, id: str, rows: list[_Row]) -> list[str]:
        if id in self._turning:
            self.left_out["`within` of IDs that would lie within themselves"] += 1
            return []
        return self._pointers(id, rows, WITHIN)

    def _pointers(self, id: str, rows: list[_Row], wanted: int) -> list[str]:
        """The IDs that an entry points to; those that aren't there are counted."""
        found, missed = self._targets(id, rows, wanted)
        if missed:
            self.left_out[f"`{FIELDS[wanted]}` that names no other ID of the files"] += missed
        return found

    def _same_as(self, rows: list[_Row]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for _, field, value, key, _ in rows:
            if field == SAME_AS and found.setdefault(key, value) != value:
                self.left_out[f"further `same_as` of one catalogue ({key})"] += 1
        return found

    def _at(self, rows: list[_Row]) -> tuple[float, float] | None:
        """Where an entry is, by the first that is said of it and is a place on Earth."""
        found = None
        for text in dict.fromkeys(value for _, field, value, _, _ in rows if field == AT):
            try:
                place = point(*text.split(" "))
            except (EntryError, TypeError):
                self.left_out["coordinates that are no place on Earth"] += 1
            else:
                if found is not None and place != found:
                    self.left_out["further coordinates of an ID"] += 1
                found = found or place
        return found

    def _rank(self, rows: list[_Row]) -> int | None:
        """The highest rank that is said of an entry."""
        found = set[int]()
        for text in {value for _, field, value, _, _ in rows if field == RANK}:
            try:
                found.add(ranked(text))
            except EntryError:
                self.left_out["ranks that are no whole number"] += 1
        if len(found) > 1:
            self.left_out["further ranks of an ID"] += len(found) - 1
        return max(found, default=None)

    # what points where

    def _targets(self, id: str, rows: list[_Row], wanted: int) -> tuple[list[str], int]:
        """The IDs that are pointed to and are there, of the choices under one key the first; and
        how many aren't there.
        """
        found: dict[str, None] = {}
        settled: set[str] = set()
        missed: set[str] = set()
        for _, field, value, key, _ in rows:
            if field == wanted and key not in settled:
                target = self._known(value)
                if target is None or target == id:
                    missed.add(key or value)
                else:
                    found[target] = None
                    settled |= {key} - {""}
        return list(found), len(missed - settled)

    def _look_up(self, target: str) -> str | None:
        """The ID of a named entry that an ID or a code means, if that is one and no more."""
        if self._db.execute("SELECT 1 FROM entry WHERE id = ? AND named", (target,)).fetchone():
            return target
        ids = self._db.execute(
            "SELECT DISTINCT said.id FROM said JOIN entry ON entry.id = said.id WHERE field = ? AND"
            " value = ? AND named LIMIT 2",
            (CODE, target),
        ).fetchall()
        return ids[0][0] if len(ids) == 1 else None

    def _circles(self) -> set[str]:
        """The IDs that lie within themselves, by whatever way. Only what contains others can, so
        only that is held in memory.
        """
        edges: dict[str, list[str]] = {}
        for id, value in self._db.execute("SELECT id, value FROM said WHERE field = ?", (WITHIN,)):
            if (target := self._known(value)) is not None and target != id:
                edges[target] = []
        for id in edges:
            rows = self._db.execute(
                "SELECT id, field, value, key, form FROM said WHERE id = ? ORDER BY rowid", (id,)
            ).fetchall()
            edges[id] = self._targets(id, rows, WITHIN)[0]
        return in_circles(edges)


def _facts(rows: list[_Row]) -> Mapping[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for _, field, value, key, _ in rows:
        if field == FACT:
            found.setdefault(key, {})[value] = None
    return {key: list(values) for key, values in found.items()}


def _flaw(text: str, strong: str) -> str:
    """Why a plain text can't be a name in a table, or ""."""
    if not strong and not any(map(str.isalnum, text)):
        return "names without a letter or a number"
    if len(text) > LONGEST_WRITTEN:
        return "texts too long to be names"
    return "names that mix letters of two scripts in a word" if has_stranger(text) else ""
