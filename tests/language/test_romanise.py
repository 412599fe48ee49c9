"""`romanise` and `reading`: the laws, then examples for each script from common knowledge of
names.
"""

from __future__ import annotations

import unicodedata

import pytest
from commands import quality
from drawing import OF_ANY_SCRIPT
from hypothesis import given
from hypothesis import strategies as st

import translit
import translit.language.letters
from translit.knowledge.rules import rules, rules_exist
from translit.language.fold import fold
from translit.language.form import latin
from translit.language.languages import code_of, language_of
from translit.language.letters import letters
from translit.language.romanise import reading, romanise
from translit.language.scripts import rules_files

EXAMPLES = {
    # Cyrillic: default (Russian), and languages known by their own letters
    "Москва": "Moskva",
    "Хрущёв": "Khrushchev",
    "ХРУЩЁВ": "KHRUSHCHEV",
    "Елена": "Yelena",
    "Екатеринбург": "Yekaterinburg",
    "Юрий": "Yuriy",
    "Київ": "Kyiv",
    "Їжакевич": "Yizhakevych",
    "Іўе": "Iwye",
    "Үшқоңыр": "Ushqongyr",
    "Қызылорда": "Qyzylorda",
    "Тоҷикистон": "Tojikiston",
    "Азәрбајҹан": "Azarbaycan",
    "Бијело": "Bijelo",
    "Његош": "Njegos",
    "Ќамилов": "Kamilov",
    "Влади\u0301мир": "Vladimir",
    # Greek
    "Αθήνα": "Athina",
    "Ευρώπη": "Evropi",
    "Μπουμπουλίνα": "Boumpoulina",
    "Ταΰγετος": "Taygetos",
    "Αύγουστος": "Avgoustos",
    "ΘΕΣΣΑΛΟΝΙΚΗ": "THESSALONIKI",
    "Γάιδαρος": "Gaidaros",
    "Ἀθῆναι": "Athinai",
    "Άγγελος": "Angelos",
    # Arabic and its neighbours
    "الراموسة": "alramusa",
    "الراموسه": "alramusa",
    "سوريا": "surya",
    "داوود": "dawud",
    "طويل": "twil",
    "كوين": "kwin",
    "ميونيخ": "myunikh",
    "محمد": "mhmd",
    "مُحَمَّد": "muhammad",
    "القَذَّافِي": "alqadhdhafi",
    "الرِّيَاض": "alriyad",
    "الله": "allah",
    "١٢": "12",
    "هەولێر": "hewler",
    "سلێمانی": "slemani",
    "پرویز": "prviz",
    "ﺩﻣﺸﻖ": "dmshq",
    # Hebrew
    "ירושלים": "yroshlim",
    "חיפה": "hifa",
    "צ׳רצ׳יל": "chrchil",
    "ג'ורג'": "jorj",
    "בּוֹלִיבְיָה": "bolivya",
    "שׂרה": "sra",
    # the Caucasus
    "Երևան": "Yerevan",
    "Հայաստան": "Hayastan",
    "თბილისი": "tbilisi",
    "საქართველო": "sakartvelo",
    "ᲗᲑᲘᲚᲘᲡᲘ": "TBILISI",
    # India and Sri Lanka
    "दिल्ली": "dilli",
    "रामपुर": "rampur",
    "कमला": "kamla",
    "मित्र": "mitra",
    "भारत": "bharat",
    "मुंबई": "mumbai",
    "अमृतसर": "amritsar",
    "ঢাকা": "dhaka",
    "বাংলাদেশ": "bangladesh",
    "ਪੰਜਾਬ": "panjab",
    "ગુજરાત": "gujrat",
    "சென்னை": "chennai",
    "తెలుగు": "telugu",
    "ಕರ್ನಾಟಕ": "karnataka",
    "കേരളം": "keralam",
    "ශ්‍රී ලංකා": "shri lanka",
    "ଭୁବନେଶ୍ୱର": "bhubaneshwara",
    # the East
    "とうきょう": "tokyo",
    "トウキョウ": "tokyo",
    "サッポロ": "sapporo",
    "マッチ": "matchi",
    "ティファニー": "tifani",
    "ヴェネツィア": "venetsia",
    "ｱﾒﾘｶ": "amerika",
    "しんいち": "shin'ichi",
    "서울": "seoul",
    "신라": "silla",
    "독립문": "dongnimmun",
    "같이": "gachi",
    "설악": "seorak",
    "กรุงเทพ": "krungthep",
    "เชียงใหม่": "chiangmai",
    "ภูเก็ต": "phuket",
    "สมุทรปราการ": "samutprakan",
    "ວຽງຈັນ": "viangchan",
    "ຫຼວງພະບາງ": "louangphabang",
    "ភ្នំពេញ": "phnumpenh",
    "សៀមរាប": "siemreap",
    "မန္တလေး": "mantale",
    "တောင်ကြီး": "taungkyi",
    "ལྷ་ས": "lhasa",
    "ᠬᠣᠷᠴᠢᠨ": "horqin",
    "北京": "beijing",
    # Ethiopia, the Maldives
    "ሰላም": "selam",
    "አዲስ": "adis",
    "ትግራይ": "tigray",
    "ދިވެހި": "dhivehi",
    # Latin
    "Łódź": "Lodz",
    "Þór": "Thor",
    "ÞÓR": "THOR",
    "STRAẞE": "STRASSE",
    "Đỗ Mười": "Do Muoi",
    "ŞANLIURFA": "SANLIURFA",
    "ısı": "isi",
}


