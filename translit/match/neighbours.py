"""Which pairs of many names may be one name, and how probable each is: what
translit/uses/cluster.py groups by.

Of the pairs of near names (match/candidates.py) alone the evidence is worked out, as the resolver
does. In a list no name is the one
that is meant, so what the evidence for a pair says there is measured by itself
(tests/quality/clusters.py, which writes knowledge/clusters.yaml). The log-odds of one name are

    evidence * (evidence of the pair - evidence of none of them) + names * log10(number of names) +
    what the kind of pair adds
"""

from __future__ import annotations

import math
import pickle
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.language.form import Form, forms_of_alias
from translit.language.split import LONGEST
from translit.match.candidates import Candidates
from translit.match.compiled import Pairs
from translit.match.logit import none_of_them
from translit.match.pair import NOTHING

# No pair is surer than so many nats, either way: one very sure pair mustn't outvote many.
MOST = 5.0
# Fewer names are judged as if they were so many: among three names one can't tell how many there
# might have been.
FEWEST = 3000
# The forms of so many names are at hand, some 2 kB each. Those of all are kept packed, in an eighth
# of that, which are unpacked in a fifth of the time that it takes to work them out.
AT_HAND = 1 << 13


class _Weights(NamedTuple):
    """What the log-odds are made of: see the head of this module. The kinds are those that
    `_kind` tells.
    """

    evidence: float
    names: float
    kinds: tuple[float, ...]


KINDS = ("latin", "native", "across", "foreign")


def kind(one: str, other: str) -> int:
    """Which of KINDS a pair of names in two scripts is: both Latin; both in one other; one of
    them Latin; two others.
    """
    if one == other:
        return 0 if one == "Latn" else 1
    return 2 if "Latn" in (one, other) else 3


class Neighbours:
    """Names that are compared with each other.

    Args:
        keys: the keys (translit/language/split.py) that each name is compared by, the main one
            first, in an order that is always the same.
    """

    def __init__(self, keys: Sequence[Sequence[str]]) -> None:
        self._packed = list[bytes]()
        self._forms = lru_cache(maxsize=AT_HAND)(self._unpacked)
        # The first row of each name; and whose each row is.
        self._firsts, self._owners = array("I"), array("I")
        self._candidates, self._none = Candidates(), array("d")
        spread = Counter[str]()
        for place, some in enumerate(keys):
            forms = _worked_out(some)
            self._packed.append(pickle.dumps(forms, pickle.HIGHEST_PROTOCOL))
            self._firsts.append(len(self._owners))
            for form in forms:
                self._candidates.add(place, form)
                self._owners.append(place)
            spread.update({word.consonants for form in forms for word in form.words})
            self._none.append(none_of_them(forms[-1]) if forms else 0.0)
        whole = math.log(max(len(keys), FEWEST))
        self._rarities = {
            word: 1 - math.log(seen) / whole for word, seen in spread.items() if seen > 1
        }
        weights, number = _weights(), math.log10(max(len(keys), FEWEST))
        # What a nat of evidence adds, and what the log-odds of each kind of pair begin with.
        self._evidence = weights.evidence
        self._at_rest = [weights.names * number + kind for kind in weights.kinds]
        self._pairs = Pairs(self._rarity)

    def __len__(self) -> int:
        return len(self._packed)

    def links(
        self, least: float, places: Iterable[int] | None = None
    ) -> dict[tuple[int, int], float]:
        """The pairs of names that are near and whose log-odds are `least` or more, the smaller
        place first, with their log-odds.

        With `places` only what is near to the names there.
        """
        if least >= MOST:
            return {}
        links = dict[tuple[int, int], float]()
        for row, other in self._candidates.pairs(places):
            pair = self._owners[row], self._owners[other]
            wanted = links.get(pair, least)
            value = self._log_odds(*pair, [(self._form(row), self._form(other))], wanted)
            if value >= wanted:
                links[pair] = value
        return links

    def log_odds(self, one: int, other: int, least: float = -math.inf) -> float:
        """The log-odds that two names are spellings of one, at most MOST either way; -inf where
        they are less than `least`.
        """
        return self._log_odds(
            one, other, [(x, y) for x in self._forms(one) for y in self._forms(other)], least
        )

    def _log_odds(
        self, one: int, other: int, pairs: Sequence[tuple[Form, Form]], least: float
    ) -> float:
        """The log-odds of two names by some pairs of their forms."""
        if not pairs:
            return -math.inf
        none = max(self._none[one], self._none[other])
        at_rest = self._at_rest[kind(pairs[0][0].script, pairs[0][1].script)]
        wanted, best = none + (least - at_rest) / self._evidence, NOTHING
        for x, y in pairs:
            pair = self._pairs.pair(x, y)
            if not pair.contradicts:  # such are never together, whatever else agrees
                best = max(best, pair.evidence(max(best, wanted)))
        if best == NOTHING:
            return -math.inf
        found = self._evidence * (best - none) + at_rest
        return min(max(found, -MOST), MOST) if found >= least else -math.inf

    def _form(self, row: int) -> Form:
        place = self._owners[row]
        return self._forms(place)[row - self._firsts[place]]

    def _unpacked(self, place: int) -> tuple[Form, ...]:
        """The forms of a name."""
        forms: tuple[Form, ...] = pickle.loads(self._packed[place])  # noqa: S301 (its own)
        return forms

    def _rarity(self, word: str) -> float:
        return self._rarities.get(word, 1.0)


def _worked_out(keys: Iterable[str]) -> tuple[Form, ...]:
    """The forms of a name by its keys; none of one that is too long, or has no letters."""
    return tuple([form for key in keys if 0 < len(key) <= LONGEST for form in forms_of_alias(key)])


@cache
def _weights() -> _Weights:
    table = rules("clusters")["log_odds"]
    return _Weights(
        float(table["evidence"]),
        float(table["names"]),
        tuple(float(table["kinds"][name]) for name in KINDS),
    )
