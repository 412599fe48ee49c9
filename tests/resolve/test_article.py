"""The text that started the project, and a small one of our own beside it: every name found, and
found again respelled.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

import translit
from translit.files.strict import parse, plain

CASES = Path(__file__).parents[1] / "cases"
REPORT = (CASES / "report.txt").read_text("utf-8")
RESPELT = plain(parse((CASES / "respellings.yaml").read_text("utf-8"), "respellings.yaml")[0].root)
FOUND = [(name, other) for name, others in RESPELT["found"].items() for other in others]
MISSED = [(name, other) for name, others in RESPELT["missed"].items() for other in others]

NAMES = {
    "sy.aleppo.ramousa": {"Ramousa", "al-Ramosa"},
    "sy.aleppo.ramousa-artillery-college": {"Ramousa Artillery College"},
    "sy.group.fatah-halab": {"Fateh Halab", "Fatah Halab", "Aleppo Conquest"},
    "sy.group.halab-al-shahba-brigades": {"Halab al-Shahba Brigades"},
    "sy.group.jaysh-al-islam": {"Jaysh al-Islam"},
    "sy.group.ahrar-al-sham": {"Ahrar al-Sham"},
    "sy.group.free-syrian-army": {"Free Syrian Army"},
    "sy.aleppo": {"Aleppo"},
    "sy.aleppo.hamdania": {"Hamdania"},
    "sy.aleppo.sharafah": {"al-Sharafah"},
    "sy.aleppo.muatah-hill": {"Muatah Hill"},
    "sy.aleppo.hikmah-school": {"Al-Hikemah School"},
    "sy.person.raed-al-halabi": {"Raed Al Halabi"},
    "sy.person.ahmad-jalal": {"Ahmad Jalal"},
    "sy.person.khalil-hajjar": {"Khalil Hajjar"},
    "sy.person.bashar-al-assad": {"Assad"},
    "qa.media.al-jazeera": {"Al Jazeera"},
    "sy.media.orient-news": {"orient news"},
    "sy.media.aleppo-media-centre": {"Aleppo Media Centre"},
    "gb.org.syrian-observatory-for-human-rights": {"Syrian Observatory for Human Rights"},
}
# What the article has and our own text hasn't.
ARTICLE_ONLY = {
    "sy.aleppo.ramousa": {"Ramosa"},
    "sy.person.khalil-hajjar": {"Hajjar"},
    "sy": {"Syrian"},
    "ru": {"Russian"},
    "gb": {"UK"},
}


def spellings(text: str) -> dict[str | None, set[str]]:
    found: dict[str | None, set[str]] = {}
    for mention in translit.scan(text):
        found.setdefault(mention.resolution.id, set()).add(mention.text)
    return found


def test_every_name_of_our_text_is_found_and_nothing_else() -> None:
    assert spellings(REPORT) == NAMES | {"ru": {"Russia"}}


def test_every_name_of_the_article_is_found_and_nothing_else(shared: Path) -> None:
    asked = {id: NAMES.get(id, set()) | ARTICLE_ONLY.get(id, set()) for id in NAMES | ARTICLE_ONLY}
    assert spellings((shared / "data" / "article.txt").read_text("utf-8")) == asked


def test_the_article_names_the_neighbourhood_four_times(shared: Path) -> None:
    mentions = translit.scan((shared / "data" / "article.txt").read_text("utf-8"))
    assert Counter(mention.resolution.id for mention in mentions)["sy.aleppo.ramousa"] == 4


def ids(name: str, other: str) -> tuple[str | None, list[str | None]]:
    """The ID of a name of the report, and those found in the place of it once it is respelt."""
    mention = next(mention for mention in translit.scan(REPORT) if mention.text == name)
    text = REPORT[: mention.start] + other + REPORT[mention.end :]
    end = mention.start + len(other)
    return mention.resolution.id, [
        found.resolution.id
        for found in translit.scan(text)
        if found.start < end and mention.start < found.end
    ]


@pytest.mark.parametrize(("name", "other"), FOUND)
def test_an_unseen_spelling_in_the_text_is_the_same_entry(name: str, other: str) -> None:
    id, found = ids(name, other)
    assert found == [id]


@pytest.mark.xfail(strict=True, reason="see tests/cases/respellings.yaml")
@pytest.mark.parametrize(("name", "other"), MISSED)
def test_an_unseen_spelling_that_is_missed(name: str, other: str) -> None:
    id, found = ids(name, other)
    assert found == [id]


@pytest.mark.parametrize(("name", "other"), FOUND + MISSED)
def test_no_table_holds_the_unseen_spellings(name: str, other: str) -> None:
    gazetteer = translit.load().gazetteer
    assert translit.fold(other) not in gazetteer.folded
