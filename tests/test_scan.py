"""Mentions in running text: laws over any text, then what each language does to a name."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_laws import RUNNING

import translit
from translit import Entry, Outcome
from translit.cli.streams import pieces
from translit.resolver import bundled
from translit.scan import _is_given_name
from translit.text.words import spans, stretches, ways

PARAGRAPHS = st.lists(RUNNING.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=4)


@given(PARAGRAPHS)
def test_a_text_is_scanned_as_its_paragraphs_are(paragraphs: list[str]) -> None:
    """So a file may be read piece by piece."""
    whole = [(mention.text, mention.resolution) for mention in bundled().scan("\n\n".join(paragraphs))]
    assert whole == [(mention.text, mention.resolution) for paragraph in paragraphs for mention in bundled().scan(paragraph)]


@given(RUNNING)
def test_offsets_slice_the_text_in_every_unit(text: str) -> None:
    by_point = bundled().scan(text)
    for unit, coding, size in (("utf16", "utf-16-le", 2), ("utf8", "utf-8", 1)):
        coded = text.encode(coding, "surrogatepass")
        found = bundled().scan(text, offset_unit=unit)
        assert [coded[m.start * size : m.end * size].decode(coding, "surrogatepass") for m in found] == [m.text for m in by_point]


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(translit.EntryError, match="codepoint, utf16, utf8"):
        bundled().scan("Aleppo", offset_unit="bytes")


@given(RUNNING)
def test_scanning_twice_finds_the_same(text: str) -> None:
    """What a scanner remembers changes nothing."""
    fresh = translit.load()
    assert bundled().scan(text) == fresh.scan(text) == bundled().scan(text)


@given(st.text(max_size=40))
def test_words_lie_in_order_and_a_way_begins_with_the_word_itself(text: str) -> None:
    places = spans(text)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    for start, end in places:
        assert all(way.before + way.behind < end - start for way in ways(text[start:end]))
        assert all(0 <= a < b <= end - start for a, b in stretches(text[start:end]))


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("وصل من حلب وبحلب ولحلب إلى الرقة وبالرقة", {"حلب": "sy.aleppo", "الرقة": "sy.raqqa"}),
        ("ב חלב ובחלב, בדמשק ולדמשק", {"חלב": "sy.aleppo", "דמשק": "sy.damascus"}),
        ("из Алеппо в Ракку и у Ракки, под Дамаском, в Хомсе", {"Алеппо": "sy.aleppo", "Ракки": "sy.raqqa", "Хомсе": "sy.homs"}),
        ("Сводки Свободной сирийской армии", {"Свободной сирийской армии": "sy.group.free-syrian-army"}),
        ("у Києві та з Києва", {"Києві": "ua.kyiv"}),
        ("στη Δαμασκό, του Χαλεπιού, της Δαμασκού", {"Δαμασκό": "sy.damascus", "Χαλεπιού": "sy.aleppo", "Δαμασκού": "sy.damascus"}),
        ("Halep'te, Rakka'dan, İstanbul’a", {"Halep": "sy.aleppo", "Rakka": "sy.raqqa", "İstanbul": "tr.istanbul"}),
        ("Aleppo's people, the Syrian army", {"Aleppo": "sy.aleppo", "Syrian army": "sy.group.syrian-arab-army"}),
        ("東京から北京へ", {"東京": "jp.tokyo", "北京": "cn.beijing"}),
        ("他从北京到东京去了。", {"北京": "cn.beijing", "东京": "jp.tokyo"}),
        ("เขาไปกรุงเทพแล้ว", {"กรุงเทพ": "th.bangkok"}),
    ],
)
def test_names_are_found_as_their_languages_write_them(text: str, mentions: dict[str, str]) -> None:
    found = {mention.text: mention.resolution.id for mention in translit.scan(text)}
    assert mentions.items() <= found.items()


@pytest.mark.parametrize(
    "text",
    [
        "In March he was Reading a book Of the East",
        "The Army and the Police",
        "Alexander and Konstantin met Mohsin",
        "Gordon Bazeley wrote to Alexei Alexandrov, and to Jean Jordaan",
        "حليب وخبز",
    ],
)
def test_a_common_word_or_a_given_name_is_no_place(text: str) -> None:
    assert [mention.text for mention in translit.scan(text)] == []


def test_an_unseen_spelling_behind_a_given_name_is_a_surname() -> None:
    """But not behind a preposition that is written like one, and somebody may be found."""
    assert [mention.text for mention in translit.scan("near Alexandreya")] == ["Alexandreya"]
    assert [mention.text for mention in translit.scan("Nikolai Alexandreya")] == []
    assert (_is_given_name("Nikolai"), _is_given_name("على"), _is_given_name("near")) == (True, False, False)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("In Lebanon, Tripoli was calm.", "lb.tripoli"),
        ("Libya is at war. Nobody entered Tripoli.", "ly.tripoli"),
        ("Lebanon and Libya: Tripoli", None),
        ("Lebanon.\n\nTripoli was calm.", None),
    ],
)
def test_what_else_is_named_settles_a_homonym(text: str, id: str | None) -> None:
    """Its sentence, or else its paragraph; not what stands in another one, nor two countries at once."""
    [found] = [mention.resolution for mention in translit.scan(text) if mention.text == "Tripoli"]
    assert found.id == id
    assert found.outcome is (Outcome.EXACT if id else Outcome.AMBIGUOUS)


def test_the_reason_of_a_settled_homonym_is_told() -> None:
    [found] = [mention.resolution for mention in translit.scan("In Lebanon, Tripoli was calm.") if mention.text == "Tripoli"]
    assert "within lb, which the text around it names" in found.explain()
    assert translit.replay(found.mention, found.steps) == found.form


def test_no_mention_is_lost_between_pieces(tmp_path) -> None:
    path = tmp_path / "long.txt"
    text = "He left Tell Abyad, and came to Deir ez-Zor. " * 400
    path.write_text(text, "utf-8")
    resolver = translit.load([Entry("a", "Tell Abyad"), Entry("d", "Deir ez-Zor")])
    found = [mention.text for piece in pieces(str(path), "strict", 1000) for mention in resolver.scan(piece)]
    assert found == ["Tell Abyad", "Deir ez-Zor"] * 400


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_scripts_without_spaces_are_read_in_any_normal_form(form: str) -> None:
    """As decomposed kana, whose marks stand for themselves, too."""
    text = unicodedata.normalize(form, "私はブダペストへ")
    [found] = [mention for mention in translit.scan(text) if mention.resolution.id == "hu.budapest"]
    assert unicodedata.normalize("NFC", found.text) == "ブダペスト"


def test_endless_words_are_not_remembered() -> None:
    """A text of one word after the other, each as long as a book, is scanned in bounded memory."""
    resolver = translit.load([Entry("a", "Aleppo")])
    for number in range(50):
        assert resolver.scan(f"{'x' * 10_000}{number} Aleppo {'Y' * 10_000}{number}")[0].resolution.id == "a"
    [linker] = resolver._linkers.values()
    scanner = linker.scanner
    assert sum(map(len, scanner._seen)) + sum(len(written) for written, _ in scanner._answers) < 1000


def test_a_place_that_is_a_given_name_too_has_no_surname() -> None:
    """Lists of places are read to their end; and a surname may have an article."""
    assert [mention.text for mention in translit.scan("Hama\nRamouseh")] == ["Hama", "Ramouseh"]
    assert [mention.text for mention in translit.scan("the Hama-Ramouseh road")] == ["Hama", "Ramouseh"]
    assert [mention.text for mention in translit.scan("Omar al-Ramouseh")] == []
