"""Edits of a YAML text by the places of its pieces: a list or a map gains or loses an item, and nothing else changes a byte.

Each function takes the layout of a text and gives patches to it. What they write is read again by those who ask for it: a
layout so odd that a patch spoils it is found then, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from translit.yaml.spans import BREAK, Comment, Layout, Piece
from translit.yaml.writing import WIDTH, in_quotes, scalar


class Patch(NamedTuple):
    """text[start:end] becomes `new`."""

    start: int
    end: int
    new: str


class Noted(NamedTuple):
    """A text and the comment beside it, without its #; "" for none."""

    text: str
    note: str = ""


# A text, a list of texts, or a map of them.
Value = Noted | tuple[Noted, ...] | Mapping[str, "Value"]


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with patches to it, which mustn't overlap; those to one place stand in their order."""
    pieces, last = [], 0
    for start, end, new in sorted(patches, key=lambda patch: patch[:2]):
        assert start >= last, "two patches overlap"
        pieces += [text[last:start], new]
        last = end
    return "".join([*pieces, text[last:]])


def lost(layout: Layout, patches: Iterable[Patch]) -> list[Comment]:
    """The comments that patches to a text take away."""
    found = list[Comment]()
    for start, end, new in patches:
        for each in layout.comments:
            if start <= each.start < end:
                text = each.text.rstrip()
                found += [] if text in new else [each]
                new = new.replace(text, "", 1)  # noqa: PLW2901 (of two equal comments one may go)
    return found


def comment(note: str, before: str = "  ") -> str:
    """A note as a comment at the end of a line; what can't stand in one becomes a blank."""
    shown = "".join(char if char.isprintable() else " " for char in note).strip()
    return f"{before}# {shown}" if shown else ""


# --- values ------------------------------------------------------------------------------------------------------------


def block_lines(key: str, value: Value, indent: int) -> list[str]:
    """A key and its value as the lines of a block."""
    blanks = " " * indent
    head = [f"{blanks}{scalar(key)}:"] if len(key) < WIDTH else [f"{blanks}? {scalar(key)}", f"{blanks}:"]
    if isinstance(value, Noted):
        head[-1] += f" {scalar(value.text)}{comment(value.note)}"
    elif isinstance(value, Mapping):
        return head + [line for inner, each in value.items() for line in block_lines(inner, each, indent + 2)]
    elif any(item.note for item in value):
        return head + [f"{blanks}  - {scalar(item.text)}{comment(item.note)}" for item in value]
    else:
        head[-1] += f" [{', '.join(scalar(item.text) for item in value)}]"
    return head


