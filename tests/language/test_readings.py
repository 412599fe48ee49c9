"""`readings` and `romanise` by a system: the laws, then published examples of each system."""

from __future__ import annotations

import re
import unicodedata

import pytest
from drawing import OF_ANY_SCRIPT
from hypothesis import given
from hypothesis import strategies as st

from translit.knowledge.rules import rules, rules_exist
from translit.language.fold import fold
from translit.language.languages import (
    Signs,
    _systems_for,
    _told,
    _written_as_heard,
    language_of,
    systems,
)
from translit.language.layers import NEVER, rules_file_of
from translit.language.readings import MOST, readings
from translit.language.romanise import by_system, known_systems, reading, romanise
from translit.language.scripts import rules_file, script
from translit.model.errors import EntryError

SYSTEMS = st.sampled_from(known_systems())
SCRIPTS = st.sampled_from([*rules("scripts")["scripts"], "", "Zyyy"])

# System -> names as its own publications, and those of the board that adopted it, write them;
# without marks and apostrophes.
PUBLISHED = {
    "mccune-reischauer": {
        "각각": "kakkak",
        "갈비": "kalbi",
        "갉이": "kalgi",
        "감자": "kamja",
        "갓모": "kanmo",
        "갓방": "katpang",
        "갓사기": "kassagi",
        "갓싸기": "kassagi",
        "구경": "kugyong",
        "국민": "kungmin",
        "김치": "kimchi",
        "깍지": "kkakchi",
        "꼼짝": "kkomtchak",
        "답장": "tapchang",
        "독립": "tongnip",
        "독일": "togil",
        "막내": "mangnae",
        "목사": "moksa",
        "물건": "mulgon",
        "물리학": "mullihak",
        "물질": "mulchil",
        "밋짝": "mitchak",
        "신라": "silla",
        "십리": "simni",
        "열도": "yolto",
        "일홈": "irhom",
        "잇다가": "ittaga",
        "쉽다": "shwipta",
        "합동": "haptong",
        "경상남도": "kyongsangnamdo",
        "대구": "taegu",
        "개성": "kaesong",
        "남포": "nampo",
        "평양": "pyongyang",
        "라선특별시": "rasontukpyolsi",
    },
    "mccune-reischauer-southern": {
        "락심": "naksim",
        "력사": "yoksa",
        "련락": "yollak",
        "령반": "yongban",
        "린근": "ingun",
        "녀인": "yoin",
        "니": "i",
        "물리학": "mullihak",
    },
    "north-korean": {
        "갑산": "kapsan",
        "강동": "kangdong",
        "곡산": "koksan",
        "금교": "kumgyo",
        "꽃마을": "kkonmaul",
        "닭섬": "taksom",
        "백마산": "paengmasan",
        "붉은바위": "pulgunbawi",
        "앉은바위": "anjunbawi",
        "앞산": "apsan",
        "우리산": "urisan",
        "울산": "ulsan",
        "전라도": "jollado",
        "천리마": "chollima",
        "초도": "chodo",
        "칠보산": "chilbosan",
        "판교": "phangyo",
        "한라산": "hallasan",
        "평안남도": "phyongannamdo",
    },
    "iso-843": {
        "Αγγλία": "Agglia",
        "Εύβοια": "Euvoia",
        "Μάγχη": "Magchi",
        "Μπολόνια": "Mpolonia",
        "Λευκωσία": "Leukosia",
        "Χαλκίδα": "Chalkida",
    },
    "bgn-pcgn-1962": {
        "Άγιον Όρος": "Ayion Oros",
        "Γύθειο": "Yithio",
        "Εύβοια": "Evvoia",
        "Λονδίνο": "Londhino",
        "Χαλκίδα": "Khalkidha",
    },
    "ala-lc": {
        "Κηφισιά": "Kephisia",
        "Γκαμπόν": "Gkampon",
        "Εύβοια": "Euvoia",
        "Οξφόρδη": "Oxphorde",
        "Χονγκ Κονγκ": "Chongk Kongk",
    },
    "icao-9303": {
        "Юлия": "Iuliia",
        "Сергей": "Sergei",
        "Дмитрий": "Dmitrii",
        "Щербаков": "Shcherbakov",
        "Подъячев": "Podieiachev",
    },
    "iso-9": {"Хрущёв": "Hrusev", "Юрий": "Urij", "Ельцин": "Elcin", "Маяковский": "Maakovskij"},
    "scientific": {
        "Хрущёв": "Chruscev",
        "Юрий": "Jurij",
        "Маяковский": "Majakovskij",
        "Ялта": "Jalta",
    },
    "revised-by-syllable": {
        "한복남": "hanboknam",
        "홍빛나": "hongbitna",
        "정석민": "jeongseokmin",
        "최빛나": "choebitna",
        "신림": "sinrim",
    },
    "mccune-reischauer-by-syllable": {
        "김영수": "kimyongsu",
        "동방국": "tongpangkuk",
        "선우학원": "sonuhakwon",
        "화방국": "hwapangkuk",
    },
}

