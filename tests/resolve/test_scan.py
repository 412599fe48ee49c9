"""Mentions in running text: laws over any text, then what each language does to a name."""

from __future__ import annotations

import unicodedata
from itertools import chain, pairwise

import pytest
from counting import calls
from drawing import RUNNING
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

import translit
import translit.resolving.explain
import translit.resolving.unseen
from translit import Entry, Outcome, Policy, strategies
from translit.doors.cli.streams import pieces
from translit.knowledge.rules import rules
from translit.language.form import forms, sounds_apart
from translit.language.split import strong_key
from translit.language.words import Way, is_whole, spans, stretches, ways
from translit.resolving.cues import is_common, is_given_name, is_small_word, worth
from translit.resolving.found import Taken
from translit.resolving.resolver import bundled
from translit.resolving.scan import Find, Scanner
from translit.resolving.unseen import JOINED_APART

PARAGRAPHS = st.lists(
    RUNNING.map(lambda text: " ".join(text.split())).filter(bool), min_size=1, max_size=4
)


@given(PARAGRAPHS)
def test_a_text_is_scanned_as_its_paragraphs_are(paragraphs: list[str]) -> None:
    """So a file may be read piece by piece."""
    whole = [
        (mention.text, mention.resolution) for mention in bundled().scan("\n\n".join(paragraphs))
    ]
    assert whole == [
        (mention.text, mention.resolution)
        for paragraph in paragraphs
        for mention in bundled().scan(paragraph)
    ]


@given(RUNNING)
def test_offsets_slice_the_text_in_every_unit(text: str) -> None:
    by_point = bundled().scan(text)
    for unit, coding, size in (("utf16", "utf-16-le", 2), ("utf8", "utf-8", 1)):
        coded = text.encode(coding, "surrogatepass")
        found = bundled().scan(text, offset_unit=unit)
        assert [
            coded[m.start * size : m.end * size].decode(coding, "surrogatepass") for m in found
        ] == [m.text for m in by_point]


ASTRAL = st.sampled_from(["𞤀𞤣𞤢𞤥𞤢𞥄𞤱𞤢", "𠮷野家", "𐤀𐤁𐤂𐤃𐤄", "𑄌𑄋𑄴𑄟𑄳𑄦"])


@given(
    st.lists(
        st.tuples(ASTRAL, st.sampled_from([" ", " 🙂 ", ", é ", " 𝔸 "])).map("".join),
        min_size=2,
        max_size=6,
    ).map("".join)
)
def test_letters_beyond_the_first_plane_are_two_units(text: str) -> None:
    """Within a mention, before it and between two: each letter of these names takes two units of
    UTF-16, and four bytes.
    """
    table = translit.load([Entry(name, name) for name in ("𞤀𞤣𞤢𞤥𞤢𞥄𞤱𞤢", "𠮷野家", "𐤀𐤁𐤂𐤃𐤄", "𑄌𑄋𑄴𑄟𑄳𑄦")])
    by_point = table.scan(text)
    assert len(by_point) >= 2
    for unit, size in (
        ("utf16", lambda part: sum(1 + (ord(c) > 0xFFFF) for c in part)),
        ("utf8", lambda part: len(part.encode())),
    ):
        wanted = [(size(text[: m.start]), size(text[: m.end])) for m in by_point]
        assert [(m.start, m.end) for m in table.scan(text, offset_unit=unit)] == wanted


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(translit.EntryError, match="codepoint, utf16, utf8"):
        bundled().scan("Aleppo", offset_unit="bytes")


@given(RUNNING)
def test_scanning_twice_finds_the_same(text: str) -> None:
    """What a scanner remembers changes nothing."""
    fresh = translit.load()
    assert bundled().scan(text) == fresh.scan(text) == bundled().scan(text)


