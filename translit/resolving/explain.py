"""Reasons in plain sentences, from the steps and the grounds of a resolution."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from translit.language.split import LONGEST, LONGEST_WRITTEN
from translit.match.decision import LENGTH, MARGIN, OTHER
from translit.match.telling import difference
from translit.model.nouns import Candidate, Findings, Outcome, Step
from translit.resolving.cues import worth
from translit.resolving.preference import LARGEST, NEAREST, SMALLEST
from translit.resolving.steps import AROUND, compared, steps

_DIFFERENCES = {
    "article differs": "{} of {} differs from it in the article.",
    "marks fit": "Its marks tell letters of {} of {}, which sounds like it.",
}
_CUES = {
    "plain": "it is an alias",
    "person": "it is an alias of a person",
    "weak": "it is a weak alias",
    "adjective": "it is an adjective of a name",
    "given": "it is a given name of people too",
    "after_given": "a given name stands before it",
    "before_surname": "what may be its bearer's surname stands behind it",
    "before_unknown": "an unknown word with a capital stands behind it",
    "word": "it is a word of everyday language too",
    "opening": "it begins a sentence, and is a word of everyday language too",
    "after_in": "it stands behind a word such as “in” or “from”",
}
_CHANGES = {
    (
        "cut",
        str(LONGEST_WRITTEN),
    ): f"No name is longer than {LONGEST_WRITTEN} characters; of this one no more were read",
    ("fold", "case"): "Capitals and typographic forms were levelled",
    ("fold", "marks"): "Accents and vowel marks were dropped",
    ("fold", "letters"): "Apostrophes were dropped and letters written for each other levelled",
    ("fold", "spaces"): "Punctuation and hyphens were read as spaces",
    ("article", "definite"): "The definite article was left out",
    ("romanise", "reading"): "It was read in Latin letters",
}

# A reading in other words: by what it is known, what is left, and the IDs of several things.
_READINGS = {
    "context": "",
    "behind": "What stands behind {0} is an article and was left out: {1}.",
    "order": "What stands behind {0} was read before the rest: {1}.",
    "surname": "Its surname {0} was read first, as an alias has it before a comma: {1}.",
    "aside": "It says {0} as another name of the same thing, which was left out: {1}.",
    "kind": "The words of kind {0} were left out: {1}.",
    "near": "With {0} it says only near what something lies, and that was looked for: {1}.",
    "several": "It names several, parted by {0}: {2}.",
}


# So many entries are named where more are tied.
FEW = 3


def explain(resolution: Findings) -> str:
    """The reasons of a resolution in plain sentences, one a line."""
    return "\n".join(
        [
            f"The mention is {_quoted(resolution.mention)}.",
            *_changes(resolution),
            *_in_text(resolution),
            *_expected(resolution),
            *_apart(resolution),
            *_OUTCOMES[resolution.outcome](resolution),
        ]
    )


def _changes(resolution: Findings) -> Iterator[str]:
    """What each step that changed the text did; the last step decides, and is none of them."""
    narrowings = iter(resolution.narrowings)
    for step, after in pairwise(steps(resolution)):
        if step[:2] in _CHANGES:
            yield f"{_CHANGES[step[:2]]}: {_quoted(step.result)}."
        elif step.action in _READINGS:
            yield _reading(step, after, next(narrowings).within)


def _reading(step: Step, after: Step, ids: Sequence[str]) -> str:
    """Why only some words were read as the name, or in another order; the IDs of surroundings, or
    of several things.
    """
    if step.action != "context":
        return _READINGS[step.action].format(
            _quoted(step.rule), _quoted(step.result), " and ".join(ids)
        )
    where = " or ".join(ids)
    if step.rule == AROUND:
        return f"It was looked for within {where}, which the text around it names."
    how = "at its end" if step.rule == "tail" else f"with {_quoted(step.rule)}"
    return (
        f"It was looked for within {where}, which the mention names {how}: {_quoted(after.result)}."
    )


def _expected(resolution: Findings) -> list[str]:
    """What share of known spellings the score stands on, where one was given; an alias stands on
    none, and what has no score.
    """
    known = resolution.policy.known
    if not resolution.grounds.kind or not isinstance(known, float):
        return []
    return [f"Of 100 spellings that no table holds {known * 100:g} are expected to mean an entry."]


def _in_text(resolution: Findings) -> list[str]:
    """What an alias is worth in running text, and why."""
    if not resolution.cues:
        return []
    told = ", ".join(_CUES[cue] for cue in resolution.cues)
    return [
        (
            f"In the running text {told}: with a probability of {worth(resolution.cues):.3f} it is"
            " a name of what the tables mean."
        )
    ]


def _exact(resolution: Findings) -> list[str]:
    best = resolution.candidates[0]
    others = _given_way(resolution) or "no other that may answer"
    return [
        (
            f"That is an alias of {_named(best)} as its tables spell it, {_quoted(best.alias)}, and"
            f" of {others}."
        ),
        *_preferred(resolution),
    ]


def _fuzzy(resolution: Findings) -> list[str]:
    return [
        *_comparison(resolution),
        *_preferred(resolution),
        f"{_enough(resolution)}, so the answer is {resolution.id}.",
    ]


def _given_way(resolution: Findings) -> str:
    """Those that were tied with the answer, until a preference settled it."""
    others = [_named(each) for each in resolution.grounds.tied if each.id != resolution.id]
    more = [f"{len(others) - FEW} more"] if len(others) > FEW else []
    return " and ".join([*others[:FEW], *more])


def _apart(resolution: Findings) -> list[str]:
    """How far the best candidate lies from the point that was given, or from what the text names,
    and the next one.
    """
    far = dict(resolution.grounds.apart)
    known = [each for each in resolution.candidates[:2] if each.id in far]
    if not known:
        return []
    first, *second = (f"{far[each.id]:.1f} km" for each in known)
    more = f", and {_named(known[1])} {second[0]}" if second else ""
    where = _beside(resolution.grounds.beside) or "the point that was given"
    return [f"{_named(known[0])} lies {first} from {where}{more}."]


def _beside(ids: Sequence[str]) -> str:
    """The places that the text names, or how many there are."""
    if not ids:
        return ""
    if len(ids) == 1:
        return f"{ids[0]}, which the text names for certain"
    few = " and ".join(ids) if len(ids) <= FEW else f"{len(ids)} places"
    return f"the nearest of {few}, which the text names for certain"


def _preferred(resolution: Findings) -> list[str]:
    """What settled a tie."""
    rule, tied = resolution.grounds.preferred, resolution.grounds.tied
    if not rule:
        return []
    is_type = rule not in (SMALLEST, LARGEST, NEAREST)
    which = f"that of the type {rule}" if is_type else f"the {rule}"
    return [f"Of {len(tied)} that tied, {which} was preferred, and not {_given_way(resolution)}."]


def _ambiguous(resolution: Findings) -> list[str]:
    holders = " and ".join(map(_named, resolution.grounds.tied))
    if any(narrowing.how == "several" for narrowing in resolution.narrowings):
        return [f"{holders} are meant by their own names, so no single ID is given."]
    tied = (
        f"{holders} are too close to call, so no ID is given; a hint (type, within or near) may"
        " settle it."
    )
    told = [
        _DIFFERENCES[step.action].format(_quoted(step.rule), step.result)
        for step in steps(resolution)
        if step.action in _DIFFERENCES
    ]
    return [*told, *_nested(resolution), tied]


def _nested(resolution: Findings) -> list[str]:
    """That all of those that are tied lie one within the other."""
    chain = " within ".join(resolution.grounds.nested)
    said = f"They lie one within the other, {chain}: prefer the smallest or the largest."
    return [said] if chain else []


def _too_far(resolution: Findings) -> list[str]:
    if resolution.grounds.missed == MARGIN:
        why = f"{_enough(resolution)}, but not {resolution.policy.margin:g} ahead of every other ID"
    else:
        why = f"That is too little: {_asked(resolution)}"
    return [*_comparison(resolution), f"{why}, so no ID is given."]


def _no_candidate(resolution: Findings) -> list[str]:
    if resolution.grounds.missed == LENGTH:
        return [f"It is longer than any name ({LONGEST} characters), so nothing was compared."]
    if not resolution.form:
        return ["It holds no letter and no number, so there is nothing to compare."]
    return ["No alias comes near it, so no ID is given."]


def _refused(_: Findings) -> list[str]:
    return ["The tables list it as a string that is never a name, so no ID is given."]


_OUTCOMES: dict[Outcome, Callable[[Findings], list[str]]] = {
    Outcome.EXACT: _exact,
    Outcome.FUZZY: _fuzzy,
    Outcome.AMBIGUOUS: _ambiguous,
    Outcome.TOO_FAR: _too_far,
    Outcome.NO_CANDIDATE: _no_candidate,
    Outcome.REFUSED: _refused,
}


def _comparison(resolution: Findings) -> list[str]:
    """How the best candidate compares, and why the runner-up lost."""
    best, *others = resolution.candidates
    name = compared(resolution)
    said = [f"The nearest alias is {_likeness(name, best)}"]
    if others:
        said.append(f"The runner-up is {_likeness(name, others[0])}")
    return said


def _likeness(name: str, candidate: Candidate) -> str:
    alias = _quoted(candidate.alias)
    return (
        f"{alias} of {_named(candidate)}: {difference(name, candidate.alias)}. Its score, the"
        f" probability that it is meant, is {candidate.score:.3f}."
    )


def _enough(resolution: Findings) -> str:
    return f"That is enough: {_asked(resolution)}"


def _asked(resolution: Findings) -> str:
    grounds = resolution.grounds
    unsure = (
        ", the highest of all, since such pairs of scripts were measured too little"
        if grounds.kind == OTHER
        else ""
    )
    right = f"{100 * resolution.policy.precision:.6g} times in 100"
    return f"to be right {right}, an ID needs a score of at least {grounds.least:.3f}{unsure}"


def _quoted(text: str) -> str:
    return f"“{text}”"


def _named(candidate: Candidate) -> str:
    return f"{candidate.id} ({candidate.name})"
