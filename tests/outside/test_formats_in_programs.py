"""The programs themselves read what translit writes, and translit reads what they write: `python -m
pytest tests/outside`.

Each test needs its program, and skips where that isn't: spaCy, followthemoney and rdflib as Python
packages, Lucene as the two jars `lucene-core*` and `lucene-analyzers-common*` in /usr/share/java or
in the folder that TRANSLIT_LUCENE names, with a JDK, `openrefine`, and a checkout of the W3C's
rdf-tests that TRANSLIT_RDF_TESTS names.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from openrefine import ALL_ROWS, OpenRefine, openrefine

import translit
from translit import formats
from translit.formats.gathering import Gathering
from translit.formats.rdf import BLANK, Literal, Triple, triples
from translit.formats.reading import Reading
from translit.model.nouns import Entry
from translit.uses.exchange import Export

ENTRIES = [
    Entry(
        "sy.aleppo.ramousa",
        "Ramousa",
        ["al-Ramosa", "الراموسة", 'the "Ramosa", \\old'],
        "place",
        "sy.aleppo",
        same_as={"wikidata": "Q1"},
    ),
    Entry("sy.aleppo", "Aleppo", ["Halab", "حلب", "a => b"], "place"),
    Entry(
        "sy.group.jaysh",
        "Jaysh al-Islam",
        ["#1 Army", "Army of Islam"],
        "group",
        weak=["JaI"],
        adjectives=["Jayshi"],
        never=["sy.aleppo"],
    ),
]


def exported(name: str, entries: list[Entry] = ENTRIES) -> str:
    return "".join(Export(name, entries))


# --- Python packages ------------------------------------------------------------------------------


@pytest.mark.parametrize("ruler", ["entity_ruler", "span_ruler"])
def test_spacy_finds_what_was_exported(tmp_path: Path, ruler: str) -> None:
    """Every name that a ruler was given is found in a text, with its label and the canonical ID."""
    spacy = pytest.importorskip("spacy")
    (tmp_path / "patterns.jsonl").write_text(exported("entityruler"), "utf-8")
    nlp = spacy.blank("xx")
    patterns = [
        json.loads(line) for line in (tmp_path / "patterns.jsonl").read_text("utf-8").splitlines()
    ]
    if ruler == "entity_ruler":
        nlp.add_pipe(ruler).from_disk(tmp_path / "patterns.jsonl")
    else:
        nlp.add_pipe(ruler, config={"annotate_ents": True}).add_patterns(patterns)
    for entry in ENTRIES:
        for name in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives):
            (found,) = nlp(f"near {name} today").ents
            label = (found.label_, found.ent_id_ or found.id_)
            assert (found.text, *label) == (name, entry.type, entry.id)


def test_followthemoney_takes_what_was_exported() -> None:
    """Every line is an entity of its model: a schema that things can have, no value that it
    would clean away, the name as its caption.
    """
    ftm = pytest.importorskip("followthemoney")
    for entry, line in zip(ENTRIES, exported("ftm").splitlines(), strict=True):
        told = json.loads(line)
        proxy = ftm.model.get_proxy(told, cleaned=False)
        assert not proxy.schema.abstract
        assert {name: sorted(proxy.get(name)) for name in told["properties"]} == {
            k: sorted(v) for k, v in told["properties"].items()
        }
        assert proxy.caption == entry.name


TURTLE = Path(__file__).parents[1] / "formats" / "samples" / "skos.ttl"


class Everything:
    """The predicates that are wanted: all."""

    def __contains__(self, _: object) -> bool:
        return True


def read(path: Path) -> list[Triple]:
    """The statements of a file.

    Raises:
        TableError: with its faults.
    """
    with Reading([str(path)]) as reading:
        return [triple for file in reading for triple in triples(file, Everything())]


def test_rdflib_reads_rdf_as_translit_does(tmp_path: Path) -> None:
    """The statements about what has an IRI are the same, in what is exported and in the sample,
    in each notation.
    """
    rdflib = pytest.importorskip("rdflib")
    for text in (exported("skos"), TURTLE.read_text("utf-8")):
        graph = rdflib.Graph().parse(data=text, format="turtle")
        theirs = {
            (
                str(s),
                str(p),
                (
                    Literal(str(o), (o.language or "").lower())
                    if isinstance(o, rdflib.Literal)
                    else str(o)
                ),
            )
            for s, p, o in graph
            if not isinstance(s, rdflib.BNode) and not isinstance(o, rdflib.BNode)
        }
        for end, form in (("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")):
            path = tmp_path / f"x.{end}"
            graph.serialize(path, form, encoding="utf-8")
            found = {
                tuple(each)
                for each in read(path)
                if not str(each.subject).startswith(BLANK)
                and not str(each.object).startswith(BLANK)
            }
            assert found == theirs


# --- Lucene ---------------------------------------------------------------------------------------

JAVA = """
import java.io.*;
import org.apache.lucene.analysis.*;
import org.apache.lucene.analysis.core.*;
import org.apache.lucene.analysis.synonym.*;
import org.apache.lucene.analysis.tokenattributes.*;

