"""The nouns: what goes into translit and what comes out of it. All of them are immutable.

They are named tuples and not dataclasses because they are made by the million and because importing
`dataclasses` costs more than the rest of a small look-up.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, TypeVar

from translit.model.errors import EntryError

T = TypeVar("T")
# What stands for no ID, in tests of tables and in columns of right IDs; and how IDs must be.
NIL, PLAIN = "NIL", "(no NIL, and no blanks but spaces between words)"


class Outcome(StrEnum):
    """How a resolution ended: EXACT and FUZZY give an ID, and the others say why there is none.

    EXACT: the mention is an alias. FUZZY: one entry is probable enough, and far enough ahead of the
    others. AMBIGUOUS: several are too close to call. TOO_FAR: none is probable enough.
    NO_CANDIDATE: nothing comes near, or there is nothing to compare. REFUSED: a table says that
    this is never a name.
    """

    EXACT = "EXACT"
    FUZZY = "FUZZY"
    AMBIGUOUS = "AMBIGUOUS"
    TOO_FAR = "TOO_FAR"
    NO_CANDIDATE = "NO_CANDIDATE"
    REFUSED = "REFUSED"

    @property
    def gives_id(self) -> bool:
        """Whether it is one of the two outcomes that give an ID."""
        return self is Outcome.EXACT or self is Outcome.FUZZY


class _Entry(NamedTuple):
    id: str
    name: str
    aliases: tuple[str, ...]
    type: str | None
    within: tuple[str, ...]
    weak: tuple[str, ...]
    adjectives: tuple[str, ...]
    never: tuple[str, ...]
    same_as: Mapping[str, str]
    at: tuple[float, float] | None
    facts: Mapping[str, tuple[str, ...]]
    rank: int | None


class Entry(_Entry):
    """One thing that has names, under one canonical ID.

    Args:
        id: the canonical ID; any string but NIL that can be printed, without blanks around it.
        name: the canonical name; it is an alias of its own.
        aliases: other spellings, in any script, that belong to this entry and to no other.
        type: what kind of thing it is ("place", "group", ...), or None.
        within: IDs of the entries that contain this one; a single ID may be given as a plain
            string.
        weak: spellings that other things bear too (abbreviations, given names alone). They are
            found when written exactly so, never fuzzily, and give way to a strong alias of another
            entry.
        adjectives: words derived from the name ("Syrian"). Found like weak aliases, but never when
            a type is asked for.
        never: IDs that this entry must not be taken for.
        same_as: identifiers elsewhere, by the name of the other catalogue ("wikidata", "geonames").
        at: where it is: latitude and longitude, in degrees (WGS 84), as (36.2, 37.16); or None.
        facts: what else is known of it, as lists of texts by key: {"birth_date": ("1975",)}. They
            are handed on, and no answer depends on them; a plain string counts as a list of one.
        rank: how much there is to it, such as its population: a whole number from 0 to MOST_RANK,
            or None. Only answers that shall prefer it (`prefer="rank"`) depend on it.

    Raises:
        EntryError: a field is of the wrong kind, the ID or the name is empty, `at` is no place on
            Earth (`point` says which), or `rank` is no such number.
    """

    __slots__ = ()

    def __new__(
        cls,
        id: str,
        name: str,
        aliases: Iterable[str] = (),
        type: str | None = None,
        within: Iterable[str] | str = (),
        weak: Iterable[str] = (),
        adjectives: Iterable[str] = (),
        never: Iterable[str] = (),
        same_as: Mapping[str, str] = MappingProxyType({}),
        at: tuple[float, float] | None = None,
        facts: Mapping[str, Iterable[str] | str] = MappingProxyType({}),
        rank: int | None = None,
    ) -> Entry:
        _check_texts(id, name, type)
        aliases = _strings(id, "aliases", aliases)
        within = _strings(id, "within", within)
        weak = _strings(id, "weak", weak)
        adjectives = _strings(id, "adjectives", adjectives)
        never = _strings(id, "never", never)
        if not isinstance(same_as, Mapping):
            raise EntryError(f"entry {id!r}: same_as must be a map of texts, not {same_as!r}")
        elsewhere = MappingProxyType(dict(same_as)) if same_as else _NOTHING
        place = None if at is None else _at(id, at)
        known = _facts(id, facts) if facts else _NOTHING
        weight = None if rank is None else _of(id, ranked, rank)
        names = (id, name, aliases, type, within, weak, adjectives, never)
        return super().__new__(cls, *names, elsewhere, place, known, weight)

    def __getnewargs__(self) -> tuple[Any, ...]:
        *plain, same_as, at, facts, rank = self
        return (*plain, dict(same_as), at, dict(facts), rank)


def is_id(id: Any) -> bool:
    """Whether something can be an ID: a string, not empty and not NIL, with plain spaces between
    its words at most.
    """
    if not isinstance(id, str) or id == NIL:
        return False
    words = id.split()
    spaced = len(words) > 1 and id == id.strip() and [*filter(None, id.split(" "))] == words
    return words == [id] or spaced


_NOTHING: Mapping[str, Any] = MappingProxyType({})


def _check_texts(id: object, name: object, type: object) -> None:
    """That an entry's ID, name and type are what they must be."""
    _require(is_id(id), f"an entry's ID must be a string {PLAIN}, not {id!r}")
    _require(
        isinstance(name, str) and name.strip() != "",
        f"entry {id!r}: the name must be a non-empty string, not {name!r}",
    )
    _require(
        type is None or isinstance(type, str),
        f"entry {id!r}: the type must be a string or None, not {type!r}",
    )


