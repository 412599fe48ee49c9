"""translit: a name in any spelling and any script becomes one canonical ID, with reasons, or an
honest abstention.

    >>> import translit
    >>> translit.resolve("al-Ramosa").id
    'sy.aleppo.ramousa'

The public interface is what `translit.__all__` lists: the classes and functions that
`help(translit)` describes under CLASSES and FUNCTIONS, and docs/reference.md by their purpose. What
stands under PACKAGE CONTENTS is the inside of the house, but for `translit.arrow`, `translit.spacy`
and `translit.strategies`, which need an extra each, and `translit.sqlite`. A public name is
imported when it is first used, so that `import translit` itself costs next to nothing.
"""

from __future__ import annotations

from os.path import exists

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing would double Python's start-up time
    from typing import Any

__version__ = "0.2.0"

# Module -> the public names that it defines. This is the one list of them: all that follows is made
# of it, and `python tests/house/test_face.py` writes `__init__.pyi`, in which type checkers and
# editors find the same names.
_FACE = {
    "doors.reconcile.limits": "Limits",
    "doors.reconcile.server": "Server serve",
    "editing.apply": "apply",
    "editing.changes": "Move diff",
    "editing.proposals": "Proposals Proposed Question Spelling",
    "editing.propose": "Met propose",
    "language.fold": "fold",
    "language.romanise": "romanise",
    "language.skeleton": "skeleton",
    "language.systems": "System systems",
    "match.scoring": "similarity",
    "model.errors": (
        "EntryError Fault MissingExtra MissingTables RulesError TableError TranslitError"
    ),
    "model.nouns": "Candidate Entry Grounds Narrowing Outcome Policy Step",
    "resolving.answer": "Mention Resolution",
    "resolving.steps": "replay",
    "resolving.resolver": "Resolver compile link load resolve resolve_many scan",
    "uses.cluster": "Group cluster",
    "uses.exchange": "Export Imported export_table import_table",
    "uses.findings": "Count Doubt Found Grade Report Truth Unknown",
    "uses.lint": "check",
    "uses.report": "report",
    "uses.screening": "Hit Lists Screened",
    "uses.stats": "Container Shared Stats stats",
    "uses.variants": "Variant variants",
}
_HOMES = {name: module for module, names in _FACE.items() for name in names.split()}
__all__ = list(_HOMES)
__all__.sort()


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'translit' has no attribute {name!r}")
    value = getattr(__import__(f"translit.{home}", fromlist=[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]


# The unrelated "translit" has put its file here. (pathlib is slow to import.)
if exists(f"{__path__[0]}/downgrade.py"):  # noqa: PTH110
    import translit.downgrade  # noqa: F401 (it says so; see translit/doors/clash.py)
