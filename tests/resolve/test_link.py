"""Spans that something else has found: laws over any text and any span, then what recognisers
leave on a name.
"""

from __future__ import annotations

from itertools import accumulate

import pytest
from drawing import RUNNING
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, EntryError, Outcome, strategies
from translit.resolving.offsets import units
from translit.resolving.resolver import bundled

OWN = translit.load(
    [
        Entry("x.aleppo", "Aleppo", ["حلب", "Алеппо", "Halep", "חלב"], type="place"),
        Entry("x.raqqa", "Raqqa", ["الرقة", "Ракка"], type="place"),
        Entry("x.ramousa", "Ramousa", ["الراموسة"], type="place", within=["x.aleppo"]),
        Entry("x.brigade", "Raqqa", ["Liwa Raqqa"], type="group"),
        Entry("x.johns", "St John's", type="place"),
    ]
)
SPELT = strategies.mentions(OWN) | strategies.respellings(OWN) | strategies.near_misses(OWN)
TEXTS = st.lists(
    SPELT.map(lambda surface: surface[0]) | st.sampled_from([" in ", "، و", "’s ", "🏴 ", ". "]),
    min_size=1,
    max_size=6,
)
UNITS = st.sampled_from(["codepoint", "utf16", "utf8"])


@st.composite
def marked(draw: st.DrawFn, unit: str = "codepoint") -> tuple[str, list[tuple[int, int]]]:
    """A text, and spans of it that don't overlap, in some order."""
    text = "".join(draw(TEXTS))
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    places = [0, *accumulate(units(char, unit) for char in text)]
    spans = [
        (places[start], places[end]) for start, end in zip(cuts[::2], cuts[1::2], strict=False)
    ]
    return text, draw(st.permutations(spans))


# --- laws -----------------------------------------------------------------------------------------


@given(UNITS.flatmap(lambda unit: st.tuples(st.just(unit), marked(unit))))
def test_each_span_has_its_mention_in_its_place(
    drawn: tuple[str, tuple[str, list[tuple[int, int]]]],
) -> None:
    """Whatever offsets count, they come back as they were given, and the text is what they cut
    out.
    """
    unit, (text, spans) = drawn
    found = OWN.link(text, spans, offset_unit=unit)
    assert [(mention.start, mention.end) for mention in found] == spans
    coding, size = {"codepoint": ("utf-32-le", 4), "utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}[
        unit
    ]
    coded = text.encode(coding)
    assert [coded[size * start : size * end].decode(coding) for start, end in spans] == [
        mention.text for mention in found
    ]


@given(marked())
def test_no_span_sways_another(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    text, spans = drawn
    assert OWN.link(text, spans) == [
        mention for span in spans for mention in OWN.link(text, [span])
    ]


@given(marked())
def test_an_alias_is_linked_as_it_is_resolved(drawn: tuple[str, list[tuple[int, int]]]) -> None:
    """Where the span as it stands is an alias there is nothing to strip."""
    for mention in OWN.link(*drawn):
        resolved = OWN.resolve(mention.text)
        assert mention.resolution == resolved or resolved.outcome is not Outcome.EXACT


@given(SPELT)
def test_a_clean_name_is_linked_as_it_is_resolved(surface: strategies.Surface) -> None:
    """A name without anything before it or behind it resolves as ever."""
    name = surface[0]
    assume(not name.casefold().startswith("the ") and not any(sign in name for sign in "'`´‘’"))
    linked, resolved = OWN.link(name, [(0, len(name))])[0].resolution, OWN.resolve(name)
    assert (linked.id, linked.outcome) == (resolved.id, resolved.outcome)


@settings(max_examples=20)
@given(RUNNING)
def test_what_the_scan_finds_is_linked_to_the_same(text: str) -> None:
    """The IDs and outcomes are the scan's, homonyms that the text settles among them. (What was
    joined to a name is no part of its mention, so that the score may be that of the name as it
    stands in the table.)
    """
    found = bundled().scan(text)
    linked = bundled().link(text, [mention[:2] for mention in found])
    assert [(m.resolution.id, m.resolution.outcome) for m in linked] == [
        (m.resolution.id, m.resolution.outcome) for m in found
    ]


LEFT_ON = [
    ("“", "”"),
    ("", "'s"),
    ("", "’s"),
    ("(", "),"),
    ("the ", ""),
    ("in ", ""),
    ("from ", "’s"),
    ("в ", ""),
    ("في ", ""),
]


@given(st.sampled_from(["Aleppo", "Ramousa", "Алеппо", "حلب"]), st.sampled_from(LEFT_ON))
def test_what_recognisers_leave_on_a_name_changes_nothing(
    name: str, left_on: tuple[str, str]
) -> None:
    written = name.join(left_on)
    [found] = OWN.link(written, [(0, len(written))])
    assert (found.resolution.id, found.text) == (OWN.resolve(name).id, written)


# --- examples -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "id"),
    [
        ("بحلب", "x.aleppo"),
        ("وبالرقة", "x.raqqa"),
        ("בחלב", "x.aleppo"),
        ("Алеппо", "x.aleppo"),
        ("Halep'te", "x.aleppo"),
        ("Ramouseh's", "x.ramousa"),
        ("St John's", "x.johns"),
        ("Mayor of Aleppo", None),
        ("In Aleppo", None),  # written like a name: In may be one
        ("Hama", None),
        ("…", None),
    ],
)
def test_a_span_is_read_as_its_language_writes_it(written: str, id: str | None) -> None:
    assert OWN.link(written, [(0, len(written))])[0].resolution.id == id


