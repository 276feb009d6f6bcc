"""The example of docs/cluster.md for Beam, where Beam is installed: scripts/python engines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

import dixit

beam = pytest.importorskip("apache_beam")
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")

TEXT = "“The ferry will sail {} times,” Ada Okoye told Reuters. Leo Brandt said the hull needed {} weeks."
ARTICLES = [{"url": f"a{i:03}", "body": TEXT.format(i, i % 7 + 2)} for i in range(300)]


class Quotations(beam.DoFn):  # type: ignore[misc]
    """Reads articles; the engine is loaded once a worker."""

    def setup(self) -> None:
        """Load the engine."""
        self.nlp = dixit.load(isolate=True)

    def process(self, article: dict[str, str]) -> Iterable[dict[str, Any]]:
        """Read one article."""
        for q in self.nlp(article["body"], id=article["url"]):
            yield {"article_id": article["url"], "speaker": q.speaker, "text": q.text}


def test_a_dofn(tmp_path: Path) -> None:
    with beam.Pipeline() as pipeline:
        quotations = pipeline | beam.Create(ARTICLES) | beam.ParDo(Quotations())
        lines = quotations | beam.Map(lambda q: "\t".join(map(str, q.values())))
        lines | beam.io.WriteToText(str(tmp_path / "out"))
    got = [line for part in tmp_path.glob("out*") for line in part.read_text(encoding="utf-8").splitlines()]
    nlp = dixit.load()
    expected = [f"{a['url']}\t{q.speaker}\t{q.text}" for a in ARTICLES for q in nlp(a["body"])]
    assert len(expected) > len(ARTICLES) and sorted(got) == sorted(expected)
