"""Laws of the rows filed under block keys, and of names whose words come in another order."""

from __future__ import annotations

from functools import cache
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import translit
from translit.index import postings
from translit.index.bare import Bare
from translit.index.blocks import (
    _plainly_filed_by,
    hashes,
    query_hashes,
    query_segments,
    signatures,
    skeleton_keys,
)
from translit.index.container import Container
from translit.index.funnel import FUNNEL
from translit.index.mapped import Mapped
from translit.index.memory import InMemory
from translit.index.packing import pack
from translit.language.core import core
from translit.language.form import Form, forms
from translit.resolving.resolver import bundled
from translit.strategies import respellings


@cache
def rows(every: int = 1) -> list[Form]:
    """The forms of the bundled names, or one of so many."""
    named = bundled().entries.values()
    names = {alias for entry in named for alias in (entry.name, *entry.aliases)}
    return [form for name in sorted(names) for form in forms(name)][::every]


@cache
def filed(every: int = 1) -> postings.Postings:
    return postings.filed(rows(every))


FEWER = 4


@given(st.deferred(lambda: st.sampled_from(range(len(rows())))))
def test_a_row_shares_a_key_with_itself_and_is_among_the_nearest(number: int) -> None:
    form = rows()[number]
    sharing = filed().sharing(form)
    assert number in sharing or not (form.skeleton or len(form.joined) > 3)
    assert number in filed().comparable(form) or number not in sharing


@given(
    st.deferred(lambda: st.sampled_from([form for form in rows() if len(form.words) > 1])),
    st.randoms(use_true_random=False),
)
def test_the_order_of_words_is_nothing_to_the_rows_that_share_them(
    form: Form, dice: object
) -> None:
    turned = form._replace(words=tuple(dice.sample(form.words, len(form.words))))  # type: ignore[attr-defined]
    assert filed().by_words(turned, 6, 4) == filed().by_words(form, 6, 4)
    assert {rows()[number].words for number in filed().by_words(form, 1, 4)} <= {
        row.words for row in rows() if row.words
    }


@pytest.mark.skipif(core() is None, reason="the core isn't compiled here")
@given(*[st.text("abfklmrs'ëߞ漢x0", max_size=40) | st.text(max_size=8)] * 3)
def test_the_core_files_a_name_as_python_does(skeleton: str, joined: str, marks: str) -> None:
    assert core().filed_by(skeleton, joined, marks) == _plainly_filed_by(skeleton, joined, marks)


@given(st.one_of(st.text(max_size=40), st.text("abcë ßo'ߒߞ", max_size=40)))
def test_keys_are_hashed_as_they_are_written(text: str) -> None:
    """Also those of names whose letters aren't read in ASCII."""
    for form in forms(text):
        assert query_hashes(form) == hashes({*skeleton_keys(form.skeleton), *query_segments(form)})


@given(respellings(bundled()))
def test_no_row_is_named_twice_and_all_are_rows(surface: tuple[str, str]) -> None:
    for form in forms(surface[0]):
        sharing = filed().sharing(form).tolist()
        assert sharing == sorted(set(sharing))
        assert all(0 <= number < len(rows()) for number in sharing)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(respellings(bundled()), st.sampled_from([30, 200]), st.sampled_from([0, 10**6]))
def test_without_numpy_the_same_rows_are_found(
    monkeypatch: pytest.MonkeyPatch, surface: tuple[str, str], few: int, many: int
) -> None:
    """By whole names, by words, by sounds and by segments; and what is asked of these rows."""
    table, held = _mapped(), _mapped().postings
    assert isinstance(held, Bare)
    plain = Bare(
        held.buckets, held.rows, held.weights, held.signs
    )  # whether there is a core or not
    funnel = FUNNEL._replace(by_signature=few, worth_segments=many)
    for module in ("postings", "compiled", "bare"):
        monkeypatch.setattr(f"translit.index.{module}.FUNNEL", funnel)

    def found(form: Form) -> object:
        sharing = plain._under(query_hashes(form))
        return (
            [*sharing],
            plain.comparable(form),
            plain.by_words(form, 6, 4),
            plain.sounding_like(skeleton_keys(form.skeleton), form),
            plain.with_segments(form.joined),
            table.codes(plain.comparable(form)),
            [*table.belong([*sharing], ["sy.aleppo", "no such ID"])],
            [*table.settings_of([*sharing])],
        )

    for form in forms(surface[0]):
        with monkeypatch.context() as patched:
            expected = found(form)
            patched.setattr("translit.index.arrays.has_numpy", lambda: False)
            patched.setattr(plain, "_left", 10**9)
            assert found(form) == expected


@cache
def _mapped() -> Mapped:
    with TemporaryDirectory() as folder:
        entries = [bundled().entries[id] for id in sorted(bundled().entries)[::4]]
        pack(InMemory(entries), "", f"{folder}/table.translit")
        return Mapped(Container(f"{folder}/table.translit"))


def test_of_too_many_rows_the_farthest_are_left_out() -> None:
    many = [form for word in ("Bab", "Bib", "Bub") for form in forms(word)] * FUNNEL.by_signature
    table = postings.filed([*many, *forms("Bobb")])
    assert len(table.comparable(many[0])) == FUNNEL.by_signature


@given(
    st.deferred(lambda: st.sampled_from([form for form in rows(FEWER) if len(form.joined) > 5])),
    st.data(),
)
def test_two_slips_leave_a_name_among_the_nearest_of_a_table_that_is_not_worth_segments(
    form: Form, data: st.DataObject
) -> None:
    """Whatever key they break, unless as many others are as near by their letters."""
    letters = form.joined
    for _ in range(2):
        at, put = data.draw(st.integers(0, len(letters) - 1)), data.draw(st.sampled_from("aksz"))
        letters = letters[:at] + data.draw(st.sampled_from(["", put])) + letters[at + 1 :]
    slipped = form._replace(joined=letters, consonants="")
    table = filed(FEWER)
    number, spelt = rows(FEWER).index(form), table.spelt(slipped)
    apart = table._apart(spelt, 1, signatures(slipped)[1])
    assert len(spelt) == len(rows(FEWER))
    assert apart[number] <= FUNNEL.slipped
    nearer = np.flatnonzero(apart <= apart[number])
    assert number in table.comparable(slipped) or len(nearer) > FUNNEL.by_letters


def test_words_in_another_order_are_found() -> None:
    """The search of a large table goes by words as well as by the sounds in their order."""
    people = [
        translit.Entry(str(number), f"{first}, {last}")
        for number, (first, last) in enumerate(pairs())
    ]
    resolver = translit.load(people)
    assert len(resolver.gazetteer.rows) > 3000
    answer = resolver.resolve("Qasim Nawfal")
    assert answer.candidates[0].alias == "Nawfal, Qasim"


def pairs() -> list[tuple[str, str]]:
    """4,096 pairs of made-up names, and one that is asked for."""
    syllables = [consonant + vowel for consonant in "bdkmrstz" for vowel in "aiuo"]
    made = [one + other + one for one in syllables[:8] for other in syllables[8:16]]
    return [*((one, other) for one in made for other in made), ("Nawfal", "Qasim")]


def test_names_whose_words_are_swapped_are_one_cluster() -> None:
    assert ["Ahmad Jalal", "Jalal Ahmad"] in translit.cluster(
        ["Jalal Ahmad", "Hamdania", "Ahmad Jalal"]
    )
