"""In a real pipeline of spaCy: laws over any text and any entities, then rulers, settings, and
what is kept and brought back.
"""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("spacy")

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import translit.spacy
from translit import EntryError, Outcome, Policy, Resolver, TableError, strategies
from translit.tables.reading import parse

TABLE = """
table: own
licence: CC0-1.0
about: Names for tests.
entries:
  x.aleppo: {name: Aleppo, type: place, aliases: [حلب, Алеппо, Halep]}
  x.raqqa: {name: Raqqa, type: place, aliases: [الرقة, Ракка]}
  x.ramousa: {name: Ramousa, type: place, within: [x.aleppo], aliases: [الراموسة]}
  x.college: {name: Ramousa Artillery College}
  x.brigade: {name: Fatah Halab, type: group, aliases: [Aleppo Conquest]}
refuse: [the neighbourhood]
redirects: {x.halab: x.aleppo}
"""
READ = parse(TABLE, "own.yaml")[0]
OWN = Resolver(READ.entries, READ.refuse, READ.redirects)
TEXT = "Ramouseh’s quarter in Aleppo. The Ramousa Artillery College was Fatih Halab's."


@pytest.fixture(scope="session")
def table(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("tables") / "own.yaml"
    path.write_text(TABLE, "utf-8")
    return str(path)


def pipeline(table: str, lang: str = "en", **config: Any) -> Language:
    nlp = spacy.blank(lang)
    nlp.add_pipe("translit", config={"tables": [table], **config})
    return nlp


def shown(doc: Doc) -> dict[str, tuple[str, str]]:
    """The entities of a document: text -> label and ID."""
    return {entity.text: (entity.label_, entity.kb_id_) for entity in doc.ents}


def everything(doc: Doc) -> list[tuple[Any, ...]]:
    """What a document says of its entities."""
    return [(e.start, e.end, e.label_, e.kb_id_, e.ent_id_, e._.translit) for e in doc.ents]


# --- laws -----------------------------------------------------------------------------------------

BLANK = spacy.blank("xx")
SPELT = strategies.mentions(OWN) | strategies.respellings(OWN) | strategies.near_misses(OWN)
PIECES = SPELT.map(lambda surface: surface[0]) | st.sampled_from(
    [" in ", "، و", "’s ", "🏴 ", ". ", "-", "\n", "北京"]
)
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join)


@st.composite
def documents(draw: st.DrawFn) -> Doc:
    """A document in which something else has found entities, some of them with an ID."""
    doc = BLANK.make_doc(draw(TEXTS))
    cuts = sorted(draw(st.sets(st.integers(0, len(doc)), max_size=6)))
    labels, ids = st.sampled_from(["GPE", "ORG", "PLACE"]), st.sampled_from(["", "", "NIL", "Q1"])
    places = zip(cuts[::2], cuts[1::2], strict=False)
    doc.ents = [
        spacy.tokens.Span(doc, start, end, draw(labels), kb_id=draw(ids), span_id="kept")
        for start, end in places
    ]
    return doc


@st.composite
def components(draw: st.DrawFn) -> translit.spacy.Component:
    types = draw(st.sampled_from([{}, {"PLACE": "place", "GROUP": "group"}]))
    made = translit.spacy.Component(
        (), Policy(), overwrite=draw(st.booleans()), add=draw(st.booleans()), types=types, labels={}
    )
    made.linker = LINKER
    return made


LINKER = translit.spacy._linker(OWN, Policy())


@settings(max_examples=30)
@given(documents(), components())
def test_entities_stay_and_each_id_is_what_link_says(
    doc: Doc, component: translit.spacy.Component
) -> None:
    """No entity goes, moves or loses its label or ID; an ID is new where there was none, or where
    one may be overwritten; entities are added only if asked; each new ID is the answer of `link`
    for the entity.
    """
    before = {
        (entity.start, entity.end, entity.label_, entity.ent_id_): entity.kb_id_
        for entity in doc.ents
    }
    after = {
        (entity.start, entity.end, entity.label_, entity.ent_id_): entity
        for entity in component(doc).ents
    }
    assert before.keys() <= after.keys()
    assert component.add or before.keys() == after.keys()
    assert all(entity.kb_id_ for place, entity in after.items() if place not in before)
    for place, entity in after.items():
        old = before.get(place, "")
        assert old in ("", "NIL", entity.kb_id_) or component.overwrite
        [linked] = OWN.link(
            doc.text, [(entity.start_char, entity.end_char, entity.label_)], types=component.types
        )
        assert entity.kb_id_ == (
            linked.resolution.id or old if component.overwrite or old in ("", "NIL") else old
        )
        assert (entity._.translit is None) == (old == "Q1" and not component.overwrite)
        assert entity._.translit is None or entity._.translit == linked.resolution


