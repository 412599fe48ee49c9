"""The reconciliation service, without HTTP: it says what the resolver says, validly, and nothing
that comes in breaks it.
"""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest import mock

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from reconciling import ENTRIES, FILES, ODD, REDIRECTS, SPECS, VERSIONS, valid, validators

import translit
from translit import Outcome, Policy
from translit.doors.reconcile import draft, queries
from translit.doors.reconcile.asked import parameters
from translit.doors.reconcile.entities import ANY
from translit.doors.reconcile.queries import (
    BATCH,
    IDS,
    PROPERTIES,
    VALUES,
    Condition,
    Ending,
    NotFound,
    Query,
    RequestError,
    TooMuch,
)
from translit.doors.reconcile.service import Service
from translit.doors.reconcile.turns import Turns
from translit.language.split import strong_key
from translit.resolving.resolver import Resolver

RESOLVER = Resolver(ENTRIES, ["the neighbourhood"], REDIRECTS)
SERVICE = Service(RESOLVER)
BASE = "http://127.0.0.1:8000"
ALIASES = sorted(
    {
        alias
        for entry in ENTRIES
        for alias in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    }
)
UNSEEN = [
    "Ramouseh",
    "Рамуса",
    "Ramouna",
    "Jaish el Islam",
    "Tripoly",
    "Zahraa",
    "Hallab, Syria",
    "the neighbourhood",
    "\ud800",
    "x" * 400,
]
names = st.sampled_from([*ALIASES, *UNSEEN]) | st.text(max_size=20)
ids = st.sampled_from([*RESOLVER.entries, *REDIRECTS, "nothing"])
types = st.sampled_from(["place", "group", "armed group", "person"])
texts = st.sampled_from(
    [*RESOLVER.entries, *ALIASES, "SY", "q858", "Lybia", "Atlantis", "", "place", ANY]
)
values = texts | st.integers() | st.booleans() | st.fixed_dictionaries({"id": texts})
properties = st.sampled_from([*SERVICE.entities.properties, "id", "no property"])
given_properties = st.lists(
    st.fixed_dictionaries({"pid": properties, "v": values | st.lists(values, max_size=3)}),
    max_size=3,
)
batches = st.dictionaries(
    st.text(max_size=3),
    st.fixed_dictionaries(
        {"query": names},
        optional={
            "type": types | st.lists(types, max_size=2),
            "type_strict": st.sampled_from(["any", "all", "should"]),
            "limit": st.integers(1, 99),
            "properties": given_properties,
        },
    ),
    max_size=4,
)
keys = st.sampled_from(
    [*"qvx", "query", "queries", "pid", "v", "limit", "properties", "ids", "id", "type"]
)
whatever = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
settings = st.sampled_from([None, {}, {"limit": 1}, {"limit": "1"}])


def ask(name: str, **more: Any) -> list[dict[str, Any]]:
    """The candidates for one query."""
    return valid(
        "0.2", "results", SERVICE.reconcile(valid("0.2", "queries", {"q": {"query": name, **more}}))
    )["q"]["result"]


def said(property: str, value: Any) -> list[dict[str, Any]]:
    return [{"pid": property, "v": value}]


def matched(found: list[dict[str, Any]]) -> str | None:
    return next((each["id"] for each in found if each["match"]), None)


# --- it says what the resolver says ---------------------------------------------------------------


@given(names)
def test_a_match_is_what_resolve_gives(name: str) -> None:
    """The ID that matches is that of `resolve`, the candidates are its own, and what is no match
    has no certain candidate.
    """
    answer, found = RESOLVER.resolve(name), SERVICE.match(Query((name,)))
    assert [each.candidate.id for each in found if each.certain] == ([answer.id] if answer else [])
    assert [each.certain for each in found[1:]] == [False] * len(found[1:])
    if RESOLVER.living(name) is None:
        assert [each.candidate for each in found] == [*answer.candidates]
    assert [each.exact for each in found[:1]] == [answer.outcome is Outcome.EXACT][: len(found)]


