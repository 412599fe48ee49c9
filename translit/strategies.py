"""Hypothesis strategies: names as people write them, for the test suites of those who use translit.

Each strategy takes a resolver, so that a suite tests its own tables; without one it takes the bundled tables, and loads
them when the first example is drawn. The habits of spelling are data (rules/habits.yaml). What must hold:

===================  ================================================================================
`mentions`           `resolve(surface)` gives the ID, or is AMBIGUOUS with the ID among the candidates
`respellings`        `resolve(surface)` gives the ID or none; never another one
`near_misses`        `resolve(surface)` doesn't give the ID
`names`, `tables`    whatever your code says about any name and any table
===================  ================================================================================

Hypothesis calls `register` by itself when translit is installed, so that `st.from_type(Entry)` works; importing this
module does the same. This module imports nothing of translit but its nouns: `import hypothesis` stays as quick as it was.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.errors import EntryError, MissingExtra
from translit.model import Candidate, Entry, Policy, Resolution

if TYPE_CHECKING:
    from translit.resolver import Resolver


def register() -> None:
    """Teach `st.from_type` Entry, Candidate, Policy and Resolution; Hypothesis's entry point calls this.

    It stands before the import of Hypothesis, which calls it while it is imported: by then this module must hold it.
    """
    from hypothesis import strategies as st

    st.register_type_strategy(Entry, lambda _: entries())
    st.register_type_strategy(Policy, lambda _: policies())
    st.register_type_strategy(Resolution, lambda _: resolutions())
    st.register_type_strategy(Candidate, lambda _: st.builds(Candidate, _IDS, names(), names(), st.floats(0, 1)))


try:
    from hypothesis import strategies as st
except ImportError:
    raise MissingExtra("translit.strategies needs Hypothesis: pip install 'translit-normaliser[testing]'") from None

__all__ = ["Surface", "entries", "mentions", "names", "near_misses", "policies", "register", "resolutions", "respellings", "tables"]

# A name written in some way, and the canonical ID of the entry that it was made from.
Surface = tuple[str, str]
Draw = Callable[[st.SearchStrategy[Any]], Any]

# How many habits may meet in one spelling.
HABITS_AT_ONCE = 4
RESPELLINGS_AT_ONCE = 2
# Words of no more letters are articles and particles: another vowel or consonant makes other words of them.
_SHORT = 2


def mentions(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """An alias under a spelling that changes nothing, and its ID.

    The case, the marks, NFC or NFD, the definite article, hyphens and apostrophes are varied. `resolve` must give this ID,
    or AMBIGUOUS where another entry bears the same alias.
    """
    return _mentions(resolver)


def respellings(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """A Latin alias under another habit of romanising (ou or u, ch or sh, -eh or -a, doubled letters ...), and its ID.

    `resolve` must give this ID or none, never another. Spellings that are an alias of another entry, or come as near to one,
    are left out.
    """
    return _respellings(resolver)


def near_misses(resolver: Resolver | None = None) -> st.SearchStrategy[Surface]:
    """A name that looks like a Latin alias and isn't one, and the ID that `resolve` must not give for it.

    In each word at least half of the consonants are replaced by unrelated ones. No entry bears the name.
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
    """An entry with a made-up ID, names in one script (any of a few, if None), and at times a type and weak aliases."""
    return tables(script, most=1).map(lambda table: table[0])


def tables(script: str | None = None, most: int = 8) -> st.SearchStrategy[tuple[Entry, ...]]:
    """A whole table: one to `most` entries, no two of which share an ID or a name, not even a folded one."""
    return _tables(script, most)


def resolutions(resolver: Resolver | None = None) -> st.SearchStrategy[Resolution]:
    """What a resolver answers to mentions, respellings, near misses, made-up names and any text whatever."""
    surfaces = mentions(resolver) | respellings(resolver) | near_misses(resolver)
    return st.one_of(surfaces.map(lambda surface: surface[0]), names(), st.text()).map(lambda text: _or_bundled(resolver).resolve(text))


def policies() -> st.SearchStrategy[Policy]:
    """Any policy."""
    return st.builds(Policy, st.floats(0.5, 1, exclude_max=True), st.floats(0, 1), st.integers(1, 50))


# --- aliases -----------------------------------------------------------------------------------------------------------


class _Pool(NamedTuple):
    """The strong aliases of a resolver's entries, those in Latin letters, and who bears each key in whatever way."""

    all: tuple[Surface, ...]
    latin: tuple[Surface, ...]
    bearers: dict[str, set[str]]


@lru_cache(maxsize=8)
def _pool(resolver: Resolver) -> _Pool:
    from translit.split import strong_key

    bearers: dict[str, set[str]] = {}
    for entry in resolver.entries.values():
        for alias in (entry.name, *entry.aliases, *entry.weak, *entry.adjectives):
            bearers.setdefault(strong_key(alias), set()).add(entry.id)
    found = {(alias, entry.id) for entry in resolver.entries.values() for alias in (entry.name, *entry.aliases) if strong_key(alias)}
    ordered = tuple(sorted(found, key=lambda surface: (len(surface[0]), surface)))  # short ones first: examples shrink to them
    return _Pool(ordered, tuple((_plain(alias), id) for alias, id in ordered if _plain(alias).isascii()), bearers)


