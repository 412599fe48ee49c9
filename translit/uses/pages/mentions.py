"""A text as one self-contained page of HTML: its mentions coloured by entity, and beside each the
reasons.

Nothing is fetched and nothing runs: a style sheet, marked text, and a legend with each entity's
count and spellings. Each paragraph finds its own direction, so that Arabic and Hebrew stand from
right to left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from translit.model.nouns import Outcome
from translit.uses.pages.layout import FOOT, Markup, head, name, table, text, together

if TYPE_CHECKING:
    from translit.resolving.answer import Mention, Resolution

_STYLE = """
p { font: 1.05rem/1.7 serif; white-space: pre-wrap; margin: 0 0 .9rem; }
mark { color: inherit; border-radius: .2em; padding: 0 .15em; background: hsl(var(--hue) 70% 82%);
  cursor: help; }
mark.unsure { background: none; outline: 1px dashed; }
@media (prefers-color-scheme: dark) { mark { background: hsl(var(--hue) 45% 30%); } }
@media print { mark { background: none; text-decoration: underline; } }
"""
UNKNOWN = "several entries"


class Part(NamedTuple):
    """A piece of a text, the file that it is from, and the mentions in it, their offsets counted
    from its start.
    """

    file: str
    text: str
    mentions: list[Mention]


def page(parts: Iterable[Part], title: str) -> Iterator[str]:
    """The page, piece by piece: bounded memory, whatever the length of the text.

    Args:
        parts: the text; pieces of one file follow each other.
        title: what stands above it.
    """
    yield head(title, _STYLE, "mul")
    counts: dict[tuple[str, str], Counter[str]] = {}
    file = None
    for part in parts:
        if part.file != file:
            file = part.file
            yield f"<h2>{text(file)}</h2>\n"
        for mention in part.mentions:
            counts.setdefault(_entity(mention.resolution), Counter())[mention.text] += 1
        yield from _paragraphs(part)
    yield from _legend(counts)
    yield FOOT


def _paragraphs(part: Part) -> Iterator[str]:
    """The text of a part, a p for each paragraph, with its mentions marked."""
    written = "".join(_marked(part))
    for paragraph in written.replace("\r\n", "\n").split("\n\n"):
        if paragraph.strip():
            yield f'<p dir="auto">{paragraph.strip(chr(10))}</p>\n'


def _marked(part: Part) -> Iterator[str]:
    place = 0
    for mention in part.mentions:
        yield escape(part.text[place : mention.start], quote=False)
        yield _mark(mention)
        place = mention.end
    yield escape(part.text[place:], quote=False)


def _mark(mention: Mention) -> str:
    found = mention.resolution
    kind = "" if found else ' class="unsure"'
    what = (
        f"{found.id} ({found.outcome}, {found.score:.3f})"
        if found
        else f"{found.outcome}: {_candidates(found)}"
    )
    title = escape(f"{what}\n{found.explain()}").replace("\n", "&#10;")
    return (
        f'<mark{kind} style="--hue: {hue(found.id or "")}"'
        f' title="{title}">{escape(mention.text, quote=False)}</mark>'
    )


def _candidates(found: Resolution) -> str:
    return ", ".join(f"{candidate.id} {candidate.score:.2f}" for candidate in found.candidates)


def hue(id: str) -> int:
    """The colour of an entity, in degrees from 0 to 359; the same on each page."""
    return crc32(id.encode("utf-8", "surrogatepass")) % 360


def _entity(found: Resolution) -> tuple[str, str]:
    """The ID and name of what was found, or the IDs that it may be."""
    if found:
        return str(found.id), str(found.name)
    return (
        " ".join(candidate.id for candidate in found.candidates)
        if found.outcome is Outcome.AMBIGUOUS
        else ""
    ), UNKNOWN


def _legend(counts: dict[tuple[str, str], Counter[str]]) -> Iterator[str]:
    """The entities, the most mentioned first, each with how often and how it is written."""
    total = sum(count.total() for count in counts.values())
    yield f"<h2>Mentions: {total:,}</h2>\n"
    ranked = sorted(counts.items(), key=lambda item: (-item[1].total(), item[0]))
    rows = [
        (_coloured(id), name(words), count.total(), _spellings(count))
        for (id, words), count in ranked
    ]
    yield table(("ID", "name", "count", "spellings"), rows)


def _coloured(id: str) -> Markup:
    return Markup(f'<mark style="--hue: {hue(id)}">{text(id)}</mark>')


def _spellings(count: Counter[str]) -> Markup:
    ranked = sorted(count.items(), key=lambda item: (-item[1], item[0]))
    return together((Markup(f"{name(spelling)} ({number:,})") for spelling, number in ranked), ", ")
