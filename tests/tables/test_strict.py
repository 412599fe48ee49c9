"""YAML read strictly: what is typed is what comes out, whatever could surprise is a fault, and
nothing brings it down.
"""

from __future__ import annotations

import os
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from translit.files import broken, strict
from translit.files import whole as files
from translit.files.reading import opened
from translit.files.tree import Node
from translit.model.errors import Fault, TableError

NASTY = [
    "no",
    "NO",
    "012",
    "1:30",
    "~",
    "null",
    "2014-07-17",
    "=",
    "y",
    "<<",
    "---",
    "...",
    "- a",
    "?",
    "? a",
    ":",
    "#",
    ",",
    "\\",
]
NASTY += [
    "'Ain Issa",
    "*x",
    "&x",
    "!x",
    "@x",
    "%x",
    "`x",
    "|",
    ">",
    "a: b",
    "a #b",
    '"',
    '"a"',
    "''",
    "[a",
    "{a",
    "a]",
]
NASTY += ["", " ", " a ", "a\nb", "\n", "\t", "\x85", "\u2028", "\x07", "\x7f", "\ufeffa"]
NASTY += ["é", "🏔", "الراموسة", "\u202eabc", "می\u200cخواهم", "टोंगा"]
TEXTS = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
KEYS = TEXTS.filter(lambda key: key != "<<")
TREES = st.recursive(
    TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
SIGNS = ["\n", "\n  ", "- ", ": ", ", ", "[", "]", "{", "}", "'", '"', " #", "a", "b", "\r\n"]
YAMLISH = st.lists(st.sampled_from([*NASTY, *SIGNS]), max_size=14).map("".join)


def faults(text: str) -> list[str]:
    return [str(fault) for fault in strict.parse(text, "f")[1]]


def root(text: str) -> Node | None:
    tree, _ = strict.parse(text, "f")
    return tree and tree.root


def codes(text: str) -> list[str]:
    return [fault.code for fault in strict.parse(text, "f")[1]]


def depth(tree: object) -> int:
    inner = tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


@given(st.text() | YAMLISH)
@example("? [a]\n: b")
@example("{a: {<<: b}}")
@example("'" * 40)
@example("[" * 200)
@example("a: b: c: d")
@example("\ud800")
@example("%TAG ! tag:x,2000:\n---\n!x a")
def test_no_text_raises_and_each_fault_has_its_place(text: str) -> None:
    """Any text at all gives a tree or a fault; faults stand in order, each on one line and
    within the file.
    """
    tree, found = strict.parse(text, "f")
    assert tree is not None or found
    assert [fault[1:3] for fault in found] == sorted(fault[1:3] for fault in found)
    for fault in found:
        assert fault.path == "f"
        assert fault.message.isprintable()
        assert len(fault.message) < 300
        assert 0 <= fault.line <= len(text) + 1
        assert 0 <= fault.column <= len(text) + 1


@given(st.binary(max_size=60))
def test_no_bytes_raise(content: bytes) -> None:
    """Bytes are text, or one fault with its place."""
    text, found = files.decoded(content, "f")
    assert (text is None) == (len(found) == 1)


@given(YAMLISH)
def test_plain_yaml_is_read_as_the_stock_loader_reads_it(text: str) -> None:
    """Without faults, the tree equals what PyYAML's own loader of plain strings makes of the
    text.
    """
    tree, found = strict.parse(text, "f")
    if tree is not None and not found:
        assert strict.plain(tree.root) == yaml.load(text, yaml.CBaseLoader)


@given(TREES, st.booleans())
def test_what_the_stock_dumper_writes_comes_back(tree: object, flow: bool) -> None:
    """Strings, lists and maps written by PyYAML are read as they were, and without a fault."""
    text = yaml.dump(
        tree,
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        default_flow_style=flow,
        default_style='"',
        width=10**9,
    )
    again, found = strict.parse(text, "f")
    if depth(tree) <= strict.DEPTH:
        assert found == []
        assert strict.plain(again.root) == tree
    else:
        assert {fault.code for fault in found} == {"depth"}


@given(st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=6))
def test_each_repeated_key_is_told_with_its_first_place(keys: list[str]) -> None:
    """As many faults as keys too many, each naming the line of the first; the first one's value
    counts.
    """
    text = "x: 0\n" + "".join(f"{key}: {number}\n" for number, key in enumerate(keys))
    tree, found = strict.parse(text, "f")
    assert len(found) == len(keys) - len(set(keys))
    assert all(
        f"in line {keys.index(keys[fault.line - 2]) + 2}," in fault.message for fault in found
    )
    assert strict.plain(tree.root) == {"x": "0"} | {key: str(keys.index(key)) for key in keys}