def point(latitude: float | str, longitude: float | str) -> tuple[float, float]:
    """A place on Earth, by its latitude and longitude in degrees (WGS 84), numbers or texts.

    Raises:
        EntryError: one of them is no number, or out of range, as where the two stand in the wrong
            order; or both are 0, which is what programs write for a place that isn't known.
    """
    try:
        place = float(latitude), float(longitude)
    except (TypeError, ValueError):
        raise EntryError(
            f"latitude and longitude must be numbers, as 36.2 and 37.16, not {latitude!r} and"
            f" {longitude!r}"
        ) from None
    swapped = 90 < abs(place[0]) <= 180 and abs(place[1]) <= 90
    _require(
        abs(place[0]) <= 90 and abs(place[1]) <= 180,
        f"latitude must lie in [-90, 90] and longitude in [-180, 180], not {place[0]} and"
        f" {place[1]}: {'swap the two' if swapped else 'give both in degrees'}",
    )
    _require(
        place != (0, 0), "latitude and longitude are both 0, where nothing is: leave the place out"
    )
    return place


def _at(id: str, at: tuple[float, float]) -> tuple[float, float]:
    try:
        latitude, longitude = at
    except (TypeError, ValueError):
        raise EntryError(
            f"entry {id!r}: at must be (latitude, longitude), or None, not {at!r}"
        ) from None
    return _of(id, point, latitude, longitude)


def _of(id: str, read: Callable[..., T], *value: Any) -> T:
    """What is read of a value, if it is one that an entry may have."""
    try:
        return read(*value)
    except EntryError as error:
        raise EntryError(f"entry {id!r}: {error}") from None


# Up to here every program that reads JSON has whole numbers whole.
MOST_RANK = 10**15 - 1


def ranked(value: int | str) -> int:
    """The rank of an entry, of a number or its digits; EntryError, unless it is one."""
    digits = isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 16
    _require(
        (digits or type(value) is int) and 0 <= int(value) <= MOST_RANK,
        f"rank must be a whole number from 0 to {MOST_RANK}, as 2098210, not {value!r}",
    )
    return int(value)


def _facts(id: str, facts: Mapping[str, Iterable[str] | str]) -> Mapping[str, tuple[str, ...]]:
    """The facts as tuples; a key of which nothing is said is left out."""
    _require(
        isinstance(facts, Mapping) and all(isinstance(key, str) for key in facts),
        f"entry {id!r}: facts must be lists of texts by key, not {facts!r}",
    )
    known = {key: _strings(id, f"facts[{key!r}]", value) for key, value in facts.items()}
    return MappingProxyType({key: texts for key, texts in known.items() if texts})


def _require(holds: bool, message: str) -> None:
    if not holds:
        raise EntryError(message)


def _strings(id: str, field: str, value: Iterable[str] | str) -> tuple[str, ...]:
    """The value as a tuple of strings; one plain string counts as a tuple of one."""
    try:
        strings = (value,) if isinstance(value, str) else tuple(value)
    except TypeError:
        raise EntryError(f"entry {id!r}: {field} must be strings, not {value!r}") from None
    _require(
        all(isinstance(s, str) for s in strings),
        f"entry {id!r}: {field} must be strings, not {strings!r}",
    )
    return strings


class Step(NamedTuple):
    """One reason of a resolution. `translit.replay(mention, steps)` carries them out anew and
    arrives at the same form.

    Attributes:
        action: what was done: "fold", "article", "romanise", "compare", "decide" ...
        rule: by which rule, or with what.
        result: the text after it; of a step that changes no text, what came of it (an ID, nats, an
            outcome).
    """

    action: str
    rule: str
    result: str


class Candidate(NamedTuple):
    """An entry that a mention may mean.

    Attributes:
        id: its canonical ID.
        name: its canonical name.
        alias: the alias of it that came nearest to the mention.
        score: the estimated probability, in [0, 1], that it is meant.
    """

    id: str
    name: str
    alias: str
    score: float


class _Policy(NamedTuple):
    precision: float
    margin: float
    limit: int
    known: float | Literal["estimate"] | None = None
    least: float = 0.0


# That the share of known spellings is to be found out from the column itself.
ESTIMATE = "estimate"


