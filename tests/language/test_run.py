"""The words of a text one after the other: what is looked up at once is what is asked word by
word.
"""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from translit.language.run import BEGINS, MAY_BE_ARTICLE, SEEN, Run, is_abbreviation
from translit.language.split import is_article, may_be_article, strong_key
from translit.language.words import is_initials, joined, spans

WORDS = (
    "Deir",
    "ez",
    "Zor",
    "al",
    "the",
    "The",
    "St",
    "R",
    "U.S",
    "of",
    "الجديد",
    "ال",
    "حلب",
    "1",
)
JOINTS = (
    " ",
    "  ",
    "-",
    "\n",
    " \r\n ",
    ". ",
    ".",
    ", ",
    ".  -",
    "' ",
    "\n\n",
    " " * 9,
    "." + " " * 9,
)
TEXTS = st.lists(
    st.tuples(
        st.sampled_from(WORDS), st.sampled_from(JOINTS) | st.text(" .-\n'\u200c", max_size=10)
    ),
    max_size=8,
).map(lambda drawn: "".join(word + joint for word, joint in drawn))


def run_of(text: str) -> Run:
    """The words of a text, each of which is something, and one begins an alias."""
    places = spans(text)
    words = [text[start:end] for start, end in places]
    kinds = [
        SEEN | MAY_BE_ARTICLE * may_be_article(strong_key(word)) | BEGINS * (word == "R")
        for word in words
    ]
    return Run(text, places, words, bytes(kinds))


def follows(run: Run, place: int) -> bool:
    """Whether the next word belongs to the same name: what is asked of two words."""
    if place + 1 >= len(run.words):
        return False
    end, start, word = run.places[place][1], run.places[place + 1][0], run.words[place]
    if joined(run.text, end, start):
        return True
    stopped = run.text[end : end + 1] == "." and joined(run.text, end + 1, start)
    return stopped and (is_abbreviation(word) or (is_initials(word) and word != "R"))


@given(TEXTS)
@example("R. al-Zor the of. St. Deir the")
def test_words_follow_each_other_as_two_by_two(text: str) -> None:
    run = run_of(text)
    some = range(len(run.words))
    follow = [follows(run, place) for place in some]
    articles = [
        follow[place] and is_article(*map(strong_key, run.words[place : place + 2]))
        for place in some
    ]
    assert [run.next(place) for place in some] == [
        place + 1 if follow[place] else -1 for place in some
    ]
    assert [run.is_article(place) for place in some] == articles
    assert [*run.seen()] == [place for place in some if not articles[place]]
    for place in some:
        after = place + 1 if follow[place] else -1
        while after >= 0 and articles[after]:
            after += 1
        assert run.after(place) == after
        if after >= 0 and not articles[place]:
            assert run.before(after) == place
