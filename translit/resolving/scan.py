"""Find the mentions of a gazetteer's entries in running text.

A text goes one way:

    words       spans of the text, and what each is to the scan     language/run.py, vocabulary.py
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

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from translit.language.run import APART, BEGINS, UNSPACED, Run
from translit.match.decision import kind_of, threshold
from translit.model.nouns import Policy
from translit.resolving.aliases import ALIAS, Aliases, Paragraphs
from translit.resolving.answer import Mention, Resolution
from translit.resolving.beside import Beside
from translit.resolving.cues import weighed, worth
from translit.resolving.found import Find, Memo, Taken, by_words, precedence
from translit.resolving.homonyms import Homonyms
from translit.resolving.unseen import Unseen
from translit.resolving.vocabulary import Vocabulary

if TYPE_CHECKING:
    from translit.index.filters import Allowed
    from translit.resolving.answering import Answering

POSSESSIVE = ("'s", "’s")
# So many words are gone through at once, or more where nothing parts them.
AT_ONCE = 1 << 12


class Block(NamedTuple):
    """The words of a text from one place up to another one."""

    run: Run
    paragraphs: Paragraphs
    start: int
    end: int


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
        self.unseen = Unseen(resolver, policy, allowed, self.vocabulary.heard)
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
            windows = by_words(self.unseen.windows(block.run, block.start, block.end))
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
            windows = self.unseen.windows(block.run, block.start, block.end)
            found += self.unseen.finds(block.run, windows)
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
        for first in run.seen(BEGINS | UNSPACED, block.start, block.end):
            if run.kinds[first] & BEGINS:
                yield from self.aliases.in_words(run, block.paragraphs, first)
            if run.kinds[first] & UNSPACED:
                yield from self.aliases.in_unspaced(run.text, run.starts[first], run.ends[first])

    def _blocks(self, text: str) -> Iterator[Block]:
        """The words of a text, so many at a time; no mention reaches from one block into the
        next.
        """
        run, paragraphs = Run(text, self.vocabulary.kinds, self.vocabulary.pieces), Paragraphs(text)
        start = 0
        while start < len(run.joints):
            end = run.joints.find(APART, start + AT_ONCE - 1) + 1 or len(run.joints)
            yield Block(run, paragraphs, start, end)
            start = end
