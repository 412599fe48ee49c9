"""Who bears a name exactly: as a strong alias, or else a weak one, or else an adjective; and how
probable each then is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from translit.index.filters import Allowed
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Bearer, Gazetteer
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.model.nouns import Candidate
from translit.resolving.reading import Asked, Name

# How an entry differs from a name that it is tied for with the literal bearer.
ARTICLE_DIFFERS, MARKS_FIT = "article differs", "marks fit"


class Borne(NamedTuple):
    """Who bears a name, by ID.

    `differing` says by ID how some of them differ from the name, which are tied with whoever bears
    it literally.
    """

    bearers: Sequence[Bearer]
    differing: Mapping[str, str] = MappingProxyType({})


NOBODY = Borne(())


def bearers(gazetteer: Gazetteer, name: Name, asked: Asked) -> Borne:
    """Who bears a name, of those that may answer; and who fits its marks better, if one entry
    bears it and they contradict it.
    """
    if not gazetteer.is_borne(name.key):
        return NOBODY
    found = _by_kind(gazetteer, name, asked)
    if len(found.bearers) != 1 or name.mention.isascii() or not name.key.isascii():
        return found
    from translit.resolving.marks import better

    fitting = better(gazetteer, found.bearers[0][0], name.written, name.folded, asked.allowed)
    return Borne([*found.bearers, *fitting], {id: MARKS_FIT for id, _, _ in fitting})


def shared(bearers: Sequence[Bearer], score: float, most: int) -> tuple[Candidate, ...]:
    """The bearers of a name, so many at most, share its probability evenly."""
    return tuple(
        [Candidate(id, name, alias, score / len(bearers)) for id, name, alias in bearers[:most]]
    )


def of_all(named: Sequence[Sequence[Bearer]]) -> list[Bearer]:
    """The bearers of several names, by ID; where some bear all of the names, these alone."""
    found = {each[0]: each for bearers in named for each in bearers}
    meant = {*found}.intersection(*({id for id, _, _ in bearers} for bearers in named)) or found
    return [found[id] for id in sorted(meant)]


def certainty(gazetteer: Gazetteer, name: Name) -> float:
    """The probability that an alias is meant; it is less where the mention differs from all of
    that key in the article.
    """
    return worth("folded" if name.folded in gazetteer.folded else "article")


@cache
def worth(kind: str) -> float:
    """What an alias is worth: that is the mention when it is folded, or but for its article, or
    without some of its words.
    """
    return float(rules("weights")["exact"][kind])


def _by_kind(gazetteer: Gazetteer, name: Name, asked: Asked) -> Borne:
    for kind in (STRONG, WEAK, ADJECTIVE) if asked.type is None else (STRONG, WEAK):
        borne = found = _bearers(gazetteer, name, kind, asked.allowed)
        if found:
            if kind == STRONG and name.folded in gazetteer.folded:
                found = _with_literal(
                    gazetteer, borne, _bearers(gazetteer, name, WEAK, asked.allowed), name.folded
                )
            meant = [each for each in found if asked.rather(each[0])] if asked.rather else None
            differing = (
                {id: ARTICLE_DIFFERS for id, _, _ in borne} if len(found) > len(borne) else {}
            )
            return Borne(meant or found, differing)
    return NOBODY


def _bearers(
    gazetteer: Gazetteer, name: Name, kind: int, allowed: Allowed | None
) -> Sequence[Bearer]:
    found = gazetteer.bearers(name.key, kind)
    return found if allowed is None else [each for each in found if allowed(each[0])]


def _with_literal(
    gazetteer: Gazetteer, strong: Sequence[Bearer], weak: Sequence[Bearer], folded: str
) -> Sequence[Bearer]:
    """The strong bearers of a name; and where each differs in the article, those whose weak alias
    is written just so, by ID.

    The weak alias doesn't win: a strong one without its article would then lead to another entry.
    """
    if not weak or any(_is_literal(gazetteer, each, folded, STRONG) for each in strong):
        return strong
    known = {id for id, _, _ in strong}
    return sorted(
        [
            *strong,
            *(
                each
                for each in weak
                if each[0] not in known and _is_literal(gazetteer, each, folded, WEAK)
            ),
        ]
    )


def _is_literal(gazetteer: Gazetteer, bearer: Bearer, folded: str, kind: int) -> bool:
    """Whether a bearer has an alias that folds to all of a name, its article among it."""
    id, _, alias = bearer
    if fold(alias) == folded:
        return True
    entry = gazetteer.entry(id)
    return folded in map(fold, entry.weak if kind == WEAK else (entry.name, *entry.aliases))
