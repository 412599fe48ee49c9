"""What stands around an alias in running text, and what the alias is worth there.

In a list of names an alias is a name. In a text it may be somebody's name ("Michael Jordan", "Paris
Hilton") or a word ("Split the difference"). So an exact find is looked at once more: each cue
(knowledge/running.yaml) adds to the log-odds that it is what the tables mean. They were fitted on
texts in which readers have marked the names (tests/quality/running.py). Cues read capitals: they
say nothing of a script without them, nor of an alias of several words, nor of a person in the
tables.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeVar

from translit.index.gazetteer import STRONG, WEAK, Gazetteer
from translit.knowledge.rules import rules
from translit.language.fold import fold
from translit.language.form import forms
from translit.language.names import borne
from translit.language.scripts import script
from translit.language.split import only_generics, strong_key
from translit.model.nouns import Findings

if TYPE_CHECKING:
    from translit.language.run import Run

Found = TypeVar("Found", bound=Findings)

PERSON, ADJECTIVE = "person", "adjective"
# What ends a sentence, what may stand between its end and the next one's first word, and how far
# before a word that is looked for.
ENDS, BETWEEN, LOOKED_BACK = ".!?…:؟。！？", " \t\r\n\"'“”‘’«»()[]*#>–—-", 20
_PARAGRAPH = re.compile(r"\n[ \t\r]*\n")


class Cues:
    """Reads what stands around the aliases of a gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._kind = lru_cache(maxsize=1 << 13)(self._kind_of)
        self._is_unknown = lru_cache(maxsize=1 << 13)(self._is_no_name)

    def of(self, run: Run, first: int, last: int, start: int, key: str) -> tuple[str, ...]:
        """The cues of a window that is an alias with a key, and starts at a place of the text."""
        kind = self._kind(key)
        if last > first or kind in (PERSON, ADJECTIVE) or not run.word(first)[:1].isupper():
            return (kind,)
        return (
            kind,
            *self._itself(run, first, start),
            *self._before(run, first, start),
            *self._behind(run, first),
        )

    def alone(self, alias: str) -> tuple[str, ...]:
        """The cues of an alias that stands in a script without spaces and capitals."""
        return (self._kind(strong_key(alias)),)

    def _kind_of(self, key: str) -> str:
        """Whose alias a key is, and which kind of alias."""
        strong = self._gazetteer.bearers(key, STRONG)
        if strong:
            return (
                PERSON
                if any(self._gazetteer.about(id)[0] == PERSON for id, _, _ in strong[:1])
                else "plain"
            )
        return "weak" if self._gazetteer.bearers(key, WEAK) else ADJECTIVE

    def _itself(self, run: Run, first: int, start: int) -> Iterator[str]:
        if is_common(run.word(first)):
            if _is_abbreviated(run, first):
                return
            if run.before(first) >= 0 or run.next(first) >= 0:  # not so in a cell of a table
                yield "opening" if _opens(run.text, start) else "word"
        elif is_given_name(run.word(first)):
            yield "given"

    def _before(self, run: Run, first: int, start: int) -> Iterator[str]:
        place = run.before(first)
        if place < 0 or run.text[start - 1] != " ":
            return
        word = run.word(place)
        if _is_in(word):
            yield "after_in"
        elif word[0].isupper() and is_given_name(word) and self._is_unknown(word):
            yield "after_given"

    def _behind(self, run: Run, first: int) -> Iterator[str]:
        """A name of several words that ends in a word of everyday language is somebody's seldom:
        Sydney Opera House.
        """
        behind = list(_capitals_behind(run, first))
        if (
            behind
            and self._is_unknown(behind[0])
            and not any(map(is_common, behind))
            and not (first and run.is_the(first - 1))
        ):
            yield "before_surname" if is_given_name(run.word(first)) else "before_unknown"

    def _is_no_name(self, word: str) -> bool:
        """Whether a word is neither of the tables nor common."""
        return self._gazetteer.begins(strong_key(word)) is None and not is_common(word)


# So many words behind an alias are looked at: no name goes on for longer.
MOST_BEHIND = 6


