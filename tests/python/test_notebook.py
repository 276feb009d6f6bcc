"""The notebook in docs/ runs from top to bottom."""

from __future__ import annotations

import ast
import json
import os
from typing import Any

import pytest

from conftest import ROOT


def test_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib").use("Agg")
    pytest.importorskip("pandas")
    monkeypatch.chdir(ROOT / "docs")
    notebook = json.loads((ROOT / "docs" / "quotations.ipynb").read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    shown: list[Any] = []
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        body = ast.parse("".join(cell["source"])).body
        # As a notebook does: the value of a last expression is shown.
        last = body.pop() if isinstance(body[-1], ast.Expr) else None
        exec(compile(ast.Module(body, []), "quotations.ipynb", "exec"), names)
        if isinstance(last, ast.Expr):
            shown.append(eval(compile(ast.Expression(last.value), "quotations.ipynb", "eval"), names))
    html = [value._repr_html_() for value in shown if hasattr(value, "_repr_html_")]
    assert len(html) >= 3 and all(html)
    assert len(names["quotations"]) > 100 and len(names["table"]) > 10
    assert names["ax"].patches
    assert os.path.exists("flat.md")
