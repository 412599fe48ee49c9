"""The component of spaCy's pipelines: canonical IDs on a document's entities, and entities where
the tables find a name.

    nlp.add_pipe("translit", config={"tables": ["towns.yaml"]})

An entity without an ID is linked (`Resolver.link`), and one that has an ID keeps it. What the scan
finds elsewhere in the text, and gives an ID, becomes an entity. `span._.translit` is the Resolution
behind each.

spaCy imports this module as soon as it makes a pipeline, with translit in it or without. So the
module imports nothing of translit but its nouns, and tables are loaded when the first document
comes.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from translit.model.errors import Fault, MissingExtra, TableError
from translit.model.nouns import Candidate, Entry, Grounds, Narrowing, Outcome, Policy
from translit.resolving.answer import Mention, Resolution

try:
    from spacy.language import Language
    from spacy.tokens import Doc, Span
    from spacy.util import filter_spans
except ImportError:
    raise MissingExtra(
        "translit.spacy needs spaCy: pip install 'translit-normaliser[spacy]'"
    ) from None

if TYPE_CHECKING:
    from translit.resolving.answering import Answering
    from translit.resolving.link import Linker
    from translit.resolving.resolver import Resolver

__all__ = ["Component", "make"]

# What an entity without an ID has in place of one; NIL is the word of spaCy's own entity linker.
WITHOUT_ID = ("", "NIL")
# token.ent_iob of a token that is in an entity, or is barred from being in one.
TAKEN = (1, 3)
# The label of an entry without a type, unless `labels` has one for "".
UNTYPED = "NAME"
# The file beside a saved pipeline's other files.
TABLES = "tables.json"


class Component:
    """What `nlp.add_pipe("translit")` adds; `make` tells of its settings."""

    def __init__(
        self,
        tables: Iterable[str],
        policy: Policy,
        *,
        overwrite: bool,
        add: bool,
        types: dict[str, str],
        labels: dict[str, str],
    ) -> None:
        self.tables, self.policy = tuple(tables), policy
        self.overwrite, self.add, self.types, self.labels = overwrite, add, types, labels

    @cached_property
    def linker(self) -> "Linker":
        """What reads the names of the tables; each distinct name is worked out once, whatever
        the number of documents.
        """
        from translit.resolving.resolver import load

        return _linker(load(*self.tables), self.policy)

    @property
    def _resolver(self) -> "Answering":
        return self.linker.scanner.resolver

    def __call__(self, doc: Doc) -> Doc:
        """The document, with its entities linked, and more of them if asked."""
        self._link(doc)
        if self.add:
            doc.set_ents(list(self._more(doc)), default="unmodified")
        return doc

    def _link(self, doc: Doc) -> None:
        entities = [entity for entity in doc.ents if self.overwrite or entity.kb_id_ in WITHOUT_ID]
        for entity, answer in self._answered(doc, entities):
            entity._.translit = answer
            if answer.id:
                for token in entity:  # not by a new Span: an entity has more than this about it
                    token.ent_kb_id_ = answer.id

    def _more(self, doc: Doc) -> Iterator[Span]:
        """Where the tables find a name outside of entities: as an entity, if all of its tokens
        are that name.
        """
        mentions = self.linker.scanner.scan(doc.text)
        spans = [self._entity(doc, mention) for mention in mentions if mention.resolution.id]
        free = (span for span in spans if not any(token.ent_iob in TAKEN for token in span))
        for span, answer in self._answered(doc, filter_spans(free)):
            if answer.id == span.kb_id_:
                span._.translit = answer
                yield span

    def _answered(self, doc: Doc, spans: Sequence[Span]) -> Iterator[tuple[Span, Resolution]]:
        places = [(span.start_char, span.end_char, span.label_) for span in spans]
        linked = self.linker.link(doc.text, places, self.types, "codepoint")
        return zip(spans, (mention.resolution for mention in linked), strict=True)

    def _entity(self, doc: Doc, mention: Mention) -> Span:
        """The tokens that hold a mention, under its ID; spaCy knows nothing smaller than a
        token.
        """
        id = str(mention.resolution.id)
        span = doc.char_span(
            mention.start, mention.end, self._label(id), id, alignment_mode="expand"
        )
        assert span is not None, "a mention begins and ends in words"
        return span

    def _label(self, id: str) -> str:
        type = self._resolver.gazetteer.about(id)[0] or ""
        return self.labels.get(type, type.upper() or UNTYPED)

    # --- kept and brought back --------------------------------------------------------------------

    def to_bytes(self, **_exclude: Any) -> bytes:
        """The tables; nothing for the bundled ones, which come with translit."""
        return self._written().encode() if self.tables else b""

    def from_bytes(self, data: bytes, **_exclude: Any) -> "Component":
        """Take the tables that `to_bytes` gave, wherever their files are."""
        return self._restored(data, "the tables of the pipeline")

    def to_disk(self, path: str | PathLike[str], **_exclude: Any) -> None:
        """Keep the tables beside the rest of the pipeline, unless they are the bundled ones."""
        from translit.files.writing import replace

        if self.tables:
            Path(path).mkdir(parents=True, exist_ok=True)
            replace(Path(path, TABLES), self._written())

    def from_disk(self, path: str | PathLike[str], **_exclude: Any) -> "Component":
        """Take the tables that `to_disk` kept, wherever their files are."""
        file = Path(path, TABLES)
        return (
            self._restored(file.read_bytes(), str(file)) if self.tables and file.exists() else self
        )

    def _written(self) -> str:
        """What the tables hold, and which they are, as JSON: unlike a compiled table, a later
        translit can read it.
        """
        resolver = self._resolver
        entries = [entry.__getnewargs__() for entry in resolver.entries.values()]
        kept = {
            "tables": self.tables,
            "entries": entries,
            "refuse": sorted(resolver.refused),
            "redirects": resolver.redirects,
        }
        return json.dumps(kept)

    def _restored(self, data: bytes, place: str) -> "Component":
        """With the tables that were kept, unless others are asked for now."""
        if data:
            tables, resolver = _read(data, place)
            if tables == self.tables:
                self.linker = _linker(resolver, self.policy)
        return self

    def __getstate__(self) -> dict[str, Any]:
        """For the processes of nlp.pipe: tables that are loaded are sent along, and no others."""
        settings = {name: value for name, value in vars(self).items() if name != "linker"}
        return settings | {"loaded": self.to_bytes() if "linker" in vars(self) else b""}

    def __setstate__(self, state: dict[str, Any]) -> None:
        loaded = state.pop("loaded")
        vars(self).update(state)
        self.from_bytes(loaded)


@Language.factory(
    "translit",
    assigns=["doc.ents", "token.ent_kb_id", "span._.translit"],
    default_config={
        "tables": [],
        "overwrite": False,
        "add": True,
        "types": {},
        "labels": {},
        "precision": Policy().precision,
        "margin": Policy().margin,
    },
)
def make(
    nlp: Language,  # noqa: ARG001 (spaCy passes both)
    name: str,  # noqa: ARG001
    tables: list[str],
    overwrite: bool,
    add: bool,
    types: dict[str, str],
    labels: dict[str, str],
    precision: float,
    margin: float,
) -> Component:
    """The component, as `nlp.add_pipe("translit", config={...})` makes it.

    Args:
        nlp: the pipeline.
        name: the component's name in it.
        tables: paths, as `translit.load` takes them; none for the bundled tables.
        overwrite: whether an ID that an entity has gives way to one that translit finds.
        add: whether names that are in no entity become entities.
        types: label of an entity -> the type that an entry must have to answer; other labels say
            nothing.
        labels: type of an entry -> the label of an entity that is added ("" for entries without a
            type); by default the type in capitals, or NAME.
        precision: as in `Policy`.
        margin: as in `Policy`.

    Raises:
        EntryError: precision or margin lies outside its range.
    """
    return Component(
        tables, Policy(precision, margin), overwrite=overwrite, add=add, types=types, labels=labels
    )


def _linker(resolver: "Resolver", policy: Policy) -> "Linker":
    from translit.resolving.link import Linker
    from translit.resolving.scan import Scanner

    return Linker(Scanner(resolver, policy))


# --- tables of a saved pipeline -------------------------------------------------------------------


def _read(data: bytes, place: str) -> tuple[tuple[str, ...], "Resolver"]:
    """Which tables were kept, and what they hold."""
    from translit.resolving.resolver import Resolver

    try:
        kept = json.loads(data)
        return tuple(kept["tables"]), Resolver(
            [Entry(*fields) for fields in kept["entries"]], kept["refuse"], kept["redirects"]
        )
    except (ValueError, KeyError, TypeError) as error:
        raise TableError(
            [
                Fault(
                    place,
                    0,
                    0,
                    "unreadable",
                    f"not as a pipeline was saved ({error}): save it anew",
                )
            ]
        ) from None


# --- span._.translit ------------------------------------------------------------------------------


def _keep(span: Span, answer: Resolution | dict[str, Any]) -> None:
    """Keep an answer with the document, as data that all of spaCy's formats can hold (which is
    how they bring it back).
    """
    _user_data(span)[_place(span)] = (
        answer if isinstance(answer, dict) else {**answer._asdict(), "outcome": str(answer.outcome)}
    )


def _answer(span: Span) -> Resolution | None:
    """The answer kept for a span; None where translit wasn't asked."""
    kept = _user_data(span).get(_place(span))
    if kept is None:
        return None
    candidates = tuple(Candidate(*fields) for fields in kept["candidates"])
    narrowings = tuple(
        Narrowing(
            link, tuple(within), start, end, how, tuple((since, until) for since, until in more)
        )
        for link, within, start, end, how, more in kept["narrowings"]
    )
    exact = {
        "outcome": Outcome(kept["outcome"]),
        "candidates": candidates,
        "policy": Policy(*kept["policy"]),
        "grounds": _grounds(*kept.get("grounds", ())),  # none before 0.2
    }
    return Resolution(**{**kept, **exact, "narrowings": narrowings, "cues": tuple(kept["cues"])})


def _grounds(*kept: Any) -> Grounds:
    """The grounds kept for a span; what it was saved without is as where nothing is known."""
    held = Grounds(*kept)
    return held._replace(
        tied=tuple(Candidate(*fields) for fields in held.tied),
        differing=tuple((id, how) for id, how in held.differing),
        nested=tuple(held.nested),
        apart=tuple((id, far) for id, far in held.apart),
        beside=tuple(held.beside),
    )


def _user_data(span: Span) -> dict[Any, Any]:
    return span.doc.user_data


def _place(span: Span) -> tuple[str, str, int, int]:
    """Where spaCy keeps what is said of a span, so that it moves with it (Doc.from_docs,
    Span.as_doc).
    """
    return "._.", "translit", span.start_char, span.end_char


Span.set_extension("translit", getter=_answer, setter=_keep)
