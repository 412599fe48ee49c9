"""The figures of tables, and those of a column of names, each as one page of HTML that can be
printed and handed on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from translit.language.scripts import title as script_name
from translit.model.nouns import Outcome
from translit.uses.findings import PARTS, Report, part
from translit.uses.pages import charts
from translit.uses.pages.layout import (
    FOOT,
    Cell,
    Markup,
    Share,
    code,
    head,
    name,
    shown,
    table,
    text,
    together,
)
from translit.uses.report import GROUPED
from translit.uses.stats import Stats

if TYPE_CHECKING:
    from translit.model.nouns import Candidate
    from translit.uses.findings import Doubt, Truth, Unknown
    from translit.uses.stats import Shared

# So many lines of a long list stand on a page, unless its reader asks for more.
LINES = 15
# So many types of entries have a column of their own beside the scripts.
TYPES = 5
# So many names, or candidates, stand in one line.
SHOWN = 4
# An entry that is less likely meant than this is no hint at what an unknown name may be.
HINT = 0.1

MEANING = {
    Outcome.EXACT: "an alias, but for what folding drops",
    Outcome.FUZZY: "a spelling that no table holds, near enough to one entry",
    Outcome.AMBIGUOUS: "two or more entries are too close to call",
    Outcome.TOO_FAR: "what comes nearest isn't near enough",
    Outcome.NO_CANDIDATE: "nothing comes near",
    Outcome.REFUSED: "a table says that this is never a name",
}

_STYLE = (
    """
.about, .note { color: var(--soft); margin: .2rem 0 .6rem; font-size: .9rem; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 1rem 1.5rem;
  margin: 1.6rem 0 0; }
.figures div { display: flex; flex-direction: column-reverse; justify-content: flex-end;
  border-top: 2px solid; padding-top: .4rem; }
.figures + .note { margin-top: 1rem; }
dt { color: var(--soft); font-size: .85rem; }
dd { margin: 0; font-size: 1.5rem; line-height: 1.25; font-variant-numeric: tabular-nums; }
.key { color: var(--soft); font-size: .85rem; display: flex; flex-wrap: wrap; gap: .2rem 1.5rem;
  margin: .4rem 0; }
