"""The Resolver: names and running text against alias tables; and the functions of the package
that use the bundled ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from os import PathLike, fspath
from os.path import abspath
from typing import TYPE_CHECKING, Any

from translit.match.prior import asked_for, of_one
from translit.model.given import optional_texts
from translit.model.nouns import Policy
from translit.resolving.answering import Answering
from translit.resolving.rows import Hint, Point, Points
from translit.resolving.rows import text as as_text

if TYPE_CHECKING:
    from translit.resolving.answer import Mention, Resolution, Span
    from translit.resolving.link import Linker
    from translit.resolving.loading import Source

# What texts are scanned by: a policy, a type, and an ID to lie within.
Scanned = tuple[Policy, str | None, str | None]
# Of so many of these it is remembered what texts held.
POLICIES = 8


class Resolver(Answering):
    """Alias tables, ready to answer: what it answers never changes. Safe to share between threads.

    Args:
        entries: what has names; or a gazetteer of it, which tells what is refused and redirected
            too.
        refuse: strings that are never a name here.
        redirects: old ID -> living ID.
        policy: what is asked of an answer when a call says nothing else.
    """

    # The paths that it was loaded from, none for the bundled tables; None, where it was made of
    # entries.
    sources: tuple[str, ...] | None = None

    def to_dict(self) -> dict[str, Any]:
        """What its answers stand on, as `json.dumps` takes it: an audit trail.

        Returns:
            `translit`, the version; `knowledge`, the digest of the rules and weights; `tables`, of
            each file its path, its SHA-256, its size and the date of its last change, as it lies
            on the disk now (None, where it was made of entries); and `policy`.
        """
        from translit.resolving.audit import audit

        return audit(self.sources, self.policy)

    def __repr__(self) -> str:
        tables = "of entries" if self.sources is None else ", ".join(self.sources) or "bundled"
        return f"<Resolver: {len(self.entries):,} entries ({tables}), {self.policy}>"

    def __reduce__(self) -> tuple[Any, ...]:
        """In another process it opens its tables anew; one that was made of entries takes them
        along.
        """
        if self.sources == () and self.policy == Policy():
            return bundled, ()
        if self.sources is not None:
            return load, self.sources, {"policy": self.policy}
        held = [*self.entries.values()], sorted(self.refused), dict(self.redirects), self.policy
        return Resolver, held

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.policy = state["policy"]

    @cached_property
    def _linkers(self) -> dict[Scanned, Linker]:
        """What reads texts, by what is asked, which remembers what words, windows and spans are."""
        return {}

    def scan(
        self,
        text: str,
        *,
        type: str | None = None,
        within: str | None = None,
        around: bool = False,
        policy: Policy | None = None,
        offset_unit: str = "codepoint",
    ) -> list[Mention]:
        """Find the mentions of entries in running text: by start, none overlapping.

        Args:
            text: any text; names may be inflected or joined to particles, in scripts with and
                without spaces.
            type: only entries of this type are mentioned. What the words mean otherwise isn't, and
                nothing else is found in them; of several entries that bear a name those of the type
                count. Adjectives do, too.
            within: likewise those that lie, directly or by way of others, within the entry of this
                ID; an old ID will do.
            around: whether homonyms that the text doesn't settle otherwise are weighed by how near
                they lie to the places that it names for certain: in their sentence, or else in
                their paragraph, or else anywhere. Only entries whose place is known
                (`Entry.at`) are weighed. The steps tell it.
            policy: what to ask of unseen spellings, and of aliases where they stand, instead of the
                resolver's own policy.
            offset_unit: what offsets count: "codepoint", so that text[start:end] is the mention,
                "utf16" (JavaScript, Java) or "utf8".

        Returns:
            The mentions, by start; none overlaps another one.

        Raises:
            EntryError: no entry has that type or that ID, there is no such unit, or the text is no
                string.
        """
        from translit.resolving.offsets import in_units

        scanner = self._linker(policy, type, within).scanner
        return in_units(text, scanner.scan(as_text(text, "a text"), around), offset_unit)

    def link(
        self,
        text: str,
        spans: Iterable[Span],
        *,
        types: Mapping[str, str] | None = None,
        around: bool = False,
        policy: Policy | None = None,
        offset_unit: str = "codepoint",
    ) -> list[Mention]:
        """Resolve the spans of a text that something else has found: a recogniser of entities, a
        person with a marker.

        A span is read by itself, without what recognisers leave on a name (a possessive, a
        preposition, a particle that is joined to it, the ending of a case); what the text names
        around it settles homonyms, as in `scan`.

        Args:
            text: any text.
            spans: (start, end) or (start, end, label), half open; none overlaps another one. A
                label that is None says nothing.
            types: label -> the type that an entry must have to answer; labels that aren't in it say
                nothing.
            around: as for `scan`.
            policy: what to ask of these answers, instead of the resolver's own policy.
            offset_unit: what offsets count, as for `scan`; those of the mentions are those of their
                spans.

        Returns:
            A Mention for each span, in their order; the text of each is all of its span.

        Raises:
            EntryError: a span is empty, overlaps another one, lies outside the text, or begins or
                ends within a character; or there is no such unit; or the text is no string.
        """
        text, linker = as_text(text, "a text"), self._linker(policy)
        return linker.link(text, spans, types or {}, offset_unit, around)

    def _linker(
        self, policy: Policy | None, type: str | None = None, within: str | None = None
    ) -> Linker:
        """What reads texts under a policy, with its scanner, which hints narrow."""
        from translit.resolving.link import Linker
        from translit.resolving.scan import Scanner

        optional_texts(type=type, within=within)
        policy = of_one(policy, self.policy)
        asked = policy, type, within
        linker = self._linkers.get(asked)
        if linker is None:
            scanner = Scanner(self, policy, self.allowing(type, within))
            if len(self._linkers) >= POLICIES:
                self._linkers.clear()
            linker = self._linkers[asked] = Linker(scanner)
        return linker


def load(*sources: Source, policy: Policy | None = None) -> Resolver:
    """A resolver over alias tables.

    Args:
        sources: paths of YAML tables or of folders of them, CSV or TSV files, compiled tables, or
            iterables of Entry objects; without any, the bundled tables. One compiled table alone is
            mapped, and not read.
        policy: what is asked of answers unless a call says otherwise.

    Returns:
        The resolver over all of them together.

    Raises:
        TableError: a table breaks the format, or two entries meet in one strong form; one line for
            each fault. Or a compiled table is damaged, or of another version.
        EntryError: two Entry objects have one ID; or the policy is no Policy.
    """
    from translit.resolving.loading import opened

    policy = asked_for(policy, Policy())  # before the tables are read, which may take long
    found = Resolver(opened(sources), policy=policy)
    paths = [fspath(source) for source in sources if isinstance(source, str | PathLike)]
    if len(paths) == len(sources):
        found.sources = tuple(map(abspath, paths))
    return found


def compile(*sources: Source, to: str | PathLike[str], jobs: int = 1) -> None:
    """Compile alias tables into one read-only file, which `load` opens in milliseconds whatever its
    size.

    Args:
        sources: as `load` takes them.
        to: the path of the file; one that is there stays whole until the new one is.
        jobs: how many processes work on a large table. With more than one, a script must guard its
            main part by `if __name__ == "__main__":`, as `multiprocessing` asks.

    Raises:
        TableError, EntryError: as `load`.
        OSError: the file can't be written; what was there before is still there.
    """
    from translit.index.packing import digest, pack
    from translit.model import given
    from translit.resolving.loading import read

    place, processes = given.path(to), given.count(jobs, "jobs")
    pack(
        read(sources),
        digest(source for source in sources if isinstance(source, str | PathLike)),
        place,
        processes,
    )


@cache
def bundled() -> Resolver:
    """The resolver over the bundled tables, loaded once a process."""
    return load()


def given_or_bundled(resolver: Any) -> Resolver:
    """The resolver that a caller hands over, or that over the bundled tables.

    Raises:
        EntryError: it is no resolver.
    """
    if resolver is None:
        return bundled()
    if isinstance(resolver, Resolver):
        return resolver
    from translit.model.errors import EntryError

    raise EntryError(f"a resolver is what translit.load returns, and not {resolver!r:.60}: load it")


def resolve(
    mention: str,
    *,
    type: str | None = None,
    within: str | None = None,
    near: Point | None = None,
    prefer: str | Sequence[str] = (),
    policy: Policy | None = None,
) -> Resolution:
    """Resolve one mention against the bundled tables, as `Resolver.resolve` does.

    Args:
        mention: a name as it stands in some text, in any script and spelling; it may name its
            surroundings: "X, Aleppo".
        type: only entries of this type may answer.
        within: only entries that lie, directly or by way of others, within the entry of this ID may
            answer.
        near: latitude and longitude in degrees: entries whose place is known are weighed by their
            distance, which settles homonyms.
        prefer: which entry answers where several are tied: types, the first one first, "smallest",
            "largest" or "rank".
        policy: what to ask of this answer, instead of the default policy.

    Returns:
        A Resolution for any string whatever; it abstains with an Outcome that says why.

    Raises:
        EntryError: the mention is no string; no entry has that type or ID; `near` is no point; or
            the policy wants `known` to be estimated, and one name tells nothing of a column.
    """
    return bundled().resolve(
        mention, type=type, within=within, near=near, prefer=prefer, policy=policy
    )


def resolve_many(
    names: Iterable[str],
    *,
    type: Hint = None,
    within: Hint = None,
    near: Points = None,
    prefer: str | Sequence[str] = (),
    policy: Policy | None = None,
) -> list[Resolution]:
    """Resolve mentions against the bundled tables, as `Resolver.resolve_many` does; each distinct
    name is worked out once.

    Args:
        names: the mentions, each as `resolve` takes it.
        type: only entries of this type may answer; or one for each name.
        within: only entries that lie, directly or by way of others, within the entry of this ID may
            answer; or one for each name.
        near: as `resolve` takes it; or one for each name.
        prefer: as `resolve` takes it.
        policy: what to ask of these answers, instead of the default policy.

    Returns:
        The answers of `resolve`, in the order of the names.
    """
    return bundled().resolve_many(
        names, type=type, within=within, near=near, prefer=prefer, policy=policy
    )


def scan(
    text: str,
    *,
    type: str | None = None,
    within: str | None = None,
    around: bool = False,
    policy: Policy | None = None,
    offset_unit: str = "codepoint",
) -> list[Mention]:
    """Find the mentions of the bundled tables' entries in a text, as `Resolver.scan` does.

    Args:
        text: any text, in scripts with and without spaces.
        type: only entries of this type are mentioned.
        within: only entries that lie, directly or by way of others, within the entry of this ID
            are.
        around: whether homonyms are weighed by how near they lie to the places that the text names
            for certain.
        policy: what to ask of unseen spellings, and of aliases where they stand, instead of the
            default policy.
        offset_unit: what offsets count: "codepoint", "utf16" or "utf8".

    Returns:
        The mentions, by start; none overlaps another one.

    Raises:
        EntryError: no entry has that type or that ID, or there is no such unit.
    """
    hints: Any = {"type": type, "within": within, "around": around}
    return bundled().scan(text, **hints, policy=policy, offset_unit=offset_unit)


def link(
    text: str,
    spans: Iterable[Span],
    *,
    types: Mapping[str, str] | None = None,
    around: bool = False,
    policy: Policy | None = None,
    offset_unit: str = "codepoint",
) -> list[Mention]:
    """Resolve spans of a text against the bundled tables, as `Resolver.link` does.

    Args:
        text: any text.
        spans: (start, end) or (start, end, label), half open; none overlaps another one.
        types: label -> the type that an entry must have to answer.
        around: as for `scan`.
        policy: what to ask of these answers, instead of the default policy.
        offset_unit: what offsets count, as for `scan`.

    Returns:
        A Mention for each span, in their order.

    Raises:
        EntryError: a span is empty, overlaps another one, lies outside the text, or begins or ends
            within a character; or there is no such unit.
    """
    return bundled().link(
        text, spans, types=types, around=around, policy=policy, offset_unit=offset_unit
    )