def _or_bundled(resolver: Resolver | None) -> Resolver:
    if resolver is not None:
        return resolver
    from translit.resolver import bundled

    return bundled()


def _plain(text: str) -> str:
    """The text without marks behind Latin letters."""
    return "".join(char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f")


@st.composite
def _mentions(draw: Draw, resolver: Resolver | None) -> Surface:
    alias, id = draw(st.sampled_from(_pool(_or_bundled(resolver)).all))
    for habit in draw(st.lists(st.sampled_from(_HABITS), max_size=HABITS_AT_ONCE)):
        ways = habit(alias)
        alias = draw(st.sampled_from(ways)) if ways else alias
    return alias, id


@st.composite
def _respellings(draw: Draw, resolver: Resolver | None) -> Surface:
    pool = _pool(_or_bundled(resolver))
    alias, id = draw(st.sampled_from(pool.latin))
    for _ in range(draw(st.integers(1, RESPELLINGS_AT_ONCE))):
        ways = respelt(alias)
        way = draw(st.sampled_from(ways)) if ways else alias
        if all(_borne(pool, near) <= {id} for near in (way, *respelt(way))):
            alias = way
    return alias, id


@st.composite
def _near_misses(draw: Draw, resolver: Resolver | None) -> Surface:
    pool = _pool(_or_bundled(resolver))
    alias, id = draw(st.sampled_from(pool.latin).filter(lambda surface: any(map(_consonants, _words(surface[0])))))
    return draw(_contradicted(alias).filter(lambda missed: not _borne(pool, missed))), id


def _borne(pool: _Pool, text: str) -> set[str]:
    from translit.split import strong_key

    return pool.bearers.get(strong_key(text), set())


# --- habits that change nothing: each gives the other ways to write a text -----------------------------------------------


def _rules() -> Any:
    from translit.rules import rules

    return rules("habits")


def cased(text: str) -> list[str]:
    """The text in other cases."""
    return [text.lower(), text.upper(), text.title(), text.swapcase()]


def composed(text: str) -> list[str]:
    """The text in the canonical forms of Unicode."""
    return [unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)]


def spaced(text: str) -> list[str]:
    """The text with its spaces and hyphens written otherwise."""
    signs = _rules()["spaces"]
    return [text.replace(old, new) for old in (" ", "-") if old in text for new in signs if new != old]


def apostrophised(text: str) -> list[str]:
    """The text with other apostrophes, or with none; behind Hebrew letters they make another letter and stay."""
    signs = _rules()["apostrophes"]
    if not any(sign in text for sign in signs):
        return []
    ways = [text.translate(dict.fromkeys(map(ord, signs), sign)) for sign in signs]
    return ways if any("א" <= char <= "ת" for char in text) else [*ways, text.translate(dict.fromkeys(map(ord, signs)))]


def marked(text: str) -> list[str]:
    """The text with one mark more behind a letter, or without the marks that a writer may leave out."""
    from translit.scripts import script_of

    table = {script: [chr(int(point, 16)) for point in points.split()] for script, points in _rules()["marks"].items()}
    places = [place for place, char in enumerate(text, 1) if char.isalpha()]
    more = [text[:place] + mark + text[place:] for place in places for mark in table.get(script_of(text[place - 1]), ())]
    optional = {mark for marks in table.values() for mark in marks}
    return [*more, "".join(char for char in unicodedata.normalize("NFD", text) if char not in optional)]


def with_article(text: str) -> list[str]:
    """The text with a definite article before it."""
    from translit.scripts import script

    first, table = text.split(maxsplit=1)[0], _rules()
    code = script(first)
    if code == "Arab" and (first.startswith("ال") or sum(map(str.isalpha, first)) < 2):
        return []
    sun = [article for article, sound in table["sun"].get(code, {}).items() if text.lower().startswith(sound)]
    return [article + text for article in [*table["articles"].get(code, ()), *sun]]


def without_article(text: str) -> list[str]:
    """The text without the definite article that it begins with, where enough of it is left."""
    table = _rules()
    ways = [text[len(article) :] for articles in table["articles"].values() for article in articles if text.startswith(article)]
    sun = (pair for pairs in table["sun"].values() for pair in pairs.items())
    ways += [text[len(article) :] for article, sound in sun if text.startswith(article) and text[len(article) :].lower().startswith(sound)]
    return [way for way in ways if way[:2].isalpha() and not way.startswith("ال") and text.split(maxsplit=1)[0] != table["keep"]]


_HABITS = (cased, composed, spaced, apostrophised, marked, with_article, without_article)


# --- habits that seldom change the name, and what makes another of it ----------------------------------------------------


def respelt(text: str) -> list[str]:
    """The text, in small letters, with one sound romanised otherwise, in every way that the habits know."""
    words = _words(text)
    ways = ((place, way) for place, word in enumerate(words) for way in _word_respelt(word))
    return sorted({"".join([*words[:place], way, *words[place + 1 :]]) for place, way in ways} - {text.lower()})


