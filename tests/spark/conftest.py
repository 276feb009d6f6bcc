"""A Spark of two executor processes with a network between them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

pytest.importorskip("pyspark")
pytest.importorskip("pyarrow")

ROOT = Path(__file__).resolve().parent.parent.parent
CASES = Path(os.environ.get("DIXIT_CASES", ROOT.parent / "shared" / "cases"))

NAMES = [
    "Ada Okoye",
    "Leo Brandt",
    "Mira Voss",
    "Jonas Pell",
    "Ines Duarte",
    "Tomas Hale",
    "Ruth Amadi",
    "Karl Lindgren",
]
PLACES = ["Harbourton", "Millford", "Eastcliff", "Norbury"]
OUTLETS = ["Reuters", "the BBC", "CNN", "Bloomberg"]


def article(i: int) -> dict[str, str | None]:
    """An article that no other one is like."""
    a, b = NAMES[i % len(NAMES)], NAMES[(i // 7) % len(NAMES)]
    place, outlet = PLACES[i % len(PLACES)], OUTLETS[(i // 3) % len(OUTLETS)]
    text = (
        f"{place.upper()}, Dec. 5 — “The ferry will sail {i} times this year,” {a}, mayor of {place}, told {outlet} on Friday.\n\n"
        f"The number {i % 97} line was closed in May. {b} said the hull needed {i % 11 + 2} more weeks. 😀\n\n"
        f"“Nobody,” {b.split()[1]} added, “will pay a toll of {i % 13} pounds.”"
    )
    return {"id": f"a{i:06}", "body": text, "published": f"2025-12-{i % 28 + 1:02}", "paper": f"{place} Gazette"}


COLUMNS = {"text": "body", "id": "id", "date": "published", "publisher": "paper"}


@pytest.fixture(scope="session")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    import pyspark
    from pyspark.sql import SparkSession

    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    work = tmp_path_factory.mktemp("spark")
    # Functions of the tests themselves travel by value.
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    session = (
        SparkSession.builder.master("local-cluster[2,1,1024]")
        .appName("dixit-tests")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.executorEnv.SPARK_LOCAL_IP", "127.0.0.1")
        .config("spark.executorEnv.PYTHONPATH", os.environ["PYTHONPATH"])
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.sql.warehouse.dir", str(work / "warehouse"))
        .config("spark.local.dir", str(work / "local"))
        .config("spark.worker.dir", str(work / "worker"))
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