@given(st.from_regex(r"[A-Za-z][a-z]{0,9}|[A-Za-z]{1,4}", fullmatch=True))
def test_a_word_that_can_be_read_as_it_stands_alone_has_one_way(word: str) -> None:
    if is_whole(word):
        assert ways(word) == (Way(word.lower()),)
    assert is_whole(word) == (word.islower() or word[1:].islower())


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
        (
            "из Алеппо в Ракку и у Ракки, под Дамаском, в Хомсе",
            {"Алеппо": "sy.aleppo", "Ракки": "sy.raqqa", "Хомсе": "sy.homs"},
        ),
        (
            "Сводки Свободной сирийской армии",
            {"Свободной сирийской армии": "sy.group.free-syrian-army"},
        ),
        ("у Києві та з Києва", {"Києві": "ua.kyiv"}),
        (
            "στη Δαμασκό, του Χαλεπιού, της Δαμασκού",
            {"Δαμασκό": "sy.damascus", "Χαλεπιού": "sy.aleppo", "Δαμασκού": "sy.damascus"},
        ),
        (
            "Halep'te, Rakka'dan, İstanbul’a",
            {"Halep": "sy.aleppo", "Rakka": "sy.raqqa", "İstanbul": "tr.istanbul"},
        ),
        (
            "Aleppo's people, the Syrian army",
            {"Aleppo": "sy.aleppo", "Syrian army": "sy.group.syrian-arab-army"},
        ),
        ("東京から北京へ", {"東京": "jp.tokyo", "北京": "cn.beijing"}),
        ("他从北京到东京去了。", {"北京": "cn.beijing", "东京": "jp.tokyo"}),
        ("เขาไปกรุงเทพแล้ว", {"กรุงเทพ": "th.bangkok"}),
        ("ไปกรุงเทพมหานคร", {"กรุงเทพมหานคร": "th.bangkok"}),
        ("ខ្ញុំទៅភ្នំពេញហើយ", {"ភ្នំពេញ": "kh.phnom-penh"}),
        ("我去了叙利亚的阿勒颇", {"叙利亚": "sy", "阿勒颇": "sy.aleppo"}),
        ("북한과 한국은 서울에서", {"북한": "kp", "한국": "kr", "서울": "kr.seoul"}),
        ("일본에서는 미국으로", {"일본": "jp", "미국": "us"}),
        ("Les forces d'Alep et de l’Irak", {"Alep": "sy.aleppo", "Irak": "iq"}),
        ("L'esercito dell'Iraq e all’Iran", {"Iraq": "iq", "Iran": "ir"}),
        ("در سوریهٔ جدید و سوریه\u200cی دیگر", {"سوریهٔ": "sy", "سوریه": "sy"}),
        ("سوریۀ و ایتالیای", {"سوریۀ": "sy", "ایتالیای": "it"}),
        ("וכשבסוריה נסע מסוריה ושבדמשק", {"סוריה": "sy", "דמשק": "sy.damascus"}),
        (
            "The U.K. and the U.A.E. met U.S.A. envoys",
            {"U.K.": "gb", "U.A.E.": "ae", "U.S.A.": "us"},
        ),
        ("The US and the U.S.-backed SDF", {"US": "us", "U.S.": "us"}),
        ("fell in Homs.Aleppo was calm", {"Homs": "sy.homs", "Aleppo": "sy.aleppo"}),
        ("in damascus, syria", {"damascus": "sy.damascus", "syria": "sy"}),
        ("AlRaqqa and DeirEzzor", {"AlRaqqa": "sy.raqqa", "DeirEzzor": "sy.deir-ez-zor"}),
        ("He came from St. Petersburg.", {"St. Petersburg": "ru.saint-petersburg"}),
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
        "give us more",
        "GIVE US MORE",
        "the turkey and the china",
        "We went there by aleppo",
        "see syria.org and example.syria",
        "Let us go",
    ],
)
def test_a_common_word_or_a_given_name_is_no_place(text: str) -> None:
    assert [mention.text for mention in translit.scan(text)] == []


@pytest.mark.parametrize("language", rules("common_words")["joined"])
def test_a_common_word_is_no_place_behind_and(language: str) -> None:
    """Nor is it alone, unless an alias is weak: وفي is "and in", and no Alofi (ألوفي) without its
    article.
    """
    strong, joined = bundled().gazetteer.strong, rules("common_words")["joined"][language]
    for word in rules("common_words")["words"][language].split():
        found = [mention.text for each in ("", joined) for mention in translit.scan(each + word)]
        assert not any(strong_key(text) in strong for text in found)


