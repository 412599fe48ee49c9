"""A mention that says where its thing lies: the laws, and every form on the bundled tables."""

from __future__ import annotations

import re

import pytest
from commands import quality
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome, Policy, Resolution, Resolver, strategies
from translit.index.memory import InMemory
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.split import only_generics, stretch, strong_key, without_articles
from translit.resolving.context import Surroundings, share_a_word
from translit.resolving.resolver import bundled

TABLE = bundled()
AROUND = Surroundings(TABLE.gazetteer, TABLE.redirects)
WHOLES = sorted(
    {whole for entry in TABLE.entries.values() for whole in entry.within} & TABLE.entries.keys()
)
LINKS = [
    "{name}, {whole}",
    "{name} ({whole})",
    "{name} - {whole}",
    "{name} in {whole}",
    "{name} في {whole}",
    "{name} в {whole}",
]


IDS = st.sampled_from("abcdef")


@given(
    st.dictionaries(IDS, st.lists(IDS, max_size=2, unique=True), min_size=1),
    st.dictionaries(IDS, IDS, max_size=2),
    st.frozensets(IDS, max_size=2),
)
def test_what_lies_within_something_is_what_it_is_around(
    within: dict[str, list[str]], redirects: dict[str, str], wholes: frozenset[str]
) -> None:
    """Directly or by way of others, in circles and by old IDs too."""
    table = InMemory([Entry(id, id, within=outer) for id, outer in within.items()])
    found = Surroundings(table, redirects)
    assert {id for id in "abcdef" if found.inside(wholes)(id)} == {
        id for id in "abcdef" if wholes & found.around(id)
    }


def spelt(id: str) -> st.SearchStrategy[str]:
    return st.sampled_from((TABLE.entries[id].name, *TABLE.entries[id].aliases))


@st.composite
def contained(draw) -> tuple[str, str, str, str]:
    """An alias, its ID, the ID of something that it lies within, and a mention that names both."""
    id = draw(st.sampled_from(sorted(id for id in TABLE.entries if AROUND.around(id) & {*WHOLES})))
    whole = draw(st.sampled_from(sorted(AROUND.around(id) & {*WHOLES})))
    alias = draw(spelt(id))
    return (
        alias,
        id,
        whole,
        draw(st.sampled_from(LINKS)).format(name=alias, whole=draw(spelt(whole))),
    )


def said(found: Resolution) -> list[str]:
    """The surroundings that a resolution went by."""
    return [step.result for step in found.steps if step.action == "context"]


# --- laws -----------------------------------------------------------------------------------------


@given(contained())
def test_naming_what_contains_it_never_leads_out_of_it(case: tuple[str, str, str, str]) -> None:
    """An alias with the name of something around it is itself, or something else in there that
    bears it; or the mention is an alias.
    """
    _, id, whole, mention = case
    found = translit.resolve(mention)
    assert (
        TABLE.gazetteer.strong.get(strong_key(mention))
        or found.id is None
        or whole in AROUND.around(found.id)
    )
    held = {candidate.id for candidate in found.candidates}
    assert (
        TABLE.gazetteer.strong.get(strong_key(mention))
        or id in held
        or found.outcome is Outcome.EXACT
    )


@given(contained())
def test_the_surroundings_hint_as_within_does(case: tuple[str, str, str, str]) -> None:
    """Whoever the hint `within` gives, the mention gives too, or something nearer: Aleppo is the
    city first.
    """
    alias, _, whole, mention = case
    hinted, found = translit.resolve(alias, within=whole), translit.resolve(mention)
    assume(hinted.outcome is Outcome.EXACT and strong_key(mention) not in TABLE.gazetteer.strong)
    assert found.id == hinted.id or (
        found.outcome is Outcome.AMBIGUOUS and hinted.id in {each.id for each in found.candidates}
    )


def test_surroundings_take_nothing_away() -> None:
    """Of the bundled aliases a tenth, with the name of what they lie in;
    tests/quality/surroundings.py asks all.
    """
    surroundings = quality("surroundings")
    assert [*surroundings.lost(TABLE, surroundings.pairs(TABLE)[::10])] == []


@pytest.mark.parametrize(
    "mention",
    [
        "Kuwait City, Kuwait",
        "Benin City, Nigeria",
        "New Taipei City, Taiwan",
        "al-Jazira Region, Syria",
        "لواء شمس الشمال, Syria",
        "أسكي شهر, Turkey",
        "Tskhinvali Region, Georgia",
    ],
)
def test_a_name_may_end_in_what_links_it_elsewhere(mention: str) -> None:
    found, head = translit.resolve(mention), translit.resolve(mention.partition(",")[0])
    assert (found.id, found.outcome) == (head.id, Outcome.EXACT)


