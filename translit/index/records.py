"""How a form, and each word in it, is written in a compiled table, and read again. What follows
from the rest is left out.

The record of a row is the numbers of its words (LEB128: of each one more than it is, doubled, and
one more where another word follows; 0 where there is none), and then the fields of the form. What
has one word, as most rows have, has the marks and letters of this word, which aren't written again;
consonants follow from the marks. So for the row of "Ramousa", whose word is number 17, that is the
byte 36 and no more, and the record of the word is

    ramousa, Rr4aMm3uSs6a       letters, marks; Latin letters, how they are read, and consonants
                                where these are otherwise
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from translit.language.form import Form, Word
from translit.language.sounds import vowels_in

FIELD, ITEM = "\x1f", "\x1e"  # folding reads both as spaces, so that no form holds them
# How the script of a form is written: most are Latin, and a few have no letters.
_WRITTEN = {"Latn": "", "": "-"}
_READ = {written: script for script, written in _WRITTEN.items()}
_NOTHING = frozenset[str]()


def form_record(form: Form) -> str:
    """What a form holds besides its words."""
    marks, joined = _of_word(form.words)
    others = (form.kinds, form.traits, form.numbers, form.legal)
    return _together(
        "" if marks == form.marks else form.marks,
        "" if joined == form.joined else form.joined,
        _WRITTEN.get(form.script, form.script),
        "" if form.written == form.letters.replace(" ", "") else form.written,
        "" if form.consonants == consonants_of(form.marks) else form.consonants,
        "1" if form.articled else "",
        *(ITEM.join(sorted(group)) if group else "" for group in others),
        str(form.surname) if form.surname else "",
    )


def _together(*fields: str) -> str:
    """Fields, without those at the end that hold nothing."""
    return FIELD.join(fields).rstrip(FIELD)


def _of_word(words: Sequence[Word]) -> tuple[str, str]:
    """The marks and the Latin letters of the only word of a form."""
    return (words[0].marks, words[0].latin) if len(words) == 1 else ("", "")


# The marks of a consonant begin with a capital; a letter that has no reading is one, too.
_CONSONANT = re.compile("[A-Z]..|[^\\x00-\\x7f]", re.DOTALL)


def consonants_of(marks: str) -> str:
    """The marks of the consonants among those of all sounds."""
    return "".join(_CONSONANT.findall(marks))


def word_record(word: Word) -> str:
    """What a word holds, but for what is the same twice."""
    letters, latin, read, marks, consonants = word
    return _together(
        letters,
        marks,
        "" if latin == letters else latin,
        "" if read == latin else read,
        "" if consonants == consonants_of(marks) else consonants,
    )


def row_record(words: Sequence[int], form: str) -> bytes:
    """The record of a row, by the numbers of its words and the record of its form."""
    numbers = [2 * word + 3 for word in words]
    if numbers:
        numbers[-1] -= 1
    head = map(_number_record, numbers or (0,))
    return b"".join((*head, form.encode("utf-8", "surrogatepass")))


def row_of(record: bytes) -> tuple[list[int], str]:
    """The numbers of the words of a row, and the record of its form.

    Raises:
        IndexError, UnicodeDecodeError: it is none.
    """
    numbers, at, more = list[int](), 0, 1
    while more:
        number, at = _number_of(record, at)
        more = number & 1
        if number > 1:
            numbers.append((number >> 1) - 1)
        elif number:
            raise IndexError("a word in it has no number")
    return numbers, record[at:].decode("utf-8", "surrogatepass")


@lru_cache(maxsize=1 << 16)
def _number_record(number: int) -> bytes:
    """A number in LEB128: seven bits a byte, the lowest first, and a bit for more to come."""
    if number < 0x80:
        return bytes((number,))
    return bytes((number & 0x7F | 0x80,)) + _number_record(number >> 7)


def _number_of(record: bytes, at: int) -> tuple[int, int]:
    """The number that is written from some place on, and where the next one is."""
    number = shift = 0
    while (byte := record[at]) >= 0x80:
        number |= (byte & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return number | byte << shift, at + 1


def form_of(record: str, words: tuple[Word, ...]) -> Form:
    """The form that a record and its words were made of."""
    fields = record.split(FIELD)
    marks, joined, written_in, written, consonants, *more = (*fields, *_FIELDS[len(fields) :])
    articled, kinds, traits, numbers, legal, surname = more
    its_marks, its_letters = _of_word(words)
    marks = marks or its_marks
    script = _READ.get(written_in, written_in)
    letters = " ".join([word.letters for word in words])
    return Form(
        joined or its_letters,
        script,
        letters,
        " ".join([word.latin for word in words]),
        words,
        marks,
        consonants or consonants_of(marks),
        _set_of(kinds),
        _set_of(traits),
        _set_of(numbers),
        _set_of(legal),
        vowels_in(script),
        False,
        written or letters.replace(" ", ""),
        bool(articled),
        int(surname or 0),
    )


# What stands for the fields that a record leaves out at its end.
_FIELDS = ("",) * 11


def _set_of(field: str) -> frozenset[str]:
    return frozenset(field.split(ITEM)) if field else _NOTHING


def word_of(record: str) -> Word:
    """The word that a record was made of."""
    fields = record.split(FIELD)
    letters, marks, latin, read, consonants = (*fields, *_FIELDS[len(fields) : 5])
    latin = latin or letters
    return Word(letters, latin, read or latin, marks, consonants or consonants_of(marks))


def code_of(form: str, word: str) -> Sequence[str]:
    """What the quick distances compare of a form (translit/index/nearness.py), by its record and
    that of its word, if that is the only one; Latin and no letters are alike to them, and no
    consonants are those among the marks.
    """
    fields = form.split(FIELD, 5)
    count = len(fields)
    marks, joined = fields[0], fields[1] if count > 1 else ""
    if word and not (marks and joined):
        its = word.split(FIELD, 3)
        marks = marks or (its[1] if len(its) > 1 else "")
        joined = joined or (its[2] if len(its) > 2 else "") or its[0]
    if count < 3:
        return marks, "", joined, ""
    return marks, fields[4] if count > 4 else "", joined, fields[2]


# The numbers of the words of a row, and the last of them: of one that is followed by another the
# first byte is odd, and of one that goes on any but the last byte is 0x80 or more.
_ODD, _EVEN = (
    b"(?:[%b]|[%b][\x80-\xff]*[\x00-\x7f])"
    % (re.escape(bytes(range(first, 0x80, 2))), re.escape(bytes(range(0x80 + first, 0x100, 2))))
    for first in (1, 0)
)
_HEAD = re.compile(b"%b*(%b)" % (_ODD, _EVEN), re.DOTALL)


def beginning_of(record: bytes) -> tuple[int, str]:
    """The number of the only word of a row, or -1, and the record of its form: as `row_of`."""
    head = _HEAD.match(record)
    if head is None:
        raise IndexError("a row in it has no words")
    place, end = head.span(1)
    form = record[end:].decode("utf-8", "surrogatepass")
    if place:
        return -1, form
    number = record[0] if end == 1 else _number_of(record, 0)[0]
    return (number >> 1) - 1, form
