"""The funnel: how many rows are looked at on the way from a mention to its candidates.

Each step is dearer for a row than the one before it, and sees fewer rows. For "Ramoussaa" and a
table of a million rows:

    step                        rows in          rows out   a row costs    where
    share a block key           1,000,000        2,000      nothing        index/postings.py
    signatures                  2,000            200        0.01 µs        index/postings.py
    quick distances             200              20         1 µs           index/nearness.py
    rows that share words       20,000 at most   6 + 4      0.01 µs        index/postings.py
    promise                     30               16         10 µs          match/scoring.py
    evidence                    16               all        100 µs         match/scoring.py

The numbers below decide that, and nothing else does: to change the size of the shortlist, change
them here. What is left out at one step isn't seen by the next, so an answer can differ for that;
tests/bench/scale.py says how often one does. The weights of the score were fitted with pairs that
came through this funnel (tests/quality/fit.py).
"""

from __future__ import annotations

from typing import NamedTuple


class Funnel(NamedTuple):
    """How many rows each step lets through. All are numbers of rows, but for two distances.

    Attributes:
        worth_an_index: of a table of at most so many rows all are compared by the quick distances:
            a process that asks for a few names spends more on building the keys than they save.
        by_signature: of more rows that share a block key, those whose signatures of consonants and
            letters differ the least.
        by_letters: and these whose signature of letters alone does, out of the rows that share a
            segment of letters: one wrong letter may be three wrong sounds.
        worth_segments: of a table of at most so many rows, out of all: two slips in a short name
            leave no segment whole, and one look at so many signatures takes 0.02 ms.
        slipped: none of these whose letters differ in more bits: two slips change no more letters.
        by_sound: of the rows compared by the quick distances, so many spellings by their sounds.
        by_spelling: and so many by their letters, or consonants.
        near: so many forms of these are weighed; several rows with one form count once.
        much_farther: and none that is so much farther, out of 2, than the nearest. Of the right
            answers that are near, none to two in a hundred aren't weighed for that.
        bearing_words: the rows that share a word with a name are counted from the rarest word on,
            until so many are.
        by_words: of a name of several words, the rows that share the most of its words, in any
            order.
        holding: and the rows that hold the most of what its words weigh, whatever more they have: a
            surname alone, or a name without its middle part, is asked for so.
        begun: of a name with initials, so many rows that hold its other words are looked at, for
            those that the initials begin.
        by_reading: of the rows that are spelt as a system of romanisation writes a name, so many
            for each system.
        sounding_like: of the rows whose sounds alone count (`Gazetteer.sounds_apart`), so many.
        weighed: of all these pairs, so many are weighed, those that promise the most: of the right
            ones that were on a shortlist 97 in 100 are among them, 9 pairs a mention.
        much_less: and none that promises so much less than the first one, on the promise's scale.
    """

    worth_an_index: int = 3000
    by_signature: int = 200
    by_letters: int = 60
    worth_segments: int = 20_000
    slipped: int = 4
    by_sound: int = 14
    by_spelling: int = 8
    near: int = 20
    much_farther: float = 0.6
    bearing_words: int = 20_000
    by_words: int = 6
    holding: int = 4
    begun: int = 60
    by_reading: int = 4
    sounding_like: int = 24
    weighed: int = 16
    much_less: float = 5.0


FUNNEL = Funnel()