@given(
    strategies.names(),
    st.sampled_from(WHOLES).flatmap(spelt),
    st.sampled_from(["{name}, {whole}", "{name} in {whole}"]),
)
def test_the_head_is_what_is_asked(name: str, whole: str, link: str) -> None:
    """Surroundings answer for no head that is like no entry, and none scores them higher than it
    does by itself.
    """
    assume(not only_generics(fold(name).split()))  # "SA, Andorra" is no more than a kind of Andorra
    head = translit.resolve(name)
    assume(
        not any(share_a_word(name, each.alias) for each in head.candidates)
        and not share_a_word(name, whole)
    )
    named = {*TABLE.gazetteer.strong.get(strong_key(whole), ())}
    found = translit.resolve(link.format(name=name, whole=whole))
    by_itself = {each.id: each.score for each in head.candidates}
    assert found.id not in named or found.id == head.id
    assert all(
        each.score <= by_itself.get(each.id, 0.0) for each in found.candidates if each.id in named
    ), found.explain()


@pytest.mark.parametrize(
    "mention",
    ["unknown quarter, Aleppo", "Qwzzt, Aleppo, Syria", "Aleppo: Qwzzt", "Qwzzt Vrr in Aleppo"],
)
def test_surroundings_are_no_candidate(mention: str) -> None:
    assert not {"sy.aleppo", "sy", "sy.aleppo-governorate"} & {
        each.id for each in translit.resolve(mention).candidates[:1]
    }


def test_a_state_is_what_its_long_name_is_of() -> None:
    """Iran answers for an Islamic Republic of Iran, and for no Red Lion of Iran."""
    table = translit.load(
        [Entry("ir", "Iran", type="place"), Entry("t", "Tehran", type="place", within="ir")]
    )
    around = Surroundings(table.gazetteer, {})
    told = {
        key: {id for cut in around.cuts(key) for id in cut.told}
        for key in ("islamic republic of iran", "red lion of iran")
    }
    assert told == {"islamic republic of iran": set(), "red lion of iran": {"ir"}}


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("Aleppo: Castello road", "sy.aleppo.castello-road"),
        ("Aleppo: Ramousa", "sy.aleppo.ramousa"),
        ("حلب: الراموسة", "sy.aleppo.ramousa"),
    ],
)
def test_surroundings_may_stand_before_a_colon(mention: str, id: str) -> None:
    found = translit.resolve(mention)
    assert (found.id, found.outcome) == (id, Outcome.EXACT)
    assert translit.replay(mention, found.steps) == found.form
    assert "which the mention names with “:”" in found.explain()


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("قناة برس تي في, Iran", "ir.media.press-tv"),
        ("Ciudad de la Paz, Equatorial Guinea", "gq.ciudad-de-la-paz"),
    ],
)
def test_a_name_may_hold_what_is_no_part_of_a_name_elsewhere(mention: str, id: str) -> None:
    """A preposition at its end, or "city of" at its beginning."""
    found = translit.resolve(mention)
    assert (found.id, found.outcome) == (id, Outcome.EXACT)


@given(contained(), st.data())
def test_the_fold_alone_decides(case: tuple[str, str, str, str], data: st.DataObject) -> None:
    *_, mention = case
    other = data.draw(
        st.sampled_from(
            [fold(mention), mention.upper(), re.sub(r"[,()-]", " ; ", mention), f"«{mention}»"]
        )
    )
    one, same = translit.resolve(mention), translit.resolve(other)
    assume(fold(mention) == fold(other))  # an upper-case letter may fold otherwise
    assume(
        not any(step.action in ("behind", "order", "aside") for step in one.steps)
    )  # where punctuation does mean something
    assert (one.outcome, one.id, one.candidates, one.form) == (
        same.outcome,
        same.id,
        same.candidates,
        same.form,
    )


@given(contained() | st.tuples(st.text(), st.text(), st.text(), st.text()))
def test_the_steps_replay(case: tuple[str, str, str, str]) -> None:
    found = translit.resolve(case[3])
    assert translit.replay(case[3], found.steps) == found.form
    assert found.explain().strip()


@given(
    contained(),
    st.sampled_from([None, "place", "group", "person"]),
    st.sampled_from([None, "sy.aleppo", "ps"]),
)
def test_explicit_hints_hold_as_well(
    case: tuple[str, str, str, str], type: str | None, within: str | None
) -> None:
    found = translit.resolve(case[3], type=type, within=within)
    assert all(type in (None, TABLE.entries[each.id].type) for each in found.candidates)
    assert all(within is None or within in AROUND.around(each.id) for each in found.candidates)


