"""From names to canonical IDs: what is asked of the answers, how each name is read
(translit/resolving/reader.py), and what is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice, repeat
from typing import Any

from translit.index.filters import Allowed, BySetting
from translit.index.gazetteer import Gazetteer
from translit.language.split import strong_key
from translit.match.prior import of_one
from translit.model.errors import EntryError
from translit.model.nouns import ESTIMATE, Candidate, Entry, Grounds, Outcome, Policy
from translit.resolving.answer import Resolution
from translit.resolving.context import Surroundings
from translit.resolving.reader import Reader
from translit.resolving.reading import Asked, Reading, Settle, share_known

# So many names of a stream are held in memory.
BATCH = 1000
# What so many filters by type and surroundings let through is remembered.
FILTERS = 16
# What a call says of its names beside them: one hint for all, or one for each.
Hint = str | Iterable[str | None] | None
# A name, the type and the surroundings that are asked for.
Row = tuple[str, str | None, str | None]


class Answering:
    """Alias tables, ready to answer for names: a Resolver, but for running text.

    Args:
        entries: what has names; or a gazetteer of it, which tells what is refused and redirected
            too.
        refuse: strings that are never a name here.
        redirects: old ID -> living ID.
        policy: what is asked of an answer when a call says nothing else.
    """

    def __init__(
        self,
        entries: Iterable[Entry] | Gazetteer,
        refuse: Iterable[str] = (),
        redirects: Mapping[str, str] | None = None,
        policy: Policy | None = None,
    ) -> None:
        self.gazetteer = entries if isinstance(entries, Gazetteer) else _in_memory(entries)
        self.policy = policy or Policy()
        self.redirects = {**self.gazetteer.redirects, **(redirects or {})}
        self.refused = self.gazetteer.refused.union(map(strong_key, refuse))
        self._surroundings = Surroundings(self.gazetteer, self.redirects)
        self._reader = Reader(self.gazetteer, self._surroundings, self.refused)
        self._filter = lru_cache(maxsize=FILTERS)(self._only)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by canonical ID."""
        return self.gazetteer.entries

    def living(self, id: str) -> str | None:
        """The ID under which an entry answers now.

        Args:
            id: an ID that an entry has, or had before it was renamed or merged.

        Returns:
            The ID itself where an entry has it; for an old one that of the entry which took its
            place; None where there is none.
        """
        seen = set[
            str
        ]()  # tables that were compiled apart may have redirects that lead on, or in a circle
        while id not in self.entries:
            if id in seen or id not in self.redirects:
                return None
            seen.add(id)
            id = self.redirects[id]
        return id

    def resolve(
        self,
        mention: str,
        *,
        type: str | None = None,
        within: str | None = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text, in any script and spelling; it may name its
                surroundings: "X, Aleppo".
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID
                may answer; an old ID will do.
            prefer: which entry answers where several are tied: types, the first one first ("city",
                "village"); and of entries that lie one within the other "smallest" or "largest".
                The steps tell what it settled.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.

        Raises:
            EntryError: the mention is no string; or no entry has that type or that ID; or the
                policy wants `known` to be estimated, and one name tells nothing of a column.
        """
        asked = self._asked(type, within, of_one(policy or self.policy), prefer)
        return self._answer(self._reading(mention, asked), asked.policy, self._settling(prefer))

    def resolve_without(self, mention: str, id: str) -> Resolution:
        """Resolve one mention as if an entry weren't there.

        Args:
            mention: as `resolve` takes it.
            id: the ID of the entry.

        Returns:
            The Resolution, by the resolver's own policy.
        """
        return self.resolve_among(mention, lambda other: other != id)

    def resolve_among(
        self,
        mention: str,
        allowed: Allowed | None,
        *,
        type: str | None = None,
        policy: Policy | None = None,
    ) -> Resolution:
        """Resolve one mention where only some entries may answer.

        Args:
            mention: as `resolve` takes it.
            allowed: whether the entry of an ID may answer, which is asked often; None lets all.
            type: a type that is asked for, if any: adjectives don't count then. Whether an entry is
                of it, `allowed` says.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever.
        """
        asked = Asked(allowed, None, type, of_one(policy or self.policy))
        return self._answer(self._reading(mention, asked), asked.policy, self._settling(()))

    def resolve_many(
        self,
        names: Iterable[str],
        *,
        type: Hint = None,
        within: Hint = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> list[Resolution]:
        """Resolve mentions; each distinct name is worked out once.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve` takes it; or one for each name, None where nothing is said.
            within: likewise.
            prefer: as `resolve` takes it.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve`, in the order of the names. Where the policy wants `known` to
            be estimated, they are the answers by the share that `share_known` finds, which their
            policy holds.

        Raises:
            EntryError: as `resolve`; or there are more names than hints, or fewer.
        """
        policy = policy or self.policy
        readings, places = self._readings(_rows(names, type, within), policy, prefer)
        if policy.known == ESTIMATE:
            policy = policy._replace(known=share_known(readings))
        settle = self._settling(prefer)
        answers = [self._answer(reading, policy, settle) for reading in readings]
        return [answers[place] for place in places]

    def share_known(self, names: Iterable[str], *, type: Hint = None, within: Hint = None) -> float:
        """The share of a column's unseen spellings that mean an entry, as the names themselves tell
        it: a `known` for a Policy.

        Args:
            names: the column, or a sample of it. A name counts once, in however many rows it
                stands; what is an alias, what the tables refuse, and what holds no letter and no
                number doesn't count.
            type: as `resolve_many` takes it.
            within: likewise.

        Returns:
            From 0.01 to 0.99, in hundredths; that of the fit where fewer than 20 names count.
        """
        return share_known(self._readings(_rows(names, type, within), self.policy)[0])

    def resolve_stream(
        self,
        names: Iterable[str],
        *,
        type: Hint = None,
        within: Hint = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> Iterator[Resolution]:
        """Resolve mentions as they come, a batch of names at a time, however many there are.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve_many` takes it.
            within: likewise.
            prefer: as `resolve` takes it.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve_many`, in the order of the names.

        Raises:
            EntryError: as `resolve_many`; or the policy wants `known` to be estimated, for which
                all names must be there before the first answer.
        """
        policy = of_one(policy or self.policy)
        settle, left = self._settling(prefer), _rows(names, type, within)
        batches = iter(lambda: [*islice(left, BATCH)], [])
        found = (self._readings(batch, policy, prefer) for batch in batches)
        return (
            answers[place]
            for readings, places in found
            for answers in [[self._answer(reading, policy, settle) for reading in readings]]
            for place in places
        )

    def around(self, id: str) -> frozenset[str]:
        """The IDs of all that an entry lies within, directly or by way of others; none for an ID
        that there isn't.
        """
        return self._surroundings.around(id)

    def called(self, name: str) -> frozenset[str]:
        """The IDs of what others lie within and a name may mean: what bears it, as it stands or
        but for a word of kind.
        """
        return self._surroundings.called(name)

    def _readings(
        self, rows: Iterable[Row], policy: Policy, prefer: str | Sequence[str] = ()
    ) -> tuple[list[Reading], list[int]]:
        """How the distinct rows are read, and which of these readings each row has.

        Rows are taken one at a time, so that who hands them out sees how far this is.
        """
        readings, places, numbers = list[Reading](), list[int](), dict[Row, int]()
        hints: dict[tuple[str | None, str | None], Asked] = {}
        for row in rows:
            place = numbers.get(row)
            if place is None:
                name, type, within = row
                asked = hints.get((type, within)) or self._asked(type, within, policy, prefer)
                hints[type, within] = asked
                place = numbers[row] = len(readings)
                readings.append(self._reading(name, asked))
            places.append(place)
        return readings, places

    def _reading(self, mention: str, asked: Asked) -> Reading:
        """How a mention is read."""
        return self._reader.read(mention if isinstance(mention, str) else _text(mention), asked)

    def _answer(self, reading: Reading, policy: Policy, settle: Settle) -> Resolution:
        """What is decided of a reading."""
        return reading.answer(policy, self._reader.namesakes, settle)

    def _settling(self, prefer: str | Sequence[str]) -> Settle:
        """What settles entries that are tied; EntryError, where a preference is unknown."""
        order = (prefer,) if isinstance(prefer, str) else tuple(prefer)
        for each in order:
            if each not in ("smallest", "largest"):
                self._require_type(each)

        def settle(
            candidates: Sequence[Candidate], grounds: Grounds, exact: bool, policy: Policy
        ) -> tuple[Outcome, Sequence[Candidate], Grounds]:
            from translit.resolving.preference import Ties

            ties = Ties(lambda id: self.gazetteer.about(id)[0], self.around, order)
            return ties.settle(candidates, grounds, exact, policy)

        return settle

    def _asked(
        self,
        type: str | None,
        within: str | None,
        policy: Policy,
        prefer: str | Sequence[str] = (),
    ) -> Asked:
        """What a call asks for; by default everything may answer."""
        if prefer:  # what is preferred may come last among those that bear a name
            policy = policy._replace(limit=len(self.entries) + 2)
        if type is None and within is None:
            return Asked(None, None, type, policy)
        if type is not None:
            self._require_type(type)
        if within is not None:
            within = _text(within, "within")
        return Asked(self._filter(type, within), None, type, policy)

    def _only(self, type: str | None, within: str | None) -> BySetting:
        """What lets the entries through that are of a type, and lie within an entry; None for
        either asks nothing.
        """
        of_type = BySetting(self.gazetteer, lambda other, _: type in (None, other))
        return of_type if within is None else of_type.both(self._inside(within))

    def _inside(self, within: str) -> BySetting:
        """Whether an entry lies within that of an ID, which may be one that others lie within and
        that has no entry of its own.
        """
        id = self.living(within)
        if id is None and within not in self.gazetteer.wholes:
            from translit.model import given

            raise given.unknown("ID", within, self.entries)
        return self._surroundings.inside(frozenset((id or within,)))

    def _require_type(self, type: str) -> None:
        if type not in self.gazetteer.types:
            from translit.model import given

            raise given.unknown("type", given.text(type, "a type"), self.gazetteer.types)


def _text(value: Any, what: str = "a name") -> str:
    """The value as a string; EntryError, because it is none."""
    from translit.model import given

    return given.text(value, what)


def _rows(names: Iterable[str], type: Hint, within: Hint) -> Iterator[Row]:
    """The names, each with its hints; a hint that is one string, or None, is that of all."""
    hints = [
        repeat(hint) if hint is None or isinstance(hint, str) else iter(_several(hint, "hints are"))
        for hint in (type, within)
    ]
    return _numbered(_several(names, "this takes names"), *hints)


def _several(values: Any, takes: str) -> Iterable[Any]:
    """The values, which are several; EntryError where they aren't."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        return values
    from translit.model import given

    return given.texts(values, takes)


def _numbered(
    names: Iterable[Any], types: Iterator[str | None], wholes: Iterator[str | None]
) -> Iterator[Row]:
    """The names, each with the next of its hints; EntryError, where there aren't as many."""
    number = 0
    for number, name in enumerate(names, 1):
        if not isinstance(name, str):
            _text(name, f"name {number:,}")
        try:
            yield name, next(types), next(wholes)
        except StopIteration:
            raise EntryError(f"name {number:,} has no hint: give as many hints as names") from None
    for left in (types, wholes):
        if not isinstance(left, repeat) and [*islice(left, 1)]:
            raise EntryError(f"there are more hints than names, of which there are {number:,}")


def _in_memory(entries: Iterable[Entry]) -> Gazetteer:
    from translit.index.memory import InMemory
    from translit.model import given

    return InMemory(given.entries(entries))
