"""What the tests share: the engine, loaded once, and articles of our own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import dixit

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
DATA = Path(os.environ.get("DIXIT_DATA", ROOT.parent / "shared" / "data"))

FERRY = (
    "HARBOURTON, Dec. 5 (Reuters) — “The ferry will sail again on Sunday,” Ada Okoye, mayor of Harbourton, told Reuters on "
    "Friday. 😀\n\n“Nobody,” she added, “will pay a toll.”\n\nLeo Brandt, who runs the shipyard, said the hull needed two more weeks."
)


@pytest.fixture(scope="session")
def nlp() -> dixit.Analyzer:
    return dixit.load()


@pytest.fixture(scope="session")
def texts() -> list[str]:
    """The articles of the project, all different."""
    found = [FERRY, (FIXTURES / "us-china-trade-2025-12.txt").read_text(encoding="utf-8")]
    for path in sorted(FIXTURES.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(gold, dict) and gold.get("text"):
            found.append(gold["text"])
    assert len(found) > 3
    return found


def program(*args: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the program."""
    return subprocess.run(
        [sys.executable, "-m", "dixit", *map(str, args)], check=check, capture_output=True, text=True, timeout=300
    )