@given(names, types | st.none(), ids | st.none())
@example("Syrian", "place", None)  # an adjective, which doesn't count where a type is asked for
def test_type_and_within_are_the_hints_of_resolve(
    name: str, type: str | None, within: str | None
) -> None:
    """One type and one ID narrow a query as the hints of the same names do."""
    if RESOLVER.living(name) is not None:
        return
    conditions = [
        Condition(property, (value,))
        for property, value in (("type", type), ("within", within))
        if value is not None
    ]
    found = SERVICE.match(Query((name,), tuple(conditions)))
    try:
        hinted = RESOLVER.resolve(name, type=type, within=within)
    except translit.EntryError:  # there is no such type or ID, so nothing is of it
        assert not any(each.certain for each in found)
        return
    assert next((each.candidate.id for each in found if each.certain), None) == hinted.id
    if RESOLVER.living(within or "") in (None, within):
        assert [each.candidate for each in found] == [*hinted.candidates]


@given(batches)
def test_scores_are_per_cent_and_the_best_stands_first(batch: dict[str, Any]) -> None:
    """Each answer is valid, under the key of its query; scores lie in [0, 100] and fall; at most
    the first candidate matches.
    """
    found = valid("0.2", "results", SERVICE.reconcile(valid("0.2", "queries", batch)))
    assert found.keys() == json.loads(json.dumps(batch)).keys()
    for key, query in batch.items():
        result = found[key]["result"]
        assert len(result) <= query.get("limit", 10)
        assert all(0 <= each["score"] <= 100 for each in result)
        assert all(one["score"] >= other["score"] for one, other in pairwise(result))
        assert not any(each["match"] for each in result[1:])
        assert all(each["type"][0]["id"] == ANY for each in result)


@given(names, given_properties)
def test_what_is_said_of_an_entry_never_leads_to_another(
    name: str, said: list[dict[str, Any]]
) -> None:
    """More conditions leave fewer candidates, or make one certain that was one of several; each
    that matches meets all of them.
    """
    conditions = tuple(Condition(each["pid"], queries.texts(each["v"])) for each in said)
    query = queries.checked(Query((name,), conditions))
    for match in SERVICE.match(query):
        for condition in query.conditions:
            meets = SERVICE._conditions.meeting(condition)
            assert meets(match.candidate.id) if meets else not match.certain


@given(names)
def test_the_draft_says_the_same(name: str) -> None:
    """Version 1.0-draft has the candidates of 0.2, but that its features have names."""
    told = draft.match(
        SERVICE,
        valid(
            "1.0-draft",
            "queries",
            {"queries": [{"conditions": [{"matchType": "name", "propertyValue": name}]}]},
        ),
    )
    (result,) = valid("1.0-draft", "results", told)["results"]
    without = [
        {**each, "features": [{key: f[key] for key in ("id", "value")} for f in each["features"]]}
        for each in result["candidates"]
    ]
    assert without == ask(name)


# --- conditions -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "country",
    ["ly", "LY", "Libya", "Lybia", "ليبيا", {"id": "ly", "name": "?"}, ["Libya", "Syria"]],
)
def test_a_country_is_an_id_a_code_or_a_name(country: Any) -> None:
    """Homonyms are told apart by the country, however it is given."""
    assert matched(ask("Tripoli")) is None
    assert matched(ask("Tripoli", properties=said("country", country))) == "ly.tripoli"


def test_a_country_is_in_itself() -> None:
    """A column of places may hold the country that the column beside it says."""
    assert matched(ask("Syria", properties=said("country", "SY"))) == "sy"
    assert matched(ask("Syria", properties=said("within", "SY"))) is None


def test_a_name_of_surroundings_is_the_city_and_the_governorate() -> None:
    """A column that says Aleppo may mean either, as "X, Aleppo" does."""
    for name, id in (("Azaz", "sy.azaz"), ("Ramousa", "sy.aleppo.ramousa"), ("Tripoli", None)):
        assert matched(ask(name, properties=said("within", "Aleppo"))) == id
    assert (
        matched(ask("Souq al-Mushir", properties=said("within", "Tripoli"))) == "ly.tripoli.souq"
    )  # one of the two
    assert matched(ask("Azaz", properties=said("within", "Aleppo, Syria"))) == "sy.azaz"
    assert matched(ask("Azaz", properties=said("within", "sy.aleppo"))) is None


