"""What each word of a text is to a scan: whether it may begin an alias, is written like a name, or
stands in a script without spaces. A text repeats its words: each is looked at once.
"""

from __future__ import annotations

from typing import NamedTuple

from translit.index.gazetteer import Gazetteer
from translit.language.form import forms, once
from translit.language.heard import tokens_of
from translit.language.run import (
    BEGINS,
    GRAMMAR,
    LONG,
    MARKED,
    MAY_BE_ARTICLE,
    PARTICLE,
    SEEN,
    may_be_an_article,
)
from translit.language.sounds import vowels_in
from translit.language.split import strong_key
from translit.language.words import FIRST_UNSPACED, Way, is_whole, pieces, stretches, ways
from translit.resolving.cues import common_words, is_function_word
from translit.resolving.found import Memo

# A single word is an unseen spelling only with so many letters, where its script writes vowels.
LETTERS_ALONE = 6


class Seen(NamedTuple):
    """What a word is to the scan: the ways of reading it that begin an alias; whether it is written
    like a name; how many classes of consonants it has if it may be an unseen spelling by itself,
    else 0; whether a script without spaces is in it; and whether it is a word of grammar in a
    script without capitals: no unseen spelling begins or ends with one.
    """

    ways: tuple[Way, ...]
    marked: bool
    alone: int
    unspaced: bool
    grammar: bool


class Vocabulary:
    """Words, and what they are to a gazetteer; it remembers them.

    Attributes:
        begins: whether a key is an alias, or only begins one, or neither (None).
        seen: what a word is; None for one of the many that can begin no mention.
        kinds: what a word is to a `Run`, which of all words of a text is asked at once.
        pieces: where the words in a word start and end that a full stop parts; what begins an alias
            is one word.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._begins = gazetteer.begins
        self.begins = Memo[bool | None](gazetteer.begins)
        self.seen = Memo(self._see)
        self.kinds = Memo(self._kind)
        self.pieces = Memo(self._in_pieces)

    def _in_pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        return (
            ((0, len(word)),) if self.begins[strong_key(word)] is not None else tuple(pieces(word))
        )

    def _kind(self, word: str) -> int:
        what = self.seen[word]
        found = LONG * (len(word) > PARTICLE) | MAY_BE_ARTICLE * may_be_an_article(word)
        if what is None:
            return found
        found |= SEEN | MARKED * what.marked | GRAMMAR * what.grammar
        return found | BEGINS * bool(what.ways)

    def _see(self, word: str) -> Seen | None:
        if is_whole(word) and self._begins(strong_key(word)) is None:
            return None  # most words of a text
        known = tuple([way for way in ways(word) if self.begins[way.key] is not None])
        if known and known[0].plain and self.begins[known[0].key]:
            known = known[:1]  # as it stands it is an alias
        marked, unspaced = _is_marked(word), _may_be_unspaced(word)
        if not (known or marked or unspaced):
            return None
        return Seen(
            known,
            marked,
            self._alone(word) if marked else 0,
            unspaced,
            marked and is_function_word(word),
        )

    def _alone(self, word: str) -> int:
        """How many classes of consonants a word has that may be an unseen spelling: neither the
        tables nor a language know it.
        """
        key = strong_key(word)
        if self.begins[key] is not None or key in common_words():
            return 0
        skeleton, vowels, letters = _letters(word)
        return len(skeleton) if vowels < 0 or letters >= LETTERS_ALONE else 0


def _is_marked(word: str) -> bool:
    """Whether a word begins as names do in its script: not with a small letter, and not with a
    digit.
    """
    return word[0].isalpha() and not word[0].islower()


def _may_be_unspaced(word: str) -> bool:
    return max(word) > FIRST_UNSPACED and next(stretches(word), None) is not None


def _letters(word: str) -> tuple[str, int, int]:
    """The skeleton of a word, how its script writes vowels, and how many Latin letters it has, of
    doubled ones one.
    """
    tokens = tokens_of(word)
    if tokens and len(tokens) == 1:
        [token] = tokens
        return token.part.whole.skeleton, vowels_in(token.script), len(once(token.latin))
    form = forms(word)[0]
    return form.skeleton, form.vowels, len(form.joined)
