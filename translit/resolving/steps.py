"""Reasons as data, worked out when somebody asks for them, and replayed.

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
entries are a tie though one bears the mention, and a step "prefer" (rule: a type, "smallest",
"largest", "rank" or "nearest"; result: the ID) what settled a tie. A step "distance" (rule: its
length in kilometres; result: the ID) says how far the best candidate lies from the point that was
given, or from the nearest of those places that a step "around" (rule: "text"; result: their IDs)
says the text names for certain. The steps "compare" (rule: the nearest alias; result: its ID) and
"decide" (rule: what was asked; result: the outcome) end every resolution that got so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from translit.language.fold import PASSES, fold_into
from translit.language.form import latin
from translit.language.split import LONGEST_WRITTEN, key_of, stretch, without_articles
from translit.match.telling import habits, respelt, weighed
from translit.model.errors import EntryError
from translit.model.nouns import Findings, Grounds, Outcome, Step
from translit.resolving.cues import weights
from translit.resolving.stretches import Stretch, reordered

# The link of a mention whose surroundings stand elsewhere in its text
# (translit/resolving/homonyms.py).
AROUND = "text"


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
    text = _changed(told, "article", "definite", folded, key_of(folded))
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


def compared(resolution: Findings) -> str:
    """The text whose views were compared, as `_compared` tells it."""
    return _compared(resolution, _read(resolution)[1])


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
    far, beside = dict(resolution.grounds.apart), resolution.grounds.beside
    if beside:
        yield Step("around", AROUND, " ".join(beside))
    yield from (
        Step("distance", f"{far[best.id]:.1f}", best.id)
        for best in resolution.candidates[:1]
        if best.id in far
    )
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
    from translit.model import given

    text = given.text(mention, "a mention")
    for step in given.texts(steps, "replay takes steps"):
        if not isinstance(step, Step):
            raise EntryError(f"replay takes the steps of a resolution, not {step!r}")
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