def test_what_means_nothing_here_takes_the_certainty() -> None:
    """A country that no table knows leaves the candidates, and no match; a blank one says
    nothing.
    """
    found = ask("Ramousa", properties=said("country", "Atlantis"))
    assert found[0]["id"] == "sy.aleppo.ramousa"
    assert matched(found) is None
    assert matched(ask("Ramousa", properties=said("country", [" ", ""]))) == "sy.aleppo.ramousa"


def test_the_type_of_all_filters_nothing() -> None:
    """OpenRefine chooses the commonest type of the first rows by itself: it is the one that each
    entry has, typed or not.
    """
    assert SERVICE.manifest(BASE)["defaultTypes"][0]["id"] == ANY
    for name in ALIASES:
        assert {**ask(name, type=ANY, type_strict="should")[0], "type": None} == {
            **ask(name)[0],
            "type": None,
        }
    assert matched(ask("Jaysh al-Islam", type="place")) is None
    assert matched(ask("Jaysh al-Islam", type=["place", "group"])) == "sy.group.jaysh-al-islam"
    assert ask("Jaysh al-Islam", type=["place", "group"], type_strict="all") == []
    assert (
        matched(ask("Jaysh al-Islam", type=[ANY, "group"], type_strict="all"))
        == "sy.group.jaysh-al-islam"
    )


def test_other_properties_filter() -> None:
    """An entry must have the value that a query says of an alias, or of a catalogue; a property
    that there isn't takes the certainty.
    """
    assert matched(ask("Aleppo", properties=said("same_as.wikidata", "Q41183"))) == "sy.aleppo"
    assert ask("Aleppo", properties=said("same_as.wikidata", "Q1")) == []
    assert ask("Aleppo", properties=said("no property", "x"))[0]["id"] == "sy.aleppo"
    assert matched(ask("Aleppo", properties=said("no property", "x"))) is None
    assert ask("Aleppo", properties=said("id", "halab"))[0]["id"] == "sy.aleppo"


def test_an_id_is_a_candidate_and_no_match() -> None:
    """An ID in the place of a name stands first and scores 100, and is no certain match; nor
    does it hide a name.
    """
    (first, *_) = ask("sy.ramosa")
    assert (first["id"], first["score"], first["match"]) == ("sy.aleppo.ramousa", 100, False)
    assert matched(ask("halab")) == "sy.aleppo"
    assert "sy" not in {each["id"] for each in ask("sy", type="group")}


def test_the_conditions_of_the_draft() -> None:
    """IDs, several names, and what must not be."""

    def asked(*conditions: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
        batch = valid("1.0-draft", "queries", {"queries": [{"conditions": [*conditions], **more}]})
        return valid("1.0-draft", "results", draft.match(SERVICE, batch))["results"][0][
            "candidates"
        ]

    name = {"matchType": "name", "propertyValue": "Tripoli"}
    where = {"matchType": "property", "propertyId": "country", "propertyValue": "Libya"}
    assert matched(asked(name)) is None
    assert matched(asked(name, where)) == "ly.tripoli"
    assert matched(asked(name, {**where, "matchQuantifier": "none"})) == "lb.tripoli"
    assert (
        asked(name, {**where, "propertyValue": ["Libya", "Lebanon"], "matchQuantifier": "all"})
        == []
    )
    assert {each["type"][1]["id"] for each in asked(name, type="group")} == {"group"}
    assert (
        matched(asked({"matchType": "name", "propertyValue": ["Nowhere", "Ramouseh"]}))
        == "sy.aleppo.ramousa"
    )
    assert matched(asked({"matchType": "id", "propertyValue": "sy.ramosa"})) == "sy.aleppo.ramousa"
    assert [
        each["match"]
        for each in asked({"matchType": "id", "propertyValue": ["sy", "ly", "nothing"]})
    ] == [False, False]
    assert asked({**where}) == []
    for wrong in (
        {"matchType": "age"},
        {"matchQuantifier": "some"},
        {"matchQuantifier": "none"},
        {"propertyValue": [[]]},
    ):
        with pytest.raises(RequestError):
            draft.match(SERVICE, {"queries": [{"conditions": [{**name, **wrong}]}]})


# --- where it is ----------------------------------------------------------------------------------

PLACES = ("near", "latitude", "longitude")
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).filter(any)


