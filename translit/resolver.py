"""From a mention to a canonical ID, one way: refuse, look up exactly, by itself or in its context, block, score, decide."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
from os import PathLike
from typing import TYPE_CHECKING, NamedTuple

from translit.context import LEVELS, Cut, Surroundings
from translit.decision import EVENS, decide, near_ties
from translit.explain import Trace
from translit.form import LONGEST, LONGEST_WRITTEN, forms, guesses
from translit.gazetteer import Allowed, Gazetteer
from translit.model import Candidate, Entry, Outcome, Policy, Resolution
from translit.rules import rules
from translit.scoring import evidence, probabilities
from translit.split import strong_key

if TYPE_CHECKING:
    from translit.container import Container
    from translit.model import Mention

Source = str | PathLike[str] | Iterable[Entry]


class Asked(NamedTuple):
    """What an answer must be: which IDs may answer, and which rather where several bear a name; the type asked for; the policy."""

    allowed: Allowed | None
    rather: Allowed | None
    type: str | None
    policy: Policy


class Reading(NamedTuple):
    """One way to read a mention: what the answer is then, and how probable it is that the name is one of those it holds."""

    answer: Resolution
    weight: float


# So many names of a stream are held in memory.
BATCH = 1000
# An alias is written just so: no reading by likeness counts beside this one.
CERTAIN = math.inf


class Resolver:
    """Alias tables, ready to answer. Immutable; safe to share between threads.

    Args:
        entries: what has names; or a gazetteer of it.
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
        self.gazetteer = entries if isinstance(entries, Gazetteer) else Gazetteer(entries)
        self.policy = policy or Policy()
        self.redirects = dict(redirects or {})
        self.refused = frozenset(map(strong_key, refuse))
        self._surroundings = Surroundings(self.gazetteer, self.redirects)

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by canonical ID."""
        return self.gazetteer.entries

    def resolve(self, mention: str, *, type: str | None = None, within: str | None = None, policy: Policy | None = None) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text, in any script and spelling; it may name its surroundings: "X, Aleppo".
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID may answer.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.
        """
        return self._resolve(mention, self._asked(type, within, policy))

    def resolve_many(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
    ) -> list[Resolution]:
        """Resolve mentions: the answers of `resolve`, in order; each distinct name is worked out once."""
        asked, names = self._asked(type, within, policy), list(names)
        answers = {name: self._resolve(name, asked) for name in dict.fromkeys(names)}
        return [answers[name] for name in names]

    def resolve_stream(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
    ) -> Iterator[Resolution]:
        """Resolve mentions as they come: the answers of `resolve_many`, in order, a batch of names at a time, however many there are."""
        left = iter(names)
        while batch := list(islice(left, BATCH)):
            yield from self.resolve_many(batch, type=type, within=within, policy=policy)

    def scan(self, text: str, *, policy: Policy | None = None) -> list[Mention]:
        """Find the mentions of entries in running text: by start, none overlapping, offsets in code points."""
        from translit.scan import scan

        return scan(self, text, policy or self.policy)

    def _resolve(self, mention: str, asked: Asked) -> Resolution:
        trace = Trace(mention)
        key = trace.key()
        if not key or len(key) > LONGEST or len(mention) > LONGEST_WRITTEN:
            return trace.end(Outcome.NO_CANDIDATE, (), asked.policy)
        if key in self.refused:
            return trace.end(Outcome.REFUSED, (), asked.policy)
        return self._read(trace, asked, LEVELS).answer

    def _read(self, trace: Trace, asked: Asked, levels: int) -> Reading:
        """The bearers of an alias; or else what is found where the mention says; or else what is the likest to all of it."""
        hits = self._exact(trace.text, asked)
        if hits:
            candidates = self._bearers(hits, trace.folded, max(asked.policy.limit, 2))
            return Reading(trace.end(decide(candidates, True, asked.policy), candidates, asked.policy), CERTAIN)
        found = [*self._in_context(trace, asked, levels)] if levels else []
        if not found:
            return self._likest(trace, asked)
        named, cut = max(found, key=lambda each: each[0].weight)
        return named if named.weight == CERTAIN else self._likelier(named, self._likest(trace, asked), cut)

    def _in_context(self, trace: Trace, asked: Asked, levels: int) -> Iterator[tuple[Reading, Cut]]:
        """The readings of the name alone, out of the surroundings that the mention names."""
        for cut in self._surroundings.cuts(trace.text):
            name = trace.fork()
            name.narrow(cut.link, cut.within, cut.start, cut.end)
            if name.text not in self.refused:
                yield self._read(name, self._narrowed(asked, cut), levels - 1), cut

    def _likelier(self, named: Reading, whole: Reading, cut: Cut) -> Reading:
        """Of a name in its surroundings and the whole mention, the reading that counts; the policy has no say in it.

        The name counts where it is found more likely than not. Else Aleppo itself would often be the likest to "X, Aleppo".
        But an entry whose own name holds that of the surroundings counts if it is likelier: Fath Halab is no Fath in Halab.
        """
        best = whole.answer.candidates[0] if whole.answer.candidates else None
        bears = best and best.id not in cut.within and self._surroundings.names(strong_key(best.alias), cut.within)
        asked = whole.weight if bears else min(EVENS, whole.weight)
        return named if named.weight > 0 and named.weight >= asked else whole

    def _likest(self, trace: Trace, asked: Asked) -> Reading:
        """The entries whose aliases are the likest to a name."""
        adjective_of = self.gazetteer.adjectives.get(trace.text, {})
        trace.romanise()
        candidates = self._fuzzy(trace.folded, _but(asked.allowed, adjective_of))
        namesakes = self._namesakes(candidates[0].id) if candidates else set[str]()
        outcome = decide(candidates, False, asked.policy, namesakes)
        return Reading(trace.end(outcome, candidates, asked.policy), sum(near_ties(candidates, namesakes)))

    def _exact(self, key: str, asked: Asked) -> dict[str, str]:
        """The IDs that bear a key: as an alias, or else weakly, or else, when no type is asked for, as an adjective."""
        table = self.gazetteer
        for index in (table.strong, table.weak, table.adjectives):
            found = index.get(key)
            if found and (index is not table.adjectives or asked.type is None):
                bearers = _those(found, asked.allowed)
                if bearers:
                    return _those(bearers, asked.rather) or bearers
        return {}

    def _bearers(self, alias_of: Mapping[str, str], folded: str, most: int) -> tuple[Candidate, ...]:
        """The bearers of an alias, so many at most, share its probability evenly; it is less where the article differs."""
        kind = "folded" if folded in self.gazetteer.folded else "article"
        score = _exact_score(kind) / len(alias_of)
        return tuple(Candidate(id, self.gazetteer.name(id), alias_of[id], score) for id in sorted(alias_of)[:most])

    def _fuzzy(self, folded: str, allowed: Allowed | None) -> tuple[Candidate, ...]:
        views = forms(folded)
        best: dict[str, tuple[float, str]] = {}
        for form, row in self.gazetteer.near((*views, *guesses(folded)), allowed):
            found = (evidence(form, row.form, self.gazetteer.rarity), row.alias)
            best[row.id] = max(best.get(row.id, found), found)
        scores = probabilities(views[-1], {id: found for id, (found, _) in best.items()}, len(self.gazetteer.strong))
        ranked = sorted(scores, key=lambda id: (-best[id][0], id))
        return tuple(Candidate(id, self.gazetteer.name(id), best[id][1], scores[id]) for id in ranked)

    def _namesakes(self, id: str) -> set[str]:
        """The IDs that share an alias with an entry."""
        entry = self.entries[id]
        return {other for alias in (entry.name, *entry.aliases) for other in self.gazetteer.strong.get(strong_key(alias), ())}

    def _asked(self, type: str | None, within: str | None, policy: Policy | None) -> Asked:
        """What a call asks for; by default everything may answer."""
        policy = policy or self.policy
        if type is None and within is None:
            return Asked(None, None, type, policy)
        inside = None if within is None else self._surroundings.inside(frozenset((self.redirects.get(within, within),)))
        return Asked(lambda id: (type is None or self.entries[id].type == type) and (inside is None or inside(id)), None, type, policy)

    def _narrowed(self, asked: Asked, cut: Cut) -> Asked:
        """What is asked for, and out of the surroundings of a cut alone."""
        return asked._replace(
            allowed=_both(asked.allowed, self._surroundings.inside(cut.within)),
            rather=_both(asked.rather, self._surroundings.inside(cut.rather)),
        )