def test_an_unseen_spelling_behind_a_given_name_is_a_surname() -> None:
    """But not behind a preposition that is written like one, and somebody may be found."""
    assert [mention.text for mention in translit.scan("near Alexandreya")] == ["Alexandreya"]
    assert [mention.text for mention in translit.scan("Nikolai Alexandreya")] == []
    assert (is_given_name("Nikolai"), is_given_name("على"), is_given_name("near")) == (
        True,
        False,
        False,
    )


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
    """Its sentence, or else its paragraph; not what stands in another one, nor two countries at
    once.
    """
    [found] = [mention.resolution for mention in translit.scan(text) if mention.text == "Tripoli"]
    assert found.id == id
    assert found.outcome is (Outcome.EXACT if id else Outcome.AMBIGUOUS)


def test_the_reason_of_a_settled_homonym_is_told() -> None:
    [found] = [
        mention.resolution
        for mention in translit.scan("In Lebanon, Tripoli was calm.")
        if mention.text == "Tripoli"
    ]
    assert "within lb, which the text around it names" in found.explain()
    assert translit.replay(found.mention, found.steps) == found.form


def test_no_mention_is_lost_between_pieces(tmp_path) -> None:
    path = tmp_path / "long.txt"
    text = "He left Tell Abyad, and came to Deir ez-Zor. " * 400
    path.write_text(text, "utf-8")
    resolver = translit.load([Entry("a", "Tell Abyad"), Entry("d", "Deir ez-Zor")])
    found = [
        mention.text
        for piece in pieces(str(path), "strict", 1000)
        for mention in resolver.scan(piece)
    ]
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
        assert (
            resolver.scan(f"{'x' * 10_000}{number} Aleppo {'Y' * 10_000}{number}")[0].resolution.id
            == "a"
        )
    [linker] = resolver._linkers.values()
    scanner = linker.scanner
    vocabulary = scanner.vocabulary
    remembered = (vocabulary.kinds, vocabulary.ways, vocabulary.pieces, vocabulary.heard)
    answers = scanner.aliases.answers, scanner.unseen.answers
    assert sum(map(len, chain.from_iterable((*remembered, *answers)))) < 1000


def test_a_place_that_is_a_given_name_too_has_no_surname() -> None:
    """Lists of places are read to their end; and a surname may have an article."""
    assert [mention.text for mention in translit.scan("Hama\nRamouseh")] == ["Hama", "Ramouseh"]
    assert [mention.text for mention in translit.scan("the Hama-Ramouseh road")] == [
        "Hama",
        "Ramouseh",
    ]
    assert [mention.text for mention in translit.scan("Omar al-Ramouseh")] == []


