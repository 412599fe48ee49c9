"""Hypothesis strategies: names as people write them, for the test suites of those who use translit.

Each strategy takes a resolver, so that a suite tests its own tables; without one it takes the
bundled tables, and loads them when the first example is drawn. The habits of spelling are data
(knowledge/habits.yaml). What must hold:

===================  ===========================================================================
`mentions`           `resolve(surface)` gives the ID, or is AMBIGUOUS with it as a candidate
`respellings`        `resolve(surface)` gives the ID or none; another once in 1,000 (bundled)
`near_misses`        `resolve(surface)` doesn't give the ID
`names`, `tables`    whatever your code says about any name and any table
===================  ===========================================================================

Hypothesis calls `register` by itself when translit is installed, so that `st.from_type(Entry)`
works; importing this module does the same. This module imports nothing of translit but its nouns
and the habits: `import hypothesis` stays as quick as it was.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.language.habits import (
    SHORT,
    apostrophised,
    cased,
    composed,
    habits,
    marked,
    respelt,
    spaced,
    with_article,
    without_article,
    words_of,
)
from translit.model.errors import EntryError, MissingExtra
from translit.model.nouns import Candidate, Entry, Policy
from translit.resolving.answer import Resolution

if TYPE_CHECKING:
    from translit.resolving.resolver import Resolver


def register() -> None:
    """Teach `st.from_type` Entry, Candidate, Policy and Resolution; Hypothesis's entry point calls
    this.

    It stands before the import of Hypothesis, which calls it while it is imported: by then this
    module must hold it.
    """
    from hypothesis import strategies as st

    st.register_type_strategy(Entry, lambda _: entries())
    st.register_type_strategy(Policy, lambda _: policies())
    st.register_type_strategy(Resolution, lambda _: resolutions())
    st.register_type_strategy(
        Candidate, lambda _: st.builds(Candidate, _IDS, names(), names(), st.floats(0, 1))
    )


try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingExtra(
        "translit.strategies needs Hypothesis: pip install 'translit-normaliser[testing]'"
    ) from None

__all__ = [
    "Surface",
    "entries",
    "mentions",
    "names",
    "near_misses",
    "policies",
    "register",
    "resolutions",
    "respellings",
    "tables",
]

# A name written in some way, and the canonical ID of the entry that it was made from.
Surface = tuple[str, str]
Draw = Callable[[st.SearchStrategy[Any]], Any]

# How many habits may meet in one spelling.
HABITS_AT_ONCE = 4
RESPELLINGS_AT_ONCE = 2


def mentions(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """An alias under a spelling that changes nothing, and its ID.

    The case, the marks, NFC or NFD, the definite article, hyphens and apostrophes are varied.
    `resolve` must give this ID, or AMBIGUOUS where another entry bears the same alias.
    """
    return _mentions(resolver)


def respellings(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """A Latin alias under another habit of romanising (ou or u, ch or sh, -eh or -a, doubled
    letters ...), and its ID.

    `resolve` must give this ID or none, never another. Spellings that are an alias of another
    entry, or come as near to one, are left out.
    """
    return _respellings(resolver)


def near_misses(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """A name that looks like a Latin alias and isn't one, and the ID that `resolve` must not give
    for it.

    In each word at least half of the consonants are replaced by unrelated ones. No entry bears the
    name. By chance one in some thousands sounds like another alias of the entry all the same.
    """
    return _near_misses(resolver)


def names(script: str = "Latn") -> st.SearchStrategy[str]:
    """A made-up name of one to three words in a script.

    Args:
        script: its ISO 15924 code, as "Latn", "Arab", "Hani".

    Raises:
        EntryError: translit knows no such script (when the first example is drawn).
    """
    return st.deferred(lambda: _names(script))  # not at once: the letters come from a file of rules


def entries(script: str | None = None) -> st.SearchStrategy[Entry]:
    """An entry with a made-up ID, names in one script (any of a few, if None), and at times a
    type and weak aliases.
    """
    return tables(script, most=1).map(lambda table: table[0])


def tables(script: str | None = None, most: int = 8) -> st.SearchStrategy[tuple[Entry, ...]]:
    """A whole table: one to `most` entries, no two of which share an ID or a name, not even a
    folded one.
    """
    return _tables(script, most)


def resolutions(resolver: Resolver | None = None) -> st.SearchStrategy[Resolution]:
    """What a resolver answers to mentions, respellings, near misses, made-up names and any text
    whatever.
    """
    return st.deferred(lambda: _resolutions(_or_bundled(resolver)))


def policies() -> st.SearchStrategy[Policy]:
    """Any policy that one mention can be answered by: `known` is never to be estimated."""
    known = st.none() | st.floats(0, 1, exclude_min=True, exclude_max=True)
    precision, share = st.floats(0.5, 1, exclude_max=True), st.floats(0, 1)
    return st.builds(Policy, precision, share, st.integers(1, 50), known, share)


# --- aliases --------------------------------------------------------------------------------------


class _Pool(NamedTuple):
    """The strong aliases of a resolver's entries, those in Latin letters, those of them with
    consonants that tell names apart; and who bears each key in whatever way.
    """

    all: tuple[Surface, ...]
    latin: tuple[Surface, ...]
    telling: tuple[Surface, ...]
    bearers: dict[str, set[str]]


@lru_cache(maxsize=8)
def _pool(resolver: Resolver) -> _Pool:
    from translit.language.split import strong_key

    bearers: dict[str, set[str]] = {}
    for entry in resolver.entries.values():
        for alias in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives):
            bearers.setdefault(strong_key(alias), set()).add(entry.id)
    found = {
        (alias, entry.id)
        for entry in resolver.entries.values()
        for alias in (entry.name, *entry.aliases)
        if strong_key(alias)
    }
    ordered = tuple(
        sorted(found, key=lambda surface: (len(surface[0]), surface))
    )  # short ones first: examples shrink to them
    latin = tuple((_plain(alias), id) for alias, id in ordered if _plain(alias).isascii())
    return _Pool(
        ordered,
        latin,
        tuple(surface for surface in latin if any(map(_consonants, words_of(surface[0])))),
        bearers,
    )


def _some(surfaces: tuple[Surface, ...], what: str) -> st.SearchStrategy[Surface]:
    """One of some aliases."""
    if not surfaces:
        raise EntryError(f"no entry has {what}: draw from a table where one does")
    return st.sampled_from(surfaces)


def _resolutions(resolver: Resolver) -> st.SearchStrategy[Resolution]:
    """Out of what there is to draw from a table."""
    pool = _pool(resolver)
    drawn = ((pool.all, mentions), (pool.latin, respellings), (pool.telling, near_misses))
    texts = [
        surfaces(resolver).map(lambda surface: surface[0]) for there, surfaces in drawn if there
    ]
    return st.one_of(*texts, names(), st.text()).map(resolver.resolve)


def _or_bundled(resolver: Resolver | None) -> Resolver:
    from translit.resolving.resolver import given_or_bundled

    return given_or_bundled(resolver)


def _plain(text: str) -> str:
    """The text without marks behind Latin letters."""
    return "".join(
        char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f"
    )


@st.composite
def _mentions(draw: Draw, resolver: Resolver | None) -> Surface:
    alias, id = draw(_some(_pool(_or_bundled(resolver)).all, "a name"))
    for habit in draw(st.lists(st.sampled_from(_HABITS), max_size=HABITS_AT_ONCE)):
        ways = habit(alias)
        alias = draw(st.sampled_from(ways)) if ways else alias
    return alias, id


@st.composite
def _respellings(draw: Draw, resolver: Resolver | None) -> Surface:
    pool = _pool(_or_bundled(resolver))
    alias, id = draw(_some(pool.latin, "an alias in Latin letters"))
    for _ in range(draw(st.integers(1, RESPELLINGS_AT_ONCE))):
        ways = respelt(alias)
        way = draw(st.sampled_from(ways)) if ways else alias
        if all(_borne(pool, near) <= {id} for near in (way, *respelt(way))):
            alias = way
    return alias, id


@st.composite
def _near_misses(draw: Draw, resolver: Resolver | None) -> Surface:
    pool = _pool(_or_bundled(resolver))
    alias, id = draw(_some(pool.telling, f"a Latin alias with a word of more than {SHORT} letters"))
    return draw(_contradicted(alias).filter(lambda missed: not _borne(pool, missed))), id


def _borne(pool: _Pool, text: str) -> set[str]:
    from translit.language.split import strong_key

    return pool.bearers.get(strong_key(text), set())


_HABITS = (cased, composed, spaced, apostrophised, marked, with_article, without_article)


# --- what makes another name of it ----------------------------------------------------------------


@st.composite
def _contradicted(draw: Draw, name: str) -> str:
    """The name, in small letters, at least half of the consonants of each word replaced by
    unrelated ones.
    """
    words = []
    for word in words_of(name):
        letters, places = list(word), _consonants(word)
        least = (len(places) + 1) // 2
        for place in (
            draw(st.lists(st.sampled_from(places), min_size=least, unique=True)) if places else ()
        ):
            letters[place] = draw(st.sampled_from(_unrelated(letters[place])))
        words.append("".join(letters))
    return "".join(words)


def _consonants(word: str) -> list[int]:
    """The places of the consonants that tell names apart; h and w come and go, and short words
    may be articles.
    """
    related = set().union(*habits()["related"]) - {"h", "w"}
    return [place for place, char in enumerate(word) if char in related and len(word) > SHORT]


@cache
def _unrelated(consonant: str) -> str:
    """The common consonants that are never written for this one."""
    related = set().union(*(line for line in habits()["related"] if consonant in line))
    return "".join(char for char in "bmnrltsk" if char not in related)


# --- made-up names and tables ---------------------------------------------------------------------

_IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-", min_size=1, max_size=12)
# The scripts of a table in any script: two with case, two without vowels, one whose marks are
# letters, one without an alphabet.
_SOME_SCRIPTS = ("Latn", "Cyrl", "Arab", "Hebr", "Deva", "Hani")
# Of the letters of a script as many as a well-read person knows: of Han about every 25th.
_MOST_LETTERS = 4000


@cache
def _names(script: str) -> st.SearchStrategy[str]:
    letters, signs = _alphabet(script)
    if not letters:
        raise EntryError(f"the script {script} has no letters: choose another one")
    word = st.builds(
        str.__add__,
        st.sampled_from(letters),
        st.text(st.sampled_from(letters + signs), min_size=1, max_size=7),
    )
    return st.lists(word, min_size=1, max_size=3).map(" ".join)


@cache
def _alphabet(script: str) -> tuple[str, str]:
    """The letters of a script and the marks that only it has, in the order of Unicode."""
    from translit.knowledge.rules import rules

    facts = rules("scripts")["scripts"].get(script)
    if facts is None:
        raise EntryError(
            f"no script {script!r}: it must be an ISO 15924 code that"
            " translit/knowledge/scripts.yaml lists"
        )
    bounds = ([int(point, 16) for point in span.split("-")] for span in facts["ranges"].split())
    chars = [chr(point) for span in bounds for point in range(span[0], span[-1] + 1)]
    plain = [char for char in chars if unicodedata.is_normalized("NFKC", char)]
    letters = list(filter(str.isalpha, plain))
    marks = (char for char in plain if unicodedata.category(char) in ("Mn", "Mc"))
    return "".join(letters[:: 1 + len(letters) // _MOST_LETTERS]), "".join(marks)


@st.composite
def _tables(draw: Draw, script: str | None, most: int) -> tuple[Entry, ...]:
    from translit.language.split import strong_key

    one = names(script) if script else st.sampled_from(_SOME_SCRIPTS).flatmap(names)
    ids = draw(st.lists(_IDS, min_size=1, max_size=most, unique=True))
    made = draw(
        st.lists(
            one.filter(strong_key), min_size=len(ids), max_size=4 * len(ids), unique_by=strong_key
        )
    )
    kinds = st.none() | st.sampled_from(("place", "group", "person"))
    return tuple(
        _entry(id, made[number :: len(ids)], draw(kinds), draw(st.booleans()))
        for number, id in enumerate(ids)
    )


def _entry(id: str, made: list[str], type: str | None, last_is_weak: bool) -> Entry:
    """An entry that bears the names made for it; the last one weakly, if asked and not the only
    one.
    """
    weak = made[-1:] if last_is_weak and len(made) > 1 else []
    return Entry(id, made[0], made[1 : len(made) - len(weak)], type, weak=weak)


register()  # for those who run Hypothesis without its plugins
