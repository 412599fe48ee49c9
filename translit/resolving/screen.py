"""Whether a stretch of a text can turn out to be an unseen spelling of one of some entries: a bound
that costs less than the answer.

A scan knows which entries have an alias that sounds like a stretch, and no others count. An answer
compares with all, to know the rivals, too; but without any rival it can't be surer than

    exp(evidence) / (exp(evidence) + exp(none))         match/logit.py

So a stretch is no mention where no row of these entries has the evidence that this takes: Senegalia
sounds like Senegal, but has 0.7 nats for it, where a score of .85 in a table of 1,000 takes 1.2.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from translit.index.blocks import query_words
from translit.index.funnel import FUNNEL
from translit.index.nearness import code, roughly_apart
from translit.language.form import Form, forms, guesses, once
from translit.language.readings import readings
from translit.match.compiled import pairs_of
from translit.match.decision import kind_asked, threshold
from translit.match.logit import none_of_them
from translit.match.scoring import promising_first
from translit.model.nouns import Policy
from translit.resolving.reading import Asked, Name

if TYPE_CHECKING:
    from translit.index.rows import Row
    from translit.resolving.reader import Reader

# The bound is so many nats lower, for the rounding of sums.
A_HAIR = 1e-6


class Screen:
    """Tells which names are worth an answer.

    Args:
        reader: what would read them; its table has few rows.
        policy: what is asked of the answers.
    """

    def __init__(self, reader: Reader, policy: Policy) -> None:
        self._reader, self._gazetteer = reader, reader.gazetteer
        self._policy, self._asked = policy, Asked(None, None, None, policy)
        self._words = lru_cache(maxsize=1 << 12)(query_words)

    def passes(self, mention: str, ids: Collection[str]) -> bool:
        """Whether a mention may be answered FUZZY with one of some IDs; where this is False, it
        isn't.
        """
        if self._policy.known is not None:
            return True  # which moves the scores
        name = self._reader.name(mention)
        if not self._reader.is_unknown(name, self._asked):
            return True
        views = forms(mention, name.folded)
        none = none_of_them(views[-1], len(self._gazetteer.entries))
        found = [*self._comparable((*views, *guesses(mention, name.folded)), ids)]
        pairs = pairs_of([(form, row.form) for form, row in found], self._gazetteer.rarity)
        for place in promising_first(pairs, None):
            least = none + self._log_odds(name, found[place][1].alias) - A_HAIR
            if pairs[place].evidence(least) >= least:
                return True
        return False

    def _log_odds(self, name: Name, alias: str) -> float:
        """The log-odds that a score must have where an alias is the best candidate."""
        least = threshold(self._policy.precision, kind_asked(name.folded, name.key, alias))
        return math.log(least / (1 - least)) if 0 < least < 1 else -math.inf

    def _comparable(
        self, asked: Sequence[Form], ids: Collection[str]
    ) -> Iterator[tuple[Form, Row]]:
        """The pairs of some forms and rows of some entries that may be on the shortlist of a name:
        see index/shortlist.py.
        """
        rows = [row for id in ids for row in self._rows.get(id, ())]
        pairs = [(roughly_apart(form, code(row.form)), form, row) for form in asked for row in rows]
        most = min((apart for apart, _, _ in pairs), default=0.0) + FUNNEL.much_farther
        for apart, form, row in pairs:
            if apart <= most or self._is_listed_otherwise(form, row):
                yield form, row

    def _is_listed_otherwise(self, form: Form, row: Row) -> bool:
        """Whether a row may be on the shortlist of a form for a word, or for how it is spelt."""
        if len(form.words) > 1 and not self._words(form).isdisjoint(self._words(row.form)):
            return True
        if form.script in ("", "Latn") or form.guessed:
            return False
        return row.form.joined in map(once, readings(form.script, form.letters))

    @cached_property
    def _rows(self) -> dict[str, list[Row]]:
        """The rows of each entry; of several with one form one."""
        found: dict[str, dict[Form, Row]] = {}
        for row in self._gazetteer.rows:
            found.setdefault(row.id, {}).setdefault(row.form, row)
        return {id: [*rows.values()] for id, rows in found.items()}
