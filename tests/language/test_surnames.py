"""`different_surnames` and `different_names`: the laws over the endings and the names of the data,
then words that are two and words that are one; and no table gives the ID of another person.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry
from translit.knowledge.rules import NAMES, files_of, rules
from translit.language.names import different_names
from translit.language.split import strong_key
from translit.language.surnames import different_surnames, is_surname

ENDINGS = {name: words.split() for name, words in rules("surnames")["endings"].items()}
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
    assert found or any(
        (stem + one).removesuffix(a) == (stem + other).removesuffix(b)
        for endings in ENDINGS.values()
        for a in endings
        for b in endings
        if (stem + one).endswith(a) and (stem + other).endswith(b)
    )


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


@pytest.mark.parametrize("language", sorted(SPELT))
def test_names_of_one_language_are_told(language: str) -> None:
    """The first spellings of nearly all of its names are two; the others share a spelling."""
    first = [spellings[0] for spellings in SPELT[language].values()]
    pairs = list(zip(first, first[1:] + first[:1], strict=True))
    told = sum(different_names(one, other) for one, other in pairs)
    assert told >= 0.95 * len(pairs)


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
