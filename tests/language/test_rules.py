"""The files of rules: each is valid, and what is wrong in one is said; scripts are those of
Unicode.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from functools import cache
from pathlib import Path
from unittest import mock
from zlib import compress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import translit.language.layers
from translit.files.strict import parse
from translit.index.mapped import PEOPLE
from translit.index.packing import deflated
from translit.knowledge.rules import _inflated, _parsed, rules, rules_digest, rules_exist
from translit.language import names, published
from translit.language.languages import language_of_system, systems
from translit.language.layers import (
    END,
    LANGUAGE,
    NEVER,
    OPTIONAL,
    REQUIRED,
    SYSTEM,
    RulesFile,
    rules_file_of,
)
from translit.language.letters import Letters, unruled
from translit.language.patterns import Rewriting, needed, row_needed
from translit.language.romanise import known_systems
from translit.language.scripts import COMMON, rules_file, script, script_of
from translit.model.errors import Fault, MissingTables, RulesError

PACKAGE = Path(translit.__file__).parent
ALIASES = PACKAGE.parent / "aliases"
FILES = sorted(
    path.stem
    for path in (PACKAGE / "knowledge").glob("*.yaml")
    if rules(path.stem).keys() >= REQUIRED
)
# The files of letters; that of Han holds characters, in another form (tests/language/test_han.py).
LETTERS = [name for name in FILES if "readings" not in rules(name)]
SCRIPTS = rules("scripts")["scripts"]
GOOD = {"script": "Latn", "name": "Test", "scheme": "none", "source": "none"}


@pytest.fixture(autouse=True)
def _files_read_anew():
    """Files of the same name that tests make are each read anew."""
    rules_file_of.cache_clear()


def variants(name):
    """Every reading of a file of rules: each language, for spelling and for sound, and by each
    system.
    """
    for language in (None, *rules(name).get("languages", {})):
        for sound in (False, True):
            yield Letters(name, language, sound)
        for system in systems(name):
            yield from (
                Letters(name, language_of_system(name, system), sound, system)
                for sound in (False, True)
            )


def lines(name):
    """Every line of letters of a file, those of its languages and systems too."""
    tree = rules(name)
    for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
        for field in ("letters", "consonants", "signs", "silencer"):
            yield from part.get(field, {}).items()


@pytest.mark.parametrize("name", FILES)
def test_own_tests(name):
    """What a file says of its own rules is so: each of its tests comes out, and its form is
    right.
    """
    assert list(map(str, published.faults_of(name))) == []


TESTS = """
script: Geor
tests:
  - {text: თბილისი, expected: tbilisi}
  - {text: თბილისი, expected: tiflis}
  - {text: ქუთაისი, system: nosuch, expected: kutaisi}
  - {text: ბათუმი, lang: ka}
  - ბათუმი
  - {text: გორი, lang: ka, expected: Gori}
"""


def test_a_test_that_does_not_come_out_is_told(monkeypatch):
    """Each with its line: what was asked, by what language and system, what came out, and what
    should have.
    """
    monkeypatch.setattr(published, "as_written", lambda _: parse(TESTS, "x"))
    told = [str(fault) for fault in published.faults_of("georgian")]
    assert [fault.split(": ")[0] for fault in told] == [
        f"translit/knowledge/georgian.yaml:{line}:5" for line in range(5, 10)
    ]
    assert told[0].endswith(
        ':5:5: test: "თბილისი" gives "tbilisi", and must give "tiflis": mend the rules, or the test'
    )
    assert "there is no system 'nosuch'; there are: " in told[1]
    assert all(
        "shape: a test has ['expected', 'text'], and may have ['lang', 'system']" in fault
        for fault in told[2:4]
    )
    assert told[4].endswith(
        'test: "გორი" (lang ka) gives "gori", and must give "Gori": mend the rules, or the test'
    )


UNMET = """
script: Geor
letters: {ა: a, <vowel>ბ: b, Ა: a, "^п$": p}
languages:
  xx: {letters: {Ბ: b}}
systems:
  yy: {letters: {"ა<ф>": a, <!vowel|$>დ: d}}
tests:
  - {text: თბილისი, expected: wrong}