@lru_cache(maxsize=1 << 12)
def _word_respelt(word: str) -> frozenset[str]:
    if len(word) <= _SHORT or word in _directions():
        return frozenset()
    groups = [group["spellings"] for group in _rules()["respellings"]]
    pairs = ((old, new) for group in groups for old in group for new in group if old != new)
    return frozenset(way.replace("$", "") for old, new in pairs for way in _replaced(f"{word}$", old, new))


@cache
def _directions() -> frozenset[str]:
    """Eastern, Upper, New ...: words that tell neighbours apart, and hardly ever romanised."""
    from translit.rules import rules

    return frozenset(word for line in rules("generics")["trait"].values() for word in line.split())


def _words(text: str) -> list[str]:
    """The words of a text in small letters, and between them what parts them."""
    return re.split("([ -]+)", text.lower())


def _replaced(text: str, old: str, new: str) -> Iterator[str]:
    """The text with one place changed, each in turn; letters doubled already aren't doubled again."""
    place = text.find(old)
    while place >= 0:
        before, after = text[:place], text[place + len(old) :]
        if not (before.endswith(old) or after.startswith(old)):
            yield f"{before}{new}{after}"
        place = text.find(old, place + 1)


@st.composite
def _contradicted(draw: Draw, name: str) -> str:
    """The name, in small letters, at least half of the consonants of each word replaced by unrelated ones."""
    words = []
    for word in _words(name):
        letters, places = list(word), _consonants(word)
        least = (len(places) + 1) // 2
        for place in draw(st.lists(st.sampled_from(places), min_size=least, unique=True)) if places else ():
            letters[place] = draw(st.sampled_from(_unrelated(letters[place])))
        words.append("".join(letters))
    return "".join(words)


def _consonants(word: str) -> list[int]:
    """The places of the consonants that tell names apart; h and w come and go, and short words may be articles."""
    related = set().union(*_rules()["related"]) - {"h", "w"}
    return [place for place, char in enumerate(word) if char in related and len(word) > _SHORT]


@cache
def _unrelated(consonant: str) -> str:
    """The common consonants that are never written for this one."""
    related = set().union(*(line for line in _rules()["related"] if consonant in line))
    return "".join(char for char in "bmnrltsk" if char not in related)


# --- made-up names and tables --------------------------------------------------------------------------------------------

_IDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-", min_size=1, max_size=12)
# The scripts of a table in any script: two with case, two without vowels, one whose marks are letters, one without an alphabet.
_SOME_SCRIPTS = ("Latn", "Cyrl", "Arab", "Hebr", "Deva", "Hani")
# Of the letters of a script as many as a well-read person knows: of Han about every 25th.
_MOST_LETTERS = 4000


@cache
def _names(script: str) -> st.SearchStrategy[str]:
    letters, signs = _alphabet(script)
    word = st.builds(str.__add__, st.sampled_from(letters), st.text(st.sampled_from(letters + signs), min_size=1, max_size=7))
    return st.lists(word, min_size=1, max_size=3).map(" ".join)


@cache
def _alphabet(script: str) -> tuple[str, str]:
    """The letters of a script and the marks that only it has, in the order of Unicode."""
    from translit.rules import rules

    facts = rules("scripts")["scripts"].get(script)
    if facts is None:
        raise EntryError(f"no script {script!r}: it must be an ISO 15924 code that translit/rules/scripts.yaml lists")
    bounds = ([int(point, 16) for point in span.split("-")] for span in facts["ranges"].split())
    chars = [chr(point) for span in bounds for point in range(span[0], span[-1] + 1)]
    plain = [char for char in chars if unicodedata.is_normalized("NFKC", char)]
    letters = list(filter(str.isalpha, plain))
    marks = (char for char in plain if unicodedata.category(char) in ("Mn", "Mc"))
    return "".join(letters[:: 1 + len(letters) // _MOST_LETTERS]), "".join(marks)


@st.composite
def _tables(draw: Draw, script: str | None, most: int) -> tuple[Entry, ...]:
    from translit.split import strong_key

    one = names(script) if script else st.sampled_from(_SOME_SCRIPTS).flatmap(names)
    ids = draw(st.lists(_IDS, min_size=1, max_size=most, unique=True))
    made = draw(st.lists(one.filter(strong_key), min_size=len(ids), max_size=4 * len(ids), unique_by=strong_key))
    kinds = st.none() | st.sampled_from(("place", "group", "person"))
    return tuple(_entry(id, made[number :: len(ids)], draw(kinds), draw(st.booleans())) for number, id in enumerate(ids))


def _entry(id: str, made: list[str], type: str | None, last_is_weak: bool) -> Entry:
    """An entry that bears the names made for it; the last one weakly, if asked and not the only one."""
    weak = made[-1:] if last_is_weak and len(made) > 1 else []
    return Entry(id, made[0], made[1 : len(made) - len(weak)], type, weak=weak)


register()  # for those who run Hypothesis without its plugins
