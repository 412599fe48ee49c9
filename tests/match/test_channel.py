"""Laws of the channel: what it costs to write a spelling in Latin letters, and by which
alternatives.
"""

from __future__ import annotations

import math
import unicodedata
from pathlib import Path

import pytest
import reference
from hypothesis import assume, given
from hypothesis import strategies as st

import translit
from translit.language import channel as model
from translit.language.channel import Channel, alignment, channel, cost, letters, surprise
from translit.language.form import forms
from translit.language.scripts import rules_file
from translit.match.scoring import features
from translit.match.weights import FEATURES

SCRIPTS = [
    "Latn",
    "Arab",
    "Cyrl",
    "Grek",
    "Hebr",
    "Kana",
    "Hang",
    "Deva",
    "Armn",
    "Geor",
    "Beng",
    "Thai",
]
LATIN = st.text("abcdefghijklmnopqrstuvwxyz ", max_size=9)


@st.composite
def spellings(draw: st.DrawFn) -> tuple[str, str]:
    """A script and a spelling made of the pieces that its channel knows, and of some that it
    doesn't.
    """
    script = draw(st.sampled_from(SCRIPTS))
    table = channel(script)
    assert table is not None
    pieces = st.sampled_from(sorted(table.alternatives)) | st.sampled_from(["7", "ξ", "ß", "ឈ"])
    return script, "".join(draw(st.lists(pieces, max_size=5)))


@given(spellings(), LATIN)
def test_the_cost_is_that_of_the_cheapest_alignment(spelling: tuple[str, str], latin: str) -> None:
    script, text = spelling
    table = channel(script)
    assert table is not None
    whole, pieces = alignment(table, text, latin)
    assert (
        cost(script, text, latin)
        == pytest.approx(whole)
        == pytest.approx(reference.spent(script, text, latin))
    )
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    assert "".join(latin[piece.since : piece.until] for piece in pieces) == latin
    assert whole >= 0


@given(spellings(), LATIN, st.data())
def test_without_an_alternative_it_costs_no_less(
    spelling: tuple[str, str], latin: str, data: st.DataObject
) -> None:
    """And just as much where the cheapest way has no use for it."""
    script, text = spelling
    table = channel(script)
    assert table is not None
    whole, pieces = alignment(table, text, latin)
    used = [
        (text[piece.start : piece.end], latin[piece.since : piece.until])
        for piece in pieces
        if piece.start < piece.end
    ]
    assume(used)
    letter, written = data.draw(st.sampled_from(used))
    fewer = {key: dict(ways) for key, ways in table.alternatives.items()}
    fewer.get(letter, {}).pop(written, None)
    poorer, _ = alignment(Channel(fewer, table.inserted), text, latin)
    assert poorer >= whole - 1e-9
    unused = {
        key: {to: spent for to, spent in ways.items() if (key, to) in used}
        for key, ways in table.alternatives.items()
    }
    assert alignment(Channel(unused, table.inserted), text, latin)[0] >= whole - 1e-9


@given(LATIN)
def test_a_latin_spelling_costs_little_as_itself(latin: str) -> None:
    assert cost("Latn", latin, latin) <= 1.5 * len(latin)
    assert surprise(latin) >= 0


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_alternatives_of_a_letter_are_probabilities(script: str) -> None:
    """They sum to 1 at most, but for rounding and for what a letter is written as together with
    an inserted one.
    """
    table = channel(script)
    assert table is not None
    for piece, ways in table.alternatives.items():
        assert ways
        assert all(spent >= 0 for spent in ways.values()), piece
        assert all(
            text.replace(" ", "").isascii() and len(text) <= model.LONGEST_WRITTEN_AS
            for text in ways
        ), piece
        assert len(piece) <= 2
        if len(piece) == 1:
            assert sum(math.exp(-spent) for spent in ways.values()) < 2.3, piece


def test_every_file_is_the_channel_of_a_script() -> None:
    files = {
        path.stem
        for path in (Path(translit.__file__).parent / "knowledge" / "channels").glob("*.yaml")
    }
    assert {rules_file(script) for script in SCRIPTS} <= files
    assert "han" not in files or channel("Hani")
    assert channel("") is None
    assert channel("Zyyy") is None


@pytest.mark.parametrize(
    ("script", "text", "spelt"),
    [
        ("Hang", "김", unicodedata.normalize("NFD", "김")),
        ("Hira", "さやま", "サヤマ"),
        ("Latn", "abc", "abc"),
        ("Arab", "حلب", "حلب"),
    ],
)
def test_letters(script: str, text: str, spelt: str) -> None:
    assert letters(script, text) == spelt