@given(names, points, types | st.none())
@example("Tripoli", (34.4, 35.8), None)
@example("Tripoly", (32.9, 13.2), "place")
def test_near_is_the_hint_of_resolve(
    name: str, point: tuple[float, float], type: str | None
) -> None:
    """A point, in one cell, as a list or in two columns, weighs the candidates as the hint `near`
    does, and the answer tells how far each lies.
    """
    if RESOLVER.living(name) is not None:
        return
    latitude, longitude = point
    more = {"type": type} if type in RESOLVER.gazetteer.types else {}
    hinted = RESOLVER.resolve(name, near=point, type=more.get("type"))
    for told in (
        said("near", f" {latitude!r} , {longitude!r}"),
        said("near", [latitude, longitude]),
        [*said("longitude", longitude), *said("latitude", str(latitude))],
    ):
        found = ask(name, properties=told, **more)
        assert matched(found) == hinted.id
        assert [each["id"] for each in found] == [each.id for each in hinted.candidates]
        apart = {
            each["id"]: feature["value"]
            for each in found
            for feature in each["features"]
            if feature["id"] == "kilometres"
        }
        assert apart == {
            id: round(kilometres, 1)
            for id, kilometres in hinted.grounds.apart
            if id in {each.id for each in hinted.candidates}
        }


BAD = [
    (said("near", "somewhere"), "near must be"),
    (said("near", "36,2,37,16"), "near must be"),
    (said("near", "N36.2, E37.16"), "must be numbers"),
    (said("near", "137.16,36.2"), "swap the two"),
    (said("near", "nan,1"), "must lie in"),
    (said("near", "0,0"), "leave the place out"),
    (said("near", {"id": "sy.aleppo"}), "near must be"),
    (said("latitude", 36.2), "both"),
    (said("near", 36.2) + said("near", 37.16), "once"),
    (said("near", "36.2,37.16") + said("latitude", 36.2), "alone"),
]


@pytest.mark.parametrize(("wrong", "message"), BAD, ids=str)
def test_a_bad_point_costs_its_own_query_its_match_and_no_other(
    wrong: list[dict[str, Any]], message: str
) -> None:
    """Its answer tells what is wrong, in one line, and has the candidates, none of which matches."""
    batch = {"bad": {"query": "Ramousa", "properties": wrong}, "good": {"query": "Ramousa"}}
    found = valid("0.2", "results", SERVICE.reconcile(valid("0.2", "queries", batch)))
    assert "error" not in found["good"]
    assert matched(found["good"]["result"]) == "sy.aleppo.ramousa"
    assert [{**each, "match": False} for each in found["good"]["result"]] == found["bad"]["result"]
    assert message in found["bad"]["error"]
    assert "\n" not in found["bad"]["error"]


def test_the_draft_takes_points_too() -> None:
    """As conditions on a property, which can't be asked not to hold."""
    name = {"matchType": "name", "propertyValue": "Tripoli"}
    near = {"matchType": "property", "propertyId": "near", "propertyValue": "34.4,35.8"}

    def asked(**more: Any) -> dict[str, Any]:
        batch = {"queries": [{"conditions": [name, {**near, **more}]}]}
        told = draft.match(SERVICE, valid("1.0-draft", "queries", batch))
        return valid("1.0-draft", "results", told)["results"][0]

    assert matched(asked()["candidates"]) == "lb.tripoli"
    assert "swap" in asked(propertyValue="100,35.8")["error"]
    with pytest.raises(RequestError, match="none"):
        asked(matchQuantifier="none")


