"""The tables, indexed: look up an alias exactly, or the aliases that come near a form."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translit.errors import EntryError
from translit.model import Entry
from translit.text.fold import fold
from translit.text.split import strong_key, without_articles

if TYPE_CHECKING:  # what an exact answer can do without is imported by what needs it
    from translit.matching.blocks import ByWords
    from translit.matching.nearness import Code, Heard
    from translit.matching.postings import Postings
    from translit.text.form import Form

# Below this many rows a process that asks for a few names spends more on building the keys than they save.
WORTH_AN_INDEX = 3000
# How many forms of aliases that are near (translit/matching/nearness.py) are weighed, and how much farther than the nearest, out of
# 2, one may be. Of the right answers that are near, none to two in a hundred aren't weighed for that.
SHORTLIST, MUCH_FARTHER = 20, 0.6
# Of a name of several words, so many rows more: those that share the most of its words, in any order.
BY_WORDS = 6
# Of the rows that are spelt as a system writes a name so many, for each system.
BY_READING = 4
# Of a name with initials so many rows that hold its other words are looked at, for those that the initials begin.
BEGUN = 60


# The kinds of aliases: the strong ones, which unseen spellings are compared with too; and those that count only as they are written.
STRONG, WEAK, ADJECTIVE = range(3)
# Key -> the IDs that bear it -> the alias that has this key.
Index = dict[str, dict[str, str]]
# Who bears a key: an entry's ID and name, and the alias that has the key.
Bearer = tuple[str, str, str]
# Which IDs may answer.
Allowed = Callable[[str], bool]


class Row(NamedTuple):
    """An alias in the index: its text, the ID it belongs to, and one of its forms."""

    alias: str
    id: str
    form: Form


class Gazetteer:
    """Entries by ID, exact look-up by key, and the rows nearest to a form. Immutable once built."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries: dict[str, Entry] = {}
        for entry in entries:
            if self.entries.setdefault(entry.id, entry) is not entry:
                raise EntryError(f"two entries have the ID {entry.id!r}: merge them, or rename one")
        self.folded: set[str] = set()
        self._aside: set[tuple[str, str]] = set()  # IDs and aliases that another alias of theirs has the key of, or that have none
        self.strong: Index = {}
        self.weak: Index = {}
        self.adjectives: Index = {}
        for entry in sorted(self.entries.values(), key=lambda entry: entry.id):
            self._file(self.strong, entry, (entry.name, *entry.aliases))
            self._file(self.weak, entry, entry.weak)
            self._file(self.adjectives, entry, entry.adjectives)

    def bearers(self, key: str, kind: int) -> Sequence[Bearer]:
        """Who bears a key as a strong or weak alias or as an adjective, by ID."""
        index = (self.strong, self.weak, self.adjectives)[kind]
        return [(id, self.entries[id].name, alias) for id, alias in index.get(key, {}).items()]

    def near(self, asked: Sequence[Form], allowed: Allowed | None = None) -> list[tuple[Form, Row]]:
        """The pairs worth weighing: each form that is asked about with the rows that come near it, out of the IDs that are allowed."""
        pairs = sorted((apart, number, place) for place, form in enumerate(asked) for number, apart in self._nearest(form, allowed).items())
        least = pairs[0][0] if pairs else 0.0
        near = self._first_ones([(place, number) for apart, number, place in pairs if apart <= least + MUCH_FARTHER])
        others = (
            (place, number)
            for place, form in enumerate(asked)
            for number in (*self._by_words(form, allowed), *self._by_readings(form, allowed))
        )
        return [(asked[place], self.rows[number]) for place, number in dict.fromkeys([*near, *others])]

    def _first_ones(self, near: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """The first of the rows that are near, up to SHORTLIST forms: several aliases with one form take no more than one place."""
        met = set[tuple[object, ...]]()
        for place, number in near:
            form = self.rows[number].form
            met.add((place, form.letters, form.kinds, form.traits, form.numbers, form.legal))  # the whole form takes long to hash
            if len(met) > SHORTLIST:
                return
            yield place, number

    def _nearest(self, form: Form, allowed: Allowed | None) -> dict[int, float]:
        """The rows that are nearest to a form by the quick distances, and how far they are."""
        from translit.matching.nearness import nearest

        numbers = self._comparable(form, allowed)
        return {numbers[place]: apart for place, apart in nearest(form, self.codes(numbers)).items()}

    def _comparable(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that a form is compared with: all of a small table, else those that share a key with it."""
        if len(self.rows) <= WORTH_AN_INDEX:
            return [number for number in range(len(self.rows)) if allowed is None or allowed(self.owner(number))]
        sharing = self.postings.sharing(form)
        if allowed is not None:
            sharing = sharing[[allowed(self.owner(int(number))) for number in sharing]]
        return self.postings.alike(form, sharing)

    def _by_words(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that share the most words with a form, in any order; of those that only hold some, such as its initials begin."""
        if len(form.words) < 2:
            return []
        from translit.matching.blocks import HOLDING

        initials = [word.latin for word in form.words if len(word.latin) == 1]
        if 0 < len(initials) < len(form.words):  # a row that has some such letter isn't nearer for that
            form = form._replace(words=tuple([word for word in form.words if len(word.latin) > 1]))
        rows = self.postings if len(self.rows) > WORTH_AN_INDEX else self._words
        most, held = (BY_WORDS, BEGUN if initials else HOLDING) if allowed is None else (len(self.rows), len(self.rows))
        found = [number for number in rows.by_words(form, most, held) if allowed is None or allowed(self.owner(number))]
        if initials:
            found[BY_WORDS:] = sorted(found[BY_WORDS:], key=lambda number: -self._begun(number, initials))
        return found[: BY_WORDS + HOLDING]

    def _by_readings(self, form: Form, allowed: Allowed | None) -> list[int]:
        """The rows that are spelt as some system of its script writes a form; so many at most for each."""
        if form.script in ("", "Latn") or form.guessed:
            return []
        from translit.text.form import once
        from translit.text.readings import readings

        found = (self._spelt(once(reading)) for reading in readings(form.script, form.letters))
        return [row for rows in found for row in [row for row in rows if allowed is None or allowed(self.owner(row))][:BY_READING]]

    def _spelt(self, joined: str) -> Sequence[int]:
        """The rows whose Latin letters, run together and doubled ones once, are these."""
        from translit.matching.nearness import JOINED

        if len(self.rows) <= WORTH_AN_INDEX:
            return self._joined.get(joined, ())
        rows = self.postings.with_segments(joined)
        return [row for row, code in zip(rows, self.codes(rows), strict=True) if code[JOINED] == joined]

    def _begun(self, number: int, initials: Sequence[str]) -> int:
        """How many of some initials words of a row begin with."""
        words = [word.latin for word in self.rows[number].form.words]
        return sum(any(word.startswith(initial) for word in words) for initial in initials)

    @cached_property
    def rarity(self) -> Callable[[str], float]:
        """How rare a word with some consonants is among the entries, from 0 (in all) to 1 (in one at most)."""
        return lru_cache(maxsize=1 << 13)(self._rarity)

    def _rarity(self, word: str) -> float:
        seen = self.spread.get(word, 0)
        return 1 - math.log(seen) / math.log(len(self.entries)) if seen > 1 else 1.0

    @cached_property
    def rows(self) -> list[Row]:
        """Every form of every alias; worked out when the first mention is no alias."""
        from translit.text.form import forms_of_alias, written_as

        return [Row(alias, id, form) for key, id, alias in self.keys() for form in written_as(alias, forms_of_alias(key))]

    @cached_property
    def postings(self) -> Postings:
        """The rows under their block keys; built when first needed."""
        from translit.matching.postings import filed

        return filed(row.form for row in self.rows)

    @cached_property
    def _words(self) -> ByWords:
        from translit.matching.blocks import ByWords

        return ByWords([row.form for row in self.rows])

    @cached_property
    def _joined(self) -> Mapping[str, Sequence[int]]:
        from translit.matching.nearness import JOINED

        found: dict[str, list[int]] = {}
        for row, code in enumerate(self.codes(range(len(self.rows)))):
            found.setdefault(code[JOINED], []).append(row)
        return found

    @cached_property
    def spread(self) -> Mapping[str, int]:
        """How many entries have a word with some consonants in an alias."""
        return Counter(consonants for _, consonants in {(row.id, word.consonants) for row in self.rows for word in row.form.words})

    @cached_property
    def beginnings(self) -> Mapping[str, bool]:
        """The beginnings, by whole words, of all keys, and whether each is a key itself."""
        keys = {*self.strong, *self.weak, *self.adjectives}
        found = {" ".join(words[:length]) for words in map(str.split, keys) for length in range(1, len(words))}
        return {**dict.fromkeys(found, False), **dict.fromkeys(keys, True)}

    @cached_property
    def ordered(self) -> Sequence[str]:
        """The keys and their beginnings, in order."""
        return sorted(self.beginnings)

    def starting(self, prefix: str) -> Iterator[str]:
        """The keys that begin with a text, in order; beginnings of them by whole words are among them."""
        ordered = self.ordered
        for number in range(bisect_left(ordered, prefix), len(ordered)):
            if not ordered[number].startswith(prefix):
                return
            yield ordered[number]

    @cached_property
    def openings(self) -> frozenset[str]:
        """The first two characters of each key in a script from Thai on: a text in a script without spaces is gone through by them."""
        return frozenset(key[:2] for key in self.beginnings if key[0] >= "\u0e00")

    @cached_property
    def wholes(self) -> frozenset[str]:
        """The IDs of all that an entry lies directly within."""
        return frozenset(whole for entry in self.entries.values() for whole in entry.within)

    def name(self, id: str) -> str:
        """The canonical name of an entry."""
        return self.entries[id].name

    def about(self, id: str) -> tuple[str | None, Sequence[str]]:
        """The type of an entry, and the IDs of what it lies directly within; nothing for an ID that there isn't."""
        entry = self.entries.get(id)
        return (entry.type, entry.within) if entry else (None, ())

    def owner(self, number: int) -> str:
        """The ID that a row belongs to."""
        return self.rows[number].id

    def codes(self, numbers: Sequence[int]) -> list[Code]:
        """The codes of some rows."""
        codes = self._codes
        return [codes[number] for number in numbers]

    def sounds_apart(self, form: Form) -> float:
        """About how far the row that sounds the most like a form is from it, as a share of its sounds; 1 where there is none."""
        from translit.matching.blocks import skeleton_keys
        from translit.matching.nearness import Heard

        if len(self.rows) <= WORTH_AN_INDEX:
            return self._heard.apart(form)
        rows = self.postings.heard_like(skeleton_keys(form.skeleton), form)
        return Heard(self.codes(rows)).apart(form)

    @cached_property
    def _heard(self) -> Heard:
        from translit.matching.nearness import Heard

        return Heard(self.codes(range(len(self.rows))))

    @cached_property
    def _codes(self) -> list[Code]:
        from translit.matching.nearness import code

        return [code(row.form) for row in self.rows]

    def keys(self) -> list[tuple[str, str, str]]:
        """The key, ID and alias of each row, in order: the strong keys, and those of aliases with marks as they sound."""
        from translit.text.sounds import unmarked

        found = [(key, id, alias) for key, bearers in self.strong.items() for id, alias in bearers.items()]
        aliases = ((entry.id, alias) for entry in self.entries.values() for alias in (entry.name, *entry.aliases))
        heard = ((unmarked(alias), id, alias) for id, alias in aliases if not alias.isascii())
        spoken = {(strong_key(text), id, alias) for text, id, alias in heard if text != alias or (id, alias) in self._aside}
        found += [row for row in spoken if self.strong.get(row[0], {}).get(row[1]) != row[2]]
        found.sort()
        return found

    def _file(self, index: Index, entry: Entry, aliases: Sequence[str]) -> None:
        """File the aliases of an entry; of two with one key its name counts, or the first by code points."""
        for alias in sorted(set(aliases), key=lambda alias: (alias != entry.name, alias)) if len(aliases) > 1 else aliases:
            folded = fold(alias)
            key = " ".join(without_articles(folded))
            if key:
                key = folded if key == folded else key  # one string, and not two
                self.folded.add(folded)
            if not key or index.setdefault(key, {}).setdefault(entry.id, alias) != alias:
                self._aside.add((entry.id, alias))
