"""Group unknown names into likely spellings of one name.

Names with one key are one to begin with. Pairs that may be one name are found and weighed
(translit/match/neighbours.py), and groups are built of them from the likeliest down
(translit/match/linkage.py). Neither the order of the names nor their number of repetitions changes
the groups. A resolver marks names with the IDs it knows: names of one ID are one group, and two IDs
never meet.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.scripts import script
from translit.language.split import strong_key
from translit.model import given
from translit.model.errors import EntryError
from translit.model.nouns import ESTIMATE

if TYPE_CHECKING:
    from translit.resolving.resolver import Resolver

# Groups that are likelier right than wrong. On the half of the names that this was chosen on the F1
# is about the same from 0.3 to 0.5, and the precision the better the higher (docs/clusters.md).
LEAST = 0.5
# A pair less probable than 1 in 55, here as log-odds, keeps two groups apart, whatever their other
# pairs say.
FLOOR = -4.0
# No more is ever made of one pair: see translit/match/neighbours.py.
CERTAIN = 1 - 1e-3


class Group(list[str]):
    """Likely spellings of one name: a list of them, each once, by code points.

    Attributes:
        name: the best of them: the most frequent one; of several the one in the script that most of
            the names are written in; of several the first by code points.
        counts: how often each stood among the names.
        probability: how probable it is, in [0, 1], that two names of the group are one: the mean of
            all pairs, taken of their log-odds; 1 where all names are folded alike.
        id: the canonical ID by which a resolver knows a name of the group, or None.
    """

    __slots__ = ("counts", "id", "name", "probability")

    def __init__(
        self, counts: Mapping[str, int], probability: float = 1.0, id: str | None = None
    ) -> None:
        super().__init__(sorted(counts))
        self.counts = {name: counts[name] for name in self}
        self.name, self.probability, self.id = _best(self.counts), probability, id

    def records(self, number: int) -> Iterator[dict[str, str | int | float | None]]:
        """What the command line says of each name of the group, beside the number that it gives
        the group.
        """
        for name, count in self.counts.items():
            yield {
                "group": number,
                "name": name,
                "count": count,
                "best": self.name,
                "probability": self.probability,
                "id": self.id,
            }

    def __reduce__(self) -> tuple[type[Group], tuple[dict[str, int], float, str | None]]:
        return Group, (self.counts, self.probability, self.id)


def _best(counts: Mapping[str, int]) -> str:
    """The most frequent name; of several the one whose script is the best attested; of several
    the first.
    """
    scripts = Counter[str]()
    for name, count in counts.items():
        scripts[script(name)] += count
    return min(counts, key=lambda name: (-counts[name], -scripts[script(name)], name))


class _Unit(NamedTuple):
    """Names that aren't told apart: they have one key, and a resolver knows them by one ID, or
    by none.
    """

    key: str
    id: str
    name: str  # tells names without a letter apart; empty for the others


class _Known(NamedTuple):
    """The ID that a resolver gives a name, and with what score."""

    id: str
    score: float


def cluster(
    names: Iterable[str], resolver: Resolver | None = None, *, least: float = LEAST
) -> list[Group]:
    """Groups of names that are likely spellings of each other.

    Args:
        names: any names, or a mapping from names to how often each was met. That changes no group,
            only which name is the best of it.
        resolver: names that it gives one ID are one group, together with unknown ones that are like
            any of them; names of two IDs are never in one group. Without a resolver no name is
            known.
        least: the probability, in [0, 1], that a group has at least, and likewise any two parts
            that it is built from; what an ID brings together may have less. At 1 only names that
            are folded alike are one.

    Returns:
        The groups, those with more names first, then by their names: each is a list of names, and
        has a best name, a probability, counts and perhaps an ID. Every name is in exactly one; a
        name that is like no other is a group by itself.

    Raises:
        EntryError: `least` lies outside its range; or the names are none.
    """
    if not hasattr(least, "__float__") or not 0 <= least <= 1:
        raise EntryError(f"least must be a probability, in [0, 1], not {least!r}")
    told = given.each_text(names, "cluster takes names")
    often = names if isinstance(names, Mapping) else None
    counts = Counter(told if often is None else {name: often[name] for name in told})
    if resolver is not None:
        from translit.resolving.resolver import given_or_bundled

        resolver = given_or_bundled(resolver)
    known = _known(counts, resolver)
    parts = _parts(counts, known, least)
    alone = parts.pop("", [])
    return sorted(
        [*alone, *(_united(of_one_id, known) for of_one_id in parts.values())],
        key=lambda group: (-len(group), group),
    )


def _parts(
    counts: Mapping[str, int], known: Mapping[str, _Known], least: float
) -> dict[str, list[Group]]:
    """The groups by the ID that a resolver gives them, "" for none; one ID may have several."""
    units = _units(counts, known, least)
    found = defaultdict[str, list[Group]](list)
    for members, probability in _grouped(units, least):
        id = max(unit.id for unit in members)
        names = {name: counts[name] for unit in members for name in units[unit]}
        found[id].append(Group(names, probability, id or None))
    return found


def _known(names: Iterable[str], resolver: Resolver | None) -> dict[str, _Known]:
    """What a resolver knows each name by, of those that it gives an ID."""
    if resolver is None:
        return {}
    answers = (
        resolver.resolve_many if resolver.policy.known == ESTIMATE else resolver.resolve_stream
    )(names)
    return {
        answer.mention: _Known(answer.id, answer.score)
        for answer in answers
        if answer.id is not None
    }


def _units(
    names: Iterable[str], known: Mapping[str, _Known], least: float
) -> dict[_Unit, list[str]]:
    """The names by what they aren't told apart by, in the order of that; they may differ in the
    article where `least` allows it.
    """
    key_of = strong_key if least <= _but_for_articles() else fold
    units = defaultdict[_Unit, list[str]](list)
    for name in names:
        key = key_of(name)
        units[_Unit(key, known[name].id if name in known else "", "" if key else name)].append(name)
    return dict(sorted(units.items()))


def _grouped(
    units: Mapping[_Unit, Sequence[str]], least: float
) -> Iterator[tuple[list[_Unit], float]]:
    """The groups of units, and the probability of each."""
    from translit.match.linkage import grouped
    from translit.match.neighbours import MOST, Neighbours

    ordered, wanted = list(units), log_odds(least)
    near = Neighbours([_spoken(unit.key, units[unit]) for unit in ordered])
    links = near.links(max(wanted, FLOOR))
    marks = {place: unit.id for place, unit in enumerate(ordered) if unit.id}
    weigh = partial(near.log_odds, least=FLOOR)
    for members, strength in grouped(
        len(ordered), links, weigh, least=wanted, floor=FLOOR, most=MOST, marks=marks
    ):
        pairs = len(members) * (len(members) - 1) / 2
        yield (
            [ordered[place] for place in members],
            probability(strength / pairs) if pairs else _of_one_key(units[ordered[members[0]]]),
        )


def _spoken(key: str, names: Iterable[str]) -> tuple[str, ...]:
    """The keys that names with one key are compared by: that, and those of their Latin letters
    with marks as they sound.
    """
    from translit.language.sounds import unmarked

    sounded = {strong_key(text) for name in names if (text := unmarked(name)) != name}
    return key, *sorted(sounded - {key})


def _of_one_key(names: Iterable[str]) -> float:
    """The probability of a group of names with one key."""
    return 1.0 if len(set(map(fold, names))) == 1 else _but_for_articles()


def _but_for_articles() -> float:
    """How probable it is that names which differ in nothing but articles are one."""
    return float(rules("weights")["exact"]["article"])


def _united(parts: Sequence[Group], known: Mapping[str, _Known]) -> Group:
    """The one group of what has one ID. Names of different parts are one where the resolver is
    right about both.
    """
    if len(parts) == 1:
        return parts[0]
    scores = [max(known[name].score for name in part if name in known) for part in parts]
    within = [(len(part) * (len(part) - 1) / 2, part.probability) for part in parts]
    between = [
        (len(parts[a]) * len(parts[b]), scores[a] * scores[b])
        for a, b in combinations(range(len(parts)), 2)
    ]
    pairs = math.fsum(count for count, _ in (*within, *between))
    mean = (
        math.fsum(
            count * log_odds(min(value, CERTAIN)) for count, value in (*within, *between) if count
        )
        / pairs
    )
    return Group(
        {name: count for part in parts for name, count in part.counts.items()},
        probability(mean),
        parts[0].id,
    )


def log_odds(probability: float) -> float:
    """A probability, in [0, 1], as log-odds, in nats."""
    return (
        math.log(probability / (1 - probability))
        if 0 < probability < 1
        else math.copysign(math.inf, probability - 0.5)
    )


def probability(log_odds: float) -> float:
    """The probability of some log-odds, in nats."""
    return 1 / (1 + math.exp(-log_odds))
