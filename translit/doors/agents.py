"""A server of the Model Context Protocol: what agents may ask of the tables, read only.

An agent that gets a list of candidates chooses one. So an abstention says in a sentence why there
is no ID, each candidate says what tells it from its namesakes, and the server says at the start
that an answer without an ID is one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import translit
from translit.doors.plain import answers, questions
from translit.doors.reconcile.queries import MOST_CANDIDATES, RequestError
from translit.doors.reconcile.service import Service
from translit.model.errors import EntryError, MissingExtra

try:
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations
except ImportError:
    raise MissingExtra(
        "translit mcp needs the SDK of the Model Context Protocol, version 2: pip install"
        " 'translit-normaliser[mcp]'"
    ) from None

if TYPE_CHECKING:
    from translit.resolving.answer import Resolution
    from translit.resolving.resolver import Resolver

F = TypeVar("F", bound=Callable[..., Any])

INSTRUCTIONS = """\
These tools look names up in alias tables, in any spelling and script. An answer has an "id" only
where one entry is certain enough. Without one, "reason" says why, and "candidates" holds what came
near: none of them is the answer. Don't choose among them by their score. Ask again with "type" or
"within" if the text says what or where the thing is, else report the name as unresolved, with the
candidates. "score" is the estimated probability that the best candidate is right.
"""
READ_ONLY = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def _said(tool: F) -> F:
    """A tool whose complaints about what was asked reach the agent in one line."""

    @wraps(tool)
    def call(*args: Any, **more: Any) -> Any:
        try:
            return tool(*args, **more)
        except (RequestError, EntryError) as error:
            raise ToolError(str(error)) from None

    return call  # type: ignore[return-value]


class Tools:
    """What an agent may call; each public method is a tool, and its docstring tells the agent.

    Args:
        resolver: what answers.
    """

    def __init__(self, resolver: Resolver) -> None:
        self._service = Service(resolver)

    def resolve(
        self,
        names: list[str],
        type: str | None = None,
        within: str | None = None,
        near: list[float] | None = None,
        prefer: list[str] | None = None,
    ) -> dict[str, Any]:
        """Give each name the canonical ID that the tables have for it, or say why there is none.

        names: as the text has them, at most 1,000; with what surrounds them, if it says so
        ("X, Aleppo"). type: only entries of this type may answer. within: only entries inside the
        one of this ID (find it with `search`). near: latitude and longitude of what the text is
        about. prefer: which of tied entries answers: types in order, "smallest", "largest"; only if
        a person asked for it.
        """
        asked = {"names": names, "type": type, "within": within, "near": near, "prefer": prefer}
        found = self._service.resolver.resolve_many(questions.names(asked), **self._hints(asked))
        return {"answers": [self._answer(each) for each in found]}

    def explain(
        self,
        name: str,
        type: str | None = None,
        within: str | None = None,
        near: list[float] | None = None,
    ) -> dict[str, Any]:
        """Say sentence by sentence how one name got its answer, or why it got none."""
        hints = self._hints({"type": type, "within": within, "near": near})
        found = self._service.resolver.resolve(name, **hints)
        return {**self._answer(found), "explanation": found.explain().splitlines()}

    def scan(self, text: str, around: bool = False) -> dict[str, Any]:
        """Find the names of the tables' entries in running text of at most 50,000 characters.

        Each mention has its offsets in code points, half open, and its answer. around: whether
        homonyms are weighed by how near they lie to the places that the text names for certain.
        """
        found = self._service.resolver.scan(questions.text({"text": text}), around=around)
        told = (
            {**answers.mention(each), "answer": self._answer(each.resolution)} for each in found
        )
        return {"mentions": list(told)}

    def cluster(self, names: list[str], least: float = 0.5, ids: bool = False) -> dict[str, Any]:
        """Group names that no table need know into likely spellings of one name.

        least: how probable a group must be, from 0 to 1. ids: whether names with an ID in the
        tables are grouped by it.
        """
        resolver = self._service.resolver if ids else None
        groups = translit.cluster(questions.names({"names": names}), resolver, least=least)
        return {"groups": [answers.group(group) for group in groups]}

    def search(self, text: str, limit: int = 10) -> dict[str, Any]:
        """Find entries by an ID, by the beginning of a name, or by what comes near a name.

        It is for looking around in the tables; which entry a name means, `resolve` says.
        """
        found = self._service.suggestions.entity(text, 0, min(max(limit, 1), MOST_CANDIDATES))
        wanted = ("id", "name", "description")
        return {"entries": [{field: each[field] for field in wanted} for each in found["result"]]}

    def entry(self, id: str) -> dict[str, Any]:
        """All that the tables hold of the entry of an ID: its names, type, containers and
        identifiers elsewhere. An old ID leads to the entry that took its place.
        """
        return answers.entry(self._service.entities.entry(id))

    def _hints(self, asked: dict[str, Any]) -> dict[str, Any]:
        given = {field: value for field, value in asked.items() if value is not None}
        return questions.hints(self._service, given)._asdict()

    def _answer(self, found: Resolution) -> dict[str, Any]:
        """An answer whose candidates are told apart, and which says why there is no ID."""
        describe = self._service.entities.describe
        candidates = [
            {**each._asdict(), "description": describe(each.id)} for each in found.candidates
        ]
        reason = None if found else found.explain().splitlines()[-1]
        return {**answers.answer(found), "candidates": candidates, "reason": reason}


TOOLS = ("resolve", "explain", "scan", "cluster", "search", "entry")


def server(resolver: Resolver, name: str = "translit") -> MCPServer:
    """A server over the tables of a resolver; its `run()` serves standard input and output.

    Args:
        resolver: what answers.
        name: what clients call it.
    """
    tools = Tools(resolver)
    found = MCPServer(
        name, instructions=INSTRUCTIONS, version=translit.__version__, log_level="WARNING"
    )
    for tool in TOOLS:
        found.add_tool(_said(getattr(tools, tool)), annotations=READ_ONLY)
    return found
