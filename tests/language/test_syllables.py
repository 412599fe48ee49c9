"""`different_syllables`: the laws over the syllables of the systems, then names that are two and
names that are one.
"""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from translit.knowledge.rules import rules
from translit.language.romanise import romanise
from translit.language.syllables import _inventories, different_syllables

CHINESE, KOREAN, VIETNAMESE = _inventories()
PINYIN = sorted(
    start + final
    for start, finals in rules("syllables")["chinese"]["syllables"].items()
    for final in finals.split()
)
VIET = [
    "van",
    "thi",
    "hung",
    "dung",
    "quang",
    "minh",
    "phuc",
    "hoang",
    "lan",
    "thao",
    "kien",
    "tuyet",
]
SURNAMES = sorted(rules("syllables")["chinese"]["surnames"].split())
BEARERS = sorted(CHINESE.surnames.keys() | KOREAN.surnames.keys())
PLAIN = sorted({"yi", "kim", "park", "choi", "wang", "li", "zhao"})
WORDS = st.lists(
    st.one_of(st.sampled_from(BEARERS + PINYIN), st.text("abcdehiklnosuwy", max_size=9)), max_size=4
)
HANGUL = st.characters(min_codepoint=ord("가"), max_codepoint=ord("힣"))
# Finals and vowels that names of people have: the others are of verbs.
SIMPLE = re.compile("^[\u1100-\u1112][\u1161-\u1175][\u11a8\u11ab\u11ae\u11af\u11b7\u11b8\u11bc]?$")


def two(one: str, other: str) -> bool:
    return different_syllables(one.split(), other.split())


@given(WORDS, WORDS)
def test_the_order_of_the_pair_is_nothing(one, other):
    """Symmetric, whatever the words; and no name is different from itself, nor from itself with
    the surname elsewhere.
    """
    assert different_syllables(one, other) == different_syllables(other, one)
    assert not different_syllables(one, one)
    assert not different_syllables(one, one[1:] + one[:1])


@given(st.sampled_from(BEARERS), st.lists(st.sampled_from(PINYIN), min_size=2, max_size=2))
def test_a_given_name_is_written_joined_or_apart(surname, given_name):
    """Whether the syllables of a given name are one word is nothing."""
    assert not different_syllables([surname, *given_name], [surname, "".join(given_name)])


@given(st.sampled_from(SURNAMES), st.lists(st.sampled_from(PINYIN), min_size=1, max_size=2))
def test_pinyin_and_wade_giles_are_one(surname, given_name):
    """What both systems write for the same syllables is one name."""
    other = {
        meant: spelling for spelling, meanings in CHINESE.surnames.items() for meant in meanings
    }
    wade = [
        next((spelling for spelling in ways_of(each) if spelling != each), each)
        for each in given_name
    ]
    assert not different_syllables([surname, *given_name], [other[surname], *wade])


def ways_of(syllable: str) -> list[str]:
    return [spelling for spelling in spelt() if syllable in CHINESE.syllable(spelling)]


def spelt() -> set[str]:
    table = rules("syllables")["chinese"]
    starts = [*table["syllables"], *table["initials"].values()]
    ends = {final for finals in table["syllables"].values() for final in finals.split()} | set(
        table["finals"].values()
    )
    whole = {spelling for spellings in table["whole"].values() for spelling in spellings.split()}
    return {start + end for start in starts for end in ends} | whole


@given(st.sampled_from(["wang", "zhang", "liu"]), st.sampled_from(PINYIN), st.sampled_from(PINYIN))
def test_two_syllables_that_no_system_equates_are_two_names(surname, one, other):
    """Of a plain Chinese surname and two syllables that Pinyin and Wade-Giles never write alike,
    two names come.
    """
    assume(not CHINESE.syllable(one) & CHINESE.syllable(other))
    korean = surname in KOREAN.surnames and bool(KOREAN.syllable(one) & KOREAN.syllable(other))
    assert different_syllables([surname, one], [surname, other]) or korean