@cache
def _exact_score(kind: str) -> float:
    return float(rules("weights")["exact"][kind])


def _those(alias_of: dict[str, str], allowed: Allowed | None) -> dict[str, str]:
    return alias_of if allowed is None else {id: alias for id, alias in alias_of.items() if allowed(id)}


def _both(one: Allowed | None, other: Allowed) -> Allowed:
    return other if one is None else lambda id: one(id) and other(id)


def _but(allowed: Allowed | None, adjective_of: Mapping[str, str]) -> Allowed | None:
    """Who may answer, but for the entries that a word is only an adjective of."""
    return (lambda id: id not in adjective_of and (allowed is None or allowed(id))) if adjective_of else allowed


def load(*sources: Source, policy: Policy | None = None) -> Resolver:
    """A resolver over alias tables.

    Args:
        sources: paths of YAML tables or of folders of them, CSV or TSV files, compiled tables, or iterables of Entry objects;
            without any, the bundled tables. One compiled table alone is mapped, and not read.
        policy: what is asked of answers unless a call says otherwise.

    Raises:
        TableError: a table breaks the format, or two entries meet in one strong form; one line for each fault. Or a compiled
            table is damaged, or of another version.
        EntryError: two Entry objects have one ID.
    """
    return _loaded(sources, policy, keep=True)


