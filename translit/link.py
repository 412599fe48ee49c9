"""Give IDs to the spans of a text that something else has found.

Recognisers cut roughly: they leave a possessive, a preposition, a particle or an ending on the name, and leave out none of its
words. So a span is read

1. as it stands, where that is an alias;
2. else as the name that the scan finds in it, if all that stands around it there is of that kind;
3. else as it stands, without its possessive: whoever found it says that it is a name, so likeness is enough.

A span by itself is all that counts; only homonyms are settled by what else the text names, as in the scan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import accumulate, pairwise
from operator import index
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.errors import EntryError
from translit.fold import fold
from translit.model import Mention, Outcome, Resolution
from translit.rules import rules
from translit.scan import Memo, Scanner, require_unit, units, without_possessives
from translit.split import may_be_article
from translit.words import joinable, spans

if TYPE_CHECKING:
    from translit.resolver import Span


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
        self, text: str, spans: Iterable[Span], types: Mapping[str, str] | None = None, offset_unit: str = "codepoint"
    ) -> list[Mention]:
        """What `Resolver.link` gives."""
        given, points = [_given(*numbered) for numbered in enumerate(spans)], _points(text, offset_unit)
        _require_sound(given, points, units(text, offset_unit), offset_unit)
        found = [self._mention(text, points[span.start], points[span.end], (types or {}).get(span.label or "")) for span in given]
        if any(mention.resolution.outcome is Outcome.AMBIGUOUS for mention in found):
            found = self.scanner.settled(text, found, self.scanner.named(text))
        return [mention._replace(start=span.start, end=span.end) for mention, span in zip(found, given, strict=True)]

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
        for _, _, mention in self.scanner.finds(written):
            if _is_left_on(written[: mention.start], written[mention.end :]):
                return mention.resolution.mention
        return _without_possessive(written)


# --- what is left on a name ----------------------------------------------------------------------------------------------


def _is_left_on(before: str, behind: str) -> bool:
    """Whether what stands before and behind a name says nothing."""
    endings = [behind[start:end] for start, end in spans(behind)]
    return all(_leads(before[start:end]) for start, end in spans(before)) and (
        not endings or (fold(endings[0]) in _endings() and len(endings) == 1 and not behind[0].isspace())
    )


def _leads(word: str) -> bool:
    """Whether a word may stand before a name and say nothing: an article; a preposition or particle, unless written like a name."""
    folded = fold(word)
    return may_be_article(folded) or (not word[:1].isupper() and folded in _prepositions())


@cache
def _prepositions() -> frozenset[str]:
    """The folded words for "in", "from" and "of", and what is joined to a name: what is near it is something else."""
    words = (fold(phrase) for phrases in rules("context")["in"].values() for phrase in phrases)
    return frozenset(word for word in words if " " not in word).union(*joinable("before").values())


@cache
def _endings() -> frozenset[str]:
    return frozenset().union(*joinable("apostrophe").values())


def _without_possessive(written: str) -> str:
    places = spans(written)
    ends = [places[-1:], without_possessives(written, places[-1:])]
    return written if ends[0] == ends[1] else written[: ends[1][0][1]]


# --- spans ---------------------------------------------------------------------------------------------------------------


def _given(number: int, span: Sequence[Any]) -> Given:
    try:
        start, end, label = (*span, None)[:3] if len(span) < 4 else span
        return Given(index(start), index(end), label, number)
    except (TypeError, ValueError):
        raise EntryError(f"span {number} must be (start, end) or (start, end, label) in whole numbers, not {span!r}") from None


def _points(text: str, unit: str) -> Mapping[int, int] | range:
    """Offset -> code point, for each place between two characters."""
    require_unit(unit)
    places = range(len(text) + 1)
    return places if unit == "codepoint" else dict(zip(accumulate((units(char, unit) for char in text), initial=0), places, strict=True))


def _require_sound(given: Iterable[Given], points: Collection[int], last: int, unit: str) -> None:
    """Raise EntryError unless each span is a stretch of the text, which ends at the last point, and none has a part of another one."""
    for span in given:
        if span.start >= span.end:
            raise EntryError(f"{span} is empty: a span ends behind its start")
        if span.start < 0 or span.end > last:
            raise EntryError(f"{span} lies outside the text, which ends at {last}: do its offsets count {unit}?")
        if span.start not in points or span.end not in points:
            raise EntryError(f"{span} begins or ends within a character: do its offsets count {unit}?")
    for before, after in pairwise(sorted(given, key=lambda span: span[:2])):
        if after.start < before.end:
            raise EntryError(f"{before} and {after} overlap: link one of them, or each by itself")
