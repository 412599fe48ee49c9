"""The look that all pages of HTML share: calm on a screen, in the dark, on a narrow one and on
paper; and what may stand on one.

A page is one file. Nothing is fetched and nothing runs: its head forbids both, should anything ever
slip in. Words from outside come in by `text` and `name` alone, which the type checker holds: they
make Markup of a string, and nothing else may stand on a page.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from typing import NamedTuple, NewType

from translit.files.writing import visible

# HTML that was made here, whose words from outside are escaped.
Markup = NewType("Markup", str)


class Share(NamedTuple):
    """How much of a whole a part is. Of no whole there is no share."""

    part: float
    whole: float


# What stands in a cell of a table: words, or a count, a score, a share, which stand to the right.
Cell = Markup | int | float | Share

# What is longer than this, in characters, isn't written out.
LONGEST = 200

_STYLE = """
:root { color-scheme: light dark; --ground: #fdfdfb; --ink: #1d1f21; --soft: #5f6469;
  --line: #dcdde0; --fill: #2f6690; --pale: #cfdeea; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #15171a; --ink: #e4e4e1; --soft: #a2a8ae; --line: #353a3f; --fill: #7fb2da;
    --pale: #2c4356; }
}
@page { margin: 16mm; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem;
  color: var(--ink); background: var(--ground); overflow-wrap: break-word; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .3rem; }
h2 { font-size: 1.1rem; margin: 2.4rem 0 .4rem; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .6rem 0; }
th, td { text-align: start; vertical-align: top; padding: .3rem .8rem .3rem 0;
  border-bottom: 1px solid var(--line);
  overflow-wrap: anywhere; }
th { font-weight: 500; color: var(--soft); border-bottom-color: var(--soft); }
.table { overflow-x: auto; }
code { font-size: .85rem; }
.zero { color: var(--soft); }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
th:last-child, td:last-child { padding-inline-end: 0; }
"""
_PRINT = """
@media print {
  :root { color-scheme: light; --ground: #fff; --ink: #000; --soft: #444; --line: #ccc;
    --fill: #333; --pale: #ddd; }
  body { margin: 0; padding: 0; max-width: none; font-size: 10pt; }
  .table { overflow: visible; } h2, h2 + p { break-after: avoid; }
    tr, svg, dl { break-inside: avoid; }
}
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
# By this a page is known as one that was made here.
_MADE = '<meta name="generator" content="translit"/>'
FOOT = Markup("</body></html>\n")


def head(title: str, style: str, lang: str) -> Markup:
    """The beginning of a page, to its heading.

    Args:
        title: what stands in the heading, any text.
        style: what the page adds to the look of all of them; CSS, and no words from outside.
        lang: the language of its own words, as HTML names it.
    """
    return Markup(
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"/>{_MADE}'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"/>\n'
        f"<title>{text(title)}</title>\n<style>{_STYLE}{style}{_PRINT}</style></head><body>\n"
        f"<h1>{text(title)}</h1>\n"
    )


def is_page(path: str | os.PathLike[str]) -> bool:
    """Whether a file is one of these pages, by its beginning."""
    with Path(path).open("rb") as file:
        return _MADE.encode() in file.read(1 << 8)


def text(words: str) -> Markup:
    """Any text, as it is read: its markup escaped, its control characters shown."""
    return Markup(escape(visible(words)))


def name(words: str) -> Markup:
    """A name, which finds its own direction and leaves that of the words around it alone; what
    is too long to be one is cut.
    """
    return Markup(
        f"<bdi>{text(words if len(words) <= LONGEST else words[: LONGEST - 1] + '…')}</bdi>"
    )


def code(id: str) -> Markup:
    """An ID."""
    return Markup(f"<code><bdi>{text(id)}</bdi></code>")


def together(parts: Iterable[Markup], between: str = "") -> Markup:
    """Several pieces, one after the other."""
    return Markup(between.join(parts))


def table(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Markup:
    """A table; a column whose cells are numbers stands to the right, and so does its head."""
    lines = list(rows)
    numbers = [bool(lines) and not isinstance(cell, str) for cell in (lines[0] if lines else heads)]
    titles = together(
        Markup(f'<th scope="col"{_NUMBER if number else ""}>{text(head)}</th>')
        for head, number in zip(heads, numbers, strict=True)
    )
    body = together(map(_row, lines))
    return Markup(
        f'<div class="table"><table><thead><tr>{titles}</tr></thead>'
        f"<tbody>\n{body}</tbody></table></div>\n"
    )


_NUMBER = ' class="number"'


def _row(cells: Sequence[Cell]) -> Markup:
    return Markup(f"<tr>{together(map(_cell, cells))}</tr>\n")


def _cell(cell: Cell) -> Markup:
    if isinstance(cell, str):
        return Markup(f"<td>{cell}</td>")
    nothing = not (cell.part if isinstance(cell, Share) else cell)
    return Markup(f'<td class="number{" zero" * nothing}">{shown(cell)}</td>')


def shown(cell: Cell) -> Markup:
    """A cell as it is read: a count with its thousands parted, a score with three decimals, a
    share in per cent.
    """
    if isinstance(cell, str):
        return cell
    return (
        _percent(cell)
        if isinstance(cell, Share)
        else Markup(f"{cell:.3f}" if isinstance(cell, float) else f"{cell:,}")
    )


def _percent(share: Share) -> Markup:
    """In per cent: 0 and 100 are said of nothing and of all alone."""
    if not share.whole:
        return Markup("–")
    exact = 100 * share.part / share.whole
    return Markup(
        f"{exact:.0f}%" if share.part in (0, share.whole) else f"{min(max(exact, 0.1), 99.9):.1f}%"
    )
