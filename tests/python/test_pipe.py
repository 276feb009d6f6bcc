"""Many texts: order, errors, interrupts, memory, and the program's own answers."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dixit
from conftest import DATA, FERRY, program


def test_order_is_kept(nlp: dixit.Analyzer, texts: list[str]) -> None:
    many = [texts[i % len(texts)] + f"\n\n“Word {i},” said Ada Okoye." for i in range(600)]
    alone = [nlp(dixit.Article(text, id=str(i))).to_json() for i, text in enumerate(many[:40])]
    for workers in (1, 2):
        docs = list(nlp.pipe(many, workers=workers))
        assert [doc.text for doc in docs] == many
        assert [doc.to_json() for doc in docs[:40]] == alone


def test_contexts_and_articles(nlp: dixit.Analyzer) -> None:
    given = [(dixit.Article(FERRY, id="a"), 7), ({"text": "", "id": "b"}, None), (FERRY, ["x"])]
    docs = list(nlp.pipe(given, as_tuples=True))
    assert [doc.context for doc in docs] == [7, None, ["x"]]
    assert [doc.id for doc in docs] == ["a", "b", "2"]
    assert [len(doc) > 0 for doc in docs] == [True, False, True]


def test_what_the_iterator_raises_comes_out_as_it_went_in(nlp: dixit.Analyzer) -> None:
    class Own(Exception):
        pass

    own = Own("mine")

    def stream() -> Iterator[str]:
        yield from [FERRY] * 5
        raise own

    docs = nlp.pipe(stream())
    assert [len(next(docs)) > 0 for _ in range(5)] == [True] * 5
    with pytest.raises(Own) as caught:
        next(docs)
    assert caught.value is own
    with pytest.raises(StopIteration):
        next(docs)


def test_what_is_no_article_is_an_error_in_its_place(nlp: dixit.Analyzer) -> None:
    docs = nlp.pipe([FERRY, 7])
    assert next(docs)
    with pytest.raises(TypeError, match="not int"):
        next(docs)


def test_is_lazy_and_can_be_left(nlp: dixit.Analyzer) -> None:
    asked = 0

    def endless() -> Iterator[str]:
        nonlocal asked
        while True:
            asked += 1
            yield FERRY

    docs = nlp.pipe(endless(), workers=1)
    assert asked == 0
    next(docs)
    assert asked <= 257
    threads = threading.active_count()
    del docs
    assert threading.active_count() == threads


def test_other_threads_run_meanwhile(nlp: dixit.Analyzer) -> None:
    counted, stop = 0, threading.Event()

    def count() -> None:
        nonlocal counted
        while not stop.is_set():
            counted += 1
            time.sleep(0.001)

    other = threading.Thread(target=count)
    other.start()
    for _ in nlp.pipe([FERRY] * 2000, workers=1):
        pass
    stop.set()
    other.join()
    assert counted > 20


def test_an_article_that_takes_too_long_costs_itself_alone() -> None:
    nlp = dixit.load(time_limit=0.3)
    long = FERRY * 20_000
    with pytest.warns(dixit.ArticleWarning, match="took longer"):
        docs = list(nlp.pipe([FERRY, long, FERRY], workers=1))
    assert [len(doc) > 0 for doc in docs] == [True, False, True]
    assert docs[1].failure is not None and docs[1].failure.kind == "time_limit"
    with pytest.raises(dixit.ArticleError, match=r"took longer than 0\.3 s; time_limit sets the limit"):
        list(nlp.pipe([long], on_error="raise"))
    with pytest.raises(dixit.ArticleError) as alone:
        nlp(long)
    assert alone.value.failure.kind == "time_limit"


def test_an_article_that_is_too_long_costs_itself_alone() -> None:
    nlp = dixit.load(max_size=1)
    long = "é" * 500_001
    docs = list(nlp.pipe([FERRY, long, FERRY], on_error="keep"))
    assert [doc.failure and doc.failure.kind for doc in docs] == [None, "too_long", None]
    assert [doc.id for doc in docs] == ["0", "1", "2"]
    with pytest.raises(dixit.ArticleError, match="longer than the 1 MB"):
        nlp(long)


def test_wrong_settings_are_refused(nlp: dixit.Analyzer) -> None:
    with pytest.raises(ValueError, match="on_error"):
        nlp.pipe([], on_error="ignore")
    with pytest.raises(ValueError, match="workers"):
        nlp.pipe([], workers=-1)


INTERRUPTED = """
import itertools, os, signal, threading, time, dixit
# A shell in which the tests run in the background has it ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
nlp, text = dixit.load(), {text!r} * 20_000
before = time.process_time()
nlp(text)
whole = time.process_time() - before

def interrupt():
    global sent
    sent = time.process_time()
    os.kill(os.getpid(), signal.SIGINT)

threading.Timer(whole / 4, interrupt).start()
try:
    {work}
except KeyboardInterrupt:
    print((time.process_time() - sent) / whole)
"""


@pytest.mark.parametrize("work", ["nlp(text)", "for _ in nlp.pipe(itertools.repeat(text), workers=2): pass"])
def test_an_interrupt_does_not_wait_for_the_texts_in_work(work: str) -> None:
    code = INTERRUPTED.format(text=FERRY, work=work)
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=300)
    # Processor time, as a part of what one text takes: three quarters of it and more were still to do.
    assert float(done.stdout) < 0.3


MEMORY = """
import resource, dixit
nlp = dixit.load()
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
def read(n):
    for doc in nlp.pipe({text!r} for _ in range(n)):
        pass
read(20_000)
before = peak()
read(200_000)
print(peak() - before)
"""


def test_memory_is_flat() -> None:
    code = MEMORY.replace("{text!r}", repr("“It will rain,” Ada Okoye told Reuters."))
    grown = int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)
    assert grown < 10_000, "kilobytes over 200,000 texts"


def test_the_same_as_the_program(nlp: dixit.Analyzer, texts: list[str], tmp_path: Path) -> None:
    given = [{"id": f"a{i}", "text": text} for i, text in enumerate(texts)]
    train = DATA / "polnear" / "train.jsonl"
    if train.exists():
        lines = train.read_text(encoding="utf-8").splitlines()
        given += [{"id": a["id"], "text": a["text"]} for a in map(json.loads, lines)]
    else:
        print(f"skipped: no {train}")
    # Every twentieth with characters outside the first plane in front, so that bytes, UTF-16 and characters differ.
    given = [{**a, "text": "😀𝔞 " + a["text"]} if i % 20 == 0 else a for i, a in enumerate(given)]
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps(a) + "\n" for a in given), encoding="utf-8")
    program("run", source, "-o", tmp_path / "out.jsonl", "-q", "--no-config", "--any-language", "--with-text")
    expected = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    # Of fields of JSON the program mends what was garbled on its way; a str is taken as it is.
    mended = [{"id": record["article"]["id"], "text": record["article"].pop("text")} for record in expected]
    assert len(mended) == len(given) and sum(a != b for a, b in zip(given, mended)) < 20
    assert [doc.to_dict() for doc in nlp.pipe(mended)] == expected
