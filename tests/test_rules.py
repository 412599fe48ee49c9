"""The files of rules: each is valid, and what is wrong in one is said; scripts are those of Unicode."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit.text.letters
from translit.errors import MissingTables, RulesError
from translit.rules import _inflated, _parsed, deflated, rules, rules_digest, rules_exist
from translit.text import names
from translit.text.letters import LANGUAGE, NEVER, OPTIONAL, REQUIRED, SYSTEM, Letters, language_of_system, systems
from translit.text.romanise import known_systems, romanise
from translit.text.scripts import COMMON, rules_file, script, script_of

PACKAGE = Path(translit.__file__).parent
ALIASES = PACKAGE.parent / "aliases"
FILES = sorted(path.stem for path in (PACKAGE / "rules").glob("*.yaml") if rules(path.stem).keys() >= REQUIRED)
SCRIPTS = rules("scripts")["scripts"]
GOOD = {"script": "Latn", "name": "Test", "scheme": "none", "source": "none"}


def variants(name):
    """Every reading of a file of rules: each language, for spelling and for sound, and by each system."""
    for language in (None, *rules(name).get("languages", {})):
        for sound in (False, True):
            yield Letters(name, language, sound)
        for system in systems(name):
            yield from (Letters(name, language_of_system(name, system), sound, system) for sound in (False, True))


def lines(name):
    """Every line of letters of a file, those of its languages and systems too."""
    tree = rules(name)
    for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
        for field in ("letters", "consonants", "signs", "silencer"):
            yield from part.get(field, {}).items()


@pytest.mark.parametrize("name", FILES)
def test_own_tests(name):
    """What a file says of its own rules is so: each test names a text and what it becomes, and may name a language and a system."""
    for case in rules(name).get("tests", ()):
        assert {"text", "expected"} <= case.keys() <= {"text", "expected", "lang", "system"}, case
        assert romanise(case["text"], case.get("lang"), case.get("system")) == case["expected"], case


@pytest.mark.parametrize("name", FILES)
def test_header(name):
    """Each file names its script, its scheme and its source, and is filed under its script's name."""
    tree = rules(name)
    assert rules_file(tree["script"]) == name
    assert tree.keys() <= REQUIRED | OPTIONAL
    assert all(tree[field] for field in REQUIRED)
    for facts in tree.get("languages", {}).values():
        assert facts.keys() <= LANGUAGE
        assert facts["name"]
        assert facts["scheme"]
    for facts in tree.get("systems", {}).values():
        assert {"scheme", "source"} <= facts.keys() <= SYSTEM
        assert facts["scheme"]
        assert facts["source"]
        assert facts.get("language", None) in {None, *tree.get("languages", {})}
        assert facts.get("counts", NEVER) == NEVER or {script_of(char) for char in facts["counts"]} == {tree["script"]}


def test_systems_are_named_plainly():
    """A system's name can be typed on a command line, and `romanise` knows each of every file."""
    for name in FILES:
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", system) for system in systems(name))
    assert set(known_systems()) == {system for name in FILES for system in systems(name)}


@pytest.mark.parametrize("name", FILES)
def test_letters_belong_to_their_script(name):
    """Keys are NFC and hold letters of the file's script, signs that scripts share, and the notation."""
    own = {code for code in SCRIPTS if rules_file(code) == name} | {COMMON}
    for key, _ in lines(name):
        parts = re.split(r"<[!|a-z$^]+>|[<>^$|]", key)
        bare = "".join(parts)
        assert all(unicodedata.is_normalized("NFC", part) for part in parts), key
        assert {script_of(char) for char in bare} <= own, key
        assert bare == bare.lower(), key


@pytest.mark.parametrize("name", FILES)
def test_values_are_latin(name):
    """Each sequence alone comes out as plain ASCII: nothing that `after` should have replaced is left over."""
    for ready in variants(name):
        assert ready.alphabet
        for sequence in ready._rules:
            assert ready.spell(sequence).isascii(), (sequence, ready.spell(sequence))


@pytest.mark.parametrize("name", FILES)
def test_every_class_is_used(name):
    """A class that no line asks for would only mislead."""
    asked = {part for key, _ in lines(name) for found in re.findall(r"<([^<>]+)>", key) for part in re.split(r"[|!]", found)}
    assert rules(name).get("classes", {}).keys() <= asked


@pytest.mark.parametrize("name", FILES)
def test_every_key_can_be_met(name):
    """Each letter of a sequence is still there once letters have become plain: `same` takes none of them away."""
    for ready in variants(name):
        for sequence in ready._rules:
            assert sequence.translate(ready._plain) == sequence


@pytest.mark.parametrize("name", FILES)
def test_patterns_are_bounded(name):
    """No regular expression of a file repeats without bound: none can make a long word slow."""
    tree = rules(name)
    for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
        for pattern, _ in (*part.get("before", ()), *part.get("after", ())):
            assert not re.search(r"[*+]|,\}", pattern), pattern
    for piece in tree.get("pieces", {}).values():
        assert not re.search(r"[*+]|,\}", piece), piece


@pytest.mark.parametrize("name", FILES)
def test_every_piece_is_used(name):
    """A name for a part of a pattern stands in one, or in a piece behind it, and no pattern asks for a piece that isn't there."""
    tree = rules(name)
    pieces = tree.get("pieces", {})
    patterns = [pattern for pattern, _ in (*tree.get("before", ()), *tree.get("after", ()))]
    asked = {found for text in (*patterns, *pieces.values()) for found in re.findall(r"\{([a-z]+)\}", text)}
    assert asked == set(pieces)
    for n, piece in enumerate(pieces.values()):
        assert set(re.findall(r"\{([a-z]+)\}", piece)) <= set(list(pieces)[:n])


