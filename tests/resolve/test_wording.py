"""A name in other words and another order: words of kind, what is near, brackets and commas,
several names. Laws, then examples.
"""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit import Entry, Outcome, Resolution, strategies
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.split import kind_of, strong_key, without_articles
from translit.resolving.resolver import bundled

TABLE = bundled()
PLACES = sorted(id for id, entry in TABLE.entries.items() if entry.type == "place" and entry.within)
KINDS = [
    "{} city",
    "{} village",
    "village of {}",
    "{} neighbourhood",
    "town of {}",
    "مدينة {}",
    "город {}",
]
NEAR = ["outskirts of {}", "west of {}", "near {}", "قرب {}", "возле {}", "nahe {}"]
BOTH = [
    "{} and {}",
    "{} or {}",
    "between {} and {}",
    "{} / {}",
    "{} и {}",
    "{} أو {}",
    "بين {} و {}",
    "{} ou {}",
    "{} ve {}",
]


def is_alias(mention: str) -> bool:
    return any(
        strong_key(mention) in index
        for index in (TABLE.gazetteer.strong, TABLE.gazetteer.weak, TABLE.gazetteer.adjectives)
    )


def actions(found: Resolution) -> list[str]:
    return [step.action for step in found.steps]


@st.composite
def place(draw) -> tuple[str, set[str]]:
    """An alias of a place, and all that bear it."""
    entry = TABLE.entries[draw(st.sampled_from(PLACES))]
    alias = draw(st.sampled_from((entry.name, *entry.aliases)))
    return alias, {*TABLE.gazetteer.strong[strong_key(alias)]}


# --- laws -----------------------------------------------------------------------------------------


@given(place(), st.sampled_from(KINDS + NEAR))
def test_words_around_an_alias_leave_it_found(case: tuple[str, set[str]], way: str) -> None:
    """An alias in them is one of its bearers, and never another thing."""
    alias, bearers = case
    found = translit.resolve(way.format(alias))
    assume(not is_alias(found.mention) and {"kind", "near"} & {*actions(found)})
    assume("several" not in actions(found) and "context" not in actions(found))
    assert bearers & {each.id for each in found.candidates}
    assert found.outcome in (Outcome.FUZZY, Outcome.AMBIGUOUS)
    assert found.score <= float(rules("weights")["exact"]["reading"])
    assert translit.replay(found.mention, found.steps) == found.form
    assert found.explain()


@given(place(), place(), st.sampled_from(BOTH))
def test_several_names_are_each_a_candidate(
    one: tuple[str, set[str]], other: tuple[str, set[str]], way: str
) -> None:
    mention = way.format(one[0], other[0])
    found = translit.resolve(mention)
    assume("several" in actions(found))
    held = {each.id for each in found.candidates}
    if one[1] & other[1]:
        assert found.id in (None, *(one[1] & other[1]))
    else:
        assert found.outcome is Outcome.AMBIGUOUS
        assert held & one[1] or held & other[1]
    assert translit.replay(mention, found.steps) == found.form
    assert "It names several" in found.explain()


@given(strategies.tables(most=4), st.sampled_from(BOTH), st.data())
def test_two_entries_of_any_table_are_two(
    table: tuple[Entry, ...], way: str, data: st.DataObject
) -> None:
    resolver = translit.load(entry._replace(type=None) for entry in table)
    one, other = (data.draw(st.sampled_from(table)) for _ in range(2))
    mention = way.format(one.name, other.name)
    assume(one.id != other.id and not resolver.gazetteer.strong.get(strong_key(mention)))
    found = resolver.resolve(mention)
    assume("several" in actions(found))
    assert {each.id for each in found.candidates} == {one.id, other.id}


@given(place(), strategies.names())
def test_one_known_name_isnt_parted(case: tuple[str, set[str]], unknown: str) -> None:
    assume(not is_alias(unknown))
    assert "several" not in actions(translit.resolve(f"{case[0]} or {unknown}"))


# The aliases of several words, none of which parts them, by ID.
OF_SEVERAL = [
    (entry.id, words)
    for entry in TABLE.entries.values()
    for words in map(str.split, (entry.name, *entry.aliases))
    if len(words) > 1 and {*"()[],،:/&"}.isdisjoint(" ".join(words))
]


