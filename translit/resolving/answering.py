"""From names to canonical IDs: what is asked of the answers, how each name is read
(translit/resolving/reader.py), and what is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import islice, tee

from translit.index.filters import Allowed, ByFacts
from translit.index.gazetteer import Gazetteer
from translit.language.split import strong_key
from translit.match.prior import of_one
from translit.model.nouns import ESTIMATE, Entry, Policy
from translit.resolving.answer import Resolution
from translit.resolving.context import Surroundings
from translit.resolving.reader import Reader
from translit.resolving.reading import Asked, Reading, share_known

# So many names of a stream are held in memory.
BATCH = 1000
# What so many filters by type and surroundings let through is remembered.
FILTERS = 16


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
        policy: Policy | None = None,
    ) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text, in any script and spelling; it may name its
                surroundings: "X, Aleppo".
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID
                may answer; an old ID will do.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.

        Raises:
            EntryError: the policy wants `known` to be estimated, and one name tells nothing of a
                column.
        """
        asked = self._asked(type, within, of_one(policy or self.policy))
        return self._reading(mention, asked).answer(asked.policy, self._reader.namesakes)

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
        return self._reading(mention, asked).answer(asked.policy, self._reader.namesakes)

    def resolve_many(
        self,
        names: Iterable[str],
        *,
        type: str | None = None,
        within: str | None = None,
        policy: Policy | None = None,
    ) -> list[Resolution]:
        """Resolve mentions; each distinct name is worked out once.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve` takes it.
            within: likewise.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve`, in the order of the names. Where the policy wants `known` to
            be estimated, they are the answers by the share that `share_known` finds, which their
            policy holds.
        """
        asked, (first, again) = self._asked(type, within, policy), tee(names)
        readings = self._readings(first, asked)
        policy = asked.policy
        if policy.known == ESTIMATE:
            policy = policy._replace(known=share_known(readings.values()))
        answers = {
            name: reading.answer(policy, self._reader.namesakes)
            for name, reading in readings.items()
        }
        return [answers[name] for name in again]

    def share_known(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None
    ) -> float:
        """The share of a column's unseen spellings that mean an entry, as the names themselves tell
        it: a `known` for a Policy.

        Args:
            names: the column, or a sample of it. A name counts once, in however many rows it
                stands; what is an alias, what the tables refuse, and what holds no letter and no
                number doesn't count.
            type: as `resolve` takes it.
            within: likewise.

        Returns:
            From 0.01 to 0.99, in hundredths; that of the fit where fewer than 20 names count.
        """
        return share_known(self._readings(names, self._asked(type, within, None)).values())

    def resolve_stream(
        self,
        names: Iterable[str],
        *,
        type: str | None = None,
        within: str | None = None,
        policy: Policy | None = None,
    ) -> Iterator[Resolution]:
        """Resolve mentions as they come, a batch of names at a time, however many there are.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve` takes it.
            within: likewise.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve_many`, in the order of the names.

        Raises:
            EntryError: the policy wants `known` to be estimated, for which all names must be there
                before the first answer.
        """
        policy = of_one(policy or self.policy)
        left = iter(names)
        batches = iter(lambda: list(islice(left, BATCH)), [])
        return (
            answer
            for batch in batches
            for answer in self.resolve_many(batch, type=type, within=within, policy=policy)
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

    def _readings(self, names: Iterable[str], asked: Asked) -> dict[str, Reading]:
        """How each distinct name is read; names are taken one at a time, so that who hands them
        out sees how far this is.
        """
        readings: dict[str, Reading] = {}
        for name in names:
            if name not in readings:
                readings[name] = self._reading(name, asked)
        return readings

    def _reading(self, mention: str, asked: Asked) -> Reading:
        """How a mention is read."""
        return self._reader.read(mention, asked)

    def _asked(self, type: str | None, within: str | None, policy: Policy | None) -> Asked:
        """What a call asks for; by default everything may answer."""
        policy = policy or self.policy
        if type is None and within is None:
            return Asked(None, None, type, policy)
        return Asked(self._filter(type, within), None, type, policy)

    def _only(self, type: str | None, within: str | None) -> ByFacts:
        """What lets the entries through that are of a type, and lie within an entry; None for
        either asks nothing.
        """
        of_type = ByFacts(self.gazetteer, lambda other, _: type in (None, other))
        if within is None:
            return of_type
        living = self.living(within) or within
        return of_type.both(self._surroundings.inside(frozenset((living,))))


def _in_memory(entries: Iterable[Entry]) -> Gazetteer:
    from translit.index.memory import InMemory

    return InMemory(entries)
