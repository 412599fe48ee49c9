"""How probable it is that two names are spellings of one: which pairs are weighed, and the score.

Of the pairs that the index found (index/gazetteer.py) those that promise the most are weighed
(promise.py, pair.py), best first, and what falls far behind the best is dropped. The evidence of
the best pair of each ID becomes its probability (logit.py). The weights are fitted on real pairs by
tests/quality/fit.py; docs/scores.md explains each feature and walks the scale.

Take "Zwara" and a table of Zuwara, Zawiya and Ziwa, which are all near by their sounds. Zuwara
promises -0.2, Zawiya -9.5 and Ziwa -9.7; the last two are more than MUCH_LESS behind, so Zuwara
alone is weighed. Its evidence is 1.5 nats, and the score .94; "none of them" has the rest.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from translit.index.funnel import FUNNEL
from translit.index.rows import formed
from translit.language.fold import fold
from translit.language.form import Form, forms, guesses
from translit.language.split import LONGEST
from translit.match.compiled import pairs_of
from translit.match.compiled import weigher as core_weigher
from translit.match.likeness import Rarity
from translit.match.logit import none_of_them
from translit.match.pair import NOTHING, Pair

if TYPE_CHECKING:
    from translit.index.rows import Recorded
    from translit.match.compiled import Weighed

# A pair that isn't equal is never certain.
MOST_OF_A_PAIR = 0.9999
# What is so much less probable than the likeliest candidate, 1 to 1,000 in nats, is none.
FAR = math.log(1000)
# So many pairs are weighed, and none that promises so much less, on the promise's own scale.
MOST_WEIGHED, MUCH_LESS = FUNNEL.weighed, FUNNEL.much_less


def similarity(a: str, b: str) -> float:
    """The estimated probability that two names, met as a pair and without any table, are spellings
    of one name.

    Args:
        a: a name, in any script.
        b: another one; which of the two is first changes nothing.

    Returns:
        A probability in [0, 1]: 1 exactly when the folded texts are equal; 0 when they differ and
        either is longer than any name (300 characters). docs/scores.md tells the scale.

    Raises:
        EntryError: one of them is no string.
    """
    one, other = fold(a), fold(b)
    if one == other:
        return 1.0
    if max(len(one), len(other)) > LONGEST:
        return 0.0
    mine, theirs = (*forms(a), *guesses(a)), (*forms(b), *guesses(b))
    pairs = pairs_of([(x, y) for x in mine for y in theirs], lambda word: 1.0)
    found = max(pair.evidence() for pair in pairs)
    none = max(none_of_them(forms(a)[-1]), none_of_them(forms(b)[-1]))
    return min(1 / (1 + math.exp(min(700.0, none - found))), MOST_OF_A_PAIR)


def evidence(x: Form, y: Form, rarity: Rarity = lambda word: 1.0) -> float:
    """The evidence that two forms are one name: the weighted sum of their features, on a
    log-odds scale; symmetric.
    """
    return Pair(x, y, rarity).evidence()


def weighed(
    pairs: Iterable[tuple[Form, Form | Recorded]], rarity: Rarity, least: float = NOTHING
) -> list[float]:
    """The evidence for each of some pairs; NOTHING for those FAR behind the best one, or with less
    than `least`, and for those that promise less than others. The core reads rows from their
    records.
    """
    asked = [*pairs]
    if weigher := core_weigher():
        found = weigher.weighed(asked, rarity, MOST_WEIGHED, MUCH_LESS, FAR, least)
        if found is not None:
            return found
    return plainly_weighed([(x, formed(y)) for x, y in asked], rarity, least)


def plainly_weighed(
    pairs: Iterable[tuple[Form, Form]], rarity: Rarity, least: float = NOTHING
) -> list[float]:
    """The same without the compiled core, or where a form is longer than it takes."""
    places: dict[tuple[Form, Form], int] = {}  # several rows may have one form
    numbers = [places.setdefault(pair, len(places)) for pair in pairs]
    asked = pairs_of(places, rarity)
    found, best = [NOTHING] * len(asked), least + FAR
    for number in promising_first(asked):
        found[number] = asked[number].evidence(best - FAR)
        best = max(best, found[number])
    return [found[number] if found[number] >= best - FAR else NOTHING for number in numbers]


def promising_first(asked: Sequence[Weighed]) -> list[int]:
    """The places of the pairs that are worth weighing, the most promising first, and so many at
    most: the others needn't be worked out to the end then. Pairs that hold the other words of an
    initial come before all.

    Of those that can't promise enough, whatever they read as, the promise isn't worked out.
    """
    least = max([pair.promise_bounds[0] for pair in asked], default=0.0) - MUCH_LESS
    held = [pair.held_beside_initials for pair in asked]
    ranks = [
        (beside, pair.promise if beside or pair.promise_bounds[1] >= least else NOTHING)
        for beside, pair in zip(held, asked, strict=True)
    ]
    least = max([promise for _, promise in ranks], default=0.0) - MUCH_LESS
    order = sorted(range(len(asked)), key=lambda place: [-rank for rank in ranks[place]])
    return [place for place in order[:MOST_WEIGHED] if ranks[place] >= (0, least)]


def features(x: Form, y: Form, rarity: Rarity) -> list[tuple[float, ...]]:
    """The features of each explanation of a pair of forms, in the order of FEATURES; the pair's
    order is nothing.
    """
    return Pair(x, y, rarity).rows()
