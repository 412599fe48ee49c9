"""What a mention says of its own surroundings: "X, Aleppo", "village of X near Y", "X بريف Y".

Everything is read off the words of the folded mention, since punctuation means nothing there: a
comma, brackets or a dash are as good as none. A cut parts the words into a name and a tail that is
a key of an entry which contains others; the words that may stand between the two are those of
knowledge/context.yaml. A cut proves nothing: the resolver asks whether the name is found there, and
else takes the mention as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from translit.index.filters import BySetting
from translit.index.gazetteer import Gazetteer
from translit.knowledge.rules import rules
from translit.language.scripts import script_of
from translit.language.split import LETTERS_LEFT, kind_of, only_generics, strong_key

# A mention is cut no more often than this: X, town, province, country.
LEVELS = 3
# Of so many sets of surroundings it is remembered what lies within them.
REMEMBERED = 256
# And of so many of the last keys, as what they may be cut.
LAST = 16
NOTHING: frozenset[str] = frozenset()


class Cut(NamedTuple):
    """A reading of some words as a name and the surroundings it has.

    The name is words[start:end]. `link` is what stands between it and the tail, or "tail". What is
    meant lies within one of `within`; of homonyms, rather within one of `rather`: "Aleppo" is the
    city, and may be its governorate. `told` are the IDs of whatever the tail may mean: they say
    where, and aren't what is asked.
    """

    start: int
    end: int
    link: str
    within: frozenset[str]
    rather: frozenset[str]
    told: frozenset[str]


class Named(NamedTuple):
    """The containers that bear a key: as it stands, and when a word of kind is added to it."""

    plainly: frozenset[str]
    by_kind: frozenset[str]


class Surroundings:
    """What lies within what, and where a mention says so."""

    def __init__(self, gazetteer: Gazetteer, redirects: Mapping[str, str]) -> None:
        self._gazetteer, self._redirects = gazetteer, redirects
        self._around: dict[str, frozenset[str]] = {}
        self._inside: dict[frozenset[str], dict[str, bool]] = {}
        # A name is asked for twice: as an alias, and as what isn't one.
        self.cuts = lru_cache(maxsize=LAST)(self._cuts)

    def around(self, id: str) -> frozenset[str]:
        """The IDs of everything that an entry lies within, directly or by way of others."""
        known = self._around.get(id)
        if known is None:
            known = self._around[id] = frozenset(self._outwards(id))
        return known

    def inside(self, wholes: frozenset[str]) -> BySetting:
        """What lets the entries through that lie within one of some others."""
        if len(self._inside) >= REMEMBERED:
            self._inside.clear()
        known = self._inside.setdefault(wholes, {})

        def lies(_: str | None, within: Sequence[str]) -> bool:
            living = [self._redirects.get(whole, whole) for whole in within]
            return any(id in wholes or self._is_inside(id, wholes, known) for id in living)

        return BySetting(self._gazetteer, lies)

    def _is_inside(self, id: str, wholes: frozenset[str], known: dict[str, bool]) -> bool:
        """Whether an entry lies within one of some others; all entries that are met on the way
        outwards are decided with it, so that a chain of them is gone through once.
        """
        if id in known:
            return known[id]
        inner: dict[str, str | None] = {id: None}
        open_ = [id]
        while open_:
            here: str | None = open_.pop()
            for outer in self._directly(str(here)):
                if outer in wholes or known.get(outer):
                    while here is not None:
                        known[here] = True
                        here = inner[here]
                    return True
                if outer not in inner and outer not in known:
                    inner[outer] = here
                    open_.append(outer)
        known.update(dict.fromkeys(inner, False))
        return False

    def _cuts(self, key: str) -> Sequence[Cut]:
        """The readings of a key as a name in its surroundings; the longest tail first."""
        words = tuple(key.split())
        if len(words) < 2:
            return ()
        return tuple(dict.fromkeys((*self._beside(words), *self._behind(words))))

    def before(self, key: str, start: int) -> Iterator[Cut]:
        """The reading of a key as the name of surroundings, up to some word, and a name in them:
        "Aleppo: Castello Road".
        """
        words = tuple(key.split())
        named = self._containers.get(" ".join(words[:start])) if 0 < start < len(words) else None
        if named:
            within = named.plainly | named.by_kind
            yield Cut(
                start,
                len(words),
                ":",
                within,
                named.plainly or within,
                self._bearers(words[:start]) | within,
            )

    def told(self, key: str, cuts: Sequence[Cut]) -> tuple[frozenset[str], str]:
        """The IDs that a key with some cuts names as surroundings, and the key of what is asked:
        of all its surroundings rid.
        """
        told = NOTHING
        for _ in range(LEVELS):
            told = told.union(*(cut.told for cut in cuts))
            shortest = min(cuts, key=lambda cut: cut.end - cut.start)
            key = " ".join(key.split()[shortest.start : shortest.end])
            cuts = self.cuts(key)
            if not cuts:
                break
        return told, key

    def called(self, name: str) -> frozenset[str]:
        """The containers that a name may mean: Aleppo is the city, and the governorate."""
        return frozenset().union(*self._containers.get(strong_key(name), ()))

    def names(self, key: str, wholes: frozenset[str]) -> bool:
        """Whether a key ends in the name of one of some containers, as فتح حلب does in that of
        Aleppo.
        """
        return any(not wholes.isdisjoint(cut.within) for cut in self._behind(tuple(key.split())))

    # --- cuts -------------------------------------------------------------------------------------

    def _behind(self, words: tuple[str, ...]) -> Iterator[Cut]:
        """The cuts before a tail that contains: X in Y, X Y."""
        after = _beginning(words, phrases("after", "town"))
        for stop in dict.fromkeys((len(words), after)):
            for place in range(max(1, stop - self._longest), stop):
                named, joined = self._container(words[place:stop])
                if named:
                    told = self._bearers(words[place:stop]) | named.plainly | named.by_kind
                    yield from self._cut(
                        words, place, joined, named, words[stop:] in phrases("after"), told
                    )

    def _beside(self, words: tuple[str, ...]) -> Iterator[Cut]:
        """The cuts at a word like "near"."""
        if _lasts("near").isdisjoint(words):
            return
        for place in range(2, len(words)):
            end, other = (_beginning(words[:place], phrases(group)) for group in ("near", "in"))
            if end < place and end <= other:
                tail = _without_end(words[place:], phrases("after", "town"))
                bearers = self._bearers(_without_start(tail, phrases("before", "town")))
                around = bearers.union(*map(self._directly, bearers))
                yield from self._named(
                    words, end, " ".join(words[end:place]), around, around, around
                )

    def _cut(
        self,
        words: tuple[str, ...],
        place: int,
        joined: str,
        named: Named,
        kind_said: bool,
        told: frozenset[str],
    ) -> Iterator[Cut]:
        """The cuts of words whose tail begins at a place, those that leave the most of the name
        first, unless it says "near".

        What stands before the tail may link the two, and may be a part of the name: Kuwait City in
        Kuwait.
        """
        kind = _beginning(words[:place], phrases("before", "town"))
        linked = kind if joined else _beginning(words[:kind], phrases("in"))
        for end in dict.fromkeys((place, kind, linked)):
            # قناة برس تي في, Press TV, ends in what is a preposition elsewhere
            if (
                " ".join(words[:end]) in self._gazetteer.strong
                or _beginning(words[:linked], phrases("near")) == linked
            ):
                by_kind = kind_said or words[kind:place] in phrases("before")
                rather = (
                    named.by_kind if by_kind else named.plainly
                ) or named.plainly | named.by_kind
                yield from self._named(
                    words,
                    end,
                    joined or " ".join(words[end:place]),
                    named.plainly | named.by_kind,
                    rather,
                    told,
                )

    def _named(
        self,
        words: tuple[str, ...],
        end: int,
        link: str,
        within: frozenset[str],
        rather: frozenset[str],
        told: frozenset[str],
    ) -> Iterator[Cut]:
        """The cut whose name ends at a place, if it is more than a word of kind, and there is
        somewhere to look.
        """
        whole = (
            " ".join(words[:end]) in self._gazetteer.strong
        )  # Ciudad de la Paz is no city of a Paz
        name = words[:end] if whole else _without_start(words[:end], phrases("name"))
        if within and (not _says_nothing(name) or " ".join(name) in self._gazetteer.strong):
            # a Republic of X and a Kingdom of X are X
            last = name[_beginning(name, phrases("in")) - 1]
            asked = NOTHING if kind_of(last) == "country" else told
            yield Cut(end - len(name), end, link or "tail", within, rather, asked)

    def _bearers(self, words: tuple[str, ...]) -> frozenset[str]:
        """The IDs that bear a key."""
        return frozenset(self._gazetteer.strong.get(" ".join(words), ()))

    def _container(self, tail: tuple[str, ...]) -> tuple[Named | None, str]:
        """The containers that a tail names, and the preposition that is joined to it."""
        named = self._containers.get(" ".join(tail))
        if named:
            return named, ""
        first = tail[0]
        for prefix in rules("context")["joined"].get(script_of(first[0]), ()):
            if first.startswith(prefix) and len(first) - len(prefix) >= LETTERS_LEFT:
                return self._containers.get(
                    strong_key(" ".join((first[len(prefix) :], *tail[1:])))
                ), prefix
        return None, ""

    # --- containers -------------------------------------------------------------------------------

    @cached_property
    def _containers(self) -> dict[str, Named]:
        """Key -> the entries that bear it and contain others; also under their keys without
        words of kind.
        """
        entries = self._gazetteer.entries
        wholes = {self._redirects.get(whole, whole) for whole in self._gazetteer.wholes}
        found: dict[str, Named] = {}
        for id in sorted(id for id in wholes if id in entries):
            entry = entries[id]
            for key in sorted(
                {strong_key(alias) for alias in (entry.name, *entry.aliases, *entry.weak)} - {""}
            ):
                bare = _bare(key)
                plainly, by_kind = found.get(key, Named(NOTHING, NOTHING))
                found[key] = Named(plainly | {id}, by_kind)
                if bare != key:
                    plainly, by_kind = found.get(bare, Named(NOTHING, NOTHING))
                    found[bare] = Named(plainly, by_kind | {id})
        return found

    @cached_property
    def _longest(self) -> int:
        return max((key.count(" ") + 1 for key in self._containers), default=0)

    def _directly(self, id: str) -> frozenset[str]:
        _, within = self._gazetteer.about(id)
        return frozenset(self._redirects.get(whole, whole) for whole in within)

    def _outwards(self, id: str) -> set[str]:
        found: set[str] = set()
        open_ = [id]
        while open_:
            outer = self._directly(open_.pop()) - found
            found |= outer
            open_ += outer
        return found


# --- phrases --------------------------------------------------------------------------------------

Phrases = frozenset[tuple[str, ...]]


@cache
def phrases(*groups: str) -> Phrases:
    """The phrases of some groups of knowledge/context.yaml as keys, word by word."""
    return frozenset(
        tuple(strong_key(phrase).split())
        for group in groups
        for lines in rules("context")[group].values()
        for phrase in lines
    )


@cache
def _lasts(group: str) -> frozenset[str]:
    return frozenset(phrase[-1] for phrase in phrases(group))


def _sizes(words: Sequence[str]) -> Iterable[int]:
    """The lengths that a phrase at an end of some words may have, if a word is to be left; the
    longest first.
    """
    return range(min(len(words) - 1, 4), 0, -1)


def _beginning(words: tuple[str, ...], phrases: Phrases) -> int:
    """Where a phrase at the end of some words begins, or their end."""
    for size in _sizes(words):
        if words[-size:] in phrases:
            return len(words) - size
    return len(words)


def _without_end(words: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    return words[: _beginning(words, phrases)]


def _without_start(words: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    for size in _sizes(words):
        if words[:size] in phrases:
            return words[size:]
    return words


def _bare(key: str) -> str:
    """A key without the words of kind before and after it: aleppo province -> aleppo."""
    return " ".join(
        _without_start(_without_end(tuple(key.split()), phrases("after")), phrases("before"))
    )


def _says_nothing(name: tuple[str, ...]) -> bool:
    """Whether words are only of kind, or one initial: S. Korea is no S in Korea."""
    return only_generics(name) or (len(name) == 1 and len(name[0]) == 1 and name[0].isascii())


def share_a_word(one: str, other: str) -> bool:
    """Whether two folded names have a word that sounds alike, of those with more than one
    consonant that are no words of kind.
    """
    from translit.language.form import forms, sounds_apart  # which takes long to import

    mine, others = (
        [forms(word)[0] for word in strong_key(text).split() if not only_generics((word,))]
        for text in (one, other)
    )
    return any(
        len(x.skeleton) > 1 < len(y.skeleton) and sounds_apart(x, y) <= ALIKE
        for x in mine
        for y in others
    )


# Words that differ in no larger share of their sounds are alike.
ALIKE = 0.25
