"""Tables edited in place: what isn't edited keeps every byte, and accepted proposals are written
once and answer.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from translit.editing import pointers, proposals, sheets
from translit.editing.apply import apply
from translit.editing.proposals import Proposals, Proposed, Question, Spelling
from translit.editing.sheets import Sheet
from translit.files.writing import Noted
from translit.model.errors import TableError, TranslitError
from translit.resolving.resolver import load
from translit.strategies import names
from translit.strategies import tables as some_entries
from translit.tables import reading as tables
from translit.tables.reading import Table, dump, parse

# One table in many layouts; the comments, #1 and so on, must survive.
HEAD = "# 1\ntable: t # 2\nlicence: MIT\nabout: x\n"
LAYOUTS = {
    "block": (
        """
entries:
  # 3
  sy.a:  # 4
    name: Aleppo  # 5
    # 6
    aliases:  # 7
      - Halab        # 8
      # 9
      - 'Haleb'      # 10
      # 11
    same_as: {wikidata: Q1}  # 12

  # 13
  sy.b:
    name: "Homs"
    within: sy.a

# 14
tests:  # 15
  - {mention: Hims, id: sy.b}  # 16
  - mention: Haleb
    id: sy.a  # 17
    within: sy.a
# 18
"""
    ),
    "flow": (
        """
entries:
  sy.a: {name: Aleppo, aliases: [Halab, "Haleb"], same_as: {wikidata: Q1}}  # 3
  sy.b: {name: Homs, within: [sy.a]}
  # 4
redirects: {old: sy.a}  # 5
"""
    ),
    "flow over lines": (
        """
entries:
  'sy.a':
    aliases: [  # 3
      Halab,  # 4
      # 5
      Haleb,  # 6
    ]  # 7
    name: Aleppo
  "sy.b":
    name: Homs
    not: ['sy.a']  # 8
    aliases: [Hims,
              Hums]  # 9
redirects:
  # 10
  old: sy.a # 11
"""
    ),
    "no trailing comma": (
        """
entries:
    sy.a:
        name: Aleppo
        aliases: [
            Halab, Haleb  # 3
        ]
    sy.b: {
      # 4
      name: Homs,  # 5
      within: sy.a  # 6
    }
shares: [x]  # 7
"""
    ),
    "indentless": (
        """
defaults: {within: [sy.z, sy.a]}
entries:
  sy.a:
    name: Aleppo
    aliases:
    - Halab
    - Haleb   # 3
    note: |  # 4
      Some
      # text

  sy.b:
    name: Homs
    within: []
    note: >+
      more

    # 5

  sy.z: {name: Z, within: []}
refuse: [y]
"""
    ),
    "one line": (
        "entries: {sy.a: {name: Aleppo, aliases: [Halab, Haleb]}, sy.b: {name: Homs, part_of: sy.a,"
        " aliases: [Hims]}}"
    ),
    "blank lines": (
        """
entries:

  sy.a:
    name: Aleppo

    aliases: [ Halab, Haleb, ]   # 3


  sy.b:
    name: Homs
    succeeded_by: [sy.a]  # 4
    aliases:

      - Hims

      - Hums
    weak: [H]
