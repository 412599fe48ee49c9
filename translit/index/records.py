"""How a form, and each word in it, is written in a compiled table, and read again. What follows
from the rest is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from translit.language.form import Form, Word
from translit.language.sounds import vowels_in

FIELD, ITEM = "\x1f", "\x1e"  # folding reads both as spaces, so that no form holds them
# How the script of a form is written: most are Latin, and a few have no letters.
_WRITTEN = {"Latn": "", "": "-"}
_READ = {written: script for script, written in _WRITTEN.items()}
_NOTHING = frozenset[str]()


def form_record(form: Form) -> str:
    """What a form holds besides its words."""
    more = [
        *(
            ITEM.join(sorted(group)) if group else ""
            for group in (form.kinds, form.traits, form.numbers, form.legal)
        ),
        "" if form.written == form.letters.replace(" ", "") else form.written,
        "1" if form.articled else "",
        str(form.surname) if form.surname else "",
    ]
    while more and not more[-1]:
        more.pop()
    written_in = _WRITTEN.get(form.script, form.script)
    return FIELD.join((form.marks, form.consonants, form.joined, written_in, *more))


def word_record(word: Word) -> str:
    """What a word holds, but for what is the same twice."""
    letters, latin, read, marks, consonants = word
    return FIELD.join(
        (
            letters,
            "" if latin == letters else latin,
            "" if read == latin else read,
            marks,
            consonants,
        )
    )


def form_of(record: str, words: tuple[Word, ...]) -> Form:
    """The form that a record and its words were made of."""
    marks, consonants, joined, written_in, *more = record.split(FIELD)
    kinds, traits, numbers, legal, written, articled, surname = (*more, *_MORE[len(more) :])
    script = _READ.get(written_in, written_in)
    letters = " ".join([word.letters for word in words])
    return Form(
        joined,
        script,
        letters,
        " ".join([word.latin for word in words]),
        words,
        marks,
        consonants,
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
_MORE = ("",) * 7


def _set_of(field: str) -> frozenset[str]:
    return frozenset(field.split(ITEM)) if field else _NOTHING


def word_of(record: str) -> Word:
    """The word that a record was made of."""
    letters, latin, read, marks, consonants = record.split(FIELD)
    latin = latin or letters
    return Word(letters, latin, read or latin, marks, consonants)


def code_of(record: str) -> Sequence[str]:
    """What the quick distances compare of the form of a record (translit/index/nearness.py);
    Latin and no letters are alike to them.
    """
    return record.split(FIELD, 4)
