"""The roles of words in names: numbers and labels, legal forms, titles, initials, abbreviations.
Laws first, then names.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry
from translit.index.records import form_of, form_record
from translit.knowledge.rules import rules
from translit.language.abbreviations import MOST, expanded
from translit.language.fold import fold
from translit.language.form import forms, guesses, written_as
from translit.language.numerals import MOST_ROMAN, roman
from translit.language.romanise import romanise
from translit.language.scripts import script
from translit.language.split import TITLE, Parts, legal_clash, only_generics, parts, strong_key

GENERICS, CLASSES = rules("generics"), rules("legal_forms")["classes"]
ORDINALS = [(word, number) for number, line in GENERICS["number"].items() for word in line.split()]
PHRASES = [
    (phrase, number)
    for number, lines in GENERICS["compound"]["phrases"].items()
    for phrase in lines
]
COUNTED = [word for line in GENERICS["counted"]["words"].values() for word in line.split()]
TITLES = [word for line in GENERICS["title"]["words"].values() for word in line.split()]
TITLES += [phrase for lines in GENERICS["title"]["phrases"].values() for phrase in lines]
FIRST = [
    (spelling, name)
    for name, lines in CLASSES.items()
    for key in ("forms", "first")
    for spelling in lines.get(key, ())
]
LAST = [
    (spelling, name)
    for name, lines in CLASSES.items()
    for key in ("forms", "last")
    for spelling in lines.get(key, ())
]
DOUBTFUL = [
    (spelling, name) for name, lines in CLASSES.items() for spelling in lines.get("doubtful", ())
]
SHORT = [
    (lang, short, long)
    for lang, lines in rules("abbreviations")["words"].items()
    for short, many in lines.items()
    for long in many
]


def read(text: str) -> Parts:
    return parts(strong_key(text).split())


def plain(name: str) -> bool:
    """Whether a name is nothing but core words."""
    return not only_generics([name]) and read(name) == Parts(
        tuple(name.split()), frozenset(), frozenset(), frozenset(), frozenset()
    )


NAMES = st.text("bdgklmnrtzaeiou", min_size=6, max_size=12).filter(plain)
LETTERS = st.sampled_from("bcdfghjklmnpqrstwz")


# --- the tables -----------------------------------------------------------------------------------


def test_spellings_stand_as_keys() -> None:
    """What isn't a key would never be met."""
    shorts = [text for _, short, long in SHORT for text in (short, long)]
    beside = [
        word
        for group in ("beside", "suffix")
        for line in GENERICS[group].values()
        for word in line.split()
    ]
    for text in (
        *(each for each, _ in (*ORDINALS, *PHRASES, *FIRST, *LAST, *DOUBTFUL)),
        *COUNTED,
        *TITLES,
        *beside,
    ):
        assert strong_key(text) == text
    assert [text for text in shorts if fold(text) != text] == []


def test_classes_lie_within_classes() -> None:
    """Each wider class is one, and none is within itself."""
    assert {
        wider for lines in CLASSES.values() for wider in lines.get("within", ())
    } <= CLASSES.keys()
    assert all(legal_clash(frozenset({name}), frozenset({name})) is False for name in CLASSES)


def test_plain_abbreviations_are_listed() -> None:
    assert set(rules("abbreviations")["plain"].split()) <= {
        short for _, short, _ in SHORT if len(short) > 1
    }


# --- numbers and labels ---------------------------------------------------------------------------


@given(NAMES, st.sampled_from([*ORDINALS, *PHRASES]))
def test_an_ordinal_is_its_number(name: str, ordinal: tuple[str, str]) -> None:
    assert (
        read(f"{name} {ordinal[0]}") == read(f"{ordinal[0]} {name}") == read(f"{name} {ordinal[1]}")
    )


@given(NAMES, st.integers(0, 10**6), st.integers(0, 10**6))
def test_glued_digits_are_a_number(name: str, one: int, other: int) -> None:
    assert (
        read(f"{name}{one}")
        == read(f"{name} {one}")
        == read(f"{one}{name}")
        == read(f"{one} {name}")
    )
    assert (read(f"{name}{one}").numbers == read(f"{name}{other}").numbers) == (one == other)


@given(st.sampled_from(COUNTED), st.integers(2, MOST_ROMAN), NAMES)
def test_a_roman_numeral_is_its_number(counted: str, number: int, name: str) -> None:
    said = {str(number)}
    assert (
        read(f"{name} {counted} {roman(number)}").numbers
        == read(f"{counted} {number} {name}").numbers
        == said
    )
    assert read(f"{name} {roman(number).upper()}").numbers == said


