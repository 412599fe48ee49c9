"""Charts, as SVG that stands in a page: from numbers to a picture, and nothing else.

Each is read without its colours and by a screen reader: filled or framed tells kinds apart, and
every count is written beside what stands for it. Colours are those of the page around it
(translit/uses/pages/layout.py), so that it follows it into the dark and onto paper. What is
measured in per cent follows the width of the page, while the letters keep their size.
"""

from __future__ import annotations

from collections.abc import Sequence

from translit.uses.pages.layout import Markup, text, together

STYLE = """
svg { display: block; width: 100%; overflow: visible; }
svg text { font-size: .75rem; fill: var(--soft); font-variant-numeric: tabular-nums; }
.bar { height: .7rem; margin-top: .35rem; min-width: 4rem; }
.full { fill: var(--fill); } .hollow { fill: var(--pale); stroke: var(--fill); stroke-width: 1; }
.axis { stroke: var(--soft); } .grid { stroke: var(--line); } .true { stroke: var(--soft);
  stroke-dasharray: 5 4; }
.dot { fill: var(--ground); stroke: var(--ink); stroke-width: 2; }
.square { max-width: 25rem; }
@media print { .square { max-width: 80mm; } }
"""
# How high columns are, in pixels, with the count above the highest and the label below.
TALL, ABOVE, BELOW = 130, 18, 20
# The side of a reliability diagram, and its margins, in its own units.
SIDE, LEFT, TOP, FOOT = 300, 48, 10, 58


def bar(value: float, most: float) -> Markup:
    """A bar of the cell of a table, beside which its number stands: as long as `value` is of
    `most`, the longest one.
    """
    wide = 100 * value / most if most else 0.0
    return Markup(
        f'<svg class="bar" aria-hidden="true"><rect class="full" width="{wide:.1f}%"'
        ' height="100%"/></svg>'
    )


def columns(
    title: str, labels: Sequence[str], full: Sequence[int], hollow: Sequence[int] = ()
) -> Markup:
    """A histogram: a column a label, of what is full and, on top of it, what is hollow.

    Args:
        title: what it shows, in words.
        labels: what stands below each column.
        full: the counts, as many as labels.
        hollow: further counts, as many; none where there is one kind.
    """
    pairs = list(zip(full, hollow or [0] * len(full), strict=True))
    most = max(map(sum, pairs), default=0) or 1
    parts = [
        _column(place, len(pairs), label, *pair, TALL / most)
        for place, (label, pair) in enumerate(zip(labels, pairs, strict=True))
    ]
    floor = ABOVE + TALL
    axis = Markup(f'<line class="axis" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>')
    return Markup(
        '<svg role="img"'
        f' height="{floor + BELOW}"><title>{text(title)}</title>{together(parts)}{axis}</svg>\n'
    )


def _column(place: int, places: int, label: str, full: int, hollow: int, scale: float) -> Markup:
    """One column, with the count above it and the label below."""
    wide, floor = 100 / places, ABOVE + TALL
    left, middle = wide * (place + 0.1), wide * (place + 0.5)
    solid, framed = full * scale, hollow * scale
    rects = (("full", floor - solid, solid), ("hollow", floor - solid - framed, framed))
    across = f'x="{left:.2f}%" width="{0.8 * wide:.2f}%"'
    drawn = "".join(
        f'<rect class="{kind}" {across} y="{y:.1f}" height="{tall:.1f}"/>'
        for kind, y, tall in rects
        if tall
    )
    count = (
        f'<text x="{middle:.2f}%" y="{floor - solid - framed - 5:.1f}"'
        f' text-anchor="middle">{short(full + hollow)}</text>'
    )
    below = f'<text x="{middle:.2f}%" y="{floor + 15}" text-anchor="middle">{text(label)}</text>'
    return Markup(f"{drawn}{count if full + hollow else ''}{below}")


def short(count: int) -> str:
    """A count in up to four characters: 950, 9.5k, 95k, 950k, 9.5M."""
    for least, unit, name in ((999_500, 1_000_000, "M"), (1_000, 1_000, "k")):
        if count >= least:
            return (
                f"{count / unit:.1f}{name}" if count < 9.95 * unit else f"{count / unit:.0f}{name}"
            )
    return str(count)


def key(full: str, hollow: str) -> Markup:
    """What full and hollow mean in a histogram."""
    marks = ((kind, words) for kind, words in (("full", full), ("hollow", hollow)))
    drawn = (
        f'<span><svg class="mark" aria-hidden="true"><rect class="{kind}" width="100%"'
        f' height="100%"/></svg> {text(words)}</span>'
        for kind, words in marks
    )
    return Markup(f'<p class="key">{"".join(drawn)}</p>\n')


def reliability(title: str, grades: Sequence[tuple[int, float, float]]) -> Markup:
    """A reliability diagram: the share that is right over the score. What can be trusted lies on
    the broken line.

    Args:
        title: what it shows, in words.
        grades: for parts of the scores from 0 to 1, of equal width: how many there are, their mean
            score, and the share that is right.
    """
    wide, bottom = SIDE / len(grades), TOP + SIDE
    met = [(LEFT + wide * place, grade) for place, grade in enumerate(grades) if grade[0]]
    parts = [
        *(_tick(tenth / 10) for tenth in range(0, 11, 2)),
        *(_grade(x, wide, count, right) for x, (count, _, right) in met),
        f'<line class="true" x1="{LEFT}" y1="{bottom}" x2="{LEFT + SIDE}" y2="{TOP}"/>',
        *(_dot(score, right) for _, (_, score, right) in met),
        _AXES,
    ]
    box = f"0 0 {LEFT + SIDE + 12} {TOP + SIDE + FOOT}"
    return Markup(
        '<svg class="square" role="img"'
        f' viewBox="{box}"><title>{text(title)}</title>{"".join(parts)}</svg>\n'
    )


_AXES = (
    f'<text x="{LEFT + SIDE / 2}" y="{TOP + SIDE + 50}" text-anchor="middle">score (above it: how'
    f' many names)</text><text transform="translate(12 {TOP + SIDE / 2}) rotate(-90)"'
    ' text-anchor="middle">share that is right</text>'
)


def _grade(x: float, wide: float, count: int, right: float) -> str:
    """The bar of one part of the scores, from `x` on, and how many there are below it."""
    bottom, tall = TOP + SIDE, SIDE * right
    return (
        f'<rect class="hollow" x="{x + 2:.1f}" y="{bottom - tall:.1f}" width="{wide - 4:.1f}"'
        f' height="{tall:.1f}"/><text x="{x + wide / 2:.1f}" y="{bottom + 14}"'
        f' text-anchor="middle">{short(count)}</text>'
    )


def _dot(score: float, right: float) -> str:
    """The point of a share that is right over a score."""
    x, y = LEFT + SIDE * score, TOP + SIDE * (1 - right)
    return f'<circle class="dot" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'


def _tick(value: float) -> str:
    """A line across at a share, with its number; and the same number below, as a score."""
    x, y = LEFT + SIDE * value, TOP + SIDE * (1 - value)
    line = (
        f'<line class="{"grid" if value else "axis"}" x1="{LEFT}" x2="{LEFT + SIDE}" y1="{y:g}"'
        f' y2="{y:g}"/>'
    )
    beside = f'<text x="{LEFT - 8}" y="{y + 4:g}" text-anchor="end">{value:g}</text>'
    return (
        f'{line}{beside}<text x="{x:g}" y="{TOP + SIDE + 31}" text-anchor="middle">{value:g}</text>'
    )
