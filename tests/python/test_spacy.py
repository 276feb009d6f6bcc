"""The component in a spaCy pipeline."""

from __future__ import annotations

import pytest

import dixit
from conftest import FERRY

spacy = pytest.importorskip("spacy")


def test_component(nlp: dixit.Analyzer) -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("dixit", config={"min_confidence": 0.1})
    doc = pipeline(FERRY)
    expected = [q for q in nlp(FERRY) if q.confidence >= 0.1]
    assert [q.quotation.text for q in doc._.quotations] == [q.text for q in expected]
    for q in doc._.quotations:
        for span, place in zip(q.content, q.quotation.spans):
            assert span.doc is doc and span.start_char <= place.start and place.end <= span.end_char
            assert span.text in FERRY
    docs = list(pipeline.pipe([FERRY, "Nothing was said.", FERRY]))
    assert [len(d._.quotations) for d in docs] == [len(expected), 0, len(expected)]
    again = spacy.tokens.Doc(pipeline.vocab).from_bytes(doc.to_bytes())
    assert [q.quotation.text for q in again._.quotations] == [q.text for q in expected]
