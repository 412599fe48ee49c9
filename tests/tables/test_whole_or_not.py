"""Edits of several tables: whatever fails or is killed, all files are the old ones or all the new
ones, and no name is lost.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from unittest import mock

import pytest
from commands import command
from test_ids import GROUPS, PLACES

import translit
from translit import check
from translit.editing import committing, ids
from translit.editing.sheets import Sheet, opened
from translit.files import journal, locks
from translit.files.journal import undo
from translit.model.errors import TranslitError
from translit.tables.reading import read

Sheets = Mapping[str, Sheet]

posix = pytest.mark.skipif(os.name != "posix", reason="processes are killed as Unix does it")


@pytest.fixture(autouse=True)
def quick_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked to be on the disk is as good as there."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


def tables_in(folder: Path) -> list[Path]:
    """Two tables, in two folders, that an edit changes together."""
    for name, text in (("places", PLACES), ("groups", GROUPS)):
        (folder / name).mkdir(parents=True)
        (folder / name / "t.yaml").write_text(text, "utf-8")
    return [folder / "places" / "t.yaml", folder / "groups" / "t.yaml"]


def contents(folder: Path) -> dict[str, bytes]:
    """What the tables of a folder hold."""
    return {path.parent.name: path.read_bytes() for path in folder.glob("*/t.yaml")}


def left(folder: Path) -> list[str]:
    """The files that are no tables."""
    return [path.name for path in folder.glob("*/.*")]


class Edit:
    """An edit of both tables that is worked out once, and written again and again."""

    def __init__(self, edit: Callable[[list[Path]], str], folder: Path) -> None:
        paths = tables_in(folder)
        self.before = contents(folder)
        with mock.patch.object(ids, "commit", self.keep):
            edit(paths)
        self.write(paths)
        self.after = contents(folder)

    def keep(self, before: Sheets, after: Sheets, first: Sequence[str], **_: object) -> str:
        paths = [*before]
        self.sheets = [(before[path], after[path]) for path in paths]
        self.first = [paths.index(path) for path in first]
        return ""

    def write(self, paths: list[Path]) -> None:
        names = [*map(str, paths)]
        befores, afters = zip(*self.sheets, strict=True)
        with mock.patch.object(committing, "_new_faults", return_value=[]):
            committing.commit(
                dict(zip(names, befores, strict=True)),
                dict(zip(names, afters, strict=True)),
                first=[names[number] for number in self.first],
            )


EDITS: dict[str, Callable[[list[Path]], str]] = {
    "merge": lambda paths: ids.merge("sy.aleppo", "sy.haleb", tables=paths),
    "merge into another file": lambda paths: ids.merge("sy.homs.old", "g.front", tables=paths),
    "rename": lambda paths: ids.rename("sy.aleppo", "sy.halab", tables=paths),
}
# What an edit asks of the system that may fail.
CALLS = [
    (os, "open"),
    (os, "fsync"),
    (os, "fdopen"),
    (os, "fchmod"),
    (Path, "replace"),
    (Path, "unlink"),
    (Path, "read_bytes"),
]


def fail_at(number: int, how: Callable[[], object], patch: pytest.MonkeyPatch) -> list[str]:
    """From now on the so-manieth call of CALLS fails; the calls that were made."""
    made: list[str] = []

    def failing(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **options: object) -> object:
            made.append(name)
            if len(made) == number:
                how()
            return real(*args, **options)

        return call

    for home, name in CALLS:
        patch.setattr(home, name, failing(name, getattr(home, name)))
    return made


def full() -> None:
    raise OSError(28, "No space left on device")


@posix
@pytest.mark.parametrize("name", EDITS)
def test_what_fails_changes_nothing(tmp_path: Path, name: str) -> None:
    """Each call in turn. Nothing is left but what couldn't be taken away; the same edit goes
    through afterwards.
    """
    edit, made, kinds = Edit(EDITS[name], tmp_path / "right"), list[str](), set[str]()
    number = failed = 0
    while len(made) >= number:
        number += 1
        folder = tmp_path / str(number)
        paths = tables_in(folder)
        with pytest.MonkeyPatch.context() as patch:
            made = fail_at(number, full, patch)
            try:
                edit.write(paths)
            except OSError:
                failed += 1
                right = edit.before
            else:
                right = edit.after
        kinds |= {*made[number - 1 :][:1]}
        assert contents(folder) == right, number
        assert not left(folder) or made[number - 1] == "unlink"
        undo([path.resolve() for path in paths])
        assert contents(folder) == right, number
        if right == edit.before:
            edit.write(paths)
        assert contents(folder) == edit.after
    assert kinds == {called for _, called in CALLS}
    assert failed > 10


KILLED = """
import os, sys, pytest
from pathlib import Path
sys.path[:0] = ["tests", "tests/tables"]
from test_whole_or_not import EDITS, Edit, contents, fail_at, left, tables_in, undo
os.fsync = lambda handle: None
for name in ("merge into another file", "rename"):
    home, number, mixed, ended = Path(sys.argv[1], name), 0, 0, 9
    edit = Edit(EDITS[name], home / "right")
    while ended:
        number += 1
        folder = home / str(number)
        paths = tables_in(folder)
        if not (child := os.fork()):
            made = fail_at(number, lambda: os._exit(9), pytest.MonkeyPatch())
            edit.write(paths)
            os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        mixed += contents(folder) not in (edit.before, edit.after)
        for name in ("Halab", "Aleppo", "Old Homs", "Front"):
            assert any(name.encode() in text for text in contents(folder).values()), number
        undo([path.resolve() for path in paths])
        assert contents(folder) in (edit.before, edit.after), number
        assert not any(name.endswith(".journal") for name in left(folder))
    print(number, mixed)
