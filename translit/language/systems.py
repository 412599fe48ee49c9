"""The published systems by which scripts are written in Latin letters, as their files of rules
name them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from translit.knowledge.rules import rules, rules_exist
from translit.language.scripts import rules_file, rules_files, title
from translit.model import given
from translit.model.errors import EntryError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class System(NamedTuple):
    """A system of romanisation that `romanise` knows.

    Attributes:
        code: the ISO 15924 code of its script ("Hang").
        script: the script's name ("Hangul").
        name: what `romanise` calls it; None for the script's own, which counts where none is asked
            for.
        scheme: what was published, and when.
        sources: where it can be read.
        languages: the languages that differ from the script's own rules, as `romanise` takes them.
    """

    code: str
    script: str
    name: str | None
    scheme: str
    sources: tuple[str, ...]
    languages: tuple[str, ...]


def systems(script: str | None = None) -> tuple[System, ...]:
    """Every system of romanisation, by the name of the script; its own first, and the others in the
    order of its file.

    Args:
        script: the ISO 15924 code of a script, or its name in English, in any case; None for all.
            There are no systems for one without a file of rules, which is left to Unidecode.

    Returns:
        The systems, each with where it was published.

    Raises:
        EntryError: there is no script of that name.
    """
    names = sorted(rules_files()) if script is None else [rules_file(_code(script))]
    return tuple(system for name in names if rules_exist(name) for system in _of_file(rules(name)))


def _code(script: str) -> str:
    """The code of a script that somebody names."""
    wanted = given.text(script, "a script").strip().casefold()
    for code, facts in rules("scripts")["scripts"].items():
        if wanted in (code.casefold(), facts["name"].casefold()):
            return str(code)
    raise EntryError(
        f"there is no script {script!r}: give a code of ISO 15924 (Hang) or a name of Unicode"
        " (Hangul)"
    )


def _of_file(tree: Mapping[str, Any]) -> Iterator[System]:
    code, languages = tree["script"], tuple(tree.get("languages", ()))
    for name, facts in ((None, tree), *tree.get("systems", {}).items()):
        sources = facts["source"]
        yield System(
            code,
            title(code),
            name,
            facts["scheme"],
            (sources,) if isinstance(sources, str) else tuple(sources),
            languages,
        )