"""
    ),
}
TEXTS = {name: HEAD + text for name, text in LAYOUTS.items()}
TEXTS["windows"] = TEXTS["block"].replace("\n", "\r\n")
TEXTS["no break at the end"] = TEXTS["flow"].rstrip()
TEXTS["json"] = (
    '{"table": "t", "licence": "MIT", "about": "x",\n "entries": {"sy.a": {"name": "Aleppo",'
    ' "aliases": ["Halab", "Haleb"]},\n  "sy.b": {"name": "Homs"}}, "tests": [{"mention": "Hims",'
    ' "id": "sy.b"}]}'
)

NASTY = [
    "'Ain Issa",
    "a: b",
    "#5",
    "no",
    "012",
    "a, b",
    "[x]",
    "a #b",
    "{y}",
    'say "x"',
    "الراموسة",
    "टोंगा",
    "-",
    "? a",
    "a\u2028b",
]
ALIASES = st.lists(names() | st.sampled_from(NASTY), min_size=1, max_size=3, unique=True)
NOTES = st.sampled_from(["", "press, 2026-11-25", "a # b", "x\ny", "é"])
IDS = st.sampled_from(["sy.new", "x", "no", "12", "a:b", "-", "EU 5 (d)"])


def sheet(text: str) -> Sheet:
    table, faults = parse(text, "made.yaml")
    assert table is not None, faults
    return Sheet(table)


@st.composite
def laid_out(draw: st.DrawFn) -> Sheet:
    """A sheet in one of the layouts, or as translit writes it."""
    if draw(st.integers(0, 3)):
        return sheet(draw(st.sampled_from([*TEXTS.values()])))
    made = draw(some_entries("Latn", most=4))
    return sheet(
        dump(
            Table(
                "made.yaml",
                "t",
                "MIT",
                "x",
                entries=made,
                redirects=draw(st.sampled_from([{}, {"old": made[0].id}])),
            )
        )
    )


def comments(text: str) -> set[str]:
    return set(re.findall(r"# \d+", text))


def assert_kept(old: Sheet, new: Sheet) -> None:
    """No comment, alias or ID is lost, and the lines of the old text are there but for signs at
    their ends.
    """
    assert comments(old.text) <= comments(new.text)
    assert old.entries.keys() <= new.entries.keys()
    for id, entry in old.entries.items():
        assert {entry.name, *entry.aliases, *entry.weak} <= {
            new.entries[id].name,
            *new.entries[id].aliases,
            *new.entries[id].weak,
        }


@given(laid_out(), ALIASES, NOTES, st.data())
def test_names_come_and_go(old: Sheet, aliases: list[str], note: str, data: st.DataObject) -> None:
    """Names added are there, behind the others, with their notes; nothing is lost; taken away
    again they leave no trace.
    """
    entry = old.entries[data.draw(st.sampled_from([*old.entries]))]
    aliases = [alias for alias in aliases if alias not in (entry.name, *entry.aliases)]
    new = sheets.add_names(old, {entry.id: [Noted(alias, note) for alias in aliases]})
    assert_kept(old, new)
    assert new.entries[entry.id].aliases == (*entry.aliases, *aliases)
    assert new.text.count(" ".join(note.split())) >= len(aliases)
    again, notes = sheets.remove_names(new, entry.id, "aliases", reversed(aliases))
    assert again.text == old.text
    assert set(notes.values()) <= {" ".join(note.split())}


@given(laid_out(), IDS, ALIASES, NOTES, st.booleans())
def test_entries_come_and_go(
    old: Sheet, id: str, aliases: list[str], note: str, within: bool
) -> None:
    """A new entry is the last one, and taken away again leaves no trace."""
    assume(id not in old.entries)
    record = {"name": Noted("New", note), "aliases": tuple(Noted(alias, note) for alias in aliases)}
    new = sheets.add_entry(
        old, id, record | ({"within": (Noted(next(iter(old.entries))),)} if within else {})
    )
    assert_kept(old, new)
    assert [*new.entries] == [*old.entries, id]
    assert sheets.remove_entry(new, id)[0].text == old.text


@given(some_entries("Latn", most=3), ALIASES, st.booleans())
def test_an_entry_is_written_as_a_table_writes_it(
    made: tuple[tables.Entry, ...], aliases: list[str], long: bool
) -> None:
    """Without notes, an edit and `dump` write the same, be there room on one line or not."""
    assume("sy.new" not in [entry.id for entry in made])
    before, names = (
        Table("made.yaml", "t", "MIT", "x", entries=made),
        (*aliases, *(["long " * 30 + "name"] if long else [])),
    )
    record = {
        "name": Noted("New"),
        "within": (Noted(made[0].id),),
        "aliases": tuple(map(Noted, names)),
    }
    after = before._replace(
        entries=(*made, tables.Entry("sy.new", "New", names, None, (made[0].id,)))
    )
    assert sheets.add_entry(sheet(dump(before)), "sy.new", record).text == dump(after)


@given(laid_out(), IDS, st.data())
def test_a_redirect_comes(old: Sheet, id: str, data: st.DataObject) -> None:
    """So does a redirect, and all else stays."""
    target = data.draw(st.sampled_from([*old.entries]))
    new = sheets.add_redirect(old, id, target)
    assert_kept(old, new)
    assert new.table.redirects == {**old.table.redirects, id: target}


@given(laid_out(), st.sampled_from(["sy.new", "x"]), st.data())
def test_an_id_changes_everywhere_and_back(old: Sheet, id: str, data: st.DataObject) -> None:
    """No trace of a renamed ID is left, and renaming it back restores every byte."""
    assume(id not in old.entries)
    entry = data.draw(st.sampled_from([*old.entries]))
    new = pointers.rename(old, entry, id)
    assert comments(new.text) == comments(old.text)
    assert [*new.entries] == [id if each == entry else each for each in old.entries]
    assert pointers.rename(new, id, entry).text == old.text


@given(laid_out(), st.data())
def test_no_comment_goes_with_an_entry_unseen(old: Sheet, data: st.DataObject) -> None:
    """The comments that are no longer there when an entry is taken away are those given back."""
    if len(old.entries) == 1:
        return
    new, lost = sheets.remove_entry(old, data.draw(st.sampled_from([*old.entries])))
    assert comments(old.text) - comments(new.text) == {
        found for comment in lost for found in comments(comment.text)
    }


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_every_comment_is_seen(text: str) -> None:
    """The layout knows each comment and takes no text for one."""
    seen = sheet(text).tree.comments
    assert {found for comment in seen for found in comments(comment.text)} == comments(text)
    assert all(comment.text.startswith("# ") for comment in seen)


def test_where_new_names_stand() -> None:
    """Notes line up in a block; a list in brackets is broken behind its comment."""
    old = sheet(TEXTS["block"])
    new = sheets.add_names(
        old, {"sy.a": [Noted("Alep", "fr, 2026-11-25")], "sy.b": [Noted("Hims", "x")]}
    )
    assert (
        "      - 'Haleb'      # 10\n      - Alep         # fr, 2026-11-25\n      # 11\n" in new.text
    )
    assert "    within: sy.a\n    aliases:\n      - Hims  # x\n\n# 14" in new.text
    flow = sheets.add_names(
        sheet(TEXTS["blank lines"]), {"sy.a": [Noted("A", "x"), Noted("B", "y")]}
    )
    assert "    aliases: [ Halab, Haleb,   # 3\n      A,  # x\n      B, ]  # y\n" in flow.text


# --- proposals ------------------------------------------------------------------------------------

WORDS = (
    names() | st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
).filter(str.strip)
MAYBE = st.just("") | WORDS
LISTS = st.lists(WORDS, max_size=2).map(tuple)
SOME_IDS = IDS | st.sampled_from(["sy.a", "sy.b", "x" * 200])
DECISIONS = st.sampled_from(["open", "no", "skip"]) | SOME_IDS
ID_LISTS = st.lists(SOME_IDS, max_size=2).map(tuple)


@st.composite
def some_proposals(draw: st.DrawFn) -> Proposals:
    """Any proposals that can be written."""

    def spellings() -> tuple[Spelling, ...]:
        drawn = draw(
            st.lists(
                st.tuples(WORDS, DECISIONS | st.just("yes"), MAYBE, MAYBE, MAYBE, LISTS, LISTS),
                max_size=2,
            )
        )
        return tuple(Spelling(*each) for each in drawn)

    entries = [
        Proposed(id, spellings()) for id in draw(st.lists(SOME_IDS, max_size=3, unique=True))
    ]
    new = st.tuples(WORDS, MAYBE, ID_LISTS, MAYBE, st.sampled_from(proposals.DECISIONS))
    entries = [
        Proposed(*entry[:2], *draw(new)) if draw(st.booleans()) else entry for entry in entries
    ]
    questions = draw(
        st.lists(st.tuples(LISTS, ID_LISTS, DECISIONS, MAYBE, MAYBE, LISTS, LISTS), max_size=2)
    )
    table, day = draw(st.sampled_from(["t", "no", "a-1"])), draw(st.dates().map(str))
    return Proposals(
        table, draw(WORDS), day, tuple(entries), tuple(Question(*each) for each in questions)
    )


@given(some_proposals())
def test_proposals_written_are_read(made: Proposals) -> None:
    """read(dump(p)) == p."""
    assert proposals.parse(proposals.dump(made), "p.yaml") == (made, [])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "made: 2026-11-25",
            "made: today",
            'p.yaml:3:7: value: made must be a date, as 2026-11-25, not "today"',
        ),
        (
            "alias: Alep",
            "alais: Alep",
            'unknown-key: an item of aliases has no key "alais": did you mean alias?',
        ),
        ("decision: yes", "decision: NIL", "decision must be open, yes, no, skip, or the ID"),
        ("name: Zintan", "note: Zintan", 'p.yaml:9:5: unknown-key: new.zintan has no key "note"'),
        (
            "    name: Zintan\n",
            "",
            (
                'p.yaml:9:5: missing-key: "new.zintan" has type, which only a new entry has: give'
                " it a name"
            ),
        ),
        (
            "questions: []",
            "questions: [{names: [A], ids: [sy.a], decision: yes}]",
            "a question isn't answered by yes",
        ),
    ],
)
def test_faulty_proposals_are_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    """Faults read as those of tables do."""
    text = PROPOSED_TEXT + "questions: []\n"
    assert old in text
    found = proposals.parse(text.replace(old, new, 1), "p.yaml")[1]
    assert told in "\n".join(map(str, found))


PROPOSED_TEXT = """\
proposals: t
file: t/places.yaml
made: 2026-11-25
entries:
  sy.a:
    aliases:
      - {alias: Alep, decision: yes, sources: [fr.txt, ch.txt], count: 3, examples: ["near Alep, on Monday"]}
  new.zintan:
    name: Zintan
    type: place
    aliases:
      - {alias: Zentan, decision: yes}
      - {alias: Hims, decision: sy.b, sources: [b.txt]}
      - {alias: Nowhere, decision: no}
    decision: yes
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "t").mkdir()
    (tmp_path / "t" / "places.yaml").write_bytes(
        b"\xef\xbb\xbf" + TEXTS["flow over lines"].replace("Hims", "Himse").encode()
    )
    (tmp_path / "p.yaml").write_text(PROPOSED_TEXT, "utf-8")
    return tmp_path


