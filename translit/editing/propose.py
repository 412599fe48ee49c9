"""From names and texts that were met back to a table: what to add, each with what speaks for it, to
be decided by a person.

A name that the tables know is left alone. One that resolves by likeness is proposed as an alias of
that entry; one that means several entries becomes a question, never a merge; and those that nothing
resolves are grouped (translit/uses/cluster.py) into new entries. docs/tables.md describes the file
(translit/editing/proposals.py) that `review` steps through and `apply` writes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.editing.apply import beside
from translit.editing.deciding import EXAMPLES
from translit.editing.proposals import DATE, Proposals, Proposed, Question, Spelling
from translit.files.reading import column_at
from translit.index.container import SUFFIX
from translit.index.memory import InMemory, indexed
from translit.language.romanise import romanise
from translit.language.split import strong_key
from translit.model import given
from translit.model.errors import TranslitError
from translit.model.nouns import Outcome
from translit.resolving.resolver import Resolver
from translit.uses.cluster import cluster

if TYPE_CHECKING:
    from translit.editing.sheets import Sheet
    from translit.files.places import Source
    from translit.model.nouns import Candidate
    from translit.resolving.answer import Mention, Resolution

# So many characters before and behind a name are kept of its context.
AROUND = 40
# So many names go to another process at once.
BATCH = 250
# The IDs of new entries begin so, until a person gives them better ones.
NEW = "new."


class Met(NamedTuple):
    """A name that was met, and what is known of it.

    Attributes:
        name: the name as it was written.
        times: how many times it was met, at least 1.
        sources: where it was met: files, or whatever a person can look up.
        type: a hint, as for `resolve`; "" for none.
        within: likewise.
        examples: pieces of text with the name in them.
    """

    name: str
    times: int = 1
    sources: tuple[str, ...] = ()
    type: str = ""
    within: str = ""
    examples: tuple[str, ...] = ()


class _Answered(NamedTuple):
    met: Met
    answer: Resolution


def propose(
    met: Iterable[Met | str],
    table: str | os.PathLike[str],
    *,
    tables: Iterable[Source] = (),
    made: str = "",
    beside_file: str = "",
    jobs: int = 1,
) -> Proposals:
    """What names that were met would add to a table.

    Args:
        met: the names, as strings or with what was said of them; repeated ones count together.
        table: the alias table that they are for, a YAML file.
        tables: what is loaded together with it; by default the sound tables in its folder.
        made: the day that the proposals say, as 2026-11-25; today's by default.
        beside_file: where the proposals will stand: the table's path is told as seen from there.
        jobs: how many processes resolve the names; with several, a script guards its main part.

    Returns:
        New aliases of known IDs, new entries, and questions; in the order of their IDs and names,
        the same for the same names in any order. No alias that the tables hold is among them.

    Raises:
        TableError, OSError: the table can't be read.
        TranslitError: `made` is no day, or `jobs` no number of at least 1; or a process was killed.
    """
    names = _together(map(_as_met, given.texts(met, "propose takes names")))
    place = os.path.normpath(given.path(table))
    day, folder = _day(made), Path(given.text(beside_file, "beside_file")).parent
    resolver = over(sheets := beside(place, tables))
    answered = list(map(_Answered, names, _answers(resolver, names, given.count(jobs, "jobs"))))
    return Proposals(
        sheets[place].table.name,
        os.path.relpath(place, folder),
        day,
        (*_aliases(answered), *_new_entries(answered, resolver)),
        tuple(_questions(answered)),
    )


def _day(made: str) -> str:
    """The day that proposals say, else today: the writer's own. Another text nobody could read."""
    if given.text(made, "made") and (wrong := DATE.wrong(made, "made")):
        raise TranslitError(wrong)
    return made or date.today().isoformat()  # noqa: DTZ011


def _as_met(each: Met | str) -> Met:
    return each if isinstance(each, Met) else Met(given.text(each))


def over(sheets: Mapping[str, Sheet]) -> Resolver:
    """The resolver over tables that are loaded together, as `beside` gives them."""
    return Resolver(indexed(sheet.table for sheet in sheets.values()))


def _answers(resolver: Resolver, names: Sequence[Met], jobs: int) -> Iterable[Resolution]:
    """What each name resolves to, worked out by so many processes."""
    return map(partial(_asked, resolver), names) if jobs == 1 else _several(resolver, names, jobs)