def test_places_are_proposed_and_told_where_a_table_has_some() -> None:
    """What the tables know of where an entry is can be asked for in the form in which it is taken;
    of a table without places nothing is proposed.
    """
    assert [each["id"] for each in SERVICE.suggestions.property("lat")["result"]] == ["latitude"]
    assert [each["id"] for each in SERVICE.suggestions.property("place")["result"]] == ["near"]
    wanted = {"ids": ["lb.tripoli", "sy"], "properties": [{"id": id} for id in PLACES]}
    rows = valid("0.2", "extended", SERVICE.extend(wanted))["rows"]
    assert rows["lb.tripoli"] == {
        "near": [{"str": "34.44,35.84"}],
        "latitude": [{"float": 34.44}],
        "longitude": [{"float": 35.84}],
    }
    assert rows["sy"] == {id: [] for id in PLACES}
    without = Service(Resolver([translit.Entry("x", "Foo")]))
    assert not {*PLACES} & without.entities.properties.keys()


# --- suggest, extend, show ------------------------------------------------------------------------


@given(st.sampled_from(ALIASES), st.data())
def test_whoever_types_a_name_finds_its_entry(alias: str, data: st.DataObject) -> None:
    """From its first letters on, the entries that bear an alias are among the suggestions; with
    all of it they come before the rest.
    """
    key = strong_key(alias)
    typed = key[: data.draw(st.integers(1, len(key)))]
    found = [
        each["id"]
        for each in valid("0.2", "suggestions", SERVICE.suggestions.entity(typed, 0, 100))["result"]
    ]
    bearers = {
        entry.id
        for entry in ENTRIES
        if alias in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    }
    assert bearers <= set(found) or not key.startswith(strong_key(typed))
    assert set(found[: len(bearers)]) == bearers or typed != key or typed in RESOLVER.entries


@given(st.text(max_size=4), st.integers(1, 7))
def test_pages_of_suggestions_are_one_list(prefix: str, size: int) -> None:
    """Page after page gives each suggestion once, in the order of all of them."""
    for suggest in (
        SERVICE.suggestions.entity,
        SERVICE.suggestions.type,
        SERVICE.suggestions.property,
    ):
        whole = suggest(prefix, 0, 100)["result"]
        pages = [
            suggest(prefix, start, size)["result"] for start in range(0, len(whole) + size, size)
        ]
        assert [each for page in pages for each in page] == whole
        assert len({each["id"] for each in whole}) == len(whole)


def test_a_compiled_table_suggests_the_same(tmp_path: Path) -> None:
    """What is typed is looked up in a mapped file as in memory."""
    translit.compile(ENTRIES, to=tmp_path / "small.translit")
    mapped, plain = Service(translit.load(tmp_path / "small.translit")), Service(Resolver(ENTRIES))
    for typed in ("", "a", "tri", "الر", "ramo", "zz"):
        assert mapped.suggestions.entity(typed, 0, 100) == plain.suggestions.entity(typed, 0, 100)
    assert mapped.manifest(BASE) == plain.manifest(BASE)


def test_ids_types_and_properties_are_suggested_too() -> None:
    """By ID, living or old, and by the beginning of a name in any case."""
    assert SERVICE.suggestions.entity("sy.ramosa")["result"][0]["id"] == "sy.aleppo.ramousa"
    assert [each["id"] for each in SERVICE.suggestions.entity("Tripoli")["result"][:2]] == [
        "lb.tripoli",
        "ly.tripoli",
    ]  # namesakes by their IDs
    assert [each["id"] for each in SERVICE.suggestions.type("ARMED")["result"]] == ["armed group"]
    assert [each["id"] for each in SERVICE.suggestions.property("coun")["result"]] == ["country"]
    assert [each["id"] for each in SERVICE.suggestions.property("lies")["result"]] == ["within"]