# Names of Thailand's provinces and of places, as the Royal Institute's lists write them.
THAI = {
    "เชียงใหม่": "chiangmai",
    "ขอนแก่น": "khonkaen",
    "สุรินทร์": "surin",
    "นครสวรรค์": "nakhonsawan",
    "นครราชสีมา": "nakhonratchasima",
    "ตรัง": "trang",
    "อุดรธานี": "udonthani",
    "กระบี่": "krabi",
    "ชลบุรี": "chonburi",
    "ราชบุรี": "ratchaburi",
    "เพชรบุรี": "phetchaburi",
    "ลำปาง": "lampang",
    "นครพนม": "nakhonphanom",
    "สกลนคร": "sakonnakhon",
    "พระนครศรีอยุธยา": "phranakhonsiayutthaya",
    "ตราด": "trat",
    "สตูล": "satun",
    "พัทลุง": "phatthalung",
    "พิษณุโลก": "phitsanulok",
    "แม่ฮ่องสอน": "maehongson",
    "เลย": "loei",
    "หนองคาย": "nongkhai",
    "ห้วยยาง": "huaiyang",
    "ภูเก็ต": "phuket",
    "สงขลา": "songkhla",
    "ยะลา": "yala",
    "ระยอง": "rayong",
    "จันทบุรี": "chanthaburi",
    "แพร่": "phrae",
    "น่าน": "nan",
    "พะเยา": "phayao",
}


@pytest.mark.parametrize(("text", "latin"), THAI.items())
def test_thai_is_read_by_its_syllables(text, latin):
    """Thai's unwritten vowels and ends of syllables come out as the Royal Institute writes them."""
    assert readings("Thai", fold(text))[0] == latin


@given(OF_ANY_SCRIPT, SYSTEMS)
def test_each_system_is_total_and_word_by_word(text, system):
    """By each system every text comes out in ASCII, words don't influence each other, and what
    is Latin already stays.
    """
    assert romanise(text, system=system).isascii()
    words = text.split()
    assert romanise(" ".join(words), system=system) == " ".join(
        romanise(word, system=system) for word in words
    )
    assert romanise(romanise(text), system=system) == romanise(text)


@given(st.text(st.characters(max_codepoint=0x7F)), SYSTEMS)
def test_ascii_is_left_alone_by_each_system(text, system):
    """What is ASCII already comes back as it is."""
    assert romanise(text, system=system) == text


@given(OF_ANY_SCRIPT, SCRIPTS)
def test_readings_are_distinct_latin_letters(text, code):
    """Readings are distinct runs of plain Latin letters, a few at most, and none of Latin."""
    found = readings(code, fold(text))
    assert all(re.fullmatch("[a-z]+", each) for each in found)
    assert len(found) == len(set(found)) <= MOST
    assert code not in ("", "Latn") or not found


@given(OF_ANY_SCRIPT)
def test_the_first_readings_are_the_spelling_and_the_sound(text):
    """What `romanise` writes comes first, then the sound; every system's spelling is among them."""
    folded = fold(text)
    code = script(folded)
    spelt = [re.sub("[^a-z]", "", latin.lower()) for latin in (romanise(folded), reading(folded))]
    if code not in ("", "Latn"):
        assert readings(code, folded)[: len(set(spelt) - {""})] == tuple(
            dict.fromkeys(filter(None, spelt))
        )


def systems_for(name, text):
    """The systems that count for a text, by its letters and not by their signs."""
    letters = {*unicodedata.normalize("NFD", text)}
    known = _systems_for(name, _told(name, text)) if rules_exist(name) else ()
    return [
        system for system, *sets in known if all(each is None or each & letters for each in sets)
    ]


def sounds_as_written(name, text):
    """Whether a text is read as it is written, likewise."""
    letters, otherwise = _written_as_heard(name)
    return letters.issuperset(text) and not any(each in text for each in otherwise)


@given(OF_ANY_SCRIPT)
def test_readings_are_what_each_system_writes(text):
    """All systems together give what each does alone, in their order."""
    folded = fold(text)
    code = script(folded)
    written = (by_system(folded, system) for system in systems_for(rules_file(code), folded))
    spelt = (
        re.sub("[^a-z]", "", latin.lower())
        for latin in (romanise(folded), reading(folded), *written)
    )
    if code not in ("", "Latn"):
        assert readings(code, folded) == tuple(dict.fromkeys(filter(None, spelt)))[:MOST]


