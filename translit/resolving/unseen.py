"""The unseen spellings in a text: windows of words that are written like names, and sound like an
alias as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from translit.index.gazetteer import STRONG
from translit.language.fold import fold
from translit.language.form import Form, forms, sounds_apart
from translit.language.heard import Tokens, heard
from translit.language.names import borne
from translit.language.run import GRAMMAR, LONG, MARKED, Run
from translit.language.scripts import script
from translit.language.split import LONGEST, strong_key
from translit.model.nouns import Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import PERSON, is_given_name
from translit.resolving.found import Find, Memo
from translit.resolving.vocabulary import Seen

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.index.gate import Gate
    from translit.resolving.answering import Answering
    from translit.resolving.screen import Screen

# The share of its sounds in which an unseen spelling may differ from its alias.
SOUNDS_APART = 0.2
# The same where the number of words differs: words joined or split, and not a word too many.
JOINED_APART = 0.15
# A single word must have this many classes of consonants to be found in an unseen spelling: where
# capitals or another script around it mark it as a name, and elsewhere.
CONSONANTS_MARKED = 3
CONSONANTS_UNMARKED = 4
# Windows for unseen spellings are no longer than this.
WORDS_IN_A_NAME = 6
# Of fewer windows each is compared by itself: what compares many at once takes long to load.
MANY = 64


class Window(NamedTuple):
    """Words first to last of a text, so many of them no articles; `written` is what stands there,
    from `start` on.
    """

    first: int
    last: int
    words: int
    start: int
    written: str

    @property
    def place(self) -> tuple[int, int]:
        """Where it starts and ends in the text."""
        return self.start, self.start + len(self.written)


class Unseen:
    """Finds unseen spellings; it remembers what windows mean."""

    def __init__(self, resolver: Answering, policy: Policy, allowed: Allowed | None = None) -> None:
        self._resolver, self._gazetteer, self._policy = resolver, resolver.gazetteer, policy
        self._allowed = allowed
        self.answers = Memo[Resolution | None](self._answer)
        self._sounding = Memo(self._sounds_like_a_row)

    def finds(self, run: Run, windows: Iterable[Window]) -> Iterator[Find]:
        """Those of some windows of a text that are unseen spellings."""
        for window in windows:
            found = self.answers[window.written]
            if found is not None and not self._is_surname_of(run, window, found):
                yield Find(window.words, False, Mention(*window.place, window.written, found))

    def _is_surname_of(self, run: Run, window: Window, found: Resolution) -> bool:
        """Whether a single word that was found to be no person is somebody's surname."""
        return (
            window.words == 1
            and not self._is_person(str(found.id))
            and self._is_surname(run, window.first)
        )

    # --- which windows are worth an answer --------------------------------------------------------

    def windows(self, run: Run, words: Iterable[tuple[int, Seen]]) -> list[Window]:
        """The windows from some words of a text on that may be unseen spellings: those that sound
        like no row are known to be none.
        """
        found = [
            window
            for first, what in words
            if what.marked and not what.grammar
            for window in windows(run, first, what, self.answers)
        ]
        unknown = [window for window in found if window.written not in self.answers]
        if len(unknown) < MANY and "_gate" not in self.__dict__:
            return found
        passing = self._gate.passing_in(*_heard(run, unknown))
        told = [*zip((window.written for window in unknown), passing, strict=True)]
        out = {written for written, passes in told if passes is False}
        self.answers.remember_all(out, None)
        self._sounding.remember_all([written for written, passes in told if passes], True)
        return [window for window in found if window.written not in out]

    @cached_property
    def _gate(self) -> Gate:
        from translit.index.gate import Gate

        return Gate(self._gazetteer, SOUNDS_APART, JOINED_APART)

    # --- answers ----------------------------------------------------------------------------------

    def _answer(self, written: str) -> Resolution | None:
        asked = forms(written, fold(written))[0]
        if not self._sounding[written] or not self._may_be(written, asked):
            return None
        found = self._resolver.resolve(written, policy=self._policy)
        if self._allowed and found.outcome is Outcome.AMBIGUOUS:
            found = self._resolver.resolve_among(written, self._allowed, policy=self._policy)
        if found.outcome is not Outcome.FUZZY or not self._sounds_like(found):
            return None
        given = len(asked.words) == 1 and borne(asked.letters)
        return None if given and not self._is_person(str(found.id)) else found

    def _may_be(self, written: str, asked: Form) -> bool:
        """Whether what is written may be one of the entries that it sounds like. Of a large table
        nobody knows which ones these are.
        """
        if not self._gazetteer.shortlist.small or not asked.consonants:
            return True
        return self._screen.passes(written, self._gate.owners(heard(asked)))

    def _sounds_like_a_row(self, written: str) -> bool:
        asked = forms(written, fold(written))[0]
        if self._gazetteer.shortlist.small and "_gate" not in self.__dict__:
            return self._gazetteer.sounds_apart(asked) <= SOUNDS_APART
        return self._gate.passing([heard(asked)])[0]

    @cached_property
    def _screen(self) -> Screen:
        from translit.resolving.screen import Screen

        return Screen(self._resolver.reader, self._policy)

    def _is_surname(self, run: Run, place: int) -> bool:
        """Whether a word stands behind somebody's given name, which is the name of nothing else
        here: Hama is a given name too.
        """
        before = run.before(place)
        if before < 0 or not run.is_marked(before) or not is_given_name(run.words[before]):
            return False
        return all(
            self._is_person(id)
            for id, _, _ in self._gazetteer.bearers(strong_key(run.words[before]), STRONG)
        )

    def _is_person(self, id: str) -> bool:
        return self._gazetteer.about(id)[0] == PERSON

    def _sounds_like(self, found: Resolution) -> bool:
        """Whether some alias of the entry sounds like the whole of what was found, and not only
        like a part of it.
        """
        entry = self._gazetteer.entry(found.candidates[0].id)
        asked = forms(found.mention)[0]
        aliases = (found.candidates[0].alias, entry.name, *entry.aliases)
        return any(_are_alike(asked, forms(alias)[0]) for alias in aliases)


