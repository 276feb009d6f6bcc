"""One text: what is found, and that every offset counts as Python does."""

from __future__ import annotations

import pickle
from itertools import pairwise
from pathlib import Path

import pytest

import dixit
from conftest import FERRY


def test_two_lines(nlp: dixit.Analyzer) -> None:
    doc = nlp("“It will rain,” Ada Okoye told Reuters.")
    [q] = doc.quotations
    assert (q.speaker, q.text, q.kind) == ("Ada Okoye", "“It will rain,”", "direct")
    assert [(v.name, v.relation) for v in q.via] == [("Reuters", "told")]
    assert q.cue == "told"
    assert 0 < q.confidence <= 1


def test_offsets_count_characters(nlp: dixit.Analyzer) -> None:
    doc = nlp("😀😀 " + FERRY)
    assert len(doc) >= 3
    for q in doc:
        assert " ".join(doc.text[s.start : s.end] for s in q.spans) == q.text
        assert doc.text[q.start :].startswith(q.text[:5])
        assert (" ".join(doc.text[s.start : s.end] for s in q.cue_spans) or None) == q.cue
        for speaker in q.speakers:
            assert (" ".join(doc.text[s.start : s.end] for s in q.source_spans) or None) == speaker.surface
        assert q.sentence.start <= q.start < q.end <= q.sentence.end
    assert all(a.start <= b.start for a, b in pairwise(doc.quotations))


def test_lone_surrogates_are_read_as_one_character_each(nlp: dixit.Analyzer) -> None:
    broken = "\ud83d\ude00 \udcff " + FERRY
    doc, whole = nlp(broken), nlp("\ufffd\ufffd \ufffd " + FERRY)
    assert doc.text == broken
    assert [q.spans for q in doc] == [q.spans for q in whole]
    assert [q.speaker for q in doc] == [q.speaker for q in whole]
    [piped] = nlp.pipe([broken])
    assert piped.to_json() == doc.to_json()
    inside = nlp("“It will \ud83d rain,” Ada Okoye told Reuters.")
    assert inside.quotations[0].text == "“It will \ufffd rain,”"


def test_what_is_known_beside_the_text_is_used_and_kept(nlp: dixit.Analyzer) -> None:
    text = "“It will rain,” Ada Okoye said on Friday."
    doc = nlp(text, id="a1", date="2025-12-06", publisher="Harbourton Gazette")
    assert doc.id == "a1"
    assert doc.to_dict()["article"]["publisher"] == "Harbourton Gazette"
    assert doc.quotations[0].when is not None
    assert doc.quotations[0].when.date == "2025-12-05"
    same = nlp(dixit.Article(text, id="a1", date="2025-12-06", publisher="Harbourton Gazette"))
    assert same.to_json() == doc.to_json()
    assert (
        nlp({"text": text, "id": "a1", "date": "2025-12-06", "publisher": "Harbourton Gazette"}).to_json()
        == doc.to_json()
    )


def test_nothing_to_find(nlp: dixit.Analyzer) -> None:
    for text in ("", "  \n", "Nothing was said."):
        doc = nlp(text)
        assert doc.quotations == [] and doc.failure is None and doc
    with pytest.raises(TypeError, match=r"str, a dixit\.Article or a mapping"):
        nlp(b"bytes")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        nlp({"text": "a", "headline": "b"})


def test_pages(nlp: dixit.Analyzer) -> None:
    doc = nlp(FERRY)
    page = doc.to_html()
    assert page.startswith("<!DOCTYPE html>") and "Ada Okoye" in page
    assert doc._repr_html_().startswith("<iframe srcdoc=")
    assert "Ada Okoye" in repr(doc.quotations[0]) and repr(doc).endswith("quotations>")


def test_documents_and_analyzers_can_be_sent_elsewhere(nlp: dixit.Analyzer) -> None:
    doc = nlp(FERRY)
    again = pickle.loads(pickle.dumps(doc))
    assert again.to_json() == doc.to_json() and again.text == doc.text
    assert pickle.loads(pickle.dumps(nlp))(FERRY).to_json() == doc.to_json()


def test_settings(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="engine"):
        dixit.load("quick")
    with pytest.raises(ValueError, match="min_confidence is 2"):
        dixit.load(min_confidence=2)
    with pytest.raises(FileNotFoundError, match=r"people\.toml"):
        dixit.load(people=tmp_path / "people.toml")
    assert dixit.load("rules").engine == "rules"
    everything, sure = dixit.load()(FERRY), dixit.load(min_confidence=0.9)(FERRY)
    assert [q.id for q in sure] == [q.id for q in everything if q.confidence >= 0.9]


def test_people_of_ones_own(tmp_path: Path) -> None:
    people = tmp_path / "people.jsonl"
    people.write_text('{"name": "Ada N. Okoye", "aliases": ["Ada Okoye"], "wikidata": "Q999999999"}\n')
    [q, *_] = dixit.load(people=people)(FERRY)
    assert q.speakers[0].registry_id == "Q999999999"


def test_languages() -> None:
    german = (
        "Der Bürgermeister sagte am Freitag, die Fähre werde am Sonntag wieder fahren, wenn das Wetter es zulässt. " * 3
    )
    [doc] = dixit.load(english_only=True).pipe([german], on_error="keep")
    assert doc.failure is not None and doc.failure.kind == "language"
    [doc] = dixit.load().pipe([german])
    assert doc.failure is None