def _loaded(sources: Sequence[Source], policy: Policy | None, *, keep: bool) -> Resolver:
    """The resolver over alias tables, as `load` gives it; with `keep` a copy of large ones is looked for, and left behind."""
    from translit import formats
    from translit.container import Container, is_container

    paths = [source for source in sources if isinstance(source, str | PathLike)]
    packed = [path for path in paths if is_container(path)]
    compiled = [_over(Container(path), policy) for path in packed]
    if len(sources) == len(compiled) == 1:
        return compiled[0]
    foreign = [path for path in paths if path not in packed and formats.reads(path)]
    written = [path for path in paths if path not in packed and path not in foreign]
    if keep and sources and len(written) == len(sources):
        from pathlib import Path

        from translit import tables
        from translit.cache import through_cache

        files = [place for place, _ in tables.expand(written) if isinstance(place, Path)]
        return through_cache(files, lambda: _gathered(written, (), (), policy), lambda container: _over(container, policy))
    given = [entry for source in sources if not isinstance(source, str | PathLike) for entry in source]
    given += [entry for path in foreign for entry in formats.read(path)]
    given += [entry for resolver in compiled for entry in resolver.entries.values()]
    return _gathered(written, given, compiled, policy) if sources else _bundled(policy)


def _gathered(
    paths: Sequence[str | PathLike[str]], given: Iterable[Entry], compiled: Iterable[Resolver], policy: Policy | None
) -> Resolver:
    """The resolver over tables in YAML, entries, and what some compiled tables refuse and redirect."""
    from translit import tables

    given = list(given)
    read = tables.gather(paths, {entry.id for entry in given}) if paths else []
    redirects = [*(table.redirects for table in read), *(resolver.redirects for resolver in compiled)]
    return Resolver(
        chain((entry for table in read for entry in table.entries), given),
        [*(text for table in read for text in table.refuse), *(key for resolver in compiled for key in resolver.refused)],
        {old: new for each in redirects for old, new in each.items()},
        policy,
    )


def _bundled(policy: Policy | None) -> Resolver:
    """The resolver over the bundled tables. The suite holds them against each other: no start-up pays for that again."""
    from translit import tables

    read = [tables.read(path) for path in tables.bundled()]
    return Resolver(
        (entry for table in read for entry in table.entries),
        (text for table in read for text in table.refuse),
        {old: new for table in read for old, new in table.redirects.items()},
        policy,
    )


def _over(container: Container, policy: Policy | None) -> Resolver:
    """The resolver over a compiled table."""
    from translit.compiled import Mapped

    table = Mapped(container)
    return Resolver(table, table.rest["refused"], table.rest["redirects"], policy)


def compile(*sources: Source, to: str | PathLike[str], jobs: int = 1) -> None:
    """Compile alias tables into one read-only file, which `load` opens in milliseconds whatever its size.

    Args:
        sources: as `load` takes them.
        to: the path of the file; one that is there stays whole until the new one is.
        jobs: how many processes work on a large table. With more than one, a script must guard its main part by
            `if __name__ == "__main__":`, as `multiprocessing` asks.

    Raises:
        TableError, EntryError: as `load`.
        OSError: the file can't be written; what was there before is still there.
    """
    from translit.packing import digest, pack

    pack(_loaded(sources, None, keep=False), digest(source for source in sources if isinstance(source, str | PathLike)), to, jobs)


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
