"""OpenRefine itself reconciles real spellings with the service, and comes to what resolve_many
says.

Needs Debian's `openrefine` (and Java). The last test does the same in its page, as a person would:
it needs `chromium`, `node` and `npm` as well, and the network once.
TRANSLIT_SCREENSHOT=docs/openrefine.png keeps what the page looks like.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from openrefine import OpenRefine, openrefine

import translit
from translit import Resolver, Server

ROWS = 3000
CASES = Path(__file__).parents[1] / "cases"
MATCHED = 'if(cell.recon.match == null, "", cell.recon.match.id)'
ANY = {"id": "any", "name": "Any name"}
PLACE = "Place (latitude,longitude)"

pytestmark = pytest.mark.skipif(
    shutil.which("openrefine") is None,
    reason="OpenRefine isn't installed (apt-get install openrefine)",
)


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    with openrefine(tmp_path_factory.mktemp("openrefine")) as refine:
        yield refine


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    return translit.load()


@pytest.fixture(scope="module")
def service(resolver: Resolver) -> Iterator[str]:
    with Server(resolver, port=0) as server:
        yield server.url


def spellings(resolver: Resolver) -> list[str]:
    """Distinct names as people write them: every mention of the cases, with its misses; aliases;
    spellings that no table holds.
    """
    draw = random.Random(1)
    told = [
        yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8"))
        for name in ("in_the_wild", "synthetic", "negative")
    ]
    cases = [str(case["mention"]) for file in told for case in file]
    aliases = sorted(
        {alias for entry in resolver.entries.values() for alias in (entry.name, *entry.aliases)}
    )
    unseen = [
        variant.text
        for name in draw.sample(aliases, 400)
        for variant in translit.variants(name, limit=3)
    ]
    nothing = ["".join(draw.sample(alias, len(alias))) for alias in draw.sample(aliases, 200)]
    found = dict.fromkeys([*cases, *unseen, *nothing, *draw.sample(aliases, len(aliases))])
    return [name for name in found if name.strip() == name != ""][:ROWS]


def test_judgements_are_those_of_resolve_many(
    refine: OpenRefine, resolver: Resolver, service: str
) -> None:
    """Three thousand distinct spellings: what OpenRefine matches by itself is what resolve_many
    gives an ID, and the same ID.
    """
    names = spellings(resolver)
    project = refine.create(["name"], [[name] for name in names])
    refine.add(
        project, "name", "spelling", "value"
    )  # a matched cell is exported as the name of its entry
    refine.reconcile(project, "name", service, ANY)
    refine.add(project, "name", "id", MATCHED)
    found = [(row["spelling"], row["id"]) for row in refine.rows(project)]
    wanted = [(answer.mention, answer.id or "") for answer in resolver.resolve_many(names)]
    assert len(found) == ROWS
    assert 0.2 < sum(bool(id) for _, id in wanted) / ROWS < 0.95  # some of each
    assert [pair for pair in zip(wanted, found, strict=True) if pair[0] != pair[1]] == []


def test_a_column_beside_it_narrows(refine: OpenRefine, service: str) -> None:
    """Homonyms are told apart by the country in the column beside them, however that is written."""
    rows = [
        ["Tripoli", "Libya"],
        ["Tripoli", "لبنان"],
        ["Tripoli", "LBN"],
        ["Tripoli", "ly"],
        ["Tripoli", ""],
        ["Tripoli", "Atlantis"],
    ]
    project = refine.create(["name", "land"], rows)
    refine.reconcile(
        project,
        "name",
        service,
        ANY,
        [{"column": "land", "propertyName": "Country", "propertyID": "country"}],
    )
    refine.add(project, "name", "id", MATCHED)
    assert [row["id"] for row in refine.rows(project)] == [
        "ly.tripoli",
        "lb.tripoli",
        "lb.tripoli",
        "ly.tripoli",
        "",
        "",
    ]


def test_the_type_it_chooses_by_itself_filters_nothing(refine: OpenRefine, service: str) -> None:
    """OpenRefine guesses the type from the first rows and preselects it: it is the one that
    every entry has.
    """
    names = ["Ramousa", "Aleppo", "Hama", "Hamas", "Jaysh al-Islam"]
    project = refine.create(["name"], [[name] for name in names])
    first, *_ = refine.do(
        "guess-types-of-column", project=project, columnName="name", service=service
    )["types"]
    assert first["id"] == ANY["id"]
    refine.reconcile(project, "name", service, {"id": first["id"], "name": first["name"]})
    refine.add(project, "name", "id", MATCHED)
    assert [row["id"] for row in refine.rows(project)] == [
        translit.resolve(name).id for name in names
    ]


def test_columns_are_filled_from_the_tables(refine: OpenRefine, service: str) -> None:
    """Data extension adds the type, the country and an ID elsewhere of what was matched."""
    project = refine.create(["name"], [["Alepo"], ["Ramouna"]])
    refine.reconcile(project, "name", service, ANY)
    asked = [
        {"id": "type", "name": "Type"},
        {"id": "country", "name": "Country"},
        {"id": "same_as.wikidata", "name": "ID in wikidata"},
    ]
    refine.extend(project, "name", service, asked)
    first, second = refine.rows(project)
    assert [first[each["name"]] for each in asked] == ["place", "Syria", "Q41183"]
    assert [second[each["name"]] for each in asked] == ["", "", ""]


def test_columns_of_coordinates_tell_homonyms_apart(refine: OpenRefine) -> None:
    """A point in one cell or in two columns, each with a bad one among good ones: that row alone
    stays open. Coordinates come back as they may be asked for.
    """
    rows = [
        ["Zahraa", "36.2,37.1", "36.2", "37.1"],
        ["Zahraa", "34.7,36.7", "34.7", "36.7"],
        ["Zahraa", "", "", ""],
        ["Zahraa", "near Homs", "34.7", ""],
    ]
    near = [{"column": "at", "propertyName": "Place", "propertyID": "near"}]
    apart = [
        {"column": each, "propertyName": each, "propertyID": each}
        for each in ("longitude", "latitude")
    ]
    wanted = ["sy.aleppo.zahraa", "sy.homs.zahraa", "", ""]
    places = [
        translit.Entry("sy.aleppo.zahraa", "Zahraa", at=(36.21, 37.1)),
        translit.Entry("sy.homs.zahraa", "Zahraa", at=(34.73, 36.73)),
    ]
    with Server(translit.load(places), port=0) as server:
        for details in (near, apart):
            project = refine.create(["name", "at", "latitude", "longitude"], rows)
            refine.reconcile(project, "name", server.url, ANY, details)
            refine.extend(project, "name", server.url, [{"id": "near", "name": PLACE}])
            refine.add(project, "name", "id", MATCHED)
            found = refine.rows(project)
            assert [row["id"] for row in found] == wanted
            assert [row[PLACE] for row in found] == ["36.21,37.1", "34.73,36.73", "", ""]


# --- in its page ----------------------------------------------------------------------------------

REPORTS = [
    ("Reuters", "Ramouseh", "Syria"),
    ("AFP", "الراموسة", "Syria"),
    ("TASS", "Рамуса", "Syria"),
    ("Kan", "רמוסה", "Syria"),
    ("Anadolu", "Fatih Halab", "Syria"),
    ("ANSA", "Tripoli", "Libya"),
    ("NNA", "طرابلس", "Lebanon"),
    ("a leaflet", "Zahraa", ""),
    ("a blog", "Ramouna", "Syria"),
]


@pytest.fixture(scope="module")
def puppeteer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which node finds what drives a browser."""
    if not all(map(shutil.which, ("chromium", "node", "npm"))):
        pytest.skip("the page needs chromium, node and npm")
    folder = tmp_path_factory.mktemp("page")
    (folder / "package.json").write_text("{}")
    got = subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "puppeteer-core@24"],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    if got.returncode:
        pytest.skip("npm can't install puppeteer-core")
    return folder


