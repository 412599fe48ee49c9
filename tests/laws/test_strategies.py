"""The strategies make what they promise, from any resolver; Hypothesis finds them by itself;
translit doesn't notice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

import translit
from translit import Candidate, Entry, Policy, Resolution, strategies
from translit.language.fold import fold
from translit.language.scripts import script
from translit.language.split import strong_key

OWN = translit.load(
    [
        Entry("x.ramousa", "Ramousa", ["الراموسة"]),
        Entry("x.deir", "Deir al-Zor", ["Dayr az-Zawr", "Дейр-эз-Зор"]),
    ]
)
# Whether something comes up is asked here, and not its smallest example.
SEARCH = settings(
    max_examples=2000, phases=[Phase.generate], derandomize=True, database=None, deadline=None
)
DOWNSTREAM = Path(__file__).parents[2] / "docs" / "downstream"


@given(strategies.mentions(OWN), strategies.respellings(OWN), strategies.near_misses(OWN))
def test_strategies_take_any_resolver(
    mention: strategies.Surface, respelt: strategies.Surface, missed: strategies.Surface
) -> None:
    assert {mention[1], respelt[1], missed[1]} <= set(OWN.entries)


@given(strategies.near_misses())
def test_a_near_miss_is_nobodys_alias(surface: strategies.Surface) -> None:
    assert translit.resolve(surface[0]).outcome != "EXACT"


@given(
    st.sampled_from(
        [
            "Latn",
            "Arab",
            "Hebr",
            "Cyrl",
            "Grek",
            "Deva",
            "Hang",
            "Hani",
            "Kana",
            "Ethi",
            "Geor",
            "Thai",
        ]
    ),
    st.data(),
)
def test_names_are_in_the_script_asked_for(code: str, data: st.DataObject) -> None:
    name = data.draw(strategies.names(code))
    assert script(name) == code
    assert fold(name)


def test_a_script_that_isnt_one_is_an_error() -> None:
    with pytest.raises(translit.EntryError, match="ISO 15924"):
        find(strategies.names("Klingon"), lambda _: True, settings=SEARCH)


@given(strategies.tables() | strategies.entries().map(lambda entry: (entry,)))
def test_no_two_names_of_a_table_meet(table: tuple[Entry, ...]) -> None:
    keys = [
        strong_key(alias) for entry in table for alias in (entry.name, *entry.aliases, *entry.weak)
    ]
    assert len(set(keys)) == len(keys)
    assert len({entry.id for entry in table}) == len(table)


@pytest.mark.parametrize(
    ("strategy", "wanted"),
    [
        (strategies.mentions(OWN), lambda surface: surface[0].isupper()),
        (
            strategies.mentions(OWN),
            lambda surface: unicodedata.normalize("NFC", surface[0]) != surface[0],
        ),
        (strategies.mentions(OWN), lambda surface: surface[0].startswith("el-")),
        (strategies.mentions(OWN), lambda surface: surface[0] == "راموسة"),
        (strategies.respellings(OWN), lambda surface: "oo" in surface[0]),
        (strategies.respellings(OWN), lambda surface: surface[0].endswith("eh")),
        (strategies.near_misses(OWN), lambda surface: surface[1] == "x.deir"),
        (strategies.tables(), lambda table: len(table) > 3),
        (strategies.resolutions(OWN), lambda resolution: resolution.outcome == "FUZZY"),
        (strategies.resolutions(OWN), lambda resolution: resolution.outcome == "TOO_FAR"),
    ],
)
def test_what_is_rare_is_found(strategy: st.SearchStrategy, wanted: object) -> None:
    """Each habit does come up."""
    find(strategy, wanted, settings=SEARCH)


# --- in other people's suites ---------------------------------------------------------------------


def run(code: str, **env: str) -> str:
    """What a new interpreter prints."""
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def test_hypothesis_knows_the_nouns() -> None:
    for kind in (Entry, Candidate, Policy, Resolution):
        assert isinstance(find(st.from_type(kind), lambda _: True, settings=SEARCH), kind)


@pytest.mark.parametrize("no_plugins", ["", "1"])
@pytest.mark.parametrize("first", ["import hypothesis", "import translit.strategies"])
def test_the_order_of_imports_and_the_plugin_mean_nothing(first: str, no_plugins: str) -> None:
    """Hypothesis calls `register` while it is imported, perhaps by this very module."""
    few = "settings=hypothesis.settings(max_examples=9, phases=[hypothesis.Phase.generate])"
    code = f"{first}; import hypothesis, hypothesis.strategies as st, translit, translit.strategies"
    code += (
        "; hypothesis.find(st.from_type(translit.Entry), lambda entry: isinstance(entry,"
        f" translit.Entry), {few})"
    )
    run(code, HYPOTHESIS_NO_PLUGINS=no_plugins)


def test_registering_costs_nothing() -> None:
    """Neither does `import translit` import Hypothesis, nor `import hypothesis` what translit
    resolves with.
    """
    assert run("import sys, translit; print('hypothesis' in sys.modules)").strip() == "False"
    loaded = run(
        "import sys, hypothesis, translit.strategies; print(*sorted({'yaml', 'rapidfuzz',"
        " 'unidecode', 'translit.knowledge.rules'} & {*sys.modules}))"
    )
    assert loaded.strip() == ""


def test_without_hypothesis_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['hypothesis'] = None\ntry: import translit.strategies\nexcept"
        " ImportError as e: print(type(e).__name__, e)"
    )
    assert run(code).startswith("MissingExtra")
    assert "[testing]" in run(code)


@pytest.mark.parametrize("no_plugins", ["", "1"])
def test_the_downstream_example_passes(no_plugins: str) -> None:
    """docs/downstream is a suite of its own, and passes as one."""
    if not DOWNSTREAM.is_dir():
        pytest.skip("the documentation isn't here")
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        f"--rootdir={DOWNSTREAM}",
        str(DOWNSTREAM),
    ]
    env = {
        **os.environ,
        "HYPOTHESIS_NO_PLUGINS": no_plugins,
        "PYTHONPATH": str(DOWNSTREAM.parents[1]),
    }
    ran = subprocess.run(
        argv, cwd=DOWNSTREAM, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stdout


def test_a_table_may_have_nothing_to_respell() -> None:
    """Then what can't be drawn says why, and resolutions are drawn of the rest."""
    arabic, script = translit.load([Entry("a", "حلب")]), strategies.names("Brai")
    for drawn in (strategies.respellings(arabic), strategies.near_misses(arabic), script):
        with pytest.raises(translit.EntryError, match="no "):
            find(drawn, lambda _: True)
    assert find(strategies.resolutions(arabic), lambda answer: answer.id == "a").id == "a"
