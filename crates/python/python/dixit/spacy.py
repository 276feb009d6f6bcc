"""dixit in a spaCy pipeline: ``nlp.add_pipe("dixit")``.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> _ = nlp.add_pipe("dixit")
>>> doc = nlp("“It will rain,” Ada Okoye told Reuters.")
>>> [(q.quotation.speaker, [span.text for span in q.content]) for q in doc._.quotations]
[('Ada Okoye', ['“It will rain,”'])]
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, Optional

from spacy.language import Language
from spacy.tokens import Doc, Span

from . import _doc
from ._analyzer import Analyzer, ArticleError, ArticleWarning, load
from ._article import Article

_KEY = "dixit"


class Quoted(NamedTuple):
    """A quotation on spaCy's tokens.

    Attributes
    ----------
    content, cue, source : list of spacy.tokens.Span
        Where the words stand, their announcement, and who is named as their source; a span each piece. A token that a
        piece only touches belongs to it.
    quotation : dixit.Quotation
        All else that is known of it.
    """

    content: list[Span]
    cue: list[Span]
    source: list[Span]
    quotation: _doc.Quotation


class Component:
    """Reads documents with dixit and sets ``doc._.quotations``, a list of :class:`Quoted`."""

    def __init__(self, nlp: Analyzer) -> None:
        self._nlp = nlp
        if not Doc.has_extension("quotations"):
            Doc.set_extension("quotations", getter=quotations)

    def __call__(self, doc: Doc) -> Doc:
        """Read one document; one that cannot be analysed has no quotations, told in a :class:`dixit.ArticleWarning`."""
        try:
            return _set(doc, self._nlp(doc.text))
        except ArticleError as error:
            warnings.warn(str(error), ArticleWarning, stacklevel=2)
            return doc

    def pipe(self, stream: Iterable[Doc], batch_size: Optional[int] = None) -> Iterator[Doc]:
        """Read many documents, several at once."""
        for found in self._nlp.pipe(((doc.text, doc) for doc in stream), as_tuples=True):
            doc: Any = found.context
            yield _set(doc, found)


def _set(doc: Doc, found: _doc.Doc) -> Doc:
    # As a string, so that the document can be saved with the rest.
    doc.user_data[_KEY] = found.to_json()
    return doc


def quotations(doc: Doc) -> list[Quoted]:
    """Return the quotations of a document that the component has read; none of another.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        The document.
    """
    record = doc.user_data.get(_KEY)
    if record is None:
        return []

    def spans(places: list[_doc.Span]) -> list[Span]:
        found = (doc.char_span(place.start, place.end, alignment_mode="expand") for place in places)
        return [span for span in found if span is not None]

    read = _doc.Doc(Article(doc.text), record.encode())
    return [Quoted(spans(q.spans), spans(q.cue_spans), spans(q.source_spans), q) for q in read.quotations]


@Language.factory("dixit", default_config={"engine": "fast", "min_confidence": 0.0, "people": None, "outlets": None})
def make_component(
    nlp: Language, name: str, engine: str, min_confidence: float, people: Optional[str], outlets: Optional[str]
) -> Component:
    """Make the component ``dixit``; its settings are those of :func:`dixit.load`."""
    return Component(load(engine, min_confidence=min_confidence, people=people, outlets=outlets))
