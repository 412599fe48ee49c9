"""The features of a pair of names by their names, and what each is worth.

The weights are fitted by tests/quality/fit.py and kept in translit/knowledge/weights.yaml;
docs/scores.md explains each feature.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from translit.knowledge.rules import rules
from translit.match.likeness import LEAST_GAIN

# What is shared beyond so many nats counts by another weight.
MUCH = 25.0

# What any explanation of a pair has.
COMMON = (
    # how many words each side has, the lesser number of the two, that have no counterpart on the
    # other: another name
    "replaced",
    "moved",  # 1 when the words stand in another order, once a surname before a comma is put last
    # 1 when both have a comma, and a word before the one has its counterpart behind the other
    "crossed",
    # what one side's words without a counterpart tell more than the other's, by rarity, on a
    # logarithmic scale
    "added",
    "added_share",  # the same, each word in full, as a share of all that is told
    "lone",  # 1 when one word alone has a counterpart, and others have none
    # 1 when the numbers or labels differ; also where each side has some, which is a contradiction
    # besides
    "numbers",
    "traits",  # how many of Eastern, Upper, New ... only one side has
    "kinds",  # how many of village, district ... only one side has
    "things",  # how many of bank, brigade, university ... only one side has
    "titles",  # 1 when a title was left out on one side alone
    "articles",  # 1 when only one side has a definite article
    "across",  # 1 when only one of them is in Latin letters
    "native",  # 1 when both are in one other script
    "foreign",  # 1 when they are in two other scripts
    "characters",  # 1 when letters of one of them are read in several ways (Han)
    "syllables",  # 1 when one of them is in a script of syllables (kana, Hangul)
    "vowelless",  # 1 when one of them leaves vowels unwritten (Arabic, Hebrew)
)
# What the explanation by habits has.
HABITS = (
    "gain",  # what the spellings tell of each other, in nats, up to MUCH
    "gain_across",  # the same, where only one of them is in Latin letters
    "gain_more",  # what they tell beyond that, in tens of nats
    "cost",  # what writing the one for the other costs, in nats a letter
    "sounds_wrong",  # how many sounds to change, in whole sounds, on a logarithmic scale
    # where one script has fewer vowels: the share of its sounds that don't stand, in order, in the
    # other side
    "unheard_across",
    "beginning",  # 1 when the first sounds differ
    "words_apart",  # the lesser of the shares of words, by rarity, that each side has otherwise
    "article",  # 1 when what may be an article had to be treated otherwise on one side
)
# What the explanation by slips has.
SLIPS = (
    "typed",  # 1: that there is such an explanation
    "typed_across",  # 1 where it is a reading of one side by a system of its script
    "typed_equal",  # 1 where such a reading is the other side's spelling to the letter
    # 1 where such a reading is one of characters that are read in several ways (Han)
    "typed_characters",
    "typed_told",  # what the spelling tells, in tens of nats
    "slips",  # how many slips it takes
    "slips_across",  # the same, where it is a reading
    "slips_share",  # how many there are a letter
    "slips_log",  # how many there are, on a logarithmic scale
    "slips_swapped",  # how many of them exchange two letters
    "slips_doubled",  # how many of them concern doubled letters alone
    "slips_first",  # 1 when the first letters differ
)
FEATURES = (*COMMON, *HABITS, *SLIPS)
# What a contradiction takes, beside them.
CONTRADICTS = "contradicts"
# What is quickly known of a pair, and tells whether it is worth weighing (promise.py).
PROMISE = (
    "told",  # what the spelling tells, in nats, up to MUCH
    "words_apart",  # as above
    "sounds_wrong",  # as above
    "letters_wrong",  # the share of Latin letters in which the two differ, words run together
    "letters_across",  # the same, where only one of them is in Latin letters
    "unheard",  # as unheard_across
    "qualifiers",  # how many traits only one side has, as words or set apart
    "generics",  # how many words of kind, alike
    "clash",  # 1 when numbers, opposite traits, legal forms or syllables contradict each other
    # 1 where a reading of the one by a system of its script is the other to the letter
    "read_equal",
)
# What "none of them" is weighed from.
NONE = ("at_rest", "consonants", "letters", "words", "entries")


class Weights(NamedTuple):
    """The weights in the order of COMMON, HABITS, SLIPS, NONE and PROMISE."""

    common: tuple[float, ...]
    habits: tuple[float, ...]
    slips: tuple[float, ...]
    none: tuple[float, ...]
    promise: tuple[float, ...]

    @property
    def features(self) -> tuple[float, ...]:
        """The weights of all features, in the order of FEATURES."""
        return (*self.common, *self.habits, *self.slips)

    def gain(self, across: bool) -> float:
        """What a nat of gain is worth, up to MUCH of them."""
        return self.habits[0] + (self.habits[1] if across else 0.0)

    def gained(self, gain: float, across: bool) -> float:
        """What a gain is worth."""
        return min(gain, MUCH) * self.gain(across) + max(0.0, gain - MUCH) / 10 * self.habits[MORE]

    def gained_at_most(self, known: float, across: bool) -> float:
        """The most that the gain from a spelling may be worth, by its surprisal in nats."""
        return max([self.gained(gain, across) for gain in (LEAST_GAIN, min(known, MUCH), known)])


# Where some of the features of habits stand, and where those begin that are quickly known.
MORE, COST, QUICK = map(HABITS.index, ("gain_more", "cost", "sounds_wrong"))


@cache
def weights() -> Weights:
    """The weights as they were fitted."""
    table = rules("weights")
    groups = ((table["features"], COMMON), (table["features"], HABITS), (table["features"], SLIPS))
    return Weights(
        *(
            _in_order(*group)
            for group in (*groups, (table["none"], NONE), (table["promise"], PROMISE))
        )
    )


def _in_order(tree: Mapping[str, str], names: Sequence[str]) -> tuple[float, ...]:
    return tuple([float(tree[name]) for name in names])