@given(contained(), strategies.policies(), strategies.policies())
def test_asking_for_more_gives_the_same_id_or_none(
    case: tuple[str, str, str, str], one: Policy, other: Policy
) -> None:
    """Which reading counts is no matter of policy."""
    strict = Policy(max(one.precision, other.precision), max(one.margin, other.margin))
    lenient = Policy(min(one.precision, other.precision), min(one.margin, other.margin))
    found = translit.resolve(case[3], policy=strict)
    assert found.id in (None, translit.resolve(case[3], policy=lenient).id)


@given(strategies.tables(), st.data())
def test_where_nothing_contains_anything_there_is_no_context(
    table: tuple[Entry, ...], data: st.DataObject
) -> None:
    flat = [entry._replace(within=()) for entry in table]
    a, b = (data.draw(st.sampled_from(flat)).name for _ in range(2))
    assert not said(translit.load(flat).resolve(f"{a} in {b}"))


@given(st.one_of(strategies.mentions(), strategies.respellings(), strategies.near_misses()))
def test_one_word_has_no_context(surface: strategies.Surface) -> None:
    word = fold(surface[0]).split()[0]
    assert not said(translit.resolve(word))


@given(st.text("al bـaالـوي abu", max_size=20), st.data())
def test_a_stretch_of_the_fold_has_the_words_of_the_key(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    words = without_articles(folded)
    assume(words)
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    assert without_articles(stretch(folded, start, end)) == words[start:end]


def test_a_mention_that_names_many_is_answered_in_time() -> None:
    table = [
        Entry("a", "a"),
        Entry("aa", "a a", within="a"),
        Entry("aaa", "a a a", within="aa"),
        Entry("b", "b", within="aaa"),
    ]
    assert translit.load(table).resolve("b c " + "a " * 140).outcome is not None


WORDS = st.sampled_from(
    ["Zarkesh", "Baltoun", "Mirdesh", "Kazbour", "Dalman", "Fintara", "Golvanik", "Hurdemil"]
)
PHRASES = [
    " ".join(phrase.split()) for lines in rules("context")["in"].values() for phrase in lines
]


def homonyms(whole: str) -> Resolver:
    """Two entries of one name, of which one lies within something of a name."""
    return translit.load(
        [Entry("w", whole), Entry("in", "Tell Qwrtz", within="w"), Entry("out", "Tell Qwrtz")]
    )


@given(
    st.lists(WORDS, min_size=1, max_size=6, unique=True).map(" ".join),
    st.sampled_from(["{}, {}", "{} in {}", "{} ({})"]),
)
def test_what_contains_it_may_have_a_name_of_any_length(whole: str, link: str) -> None:
    found = homonyms(whole).resolve(link.format("Tell Qwrtz", whole))
    assert (found.id, found.outcome) == ("in", Outcome.EXACT)


@pytest.mark.parametrize("phrase", PHRASES)
def test_every_phrase_links_a_name_and_what_contains_it(phrase: str) -> None:
    """To its last word, however many it has; and "in the countryside of" is two phrases, one
    behind the other.
    """
    table = homonyms("Zarkesh Baltoun")
    for linked in (phrase, f"{phrase} province of", f"{phrase} northern countryside of"):
        found = table.resolve(f"Tell Qwrtz {linked} Zarkesh Baltoun")
        assert (found.id, found.outcome) == ("in", Outcome.EXACT)
        assert said(found)


# --- every form -----------------------------------------------------------------------------------

RAMOUSA = [
    "Ramousa, Aleppo",
    "Ramousa (Aleppo)",
    "Ramousa in Aleppo",
    "Ramousa of Aleppo",
    "al-Ramousa - Halab",
    "Ramousa, Aleppo city",
    "Ramousa, Aleppo Province",
    "Ramousa in the city of Aleppo",
    "Ramousa in the province of Aleppo",
    "Ramousa, Aleppo, Syria",
    "Ramousa, Aleppo, Aleppo Governorate, Syria",
    "neighbourhood of Ramousa in Aleppo",
    "Ramousa near Aleppo",
    "Ramousa near al-Zahraa",
    "Ramousa à Alep",
    "Ramousa in der Stadt Alep",
    "الراموسة، حلب",
    "الراموسة (حلب)",
    "الراموسة - حلب",
    "الراموسة في حلب",
    "الراموسة بحلب",
    "الراموسة بمدينة حلب",
    "الراموسة بريف حلب",
    "الراموسة في ريف حلب الجنوبي",
    "الراموسة، محافظة حلب",
    "الراموسة قرب حلب",
    "الراموسة جنوب حلب",
    "Рамуса в Алеппо",
    "Рамуса, Алеппо",
    "Рамуса, провинция Алеппо",
    "Рамуса в провинции Алеппо",
    "Рамуса под Алеппо",
]


@pytest.mark.parametrize("mention", RAMOUSA)
def test_every_form_is_read(mention: str) -> None:
    found = translit.resolve(mention)
    assert found.id == "sy.aleppo.ramousa", found.explain()
    assert said(found)
    assert translit.replay(mention, found.steps) == found.form


@pytest.mark.parametrize(
    ("mention", "id"),
    {
        "Zahraa, Aleppo": "sy.aleppo.zahraa",  # the bare name is the city's
        "الزهراء في حلب": "sy.aleppo.zahraa",
        "Zahraa": None,
        "Zahraa, Aleppo Province": None,  # the governorate holds both
        "الزهراء بريف حلب": None,
    }.items(),
)
def test_homonyms_are_told_apart_or_stay_equal(mention: str, id: str | None) -> None:
    found = translit.resolve(mention)
    assert found.id == id
    assert id or {each.id for each in found.candidates} == {"sy.aleppo.zahraa", "sy.zahraa"}
    assert id or found.outcome is Outcome.AMBIGUOUS


@pytest.mark.parametrize(
    ("mention", "id"),
    {
        "Aleppo, Syria": "sy.aleppo",
        "Aleppo, Aleppo": "sy.aleppo",
        "Idlib, Idlib Governorate": "sy.idlib",
        "Aleppo Governorate, Syria": "sy.aleppo-governorate",
        "Douma, Damascus": "sy.douma",  # Rif Dimashq is the countryside of Damascus
        "Fatah Halab": "sy.group.fatah-halab",  # an alias, whatever its last word is
        "Fath Haleb": "sy.group.fatah-halab",  # nearly one
        "Rural Damascus": "sy.rif-dimashq",
    }.items(),
)
def test_a_name_isnt_torn(mention: str, id: str) -> None:
    assert translit.resolve(mention).id == id


@pytest.mark.parametrize(
    "mention",
    [
        "north of Aleppo",
        "city of Aleppo",
        "East Aleppo",
        "Aleppo",
        "in Aleppo",
        "Aleppo in",
        "battle of",
    ],
)
def test_words_of_kind_are_no_name(mention: str) -> None:
    assert not said(translit.resolve(mention))


def test_what_lies_elsewhere_isnt_found_there() -> None:
    """The hint of the mention counts as one of `within` does; both must allow."""
    assert translit.resolve("Ramousa in Idlib").id is None
    assert translit.resolve("Ramousa in Aleppo", within="sy.idlib-governorate").id is None
    assert translit.resolve("Ramousa in Aleppo", type="group").id is None


def test_a_redirect_is_followed() -> None:
    table = Resolver(
        [Entry("new", "Newland"), Entry("x", "Tell", within="old"), Entry("y", "Tell")],
        redirects={"old": "new"},
    )
    assert table.resolve("Tell").outcome is Outcome.AMBIGUOUS
    assert table.resolve("Tell in Newland").id == "x"


def test_near_means_in_there_or_beside_it() -> None:
    entries = [Entry(id, name, within=within) for id, name, within in NEIGHBOURS]
    table = translit.load(entries)
    assert table.resolve("Salhiya near Kafr Batna").id == "s1"
    assert table.resolve("village of Salhiya near Kafr Batna").id == "s1"
    assert table.resolve("Salhiya north of Tell Rak").id == "s2"
    assert table.resolve("Salhiya near Province Two").id == "s2"


NEIGHBOURS = [
    ("p", "Province One", ()),
    ("q", "Province Two", ()),
    ("s1", "Salhiya", "p"),
    ("s2", "Salhiya", "q"),
    ("k", "Kafr Batna", "p"),
    ("t", "Tell Rak", "q"),
]


def test_it_is_told() -> None:
    found = translit.resolve("Ramousa in the city of Aleppo")
    assert [step for step in found.steps if step.action in ("context", "name")] == [
        ("context", "in city of", "sy.aleppo sy.aleppo-governorate"),
        ("name", "0:1", "ramousa"),
    ]
    assert (
        "It was looked for within sy.aleppo or sy.aleppo-governorate, which the mention names with"
        " “in city of”: “ramousa”." in found.explain()
    )
    assert (
        "which the mention names at its end: “ramousa”."
        in translit.resolve("Ramousa, Aleppo").explain()
    )


def test_the_rules_are_folded_words_that_can_match() -> None:
    """Every phrase leaves a key of at most four words, and stands once in its list."""
    table = rules("context")
    for group in ("in", "near", "before", "after", "town", "name", "and", "or", "between"):
        for language, phrases in table[group].items():
            keys = [strong_key(phrase) for phrase in phrases]
            assert len(set(keys)) == len(keys), (group, language)
            most = 1 if group in ("and", "or") else 4
            assert all(1 <= len(key.split()) <= most for key in keys), (group, language)
