"""What one of two names says of its kind and the other doesn't: traits (New, Upper, Eastern), words
of kind (village, brigade, bank) and numbers.

Such a word is set apart from the others when a name is read (language/split.py), or stands among
them; either way the other name may say it too, as one or as the other.
"""

from __future__ import annotations

from collections.abc import Sequence

from translit.language.form import Form, Word
from translit.language.numerals import has_digits, is_unsure, numbered
from translit.language.split import kind_of, trait_of


def traits_alone(source: Form, target: Form, rest: Sequence[Word], other: Sequence[Word]) -> int:
    """How many traits one side says in words without a counterpart, or has set apart, and the
    other doesn't say at all.
    """
    mine, theirs = (_own_traits(form, words) for form, words in ((source, rest), (target, other)))
    if not (mine or theirs):
        return 0
    return len(
        mine.difference(target.traits, _traits(target.words))
        | theirs.difference(source.traits, _traits(source.words))
    )


def kinds_alone(
    x: Form, y: Form, alone: Sequence[Word] = (), other: Sequence[Word] = ()
) -> frozenset[str]:
    """The kinds that one side says in words without a counterpart, or has set apart, and the
    other doesn't say at all.
    """
    mine, theirs = (form.kinds.union(_kinds(words)) for form, words in ((x, alone), (y, other)))
    return (
        mine.difference(y.kinds, _kinds(y.words)) | theirs.difference(x.kinds, _kinds(x.words))
        if mine or theirs
        else mine
    )


def number_alone(source: Form, target: Form, rest: Sequence[Word], other: Sequence[Word]) -> bool:
    """Whether one side alone says a number, in words without a counterpart, or set apart.

    Of 1,245 names with a number in gazetteers of 20 countries whose other words are a whole name
    there, one in four is that entity's, and three are only another's (Nasr City, Nasr City 2).
    """
    if bool(source.numbers) == bool(target.numbers):
        return False
    form, alone = (source, rest) if source.numbers else (target, other)
    letters = [word.letters for word in form.words]
    if not any(map(has_digits, form.numbers)) or is_unsure(letters):
        return False
    met = [word.letters for word in form.words if word not in alone]
    return not numbered(tuple([word for word in met if not has_digits(word)])).numbers


def _kinds(words: Sequence[Word]) -> list[str]:
    return [kind for word in words if (kind := kind_of(word.letters))]


def _own_traits(form: Form, alone: Sequence[Word]) -> frozenset[str]:
    """The traits of the words of a form that have no counterpart; all, where they are set apart."""
    return frozenset(_traits(alone)) if _traits(form.words) else form.traits


def _traits(words: Sequence[Word]) -> list[str]:
    return [trait for word in words if (trait := trait_of(word.letters))]
