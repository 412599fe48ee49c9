"""Han characters: what the tables of forms and readings must hold, how they are read, and what
folding makes one.
"""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translit.knowledge.rules import files_of, rules
from translit.language import han
from translit.language.fold import fold, simplified
from translit.language.han import Characters, reading, stays_within
from translit.language.languages import systems
from translit.language.readings import MOST, readings
from translit.language.romanise import romanise
from translit.language.scripts import script_of
from translit.model.errors import RulesError

READINGS = [name.removeprefix("han/") for name in files_of("han/") if name != "han/variants"]
FORMS = st.sampled_from(sorted(simplified()))
NAMES = st.text(
    st.sampled_from(sorted({*simplified(), *reading("mandarin").characters})),
    min_size=1,
    max_size=6,
)


def test_no_form_stands_twice() -> None:
    """Each form has one simplified form, which is no form of another: folding twice is folding
    once.
    """
    groups = rules("han/variants")["variants"].split()
    stand = [char for group in groups for char in group]
    assert len(stand) == len(set(stand))
    assert all(len(group) > 1 for group in groups)


def test_forms_are_met() -> None:
    """Each form is a Han character that is left when compatibility forms are plain."""
    for char in "".join(rules("han/variants")["variants"].split()):
        assert script_of(char) == "Hani", char
        assert unicodedata.normalize("NFKC", char) == char, char


@given(NAMES, st.data())
def test_a_name_in_other_forms_is_the_same_name(name: str, data: st.DataObject) -> None:
    """However each character of a name is written, traditional or simplified, it folds to one
    key and is read by it alike.
    """
    forms: dict[str, list[str]] = {}
    for form, plain in simplified().items():
        forms.setdefault(plain, [plain]).append(form)
    other = "".join(data.draw(st.sampled_from(forms.get(fold(char), [char]))) for char in name)
    assert fold(other) == fold(name)
    assert readings("Hani", fold(other)) == readings("Hani", fold(name))


@given(FORMS, FORMS)
def test_forms_of_two_characters_stay_two(one: str, other: str) -> None:
    """Folding makes equal what is one character, and nothing else."""
    assert (fold(one) == fold(other)) == (simplified()[one] == simplified()[other])


@pytest.mark.parametrize("name", READINGS)
def test_a_character_is_read_in_one_way(name: str) -> None:
    """Characters stand once, folded, but for those that are read otherwise than their simplified
    form; so do the words.
    """
    tree = rules(f"han/{name}")
    chars = [char for text in tree["characters"].values() for char in "".join(text.split())]
    assert len(chars) == len(set(chars))
    assert [
        char
        for char in chars
        if fold(char) != char
        and reading(name).characters.get(fold(char)) == reading(name).characters[char]
    ] == []
    assert [
        word
        for word in tree.get("words", {})
        if fold(word) != word or not set(map(script_of, word)) <= {"Hani", "Zyyy"}
    ] == []
    assert tree.keys() <= {"source", "words", "characters", "else"}
    assert tree["source"]


@pytest.mark.parametrize("name", READINGS)
def test_no_word_is_idle(name: str) -> None:
    """A word that is read as its characters are would only slow reading down."""
    table = reading(name)
    told = [
        word
        for word, syllables in table.words.items()
        if "".join(table.characters.get(char, "?") for char in word) == syllables.replace(" ", "")
    ]
    assert told == []


def test_mandarin_has_syllables_of_mandarin() -> None:
    """Each reading in Mandarin is a syllable of Hanyu Pinyin."""
    known = rules("syllables")["chinese"]["syllables"]
    syllables = {
        initial + final for initial, finals in known.items() for final in ("", *finals.split())
    }
    rare = {
        "m",
        "n",
        "ng",
        "hm",
        "hng",
        "dia",
        "dei",
        "den",
        "fiao",
        "kei",
        "lo",
        "lün",
        "nou",
        "nun",
        "pou",
        "rua",
        "sei",
        "shei",
        "shong",
        "te",
    }
    rare |= {
        "tei",
        "yai",
        "yo",
        "zhei",
        "zhua",
        "cei",
        "ceng",
        "biang",
        "cen",
        "eng",
        "o",
        "lia",
        "nia",
    }
    assert {
        each.replace("ü", "u") for each in reading("mandarin").characters.values()
    } <= syllables | rare


@given(NAMES, st.sampled_from([None, *systems("han")]))
def test_every_name_is_read(name: str, system: str | None) -> None:
    """Whatever the characters and the system, a name comes out in lower-case ASCII without marks
    of ours.
    """
    assert re.fullmatch(r"[a-z' .,()?*-]*", romanise(name, system=system))


@given(NAMES)
def test_likelier_readings_come_first(name: str) -> None:
    """Readings stand in the order of the systems of the file, behind Pinyin."""
    found = readings("Hani", fold(name))
    spelt = [
        re.sub("[^a-z]", "", romanise(fold(name), system=system))
        for system in (None, *systems("han"))
    ]
    assert found == tuple(dict.fromkeys(filter(None, spelt)))[:MOST]


