"""Whether a stretch of a text can turn out to be an unseen spelling of one of some entries: a bound
that costs less than the answer.

A scan knows which entries have an alias that sounds like a stretch, and no others count. An answer
compares with all, to know the rivals, too; but without any rival it can't be surer than

    exp(evidence) / (exp(evidence) + exp(none))         match/logit.py

So a stretch is no mention where no row of these entries has the evidence that this takes: Senegalia
sounds like Senegal, but has 0.7 nats for it, where a score of .85 in a table of 1,000 takes 1.2. Of
a large table the shortlist is looked up first, and of that the rows of such entries are weighed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache
from itertools import compress
from typing import TYPE_CHECKING

from translit.index.blocks import query_words
from translit.index.funnel import FUNNEL
from translit.index.nearness import code, roughly_apart
from translit.language.form import Form, forms, guesses, once
from translit.language.heard import heard
from translit.language.readings import readings
from translit.match.compiled import Pairs
from translit.match.decision import kind_asked, kinds, threshold
from translit.match.logit import none_of_them
from translit.match.scoring import FAR, weighed
from translit.model.nouns import Policy
from translit.resolving.reading import Asked, Name

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.index.rows import Row
    from translit.resolving.reader import Reader

# The bound is so many nats lower, for the rounding of sums.
A_HAIR = 1e-6


def log_odds(policy: Policy, kind: str) -> float:
    """The log-odds that a score must have where the best candidate is of a kind."""
    least = threshold(policy.precision, kind)
    return math.log(least / (1 - least)) if 0 < least < 1 else -math.inf


class Screen:
    """Tells which names are worth an answer.

    Args:
        reader: what would read them.
        policy: what is asked of the answers.
    """

    def __init__(self, reader: Reader, policy: Policy) -> None:
        self._reader, self._gazetteer = reader, reader.gazetteer
        self._policy, self._asked = policy, Asked(None, None, None, policy)
        self._pairs = Pairs(self._gazetteer.rarity)
        self._words = lru_cache(maxsize=1 << 12)(lambda form: frozenset(query_words(form)))

    def passes(self, mention: str, ids: Collection[str]) -> bool:
        """Whether a mention may be answered FUZZY with one of some IDs, out of a small table; where
        this is False, it isn't.
        """
        name = self._reader.name(mention)
        if self._is_beyond(name):
            return True
        views, none = self._views(name)
        for form, row in self._comparable((*views, *guesses(mention, name.folded)), ids):
            odds = self._pairs.pair(form, row.form).evidence(none + self._least) - none
            if odds >= self._least and odds >= self._asked_of(name, row):
                return True
        return False

    def passes_many(
        self, mention: str, allowed: Allowed | None, shares: tuple[float, float]
    ) -> bool:
        """The same of a large table: for the entries with an alias that a mention sounds like.

        Args:
            mention: a name.
            allowed: which entries may be on the shortlist; None lets all.
            shares: the share of its sounds in which it may differ from an alias, and where the two
                have not as many words.
        """
        name, gazetteer = self._reader.name(mention), self._gazetteer
        if self._is_beyond(name):
            return True
        views, none = self._views(name)
        near = self._with_sounds((*views, *guesses(mention, name.folded)), allowed, shares)
        pairs = [(form, gazetteer.weighable(number)) for form, number in near]
        evidence = weighed(pairs, gazetteer.rarity, none + self._least)
        for (_, number), odds in zip(near, (each - none for each in evidence), strict=True):
            # What is so far ahead may have kept others from being weighed.
            if odds >= self._least + FAR or (
                odds >= self._least and odds >= self._asked_of(name, gazetteer.rows[number])
            ):
                return True
        return False

    def _is_beyond(self, name: Name) -> bool:
        """Whether more counts for a name than the evidence for each row."""
        moved = self._policy.known is not None  # the scores
        return moved or not self._reader.is_unknown(name, self._asked)

    def _views(self, name: Name) -> tuple[Sequence[Form], float]:
        """The forms of a name, and the evidence that it is none of the entries."""
        views = forms(name.mention, name.folded)
        return views, none_of_them(views[-1], len(self._gazetteer.entries)) - A_HAIR

    def _asked_of(self, name: Name, row: Row) -> float:
        """The log-odds that the score of a row must have for a name."""
        return log_odds(self._policy, kind_asked(name.folded, name.key, row.alias))

    def _with_sounds(
        self, asked: Sequence[Form], allowed: Allowed | None, shares: tuple[float, float]
    ) -> list[tuple[Form, int]]:
        """The pairs on the shortlist of a name whose entry has an alias that sounds like its first
        form, or may have one.
        """
        near = self._gazetteer.near(asked, allowed)
        rows = [number for _, number in near]
        kept = self._gazetteer.postings.with_sounds(heard(asked[0]), rows, shares)
        return near if kept is None else [*compress(near, kept)]

    @cached_property
    def _least(self) -> float:
        """The least log-odds that a score must have, whatever the best candidate is."""
        return min(log_odds(self._policy, kind) for kind in kinds())

    def _comparable(
        self, asked: Sequence[Form], ids: Collection[str]
    ) -> Iterator[tuple[Form, Row]]:
        """The pairs of some forms and rows of some entries that may be on the shortlist of a name:
        see index/shortlist.py.
        """
        rows = [row for id in ids for row in self._rows.get(id, ())]
        pairs = [(roughly_apart(form, code(row.form)), form, row) for form in asked for row in rows]
        most = min((apart for apart, _, _ in pairs), default=0.0) + FUNNEL.much_farther
        listed = {form: self._listed_otherwise(form) for form in asked}
        for apart, form, row in pairs:
            words, spelt = listed[form]
            if (
                apart <= most
                or row.form.joined in spelt
                or (words and not words.isdisjoint(self._words(row.form)))
            ):
                yield form, row

    def _listed_otherwise(self, form: Form) -> tuple[frozenset[str], Collection[str]]:
        """The keys of words for which a row may be on the shortlist of a form, and the letters."""
        words = self._words(form) if len(form.words) > 1 else frozenset[str]()
        if form.script in ("", "Latn") or form.guessed:
            return words, ()
        return words, {once(spelt) for spelt in readings(form.script, form.letters)}

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """The rows of each entry; of several with one form one."""
        found: dict[str, dict[Form, Row]] = {}
        for row in self._gazetteer.rows:
            found.setdefault(row.id, {}).setdefault(row.form, row)
        return {id: [*rows.values()] for id, rows in found.items()}
