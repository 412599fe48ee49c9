"""What a report on a column of names tells: its figures, and how each is written as a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from translit.model.nouns import Candidate, Outcome

# The scores are told in so many parts of equal width.
PARTS = 10


class Count(NamedTuple):
    """How often something was met.

    Attributes:
        rows: in how many rows.
        names: how many distinct names stand in them.
    """

    rows: int
    names: int


class Found(NamedTuple):
    """An entry that was given for names.

    Attributes:
        id: its canonical ID.
        name: its canonical name.
        rows: in how many rows it was given.
        spellings: each spelling that it was given for, and in how many rows that stands; the most
            frequent first.
    """

    id: str
    name: str
    rows: int
    spellings: Mapping[str, int]


class Doubt(NamedTuple):
    """A name that wants a person's eye.

    Attributes:
        name: the name.
        rows: in how many rows it stands.
        candidates: what it may mean, best first.
    """

    name: str
    rows: int
    candidates: tuple[Candidate, ...]


class Unknown(NamedTuple):
    """Names that nothing resolves and that are likely one: what could become a new entry.

    Attributes:
        name: the best of them, as for a `Group`.
        rows: in how many rows they stand.
        spellings: in how many rows each stands, the most frequent first.
        probability: how probable it is, in [0, 1], that they are one name.
        nearest: the best candidate of any of them, or None.
    """

    name: str
    rows: int
    spellings: Mapping[str, int]
    probability: float
    nearest: Candidate | None


class Grade(NamedTuple):
    """The names whose score lies in one part of the scale.

    They are names and not rows, because a name that stands in a thousand rows is still one trial.
    One that has two right IDs is two.

    Attributes:
        names: how many there are.
        score: their mean score, in [0, 1].
        right: the share of them whose best candidate is right, in [0, 1].
    """

    names: int
    score: float
    right: float


class Truth(NamedTuple):
    """The answers, held against the right ones, in rows.

    Attributes:
        rows: the rows whose right answer is known.
        wanted: those of them whose right answer is an ID, and not NIL.
        given: those that were given an ID.
        right: those that were given the right one.
        unheard: those whose right ID no table has.
        grades: the names with a candidate, by its score, in PARTS parts.
    """

    rows: int
    wanted: int
    given: int
    right: int
    unheard: int
    grades: tuple[Grade, ...]

    @property
    def precision(self) -> float | None:
        """The share of given IDs that is right, or None where none was given."""
        return self.right / self.given if self.given else None

    @property
    def recall(self) -> float | None:
        """The share of right IDs that was given, or None where there is none to give."""
        return self.right / self.wanted if self.wanted else None

    @property
    def error(self) -> float | None:
        """How far score and share of right ones are apart, on average over the names; None where
        no name has a candidate.
        """
        names = sum(grade.names for grade in self.grades)
        return (
            sum(grade.names * abs(grade.score - grade.right) for grade in self.grades) / names
            if names
            else None
        )


class Report(NamedTuple):
    """The figures of a column of names. Where there are several, the most frequent come first.

    Attributes:
        rows: how many rows there are.
        blank: how many of them hold no name; they count nowhere else.
        names: how many distinct names there are.
        outcomes: by outcome, in their order.
        types: by the type of the entry that was given; "" stands for an entry without one.
        scores: how many names that got an ID by likeness (FUZZY) have a score in each of PARTS
            parts of the scale.
        abstained: likewise how many with a candidate got none.
        expected: the mean score of the rows with an ID: the share of them that is right, if the
            scores hold. None without any.
        entries: the entries that were given.
        unseen: the names that got an ID by likeness: new spellings to add. At most LISTED, as the
            next two.
        ambiguous: the names that mean several entries.
        unknown: the names that nothing resolves, grouped: out of the GROUPED most frequent ones.
        truth: the answers held against the right ones, where these were told.
        known: the share of unseen spellings that were expected to mean an entry, told or estimated;
            None for that of the fit.
    """

    rows: int
    blank: int
    names: int
    outcomes: Mapping[Outcome, Count]
    types: Mapping[str, Count]
    scores: tuple[int, ...]
    abstained: tuple[int, ...]
    expected: float | None
    entries: tuple[Found, ...]
    unseen: tuple[Doubt, ...]
    ambiguous: tuple[Doubt, ...]
    unknown: tuple[Unknown, ...]
    truth: Truth | None
    known: float | None = None

    @property
    def given(self) -> Count:
        """The rows and names that got an ID."""
        counts = [count for outcome, count in self.outcomes.items() if outcome.gives_id]
        return Count(sum(count.rows for count in counts), sum(count.names for count in counts))

    def records(self) -> Iterator[dict[str, Any]]:
        """The figures one by one, as the command line writes them: which one, of what, and what
        there is to say of it.
        """
        yield _record("all", rows=self.rows - self.blank, names=self.names)
        yield _record("blank", rows=self.blank)
        yield from (_record("outcome", outcome, *count) for outcome, count in self.outcomes.items())
        yield from (_record("type", type, *count) for type, count in self.types.items())
        yield from () if self.known is None else (_record("expected known", score=self.known),)
        yield _record("expected precision", rows=self.given.rows, score=self.expected)
        for figure, parts in (
            ("score, with an ID", self.scores),
            ("score, without", self.abstained),
        ):
            yield from (
                _record(figure, part(place), names=names)
                for place, names in enumerate(parts)
                if names
            )
        yield from (
            _record("entry", each.name, each.rows, len(each.spellings), each.id)
            for each in self.entries
        )
        yield from (
            _record("unseen", each.name, each.rows, 1, *_ids(each.candidates[:1]))
            for each in self.unseen
        )
        yield from (
            _record("ambiguous", each.name, each.rows, 1, *_ids(each.candidates))
            for each in self.ambiguous
        )
        yield from (
            _record("unknown", each.name, each.rows, len(each.spellings), *_ids([each.nearest]))
            for each in self.unknown
        )
        yield from _truth_records(self.truth) if self.truth else ()


def _record(
    figure: str,
    of: str = "",
    rows: int | None = None,
    names: int | None = None,
    id: str | None = None,
    score: float | None = None,
) -> dict[str, Any]:
    return {"figure": figure, "of": of, "rows": rows, "names": names, "id": id, "score": score}


def _ids(candidates: Iterable[Candidate | None]) -> tuple[str | None, float | None]:
    there = [candidate for candidate in candidates if candidate]
    return (
        (" ".join(candidate.id for candidate in there), there[0].score) if there else (None, None)
    )


def _truth_records(truth: Truth) -> Iterator[dict[str, Any]]:
    yield from (
        _record(f"truth: {figure}", rows=getattr(truth, figure)) for figure in Truth._fields[:5]
    )
    yield from (_record(figure, score=getattr(truth, figure)) for figure in ("precision", "recall"))
    yield _record("calibration error", score=truth.error)
    yield from (
        _record("right", part(place), names=grade.names, score=grade.right)
        for place, grade in enumerate(truth.grades)
        if grade.names
    )


def part(place: int) -> str:
    """What the scores in a part of the scale lie between."""
    return f"{place / PARTS:.1f}–{(place + 1) / PARTS:.1f}"