public class S {
  public static void main(String[] args) throws Exception {
    SolrSynonymParser parser = new SolrSynonymParser(true, true, new KeywordAnalyzer());
    parser.parse(new InputStreamReader(new FileInputStream(args[0]), "UTF-8"));
    SynonymMap map = parser.build();
    BufferedReader names = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    PrintStream out = new PrintStream(System.out, true, "UTF-8");
    for (String name; (name = names.readLine()) != null;) {
      TokenStream stream = new SynonymFilter(new KeywordTokenizer(new StringReader(name)), map, false);
      stream.reset();
      stream.incrementToken();
      out.println(stream.getAttribute(CharTermAttribute.class));
    }
  }
}
"""


def test_lucene_maps_names_to_the_ids_that_were_exported(tmp_path: Path) -> None:
    """Solr's own parser reads the file, and its filter puts the ID in place of every name."""
    folder = Path(os.environ.get("TRANSLIT_LUCENE", "/usr/share/java"))
    jars = [
        str(jar)
        for part in ("core", "analyzers-common")
        for jar in sorted(folder.glob(f"lucene-{part}*.jar"))[:1]
    ]
    if len(jars) < 2 or not shutil.which("javac"):
        pytest.skip("the two jars of Lucene (TRANSLIT_LUCENE), or a JDK, aren't here")
    (tmp_path / "synonyms.txt").write_text(exported("synonyms"), "utf-8")
    (tmp_path / "S.java").write_text(JAVA)
    path = ":".join([*jars, str(tmp_path)])
    names = {name: entry.id for entry in ENTRIES for name in (entry.name, *entry.aliases)}
    command = ["java", "-cp", path, str(tmp_path / "S.java"), str(tmp_path / "synonyms.txt")]
    ran = subprocess.run(
        command,
        input="\n".join(names),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert dict(zip(names, ran.stdout.splitlines(), strict=True)) == names


# --- OpenRefine -----------------------------------------------------------------------------------

CELLS = ["Ramosah", "الراموسة", "Ain, Issa", "Halab"]
MATCHED = [
    Entry("sy.aleppo.ramousa", "Ramousa", ["Ramosah", "الراموسة"]),
    Entry("sy.aleppo", "Aleppo", ["Halab"]),
]
TEMPLATE = (
    '{"mention": {{jsonize(cells["name"].value)}}, "id": {{jsonize(cells["name"].recon.match.id)}},'
    ' "name": {{jsonize(cells["name"].recon.match.name)}}, "judgment":'
    ' {{jsonize(cells["name"].recon.judgment)}}}'
)


@pytest.fixture(scope="module")
def refine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    if not shutil.which("openrefine"):
        pytest.skip("OpenRefine isn't here")
    with openrefine(tmp_path_factory.mktemp("openrefine")) as refine:
        yield refine


def test_translit_reads_what_openrefine_exports(tmp_path: Path, refine: OpenRefine) -> None:
    """A project and its rows hold the cells and what they were matched with; CSV holds the names
    of the things in their place.
    """
    project = refine.create(["name"], [[cell] for cell in CELLS])
    with translit.Server(translit.load(MATCHED), port=0) as server:
        refine.reconcile(project, "name", server.url, {"id": "any", "name": "Any name"})
    rows = {"project": project, "engine": ALL_ROWS}
    archive = refine.post("export-project/names.openrefine.tar.gz", project=project)
    template = {
        "format": "template",
        "prefix": "",
        "suffix": "",
        "separator": "\n",
        "template": TEMPLATE,
    }
    lines = refine.post("export-rows/rows.jsonl", **rows, **template)
    table = refine.post("export-rows/rows.csv", **rows, format="csv")
    for name, raw in {"names.openrefine.tar.gz": archive, "rows.jsonl": lines}.items():
        (tmp_path / name).write_bytes(raw)
        with Gathering() as gathering:
            gathering.take(formats.module("openrefine").read([str(tmp_path / name)]))
            assert list(gathering.entries()) == MATCHED
    assert "Ramosah" not in table.decode()
    assert table.decode().split("\n")[1] == "Ramousa"


def test_a_bundled_table_goes_out_and_comes_back(tmp_path: Path) -> None:
    """The whole of the bundled tables in Turtle is read by rdflib as by translit."""
    rdflib = pytest.importorskip("rdflib")
    translit.export_table("skos", to=tmp_path / "all.ttl")
    assert len(rdflib.Graph().parse(tmp_path / "all.ttl", format="turtle")) == len(
        {*read(tmp_path / "all.ttl")}
    )


# --- the tests of the W3C -------------------------------------------------------------------------

# What is read that should be refused: addresses and a name with signs that no IRI may hold.
LET_PASS = re.compile(
    r"turtle-syntax-bad-(uri-01|uri-escape-0[1-4]|pname-03)\.ttl|n[tq]-syntax-bad-uri-0\d\.n[tq]|error1\.rdf"
)


def w3c() -> list[tuple[str, Path]]:
    """The tests of syntax in the W3C's rdf-tests, of which TRANSLIT_RDF_TESTS names a checkout:
    what each is, and its file.
    """
    root = Path(os.environ.get("TRANSLIT_RDF_TESTS", "none"), "rdf", "rdf11")
    found = []
    for folder in (
        map(root.joinpath, ("rdf-turtle", "rdf-n-triples", "rdf-n-quads", "rdf-xml"))
        if root.is_dir()
        else ()
    ):
        for block in (folder / "manifest.ttl").read_text("utf-8").split("\n<#"):
            kind, action = (
                re.search(pattern, block)
                for pattern in (r"rdft:(Test\w+)", r"mf:action\s+<([^>]+)>")
            )
            if kind and action and (folder / action[1]).exists():
                found.append((kind[1], folder / action[1]))
    return found


def test_the_w3c_s_files_are_read_or_refused() -> None:
    """Every file of a notation is read, and every other is refused, but for what only an IRI is
    wrong with.
    """
    files = w3c()
    if not files:
        pytest.skip("the W3C's rdf-tests aren't here (TRANSLIT_RDF_TESTS)")
    wrong = [path.name for kind, path in files if is_read(path) == ("Negative" in kind)]
    assert ([name for name in wrong if not LET_PASS.fullmatch(name)], len(files) > 500) == (
        [],
        True,
    )


def is_read(path: Path) -> bool:
    try:
        return len(read(path)) >= 0
    except translit.TableError:
        return False
