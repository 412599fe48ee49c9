"""Write a compiled table: everything that the resolver asks of a gazetteer, worked out once and laid out in arrays.

The parts of the file, and what reads them in translit/compiled.py:

| part | what it holds |
|---|---|
| ids, texts, keys | pools of strings: IDs; names and aliases; keys and their beginnings |
| folds, words | likewise: folded aliases that are no key; consonants of words |
| X@, X# | where each string of pool X begins, and its hash table |
| names, entries | for each ID the text of its name, and the rest of the entry, JSON |
| bearers@, bearers, spellings | for each key its bearers, entry and kind, and the alias each has it by |
| folded | for each key whether it is a folded alias |
| owners, aliases, forms | for each row its entry, its alias and its form |
| starts, postings, told, heard, spelt | the rows under their block keys (translit/postings.py) |
| seen | for each word how many entries have it |
| rules | the trees of the files of rules (translit/rules.py) |
| rest | what the resolver holds besides, and how long each tree is, JSON |
"""

from __future__ import annotations

import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from hashlib import blake2b
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any, NamedTuple
from zlib import crc32

import numpy as np

from translit.compiled import FIELD, ITEM
from translit.container import write
from translit.form import Form, forms_of_alias
from translit.gazetteer import Gazetteer
from translit.model import Entry
from translit.postings import Filing
from translit.rules import deflated, rules_digest

if TYPE_CHECKING:
    from collections.abc import Callable

    from translit.resolver import Resolver

Parts = dict[str, Any]
# So many keys are worked out at a time; where there are fewer than MANY in all, other processes would cost more than they save.
PIECE, MANY = 4_000, 40_000


def pack(resolver: Resolver, sources: str, to: str | os.PathLike[str], jobs: int = 1) -> None:
    """Write what a resolver holds as a compiled table.

    Args:
        resolver: what to write.
        sources: the hash of where it comes from.
        to: the file to write; what is there stays whole until the new one is.
        jobs: how many processes work on a large table.

    Raises:
        OSError: the file can't be written.
    """
    gazetteer, texts, parts = resolver.gazetteer, _Numbered(), Parts()
    numbers = {id: number for number, id in enumerate(sorted(gazetteer.entries))}
    _entries(gazetteer, numbers, texts, parts)
    _keys(gazetteer, numbers, texts, parts)
    _rows(gazetteer, numbers, texts, parts, jobs)
    _pool(parts, "texts", texts)
    rest = {"refused": sorted(resolver.refused), "redirects": resolver.redirects, "wholes": sorted(gazetteer.wholes)}
    trees = deflated()
    parts["rules"] = b"".join(trees.values())
    lengths = {name: len(tree) for name, tree in trees.items()}
    parts["rest"] = json.dumps({**rest, "keys": len(gazetteer.strong), "rules": lengths}).encode()
    write(to, {"rules": rules_digest(), "sources": sources}, parts)


def digest(paths: Iterable[Any]) -> str:
    """The hash of what the tables behind some paths hold."""
    from translit.places import expand

    found = blake2b(digest_size=16)
    for place, fault in expand(paths):
        if fault is None and hasattr(place, "read_bytes"):
            found.update(place.read_bytes())
    return found.hexdigest()


class _Numbered(dict[str, int]):
    """Strings by the order in which they were first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return len(self) - 1


def _entries(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: Parts) -> None:
    _pool(parts, "ids", numbers)
    _slots(parts, "ids", numbers)
    parts["names"] = array("I", (texts[gazetteer.entries[id].name] for id in numbers))
    _pool(parts, "entries", (_entry_record(gazetteer.entries[id], texts) for id in numbers))


def _entry_record(entry: Entry, texts: _Numbered) -> str:
    aliases, weak, adjectives = ([texts[text] for text in group] for group in (entry.aliases, entry.weak, entry.adjectives))
    return json.dumps([aliases, entry.type, entry.within, weak, adjectives, entry.never, dict(entry.same_as)], separators=(",", ":"))


def _keys(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: Parts) -> None:
    """The keys and their beginnings, who bears each, and the folded aliases."""
    keys = sorted(gazetteer.beginnings)
    starts, owners, aliases, folded = array("I", [0]), array("I"), array("I"), bytearray()
    for key in keys:
        for kind, index in enumerate((gazetteer.strong, gazetteer.weak, gazetteer.adjectives)):
            for id, alias in index.get(key, {}).items():
                owners.append(numbers[id] << 2 | kind)
                aliases.append(texts[alias])
        starts.append(len(owners))
        folded.append(key in gazetteer.folded)
    _pool(parts, "keys", keys)
    _slots(parts, "keys", keys)
    parts |= {"bearers@": starts, "bearers": owners, "spellings": aliases, "folded": folded}
    others = sorted(text for text in gazetteer.folded if text not in gazetteer.beginnings)
    _pool(parts, "folds", others)
    _slots(parts, "folds", others)


# --- rows ----------------------------------------------------------------------------------------------------------------


class _Piece(NamedTuple):
    """What is worked out of some keys: how many rows each has, and each row's record, words and block keys."""

    rows: array[int]
    records: list[str]
    words: list[list[str]]
    filing: Filing


