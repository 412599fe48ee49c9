"""Write a compiled table: everything that is asked of a gazetteer, worked out once and laid out in
the parts of a container.

For n entries, r rows and b buckets of block keys the parts are, with pools as `index/arrays.py`
describes them:

| part | what it holds |
|---|---|
| ids, texts, keys | pools: IDs; names and aliases; keys and their beginnings by whole words |
| folds | a pool: folded aliases that are no key |
| names | n numbers: for each ID the text of its name |
| entries, settings | pools: the rest of each entry; the distinct pairs of type and within; JSON |
| settings of | n numbers: which setting each entry has |
| bearers | a pool: for each key whether it is a folded alias; its bearers: kind, ID, alias, name |
| owners, aliases | r numbers each: for each row its entry, and the text of its alias |
| rows | a pool: for each row the numbers of its words, and its form (`index/records.py`) |
| words | a pool: words, each once |
| filled, before, starts, postings, weights, signs | rows under their keys (`index/postings.py`) |
| consonants of words, frequencies | a pool, and how many entries have a word with these |
| rules | the trees of the files of rules (`knowledge/rules.py`) |
| rest | what is refused, redirects, what others lie within ..., and how long each tree is, JSON |

The entry sy.aleppo.ramousa has a number, say 17, in `ids`; `names[17]` is the number of "Ramousa"
in `texts`; each of its rows has 17 in `owners`. A million aliases take about 245 bytes each.
Numbers are uint32, so a table has fewer than 2^32 of anything.
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from translit.index.container import write
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Bearer
from translit.index.keys import FIELD_OF_BEARER, NEXT
from translit.index.mapped import PEOPLE
from translit.index.postings import Filing, Postings
from translit.index.processes import processes
from translit.index.records import (
    form_record,
    row_record,
    word_of,
    word_record,
)
from translit.knowledge.rules import NAMES, Trees, all_files, rules, rules_digest
from translit.language.form import Form, forms_of_alias, word, written_as
from translit.language.names import worked_out
from translit.model.nouns import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from translit.index.memory import InMemory

Parts = dict[str, Any]
Array = np.ndarray[Any, Any]
# So many keys are worked out at a time; where there are fewer than MANY in all, other processes
# would cost more than they save.
PIECE, MANY = 4_000, 40_000


def pack(gazetteer: InMemory, sources: str, to: str | os.PathLike[str], jobs: int = 1) -> None:
    """Write a gazetteer as a compiled table.

    Args:
        gazetteer: what to write.
        sources: the hash of where it comes from.
        to: the file to write; what is there stays whole until the new one is.
        jobs: how many processes work on a large table.

    Raises:
        OSError: the file can't be written.
    """
    texts, parts = _Numbered(), Parts()
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    _entries(gazetteer, numbers, texts, parts)
    _keys(gazetteer, parts)
    _rows(gazetteer, numbers, texts, parts, jobs)
    _pool(parts, "texts", texts)
    rest = {
        "refused": sorted(gazetteer.refused),
        "redirects": gazetteer.redirects,
        "wholes": sorted(gazetteer.wholes),
        "types": sorted(gazetteer.types),
        "ranked": gazetteer.ranked,
    }
    held = deflated()
    trees = {**held.files, PEOPLE: held.people}
    parts["rules"] = b"".join(trees.values())
    lengths = {name: len(tree) for name, tree in trees.items()}
    parts["rest"] = json.dumps({**rest, "rules": lengths}).encode()
    write(to, {"rules": held.digest, "sources": sources}, parts)


def digest(paths: Iterable[Any]) -> str:
    """The hash of what the tables behind some paths hold."""
    from translit.files.places import expand

    found = blake2b(digest_size=16)
    for place, fault in expand(paths):
        if fault is None and hasattr(place, "open"):
            with place.open("rb") as file:
                while piece := file.read(1 << 20):
                    found.update(piece)
    return found.hexdigest()


class _Numbered(dict[str, int]):
    """Strings by the order in which they were first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return len(self) - 1


def _entries(
    gazetteer: InMemory, numbers: Mapping[str, int], texts: _Numbered, parts: Parts
) -> None:
    _pool(parts, "ids", numbers)
    _slots(parts, "ids", numbers)
    parts["names"] = array("I", (texts[gazetteer.entries[id].name] for id in numbers))
    _pool(parts, "entries", (_entry_record(gazetteer.entries[id], texts) for id in numbers))
    settings = _Numbered()
    parts["settings of"] = array("I", (settings[json.dumps(gazetteer.about(id))] for id in numbers))
    _pool(parts, "settings", settings)


