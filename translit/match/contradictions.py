"""What makes two names two things, however much they share: a replaced word, another number,
opposite traits, two legal forms.

A weighted sum can be outvoted, and a contradiction can't. "3rd Brigade" and "4th Brigade" agree on
all but a digit, which adds up to strong evidence for one name; so evidence for a pair that
contradicts itself is squeezed below the evidence for "none of them", by BELOW_NONE nats less a nat
at most. Squeezed and not cut off: of two such candidates the one that agrees on more stays first.
"""

from __future__ import annotations

import math

from translit.language.form import NO_TITLE, Form
from translit.language.split import COMPANY, TITLE, kinds_of_places, legal_clash, opposite
from translit.match.another import another_syllable
from translit.match.counterparts import Counterparts

# Nothing can outweigh a contradiction: however much agrees, the evidence stays so many nats below
# that for none of them, and a nat less at the very most. So the pair is given no ID, and what it
# agrees on still puts it before others that contradict less and agree on nothing.
BELOW_NONE = 6.0


def contradicted(evidence: float, bound: float) -> float:
    """The evidence for a pair that contradicts itself: the same up to a bound, and a nat more at
    most, in the same order.
    """
    if evidence <= bound:
        return evidence
    return min(evidence, bound - math.expm1(bound - evidence))  # which rounding may put above it


def is_another(found: Counterparts) -> bool:
    """Whether the words of two names make them two: one is replaced, or one side alone says a
    trait, a number or a kind of thing.
    """
    return found.alone > 0 or found.traits > 0 or found.number or bool(things(found))


def things(found: Counterparts) -> frozenset[str]:
    """The kinds that one side says and that make it another thing: a bank, a brigade. Beside a
    legal form "company" says no more.
    """
    return of_another_thing(found.kinds, bool(found.x.legal or found.y.legal))


def of_another_thing(kinds: frozenset[str], legal: bool) -> frozenset[str]:
    """Those of the kinds that one side alone says which make it another thing; `legal` tells
    whether a side has a legal form.
    """
    if not kinds:
        return kinds
    return kinds - kinds_of_places() - ({TITLE, COMPANY} if legal else {TITLE})


def other_numbers(x: Form, y: Form) -> bool:
    """Whether two forms say other numbers or labels; a label may stand for words of the other side:
    64 SB is 64 South Branch.
    """
    mine, theirs = x.numbers - y.numbers, y.numbers - x.numbers
    return not (
        all(_stands_for(label, y, x) for label in mine)
        and all(_stands_for(label, x, y) for label in theirs)
    )


def _stands_for(label: str, form: Form, other: Form) -> bool:
    """Whether a label is the beginnings of words in a row that a form has and the other hasn't."""
    common = {word.letters for word in other.words}
    beginnings = "".join(
        [" " if word.letters in common else word.letters[:1] for word in form.words]
    )
    return label.isalpha() and label in beginnings


def contradict(x: Form, y: Form) -> bool:
    """Whether two forms say what can't be said of one thing: other numbers, opposite traits,
    another legal form, another syllable.
    """
    return (
        NO_TITLE in (x.surname, y.surname)
        or (bool(x.numbers and y.numbers) and other_numbers(x, y))
        or any(opposite(trait) in y.traits for trait in x.traits)
        or legal_clash(x.legal, y.legal)
        or another_syllable(x, y)
    )
