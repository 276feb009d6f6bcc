"""Ray Data, where Ray is installed."""

from __future__ import annotations

import pyarrow as pa
import pytest

import dixit
from conftest import COLUMNS, article

ray = pytest.importorskip("ray")


def test_the_same_as_without() -> None:
    # Two for the actors, which keep them, and one for what reads and cuts.
    ray.init(num_cpus=3, include_dashboard=False, log_to_driver=False)
    try:
        table = pa.Table.from_pylist([article(i) for i in range(500)])
        ds = ray.data.from_arrow(table).repartition(4)
        pool = ray.data.ActorPoolStrategy(size=2)
        out = ds.map_batches(
            dixit.Attributor, fn_constructor_kwargs=COLUMNS, batch_format="pyarrow", batch_size=100, compute=pool
        )
        got = sorted((r["article_id"], r["quotation_id"], r["text"]) for r in out.take_all())
    finally:
        ray.shutdown()
    expected = dixit.load().to_arrow(table, **COLUMNS).select(["article_id", "quotation_id", "text"]).to_pylist()
    assert got == sorted((r["article_id"], r["quotation_id"], r["text"]) for r in expected)