@given(st.sampled_from(COUNTED), LETTERS, LETTERS, NAMES)
def test_a_letter_beside_what_is_counted_is_a_label(
    counted: str, one: str, other: str, name: str
) -> None:
    assume(other != one)
    x, y = (read(f"{name} {counted} {letter}") for letter in (one, other))
    assert (x.numbers, y.numbers, x.core) == ({one}, {other}, y.core)


@given(LETTERS, LETTERS, st.integers(0, 99), st.integers(0, 99))
def test_codes_differ_in_what_they_say(one: str, other: str, number: int, another: int) -> None:
    same = (one, number) == (other, another)
    assert (read(f"{one}{number}").numbers == read(f"{other}-{another}").numbers) == same


@given(st.lists(st.sampled_from("abcdefghjklmnopqrstuwz"), min_size=1, max_size=3), NAMES)
def test_initials_stay_in_the_name(initials: list[str], name: str) -> None:
    """Those of people: nothing makes them labels."""
    assert read(" ".join([*initials, name])) == Parts(
        (*initials, name), frozenset(), frozenset(), frozenset(), frozenset()
    )
    assert [word.latin for word in forms(" ".join([*initials, name]))[-1].words] == [
        *initials,
        name,
    ]


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        (
            "3",
            (
                "Phase III|Third Phase|Phase 3|Phase Three|Faz III|3. Faz|Фаза III|المرحلة"
                " الثالثة|phase3"
            ),
        ),
        ("9", "Block IX|Block 9|Block9|Block Nine|Ninth Block|Bloc IX"),
        (
            "14",
            (
                "Fourteenth Brigade|14th Brigade|الفرقة الرابعة عشرة|Четырнадцатая"
                " бригада|Ondördüncü Tugay|on dördüncü tugay|14-я бригада"
            ),
        ),
        (
            "21",
            (
                "Twenty-first Street|21st Street|двадцать первая улица|Vingt et unième"
                " rue|Einundzwanzigste Straße|شارع الحادي والعشرين"
            ),
        ),
        ("17 a", "17A Ramousa|Ramousa 17a|Ramousa 17-A"),
        ("f 16", "F-16|F16|16F"),
        ("a", "Block A|Ramousa Block A|Block A, Ramousa"),
        ("2", "Philip II|Philip the Second|Philip 2"),
        ("jr", "John Doe Jr.|John Doe Junior"),
        (
            "",
            (
                "J. Doe|Doe, J.|R. T. Erdogan|Seven Oaks|Xi Jinping|Harakat-i Islami|One"
                " Direction|Petrov V. I."
            ),
        ),
    ],
)
def test_numbers_and_labels(numbers: str, texts: str) -> None:
    assert {text: read(text).numbers for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), frozenset(numbers.split())
    )


# --- legal forms ----------------------------------------------------------------------------------


@given(NAMES, st.sampled_from(FIRST), st.sampled_from(LAST))
def test_a_legal_form_is_set_apart(
    name: str, first: tuple[str, str], last: tuple[str, str]
) -> None:
    before, behind = read(f"{first[0]} {name}"), read(f"{name} {last[0]}")
    assert before.core == behind.core == (name,)
    assert first[1] in before.legal
    assert last[1] in behind.legal
    assert all(form.legal == behind.legal for form in forms(f"{name} {last[0]}"))


@given(NAMES, st.sampled_from(DOUBTFUL))
def test_a_doubtful_form_stays_in_the_name(name: str, form: tuple[str, str]) -> None:
    """Ban Ou is no company of Estonia, and Petrov A. S. none of Denmark."""
    assert read(f"{name} {form[0]}") == Parts(
        (name, *form[0].split()),
        frozenset(),
        frozenset(),
        frozenset(),
        read(f"{name} {form[0]}").legal,
    )
    assert form[1] in read(f"{name} {form[0]}").legal


@given(NAMES, st.sampled_from([*LAST, *DOUBTFUL]), st.sampled_from([*LAST, *DOUBTFUL]))
def test_spellings_of_one_class_never_clash(
    name: str, one: tuple[str, str], other: tuple[str, str]
) -> None:
    x, y = read(f"{name} {one[0]}").legal, read(f"{name} {other[0]}").legal
    assert legal_clash(x, y) == legal_clash(y, x)
    assert not (legal_clash(x, y) and one[1] == other[1])
    assert not legal_clash(x, frozenset())


@given(st.sampled_from([*FIRST, *LAST]))
def test_a_name_of_nothing_else_keeps_its_words(form: tuple[str, str]) -> None:
    assert read(form[0]).legal == frozenset()
    assert read(form[0]).core


@given(NAMES, st.sampled_from(LAST))
def test_a_record_keeps_the_legal_form(name: str, form: tuple[str, str]) -> None:
    """With its alias a row has all of its form again: how it is written is left to that."""
    alias = f"{name} {form[0]}"
    for each in forms(alias):
        assert written_as(alias, [form_of(form_record(each), each.words)]) == (each,)