@settings(max_examples=30)
@given(documents(), components())
def test_twice_is_once(doc: Doc, component: translit.spacy.Component) -> None:
    once = everything(component(doc)), dict(doc.user_data)
    assert (everything(component(doc)), dict(doc.user_data)) == once


@settings(max_examples=30)
@given(TEXTS)
def test_what_the_scan_finds_in_whole_tokens_is_an_entity(text: str) -> None:
    doc = BLANK.make_doc(text)
    found = [
        mention
        for mention in OWN.scan(text)
        if mention.resolution and doc.char_span(mention.start, mention.end)
    ]
    component = translit.spacy.Component(
        (), Policy(), overwrite=False, add=True, types={}, labels={}
    )
    component.linker = LINKER
    entities = {(entity.start_char, entity.end_char): entity for entity in component(doc).ents}
    assert all(entities[mention[:2]].kb_id_ == mention.resolution.id for mention in found)


@settings(max_examples=15)
@given(st.lists(TEXTS, max_size=5))
def test_a_stream_is_linked_as_its_documents_are(texts: list[str]) -> None:
    component = translit.spacy.Component(
        (), Policy(), overwrite=False, add=True, types={}, labels={}
    )
    component.linker = LINKER
    stream = spacy.util._pipe(
        map(BLANK.make_doc, texts), component, "translit", spacy.util.raise_error, {"batch_size": 2}
    )
    assert list(map(everything, stream)) == [
        everything(component(BLANK.make_doc(text))) for text in texts
    ]


# --- pipelines ------------------------------------------------------------------------------------


def test_names_become_entities(table: str) -> None:
    doc = pipeline(table)(TEXT)
    assert shown(doc) == {
        "Ramouseh": ("PLACE", "x.ramousa"),
        "Aleppo": ("PLACE", "x.aleppo"),
        "Ramousa Artillery College": ("NAME", "x.college"),
        "Fatih Halab": ("GROUP", "x.brigade"),
    }
    assert [entity._.translit.outcome for entity in doc.ents] == [
        Outcome.FUZZY,
        Outcome.EXACT,
        Outcome.EXACT,
        Outcome.FUZZY,
    ]
    assert "Ramousa" in doc.ents[0]._.translit.explain()


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("ar", "وصل من الرقة وبحلب", {"الرقة": "x.raqqa", "وبحلب": "x.aleppo"}),
        ("ru", "из Алеппо, у Ракки", {"Алеппо": "x.aleppo", "Ракки": "x.raqqa"}),
        ("xx", "Halep'te 🏴 حلب", {"Halep'te": "x.aleppo", "حلب": "x.aleppo"}),
        ("en", "Aleppo’s and Raqqa/Aleppo", {"Aleppo": "x.aleppo", "Raqqa": "x.raqqa"}),
    ],
)
def test_an_entity_is_whole_tokens(table: str, lang: str, text: str, found: dict[str, str]) -> None:
    """A particle or an ending that spaCy leaves in the name's token comes along."""
    assert {entity.text: entity.kb_id_ for entity in pipeline(table, lang)(text).ents} == found


def test_a_token_that_holds_more_than_a_name_is_no_entity(table: str) -> None:
    nlp = pipeline(table)
    doc = Doc(nlp.vocab, words=["Aleppo,Damascus", "Aleppo's"])
    assert shown(nlp(doc)) == {"Aleppo's": ("PLACE", "x.aleppo")}


RULES = [
    {"label": "GPE", "pattern": "Ramouseh", "id": "ruled"},
    {"label": "ORG", "pattern": "College was"},
]


def test_entities_of_a_ruler_before_it_are_linked(table: str) -> None:
    """They keep their bounds, labels and rule IDs; what overlaps them isn't added."""
    nlp = pipeline(table)
    nlp.add_pipe("entity_ruler", first=True).add_patterns(RULES)
    doc = nlp(TEXT)
    assert [entity.ent_id_ for entity in doc.ents if entity.text == "Ramouseh"] == ["ruled"]
    assert shown(doc) == {
        "Ramouseh": ("GPE", "x.ramousa"),
        "Aleppo": ("PLACE", "x.aleppo"),
        "College was": ("ORG", ""),
        "Fatih Halab": ("GROUP", "x.brigade"),
    }
    [college] = [entity for entity in doc.ents if entity.label_ == "ORG"]
    assert college._.translit.outcome is Outcome.TOO_FAR  # an abstention is kept with its reason