CODES = [
    code
    for code in rules("scripts")["scripts"]
    if rules_exist(rules_file(code)) and rules_file(code) != "han"
]


@given(st.data())
def test_signs_tell_what_counts(data):
    """The signs of a text's letters say which systems count for it and in which language it is."""
    code = data.draw(st.sampled_from(CODES))
    signs, letters = Signs(code), sorted(rules_file_of(rules_file(code)).alphabet([]) | {"ї", "i"})
    if "letters" in rules(signs.name):
        letters += [*"".join(rules(signs.name)["letters"])]
    for facts in rules(signs.name).get("languages", {}).values():
        letters += [*facts.get("detect", ""), *facts.get("beside", "")]
    text = data.draw(st.text(st.sampled_from(letters), max_size=8)).lower()
    of = signs.of(text)
    assert signs.systems(text, of) == systems_for(signs.name, text)
    assert signs.language(text, of) == language_of(signs.name, None, text)
    assert signs.sounds_as_written(text, of) == sounds_as_written(signs.name, text)


@given(OF_ANY_SCRIPT, SYSTEMS)
def test_systems_that_are_left_out_say_nothing_more(text, system):
    """A system of a script that isn't asked for a name for want of letters writes it as the
    script's own rules do.
    """
    folded = fold(text)
    name = rules_file(script(folded))
    facts = rules(name)["systems"][system] if system in systems(name) else {}
    if (
        facts
        and not {"language", "counts"} & facts.keys()
        and system not in systems_for(name, folded)
    ):
        assert by_system(folded, system) == romanise(folded)


def test_a_language_counts_where_it_is_told_or_nothing_tells():
    """Kazakh's Latin alphabet is a reading of a Kazakh name, of one that may be Kazakh, and of
    no Ukrainian one.
    """
    assert romanise("Жаңаөзен") == "Zhangaozen"
    assert romanise("Жаңаөзен", system="kazakh-latin-2021") == "Janaozen"
    assert "janaozen" in readings("Cyrl", fold("Жаңаөзен"))
    assert "janatas" in readings("Cyrl", fold("Жанатас"))
    assert not any(each.startswith("j") for each in readings("Cyrl", fold("Жмеринкаї")))


def test_a_system_for_a_language_counts_words_as_that():
    """Whatever the letters tell, and whichever language is asked for."""
    assert (
        romanise("Галагани", system="ukrainian")
        == romanise("Галагани", "ru", "ukrainian")
        == "Halahany"
    )
    assert romanise("Галагани") == "Galagani"
    assert "halahany" in readings("Cyrl", fold("Галагани"))


@given(OF_ANY_SCRIPT, SYSTEMS)
def test_a_system_that_never_counts_is_no_reading(text, system):
    """It is for `romanise` alone."""
    name = rules_file(script(fold(text)))
    if system in systems(name) and rules(name)["systems"][system].get("counts") == NEVER:
        assert system not in systems_for(name, fold(text))


@pytest.mark.parametrize(
    ("word", "language"),
    [
        ("мінскі", "uk"),
        ("слонімскі раён", "uk"),
        ("мінскія", "uk"),
        ("крыніцы", "be"),
        ("донецьки і", "uk"),
        ("крыницы", None),
    ],
)
def test_shared_letters_tell_beside_own_ones(word, language):
    """і is Ukrainian, and Belarusian beside ы; ы alone tells nothing."""
    assert language_of("cyrillic", None, word) == language


def test_an_unknown_system_is_said():
    """The error is one line that lists what is known, whatever the text."""
    for text in ("", "abc", "서울"):
        with pytest.raises(
            EntryError, match=r"there is no system 'nosuch'; there are: .*mccune-reischauer"
        ) as caught:
            romanise(text, system="nosuch")
        assert "\n" not in str(caught.value)


def test_a_system_leaves_other_scripts_alone():
    """A text's words in scripts that the system isn't made for are written as without it."""
    assert romanise("평양 Москва", system="mccune-reischauer") == "pyongyang Moskva"


@pytest.mark.parametrize(
    ("system", "text", "latin"),
    [(system, *pair) for system, pairs in PUBLISHED.items() for pair in pairs.items()],
)
def test_published_examples(system, text, latin):
    """Names come out as the system's publications write them, and are readings of the name, if
    the system counts as one.
    """
    assert romanise(text, system=system) == latin
    if system in systems_for(rules_file(script(text)), fold(text)):
        assert latin.lower().replace(" ", "") in readings(script(text), fold(text))