@given(st.sampled_from(["nguyen", "pham", "trinh"]), *[st.sampled_from(VIET)] * 3)
def test_one_syllable_of_vietnamese_makes_another_name(surname, middle, one, other):
    """Two given names that are never spelt alike, behind one middle name, or before it as abroad."""
    assume(not VIETNAMESE.syllable(one) & VIETNAMESE.syllable(other))
    assert different_syllables([surname, middle, one], [surname, middle, other])
    assert different_syllables([one, middle, surname], [surname, middle, other])
    assert not different_syllables([surname, middle, one], [surname, middle])


TWINS = rules("syllables")["vietnamese"]["usual"]


@given(st.sampled_from(["nguyen", "pham"]), st.sampled_from(VIET), st.sampled_from(sorted(TWINS)))
def test_vietnamese_is_written_in_any_order_and_as_north_and_south_do(surname, middle, twin):
    assert not different_syllables([surname, middle, twin], [TWINS[twin], middle, surname])


@given(
    st.sampled_from([*filter(KOREAN.surnames.__contains__, PLAIN)]),
    st.text(HANGUL, min_size=1, max_size=2),
    st.data(),
)
def test_all_systems_of_korean_are_one(surname, name, data):
    """A given name in Hangul is one name by whichever systems it is written, syllable by
    syllable.
    """
    assume(all(SIMPLE.match(unicodedata.normalize("NFD", syllable)) for syllable in name))
    systems = st.sampled_from(
        [None, "mccune-reischauer", "north-korean", "mccune-reischauer-southern"]
    )
    one, other = (
        [romanise(syllable, system=data.draw(systems)) for syllable in name] for _ in range(2)
    )
    assert not different_syllables([surname, *one], [surname, *other])


@pytest.mark.parametrize("system", ["revised-usual-surnames", "as-people-write"])
def test_the_usual_spellings_of_hangul_are_those_of_the_table(system):
    """A syllable that Hangul's rules write as people do is one that the table of syllables knows
    by that spelling; and so is a surname.
    """
    lines = rules("hangul")["systems"][system]["letters"]
    blocks = {key: spelling for key, spelling in lines.items() if "\uac00" <= key[-1] <= "\ud7a3"}
    assert blocks
    for key, spelling in blocks.items():
        known = KOREAN.surnames[spelling] if key.startswith("^") else KOREAN.syllable(spelling)
        assert romanise(key[-1]) in known, key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wang fang", "wang feng"),
        ("zhao lei", "zhao li"),
        ("choi seung ho", "choi seung hee"),
        ("choi seungho", "choi seung hee"),
        ("fang wang", "wang feng"),
        ("kim jong il", "kim jong un"),
        ("kim yong chol", "kim yong nam"),
        ("li na", "liu na"),
        ("wang jinping", "wang jinpeng"),
    ],
)
def test_two_names(one, other):
    """One syllable apart, two people."""
    assert two(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("park geun hye", "pak kun hye"),
        ("li na", "lee na"),
        ("zhao lei", "chao lei"),
        ("choi seung ho", "choe sung ho"),
        ("choi seungho", "choe sung ho"),
        ("mao zedong", "mao tse tung"),
        ("kim chong il", "kim jeong il"),
        ("lee myung bak", "yi myongbak"),
        ("deng xiaoping", "teng hsiao ping"),
        ("zhou enlai", "chou en lai"),
        ("xi jinping", "hsi chin ping"),
        ("ri ryong", "lee yong"),
        ("ban ki moon", "pan kimun"),
        ("roh moo hyun", "no muhyon"),
        ("chun doo hwan", "jeon duhwan"),
        ("syngman rhee", "yi sungman"),
        ("wang fang", "fang wang"),
        ("chiang kai shek", "jiang jieshi"),
        ("john lee", "jon li"),
        ("zhang wei", "zhang"),
        ("wang li", "wang li ying"),
        ("yan an", "yan tai city"),
        ("", "wang fang"),
        ("aleppo", "alepo"),
        ("homs city", "hama city"),
    ],
)
def test_one_name_or_not_sure(one, other):
    """Other spellings of one name, and what isn't sure to be two."""
    assert not two(one, other)
