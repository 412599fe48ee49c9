"""IDs live: nothing is lost when entries are merged, renamed or split, old IDs answer, and a
renaming moves no answer.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from commands import command
from hypothesis import given, settings
from hypothesis import strategies as st
from test_editing import TEXTS, comments, sheet

import translit
from translit.editing import ids
from translit.editing.changes import Move, diff
from translit.model.errors import TranslitError
from translit.model.nouns import Entry, Outcome
from translit.resolving.resolver import Resolver, load
from translit.strategies import tables as some_entries
from translit.tables.reading import Table, dump, read
from translit.uses.lint import check

PLACES = """\
table: places
licence: MIT
about: x
defaults: {type: place, within: [sy]}
entries:
  sy: {name: Syria, within: []}
  sy.aleppo:  # one
    name: Aleppo  # two
    native: حلب  # three
    # four
    aliases:
      - Halab  # five
    weak: [Alep]  # six
    same_as: {wikidata: Q1, geonames: "1"}
    at: [36.2, 37.16]
    facts: {population: ["12"], capital: [x]}
    note: the city
  sy.haleb:
    name: Haleb
    aliases: [Khaleb, Chaleb]  # seven
    same_as: {wikidata: Q2}
    not: sy.homs
  sy.homs: {name: Homs, aliases: [Hims, Emesa, Hums]}
  sy.homs.old: {name: Old Homs, within: sy.homs, not: [sy.aleppo, sy.haleb]}
redirects: {aleppo: sy.aleppo}
tests:
  - {mention: Halab, id: sy.aleppo}
"""
GROUPS = """\
table: groups
licence: MIT
about: x
entries:
  # eight
  g.front:
    name: Front  # nine
    within: sy.aleppo
    part_of: [sy.aleppo, sy.haleb]  # ten
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "places.yaml").write_text(PLACES, "utf-8")
    (tmp_path / "groups.yaml").write_text(GROUPS, "utf-8")
    return tmp_path


