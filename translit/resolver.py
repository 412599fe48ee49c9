"""From a mention to a canonical ID, one way: refuse, look up exactly, block, score, decide."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from os import PathLike
from typing import TYPE_CHECKING

from translit.decision import decide
from translit.explain import Trace
from translit.form import LONGEST, LONGEST_WRITTEN, Form, forms, guesses
from translit.gazetteer import Gazetteer
from translit.model import Candidate, Entry, Outcome, Policy, Resolution
from translit.rules import rules
from translit.scoring import evidence, probabilities
from translit.split import strong_key

if TYPE_CHECKING:
    from translit.model import Mention

# Which IDs may answer.
Allowed = Callable[[str], bool]
Source = str | PathLike[str] | Iterable[Entry]


class Resolver:
    """Alias tables, ready to answer. Immutable; safe to share between threads.

    Args:
        entries: what has names.
        refuse: strings that are never a name here.
        redirects: old ID -> living ID.
        policy: what is asked of an answer when a call says nothing else.
    """

    def __init__(
        self, entries: Iterable[Entry], refuse: Iterable[str] = (), redirects: Mapping[str, str] | None = None, policy: Policy | None = None
    ) -> None:
        self.gazetteer = Gazetteer(entries)
        self.policy = policy or Policy()
        self.redirects = dict(redirects or {})
        self._refused = frozenset(map(strong_key, refuse))

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by canonical ID."""
        return self.gazetteer.entries

    def resolve(self, mention: str, *, type: str | None = None, within: str | None = None, policy: Policy | None = None) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text, in any script and spelling.
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID may answer.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.
        """
        return self._resolve(mention, self._hint(type, within), type, policy or self.policy)

    def resolve_many(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
    ) -> list[Resolution]:
        """Resolve mentions: the answers of `resolve`, in order; each distinct name is worked out once."""
        allowed, policy = self._hint(type, within), policy or self.policy
        names = list(names)
        answers = {name: self._resolve(name, allowed, type, policy) for name in dict.fromkeys(names)}
        return [answers[name] for name in names]

    def scan(self, text: str, *, policy: Policy | None = None) -> list[Mention]:
        """Find the mentions of entries in running text: by start, none overlapping, offsets in code points."""
        from translit.scan import scan

        return scan(self, text, policy or self.policy)

    def _resolve(self, mention: str, allowed: Allowed | None, type: str | None, policy: Policy) -> Resolution:
        trace = Trace(mention)
        key = trace.key()
        if not key or len(key) > LONGEST or len(mention) > LONGEST_WRITTEN:
            return trace.end(mention, Outcome.NO_CANDIDATE, (), policy)
        if key in self._refused:
            return trace.end(mention, Outcome.REFUSED, (), policy)
        hits = self._exact(key, allowed, type)
        if hits:
            candidates = self._bearers(hits, trace.folded)
            return trace.end(mention, decide(candidates, True, policy), candidates, policy)
        trace.romanise()
        adjective_of = self.gazetteer.adjectives.get(key, {})
        candidates = self._fuzzy((*forms(mention), *guesses(mention)), _but(allowed, adjective_of))
        return trace.end(mention, decide(candidates, False, policy), candidates, policy)

    def _exact(self, key: str, allowed: Allowed | None, type: str | None) -> dict[str, str]:
        """The IDs that bear a key: as an alias, or else weakly, or else, when no type is asked for, as an adjective."""
        for index in (self.gazetteer.strong, self.gazetteer.weak, self.gazetteer.adjectives if type is None else {}):
            bearers = {id: alias for id, alias in index.get(key, {}).items() if allowed is None or allowed(id)}
            if bearers:
                return bearers
        return {}

    def _bearers(self, alias_of: Mapping[str, str], folded: str) -> tuple[Candidate, ...]:
        """The bearers of an alias share its probability evenly; it is less where the article differs."""
        kind = "folded" if folded in self.gazetteer.folded else "article"
        score = float(rules("weights")["exact"][kind]) / len(alias_of)
        return tuple(Candidate(id, self.entries[id].name, alias_of[id], score) for id in sorted(alias_of))

    def _fuzzy(self, asked: tuple[Form, ...], allowed: Allowed | None) -> tuple[Candidate, ...]:
        best: dict[str, tuple[float, str]] = {}
        for form in asked:
            for row in self.gazetteer.near(form, allowed):
                found = (evidence(form, row.form, self.gazetteer.rarity), row.alias)
                best[row.id] = max(best.get(row.id, found), found)
        scores = probabilities(asked[0], {id: found for id, (found, _) in best.items()}, len(self.gazetteer.strong))
        ranked = sorted(scores, key=lambda id: (-best[id][0], id))
        return tuple(Candidate(id, self.entries[id].name, best[id][1], scores[id]) for id in ranked)

    def _hint(self, type: str | None, within: str | None) -> Allowed | None:
        """Which IDs may answer, or None for all."""
        if type is None and within is None:
            return None
        whole = self.redirects.get(within, within) if within is not None else None
        return lambda id: (type is None or self.entries[id].type == type) and (whole is None or whole in self._around(id))

    def _around(self, id: str) -> set[str]:
        """The IDs of everything that an entry lies within."""
        found: set[str] = set()
        open_ = [id]
        while open_:
            entry = self.entries.get(open_.pop())
            outer = {self.redirects.get(id, id) for id in entry.within} - found if entry else set()
            found |= outer
            open_ += outer
        return found


def _but(allowed: Allowed | None, adjective_of: Mapping[str, str]) -> Allowed | None:
    """Who may answer, but for the entries that a word is only an adjective of."""
    return (lambda id: id not in adjective_of and (allowed is None or allowed(id))) if adjective_of else allowed


def load(*sources: Source, policy: Policy | None = None) -> Resolver:
    """A resolver over alias tables.

    Args:
        sources: paths of YAML tables or of folders of them, or iterables of Entry objects; without any, the bundled tables.
        policy: what is asked of answers unless a call says otherwise.

    Raises:
        TableError: a table breaks the format, or two entries meet in one strong form; one line for each fault.
        EntryError: two Entry objects have one ID.
    """
    from translit import tables

    paths = [source for source in sources if isinstance(source, str | PathLike)]
    given = [entry for source in sources if not isinstance(source, str | PathLike) for entry in source]
    # The suite holds the bundled tables against each other: no start-up pays for that again.
    read = tables.gather(paths, {entry.id for entry in given}) if sources else [tables.read(path) for path in tables.bundled()]
    return Resolver(
        [*(entry for table in read for entry in table.entries), *given],
        (text for table in read for text in table.refuse),
        {old: new for table in read for old, new in table.redirects.items()},
        policy,
    )


@cache
def bundled() -> Resolver:
    """The resolver over the bundled tables, loaded once."""
    return load()


def resolve(mention: str, *, type: str | None = None, within: str | None = None, policy: Policy | None = None) -> Resolution:
    """Resolve one mention against the bundled tables; see `Resolver.resolve`."""
    return bundled().resolve(mention, type=type, within=within, policy=policy)


def resolve_many(
    names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
) -> list[Resolution]:
    """Resolve mentions against the bundled tables; see `Resolver.resolve_many`."""
    return bundled().resolve_many(names, type=type, within=within, policy=policy)


def scan(text: str, *, policy: Policy | None = None) -> list[Mention]:
    """Find the mentions of the bundled tables' entries in a text; see `Resolver.scan`."""
    return bundled().scan(text, policy=policy)
