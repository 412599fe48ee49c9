"""`different_surnames` and `different_names`: the laws over the endings and the names of the data,
then words that are two and words that are one; and no table gives the ID of another person.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry
from translit.knowledge.rules import NAMES, files_of, rules
from translit.language.form import Form, forms
from translit.language.names import different_names
from translit.language.split import strong_key
from translit.language.surnames import different_surnames, is_surname
from translit.match.another import another_syllable, another_word, in_hangul, may_be_told
from translit.match.counterparts import counterparts

ENDINGS = {name: words.split() for name, words in rules("two_names")["endings"].items()}
STEMS = st.text("abdegiklmnoprstvz", min_size=3, max_size=8)
CLASSES = st.sampled_from(sorted(ENDINGS))
# The names of each language, by its name: the one-word spellings of each, as keys.
SPELT = {
    file.removeprefix(NAMES): {
        name: keys
        for name, spellings in rules(file)["names"].items()
        if (keys := [key for key in map(strong_key, spellings) if " " not in key])
    }
    for file in files_of(NAMES)
}
OF_A_LANGUAGE = st.sampled_from(sorted(SPELT)).flatmap(
    lambda language: st.tuples(*[st.sampled_from(sorted(SPELT[language]))] * 2).map(
        lambda pair: [SPELT[language][name] for name in pair]
    )
)


@given(STEMS, CLASSES, st.data())
def test_what_one_class_ends_in_is_one_surname(stem, name, data):
    """A man's and a woman's form, and what systems of romanisation make of either."""
    one, other = (data.draw(st.sampled_from(ENDINGS[name])) for _ in range(2))
    assert not different_surnames(stem + one, stem + other)


@given(STEMS, CLASSES, CLASSES, st.data())
def test_two_endings_make_two_surnames(stem, name, another, data):
    """And so whichever is first, unless the two can be parted as one, too."""
    one, other = (data.draw(st.sampled_from(ENDINGS[each])) for each in (name, another))
    found = different_surnames(stem + one, stem + other)
    assert found == different_surnames(stem + other, stem + one)
    assert found or shared(stem + one) & shared(stem + other)


def shared(word: str) -> set[tuple[str, str]]:
    """The ways to part a word: what stands before an ending, and its class."""
    return {
        (stem, name)
        for name, endings in ENDINGS.items()
        for ending in endings
        if (stem := word.removesuffix(ending)) != word
        and len(stem) >= int(rules("two_names")["least"])
    }


@given(STEMS, st.text("abdegiklmnoprstvz", max_size=4), CLASSES, st.data())
def test_what_has_no_ending_is_told_from_nothing(stem, rest, name, data):
    """Smith may be short for Smithson, or a slip."""
    assume(not is_surname(stem + rest))
    assert not different_surnames(stem + rest, stem + data.draw(st.sampled_from(ENDINGS[name])))


@given(OF_A_LANGUAGE, st.data())
def test_spellings_of_one_name_are_never_two(pair, data):
    """Symmetric; whatever a class holds is one name."""
    one, other, third = (data.draw(st.sampled_from(pair[each])) for each in (0, 1, 0))
    assert different_names(one, other) == different_names(other, one)
    assert not different_names(one, third)


@pytest.mark.parametrize("language", rules("two_names")["names"]["files"].split())
def test_names_of_one_language_are_told(language: str) -> None:
    """The first spellings of most of its names are two; the others are written alike, too."""
    first = [spellings[0] for spellings in SPELT[language].values()]
    pairs = list(zip(first, first[1:] + first[:1], strict=True))
    told = sum(different_names(one, other) for one, other in pairs)
    assert told >= 0.9 * len(pairs)


@given(OF_A_LANGUAGE, st.data())
def test_a_name_that_may_be_written_for_another_is_never_told_from_it(pair, data):
    """Samir and Samer, Nasr and Nasir, Said and Sayyid, Zayd and Zayed: vowels like i are nothing."""
    one = data.draw(st.sampled_from(pair[0]))
    other = re.sub("[eiy]+", data.draw(st.sampled_from(["", "i", "e", "ee", "y"])), one)
    assert not different_names(one, other)


TWO = [
    ("Hassan Nasrallah", "Hussein Nasrallah"),
    ("Ali Abdullah Saleh", "Ali Abdullah Salem"),
    ("Mohammed Hassan", "Mahmoud Hassan"),
    ("Abdul Rahman Khan", "Abdul Rahim Khan"),
    ("حسن نصر الله", "Hussein Nasrallah"),
    ("Taras Shevchenko", "Taras Shevchuk"),
    ("Viktor Petrenko", "Viktor Petrov"),
    ("Тарас Шевченко", "Taras Shevchuk"),
    ("Maria Kowalska", "Maria Kowalczyk"),
    ("Peter Johnson", "Peter Johnston"),
    ("Reza Ahmadinejad", "Reza Ahmadizadeh"),
    ("Nguyễn Văn Hùng", "Nguyễn Thị Hùng"),
    ("Nguyen Van Hung", "Nguyen Van Dung"),
    ("김철수", "김철호"),
    ("남궁민수", "남궁민호"),
    ("김전수", "김천수"),
]
ONE = [
    ("Hassan Nasrallah", "Hasan Nasralla"),
    ("Aleksandr Petrov", "Alexandr Petroff"),
    ("Oksana Kovalenko", "Oksana Kavalenka"),
    ("Anna Gorbacheva", "Anna Gorbachova"),
    ("Jan Kowalski", "Jan Kovalsky"),
    ("Ivan Kovalchuk", "Ivan Kowalczuk"),
    ("Nguyen Van Hung", "Nguyễn Văn Hưng"),
    ("Vo Van Ky", "Vu Van Ki"),
    ("리철수", "이철수"),
    ("로무현", "노무현"),
    ("Hamad Shaykhan", "حماد شيخان"),
]


@pytest.mark.parametrize(("one", "other"), TWO)
def test_another_person_is_given_no_id(one: str, other: str) -> None:
    for name, asked in ((one, other), (other, one)):
        found = translit.load([Entry("p", name)]).resolve(asked)
        assert found.id is None
        assert found.score < 0.2


@pytest.mark.parametrize(("one", "other"), ONE)
def test_the_same_person_is_found(one: str, other: str) -> None:
    for name, asked in ((one, other), (other, one)):
        assert translit.load([Entry("p", name)]).resolve(asked).id == "p"


def test_why_is_said() -> None:
    said = translit.load([Entry("p", "Hassan Nasrallah")]).resolve("Hussein Nasrallah").explain()
    assert "“hassan” and “hussein” are two names" in said
    said = translit.load([Entry("p", "Salem")]).resolve("Saleh").explain()
    assert "“saleh” and “salem” are two names" in said


# Other names of one person: noms de guerre; and a name in Urdu that begins like another.
OTHER_NAMES = {
    ("sy.person.ahmed-al-sharaa", "أبو محمد الجولاني"),
    ("sy.person.ahmed-al-sharaa", "Abu Mohammed al-Golani"),
    ("sy.person.ali-al-omar", "أبو عمار العمر"),
    ("iq.person.abu-bakr-al-baghdadi", "Ibrahim Awwad al-Badri"),
    ("iq.person.abu-bakr-al-baghdadi", "ابوبکر بغدادی"),
}


def test_no_alias_is_told_from_the_name_of_its_entry() -> None:
    """Of all bundled tables, but for those known to be other names."""
    found = {
        (entry.id, alias)
        for entry in translit.load().entries.values()
        for alias in entry.aliases
        if is_told(forms(entry.name)[0], forms(alias)[0])
    }
    assert found == OTHER_NAMES


told = cache(may_be_told)


def is_told(x: Form, y: Form) -> bool:
    """Whether a word of one form stands for one of the other that is known to be another."""
    if not all(
        any(may_be_told(word.letters, word.latin) for word in form.words) for form in (x, y)
    ):
        return bool(in_hangul(x.letters)) and another_syllable(x, y)
    if len(x.words) == len(y.words) == 1:
        return another_word(x.words[0], y.words[0])
    return bool(counterparts(x, y, lambda word: 1.0).others)
