"""How rows and strings lie in the parts of a compiled table: worked out alias by alias, in pieces
that processes may share out, and put together.

The parts are those that `index/packing.py` lists, of which this makes the rows, their words, the
pools and hash tables of strings, and where buckets begin. The row of "Ramousa" is the record of its
form behind the number of its word (`index/records.py`), which is written once, whatever rows hold
it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from translit.index.postings import Filing, Postings
from translit.index.records import form_record, row_record, word_record
from translit.language.form import Form, forms_of_alias, word, written_as

Parts = dict[str, Any]
Array = np.ndarray[Any, Any]


class Numbered(dict[str, int]):
    """Strings by the order in which they were first asked for."""

    def __missing__(self, text: str) -> int:
        self[text] = len(self)
        return len(self) - 1


# --- rows -----------------------------------------------------------------------------------------

# A form is filed by the words in it: those met before are not worked out again.
word_once = lru_cache(maxsize=1 << 17)(word)


# Keys, and the alias that each belongs to.
Keyed = list[tuple[str, str]]


class Piece:
    """What is worked out of some keys: how many rows each has; the records of their forms; those
    of their words, each once; the words of each row, and how many; and the rows, filed.
    """

    def __init__(self) -> None:
        self.rows, self.forms = bytearray(), list[str]()
        self.words, self.core, self.counts = Numbered(), array("I"), array("I")
        self.filing = Filing()

    def add(self, key: str, alias: str) -> None:
        """Work out one alias more, which has a key."""
        forms = written_as(alias, forms_of_alias(key, word_once))
        self.rows.append(len(forms))
        for form in forms:
            self.record(form)
            self.filing.add(form)

    def record(self, form: Form) -> None:
        """Write one form more."""
        self.forms.append(form_record(form))
        self.core.extend([self.words[word_record(word)] for word in form.words])
        self.counts.append(len(form.words))


class Whole:
    """What is worked out of all keys: the records of the rows, run together, and how long each is;
    and the rest as a piece has it.
    """

    def __init__(self) -> None:
        self.rows, self.records, self.lengths = bytearray(), bytearray(), array("I")
        self.words, self.core, self.counts = Numbered(), array("I"), array("I")
        self.filing = Filing()

    def join(self, piece: Piece) -> None:
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


def piece_of(keys: Keyed) -> Piece:
    """What is worked out of some keys."""
    piece = Piece()
    for key, alias in keys:
        piece.add(key, alias)
    return piece


def put_rows(whole: Whole, parts: Parts) -> None:
    """Put the records of all rows among the parts, and those of their words."""
    parts |= {"rows": whole.records, "rows@": starts_of(whole.lengths)}
    put_pool(parts, "words", whole.words)


def put_postings(postings: Postings, parts: Parts) -> None:
    """Put the rows under their keys among the parts, with their weights and signatures."""
    parts |= {
        **filled(postings.starts),
        "postings": postings.rows,
        "weights": postings.weights,
        "signs": postings.signs,
    }


def starts_of(lengths: array[int]) -> Array:
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


# --- strings --------------------------------------------------------------------------------------


def utf8(text: str) -> bytes:
    """A text in bytes; lone surrogates stay as they are."""
    return text.encode("utf-8", "surrogatepass")


def put_pool(parts: Parts, name: str, strings: Iterable[str] | Iterable[bytes]) -> None:
    """Strings, run together, and where each begins and the last one ends."""
    starts, pieces = array("I", [0]), bytearray()
    for string in strings:
        pieces += string if isinstance(string, bytes) else utf8(string)
        starts.append(len(pieces))
    parts[name], parts[f"{name}@"] = pieces, starts


def put_slots(parts: Parts, name: str, strings: Iterable[str]) -> None:
    """The hash table of a pool: in each slot the number of a string, plus one."""
    hashes = [crc32(utf8(string)) for string in strings]
    slots = array("I", bytes(4 << max(1, (len(hashes) * 3 // 2).bit_length())))
    mask = len(slots) - 1
    for number, hashed in enumerate(hashes, 1):
        slot = hashed & mask
        while slots[slot]:
            slot = (slot + 1) & mask
        slots[slot] = number
    parts[f"{name}#"] = slots