def test_without_an_apostrophe_there_is_no_ending() -> None:
    """It is left to the score, which sees a short word more."""
    assert OWN.link("Halep-te", [(0, 8)])[0].resolution == OWN.resolve("Halep-te")


def test_what_is_near_a_name_is_not_what_it_names() -> None:
    """So that "near" is left where it stands."""
    assert translit.link("near Aleppo", [(0, 11)])[0].resolution == translit.resolve("near Aleppo")


def test_labels_say_what_is_meant() -> None:
    """A label that is mapped to a type is a hint; any other, or none, isn't."""
    text, types = "Raqqa and Raqqa and Raqqa", {"GPE": "place", "ORG": "group"}
    spans = [(0, 5, "GPE"), (10, 15, "ORG"), (20, 25, "MISC")]
    assert [mention.resolution.id for mention in OWN.link(text, spans, types=types)] == [
        "x.raqqa",
        "x.brigade",
        None,
    ]
    assert [mention.resolution.id for mention in OWN.link(text, spans)] == [None, None, None]
    assert OWN.link(text, [(0, 5, None)], types=types)[0].resolution.outcome is Outcome.AMBIGUOUS


def test_the_text_around_a_span_settles_a_homonym() -> None:
    """What the text names, be it among the spans or not."""
    text = "In Lebanon, Tripoli was calm.\n\nTripoli"
    here, there = translit.link(text, [(12, 19), (31, 38)])
    assert (here.resolution.id, there.resolution.id) == ("lb.tripoli", None)
    assert here.resolution.narrowings[0].link == "text"


def test_a_stricter_policy_abstains() -> None:
    span = [(0, len("Ramouseh"))]
    assert OWN.link("Ramouseh", span)[0].resolution.id == "x.ramousa"
    assert (
        OWN.link("Ramouseh", span, policy=translit.Policy(precision=0.9999))[0].resolution.id
        is None
    )


@pytest.mark.parametrize(
    ("spans", "unit", "says"),
    [
        ([(3, 3)], "codepoint", r"span 0 \(3, 3\) is empty"),
        ([(3, 2)], "codepoint", "empty"),
        ([(-1, 2)], "codepoint", "outside the text, which ends at 8"),
        ([(2, 9)], "codepoint", "do its offsets count codepoint"),
        ([(0, 10)], "utf16", "outside the text, which ends at 9"),
        (
            [(1, 9)],
            "utf16",
            r"span 0 \(1, 9\) begins or ends within a character: do its offsets count utf16",
        ),
        ([(0, 3)], "utf8", "within a character"),
        ([(0, 4), (5, 7), (2, 8)], "codepoint", r"span 0 \(0, 4\) and span 2 \(2, 8\) overlap"),
        ([(2, 8, "GPE"), (2, 8, None)], "codepoint", "overlap"),
        ([(2, "8")], "codepoint", "span 0 must be .* in whole numbers"),
        ([(2.0, 8)], "codepoint", "whole numbers"),
        ([(2,)], "codepoint", "must be"),
        ([(2, 8, "GPE", 0.9)], "codepoint", "must be"),
        ([(2, 8, ["GPE"])], "codepoint", "must be"),
        ([7], "codepoint", "must be"),
        ([], "bytes", "codepoint, utf16, utf8"),
    ],
)
def test_a_span_that_cant_be_right_is_refused(spans: list, unit: str, says: str) -> None:
    """In one line, which says which span and why."""
    with pytest.raises(EntryError, match=says) as error:
        OWN.link("🏴 Aleppo", spans, offset_unit=unit)
    assert "\n" not in str(error.value)


def test_what_settles_a_homonym_keeps_to_the_type_of_its_label() -> None:
    towns = translit.load(
        [
            Entry("x", "Xland", type="place"),
            Entry("y", "Yland", type="place"),
            Entry("x.raqqa", "Raqqa", type="place", within="x"),
            Entry("x.group", "Raqqa", type="group", within="x"),
            Entry("y.raqqa", "Raqqa", type="place", within="y"),
        ]
    )
    (linked,) = towns.link("Xland: Raqqa", [(7, 12, "GPE")], types={"GPE": "place"})
    assert linked.resolution.id == "x.raqqa"


def test_a_span_that_comes_again_is_not_worked_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not in another text either."""
    towns = translit.load([Entry("x", "Xland")])
    first = towns.link("in Xlandd", [(3, 9)])
    monkeypatch.setattr(
        type(towns), "resolve", lambda *_, **__: pytest.fail("it was worked out again")
    )
    assert towns.link("to Xlandd", [(3, 9)]) == first
