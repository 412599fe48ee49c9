"""Write docs/scripts.md: how well translit knows each script, beside other programs.

    python tests/quality/scripts.py --static                  what the files of rules say
    python tests/quality/scripts.py DATA [--programs FOLDER]  all of it

DATA is the folder of shared data (its README lists the files). The other programs are installed
into FOLDER, unless they are there already, in a virtual environment of their own, because translit
doesn't need them. The command takes five minutes, half of them for the installation.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import subprocess
import sys
import tempfile
import unicodedata
import venv
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import translit
from translit.knowledge.rules import rules, rules_exist
from translit.language.languages import systems
from translit.language.romanise import romanise
from translit.language.scripts import rules_file, script, title

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "scripts.md"
FIGURES = "## How well"
REQUIREMENTS = (
    "Unidecode==1.4.0",
    "anyascii==0.3.3",
    "uroman==1.3.1.1",
    "pyicu==2.17",
    "pypinyin==0.55.0",
    "pykakasi==2.3.0",
    "hangul-romanize==0.1.0",
    "korean-romanizer==0.28.0",
    "pythainlp==5.4.0",
    "transliterate==1.10.2",
    "cyrtranslit==1.2.0",
    "indic-transliteration==2.3.82",
)
# Scripts by Unicode Standard Annex #31, tables 5 (recommended) and 7 (limited use), as CLDR 48 has
# them in scriptMetadata (idUsage).
RECOMMENDED = [
    "Arab",
    "Armn",
    "Beng",
    "Cyrl",
    "Deva",
    "Ethi",
    "Geor",
    "Grek",
    "Gujr",
    "Guru",
    "Hang",
    "Hani",
    "Hebr",
    "Hira",
    "Kana",
    "Khmr",
    "Knda",
    "Laoo",
    "Latn",
    "Mlym",
    "Mymr",
    "Orya",
    "Sinh",
    "Taml",
    "Telu",
    "Thaa",
    "Thai",
    "Tibt",
]
LIMITED = [
    "Adlm",
    "Bali",
    "Bamu",
    "Batk",
    "Bopo",
    "Cakm",
    "Cans",
    "Cham",
    "Cher",
    "Hmnp",
    "Java",
    "Kali",
    "Lana",
    "Lepc",
    "Limb",
    "Lisu",
    "Mand",
    "Mtei",
    "Newa",
    "Nkoo",
    "Olck",
    "Osge",
    "Plrd",
    "Rohg",
    "Saur",
    "Sund",
    "Sylo",
    "Syrc",
    "Tale",
    "Talu",
    "Tavt",
    "Tfng",
    "Vaii",
    "Wcho",
    "Yiii",
]
# Table 4 excludes these from identifiers: Mongolian for how it is encoded; the others for how
# seldom they are written. All have rules.
ADDED = ["Mong", "Bugi", "Copt", "Osma"]
LIVING = [*RECOMMENDED, *LIMITED, *ADDED]
SAMPLE = 300  # pairs of a script, chosen by a hash
LEAST = 10  # of fewer a share says nothing


class Pair(NamedTuple):
    """A text, and how the data have it in Latin letters; `lang` where they tell."""

    text: str
    latin: frozenset[str]
    lang: str | None = None


Writer = Callable[[Pair], str]


# --- what the files of rules tell -----------------------------------------------------------------


def tests_of(name: str, system: str | None) -> int:
    """How many of the tests of a file ask for a system."""
    return sum(test.get("system") == system for test in rules(name).get("tests", ()))


def static() -> Iterator[str]:
    """The lines of the page that say what is known."""
    ruled = [code for code in LIVING if rules_exist(rules_file(code))]
    yield (
        f"Of {len(LIVING)} scripts, {len(ruled)} have rules; the others are left to Unidecode, if"
        " it knows them.\n"
    )
    yield (
        "| script | code | use | rules: the scheme of its own | systems beside it | languages |"
        " letters learnt | tests |"
    )
    yield "|---|---|---|---|---|---|---|---|"
    for use, group in (("recommended", RECOMMENDED), ("limited", LIMITED), ("added here", ADDED)):
        for code in sorted(group, key=title):
            yield "| " + " | ".join([title(code), code, use, *_known(code)]) + " |"
    yield (
        "\n[`romanise`](cli.md#systems) can write by these systems, and the comparison of names"
        " uses them:\n"
    )
    yield "| script | system | scheme | tests |\n|---|---|---|---|"
    for system in translit.systems():
        name = f"`{system.name}`" if system.name else "its own"
        yield (
            f"| {system.script} | {name} | {system.scheme} |"
            f" {tests_of(rules_file(system.code), system.name) or ''} |"
        )
    yield "\nThese languages have a scheme of their own within a script:\n"
    yield "| script | language | code | scheme |\n|---|---|---|---|"
    for code in dict.fromkeys(system.code for system in translit.systems()):
        for lang, facts in rules(rules_file(code)).get("languages", {}).items():
            yield f"| {title(code)} | {facts['name']} | `{lang}` | {facts['scheme']} |"


def _known(code: str) -> list[str]:
    name = rules_file(code)
    learnt = "yes" if rules_exist(f"channels/{name}") else ""
    if not rules_exist(name):
        return [
            "none: " + ("Unidecode's letters" if _is_read(code) else "nothing comes out"),
            "",
            "",
            learnt,
            "",
        ]
    tree = rules(name)
    shared = f"those of {title(tree['script'])}: " if tree["script"] != code else ""
    counts = [str(len(tree.get(part, ())) or "") for part in ("languages", "tests")]
    return [
        shared + tree["scheme"],
        ", ".join(f"`{system}`" for system in systems(name)),
        counts[0],
        learnt,
        counts[1],
    ]


def _is_read(code: str) -> bool:
    """Whether most letters of a script that has no rules come out as something."""
    spans = [span.split("-") for span in rules("scripts")["scripts"][code]["ranges"].split()]
    points = [point for span in spans for point in range(int(span[0], 16), int(span[-1], 16) + 1)]
    letters = [char for char in map(chr, points) if char.isalpha()]
    return sum(bool(romanise(char)) for char in letters) * 2 > len(letters)


# --- the data -------------------------------------------------------------------------------------


def plain(text: str) -> str:
    """Latin letters without case, marks, blanks and signs; letters of other scripts stay, so
    that what was left out isn't equal.
    """
    latin = "".join(
        romanise(char) if script(char) == "Latn" else char
        for char in unicodedata.normalize("NFKD", text.casefold())
    )
    return "".join(char for char in latin.lower() if char.isalpha())


def joined(pairs: Iterable[Pair]) -> list[Pair]:
    """Each text once, with all that stands beside it."""
    beside: dict[str, set[str]] = {}
    for pair in pairs:
        beside.setdefault(pair.text, set()).update(pair.latin)
    return [Pair(text, frozenset(latin)) for text, latin in beside.items()]


def by_script(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """So many pairs of each script as a hash chooses, in plain letters."""
    found: dict[str, list[Pair]] = {}
    for pair in sorted(
        {*pairs},
        key=lambda pair: (
            crc32(pair.text.encode()),
            pair.text,
            sorted(pair.latin),
            pair.lang or "",
        ),
    ):
        if (code := script(pair.text)) not in ("", "Latn") and len(
            group := found.setdefault(code, [])
        ) < SAMPLE:
            group.append(pair._replace(latin=frozenset(filter(None, map(plain, pair.latin)))))
    return {
        code: group
        for code, group in sorted(found.items())
        if len(group) >= LEAST and code in LIVING
    }


def gazetteers(data: Path) -> Iterator[Pair]:
    """The names of an entity in other scripts, with all its names in Latin letters."""
    for path in sorted(
        [
            *data.glob("entities_*.jsonl"),
            *data.glob("dev_wof_*.jsonl"),
            *data.glob("dev_ofac.jsonl"),
        ]
    ):
        for line in path.read_text("utf-8").splitlines():
            codes = {
                name["text"]: name.get("script") or script(name["text"])
                for name in json.loads(line)["names"]
            }
            latin = frozenset(text for text, code in codes.items() if code == "Latn")
            yield from (
                Pair(text, latin) for text, code in codes.items() if latin and code != "Latn"
            )


def words(data: Path) -> Iterator[Pair]:
    """Words of people's names, and full ones."""
    for path in sorted(data.glob("pairs_*wd*.tsv")):
        for line in path.read_text("utf-8").splitlines():
            latin, text, *_ = line.split("\t")
            yield Pair(text, frozenset([latin]))


