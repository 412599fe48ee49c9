"""What each word of a text is to a scan: whether it may begin an alias, is written like a name, or
stands in a script without spaces. A text repeats its words: each is looked at once.
"""

from __future__ import annotations

from typing import Any

from translit.index.gazetteer import Gazetteer
from translit.language.core import core
from translit.language.form import forms, once
from translit.language.heard import in_core, read
from translit.language.run import (
    ALONE,
    ALONE_ABROAD,
    BEGINS,
    GRAMMAR,
    LONG,
    MARKED,
    MAY_BE_ARTICLE,
    PARTICLE,
    UNSPACED,
)
from translit.language.sounds import vowels_in
from translit.language.split import may_be_article, strong_key
from translit.language.words import FIRST_UNSPACED, Way, is_whole, pieces, stretches, ways
from translit.resolving.cues import common_words, is_function_word
from translit.resolving.found import Memo

# A single word must have this many classes of consonants to be found in an unseen spelling: where
# capitals or another script around it mark it as a name, and elsewhere.
CONSONANTS_MARKED = 3
CONSONANTS_UNMARKED = 4
# And so many letters, where its script writes vowels.
LETTERS_ALONE = 6


class Vocabulary:
    """Words, and what they are to a gazetteer; it remembers them.

    Attributes:
        begins: whether a key is an alias, or only begins one, or neither (None).
        kinds: what a word is to a `Run`.
        ways: the ways of reading a word that begin an alias.
        pieces: where the words in a word start and end that a full stop parts; what begins an alias
            is one word.
        heard: a word as the compiled core puts it together with others.
    """

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._begins = gazetteer.begins
        self.begins = Memo[bool | None](gazetteer.begins)
        self.kinds = Memo(self._kind)
        self.ways = Memo(self._ways)
        self.pieces = Memo(self._in_pieces)
        self.heard = Memo[Any](lambda word: in_core(read(word)))

    def _in_pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        return (
            ((0, len(word)),) if self.begins[strong_key(word)] is not None else tuple(pieces(word))
        )

    def _kind(self, word: str) -> int:
        found = LONG * (len(word) > PARTICLE)
        if is_whole(word):
            return found | self._kind_of_whole(word, word.lower())
        key = strong_key(word)
        ways = self._ways(word)
        if ways:
            self.ways.remember(word, ways)
        found |= MAY_BE_ARTICLE * may_be_article(key)
        found |= BEGINS * bool(ways) | UNSPACED * _may_be_unspaced(word)
        if _is_marked(word):
            found |= MARKED | GRAMMAR * is_function_word(word) | self._alone(word, key)
        return found

    def _kind_of_whole(self, word: str, key: str) -> int:
        """The kind of a word that can only be read as it stands: of most in Latin letters."""
        found = MAY_BE_ARTICLE * may_be_article(key) | BEGINS * (self._begins(key) is not None)
        if word.islower():
            return found
        too_short = len(word) < LETTERS_ALONE and vowels_in("Latn") >= 0
        return found | MARKED | (0 if too_short else self._alone(word, key))

    def _ways(self, word: str) -> tuple[Way, ...]:
        known = tuple([way for way in ways(word) if self._begins(way.key) is not None])
        as_it_stands = known and known[0].plain and self._begins(known[0].key)
        return known[:1] if as_it_stands else known

    def _alone(self, word: str, key: str) -> int:
        """Whether a word may be an unseen spelling by itself: neither the tables nor a language
        know it, and it has classes of consonants enough.
        """
        if key in common_words() or self._begins(key) is not None:
            return 0
        skeleton, vowels, letters = self._letters(word)
        classes = len(skeleton) if vowels < 0 or letters >= LETTERS_ALONE else 0
        if classes >= CONSONANTS_UNMARKED or (classes >= CONSONANTS_MARKED and word[0].isupper()):
            return ALONE
        return ALONE_ABROAD if classes >= CONSONANTS_MARKED else 0

    def _letters(self, word: str) -> tuple[str, int, int]:
        """The skeleton of a word, how its script writes vowels, and how many Latin letters it has,
        of doubled ones one.
        """
        token, *others = tokens = read(word)
        if core():
            self.heard.remember(word, in_core(tokens))
        if token and not others:
            return token.part.whole.skeleton, vowels_in(token.script), len(once(token.latin))
        form = forms(word)[0]
        return form.skeleton, form.vowels, len(form.joined)


def _is_marked(word: str) -> bool:
    """Whether a word begins as names do in its script: not with a small letter, and not with a
    digit.
    """
    return word[0].isalpha() and not word[0].islower()


def _may_be_unspaced(word: str) -> bool:
    return max(word) > FIRST_UNSPACED and next(stretches(word), None) is not None
