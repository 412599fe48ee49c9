"""What became of a column of names, in figures: how many got an ID, how sure that is, and what to
do about the rest.

What is held in memory is each distinct name with its count, and a few words of its answer; the rows
themselves only pass through.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.model import given
from translit.model.nouns import ESTIMATE, NIL, Outcome
from translit.resolving.resolver import given_or_bundled
from translit.uses.cluster import cluster
from translit.uses.findings import PARTS, Count, Doubt, Found, Grade, Report, Truth, Unknown

if TYPE_CHECKING:
    from translit.model.nouns import Candidate
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver
    from translit.uses.cluster import Group

# What answers names, in their order.
Answers = Callable[[Sequence[str]], Iterable["Resolution"]]

# So many names are worked out between two calls of `progress`.
STRETCH = 100
# Of the names that want a person's eye so many of each kind are listed, the most frequent: nobody
# reads further in one go.
LISTED = 1000
# And so many unknown ones are grouped: a second of work, and five where all of them are alike.
GROUPED = 300


def report(
    rows: Iterable[str | tuple[str, str]],
    resolver: Resolver | None = None,
    *,
    type: str | None = None,
    within: str | None = None,
    answers: Answers | None = None,
    progress: Callable[[int], object] = lambda count: None,
) -> Report:
    """The figures of a column of names.

    Args:
        rows: the names, row by row; or each with its right ID, where NIL says that no entry is
            meant, and "" that it isn't known.
        resolver: what resolves them, by its policy; by default the bundled tables. To estimate
            `known`, all answers are held at once.
        type: as `Resolver.resolve` takes it.
        within: likewise.
        answers: what gives the answers for the distinct names, in their order, as several processes
            may; by default the resolver does.
        progress: called now and then with the number of distinct names that were worked out since.

    Returns:
        The figures; with the rows' right IDs, also how many answers are right.

    Raises:
        EntryError: a name, the type or `within` is no string, or no entry has that type or that ID.
    """
    given.optional_texts(type=type, within=within)  # one for all, and no column of them
    resolver = given_or_bundled(resolver)
    counts, truths, blank = _counted(rows)
    ask = answers or _by(resolver, type, within, progress)
    found = _figures(counts, truths, ask(_ranked(counts)), resolver)
    return found._replace(rows=found.rows + blank, blank=blank)


def _figures(
    counts: Counter[str],
    truths: Mapping[str, Mapping[str, int]],
    answers: Iterable[Resolution],
    resolver: Resolver,
) -> Report:
    """The figures of the rows that hold a name."""
    answered, kept = _answered(answers, counts)
    given = [each for each in answered if each.id]
    return Report(
        rows=counts.total(),
        blank=0,
        names=len(counts),
        outcomes=_outcomes(answered),
        types=_types(given, resolver),
        scores=_parts(each for each in answered if each.outcome is Outcome.FUZZY),
        abstained=_parts(each for each in answered if each.best and not each.id),
        expected=_expected(given),
        entries=_entries(given, resolver),
        unseen=_doubts(kept[Outcome.FUZZY], counts),
        ambiguous=_doubts(kept[Outcome.AMBIGUOUS], counts),
        unknown=_unknown(kept[Outcome.TOO_FAR], counts),
        truth=_judged(answered, truths, resolver) if truths else None,
        known=_estimate(kept),
    )


class _Answered(NamedTuple):
    """What is kept of every answer; `best` is the ID of the best candidate."""

    name: str
    rows: int
    outcome: Outcome
    id: str | None
    best: str | None
    score: float


def _expected(given: Sequence[_Answered]) -> float | None:
    """The mean score of the rows with an ID; None without any."""
    rows = sum(each.rows for each in given)
    return sum(each.rows * each.score for each in given) / rows if rows else None


def _estimate(kept: Mapping[Outcome, Sequence[Resolution]]) -> float | None:
    """The share of unseen spellings that was expected to mean an entry; None for the fit's."""
    shares = (each.policy.known for answers in kept.values() for each in answers)
    return next((share for share in shares if isinstance(share, float)), None)


def _outcomes(answered: Sequence[_Answered]) -> dict[Outcome, Count]:
    found = _tallied(answered, lambda each: each.outcome)
    return {outcome: found.get(outcome, Count(0, 0)) for outcome in Outcome}


def _types(given: Sequence[_Answered], resolver: Resolver) -> dict[str, Count]:
    found = _tallied(given, lambda each: resolver.gazetteer.about(str(each.id))[0] or "")
    return dict(sorted(found.items(), key=lambda item: (-item[1].rows, item[0])))


def _counted(
    rows: Iterable[str | tuple[str, str]],
) -> tuple[Counter[str], dict[str, Counter[str]], int]:
    """In how many rows each name stands, and beside it each right ID, as far as it is told; and
    how many rows are blank.
    """
    counts = Counter[str]()
    truths = defaultdict[str, Counter[str]](Counter)
    for number, row in enumerate(given.texts(rows, "report takes rows"), 1):
        pair = row if isinstance(row, tuple) and len(row) == 2 else (row, "")
        name, truth = (given.text(each, f"row {number:,}").strip() for each in pair)
        counts[name] += 1
        if name and truth:
            truths[name][truth] += 1
    return counts, truths, counts.pop("", 0)


def _ranked(counts: Mapping[str, int]) -> list[str]:
    """The names, the most frequent first."""
    return sorted(counts, key=lambda name: (-counts[name], name))


