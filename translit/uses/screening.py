"""Screening: names against several lists that stay apart. Whoever is on two of them is two hits,
and no tie; what `same_as` says is one thing has one number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.match.prior import asked_for
from translit.model.errors import EntryError
from translit.model.nouns import Policy
from translit.resolving.resolver import Resolver, load
from translit.resolving.rows import is_one

if TYPE_CHECKING:
    from translit.model.nouns import Candidate, Entry
    from translit.resolving.answer import Resolution
    from translit.resolving.loading import Source
    from translit.resolving.rows import Hint, Point, Points


class Hit(NamedTuple):
    """A candidate that is worth a person's look.

    Attributes:
        number: which thing it is among the hits of a name, from 1, the likeliest first; entries of
            several lists have one number where `same_as` says that they are the same.
        list: the name of its list.
        candidate: the candidate.
        entry: its entry, with what the list knows beside names.
        answer: what the list alone answers.
    """

    number: int
    list: str
    candidate: Candidate
    entry: Entry
    answer: Resolution

    @property
    def kind(self) -> str:
        """Whether the alias is the "name", an "alias", a "weak" one or an "adjective"."""
        alias, entry = self.candidate.alias, self.entry
        kinds = {"alias": entry.aliases, "weak": entry.weak, "adjective": entry.adjectives}
        found = (kind for kind, aliases in kinds.items() if alias in aliases)
        return "name" if alias == entry.name else next(found, "")

    def is_same(self, other: Hit) -> bool:
        """Whether `same_as` says that an entry of another list is the same thing."""
        if self.list == other.list:
            return False
        one, another = (
            {(hit.list, hit.entry.id), *hit.entry.same_as.items()} for hit in (self, other)
        )
        return not one.isdisjoint(another)


class Screened(NamedTuple):
    """What several lists say of one name.

    Attributes:
        answers: what each list answers by itself, by its name.
        hits: the candidates of all lists with a score of at least `Policy.least`, by their numbers,
            and of one number the likeliest first.
    """

    answers: Mapping[str, Resolution]
    hits: tuple[Hit, ...]


class Lists:
    """Several lists that answer apart: `translit resolve --table ofac=... --table un=...`.

    Args:
        lists: by its name each list: a Resolver, or a source as `load` takes it.
        policy: what is asked of answers of the lists that aren't Resolvers yet, unless a call says
            otherwise; its `least` is the score from which a candidate is a hit.

    Attributes:
        resolvers: what answers for each list, by its name.

    Raises:
        EntryError: there is no list. TableError: as `load`.
    """

    def __init__(
        self, lists: Mapping[str, Resolver | Source], *, policy: Policy | None = None
    ) -> None:
        if not isinstance(lists, Mapping) or not lists:
            raise EntryError('lists have names: pass them as {"ofac": "sdn.csv", "un": "un.yaml"}')
        policy = asked_for(policy, Policy())
        self.resolvers: Mapping[str, Resolver] = MappingProxyType(
            {
                name: held if isinstance(held, Resolver) else load(held, policy=policy)
                for name, held in lists.items()
            }
        )

    def __repr__(self) -> str:
        return f"<Lists: {', '.join(self.resolvers)}>"

    def to_dict(self) -> dict[str, Any]:
        """What the answers of each list stand on, by its name, as `Resolver.to_dict` tells it."""
        return {name: resolver.to_dict() for name, resolver in self.resolvers.items()}

    def resolve(
        self,
        mention: str,
        *,
        top: int | None = None,
        type: str | None = None,
        within: str | None = None,
        near: Point | None = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> Screened:
        """What the lists say of one name.

        Args:
            mention: as `Resolver.resolve` takes it.
            top: how many hits each list gives at most; None for as many as the policy keeps.
            type: as `Resolver.resolve` takes it; each list must have it.
            within: likewise.
            near: likewise.
            prefer: likewise.
            policy: likewise, instead of the policies of the lists.

        Returns:
            The answer of each list, and the hits of all.

        Raises:
            EntryError: as `Resolver.resolve`.
        """
        hints: Any = {"type": type, "within": within, "near": near, "prefer": prefer}
        answers = {
            name: resolver.resolve(mention, **hints, policy=policy)
            for name, resolver in self.resolvers.items()
        }
        return Screened(answers, hits(answers, self.resolvers, top))

    def resolve_many(
        self,
        names: Iterable[str],
        *,
        top: int | None = None,
        type: Hint = None,
        within: Hint = None,
        near: Points = None,
        prefer: str | Sequence[str] = (),
        policy: Policy | None = None,
    ) -> list[Screened]:
        """What the lists say of each of some names, in their order.

        Args:
            names: the mentions.
            top: as `resolve` takes it.
            type: as `Resolver.resolve_many` takes it: of all names, or one for each.
            within: likewise.
            near: likewise.
            prefer: as `resolve` takes it.
            policy: likewise.

        Returns:
            What `resolve` gives, in the order of the names.

        Raises:
            EntryError: as `Resolver.resolve_many`.
        """
        asked = names if isinstance(names, str | bytes) else list(names)
        hints: Any = {
            key: hint if hint is None or is_one(hint) else list(hint)
            for key, hint in (("type", type), ("within", within), ("near", near))
        }
        columns = [
            resolver.resolve_many(asked, **hints, prefer=prefer, policy=policy)
            for resolver in self.resolvers.values()
        ]
        rows = (dict(zip(self.resolvers, row, strict=True)) for row in zip(*columns, strict=True))
        return [Screened(row, hits(row, self.resolvers, top)) for row in rows]


def hits(
    answers: Mapping[str, Resolution], resolvers: Mapping[str, Resolver], top: int | None
) -> tuple[Hit, ...]:
    """The hits of one name on several lists.

    Args:
        answers: what each list answers, by its name.
        resolvers: what answered, by the same names.
        top: how many hits each list gives at most; None for all.
    """
    found = [
        Hit(0, name, candidate, resolvers[name].entries[candidate.id], answer)
        for name, answer in answers.items()
        for candidate in answer.hits[:top]
    ]
    found.sort(key=lambda hit: (-hit.candidate.score, hit.list, hit.candidate.id))
    numbered, last = list[Hit](), 0
    for hit in found:
        number = next((other.number for other in numbered if hit.is_same(other)), last + 1)
        numbered.append(hit._replace(number=number))
        last = max(last, number)
    return tuple(sorted(numbered, key=lambda hit: hit.number))
