"""How a form, and each word in it, is written in a compiled table, and read again. What follows
from the rest is left out.
"""

from __future__ import annotations

from collections.abc import Sequence

from translit.language.form import Form, Word, coarse
from translit.language.sounds import of_marks, vowels_in

FIELD, ITEM = "\x1f", "\x1e"  # folding reads both as spaces, so that no form holds them
# How the script of a form is written: most are Latin, and a few have no letters.
_WRITTEN = {"Latn": "", "": "-"}
_READ = {written: script for script, written in _WRITTEN.items()}
_NOTHING = frozenset[str]()


def form_record(form: Form) -> str:
    """What a form holds besides its words."""
    sets = [
        ITEM.join(sorted(group)) if group else ""
        for group in (form.kinds, form.traits, form.numbers, form.legal)
    ]
    return FIELD.join(
        (
            form.marks,
            form.consonants,
            form.joined,
            _WRITTEN.get(form.script, form.script),
            *(sets if any(sets) else ()),
        )
    )


def word_record(word: Word) -> str:
    """What a word holds, but for what follows from it."""
    letters, latin, read, marks, _ = word
    return FIELD.join(
        (letters, "" if latin == letters else latin, "" if read == latin else read, marks)
    )


def form_of(record: str, words: tuple[Word, ...]) -> Form:
    """The form that a record and its words were made of."""
    marks, consonants, joined, written, *more = record.split(FIELD)
    script = _READ.get(written, written)
    kinds, traits, numbers, legal = (
        frozenset(field.split(ITEM)) if field else _NOTHING for field in more or ("", "", "", "")
    )
    return Form(
        joined=joined,
        script=script,
        letters=" ".join([word.letters for word in words]),
        latin=" ".join([word.latin for word in words]),
        words=words,
        marks=marks,
        coarse=coarse(marks),
        consonants=consonants,
        skeleton=of_marks(consonants).skeleton,
        kinds=kinds,
        traits=traits,
        numbers=numbers,
        legal=legal,
        vowels=vowels_in(script),
        guessed=False,
    )


def word_of(record: str) -> Word:
    """The word that a record was made of."""
    letters, latin, read, marks = record.split(FIELD)
    latin = latin or letters
    return Word(letters, latin, read or latin, marks, of_marks(marks).consonants)


def code_of(record: str) -> Sequence[str]:
    """What the quick distances compare of the form of a record (translit/index/nearness.py);
    Latin and no letters are alike to them.
    """
    return record.split(FIELD, 4)
