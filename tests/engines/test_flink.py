"""The example of docs/cluster.md for Flink, where Flink is installed: scripts/python engines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

import dixit

pytest.importorskip("pyflink")
from pyflink.table import DataTypes, EnvironmentSettings, TableEnvironment
from pyflink.table.expressions import col
from pyflink.table.udf import TableFunction, udtf

TEXT = "“The ferry will sail {} times,” Ada Okoye told Reuters. Leo Brandt said the hull needed {} weeks."
ARTICLES = [(f"a{i:03}", TEXT.format(i, i % 7 + 2)) for i in range(300)]


class Quotations(TableFunction):  # type: ignore[misc]
    """Reads articles; the engine is loaded once a worker."""

    def open(self, context: Any) -> None:
        """Load the engine."""
        self.nlp = dixit.load(isolate=True)

    def eval(self, url: str, body: str) -> Iterable[tuple[Any, ...]]:
        """Read one article."""
        for q in self.nlp(body, id=url):
            yield url, q.speaker, q.text


def test_a_table_function() -> None:
    tables = TableEnvironment.create(EnvironmentSettings.in_batch_mode())
    articles = tables.from_elements(ARTICLES, ["url", "body"])
    quotations = udtf(Quotations(), result_types=[DataTypes.STRING()] * 3)
    found = articles.join_lateral(quotations(col("url"), col("body")).alias("article_id", "speaker", "text"))
    with found.select(col("article_id"), col("speaker"), col("text")).execute().collect() as rows:
        got = [tuple(row) for row in rows]
    nlp = dixit.load()
    expected = [(url, q.speaker, q.text) for url, body in ARTICLES for q in nlp(body)]
    assert len(expected) > len(ARTICLES) and sorted(got) == sorted(expected)
