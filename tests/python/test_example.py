"""The example in this folder does what it says."""

from __future__ import annotations

from conftest import FERRY
from example import lines, speakers


def test_example() -> None:
    assert speakers([FERRY, FERRY])["Ada Okoye"] == 4
    assert lines(FERRY)[0].startswith("Ada Okoye: “The ferry will sail again on Sunday,” (told Reuters; 2025-12-05; ")
