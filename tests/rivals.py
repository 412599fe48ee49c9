"""A table of some hundred plausible entries, and names that are one change away from theirs: what
test_evidence.py draws from.

Places are a part of the bundled ones; people are drawn from the given names of aliases/names/ and
common surnames; companies and units are made of words of other places, a kind, and a legal form or
a number.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import reference

import translit
from translit import Entry, Resolution, Resolver
from translit.knowledge.rules import rules
from translit.language.scripts import script
from translit.language.split import legal_clash, only_generics, parts, strong_key
from translit.resolving.resolver import bundled
from translit.tables.reading import read

SCRIPTS = ("Latn", "Cyrl", "Arab")
# The scripts of the aliases in the table: those, and two more that several systems are published
# for.
READ = (*SCRIPTS, "Grek", "Hang")
NAMES = Path(__file__).parents[1] / "aliases" / "names"
# Common surnames, as the press writes them, in Latin letters and in those of their language.
SURNAMES = {
    "slavic": (
        "Smirnov Смирнов Kuznetsov Кузнецов Popov Попов Vasilyev Васильев Sokolov Соколов Mikhailov"
        " Михайлов Novikov Новиков Fyodorov Фёдоров Morozov Морозов Volkov Волков Lebedev Лебедев"
        " Semyonov Семёнов Yegorov Егоров Kozlov Козлов Stepanov Степанов Orlov Орлов Makarov"
        " Макаров Zakharov Захаров Zaitsev Зайцев Belov Белов Tarasov Тарасов Kovalenko Коваленко"
        " Shevchenko Шевченко Bondarenko Бондаренко Tkachuk Ткачук Melnyk Мельник Kravchuk Кравчук"
        " Polishchuk Полищук Zhukov Жуков Gusev Гусев"
    ),
    "arabic": (
        "Halabi حلبي Masri مصري Shami شامي Baghdadi بغدادي Hariri حريري Khatib خطيب Najjar نجار"
        " Haddad حداد Sabbagh صباغ Qassab قصاب Khoury خوري Zoubi زعبي Jaburi جبوري Dulaimi دليمي"
        " Shammari شمري Otaibi عتيبي Qahtani قحطاني Tikriti تكريتي Maliki مالكي Husseini حسيني"
        " Attar عطار Bitar بيطار Kurdi كردي Turkmani تركماني Zaidi زيدي Samarrai سامرائي Rifai"
        " رفاعي Sayegh صايغ Fawwaz فواز Ghanem غانم"
    ),
    "western": (
        "Johnson Williams Miller Anderson Thompson Robinson Harrison Fitzgerald Campbell Mitchell"
        " Phillips Sullivan Henderson Marshall Schneider Fischer Hoffmann Zimmermann Lefebvre"
        " Moreau Fontaine Rousseau Garcia Fernandez Rodriguez Castillo Bianchi Lombardi Ferrari"
        " Kowalski"
    ),
}
# One place of so many is in the table; the words of the others are in names that it doesn't hold.
EVERY = 8
PEOPLE, COMPANIES, UNITS = 80, 40, 40
LEGAL = ("LLC", "GmbH", "AG", "Ltd", "ООО", "ОАО", "S.A.")
COMPANY = ("Trading", "Shipping", "Cement", "Textiles", "Petroleum", "Electric")
UNIT = ("Block {}", "{} Brigade", "Highway {}", "Camp {}", "Phase {}")
QUALIFIERS = {
    "Latn": "New South North East West Inner Outer Greater Upper Lower Old Central Little",
    "Cyrl": "Новый Южный Северный Восточный Западный Верхний Нижний Старый Большой Малый",
    "Arab": "الجديدة الجنوبية الشمالية الشرقية الغربية الكبرى الصغرى القديمة",
}
THINGS = {
    "Latn": "Bank Hotel University Airport Museum Brigade Company Institute Airlines Hospital",
    "Cyrl": "Банк Отель Университет Аэропорт Музей Бригада Компания Институт Авиакомпания Больница",
    "Arab": "بنك فندق جامعة مطار متحف لواء شركة معهد مستشفى",
}


class Drawn(NamedTuple):
    """A name that one change makes of an alias, the entry that bears the alias, and how the
    change is called.
    """

    text: str
    id: str
    alias: str
    change: str


class Person(NamedTuple):
    """A given name by its class, and a surname, in each script that has both."""

    given: tuple[str, str]
    surname: str
    spelt: Mapping[str, tuple[str, str]]


def given_names() -> dict[str, dict[str, dict[str, str]]]:
    """Register -> name -> script -> its first spelling there, of one word."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for register in SURNAMES:
        for name, spellings in read(NAMES / f"{register}.yaml").names.items():
            first: dict[str, str] = {}
            for spelling in spellings:
                first.setdefault(script(spelling), spelling)
            if len(strong_key(first.get("Latn", "")).split()) == 1 and len(first["Latn"]) > 3:
                found.setdefault(register, {})[name] = {
                    code: text for code, text in first.items() if len(text.split()) == 1
                }
    return found