def flow(value: Value, indent: int, newline: str) -> str:
    """A value in brackets; items with notes have lines of their own, `indent` being that of the line which the value begins in."""
    if isinstance(value, Noted):
        return scalar(value.text)
    if isinstance(value, Mapping):
        pairs = (f"{'? ' * (len(key) >= WIDTH)}{scalar(key)}: {flow(each, indent, newline)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if not any(item.note for item in value):
        return f"[{', '.join(scalar(item.text) for item in value)}]"
    lines = (f"{' ' * (indent + 4)}{scalar(item.text)},{comment(item.note)}{newline}" for item in value)
    return f"[{newline}{''.join(lines)}{' ' * (indent + 2)}]"


def rewritten(piece: Piece, text: str) -> Patch:
    """Another text in place of a scalar, in quotes if that was."""
    new = {"'": "'" + text.replace("'", "''") + "'", '"': in_quotes(text)}.get(piece.style) if text.isprintable() else None
    return Patch(piece.start, piece.end, new or scalar(text))


# --- more in a list ----------------------------------------------------------------------------------------------------


def more_items(layout: Layout, piece: Piece, items: Sequence[Noted]) -> list[Patch]:
    """Items at the end of a list, or beside a single text that stands for a list."""
    if not items:
        return []
    if piece.kind == "scalar":
        return _beside(layout, piece, items)
    if piece.style == "flow":
        return _into_flow(layout, piece, items)
    last: Piece = piece.value[-1]
    end, newline = layout.line(last.end)[1], layout.newline
    indent, place = " " * layout.column(piece.start), _comment_column(layout, last)
    lines = (f"{indent}- {scalar(item.text)}" for item in items)
    padded = (f"{line}{comment(item.note, ' ' * max(2, place - len(line)))}" for line, item in zip(lines, items, strict=True))
    return [Patch(end, end, "".join(newline + line for line in padded))]


def _comment_column(layout: Layout, last: Piece) -> int:
    """Where the comment behind the last item stands, so that the next ones stand below it."""
    line = layout.line(last.end)
    return next((found.start - line[0] for found in layout.comments if line[0] <= found.start < line[1]), 0)


def _beside(layout: Layout, piece: Piece, items: Sequence[Noted]) -> list[Patch]:
    raw = layout.text[piece.start : piece.end] if piece.style not in ("|", ">") else scalar(piece.value)
    if raw != scalar(raw) and not piece.style:  # what a list would part
        raw = scalar(piece.value)
    notes = comment("; ".join(dict.fromkeys(item.note for item in items if item.note)))
    end = layout.line(piece.end)[1]
    new = f"[{', '.join([raw, *(scalar(item.text) for item in items)])}]"
    if not notes or layout.behind(piece.end):
        return [Patch(piece.start, piece.end, new)]
    return [Patch(piece.start, piece.end, new), Patch(end, end, notes)]


def _into_flow(layout: Layout, piece: Piece, items: Sequence[Noted]) -> list[Patch]:
    last, close = (piece.value[-1].end if piece.value else piece.start + 1), piece.end - 1
    if BREAK.search(layout.text, last, close):
        return _before_the_bracket(layout, piece, items)
    comma = "," in layout.bare[last:close]
    if not any(item.note for item in items) and not (piece.value and layout.is_first(piece.value[-1].start)):
        return [Patch(last, last, ", " * bool(piece.value) + ", ".join(scalar(item.text) for item in items))]
    cut = layout.bare.index(",", last) + 1 if comma else last
    head = layout.text[last:cut] or "," * bool(piece.value)
    base, newline = layout.indent(piece.start), layout.newline
    if layout.behind(piece.end):  # the bracket gets a line of its own, lest a comment swallow what follows
        lines = (f"{newline}{' ' * (base + 4)}{scalar(item.text)},{comment(item.note)}" for item in items)
        return [Patch(last, piece.end, f"{head}{''.join(lines)}{newline}{' ' * (base + 2)}]")]
    end = layout.line(piece.end)[1]
    if piece.value and layout.is_first(piece.value[-1].start):
        base = layout.column(piece.value[-1].start) - 2
    lines = (f"{newline}{' ' * (base + 2)}{scalar(item.text)},{comment(item.note)}" for item in items[:-1])
    bracket = f"{newline}{' ' * (base + 2)}{scalar(items[-1].text)}{layout.text[cut:close] if not comma else ',' + layout.text[cut:close]}]"
    return [Patch(last, end, f"{head}{layout.text[piece.end : end]}{''.join(lines)}{bracket}{comment(items[-1].note)}")]


def _before_the_bracket(layout: Layout, piece: Piece, items: Sequence[Noted]) -> list[Patch]:
    """Lines before that of the closing bracket."""
    last, close = (piece.value[-1].end if piece.value else piece.start + 1), piece.end - 1
    place = layout.line(close)[0]
    comma = "," in layout.bare[last:place]
    first = bool(piece.value) and layout.is_first(piece.value[-1].start)
    blanks = " " * (layout.column(piece.value[-1].start) if first else layout.indent(piece.start) + 4)
    signs = ["," for _ in items[:-1]] + ["," * comma]
    lines = (f"{blanks}{scalar(item.text)}{sign}{comment(item.note)}{layout.newline}" for item, sign in zip(items, signs, strict=True))
    new = Patch(place, place, "".join(lines))
    return [new] if comma or not piece.value else [Patch(last, last, ","), new]


# --- more in a map -----------------------------------------------------------------------------------------------------


def more_pairs(layout: Layout, piece: Piece, pairs: Mapping[str, Value], order: Sequence[str] = ()) -> list[Patch]:
    """Keys and their values in a map: behind the last of those that stand before them in `order`, else at its end."""
    before = order[: order.index(next(iter(pairs)))] if order else ()
    last = next((pair for pair in reversed(piece.value) if pair[0].value in before), piece.value[-1] if piece.value else None)
    if piece.style == "flow":
        return _pairs_in_flow(layout, piece, pairs, last[1].end if last else None)
    assert last is not None, "a map in block style is never empty"
    end, indent = layout.line(last[1].end)[1], layout.column(piece.start)
    lines = [line for key, value in pairs.items() for line in block_lines(key, value, indent)]
    return [Patch(end, end, "".join(layout.newline + line for line in lines))]


def _pairs_in_flow(layout: Layout, piece: Piece, pairs: Mapping[str, Value], place: int | None) -> list[Patch]:
    inside = flow(pairs, layout.indent(piece.start), layout.newline)[1:-1]
    if place is None:
        return [Patch(piece.start + 1, piece.start + 1, inside)]
    return [Patch(place, place, f", {inside}")]


def filled(layout: Layout, key: Piece, piece: Piece, pairs: Mapping[str, Value]) -> list[Patch]:
    """Pairs in a map that may be empty: {} behind a key becomes a block where it can."""
    if piece.value or layout.behind(piece.end) or not layout.is_first(key.start):
        return more_pairs(layout, piece, pairs)
    end, colon = layout.line(piece.end)[1], layout.bare.index(":", key.end) + 1
    lines = [line for inner, value in pairs.items() for line in block_lines(inner, value, layout.column(key.start) + 2)]
    return [Patch(colon, piece.end, ""), Patch(end, end, "".join(layout.newline + line for line in lines))]


# --- less --------------------------------------------------------------------------------------------------------------


def without(layout: Layout, *keys: str, item: str | None = None) -> list[Patch]:
    """Takes away what stands under some keys, or an item of the list there; what holds nothing else goes too.

    The comments beside it go as well, and no other.
    """
    parent, piece = layout.at(*keys[:-1]), layout.at(*keys)
    assert parent is not None, "there is such a key"
    assert piece is not None, "there is such a key"
    if item is not None and piece.kind == "list" and len(piece.value) > 1:
        spans = [(each.start, each.end) for each in piece.value]
        number = max(number for number, each in enumerate(piece.value) if each.value == item)
        if piece.style == "block":
            start = layout.bare.rindex("-", spans[number - 1][1] if number else piece.start, spans[number][0])
            return [whole_lines(layout, start, spans[number][1])]
        return [_out_of_flow(layout, piece, spans, number)]
    if len(parent.value) == 1 and len(keys) > 1:
        return without(layout, *keys[:-1])
    number = next(number for number, (key, _) in enumerate(parent.value) if key.value == keys[-1])
    spans = [(key.start, value.end) for key, value in parent.value]
    if parent.style == "flow":
        return [_out_of_flow(layout, parent, spans, number)]
    return [whole_lines(layout, *spans[number])]


def whole_lines(layout: Layout, start: int, end: int) -> Patch:
    """The lines of a piece taken away."""
    first, after = layout.line(start)[0], layout.next_line(end)
    if after == layout.line(end)[1] and first:  # a last line without a break: the break before it goes
        first = layout.line(first - 1)[1]
    return Patch(first, after, "")


def _out_of_flow(layout: Layout, whole: Piece, spans: Sequence[tuple[int, int]], number: int) -> Patch:
    """An item taken out of brackets that hold others too."""
    start, end = spans[number]
    last = number == len(spans) - 1
    behind = layout.behind(end)
    if layout.is_first(start) and behind in ("", ","):
        return _line_out_of_flow(layout, whole, spans, number)
    if layout.is_first(start) and last:
        return _bracket_up(layout, whole, spans[number - 1][1], start, end)
    if not last:
        after = spans[number + 1][0]
        if not BREAK.search(layout.text, end, after):
            return Patch(start, after, "")
        if number and not BREAK.search(layout.text, spans[number - 1][1], start):
            return Patch(spans[number - 1][1], end, "")
        return Patch(start, layout.bare.index(",", end, after) + 1, "")
    before = spans[number - 1][1]
    if "#" in layout.text[before:start] or BREAK.search(layout.text, before, start):
        return Patch(start, end, "")
    return Patch(before, end, "")


def _line_out_of_flow(layout: Layout, whole: Piece, spans: Sequence[tuple[int, int]], number: int) -> Patch:
    """An item taken out that has lines of its own."""
    start, end = spans[number]
    first, after, close = layout.line(start)[0], layout.next_line(end), whole.end - 1
    if number < len(spans) - 1 or not number:
        return Patch(first, after, "")
    before = spans[number - 1][1]
    between, rest = layout.text[before:first], layout.text[after:close]
    if not between.strip(" \t\r\n,") and not rest.strip() and layout.line(before)[0] == layout.line(whole.start)[0]:
        return Patch(before, close, "")  # what more_items made of [a]
    if layout.behind(end) == "" and "," in layout.bare[before:first]:
        comma = layout.bare.index(",", before)
        return Patch(comma, after, layout.text[comma + 1 : first])
    return Patch(first, after, "")


def _bracket_up(layout: Layout, whole: Piece, before: int, start: int, end: int) -> Patch:
    """The last item taken out, before a bracket in its line, which goes to where the item before ends."""
    between = layout.text[before:start]
    comma = layout.bare.index(",", before, start) - before
    above, below = between[:comma] + between[comma + 1 :], layout.text[end : whole.end]
    breaks = [*BREAK.finditer(above)]
    if layout.behind(whole.end):
        return Patch(before, whole.end, below if not above.strip() else above + below)
    if len(breaks) > 1:
        return Patch(before, whole.end, above + below)
    return Patch(before, layout.line(whole.end)[1], below + above[: breaks[0].start()].rstrip())
