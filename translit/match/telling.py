"""What a mention and an alias are to each other, told: feature by feature, letter by letter, and
in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from translit.language.channel import alignment, channel
from translit.language.form import Form, Word, forms, guesses, sounds_apart
from translit.language.names import Name, alike
from translit.language.split import legal_clash, opposite
from translit.match.another import another_syllable, another_word
from translit.match.counterparts import Counterparts, begins, counterparts
from translit.match.likeness import oriented, spelt
from translit.match.pair import Pair
from translit.match.qualifiers import kinds_alone

# What is written so less than once in three times is worth telling.
NOTABLE = 1.1
NOTHING = "∅"
# Names that differ in more of their sounds have no letters in common that are worth telling.
TOLD_BY_LETTER = 0.5


@lru_cache(maxsize=16)
def nearest(mention: str, alias: str) -> Pair:
    """The pair of their forms that has the most evidence, if no word is common; the guesses of a
    mention are among them.
    """
    read = (*forms(mention), *guesses(mention))
    pairs = [Pair(x, y, lambda word: 1.0) for x in read for y in forms(alias)]
    return max(pairs, key=Pair.evidence)


def weighed(mention: str, alias: str) -> dict[str, float]:
    """What each feature of the better explanation adds to the evidence, in nats, by the name of
    the feature.
    """
    return nearest(mention, alias).contributions()


def respelt(mention: str, alias: str) -> tuple[Name, ...]:
    """The names of people that both spell, and spell differently."""
    return alike(*_plain(mention, alias)).names


def habits(mention: str, alias: str) -> list[tuple[str, str]]:
    """The lines of the channel that a mention and an alias meet by, but for the commonest: each
    with what it costs, in nats.

    A line is told as "Arab: و = ou", script, piece and what it is written as; ∅ is nothing, so that
    "Arab: ∅ = a" is an inserted a.
    """
    pair = nearest(mention, alias)
    source, target, script = oriented(pair.x, pair.y)
    spelling, latin = spelt(source, script), target.latin
    table = channel(script)
    if table is None:
        return []
    found = []
    for piece in alignment(table, spelling, latin)[1]:
        letters, written = spelling[piece.start : piece.end], latin[piece.since : piece.until]
        nats = table.cost(letters, written)
        if nats >= NOTABLE:
            found.append((f"{script}: {letters or NOTHING} = {written or NOTHING}", f"{nats:.1f}"))
    return found


def difference(mention: str, alias: str) -> str:
    """In words, how a mention differs from an alias."""
    pair = nearest(mention, alias)
    names = [
        f"both have a spelling of the name {_quoted(name.name)}" for name in respelt(mention, alias)
    ]
    return ", ".join(
        [
            *names,
            *_written(mention, alias, pair),
            *_by_word(pair.x, pair.y),
            *_contradictions(pair.x, pair.y),
        ]
    )


def _plain(mention: str, alias: str) -> tuple[Form, Form]:
    """The forms of the nearest pair, before names of people are spelt alike."""
    return min(
        ((x, y) for x in forms(mention) for y in forms(alias)),
        key=lambda pair: (sounds_apart(*pair), len(pair[0].kinds | pair[1].kinds)),
    )


def _written(mention: str, alias: str, pair: Pair) -> Iterator[str]:
    """How the one is written for the other: by slips, or by habits."""
    features = pair.contributions()
    if "typed" in features or "typed_told" in features:
        number = pair.slipped()
        how = (
            "one is a reading of the other by the rules of its script"
            if pair.x.script != pair.y.script
            else "the letters are the same"
        )
        yield how + (
            f" but for {number:g} slip{'s' * (number > 1)} of the keyboard" if number else ""
        )
        return
    yield _sounds(pair.x, pair.y)
    if sounds_apart(pair.x, pair.y) <= TOLD_BY_LETTER:
        by_letter = [
            (rule.partition(": ")[2].partition(" = "), nats)
            for rule, nats in habits(mention, alias)
        ]
        if by_letter:
            yield "written " + ", ".join(
                f"{_quoted(way)} for {_quoted(piece)} ({nats})"
                for (piece, _, way), nats in by_letter
            )


def _by_word(x: Form, y: Form) -> Iterator[str]:
    """Which words have no counterpart, and what else is said on one side only."""
    found = (
        counterparts(x, y, lambda word: 1.0)
        if x.words and y.words and len(x.words) + len(y.words) > 2
        else None
    )
    if found:
        yield from _alone(x, y, found)
        yield from map(_two_words, found.others)
        if found.moved:
            yield "the words stand in another order"
        if found.crossed:
            yield "a word before the comma of the one stands behind that of the other"
    kinds = found.kinds if found else kinds_alone(x, y)
    for words in (kinds, x.traits ^ y.traits if not found or found.traits else frozenset()):
        if words:
            yield f"one says {', '.join(sorted(words))} and the other doesn't"
    if x.numbers != y.numbers:
        yield "the numbers differ"


def _two_words(words: tuple[Word, Word]) -> str:
    one, other = sorted(words, key=lambda word: word.letters)
    return f"{_quoted(one.letters)} and {_quoted(other.letters)} are two names"


def _alone(x: Form, y: Form, found: Counterparts) -> Iterator[str]:
    """The words that have no counterpart."""
    if not found.replaced + found.added:
        return
    met = {word for form in (found.x, found.y) for word in form.words}
    mine, theirs = ([word for word in form.words if word not in met] for form in (x, y))
    for short, long in [(a, b) for a in mine for b in theirs]:
        if begins(short, long):
            one, other = sorted((short.latin, long.latin), key=len)
            yield f"{_quoted(one)} is the initial of {_quoted(other)}"
            mine, theirs = (
                [word for word in mine if word != short],
                [word for word in theirs if word != long],
            )
    if mine and theirs:
        yield f"{_listed(mine)} stands where the other has {_listed(theirs)}"
    elif mine or theirs:
        yield f"{_listed(mine or theirs)} is on one side only"


def _contradictions(x: Form, y: Form) -> Iterator[str]:
    """What can't be said of one thing."""
    if any(opposite(trait) in y.traits for trait in x.traits):
        yield "they say opposite things"
    if len(x.words) == len(y.words) == 1 and another_word(x.words[0], y.words[0]):
        yield _two_words((x.words[0], y.words[0]))
    if legal_clash(x.legal, y.legal):
        yield "they say two legal forms"
    if another_syllable(x, y):
        yield "they have another syllable"


def _sounds(x: Form, y: Form) -> str:
    if x.marks == y.marks:
        return "they sound the same"
    if x.consonants == y.consonants:
        return (
            "the consonants are the same"
            if x.vowels or y.vowels
            else "the consonants are the same and the vowels differ"
        )
    if x.skeleton == y.skeleton:
        return "the consonants differ only within their classes"
    return f"{sounds_apart(x, y):.0%} of the sounds differ"


def _listed(words: list[Word]) -> str:
    return " ".join(_quoted(word.letters) for word in words)


def _quoted(text: str) -> str:
    return f"“{text}”"