@given(
    st.lists(ids, max_size=4),
    st.lists(st.sampled_from([*SERVICE.entities.properties]), max_size=4),
    settings,
)
def test_extension_tells_what_the_tables_hold(
    asked: list[str], wanted: list[str], setting: dict[str, Any] | None
) -> None:
    """A row for each ID that was asked for, under that ID, with each property, valid in both
    versions; nothing for an unknown ID.
    """
    query = {
        "ids": asked,
        "properties": [
            {"id": id} if setting is None else {"id": id, "settings": setting} for id in wanted
        ],
    }
    found = valid("0.2", "extended", SERVICE.extend(valid("0.2", "extension", query)))
    assert [each["id"] for each in found["meta"]] == list(dict.fromkeys(wanted))
    assert found["rows"].keys() == set(asked)
    for id, row in found["rows"].items():
        living = RESOLVER.living(id)
        assert row.get("name", []) == (
            [{"str": RESOLVER.entries[living].name}] if living and "name" in wanted else []
        )
        assert all(len(values) <= 1 for values in row.values()) or not (setting or {}).get("limit")
    told = valid(
        "1.0-draft", "extended", draft.extend(SERVICE, valid("1.0-draft", "extension", query))
    )
    assert {
        row["id"]: {each["id"]: each["values"] for each in row["properties"]}
        for row in told["rows"]
    } == found["rows"]


def test_values_are_texts_and_entities() -> None:
    """Aliases are texts, containers are entities with their own IDs, a country is the one around
    it.
    """
    wanted = [{"id": id} for id in ("aliases", "within", "country", "same_as.wikidata")]
    assert SERVICE.extend({"ids": ["halab"], "properties": wanted})["rows"]["halab"] == {
        "aliases": [{"str": "Halab"}, {"str": "حلب"}],
        "within": [{"id": "sy.aleppo-governorate", "name": "Aleppo Governorate"}],
        "country": [{"id": "sy", "name": "Syria"}],
        "same_as.wikidata": [{"str": "Q41183"}],
    }
    assert [
        each["id"]
        for each in valid("0.2", "proposals", SERVICE.entities.propose("place", 2))["properties"]
    ] == ["name", "aliases"]
    assert len(
        valid("1.0-draft", "proposals", SERVICE.entities.propose("place"))["properties"]
    ) == len(SERVICE.entities.properties)


