"""Edits of a YAML text by the places of its pieces: a list or a map gains or loses an item, and
nothing else changes a byte.

Each function takes the layout of a text and gives patches to it. What they write is read again by
those who ask for it: a layout so odd that a patch spoils it is found then, and nothing is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from translit.files.tree import BLOCK_SCALARS, BREAK, Comment, Node, Tree
from translit.files.writing import Noted, Value, block, comment, flow, in_quotes, scalar


class Patch(NamedTuple):
    """text[start:end] becomes `new`."""

    start: int
    end: int
    new: str


def patched(text: str, patches: Iterable[Patch]) -> str:
    """The text with patches to it, which mustn't overlap; those to one place stand in their
    order.
    """
    pieces, last = [], 0
    for start, end, new in sorted(patches, key=lambda patch: patch[:2]):
        assert start >= last, "two patches overlap"
        pieces += [text[last:start], new]
        last = end
    return "".join([*pieces, text[last:]])


def lost(tree: Tree, patches: Iterable[Patch]) -> list[Comment]:
    """The comments that patches to a text take away."""
    found = list[Comment]()
    for start, end, new in patches:
        for each in tree.comments:
            if start <= each.start < end:
                text = each.text.rstrip()
                found += [] if text in new else [each]
                new = new.replace(text, "", 1)  # noqa: PLW2901 (of two equal comments one may go)
    return found


def rewritten(node: Node, text: str) -> Patch:
    """Another text in place of a scalar, in quotes if that was."""
    new = (
        {"'": "'" + text.replace("'", "''") + "'", '"': in_quotes(text)}.get(node.style)
        if text.isprintable()
        else None
    )
    return Patch(node.start, node.end, new or scalar(text))


# --- more in a list -------------------------------------------------------------------------------


def more_items(tree: Tree, node: Node, items: Sequence[Noted]) -> list[Patch]:
    """Items at the end of a list, or beside a single text that stands for a list."""
    if not items:
        return []
    if node.kind == "scalar":
        return _beside(tree, node, items)
    if node.style == "flow":
        return _into_flow(tree, node, items)
    last: Node = node.value[-1]
    end, newline = tree.line(last.end)[1], tree.newline
    indent, place = " " * tree.column(node.start), _comment_column(tree, last)
    lines = (f"{indent}- {scalar(item.text)}" for item in items)
    padded = (
        f"{line}{comment(item.note, ' ' * max(2, place - len(line)))}"
        for line, item in zip(lines, items, strict=True)
    )
    return [Patch(end, end, "".join(newline + line for line in padded))]


def _comment_column(tree: Tree, last: Node) -> int:
    """Where the comment behind the last item stands, so that the next ones stand below it."""
    line = tree.line(last.end)
    return next(
        (found.start - line[0] for found in tree.comments if line[0] <= found.start < line[1]), 0
    )


def _beside(tree: Tree, node: Node, items: Sequence[Noted]) -> list[Patch]:
    raw = (
        tree.text[node.start : node.end] if node.style not in BLOCK_SCALARS else scalar(node.value)
    )
    if raw != scalar(raw) and not node.style:  # what a list would part
        raw = scalar(node.value)
    notes = comment("; ".join(dict.fromkeys(item.note for item in items if item.note)))
    end = tree.line(node.end)[1]
    new = f"[{', '.join([raw, *(scalar(item.text) for item in items)])}]"
    if not notes or tree.behind(node.end):
        return [Patch(node.start, node.end, new)]
    return [Patch(node.start, node.end, new), Patch(end, end, notes)]


def _into_flow(tree: Tree, node: Node, items: Sequence[Noted]) -> list[Patch]:
    last, close = (node.value[-1].end if node.value else node.start + 1), node.end - 1
    if BREAK.search(tree.text, last, close):
        return _before_the_bracket(tree, node, items)
    comma = "," in tree.bare[last:close]
    if not any(item.note for item in items) and not (
        node.value and tree.is_first(node.value[-1].start)
    ):
        return [
            Patch(
                last, last, ", " * bool(node.value) + ", ".join(scalar(item.text) for item in items)
            )
        ]
    cut = tree.bare.index(",", last) + 1 if comma else last
    head = tree.text[last:cut] or "," * bool(node.value)
    base, newline = tree.indent(node.start), tree.newline
    if tree.behind(
        node.end
    ):  # the bracket gets a line of its own, lest a comment swallow what follows
        lines = (
            f"{newline}{' ' * (base + 4)}{scalar(item.text)},{comment(item.note)}" for item in items
        )
        return [Patch(last, node.end, f"{head}{''.join(lines)}{newline}{' ' * (base + 2)}]")]
    end = tree.line(node.end)[1]
    if node.value and tree.is_first(node.value[-1].start):
        base = tree.column(node.value[-1].start) - 2
    lines = (
        f"{newline}{' ' * (base + 2)}{scalar(item.text)},{comment(item.note)}"
        for item in items[:-1]
    )
    rest = "," * bool(comma) + tree.text[cut:close]
    bracket = f"{newline}{' ' * (base + 2)}{scalar(items[-1].text)}{rest}]"
    return [
        Patch(
            last,
            end,
            f"{head}{tree.text[node.end : end]}{''.join(lines)}{bracket}{comment(items[-1].note)}",
        )
    ]


def _before_the_bracket(tree: Tree, node: Node, items: Sequence[Noted]) -> list[Patch]:
    """Lines before that of the closing bracket."""
    last, close = (node.value[-1].end if node.value else node.start + 1), node.end - 1
    place = tree.line(close)[0]
    comma = "," in tree.bare[last:place]
    first = bool(node.value) and tree.is_first(node.value[-1].start)
    blanks = " " * (tree.column(node.value[-1].start) if first else tree.indent(node.start) + 4)
    signs = ["," for _ in items[:-1]] + ["," * comma]
    lines = (
        f"{blanks}{scalar(item.text)}{sign}{comment(item.note)}{tree.newline}"
        for item, sign in zip(items, signs, strict=True)
    )
    new = Patch(place, place, "".join(lines))
    return [new] if comma or not node.value else [Patch(last, last, ","), new]


# --- more in a map --------------------------------------------------------------------------------


def more_pairs(
    tree: Tree, node: Node, pairs: Mapping[str, Value], order: Sequence[str] = ()
) -> list[Patch]:
    """Keys and their values in a map: behind the last of those that stand before them in
    `order`, else at its end.
    """
    before = order[: order.index(next(iter(pairs)))] if order else ()
    last = next(
        (pair for pair in reversed(node.value) if pair[0].value in before),
        node.value[-1] if node.value else None,
    )
    if node.style == "flow":
        return _pairs_in_flow(tree, node, pairs, last[1].end if last else None)
    assert last is not None, "a map in block style is never empty"
    end, indent = tree.line(last[1].end)[1], tree.column(node.start)
    return [Patch(end, end, "".join(tree.newline + line for line in block(pairs, indent)))]


def _pairs_in_flow(
    tree: Tree, node: Node, pairs: Mapping[str, Value], place: int | None
) -> list[Patch]:
    inside = flow(pairs, tree.indent(node.start), tree.newline)[1:-1]
    if place is None:
        return [Patch(node.start + 1, node.start + 1, inside)]
    return [Patch(place, place, f", {inside}")]


def filled(tree: Tree, key: Node, node: Node, pairs: Mapping[str, Value]) -> list[Patch]:
    """Pairs in a map that may be empty: {} behind a key becomes a block where it can."""
    if node.value or tree.behind(node.end) or not tree.is_first(key.start):
        return more_pairs(tree, node, pairs)
    end, colon = tree.line(node.end)[1], tree.bare.index(":", key.end) + 1
    lines = block(pairs, tree.column(key.start) + 2)
    return [
        Patch(colon, node.end, ""),
        Patch(end, end, "".join(tree.newline + line for line in lines)),
    ]


# --- less -----------------------------------------------------------------------------------------


def without(tree: Tree, *keys: str, item: str | None = None) -> list[Patch]:
    """Takes away what stands under some keys, or an item of the list there; what holds nothing else
    goes too.

    The comments beside it go as well, and no other.
    """
    parent, node = tree.at(*keys[:-1]), tree.at(*keys)
    assert parent is not None, "there is such a key"
    assert node is not None, "there is such a key"
    if item is not None and node.kind == "list" and len(node.value) > 1:
        spans = [(each.start, each.end) for each in node.value]
        number = max(number for number, each in enumerate(node.value) if each.value == item)
        if node.style == "block":
            start = tree.bare.rindex(
                "-", spans[number - 1][1] if number else node.start, spans[number][0]
            )
            return [whole_lines(tree, start, spans[number][1])]
        return [_out_of_flow(tree, node, spans, number)]
    if len(parent.value) == 1 and len(keys) > 1:
        return without(tree, *keys[:-1])
    number = next(number for number, (key, _) in enumerate(parent.value) if key.value == keys[-1])
    spans = [(key.start, value.end) for key, value in parent.value]
    if parent.style == "flow":
        return [_out_of_flow(tree, parent, spans, number)]
    return [whole_lines(tree, *spans[number])]


def whole_lines(tree: Tree, start: int, end: int) -> Patch:
    """The lines of a node taken away."""
    first, after = tree.line(start)[0], tree.next_line(end)
    if (
        after == tree.line(end)[1] and first
    ):  # a last line without a break: the break before it goes
        first = tree.line(first - 1)[1]
    return Patch(first, after, "")


def _out_of_flow(tree: Tree, whole: Node, spans: Sequence[tuple[int, int]], number: int) -> Patch:
    """An item taken out of brackets that hold others too."""
    start, end = spans[number]
    last = number == len(spans) - 1
    behind = tree.behind(end)
    if tree.is_first(start) and behind in ("", ","):
        return _line_out_of_flow(tree, whole, spans, number)
    if tree.is_first(start) and last:
        return _bracket_up(tree, whole, spans[number - 1][1], start, end)
    if not last:
        after = spans[number + 1][0]
        if not BREAK.search(tree.text, end, after):
            return Patch(start, after, "")
        if number and not BREAK.search(tree.text, spans[number - 1][1], start):
            return Patch(spans[number - 1][1], end, "")
        return Patch(start, tree.bare.index(",", end, after) + 1, "")
    before = spans[number - 1][1]
    if "#" in tree.text[before:start] or BREAK.search(tree.text, before, start):
        return Patch(start, end, "")
    return Patch(before, end, "")


def _line_out_of_flow(
    tree: Tree, whole: Node, spans: Sequence[tuple[int, int]], number: int
) -> Patch:
    """An item taken out that has lines of its own."""
    start, end = spans[number]
    first, after, close = tree.line(start)[0], tree.next_line(end), whole.end - 1
    if number < len(spans) - 1 or not number:
        return Patch(first, after, "")
    before = spans[number - 1][1]
    between, rest = tree.text[before:first], tree.text[after:close]
    if (
        not between.strip(" \t\r\n,")
        and not rest.strip()
        and tree.line(before)[0] == tree.line(whole.start)[0]
    ):
        return Patch(before, close, "")  # what more_items made of [a]
    if tree.behind(end) == "" and "," in tree.bare[before:first]:
        comma = tree.bare.index(",", before)
        return Patch(comma, after, tree.text[comma + 1 : first])
    return Patch(first, after, "")


def _bracket_up(tree: Tree, whole: Node, before: int, start: int, end: int) -> Patch:
    """The last item taken out, before a bracket in its line, which goes to where the item before
    ends.
    """
    between = tree.text[before:start]
    comma = tree.bare.index(",", before, start) - before
    above, below = between[:comma] + between[comma + 1 :], tree.text[end : whole.end]
    breaks = [*BREAK.finditer(above)]
    if tree.behind(whole.end):
        return Patch(before, whole.end, below if not above.strip() else above + below)
    if len(breaks) > 1:
        return Patch(before, whole.end, above + below)
    return Patch(before, tree.line(whole.end)[1], below + above[: breaks[0].start()].rstrip())
