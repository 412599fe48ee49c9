"""An entry as a small piece of HTML: what a client shows beside a candidate, and the page behind
its ID.

Nothing is fetched and nothing runs, everything is escaped, and each name finds its own direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

# So many values of a property are shown where there is little room.
SOME = 8

_PAGE = """<!DOCTYPE html>
<html lang="mul"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>translit</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: .85rem/1.4 sans-serif; margin: .6rem; }}
h1 {{ font-size: 1.1rem; margin: 0; }} p {{ margin: .2rem 0; }}
dl {{ display: grid; grid-template-columns: max-content auto; gap: .15rem .7rem; margin: .4rem 0; }}
dt {{ opacity: .7; }} dd {{ margin: 0; }}
</style></head><body>
{card}</body></html>
"""


def page(card: str) -> str:
    """A card as a page of its own."""
    return _PAGE.format(card=card)


def card(
    id: str,
    name: str,
    description: str,
    rows: Iterable[tuple[str, Sequence[dict[str, Any]]]],
    most: int | None = None,
) -> str:
    """What is known of a thing.

    Args:
        id: its ID.
        name: its name.
        description: a line about it.
        rows: its properties: the name of each, and its values as
            translit/doors/reconcile/service.py lays them out. Those without values are left out.
        most: how many values of each are shown; None for all.
    """
    told = "".join(
        f"<dt>{escape(title)}</dt><dd>{_values(values, most)}</dd>\n"
        for title, values in rows
        if values
    )
    head = (
        f'<h1 dir="auto">{escape(name)}</h1>\n<p><code>{escape(id)}</code> – <span'
        f' dir="auto">{escape(description)}</span></p>\n'
    )
    return f"{head}<dl>\n{told}</dl>\n" if told else head


def _values(values: Sequence[dict[str, Any]], most: int | None) -> str:
    shown = ", ".join(map(_value, values[:most]))
    return shown if most is None or len(values) <= most else f"{shown}, … ({len(values):,})"


def _value(value: dict[str, Any]) -> str:
    return f"<bdi>{escape(value['str'] if 'str' in value else value['name'])}</bdi>"
