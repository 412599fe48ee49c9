"""Files, read whole or as a stream: the same text, and one place for what is wrong, however they
are read.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from translit.files.reading import LONGEST_LINE, LONGEST_NAME, File, Reading
from translit.files.whole import decoded
from translit.model.errors import TableError

BYTES = st.lists(
    st.sampled_from(
        [
            b"a",
            b"\n",
            b"\r\n",
            b"\n\n",
            b", ",
            "é".encode(),
            "🏔".encode(),
            b"\xff",
            b"\xe2\x82",
            b"\xef\xbb\xbf",
        ]
    )
).map(b"".join)
WAYS: dict[str, Callable[[File], Iterator[str]]] = {
    "lines": File.lines,
    "names": lambda file: (line.text for line in file.names()),
    "pieces of 4": lambda file: file.pieces(4),
    "pieces": File.pieces,
}


def read(
    raw: bytes, way: Callable[[File], Iterator[str]]
) -> tuple[str, tuple[str, int, int] | None]:
    """The text that comes out, and the code and the place of the fault that ends it."""
    reading, found = Reading([], File, most=1), list[str]()
    try:
        for text in way(File(reading, "f", io.BytesIO(raw))):
            found.append(text)
    except TableError as error:
        (fault,) = error.faults
        return "".join(found), (fault.code, fault.line, fault.column)
    return "".join(found), None


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
@given(raw=BYTES)
@example(raw=b"a\n\xff")
@example(raw="éé\n🏔é".encode() + b"\xff")
@example(raw=b"\xef\xbb\xbfa\xff")
def test_each_way_to_read_gives_the_text_or_the_place_of_the_bad_byte(
    way: Callable[[File], Iterator[str]], raw: bytes
) -> None:
    whole, faults = decoded(raw + b".", "f")  # with something to see in it
    text, fault = read(raw + b".", way)
    assert fault == (faults[0].code, faults[0].line, faults[0].column) if faults else fault is None
    assert whole is None or text == whole


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b""])
def test_a_line_may_be_as_long_as_its_limit(end: bytes) -> None:
    """Its break doesn't count. A longer line of names is cut, and read on behind; another one is
    a fault.
    """
    name, row = b"x" * LONGEST_NAME, b"x" * LONGEST_LINE
    assert read(row + end, File.lines) == ((row + end).decode(), None)
    assert read(b"a\n" + row + b"xxx" + end, File.lines) == ("a\n", ("long", 2, 1))
    file = File(Reading([], File), "f", io.BytesIO(name + end + b"xxx" * (not end) + b"\nb"))
    assert [(line.place, line.whole) for line in file.names()] == [
        ("f:1", bool(end)),
        *([("f:2", True)] * bool(end)),
        ("f:3" if end else "f:2", True),
    ]


def test_cells_of_tsv_keep_every_sign() -> None:
    """But for what ends the line."""
    file = File(Reading([], File), "f", io.BytesIO(b'a\t"b\r\n\n\tc\rd\n'))
    assert [*file.rows("\t")] == [["a", '"b'], [], ["", "c\rd"]]