.mark { display: inline-block; width: .8rem; height: .8rem; vertical-align: -.1rem; }
.candidate code, .candidate span { color: var(--soft); font-variant-numeric: tabular-nums; }
.meaning { color: var(--soft); font-size: .85rem; }
td:not(.number) { min-width: 4.5rem; }
td:first-child { min-width: 7rem; }
.bars td:last-child { width: 24%; min-width: 4rem; }
@media (max-width: 34rem) {
  body { margin-top: 1.2rem; } td:first-child { min-width: 5.5rem; }
    .figures { grid-template-columns: repeat(2, 1fr); }
  .bars td:last-child, .bars th:last-child { display: none; }
}
"""
    + charts.STYLE
)


def page(found: Stats | Report, title: str, about: str = "", lines: int = LINES) -> str:
    """The page of some figures: self-contained, and the same for the same figures.

    Args:
        found: what `stats` or `report` told.
        title: what stands above it, any text.
        about: what it is about, any text: the files, the tables.
        lines: how many lines of a long list stand on it, at least 0; what is left out is counted.
    """
    parts = _stats(found, lines) if isinstance(found, Stats) else _report(found, lines)
    return together([head(title, _STYLE, "en"), _p("about", text(about)), *parts, FOOT])


# --- tables ---------------------------------------------------------------------------------------


def _stats(found: Stats, lines: int) -> Iterator[Markup]:
    top = (
        ("entries", found.entries),
        ("names", found.names),
        ("scripts", len(found.scripts.keys() - {""})),
    )
    yield _figures([*top, ("names of several entries", len(found.ambiguous))])
    beside = (
        f"{found.weak:,} weak aliases and {found.adjectives:,} adjectives, which count only as they"
        " are written"
    )
    yield _note(
        f"Beside these, {beside}; {found.refused:,} texts that are never a name;"
        f" {found.redirects:,} old IDs."
    )
    yield _heading("Entries by type")
    yield _bars(
        ("type", "entries"),
        [(_type(type), entries) for type, entries in found.types.items()],
        lines,
    )
    yield _heading(
        "Names by script",
        "And of the entries of each type, the share that has a name in the script.",
    )
    yield _scripts(found, lines)
    yield _heading(
        "Names an entry has",
        "How many entries have so many names: the canonical one and the aliases, in all scripts.",
    )
    yield charts.columns("Entries by the number of their names", *_sizes(found.sizes))
    if found.containers:
        yield _heading("Where entries lie", "Directly, or by way of others.")
        rows = [(name(each.name), code(each.id), each.entries) for each in found.containers]
        yield _bars(("within", "ID", "entries"), rows, lines)
    yield _heading(
        "Names of several entries",
        "Alone they resolve to none; in their surroundings they may: “X, Aleppo”.",
    )
    yield _list(("entries", "names"), [*_shared(found.ambiguous)], lines)


def _scripts(found: Stats, lines: int) -> Markup:
    types = list(found.types)[:TYPES]

    def row(script: str, names: int) -> Sequence[Cell]:
        shares = (Share(found.written.get((type, script), 0), found.types[type]) for type in types)
        return text(script_name(script) if script else "no letters"), names, *shares

    return _list(
        ("script", "names", *(type or "no type" for type in types)),
        [row(*item) for item in found.scripts.items()],
        lines,
    )


def _sizes(sizes: Mapping[int, int]) -> tuple[list[str], list[int]]:
    """How many entries have one name, two, three, four to five, and so on: the labels, and the
    counts.
    """
    ends = (1, 2, 3, 5, 10, 20, 50)
    spans = [(low + 1, high) for low, high in zip((0, *ends), ends, strict=False)]
    labels = [f"{low}" if low == high else f"{low}–{high}" for low, high in spans]
    counts = [
        sum(entries for size, entries in sizes.items() if low <= size <= high)
        for low, high in spans
    ]
    return [*labels, f"{ends[-1] + 1}+"], [*counts, sum(sizes.values()) - sum(counts)]


def _shared(ambiguous: Sequence[Shared]) -> Iterator[Sequence[Cell]]:
    """The names that the same entries bear, together; the entries that share the most names
    first.
    """
    names_of: dict[tuple[str, ...], list[str]] = {}
    for each in ambiguous:
        names_of.setdefault(each.ids, []).append(each.name)
    for ids, names in sorted(names_of.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _few(map(code, ids), len(ids)), _few(map(name, names), len(names))


# --- a column -------------------------------------------------------------------------------------


def _report(found: Report, lines: int) -> Iterator[Markup]:
    rows, given = found.rows - found.blank, found.given
    top: list[tuple[str, Cell]] = [("rows with a name", rows), ("distinct names", found.names)]
    yield _figures(
        [
            *top,
            ("rows with an ID", Share(given.rows, rows)),
            ("right by their scores", _share(found.expected)),
        ]
    )
    yield _note(_expectation(found))
    yield _heading("Outcomes")
    outcomes = [
        (
            Markup(f'{text(each)}<br/><span class="meaning">{text(MEANING[each])}</span>'),
            count.names,
            count.rows,
            Share(count.rows, rows),
        )
        for each, count in found.outcomes.items()
    ]
    yield _bars(("outcome", "names", "rows", "share"), outcomes, len(outcomes))
    if found.truth:
        yield from _truth(found.truth, found.expected)
    yield _heading(
        "Scores",
        "How sure the best candidate of a name is. Those that a table holds for one entry (EXACT)"
        " are left out.",
    )
    labels = [part(place).replace("0.", ".").replace("1.0", "1") for place in range(PARTS)]
    yield charts.columns(
        "Names by the score of their best candidate", labels, found.scores, found.abstained
    )
    yield charts.key("with an ID", "without")
    yield from _lists(found, lines)


def _expectation(found: Report) -> str:
    blank = f" Rows without a name: {found.blank:,}; they count nowhere." if found.blank else ""
    if found.expected is None:
        return f"No row has an ID.{blank}"
    wrong = found.given.rows * (1 - found.expected)
    expectation = (
        f"By their scores, about {wrong:,.{int(wrong < 10)}f} of the {found.given.rows:,} rows with"
        " an ID are wrong"
    )
    return f"{expectation}: an expectation, and no measurement.{blank}"


def _truth(truth: Truth, expected: float | None) -> Iterator[Markup]:
    yield _heading("Reliability", "The answers, held against the right IDs.")
    measured: list[tuple[str, Cell]] = [
        ("precision", _share(truth.precision)),
        ("recall", _share(truth.recall)),
    ]
    abstained = ("abstained", Share(truth.rows - truth.given, truth.rows))
    yield _figures([("rows with a known answer", truth.rows), *measured, abstained])
    counts = (
        f"{truth.given:,} of them were given an ID, and {truth.right:,} the right one;"
        f" {truth.wanted:,} mean an entry"
    )
    unknown = f", {truth.unheard:,} of these one that no table has" if truth.unheard else ""
    yield _note(
        f"{counts}{unknown}. The scores of all rows had promised a precision of"
        f" {shown(_share(expected))}."
    )
    yield charts.reliability("Share of right candidates by score", truth.grades)
    if truth.error is not None:
        advice = (
            "Where a bar ends on the broken line, scores can be trusted; below it they promise too"
            " much, and above it too little"
        )
        yield _note(
            f"{advice}. Score and share are {truth.error:.3f} apart, on average over the names."
        )


def _lists(found: Report, lines: int) -> Iterator[Markup]:
    """What a person looks at, list by list, and what the rows mean."""
    yield from _unknowns(found, lines)
    yield _heading("What may be several entries")
    ambiguous = [(name(each.name), each.rows, _candidates(each)) for each in found.ambiguous]
    names = found.outcomes[Outcome.AMBIGUOUS].names
    yield _list(("name", "rows", "may be"), ambiguous, lines, names)
    added = "They were given an ID by likeness. Those that are right can be added to the table."
    yield _heading("Spellings that no table holds", added)
    heads = ("name", "rows", "nearest alias", "ID", "score")
    yield _list(heads, [*map(_unseen, found.unseen)], lines, found.outcomes[Outcome.FUZZY].names)
    yield from _entries(found, lines)


def _unknowns(found: Report, lines: int) -> Iterator[Markup]:
    """The names that nothing resolves, as they were grouped."""
    new = (
        "Spellings that are likely one name stand together: new entries, or other names of what"
        " comes nearest."
    )
    yield _heading("What nothing resolves", new)
    heads = ("name", "rows", "spellings", "nearest entry")
    yield _list(heads, [*map(_unknown, found.unknown)], lines)
    unknown = (Outcome.TOO_FAR, Outcome.NO_CANDIDATE)
    left = sum(found.outcomes[outcome].names for outcome in unknown) - GROUPED
    if left > 0:
        yield _note(
            f"The {GROUPED:,} most frequent names were grouped; {left:,} more are not resolved."
        )


def _entries(found: Report, lines: int) -> Iterator[Markup]:
    """The entries that were given, by type and one by one."""
    yield _heading("Entries", "What the rows mean.")
    types = [(_type(type), count.names, count.rows) for type, count in found.types.items()]
    yield _bars(("type", "names", "rows"), types, lines)
    entries = [
        (name(each.name), code(each.id), len(each.spellings), each.rows) for each in found.entries
    ]
    yield _bars(("entry", "ID", "spellings", "rows"), entries, lines)


def _unknown(each: Unknown) -> Sequence[Cell]:
    spellings = (
        Markup(f"{name(spelling)} ({rows:,})") for spelling, rows in each.spellings.items()
    )
    several = _few(spellings, len(each.spellings)) if len(each.spellings) > 1 else Markup("")
    hint = _candidate(each.nearest) if each.nearest and each.nearest.score >= HINT else Markup("")
    return name(each.name), each.rows, several, hint


def _unseen(each: Doubt) -> Sequence[Cell]:
    best = each.candidates[0]
    return name(each.name), each.rows, name(best.alias), code(best.id), best.score


def _candidates(each: Doubt) -> Markup:
    return _few(map(_candidate, each.candidates), len(each.candidates))


def _candidate(each: Candidate) -> Markup:
    return Markup(
        f'<span class="candidate">{name(each.name)} {code(each.id)}'
        f" <span>{shown(each.score)}</span></span>"
    )


# --- pieces ---------------------------------------------------------------------------------------


def _heading(words: str, note: str = "") -> Markup:
    return Markup(f"<h2>{text(words)}</h2>\n{_note(note)}")


def _note(words: str) -> Markup:
    return _p("note", text(words))


def _p(kind: str, words: Markup) -> Markup:
    return Markup(f'<p class="{kind}">{words}</p>\n' if words else "")


def _type(type: str) -> Markup:
    return text(type or "no type")


def _share(share: float | None) -> Share:
    """A share that is worked out already, or that can't be."""
    return Share(share or 0.0, share is not None)


