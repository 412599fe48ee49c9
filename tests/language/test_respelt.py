"""`respelt`: the laws over the syllables of the systems, then names that are respelt and names
that aren't.
"""

from __future__ import annotations

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit.knowledge.rules import rules
from translit.language.form import forms_of_alias, guesses
from translit.language.respelt import MOST, _marked, _names, respelt
from translit.language.romanise import romanise
from translit.language.split import strong_key
from translit.language.syllables import (
    different_syllables,
    initial_of,
    pinyin,
    rewritten,
    wade_giles,
)

PINYIN = st.sampled_from(pinyin())
ASPIRATED = rules("respelt")["chinese"]["systems"]["wade-giles"]["aspirated"].split()
LATIN = st.lists(
    st.text(string.ascii_lowercase, min_size=1, max_size=30), min_size=1, max_size=4
).map(tuple)
# Kana that Kunrei-shiki writes otherwise than Hepburn does, some that it doesn't, and a mark of it.
KANA = st.text("シチツフジカコマナラオサ", max_size=4).map("{}ツチ".format)
HANGUL = st.tuples(st.sampled_from("경평명병형"), st.sampled_from("산강주도동명경")).map("".join)
# Syllables that Tongyong marks, and others that no system does.
MARKED = st.sampled_from(["zhong", "zhou", "zhuang", "zheng", "xuan", "quan", "xue", "que"])
PLAIN = st.sampled_from(
    ["an", "bei", "da", "fu", "gang", "hai", "kou", "li", "ma", "nan", "ping", "shan", "tai", "yi"]
)
TONGYONG = rules("respelt")["chinese"]["systems"]["tongyong"]


def words(text: str) -> tuple[str, ...]:
    return tuple(strong_key(text).split())


def ways(text: str) -> set[str]:
    return {" ".join(way) for way in respelt(words(text), text)}


@given(LATIN)
def test_respellings_are_few_latin_and_others(name):
    """A few ways at most, each of as many words in plain Latin letters, and none of them the
    name; none without a mark of a system.
    """
    found = respelt(name)
    assert len(found) == len(set(found)) <= MOST
    assert name not in found
    assert all(len(way) == len(name) or " ".join(name) in _names() for way in found)
    assert all(word.isascii() and word.isalpha() for way in found for word in way)
    assert not found or _marked().search(f" {' '.join(name)} ") or " ".join(name) in _names()


@given(
    st.sampled_from([syllable for syllable in pinyin() if initial_of(syllable) in ASPIRATED]),
    PINYIN,
)
def test_wade_giles_with_its_apostrophes_is_respelt_in_pinyin(one, other):
    """What Wade-Giles writes for two syllables, the first with an apostrophe, is respelt in
    their Pinyin.
    """
    for syllables in ((one, other), (other, one)):
        name = "-".join(map(aspirated, syllables))
        assert " ".join(syllables) in ways(name) | {" ".join(words(name))}


def aspirated(syllable: str) -> str:
    """A syllable in Wade-Giles as it is printed, its umlaut left out."""
    spelling = wade_giles(syllable)[0]
    if initial_of(syllable) not in ASPIRATED:
        return spelling
    start = next(start for start in ("ch", "ts", "tz", spelling[:1]) if spelling.startswith(start))
    return f"{start}'{spelling.removeprefix(start)}"


@given(st.permutations([MARKED, PLAIN]).flatmap(lambda both: st.tuples(*both)))
def test_tongyong_is_respelt_in_pinyin(syllables):
    """What Tongyong writes for two syllables, of which it marks one, is respelt in their Pinyin."""
    name = " ".join(rewritten(TONGYONG, syllable)[0] for syllable in syllables)
    assert " ".join(syllables) in ways(name)


@given(KANA.filter(lambda kana: len(kana) > len("ツチ")))
def test_kunrei_is_respelt_in_hepburn(kana):
    """A name in kana by Kunrei-shiki is respelt as Hepburn's system writes it."""
    assert romanise(kana) in ways(romanise(kana, system="kunrei"))


@given(HANGUL)
def test_mccune_reischauer_is_respelt_in_the_revised_system(hangul):
    """A name in Hangul by McCune and Reischauer's system, without its marks, may be read as the
    Revised one writes it.
    """
    assert romanise(hangul) in ways(romanise(hangul, system="mccune-reischauer"))


@given(
    st.sampled_from(["wang", "zhang", "liu", "zhao"]),
    st.lists(PINYIN, min_size=2, max_size=2),
    st.lists(PINYIN, min_size=2, max_size=2),
)
def test_two_people_never_meet(surname, one, other):
    """Names of two people, told apart by their syllables, have no respelling in common."""
    names = [
        [surname, *(wade_giles(syllable)[0] for syllable in given_name)]
        for given_name in (one, other)
    ]
    assume(different_syllables(*names))
    assert not set(respelt(tuple(names[0]))) & set(respelt(tuple(names[1])))


@pytest.mark.parametrize(
    ("name", "standard"),
    [
        ("Hsia-men", "xia men"),
        ("Ch'ung-ch'ing", "chong qing"),
        ("Teng Hsiao-p’ing", "deng xiao ping"),
        ("Mao Tse-tung", "mao ze dong"),
        ("Kaohsiung", "gaoxiong"),
        ("Jhongli", "zhongli"),
        ("Nanking", "nanjing"),
        ("Sian", "xian"),
        ("Tsingtao", "qingdao"),
        ("Szechwan", "sichuan"),
        ("Pusan", "busan"),
        ("Kyongju", "gyeongju"),
        ("P’yŏngyang", "pyeongyang"),
        ("Sŏngnam", "seongnam"),
        ("P’ungp’yŏng-dong", "pungpyeong dong"),
        ("Pyongyang", "pyeongyang"),
        ("Sinlim", "sillim"),
        ("Tutiura", "tsuchiura"),
        ("Akkesityo", "akkeshicho"),
    ],
)
def test_respelt(name, standard):
    """Names by another system in the standard one of their language."""
    assert standard in ways(name)


@pytest.mark.parametrize(
    "name",
    [
        "Xiamen",
        "Chongqing",
        "Busan",
        "Gyeongju",
        "Tsuchiura",
        "Hyogo",
        "Kyoto",
        "Berlin",
        "Tunisia",
        "Aleppo",
        "Al Hassun",
        "Massu'a",
        "Kuri",
        "Tien Giang",
        "Gloucester",
        "Hsu",
        "Москва",
        "",
        "'",
        "ŏ",
    ],
)
def test_not_respelt(name):
    """Names in the standard system, names of elsewhere, and what is too short to be known."""
    assert not ways(name)


def test_the_search_finds_either_spelling():
    """An alias by the other system is filed by its respelling, a mention by it is looked for by
    it as a guess, and both are found.
    """
    assert any(form.latin == "xia men" and not form.guessed for form in forms_of_alias("hsia men"))
    assert any(form.latin == "xia men" and form.guessed for form in guesses("Hsia-men"))
    resolver = translit.load(
        [
            translit.Entry("a", "Tsingtao", []),
            translit.Entry("b", "Chongqing", []),
            translit.Entry("c", "Kaifeng", []),
        ]
    )
    assert resolver.resolve("Qingdao").candidates[0].id == "a"
    assert resolver.resolve("Ch'ung-ch'ing").candidates[0].id == "b"