@pytest.mark.parametrize(
    ("ruler", "config"),
    [("entity_ruler", {}), ("span_ruler", {"annotate_ents": True, "overwrite": False})],
)
def test_a_ruler_behind_it_adds_to_it(table: str, ruler: str, config: dict[str, Any]) -> None:
    nlp = pipeline(table)
    nlp.add_pipe(ruler, config=config).add_patterns(
        [*RULES[:1], {"label": "NOUN", "pattern": "quarter"}]
    )
    doc = nlp(TEXT)
    assert shown(doc).items() >= {"Aleppo": ("PLACE", "x.aleppo"), "quarter": ("NOUN", "")}.items()
    assert doc[0].ent_kb_id_ == "x.ramousa"


def test_a_span_ruler_before_it_is_linked(table: str) -> None:
    nlp = pipeline(table, add=False)
    nlp.add_pipe("span_ruler", first=True, config={"annotate_ents": True}).add_patterns(RULES)
    assert shown(nlp(TEXT)) == {"Ramouseh": ("GPE", "x.ramousa"), "College was": ("ORG", "")}


def test_an_id_is_overwritten_only_if_asked(table: str) -> None:
    """NIL, which spaCy's own linker writes for nothing, is no ID."""
    for overwrite, ids in (
        (False, ["Q1", "x.aleppo", "Q2"]),
        (True, ["x.aleppo", "x.aleppo", "Q2"]),
    ):
        nlp = pipeline(table, overwrite=overwrite)
        doc = nlp.make_doc("Aleppo Aleppo Nowhere")
        doc.ents = [
            spacy.tokens.Span(doc, place, place + 1, "GPE", kb_id=id)
            for place, id in enumerate(["Q1", "NIL", "Q2"])
        ]
        assert [entity.kb_id_ for entity in nlp(doc).ents] == ids


def test_tokens_barred_from_entities_stay_so(table: str) -> None:
    nlp = pipeline(table)
    doc = nlp.make_doc("Aleppo Raqqa")
    doc.set_ents([], blocked=[doc[0:1]])
    assert shown(nlp(doc)) == {"Raqqa": ("PLACE", "x.raqqa")}


def test_labels_and_types(table: str) -> None:
    """Labels of added entities, and what an entity's label says of its type."""
    doc = pipeline(table, labels={"place": "GPE", "": "ORG"})(TEXT)
    assert [entity.label_ for entity in doc.ents] == ["GPE", "GPE", "ORG", "GROUP"]
    nlp = pipeline(table, types={"ORG": "group"}, add=False)
    nlp.add_pipe("entity_ruler", first=True).add_patterns(
        [{"label": "ORG", "pattern": "Aleppo"}, {"label": "GPE", "pattern": "Raqqa"}]
    )
    assert shown(nlp("Aleppo Raqqa")) == {"Aleppo": ("ORG", ""), "Raqqa": ("GPE", "x.raqqa")}


def test_a_setting_that_cant_be_right_is_refused(table: str) -> None:
    assert (
        shown(pipeline(table, precision=0.9999)(TEXT)) == {}
    )  # in a text an alias isn't as certain as that
    with pytest.raises(EntryError, match="precision must lie in"):
        pipeline(table, precision=2.0)
    with pytest.raises(TableError, match="missing"):
        pipeline("missing.yaml")("Aleppo")


