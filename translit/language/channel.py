"""How likely one spelling is of another: a noisy channel from the letters of a script to Latin
letters.

A name is cut into pieces of one or two letters, and each piece is written in Latin letters in one
of several ways, each with its own probability; now and then a letter comes in between. What a pair
of spellings costs is the least sum of
-log probability, in nats, over all ways of cutting and writing (Knight and Graehl, Machine
    Transliteration, 1998; the pieces after Li, Zhang and Su, A Joint Source-Channel Model for
    Machine Transliteration, 2004).

The tables are knowledge/channels/*.yaml, one for each script, Latin among them;
tests/quality/channels.py learns them from real pairs of names. A script that has none is read in
Latin letters first.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translit.knowledge.rules import rules, rules_exist
from translit.language.core import core
from translit.language.romanise import reading
from translit.language.scripts import rules_file

if TYPE_CHECKING:
    from translit.language import _core

# What no table tells of: a letter that is written as some other one, or not at all. In nats: rarer
# than 1 in 1,000 and 1 in 400.
WRONG = 7.0
LOST = 6.0
# What it costs to write a letter that wasn't learnt as the rules of its script read it: 1 in 3,
# since they know one reading.
AS_READ = 1.0
# No piece is written with more Latin letters, but for a Han character.
LONGEST_WRITTEN_AS = 4
NEVER = 1e9
# Only spellings up to this length are remembered, so that hostile ones don't fill the memory.
REMEMBERED = 60

# What a piece may be written as, and the cost of each.
Costs = Mapping[str, float]


class Channel(NamedTuple):
    """The ways of writing a script: each piece's alternatives, and the Latin letters that come
    in between.
    """

    alternatives: Mapping[str, Costs]
    inserted: Costs
    longest: int = LONGEST_WRITTEN_AS

    def cost(self, piece: str, latin: str) -> float:
        """What it costs that a piece is written so; the piece "" is an insertion."""
        if not piece:
            return self.inserted.get(latin, WRONG)
        return self.alone(piece).get(latin, WRONG if latin else LOST)

    def alone(self, letter: str) -> Costs:
        """What a letter may be written as; one that wasn't learnt as it is read."""
        return self.alternatives[letter] if letter in self.alternatives else _unlearnt(letter)


@lru_cache(maxsize=4096)
def _unlearnt(letter: str) -> Costs:
    if letter.isascii():
        return {"": LOST, letter: 0.0}
    return {"": LOST, "".join(reading(letter).split()).lower(): AS_READ}


@cache
def channel(script: str) -> Channel | None:
    """The channel of a script, or None where none was learnt."""
    name = f"channels/{rules_file(script)}"
    if not script or not rules_exist(name):
        return None
    table = rules(name)
    written = dict(table["alternatives"])
    for piece in [piece for piece in written if "_" in piece]:
        written[_piece(piece)] = written.pop(piece)
    longest = max(map(len, " ".join(written.values()).split()[::2]))
    return Channel(_Alternatives(written), _costs(table["inserted"]), longest)


class _Alternatives(Mapping[str, Costs]):
    """What each piece may be written as, by its text in the file of a channel, which is read when
    the piece is asked for: a name has few of them.

    Attributes:
        written: the texts.
    """

    def __init__(self, written: Mapping[str, str]) -> None:
        self.written, self._read = written, dict[str, Costs]()

    def __getitem__(self, piece: str) -> Costs:
        found = self._read.get(piece)
        if found is None:
            found = self._read[piece] = _costs(self.written[piece])
        return found

    def __contains__(self, piece: object) -> bool:
        return piece in self.written

    def __iter__(self) -> Iterator[str]:
        return iter(self.written)

    def __len__(self) -> int:
        return len(self.written)


def _learnt(script: str) -> Channel:
    table = channel(script)
    assert table is not None
    return table


def letters(script: str, text: str) -> str:
    """A text letter by letter: Hangul, which is encoded by syllables, is taken apart; hiragana
    is written as katakana.
    """
    if script == "Hang":
        return unicodedata.normalize("NFD", text)
    return text.translate(_KATAKANA) if script == "Hira" else text


# The two kana stand in the same order in their blocks of Unicode.
_KATAKANA = {point: point + 0x60 for point in range(0x3041, 0x3097)}


def surprise(latin: str) -> float:
    """How much a Latin spelling tells, in nats: what it would cost to guess it letter by letter."""
    return _remembered_surprise(latin) if len(latin) <= REMEMBERED else _guessed(latin)


def _guessed(latin: str) -> float:
    costs = guessing()
    return sum([costs.get(letter, WRONG) for letter in latin])


_remembered_surprise = lru_cache(maxsize=1 << 13)(_guessed)


