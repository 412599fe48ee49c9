"""From mentions to canonical IDs: what is asked of the answers, how each mention is read (translit/reader.py), and what is decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice, tee
from os import PathLike
from typing import TYPE_CHECKING

from translit.context import Surroundings
from translit.gazetteer import Allowed, Gazetteer
from translit.matching.prior import of_one
from translit.model import ESTIMATE, Entry, Policy, Resolution
from translit.reader import Reader
from translit.reading import Asked, Reading, share_known
from translit.text.split import strong_key

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from translit.link import Linker
    from translit.model import Mention
    from translit.storage.container import Container

Source = str | PathLike[str] | Iterable[Entry]
# Where a span starts and ends, and the label that a recogniser gives it.
Span = tuple[int, int] | tuple[int, int, str | None]


# So many names of a stream are held in memory.
BATCH = 1000
# Of so many policies it is remembered what texts held.
POLICIES = 8


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
        self._reader = Reader(self.gazetteer, self._surroundings, self.refused)
        self._linkers: dict[Policy, Linker] = {}  # which remember what words, windows and spans are

    @property
    def entries(self) -> Mapping[str, Entry]:
        """The entries by canonical ID."""
        return self.gazetteer.entries

    def living(self, id: str) -> str | None:
        """The ID under which an entry answers now.

        Args:
            id: an ID that an entry has, or had before it was renamed or merged.

        Returns:
            The ID itself where an entry has it; for an old one that of the entry which took its place; None where there is none.
        """
        seen = set[str]()  # tables that were compiled apart may have redirects that lead on, or in a circle
        while id not in self.entries:
            if id in seen or id not in self.redirects:
                return None
            seen.add(id)
            id = self.redirects[id]
        return id

    def resolve(self, mention: str, *, type: str | None = None, within: str | None = None, policy: Policy | None = None) -> Resolution:
        """Resolve one mention.

        Args:
            mention: a name as it stands in some text, in any script and spelling; it may name its surroundings: "X, Aleppo".
            type: only entries of this type may answer.
            within: only entries that lie, directly or by way of others, within the entry of this ID may answer; an old ID will do.
            policy: what to ask of this answer, instead of the resolver's own policy.

        Returns:
            A Resolution for any string whatever; it abstains with an Outcome that says why.

        Raises:
            EntryError: the policy wants `known` to be estimated, and one name tells nothing of a column.
        """
        asked = self._asked(type, within, of_one(policy or self.policy))
        return self._reading(mention, asked).answer(asked.policy, self._reader.namesakes)

    def resolve_without(self, mention: str, id: str) -> Resolution:
        """What a mention would resolve to if the entry with an ID weren't there."""
        return self.resolve_among(mention, lambda other: other != id)

    def resolve_among(self, mention: str, allowed: Allowed | None, *, type: str | None = None, policy: Policy | None = None) -> Resolution:
        """Resolve one mention where only some entries may answer.

        Args:
            mention: as `resolve` takes it.
            allowed: whether the entry of an ID may answer, which is asked often; None lets all.
            type: a type that is asked for, if any: adjectives don't count then. Whether an entry is of it, `allowed` says.
            policy: what to ask of this answer, instead of the resolver's own policy.
        """
        asked = Asked(allowed, None, type, of_one(policy or self.policy))
        return self._reading(mention, asked).answer(asked.policy, self._reader.namesakes)

    def resolve_many(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
    ) -> list[Resolution]:
        """Resolve mentions: the answers of `resolve`, in order; each distinct name is worked out once.

        Where the policy wants `known` to be estimated, these are the answers by the share that `share_known` finds, which their
        policy holds.
        """
        asked, (first, again) = self._asked(type, within, policy), tee(names)
        readings = self._readings(first, asked)
        policy = asked.policy
        if policy.known == ESTIMATE:
            policy = policy._replace(known=share_known(readings.values()))
        answers = {name: reading.answer(policy, self._reader.namesakes) for name, reading in readings.items()}
        return [answers[name] for name in again]

    def share_known(self, names: Iterable[str], *, type: str | None = None, within: str | None = None) -> float:
        """The share of a column's unseen spellings that mean an entry, as the names themselves tell it: a `known` for a Policy.

        Args:
            names: the column, or a sample of it. A name counts once, in however many rows it stands; what is an alias, what the
                tables refuse, and what holds no letter and no number doesn't count.
            type: as `resolve` takes it.
            within: likewise.

        Returns:
            From 0.01 to 0.99, in hundredths; that of the fit where fewer than 20 names count.
        """
        return share_known(self._readings(names, self._asked(type, within, None)).values())

    def resolve_stream(
        self, names: Iterable[str], *, type: str | None = None, within: str | None = None, policy: Policy | None = None
    ) -> Iterator[Resolution]:
        """Resolve mentions as they come: the answers of `resolve_many`, in order, a batch of names at a time, however many there are.

        Raises:
            EntryError: the policy wants `known` to be estimated, for which all names must be there before the first answer.
        """
        policy = of_one(policy or self.policy)
        left = iter(names)
        batches = iter(lambda: list(islice(left, BATCH)), [])
        return (answer for batch in batches for answer in self.resolve_many(batch, type=type, within=within, policy=policy))

    def scan(self, text: str, *, policy: Policy | None = None, offset_unit: str = "codepoint") -> list[Mention]:
        """Find the mentions of entries in running text: by start, none overlapping.

        Args:
            text: any text; names may be inflected or joined to particles, in scripts with and without spaces.
            policy: what to ask of unseen spellings, and of aliases where they stand, instead of the resolver's own policy.
            offset_unit: what offsets count: "codepoint", so that text[start:end] is the mention, "utf16" (JavaScript, Java) or "utf8".

        Raises:
            EntryError: there is no such unit.
        """
        from translit.scan import in_units

        return in_units(text, self._linker(policy or self.policy).scanner.scan(text), offset_unit)

    def link(
        self,
        text: str,
        spans: Iterable[Span],
        *,
        types: Mapping[str, str] | None = None,
        policy: Policy | None = None,
        offset_unit: str = "codepoint",
    ) -> list[Mention]:
        """Resolve the spans of a text that something else has found: a recogniser of entities, a person with a marker.

        A span is read by itself, without what recognisers leave on a name (a possessive, a preposition, a particle that is joined to
        it, the ending of a case); what the text names around it settles homonyms, as in `scan`.

        Args:
            text: any text.
            spans: (start, end) or (start, end, label), half open; none overlaps another one. A label that is None says nothing.
            types: label -> the type that an entry must have to answer; labels that aren't in it say nothing.
            policy: what to ask of these answers, instead of the resolver's own policy.
            offset_unit: what offsets count, as for `scan`; those of the mentions are those of their spans.

        Returns:
            A Mention for each span, in their order; the text of each is all of its span.

        Raises:
            EntryError: a span is empty, overlaps another one, lies outside the text, or begins or ends within a character; or there is no
                such unit.
        """
        return self._linker(policy or self.policy).link(text, spans, types or {}, offset_unit)

    def around(self, id: str) -> frozenset[str]:
        """The IDs of all that an entry lies within, directly or by way of others; none for an ID that there isn't."""
        return self._surroundings.around(id)

    def _linker(self, policy: Policy) -> Linker:
        """What reads texts under a policy, with its scanner."""
        from translit.link import Linker
        from translit.scan import Scanner

        linker = self._linkers.get(of_one(policy))
        if linker is None:
            if len(self._linkers) >= POLICIES:
                self._linkers.clear()
            linker = self._linkers[policy] = Linker(Scanner(self, policy))
        return linker

    def called(self, name: str) -> frozenset[str]:
        """The IDs of what others lie within and a name may mean: what bears it, as it stands or but for a word of kind."""
        return self._surroundings.called(name)

    def _readings(self, names: Iterable[str], asked: Asked) -> dict[str, Reading]:
        """How each distinct name is read; names are taken one at a time, so that who hands them out sees how far this is."""
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
        inside = None if within is None else self._surroundings.inside(frozenset((self.living(within) or within,)))
        about = self.gazetteer.about
        return Asked(lambda id: (type is None or about(id)[0] == type) and (inside is None or inside(id)), None, type, policy)


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
    from translit.storage.container import Container

    packed, rows, written, given = formats.sources_of(sources)
    compiled = [_over(Container(path), policy) for path in packed]
    if len(sources) == len(compiled) == 1:
        return compiled[0]
    if keep and sources and len(written) == len(sources):
        from translit.storage.cache import through_cache
        from translit.storage.places import expand

        files = [place for place, _ in expand(written)]
        return through_cache(files, lambda: _gathered(written, (), (), policy), lambda container: _over(container, policy, ours=True))
    entries = [entry for source in given for entry in source]
    entries += [entry for path in rows for entry in formats.read(path)]
    entries += [entry for resolver in compiled for entry in resolver.entries.values()]
    return _gathered(written, entries, compiled, policy) if sources else _bundled(policy)


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
    """The resolver over the bundled tables, whatever their size by way of the cache: each start needs them."""
    from translit.storage import places
    from translit.storage.cache import through_cache

    files = places.bundled()
    return through_cache(files, lambda: _read(files, policy), lambda container: _over(container, policy, ours=True), bundled=True)