@pytest.mark.parametrize(
    ("nearer", "than", "name"),
    [
        ("Fitzgerald", "Fitzgibbon", "Фицджеральд"),
        ("McCray", "Macri", "Маккрэй"),
        ("Ichioka", "Itaoka", "Итиока"),
        ("Flicker", "Feerick", "フリッカー"),
        ("Jalal Ahmad", "Jalal Hamid", "Ahmed, Jalaal"),
    ],
)
def test_the_nearer_of_two(nearer: str, than: str, name: str) -> None:
    """Examples of what letters and sounds alone get wrong."""
    mention = forms(name)[0]
    one, other = (
        features(mention, forms(text)[0], lambda word: 1.0)[0][FEATURES.index("gain")]
        for text in (nearer, than)
    )
    assert one > other


# --- explained ------------------------------------------------------------------------------------

TABLE = [
    translit.Entry("ramousa", "Ramousa", ("الراموسة",)),
    translit.Entry("jarabulus", "Jarabulus", ("جرابلس",)),
    translit.Entry("khartoum", "Хартум"),
    translit.Entry("fitzgerald", "Fitzgerald"),
    translit.Entry("rochester", "Rochester"),
    translit.Entry("flicker", "Flicker"),
]
MENTIONS = ["Ramouseh", "Djarablous", "Фицджеральд", "フリッカー", "Rotchestèr", "Jarablous"]


def rules_told(resolution: translit.Resolution) -> list[tuple[str, str, str, float]]:
    """The lines of the channel that an answer names: script, piece, what it is written as, and
    the cost.
    """
    told = [
        (step.rule.partition(": "), float(step.result))
        for step in resolution.steps
        if step.action == "write"
    ]
    return [
        (script, *("" if text == "∅" else text for text in rule.split(" = ")), spent)
        for (script, _, rule), spent in told
    ]  # type: ignore[misc]


def without(table: Channel, piece: str, written: str) -> Channel:
    if not piece:
        return table._replace(
            inserted={
                letter: spent for letter, spent in table.inserted.items() if letter != written
            }
        )
    ways = {
        text: spent for text, spent in table.alternatives.get(piece, {}).items() if text != written
    }
    return table._replace(alternatives={**table.alternatives, piece: ways})


@pytest.mark.parametrize("mention", MENTIONS)
def test_taking_a_rule_away_changes_the_score_as_told(
    mention: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each rule that an answer names costs what it says; without it the score never rises, and
    falls unless another way is as cheap.

    Another way: a letter may be written by way of another rule at the same cost, or another alias
    may be as near.
    """
    policy = translit.Policy(precision=0.5, margin=0.0)
    before = translit.load(TABLE).resolve(mention, policy=policy)
    told = rules_told(before)
    assert before.outcome == "FUZZY"
    assert told
    fell: list[bool] = []
    for script, piece, written, spent in told:
        table = channel(script)
        assert table is not None
        assert table.cost(piece, written) == pytest.approx(spent, abs=0.051)
        poorer = without(table, piece, written)
        if poorer == table:
            continue  # it was no line of the table, but a letter that none tells of
        with monkeypatch.context() as patch:
            patch.setattr(
                model,
                "channel",
                lambda code, given=script, poorer=poorer: (
                    poorer if code == given else channel(code)
                ),
            )
            clear()
            after = translit.load(TABLE).resolve(mention, policy=policy)
        clear()
        score = next(
            (candidate.score for candidate in after.candidates if candidate.id == before.id), 0.0
        )
        assert score <= before.score + 1e-9, (piece, written)
        fell.append(score < before.score - 1e-6)
    assert any(fell)


def clear() -> None:
    """Forget what was remembered of a channel."""
    from translit.match import compiled, counterparts, likeness

    for remembering in (
        model.by_core,
        compiled.weigher,
        compiled._of_script,
        model._ways,
        model._longest,
        model._tails,
        likeness._remembered,
        counterparts._best_shared,
    ):
        remembering.cache_clear()


@pytest.mark.parametrize(
    ("mention", "said"),
    [
        ("Djarablous", "“dj” for “j”"),
        ("Фицджеральд", "“g” for “дж”"),
        ("Rotchestèr", "“tc” for “c”"),
    ],
)
def test_the_explanation_says_how_it_is_written(mention: str, said: str) -> None:
    named = translit.load(
        [translit.Entry(entry.id, entry.name) for entry in TABLE]
    )  # whichever alias else were the nearest
    assert (
        said in named.resolve(mention, policy=translit.Policy(precision=0.5, margin=0.0)).explain()
    )


@pytest.mark.parametrize(
    ("characters", "name"),
    [("東山", "Higashiyama"), ("大山", "Oyama"), ("新町", "Shinmachi"), ("三浦", "Miura")],
)
def test_characters_are_compared_by_all_their_readings(characters: str, name: str) -> None:
    """A name in Han characters is likelier to be its Japanese reading than another name of that
    length, and may be the Mandarin one.
    """
    others = ["Nakamura", "Fukuoka", "Kanazawa", "Berlin"]
    told = {other: translit.similarity(characters, other) for other in [name, *others]}
    assert max(told, key=told.__getitem__) == name
    assert translit.similarity(characters, translit.romanise(characters)) > max(
        told[other] for other in others
    )
