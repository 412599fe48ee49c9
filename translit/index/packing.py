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
from functools import cache
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np

from translit.index.container import write
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Bearer
from translit.index.keys import FIELD_OF_BEARER, NEXT
from translit.index.layout import (
    Array,
    Keyed,
    Numbered,
    Parts,
    Piece,
    Whole,
    piece_of,
    put_pool,
    put_postings,
    put_rows,
    put_slots,
    utf8,
    word_once,
)
from translit.index.mapped import PEOPLE
from translit.index.processes import processes
from translit.index.records import word_of
from translit.knowledge.rules import NAMES, Trees, all_files, rules, rules_digest
from translit.language.names import worked_out
from translit.model.nouns import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

    from translit.index.memory import InMemory

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
    texts, parts = Numbered(), Parts()
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    _entries(gazetteer, numbers, texts, parts)
    _keys(gazetteer, parts)
    _rows(gazetteer, numbers, texts, parts, jobs)
    put_pool(parts, "texts", texts)
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


def _entries(
    gazetteer: InMemory, numbers: Mapping[str, int], texts: Numbered, parts: Parts
) -> None:
    put_pool(parts, "ids", numbers)
    put_slots(parts, "ids", numbers)
    parts["names"] = array("I", (texts[gazetteer.entries[id].name] for id in numbers))
    put_pool(parts, "entries", (_entry_record(gazetteer.entries[id], texts) for id in numbers))
    settings = Numbered()
    parts["settings of"] = array("I", (settings[json.dumps(gazetteer.about(id))] for id in numbers))
    put_pool(parts, "settings", settings)


def _entry_record(entry: Entry, texts: Numbered) -> str:
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
    put_pool(parts, "keys", keys)
    put_slots(parts, "keys", keys)
    put_pool(parts, "bearers", (_bearers_record(gazetteer, key) for key in keys))
    others = sorted(text for text in gazetteer.folded if gazetteer.begins(text) is None)
    put_pool(parts, "folds", others)
    put_slots(parts, "folds", others)


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
    return FIELD_OF_BEARER.join(map(utf8, (id, written) if name == alias else (id, written, name)))


# --- rows -----------------------------------------------------------------------------------------


def _rows(
    gazetteer: InMemory, numbers: Mapping[str, int], texts: Numbered, parts: Parts, jobs: int
) -> None:
    named, whole = gazetteer.keys(), Whole()
    owners, aliases = (
        array("I", column)
        for column in ((numbers[id] for _, id, _ in named), (texts[alias] for _, _, alias in named))
    )
    with _workers(jobs if len(named) > MANY else 1) as work:
        for piece in work(piece_of, _pieces([(key, alias) for key, _, alias in named])):
            whole.join(piece)
    del named
    word_once.cache_clear()
    rows = np.frombuffer(whole.rows, np.uint8)
    parts |= {"owners": np.repeat(owners, rows), "aliases": np.repeat(aliases, rows)}
    put_rows(whole, parts)
    _frequencies(whole, np.repeat(parts["owners"], whole.counts), parts)
    put_postings(whole.filing.done(), parts)


def _frequencies(whole: Whole, owners: Array, parts: Parts) -> None:
    """The consonants of all words, and their document frequencies: how many entries have a word
    with the same; `owners` is the entry of each use of a word.
    """
    distinct = Numbered()
    of_words = array("I", [distinct[word_of(record).consonants] for record in whole.words])
    uses = np.asarray(of_words)[np.asarray(whole.core)].astype(np.uint64) << np.uint64(32) | owners
    once = (np.unique(uses) >> np.uint64(32)).astype(np.int64)
    put_pool(parts, "consonants of words", distinct)
    put_slots(parts, "consonants of words", distinct)
    parts["frequencies"] = np.bincount(once, minlength=len(distinct)).astype(np.uint32)


@contextmanager
def _workers(
    jobs: int,
) -> Iterator[Callable[[Callable[[Keyed], Piece], Iterable[Keyed]], Iterator[Piece]]]:
    """A way to map: in this process, or in several."""
    if jobs == 1:
        yield map
        return
    with processes(jobs) as pool:
        yield pool.map


def _pieces(keys: Sequence[tuple[str, str]]) -> Iterator[Keyed]:
    left = iter(keys)
    while piece := list(islice(left, PIECE)):
        yield piece


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