def test_what_is_accepted_answers_and_is_written_once(folder: Path) -> None:
    """Accepted spellings stand in the table with their sources and the day; a second time
    changes nothing; no draft is left.
    """
    diff = apply(folder / "p.yaml")
    text = (folder / "t" / "places.yaml").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf# 1")
    assert "+      Alep,  # fr.txt, ch.txt, 2026-11-25\n" in diff
    assert "Nowhere" not in diff
    resolver = load(folder / "t")
    assert [resolver.resolve(name).id for name in ("Alep", "Zentan", "Hims")] == [
        "sy.a",
        "new.zintan",
        "sy.b",
    ]
    assert apply(folder / "p.yaml") == ""
    assert (folder / "t" / "places.yaml").read_bytes() == text
    assert [path.name for path in (folder / "t").iterdir()] == ["places.yaml"]


@given(
    st.sampled_from(proposals.DECISIONS),
    st.lists(st.sampled_from(["open", "yes", "no", "skip", "sy.a"]), min_size=3, max_size=3),
    st.booleans(),
)
def test_nothing_is_written_that_wasnt_accepted(
    tmp_path_factory: pytest.TempPathFactory, decision: str, decisions: list[str], known: bool
) -> None:
    """Of an entry that is proposed as new no alias is, unless the entry is accepted; and its
    alias for another entry is by itself.
    """
    place, id = tmp_path_factory.mktemp("t"), "sy.b" if known else "sy.new"
    (place / "places.yaml").write_text(TEXTS["flow"], "utf-8")
    new, old = (
        zip(("Zentan", "Zintane", "Zenten"), decisions, strict=True),
        zip(("Alep", "Halep", "Alepo"), decisions, strict=True),
    )
    entries = (
        Proposed(id, tuple(Spelling(*each) for each in new), "Zintan", decision=decision),
        Proposed("sy.a", tuple(Spelling(*each) for each in old)),
    )
    (place / "p.yaml").write_text(
        proposals.dump(Proposals("t", "places.yaml", "2026-11-25", entries)), "utf-8"
    )
    apply(place / "p.yaml")
    written = tables.read(place / "places.yaml").entries
    named = {alias: entry.id for entry in written for alias in (entry.name, *entry.aliases)}
    for alias, said in zip(("Zentan", "Zintane", "Zenten"), decisions, strict=True):
        assert named.get(alias) == {"yes": id if decision == "yes" else None, "sy.a": "sy.a"}.get(
            said
        )
    for alias, said in zip(("Alep", "Halep", "Alepo"), decisions, strict=True):
        assert named.get(alias) == ("sy.a" if said in ("yes", "sy.a") else None)
    assert ("sy.new" in named.values()) == (decision == "yes" and not known)


