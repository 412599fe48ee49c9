"""Reasons: told as data and in sentences, and replayed. They are worked out when somebody asks for
them.

Steps whose action is "cut", "fold", "article", "name" or "romanise" change the text, and `replay`
carries them out anew. A step "context" (rule: what links a name and its surroundings, "tail", or
"text" where another mention names them; result: their IDs) says why the next one, "name" (rule:
which words, in their order), leaves words out. So do the steps "behind", "order" and "aside" (what
a bracket or a comma sets apart is an article, is read first, or is another name of the same thing),
"surname" (rule: the last words, which an alias has first, before a comma), "kind" (rule: the word
of kind) and "near" (rule: what says that something lies near it), whose result is what is left. A
step "several" (rule: what parts them; result: their IDs) says that a mention names several things.
A step "respell" (rule: the language; result: the name) says that the mention and the alias hold two
spellings of one name of people (aliases/names/) and were compared as if they held one. A step
"write" (rule: the script, a piece of the spelling, and what it is written as; result: what that
costs, in nats) names a line of knowledge/channels/ by which the mention and an alias meet. A step
"text" (rule: what stands around an alias in running text, knowledge/running.yaml; result: what that
adds to the log-odds) says what it is worth there. A step "weigh" (rule: a feature of
docs/scores.md; result: what it adds to the evidence, in nats, if no word is common) is told of the
nearest alias. A step "article differs" or "marks fit" (rule: an alias; result: its ID) says why two
entries are a tie though one bears the mention, and a step "prefer" (rule: a type, "smallest" or
"largest"; result: the ID) what settled a tie. The steps "compare" (rule: the nearest alias; result:
its ID) and "decide" (rule: what was asked; result: the outcome) end every resolution that got so
far.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from translit.language.fold import PASSES, fold_into
from translit.language.form import latin
from translit.language.split import LONGEST, LONGEST_WRITTEN, stretch, without_articles
from translit.match.decision import LENGTH, MARGIN, OTHER
from translit.match.telling import difference, habits, respelt, weighed
from translit.model.nouns import Candidate, Findings, Grounds, Outcome, Step
from translit.resolving.cues import weights, worth
from translit.resolving.preference import LARGEST, SMALLEST
from translit.resolving.stretches import Stretch, reordered


def steps(resolution: Findings) -> tuple[Step, ...]:
    """The steps by which a mention came to its answer."""
    told, folded = _read(resolution)
    return (*told, *_last_steps(resolution, folded))


def _read(resolution: Findings) -> tuple[list[Step], str]:
    """The steps by which a mention became what was compared, and the folded words that are its
    name.
    """
    told: list[Step] = []
    mention = resolution.mention
    if len(mention) > LONGEST_WRITTEN:
        mention = _changed(told, "cut", str(LONGEST_WRITTEN), mention, mention[:LONGEST_WRITTEN])
    folded = fold_into(mention, told)
    text = _changed(told, "article", "definite", folded, " ".join(without_articles(folded)))
    for narrowing in resolution.narrowings:
        places = ((narrowing.start, narrowing.end), *narrowing.more)
        folded = " ".join(stretch(folded, *words) for words in places)
        left = reordered(text, places) if narrowing.how != "context" else _words(text, places)
        told.append(Step(narrowing.how, narrowing.link, " ".join(narrowing.within) or left))
        named = _changed(
            told,
            "name",
            " ".join(f"{start}:{end}" for start, end in places),
            text,
            _words(text, places),
        )
        text = _changed(told, "article", "definite", named, left)
    _changed(told, "romanise", "reading", text, resolution.form)
    return told, folded


def _compared(resolution: Findings, folded: str) -> str:
    """The text whose views were compared: the whole mention, or the words of it that are the
    name.
    """
    return (
        folded if any(each.link != AROUND for each in resolution.narrowings) else resolution.mention
    )


def _words(text: str, places: Sequence[Stretch]) -> str:
    words = text.split()
    return " ".join(word for start, end in places for word in words[start:end])


def _changed(told: list[Step], action: str, rule: str, before: str, after: str) -> str:
    if after != before:
        told.append(Step(action, rule, after))
    return after


def _last_steps(resolution: Findings, folded: str) -> Iterator[Step]:
    """What a resolution was compared with, and how that was decided."""
    outcome, policy, compared = resolution.outcome, resolution.policy, _compared(resolution, folded)
    yield from (Step("text", cue, f"{weights()[cue]:+.1f}") for cue in resolution.cues)
    for best in resolution.candidates[:1]:
        if outcome is Outcome.FUZZY:
            yield from (
                Step("respell", name.language, name.name) for name in respelt(compared, best.alias)
            )
            yield from (Step("write", *habit) for habit in habits(compared, best.alias))
        if outcome in (Outcome.FUZZY, Outcome.TOO_FAR):
            yield from (
                Step("weigh", feature, f"{nats:+.1f}")
                for feature, nats in weighed(compared, best.alias).items()
            )
        yield Step("compare", best.alias, best.id)
    yield from _differing(resolution.grounds)
    if resolution.grounds.preferred:
        yield Step("prefer", resolution.grounds.preferred, resolution.candidates[0].id)
    known = "" if policy.known is None else f", known {policy.known:g}"
    yield Step(
        "decide", f"precision {policy.precision:g}, margin {policy.margin:g}{known}", outcome
    )


def _differing(grounds: Grounds) -> Iterator[Step]:
    """Of the entries that are tied, those that differ from the literal bearer of the mention in
    the article, or fit its marks better.
    """
    how = dict(grounds.differing)
    yield from (Step(how[each.id], each.alias, each.id) for each in grounds.tied if each.id in how)


def replay(mention: str, steps: Iterable[Step]) -> str:
    """Carry out the steps of a resolution anew.

    Args:
        mention: the string as it came in.
        steps: the steps of its resolution; those that change no text are passed over.

    Returns:
        The form that the resolution compared.
    """
    text = mention
    for step in steps:
        if step.action == "cut":
            text = text[: int(step.rule)]
        elif step.action == "fold":
            text = PASSES[step.rule](text)
        elif step.action == "article":
            text = " ".join(without_articles(text))
        elif step.action == "name":
            places = (place.split(":") for place in step.rule.split())
            text = _words(text, [(int(start), int(end)) for start, end in places])
        elif step.action == "romanise":
            text = latin(text)
    return text


# --- sentences ------------------------------------------------------------------------------------

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


def explain(resolution: Findings) -> str:
    """The reasons of a resolution in plain sentences, one a line."""
    return "\n".join(
        [
            f"The mention is {_quoted(resolution.mention)}.",
            *_changes(resolution),
            *_in_text(resolution),
            *_expected(resolution),
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
    return " and ".join(
        _named(each) for each in resolution.grounds.tied if each.id != resolution.id
    )


def _preferred(resolution: Findings) -> list[str]:
    """What settled a tie."""
    rule, tied = resolution.grounds.preferred, resolution.grounds.tied
    if not rule:
        return []
    which = f"the {rule}" if rule in (SMALLEST, LARGEST) else f"that of the type {rule}"
    return [f"Of {len(tied)} that tied, {which} was preferred, and not {_given_way(resolution)}."]


def _ambiguous(resolution: Findings) -> list[str]:
    holders = " and ".join(map(_named, resolution.grounds.tied))
    if any(narrowing.how == "several" for narrowing in resolution.narrowings):
        return [f"{holders} are meant by their own names, so no single ID is given."]
    tied = (
        f"{holders} are too close to call, so no ID is given; a hint (type or within) may"
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
    name = _compared(resolution, _read(resolution)[1])
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


# The link of a mention whose surroundings stand elsewhere in its text (translit/resolving/scan.py).
AROUND = "text"


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