def _capitals_behind(run: Run, place: int) -> Iterator[str]:
    """The words with a capital that stand behind a word, a space apart; no more than a name has."""
    for _ in range(MOST_BEHIND):
        following = run.next(place)
        if (
            following < 0
            or not run.word(following)[0].isupper()
            or run.text[run.ends[place] : run.starts[following]] != " "
        ):
            return
        yield run.word(following)
        place = following


def worth(cues: Iterable[str]) -> float:
    """How probable it is that an alias with these cues is a name of what the tables mean."""
    return 1 / (1 + math.exp(-sum(map(weights().__getitem__, cues))))


def weighed(resolution: Found, cues: tuple[str, ...]) -> Found:
    """An answer, less probable by what stands around it."""
    share = worth(cues)
    candidates = tuple([each._replace(score=each.score * share) for each in resolution.candidates])
    return resolution._replace(score=resolution.score * share, candidates=candidates, cues=cues)


def _is_abbreviated(run: Run, place: int) -> bool:
    """Whether a word stands in capitals, and the text around it doesn't: US is no us."""
    start, end = run.starts[place], run.ends[place]
    return run.word(place).isupper() and any(
        map(str.islower, run.text[max(0, start - LOOKED_BACK) : end + LOOKED_BACK])
    )


def _opens(text: str, start: int) -> bool:
    """Whether what starts at a place of a text is the first word of a sentence."""
    looked_at = text[max(0, start - LOOKED_BACK) : start]
    before = looked_at.rstrip(BETWEEN)
    return not before or before[-1] in ENDS or _PARAGRAPH.search(looked_at, len(before)) is not None


@lru_cache(maxsize=1 << 13)
def is_given_name(word: str) -> bool:
    """Whether a word is a name of people, and no other word: on (على) is written as Ali (علي)
    is.
    """
    key = strong_key(word)
    return (key in _list("given") or bool(borne(forms(word)[0].letters))) and not is_common(word)


@lru_cache(maxsize=1 << 13)
def is_common(word: str) -> bool:
    """Whether a word is one of everyday language, or of kind or direction."""
    key = strong_key(word)
    return key in common_words() or key in _list("common") or only_generics(key.split())


def is_small_word(key: str) -> bool:
    """Whether the key of a name is a word of English in small letters, or somebody's given name:
    turkey, china, jordan.
    """
    return is_common(key) or key in _small_words() or is_given_name(key)


@cache
def common_words() -> frozenset[str]:
    """The keys of the commonest words of some languages, also where "and" is joined to them: none
    is an unseen spelling of a name.
    """
    joined, lists = rules("common_words")["joined"], rules("common_words")["words"]
    return frozenset(
        strong_key(before + word)
        for language, line in lists.items()
        for before in ("", *joined.get(language, "").split())
        for word in line.split()
    )


def is_function_word(word: str) -> bool:
    """Whether a word is one of grammar in a script that has no capitals to tell it from a name."""
    key = strong_key(word)
    return (
        key in _all_function_words()
        and not word[0].isupper()
        and key in _function_words().get(script(word), ())
    )


@cache
def _all_function_words() -> frozenset[str]:
    return frozenset(chain.from_iterable(_function_words().values()))


@cache
def _function_words() -> dict[str, frozenset[str]]:
    """Script -> the keys of its words of grammar."""
    return {
        code: frozenset(map(strong_key, line.split()))
        for code, line in rules("running")["function"].items()
    }


@cache
def _small_words() -> frozenset[str]:
    return frozenset(
        word for line in rules("small_words")["words"].values() for word in line.split()
    )


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(rules("english")["words"][name].split())


@cache
def weights() -> dict[str, float]:
    """What each cue adds to the log-odds."""
    return {cue: float(weight) for cue, weight in rules("running")["cues"].items()}


@lru_cache(maxsize=1 << 13)
def _is_in(word: str) -> bool:
    return fold(word) in _in()


@cache
def _in() -> frozenset[str]:
    """The folded words for "in", "from" and "to"."""
    linking = [word for words in rules("context")["in"].values() for word in words]
    return frozenset(map(fold, [*linking, *rules("running")["before"].split()]))