def _worked_out(keys: list[str]) -> _Piece:
    piece = _Piece(array("B"), [], [], Filing())
    for key in keys:
        forms = forms_of_alias(key)
        piece.rows.append(len(forms))
        for form in forms:
            piece.records.append(_form_record(form))
            piece.words.append([word.consonants for word in form.words])
            piece.filing.add(form)
    return piece


def _rows(gazetteer: Gazetteer, numbers: Mapping[str, int], texts: _Numbered, parts: Parts, jobs: int) -> None:
    named = gazetteer.keys()
    filing, words, bearing = Filing(), _Numbered(), array("Q")
    owners, aliases, records = array("I"), array("I"), list[str]()
    rows = iter(named)
    with _workers(jobs if len(named) > MANY else 1) as work:
        for piece in work(_worked_out, _pieces([key for key, _, _ in named])):
            filing.join(piece.filing)
            records += piece.records
            said = iter(piece.words)
            for count, (_, id, alias) in zip(piece.rows, rows, strict=False):
                owners.extend([numbers[id]] * count)
                aliases.extend([texts[alias]] * count)
                bearing.extend(words[word] << 32 | numbers[id] for word in sorted({word for _ in range(count) for word in next(said)}))
    postings = filing.done()
    parts |= {"owners": owners, "aliases": aliases}
    _pool(parts, "forms", records)
    parts |= {"starts": postings.starts, "postings": postings.rows, "told": postings.told, "heard": postings.heard, "spelt": postings.spelt}
    _pool(parts, "words", words)
    _slots(parts, "words", words)
    once = np.unique(np.asarray(bearing, np.uint64)) >> np.uint64(32)
    parts["seen"] = np.bincount(once.astype(np.int64), minlength=len(words)).astype(np.uint32)


@contextmanager
def _workers(jobs: int) -> Iterator[Callable[[Callable[[list[str]], _Piece], Iterable[list[str]]], Iterator[_Piece]]]:
    """A way to map: in this process, or in several."""
    if jobs == 1:
        yield map
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:
        yield pool.map


def _pieces(keys: Sequence[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while piece := list(islice(left, PIECE)):
        yield piece


def _form_record(form: Form) -> str:
    one = len(form.words) == 1
    words = (
        (
            word.letters,
            "" if word.latin == word.letters else word.latin,
            "" if word.read == word.latin else word.read,
            *(() if one else (word.marks, word.consonants)),
        )
        for word in form.words
    )
    head = (form.marks, form.consonants, form.joined, form.script, form.skeleton)
    sets = (ITEM.join(sorted(group)) for group in (form.kinds, form.traits, form.numbers))
    return FIELD.join((*head, *sets, *(field for word in words for field in word)))


# --- strings -------------------------------------------------------------------------------------------------------------


def _pool(parts: Parts, name: str, strings: Iterable[str]) -> None:
    """Strings, run together, and where each begins and the last one ends."""
    starts, pieces = array("I", [0]), bytearray()
    for string in strings:
        pieces += string.encode("utf-8", "surrogatepass")
        starts.append(len(pieces))
    parts[name], parts[f"{name}@"] = pieces, starts


def _slots(parts: Parts, name: str, strings: Iterable[str]) -> None:
    """The hash table of a pool: in each slot the number of a string, plus one."""
    hashes = [crc32(string.encode("utf-8", "surrogatepass")) for string in strings]
    slots = array("I", bytes(4 << max(1, (len(hashes) * 3 // 2).bit_length())))
    mask = len(slots) - 1
    for number, hashed in enumerate(hashes, 1):
        slot = hashed & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    parts[f"{name}#"] = slots
