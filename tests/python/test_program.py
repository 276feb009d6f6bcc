"""Files, the program, evaluation and training."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

import dixit
from conftest import FERRY, FIXTURES, program


def test_reading_files(nlp: dixit.Analyzer, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "b.html").write_text(
        "<html><title>The ferry</title><body><p>" + FERRY.replace("\n\n", "</p><p>") + "</p>"
    )
    with gzip.open(tmp_path / "c.jsonl.gz", "wt", encoding="utf-8") as out:
        out.write(json.dumps({"id": "x", "body": FERRY, "date": "2025-12-05"}) + "\n")
    articles = list(dixit.read([tmp_path / "a.txt", tmp_path / "b.html"]))
    assert [a.text.count("Okoye") for a in articles] == [1, 1]
    [article] = dixit.read(tmp_path / "c.jsonl.gz", fields={"text": "body"})
    assert article == dixit.Article(FERRY, id="x", date="2025-12-05")
    assert [len(doc) > 0 for doc in nlp.pipe(dixit.read(tmp_path / "a.txt"))] == [True]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FERRY, encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"no": 1}\n', encoding="utf-8")
    with pytest.warns(dixit.ArticleWarning, match="has no field `text`"):
        assert len(list(dixit.read(tmp_path))) == 1
    with pytest.raises(ValueError, match="no such file"):
        list(dixit.read(tmp_path / "no.txt", on_error="raise"))
    with pytest.raises(ValueError, match="format"):
        dixit.read(tmp_path, format="pdf")
    with pytest.raises(ValueError, match="no field of an article"):
        dixit.read(tmp_path, fields={"headline": "h"})


def test_arrow_batches(nlp: dixit.Analyzer, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    source = tmp_path / "in.jsonl"
    source.write_text("".join(json.dumps({"id": str(i), "text": FERRY}) + "\n" for i in range(5)), encoding="utf-8")
    batches = list(dixit.read(source).batches(rows=2))
    assert [b.num_rows for b in batches] == [2, 2, 1]
    assert nlp.to_arrow(batches[0], id="id")["article_id"].to_pylist()[0] == "0"


def test_the_program(tmp_path: Path) -> None:
    assert program("--version").stdout == f"dixit {dixit.__version__}\n"
    assert program("run", "nowhere.txt", check=False).returncode == 1
    assert program("fly", check=False).returncode == 2
    (tmp_path / "a.txt").write_text(FERRY, encoding="utf-8")
    assert "Ada Okoye" in program("show", tmp_path / "a.txt", "--color", "never").stdout
    head = subprocess.run(
        f"{sys.executable} -m dixit run --help | head -n 1", shell=True, capture_output=True, text=True
    )
    assert head.stdout.startswith("Finds") and head.stderr == ""


def test_evaluation_and_training(tmp_path: Path) -> None:
    figures = dixit.evaluate(FIXTURES)
    assert json.dumps(figures).count("f1") > 3
    with pytest.raises(ValueError, match=r"no such file|cannot read"):
        dixit.evaluate(tmp_path / "gold.jsonl")
    told = dixit.train("quotes", FIXTURES, tmp_path / "mine.model", held_out=0.2)
    assert (tmp_path / "mine.model").stat().st_size > 1000 and told
    mine = dixit.load(models=[tmp_path / "mine.model"])
    assert "quotations" in mine.models and mine(FERRY) is not None
    with pytest.raises(ValueError, match="what is"):
        dixit.train("cues", FIXTURES, tmp_path / "x")
    told = dixit.train("speakers", FIXTURES, tmp_path / "who.model", held_out=0.2)
    assert "speaker right" in told
    assert "speakers" in dixit.load(models=[tmp_path / "mine.model", tmp_path / "who.model"]).models


def test_importing_is_fast() -> None:
    """Loose bounds, since the machine may be busy: what matters is that nothing heavy is imported."""
    code = (
        "import sys, dixit; print([m for m in ('json', 'numpy', 'pyarrow', 'pandas', 'asyncio') if m in sys.modules])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_transformer() -> None:
    """With the weights in a package of their own."""
    pytest.importorskip("dixit_bert")
    nlp = dixit.load("bert")
    assert nlp.engine == "bert" and "bert" in nlp.models
    assert [q.speaker for q in nlp(FERRY) if q.kind == "direct"] == ["Ada Okoye"] * 2
    assert [d.to_json() for d in nlp.pipe([dixit.Article(FERRY, id="0")])] == [nlp(FERRY).to_json()]