@cache
def guessing() -> Costs:
    """What it costs to guess each Latin letter of a name, in nats; others cost WRONG."""
    return _costs(rules("channels/latin")["letters"])


def cost(script: str, spelling: str, latin: str, most: float = NEVER) -> float:
    """What it costs, in nats and never negative, that a spelling in some script is written so in
    Latin letters; `most` at most. By the compiled core where that is there and knows the letters.
    """
    table = by_core(script)
    found = table.cost(spelling, latin, most) if table else None
    return plain_cost(script, spelling, latin, most) if found is None else found


@cache
def by_core(script: str) -> _core.Channel | None:
    """The channel of a script as the compiled core holds it; None where that isn't there."""
    return compiled_channel(_learnt(script)) if core() else None


def compiled_channel(table: Channel) -> _core.Channel:
    """A channel as the compiled core holds it.

    Raises:
        ImportError: there is no compiled core.
    """
    from translit.language import _core

    ways = table.alternatives
    texts = ways.written if isinstance(ways, _Alternatives) else ways
    return _core.Channel(
        tuple(sorted(texts.items())), tuple(sorted(table.inserted.items())), WRONG, LOST
    )


def plain_cost(script: str, spelling: str, latin: str, most: float = NEVER) -> float:
    """The same without the compiled core."""
    ways = (_ways if len(spelling) <= REMEMBERED else _ways.__wrapped__)(script, spelling)
    longest = (_longest if len(spelling) <= REMEMBERED else _longest.__wrapped__)(script, spelling)
    tails = (_tails if len(latin) <= REMEMBERED else _tails.__wrapped__)(script, latin, longest)
    return least_cost(ways, tails, most)


# For each letter, and for the end: where each piece that starts there ends, and how it may be
# written.
Ways = list[list[tuple[int, Costs]]]
# For each letter, and for the end: what it costs to insert it, and the stretches of letters that
# start there, with where they end.
Tails = list[tuple[float, list[tuple[str, int]]]]


def least_cost(ways: Ways, tails: Tails, most: float) -> float:
    """The least cost, in nats, of writing the one spelling as the other; `most` at most. The
    reference of the compiled core.

    Dynamic programming: row i holds what it costs to have written i letters of the spelling as the
    first 0, 1, 2 ... letters of the other one. What has cost `most` leads nowhere cheaper, so the
    lower that is, the fewer places are looked at.
    """
    rows = [
        [NEVER] * (len(tails) + 1) for _ in range(len(ways) + 1)
    ]  # a column and a row more, where what leads out of the names ends
    rows[0][0] = 0.0
    for start, pieces in enumerate(ways):
        row, below = rows[start], rows[start + 1]
        if min(row) >= most and min(below) >= most:
            return most
        for at, (spent, (inserted, stretches)) in enumerate(zip(row, tails, strict=False)):
            if spent >= most:
                continue
            after = at + 1
            # Comparisons, not `min`, which takes three times as long.
            if spent + inserted < row[after]:  # noqa: PLR1730
                row[after] = spent + inserted
            if spent + LOST < below[at]:  # noqa: PLR1730
                below[at] = spent + LOST
            if spent + WRONG < below[after]:  # noqa: PLR1730
                below[after] = spent + WRONG
            for end, costs in pieces:
                written = rows[end]
                for text, until in stretches:
                    if text in costs and spent + costs[text] < written[until]:
                        written[until] = spent + costs[text]
    return min(rows[-2][-2], most)


@lru_cache(maxsize=1 << 11)
def _ways(script: str, spelling: str) -> Ways:
    return ways_of(_learnt(script), spelling)


def ways_of(table: Channel, spelling: str) -> Ways:
    """The pieces of a spelling, and how each may be written."""
    ways: Ways = []
    for start, letter in enumerate(spelling):
        both = (
            table.alternatives.get(spelling[start : start + 2])
            if start + 1 < len(spelling)
            else None
        )
        ways.append([(start + 1, table.alone(letter)), *([(start + 2, both)] if both else [])])
    return [*ways, []]


@lru_cache(maxsize=1 << 11)
def _longest(script: str, spelling: str) -> int:
    return longest_of(_learnt(script), spelling)


def longest_of(table: Channel, spelling: str) -> int:
    """The most Latin letters that a piece of a spelling may be written with: a letter of another
    script may be read with more.
    """
    others = [
        len(text)
        for letter in spelling
        if letter not in table.alternatives
        for text in table.alone(letter)
    ]
    return max([table.longest, *others])


# Those of one spelling take kilobytes, and the same one is seldom asked for by another name.
@lru_cache(maxsize=1 << 8)
def _tails(script: str, latin: str, longest: int) -> Tails:
    return tails_of(_learnt(script), latin, longest)