def text(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.yaml")))


def notes(text: str) -> set[str]:
    return set(re.findall("# ([a-z]+)$", text, re.MULTILINE))


def names_of(entry: Entry) -> set[str]:
    return {entry.name, *entry.aliases, *entry.weak, *entry.adjectives}


# Laws


@given(some_entries("Latn", most=5), st.data())
@settings(max_examples=25)
def test_no_name_and_no_id_is_lost(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[Entry, ...], data: st.DataObject
) -> None:
    """After some merges and renamings each name is still there, each ID that ever was leads to
    its entry, and no answer went.
    """
    place = tmp_path_factory.mktemp("t")
    half = data.draw(st.integers(0, len(made)))
    for name, part in (("a", made[:half]), ("b", made[half:])):
        (place / f"{name}.yaml").write_text(
            dump(Table("", name, "MIT", "x", entries=part, refuse=("zz zz",))), "utf-8"
        )
    before = load(*made and [place])
    homes = {entry.id: {entry.id} for entry in made}
    for number in range(data.draw(st.integers(1, 3))):
        resolver = load(place)
        one, other = (data.draw(st.sampled_from([*resolver.entries])) for _ in range(2))
        if one == other:
            ids.rename(one, f"new.{number}", tables=[place])
            homes[f"new.{number}"] = homes.pop(one)
        else:
            ids.merge(one, other, tables=[place])
            homes[other] |= homes.pop(one)
    after = load(place)
    assert {id for id, olds in homes.items()} == {*after.entries}
    assert {name for entry in made for name in names_of(entry)} == {
        name for entry in after.entries.values() for name in names_of(entry)
    }
    assert all(after.living(old) == id for id, olds in homes.items() for old in olds)
    assert [
        move
        for move in diff(before, after)
        if move.old_outcome is Outcome.EXACT and move.new_id is None
    ] == []
    assert [fault for fault in check(place) if not fault.note] == []


@pytest.mark.parametrize("layout", TEXTS.values(), ids=TEXTS.keys())
def test_no_comment_is_lost(tmp_path: Path, layout: str) -> None:
    """Whatever the layout; and a dry run gives the same diff and writes nothing."""
    place = tmp_path / "t.yaml"
    edits = [
        lambda dry: ids.rename("sy.a", "sy.c", tables=[place], dry_run=dry),
        lambda dry: ids.split("sy.a", "sy.n", ["Haleb"], tables=[place], dry_run=dry),
        lambda dry: ids.merge("sy.b", "sy.a", tables=[place], dry_run=dry),
        lambda dry: ids.merge("sy.a", "sy.b", tables=[place], dry_run=dry),
    ]
    done = 0
    for edit in edits:
        place.write_bytes(layout.encode())
        try:
            told = edit(True)
        except TranslitError:  # one lies within the other, or a test would fail
            continue
        assert place.read_bytes() == layout.encode()
        assert edit(False) == told != ""
        new = place.read_bytes().decode()
        assert comments(layout) == comments(new)
        assert {name for e in read(place).entries for name in names_of(e)} == {
            n for e in sheet(layout).table.entries for n in names_of(e)
        }
        done += 1
    assert done >= 1


def test_renaming_moves_nothing(folder: Path) -> None:
    """Old IDs answer, as hints too; diff follows them."""
    before = load(folder)
    ids.rename("sy.aleppo", "sy.halab", tables=[folder])
    ids.rename("sy", "syria", tables=[folder])
    after = load(folder)
    assert diff(before, after) == []
    assert diff(after, before) != []  # nobody can know a name that is yet to come
    assert (
        after.resolve("Homs", within="sy").id
        == after.resolve("Homs", within="syria").id
        == "sy.homs"
    )
    assert after.resolve("Front", within="sy.aleppo").id == "g.front"
    assert not after.resolve("Front", within="sy.homs")
    assert read(folder / "places.yaml").redirects == {
        "aleppo": "sy.halab",
        "sy.aleppo": "sy.halab",
        "sy": "syria",
    }
    assert notes(PLACES + GROUPS) == notes(text(folder))


# Examples


def test_a_merged_entry_leaves_everything_to_its_heir(folder: Path) -> None:
    """Names, comments, identifiers, tests, redirects and pointers go over; what has no room
    stays as a comment.
    """
    ids.merge("aleppo", "sy.haleb", tables=[folder])
    table = read(folder / "places.yaml")
    heir = next(entry for entry in table.entries if entry.id == "sy.haleb")
    assert heir.aliases == ("Khaleb", "Chaleb", "Aleppo", "حلب", "Halab")
    assert (heir.weak, heir.same_as) == (("Alep",), {"wikidata": "Q2", "geonames": "1"})
    assert dict(table.redirects) == {"aleppo": "sy.haleb", "sy.aleppo": "sy.haleb"}
    assert table.tests[0].id == "sy.haleb"
    assert next(entry.never for entry in table.entries if entry.id == "sy.homs.old") == (
        "sy.haleb",
    )
    assert read(folder / "groups.yaml").extra["g.front"]["part_of"] == ("sy.haleb",)
    written = text(folder)
    assert notes(PLACES + GROUPS) <= notes(written)
    assert "      حلب,  # three\n      Halab]  # five\n" in written
    assert "    # sy.aleppo: note: the city\n    # sy.aleppo: same_as: wikidata: Q1\n" in written
    assert "    # sy.aleppo: at: 36.2, 37.16\n" in written
    assert "    # sy.aleppo: facts: population: 12\n" in written


def test_a_split_entry(folder: Path) -> None:
    """The names go over with their comments; neither is taken for the other."""
    told = ids.split("sy.homs", "sy.emesa", ["Emesa", "Hums"], tables=[folder], dry_run=True)
    assert "+  sy.emesa:\n+    name: Emesa\n+    aliases: [Hums]\n+    not: [sy.homs]\n" in told
    ids.split(
        "sy.aleppo",
        "sy.new",
        ["Halab", "Alep", "حلب"],
        name="New",
        tables=[folder / "places.yaml"],
        dry_run=False,
    )
    entries = {entry.id: entry for entry in read(folder / "places.yaml").entries}
    assert (entries["sy.new"].aliases, entries["sy.new"].weak) == (("Halab", "حلب"), ("Alep",))
    assert (entries["sy.new"].within, entries["sy.new"].type) == (("sy",), "place")
    assert entries["sy.aleppo"].never == ("sy.new",)
    assert read(folder / "places.yaml").tests[0].id == "sy.new"
    assert notes(PLACES) <= notes(text(folder))


@pytest.mark.parametrize(
    ("edit", "told"),
    [
        (
            lambda t: ids.merge("sy.nope", "sy", tables=t),
            'no entry of these tables has the ID "sy.nope"',
        ),
        (lambda t: ids.merge("sy", "sy", tables=t), "one entry already"),
        (lambda t: ids.merge("aleppo", "sy.aleppo", tables=t), "one entry already"),
        (
            lambda t: ids.merge("sy.homs.old", "sy.haleb", tables=t),
            "must not be taken for sy.haleb",
        ),
        (
            lambda t: ids.merge("sy.haleb", "sy.homs.old", tables=t),
            "must not be taken for sy.haleb",
        ),
        (lambda t: ids.merge("sy", "g.front", tables=t), "g.front lies within sy"),
        (lambda t: ids.merge("g.front", "sy", tables=t), "g.front lies within sy"),
        (lambda t: ids.rename("sy.nope", "x", tables=t), "no entry"),
        (lambda t: ids.rename("aleppo", "x", tables=t), "is an old ID: rename sy.aleppo"),
        (lambda t: ids.rename("sy", "sy.homs", tables=t), "is taken"),
        (lambda t: ids.rename("sy", "aleppo", tables=t), "is an old ID of sy.aleppo"),
        (lambda t: ids.rename("sy", " sy", tables=t), "no blanks but spaces"),
        (lambda t: ids.rename("sy", "NIL", tables=t), "no NIL"),
        (lambda t: ids.split("sy.homs", "sy", ["Hims"], tables=t), "is taken"),
        (lambda t: ids.split("sy.homs", "x", ["Hima"], tables=t), 'sy.homs has no alias "Hima"'),
        (lambda t: ids.split("sy.homs", "x", ["Homs"], tables=t), "is the canonical name"),
        (
            lambda t: ids.split("sy.homs", "x", ["Homs", "Hims", "Emesa", "Hums"], tables=t),
            "nothing would stay",
        ),
        (lambda t: ids.split("sy.homs", "x", [], tables=t), "no names are given"),
        (lambda t: ids.split("sy.homs", "x", ["Hims"], name="Aleppo", tables=t), "shared-form"),
    ],
)
def test_what_makes_no_sense_is_refused(folder: Path, edit, told: str) -> None:
    """One line says why, and no byte changes."""
    before = text(folder)
    with pytest.raises(TranslitError, match=re.escape(told)) as found:
        edit([folder])
    assert len(str(found.value).splitlines()) == 1
    assert text(folder) == before


def test_living() -> None:
    """An ID, an old one, an old one's old one, an unknown one, and a circle of redirects."""
    resolver = Resolver([Entry("a", "A")], redirects={"b": "a", "c": "b", "x": "y", "y": "x"})
    assert [resolver.living(id) for id in ("a", "b", "c", "d", "x")] == ["a", "a", "a", None, None]


def test_what_moves() -> None:
    """Another ID, none, or another reason for none; not another certainty, and not a redirect."""
    old = Resolver(
        [Entry("a", "Aleppo"), Entry("h", "Homs"), Entry("r", "Raqqa"), Entry("d", "Deir")]
    )
    new = Resolver(
        [Entry("a", "Haleb", ["Aleppo"]), Entry("i", "Homs"), Entry("q", "Raqqa")],
        redirects={"r": "q"},
    )
    assert diff(old, new) == [
        Move("Homs", "h", "i", Outcome.EXACT, Outcome.EXACT),
        Move("Deir", "d", None, Outcome.EXACT, Outcome.TOO_FAR),
        Move("Haleb", None, "a", Outcome.TOO_FAR, Outcome.EXACT),
    ]
    found = diff(old, new, ["Aleppo", "Homs", "Homs", "Raqqa", "xyz"])
    assert found == [Move("Homs", "h", "i", Outcome.EXACT, Outcome.EXACT)]
    assert [move.mention for move in diff(old, new)][:2] == ["Homs", "Deir"]


def test_the_commands(folder: Path, tmp_path: Path) -> None:
    """What they print is the diff, what they return says whether all is well, and a dry run
    writes nothing.
    """
    before, compiled = text(folder), tmp_path / "old.translit"
    translit.compile(folder, to=compiled)
    dry = command("merge", "sy.haleb", "sy.aleppo", "--table", str(folder), "--dry-run")
    assert (dry.returncode, text(folder)) == (0, before)
    assert dry.stdout.decode() == ids.merge("sy.haleb", "sy.aleppo", tables=[folder])
    ran = [
        command(*words, "--table", str(folder))
        for words in (("rename", "sy", "syria"), ("split", "sy.homs", "x", "--aliases", "Hims"))
    ]
    assert [(each.returncode, each.stdout) for each in ran] == [(0, b""), (0, b"")]
    refused = command("rename", "sy", "x", "--table", str(folder))
    assert (refused.returncode, refused.stderr) == (
        2,
        b'translit: "sy" is an old ID: rename syria\n',
    )
    (tmp_path / "mentions").write_text("Hims\nHaleb\n\nHoms\n", "utf-8")
    moved = command(
        "diff",
        str(compiled),
        str(folder / "places.yaml"),
        "--mentions",
        str(tmp_path / "mentions"),
        "--format=tsv",
    )
    assert moved.stdout.decode().splitlines()[1:] == ["Hims\tsy.homs\tx\tEXACT\tEXACT"]
    assert (moved.returncode, moved.stderr) == (1, b"translit: 1 of 3 answers move\n")
    assert command("diff", str(folder), str(folder)).returncode == 0
    assert command("diff", str(folder), str(folder / "none")).returncode == 2
