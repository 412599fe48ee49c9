"""Answers as a caller gets them: what was found out about a mention, and the reasons, worked out
anew when they are asked for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from translit.model.nouns import Candidate, Findings, Step

# Where a span starts and ends, and the label that a recogniser gives it.
Span = tuple[int, int] | tuple[int, int, str | None]


class Resolution(Findings):
    """The answer for one mention.

    Attributes:
        mention: the string as it came in.
        outcome: how it ended; only EXACT and FUZZY give an ID.
        id: the canonical ID, or None where translit abstains.
        name: the canonical name that goes with `id`, or None.
        score: the estimated probability, in [0, 1], that the best candidate is right; 0.0 without
            candidates.
        candidates: the best of each ID, best first; ties stand in the order of their IDs.
        form: the folded Latin string that was compared in the end.
        policy: what was asked of the answer.
        narrowings: which words of the mention were read as the name, if not all: without its
            surroundings, or its words of kind.
        cues: of an alias that was found in running text, what it is and what stands around it
            (translit/knowledge/running.yaml).
        grounds: why it ended so: the score that was asked, what was missed, which candidates are
            tied.

    A resolution is true when it gives an ID.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        return self.id is not None

    @property
    def hits(self) -> tuple[Candidate, ...]:
        """The candidates that are worth a person's look, whatever was decided: those that reach
        the policy's `least`, best first.
        """
        return tuple([each for each in self.candidates if each.score >= self.policy.least])

    @property
    def steps(self) -> tuple[Step, ...]:
        """The reasons as data, in the order in which they were found; worked out anew when they
        are asked for.
        """
        from translit.resolving.steps import steps

        return steps(self)

    def to_dict(self) -> dict[str, Any]:
        """The answer and its reasons, by name, as `json.dumps` takes them.

        Returns:
            `mention`, `id`, `name`, `outcome`, `score`, `candidates`, `form`, `policy` and
            `steps`, the latter with an object each.
        """
        fields = ("mention", "id", "name", "outcome", "score", "form")
        return {
            **{field: getattr(self, field) for field in fields},
            "outcome": self.outcome.value,
            "candidates": [each._asdict() for each in self.candidates],
            "policy": self.policy._asdict(),
            "steps": [step._asdict() for step in self.steps],
        }

    def _repr_html_(self) -> str:
        """What a notebook shows: the outcome, the reasons, and the candidates in a table."""
        from html import escape

        rows = "".join(
            f"<tr><td>{escape(id)}</td><td>{escape(name)}</td><td>{escape(alias)}</td>"
            f"<td>{score:.3f}</td></tr>"
            for id, name, alias, score in self.candidates
        )
        head = "<tr><th>ID</th><th>name</th><th>nearest alias</th><th>score</th></tr>"
        said = "<br>".join(map(escape, self.explain().splitlines()))
        return (
            f"<div><b>{escape(self.mention)}</b>: {self.outcome.value}"
            f" {escape(self.id or '')}<p>{said}</p>"
            + (f"<table>{head}{rows}</table>" if rows else "")
            + "</div>"
        )

    def explain(self) -> str:
        """The reasons in plain sentences, one a line."""
        from translit.resolving.explain import explain

        return explain(self)


class Mention(NamedTuple):
    """A name found in running text.

    Attributes:
        start, end: its offsets, half open, in the unit that was asked for: by default
            `text[start:end]` is the mention.
        text: the mention as it stands in the text.
        resolution: what it resolves to.
    """

    start: int
    end: int
    text: str
    resolution: Resolution

    def to_dict(self) -> dict[str, Any]:
        """The mention and its resolution, by name, as `json.dumps` takes them.

        Returns:
            `start`, `end`, `text`, and what `Resolution.to_dict` tells.
        """
        return {**self._asdict(), "resolution": self.resolution.to_dict()}