def tails_of(table: Channel, latin: str, longest: int) -> Tails:
    """The stretches of up to `longest` letters of a Latin spelling, and what its letters cost as
    inserted ones.
    """
    tails: Tails = []
    for start, letter in enumerate(latin):
        ends = range(start, min(len(latin), start + longest) + 1)
        tails.append((table.inserted.get(letter, WRONG), [(latin[start:end], end) for end in ends]))
    return [*tails, (NEVER, [("", len(latin))])]


@lru_cache(maxsize=1 << 12)
def likeliest(script: str, spelling: str) -> str:
    """The Latin spelling that it costs the least to write a spelling as; empty where the script
    has no channel.
    """
    best: list[tuple[float, str]] = [(0.0, ""), *[(NEVER, "")] * len(spelling)]
    for start, pieces in enumerate(_ways(script, spelling) if channel(script) else ()):
        spent, latin = best[start]
        for end, costs in pieces:
            text, more = min(costs.items(), key=lambda way: way[1])
            best[end] = min(best[end], (spent + more, latin + text))
    return best[-1][1]


# Of the beginnings of a spelling so many go on at each letter; and what is dearer, in nats, doesn't
# come in between.
BEAM, DEAREST_INSERTED = 80, 5.0


@lru_cache(maxsize=1 << 9)
def spellings(script: str, spelling: str, most: int) -> tuple[tuple[float, str], ...]:
    """The Latin spellings that it costs the least to write a spelling as, and what each costs, in
    nats: `most` at most, cheapest first.

    Empty where the script has no channel. A letter comes in between at most once in a place; of
    equals the first by code points.
    """
    table = channel(script)
    if table is None:
        return ()
    inserted = [
        (letter, more)
        for letter, more in table.inserted.items()
        if more <= DEAREST_INSERTED and letter.isalpha()
    ]
    begun: list[dict[str, float]] = [{"": 0.0}, *({} for _ in spelling)]
    for here, pieces in zip(begun, _ways(script, spelling), strict=True):
        for latin, spent in _cheapest(here, BEAM):
            for letter, more in inserted if latin else ():
                _offer(here, latin + letter, spent + more)
        for latin, spent in _cheapest(here, BEAM):
            for end, costs in pieces:
                for text, more in costs.items():
                    _offer(begun[end], latin + text, spent + more)
    return tuple([(spent, latin) for latin, spent in _cheapest(begun[-1], most)])


def _cheapest(begun: Mapping[str, float], most: int) -> list[tuple[str, float]]:
    return sorted(begun.items(), key=lambda way: (way[1], way[0]))[:most]


def _offer(begun: dict[str, float], latin: str, spent: float) -> None:
    begun[latin] = min(begun.get(latin, NEVER), spent)


class Piece(NamedTuple):
    """A piece of an alignment: spelling[start:end] is written as latin[since:until]; one without
    letters is inserted.
    """

    start: int
    end: int
    since: int
    until: int


def alignment(table: Channel, spelling: str, latin: str) -> tuple[float, list[Piece]]:
    """The least cost of writing a spelling so in Latin letters, and the pieces of the way that
    costs it.
    """
    best: dict[tuple[int, int], tuple[float, tuple[int, int] | None]] = {(0, 0): (0.0, None)}
    for i in range(len(spelling) + 1):
        for j in range(len(latin) + 1):
            for to, spent in _steps(table, spelling, latin, i, j):
                value = best[i, j][0] + spent
                if to not in best or value < best[to][0]:
                    best[to] = (value, (i, j))
    at, path = (len(spelling), len(latin)), list[Piece]()
    whole, since = best[at]
    while since is not None:
        path.append(Piece(since[0], at[0], since[1], at[1]))
        at, since = since, best[since][1]
    return whole, path[::-1]


def _steps(
    table: Channel, spelling: str, latin: str, i: int, j: int
) -> Iterator[tuple[tuple[int, int], float]]:
    """Where the next piece may end, from a place in each spelling, and what it costs."""
    if j < len(latin):
        yield (i, j + 1), table.inserted.get(latin[j], WRONG)
    if i == len(spelling):
        return
    for size in (1, 2):
        piece = spelling[i : i + size]
        known = table.alone(piece) if len(piece) == 1 else table.alternatives.get(piece, {})
        for text, spent in known.items() if len(piece) == size else ():
            if latin.startswith(text, j):
                yield (i + size, j + len(text)), spent
    yield (i + 1, j), LOST
    if j < len(latin):
        yield (i + 1, j + 1), WRONG


def _costs(text: str) -> dict[str, float]:
    words = text.split()
    return {_piece(piece): float(cost) for piece, cost in zip(words[::2], words[1::2], strict=True)}


def _piece(text: str) -> str:
    """A piece as the tables write it: ∅ for none, _ for the space between words."""
    return "" if text == "∅" else text.replace("_", " ")
