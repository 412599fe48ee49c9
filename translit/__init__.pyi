# Written by `python tests/house/test_face.py` from the list in __init__.py; don't edit it here.

from translit.doors.reconcile.limits import Limits as Limits
from translit.doors.reconcile.server import Server as Server
from translit.doors.reconcile.server import serve as serve
from translit.editing.apply import apply as apply
from translit.editing.changes import Move as Move
from translit.editing.changes import diff as diff
from translit.editing.proposals import Proposals as Proposals
from translit.editing.proposals import Proposed as Proposed
from translit.editing.proposals import Question as Question
from translit.editing.proposals import Spelling as Spelling
from translit.editing.propose import Met as Met
from translit.editing.propose import propose as propose
from translit.language.fold import fold as fold
from translit.language.romanise import romanise as romanise
from translit.language.skeleton import skeleton as skeleton
from translit.language.systems import System as System
from translit.language.systems import systems as systems
from translit.match.scoring import similarity as similarity
from translit.model.errors import EntryError as EntryError
from translit.model.errors import Fault as Fault
from translit.model.errors import MissingExtra as MissingExtra
from translit.model.errors import MissingTables as MissingTables
from translit.model.errors import RulesError as RulesError
from translit.model.errors import TableError as TableError
from translit.model.errors import TranslitError as TranslitError
from translit.model.nouns import Candidate as Candidate
from translit.model.nouns import Entry as Entry
from translit.model.nouns import Grounds as Grounds
from translit.model.nouns import Narrowing as Narrowing
from translit.model.nouns import Outcome as Outcome
from translit.model.nouns import Policy as Policy
from translit.model.nouns import Step as Step
from translit.resolving.answer import Mention as Mention
from translit.resolving.answer import Resolution as Resolution
from translit.resolving.resolver import Resolver as Resolver
from translit.resolving.resolver import compile as compile  # noqa: A004
from translit.resolving.resolver import link as link
from translit.resolving.resolver import load as load
from translit.resolving.resolver import resolve as resolve
from translit.resolving.resolver import resolve_many as resolve_many
from translit.resolving.resolver import scan as scan
from translit.resolving.steps import replay as replay
from translit.uses.cluster import Group as Group
from translit.uses.cluster import cluster as cluster
from translit.uses.exchange import Export as Export
from translit.uses.exchange import Imported as Imported
from translit.uses.exchange import export_table as export_table
from translit.uses.exchange import import_table as import_table
from translit.uses.findings import Count as Count
from translit.uses.findings import Doubt as Doubt
from translit.uses.findings import Found as Found
from translit.uses.findings import Grade as Grade
from translit.uses.findings import Report as Report
from translit.uses.findings import Truth as Truth
from translit.uses.findings import Unknown as Unknown
from translit.uses.lint import check as check
from translit.uses.report import report as report
from translit.uses.screening import Hit as Hit
from translit.uses.screening import Lists as Lists
from translit.uses.screening import Screened as Screened
from translit.uses.stats import Container as Container
from translit.uses.stats import Shared as Shared
from translit.uses.stats import Stats as Stats
from translit.uses.stats import stats as stats
from translit.uses.variants import Variant as Variant
from translit.uses.variants import variants as variants

__version__: str
__all__ = [
    "Candidate",
    "Container",
    "Count",
    "Doubt",
    "Entry",
    "EntryError",
    "Export",
    "Fault",
    "Found",
    "Grade",
    "Grounds",
    "Group",
    "Hit",
    "Imported",
    "Limits",
    "Lists",
    "Mention",
    "Met",
    "MissingExtra",
    "MissingTables",
    "Move",
    "Narrowing",
    "Outcome",
    "Policy",
    "Proposals",
    "Proposed",
    "Question",
    "Report",
    "Resolution",
    "Resolver",
    "RulesError",
    "Screened",
    "Server",
    "Shared",
    "Spelling",
    "Stats",
    "Step",
    "System",
    "TableError",
    "TranslitError",
    "Truth",
    "Unknown",
    "Variant",
    "apply",
    "check",
    "cluster",
    "compile",
    "diff",
    "export_table",
    "fold",
    "import_table",
    "link",
    "load",
    "propose",
    "replay",
    "report",
    "resolve",
    "resolve_many",
    "romanise",
    "scan",
    "serve",
    "similarity",
    "skeleton",
    "stats",
    "systems",
    "variants",
]
