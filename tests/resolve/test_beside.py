"""Places that are certain in a text tell which of several is near (`around`)."""

from __future__ import annotations

from itertools import permutations

from counting import calls
from hypothesis import example, given
from hypothesis import strategies as st

import translit
from translit import Entry, Mention, Outcome, Policy

HOMS, ALEPPO = (34.73, 36.73), (36.21, 37.10)
PLACES = (
    Entry("sy", "Syria", type="country", at=(34.80, 38.99)),
    Entry("sy.h", "Homs Governorate", (), "governorate", "sy", at=(34.5, 38.0)),
    Entry("sy.h.zahraa", "Zahraa", ("الزهراء",), "village", "sy.h", at=HOMS),
    Entry("sy.a.zahraa", "Zahraa", ("الزهراء",), "village", "sy", at=ALEPPO),
    Entry("sy.h.talbiseh", "Talbiseh", ("تلبيسة",), "town", "sy", at=(34.84, 36.73)),
    Entry("sy.a.nubl", "Nubl", ("نبل",), "town", "sy", at=(36.37, 36.99)),
    Entry("sy.d", "Damascus", ("دمشق",), "city", "sy", at=(33.51, 36.29)),
    Entry("one", "Dukhan", (), "village", at=(35.0, 36.0)),
    Entry("two", "Dukhan", (), "village"),
    Entry("nusra", "Jabhat al-Nusra", (), "group"),
)
TABLE = translit.load(PLACES)
WORDS = [
    *(alias for entry in PLACES for alias in (entry.name, *entry.aliases)),
    "Zahra'a",
    "Talbiseh's",
    "shells fell on",
    "and",
    "في",
]
TEXTS = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", ", ", ". ", ".\n\n"])), max_size=10
).map(lambda drawn: "".join(word + mark for word, mark in drawn))
POLICIES = st.builds(
    Policy,
    st.sampled_from([0.6, 0.9, 0.97, 0.99]),
    st.just(0.1),
    st.integers(1, 4),
    st.none(),
    st.just(0.0),
)


def zahraa(text: str) -> Mention:
    """The first Zahraa of a text."""
    return next(m for m in TABLE.scan(text, around=True) if m.text in ("Zahraa", "الزهراء"))


@given(TEXTS, POLICIES)
@example("Zahraa, Talbiseh. Zahraa, Nubl.", Policy())
@example("Syria Dukhan", Policy(0.6))
def test_only_what_is_open_is_settled(text: str, policy: Policy) -> None:
    """The same mentions at the same places; what was certain stays as it was, and so does what
    stays open; what is settled is one of those that tied, and tells by what.
    """
    plain = TABLE.scan(text, policy=policy)
    found = TABLE.scan(text, around=True, policy=policy)
    assert [mention[:3] for mention in found] == [mention[:3] for mention in plain]
    for before, after in zip(plain, found, strict=True):
        one, other = before.resolution, after.resolution
        if one == other:
            continue
        assert one.outcome is Outcome.AMBIGUOUS
        assert other.id in {each.id for each in TABLE.resolve(one.mention).grounds.tied}
        told = {step.action: step for step in other.steps}
        assert set(told["around"].result.split()) <= {
            each.resolution.id for each in plain if each.resolution
        }
        assert told["distance"].result == other.id
        assert "which the text names for certain" in other.explain()


@given(TEXTS, POLICIES, POLICIES)
def test_no_policy_leads_to_another_id(text: str, one: Policy, other: Policy) -> None:
    """Where two policies find the same names for certain, they settle no homonym differently."""
    plain = [TABLE.scan(text, policy=policy) for policy in (one, other)]
    if [m.resolution.id for m in plain[0]] != [m.resolution.id for m in plain[1]]:
        return
    found = (TABLE.scan(text, around=True, policy=policy) for policy in (one, other))
    for before, after in zip(*found, strict=True):
        assert len({before.resolution.id, after.resolution.id} - {None}) <= 1