"""


def test_a_key_that_no_text_meets_is_told(monkeypatch):
    """Texts are read in small letters, and each script by its own file; before the tests, which may
    fail of it.
    """
    monkeypatch.setattr(published, "as_written", lambda _: parse(UNMET, "x"))
    told = [
        (each.line, each.column, each.code, each.message)
        for each in published.faults_of("georgian")
    ]
    assert told == [
        (3, 30, "letter", '"Ა" has a capital: write small letters, which stand for both'),
        (3, 36, "letter", '"^п$" has a letter of Cyrillic: type it anew'),
        (5, 18, "letter", '"Ბ" has a capital: write small letters, which stand for both'),
        (7, 18, "letter", '"ა<ф>" has a letter of Cyrillic: type it anew'),
    ]


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ("Georr", "there is no script 'Georr' (did you mean Geor?) in scripts.yaml"),
        ("Grek", "Greek is read from greek.yaml: mend script, or call the file so"),
    ],
)
def test_a_file_of_another_script_is_told(script, says, monkeypatch):
    """Nothing would read it."""
    tree = {**GOOD, "script": script}
    real = rules
    monkeypatch.setattr(published, "rules", lambda name: tree if name == "x" else real(name))
    monkeypatch.setattr(translit.language.layers, "rules", lambda _: tree)
    monkeypatch.setattr(published, "as_written", lambda _: parse("a: b", "x"))
    assert [fault.message for fault in published.faults_of("x")] == [says]


def test_a_file_that_is_named_for_no_script_is_told(monkeypatch):
    """It is looked at all the same."""
    stray = ("klingon", b"# a comment\nscript: Latn\n"), ("names/klingon", b"script: Latn\n")
    monkeypatch.setattr(published, "all_files", lambda: iter((*stray, ("sounds", b"a: b"))))
    assert {*published.files()} == {*FILES, "klingon"}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"languages": {"xx": {"letters": {"<nosuch>x": "y"}}}}, "no class 'nosuch'"),
        ({"letter": {}}, "keys that no file has: ['letter']"),
        ({"systems": {"yy": {"scheme": "none"}}}, "system 'yy' must have a scheme and a source"),
    ],
)
def test_a_file_that_breaks_the_form_is_one_fault(change, says, monkeypatch):
    """It is told of, and its tests don't run: they would say no more."""
    tree = {**GOOD, **change}
    for module in (translit.language.layers, published):
        monkeypatch.setattr(module, "rules", lambda _: tree)
        monkeypatch.setattr(
            module, "systems", lambda _: tuple(tree.get("systems", ())), raising=False
        )
    monkeypatch.setattr(published, "as_written", lambda _: parse(TESTS, "x"))
    (fault,) = published.faults_of(f"broken-{says}")
    assert (fault.code, fault.line) == ("rules", 0)
    assert says in fault.message


def test_broken_yaml_is_told_where_it_breaks(monkeypatch):
    """The faults of a file that can't be read are those of its YAML."""
    monkeypatch.setattr(
        published, "as_written", lambda name: parse("a: b\na: c", f"translit/knowledge/{name}.yaml")
    )
    (fault,) = published.faults_of("georgian")
    assert str(fault).startswith("translit/knowledge/georgian.yaml:2:1: ")
    monkeypatch.setattr(
        published, "as_written", lambda name: parse("- a", f"translit/knowledge/{name}.yaml")
    )
    assert [fault.code for fault in published.faults_of("georgian")] == ["shape"]


def test_every_file_is_checked():
    """`check` of what is bundled reads each file by which a script is written; beside tables
    that are named, where that is asked for.
    """
    assert published.files() == tuple(FILES)
    fault = Fault("translit/knowledge/x.yaml", 1, 1, "test", "wrong")
    with (
        mock.patch("translit.uses.lint.rules_faults", return_value=[fault]),
        mock.patch("translit.uses.lint.check_tables", return_value=[]) as tables,
    ):
        assert translit.check() == [fault]
        assert tables.call_args.args == ((),)
        tables.reset_mock()
        assert translit.check(rules=True) == [fault]
        assert not tables.called
        assert translit.check("x.yaml") == []
        assert translit.check("x.yaml", rules=True) == [fault]


@pytest.mark.parametrize("name", LETTERS)
def test_header(name):
    """Each file names its script, its scheme and its source, and is filed under its script's
    name.
    """
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
        assert facts.get("counts", NEVER) == NEVER or {
            script_of(char) for char in facts["counts"]
        } == {tree["script"]}


def test_systems_are_named_plainly():
    """A system's name can be typed on a command line, and `romanise` knows each of every file."""
    for name in FILES:
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", system) for system in systems(name))
    assert set(known_systems()) == {system for name in FILES for system in systems(name)}


