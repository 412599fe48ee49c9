"""What answers and resolvers tell of themselves, and how resolvers travel."""

from __future__ import annotations

import hashlib
import json
import pickle
from pathlib import Path

import pytest
from commands import command, run
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit.model.nouns import Entry, Policy
from translit.resolving.resolver import Resolver, bundled

ENTRIES = (
    Entry("sy.aleppo", "Aleppo", ("Halab", "حلب"), "city", same_as={"wikidata": "Q41183"}),
    Entry("sy.aleppo.ramousa", "Ramousa", ("الراموسة",), "place", "sy.aleppo", weak=("Rm",)),
    Entry("x", "Halab <b>", (), "group"),
)
RESOLVER = Resolver(ENTRIES, ["nowhere"], {"old": "x"}, Policy(0.9))
NAMES = ("Halap", "حلب", "Ramouseh", "Ramousa, Aleppo", "nowhere", "<i>&", "", "Rm", "Halab")
TABLE = """\
table: small
licence: CC0-1.0
about: Made up.
entries:
  sy.aleppo: {name: Aleppo, aliases: [Halab]}
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(TABLE)
    return path


@given(st.sampled_from(NAMES) | st.text(max_size=12))
def test_an_answer_is_json(name: str) -> None:
    """With every field by its name, and the steps by which it can be replayed."""
    found = RESOLVER.resolve(name)
    told = json.loads(json.dumps(found.to_dict()))
    for field in ("mention", "id", "name", "outcome", "score", "form"):
        assert told[field] == getattr(found, field)
    assert [translit.Candidate(**each) for each in told["candidates"]] == [*found.candidates]
    assert Policy(**told["policy"]) == found.policy
    steps = [translit.Step(**step) for step in told["steps"]]
    assert steps == [*found.steps]
    assert translit.replay(told["mention"], steps) == translit.replay(name, found.steps)


@given(st.sampled_from(NAMES) | st.text(st.sampled_from("<>&\"'ab"), max_size=12))
def test_a_notebook_shows_text_and_no_markup(name: str) -> None:
    """Whatever a name holds: of tags there are those of the page alone."""
    import re

    shown = RESOLVER.resolve(name)._repr_html_()
    tags = {"div", "b", "p", "br", "table", "tr", "th", "td"}
    assert {*re.findall(r"</?([^<>\s]*)", shown)} <= tags
    assert RESOLVER.resolve(name).outcome in shown


def test_mentions_are_json() -> None:
    for found in RESOLVER.scan("In Halab, near Ramousa."):
        assert json.loads(json.dumps(found.to_dict()))["resolution"]["id"] == found.resolution.id


def test_a_used_resolver_travels(table: Path, tmp_path: Path) -> None:
    """Made of entries, read, compiled or bundled: the other one answers the same, by the same
    policy, however much the first had worked out. One that was loaded takes only its paths along.
    """
    translit.compile(ENTRIES, to=tmp_path / "it.translit")
    made = [translit.load(path, policy=Policy(0.8)) for path in (table, tmp_path / "it.translit")]
    for resolver in (RESOLVER, *made, bundled()):
        resolver.resolve_many(NAMES)
        resolver.scan("In Halab, near Ramousa.")
        sent = pickle.dumps(resolver)
        other = pickle.loads(sent)
        assert other.resolve_many(NAMES) == resolver.resolve_many(NAMES)
        assert (other.policy, repr(other)) == (resolver.policy, repr(resolver))
        assert len(sent) < 1000


def test_a_resolver_says_what_it_holds(table: Path) -> None:
    """How many entries, from where, and what is asked."""
    assert repr(RESOLVER).startswith("<Resolver: 3 entries (of entries), Policy(precision=0.9,")
    assert f"1 entries ({table})" in repr(translit.load(table))


def test_the_trail_of_a_resolver_names_its_tables(table: Path, tmp_path: Path) -> None:
    """By the hash that other programs give them, folders file by file; and another policy, table
    or file is another trail.
    """
    told = json.loads(json.dumps(translit.load(table, policy=Policy(0.8)).to_dict()))
    assert told["translit"] == translit.__version__
    assert told["policy"]["precision"] == 0.8
    [file] = told["tables"]
    assert file["path"] == str(table)
    assert file["sha256"] == hashlib.sha256(table.read_bytes()).hexdigest()
    assert translit.load(tmp_path).to_dict()["tables"] == told["tables"]
    assert RESOLVER.to_dict()["tables"] is None
    assert len(bundled().to_dict()["tables"]) > 3
    before = file["sha256"]
    table.write_text(TABLE.replace("[Halab]", "[Haleb]"))
    assert translit.load(table).to_dict()["tables"][0]["sha256"] != before


def test_a_run_leaves_its_trail(table: Path, tmp_path: Path) -> None:
    """Beside the output, with its status; never over what is read."""
    to = tmp_path / "audit.json"
    ran = command("resolve", f"--table=mine={table}", "--column=name", f"--audit={to}", "-", stdin=b"name\nHalab\n")  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, f"translit: {to}: written\n".encode())
    told = json.loads(to.read_text())
    assert told["status"] == 0
    assert [each["path"] for each in told["tables"]] == [str(table)]
    assert told["arguments"]["column"] == "name"
    over = command("resolve", f"--table={table}", f"--audit={table}", "Halab")
    assert over.returncode == 2
    assert table.read_text() == TABLE


def test_a_run_is_done_again_from_its_trail(table: Path, tmp_path: Path) -> None:
    """By its words, over files with its digests: the same output. The trail is beside the output, or
    its first line; and Python answers as it says.
    """
    (names := tmp_path / "names.csv").write_text("name\nHalab\nHaleb\n")
    asked = ["resolve", f"--table={table}", "--column=name", "--format=jsonl"]
    asked += ["--top=2", "--least=0.1", "--precision=0.6"]
    beside = command(*asked, f"--audit={tmp_path / 'a.json'}", str(names))
    told = json.loads((tmp_path / "a.json").read_text())
    within = command(*asked, "--audit=-", str(names))
    head, *rest = within.stdout.decode().splitlines()
    trail = json.loads(head)["audit"]
    assert rest == beside.stdout.decode().splitlines()
    assert {*told} - {*trail} == {"status"}
    for file in (*trail["tables"], *trail["inputs"]):
        assert file["sha256"] == hashlib.sha256(Path(file["path"]).read_bytes()).hexdigest()
    assert [file["path"] for file in trail["inputs"]] == [str(names)]
    again = command(*trail["words"]).stdout.decode().splitlines()
    assert again[1:] == rest
    assert {**json.loads(again[0])["audit"], "date": trail["date"]} == trail
    answers = translit.load(
        *(each["path"] for each in trail["tables"]), policy=Policy(**trail["policy"])
    ).resolve_many(["Halab", "Haleb"])
    records = [json.loads(line) for line in rest]
    assert [each.id for each in answers] == [each["translit_id"] for each in records]
    refused = command(*asked[:3], "--audit=-", str(names))
    assert refused.returncode == 2
    assert b"--audit - is the first line of --format jsonl" in refused.stderr


@pytest.mark.parametrize(
    ("argv", "meant"),
    [
        (["resolv", "x"], "resolve"),
        (["resolve", "--tabel", "a", "x"], "--table"),
        (["scan", "--format=jsnl"], "jsonl"),
        (["import", "geonams", "x"], "geonames"),
    ],
)
def test_a_misspelt_word_of_the_command_line_is_told(argv: list[str], meant: str) -> None:
    """A command, an option, or what an option may be; what is near nothing gets no guess."""
    assert run(*argv).err.endswith(f"; did you mean {meant}?\n")
    assert "did you mean" not in run("frobnicate").err