"""


@posix
def test_a_killed_edit_is_taken_back_or_whole(tmp_path: Path) -> None:
    """Killed at each call in turn: no name is nowhere, and whoever comes next finds all files old
    or all new.
    """
    command = [sys.executable, "-c", KILLED, str(tmp_path)]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    assert run.stderr == ""
    for line in run.stdout.splitlines():
        steps, mixed = map(int, line.split())
        assert steps > 20
        assert mixed  # else this would show nothing
    assert len(run.stdout.splitlines()) == 2


@posix
def test_who_was_killed_over_taking_back_is_taken_back_too(tmp_path: Path) -> None:
    """Whatever is done first, doing it again comes to the same."""
    edit, number, ended = Edit(EDITS["merge"], tmp_path / "right"), 0, True
    while ended:
        number += 1
        folder = tmp_path / str(number)
        paths = [path.resolve() for path in tables_in(folder)]
        with pytest.MonkeyPatch.context() as patch:
            stop_before_the_end(patch)
            with pytest.raises(Killed):
                edit.write(paths)
        assert contents(folder) == edit.after
        with pytest.MonkeyPatch.context() as patch:
            made = fail_at(number, full, patch)
            with suppress(OSError, TranslitError):
                undo(paths)
        ended = len(made) >= number
        undo(paths)
        assert (contents(folder), left(folder)) == (edit.before, [])


class Killed(BaseException):
    """A process that is no more: nobody cleans up after it."""


def stop_before_the_end(patch: pytest.MonkeyPatch) -> None:
    """All files are in their places, and the journal is there still."""

    def killed(*_: object) -> None:
        raise Killed

    patch.setattr(journal, "_sync", lambda folders: None)
    unlink = Path.unlink
    patch.setattr(journal, "_take_back", killed)
    patch.setattr("translit.files.drafts.suppress", lambda *_: suppress(OSError, Killed))
    patch.setattr(Path, "unlink", lambda path: killed() if path.name[:1] == "." else unlink(path))


# --- what a journal may and may not do ------------------------------------------------------------


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[Edit, list[Path], Path]:
    """Two tables of which an edit was killed when both were in their places, and its journal."""
    edit = Edit(EDITS["merge"], tmp_path / "right")
    paths = [path.resolve() for path in tables_in(tmp_path / "t")]
    with pytest.MonkeyPatch.context() as patch:
        stop_before_the_end(patch)
        with pytest.raises(Killed):
            edit.write(paths)
    [first] = (tmp_path / "t" / "places").glob(".*.journal")
    return edit, paths, first


def test_the_next_command_takes_it_back(interrupted: tuple[Edit, list[Path], Path]) -> None:
    edit, paths, _ = interrupted
    ran = command("merge", "sy.aleppo", "sy.haleb", *(f"--table={path}" for path in paths))
    assert (ran.returncode, ran.stderr.count(b": changed")) == (0, 2)
    assert contents(paths[0].parents[1]) == edit.after
    assert left(paths[0].parents[1]) == []


def test_reading_tells_of_it(interrupted: tuple[Edit, list[Path], Path]) -> None:
    """`load` warns, `check` has it as a fault, and the command line says it in a line; after an edit
    they are silent.
    """
    _, paths, first = interrupted
    assert [(fault.path, fault.code) for fault in check(*paths)] == [(str(first), "journal")]
    with pytest.warns(
        UserWarning, match=f"^{re.escape(str(first))}: an edit of .* interrupted"
    ) as one:
        translit.load(*paths)
    assert len(one) == 1
    tables = [f"--table={path}" for path in paths]
    ran = command("resolve", "Ramousa", *tables)
    assert ran.stderr.decode() == f"translit: {one[0].message}\n"
    assert command("merge", "sy.aleppo", "sy.haleb", *tables, "--dry-run").returncode == 0
    assert all(fault.note for fault in check(*paths))
    assert command("resolve", "Ramousa", *tables).stderr == b""


def test_a_journal_of_other_tables_is_not_told(
    interrupted: tuple[Edit, list[Path], Path],
) -> None:
    _, paths, _ = interrupted
    other = paths[0].with_name("other.yaml")
    other.write_bytes(paths[0].read_bytes())
    assert all(fault.note for fault in check(other))


def test_only_tables_that_are_named_are_put_back(
    interrupted: tuple[Edit, list[Path], Path],
) -> None:
    edit, paths, _ = interrupted
    with pytest.raises(TranslitError, match=r"interrupted, .*: name .*groups/t\.yaml too"):
        undo(paths[:1])
    assert contents(paths[0].parents[1]) == edit.after


def test_what_was_changed_since_is_left_to_a_person(
    interrupted: tuple[Edit, list[Path], Path],
) -> None:
    edit, paths, first = interrupted
    paths[1].write_text("mine", "utf-8")
    with pytest.raises(TranslitError, match=re.escape(f"then delete {first}")):
        undo(paths)
    assert paths[0].read_bytes() == edit.after["places"]
    assert paths[1].read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"{", b"["),
        (b'"files"', b'"file"'),
        (b'"old": "../places/.translit-', b'"old": "../../other/.translit-'),
        (b'"old": "../places/.translit-', b'"old": "../places/x.translit-'),
        (b'"first": "', b'"first": "../../'),
    ],
)
def test_a_journal_that_makes_no_sense_is_told_and_touches_nothing(
    interrupted: tuple[Edit, list[Path], Path], old: bytes, new: bytes
) -> None:
    """Such as one that somebody planted."""
    edit, paths, _ = interrupted
    [other] = paths[1].parent.glob(".*.journal")
    assert old in other.read_bytes()
    other.write_bytes(other.read_bytes().replace(old, new))
    with pytest.raises(TranslitError, match="its journal can't be used"):
        undo(paths)
    assert contents(paths[0].parents[1]) == edit.after


@posix
def test_a_link_is_no_journal(interrupted: tuple[Edit, list[Path], Path], tmp_path: Path) -> None:
    _, paths, first = interrupted
    first.rename(tmp_path / "elsewhere")
    first.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(TranslitError, match="isn't a file of yours"):
        undo(paths)


# --- two at once ----------------------------------------------------------------------------------


def test_parallel_edits_are_all_there(tmp_path: Path) -> None:
    """One waits for the other; what each of them said it changed is changed."""
    paths = tables_in(tmp_path)
    edit = "import sys; from translit.editing import ids; ids.rename(*sys.argv[1:3], tables=sys.argv[3:])"
    olds = ["sy.aleppo", "sy.haleb", "sy.homs", "g.front"]
    started = [
        subprocess.Popen([sys.executable, "-c", edit, old, f"new.{old}", *map(str, paths)])
        for old in olds
    ]
    assert [process.wait() for process in started] == [0] * len(olds)
    table = {id for path in paths for id in opened(path).entries}
    assert table >= {f"new.{old}" for old in olds}


@posix
def test_who_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "PATIENCE", 0.05)
    paths = tables_in(tmp_path)
    with (
        locks.locked([paths[0].parent]),
        pytest.raises(TranslitError, match="another edit of these tables goes on"),
    ):
        ids.rename("sy", "syria", tables=paths)
    ids.rename("sy", "syria", tables=paths)


@pytest.mark.parametrize("number", [0, 1])
def test_what_somebody_else_saved_meanwhile_stays(tmp_path: Path, number: int) -> None:
    """However late: until the last moment the files are as they were read."""
    edit = Edit(EDITS["merge"], tmp_path / "right")
    paths = tables_in(tmp_path / "t")
    paths[number].write_text("mine", "utf-8")
    before = contents(tmp_path / "t")
    with pytest.raises(TranslitError, match="somebody else changed this file"):
        edit.write(paths)
    assert (contents(tmp_path / "t"), left(tmp_path / "t")) == (before, [])


# --- a merge of all that a table has --------------------------------------------------------------


@pytest.mark.parametrize(
    "layout",
    [
        GROUPS,
        GROUPS.split("\n", 4)[0]
        + """
licence: MIT
about: x
entries: {g.front: {name: Front, within: sy.aleppo}}
""",
    ],
)
def test_the_only_entry_of_a_table_goes_into_another(tmp_path: Path, layout: str) -> None:
    """What stays of the table is the old ID, which leads to the new one, and its comments go
    with the entry.
    """
    paths = tables_in(tmp_path)
    paths[1].write_text(layout, "utf-8")
    ids.merge("g.front", "sy.homs.old", tables=paths)
    assert read(paths[1]).redirects == {"g.front": "sy.homs.old"}
    assert "Front" in opened(paths[0]).entries["sy.homs.old"].aliases
    assert set(re.findall(r"# \w+$", layout, re.MULTILINE)) <= set(
        re.findall(
            r"# \w+$", paths[0].read_text("utf-8") + paths[1].read_text("utf-8"), re.MULTILINE
        )
    )
