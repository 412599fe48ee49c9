"""Group unknown names into likely spellings of one name.

A group never grows by chaining: a name joins only a group with every member of which it is alike enough. Groups are built
from the likeliest pairs down, ties in the order of the names themselves, so neither the order of the names nor their
number of repetitions changes the result.
"""

from __future__ import annotations

from collections.abc import Iterable

from translit.form import forms
from translit.scoring import similarity

# Pairs that are likelier than not to be one name.
LIKELY = 0.5


def cluster(names: Iterable[str], *, least: float = LIKELY) -> list[list[str]]:
    """Groups of names that are likely spellings of each other.

    Args:
        names: any names; repeated ones count once.
        least: the similarity, in [0, 1], that every two members of a group have at least.

    Returns:
        The groups, those with more names first, each sorted; a name that is like no other is a group of its own.
    """
    distinct = sorted(set(names))
    alike = _alike(distinct, least)
    groups = {place: {place} for place in range(len(distinct))}
    for _, left, right in sorted((-value, *pair) for pair, value in alike.items()):
        one, other = groups[left], groups[right]
        if one is not other and all((min(a, b), max(a, b)) in alike for a in one for b in other):
            one |= other
            groups.update(dict.fromkeys(other, one))
    found = {min(group): sorted(distinct[place] for place in group) for group in groups.values()}
    return sorted(found.values(), key=lambda group: (-len(group), group))


def _alike(names: list[str], least: float) -> dict[tuple[int, int], float]:
    """The pairs of places whose names are alike enough, and how alike; only names that share a block key are compared."""
    from translit.postings import filed

    wholes = [forms(name)[0] for name in names]
    blocks = filed(wholes)
    near = (
        (place, other)
        for place, form in enumerate(wholes)
        for other in {*blocks.sharing(form).tolist(), *blocks.by_words(form, len(names))}
        if other > place
    )
    values = {pair: similarity(names[pair[0]], names[pair[1]]) for pair in near}
    return {pair: value for pair, value in values.items() if value >= least}