class Policy(_Policy):
    """What a user asks of an answer before it may be given.

    Args:
        precision: the share of given IDs that must be right, from 0.5 up to but not including 1.
            The threshold on the score follows from it (translit/knowledge/weights.yaml).
        margin: how far, in probability from 0 to 1, the best ID must lie ahead of every other ID.
        limit: how many candidates a resolution holds at most, at least 1.
        known: of the mentions that are no alias as they stand, the share that is expected to mean
            an entry all the same, between 0 and 1; their scores rise with it. None is the share
            of the fit. "estimate" finds it out from a whole column, never from one name: for
            `resolve_many`, `report`, `resolve_array`, whose answers' policy holds the number.
        least: the score, from 0 to 1, from which a candidate is worth a person's look: these are
            the `hits` of a resolution. It decides nothing.

    Raises:
        EntryError: a value lies outside its range, or is of the wrong kind.
    """

    __slots__ = ()

    def __new__(
        cls,
        precision: float = 0.97,
        margin: float = 0.1,
        limit: int = 10,
        known: float | Literal["estimate"] | None = None,
        least: float = 0.0,
    ) -> Policy:
        for name, value in (("precision", precision), ("margin", margin), ("least", least)):
            _require(hasattr(value, "__float__"), f"{name} must be a number, not {value!r}")
        _require(0.5 <= precision < 1, f"precision must lie in [0.5, 1), not {precision!r}")
        _require(0 <= margin <= 1, f"margin must lie in [0, 1], not {margin!r}")
        _require(
            isinstance(limit, int) and limit >= 1,
            f"limit must be a whole number of at least 1, not {limit!r}",
        )
        _require(
            known is None or known == ESTIMATE or (isinstance(known, float) and 0 < known < 1),
            f'known must be a number between 0 and 1, "estimate" or None, not {known!r}',
        )
        _require(0 <= least <= 1, f"least must lie in [0, 1], not {least!r}")
        return super().__new__(cls, precision, margin, limit, known, least)


class Narrowing(NamedTuple):
    """That only some words of a mention were read as the name, or in another order.

    Attributes:
        link: the words or the mark by which it was known: what links a name and its surroundings,
            or a word of kind.
        within: the IDs of the surroundings; of several things that are named, their own.
        start, end: which words are the name.
        how: "context" where the others name its surroundings; else "behind", "order", "surname",
            "aside", "kind", "near" or "several", as translit/resolving/explain.py tells.
        more: where else, and behind these words, the name goes on.
    """

    link: str
    within: tuple[str, ...]
    start: int
    end: int
    how: str = "context"
    more: tuple[tuple[int, int], ...] = ()


class Grounds(NamedTuple):
    """Why a resolution ended as it did: what the decision went by, so that nobody has to reckon it
    anew.

    Attributes:
        kind: which thresholds were asked of the score: those of a pair of scripts ("Latn", "Arab",
            "Arab-native"), or "other" for a pair that was measured too little to have its own.
            Empty where no score was asked for: of an alias, and where there is no candidate.
        least: the score, in [0, 1], from which the best candidate is given; 0.0 where none was
            asked for.
        missed: what kept the best candidate from being given, though nothing ties with it:
            "precision" (its score is less than `least`) or "margin" (another ID is too close). Or
            what kept the mention from being compared: "length". Else empty.
        tied: the candidates that are too close to call, best first, by the scores of the decision:
            two at least if the outcome is AMBIGUOUS, or a preference settled it; else none.
        differing: which of them are tied though another one bears the mention literally, by ID, and
            how: "article differs", or "marks fit" (its letters are those that the mention's marks
            tell).
        nested: the IDs of those that are tied, the innermost first, where they all lie one within
            the other; else none.
        preferred: what settled a tie: the type that was preferred, "smallest", "largest", "rank",
            or "nearest" to the point that was given. Empty where nothing did.
        apart: how far the candidates lie from the point that was given, or else from the nearest
            place of `beside`, by ID, in kilometres; those whose place nobody knows are left out.
        beside: the IDs of the places by which a text settled the mention that stands beside them.
    """

    kind: str = ""
    least: float = 0.0
    missed: str = ""
    tied: tuple[Candidate, ...] = ()
    differing: tuple[tuple[str, str], ...] = ()
    nested: tuple[str, ...] = ()
    preferred: str = ""
    apart: tuple[tuple[str, float], ...] = ()
    beside: tuple[str, ...] = ()


class Findings(NamedTuple):
    """What is found out about one mention: a resolution without its reasons in words
    (translit/resolving/answer.py).
    """

    mention: str
    outcome: Outcome
    id: str | None
    name: str | None
    score: float
    candidates: tuple[Candidate, ...]
    form: str
    policy: Policy
    narrowings: tuple[Narrowing, ...] = ()
    cues: tuple[str, ...] = ()
    grounds: Grounds = Grounds()
