"""`systems`: the list of published systems is that of the files of rules, in Python and on the command line."""

from __future__ import annotations

import json

import pytest

import translit
from translit.cli import main
from translit.errors import EntryError
from translit.rules import rules
from translit.text import published
from translit.text.letters import systems as names_of
from translit.text.romanise import known_systems

ALL = translit.systems()


def test_every_system_is_listed_once() -> None:
    """Each file's own scheme, which has no name, and each of its systems; `romanise` takes every name that is listed."""
    assert sorted((s.code, s.name or "") for s in ALL) == sorted(
        (rules(file)["script"], name) for file in published.files() for name in ("", *names_of(file))
    )
    assert {system.name for system in ALL} - {None} == {*known_systems()}


def test_a_system_tells_what_was_published_and_where() -> None:
    """A scheme and a source, as its file has them; its own scheme comes first in a script."""
    for system in ALL:
        assert system.scheme
        assert all(system.sources)
        assert system.sources
    codes = [system.code for system in ALL]
    assert codes == [code for code in dict.fromkeys(codes) for _ in range(codes.count(code))]
    assert all(system.name is None for system, before in zip(ALL, [None, *codes], strict=False) if system.code != before)


@pytest.mark.parametrize("script", ["Hang", "hangul", " HANG ", "Hangul"])
def test_a_script_is_named_by_its_code_or_its_name(script: str) -> None:
    assert translit.systems(script) == tuple(system for system in ALL if system.code == "Hang")


def test_scripts_that_share_rules_share_systems_and_others_have_none() -> None:
    """Hiragana is read by the rules of Katakana; Cherokee has none; Klingon is no script of Unicode."""
    assert translit.systems("Hira") == translit.systems("Katakana") != ()
    assert translit.systems("Cher") == ()
    with pytest.raises(EntryError, match="there is no script 'Klingon'"):
        translit.systems("Klingon")


def ran(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, list[str], str]:
    status = main(["systems", *argv])
    out, err = capsys.readouterr()
    return status, out.splitlines(), err


def test_the_command_prints_what_the_function_returns(capsys: pytest.CaptureFixture[str]) -> None:
    """Whole in jsonl; in lines the languages are counted and a script's own system is called default."""
    status, lines, _ = ran(capsys, "--format", "jsonl")
    records = [json.loads(line) for line in lines]
    assert status == 0
    assert [
        translit.System(*map(freeze, (r["code"], r["script"], r["system"], r["scheme"], r["sources"], r["languages"]))) for r in records
    ] == [*ALL]
    _, lines, _ = ran(capsys, "--format", "tsv", "--no-header", "--script", "cyrillic")
    cyrillic = translit.systems("Cyrl")
    assert [line.split("\t") for line in lines] == [
        [s.code, s.script, s.name or "default", str(len(s.languages)), "; ".join(s.sources), s.scheme] for s in cyrillic
    ]


def freeze(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def test_a_script_without_rules_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Status 1, and a header alone; a script that isn't one is a mistake in the use."""
    status, lines, err = ran(capsys, "--script", "Cher", "--format", "tsv")
    assert (status, lines) == (1, ["code\tscript\tsystem\tlanguages\tsources\tscheme"])
    assert "no rules for Cher" in err
    assert ran(capsys, "--script", "Klingon")[0] == 2