def _by(
    resolver: Resolver,
    type: str | None,
    within: str | None,
    progress: Callable[[int], object],
) -> Answers:
    """The answers of a resolver, as they come; or all at once where it is first estimated what
    share is known.
    """
    if resolver.policy.known == ESTIMATE:
        return lambda names: resolver.resolve_many(
            _handed_out(names, progress), type=type, within=within
        )
    return lambda names: _watched(
        resolver.resolve_stream(names, type=type, within=within), progress
    )


def _handed_out(names: Iterable[str], progress: Callable[[int], object]) -> Iterator[str]:
    """The names for one who works out each before it takes the next."""
    left = iter(names)
    while stretch := list(islice(left, STRETCH)):
        yield from stretch
        progress(len(stretch))


def _watched(
    answers: Iterator[Resolution], progress: Callable[[int], object]
) -> Iterator[Resolution]:
    """Answers as they come, and now and then how many there were since."""
    while stretch := list(islice(answers, STRETCH)):
        progress(len(stretch))
        yield from stretch


def _answered(
    answers: Iterable[Resolution], counts: Mapping[str, int]
) -> tuple[list[_Answered], Mapping[Outcome, list[Resolution]]]:
    """Of every answer a few words, and whole the first of each outcome; what isn't known for
    want of a candidate is among TOO_FAR.
    """
    answered, kept = [], defaultdict[Outcome, list["Resolution"]](list)
    for each in answers:
        best = each.candidates[0].id if each.candidates else None
        answered.append(
            _Answered(each.mention, counts[each.mention], each.outcome, each.id, best, each.score)
        )
        unknown = each.outcome in (Outcome.TOO_FAR, Outcome.NO_CANDIDATE)
        place = kept[Outcome.TOO_FAR if unknown else each.outcome]
        if len(place) < (GROUPED if unknown else LISTED):
            place.append(each)
    return answered, kept


def _tallied(answered: Iterable[_Answered], kind: Callable[[_Answered], Any]) -> dict[Any, Count]:
    rows, names = Counter[Any](), Counter[Any]()
    for each in answered:
        rows[kind(each)] += each.rows
        names[kind(each)] += 1
    return {key: Count(rows[key], names[key]) for key in rows}


def _place(score: float) -> int:
    """The part of the scale that a score lies in; 1 is in the last one."""
    return min(PARTS - 1, int(score * PARTS))


def _parts(answered: Iterable[_Answered]) -> tuple[int, ...]:
    counts = Counter(_place(each.score) for each in answered)
    return tuple(counts[place] for place in range(PARTS))


def _entries(given: Iterable[_Answered], resolver: Resolver) -> tuple[Found, ...]:
    spellings = defaultdict[str, dict[str, int]](dict)
    for each in given:  # which come the most frequent first
        spellings[str(each.id)][each.name] = each.rows
    found = [
        Found(id, resolver.gazetteer.name(id), sum(rows.values()), rows)
        for id, rows in spellings.items()
    ]
    return tuple(sorted(found, key=lambda each: (-each.rows, each.id)))


def _doubts(answers: Iterable[Resolution], counts: Mapping[str, int]) -> tuple[Doubt, ...]:
    return tuple(Doubt(each.mention, counts[each.mention], each.candidates) for each in answers)


def _unknown(answers: Sequence[Resolution], counts: Mapping[str, int]) -> tuple[Unknown, ...]:
    best = {each.mention: each.candidates[0] for each in answers if each.candidates}
    groups = cluster({each.mention: counts[each.mention] for each in answers})
    return tuple(
        sorted((_one(group, best) for group in groups), key=lambda each: (-each.rows, each.name))
    )


def _one(group: Group, best: Mapping[str, Candidate]) -> Unknown:
    spellings = dict(sorted(group.counts.items(), key=lambda item: (-item[1], item[0])))
    near = max(
        (best[name] for name in group if name in best),
        key=lambda each: (each.score, each.id),
        default=None,
    )
    return Unknown(group.name, sum(spellings.values()), spellings, group.probability, near)


def _judged(
    answered: Iterable[_Answered], truths: Mapping[str, Mapping[str, int]], resolver: Resolver
) -> Truth:
    """The answers held against the right IDs; an old one stands for the one that it leads to."""
    judged = [
        (each, right, rows)
        for each in answered
        for right, rows in _living(truths.get(each.name, {}), resolver).items()
    ]
    return Truth(
        rows=sum(rows for _, _, rows in judged),
        wanted=sum(rows for _, right, rows in judged if right),
        given=sum(rows for each, _, rows in judged if each.id),
        right=sum(rows for each, right, rows in judged if each.id and each.id == right),
        unheard=sum(rows for _, right, rows in judged if right and right not in resolver.entries),
        grades=_grades((each.score, each.best == right) for each, right, _ in judged if each.best),
    )


def _living(rights: Mapping[str, int], resolver: Resolver) -> Counter[str | None]:
    """In how many rows each right ID stands, under the name that it has now; None where no entry
    is meant.
    """
    found = Counter[str | None]()
    for right, rows in rights.items():
        found[None if right == NIL else resolver.living(right) or right] += rows
    return found


def _grades(judged: Iterable[tuple[float, bool]]) -> tuple[Grade, ...]:
    """By parts of the scale: scores, and whether each is of the right candidate."""
    parts: list[list[tuple[float, bool]]] = [[] for _ in range(PARTS)]
    for each in judged:
        parts[_place(each[0])].append(each)
    return tuple(map(_grade, parts))


def _grade(pairs: Sequence[tuple[float, bool]]) -> Grade:
    score, right = (
        (sum(column) / len(pairs) for column in zip(*pairs, strict=True)) if pairs else (0.0, 0.0)
    )
    return Grade(len(pairs), score, right)
