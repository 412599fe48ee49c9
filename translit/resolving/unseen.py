"""The unseen spellings in a text: windows of words that are written like names, and sound like an
alias as a whole.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

from translit.index.gazetteer import STRONG
from translit.language.core import core
from translit.language.fold import fold
from translit.language.form import Form, forms, sounds_apart
from translit.language.heard import heard
from translit.language.names import borne
from translit.language.run import ALONE, GRAMMAR, LONG, MARKED, Run
from translit.language.split import LONGEST, strong_key
from translit.model.nouns import Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import PERSON, is_given_name
from translit.resolving.found import Find, Memo

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.index.gate import Gate
    from translit.resolving.answering import Answering
    from translit.resolving.screen import Screen

# The share of its sounds in which an unseen spelling may differ from its alias.
SOUNDS_APART = 0.2
# The same where the number of words differs: words joined or split, and not a word too many.
JOINED_APART = 0.15
# Windows for unseen spellings are no longer than this (and windows.c).
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
    """Finds unseen spellings; it remembers what windows mean.

    Args:
        resolver: what answers.
        policy: what is asked of the answers.
        allowed: which entries may be mentioned; None lets all.
        heard: each word as the compiled core puts it together with others.
    """

    def __init__(
        self,
        resolver: Answering,
        policy: Policy,
        allowed: Allowed | None,
        heard: Mapping[str, Any],
    ) -> None:
        self._heard = heard
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

    def windows(self, run: Run, start: int, end: int) -> list[Window]:
        """The windows from each word between two places of a text on that may be unseen spellings:
        those that sound like no row are known to be none.
        """
        numbers, written = from_words(run, start, end, self.answers)
        if "_gate" not in self.__dict__ and _are_few(written, self.answers):
            return _those(range(len(written)), numbers, written)
        passing = self._gate.passing_in(run, numbers, self._heard)
        some, known = range(len(written)), self.answers
        out = {place for place in some if passing[place] is False and written[place] not in known}
        known.remember_all([written[place] for place in out], None)
        self._sounding.remember_all(compress(written, passing), True)
        return _those([place for place in some if place not in out], numbers, written)

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
        """Whether what is written may be one of the entries that it sounds like: of all, and of
        those that are allowed, as `_answer` asks.
        """
        if not asked.consonants:
            return True
        if not self._gazetteer.shortlist.small:
            shares = SOUNDS_APART, JOINED_APART
            return any(
                self._screen.passes_many(written, allowed, shares)
                for allowed in dict.fromkeys((None, self._allowed))
            )
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
        if before < 0 or not run.is_marked(before) or not is_given_name(run.word(before)):
            return False
        return all(
            self._is_person(id)
            for id, _, _ in self._gazetteer.bearers(strong_key(run.word(before)), STRONG)
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


def from_words(
    run: Run, start: int, end: int, known: dict[str, Resolution | None]
) -> tuple[bytes, list[str]]:
    """The windows from each word between two places of a text on that may be unseen spellings, but
    for those that are known to mean nothing: the numbers of each as `Gate.passing_in` takes them,
    and what is written there. No name is longer than LONGEST.
    """
    compiled = core()
    if not compiled:
        return plain_windows(run, start, end, known)
    found: tuple[bytes, list[str]] = compiled.windows(
        run.text, run.starts, run.ends, run.kinds, run.joints, run.articles, start, end, known,
        LONGEST,
    )  # fmt: skip
    return found


def plain_windows(
    run: Run, start: int, end: int, known: Mapping[str, Resolution | None]
) -> tuple[bytes, list[str]]:
    """What the compiled core finds, in plain Python."""
    numbers, found = array("q"), list[str]()
    for first in run.seen(MARKED, start, end):
        begin = run.start(first)
        for last, words in () if run.kinds[first] & GRAMMAR else _ends(run, first):
            until = run.ends[last]
            written = run.text[begin:until]
            if until - begin <= LONGEST and known.get(written, True) is not None:
                numbers.extend((first, last, words, begin))
                found.append(written)
    return numbers.tobytes(), found


def _ends(run: Run, first: int) -> Iterator[tuple[int, int]]:
    """The last words of the windows from a word on, and how many words each window has that are no
    articles.
    """
    last, words = first, 1
    if run.kinds[first] & ALONE:
        yield first, 1
    while words < WORDS_IN_A_NAME and run.joints[last]:
        last, words = run.after(last), words + 1
        kind = run.kinds[last]
        if kind & GRAMMAR:
            continue
        if kind & MARKED:
            yield last, words
        elif kind & LONG:
            return


def _those(places: Iterable[int], numbers: bytes, written: Sequence[str]) -> list[Window]:
    """The windows at some places of those that were found."""
    told = memoryview(numbers).cast("q")
    return [
        Window(told[row], told[row + 1], told[row + 2], told[row + 3], written[row // 4])
        for row in (4 * place for place in places)
    ]


def _are_few(written: Sequence[str], known: Mapping[str, Resolution | None]) -> bool:
    return len(written) < MANY or sum(each not in known for each in written) < MANY


def _are_alike(x: Form, y: Form) -> bool:
    most = SOUNDS_APART if len(x.words) == len(y.words) else JOINED_APART
    return sounds_apart(x, y) <= most
