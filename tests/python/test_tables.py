"""Arrow, pandas and Polars: the flat schema, and that it is the same wherever it is written."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

import dixit
from conftest import FERRY, ROOT, program

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ARTICLES: dict[str, list[Any]] = {
    "body": [FERRY, None, "“It will rain,” he said.", ""],
    "url": ["u0", "u1", "u2", "u3"],
    "published": [datetime.date(2025, 12, 6), None, datetime.date(2025, 1, 2), None],
    "n": [1, 2, 3, 4],
}
COLUMNS = {"text": "body", "id": "url", "date": "published"}


def test_one_row_a_quotation(nlp: dixit.Analyzer) -> None:
    table = nlp.to_arrow(pa.table(ARTICLES), **COLUMNS)
    rows = table.to_pylist()
    assert [r["article_id"] for r in rows] == ["u0"] * 4 + ["u2"] or len(rows) >= 4
    first = rows[0]
    assert first["speaker"] == "Ada Okoye" and first["outlet"] == "Reuters" and first["relation"] == "told"
    assert first["date"] == datetime.date(2025, 12, 6)
    assert first["when_from"] == first["when_to"] == datetime.date(2025, 12, 5)
    assert first["speakers"][0]["name"] == "Ada Okoye"
    [content] = first["content"]
    assert FERRY[content["start"] : content["end"]] == first["text"]
    assert table.schema.metadata[b"schema"] == dixit.FLAT_SCHEMA.encode()


def test_anything_with_the_interface_goes_in(nlp: dixit.Analyzer) -> None:
    table = pa.table(ARTICLES)
    expected = nlp.to_arrow(table, **COLUMNS)
    [batch] = table.to_batches()
    assert nlp.to_arrow(batch, **COLUMNS) == expected
    assert nlp.to_arrow(pa.RecordBatchReader.from_batches(table.schema, table.to_batches(1)), **COLUMNS) == expected
    large = table.set_column(0, "body", table["body"].cast(pa.large_string()))
    assert nlp.to_arrow(large, **COLUMNS) == expected
    words = table.set_column(0, "body", table["body"].dictionary_encode())
    assert nlp.to_arrow(words, **COLUMNS) == expected
    views = table.set_column(0, "body", table["body"].cast(pa.string_view()))
    assert nlp.to_arrow(views, **COLUMNS) == expected
    assert nlp.to_arrow(table.slice(2), **COLUMNS).to_pylist() == expected.to_pylist()[-1:]
    numbered = nlp.to_arrow(table, text="body", id="n", date="published")
    assert set(numbered["article_id"].to_pylist()) <= {"1", "3"}
    assert set(nlp.to_arrow(table, text="body")["article_id"].to_pylist()) <= {"0", "2"}


def test_wrong_tables_are_refused(nlp: dixit.Analyzer) -> None:
    with pytest.raises(TypeError, match="no Arrow C interface"):
        nlp.to_arrow([FERRY])
    with pytest.raises(ValueError, match="no column 'text'; there are body, url"):
        nlp.to_arrow(pa.table(ARTICLES))
    with pytest.raises(ValueError, match="holds no strings"):
        nlp.to_arrow(pa.table({"text": [[1]]}))

    def broken() -> Any:
        yield pa.record_batch({"text": [FERRY]})
        raise RuntimeError("the source broke")

    with pytest.raises(ValueError, match="the source broke"):
        nlp.to_arrow(pa.RecordBatchReader.from_batches(pa.schema([("text", pa.string())]), broken()))


def test_failures_are_told_or_have_rows() -> None:
    nlp = dixit.load(time_limit=0.3)
    table = pa.table({"text": [FERRY, FERRY * 20_000, ""], "id": ["a", "b", "c"]})
    with pytest.warns(dixit.ArticleWarning, match="b took longer"):
        quotations = nlp.to_arrow(table, id="id")
    assert set(quotations["article_id"].to_pylist()) == {"a"}
    rows = nlp.to_arrow(table, id="id", failures=True).to_pylist()
    failed = [(r["article_id"], r["failure_kind"]) for r in rows if r["failure_kind"]]
    assert failed == [("b", "time_limit"), ("c", "empty")]
    assert all(r["speakers"] is None for r in rows if r["failure_kind"])


def test_the_programs_parquet_is_the_same_table(nlp: dixit.Analyzer, texts: list[str], tmp_path: Path) -> None:
    articles = pa.table(
        {"id": [f"a{i}" for i in range(len(texts))], "text": texts, "date": ["2025-12-05"] * len(texts)}
    )
    pq.write_table(articles, tmp_path / "in.parquet")
    program("run", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet", "-q", "--no-config", "--any-language")
    written = pq.read_table(tmp_path / "out.parquet")
    ours = nlp.to_arrow(articles, id="id", date="date")
    assert written.schema.names == ours.schema.names
    assert [str(f.type) for f in written.schema] == [str(f.type) for f in ours.schema]
    assert written.to_pylist() == ours.to_pylist()
    docs = nlp.pipe({"id": i, "text": t, "date": "2025-12-05"} for i, t in zip(articles["id"].to_pylist(), texts))
    assert [row for doc in docs for row in pa.table(doc.to_arrow()).to_pylist()] == ours.to_pylist()


def test_the_page_on_the_schema_lists_every_column(nlp: dixit.Analyzer) -> None:
    page = (ROOT / "docs" / "flat.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)
    schema = nlp.to_arrow(pa.table({"text": [FERRY]}), failures=True).schema
    inner = [f.name for field in schema if pa.types.is_list(field.type) for f in field.type.value_type]
    assert set(told) == set(schema.names) | set(inner)
    assert f"`{dixit.FLAT_SCHEMA}`" in page


def test_data_frames(nlp: dixit.Analyzer) -> None:
    pd, pl = pytest.importorskip("pandas"), pytest.importorskip("polars")
    table = nlp.to_arrow(pa.table(ARTICLES), **COLUMNS)
    frame = dixit.quotations(pd.DataFrame(ARTICLES), nlp=nlp, **COLUMNS)
    assert isinstance(frame, pd.DataFrame)
    assert list(frame["text"]) == table["text"].to_pylist() and list(frame.columns) == table.schema.names
    polars = dixit.quotations(pl.DataFrame(ARTICLES), nlp=nlp, **COLUMNS)
    assert isinstance(polars, pl.DataFrame)
    assert polars.to_dicts() == table.to_pylist()
    lazy = dixit.quotations(pl.LazyFrame(ARTICLES), nlp=nlp, **COLUMNS)
    assert isinstance(lazy, pl.LazyFrame) and lazy.collect().equals(polars)
    with pytest.raises(ValueError, match="no column 'text'"):
        dixit.quotations(pd.DataFrame(ARTICLES), nlp=nlp)


def test_duckdb(nlp: dixit.Analyzer) -> None:
    duckdb = pytest.importorskip("duckdb")
    there = duckdb.connect()
    there.register("articles", pa.table(ARTICLES))
    relation = there.sql("SELECT url, body, published FROM articles")
    quotations = nlp.to_arrow(relation, **COLUMNS)
    assert quotations == nlp.to_arrow(pa.table(ARTICLES), **COLUMNS)
    rows = there.sql("SELECT speaker, count(*) FROM quotations WHERE kind = 'direct' GROUP BY speaker ORDER BY 2 DESC")
    assert rows.limit(1).fetchall() == [("Ada Okoye", 2)]


def test_dask(nlp: dixit.Analyzer) -> None:
    dd = pytest.importorskip("dask.dataframe")
    import pandas as pd

    from dixit import dask

    frame = dd.from_pandas(pd.DataFrame(ARTICLES), npartitions=3)
    expected = nlp.to_arrow(pa.table(ARTICLES), failures=True, **COLUMNS)
    for scheduler in ("synchronous", "processes"):
        out = dask.attribute(frame, english_only=False, **COLUMNS).compute(scheduler=scheduler, num_workers=2)
        assert sorted(out["text"].dropna()) == sorted(t for t in expected["text"].to_pylist() if t)
        assert sorted(out["failure_kind"].dropna()) == ["empty", "empty"]