@given(OF_ANY_SCRIPT)
def test_total_and_ascii(text):
    """Every text has a romanisation and a reading, and both are ASCII."""
    assert romanise(text).isascii()
    assert reading(text).isascii()


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_ascii_is_left_alone(text):
    """What is ASCII already comes back as it is."""
    assert romanise(text) == reading(text) == text


@given(OF_ANY_SCRIPT, st.sampled_from([None, "ru", "uk", "fa", "tlh", "", "zh-Hant-TW"]))
def test_word_by_word_equals_all_at_once(text, lang):
    """Words don't influence each other."""
    words = text.split()
    assert romanise(" ".join(words), lang) == " ".join(romanise(word, lang) for word in words)


@given(OF_ANY_SCRIPT)
def test_composed_or_not(text):
    """Short words read the same composed and decomposed."""
    assert romanise(unicodedata.normalize("NFC", text)[:100]).isascii()
    for word in text.split():
        if len(word) < 20:
            assert romanise(unicodedata.normalize("NFD", word)) == romanise(
                unicodedata.normalize("NFC", word)
            )


@given(OF_ANY_SCRIPT)
def test_idempotent(text):
    """A romanised text is left alone."""
    assert romanise(romanise(text)) == romanise(text)


@pytest.mark.parametrize(("text", "latin"), EXAMPLES.items())
def test_examples(text, latin):
    """Names come out as the schemes that the rules files name write them."""
    assert romanise(text) == latin


@pytest.mark.parametrize(
    ("text", "lang", "latin"),
    [
        ("Сергій", "uk", "Serhii"),
        ("Щорс Галаган", "uk-UA", "Shchors Halahan"),
        ("Згорани", "ukr", "Zghorany"),
        ("Щърбанов", "bg", "Shtarbanov"),
        ("Гомель", "be", "Homyel"),
        ("Жалал", "ky", "Jalal"),
        ("Улаанбаатар", "mn", "Ulaanbaatar"),
        ("Астана", "tlh", "Astana"),
        ("香港", "zh-HK", "xianggang"),
        ("香港", "zh-yue", "hoenggong"),
        ("ثریا", "fa", "srya"),
        ("مېړه", "ps", "mera"),
        ("کراچی", "ur", "krachi"),
        ("نوروز", "fa", "nuruz"),
        ("وحید", "fa", "vhid"),
        ("Müller", "de", "Mueller"),
        ("Müller", None, "Muller"),
        ("Århus", "da", "Aarhus"),
    ],
)
def test_languages(text, lang, latin):
    """A language changes what its rules change; one that the script's rules don't know changes
    nothing.
    """
    assert romanise(text, lang) == latin


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        ("ua", "'ua': uk?"),
        ("UA", "'UA': uk?"),
        ("gr", "'gr': el?"),
        ("Ukrainian", "'Ukrainian': uk?"),
        ("ukranian", "'ukranian': uk?"),
        ("xx", "'xx': give its code of ISO 639"),
        ("klingon", "'klingon': give its code of ISO 639"),
    ],
)
def test_what_is_no_language_is_told(lang, told):
    """With the code of the one that may be meant; a text would be read as another language."""
    for function in (romanise, translit.variants):
        with pytest.raises(translit.EntryError, match=r"^there is no language ") as error:
            function("Галич", lang=lang)
        assert told in str(error.value)
        assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", [name for name in sorted(rules_files()) if rules_exist(name)])
