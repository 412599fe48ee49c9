"""Find the mentions of a gazetteer's entries in running text.

Words are found with their offsets in the original. Most of them begin no alias and aren't written
like a name: what a word is, is worked out once, and the text is gone through by looking each word
up. Where one may begin a name, windows of words are looked up exactly, by way of a dictionary of
all beginnings of keys, and, where they look like names, fuzzily. Of overlapping finds the one with
more words stays, then an exact one, then an alias but for what is joined to it, then the more
probable one, then the earlier one.

An unseen spelling must be certain enough for the policy, must sound like its alias as a whole, and
must be written like a
name: with a capital where the script has them, and with enough consonants where it stands alone. An
    inflected or joined form must be an alias but for what was joined. A homonym is settled by what
    else its sentence, or else its paragraph, names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from translit.index.gazetteer import STRONG
from translit.language.fold import is_mark
from translit.language.form import Form, forms, sounds_apart
from translit.language.names import borne
from translit.language.run import Run
from translit.language.scripts import script
from translit.language.split import LONGEST, strong_key
from translit.language.words import Way, is_initials, pieces, spans, stops, stretches, ways
from translit.match.decision import kind_of, threshold
from translit.model.errors import EntryError
from translit.model.nouns import Narrowing, Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import (
    Cues,
    common_words,
    is_common,
    is_function_word,
    is_small_word,
    weighed,
    worth,
)
from translit.resolving.cues import is_given_name as _is_given_name

if TYPE_CHECKING:
    from translit.resolving.answering import Answering

# The share of its sounds in which an unseen spelling may differ from its alias.
SOUNDS_APART = 0.2
# The same where the number of words differs: words joined or split, and not a word too many.
JOINED_APART = 0.15
# A single word must have this many classes of consonants to be found in an unseen spelling: where
# capitals or another script around it mark it as a name, and elsewhere.
CONSONANTS_MARKED = 3
CONSONANTS_UNMARKED = 4
# And, where its script writes vowels, so many letters.
LETTERS_ALONE = 6
# A given name alone is an unseen spelling of nothing else.
PERSON = "person"
# Words of up to so many letters may stand uncapitalised within a name: of, the, ibn, de, la.
PARTICLE = 3
# Windows for unseen spellings are no longer than this, nor are names in scripts without spaces
# longer in characters.
WORDS_IN_A_NAME, CHARACTERS_IN_A_NAME = 6, 24
# A name in a script without spaces has at least so many characters.
LEAST_UNSPACED = 2
# The signs of Khmer and Burmese behind which a letter stands below the one before.
STACKERS = "\u17d2\u1039"
# So many words, and windows of words, are remembered by who has scanned them.
REMEMBERED = 1 << 16
POSSESSIVE = ("'s", "’s")
_SENTENCE = re.compile(r"[.!?؟。！？]+[\s”\"')\]]+|\n\s*\n")
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")

T = TypeVar("T")


class Seen(NamedTuple):
    """What a word is to the scan: the ways of reading it that begin an alias; whether it is written
    like a name; how many classes of consonants it has if it may be an unseen spelling by itself,
    else 0; whether a script without spaces is in it; and whether it is a word of grammar in a
    script without capitals: no unseen spelling begins or ends with one.
    """

    ways: tuple[Way, ...]
    marked: bool
    alone: int
    unspaced: bool
    grammar: bool


class Find(NamedTuple):
    """A mention and what decides between overlapping ones; of an alias what stands around it."""

    words: int
    exact: bool
    mention: Mention
    cues: tuple[str, ...] = ()


# How a code point is coded in what offsets may count, and how many bytes a unit of it has.
UNITS = {"utf16": ("utf-16-le", 2), "utf8": ("utf-8", 1)}


def in_units(text: str, mentions: list[Mention], unit: str) -> list[Mention]:
    """The mentions with offsets that count other units than code points.

    Raises:
        EntryError: there is no such unit.
    """
    require_unit(unit)
    if unit == "codepoint":
        return mentions
    found, place, done = list[Mention](), 0, 0
    for mention in mentions:
        start = done + units(text[place : mention.start], unit)
        done = start + units(mention.text, unit)
        place = mention.end
        found.append(mention._replace(start=start, end=done))
    return found


def require_unit(unit: str) -> None:
    """Raise EntryError unless there is such a unit."""
    if unit != "codepoint" and unit not in UNITS:
        raise EntryError(f"offsets count codepoint, {', '.join(UNITS)}, and not {unit!r}")


def units(text: str, unit: str) -> int:
    """How many units a text has."""
    if unit == "codepoint":
        return len(text)
    coding, size = UNITS[unit]
    return len(text.encode(coding, "surrogatepass")) // size


class Scanner:
    """A resolver that goes through texts under one policy; it remembers what words and windows
    are. Safe to share between threads.
    """

    def __init__(self, resolver: Answering, policy: Policy) -> None:
        self.resolver, self.policy = resolver, policy
        self._begins = Memo[bool | None](
            resolver.gazetteer.begins
        )  # whether a key is an alias, or only begins one, or neither
        self._seen = Memo(self._see)
        self._pieces = Memo(self._in_pieces)
        self._written = Memo(lambda what: self._is_written_so(*what))
        self._cues = Cues(resolver.gazetteer)
        self._told = Memo[Resolution | None](lambda what: self._in_its_place(*what))
        self._answers = Memo[Resolution | None](
            lambda what: self._fuzzy(what[0]) if what[1] else self._certain(what[0])
        )

    def scan(self, text: str) -> list[Mention]:
        """The mentions in a text, by start, none overlapping."""
        found = self.named(text)
        return self.settled(text, found, found)

    def named(self, text: str) -> list[Mention]:
        """The same, homonyms as they are by themselves."""
        taken: list[Mention] = []
        covered = bytearray(len(text))
        for find in self.finds(text):
            start, end = find.mention[:2]
            if not any(covered[start:end]):
                covered[start:end] = b"\1" * (end - start)
                taken.append(find.mention)
        return sorted(taken, key=lambda mention: mention[:2])

    def finds(self, text: str, *, told: bool = True) -> list[Find]:
        """All finds in a text, the one that stays before those that it overlaps; as what stands
        around them tells, or by themselves.
        """
        found = self._finds(text)
        return sorted(self._probable(found) if told else found, key=_precedence)

    def _probable(self, finds: Iterable[Find]) -> Iterator[Find]:
        """The finds that are probable enough where they stand."""
        for find in finds:
            found = (
                self._told[find.mention.resolution.mention, find.cues]
                if find.cues
                else find.mention.resolution
            )
            if found is not None:
                yield find._replace(mention=find.mention._replace(resolution=found))

    def _in_its_place(self, name: str, cues: tuple[str, ...]) -> Resolution | None:
        """What an alias resolves to where it stands, if that is probable enough for the policy."""
        found = self._answers[name, False]
        if found is None or worth(cues) < threshold(
            self.policy.precision, kind_of(found.mention, found.candidates[0].alias)
        ):
            return None
        return weighed(found, cues)

    def _finds(self, text: str) -> Iterator[Find]:
        places = _without_possessives(text, spans(text))
        places = self._without_stops(text, places)
        words = [text[start:end] for start, end in places]
        seen = list(map(self._seen.__getitem__, words))
        run = Run(text, places, words, seen)
        for first, what in enumerate(seen):
            if what is None or run.is_article(first):
                continue
            if what.ways:
                yield from self._exact(run, first, what)
            if what.marked and not what.grammar:
                yield from self._unseen(run, first, what)
            if what.unspaced:
                yield from self._unspaced(text, places[first])

    def _without_stops(self, text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        """The places of the words, those apart that no space parts, but a full stop:
        Homs.Aleppo.
        """
        stopped = dict.fromkeys(bisect_left(places, (stop,)) - 1 for stop in stops(text))
        parted, done = list[tuple[int, int]](), 0
        for number in stopped:
            start, end = places[number]
            parted += places[done:number]
            parted += [
                (start + since, start + until) for since, until in self._pieces[text[start:end]]
            ]
            done = number + 1
        return parted + places[done:] if parted else places

    def _in_pieces(self, word: str) -> tuple[tuple[int, int], ...]:
        """Where the words in a word start and end that a full stop parts; what begins an alias
        is one word.
        """
        return (
            ((0, len(word)),) if self._begins[strong_key(word)] is not None else tuple(pieces(word))
        )

    def _see(self, word: str) -> Seen | None:
        """What a word is; None for one of the many that can begin no mention."""
        known = tuple([way for way in ways(word) if self._begins[way.key] is not None])
        if known and known[0].plain and self._begins[known[0].key]:
            known = known[:1]  # as it stands it is an alias
        marked, unspaced = _is_marked(word), _may_be_unspaced(word)
        if not (known or marked or unspaced):
            return None
        return Seen(
            known,
            marked,
            self._alone(word) if marked else 0,
            unspaced,
            marked and is_function_word(word),
        )

    def _alone(self, word: str) -> int:
        """How many classes of consonants a word has that may be an unseen spelling: neither the
        tables nor a language know it.
        """
        key = strong_key(word)
        if self._begins[key] is not None or key in common_words():
            return 0
        form = forms(word)[0]
        return len(form.skeleton) if form.vowels < 0 or len(form.joined) >= LETTERS_ALONE else 0

    # --- finds ------------------------------------------------------------------------------------

    def _exact(self, run: Run, first: int, what: Seen) -> Iterator[Find]:
        """The windows from a word on that are aliases, but for what is joined to their words."""
        partial = [(way.key, way.before, way.behind, way.plain, 1) for way in what.ways]
        last = first
        while partial:
            for key, before, behind, plain, words in partial:
                if self._begins[key]:
                    yield from self._exactly(run, first, last, key, before, behind, plain, words)
            last = run.after(last)
            if last < 0:
                return
            partial = [
                (longer, before, way.behind, plain and way.plain, words + 1)
                for key, before, behind, plain, words in partial
                if not behind
                for way in ways(run.words[last])
                if not way.before and self._begins[longer := f"{key} {way.key}"] is not None
            ]

    def _exactly(
        self,
        run: Run,
        first: int,
        last: int,
        key: str,
        before: int,
        behind: int,
        plain: bool,
        words: int,
    ) -> Iterator[Find]:
        start, end = (
            (run.start(first) if not before else run.places[first][0] + before),
            run.places[last][1] - behind,
        )
        if (
            run.text[end : end + 1] == "."
            and "." in run.text[start:end]
            and is_initials(run.text[start:end])
        ):
            end += 1  # U.K. with its last full stop
        written = run.text[start:end]
        found = self._answer(written if plain else key, fuzzily=False)
        if found is None:
            return
        name = run.text[run.places[first][0] + before : end]
        if self._written[name, key, words, plain] or (
            words == 1 and name[0].islower() and self._is_small(run.text, start, end, key)
        ):
            yield Find(
                words,
                plain,
                Mention(start, end, written, found),
                self._cues.of(run, first, last, start, key),
            )

    def _unseen(self, run: Run, first: int, what: Seen) -> Iterator[Find]:
        """The windows from a word on that are unseen spellings of an alias."""
        last, kept = first, 1
        if what.alone and what.alone >= _consonants_asked(run, first):
            for find in self._likely(run, first, first, 1):
                if self._is_person(str(find.mention.resolution.id)) or not self._is_surname(
                    run, first
                ):
                    yield find
        while kept < WORDS_IN_A_NAME and (last := run.after(last)) >= 0:
            kept += 1
            if run.is_grammar(last):
                continue
            if run.is_marked(last):
                yield from self._likely(run, first, last, kept)
            elif len(run.words[last]) > PARTICLE:
                return

    def _likely(self, run: Run, first: int, last: int, words: int) -> Iterator[Find]:
        """A window, if it is an unseen spelling."""
        start, end = run.start(first), run.places[last][1]
        found = self._answer(run.text[start:end], fuzzily=True)
        if found is not None:
            yield Find(words, False, Mention(start, end, run.text[start:end], found))

    def _unspaced(self, text: str, place: tuple[int, int]) -> Iterator[Find]:
        """The aliases in a word of a script without spaces: at each character the longest."""
        for since, until in stretches(text[slice(*place)]):
            at, end = place[0] + since, place[0] + until
            while at < end:
                longest = self._longest(text, at, end)
                if longest:
                    found = self._answer(text[at:longest], fuzzily=False)
                    if found is not None:
                        yield Find(
                            1,
                            True,
                            Mention(at, longest, text[at:longest], found),
                            self._cues.alone(found.mention),
                        )
                at = max(longest, at + 1)

    def _longest(self, text: str, start: int, end: int) -> int:
        """Where the longest alias ends that starts at a place; 0 where none does."""
        end = min(end, start + CHARACTERS_IN_A_NAME)
        opening = strong_key(text[start : start + 2 * LEAST_UNSPACED])[:LEAST_UNSPACED]
        if opening not in self.resolver.gazetteer.openings or _is_within(text, start):
            return 0
        whole = strong_key(text[start:end])
        alike = (
            len(whole) == end - start
        )  # the key of a part is then the part of the key, and folding each part takes long
        lengths = range(end - start, LEAST_UNSPACED - 1, -1)
        keys = (
            (length, whole[:length] if alike else strong_key(text[start : start + length]))
            for length in lengths
        )
        return next(
            (
                start + length
                for length, key in keys
                if self._is_alias(key) and not _is_within(text, start + length)
            ),
            0,
        )

    def _is_alias(self, key: str) -> bool:
        return bool(self.resolver.gazetteer.begins(key))

    # --- answers ----------------------------------------------------------------------------------

    def _answer(self, written: str, *, fuzzily: bool) -> Resolution | None:
        """What a window resolves to, if it is a mention; each window once. No name is longer
        than LONGEST.
        """
        return None if len(written) > LONGEST else self._answers[written, fuzzily]

    def _certain(self, written: str) -> Resolution | None:
        found = self.resolver.resolve(written, policy=self.policy)
        return found if found.outcome in (Outcome.EXACT, Outcome.AMBIGUOUS) else None

    def _fuzzy(self, written: str) -> Resolution | None:
        asked = forms(written)[0]
        if self.resolver.gazetteer.sounds_apart(asked) > SOUNDS_APART:
            return None
        found = self.resolver.resolve(written, policy=self.policy)
        if found.outcome is not Outcome.FUZZY or not self._sounds_like(found):
            return None
        given = len(asked.words) == 1 and borne(asked.letters)
        return None if given and not self._is_person(str(found.id)) else found

    def _is_surname(self, run: Run, place: int) -> bool:
        """Whether a word stands behind somebody's given name, which is the name of nothing else
        here: Hama is a given name too.
        """
        before = run.before(place)
        if before < 0 or not run.is_marked(before) or not _is_given_name(run.words[before]):
            return False
        return all(
            self._is_person(id)
            for id, _, _ in self.resolver.gazetteer.bearers(strong_key(run.words[before]), STRONG)
        )

    def _is_person(self, id: str) -> bool:
        return self.resolver.gazetteer.about(id)[0] == PERSON

    def _is_written_so(self, written: str, key: str, words: int, plain: bool) -> bool:
        """Whether an exact find is one: single words begin as in the table, and what isn't a strong
        alias stands as it stands there.

        A weak alias may also be written as `resolve` takes it, if it isn't abbreviated: Erdogan for
        Erdoğan, and no Dr for DR.
        """
        gazetteer = self.resolver.gazetteer
        if key in gazetteer.strong:
            if words > 1 or not written[0].islower():
                return (
                    written.isascii()
                    or words > 1
                    or written[0].isupper()
                    or key not in common_words()
                )
            return any(not alias[0].isupper() for alias in gazetteer.strong[key].values())
        weak = gazetteer.weak.get(key, {}).values()
        if (
            plain
            and not written[0].islower()
            and not is_common(written)
            and any(not alias.isupper() for alias in weak)
        ):
            return True
        ways = (written, written.replace(".", "")) if "." in written else (written,)
        return plain and any(
            alias.endswith(ways) for alias in (*weak, *gazetteer.adjectives.get(key, {}).values())
        )

    def _is_small(self, text: str, start: int, end: int, key: str) -> bool:
        """Whether a word in small letters may be a strong alias: no capital is in its paragraph,
        and it is no word of a language.
        """
        if key not in self.resolver.gazetteer.strong or is_small_word(key):
            return False
        before, after = list(_PARAGRAPH.finditer(text, 0, start))[-1:], _PARAGRAPH.search(text, end)
        return text[
            before[0].end() if before else 0 : after.start() if after else len(text)
        ].islower()

    def _sounds_like(self, found: Resolution) -> bool:
        """Whether some alias of the entry sounds like the whole of what was found, and not only
        like a part of it.
        """
        entry = self.resolver.entries[found.candidates[0].id]
        asked = forms(found.mention)[0]
        aliases = (found.candidates[0].alias, entry.name, *entry.aliases)
        return any(
            sounds_apart(asked, form) <= _most_apart(asked, form)
            for alias in aliases
            for form in forms(alias)[:1]
        )

    # --- homonyms ---------------------------------------------------------------------------------

    def settled(
        self,
        text: str,
        mentions: list[Mention],
        named: Sequence[Mention],
        types: Sequence[str | None] | None = None,
    ) -> list[Mention]:
        """The mentions, and of those that several entries bear those that are settled by what their
        sentence or paragraph names.

        `types` are what was asked of each, if anything was.
        """
        if all(mention.resolution.outcome is not Outcome.AMBIGUOUS for mention in mentions):
            return mentions
        sentences, paragraphs = (
            _parts(text, mark, mentions, named) for mark in (_SENTENCE, _PARAGRAPH)
        )
        return [
            self._in_surroundings(mention, type, sentence, paragraph)
            for mention, type, sentence, paragraph in zip(
                mentions, types or [None] * len(mentions), sentences, paragraphs, strict=True
            )
        ]

    def _in_surroundings(
        self,
        mention: Mention,
        type: str | None,
        sentence: Sequence[Mention],
        paragraph: Sequence[Mention],
    ) -> Mention:
        if mention.resolution.outcome is Outcome.AMBIGUOUS:
            for named in (sentence, paragraph):
                wholes = {other.resolution.id for other in named if other.resolution.id}
                found = self._within(mention.resolution, type, frozenset(filter(None, wholes)))
                if found:
                    return mention._replace(resolution=found)
        return mention

    def _within(
        self, resolution: Resolution, type: str | None, wholes: frozenset[str]
    ) -> Resolution | None:
        """The answer where just one of the candidates lies within what is named."""
        inside = {
            candidate.id: self.resolver.around(candidate.id) & wholes
            for candidate in resolution.candidates
        }
        [*fits] = [(id, around) for id, around in inside.items() if around]
        if len(fits) != 1:
            return None
        whole = min(fits[0][1])
        found = self.resolver.resolve(
            resolution.mention, type=type, within=whole, policy=self.policy
        )
        words = len(strong_key(resolution.mention).split())
        if found.id != fits[0][0]:
            return None
        found = found._replace(narrowings=(Narrowing("text", (whole,), 0, words),))
        return weighed(found, resolution.cues) if resolution.cues else found


class Memo(dict[Any, T]):
    """What is worked out of each thing when it is first met; not too many are remembered."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        super().__init__()
        self._work = work

    def __missing__(self, what: Any) -> T:
        found = self._work(what)
        if len(what if isinstance(what, str) else what[0]) <= LONGEST:
            if len(self) >= REMEMBERED:
                self.clear()
            self[what] = found
        return found


