# docs/downstream/test_our_tables.py
"""The suite of a project that keeps its own alias tables and resolves names with translit."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

import translit
from translit import strategies
from translit.strategies import Surface

OURS = translit.load(Path(__file__).with_name("rivers.yaml"))
CAREFUL = translit.Policy(
    precision=0.99
)  # among three rivers little comes near by chance: with 0.95 Hamur is Habur, mistyped
settings.register_profile("ours", deadline=None)  # the first example loads rules and tables
settings.load_profile("ours")


def report(name: str) -> str:
    """The project's own code: a line with the name and the ID of the river, or a question mark."""
    return f"{name}\t{OURS.resolve(name, policy=CAREFUL).id or '?'}"


@given(strategies.mentions(OURS))
def test_a_river_is_found_however_its_name_is_written(surface: Surface) -> None:
    """Case, marks, Unicode form, article, hyphens and apostrophes change no line. (No two of our
    rivers share a name.)
    """
    mention, id = surface
    assert report(mention) == f"{mention}\t{id}"


@given(strategies.respellings(OURS))
def test_another_romanisation_is_never_another_river(surface: Surface) -> None:
    mention, id = surface
    assert report(mention).split("\t")[1] in (id, "?")


@given(strategies.near_misses(OURS))
def test_a_name_with_other_consonants_is_another_name(surface: Surface) -> None:
    mention, id = surface
    assert report(mention) != f"{mention}\t{id}"


@given(strategies.names("Arab") | strategies.names("Latn"))
def test_a_line_has_two_fields_whatever_the_name(name: str) -> None:
    """Names that nobody has seen yet."""
    assert report(name).count("\t") == 1
