"""translit: a name in any spelling and any script becomes one canonical ID, with reasons, or an honest abstention.

The names below are the whole public interface. Each is imported when it is first used, so that `import translit`
itself costs next to nothing.
"""

from __future__ import annotations

import sys
from os.path import exists

TYPE_CHECKING = False  # checkers take it for typing's own; importing typing would double Python's start-up time
__version__ = "0.1.0"

# Public name -> the module that defines it.
_HOMES = {
    "Entry": "model", "Candidate": "model", "Mention": "model", "Outcome": "model", "Policy": "model",
    "Resolution": "model", "Step": "model",
    "EntryError": "errors", "Fault": "errors", "MissingExtra": "errors", "MissingTables": "errors",
    "RulesError": "errors", "TableError": "errors", "TranslitError": "errors",
    "fold": "text.fold", "romanise": "text.romanise", "skeleton": "text.skeleton", "similarity": "matching.scoring",
    "Resolver": "resolver", "compile": "resolver", "load": "resolver", "resolve": "resolver", "resolve_many": "resolver",
    "scan": "resolver", "link": "resolver",
    "replay": "explain", "cluster": "cluster", "Group": "cluster", "check": "lint", "apply": "editing.apply", "diff": "editing.changes",
    "propose": "editing.propose", "export_table": "exchange", "import_table": "exchange",
    "stats": "stats", "Stats": "stats", "report": "report", "Report": "report",
    "Server": "reconcile.server", "serve": "reconcile.server",
    "Variant": "variants", "variants": "variants",
    "System": "text.systems", "systems": "text.systems",
}  # fmt: skip
__all__ = [  # the keys of _HOMES, spelt out because type checkers read only a literal
    "Candidate", "Entry", "EntryError", "Fault", "Group", "Mention", "MissingExtra", "MissingTables", "Outcome", "Policy", "Report",
    "Resolution", "Resolver", "RulesError", "Server", "Stats", "Step", "System", "TableError", "TranslitError", "Variant", "apply", "check",
    "cluster", "compile", "diff", "export_table", "fold", "import_table", "link", "load", "propose", "replay", "report", "resolve",
    "resolve_many", "romanise", "scan", "serve", "similarity", "skeleton", "stats", "systems", "variants",
]  # fmt: skip

if TYPE_CHECKING:
    from typing import Any

    from translit.cluster import Group, cluster
    from translit.editing.apply import apply
    from translit.editing.changes import diff
    from translit.editing.propose import propose
    from translit.errors import EntryError, Fault, MissingExtra, MissingTables, RulesError, TableError, TranslitError
    from translit.exchange import export_table, import_table
    from translit.explain import replay
    from translit.lint import check
    from translit.matching.scoring import similarity
    from translit.model import Candidate, Entry, Mention, Outcome, Policy, Resolution, Step
    from translit.reconcile.server import Server, serve
    from translit.report import Report, report
    from translit.resolver import Resolver, compile, link, load, resolve, resolve_many, scan  # noqa: A004 (re.compile has the name too)
    from translit.stats import Stats, stats
    from translit.text.fold import fold
    from translit.text.romanise import romanise
    from translit.text.skeleton import skeleton
    from translit.text.systems import System, systems
    from translit.variants import Variant, variants


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'translit' has no attribute {name!r}")
    value = getattr(__import__(f"translit.{home}", fromlist=[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(type(sys)):  # type: ignore[misc]
    """Keeps `translit.fold` the function when Python, on importing the module translit.fold, would put the module there."""

    def __setattr__(self, name: str, value: Any) -> None:
        if not (name in _HOMES and isinstance(value, type(sys))):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package

if exists(f"{__path__[0]}/downgrade.py"):  # noqa: PTH110 (pathlib is slow to import): the unrelated "translit" has put its file here
    import translit.downgrade  # noqa: F401 (it says so; see translit/clash.py)