# --- speed ----------------------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    strategies.tables(most=3),
    st.lists(st.text("abelmnrsAL حلبسمن", min_size=1, max_size=7), max_size=4),
    st.data(),
)
def test_windows_asked_at_once_are_found_as_each_by_itself(
    table: tuple[Entry, ...], words: list[str], data: st.DataObject
) -> None:
    """And those that are passed over, since a better find overlaps them, are no mentions."""
    resolver = translit.load(table)
    aliases = [alias for entry in table for alias in (entry.name, *entry.aliases)]
    some = data.draw(st.lists(st.sampled_from(aliases), max_size=3))
    respelt = [alias.replace("a", "e").replace("ss", "s") for alias in some]
    text = " ".join(data.draw(st.permutations([*words, *some, *respelt])))
    at_once, one_by_one = (Scanner(resolver, Policy(precision=0.6)) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(translit.resolving.unseen, "MANY", 0)
        found = at_once.named(text)
        patch.setattr(translit.resolving.unseen, "MANY", len(text) * 10)
        taken = Taken(text)
        taken.add(one_by_one.finds(text))
    assert found == sorted(taken.mentions, key=lambda mention: mention[:2])


TOWNS = translit.load(
    [
        Entry("lb", "Lebanon", type="country"),
        Entry("ly", "Libya", type="country"),
        Entry("a", "Tripoli", type="city", within=["lb"]),
        Entry("b", "Tripoli", type="city", within=["ly"]),
        Entry("c", "Aleppo", type="city"),
    ]
)


@pytest.mark.parametrize(
    "words", ["Tripoli, Aleppo, ", "aleppo, ", "Tripoly Alepo ", "the the Aleppo ", "طرابلس وحلب "]
)
def test_a_scan_takes_steps_by_the_length_of_a_text(words: str) -> None:
    """Of twice the text twice the steps, be it all one paragraph."""
    TOWNS.scan(words * 3)
    few, many = (calls(lambda times=times: TOWNS.scan(words * times)) for times in (300, 600))
    assert many < 2.2 * few


def test_a_chain_of_surroundings_is_gone_through_once() -> None:
    """Whether each of a thousand entries, each within the next, lies within the last one."""

    def steps(length: int) -> int:
        chain = translit.load(
            [Entry(f"e{place}", f"N{place}", within=[f"e{place + 1}"]) for place in range(length)]
            + [Entry(f"e{length}", "Outermost")]
        )
        inside = chain._surroundings.inside(frozenset({f"e{length}"}))
        return calls(lambda: [inside(f"e{place}") for place in range(length)])

    assert steps(600) < 2.2 * steps(300)


# --- overlapping finds ----------------------------------------------------------------------------

RARE = ("Zarkesh", "Baltoun", "Mirdesh", "Kazbouran", "Dalmanush", "Fintaresh")
OVERLAP = translit.load(
    [Entry(f"{one}-{other}", f"{one} {other}", type="place") for one, other in pairwise(RARE)]
)


def written(word: str) -> st.SearchStrategy[str]:
    """A word as others may write it."""
    ways = (
        word,
        word.replace("sh", "sch"),
        word.replace("ou", "u"),
        word.replace("a", "e", 1),
        word.replace("i", "ie"),
        word.replace("r", "rr"),
    )
    return st.sampled_from(sorted({*ways}))


@given(
    st.integers(0, len(RARE) - 3)
    .flatmap(lambda at: st.tuples(*map(written, RARE[at : at + 3])))
    .map(" ".join)
)
def test_of_overlapping_finds_the_better_one_stays(text: str) -> None:
    """The one with more words, then an alias, then the more probable one, wherever it begins;
    the earlier one where they are alike.
    """
    scanner = Scanner(OVERLAP, Policy())
    finds, taken = scanner.finds(text), [*scanner.named(text)]
    assume(len(finds) > 1)

    def rank(find: Find) -> tuple:
        return (
            find.words,
            find.exact,
            bool(find.cues),
            find.mention.resolution.score,
            -find.mention.start,
        )

    best = max(finds, key=rank)
    assert best.mention in taken
    for find in finds:
        beaten = (
            rank(other) >= rank(find)
            for other in finds
            if other.mention in taken and overlap(other, find)
        )
        assert any(beaten)


def overlap(one: Find, other: Find) -> bool:
    return one.mention.start < other.mention.end and other.mention.start < one.mention.end


def test_the_more_probable_of_two_stays_though_it_begins_later() -> None:
    two = translit.load(
        [Entry("a", "Zarkesh Baltoun", type="place"), Entry("b", "Baltoun Mirdesh", type="place")]
    )
    assert [mention.text for mention in two.scan("left Zerkiesh Baltun Mirdisch")] == [
        "Baltun Mirdisch"
    ]
    assert [mention.text for mention in two.scan("left Zarkesch Baltun Mirdech")] == [
        "Zarkesch Baltun"
    ]


# --- what is joined to a name, and what parts it --------------------------------------------------

WORDS = (
    st.text("bdfgklmnprstvz", min_size=3, max_size=6)
    .map(lambda word: "Qa" + word)
    .filter(lambda word: not is_common(word))
)
SYLLABLES = st.text(
    st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=2, max_size=4
)
PARTICLES = [
    (ends, particle)
    for ends, line in rules("inflections")["behind"]["Hang"].items()
    for particle in line.split()
]


def texts_of(name: str, text: str) -> list[str]:
    """What is found in a text where a name is the only alias."""
    return [mention.text for mention in translit.load([Entry("a", name, type="place")]).scan(text)]


@given(
    WORDS, st.sampled_from(rules("inflections")["elided"]["Latn"].split()), st.sampled_from("'’")
)
def test_what_is_elided_is_no_part_of_a_name(name: str, particle: str, sign: str) -> None:
    assert texts_of(name, f"x {particle}{sign}{name} y") == [name]


@given(SYLLABLES, st.sampled_from(PARTICLES), st.sampled_from(["NFC", "NFD"]))
def test_a_particle_is_no_part_of_a_name(name: str, particle: tuple[str, str], form: str) -> None:
    """In either normal form; one that needs a consonant before it stands behind no vowel."""
    ends = "vowel" if (ord(name[-1]) - 0xAC00) % 28 == 0 else "consonant"
    text = unicodedata.normalize(form, f"1 {name}{particle[1]} 2")
    found = texts_of(name, text)
    if particle[0] in ("any", ends):
        assert found == [unicodedata.normalize(form, name)]


@given(WORDS, WORDS)
def test_a_full_stop_parts_two_names(one: str, other: str) -> None:
    assert texts_of(one, f"fell in {one}.{other.title()} was calm") == [one] * (
        1 + (one == other.title())
    )


@given(st.text("BCDFGKLMNPQRVXZ", min_size=3, max_size=5).filter(lambda word: not is_common(word)))
def test_an_abbreviation_is_found_with_its_full_stops(short: str) -> None:
    """To the last of them, in the middle of a sentence and at its end."""
    stopped = ".".join(short) + "."
    table = translit.load([Entry("a", "Qazavi", weak=[short])])
    for text in (f"the {short} was", f"the {stopped} was", f"of the {stopped}"):
        assert [text[m.start : m.end] for m in table.scan(text)] == [
            stopped if "." in text else short
        ]


@given(WORDS.filter(lambda word: not is_small_word(word.lower())))
def test_small_letters_are_names_where_there_are_no_others(name: str) -> None:
    """In a paragraph without capitals, and in no other."""
    small = name.lower()
    assert texts_of(name, f"they left {small}, slowly") == [small]
    assert texts_of(name, f"They left {small}, slowly") == []
    assert texts_of(name, f"They left.\n\nin {small}") == [small]


@given(
    st.sampled_from(["កម្ពុជា", "ភ្នំពេញ", "กรุงเทพ", "ไทย", "มาลี"]), st.text("កខ្ាិុំៅេกขาิุ่้เไ", max_size=6)
)
def test_a_name_ends_where_its_last_letter_does(name: str, around: str) -> None:
    """In scripts without spaces, too: no mention begins or ends before a mark."""
    text = around + name + around[::-1]
    for found in bundled().scan(text):
        assert not unicodedata.category(text[found.start]).startswith("M")
        assert found.end == len(text) or not unicodedata.category(text[found.end]).startswith("M")


# --- what stands around an alias ------------------------------------------------------------------

GIVEN = st.sampled_from(
    [name.title() for name in rules("english")["words"]["given"].split() if is_given_name(name)]
)
UNKNOWN = (
    strategies.names("Latn")
    .map(lambda name: name.split()[0].title())
    .filter(lambda word: word.isascii() and word.isalpha())
)
NAMES = (
    st.text("bdfgklmnprstvz", min_size=3, max_size=6)
    .map(lambda word: "Qa" + word)
    .filter(lambda word: not is_common(word))
)


@given(GIVEN, NAMES)
@example("Hai", "Qabbbdb")
def test_a_place_behind_a_given_name_is_a_surname(given: str, place: str) -> None:
    """Unless both together sound like the place: then they are an unseen spelling of it."""
    towns, both = translit.load([Entry("a", place, type="place")]), f"{given} {place}"
    alike = sounds_apart(forms(both)[0], forms(place)[0]) <= JOINED_APART
    found = [(m.text, m.resolution.outcome) for m in towns.scan(f"They met {both} there.")]
    assert found == [] or (alike and found == [(both, Outcome.FUZZY)])
    assert [mention.text for mention in towns.scan(f"They met {given}, {place} and all.")] == [
        place
    ]
    assert [mention.text for mention in towns.scan(f"They met {given} in {place}.")] == [place]


@given(GIVEN, NAMES)
def test_a_given_name_before_a_surname_is_no_place(given: str, surname: str) -> None:
    """By itself it is one, and where an article or a word of kind says so."""
    towns = translit.load([Entry("a", given, type="place")])
    assert [mention.text for mention in towns.scan(f"They met {given} {surname} there.")] == []
    for text in (
        f"They saw the {given} {surname}.",
        f"{given} fell.",
        f"They left {given} University",
        f"to {given}, {surname} and all",
    ):
        assert [mention.text for mention in towns.scan(text)] == [given]


@given(GIVEN, NAMES)
def test_a_person_of_the_tables_is_no_place(given: str, surname: str) -> None:
    people = translit.load([Entry("a", surname, type="person"), Entry("b", given, type="person")])
    assert len(people.scan(f"They met {given} {surname} there.")) == 2


@given(RUNNING, strategies.policies(), strategies.policies())
def test_asking_for_more_finds_fewer_aliases(text: str, one: Policy, other: Policy) -> None:
    """And each under the same ID."""
    lenient, strict = sorted((one, other), key=lambda policy: policy.precision)
    found = {
        (m.start, m.end): m.resolution.id
        for m in bundled().scan(text, policy=lenient._replace(margin=0.0))
    }
    aliases = [
        m for m in bundled().scan(text, policy=strict._replace(margin=1.0)) if m.resolution.cues
    ]
    assert all(found.get((m.start, m.end), m.resolution.id) == m.resolution.id for m in aliases)


def test_every_cue_has_its_weight_and_its_sentence() -> None:
    """And its step: without it the score would be what the others make of it."""
    [found] = translit.scan("He was in Jordan.")
    resolution = found.resolution
    assert resolution.score == pytest.approx(
        translit.resolve("Jordan").score * worth(resolution.cues)
    )
    assert [step.rule for step in resolution.steps if step.action == "text"] == [
        "plain",
        "given",
        "after_in",
    ]
    assert (
        "it is a given name of people too, it stands behind a word such as" in resolution.explain()
    )
    assert set(rules("running")["cues"]) == set(translit.resolving.explain._CUES)


@pytest.mark.parametrize(
    "text",
    [
        "Chad Smith played the drums.",
        "They saw Michael Jordan and Paris Hilton.",
        "Split the difference",
        "Nice weather today. Nice people.",
        "We met Georgia O’Keeffe and Israel Keyes",
        "Dr Smith and his cat",
    ],
)
def test_somebody_or_a_word_is_no_place(text: str) -> None:
    assert [mention.text for mention in translit.scan(text)] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("He was in Jordan and Paris said so.", ["Jordan", "Paris"]),
        ("We flew from Nice to Split.", ["Nice", "Split"]),
        (
            "Aleppo University, Syria Civil Defence and the Idlib Governorate",
            ["Aleppo University", "Syria Civil Defence", "Idlib Governorate"],
        ),
        ("The Paris Agreement and Paris Agreement", ["Paris", "Paris"]),
        ("The Jordan Basin; Sydney Opera House", ["Jordan", "Sydney"]),
        ("Queen Rania of Jordan", ["Jordan"]),
        ("King Abdullah, Jordan and Chad.", ["Jordan", "Chad"]),
        ("Jordan, Chad, Israel", ["Jordan", "Chad", "Israel"]),
        ("| Nice | Split |", ["Nice", "Split"]),
        ("Chad\nMali\nJordan", ["Chad", "Mali", "Jordan"]),
        ("Syrian Aleppo", ["Syrian", "Aleppo"]),
        ("Erdogan spoke, and Erdoğan too.", ["Erdogan", "Erdoğan"]),
    ],
)
def test_a_place_in_prose_is_found(text: str, names: list[str]) -> None:
    assert [mention.text for mention in translit.scan(text)] == names


@pytest.mark.xfail(strict=True, reason="phoenix is no given name in the lists")
def test_what_cues_dont_tell() -> None:
    assert translit.scan("They saw Phoenix Sinclair.") == []


def test_an_airline_is_no_surname() -> None:
    assert [mention.text for mention in translit.scan("They flew Kenya Airways.")] == ["Kenya"]