def _asked(resolver: Resolver, met: Met) -> Resolution:
    """What a name resolves to; a place that the tables don't know is no hint, and nothing is yet of
    a type that they don't know.
    """
    if _is_of_new_type(resolver, met):
        return resolver.resolve_among(met.name, lambda _: False, type=met.type)
    return resolver.resolve(met.name, type=met.type or None, within=_within(resolver, met))


def _is_of_new_type(resolver: Resolver, met: Met) -> bool:
    return bool(met.type) and met.type not in resolver.gazetteer.types


def _within(resolver: Resolver, met: Met) -> str | None:
    return met.within if met.within and resolver.living(met.within) else None


def _several(resolver: Resolver, names: Sequence[Met], jobs: int) -> Iterator[Resolution]:
    """The same for many names by several processes, which map one compiled table."""
    from translit.index.packing import pack
    from translit.resolving.workers import resolved

    asked = [met for met in names if not _is_of_new_type(resolver, met)]
    with TemporaryDirectory(prefix="translit-") as folder:
        table = f"{folder}/tables{SUFFIX}"
        assert isinstance(resolver.gazetteer, InMemory)  # as `over` made it
        pack(resolver.gazetteer, "", table, jobs)
        answers = chain.from_iterable(resolved(_batches(resolver, asked), [table], jobs, None))
        for met in names:
            yield _asked(resolver, met) if _is_of_new_type(resolver, met) else next(answers)


def _batches(
    resolver: Resolver, names: Sequence[Met]
) -> Iterator[tuple[list[str], dict[str, Any]]]:
    """Names and their hints, a batch at a time."""
    for start in range(0, len(names), BATCH):
        batch = names[start : start + BATCH]
        within = [_within(resolver, met) for met in batch]
        hints = {"type": [met.type or None for met in batch], "within": within}
        yield [met.name for met in batch], hints


def _together(met: Iterable[Met]) -> list[Met]:
    """Names that differ by case, accents and articles alone are one, under the way it is written
    the most often.
    """
    groups: dict[tuple[str, str, str], list[Met]] = {}
    for each in met:
        if key := strong_key(each.name):
            groups.setdefault((key, each.type, each.within), []).append(each)
    return [_one(groups[key]) for key in sorted(groups)]


def _one(group: Sequence[Met]) -> Met:
    counts: dict[str, int] = {}
    for each in group:
        name = " ".join(each.name.split())
        counts[name] = counts.get(name, 0) + each.times
    name = min(counts, key=lambda name: (-counts[name], name))
    examples = dict.fromkeys(example for each in sorted(group) for example in each.examples)
    sources = sorted({source for each in group for source in each.sources})
    return group[0]._replace(
        name=name,
        times=sum(counts.values()),
        sources=tuple(sources),
        examples=tuple(examples)[:EXAMPLES],
    )


# --- what is proposed -----------------------------------------------------------------------------


def _aliases(answered: Sequence[_Answered]) -> Iterator[Proposed]:
    """The names that resolve by likeness, under their IDs."""
    found: dict[str, list[Spelling]] = {}
    for met, answer in answered:
        if answer.outcome is Outcome.FUZZY:
            found.setdefault(str(answer.id), []).append(_spelling(met, answer))
    for id in sorted(found):
        yield Proposed(
            id,
            tuple(sorted(found[id], key=lambda spelling: (-int(spelling.times), spelling.alias))),
        )


def _spelling(met: Met, answer: Resolution) -> Spelling:
    second = answer.candidates[1] if len(answer.candidates) > 1 else None
    score = f"{answer.score:.3f}" if answer.outcome is Outcome.FUZZY else ""
    runner_up = _told(second) if second and answer.outcome is Outcome.FUZZY else ""
    return Spelling(
        met.name,
        score=score,
        runner_up=runner_up,
        times=str(met.times),
        sources=met.sources,
        examples=met.examples,
    )


def _told(candidate: Candidate) -> str:
    return f"{candidate.id} {candidate.score:.3f}"


