"""What is wrong with the files of rules: with their form, with letters that no text can hold, and
with the tests that they carry, published examples held against what `romanise` writes.

docs/rules.md describes them. `translit check --rules` prints what is found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from translit.files.strict import plain
from translit.files.writing import show
from translit.knowledge.rules import all_files, as_written, rules, rules_exist
from translit.language.han import FILE, characters
from translit.language.languages import systems
from translit.language.layers import OPTIONAL, REQUIRED
from translit.language.letters import letters
from translit.language.romanise import romanise
from translit.language.scripts import COMMON, rules_file, rules_files, script_of, title
from translit.model.errors import EntryError, Fault, RulesError
from translit.model.given import meant

if TYPE_CHECKING:
    from collections.abc import Mapping

    from translit.files.tree import Node, Tree

_SCRIPT = re.compile(rb"^script:", re.MULTILINE)
# What a key of a line holds beside its letters: how it asks something of their neighbours.
_NOTATION = re.compile(r"<[!|a-z$^]+>|[<>^$|]")
NEEDED = frozenset({"text", "expected"})
ALLOWED = NEEDED | {"lang", "system"}


def files() -> tuple[str, ...]:
    """The names of the files of rules by which scripts are written in Latin letters, in the
    order of the alphabet.
    """
    known = {name for name in rules_files() if rules_exist(name)}
    # Those that are named for no script, which nothing reads, are told of.
    stray = {name for name, held in all_files() if "/" not in name and _SCRIPT.search(held)}
    return tuple(sorted(known | stray))


def rules_faults() -> list[Fault]:
    """Every fault of the files of rules: what breaks their form, and each test that doesn't come
    out; by file and line.
    """
    return [fault for name in files() for fault in faults_of(name)]


def faults_of(name: str) -> list[Fault]:
    """The faults of one file of rules, as `rules` names it. Its tests run only when its form is
    right.
    """
    path = f"translit/knowledge/{name}.yaml"
    tree, faults = as_written(name)
    if faults or tree is None or tree.root.kind != "map":
        return faults or [
            Fault(path, 1, 1, "shape", "a file of rules must be a mapping, key: value")
        ]
    try:
        _read_whole(name)
    except RulesError as error:
        return [Fault(path, 0, 0, "rules", str(error).removeprefix(f"{path}: "))]
    unmet = () if "readings" in rules(name) else _unmet(tree, name)
    faults = [Fault(path, *tree.place(key.start), "letter", told) for key, told in unmet]
    return faults or [*_failing(path, tree)]


def _read_whole(name: str) -> None:
    """Make every reading of a file ready, so that one that breaks the form raises RulesError."""
    tree = rules(name)
    of_characters = "readings" in tree
    missing, strange = (
        REQUIRED - tree.keys(),
        tree.keys() - (FILE if of_characters else REQUIRED | OPTIONAL),
    )
    if missing or strange:
        raise RulesError(
            f"keys missing: {sorted(missing)}, keys that no file has: {sorted(strange)}"
        )
    for language, system in (
        *((each, None) for each in (None, *tree.get("languages", {}))),
        *((None, each) for each in systems(name)),
    ):
        if of_characters:
            characters(name, language, system).check()
        else:
            letters(name, language, False, system).check()
    _require_script(tree["script"], name)


def _require_script(code: str, name: str) -> None:
    """Raise RulesError unless texts in a script are read by the file of a name."""
    scripts = rules("scripts")["scripts"]
    if code not in scripts:
        raise RulesError(f"there is no script {code!r}{meant(code, scripts)} in scripts.yaml")
    if rules_file(code) != name:
        raise RulesError(
            f"{title(code)} is read from {rules_file(code)}.yaml: mend script, or call the file so"
        )


def _unmet(tree: Tree, name: str) -> Iterator[tuple[Node, str]]:
    """The keys of lines that no text meets, since they hold capitals or letters of another script;
    and what to say of each.
    """
    for key in _keys(tree.root):
        letters = _NOTATION.sub("", key.value)
        codes = [code for code in map(script_of, letters) if code != COMMON]
        other = next((code for code in codes if rules_file(code) != name), None)
        if letters != letters.lower():
            yield key, f"{show(key.value)} has a capital: write small letters, which stand for both"
        elif other:
            yield key, f"{show(key.value)} has a letter of {title(other)}: type it anew"


def _keys(part: Node) -> Iterator[Node]:
    """The keys of all lines of a file, or of a part of it."""
    for key, value in part.value:
        if key.value in ("letters", "consonants", "signs", "silencer"):
            yield from (line for line, _ in value.value)
        elif key.value in ("languages", "systems"):
            for _, each in value.value:
                yield from _keys(each)


def _failing(path: str, tree: Tree) -> Iterator[Fault]:
    """What is wrong with each test of a file, where it stands."""
    for key, tests in tree.root.value:
        for test in tests.value if key.value == "tests" else ():
            if fault := _fault(plain(test)):
                yield Fault(path, *tree.place(test.start), *fault)


def _fault(test: Mapping[str, str] | str) -> tuple[str, str] | None:
    """The code and the message of what is wrong with a test; None for one that comes out."""
    if isinstance(test, str) or not NEEDED <= test.keys() <= ALLOWED:
        return "shape", f"a test has {sorted(NEEDED)}, and may have {sorted(ALLOWED - NEEDED)}"
    try:
        got = romanise(test["text"], test.get("lang"), test.get("system"))
    except EntryError as error:
        return "test", f"{show(test['text'])}: {error}"
    if got == test["expected"]:
        return None
    by = "".join(f" ({what} {test[what]})" for what in ("lang", "system") if what in test)
    return (
        "test",
        (
            f"{show(test['text'])}{by} gives {show(got)}, and must give {show(test['expected'])}:"
            " mend the rules, or the test"
        ),
    )