class Seen(HTMLParser):
    """The tags and the text of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags, self.text, self.attributes = set[str](), "", set[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_pages_hold_names_as_text(entry: translit.Entry) -> None:
    """Whatever a name or an ID is made of, it is text on the page, and nothing runs or is
    fetched.
    """
    flyout = valid("0.2", "flyout", SERVICE.entities.flyout("entity", entry.id))
    for html in (
        SERVICE.entities.preview(entry.id),
        SERVICE.entities.view(entry.id),
        flyout["html"],
    ):
        seen = Seen(html)
        assert seen.tags <= {
            "html",
            "head",
            "meta",
            "title",
            "style",
            "body",
            "h1",
            "p",
            "code",
            "span",
            "dl",
            "dt",
            "dd",
            "bdi",
        }
        assert seen.attributes <= {"lang", "charset", "name", "content", "dir"}
        assert all(text in seen.text for text in (entry.id, entry.name, *entry.aliases))


def test_what_there_is_not_is_not_found() -> None:
    """An unknown entity, type or property is said to be that."""
    for kind in ("entity", "type", "property"):
        with pytest.raises(NotFound, match="nothing"):
            SERVICE.entities.flyout(kind, "nothing")
    with pytest.raises(NotFound):
        SERVICE.entities.preview("nothing")
    assert SERVICE.entities.flyout("type", "armed group")["id"] == "armed group"
    assert "Country" in SERVICE.entities.flyout("property", "country")["html"]


def test_manifests_are_valid() -> None:
    """Each says where everything is, and the one of the draft that it is an experiment."""
    assert (
        valid("0.2", "manifest", SERVICE.manifest(BASE))["view"]["url"]
        == f"{BASE}/view?id={{{{id}}}}"
    )
    assert (
        "experimental"
        in valid("1.0-draft", "manifest", draft.manifest(SERVICE, f"{BASE}/v1"))["name"]
    )


# --- what comes in --------------------------------------------------------------------------------


@given(
    whatever
    | st.fixed_dictionaries({"queries": st.lists(whatever, max_size=3)})
    | st.dictionaries(keys, whatever, max_size=3)
)
def test_any_json_is_answered_or_refused(thing: Any) -> None:
    """Whatever JSON comes in, the answer is valid, or it is refused as RequestError."""
    asks = [("0.2", "results", SERVICE.reconcile), ("0.2", "extended", SERVICE.extend)]
    asks += [
        ("1.0-draft", "results", lambda x: draft.match(SERVICE, x)),
        ("1.0-draft", "extended", lambda x: draft.extend(SERVICE, x)),
    ]
    for version, kind, answer in asks:
        with suppress(RequestError):
            valid(version, kind, answer(thing))


def test_too_much_is_refused() -> None:
    """Queries, values, IDs and properties beyond the limits are refused, and those at the limits
    are answered.
    """
    query = {"query": "Ramousa"}
    assert len(SERVICE.reconcile({str(n): query for n in range(BATCH)})) == BATCH
    with pytest.raises(TooMuch, match=r"51 queries"):
        SERVICE.reconcile({str(n): query for n in range(BATCH + 1)})
    with pytest.raises(TooMuch):
        draft.match(SERVICE, {"queries": [{}] * (BATCH + 1)})
    assert ask("Ramousa", properties=said("country", ["Syria"] * (VALUES - 1)))
    with pytest.raises(TooMuch):
        SERVICE.reconcile({"q": {**query, "properties": said("country", ["Syria"] * VALUES)}})
    with pytest.raises(TooMuch):
        SERVICE.extend({"ids": ["sy"] * (IDS + 1), "properties": []})
    with pytest.raises(TooMuch):
        SERVICE.extend({"ids": [], "properties": [{"id": "name"}] * (PROPERTIES + 1)})


def test_a_batch_ends_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes longer than a batch may is broken off, and says so."""
    monkeypatch.setattr("translit.doors.reconcile.service.SECONDS", -1.0)
    with pytest.raises(TooMuch, match="fewer"):
        SERVICE.reconcile({"q": {"query": "Ramousa"}})


def test_the_policy_of_the_resolver_holds() -> None:
    """A service over a resolver that asks for more matches less."""
    strict = Service(Resolver(ENTRIES, policy=Policy(precision=0.9999, limit=1)))
    assert matched(ask("Ramouseh")) == "sy.aleppo.ramousa"
    assert not any(each.certain for each in strict.match(Query(("Ramouseh",))))


@pytest.mark.parametrize("id", ODD)
def test_odd_ids_are_ids(id: str) -> None:
    """An ID of any characters comes through a query string, and is answered as it is."""
    from urllib.parse import quote

    assert parameters(f"id={quote(id, safe='')}") == {"id": id}
    assert SERVICE.extend({"ids": [id], "properties": [{"id": "type"}]})["rows"][id]["type"] == [
        {"str": "armed group"}
    ]
    assert SERVICE.suggestions.entity(id)["result"][0]["id"] == id


def test_turns_are_taken_in_the_order_of_asking() -> None:
    """Whoever holds a turn for long lets all others go first, each in its turn, and is the next
    after them; then nobody goes on.
    """
    turns, told = Turns(), list[int]()

    def other(number: int) -> None:
        with turns:
            told.append(number)

    with (
        mock.patch("translit.doors.reconcile.turns.SLICE", -1.0),
        ThreadPoolExecutor(9) as pool,
        turns,
    ):
        turns.step()  # for whom nobody waits
        for number in range(9):
            pool.submit(other, number)
            while len(turns._line) < number + 2:
                time.sleep(0.001)
        told.append(-1)
        turns.step()
        assert told == [-1, *range(9)]
        turns.close()
        with pytest.raises(Ending):
            turns.step()
    assert not turns._line
    turns.step()  # by whom no turn is held