@pytest.mark.parametrize("name", LETTERS)
def test_letters_belong_to_their_script(name):
    """Keys are NFC and hold letters of the file's script, signs that scripts share, and the
    notation.
    """
    own = {code for code in SCRIPTS if rules_file(code) == name} | {COMMON}
    for key, _ in lines(name):
        parts = re.split(r"<[!|a-z$^]+>|[<>^$|]", key)
        bare = "".join(parts)
        assert all(unicodedata.is_normalized("NFC", part) for part in parts), key
        assert {script_of(char) for char in bare} <= own, key
        assert bare == bare.lower(), key


@cache
def rules_of(ready):
    """For each sequence of some letters' rules what is written for it, first what counts first."""
    letters = {letter for layer in ready._layers for letter in layer.lines.begin}
    return {
        sequence: found
        for begun in map(ready._at.rules, letters)
        for sequence, found in begun.items()
    }


@pytest.mark.parametrize("name", LETTERS)
def test_values_are_latin(name):
    """Each sequence alone comes out as plain ASCII: nothing that `after` should have replaced is
    left over.
    """
    for ready in variants(name):
        assert ready.alphabet
        for sequence in rules_of(ready):
            assert ready.spell(sequence).isascii(), (sequence, ready.spell(sequence))


@pytest.mark.parametrize("name", LETTERS)
def test_every_class_is_used(name):
    """A class that no line asks for would only mislead."""
    asked = {
        part
        for key, _ in lines(name)
        for found in re.findall(r"<([^<>]+)>", key)
        for part in re.split(r"[|!]", found)
    }
    assert rules(name).get("classes", {}).keys() <= asked


@pytest.mark.parametrize("name", LETTERS)
def test_every_key_can_be_met(name):
    """Each letter of a sequence is still there once letters have become plain: `same` takes none
    of them away.
    """
    for ready in variants(name):
        for sequence in rules_of(ready):
            assert sequence.translate(ready.spoken.plain) == sequence


@pytest.mark.parametrize("name", LETTERS)
def test_patterns_are_bounded(name):
    """No regular expression of a file repeats without bound: none can make a long word slow."""
    tree = rules(name)
    for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
        for pattern, _ in (*part.get("before", ()), *part.get("after", ())):
            assert not re.search(r"[*+]|,\}", pattern), pattern
    for piece in tree.get("pieces", {}).values():
        assert not re.search(r"[*+]|,\}", piece), piece


def patterns(name):
    """The layers of a file that rewrite words, each with its pairs, the pieces put in."""
    tree, file = rules(name), RulesFile(name)
    for part in (tree, *tree.get("languages", {}).values(), *tree.get("systems", {}).values()):
        for key in ("before", "after"):
            if part.get(key):
                yield [(file._whole(pattern), becomes) for pattern, becomes in part[key]]


@given(st.data())
def test_a_pattern_is_left_out_where_it_finds_nothing(data):
    """Whatever the word, it is rewritten as by all patterns, one after the other."""
    name = data.draw(st.sampled_from([name for name in LETTERS if any(patterns(name))]))
    pairs = data.draw(st.sampled_from(list(patterns(name))))
    letters = sorted({char for pair in pairs for char in pair[0]})
    letters += data.draw(st.sampled_from([[], ["é", "\x80", "\xff"]]))  # beside stand-ins
    text = data.draw(st.text(st.sampled_from(letters), max_size=30))
    word = text + data.draw(st.sampled_from(["", *(pattern for pattern, _ in pairs)])) + text
    expected = word
    for pattern, becomes in pairs:
        expected = re.sub(pattern, becomes, expected)
    assert Rewriting(pairs)(word) == expected


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("เ(ก|ข)[ะา]?ะ", "เะ"),
        ("ab?c{0,2}d+(?=e)", "ae"),
        ("a|b", ""),
        (r"^(a)\1[(]·$", "a·"),
        ("(?i)a", ""),
        ("(a(b|c){1,2}[)])?d", "d"),
        ("(?<=a)(?:b{1,2}c)+(?=d[ef](?!g))(?<!h)(?:i|j)(k){0,1}", "acd"),
    ],
)
def test_needed_letters(pattern, letters):
    """They stand outside classes, and are neither optional nor one of several ways."""
    assert needed(pattern) == set(letters)


@pytest.mark.parametrize(
    ("pattern", "row"),
    [
        ("(?<=ab)c(?=d)e", "abcd"),
        ("a(bc)d[ef]g", "abcd"),
        (r"^·ab?\1c$", "·a"),
        ("(?!x)ab(?<!cd)c|d", ""),
        ("(?:a|b)cd(?=ef|g)", "cd"),
        ("(ab){2}c(?:d)?", "c"),
    ],
)
def test_needed_rows(pattern, row):
    """Letters that stand side by side wherever something is found."""
    assert row_needed(pattern) == row


