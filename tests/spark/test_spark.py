"""Two executors: the program's own answers, whatever is killed, poisoned or tried again."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import dixit
from conftest import CASES, COLUMNS, article
from dixit import spark

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ARTICLES = 20_000
KEYS = [("article_id", "ascending"), ("sentence_start", "ascending"), ("quotation_id", "ascending")]


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    for part in range(8):
        rows = [article(i) for i in range(part, ARTICLES, 8)]
        pq.write_table(pa.Table.from_pylist(rows), folder / f"part-{part}.parquet")
    return folder


@pytest.fixture(scope="session")
def expected(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """What the program writes over the same files."""
    out = tmp_path_factory.mktemp("program") / "out.parquet"
    fields = ",".join(f"{field}={name}" for field, name in COLUMNS.items())
    command = [sys.executable, "-m", "dixit", "run", str(corpus), "--map", fields, "-o", str(out), "-q", "--no-config"]
    subprocess.run(command, check=True)
    return ordered(pq.read_table(out))


def ordered(table: pa.Table) -> pa.Table:
    return table.sort_by(KEYS).combine_chunks()


def read_back(df: DataFrame, folder: Path) -> pa.Table:
    """Written and read as a user would."""
    spark.found(df).write.parquet(str(folder))
    return ordered(pq.read_table(folder))


def same_bytes(a: pa.Table, b: pa.Table) -> bool:
    """Whether two tables hold the same values, byte for byte once written alike."""

    def written(table: pa.Table) -> pa.Buffer:
        plain = table.replace_schema_metadata(None).cast(dixit_schema())
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, plain.schema) as out:
            out.write_table(plain.combine_chunks())
        return sink.getvalue()

    return written(a).equals(written(b))


def dixit_schema() -> pa.Schema:
    table = dixit.load().to_arrow(pa.table({"text": pa.array([], pa.string())}))
    return table.schema.remove_metadata()


def test_the_same_as_the_program(session: SparkSession, corpus: Path, expected: pa.Table, tmp_path: Path) -> None:
    found = read_back(spark.attribute(session.read.parquet(str(corpus)), **COLUMNS), tmp_path / "out")
    assert found.num_rows == expected.num_rows > 2 * ARTICLES
    assert same_bytes(found, expected)


def executors() -> list[int]:
    """The executor processes below this one."""
    parents, names = {}, {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            stat = (process / "stat").read_text()
            names[int(process.name)] = (process / "cmdline").read_bytes()
        except OSError:
            continue
        parents[int(process.name)] = int(stat.rsplit(")", 1)[1].split()[1])

    def ours(pid: int) -> bool:
        while pid > 1:
            if pid == os.getpid():
                return True
            pid = parents.get(pid, 0)
        return False

    return [
        pid for pid, name in names.items() if b"CoarseGrainedExecutorBackend" in name and b"java" in name and ours(pid)
    ]


def test_an_executor_is_killed_in_the_middle(
    session: SparkSession, corpus: Path, expected: pa.Table, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    slow = session.read.parquet(str(corpus)).mapInArrow(
        slowed(str(marks)), "id STRING, body STRING, published STRING, paper STRING"
    )
    found: list[Any] = []
    job = threading.Thread(target=lambda: found.append(read_back(spark.attribute(slow, **COLUMNS), tmp_path / "out")))
    job.start()
    until = time.monotonic() + 120
    while len(list(marks.iterdir())) < 2:
        assert time.monotonic() < until and job.is_alive()
        time.sleep(0.05)
    before = executors()
    assert len(before) == 2
    os.kill(before[0], signal.SIGKILL)
    job.join(300)
    assert before[0] not in executors()
    assert found and same_bytes(found[0], expected)


def slowed(marks: str) -> Any:
    """A step that takes its time and leaves a mark a task."""

    def step(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os
        import time

        for batch in batches:
            open(os.path.join(marks, f"{os.getpid()}-{time.monotonic_ns()}"), "w").close()
            for start in range(0, batch.num_rows, 500):
                time.sleep(0.1)
                yield batch.slice(start, 500)

    return step


def test_poison_is_a_row_and_a_task_that_fails_is_tried_again(session: SparkSession, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [article(i) for i in range(200)]
    rows[40]["body"] = "“The ferry will sail,” said Ada Okoye. " * 300_000
    rows[50]["body"] = None
    rows[60]["body"] = (
        "Der Bürgermeister sagte am Freitag, die Fähre werde am Sonntag wieder fahren, wenn das Wetter es zulässt. " * 4
    )
    case = CASES / "01-crash-many-attributes.html.gz"
    if case.exists():
        # As text: what a page that overflowed the reader of pages is to one who forgets to read it as one.
        rows[70]["body"] = gzip.decompress(case.read_bytes()).decode("utf-8", "replace")
    flag = tmp_path / "failed"

    def fails_once(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        import os

        yield from batches
        try:
            os.close(os.open(str(flag), os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
        raise RuntimeError("this task fails the first time")

    columns = "id STRING, body STRING, published STRING, paper STRING"
    df = session.createDataFrame(pa.Table.from_pylist(rows).to_pandas()).repartition(4).mapInArrow(fails_once, columns)
    out = spark.attribute(df, time_limit=1.0, **COLUMNS).persist()
    failed = sorted((r["article_id"], r["failure_kind"]) for r in spark.failures(out).collect())
    assert flag.exists()
    assert ("a000060", "language") in failed and ("a000040", "time_limit") in failed
    assert {article_id for article_id, _ in failed} <= {"a000040", "a000060", "a000070"} and len(failed) == len(
        set(failed)
    )
    assert_the_others_are_well(out, rows, {40, 50, 60, 70}, tmp_path)
    out.unpersist()


def assert_the_others_are_well(out: DataFrame, rows: list[dict[str, Any]], but: set[int], tmp_path: Path) -> None:
    """What was found in all other articles is what is found where they are read alone."""
    good = [row for i, row in enumerate(rows) if i not in but]
    expected = ordered(dixit.load(english_only=True).to_arrow(pa.Table.from_pylist(good), **COLUMNS))
    left_out = [rows[i]["id"] for i in but]
    got = read_back(out.where(~out["article_id"].isin(left_out)), tmp_path / "out")
    assert got.num_rows > len(good) and same_bytes(got, expected)


def test_an_article_that_ends_its_process_ends_no_task(session: SparkSession, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [article(i) for i in range(100)]
    rows[40]["body"] = "“The ferry will sail,” said Ada Okoye. " * 100_000
    df = session.createDataFrame(pa.Table.from_pylist(rows).to_pandas()).repartition(2)
    out = spark.attribute(df, max_memory=10, **COLUMNS).persist()
    assert [tuple(r)[:2] for r in spark.failures(out).collect()] == [("a000040", "memory")]
    assert_the_others_are_well(out, rows, {40}, tmp_path)
    out.unpersist()


def test_streaming_over_a_folder_with_a_restart(session: SparkSession, tmp_path: Path) -> None:
    source, target, state = tmp_path / "in", tmp_path / "out", tmp_path / "state"
    source.mkdir()
    table = pa.Table.from_pylist([article(i) for i in range(1000)])

    def add(parts: range) -> None:
        for part in parts:
            pq.write_table(table.slice(part * 100, 100), source / f"{part}.parquet")

    def query() -> Any:
        stream = session.readStream.schema(session.read.parquet(str(source)).schema).option("maxFilesPerTrigger", 2)
        quotations = spark.found(spark.attribute(stream.parquet(str(source)), **COLUMNS))
        return (
            quotations.writeStream.format("parquet")
            .option("path", str(target))
            .option("checkpointLocation", str(state))
        )

    add(range(6))
    first = query().start()
    until = time.monotonic() + 120
    while not (first.lastProgress and first.lastProgress["batchId"] >= 0 and any(target.glob("*.parquet"))):
        assert time.monotonic() < until
        time.sleep(0.1)
    # In the middle: some files are done, others not.
    first.stop()
    add(range(6, 10))
    query().trigger(availableNow=True).start().awaitTermination()
    got = session.read.parquet(str(target)).select("article_id", "quotation_id").collect()
    expected = dixit.load(english_only=True).to_arrow(table, **COLUMNS)
    assert sorted(tuple(r) for r in got) == sorted(
        zip(expected["article_id"].to_pylist(), expected["quotation_id"].to_pylist())
    )


def test_the_whole_corpus(session: SparkSession, tmp_path: Path) -> None:
    long = "We will open the new bridge over the river in May, whatever the weather and whatever it may cost the town"
    texts = {
        "a": f"“{long},” said Ada Okoye.",
        "b": f"“{long.upper()}!” said Ada Okoye.",
        "c": "“We will open the new bridge over the river in May,” said Ada Okoye.",
        "d": f"“{long.replace('town', 'city')},” said Leo Brandt.",
        "e": "“The harbour is closed until further notice because of ice,” said Leo Brandt.",
        "f": f"“{long},”   said Ada Okoye!",
    }
    df = session.createDataFrame(list(texts.items()), "id STRING, text STRING")
    assert {r["id"] for r in spark.drop_duplicates(df).collect()} & {"a", "f"} in ({"a"}, {"f"})
    quotations = spark.found(spark.attribute(df, id="id")).persist()
    groups: dict[int, set[str]] = {}
    for row in spark.group_same_words(quotations).collect():
        groups.setdefault(row["group"], set()).add(row["article_id"])
    assert list(groups.values()) == [{"a", "b", "c", "d", "f"}]
    counts = {r["speaker"]: r["quotations"] for r in spark.count_by(quotations, "speaker").collect()}
    assert counts == {"Ada Okoye": 4, "Leo Brandt": 2}


def test_files_of_ones_own_travel(session: SparkSession, tmp_path: Path) -> None:
    people = tmp_path / "people.jsonl"
    people.write_text('{"name": "Ada N. Okoye", "aliases": ["Ada Okoye"], "wikidata": "Q999999999"}\n')
    df = session.createDataFrame([("a", "“It will rain,” Ada Okoye told Reuters.")], "id STRING, text STRING")
    out = spark.attribute(df, id="id", people=str(people))
    people.unlink()
    assert [r["speaker_id"] for r in out.collect()] == ["Q999999999"]
    with pytest.raises(ValueError, match="no column 'body'; there are id, text"):
        spark.attribute(df, text="body")


def test_the_submitted_program(session: SparkSession, tmp_path: Path) -> None:
    from dixit._spark_submit import run

    page = (
        "<html><head><title>Ferry</title></head><body>"
        + "".join(f"<p>{p}</p>" for p in str(article(1)["body"]).split("\n\n"))
        + "</body></html>"
    )
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}".encode()
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: https://example.org/\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {len(body)}\r\n\r\n"
    (tmp_path / "in").mkdir()
    with gzip.open(tmp_path / "in" / "a.warc.gz", "wb") as out:
        out.write(head.encode() + body + b"\r\n\r\n")
    failed = tmp_path / "failed"
    assert run([str(tmp_path / "in"), str(tmp_path / "out"), "--format", "warc", "--failures", str(failed)]) == 0
    assert len(session.read.parquet(str(tmp_path / "out")).collect()) >= 2
    assert (tmp_path / "out" / "_SUCCESS").exists() and failed.exists()