def _read(files: Iterable[str | PathLike[str] | Traversable], policy: Policy | None) -> Resolver:
    """The resolver over the bundled tables in YAML. The suite holds them against each other: no start-up pays for that again."""
    from translit import tables

    read = [tables.read(file) for file in files]
    return Resolver(
        (entry for table in read for entry in table.entries),
        (text for table in read for text in table.refuse),
        {old: new for table in read for old, new in table.redirects.items()},
        policy,
    )


def _over(container: Container, policy: Policy | None, *, ours: bool = False) -> Resolver:
    """The resolver over a compiled table, or over one of the cache's."""
    from translit.storage.mapped import Mapped

    table = Mapped(container, ours=ours)
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
    from translit.storage.packing import digest, pack

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


def scan(text: str, *, policy: Policy | None = None, offset_unit: str = "codepoint") -> list[Mention]:
    """Find the mentions of the bundled tables' entries in a text; see `Resolver.scan`."""
    return bundled().scan(text, policy=policy, offset_unit=offset_unit)


def link(
    text: str,
    spans: Iterable[Span],
    *,
    types: Mapping[str, str] | None = None,
    policy: Policy | None = None,
    offset_unit: str = "codepoint",
) -> list[Mention]:
    """Resolve spans of a text against the bundled tables; see `Resolver.link`."""
    return bundled().link(text, spans, types=types, policy=policy, offset_unit=offset_unit)
