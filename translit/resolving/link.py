"""Give IDs to the spans of a text that something else has found.

Recognisers cut roughly: they leave a possessive, a preposition, a particle or an ending on a name.
So a span is read

1. as it stands, where that is an alias;
2. else as the name that the scan finds in it, if all that stands around it there is of that kind;
3. else as it stands, without its possessive: whoever found it says that it is a name, so likeness
    is enough.

A span by itself is all that counts; only homonyms are settled by what else the text names, as in
the scan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.split import may_be_article
from translit.language.words import APOSTROPHES, joinable, spans
from translit.model.errors import EntryError
from translit.model.nouns import Outcome
from translit.resolving.answer import Mention, Resolution
from translit.resolving.found import Memo
from translit.resolving.offsets import require_unit, units
from translit.resolving.scan import POSSESSIVE, Scanner

if TYPE_CHECKING:
    from translit.resolving.answer import Span


class Given(NamedTuple):
    """A span as it was given, and how many were given before it."""

    start: int
    end: int
    label: str | None
    number: int

    def __str__(self) -> str:
        return f"span {self.number} ({self.start}, {self.end})"


class Linker:
    """A scanner that reads spans; it remembers what they mean. Safe to share between threads."""

    def __init__(self, scanner: Scanner) -> None:
        self.scanner = scanner
        self._answers = Memo[Resolution](lambda what: self._answer(*what))

    def link(
        self,
        text: str,
        spans: Iterable[Span],
        types: Mapping[str, str],
        unit: str,
        around: bool = False,
    ) -> list[Mention]:
        """What `Resolver.link` gives."""
        given, points = [_given(*numbered) for numbered in enumerate(spans)], _points(text, unit)
        _require_sound(given, points, units(text, unit), unit)
        asked = [types.get(span.label or "") for span in given]
        found = [
            self._mention(text, points[span.start], points[span.end], type)
            for span, type in zip(given, asked, strict=True)
        ]
        if any(mention.resolution.outcome is Outcome.AMBIGUOUS for mention in found):
            named = self.scanner.named(text)
            found = self.scanner.homonyms.settled(text, found, named, asked)
            if around:
                named = [*found, *self.scanner.homonyms.settled(text, named, named)]
                found = self.scanner.beside.settled(text, found, named, asked)
        return [
            mention._replace(start=span.start, end=span.end)
            for mention, span in zip(found, given, strict=True)
        ]

    def _mention(self, text: str, start: int, end: int, type: str | None) -> Mention:
        return Mention(start, end, text[start:end], self._answers[text[start:end], type])

    def _answer(self, written: str, type: str | None) -> Resolution:
        """What a span resolves to by itself."""
        found = self._resolve(written, type)
        return found if found.outcome is Outcome.EXACT else self._resolve(self._name(written), type)

    def _resolve(self, name: str, type: str | None) -> Resolution:
        return self.scanner.resolver.resolve(name, type=type, policy=self.scanner.policy)

    def _name(self, written: str) -> str:
        """The name in a span that is no alias as it stands."""
        for _, _, mention, _ in self.scanner.finds(written, in_place=False):
            if _leads(written[: mention.start]) and _trails(written[mention.end :]):
                return mention.resolution.mention
        return _without_possessive(written)


# --- what is left on a name -----------------------------------------------------------------------


def _leads(before: str) -> bool:
    """Whether what stands before a name says nothing: articles; prepositions and particles that
    aren't written like names.
    """
    words = (before[start:end] for start, end in spans(before))
    return all(
        may_be_article(fold(word)) or (not word[0].isupper() and fold(word) in _prepositions())
        for word in words
    )


def _trails(behind: str) -> bool:
    """Whether what stands behind a name says nothing: an ending behind an apostrophe, at most."""
    places = spans(behind)
    return not places or (
        len(places) == 1
        and APOSTROPHES.match(behind, places[0][0] - 1) is not None
        and fold(behind[slice(*places[0])]) in _endings()
    )


@cache
def _prepositions() -> frozenset[str]:
    """The folded words for "in", "from" and "of", and what is joined to a name: what is near it
    is something else.
    """
    words = (fold(phrase) for phrases in rules("context")["in"].values() for phrase in phrases)
    return frozenset(word for word in words if " " not in word).union(
        *joinable("before").values(), *joinable("elided").values()
    )


@cache
def _endings() -> frozenset[str]:
    return frozenset().union(*joinable("apostrophe").values())


def _without_possessive(written: str) -> str:
    end = max((end for _, end in spans(written)), default=0)
    return written[: end - 2] if end > 2 and written[:end].endswith(POSSESSIVE) else written


# --- spans ----------------------------------------------------------------------------------------


def _given(number: int, span: Sequence[Any]) -> Given:
    try:
        start, end, label = span if len(span) == 3 else (*span, None)
        if label is None or isinstance(label, str):
            return Given(index(start), index(end), label, number)
    except (TypeError, ValueError):
        pass
    raise EntryError(
        f"span {number} must be (start, end) or (start, end, label), in whole numbers and a string,"
        f" not {span!r}"
    )


def _points(text: str, unit: str) -> Mapping[int, int] | range:
    """Offset -> code point, for each place between two characters."""
    require_unit(unit)
    places = range(len(text) + 1)
    return (
        places
        if unit == "codepoint"
        else dict(
            zip(accumulate((units(char, unit) for char in text), initial=0), places, strict=True)
        )
    )


def _require_sound(given: Iterable[Given], points: Collection[int], last: int, unit: str) -> None:
    """Raise EntryError unless each span is a stretch of the text, which ends at the last point,
    and none has a part of another one.
    """
    for span in given:
        if span.start >= span.end:
            raise EntryError(f"{span} is empty: a span ends behind its start")
        if span.start < 0 or span.end > last:
            raise EntryError(
                f"{span} lies outside the text, which ends at {last}: do its offsets count {unit}?"
            )
        if span.start not in points or span.end not in points:
            raise EntryError(
                f"{span} begins or ends within a character: do its offsets count {unit}?"
            )
    for before, after in pairwise(sorted(given, key=lambda span: span[:2])):
        if after.start < before.end:
            raise EntryError(f"{before} and {after} overlap: link one of them, or each by itself")