@given(NAMES)
def test_rules_together_spell_as_each_does(name: str) -> None:
    """A name is taken to pieces once for all systems, and with words that aren't read so."""
    each = [Characters("han", None, system) for system in (None, *systems("han"), None)]
    word = name + "々"[: len(name) % 2]
    for text in (word, fold(word), fold(word) + "重庆", "东京" + fold(word)):
        assert [*Characters.together(each)(text)] == [one.spell(text) for one in each]


PATTERNS = {
    tuple(pair) for facts in rules("han")["systems"].values() for pair in facts.get("after", ())
}
SYLLABLES = st.sampled_from(
    sorted({*reading("cantonese").syllables, *reading("mandarin").syllables, "yu/yu", "gu/gu"})
)


@given(st.lists(SYLLABLES, min_size=1, max_size=5))
def test_what_stays_within_a_syllable_changes_each_alone(syllables: list[str]) -> None:
    """Whatever the syllables beside it are."""
    within = {pair for pair in PATTERNS if stays_within(*pair)}
    assert 15 < len(within) < len(PATTERNS)
    for pattern, becomes in within:
        alone = [re.sub(pattern, becomes, f"·{each}·").strip("·") for each in syllables]
        assert re.sub(pattern, becomes, f"·{'·'.join(syllables)}·") == f"·{'·'.join(alone)}·"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("重慶", "重庆"),
        ("臺灣", "台湾"),
        ("蔣介石", "蒋介石"),
        ("瀋陽", "沈阳"),
        ("廣島", "広島"),
        ("横浜", "橫濱"),
        ("龍", "竜"),
        ("澤", "沢"),
        ("鍾", "钟"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    """Simplified, traditional and Japanese spellings of one name are equal when folded."""
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京", "南京"),
        ("河北", "湖北"),
        ("大坂", "大阪"),
        ("干", "乾"),
        ("ガ", "力"),
        ("着", "著"),
    ],
)
def test_other_names_stay_others(one: str, other: str) -> None:
    """Characters that are two in simplified spelling too stay two."""
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("text", "lang", "latin"),
    [
        ("東京", None, "dongjing"),
        ("東京", "ja", "tokyo"),
        ("東京", "ko", "donggyeong"),
        ("東京", "zh", "dongjing"),
        ("霞ヶ浦", "zh", "xiagapu"),
    ],
)
def test_the_language_asked_for_counts(text: str, lang: str | None, latin: str) -> None:
    """A language that is asked for is right, whatever stands beside; without one, and without a
    sign of another, it is Mandarin.
    """
    assert romanise(text, lang) == latin


def test_a_form_with_its_own_reading() -> None:
    """浜 is a creek in Chinese, and Japan's form of 滨: as it is written it is read so, folded it
    is the other.
    """
    assert romanise("浜") == "bang"
    assert romanise(fold("浜")) == "bin"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"latters": {}}, "keys must be"),
        ({"systems": {"yy": {"letters": {}}}}, "the keys of 'yy' may be"),
        ({"systems": {"zz": {}}}, "there is no system 'yy'"),
        ({"systems": {"yy": {"like": "zz"}}}, "'zz' is no system"),
        ({"systems": {"yy": {"after": [["(", "x"]]}}}, "after: missing"),
    ],
)
def test_faults_are_said(
    change: dict[str, object], says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that breaks the form raises a RulesError that names the file and the fault."""
    good = {key: rules("han")[key] for key in ("script", "name", "scheme", "source", "readings")}
    monkeypatch.setattr(
        han, "rules", lambda name: {**good, **change} if name == "han" else rules(name)
    )
    with pytest.raises(RulesError, match=says) as caught:
        Characters("han", None, "yy").check()
    assert "translit/knowledge/han.yaml" in str(caught.value)


def test_header() -> None:
    """Each language and system says by which scheme it writes, each system where that stands,
    and patterns are bounded.
    """
    tree = rules("han")
    assert all(facts["scheme"] and facts["name"] for facts in tree["languages"].values())
    assert all(facts["scheme"] and facts["source"] for facts in tree["systems"].values())
    patterns = [
        pattern for facts in tree["systems"].values() for pattern, _ in facts.get("after", ())
    ]
    assert patterns
    assert [pattern for pattern in patterns if re.search(r"[*+]|,\}", pattern)] == []
    words = [word for facts in tree["systems"].values() for word in facts.get("words", {})]
    assert [word for word in words if fold(word) != word] == []


def test_other_scripts_read_no_characters() -> None:
    """Folding and reading Arabic, Cyrillic or Korean names loads nothing of Han."""
    asked = "".join(
        f"fold({text!r}), romanise({text!r});" for text in ("الرموسة", "Київ", "평양", "Łódź")
    )
    code = (
        "import sys; from translit.language.fold import fold, simplified; from"
        f" translit.language.romanise import romanise; {asked}"
    )
    code += "print(simplified.cache_info().currsize, 'translit.language.han' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["0", "False"]