@pytest.mark.parametrize(
    "name",
    ["'Ain Issa", '"Ain" Issa', "@x", "`x", "* x", "*x y", "!الحي", "%x", "|x", "> x", "[Unit] 5"],
)
@pytest.mark.parametrize(
    "frame",
    [
        "a: {}\nb: 2\nb: 3\n",
        "a:\n  - ok\n  - {}\nb: 2\nb: 3\n",
        "# it's [x @y\n- a: {}\n  b: 2\n  b: 3\n",
    ],
)
def test_a_name_that_needs_quotes_is_told_so_and_reading_goes_on(name: str, frame: str) -> None:
    """The fault stands at the name and shows it quoted as YAML wants it; faults further on are
    told as well.
    """
    place, fault, *others = frame.index("{}"), *strict.parse(frame.replace("{}", name, 1), "f")[1]
    assert fault.code == "quote"
    assert (fault.line, fault.column) == (
        frame.count("\n", 0, place) + 1,
        place - frame.rfind("\n", 0, place),
    )
    quoted = fault.message.rpartition(", as ")[2]
    assert yaml.safe_load(quoted) == name
    assert [other.code for other in others] == ["duplicate-key"]


def test_a_colon_in_a_value_is_told_with_the_whole_value() -> None:
    """In a list a colon makes a map, which is fine YAML; behind a key it is a fault of syntax."""
    assert faults("a: Group: the second\nb: 2\nb: 3\n") == [
        (
            'f:1:4: quote: "Group: the second" holds a colon and a space (": "), which YAML takes'
            ' for a key: quote it, as "Group: the second"'
        ),
        (
            'f:3:1: duplicate-key: the key "b" stands already in line 2, column 1: merge the two,'
            " or rename one"
        ),
    ]
    assert faults("- Group: the second") == []


def test_all_names_that_need_quotes_are_told_at_once() -> None:
    """Faults of syntax don't hide each other."""
    text = "a: ['Ain Issa, Ayn, 'Ain Dara, @x]\nb: |\n  'not this, @nor this\nc: - 'Ein\n"
    assert [
        row.rpartition("as ")[2] for row in faults("a: ['Ain Issa, Ayn, 'Ain Dara, @x]\nb: 'Ein\n")
    ] == [
        '"\'Ain Issa"',
        '"\'Ain Dara"',
        '"@x"',
        '"\'Ein"',
    ]
    assert all(fault.line != 3 for fault in strict.parse(text, "f")[1])


def test_hostile_yaml_ends_in_a_fault() -> None:
    """Deep nesting, billion laughs, NULs, surrogates, long lines: a tree or a fault, soon."""
    laughs = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    assert set(codes(laughs)) == {"anchor"}
    for deep in (
        "[" * 40_000,
        "- " * 40_000,
        "{a: " * 40_000,
        "[" * 10_000 + "]" * 10_000,
        "- " * 1_000_000,
    ):
        assert "depth" in codes(deep)
    assert codes("a: x\0y\nb: \ud800\nc: \x1b[31m\n") == ["character"] * 3
    assert strict.parse("x" * 3_000_000, "f")[1] == []
    assert strict.parse("a: [" + "x, " * 300_000 + "x]", "f")[1] == []
    assert codes("'" + "x" * 3_000_000) == ["quote"]
    assert codes("- 'Ain\n" * 20_000) == ["quote"] * broken.REPEATS


def test_the_collector_is_left_as_it_was() -> None:
    """Reading switches the garbage collector off, and back on only if it was on; after an error
    too.
    """
    import gc

    for text in ("a: b", "a: 'b"):
        strict.parse(text, "f")
        assert gc.isenabled()
        gc.disable()
        strict.parse(text, "f")
        assert not gc.isenabled()
        gc.enable()


def test_files_with_byte_order_mark_and_windows_lines(tmp_path: Path) -> None:
    """Neither shows in what is read."""
    (tmp_path / "a.yaml").write_bytes(b"\xef\xbb\xbfa: b\r\nc: |\r\n  d\r\n  e\r\n")
    text, found = files.read_text(tmp_path / "a.yaml")
    assert found == []
    assert text is not None
    assert strict.plain(strict.parse(text, "f")[0].root) == {"a": "b", "c": "d\ne\n"}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        (b"\xff", (1, 1)),
        (b"a\nb\xe9c", (2, 2)),
        ("الر".encode() + b"\x80", (1, 4)),
        (b"\xef\xbb\xbfa\x80", (1, 2)),
    ],
)
def test_a_bad_byte_has_its_place(content: bytes, place: tuple[int, int]) -> None:
    """Line and column count characters, from 1."""
    assert [fault[1:4] for fault in files.decoded(content, "f")[1]] == [(*place, "encoding")]