def test_a_legal_form_in_cyrillic_is_one_in_latin_letters_too() -> None:
    """As the script's first scheme and passports write it; й stands folded in the file."""
    spelt = [
        (name, form)
        for name, facts in CLASSES.items()
        for form in facts.get("forms", ())
        if " " in form and script(form) == "Cyrl"
    ]
    romanised = [
        (name, strong_key(romanise(re.sub("(?<=[аеёиоуыэюяө])и(?=$| )", "й", form), system=system)))
        for name, form in spelt
        for system in (None, "icao-9303")
    ]
    assert [
        (name, form) for name, form in romanised if name not in read(f"Orlova {form}").legal
    ] == []


@pytest.mark.parametrize(
    ("clash", "one", "other"),
    [
        (True, "Deutsche Bank GmbH", "Deutsche Bank AG"),
        (True, "Ramousa Ltd", "Ramousa PLC"),
        (True, "Ramousa S.A.", "Ramousa S.A.R.L."),
        (True, "ООО Рамуса", "ЗАО Рамуса"),
        (True, "ОАО Рамуса", "ЗАО Рамуса"),
        (True, "Ramousa GmbH", "Ramousa GmbH & Co. KG"),
        (True, "Ramousa, e.V.", "Ramousa AG"),
        (False, "OAO Gazprom", "Open Joint Stock Company Gazprom"),
        (False, "ПАО Газпром", "Gazprom PJSC"),
        (False, "АО Рамуса", "Ramousa JSC"),
        (False, "ООО Рамуса", "Ramousa LLC"),
        (False, "ООО Рамуса", "Obshchestvo s ogranichennoy otvetstvennost'yu Ramusa"),
        (False, "Ramousa Ltd.", "Ramousa Limited"),
        (False, "Ramousa L.L.C.", "Ramousa Limited Liability Company"),
        (False, "Ramousa S. A.", "Ramousa SA"),
        (False, "Ramousa A/S", "Ramousa AS"),
        (False, "Ramousa A.Ş.", "Ramousa Anonim Şirketi"),
        (False, "华为技术有限公司", "Huawei Technologies Co., Ltd."),
        (False, "주식회사 라무사", "Ramousa Co., Ltd."),
        (False, "شركة راموسة ش.م.ل", "Ramousa S.A.L."),
        (False, "شركة راموسة ذات مسؤولية محدودة", "Ramousa LLC"),
    ],
)
def test_legal_forms(clash: bool, one: str, other: str) -> None:
    x, y = read(one), read(other)
    assert legal_clash(x.legal, y.legal) == clash
    assert x.legal
    assert y.legal


# --- titles ---------------------------------------------------------------------------------------


@given(st.sampled_from(TITLES), NAMES, NAMES)
def test_a_title_before_a_name_says_that_it_is_one(
    title: str, given_name: str, surname: str
) -> None:
    """And nothing else."""
    plainly = read(f"{given_name} {surname}")
    assert read(f"{title} {given_name} {surname}") == plainly._replace(
        kinds=plainly.kinds | {TITLE}
    )


@given(st.sampled_from(TITLES))
def test_a_title_alone_is_a_name(title: str) -> None:
    assert read(title).core


@pytest.mark.parametrize(
    ("core", "texts"),
    [
        (
            "lavrov",
            (
                "Mr. Lavrov|Dr Lavrov|Prof. Dr. Lavrov|Foreign Minister Lavrov|Prime Minister"
                " Lavrov|Vice President Lavrov"
            ),
        ),
        (
            "bashar assad",
            (
                "President Bashar al-Assad|Präsident Bashar al-Assad|président Bashar al-Assad|Dr."
                " Bashar al-Assad"
            ),
        ),
        (
            "лавров",
            "господин Лавров|г-н Лавров|министр иностранных дел Лавров|премьер-министр Лавров",
        ),
        ("اسد", "السيد الأسد|الرئيس الأسد|الدكتور الأسد|رئيس الوزراء الأسد"),
        ("ahmet", "Ahmet Bey|Ahmet Efendi|Sayın Ahmet"),
        ("genghis khan", "Genghis Khan|General Genghis Khan"),
    ],
)
def test_titles(core: str, texts: str) -> None:
    """Those that are a part of the name, as Khan is, are none."""
    found = {text: (" ".join(read(text).core), read(text).kinds) for text in texts.split("|")}
    assert found == {text: (core, {TITLE} if fold(text) != core else set()) for text in found}


# --- abbreviations --------------------------------------------------------------------------------


