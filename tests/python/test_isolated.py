"""Articles in processes of their own: nothing that happens in one ends this process, or costs another article."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

import dixit
from conftest import FERRY, program

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")

# Takes seconds.
LONG = FERRY * 40_000


def children() -> set[int]:
    """The worker processes of this one, those that have ended left out."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (process / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            words = (process / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z" and b"run" in words:
            found.add(int(process.name))
    return found


@pytest.fixture(scope="module")
def isolated() -> dixit.Analyzer:
    return dixit.load(isolate=True)


def test_the_same_as_in_threads(nlp: dixit.Analyzer, isolated: dixit.Analyzer, texts: list[str]) -> None:
    given = ["", "\ud83d " + FERRY, *texts]
    expected = [doc.to_json() for doc in nlp.pipe(given)]
    assert [doc.to_json() for doc in isolated.pipe(given, workers=2)] == expected
    assert isolated(FERRY).to_json() == nlp(FERRY).to_json()
    pa = pytest.importorskip("pyarrow")
    table = pa.table({"text": ["", *texts]})
    for with_text in (False, True):
        ours = isolated.to_arrow(table, failures=True, with_text=with_text)
        assert ours == nlp.to_arrow(table, failures=True, with_text=with_text)


def test_processes_are_kept_and_end_with_the_analyzer() -> None:
    before = children()
    nlp = dixit.load(isolate=True)
    list(nlp.pipe([FERRY] * 3, workers=1))
    first = children() - before
    assert len(first) == 1
    nlp(FERRY)
    list(nlp.pipe([FERRY] * 3, workers=1))
    assert children() - before == first
    # One that is killed while it waits costs nobody anything.
    os.kill(*first, signal.SIGKILL)
    assert nlp(FERRY).quotations
    del nlp
    until = time.monotonic() + 10
    while children() != before:
        assert time.monotonic() < until
        time.sleep(0.01)


def worked(process: int) -> float:
    """Seconds of processor time that a process has had."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_process_that_is_killed_costs_the_article_in_work() -> None:
    nlp = dixit.load(isolate=True)
    done = threading.Event()

    def kill() -> None:
        # Whatever works for so long has the long one in work: it is tried again in a process of its own, and killed again.
        while not done.wait(0.05):
            for process in children():
                if worked(process) > 1.5:
                    os.kill(process, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        docs = list(nlp.pipe([FERRY, LONG, FERRY], workers=1, on_error="keep"))
    finally:
        done.set()
        killer.join()
    assert [doc.failure and doc.failure.kind for doc in docs] == [None, "memory", None]
    assert docs[0].quotations and docs[2].quotations


def test_an_article_that_needs_too_much_memory_is_a_failure() -> None:
    nlp = dixit.load(isolate=True, max_memory=10)
    docs = list(nlp.pipe([FERRY, LONG, FERRY], workers=1, on_error="keep"))
    assert [doc.failure and doc.failure.kind for doc in docs] == [None, "memory", None]
    assert docs[1].failure is not None and "max_memory sets the limit" in docs[1].failure.message
    with pytest.raises(dixit.ArticleError, match="needs more memory"):
        nlp(LONG)


def test_overlong_times_and_settings(tmp_path: Path) -> None:
    nlp = dixit.load(isolate=True, time_limit=0.3, min_confidence=0.9)
    docs = list(nlp.pipe([FERRY, LONG, FERRY], workers=1, on_error="keep"))
    assert [doc.failure and doc.failure.kind for doc in docs] == [None, "time_limit", None]
    assert docs[0].to_json() == dixit.load(min_confidence=0.9)(FERRY).to_json()
    people = tmp_path / "people.jsonl"
    people.write_text('{"name": "Ada N. Okoye", "aliases": ["Ada Okoye"], "wikidata": "Q999999999"}\n')
    [q, *_] = dixit.load(isolate=True, people=people)(FERRY)
    assert q.speakers[0].registry_id == "Q999999999"
    with pytest.raises(FileNotFoundError, match=r"people\.toml"):
        dixit.load(isolate=True, people=tmp_path / "people.toml")


def in_a_fork(nlp: dixit.Analyzer, expected: str) -> None:
    assert nlp(FERRY).to_json() == expected
    os._exit(7)


def test_a_fork_has_processes_of_its_own(isolated: dixit.Analyzer) -> None:
    expected = isolated(FERRY).to_json()
    child = multiprocessing.get_context("fork").Process(target=in_a_fork, args=(isolated, expected))
    child.start()
    child.join(60)
    assert child.exitcode == 7
    assert isolated(FERRY).to_json() == expected


def test_the_program_has_worker_processes_too(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    (tmp_path / "b.txt").write_text(FERRY, encoding="utf-8")
    done = program("run", tmp_path, "--max-memory", "10", "-o", tmp_path / "out.jsonl", "--no-config", check=False)
    assert done.returncode == 1 and "a.txt: needs more memory than the 10 MB" in done.stderr
    assert len((tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()) == 1
