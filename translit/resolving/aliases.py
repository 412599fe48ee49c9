"""The aliases in a text: windows of words that are aliases, but for what is joined to their words,
and the aliases in the words of scripts without spaces.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from translit.language.fold import is_mark
from translit.language.run import Run
from translit.language.split import LONGEST, strong_key
from translit.language.words import is_initials, stretches, ways
from translit.model.nouns import Outcome, Policy
from translit.resolving.answer import Mention, Resolution
from translit.resolving.cues import Cues, common_words, is_common, is_small_word
from translit.resolving.found import Find, Memo
from translit.resolving.homonyms import PARAGRAPH
from translit.resolving.vocabulary import Vocabulary

if TYPE_CHECKING:
    from translit.resolving.answering import Answering

# Names in scripts without spaces are no longer than this in characters, and no shorter.
CHARACTERS_IN_A_NAME, LEAST_UNSPACED = 24, 2
# How the answer for an alias ends.
ALIAS = (Outcome.EXACT, Outcome.AMBIGUOUS)
# The signs of Khmer and Burmese behind which a letter stands below the one before.
STACKERS = "\u17d2\u1039"


class Paragraphs:
    """The paragraphs of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._small: dict[tuple[int, int], bool] = {}

    @cached_property
    def _breaks(self) -> tuple[list[int], list[int]]:
        """Where the breaks between the paragraphs start and end."""
        spans = [found.span() for found in PARAGRAPH.finditer(self._text)]
        return [start for start, _ in spans], [end for _, end in spans]

    def is_small(self, start: int, end: int) -> bool:
        """Whether no capital is in the paragraph of what stands in the text from start to end."""
        starts, ends = self._breaks
        before, after = bisect_right(ends, start), bisect_left(starts, end)
        place = (
            ends[before - 1] if before else 0,
            starts[after] if after < len(starts) else len(self._text),
        )
        if place not in self._small:
            self._small[place] = self._text[slice(*place)].islower()
        return self._small[place]


class Aliases:
    """Finds the aliases of a gazetteer; it remembers what they mean."""

    def __init__(self, resolver: Answering, policy: Policy, vocabulary: Vocabulary) -> None:
        self._resolver, self._gazetteer, self._policy = resolver, resolver.gazetteer, policy
        self._begins, self._ways = vocabulary.begins, vocabulary.ways
        self._written = Memo(lambda what: self._is_written_so(*what))
        self._small = Memo(self._may_be_small)
        self._cues = Cues(resolver.gazetteer)
        self.answers = Memo[Resolution | None](self._answer)

    def in_words(self, run: Run, paragraphs: Paragraphs, first: int) -> Iterator[Find]:
        """The windows from a word on that are aliases, but for what is joined to their words."""
        partial = [
            (way.key, way.before, way.behind, way.plain, 1) for way in self._ways[run.word(first)]
        ]
        last = first
        while partial:
            for key, before, behind, plain, words in partial:
                if self._begins[key]:
                    yield from self._exactly(
                        run, paragraphs, first, last, key, before, behind, plain, words
                    )
            last = run.after(last)
            if last < 0:
                return
            partial = [
                (longer, before, way.behind, plain and way.plain, words + 1)
                for key, before, behind, plain, words in partial
                if not behind
                for way in ways(run.word(last))
                if not way.before and self._begins[longer := f"{key} {way.key}"] is not None
            ]

    def _exactly(
        self,
        run: Run,
        paragraphs: Paragraphs,
        first: int,
        last: int,
        key: str,
        before: int,
        behind: int,
        plain: bool,
        words: int,
    ) -> Iterator[Find]:
        start, end = (
            (run.start(first) if not before else run.starts[first] + before),
            run.ends[last] - behind,
        )
        if (
            run.text[end : end + 1] == "."
            and "." in run.text[start:end]
            and is_initials(run.text[start:end])
        ):
            end += 1  # U.K. with its last full stop
        name = run.text[run.starts[first] + before : end]
        if not self._written[name, key, words, plain] and not (
            words == 1
            and name[0].islower()
            and self._small[key]
            and paragraphs.is_small(start, end)
        ):
            return
        written = run.text[start:end]
        found = self._resolution(written if plain else key)
        if found is not None:
            yield Find(
                words,
                plain,
                Mention(start, end, written, found),
                self._cues.of(run, first, last, start, key),
            )

    def in_unspaced(self, text: str, start: int, end: int) -> Iterator[Find]:
        """The aliases in a word of a script without spaces: at each character the longest."""
        for since, until in stretches(text[start:end]):
            at, end = start + since, start + until
            while at < end:
                longest = self._longest(text, at, end)
                if longest:
                    found = self._resolution(text[at:longest])
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
        if opening not in self._gazetteer.openings or _is_within(text, start):
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
        return bool(self._gazetteer.begins(key))

    # --- answers ----------------------------------------------------------------------------------

    def _resolution(self, written: str) -> Resolution | None:
        """What a window resolves to, if it is a mention. No name is longer than LONGEST."""
        return None if len(written) > LONGEST else self.answers[written]

    def _answer(self, written: str) -> Resolution | None:
        found = self._resolver.resolve(written, policy=self._policy)
        return found if found.outcome in ALIAS else None

    def _is_written_so(self, written: str, key: str, words: int, plain: bool) -> bool:
        """Whether an exact find is one: single words begin as in the table, and what isn't a strong
        alias stands as it stands there.

        A weak alias may also be written as `resolve` takes it, if it isn't abbreviated: Erdogan for
        Erdoğan, and no Dr for DR.
        """
        gazetteer = self._gazetteer
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

    def _may_be_small(self, key: str) -> bool:
        """Whether the key of a word in small letters is a strong alias, and no common word."""
        return key in self._gazetteer.strong and not is_small_word(key)


def _is_within(text: str, place: int) -> bool:
    """Whether a letter isn't over yet at a place of a text: a mark follows, or what is written
    below it.
    """
    return 0 < place < len(text) and (is_mark(text[place]) or text[place - 1] in STACKERS)
