"""Who bears a name exactly: as a strong alias, or else a weak one, or else an adjective; and how probable each then is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from translit.gazetteer import ADJECTIVE, STRONG, WEAK, Allowed, Bearer, Gazetteer
from translit.model import Candidate
from translit.rules import rules
from translit.text.fold import fold


def exact(
    gazetteer: Gazetteer, key: str, folded: str, allowed: Allowed | None, rather: Allowed | None, loosely: bool, most: int
) -> tuple[Candidate, ...]:
    """Who bears a name, by ID.

    Args:
        gazetteer: where it is looked up.
        key: the folded name without articles.
        folded: the same with them.
        allowed: which IDs may answer; None lets all.
        rather: which of them are meant if several are found.
        loosely: whether adjectives count.
        most: so many at most.
    """
    for kind in (STRONG, WEAK, ADJECTIVE) if loosely else (STRONG, WEAK):
        bearers = _bearers(gazetteer, key, kind, allowed)
        if bearers:
            if kind == STRONG and folded in gazetteer.folded:
                bearers = _with_literal(gazetteer, bearers, _bearers(gazetteer, key, WEAK, allowed), folded)
            meant = [each for each in bearers if rather(each[0])] if rather else None
            return shared(meant or bearers, _score("folded" if folded in gazetteer.folded else "article"), most)
    return ()


def shared(bearers: Sequence[Bearer], score: float, most: int) -> tuple[Candidate, ...]:
    """The bearers of a name, so many at most, share its probability evenly."""
    return tuple([Candidate(id, name, alias, score / len(bearers)) for id, name, alias in bearers[:most]])


def _bearers(gazetteer: Gazetteer, key: str, kind: int, allowed: Allowed | None) -> Sequence[Bearer]:
    found = gazetteer.bearers(key, kind)
    return found if allowed is None else [each for each in found if allowed(each[0])]


def _with_literal(gazetteer: Gazetteer, strong: Sequence[Bearer], weak: Sequence[Bearer], folded: str) -> Sequence[Bearer]:
    """The strong bearers of a name; and where each differs in the article, those whose weak alias is written just so, by ID.

    The weak alias doesn't win: a strong one without its article would then lead to another entry.
    """
    if not weak or any(_is_literal(gazetteer, each, folded, STRONG) for each in strong):
        return strong
    known = {id for id, _, _ in strong}
    return sorted([*strong, *(each for each in weak if each[0] not in known and _is_literal(gazetteer, each, folded, WEAK))])


def _is_literal(gazetteer: Gazetteer, bearer: Bearer, folded: str, kind: int) -> bool:
    """Whether a bearer has an alias that folds to all of a name, its article among it."""
    id, _, alias = bearer
    if fold(alias) == folded:
        return True
    entry = gazetteer.entries[id]
    return folded in map(fold, entry.weak if kind == WEAK else (entry.name, *entry.aliases))


@cache
def _score(kind: str) -> float:
    """What an alias is worth that is the mention when it is folded, or but for its article."""
    return float(rules("weights")["exact"][kind])
