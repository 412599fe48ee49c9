"""From names to canonical IDs: what is asked of the answers, how each name is read
(translit/resolving/reader.py), and what is decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain, islice

from translit.index.filters import Allowed, BySetting, but
from translit.index.gazetteer import Gazetteer
from translit.language.split import strong_key
from translit.match.prior import asked_for, of_one
from translit.model.errors import EntryError
from translit.model.nouns import ESTIMATE, Candidate, Entry, Grounds, Outcome, Policy
from translit.resolving.answer import Resolution
from translit.resolving.context import Surroundings
from translit.resolving.reader import Reader
from translit.resolving.reading import Asked, Reading, Settle, share_known
from translit.resolving.remembered import POLICIES, Remembered, column
from translit.resolving.rows import Apart, Hint, Point, Points, Row, from_point, rows, several, text

# So many names of a stream are held in memory.
BATCH = 1000
# What so many filters by type and surroundings let through is remembered.
FILTERS = 16
# Which reading a row has, and the point that is told with it.
Place = tuple[int, Point | None]


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
        self.policy = asked_for(policy, Policy())
        self.redirects = {**self.gazetteer.redirects, **(redirects or {})}
        self.refused = self.gazetteer.refused.union(map(strong_key, refuse))
        self._surroundings = Surroundings(self.gazetteer, self.redirects)
        self.reader = Reader(self.gazetteer, self._surroundings, self.refused)
        self._filter = lru_cache(maxsize=FILTERS)(self._only)
        self._met = lru_cache(maxsize=POLICIES)(lambda _: Remembered())
        self._settle = self._settling(())

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
        # Redirects of tables that were compiled apart may lead on, or in a circle.
        seen = set[str]()
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
        near: Point | None = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text; it may name its surroundings: "X, Aleppo".
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID
                may answer; an old ID will do.
            near: where the mention is about, or is from: latitude and longitude in degrees. Entries
                with a place (`Entry.at`) are weighed by their distance, which settles homonyms and
                makes no name likelier than it was. The steps tell it.
            prefer: which entry answers where several are tied: types, the first one first ("city",
                "village"); "smallest" or "largest" of those one within the other; or "rank", the
                one whose rank is three times any other's. The steps tell of it.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.

        Raises:
            EntryError: the mention is no string; or no entry has that type, ID or rank; or the
                policy wants `known` to be estimated, and one name tells nothing of a column.
        """
        policy = of_one(policy, self.policy)
        if type is within is None and near is None and not prefer:
            found = self.reader.of_alias(text(mention), policy, policy.limit, self._settle)
            if found is not None:
                return found
        apart = from_point(self.gazetteer.entry, near)
        asked = self._asked(type, within, policy, bool(prefer) or near is not None)
        return self._answer(self._reading(mention, asked), policy, self._settling(prefer), apart)

    def resolve_without(self, mention: str, id: str) -> Resolution:
        """Resolve one mention as if an entry weren't there.

        Args:
            mention: as `resolve` takes it.
            id: the ID of the entry.

        Returns:
            The Resolution, by the resolver's own policy.
        """
        return self.resolve_among(mention, but(self.gazetteer, None, (id,)))

    def resolve_among(
        self,
        mention: str,
        allowed: Allowed | None,
        *,
        type: str | None = None,
        apart: Apart | None = None,
        policy: Policy | None = None,
    ) -> Resolution:
        """Resolve one mention where only some entries may answer.

        Args:
            mention: as `resolve` takes it.
            allowed: whether the entry of an ID may answer, which is asked often; None lets all.
            type: a type that is asked for, which `allowed` sees to: adjectives don't count then.
            apart: what tells how far an entry lies from where the mention is, if that is known.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever.
        """
        policy = of_one(policy, self.policy)
        asked = Asked(allowed, None, type, policy if apart is None else self._every(policy))
        return self._answer(self._reading(mention, asked), policy, self._settle, apart)

    def resolve_many(
        self,
        names: Iterable[str],
        *,
        type: Hint = None,
        within: Hint = None,
        near: Points = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> list[Resolution]:
        """Resolve mentions; each distinct name is worked out once.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve` takes it; or one for each name, None where nothing is said.
            within: likewise.
            near: likewise: one point, or one for each name.
            prefer: as `resolve` takes it.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve`, in the order of the names. Where the policy wants `known` to
            be estimated, they are the answers by the share that `share_known` finds, which their
            policy holds.

        Raises:
            EntryError: as `resolve`; or there are more names than hints, or fewer.
        """
        policy = asked_for(policy, self.policy)
        if policy.known != ESTIMATE and type is within is near is None:
            return self._unhinted(names, prefer, policy)
        given = rows(names, type, within, near)
        readings, places = self._readings(given, policy, bool(prefer) or near is not None)
        if policy.known == ESTIMATE:
            policy = policy._replace(known=share_known(readings))
        return [*self._answers(readings, places, policy, self._settling(prefer))]

    def _unhinted(
        self, names: Iterable[str], prefer: str | Sequence[str], policy: Policy
    ) -> list[Resolution]:
        """The answers for names alone; the alias of one entry goes the shorter way."""
        settle = self._settling(prefer) if prefer else self._settle
        asked = self._asked(None, None, policy, bool(prefer))

        def answer(name: str) -> Resolution:
            one = self.reader.of_alias(name, policy, asked.policy.limit, settle)
            return self._answer(self._reading(name, asked), policy, settle) if one is None else one

        met = Remembered() if prefer else self._met(policy)
        return column(names, met, partial(self.reader.of_aliases, policy), answer)

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
        given = rows(names, type, within, None)
        return share_known(self._readings(given, self.policy, every=False)[0])

    def resolve_stream(
        self,
        names: Iterable[str],
        *,
        type: Hint = None,
        within: Hint = None,
        near: Points = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> Iterator[Resolution]:
        """Resolve mentions as they come, a batch of names at a time, however many there are.

        Args:
            names: the mentions, each as `resolve` takes it.
            type: as `resolve_many` takes it.
            within: likewise.
            near: likewise.
            prefer: as `resolve` takes it.
            policy: what to ask of these answers, instead of the resolver's own policy.

        Returns:
            The answers of `resolve_many`, in the order of the names.

        Raises:
            EntryError: as `resolve_many`; or the policy wants `known` to be estimated, for which
                all names must be there before the first answer.
        """
        policy = of_one(policy, self.policy)
        settle, left = self._settling(prefer), rows(names, type, within, near)
        unhinted, every = type is within is near is None, bool(prefer) or near is not None

        def answers(batch: Sequence[tuple[Row, Point | None]]) -> Iterable[Resolution]:
            if unhinted:
                return self._unhinted([name for (name, _, _), _ in batch], prefer, policy)
            return self._answers(*self._readings(batch, policy, every), policy, settle)

        return chain.from_iterable(map(answers, iter(lambda: [*islice(left, BATCH)], [])))

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
        self, given: Iterable[tuple[Row, Point | None]], policy: Policy, every: bool
    ) -> tuple[list[Reading], list[Place]]:
        """How the distinct rows are read, and which of these readings each row has, beside its
        point.

        Rows are taken one at a time, so that who hands them out sees how far this is.
        """
        readings, places, numbers = list[Reading](), list[Place](), dict[Row, int]()
        hints: dict[tuple[str | None, str | None], Asked] = {}
        for row, near in given:
            place = numbers.get(row)
            if place is None:
                name, type, within = row
                asked = hints.get((type, within)) or self._asked(type, within, policy, every)
                hints[type, within] = asked
                place = numbers[row] = len(readings)
                readings.append(self._reading(name, asked))
            places.append((place, near))
        return readings, places

    def _answers(
        self, readings: Sequence[Reading], places: Sequence[Place], policy: Policy, settle: Settle
    ) -> Iterator[Resolution]:
        """What is decided of each row, each once."""
        answers: dict[Place, Resolution] = {}
        for place in places:
            if place not in answers:
                number, near = place
                apart = from_point(self.gazetteer.entry, near)
                answers[place] = self._answer(readings[number], policy, settle, apart)
            yield answers[place]

    def _reading(self, mention: str, asked: Asked) -> Reading:
        """How a mention is read."""
        return self.reader.read(mention if isinstance(mention, str) else text(mention), asked)

    def _answer(
        self, reading: Reading, policy: Policy, settle: Settle, apart: Apart | None = None
    ) -> Resolution:
        """What is decided of a reading."""
        return reading.answer(policy, self.reader.namesakes, settle, apart)

    def _settling(self, prefer: str | Sequence[str]) -> Settle:
        """What settles entries that are tied; EntryError, where a preference is unknown."""
        types = (prefer,) if isinstance(prefer, str) else prefer
        order = types if isinstance(types, tuple) else tuple(several(types, "prefer takes types"))
        for each in order:
            if each == "rank" and not self.gazetteer.ranked:
                raise EntryError("no entry has a rank to prefer: tables say it with rank")
            if each not in (others := ("smallest", "largest", "rank")):
                self._require_type(each, *others)

        def settle(
            candidates: Sequence[Candidate], grounds: Grounds, exact: bool, policy: Policy
        ) -> tuple[Outcome, Sequence[Candidate], Grounds]:
            from translit.resolving.preference import Ties

            return Ties(self.gazetteer, self._surroundings.around, order).settle(
                candidates, grounds, exact, policy
            )

        return settle

    def _asked(self, type: str | None, within: str | None, policy: Policy, every: bool) -> Asked:
        """What a call asks for; by default everything may answer, and of those that bear a name no
        more are named than the policy wants, but for `every`.
        """
        if every:
            policy = self._every(policy)
        return Asked(self.allowing(type, within), None, type, policy)

    def allowing(self, type: str | None, within: str | None) -> Allowed | None:
        """What lets the entries through that `resolve` lets answer; None where all may.

        Raises:
            EntryError: no entry has that type or that ID.
        """
        if type is None and within is None:
            return None
        if type is not None:
            self._require_type(type)
        return self._filter(type, within if within is None else text(within, "within"))

    def _every(self, policy: Policy) -> Policy:
        """The policy by which all that bear a name are named: what is preferred, or near, may come
        last among them.
        """
        return policy._replace(limit=len(self.entries) + 2)

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

    def _require_type(self, type: str, *others: str) -> None:
        if not isinstance(type, str) or type not in self.gazetteer.types:
            from translit.model import given

            known = (*self.gazetteer.types, *others)
            raise given.unknown("type", given.text(type, "a type"), known)


def _in_memory(entries: Iterable[Entry]) -> Gazetteer:
    from translit.index.memory import InMemory
    from translit.model import given

    return InMemory(given.entries(entries))
