"""Words of kind, traits and numbers: each stands folded, once, and means the same in every
language.
"""

from __future__ import annotations

from collections import Counter

import pytest
from drawing import OF_ANY_SCRIPT
from hypothesis import given
from hypothesis import strategies as st

from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.form import forms
from translit.language.numerals import numbered, whole_number
from translit.language.romanise import romanise
from translit.language.split import (
    _sorted_out,
    _telling,
    kind_of,
    opposite,
    parts,
    strong_key,
    without_joined_kind,
)

TABLE = rules("generics")
GROUPS = ("kind", "trait", "number")
WORDS = [
    (word, f"{group}: {meaning}")
    for group in GROUPS
    for meaning, line in TABLE[group].items()
    for word in line.split()
]
# As often the name itself as a kind: they stay in the name.
NAMES = """
    kafr tell tall ain ayn bayt beit deir dayr khirbat umm كفر تل عين بيت دير خربه deh shahr bakhsh ده شهر بخش tuman amir bek nag
    dong ri si do gun son shi ku ken cho xian qu zhen klein gross alt sur este segundo thana rabi rabia khamis rishon
"""


def meant(text):
    """The kinds, traits and numbers that the forms of a name hold."""
    found = forms(text)
    return tuple(
        frozenset().union(*(getattr(form, part) for form in found))
        for part in ("kinds", "traits", "numbers")
    )


def test_words_stand_folded():
    """A word that folding changes would never be met."""
    assert [word for word, _ in WORDS if fold(word) != word] == []
    joined = [word for line in TABLE["joined"].values() for word in line.split()]
    assert [word for word in joined if fold(word) != word] == []


def test_words_have_one_meaning():
    """No word stands twice, in whichever group."""
    assert [word for word, times in Counter(word for word, _ in WORDS).items() if times > 1] == []


def test_words_are_met():
    """No word is lost as an article, or loses what looks like one."""
    assert [word for word, _ in WORDS if strong_key(word) != word] == []
    assert [
        (word, meaning)
        for word, meaning in WORDS
        if meaning.startswith("number") and whole_number(word) != meaning.split()[1]
    ] == []


def test_names_are_no_generics():
    """Words that are often the distinctive part of a name are left alone."""
    assert sorted({word for word, _ in WORDS} & {fold(name) for name in NAMES.split()}) == []


def test_opposites_are_traits():
    """Each opposite is a trait, and is another's opposite in turn."""
    pairs = [pair.split() for pair in TABLE["opposites"]]
    assert {trait for pair in pairs for trait in pair} <= TABLE["trait"].keys()
    assert all((opposite(one), opposite(other)) == (other, one) for one, other in pairs)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        (
            "village",
            (
                "Ramousa village|قرية راموسة|село Рамуса|деревня Рамуса|Ramusa köyü|χωριό"
                " Ραμούσα|Ramusa-mura|gundî Ramusa"
            ),
        ),
        (
            "hamlet",
            "Ramousa hamlet|عزبة راموسة|Izbat Ramusa|Ezbet Ramousa|хутор Рамуса|'Izbat Ramusa",
        ),
        ("farm", "Ramousa Farm|مزرعة راموسة|Mazra'at Ramusa|ферма Рамуса|Ramusa çiftliği"),
        (
            "neighbourhood",
            (
                "Ramousa District|مديرية راموسة|Markaz Ramusa|Рамусский район|Ramusa ilçesi|شهرستان"
                " رموسه|რამუსა რაიონი"
            ),
        ),
        (
            "governorate",
            (
                "Ramousa Province|محافظة راموسة|Рамусская область|województwo Ramusa|استان"
                " راموسه|νομός Ραμούσα|Ramusa vilayeti"
            ),
        ),
        (
            "municipality",
            (
                "Commune of Ramousa|بلدية راموسة|Δήμος Ραμούσα|община Рамуса|gmina Ramusa|Comune di"
                " Ramusa|Рамуса громада"
            ),
        ),
        ("moshav", "Moshav Ramusa|מושב ראמוסה"),
        (
            "company",
            "Ramousa Company|компания Рамуса|شركة راموسة|Ramusa Co.|Ramusa şirketi|חברת ראמוסה",
        ),
        (
            "ministry",
            (
                "Ministry of Ramousa|وزارة راموسة|Министерство Рамуса|Ramusa Bakanlığı|Ministère"
                " Ramousa"
            ),
        ),
    ],
)
def test_kinds_across_languages(kind, texts):
    """A kind is the same in every language."""
    assert {text: meant(text)[0] for text in texts.split("|")} == {
        text: {kind} for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("trait", "texts"),
    [
        (
            "east",
            (
                "Eastern Ramousa|راموسة الشرقية|Восточная Рамуса|Східна Рамуса|Ramusa"
                " Wschodnia|Ανατολική Ραμούσα|Ramusa mizraḥ"
            ),
        ),
        (
            "north",
            (
                "North Ramousa|راموسة الشمالية|Ramusa el Bahri|Ramusa Nord|Північне Рамуса|Kuzey"
                " Ramusa"
            ),
        ),
        (
            "upper",
            (
                "Upper Ramousa|Ramusa Bālā|راموسه علیا|Ramusa-ye ‘Olyā|Άνω Ραμούσα|Верхняя"
                " Рамуса|Горна Рамуса|Yukarı Ramusa"
            ),
        ),
        (
            "lower",
            (
                "Lower Ramousa|Ramusa Pā’īn|راموسه پایین|راموسه سفلی|Κάτω Ραμούσα|Нижняя"
                " Рамуса|Dolna Ramusa|Aşağı Ramusa"
            ),
        ),
        (
            "little",
            (
                "Little Ramousa|راموسة الصغيرة|Ramusa Khurd|Малая Рамуса|Мала Рамуса|Küçük"
                " Ramusa|Μικρή Ραμούσα"
            ),
        ),
        (
            "old",
            (
                "Old Ramousa|راموسة القديمة|Старая Рамуса|Stara Ramusa|Παλαιά Ραμούσα|راموسه"
                " کهنه|Vieille Ramousa"
            ),
        ),
    ],
)
def test_traits_across_languages(trait, texts):
    """A trait is the same in every language."""
    assert {text: meant(text)[1] for text in texts.split("|")} == {
        text: {trait} for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("number", "texts"),
    [
        (
            "1",
            (
                "First Ramousa|الراموسة الأولى|Первая Рамуса|1-я Рамуса|Перша Рамуса|1st"
                " Ramousa|1er Ramousa|Birinci Ramusa"
            ),
        ),
        (
            "2",
            (
                "Second Ramousa|راموسة الثانية|Вторая Рамуса|Друга Рамуса|2nd Ramousa|İkinci"
                " Ramusa|Ramusa ٢|Ramousa ２|2ème Ramousa"
            ),
        ),
        (
            "3",
            (
                "Third Ramousa|راموسة الثالثة|Третье Рамуса|ラムサ ３ちょうめ|ラムサ 3ちょうめ|第3"
                " ラムサ|제3 라무사|Trzecia Ramusa"
            ),
        ),
        ("4", "Ramousa №4|Ramousa No. 4|Ramousa № 4|Ramousa nº4|Ramousa 4ème|Ramousa 4dingmu"),
    ],
)
def test_numbers_across_languages(number, texts):
    """A number is the same as digits of any script, as an ordinal, and joined to letters."""
    assert {text: meant(text)[2] for text in texts.split("|")} == {
        text: {number} for text in texts.split("|")
    }