def _new_entries(answered: Sequence[_Answered], resolver: Resolver) -> Iterator[Proposed]:
    """The names that nothing resolves, grouped."""
    unknown = {
        met.name: _Answered(met, answer)
        for met, answer in answered
        if answer.outcome in (Outcome.TOO_FAR, Outcome.NO_CANDIDATE)
    }
    taken = dict.fromkeys(resolver.entries, 1)
    for group in cluster({name: each.met.times for name, each in unknown.items()}):
        spellings = [
            _spelling(*unknown[name])
            for name in sorted(group, key=lambda name: (-unknown[name].met.times, name))
        ]
        hints = [unknown[name].met for name in group]
        types, wholes = (
            {getattr(met, field) for met in hints} - {""} for field in ("type", "within")
        )
        yield Proposed(
            new_id(group.name, taken),
            tuple(
                spelling
                for spelling in spellings
                if spelling.alias != group.name or spelling.examples or spelling.sources
            ),
            name=group.name,
            type=types.pop() if len(types) == 1 else "",
            within=tuple(wholes) if len(wholes) == 1 and wholes <= resolver.entries.keys() else (),
            probability=f"{group.probability:.3f}" if len(group) > 1 else "",
        )


def new_id(name: str, taken: dict[str, int]) -> str:
    """An ID for a new entry: its name in small Latin letters, with a number behind it if need be.

    Args:
        name: the name of the entry.
        taken: the IDs that are taken, each with the number that last stood behind it; the new one
            is put among them.
    """
    id = plain = NEW + ("-".join(re.findall("[a-z0-9]+", romanise(name).lower())) or "name")
    while id in taken:
        taken[plain] += 1
        id = f"{plain}-{taken[plain]}"
    taken[id] = 1
    return id


def _questions(answered: Sequence[_Answered]) -> Iterator[Question]:
    """The names that several entries may be meant by: to give one of them the name is a person's
    business.
    """
    for met, answer in answered:
        if answer.outcome is Outcome.AMBIGUOUS and not _is_shared(answer):
            ids = tuple(candidate.id for candidate in answer.grounds.tied)
            yield Question(
                (met.name,),
                ids,
                score=f"{answer.score:.3f}",
                times=str(met.times),
                sources=met.sources,
                examples=met.examples,
            )


def _is_shared(answer: Resolution) -> bool:
    """Whether the tables say so themselves: the name is an alias of each."""
    return all(
        strong_key(candidate.alias) == strong_key(answer.mention) for candidate in answer.candidates
    )


# --- what was met ---------------------------------------------------------------------------------


def in_text(text: str, source: str, scan: Callable[[str], list[Mention]]) -> Iterator[Met]:
    """The mentions in a running text that are no aliases, each with its context."""
    for mention in scan(text):
        found = mention.resolution
        if found.outcome is Outcome.FUZZY or (
            found.outcome is Outcome.AMBIGUOUS and not _is_shared(found)
        ):
            yield Met(
                mention.text, 1, (source,), examples=(context(text, mention.start, mention.end),)
            )


def context(text: str, start: int, end: int) -> str:
    """A mention with what stands around it, on one line."""
    before, behind = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    cut_before = before.partition(" ")[2] if start > AROUND else before
    cut_behind = behind.rpartition(" ")[0] if end + AROUND < len(text) else behind
    open_, close = "…" * (start > AROUND), "…" * (end + AROUND < len(text))
    return " ".join(f"{open_}{cut_before}{text[start:end]}{cut_behind}{close}".split())


def in_rows(
    header: Sequence[str], rows: Iterable[Sequence[str]], column: str, source: str
) -> Iterator[Met]:
    """The names in a column of a table, with the count, type, within and source beside it.

    Raises:
        TranslitError: there is no such column, or several, or a count is no number.
    """
    column_at(header, column, source)
    for number, row in enumerate(rows, 2):
        said = dict(zip(header, row, strict=False))
        if said.get(column, "").strip():
            yield _met(said, column, source, number)


def _met(said: Mapping[str, str], column: str, source: str, line: int) -> Met:
    count = said.get("count", "").strip() or "1"
    if not count.isdecimal():
        raise TranslitError(f"{source}:{line}: count must be a whole number, not {count!r}")
    where = said.get("source", "").strip() or source
    return Met(
        said[column],
        int(count),
        (where,),
        said.get("type", "").strip(),
        said.get("within", "").strip(),
    )