def test_a_person_does_it_in_the_page(refine: OpenRefine, service: str, puppeteer: Path) -> None:
    """The service is added, a column reconciled with the country beside it, a candidate
    previewed, another one searched for.
    """
    project = refine.create(["report", "name", "country"], REPORTS)
    refine.add(project, "name", "as written", "value")
    script = Path(__file__).with_name("openrefine_page.mjs")
    command = [
        "node",
        str(script),
        str(shutil.which("chromium")),
        f"{refine.url}/project?project={project}",
        service,
        str(puppeteer),
    ]
    told = json.loads(
        subprocess.run(
            command, cwd=puppeteer, capture_output=True, text=True, timeout=300, check=True
        ).stdout
    )
    assert "error" not in told, told
    assert told["failed"] == []
    assert told["types"][0] == ["any", True]
    assert told["properties"] == ["country\nCountry"]
    assert [("Choose new match" in cell) for cell in told["cells"]] == [True] * 7 + [False] * 2
    assert told["preview"].startswith("Jamiyat al-Zahraa")
    assert told["suggested"][0].startswith("sy.aleppo.ramousa")
    assert told["flyout"] == "Ramousa"
    paths = {
        "/",
        "/suggest/property",
        "/suggest/entity",
        "/flyout/property",
        "/flyout/entity",
        "/preview",
    }
    assert set(told["requests"]) == paths
    if place := os.environ.get("TRANSLIT_SCREENSHOT"):
        shutil.copy(puppeteer / "reconciled.png", place)