def _figures(figures: Iterable[tuple[str, Cell]]) -> Markup:
    """The few numbers that matter most, each above what it is."""
    parts = together(
        Markup(f"<div><dt>{text(words)}</dt><dd>{shown(cell)}</dd></div>")
        for words, cell in figures
    )
    return Markup(f'<dl class="figures">{parts}</dl>\n')


def _list(
    heads: Sequence[str], rows: Sequence[Sequence[Cell]], lines: int, total: int = 0
) -> Markup:
    """A table of so many lines at most, and how many more there are, be it among the rows or
    not.
    """
    if not rows:
        return _note("None.")
    left = max(total, len(rows)) - lines
    return together([table(heads, rows[:lines]), _note(f"And {left:,} more." if left > 0 else "")])


def _bars(heads: Sequence[str], rows: Sequence[Sequence[Cell]], lines: int) -> Markup:
    """Such a table, with a bar behind each row for its last count."""
    counts = [next(cell for cell in reversed(row) if isinstance(cell, int)) for row in rows]
    drawn = [
        (*row, charts.bar(count, max(counts))) for row, count in zip(rows, counts, strict=True)
    ]
    return Markup(f'<div class="bars">{_list((*heads, ""), drawn, lines)}</div>\n')


def _few(parts: Iterable[Markup], count: int) -> Markup:
    """The first of several pieces, and how many more there are."""
    more = [text(f"{count - SHOWN:,} more")] if count > SHOWN else []
    return together([*islice(parts, SHOWN), *more], ", ")