def _entry_record(entry: Entry, texts: _Numbered) -> str:
    aliases, weak, adjectives = (
        [texts[text] for text in group] for group in (entry.aliases, entry.weak, entry.adjectives)
    )
    fields: list[Any] = [aliases, weak, adjectives, entry.never]
    fields += [dict(entry.same_as), entry.at, dict(entry.facts), entry.rank]
    while fields and not fields[-1] and fields[-1] != 0:  # a rank of 0 is said
        fields.pop()
    return json.dumps(fields, separators=(",", ":"))


def _keys(gazetteer: InMemory, parts: Parts) -> None:
    """The keys and their beginnings, who bears each, and the folded aliases."""
    keys = gazetteer.ordered
    _pool(parts, "keys", keys)
    _slots(parts, "keys", keys)
    _pool(parts, "bearers", (_bearers_record(gazetteer, key) for key in keys))
    others = sorted(text for text in gazetteer.folded if gazetteer.begins(text) is None)
    _pool(parts, "folds", others)
    _slots(parts, "folds", others)


def _bearers_record(gazetteer: InMemory, key: str) -> bytes:
    """Whether a key is a folded alias, and who bears it: the kind, the ID, the alias, and the name
    where that is another.

    The key with capitals, which most aliases are, is left out.
    """
    found = (
        bytes([kind]) + _bearer(key, each)
        for kind in (STRONG, WEAK, ADJECTIVE)
        for each in gazetteer.bearers(key, kind)
    )
    return bytes([key in gazetteer.folded]) + NEXT.join(found)


def _bearer(key: str, bearer: Bearer) -> bytes:
    id, name, alias = bearer
    written = "" if alias == key.title() else alias
    return FIELD_OF_BEARER.join(map(_utf8, (id, written) if name == alias else (id, written, name)))


# --- rows -----------------------------------------------------------------------------------------

# A form is filed by the words in it: those met before are not worked out again.
_word = lru_cache(maxsize=1 << 17)(word)


# Keys, and the alias that each belongs to.
_Keyed = list[tuple[str, str]]


class _Piece:
    """What is worked out of some keys: how many rows each has; the records of their forms; those
    of their words, each once; the words of each row, and how many; and the rows, filed.
    """

    def __init__(self) -> None:
        self.rows, self.forms = bytearray(), list[str]()
        self.words, self.core, self.counts = _Numbered(), array("I"), array("I")
        self.filing = Filing()

    def add(self, key: str, alias: str) -> None:
        """Work out one alias more, which has a key."""
        forms = written_as(alias, forms_of_alias(key, _word))
        self.rows.append(len(forms))
        for form in forms:
            self.record(form)
            self.filing.add(form)

    def record(self, form: Form) -> None:
        """Write one form more."""
        self.forms.append(form_record(form))
        self.core.extend([self.words[word_record(word)] for word in form.words])
        self.counts.append(len(form.words))


class _Whole:
    """What is worked out of all keys: the records of the rows, run together, and how long each is;
    and the rest as a piece has it.
    """

    def __init__(self) -> None:
        self.rows, self.records, self.lengths = bytearray(), bytearray(), array("I")
        self.words, self.core, self.counts = _Numbered(), array("I"), array("I")
        self.filing = Filing()

    def join(self, piece: _Piece) -> None:
        """Take in what was worked out of the keys after these."""
        numbers = [self.words[word] for word in piece.words]
        self.core.extend([numbers[place] for place in piece.core])
        self.rows += piece.rows
        self.counts.extend(piece.counts)
        self.filing.join(piece.filing)
        at = 0
        for form, count in zip(piece.forms, piece.counts, strict=True):
            record = row_record([numbers[place] for place in piece.core[at : at + count]], form)
            self.records += record
            self.lengths.append(len(record))
            at += count


def _worked_out(keys: _Keyed) -> _Piece:
    piece = _Piece()
    for key, alias in keys:
        piece.add(key, alias)
    return piece


def _rows(
    gazetteer: InMemory, numbers: Mapping[str, int], texts: _Numbered, parts: Parts, jobs: int
) -> None:
    named, whole = gazetteer.keys(), _Whole()
    owners, aliases = (
        array("I", column)
        for column in ((numbers[id] for _, id, _ in named), (texts[alias] for _, _, alias in named))
    )
    with _workers(jobs if len(named) > MANY else 1) as work:
        for piece in work(_worked_out, _pieces([(key, alias) for key, _, alias in named])):
            whole.join(piece)
    del named
    _word.cache_clear()
    rows = np.frombuffer(whole.rows, np.uint8)
    parts |= {"owners": np.repeat(owners, rows), "aliases": np.repeat(aliases, rows)}
    parts |= {"rows": whole.records, "rows@": _starts(whole.lengths)}
    _words(whole, np.repeat(parts["owners"], whole.counts), parts)
    _postings(whole.filing.done(), parts)