def slowly(ready, word):
    """The Latin for a word's sequences, each of which is looked for at each place."""
    plain, shape = ready.spoken(word)
    latin, place = "", 0
    while place < len(plain):
        for end in range(len(plain), place, -1):
            fitting = [
                rule
                for rule in rules_of(ready).get(plain[place:end], ())
                if all(
                    allowed is None or shape[at] in allowed
                    for allowed, at in zip(
                        (ready._file.neighbours(each, ready.alphabet) for each in rule[:2]),
                        (place, end + 1),
                        strict=True,
                    )
                )
            ]
            if fitting:
                latin, place = latin + fitting[0].latin, end
                break
        else:
            latin, place = latin + unruled(plain[place]), place + 1
    for rewritten in ready.after:
        latin = rewritten(latin)
    return latin


@given(st.data())
def test_the_longest_sequence_that_fits_counts(data):
    """At each place: with every language and system of a file, for any word of its letters."""
    name = data.draw(st.sampled_from(LETTERS))
    known = [None, *systems(name)]
    system = data.draw(st.sampled_from(known))
    languages = [None, *rules(name).get("languages", {})] if system is None else [None]
    ready = Letters(name, data.draw(st.sampled_from(languages)), data.draw(st.booleans()), system)
    letters = st.sampled_from(sorted({*ready.alphabet, "?", END, "x"}))
    sequence = st.one_of(letters, st.sampled_from(sorted(rules_of(ready))))
    word = "".join(data.draw(st.lists(sequence, max_size=8))).lower()
    assert ready.spell(word) == slowly(ready, word)
    spoken = ready.spoken(word)
    assert ready._written(word) == "".join(ready._parts(*spoken, []))


@pytest.mark.parametrize("name", LETTERS)
def test_every_piece_is_used(name):
    """A name for a part of a pattern stands in one, or in a piece behind it, and no pattern asks
    for a piece that isn't there.
    """
    tree = rules(name)
    pieces = tree.get("pieces", {})
    patterns = [pattern for pattern, _ in (*tree.get("before", ()), *tree.get("after", ()))]
    asked = {
        found
        for text in (*patterns, *pieces.values())
        for found in re.findall(r"\{([a-z]+)\}", text)
    }
    assert asked == set(pieces)
    for n, piece in enumerate(pieces.values()):
        assert set(re.findall(r"\{([a-z]+)\}", piece)) <= set(list(pieces)[:n])


@pytest.mark.parametrize("name", [name for name in LETTERS if "rows" not in rules(name)])
def test_no_line_is_dead(name):
    """No two lines of a file ask for the same sequence between the same neighbours (but
    exceptions to a syllabary's rows).
    """
    for ready in variants(name):
        for sequence, found in rules_of(ready).items():
            neighbours = [
                tuple(ready._file.neighbours(each, ready.alphabet) for each in rule[:2])
                for rule in found
            ]
            assert len(neighbours) == len(set(neighbours)), (sequence, found)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"latters": {"x": "y"}}, "latters|keys must be"),
        ({"letters": {"<nosuch>x": "y"}}, "no class 'nosuch'"),
        ({"letters": {"<": "y"}}, "no sequence"),
        ({"letters": {"x": ["y"]}}, "Latin letters were expected"),
        ({"letters": {"x": {"latin": "y"}}}, "`latin` and `sound`"),
        ({"after": [["(", "x"]]}, "pairs of a pattern"),
        ({"after": ["x"]}, "pairs of a pattern"),
        ({"languages": {"xx": {"letter": {}}}}, "language 'xx'"),
        ({"systems": {"zz": {"source": "none"}}}, "system 'yy'.*'zz'"),
        ({"systems": {"yy": {"scheme": "none"}}}, "system 'yy' must"),
        ({"systems": {"yy": {**GOOD, "scheme": "none"}}}, "its keys may"),
        (
            {"systems": {"yy": {"scheme": "none", "source": "none", "like": ["yy"]}}},
            "no system 'yy'",
        ),
    ],
)
def test_faults_are_said(change, says, monkeypatch):
    """A file that breaks the form raises a RulesError that names the file and the fault."""
    monkeypatch.setattr(translit.language.layers, "rules", lambda _: {**GOOD, **change})
    with pytest.raises(RulesError, match=says) as caught:
        Letters("test", "xx", False).check()
        Letters("test", "xx", False, "yy").check()
    assert "translit/knowledge/test.yaml" in str(caught.value)


