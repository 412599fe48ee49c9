"""Reasons: gathered while a mention is resolved, told in sentences, and replayed.

Steps whose action is "fold", "article" or "romanise" change the text, and `replay` carries them out anew. The steps
"compare" (rule: the nearest alias; result: its ID) and "decide" (rule: what was asked; result: the outcome) end every
resolution that got so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from translit.fold import PASSES, fold_steps
from translit.form import latin
from translit.model import Candidate, Outcome, Policy, Resolution, Step
from translit.split import without_articles


class Trace:
    """The steps of one resolution, as it goes."""

    def __init__(self, mention: str) -> None:
        self.text, steps = fold_steps(mention)
        self.steps = list(steps)

    def key(self) -> str:
        """Leave out the articles: the key for exact look-up."""
        self._change("article", "definite", " ".join(without_articles(self.text)))
        return self.text

    def romanise(self) -> None:
        """Go on in Latin letters."""
        self._change("romanise", "reading", latin(self.text))

    def end(self, mention: str, outcome: Outcome, candidates: Sequence[Candidate], policy: Policy) -> Resolution:
        """The resolution, its last steps said."""
        best = candidates[0] if candidates else None
        if best:
            self.steps.append(Step("compare", best.alias, best.id))
        self.steps.append(Step("decide", f"precision {policy.precision:g}, margin {policy.margin:g}", outcome))
        given = best if best and outcome.gives_id else None
        return Resolution(
            mention,
            outcome,
            given.id if given else None,
            given.name if given else None,
            best.score if best else 0.0,
            tuple(candidates),
            tuple(self.steps),
            self.text,
        )

    def _change(self, action: str, rule: str, after: str) -> None:
        if after != self.text:
            self.steps.append(Step(action, rule, after))
            self.text = after


def replay(mention: str, steps: Iterable[Step]) -> str:
    """Carry out the steps anew on a mention: the result is the form that its resolution compared."""
    text = mention
    for step in steps:
        if step.action == "fold":
            text = PASSES[step.rule](text)
        elif step.action == "article":
            text = " ".join(without_articles(text))
        elif step.action == "romanise":
            text = latin(text)
    return text
