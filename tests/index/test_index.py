"""The law of gazetteers: one in memory and one mapped from a file that was compiled of it can't
be told apart.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import translit
from translit import Entry, strategies
from translit.index.blocks import query_hashes
from translit.index.container import Container
from translit.index.filters import Allowed, BySetting, but
from translit.index.funnel import FUNNEL
from translit.index.gazetteer import ADJECTIVE, STRONG, WEAK, Gazetteer
from translit.index.mapped import Mapped
from translit.index.memory import InMemory
from translit.index.nearness import JOINED, MARKS, SCRIPT, consonants_in
from translit.index.packed import AT_FIRST
from translit.index.packing import pack
from translit.language.core import core
from translit.language.fold import fold
from translit.language.form import Form, forms, guesses
from translit.language.sounds import vowels_in
from translit.language.split import key_of

# What made-up tables seldom hold: every kind of alias, homonyms, articles, marks, containers,
# scripts without spaces.
OWN = (
    Entry("own.sy", "Syria", ["al-Sham", "سوريا"], "country", adjectives=["Syrian"]),
    Entry(
        "own.aleppo",
        "Aleppo",
        ["Halab", "حلب", "Ḥalab"],
        "place",
        "own.sy",
        weak=["the city"],
        adjectives=["Aleppine"],
    ),
    Entry(
        "own.halab",
        "Halab",
        ["Halab al-Jadida"],
        "place",
        "own.gone",
        never=["own.aleppo"],
        same_as={"wikidata": "Q1"},
        at=(36.2, 37.16),
        facts={"population": ["12"], "former name": ["a", "b"]},
        rank=12,
    ),
    Entry("own.doe", "Doe, al-John", ["Dr. Doe, John", "J. R. Doe"], "person", rank=0),
    Entry("own.bangkok", "กรุงเทพมหานคร", ["Bangkok", "Krung Thep"], "place"),
    Entry("own.tokyo", "東京", ["Tōkyō"], "place", weak=["Edo"]),
    Entry("own.popyong", "Pop’yŏng", ["법평", "P'ungsan"], "place"),  # filed as respelt, too
    Entry("own.peking", "Pei-ching", ["Ch'ang-an"], "place"),
)
SURFACES = st.sampled_from(
    [
        alias
        for entry in OWN
        for alias in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives)
    ]
)
ASKED = (
    SURFACES
    | strategies.names()
    | st.sampled_from(["Arab", "Thai", "Hani"]).flatmap(strategies.names)
    | st.text(max_size=12)
)


FIRSTS = ("Alexei", "Boris", "Igor", "Ivan", "Oleg", "Pyotr", "Sergei", "Yuri", "Zakhar", "Gleb")
LASTS = ("Borodin", "Chekhov", "Gogol", "Lermontov", "Pushkin", "Tolstoy")
# A table in memory that was asked for so many unseen names has the compiled core find the next.
MANY = 10**9


def kinds(
    table: Sequence[Entry], refuse: Sequence[str], redirects: Mapping[str, str], path: Path
) -> tuple[InMemory, InMemory, Mapped]:
    """All gazetteers over some entries: in memory, for few names and for many; and mapped."""
    in_memory, asked_for_many = (InMemory([*table], refuse, redirects) for _ in range(2))
    asked_for_many._asked = MANY
    pack(in_memory, "", path)
    return in_memory, asked_for_many, Mapped(Container(path))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    strategies.tables(most=4),
    st.lists(ASKED, max_size=6),
    st.sampled_from([None, "own.aleppo"]),
    st.sampled_from([0, 10**9]),
)
def test_all_kinds_hold_and_answer_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    table: tuple[Entry, ...],
    asked: list[str],
    without: str | None,
    worth_an_index: int,
) -> None:
    """Whatever is asked of them, with and without block keys; numbers to the last bit."""
    monkeypatch.setattr(
        "translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=worth_an_index)
    )
    *in_memory, mapped = kinds(
        [*OWN, *table],
        ["the quarter"],
        {"own.old": "own.sy"},
        tmp_path_factory.mktemp("kinds") / "table.translit",
    )
    one, *others = (
        {**held(each, asked), **near(each, asked, without)} for each in (*in_memory, mapped)
    )
    with monkeypatch.context() as patched:
        patched.setattr("translit.index.arrays.has_numpy", lambda: False)
        again = Mapped(mapped.container)
        others.append({**held(again, asked), **near(again, asked, without)})
    for what, found in one.items():
        assert [other[what] for other in others] == [found] * 3, what


def held(table: Gazetteer, asked: Sequence[str]) -> dict[str, object]:
    """What a gazetteer holds; and what it says of some texts and IDs that it may hold or not."""
    names = [
        alias
        for entry in table.entries.values()
        for alias in (entry.name, *entry.aliases, *entry.weak)
    ]
    texts = sorted({*map(fold, (*asked, *names)), *table.ordered})
    ids = [*sorted(table.entries), "own.gone"]
    words = sorted(
        {word.consonants for form in chain(*map(forms, (*asked, *names))) for word in form.words}
    )
    return {
        "entries": dict(table.entries),
        "known": [id in table.entries for id in ids],
        "refused": table.refused,
        "redirects": dict(table.redirects),
        "filed": [
            {key: dict(each) for key, each in kind.items()}
            for kind in (table.strong, table.weak, table.adjectives)
        ],
        "sizes": [
            len(kind)
            for kind in (
                table.entries,
                table.strong,
                table.weak,
                table.adjectives,
                table.ordered,
                table.rows,
            )
        ],
        "strong": [
            None if found is None else ([*found[0]], *found[1:])
            for text in texts
            for found in (table.strong_alone(key_of(text), text, most) for most in (1, 9))
        ],
        "spellings": [
            [*table.spellings(id, weak=weak)] for id in ids[:-1] for weak in (True, False)
        ],
        "is borne": [table.is_borne(text) for text in texts],
        "borne": [
            (text in kind, kind.get(text))
            for text in texts
            for kind in (table.strong, table.weak, table.adjectives)
        ],
        "bearers": [
            [*table.bearers(text, kind)] for text in texts for kind in (STRONG, WEAK, ADJECTIVE)
        ],
        "folded": [text in table.folded for text in texts],
        "begins": [table.begins(text) for text in texts],
        "ordered": [*table.ordered],
        "starting": [[*table.starting(text[:length])] for text in texts for length in range(3)],
        "openings": table.openings,
        "wholes": table.wholes,
        "names": [table.name(id) for id in ids[:-1]],
        "about": [(type, list(within)) for type, within in map(table.about, ids)],
        "rows": [*table.rows],
        "by number": [
            (table.rows[number], table.owner(number)) for number in range(len(table.rows))
        ],
        "belonging": table.belonging([*range(len(table.rows))]),
        "codes": [
            (code[MARKS], consonants_in(code), code[JOINED], vowels_in(code[SCRIPT]))
            for code in table.codes(range(len(table.rows)))
        ],
        "spread": [(table.spread(word), table.rarity(word)) for word in words],
    }


def near(table: Gazetteer, asked: Sequence[str], without: str | None) -> dict[str, object]:
    """Which rows come near some names, out of all or of those that are allowed."""
    views: list[Form] = [view for text in asked for view in (*forms(text), *guesses(text))]
    allowed: Allowed | None = without and without.__ne__  # type: ignore[assignment]
    return {
        "near": [table.near((view,), allowed) for view in views],
        "together": table.near(views, allowed),
        "apart": [table.sounds_apart(view) for view in views],
        "sharing": [[*table.postings._under(query_hashes(view))] for view in views],
    }


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
def test_a_table_in_memory_is_laid_out_for_the_core_once_many_names_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Not for the first ones, and never a small one."""
    asked = [f"Alepo{number}" for number in range(AT_FIRST + 2)]
    small = InMemory(OWN)
    small._asked = MANY
    translit.Resolver(small).resolve_many(asked)
    assert small._index is None
    monkeypatch.setattr("translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=0))
    table = InMemory(OWN)
    resolver, laid_out = translit.Resolver(table), []
    for name in asked:
        resolver.resolve(name)
        laid_out.append(table._index is not None)
    assert laid_out == [False] * AT_FIRST + [True] * 2
    found = resolver.resolve("Ramoussa")
    table._index = None  # as a thread has it that looked before another one laid the table out
    assert translit.Resolver(table).resolve("Ramoussa") == found


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(strategies.tables(most=4), st.lists(ASKED, max_size=4))
def test_an_alias_of_one_entry_is_answered_the_shorter_way_as_any_other(
    tmp_path_factory: pytest.TempPathFactory, table: tuple[Entry, ...], asked: list[str]
) -> None:
    """Shared, weak and refused ones, with an article, with marks: whoever asks for many names gets
    what each gets alone.
    """
    each_kind = kinds(
        [*OWN, *table], ["Tokyo"], {}, tmp_path_factory.mktemp("s") / "table.translit"
    )
    names = [
        alias for entry in each_kind[0].entries.values() for alias in (entry.name, *entry.aliases)
    ]
    mentions = [*asked, *names, *(f"the {name}" for name in names), "The City", "edo", "Ḥalab", ""]
    for resolver in map(translit.Resolver, each_kind):
        expected = [*map(resolver.resolve, mentions)]
        assert resolver.resolve_many(mentions) == resolver.resolve_many(mentions) == expected
        preferred = [resolver.resolve(each, prefer="place") for each in mentions]
        assert resolver.resolve_many(mentions, prefer="place") == preferred
        unsure = translit.Policy(0.6)
        expected = [resolver.resolve(each, policy=unsure) for each in mentions]
        assert resolver.resolve_many(mentions, policy=unsure) == expected


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many aliases are asked for; and unseen names are never remembered."""
    monkeypatch.setattr("translit.resolving.remembered.REMEMBERED", 3)
    resolver = translit.load([Entry(f"x.{letter}", f"Town {letter}") for letter in "abcdefg"])
    names = [f"{how} {letter}" for letter in "abcdefg" for how in ("Town", "TOWN", "Twon")]
    for _ in range(2):
        assert resolver.resolve_many(names) == [*map(resolver.resolve, names)]
        assert 0 < len(resolver._met(resolver.policy)) <= 3
    assert not {name for name in resolver._met(resolver.policy) if name.startswith("Twon")}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    strategies.tables(most=4),
    st.lists(ASKED, max_size=3),
    st.sampled_from(["place", "person", None]),
    st.sampled_from([0, 10**9]),
)
def test_a_filter_leaves_out_rows_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    table: tuple[Entry, ...],
    asked: list[str],
    wanted: str | None,
    worth_an_index: int,
) -> None:
    """By setting or by ID it lets the same rows through; one that lets all through changes nothing;
    and the rows of entries that may not answer are as if they weren't there.
    """
    monkeypatch.setattr(
        "translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=worth_an_index)
    )
    views = [view for text in asked for view in (*forms(text), *guesses(text))]

    def may(type: str | None, within: Sequence[str]) -> bool:
        return type == wanted or "own.sy" in within

    for each in kinds([*OWN, *table], (), {}, tmp_path_factory.mktemp("f") / "table.translit"):
        found = each.near(views, BySetting(each, may))
        assert found == each.near(views, lambda id, each=each: may(*each.about(id)))
        assert all(may(*each.about(each.owner(row))) for _, row in found)
        everything = BySetting(each, lambda *_: True)
        assert each.near(views, everything) == each.near(views, None)
        assert each.near(views, BySetting(each, may).both(everything)) == found
        without = but(each, BySetting(each, may), ("own.aleppo", "own.gone"))
        assert each.near(views, without) == each.near(
            views, lambda id, each=each: may(*each.about(id)) and id != "own.aleppo"
        )
        assert each.near(views, but(each, None, ("own.sy",))) == each.near(views, "own.sy".__ne__)


@pytest.mark.parametrize("worth_an_index", [0, 10**9])
def test_who_holds_the_words_of_a_name_is_found_with_a_filter_too(
    monkeypatch: pytest.MonkeyPatch, worth_an_index: int
) -> None:
    """Rows that share more of their own words don't crowd it out."""
    monkeypatch.setattr(
        "translit.index.shortlist.FUNNEL", FUNNEL._replace(worth_an_index=worth_an_index)
    )
    people = [Entry(f"{one}.{other}", f"{one} {other}") for one in FIRSTS for other in LASTS]
    long = Entry("long", "Ruslan Dmitri Eduard Fyodor Timofei Vasily Borodin Aleksandrovich Igor")
    table = InMemory([*people, long])
    asked = forms("Igor Borodin Junior")
    found = table.near(asked)
    assert "long" in {table.owner(row) for _, row in found}
    assert table.near(asked, BySetting(table, lambda *_: True)) == found


def test_a_compiled_table_is_compiled_again(tmp_path: Path) -> None:
    """To the same parts, byte for byte."""
    first, second, sources = (
        tmp_path / "first.translit",
        tmp_path / "second.translit",
        "docs/tutorial/towns.yaml",
    )
    translit.compile(sources, to=first)
    translit.compile(first, to=second)
    parts = [
        {name: container.read(*container.part(name)) for name in container.head["parts"]}
        for container in (Container(first), Container(second))
    ]
    assert parts[0] == parts[1]


def test_the_bundled_tables_are_compiled_whether_a_copy_is_there_or_not(tmp_path: Path) -> None:
    translit.load()  # which leaves the copy
    translit.compile(to=tmp_path / "bundled.translit")
    assert dict(translit.load(tmp_path / "bundled.translit").entries) == dict(
        translit.load().entries
    )


@pytest.mark.parametrize(
    "made", [translit.load, translit.Resolver, InMemory], ids=["load", "Resolver", "InMemory"]
)
def test_two_entries_with_one_id_are_refused(made: Callable[[list[Entry]], object]) -> None:
    with pytest.raises(translit.EntryError, match="'a'"):
        made([Entry("a", "Ramousa"), Entry("a", "Hamdania")])


# --- what opening a compiled table leaves as it was -----------------------------------------------

PEOPLE = (
    Entry("yusuf", "Yusuf al-Khalil"),
    Entry("ivan", "Иван Петров"),
    Entry("ramousa", "Ramousa"),
)
# A process prints what it knows, before and after it opens some compiled tables; where the names of
# people are others, argv tells.
STATE = """
import json, sys
import translit
from translit.knowledge import rules

folder, *paths = sys.argv[1:]
place = rules._place
rules._place = lambda name: f"{folder}/{name.removeprefix(rules.NAMES)}" if folder and name.startswith(rules.NAMES) else place(name)
names = [*rules.paths(), "people", "names", "names/", "names/none", "none", ""]
opened, refused = [], []

def trees(name):
    try:
        return repr(rules.rules(name))
    except translit.MissingTables as error:
        return str(error)

def answers(resolver):
    asked = ("Jusuf Khalil", "Yousef Khaleel", "John Petrov", "Ivane Petroff", "يوسف الخليل", "Ramoussaa")
    return list(map(repr, resolver.resolve_many(asked)))

entries = [translit.Entry(*each) for each in json.load(sys.stdin)]
before = [rules.rules_exist(name) for name in names]
for path in paths:
    try:
        opened.append(translit.load(path))
    except translit.TableError as error:
        refused.append(str(error))
found = {
    "exist": [rules.rules_exist(name) for name in names],
    "trees": list(map(trees, ("fold", "names/arabic", *names[-6:]))),
    "digest": rules.rules_digest(),
    "answers": answers(translit.load(entries)),
}
assert before == found["exist"]
print(json.dumps([found, list(map(answers, opened)), refused]))
"""


def state(
    folder: Path | None, *tables: Path
) -> tuple[dict[str, list[str]], list[list[str]], list[str]]:
    """What a new process knows after it has opened some tables, what these answer, and why some
    were refused.
    """
    command = [sys.executable, "-c", STATE, str(folder or ""), *map(str, tables)]
    given = json.dumps([[entry.id, entry.name] for entry in PEOPLE])
    ran = subprocess.run(
        command,
        input=given,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONUTF8": "1"},
    )
    found: tuple[dict[str, list[str]], list[list[str]], list[str]] = json.loads(ran.stdout)
    return found


@pytest.fixture(scope="module")
def few_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The names of people, but that Jusuf is no Yusuf."""
    folder = tmp_path_factory.mktemp("names")
    for path in Path("aliases/names").glob("*.yaml"):
        (folder / path.name).write_text(
            path.read_text("utf-8").replace("Jusuf", "Jusufson"), "utf-8"
        )
    return folder


@pytest.fixture(scope="module")
def theirs(few_names: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table that was compiled where the names of people are others."""
    path = tmp_path_factory.mktemp("theirs") / "table.translit"
    code = (
        f"{STATE.partition('names = [')[0]}\ntranslit.compile([translit.Entry('yusuf', 'Yusuf"
        " al-Khalil')], to=paths[0])"
    )
    subprocess.run([sys.executable, "-c", code, str(few_names), str(path)], check=True)
    return path


def test_opening_compiled_tables_changes_nothing_but_time(
    few_names: Path, theirs: Path, tmp_path: Path
) -> None:
    """Neither which rules there are and what they say, nor any answer; a table of other names of
    people is refused, and changes nothing.
    """
    ours, more = tmp_path / "ours.translit", tmp_path / "more.translit"
    translit.compile(PEOPLE, to=ours)
    translit.compile([Entry("x", "Hamdania")], to=more)
    plain, others = state(None)[0], state(few_names)[0]
    assert plain["answers"] != others["answers"]
    found, answers, refused = state(None, more, ours, theirs)
    assert (found, answers[1], len(refused)) == (plain, plain["answers"], 1)
    assert "other rules" in refused[0]
    found, answers, refused = state(few_names, ours, theirs, more)
    assert (found, len(answers), len(refused)) == (others, 1, 2)


def test_a_copy_of_other_rules_than_were_brought_is_no_copy(theirs: Path, tmp_path: Path) -> None:
    """Whatever its name tells: the first table settles the rules of a process."""
    translit.compile(PEOPLE, to=tmp_path / "ours.translit")
    before = translit.load(tmp_path / "ours.translit").resolve("Jusuf Khalil")
    with pytest.raises(translit.TableError, match="other rules"):
        Mapped(Container(theirs), ours=True)
    assert translit.load(tmp_path / "ours.translit").resolve("Jusuf Khalil") == before