def rows_of(forms: Iterable[Form], postings: Postings) -> Parts:
    """The parts of rows that the compiled core asks, by their forms, and the same filed: for
    `index/packed.py`.
    """
    piece, whole, parts = _Piece(), _Whole(), Parts()
    for form in forms:
        piece.record(form)
    whole.join(piece)
    parts |= {"rows": whole.records, "rows@": _starts(whole.lengths)}
    _pool(parts, "words", whole.words)
    _postings(postings, parts)
    return parts


def _postings(postings: Postings, parts: Parts) -> None:
    parts |= {
        **filled(postings.starts),
        "postings": postings.rows,
        "weights": postings.weights,
        "signs": postings.signs,
    }


def _words(whole: _Whole, owners: Array, parts: Parts) -> None:
    """The words of all rows, and the document frequencies of their consonants: how many entries
    have a word with the same; `owners` is the entry of each use of a word.
    """
    _pool(parts, "words", whole.words)
    distinct = _Numbered()
    of_words = array("I", [distinct[word_of(record).consonants] for record in whole.words])
    uses = np.asarray(of_words)[np.asarray(whole.core)].astype(np.uint64) << np.uint64(32) | owners
    once = (np.unique(uses) >> np.uint64(32)).astype(np.int64)
    _pool(parts, "consonants of words", distinct)
    _slots(parts, "consonants of words", distinct)
    parts["frequencies"] = np.bincount(once, minlength=len(distinct)).astype(np.uint32)


def _starts(lengths: array[int]) -> Array:
    """Where each of some things begins, and the last one ends, that lie behind each other and
    are so long.
    """
    return np.concatenate([[0], np.cumsum(lengths, dtype=np.uint64)]).astype(np.uint32)


def filled(starts: Array) -> Parts:
    """Where buckets begin and the last one ends, as `index/postings.py` describes it: of those
    that hold any row.
    """
    sizes = np.diff(starts)
    bits = np.packbits(np.pad(sizes > 0, (0, -len(sizes) % 64)), bitorder="little")
    words = bits.view("<u8").astype(np.uint64)
    before = np.cumsum([0, *np.bitwise_count(words)[:-1]], dtype=np.uint32)
    return {
        "filled": words,
        "before": np.append(before, np.uint32(len(sizes))),
        "starts": np.append(starts[:-1][sizes > 0], starts[-1]),
    }


@contextmanager
def _workers(
    jobs: int,
) -> Iterator[Callable[[Callable[[_Keyed], _Piece], Iterable[_Keyed]], Iterator[_Piece]]]:
    """A way to map: in this process, or in several."""
    if jobs == 1:
        yield map
        return
    with processes(jobs) as pool:
        yield pool.map


def _pieces(keys: Sequence[tuple[str, str]]) -> Iterator[_Keyed]:
    left = iter(keys)
    while piece := list(islice(left, PIECE)):
        yield piece


# --- strings --------------------------------------------------------------------------------------


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _pool(parts: Parts, name: str, strings: Iterable[str] | Iterable[bytes]) -> None:
    """Strings, run together, and where each begins and the last one ends."""
    starts, pieces = array("I", [0]), bytearray()
    for string in strings:
        pieces += string if isinstance(string, bytes) else _utf8(string)
        starts.append(len(pieces))
    parts[name], parts[f"{name}@"] = pieces, starts


def _slots(parts: Parts, name: str, strings: Iterable[str]) -> None:
    """The hash table of a pool: in each slot the number of a string, plus one."""
    hashes = [crc32(_utf8(string)) for string in strings]
    slots = array("I", bytes(4 << max(1, (len(hashes) * 3 // 2).bit_length())))
    mask = len(slots) - 1
    for number, hashed in enumerate(hashes, 1):
        slot = hashed & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    parts[f"{name}#"] = slots


# --- rules ----------------------------------------------------------------------------------------


@cache
def deflated() -> Trees:
    """The rules of this process, as a compiled table brings them."""
    files = {
        name: _compressed(rules(name)) for name, _ in all_files() if not name.startswith(NAMES)
    }
    return Trees(rules_digest(), files, _compressed(worked_out()))


def _compressed(tree: Mapping[str, Any]) -> bytes:
    from json import dumps
    from zlib import compress

    return compress(dumps(tree, ensure_ascii=False, separators=(",", ":")).encode())