@given(st.sampled_from(OF_SEVERAL), st.data())
def test_a_tail_before_its_head_is_the_name(
    case: tuple[str, list[str]], data: st.DataObject
) -> None:
    """An alias cut at any word, and its beginning behind it: the alias, or what the mention says
    as it stands.
    """
    id, words = case
    at = data.draw(st.integers(1, len(words) - 1))
    head, tail = " ".join(words[:at]), " ".join(words[at:])
    whole = fold(f"{tail} {head}")
    assume(len(fold(head).split()) and len(fold(tail).split()) and not is_alias(whole))
    for mention in (f"{tail}, {head}", f"{tail} ({head})"):
        found = translit.resolve(mention)
        assume("context" not in actions(found))  # the mention names surroundings as it stands
        assume(
            strong_key(" ".join(without_articles(fold(f"{head} {tail}"))))
            == strong_key(" ".join(words))
        )
        assert id in {each.id for each in found.candidates} or found.outcome in (
            Outcome.EXACT,
            Outcome.AMBIGUOUS,
        ), found.explain()
        assert translit.replay(mention, found.steps) == found.form


@given(st.text("ab, ()[]:/&،al theو وand or near of city"))
def test_any_punctuation_is_read_and_replayed(text: str) -> None:
    found = translit.resolve(text)
    assert translit.replay(text, found.steps) == found.form
    assert found.explain()


# --- words of kind --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mention",
    [
        "Ramousa city",
        "Ramousa village",
        "village of Ramousa",
        "Ramousa (village)",
        "حي الراموسة",
        "Ramousa neighbourhood, Aleppo",
    ],
)
def test_a_word_of_kind_is_left_out(mention: str) -> None:
    found = translit.resolve(mention)
    assert (found.id, found.outcome) == ("sy.aleppo.ramousa", Outcome.FUZZY)
    assert "kind" in actions(found)
    assert "The words of kind “" in found.explain()


def test_a_kind_must_agree_with_the_type() -> None:
    names = [
        ("g", "Zamir", "group"),
        ("p", "Tolna", "province"),
        ("v", "Kesra", "village"),
        ("mx", "Mexico", None),
        ("x", "Belra", None),
    ]
    table = translit.load(Entry(id, name, type=type) for id, name, type in names)
    said = {
        mention: actions(table.resolve(mention))
        for mention in ("Zamir village", "Tolna city", "Mexico City", "near Zamir")
    }
    assert not any({"kind", "near"} & {*each} for each in said.values())
    assert table.resolve("Kesra town").id == "v"
    assert table.resolve("Belra village").id == "x"
    assert not {"kind"} & {
        *actions(translit.resolve("Syrian village"))
    }  # an adjective is no name of a village


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("outskirts of Aleppo", "sy.aleppo"),
        ("west of Aleppo", "sy.aleppo"),
        ("near Aleppo", "sy.aleppo"),
        ("outskirts of Ramousa, Aleppo", "sy.aleppo.ramousa"),
        ("قرب حلب", "sy.aleppo"),
        ("جنوب السودان", "ss"),
    ],
)
def test_what_is_near_a_place_is_located_by_it(mention: str, id: str) -> None:
    found = translit.resolve(mention)
    assert found.id == id
    assert found.outcome is Outcome.EXACT or "only near what something lies" in found.explain()


def test_a_bare_direction_may_be_the_half_of_another_name() -> None:
    table = translit.load(
        [Entry("sd", "السودان", type="place"), Entry("kh", "الخرطوم", type="place", within="sd")]
    )
    assert table.resolve("جنوب السودان").id is None
    assert table.resolve("جنوب الخرطوم").id == "kh"


# --- brackets and commas --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("Niger (the)", "ne"),
        ("Bahamas (the)", "bs"),
        ("Gambia, The", "gm"),
        ("Virgin Islands (U.S.)", "vi"),
        ("Virgin Islands (British)", "vg"),
        ("Falkland Islands (Malvinas)", "fk"),
        ("Korea (the Democratic People's Republic of)", "kp"),
        ("Korea, Republic of", "kr"),
        ("Congo, Democratic Republic of the", "cd"),
        ("Iran (Islamic Republic of)", "ir"),
        ("Sudan, South", "ss"),
        ("al-Assad, Bashar", "sy.person.bashar-al-assad"),
        ("Islamic State (ISIS)", "intl.group.islamic-state"),
        ("Syria, سوريا", "sy"),
        ("al-Bab (Bab), Aleppo", "sy.al-bab"),
    ],
)
def test_an_inverted_name_is_read(mention: str, id: str) -> None:
    found = translit.resolve(mention)
    assert found.id == id, found.explain()
    assert translit.replay(mention, found.steps) == found.form


