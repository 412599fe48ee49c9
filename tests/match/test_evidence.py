"""Laws of the evidence: another name is another name, and a slip, another order, an initial or
another system leaves it the same one.

Names are drawn from a table of some hundred plausible entries (rivals.py): by a fixed seed where a
share is promised, by Hypothesis where a law holds always. The examples come second.
"""

from __future__ import annotations

import random
from functools import cache

import pytest
import reference
from hypothesis import assume, given
from hypothesis import strategies as st
from rivals import (
    CHANGES,
    ENTRIES,
    HELD,
    KEYS,
    PERSONS,
    READ,
    TABLE,
    Drawn,
    is_right,
    others,
    slipped,
    spelt,
)

import translit
from translit import Entry
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.form import forms
from translit.language.languages import systems
from translit.language.scripts import rules_file, script
from translit.language.split import opposite, parts, strong_key
from translit.match.decision import threshold
from translit.match.scoring import similarity

# So many names are drawn for each change, and so many with a slip.
DRAWN, SLIPPED = 350, 400
# Of names with a slip so many get the right ID, or are AMBIGUOUS with it, by the score as it is
# fitted; a point less is promised.
FOUND_SLIPPED = 0.89

# --- another name ---------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
def test_another_name_is_another_name(change: str) -> None:
    """A distinctive word replaced, another surname or given name, a qualifier or a kind of another
    thing added, another number or legal form: of 1,000 drawn at most one gets an ID.
    """
    given_one = [
        (drawn.text, found.id)
        for drawn in others(change, DRAWN, 15)
        if (found := TABLE.resolve(drawn.text))
    ]
    assert len(given_one) <= max(1, DRAWN // 1000), given_one


def changed(change: str) -> st.SearchStrategy[Drawn]:
    return (
        st.randoms(use_true_random=False)
        .map(CHANGES[change])
        .filter(lambda drawn: drawn and strong_key(drawn.text) not in KEYS)
    )


def test_an_abbreviation_written_out_takes_no_legal_form_away() -> None:
    """The "ste" of a société isn't the "Ste" of a saint there."""
    asked = "Ferdous Textiles ste a responsabilite limitee"
    assert translit.load([Entry("it", "Ferdous Textiles GmbH")]).resolve(asked).id is None


@given(changed("number") | changed("form"))
def test_another_number_or_legal_form_never_gives_the_id(drawn: Drawn) -> None:
    assert TABLE.resolve(drawn.text).id != drawn.id


OPPOSITES = sorted((one, opposite(one)) for one in rules("generics")["trait"] if opposite(one))
SAID = {trait: line.split() for trait, line in rules("generics")["trait"].items()}


@given(
    st.sampled_from(HELD),
    st.sampled_from(OPPOSITES).flatmap(
        lambda pair: st.tuples(*(st.sampled_from(SAID[trait]) for trait in pair))
    ),
)
def test_an_opposite_trait_never_gives_the_id(entry: Entry, words: tuple[str, str]) -> None:
    """In whatever language either is said, whether it stands before the name or behind it."""
    one, other = words
    names = [f"{entry.name} {one}", f"{one} {entry.name}"]
    table = translit.load([Entry("it", name) for name in names[:1]])
    for name in (f"{entry.name} {other}", f"{other} {entry.name}"):
        x, y = (parts(strong_key(text).split()).traits for text in (names[0], name))
        assume(any(opposite(trait) in y for trait in x))
        assert not table.resolve(name)


# --- the same name --------------------------------------------------------------------------------


def test_a_slip_of_the_keyboard_leaves_the_name() -> None:
    """Another ID is given once in 200 at most, and the right one, or AMBIGUOUS, in a stated
    share.
    """
    told = [(drawn, TABLE.resolve(drawn.text)) for drawn in slipped(SLIPPED, 15)]
    wrong = [(drawn, found.id) for drawn, found in told if found.id not in (None, drawn.id)]
    assert len(wrong) <= SLIPPED // 200, wrong
    assert sum(is_right(found, drawn.id) for drawn, found in told) >= FOUND_SLIPPED * SLIPPED


PEOPLE = st.sampled_from(sorted(PERSONS)).flatmap(
    lambda id: st.tuples(st.just(id), st.sampled_from(sorted(PERSONS[id].spelt)))
)


@given(
    PEOPLE,
    st.sampled_from(
        ["{surname}, {given}", "{SURNAME}, {given}", "{surname} {given}", "{given} {SURNAME}"]
    ),
)
def test_the_order_of_a_persons_names_is_nothing(person: tuple[str, str], order: str) -> None:
    id, code = person
    given_name, surname = PERSONS[id].spelt[code]
    text = order.format(given=given_name, surname=surname, SURNAME=surname.upper())
    assert is_right(TABLE.resolve(text), id)


WORD = st.text("abdeghiklmnorstuyz", min_size=3, max_size=9)


@given(st.lists(WORD, min_size=2, max_size=5, unique=True), st.data())
def test_an_alias_with_a_comma_is_found_in_the_order_of_speech(
    words: list[str], data: st.DataObject
) -> None:
    """As it stands, and not by likeness; and only with the surname that the comma ends."""
    at = data.draw(st.integers(1, len(words) - 1))
    surname, given_names = " ".join(words[:at]), " ".join(words[at:])
    table = translit.load([Entry("it", f"{surname}, {given_names}")])
    assume(strong_key(f"{given_names} {surname}").split() == [*words[at:], *words[:at]])
    found = table.resolve(f"{given_names} {surname}")
    assert found.outcome is translit.Outcome.EXACT
    assert [step.rule for step in found.steps if step.action == "surname"] == [surname]
    assert translit.replay(found.mention, found.steps) == found.form
    without = translit.load([Entry("it", f"{surname} {given_names}")]).resolve(
        f"{given_names} {surname}"
    )
    assert without.outcome is not translit.Outcome.EXACT


@given(
    PEOPLE,
    st.sampled_from(
        [
            "{initial}. {surname}",
            "{initial} {surname}",
            "{surname}, {initial}.",
            "{surname} {initial}.",
        ]
    ),
)
def test_an_initial_keeps_the_person_among_the_first_ten(
    person: tuple[str, str], order: str
) -> None:
    id, code = person
    assume(code != "Arab")  # no one writes initials there, and one letter of it has no vowel
    given_name, surname = PERSONS[id].spelt[code]
    found = TABLE.resolve(order.format(initial=given_name[0], surname=surname))
    assert id in [candidate.id for candidate in found.candidates[:10]]


def published() -> list[tuple[str, str, str | None]]:
    """The IDs, aliases in other letters than Latin ones, and systems of their scripts; None is
    the one that comes first.
    """
    pairs = [
        (entry.id, alias)
        for entry in ENTRIES
        for alias in spelt(entry)
        if script(alias) in READ[1:]
    ]
    return [
        (id, alias, system)
        for id, alias in pairs
        for system in (None, *systems(rules_file(script(alias))))
    ]


PUBLISHED = published()


def test_what_a_published_system_makes_of_an_alias_is_its_entry() -> None:
    """Or AMBIGUOUS, where another one is written so; for 99 in 100, and another ID is never
    given.
    """
    told = [
        (alias, id, TABLE.resolve(translit.romanise(alias, system=system)))
        for id, alias, system in drawn_by_systems()
    ]
    assert [(alias, found.id) for alias, id, found in told if found.id not in (id, None)] == []
    assert [alias for alias, id, found in told if not is_right(found, id)][len(told) // 100 :] == []


def drawn_by_systems() -> list[tuple[str, str, str | None]]:
    return random.Random(15).sample(PUBLISHED, 200)


@pytest.mark.parametrize(
    ("mention", "name", "kind"),
    [
        ("рамуса", "Ramusa", "Cyrl"),
        ("город рамуса", "Ramusa", "Cyrl"),
        ("Ramussa", "Ramusa", "Latn"),
    ],
)
def test_the_score_that_is_told_to_be_asked_is_the_one_that_was(
    mention: str, name: str, kind: str
) -> None:
    """That of two scripts, though the reading is the alias to the letter."""
    found = translit.load([Entry("it", name), Entry("other", "Belmopan")]).resolve(mention)
    assert f"a score of at least {threshold(found.policy.precision, kind):.3f}" in found.explain()


def test_slips_in_a_short_word_are_told_though_it_is_another_word() -> None:
    found = translit.load([Entry("it", "Sau Kabir")]).resolve("Sua Kabir")
    assert "but for 1 slip of the keyboard" in found.explain()
    assert "slips" in {step.rule for step in found.steps if step.action == "weigh"}


# --- examples -------------------------------------------------------------------------------------

# A table -> the names of its entries.
TABLES = {
    "people": (
        "Irina Sergeevna Morozova|Pavel Andreevich Belov|Abdul Karim al-Masri|Dmitri Ivanovich"
        " Kuznetsov|Omar Haddad|John Doe|Mary Jane Smith|James Brown|Recep Tayyip Erdogan|Ahmet"
        " Davutoglu|Sergei Lavrov|Maria Zakharova|Bashar al-Assad|Hafez al-Assad|Lviv"
    ),
    "countries": (
        "Mexico|Guatemala|Vietnam|Thailand|Germany|Austria|Mongolia|China|London|Paris|Afghanistan|Pakistan|Azerbaijan|Armenia|Kathmandu|Pokhara|Sudan|South"
        " Sudan|Chad|Guinea|Equatorial Guinea|Guinea-Bissau|Papua New Guinea|Congo|Democratic"
        " Republic of the Congo|Western Sahara|Morocco|North Macedonia|Greece|Solomon Islands|Cook"
        " Islands|Northern Bahr el Ghazal|Western Bahr el Ghazal|Niger|Nigeria|United States Virgin"
        " Islands|British Virgin Islands|Falkland Islands|Faroe Islands|Taiwan|Democratic People's"
        " Republic of Korea|Republic of Korea"
    ),
    "units": (
        "Block 17|Block 9|M1 Motorway|Route 17B|Phase II|Philip II|G-7|14th Brigade|15th"
        " Brigade|Deutsche Bank AG|Dresdner Bank AG|Open Joint Stock Company Gazprom|Open Joint"
        " Stock Company Rosneft"
    ),
    "syllables": "Wang Feng|Li Na|Zhao Li|Zhang Wei|Choi Seung-hee|Kim Min-jun|Park Ji-sung",
    "cities": (
        "Pyeongyang|Pyeongtaek|Pohang|Daejeon|Daegu|Seoul|Suwon|Yeosu|Yeoju|Domajae|Chiang"
        " Mai|Chiang Rai|Khon Kaen|Lampang"
    ),
}
# Table -> what isn't in it.
NOBODY = {
    "people": "Ирина Сергеевна Соколова|Pavel Andreevich Orlov|Абдул Карим аль-Халаби",
    "countries": (
        "New Mexico|South Vietnam|West Germany|Inner Mongolia|New London|Bank Afghanistan|Hotel"
        " Azerbaijan|East Kathmandu"
    ),
    "units": "Block18|M4 Motorway|Route 17A|Phase III|Philip III|F-7|Deutsche Bank GmbH",
    "syllables": "Wang Fang|Zhao Lei|Choi Seung-ho",
}
# Table -> what is: the mention, and the name.
SOMEBODY = {
    "people": "R. T. Erdogan = Recep Tayyip Erdogan|President Bashar al-Assad = Bashar al-Assad",
    "countries": (
        "S. Sudan = South Sudan|Eq. Guinea = Equatorial Guinea|Dem. Rep. Congo = Democratic"
        " Republic of the Congo|W. Sahara = Western Sahara|N. Macedonia = North Macedonia|Solomon"
        " Is. = Solomon Islands|N. Bahr El Ghazal = Northern Bahr el Ghazal|Niger (the) ="
        " Niger|Virgin Islands (U.S.) = United States Virgin Islands|Falkland Islands (Malvinas) ="
        " Falkland Islands|Korea (the Democratic People's Republic of) = Democratic People's"
        " Republic of Korea"
    ),
    "units": (
        "Block IX = Block 9|Fourteenth Brigade = 14th Brigade|OAO Gazprom = Open Joint Stock"
        " Company Gazprom"
    ),
    "cities": (
        "평양 = Pyeongyang|대전 = Daejeon|서울 = Seoul|여수 = Yeosu|도마제 = Domajae|เชียงใหม่ ="
        " Chiang Mai|ขอนแก่น = Khon Kaen"
    ),
}
# Who is meant is likelier than anybody else, and too little is said for an ID.
LIKELIEST = {"people": "J. Doe = John Doe|Mr. Lavrov = Sergei Lavrov"}


@cache
def small(table: str) -> translit.Resolver:
    return translit.load([Entry(name.replace(" ", "_"), name) for name in TABLES[table].split("|")])


def examples(of: dict[str, str]) -> list[tuple[str, ...]]:
    return [(table, *each.split(" = ")) for table, lines in of.items() for each in lines.split("|")]


@pytest.mark.parametrize(("table", "mention"), examples(NOBODY))
def test_who_is_nobody(table: str, mention: str) -> None:
    assert small(table).resolve(mention).id is None


@pytest.mark.parametrize(("table", "mention", "name"), examples(SOMEBODY))
def test_who_is_somebody(table: str, mention: str, name: str) -> None:
    assert small(table).resolve(mention).name == name


@pytest.mark.parametrize(("table", "mention", "name"), examples(LIKELIEST))
def test_who_is_the_likeliest(table: str, mention: str, name: str) -> None:
    found = small(table).resolve(mention)
    assert found.candidates
    assert found.candidates[0].name == name


# --- similarity -----------------------------------------------------------------------------------

PAIRS = st.sampled_from(sorted(CHANGES)).flatmap(changed).map(
    lambda drawn: (drawn.alias, drawn.text)
) | st.tuples(
    *(st.sampled_from([alias for entry in ENTRIES for alias in spelt(entry)]) for _ in range(2))
)


@given(PAIRS)
def test_similarity_of_near_names(pair: tuple[str, str]) -> None:
    """It is a probability, the same either way round to the last digit, and 1 where the folded
    names are equal alone.
    """
    a, b = pair
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == similarity(b, a)
    assert (similarity(a, b) == 1) == (fold(a) == fold(b))
    assert similarity(a, a.upper()) == 1 or fold(a) != fold(a.upper())


@given(PAIRS)
def test_near_names_are_compared_as_the_twin_does(pair: tuple[str, str]) -> None:
    for x in forms(pair[0]):
        for y in forms(pair[1]):
            reference.agrees(x, y, TABLE.gazetteer.rarity)