@given(TEXTS)
def test_link_settles_what_scan_does(text: str) -> None:
    """The spans of a scan, linked with the same option, have the IDs of the scan."""
    found = TABLE.scan(text, around=True)
    exact = [m for m in found if m.resolution.outcome in (Outcome.EXACT, Outcome.AMBIGUOUS)]
    linked = TABLE.link(text, [(m.start, m.end) for m in exact], around=True)
    assert [m.resolution.id for m in linked] == [m.resolution.id for m in exact]


def test_the_sentence_counts_before_the_paragraph_and_the_text() -> None:
    """What stands nearest in the text and settles it, counts; else what stands farther off."""
    wanted = {
        "Zahraa and Talbiseh were hit.": "sy.h.zahraa",
        "تلبيسة و الزهراء": "sy.h.zahraa",
        "Zahraa and Nubl were hit. Talbiseh was not.": "sy.a.zahraa",
        "Zahraa was hit. Nubl was hit.\n\nTalbiseh was not.": "sy.a.zahraa",
        "Zahraa was hit.\n\nTalbiseh was not.": "sy.h.zahraa",
        "Zahraa and Damascus were hit.": None,
        "Zahraa, Damascus and Talbiseh were hit.": "sy.h.zahraa",
        "Zahraa, Talbiseh and Nubl were hit.": None,
        "Zahraa was hit.": None,
    }
    assert {text: zahraa(text).resolution.id for text in wanted} == wanted


def test_the_middle_of_what_holds_a_candidate_says_nothing() -> None:
    """A country or a governorate is no place that something lies near."""
    assert zahraa("Zahraa in Syria was hit.").resolution.id is None
    settled = zahraa("Zahraa was hit, said Homs Governorate.").resolution
    assert settled.id == "sy.h.zahraa"
    assert "around" not in {step.action for step in settled.steps}  # it lies within it


def test_what_has_no_place_is_not_near() -> None:
    """A candidate whose place nobody knows is neither near nor far; a group is no place."""
    (_, group, dukhan) = TABLE.scan("Talbiseh, Jabhat al-Nusra, Dukhan", around=True)
    assert group.resolution.id == "nusra"
    assert dukhan.resolution.id is None


def test_the_order_of_places_has_no_say() -> None:
    found = {
        zahraa(f"{', '.join(names)} were hit.").resolution.id
        for names in permutations(["Zahraa", "Damascus", "Talbiseh"])
    }
    assert found == {"sy.h.zahraa"}


def test_more_homonyms_than_an_answer_holds_are_all_weighed() -> None:
    """The near one of twelve, with room for two candidates."""
    many = [
        Entry(f"z{n:02}", "Zahraa", at=(33 + n / 3, 36 + n / 3)) for n in range(12)
    ]  # some 45 km apart
    table = translit.load([*many, Entry("t", "Talbiseh", at=(36.0, 39.01))])
    for limit in (1, 2, 20):
        first, _ = table.scan("Zahraa, Talbiseh.", around=True, policy=Policy(0.6, limit=limit))
        assert first.resolution.id == "z09"


def test_a_text_of_many_homonyms_asks_of_each_place_once() -> None:
    """Of twice as many names twice the steps: what a text names is gone through once, and its
    places are weighed together.
    """

    def steps(count: int) -> int:
        sure = [Entry(f"p{n}", f"Dor {n} Kaf", at=(10 + n / 9, 20)) for n in range(count)]
        open_ = [
            Entry(f"{side}{n}", f"Tal {n} Bir", at=(10 + n / 9, 21 + 30 * east))
            for n in range(count)
            for east, side in enumerate("ab")
        ]
        table = translit.load([*sure, *open_])
        text = ", ".join(entry.name for entry in (*sure, *open_[::2]))
        assert len(table.scan(text, around=True)) == 2 * count
        return calls(lambda: table.scan(text, around=True)) - calls(lambda: table.scan(text))

    assert steps(240) < 2.3 * steps(120)