def test_a_dry_run_writes_nothing(folder: Path) -> None:
    """It gives the diff that a real run gives."""
    text = (folder / "t" / "places.yaml").read_bytes()
    diff = apply(folder / "p.yaml", dry_run=True)
    assert (folder / "t" / "places.yaml").read_bytes() == text
    assert apply(folder / "p.yaml") == diff


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("alias: Alep,", "alias: Homs,", '"Homs" of sy.b and "Homs" of sy.a'),
        ("alias: Alep,", 'alias: "Al\u0435p",', "look-alike"),
        (
            "decision: sy.b",
            "decision: sy.q",
            '"Hims" is for "sy.q", which no entry of these tables has',
        ),
        ("proposals: t", "proposals: u", "is for the table u, and"),
        ("type: place", "within: [ly]", "unknown-id"),
        ("file: t/places.yaml", "file: t/none.yaml", "can't be read"),
    ],
)
def test_what_would_break_a_table_is_refused(folder: Path, old: str, new: str, told: str) -> None:
    """One line says why, and no byte changes."""
    text = (folder / "t" / "places.yaml").read_bytes()
    (folder / "p.yaml").write_text(PROPOSED_TEXT.replace(old, new), "utf-8")
    with pytest.raises(TranslitError, match=re.escape(told)) as found:
        apply(folder / "p.yaml")
    assert len(str(found.value).splitlines()) == 1
    assert (folder / "t" / "places.yaml").read_bytes() == text


