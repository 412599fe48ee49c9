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
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlencode
from urllib.request import Request, urlopen

import pytest

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
MATCHES = {
    "Ramosah": ("sy.aleppo.ramousa", "Ramousa"),
    "الراموسة": ("sy.aleppo.ramousa", "Ramousa"),
    "Halab": ("sy.aleppo", "Aleppo"),
}
TEMPLATE = (
    '{"mention": {{jsonize(cells["name"].value)}}, "id": {{jsonize(cells["name"].recon.match.id)}},'
    ' "name": {{jsonize(cells["name"].recon.match.name)}}, "judgment":'
    ' {{jsonize(cells["name"].recon.judgment)}}}'
)


class Service(BaseHTTPRequestHandler):
    """A reconciliation service that is sure of what is in MATCHES, and knows nothing else."""

    def answer(self, value: object) -> None:
        raw = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self) -> None:
        self.answer(
            {
                "name": "made up",
                "identifierSpace": "http://example.org/",
                "schemaSpace": "http://example.org/",
            }
        )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.answer(
            {
                key: {"result": list(self.found(query["query"]))}
                for key, query in json.loads(form["queries"][0]).items()
            }
        )

    def found(self, text: str) -> Iterator[dict[str, Any]]:
        if text in MATCHES:
            id, name = MATCHES[text]
            yield {
                "id": id,
                "name": name,
                "score": 99,
                "match": True,
                "type": [{"id": "place", "name": "place"}],
            }

    def log_message(self, *_: object) -> None:
        pass


class OpenRefine:
    """A running OpenRefine, by the commands that its own pages send."""

    def __init__(self, port: int) -> None:
        self.base = f"http://127.0.0.1:{port}/command/core/"

    def get(self, command: str) -> Any:
        return json.load(urlopen(self.base + command))

    def post(
        self,
        command: str,
        data: dict[str, str] | bytes,
        kind: str = "application/x-www-form-urlencoded",
    ) -> tuple[str, bytes]:
        token = quote(self.get("get-csrf-token")["token"])
        raw = data if isinstance(data, bytes) else urlencode(data).encode()
        joint = "&" if "?" in command else "?"
        with urlopen(
            Request(f"{self.base}{command}{joint}csrf_token={token}", raw, {"Content-Type": kind})
        ) as answer:
            return answer.geturl(), answer.read()

    def project(self, cells: list[str]) -> str:
        rows = "".join(f'"{cell}"\n' for cell in ["name", *cells])
        head = (
            '--b\r\nContent-Disposition: form-data; name="project-file";'
            ' filename="names.csv"\r\nContent-Type: text/csv\r\n\r\n'
        )
        parts = f"{head}{rows}\r\n--b--\r\n"
        where, _ = self.post(
            "create-project-from-upload", parts.encode(), "multipart/form-data; boundary=b"
        )
        (number,) = re.findall(r"project=(\d+)", where)
        return str(number)

    def reconcile(self, project: str, service: str) -> None:
        space = "http://example.org/"
        config = {
            "mode": "standard-service",
            "service": service,
            "identifierSpace": space,
            "schemaSpace": space,
            "type": None,
        }
        config |= {"autoMatch": True, "columnDetails": [], "limit": 0}
        operation = {
            "op": "core/recon",
            "engineConfig": {"facets": [], "mode": "row-based"},
            "columnName": "name",
            "config": config,
        }
        self.post(f"apply-operations?project={project}", {"operations": json.dumps([operation])})
        while self.get(f"get-processes?project={project}")["processes"]:
            time.sleep(0.2)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def openrefine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRefine]:
    if not shutil.which("openrefine"):
        pytest.skip("OpenRefine isn't here")
    port, place = free_port(), tmp_path_factory.mktemp("openrefine")
    command = [
        "openrefine",
        "-p",
        str(port),
        "-i",
        "127.0.0.1",
        "-d",
        str(place),
        "-x",
        "refine.headless=true",
    ]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as program:
        refine = OpenRefine(port)
        for _ in range(120):
            try:
                refine.get("get-version")
                break
            except OSError:
                time.sleep(0.5)
        yield refine
        os.killpg(program.pid, 15)


def test_translit_reads_what_openrefine_exports(tmp_path: Path, openrefine: OpenRefine) -> None:
    """A project and its rows hold the cells and what they were matched with; CSV holds the names
    of the things in their place.
    """
    with HTTPServer(("127.0.0.1", 0), Service) as service:
        threading.Thread(target=service.serve_forever, daemon=True).start()
        project = openrefine.project(CELLS)
        openrefine.reconcile(project, f"http://127.0.0.1:{service.server_port}/")
        service.shutdown()
    engine = {"project": project, "engine": '{"facets":[],"mode":"row-based"}'}
    _, archive = openrefine.post("export-project/names.openrefine.tar.gz", {"project": project})
    template = {
        "format": "template",
        "prefix": "",
        "suffix": "",
        "separator": "\n",
        "template": TEMPLATE,
    }
    _, rows = openrefine.post("export-rows/rows.jsonl", engine | template)
    _, table = openrefine.post("export-rows/rows.csv", engine | {"format": "csv"})
    expected = [
        Entry("sy.aleppo.ramousa", "Ramousa", ["Ramosah", "الراموسة"]),
        Entry("sy.aleppo", "Aleppo", ["Halab"]),
    ]
    for name, raw in {"names.openrefine.tar.gz": archive, "rows.jsonl": rows}.items():
        (tmp_path / name).write_bytes(raw)
        with Gathering() as gathering:
            gathering.take(formats.module("openrefine").read([str(tmp_path / name)]))
            assert list(gathering.entries()) == expected
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