def unreadable(path: str | Path) -> Fault:
    text, found = files.read_text(path)
    assert text is None
    assert len(found) == 1
    return found[0]


def test_what_is_no_file_is_told_in_one_line(tmp_path: Path) -> None:
    """A folder, a pipe, a device, nothing at all, a name with a NUL: one fault each, and no
    waiting.
    """
    assert "folder" in unreadable(tmp_path).message
    assert "No such file" in unreadable(tmp_path / "none").message
    assert (
        unreadable("a\0b").code
        == unreadable("x" * 5000).code
        == unreadable("").code
        == "unreadable"
    )
    (tmp_path / "empty").touch()
    assert unreadable(tmp_path / "empty").code == "empty"


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04\x14\x00\xff", "a zip, or a file of Word or Excel"),
        (b"%PDF-1.7\n%\xe2\xe3\n", "a PDF"),
        (b"\x1f\x8b\x08\x00", "packed by gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old file of Word or Excel"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(content: bytes, what: str, tmp_path: Path) -> None:
    """To save it as UTF-8 would help nobody; also where its first line is a text."""
    (tmp_path / "report.txt").write_bytes(content)
    told = f"this is {what}: save what is in it as text in UTF-8"
    assert unreadable(tmp_path / "report.txt").message == told
    with pytest.raises(TableError) as error, opened(str(tmp_path / "report.txt"), "strict") as file:
        list(file.lines())
    assert told in str(error.value)


@pytest.mark.parametrize(
    "made",
    [
        lambda n: "a: " + "[" * n,
        lambda n: "{" * n,
        lambda n: "[" * n + "]" * n,
        lambda n: "a: " + "[b, " * n + "[x] # ]",
        lambda n: "- " + "a, " * n + "a: x: y",
        lambda n: "a: [ # " + "[x] y " * n + "\nb: 'c",
        lambda n: "a: 'x # " + "| # " * n,
    ],
)
def test_many_signs_take_no_longer_each_than_few(made: Callable[[int], str]) -> None:
    """Brackets, commas and comments by the ten thousand: four times as many take about four times
    as long, where comparing each with all would take sixteen times.
    """

    def seconds(text: str) -> float:
        begin = time.process_time()
        assert strict.parse(text, "f")[1]
        return time.process_time() - begin

    few, many = made(8_000), made(32_000)
    pairs = [(seconds(few), seconds(many)) for _ in range(5)]
    assert median(b for _, b in pairs) < 9 * median(a for a, _ in pairs) + 0.01


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_pipes_devices_and_forbidden_files(tmp_path: Path) -> None:
    """Opening a pipe would wait for a writer, reading /dev/zero would never end."""
    os.mkfifo(tmp_path / "fifo")
    assert "pipe" in unreadable(tmp_path / "fifo").message
    assert "device" in unreadable("/dev/zero").message
    (tmp_path / "secret").write_text("a: b")
    (tmp_path / "secret").chmod(0)
    if os.geteuid() != 0:
        assert "Permission" in unreadable(tmp_path / "secret").message


def test_a_file_inside_a_zip_is_read(tmp_path: Path) -> None:
    """A Traversable does as well as a path."""
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as archive:
        archive.writestr("t/a.yaml", "a: b\n")
    inside = zipfile.Path(tmp_path / "z.zip", "t/")
    assert files.read_text(inside / "a.yaml") == ("a: b\n", [])
    assert files.read_text(inside / "none.yaml")[1][0].code == "unreadable"
    assert files.read_text(inside)[1][0].code == "unreadable"


def test_the_pure_parser_does_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where PyYAML comes without its C parser, trees and codes are the same."""
    texts = [
        "a: b\nc: [d, {e: 'f'}]",
        "a: 1\na: 2",
        "a: &x b\nc: *x",
        "a: !t b",
        "- @x\n- ok",
        "a: 'Ain",
        "a: b: c",
        "{<<: a}",
        "\0",
        "\ud800",
        "# x",
        "[" * 200,
    ]
    before = [(root(text), codes(text)) for text in texts]
    monkeypatch.setattr(strict, "_Parser", yaml.Loader)
    assert [(root(text), codes(text)) for text in texts] == before
