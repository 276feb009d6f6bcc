"""The weights of dixit's transformer engine, for ``dixit.load("bert")``."""

from __future__ import annotations

import os


def models() -> str:
    """Return the folder that holds the folder ``bert`` with the weights."""
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "models")
