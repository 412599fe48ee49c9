"""Find the mentions of a gazetteer's entries in running text.

A text goes one way:

    words       spans of the text, and what each is to the scan     language/words.py, vocabulary.py
    finds       windows of words that are aliases                   aliases.py
                and those that are unseen spellings of one          unseen.py
    probable    aliases where they stand                            cues.py
    overlaps    the find that stays                                 found.py
    homonyms    settled by what else is named                       homonyms.py
                and, if asked for, by what is near                  beside.py

Most words begin no alias and aren't written like a name: what a word is, is worked out once, and
the text is gone through by looking each word up. Where one may begin a name, windows of words
are looked up exactly, by way of a dictionary of all beginnings of keys, and, where they look like
names, fuzzily. Of overlapping finds the one with more words stays, then an exact one, then an alias
but for what is joined to it, then the more probable one, then the earlier one.

An unseen spelling must be certain enough for the policy, must sound like its alias as a whole, and
must be written like a name: with a capital where the script has them, and with enough consonants
where it stands alone. An inflected or joined form must be an alias but for what was joined.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from translit.language.run import Run
from translit.language.words import possessives, spans, stops
from translit.match.decision import kind_of, threshold
from translit.model.nouns import Policy
from translit.resolving.aliases import ALIAS, Aliases, Paragraphs
from translit.resolving.answer import Mention, Resolution
from translit.resolving.beside import Beside
from translit.resolving.cues import weighed, worth
from translit.resolving.found import Find, Memo, Taken, by_words, precedence
from translit.resolving.homonyms import Homonyms
from translit.resolving.unseen import Unseen
from translit.resolving.vocabulary import Seen, Vocabulary

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.resolving.answering import Answering

POSSESSIVE = ("'s", "’s")
# So many words that may begin a mention are gone through at once, or more where nothing parts them.
AT_ONCE = 1 << 10


class Block(NamedTuple):
    """Words of a text that may begin a mention, by place, and what each is."""

    run: Run
    paragraphs: Paragraphs
    seen: Sequence[tuple[int, Seen]]


class Scanner:
    """A resolver that goes through texts under one policy; it remembers what words and windows
    are. Safe to share between threads.

    Args:
        resolver: what answers.
        policy: what is asked of mentions.
        allowed: which entries may be mentioned; None lets all.
    """

    def __init__(self, resolver: Answering, policy: Policy, allowed: Allowed | None = None) -> None:
        self.resolver, self.policy, self._allowed = resolver, policy, allowed
        self.vocabulary = Vocabulary(resolver.gazetteer)
        self.aliases = Aliases(resolver, policy, self.vocabulary)
        self.unseen = Unseen(resolver, policy, allowed)
        self.homonyms, self.beside = Homonyms(resolver, policy), Beside(resolver, policy)
        self._homonyms_allowed = Homonyms(resolver, policy, allowed)
        self._narrowed = Memo[Resolution](self._among_allowed)
        self._in_place = Memo[Resolution | None](lambda what: self._in_its_place(*what))

    def scan(self, text: str, around: bool = False) -> list[Mention]:
        """The mentions in a text, by start, none overlapping; where it is asked for, homonyms are
        settled by what is near, too.
        """
        found = self.named(text)
        settled = self.homonyms.settled(text, found, found)
        if around:
            settled = self.beside.settled(text, settled, settled)
        if not self._allowed:
            return settled
        kept = [*filter(None, map(self._let_through, settled))]
        return self._homonyms_allowed.settled(text, kept, found)

    def _let_through(self, mention: Mention) -> Mention | None:
        """A mention of an entry that may be mentioned; of several that tie, those of them count.

        What the words mean as they stand stays their meaning: nothing else is found in them because
        that is let through and they mean isn't.
        """
        assert self._allowed
        found = mention.resolution
        if found.id is not None:
            return mention if self._allowed(found.id) else None
        tied = [each.id for each in found.candidates]
        if len(tied) < self.policy.limit and all(map(self._allowed, tied)):
            return mention
        narrowed = self._narrowed[found.mention]
        if narrowed.outcome not in ALIAS or narrowed.grounds.kind != found.grounds.kind:
            return None
        return mention._replace(
            resolution=weighed(narrowed, found.cues) if found.cues else narrowed
        )

    def _among_allowed(self, name: str) -> Resolution:
        return self.resolver.resolve_among(name, self._allowed, policy=self.policy)

    def named(self, text: str) -> list[Mention]:
        """The same, homonyms as they are by themselves."""
        taken = Taken(text)
        for block in self._blocks(text):
            aliases = by_words(self._probable(self._aliases(block)))
            windows = by_words(self.unseen.windows(block.run, block.seen))
            for words in sorted({*aliases, *windows}, reverse=True):
                taken.add(aliases.get(words, ()))
                # A window that overlaps what is taken is no mention, whatever it resolves to.
                free = [each for each in windows.get(words, ()) if taken.is_free(*each.place)]
                taken.add(self.unseen.finds(block.run, free))
        return sorted(taken.mentions, key=lambda mention: mention[:2])

    def finds(self, text: str, *, in_place: bool = True) -> list[Find]:
        """All finds in a text, the one that stays before those that it overlaps; as what stands
        around them tells, or by themselves.
        """
        found = list[Find]()
        for block in self._blocks(text):
            aliases = self._aliases(block)
            found += self._probable(aliases) if in_place else aliases
            found += self.unseen.finds(block.run, self.unseen.windows(block.run, block.seen))
        return sorted(found, key=precedence)

    def _probable(self, finds: Iterable[Find]) -> Iterator[Find]:
        """The finds that are probable enough where they stand."""
        for find in finds:
            found = (
                self._in_place[find.mention.resolution.mention, find.cues]
                if find.cues
                else find.mention.resolution
            )
            if found is not None:
                mention = Mention(*find.mention[:3], found)
                yield Find(find.words, find.exact, mention, find.cues)

    def _in_its_place(self, name: str, cues: tuple[str, ...]) -> Resolution | None:
        """What an alias resolves to where it stands, if that is probable enough for the policy."""
        found = self.aliases.answers[name]
        if found is None or worth(cues) < threshold(
            self.policy.precision, kind_of(found.mention, found.candidates[0].alias)
        ):
            return None
        return weighed(found, cues)

    def _aliases(self, block: Block) -> Iterator[Find]:
        """The aliases in a block, whatever stands around them."""
        run = block.run
        for first, what in block.seen:
            if what.ways:
                yield from self.aliases.in_words(run, block.paragraphs, first, what)
            if what.unspaced:
                yield from self.aliases.in_unspaced(run.text, run.places[first])

    def _blocks(self, text: str) -> Iterator[Block]:
        """The words of a text that may begin a mention, so many at a time; no mention reaches from
        one block into the next.
        """
        run, seen = self._run(text), self.vocabulary.seen
        paragraphs, some = Paragraphs(text), list[tuple[int, Seen]]()
        for first in run.seen():
            what = seen[run.words[first]]
            if what is not None:
                some.append((first, what))
            if len(some) >= AT_ONCE and run.next(first) < 0:
                yield Block(run, paragraphs, some)
                some = []
        yield Block(run, paragraphs, some)

    def _run(self, text: str) -> Run:
        """The words of a text."""
        places = self._without_stops(text, _without_possessives(text, spans(text)))
        words = [text[start:end] for start, end in places]
        return Run(text, places, words, bytes(map(self.vocabulary.kinds.__getitem__, words)))

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
                (start + since, start + until)
                for since, until in self.vocabulary.pieces[text[start:end]]
            ]
            done = number + 1
        return parted + places[done:] if parted else places


def _without_possessives(text: str, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The places of the words, without the 's of the English possessive."""
    found = list(places)
    for possessive in possessives(text):
        number = bisect_left(places, (possessive,)) - 1
        start, end = places[number]
        if end == possessive and end - start > 2:
            found[number] = start, end - 2
    return found