def test_a_system_may_have_its_own_order(monkeypatch):
    """A system's `before` stands in place of the script's; a system without one keeps that."""
    plain = {"scheme": "none", "source": "none", "letters": {"b": "y"}}
    systems = {
        "own": {**plain, "before": [["a", "b"]]},
        "none": {**plain, "before": []},
        "other": plain,
    }
    monkeypatch.setattr(
        translit.language.layers,
        "rules",
        lambda _: {
            **GOOD,
            "letters": {"a": "x", "b": "z"},
            "before": [["a", ""]],
            "systems": systems,
        },
    )
    assert [
        Letters("test", None, False, system).spell("aab")
        for system in (None, "own", "none", "other")
    ] == ["z", "yyy", "xxy", "y"]


def test_missing_header(monkeypatch):
    """A file without a source is refused."""
    monkeypatch.setattr(
        translit.language.layers,
        "rules",
        lambda _: {key: GOOD[key] for key in GOOD if key != "source"},
    )
    with pytest.raises(RulesError, match="source"):
        Letters("test", None, False)


def test_missing_file():
    """A file that isn't there is a broken installation."""
    assert not rules_exist("no-such-script")
    with pytest.raises(MissingTables, match="no-such-script"):
        rules("no-such-script")


def test_a_compiled_table_brings_the_same_trees():
    """Deflated and inflated again, each tree is that of its file, its keys in the same order; and
    none is left out.

    Of the names of people it brings what is worked out of them.
    """
    trees = deflated()
    files = [
        path.relative_to(PACKAGE / "knowledge") for path in PACKAGE.rglob("knowledge/**/*.yaml")
    ]
    stems = {path.as_posix().removesuffix(".yaml") for path in files}
    assert {*trees.files} == stems - {PEOPLE} == stems
    assert _inflated(trees.people) == names.worked_out()
    assert trees.digest == rules_digest()
    assert all(repr(_inflated(tree)) == repr(_parsed(name)) for name, tree in trees.files.items())


def test_no_tree_is_inflated_beyond_its_bound(monkeypatch):
    """What is longer, cut off or added to is refused, however little of it there is in the file."""
    tree = {"text": "a" * 5000}
    raw = compress(json.dumps(tree).encode())
    assert _inflated(raw) == tree
    for damaged in (raw[:-1], raw[:-5], raw + b"x", b"", b"x"):
        with pytest.raises(RulesError, match="damaged: compile it again"):
            _inflated(damaged)
    monkeypatch.setattr("translit.knowledge.rules.MOST_OF_A_TREE", 4096)
    with pytest.raises(RulesError, match="damaged: compile it again"):
        _inflated(raw)


def test_rules_are_found_in_a_zip(tmp_path):
    """The rules are read when the package is imported from a zip file, and are the same as in a
    folder.
    """
    archive = tmp_path / "translit.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in PACKAGE.rglob("*"):
            if path.suffix in {".py", ".yaml"}:
                packed.write(path, path.relative_to(PACKAGE.parent))
        for path in ALIASES.glob("names/*.yaml"):
            packed.write(path, f"translit/aliases/names/{path.name}")
    code = (
        f"import sys; sys.path.insert(0, {str(archive)!r}); import translit;"
        " print(translit.__file__, translit.romanise('Москва'))"
    )
    code += "; from translit.knowledge.rules import rules_digest; print(rules_digest())"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert str(archive) in done.stdout, done.stderr
    assert "Moskva" in done.stdout
    assert rules_digest() in done.stdout


@pytest.mark.parametrize(
    ("char", "code"),
    [
        ("a", "Latn"),
        ("é", "Latn"),
        ("1", "Zyyy"),
        (" ", "Zyyy"),
        ("ж", "Cyrl"),
        ("ع", "Arab"),
        ("א", "Hebr"),
        ("Ω", "Grek"),
        ("ー", "Zyyy"),
        ("カ", "Kana"),
        ("か", "Hira"),
        ("漢", "Hani"),
        ("한", "Hang"),
        ("क", "Deva"),
        ("ก", "Thai"),
        ("አ", "Ethi"),
        ("\u0301", "Zyyy"),
        ("\ud800", "Zyyy"),
        ("\U0010ffff", "Zyyy"),
    ],
)
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
    counts = {
        script_of(char): sum(script_of(c) == script_of(char) for c in text)
        for char in text
        if char.isalpha()
    }
    assert script(text) == max(counts, key=counts.get, default="")


def test_ascii_reads_no_rules():
    """Asking about ASCII reads no file: start-up stays cheap."""
    asked = "translit.romanise('A'), script('A')"
    code = (
        f"import sys, translit; from translit.language.scripts import script; {asked}; print('yaml'"
        " in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
