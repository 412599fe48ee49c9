"""The plugin of docs/sqlite.md, in Datasette itself."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from pathlib import Path

import pytest

import translit

app = pytest.importorskip("datasette.app", reason="needs Datasette")
PAGE = Path(__file__).parents[2] / "docs" / "sqlite.md"


def test_its_queries_have_the_functions(tmp_path: Path) -> None:
    plugin = re.search(r"```py\n# plugins/names\.py\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    assert plugin is not None
    (tmp_path / "plugins").mkdir()
    (tmp_path / "plugins" / "names.py").write_text(plugin[1])
    names = ["Ramouseh", "الراموسة", "Zahraa"]
    with sqlite3.connect(tmp_path / "events.db") as database:
        database.execute("CREATE TABLE events (place)")
        database.executemany("INSERT INTO events VALUES (?)", [(name,) for name in names])
    datasette = app.Datasette([str(tmp_path / "events.db")], plugins_dir=str(tmp_path / "plugins"))

    async def asked() -> object:
        query = "SELECT place, translit_id(place) AS id FROM events"
        answer = await datasette.client.get(
            "/events.json", params={"sql": query, "_shape": "array"}, follow_redirects=True
        )
        return answer.json()

    wanted = [{"place": name, "id": translit.resolve(name, type="place").id} for name in names]
    assert asyncio.run(asked()) == wanted