def test_old_faults_are_no_hindrance(folder: Path) -> None:
    """Only what an edit brings counts."""
    place = folder / "t" / "places.yaml"
    place.write_text(place.read_text("utf-8-sig").replace("old: sy.a", "old: sy.nowhere"), "utf-8")
    assert apply(folder / "p.yaml")


@given(made=some_entries("Latn", most=4), data=st.data())
@settings(max_examples=20)
def test_any_accepted_proposal_resolves(
    tmp_path_factory: pytest.TempPathFactory, made: tuple[tables.Entry, ...], data: st.DataObject
) -> None:
    """Over random tables and decisions: each accepted alias gives its ID, or nothing was
    written; twice is as good as once.
    """
    place = tmp_path_factory.mktemp("t")
    (place / "t.yaml").write_text(dump(Table("", "t", "MIT", "x", entries=made)), "utf-8")
    ids = st.sampled_from([entry.id for entry in made])
    decisions = st.sampled_from(["yes", "no", "open"]) | ids
    asked = data.draw(
        st.lists(
            st.tuples(ids, names(), decisions), max_size=4, unique_by=lambda each: each[1].lower()
        )
    )
    entries = tuple(
        Proposed(id, tuple(Spelling(a, d) for i, a, d in asked if i == id))
        for id in dict.fromkeys(id for id, _, _ in asked)
    )
    (place / "p").mkdir()
    (place / "p" / "p.yaml").write_text(
        proposals.dump(Proposals("t", "../t.yaml", "2026-11-25", entries)), "utf-8"
    )
    before = (place / "t.yaml").read_bytes()
    try:
        apply(place / "p" / "p.yaml", tables=[place / "t.yaml"])
    except TableError:
        assert (place / "t.yaml").read_bytes() == before
        return
    after, resolver = (place / "t.yaml").read_bytes(), load(place / "t.yaml")
    for id, alias, decision in asked:
        if decision not in ("no", "open"):
            assert resolver.resolve(alias).id == (id if decision == "yes" else decision)
    assert apply(place / "p" / "p.yaml", tables=[place / "t.yaml"]) == ""
    assert (place / "t.yaml").read_bytes() == after