def examples(data: Path, name: str) -> Iterator[Pair]:
    """The examples of a file of another project: word by word where both sides have as many."""
    with (data / f"romanise_{name}.tsv").open(encoding="utf-8", newline="") as lines:
        for text, scheme, latin in list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))[
            1:
        ]:
            if re.search(r"-Latn-.*(Latn|Cyrl|Hang)", scheme) or not any(
                script(char) == "Latn" for char in latin
            ):
                continue
            spelt = re.sub(r"^::lcode \w+ ", "", latin)
            lang = scheme.split("-")[1] if name == "interscript" else None
            parts = (
                list(zip(text.split(), spelt.split(), strict=False))
                if len(text.split()) == len(spelt.split())
                else [(text, spelt)]
            )
            yield from (Pair(native, frozenset([written]), lang) for native, written in parts)


# --- the figures ----------------------------------------------------------------------------------


def others(
    asked: dict[str, list[str]], folder: Path
) -> tuple[dict[str, str], dict[str, dict[str, dict[str, str]]]]:
    """The versions of the programs, and program -> script -> text -> what it writes."""
    python = folder / "bin" / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
        for needed in REQUIREMENTS:  # one that can't be had doesn't keep the others away
            subprocess.run(
                [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", needed],
                check=False,
            )
    ran = subprocess.run(
        [python, HERE / "romanisers.py"],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(ran.stdout)
    written = {
        program: {
            code: dict(zip(asked[code], texts, strict=True)) for code, texts in scripts.items()
        }
        for program, scripts in found["written"].items()
    }
    return found["versions"], written


def share(pairs: list[Pair], write: Callable[[Pair], Iterable[str]]) -> str:
    """The share of pairs of which one spelling is exactly one of the data."""
    hits = sum(any(plain(spelt) in pair.latin for spelt in write(pair)) for pair in pairs)
    return f"{hits / len(pairs):.2f}".removeprefix("0") if hits < len(pairs) else "1"


def _by(system: str | None) -> Callable[[Pair], Iterable[str]]:
    return lambda pair: [romanise(pair.text, pair.lang, system)]


def figures(sources: dict[str, dict[str, list[Pair]]], folder: Path) -> Iterator[str]:
    """The lines of the page that say how well."""
    texts: dict[str, set[str]] = {}
    for groups in sources.values():
        for code, pairs in groups.items():
            texts.setdefault(code, set()).update(pair.text for pair in pairs)
    versions, written = others({code: sorted(found) for code, found in texts.items()}, folder)
    general = [name for name, scripts in written.items() if scripts.keys() == texts.keys()]
    yield _about(versions)
    yield (
        "| data | script | pairs | translit: its own | translit: any | "
        + " | ".join(general)
        + " | programs for the script |"
    )
    yield "|---|---|---|---|---|" + "---|" * (len(general) + 1)
    for source, groups in sources.items():
        for code, pairs in groups.items():
            yield _line(source, code, pairs, general, written)
    yield "\nThis table shows each system of the scripts that have several, on the same pairs:\n"
    yield "| script | system | " + " | ".join(sources) + " |\n|---|---|" + "---|" * len(sources)
    for system in translit.systems():
        if systems(rules_file(system.code)) and any(
            system.code in groups for groups in sources.values()
        ):
            cells = [
                share(groups[system.code], _by(system.name)) if system.code in groups else ""
                for groups in sources.values()
            ]
            yield (
                "| "
                + " | ".join(
                    [system.script, f"`{system.name}`" if system.name else "its own", *cells]
                )
                + " |"
            )


def _line(
    source: str,
    code: str,
    pairs: list[Pair],
    general: list[str],
    written: dict[str, dict[str, dict[str, str]]],
) -> str:
    def by(program: str) -> str:
        return share(pairs, lambda pair: [written[program][code][pair.text]])

    names = (None, *systems(rules_file(code)))
    every = share(pairs, lambda pair: [romanise(pair.text, pair.lang, name) for name in names])
    special = "; ".join(
        f"{name} {by(name)}"
        for name, scripts in written.items()
        if name not in general and code in scripts
    )
    own = share(pairs, _by(None)) + ("" if rules_exist(rules_file(code)) else " (Unidecode's)")
    return (
        "| "
        + " | ".join([source, title(code), str(len(pairs)), own, every, *map(by, general), special])
        + " |"
    )


def _about(versions: dict[str, str]) -> str:
    told = ", ".join(f"{name} {version}" for name, version in versions.items())
    missing = [
        needed
        for needed in (each.split("==")[0] for each in REQUIREMENTS)
        if needed not in versions
    ]
    lacking = f"; not available: {', '.join(missing)}" if missing else ""
    return f"""
`python tests/quality/scripts.py DATA` measured this on {datetime.now(UTC):%d %B %Y}, in one run, with {told}{lacking}.

Each share counts the pairs whose romanisation equals one of the Latin names that the data have for
the same thing, without regard to case, marks, spaces, hyphens and apostrophes. *Its own* is the
script's own scheme; *any* is that scheme or any system of the script, that is, any reading that the
comparison of names tries. At most {SAMPLE} pairs of a script are measured, chosen by a hash, and
none if there are fewer than {LEAST}. Many people have written down these names, so no system can be
exact for all: compare the shares within a line, not one line with another.

- *places*: entries of gazetteers and lists (Who's On First, OCHA, OFAC, rigour) that have names in
  both scripts; *people*: words of names, and whole names, from Wikidata.
- *interscript*: the tests of Interscript's maps, of {len(_schemes)} published schemes, with the
  language passed to translit; *CLDR*, *uroman*: examples from these projects, word by word if both
  sides have the same number of words. CLDR's examples are written by ICU, and uroman's by uroman,
  so these programs naturally lead in these lines. AnyAscii has too few examples in every script.
- A program for one language of a script gets every name in the script: pypinyin gets Japanese names
  in Han, and cyrtranslit and transliterate get Ukrainian as if it were Russian.
"""


_schemes: set[str] = set()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", type=Path)
    parser.add_argument(
        "--programs",
        type=Path,
        help="the folder of their virtual environment; else one that is thrown away",
    )
    parser.add_argument(
        "--static",
        action="store_true",
        help="write what the files of rules tell, and leave the figures",
    )
    options = parser.parse_args()
    if options.static == (options.data is not None):
        parser.error("give DATA, or --static")
    old = PAGE.read_text("utf-8").partition(FIGURES)[2] if PAGE.exists() else "\n"
    with tempfile.TemporaryDirectory() as place:
        new = (
            old
            if options.static
            else "\n"
            + "\n".join(figures(_sources(options.data), options.programs or Path(place, "venv")))
            + "\n"
        )
    PAGE.write_text(page(new), "utf-8")


def _sources(data: Path) -> dict[str, dict[str, list[Pair]]]:
    projects = {
        "interscript": "interscript",
        "CLDR": "cldr",
        "uroman": "uroman",
        "AnyAscii": "anyascii",
    }
    with (data / "romanise_interscript.tsv").open(encoding="utf-8") as lines:
        _schemes.update(line.split("\t")[1] for line in lines)
    found = {
        "places": by_script(joined(gazetteers(data))),
        "people": by_script(joined(words(data))),
        **{name: by_script(examples(data, file)) for name, file in projects.items()},
    }
    return {name: groups for name, groups in found.items() if groups}


def page(measured: str) -> str:
    return INTRODUCTION + "\n".join(static()) + f"\n\n{FIGURES}{measured}"


INTRODUCTION = """# Scripts

This page lists what translit knows about each script of living languages: the published scheme by
which it romanises the script, the further systems that it can read, and how often the result is the
spelling that others have used for the same name. The list consists of Unicode's recommended scripts
and scripts in limited use (UAX #31, *Identifiers and Syntax*, as CLDR 48 has them), and of a few
scripts that are excluded from identifiers: the Mongolian script, Buginese, Coptic, Osmanya.
[Rules](rules.md) shows how to add a script or a system: by a file, without Python.

*Letters learnt* are counts of how real Latin spellings write the letters of the script
(`translit/knowledge/channels/`); comparisons use them for what no scheme says. *Tests* are published
examples in the file of rules, which `translit check --rules` runs; others are in the test suite. An
empty cell means no.

"""


if __name__ == "__main__":
    sys.exit(main())