def test_every_code_of_a_language_is_one(name):
    """What the files of rules call a language can be asked for, and leads to its lines."""
    for code, facts in rules(name).get("languages", {}).items():
        for each in (code, *facts.get("also", ())):
            assert language_of(name, code_of(f"{each}-XX"), "") == code


def test_a_code_of_a_country_stands_for_no_language():
    """Else what it stands for would be another language than the one that is told."""
    known = rules("languages")
    codes = known["codes"].split()
    assert codes == sorted({*codes})
    assert {*codes}.isdisjoint(known["meant"])
    assert {*known["meant"].values()} <= {*codes}


@pytest.mark.parametrize(
    ("folded", "latin"),
    [
        ("الراموسه", "alramusa"),
        ("جيش الاسلام", "jish alaslam"),
        ("عمر", "amr"),
        ("الحكمه", "alhkma"),
        ("שושנה", "shoshna"),
        ("กรุงเทพ", "krungtep"),
        ("χαλεπι", "khalepi"),
        ("ντοναλντ", "donald"),
        ("μπασαρ", "basar"),
        ("ραμουσα", "ramusa"),
        ("يەلكە", "elke"),
        ("маикоп", "maykop"),
        ("иорк", "york"),
        ("киив", "kiiv"),
        ("ђоковић", "djokovich"),
        ("რუსთაველი", "rustaveli"),
    ],
)
def test_readings(folded, latin):
    """A reading writes as English does what the scheme writes otherwise, and takes folded
    letters.
    """
    assert reading(folded) == latin


@given(OF_ANY_SCRIPT)
def test_a_name_is_read_as_its_words_are(text):
    """Latin letters and digits alone are left of the reading of each."""
    words = ["".join(filter(str.isalnum, word)) for word in reading(fold(text)).lower().split()]
    assert latin(fold(text)) == " ".join(filter(None, words))


@pytest.mark.parametrize(
    "hostile",
    [
        "\ud800",
        "\0",
        "a\u0301" * 5,
        "Z̴̡̪a̷l̸g̶o̵",
        "\u202eабв\u202c",
        "ж" * 1000,
        "\u0301\u0316" * 5000,
        "\ufeffа",
        "𝔄𝔩𝔢𝔭𝔭𝔬",
    ],
)
def test_hostile_text(hostile):
    """Lone surrogates, NUL, heaps of marks, bidi overrides and very long words are only text."""
    assert romanise(hostile).isascii()


@pytest.mark.parametrize("name", ["arabic", "cyrillic", "thai", "devanagari"])
def test_work_grows_with_length(name, monkeypatch):
    """Twice the text takes twice as many looks at the rules."""
    rules = letters(name, None, False)
    looks = []
    real = translit.language.letters._longest
    monkeypatch.setattr(
        translit.language.letters,
        "_longest",
        lambda *choice: (looks.append(choice), real(*choice))[1],
    )
    word = "".join(sorted(rules.alphabet))
    counts = []
    for times in (50, 100, 200):
        looks.clear()
        rules._parts(*rules.spoken(word * times), [])
        counts.append(len(looks))
    assert counts[1] / counts[0] == pytest.approx(2, rel=0.05)
    assert counts[2] / counts[1] == pytest.approx(2, rel=0.05)


# The figures on the bundled sample may not fall below these: share of rows exactly equal, mean
# similarity.
FLOORS = {
    "Arab": (0.52, 0.92),
    "Armn": (1, 1),
    "Cyrl": (0.97, 0.99),
    "Deva": (0.3, 0.86),
    "Ethi": (0.4, 0.94),
    "Geor": (1, 1),
    "Grek": (1, 1),
    "Hang": (0.5, 0.84),
    "Hrkt": (0.8, 0.96),
    "Kana": (0.6, 0.96),
    "Taml": (0.7, 0.98),
    "Telu": (0.5, 0.96),
    "Sinh": (0.3, 0.96),
    "Orya": (0.8, 0.98),
    "Thaa": (0.6, 0.95),
}


def test_quality_floor():
    """On a sample of published schemes' own examples, no script falls below its floor."""
    measured = quality("romanise")
    rows = measured.read(measured.SAMPLE)
    for script, floor in FLOORS.items():
        figures = measured.measure([row for row in rows if row.script == script])
        assert figures.rows, script
        assert (figures.exact, figures.alike) >= floor, (script, figures)
