"""A scanned text as a page of HTML: nothing of the text is lost, nothing in it is markup,
nothing is fetched.
"""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from drawing import RUNNING
from hypothesis import given
from hypothesis import strategies as st

import translit
from translit.resolving.resolver import bundled
from translit.uses.pages.mentions import Part, hue, page


class Reader(HTMLParser):
    """The text of the paragraphs and what is marked in them."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.marks, self.titles, self._open = "", list[str](), list[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        if tag == "mark" and "p" in self._open:
            self.marks.append("")
            self.titles.append(dict(attrs).get("title") or "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "p" in self._open:
            self.text += data
            if "mark" in self._open:
                self.marks[-1] += data


def read(text: str) -> tuple[Reader, str]:
    written = "".join(page([Part("report.txt", text, bundled().scan(text))], "Mentions"))
    reader = Reader()
    reader.feed(written)
    return reader, written


@given(RUNNING | st.text("<>&\"' Aleppo\n", max_size=30))
def test_the_page_holds_the_text_and_its_mentions(text: str) -> None:
    """But for blanks between paragraphs and the control characters that HTML can't hold."""
    text = "".join(char for char in text if char.isprintable() or char in " \n")
    reader, _ = read(text)
    assert "".join(reader.text.split()) == "".join(text.split())
    assert reader.marks == [mention.text for mention in bundled().scan(text)]


def test_the_page_stands_alone_and_says_why() -> None:
    reader, written = read("Fighting in Ramouseh.\n\nقصف في حلب\n\n<script>alert(1)</script>")
    assert not re.search(r"<script|https?://|src=|href=|url\(", written.replace("&lt;script", ""))
    assert written.count('<p dir="auto">') == 3
    assert "sy.aleppo.ramousa (FUZZY" in reader.titles[0]
    assert "probability" in reader.titles[0]
    assert "<bdi>Ramouseh</bdi> (1)" in unescape(written)


def test_a_mention_of_several_entries_is_marked_as_unsure() -> None:
    reader, written = read("He went to Tripoli")
    assert 'class="unsure"' in written
    assert "lb.tripoli 0.50" in reader.titles[0]


def test_an_entity_has_one_colour() -> None:
    assert hue("sy.aleppo") == hue("sy.aleppo") < 360
    assert len({hue(id) for id in bundled().entries}) > 200


def test_the_command_writes_the_page(capsys, tmp_path) -> None:
    from translit.doors.cli import main

    path = tmp_path / "report.txt"
    path.write_text("In Aleppo.", "utf-8")
    assert main(["scan", "--format", "html", str(path)]) == 0
    assert "<mark" in capsys.readouterr().out
    path.write_text("In Aleppo. In Tripoli.", "utf-8")
    assert main(["scan", "--format", "html", str(path)]) == 1  # as without --format


def test_offsets_in_other_units_count_over_the_whole_file(capsys, tmp_path) -> None:
    from translit.doors.cli import main

    path = tmp_path / "report.txt"
    path.write_text("🙂 Aleppo", "utf-8")
    for unit, start in (("codepoint", 2), ("utf16", 3), ("utf8", 5)):
        main(["scan", "--offset-unit", unit, "--format", "tsv", str(path)])
        assert capsys.readouterr().out.splitlines()[1].split("\t")[0] == str(start)
    assert translit.scan("🙂 Aleppo", offset_unit="utf16")[0].start == 3
