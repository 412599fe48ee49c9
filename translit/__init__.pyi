# Written by `python tests/test_face.py` from the list in __init__.py; don't edit it here.

from translit.answer import Mention as Mention
from translit.answer import Resolution as Resolution
from translit.cluster import Group as Group
from translit.cluster import cluster as cluster
from translit.editing.apply import apply as apply
from translit.editing.changes import Move as Move
from translit.editing.changes import diff as diff
from translit.editing.proposals import Proposals as Proposals
from translit.editing.proposals import Proposed as Proposed
from translit.editing.proposals import Question as Question
from translit.editing.proposals import Spelling as Spelling
from translit.editing.propose import Met as Met
from translit.editing.propose import propose as propose
from translit.errors import EntryError as EntryError
from translit.errors import Fault as Fault
from translit.errors import MissingExtra as MissingExtra
from translit.errors import MissingTables as MissingTables
from translit.errors import RulesError as RulesError
from translit.errors import TableError as TableError
from translit.errors import TranslitError as TranslitError
from translit.exchange import Export as Export
from translit.exchange import Imported as Imported
from translit.exchange import export_table as export_table
from translit.exchange import import_table as import_table
from translit.explain import replay as replay
from translit.lint import check as check
from translit.matching.scoring import similarity as similarity
from translit.model import Candidate as Candidate
from translit.model import Entry as Entry
from translit.model import Grounds as Grounds
from translit.model import Narrowing as Narrowing
from translit.model import Outcome as Outcome
from translit.model import Policy as Policy
from translit.model import Step as Step
from translit.reconcile.limits import Limits as Limits
from translit.reconcile.server import Server as Server
from translit.reconcile.server import serve as serve
from translit.report import Count as Count
from translit.report import Doubt as Doubt
from translit.report import Found as Found
from translit.report import Grade as Grade
from translit.report import Report as Report
from translit.report import Truth as Truth
from translit.report import Unknown as Unknown
from translit.report import report as report
from translit.resolver import Resolver as Resolver
from translit.resolver import compile as compile  # noqa: A004
from translit.resolver import link as link
from translit.resolver import load as load
from translit.resolver import resolve as resolve
from translit.resolver import resolve_many as resolve_many
from translit.resolver import scan as scan
from translit.stats import Container as Container
from translit.stats import Shared as Shared
from translit.stats import Stats as Stats
from translit.stats import stats as stats
from translit.text.fold import fold as fold
from translit.text.romanise import romanise as romanise
from translit.text.skeleton import skeleton as skeleton
from translit.text.systems import System as System
from translit.text.systems import systems as systems
from translit.variants import Variant as Variant
from translit.variants import variants as variants

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
    "Imported",
    "Limits",
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
