"""The SQL of docs/postgresql.md, in a PostgreSQL of its own with PL/Python.

It needs a server with `plpython3u`, whose Python is of this version: the first `pg_config` on the
path, or else Debian's newest server.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import translit

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "postgresql.md").read_text("utf-8")
CREATE, QUERIES, STORE = re.findall(
    r"^ *```postgresql\n(.*?)^ *```$", PAGE, re.MULTILINE | re.DOTALL
)
TABLE = "/srv/names/places.translit"
ENTRIES = [
    translit.Entry("sy.homs.zahraa", "Zahraa", ("الزهراء",), "village", at=(34.73, 36.73)),
    translit.Entry("sy.aleppo.zahraa", "Zahraa", ("الزهراء",), "village", at=(36.21, 37.10)),
    translit.Entry("sy.aleppo.ramousa", "Ramousa", ("الراموسة",), "village"),
]
# PostgreSQL refuses to run as root.
USER = "postgres" if os.name == "posix" and os.geteuid() == 0 else None


class Server:
    """A server in a folder, asked through a socket there."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        self.run("initdb", "-D", "data", "-A", "trust", "-U", "me", "-E", "UTF8", "--locale=C")
        packages = sysconfig.get_path("purelib")
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), packages])
        settings = f"-c listen_addresses= -c unix_socket_directories={folder}"
        self.run("pg_ctl", "-D", "data", "-o", settings, "-l", "log", "-w", "start")

    def run(self, program: str, *args: str, stdin: str | None = None) -> str:
        """What a program of PostgreSQL prints."""
        ran = subprocess.run(
            [str(self.programs / program), *args],
            cwd=self.folder,
            input=stdin,
            text=True,
            capture_output=True,
            user=USER,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout + ran.stderr

    def ask(self, sql: str) -> list[list[str]]:
        """The rows that some SQL gives, in a session of its own."""
        args = ("-h", str(self.folder), "-U", "me", "-d", "postgres", "-X", "-q", "-A", "-t")
        told = self.run("psql", *args, "-F", "|", "-v", "ON_ERROR_STOP=1", stdin=sql)
        return [line.split("|") for line in told.splitlines()]


def programs() -> Path | None:
    """The folder of the programs of a server that has PL/Python."""
    found = shutil.which("pg_config")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_config"), reverse=True)
    for config in [Path(found)] if found else debian:
        bin, share = (
            Path(subprocess.check_output([config, asked], text=True).strip())
            for asked in ("--bindir", "--sharedir")
        )
        if (bin / "initdb").exists() and (share / "extension" / "plpython3u.control").exists():
            return bin
    return None


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    found = programs()
    if found is None:
        pytest.skip("there is no PostgreSQL with plpython3u")
    readable = subprocess.run(["test", "-r", str(ROOT / "translit")], user=USER, check=False)
    if readable.returncode:
        pytest.skip(f"{USER} may not read this checkout")
    # Not in pytest's own folder, which nobody else may enter; a path of a socket is short.
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        if USER:
            shutil.chown(folder, USER)
        patch.setenv("PYTHONPATH", "")
        server = Server(found, Path(folder))
        try:
            yield server
        finally:
            server.run("pg_ctl", "-D", "data", "-m", "immediate", "stop")


@pytest.fixture(scope="module")
def table(server: Server) -> Path:
    """The functions of the page, over a table in the server's folder; and a table of events."""
    path = server.folder / "places.translit"
    translit.compile(ENTRIES, to=path)
    path.chmod(0o644)
    server.ask("CREATE EXTENSION plpython3u")
    version = "CREATE FUNCTION python() RETURNS text LANGUAGE plpython3u AS $$\nimport sys\nreturn '%s.%s' % sys.version_info[:2]\n$$;"
    ((python,),) = server.ask(f"{version} SELECT python();")
    if python != "{}.{}".format(*sys.version_info[:2]):
        pytest.skip(f"the server's Python is {python}")
    server.ask(CREATE.replace(TABLE, str(path)))
    server.ask(
        "CREATE TABLE events (place text, lat float8, lon float8); INSERT INTO events VALUES"
        " ('Ramouseh', NULL, NULL), ('الزهراء', 34.7, 36.7), ('Zahraa', 36.2, 37.1),"
        " (NULL, NULL, NULL);"
    )
    return path


def test_its_answers_are_those_of_resolve(server: Server, table: Path) -> None:
    """By names, by hints and points, and its candidates; null has no answer."""
    plain, hinted, candidates = (f"{query};" for query in QUERIES.split(";")[:3])
    resolver = translit.load(table)
    answers = resolver.resolve_many(["Ramouseh", "الزهراء", "Zahraa"])
    told = [row for row in server.ask(plain) if row[0]]
    assert [row[:4] for row in told] == [
        [a.mention, a.id or "", a.name or "", a.outcome.value] for a in answers
    ]
    assert [float(row[4]) for row in told] == pytest.approx([a.score for a in answers])
    assert ["", "", "", "", ""] in server.ask(plain)
    assert [row[1] for row in server.ask(hinted)] == [
        "sy.aleppo.ramousa",
        "sy.homs.zahraa",
        "sy.aleppo.zahraa",
        "",
    ]
    assert [(row[0], row[1]) for row in server.ask(candidates)] == [
        (name, id)
        for name in ("الزهراء", "Zahraa")
        for id in ("sy.aleppo.zahraa", "sy.homs.zahraa")
    ]


def test_answers_can_be_stored(server: Server, table: Path) -> None:
    """Each distinct name once; an index over the function itself is refused."""
    server.ask(STORE)
    rows = server.ask("SELECT place, id FROM answers WHERE id IS NOT NULL")
    assert rows == [["Ramouseh", "sy.aleppo.ramousa"]]
    with pytest.raises(AssertionError, match="IMMUTABLE"):
        server.ask("CREATE INDEX ON events (((resolve(place)).id))")


def test_a_hint_that_cant_be_right_is_an_error_of_its_query(server: Server, table: Path) -> None:
    with pytest.raises(AssertionError, match="no entry has the type 'vilage': village"):
        server.ask("SELECT resolve('Zahraa', type => 'vilage')")
    with pytest.raises(AssertionError, match="latitude must lie in"):
        server.ask("SELECT resolve('Zahraa', latitude => 100, longitude => 1)")


def test_a_session_keeps_its_table(server: Server, table: Path) -> None:
    """A table that is compiled anew is seen by the next session, and not by DISCARD ALL."""
    new = server.folder / "new.translit"
    translit.compile([translit.Entry("new", "Zahraa")], to=new)
    new.chmod(0o644)
    asked = "SELECT (resolve('Ramousa')).id;"
    try:
        before = (
            f"{asked}\n\\! mv places.translit old.translit\n\\! mv new.translit places.translit\n"
        )
        told = server.ask(f"{before}DISCARD ALL;\n{asked}")
        assert told == [["sy.aleppo.ramousa"], ["sy.aleppo.ramousa"]]
        assert server.ask("SELECT (resolve('Zahraa')).id") == [["new"]]
    finally:
        (server.folder / "old.translit").replace(table)
