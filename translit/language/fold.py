"""Fold a string: drop what spelling does not mean, so that strings that differ by nothing else
become equal.

A fold is four passes, each a function from text to text, in this order:

1. *case*: upper case, then Unicode case folding (so that the dotted and the dotless i of Turkish
   meet); compatibility forms (full width, ligatures, Arabic presentation forms) become plain
   letters, digits 0 to 9; the result is NFC. Before that Sorani's old spelling of its vowel becomes
   the new one, since it lives by a sign that goes here.
2. *marks*: accents, harakat and niqqud go, but only behind letters of Latin, Greek, Cyrillic,
   Arabic and Hebrew. Elsewhere a mark is a vowel or a different letter: without it Tonga (टोंगा)
   and Togo (टोगो) would be one name.
3. *letters*: the levelled letters, the letters that are others in some places, and the dropped
   apostrophes of knowledge/fold.yaml; traditional and Japanese forms of Han characters become the
   simplified ones (knowledge/han/variants.yaml), so that 重慶 and 重庆 are one.
4. *spaces*: everything that is no letter, mark or number parts words, and words stand one space
    apart.

`fold` is `fold_steps` with the reasons dropped: letter by letter where all are plain, else a word
at a time, since no pass looks across a blank.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from itertools import filterfalse

from translit.knowledge.rules import rules
from translit.language.scripts import script_of
from translit.model.nouns import Step

# The scripts whose combining marks are a habit of spelling and not another letter
# (docs/how-it-works.md, Fold).
MARKS_DROPPED_IN = frozenset({"Latn", "Grek", "Cyrl", "Arab", "Hebr"})

# No more marks than this follow one letter: the Stream-Safe Text Format of Unicode Standard Annex
# #15. Without the bound, sorting the marks of a hostile text takes time that grows with the square
# of its length.
MARKS_IN_A_ROW = 30


def fold(text: str) -> str:
    """The folded form of a text: lower case, NFC, without the marks, apostrophes and punctuation
    that vary.

    Idempotent; equal for NFC and NFD and for upper and lower case; empty only when the text holds
    no letter and no number.

    Raises:
        EntryError: it is no string.
    """
    try:
        if text.isascii() and text.replace(" ", "").isalpha():
            return " ".join(text.lower().split())
        return _plainly(text) or _by_word(text)
    except (AttributeError, TypeError):  # which costs nothing as long as it is a string
        from translit.model import given

        given.text(text, "a text")
        raise


def _plainly(text: str) -> str:
    """The fold of a text, character by character; nothing where it depends on more than these."""
    plain = text.translate(CHARACTERS)
    if SIGN in plain and _hebrew().isdisjoint(plain):
        plain = plain.replace(SIGN, "")
    return "" if DEPENDS in plain or SIGN in plain else " ".join(plain.split())


def folded_alone(word: str) -> str | None:
    """The fold of a word without blanks, wherever it stands; None where it depends on the words
    beside it, or the word is too long to be remembered.
    """
    if len(word) > REMEMBERED:
        return None
    return _plainly(word) or _remembered(word)


def _by_word(text: str) -> str:
    words = [*map(folded_alone, text.split(" "))]
    return fold_steps(text)[0] if None in words else " ".join(filter(None, words))


# Words up to this length are remembered.
REMEMBERED = 40


@lru_cache(maxsize=1 << 13)
def _remembered(word: str) -> str | None:
    """The fold of a word; None where it depends on the words beside it: signs count only if they
    are all that there is.
    """
    folded = _spaces(_letters(_marks(_case(word))))
    told = not folded or any(char.isalnum() and char not in _dropped() for char in folded)
    return folded if told else None


def fold_steps(text: str) -> tuple[str, tuple[Step, ...]]:
    """The folded form of a text, and a Step for each pass that changed something."""
    steps: list[Step] = []
    return fold_into(text, steps), tuple(steps)


def fold_into(text: str, steps: list[Step]) -> str:
    """The folded form of a text; a Step for each pass that changed something goes to the end of
    a list.
    """
    for name, change in PASSES.items():
        after = change(text)
        if after != text:
            steps.append(Step("fold", name, after))
            text = after
    return text


def _case(text: str) -> str:
    if text.isascii():
        return text.lower()
    return _composed((_in_new_sorani(text) if NON_JOINER in text else text).translate(_LEVEL))


# It has no width: in Sorani it tells a vowel from h, in Persian and Kurdish it sets an ending off.
NON_JOINER = "\u200c"
_TOKEN = re.compile(r"\S+")


def _in_new_sorani(text: str) -> str:
    """A text whose words in the old spelling of Sorani are in the new one."""
    sign, vowel, last, told = _sorani()

    def renewed(found: re.Match[str]) -> str:
        word = found[0]
        return (
            last.sub(vowel, word.replace(sign, vowel))
            if sign in word and told.search(word)
            else word
        )

    return _TOKEN.sub(renewed, text)


@cache
def _sorani() -> tuple[str, str, re.Pattern[str], re.Pattern[str]]:
    """The old sign, the letter that it is, what finds the last letter that stands for it too,
    and what tells of the language.
    """
    table = rules("fold")["sorani"]
    return (
        table["sign"],
        table["vowel"],
        re.compile(table["last"]),
        re.compile("|".join(table["told"])),
    )


def _marks(text: str) -> str:
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFD", text)
    if all(map(is_mark, filterfalse(str.isascii, apart))):
        return apart.encode(
            "ascii", "ignore"
        ).decode()  # marks behind letters of Latin, and signs, alone
    if apart.replace(" ", "").isalpha():
        return unicodedata.normalize("NFC", text)  # letters alone
    signs, kept = rules("fold")["apostrophes"], list[str]()
    droppable = True
    for char in apart:
        if is_mark(char):
            if droppable:
                continue
        else:
            droppable = not char.isalpha() or char in signs or script_of(char) in MARKS_DROPPED_IN
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept))


def _letters(text: str) -> str:
    if text.isascii() and text.isalpha():
        return text
    table, places, geresh, dropped = _letter_rules()
    levelled = (
        text if text.isascii() else geresh.sub("׳", _in_places(text.translate(table), places))
    )
    changed = dropped.sub("", levelled)
    if changed == text or any(c.isalnum() for c in changed):
        return changed
    return text  # nothing but signs that are dropped elsewhere: here they are the name


def _in_places(text: str, places: Iterable[tuple[str, re.Pattern[str], str]]) -> str:
    for letter, place, becomes in places:
        if letter in text:
            text = place.sub(becomes, text)
    return text


def _spaces(text: str) -> str:
    if text.isalpha():
        return text
    return " ".join(text.translate(_SPACING).split())


PASSES: dict[str, Callable[[str], str]] = {
    "case": _case,
    "marks": _marks,
    "letters": _letters,
    "spaces": _spaces,
}


@cache
def is_mark(char: str) -> bool:
    """Whether a code point is a combining mark (Unicode general category M)."""
    return unicodedata.category(char)[0] == "M"


def _composed(text: str) -> str:
    """The NFC of a decomposed text, each letter with at most MARKS_IN_A_ROW marks."""
    if len(text) > MARKS_IN_A_ROW:
        text = "".join(_with_fewer_marks(text))
    return unicodedata.normalize("NFC", text)


def _with_fewer_marks(text: str) -> Iterable[str]:
    row = 0
    for char in text:
        row = row + 1 if is_mark(char) else 0
        if row <= MARKS_IN_A_ROW:
            yield char


class _Level(dict[int, str]):
    """Code point -> its case-folded compatibility decomposition, filled as code points are met."""

    def __missing__(self, point: int) -> str:
        level = "".join(map(self._level, chr(point)))
        self[point] = level
        return level

    @staticmethod
    def _level(char: str) -> str:
        if unicodedata.category(char) == "Cf":
            return ""
        if char in _SPACED_ACCENTS:
            return "'"
        if char.isdecimal():
            return str(unicodedata.decimal(char))
        plain = unicodedata.normalize("NFKD", char).upper().casefold()
        return unicodedata.normalize("NFKD", plain)


# Accents that stand alone are typed for apostrophes; their compatibility form is a space with an
# accent on it.
_SPACED_ACCENTS = "´΄᾽᾿῾´"
_LEVEL = _Level()


# Stand for a code point whose fold depends on those beside it, and for a sign that is dropped where
# no letter of Hebrew is beside it, and something else is left.
DEPENDS, SIGN = "\0", "\1"


class _Plain(dict[int, str]):
    """Code point -> its fold, or DEPENDS or SIGN; filled as code points are met.

    Most letters fold alike wherever they stand, and most signs are dropped, or part words; but not
    marks, and the jamo of Hangul.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        is_letter = char.isalnum() and char not in rules("fold")["apostrophes"]
        folded = self._letter(char) if is_letter else " " if char in " -" else self._sign(char)
        return self.setdefault(point, folded)

    @staticmethod
    def _letter(char: str) -> str:
        parts = unicodedata.normalize("NFKD", char)
        plain = parts[0].isalpha() or char.isdecimal()
        if not plain or _by_place() & {*parts.casefold()}:
            return DEPENDS
        # Alone, and on both sides of a letter, at once: no pass looks across a blank.
        found = _spaces(_letters(_marks(_case(f"{char} a{char} {char}a"))))
        folded = found[: (len(found) - 4) // 3] if len(found) > 4 else ""
        alike = folded and found == f"{folded} a{folded} {folded}a"
        return folded if alike and not (is_mark(folded[0]) or _JAMO & {*folded}) else DEPENDS

    @staticmethod
    def _sign(char: str) -> str:
        if char == NON_JOINER or char in _hebrew() or len(unicodedata.normalize("NFKD", char)) > 1:
            return DEPENDS
        beside = {fold_steps(text)[0] for text in (f"{char}aa", f"a{char}a", f"aa{char}")}
        sign = SIGN if beside == {"aa"} else " " if beside == {"aa", "a a"} else DEPENDS
        return DEPENDS if is_mark(char) else sign


@cache
def _by_place() -> frozenset[str]:
    """The letters and signs whose fold depends on those beside them."""
    return frozenset((*rules("fold")["apostrophes"], *rules("fold")["places"]))


@cache
def _hebrew() -> frozenset[str]:
    """The letters beside which a sign may be more than that, and the signs of theirs."""
    return frozenset((*map(chr, range(0x5D0, 0x5EB)), "׳", *rules("fold")["gershayim"]))


_JAMO = frozenset(map(chr, range(0x1100, 0x1200)))
CHARACTERS = _Plain()


class _Spacing(dict[int, str]):
    """Code point -> itself where it belongs to a word, a space where it parts words; filled as
    code points are met.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = kept = char if unicodedata.category(char)[0] in "LMN" or char == "׳" else " "
        return kept


_SPACING = _Spacing()


@cache
def _dropped() -> frozenset[str]:
    """The letters and signs that count only where there is nothing else."""
    table = rules("fold")
    return frozenset(table["apostrophes"]).union(
        letter for letter, level in table["letters"].items() if not level
    )


# No Han character stands before this one.
_FIRST_HAN = "\u2e80"


class _Levelled(dict[int, str]):
    """Code point -> the letter that is levelled to, filled as code points are met; the forms of
    Han are read when the first of them is.
    """

    def __missing__(self, point: int) -> str:
        char = chr(point)
        self[point] = level = (
            simplified().get(char, char)
            if char >= _FIRST_HAN and script_of(char) == "Hani"
            else char
        )
        return level


@cache
def simplified() -> Mapping[str, str]:
    """Each form of a Han character that is levelled -> the simplified one."""
    groups = rules("han/variants")["variants"].split()
    return {form: group[0] for group in groups for form in group[1:]}


@cache
def _letter_rules() -> tuple[
    dict[int, str], list[tuple[str, re.Pattern[str], str]], re.Pattern[str], re.Pattern[str]
]:
    """The levelled letters; those that are others in places, with what finds them there; what
    finds a geresh; what is dropped.
    """
    table = rules("fold")
    signs, carriers, doubled = (
        re.escape(table["apostrophes"]),
        re.escape(table["geresh"]),
        re.escape(table["gershayim"]),
    )
    # Two apostrophes between Hebrew letters are one mark, and no geresh.
    mark = f"(?<=[א-ת])(?:[{doubled}]|[{signs}]{{2}})(?=[א-ת])"
    return (
        _Levelled(str.maketrans(dict(table["letters"]))),
        [
            (letter, re.compile(_place(letter, facts)), facts["is"])
            for letter, facts in table["places"].items()
        ],
        re.compile(f"(?<=[{carriers}])(?![{doubled}]|{mark})[{signs}]"),
        re.compile(f"{mark}|(?<![{carriers}])[{signs}]|״"),
    )


def _place(letter: str, facts: Mapping[str, str]) -> str:
    """The pattern that finds a letter where it is another one."""
    return (
        f"(?<=[{facts['behind']}]){letter}"
        if "behind" in facts
        else f"(?<![{facts['not_behind']}]){letter}"
    )