@pytest.mark.xfail(
    strict=True,
    reason=(
        "no alias of Taiwan holds what the bracket says, and the tables say of it that it lies"
        " elsewhere"
    ),
)
@pytest.mark.parametrize("mention", ["Taiwan, Province of China", "Taiwan (Province of China)"])
def test_what_a_table_contradicts(mention: str) -> None:
    assert translit.resolve(mention).id == "tw"


@pytest.mark.parametrize(
    ("mention", "not_id"),
    [("Georgia (US)", "ge"), ("Syria (Lebanon)", "sy"), ("Aleppo (Qwzzt)", "sy.aleppo")],
)
def test_what_a_bracket_says_isnt_left_out_unheard(mention: str, not_id: str) -> None:
    found = translit.resolve(mention)
    assert found.id != not_id or not {"aside", "behind"} & {*actions(found)}


def test_a_persons_surname_may_come_first() -> None:
    table = translit.load(
        [Entry("d", "John Doe", type="person"), Entry("r", "Jane Roe", type="person")]
    )
    found = table.resolve("DOE, John")
    assert (found.id, found.outcome) == ("d", Outcome.EXACT)
    assert "What stands behind “,” was read before the rest: “john doe”." in found.explain()


def test_the_article_behind_is_told() -> None:
    assert (
        "What stands behind “(” is an article and was left out: “niger”."
        in translit.resolve("Niger (the)").explain()
    )


# --- several names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mention",
    [
        "Aleppo or Idlib",
        "between Aleppo and Idlib",
        "Aleppo and Idlib",
        "Aleppo / Idlib",
        "حلب وإدلب",
        "بين حلب وإدلب",
        "حلب أو إدلب",
        "Алеппо и Идлиб",
        "Alep ou Idlib",
        "outskirts of Aleppo and Idlib",
    ],
)
def test_two_places_are_two_candidates(mention: str) -> None:
    found = translit.resolve(mention)
    assert found.outcome is Outcome.AMBIGUOUS
    assert {each.id for each in found.candidates} == {"sy.aleppo", "sy.idlib"}
    assert "are meant by their own names" in found.explain()


def test_a_list_is_parted_where_a_word_says_so() -> None:
    assert {each.id for each in translit.resolve("Aleppo, Idlib and Hama").candidates} == {
        "sy.aleppo",
        "sy.idlib",
        "sy.hama",
    }
    assert "several" not in actions(translit.resolve("Aleppo, Idlib"))


def test_two_names_of_one_thing_are_one() -> None:
    found = translit.resolve("Aleppo or Halab")
    assert (found.id, found.outcome) == ("sy.aleppo", Outcome.EXACT)


def test_a_name_that_holds_and_is_no_two() -> None:
    names = [
        ("o", "Smith and Wesson", ()),
        ("s", "Smith", ()),
        ("w", "Wesson", ()),
        ("b", "Brown & Root", ()),
        ("c", "Brown", ("Root",)),
    ]
    table = translit.load(Entry(id, name, aliases) for id, name, aliases in names)
    assert table.resolve("Smith and Wesson").id == "o"
    assert "several" not in actions(table.resolve("Brown and Root"))
    assert translit.resolve("Trinidad & Tobago").id == "tt"
    assert translit.resolve("Bosnia and Herzegovina").id == "ba"


def test_the_kinds_of_the_rules_are_those_of_the_generics() -> None:
    assert {*rules("context")["populated"]} <= {*rules("generics")["kind"]}
    assert all(fold(type) == type for type in rules("context")["no_place"].split())
    assert not {kind_of(type) for type in rules("context")["no_place"].split()} & {
        *rules("context")["populated"]
    }
    assert all(fold(word) == word for word in rules("context")["parts"])