def test_each_name_is_worked_out_once(table: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many documents, in whatever batches, name it."""
    nlp = pipeline(table)
    nlp.add_pipe("entity_ruler", first=True).add_patterns(RULES)
    asked, resolve = list[str](), Resolver.resolve
    monkeypatch.setattr(
        Resolver,
        "resolve",
        lambda self, name, **hints: asked.append(name) or resolve(self, name, **hints),
    )
    first = shown(nlp(TEXT))
    worked_out = len(asked)
    assert [shown(doc) for doc in nlp.pipe([TEXT] * 10, batch_size=3)] == [first] * 10
    assert len(asked) == worked_out > 0


# --- kept and brought back ------------------------------------------------------------------------


def test_answers_go_wherever_their_document_goes(table: str) -> None:
    nlp = pipeline(table)
    doc = nlp(TEXT)
    answers = [entity._.translit for entity in doc.ents]
    whole = json.loads(json.dumps(doc.to_json(underscore=["translit"])))
    bin_ = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    copies = [
        Doc(nlp.vocab).from_bytes(doc.to_bytes()),
        next(DocBin().from_bytes(bin_).get_docs(nlp.vocab)),
        Doc(nlp.vocab).from_json(whole),
        Doc.from_docs([nlp.make_doc("Before it:"), doc]),
        doc[0:].as_doc(copy_user_data=True),
        pickle.loads(pickle.dumps(doc)),
        doc.copy(),
    ]
    assert [[entity._.translit for entity in copy.ents] for copy in copies] == [answers] * len(
        copies
    )
    assert all(isinstance(answer, translit.Resolution) for answer in answers)


def test_processes_answer_as_one_does(table: str) -> None:
    nlp, texts = pipeline(table), [TEXT, "", "وبحلب", "Raqqa"]
    nlp("Raqqa")
    assert [everything(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=2)] == [
        everything(nlp(text)) for text in texts
    ]


@pytest.mark.parametrize("loaded", [False, True])
def test_a_component_can_be_sent_to_a_process(table: str, loaded: bool, tmp_path: Path) -> None:
    """With the tables that it has loaded, though their file has changed."""
    path = tmp_path / "own.yaml"
    path.write_bytes(Path(table).read_bytes())
    nlp = pipeline(str(path))
    before = everything(nlp(TEXT)) if loaded else everything(pipeline(table)(TEXT))
    if loaded:
        path.unlink()
    sent = pickle.loads(pickle.dumps(nlp.get_pipe("translit")))
    assert everything(sent(nlp.make_doc(TEXT))) == before


def test_a_saved_pipeline_holds_its_tables(
    table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers the same from anywhere, without the file that its tables were read from:
    entries, redirects and all.
    """
    path = tmp_path / "own.yaml"
    path.write_bytes(Path(table).read_bytes())
    nlp = pipeline(str(path), labels={"place": "GPE"})
    before = everything(nlp(TEXT))
    nlp.to_disk(tmp_path / "saved")
    data = nlp.to_bytes()
    path.unlink()
    (tmp_path / "saved").rename(tmp_path / "elsewhere")
    monkeypatch.chdir("/")
    again = spacy.load(tmp_path / "elsewhere")
    assert everything(again(TEXT)) == before
    assert everything(pipeline(str(path), labels={"place": "GPE"}).from_bytes(data)(TEXT)) == before
    kept = again.get_pipe("translit")._resolver
    assert (dict(kept.entries), kept.redirects) == (dict(OWN.entries), OWN.redirects)
    assert kept.resolve("the neighbourhood").outcome is Outcome.REFUSED
    again.to_disk(tmp_path / "elsewhere")  # upon itself
    assert everything(spacy.load(tmp_path / "elsewhere")(TEXT)) == before


def test_other_tables_may_be_asked_for_when_a_pipeline_is_loaded(
    table: str, tmp_path: Path
) -> None:
    pipeline(table).to_disk(tmp_path)
    nlp = spacy.load(
        tmp_path, config={"components.translit.tables": ["docs/downstream/rivers.yaml"]}
    )
    assert [entity.kb_id_ for entity in nlp("The Euphrates").ents] == ["euphrates"]


def test_the_bundled_tables_arent_saved(tmp_path: Path) -> None:
    """They come with translit."""
    nlp = spacy.blank("en")
    nlp.add_pipe("translit")
    nlp.to_disk(tmp_path)
    assert not (tmp_path / "translit").exists()
    assert "linker" not in vars(
        spacy.load(tmp_path).get_pipe("translit")
    )  # nor loaded before they are needed


def test_damaged_tables_are_told_in_one_line(table: str, tmp_path: Path) -> None:
    nlp = pipeline(table)
    nlp.to_disk(tmp_path)
    for damaged in (b"{", b"[]", b'{"entries": [[1]], "refuse": [], "redirects": {}}'):
        (tmp_path / "translit" / "tables.json").write_bytes(damaged)
        with pytest.raises(
            TableError, match=r"tables\.json:0:0: unreadable: .*save it anew$"
        ) as error:
            spacy.load(tmp_path)
        assert "\n" not in str(error.value)


# --- doors ----------------------------------------------------------------------------------------


def run(code: str) -> str:
    """What a new interpreter prints."""
    env = {**os.environ, "PYTHONPATH": str(Path(translit.__file__).parents[1])}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


def test_making_a_pipeline_loads_no_tables() -> None:
    """spaCy imports the component for every pipeline, whether translit is in it or not."""
    code = "import sys, spacy, translit.spacy; spacy.blank('en').add_pipe('translit')"
    loaded = run(f"{code}; print(*(name for name in sys.modules if name.startswith('translit')))")
    assert set(loaded.split()) == {
        "translit",
        "translit.model",
        "translit.model.errors",
        "translit.model.nouns",
        "translit.resolving",
        "translit.resolving.answer",
        "translit.spacy",
    }


def test_without_spacy_the_extra_is_named() -> None:
    code = (
        "import sys; sys.modules['spacy'] = None\ntry: import translit.spacy\nexcept ImportError as"
        " e: print(type(e).__name__, e)"
    )
    assert (
        run(code)
        == "MissingExtra translit.spacy needs spaCy: pip install 'translit-normaliser[spacy]'"
    )