def _precedence(find: Find) -> tuple[int, bool, bool, float, int]:
    """An alias is weighed by what stands around it, and an unseen spelling isn't: their scores
    tell nothing of which of the two it is.
    """
    return (
        -find.words,
        not find.exact,
        not find.cues,
        -find.mention.resolution.score,
        find.mention.start,
    )


def _is_marked(word: str) -> bool:
    """Whether a word begins as names do in its script: not with a small letter, and not with a
    digit.
    """
    return word[0].isalpha() and not word[0].islower()


def _is_within(text: str, place: int) -> bool:
    """Whether a letter isn't over yet at a place of a text: a mark follows, or what is written
    below it.
    """
    return 0 < place < len(text) and (is_mark(text[place]) or text[place - 1] in STACKERS)


def _may_be_unspaced(word: str) -> bool:
    return not word.isascii() and next(stretches(word), None) is not None


def _without_possessives(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of the words, without the 's of the English possessive."""
    return [
        (start, end - 2) if text[end - 2 : end] in POSSESSIVE and end - start > 2 else (start, end)
        for start, end in places
    ]


def _consonants_asked(run: Run, place: int) -> int:
    """How many consonants a single word needs: fewer where its capital or a change of script
    marks it as a name.
    """
    word = run.words[place]
    if word[0].isupper():
        return CONSONANTS_MARKED
    around = list(map(script, run.neighbours(place)))
    return CONSONANTS_UNMARKED if script(word) in around or not around else CONSONANTS_MARKED


def _most_apart(x: Form, y: Form) -> float:
    return SOUNDS_APART if len(x.words) == len(y.words) else JOINED_APART


def _parts(
    text: str, mark: re.Pattern[str], mentions: Sequence[Mention], named: Sequence[Mention]
) -> list[list[Mention]]:
    """For each mention what its own part of the text names."""
    ends = [found.start() for found in mark.finditer(text)]
    groups: dict[int, list[Mention]] = {}
    for other in named:
        groups.setdefault(bisect_left(ends, other.start), []).append(other)
    return [groups.get(bisect_left(ends, mention.start), []) for mention in mentions]