# --- the schemas ----------------------------------------------------------------------------------


@pytest.mark.skipif(
    SPECS is None, reason="the specification's own schemas aren't here (TRANSLIT_RECONCILE_SPECS)"
)
@pytest.mark.parametrize("version", VERSIONS)
def test_our_schemas_judge_the_examples_of_the_specification_as_it_does(version: str) -> None:
    """Each of its valid examples is valid by ours; of the invalid ones ours refuses what the
    prose forbids.
    """
    assert SPECS is not None
    told = dict[str, bool]()
    for kind, files in FILES.items():
        for name in files:
            for place in sorted((Path(SPECS) / version / "examples" / name).glob("*/*.json")):
                ours, *_ = validators(version, kind)
                told[f"{name}/{place.parent.name}/{place.name}"] = ours.is_valid(
                    json.loads(place.read_text("utf-8"))
                )
    assert [name for name, right in told.items() if right != ("/valid/" in name)] == []
    assert len(told) > 30


@pytest.mark.parametrize("version", VERSIONS)
def test_our_schemas_are_schemas(version: str) -> None:
    for kind in FILES:
        jsonschema.Draft7Validator.check_schema(validators(version, kind)[0].schema)


def test_blanks_around_a_value_say_nothing() -> None:
    for value in ("Libya", " Libya", "LY ", "\tly\n"):
        assert matched(ask("Tripoli", properties=said("country", value))) == "ly.tripoli"


def test_types_that_shut_nobody_out_change_nothing() -> None:
    """Not even whether adjectives count, which they don't when a type is asked for."""
    service = Service(
        translit.load([translit.Entry("sy", "Syria", type="place", adjectives=["Syrian"])])
    )
    for types in ((), (ANY,), (ANY, "place")):
        (found,) = service.match(Query(("Syrian",), (Condition("type", types),) if types else ()))
        assert (found.candidate.id, found.certain) == ("sy", True)
    assert service.match(Query(("Syrian",), (Condition("type", ("group",), "none"),)))[0].certain


def test_a_long_value_is_not_remembered() -> None:
    """Who asks for ever other texts fills no memory."""
    before = SERVICE._conditions._called.cache_info().currsize
    for number in range(3):
        ask("Aleppo", properties=said("country", f"{number}{'x' * 5000}"))
    assert SERVICE._conditions._called.cache_info().currsize == before


def test_an_empty_value_is_shown_as_one() -> None:
    service = Service(translit.load([translit.Entry("x", "Foo", [""], same_as={"wiki": ""})]))
    assert "Foo" in service.entities.view("x")
    assert "Foo" in service.entities.preview("x")


@given(batches, st.sampled_from(["query", "type", "type_strict", "limit", "properties"]))
@example({"q": {"query": "Ramousa"}}, "query")
def test_null_is_what_is_left_out(batch: dict[str, Any], field: str) -> None:
    """A field that is null says nothing, and refuses nobody: a query of null has no candidates."""
    nulled = {key: {**query, field: None} for key, query in batch.items()}
    without = {
        key: {name: value for name, value in query.items() if name != field}
        for key, query in batch.items()
    }
    assert SERVICE.reconcile(nulled) == SERVICE.reconcile(without)
    assert SERVICE.reconcile({"q": {"query": None}}) == {"q": {"result": []}}


@given(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3), st.data())
def test_homonyms_are_described_apart(containers: list[str], data: st.DataObject) -> None:
    """Namesakes that lie in different things have different descriptions, whichever of several
    containers it is in which they differ.
    """
    others = data.draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3))
    wholes = [translit.Entry(id, f"Container {id.upper()}", within="top") for id in "abc"]
    service = Service(
        Resolver(
            [
                translit.Entry("top", "Top"),
                *wholes,
                translit.Entry("one", "Mansoura", within=containers),
                translit.Entry("two", "Mansoura", within=others),
            ]
        )
    )
    one, two = map(service.entities.describe, ("one", "two"))
    assert (one == two) == (containers == others)
