"""Ray Data, where Ray is installed: pip install ray."""

from __future__ import annotations

import pyarrow as pa
import pytest

import dixit
from conftest import COLUMNS, article

ray = pytest.importorskip("ray")


def test_the_same_as_without() -> None:
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
    try:
        table = pa.Table.from_pylist([article(i) for i in range(500)])
        ds = ray.data.from_arrow(table).repartition(4)
        out = ds.map_batches(
            dixit.Attributor, fn_constructor_kwargs=COLUMNS, batch_format="pyarrow", batch_size=100, concurrency=2
        )
        got = sorted((r["article_id"], r["quotation_id"], r["text"]) for r in out.take_all())
    finally:
        ray.shutdown()
    expected = dixit.load().to_arrow(table, **COLUMNS).select(["article_id", "quotation_id", "text"]).to_pylist()
    assert got == sorted((r["article_id"], r["quotation_id"], r["text"]) for r in expected)