@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(["S.", "Is.", "р-н", "Dem.", "U.S.", " ", "Congo", "-", "(", "N.W."])
    ).map("".join)
)
def test_readings_are_folded_and_few(text: str) -> None:
    found = expanded(text)
    assert len(found) <= MOST
    assert all(fold(reading) == reading != fold(text) for reading in found)
    assert list(found) == sorted(set(found), key=lambda reading: (-len(reading), reading))


@given(NAMES, st.sampled_from([each for each in SHORT if " " not in each[1]]))
def test_an_abbreviation_with_its_point_counts(name: str, short: tuple[str, str, str]) -> None:
    """As the first word and as the last; each reading is one that the table has."""
    longs = {long for _, other, long in SHORT if other == short[1]}
    for text, place in (
        (f"{short[1]}. {name}", "{} " + name),
        (f"{name} {short[1]}.", name + " {}"),
    ):
        assert expanded(text)
        assert set(expanded(text)) <= {place.format(long) for long in longs}


@given(NAMES, LETTERS)
def test_a_letter_without_its_point_is_no_abbreviation(name: str, letter: str) -> None:
    assert expanded(f"{letter} {name}") == ()


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("S. Sudan", "south sudan"),
        ("Dem. Rep. Congo", "democratic republic congo"),
        ("dem rep congo", "democratic republic congo"),
        ("Solomon Is.", "solomon islands"),
        ("St-Denis", "saint denis"),
        ("Московская обл.", "московская область"),
        ("г.Москва", "город москва"),
        ("р-н Сокол", "раион сокол"),
        ("N.W. Frontier Prov.", "northwest frontier province"),
        ("U.S. Virgin Is.", "united states virgin islands"),
    ],
)
def test_readings(text: str, reading: str) -> None:
    assert reading in expanded(text)


@pytest.mark.parametrize(
    "text",
    ["J. Doe", "R. T. Erdogan", "E. S. Smith", "Kim Min-ho", "Ramousa", "S.", "N", "s sudan"],
)
def test_no_readings(text: str) -> None:
    assert expanded(text) == ()


def test_readings_are_further_forms() -> None:
    """They count as the forms of a name do, and only beside its own."""
    found = [form for form in guesses("S. Sudan") if "south" in form.traits]
    assert found
    assert not any(form.guessed for form in found)
    assert not any(form.traits for form in forms("S. Sudan"))


STATES = {
    "ss": "South Sudan",
    "sd": "Sudan",
    "gq": "Equatorial Guinea",
    "gn": "Guinea",
    "gw": "Guinea-Bissau",
    "eh": "Western Sahara",
    "cd": "Democratic Republic of the Congo",
    "cg": "Congo",
    "mk": "North Macedonia",
    "gr": "Macedonia",
    "sb": "Solomon Islands",
    "ss.nbg": "Northern Bahr el Ghazal",
    "ss.wbg": "Western Bahr el Ghazal",
    "td.beg": "Barh El Gazel",
    "lc": "Saint Lucia",
}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("S. Sudan", "ss"),
        ("Eq. Guinea", "gq"),
        ("Dem. Rep. Congo", "cd"),
        ("W. Sahara", "eh"),
        ("N. Macedonia", "mk"),
        ("Solomon Is.", "sb"),
        ("N. Bahr El Ghazal", "ss.nbg"),
        ("W. Bahr El Ghazal", "ss.wbg"),
        ("St. Lucia", "lc"),
    ],
)
def test_what_is_abbreviated_is_found(text: str, id: str) -> None:
    """Before anything that merely resembles it: S. Sudan is no Sudan."""
    resolver = translit.load([Entry(id, name) for id, name in STATES.items()])
    assert resolver.resolve(text).candidates[0].id == id


NUMBERED = {
    "b9": "Block 9",
    "b8": "Block 8",
    "14": "14th Brigade",
    "15": "15th Brigade",
    "p3": "Phase 3",
    "p2": "Phase 2",
    "ph2": "Philip II",
    "g7": "G-7",
    "m1": "M1 Motorway",
    "b17": "Block17",
    "f15": "F-15",
    "17b": "17B",
    "d14": "الفرقة الرابعة عشرة",
    "gaz": "Open Joint Stock Company Gazprom",
}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Block IX", "b9"),
        ("Fourteenth Brigade", "14"),
        ("Phase III", "p3"),
        ("Third Phase", "p3"),
        ("الفرقة 14", "d14"),
        ("OAO Gazprom", "gaz"),
        ("Philip III", None),
        ("F-7", None),
        ("M4 Motorway", None),
        ("Block18", None),
        ("F-16", None),
        ("17A", None),
        ("Phase IV", None),
    ],
)
def test_another_number_is_another_name(text: str, id: str | None) -> None:
    """And one that is written otherwise is the same."""
    resolver = translit.load([Entry(id, name) for id, name in NUMBERED.items()])
    assert resolver.resolve(text).id == id
