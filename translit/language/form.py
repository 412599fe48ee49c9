"""The form of a name: everything that is compared, worked out once for a string.

fold -> leave out articles -> set generics apart -> read in Latin letters -> sounds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from itertools import groupby
from operator import eq
from typing import NamedTuple

from translit.knowledge.rules import rules_exist
from translit.language.abbreviations import expanded
from translit.language.channel import letters as letters_of
from translit.language.channel import likeliest
from translit.language.distances import Levenshtein
from translit.language.fold import fold
from translit.language.languages import systems
from translit.language.respelt import respelt
from translit.language.romanise import bare, by_system, pieces
from translit.language.scripts import rules_file, script
from translit.language.sounds import several_readings, skeleton_of, sounds, unsure, vowels_in
from translit.language.spellings import (
    is_meant_as_written,
    is_spelt_one_way,
    other_spellings,
    parted_spellings,
    uncounted,
)
from translit.language.split import (
    LONGEST,
    TITLE,
    Parts,
    joined_articles,
    key_of,
    only_generics,
    parts,
    strong_key,
    without_articles,
    without_joined_articles,
)


class Word(NamedTuple):
    """A core word: its letters as its channel takes them, its Latin letters, how it is read, its
    sounds' marks and its consonants'.

    A word that has no reading (N'Ko, Adlam, Tifinagh) stands as it is written where its Latin
    letters would.
    """

    letters: str
    latin: str
    read: str
    marks: str
    consonants: str

    @property
    def is_letter(self) -> bool:
        """Whether it is a single letter, which may be an initial; in Latin it may be several: ж."""
        return len(self.latin) == 1 or (len(self.letters) == 1 and self.letters < FIRST_SYLLABLE)


# Most of what stands from Hangul on are syllables and Han characters, and no alphabets.
FIRST_SYLLABLE = "\u1100"


class Form(NamedTuple):
    """What is compared of a name.

    `letters` are its own, and `latin` how it reads in Latin ones, words parted by spaces. `joined`,
    `marks` and `consonants` are those of the core words run together, doubles once. `vowels` is -1
    where the script leaves vowels out, 1 where it must put some in, else 0. `guessed` tells that
    what may be an article was treated otherwise than in the plain form. `written` is the name as it
    is folded, with its articles, run together: what a slip of the keyboard changes; and `articled`
    tells that it has some. `surname` is how many words stand before a comma, which mostly are one.
    These three are known where the name was read as it is written, and are empty elsewhere.
    """

    joined: str
    script: str
    letters: str
    latin: str
    words: tuple[Word, ...]
    marks: str
    consonants: str
    kinds: frozenset[str]
    traits: frozenset[str]
    numbers: frozenset[str]
    legal: frozenset[str]
    vowels: int
    guessed: bool
    written: str = ""
    articled: bool = False
    surname: int = 0

    @property
    def skeleton(self) -> str:
        """A class letter for each consonant."""
        return skeleton_of(self.consonants)

    @property
    def coarse(self) -> str:
        """The marks with the vowels that many scripts write alike made equal."""
        return self.marks.translate(_COARSE)


WordOf = Callable[[str], Word]
# How many fields of a form stand before those that tell how the name is written.
_WRITTEN = Form._fields.index("written")
# Arabic writes e as i (ي) and o as u (و), where it writes them at all, and Japanese has no schwa.
_COARSE = str.maketrans("eo", "iu")


def forms(text: str, folded: str | None = None) -> tuple[Form, ...]:
    """The forms of a name in any script and spelling: as a whole, and, where it has some, with
    its generics set apart.

    Args:
        text: the name as it is written.
        folded: the fold of the text, by who has it already.
    """
    work = _remembered_forms if len(text) <= LONGEST else _remembered_forms.__wrapped__
    return work(text, folded)


@lru_cache(maxsize=1 << 8)
def _remembered_forms(text: str, folded: str | None) -> tuple[Form, ...]:
    folded = fold(text) if folded is None else folded
    key = key_of(folded)
    return _written_as(text, folded, key, forms_of_key(key))


def written_as(text: str, forms: Iterable[Form]) -> tuple[Form, ...]:
    """The forms of a name, which remember how it is written."""
    forms = tuple(forms)
    if len(forms) == 1 and _is_as_read(text, forms[0]):
        return (forms[0]._replace(written=forms[0].letters.replace(" ", "")),)
    folded = fold(text)
    return _written_as(text, folded, key_of(folded), forms)


def _is_as_read(text: str, form: Form) -> bool:
    """Whether a form has all words of a name, which folding leaves alone but for capitals: so the
    name has no articles and no comma.
    """
    letters = form.letters
    return text.isascii() and text.lower() == letters and letters.replace(" ", "").isalpha()


def _written_as(text: str, folded: str, key: str, forms: Iterable[Form]) -> tuple[Form, ...]:
    """The same, if its fold is known, and that without articles."""
    written, articled = folded.replace(" ", ""), folded != key
    before, comma, _ = text.partition(",")
    words, surname = key.count(" ") + 1, strong_key(before).split() if comma else []
    return tuple(
        [
            Form._make((*form[:_WRITTEN], written, articled, _before(form, surname, words)))
            for form in forms
        ]
    )


# Stands for how many words are before a comma where a title was left out of them, or all of them as
# words of kind: there stands a surname.
NO_TITLE = -1


def _before(form: Form, surname: list[str], words: int) -> int:
    """How many of the words of a form stand before the comma of its name, which has so many
    words.
    """
    whole = len(form.words) == words
    if surname and (TITLE in form.kinds or (not whole and only_generics(surname))):
        return NO_TITLE
    return len(surname) if whole else 0


def forms_of_key(key: str, word_of: WordOf | None = None) -> tuple[Form, ...]:
    """The forms of a folded name whose articles are left out already."""
    return tuple([_form(view, False, word_of) for view in _views(key)])


def _views(key: str) -> list[Parts]:
    """The words of a key as a whole, and, where it has some, with its generics set apart."""
    words = tuple(key.split())
    named = parts(words)
    whole = _whole(words, named)
    return [whole] if named.core == words else [whole, named]


def _whole(words: tuple[str, ...], named: Parts) -> Parts:
    """The words of a name, all of them as its core, with what else they say."""
    if named.core == words and not named.kinds:
        return named
    return named._replace(core=words, kinds=frozenset())


def forms_of_alias(key: str, word_of: WordOf | None = None) -> tuple[Form, ...]:
    """The forms that an alias with this key is filed by: where its letters have several readings,
    the likeliest one too; where it is written by another system of its language than the standard
    one, as that writes it, too.

    Args:
        key: a folded name without articles.
        word_of: what makes a Word of a folded one, as `word` does, which remembers too few for who
            files a million names.
    """
    found = forms_of_key(key, word_of)
    if key.isascii():
        return (*found, *_respelt(tuple(key.split()), "", False, word_of))
    if script(key) in several_readings():
        found += tuple([_form(view, False, _as_written) for view in _views(key)])
    return found


def _respelt(
    words: tuple[str, ...], text: str, guessed: bool, word_of: WordOf | None = None
) -> tuple[Form, ...]:
    """The forms of a Latin name in the standard system of its language; none but for Chinese,
    Korean and Japanese ones. An alias is filed by them, and of a mention they are guesses.
    """
    ways = respelt(words, text)
    if not ways:
        return ()
    whole = _whole(words, parts(words))
    return tuple([_form(whole._replace(core=way), guessed, word_of) for way in ways])


def guesses(text: str, folded: str | None = None) -> tuple[Form, ...]:
    """Other forms of a name: with its articles joined to their words, with what may be a joined
    article left out, with its abbreviations written out, as its Latin letters may have been meant
    (knowledge/spellings.yaml), in the standard system of its language, and, where its script must
    put vowels in or its letters have several readings, as it is likeliest written in Latin letters.

    Args:
        text: the name as it is written, since its points tell what is abbreviated.
        folded: the fold of the text, by who has it already.
    """
    folded = fold(text) if folded is None else folded
    if is_meant_as_written(text, folded):
        return ()
    plain, written_in = without_articles(folded), script(folded)
    read = tuple(map(latin, plain))
    others = {joined_articles(folded), without_joined_articles(read)} - {plain, read}
    one_way = is_spelt_one_way(text, folded)
    many_ways = vowels_in(written_in) > 0 or written_in in several_readings()
    standard = _respelt(plain, text, True)
    if one_way and not (others or many_ways):
        return standard
    whole = _whole(plain, parts(plain))
    found = [_form(whole._replace(core=words), True) for words in sorted(others)]
    spelt = () if one_way else _spelt_otherwise(text, folded, whole.legal)
    return (*found, *spelt, *standard, *([_form(whole, False, _as_written)] if many_ways else []))


def _spelt_otherwise(text: str, folded: str, legal: frozenset[str]) -> tuple[Form, ...]:
    """The forms of a name, of which the fold and the legal forms are known, with its abbreviations
    written out, and in its other spellings.
    """
    read = [(each, True) for each in (*other_spellings(text, folded), *uncounted(text))]
    read += [(each, False) for each in parted_spellings(text, folded)]
    spelt = [_form(view, guessed) for each, guessed in read for view in _views(strong_key(each))]
    keys = map(strong_key, expanded(text, folded))
    found = [form for key in keys for form in forms_of_key(key) if form.legal >= legal]
    # A legal form isn't spelt otherwise.
    return (*found, *[form for form in spelt if form.legal == legal])


def _form(view: Parts, guessed: bool, word_of: WordOf | None = None) -> Form:
    core = tuple([each for each in map(word_of or word, view.core) if each.latin])
    written_in = script(" ".join(view.core))
    return _of_words(core, written_in, view, guessed)


def with_words(form: Form, words: tuple[Word, ...]) -> Form:
    """A form with other words, in the same script; how it is written isn't known of it."""
    return _of_words(words, form.script, form, form.guessed)


def _of_words(words: tuple[Word, ...], written_in: str, said: Parts | Form, guessed: bool) -> Form:
    """The form of core words, with what its other words say."""
    if len(words) == 1:
        ((letters, latin, _, marks, consonants),) = words
        joined = once(latin)
    else:
        marks, consonants, _ = sounds(tuple([each.read for each in words]))
        letters = " ".join([each.letters for each in words])
        latin = " ".join([each.latin for each in words])
        joined = once(latin.replace(" ", ""))
    return Form(
        joined,
        written_in,
        letters,
        latin,
        words,
        marks,
        consonants,
        said.kinds,
        said.traits,
        said.numbers,
        said.legal,
        vowels_in(written_in),
        guessed,
    )


def once(latin: str) -> str:
    """Latin letters with doubled ones written once."""
    if not any(map(eq, latin, latin[1:])):
        return latin
    return "".join([letter for letter, _ in groupby(latin)])


def sounds_apart(x: Form, y: Form) -> float:
    """The share of sounds, from 0 to 1, in which two forms differ; of their consonants where one
    has fewer vowels by script.
    """
    if x.vowels != y.vowels or x.vowels < 0:
        return float(Levenshtein.normalized_distance(x.consonants, y.consonants))
    return float(Levenshtein.normalized_distance(x.marks, y.marks))


def latin(folded: str) -> str:
    """The reading of a folded text in lower-case Latin letters and digits, word by word."""
    if folded.isascii():
        return folded
    return " ".join([each for word in folded.split() for each in pieces(word, script(word))])


# The system of a file of rules that reads a name from elsewhere as it is written there.
FOREIGN = "foreign"


def _as_written(folded: str) -> Word:
    """A word as it is written in Latin letters if it is a name from elsewhere, and not by the
    reading of its letters.

    By the system that its script has for such names, 스톡홀름 is stokholm and not seutokolleum; or
    else by its likeliest spelling: フリッカー is frikker and not furikka.
    """
    read, written_in = word(folded), script(folded)
    if FOREIGN in systems(rules_file(written_in)):
        written = bare(by_system(folded, FOREIGN)) or read.latin
    else:
        written = likeliest(written_in, read.letters).replace(" ", "") or read.latin
    heard = sounds((written,))
    return Word(read.letters, written, written, heard.marks, heard.consonants)


def word(folded: str) -> Word:
    """A folded word, ready to be compared."""
    return (
        _remembered_word(folded) if len(folded) <= LONGEST else _remembered_word.__wrapped__(folded)
    )


@lru_cache(maxsize=1 << 13)
def _remembered_word(folded: str) -> Word:
    written_in = script(folded)
    spelt, read = spelt_and_read(folded, written_in)
    heard = sounds((read,))
    return Word(letters_of(written_in, folded), spelt, read, heard.marks, heard.consonants)


def spelt_and_read(folded: str, written_in: str) -> tuple[str, str]:
    """The Latin letters of a folded word in some script, and how it is read: `latin` and `read` of
    its Word.
    """
    if folded.isascii():
        return folded, unsure(folded, written_in)
    spelt = "".join(pieces(folded, written_in)) or _unread(folded)
    return spelt, unsure(spelt, written_in)


def _unread(folded: str) -> str:
    """A word that has no reading, if it has letters in a script that has no rules: by rules,
    letters without a reading are silent.
    """
    return (
        folded
        if any(map(str.isalpha, folded)) and not rules_exist(rules_file(script(folded)))
        else ""
    )


def is_read(form: Form) -> bool:
    """Whether all words of a form have a reading in Latin letters."""
    return form.joined.isascii()