@pytest.mark.parametrize("name", [name for name in FILES if "rows" not in rules(name)])
def test_no_line_is_dead(name):
    """No two lines of a file ask for the same sequence between the same neighbours (but exceptions to a syllabary's rows)."""
    for ready in variants(name):
        for sequence, found in ready._rules.items():
            neighbours = [(rule.left, rule.right) for rule in found]
            assert len(neighbours) == len(set(neighbours)), (sequence, found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"latters": {"x": "y"}}, "latters|keys must be"), ({"letters": {"<nosuch>x": "y"}}, "no class 'nosuch'"),
        ({"letters": {"<": "y"}}, "no sequence"),
        ({"letters": {"x": ["y"]}}, "Latin letters were expected"), ({"letters": {"x": {"latin": "y"}}}, "`latin` and `sound`"),
        ({"after": [["(", "x"]]}, "pairs of a pattern"), ({"after": ["x"]}, "pairs of a pattern"),
        ({"languages": {"xx": {"letter": {}}}}, "language 'xx'"), ({"systems": {"zz": {"source": "none"}}}, "system 'yy'.*'zz'"),
        ({"systems": {"yy": {"scheme": "none"}}}, "system 'yy' must"), ({"systems": {"yy": {**GOOD, "scheme": "none"}}}, "its keys may"),
        ({"systems": {"yy": {"scheme": "none", "source": "none", "like": ["yy"]}}}, "no system 'yy'"),
    ],
)  # fmt: skip
def test_faults_are_said(change, says, monkeypatch):
    """A file that breaks the form raises a RulesError that names the file and the fault."""
    monkeypatch.setattr(translit.text.letters, "rules", lambda _: {**GOOD, **change})
    with pytest.raises(RulesError, match=says) as caught:
        Letters("test", "xx", False)
        Letters("test", "xx", False, "yy")
    assert "translit/rules/test.yaml" in str(caught.value)


def test_missing_header(monkeypatch):
    """A file without a source is refused."""
    monkeypatch.setattr(translit.text.letters, "rules", lambda _: {key: GOOD[key] for key in GOOD if key != "source"})
    with pytest.raises(RulesError, match="source"):
        Letters("test", None, False)


def test_missing_file():
    """A file that isn't there is a broken installation."""
    assert not rules_exist("no-such-script")
    with pytest.raises(MissingTables, match="no-such-script"):
        rules("no-such-script")


def test_a_compiled_table_brings_the_same_trees():
    """Deflated and inflated again, each tree is that of its file, its keys in the same order; and none is left out.

    Of the names of people it brings what is worked out of them.
    """
    trees = dict(deflated())
    files = [path.relative_to(PACKAGE / "rules") for path in PACKAGE.rglob("rules/**/*.yaml")]
    assert {*trees} == {*(path.as_posix().removesuffix(".yaml") for path in files), names.WORKED_OUT}
    assert _inflated(trees.pop(names.WORKED_OUT)) == names.worked_out()
    assert all(repr(_inflated(tree)) == repr(_parsed(name)) for name, tree in trees.items())


def test_rules_are_found_in_a_zip(tmp_path):
    """The rules are read when the package is imported from a zip file, and are the same as in a folder."""
    archive = tmp_path / "translit.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in PACKAGE.rglob("*"):
            if path.suffix in {".py", ".yaml"}:
                packed.write(path, path.relative_to(PACKAGE.parent))
        for path in ALIASES.glob("names/*.yaml"):
            packed.write(path, f"translit/aliases/names/{path.name}")
    code = f"import sys; sys.path.insert(0, {str(archive)!r}); import translit; print(translit.__file__, translit.romanise('Москва'))"
    code += "; from translit.rules import rules_digest; print(rules_digest())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert str(archive) in done.stdout, done.stderr
    assert "Moskva" in done.stdout
    assert rules_digest() in done.stdout


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("a", "Latn"), ("é", "Latn"), ("1", "Zyyy"), (" ", "Zyyy"), ("ж", "Cyrl"), ("ع", "Arab"),
        ("א", "Hebr"), ("Ω", "Grek"), ("ー", "Zyyy"), ("カ", "Kana"), ("か", "Hira"), ("漢", "Hani"),
        ("한", "Hang"), ("क", "Deva"), ("ก", "Thai"), ("አ", "Ethi"), ("\u0301", "Zyyy"), ("\ud800", "Zyyy"),
        ("\U0010ffff", "Zyyy"),
    ],
)  # fmt: skip
def test_script_of(char, code):
    """A letter belongs to the script that Unicode files it under."""
    assert script_of(char) == code


@given(st.characters())
def test_script_of_is_total(char):
    """Every character has a code, and only letters of ASCII are Latin there."""
    assert script_of(char) in {*SCRIPTS, COMMON}


@given(st.sampled_from("aжع漢1 "), st.text(st.sampled_from("aжع漢1 ")))
def test_script_is_the_dominant_one(first, rest):
    """No script has more letters than the dominant one, and of equals it comes first."""
    text = first + rest
    counts = {script_of(char): sum(script_of(c) == script_of(char) for c in text) for char in text if char.isalpha()}
    assert script(text) == max(counts, key=counts.get, default="")


def test_ascii_reads_no_rules():
    """Asking about ASCII reads no file: start-up stays cheap."""
    asked = "translit.romanise('A'), script('A')"
    code = f"import sys, translit; from translit.text.scripts import script; {asked}; print('yaml' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