def surnames(register: str) -> list[dict[str, str]]:
    words = SURNAMES[register].split()
    if register == "western":
        return [{"Latn": word} for word in words]
    pairs = zip(words[::2], words[1::2], strict=True)
    own = {"slavic": "Cyrl", "arabic": "Arab"}[register]
    article = {"Latn": "al-", "Arab": "ال"} if register == "arabic" else {}
    return [
        {code: article.get(code, "") + text for code, text in (("Latn", latin), (own, native))}
        for latin, native in pairs
    ]


GIVEN = given_names()


def person(register: str, given: str, surname: Mapping[str, str]) -> Person:
    spelt = {
        code: (GIVEN[register][given][code], surname[code])
        for code in SCRIPTS
        if code in surname and code in GIVEN[register][given]
    }
    return Person((register, given), surname["Latn"], spelt)


def people(chance: random.Random) -> dict[str, Person]:
    """People by ID; some share a given name, and some a surname."""
    found: dict[str, Person] = {}
    for register in SURNAMES:
        some = chance.sample(sorted(GIVEN[register]), PEOPLE // 2)
        while len(found) % PEOPLE or f"{register}.0" not in found:
            one = person(register, chance.choice(some), chance.choice(surnames(register)))
            if one not in found.values():
                found[f"{register}.{len(found) % PEOPLE}"] = one
    return found


def places() -> list[Entry]:
    return [entry for id, entry in sorted(bundled().entries.items()) if entry.type == "place"]


def spelt(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


def words_of(texts: Sequence[str]) -> dict[str, list[str]]:
    """Script -> the words of some names that tell names apart, four letters long or more."""
    words = sorted(
        {
            word
            for text in texts
            for word in parts(strong_key(text).split()).core
            if len(word) > 3 and not only_generics([word])
        }
    )
    return {code: [word for word in words if script(word) == code] for code in SCRIPTS}


def heard(word: str) -> str:
    """The skeleton of a word, with one letter for what many languages have one for."""
    return translit.skeleton(word).translate(str.maketrans("lf", "rb"))


CHANCE = random.Random(15)
PERSONS = people(CHANCE)
HELD = [
    Entry(entry.id, entry.name, [alias for alias in entry.aliases if script(alias) in READ])
    for entry in places()[::EVERY]
]
# Companies and units are called after some of the other places, and the names that the table
# doesn't hold after the rest.
MADE_OF = [entry for number, entry in enumerate(places()) if number % EVERY == 1]
OTHERS = [entry for number, entry in enumerate(places()) if number % EVERY > 1]
TABLE_WORDS = words_of([text for entry in HELD for text in spelt(entry)])
SOUNDS = {
    heard(word)
    for entry in (*HELD, *MADE_OF)
    for text in spelt(entry)
    for word in strong_key(text).split()
}
# Script -> the words of the other places, if none in the table sounds alike in whatever script.
WORDS = {
    code: [word for word in words if heard(word) not in SOUNDS]
    for code, words in words_of([text for entry in OTHERS for text in spelt(entry)]).items()
}


def made() -> Iterator[Entry]:
    """Companies and units: the first word of another place, a kind, and a legal form or a
    number.
    """
    held = {
        heard(word) for entry in HELD for text in spelt(entry) for word in strong_key(text).split()
    }
    firsts = {heard(word): word for entry in MADE_OF for word in words_of([entry.name])["Latn"][:1]}
    firsts = {sound: word for sound, word in firsts.items() if len(sound) > 1 and sound not in held}
    for number, word in enumerate(CHANCE.sample(sorted(firsts.values()), COMPANIES + UNITS)):
        if number < COMPANIES:
            yield Entry(
                f"company.{number}",
                f"{word.title()} {CHANCE.choice(COMPANY)} {CHANCE.choice(LEGAL)}",
            )
        else:
            yield Entry(
                f"unit.{number}",
                CHANCE.choice(UNIT).format(CHANCE.randrange(2, 40)) + f" {word.title()}",
            )


ENTRIES = [
    *HELD,
    *(
        Entry(id, " ".join(one.spelt["Latn"]), [" ".join(pair) for pair in one.spelt.values()])
        for id, one in PERSONS.items()
    ),
    *made(),
]
TABLE: Resolver = translit.load(ENTRIES)
KEYS = {strong_key(alias) for entry in ENTRIES for alias in spelt(entry)}


# --- changes --------------------------------------------------------------------------------------


@cache
def unlike(word: str, other: str) -> bool:
    """Whether two words are no spellings of each other: they begin otherwise, and half of the
    letters and of the consonants are others.
    """
    spelt, heard = (
        [strong_key(each) for each in (word, other)],
        [translit.skeleton(each) for each in (word, other)],
    )
    return (
        spelt[0][:1] != spelt[1][:1]
        and min(reference.share(*spelt), reference.share(*heard)) >= 0.5
    )


def another_word(chance: random.Random) -> Drawn | None:
    """A name with a word that no name of the table has in the place of one that tells it apart."""
    entry = chance.choice([entry for entry in ENTRIES if entry.id not in PERSONS])
    alias = chance.choice(spelt(entry))
    words = strong_key(alias).split()
    telling = [word for word in words if len(word) > 3 and not only_generics([word])]
    if len(words) < 2 or not telling or script(alias) not in WORDS:
        return None
    old, new = chance.choice(telling), chance.choice(WORDS[script(alias)])
    changed = " ".join(new if word == old else word for word in words)
    return Drawn(changed, entry.id, alias, "word") if unlike(old, new) else None


def near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether the parts of two names of people may be spellings of each other, each of its
    counterpart.
    """
    return not any(unlike(*parts) for parts in zip(one, other, strict=True))


def another_person(chance: random.Random) -> Drawn | None:
    """A person's name with another surname or given name, listed or not, which nobody in the
    table bears together.
    """
    id = chance.choice(sorted(PERSONS))
    one = PERSONS[id]
    register = one.given[0]
    if chance.random() < 0.5:
        other = person(register, one.given[1], chance.choice(surnames(register)))
    else:
        other = person(
            register,
            chance.choice(sorted(GIVEN[register])),
            {code: pair[1] for code, pair in one.spelt.items()},
        )
    shared = sorted(one.spelt.keys() & other.spelt.keys())
    code = chance.choice(shared) if shared else ""
    if not code or not all(
        mine == theirs or unlike(mine, theirs)
        for mine, theirs in zip(one.spelt[code], other.spelt[code], strict=True)
    ):
        return None
    if any(
        near(other.spelt["Latn"], bearer.spelt["Latn"])
        for bearer in PERSONS.values()
        if bearer.given[0] == register
    ):
        return None
    return Drawn(" ".join(other.spelt[code]), id, " ".join(one.spelt[code]), "person")


def one_more(table: Mapping[str, str], change: str) -> Callable[[random.Random], Drawn | None]:
    """A place's name with a word more, before it or, in Arabic for a qualifier, behind it."""

    def draw(chance: random.Random) -> Drawn | None:
        entry = chance.choice(HELD)
        alias = chance.choice(spelt(entry))
        if script(alias) not in table:
            return None
        word = chance.choice(table[script(alias)].split())
        behind = change == "thing" and script(alias) == "Latn" and chance.random() < 0.5
        behind |= change == "qualifier" and script(alias) == "Arab"
        if set(parts(strong_key(f"{word} x").split())[1:3]) & set(
            parts(strong_key(alias).split())[1:3]
        ) - {frozenset()}:
            return None
        return Drawn(f"{alias} {word}" if behind else f"{word} {alias}", entry.id, alias, change)

    return draw


def another_number(chance: random.Random) -> Drawn | None:
    entry = chance.choice([entry for entry in ENTRIES if entry.id.startswith("unit.")])
    (old,) = parts(strong_key(entry.name).split()).numbers
    new = str(chance.choice([number for number in range(2, 60) if str(number) != old]))
    return Drawn(
        entry.name.replace(f" {old} ", f" {new} ").replace(f"{old} ", f"{new} "),
        entry.id,
        entry.name,
        "number",
    )


FORMS = sorted(
    {
        spelling
        for lines in rules("legal_forms")["classes"].values()
        for spelling in lines.get("forms", ())
    }
)


def another_form(chance: random.Random) -> Drawn | None:
    """A company with a legal form of another class: neither is or holds the other."""
    entry = chance.choice([entry for entry in ENTRIES if entry.id.startswith("company.")])
    *rest, _ = entry.name.split()
    name = f"{' '.join(rest)} {chance.choice(FORMS)}"
    clash = legal_clash(*(parts(strong_key(text).split()).legal for text in (name, entry.name)))
    return Drawn(name, entry.id, entry.name, "form") if clash else None


CHANGES: Mapping[str, Callable[[random.Random], Drawn | None]] = {
    "word": another_word,
    "person": another_person,
    "qualifier": one_more(QUALIFIERS, "qualifier"),
    "thing": one_more(THINGS, "thing"),
    "number": another_number,
    "form": another_form,
}


def others(change: str, count: int, seed: int) -> list[Drawn]:
    """Names that nobody in the table bears, one change away from an alias, drawn by a fixed
    seed.
    """
    chance, found = random.Random(seed), dict[str, Drawn]()
    while len(found) < count:
        drawn = CHANGES[change](chance)
        if drawn and strong_key(drawn.text) not in KEYS:
            found[drawn.text] = drawn
    return [*found.values()]


LETTERS = {
    code: sorted(set("".join(WORDS[code])) | set("".join(TABLE_WORDS[code]))) for code in SCRIPTS
}


def slip(text: str, chance: random.Random) -> str:
    """A text with a slip of the keyboard behind its first letter: a letter left out, doubled,
    wrong, or exchanged with the next.
    """
    at = chance.randrange(1, len(text) - 1)
    wrong = chance.choice(LETTERS[script(text)])
    ways = (
        text[:at] + text[at + 1 :],
        text[:at] + text[at] + text[at:],
        text[:at] + wrong + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return chance.choice(ways)


def slipped(count: int, seed: int) -> list[Drawn]:
    """Aliases of five letters and more with a slip that makes no other alias."""
    chance, found = random.Random(seed), list[Drawn]()
    while len(found) < count:
        entry = chance.choice(ENTRIES)
        alias = chance.choice(spelt(entry))
        if script(alias) in SCRIPTS and len(strong_key(alias)) >= 5:
            text = slip(alias, chance)
            if strong_key(text) not in KEYS:
                found.append(Drawn(text, entry.id, alias, "slip"))
    return found


def is_right(found: Resolution, id: str) -> bool:
    """Whether an answer is the ID, or AMBIGUOUS with it among the candidates."""
    return found.id == id or (
        found.outcome == "AMBIGUOUS" and id in {candidate.id for candidate in found.candidates}
    )
