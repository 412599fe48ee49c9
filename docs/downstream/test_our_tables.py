"""The suite of a project that keeps its own alias tables and resolves names with translit."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings

import translit
from translit import Outcome, strategies
from translit.strategies import Surface

OURS = translit.load(Path(__file__).with_name("rivers.yaml"))
settings.register_profile("ours", deadline=None)  # the first example loads rules and tables
settings.load_profile("ours")


@given(strategies.mentions(OURS))
def test_our_names_are_found_however_they_are_written(surface: Surface) -> None:
    """Case, marks, Unicode form, article, hyphens and apostrophes change no answer."""
    mention, id = surface
    found = OURS.resolve(mention)
    assert found.id == id or (found.outcome is Outcome.AMBIGUOUS and id in [candidate.id for candidate in found.candidates])


@given(strategies.respellings(OURS))
def test_another_romanisation_is_never_another_river(surface: Surface) -> None:
    mention, id = surface
    assert OURS.resolve(mention).id in (id, None)


@given(strategies.near_misses(OURS))
def test_a_name_with_other_consonants_is_another_name(surface: Surface) -> None:
    mention, id = surface
    assert OURS.resolve(mention).id != id


@given(strategies.names("Arab") | strategies.names("Latn"))
def test_our_report_takes_any_name(name: str) -> None:
    """The project's own code, fed with names it has never seen."""
    assert report(name).count("\t") == 1


def report(name: str) -> str:
    """A line of our report: the name and the ID of the river, or a question mark."""
    return f"{name}\t{OURS.resolve(name).id or '?'}"
