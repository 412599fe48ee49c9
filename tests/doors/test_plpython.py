"""The functions of docs/postgresql.md, with the dictionaries that PL/Python gives them; in a server
tests/outside/test_postgresql.py runs them.
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import indent
from typing import Any

import pytest

import translit

PAGE = (Path(__file__).parents[2] / "docs" / "postgresql.md").read_text("utf-8")
HEADS = re.compile(r"CREATE FUNCTION (\w+)\((.*?)\)\s*RETURNS.*?AS \$\$\n(.*?)\$\$;", re.DOTALL)
TABLE = "/srv/names/places.translit"


@pytest.fixture
def functions(tmp_path: Path) -> dict[str, Any]:
    """The functions of the page, by name, over the dictionary of a session."""
    path = tmp_path / "places.translit"
    translit.compile(
        [
            translit.Entry("sy.homs.zahraa", "Zahraa", (), "village", at=(34.73, 36.73)),
            translit.Entry("sy.aleppo.zahraa", "Zahraa", (), "village", at=(36.21, 37.10)),
        ],
        to=path,
    )
    session: dict[str, Any] = {"GD": {}}
    for name, arguments, body in HEADS.findall(PAGE):
        names = ", ".join(f"{each.split()[0]}=None" for each in arguments.split(","))
        exec(f"def {name}({names}):\n{indent(body, '    ')}".replace(TABLE, str(path)), session)
    return session


def test_they_answer_as_resolve_does(functions: dict[str, Any]) -> None:
    resolve, candidates = functions["resolve"], functions["candidates"]
    assert resolve("Zahraa")[:3] == (None, None, "AMBIGUOUS")
    found = resolve("Zahra'a", "village", latitude=36.2, longitude=37.1)
    assert found[0] == "sy.aleppo.zahraa"
    assert 0.9 < found[3] <= 1
    assert [each.id for each in candidates("Zahraa")] == ["sy.aleppo.zahraa", "sy.homs.zahraa"]
    assert resolve(None) is None
    assert candidates(None) == []


def test_a_session_opens_its_table_once(functions: dict[str, Any]) -> None:
    functions["resolve"]("Zahraa")
    opened = functions["GD"]["places"]
    functions["candidates"]("Zahraa")
    assert functions["GD"] == {"places": opened}