def windows(
    run: Run, first: int, what: Seen, known: Mapping[str, Resolution | None]
) -> list[Window]:
    """The windows from a word on that may be unseen spellings, but for those that are known to mean
    nothing. No name is longer than LONGEST.
    """
    start, text, places, found = run.start(first), run.text, run.places, list[Window]()
    for last, words in _ends(run, first, what):
        end = places[last][1]
        if end - start <= LONGEST and known.get(written := text[start:end], True) is not None:
            found.append(Window(first, last, words, start, written))
    return found


def _ends(run: Run, first: int, what: Seen) -> list[tuple[int, int]]:
    """The last words of these windows, and how many words each window has that are no articles."""
    kinds, joints, articles, last, words = run.kinds, run.joints, run.articles, first, 1
    ends = list[tuple[int, int]]()
    if what.alone >= CONSONANTS_UNMARKED or (
        what.alone >= CONSONANTS_MARKED and what.alone >= _consonants_asked(run, first)
    ):
        ends.append((first, 1))
    while words < WORDS_IN_A_NAME and joints[last]:
        last += 1
        while articles[last]:
            last += 1
        words += 1
        kind = kinds[last]
        if kind & GRAMMAR:
            continue
        if kind & MARKED:
            ends.append((last, words))
        elif kind & LONG:
            break
    return ends


def _heard(run: Run, windows: Sequence[Window]) -> tuple[Tokens, list[tuple[int, int]]]:
    """The words of some windows, and from which one to which each window goes."""
    tokens, stretches = Tokens(), list[tuple[int, int]]()
    added = 0  # the places before have been gone through
    for named, last, _, start, _ in windows:
        first = named - (run.places[named][0] != start)  # with its article
        for place in range(max(first, added), last + 1) if last >= added else ():
            since = run.places[place - 1][1] if place > first or place - 1 in tokens else None
            between = None if since is None else run.text[since : run.places[place][0]]
            tokens.add(place, run.words[place], between)
        added = max(added, last + 1)
        stretches.append((first, last))
    return tokens, stretches


def _consonants_asked(run: Run, place: int) -> int:
    """How many consonants a single word needs: fewer where its capital or a change of script
    marks it as a name.
    """
    word = run.words[place]
    if word[0].isupper():
        return CONSONANTS_MARKED
    around = list(map(_script, run.neighbours(place)))
    return CONSONANTS_UNMARKED if _script(word) in around or not around else CONSONANTS_MARKED


_script = lru_cache(maxsize=1 << 13)(script)


def _are_alike(x: Form, y: Form) -> bool:
    most = SOUNDS_APART if len(x.words) == len(y.words) else JOINED_APART
    return sounds_apart(x, y) <= most