@pytest.mark.parametrize(
    ("word", "numbers"),
    [
        ("44", "44"),
        ("044", "44"),
        ("000", "0"),
        ("44th", "44"),
        ("2nd", "2"),
        ("4eme", "4"),
        ("1ya", "1"),
        ("1и", "1"),
        ("no4", "4"),
        ("3ちょうめ", "3"),
        ("4丁目", "4"),
        ("7dingmu", "7"),
        ("第3小", "3"),
        ("제2", "2"),
        ("second", "2"),
        ("ثان", "2"),
        ("no", ""),
        ("nord", ""),
        ("st", ""),
        ("seven", ""),
        ("", ""),
        # These were codes that said no number; now F-16 is not F-15, nor Block 18 Block 17.
        ("f16", "16 f"),
        ("k2", "2 k"),
        ("4x4", "4 x"),
        ("no4x4", "4 x"),
        ("16f", "16 f"),
        ("block18", "18"),
        ("17a", "17 a"),
        ("mig29", "29"),
    ],
)
def test_numbers_of_a_word(word, numbers):
    """Digits count wherever they stand in a word, behind № too; a single letter beside them is a
    label.
    """
    assert numbered(tuple(word.split())).numbers == set(numbers.split())


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("บ้านนา", "village", "na"),
        ("Ban Na", "village", "na"),
        ("อำเภอบ้านนา", "neighbourhood", "banna"),
        ("ບ້ານນາ", "village", "na"),
        ("ភូមិថ្មី", "village", "thmei"),
        ("ឃុំតាប៉ុន", "municipality", "tapon"),
        ("ပဲခူးမြို့", "city", "pehku"),
        ("ပဲခူးမြို့နယ်", "settlement", "pehku"),
    ],
)
def test_kinds_joined_to_a_name(text, kind, rest):
    """Where no space parts words, a word of kind joined to a name is set apart as in Latin
    letters.
    """
    assert kind in meant(text)[0]
    assert romanise("".join(parts(fold(text).split()).core)) == rest


@pytest.mark.parametrize("word", ["บ้าน", "บ้านา", "ສະບ້ານ", "ဘူးရွာမ", "ramusa", "рамуса", "สุรินทร์"])
def test_what_only_looks_joined_stays_whole(word):
    """A word of kind alone, within a word, or before a sign that goes with it is no kind joined
    to a name.
    """
    assert without_joined_kind(fold(word)) == (fold(word),)


@given(
    OF_ANY_SCRIPT,
    st.lists(st.sampled_from([*sorted(_telling()), "ramousa", "block18", "บ้านนา", "a"])),
)
def test_what_says_nothing_is_told_at_once(text, words):
    """Words that are sorted by a look at all of them are sorted alike one by one."""
    for each in (words, fold(text).split()):
        assert parts(each) == _sorted_out(tuple(each))


@given(OF_ANY_SCRIPT)
def test_parting_loses_nothing(text):
    """Whatever is parted, joined again it is the word."""
    assert all("".join(without_joined_kind(word)) == word for word in fold(text).split())


def test_kinds_to_be_parted_are_kinds():
    """Each word of kind that may stand joined is one when it stands alone."""
    lines = [
        facts.get(place, "") for facts in TABLE["unspaced"].values() for place in ("first", "last")
    ]
    assert [word for line in lines for word in line.split() if not kind_of(word)] == []


@pytest.mark.parametrize(
    "text", ["ramusa 44", "ramusa 44th", "ramusa second", "ramusa no4", "ramusa 4eme"]
)
def test_numbers_are_not_core(text):
    """A word that is a number and nothing else isn't compared by sound."""
    assert parts(text.split()).core == ("ramusa",)
