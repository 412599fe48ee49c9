"""Cardinals in words: what a language says for each number is read as that number, and names that
differ in one are two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit import Entry
from translit.knowledge.rules import rules
from translit.language.cardinals import cardinal, grammars
from translit.language.fold import fold
from translit.language.numerals import numbered
from translit.language.split import parts, strong_key

TABLE = rules("generics")["cardinal"]
# Each list of words as the rules give it, the first of those that say the same.
FIRST = {
    code: {
        name: [same.split("|")[0].replace("_", " ") for same in line.split()]
        for name, line in facts.items()
        if name in ("ones", "ten", "teens", "tens", "twenties", "hundreds")
    }
    for code, facts in TABLE.items()
}


def below_hundred(code: str, link: str = " ") -> Callable[[int], str]:
    """Who says the numbers below a hundred, as most languages do: tens, a link and ones."""
    said = FIRST[code]
    ones, tens = said["ones"], said["tens"]

    def say(number: int) -> str:
        ten, one = divmod(number, 10)
        if number < 10:
            return ones[number - 1]
        if ten == 1:
            return (
                said["teens"][one]
                if "teens" in said
                else " ".join([*said["ten"], *ones[one - 1 : one][:one]])
            )
        if ten == 2 and one and "twenties" in said:
            return said["twenties"][one - 1]
        return f"{tens[ten - 2]}{link}{ones[one - 1]}" if one else tens[ten - 2]

    return say


def english(number: int) -> Iterator[str]:
    for link in ("and", ""):
        yield with_hundreds(number, ONES, lambda n: f"{ONES(n)} hundred", link)


ONES = below_hundred("en")


def with_hundreds(
    number: int, below: Callable[[int], str], hundreds: Callable[[int], str], link: str
) -> str:
    """A number below a thousand, by who says its hundreds and what is below."""
    hundred, rest = divmod(number, 100)
    said = [hundreds(hundred), *([link] if rest else [])] if hundred else []
    return " ".join(filter(None, [*said, below(rest) if rest else ""]))


def french(number: int) -> str:
    thousand, rest = divmod(number, 1000)
    hundred, rest = divmod(rest, 100)
    said = [french(each) for each in [thousand] if each > 1] + ["mille"] * (thousand > 0)
    said += [FIRST["fr"]["ones"][hundred - 1]] * (hundred > 1)
    said += ["cents" if hundred > 1 and not rest else "cent"] * (hundred > 0)
    return " ".join([*said, *([french_below(rest)] if rest else [])])


def french_below(number: int) -> str:
    if 70 < number < 80 or number > 90:
        first = "soixante et" if number == 71 else "soixante" if number < 80 else "quatre vingt"
        return f"{first} {below_hundred('fr')(10 + number % 10)}"
    if number % 10 == 1 and 20 < number < 80:
        return f"{FIRST['fr']['tens'][number // 10 - 2]} et un"
    return below_hundred("fr")(number)


def by_hundreds(code: str, thousand: str, link: str, tens: str = " ") -> Callable[[int], str]:
    """Who says numbers in a language that has words for its hundreds."""
    hundreds, below = FIRST[code]["hundreds"], below_hundred(code, tens)

    def say(number: int) -> str:
        many, rest = divmod(number, 1000)
        said = [*([below(many)] if many > 1 else []), thousand] if many else []
        last = with_hundreds(rest, below, lambda n: hundreds[n - 1], link) if rest else ""
        return " ".join(filter(None, [*said, last]))

    return say


def turkish(number: int) -> str:
    below, said = below_hundred("tr"), ""
    for value, word in ((1000, "bin"), (100, "yuz")):
        many, number = divmod(number, value)
        said += f" {below(many)}" * (many > 1) + f" {word}" * (many > 0)
    return f"{said} {below(number) if number else ''}".strip()


def arabic(number: int) -> str:
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    said = FIRST["ar"]
    below = said["teens"][one] if ten == 1 else said["ones"][one - 1] if one else ""
    every = [said["hundreds"][hundred - 1]] if hundred else []
    every += [below] if below else []
    every += [said["tens"][ten - 2]] if ten > 1 else []
    return " و".join(every)


def vietnamese(number: int) -> str:
    ones = FIRST["vi"]["ones"]
    hundred, rest = divmod(number, 100)
    ten, one = divmod(rest, 10)
    said = [ones[hundred - 1], "tram"] if hundred else []
    said += ["le"] if hundred and one and not ten else []
    said += [*([ones[ten - 1]] if ten > 1 else []), "muoi"] if ten else []
    return " ".join([*said, *([("lam" if ten and one == 5 else ones[one - 1])] if one else [])])


def thousands(number: int) -> Iterator[str]:
    many, rest = divmod(number, 1000)
    for said in english(rest) if rest else [""]:
        yield f"{ONES(many)} thousand {said}".strip() if many else said


SAID: dict[str, tuple[int, Callable[[int], str]]] = {
    "fr": (9999, french),
    "es": (9999, by_hundreds("es", "mil", "", " y ")),
    "pt": (9999, by_hundreds("pt", "mil", "e", " e ")),
    "ru": (9999, by_hundreds("ru", "тысяч", "")),
    "uk": (9999, by_hundreds("uk", "тисяч", "")),
    "tr": (9999, turkish),
    "ar": (999, arabic),
    "fa": (9999, by_hundreds("fa", "هزار", "و", " و ")),
    "vi": (999, vietnamese),
}


def read(said: str) -> str:
    """The number that a text is, all of it."""
    words = tuple(said.split())
    if len(words) == 1:
        behind = [grammar.behind for grammar in grammars().values() if words in grammar.words]
        first = "camp" if frozenset() in behind else min(behind[0])
        return "-".join(numbered((first, *words)).numbers)
    number, size = cardinal(words, 0, {})
    return number if size == len(words) else ""


def is_read(said: str) -> bool:
    """A hundred and a thousand by themselves may be anything."""
    return said not in ("cent", "mille", "mil", "тысяч", "тисяч", "bin", "yuz", "هزار")


def test_every_number_in_english_is_read_as_that_number() -> None:
    wrong = [(n, said) for n in range(1, 10_000) for said in thousands(n) if read(said) != str(n)]
    assert wrong == []


@pytest.mark.parametrize("code", SAID)
def test_every_number_is_read_as_that_number(code: str) -> None:
    most, say = SAID[code]
    said = [(n, say(n)) for n in range(1, most + 1)]
    assert [each for each in said if is_read(each[1]) and read(each[1]) != str(each[0])] == []


def test_every_language_is_said_here() -> None:
    assert {*SAID, "en"} == TABLE.keys()


def test_words_stand_folded() -> None:
    words = [word for grammar in grammars().values() for ways in grammar.words for word in ways]
    words += [word for each in grammars().values() for word in (*each.links, *each.behind)]
    assert [word for word in words if fold(word) != word] == []


def test_a_word_alone_says_one_number() -> None:
    """Whatever the language, unless it must stand behind words of its own."""
    said: dict[str, set[int]] = {}
    for grammar in grammars().values():
        for words, each in grammar.words.items():
            if len(words) == 1 and not grammar.behind and not each.times:
                said.setdefault(words[0], set()).add(each.value)
    beside = rules("generics")["beside"]
    for number, line in beside.items():
        for word in line.split():
            said.setdefault(word, set()).add(int(number))
    assert {word: numbers for word, numbers in said.items() if len(numbers) > 1} == {}


@pytest.mark.parametrize(
    ("numbers", "texts"),
    [
        ("252", "Chak Two Hundred and Fifty-Two|Chak 252|Chak 252nd|Two Hundred Fifty Two"),
        ("25-7", "Chak Twenty-five-Seven|Chak 25/7|Chak 25-Seven"),
        ("7-25", "Chak Seven-Twenty-five|Chak 7/25"),
        ("7-4 l", "Chak Seven Four L|Chak 7/4-L"),
        ("121", "One Hundred Twenty-First Brigade|121st Brigade"),
        ("64 sb", "Chak Sixty-four SB|Chak 64 SB"),
        ("2", "Ấp Hai|Ấp 2|Xóm 2|Thôn Hai|Khu phố Hai|Tổ dân phố 2"),
        ("13", "Xóm Mười Ba|Ap Muoi Ba|Xóm 13"),
        ("18", "Camp Dix-huit|Camp On Sekiz"),
        ("33", "سي و سه پل|ثلاثة وثلاثون|Treinta y Tres"),
        ("", "Four Oaks|Seven Sisters|Nam Ba|Osama bin Laden|Thousand Oaks|Tres Arroyos"),
    ],
)
def test_numbers_in_words(numbers: str, texts: str) -> None:
    assert {text: parts(strong_key(text).split()).numbers for text in texts.split("|")} == (
        dict.fromkeys(texts.split("|"), frozenset(numbers.split()))
    )


NUMBERS = st.integers(1, 999)


@given(NUMBERS, NUMBERS.filter(bool), st.sampled_from(sorted(SAID)), st.sampled_from(sorted(SAID)))
def test_another_number_in_words_is_another_name(n: int, m: int, code: str, other: str) -> None:
    """Whatever the language of each, and its digits besides."""
    entry, asked = (
        f"Camp {SAID[each][1](number)}"
        if len(SAID[each][1](number).split()) > 1
        else f"Camp {number}"
        for number, each in ((n, code), (m, other))
    )
    table = translit.load([Entry("it", entry)])
    if n != m:
        assert [table.resolve(text).id for text in (asked, f"Camp {m}")] == [None, None]
    else:
        assert table.resolve(f"Camp {n}").id == "it"


@pytest.mark.parametrize(
    ("alias", "name", "same"),
    [
        ("Chak Two Hundred Fifty", "Chak Two Hundred Fifty-Two TDA", False),
        ("Chak Three Hundred Thirty-nine", "Chak Three Hundred Forty-nine", False),
        (
            "Chak One Hundred Twenty-four-Seven E Right",
            "Chak One Hundred Twenty-five-Seven ER",
            False,
        ),
        ("Chak Sixty-four SP", "Chak Sixty-four SB", False),
        ("Chak Six D", "Chak Six DB", False),
        ("Chak Twenty-six-Two Right", "Chak Twenty-six-Two R", True),
        ("Baltika Trading", "Baltika Trading 2", False),
        ("Baltika Trading 2", "Baltika Trading", False),
        ("Golma", "Gol'ma Vtoraya", False),
        ("Birnosovo Pervoye", "Birnosovo Pelvoye", True),
        ("Yatsenko, Victor Vyacheslavovich", "Yatsenko, Victor V.", True),
        ("Ban Hatsaphoun", "Ban Hatsaphoun (1)", True),
        ("Ban Hatsaphoun (2)", "Ban Hatsaphoun (1)", False),
        ("Thôn Hai", "Thôn 2", True),
    ],
)
def test_a_number_tells_two_names(alias: str, name: str, same: bool) -> None:
    assert (translit.load([Entry("it", alias)]).resolve(name).id == "it") == same
